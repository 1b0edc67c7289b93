/* Decoding by table. Keys and tables are both in ascending order, so one walk over the map meets
 * every field once: a key before the next field is unknown, a field passed over is missing. The walk
 * fills a record of the arena and copies it out at the end, so a failure leaves *ret alone.
 * Nesting follows the tables, which are finite; canonical form was the checker's business. */
#include <string.h>

#include "base/invariant.h"
#include "codec/check.h"
#include "codec/field.h"
#include "codec/read.h"
#include "codec/text_rules.h"
#include "trust/number_guard.h"

/* Where we are; the chain to the top is written out only for a fault. */
struct place {
    const struct place *up;
    const char *name;
    uint32_t index;
    bool indexed;
};

struct decoding {
    struct reader r;
    struct arena *arena;
    enum unknown_keys unknown;
    bool own;                          /* our own bytes: ranges and texts are trusted, no fault is kept */
    struct field_fault *fault;
    struct text *joined;               /* free texts in order */
    uint32_t joined_count, joined_cap, depth;
};

static const char *path_of(struct arena *arena, const struct place *place)
{
    if (place == NULL)
        return "";
    const char *up = path_of(arena, place->up), *dot = up[0] != '\0' ? "." : "";
    if (place->indexed)
        return text_format(arena, "%s%s%s[%u]", up, dot, place->name, place->index).at;
    return text_format(arena, "%s%s%s", up, dot, place->name).at;
}

static bool wrong(struct decoding *d, const struct place *place, uint32_t offset, const char *reason)
{
    if (!d->own)
        *d->fault = (struct field_fault){ .offset = offset, .path = path_of(d->arena, place), .reason = reason };
    return false;
}

/* A foreign key is repeated in faults only when it looks like a field of ours. */
static const char *shown_key(struct arena *arena, struct text key)
{
    for (uint32_t i = 0; i < key.len; i++) {
        char c = key.at[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9'))
            return "?";
    }
    return key.len == 0 || key.len > 64 || number_guard_hit(key) ? "?" : text_terminated(arena, key);
}

static bool skip_unknown(struct decoding *d, const struct place *up, uint32_t offset, struct text key)
{
    if (d->unknown == UNKNOWN_REFUSED) {
        struct place place = { .up = up, .name = shown_key(d->arena, key) };
        return wrong(d, &place, offset, "unknown_field");
    }
    return read_skip(&d->r) || wrong(d, up, offset, "wrong_type");
}

static bool u64_fits(const struct field_spec *field, uint64_t v)
{
    return v >= field->min && (field->max == 0 || v <= field->max);
}

static bool i64_fits(const struct field_spec *field, int64_t v)
{
    return (field->min == 0 && field->max == 0) || (v >= (int64_t)field->min && v <= (int64_t)field->max);
}

/* NULL, or why the number is none of this kind. */
static const char *number_fault(const struct field_spec *field, uint64_t v)
{
    if (field->kind == FIELD_DATE && (v > UINT32_MAX || !date_valid((struct date){ (uint32_t)v })))
        return "not_a_date";
    if ((field->kind == FIELD_ID && v == 0) || (field->kind == FIELD_TIME && v > TIME_US_MAX))
        return "out_of_range";
    return u64_fits(field, v) ? NULL : "out_of_range";
}

static bool decode_number(struct decoding *d, const struct field_spec *field, const struct place *place, void *to)
{
    uint32_t offset = read_offset(&d->r);
    uint64_t v;

    if (!read_u64(&d->r, &v) || (field->kind == FIELD_DATE && d->own && v > UINT32_MAX))
        return wrong(d, place, offset, "wrong_type");
    const char *fault = d->own ? NULL : number_fault(field, v);
    if (fault != NULL)
        return wrong(d, place, offset, fault);
    if (field->kind == FIELD_DATE)
        ((struct date *)to)->v = (uint32_t)v;
    else
        *(uint64_t *)to = v;
    return true;
}

static bool decode_i64(struct decoding *d, const struct field_spec *field, const struct place *place, int64_t *to)
{
    uint32_t offset = read_offset(&d->r);

    if (!read_i64(&d->r, to))
        return wrong(d, place, offset, "wrong_type");
    return d->own || i64_fits(field, *to) || wrong(d, place, offset, "out_of_range");
}

static bool decode_enum(struct decoding *d, const struct field_spec *field, const struct place *place, void *to)
{
    uint32_t offset = read_offset(&d->r);
    struct text name;

    if (!read_text(&d->r, &name))
        return wrong(d, place, offset, "wrong_type");
    for (uint32_t i = 0; i < field->values->count; i++) {
        if (text_is(name, field->values->names[i])) {
            int member = (int)i + 1;
            memcpy(to, &member, sizeof(member));
            return true;
        }
    }
    return wrong(d, place, offset, "not_a_member");
}

static void keep_for_joining(struct decoding *d, struct text text)
{
    if (d->joined_count == d->joined_cap) {
        uint32_t cap = d->joined_cap == 0 ? 8 : 2 * d->joined_cap;
        struct text *grown = arena_take(d->arena, cap * sizeof(*grown));
        if (d->joined_count > 0)
            memcpy(grown, d->joined, d->joined_count * sizeof(*grown));
        d->joined = grown;
        d->joined_cap = cap;
    }
    d->joined[d->joined_count++] = text;
}

static bool decode_text(struct decoding *d, const struct field_spec *field, const struct place *place, struct text *to)
{
    uint32_t offset = read_offset(&d->r);

    if (!read_text(&d->r, to))
        return wrong(d, place, offset, "wrong_type");
    if (d->own)
        return true;
    uint32_t points = text_code_points(*to);
    if (points < field->min)
        return wrong(d, place, offset, "too_short");
    if (field->max != 0 && points > field->max)
        return wrong(d, place, offset, "too_long");
    const char *fault = text_rule_fault(field->text_rule, *to);
    if (fault != NULL)
        return wrong(d, place, offset, fault);
    if (text_rule_joined(field->text_rule))
        keep_for_joining(d, *to);
    return true;
}

static bool decode_bytes(struct decoding *d, const struct field_spec *field, const struct place *place, struct bytes *to)
{
    uint32_t offset = read_offset(&d->r);

    if (!read_bin(&d->r, to))
        return wrong(d, place, offset, "wrong_type");
    if (d->own || u64_fits(field, to->len))
        return true;
    return wrong(d, place, offset, to->len < field->min ? "too_short" : "too_long");
}

static bool decode_record(struct decoding *d, const struct record_spec *spec, const struct place *up, void *to);

static bool decode_sealed(struct decoding *d, const struct place *place, struct sealed *to)
{
    uint32_t offset = read_offset(&d->r);

    if (!decode_record(d, &sealed_record, place, to))
        return false;
    return d->own || (to->box.len - SEALED_TAG_BYTES) % SEALED_PAD_BYTES == 0 || wrong(d, place, offset, "bad_form");
}

static bool decode_value(struct decoding *d, const struct field_spec *field, const struct place *place, void *to)
{
    uint32_t offset = read_offset(&d->r);

    switch (field->kind) {
    case FIELD_BOOL:
        return read_bool(&d->r, to) || wrong(d, place, offset, "wrong_type");
    case FIELD_U64:
    case FIELD_ID:
    case FIELD_DATE:
    case FIELD_TIME:
        return decode_number(d, field, place, to);
    case FIELD_I64:
        return decode_i64(d, field, place, to);
    case FIELD_ENUM:
        return decode_enum(d, field, place, to);
    case FIELD_TEXT:
        return decode_text(d, field, place, to);
    case FIELD_BYTES:
        return decode_bytes(d, field, place, to);
    case FIELD_RECORD:
        return decode_record(d, field->record, place, to);
    case FIELD_SEALED:
        return decode_sealed(d, place, to);
    }
    invariant_broken(__FILE__, __LINE__, "kind is a member of enum field_kind");
}

static bool decode_list(struct decoding *d, const struct field_spec *field, struct place *place, void *to)
{
    uint32_t offset = read_offset(&d->r), count;

    if (!read_array(&d->r, &count) || count > (size_t)(d->r.end - d->r.at))    /* an item takes a byte at least */
        return wrong(d, place, offset, "wrong_type");
    if (!d->own && count > field->list_max)
        return wrong(d, place, offset, "too_many");
    if (!d->own && count == 0 && field->optional)
        return wrong(d, place, offset, "empty");
    uint8_t *items = arena_take(d->arena, (size_t)count * field->list_stride);
    place->indexed = true;
    for (place->index = 0; place->index < count; place->index++) {
        if (!decode_value(d, field, place, items + (size_t)place->index * field->list_stride))
            return false;
    }
    struct list list = { .at = count == 0 ? NULL : items, .count = count };
    memcpy(to, &list, sizeof(list));
    return true;
}

static bool decode_field(struct decoding *d, const struct field_spec *field, const struct place *up, void *to)
{
    struct place place = { .up = up, .name = field->name };
    uint32_t offset = read_offset(&d->r);

    if (field->list)
        return decode_list(d, field, &place, to);
    if (!decode_value(d, field, &place, to))
        return false;
    if (field->kind == FIELD_RECORD && field->optional && !d->own && record_absent(field->record, to))
        return wrong(d, &place, offset, "empty");
    return true;
}

/* memcmp order of a key and a terminated name. */
static int key_compare(struct text key, const char *name)
{
    for (uint32_t i = 0; i < key.len; i++) {
        int difference = (uint8_t)key.at[i] - (uint8_t)name[i];
        if (difference != 0 || name[i] == '\0')
            return difference != 0 ? difference : 1;
    }
    return name[key.len] == '\0' ? 0 : -1;
}

static bool pass_over(struct decoding *d, const struct field_spec *field, const struct place *up, uint32_t offset)
{
    struct place place = { .up = up, .name = field->name };
    return field->optional || wrong(d, &place, offset, "missing");
}

static bool decode_pairs(struct decoding *d, const struct record_spec *spec, const struct place *up, uint32_t pairs, void *to)
{
    const struct field_spec *next = spec->fields, *end = spec->fields + spec->field_count;
    uint32_t map_offset = read_offset(&d->r);

    for (uint32_t i = 0; i < pairs; i++) {
        uint32_t offset = read_offset(&d->r);
        struct text key;
        int order = -1;

        if (!read_text(&d->r, &key))
            return wrong(d, up, offset, "wrong_type");
        while (next < end && (order = key_compare(key, next->name)) > 0) {
            if (!pass_over(d, next, up, map_offset))
                return false;
            next++;
        }
        if (next == end || order < 0) {
            if (!skip_unknown(d, up, offset, key))
                return false;
        } else if (!decode_field(d, next, up, (uint8_t *)to + next->offset)) {
            return false;
        } else {
            next++;
        }
    }
    for (; next < end; next++) {
        if (!pass_over(d, next, up, map_offset))
            return false;
    }
    return true;
}

static bool decode_record(struct decoding *d, const struct record_spec *spec, const struct place *up, void *to)
{
    uint32_t offset = read_offset(&d->r), pairs;

    must(spec != NULL && spec->fields != NULL);
    if (d->depth > CHECK_DEPTH_MAX || !read_map(&d->r, &pairs))
        return wrong(d, up, offset, "wrong_type");
    d->depth++;
    bool fine = decode_pairs(d, spec, up, pairs, to);
    d->depth--;
    return fine;
}

enum err message_decode(const struct record_spec *spec, struct bytes in, enum unknown_keys unknown,
                        struct arena *arena, void *ret, struct field_fault *ret_fault)
{
    must(ret != NULL && ret_fault != NULL);
    struct decoding d = { .r = reader_of(in), .arena = arena, .unknown = unknown, .fault = ret_fault };
    void *record = arena_take(arena, spec->size);

    if (!decode_record(&d, spec, NULL, record))
        return ERR_MALFORMED;
    if (d.joined_count > 1 && number_guard_hit_joined(d.joined, d.joined_count)) {
        wrong(&d, NULL, 0, "individual_number");
        return ERR_MALFORMED;
    }
    memcpy(ret, record, spec->size);
    return OK;
}

enum err message_decode_own(const struct record_spec *spec, struct bytes in, struct arena *arena, void *ret)
{
    must(ret != NULL);
    struct decoding d = { .r = reader_of(in), .arena = arena, .unknown = UNKNOWN_KEPT, .own = true };
    void *record = arena_take(arena, spec->size);

    if (!decode_record(&d, spec, NULL, record))
        return ERR_MALFORMED;
    memcpy(ret, record, spec->size);
    return OK;
}

enum err personal_decode(const struct field_spec *field, struct bytes plain, struct arena *arena, void *ret_value)
{
    must(ret_value != NULL);
    struct field_spec value = *field;
    struct record_spec whole = { .name = "personal", .size = (uint32_t)field_size(field), .field_count = 1, .fields = &value };

    value.name = "v";
    value.offset = 0;
    value.optional = false;
    return message_decode_own(&whole, plain, arena, ret_value);
}
