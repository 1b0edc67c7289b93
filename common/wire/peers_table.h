/* The allow-list in memory; for its parser, its lookups and its signature only. */
#ifndef WIRE_PEERS_TABLE_H
#define WIRE_PEERS_TABLE_H

#include "wire/peers.h"

#define PEERS_SLOTS 16384u         /* a power of two, four times PEERS_MAX */

struct peers_entry {
    struct peer peer;
    struct date until;             /* none: no end */
};

struct peers {
    struct peers_entry *at;
    uint32_t count, room;
    uint16_t slots[PEERS_SLOTS];   /* index + 1 by the first bytes of the key; 0: free */
    struct peers_revoked *revoked;
    uint32_t revoked_count, revoked_room;
    struct date day;               /* as it is on that day; none: all keys are found */
    uint8_t ticket_key[32];
    bool has_ticket_key;
    uint64_t version;
    char *source;
    uint32_t source_len, signed_len;       /* signed: the bytes before the signature's line */
    bool has_signature;
    uint8_t signature[SIGNATURE_LEN];
};

/* Neither looks at the day. The key is not there yet. */
void peers_add(struct peers *peers, const struct peer *peer, struct date until);
void peers_add_revoked(struct peers *peers, const struct peers_revoked *revoked);
bool peers_has_key(const struct peers *peers, const uint8_t key[32]);
bool peers_has_revoked(const struct peers *peers, const uint8_t key[32]);

/* wire_fault_set for files that do not see the library. */
void wire_fault_set(struct wire_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
