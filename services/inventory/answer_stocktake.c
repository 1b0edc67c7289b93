/* Questions about stocktakes. */
#include "stocktake.h"

static void list_differences(const struct view *v, struct stocktake_id id, struct stocktake_result_result *ret)
{
    struct row_scan scan = difference_scan(v, 1, &(struct difference){ .stocktake_id = id });
    struct difference_line *list = arena_take(view_arena(v), DIFFERENCES_MAX * sizeof *list);
    struct difference row;
    uint32_t count = 0;

    while (count < DIFFERENCES_MAX && difference_next(&scan, &row))
        list[count++] = (struct difference_line){ .difference = { .slot = row.slot, .outcome = row.outcome, .card_id = row.card_id },
                                                  .number = row.number, .settled = row.settled };
    ret->differences.at = list;
    ret->differences.count = count;
}

enum refusal answer_stocktake_result(const struct view *v, const struct context *ctx, const struct stocktake_result *q, struct stocktake_result_result *ret)
{
    struct stocktake taking;

    (void)ctx;
    if (is_set(q->stocktake_id) ? !stocktake_find(v, q->stocktake_id, &taking) : !stocktake_latest(v, &taking))
        return NO_SUCH_STOCKTAKE;
    *ret = (struct stocktake_result_result){
        .stocktake_id = taking.stocktake_id, .kind = taking.kind, .from_slot = taking.from_slot, .to_slot = taking.to_slot,
        .running = taking.running, .scanned = taking.scanned, .expected = taking.expected, .seen = taking.seen };
    list_differences(v, taking.stocktake_id, ret);
    return REFUSAL_NONE;
}
