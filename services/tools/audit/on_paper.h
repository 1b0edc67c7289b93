/* What an entry says of the city's paper on which it was decided. */
#ifndef AUDIT_ON_PAPER_H
#define AUDIT_ON_PAPER_H

#include "base/arena.h"
#include "engine/entry.h"

struct on_paper {
    struct text number, post;
    uint64_t date, count;          /* yyyymmdd; how many things it names */
};

/* False: nothing in the entry stands on paper. Texts point into the entry. Source: decision 0021 */
bool on_paper_find(const struct entry *entry, struct on_paper *ret);
/* "紙による承認", "approved on paper" */
const char *on_paper_words(void);
/* The same with number, date, post and count. Arena memory. */
struct text on_paper_line(const struct on_paper *paper, struct arena *arena);

#endif
