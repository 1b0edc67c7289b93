/* The tables of covering.h, written as the generator writes them. */
#include "covering.h"

#include <stddef.h>

#include "base/date.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define LIST_OF(item, most) .list = true, .list_max = (most), .list_stride = sizeof(item)
#define FIELDS(table) .field_count = sizeof(table) / sizeof((table)[0]), .fields = (table)

static const char *const colour_names[] = { "red", "green", "dark_blue" };
static const struct enum_spec colour_spec = { .name = "colour", .names = colour_names, .count = 3 };

static const struct field_spec holder_fields[] = {
    { .name = "birth", .kind = FIELD_DATE, AT(holder, birth) },
    { .name = "kana", .kind = FIELD_TEXT, AT(holder, kana), .text_rule = TEXT_LINE, .optional = true, .min = 1, .max = 30 },
    { .name = "name", .kind = FIELD_TEXT, AT(holder, name), .text_rule = TEXT_NAME, .min = 1, .max = 200 },
};
static const struct record_spec holder_spec = { .name = "holder", .size = sizeof(struct holder), FIELDS(holder_fields) };

static const struct field_spec row_fields[] = {
    { .name = "card_id", .kind = FIELD_ID, AT(row, card_id) },
    { .name = "holder", .kind = FIELD_RECORD, AT(row, holder), .record = &holder_spec },
    { .name = "notes", .kind = FIELD_TEXT, AT(row, notes), LIST_OF(struct text, 3), .text_rule = TEXT_LINE, .max = 20 },
    { .name = "weight", .kind = FIELD_U64, AT(row, weight), .optional = true, .min = 1, .max = 70000 },
};
static const struct record_spec row_spec = { .name = "row", .size = sizeof(struct row), FIELDS(row_fields) };

static const struct field_spec covering_fields[] = {
    { .name = "application", .kind = FIELD_TEXT, AT(covering, application), .text_rule = TEXT_APPLICATION_ID, .optional = true, .min = 23, .max = 23 },
    { .name = "at_us", .kind = FIELD_TIME, AT(covering, at_us), .unit = "us" },
    { .name = "birth", .kind = FIELD_DATE, AT(covering, birth), .optional = true, .min = 19000101, .max = 20991231 },
    { .name = "blob", .kind = FIELD_BYTES, AT(covering, blob), .optional = true, .max = 400 },
    { .name = "card_id", .kind = FIELD_ID, AT(covering, card_id) },
    { .name = "code", .kind = FIELD_TEXT, AT(covering, code), .text_rule = TEXT_CODE, .optional = true, .min = 12, .max = 20 },
    { .name = "colour", .kind = FIELD_ENUM, AT(covering, colour), .values = &colour_spec },
    { .name = "colours", .kind = FIELD_ENUM, AT(covering, colours), LIST_OF(enum colour, 4), .optional = true, .values = &colour_spec },
    { .name = "count", .kind = FIELD_U64, AT(covering, count), .max = 1000 },
    { .name = "delta", .kind = FIELD_I64, AT(covering, delta), .min = (uint64_t)INT64_C(-100), .max = 100 },
    { .name = "flag", .kind = FIELD_BOOL, AT(covering, flag) },
    { .name = "flags", .kind = FIELD_BOOL, AT(covering, flags), LIST_OF(bool, 20), .optional = true },
    { .name = "holder", .kind = FIELD_RECORD, AT(covering, holder), .optional = true, .record = &holder_spec },
    { .name = "ids", .kind = FIELD_ID, AT(covering, ids), LIST_OF(struct card_id, 5) },
    { .name = "line", .kind = FIELD_TEXT, AT(covering, line), .text_rule = TEXT_LINE, .optional = true, .max = 40 },
    { .name = "name", .kind = FIELD_TEXT, AT(covering, name), .text_rule = TEXT_NAME, .optional = true, .min = 1, .max = 200 },
    { .name = "note", .kind = FIELD_TEXT, AT(covering, note), .text_rule = TEXT_FREE, .max = 300 },
    { .name = "notice", .kind = FIELD_TEXT, AT(covering, notice), .text_rule = TEXT_NOTICE_NUMBER, .optional = true, .min = 9, .max = 10 },
    { .name = "password", .kind = FIELD_TEXT, AT(covering, password), .text_rule = TEXT_SECRET, .optional = true, .secret = true, .min = 1, .max = 128 },
    { .name = "phone", .kind = FIELD_TEXT, AT(covering, phone), .text_rule = TEXT_PHONE, .optional = true, .min = 3, .max = 20 },
    { .name = "rows", .kind = FIELD_RECORD, AT(covering, rows), LIST_OF(struct row, 10), .record = &row_spec },
    { .name = "sealed", .kind = FIELD_SEALED, AT(covering, sealed), .optional = true },
    { .name = "sealeds", .kind = FIELD_SEALED, AT(covering, sealeds), LIST_OF(struct sealed, 3), .optional = true },
    { .name = "since_us", .kind = FIELD_TIME, AT(covering, since_us), .optional = true, .min = 1 },
    { .name = "steps", .kind = FIELD_I64, AT(covering, steps), LIST_OF(int64_t, 8), .optional = true },
    { .name = "token", .kind = FIELD_TEXT, AT(covering, token), .text_rule = TEXT_TOKEN, .min = 1, .max = 32 },
    { .name = "wide", .kind = FIELD_U64, AT(covering, wide) },
};
const struct record_spec covering_spec = { .name = "covering", .size = sizeof(struct covering), FIELDS(covering_fields) };

static const struct field_spec card_noted_fields[] = {
    { .name = "card_id", .kind = FIELD_ID, AT(card_noted, card_id) },
    { .name = "holder", .kind = FIELD_RECORD, AT(card_noted, holder), .record = &holder_spec, .personal = true, .subject = "card_id" },
    { .name = "note", .kind = FIELD_TEXT, AT(card_noted, note), .text_rule = TEXT_FREE, .optional = true, .max = 300, .personal = true,
      .subject = "card_id" },
    { .name = "phones", .kind = FIELD_TEXT, AT(card_noted, phones), LIST_OF(struct text, 3), .text_rule = TEXT_PHONE, .optional = true,
      .min = 3, .max = 20, .personal = true, .subject = "card_id" },
    { .name = "times", .kind = FIELD_U64, AT(card_noted, times), .max = 10 },
};
const struct record_spec card_noted_open = { .name = "card_noted", .size = sizeof(struct card_noted), FIELDS(card_noted_fields) };

static const struct field_spec card_noted_stored_fields[] = {
    { .name = "card_id", .kind = FIELD_ID, AT(card_noted_sealed, card_id) },
    { .name = "holder", .kind = FIELD_SEALED, AT(card_noted_sealed, holder) },
    { .name = "note", .kind = FIELD_SEALED, AT(card_noted_sealed, note), .optional = true },
    { .name = "phones", .kind = FIELD_SEALED, AT(card_noted_sealed, phones), .optional = true },
    { .name = "times", .kind = FIELD_U64, AT(card_noted_sealed, times), .max = 10 },
};
const struct record_spec card_noted_stored = {
    .name = "card_noted", .size = sizeof(struct card_noted_sealed), FIELDS(card_noted_stored_fields),
};
