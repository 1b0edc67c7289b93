/* The waits after failed logins, as numbers alone. */
#include "throttle.h"

static uint64_t doubled(uint64_t times)
{
    uint64_t us = 1000000;

    while (times-- > 0 && us < THROTTLE_MAX_US)
        us *= 2;
    return us < THROTTLE_MAX_US ? us : THROTTLE_MAX_US;
}

uint64_t throttle_us(uint64_t here, uint64_t all)
{
    uint64_t of_here = here < THROTTLE_FREE ? 0 : doubled(here - THROTTLE_FREE);
    uint64_t of_all = here == 0 || all < THROTTLE_FREE_ALL ? 0 : doubled((all - THROTTLE_FREE_ALL) / 10);

    return of_here > of_all ? of_here : of_all;
}
