/* What is kept of a member of staff: too young is refused, who is due is listed, who was erased is gone from every answer, and
 * the account's number stays. */
#include "staff_fixture.h"

static const struct kept_period periods[] = { { .what = KEPT_DATA_ACCOUNT, .days = 1826 } };
static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600, .first_password = FIRST_PASSWORD_KEPT,
                                            .retention = { periods, 1 } };

static int setup(void **state)
{
    *state = bench_new(&staff_service, &config);
    return 0;
}

static void erase_with_both(struct bench *b, uint64_t subject)
{
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, erase_due(.subjects = { &subject, 1 }));
}

static uint32_t due_now(struct bench *b)
{
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    ask(b, erasure_due());
    return ((const struct erasure_due_result *)answer_of(b, &erasure_due_result_spec))->subjects.count;
}

static void then_kept(struct bench *b, uint64_t account, struct date since, struct date due_on)
{
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    ask(b, kept_until(.subject = account));
    then_answer(b, kept_until_result(.kept = { .subject = account, .what = KEPT_DATA_ACCOUNT, .since = since, .due_on = due_on }));
}

static void account__in_use_is_never_due(void **state)                                   /* covers §8 */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    at(b, 20400101, 600);
    assert_int_equal(due_now(b), 0);
    then_kept(b, account.v, (struct date){ 0 }, (struct date){ 0 });
    erase_with_both(b, account.v);
    then_refused_at(b, KEPT_LONGER, "subjects[0]");
}

static void account__revoked_at_once_is_due_five_years_later(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, 13, ROLE_SITE_MANAGER);
    when(b, revoke_account(.account_id = account));
    then_kept(b, account.v, (struct date){ 20270201 }, (struct date){ 20320202 });      /* 1826 days after 1 February 2027, and one */
    at(b, 20320201, 600);
    assert_int_equal(due_now(b), 0);
    erase_with_both(b, account.v);
    then_refused_at(b, KEPT_LONGER, "subjects[0]");
    at(b, 20320202, 600);
    assert_int_equal(due_now(b), 1);
    erase_with_both(b, account.v);
    then_result(b, erase_due_result(.erased = 1));
    assert_int_equal(due_now(b), 0);
    erase_with_both(b, account.v);
    then_refused_at(b, NOTHING_KEPT, "subjects[0]");
    ask(b, accounts());
    assert_int_equal(((const struct accounts_result *)answer_of(b, &accounts_result_spec))->accounts.at[0].account_id.v, account.v);
}

static void account__that_ended_by_its_last_day_counts_from_it(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, 13, ROLE_SITE_MANAGER);
    when(b, set_last_day(.account_id = account, .last_day = { 20270228 }));
    then_kept(b, account.v, (struct date){ 0 }, (struct date){ 0 });                     /* still here */
    pass(b, tokyo_us((struct date){ 20270301 }, 0) - now(b));
    then_kept(b, account.v, (struct date){ 20270228 }, (struct date){ 20320229 });
}

static void rebuild__leaves_nothing_of_who_was_erased(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, 13, ROLE_SITE_MANAGER);
    when(b, revoke_account(.account_id = account));
    at(b, 20320202, 600);
    erase_with_both(b, account.v);
    bench_rebuild(b);
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    ask(b, kept_until(.subject = account.v));
    then_no_answer(b, NOTHING_KEPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(account__in_use_is_never_due, setup, teardown),
        cmocka_unit_test_setup_teardown(account__revoked_at_once_is_due_five_years_later, setup, teardown),
        cmocka_unit_test_setup_teardown(account__that_ended_by_its_last_day_counts_from_it, setup, teardown),
        cmocka_unit_test_setup_teardown(rebuild__leaves_nothing_of_who_was_erased, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
