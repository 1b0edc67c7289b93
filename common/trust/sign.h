/* Ed25519 signatures. Whoever signs for several uses keeps them apart by what the message begins
 * with (tickets: a fixed prefix; checkpoints: their origin line). */
#ifndef TRUST_SIGN_H
#define TRUST_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define SIGNATURE_LEN 64

struct signer {
    uint8_t public_key[32];
    uint8_t secret_key[64];   /* seed and public key, as the library wants it */
};

void signer_init(struct signer *signer, const uint8_t seed[32]);
void signer_fini(struct signer *signer);   /* wipes */

void sign(const struct signer *signer, struct bytes message, uint8_t ret[SIGNATURE_LEN]);
bool signature_ok(const uint8_t public_key[32], struct bytes message, const uint8_t signature[SIGNATURE_LEN]);

#endif
