/* Who is next: the order of guests at a desk, as one pure function, so that every case can be
 * tested and "why 101 before 305?" has one answer. */
#ifndef QUEUEING_DISPATCH_H
#define QUEUEING_DISPATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "gen/types.h"

/* A guest this desk can serve now: it serves the line, and what the case needs is free. */
struct dispatch_guest {
    struct ticket_id ticket_id;
    uint64_t arrived_at_us;      /* ticket or check-in */
    uint64_t booked_us;          /* 0: a walk-in, or came too late to keep the booked place */
    uint64_t priority_at_us;     /* given priority by staff then; 0: not */
    uint64_t returned_at_us;     /* passed after its calls and came back then; 0: not */
    bool other_called;           /* somebody else has been called since the return */
    uint64_t passes;             /* how often a booked guest was called instead of this, the oldest walk-in */
    uint64_t first_passed_us;    /* when for the first time; 0: never */
};

struct dispatch_limits {
    uint64_t passes_max;         /* so many passes make a passed-over walk-in */
    uint64_t pass_us_max;        /* or so long since the first */
};

struct dispatch {
    struct ticket_id ticket_id;
    enum dispatch_case which;
    struct ticket_id passed_over;     /* the walk-in this call passes over, if any */
};

/* The next guest of `guests` (any order, at most `count`) at this moment. False when none may be called.
 * Ties go to the lower ticket. Source: rules 1. */
bool dispatch_next(const struct dispatch_guest *guests, uint32_t count, const struct dispatch_limits *limits, uint64_t now_us,
                   struct dispatch *ret);

#endif
