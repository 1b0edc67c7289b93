/* What a stocktake comes to: every card that was seen where the book does not have it, and every card the
 * book has in the range that nobody saw. Reads only. */
#include "stocktake.h"

bool stocktake_latest(const struct view *v, struct stocktake *ret)
{
    struct row_scan scan = stocktake_scan_backward(v, 0, &(struct stocktake){ .stocktake_id = { UINT64_MAX } });

    return stocktake_next(&scan, ret);
}

bool stocktake_covers(const struct stocktake *taking, struct text slot)
{
    return text_order(slot, taking->from_slot) >= 0 && text_order(slot, taking->to_slot) <= 0;
}

bool outcome_differs(enum scan_outcome outcome)
{
    return outcome == SCAN_OUTCOME_OTHER_SLOT || outcome == SCAN_OUTCOME_NOT_EXPECTED || outcome == SCAN_OUTCOME_NOT_OURS;
}

static void note(struct stocktake_sum *sum, struct text slot, enum scan_outcome outcome, struct card_id card)
{
    if (sum->count < DIFFERENCES_MAX)
        sum->at[sum->count] = (struct stocktake_difference){ .slot = slot, .outcome = outcome, .card_id = card };
    sum->count++;
}

static void add_seen(const struct view *v, const struct stocktake *taking, struct stocktake_sum *sum)
{
    struct row_scan scan = slot_seen_scan(v, 1, &(struct slot_seen){ .stocktake_id = taking->stocktake_id });
    struct slot_seen row;

    while (slot_seen_next(&scan, &row)) {
        sum->seen += is_set(row.card_id);
        if (outcome_differs(row.outcome))
            note(sum, row.slot, row.outcome, row.card_id);
    }
}

static void add_not_seen(const struct view *v, const struct stocktake *taking, struct stocktake_sum *sum)
{
    struct row_scan scan = slot_use_scan(v, 0, &(struct slot_use){ .slot = { "", 0 } });
    struct card_seen seen;
    struct slot_use row;

    while (slot_use_next(&scan, &row)) {
        if (!stocktake_covers(taking, row.slot) || row.filled_during == taking->stocktake_id.v)
            continue;
        sum->expected++;
        if (!card_seen_find(v, taking->stocktake_id, row.card_id, &seen))
            note(sum, row.slot, SCAN_OUTCOME_NOT_SEEN, row.card_id);
    }
}

void stocktake_add_up(const struct view *v, const struct stocktake *taking, struct stocktake_sum *ret)
{
    *ret = (struct stocktake_sum){ .at = arena_take(view_arena(v), DIFFERENCES_MAX * sizeof *ret->at) };
    add_seen(v, taking, ret);
    add_not_seen(v, taking, ret);
}
