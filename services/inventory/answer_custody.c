/* Questions about where cards lie: what stands between now and the close, and whose sleeve this is.
 * No answer tells anything about a person. */
#include "custody.h"
#include "items.h"

#define LISTED_MAX 200u

static bool delivery_here(const struct view *v, struct delivery_id id)
{
    struct delivery delivery;

    return delivery_find(v, id, &delivery) && 
           (delivery.state == DELIVERY_STATE_ARRIVED || delivery.state == DELIVERY_STATE_INSPECTED || delivery.state == DELIVERY_STATE_RECEIVED);
}

#define LINES_BACK_MAX 32

/* When and by whom it was brought to where it lies: the first of its latest lines with this place. */
static void brought(const struct view *v, const struct card *card, struct card_outside *ret)
{
    struct card_past line;

    for (uint64_t step = card->steps; step > 0 && step + LINES_BACK_MAX > card->steps; step--) {
        if (!card_past_find(v, card->card_id, step, &line) || line.custody != card->custody || line.place_number != card->place_number)
            return;
        ret->since_us = line.at_us;
        ret->by = line.by;
    }
}

static void list_cards(const struct view *v, struct date date, struct custody_blockers_result *ret)
{
    struct row_scan scan = outside_scan(v, 0, &(struct outside){ .custody = 0 });
    struct card_outside *list = arena_take(view_arena(v), LISTED_MAX * sizeof *list);
    struct outside row;
    struct card card;
    uint32_t count = 0;

    while (!ret->more_cards && outside_next(&scan, &row)) {
        bool explained = row.explained_on.v == date.v;

        ret->more_cards = count == LISTED_MAX;
        if (ret->more_cards || !card_here(v, row.card_id, &card))
            continue;
        list[count] = (struct card_outside){ .explained = explained, .blocks = lies_out(row.custody) && !explained };
        brought(v, &card, &list[count]);
        card_line_of(v, &card, &list[count++].card);
    }
    ret->cards.at = list;
    ret->cards.count = count;
}

static void list_boxes(const struct view *v, struct custody_blockers_result *ret)
{
    struct row_scan scan = box_scan(v, 0, &(struct box){ .delivery_id = { 0 } });
    struct box_inside *list = arena_take(view_arena(v), LISTED_MAX * sizeof *list);
    struct box row;
    uint32_t count = 0;

    while (!ret->more_boxes && box_next(&scan, &row)) {
        if (row.inside == 0 || !delivery_here(v, row.delivery_id))
            continue;
        ret->more_boxes = count == LISTED_MAX;
        if (!ret->more_boxes)
            list[count++] = (struct box_inside){ .delivery_id = row.delivery_id, .box = row.box, .inside = row.inside };
    }
    ret->boxes.at = list;
    ret->boxes.count = count;
}

#define ITEMS_LISTED_MAX 100u

static void list_items(const struct view *v, struct custody_blockers_result *ret)
{
    struct row_scan scan = item_scan(v, 0, &(struct item){ .item_id = { 0 } });
    struct item_line *list = arena_take(view_arena(v), ITEMS_LISTED_MAX * sizeof *list);
    struct item row;
    uint32_t count = 0;

    while (!ret->more_items && item_here_next(&scan, &row)) {
        ret->more_items = count == ITEMS_LISTED_MAX;
        if (!ret->more_items)
            list[count++] = item_line_of(&row);
    }
    ret->items.at = list;
    ret->items.count = count;
}

enum refusal answer_custody_blockers(const struct view *v, const struct context *ctx, const struct custody_blockers *q,
                                     struct custody_blockers_result *ret)
{
    struct custody_day day = custody_day_of(v, ctx->date);

    (void)q;
    *ret = (struct custody_blockers_result){ .date = ctx->date, .counts = day.counts, .closing = day.closing, .closed = day.closed };
    ret->reopening_asked_at_us = open_day(v).v == ctx->date.v ? day.asked_at_us : 0;
    ret->agreed = day.agreed_at_moves == stock_now(v).moves + 1;
    list_cards(v, ctx->date, ret);
    list_boxes(v, ret);
    list_items(v, ret);
    return REFUSAL_NONE;
}

#define COUNTS_A_PAGE 100u

/* Who counted what, evening by evening: the answer to "when did it last agree, and who says so". */
enum refusal answer_vault_counts(const struct view *v, const struct context *ctx, const struct vault_counts *q, struct vault_counts_result *ret)
{
    bool from_top = q->before_date.v == 0;
    struct vault_count from = { .date = from_top ? (struct date){ UINT32_MAX } : q->before_date, .round = from_top ? UINT64_MAX : q->before_round - 1 }, row;
    struct vault_count_line *list = arena_take(view_arena(v), COUNTS_A_PAGE * sizeof *list);
    struct row_scan scan;
    uint32_t count = 0;

    (void)ctx;
    *ret = (struct vault_counts_result){ 0 };
    if (!from_top && q->before_round == 0)
        from = (struct vault_count){ .date = { q->before_date.v - 1 }, .round = UINT64_MAX };
    scan = vault_count_scan_backward(v, 0, &from);
    while (!ret->more && vault_count_next(&scan, &row)) {
        ret->more = count == COUNTS_A_PAGE;
        if (!ret->more)
            list[count++] = (struct vault_count_line){ .date = row.date, .round = row.round, .counted = row.counted, .book = row.book,
                                                       .taken_out = row.taken_out, .explained = row.explained, .unlisted = row.unlisted,
                                                       .at_us = row.at_us, .by = row.by, .second = row.second };
    }
    ret->counts.at = list;
    ret->counts.count = count;
    return REFUSAL_NONE;
}

/* The number on the sleeve ends with the card's running number: no table is needed to find it. */
enum refusal answer_card_by_tracking(const struct view *v, const struct context *ctx, const struct card_by_tracking *q,
                                     struct card_by_tracking_result *ret)
{
    struct card card;

    (void)ctx;
    if (!card_tracked(v, q->tracking_number, &card))
        return CARD_NOT_OURS;
    card_line_of(v, &card, &ret->card);
    return REFUSAL_NONE;
}
