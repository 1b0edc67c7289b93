/* Names: their form, and that no two things become the same identifier of C. The tags of structs
 * and enums are one space, functions, objects, macros and enumerators the other. What contracts name is
 * everybody's, since followers include the owner's header; tables are their service's own. */
#include "names_reserved.h"

#include <ctype.h>
#include <inttypes.h>

#include "model.h"

#define SLOTS 32768u                      /* a power of two */
#define NAME_MAX_LEN 48u

struct name {
    const char *name, *kind, *file;
    uint32_t line;
    enum name_space space;
    const struct service *owner;          /* NULL: everybody's */
};

struct names {
    struct name slots[SLOTS];
    uint32_t used;
};

static bool listed(const char *const *list, const char *name)
{
    for (; *list != NULL; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

bool name_is_good(const struct node *at, const char *name)
{
    size_t len = strlen(name);
    bool form = len > 0 && len <= NAME_MAX_LEN && islower((unsigned char)name[0]) &&
                strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;

    if (!form)
        complain(at, "the name \"%.60s\" must be lower-case letters, digits and underscores, at most %u.", name, NAME_MAX_LEN);
    else if (listed(reserved_words, name))
        complain(at, "the name \"%s\" is a word of C.", name);
    return form && !listed(reserved_words, name);
}

static uint32_t slot_of(enum name_space space, const char *name)
{
    uint32_t hash = 2166136261u + (uint32_t)space;

    for (const char *c = name; *c != '\0'; c++)
        hash = (hash ^ (uint8_t)*c) * 16777619u;
    return hash & (SLOTS - 1);
}

static bool clash(const struct name *other, enum name_space space, const struct service *owner, const char *name)
{
    bool meet = other->owner == NULL || owner == NULL || other->owner == owner;

    return meet && other->space == space && strcmp(other->name, name) == 0;
}

/* False after a complaint that the name is taken. `kind` is for the sentence ("command"). */
static bool names_add_owned(struct model *m, const struct service *owner, enum name_space space, const char *name, const char *kind,
                            const char *file, uint32_t line, const char *path)
{
    uint32_t slot = slot_of(space, name);

    if (m->names->used == SLOTS / 2) {
        complain_at(m->complaints, file, line, path, "there are too many names in all: at most %u.", SLOTS / 2);
        return false;
    }
    for (; m->names->slots[slot].name != NULL; slot = (slot + 1) & (SLOTS - 1)) {
        const struct name *other = &m->names->slots[slot];
        if (!clash(other, space, owner, name))
            continue;
        if (other->line == 0)
            complain_at(m->complaints, file, line, path, "the %s \"%s\" would be called like a %s.", kind, name, other->kind);
        else
            complain_at(m->complaints, file, line, path, "the %s \"%s\" would be called like the %s at %s:%" PRIu32 ".", kind, name, other->kind,
                        other->file, other->line);
        return false;
    }
    m->names->slots[slot] = (struct name){ name, kind, file, line, space, owner };
    m->names->used++;
    return true;
}

static bool names_add(struct model *m, enum name_space space, const char *name, const char *kind, const char *file, uint32_t line, const char *path)
{
    return names_add_owned(m, NULL, space, name, kind, file, line, path);
}

void names_init(struct model *m)
{
    m->names = arena_take(m->arena, sizeof(*m->names));
    for (const char *const *tag = reserved_tags; *tag != NULL; tag++)
        (void)names_add(m, SPACE_TAG, *tag, "type of the common layers", "common", 0, "");
    for (const char *const *name = reserved_identifiers; *name != NULL; name++)
        (void)names_add(m, SPACE_IDENTIFIER, *name, "name of the common layers or of the C library", "common", 0, "");
}

const char *upper(struct arena *arena, const char *name)
{
    size_t len = strlen(name);
    char *to = arena_take(arena, len + 1);

    for (size_t i = 0; i < len; i++)
        to[i] = (char)toupper((unsigned char)name[i]);
    return to;
}

static void add_shape(struct model *m, const struct shape *shape, const char *kind)
{
    if (shape == NULL)
        return;
    if (!names_add(m, SPACE_TAG, shape->name, kind, shape->file, shape->line, shape->name))
        return;
    if (shape->use != USE_ROW)
        (void)names_add(m, SPACE_IDENTIFIER, text_format(m->arena, "%s_spec", shape->name).at, kind, shape->file, shape->line, shape->name);
    bool built = shape->use != USE_RECORD && shape->use != USE_CONFIG && shape->use != USE_ROW && shape->use != USE_EVENT_OPEN;
    if (built)
        (void)names_add(m, SPACE_IDENTIFIER, shape->name, kind, shape->file, shape->line, shape->name);
}

static void add_records(struct model *m, struct shape *const *records, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        add_shape(m, records[i], "record");
        add_shape(m, records[i]->stored, "stored form of a record");
    }
}

static void add_types(struct model *m)
{
    for (uint32_t i = 0; i < m->id_count; i++)
        (void)names_add(m, SPACE_TAG, m->ids[i], "id", m->types_file, node_get(m->types_top, "ids")->line, "ids");
    for (uint32_t i = 0; i < m->type_count; i++)
        (void)names_add(m, SPACE_TAG, m->types[i].name, "type", m->types[i].file, m->types[i].line, m->types[i].name);
    for (uint32_t i = 0; i < m->enum_count; i++) {
        const struct enumeration *e = &m->enums[i];
        (void)names_add(m, SPACE_TAG, e->name, "enumeration", e->file, e->line, e->name);
        for (uint32_t k = 0; k < e->count; k++)
            (void)names_add(m, SPACE_IDENTIFIER, upper(m->arena, text_format(m->arena, "%s_%s", e->name, e->members[k]).at), "enumeration value",
                      e->file, e->line, e->members[k]);
        static const char *const suffixes[] = { "name", "ja", "values" };
        for (uint32_t k = 0; k < 3; k++)
            (void)names_add(m, SPACE_IDENTIFIER, text_format(m->arena, "%s_%s", e->name, suffixes[k]).at, "enumeration", e->file, e->line, e->name);
    }
    for (uint32_t i = 0; i < m->refusal_count; i++)
        (void)names_add(m, SPACE_IDENTIFIER, upper(m->arena, m->refusals[i].name), "refusal", m->refusals[i].file, m->refusals[i].line, m->refusals[i].name);
    add_records(m, m->records, m->record_count);
}

/* Tables are private: two services may call one alike, but none like something public. */
static void add_table(struct model *m, const struct service *s, const struct table *t)
{
    static const char *const suffixes[] = { "find", "row", "put", "remove", "scan", "scan_backward", "next", "table" };

    if (!names_add_owned(m, s, SPACE_TAG, t->name, "table", t->file, t->line, t->name))
        return;
    for (uint32_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
        (void)names_add_owned(m, s, SPACE_IDENTIFIER, text_format(m->arena, "%s_%s", t->name, suffixes[i]).at, "table's function", t->file, t->line, t->name);
}

void names_check(struct model *m)
{
    add_types(m);
    for (uint32_t i = 0; i < m->service_count; i++) {
        const struct service *s = &m->services[i];
        add_records(m, s->records, s->record_count);
        for (uint32_t k = 0; k < s->command_count; k++) {
            add_shape(m, s->commands[k].body, "command");
            add_shape(m, s->commands[k].result, "command's result");
            add_shape(m, s->commands[k].shown, "command's `shows`");
        }
        for (uint32_t k = 0; k < s->event_count; k++) {
            add_shape(m, s->events[k].stored, "event");
            if (s->events[k].open != s->events[k].stored)
                add_shape(m, s->events[k].open, "open form of an event");
        }
        for (uint32_t k = 0; k < s->query_count; k++) {
            add_shape(m, s->queries[k].body, "query");
            add_shape(m, s->queries[k].result, "query's result");
        }
        add_shape(m, s->config, "configuration");
    }
    for (uint32_t i = 0; i < m->service_count; i++)
        for (uint32_t k = 0; k < m->services[i].table_count; k++)
            add_table(m, &m->services[i], &m->services[i].tables[k]);
}
