/* Can everybody who was accepted be finished by closing? A pure function: the rest of the day is played many times with handling
 * times drawn from what is usual, and what comes out is a range, never a point in time. */
#ifndef QUEUEING_FORECAST_H
#define QUEUEING_FORECAST_H

#include <stdbool.h>
#include <stdint.h>

#include "gen/types.h"

enum { FORECAST_LINES_MAX = 32, FORECAST_DESKS_MAX = 32, FORECAST_TERMINALS_MAX = 32, FORECAST_GUESTS_MAX = 256 };

/* What a case of a line takes: half of them at most p50_us, nine of ten at most p90_us. */
struct forecast_line {
    bool needs_terminal;
    uint64_t p50_us, p90_us;
};

struct forecast_desk {
    uint32_t serves;             /* bit i: serves line i */
    bool busy;                   /* called or serving, with these */
    uint32_t line;
    uint64_t since_us;           /* in service since then; 0: only called */
    uint64_t more_us;            /* for further persons */
};

/* Somebody to be served; in the order in which desks take them. */
struct forecast_guest {
    uint32_t line;
    uint64_t ready_us;           /* not before then: a booking whose guest is expected. 0: now */
    uint64_t more_us;
};

struct forecast_input {
    uint64_t now_us;
    const struct forecast_line *lines;
    uint32_t line_count;
    const struct forecast_desk *desks;         /* open ones */
    uint32_t desk_count;
    const struct forecast_guest *guests;
    uint32_t guest_count;
    uint32_t terminals;                        /* integrated terminals that work, those in use too */
};

struct forecast_range { uint64_t low_us, high_us; };

/* When the last one is done: one of ten days is over before low_us, one of ten after high_us. The same input gives the same range.
 * False when somebody can be served by no desk. Counts are at most those above. */
bool forecast_end(const struct forecast_input *in, struct forecast_range *ret);
/* Before closing, not before closing, or nobody can say. */
enum forecast_verdict forecast_judge(const struct forecast_range *range, uint64_t closes_us);
/* The p-th of a hundred of `count` values by nearest rank; sorts them. count > 0. Source: rules 7. */
uint64_t forecast_percentile(uint64_t *values, uint32_t count, uint32_t p);

#endif
