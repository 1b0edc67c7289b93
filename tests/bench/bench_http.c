/* The HTTP server of the edges in a process of its own, and its clients here: answers a second from memory, beside another server that serves the same bytes
 * when one is given; what an idle event stream costs the server; how long an event takes to all streams.
 *
 * Usage: bench_http FILE SECONDS ROUNDS [PORT PATH]      PORT and PATH: of the other server, on 127.0.0.1
 * Prints one JSON object. Exit: 0 measured, 3 could not run. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/invariant.h"
#include "http/server.h"
#include "percentile.h"

#define CLIENTS 64u
#define IDLE_STREAMS 200u
#define HEARERS 50u
#define EVENTS 2000u
#define ROUNDS_MAX 9u
#define FILE_BYTES_MAX (4u << 20)

/* ---- The server -------------------------------------------------------------------------------- */

struct edge { struct http_server *server; struct bytes file; };

static void handle(void *self, struct http_request *request)
{
    struct edge *edge = self;
    char when[24];

    if (text_is(http_path(request), "/events")) {
        http_stream_begin(request, 0);
    } else if (text_is(http_path(request), "/publish")) {
        http_publish(edge->server, "moved", (struct text){ when, (uint32_t)snprintf(when, sizeof when, "%020llu", (unsigned long long)now_ns()) });
        http_answer(request, 204, NULL, (struct bytes){ NULL, 0 });
    } else {
        http_add_header(request, "Cache-Control", TEXT("public, max-age=31536000, immutable"));
        http_answer_static(request, 200, "text/javascript; charset=utf-8", edge->file);
    }
}

_Noreturn static void serve(struct bytes file, int tell)
{
    struct edge edge = { .file = file };
    struct http_options options = { .address = "127.0.0.1", .streams_max = 400, .handler = handle, .self = &edge };
    char fault[HTTP_FAULT_SIZE];
    uint16_t port;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    must(http_open(&options, &edge.server, fault) == OK);
    port = http_port(edge.server);
    must(write(tell, &port, sizeof port) == sizeof port);
    for (;;) {
        int64_t now_ms = (int64_t)(now_ns() / 1000000), due_ms = http_due_ms(edge.server, now_ms);
        struct pollfd on = { .fd = http_fd(edge.server), .events = POLLIN };

        poll(&on, 1, due_ms - now_ms > 1000 ? 1000 : (int)(due_ms - now_ms));
        http_turn(edge.server, (int64_t)(now_ns() / 1000000));
    }
}

/* ---- Clients ------------------------------------------------------------------------------------- */

static int dial(uint16_t port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    must(fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

static char room[FILE_BYTES_MAX + 65536];

static void ask(int fd, const char *path)
{
    char request[256];
    int len = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);

    must(send(fd, request, (size_t)len, MSG_NOSIGNAL) == len);
}

/* Reads one answer; its length in bytes, the same for all that follow. */
static size_t answer_bytes(int fd)
{
    size_t len = 0, whole = SIZE_MAX;

    while (len < whole) {
        ssize_t got = recv(fd, room + len, sizeof room - 1 - len, 0);
        const char *head, *length;

        must(got > 0);
        len += (size_t)got;
        room[len] = '\0';
        head = strstr(room, "\r\n\r\n");
        length = strstr(room, "Content-Length: ");
        if (whole == SIZE_MAX && head != NULL)
            whole = (size_t)(head + 4 - room) + (length == NULL || length > head ? 0 : strtoul(length + 16, NULL, 10));
    }
    must(len == whole && strncmp(room, "HTTP/1.1 2", 10) == 0);
    return whole;
}

/* Answers a second over CLIENTS connections that stay, each with one request under way. */
static double load(uint16_t port, const char *path, uint32_t seconds)
{
    int poller = epoll_create1(EPOLL_CLOEXEC), fds[CLIENTS];
    uint64_t answered = 0, began, until;
    size_t whole = 0, got_of[CLIENTS] = { 0 };
    struct epoll_event ready[CLIENTS];

    for (uint32_t i = 0; i < CLIENTS; i++) {
        struct epoll_event on = { .events = EPOLLIN, .data.u32 = i };

        fds[i] = dial(port);
        ask(fds[i], path);
        whole = answer_bytes(fds[i]);
        must(epoll_ctl(poller, EPOLL_CTL_ADD, fds[i], &on) == 0);
        ask(fds[i], path);
    }
    began = now_ns();
    for (until = began + seconds * UINT64_C(1000000000); now_ns() < until;) {
        int count = epoll_wait(poller, ready, CLIENTS, 1000);

        for (int i = 0; i < count; i++) {
            uint32_t who = ready[i].data.u32;
            ssize_t got = recv(fds[who], room, sizeof room, MSG_DONTWAIT);

            must(got > 0);
            got_of[who] += (size_t)got;
            if (got_of[who] == whole) {
                got_of[who] = 0;
                answered++;
                ask(fds[who], path);
            }
        }
    }
    for (uint32_t i = 0; i < CLIENTS; i++)
        close(fds[i]);
    close(poller);
    return (double)answered * 1e9 / (double)(now_ns() - began);
}

/* ---- Streams --------------------------------------------------------------------------------------- */

/* Private memory of the process: what it shares with others (code, libraries) is left out. */
static uint64_t private_bytes(pid_t pid)
{
    char path[64], line[128];
    unsigned long long kib = 0, sum = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    file = fopen(path, "re");
    must(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "Private_Dirty: %llu", &kib) == 1 || sscanf(line, "Private_Clean: %llu", &kib) == 1)
            sum += kib;
    }
    fclose(file);
    return sum * 1024;
}

static int hear(uint16_t port)
{
    int fd = dial(port);
    size_t len = 0;

    ask(fd, "/events");
    do {
        ssize_t got = recv(fd, room + len, sizeof room - 1 - len, 0);

        must(got > 0);
        len += (size_t)got;
        room[len] = '\0';
    } while (strstr(room, "retry: ") == NULL || strstr(room, "\n\n") == NULL);
    return fd;
}

static double stream_bytes(uint16_t port, pid_t server)
{
    int fds[IDLE_STREAMS];
    uint64_t before, after;

    close(hear(port));
    before = private_bytes(server);
    for (uint32_t i = 0; i < IDLE_STREAMS; i++)
        fds[i] = hear(port);
    after = private_bytes(server);
    for (uint32_t i = 0; i < IDLE_STREAMS; i++)
        close(fds[i]);
    return (double)(after - before) / IDLE_STREAMS;
}

/* From the event to when it is there on this stream. */
static uint64_t heard_ns(int fd)
{
    ssize_t len = recv(fd, room, sizeof room - 1, 0);
    const char *data;

    must(len > 0);
    room[len] = '\0';
    data = strstr(room, "data: ");
    must(data != NULL);
    return now_ns() - strtoull(data + 6, NULL, 10);
}

static void latency(uint16_t port, double *ret_p50_us, double *ret_p99_us)
{
    static uint64_t took[EVENTS];
    int fds[HEARERS], publisher = dial(port);

    for (uint32_t i = 0; i < HEARERS; i++)
        fds[i] = hear(port);
    for (uint32_t e = 0; e < EVENTS; e++) {
        ask(publisher, "/publish");
        for (uint32_t i = 0; i < HEARERS; i++) {
            uint64_t ns = heard_ns(fds[i]);

            took[e] = ns > took[e] ? ns : took[e];
        }
        answer_bytes(publisher);
    }
    *ret_p50_us = percentile_us(took, EVENTS, 50);
    *ret_p99_us = percentile_us(took, EVENTS, 99);
    for (uint32_t i = 0; i < HEARERS; i++)
        close(fds[i]);
    close(publisher);
}

/* ---- The whole --------------------------------------------------------------------------------------- */

static uint8_t file_room[FILE_BYTES_MAX];

static struct bytes file_read(const char *path)
{
    FILE *file = fopen(path, "re");
    size_t len;

    must(file != NULL);
    len = fread(file_room, 1, sizeof file_room, file);
    fclose(file);
    return (struct bytes){ file_room, (uint32_t)len };
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static double median(double *values, uint32_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

int main(int argc, char **argv)
{
    uint32_t seconds = argc >= 4 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0, rounds = argc >= 4 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
    double ours[ROUNDS_MAX], theirs[ROUNDS_MAX], p50_us, p99_us, idle;
    int tell[2];
    uint16_t port;
    pid_t server;

    if ((argc != 4 && argc != 6) || seconds == 0 || rounds == 0 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "bench_http FILE SECONDS ROUNDS [PORT PATH]\n");
        return 2;
    }
    must(pipe(tell) == 0);
    server = fork();
    must(server >= 0);
    if (server == 0)
        serve(file_read(argv[1]), tell[1]);
    must(read(tell[0], &port, sizeof port) == sizeof port);
    idle = stream_bytes(port, server);
    for (uint32_t i = 0; i < rounds; i++) {
        ours[i] = load(port, "/file", seconds);
        theirs[i] = argc == 6 ? load((uint16_t)strtoul(argv[4], NULL, 10), argv[5], seconds) : 0;
    }
    latency(port, &p50_us, &p99_us);
    printf("{\"edge_per_s\": %.0f, \"nginx_per_s\": %.0f, \"stream_bytes\": %.0f, \"streams\": %u, \"event_p50_us\": %.0f, \"event_p99_us\": %.0f, \"hearers\": %u}\n",
           median(ours, rounds), median(theirs, rounds), idle, IDLE_STREAMS, p50_us, p99_us, HEARERS);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    return 0;
}
