/* Codes of a second factor: RFC 6238 with SHA-1, six digits and 30 seconds, as every generator and hardware token makes
 * them; and printed recovery codes. */
#ifndef TRUST_TOTP_H
#define TRUST_TOTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

#define TOTP_SECRET_LEN 20
#define TOTP_SECRET_MAX 64
#define TOTP_STEP_US UINT64_C(30000000)
#define TOTP_CODE_SIZE 7          /* six digits, terminated */
#define RECOVERY_CODES 10u
#define RECOVERY_CODE_SIZE 12     /* xxxxx-xxxxx, terminated */

/* The code of one 30-second step. */
void totp_code(struct bytes secret, uint64_t step, char ret[TOTP_CODE_SIZE]);
/* The step whose code was typed: that of `now_us`, the one before or the one after, as long as it is later than `used_step`
 * (a code is good once). 0: none of them. Takes the same time whichever digits are wrong. */
uint64_t totp_step_of(struct bytes secret, struct text typed, uint64_t now_us, uint64_t used_step);

/* Base 32 of RFC 4648 without padding; `ret` has room for len * 8 / 5 + 2 bytes. */
void base32_put(struct bytes in, char *ret);
/* Small letters, spaces, hyphens and padding are understood. ERR_MALFORMED: no base 32, or not 10 to TOTP_SECRET_MAX bytes. */
MUST_CHECK enum err base32_parse(struct text typed, uint8_t ret[TOTP_SECRET_MAX], uint32_t *ret_len);

/* Recovery code `index` (0..9) of an account's enrolment `round`: 50 bits of a keyed hash. It stands nowhere. */
void recovery_code(const uint8_t key[32], uint64_t account, uint64_t round, uint32_t index, char ret[RECOVERY_CODE_SIZE]);
/* Which of the ten was typed, 1..10 (small or capital letters, with or without hyphen); 0: none. */
uint32_t recovery_code_find(const uint8_t key[32], uint64_t account, uint64_t round, struct text typed);

#endif
