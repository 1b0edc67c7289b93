/* Randomness, seeded streams and secrets in memory. */
#ifndef TRUST_RANDOM_H
#define TRUST_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Readies the crypto library; first thing in main, may be repeated. ERR_CRYPTO when the
 * system gives no randomness. */
MUST_CHECK enum err trust_init(void);

/* `len` bytes from the system's generator. For keys and nonces; never inside a core. */
void random_bytes(uint8_t *to, size_t len);

/* A deterministic stream made of a seed: what a core gets in place of randomness. The bytes
 * do not depend on how they are portioned. Not for two threads at once. */
struct entropy {
    uint8_t seed[32];
    uint64_t blocks_made;
    uint8_t block[64];
    uint32_t block_used;
};

void entropy_init(struct entropy *entropy, const uint8_t seed[32]);
void entropy_take(struct entropy *entropy, uint8_t *to, size_t len);

/* Overwrites memory in a way the compiler keeps. NULL with len 0 is fine. */
void secret_wipe(void *at, size_t len);

/* Compares in time that depends on `len` alone. */
bool secret_equal(const uint8_t *a, const uint8_t *b, size_t len);

#endif
