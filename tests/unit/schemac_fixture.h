/* A small right contract in a scratch folder, one thing in it changed, and what schemac says to it. */
#ifndef TESTS_UNIT_SCHEMAC_FIXTURE_H
#define TESTS_UNIT_SCHEMAC_FIXTURE_H

#include "cmocka_all.h"

/* The first `from` in `file` (types, counter, hall, tables) becomes `to`; NULL file: nothing changes.
 * An empty `from` puts `to` at the file's end. */
struct change {
    const char *file, *from, *to;
};

struct complaint_case {
    const char *name;
    struct change change;
    const char *line;             /* what must stand on stderr, a whole line */
};

struct outcome {
    int code;                     /* exit status */
    char errors[8192];            /* stderr */
};

/* Makes a fresh copy of the contract with the changes. Ends with the test process's exit or the next call. */
void fixture_make(const struct change *changes, unsigned count);
/* Runs schemac in it with these arguments (a shell's words). */
void fixture_run(const char *arguments, struct outcome *ret);
/* The file's text, static until the next call. NULL when there is none. */
const char *fixture_read(const char *path);
void fixture_remove(void);

/* Each case: exit status 1, the line, and nothing written. */
void assert_complaints(const struct complaint_case *cases, unsigned count);

#define FIXTURE_ARGUMENTS "--schemas schemas --tables services/counter/tables.yaml"

#endif
