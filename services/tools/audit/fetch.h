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
    audit_ask_lookup;

/* ERR_NOT_FOUND: no such leaf. ERR_DENIED, ERR_TIMEOUT, ERR_MALFORMED. The result lives until the next question. */
MUST_CHECK enum err audit_ask(struct client *audit, const struct audit_question *what, const void *body, struct arena *arena, void *ret);

/* Does the tree of `now` begin with that of `before`? By the service's proof, which is checked; 0 leaves begin any. */
MUST_CHECK enum err audit_consistent(struct client *audit, const struct audit_kept *before, const struct audit_kept *now, struct arena *arena, bool *ret);
/* Is `leaf` number `index` of that tree? Likewise. */
MUST_CHECK enum err audit_included(struct client *audit, uint64_t index, const uint8_t leaf[32], const struct audit_kept *tree, struct arena *arena,
                                   bool *ret);

#endif
