/* The system's randomness and seeded ChaCha20 streams. The stream's bytes are block n of the
 * ChaCha20 keystream under the seed, whatever the portions in which they are taken. */
#include "trust/random.h"

#include <sodium.h>

#include "base/invariant.h"

enum err trust_init(void)
{
    return sodium_init() < 0 ? ERR_CRYPTO : OK;      /* 1: was ready already */
}

void random_bytes(uint8_t *to, size_t len)
{
    must(to != NULL || len == 0);
    if (len > 0)
        randombytes_buf(to, len);
}

void entropy_init(struct entropy *entropy, const uint8_t seed[32])
{
    _Static_assert(sizeof entropy->seed == crypto_stream_chacha20_KEYBYTES, "a seed is a stream key");
    must(entropy != NULL && seed != NULL);
    memset(entropy, 0, sizeof *entropy);
    memcpy(entropy->seed, seed, sizeof entropy->seed);
    entropy->block_used = sizeof entropy->block;
}

static void entropy_refill(struct entropy *entropy)
{
    static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];

    memset(entropy->block, 0, sizeof entropy->block);
    must(crypto_stream_chacha20_xor_ic(entropy->block, entropy->block, sizeof entropy->block, nonce,
                                       entropy->blocks_made, entropy->seed) == 0);
    entropy->blocks_made++;
    entropy->block_used = 0;
}

void entropy_take(struct entropy *entropy, uint8_t *to, size_t len)
{
    must(to != NULL || len == 0);
    while (len > 0) {
        if (entropy->block_used == sizeof entropy->block)
            entropy_refill(entropy);
        size_t left = sizeof entropy->block - entropy->block_used;
        size_t part = len < left ? len : left;

        memcpy(to, entropy->block + entropy->block_used, part);
        entropy->block_used += (uint32_t)part;
        to += part;
        len -= part;
    }
}

void secret_wipe(void *at, size_t len)
{
    must(at != NULL || len == 0);
    if (len > 0)
        sodium_memzero(at, len);
}

bool secret_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
    must((a != NULL && b != NULL) || len == 0);
    return len == 0 || sodium_memcmp(a, b, len) == 0;
}
