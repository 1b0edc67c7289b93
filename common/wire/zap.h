/* The door: answers each CURVE handshake of this process from the allow-list (ZeroMQ RFC 27). An
 * unknown key is refused, and so is any mechanism but CURVE. It must run before an endpoint is bound,
 * because without it the library lets every key in.
 *
 * Who has been let in once stays connected: endpoints look each message's key up again. */
#ifndef WIRE_ZAP_H
#define WIRE_ZAP_H

#include "wire/peers.h"

struct zap;

/* One per process. Takes *peers over. ERR_IO: the library gives no socket. */
MUST_CHECK enum err zap_start(struct peers **peers, struct zap **ret);
/* After the endpoints are dropped. */
void zap_drop(struct zap **zap);

/* The list in force. What it holds lives at least ZAP_KEEP_MS longer than the list is in force. */
const struct peers *zap_peers(const struct zap *zap);

#define ZAP_KEEP_MS 60000
/* Puts another list in force, also for connections that stand; takes *peers over on OK. ERR_LIMIT: too many
 * changes within ZAP_KEEP_MS. Then call endpoint_peers_changed(). */
MUST_CHECK enum err zap_replace(struct zap *zap, struct peers **peers);

struct zap_figures {
    uint64_t admitted, refused;
};
/* Counted by another thread: may lag. */
struct zap_figures zap_figures(const struct zap *zap);

#endif
