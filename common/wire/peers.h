/* The allow-list: which CURVE keys may connect, what each is and what it may do. A text file, signed
 * by the enrolment key, which is kept off the machine; never changed in memory, only replaced as a whole
 * when the new one is right.
 *
 *     madoguchi-peers 2
 *     version 7                                            higher with each list that is signed
 *     # a comment
 *     ticket-key 8f...64 hex digits...                     public key that signs staff's tickets; at most one
 *     KEY NAME ROLE RIGHTS [until=YYYY-MM-DD]              until: the last day of the key
 *     revoked KEY NAME                                     this key never comes back
 *     signature 03...128 hex digits...                     the last line; Ed25519 over all bytes before it
 *
 * KEY is 40 characters of Z85; NAME 1..31 of [A-Za-z0-9._-]; ROLE terminal, kiosk, citizen, system or
 * service; RIGHTS a comma list of command:SERVICE, command:*, follow:SERVICE, follow:*, entries (may
 * pull whole entries, and so follow), control; or - for none. Words are separated by spaces or tabs.
 * NAME is who it is: its lines differ in key and last day only, so that a key can be changed while the
 * old one still holds. Form 1 had neither version, until, revoked nor signature. */
#ifndef WIRE_PEERS_H
#define WIRE_PEERS_H

#include <stdio.h>

#include "base/date.h"
#include "engine/peer.h"
#include "trust/sign.h"
#include "wire/wire.h"

#define PEERS_MAX 4096u
#define PEERS_KEYS_MAX 4u          /* lines of one name, those past their last day too */
#define PEERS_VERSION_MAX UINT64_C(1000000000000000)

struct peers;

/* ERR_NOT_FOUND, ERR_DENIED (no right to read, no regular file, or others may write it), ERR_IO; ERR_CONFIG: the
 * text is wrong, each fault on a line of its own as file:line: what. Does not check the signature. */
MUST_CHECK enum err peers_load(const char *path, struct peers **ret, struct wire_fault *ret_fault);
/* The same from memory; `name` stands for the file in faults. */
MUST_CHECK enum err peers_parse(const char *name, struct text text, struct peers **ret, struct wire_fault *ret_fault);
void peers_drop(struct peers **peers);

/* Signed by that enrolment key? ERR_CRYPTO: by another, or changed since. ERR_NOT_FOUND: not signed (form 1). */
MUST_CHECK enum err peers_signed_by(const struct peers *peers, const uint8_t enrolment_key[32]);
/* The list as it is on that day: peers_find() finds no key past its last day. */
struct peers *peers_on(const struct peers *peers, struct date day);

/* NULL when the key is not enrolled. */
const struct peer *peers_find(const struct peers *peers, const uint8_t key[32]);
/* The first line of that name. */
const struct peer *peers_named(const struct peers *peers, const char *name);
uint32_t peers_count(const struct peers *peers);                                /* lines with keys */
const struct peer *peers_at(const struct peers *peers, uint32_t index);
struct date peers_until(const struct peers *peers, uint32_t index);             /* last day; none: no end */
/* 32 bytes; NULL when the file names none. */
const uint8_t *peers_ticket_key(const struct peers *peers);
uint64_t peers_version(const struct peers *peers);                              /* 0: form 1 */
struct text peers_source(const struct peers *peers);                            /* the text it was read from */

struct peers_revoked {
    uint8_t key[32];
    char name[32];
};
uint32_t peers_revoked_count(const struct peers *peers);
const struct peers_revoked *peers_revoked_at(const struct peers *peers, uint32_t index);

/* Did some key that was found in `before` and might follow the service lose that in `after`? */
bool peers_follower_lost(const struct peers *before, const struct peers *after, const char *service);

/* ---- Writing one (peers_write.c) ---- */

void peers_put_head(FILE *to, uint64_t version, const uint8_t *ticket_key);     /* ticket_key NULL: none */
void peers_put_peer(FILE *to, const struct peer *peer, struct date until);
void peers_put_revoked(FILE *to, const struct peers_revoked *revoked);
void peers_put_signature(FILE *to, const struct signer *enrolment, struct text before);

#endif
