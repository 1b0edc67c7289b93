/* Sizes and absence of values by their table. Reads memory only through the kinds' own C types
 * or by copy; writes nothing. */
#include "codec/field.h"

#include <stddef.h>
#include <string.h>

#include "base/invariant.h"

static const struct field_spec sealed_fields[] = {
    { .name = "box", .kind = FIELD_BYTES, .offset = offsetof(struct sealed, box), .min = SEALED_PAD_BYTES + SEALED_TAG_BYTES },
    { .name = "key", .kind = FIELD_U64, .offset = offsetof(struct sealed, key) },
    { .name = "nonce", .kind = FIELD_BYTES, .offset = offsetof(struct sealed, nonce),
      .min = SEALED_NONCE_BYTES, .max = SEALED_NONCE_BYTES },
    { .name = "subject", .kind = FIELD_U64, .offset = offsetof(struct sealed, subject) },
};

const struct record_spec sealed_record = {
    .name = "sealed", .size = sizeof(struct sealed),
    .field_count = sizeof(sealed_fields) / sizeof(sealed_fields[0]), .fields = sealed_fields,
};

const struct record_spec *field_record(const struct field_spec *field)
{
    return field->kind == FIELD_RECORD ? field->record : field->kind == FIELD_SEALED ? &sealed_record : NULL;
}

size_t field_size(const struct field_spec *field)
{
    if (field->list)
        return sizeof(struct list);
    switch (field->kind) {
    case FIELD_BOOL: return sizeof(bool);
    case FIELD_U64:
    case FIELD_ID:
    case FIELD_TIME: return sizeof(uint64_t);
    case FIELD_I64: return sizeof(int64_t);
    case FIELD_DATE: return sizeof(struct date);
    case FIELD_ENUM: return sizeof(int);
    case FIELD_TEXT: return sizeof(struct text);
    case FIELD_BYTES: return sizeof(struct bytes);
    case FIELD_RECORD: return field->record->size;
    case FIELD_SEALED: return sizeof(struct sealed);
    }
    invariant_broken(__FILE__, __LINE__, "kind is a member of enum field_kind");
}

static bool all_zero(const uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (at[i] != 0)
            return false;
    }
    return true;
}

bool field_absent(const struct field_spec *field, const void *at)
{
    if (field->list)
        return list_at(at).count == 0;
    switch (field->kind) {
    case FIELD_BOOL:
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_ID:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_ENUM:
        return all_zero(at, field_size(field));
    case FIELD_TEXT:
        return ((const struct text *)at)->at == NULL;
    case FIELD_BYTES:
        return ((const struct bytes *)at)->at == NULL;
    case FIELD_RECORD:
        return record_absent(field->record, at);
    case FIELD_SEALED:
        return ((const struct sealed *)at)->box.at == NULL;
    }
    invariant_broken(__FILE__, __LINE__, "kind is a member of enum field_kind");
}

bool record_absent(const struct record_spec *spec, const void *record)
{
    for (uint32_t i = 0; i < spec->field_count; i++) {
        if (!field_absent(&spec->fields[i], field_at(&spec->fields[i], record)))
            return false;
    }
    return true;
}

const struct field_spec *record_field(const struct record_spec *spec, const char *name)
{
    must(name != NULL);
    for (uint32_t i = 0; i < spec->field_count; i++) {
        if (strcmp(spec->fields[i].name, name) == 0)
            return &spec->fields[i];
    }
    return NULL;
}
