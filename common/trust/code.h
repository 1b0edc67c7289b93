/* Booking codes: what a citizen notes down and types. 12 characters of Crockford's base 32 (60 bits
 * of a keyed hash of the booking, so that a repeat yields the same code) and one check character,
 * which catches every single wrong character and every two exchanged ones. Source: security notes 4. */
#ifndef TRUST_CODE_H
#define TRUST_CODE_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

#define BOOKING_CODE_SIZE 14     /* 13 characters, terminated */
#define BOOKING_TAG_LEN 16

/* The code of a booking. Not unique by construction: the caller looks its tag up before use. */
void booking_code(const uint8_t key[32], uint64_t reservation, char ret[BOOKING_CODE_SIZE]);

/* What was typed, in canonical form: small letters, O for 0, I and L for 1, full-width characters, and
 * any spaces and hyphens are understood. ERR_MALFORMED when it is no code or its check is wrong. */
MUST_CHECK enum err booking_code_parse(struct text typed, char ret[BOOKING_CODE_SIZE]);

/* What is stored and looked up instead of the code; the key lies off the data disk. */
void booking_code_tag(const uint8_t key[32], const char code[BOOKING_CODE_SIZE], uint8_t ret[BOOKING_TAG_LEN]);

#endif
