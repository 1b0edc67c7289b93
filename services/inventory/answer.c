/* Questions about cards, deliveries and the book. No answer tells anything about a person. */
#include "state.h"

#define CARDS_A_PAGE 100u
#define DELIVERIES_A_PAGE 50u

enum refusal answer_card_status(const struct view *v, const struct context *ctx, const struct card_status *q, struct card_status_result *ret)
{
    struct card card;

    (void)ctx;
    if (!card_here(v, q->card_id, &card))
        return NO_SUCH_CARD;
    card_line_of(v, &card, &ret->card);
    return REFUSAL_NONE;
}

enum refusal answer_cards_of_delivery(const struct view *v, const struct context *ctx, const struct cards_of_delivery *q,
                                      struct cards_of_delivery_result *ret)
{
    struct row_scan scan = delivery_line_scan(v, 1, &(struct delivery_line){ .delivery_id = q->delivery_id, .line = q->after_line + 1 });
    struct card_line *lines = arena_take(view_arena(v), CARDS_A_PAGE * sizeof *lines);
    struct delivery_line line;
    struct card card;
    uint32_t count = 0;
    uint64_t last = 0;

    (void)ctx;
    *ret = (struct cards_of_delivery_result){ 0 };
    while (delivery_line_next(&scan, &line)) {
        if (!card_here(v, line.card_id, &card) || !same(card.delivery_id, q->delivery_id))
            return NO_SUCH_DELIVERY;                   /* not taken in whole */
        if (count == CARDS_A_PAGE) {
            ret->next_after_line = last;
            break;
        }
        card_line_of(v, &card, &lines[count++]);
        last = line.line;
    }
    if (count == 0 && q->after_line == 0)
        return NO_SUCH_DELIVERY;
    ret->cards.at = lines;
    ret->cards.count = count;
    return REFUSAL_NONE;
}

static void summarise(const struct delivery *delivery, struct delivery_summary *ret)
{
    *ret = (struct delivery_summary){
        .delivery_id = delivery->delivery_id, .delivery_number = delivery->delivery_number, .kind = delivery->kind, .state = delivery->state,
        .row_count = delivery->row_count, .staged = delivery->staged, .arrived_on = delivery->arrived_on, .issued = delivery->issued,
        .in_hand = delivery_in_hand(delivery), .left_box = delivery->left_box, .disposed = delivery->disposed, .mailed = delivery->mailed,
        .transferred = delivery->transferred, .missing = delivery->missing, .found = delivery->found };
}

enum refusal answer_deliveries(const struct view *v, const struct context *ctx, const struct deliveries *q, struct deliveries_result *ret)
{
    struct delivery from = { .delivery_id = { is_set(q->before) ? q->before.v - 1 : UINT64_MAX } }, row;
    struct row_scan scan = delivery_scan_backward(v, 0, &from);
    struct delivery_summary *list = arena_take(view_arena(v), DELIVERIES_A_PAGE * sizeof *list);
    uint32_t count = 0;

    (void)ctx;
    *ret = (struct deliveries_result){ 0 };
    while (delivery_next(&scan, &row)) {
        if (count == DELIVERIES_A_PAGE) {
            ret->more = true;
            break;
        }
        summarise(&row, &list[count++]);
    }
    ret->deliveries.at = list;
    ret->deliveries.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_vault_book(const struct view *v, const struct context *ctx, const struct vault_book *q, struct vault_book_result *ret)
{
    struct stock stock = stock_now(v);
    struct custody_day day = { 0 };

    (void)q;
    custody_day_find(v, ctx->date, &day);
    *ret = (struct vault_book_result){
        .arrived = stock.arrived, .issued = stock.issued, .in_hand = stock_in_hand(&stock), .in_box = stock.in_box, .in_tray = stock.in_tray,
        .in_vault = stock.in_vault, .at_counter = stock.at_counter, .at_booth = stock.at_booth, .at_terminal = stock.at_terminal,
        .opening = stock.opening, .found = stock.found, .disposed = stock.disposed, .mailed = stock.mailed, .transferred = stock.transferred,
        .missing = stock.missing, .written_off = stock.written_off, .on_hold = stock.on_hold, .at_city = stock.at_city,
        .date = ctx->date, .closing = day.closing, .closed = day.closed };
    return REFUSAL_NONE;
}
