/* An edge with nothing behind it, for what hostile clients do to the HTTP server: answers at once, with much, later, and as a stream.
 *
 * Usage: http_edge CONNECTIONS WHOLE_SECONDS      Prints its port on one line; serves until its standard input ends; then prints what it saw as one JSON object. */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/invariant.h"
#include "http/server.h"

#define LARGE_BYTES (4u << 20)
#define LATER_MAX 600u

struct edge {
    struct http_server *server;
    struct http_request *later[LATER_MAX];      /* answered at the next beat */
    uint32_t later_count;
    int64_t beat_ms;
};

static const uint8_t large[LARGE_BYTES];

static int64_t now_ms(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void handle(void *self, struct http_request *request)
{
    struct edge *edge = self;
    struct text path = http_path(request);

    if (text_is(path, "/large"))
        http_answer_static(request, 200, "application/octet-stream", (struct bytes){ large, sizeof large });
    else if (text_is(path, "/events"))
        http_stream_begin(request, 0);
    else if (text_is(path, "/later") && edge->later_count < LATER_MAX)
        edge->later[edge->later_count++] = request;
    else
        http_answer(request, 200, "text/plain; charset=utf-8", (struct bytes){ (const uint8_t *)path.at, path.len });
}

static void beat(struct edge *edge)
{
    if (now_ms() < edge->beat_ms)
        return;
    edge->beat_ms = now_ms() + 200;
    http_tell(edge->server, "beat", TEXT("{}"));
    for (uint32_t i = 0; i < edge->later_count; i++)
        http_answer(edge->later[i], 200, "text/plain", (struct bytes){ (const uint8_t *)"later", 5 });
    edge->later_count = 0;
}

static bool turn(struct edge *edge)
{
    struct pollfd on[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = http_fd(edge->server), .events = POLLIN } };
    int64_t now = now_ms(), due = http_due_ms(edge->server, now);

    due = due < edge->beat_ms ? due : edge->beat_ms;
    poll(on, 2, due > now ? (int)(due - now) : 0);
    http_turn(edge->server, now_ms());
    beat(edge);
    return on[0].revents == 0;
}

int main(int argc, char **argv)
{
    static struct edge edge;
    struct http_options options = { .address = "127.0.0.1", .handler = handle, .self = &edge };
    char fault[HTTP_FAULT_SIZE];
    struct http_figures seen;

    if (argc != 3)
        return 2;
    options.connections_max = (uint32_t)strtoul(argv[1], NULL, 10);
    options.whole_seconds = (uint32_t)strtoul(argv[2], NULL, 10);
    options.streams_max = options.connections_max / 4;
    if (http_open(&options, &edge.server, fault) != OK) {
        fprintf(stderr, "http_edge: %s\n", fault);
        return 3;
    }
    printf("%u\n", http_port(edge.server));
    fflush(stdout);
    while (turn(&edge)) {
    }
    seen = http_figures(edge.server);
    printf("{\"requests\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"cut\": %" PRIu64 ", \"connections\": %u, \"streams\": %u}\n", seen.requests, seen.refused, seen.cut,
           seen.connections, seen.streams);
    http_drop(&edge.server);
    return 0;
}
