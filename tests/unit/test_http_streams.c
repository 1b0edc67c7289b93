/* Event streams over a socket: begun, fed, resumed, cut; and the end of a server with everything open. */
#include <inttypes.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "http_fixture.h"

#define STREAM "GET /events HTTP/1.1\r\nHost: a\r\n\r\n"

static int open_plain(void **state)
{
    struct http_bench *b = http_bench_open((struct http_options){ .connections_max = 16, .streams_max = 3 });

    b->handle = http_stream;
    *state = b;
    return 0;
}

static int stream_open(struct http_bench *b)
{
    int fd = client_open(b);

    client_say(fd, STREAM);
    client_expect(b, fd, "retry: 2000\nid: ");
    return fd;
}

static int stream_resume(struct http_bench *b, uint64_t after)
{
    char request[128];
    int fd = client_open(b);

    snprintf(request, sizeof request, "GET /events HTTP/1.1\r\nHost: a\r\nLast-Event-ID: %" PRIu64 "\r\n\r\n", after);
    client_say(fd, request);
    return fd;
}

static const char *event(uint64_t id, const char *data)
{
    static char text[128];

    snprintf(text, sizeof text, "id: %" PRIu64 "\nevent: moved\ndata: %s\n\n", id, data);
    return text;
}

static void stream__opens_at_once_with_its_place(void **state)
{
    struct http_bench *b = *state;
    uint64_t id = http_publish(b->server, "moved", TEXT("{}"));
    char place[64];
    int fd = client_open(b);
    const char *got;

    client_say(fd, STREAM);
    snprintf(place, sizeof place, "retry: 2000\nid: %" PRIu64 "\n\n", id);
    got = client_expect(b, fd, place);
    assert_non_null(strstr(got, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(got, "\r\nContent-Type: text/event-stream\r\n"));
    assert_non_null(strstr(got, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(got, "\r\nX-Accel-Buffering: no\r\n"));
    assert_non_null(strstr(got, "\r\nContent-Security-Policy: default-src 'none'"));
    assert_null(strstr(got, "event: "));                            /* from now on */
    assert_int_equal(http_figures(b->server).streams, 1);
    assert_true(http_due_ms(b->server, b->now_ms) == INT64_MAX);     /* an idle stream costs no turn */
    close(fd);
}

static void publish__reaches_every_stream_in_order(void **state)
{
    struct http_bench *b = *state;
    int one = stream_open(b), two = stream_open(b);
    uint64_t id = http_publish(b->server, "moved", TEXT("1"));

    assert_int_equal(http_publish(b->server, "moved", TEXT("2")), id + 1);
    assert_true(http_due_ms(b->server, b->now_ms) == b->now_ms);     /* given between two turns: the next one is due now */
    assert_non_null(strstr(client_expect(b, one, event(id + 1, "2")), event(id, "1")));
    assert_non_null(strstr(client_expect(b, two, event(id + 1, "2")), event(id, "1")));
    id = http_publish(b->server, "moved", TEXT("3"));
    client_expect(b, one, event(id, "3"));
    client_expect(b, two, event(id, "3"));
    close(one);
    close(two);
}

static void tell__is_neither_numbered_nor_kept_and_the_newest_wins(void **state)
{
    struct http_bench *b = *state;
    int fd = stream_open(b), later;
    uint64_t id = http_publish(b->server, "moved", TEXT("1"));
    const char *got;

    http_tell(b->server, "beat", TEXT("old"));
    http_tell(b->server, "beat", TEXT("new"));
    got = client_expect(b, fd, "\nevent: beat\ndata: new\n\n");
    assert_non_null(strstr(got, event(id, "1")));
    assert_null(strstr(got, "old"));
    later = stream_resume(b, id - 1);
    got = client_expect(b, later, event(id, "1"));
    assert_null(strstr(got, "beat"));
    close(fd);
    close(later);
}

static void resume__gets_what_came_since(void **state)
{
    struct http_bench *b = *state;
    uint64_t id = http_publish(b->server, "moved", TEXT("1"));
    const char *got;
    int fd;

    http_publish(b->server, "moved", TEXT("2"));
    http_publish(b->server, "moved", TEXT("3"));
    fd = stream_resume(b, id);
    got = client_expect(b, fd, event(id + 2, "3"));
    assert_non_null(strstr(got, event(id + 1, "2")));
    assert_null(strstr(got, "data: 1\n"));
    assert_null(strstr(got, "reset"));
    close(fd);
    fd = stream_resume(b, id + 2);                                   /* nothing was missed */
    got = client_expect(b, fd, "retry: 2000\n");
    assert_null(strstr(got, "event: "));
    close(fd);
}

static void expect_reset(struct http_bench *b, uint64_t after, uint64_t last)
{
    char reset[96];
    int fd = stream_resume(b, after);

    snprintf(reset, sizeof reset, "id: %" PRIu64 "\nevent: reset\ndata: {}\n\n", last);
    assert_null(strstr(client_expect(b, fd, reset), "moved"));
    close(fd);
    http_bench_run(b);
}

static void resume__from_what_is_no_longer_kept_or_never_was_is_a_reset(void **state)
{
    struct http_bench *b = *state;
    uint64_t first = http_publish(b->server, "moved", TEXT("0"));
    int fd;

    for (int i = 1; i < 1025; i++)
        http_publish(b->server, "moved", TEXT("x"));
    expect_reset(b, first - 1, first + 1024);                        /* of 1,025 events the last 1,024 are kept */
    fd = stream_resume(b, first);
    assert_null(strstr(client_expect(b, fd, event(first + 1024, "x")), "reset"));
    close(fd);
    http_bench_run(b);
    expect_reset(b, first + 1025, first + 1024);                     /* of another life */
    expect_reset(b, UINT64_MAX, first + 1024);
    expect_reset(b, 1, first + 1024);
}

static void stream__too_slow_for_the_ring_is_cut(void **state)
{
    struct http_bench *b = *state;
    char large[4000];
    struct text data = { large, sizeof large };
    int slow, quick, small = 4096;
    uint64_t last = 0;

    memset(large, 'x', sizeof large);
    slow = client_open(b);
    setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    client_say(slow, STREAM);
    quick = stream_open(b);
    for (int i = 0; i < 2000; i++) {
        last = http_publish(b->server, "moved", data);
        http_bench_run(b);
        client_read(b, quick);
    }
    assert_true(last > 0);
    http_publish(b->server, "moved", TEXT("end"));
    client_expect(b, quick, "data: end\n");
    assert_int_equal(http_figures(b->server).streams, 1);
    assert_int_equal(http_figures(b->server).connections, 1);
    assert_int_equal(http_figures(b->server).cut, 1);
    close(slow);
    close(quick);
}

static void stream__that_takes_nothing_for_half_a_minute_is_cut(void **state)
{
    struct http_bench *b = *state;
    char large[4000];
    int fd = stream_open(b);

    memset(large, 'x', sizeof large);
    for (int i = 0; i < 900; i++) {                                  /* more than the sockets hold, less than the ring */
        http_publish(b->server, "moved", (struct text){ large, sizeof large });
        http_bench_run(b);
    }
    b->now_ms += 29999;
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).streams, 1);
    b->now_ms += 1;
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 0);
    close(fd);
}

static void event__larger_than_a_socket_arrives_whole(void **state)
{
    struct http_bench *b = *state;
    static char large[600000];
    struct text data = { large, sizeof large };
    int fd = stream_open(b);

    memset(large, 'y', sizeof large);
    http_publish(b->server, "moved", data);
    http_tell(b->server, "beat", TEXT("after"));
    client_expect(b, fd, "y\n\nevent: beat\ndata: after\n\n");
    close(fd);
}

static void stream__whose_client_left_is_gone_with_the_next_beats(void **state)
{
    struct http_bench *b = *state;
    int fd = stream_open(b);

    close(fd);
    http_bench_run(b);
    for (int beat = 0; beat < 2; beat++) {
        http_tell(b->server, "beat", TEXT("{}"));
        http_bench_run(b);
    }
    assert_int_equal(http_figures(b->server).connections, 0);
}

static void stream__beyond_the_limit_is_503_and_another_method_405(void **state)
{
    struct http_bench *b = *state;                                    /* three */
    int fds[3], late = client_open(b), head = client_open(b);

    client_say(head, "HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n");
    client_expect(b, head, "HTTP/1.1 405 ");
    for (int i = 0; i < 3; i++)
        fds[i] = stream_open(b);
    client_say(late, STREAM);
    client_expect(b, late, "HTTP/1.1 503 ");
    close(fds[0]);                                                     /* who left makes room */
    client_say(late, STREAM);
    client_expect(b, late, "retry: ");
    assert_int_equal(http_figures(b->server).streams_begun, 4);
    close(fds[1]), close(fds[2]), close(late), close(head);
}

static void stream__over_http_1_0_is_plain_bytes(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);
    uint64_t id;
    const char *got;

    client_say(fd, "GET /events HTTP/1.0\r\n\r\n");
    got = client_expect(b, fd, "retry: 2000\nid: ");
    assert_null(strstr(got, "chunked"));
    id = http_publish(b->server, "moved", TEXT("1"));
    client_expect(b, fd, event(id, "1"));
    close(fd);
}

static void stream__begins_later_too(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    b->handle = http_hold;
    client_say(fd, STREAM);
    http_bench_run(b);
    assert_true(http_stream_begin(b->held[0], 0));
    client_expect(b, fd, "retry: 2000\n");
    http_tell(b->server, "beat", TEXT("{}"));
    client_expect(b, fd, "event: beat\n");
    close(fd);
}

static void drop__ends_streams_whole_and_frees_what_is_open(void **state)
{
    struct http_bench *b = *state;
    int idle = stream_open(b), stuck = stream_open(b), held = client_open(b);
    char large[4000], got[1000];
    ssize_t len;

    memset(large, 'x', sizeof large);
    b->handle = http_hold;
    client_say(held, STREAM);
    http_bench_run(b);
    for (int i = 0; i < 900; i++) {
        http_publish(b->server, "moved", (struct text){ large, sizeof large });
        http_bench_run(b);
        client_read(b, idle);
    }
    client_read(b, idle);
    http_bench_close(b);
    *state = NULL;
    len = recv(idle, got, sizeof got, 0);
    assert_true(len >= 5 && memcmp(got + len - 5, "0\r\n\r\n", 5) == 0);
    close(idle), close(stuck), close(held);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, open_plain, http_bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH(stream__opens_at_once_with_its_place),
        WITH(publish__reaches_every_stream_in_order),
        WITH(tell__is_neither_numbered_nor_kept_and_the_newest_wins),
        WITH(resume__gets_what_came_since),
        WITH(resume__from_what_is_no_longer_kept_or_never_was_is_a_reset),
        WITH(stream__too_slow_for_the_ring_is_cut),
        WITH(stream__that_takes_nothing_for_half_a_minute_is_cut),
        WITH(event__larger_than_a_socket_arrives_whole),
        WITH(stream__whose_client_left_is_gone_with_the_next_beats),
        WITH(stream__beyond_the_limit_is_503_and_another_method_405),
        WITH(stream__over_http_1_0_is_plain_bytes),
        WITH(stream__begins_later_too),
        WITH(drop__ends_streams_whole_and_frees_what_is_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
