/* A small audit log for tests: entries as services write them, chained, in the order of taking, and the signed head
 * over them. The root is made by the definition of RFC 6962, not by the code under test. */
#ifndef TESTS_UNIT_AUDIT_LOG_H
#define TESTS_UNIT_AUDIT_LOG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "check.h"

#define LOG_LEAVES_MAX 64u
#define LOG_ENTRY_MAX 512u
#define LOG_ORIGIN "madoguchi.1/audit"

struct log_leaf {
    struct audit_line line;            /* into the arrays below */
    uint8_t entry[LOG_ENTRY_MAX], hash[32];
};

struct audit_log {
    struct log_leaf leaves[LOG_LEAVES_MAX];
    uint32_t count;
    struct signer signer;
    char note[CHECKPOINT_SIZE];
};

/* The signer of an audit service; `other`: of another one. */
void log_init(struct audit_log *log, bool other);
/* Entry `sequence` of `source`, naming `previous` (NULL: the last leaf of that source, zeros for the first). */
void log_add(struct audit_log *log, const char *source, uint32_t epoch, uint64_t sequence, const uint8_t *previous);
/* After a leaf's bytes were changed: points its line at them again, with their true hash if `hashed`. */
void log_rehash(struct audit_log *log, uint32_t index);
/* Signs the first `size` leaves as they are. */
void log_sign(struct audit_log *log, uint64_t size);
void log_root(const struct audit_log *log, uint32_t from, uint32_t count, uint8_t ret[32]);
/* Three services, 23 entries, the last service with a second epoch that begins before the end of its first; signed. */
void log_usual(struct audit_log *log);

#endif
