/* What the events of reporting do to its tables. */
#include "state.h"

void apply_day_fact(struct txn *t, const struct day_fact *ev)
{
    reported_day_put(t, &(struct reported_day){ .date = ev->date, .opened_at_us = ev->opened_at_us });
}

void apply_ticket_fact(struct txn *t, const struct ticket_fact *ev)
{
    reported_ticket_put(t, &(struct reported_ticket){
        .ticket_id = ev->ticket_id, .date = ev->date, .taken_at_us = ev->taken_at_us, .people = ev->people,
        .reservation_id = ev->reservation_id, .booked_us = ev->booked_us, .late = ev->late });
    ticket_of_day_put(t, &(struct ticket_of_day){ .date = ev->date, .ticket_id = ev->ticket_id });
}

/* The case gives its terminal back. */
static void note_terminal(struct txn *t, const struct reported_ticket *ticket, uint64_t until_us)
{
    if (ticket->terminals == 0 || ticket->last_call_us == 0 || until_us < ticket->last_call_us)
        return;
    terminal_span_put(t, &(struct terminal_span){
        .date = ticket->date, .ticket_id = ticket->ticket_id, .from_us = ticket->last_call_us, .until_us = until_us });
}

/* Whatever was known of a service before (of a log since restored) ends with a new call. */
void apply_call_fact(struct txn *t, const struct call_fact *ev)
{
    struct reported_ticket row = reported_ticket_row(t, ev->ticket_id);
    struct reported_ticket ticket = {
        .ticket_id = row.ticket_id, .date = row.date, .taken_at_us = row.taken_at_us, .people = row.people, .reservation_id = row.reservation_id,
        .booked_us = row.booked_us, .late = row.late, .passes = row.passes, .last_call_us = ev->at_us,
        .first_call_us = row.first_call_us != 0 ? row.first_call_us : ev->at_us, .terminals = ev->terminals };

    note_terminal(t, &row, ev->at_us);
    reported_ticket_put(t, &ticket);
    if (is_set(ev->passed_over)) {
        struct reported_ticket passed = reported_ticket_row(t, ev->passed_over);

        passed.passes++;
        reported_ticket_put(t, &passed);
    }
}

void apply_start_fact(struct txn *t, const struct start_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    invariant(t, ticket.last_call_us != 0 && ev->at_us >= ticket.last_call_us);
    ticket.started_at_us = ev->at_us;
    reported_ticket_put(t, &ticket);
}

void apply_finish_fact(struct txn *t, const struct finish_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    invariant(t, ticket.started_at_us != 0 && ev->at_us >= ticket.started_at_us);
    note_terminal(t, &ticket, ev->at_us);
    ticket.terminals = 0;
    ticket.ended_at_us = ev->at_us;
    ticket.procedures.at = ev->procedures.at;
    ticket.procedures.count = ev->procedures.count;
    ticket.outcome = ev->outcome;
    ticket.receiver_class = ev->receiver_class;
    reported_ticket_put(t, &ticket);
}

void apply_dismissal_fact(struct txn *t, const struct dismissal_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    invariant(t, ticket.ended_at_us == 0);
    note_terminal(t, &ticket, ev->at_us);
    ticket.terminals = 0;
    ticket.ended_at_us = ev->at_us;
    ticket.dismissal = ev->outcome;
    reported_ticket_put(t, &ticket);
}

void apply_booking_fact(struct txn *t, const struct booking_fact *ev)
{
    reported_booking_put(t, &(struct reported_booking){ .reservation_id = ev->reservation_id, .date = ev->date });
    booking_of_day_put(t, &(struct booking_of_day){ .date = ev->date, .reservation_id = ev->reservation_id });
}

void apply_booking_end_fact(struct txn *t, const struct booking_end_fact *ev)
{
    struct reported_booking booking = reported_booking_row(t, ev->reservation_id);

    booking.end = ev->end;
    booking.was_missed = booking.was_missed || ev->end == BOOKING_END_MISSED;
    reported_booking_put(t, &booking);
}

/* Several movements of one kind in one entry of inventory add up. */
void apply_stock_fact(struct txn *t, const struct stock_fact *ev)
{
    struct stock_entry entry;

    if (!stock_entry_find(view_of(t), ev->epoch, ev->sequence, ev->movement, &entry))
        entry = (struct stock_entry){ .epoch = ev->epoch, .sequence = ev->sequence, .movement = ev->movement };
    entry.count += ev->count;
    stock_entry_put(t, &entry);
}

void apply_count_fact(struct txn *t, const struct count_fact *ev)
{
    count_entry_put(t, &(struct count_entry){
        .epoch = ev->epoch, .sequence = ev->sequence, .counted = ev->counted, .book = ev->book });
}

void apply_day_report_awaited(struct txn *t, const struct day_report_awaited *ev)
{
    awaited_report_put(t, &(struct awaited_report){
        .date = ev->date, .closed_at_us = ev->closed_at_us, .cut = { .at = ev->cut.at, .count = ev->cut.count }, .attempt = ev->attempt });
    timer_set(t, TIMER_REPORTING_DAY_REPORT, ev->date.v, ev->again_at_us);
}

void apply_day_reported(struct txn *t, const struct day_reported *ev)
{
    struct day_report known;

    invariant(t, !day_report_find(view_of(t), ev->date, &known));
    day_report_put(t, &(struct day_report){
        .date = ev->date, .closed_at_us = ev->closed_at_us, .cut = { .at = ev->cut.at, .count = ev->cut.count }, .figures = ev->figures });
    awaited_report_remove(t, ev->date);
    timer_clear(t, TIMER_REPORTING_DAY_REPORT, ev->date.v);
}

void apply_report_closed(struct txn *t, const struct report_closed *ev)
{
    struct report_seal known;

    invariant(t, !report_seal_find(view_of(t), ev->date, &known));
    report_seal_put(t, &(struct report_seal){
        .date = ev->date, .at_us = ev->at_us, .report_sha256 = ev->report_sha256, .checkpoint = ev->checkpoint,
        .account_id = ev->account_id, .second_id = ev->second_id });
}
