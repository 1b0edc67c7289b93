/* Sealing one personal field under its subject's key: XChaCha20-Poly1305, padded to 32-byte
 * steps so that the length tells little, bound to the place it stands in. Deleting the subject's
 * key makes every box of the subject noise. Source: architecture 5, security notes 6. */
#ifndef TRUST_SEAL_H
#define TRUST_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

#define SEAL_NONCE_LEN 24
#define SEAL_NAME_MAX 64

/* Where a sealed value belongs; a box opens only there. Names are terminated, at most
 * SEAL_NAME_MAX bytes. */
struct seal_context {
    uint16_t site;
    const char *service;
    uint64_t subject;
    const char *field;
};

/* Length of the box of a plain text of `plain_len` bytes. */
size_t seal_box_len(size_t plain_len);

/* Writes seal_box_len(plain.len) bytes to ret_box. The nonce must be fresh for this key; it is
 * kept beside the box. The plain text may be empty, and must not overlap the box. */
void seal_box(const uint8_t key[32], const struct seal_context *context, const uint8_t nonce[SEAL_NONCE_LEN],
              struct bytes plain, uint8_t *ret_box);

/* Opens a box. ret_plain has room for box.len bytes, of which *ret_len are the plain text; on
 * failure that room holds nothing secret. ERR_CRYPTO when key, context, nonce or box do not fit. */
MUST_CHECK enum err seal_open(const uint8_t key[32], const struct seal_context *context,
                              const uint8_t nonce[SEAL_NONCE_LEN], struct bytes box, uint8_t *ret_plain,
                              uint32_t *ret_len);

#endif
