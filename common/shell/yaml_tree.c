/* Builds the tree from libyaml's events, without recursion: memory is bounded by the file's limits.
 * Does not know what the keys mean. The library's own node trees stay unused: they keep duplicate
 * keys and follow aliases. */
#include "shell/yaml_tree.h"

#include <inttypes.h>
#include <yaml.h>

#include "base/invariant.h"
#include "trust/number_guard.h"

#define PATH_KEY_BYTES_MAX 60

struct builder {
    const char *file;
    struct complaints *complaints;
    struct yaml_node *open[YAML_DEPTH_MAX];
    uint32_t depth;
    bool key_waits;
    struct text key;
    uint32_t key_line, key_column;
    struct yaml_node *top;
};

const struct yaml_node *yaml_child(const struct yaml_node *map, struct text key)
{
    must(map->kind == YAML_MAP);
    for (const struct yaml_node *child = map->first; child != NULL; child = child->next)
        if (!child->again && text_equal(child->key, key))
            return child;
    return NULL;
}

static const char *path_of(const struct yaml_node *node, struct arena *arena)
{
    const char *parent;
    int len = node->key.len > PATH_KEY_BYTES_MAX ? PATH_KEY_BYTES_MAX : (int)node->key.len;

    if (node->parent == NULL)
        return "";
    parent = path_of(node->parent, arena);
    if (node->parent->kind == YAML_LIST)
        return text_format(arena, "%s[%" PRIu32 "]", parent, node->index).at;
    /* A key is no place for an individual number either, and complaints are printed. */
    if (number_guard_hit(node->key))
        return text_format(arena, "%s%s?", parent, *parent == '\0' ? "" : ".").at;
    return text_format(arena, "%s%s%.*s", parent, *parent == '\0' ? "" : ".", len, node->key.at).at;
}

struct spot yaml_spot(const struct yaml_node *node, const char *file, struct arena *arena)
{
    return (struct spot){ file, node->line, node->column, path_of(node, arena) };
}

static struct spot spot_of(const struct builder *b, yaml_mark_t mark)
{
    return (struct spot){ b->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1,
                          b->depth == 0 ? NULL : path_of(b->open[b->depth - 1], b->complaints->arena) };
}

static void hang(struct yaml_node *parent, struct yaml_node *node)
{
    node->index = parent->count++;
    if (parent->last == NULL)
        parent->first = node;
    else
        parent->last->next = node;
    parent->last = node;
}

/* A new node under the innermost open one; NULL when that one is full. */
static struct yaml_node *node_add(struct builder *b, enum yaml_kind kind, yaml_mark_t mark)
{
    struct yaml_node *parent = b->depth == 0 ? NULL : b->open[b->depth - 1];
    struct yaml_node *node = arena_take(b->complaints->arena, sizeof *node);

    *node = (struct yaml_node){ .kind = kind, .parent = parent, .line = (uint32_t)mark.line + 1, .column = (uint32_t)mark.column + 1 };
    if (parent == NULL) {
        b->top = node;
        return node;
    }
    if (parent->count == YAML_ITEMS_MAX) {
        complain(b->complaints, spot_of(b, mark), "項目が多すぎます（1,000件まで）。", "too many items (at most 1,000).");
        return NULL;
    }
    if (parent->kind == YAML_MAP) {
        must(b->key_waits);
        node->key = b->key;
        node->line = b->key_line;
        node->column = b->key_column;
        node->again = yaml_child(parent, b->key) != NULL;
        b->key_waits = false;
    }
    hang(parent, node);
    if (node->again)
        complain(b->complaints, yaml_spot(node, b->file, b->complaints->arena), "同じキーが2回あります。", "this key stands here twice.");
    return node;
}

static bool expects_key(const struct builder *b)
{
    return b->depth > 0 && b->open[b->depth - 1]->kind == YAML_MAP && !b->key_waits;
}

static bool take_scalar(struct builder *b, const yaml_event_t *event)
{
    struct text from = { (const char *)event->data.scalar.value, (uint32_t)event->data.scalar.length };
    struct text copy = text_copy(b->complaints->arena, from);
    struct yaml_node *node;

    if (copy.at == NULL)
        copy = TEXT("");
    if (memchr(copy.at, 0, copy.len) != NULL) {
        complain(b->complaints, spot_of(b, event->start_mark), "NUL文字は使えません。", "a NUL character is not allowed.");
        return false;
    }
    if (expects_key(b)) {
        b->key = copy;
        b->key_line = (uint32_t)event->start_mark.line + 1;
        b->key_column = (uint32_t)event->start_mark.column + 1;
        b->key_waits = true;
        return true;
    }
    node = node_add(b, YAML_SCALAR, event->start_mark);
    if (node == NULL)
        return false;
    node->scalar = copy;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return true;
}

static bool take_open(struct builder *b, enum yaml_kind kind, yaml_mark_t mark)
{
    struct yaml_node *node;

    if (b->depth == YAML_DEPTH_MAX) {
        complain(b->complaints, spot_of(b, mark), "入れ子が深すぎます（8段まで）。", "nested too deeply (at most 8 levels).");
        return false;
    }
    if (expects_key(b)) {
        complain(b->complaints, spot_of(b, mark), "キーは語でなければなりません。", "a key must be a plain word.");
        return false;
    }
    node = node_add(b, kind, mark);
    if (node == NULL)
        return false;
    b->open[b->depth++] = node;
    return true;
}

static void refuse_decoration(struct builder *b, const yaml_event_t *e)
{
    bool decorated = (e->type == YAML_SCALAR_EVENT && (e->data.scalar.anchor != NULL || e->data.scalar.tag != NULL)) ||
                     (e->type == YAML_SEQUENCE_START_EVENT && (e->data.sequence_start.anchor != NULL || e->data.sequence_start.tag != NULL)) ||
                     (e->type == YAML_MAPPING_START_EVENT && (e->data.mapping_start.anchor != NULL || e->data.mapping_start.tag != NULL));

    if (decorated || e->type == YAML_ALIAS_EVENT)
        complain(b->complaints, spot_of(b, e->start_mark), "アンカー・エイリアス・タグは使えません。", "anchors, aliases and tags are not allowed.");
}

/* False after a complaint that ends the reading. */
static bool take_event(struct builder *b, const yaml_event_t *e)
{
    refuse_decoration(b, e);
    if (e->type == YAML_SCALAR_EVENT)
        return take_scalar(b, e);
    if (e->type == YAML_SEQUENCE_START_EVENT)
        return take_open(b, YAML_LIST, e->start_mark);
    if (e->type == YAML_MAPPING_START_EVENT)
        return take_open(b, YAML_MAP, e->start_mark);
    if (e->type == YAML_SEQUENCE_END_EVENT || e->type == YAML_MAPPING_END_EVENT) {
        must(b->depth > 0);
        b->depth--;
    }
    if (e->type == YAML_DOCUMENT_START_EVENT && b->top != NULL) {
        complain(b->complaints, spot_of(b, e->start_mark), "2つ目の文書は置けません。", "a second document is not allowed.");
        return false;
    }
    return e->type != YAML_ALIAS_EVENT;
}

static bool take_all(struct builder *b, yaml_parser_t *parser)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        bool fine;

        if (!yaml_parser_parse(parser, &event)) {
            complain(b->complaints, spot_of(b, parser->problem_mark), "YAMLとして読めません: %s", "not YAML: %s",
                     parser->problem == NULL ? "?" : parser->problem);
            return false;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        fine = take_event(b, &event);
        yaml_event_delete(&event);
        if (!fine)
            return false;
    }
    return true;
}

const struct yaml_node *yaml_parse(const char *file, struct text in, struct complaints *complaints)
{
    struct builder b = { .file = file, .complaints = complaints };
    yaml_parser_t parser;
    bool fine;

    if (in.len > YAML_BYTES_MAX) {
        complain(complaints, (struct spot){ file, 0, 0, NULL }, "ファイルが大きすぎます（64 KiBまで）。", "the file is too long (at most 64 KiB).");
        return NULL;
    }
    must(yaml_parser_initialize(&parser) == 1);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(in.at == NULL ? "" : in.at), in.len);
    fine = take_all(&b, &parser);
    yaml_parser_delete(&parser);
    if (fine && b.top == NULL)
        complain(complaints, (struct spot){ file, 1, 1, NULL }, "ファイルが空です。", "the file is empty.");
    return fine ? b.top : NULL;
}
