/* Old cards collected, notification cards and number notices: things with a ledger of their own. */
#ifndef INVENTORY_ITEMS_H
#define INVENTORY_ITEMS_H

#include "state.h"

#define THE_LEDGER UINT64_C(1)         /* key of the one row */

/* collected = open + destroyed + handed over. All zero before the first item. */
struct item_ledger ledger_now(const struct view *v);

#endif
