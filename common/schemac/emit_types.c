/* gen/types.h and .c: ids, enumerations, shared records. gen/refusals.h and .c: every refusal with
 * its sentences; these depend on nothing but base/bytes.h. */
#include <inttypes.h>

#include "base/invariant.h"
#include "emit.h"

static void put_enum(struct out *out, struct arena *arena, const struct enumeration *e)
{
    put(out, "\n/* %s:%" PRIu32 " */\nenum %s {\n", e->file, e->line, e->name);
    for (uint32_t i = 0; i < e->count; i++)
        put(out, "    %s%s%s\n", upper(arena, text_format(arena, "%s_%s", e->name, e->members[i]).at), i == 0 ? " = 1" : "",
            i + 1 < e->count ? "," : "");
    put(out, "};\nextern const struct enum_spec %s_values;\n", e->name);
    put(out, "/* As on the wire; \"\" for the absent value. */\nconst char *%s_name(enum %s value);\n", e->name, e->name);
    put(out, "/* For people; the wire name when the contract has no word. */\nconst char *%s_ja(enum %s value);\nconst char *%s_en(enum %s value);\n",
        e->name, e->name, e->name, e->name);
}

static void put_words(struct out *out, const struct enumeration *e, const char **words, const char *suffix)
{
    put(out, "static const char *const %s_words%s[] = {", e->name, suffix);
    for (uint32_t i = 0; i < e->count; i++) {
        put(out, "%s", i == 0 ? " " : ", ");
        put_string(out, words[i] != NULL ? words[i] : e->members[i]);
    }
    put(out, " };\n");
}

/* The function that looks a value up in one of the lists above. */
static void put_lookup(struct out *out, const struct enumeration *e, const char *function, const char *list)
{
    put(out, "\nconst char *%s_%s(enum %s value)\n{\n    return value >= 1 && value <= %" PRIu32 " ? %s_%s[value - 1] : \"\";\n}\n", e->name,
        function, e->name, e->count, e->name, list);
}

static void put_enum_code(struct out *out, const struct enumeration *e)
{
    put(out, "\n/* %s:%" PRIu32 " */\nstatic const char *const %s_members[] = {", e->file, e->line, e->name);
    for (uint32_t i = 0; i < e->count; i++)
        put(out, "%s\"%s\"", i == 0 ? " " : ", ", e->members[i]);
    put(out, " };\n");
    put_words(out, e, e->ja, "_ja");
    put_words(out, e, e->en, "_en");
    put(out, "const struct enum_spec %s_values = { \"%s\", %s_members, %" PRIu32 " };\n", e->name, e->name, e->name, e->count);
    put_lookup(out, e, "name", "members");
    put_lookup(out, e, "ja", "words_ja");
    put_lookup(out, e, "en", "words_en");
}

static enum err types_header(const struct model *m, const char *dir)
{
    struct out out;

    out_open(&out);
    emit_banner(&out, "Ids, enumerations and records that services share.");
    put(&out, "#ifndef GEN_TYPES_H\n#define GEN_TYPES_H\n\n#include \"base/bytes.h\"\n#include \"base/date.h\"\n#include \"base/id.h\"\n"
              "#include \"codec/message.h\"\n\n");
    for (uint32_t i = 0; i < m->id_count; i++)
        put(&out, "struct %s { uint64_t v; };\n", m->ids[i]);
    for (uint32_t i = 0; i < m->enum_count; i++)
        put_enum(&out, m->arena, &m->enums[i]);
    for (uint32_t i = 0; i < m->record_count; i++) {
        const struct shape *stored = m->records[i]->stored;
        emit_struct(&out, m->arena, m->records[i]);
        put(&out, "extern const struct record_spec %s_spec;\n", m->records[i]->name);
        if (stored == NULL)
            continue;
        emit_struct(&out, m->arena, stored);
        put(&out, "extern const struct record_spec %s_spec;\n", stored->name);
    }
    put(&out, "\n#endif\n");
    return out_write(&out, dir, "types.h");
}

enum err emit_types(const struct model *m, const char *dir)
{
    struct out out;

    TRY(types_header(m, dir));
    out_open(&out);
    emit_banner(&out, "Words and descriptions of the shared types.");
    put(&out, "#include \"gen/types.h\"\n\n#include <stddef.h>\n");
    for (uint32_t i = 0; i < m->enum_count; i++)
        put_enum_code(&out, &m->enums[i]);
    for (uint32_t i = 0; i < m->record_count; i++) {
        emit_spec(&out, m->records[i], "", "_spec");
        if (m->records[i]->stored != NULL)
            emit_spec(&out, m->records[i]->stored, "", "_spec");
    }
    return out_write(&out, dir, "types.c");
}

static enum err refusals_header(const struct model *m, const char *dir)
{
    struct out out;

    out_open(&out);
    emit_banner(&out, "Every refusal: an expected answer with a sentence for people.");
    put(&out, "#ifndef GEN_REFUSALS_H\n#define GEN_REFUSALS_H\n\n#include <stdbool.h>\n\n#include \"base/bytes.h\"\n\nenum refusal {\n"
              "    REFUSAL_NONE,\n");
    for (uint32_t i = 0; i < m->refusal_count; i++)
        put(&out, "    %s,%s /* %s:%" PRIu32 " */\n", upper(m->arena, m->refusals[i].name), m->refusals[i].engine ? " /* engine */" : "",
            m->refusals[i].file, m->refusals[i].line);
    put(&out, "};\nenum { REFUSAL_COUNT = %" PRIu32 " };      /* REFUSAL_NONE included */\n\n"
              "/* As on the wire: \"no_such_desk\"; \"\" for none. */\nconst char *refusal_name(enum refusal refusal);\n"
              "/* For people; \"\" for none. */\nconst char *refusal_sentence(enum refusal refusal, bool japanese);\n"
              "/* False when there is no such name. */\nbool refusal_of(struct text name, enum refusal *ret);\n"
              "/* Made by the engine, not by a service's decision. */\nbool refusal_is_engines(enum refusal refusal);\n\n#endif\n",
        m->refusal_count + 1);
    return out_write(&out, dir, "refusals.h");
}

enum err emit_refusals(const struct model *m, const char *dir)
{
    struct out out;

    TRY(refusals_header(m, dir));
    out_open(&out);
    emit_banner(&out, "Names and sentences of the refusals.");
    put(&out, "#include \"gen/refusals.h\"\n\nstatic const struct { const char *name, *ja, *en; bool engine; } all[REFUSAL_COUNT] = {\n"
              "    { \"\", \"\", \"\", false },\n");
    for (uint32_t i = 0; i < m->refusal_count; i++) {
        put(&out, "    { \"%s\", ", m->refusals[i].name);
        put_string(&out, m->refusals[i].ja);
        put(&out, ", ");
        put_string(&out, m->refusals[i].en);
        put(&out, ", %s },\n", m->refusals[i].engine ? "true" : "false");
    }
    put(&out, "};\n\nstatic bool in_range(enum refusal refusal)\n{\n    return (unsigned)refusal < (unsigned)REFUSAL_COUNT;\n}\n"
              "\nconst char *refusal_name(enum refusal refusal)\n{\n    return in_range(refusal) ? all[refusal].name : \"\";\n}\n"
              "\nconst char *refusal_sentence(enum refusal refusal, bool japanese)\n{\n    if (!in_range(refusal))\n        return \"\";\n"
              "    return japanese ? all[refusal].ja : all[refusal].en;\n}\n"
              "\nbool refusal_of(struct text name, enum refusal *ret)\n{\n    for (unsigned i = 1; i < (unsigned)REFUSAL_COUNT; i++)\n"
              "        if (text_is(name, all[i].name)) {\n            *ret = (enum refusal)i;\n            return true;\n        }\n    return false;\n}\n"
              "\nbool refusal_is_engines(enum refusal refusal)\n{\n    return in_range(refusal) && all[refusal].engine;\n}\n");
    return out_write(&out, dir, "refusals.c");
}
