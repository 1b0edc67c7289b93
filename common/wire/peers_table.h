/* The allow-list in memory; for its parser and its lookups only. */
#ifndef WIRE_PEERS_TABLE_H
#define WIRE_PEERS_TABLE_H

#include "wire/peers.h"

#define PEERS_SLOTS 16384u         /* a power of two, four times PEERS_MAX */

struct peers {
    struct peer *at;
    uint32_t count, room;
    uint16_t slots[PEERS_SLOTS];   /* index + 1 by the first bytes of the key; 0: free */
    uint8_t ticket_key[32];
    bool has_ticket_key;
};

void peers_add(struct peers *peers, const struct peer *peer);

/* wire_fault_set for files that do not see the library. */
void wire_fault_set(struct wire_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
