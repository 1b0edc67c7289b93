/* Builds the tree from libyaml's events, without recursion. Keeps true: what comes out has unique
 * keys, only plain scalars, lists and maps, and a line for each. Does not know what the keys mean. */
#include "yaml_tree.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <yaml.h>

#include "base/invariant.h"

struct builder {
    const char *file;
    uint32_t first_line;
    struct arena *arena;
    struct complaints *complaints;
    struct node *open[YAML_DEPTH_MAX];
    uint32_t depth;
    const char *key;              /* waits for its value */
    uint32_t key_line;
    struct node *top;
};

__attribute__((format(printf, 5, 0))) static void complain_list(struct complaints *complaints, const char *file, uint32_t line,
                                                                const char *key, const char *format, va_list args)
{
    char sentence[600];

    vsnprintf(sentence, sizeof(sentence), format, args);
    complaints->count++;
    if (key == NULL || *key == '\0')
        fprintf(stderr, "%s:%" PRIu32 ": %s\n", file, line, sentence);
    else
        fprintf(stderr, "%s:%" PRIu32 ": %s: %s\n", file, line, key, sentence);
}

void complain_at(struct complaints *complaints, const char *file, uint32_t line, const char *key, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain_list(complaints, file, line, key, format, args);
    va_end(args);
}

void complain(const struct node *about, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain_list(about->complaints, about->file, about->line, about->path, format, args);
    va_end(args);
}

static const char *path_of(struct builder *b, const struct node *parent)
{
    if (parent == NULL)
        return "";
    if (parent->kind == NODE_LIST)
        return text_format(b->arena, "%s[%" PRIu32 "]", parent->path, parent->count).at;
    return *parent->path == '\0' ? b->key : text_format(b->arena, "%s.%s", parent->path, b->key).at;
}

/* Hangs a new node under the innermost open one. */
static struct node *node_add(struct builder *b, enum node_kind kind, uint32_t line)
{
    struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;
    struct node *node = arena_take(b->arena, sizeof(*node));

    *node = (struct node){ .file = b->file, .line = line, .kind = kind, .complaints = b->complaints };
    node->path = path_of(b, parent);
    if (parent == NULL) {
        b->top = node;
        return node;
    }
    if (parent->kind == NODE_MAP) {
        node->key = b->key;
        node->line = b->key_line;
        b->key = NULL;
    }
    if (parent->last != NULL)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    parent->count++;
    return node;
}

static bool awaits_key(const struct builder *b)
{
    return b->depth > 0 && b->open[b->depth - 1]->kind == NODE_MAP && b->key == NULL;
}

static bool take_key(struct builder *b, const char *key, uint32_t line)
{
    const struct node *map = b->open[b->depth - 1];

    if (node_get(map, key) != NULL) {
        complain_at(b->complaints, b->file, line, *map->path == '\0' ? key : map->path, "the key \"%s\" stands here twice.", key);
        return false;
    }
    b->key = key;
    b->key_line = line;
    return true;
}

static bool take_scalar(struct builder *b, const yaml_event_t *event, uint32_t line)
{
    size_t len = event->data.scalar.length;
    const char *from = (const char *)event->data.scalar.value;

    if (memchr(from, 0, len) != NULL) {
        complain_at(b->complaints, b->file, line, "", "a NUL character is not allowed.");
        return false;
    }
    const char *copy = text_terminated(b->arena, (struct text){ from, (uint32_t)len });
    if (awaits_key(b))
        return take_key(b, copy, line);
    struct node *node = node_add(b, NODE_SCALAR, line);
    node->scalar = copy;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return true;
}

static bool take_open(struct builder *b, enum node_kind kind, uint32_t line)
{
    if (b->depth == YAML_DEPTH_MAX) {
        complain_at(b->complaints, b->file, line, "", "nested deeper than %u levels.", YAML_DEPTH_MAX);
        return false;
    }
    if (awaits_key(b)) {
        complain_at(b->complaints, b->file, line, "", "a key must be a plain word.");
        return false;
    }
    struct node *node = node_add(b, kind, line);
    b->open[b->depth++] = node;
    return true;
}

static bool is_decorated(const yaml_event_t *e)
{
    return (e->type == YAML_SCALAR_EVENT && (e->data.scalar.anchor != NULL || e->data.scalar.tag != NULL)) ||
           (e->type == YAML_SEQUENCE_START_EVENT && (e->data.sequence_start.anchor != NULL || e->data.sequence_start.tag != NULL)) ||
           (e->type == YAML_MAPPING_START_EVENT && (e->data.mapping_start.anchor != NULL || e->data.mapping_start.tag != NULL));
}

/* False after a complaint. */
static bool take_event(struct builder *b, const yaml_event_t *event)
{
    uint32_t line = (uint32_t)event->start_mark.line + b->first_line;

    if (event->type == YAML_ALIAS_EVENT || is_decorated(event)) {
        complain_at(b->complaints, b->file, line, "", "anchors, aliases and tags are not allowed.");
        return false;
    }
    if (event->type == YAML_DOCUMENT_START_EVENT && b->top != NULL) {
        complain_at(b->complaints, b->file, line, "", "a second document is not allowed.");
        return false;
    }
    if (event->type == YAML_SCALAR_EVENT)
        return take_scalar(b, event, line);
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return take_open(b, NODE_LIST, line);
    if (event->type == YAML_MAPPING_START_EVENT)
        return take_open(b, NODE_MAP, line);
    if (event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT)
        b->depth--;
    return true;
}

static bool take_all(struct builder *b, yaml_parser_t *parser)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            complain_at(b->complaints, b->file, (uint32_t)parser->problem_mark.line + b->first_line, "", "not YAML: %s.",
                        parser->problem == NULL ? "unreadable" : parser->problem);
            return false;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        bool fine = take_event(b, &event);
        yaml_event_delete(&event);
        if (!fine)
            return false;
    }
    return true;
}

const struct node *yaml_parse(struct text in, const char *file, uint32_t first_line, struct arena *arena,
                              struct complaints *complaints)
{
    struct builder b = { .file = file, .first_line = first_line, .arena = arena, .complaints = complaints };
    yaml_parser_t parser;

    must(in.len <= YAML_BYTES_MAX);
    must(yaml_parser_initialize(&parser) == 1);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)in.at, in.len);
    bool fine = take_all(&b, &parser);
    yaml_parser_delete(&parser);
    if (fine && b.top == NULL) {
        complain_at(complaints, file, first_line, "", "the file is empty.");
        return NULL;
    }
    return fine ? b.top : NULL;
}

const struct node *yaml_read(const char *path, struct arena *arena, struct complaints *complaints)
{
    FILE *from = fopen(path, "rbe");

    if (from == NULL) {
        complain_at(complaints, path, 0, "", "cannot be read: %s.", strerror(errno));
        return NULL;
    }
    char *bytes = arena_take(arena, YAML_BYTES_MAX + 1);
    size_t len = fread(bytes, 1, YAML_BYTES_MAX + 1, from);
    bool bad = ferror(from) != 0;
    fclose(from);
    if (bad || len > YAML_BYTES_MAX) {
        complain_at(complaints, path, 0, "", bad ? "cannot be read." : "longer than 256 KiB.");
        return NULL;
    }
    const struct node *top = yaml_parse((struct text){ bytes, (uint32_t)len }, path, 1, arena, complaints);
    return top != NULL && node_is_map(top) ? top : NULL;
}
