/* Finds in the pages' sources where words are asked for. Reads text, not JavaScript: the forms are few, and a name that is put
 * together at run time would escape the check, so it is refused. */
#include <ctype.h>

#include "base/invariant.h"
#include "words.h"

#define PAGE_BYTES_MAX (256u * 1024u)

struct scan {
    const struct model *m;
    const char *file, *folder;
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

bool is_script(const char *file)
{
    return ends_with(file, ".js");
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

    *use = (struct word_use){ .file = s->file, .folder = s->folder, .line = s->line, .kind = form->kind, .with_values = form->call && *after == ',',
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

/* How far the paths of all pages agree, up to the last slash. */
static size_t common_len(const char *const *files, uint32_t count)
{
    size_t common = count == 0 ? 0 : strlen(files[0]);

    for (uint32_t i = 1; i < count; i++) {
        size_t len = 0;

        while (len < common && files[i][len] == files[0][len])
            len++;
        common = len;
    }
    while (common > 0 && files[0][common - 1] != '/')
        common--;
    return common;
}

const char *word_folder(const struct model *m, const char *const *files, uint32_t count, const char *file)
{
    const char *at = file + common_len(files, count), *slash = strchr(at, '/');
    const char *folder = slash == NULL ? "" : text_terminated(m->arena, (struct text){ at, (uint32_t)(slash - at) });

    return strcmp(folder, "lib") == 0 ? "" : folder;
}

void word_uses(const struct model *m, const char *const *files, uint32_t count, struct word_use **ret)
{
    struct scan s = { .m = m, .end = ret };

    for (uint32_t i = 0; i < count; i++) {
        bool page = is_script(files[i]) || ends_with(files[i], ".html");
        const char *text = page ? read_page(m, files[i]) : NULL;

        s.file = files[i];
        s.folder = word_folder(m, files, count, files[i]);
        if (text != NULL)
            scan_page(&s, text);
    }
}
