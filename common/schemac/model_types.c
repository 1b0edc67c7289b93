/* types.yaml: ids, enumerations, named types, refusals, and the records of every scope. Keeps
 * true: records come out in an order in which C can declare them, none contains itself. */
#include <inttypes.h>

#include "base/invariant.h"
#include "model.h"

static const char *const top_keys[] = { "version", "ids", "types", "enums", "records", "refusals", "engine_refusals", NULL };
static const char *const enum_keys[] = { "values", "ja", "en", "doc", NULL };
static const char *const record_keys[] = { "doc", "fields", NULL };
static const char *const refusal_keys[] = { "ja", "en", NULL };

static void ids_load(struct model *m, const struct node *list)
{
    if (list == NULL || !node_is_list(list))
        return;
    m->ids = arena_take(m->arena, sizeof(*m->ids) * (list->count + 1));
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        const char *name;
        if (node_text(at, &name) && name_is_good(at, name))
            m->ids[m->id_count++] = name;
    }
}

/* The word of the member last read, if `words` has one. */
static void enum_word(const struct node *words, const char *member, const char **ret)
{
    const struct node *word = words != NULL && words->kind == NODE_MAP ? node_get(words, member) : NULL;

    if (word != NULL)
        (void)node_text(word, ret);
}

static void enum_words(struct model *m, const struct node *node, struct enumeration *ret)
{
    const struct node *values = node_get(node, "values"), *ja = node_get(node, "ja"), *en = node_get(node, "en"), *doc = node_get(node, "doc");

    if (doc != NULL)
        (void)node_text(doc, &ret->doc);
    if (values == NULL || !node_is_list(values) || values->count == 0 || values->count > 250) {
        complain(node, "needs `values`, a list of 1 to 250 names.");
        return;
    }
    ret->members = arena_take(m->arena, sizeof(*ret->members) * (values->count + 1));
    ret->ja = arena_take(m->arena, sizeof(*ret->ja) * values->count);
    ret->en = arena_take(m->arena, sizeof(*ret->en) * values->count);
    for (const struct node *at = values->first; at != NULL; at = at->next) {
        const char *name;
        if (!node_text(at, &name) || !name_is_good(at, name))
            continue;
        for (uint32_t i = 0; i < ret->count; i++)
            if (strcmp(ret->members[i], name) == 0)
                complain(at, "the value \"%s\" stands here twice.", name);
        enum_word(ja, name, &ret->ja[ret->count]);
        enum_word(en, name, &ret->en[ret->count]);
        ret->members[ret->count++] = name;
    }
    ret->members[ret->count] = NULL;       /* ends the list of known keys */
    if (ja != NULL && node_is_map(ja))
        node_check_keys(ja, ret->members);
    if (en != NULL && node_is_map(en))
        node_check_keys(en, ret->members);
}

static void enums_load(struct model *m, const struct node *map)
{
    if (map == NULL || !node_is_map(map))
        return;
    m->enums = arena_take(m->arena, sizeof(*m->enums) * (map->count + 1));
    for (const struct node *at = map->first; at != NULL; at = at->next) {
        struct enumeration *e = &m->enums[m->enum_count++];
        *e = (struct enumeration){ .name = at->key, .file = at->file, .line = at->line };
        (void)name_is_good(at, at->key);
        if (!node_is_map(at))
            continue;
        node_check_keys(at, enum_keys);
        enum_words(m, at, e);
    }
}

static void refusals_load(struct model *m, const struct node *map, bool engine)
{
    if (map == NULL || !node_is_map(map))
        return;
    struct refusal *all = arena_take(m->arena, sizeof(*all) * (m->refusal_count + map->count + 1));
    if (m->refusal_count > 0)
        memcpy(all, m->refusals, sizeof(*all) * m->refusal_count);
    m->refusals = all;
    for (const struct node *at = map->first; at != NULL; at = at->next) {
        struct refusal *r = &all[m->refusal_count++];
        *r = (struct refusal){ .name = at->key, .file = at->file, .line = at->line, .engine = engine, .ja = "", .en = "" };
        (void)name_is_good(at, at->key);
        if (!node_is_map(at))
            continue;
        node_check_keys(at, refusal_keys);
        const struct node *ja = node_get(at, "ja"), *en = node_get(at, "en");
        if (ja == NULL || en == NULL)
            complain(at, "needs a sentence in both languages: `ja` and `en`.");
        if (ja != NULL)
            (void)node_text(ja, &r->ja);
        if (en != NULL)
            (void)node_text(en, &r->en);
    }
}

static void named_types_load(struct model *m, const struct node *map)
{
    const struct scope scope = { .model = m };

    if (map == NULL || !node_is_map(map))
        return;
    m->types = arena_take(m->arena, sizeof(*m->types) * (map->count + 1));
    for (const struct node *at = map->first; at != NULL; at = at->next) {
        enum { BUILTIN_NAMES = KIND_COUNT };
        (void)name_is_good(at, at->key);
        for (uint32_t i = 0; i < BUILTIN_NAMES; i++)
            if (kind_facts[i].yaml != NULL && strcmp(kind_facts[i].yaml, at->key) == 0)
                complain(at, "\"%s\" is a built-in type already.", at->key);
        field_template(&scope, at, &m->types[m->type_count++]);
    }
}

void records_declare(struct model *m, struct service *service, const struct node *map, struct shape ***ret, uint32_t *ret_count)
{
    const struct scope scope = { .model = m, .service = service };

    if (map == NULL || !node_is_map(map))
        return;
    *ret = arena_take(m->arena, sizeof(**ret) * (map->count + 1));
    for (const struct node *at = map->first; at != NULL; at = at->next)
        (*ret)[(*ret_count)++] = shape_new(m, at->key, at, USE_RECORD);
    uint32_t i = 0;                       /* all names first: a record may name a later one */
    for (const struct node *at = map->first; at != NULL; at = at->next, i++) {
        (void)name_is_good(at, at->key);
        if (!node_is_map(at))
            continue;
        node_check_keys(at, record_keys);
        const struct node *doc = node_get(at, "doc"), *fields = node_get(at, "fields");
        if (doc != NULL)
            (void)node_text(doc, &(*ret)[i]->doc);
        if (fields == NULL || (fields->kind == NODE_MAP && fields->count == 0))
            complain(at, "a record needs `fields`.");
        shape_fill(&scope, (*ret)[i], fields);
    }
}

enum { MARK_NEW, MARK_OPEN, MARK_DONE };

/* Depth first: what a record contains comes before it. False on a circle. */
static bool settle(struct shape *shape, struct shape **order, uint32_t *count)
{
    if (shape->mark == MARK_DONE)
        return true;
    if (shape->mark == MARK_OPEN)
        return false;
    shape->mark = MARK_OPEN;
    for (uint32_t i = 0; i < shape->count; i++) {
        struct field *f = &shape->fields[i];
        if (f->kind == KIND_RECORD && f->record != NULL && !settle(f->record, order, count)) {
            complain(f->node, "the record \"%s\" contains itself.", f->record->name);
            f->kind = KIND_BOOL;          /* so that later walks end */
        }
        shape->has_personal |= f->personal || (f->kind == KIND_RECORD && f->record != NULL && f->record->has_personal);
    }
    shape->mark = MARK_DONE;
    order[(*count)++] = shape;
    return true;
}

void records_settle(struct model *m, struct shape **records, uint32_t count)
{
    struct shape **order = arena_take(m->arena, sizeof(*order) * (m->record_count + count + 1));
    uint32_t ordered = 0, own = 0;

    for (uint32_t i = 0; i < count; i++)
        (void)settle(records[i], order, &ordered);
    must(ordered <= m->record_count + count);
    for (uint32_t i = 0; i < ordered; i++)
        records[own++] = order[i];
    must(own == count);
}

void types_load(struct model *m)
{
    const struct node *top = m->types_top;
    uint64_t version = 0;

    node_check_keys(top, top_keys);
    if (node_get(top, "version") == NULL)
        complain(top, "needs `version: 1`.");
    else if (node_u64(node_get(top, "version"), &version) && version != 1)
        complain(node_get(top, "version"), "only version 1 of this form is known.");
    ids_load(m, node_get(top, "ids"));
    enums_load(m, node_get(top, "enums"));
    named_types_load(m, node_get(top, "types"));
    refusals_load(m, node_get(top, "engine_refusals"), true);
    refusals_load(m, node_get(top, "refusals"), false);
    records_declare(m, NULL, node_get(top, "records"), &m->records, &m->record_count);
    records_settle(m, m->records, m->record_count);
}
