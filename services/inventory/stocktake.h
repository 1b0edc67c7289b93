/* A stocktake: the vault scanned slot by slot against the book. One runs at a time. */
#ifndef INVENTORY_STOCKTAKE_H
#define INVENTORY_STOCKTAKE_H

#include "state.h"

#define DIFFERENCES_MAX 500u

/* The latest one; false before the first. */
bool stocktake_latest(const struct view *v, struct stocktake *ret);
bool stocktake_covers(const struct stocktake *taking, struct text slot);
/* Not what the book says: to be listed at the end. */
bool outcome_differs(enum scan_outcome outcome);

/* The differences so far. A card that came into its slot while the stocktake ran is not expected
 * in it; one seen elsewhere is listed where it was seen. */
struct stocktake_sum {
    struct stocktake_difference *at;   /* the first DIFFERENCES_MAX, in the step's arena */
    uint32_t count;                    /* all of them */
    uint64_t expected, seen;
};
void stocktake_add_up(const struct view *v, const struct stocktake *taking, struct stocktake_sum *ret);

#endif
