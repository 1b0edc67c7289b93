/* Time and percentiles for the programs of the bench. */
#ifndef BENCH_PERCENTILE_H
#define BENCH_PERCENTILE_H

#include <stdint.h>

uint64_t now_ns(void);              /* monotonic */
uint64_t clock_us(void);            /* wall */

/* Sorts in place; the value below which `percent` of them lie, in microseconds. 0 when there are none. */
double percentile_us(uint64_t *took_ns, uint32_t count, uint32_t percent);

#endif
