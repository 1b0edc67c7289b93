/* The inside of struct http_request, for request.c, which reads it, and server.c, which fills it. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "http/parse.h"
#include "http/server.h"

#define HEADERS_MAX 100u

struct http_header { struct text name, value; };

struct http_request {
    enum http_method method;
    struct text raw;                       /* the target as it stood in the request line */
    struct target target;
    const struct http_header *headers;     /* names and values as they came */
    uint32_t header_count;
    struct text address;
    uint8_t *body;  uint32_t body_len;
    bool begun;                            /* the head was seen */
    uint32_t refusal;                      /* status to answer with as soon as it is whole; 0: none */
    uint64_t passed_over;                  /* bytes of a body that is too large */
    struct http_header *added;             /* of the answer; terminated */
    uint32_t added_count;
    struct arena *arena;
    void *note;
};

void request_begin(struct http_request *request, struct arena *arena, struct text raw, struct text address);
void request_end(struct http_request *request);

/* Whether the head can be taken at all: form of target and fields, no body of two lengths, nothing twice that must be single.
 * 0, or the status of the refusal (400, 414, 431). Fills `target`. */
uint32_t request_judge_head(struct http_request *request);
/* Adds to the body, whose bound is `max`; beyond it the bytes are only counted, and the request is refused with 413. */
void request_take(struct http_request *request, struct bytes part, uint32_t max);

#endif
