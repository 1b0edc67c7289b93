/* The words of the pages: one table a language, and nothing that a page asks for in vain. */
#ifndef SCHEMAC_WORDS_H
#define SCHEMAC_WORDS_H

#include "model.h"
#include "out.h"

enum use_kind { USE_OF_WORD, USE_OF_ENUM };

/* A place in a page where a word is asked for. */
struct word_use {
    struct word_use *next;
    const char *file, *name;
    uint32_t line;
    enum use_kind kind;
    bool with_values;
};

/* words_uses.c: adds what stands in the files (.js and .html; others are passed over) to *ret:
 *   t("key")   t("key", { … })   t.enum("name", …)   data-t="key"
 * Lines that begin with // or * or slash-star are no use. A name that is no literal is a complaint. */
void word_uses(const struct model *model, const char *const *files, uint32_t count, struct word_use **ret);

/* words.c: checks `words_path` against the pages and writes words.ja.json and words.en.json into `dir`:
 *   { "words": { key: text }, "enums": { name: { member: label } }, "personal": ["service/command"] }
 * with the enumerations that a page names, and the commands in which something personal or secret may stand. Complaints are counted
 * in the model and then nothing is written. ERR_IO after a line on stderr. */
MUST_CHECK enum err words_make(const struct model *model, const char *words_path, const char *const *pages, uint32_t count, const char *dir);

#endif
