/* A real office in a scratch directory, for programs that talk to it over its sockets: six services on this disk, a driven
 * clock, one member of staff logged in at the console. Whoever uses it has called trust_init() and wire_start(). */
#ifndef BENCH_COUNTER_H
#define BENCH_COUNTER_H

#include "../../services/tools/office.h"
#include "../../services/tools/enter.h"
#include "gen/staff.h"
#include "trust/ticket.h"

struct counter {
    struct place place;
    char folder[96];
    struct office *office;
    struct key_pair console;
    enum staff_role role;
    struct credentials own;
    uint8_t ticket[TICKET_LEN];
    struct fault fault;                  /* says what went wrong */
};

/* Starts the office with the configuration in `config`, sets its clocks to `at_us` and logs a person of this role in. The
 * directory is made in $MADOGUCHI_BENCH_DIR, else in /var/tmp. After an error counter_close() too. */
MUST_CHECK enum err counter_open(struct counter *counter, const char *config, enum staff_role role, uint64_t at_us);
void counter_close(struct counter *counter);

MUST_CHECK enum err counter_set_clock(struct counter *counter, uint64_t at_us);
/* A ticket of now; those of before run out with the clock. */
MUST_CHECK enum err counter_log_in(struct counter *counter);
/* Commands with that ticket: one after the other, all of them done, or ERR_DENIED and the fault names it. */
MUST_CHECK enum err counter_say(struct counter *counter, struct client *client, const char *name, struct bytes body);

#endif
