/* A client and a follower on real sockets. The service at the other end is this test itself, turn by turn,
 * so that it can lose, delay and double what it wants; for the calls that wait it is a process of its
 * own. The client's clock is an argument, so time-outs pass without waiting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/invariant.h"
#include "client/client.h"
#include "client/follower.h"
#include "trust/random.h"
#include "wire/address.h"
#include "wire/endpoint.h"
#include "wire/peers.h"

#define DEADLINE_MS 8000

static char dir[] = "/tmp/clientXXXXXX";
static struct key_pair server_key, desk_key;
static struct zap *zap;
static struct endpoint *endpoint;
static struct wire_fault fault;
static pid_t child;
static int64_t later_ms;               /* how far the client's clock is ahead of ours */

/* Where a service of that name is: this process or the child. */
struct place {
    char commands[ADDRESS_SIZE], events[ADDRESS_SIZE], lock[80];
};

static struct place place_of(const char *service)
{
    struct place place;

    must(address_make(dir, service, ADDRESS_COMMANDS, place.commands) == OK);
    must(address_make(dir, service, ADDRESS_EVENTS, place.events) == OK);
    snprintf(place.lock, sizeof(place.lock), "%s/%s.lock", dir, service);
    return place;
}

static void open_endpoint(const char *service)
{
    struct place place = place_of(service);
    struct endpoint_options options = { .service = service, .command_address = place.commands, .event_address = place.events,
                                        .lock_path = place.lock, .key = &server_key, .zap = zap };

    if (endpoint_open(&options, &endpoint, &fault) != OK) {
        fprintf(stderr, "%s\n", fault.text);
        abort();
    }
}

static void start_wire(void)
{
    struct peers *peers = NULL;
    char text[256], key[WIRE_KEY_TEXT_SIZE];

    wire_key_put(desk_key.public_key, key);
    int len = snprintf(text, sizeof(text), "madoguchi-peers 1\n%s desk-1 terminal command:*,follow:*,entries,control\n", key);
    must(wire_start() == OK);
    must(peers_parse("list", (struct text){ text, (uint32_t)len }, &peers, &fault) == OK);
    must(zap_start(&peers, &zap) == OK);
}

/* ---- What a service says ---- */

static uint8_t buffer[1 << 16];

static void write_word(struct writer *w, const char *key, const char *v)
{
    write_key(w, key);
    write_key(w, v);
}

static void write_place(struct writer *w, uint64_t sequence)
{
    write_key(w, "position");
    write_map(w, 3);
    write_number(w, "epoch", 1);
    write_number(w, "sequence", sequence);
    write_word(w, "source", "queueing");
}

static uint64_t number_of(struct bytes request, const char *key)
{
    uint64_t v = 0;

    (void)map_get_u64(request, key, &v);
    return v;
}

/* Answers with `outcome` and, if not NULL, a refusal; done: a result that holds the request's body. */
static void answer(uint64_t route, struct bytes request, const char *outcome, const char *why)
{
    struct writer w = writer_of(buffer, sizeof(buffer));
    struct bytes body = map_get(request, "body");

    write_map(&w, why == NULL ? 5 : 4);
    write_word(&w, "kind", "answer");
    write_word(&w, "outcome", outcome);
    if (why == NULL)
        write_place(&w, 41);
    else
        write_word(&w, "refusal", why);
    write_number(&w, "request", number_of(request, "request"));
    if (why == NULL) {
        write_key(&w, "result");
        if (body.at != NULL)
            write_raw(&w, body);
        else
            write_map(&w, 0);
    }
    (void)endpoint_reply(endpoint, route, written(&w));
}

static void answer_status(uint64_t route, struct bytes request)
{
    struct writer w = writer_of(buffer, sizeof(buffer));

    write_map(&w, 10);
    write_number(&w, "epoch", 1);
    write_number(&w, "head", 41);
    write_word(&w, "kind", "status");
    write_word(&w, "mode", "trial");
    write_number(&w, "now", 5);
    write_number(&w, "request", number_of(request, "request"));
    write_word(&w, "service", "queueing");
    write_number(&w, "site", 1);
    write_word(&w, "state", "ready");
    write_word(&w, "version", "0.1.0");
    (void)endpoint_reply(endpoint, route, written(&w));
}

/* A log in which every entry has one event, up to `head`. */
static uint64_t head;

static void write_publication(struct writer *w, uint64_t n)
{
    write_map(w, 9);
    write_number(w, "at", 1000 + n);
    write_number(w, "before", n - 1);
    write_number(w, "date", 20270201);
    write_number(w, "depth", 0);
    write_number(w, "epoch", 1);
    write_key(w, "events");
    write_array(w, 1);
    write_map(w, 2);
    write_key(w, "body");
    write_map(w, 0);
    write_word(w, "name", "happened");
    write_word(w, "kind", "publication");
    write_number(w, "sequence", n);
    write_word(w, "source", "queueing");
}

static void answer_page(uint64_t route, struct bytes request)
{
    struct writer w = writer_of(buffer, sizeof(buffer));
    uint64_t from = number_of(request, "from"), last = from + 9 < head ? from + 9 : head;

    write_map(&w, 9);
    write_number(&w, "epoch", 1);
    write_number(&w, "epoch_start", 1);
    write_number(&w, "head", head);
    write_key(&w, "items");
    write_array(&w, from <= head ? (uint32_t)(last - from + 1) : 0);
    for (uint64_t n = from; n <= last; n++)
        write_publication(&w, n);
    write_word(&w, "kind", "page");
    write_number(&w, "next", from <= head ? last + 1 : from);
    write_number(&w, "previous_epoch", 0);
    write_number(&w, "request", number_of(request, "request"));
    write_word(&w, "source", "queueing");
    (void)endpoint_reply(endpoint, route, written(&w));
}

static void serve_one(void)
{
    struct received received;
    struct text kind, name = { NULL, 0 };

    if (!endpoint_receive(endpoint, &received) || !map_get_text(received.payload, "kind", &kind))
        return;
    (void)map_get_text(received.payload, "name", &name);
    if (text_is(kind, "status"))
        answer_status(received.route, received.payload);
    else if (text_is(kind, "pull") && number_of(received.payload, "epoch") > 1)
        answer(received.route, received.payload, "not_taken", "unknown_epoch");
    else if (text_is(kind, "pull"))
        answer_page(received.route, received.payload);
    else if (text_is(name, "refuse_me"))
        answer(received.route, received.payload, "refused", "desk_busy");
    else if (!text_is(name, "say_nothing"))
        answer(received.route, received.payload, "done", NULL);
}

/* The other process: serves until it is ended. */
_Noreturn static void be_the_child(void)
{
    start_wire();
    open_endpoint("child");
    head = 25;
    for (;;) {
        struct wire_wait on = { .endpoint = endpoint };
        if (getppid() == 1 || wire_wait(&on, 1, 1000) != OK)
            _exit(1);
        serve_one();
    }
}

/* ---- The client under test ---- */

static struct client *client_at(const char *service, uint32_t give_up_ms)
{
    struct place place = place_of(service);
    struct client_options options = { .link = { .service = service, .command_address = place.commands, .key = &desk_key,
                                                .server_key = server_key.public_key }, .try_ms = 1000, .give_up_ms = give_up_ms };
    struct client *made = NULL;

    assert_int_equal(client_open(&options, &made), OK);
    return made;
}

static int64_t clock_ms(void)
{
    return client_now_ms() + later_ms;
}

/* Turns the client until a request arrives at the endpoint. */
static struct received arrives(struct client *client)
{
    int64_t until_ms = client_now_ms() + DEADLINE_MS;
    struct received received;
    struct answer none;

    while (!endpoint_receive(endpoint, &received)) {
        struct wire_wait on[3] = { { .endpoint = endpoint } };
        assert_false(client_take(client, clock_ms(), &none));
        assert_true(client_now_ms() < until_ms);
        assert_int_equal(wire_wait(on, 1 + client_wait(client, clock_ms(), on + 1), 50), OK);
    }
    return received;
}

static struct answer ends(struct client *client)
{
    int64_t until_ms = client_now_ms() + DEADLINE_MS;
    struct answer got;

    while (!client_take(client, clock_ms(), &got)) {
        struct wire_wait on[2];
        assert_true(client_now_ms() < until_ms);
        assert_int_equal(wire_wait(on, client_wait(client, clock_ms(), on), 50), OK);
    }
    return got;
}

static uint64_t start(struct client *client, const char *name)
{
    struct command_call call = { .name = text_of(name) };
    uint64_t number = 0;

    assert_int_equal(client_start_command(client, &call, clock_ms(), &number), OK);
    return number;
}

static void client__an_answer_comes_back(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 0);
    uint64_t number = start(client, "call_next");
    struct received received = arrives(client);

    assert_int_equal(number_of(received.payload, "sequence"), 1);
    assert_true(number_of(received.payload, "instance") > UINT64_C(1700000000000000));
    answer(received.route, received.payload, "done", NULL);
    struct answer got = ends(client);
    assert_int_equal(got.request, number);
    assert_int_equal(got.outcome, OUTCOME_DONE);
    assert_int_equal(got.position.sequence, 41);
    assert_non_null(got.result.at);
    assert_int_equal(client_under_way(client), 0);
    assert_int_equal(client_due_ms(client), INT64_MAX);
}

static void client__repeats_the_same_bytes_until_an_answer_comes(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 0);
    uint8_t first[256];
    struct answer none;

    start(client, "call_next");
    struct received received = arrives(client);
    uint32_t len = received.payload.len;
    memcpy(first, received.payload.at, len);
    for (int i = 0; i < 3; i++) {                            /* each lost */
        assert_false(client_take(client, clock_ms(), &none));
        later_ms += client_due_ms(client) - clock_ms();
        received = arrives(client);
        assert_int_equal(received.payload.len, len);
        assert_memory_equal(received.payload.at, first, len);
    }
    answer(received.route, received.payload, "done", NULL);
    assert_int_equal(ends(client).outcome, OUTCOME_DONE);
    assert_int_equal(client_figures(client).repeats, 3);
    start(client, "call_next");                              /* the next one has the next id */
    received = arrives(client);
    assert_int_equal(number_of(received.payload, "sequence"), 2);
}

static void client__drops_an_answer_that_comes_twice(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 0);

    start(client, "call_next");
    struct received received = arrives(client);
    answer(received.route, received.payload, "done", NULL);
    answer(received.route, received.payload, "done", NULL);
    assert_int_equal(ends(client).outcome, OUTCOME_DONE);
    start(client, "finish");
    received = arrives(client);
    answer(received.route, received.payload, "refused", "desk_busy");
    assert_int_equal(ends(client).outcome, OUTCOME_REFUSED);
    assert_int_equal(client_figures(client).late, 1);
}

static void client__sends_again_what_was_busy(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 0);

    start(client, "call_next");
    for (int i = 0; i < 3; i++) {
        struct received received = arrives(client);
        answer(received.route, received.payload, "not_taken", i == 0 ? "busy" : i == 1 ? "not_yet" : "rebuilding");
    }
    struct received received = arrives(client);
    answer(received.route, received.payload, "not_taken", "conflict");
    struct answer got = ends(client);
    assert_int_equal(got.outcome, OUTCOME_NOT_TAKEN);
    assert_true(text_is(got.refusal, "conflict"));
}

static void client__gives_up_with_an_unknown_outcome(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 5000);
    struct answer got;
    uint64_t number = start(client, "call_next");

    arrives(client);
    later_ms += 5000;
    assert_true(client_take(client, clock_ms(), &got));
    assert_int_equal(got.request, number);
    assert_int_equal(got.outcome, OUTCOME_UNKNOWN);
    assert_int_equal(client_under_way(client), 0);
}

static void client__shows_busy_when_time_is_up(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 3000);
    struct received received;

    int64_t before_ms = clock_ms(), until_ms = client_now_ms() + DEADLINE_MS;
    struct answer got;
    start(client, "call_next");
    received = arrives(client);
    answer(received.route, received.payload, "not_taken", "busy");
    while (!client_take(client, before_ms + 2950, &got)) {   /* too late for another try */
        struct wire_wait on[2];
        assert_true(client_now_ms() < until_ms);
        assert_int_equal(wire_wait(on, client_wait(client, before_ms, on), 50), OK);
    }
    assert_int_equal(got.outcome, OUTCOME_NOT_TAKEN);
    assert_true(text_is(got.refusal, "busy"));
}

static void client__waits_for_a_service_that_is_not_there_yet(void **state)
{
    (void)state;
    endpoint_drop(&endpoint);
    AUTO(client) struct client *client = client_at("queueing", 0);
    struct answer none;
    struct wire_wait on[2];

    start(client, "call_next");
    assert_false(client_take(client, clock_ms(), &none));
    assert_int_equal(client_wait(client, clock_ms(), on), 2);
    open_endpoint("queueing");
    struct received received = arrives(client);
    answer(received.route, received.payload, "done", NULL);
    assert_int_equal(ends(client).outcome, OUTCOME_DONE);
    assert_int_equal(client_figures(client).repeats, 0);
}

static void client__repeats_to_a_service_that_came_back(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 0);
    struct answer none;

    start(client, "call_next");
    arrives(client);
    endpoint_drop(&endpoint);                                /* with the command, before an answer */
    open_endpoint("queueing");
    assert_false(client_take(client, clock_ms(), &none));
    later_ms += 1000;
    struct received received = arrives(client);
    assert_int_equal(number_of(received.payload, "sequence"), 1);
    answer(received.route, received.payload, "done", NULL);
    assert_int_equal(ends(client).outcome, OUTCOME_DONE);
}

static void client__keeps_many_under_way_and_says_when_full(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 0);
    static bool seen[CLIENT_UNDER_WAY_MAX + 1];
    struct command_call call = { .name = TEXT("call_next") };
    uint64_t number;

    for (uint32_t i = 0; i < CLIENT_UNDER_WAY_MAX; i++)
        start(client, "call_next");
    assert_int_equal(client_start_command(client, &call, clock_ms(), &number), ERR_FULL);
    for (uint32_t done = 0; done < CLIENT_UNDER_WAY_MAX; done++) {
        struct received received = arrives(client);
        answer(received.route, received.payload, "done", NULL);
        struct answer got = ends(client);
        assert_false(seen[got.request]);
        seen[got.request] = true;
    }
    assert_int_equal(client_under_way(client), 0);
    assert_int_equal(client_figures(client).repeats, 0);
}

static void client__refuses_a_request_that_is_too_long(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("queueing", 0);
    static uint8_t body[CALL_BYTES_MAX];
    struct writer w = writer_of(body, sizeof(body));
    uint64_t number;

    write_map(&w, 1);
    write_key(&w, "x");
    write_bin(&w, (struct bytes){ buffer, CALL_BYTES_MAX - 8 });
    struct command_call call = { .name = TEXT("call_next"), .body = written(&w) };
    assert_int_equal(client_start_command(client, &call, clock_ms(), &number), ERR_LIMIT);
    assert_int_equal(client_under_way(client), 0);
}

/* ---- Calls that wait, to the other process ---- */

static void client__one_call_after_the_other(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("child", 0);
    struct answer got;
    struct page page;
    struct service_status status;
    struct bytes item;
    uint32_t items = 0;

    assert_int_equal(client_command(client, &(struct command_call){ .name = TEXT("call_next") }, &got), OK);
    assert_int_equal(got.outcome, OUTCOME_DONE);
    assert_int_equal(client_command(client, &(struct command_call){ .name = TEXT("refuse_me") }, &got), OK);
    assert_int_equal(got.outcome, OUTCOME_REFUSED);
    assert_int_equal(client_query(client, &(struct query_call){ .name = TEXT("lines") }, &got), OK);
    assert_int_equal(client_control(client, &(struct control_call){ .name = TEXT("clock_confirm") }, &got), OK);
    assert_int_equal(client_status(client, &got, &status), OK);
    assert_true(text_is(status.state, "ready"));
    assert_int_equal(client_pull(client, &(struct pull_call){ .epoch = 1, .from = 3, .max = 512 }, &got, &page), OK);
    assert_int_equal(page.next, 13);
    while (page_item_next(&page, &item))
        items++;
    assert_int_equal(items, 10);
    assert_int_equal(client_pull(client, &(struct pull_call){ .epoch = 2, .from = 3, .max = 512 }, &got, &page), ERR_DENIED);
    assert_true(text_is(got.refusal, "unknown_epoch"));
}

static void client__a_call_without_an_answer_ends(void **state)
{
    (void)state;
    AUTO(client) struct client *client = client_at("child", 150);
    struct command_call call = { .name = TEXT("say_nothing"), .id = client_next_id(client) };
    struct answer got;

    assert_int_equal(client_command(client, &call, &got), ERR_TIMEOUT);
    call.name = TEXT("call_next");
    assert_int_equal(client_command(client, &call, &got), OK);
}

static void follower__waits_for_the_next_item(void **state)
{
    (void)state;
    struct place place = place_of("child");
    struct follower_options options = { .link = { .service = "child", .command_address = place.commands, .event_address = place.events,
                                                  .key = &desk_key, .server_key = server_key.public_key } };
    AUTO(follower) struct follower *follower = NULL;
    struct followed item;

    /* The child calls itself queueing in its log, so nothing of it is this source's: it must time out, not take. */
    assert_int_equal(follower_open(&options, &follower), OK);
    assert_int_equal(follower_next(follower, 300, &item), ERR_TIMEOUT);
    assert_true(follower_machine(follower)->malformed_count > 0);
}

/* ---- Following, turn by turn ---- */

static void publish(uint64_t n)
{
    struct writer w = writer_of(buffer, sizeof(buffer));

    write_publication(&w, n);
    endpoint_publish(endpoint, written(&w));
}

static void heartbeat(void)
{
    struct writer w = writer_of(buffer, sizeof(buffer));

    write_map(&w, 6);
    write_number(&w, "at", 1);
    write_number(&w, "epoch", 1);
    write_number(&w, "head", head);
    write_word(&w, "kind", "heartbeat");
    write_number(&w, "sequence", head);
    write_word(&w, "source", "queueing");
    endpoint_publish(endpoint, written(&w));
}

/* Turns both until the follower has taken everything up to `until`. */
static void follows_to(struct follower *follower, uint64_t until)
{
    int64_t until_ms = client_now_ms() + DEADLINE_MS;
    struct followed item;

    while (follower_machine(follower)->sequence < until) {
        struct wire_wait on[4] = { { .endpoint = endpoint } };
        uint64_t expected = follower_machine(follower)->sequence + 1;
        serve_one();
        heartbeat();
        if (follower_take(follower, (uint64_t)clock_ms() * 1000, &item)) {
            assert_int_equal(item.at.sequence, expected);
            continue;
        }
        assert_true(client_now_ms() < until_ms);
        assert_int_equal(wire_wait(on, 1 + follower_wait(follower, on + 1), 5), OK);
    }
}

static void follower__takes_the_past_the_present_and_what_was_missed(void **state)
{
    (void)state;
    struct place place = place_of("queueing");
    struct follower_options options = { .link = { .service = "queueing", .command_address = place.commands, .event_address = place.events,
                                                  .key = &desk_key, .server_key = server_key.public_key } };
    AUTO(follower) struct follower *follower = NULL;

    head = 35;
    assert_int_equal(follower_open(&options, &follower), OK);
    follows_to(follower, 35);                                /* four pages */
    assert_int_equal(follower_machine(follower)->taken_count, 35);
    head = 37;
    publish(36);
    publish(37);
    follows_to(follower, 37);
    head = 40;
    publish(40);                                             /* 38 and 39 were lost */
    follows_to(follower, 40);
    endpoint_drop(&endpoint);
    head = 45;                                               /* published into the void */
    open_endpoint("queueing");
    follows_to(follower, 45);
    assert_int_equal(follower_machine(follower)->malformed_count, 0);
}

static void end_child(void)
{
    int status;

    kill(child, SIGKILL);
    waitpid(child, &status, 0);
}

static void remove_files(const char *service)
{
    struct place place = place_of(service);

    unlink(place.lock);
    unlink(place.commands + strlen("ipc://"));
    unlink(place.events + strlen("ipc://"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client__an_answer_comes_back),
        cmocka_unit_test(client__repeats_the_same_bytes_until_an_answer_comes),
        cmocka_unit_test(client__drops_an_answer_that_comes_twice),
        cmocka_unit_test(client__sends_again_what_was_busy),
        cmocka_unit_test(client__gives_up_with_an_unknown_outcome),
        cmocka_unit_test(client__shows_busy_when_time_is_up),
        cmocka_unit_test(client__waits_for_a_service_that_is_not_there_yet),
        cmocka_unit_test(client__repeats_to_a_service_that_came_back),
        cmocka_unit_test(client__keeps_many_under_way_and_says_when_full),
        cmocka_unit_test(client__refuses_a_request_that_is_too_long),
        cmocka_unit_test(client__one_call_after_the_other),
        cmocka_unit_test(client__a_call_without_an_answer_ends),
        cmocka_unit_test(follower__waits_for_the_next_item),
        cmocka_unit_test(follower__takes_the_past_the_present_and_what_was_missed),
    };
    must(trust_init() == OK && mkdtemp(dir) != NULL);
    key_pair_make(&server_key);
    key_pair_make(&desk_key);
    child = fork();                                          /* before the library starts anything */
    if (child == 0)
        be_the_child();
    start_wire();
    open_endpoint("queueing");
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    endpoint_drop(&endpoint);
    zap_drop(&zap);
    wire_stop();
    end_child();
    remove_files("queueing");
    remove_files("child");
    rmdir(dir);
    return failed;
}
