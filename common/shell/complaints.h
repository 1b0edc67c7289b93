/* What is wrong with a file of ours, all of it at once: each complaint names file, line, column
 * and key, in Japanese and in English. */
#ifndef SHELL_COMPLAINTS_H
#define SHELL_COMPLAINTS_H

#include <stdarg.h>

#include "base/arena.h"
#include "base/bytes.h"

#define COMPLAINTS_MAX 100u      /* kept; further ones are only counted */

struct complaint {
    const char *file;
    uint32_t line, column;       /* 1-based; 0: of the whole file */
    const char *key;             /* path such as lines[2].name_ja; "" for none */
    const char *ja, *en;
};

struct complaints {
    struct arena *arena;
    struct complaint at[COMPLAINTS_MAX];
    uint32_t count;              /* may exceed COMPLAINTS_MAX */
};

/* Texts live in `arena`, like everything put in later. */
void complaints_init(struct complaints *complaints, struct arena *arena);

/* Where a complaint stands; `key` may be NULL. */
struct spot {
    const char *file;
    uint32_t line, column;
    const char *key;
};

/* Both sentences are formats over the same arguments, all strings: %s in turn, or %1$s by place without gaps. */
void complain(struct complaints *complaints, struct spot spot, const char *ja, const char *en, ...);
void complain_list(struct complaints *complaints, struct spot spot, const char *ja, const char *en, va_list args);

/* Line by line: file:line:column: key: sentence / sentence. Lives in the arena. */
struct text complaints_text(const struct complaints *complaints);

#endif
