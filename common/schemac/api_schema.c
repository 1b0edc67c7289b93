/* Fields, records and enumerations as JSON Schema (2020-12), in the two forms in which they travel. */
#include <inttypes.h>

#include "api.h"

#define EXACT_MAX ((UINT64_C(1) << 53) - 1)     /* beyond it the gateway writes a string */

static void put_number(struct out *out, const struct field *f, enum api_form form)
{
    if (f->kind == KIND_I64) {
        put(out, "\"type\":\"integer\"");
        if ((int64_t)f->min != INT64_MIN)
            put(out, ",\"minimum\":%" PRId64, (int64_t)f->min);
        if ((int64_t)f->max != INT64_MAX)
            put(out, ",\"maximum\":%" PRId64, (int64_t)f->max);
        return;
    }
    put(out, form == API_JSON && f->max > EXACT_MAX ? "\"type\":[\"integer\",\"string\"],\"pattern\":\"^[0-9]+$\"" : "\"type\":\"integer\"");
    put(out, ",\"minimum\":%" PRIu64, f->min);
    if (f->max <= EXACT_MAX)
        put(out, ",\"maximum\":%" PRIu64, f->max);
}

static void put_bytes(struct out *out, const struct field *f, enum api_form form)
{
    if (form == API_WIRE)
        put(out, "\"description\":\"%" PRIu64 " to %" PRIu64 " bytes (msgpack bin)\"", f->min, f->max);
    else
        put(out, "\"type\":\"string\",\"pattern\":\"^([0-9a-f]{2})*$\",\"minLength\":%" PRIu64 ",\"maxLength\":%" PRIu64, 2 * f->min, 2 * f->max);
}

/* The members of the schema of one item. */
static void put_item(struct out *out, const struct field *f, enum api_form form)
{
    switch (f->kind) {
    case KIND_BOOL:
        put(out, "\"type\":\"boolean\"");
        break;
    case KIND_U64:
    case KIND_I64:
        put_number(out, f, form);
        break;
    case KIND_ID:
        put(out, "\"$ref\":\"#/components/schemas/%s\"", f->id);
        break;
    case KIND_DATE:
        put(out, "\"$ref\":\"#/components/schemas/date\"");
        break;
    case KIND_TIME:
        put(out, "\"$ref\":\"#/components/schemas/time\"");
        break;
    case KIND_ENUM:
        put(out, "\"$ref\":\"#/components/schemas/%s\"", f->values->name);
        break;
    case KIND_TEXT:
        put(out, "\"type\":\"string\",\"minLength\":%" PRIu64 ",\"maxLength\":%" PRIu64 ",\"x-rule\":\"%s\"", f->min, f->max, rule_facts[f->rule].yaml);
        break;
    case KIND_BYTES:
        put_bytes(out, f, form);
        break;
    case KIND_RECORD:
        put(out, "\"$ref\":\"#/components/schemas/%s\"", f->record->name);
        break;
    case KIND_SEALED:
        put(out, "\"$ref\":\"#/components/schemas/sealed\"");
        break;
    }
}

static void put_mark(struct out *out, bool is_so, const char *member)
{
    if (is_so)
        put(out, ",\"%s\":true", member);
}

void api_field(struct out *out, const struct field *f, enum api_form form)
{
    put(out, "{");
    if (f->list)
        put(out, "\"type\":\"array\",\"maxItems\":%" PRIu32 ",\"items\":{", f->list_max);
    put_item(out, f, form);
    put(out, "%s", f->list ? "}" : "");
    if (f->doc != NULL && !(f->kind == KIND_BYTES && form == API_WIRE && !f->list)) {
        put(out, ",\"description\":");
        put_json(out, f->doc);
    }
    if (f->unit != NULL) {
        put(out, ",\"x-unit\":");
        put_json(out, f->unit);
    }
    put_mark(out, f->personal, "x-personal");
    put_mark(out, f->secret, "x-secret");
    put(out, "}");
}

void api_shape(struct out *out, const struct shape *shape, enum api_form form)
{
    const char *sign = "";

    put(out, "{\"type\":\"object\"");
    if (shape->doc != NULL) {
        put(out, ",\"description\":");
        put_json(out, shape->doc);
    }
    put(out, ",\"properties\":{");
    for (uint32_t i = 0; i < shape->count; i++) {
        put(out, "%s\"%s\":", i > 0 ? "," : "", shape->sorted[i]->name);
        api_field(out, shape->sorted[i], form);
    }
    put(out, "},\"required\":[");
    for (uint32_t i = 0; i < shape->count; i++)
        if (!shape->sorted[i]->optional) {
            put(out, "%s\"%s\"", sign, shape->sorted[i]->name);
            sign = ",";
        }
    put(out, "]}");
}

static void put_record(struct out *out, const struct shape *shape, enum api_form form)
{
    put(out, "\"%s\":", shape->name);
    api_shape(out, shape, form);
    put(out, ",\n");
    if (form == API_WIRE && shape->stored != NULL && shape->stored != shape)
        put_record(out, shape->stored, form);
}

static void put_enumeration(struct out *out, const struct enumeration *e)
{
    put(out, "\"%s\":{\"type\":\"string\",\"enum\":[", e->name);
    for (uint32_t i = 0; i < e->count; i++)
        put(out, "%s\"%s\"", i > 0 ? "," : "", e->members[i]);
    put(out, "]");
    if (e->doc != NULL) {
        put(out, ",\"description\":");
        put_json(out, e->doc);
    }
    put(out, "},\n");
}

void api_schemas(struct out *out, const struct model *m, enum api_form form)
{
    for (uint32_t i = 0; i < m->id_count; i++)
        put(out, form == API_JSON ? "\"%s\":{\"type\":\"string\",\"pattern\":\"^[1-9][0-9]{0,19}$\"},\n" : "\"%s\":{\"type\":\"integer\",\"minimum\":1},\n", m->ids[i]);
    for (uint32_t i = 0; i < m->enum_count; i++)
        put_enumeration(out, &m->enums[i]);
    for (uint32_t i = 0; i < m->record_count; i++)
        put_record(out, m->records[i], form);
    for (uint32_t i = 0; i < m->service_count; i++)
        for (uint32_t k = 0; k < m->services[i].record_count; k++)
            put_record(out, m->services[i].records[k], form);
}
