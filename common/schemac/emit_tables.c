/* gen/<service>_tables.h: row structs and typed access; and the code behind it, which is compiled
 * into the service's sealed core (the engine's into the library of contracts). */
#include <inttypes.h>

#include "base/invariant.h"
#include "emit.h"

static void put_key_args(struct out *out, struct arena *arena, const struct table *t)
{
    for (uint32_t i = 0; i < t->key_count; i++)
        put(out, ", %s %s", field_c_type(arena, t->key[i]), t->key[i]->name);
}

static void put_key(struct out *out, const struct table *t)
{
    put(out, "    const struct %s key = {", t->name);
    for (uint32_t i = 0; i < t->key_count; i++)
        put(out, "%s.%s = %s", i == 0 ? " " : ", ", t->key[i]->name, t->key[i]->name);
    put(out, " };\n");
}

enum table_call { CALL_FIND, CALL_ROW, CALL_PUT, CALL_REMOVE, CALL_SCAN, CALL_SCAN_BACKWARD, CALL_NEXT, CALL_COUNT };

static void put_head(struct out *out, struct arena *arena, const struct table *t, enum table_call call)
{
    const char *n = t->name;

    switch (call) {
    case CALL_FIND:
        put(out, "bool %s_find(const struct view *v", n);
        put_key_args(out, arena, t);
        put(out, ", struct %s *ret)", n);
        break;
    case CALL_ROW:
        put(out, "struct %s %s_row(const struct txn *t", n, n);
        put_key_args(out, arena, t);
        put(out, ")");
        break;
    case CALL_PUT:
        put(out, "void %s_put(struct txn *t, const struct %s *row)", n, n);
        break;
    case CALL_REMOVE:
        put(out, "void %s_remove(struct txn *t", n);
        put_key_args(out, arena, t);
        put(out, ")");
        break;
    case CALL_SCAN:
        put(out, "struct row_scan %s_scan(const struct view *v, uint32_t prefix, const struct %s *from)", n, n);
        break;
    case CALL_SCAN_BACKWARD:
        put(out, "struct row_scan %s_scan_backward(const struct view *v, uint32_t prefix, const struct %s *from)", n, n);
        break;
    case CALL_NEXT:
        put(out, "bool %s_next(struct row_scan *scan, struct %s *ret)", n, n);
        break;
    case CALL_COUNT:
        must(false);
        break;
    }
}

static void put_body(struct out *out, const struct table *t, enum table_call call)
{
    const char *n = t->name;

    put(out, "\n{\n");
    if (call == CALL_FIND || call == CALL_ROW || call == CALL_REMOVE)
        put_key(out, t);
    if (call == CALL_FIND)
        put(out, "    return row_find(v, &%s_table, &key, ret);\n", n);
    if (call == CALL_ROW)
        put(out, "    struct %s row;\n    row_get(t, &%s_table, &key, &row);\n    return row;\n", n, n);
    if (call == CALL_PUT)
        put(out, "    row_put(t, &%s_table, row);\n", n);
    if (call == CALL_REMOVE)
        put(out, "    row_remove(t, &%s_table, &key);\n", n);
    if (call == CALL_SCAN || call == CALL_SCAN_BACKWARD)
        put(out, "    struct row_scan scan;\n    row_scan_begin%s(v, &%s_table, from, prefix, &scan);\n    return scan;\n",
            call == CALL_SCAN ? "" : "_backward", n);
    if (call == CALL_NEXT)
        put(out, "    return row_scan_next(scan, ret);\n");
    put(out, "}\n");
}

static uint32_t sorted_index(const struct shape *row, const struct field *f)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (row->sorted[i] == f)
            return i;
    must(false);
    return 0;
}

enum err emit_tables(const struct model *m, const struct service *s, const char *dir)
{
    const char *guard = upper(m->arena, s->name);
    struct out out;

    out_open(&out);
    emit_banner(&out, text_format(m->arena, "The rows that %s keeps.", s->name).at);
    put(&out, "#ifndef GEN_%s_TABLES_H\n#define GEN_%s_TABLES_H\n\n#include \"gen/%s.h\"\n#include \"store/store.h\"\n", guard, guard, s->name);
    for (uint32_t i = 0; i < s->table_count; i++) {
        const struct table *t = &s->tables[i];
        if (t->doc != NULL)
            put(&out, "\n/* %s */", t->doc);
        emit_struct(&out, m->arena, t->row);
        put(&out, "extern const struct table %s_table;      /* key:", t->name);
        for (uint32_t k = 0; k < t->key_count; k++)
            put(&out, " %s", t->key[k]->name);
        put(&out, "%s */\n", t->derived ? "; derived" : "");
        for (enum table_call call = CALL_FIND; call < CALL_COUNT; call++) {
            put_head(&out, m->arena, t, call);
            put(&out, ";\n");
        }
    }
    put(&out, "\n#endif\n");
    return out_write(&out, dir, text_format(m->arena, "%s_tables.h", s->name).at);
}

void emit_table_functions(struct out *out, const struct model *m, const struct service *s)
{
    for (uint32_t i = 0; i < s->table_count; i++) {
        const struct table *t = &s->tables[i];
        emit_spec(out, t->row, "static ", "_table_row");
        put(out, "static const uint8_t %s_key[] = {", t->name);
        for (uint32_t k = 0; k < t->key_count; k++)
            put(out, "%s%" PRIu32, k == 0 ? " " : ", ", sorted_index(t->row, t->key[k]));
        put(out, " };\nconst struct table %s_table = { .name = \"%s\", .row = &%s_table_row, .key_count = %" PRIu32 ", .key_fields = %s_key%s };\n", t->name,
            t->name, t->name, t->key_count, t->name, t->derived ? ", .derived = true" : "");
        for (enum table_call call = CALL_FIND; call < CALL_COUNT; call++) {
            put(out, "\n");
            put_head(out, m->arena, t, call);
            put_body(out, t, call);
        }
    }
}

enum err emit_engine_tables(const struct model *m, const struct service *s, const char *dir)
{
    struct out out;

    out_open(&out);
    emit_banner(&out, text_format(m->arena, "Typed access to the rows of %s.", s->name).at);
    put(&out, "#include \"gen/%s_tables.h\"\n\n#include <stddef.h>\n", s->name);
    emit_table_functions(&out, m, s);
    return out_write(&out, dir, text_format(m->arena, "%s_tables.c", s->name).at);
}
