/* Compares the contracts with the lock. What breaks depends on the direction: who sends must stay
 * understood, who receives must keep getting what it relies on; events are both, for ever. */
#include <inttypes.h>
#include <unistd.h>

#include "base/invariant.h"
#include "lock.h"

enum direction { SENT = 1 /* to the service */, RECEIVED = 2 /* from it */, STORED = 3 };

struct checker {
    const struct model *m;
    const struct service *service;   /* NULL for shared things */
    enum direction direction;
    uint32_t version;                /* the locked one */
    const char *where;               /* queueing event ticket_called */
};

static void broke(const struct checker *c, const struct node *locked, const char *file, uint32_t line, const char *what)
{
    complain_at(c->m->complaints, file, line, c->where, "breaks what is released (%s:%" PRIu32 "): %s.", locked->file, locked->line, what);
}

static const char *lock_word(const struct node *locked, const char *key)
{
    const struct node *at = node_get(locked, key);

    return at == NULL || at->kind != NODE_SCALAR ? "" : at->scalar;
}

static bool lock_true(const struct node *locked, const char *key)
{
    return strcmp(lock_word(locked, key), "true") == 0;
}

static uint64_t lock_number(const struct node *locked, const char *key, bool is_signed)
{
    const struct node *at = node_get(locked, key);
    uint64_t u = 0;
    int64_t i = 0;

    if (at == NULL)
        return 0;
    if (is_signed)
        return node_i64(at, &i) ? (uint64_t)i : 0;
    return node_u64(at, &u) ? u : 0;
}

static void check_limits(const struct checker *c, const struct node *locked, const struct field *f)
{
    struct arena *arena = c->m->arena;
    bool is_signed = f->kind == KIND_I64;
    uint64_t min = lock_number(locked, "min", is_signed), max = lock_number(locked, "max", is_signed);
    uint64_t items = lock_number(locked, "max_items", false);
    bool higher = is_signed ? (int64_t)f->min > (int64_t)min : f->min > min;
    bool lower = is_signed ? (int64_t)f->max < (int64_t)max : f->max < max;

    if ((c->direction & SENT) == 0)
        return;
    if (lock_has_limits(f) && higher)
        broke(c, locked, f->file, f->line, text_format(arena, "the smallest %s was %s", f->name, lock_word(locked, "min")).at);
    if (lock_has_limits(f) && lower)
        broke(c, locked, f->file, f->line, text_format(arena, "the largest %s was %s", f->name, lock_word(locked, "max")).at);
    if (f->list && items > f->list_max)
        broke(c, locked, f->file, f->line, text_format(arena, "%s could hold %" PRIu64 " items", f->name, items).at);
}

static void check_field(const struct checker *c, const struct node *locked, const struct field *f)
{
    struct arena *arena = c->m->arena;
    const char *type = lock_type(arena, f), *unit = f->unit == NULL ? "" : f->unit, *subject = f->subject == NULL ? "" : f->subject;
    bool was_list = node_get(locked, "max_items") != NULL, was_optional = lock_true(locked, "optional");

    if (strcmp(type, lock_word(locked, "type")) != 0)
        broke(c, locked, f->file, f->line, text_format(arena, "%s was %s and is now %s", f->name, lock_word(locked, "type"), type).at);
    else if (was_list != f->list)
        broke(c, locked, f->file, f->line, text_format(arena, "%s was %s", f->name, was_list ? "a list" : "no list").at);
    else
        check_limits(c, locked, f);
    if (strcmp(unit, lock_word(locked, "unit")) != 0)
        broke(c, locked, f->file, f->line, text_format(arena, "the unit of %s was \"%s\" and is now \"%s\"", f->name, lock_word(locked, "unit"), unit).at);
    if ((c->direction & SENT) != 0 && was_optional && !f->optional)
        broke(c, locked, f->file, f->line, text_format(arena, "%s could be absent and is now required", f->name).at);
    if ((c->direction & RECEIVED) != 0 && !was_optional && f->optional)
        broke(c, locked, f->file, f->line, text_format(arena, "%s was always there and may now be absent", f->name).at);
    if (c->direction == STORED && lock_true(locked, "personal") != f->personal)
        broke(c, locked, f->file, f->line, text_format(arena, "%s was %s", f->name, f->personal ? "in clear and is now sealed" : "sealed and is now in clear").at);
    if (c->direction == STORED && strcmp(subject, lock_word(locked, "subject")) != 0)
        broke(c, locked, f->file, f->line, text_format(arena, "%s was sealed under \"%s\"", f->name, lock_word(locked, "subject")).at);
    if (c->direction == SENT && lock_true(locked, "secret") && !f->secret)
        broke(c, locked, f->file, f->line, text_format(arena, "%s was secret and would now be kept", f->name).at);
}

/* Fields of a released message that the lock does not have. */
static void check_added(const struct checker *c, const struct node *locked, const struct field *f)
{
    struct arena *arena = c->m->arena;

    if ((c->direction & SENT) != 0 && !f->optional)
        broke(c, locked, f->file, f->line, text_format(arena, "the new field %s is required; what was sent or stored before has none", f->name).at);
    else if (c->service != NULL && f->since <= c->version)
        complain_at(c->m->complaints, f->file, f->line, c->where, "the field %s is newer than the released version %" PRIu32 ": it needs `since: %" PRIu32 "`.",
                    f->name, c->version, c->version + 1);
}

static void check_shape(const struct checker *c, const struct node *locked, const struct shape *shape)
{
    if (locked == NULL || locked->kind != NODE_MAP)
        return;
    for (const struct node *at = locked->first; at != NULL; at = at->next) {
        const struct field *f = shape_field(shape, at->key);
        if (at->kind != NODE_MAP)
            continue;
        if (f == NULL)
            broke(c, at, shape->file, shape->line, text_format(c->m->arena, "the field %s is gone", at->key).at);
        else
            check_field(c, at, f);
    }
    for (uint32_t i = 0; i < shape->count; i++)
        if (node_get(locked, shape->fields[i].name) == NULL)
            check_added(c, locked, &shape->fields[i]);
}

static void check_part(const struct checker *c, enum direction direction, const struct node *locked, const char *key, const struct shape *shape,
                       const char *file, uint32_t line)
{
    struct checker part = *c;
    const struct node *fields = node_get(locked, key);

    part.direction = direction;
    if (fields != NULL && shape == NULL)
        broke(c, fields, file, line, text_format(c->m->arena, "its `%s` is gone", key).at);
    else if (fields != NULL)
        check_shape(&part, fields, shape);
}

static void check_since(const struct checker *c, const struct node *locked, uint32_t since, const char *file, uint32_t line)
{
    if (lock_number(locked, "since", false) != since)
        broke(c, locked, file, line, text_format(c->m->arena, "it was there since version %s", lock_word(locked, "since")).at);
}

static void check_asked(struct checker c, const char *part, const struct node *locked, const struct command *all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct node *at = locked == NULL || locked->kind != NODE_MAP ? NULL : node_get(locked, all[i].name);
        c.where = all[i].name;
        if (at == NULL && all[i].since <= c.version)
            complain_at(c.m->complaints, all[i].file, all[i].line, all[i].name, "is newer than the released version %" PRIu32 ": it needs `since: %" PRIu32 "`.",
                        c.version, c.version + 1);
        if (at == NULL || at->kind != NODE_MAP)
            continue;
        check_since(&c, at, all[i].since, all[i].file, all[i].line);
        if (all[i].second_required && strcmp(lock_word(at, "second"), "required") != 0)
            broke(&c, at, all[i].file, all[i].line, "it needed no second person");
        if (!all[i].second_allowed && *lock_word(at, "second") != '\0')
            broke(&c, at, all[i].file, all[i].line, "it took a second person");
        if (all[i].purpose_required && *lock_word(at, "purpose") == '\0')
            broke(&c, at, all[i].file, all[i].line, "it needed no purpose");
        check_part(&c, SENT, at, "fields", all[i].body, all[i].file, all[i].line);
        check_part(&c, RECEIVED, at, "result", all[i].result, all[i].file, all[i].line);
        check_part(&c, RECEIVED, at, "shows", all[i].shown, all[i].file, all[i].line);
    }
    for (const struct node *at = locked == NULL ? NULL : locked->first; at != NULL; at = at->next) {
        bool there = false;
        for (uint32_t i = 0; i < count && !there; i++)
            there = strcmp(all[i].name, at->key) == 0;
        c.where = part;
        if (!there)
            broke(&c, at, c.service->file, 1, text_format(c.m->arena, "\"%s\" is gone", at->key).at);
    }
}

static void check_events(struct checker c, const struct node *locked, const struct service *s)
{
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *e = &s->events[i];
        const struct node *at = locked == NULL || locked->kind != NODE_MAP ? NULL : node_get(locked, e->name);
        c.where = e->name;
        if (at == NULL && e->since <= c.version)
            complain_at(c.m->complaints, e->file, e->line, e->name, "is newer than the released version %" PRIu32 ": it needs `since: %" PRIu32 "`.", c.version,
                        c.version + 1);
        if (at == NULL || at->kind != NODE_MAP)
            continue;
        check_since(&c, at, e->since, e->file, e->line);
        if (strcmp(lock_word(at, "notes"), e->notes == NOTE_NONE ? "" : note_names[e->notes]) != 0)
            broke(&c, at, e->file, e->line, "what the engine notes of it has changed");
        check_part(&c, STORED, at, "fields", e->open, e->file, e->line);
    }
    for (const struct node *at = locked == NULL ? NULL : locked->first; at != NULL; at = at->next) {
        bool there = false;
        for (uint32_t i = 0; i < s->event_count && !there; i++)
            there = strcmp(s->events[i].name, at->key) == 0;
        c.where = "events";
        if (!there)
            broke(&c, at, s->file, 1, text_format(c.m->arena, "\"%s\" is gone", at->key).at);
    }
}

static void check_records(struct checker c, const struct node *locked, struct shape *const *records, uint32_t count, const char *file)
{
    c.direction = STORED;
    for (const struct node *at = locked == NULL || locked->kind != NODE_MAP ? NULL : locked->first; at != NULL; at = at->next) {
        const struct shape *shape = NULL;
        for (uint32_t i = 0; i < count; i++)
            if (strcmp(records[i]->name, at->key) == 0)
                shape = records[i];
        c.where = at->key;
        if (shape == NULL)
            broke(&c, at, file, 1, text_format(c.m->arena, "the record \"%s\" is gone", at->key).at);
        else
            check_shape(&c, at, shape);
    }
}

static void check_enums(struct checker c, const struct node *locked)
{
    const struct model *m = c.m;

    for (const struct node *at = locked == NULL || locked->kind != NODE_MAP ? NULL : locked->first; at != NULL; at = at->next) {
        const struct enumeration *e = NULL;
        for (uint32_t i = 0; i < m->enum_count; i++)
            if (strcmp(m->enums[i].name, at->key) == 0)
                e = &m->enums[i];
        c.where = at->key;
        if (e == NULL)
            broke(&c, at, m->types_file, 1, text_format(m->arena, "the enumeration \"%s\" is gone", at->key).at);
        for (const struct node *member = e == NULL ? NULL : at->first; member != NULL; member = member->next) {
            bool there = false;
            for (uint32_t i = 0; i < e->count && !there; i++)
                there = strcmp(e->members[i], member->scalar == NULL ? "" : member->scalar) == 0;
            if (!there)
                broke(&c, member, e->file, e->line, text_format(m->arena, "the value \"%s\" is gone", member->scalar).at);
        }
    }
}

static void check_service(struct checker c, const struct node *locked)
{
    const struct service *s = model_service(c.m, locked->key);

    c.where = locked->key;
    if (s == NULL) {
        complain_at(c.m->complaints, locked->file, locked->line, locked->key, "the released service is gone.");
        return;
    }
    c.service = s;
    c.version = (uint32_t)lock_number(locked, "version", false);
    check_records(c, node_get(locked, "records"), s->records, s->record_count, s->file);
    check_asked(c, "commands", node_get(locked, "commands"), s->commands, s->command_count);
    check_events(c, node_get(locked, "events"), s);
    check_asked(c, "queries", node_get(locked, "queries"), s->queries, s->query_count);
}

void lock_check(const struct model *m, const char *path)
{
    const struct checker c = { .m = m, .direction = STORED };

    must(m->service_count > 0);
    if (access(path, F_OK) != 0)
        return;
    const struct node *top = yaml_read(path, m->arena, m->complaints);
    if (top == NULL)
        return;
    check_enums(c, node_get(top, "enums"));
    check_records(c, node_get(top, "records"), m->records, m->record_count, m->types_file);
    const struct node *services = node_get(top, "services");
    for (const struct node *at = services == NULL || services->kind != NODE_MAP ? NULL : services->first; at != NULL; at = at->next)
        if (at->kind == NODE_MAP)
            check_service(c, at);
}
