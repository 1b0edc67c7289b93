/* The payloads a follower hears, field by field; for the machine of follow.h only. */
#ifndef ENGINE_FOLLOW_READ_H
#define ENGINE_FOLLOW_READ_H

#include "engine/follow.h"

/* The fields of all four payloads and of an entry; each kind uses those it has. */
struct followed_fields {
    struct text kind, source, outcome, refusal;
    uint64_t at_us, before, date, depth, epoch, epoch_start, head, next, number, request, sequence;
    struct bytes events, items, position;      /* encoded values */
    uint32_t seen;                             /* SEEN_ bits */
};

enum { SEEN_EPOCH = 1, SEEN_SEQUENCE = 2, SEEN_HEAD = 4, SEEN_NEXT = 8, SEEN_BEFORE = 16, SEEN_NUMBER = 32, SEEN_START = 64, SEEN_AT = 128 };

/* Unchecked bytes, by check_bytes first. False when they are no map of these fields. */
bool followed_fields_check(struct bytes payload, struct followed_fields *ret);
/* The same of a map inside checked bytes; of the map at the cursor, which moves past it. */
bool followed_fields_read(struct bytes map, struct followed_fields *ret);
bool followed_fields_take(struct reader *r, struct followed_fields *ret);
bool followed_has(const struct followed_fields *fields, uint32_t bits);
bool followed_epoch_fits(uint64_t epoch);
/* A publication out of its map, and the number of the one before; false when it is none of this source. */
bool followed_publication_read(const struct follow *f, const struct followed_fields *said, struct followed *ret, uint64_t *ret_before);
/* A whole entry as it was stored, unchecked bytes: only its place is read. */
bool followed_entry_read(const struct follow *f, struct bytes entry, struct followed *ret, uint64_t *ret_before);

#endif
