/* SHA-256 and keyed BLAKE2b in the forms the system uses. Lengths frame every variable part, so
 * no two different inputs meet in the same bytes. SHA-256 comes from nettle, which uses the processor's own
 * instructions for it: every entry is hashed once or twice, and libsodium's takes five times as long. */
#include "trust/hash.h"

#include <nettle/sha2.h>
#include <sodium.h>

#include "base/invariant.h"

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct sha256_state), "room for the library's state");
_Static_assert(_Alignof(struct sha256_ctx) <= _Alignof(struct sha256_state), "aligned for the library's state");
_Static_assert(SHA256_DIGEST_SIZE == SHA256_LEN, "SHA-256 has 32 bytes");

static struct sha256_ctx *inside(struct sha256_state *state)
{
    must(state != NULL);
    return (struct sha256_ctx *)(void *)state->opaque;
}

void sha256_start(struct sha256_state *state)
{
    sha256_init(inside(state));
}

void sha256_add(struct sha256_state *state, struct bytes in)
{
    must(in.at != NULL || in.len == 0);
    if (in.len > 0)
        sha256_update(inside(state), in.len, in.at);
}

void sha256_end(struct sha256_state *state, uint8_t ret[SHA256_LEN])
{
    sha256_digest(inside(state), SHA256_LEN, ret);
    sodium_memzero(state, sizeof *state);
}

void sha256(struct bytes in, uint8_t ret[SHA256_LEN])
{
    struct sha256_state state;

    sha256_start(&state);
    sha256_add(&state, in);
    sha256_end(&state, ret);
}

void leaf_hash(struct bytes entry, uint8_t ret[SHA256_LEN])
{
    static const uint8_t prefix = 0x00;
    struct sha256_state state;

    sha256_start(&state);
    sha256_add(&state, (struct bytes){ &prefix, 1 });
    sha256_add(&state, entry);
    sha256_end(&state, ret);
}

void node_hash(const uint8_t left[SHA256_LEN], const uint8_t right[SHA256_LEN], uint8_t ret[SHA256_LEN])
{
    uint8_t both[1 + 2 * SHA256_LEN] = { 0x01 };

    memcpy(both + 1, left, SHA256_LEN);
    memcpy(both + 1 + SHA256_LEN, right, SHA256_LEN);
    sha256((struct bytes){ both, sizeof both }, ret);
}

static void framed_add(crypto_generichash_state *state, const uint8_t *at, size_t len)
{
    uint8_t frame[8];

    must(at != NULL || len == 0);
    be64_put(frame, len);
    must(crypto_generichash_update(state, frame, sizeof frame) == 0);
    if (len > 0)
        must(crypto_generichash_update(state, at, len) == 0);
}

void keyed_hash(const uint8_t key[32], const char *purpose, const struct bytes *parts, uint32_t count,
                uint8_t *ret, size_t ret_len)
{
    crypto_generichash_state state;

    must(purpose != NULL && purpose[0] != '\0');
    must(ret_len >= KEYED_HASH_MIN && ret_len <= KEYED_HASH_MAX);
    must(crypto_generichash_init(&state, key, 32, ret_len) == 0);
    framed_add(&state, (const uint8_t *)purpose, strlen(purpose));
    for (uint32_t i = 0; i < count; i++)
        framed_add(&state, parts[i].at, parts[i].len);
    must(crypto_generichash_final(&state, ret, ret_len) == 0);
    sodium_memzero(&state, sizeof state);
}
