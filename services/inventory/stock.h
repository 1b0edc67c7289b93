/* The book in one row: every arrival, move, issue, loss and disposal goes through here, so that after
 * every event opening + arrived + found = issued + disposed + mailed + in hand + transferred + missing, and in
 * hand = the sum of all places (rules 4). Missing and found count times; a card written off stays among the missing. */
#ifndef INVENTORY_STOCK_H
#define INVENTORY_STOCK_H

#include "state.h"

void stock_arrive(struct txn *t, uint64_t count);
/* Cards that are here before day one; they lie in the work tray. */
void stock_open(struct txn *t, uint64_t count);
/* Moves a card to another place and keeps the book and its delivery's row in step: to OUT it is issued, to
 * DESTROYED disposed of, to BRANCH transferred, to POST mailed, to UNKNOWN missing, from UNKNOWN found; from OUT to the work tray an issue
 * is corrected. Writes the stock and the
 * delivery, not the card: the caller does, with whatever else changed. */
void stock_move(struct txn *t, struct card *card, enum custody to);
/* A missing card is given up: it stays missing in the book. */
void stock_write_off(struct txn *t);
/* Something beside the cards has changed (an item): a count made before does not close the day. */
void stock_disturb(struct txn *t);
/* How many cards in hand are on hold changes by one. */
void stock_hold(struct txn *t, bool held);

#endif
