/* A rehearsal that people visit with browsers: the made-up day goes on at its speed, the first desk is left to them, and what they do may
 * cross what was planned. */
#ifndef TOOLS_REHEARSE_VISIT_H
#define TOOLS_REHEARSE_VISIT_H

#include "play.h"

struct visit {
    struct office *office;
    int signals;                       /* descriptor: somebody says that it is enough */
    uint32_t speed, port;
    bool open;                         /* the visitors are in; before, time does not wait */
    bool over;                         /* told to stop */
    int64_t at_ms;                     /* up to here outside time has been played, monotonic */
    uint64_t slow_from_us;             /* from here on time goes as it does outside; 0: not yet known */
};

/* Time goes on in small steps, as fast as the visit says; what ended is started again. An error with `over` set: somebody said that it is enough. */
MUST_CHECK enum err visit_until(struct rehearsal *r, uint64_t at_us);
/* Accounts, the console, and what a visitor must know, on the screen. */
MUST_CHECK enum err visit_open(struct rehearsal *r);
/* The guest of a ticket that the play did not hand out: somebody who asks the way. False: too many. */
bool visit_stranger(struct rehearsal *r, const struct call_next_result *called, uint32_t *ret_guest);
/* What was planned is not possible any more: a visitor was there first. */
void visit_forgive(struct rehearsal *r, const struct appointment *planned);

#endif
