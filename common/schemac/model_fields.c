/* Reads fields: `name: { type: ..., ... }`. Their limits are in model_limits.c. Keeps true: a field that comes out of here has a kind, limits that
 * make sense and nothing that its place (command, event, row, ...) does not allow. */
#include <inttypes.h>

#include "base/invariant.h"
#include "model.h"

#define ITEMS_MAX UINT64_C(65535)

static const char *const field_keys[] = { "type", "list", "max_items", "optional", "min", "max", "rule", "unit", "personal",
                                          "subject", "secret", "since", "doc", "ja", NULL };
static const char *const type_keys[] = { "kind", "min", "max", "rule", "unit", "personal", "doc", "ja", NULL };

struct shape *shape_new(struct model *model, const char *name, const struct node *at, enum shape_use use)
{
    struct shape *shape = arena_take(model->arena, sizeof(*shape));

    *shape = (struct shape){ .name = name, .file = at->file, .line = at->line, .use = use };
    return shape;
}

const struct field *shape_field(const struct shape *shape, const char *name)
{
    for (uint32_t i = 0; i < shape->count; i++)
        if (strcmp(shape->fields[i].name, name) == 0)
            return &shape->fields[i];
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    const struct field *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

void shape_sort(struct model *model, struct shape *shape)
{
    shape->sorted = arena_take(model->arena, sizeof(*shape->sorted) * (shape->count + 1));
    for (uint32_t i = 0; i < shape->count; i++)
        shape->sorted[i] = &shape->fields[i];
    if (shape->count > 0)
        qsort(shape->sorted, shape->count, sizeof(*shape->sorted), by_name);
}

const char *field_c_type(struct arena *arena, const struct field *field)
{
    const char *fixed = kind_facts[field->kind].c_type;

    if (fixed != NULL)
        return fixed;
    if (field->kind == KIND_ID)
        return text_format(arena, "struct %s", field->id).at;
    if (field->kind == KIND_ENUM)
        return text_format(arena, "enum %s", field->values->name).at;
    must(field->kind == KIND_RECORD);
    return text_format(arena, "struct %s", field->record->name).at;
}

static bool builtin_of(const char *name, enum kind *ret)
{
    for (uint32_t i = 0; i < KIND_COUNT; i++)
        if (kind_facts[i].yaml != NULL && strcmp(kind_facts[i].yaml, name) == 0) {
            *ret = (enum kind)i;
            return true;
        }
    return false;
}

static struct shape *record_of(const struct scope *scope, const char *name)
{
    const struct model *m = scope->model;

    for (uint32_t i = 0; i < m->record_count; i++)
        if (strcmp(m->records[i]->name, name) == 0)
            return m->records[i];
    for (uint32_t i = 0; scope->service != NULL && i < scope->service->record_count; i++)
        if (strcmp(scope->service->records[i]->name, name) == 0)
            return scope->service->records[i];
    return NULL;
}

/* Sets kind, and what a named type brings along. False after a complaint. */
static bool resolve_type(const struct scope *scope, const struct node *at, const char *name, struct field *f)
{
    const struct model *m = scope->model;

    f->type = name;
    if (builtin_of(name, &f->kind)) {
        field_default_limits(f);
        return true;
    }
    for (uint32_t i = 0; i < m->type_count; i++)
        if (strcmp(m->types[i].name, name) == 0) {
            const struct field *t = &m->types[i];
            f->kind = t->kind, f->min = t->min, f->max = t->max, f->rule = t->rule, f->unit = t->unit;
            f->ja = t->ja, f->doc = t->doc, f->personal = t->personal, f->personal_said = t->personal_said;
            return true;
        }
    for (uint32_t i = 0; i < m->id_count; i++)
        if (strcmp(m->ids[i], name) == 0) {
            f->kind = KIND_ID, f->id = m->ids[i];
            field_default_limits(f);
            return true;
        }
    for (uint32_t i = 0; i < m->enum_count; i++)
        if (strcmp(m->enums[i].name, name) == 0) {
            f->kind = KIND_ENUM, f->values = &m->enums[i];
            field_default_limits(f);
            return true;
        }
    f->record = record_of(scope, name);
    f->kind = KIND_RECORD;
    if (f->record != NULL)
        return true;
    complain(at, "there is no type, id, enumeration or record \"%s\".", name);
    f->kind = KIND_BOOL;                   /* so that later looks find something whole */
    return false;
}

static void read_words(const struct node *node, struct field *f)
{
    const struct node *at;

    if ((at = node_get(node, "unit")) != NULL)
        (void)node_text(at, &f->unit);
    if ((at = node_get(node, "doc")) != NULL)
        (void)node_text(at, &f->doc);
    if ((at = node_get(node, "ja")) != NULL)
        (void)node_text(at, &f->ja);
    if ((at = node_get(node, "personal")) != NULL)
        f->personal_said = node_bool(at, &f->personal);
    if (!f->personal_said)
        f->personal = f->kind == KIND_TEXT && rule_facts[f->rule].personal;
}

void field_template(const struct scope *scope, const struct node *node, struct field *ret)
{
    const struct node *at;
    const char *kind;

    *ret = (struct field){ .name = node->key, .file = node->file, .line = node->line, .node = node };
    if (!node_is_map(node))
        return;
    node_check_keys(node, type_keys);
    at = node_get(node, "kind");
    if (at == NULL) {
        complain(node, "needs `kind`.");
        return;
    }
    if (!node_text(at, &kind))
        return;
    if (!builtin_of(kind, &ret->kind) || ret->kind == KIND_SEALED) {
        complain(at, "there is no kind \"%s\".", kind);
        return;
    }
    must(scope->service == NULL);
    ret->type = kind;
    field_default_limits(ret);
    field_read_rule(node, ret);
    field_read_limits(node, ret, true);
    read_words(node, ret);
}

static void read_list(const struct node *node, struct field *f)
{
    const struct node *at = node_get(node, "list"), *items = node_get(node, "max_items");
    uint64_t max = 0;

    if (at != NULL)
        (void)node_bool(at, &f->list);
    if (f->list && items == NULL)
        complain(node, "a list needs `max_items`.");
    if (items == NULL || !node_u64(items, &max))
        return;
    if (!f->list)
        complain(items, "only a list has `max_items`.");
    else if (max == 0 || max > ITEMS_MAX)
        complain(items, "must be from 1 to %" PRIu64 ".", ITEMS_MAX);
    f->list_max = (uint32_t)max;
}

static void read_optional(const struct node *node, struct field *f)
{
    const struct node *at = node_get(node, "optional");

    if (at != NULL)
        (void)node_bool(at, &f->optional);
    if (!f->optional || f->list)
        return;
    if (f->kind == KIND_BOOL || f->kind == KIND_I64)
        complain(at, "the type %s cannot be optional: it has no value for \"absent\".", kind_facts[f->kind].yaml);
    if ((f->kind == KIND_U64 || f->kind == KIND_TIME) && f->min == 0) {
        if (node_get(node, "min") != NULL)
            complain(node_get(node, "min"), "an optional number needs `min` of at least 1: 0 means absent.");
        f->min = 1;
    }
}

static void read_marks(const struct scope *scope, enum shape_use use, const struct node *node, struct field *f)
{
    const struct node *at;
    uint64_t since = 1;

    if ((at = node_get(node, "since")) != NULL && node_u64(at, &since) &&
        (since == 0 || (scope->service != NULL && since > scope->service->version)))
        complain(at, "must be from 1 to the contract's version.");
    f->since = (uint32_t)since;
    if ((at = node_get(node, "secret")) != NULL && node_bool(at, &f->secret) && f->secret && use != USE_COMMAND)
        complain(at, "only a command has secret fields.");
    if ((at = node_get(node, "subject")) != NULL && node_text(at, &f->subject) && !f->personal)
        complain(at, "only a personal field has a subject.");
    bool kept_apart = (use == USE_COMMAND && f->secret) || use == USE_SHOWN || (use == USE_EVENT && f->personal);
    if (f->kind == KIND_TEXT && f->rule == RULE_SECRET && !kept_apart)
        complain(node, "a text of rule secret is `secret: true` in a command or `personal: true` in an event; it stands nowhere in clear.");
}

/* What the place does not allow, as far as one field shows it. */
static void check_place(enum shape_use use, const struct node *node, struct field *f)
{
    bool personal_text = f->personal && !f->personal_said;
    const char *hint = personal_text ? " (this text is personal unless it says `personal: false`)" : "";

    if (use == USE_CONFIG && !f->personal_said)
        f->personal = false;
    if (f->kind == KIND_SEALED && use != USE_ROW)
        complain(node, "sealed stands only in tables; in an event mark the field `personal: true`.");
    if (!f->personal)
        return;
    if (use == USE_RESULT)
        complain(node, "a result stands in the log in clear, so nothing in it may be personal%s; put it under `shows`.", hint);
    if (use == USE_QUERY_RESULT)
        complain(node, "what shows personal data is a command with `purpose: required` and `shows`, not a query%s.", hint);
    if (use == USE_ROW)
        complain(node, "a row stands on the disk in clear; store personal data as `type: sealed`%s.", hint);
    if (use == USE_CONFIG)
        complain(node, "configuration holds no personal data.");
    if (use == USE_EVENT && f->subject == NULL)
        complain(node, "a personal field of an event needs `subject`, the id field beside it whose key seals it%s.", hint);
}

static void field_read(const struct scope *scope, enum shape_use use, const struct node *node, struct field *ret)
{
    const struct node *at;
    const char *type;

    *ret = (struct field){ .name = node->key, .file = node->file, .line = node->line, .since = 1, .node = node, .type = "bool" };
    (void)name_is_good(node, node->key);
    if (!node_is_map(node))
        return;
    node_check_keys(node, field_keys);
    at = node_get(node, "type");
    if (at == NULL)
        complain(node, "needs `type`.");
    if (at == NULL || !node_text(at, &type) || !resolve_type(scope, at, type, ret))
        return;
    field_read_rule(node, ret);
    field_read_limits(node, ret, false);
    read_list(node, ret);
    read_optional(node, ret);
    if (ret->personal_said && node_get(node, "personal") == NULL) {
        bool personal = ret->personal;         /* said by the named type */
        read_words(node, ret);
        ret->personal = personal;
    } else {
        read_words(node, ret);
    }
    read_marks(scope, use, node, ret);
    check_place(use, node, ret);
}

static void check_subjects(const struct shape *shape)
{
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];
        if (f->subject == NULL)
            continue;
        const struct field *subject = shape_field(shape, f->subject);
        if (subject == NULL || subject->kind != KIND_ID || subject->optional || subject->list)
            complain(node_get(f->node, "subject"), "must name an id field beside it that is always there; \"%s\" is none.", f->subject);
    }
}

void shape_fill(const struct scope *scope, struct shape *shape, const struct node *fields)
{
    if (fields != NULL && !node_is_map(fields))
        fields = NULL;
    shape->count = fields == NULL ? 0 : fields->count;
    shape->fields = arena_take(scope->model->arena, sizeof(*shape->fields) * (shape->count + 1));
    uint32_t i = 0;
    for (const struct node *at = fields == NULL ? NULL : fields->first; at != NULL; at = at->next)
        field_read(scope, shape->use, at, &shape->fields[i++]);
    must(i == shape->count);
    check_subjects(shape);
    shape_sort(scope->model, shape);
}
