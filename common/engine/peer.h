/* Who may be at the other end of a connection: an enrolled CURVE key, what it is and what
 * it may do. The list is loaded by wire; the engine only asks it. */
#ifndef ENGINE_PEER_H
#define ENGINE_PEER_H

#include "engine/service.h"

#define PEER_SERVICES_MAX 16

enum peer_right { PEER_COMMAND, PEER_FOLLOW, PEER_ENTRIES, PEER_CONTROL };

struct peer {
    uint8_t key[32];                        /* CURVE public key */
    char name[32];
    enum role role;                         /* terminal, kiosk, citizen, system or service */
    bool entries, control;
    bool command_all, follow_all;
    char command_services[PEER_SERVICES_MAX][16];
    char follow_services[PEER_SERVICES_MAX][16];
    uint32_t command_count, follow_count;
};

/* May this peer use `right` at `service`? Entries and control hold for every service. */
bool peer_may(const struct peer *peer, enum peer_right right, const char *service);

#endif
