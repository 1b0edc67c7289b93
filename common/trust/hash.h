/* Hashes: SHA-256 for chain and tree, keyed BLAKE2b for everything that must not be guessed. */
#ifndef TRUST_HASH_H
#define TRUST_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define SHA256_LEN 32

void sha256(struct bytes in, uint8_t ret[SHA256_LEN]);

/* In pieces: start, add any number of times, end (which wipes the state). */
struct sha256_state {
    _Alignas(8) uint8_t opaque[128];
};

void sha256_start(struct sha256_state *state);
void sha256_add(struct sha256_state *state, struct bytes in);
void sha256_end(struct sha256_state *state, uint8_t ret[SHA256_LEN]);

/* RFC 6962 2.1: a leaf is SHA-256(0x00 entry), an inner node SHA-256(0x01 left right). The leaf
 * hash of an entry is also what the next entry names as the one before. */
void leaf_hash(struct bytes entry, uint8_t ret[SHA256_LEN]);
void node_hash(const uint8_t left[SHA256_LEN], const uint8_t right[SHA256_LEN], uint8_t ret[SHA256_LEN]);

#define KEYED_HASH_MIN 16
#define KEYED_HASH_MAX 64

/* Keyed BLAKE2b over `purpose` (terminated, names the use, so that one key serves several uses
 * apart) and the parts, each framed by its length: ("ab","c") and ("a","bc") differ, an absent
 * part and an empty one do not. Also derives keys. ret_len KEYED_HASH_MIN..KEYED_HASH_MAX bytes;
 * a shorter result is no prefix of a longer one. */
void keyed_hash(const uint8_t key[32], const char *purpose, const struct bytes *parts, uint32_t count,
                uint8_t *ret, size_t ret_len);

#endif
