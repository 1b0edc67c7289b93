/* Doors and links on real sockets, in a directory of its own. Waits on conditions with deadlines, never
 * for a while. Uses the inside of wire to misbehave in ways its interface does not offer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/invariant.h"
#include "trust/random.h"
#include "wire/internal.h"

#define DEADLINE_MS 8000

static char dir[] = "/tmp/wireXXXXXX";
static char commands[ADDRESS_SIZE], events[ADDRESS_SIZE], lock_path[64];
static struct key_pair server, desk, kiosk, audit, stranger;
static struct zap *zap;
static struct endpoint *endpoint;
static struct wire_fault fault;

static bool kiosk_follows;

static struct peers *list(bool with_kiosk)
{
    char text[1024], keys[3][WIRE_KEY_TEXT_SIZE];
    struct peers *peers = NULL;

    wire_key_put(desk.public_key, keys[0]);
    wire_key_put(audit.public_key, keys[1]);
    wire_key_put(kiosk.public_key, keys[2]);
    int len = snprintf(text, sizeof(text), "madoguchi-peers 1\n%s desk-1 terminal command:queueing,follow:queueing\n"
                       "%s audit service follow:*,entries\n", keys[0], keys[1]);
    if (with_kiosk)
        len += snprintf(text + len, sizeof(text) - (size_t)len, "%s kiosk-1 kiosk command:queueing,follow:staff,follow:queueing%s\n", keys[2],
                        kiosk_follows ? "" : "-2");
    must(peers_parse("list", (struct text){ text, (uint32_t)len }, &peers, &fault) == OK);
    return peers;
}

static struct endpoint_options options(void)
{
    return (struct endpoint_options){ .service = "queueing", .command_address = commands, .event_address = events,
                                      .lock_path = lock_path, .key = &server, .zap = zap };
}

static int open_all(void **state)
{
    struct endpoint_options how;
    struct peers *peers = list(true);

    (void)state;
    assert_int_equal(zap_start(&peers, &zap), OK);
    how = options();
    enum err err = endpoint_open(&how, &endpoint, &fault);
    if (err != OK)
        fail_msg("%s: %s", err_text(err), fault.text);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    endpoint_drop(&endpoint);
    zap_drop(&zap);
    return 0;
}

static struct link *link_as(const struct key_pair *key, bool with_events)
{
    struct link_options how = { .service = "queueing", .command_address = commands, .event_address = with_events ? events : NULL,
                                .server_key = server.public_key, .key = key };
    struct link *made = NULL;

    assert_int_equal(link_open(&how, &made), OK);
    return made;
}

static struct bytes bytes_of(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, (uint32_t)strlen(text) };
}

static int64_t now_ms(void)
{
    return zclock_mono();
}

/* False when the deadline passed first. */
static bool wait_one(struct wire_wait on, int64_t until_ms)
{
    while (!on.ready && now_ms() < until_ms)
        assert_int_equal(wire_wait(&on, 1, until_ms - now_ms()), OK);
    return on.ready;
}

static void send_soon(struct link *from, const char *text)
{
    int64_t until_ms = now_ms() + DEADLINE_MS;

    while (!link_send(from, bytes_of(text)))
        assert_true(wait_one((struct wire_wait){ .link = from, .to_send = true }, until_ms));
}

static void expect_request(const char *text, const char *peer, struct received *ret)
{
    int64_t until_ms = now_ms() + DEADLINE_MS;

    while (!endpoint_receive(endpoint, ret))
        assert_true(wait_one((struct wire_wait){ .endpoint = endpoint }, until_ms));
    assert_int_equal(ret->payload.len, strlen(text));
    assert_memory_equal(ret->payload.at, text, strlen(text));
    assert_string_equal(ret->peer->name, peer);
}

static void expect_answer(struct link *at, const char *text)
{
    int64_t until_ms = now_ms() + DEADLINE_MS;
    struct bytes got;

    while (!link_receive(at, &got))
        assert_true(wait_one((struct wire_wait){ .link = at }, until_ms));
    assert_int_equal(got.len, strlen(text));
    assert_memory_equal(got.at, text, strlen(text));
}

static void is_served(const struct key_pair *key, const char *name)
{
    AUTO(link) struct link *peer = link_as(key, false);
    struct received received;

    send_soon(peer, "are you there");
    expect_request("are you there", name, &received);
    assert_true(endpoint_reply(endpoint, received.route, bytes_of("yes")));
    expect_answer(peer, "yes");
}

/* ---- Without the handler: what the probe is for ---- */

static void probe__sees_a_door_that_lets_everybody_in(void **state)
{
    (void)state;
    zsock_t *open_door = socket_new(ZMQ_ROUTER, 10, 1024, 0);

    socket_option_int(open_door, ZMQ_CURVE_SERVER, 1);
    socket_option(open_door, ZMQ_CURVE_SECRETKEY, server.secret_key, 32);
    assert_int_equal(zmq_bind(zsock_resolve(open_door), commands), 0);
    assert_int_equal(probe_refuses_strangers(commands, ZMQ_DEALER, server.public_key), ERR_CONFIG);
    socket_drop(&open_door);
}

static const int watched[] = { SIGINT, SIGTERM, SIGHUP };
static struct sigaction handled_before[3];

static void wire__leaves_signals_alone(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct sigaction now;
        assert_int_equal(sigaction(watched[i], NULL, &now), 0);
        assert_ptr_equal(now.sa_handler, handled_before[i].sa_handler);
    }
}

/* ---- The doors ---- */

static void endpoint__serves_an_enrolled_peer(void **state)
{
    (void)state;
    is_served(&desk, "desk-1");
}

static void endpoint__knows_the_sender_after_a_wait_and_without_one(void **state)
{
    (void)state;
    AUTO(link) struct link *peer = link_as(&desk, false);
    struct received received;
    int64_t until_ms = now_ms() + DEADLINE_MS;

    send_soon(peer, "first");
    assert_true(wait_one((struct wire_wait){ .endpoint = endpoint }, until_ms));     /* has prefetched it */
    expect_request("first", "desk-1", &received);
    send_soon(peer, "second");
    while (!endpoint_receive(endpoint, &received))                                   /* never waits on the socket */
        assert_true(now_ms() < until_ms);
    assert_string_equal(received.peer->name, "desk-1");
    assert_int_equal(endpoint_figures(endpoint).unknown, 0);
}

static void endpoint__refuses_a_stranger(void **state)
{
    (void)state;
    uint64_t refused = zap_figures(zap).refused;
    AUTO(link) struct link *peer = link_as(&stranger, true);
    struct received received;
    int64_t until_ms = now_ms() + DEADLINE_MS;

    while (zap_figures(zap).refused < refused + 2) {                                 /* at both doors */
        assert_true(now_ms() < until_ms);
        assert_false(wait_one((struct wire_wait){ .link = peer, .to_send = true }, now_ms() + 5));
    }
    assert_false(link_send(peer, bytes_of("hello")));
    assert_false(endpoint_receive(endpoint, &received));
    is_served(&desk, "desk-1");
}

static void endpoint__refuses_a_wrong_server_key(void **state)
{
    (void)state;
    struct link_options how = { .service = "queueing", .command_address = commands, .server_key = desk.public_key, .key = &desk };
    AUTO(link) struct link *peer = NULL;

    assert_int_equal(link_open(&how, &peer), OK);
    assert_false(wait_one((struct wire_wait){ .link = peer, .to_send = true }, now_ms() + 200));
    is_served(&desk, "desk-1");
}

static void endpoint__answers_go_to_who_asked(void **state)
{
    (void)state;
    AUTO(link) struct link *one = link_as(&desk, false);
    AUTO(link) struct link *two = link_as(&desk, false);       /* the same peer, another connection */
    AUTO(link) struct link *three = link_as(&kiosk, false);
    struct received first, second, third;

    send_soon(one, "from one");
    expect_request("from one", "desk-1", &first);
    send_soon(two, "from two");
    expect_request("from two", "desk-1", &second);
    send_soon(three, "from three");
    expect_request("from three", "kiosk-1", &third);
    assert_true(endpoint_reply(endpoint, third.route, bytes_of("to three")));
    assert_true(endpoint_reply(endpoint, first.route, bytes_of("to one")));
    assert_true(endpoint_reply(endpoint, second.route, bytes_of("to two")));
    expect_answer(one, "to one");
    expect_answer(two, "to two");
    expect_answer(three, "to three");
}

static void endpoint__counts_an_answer_nobody_waits_for(void **state)
{
    (void)state;
    struct link *peer = link_as(&desk, false);
    struct received received;
    int64_t until_ms = now_ms() + DEADLINE_MS;

    send_soon(peer, "bye");
    expect_request("bye", "desk-1", &received);
    link_drop(&peer);
    uint64_t before = endpoint_figures(endpoint).unreachable;
    while (endpoint_figures(endpoint).unreachable == before) {                       /* until the loss is seen */
        endpoint_reply(endpoint, received.route, bytes_of("too late"));
        assert_true(now_ms() < until_ms);
    }
    assert_false(endpoint_reply(endpoint, received.route, bytes_of("too late")));
}

static void endpoint__keeps_the_order_of_one_peer(void **state)
{
    (void)state;
    AUTO(link) struct link *peer = link_as(&desk, false);
    struct received received;
    char text[32];

    for (int i = 0; i < 100; i++) {
        snprintf(text, sizeof(text), "request %d", i);
        send_soon(peer, text);
    }
    for (int i = 0; i < 100; i++) {
        snprintf(text, sizeof(text), "request %d", i);
        expect_request(text, "desk-1", &received);
    }
}

static void endpoint__refuses_a_frame_that_is_too_big(void **state)
{
    (void)state;
    AUTO(link) struct link *peer = link_as(&desk, false);
    struct received received;
    static uint8_t big[ENDPOINT_REQUEST_BYTES_MAX + 1];
    int64_t until_ms = now_ms() + DEADLINE_MS;

    memset(big, 'x', sizeof(big));
    send_soon(peer, "small");
    expect_request("small", "desk-1", &received);
    assert_true(link_send(peer, (struct bytes){ big, sizeof(big) }));
    while (link_send(peer, bytes_of("y")))                                           /* until the connection is cut */
        assert_true(now_ms() < until_ms);
    while (endpoint_receive(endpoint, &received))
        assert_true(received.payload.len == 1);
    send_soon(peer, "small again");                                                  /* it may come back */
    do
        while (!endpoint_receive(endpoint, &received))
            assert_true(wait_one((struct wire_wait){ .endpoint = endpoint }, until_ms));
    while (received.payload.len == 1);
    assert_memory_equal(received.payload.at, "small again", received.payload.len);
}

static zsock_t *raw_dealer(const char *routing_id)
{
    zsock_t *socket = socket_new(ZMQ_DEALER, 100, -1, 1000);

    socket_use_curve(socket, &desk, server.public_key);
    if (routing_id != NULL)
        socket_option(socket, ZMQ_ROUTING_ID, routing_id, strlen(routing_id));
    assert_int_equal(zmq_connect(zsock_resolve(socket), commands), 0);
    return socket;
}

static void expect_malformed(uint64_t count)
{
    struct received received;
    int64_t until_ms = now_ms() + DEADLINE_MS;

    while (endpoint_figures(endpoint).malformed < count) {
        assert_false(endpoint_receive(endpoint, &received));
        assert_true(now_ms() < until_ms);
    }
    assert_int_equal(endpoint_figures(endpoint).malformed, count);
}

static void endpoint__counts_messages_of_another_form(void **state)
{
    (void)state;
    uint64_t before = endpoint_figures(endpoint).malformed;
    zsock_t *peer = raw_dealer(NULL), *named = raw_dealer("me");
    void *handle = zsock_resolve(peer);

    assert_int_equal(zmq_send(handle, "", 0, 0), 0);
    expect_malformed(before + 1);
    assert_int_equal(zmq_send(handle, "", 0, ZMQ_SNDMORE), 0);                       /* as REQ sends it */
    assert_int_equal(zmq_send(handle, "x", 1, 0), 1);
    expect_malformed(before + 2);
    for (int i = 0; i < 20; i++)
        assert_int_equal(zmq_send(handle, "x", 1, ZMQ_SNDMORE), 1);
    assert_int_equal(zmq_send(handle, "x", 1, 0), 1);
    expect_malformed(before + 3);
    assert_int_equal(zmq_send(zsock_resolve(named), "x", 1, 0), 1);
    expect_malformed(before + 4);
    socket_drop(&peer);
    socket_drop(&named);
    is_served(&desk, "desk-1");
}

static int raw_connection(const char *address)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    snprintf(to.sun_path, sizeof(to.sun_path), "%s", address + strlen("ipc://"));
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

static void endpoint__outlives_bytes_that_are_no_protocol(void **state)
{
    (void)state;
    static const uint8_t version_1[] = { 0x01, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    static const uint8_t null_mechanism[64] = { 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, 'N', 'U', 'L', 'L' };
    uint8_t noise[512];
    int fds[40];

    for (int i = 0; i < 40; i++) {
        fds[i] = raw_connection(i % 2 == 0 ? commands : events);
        random_bytes(noise, sizeof(noise));
        ssize_t sent = 0;
        if (i % 4 == 1)
            sent = send(fds[i], version_1, sizeof(version_1), MSG_NOSIGNAL);
        else if (i % 4 == 2)
            sent = send(fds[i], null_mechanism, sizeof(null_mechanism), MSG_NOSIGNAL);
        else if (i % 4 == 3)
            sent = send(fds[i], noise, sizeof(noise), MSG_NOSIGNAL);
        assert_true(sent >= 0);                                                      /* every fourth says nothing */
    }
    is_served(&desk, "desk-1");
    for (int i = 0; i < 40; i++)
        close(fds[i]);
    is_served(&kiosk, "kiosk-1");
}

static void endpoint__outlives_a_storm_of_connections(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        AUTO(link) struct link *peer = link_as(i % 3 == 0 ? &stranger : &desk, true);
        (void)link_send(peer, bytes_of("x"));
    }
    AUTO(link) struct link *peer = link_as(&audit, false);
    struct received received;
    int64_t until_ms = now_ms() + DEADLINE_MS;
    send_soon(peer, "after the storm");
    do
        while (!endpoint_receive(endpoint, &received))
            assert_true(wait_one((struct wire_wait){ .endpoint = endpoint }, until_ms));
    while (strcmp(received.peer->name, "audit") != 0);
}

static void endpoint__tells_a_second_instance_that_one_runs(void **state)
{
    (void)state;
    struct endpoint_options how = options();
    struct endpoint *second = NULL;
    char pid[24];

    assert_int_equal(endpoint_open(&how, &second, &fault), ERR_EXISTS);
    assert_null(second);
    snprintf(pid, sizeof(pid), "process %ld", (long)getpid());
    assert_non_null(strstr(fault.text, "queueing is running already"));
    assert_non_null(strstr(fault.text, pid));
    is_served(&desk, "desk-1");
}

static void endpoint__can_be_opened_again_at_once(void **state)
{
    (void)state;
    struct endpoint_options how = options();

    for (int i = 0; i < 3; i++) {
        endpoint_drop(&endpoint);
        assert_int_equal(endpoint_open(&how, &endpoint, &fault), OK);
    }
    is_served(&desk, "desk-1");
}

static void endpoint__files_are_for_owner_and_group(void **state)
{
    (void)state;
    struct stat stat_of;

    assert_int_equal(stat(commands + strlen("ipc://"), &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0660);
    assert_int_equal(stat(events + strlen("ipc://"), &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0660);
    mode_t now = umask(022);
    umask(now);
    assert_int_not_equal(now, 0117);
}

static void endpoint__names_an_address_it_cannot_use(void **state)
{
    (void)state;
    struct endpoint_options how = options();
    struct endpoint *none = NULL;
    char long_path[200] = "ipc:///", other_lock[80];

    snprintf(other_lock, sizeof(other_lock), "%s/other.lock", dir);
    how.lock_path = other_lock;
    memset(long_path + 7, 'x', 150);
    how.command_address = long_path;
    assert_int_equal(endpoint_open(&how, &none, &fault), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "too long"));
    how.command_address = "ipc:///no/such/directory/x.cmd";
    assert_int_equal(endpoint_open(&how, &none, &fault), ERR_IO);
    assert_non_null(strstr(fault.text, "/no/such/directory/x.cmd: "));
    unlink(other_lock);
}

/* ---- Events ---- */

/* Publishes until `at` hears it, so that the subscription is known to stand. */
static void hears(struct link *at, const char *text)
{
    int64_t until_ms = now_ms() + DEADLINE_MS;
    struct bytes got;

    for (;;) {
        endpoint_publish(endpoint, bytes_of(text));
        bool some = wait_one((struct wire_wait){ .link = at, .events = true }, now_ms() + 5);
        while (some && link_hear(at, &got))
            if (got.len == strlen(text) && memcmp(got.at, text, got.len) == 0)
                return;
        assert_true(now_ms() < until_ms);
    }
}

static void events__reach_who_may_follow(void **state)
{
    (void)state;
    AUTO(link) struct link *one = link_as(&desk, true);
    AUTO(link) struct link *two = link_as(&audit, true);

    hears(one, "called");
    hears(two, "called again");
}

static void events__are_closed_to_who_may_not_follow_this_service(void **state)
{
    (void)state;
    uint64_t refused = zap_figures(zap).refused;
    AUTO(link) struct link *peer = link_as(&kiosk, true);
    struct received received;
    struct bytes got;
    int64_t until_ms = now_ms() + DEADLINE_MS;

    send_soon(peer, "but commands work");
    expect_request("but commands work", "kiosk-1", &received);
    while (zap_figures(zap).refused == refused) {
        endpoint_publish(endpoint, bytes_of("called"));
        assert_true(now_ms() < until_ms);
        assert_false(wait_one((struct wire_wait){ .link = peer, .events = true }, now_ms() + 5));
    }
    assert_false(link_hear(peer, &got));
}

/* ---- Another list while connections stand ---- */

static void peers__a_removed_one_is_not_heard_any_more(void **state)
{
    (void)state;
    AUTO(link) struct link *peer = link_as(&kiosk, false);
    AUTO(link) struct link *follower = link_as(&desk, true);
    struct received received;
    struct peers *without = list(false), *again = list(true);
    uint64_t unknown = endpoint_figures(endpoint).unknown;
    int64_t until_ms = now_ms() + DEADLINE_MS;

    send_soon(peer, "still known");
    expect_request("still known", "kiosk-1", &received);
    hears(follower, "one");
    assert_int_equal(zap_replace(zap, &without), OK);
    assert_null(without);
    assert_int_equal(endpoint_peers_changed(endpoint), OK);
    assert_string_equal(received.peer->name, "kiosk-1");                             /* what was handed out lives on */
    send_soon(peer, "no more");
    while (endpoint_figures(endpoint).unknown == unknown) {
        assert_false(endpoint_receive(endpoint, &received));
        assert_true(now_ms() < until_ms);
    }
    hears(follower, "two");                                                          /* came back by itself */
    assert_int_equal(zap_replace(zap, &again), OK);
    assert_int_equal(endpoint_peers_changed(endpoint), OK);
    send_soon(peer, "known again");
    expect_request("known again", "kiosk-1", &received);
}

/* What waits for one who is out never reaches him; what the system's buffers had taken before does. */
static void events__waiting_for_a_removed_one_are_dropped(void **state)
{
    (void)state;
    enum { COUNT = 900, SIZE = 8192 };
    static uint8_t event[SIZE];
    zsock_t *slow = socket_new(ZMQ_SUB, 1, -1, 0);
    void *handle = zsock_resolve(slow);
    struct peers *without = list(false), *again = list(true);
    uint32_t got = 0, last = 0;
    int64_t until_ms = now_ms() + DEADLINE_MS;
    uint8_t frame[SIZE];

    kiosk_follows = true;
    struct peers *following = list(true);
    assert_int_equal(zap_replace(zap, &following), OK);
    socket_use_curve(slow, &kiosk, server.public_key);
    socket_option(slow, ZMQ_SUBSCRIBE, "", 0);
    assert_int_equal(zmq_connect(handle, events), 0);
    while (zmq_recv(handle, frame, sizeof(frame), ZMQ_DONTWAIT) < 0) {
        endpoint_publish(endpoint, bytes_of("x"));
        assert_true(now_ms() < until_ms);
    }
    frames_skip(handle);
    for (uint32_t i = 1; i <= COUNT; i++) {
        be32_put(event, i);
        endpoint_publish(endpoint, (struct bytes){ event, SIZE });
    }
    const struct peers *before = zap_peers(zap);
    assert_int_equal(zap_replace(zap, &without), OK);
    assert_int_equal(endpoint_peers_changed(endpoint), OK);
    assert_true(peers_follower_lost(before, zap_peers(zap), "queueing"));
    until_ms = now_ms() + 1500;                        /* longer than a socket may linger */
    while (now_ms() < until_ms) {
        zmq_pollitem_t item = { .socket = handle, .events = ZMQ_POLLIN };
        int len = zmq_poll(&item, 1, 50) > 0 ? zmq_recv(handle, frame, sizeof(frame), ZMQ_DONTWAIT) : -1;
        if (len != SIZE)
            continue;
        got++;
        last = be32_get(frame);
    }
    print_message("of %d events %u were in the buffers of the system, the last is number %u\n", COUNT, got, last);
    assert_true(got < COUNT / 2 && last < COUNT / 2);
    socket_drop(&slow);
    kiosk_follows = false;
    assert_int_equal(zap_replace(zap, &again), OK);
    assert_int_equal(endpoint_peers_changed(endpoint), OK);
}

static void link__enters_once_it_is_enrolled(void **state)
{
    (void)state;
    uint64_t refused = zap_figures(zap).refused;
    struct peers *without = list(false), *again = list(true);
    int64_t until_ms = now_ms() + 2 * DEADLINE_MS;
    struct received received;

    assert_int_equal(zap_replace(zap, &without), OK);
    AUTO(link) struct link *peer = link_as(&kiosk, false);
    while (zap_figures(zap).refused == refused)
        assert_true(now_ms() < until_ms);
    assert_int_equal(zap_replace(zap, &again), OK);
    while (!link_send(peer, bytes_of("now")) && now_ms() < until_ms)                 /* asks again within seconds */
        wait_one((struct wire_wait){ .link = peer, .to_send = true }, now_ms() + 100);
    expect_request("now", "kiosk-1", &received);
}

static void wait__mixes_sockets_and_descriptors(void **state)
{
    (void)state;
    int fds[2];
    struct wire_wait on[2] = { { .endpoint = endpoint }, { .fd = -1 } };

    assert_int_equal(pipe(fds), 0);
    on[1].fd = fds[0];
    assert_int_equal(wire_wait(on, 2, 0), OK);
    assert_false(on[0].ready || on[1].ready);
    assert_int_equal(write(fds[1], "x", 1), 1);
    assert_int_equal(wire_wait(on, 2, DEADLINE_MS), OK);
    assert_true(on[1].ready && !on[0].ready);
    close(fds[0]);
    close(fds[1]);
}

static void endpoint__serves_over_tcp_too(void **state)
{
    (void)state;
    char other_lock[80], tcp[2][ADDRESS_SIZE];
    AUTO(endpoint) struct endpoint *other = NULL;
    AUTO(link) struct link *peer = NULL;
    struct received received;
    int64_t until_ms = now_ms() + DEADLINE_MS;

    for (int i = 0; i < 2; i++) {                     /* two free ports, as the library names them */
        size_t size = ADDRESS_SIZE;
        zsock_t *socket = socket_new(ZMQ_ROUTER, 1, -1, 0);
        assert_int_equal(zmq_bind(zsock_resolve(socket), "tcp://127.0.0.1:*"), 0);
        assert_int_equal(zmq_getsockopt(zsock_resolve(socket), ZMQ_LAST_ENDPOINT, tcp[i], &size), 0);
        socket_drop(&socket);
    }
    snprintf(other_lock, sizeof(other_lock), "%s/tcp.lock", dir);
    struct endpoint_options how = { .service = "queueing", .command_address = tcp[0], .event_address = tcp[1],
                                    .lock_path = other_lock, .key = &server, .zap = zap };
    assert_int_equal(endpoint_open(&how, &other, &fault), OK);
    struct link_options to = { .service = "queueing", .command_address = tcp[0], .server_key = server.public_key, .key = &desk };
    assert_int_equal(link_open(&to, &peer), OK);
    send_soon(peer, "over tcp");
    while (!endpoint_receive(other, &received))
        assert_true(wait_one((struct wire_wait){ .endpoint = other }, until_ms));
    assert_string_equal(received.peer->name, "desk-1");
    unlink(other_lock);
}

int main(void)
{
    const struct CMUnitTest before[] = { cmocka_unit_test(probe__sees_a_door_that_lets_everybody_in) };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wire__leaves_signals_alone),
        cmocka_unit_test(endpoint__serves_an_enrolled_peer),
        cmocka_unit_test(endpoint__knows_the_sender_after_a_wait_and_without_one),
        cmocka_unit_test(endpoint__refuses_a_stranger),
        cmocka_unit_test(endpoint__refuses_a_wrong_server_key),
        cmocka_unit_test(endpoint__answers_go_to_who_asked),
        cmocka_unit_test(endpoint__counts_an_answer_nobody_waits_for),
        cmocka_unit_test(endpoint__keeps_the_order_of_one_peer),
        cmocka_unit_test(endpoint__refuses_a_frame_that_is_too_big),
        cmocka_unit_test(endpoint__counts_messages_of_another_form),
        cmocka_unit_test(endpoint__outlives_bytes_that_are_no_protocol),
        cmocka_unit_test(endpoint__outlives_a_storm_of_connections),
        cmocka_unit_test(endpoint__tells_a_second_instance_that_one_runs),
        cmocka_unit_test(endpoint__can_be_opened_again_at_once),
        cmocka_unit_test(endpoint__files_are_for_owner_and_group),
        cmocka_unit_test(endpoint__names_an_address_it_cannot_use),
        cmocka_unit_test(events__reach_who_may_follow),
        cmocka_unit_test(events__are_closed_to_who_may_not_follow_this_service),
        cmocka_unit_test(peers__a_removed_one_is_not_heard_any_more),
        cmocka_unit_test(events__waiting_for_a_removed_one_are_dropped),
        cmocka_unit_test(link__enters_once_it_is_enrolled),
        cmocka_unit_test(wait__mixes_sockets_and_descriptors),
        cmocka_unit_test(endpoint__serves_over_tcp_too),
    };
    setenv("ZSYS_LOGSENDER", "", 1);                  /* would abort the library */
    for (int i = 0; i < 3; i++)
        must(sigaction(watched[i], NULL, &handled_before[i]) == 0);
    must(trust_init() == OK && wire_start() == OK && mkdtemp(dir) != NULL);
    must(getenv("ZSYS_LOGSENDER") == NULL);
    must(address_make(dir, "queueing", ADDRESS_COMMANDS, commands) == OK);
    must(address_make(dir, "queueing", ADDRESS_EVENTS, events) == OK);
    snprintf(lock_path, sizeof(lock_path), "%s/queueing.lock", dir);
    key_pair_make(&server);
    key_pair_make(&desk);
    key_pair_make(&kiosk);
    key_pair_make(&audit);
    key_pair_make(&stranger);
    int failed = cmocka_run_group_tests(before, NULL, NULL);
    failed += cmocka_run_group_tests(tests, open_all, close_all);
    wire_stop();
    unlink(lock_path);
    rmdir(dir);
    return failed;
}
