/* Keys kept for a bad day: sealed so that only who has the secret half, which lies offline, can open them. */
#ifndef TRUST_ESCROW_H
#define TRUST_ESCROW_H

#include <stdint.h>

#include "base/err.h"

#define ESCROW_LEN (32 + 48)

void escrow_keys(uint8_t ret_public[32], uint8_t ret_secret[32]);
/* The public half of a secret one. */
void escrow_public(const uint8_t secret_key[32], uint8_t ret_public[32]);
void escrow_seal(const uint8_t public_key[32], const uint8_t key[32], uint8_t ret[ESCROW_LEN]);
/* ERR_CRYPTO: sealed to another key, or changed. */
MUST_CHECK enum err escrow_open(const uint8_t public_key[32], const uint8_t secret_key[32], const uint8_t sealed[ESCROW_LEN], uint8_t ret[32]);

#endif
