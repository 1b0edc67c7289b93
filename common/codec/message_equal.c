/* Comparing two messages by their table: values, not memory, so padding and where a text lies
 * do not matter. Absent and empty differ only where a field is optional. */
#include <string.h>

#include "base/invariant.h"
#include "codec/field.h"

static bool value_equal(const struct field_spec *field, const void *a, const void *b)
{
    switch (field->kind) {
    case FIELD_BOOL:
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_ID:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_ENUM: {
        struct field_spec one = *field;
        one.list = false;
        return memcmp(a, b, field_size(&one)) == 0;
    }
    case FIELD_TEXT:
        return text_equal(*(const struct text *)a, *(const struct text *)b);
    case FIELD_BYTES:
        return bytes_equal(*(const struct bytes *)a, *(const struct bytes *)b);
    case FIELD_RECORD:
    case FIELD_SEALED:
        return message_equal(field_record(field), a, b);
    }
    invariant_broken(__FILE__, __LINE__, "kind is a member of enum field_kind");
}

static bool field_equal(const struct field_spec *field, const void *a, const void *b)
{
    if (field->optional && field_absent(field, a) != field_absent(field, b))
        return false;
    if (!field->list)
        return value_equal(field, a, b);
    struct list left = list_at(a), right = list_at(b);
    if (left.count != right.count)
        return false;
    for (uint32_t i = 0; i < left.count; i++) {
        if (!value_equal(field, list_item(field, left, i), list_item(field, right, i)))
            return false;
    }
    return true;
}

bool message_equal(const struct record_spec *spec, const void *a, const void *b)
{
    must(a != NULL && b != NULL);
    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *field = &spec->fields[i];
        if (!field_equal(field, field_at(field, a), field_at(field, b)))
            return false;
    }
    return true;
}
