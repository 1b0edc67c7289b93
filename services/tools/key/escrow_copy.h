/* A copy of the epoch keys for a bad day, as `madoguchi erase` writes it: sealed to a key whose secret half lies offline. */
#ifndef TOOLS_ESCROW_COPY_H
#define TOOLS_ESCROW_COPY_H

#include "base/bytes.h"
#include "base/err.h"

#define ESCROW_COPY_KEYS 16u
#define ESCROW_COPY_BYTES 8192u

struct escrow_copy {
    uint32_t site;
    char destroy_on[11];               /* "2034-03-31" */
    struct { char service[17]; uint32_t epoch; uint8_t key[32]; } keys[ESCROW_COPY_KEYS];
    uint32_t count;
};

/* Opens every key in it. ERR_MALFORMED: not such a copy, or not all of one. ERR_CRYPTO: sealed to another key, or changed. On an error
 * nothing is in *ret. Wipe it after use. */
MUST_CHECK enum err escrow_copy_open(struct text copy, const uint8_t secret_key[32], struct escrow_copy *ret);

#endif
