/* Conservation of cards: no counter changes without its counterpart. */
#include "stock.h"

#include "custody.h"

static void stock_settle(struct txn *t, const struct stock *stock)
{
    invariant(t, stock->opening + stock->arrived + stock->found == stock->issued + stock->disposed + stock->mailed + stock_in_hand(stock) +
                                                                       stock->transferred + stock->missing);
    invariant(t, stock->on_hold <= stock_in_hand(stock) && stock->found + stock->written_off <= stock->missing);
    stock_put(t, stock);
}

void stock_arrive(struct txn *t, uint64_t count)
{
    struct stock stock = stock_now(view_of(t));

    stock.arrived += count;
    stock.in_box += count;
    stock_settle(t, &stock);
}

void stock_open(struct txn *t, uint64_t count)
{
    struct stock stock = stock_now(view_of(t));

    stock.opening += count;
    stock.in_tray += count;
    stock_settle(t, &stock);
}

/* The counter a card at this place stands in. */
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
    case CUSTODY_CITY:
        return &stock->at_city;
    case CUSTODY_BRANCH:
        return &stock->transferred;
    case CUSTODY_POST:
        return &stock->mailed;
    case CUSTODY_OUT:
        return &stock->issued;
    case CUSTODY_DESTROYED:
        return &stock->disposed;
    case CUSTODY_UNKNOWN:
        return &stock->missing;
    }
    return NULL;
}

static bool gone(enum custody place)
{
    return place == CUSTODY_DESTROYED || place == CUSTODY_POST;
}

/* The same in the row of its delivery. */
static void delivery_move(struct txn *t, const struct card *card, enum custody to)
{
    struct delivery delivery = delivery_row(t, card->delivery_id);

    delivery.left_box += card->custody == CUSTODY_DELIVERY_BOX;
    delivery.issued += to == CUSTODY_OUT;
    delivery.issued -= card->custody == CUSTODY_OUT;   /* a mistaken issue */
    delivery.disposed += to == CUSTODY_DESTROYED;
    delivery.mailed += to == CUSTODY_POST;
    delivery.transferred += to == CUSTODY_BRANCH;
    delivery.transferred -= card->custody == CUSTODY_BRANCH;
    delivery.missing += to == CUSTODY_UNKNOWN;
    delivery.found += card->custody == CUSTODY_UNKNOWN;
    invariant(t, delivery.issued + delivery.disposed + delivery.mailed + delivery.transferred + delivery.missing <= delivery.row_count + delivery.found);
    invariant(t, delivery.left_box <= delivery.row_count);
    delivery_put(t, &delivery);
}

void stock_move(struct txn *t, struct card *card, enum custody to)
{
    struct stock stock = stock_now(view_of(t));
    uint64_t *from_count = place_count(&stock, card->custody), *to_count = place_count(&stock, to);

    invariant(t, card->custody != CUSTODY_OUT || to == CUSTODY_WORK_TRAY);        /* only the correction of an issue */
    invariant(t, from_count != NULL && to_count != NULL && from_count != to_count && !gone(card->custody) && *from_count > 0);
    if (from_count == NULL || to_count == NULL)
        return;
    if (card->custody == CUSTODY_UNKNOWN)
        stock.found++;                                 /* missing stays: it counts times */
    else
        (*from_count)--;
    (*to_count)++;
    stock.moves++;
    stock_settle(t, &stock);
    custody_track(t, card, to);
    delivery_move(t, card, to);
    card->custody = to;
}

void stock_write_off(struct txn *t)
{
    struct stock stock = stock_now(view_of(t));

    stock.written_off++;
    stock_settle(t, &stock);
}

void stock_hold(struct txn *t, bool held)
{
    struct stock stock = stock_now(view_of(t));

    invariant(t, held || stock.on_hold > 0);
    stock.on_hold = held ? stock.on_hold + 1 : stock.on_hold - 1;
    stock_settle(t, &stock);
}

void stock_disturb(struct txn *t)
{
    struct stock stock = stock_now(view_of(t));

    stock.moves++;
    stock_settle(t, &stock);
}
