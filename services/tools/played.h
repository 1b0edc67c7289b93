/* What the commands that play (story, rehearse) share: options of the command line, and parts of their JSON. */
#ifndef TOOLS_PLAYED_H
#define TOOLS_PLAYED_H

#include <stdbool.h>

#include "audit/recheck.h"
#include "base/arena.h"
#include "codec/write.h"

struct played {
    const char *dir;                   /* NULL: a scratch directory */
    bool english, json, keep;
};

/* "madoguchi TOOL: OPTION: WANTED" on stderr; false, for the caller to return. */
bool played_wrong(const char *tool, const char *option, const char *wanted);
/* Takes the shared options: 'l' --lang, 'j' --json, 'D' --dir, 'k' --keep. False: not one of them, or (then *ret_bad) a wrong word, which was told. */
bool played_option(const char *tool, int option, const char *word, struct played *played, bool *ret_bad);

/* Key "audit" with root, size and verdict. */
void played_write_audit(struct writer *w, const struct audit_verdict *verdict);
/* The whole object on stdout, indented. */
void played_print_json(const struct writer *w, struct arena *arena);

#endif
