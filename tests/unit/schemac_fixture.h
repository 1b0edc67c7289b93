/* A small right contract in a scratch folder, one thing in it changed, and what schemac says to it. */
#ifndef TESTS_UNIT_SCHEMAC_FIXTURE_H
#define TESTS_UNIT_SCHEMAC_FIXTURE_H

#include <stdbool.h>

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
    char errors[8192];            /* what it said */
};

/* Makes a fresh copy of the contract with the changes. */
void fixture_make(const struct change *changes, unsigned count);
/* Runs schemac in it with these arguments (a shell's words). */
void fixture_run(const char *arguments, struct outcome *ret);
/* Runs other commands there. */
void fixture_shell(const char *words, struct outcome *ret);
/* Writes a file of `piece`, so many times, into the contract's folder. */
void fixture_fill(const char *path, const char *piece, unsigned times);
/* The file's text, static until the next call. NULL when there is none. */
const char *fixture_read(const char *path);
void fixture_remove(void);

bool has_line(const char *text, const char *line);
/* Each case: exit status 1, the line, and nothing written. */
void assert_complaints(const struct complaint_case *cases, unsigned count);

#define FIXTURE_ARGUMENTS "--schemas schemas --tables services/counter/tables.yaml"

#endif
