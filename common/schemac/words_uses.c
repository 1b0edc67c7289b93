/* Finds in the pages' sources where words are asked for. Reads text, not JavaScript: the forms are few, and a name that is put
 * together at run time would escape the check, so it is refused. */
#include <ctype.h>

#include "base/invariant.h"
#include "words.h"

#define PAGE_BYTES_MAX (256u * 1024u)

struct scan {
    const struct model *m;
    const char *file;
    uint32_t line;
    struct word_use **end;
};

static const struct form {
    const char *text;
    enum use_kind kind;
    bool call;                        /* the name stands in quotes; else the quote has been opened already */
} forms[] = { { "t(", USE_OF_WORD, true }, { "t.enum(", USE_OF_ENUM, true }, { "data-t=\"", USE_OF_WORD, false } };

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static char *read_page(const struct model *m, const char *file)
{
    FILE *from = fopen(file, "rbe");

    if (from == NULL) {
        complain_at(m->complaints, file, 0, "", "cannot be read.");
        return NULL;
    }
    char *text = arena_take(m->arena, PAGE_BYTES_MAX + 1);
    size_t len = fread(text, 1, PAGE_BYTES_MAX, from);
    bool whole = ferror(from) == 0 && fgetc(from) == EOF;

    fclose(from);
    text[len] = '\0';
    if (!whole)
        complain_at(m->complaints, file, 0, "", "cannot be read, or is longer than 256 KiB.");
    return whole ? text : NULL;
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\n')
        at++;
    return at;
}

/* `at` stands behind the form. */
static void take_use(struct scan *s, const struct form *form, const char *at)
{
    char quote = '"';

    if (form->call) {
        at = skip_blanks(at);
        quote = *at++;
    }
    const char *end = quote == '"' || quote == '\'' ? strchr(at, quote) : NULL;
    const char *after = end == NULL ? "" : skip_blanks(end + 1);

    if (end == NULL || (form->call && *after != ',' && *after != ')')) {
        complain_at(s->m->complaints, s->file, s->line, form->text, "the name must be a literal, so that it can be checked.");
        return;
    }
    struct word_use *use = arena_take(s->m->arena, sizeof(*use));

    *use = (struct word_use){ .file = s->file, .line = s->line, .kind = form->kind, .with_values = form->call && *after == ',',
                              .name = text_terminated(s->m->arena, (struct text){ at, (uint32_t)(end - at) }) };
    *s->end = use;
    s->end = &use->next;
}

/* Its declaration looks like a call; other names may end with t. */
static bool begins_here(const char *text, const char *at)
{
    if (at > text && (isalnum((unsigned char)at[-1]) || strchr("_$.", at[-1]) != NULL))
        return false;
    return at - text < 9 || strncmp(at - 9, "function ", 9) != 0;
}

static bool is_remark(const char *line)
{
    while (*line == ' ')
        line++;
    return strncmp(line, "//", 2) == 0 || strncmp(line, "/*", 2) == 0 || *line == '*';
}

static void scan_page(struct scan *s, const char *text)
{
    bool remark = is_remark(text);

    s->line = 1;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\n') {
            s->line++;
            remark = is_remark(at + 1);
        }
        if (remark || !begins_here(text, at))
            continue;
        for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
            if (strncmp(at, forms[i].text, strlen(forms[i].text)) == 0)
                take_use(s, &forms[i], at + strlen(forms[i].text));
    }
}

void word_uses(const struct model *m, const char *const *files, uint32_t count, struct word_use **ret)
{
    struct scan s = { .m = m, .end = ret };

    for (uint32_t i = 0; i < count; i++) {
        bool page = ends_with(files[i], ".js") || ends_with(files[i], ".html");
        const char *text = page ? read_page(m, files[i]) : NULL;

        s.file = files[i];
        if (text != NULL)
            scan_page(&s, text);
    }
}
