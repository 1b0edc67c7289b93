/* Requests as bytes. Format: docs/wire.md. */
#ifndef CLIENT_CALL_H
#define CLIENT_CALL_H

#include "codec/write.h"
#include "engine/service.h"

#define CALL_AFTER_MAX 4
#define CALL_BYTES_MAX (64u * 1024u)        /* what a service takes */

/* A command id; with the peer's key it names one command for ever. */
struct command_id {
    uint64_t instance, sequence;            /* both >= 1 */
};

struct command_call {
    struct text name;
    struct bytes body;                      /* encoded map; absent: an empty one */
    struct bytes ticket, second;            /* staff tickets; absent: none */
    struct text purpose;                    /* of a disclosure; absent: none */
    uint64_t until_us;                      /* not admitted after this time; 0: no limit */
    const struct position *after;           /* what the service must have followed first */
    uint32_t after_count;
    struct command_id id;                   /* {0, 0}: the client's next */
};

struct query_call {
    struct text name;
    struct bytes body, ticket;
    const struct position *after;
    uint32_t after_count;
};

struct pull_call {
    uint32_t epoch, max;                    /* epoch 0: of whatever epoch; max 1..512 */
    uint64_t from;                          /* first entry number wanted, >= 1 */
    bool whole;                             /* entries as stored; a right of few */
};

struct control_call {
    struct text name;
    struct bytes body;                      /* encoded map; absent: an empty one */
};

/* Each writes one payload; w->full when it does not fit. `request` >= 1 is echoed in the answer. */
void command_call_encode(const struct command_call *call, uint64_t request, struct writer *w);      /* id set */
void query_call_encode(const struct query_call *call, uint64_t request, struct writer *w);
void pull_call_encode(const struct pull_call *call, uint64_t request, struct writer *w);
void status_call_encode(uint64_t request, struct writer *w);
void control_call_encode(const struct control_call *call, uint64_t request, struct writer *w);

#endif
