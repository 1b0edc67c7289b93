/* The server on libmicrohttpd (0.9.75, external epoll), and the only file that knows it. Keeps true: a connection is suspended exactly while its owner thinks or
 * its stream has nothing to say; whoever is suspended is resumed before the end; every answer carries the safe headers. What the library answers itself
 * (a first line that is no HTTP, a chunk that is none) is a fixed sentence, and the connection ends. Parses nothing: parse.c; judges no time: connection.c. */
#include "http/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/invariant.h"
#include "http/connection.h"
#include "http/listen.h"

#define HEAD_BYTES_MAX (16u * 1024)
/* Head, its parsed fields, a copy of the cookies and the head of the answer in the library's own pool, which it wipes after each request. */
#define POOL_BYTES (32u * 1024)
#define ANSWER_BYTES_MAX (8u << 20)
/* So much of a body beyond the bound is read and thrown away, so that its sender sees the 413 and not a reset. */
#define PASSED_OVER_MAX (1u << 20)
#define STREAM_BLOCK_BYTES 512u           /* a piece of a stream for a client of HTTP/1.0 */
#define ACCEPTED_A_TURN 32u               /* room for those that came and those that are told to leave */
#define IDLE_MS 60000
#define STREAM_STUCK_MS 30000             /* a reader that takes nothing of what it was sent */
#define ANSWER_BYTES_A_MS 64u             /* slower readers are cut */

struct http_server {
    struct MHD_Daemon *daemon;
    struct http_options options;
    uint16_t port;
    struct connections all;
    struct events events;
    struct http_figures figures;
    bool resumed;                    /* what the library would not tell: somebody waits for the coming turn */
    bool ending;
};

static const struct { const char *name, *value; } safe_headers[] = {
    { "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
                                 "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'" },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()" },
};

static struct connection *connection_of(struct http_request *request)
{
    return (struct connection *)(void *)((char *)request - offsetof(struct connection, request));
}

static int64_t whole_ms(const struct http_server *server) { return (int64_t)server->options.whole_seconds * 1000; }

/* ---- Sleeping, waking, ending one connection ---------------------------------------------------- */

static void suspend(struct connection *c)
{
    must(!c->suspended);
    c->suspended = true;
    MHD_suspend_connection(c->mhd);
}

static void resume(struct connection *c)
{
    if (!c->suspended)
        return;
    c->suspended = false;
    c->server->resumed = true;
    MHD_resume_connection(c->mhd);
}

/* The library closes what was shut down when it next looks. What a slow reader has not taken is not kept for it. */
static void cut(struct connection *c)
{
    const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    if (c->state == CONNECTION_ANSWERING || c->state == CONNECTION_STREAMING)
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    shutdown(c->fd, SHUT_RDWR);
    connection_change(&c->server->all, c, CONNECTION_CUT, 0);
    c->server->figures.cut++;
    resume(c);
}

/* ---- Answers ------------------------------------------------------------------------------------- */

static void dress(struct MHD_Response *response, const struct http_request *request, const char *type)
{
    bool cached = false;

    for (size_t i = 0; i < sizeof safe_headers / sizeof *safe_headers; i++)
        must(MHD_add_response_header(response, safe_headers[i].name, safe_headers[i].value) == MHD_YES);
    for (uint32_t i = 0; i < request->added_count; i++) {
        must(MHD_add_response_header(response, request->added[i].name.at, request->added[i].value.at) == MHD_YES);
        cached = cached || header_name_is(request->added[i].name, "Cache-Control");
    }
    if (!cached)
        must(MHD_add_response_header(response, "Cache-Control", "no-store") == MHD_YES);
    if (type != NULL)
        must(MHD_add_response_header(response, "Content-Type", type) == MHD_YES);
}

static void send_off(struct connection *c, uint32_t status, struct MHD_Response *response, enum connection_state state, int64_t allowed_ms)
{
    bool queued = MHD_queue_response(c->mhd, status, response) == MHD_YES;

    MHD_destroy_response(response);
    connection_change(&c->server->all, c, state, allowed_ms);
    resume(c);
    if (!queued)
        cut(c);
}

static void answer(struct connection *c, uint32_t status, const char *type, struct bytes body, enum MHD_ResponseMemoryMode mode)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.at, mode);

    must(response != NULL && body.len <= ANSWER_BYTES_MAX && status >= 200 && status < 600);
    dress(response, &c->request, type);
    send_off(c, status, response, CONNECTION_ANSWERING, whole_ms(c->server) + body.len / ANSWER_BYTES_A_MS);
}

void http_answer(struct http_request *request, uint32_t status, const char *type, struct bytes body)
{
    struct connection *c = connection_of(request);

    must(c->state == CONNECTION_UNDER_WAY);
    answer(c, status, type, body, MHD_RESPMEM_MUST_COPY);
}

void http_answer_static(struct http_request *request, uint32_t status, const char *type, struct bytes body)
{
    struct connection *c = connection_of(request);

    must(c->state == CONNECTION_UNDER_WAY);
    answer(c, status, type, body, MHD_RESPMEM_PERSISTENT);
}

/* What is refused before its owner sees it: one line of text. */
static void refuse(struct connection *c, uint32_t status)
{
    const char *reason = MHD_get_reason_phrase_for(status);

    c->server->figures.refused++;
    answer(c, status, "text/plain; charset=utf-8", (struct bytes){ (const uint8_t *)reason, (uint32_t)strlen(reason) }, MHD_RESPMEM_PERSISTENT);
}

/* ---- A request comes in ----------------------------------------------------------------------------- */

static struct connection *connection_here(struct MHD_Connection *mhd)
{
    return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* The first line is there; the library is about to cut the target to pieces in its own way, so it is copied. */
static void *request_began(void *self, const char *target, struct MHD_Connection *mhd)
{
    struct http_server *server = self;
    struct connection *c = connection_here(mhd);

    request_begin(&c->request, &c->arena, text_of(target == NULL ? "" : target), text_of(c->address));
    if (c->state == CONNECTION_IDLE)               /* the first one is being read since the connection began */
        connection_change(&server->all, c, CONNECTION_READING, whole_ms(server));
    return c;
}

/* Nothing is unescaped in place: parse.c does it. */
static size_t as_it_is(void *self, struct MHD_Connection *mhd, char *text)
{
    (void)self, (void)mhd;
    return strlen(text);
}

struct collecting { struct http_header *headers; uint32_t count; };

static enum MHD_Result collect(void *self, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value, size_t value_len)
{
    struct collecting *to = self;

    (void)kind;
    to->headers[to->count++] = (struct http_header){ { name, (uint32_t)name_len }, value == NULL ? TEXT("") : (struct text){ value, (uint32_t)value_len } };
    return to->count < HEADERS_MAX ? MHD_YES : MHD_NO;
}

static enum http_method method_of(const char *method)
{
    return strcmp(method, "GET") == 0 ? HTTP_GET : strcmp(method, "POST") == 0 ? HTTP_POST : strcmp(method, "HEAD") == 0 ? HTTP_HEAD : HTTP_OTHER;
}

/* A body that says it is too large is read to its end if that is not far, and refused before it is sent where its sender waits for the word. */
static uint32_t judge_length(struct http_request *request, const struct http_server *server)
{
    struct text said = http_header(request, "Content-Length");
    unsigned long long length = said.at == NULL ? 0 : strtoull(said.at, NULL, 10);      /* the library has seen that it is a number, and ended it */

    if (length <= server->options.body_bytes_max)
        return 0;
    request->refusal = 413;
    return length > PASSED_OVER_MAX || http_header(request, "Expect").at != NULL ? 413 : 0;
}

/* `line_len`: of the target as the library found it, which differs when there was a NUL in it. 0, or the status to refuse with at once. */
static uint32_t take_head(struct connection *c, size_t line_len)
{
    struct collecting to = { .headers = arena_take(&c->arena, HEADERS_MAX * sizeof *to.headers) };
    uint32_t status;

    MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, collect, &to);
    c->request.headers = to.headers;
    c->request.header_count = to.count;
    if (c->server->ending)
        return 503;
    if (to.count == HEADERS_MAX || MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size > HEAD_BYTES_MAX)
        return 431;
    status = line_len == c->request.raw.len ? request_judge_head(&c->request) : 400;
    return status != 0 ? status : judge_length(&c->request, c->server);
}

static enum MHD_Result take_body(struct connection *c, const char *part, size_t *len)
{
    request_take(&c->request, (struct bytes){ (const uint8_t *)part, (uint32_t)*len }, c->server->options.body_bytes_max);
    *len = 0;
    return c->request.passed_over <= PASSED_OVER_MAX ? MHD_YES : MHD_NO;
}

static uint32_t under_way_max(const struct http_server *server) { return (server->options.connections_max - server->options.streams_max + 1) / 2; }

static void hand_over(struct connection *c)
{
    struct http_server *server = c->server;

    if (connections_at(&server->all, CONNECTION_UNDER_WAY) >= under_way_max(server)) {
        http_add_header(&c->request, "Retry-After", TEXT("1"));
        refuse(c, 503);
        return;
    }
    server->figures.requests++;
    connection_change(&server->all, c, CONNECTION_UNDER_WAY, 0);
    server->options.handler(server->options.self, &c->request);
    if (c->state == CONNECTION_UNDER_WAY)
        suspend(c);
}

/* Called when the head is whole, for each part of the body, and when the request is whole. */
static enum MHD_Result handle(void *self, struct MHD_Connection *mhd, const char *url, const char *method, const char *version, const char *part, size_t *len,
                              void **context)
{
    struct connection *c = *context;
    uint32_t refusal;

    (void)self, (void)mhd;
    if (c->state == CONNECTION_CUT)
        return MHD_NO;
    if (!c->request.begun) {
        c->request.begun = true;
        c->request.method = method_of(method);
        refusal = take_head(c, (size_t)(version - url) - 1);
        if (refusal != 0)
            refuse(c, refusal);
        return MHD_YES;
    }
    if (*len > 0)
        return take_body(c, part, len);
    if (c->request.refusal != 0)
        refuse(c, c->request.refusal);
    else if (c->server->ending)
        refuse(c, 503);
    else
        hand_over(c);
    return MHD_YES;
}

static void request_over(void *self, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode why)
{
    struct http_server *server = self;
    struct connection *c = *context;

    (void)mhd, (void)why;
    listener_end(&c->listener);
    request_end(&c->request);
    if (c->arena.used_bytes > HEAD_BYTES_MAX)
        arena_fini(&c->arena);
    else
        arena_reset(&c->arena);
    if (c->state != CONNECTION_CUT)
        connection_change(&server->all, c, CONNECTION_IDLE, IDLE_MS);
}

/* ---- Connections come and go ---------------------------------------------------------------------------- */

static void make_room(struct http_server *server, struct connection *newcomer)
{
    bool full = connections_of(&server->all, NULL) > server->options.connections_max;
    struct connection *victim;

    if (!full && connections_of(&server->all, newcomer->address) <= server->options.connections_per_address_max)
        return;
    victim = connections_victim(&server->all, newcomer, full ? NULL : newcomer->address);
    if (victim == NULL)
        server->figures.refused++;
    cut(victim == NULL ? newcomer : victim);
}

static void connection_event(void *self, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode what)
{
    struct http_server *server = self;
    struct connection *c = *context;
    char address[INET6_ADDRSTRLEN];

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        connection_close(&server->all, &c);
        *context = NULL;
        return;
    }
    listen_address_put(MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr, address);
    c = connection_open(&server->all, MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd, address);
    c->server = server;
    c->mhd = mhd;
    connection_change(&server->all, c, CONNECTION_READING, whole_ms(server));
    *context = c;
    make_room(server, c);
}

/* ---- Event streams --------------------------------------------------------------------------------------------- */

/* The room is ours to write to and nothing in it is wanted any more: an idle stream gives its whole pages back. */
static void room_return(char *room, size_t len)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = ((uintptr_t)room + page - 1) / page * page, to = ((uintptr_t)room + len) / page * page;

    if (from < to)
        madvise((void *)from, to - from, MADV_DONTNEED);
}

static ssize_t stream_read(void *self, uint64_t position, char *to, size_t room)
{
    struct connection *c = self;
    uint32_t len;

    (void)position;
    if (c->state == CONNECTION_CUT)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (c->server->ending)
        return MHD_CONTENT_READER_END_OF_STREAM;
    len = listener_take(&c->listener, &c->server->events, to, room < UINT32_MAX ? (uint32_t)room : UINT32_MAX);
    connection_change(&c->server->all, c, CONNECTION_STREAMING, len == 0 ? 0 : STREAM_STUCK_MS);      /* what came before was taken */
    c->sent += len;
    if (len == 0) {
        if (c->sent > 0)
            room_return(to, room);
        c->sent = 0;
        suspend(c);
    }
    return (ssize_t)len;
}

static bool client_left(const struct connection *c)
{
    char byte;
    ssize_t got = recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return got == 0 || (got < 0 && errno != EAGAIN);
}

/* A suspended stream does not hear its client leave; the next beats would tell, but a place is wanted now. */
static bool stream_place_free(struct http_server *server)
{
    if (connections_at(&server->all, CONNECTION_STREAMING) < server->options.streams_max)
        return true;
    for (struct connection *c = server->all.first; c != NULL; c = c->next) {
        if (c->state == CONNECTION_STREAMING && client_left(c))
            cut(c);
    }
    return connections_at(&server->all, CONNECTION_STREAMING) < server->options.streams_max;
}

bool http_stream_begin(struct http_request *request, uint64_t after)
{
    struct connection *c = connection_of(request);
    struct http_server *server = c->server;
    struct MHD_Response *response;

    must(c->state == CONNECTION_UNDER_WAY);
    if (request->method != HTTP_GET || !stream_place_free(server)) {
        refuse(c, request->method != HTTP_GET ? 405 : 503);
        return false;
    }
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, stream_read, c, NULL);
    must(response != NULL);
    http_add_header(request, "X-Accel-Buffering", TEXT("no"));       /* nginx passes each event on at once */
    dress(response, request, "text/event-stream");
    request_end(request);
    arena_fini(&c->arena);                                           /* a stream keeps nothing of its request */
    listener_begin(&c->listener, &server->events, after);
    server->figures.streams_begun++;
    send_off(c, 200, response, CONNECTION_STREAMING, STREAM_STUCK_MS);
    return true;
}

static void wake_streams(struct http_server *server)
{
    for (struct connection *c = server->all.first; c != NULL; c = c->next) {
        if (c->state != CONNECTION_STREAMING)
            continue;
        if (listener_lost(&c->listener, &server->events)) {
            cut(c);
        } else if (c->suspended) {
            connection_change(&server->all, c, CONNECTION_STREAMING, STREAM_STUCK_MS);
            resume(c);
        }
    }
}

uint64_t http_publish(struct http_server *server, const char *event, struct text data)
{
    uint64_t number = events_publish(&server->events, event, data);

    wake_streams(server);
    return number;
}

void http_tell(struct http_server *server, const char *event, struct text data)
{
    events_tell(&server->events, event, data);
    wake_streams(server);
}

/* ---- The whole ---------------------------------------------------------------------------------------------------- */

static uint64_t first_event(void)
{
    uint64_t drawn = 0;

    must(getrandom(&drawn, sizeof drawn, 0) == sizeof drawn);
    return (drawn & ((UINT64_C(1) << 48) - 1)) + 2;              /* below 2^53, for scripts */
}

static struct http_options with_defaults(const struct http_options *from)
{
    struct http_options options = *from;

    options.connections_max = options.connections_max == 0 ? 512 : options.connections_max;
    options.connections_per_address_max = options.connections_per_address_max == 0 ? options.connections_max : options.connections_per_address_max;
    options.streams_max = options.streams_max == 0 ? 128 : options.streams_max;
    options.body_bytes_max = options.body_bytes_max == 0 ? 64 * 1024 : options.body_bytes_max;
    options.whole_seconds = options.whole_seconds == 0 ? 10 : options.whole_seconds;
    must(options.streams_max < options.connections_max && options.handler != NULL);
    return options;
}

enum err http_open(const struct http_options *options, struct http_server **ret, char ret_fault[HTTP_FAULT_SIZE])
{
    int fd;
    uint16_t port;
    struct http_server *server;

    TRY(listen_open(options->address, options->port, &fd, &port, ret_fault));
    server = calloc(1, sizeof *server);
    must(server != NULL);
    server->options = with_defaults(options);
    server->port = port;
    events_init(&server->events, first_event());
    server->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, server, MHD_OPTION_LISTEN_SOCKET, fd,
                                      MHD_OPTION_CONNECTION_LIMIT, (unsigned int)(server->options.connections_max + ACCEPTED_A_TURN),
                                      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                      MHD_OPTION_URI_LOG_CALLBACK, request_began, server, MHD_OPTION_UNESCAPE_CALLBACK, as_it_is, NULL,
                                      MHD_OPTION_NOTIFY_COMPLETED, request_over, server, MHD_OPTION_NOTIFY_CONNECTION, connection_event, server, MHD_OPTION_END);
    if (server->daemon == NULL) {
        snprintf(ret_fault, HTTP_FAULT_SIZE, "the HTTP server does not start (file descriptors, memory?)");
        events_fini(&server->events);
        free(server);
        return ERR_IO;
    }
    *ret = server;
    return OK;
}

void http_drop(struct http_server **dropping)
{
    struct http_server *server = *dropping;

    if (server == NULL)
        return;
    server->ending = true;
    for (struct connection *c = server->all.first; c != NULL; c = c->next) {
        if (c->state == CONNECTION_UNDER_WAY)
            refuse(c, 503);
        resume(c);
    }
    for (int i = 0; i < 4; i++)                /* what is answered gets a chance to leave */
        MHD_run(server->daemon);
    for (struct connection *c = server->all.first; c != NULL; c = c->next)
        resume(c);
    MHD_stop_daemon(server->daemon);
    must(server->all.first == NULL);
    events_fini(&server->events);
    free(server);
    *dropping = NULL;
}

uint16_t http_port(const struct http_server *server) { return server->port; }

int http_fd(const struct http_server *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int64_t http_due_ms(const struct http_server *server, int64_t mono_ms)
{
    MHD_UNSIGNED_LONG_LONG wait;

    /* The library has no times of its own here; but its epoll is edge-triggered: what it left over does not show at the descriptor. */
    if (server->resumed || MHD_get_timeout(server->daemon, &wait) == MHD_YES)
        return mono_ms;
    return connections_due_ms(&server->all);
}

void http_turn(struct http_server *server, int64_t mono_ms)
{
    struct connection *c;

    connections_clock(&server->all, mono_ms);
    while ((c = connections_overdue(&server->all, mono_ms)) != NULL)
        cut(c);
    server->resumed = false;
    MHD_run(server->daemon);
    connections_clock(&server->all, mono_ms);
}

struct http_figures http_figures(const struct http_server *server)
{
    struct http_figures figures = server->figures;

    figures.connections = connections_of(&server->all, NULL);
    figures.streams = connections_at(&server->all, CONNECTION_STREAMING);
    figures.under_way = connections_at(&server->all, CONNECTION_UNDER_WAY);
    return figures;
}
