/* Structs and their descriptions (record_spec), for every kind of message and row. */
#include <inttypes.h>

#include "base/invariant.h"
#include "emit.h"

void emit_banner(struct out *out, const char *what)
{
    put(out, "/* %s\n * Made by schemac from the contracts; changes belong into the YAML files. */\n", what);
}

static void emit_member_comment(struct out *out, const struct field *f)
{
    const char *doc = f->doc, *unit = f->unit;

    if (doc == NULL && unit == NULL && !f->optional && f->kind != KIND_SEALED)
        return;
    put(out, "   /*");
    if (f->kind == KIND_SEALED)
        put(out, " sealed under %s;", f->subject == NULL ? "its subject" : f->subject);
    if (unit != NULL)
        put(out, " %s;", unit);
    if (f->optional)
        put(out, " may be absent;");
    if (doc != NULL && strstr(doc, "*/") == NULL)
        put(out, " %s", doc);
    put(out, " */");
}

void emit_struct(struct out *out, struct arena *arena, const struct shape *shape)
{
    put(out, "\n/* %s:%" PRIu32 "%s */\nstruct %s {\n", shape->file, shape->line,
        shape->use == USE_EVENT_OPEN ? ": as stated, before sealing" : "", shape->name);
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];
        const char *type = field_c_type(arena, f);
        if (f->list)
            put(out, "    struct { const %s *at; uint32_t count; } %s;", type, f->name);
        else
            put(out, "    %s %s;", type, f->name);
        emit_member_comment(out, f);
        put(out, "\n");
    }
    if (shape->count == 0)
        put(out, "    char empty;\n");
    put(out, "};\n");
}

static void emit_number(struct out *out, const struct field *f, const char *name, uint64_t v)
{
    if (v == 0)
        return;
    if (f->kind == KIND_I64 && (int64_t)v == INT64_MIN)
        put(out, ", .%s = (uint64_t)INT64_MIN", name);
    else if (f->kind == KIND_I64)
        put(out, ", .%s = (uint64_t)INT64_C(%" PRId64 ")", name, (int64_t)v);
    else
        put(out, ", .%s = UINT64_C(%" PRIu64 ")", name, v);
}

static void emit_field_spec(struct out *out, const struct shape *shape, const struct field *f)
{
    put(out, "    { .name = \"%s\", .kind = %s", f->name, kind_facts[f->kind].constant);
    put(out, "%s%s%s%s", f->list ? ", .list = true" : "", f->optional ? ", .optional = true" : "",
        f->secret ? ", .secret = true" : "", f->personal ? ", .personal = true" : "");
    put(out, ", .offset = offsetof(struct %s, %s)", shape->name, f->name);
    if (f->list)
        put(out, ", .list_max = %" PRIu32 ", .list_stride = sizeof(((struct %s *)0)->%s.at[0])", f->list_max, shape->name, f->name);
    emit_number(out, f, "min", f->min);
    emit_number(out, f, "max", f->max);
    if (f->kind == KIND_TEXT)
        put(out, ", .text_rule = %s", rule_facts[f->rule].constant);
    if (f->kind == KIND_ENUM)
        put(out, ", .values = &%s_values", f->values->name);
    if (f->kind == KIND_RECORD)
        put(out, ", .record = &%s_spec", f->record->name);
    if (f->subject != NULL)
        put(out, ", .subject = \"%s\"", f->subject);
    if (f->unit != NULL) {
        put(out, ", .unit = ");
        put_string(out, f->unit);
    }
    put(out, ", .line = %" PRIu32 " },\n", f->line);
}

void emit_spec(struct out *out, const struct shape *shape, const char *linkage, const char *suffix)
{
    must(shape->sorted != NULL);
    put(out, "\n/* %s:%" PRIu32 " */\n", shape->file, shape->line);
    put(out, "static const struct field_spec %s%s_fields[%s] = {", shape->name, suffix, shape->count == 0 ? "1" : "");
    for (uint32_t i = 0; i < shape->count; i++) {
        put(out, "%s", i == 0 ? "\n" : "");
        emit_field_spec(out, shape, shape->sorted[i]);
    }
    put(out, "%s};\n", shape->count == 0 ? " { 0 } " : "");
    put(out, "%sconst struct record_spec %s%s = { .name = \"%s\", .file = \"%s\", .line = %" PRIu32 ", .size = sizeof(struct %s)", linkage,
        shape->name, suffix, shape->name, shape->file, shape->line, shape->name);
    put(out, ", .field_count = %" PRIu32 ", .fields = %s%s_fields };\n", shape->count, shape->name, suffix);
}
