/* Scalars of a configuration. Keeps true: what is stored has the kind, range and form that the
 * field's description asks for; anything else is a complaint and stores nothing. */
#include "shell/yaml_value.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/invariant.h"
#include "codec/text_rules.h"
#include "trust/number_guard.h"

static uint32_t lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Decimal digits without a leading zero; false beyond `max`. */
static bool number_of(struct text text, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;

    if (text.len == 0 || text.len > 20 || (text.len > 1 && text.at[0] == '0'))
        return false;
    for (uint32_t i = 0; i < text.len; i++) {
        uint64_t digit = (uint64_t)(text.at[i] - '0');

        if (text.at[i] < '0' || text.at[i] > '9' || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

/* 09:00 as minutes; hours to 47, so that a day may end after midnight. */
static bool clock_of(struct text text, uint64_t *ret)
{
    for (uint32_t i = 0; i < text.len; i++)
        if ((i == 2) != (text.at[i] == ':') || (i != 2 && (text.at[i] < '0' || text.at[i] > '9')))
            return false;
    if (text.len != 5)
        return false;
    uint64_t hour = (uint64_t)(text.at[0] - '0') * 10 + (uint64_t)(text.at[1] - '0');
    uint64_t minute = (uint64_t)(text.at[3] - '0') * 10 + (uint64_t)(text.at[4] - '0');
    if (hour > 47 || minute > 59)
        return false;
    *ret = hour * 60 + minute;
    return true;
}

static const char *number_text(struct reading *r, uint64_t value)
{
    return text_format(r->arena, "%" PRIu64, value).at;
}

static const char *unit_text(struct reading *r, const struct field_spec *field)
{
    return field->unit == NULL ? "" : text_format(r->arena, " %s", field->unit).at;
}

static void out_of_range(struct reading *r, const struct field_spec *field, const struct yaml_node *node, const char *min, const char *max)
{
    complain_about(r, node, "%1$sから%2$sまででなければなりません%4$s%3$s%5$s。", "must be from %1$s to %2$s%3$s.", min, max,
                   unit_text(r, field), field->unit == NULL ? "" : "（単位:", field->unit == NULL ? "" : "）");
}

static void read_u64(struct reading *r, const struct field_spec *field, const struct yaml_node *node, void *to)
{
    uint64_t min = field->kind == FIELD_ID && field->min == 0 ? 1 : field->min;
    uint64_t max = field->max != 0 ? field->max : field->kind == FIELD_TIME ? TIME_US_MAX : UINT64_MAX, value;
    bool minutes = field->unit != NULL && strcmp(field->unit, "minutes") == 0;

    if (!number_of(node->scalar, UINT64_MAX, &value) && !(minutes && clock_of(node->scalar, &value))) {
        if (minutes)
            complain_about(r, node, "整数か時刻（09:00）でなければなりません。", "must be a whole number or a time such as 09:00.");
        else
            complain_about(r, node, "整数でなければなりません。", "must be a whole number.");
        return;
    }
    if (value < min || value > max) {
        out_of_range(r, field, node, number_text(r, min), number_text(r, max));
        return;
    }
    memcpy(to, &value, sizeof value);
}

static void read_i64(struct reading *r, const struct field_spec *field, const struct yaml_node *node, void *to)
{
    bool negative = node->scalar.len > 0 && node->scalar.at[0] == '-', open = field->min == 0 && field->max == 0;
    struct text digits = { node->scalar.at + negative, node->scalar.len - negative };
    int64_t min = open ? INT64_MIN : (int64_t)field->min, max = open ? INT64_MAX : (int64_t)field->max, value;
    uint64_t size;

    if (!number_of(digits, (uint64_t)INT64_MAX, &size)) {
        complain_about(r, node, "整数でなければなりません。", "must be a whole number.");
        return;
    }
    value = negative ? -(int64_t)size : (int64_t)size;
    if (value < min || value > max) {
        out_of_range(r, field, node, text_format(r->arena, "%" PRId64, min).at, text_format(r->arena, "%" PRId64, max).at);
        return;
    }
    memcpy(to, &value, sizeof value);
}

static void read_bool(struct reading *r, const struct yaml_node *node, void *to)
{
    bool value = text_is(node->scalar, "true");

    if (node->quoted || (!value && !text_is(node->scalar, "false")))
        complain_about(r, node, "true か false でなければなりません。", "must be true or false.");
    else
        memcpy(to, &value, sizeof value);
}

static void read_date(struct reading *r, const struct yaml_node *node, void *to)
{
    bool form = node->scalar.len == 10 && node->scalar.at[4] == '-' && node->scalar.at[7] == '-', era;
    struct date day;

    if (!form || !date_parse(node->scalar, &day, &era))
        complain_about(r, node, "実在する日付（2027-02-01の形）でなければなりません。", "must be a day that exists, written as 2027-02-01.");
    else
        memcpy(to, &day, sizeof day);
}

static const char *members(struct reading *r, const struct enum_spec *values)
{
    struct text all = TEXT("");

    for (uint32_t i = 0; i < lesser(values->count, 40); i++)
        all = text_format(r->arena, "%.*s%s%s", (int)all.len, all.at, i == 0 ? "" : ", ", values->names[i]);
    return all.at;
}

static void read_enum(struct reading *r, const struct field_spec *field, const struct yaml_node *node, void *to)
{
    for (uint32_t i = 0; i < field->values->count; i++)
        if (text_is(node->scalar, field->values->names[i])) {
            int member = (int)i + 1;

            memcpy(to, &member, sizeof member);
            return;
        }
    complain_about(r, node, "次のいずれかでなければなりません: %s", "must be one of: %s", members(r, field->values));
}

static void joined_texts_add(struct reading *r, const struct yaml_node *node, struct text text)
{
    struct joined_texts *joined = &r->joined;

    if (joined->count == joined->room) {
        struct joined_texts grown = { .count = joined->count, .room = joined->room == 0 ? 16 : 2 * joined->room };

        grown.at = arena_take(r->arena, grown.room * sizeof *grown.at);
        grown.nodes = arena_take(r->arena, grown.room * sizeof(const struct yaml_node *));
        for (uint32_t i = 0; i < joined->count; i++) {
            grown.at[i] = joined->at[i];
            grown.nodes[i] = joined->nodes[i];
        }
        *joined = grown;
    }
    joined->at[joined->count] = text;
    joined->nodes[joined->count++] = node;
}

/* Whatever holds one still does with more texts behind it, so the text where the first one ends is found by halving. */
void joined_texts_check(struct reading *r)
{
    const struct joined_texts *joined = &r->joined;
    uint32_t without = 0, with = joined->count;

    if (joined->count < 2 || !number_guard_hit_joined(joined->at, joined->count))
        return;
    while (with - without > 1) {
        uint32_t middle = without + (with - without) / 2;

        if (number_guard_hit_joined(joined->at, middle))
            with = middle;
        else
            without = middle;
    }
    complain_about(r, joined->nodes[with - 1], "前の文字列と続けて読むと個人番号（12桁）とみられる数字があります。",
                   "read on from the texts before it, this holds what looks like an individual number.");
}

static void read_text(struct reading *r, const struct field_spec *field, const struct yaml_node *node, void *to)
{
    const char *fault = text_rule_fault(field->text_rule, node->scalar);
    uint32_t len = fault == NULL ? text_code_points(node->scalar) : 0;
    struct text copy;

    if (fault != NULL) {
        complain_about(r, node, "この文字列は使えません（%s）。", "this text is not allowed (%s).", fault);
        return;
    }
    if (len < field->min || (field->max != 0 && len > field->max)) {
        complain_about(r, node, "%s字から%s字まででなければなりません。", "must have %s to %s characters.", number_text(r, field->min),
                       number_text(r, field->max != 0 ? field->max : YAML_BYTES_MAX));
        return;
    }
    copy = text_copy(r->arena, node->scalar);
    if (copy.at == NULL)
        copy = TEXT("");
    if (text_rule_joined(field->text_rule))
        joined_texts_add(r, node, copy);
    memcpy(to, &copy, sizeof copy);
}

static void read_bytes(struct reading *r, const struct field_spec *field, const struct yaml_node *node, void *to)
{
    uint32_t len = node->scalar.len / 2;
    uint8_t *made = arena_take(r->arena, len + 1);
    struct bytes value = { made, len };

    if (!hex_get(made, len, node->scalar)) {
        complain_about(r, node, "16進数でなければなりません。", "must be hex digits.");
        return;
    }
    if (len < field->min || (field->max != 0 && len > field->max)) {
        complain_about(r, node, "%sバイトから%sバイトまででなければなりません。", "must have %s to %s bytes.", number_text(r, field->min),
                       number_text(r, field->max != 0 ? field->max : YAML_BYTES_MAX));
        return;
    }
    memcpy(to, &value, sizeof value);
}

void value_read(struct reading *r, const struct field_spec *field, const struct yaml_node *node, void *to)
{
    if (node->kind != YAML_SCALAR || (node->scalar.len == 0 && !node->quoted)) {
        complain_about(r, node, "値が1つ必要です。", "must have one value.");
        return;
    }
    switch (field->kind) {
    case FIELD_BOOL: read_bool(r, node, to); break;
    case FIELD_U64:
    case FIELD_ID:
    case FIELD_TIME: read_u64(r, field, node, to); break;
    case FIELD_I64: read_i64(r, field, node, to); break;
    case FIELD_DATE: read_date(r, node, to); break;
    case FIELD_ENUM: read_enum(r, field, node, to); break;
    case FIELD_TEXT: read_text(r, field, node, to); break;
    case FIELD_BYTES: read_bytes(r, field, node, to); break;
    case FIELD_RECORD:
    case FIELD_SEALED: must(field->kind != FIELD_RECORD && field->kind != FIELD_SEALED); break;
    }
}
