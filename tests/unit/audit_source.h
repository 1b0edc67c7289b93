/* A source whose entries a test plays to audit: a chain of hashes, of which nothing else is known. */
#ifndef TESTS_UNIT_AUDIT_SOURCE_H
#define TESTS_UNIT_AUDIT_SOURCE_H

#include "bench.h"

struct played {
    const char *name;
    uint32_t epoch;
    uint64_t number;
    uint8_t last[32];
    uint8_t bytes[512];
    uint32_t len;
};

struct played played(const char *name);
/* An entry's bytes, kept in `p` until the next. */
struct bytes entry_of(struct played *p, uint64_t number, const uint8_t previous[32], uint32_t padding);
/* The next good entry of the source. */
void play(struct bench *b, struct played *p);

#endif
