/* Ed25519, detached. */
#include "trust/sign.h"

#include <sodium.h>

#include "base/invariant.h"

_Static_assert(crypto_sign_BYTES == SIGNATURE_LEN, "signature length");

void signer_init(struct signer *signer, const uint8_t seed[32])
{
    _Static_assert(sizeof signer->secret_key == crypto_sign_SECRETKEYBYTES, "key length");
    must(signer != NULL && seed != NULL);
    must(crypto_sign_seed_keypair(signer->public_key, signer->secret_key, seed) == 0);
}

void signer_fini(struct signer *signer)
{
    must(signer != NULL);
    sodium_memzero(signer, sizeof *signer);
}

void sign(const struct signer *signer, struct bytes message, uint8_t ret[SIGNATURE_LEN])
{
    must(message.at != NULL || message.len == 0);
    must(crypto_sign_detached(ret, NULL, message.at, message.len, signer->secret_key) == 0);
}

bool signature_ok(const uint8_t public_key[32], struct bytes message, const uint8_t signature[SIGNATURE_LEN])
{
    must(message.at != NULL || message.len == 0);
    return crypto_sign_verify_detached(signature, message.at, message.len, public_key) == 0;
}
