/* What a stocktake's events mean for the rows. The scans live as long as it runs; its
 * differences stay. */
#include "stocktake.h"

void apply_stocktake_begun(struct txn *t, const struct stocktake_begun *ev)
{
    struct stocktake latest;

    invariant(t, !stocktake_latest(view_of(t), &latest) || !latest.running);
    stocktake_put(t, &(struct stocktake){ .stocktake_id = ev->stocktake_id, .kind = ev->kind, .from_slot = ev->from_slot, .to_slot = ev->to_slot, .running = true });
}

void apply_slot_scanned(struct txn *t, const struct slot_scanned *ev)
{
    struct stocktake taking = stocktake_row(t, ev->stocktake_id);
    struct slot_seen before;

    invariant(t, taking.running);
    if (!slot_seen_find(view_of(t), ev->stocktake_id, ev->slot, &before))
        taking.scanned++;
    else if (is_set(before.card_id))
        card_seen_remove(t, ev->stocktake_id, before.card_id);
    stocktake_put(t, &taking);
    slot_seen_put(t, &(struct slot_seen){ .stocktake_id = ev->stocktake_id, .slot = ev->slot, .outcome = ev->outcome, .card_id = ev->card_id });
    if (is_set(ev->card_id))
        card_seen_put(t, &(struct card_seen){ .stocktake_id = ev->stocktake_id, .card_id = ev->card_id, .slot = ev->slot });
}

/* One row at a time, from the front: nothing is removed under a running scan. */
static void scans_remove(struct txn *t, struct stocktake_id id)
{
    struct slot_seen slot;
    struct card_seen card;

    for (;;) {
        struct row_scan scan = slot_seen_scan(view_of(t), 1, &(struct slot_seen){ .stocktake_id = id });

        if (!slot_seen_next(&scan, &slot))
            break;
        slot_seen_remove(t, id, slot.slot);
    }
    for (;;) {
        struct row_scan scan = card_seen_scan(view_of(t), 1, &(struct card_seen){ .stocktake_id = id });

        if (!card_seen_next(&scan, &card))
            break;
        card_seen_remove(t, id, card.card_id);
    }
}

void apply_stocktake_finished(struct txn *t, const struct stocktake_finished *ev)
{
    struct stocktake taking = stocktake_row(t, ev->stocktake_id);

    invariant(t, taking.running);
    taking.running = false;
    taking.expected = ev->expected;
    taking.seen = ev->seen;
    stocktake_put(t, &taking);
    for (uint32_t i = 0; i < ev->differences.count; i++)
        difference_put(t, &(struct difference){ .stocktake_id = ev->stocktake_id, .number = i + 1, .slot = ev->differences.at[i].slot,
                                                .card_id = ev->differences.at[i].card_id, .outcome = ev->differences.at[i].outcome });
    scans_remove(t, ev->stocktake_id);
}

void apply_difference_signed(struct txn *t, const struct difference_signed *ev)
{
    struct difference row = difference_row(t, ev->stocktake_id, ev->number);

    invariant(t, !row.settled);
    row.settled = true;
    difference_put(t, &row);
}
