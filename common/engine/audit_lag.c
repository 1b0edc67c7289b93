/* The wait for audit. Keeps true: the mark is an entry audit has not said it has, and was the last one when it was set; when
 * it is taken the next mark is what is last then. So a steady stream that is taken in time never adds up. */
#include "engine/audit_lag.h"

void audit_lag_see(struct audit_lag *lag, uint64_t head, uint64_t mono_us)
{
    if (lag->mark > lag->taken)
        return;
    lag->mark = head > lag->taken ? head : 0;
    lag->marked_us = mono_us;
}

void audit_lag_taken(struct audit_lag *lag, uint64_t sequence, uint64_t head, uint64_t mono_us)
{
    lag->taken = sequence;
    audit_lag_see(lag, head, mono_us);
}

uint64_t audit_lag_us(const struct audit_lag *lag, uint64_t mono_us)
{
    return lag->mark > lag->taken && mono_us > lag->marked_us ? mono_us - lag->marked_us : 0;
}
