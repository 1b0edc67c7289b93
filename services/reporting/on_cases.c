/* What reporting takes of a case between its first call and its end. As in on.c, what does not follow
 * from what was taken before is passed over. */
#include "state.h"

/* A ticket whose case has not ended. */
static bool open_case(const struct view *v, struct ticket_id ticket_id, struct reported_ticket *ret)
{
    return reported_ticket_find(v, ticket_id, ret) && ret->ended_at_us == 0;
}

void on_ticket_recalled(const struct view *v, const struct context *ctx, const struct ticket_recalled *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (open_case(v, ev->ticket_id, &ticket) && ticket.last_call_us != 0 && ticket.last_call_us <= ev->at_us)
        emit_recall_fact(out, &(struct recall_fact){ .ticket_id = ev->ticket_id, .at_us = ev->at_us });
}

void on_ticket_passed(const struct view *v, const struct context *ctx, const struct ticket_passed *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (open_case(v, ev->ticket_id, &ticket))
        emit_pass_fact(out, &(struct pass_fact){ .ticket_id = ev->ticket_id, .at_us = ev->at_us });
}

void on_ticket_returned(const struct view *v, const struct context *ctx, const struct ticket_returned *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (open_case(v, ev->ticket_id, &ticket))
        emit_return_fact(out, &(struct return_fact){ .ticket_id = ev->ticket_id, .at_us = ev->at_us });
}

static void note_pause(const struct view *v, struct ticket_id ticket_id, enum case_pause pause, uint64_t at_us, struct decision *out)
{
    struct reported_ticket ticket;

    if (open_case(v, ticket_id, &ticket) && ticket.started_at_us != 0)
        emit_pause_fact(out, &(struct pause_fact){ .ticket_id = ticket_id, .pause = pause, .at_us = at_us });
}

static void note_pause_end(const struct view *v, struct ticket_id ticket_id, enum case_pause pause, uint64_t at_us, bool terminal,
                           struct decision *out)
{
    struct reported_ticket ticket;

    if (open_case(v, ticket_id, &ticket))
        emit_pause_end_fact(out, &(struct pause_end_fact){ .ticket_id = ticket_id, .pause = pause, .at_us = at_us, .terminals = terminal ? 1 : 0 });
}

void on_ticket_parked(const struct view *v, const struct context *ctx, const struct ticket_parked *ev, struct decision *out)
{
    (void)ctx;
    note_pause(v, ev->ticket_id, CASE_PAUSE_PARKED, ev->at_us, out);
}

void on_ticket_resumed(const struct view *v, const struct context *ctx, const struct ticket_resumed *ev, struct decision *out)
{
    (void)ctx;
    note_pause_end(v, ev->ticket_id, CASE_PAUSE_PARKED, ev->at_us, ev->terminal_in_use, out);
}

void on_city_wait_begun(const struct view *v, const struct context *ctx, const struct city_wait_begun *ev, struct decision *out)
{
    (void)ctx;
    note_pause(v, ev->ticket_id, CASE_PAUSE_CITY_DECISION, ev->at_us, out);
}

void on_city_wait_ended(const struct view *v, const struct context *ctx, const struct city_wait_ended *ev, struct decision *out)
{
    (void)ctx;
    note_pause_end(v, ev->ticket_id, CASE_PAUSE_CITY_DECISION, ev->at_us, false, out);
}

void on_ticket_transferred(const struct view *v, const struct context *ctx, const struct ticket_transferred *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (open_case(v, ev->ticket_id, &ticket) && ticket.parts < PARTS_MAX && ticket.earlier.count + ev->procedures.count <= PROCEDURES_MAX)
        emit_transfer_fact(out, &(struct transfer_fact){
            .ticket_id = ev->ticket_id, .at_us = ev->at_us, .procedures = { .at = ev->procedures.at, .count = ev->procedures.count } });
}

void on_handed_over_to_city(const struct view *v, const struct context *ctx, const struct handed_over_to_city *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (open_case(v, ev->ticket_id, &ticket))
        emit_hand_over_fact(out, &(struct hand_over_fact){ .date = ticket.date, .matter = ev->matter });
}

void on_later_contact_agreed(const struct view *v, const struct context *ctx, const struct later_contact_agreed *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (open_case(v, ev->ticket_id, &ticket))
        emit_later_fact(out, &(struct later_fact){ .ticket_id = ev->ticket_id, .at_us = ev->at_us });
}

/* Stands in the first report whose day has not closed yet. */
static struct date report_date(const struct view *v, struct date date)
{
    struct awaited_report awaited;
    struct day_report made;

    while (day_report_find(v, date, &made) || awaited_report_find(v, date, &awaited))
        date = date_add_days(date, 1);
    return date;
}

void on_later_contact_finished(const struct view *v, const struct context *ctx, const struct later_contact_finished *ev, struct decision *out)
{
    struct reported_ticket ticket;

    if (reported_ticket_find(v, ev->ticket_id, &ticket) && ticket.agreed_later)
        emit_later_finish_fact(out, &(struct later_finish_fact){
            .ticket_id = ev->ticket_id, .date = report_date(v, ctx->followed_date), .at_us = ev->at_us, .outcome = ev->outcome,
            .procedures = { .at = ev->procedures.at, .count = ev->procedures.count } });
}

/* The stop of this kind that has not ended. */
static bool stop_open(const struct view *v, enum stop_kind kind)
{
    struct row_scan scan = counter_stop_scan_backward(v, 0, &(struct counter_stop){ .from_us = TIME_US_MAX, .kind = kind });
    struct counter_stop stop;

    while (counter_stop_next(&scan, &stop))
        if (stop.kind == kind)
            return stop.until_us == 0;
    return false;
}

void on_counter_stopped(const struct view *v, const struct context *ctx, const struct counter_stopped *ev, struct decision *out)
{
    (void)ctx;
    if (!stop_open(v, ev->kind))
        emit_stop_fact(out, &(struct stop_fact){ .kind = ev->kind, .at_us = ev->at_us });
}

void on_counter_resumed(const struct view *v, const struct context *ctx, const struct counter_resumed *ev, struct decision *out)
{
    (void)ctx;
    if (stop_open(v, ev->kind))
        emit_stop_end_fact(out, &(struct stop_end_fact){ .kind = ev->kind, .at_us = ev->at_us });
}
