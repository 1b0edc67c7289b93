/* Old cards collected, notification cards and number notices: things with a place each and a ledger of their own. */
#ifndef INVENTORY_ITEMS_H
#define INVENTORY_ITEMS_H

#include "state.h"

#define THE_LEDGER UINT64_C(1)         /* key of the one row */

/* collected + found = open + destroyed + handed over + missing; missing and found count times. All zero before the first item. */
struct item_ledger ledger_now(const struct view *v);
/* One that lies here, as the lists show it. */
struct item_line item_line_of(const struct item *item);
/* The next item of the scan that lies here, missing ones left out. */
bool item_here_next(struct row_scan *scan, struct item *ret);

#endif
