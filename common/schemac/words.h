/* The words of the pages: for each language one table that all share and one for each folder of pages, and nothing that a page asks for in vain. */
#ifndef SCHEMAC_WORDS_H
#define SCHEMAC_WORDS_H

#include "model.h"
#include "out.h"

enum use_kind { USE_OF_WORD, USE_OF_ENUM };

/* A place in a page where a word is asked for. */
struct word_use {
    struct word_use *next;
    const char *file, *name;
    const char *folder;               /* of pages, in which the file lies; "": what all pages share */
    uint32_t line;
    enum use_kind kind;
    bool with_values;
};

/* words_uses.c: adds what stands in the files (.js and .html; others are passed over) to *ret:
 *   t("key")   t("key", { … })   t.enum("name", …)   data-t="key"
 * Lines that begin with // or * or slash-star are no use. A name that is no literal is a complaint. */
void word_uses(const struct model *model, const char *const *files, uint32_t count, struct word_use **ret);

bool is_script(const char *file);
/* The folder of pages in which a file lies: the first below the folder of them all. "" when it lies there itself or in lib. */
const char *word_folder(const struct model *model, const char *const *files, uint32_t count, const char *file);

/* words.c: checks `words_path` against the pages and writes into `dir`, for each language, words.LANG.json with what is used outside of folders of pages or
 * in several, and words.FOLDER.LANG.json with what that folder alone uses:
 *   { "words": { key: text }, "enums": { name: { member: label } }, "personal": ["service/command"] }
 * with the enumerations that a page names, and (in the shared one) the commands in which something personal or secret may stand. Complaints are counted
 * in the model and then nothing is written. ERR_IO after a line on stderr. */
MUST_CHECK enum err words_make(const struct model *model, const char *words_path, const char *const *pages, uint32_t count, const char *dir);

#endif
