/* The chains of the services in the log: each entry names the one before it, in its own log's order. */
#ifndef AUDIT_CHAIN_H
#define AUDIT_CHAIN_H

#include "recheck.h"

struct chain {
    char name[AUDIT_SOURCE_SIZE];
    uint64_t epoch, first, last;       /* hashes kept: of entries first..last of the log as it now reads */
    uint64_t entries;
    uint8_t (*hashes)[32];
    uint64_t room;
};

struct chains {
    struct chain at[AUDIT_SOURCES_MAX];
    uint32_t count;
    bool missing;                      /* leaves were missing before: the first entry of an epoch may be among them */
};

void chains_fini(struct chains *chains);

/* Takes the next entry of `source`. `previous` is the hash it names, NULL when its bytes could not be read. Returns what
 * does not fit; *ret_expected is the sequence that was to come (of AUDIT_FAULT_GAP). */
enum audit_fault_kind chains_take(struct chains *chains, struct text source, uint64_t epoch, uint64_t sequence, const uint8_t hash[32],
                                  const uint8_t *previous, uint64_t *ret_expected);

#endif
