/* Encoding by table: whole, without secrets, or with personal fields sealed. Tables are sorted, so
 * what comes out is canonical as it is written. Values come from our own code: one that cannot
 * be written (an enum without member) is our bug. Room is the writer's business. */
#include <string.h>

#include "base/invariant.h"
#include "codec/field.h"

struct encoding {
    struct writer *w;
    bool public_only;
    const struct sealer *sealer;       /* NULL: personal fields stay plain */
    struct arena *arena;
    enum err err;                      /* of the first seal that failed; nothing is written after it */
};

static bool left_out(const struct encoding *e, const struct field_spec *field, const void *record)
{
    return (e->public_only && field->secret) || (field->optional && field_absent(field, field_at(field, record)));
}

static void encode_record(struct encoding *e, const struct record_spec *spec, const void *from);

static void encode_enum(struct encoding *e, const struct field_spec *field, const void *at)
{
    int member;

    memcpy(&member, at, sizeof(member));
    must(member >= 1 && (uint32_t)member <= field->values->count);
    write_key(e->w, field->values->names[member - 1]);
}

static void encode_value(struct encoding *e, const struct field_spec *field, const void *at)
{
    switch (field->kind) {
    case FIELD_BOOL:
        write_bool(e->w, *(const bool *)at);
        return;
    case FIELD_U64:
    case FIELD_ID:
    case FIELD_TIME:
        write_u64(e->w, *(const uint64_t *)at);
        return;
    case FIELD_I64:
        write_i64(e->w, *(const int64_t *)at);
        return;
    case FIELD_DATE:
        write_u64(e->w, ((const struct date *)at)->v);
        return;
    case FIELD_ENUM:
        encode_enum(e, field, at);
        return;
    case FIELD_TEXT:
        write_text(e->w, *(const struct text *)at);
        return;
    case FIELD_BYTES:
        write_bin(e->w, *(const struct bytes *)at);
        return;
    case FIELD_RECORD:
    case FIELD_SEALED:
        encode_record(e, field_record(field), at);
        return;
    }
    invariant_broken(__FILE__, __LINE__, "kind is a member of enum field_kind");
}

static void encode_field(struct encoding *e, const struct field_spec *field, const void *at)
{
    if (!field->list) {
        encode_value(e, field, at);
        return;
    }
    struct list list = list_at(at);
    write_array(e->w, list.count);
    for (uint32_t i = 0; i < list.count && e->err == OK; i++)
        encode_value(e, field, list_item(field, list, i));
}

/* The personal value in a buffer of the arena that is large enough. */
static struct bytes personal_bytes(struct arena *arena, const struct field_spec *field, const void *at)
{
    for (uint32_t cap = 256; ; cap *= 4) {
        struct writer w = writer_of(arena_take(arena, cap), cap);
        personal_encode(field, at, &w);
        if (!w.full)
            return written(&w);
        must(cap < UINT32_C(1) << 24);
    }
}

static uint64_t subject_of(const struct record_spec *spec, const struct field_spec *field, const void *record)
{
    must(field->subject != NULL);
    const struct field_spec *subject = record_field(spec, field->subject);
    must(subject != NULL && !subject->list && (subject->kind == FIELD_ID || subject->kind == FIELD_U64));
    uint64_t id;
    memcpy(&id, field_at(subject, record), sizeof(id));
    must(id != 0);
    return id;
}

static void encode_sealing(struct encoding *e, const struct record_spec *spec, const struct field_spec *field, const void *record)
{
    struct sealed sealed = { 0 };
    struct bytes plain = personal_bytes(e->arena, field, field_at(field, record));

    e->err = e->sealer->seal(e->sealer->self, subject_of(spec, field, record), field->name, plain, e->arena, &sealed);
    if (e->err != OK)
        return;
    must(sealed.box.at != NULL && sealed.nonce.len == SEALED_NONCE_BYTES);
    encode_record(e, &sealed_record, &sealed);
}

static void encode_record(struct encoding *e, const struct record_spec *spec, const void *from)
{
    uint32_t pairs = 0;

    must(from != NULL);
    for (uint32_t i = 0; i < spec->field_count; i++)
        pairs += !left_out(e, &spec->fields[i], from);
    write_map(e->w, pairs);
    for (uint32_t i = 0; i < spec->field_count && e->err == OK; i++) {
        const struct field_spec *field = &spec->fields[i];
        if (left_out(e, field, from))
            continue;
        write_key(e->w, field->name);
        if (field->personal && e->sealer != NULL)
            encode_sealing(e, spec, field, from);
        else
            encode_field(e, field, field_at(field, from));
    }
}

void message_encode(const struct record_spec *spec, const void *from, struct writer *w)
{
    struct encoding e = { .w = w };
    encode_record(&e, spec, from);
}

void message_encode_public(const struct record_spec *spec, const void *from, struct writer *w)
{
    struct encoding e = { .w = w, .public_only = true };
    encode_record(&e, spec, from);
}

enum err message_seal(const struct record_spec *open, const void *from, const struct sealer *sealer,
                      struct arena *arena, struct writer *w)
{
    must(sealer != NULL && sealer->seal != NULL);
    struct encoding e = { .w = w, .sealer = sealer, .arena = arena };
    encode_record(&e, open, from);
    return e.err;
}

void personal_encode(const struct field_spec *field, const void *value, struct writer *w)
{
    struct encoding e = { .w = w };

    must(value != NULL);
    write_map(w, 1);
    write_key(w, "v");
    encode_field(&e, field, value);
}
