/* tables.yaml: the rows a service keeps. Keeps true: a key can be written as bytes whose order is
 * the rows' order, within what the store takes. */
#include <inttypes.h>

#include "base/invariant.h"
#include "model.h"

#define KEY_BYTES_MAX 96u
#define KEY_TEXT_BYTES_MAX 40u
#define KEY_BIN_BYTES_MAX 32u
#define ROW_FIELDS_MAX 255u

static const char *const top_keys[] = { "state_version", "tables", NULL };
static const char *const table_keys[] = { "key", "fields", "derived", "doc", NULL };

/* Bytes this field takes in a key; 0 after a complaint. */
static uint32_t key_bytes(const struct node *at, const struct field *f, bool last)
{
    if (f->optional || f->list) {
        complain(at, "a key field is always there and no list.");
        return 0;
    }
    if (f->kind == KIND_ID || f->kind == KIND_U64 || f->kind == KIND_TIME)
        return 8;
    if (f->kind == KIND_DATE)
        return 4;
    if (f->kind == KIND_ENUM || f->kind == KIND_BOOL)
        return 1;
    if (f->kind == KIND_BYTES && f->min == f->max && f->max <= KEY_BIN_BYTES_MAX)
        return (uint32_t)f->max;
    uint64_t bytes = f->max * (rule_facts[f->rule].ascii ? 1 : 4);
    if (f->kind == KIND_TEXT && last && bytes <= KEY_TEXT_BYTES_MAX)
        return (uint32_t)bytes;
    complain(at, "cannot be in a key: a key has ids, numbers (u64, time), dates, enumerations, bools, bytes of one length up to %u, "
                 "and as its last field perhaps a text of at most %u bytes.", KEY_BIN_BYTES_MAX, KEY_TEXT_BYTES_MAX);
    return 0;
}

static void key_read(struct model *m, const struct node *node, struct table *ret)
{
    const struct node *list = node_get(node, "key");
    uint32_t bytes = 0;

    if (list == NULL || list->kind != NODE_LIST || list->count == 0) {
        complain(list == NULL ? node : list, "a table needs `key`, a list of its key fields.");
        return;
    }
    ret->key = arena_take(m->arena, sizeof(*ret->key) * list->count);
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        const char *name;
        if (!node_text(at, &name))
            continue;
        const struct field *f = shape_field(ret->row, name);
        if (f == NULL) {
            complain(at, "the row has no field \"%s\".", name);
            continue;
        }
        for (uint32_t i = 0; i < ret->key_count; i++)
            if (ret->key[i] == f)
                complain(at, "\"%s\" stands in the key twice.", name);
        bytes += key_bytes(at, f, at->next == NULL);
        ret->key[ret->key_count++] = f;
    }
    if (bytes > KEY_BYTES_MAX)
        complain(list, "the key takes %" PRIu32 " bytes; at most %u are possible.", bytes, KEY_BYTES_MAX);
}

static void check_row(const struct shape *row)
{
    static const char *const taken[] = { "view", "txn", "row", "from", "prefix", "scan", NULL };

    for (uint32_t i = 0; i < row->count; i++) {
        const struct field *f = &row->fields[i];
        if (f->kind == KIND_RECORD && f->record != NULL && f->record->has_personal)
            complain(f->node, "the record \"%s\" has personal fields; a row stands on the disk in clear.", f->record->name);
        for (const char *const *word = taken; *word != NULL; word++)
            if (strcmp(*word, f->name) == 0)
                complain(f->node, "a row's field cannot be called \"%s\".", f->name);
    }
    if (row->count > ROW_FIELDS_MAX)
        complain_at(row->fields[0].node->complaints, row->file, row->line, row->name, "a row has at most %u fields.", ROW_FIELDS_MAX);
}

static void table_load(const struct scope *scope, const struct node *node, struct table *ret)
{
    const struct node *at;
    const char *word;

    *ret = (struct table){ .name = node->key, .file = node->file, .line = node->line };
    ret->row = shape_new(scope->model, ret->name, node, USE_ROW);
    (void)name_is_good(node, node->key);
    if (!node_is_map(node))
        return;
    node_check_keys(node, table_keys);
    if ((at = node_get(node, "doc")) != NULL)
        (void)node_text(at, &ret->doc);
    shape_fill(scope, ret->row, node_get(node, "fields"));
    check_row(ret->row);
    key_read(scope->model, node, ret);
    if ((at = node_get(node, "derived")) == NULL || !node_text(at, &word))
        return;
    if (strcmp(word, "sealed") != 0)
        complain(at, "must be `sealed`: rebuilt by opening sealed values, outside log and comparison.");
    ret->derived = true;
}

static int by_table(const void *a, const void *b)
{
    return strcmp(((const struct table *)a)->name, ((const struct table *)b)->name);
}

void tables_load(struct model *m, struct service *s)
{
    const struct scope scope = { .model = m, .service = s };
    const struct node *version = node_get(s->tables_top, "state_version"), *map = node_get(s->tables_top, "tables");
    uint64_t number = 0;

    node_check_keys(s->tables_top, top_keys);
    if (version == NULL)
        complain(s->tables_top, "needs `state_version`.");
    else if (node_u64(version, &number) && (number == 0 || number > UINT32_MAX))
        complain(version, "must be from 1 to 4294967295.");
    s->state_version = (uint32_t)number;
    if (map == NULL || !node_is_map(map))
        return;
    s->tables = arena_take(m->arena, sizeof(*s->tables) * (map->count + 1));
    for (const struct node *at = map->first; at != NULL; at = at->next)
        table_load(&scope, at, &s->tables[s->table_count++]);
    qsort(s->tables, s->table_count, sizeof(*s->tables), by_table);
}
