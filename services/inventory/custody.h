/* Where a day's close looks: the cards that lie neither in a box nor in the vault, and the boxes. */
#ifndef INVENTORY_CUSTODY_H
#define INVENTORY_CUSTODY_H

#include "state.h"

/* Cards at counters, booths and terminals whose stay the site manager has explained for `date`. */
uint64_t custody_explained(const struct view *v, struct date date);
/* How far the day's close has come; all zero but the date before anything happened. */
struct custody_day custody_day_of(const struct view *v, struct date date);

/* A card leaves its place for `to`: keeps the list of cards outside and the number inside its box. From
 * stock_move, before the card's row changes. */
void custody_track(struct txn *t, const struct card *card, enum custody to);
/* A row of a list has come with a card in this box. */
void box_fill(struct txn *t, struct delivery_id delivery, struct text name);
/* The bookings of a day whose custody is closed are wanted no more. */
void pull_day_over(struct txn *t, struct date date);

#endif
