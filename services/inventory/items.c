/* The rows of items and their ledger: an item lies here, or is gone for one reason, never both. */
#include "items.h"

#define LISTED_MAX 200u

struct item_ledger ledger_now(const struct view *v)
{
    struct item_ledger ledger;

    return item_ledger_find(v, THE_LEDGER, &ledger) ? ledger : (struct item_ledger){ .ledger_id = THE_LEDGER };
}

static void ledger_settle(struct txn *t, const struct item_ledger *ledger)
{
    invariant(t, ledger->collected == ledger->open + ledger->destroyed + ledger->handed_over);
    item_ledger_put(t, ledger);
}

void apply_item_collected(struct txn *t, const struct item_collected *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));

    item_put(t, &(struct item){ .item_id = ev->item_id, .kind = ev->kind, .collected_on = ev->date, .at_us = ev->at_us, .by = ev->by,
                                .ticket_id = ev->ticket_id });
    ledger.collected++;
    ledger.open++;
    ledger_settle(t, &ledger);
}

static void item_leaves(struct txn *t, struct item_id id, struct date date)
{
    struct item item = item_row(t, id);

    item_remove(t, id);
    item_gone_put(t, &(struct item_gone){ .item_id = id, .kind = item.kind, .gone_on = date });
}

void apply_items_destroyed(struct txn *t, const struct items_destroyed *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));

    for (uint32_t i = 0; i < ev->items.count; i++)
        item_leaves(t, ev->items.at[i], ev->date);
    invariant(t, ledger.open >= ev->items.count);
    ledger.open -= ev->items.count;
    ledger.destroyed += ev->items.count;
    ledger_settle(t, &ledger);
}

void apply_number_notice_handed_over(struct txn *t, const struct number_notice_handed_over *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));

    item_leaves(t, ev->item_id, ev->date);
    invariant(t, ledger.open > 0);
    ledger.open--;
    ledger.handed_over++;
    ledger_settle(t, &ledger);
}

enum refusal answer_open_items(const struct view *v, const struct context *ctx, const struct open_items *q, struct open_items_result *ret)
{
    struct row_scan scan = item_scan(v, 0, &(struct item){ .item_id = { 0 } });
    struct item_line *list = arena_take(view_arena(v), LISTED_MAX * sizeof *list);
    struct item_ledger ledger = ledger_now(v);
    struct item row;
    uint32_t count = 0;

    (void)ctx, (void)q;
    while (count < LISTED_MAX && item_next(&scan, &row))
        list[count++] = (struct item_line){ .item_id = row.item_id, .kind = row.kind, .collected_on = row.collected_on, .at_us = row.at_us,
                                            .by = row.by, .ticket_id = row.ticket_id };
    *ret = (struct open_items_result){ .items = { .at = list, .count = count }, .open = ledger.open, .collected = ledger.collected,
                                       .destroyed = ledger.destroyed, .handed_over = ledger.handed_over };
    return REFUSAL_NONE;
}
