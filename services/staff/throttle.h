/* How long somebody waits who typed what does not fit. Nobody is locked out: a wait ends by itself, and what strangers type at
 * other terminals never makes the first attempt at this one wait. Source: security notes 4. */
#ifndef STAFF_THROTTLE_H
#define STAFF_THROTTLE_H

#include <stdint.h>

#define THROTTLE_FREE 5u                                    /* failures in a row at one terminal before any wait */
#define THROTTLE_FREE_ALL 50u                               /* failures at all terminals within a day */
#define THROTTLE_MAX_US UINT64_C(900000000)                 /* 15 minutes */
#define THROTTLE_FORGET_US UINT64_C(86400000000)            /* a day after the last one */

/* The wait after the latest of `here` failures in a row at this terminal, of `all` within a day at all: from the 5th on 1 s, doubling
 * up to 15 min; and, more slowly, from the 50th of all on, doubling with every tenth. 0: none. */
uint64_t throttle_us(uint64_t here, uint64_t all);

#endif
