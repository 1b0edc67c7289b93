/* The allow-list: which CURVE keys may connect, what each is and what it may do. A text file,
 * read once; never changed in memory, only replaced as a whole when the new file is right.
 *
 *     madoguchi-peers 1
 *     # a comment
 *     ticket-key 8f...64 hex digits...                    public key that signs staff's tickets; at most one
 *     KEY NAME ROLE RIGHTS
 *
 * KEY is 40 characters of Z85; NAME 1..31 of [A-Za-z0-9._-]; ROLE terminal, kiosk, citizen, system or
 * service; RIGHTS a comma list of command:SERVICE, command:*, follow:SERVICE, follow:*, entries (may
 * pull whole entries, and so follow), control; or - for none. Words are separated by spaces or tabs. */
#ifndef WIRE_PEERS_H
#define WIRE_PEERS_H

#include "engine/peer.h"
#include "wire/wire.h"

#define PEERS_MAX 4096u

struct peers;

/* ERR_NOT_FOUND, ERR_DENIED (no right to read, no regular file, or others may write it), ERR_IO; ERR_CONFIG: the
 * text is wrong, each fault on a line of its own as file:line: what. */
MUST_CHECK enum err peers_load(const char *path, struct peers **ret, struct wire_fault *ret_fault);
/* The same from memory; `name` stands for the file in faults. */
MUST_CHECK enum err peers_parse(const char *name, struct text text, struct peers **ret, struct wire_fault *ret_fault);
void peers_drop(struct peers **peers);

/* NULL when the key is not enrolled. */
const struct peer *peers_find(const struct peers *peers, const uint8_t key[32]);
const struct peer *peers_named(const struct peers *peers, const char *name);
uint32_t peers_count(const struct peers *peers);
const struct peer *peers_at(const struct peers *peers, uint32_t index);
/* 32 bytes; NULL when the file names none. */
const uint8_t *peers_ticket_key(const struct peers *peers);

#endif
