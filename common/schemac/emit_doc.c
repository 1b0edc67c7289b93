/* Goes through the template line by line: copies prose, replaces markers, computes examples. The table
 * of contents is made of the headings of the finished text. */
#include <ctype.h>
#include <inttypes.h>

#include "base/invariant.h"
#include "doc.h"
#include "value.h"

#define TEMPLATE_BYTES_MAX (256u * 1024u)

struct walk {
    const struct model *m;
    const char *path;
    struct out *out;
    uint32_t line;
};

const char *doc_template(const struct model *m, const char *path)
{
    FILE *from = fopen(path, "rbe");

    if (from == NULL) {
        complain_at(m->complaints, path, 0, "", "cannot be read.");
        return NULL;
    }
    char *text = arena_take(m->arena, TEMPLATE_BYTES_MAX + 1);
    size_t len = fread(text, 1, TEMPLATE_BYTES_MAX, from);
    bool fine = ferror(from) == 0 && feof(from) != 0;
    fclose(from);
    text[len] = '\0';
    if (!fine)
        complain_at(m->complaints, path, 0, "", "cannot be read, or is longer than 256 KiB.");
    return fine ? text : NULL;
}

static const struct shape *body_of(const struct model *m, const char *name)
{
    for (uint32_t i = 0; i < m->service_count; i++) {
        const struct service *s = &m->services[i];
        for (uint32_t k = 0; k < s->command_count; k++)
            if (strcmp(s->commands[k].name, name) == 0)
                return s->commands[k].body;
        for (uint32_t k = 0; k < s->query_count; k++)
            if (strcmp(s->queries[k].name, name) == 0)
                return s->queries[k].body;
        for (uint32_t k = 0; k < s->event_count; k++)
            if (strcmp(s->events[k].name, name) == 0)
                return s->events[k].stored;
    }
    return NULL;
}

static void check_body(const struct node *body, const struct shape *shape)
{
    for (const struct node *at = body->first; at != NULL; at = at->next)
        if (shape_field(shape, at->key) == NULL)
            complain(at, "%s has no field \"%s\".", shape->name, at->key);
    for (uint32_t i = 0; i < shape->count; i++)
        if (!shape->fields[i].optional && node_get(body, shape->fields[i].name) == NULL)
            complain(body, "%s needs the field \"%s\".", shape->name, shape->fields[i].name);
}

/* An example that names a message must look like one of the contract. */
static void check_example(const struct model *m, const struct node *node)
{
    const struct node *name = node->kind == NODE_MAP ? node_get(node, "name") : NULL, *body = name == NULL ? NULL : node_get(node, "body");
    const struct node *kind = node->kind == NODE_MAP ? node_get(node, "kind") : NULL;
    bool control = kind != NULL && kind->kind == NODE_SCALAR && strcmp(kind->scalar, "control") == 0;

    if (body != NULL && body->kind == NODE_MAP && name->kind == NODE_SCALAR && !control) {
        const struct shape *shape = body_of(m, name->scalar);
        if (shape == NULL)
            complain(name, "there is no command, query or event \"%s\".", name->scalar);
        else
            check_body(body, shape);
    }
    for (const struct node *at = node->first; at != NULL; at = at->next)
        check_example(m, at);
}

static void put_example(struct walk *w, struct text yaml, uint32_t first_line)
{
    const struct node *node = yaml_parse(yaml, w->path, first_line, w->m->arena, w->m->complaints);
    struct value *value = node == NULL ? NULL : value_of(w->m->arena, node);

    if (value == NULL)
        return;
    check_example(w->m, node);
    put(w->out, "```text\n");
    value_print(w->out, value);
    put(w->out, "\n```\n\n```hex\n");
    value_print_hex(w->out, value_encode(w->m->arena, value));
    put(w->out, "```\n");
}

static bool put_marker(struct walk *w, const char *name)
{
    if (strcmp(name, "services") == 0)
        doc_services(w->out, w->m);
    else if (strcmp(name, "records") == 0)
        doc_records(w->out, w->m);
    else if (strcmp(name, "enumerations") == 0)
        doc_enumerations(w->out, w->m);
    else if (strcmp(name, "refusals engine") == 0)
        doc_refusals(w->out, w->m, true);
    else if (strcmp(name, "refusals all") == 0)
        doc_refusals(w->out, w->m, false);
    else if (strcmp(name, "rules") == 0)
        doc_rules(w->out);
    else if (strcmp(name, "contents") == 0)
        put(w->out, "<!-- contents -->\n");
    else
        return false;
    return true;
}

static const char *marker_of(struct arena *arena, const char *line)
{
    size_t len = strlen(line);

    if (len < 10 || strncmp(line, "<!-- ", 5) != 0 || strcmp(line + len - 4, " -->") != 0)
        return NULL;
    return text_terminated(arena, (struct text){ line + 5, (uint32_t)(len - 9) });
}

static void walk_template(struct walk *w, const char *text)
{
    const char *block = NULL;              /* start of an open ```value */
    uint32_t block_line = 0;

    while (*text != '\0') {
        const char *end = strchrnul(text, '\n');
        const char *line = text_terminated(w->m->arena, (struct text){ text, (uint32_t)(end - text) });
        const char *marker = marker_of(w->m->arena, line);
        w->line++;
        if (block != NULL && strcmp(line, "```") == 0) {
            put_example(w, (struct text){ block, (uint32_t)(text - block) }, block_line);
            block = NULL;
        } else if (block == NULL && strcmp(line, "```value") == 0) {
            block = *end == '\0' ? end : end + 1;
            block_line = w->line + 1;
        } else if (block == NULL && marker != NULL && !put_marker(w, marker)) {
            complain_at(w->m->complaints, w->path, w->line, "", "there is no marker \"%s\".", marker);
        } else if (block == NULL && marker == NULL) {
            put(w->out, "%s\n", line);
        }
        text = *end == '\0' ? end : end + 1;
    }
    if (block != NULL)
        complain_at(w->m->complaints, w->path, block_line, "", "the block is not closed.");
}

/* As code hosts make anchors: lower case, spaces to hyphens, punctuation gone. */
static void put_anchor(struct out *out, const char *title)
{
    for (; *title != '\0'; title++) {
        if (isalnum((unsigned char)*title) || *title == '_' || *title == '-')
            put(out, "%c", tolower((unsigned char)*title));
        else if (*title == ' ')
            put(out, "-");
    }
}

static void put_contents(struct out *out, struct arena *arena, const char *text)
{
    bool fenced = false;

    while (*text != '\0') {
        const char *end = strchrnul(text, '\n');
        const char *line = text_terminated(arena, (struct text){ text, (uint32_t)(end - text) });
        fenced ^= strncmp(line, "```", 3) == 0;
        int depth = strncmp(line, "### ", 4) == 0 ? 1 : strncmp(line, "## ", 3) == 0 ? 0 : -1;
        if (!fenced && depth >= 0) {
            put(out, "%s- [%s](#", depth == 1 ? "  " : "", line + 3 + depth);
            put_anchor(out, line + 3 + depth);
            put(out, ")\n");
        }
        text = *end == '\0' ? end : end + 1;
    }
}

enum err doc_build(const struct model *m, const char *template_path, struct out *ret)
{
    const char *text = doc_template(m, template_path);
    struct out body;
    struct walk w = { .m = m, .path = template_path, .out = &body };
    static const char marker[] = "<!-- contents -->\n";

    if (text == NULL)
        return ERR_CONFIG;
    out_open(&body);
    walk_template(&w, text);
    must(fflush(body.to) == 0);
    out_open(ret);
    const char *at = strstr(body.at, marker);
    put(ret, "%.*s", (int)(at == NULL ? body.len : (size_t)(at - body.at)), body.at);
    if (at != NULL) {
        put_contents(ret, m->arena, at);
        put(ret, "%s", at + strlen(marker));
    }
    out_drop(&body);
    if (m->complaints->count == 0)
        return OK;
    out_drop(ret);
    return ERR_CONFIG;
}
