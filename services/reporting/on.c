/* What reporting takes from the others: single values with their times, nothing about persons. What
 * is of a ticket that is not known (a source was restored, its last entries are lost) is passed over, and
 * apply passes over what does not follow: another service's log must not break an invariant here, and
 * several steps of a case may stand in one entry (from paper), of which only apply sees one after the other. */
#include "state.h"

void on_day_opened(const struct view *v, const struct context *ctx, const struct day_opened *ev, struct decision *out)
{
    (void)v;
    (void)ctx;
    emit_day_fact(out, &(struct day_fact){ .date = ev->date, .opened_at_us = ev->at_us, .lines = { ev->lines.at, ev->lines.count } });
}

void on_ticket_taken(const struct view *v, const struct context *ctx, const struct ticket_taken *ev, struct decision *out)
{
    (void)v;
    (void)ctx;
    emit_ticket_fact(out, &(struct ticket_fact){
        .ticket_id = ev->ticket_id, .date = ev->date, .taken_at_us = ev->at_us, .people = ev->people,
        .reservation_id = ev->reservation_id, .booked_us = ev->booked_us, .late = ev->late, .line_id = ev->line_id, .origin = ev->origin });
}

static bool known(const struct view *v, struct ticket_id ticket_id)
{
    struct reported_ticket ticket;

    return reported_ticket_find(v, ticket_id, &ticket);
}

void on_ticket_called(const struct view *v, const struct context *ctx, const struct ticket_called *ev, struct decision *out)
{
    (void)ctx;
    if (known(v, ev->ticket_id))
        emit_call_fact(out, &(struct call_fact){
            .ticket_id = ev->ticket_id, .at_us = ev->at_us, .terminals = ev->terminal_in_use ? 1 : 0,
            .passed_over = known(v, ev->passed_over) ? ev->passed_over : (struct ticket_id){ 0 } });
}

void on_service_started(const struct view *v, const struct context *ctx, const struct service_started *ev, struct decision *out)
{
    (void)ctx;
    if (known(v, ev->ticket_id))
        emit_start_fact(out, &(struct start_fact){ .ticket_id = ev->ticket_id, .at_us = ev->at_us });
}

void on_service_finished(const struct view *v, const struct context *ctx, const struct service_finished *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (reported_ticket_find(v, ev->ticket_id, &ticket) && ticket.earlier.count + ev->procedures.count <= PROCEDURES_MAX)
        emit_finish_fact(out, &(struct finish_fact){
            .ticket_id = ev->ticket_id, .at_us = ev->at_us, .procedures = { .at = ev->procedures.at, .count = ev->procedures.count },
            .outcome = ev->outcome, .receiver_class = ev->receiver_class, .language = ev->language });
}

void on_ticket_dismissed(const struct view *v, const struct context *ctx, const struct ticket_dismissed *ev, struct decision *out)
{
    struct reported_ticket ticket;

    (void)ctx;
    if (reported_ticket_find(v, ev->ticket_id, &ticket) && ticket.ended_at_us == 0)
        emit_dismissal_fact(out, &(struct dismissal_fact){ .ticket_id = ev->ticket_id, .at_us = ev->at_us, .outcome = ev->outcome });
}

void on_visit_expected(const struct view *v, const struct context *ctx, const struct visit_expected *ev, struct decision *out)
{
    (void)v;
    (void)ctx;
    emit_booking_fact(out, &(struct booking_fact){ .reservation_id = ev->reservation_id, .date = ev->date, .missed_at_us = ev->missed_at_us });
}

void on_visit_moved(const struct view *v, const struct context *ctx, const struct visit_moved *ev, struct decision *out)
{
    struct reported_booking booking;

    (void)ctx;
    if (reported_booking_find(v, ev->reservation_id, &booking) && (booking.date.v != ev->date.v || booking.missed_at_us != ev->missed_at_us))
        emit_booking_fact(out, &(struct booking_fact){ .reservation_id = ev->reservation_id, .date = ev->date, .missed_at_us = ev->missed_at_us });
}

static void note_end(const struct view *v, struct reservation_id reservation_id, enum booking_end end, struct decision *out)
{
    struct reported_booking booking;

    if (reported_booking_find(v, reservation_id, &booking))
        emit_booking_end_fact(out, &(struct booking_end_fact){ .reservation_id = reservation_id, .end = end });
}

void on_visit_dropped(const struct view *v, const struct context *ctx, const struct visit_dropped *ev, struct decision *out)
{
    (void)ctx;
    note_end(v, ev->reservation_id, ev->end, out);
}

void on_guest_checked_in(const struct view *v, const struct context *ctx, const struct guest_checked_in *ev, struct decision *out)
{
    struct reported_booking booking;

    (void)ctx;
    if (reported_booking_find(v, ev->reservation_id, &booking))
        emit_booking_end_fact(out, &(struct booking_end_fact){
            .reservation_id = ev->reservation_id, .end = BOOKING_END_ATTENDED, .came_at_us = ev->at_us });
}

void on_guest_missed(const struct view *v, const struct context *ctx, const struct guest_missed *ev, struct decision *out)
{
    (void)ctx;
    note_end(v, ev->reservation_id, BOOKING_END_MISSED, out);
}

/* The vector names the other logs; queueing's own end is the entry that carries it. A report once made stays. */
void on_day_closed(const struct view *v, const struct context *ctx, const struct day_closed *ev, struct decision *out)
{
    struct log_position *at = arena_take(decision_arena(out), (ev->vector.count + 1) * sizeof *at);
    struct day_report made;

    must(ctx->followed.sequence > 0);
    if (day_report_find(v, ev->date, &made))
        return;
    for (uint32_t i = 0; i < ev->vector.count; i++)
        at[i] = ev->vector.at[i];
    at[ev->vector.count] = (struct log_position){
        .source = ctx->followed.source, .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence };
    report_or_wait(v, ctx, ev->date, ev->at_us, &(struct cut){ at, ev->vector.count + 1 }, 1, out);
}
