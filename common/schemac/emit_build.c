/* gen/<service>_build.h: the builders of tests, the one place with macros; and gen/contracts.h and .c,
 * an index of all messages for tests that go through every one. */
#include <inttypes.h>

#include "base/invariant.h"
#include "emit.h"

static void put_builder(struct out *out, const char *what, const struct service *s, const char *name, const struct shape *shape)
{
    if (shape == NULL)
        return;
    const char *macro = strcmp(what, "event") == 0 ? name : shape->name;
    put(out, "#define %s(...) build_%s(\"%s\", \"%s\", &%s_spec, &(struct %s){ __VA_ARGS__ })\n", macro, what, s->name, name, shape->name, shape->name);
}

enum err emit_build(const struct model *m, const struct service *s, const char *dir)
{
    const char *guard = upper(m->arena, s->name);
    struct out out;

    out_open(&out);
    emit_banner(&out, text_format(m->arena, "Builders for tests of %s; tests/unit/bench.h declares what they call:\n"
                                            " *   struct built build_command(const char *service, const char *name, const struct record_spec *spec, const void *value);\n"
                                            " *   and build_result, build_shown, build_event (spec: the open form), build_query, build_answer alike.\n *", s->name).at);
    put(&out, "#ifndef GEN_%s_BUILD_H\n#define GEN_%s_BUILD_H\n\n#include \"gen/%s.h\"\n\n", guard, guard, s->name);
    for (uint32_t i = 0; i < s->command_count; i++) {
        const struct command *c = &s->commands[i];
        put_builder(&out, "command", s, c->name, c->body);
        put_builder(&out, "result", s, c->name, c->result);
        put_builder(&out, "shown", s, c->name, c->shown);
    }
    for (uint32_t i = 0; i < s->event_count; i++)
        put_builder(&out, "event", s, s->events[i].name, s->events[i].open);
    for (uint32_t i = 0; i < s->query_count; i++) {
        put_builder(&out, "query", s, s->queries[i].name, s->queries[i].body);
        put_builder(&out, "answer", s, s->queries[i].name, s->queries[i].result);
    }
    put(&out, "\n#endif\n");
    return out_write(&out, dir, text_format(m->arena, "%s_build.h", s->name).at);
}

static void put_entry(struct out *out, const struct service *s, const char *kind, const char *name, const struct shape *shape)
{
    if (shape != NULL)
        put(out, "    { \"%s\", \"%s\", \"%s\", &%s_spec },\n", s->name, kind, name, shape->name);
}

static uint32_t put_entries(struct out *out, const struct service *s)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->command_count; i++) {
        const struct command *c = &s->commands[i];
        put_entry(out, s, "command", c->name, c->body);
        put_entry(out, s, "result", c->name, c->result);
        put_entry(out, s, "shown", c->name, c->shown);
        count += 1u + (c->result != NULL) + (c->shown != NULL);
    }
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *e = &s->events[i];
        put_entry(out, s, "event", e->name, e->stored);
        put_entry(out, s, "event_open", e->name, e->open != e->stored ? e->open : NULL);
        count += e->open != e->stored ? 2 : 1;
    }
    for (uint32_t i = 0; i < s->query_count; i++) {
        put_entry(out, s, "query", s->queries[i].name, s->queries[i].body);
        put_entry(out, s, "answer", s->queries[i].name, s->queries[i].result);
        count += 2;
    }
    return count;
}

static enum err index_header(const char *dir)
{
    struct out out;

    out_open(&out);
    emit_banner(&out, "Every message of every service.");
    put(&out, "#ifndef GEN_CONTRACTS_H\n#define GEN_CONTRACTS_H\n\n#include \"codec/message.h\"\n\nstruct contract_message {\n"
              "    const char *service;\n    const char *kind;      /* command result shown event event_open query answer */\n"
              "    const char *name;      /* of the command, event or query */\n    const struct record_spec *spec;\n};\n\n"
              "extern const struct contract_message contract_messages[];\nextern const uint32_t contract_message_count;\n\n"
              "/* By kind and name over all services (names are unique); NULL when there is none. */\n"
              "const struct record_spec *contract_message_spec(const char *kind, const char *name);\n\n#endif\n");
    return out_write(&out, dir, "contracts.h");
}

enum err emit_index(const struct model *m, const char *dir)
{
    struct out out;
    uint32_t count = 0;

    TRY(index_header(dir));
    must(m->service_count > 0);
    out_open(&out);
    emit_banner(&out, "Every message of every service.");
    put(&out, "#include \"gen/contracts.h\"\n\n#include <string.h>\n\n");
    for (uint32_t i = 0; i < m->service_count; i++)
        put(&out, "#include \"gen/%s.h\"\n", m->services[i].name);
    put(&out, "\nconst struct contract_message contract_messages[] = {\n");
    for (uint32_t i = 0; i < m->service_count; i++)
        count += put_entries(&out, &m->services[i]);
    put(&out, "    { NULL, NULL, NULL, NULL }\n};\nconst uint32_t contract_message_count = %" PRIu32 ";\n", count);
    put(&out, "\nconst struct record_spec *contract_message_spec(const char *kind, const char *name)\n{\n"
              "    for (uint32_t i = 0; i < contract_message_count; i++)\n"
              "        if (strcmp(contract_messages[i].kind, kind) == 0 && strcmp(contract_messages[i].name, name) == 0)\n"
              "            return contract_messages[i].spec;\n    return NULL;\n}\n");
    return out_write(&out, dir, "contracts.c");
}
