/* What query and timeline share: finding out what is wanted, over the auditor's copy or a bundle. */
#ifndef AUDIT_FINDING_H
#define AUDIT_FINDING_H

#include "auditor.h"
#include "copy.h"

struct finding {
    const struct ask *ask;
    struct audit_wanted wanted;
    void *self;
    bool (*each)(void *self, const struct audit_line *line, const struct entry *entry);
    /* as a result */
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    enum audit_outcome outcome;
    struct audit_fault fault;
    uint64_t size, seen, signed_at_us, unsigned_leaves;
    uint8_t root[32];
};

/* Adds a term; an empty value (NULL) adds none. */
void want(struct finding *f, const char *word, const char *value);
/* "card:101", "slot:A-01-001", a bare id or a bare number with letters in it. False with everything said. */
bool want_object(struct finding *f, const char *text);

/* Brings the copy up to date (or reads the bundle) and hands on what fits. 0, or the exit code with everything said. */
int find_all(struct finding *f);
/* What was searched and whether it holds, for people; the exit code. */
int put_finding(const struct finding *f, uint64_t matches);

#endif
