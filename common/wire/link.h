/* A peer's side: a connection to one service's doors. Connects by itself, again and again: link_send(),
 * link_connected() and link_hear() also see to that, so call them now and then when nothing is ready. */
#ifndef WIRE_LINK_H
#define WIRE_LINK_H

#include "base/bytes.h"
#include "wire/keys.h"
#include "wire/wire.h"

#define LINK_ANSWER_BYTES_MAX (1024 * 1024 + 4096)   /* pages carry up to 256 KiB of items, one item may be long */

struct link_options {
    const char *service;              /* topic of its events */
    const char *command_address;
    const char *event_address;        /* NULL: events are not followed */
    const uint8_t *server_key;        /* its public key */
    const struct key_pair *key;       /* ours; copied into the library */
};

/* ERR_CONFIG: an address is wrong. ERR_IO. Succeeds also when nobody is there yet. */
MUST_CHECK enum err link_open(const struct link_options *options, struct link **ret);
void link_drop(struct link **link);

/* The command side is connected and has room: what link_send() would find. */
bool link_connected(struct link *link);

/* Never waits. False: not connected or no room; nothing was sent. */
bool link_send(struct link *link, struct bytes payload);
/* False when none waits. Unchecked bytes, until the next call on the same side. */
bool link_receive(struct link *link, struct bytes *ret);
bool link_hear(struct link *link, struct bytes *ret);

#endif
