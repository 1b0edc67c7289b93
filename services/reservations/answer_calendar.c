/* What changed in the calendar, and the bookings it hits. */
#include "state.h"

#define HITS_A_PAGE 200u
#define CHANGED_DAYS_MAX 100u
#define PARTS_MAX 100u
#define OUTAGES_MAX 50u

/* Why this booking cannot be served as things stand; 0: it can. */
static enum hit_reason hit_of(const struct view *v, const struct day_plan *plan, const uint8_t *load, const struct booking *booking)
{
    struct taking taking = booking_taking(booking);
    enum hit_reason why = hit_by(plan, load, &taking);
    struct claim claim;

    if (why == 0 && claim_of(v, booking->card_id, &claim) && claim.barred)
        return HIT_REASON_CARD;
    return why;
}

struct page {
    struct hit_booking *lines;
    uint32_t count;
    bool more;
    struct booking after;                    /* {0}: from the beginning */
};

static bool behind(const struct page *page, const struct booking_of_day *row)
{
    const struct booking *after = &page->after;

    if (!is_set(after->reservation_id) || row->date.v != after->date.v)
        return is_set(after->reservation_id) && row->date.v < after->date.v;
    return row->start_minute < after->start_minute || (row->start_minute == after->start_minute && row->reservation_id.v <= after->reservation_id.v);
}

static void hits_of_day(const struct view *v, const struct day_plan *plan, struct date date, struct page *page)
{
    struct row_scan scan = booking_of_day_scan(v, 1, &(struct booking_of_day){ .date = date });
    const uint8_t *load = booked_load_of(v, date);
    struct booking_of_day row;
    struct booking b;
    enum hit_reason why;

    while (!page->more && booking_of_day_next(&scan, &row)) {
        if (behind(page, &row) || !booking_find(v, row.reservation_id, &b) || b.end != 0 || (why = hit_of(v, plan, load, &b)) == 0)
            continue;
        page->more = page->count == HITS_A_PAGE;
        if (!page->more)
            page->lines[page->count++] = (struct hit_booking){
                .reservation_id = b.reservation_id, .date = b.date, .start_minute = b.start_minute, .length_minutes = b.length_minutes,
                .procedure = b.procedure, .people = b.people, .card_id = b.card_id, .why = why };
    }
}

enum refusal answer_hit_bookings(const struct view *v, const struct context *ctx, const struct hit_bookings *q, struct hit_bookings_result *ret)
{
    struct calendar calendar = calendar_of(v, ctx->config, q->from, date_add_days(q->from, (int32_t)q->days));
    struct day_plan *plan = arena_take(view_arena(v), sizeof *plan);
    struct page page = { .lines = arena_take(view_arena(v), HITS_A_PAGE * sizeof *page.lines) };

    if (is_set(q->after) && !booking_find(v, q->after, &page.after))
        page.after = (struct booking){ 0 };
    for (uint32_t i = 0; i < q->days && !page.more; i++) {
        struct date date = date_add_days(q->from, (int32_t)i);

        plan_day(&calendar, date, plan);
        hits_of_day(v, plan, date, &page);
    }
    *ret = (struct hit_bookings_result){ .more = page.more };
    ret->bookings.at = page.lines;
    ret->bookings.count = page.count;
    return REFUSAL_NONE;
}

static struct changed_day changed_day_of(const struct day_change *row)
{
    struct changed_day day = { .date = row->date, .kind = row->kind, .open = row->open, .opens_minute = row->opens_minute,
                               .closes_minute = row->closes_minute, .staffed_desks = row->staffed_desks, .reason = row->reason,
                               .author = row->author, .approval = row->approval };

    day.shifts.at = row->shifts.at;
    day.shifts.count = row->shifts.count;
    return day;
}

static struct part_closure part_closure_of(const struct closed_part *row)
{
    return (struct part_closure){ .closed_part_id = row->closed_part_id, .date = row->date, .from_minute = row->from_minute, .until_minute = row->until_minute,
                                  .place = row->place, .desks = row->desks, .reason = row->reason, .author = row->author, .approval = row->approval };
}

static struct equipment_outage outage_line_of(const struct outage *row)
{
    return (struct equipment_outage){ .outage_id = row->outage_id, .equipment = row->equipment, .count = row->count, .cause = row->cause,
                                      .from_us = row->from_us, .until_us = row->until_us, .reason = row->reason, .author = row->author,
                                      .approval = row->approval };
}

/* The calendar of the days holds the changes of the days before too; those are left out. */
enum refusal answer_calendar_changes(const struct view *v, const struct context *ctx, const struct calendar_changes *q, struct calendar_changes_result *ret)
{
    struct calendar calendar = calendar_of(v, ctx->config, q->from, date_add_days(q->from, (int32_t)q->days - 1));
    struct changed_day *days = arena_take(view_arena(v), CHANGED_DAYS_MAX * sizeof *days);
    struct part_closure *parts = arena_take(view_arena(v), PARTS_MAX * sizeof *parts);
    struct equipment_outage *outages = arena_take(view_arena(v), OUTAGES_MAX * sizeof *outages);

    *ret = (struct calendar_changes_result){ 0 };
    for (uint32_t i = 0; i < calendar.change_count && ret->days.count < CHANGED_DAYS_MAX; i++)
        if (calendar.changes[i].date.v >= q->from.v)
            days[ret->days.count++] = changed_day_of(&calendar.changes[i]);
    for (uint32_t i = 0; i < calendar.part_count && ret->parts.count < PARTS_MAX; i++)
        parts[ret->parts.count++] = part_closure_of(&calendar.parts[i]);
    for (uint32_t i = 0; i < calendar.outage_count && ret->outages.count < OUTAGES_MAX; i++)
        outages[ret->outages.count++] = outage_line_of(&calendar.outages[i]);
    ret->days.at = days;
    ret->parts.at = parts;
    ret->outages.at = outages;
    return REFUSAL_NONE;
}
