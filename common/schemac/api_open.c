/* Paths of the JSON gateway: every command and query that services/console/gateway.c reaches. What stands around them is in openapi.in.json. */
#include <inttypes.h>

#include "api.h"

/* As the gateway has it: who would be shown a ticket goes to /session. */
static bool is_reachable(const struct command *c)
{
    const struct field *ticket = c->shown == NULL ? NULL : shape_field(c->shown, "ticket");

    return ticket == NULL || ticket->kind != KIND_BYTES;
}

static void put_roles(struct out *out, const char *member, uint32_t mask)
{
    const char *sign = "";

    put(out, ",\"%s\":[", member);
    for (uint32_t i = 1; i < role_count; i++)
        if ((mask & (1u << i)) != 0) {
            put(out, "%s\"%s\"", sign, role_names[i]);
            sign = ",";
        }
    put(out, "]");
}

static void put_head(struct out *out, struct arena *arena, const char *service, const struct command *c)
{
    put(out, "\"operationId\":\"%s_%s\",\"tags\":[\"%s\"],\"summary\":\"%s\",\"description\":", service, c->name, service, c->name);
    put_json(out, text_format(arena, "%s%sClause %s, since version %" PRIu32 ".", c->doc == NULL ? "" : c->doc, c->doc == NULL ? "" : " ", c->clause, c->since).at);
    put_roles(out, "x-allow", c->allow);
    if (c->second_allowed)
        put_roles(out, c->second_required ? "x-second-required" : "x-second", c->second_roles);
}

static void put_answers(struct out *out, const struct command *c, bool is_query)
{
    put(out, "\"responses\":{\"200\":{\"description\":\"done\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{");
    if (c->result != NULL) {
        put(out, "\"result\":");
        api_shape(out, c->result, API_JSON);
        put(out, ",");
    }
    if (c->shown != NULL) {
        put(out, "\"shown\":");
        api_shape(out, c->shown, API_JSON);
        put(out, ",");
    }
    put(out, "%s\"position\":{\"$ref\":\"#/components/schemas/gateway_position\"}}}}}}", is_query ? "" : "\"repeated\":{\"const\":true},");
    if (c->refusal_count > 0)
        put(out, ",\"409\":{\"description\":\"refused\",\"content\":{\"application/json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/gateway_refusal\"},"
                 "{\"type\":\"object\",\"properties\":{\"refusal\":{\"enum\":[");
    for (uint32_t i = 0; i < c->refusal_count; i++)
        put(out, "%s\"%s\"", i > 0 ? "," : "", c->refusals[i]->name);
    put(out, "%s,\"default\":{\"$ref\":\"#/components/responses/not_taken\"}}}", c->refusal_count > 0 ? "]}}}]}}}}" : "");
}

static void put_command(struct out *out, struct arena *arena, const char *service, const struct command *c)
{
    put(out, "\"/api/%s/%s\":{\"post\":{", service, c->name);
    put_head(out, arena, service, c);
    put(out, ",\"parameters\":[{\"$ref\":\"#/components/parameters/token\"}],\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
             "{\"allOf\":[{\"$ref\":\"#/components/schemas/gateway_command\"},{\"type\":\"object\",\"properties\":{\"body\":");
    api_shape(out, c->body, API_JSON);
    put(out, "},\"required\":[\"body\"%s%s]}]}}}},", c->purpose_required ? ",\"purpose\"" : "", c->second_required && c->second_within == 0 && c->paper == 0 ? ",\"second\"" : "");
    put_answers(out, c, false);
    put(out, "},\n");
}

/* Records cannot be written in an address. */
static void put_query(struct out *out, struct arena *arena, const char *service, const struct command *c)
{
    const char *sign = "";

    put(out, "\"/api/%s/%s\":{\"get\":{", service, c->name);
    put_head(out, arena, service, c);
    put(out, ",\"parameters\":[");
    for (uint32_t i = 0; i < c->body->count; i++) {
        const struct field *f = c->body->sorted[i];

        if (f->kind == KIND_RECORD)
            continue;
        put(out, "%s{\"name\":\"%s\",\"in\":\"query\",\"required\":%s,\"schema\":", sign, f->name, f->optional ? "false" : "true");
        api_field(out, f, API_JSON);
        put(out, "}");
        sign = ",";
    }
    put(out, "],");
    put_answers(out, c, true);
    put(out, "},\n");
}

static void put_service(struct out *out, struct arena *arena, const char *name, const struct service *s)
{
    for (uint32_t i = 0; i < s->command_count; i++)
        if (is_reachable(&s->commands[i]))
            put_command(out, arena, name, &s->commands[i]);
    for (uint32_t i = 0; i < s->query_count; i++)
        put_query(out, arena, name, &s->queries[i]);
}

/* What the engine does itself is asked of any service. */
void api_paths(struct out *out, const struct model *m)
{
    const struct service *engine = model_service(m, "engine");

    for (uint32_t i = 0; i < m->service_count; i++) {
        const struct service *s = &m->services[i];

        if (s == engine)
            continue;
        put_service(out, m->arena, s->name, s);
        if (engine != NULL)
            put_service(out, m->arena, s->name, engine);
    }
}
