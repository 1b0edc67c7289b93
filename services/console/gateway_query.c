/* The query part of an address as the body of a query: each field once, lists as often as they have items. */
#include "base/text.h"
#include "gateway.h"
#include "http/json.h"
#include "http/json_text.h"

struct intake {
    const struct gate_parts *parts;
    struct arena *arena;
    struct field_fault *fault;
    struct text_builder json;
};

static bool wrong(struct intake *p, const char *path, const char *reason)
{
    *p->fault = (struct field_fault){ 0, path, reason };
    return false;
}

static bool is_whole_number(struct text value)
{
    uint32_t start = value.len > 0 && value.at[0] == '-';

    if (value.len == start || value.len > 20)
        return false;
    for (uint32_t i = start; i < value.len; i++)
        if (value.at[i] < '0' || value.at[i] > '9')
            return false;
    return true;
}

/* What JSON writes without quotes must look like it; for the rest the table's own reading of strings serves. */
static bool add_value(struct intake *p, const struct field_spec *field, struct text value)
{
    bool bare = field->kind == FIELD_BOOL || field->kind == FIELD_I64;

    if (field->kind == FIELD_BOOL && !text_is(value, "true") && !text_is(value, "false"))
        return wrong(p, field->name, "wrong_type");
    if (field->kind == FIELD_I64 && !is_whole_number(value))
        return wrong(p, field->name, "wrong_type");
    if (field->kind == FIELD_RECORD)
        return wrong(p, field->name, "wrong_type");
    if (bare)
        text_add(&p->json, "%.*s", (int)value.len, value.at);
    else
        json_add_text(&p->json, value);
    return true;
}

/* Every value that the address gives for the field. */
static bool add_field(struct intake *p, const struct field_spec *field, bool *is_first)
{
    uint32_t found = 0;
    struct text name, value;

    for (uint32_t i = 0; p->parts->at(p->parts->self, i, &name, &value); i++) {
        if (!text_is(name, field->name))
            continue;
        if (found > 0 && !field->list)
            return wrong(p, field->name, "duplicate_key");
        if (found == 0)
            text_add(&p->json, "%s\"%s\":%s", *is_first ? "" : ",", field->name, field->list ? "[" : "");
        else
            text_add(&p->json, ",");
        *is_first = false;
        found++;
        if (!add_value(p, field, value))
            return false;
    }
    if (found > 0 && field->list)
        text_add(&p->json, "]");
    return true;
}

static bool add_all(struct intake *p, const struct record_spec *spec)
{
    bool is_first = true;
    struct text name, value;

    for (uint32_t i = 0; p->parts->at(p->parts->self, i, &name, &value); i++)
        if (name.len > 60 || record_field(spec, text_terminated(p->arena, name)) == NULL)
            return wrong(p, "?", "unknown_field");
    text_add(&p->json, "{");
    for (uint32_t i = 0; i < spec->field_count; i++)
        if (!add_field(p, &spec->fields[i], &is_first))
            return false;
    text_add(&p->json, "}");
    return true;
}

enum err gate_query_body(const struct gate_parts *parts, const struct record_spec *spec, struct arena *arena, struct bytes *ret, struct field_fault *ret_fault)
{
    struct intake in = { .parts = parts, .arena = arena, .fault = ret_fault, .json = text_growing() };
    enum err err = ERR_MALFORMED;

    if (add_all(&in, spec))
        err = message_of_json(spec, (struct text){ in.json.at, (uint32_t)in.json.len }, arena, ret, ret_fault);
    text_drop(&in.json);
    return err;
}
