/* Rows read into what the pure functions want: the calendar of some days, and what a booking takes. */
#include "state.h"

static uint32_t changes_between(const struct view *v, struct date from, struct date until, struct day_change *ret)
{
    struct row_scan scan = day_change_scan(v, 0, &(struct day_change){ .date = from });
    struct day_change row;
    uint32_t count = 0;

    while (day_change_next(&scan, &row) && row.date.v <= until.v) {
        if (ret != NULL)
            ret[count] = row;
        count++;
    }
    return count;
}

static uint32_t parts_between(const struct view *v, struct date from, struct date until, struct closed_part *ret)
{
    struct row_scan scan = closed_part_scan(v, 0, &(struct closed_part){ .date = from });
    struct closed_part row;
    uint32_t count = 0;

    while (closed_part_next(&scan, &row) && row.date.v <= until.v) {
        if (ret != NULL)
            ret[count] = row;
        count++;
    }
    return count;
}

static uint32_t outages_all(const struct view *v, struct outage *ret)
{
    struct row_scan scan = outage_scan(v, 0, &(struct outage){ 0 });
    struct outage row;
    uint32_t count = 0;

    while (outage_next(&scan, &row)) {
        if (ret != NULL)
            ret[count] = row;
        count++;
    }
    return count;
}

/* Counted first, then read: there is no limit to what may have been changed. What the second pass found counts: it may be
 * less when a read fails, and then the step comes to nothing. */
struct calendar calendar_of(const struct view *v, const struct reservations_config *config, struct date from, struct date until)
{
    struct date before = date_add_days(from, -LOOK_BACK_DAYS);
    struct calendar calendar = { .config = config, .change_count = changes_between(v, before, until, NULL),
                                 .part_count = parts_between(v, from, until, NULL), .outage_count = outages_all(v, NULL) };
    struct day_change *changes = arena_take(view_arena(v), (calendar.change_count + 1) * sizeof *changes);
    struct closed_part *parts = arena_take(view_arena(v), (calendar.part_count + 1) * sizeof *parts);
    struct outage *outages = arena_take(view_arena(v), (calendar.outage_count + 1) * sizeof *outages);

    calendar.change_count = changes_between(v, before, until, changes);
    calendar.part_count = parts_between(v, from, until, parts);
    calendar.outage_count = outages_all(v, outages);
    calendar.changes = changes;
    calendar.parts = parts;
    calendar.outages = outages;
    return calendar;
}

static struct taking all_of(uint64_t start, uint64_t length, enum desk_place place, const enum desk_place *further_places, uint32_t further_place_count,
                            enum equipment equipment, const enum equipment *further, uint32_t further_count, bool staff)
{
    enum desk_place places[PLACES_MAX] = { place };
    enum equipment held[EQUIPMENT_MAX] = { equipment };

    for (uint32_t i = 0; i < further_place_count; i++)
        places[1 + i] = further_places[i];
    for (uint32_t i = 0; i < further_count; i++)
        held[1 + i] = further[i];
    return taking_of((uint32_t)start, (uint32_t)length, places, 1 + further_place_count, held, equipment == 0 ? 0 : 1 + further_count, staff);
}

struct taking hold_taking(const struct place_hold *h)
{
    return all_of(h->start_minute, h->length_minutes, h->place, h->further_places.at, h->further_places.count, h->equipment,
                  h->further_equipment.at, h->further_equipment.count, h->by_staff);
}

struct taking booking_taking(const struct booking *b)
{
    return all_of(b->start_minute, b->length_minutes, b->place, b->further_places.at, b->further_places.count, b->equipment,
                  b->further_equipment.at, b->further_equipment.count, b->way == BOOKING_WAY_STAFF);
}

uint8_t *booked_load_of(const struct view *v, struct date date)
{
    struct row_scan scan = booking_of_day_scan(v, 1, &(struct booking_of_day){ .date = date });
    uint8_t *load = arena_take(view_arena(v), LOAD_BYTES);
    struct booking_of_day row;
    struct booking booking;
    struct taking taking;

    while (booking_of_day_next(&scan, &row))
        if (booking_find(v, row.reservation_id, &booking)) {
            taking = booking_taking(&booking);
            (void)load_change(load, &taking, 1);             /* only a failed read can refuse it, and then the step comes to nothing */
        }
    return load;
}
