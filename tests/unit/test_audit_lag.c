/* How far audit is behind, and what closes when it is behind for too long: looks outside an open case, nothing else. */
#include "inventory_fixture.h"

#include "codec/read.h"
#include "engine/host.h"

struct stand {
    struct bench *b;
    struct host *host;
    struct outbox *out;
    uint64_t mono_us, tag;
};

static void turn(struct stand *s)
{
    bool busy;

    do
        assert_int_equal(host_turn(s->host, now(s->b), s->mono_us, s->out, &busy), OK);
    while (busy);
}

/* What became of a command: "done" or its refusal. */
static const char *told(struct stand *s, struct built command)
{
    static char word[64];
    struct text outcome, refusal = { 0 };

    outbox_reset(s->out);
    host_frame(s->host, bench_peer(s->b), ++s->tag, bench_frame(s->b, command), now(s->b), s->mono_us, s->out);
    turn(s);
    for (uint32_t i = 0; i < outbox_count(s->out); i++) {
        const struct outgoing *item = outbox_at(s->out, i);

        if (item->kind != OUT_ANSWER || item->tag != s->tag || !map_get_text(item->payload, "outcome", &outcome))
            continue;
        (void)map_get_text(item->payload, "refusal", &refusal);
        snprintf(word, sizeof word, "%.*s", (int)(refusal.at != NULL ? refusal.len : outcome.len), refusal.at != NULL ? refusal.at : outcome.at);
        return word;
    }
    return "nothing";
}

static const char *look(struct stand *s, uint64_t card)
{
    purpose(s->b, "pick_up");
    return told(s, show_card(.card_id = { card }));
}

/* Audit asks for what comes after `taken`. */
static void pull(struct stand *s, uint64_t taken)
{
    struct peer audit = { .name = "audit", .role = ROLE_SERVICE, .entries = true, .key = { 9 } };
    uint8_t room[128];
    struct writer w = writer_of(room, sizeof room);
    struct follow_pull wanted = { .request = 1, .from = taken + 1, .epoch = 1, .max = 10, .whole = true };

    follow_pull_encode(&wanted, &w);
    host_frame(s->host, &audit, ++s->tag, written(&w), now(s->b), s->mono_us, s->out);
    turn(s);
    turn(s);
}

static struct host_figures figures(struct stand *s)
{
    struct host_figures f;

    turn(s);
    host_figures(s->host, &f);
    return f;
}

static int setup(void **state)
{
    struct stand *s = calloc(1, sizeof *s);
    struct host_limits limits = host_limits_default;

    limits.staff_silent_us = UINT64_MAX;                                   /* nobody speaks here but who is asked */
    s->b = bench_new(&inventory_service, &config);
    given_cards(s->b, 2);
    given_in_vault(s->b, 101, TEXT("A-01-001"));
    given_in_vault(s->b, 102, TEXT("A-01-002"));
    given(s->b, card_checked_out(.card_id = { 102 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 7 }));
    as(s->b, 12, ROLE_OPERATOR);
    s->out = outbox_new();
    s->mono_us = 1000000;
    assert_int_equal(host_new(bench_release(s->b), &limits, &s->host), OK);
    host_clock_driven(s->host, true);                                      /* the wall clock stands still here */
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct stand *s = *state;

    host_drop(&s->host);
    outbox_drop(&s->out);
    bench_drop(&s->b);
    free(s);
    return 0;
}

static void looks__outside_an_open_case_are_closed_after_an_hour(void **state)              /* covers §8 */
{
    struct stand *s = *state;

    assert_string_equal(look(s, 101), "done");
    s->mono_us += US_PER_HOUR;
    assert_string_equal(look(s, 101), "done");                             /* an hour is in time */
    s->mono_us += 2;
    assert_string_equal(look(s, 101), "audit_behind");
    purpose(s->b, "pick_up");
    assert_string_equal(told(s, find_card(.notice_number = TEXT("DNX280268"))), "audit_behind");
    assert_string_equal(look(s, 102), "done");                             /* it lies at the counter for a guest */
    assert_string_equal(told(s, check_in_card(.card_id = { 102 }, .slot = TEXT("Z-99-999"), .reason = CHECK_IN_REASON_NO_SHOW)), "no_such_slot");   /* and the work goes on */
    assert_true(figures(s).looks_closed);
    assert_in_range(figures(s).audit_lag_us, US_PER_HOUR, US_PER_HOUR + US_PER_MINUTE);
}

static void looks__open_again_when_audit_has_caught_up(void **state)
{
    struct stand *s = *state;
    uint64_t head;

    turn(s);
    s->mono_us += US_PER_HOUR + US_PER_SECOND;
    assert_string_equal(look(s, 101), "audit_behind");
    head = figures(s).audit_behind;                                        /* nothing was taken yet */
    pull(s, 1);
    assert_true(figures(s).looks_closed);                                  /* some, but not what waits so long */
    pull(s, head);
    assert_false(figures(s).looks_closed);
    assert_int_equal(figures(s).audit_behind, 0);
    assert_int_equal(figures(s).audit_lag_us, 0);
    assert_string_equal(look(s, 101), "done");
}

static void lag__counts_only_while_something_waits(void **state)
{
    struct stand *s = *state;
    uint64_t head;

    turn(s);
    head = figures(s).audit_behind;
    pull(s, head);
    s->mono_us += 5 * US_PER_HOUR;                                         /* a night without an entry */
    assert_string_equal(look(s, 101), "done");
    s->mono_us += 50 * US_PER_MINUTE;
    assert_string_equal(look(s, 101), "done");
    pull(s, head + 1);                                                     /* the one of before was taken: a new wait */
    s->mono_us += 50 * US_PER_MINUTE;
    assert_string_equal(look(s, 101), "done");
    s->mono_us += 11 * US_PER_MINUTE;
    assert_string_equal(look(s, 101), "audit_behind");
}

static void pull__of_another_peer_says_nothing_about_audit(void **state)
{
    struct stand *s = *state;
    uint64_t behind = figures(s).audit_behind;
    struct peer other = { .name = "queueing", .role = ROLE_SERVICE, .follow_all = true, .key = { 8 } };
    uint8_t room[128];
    struct writer w = writer_of(room, sizeof room);
    struct follow_pull wanted = { .request = 1, .from = behind + 1, .epoch = 1, .max = 10 };

    follow_pull_encode(&wanted, &w);
    host_frame(s->host, &other, ++s->tag, written(&w), now(s->b), s->mono_us, s->out);
    turn(s);
    assert_int_equal(figures(s).audit_behind, behind);
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(looks__outside_an_open_case_are_closed_after_an_hour),
        test(looks__open_again_when_audit_has_caught_up),
        test(lag__counts_only_while_something_waits),
        test(pull__of_another_peer_says_nothing_about_audit),
    };

    (void)inventory_setup, (void)inventory_teardown, (void)given_at_counter, (void)given_custody_closed;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
