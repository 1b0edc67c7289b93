/* HTTP/1.1 for an edge, inside the edge's own loop: one thread, nothing blocks. Requests come whole (the body
 * with them) and are answered at once or later; event streams stay open. The only user of libmicrohttpd is server.c.
 *
 * Bounds, all answered in words of HTTP and never by growing: connections in all and from one address, bytes of the head
 * (32 KiB; 431) and the body (413), seconds until a request is whole (408 or the connection is closed), requests under way, streams. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

struct http_server;
struct http_request;
struct http_stream;

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

/* Called once for each whole request. It is answered exactly once with http_answer(), now or later, or becomes a stream. */
typedef void http_handler(void *self, struct http_request *request);

struct http_options {
    const char *address;              /* numeric; 127.0.0.1, ::1 … */
    uint16_t port;                    /* 0: any free one */
    uint32_t connections_max;         /* 0: 512 */
    uint32_t connections_per_address_max;      /* 0: as many as in all (behind a proxy all come from one) */
    uint32_t streams_max;             /* 0: 128 */
    uint32_t body_bytes_max;          /* 0: 64 KiB */
    uint32_t whole_seconds;           /* head and body within; 0: 10 */
    http_handler *handler;
    void *self;
};

/* ERR_IO: address taken or not ours, the fault says which. */
#define HTTP_FAULT_SIZE 256
MUST_CHECK enum err http_open(const struct http_options *options, struct http_server **ret, char ret_fault[HTTP_FAULT_SIZE]);
/* Ends every stream, answers what is under way with 503. */
void http_drop(struct http_server **server);
uint16_t http_port(const struct http_server *server);

/* For the loop: readable when something is to do; when to call http_turn() at the latest (monotonic milliseconds; INT64_MAX: not by waiting). */
int http_fd(const struct http_server *server);
int64_t http_due_ms(const struct http_server *server, int64_t mono_ms);
void http_turn(struct http_server *server, int64_t mono_ms);

/* ---- A request; everything lives until it is answered ---- */

enum http_method http_method(const struct http_request *request);
struct text http_path(const struct http_request *request);                              /* decoded, begins with '/'; valid UTF-8 without controls */
struct text http_header(const struct http_request *request, const char *name);          /* absent: at NULL */
struct text http_cookie(const struct http_request *request, const char *name);
struct bytes http_body(const struct http_request *request);
struct text http_address(const struct http_request *request);                           /* of the peer, numeric */
/* Fields of the query part in their order, decoded; false after the last. */
uint32_t http_query_count(const struct http_request *request);
bool http_query_at(const struct http_request *request, uint32_t index, struct text *ret_name, struct text *ret_value);
struct arena *http_arena(struct http_request *request);
void *http_note(const struct http_request *request);                                    /* the owner's, for what is answered later */
void http_set_note(struct http_request *request, void *note);

/* ---- Answers ---- */

/* More of the same name is allowed for Set-Cookie. Names and values are the caller's literals or checked: no line breaks. */
void http_add_header(struct http_request *request, const char *name, struct text value);
/* Copies the body, which must fit 8 MiB. The connection's own headers (Date, Content-Length) and those of http_safe_headers() come by themselves. */
void http_answer(struct http_request *request, uint32_t status, const char *type, struct bytes body);
/* The same without a copy: `body` lives as long as the server (files of the pages). */
void http_answer_static(struct http_request *request, uint32_t status, const char *type, struct bytes body);

/* ---- Event streams (text/event-stream) ---- */

/* Turns the request into a stream and answers it; instead of http_answer(). It begins behind the event `after` when that is still kept,
 * else with an event `reset`; after 0: from now on. NULL: too many (answered 503). */
struct http_stream *http_stream_begin(struct http_request *request, uint64_t after);
/* To every stream: kept among the last 1,024 and numbered; returns its number. `data` is one line. A stream that is further behind than what
 * is kept is closed: its browser comes back with Last-Event-ID. */
uint64_t http_publish(struct http_server *server, const char *event, struct text data);
/* To every stream, neither numbered nor kept: beats. */
void http_tell(struct http_server *server, const char *event, struct text data);

struct http_figures {
    uint64_t requests, streams_begun, refused, cut;      /* cut: connections closed for their time or a full ring */
    uint32_t connections, streams, under_way;
};
struct http_figures http_figures(const struct http_server *server);

#endif
