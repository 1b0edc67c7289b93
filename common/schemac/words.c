/* The pages' words against their uses, and the tables that the browser loads. Keeps true: every key that a page uses has a sentence
 * in both languages with the same placeholders, and no sentence is left over. */
#include "words.h"

static const char *const languages[] = { "ja", "en", NULL };

/* ---- Lines ---------------------------------------------------------------------------------------- */

/* Each {name} of `of` stands in `in` too. */
static bool has_placeholders_of(const char *in, const char *of, struct arena *arena)
{
    for (const char *at = strchr(of, '{'); at != NULL; at = strchr(at + 1, '{')) {
        const char *end = strchr(at, '}');

        if (end == NULL || strstr(in, text_terminated(arena, (struct text){ at, (uint32_t)(end - at + 1) })) == NULL)
            return false;
    }
    return true;
}

static const char *sentence(const struct node *line, const char *language)
{
    const struct node *node = line->kind == NODE_MAP ? node_get(line, language) : NULL;

    return node != NULL && node->kind == NODE_SCALAR ? node->scalar : "";
}

static void check_line(const struct node *line, struct arena *arena)
{
    const char *text;

    if (!node_is_map(line))
        return;
    node_check_keys(line, languages);
    for (const char *const *language = languages; *language != NULL; language++) {
        const struct node *node = node_get(line, *language);

        if (node == NULL)
            complain(line, "has no sentence in \"%s\".", *language);
        else
            (void)node_text(node, &text);
    }
    const char *ja = sentence(line, "ja"), *en = sentence(line, "en");

    if (!has_placeholders_of(ja, en, arena) || !has_placeholders_of(en, ja, arena))
        complain(line, "the placeholders in braces are not the same in both languages.");
}

static bool is_used(const struct word_use *uses, enum use_kind kind, const char *name)
{
    for (const struct word_use *use = uses; use != NULL; use = use->next)
        if (use->kind == kind && strcmp(use->name, name) == 0)
            return true;
    return false;
}

/* Whose table it stands in: the folder that alone uses it, else the shared one. */
static bool belongs_to(const struct word_use *uses, enum use_kind kind, const char *name, const char *folder)
{
    const char *home = NULL;

    for (const struct word_use *use = uses; use != NULL; use = use->next)
        if (use->kind == kind && strcmp(use->name, name) == 0)
            home = home == NULL || strcmp(home, use->folder) == 0 ? use->folder : "";
    return home != NULL && strcmp(home, folder) == 0;
}

/* ---- Uses ----------------------------------------------------------------------------------------- */

static const struct enumeration *enum_named(const struct model *m, const char *name)
{
    for (uint32_t i = 0; i < m->enum_count; i++)
        if (strcmp(m->enums[i].name, name) == 0)
            return &m->enums[i];
    return NULL;
}

static void check_word_use(const struct model *m, const struct word_use *use, const struct node *lines)
{
    const struct node *line = node_get(lines, use->name);

    if (line == NULL)
        complain_at(m->complaints, use->file, use->line, use->name, "there is no such line in %s.", lines->file);
    else if (!use->with_values && strchr(sentence(line, "ja"), '{') != NULL)
        complain_at(m->complaints, use->file, use->line, use->name, "its sentence has placeholders, and no values are given.");
}

static void check_labels(const struct enumeration *e, struct complaints *complaints)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (e->ja[i] == NULL || e->en[i] == NULL)
            complain_at(complaints, e->file, e->line, e->name, "a page shows it, and \"%s\" has no label in both languages.", e->members[i]);
}

static void check(const struct model *m, const struct node *lines, const struct word_use *uses)
{
    for (const struct node *line = lines->first; line != NULL; line = line->next) {
        check_line(line, m->arena);
        if (!is_used(uses, USE_OF_WORD, line->key))
            complain(line, "no page uses it.");
    }
    for (const struct word_use *use = uses; use != NULL; use = use->next) {
        if (use->kind == USE_OF_WORD)
            check_word_use(m, use, lines);
        else if (enum_named(m, use->name) == NULL)
            complain_at(m->complaints, use->file, use->line, use->name, "there is no such enumeration.");
    }
    for (uint32_t i = 0; i < m->enum_count; i++)
        if (is_used(uses, USE_OF_ENUM, m->enums[i].name))
            check_labels(&m->enums[i], m->complaints);
}

/* ---- Tables --------------------------------------------------------------------------------------- */

static void put_pair(struct out *out, bool *first, const char *key, const char *text)
{
    put(out, "%s", *first ? "" : ",");
    put_json(out, key);
    put(out, ":");
    put_json(out, text);
    *first = false;
}

static void put_enums(struct out *out, const struct model *m, const struct word_use *uses, const char *folder, bool english)
{
    bool first = true;

    for (uint32_t i = 0; i < m->enum_count; i++) {
        const struct enumeration *e = &m->enums[i];
        bool first_member = true;

        if (!belongs_to(uses, USE_OF_ENUM, e->name, folder))
            continue;
        put(out, "%s\"%s\":{", first ? "" : ",", e->name);
        for (uint32_t k = 0; k < e->count; k++)
            put_pair(out, &first_member, e->members[k], english ? e->en[k] : e->ja[k]);
        put(out, "}");
        first = false;
    }
}

/* What must not be left on a PC's disk. */
static bool is_private(const struct shape *shape)
{
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];

        if (f->secret || f->personal || (f->kind == KIND_RECORD && is_private(f->record)))
            return true;
    }
    return false;
}

static void put_private(struct out *out, const struct model *m)
{
    bool first = true;

    for (uint32_t i = 0; i < m->service_count; i++) {
        const struct service *s = &m->services[i];

        for (uint32_t k = 0; k < s->command_count; k++) {
            if (!is_private(s->commands[k].body))
                continue;
            put(out, "%s\"%s/%s\"", first ? "" : ",", s->name, s->commands[k].name);
            first = false;
        }
    }
}

static enum err put_table(const struct model *m, const struct node *lines, const struct word_use *uses, const char *folder, const char *language, const char *dir)
{
    struct out out;
    bool first = true, shared = *folder == '\0';

    out_open(&out);
    put(&out, "{\"words\":{");
    for (const struct node *line = lines->first; line != NULL; line = line->next)
        if (belongs_to(uses, USE_OF_WORD, line->key, folder))
            put_pair(&out, &first, line->key, sentence(line, language));
    put(&out, "},\"enums\":{");
    put_enums(&out, m, uses, folder, strcmp(language, "en") == 0);
    put(&out, "},\"personal\":[");
    if (shared)
        put_private(&out, m);
    put(&out, "]}\n");
    return out_write(&out, dir, shared ? text_format(m->arena, "words.%s.json", language).at : text_format(m->arena, "words.%s.%s.json", folder, language).at);
}

static enum err put_tables(const struct model *m, const struct node *lines, const struct word_use *uses, const char *folder, const char *dir)
{
    for (const char *const *language = languages; *language != NULL; language++)
        TRY(put_table(m, lines, uses, folder, *language, dir));
    return OK;
}

/* Does the folder hold scripts, and is this its first one? */
static bool begins_folder(const struct model *m, const char *const *pages, uint32_t count, uint32_t index)
{
    const char *folder = word_folder(m, pages, count, pages[index]);

    for (uint32_t i = 0; i < index; i++)
        if (is_script(pages[i]) && strcmp(folder, word_folder(m, pages, count, pages[i])) == 0)
            return false;
    return *folder != '\0' && is_script(pages[index]);
}

enum err words_make(const struct model *m, const char *words_path, const char *const *pages, uint32_t count, const char *dir)
{
    const struct node *lines = yaml_read(words_path, m->arena, m->complaints);
    struct word_use *uses = NULL;

    word_uses(m, pages, count, &uses);
    if (lines != NULL)
        check(m, lines, uses);
    if (m->complaints->count > 0)
        return OK;
    TRY(put_tables(m, lines, uses, "", dir));
    for (uint32_t i = 0; i < count; i++)
        if (begins_folder(m, pages, count, i))
            TRY(put_tables(m, lines, uses, word_folder(m, pages, count, pages[i]), dir));
    return OK;
}
