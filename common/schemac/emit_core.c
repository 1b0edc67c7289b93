/* gen/<service>_core.c: what joins a service's own functions to the engine. Function pointers are
 * never cast, so each gets a small function with the engine's signature. */
#include <inttypes.h>

#include "base/invariant.h"
#include "emit.h"

static void put_mask(struct out *out, struct arena *arena, uint32_t mask)
{
    const char *sign = "";

    for (uint32_t i = 1; i < role_count; i++)
        if ((mask & (1u << i)) != 0) {
            put(out, "%sROLE_BIT(ROLE_%s)", sign, upper(arena, role_names[i]));
            sign = " | ";
        }
    if (mask == 0)
        put(out, "0");
}

static void put_head(struct out *out, const struct model *m, const struct service *s)
{
    emit_banner(out, text_format(m->arena, "Joins the functions of %s to the engine.", s->name).at);
    put(out, "#include \"engine/service.h\"\n#include \"gen/%s.h\"\n#include \"gen/%s_tables.h\"\n", s->name, s->name);
    for (uint32_t i = 0; i < s->source_count; i++)
        put(out, "#include \"gen/%s.h\"\n", s->sources[i]->name);
    put(out, "\n#include <stddef.h>\n\n");
    for (uint32_t i = 1; i < role_count; i++)
        put(out, "_Static_assert(ROLE_%s == %" PRIu32 ", \"the roles of schemac\");\n", upper(m->arena, role_names[i]), i);
}

static void put_command_functions(struct out *out, const struct command *c)
{
    put(out, "\n/* %s:%" PRIu32 " */\nstatic void run_%s(const struct view *v, const struct context *c, const void *command, struct decision *out)\n{\n"
             "    decide_%s(v, c, command, out);\n}\n", c->file, c->line, c->name, c->name);
    if (c->result != NULL)
        put(out, "\nvoid result_%s(struct decision *out, const struct %s *result)\n{\n    decision_result(out, &%s_spec, result);\n}\n", c->name,
            c->result->name, c->result->name);
    if (c->shown == NULL)
        return;
    put(out, "\nstatic void shown_%s(const struct view *v, const struct context *c, const void *command, const void *result, void *ret)\n{\n", c->name);
    if (c->result == NULL)
        put(out, "    (void)result;\n");
    put(out, "    show_%s(v, c, command, %sret);\n}\n", c->name, c->result == NULL ? "" : "result, ");
}

static void put_refusals(struct out *out, struct arena *arena, const struct command *c)
{
    if (c->refusal_count == 0)
        return;
    put(out, "static const enum refusal %s_refusals[] = {", c->name);
    for (uint32_t i = 0; i < c->refusal_count; i++)
        put(out, "%s%s", i == 0 ? " " : ", ", upper(arena, c->refusals[i]->name));
    put(out, " };\n");
}

static void put_asked(struct out *out, struct arena *arena, const struct command *c)
{
    put(out, "    { .name = \"%s\", .clause = ", c->name);
    put_string(out, c->clause);
    put(out, ", .body = &%s_spec", c->body->name);
    if (c->result != NULL)
        put(out, ", .result = &%s_spec", c->result->name);
    put(out, ",\n      .allow = ");
    put_mask(out, arena, c->allow);
    if (c->refusal_count > 0)
        put(out, ",\n      .refusals = %s_refusals, .refusal_count = %" PRIu32, c->name, c->refusal_count);
}

static void put_commands(struct out *out, struct arena *arena, const struct service *s)
{
    for (uint32_t i = 0; i < s->command_count; i++) {
        put_command_functions(out, &s->commands[i]);
        put_refusals(out, arena, &s->commands[i]);
    }
    if (s->command_count == 0)
        return;
    put(out, "\nstatic const struct command_spec commands[] = {\n");
    for (uint32_t i = 0; i < s->command_count; i++) {
        const struct command *c = &s->commands[i];
        put_asked(out, arena, c);
        if (c->second_allowed) {
            put(out, ",\n      .second = { .allowed = true, .required = %s, .roles = ", c->second_required ? "true" : "false");
            put_mask(out, arena, c->second_roles);
            if (c->second_within > 0)
                put(out, ", .later_minutes = %" PRIu32, c->second_within);
            if (c->second_list != NULL)
                put(out, ", .later_list = \"%s\"", c->second_list);
            put(out, " }");
        }
        put(out, "%s", c->paper == 0 ? "" : c->paper == 1 ? ",\n      .paper = PAPER_ALLOWED" : ",\n      .paper = PAPER_REQUIRED");
        put(out, "%s", c->purpose_required ? ",\n      .purpose_required = true" : "");
        if (c->slow != 0)
            put(out, ",\n      .slow = %s", slow_constants[c->slow]);
        if (c->shown != NULL)
            put(out, ",\n      .shown = &%s_spec, .show = shown_%s", c->shown->name, c->name);
        put(out, ",\n      .decide = run_%s },\n", c->name);
    }
    put(out, "};\n");
}

static void put_events(struct out *out, const struct service *s)
{
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *e = &s->events[i];
        put(out, "\n/* %s:%" PRIu32 " */\nstatic void fold_%s(struct txn *t, const void *event)\n{\n    apply_%s(t, event);\n}\n", e->file, e->line,
            e->name, e->name);
        if (e->derives)
            put(out, "\nstatic void redo_%s(struct txn *t, const void *event)\n{\n    derive_%s(t, event);\n}\n", e->name, e->name);
    }
    if (s->event_count == 0)
        return;
    put(out, "\nstatic const struct event_spec events[] = {\n");
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *e = &s->events[i];
        put(out, "    { .name = \"%s\", .stored = &%s_spec, .open = &%s_spec, .since = %" PRIu32 "%s, .notes = %s, .apply = fold_%s", e->name, e->name,
            e->open->name, e->since, e->open != e->stored ? ", .has_personal = true" : "", note_constants[e->notes], e->name);
        if (e->derives)
            put(out, ", .derive = redo_%s", e->name);
        put(out, " },\n");
    }
    put(out, "};\n");
    for (uint32_t i = 0; i < s->event_count; i++)
        put(out, "\nvoid emit_%s(struct decision *out, const struct %s *event)\n{\n    decision_emit(out, &events[%" PRIu32 "], event);\n}\n",
            s->events[i].name, s->events[i].open->name, i);
}

static void put_queries(struct out *out, struct arena *arena, const struct service *s)
{
    for (uint32_t i = 0; i < s->query_count; i++) {
        const struct command *q = &s->queries[i];
        put(out, "\n/* %s:%" PRIu32 " */\nstatic enum refusal ask_%s(const struct view *v, const struct context *c, const void *query, void *ret)\n{\n"
                 "    return answer_%s(v, c, query, ret);\n}\n", q->file, q->line, q->name, q->name);
        put_refusals(out, arena, q);
    }
    if (s->query_count == 0)
        return;
    put(out, "\nstatic const struct query_spec queries[] = {\n");
    for (uint32_t i = 0; i < s->query_count; i++) {
        put_asked(out, arena, &s->queries[i]);
        put(out, ",\n      .answer = ask_%s },\n", s->queries[i].name);
    }
    put(out, "};\n");
}

static void put_follows(struct out *out, const struct service *s)
{
    for (uint32_t i = 0; i < s->follow_count; i++)
        if (s->follows[i].handled)
            put(out, "\nstatic void react_%s(const struct view *v, const struct context *c, const void *event, struct decision *out)\n{\n"
                     "    on_%s(v, c, event, out);\n}\n", s->follows[i].event->name, s->follows[i].event->name);
    if (s->follow_count > 0)
        put(out, "\nstatic const struct follow_spec follows[] = {\n");
    for (uint32_t i = 0; i < s->follow_count; i++) {
        const struct event *e = s->follows[i].event;
        put(out, "    { .source = \"%s\", .event = \"%s\", .stored = &%s_spec, .notes = %s", s->follows[i].source->name, e->name, e->name,
            note_constants[e->notes]);
        if (s->follows[i].handled)
            put(out, ", .on = react_%s", e->name);
        put(out, " },\n%s", i + 1 == s->follow_count ? "};\n" : "");
    }
    if (s->source_count > 0)
        put(out, "\nstatic const char *const sources[] = {");
    for (uint32_t i = 0; i < s->source_count; i++)
        put(out, "%s\"%s\"%s", i == 0 ? " " : ", ", s->sources[i]->name, i + 1 == s->source_count ? " };\n" : "");
}

static void put_timers_and_tables(struct out *out, const struct service *s)
{
    if (s->timer_count > 0)
        put(out, "\nstatic const struct timer_spec timers[] = {\n");
    for (uint32_t i = 0; i < s->timer_count; i++)
        put(out, "    { \"%s\", due_%s },\n%s", s->timers[i], s->timers[i], i + 1 == s->timer_count ? "};\n" : "");
    if (s->table_count > 0)
        put(out, "\nstatic const struct table *const tables[] = {");
    for (uint32_t i = 0; i < s->table_count; i++)
        put(out, "%s&%s_table%s", i == 0 ? " " : ", ", s->tables[i].name, i + 1 == s->table_count ? " };\n" : "");
}

static void put_part(struct out *out, const char *part, const char *singular, uint32_t count)
{
    if (count > 0)
        put(out, "    .%s = %s, .%s_count = %" PRIu32 ",\n", part, part, singular, count);
}

enum err emit_core(const struct model *m, const struct service *s, const char *dir)
{
    struct out out;

    out_open(&out);
    put_head(&out, m, s);
    put_commands(&out, m->arena, s);
    put_events(&out, s);
    put_queries(&out, m->arena, s);
    put_follows(&out, s);
    if (strcmp(s->name, "engine") != 0)
        emit_table_functions(&out, m, s);
    put_timers_and_tables(&out, s);
    put(&out, "\n/* %s */\nconst struct contract %s_contract = {\n    .service = \"%s\", .state_version = %" PRIu32 ",\n", s->file, s->name, s->name,
        s->state_version);
    put_part(&out, "commands", "command", s->command_count);
    put_part(&out, "events", "event", s->event_count);
    put_part(&out, "queries", "query", s->query_count);
    put_part(&out, "follows", "follow", s->follow_count);
    put_part(&out, "timers", "timer", s->timer_count);
    put_part(&out, "sources", "source", s->source_count);
    put_part(&out, "tables", "table", s->table_count);
    if (s->takes_entries)
        put(&out, "    .takes_entries = true, .on_entry = on_entry,\n");
    if (s->config != NULL)
        put(&out, "    .config = &%s_spec,\n", s->config->name);
    put(&out, "};\n");
    return out_write(&out, dir, text_format(m->arena, "%s_core.c", s->name).at);
}
