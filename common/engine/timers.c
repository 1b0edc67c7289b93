/* Timers as rows: by due time for the step, by name to move or clear them. */
#include "engine/internal.h"

void timer_clear(struct txn *t, uint32_t timer, uint64_t key)
{
    struct timer_due due;

    if (!timer_due_find(view_of(t), timer, key, &due))
        return;
    timer_row_remove(t, due.due_us, timer, key);
    timer_due_remove(t, timer, key);
}

void timer_set(struct txn *t, uint32_t timer, uint64_t key, uint64_t due_us)
{
    invariant(t, timer > 0 && due_us > 0);
    timer_clear(t, timer, key);
    timer_row_put(t, &(struct timer_row){ .due_us = due_us, .timer = timer, .timer_key = key });
    timer_due_put(t, &(struct timer_due){ .timer = timer, .timer_key = key, .due_us = due_us });
}
