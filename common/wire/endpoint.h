/* A service's two doors: a ROUTER that takes requests and gives answers, and a PUB that tells events. */
#ifndef WIRE_ENDPOINT_H
#define WIRE_ENDPOINT_H

#include "base/bytes.h"
#include "engine/peer.h"
#include "wire/keys.h"
#include "wire/wire.h"
#include "wire/zap.h"

#define ENDPOINT_REQUEST_BYTES_MAX (256 * 1024)      /* a longer frame ends its connection */

struct endpoint_options {
    const char *service;              /* also the topic of its events */
    const char *command_address, *event_address;     /* both owned while open */
    const char *lock_path;            /* file that says: this service runs */
    const struct key_pair *key;       /* copied into the library */
    const struct zap *zap;            /* running; outlives the endpoint */
};

/* Locks, binds, and makes sure that a stranger is refused at both doors. ERR_EXISTS: another one runs.
 * ERR_CONFIG: an address is wrong, or a stranger was let in (never serve then). ERR_TIMEOUT: no refusal was seen.
 * ERR_IO: lock file or binding. */
MUST_CHECK enum err endpoint_open(const struct endpoint_options *options, struct endpoint **ret, struct wire_fault *ret_fault);
void endpoint_drop(struct endpoint **endpoint);

/* A request from an enrolled peer. */
struct received {
    const struct peer *peer;          /* lives as long as its list, see zap_peers() */
    uint64_t route;                   /* never 0; names the connection for the answer */
    struct bytes payload;             /* unchecked; until the next endpoint_receive() */
};

/* False when none waits. What has not the form of a request or comes from a key that is not (or no
 * longer) enrolled is counted and passed over, some at a time: ask again when wire_wait() says so. */
bool endpoint_receive(struct endpoint *endpoint, struct received *ret);

/* Never waits. False: that connection is gone or its queue is full; counted. The client will repeat. */
bool endpoint_reply(struct endpoint *endpoint, uint64_t route, struct bytes payload);
/* Never waits; a follower that is too slow misses it. */
void endpoint_publish(struct endpoint *endpoint, struct bytes payload);

/* After zap_replace(): cuts all followers off, so that only those who still may come back. ERR_IO. */
MUST_CHECK enum err endpoint_peers_changed(struct endpoint *endpoint);

struct endpoint_figures {
    uint64_t received, malformed, unknown, replied, unreachable, full, published;
};
struct endpoint_figures endpoint_figures(const struct endpoint *endpoint);

#endif
