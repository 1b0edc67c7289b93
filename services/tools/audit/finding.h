/* What query and timeline share: finding out what is wanted, over the auditor's copy or a bundle. */
#ifndef AUDIT_FINDING_H
#define AUDIT_FINDING_H

#include "auditor.h"
#include "copy.h"

/* Where it is searched, opened once. */
struct finder {
    const struct ask *ask;
    struct auditor auditor;
    bool connected;
    struct audit_copy *copy;           /* NULL: over a bundle */
    struct arena arena;
    /* what holds of it: of a bundle after a search */
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    enum audit_outcome outcome;
    struct audit_fault fault;
    uint64_t size, signed_at_us, unsigned_leaves;
    uint8_t root[32];
};

/* Brings the copy up to date; of a bundle nothing is done yet. 0, or the exit code with everything said. Close in either case. */
int finder_open(const struct ask *ask, struct finder *ret);
void finder_close(struct finder *finder);

struct finding {
    struct audit_wanted wanted;
    void *self;
    bool (*each)(void *self, const struct audit_line *line, const struct entry *entry);
};

/* Adds a term; an empty value (NULL) adds none. */
void want(struct finding *f, const char *word, const char *value);
/* "card:101", "slot:A-01-001", a bare id or a bare number with letters in it. False with everything said. */
bool want_object(struct finding *f, const char *text);

/* Hands on what fits. 0, or the exit code with everything said. */
int find_all(struct finder *finder, const struct finding *f);
/* What was searched and whether it holds, for people; the exit code. */
int put_finding(const struct finder *finder, uint64_t matches);
/* The fault, if any, on stderr. */
void put_fault(const struct finder *finder);

#endif
