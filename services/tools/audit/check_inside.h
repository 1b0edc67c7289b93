/* Shared by check.c and judge.c alone. */
#ifndef AUDIT_CHECK_INSIDE_H
#define AUDIT_CHECK_INSIDE_H

#include "base/arena.h"
#include "chain.h"
#include "check.h"
#include "trust/checkpoint.h"

#define HEADS_MAX 4096u                   /* heads in day reports that are compared; of three years: 900 */
#define KEYS_MAX 65u

struct level {
    uint8_t (*nodes)[32];
    uint64_t count, room;
};

/* A head that is said to be one of these leaves. */
struct other_head {
    enum audit_fault_kind kind;            /* what it is when it is none */
    uint64_t index, size;
    uint8_t root[32];
};

struct audit_check {
    uint64_t count;                        /* leaves taken; the next index while none is missing */
    bool whole;                            /* none was missing so far */
    struct level levels[64];               /* the tree, all complete nodes */
    struct chains chains;
    bool chains_ok, signature_ok;
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    uint8_t keys[KEYS_MAX][32];            /* the one given, and those it was changed to; the last one signs */
    uint32_t key_count;
    struct checkpoint head;                /* as signed */
    struct audit_source at_head[AUDIT_SOURCES_MAX];    /* where the chains were under it */
    uint32_t at_head_count;
    bool head_reached;
    struct audit_kept kept;
    struct other_head *others;
    uint32_t other_count, reports;
    char witness[CHECKPOINT_ORIGIN_MAX + 1];
    uint64_t witnessed, witnessed_at_us;
    struct audit_fault changed, absent;    /* the first of each */
    struct arena arena;
};

/* Root of the first `size` leaves; false when they are not all there. */
bool check_root_at(const struct audit_check *check, uint64_t size, uint8_t ret[32]);

#endif
