/* Keys at rest: 32-byte keys wrapped under an epoch key, and guarded memory for keys in use. */
#ifndef TRUST_WRAP_H
#define TRUST_WRAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

#define WRAPPED_LEN (24 + 32 + 16)   /* nonce, key, tag */

/* Wraps `key` under the epoch key `kek`, bound to its name and epoch (both stand beside it in the
 * clear). The nonce must be fresh; it is the first part of the result. */
void key_wrap(const uint8_t kek[32], uint32_t epoch, struct text name, const uint8_t nonce[24],
              const uint8_t key[32], uint8_t ret[WRAPPED_LEN]);

/* ERR_CRYPTO when epoch key, epoch, name or bytes do not fit. */
MUST_CHECK enum err key_unwrap(const uint8_t kek[32], uint32_t epoch, struct text name,
                               const uint8_t wrapped[WRAPPED_LEN], uint8_t ret[32]);

/* Memory for keys, between guard pages, kept out of swap and core dumps, zeroed; it is wiped when
 * freed. Page-grained: for few, long-lived keys. NULL when there is none left. */
uint8_t *secret_alloc(size_t len);
void secret_free(uint8_t *at);       /* takes NULL */

#endif
