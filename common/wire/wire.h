/* The messaging library in this process: started once, stopped once, and waited on together with
 * ordinary descriptors. All sockets of wire belong to the thread that started it. */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct endpoint;
struct link;

/* First use of the library; after trust_init(). Takes its signal handlers and its environment
 * variables away. Once per process (a second context is unsafe in this version). */
MUST_CHECK enum err wire_start(void);
/* After every endpoint, link and the zap handler is dropped. Waits up to a second for what is still
 * to be sent. */
void wire_stop(void);

/* What was wrong, for a person: one sentence, or several lines. Filled when a call that takes it fails. */
#define WIRE_FAULT_SIZE 4096
struct wire_fault {
    char text[WIRE_FAULT_SIZE];
};

/* One thing to wait for: exactly one of endpoint (a command waits), link or fd. */
struct wire_wait {
    const struct endpoint *endpoint;
    const struct link *link;
    bool events;                  /* of the link: what is heard, not what is answered */
    bool to_send;                 /* of the link's command side: it is connected and has room */
    int fd;                       /* used when both pointers are NULL: readable */
    bool ready;                   /* out */
};

#define WIRE_WAIT_MAX 160             /* a console: eight devices at six services, two places each, and followers */
/* Waits until one is ready, `timeout_ms` have passed (0: looks only; -1: no limit) or a signal came; the last
 * two leave all `ready` false. ERR_IO: a descriptor is bad, or the library was stopped. */
MUST_CHECK enum err wire_wait(struct wire_wait *on, uint32_t count, int64_t timeout_ms);

#endif
