/* What reporting takes of the day's hours and of equipment that could not be used. */
#include "state.h"

void on_reservations_day_part_closed(const struct view *v, const struct context *ctx, const struct reservations_day_part_closed *ev,
                                     struct decision *out)
{
    (void)v;
    (void)ctx;
    if (ev->closes_minute > ev->opens_minute || ev->next_date.v != 0)
        emit_hours_fact(out, &(struct hours_fact){
            .date = ev->date, .opens_minute = ev->opens_minute, .closes_minute = ev->closes_minute, .offered_minutes = ev->offered_minutes,
            .booked_minutes = ev->booked_minutes,
            .next_day = { .date = ev->next_date, .bookings = ev->next_bookings, .people = ev->next_people, .groups = ev->next_groups, .cards = ev->next_cards } });
}

void on_outage_begun(const struct view *v, const struct context *ctx, const struct outage_begun *ev, struct decision *out)
{
    (void)v;
    must(ctx->followed.sequence > 0);
    emit_outage_fact(out, &(struct outage_fact){
        .outage_id = ev->outage_id, .equipment = ev->equipment, .count = ev->count, .cause = ev->cause, .from_us = ev->from_us,
        .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence });
}

/* Ended before it began: it did not take place, its end says so. */
void on_outage_ended(const struct view *v, const struct context *ctx, const struct outage_ended *ev, struct decision *out)
{
    struct outage outage;

    must(ctx->followed.sequence > 0);
    if (outage_find(v, ev->outage_id, &outage))
        emit_outage_end_fact(out, &(struct outage_end_fact){
            .outage_id = ev->outage_id, .at_us = ev->at_us, .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence });
}

void on_day_changed(const struct view *v, const struct context *ctx, const struct day_changed *ev, struct decision *out)
{
    (void)v;
    must(ctx->followed.sequence > 0);
    emit_calendar_fact(out, &(struct calendar_fact){
        .date = ev->date, .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence,
        .calendar = { .change = ev->kind, .from_minute = ev->opens_minute, .until_minute = ev->closes_minute, .reason = ev->reason } });
}

void on_part_of_day_closed(const struct view *v, const struct context *ctx, const struct part_of_day_closed *ev, struct decision *out)
{
    (void)v;
    must(ctx->followed.sequence > 0);
    emit_calendar_fact(out, &(struct calendar_fact){
        .date = ev->date, .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .closed_part_id = ev->closed_part_id,
        .calendar = { .from_minute = ev->from_minute, .until_minute = ev->until_minute, .reason = ev->reason } });
}

void on_part_of_day_reopened(const struct view *v, const struct context *ctx, const struct part_of_day_reopened *ev, struct decision *out)
{
    struct closed_part part;

    must(ctx->followed.sequence > 0);
    if (closed_part_find(v, ev->closed_part_id, &part))
        emit_calendar_end_fact(out, &(struct calendar_end_fact){
            .date = part.date, .closed_part_id = ev->closed_part_id, .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence });
}
