/* Questions to the audit service, each answered whole or with an error of recheck.h. */
#ifndef AUDIT_FETCH_H
#define AUDIT_FETCH_H

#include "gen/audit.h"
#include "recheck.h"

#define AUDIT_ARENA_BYTES (16u * 1024u * 1024u)

/* A query by its tables. */
struct audit_question {
    const char *name;
    const struct record_spec *body, *result;
};
extern const struct audit_question audit_ask_head, audit_ask_sources, audit_ask_leaf, audit_ask_leaves, audit_ask_inclusion, audit_ask_consistency,
    audit_ask_lookup, audit_ask_keys, audit_ask_tile;

/* ERR_NOT_FOUND: no such leaf. ERR_DENIED, ERR_TIMEOUT, ERR_MALFORMED. The result lives until the next question. */
MUST_CHECK enum err audit_ask(struct client *audit, const struct audit_question *what, const void *body, struct arena *arena, void *ret);

/* The signed head, followed from `public_key` over changes of the key. */
struct audit_signed {
    struct audit_kept all;             /* size and root as the service names them for all leaves */
    bool noted, ok;                    /* there is one; its signature is good */
    struct text note;                  /* as it came; lives in the arena, as what follows */
    struct text cosigned;              /* the last one with lines of witnesses; absent: none */
    struct checkpoint head;
    struct audit_kept tree;            /* the head's */
    uint8_t key[32];                   /* that signed it */
    struct text changes[64];           /* all notes of changes, in order */
    uint32_t change_count;
};
/* What is false in it is told, not an error. */
MUST_CHECK enum err audit_ask_signed(struct client *audit, const char *origin, const uint8_t public_key[32], struct arena *arena, struct audit_signed *ret);

/* Does the tree of `now` begin with that of `before`? By the service's proof, which is checked; 0 leaves begin any. */
MUST_CHECK enum err audit_consistent(struct client *audit, const struct audit_kept *before, const struct audit_kept *now, struct arena *arena, bool *ret);
/* Is `leaf` number `index` of that tree? Likewise. */
MUST_CHECK enum err audit_included(struct client *audit, uint64_t index, const uint8_t leaf[32], const struct audit_kept *tree, struct arena *arena,
                                   bool *ret);

#endif
