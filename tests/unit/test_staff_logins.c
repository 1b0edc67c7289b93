/* Who guesses waits, who belongs here gets in: throttling, logouts, badges. The waits are those of the security notes, by hand. */
#include "staff_fixture.h"

#include "codec/read.h"
#include "engine/host.h"

static const enum staff_role with_code[] = { STAFF_ROLE_CITY, STAFF_ROLE_AUDITOR, STAFF_ROLE_SERVICE_MANAGER };
static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600, .second_factor_roles = { with_code, 3 } };

static int setup(void **state)
{
    *state = bench_new(&staff_service, &config);
    return 0;
}

#define SECOND US_PER_SECOND

/* ---- Throttling ------------------------------------------------------------------------- */

static void fail_times(struct bench *b, unsigned terminal, const char *name, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        log_in_at(b, terminal, name, "wrong horse");
        then_refused(b, BAD_CREDENTIALS);
    }
}

static void login__failed_is_an_event_without_what_was_typed(void **state)                /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", "wrong horse");
    then(b, login_failed(.account_id = account, .terminal = TEXT("terminal-1"), .at_us = now(b), .form = LOGIN_FORM_PASSWORD));
    log_in(b, "nobody-at-all", "wrong horse");
    then(b, login_failed(.terminal = TEXT("terminal-1"), .at_us = now(b), .form = LOGIN_FORM_PASSWORD));
}

static void login__waits_one_second_after_the_fifth_failure(void **state)
{
    struct bench *b = *state;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    fail_times(b, 1, "hanako", 5);
    log_in_at(b, 1, "hanako", PASSWORD);
    then_refused(b, TOO_MANY_ATTEMPTS);
    at_us(b, now(b) + SECOND - 1);
    log_in_at(b, 1, "hanako", PASSWORD);
    then_refused(b, TOO_MANY_ATTEMPTS);
    at_us(b, now(b) + 1);
    log_in_at(b, 1, "hanako", PASSWORD);
    assert_non_null(result_of(b, &login_result_spec));
    fail_times(b, 1, "hanako", 5);                       /* forgotten by the login: five are free again */
}

static void login__waits_twice_as_long_each_time_up_to_a_quarter_of_an_hour(void **state)
{
    static const unsigned waits_s[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900 };
    struct bench *b = *state;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    fail_times(b, 1, "hanako", 4);
    for (unsigned i = 0; i < sizeof waits_s / sizeof *waits_s; i++) {
        fail_times(b, 1, "hanako", 1);
        at_us(b, now(b) + waits_s[i] * SECOND - 1);
        log_in_at(b, 1, "hanako", "wrong horse");
        then_refused_at(b, TOO_MANY_ATTEMPTS, "wait.1");          /* a microsecond is left */
        at_us(b, now(b) + 1);
    }
    log_in_at(b, 1, "hanako", PASSWORD);
    assert_non_null(result_of(b, &login_result_spec));
}

static void login__unknown_name_waits_like_a_known_one(void **state)
{
    struct bench *b = *state;

    fail_times(b, 1, "nobody", 5);
    log_in_at(b, 1, "nobody", "wrong horse");
    then_refused(b, TOO_MANY_ATTEMPTS);
}

/* How long tells nothing of whether the name exists. */
static void login__says_how_long_to_wait_to_a_known_and_an_unknown_name_alike(void **state)
{
    static const char *const names[] = { "hanako", "nobody" };
    struct bench *b = *state;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    for (unsigned i = 0; i < 2; i++) {
        fail_times(b, 1, names[i], 5);
        log_in_at(b, 1, names[i], "wrong horse");
        then_refused_at(b, TOO_MANY_ATTEMPTS, "wait.1");
        at_us(b, now(b) + SECOND);
        fail_times(b, 1, names[i], 1);
        at_us(b, now(b) + 1);
        log_in_at(b, 1, names[i], PASSWORD);
        then_refused_at(b, TOO_MANY_ATTEMPTS, "wait.2");          /* 1.999999 s, up */
    }
}

static void login__guesses_elsewhere_do_not_make_this_terminal_wait(void **state)
{
    struct bench *b = *state;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    for (unsigned terminal = 2; terminal < 12; terminal++)
        fail_times(b, terminal, "hanako", 5);
    log_in_at(b, 1, "hanako", PASSWORD);
    assert_non_null(result_of(b, &login_result_spec));
    /* The account as a whole has had 50: a first failure at a new terminal waits as well now. */
    fail_times(b, 12, "hanako", 1);
    log_in_at(b, 12, "hanako", "wrong horse");
    then_refused(b, TOO_MANY_ATTEMPTS);
    at_us(b, now(b) + SECOND);
    log_in_at(b, 12, "hanako", PASSWORD);
    assert_non_null(result_of(b, &login_result_spec));
}

static void login__failures_are_forgotten_after_a_day(void **state)
{
    struct bench *b = *state;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    fail_times(b, 1, "hanako", 5);
    at_us(b, now(b) + 24 * 60 * US_PER_MINUTE);
    fail_times(b, 1, "hanako", 5);
}

static void release_login__ends_the_wait_everywhere(void **state)                         /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    fail_times(b, 1, "hanako", 5);
    fail_times(b, 2, "hanako", 5);
    as(b, 11, ROLE_SITE_MANAGER);
    when(b, release_login(.account_id = { 99 }));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, release_login(.account_id = account));
    then(b, login_failures_cleared());
    log_in_at(b, 1, "hanako", PASSWORD);
    assert_non_null(result_of(b, &login_result_spec));
    log_in_at(b, 2, "hanako", PASSWORD);
    assert_non_null(result_of(b, &login_result_spec));
}

/* 10,000 guesses over twenty names and ten terminals; every hundredth second the real person comes to an own terminal. */
static void login__real_user_gets_in_among_ten_thousand_guesses(void **state)
{
    struct bench *b = *state;
    unsigned waited = 0;
    char name[16];

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    for (unsigned i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, i % 20 == 0 ? "hanako" : "name-%u", i % 20);
        log_in_at(b, 2 + i / 20 % 10, name, "wrong horse");
        waited += bench_refused_with(b, TOO_MANY_ATTEMPTS);
        at_us(b, now(b) + SECOND / 10);
        if (i % 1000 != 999)
            continue;
        log_in_at(b, 1, "hanako", PASSWORD);
        assert_non_null(result_of(b, &login_result_spec));
    }
    assert_true(waited > 7000);
}

/* Checks wait in a queue: who floods from one terminal has four places in it, and who comes to another is not kept out. */
static void host__a_flood_of_guesses_leaves_others_their_places(void **state)
{
    struct bench *b = *state;
    struct outbox *out = outbox_new();
    struct host *host = NULL;
    struct peer flood, other;
    uint32_t busy = 0, jobs = 0;
    struct slow_job *job;
    bool more;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    assert_int_equal(host_new(bench_release(b), NULL, &host), OK);
    as(b, 0, ROLE_TERMINAL);
    at_terminal(b, 2);
    flood = *bench_peer(b);
    for (uint64_t i = 1; i <= 500; i++)
        host_frame(host, &flood, i, bench_frame(b, login(.name = TEXT("hanako"), .password = TEXT("guess"))), now(b), 1000000, out);
    at_terminal(b, 1);
    other = *bench_peer(b);
    host_frame(host, &other, 1000, bench_frame(b, login(.name = TEXT("hanako"), .password = TEXT(PASSWORD))), now(b), 1000000, out);
    for (uint32_t i = 0; i < outbox_count(out); i++)
        busy += outbox_at(out, i)->tag != 1000;
    assert_int_equal(busy, 496);
    outbox_reset(out);
    while ((job = host_slow_take(host)) != NULL) {
        slow_job_run(job);
        host_slow_done(host, job);
        jobs++;
    }
    assert_int_equal(jobs, 5);
    assert_int_equal(host_turn(host, now(b), 1000000, out, &more), OK);
    for (uint32_t i = 0; i < outbox_count(out); i++) {
        struct text outcome;

        if (outbox_at(out, i)->kind != OUT_ANSWER || outbox_at(out, i)->tag != 1000)
            continue;
        assert_true(map_get_text(outbox_at(out, i)->payload, "outcome", &outcome) && text_is(outcome, "done"));
        jobs = 0;
    }
    assert_int_equal(jobs, 0);                           /* it was answered */
    host_drop(&host);
    outbox_drop(&out);
}

/* ---- Sessions --------------------------------------------------------------------------- */

static void login__again_at_the_terminal_ends_the_session_before(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", PASSWORD);
    at_us(b, now(b) + SECOND);
    log_in(b, "hanako", PASSWORD);
    then(b, session_ended(.account_id = account, .terminal = TEXT("terminal-1"), .at_us = now(b), .reason = SESSION_END_REPLACED),
         logged_in(.account_id = account));
    as(b, account.v, ROLE_OPERATOR);
    ticket_age(b, SECOND);
    when(b, renew_ticket());
    then_not_taken(b, BAD_TICKET);
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = account));
}

static void log_out__voids_the_tickets_of_that_terminal(void **state)                     /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", PASSWORD);
    log_in_at(b, 2, "hanako", PASSWORD);
    at_us(b, now(b) + SECOND);
    as(b, account.v, ROLE_OPERATOR);
    when(b, log_out());
    then(b, session_ended(.account_id = account, .terminal = TEXT("terminal-1"), .at_us = now(b), .reason = SESSION_END_LOGGED_OUT));
    ticket_age(b, 1);
    when(b, renew_ticket());
    then_not_taken(b, BAD_TICKET);
    when(b, log_out());                                  /* a ticket from nowhere: the session is gone */
    then_refused(b, NO_SESSION);
    at_terminal(b, 2);
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = account, .terminal = TEXT("desk-2")));
}

/* ---- Badges ----------------------------------------------------------------------------- */

#define BADGE "04A2B3C4D5"
#define PIN "48206173"

static struct account_id with_badge(struct bench *b)
{
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, account.v, ROLE_OPERATOR);
    when(b, register_badge(.badge = TEXT(BADGE), .pin = TEXT(PIN)));
    then(b, badge_registered(.account_id = account));
    return account;
}

static void hold_badge(struct bench *b, const char *badge, const char *pin)
{
    as(b, 0, ROLE_TERMINAL);
    when(b, login_badge(.badge = text_of(badge), .pin = text_of(pin)));
}

static void login_badge__gives_a_ticket_and_leaves_the_first_persons(void **state)        /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id second_person = with_badge(b), first = made(b, "taro", STAFF_ROLE_OPERATOR);

    log_in(b, "taro", PASSWORD);
    hold_badge(b, BADGE, PIN);
    then(b, logged_in(.account_id = second_person, .terminal = TEXT("terminal-1"), .form = LOGIN_FORM_BADGE));
    then_result(b, login_badge_result(.account_id = second_person, .role = STAFF_ROLE_OPERATOR, .expires_at_us = now(b) + 10 * US_PER_MINUTE));
    const struct login_badge_shown *shown = shown_of(b, &login_badge_shown_spec);
    assert_int_equal(ticket_in(shown->ticket).account, second_person.v);
    as(b, first.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = first));
}

static void login_badge__refuses_a_wrong_pin_and_an_unknown_badge_alike(void **state)
{
    struct bench *b = *state;

    with_badge(b);
    hold_badge(b, BADGE, "48206174");
    then_refused(b, BAD_CREDENTIALS);
    hold_badge(b, "04FFFFFFFF", PIN);
    then_refused(b, BAD_CREDENTIALS);
    for (unsigned i = 0; i < 4; i++)
        hold_badge(b, BADGE, "48206174");
    hold_badge(b, BADGE, PIN);
    then_refused(b, TOO_MANY_ATTEMPTS);
    at_us(b, now(b) + SECOND);
    hold_badge(b, BADGE, PIN);
    assert_non_null(result_of(b, &login_badge_result_spec));
}

static void login_badge__only_at_a_terminal(void **state)
{
    struct bench *b = *state;

    with_badge(b);
    as(b, 0, ROLE_SYSTEM);
    when(b, login_badge(.badge = TEXT(BADGE), .pin = TEXT(PIN)));
    then_not_taken(b, NOT_PERMITTED);
}

static void register_badge__refuses(void **state)
{
    struct bench *b = *state;
    struct account_id taro;

    with_badge(b);
    taro = made(b, "taro", STAFF_ROLE_OPERATOR);
    as(b, taro.v, ROLE_OPERATOR);
    when(b, register_badge(.badge = TEXT(BADGE), .pin = TEXT(PIN)));
    then_refused(b, BADGE_TAKEN);
    when(b, register_badge(.badge = TEXT("0400000001"), .pin = TEXT("11111111")));
    then_refused(b, PIN_GUESSABLE);
    as(b, 14, ROLE_CITY);
    when(b, register_badge(.badge = TEXT("0400000001"), .pin = TEXT(PIN)));
    then_refused(b, NOT_FOR_THIS_ROLE);
}

static void register_badge__replaces_an_earlier_one(void **state)
{
    struct bench *b = *state;
    struct account_id account = with_badge(b);

    as(b, account.v, ROLE_OPERATOR);
    when(b, register_badge(.badge = TEXT("0400000001"), .pin = TEXT(PIN)));
    hold_badge(b, BADGE, PIN);
    then_refused(b, BAD_CREDENTIALS);
    hold_badge(b, "0400000001", PIN);
    assert_non_null(result_of(b, &login_badge_result_spec));
}

static void withdraw_badge__makes_it_worth_nothing(void **state)
{
    struct bench *b = *state;
    struct account_id account = with_badge(b);

    as(b, 11, ROLE_SITE_MANAGER);
    when(b, withdraw_badge(.account_id = { 99 }));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, withdraw_badge(.account_id = account));
    then(b, badge_withdrawn(.account_id = account));
    when(b, withdraw_badge(.account_id = account));
    then_refused(b, NO_BADGE);
    hold_badge(b, BADGE, PIN);
    then_refused(b, BAD_CREDENTIALS);
}

#define on_bench(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(login__failed_is_an_event_without_what_was_typed),
        on_bench(login__waits_one_second_after_the_fifth_failure),
        on_bench(login__waits_twice_as_long_each_time_up_to_a_quarter_of_an_hour),
        on_bench(login__unknown_name_waits_like_a_known_one),
        on_bench(login__says_how_long_to_wait_to_a_known_and_an_unknown_name_alike),
        on_bench(login__guesses_elsewhere_do_not_make_this_terminal_wait),
        on_bench(login__failures_are_forgotten_after_a_day),
        on_bench(release_login__ends_the_wait_everywhere),
        on_bench(login__real_user_gets_in_among_ten_thousand_guesses),
        on_bench(host__a_flood_of_guesses_leaves_others_their_places),
        on_bench(login__again_at_the_terminal_ends_the_session_before),
        on_bench(log_out__voids_the_tickets_of_that_terminal),
        on_bench(login_badge__gives_a_ticket_and_leaves_the_first_persons),
        on_bench(login_badge__refuses_a_wrong_pin_and_an_unknown_badge_alike),
        on_bench(login_badge__only_at_a_terminal),
        on_bench(register_badge__refuses),
        on_bench(register_badge__replaces_an_earlier_one),
        on_bench(withdraw_badge__makes_it_worth_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
