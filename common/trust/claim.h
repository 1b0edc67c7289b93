/* The pick-up check: a keyed hash of notice number and birth date, which lets `reservations` find
 * the pair without ever holding either half. Keys come in monthly generations, named in the tag and
 * destroyed when every notice of the month has ended. Source: architecture 5. */
#ifndef TRUST_CLAIM_H
#define TRUST_CLAIM_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/date.h"

#define CLAIM_TAG_LEN 18        /* generation 2 (big-endian), keyed hash 16 */
#define CLAIM_NOTICE_MAX 32

/* Number of the month: year * 12 + month - 1. The day must be a valid one. */
uint16_t claim_generation(struct date day);

/* The key of one generation, made of the root that inventory and reservations share. */
void claim_key(const uint8_t root[32], uint16_t generation, uint8_t ret[32]);

/* `key` is that of the generation. The notice number has been checked by its form
 * (^[0-9A-Z]{3}-?[0-9]{6}$) and has at most CLAIM_NOTICE_MAX bytes; with and without hyphen give
 * the same tag. */
void claim_tag(const uint8_t key[32], uint16_t generation, struct text notice_number, struct date birth,
               uint8_t ret[CLAIM_TAG_LEN]);

#endif
