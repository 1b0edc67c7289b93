/* A server and its clients in one thread: real sockets on loopback, time given by the test. */
#ifndef TESTS_UNIT_HTTP_FIXTURE_H
#define TESTS_UNIT_HTTP_FIXTURE_H

#include "cmocka_all.h"
#include "http/server.h"

#define HELD_MAX 8u
#define NOW_MS 1000000

struct http_bench {
    struct http_server *server;
    int64_t now_ms;
    http_handler *handle;                     /* what the test does with a request; NULL: 200 with its path as body */
    uint32_t requests;
    struct http_request *held[HELD_MAX];      /* of hold() */
    uint32_t held_count;
};

struct http_bench *http_bench_open(struct http_options options);
void http_bench_close(struct http_bench *b);
int http_bench_teardown(void **state);        /* closes *state */

/* Handlers for the tests: keep it for later; begin a stream behind Last-Event-ID. */
void http_hold(void *self, struct http_request *request);
void http_stream(void *self, struct http_request *request);

int client_open(const struct http_bench *b);
void client_say(int fd, const char *text);
void client_send(int fd, const void *bytes, size_t len);

/* Turns of the server until nothing is left to do at this moment. */
void http_bench_run(struct http_bench *b);
/* Turns and reads until `wanted` stands in what the client got since the last call; all of it, until the next call. Fails when it does not come. */
const char *client_expect(struct http_bench *b, int fd, const char *wanted);
/* The same until the connection ends. */
const char *client_expect_end(struct http_bench *b, int fd);
/* What is there now, without waiting for more. */
const char *client_read(struct http_bench *b, int fd);

#endif
