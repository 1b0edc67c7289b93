/* docs/openapi.json and docs/asyncapi.json: what surrounds in a template, everything about messages from the contracts. */
#ifndef SCHEMAC_API_H
#define SCHEMAC_API_H

#include "model.h"
#include "out.h"

/* JSON of the gateway (common/http/json.h), or the values of msgpack on the wire. */
enum api_form { API_JSON, API_WIRE };

/* Markers on lines of their own in the template, each replaced by members that end with a comma:
 *   @paths      of the gateway             @schemas json | @schemas wire    enumerations and records
 *   @channels, @operations, @messages      of what services publish
 * ERR_CONFIG after a complaint. */
MUST_CHECK enum err api_build(const struct model *model, const char *template_path, struct out *ret);

/* api_schema.c: `shape` as a schema, and all that schemas refer to. */
void api_shape(struct out *out, const struct shape *shape, enum api_form form);
void api_field(struct out *out, const struct field *field, enum api_form form);
void api_schemas(struct out *out, const struct model *model, enum api_form form);

/* api_open.c, api_async.c */
void api_paths(struct out *out, const struct model *model);
void api_channels(struct out *out, const struct model *model);
void api_operations(struct out *out, const struct model *model);
void api_messages(struct out *out, const struct model *model);

#endif
