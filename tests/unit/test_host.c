/* The host around an engine: one answer a frame, parking, quotas, following, the watch on the clock. */
#include "bench.h"

#include "codec/read.h"
#include "engine/host.h"
#include "engine/host_internal.h"
#include "gen/staff_build.h"
#include "gen/queueing_build.h"
#include "gen/reservations_build.h"
#include "queueing_fixture.h"

struct stand {
    struct bench *b;
    struct host *host;
    struct outbox *out;
    uint64_t mono_us;
};

static struct stand *stand_of(void **state, const struct host_limits *limits)
{
    struct stand *s = calloc(1, sizeof *s);

    s->b = bench_new(&queueing_service, &config);
    given(s->b, day_opened(.date = { 20270201 }, .at_us = now(s->b)));
    s->out = outbox_new();
    s->mono_us = 1000000;
    assert_int_equal(host_new(bench_release(s->b), limits, &s->host), OK);
    *state = s;
    return s;
}

static int setup(void **state)
{
    stand_of(state, NULL);
    return 0;
}

static int close_stand(void **state)
{
    struct stand *s = *state;

    host_drop(&s->host);
    outbox_drop(&s->out);
    bench_drop(&s->b);
    free(s);
    return 0;
}

static void send(struct stand *s, uint64_t tag, struct built command)
{
    struct bytes frame = bench_frame(s->b, command);

    host_frame(s->host, bench_peer(s->b), tag, frame, now(s->b), s->mono_us, s->out);
}

static void turn(struct stand *s)
{
    bool busy;

    assert_int_equal(host_turn(s->host, now(s->b), s->mono_us, s->out, &busy), OK);
}

/* The answer to `tag` in the outbox: "done", or its refusal; NULL when there is none. Exactly one. */
static const char *answer_to(struct stand *s, uint64_t tag)
{
    static char word[64];
    const char *found = NULL;

    for (uint32_t i = 0; i < outbox_count(s->out); i++) {
        const struct outgoing *item = outbox_at(s->out, i);
        struct text outcome, refusal = { 0 };

        if (item->kind != OUT_ANSWER || item->tag != tag)
            continue;
        assert_null(found);
        assert_true(map_get_text(item->payload, "outcome", &outcome));
        map_get_text(item->payload, "refusal", &refusal);
        snprintf(word, sizeof word, "%.*s", (int)(refusal.at != NULL ? refusal.len : outcome.len), refusal.at != NULL ? refusal.at : outcome.at);
        found = word;
    }
    return found;
}

static uint32_t source_of(const char *name)
{
    for (uint32_t i = 0; i < queueing_service.contract->source_count; i++)
        if (strcmp(queueing_service.contract->sources[i], name) == 0)
            return i;
    fail_msg("%s is not followed", name);
    return 0;
}

/* Answers the pull that stands in the outbox for this source with a page of one publication, entry 5. */
static void answer_pull(struct stand *s, const char *name, struct bytes publication)
{
    static uint8_t page[4096];
    uint64_t request = 0;
    struct { const char *key; uint64_t v; } numbers[] = { { "epoch", 1 }, { "epoch_start", 1 }, { "head", 5 } };
    struct writer w = writer_of(page, sizeof page);

    for (uint32_t i = 0; i < outbox_count(s->out); i++)
        if (outbox_at(s->out, i)->kind == OUT_PULL && outbox_at(s->out, i)->source == source_of(name))
            map_get_u64(outbox_at(s->out, i)->payload, "request", &request);
    assert_true(request > 0);
    write_map(&w, 9);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        write_key(&w, numbers[i].key);
        write_u64(&w, numbers[i].v);
    }
    write_key(&w, "items");
    write_array(&w, 1);
    write_raw(&w, publication);
    write_key(&w, "kind");
    write_key(&w, "page");
    write_key(&w, "next");
    write_u64(&w, 6);
    write_key(&w, "previous_epoch");
    write_u64(&w, 0);
    write_key(&w, "request");
    write_u64(&w, request);
    write_key(&w, "source");
    write_key(&w, name);
    host_pulled(s->host, source_of(name), written(&w), s->mono_us, s->out);
}

static void park__a_command_waits_for_what_it_names_and_is_then_done(void **state)
{
    struct stand *s = *state;

    as(s->b, 0, ROLE_KIOSK);
    after(s->b, "reservations", 1, 5);
    send(s, 1, take_ticket(.line_id = { 2 }));
    turn(s);
    assert_null(answer_to(s, 1));
    answer_pull(s, "reservations", bench_publication(s->b, reservation_cancelled(.reservation_id = { 9 }), 0, 5));
    turn(s);
    turn(s);
    assert_string_equal(answer_to(s, 1), "done");
}

static void park__given_back_after_a_second(void **state)
{
    struct stand *s = *state;
    struct host_figures figures;

    as(s->b, 0, ROLE_KIOSK);
    after(s->b, "reservations", 1, 5);
    send(s, 1, take_ticket(.line_id = { 2 }));
    s->mono_us += 999999;
    turn(s);
    assert_null(answer_to(s, 1));
    s->mono_us += 1;
    turn(s);
    assert_string_equal(answer_to(s, 1), "not_yet");
    host_figures(s->host, &figures);
    assert_int_equal(figures.not_yet, 1);
    assert_int_equal(figures.parked_now, 0);
}

static void park__a_source_that_is_not_followed_is_refused_at_once(void **state)
{
    struct stand *s = *state;

    as(s->b, 0, ROLE_KIOSK);
    after(s->b, "reporting", 1, 5);
    send(s, 1, take_ticket(.line_id = { 2 }));
    assert_string_equal(answer_to(s, 1), "not_followed");
}

static void park__a_peer_has_eight_places(void **state)
{
    struct stand *s = *state;

    as(s->b, 0, ROLE_KIOSK);
    for (uint64_t tag = 1; tag <= 9; tag++) {
        after(s->b, "reservations", 1, 5);
        send(s, tag, take_ticket(.line_id = { 2 }));
        assert_true((answer_to(s, tag) == NULL) == (tag <= 8));
    }
    assert_string_equal(answer_to(s, 9), "busy");
}

static void queue__what_does_not_fit_is_busy_and_the_rest_is_done(void **state)
{
    struct host_limits limits = host_limits_default;
    struct stand *s;

    limits.queue_max = 3;
    s = stand_of(state, &limits);
    as(s->b, 0, ROLE_KIOSK);
    for (uint64_t tag = 1; tag <= 5; tag++)
        send(s, tag, take_ticket(.line_id = { 2 }));
    assert_string_equal(answer_to(s, 4), "busy");
    assert_string_equal(answer_to(s, 5), "busy");
    turn(s);
    for (uint64_t tag = 1; tag <= 3; tag++)
        assert_string_equal(answer_to(s, tag), "done");
}

static void clock__a_jump_stops_admission_until_confirmed(void **state)
{
    struct stand *s = *state;
    struct host_figures figures;

    turn(s);
    at_us(s->b, now(s->b) + 11 * US_PER_MINUTE);
    turn(s);
    assert_true(host_clock_suspect(s->host));
    as(s->b, 0, ROLE_KIOSK);
    send(s, 1, take_ticket(.line_id = { 2 }));
    assert_string_equal(answer_to(s, 1), "clock_suspect");
    turn(s);
    host_figures(s->host, &figures);
    assert_int_equal(figures.queued_now, 0);
    host_clock_confirm(s->host);
    send(s, 2, take_ticket(.line_id = { 2 }));
    turn(s);
    assert_string_equal(answer_to(s, 2), "done");
}

static void clock__a_driven_one_may_jump(void **state)
{
    struct stand *s = *state;

    host_clock_driven(s->host, true);
    turn(s);
    at_us(s->b, now(s->b) + US_PER_DAY);
    turn(s);
    assert_false(host_clock_suspect(s->host));
}

static void frame__garbage_is_answered_and_counted(void **state)
{
    struct stand *s = *state;
    struct host_figures figures;
    static const uint8_t garbage[] = { 0xdd, 0xff, 0xff, 0xff, 0xff };

    as(s->b, 0, ROLE_KIOSK);
    host_frame(s->host, bench_peer(s->b), 7, (struct bytes){ garbage, sizeof garbage }, now(s->b), s->mono_us, s->out);
    assert_string_equal(answer_to(s, 7), "malformed");
    host_figures(s->host, &figures);
    assert_int_equal(figures.malformed, 1);
}

static void follow__a_gap_asks_for_a_page(void **state)
{
    struct stand *s = *state;
    uint32_t pulls = 0;

    turn(s);
    outbox_reset(s->out);
    s->mono_us += 2000000;
    host_published(s->host, source_of("reservations"), bench_publication(s->b, reservation_cancelled(.reservation_id = { 9 }), 4, 5), s->mono_us, s->out);
    turn(s);
    for (uint32_t i = 0; i < outbox_count(s->out); i++)
        pulls += outbox_at(s->out, i)->kind == OUT_PULL;
    assert_true(pulls > 0);
}

static void careful__after_a_crash_inputs_are_taken_one_by_one(void **state)
{
    struct stand *s = *state;

    bench_marker(s->b)->careful = 2;
    as(s->b, 0, ROLE_KIOSK);
    send(s, 1, take_ticket(.line_id = { 2 }));
    send(s, 2, take_ticket(.line_id = { 2 }));
    turn(s);
    assert_string_equal(answer_to(s, 1), "done");
    assert_null(answer_to(s, 2));
    turn(s);
    assert_string_equal(answer_to(s, 2), "done");
}

/* Five seconds without a word of staff, and what is missing counts as no word. */
static void silence__of_staff_begins_after_five_seconds_and_ends_when_nothing_is_missing(void **state)      /* architecture 5 */
{
    struct stand *s = *state;
    struct engine *engine = host_engine(s->host);
    uint64_t began = s->mono_us;

    turn(s);
    outbox_reset(s->out);
    s->mono_us = began + 5000000;
    turn(s);
    assert_int_equal(engine->staff_silent_us, 0);
    s->mono_us += 1;
    turn(s);
    assert_int_equal(engine->staff_silent_us, now(s->b) - 5000001);
    answer_pull(s, "staff", bench_publication(s->b, clocked_out(.account_id = { 9 }, .at_us = now(s->b)), 0, 5));
    turn(s);
    assert_int_equal(engine->staff_silent_us, 0);
    host_published(s->host, source_of("staff"), bench_publication(s->b, clocked_out(.account_id = { 9 }, .at_us = now(s->b)), 8, 9), s->mono_us, s->out);
    s->mono_us += 5000001;                               /* heard, but entries before it are missing */
    turn(s);
    assert_true(engine->staff_silent_us != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(park__a_command_waits_for_what_it_names_and_is_then_done, setup, close_stand),
        cmocka_unit_test_setup_teardown(park__given_back_after_a_second, setup, close_stand),
        cmocka_unit_test_setup_teardown(park__a_source_that_is_not_followed_is_refused_at_once, setup, close_stand),
        cmocka_unit_test_setup_teardown(park__a_peer_has_eight_places, setup, close_stand),
        cmocka_unit_test_teardown(queue__what_does_not_fit_is_busy_and_the_rest_is_done, close_stand),
        cmocka_unit_test_setup_teardown(clock__a_jump_stops_admission_until_confirmed, setup, close_stand),
        cmocka_unit_test_setup_teardown(clock__a_driven_one_may_jump, setup, close_stand),
        cmocka_unit_test_setup_teardown(frame__garbage_is_answered_and_counted, setup, close_stand),
        cmocka_unit_test_setup_teardown(follow__a_gap_asks_for_a_page, setup, close_stand),
        cmocka_unit_test_setup_teardown(silence__of_staff_begins_after_five_seconds_and_ends_when_nothing_is_missing, setup, close_stand),
        cmocka_unit_test_setup_teardown(careful__after_a_crash_inputs_are_taken_one_by_one, setup, close_stand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
