/* gen/<service>.h and .c: the structs of its messages, their descriptions, encode and decode, and a
 * declaration of every function the domain must write. */
#include <inttypes.h>

#include "base/invariant.h"
#include "emit.h"

static void put_message(struct out *out, struct arena *arena, const struct shape *shape)
{
    if (shape == NULL)
        return;
    emit_struct(out, arena, shape);
    put(out, "extern const struct record_spec %s_spec;\n", shape->name);
}

static void put_codec(struct out *out, const struct shape *shape)
{
    if (shape == NULL)
        return;
    put(out, "void encode_%s(const struct %s *from, struct writer *w);\n", shape->name, shape->name);
    put(out, "MUST_CHECK enum err decode_%s(struct bytes in, struct arena *arena, struct %s *ret, struct field_fault *ret_fault);\n", shape->name,
        shape->name);
}

static void put_records(struct out *out, struct arena *arena, const struct service *s)
{
    for (uint32_t i = 0; i < s->record_count; i++) {
        put_message(out, arena, s->records[i]);
        put_message(out, arena, s->records[i]->stored);
    }
}

static void put_commands(struct out *out, struct arena *arena, const struct service *s)
{
    for (uint32_t i = 0; i < s->command_count; i++) {
        const struct command *c = &s->commands[i];
        put_message(out, arena, c->body);
        put_codec(out, c->body);
        put_message(out, arena, c->result);
        put_codec(out, c->result);
        put_message(out, arena, c->shown);
        put_codec(out, c->shown);
        put(out, "/* %s%s%s */\nvoid decide_%s(const struct view *v, const struct context *c, const struct %s *command, struct decision *out);\n", c->clause,
            c->doc == NULL ? "" : " ", c->doc == NULL ? "" : c->doc, c->name, c->name);
        if (c->result != NULL)
            put(out, "void result_%s(struct decision *out, const struct %s *result);\n", c->name, c->result->name);
        if (c->shown != NULL && c->result != NULL)
            put(out, "void show_%s(const struct view *v, const struct context *c, const struct %s *command, const struct %s *result, struct %s *ret);\n", c->name,
                c->name, c->result->name, c->shown->name);
        else if (c->shown != NULL)
            put(out, "void show_%s(const struct view *v, const struct context *c, const struct %s *command, struct %s *ret);\n", c->name, c->name,
                c->shown->name);
    }
}

static void put_events(struct out *out, struct arena *arena, const struct service *s)
{
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *e = &s->events[i];
        put_message(out, arena, e->stored);
        if (e->open != e->stored)
            put_message(out, arena, e->open);
        put_codec(out, e->stored);
        if (e->doc != NULL)
            put(out, "/* %s */\n", e->doc);
        put(out, "void emit_%s(struct decision *out, const struct %s *event);\n", e->name, e->open->name);
        put(out, "void apply_%s(struct txn *t, const struct %s *event);\n", e->name, e->name);
        if (e->derives)
            put(out, "void derive_%s(struct txn *t, const struct %s *event);\n", e->name, e->name);
    }
}

static void put_queries(struct out *out, struct arena *arena, const struct service *s)
{
    for (uint32_t i = 0; i < s->query_count; i++) {
        const struct command *q = &s->queries[i];
        put_message(out, arena, q->body);
        put_codec(out, q->body);
        put_message(out, arena, q->result);
        put_codec(out, q->result);
        put(out, "/* %s%s%s */\nenum refusal answer_%s(const struct view *v, const struct context *c, const struct %s *query, struct %s *ret);\n", q->clause,
            q->doc == NULL ? "" : " ", q->doc == NULL ? "" : q->doc, q->name, q->name, q->result->name);
    }
}

static void put_reactions(struct out *out, struct arena *arena, const struct service *s)
{
    for (uint32_t i = 0; i < s->follow_count; i++) {
        const struct event *e = s->follows[i].event;
        if (!s->follows[i].handled)
            continue;
        put(out, "\n/* %s:%" PRIu32 ", gen/%s.h */\nstruct %s;\n", e->file, e->line, s->follows[i].source->name, e->name);
        put(out, "void on_%s(const struct view *v, const struct context *c, const struct %s *event, struct decision *out);\n", e->name, e->name);
    }
    if (s->takes_entries)
        put(out, "\n/* Every entry of the services followed as a whole. */\n"
                 "void on_entry(const struct view *v, const struct context *c, const struct followed_entry *entry, struct decision *out);\n");
    if (s->timer_count > 0)
        put(out, "\n/* The numbers are stored: a timer is only ever added at the end. */\nenum {\n");
    for (uint32_t i = 0; i < s->timer_count; i++)
        put(out, "    TIMER_%s_%s = %" PRIu32 "%s\n", upper(arena, s->name), upper(arena, s->timers[i]), i + 1, i + 1 < s->timer_count ? "," : "\n};");
    for (uint32_t i = 0; i < s->timer_count; i++)
        put(out, "void due_%s(const struct view *v, const struct context *c, uint64_t key, struct decision *out);\n", s->timers[i]);
}

static enum err header(const struct model *m, const struct service *s, const char *dir)
{
    const char *guard = upper(m->arena, s->name);
    struct out out;

    out_open(&out);
    emit_banner(&out, text_format(m->arena, "The messages of %s, version %" PRIu32 ".", s->name, s->version).at);
    put(&out, "#ifndef GEN_%s_H\n#define GEN_%s_H\n\n#include \"base/arena.h\"\n#include \"base/err.h\"\n#include \"codec/message.h\"\n"
              "#include \"gen/refusals.h\"\n#include \"gen/types.h\"\n\n"
              "struct view;\nstruct txn;\nstruct context;\nstruct decision;\nstruct followed_entry;\nstruct contract;\n",
        guard, guard);
    put_records(&out, m->arena, s);
    put_commands(&out, m->arena, s);
    put_events(&out, m->arena, s);
    put_queries(&out, m->arena, s);
    put_reactions(&out, m->arena, s);
    put_message(&out, m->arena, s->config);
    put(&out, "\nextern const struct contract %s_contract;\n\n", s->name);
    for (uint32_t i = 0; i < s->source_count; i++)      /* last: services may follow each other */
        put(&out, "#include \"gen/%s.h\"\n", s->sources[i]->name);
    put(&out, "\n#endif\n");
    return out_write(&out, dir, text_format(m->arena, "%s.h", s->name).at);
}

static void put_spec(struct out *out, const struct shape *shape)
{
    if (shape != NULL)
        emit_spec(out, shape, "", "_spec");
}

static void put_codec_code(struct out *out, const struct shape *shape, const char *unknown)
{
    if (shape == NULL)
        return;
    put_spec(out, shape);
    put(out, "\nvoid encode_%s(const struct %s *from, struct writer *w)\n{\n    message_encode(&%s_spec, from, w);\n}\n", shape->name, shape->name,
        shape->name);
    put(out, "\nenum err decode_%s(struct bytes in, struct arena *arena, struct %s *ret, struct field_fault *ret_fault)\n{\n"
             "    return message_decode(&%s_spec, in, %s, arena, ret, ret_fault);\n}\n", shape->name, shape->name, shape->name, unknown);
}

enum err emit_messages(const struct model *m, const struct service *s, const char *dir)
{
    struct out out;

    TRY(header(m, s, dir));
    out_open(&out);
    emit_banner(&out, text_format(m->arena, "Descriptions of the messages of %s.", s->name).at);
    put(&out, "#include \"gen/%s.h\"\n\n#include <stddef.h>\n", s->name);
    for (uint32_t i = 0; i < s->record_count; i++) {
        put_spec(&out, s->records[i]);
        put_spec(&out, s->records[i]->stored);
    }
    for (uint32_t i = 0; i < s->command_count; i++) {
        put_codec_code(&out, s->commands[i].body, "UNKNOWN_REFUSED");
        put_codec_code(&out, s->commands[i].result, "UNKNOWN_KEPT");
        put_codec_code(&out, s->commands[i].shown, "UNKNOWN_KEPT");
    }
    for (uint32_t i = 0; i < s->event_count; i++) {
        put_codec_code(&out, s->events[i].stored, "UNKNOWN_KEPT");
        if (s->events[i].open != s->events[i].stored)
            put_spec(&out, s->events[i].open);
    }
    for (uint32_t i = 0; i < s->query_count; i++) {
        put_codec_code(&out, s->queries[i].body, "UNKNOWN_REFUSED");
        put_codec_code(&out, s->queries[i].result, "UNKNOWN_KEPT");
    }
    put_spec(&out, s->config);
    must(s->top != NULL);
    return out_write(&out, dir, text_format(m->arena, "%s.c", s->name).at);
}
