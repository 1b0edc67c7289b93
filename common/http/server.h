/* HTTP/1.1 for an edge, inside the edge's own loop: one thread, nothing blocks. Requests come whole (the body
 * with them) and are answered at once or later; event streams stay open. The only user of libmicrohttpd is server.c.
 *
 * Bounds, all answered in words of HTTP and never by growing: connections in all and from one address, bytes of the head
 * (16 KiB; 431; its target 8 KiB: 414) and the body (413), seconds until a request is whole (the connection is closed, however busily it trickles),
 * seconds an answer may take to be read, a minute of idleness, streams (503), requests with their owner (half of the places that are not
 * for streams; 503 with Retry-After). What has no clear form is refused (400) before its owner sees it.
 *
 * Who leaves when all places are taken: the connection that has been idle between two requests the longest; without one, the one that has been sending its request or taking
 * its answer the longest; never one whose request is with its owner, never a stream. So whoever only holds connections open locks nobody out: a newcomer has its turn before as
 * many others have come as there are places. A browser that lost an idle connection opens another. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

struct http_server;
struct http_request;

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

/* Called once for each whole request. It is answered exactly once with http_answer(), now or later, or becomes a stream. */
typedef void http_handler(void *self, struct http_request *request);

struct http_options {
    const char *address;              /* numeric; 127.0.0.1, ::1 … */
    uint16_t port;                    /* 0: any free one */
    uint32_t connections_max;         /* 0: 512 */
    uint32_t connections_per_address_max;      /* 0: as many as in all (behind a proxy all come from one) */
    uint32_t streams_max;             /* 0: 128; less than connections_max */
    uint32_t body_bytes_max;          /* 0: 64 KiB */
    uint32_t whole_seconds;           /* head and body within; 0: 10 */
    http_handler *handler;
    void *self;
};

/* ERR_IO: address taken or not ours, the fault says which. */
#define HTTP_FAULT_SIZE 256
MUST_CHECK enum err http_open(const struct http_options *options, struct http_server **ret, char ret_fault[HTTP_FAULT_SIZE]);
/* Ends every stream, answers what is under way with 503: no request of it may be touched afterwards. */
void http_drop(struct http_server **server);
uint16_t http_port(const struct http_server *server);

/* For the loop: http_turn() is due when the descriptor is readable and at http_due_ms() at the latest (monotonic milliseconds; INT64_MAX: not by waiting;
 * `mono_ms` itself when something is left to do). Ask for the time before every wait: an answer or an event given between two turns leaves with the coming one. */
int http_fd(const struct http_server *server);
int64_t http_due_ms(const struct http_server *server, int64_t mono_ms);
void http_turn(struct http_server *server, int64_t mono_ms);

/* ---- A request; everything lives until it is answered ---- */

enum http_method http_method(const struct http_request *request);
struct text http_path(const struct http_request *request);                              /* decoded, begins with '/'; valid UTF-8 without controls */
/* Absent (at NULL) also when it came more than once: nobody chooses between two. */
struct text http_header(const struct http_request *request, const char *name);
struct text http_cookie(const struct http_request *request, const char *name);
/* Whether the client takes an answer in that content coding ("gzip"); whoever says nothing takes any. */
bool http_accepts_coding(const struct http_request *request, const char *coding);
struct bytes http_body(const struct http_request *request);
struct text http_address(const struct http_request *request);                           /* of the peer, numeric */
/* Fields of the query part in their order, decoded ('+' too), valid UTF-8 without NUL; false after the last. At most 256 (400). */
uint32_t http_query_count(const struct http_request *request);
bool http_query_at(const struct http_request *request, uint32_t index, struct text *ret_name, struct text *ret_value);
struct arena *http_arena(struct http_request *request);
void *http_note(const struct http_request *request);                                    /* the owner's, for what is answered later */
void http_set_note(struct http_request *request, void *note);

/* ---- Answers ---- */

/* More of the same name is allowed for Set-Cookie; at most 16. Names and values are the caller's literals or checked: no line breaks.
 * Cache-Control is no-store unless one is given. */
void http_add_header(struct http_request *request, const char *name, struct text value);
/* Copies the body, which must fit 8 MiB. The connection's own headers (Date, Content-Length) and those that keep a browser safe come by themselves. */
void http_answer(struct http_request *request, uint32_t status, const char *type, struct bytes body);
/* The same without a copy: `body` lives as long as the server (files of the pages). */
void http_answer_static(struct http_request *request, uint32_t status, const char *type, struct bytes body);

/* ---- Event streams (text/event-stream) ---- */

/* Turns the request into a stream and answers it; instead of http_answer(). It begins behind the event `after` when that is still kept,
 * else with an event `reset`; after 0: from now on. False: too many (answered 503) or no GET (405). */
bool http_stream_begin(struct http_request *request, uint64_t after);
/* To every stream: kept among the last 1,024 and numbered; returns its number. `data` is one line. A stream that is further behind than what
 * is kept is closed: its browser comes back with Last-Event-ID. */
uint64_t http_publish(struct http_server *server, const char *event, struct text data);
/* To every stream, neither numbered nor kept: beats. A newer one takes the place of one that a stream has not begun to send. */
void http_tell(struct http_server *server, const char *event, struct text data);

struct http_figures {
    uint64_t requests, streams_begun;       /* handed over; of them streams */
    uint64_t refused, cut;                  /* answered or turned away here; connections ended for their time, for room or for a full ring */
    uint32_t connections, streams, under_way;
};
struct http_figures http_figures(const struct http_server *server);

#endif
