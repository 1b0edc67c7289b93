/* What changes of the calendar and outages mean for the rows. No booking is touched. */
#include "state.h"
#include "apply.h"

void apply_day_changed(struct txn *t, const struct day_changed *ev)
{
    if (ev->kind == DAY_CHANGE_KIND_AS_PLANNED) {
        day_change_remove(t, ev->date);
    } else {
        struct day_change row = { .date = ev->date, .kind = ev->kind, .open = ev->open, .opens_minute = ev->opens_minute,
                                  .closes_minute = ev->closes_minute, .staffed_desks = ev->staffed_desks, .reason = ev->reason,
                                  .author = ev->author, .approval = ev->approval };

        row.shifts.at = ev->shifts.at;
        row.shifts.count = ev->shifts.count;
        day_change_put(t, &row);
    }
    place_freed(t, ev->date);
}

void apply_part_of_day_closed(struct txn *t, const struct part_of_day_closed *ev)
{
    closed_part_put(t, &(struct closed_part){
        .date = ev->date, .closed_part_id = ev->closed_part_id, .from_minute = ev->from_minute, .until_minute = ev->until_minute,
        .place = ev->place, .desks = ev->desks, .reason = ev->reason, .author = ev->author, .approval = ev->approval });
    closed_part_by_id_put(t, &(struct closed_part_by_id){ .closed_part_id = ev->closed_part_id, .date = ev->date });
}

void apply_part_of_day_reopened(struct txn *t, const struct part_of_day_reopened *ev)
{
    struct closed_part_by_id row = closed_part_by_id_row(t, ev->closed_part_id);

    closed_part_remove(t, row.date, ev->closed_part_id);
    closed_part_by_id_remove(t, ev->closed_part_id);
    place_freed(t, row.date);
}

void apply_outage_begun(struct txn *t, const struct outage_begun *ev)
{
    outage_put(t, &(struct outage){
        .outage_id = ev->outage_id, .equipment = ev->equipment, .count = ev->count, .cause = ev->cause, .from_us = ev->from_us,
        .until_us = ev->until_us, .reason = ev->reason, .author = ev->author, .approval = ev->approval });
    if (ev->until_us != 0)
        timer_set(t, TIMER_RESERVATIONS_OUTAGE_END, ev->outage_id.v, ev->until_us);
}

/* Every day somebody waits for may have a place now. */
void apply_outage_ended(struct txn *t, const struct outage_ended *ev)
{
    struct waiting_of_day at = { 0 }, row;
    struct row_scan scan;

    outage_remove(t, ev->outage_id);
    timer_clear(t, TIMER_RESERVATIONS_OUTAGE_END, ev->outage_id.v);
    for (;;) {
        scan = waiting_of_day_scan(view_of(t), 0, &at);
        if (!waiting_of_day_next(&scan, &row))
            return;
        place_freed(t, row.date);
        at = (struct waiting_of_day){ .date = row.date, .waiting_id = { UINT64_MAX } };
    }
}
