/* The book in one row: every arrival, move and issue goes through here, so that
 * arrived = issued + in hand, and in hand = the sum of all places, after every event. */
#ifndef INVENTORY_STOCK_H
#define INVENTORY_STOCK_H

#include "state.h"

void stock_arrive(struct txn *t, uint64_t count);
/* Moves a card to another place and keeps the book and its delivery's row in step. Writes the stock
 * and the delivery, not the card: the caller does, with whatever else changed. */
void stock_move(struct txn *t, struct card *card, enum custody to);

#endif
