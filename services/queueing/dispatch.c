/* Who is next. Each guest falls into one case and has one time by which guests of the case are
 * ordered; the earliest case wins, then the earliest time, then the lower ticket. Looks at nothing but
 * its arguments. Which guests a desk can serve is the caller's part. */
#include "dispatch.h"

#include "base/id.h"
#include "base/invariant.h"

/* The order in which cases are tried. A returned guest stands twice: after somebody else was called,
 * and, if nobody else waits, before early guests. */
enum step { STEP_PRIORITY, STEP_RETURNED, STEP_PASSED_OVER, STEP_DUE, STEP_WALK_IN, STEP_RETURNED_AT_ONCE, STEP_EARLY };

struct place {
    enum step step;
    uint64_t by_us, then_us;     /* first by the one, then by the other */
};

static bool is_walk_in(const struct dispatch_guest *guest)
{
    return guest->booked_us == 0 && guest->priority_at_us == 0 && guest->returned_at_us == 0;
}

static bool is_passed_over(const struct dispatch_guest *guest, const struct dispatch_limits *limits, uint64_t now_us)
{
    return guest->passes >= limits->passes_max
        || (guest->first_passed_us != 0 && now_us >= guest->first_passed_us + limits->pass_us_max);
}

static struct place place_of(const struct dispatch_guest *guest, const struct dispatch_limits *limits, uint64_t now_us)
{
    if (guest->priority_at_us != 0)
        return (struct place){ STEP_PRIORITY, guest->priority_at_us, guest->arrived_at_us };
    if (guest->returned_at_us != 0)
        return (struct place){ guest->other_called ? STEP_RETURNED : STEP_RETURNED_AT_ONCE, guest->returned_at_us, guest->arrived_at_us };
    if (guest->booked_us == 0)
        return (struct place){ is_passed_over(guest, limits, now_us) ? STEP_PASSED_OVER : STEP_WALK_IN, guest->arrived_at_us, 0 };
    return (struct place){ guest->booked_us <= now_us ? STEP_DUE : STEP_EARLY, guest->booked_us, guest->arrived_at_us };
}

static bool before(const struct place *a, struct ticket_id a_ticket, const struct place *b, struct ticket_id b_ticket)
{
    if (a->step != b->step)
        return a->step < b->step;
    if (a->by_us != b->by_us)
        return a->by_us < b->by_us;
    if (a->then_us != b->then_us)
        return a->then_us < b->then_us;
    return a_ticket.v < b_ticket.v;
}

static enum dispatch_case case_of(enum step step)
{
    switch (step) {
    case STEP_PRIORITY: return DISPATCH_CASE_PRIORITY;
    case STEP_RETURNED: return DISPATCH_CASE_RETURNED;
    case STEP_PASSED_OVER: return DISPATCH_CASE_PASSED_OVER;
    case STEP_DUE: return DISPATCH_CASE_DUE;
    case STEP_WALK_IN: return DISPATCH_CASE_WALK_IN;
    case STEP_RETURNED_AT_ONCE: return DISPATCH_CASE_RETURNED;
    case STEP_EARLY: return DISPATCH_CASE_EARLY;
    }
    invariant_broken(__FILE__, __LINE__, "a step without a case");
}

/* Only the oldest walk-in counts being passed over. */
static struct ticket_id oldest_walk_in(const struct dispatch_guest *guests, uint32_t count)
{
    const struct dispatch_guest *oldest = NULL;

    for (uint32_t i = 0; i < count; i++) {
        const struct dispatch_guest *guest = &guests[i];

        if (is_walk_in(guest) && (oldest == NULL || guest->arrived_at_us < oldest->arrived_at_us
                                  || (guest->arrived_at_us == oldest->arrived_at_us && guest->ticket_id.v < oldest->ticket_id.v)))
            oldest = guest;
    }
    return oldest == NULL ? (struct ticket_id){ 0 } : oldest->ticket_id;
}

bool dispatch_next(const struct dispatch_guest *guests, uint32_t count, const struct dispatch_limits *limits, uint64_t now_us,
                   struct dispatch *ret)
{
    struct place first = { 0 };
    const struct dispatch_guest *next = NULL;

    must(limits->passes_max > 0);
    for (uint32_t i = 0; i < count; i++) {
        struct place place = place_of(&guests[i], limits, now_us);

        must(is_set(guests[i].ticket_id));
        if (next == NULL || before(&place, guests[i].ticket_id, &first, next->ticket_id)) {
            first = place;
            next = &guests[i];
        }
    }
    if (next == NULL)
        return false;
    *ret = (struct dispatch){ .ticket_id = next->ticket_id, .which = case_of(first.step) };
    if (first.step == STEP_DUE)
        ret->passed_over = oldest_walk_in(guests, count);
    return true;
}
