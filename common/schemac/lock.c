/* Writes the lock: sorted, one line a field, so that a diff of it reads like the change it is. */
#include "lock.h"

#include <inttypes.h>

#include "base/invariant.h"

const char *lock_type(struct arena *arena, const struct field *f)
{
    if (f->kind == KIND_TEXT)
        return text_format(arena, "text %s", rule_facts[f->rule].yaml).at;
    if (f->kind == KIND_ID)
        return text_format(arena, "id %s", f->id).at;
    if (f->kind == KIND_ENUM)
        return text_format(arena, "enum %s", f->values->name).at;
    if (f->kind == KIND_RECORD)
        return text_format(arena, "record %s", f->record->name).at;
    must(kind_facts[f->kind].yaml != NULL);
    return kind_facts[f->kind].yaml;
}

bool lock_has_limits(const struct field *f)
{
    return f->kind == KIND_U64 || f->kind == KIND_I64 || f->kind == KIND_TIME || f->kind == KIND_TEXT || f->kind == KIND_BYTES;
}

static void put_field(struct out *out, struct arena *arena, const struct field *f, const char *indent)
{
    put(out, "%s%s: { type: %s", indent, f->name, lock_type(arena, f));
    if (lock_has_limits(f) && f->kind == KIND_I64)
        put(out, ", min: %" PRId64 ", max: %" PRId64, (int64_t)f->min, (int64_t)f->max);
    else if (lock_has_limits(f))
        put(out, ", min: %" PRIu64 ", max: %" PRIu64, f->min, f->max);
    if (f->list)
        put(out, ", max_items: %" PRIu32, f->list_max);
    if (f->unit != NULL) {
        put(out, ", unit: ");
        put_string(out, f->unit);
    }
    put(out, "%s%s%s", f->optional ? ", optional: true" : "", f->secret ? ", secret: true" : "", f->personal ? ", personal: true" : "");
    if (f->subject != NULL)
        put(out, ", subject: %s", f->subject);
    put(out, ", since: %" PRIu32 " }\n", f->since);
}

static void put_fields(struct out *out, struct arena *arena, const char *key, const struct shape *shape, const char *indent)
{
    if (shape == NULL)
        return;
    if (shape->count == 0) {
        put(out, "%s%s: {}\n", indent, key);
        return;
    }
    put(out, "%s%s:\n", indent, key);
    for (uint32_t i = 0; i < shape->count; i++)
        put_field(out, arena, shape->sorted[i], text_format(arena, "%s  ", indent).at);
}

static int by_shape(const void *a, const void *b)
{
    const struct shape *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static void put_records(struct out *out, struct arena *arena, struct shape *const *records, uint32_t count, const char *indent)
{
    if (count == 0)
        return;
    struct shape **sorted = arena_take(arena, sizeof(*sorted) * count);
    memcpy(sorted, records, sizeof(*sorted) * count);
    qsort(sorted, count, sizeof(*sorted), by_shape);
    put(out, "%srecords:\n", indent);
    for (uint32_t i = 0; i < count; i++)
        put_fields(out, arena, sorted[i]->name, sorted[i], text_format(arena, "%s  ", indent).at);
}

static void put_asked(struct out *out, struct arena *arena, const char *part, const struct command *all, uint32_t count)
{
    if (count > 0)
        put(out, "    %s:\n", part);
    for (uint32_t i = 0; i < count; i++) {
        put(out, "      %s:\n        since: %" PRIu32 "\n", all[i].name, all[i].since);
        if (all[i].second_allowed)
            put(out, "        second: %s\n", all[i].second_required ? "required" : "allowed");
        if (all[i].purpose_required)
            put(out, "        purpose: required\n");
        put_fields(out, arena, "fields", all[i].body, "        ");
        put_fields(out, arena, "result", all[i].result, "        ");
        put_fields(out, arena, "shows", all[i].shown, "        ");
    }
}

static void put_service(struct out *out, struct arena *arena, const struct service *s)
{
    put(out, "  %s:\n    version: %" PRIu32 "\n", s->name, s->version);
    put_records(out, arena, s->records, s->record_count, "    ");
    put_asked(out, arena, "commands", s->commands, s->command_count);
    if (s->event_count > 0)
        put(out, "    events:\n");
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *e = &s->events[i];
        put(out, "      %s:\n        since: %" PRIu32 "\n", e->name, e->since);
        if (e->notes != NOTE_NONE)
            put(out, "        notes: %s\n", note_names[e->notes]);
        put_fields(out, arena, "fields", e->open, "        ");
    }
    put_asked(out, arena, "queries", s->queries, s->query_count);
}

enum err lock_write(const struct model *m, const char *path)
{
    struct out out;

    must(m->complaints->count == 0);
    out_open(&out);
    put(&out, "# What is released. Written by `schemac --write-lock`, never by hand: a change of a contract that would break\n"
              "# what stands here fails the build.\nversion: 1\nenums:\n");
    for (uint32_t i = 0; i < m->enum_count; i++) {
        put(&out, "  %s:\n", m->enums[i].name);
        for (uint32_t k = 0; k < m->enums[i].count; k++)
            put(&out, "    - %s\n", m->enums[i].members[k]);
    }
    put_records(&out, m->arena, m->records, m->record_count, "");
    put(&out, "services:\n");
    for (uint32_t i = 0; i < m->service_count; i++)
        put_service(&out, m->arena, &m->services[i]);
    return out_write(&out, "", path);
}
