/* What a request says, and what the owner adds to its answer. Keeps true: a field that may stand only once stands once, and whatever is handed out is valid
 * UTF-8. Knows no library: server.c fills the struct. */
#include "http/request.h"

#include <strings.h>

#include "base/invariant.h"

#define TARGET_BYTES_MAX 8192u
#define ADDED_MAX 16u

void request_begin(struct http_request *request, struct arena *arena, struct text raw, struct text address)
{
    *request = (struct http_request){ .arena = arena, .raw = text_copy(arena, raw), .address = address };
}

void request_end(struct http_request *request)
{
    free(request->body);
    *request = (struct http_request){ .note = NULL };
}

/* ---- The head --------------------------------------------------------------------------------- */

static const struct http_header *header_find(const struct http_request *request, const char *name, uint32_t *ret_count)
{
    const struct http_header *found = NULL;

    *ret_count = 0;
    for (uint32_t i = 0; i < request->header_count; i++) {
        if (header_name_is(request->headers[i].name, name)) {
            found = &request->headers[i];
            (*ret_count)++;
        }
    }
    return found;
}

/* One length or chunks, never both and never twice: else two readers could see two requests. */
static bool one_length(const struct http_request *request)
{
    uint32_t hosts, lengths, encodings;
    const struct http_header *encoding;

    header_find(request, "Host", &hosts);
    header_find(request, "Content-Length", &lengths);
    encoding = header_find(request, "Transfer-Encoding", &encodings);
    return hosts <= 1 && lengths + encodings <= 1 && (encoding == NULL || header_name_is(encoding->value, "chunked"));
}

uint32_t request_judge_head(struct http_request *request)
{
    for (uint32_t i = 0; i < request->header_count; i++) {
        if (!header_name_fine(request->headers[i].name) || !header_value_fine(request->headers[i].value))
            return 400;
    }
    if (!one_length(request))
        return 400;
    if (request->raw.len > TARGET_BYTES_MAX)
        return 414;
    return target_parse(request->raw, request->arena, &request->target) == OK ? 0 : 400;
}

void request_take(struct http_request *request, struct bytes part, uint32_t max)
{
    uint8_t *body;

    if (request->refusal != 0 || part.len > max - request->body_len) {
        request->refusal = request->refusal == 0 ? 413 : request->refusal;
        request->passed_over += part.len;
        return;
    }
    body = realloc(request->body, request->body_len + part.len);
    must(body != NULL);
    memcpy(body + request->body_len, part.at, part.len);
    request->body = body;
    request->body_len += part.len;
}

/* ---- For the owner ------------------------------------------------------------------------------ */

enum http_method http_method(const struct http_request *request) { return request->method; }
struct text http_path(const struct http_request *request) { return request->target.path; }
struct text http_address(const struct http_request *request) { return request->address; }
uint32_t http_query_count(const struct http_request *request) { return request->target.field_count; }
struct arena *http_arena(struct http_request *request) { return request->arena; }
void *http_note(const struct http_request *request) { return request->note; }
void http_set_note(struct http_request *request, void *note) { request->note = note; }

struct bytes http_body(const struct http_request *request)
{
    return (struct bytes){ request->body, request->body_len };
}

struct text http_header(const struct http_request *request, const char *name)
{
    uint32_t count;
    const struct http_header *header = header_find(request, name, &count);

    return count == 1 ? header->value : (struct text){ NULL, 0 };
}

struct text http_cookie(const struct http_request *request, const char *name)
{
    struct text value = { NULL, 0 };
    uint32_t count = 0;

    for (uint32_t i = 0; i < request->header_count; i++) {
        if (header_name_is(request->headers[i].name, "Cookie"))
            count += cookie_find(request->headers[i].value, name, &value);
    }
    return count == 1 ? value : (struct text){ NULL, 0 };
}

bool http_accepts_coding(const struct http_request *request, const char *coding)
{
    struct text header = http_header(request, "Accept-Encoding");

    return header.at == NULL || coding_accepted(header, coding);
}

bool http_query_at(const struct http_request *request, uint32_t index, struct text *ret_name, struct text *ret_value)
{
    if (index >= request->target.field_count)
        return false;
    *ret_name = request->target.fields[index].name;
    *ret_value = request->target.fields[index].value;
    return true;
}

void http_add_header(struct http_request *request, const char *name, struct text value)
{
    must(header_name_fine(text_of(name)) && header_value_fine(value));
    if (request->added == NULL)
        request->added = arena_take(request->arena, ADDED_MAX * sizeof *request->added);
    must(request->added_count < ADDED_MAX);
    request->added[request->added_count++] = (struct http_header){ text_of(text_terminated(request->arena, text_of(name))), text_of(text_terminated(request->arena, value)) };
}
