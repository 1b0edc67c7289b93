/* Inside the gateway: JSON on one side, the contracts' messages on the other. It has no list of its own. */
#ifndef CONSOLE_GATEWAY_H
#define CONSOLE_GATEWAY_H

#include "console.h"

/* What a path /api/SERVICE/NAME[/later] names. */
struct gate {
    uint32_t service;
    const char *name;                /* of the contracts; static */
    const struct record_spec *body, *result, *shown;       /* result and shown may be NULL */
    bool is_query;
    bool later;                      /* the step is not done, but asked for: another person confirms it */
};

/* False: no such service or message, or one that would show a ticket. */
bool gate_find(struct text path, struct gate *ret);

/* gateway_query.c: the fields of a query part, in their order, as a body; a fault as in message_of_json. */
struct gate_parts {
    const void *self;
    bool (*at)(const void *self, uint32_t index, struct text *ret_name, struct text *ret_value);      /* false after the last */
};
MUST_CHECK enum err gate_query_body(const struct gate_parts *parts, const struct record_spec *spec, struct arena *arena, struct bytes *ret, struct field_fault *ret_fault);

/* gateway_answer.c */
void gateway_answer(struct http_request *request, const struct gate *gate, const struct answer *answer);
/* Of one that is not done. */
void gateway_answer_failure(struct http_request *request, const struct answer *answer);

#endif
