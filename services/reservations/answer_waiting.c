/* Who waits, and what is on offer. Nothing here says who they are. */
#include "state.h"

enum refusal answer_waiting_for_day(const struct view *v, const struct context *ctx, const struct waiting_for_day *q, struct waiting_for_day_result *ret)
{
    struct row_scan scan = waiting_of_day_scan(v, 1, &(struct waiting_of_day){ .date = q->date });
    struct waiting_line *lines = arena_take(view_arena(v), WAITING_MAX * sizeof *lines);
    struct waiting_of_day at;
    struct place_hold hold;
    struct waiting row;
    uint32_t count = 0;

    (void)ctx;
    while (count < WAITING_MAX && waiting_of_day_next(&scan, &at)) {
        if (!waiting_find(v, at.waiting_id, &row))
            continue;
        lines[count] = (struct waiting_line){ .waiting_id = row.waiting_id, .procedure = row.procedure, .people = row.people, .places = row.places };
        lines[count].further_procedures.at = row.further_procedures.at;
        lines[count].further_procedures.count = row.further_procedures.count;
        if (is_set(row.hold_id) && place_hold_find(v, row.hold_id, &hold)) {
            lines[count].offered_minute = hold.start_minute;
            lines[count].offer_until_us = hold.expires_at_us;
        }
        count++;
    }
    *ret = (struct waiting_for_day_result){ 0 };
    ret->waiting.at = lines;
    ret->waiting.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_waiting_by_code(const struct view *v, const struct context *ctx, const struct waiting_by_code *q, struct waiting_by_code_result *ret)
{
    struct place_hold hold;
    struct waiting row;

    (void)ctx;
    if (!waiting_of_code(v, q->code, &row))
        return NOT_WAITING;
    *ret = (struct waiting_by_code_result){ .date = row.date, .procedure = row.procedure, .people = row.people };
    if (is_set(row.hold_id) && place_hold_find(v, row.hold_id, &hold)) {
        ret->offered_minute = hold.start_minute;
        ret->offer_until_us = hold.expires_at_us;
    }
    return REFUSAL_NONE;
}
