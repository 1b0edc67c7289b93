/* The fault sweep over a colleague's first and last day: made, logged in, renewed, revoked. */
#include "sweep.h"

#include "gen/queueing_build.h"
#include "gen/staff_build.h"

extern const struct service staff_service;

static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600 };

static void scenario(struct bench *b)
{
    const struct create_account_result *made;
    struct account_id account;

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT("correct horse battery")));
    when_repeated(b);
    made = result_of(b, &create_account_result_spec);
    assert_non_null(made);
    account = made->account_id;
    as(b, 0, ROLE_TERMINAL);
    when(b, login(.name = TEXT("hanako"), .password = TEXT("wrong horse")));
    then_refused(b, BAD_CREDENTIALS);
    when(b, login(.name = TEXT("hanako"), .password = TEXT("correct horse battery")));
    when_repeated(b);
    then_result(b, login_result(.account_id = account, .role = STAFF_ROLE_OPERATOR));
    assert_non_null(shown_of(b, &login_shown_spec));
    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = account));
    when(b, clock_out());
    then(b, clocked_out(.account_id = account));
    as(b, 11, ROLE_SITE_MANAGER);
    when(b, revoke_account(.account_id = account));
    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then_not_taken(b, BAD_TICKET);
    followed(b, day_closing(.date = { 20270201 }));
    then(b, staff_day_part_closed(.date = { 20270201 }));
    as(b, 11, ROLE_SITE_MANAGER);
    ask(b, accounts());
    assert_int_equal(((const struct accounts_result *)answer_of(b, &accounts_result_spec))->accounts.count, 1);
}

static void sweep__a_colleagues_days_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &config, scenario, 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sweep__a_colleagues_days_survive_every_storage_fault) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
