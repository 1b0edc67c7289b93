/* Ids of things: 16 bits of site, 48 bits of sequence; 0 is "none". Each kind of id is a
 * one-member struct made by the generator, so that mixing two kinds does not compile. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdint.h>

#define ID_SEQUENCE_MAX ((UINT64_C(1) << 48) - 1)

static inline uint64_t id_make(uint16_t site, uint64_t sequence)
{
    return ((uint64_t)site << 48) | (sequence & ID_SEQUENCE_MAX);
}
static inline uint64_t id_sequence(uint64_t id) { return id & ID_SEQUENCE_MAX; }
static inline uint16_t id_site(uint64_t id) { return (uint16_t)(id >> 48); }

/* For any one-member id struct. */
#define is_set(id) ((id).v != 0)
#define same(a, b) ((a).v == (b).v)

#endif
