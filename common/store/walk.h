/* Private to this layer: a table's stored rows as they lie, for digest and comparison. */
#ifndef STORE_WALK_H
#define STORE_WALK_H

#include "store/internal.h"

struct walk {
    const struct view *view;
    const struct table_slot *slot;     /* NULL: a table without rows */
    bool started;
};

/* False at the end, and on a latched fault. */
bool walk_next(struct walk *walk, struct bytes *ret_key, struct bytes *ret_value);

#endif
