/* Questions about times and bookings. Free times are what the asker may book now; nothing here
 * says who booked. */
#include "state.h"

#define BOOKINGS_A_PAGE 200u

/* The free starts of one day; false when there is none. */
static bool free_day_of(const struct view *v, const struct context *ctx, const struct calendar *calendar, struct day_plan *plan,
                        const struct wish *wish, struct date date, struct free_day *ret)
{
    const struct reservations_config *config = ctx->config;
    enum desk_place places[PLACES_MAX];
    bool staff = is_staff(ctx);
    const uint8_t *load;
    uint64_t *starts;
    uint32_t count = 0;

    plan_day(calendar, date, plan);
    if (!plan->opening.open || part_closed(v, date) || !in_window(calendar, date, plan->opening.closes_minute, ctx->now_us, staff))
        return false;
    load = load_of(v, date);
    starts = arena_take(view_arena(v), QUARTERS * sizeof *starts);
    for (uint32_t start = plan->opening.opens_minute; start + wish->length_minutes <= plan->opening.closes_minute; start += (uint32_t)config->grid_minutes)
        if ((!staff || ctx->now_us <= tokyo_us(date, start)) && choose_places(config, plan, load, start, wish, staff, places))
            starts[count++] = start;
    *ret = (struct free_day){ .date = date };
    ret->starts.at = starts;
    ret->starts.count = count;
    return count > 0;
}

enum refusal answer_free_places(const struct view *v, const struct context *ctx, const struct free_places *q, struct free_places_result *ret)
{
    struct calendar calendar = calendar_of(v, ctx->config, q->from, date_add_days(q->from, (int32_t)q->days));
    struct free_day *days = arena_take(view_arena(v), q->days * sizeof *days);
    struct day_plan *plan = arena_take(view_arena(v), sizeof *plan);
    struct wish wish;
    enum refusal why = wish_of(ctx->config, q->procedure, q->further_procedures.at, q->further_procedures.count, q->people, q->places, is_staff(ctx), &wish);
    uint32_t count = 0;

    *ret = (struct free_places_result){ 0 };
    if (why != REFUSAL_NONE)
        return why;
    for (uint32_t i = 0; i < q->days; i++)
        if (free_day_of(v, ctx, &calendar, plan, &wish, date_add_days(q->from, (int32_t)i), &days[count]))
            count++;
    ret->days.at = days;
    ret->days.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_open_days(const struct view *v, const struct context *ctx, const struct open_days *q, struct open_days_result *ret)
{
    struct calendar calendar = calendar_of(v, ctx->config, q->from, date_add_days(q->from, (int32_t)q->days));
    struct opening_day *days = arena_take(view_arena(v), q->days * sizeof *days);
    uint32_t count = 0;

    for (uint32_t i = 0; i < q->days; i++) {
        struct date date = date_add_days(q->from, (int32_t)i);
        struct opening opening = opening_on(&calendar, date);

        if (opening.open)
            days[count++] = (struct opening_day){ .date = date, .opens_minute = opening.opens_minute, .closes_minute = opening.closes_minute };
    }
    *ret = (struct open_days_result){ 0 };
    ret->days.at = days;
    ret->days.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_reservation_by_code(const struct view *v, const struct context *ctx, const struct reservation_by_code *q,
                                        struct reservation_by_code_result *ret)
{
    struct booking booking;

    (void)ctx;
    if (!booking_of_code(v, q->code, &booking))
        return NO_SUCH_RESERVATION;
    *ret = (struct reservation_by_code_result){
        .reservation_id = booking.reservation_id, .procedure = booking.procedure, .people = booking.people, .date = booking.date,
        .start_minute = booking.start_minute, .length_minutes = booking.length_minutes };
    return REFUSAL_NONE;
}

static struct booking_line line_of(const struct booking *booking)
{
    struct booking_line line = {
        .reservation_id = booking->reservation_id, .procedure = booking->procedure, .people = booking->people,
        .start_minute = booking->start_minute, .length_minutes = booking->length_minutes, .place = booking->place,
        .card_id = booking->card_id, .end = booking->end, .way = booking->way };

    line.further_procedures.at = booking->further_procedures.at;
    line.further_procedures.count = booking->further_procedures.count;
    line.further_places.at = booking->further_places.at;
    line.further_places.count = booking->further_places.count;
    return line;
}

enum refusal answer_day_bookings(const struct view *v, const struct context *ctx, const struct day_bookings *q, struct day_bookings_result *ret)
{
    struct booking_of_day from = { .date = q->date }, row;
    struct booking_line *lines = arena_take(view_arena(v), BOOKINGS_A_PAGE * sizeof *lines);
    struct booking booking;
    struct row_scan scan;
    uint32_t count = 0;

    (void)ctx;
    if (is_set(q->after) && booking_find(v, q->after, &booking)) {
        from.start_minute = booking.start_minute;
        from.reservation_id.v = q->after.v + 1;
    }
    *ret = (struct day_bookings_result){ 0 };
    for (scan = booking_of_day_scan(v, 1, &from); booking_of_day_next(&scan, &row);) {
        if (count == BOOKINGS_A_PAGE) {
            ret->more = true;
            break;
        }
        if (booking_find(v, row.reservation_id, &booking))
            lines[count++] = line_of(&booking);
    }
    ret->bookings.at = lines;
    ret->bookings.count = count;
    return REFUSAL_NONE;
}
