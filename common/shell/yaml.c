/* A tree into a struct, by the contract's description. Keeps true: the struct is filled only when
 * nothing was wrong; a key that is unknown or missing is reported where it stands or should stand. */
#include "shell/yaml.h"

#include <errno.h>

#include "base/invariant.h"
#include "shell/holidays.h"
#include "shell/yaml_value.h"

static void read_record(struct reading *r, const struct record_spec *spec, const struct yaml_node *map, uint8_t *to);

void complain_about(struct reading *r, const struct yaml_node *node, const char *ja, const char *en, ...)
{
    va_list args;

    va_start(args, en);
    complain_list(r->complaints, yaml_spot(node, r->file, r->arena), ja, en, args);
    va_end(args);
}

static void read_item(struct reading *r, const struct field_spec *field, const struct yaml_node *node, uint8_t *to)
{
    if (field->kind == FIELD_RECORD)
        read_record(r, field->record, node, to);
    else
        value_read(r, field, node, to);
}

static void read_list(struct reading *r, const struct field_spec *field, const struct yaml_node *node, uint8_t *to)
{
    struct list list = { .count = node->count };
    uint8_t *items;

    if (node->kind != YAML_LIST) {
        complain_about(r, node, "リスト（[a, b]）でなければなりません。", "must be a list ([a, b]).");
        return;
    }
    if (node->count > field->list_max) {
        complain_about(r, node, "項目が多すぎます（%s件まで）。", "too many items (at most %s).", text_format(r->arena, "%u", field->list_max).at);
        return;
    }
    must(field->list_stride > 0);
    items = arena_take(r->arena, (size_t)node->count * field->list_stride + 1);
    list.at = items;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
        read_item(r, field, item, items + (size_t)item->index * field->list_stride);
    memcpy(to, &list, sizeof list);
}

/* ---- Holidays: `x_file` beside a list of dates `x` ------------------------------------------- */

static bool has_file_form(const struct field_spec *field)
{
    return field != NULL && field->list && field->kind == FIELD_DATE;
}

static struct text file_key(struct reading *r, const struct field_spec *field)
{
    return text_format(r->arena, "%s_file", field->name);
}

static const struct field_spec *field_of_file_key(struct reading *r, const struct record_spec *spec, struct text key)
{
    for (uint32_t i = 0; i < spec->field_count; i++)
        if (has_file_form(&spec->fields[i]) && text_equal(key, file_key(r, &spec->fields[i])))
            return &spec->fields[i];
    return NULL;
}

/* A name beside the configuration; only names, no paths that lead elsewhere. */
static const char *beside(struct reading *r, struct text name)
{
    const char *slash = strrchr(r->file, '/');
    int len = slash == NULL ? 0 : (int)(slash - r->file) + 1;

    if (name.len == 0 || name.len > 200 || name.at[0] == '.' || memchr(name.at, '/', name.len) != NULL)
        return NULL;
    return text_format(r->arena, "%.*s%.*s", len, r->file, (int)name.len, name.at).at;
}

static void read_days_file(struct reading *r, const struct field_spec *field, const struct yaml_node *node, uint8_t *to)
{
    const char *path = node->kind == YAML_SCALAR ? beside(r, node->scalar) : NULL;
    struct list days;

    if (path == NULL) {
        complain_about(r, node, "この設定と同じフォルダにあるファイルの名前でなければなりません。", "must be the name of a file in the same folder.");
        return;
    }
    if (!holidays_load(path, r->arena, r->complaints, &days))
        return;
    if (days.count > field->list_max)
        complain_about(r, node, "ファイルの日付が多すぎます（%s件まで）。", "the file has too many days (at most %s).",
                       text_format(r->arena, "%u", field->list_max).at);
    else
        memcpy(to, &days, sizeof days);
}

/* ---- Records ---------------------------------------------------------------------------------- */

static void read_child(struct reading *r, const struct record_spec *spec, const struct yaml_node *node, uint8_t *to)
{
    const struct field_spec *field = record_field(spec, text_terminated(r->arena, node->key));
    const struct field_spec *filed = field == NULL ? field_of_file_key(r, spec, node->key) : NULL;

    if (filed != NULL)
        read_days_file(r, filed, node, to + filed->offset);
    else if (field == NULL)
        complain_about(r, node, "このキーはありません。", "there is no such key.");
    else if (field->list)
        read_list(r, field, node, to + field->offset);
    else
        read_item(r, field, node, to + field->offset);
}

static void check_presence(struct reading *r, const struct record_spec *spec, const struct yaml_node *map)
{
    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *field = &spec->fields[i];
        bool present = yaml_child(map, text_of(field->name)) != NULL;
        bool filed = has_file_form(field) && yaml_child(map, file_key(r, field)) != NULL;

        if (present && filed)
            complain_about(r, map, "「%1$s」と「%1$s_file」は一方だけにしてください。", "give either \"%1$s\" or \"%1$s_file\", not both.", field->name);
        if (!present && !filed && !field->optional)
            complain_about(r, map, "キー「%s」がありません。", "the key \"%s\" is missing.", field->name);
    }
}

static void read_record(struct reading *r, const struct record_spec *spec, const struct yaml_node *map, uint8_t *to)
{
    if (map->kind != YAML_MAP) {
        complain_about(r, map, "「キー: 値」の組でなければなりません。", "must be a map (key: value).");
        return;
    }
    for (const struct yaml_node *child = map->first; child != NULL; child = child->next)
        if (!child->again)
            read_child(r, spec, child, to);
    check_presence(r, spec, map);
}

enum err config_parse(const char *path, struct text in, const struct record_spec *spec, struct arena *arena,
                      struct complaints *complaints, void *ret)
{
    struct reading r = { .file = path, .arena = arena, .complaints = complaints };
    uint32_t before = complaints->count;
    const struct yaml_node *top = yaml_parse(path, in, complaints);
    uint8_t *made = arena_take(arena, spec->size + 1);

    if (top != NULL)
        read_record(&r, spec, top, made);
    joined_texts_check(&r);
    if (complaints->count != before)
        return ERR_CONFIG;
    must(top != NULL);
    memcpy(ret, made, spec->size);
    return OK;
}

bool file_read(const char *path, uint32_t max, struct complaints *complaints, struct text *ret)
{
    struct spot spot = { path, 0, 0, NULL };
    FILE *from = fopen(path, "rbe");
    char *bytes = arena_take(complaints->arena, max + 1);
    size_t len;
    bool bad;

    if (from == NULL) {
        complain(complaints, spot, "読めません: %s", "cannot be read: %s", strerror(errno));
        return false;
    }
    len = fread(bytes, 1, max + 1, from);
    bad = ferror(from) != 0;
    fclose(from);
    if (bad)
        complain(complaints, spot, "読めません。", "cannot be read.");
    else if (len > max)
        complain(complaints, spot, "ファイルが大きすぎます（%s KiBまで）。", "the file is too long (at most %s KiB).",
                 text_format(complaints->arena, "%u", max / 1024).at);
    else
        *ret = (struct text){ bytes, (uint32_t)len };
    return !bad && len <= max;
}

enum err config_load(const char *path, const struct record_spec *spec, struct arena *arena, struct complaints *complaints, void *ret)
{
    struct text in;

    if (!file_read(path, YAML_BYTES_MAX, complaints, &in))
        return ERR_CONFIG;
    return config_parse(path, in, spec, arena, complaints, ret);
}
