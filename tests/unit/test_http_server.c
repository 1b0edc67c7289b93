/* Requests as they come over a socket: in pieces, one behind the other, answered later, too large, too slow, malformed; and who leaves when there is no room. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "http_fixture.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static int open_plain(void **state)
{
    *state = http_bench_open((struct http_options){ .whole_seconds = 0 });
    return 0;
}

static int open_small(void **state)
{
    *state = http_bench_open((struct http_options){ .connections_max = 4, .streams_max = 2, .body_bytes_max = 100, .whole_seconds = 5 });
    return 0;
}

static int open_tiny(void **state)
{
    *state = http_bench_open((struct http_options){ .connections_max = 3, .streams_max = 2 });
    return 0;
}

static int open_per_address(void **state)
{
    *state = http_bench_open((struct http_options){ .connections_max = 8, .connections_per_address_max = 2, .streams_max = 2 });
    return 0;
}

static void expect_status(struct http_bench *b, const char *request, const char *status)
{
    int fd = client_open(b);

    client_say(fd, request);
    client_expect(b, fd, status);
    close(fd);
}

/* ---- Whole requests and their answers ---------------------------------------------------------- */

static void request__comes_whole_from_pieces_of_a_byte(void **state)
{
    struct http_bench *b = *state;
    const char *request = "POST /a%20b?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    int fd = client_open(b);

    for (const char *at = request; *at != '\0'; at++) {
        assert_int_equal(b->requests, 0);
        client_send(fd, at, 1);
        http_bench_run(b);
    }
    client_expect(b, fd, "\r\n\r\n/a b");
    assert_int_equal(b->requests, 1);
    close(fd);
}

static void tell_all(void *self, struct http_request *request)
{
    char body[512];
    struct text name = { NULL, 0 }, value = { NULL, 0 };
    int len;

    (void)self;
    assert_int_equal(http_query_count(request), 2);
    assert_true(http_query_at(request, 1, &name, &value));
    assert_false(http_query_at(request, 2, &name, &value));
    assert_null(http_header(request, "X-Absent").at);
    assert_null(http_cookie(request, "absent").at);
    len = snprintf(body, sizeof body, "%d|%.*s|%.*s=%.*s|%.*s|%.*s|%.*s|%.*s", http_method(request), (int)http_path(request).len, http_path(request).at, (int)name.len, name.at,
                   (int)value.len, value.at, (int)http_header(request, "x-THING").len, http_header(request, "x-THING").at, (int)http_cookie(request, "c").len,
                   http_cookie(request, "c").at, (int)http_body(request).len, (const char *)http_body(request).at, (int)http_address(request).len, http_address(request).at);
    http_answer(request, 200, "text/plain", (struct bytes){ (const uint8_t *)body, (uint32_t)len });
}

static void request__shows_method_path_fields_headers_cookies_body_and_address(void **state)
{
    struct http_bench *b = *state;

    b->handle = tell_all;
    expect_status(b, "POST /p/%E7%AA%93?a=1&name=%E5%90%8D+%2B HTTP/1.1\r\nHost: a\r\nX-Thing: th\r\nCookie: b=1; c=\"two\"\r\nContent-Length: 2\r\n\r\nhi",
                  "2|/p/\xe7\xaa\x93|name=\xe5\x90\x8d +|th|two|hi|127.0.0.1");
}

static void answer__carries_the_safe_headers(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);
    const char *got;

    client_say(fd, GET("/"));
    got = client_expect(b, fd, "\r\n\r\n/");
    assert_non_null(strstr(got, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(got, "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                                "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'\r\n"));
    assert_non_null(strstr(got, "\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(got, "\r\nReferrer-Policy: same-origin\r\n"));
    assert_non_null(strstr(got, "\r\nCross-Origin-Opener-Policy: same-origin\r\n"));
    assert_non_null(strstr(got, "\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
    assert_non_null(strstr(got, "\r\nPermissions-Policy: camera=()"));
    assert_non_null(strstr(got, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(got, "\r\nContent-Length: 1\r\n"));
    assert_non_null(strstr(got, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    close(fd);
}

static void answer_cached(void *self, struct http_request *request)
{
    (void)self;
    http_add_header(request, "cache-control", TEXT("public, max-age=31536000, immutable"));
    http_add_header(request, "Set-Cookie", TEXT("a=1"));
    http_add_header(request, "Set-Cookie", TEXT("b=2"));
    http_answer_static(request, 200, "text/css", (struct bytes){ (const uint8_t *)"body{}", 6 });
}

static void answer__has_the_owners_caching_and_several_cookies(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);
    const char *got;

    b->handle = answer_cached;
    client_say(fd, GET("/"));
    got = client_expect(b, fd, "body{}");
    assert_null(strstr(got, "no-store"));
    assert_non_null(strstr(got, "immutable"));
    assert_non_null(strstr(got, "Set-Cookie: a=1\r\n"));
    assert_non_null(strstr(got, "Set-Cookie: b=2\r\n"));
    close(fd);
}

static void connection__serves_one_request_behind_the_other(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);
    const char *got;

    client_say(fd, GET("/1") GET("/2") GET("/3"));
    got = client_expect(b, fd, "\r\n\r\n/3");
    assert_non_null(strstr(got, "\r\n\r\n/1HTTP/1.1 200"));
    assert_non_null(strstr(got, "\r\n\r\n/2HTTP/1.1 200"));
    client_say(fd, GET("/4"));
    client_expect(b, fd, "\r\n\r\n/4");
    assert_int_equal(http_figures(b->server).requests, 4);
    assert_int_equal(http_figures(b->server).connections, 1);
    close(fd);
}

static void answer__comes_later_and_in_any_order(void **state)
{
    struct http_bench *b = *state;
    int first = client_open(b), second = client_open(b);

    b->handle = http_hold;
    client_say(first, GET("/first") GET("/behind"));
    http_bench_run(b);
    client_say(second, GET("/second"));
    http_bench_run(b);
    assert_int_equal(b->held_count, 2);                           /* what stands behind waits */
    assert_int_equal(http_figures(b->server).under_way, 2);
    assert_true(http_due_ms(b->server, b->now_ms) == INT64_MAX);  /* the owner's time is the owner's */
    http_set_note(b->held[0], b);
    assert_ptr_equal(http_note(b->held[0]), b);
    http_answer(b->held[1], 200, NULL, (struct bytes){ (const uint8_t *)"two", 3 });
    client_expect(b, second, "\r\n\r\ntwo");
    b->now_ms += 60000;
    http_answer(b->held[0], 200, NULL, (struct bytes){ (const uint8_t *)"one", 3 });
    client_expect(b, first, "\r\n\r\none");
    assert_int_equal(b->held_count, 3);
    http_answer(b->held[2], 404, NULL, (struct bytes){ NULL, 0 });
    client_expect(b, first, "404 Not Found");
    close(first);
    close(second);
}

static void answer__finds_the_client_gone(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    b->handle = http_hold;
    client_say(fd, GET("/"));
    http_bench_run(b);
    close(fd);
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 1);
    http_answer(b->held[0], 200, NULL, (struct bytes){ (const uint8_t *)"gone", 4 });
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 0);
}

static void drop__answers_what_is_under_way(void **state)
{
    struct http_bench *b = *state;
    int held = client_open(b), half = client_open(b);
    char got[64] = "";

    b->handle = http_hold;
    client_say(held, GET("/"));
    client_say(half, "GET / HT");
    http_bench_run(b);
    http_bench_close(b);
    *state = NULL;
    assert_true(recv(held, got, sizeof got - 1, 0) > 0);
    assert_non_null(strstr(got, "HTTP/1.1 503 "));
    assert_true(recv(half, got, sizeof got, 0) <= 0);
    close(held);
    close(half);
}

/* ---- Other methods and versions ------------------------------------------------------------------- */

static void answer_method(void *self, struct http_request *request)
{
    (void)self;
    http_answer(request, 200, "text/plain", (struct bytes){ (const uint8_t *)(http_method(request) == HTTP_OTHER ? "other" : "known"), 5 });
}

static void method__is_passed_on_as_other(void **state)
{
    struct http_bench *b = *state;

    b->handle = answer_method;
    expect_status(b, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\nother");
    expect_status(b, "get / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\nother");
    expect_status(b, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\nother");
    expect_status(b, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "\r\n\r\nknown");
}

static void head__has_no_body(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);
    const char *got;

    client_say(fd, "HEAD /long HTTP/1.1\r\nHost: a\r\n\r\n" GET("/next"));
    got = client_expect(b, fd, "\r\n\r\n/next");
    assert_non_null(strstr(got, "\r\nContent-Length: 5\r\n"));
    assert_null(strstr(got, "/longHTTP"));
    close(fd);
}

static void http_1_0__ends_with_its_answer_unless_it_asks_to_stay(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    client_say(fd, "GET /old HTTP/1.0\r\n\r\n");
    assert_non_null(strstr(client_expect_end(b, fd), "\r\n\r\n/old"));
    close(fd);
    fd = client_open(b);
    client_say(fd, "GET /stay HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    client_expect(b, fd, "\r\n\r\n/stay");
    client_say(fd, "GET /still HTTP/1.0\r\n\r\n");
    assert_non_null(strstr(client_expect_end(b, fd), "\r\n\r\n/still"));
    close(fd);
}

static void expect_100__goes_on_for_a_body_that_is_wanted(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    client_say(fd, "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    client_expect(b, fd, "HTTP/1.1 100 Continue\r\n\r\n");
    client_say(fd, "abc");
    client_expect(b, fd, "\r\n\r\n/p");
    close(fd);
    expect_status(b, "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n", "HTTP/1.1 413 ");
}

/* ---- Bodies ---------------------------------------------------------------------------------------- */

static void answer_body(void *self, struct http_request *request)
{
    (void)self;
    http_answer(request, 200, NULL, http_body(request));
}

static void body__comes_in_chunks(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    b->handle = answer_body;
    client_say(fd, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    http_bench_run(b);
    assert_int_equal(b->requests, 0);
    client_say(fd, "1;x=y\r\n!\r\n0\r\nTrailer-Thing: x\r\n\r\n" GET("/"));
    client_expect(b, fd, "\r\n\r\nhello!HTTP/1.1 200 ");
    assert_int_equal(b->requests, 2);
    close(fd);
}

static void body__of_one_byte_too_many_is_413(void **state)
{
    struct http_bench *b = *state;                                 /* at most 100 */
    char request[400];
    int fd;

    b->handle = answer_body;
    snprintf(request, sizeof request, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n%0100d", 7);
    expect_status(b, request, "00000007");
    snprintf(request, sizeof request, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n%0101d" GET("/after"), 7);
    fd = client_open(b);
    client_say(fd, request);
    client_expect(b, fd, "HTTP/1.1 413 ");                          /* it was read to its end: the connection goes on */
    close(fd);
    snprintf(request, sizeof request, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n60\r\n%096d\r\n5\r\nhello\r\n0\r\n\r\n", 7);
    expect_status(b, request, "HTTP/1.1 413 ");
    expect_status(b, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", "HTTP/1.1 413 ");
    assert_int_equal(b->requests, 2);
}

static void body__without_an_end_is_ended(void **state)
{
    struct http_bench *b = *state;
    static char part[16400];
    int fd = client_open(b), length = snprintf(part, sizeof part, "4000\r\n%016384d\r\n", 7);
    bool over = false;

    client_say(fd, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 1000 && !over; i++) {
        over = send(fd, part, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0;
        http_bench_run(b);
        over = over || http_figures(b->server).connections == 0;
    }
    assert_true(over);
    assert_int_equal(b->requests, 0);
    close(fd);
}

/* ---- What is refused ---------------------------------------------------------------------------------- */

static void head__too_large_is_431(void **state)
{
    struct http_bench *b = *state;
    static char request[80 * 1024];
    struct text_builder many;

    snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: a\r\nX-Pad: %016000d\r\n\r\n", 1);
    expect_status(b, request, "HTTP/1.1 200 ");
    snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: a\r\nX-Pad: %016384d\r\n\r\n", 1);
    expect_status(b, request, "HTTP/1.1 431 ");
    snprintf(request, sizeof request, "GET /%09000d HTTP/1.1\r\nHost: a\r\n\r\n", 1);
    expect_status(b, request, "HTTP/1.1 414 ");
    many = text_within(request, sizeof request);
    text_add(&many, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 100; i++)
        text_add(&many, "X-%d: 1\r\n", i);
    text_add(&many, "\r\n");
    expect_status(b, request, "HTTP/1.1 431 ");
    assert_int_equal(b->requests, 1);
}

static void target__malformed_is_400(void **state)
{
    struct http_bench *b = *state;
    static const char *const targets[] = { "/%", "/%4", "/%zz", "/a%00b", "/%ff", "/%c0%80", "/%ed%a0%80", "/%0a", "/%7f", "/%c2%85", "/?a=%", "/?a=%00", "/?a=%ff", "/?=1",
                                           "http://a/", "*", "a", "/#x", "/\xe7\xaa\x93" };
    char request[200];

    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", targets[i]);
        expect_status(b, request, "HTTP/1.1 400 ");
    }
}

static void nul__in_the_first_line_is_400(void **state)
{
    struct http_bench *b = *state;
    static const char request[] = "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", query[] = "GET /a?b=c\0d HTTP/1.1\r\nHost: a\r\n\r\n";
    int fd = client_open(b);

    client_send(fd, request, sizeof request - 1);
    client_expect(b, fd, "HTTP/1.1 400 ");
    close(fd);
    fd = client_open(b);
    client_send(fd, query, sizeof query - 1);
    client_expect(b, fd, "HTTP/1.1 400 ");
    close(fd);
    assert_int_equal(b->requests, 0);
}

static void head__that_two_readers_could_read_differently_is_400(void **state)
{
    struct http_bench *b = *state;
    static const char *const fields[] = { "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked",
                                          "Transfer-Encoding: identity", "Content-Length : 5", "Host: b", "Content-Length: 5x", "Content-Length: -1", "X-A: \x01", "X-A: \xff",
                                          "X\x7f: 1", "no colon" };
    char request[200];

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        snprintf(request, sizeof request, "POST / HTTP/1.1\r\nHost: a\r\n%s\r\n\r\nhello", fields[i]);
        expect_status(b, request, "HTTP/1.1 400 ");
    }
    expect_status(b, "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ");           /* no host */
    assert_int_equal(b->requests, 0);
}

static void answer_twice(void *self, struct http_request *request)
{
    (void)self;
    assert_null(http_cookie(request, "session").at);
    assert_true(text_is(http_cookie(request, "device"), "d"));
    assert_null(http_header(request, "Origin").at);
    http_answer(request, 204, NULL, (struct bytes){ NULL, 0 });
}

static void cookie__that_comes_twice_is_absent(void **state)
{
    struct http_bench *b = *state;

    b->handle = answer_twice;
    expect_status(b, "GET / HTTP/1.1\r\nHost: a\r\nCookie: session=1; device=d; session=2\r\nOrigin: x\r\nOrigin: y\r\n\r\n", "HTTP/1.1 204 ");
    expect_status(b, "GET / HTTP/1.1\r\nHost: a\r\nCookie: session=1; device=d\r\nCookie: session=1\r\n\r\n", "HTTP/1.1 204 ");
}

/* ---- Time and room --------------------------------------------------------------------------------------- */

static void request__not_whole_in_time_is_ended(void **state)
{
    struct http_bench *b = *state;                                   /* 5 seconds */
    const char *request = "GET / HTTP/1.1\r\nHost: a\r\nX-A: 12345678\r\n\r\n";
    int fd = client_open(b);

    http_bench_run(b);
    assert_true(http_due_ms(b->server, b->now_ms) <= b->now_ms + 5000);
    for (int second = 0; second < 5; second++) {
        client_send(fd, request + second, 1);
        http_bench_run(b);
        assert_int_equal(http_figures(b->server).connections, 1);
        b->now_ms += 1000;
    }
    http_turn(b->server, b->now_ms);
    client_expect_end(b, fd);
    assert_int_equal(http_figures(b->server).cut, 1);
    assert_int_equal(http_figures(b->server).connections, 0);
    close(fd);
}

static void body__not_whole_in_time_is_ended(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    client_say(fd, GET("/"));
    client_expect(b, fd, "HTTP/1.1 200 ");
    b->now_ms += 30000;                                              /* it may stay idle for longer than a request may take */
    client_say(fd, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n");
    for (int second = 0; second < 5; second++) {
        http_bench_run(b);
        assert_int_equal(http_figures(b->server).connections, 1);
        b->now_ms += 1000;
        client_send(fd, "x", 1);
    }
    http_turn(b->server, b->now_ms);
    client_expect_end(b, fd);
    close(fd);
}

static void idle_connection__is_ended_after_a_minute(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    client_say(fd, GET("/"));
    client_expect(b, fd, "HTTP/1.1 200 ");
    b->now_ms += 59999;
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 1);
    b->now_ms += 1;
    client_expect_end(b, fd);
    close(fd);
}

static void answer_large(void *self, struct http_request *request)
{
    static const uint8_t large[4 << 20];

    (void)self;
    http_answer_static(request, 200, NULL, (struct bytes){ large, sizeof large });
}

static void answer__that_nobody_takes_is_ended(void **state)
{
    struct http_bench *b = *state;
    int fd = client_open(b);

    b->handle = answer_large;
    client_say(fd, GET("/"));
    http_bench_run(b);
    b->now_ms += 5000 + (4 << 20) / 64 - 1;
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 1);
    b->now_ms += 1;
    http_turn(b->server, b->now_ms);
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 0);
    close(fd);
}

static void room__is_made_by_idle_ones_then_by_the_oldest_half(void **state)
{
    struct http_bench *b = *state;                                    /* four connections */
    int half = client_open(b), idle, newer, last, next;

    client_say(half, "GET / HT");
    http_bench_run(b);
    idle = client_open(b);
    client_say(idle, GET("/"));
    client_expect(b, idle, "HTTP/1.1 200 ");
    newer = client_open(b);
    last = client_open(b);
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 4);
    next = client_open(b);
    client_expect_end(b, idle);
    assert_int_equal(http_figures(b->server).connections, 4);
    client_say(next, GET("/next"));
    client_expect(b, next, "/next");
    close(next);
    http_bench_run(b);
    assert_int_equal(http_figures(b->server).connections, 3);
    next = client_open(b);
    http_bench_run(b);
    close(client_open(b));
    client_expect_end(b, half);
    close(half), close(idle), close(newer), close(last), close(next);
}

static void room__is_made_by_who_does_not_take_an_answer(void **state)
{
    struct http_bench *b = *state;
    int slow[4], late;

    b->handle = answer_large;
    for (int i = 0; i < 4; i++) {
        slow[i] = client_open(b);
        client_say(slow[i], GET("/"));
        http_bench_run(b);
    }
    late = client_open(b);
    http_bench_run(b);
    b->handle = NULL;
    client_say(late, GET("/late"));
    client_expect(b, late, "\r\n\r\n/late");
    assert_int_equal(http_figures(b->server).connections, 4);
    assert_int_equal(http_figures(b->server).cut, 1);
    for (int i = 0; i < 4; i++)
        close(slow[i]);
    close(late);
}

static void room__is_not_made_by_requests_under_way(void **state)
{
    struct http_bench *b = *state;                                     /* four connections, two streams: one request under way */
    int busy = client_open(b), other = client_open(b), late[4];

    b->handle = http_hold;
    client_say(busy, GET("/"));
    http_bench_run(b);
    client_say(other, GET("/"));
    assert_non_null(strstr(client_expect(b, other, "HTTP/1.1 503 "), "\r\nRetry-After: 1\r\n"));
    for (int i = 0; i < 4; i++)
        late[i] = client_open(b);
    client_expect_end(b, other);
    client_expect_end(b, late[0]);
    assert_int_equal(http_figures(b->server).under_way, 1);
    assert_int_equal(http_figures(b->server).refused, 1);
    http_answer(b->held[0], 200, NULL, (struct bytes){ (const uint8_t *)"done", 4 });
    client_expect(b, busy, "done");
    for (int i = 0; i < 4; i++)
        close(late[i]);
    close(busy), close(other);
}

static void room__is_not_made_by_streams(void **state)
{
    struct http_bench *b = *state;                                      /* two of three connections */
    int one = client_open(b), two = client_open(b), half = client_open(b), late;

    b->handle = http_stream;
    client_say(one, GET("/"));
    client_expect(b, one, "retry: ");
    client_say(two, GET("/"));
    client_expect(b, two, "retry: ");
    http_bench_run(b);
    late = client_open(b);
    client_expect_end(b, half);
    client_say(late, GET("/"));
    client_expect(b, late, "HTTP/1.1 503 ");
    assert_int_equal(http_figures(b->server).streams, 2);
    close(one), close(two), close(half), close(late);
}

static void room__of_an_address_is_its_own(void **state)
{
    struct http_bench *b = *state;                                     /* two an address */
    int a = client_open(b), c, d;

    client_say(a, "GET");
    http_bench_run(b);
    c = client_open(b);
    http_bench_run(b);
    d = client_open(b);
    client_expect_end(b, a);
    client_say(d, GET("/d"));
    client_expect(b, d, "/d");
    close(a), close(c), close(d);
}

static void open__says_what_is_wrong_with_the_address(void **state)
{
    struct http_bench *b = *state;
    struct http_options options = { .address = "127.0.0.1", .port = http_port(b->server), .handler = http_hold };
    struct http_server *server = NULL;
    char fault[HTTP_FAULT_SIZE] = "";

    assert_int_equal(http_open(&options, &server, fault), ERR_IO);
    assert_non_null(strstr(fault, "Address already in use"));
    options.address = "localhost";
    assert_int_equal(http_open(&options, &server, fault), ERR_IO);
    assert_non_null(strstr(fault, "localhost"));
    options = (struct http_options){ .address = "192.0.2.1", .handler = http_hold };
    assert_int_equal(http_open(&options, &server, fault), ERR_IO);
    assert_null(server);
    http_drop(&server);
}

int main(void)
{
#define WITH(test, open) cmocka_unit_test_setup_teardown(test, open, http_bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH(request__comes_whole_from_pieces_of_a_byte, open_plain),
        WITH(request__shows_method_path_fields_headers_cookies_body_and_address, open_plain),
        WITH(answer__carries_the_safe_headers, open_plain),
        WITH(answer__has_the_owners_caching_and_several_cookies, open_plain),
        WITH(connection__serves_one_request_behind_the_other, open_plain),
        WITH(answer__comes_later_and_in_any_order, open_plain),
        WITH(answer__finds_the_client_gone, open_plain),
        WITH(drop__answers_what_is_under_way, open_plain),
        WITH(method__is_passed_on_as_other, open_plain),
        WITH(head__has_no_body, open_plain),
        WITH(http_1_0__ends_with_its_answer_unless_it_asks_to_stay, open_plain),
        WITH(expect_100__goes_on_for_a_body_that_is_wanted, open_plain),
        WITH(body__comes_in_chunks, open_plain),
        WITH(body__of_one_byte_too_many_is_413, open_small),
        WITH(body__without_an_end_is_ended, open_plain),
        WITH(head__too_large_is_431, open_plain),
        WITH(target__malformed_is_400, open_plain),
        WITH(nul__in_the_first_line_is_400, open_plain),
        WITH(head__that_two_readers_could_read_differently_is_400, open_plain),
        WITH(cookie__that_comes_twice_is_absent, open_plain),
        WITH(request__not_whole_in_time_is_ended, open_small),
        WITH(body__not_whole_in_time_is_ended, open_small),
        WITH(idle_connection__is_ended_after_a_minute, open_small),
        WITH(answer__that_nobody_takes_is_ended, open_small),
        WITH(room__is_made_by_idle_ones_then_by_the_oldest_half, open_small),
        WITH(room__is_made_by_who_does_not_take_an_answer, open_small),
        WITH(room__is_not_made_by_requests_under_way, open_small),
        WITH(room__is_not_made_by_streams, open_tiny),
        WITH(room__of_an_address_is_its_own, open_per_address),
        WITH(open__says_what_is_wrong_with_the_address, open_plain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
