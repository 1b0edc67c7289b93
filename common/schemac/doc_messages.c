/* The part of docs/wire.md that follows from the contracts: services, messages, records, words. */
#include <inttypes.h>

#include "base/invariant.h"
#include "doc.h"
#include "value.h"

static void put_range(struct out *out, const struct field *f, const char *what)
{
    if (f->kind == KIND_I64)
        put(out, "%" PRId64 " to %" PRId64, (int64_t)f->min, (int64_t)f->max);
    else if (f->min == f->max)
        put(out, "%" PRIu64 "%s", f->min, what);
    else
        put(out, "%" PRIu64 " to %" PRIu64 "%s", f->min, f->max, what);
}

static void put_type(struct out *out, const struct field *f)
{
    put(out, "%s", f->list ? "list of " : "");
    switch (f->kind) {
    case KIND_ID:
        put(out, "id `%s`", f->id);
        break;
    case KIND_ENUM:
        put(out, "one of [`%s`](#enumerations)", f->values->name);
        break;
    case KIND_RECORD:
        put(out, "record [`%s`](#records)", f->record->name);
        break;
    case KIND_TEXT:
        put(out, "text `%s`", rule_facts[f->rule].yaml);
        break;
    case KIND_SEALED:
        put(out, "[sealed](#sealed-values)");
        break;
    case KIND_BOOL:
    case KIND_U64:
    case KIND_I64:
    case KIND_DATE:
    case KIND_TIME:
    case KIND_BYTES:
        put(out, "%s", kind_facts[f->kind].yaml);
        break;
    }
}

static void put_limits(struct out *out, const struct field *f)
{
    if (f->list)
        put(out, "at most %" PRIu32 " items%s", f->list_max, f->kind == KIND_BOOL || f->kind == KIND_RECORD || f->kind == KIND_ENUM ? "" : "; ");
    switch (f->kind) {
    case KIND_U64:
        if (f->max == UINT64_MAX && f->min == 0)
            break;
        if (f->max == UINT64_MAX)
            put(out, "from %" PRIu64, f->min);
        else
            put_range(out, f, "");
        break;
    case KIND_I64:
        put_range(out, f, "");
        break;
    case KIND_TEXT:
        put_range(out, f, " characters");
        break;
    case KIND_BYTES:
        put_range(out, f, " bytes");
        break;
    case KIND_TIME:
        put(out, "microseconds UTC");
        break;
    case KIND_DATE:
        put(out, "yyyymmdd");
        break;
    case KIND_ID:
        put(out, "from 1");
        break;
    case KIND_BOOL:
    case KIND_ENUM:
    case KIND_RECORD:
    case KIND_SEALED:
        break;
    }
}

/* Inside a cell of a table. */
static void put_cell(struct out *out, const char *text)
{
    for (; *text != '\0'; text++)
        put(out, "%c", *text == '|' || *text == '\n' ? ' ' : *text);
}

static void put_note(struct out *out, const char **sign, const char *note)
{
    put(out, "%s", *sign);
    put_cell(out, note);
    *sign = "; ";
}

static void put_notes(struct out *out, struct arena *arena, const struct field *f)
{
    const char *sign = "";

    if (f->kind == KIND_SEALED && f->subject != NULL)
        put_note(out, &sign, text_format(arena, "personal, under the key of `%s`", f->subject).at);
    else if (f->personal)
        put_note(out, &sign, "personal");
    if (f->secret)
        put_note(out, &sign, "secret: in no log and no digest");
    if (f->unit != NULL && f->kind != KIND_TIME)
        put_note(out, &sign, text_format(arena, "unit: %s", f->unit).at);
    if (f->since > 1)
        put_note(out, &sign, text_format(arena, "since version %" PRIu32, f->since).at);
    if (f->doc != NULL)
        put_note(out, &sign, f->doc);
}

static void put_fields(struct out *out, struct arena *arena, const struct shape *shape)
{
    if (shape->count == 0) {
        put(out, "No fields: an empty map.\n");
        return;
    }
    put(out, "| field | type | there | limits | notes |\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = shape->sorted[i];
        put(out, "| `%s` | ", f->name);
        put_type(out, f);
        put(out, " | %s | ", f->optional ? "may be absent" : "always");
        put_limits(out, f);
        put(out, " | ");
        put_notes(out, arena, f);
        put(out, " |\n");
    }
}

static void put_example(struct out *out, struct arena *arena, const struct shape *shape)
{
    const struct value *value = sample_of(arena, shape, 0);

    put(out, "\n```text\n");
    value_print(out, value);
    put(out, "\n```\n\n```hex\n");
    value_print_hex(out, value_encode(arena, value));
    put(out, "```\n");
}

static void put_part(struct out *out, struct arena *arena, const char *title, const struct shape *shape)
{
    if (shape == NULL)
        return;
    put(out, "\n%s\n\n", title);
    put_fields(out, arena, shape);
    put_example(out, arena, shape);
}

static void put_roles(struct out *out, uint32_t mask)
{
    const char *sign = "";

    for (uint32_t i = 1; i < role_count; i++)
        if ((mask & (1u << i)) != 0) {
            put(out, "%s`%s`", sign, role_names[i]);
            sign = ", ";
        }
}

static void put_asked(struct out *out, const struct command *c, bool query)
{
    put(out, "\n### %s %s\n\n", query ? "query" : "command", c->name);
    if (c->doc != NULL)
        put(out, "%s\n\n", c->doc);
    put(out, "Clause %s · since version %" PRIu32 " · who: ", c->clause, c->since);
    put_roles(out, c->allow);
    if (c->second_allowed) {
        put(out, " · second person %s: ", c->second_required ? "required" : "possible");
        put_roles(out, c->second_roles);
    }
    if (c->second_within > 0)
        put(out, ", or confirmed by one within %" PRIu32 " minutes (`request_step`)", c->second_within);
    if (c->paper != 0)
        put(out, " · from the city's paper: %s (`paper`, by the site manager with a second person)", paper_words[c->paper]);
    put(out, "%s\n", c->purpose_required ? " · `purpose` required" : "");
    if (c->refusal_count > 0)
        put(out, "\nRefusals:\n\n");
    for (uint32_t i = 0; i < c->refusal_count; i++)
        put(out, "- `%s`: %s %s\n", c->refusals[i]->name, c->refusals[i]->en, c->refusals[i]->ja);
}

static void put_service(struct out *out, struct arena *arena, const struct service *s)
{
    if (strcmp(s->name, "engine") == 0)
        put(out, "\n## Events of the engine\n\nNot a service: these may stand in the log of any service, beside its own.\n");
    else
        put(out, "\n## Service %s\n\nVersion %" PRIu32 " of its contract (`%s`).\n", s->name, s->version, s->file);
    for (uint32_t i = 0; i < s->command_count; i++) {
        const struct command *c = &s->commands[i];
        put_asked(out, c, false);
        put_part(out, arena, "`body`:", c->body);
        put_part(out, arena, "`result`:", c->result);
        put_part(out, arena, "`shown`:", c->shown);
    }
    for (uint32_t i = 0; i < s->query_count; i++) {
        put_asked(out, &s->queries[i], true);
        put_part(out, arena, "`body`:", s->queries[i].body);
        put_part(out, arena, "`result`:", s->queries[i].result);
    }
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *e = &s->events[i];
        put(out, "\n### event %s\n\n%s%sSince version %" PRIu32 ".\n", e->name, e->doc == NULL ? "" : e->doc, e->doc == NULL ? "" : "\n\n", e->since);
        put_part(out, arena, "`body`:", e->stored);
    }
}

void doc_services(struct out *out, const struct model *m)
{
    must(m->complaints->count == 0);
    for (uint32_t i = 0; i < m->service_count; i++)
        put_service(out, m->arena, &m->services[i]);
}

static void put_record(struct out *out, struct arena *arena, const struct shape *shape)
{
    put(out, "\n**`%s`**%s%s\n\n", shape->name, shape->doc == NULL ? "" : ": ", shape->doc == NULL ? "" : shape->doc);
    put_fields(out, arena, shape);
    if (shape->stored == NULL)
        return;
    put(out, "\n**`%s`**: the same as it stands in events\n\n", shape->stored->name);
    put_fields(out, arena, shape->stored);
}

void doc_records(struct out *out, const struct model *m)
{
    for (uint32_t i = 0; i < m->record_count; i++)
        put_record(out, m->arena, m->records[i]);
    for (uint32_t i = 0; i < m->service_count; i++)
        for (uint32_t k = 0; k < m->services[i].record_count; k++)
            put_record(out, m->arena, m->services[i].records[k]);
}

void doc_enumerations(struct out *out, const struct model *m)
{
    put(out, "| name | values |\n|---|---|\n");
    for (uint32_t i = 0; i < m->enum_count; i++) {
        put(out, "| `%s` | ", m->enums[i].name);
        for (uint32_t k = 0; k < m->enums[i].count; k++)
            put(out, "%s`%s`%s%s", k == 0 ? "" : ", ", m->enums[i].members[k], m->enums[i].ja[k] == NULL ? "" : " ",
                m->enums[i].ja[k] == NULL ? "" : m->enums[i].ja[k]);
        put(out, " |\n");
    }
}

void doc_refusals(struct out *out, const struct model *m, bool engine_only)
{
    put(out, "| code | English | 日本語 |\n|---|---|---|\n");
    for (uint32_t i = 0; i < m->refusal_count; i++)
        if (!engine_only || m->refusals[i].engine)
            put(out, "| `%s` | %s | %s |\n", m->refusals[i].name, m->refusals[i].en, m->refusals[i].ja);
}

void doc_rules(struct out *out)
{
    put(out, "| rule | form | characters unless a field says otherwise |\n|---|---|---|\n");
    for (uint32_t i = 0; i < RULE_COUNT; i++)
        put(out, "| `%s` | %s | %" PRIu32 " to %" PRIu32 " |\n", rule_facts[i].yaml, rule_facts[i].form, rule_facts[i].min, rule_facts[i].max);
}
