/* Time and percentiles. */
#include "percentile.h"

#include <stdlib.h>
#include <time.h>

#include "base/invariant.h"

uint64_t now_ns(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

uint64_t clock_us(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000) + (uint64_t)now.tv_nsec / 1000;
}

static int by_size(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

double percentile_us(uint64_t *took_ns, uint32_t count, uint32_t percent)
{
    must(percent <= 100);
    if (count == 0)
        return 0;
    qsort(took_ns, count, sizeof *took_ns, by_size);
    return (double)took_ns[(uint64_t)(count - 1) * percent / 100] / 1e3;
}
