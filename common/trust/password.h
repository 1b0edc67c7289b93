/* Passwords of staff: Argon2id over a keyed pre-hash of the NFKC form, so that stolen rows alone are useless.
 * A check takes tens of milliseconds and its memory: only in a bounded worker, never in a step. */
#ifndef TRUST_PASSWORD_H
#define TRUST_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

#define PASSWORD_HASH_LEN 128

/* Passes and memory of hashes made from now on; defaults: 3 passes, 64 MiB. Tests take less. Once,
 * before threads start. Existing hashes keep the cost that is written in them. */
void password_set_cost(uint64_t passes, size_t mem_bytes);

/* Terminated text form with salt and cost, at most PASSWORD_HASH_LEN bytes. ERR_NO_MEMORY. */
MUST_CHECK enum err password_hash(struct text password, const uint8_t pepper[32], char ret[PASSWORD_HASH_LEN]);

/* True when `hash` was made of this password and pepper; false for any other text, too. */
bool password_check(struct text password, const uint8_t pepper[32], const char *hash);

/* Costs what password_check costs: for account names that do not exist, so that the answer's time
 * does not tell. */
void password_check_nobody(struct text password);

#endif
