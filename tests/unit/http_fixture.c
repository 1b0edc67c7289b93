/* A server and its clients in one thread. Waits only for what must come, with a bound that no healthy run meets. */
#include "http_fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 5000
#define TURNS_MAX 10000

static char received[1 << 20];

static void handle(void *self, struct http_request *request)
{
    struct http_bench *b = self;

    b->requests++;
    if (b->handle != NULL)
        b->handle(b, request);
    else
        http_answer(request, 200, "text/plain; charset=utf-8", (struct bytes){ (const uint8_t *)http_path(request).at, http_path(request).len });
}

void http_hold(void *self, struct http_request *request)
{
    struct http_bench *b = self;

    assert_true(b->held_count < HELD_MAX);
    b->held[b->held_count++] = request;
}

void http_stream(void *self, struct http_request *request)
{
    struct text after = http_header(request, "Last-Event-ID");

    (void)self;
    http_stream_begin(request, after.at == NULL ? 0 : strtoull(after.at, NULL, 10));
}

struct http_bench *http_bench_open(struct http_options options)
{
    struct http_bench *b = calloc(1, sizeof *b);
    char fault[HTTP_FAULT_SIZE] = "";

    b->now_ms = NOW_MS;
    options.address = options.address == NULL ? "127.0.0.1" : options.address;
    options.handler = handle;
    options.self = b;
    if (http_open(&options, &b->server, fault) != OK)
        fail_msg("%s", fault);
    return b;
}

void http_bench_close(struct http_bench *b)
{
    http_drop(&b->server);
    assert_null(b->server);
    free(b);
}

int http_bench_teardown(void **state)
{
    if (*state != NULL)
        http_bench_close(*state);
    *state = NULL;
    return 0;
}

int client_open(const struct http_bench *b)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(http_port(b->server)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

void client_send(int fd, const void *bytes, size_t len)
{
    assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

void client_say(int fd, const char *text)
{
    client_send(fd, text, strlen(text));
}

void http_bench_run(struct http_bench *b)
{
    struct pollfd on = { .fd = http_fd(b->server), .events = POLLIN };

    for (int i = 0; i < TURNS_MAX; i++) {
        if (http_due_ms(b->server, b->now_ms) > b->now_ms && poll(&on, 1, 0) == 0)
            return;
        http_turn(b->server, b->now_ms);
    }
    fail_msg("the server never rests");
}

/* False when the connection is over. */
static bool gather(int fd, size_t *len)
{
    ssize_t got;

    while ((got = recv(fd, received + *len, sizeof received - 1 - *len, MSG_DONTWAIT)) > 0)
        *len += (size_t)got;
    received[*len] = '\0';
    return got < 0 && errno == EAGAIN;
}

static const char *listen_for(struct http_bench *b, int fd, const char *wanted)
{
    size_t len = 0;

    for (;;) {
        struct pollfd on[2] = { { .fd = http_fd(b->server), .events = POLLIN }, { .fd = fd, .events = POLLIN } };
        bool open;

        http_bench_run(b);
        open = gather(fd, &len);
        if (wanted != NULL ? memmem(received, len, wanted, strlen(wanted)) != NULL : !open)
            return received;
        if (!open || poll(on, 2, PATIENCE_MS) == 0)
            fail_msg("did not hear \"%s\" but \"%s\"", wanted == NULL ? "(the end)" : wanted, received);
    }
}

const char *client_expect(struct http_bench *b, int fd, const char *wanted) { return listen_for(b, fd, wanted); }
const char *client_expect_end(struct http_bench *b, int fd) { return listen_for(b, fd, NULL); }

const char *client_read(struct http_bench *b, int fd)
{
    size_t len = 0;

    http_bench_run(b);
    gather(fd, &len);
    return received;
}
