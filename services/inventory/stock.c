/* Conservation of cards: no counter changes without its counterpart. */
#include "stock.h"

#include "custody.h"

static void stock_settle(struct txn *t, const struct stock *stock)
{
    invariant(t, stock->arrived == stock->issued + stock_in_hand(stock));
    stock_put(t, stock);
}

void stock_arrive(struct txn *t, uint64_t count)
{
    struct stock stock = stock_now(view_of(t));

    stock.arrived += count;
    stock.in_box += count;
    stock_settle(t, &stock);
}

/* The counter of a place; NULL for one no card of today's procedures comes to. */
static uint64_t *place_count(struct stock *stock, enum custody place)
{
    switch (place) {
    case CUSTODY_DELIVERY_BOX:
        return &stock->in_box;
    case CUSTODY_WORK_TRAY:
        return &stock->in_tray;
    case CUSTODY_VAULT:
        return &stock->in_vault;
    case CUSTODY_COUNTER:
        return &stock->at_counter;
    case CUSTODY_BOOTH:
        return &stock->at_booth;
    case CUSTODY_TERMINAL:
        return &stock->at_terminal;
    case CUSTODY_OUT:
        return &stock->issued;
    case CUSTODY_CITY:
    case CUSTODY_BRANCH:
    case CUSTODY_POST:
    case CUSTODY_DESTROYED:
    case CUSTODY_UNKNOWN:
        break;
    }
    return NULL;
}

void stock_move(struct txn *t, struct card *card, enum custody to)
{
    struct stock stock = stock_now(view_of(t));
    uint64_t *from_count = place_count(&stock, card->custody), *to_count = place_count(&stock, to);
    struct delivery delivery;

    invariant(t, from_count != NULL && to_count != NULL && from_count != &stock.issued && *from_count > 0);
    if (from_count == NULL || to_count == NULL)
        return;
    (*from_count)--;
    (*to_count)++;
    stock.moves++;
    stock_settle(t, &stock);
    if (card->custody == CUSTODY_DELIVERY_BOX || to == CUSTODY_OUT) {
        delivery = delivery_row(t, card->delivery_id);
        delivery.left_box += card->custody == CUSTODY_DELIVERY_BOX;
        delivery.issued += to == CUSTODY_OUT;
        invariant(t, delivery.issued <= delivery.left_box && delivery.left_box <= delivery.row_count);
        delivery_put(t, &delivery);
    }
    custody_track(t, card, to);
    card->custody = to;
}
