/* What reservations takes from others: from inventory who may book the pick-up of a card, from
 * queueing what became of a booking and that the day closes. What is known already states nothing. */
#include "state.h"

#include "gen/inventory.h"
#include "gen/queueing.h"

void on_notice_posted(const struct view *v, const struct context *ctx, const struct notice_posted *ev, struct decision *out)
{
    struct claim claim;

    (void)ctx;
    if (!claim_find(v, ev->claim_tag, &claim))
        emit_claim_noted(out, &(struct claim_noted){ .claim_tag = ev->claim_tag, .card_id = ev->card_id });
}

void on_card_issued(const struct view *v, const struct context *ctx, const struct card_issued *ev, struct decision *out)
{
    struct claim_of_card row;

    (void)ctx;
    if (claim_of_card_find(v, ev->card_id, &row))
        emit_claim_ended(out, &(struct claim_ended){ .card_id = ev->card_id });
}

/* The card cannot be had at present: what is booked stands and is listed as hit. */
void on_claim_withdrawn(const struct view *v, const struct context *ctx, const struct claim_withdrawn *ev, struct decision *out)
{
    struct claim claim;

    (void)ctx;
    if (claim_of(v, ev->card_id, &claim) && !claim.barred)
        emit_claim_barred(out, &(struct claim_barred){ .card_id = ev->card_id });
}

void on_claim_restored(const struct view *v, const struct context *ctx, const struct claim_restored *ev, struct decision *out)
{
    struct claim claim;

    (void)ctx;
    if (!claim_of(v, ev->card_id, &claim) || claim.barred || !bytes_equal(claim.claim_tag, ev->claim_tag))
        emit_claim_allowed(out, &(struct claim_allowed){ .card_id = ev->card_id, .claim_tag = ev->claim_tag });
}

void on_guest_checked_in(const struct view *v, const struct context *ctx, const struct guest_checked_in *ev, struct decision *out)
{
    struct booking booking;

    (void)ctx;
    if (booking_find(v, ev->reservation_id, &booking) && (booking.end == 0 || booking.end == BOOKING_END_MISSED))
        emit_attendance_noted(out, &(struct attendance_noted){ .reservation_id = ev->reservation_id, .end = BOOKING_END_ATTENDED });
}

void on_guest_missed(const struct view *v, const struct context *ctx, const struct guest_missed *ev, struct decision *out)
{
    struct booking booking;

    (void)ctx;
    if (booking_find(v, ev->reservation_id, &booking) && booking.end == 0 && booking.date.v == ev->date.v)      /* not of the day it was moved from */
        emit_attendance_noted(out, &(struct attendance_noted){ .reservation_id = ev->reservation_id, .end = BOOKING_END_MISSED });
}

/* A cancellation comes from us; only a day on which the counter did not open is news. */
void on_visit_dropped(const struct view *v, const struct context *ctx, const struct visit_dropped *ev, struct decision *out)
{
    struct booking booking;

    (void)ctx;
    if (ev->end == BOOKING_END_LAPSED && booking_find(v, ev->reservation_id, &booking) && booking.end == 0)
        emit_attendance_noted(out, &(struct attendance_noted){ .reservation_id = ev->reservation_id, .end = BOOKING_END_LAPSED });
}

#define NEXT_DAYS_MAX 30
#define LARGE_GROUP 4

/* What stands in the book for the next open day; nothing when none is near. */
static void note_next_day(const struct view *v, const struct context *ctx, struct date date, struct reservations_day_part_closed *ev)
{
    struct calendar calendar = calendar_of(v, ctx->config, date, date_add_days(date, NEXT_DAYS_MAX));
    struct date next = date_add_days(date, 1);
    struct booking_of_day row;
    struct booking booking;

    while (next.v <= date_add_days(date, NEXT_DAYS_MAX).v && !opening_on(&calendar, next).open)
        next = date_add_days(next, 1);
    if (next.v > date_add_days(date, NEXT_DAYS_MAX).v)
        return;
    ev->next_date = next;
    struct row_scan scan = booking_of_day_scan(v, 1, &(struct booking_of_day){ .date = next });
    while (booking_of_day_next(&scan, &row))
        if (booking_find(v, row.reservation_id, &booking) && booking.end == 0) {
            ev->next_bookings++;
            ev->next_people += booking.people;
            ev->next_groups += booking.people >= LARGE_GROUP ? 1 : 0;
            ev->next_cards += is_set(booking.card_id) ? 1 : 0;
        }
}

/* Nobody waits for this day any more. */
static void forget_waiting(const struct view *v, struct date date, struct decision *out)
{
    struct row_scan scan = waiting_of_day_scan(v, 1, &(struct waiting_of_day){ .date = date });
    struct waiting_of_day row;

    while (waiting_of_day_next(&scan, &row))           /* at most WAITING_MAX */
        forget(out, row.waiting_id.v);
}

/* With what the day had to offer and what of it was taken, and what the next one brings, for the figures. */
void on_day_closing(const struct view *v, const struct context *ctx, const struct day_closing *ev, struct decision *out)
{
    struct calendar calendar = calendar_of(v, ctx->config, ev->date, ev->date);
    struct day_plan *plan = arena_take(view_arena(v), sizeof *plan);

    if (part_closed(v, ev->date))
        return;
    plan_day(&calendar, ev->date, plan);
    struct reservations_day_part_closed closed = {
        .date = ev->date, .opens_minute = plan->opening.open ? plan->opening.opens_minute : 0,
        .closes_minute = plan->opening.open ? plan->opening.closes_minute : 0, .offered_minutes = offered_minutes(ctx->config, plan),
        .booked_minutes = booked_minutes(booked_load_of(v, ev->date)) };
    note_next_day(v, ctx, ev->date, &closed);
    emit_reservations_day_part_closed(out, &closed);
    forget_waiting(v, ev->date, out);
}
