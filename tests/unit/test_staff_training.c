/* Trainings, pledges and manuals: every command, refusal and read. */
#include "staff_fixture.h"

static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600 };

#define LEAD 11
#define TODAY { 20270201 }

static struct account_id hanako;

/* Hanako has an account; the site manager acts on 2027-02-01. */
static int setup(void **state)
{
    struct bench *b = bench_new(&staff_service, &config);

    hanako = made(b, "hanako", STAFF_ROLE_OPERATOR);
    as(b, LEAD, ROLE_SITE_MANAGER);
    *state = b;
    return 0;
}

static struct record_id trained(struct bench *b, enum training_kind kind, uint32_t on)
{
    when(b, record_training(.account_id = hanako, .kind = kind, .held_on = { on }));
    return ((const struct record_training_result *)result_of(b, &record_training_result_spec))->record_id;
}

/* ---- Training ---------------------------------------------------------------------------- */

static void record_training__says_from_when_on_a_desk_may_be_taken(void **state)         /* covers §9(3) */
{
    struct bench *b = *state;

    when(b, publish_manual(.manual_version = TEXT("1.0"), .title = TEXT("業務手順書"), .issued_on = { 20270101 }));
    when(b, record_training(.account_id = hanako, .kind = TRAINING_KIND_WORK, .held_on = { 20270120 }, .manual_version = TEXT("1.0"), .subject = TEXT("初任研修")));
    then(b, training_recorded(.account_id = hanako, .kind = TRAINING_KIND_WORK, .held_on = { 20270120 }, .manual_version = TEXT("1.0"), .subject = TEXT("初任研修")),
         desk_readiness_changed(.account_id = hanako, .trained_on = { 20270120 }));
    when(b, record_training(.account_id = hanako, .kind = TRAINING_KIND_PRIVACY, .held_on = TODAY));
    then(b, training_recorded(.kind = TRAINING_KIND_PRIVACY), desk_readiness_changed(.account_id = hanako, .trained_on = { 20270120 }, .privacy_trained_on = TODAY));
}

static void record_training__keeps_the_first_day_of_each_kind(void **state)
{
    struct bench *b = *state;

    trained(b, TRAINING_KIND_WORK, 20270120);
    trained(b, TRAINING_KIND_WORK, 20270125);
    then(b, training_recorded(.held_on = { 20270125 }), desk_readiness_changed(.trained_on = { 20270120 }));
    trained(b, TRAINING_KIND_WORK, 20270110);
    then(b, training_recorded(.held_on = { 20270110 }), desk_readiness_changed(.trained_on = { 20270110 }));
    trained(b, TRAINING_KIND_MANNERS, 20260110);
    then(b, training_recorded(.held_on = { 20260110 }), desk_readiness_changed(.trained_on = { 20270110 }));
}

static void record_training__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, record_training(.account_id = { 99 }, .kind = TRAINING_KIND_WORK, .held_on = { 20270202 }));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, record_training(.account_id = hanako, .kind = TRAINING_KIND_WORK, .held_on = { 20270202 }, .manual_version = TEXT("9")));
    then_refused(b, IN_THE_FUTURE);
    when(b, record_training(.account_id = hanako, .kind = TRAINING_KIND_WORK, .held_on = TODAY, .manual_version = TEXT("9")));
    then_refused(b, NO_SUCH_MANUAL);
    as(b, hanako.v, ROLE_SITE_MANAGER);
    when(b, record_training(.account_id = hanako, .kind = TRAINING_KIND_WORK, .held_on = TODAY));
    then_refused(b, NOT_FOR_ONESELF);
    as(b, hanako.v, ROLE_OPERATOR);
    when(b, record_training(.account_id = hanako, .kind = TRAINING_KIND_WORK, .held_on = TODAY));
    then_not_taken(b, NOT_PERMITTED);
}

static void correct_training__names_who_and_why_and_takes_the_day_back(void **state)     /* covers §9(3) */
{
    struct bench *b = *state;
    struct record_id record = trained(b, TRAINING_KIND_WORK, 20270120);

    trained(b, TRAINING_KIND_WORK, 20270125);
    when(b, correct_training(.account_id = hanako, .record_id = record, .held_on = { 20270122 }, .reason = TEXT("日付の誤り")));
    then(b, training_corrected(.account_id = hanako, .record_id = record, .held_on = { 20270122 }, .reason = TEXT("日付の誤り"), .by = { LEAD }),
         desk_readiness_changed(.trained_on = { 20270122 }));
    when(b, correct_training(.account_id = hanako, .record_id = record, .reason = TEXT("欠席")));
    then(b, training_corrected(.record_id = record), desk_readiness_changed(.trained_on = { 20270125 }));
    ask(b, trainings(.account_id = hanako));
    const struct trainings_result *all = answer_of(b, &trainings_result_spec);
    assert_int_equal(all->trainings.count, 2);
    assert_int_equal(all->trainings.at[0].held_on.v, 0);
    assert_int_equal(all->trainings.at[0].corrected_by.v, LEAD);
    assert_true(text_is(all->trainings.at[0].reason, "欠席"));
    assert_int_equal(all->trainings.at[1].held_on.v, 20270125);
}

static void correct_training__refuses_in_order(void **state)
{
    struct bench *b = *state;
    struct record_id record = trained(b, TRAINING_KIND_WORK, 20270120);

    when(b, correct_training(.account_id = hanako, .record_id = { 99 }, .reason = TEXT("誤り")));
    then_refused(b, NO_SUCH_TRAINING);
    when(b, correct_training(.account_id = hanako, .record_id = record, .held_on = { 20270202 }, .reason = TEXT("誤り")));
    then_refused(b, IN_THE_FUTURE);
    as(b, hanako.v, ROLE_SITE_MANAGER);
    when(b, correct_training(.account_id = hanako, .record_id = record, .held_on = TODAY, .reason = TEXT("誤り")));
    then_refused(b, NOT_FOR_ONESELF);
}

/* ---- The pledge -------------------------------------------------------------------------- */

static void record_pledge__once(void **state)                                            /* covers §9(3) */
{
    struct bench *b = *state;

    trained(b, TRAINING_KIND_WORK, 20270120);
    when(b, record_pledge(.account_id = hanako, .pledged_on = { 20270119 }));
    then(b, pledge_recorded(.account_id = hanako, .pledged_on = { 20270119 }),
         desk_readiness_changed(.account_id = hanako, .trained_on = { 20270120 }, .pledged_on = { 20270119 }));
    when(b, record_pledge(.account_id = hanako, .pledged_on = TODAY));
    then_refused(b, PLEDGE_RECORDED_ALREADY);
}

static void record_pledge__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, record_pledge(.account_id = { 99 }, .pledged_on = TODAY));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, record_pledge(.account_id = hanako, .pledged_on = { 20270202 }));
    then_refused(b, IN_THE_FUTURE);
    as(b, hanako.v, ROLE_SITE_MANAGER);
    when(b, record_pledge(.account_id = hanako, .pledged_on = TODAY));
    then_refused(b, NOT_FOR_ONESELF);
}

static void correct_pledge__to_none_and_recorded_anew(void **state)
{
    struct bench *b = *state;

    when(b, correct_pledge(.account_id = hanako, .reason = TEXT("誤り")));
    then_refused(b, NO_PLEDGE);
    when(b, record_pledge(.account_id = hanako, .pledged_on = { 20270119 }));
    when(b, correct_pledge(.account_id = hanako, .pledged_on = { 20270202 }, .reason = TEXT("誤り")));
    then_refused(b, IN_THE_FUTURE);
    when(b, correct_pledge(.account_id = hanako, .reason = TEXT("別の方の誓約書")));
    then(b, pledge_corrected(.account_id = hanako, .reason = TEXT("別の方の誓約書"), .by = { LEAD }), desk_readiness_changed(.account_id = hanako));
    ask(b, trainings(.account_id = hanako));
    then_answer(b, trainings_result(.pledge_corrected_by = { LEAD }, .pledge_reason = TEXT("別の方の誓約書")));
    when(b, record_pledge(.account_id = hanako, .pledged_on = TODAY));
    then(b, pledge_recorded(.pledged_on = TODAY), desk_readiness_changed(.pledged_on = TODAY));
    as(b, hanako.v, ROLE_SITE_MANAGER);
    when(b, correct_pledge(.account_id = hanako, .pledged_on = TODAY, .reason = TEXT("誤り")));
    then_refused(b, NOT_FOR_ONESELF);
}

/* ---- Manuals ----------------------------------------------------------------------------- */

static void confirm_manual_read__by_the_person_once(void **state)                        /* covers §9(3) */
{
    struct bench *b = *state;

    when(b, publish_manual(.manual_version = TEXT("1.0"), .title = TEXT("業務手順書"), .issued_on = { 20270101 }));
    then(b, manual_published(.manual_version = TEXT("1.0"), .title = TEXT("業務手順書"), .issued_on = { 20270101 }));
    when(b, publish_manual(.manual_version = TEXT("1.0"), .title = TEXT("別の手順書"), .issued_on = TODAY));
    then_refused(b, MANUAL_VERSION_TAKEN);
    when(b, publish_manual(.manual_version = TEXT("1.1"), .title = TEXT("業務手順書"), .issued_on = TODAY));
    as(b, hanako.v, ROLE_OPERATOR);
    when(b, confirm_manual_read(.manual_version = TEXT("2.0")));
    then_refused(b, NO_SUCH_MANUAL);
    when(b, confirm_manual_read(.manual_version = TEXT("1.0")));
    then(b, manual_read(.account_id = hanako, .manual_version = TEXT("1.0"), .at_us = now(b)));
    when(b, confirm_manual_read(.manual_version = TEXT("1.0")));
    then_refused(b, MANUAL_READ_ALREADY);
    ask(b, manuals(.account_id = hanako));
    const struct manuals_result *all = answer_of(b, &manuals_result_spec);
    assert_int_equal(all->manuals.count, 2);
    assert_true(text_is(all->manuals.at[0].manual_version, "1.0"));
    assert_int_equal(all->manuals.at[0].read_at_us, now(b));
    assert_int_equal(all->manuals.at[1].read_at_us, 0);
    ask(b, manuals(.account_id = hanako, .after = TEXT("1.0")));
    assert_int_equal(((const struct manuals_result *)answer_of(b, &manuals_result_spec))->manuals.count, 1);
}

/* ---- Reads ------------------------------------------------------------------------------- */

static void readiness__names_who_lacks_what(void **state)
{
    struct bench *b = *state;
    struct account_id taro = made(b, "taro", STAFF_ROLE_OPERATOR);
    struct account_id gone = made(b, "gone", STAFF_ROLE_OPERATOR);

    as(b, LEAD, ROLE_SITE_MANAGER);
    trained(b, TRAINING_KIND_WORK, 20270120);
    trained(b, TRAINING_KIND_PRIVACY, 20270120);
    when(b, record_pledge(.account_id = hanako, .pledged_on = { 20270119 }));
    when(b, record_pledge(.account_id = taro, .pledged_on = { 20270119 }));
    when(b, revoke_account(.account_id = gone));
    ask(b, readiness());
    const struct readiness_result *all = answer_of(b, &readiness_result_spec);
    assert_int_equal(all->people.count, 2);
    assert_true(text_is(all->people.at[0].name, "hanako") && all->people.at[0].ready);
    assert_int_equal(all->people.at[0].trained_on.v, 20270120);
    assert_true(all->people.at[1].account_id.v == taro.v && !all->people.at[1].ready);
    assert_int_equal(all->people.at[1].trained_on.v, 0);
    assert_int_equal(all->people.at[1].pledged_on.v, 20270119);
    assert_false(all->more);
    ask(b, readiness(.after = hanako));
    assert_int_equal(((const struct readiness_result *)answer_of(b, &readiness_result_spec))->people.count, 1);
}

static void reads__of_an_unknown_account(void **state)
{
    struct bench *b = *state;

    ask(b, trainings(.account_id = { 99 }));
    then_no_answer(b, NO_SUCH_ACCOUNT);
    ask(b, manuals(.account_id = { 99 }));
    then_no_answer(b, NO_SUCH_ACCOUNT);
}

#define on_bench(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(record_training__says_from_when_on_a_desk_may_be_taken),
        on_bench(record_training__keeps_the_first_day_of_each_kind),
        on_bench(record_training__refuses_in_order),
        on_bench(correct_training__names_who_and_why_and_takes_the_day_back),
        on_bench(correct_training__refuses_in_order),
        on_bench(record_pledge__once),
        on_bench(record_pledge__refuses_in_order),
        on_bench(correct_pledge__to_none_and_recorded_anew),
        on_bench(confirm_manual_read__by_the_person_once),
        on_bench(readiness__names_who_lacks_what),
        on_bench(reads__of_an_unknown_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
