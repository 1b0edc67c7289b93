/* Sealed boxes: whoever seals cannot open again, so a machine can keep copies that it cannot read. */
#include "trust/escrow.h"

#include <sodium.h>

#include "base/invariant.h"

_Static_assert(crypto_box_SEALBYTES == 48 && crypto_box_PUBLICKEYBYTES == 32 && crypto_box_SECRETKEYBYTES == 32, "stored form");

void escrow_keys(uint8_t ret_public[32], uint8_t ret_secret[32])
{
    must(crypto_box_keypair(ret_public, ret_secret) == 0);
}

void escrow_public(const uint8_t secret_key[32], uint8_t ret_public[32])
{
    must(crypto_scalarmult_base(ret_public, secret_key) == 0);
}

void escrow_seal(const uint8_t public_key[32], const uint8_t key[32], uint8_t ret[ESCROW_LEN])
{
    must(crypto_box_seal(ret, key, 32, public_key) == 0);
}

enum err escrow_open(const uint8_t public_key[32], const uint8_t secret_key[32], const uint8_t sealed[ESCROW_LEN], uint8_t ret[32])
{
    uint8_t key[32];

    if (crypto_box_seal_open(key, sealed, ESCROW_LEN, public_key, secret_key) != 0)
        return ERR_CRYPTO;
    for (uint32_t i = 0; i < sizeof key; i++)
        ret[i] = key[i];
    sodium_memzero(key, sizeof key);
    return OK;
}
