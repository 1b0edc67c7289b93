/* The auditor's own copy of the log: every leaf it has proved to stand under a signed head, and an index beside it that
 * it made itself. So an answer to "every look at this card" leaves nothing out because a service chose to: what is
 * searched is what was proved.
 *
 *     DIR/state     which log, how much of it is proved and under which head; what is needed to go on from there
 *     DIR/entries   the leaves, as they came
 *     DIR/rows      a row a leaf: where it lies, when it was, its terms
 *     DIR/terms     hashes of all terms, in the order of the leaves
 *
 * All but `state` only grow; what lies behind the ends that `state` names is of a sync that did not end. Flat arrays that
 * are read through: a million leaves are scanned in some milliseconds, and nothing is ever sorted or moved. */
#ifndef AUDIT_COPY_H
#define AUDIT_COPY_H

#include "fetch.h"
#include "terms.h"

struct audit_copy;

/* Makes DIR when it is not there. `origin`: of the log; a copy of another one is ERR_CONFIG. ERR_IO, ERR_DENIED, ERR_FULL.
 * ERR_CORRUPT: it is damaged; delete DIR and fetch it again. The fault says it all. */
MUST_CHECK enum err audit_copy_open(const char *dir, const char *origin, struct audit_copy **ret, char ret_fault[AUDIT_FAULT_SIZE]);
void audit_copy_drop(struct audit_copy **copy);

/* What was found while it was brought up to date. */
struct audit_synced {
    enum audit_outcome outcome;
    struct audit_fault fault;          /* of kind AUDIT_FAULT_NONE when verified */
    struct audit_signed now;           /* texts in the arena given */
    uint64_t fetched;
};
/* Fetches what came since and proves it: the copy's head is a beginning of the signed one, and the new leaves make its
 * root. Nothing that is not proved is kept. Errors of recheck.h, ERR_IO, ERR_FULL. */
MUST_CHECK enum err audit_copy_sync(struct audit_copy *copy, struct client *audit, const uint8_t public_key[32], const struct audit_reading *how,
                                    struct arena *arena, struct audit_synced *ret);

/* One leaf more, not yet proved; and that all of them are, under this head. For sync, and for tests. */
MUST_CHECK enum err audit_copy_add(struct audit_copy *copy, const struct audit_line *line);
MUST_CHECK enum err audit_copy_keep(struct audit_copy *copy, const struct audit_kept *head);

uint64_t audit_copy_count(const struct audit_copy *copy);
/* Under which head; size 0: nothing yet. */
const struct audit_kept *audit_copy_head(const struct audit_copy *copy);

#define AUDIT_WANTED_MAX 12u

/* What is looked for: all of it must fit. */
struct audit_wanted {
    struct { const char *word; struct text value; } terms[AUDIT_WANTED_MAX];
    uint32_t term_count;
    uint64_t from_us, to_us;           /* from included, to not; to 0: no end */
    struct text source;                /* absent: any */
};

/* Does it fit? */
bool entry_wanted(const struct entry *entry, const struct audit_wanted *wanted);

/* Every leaf that fits, in the order of the log; `each` returns false to end it. `line` and `entry` live until it returns.
 * ERR_CORRUPT: the copy is damaged. */
MUST_CHECK enum err audit_copy_find(struct audit_copy *copy, const struct audit_wanted *wanted, void *self,
                                    bool (*each)(void *self, const struct audit_line *line, const struct entry *entry));

#endif
