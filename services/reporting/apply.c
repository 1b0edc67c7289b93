/* What the events of reporting do to its tables. */
#include "state.h"

void apply_day_fact(struct txn *t, const struct day_fact *ev)
{
    reported_day_put(t, &(struct reported_day){
        .date = ev->date, .opened_at_us = ev->opened_at_us, .lines = { ev->lines.at, ev->lines.count } });
}

/* A booking that was moved is due on its new day only. */
void apply_booking_fact(struct txn *t, const struct booking_fact *ev)
{
    struct reported_booking known;

    if (reported_booking_find(view_of(t), ev->reservation_id, &known))
        booking_of_day_remove(t, known.date, known.reservation_id);
    reported_booking_put(t, &(struct reported_booking){
        .reservation_id = ev->reservation_id, .date = ev->date, .missed_at_us = ev->missed_at_us });
    booking_of_day_put(t, &(struct booking_of_day){ .date = ev->date, .reservation_id = ev->reservation_id });
}

void apply_booking_end_fact(struct txn *t, const struct booking_end_fact *ev)
{
    struct reported_booking booking = reported_booking_row(t, ev->reservation_id);

    booking.end = ev->end;
    if (ev->came_at_us != 0 && ev->came_at_us <= booking.missed_at_us)
        booking.was_missed = false;                   /* there in time, and entered later from paper */
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

void apply_preset_fact(struct txn *t, const struct preset_fact *ev)
{
    preset_entry_put(t, &(struct preset_entry){
        .epoch = ev->epoch, .sequence = ev->sequence, .terminal_number = ev->terminal_number, .failure = ev->failure });
}

void apply_count_fact(struct txn *t, const struct count_fact *ev)
{
    count_entry_put(t, &(struct count_entry){
        .epoch = ev->epoch, .sequence = ev->sequence, .counted = ev->counted, .book = ev->book, .on_hold = ev->on_hold, .in_box = ev->in_box,
        .in_tray = ev->in_tray, .checked_out = ev->checked_out, .at_city = ev->at_city, .by = ev->by, .second = ev->second });
}

void apply_reopening_fact(struct txn *t, const struct reopening_fact *ev)
{
    reopening_entry_put(t, &(struct reopening_entry){ .epoch = ev->epoch, .sequence = ev->sequence, .reopening = ev->reopening });
}

void apply_notice_fact(struct txn *t, const struct notice_fact *ev)
{
    notice_lead_put(t, &(struct notice_lead){ .epoch = ev->epoch, .sequence = ev->sequence, .card_id = ev->card_id, .days = ev->days });
}

void apply_hours_fact(struct txn *t, const struct hours_fact *ev)
{
    day_hours_put(t, &(struct day_hours){
        .date = ev->date, .opens_minute = ev->opens_minute, .closes_minute = ev->closes_minute, .offered_minutes = ev->offered_minutes,
        .booked_minutes = ev->booked_minutes, .next_day = ev->next_day });
}

void apply_calendar_fact(struct txn *t, const struct calendar_fact *ev)
{
    calendar_entry_put(t, &(struct calendar_entry){
        .date = ev->date, .epoch = ev->epoch, .sequence = ev->sequence, .closed_part_id = ev->closed_part_id, .calendar = ev->calendar });
    if (is_set(ev->closed_part_id))
        closed_part_put(t, &(struct closed_part){
            .closed_part_id = ev->closed_part_id, .date = ev->date, .epoch = ev->epoch, .sequence = ev->sequence });
}

void apply_calendar_end_fact(struct txn *t, const struct calendar_end_fact *ev)
{
    struct closed_part part = closed_part_row(t, ev->closed_part_id);
    struct calendar_entry entry = calendar_entry_row(t, part.date, part.epoch, part.sequence);

    entry.end_epoch = ev->epoch;
    entry.end_sequence = ev->sequence;
    calendar_entry_put(t, &entry);
    closed_part_remove(t, ev->closed_part_id);
}

void apply_outage_fact(struct txn *t, const struct outage_fact *ev)
{
    outage_put(t, &(struct outage){
        .outage_id = ev->outage_id, .equipment = ev->equipment, .count = ev->count, .cause = ev->cause, .from_us = ev->from_us,
        .epoch = ev->epoch, .sequence = ev->sequence });
}

void apply_outage_end_fact(struct txn *t, const struct outage_end_fact *ev)
{
    struct outage outage = outage_row(t, ev->outage_id);

    outage.until_us = ev->at_us;
    outage.end_epoch = ev->epoch;
    outage.end_sequence = ev->sequence;
    outage_put(t, &outage);
}

void apply_stop_fact(struct txn *t, const struct stop_fact *ev)
{
    counter_stop_put(t, &(struct counter_stop){ .from_us = ev->at_us, .kind = ev->kind });
}

void apply_stop_end_fact(struct txn *t, const struct stop_end_fact *ev)
{
    struct row_scan scan = counter_stop_scan_backward(view_of(t), 0, &(struct counter_stop){ .from_us = TIME_US_MAX, .kind = ev->kind });
    struct counter_stop stop;

    while (counter_stop_next(&scan, &stop))
        if (stop.kind == ev->kind) {
            stop.until_us = ev->at_us;
            counter_stop_put(t, &stop);
            return;
        }
    invariant(t, false);
}

void apply_hand_over_fact(struct txn *t, const struct hand_over_fact *ev)
{
    struct hand_over_count row;

    if (!hand_over_count_find(view_of(t), ev->date, ev->matter, &row))
        row = (struct hand_over_count){ .date = ev->date, .matter = ev->matter };
    row.cases++;
    hand_over_count_put(t, &row);
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
