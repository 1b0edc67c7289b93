/* JSON both ways by the same tables as msgpack. jansson does the parsing and the text; what a
 * value must be is the table's business and message_decode's. The only user of jansson. */
#include "http/json.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/invariant.h"
#include "codec/read.h"
#include "trust/number_guard.h"

#define JSON_BYTES_MAX (64u * 1024u)
#define JSON_DEPTH_MAX 8
#define EXACT_MAX ((UINT64_C(1) << 53) - 1)

static struct text taken(json_t *json, size_t flags, struct arena *arena)
{
    char *dumped = json_dumps(json, flags | JSON_ENCODE_ANY);
    struct text text;

    must(dumped != NULL);
    text = text_copy(arena, text_of(dumped));
    free(dumped);
    json_decref(json);
    return text;
}

static json_t *number(uint64_t v)
{
    char digits[24];

    if (v <= EXACT_MAX)
        return json_integer((json_int_t)v);
    snprintf(digits, sizeof digits, "%" PRIu64, v);
    return json_string(digits);
}

static json_t *id(uint64_t v)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, v);
    return json_string(digits);
}

static json_t *hex(struct bytes bytes)
{
    char *text = malloc(2 * (size_t)bytes.len + 1);
    json_t *json;

    must(text != NULL);
    hex_put(text, bytes.at, bytes.len);
    json = json_string(text);
    free(text);
    return json;
}

static json_t *moment(uint64_t us)
{
    char seconds[24], text[40];

    rfc3339_put(seconds, us);
    snprintf(text, sizeof text, "%.19s.%06" PRIu64 "Z", seconds, us % US_PER_SECOND);
    return json_string(text);
}

/* ---- Out, by table ------------------------------------------------------------------ */

static json_t *record_out(const struct record_spec *spec, const uint8_t *at);

static json_t *day(struct date d)
{
    char text[16];

    date_put(text, d);
    return json_string(text);
}

static json_t *item_out(const struct field_spec *f, const uint8_t *at)
{
    const void *value = at;
    uint64_t v = 0;
    int member = 0;

    switch (f->kind) {
    case FIELD_BOOL:
        return json_boolean(*(const bool *)value);
    case FIELD_I64:
        return json_integer((json_int_t)*(const int64_t *)value);
    case FIELD_U64:
        memcpy(&v, at, sizeof v);
        return number(v);
    case FIELD_ID:
        memcpy(&v, at, sizeof v);
        return id(v);
    case FIELD_TIME:
        memcpy(&v, at, sizeof v);
        return moment(v);
    case FIELD_DATE:
        return day(*(const struct date *)value);
    case FIELD_ENUM:
        memcpy(&member, at, sizeof member);
        must(member >= 0 && (uint32_t)member <= f->values->count);
        return member == 0 ? json_null() : json_string(f->values->names[member - 1]);
    case FIELD_TEXT:
        return json_stringn(((const struct text *)value)->at, ((const struct text *)value)->len);
    case FIELD_BYTES:
        return hex(*(const struct bytes *)value);
    case FIELD_RECORD:
        return record_out(f->record, at);
    case FIELD_SEALED:
        return json_pack("{s:o}", "sealed", id(((const struct sealed *)value)->subject));
    }
    return json_null();
}

static json_t *record_out(const struct record_spec *spec, const uint8_t *at)
{
    json_t *object = json_object();

    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *f = &spec->fields[i];
        const struct list *list = (const struct list *)(const void *)(at + f->offset);
        json_t *array;

        if (!f->list) {
            if (!f->optional || !field_absent(f, at + f->offset))
                json_object_set_new(object, f->name, item_out(f, at + f->offset));
            continue;
        }
        array = json_array();
        for (uint32_t k = 0; k < list->count; k++)
            json_array_append_new(array, item_out(f, (const uint8_t *)list->at + (size_t)k * f->list_stride));
        json_object_set_new(object, f->name, array);
    }
    return object;
}

struct text json_of_message(const struct record_spec *spec, const void *message, struct arena *arena)
{
    return taken(record_out(spec, message), JSON_COMPACT, arena);
}

/* ---- Out, any value ------------------------------------------------------------------ */

static json_t *value_out(struct reader *r);

static json_t *map_out(struct reader *r)
{
    json_t *object = json_object();
    uint32_t pairs;
    struct text key;

    must(read_map(r, &pairs));
    for (uint32_t i = 0; i < pairs; i++) {
        char name[256];

        must(read_text(r, &key) && key.len < sizeof name);
        memcpy(name, key.at, key.len);
        name[key.len] = '\0';
        json_object_set_new(object, name, value_out(r));
    }
    return object;
}

static json_t *value_out(struct reader *r)
{
    struct text text;
    struct bytes bin;
    uint64_t u;
    int64_t i;
    bool b;
    uint32_t count;
    json_t *array;

    switch (read_type(r)) {
    case VALUE_MAP:
        return map_out(r);
    case VALUE_ARRAY:
        array = json_array();
        must(read_array(r, &count));
        while (count-- > 0)
            json_array_append_new(array, value_out(r));
        return array;
    case VALUE_TEXT:
        must(read_text(r, &text));
        return json_stringn(text.at, text.len);
    case VALUE_BIN:
        must(read_bin(r, &bin));
        return hex(bin);
    case VALUE_U64:
        must(read_u64(r, &u));
        return number(u);
    case VALUE_I64:
        must(read_i64(r, &i));
        return json_integer((json_int_t)i);
    case VALUE_BOOL:
        must(read_bool(r, &b));
        return json_boolean(b);
    case VALUE_END:
        break;
    }
    return json_null();
}

struct text json_of_value(struct bytes encoded, uint32_t indent, struct arena *arena)
{
    struct reader r = reader_of(encoded);

    return taken(value_out(&r), indent > 0 ? JSON_INDENT(indent) : JSON_COMPACT, arena);
}

/* ---- In ------------------------------------------------------------------------------ */

struct intake {
    struct arena *arena;
    struct field_fault *fault;
};

static bool wrong(struct intake *in, const char *path, const char *reason)
{
    in->fault->path = path;
    in->fault->reason = reason;
    in->fault->offset = 0;
    return false;
}

static bool digits_of(json_t *json, uint64_t *ret)
{
    const char *text = json_string_value(json);
    char *end;

    if (json_is_integer(json)) {
        *ret = (uint64_t)json_integer_value(json);
        return json_integer_value(json) >= 0;
    }
    if (text == NULL || text[0] < '0' || text[0] > '9' || strlen(text) > 20)
        return false;
    *ret = strtoull(text, &end, 10);
    return *end == '\0';
}

/* "2027-02-01T00:00:00.000000Z" or microseconds. */
static bool moment_of(json_t *json, uint64_t *ret)
{
    unsigned year, month, dom, hour, minute, second;
    uint32_t micros = 0;
    int used = 0;
    const char *text = json_string_value(json);
    struct date d;

    if (json_is_integer(json))
        return digits_of(json, ret);
    if (text == NULL || sscanf(text, "%4u-%2u-%2uT%2u:%2u:%2u%n", &year, &month, &dom, &hour, &minute, &second, &used) != 6)
        return false;
    text += used;
    if (*text == '.' && (sscanf(text, ".%6" SCNu32 "%n", &micros, &used) != 1 || used != 7))
        return false;
    text += *text == '.' ? 7 : 0;
    d = date_make(year, month, dom);
    if (strcmp(text, "Z") != 0 || d.v == 0 || hour > 23 || minute > 59 || second > 59)
        return false;
    *ret = ((uint64_t)date_to_days(d) * 86400 + hour * 3600 + minute * 60 + second) * US_PER_SECOND + micros;
    return true;
}

static bool record_in(struct intake *in, const struct record_spec *spec, json_t *json, const char *path, struct writer *w);

static bool item_in(struct intake *in, const struct field_spec *f, json_t *json, const char *path, struct writer *w)
{
    uint64_t v = 0;
    struct date d = { 0 };
    bool warning;
    uint8_t *room;
    size_t len;

    switch (f->kind) {
    case FIELD_BOOL:
        if (!json_is_boolean(json))
            return wrong(in, path, "wrong_type");
        write_bool(w, json_is_true(json));
        return true;
    case FIELD_I64:
        if (!json_is_integer(json))
            return wrong(in, path, "wrong_type");
        write_i64(w, json_integer_value(json));
        return true;
    case FIELD_U64:
    case FIELD_ID:
        if (!digits_of(json, &v))
            return wrong(in, path, "wrong_type");
        write_u64(w, v);
        return true;
    case FIELD_TIME:
        if (!moment_of(json, &v))
            return wrong(in, path, "wrong_type");
        write_u64(w, v);
        return true;
    case FIELD_DATE:
        if (!json_is_string(json) || !date_parse(text_of(json_string_value(json)), &d, &warning))
            return wrong(in, path, "not_a_date");
        write_u64(w, d.v);
        return true;
    case FIELD_ENUM:
    case FIELD_TEXT:
        if (!json_is_string(json))
            return wrong(in, path, "wrong_type");
        write_text(w, (struct text){ json_string_value(json), (uint32_t)json_string_length(json) });
        return true;
    case FIELD_BYTES:
        len = json_is_string(json) ? json_string_length(json) : 1;
        room = arena_take(in->arena, len / 2 + 1);
        if (len % 2 != 0 || !hex_get(room, len / 2, (struct text){ json_string_value(json), (uint32_t)len }))
            return wrong(in, path, "wrong_type");
        write_bin(w, (struct bytes){ room, (uint32_t)(len / 2) });
        return true;
    case FIELD_RECORD:
        return record_in(in, f->record, json, path, w);
    case FIELD_SEALED:
        break;
    }
    return wrong(in, path, "wrong_type");
}

static bool list_in(struct intake *in, const struct field_spec *f, json_t *json, const char *path, struct writer *w)
{
    size_t count = json_array_size(json);

    if (!json_is_array(json))
        return wrong(in, path, "wrong_type");
    if (count > f->list_max)
        return wrong(in, path, "too_many");
    write_array(w, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        if (!item_in(in, f, json_array_get(json, i), text_format(in->arena, "%s[%zu]", path, i).at, w))
            return false;
    return true;
}

static bool record_in(struct intake *in, const struct record_spec *spec, json_t *json, const char *path, struct writer *w)
{
    const char *key;
    json_t *value;

    if (!json_is_object(json))
        return wrong(in, path, "wrong_type");
    json_object_foreach(json, key, value)
        if (record_field(spec, key) == NULL)
            return wrong(in, text_format(in->arena, "%s%s%s", path, *path != '\0' ? "." : "", number_guard_hit(text_of(key)) ? "?" : key).at,
                         "unknown_field");
    write_map(w, (uint32_t)json_object_size(json));
    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *f = &spec->fields[i];
        const char *name = text_format(in->arena, "%s%s%s", path, *path != '\0' ? "." : "", f->name).at;

        value = json_object_get(json, f->name);
        if (value == NULL)
            continue;                        /* message_decode says what is missing */
        write_key(w, f->name);
        if (f->list ? !list_in(in, f, value, name, w) : !item_in(in, f, value, name, w))
            return false;
    }
    return true;
}

static bool shallow(json_t *json, int depth)
{
    const char *key;
    json_t *value;
    size_t i;

    if (depth > JSON_DEPTH_MAX)
        return false;
    if (json_is_object(json))
        json_object_foreach(json, key, value)
            if (!shallow(value, depth + 1))
                return false;
    if (json_is_array(json))
        json_array_foreach(json, i, value)
            if (!shallow(value, depth + 1))
                return false;
    return true;
}

/* jansson goes 2,048 levels deep; ours are few, so brackets are counted before it sees them. */
static bool brackets_shallow(struct text json)
{
    int depth = 0;
    bool inside = false;

    for (uint32_t i = 0; i < json.len; i++) {
        if (inside && json.at[i] == '\\')
            i++;
        else if (json.at[i] == '"')
            inside = !inside;
        else if (!inside && (json.at[i] == '{' || json.at[i] == '[') && ++depth > JSON_DEPTH_MAX)
            return false;
        else if (!inside && (json.at[i] == '}' || json.at[i] == ']'))
            depth--;
    }
    return true;
}

enum err message_of_json(const struct record_spec *spec, struct text json, struct arena *arena, struct bytes *ret, struct field_fault *ret_fault)
{
    struct intake in = { arena, ret_fault };
    json_error_t error;
    struct writer w;
    json_t *root;
    bool ok;

    *ret_fault = (struct field_fault){ 0, "", "too_long" };
    if (json.len > JSON_BYTES_MAX)
        return ERR_MALFORMED;
    ret_fault->reason = "too_deep";
    if (!brackets_shallow(json))
        return ERR_MALFORMED;
    root = json_loadb(json.at, json.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        *ret_fault = (struct field_fault){ error.position > 0 ? (uint32_t)error.position : 0, "", "bad_json" };
        return ERR_MALFORMED;
    }
    w = writer_of(arena_take(arena, JSON_BYTES_MAX), JSON_BYTES_MAX);
    ok = shallow(root, 1) && record_in(&in, spec, root, "", &w);
    json_decref(root);
    if (ok && w.full)
        wrong(&in, "", "too_long");
    if (!ok || w.full)
        return ERR_MALFORMED;
    *ret = written(&w);
    return OK;
}
