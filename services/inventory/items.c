/* The rows of items and their ledger: an item lies in one place, is missing, or is gone for one reason, never two of these. What
 * changes an item changes the book's count of moves too: a count made before is none any more. */
#include "items.h"

#include "stock.h"

#define LISTED_MAX 200u
#define LINES_A_PAGE 100u

struct item_ledger ledger_now(const struct view *v)
{
    struct item_ledger ledger;

    return item_ledger_find(v, THE_LEDGER, &ledger) ? ledger : (struct item_ledger){ .ledger_id = THE_LEDGER };
}

static void ledger_settle(struct txn *t, const struct item_ledger *ledger)
{
    invariant(t, ledger->collected + ledger->found == ledger->open + ledger->destroyed + ledger->handed_over + ledger->missing);
    invariant(t, ledger->out <= ledger->open);
    item_ledger_put(t, ledger);
    stock_disturb(t);
}

/* What happened, as its event says. */
struct turn {
    enum item_step what;
    enum custody place;
    uint64_t place_number;
    uint64_t at_us;
    struct account_id by, second;
    struct text reference;
};

static void past_add(struct txn *t, struct item *item, const struct turn *turn)
{
    item->steps++;
    item_past_put(t, &(struct item_past){
        .item_id = item->item_id, .step = item->steps, .what = turn->what, .at_us = turn->at_us, .by = turn->by, .second = turn->second,
        .place = turn->place, .place_number = turn->place_number, .reference = turn->reference });
}

static void item_lies(struct txn *t, struct item *item, const struct turn *turn)
{
    past_add(t, item, turn);
    item->place = turn->place;
    item->place_number = turn->place_number;
    item->since_us = turn->at_us;
    item->brought_by = turn->by;
    item_put(t, item);
}

static void item_leaves(struct txn *t, struct item_id id, struct date date, const struct turn *turn, struct item_ledger *ledger)
{
    struct item item = item_row(t, id);

    invariant(t, item.place != CUSTODY_UNKNOWN && ledger->open > 0);
    ledger->out -= lies_out(item.place);
    ledger->open--;
    past_add(t, &item, turn);
    item_remove(t, id);
    item_gone_put(t, &(struct item_gone){ .item_id = id, .kind = item.kind, .gone_on = date });
}

void apply_item_collected(struct txn *t, const struct item_collected *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));
    struct item item = { .item_id = ev->item_id, .kind = ev->kind, .collected_on = ev->date, .at_us = ev->at_us, .by = ev->by, .ticket_id = ev->ticket_id };

    item_lies(t, &item, &(struct turn){ ITEM_STEP_COLLECTED, ev->place, ev->place_number, ev->at_us, .by = ev->by });
    ledger.collected++;
    ledger.open++;
    ledger.out += lies_out(ev->place);
    ledger_settle(t, &ledger);
}

void apply_item_moved(struct txn *t, const struct item_moved *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));
    struct item item = item_row(t, ev->item_id);

    ledger.out += lies_out(ev->place);
    ledger.out -= lies_out(item.place);
    item_lies(t, &item, &(struct turn){ ITEM_STEP_MOVED, ev->place, ev->place_number, ev->at_us, .by = ev->by });
    ledger_settle(t, &ledger);
}

void apply_item_missing(struct txn *t, const struct item_missing *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));
    struct item item = item_row(t, ev->item_id);

    invariant(t, item.place != CUSTODY_UNKNOWN);
    ledger.out -= lies_out(item.place);
    ledger.open--;
    ledger.missing++;
    item_lies(t, &item, &(struct turn){ ITEM_STEP_MISSING, CUSTODY_UNKNOWN, 0, ev->at_us, .by = ev->by, .reference = ev->incident_number });
    ledger_settle(t, &ledger);
}

void apply_item_found(struct txn *t, const struct item_found *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));
    struct item item = item_row(t, ev->item_id);

    invariant(t, item.place == CUSTODY_UNKNOWN);
    ledger.open++;
    ledger.out += lies_out(ev->place);
    ledger.found++;
    item_lies(t, &item, &(struct turn){ ITEM_STEP_FOUND, ev->place, ev->place_number, ev->at_us, .by = ev->by });
    ledger_settle(t, &ledger);
}

void apply_items_destroyed(struct txn *t, const struct items_destroyed *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));

    for (uint32_t i = 0; i < ev->items.count; i++)
        item_leaves(t, ev->items.at[i], ev->date,
                    &(struct turn){ ITEM_STEP_DESTROYED, CUSTODY_DESTROYED, 0, ev->at_us, .by = ev->by, .second = ev->second }, &ledger);
    ledger.destroyed += ev->items.count;
    ledger_settle(t, &ledger);
}

void apply_number_notice_handed_over(struct txn *t, const struct number_notice_handed_over *ev)
{
    struct item_ledger ledger = ledger_now(view_of(t));

    item_leaves(t, ev->item_id, ev->date, &(struct turn){ ITEM_STEP_HANDED_OVER, CUSTODY_OUT, 0, ev->at_us, .by = ev->by }, &ledger);
    ledger.handed_over++;
    ledger_settle(t, &ledger);
}

struct item_line item_line_of(const struct item *item)
{
    return (struct item_line){ .item_id = item->item_id, .kind = item->kind, .collected_on = item->collected_on, .at_us = item->at_us, .by = item->by,
                               .ticket_id = item->ticket_id, .place = item->place, .place_number = item->place_number, .since_us = item->since_us,
                               .brought_by = item->brought_by, .blocks = lies_out(item->place) };
}

bool item_here_next(struct row_scan *scan, struct item *ret)
{
    while (item_next(scan, ret))
        if (ret->place != CUSTODY_UNKNOWN)
            return true;
    return false;
}

enum refusal answer_open_items(const struct view *v, const struct context *ctx, const struct open_items *q, struct open_items_result *ret)
{
    struct row_scan scan = item_scan(v, 0, &(struct item){ .item_id = { 0 } });
    struct item_line *list = arena_take(view_arena(v), LISTED_MAX * sizeof *list);
    struct item_ledger ledger = ledger_now(v);
    struct item row;
    uint32_t count = 0;

    (void)ctx, (void)q;
    while (count < LISTED_MAX && item_here_next(&scan, &row))
        list[count++] = item_line_of(&row);
    *ret = (struct open_items_result){ .items = { .at = list, .count = count }, .open = ledger.open, .collected = ledger.collected,
                                       .destroyed = ledger.destroyed, .handed_over = ledger.handed_over, .missing = ledger.missing,
                                       .found = ledger.found, .out = ledger.out };
    return REFUSAL_NONE;
}

enum refusal answer_item_history(const struct view *v, const struct context *ctx, const struct item_history *q, struct item_history_result *ret)
{
    struct row_scan scan = item_past_scan(v, 1, &(struct item_past){ .item_id = q->item_id, .step = q->after_step + 1 });
    struct item_history_line *lines = arena_take(view_arena(v), LINES_A_PAGE * sizeof *lines);
    struct item_past row;
    uint32_t count = 0;

    (void)ctx;
    *ret = (struct item_history_result){ 0 };
    while (item_past_next(&scan, &row)) {
        if (count == LINES_A_PAGE) {
            ret->next_after_step = lines[count - 1].step;
            break;
        }
        lines[count++] = (struct item_history_line){ .step = row.step, .what = row.what, .at_us = row.at_us, .by = row.by, .second = row.second,
                                                     .place = row.place, .place_number = row.place_number, .reference = row.reference };
    }
    ret->lines.at = lines;
    ret->lines.count = count;
    return count == 0 && q->after_step == 0 ? NO_SUCH_ITEM : REFUSAL_NONE;
}
