/* Inside the codec only: how the values a field_spec describes lie in memory. */
#ifndef CODEC_FIELD_H
#define CODEC_FIELD_H

#include <string.h>

#include "codec/message.h"

/* struct sealed by table, so that it is coded like any other record. */
extern const struct record_spec sealed_record;

#define SEALED_NONCE_BYTES 24u
#define SEALED_PAD_BYTES 32u
#define SEALED_TAG_BYTES 16u

static inline const uint8_t *field_at(const struct field_spec *field, const void *record)
{
    return (const uint8_t *)record + field->offset;
}

/* Loads by copy: a list's item type is not known here. */
static inline struct list list_at(const void *at)
{
    struct list list;
    memcpy(&list, at, sizeof(list));
    return list;
}

static inline const uint8_t *list_item(const struct field_spec *field, struct list list, uint32_t index)
{
    return (const uint8_t *)list.at + (size_t)index * field->list_stride;
}

/* Bytes of the whole field in its struct (a list: of struct list). */
size_t field_size(const struct field_spec *field);
/* The table of a record or sealed field; NULL for other kinds. */
const struct record_spec *field_record(const struct field_spec *field);
bool record_absent(const struct record_spec *spec, const void *record);

#endif
