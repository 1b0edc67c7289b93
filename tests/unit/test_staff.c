/* staff: every command, refusal and followed event, on the real engine with real passwords. */
#include "staff_fixture.h"

static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600 };

static int setup(void **state)
{
    *state = bench_new(&staff_service, &config);
    return 0;
}

/* ---- Accounts --------------------------------------------------------------------------- */

static void create_account__by_the_service_manager(void **state)                         /* covers §8⑥ */
{
    struct bench *b = *state;

    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT(PASSWORD)));
    then(b, account_created(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR));
}

static void create_account__by_the_tool_makes_only_the_first(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_SYSTEM);
    when(b, create_account(.name = TEXT("first"), .display_name = TEXT("狭山 一郎"), .role = STAFF_ROLE_SERVICE_MANAGER, .password = TEXT(PASSWORD)));
    then(b, account_created(.name = TEXT("first"), .role = STAFF_ROLE_SERVICE_MANAGER));
    when(b, create_account(.name = TEXT("second"), .display_name = TEXT("狭山 二郎"), .role = STAFF_ROLE_OPERATOR, .password = TEXT(PASSWORD)));
    then_refused(b, FIRST_ACCOUNT_EXISTS);
}

static void create_account__refuses_a_taken_name(void **state)
{
    struct bench *b = *state;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("別人"), .role = STAFF_ROLE_OPERATOR, .password = TEXT(PASSWORD)));
    then_refused(b, NAME_TAKEN);
}

static void create_account__is_not_for_operators(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT(PASSWORD)));
    then_not_taken(b, NOT_PERMITTED);
}

static void create_account__refuses_a_short_password(void **state)
{
    struct bench *b = *state;

    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT("tiny")));
    then_not_taken(b, MALFORMED);
}

/* ---- Login ------------------------------------------------------------------------------ */

static void login__gives_a_ticket_bound_to_the_terminal(void **state)                    /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_SITE_MANAGER);
    uint8_t terminal[32];

    log_in(b, "hanako", PASSWORD);
    then(b, logged_in(.account_id = account, .terminal = TEXT("terminal-1"), .at_us = now(b), .expires_at_us = now(b) + 10 * US_PER_MINUTE));
    then_result(b, login_result(.account_id = account, .role = STAFF_ROLE_SITE_MANAGER, .expires_at_us = now(b) + 10 * US_PER_MINUTE));
    struct staff_ticket ticket = shown_ticket(b);
    memset(terminal, 0x40 + ROLE_TERMINAL, sizeof terminal);
    assert_int_equal(ticket.account, account.v);
    assert_int_equal(ticket.role, ROLE_SITE_MANAGER);
    assert_int_equal(ticket.revocation, 0);
    assert_int_equal(ticket.expires_at_us, now(b) + 10 * US_PER_MINUTE);
    assert_memory_equal(ticket.terminal, terminal, 32);
}

static void login__answers_every_failure_alike(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", "wrong horse");
    then_refused(b, BAD_CREDENTIALS);
    log_in(b, "nobody", PASSWORD);
    then_refused(b, BAD_CREDENTIALS);
    given(b, account_revoked(.account_id = account, .revocation = 1));
    log_in(b, "hanako", PASSWORD);
    then_refused(b, BAD_CREDENTIALS);
}

static void login__repeated_after_a_revocation_shows_a_void_ticket(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", PASSWORD);
    given(b, account_revoked(.account_id = account, .revocation = 1));
    when_repeated(b);
    then_nothing(b);
    if (shown_of(b, &login_shown_spec) != NULL)
        assert_int_equal(shown_ticket(b).revocation, 0);
}

static void renew_ticket__prolongs_the_session_at_the_terminal(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", PASSWORD);
    at_us(b, now(b) + 8 * US_PER_MINUTE);
    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = account, .terminal = TEXT("terminal-1"), .expires_at_us = now(b) + 10 * US_PER_MINUTE));
    then_result(b, renew_ticket_result(.expires_at_us = now(b) + 10 * US_PER_MINUTE));
    assert_int_equal(shown_ticket(b).account, account.v);
}

static void renew_ticket__refuses_an_unknown_account(void **state)
{
    struct bench *b = *state;

    as(b, 99, ROLE_OPERATOR);
    when(b, renew_ticket());
    then_refused(b, NO_SUCH_ACCOUNT);
}

static void renew_ticket__refuses_without_a_login_here(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then_refused(b, SESSION_TOO_OLD);
}

static void renew_ticket__refuses_ten_hours_after_the_login(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);
    uint64_t began_us;

    log_in(b, "hanako", PASSWORD);
    began_us = now(b);
    as(b, account.v, ROLE_OPERATOR);
    at_us(b, began_us + 600 * US_PER_MINUTE - 1);
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = account, .expires_at_us = began_us + 600 * US_PER_MINUTE));
    at_us(b, began_us + 600 * US_PER_MINUTE);
    when(b, renew_ticket());
    then_refused(b, SESSION_TOO_OLD);
}

static void clock_out__notes_who_goes_and_keeps_the_ticket(void **state)                 /* covers §5(5) */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", PASSWORD);
    as(b, account.v, ROLE_OPERATOR);
    when(b, clock_out());
    then(b, clocked_out(.account_id = account, .at_us = now(b)));
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = account));
    when(b, clock_out());
    then(b, clocked_out(.account_id = account, .at_us = now(b)));
}

static void clock_out__refuses_an_unknown_account(void **state)
{
    struct bench *b = *state;

    as(b, 99, ROLE_OPERATOR);
    when(b, clock_out());
    then_refused(b, NO_SUCH_ACCOUNT);
}

static void revoke_account__voids_its_tickets(void **state)                              /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, 11, ROLE_SITE_MANAGER);
    when(b, revoke_account(.account_id = account));
    then(b, account_revoked(.account_id = account, .revocation = 1, .last_day = { 20270201 }));
    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then_not_taken(b, BAD_TICKET);
}

static void revoke_account__refuses_in_order(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_SITE_MANAGER);
    struct account_id other = made(b, "taro", STAFF_ROLE_OPERATOR);

    as(b, account.v, ROLE_SITE_MANAGER);
    when(b, revoke_account(.account_id = { 99 }));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, revoke_account(.account_id = account));
    then_refused(b, OWN_ACCOUNT);
    when(b, revoke_account(.account_id = other));
    then(b, account_revoked(.account_id = other));
    when(b, revoke_account(.account_id = other));
    then_refused(b, ALREADY_REVOKED);
}

/* ---- The day, and reads ----------------------------------------------------------------- */

static void day_closing__closes_the_staffs_part_once(void **state)
{
    struct bench *b = *state;

    followed(b, day_closing(.date = { 20270201 }));
    then(b, staff_day_part_closed(.date = { 20270201 }));
    followed(b, day_closing(.date = { 20270201 }));
    then_nothing(b);
}

static void accounts__come_in_the_order_they_were_made(void **state)
{
    struct bench *b = *state;
    struct account_id first = made(b, "hanako", STAFF_ROLE_OPERATOR);
    struct account_id last = made(b, "taro", STAFF_ROLE_CITY);

    given(b, account_revoked(.account_id = first, .revocation = 1));
    ask(b, accounts());
    const struct accounts_result *all = answer_of(b, &accounts_result_spec);
    assert_int_equal(all->accounts.count, 2);
    assert_true(text_is(all->accounts.at[0].name, "hanako") && all->accounts.at[0].revoked);
    assert_true(text_is(all->accounts.at[1].name, "taro") && !all->accounts.at[1].revoked);
    assert_false(all->more);
    ask(b, accounts(.after = first));
    const struct accounts_result *rest = answer_of(b, &accounts_result_spec);
    assert_int_equal(rest->accounts.count, 1);
    assert_int_equal(rest->accounts.at[0].account_id.v, last.v);
    as(b, last.v, ROLE_OPERATOR);
    ask(b, accounts());
    then_no_answer(b, NOT_PERMITTED);
    ask(b, colleagues());
    const struct colleagues_result *known = answer_of(b, &colleagues_result_spec);
    assert_int_equal(known->colleagues.count, 2);
    assert_true(text_is(known->colleagues.at[0].name, "hanako") && known->colleagues.at[0].role == STAFF_ROLE_OPERATOR);
    assert_int_equal(known->colleagues.at[1].account_id.v, last.v);
    assert_false(known->more);
    ask(b, colleagues(.after = first));
    assert_int_equal(((const struct colleagues_result *)answer_of(b, &colleagues_result_spec))->colleagues.count, 1);
}

static void ticket_key__verifies_tickets(void **state)
{
    struct bench *b = *state;
    struct staff_ticket ticket;

    made(b, "hanako", STAFF_ROLE_OPERATOR);
    log_in(b, "hanako", PASSWORD);
    struct bytes shown = ((const struct login_shown *)shown_of(b, &login_shown_spec))->ticket;
    uint8_t copy[TICKET_LEN];
    memcpy(copy, shown.at, TICKET_LEN);
    ask(b, ticket_key());
    const struct ticket_key_result *key = answer_of(b, &ticket_key_result_spec);
    assert_int_equal(ticket_verify(key->public_key.at, (struct bytes){ copy, TICKET_LEN }, &ticket), OK);
}

#define on_bench(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(create_account__by_the_service_manager),
        on_bench(create_account__by_the_tool_makes_only_the_first),
        on_bench(create_account__refuses_a_taken_name),
        on_bench(create_account__is_not_for_operators),
        on_bench(create_account__refuses_a_short_password),
        on_bench(login__gives_a_ticket_bound_to_the_terminal),
        on_bench(login__answers_every_failure_alike),
        on_bench(login__repeated_after_a_revocation_shows_a_void_ticket),
        on_bench(renew_ticket__prolongs_the_session_at_the_terminal),
        on_bench(renew_ticket__refuses_an_unknown_account),
        on_bench(renew_ticket__refuses_without_a_login_here),
        on_bench(renew_ticket__refuses_ten_hours_after_the_login),
        on_bench(clock_out__notes_who_goes_and_keeps_the_ticket),
        on_bench(clock_out__refuses_an_unknown_account),
        on_bench(revoke_account__voids_its_tickets),
        on_bench(revoke_account__refuses_in_order),
        on_bench(day_closing__closes_the_staffs_part_once),
        on_bench(accounts__come_in_the_order_they_were_made),
        on_bench(ticket_key__verifies_tickets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
