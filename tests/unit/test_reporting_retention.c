/* What people wrote down about guests: too young is refused, what is due is listed, what was erased is shown no more, and the
 * day's figures stay. */
#include "reporting_fixture.h"

#include "gen/engine_build.h"

extern const struct service reporting_service;

static const struct kept_period periods[] = { { .what = KEPT_DATA_RECORD, .days = 1826 } };

static int setup(void **state)
{
    static const struct reporting_config config = { .office_ja = { "狭山", 6 }, .office_en = { "Sayama", 6 }, .waiting_minutes = 15, .on_time_minutes = 10,
                                                    .waiting_longer_minutes = 30, .opens_minute = 540, .integrated_terminals = 3, .retention = { periods, 1 } };

    *state = bench_new(&reporting_service, &config);
    at(*state, 20270201, 9 * 60);
    as(*state, LEAD, ROLE_SITE_MANAGER);
    return 0;
}

static uint64_t a_note(struct bench *b)
{
    when(b, add_note(.text = TEXT("試験 一 様から忘れ物の電話。")));
    return ((const struct add_note_result *)result_of(b, &add_note_result_spec))->record_id.v;
}

static void erase_with_both(struct bench *b, uint64_t subject)
{
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    second(b, LEAD, ROLE_SITE_MANAGER);
    when(b, erase_due(.subjects = { &subject, 1 }));
}

static uint32_t due_now(struct bench *b)
{
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    ask(b, erasure_due());
    return ((const struct erasure_due_result *)answer_of(b, &erasure_due_result_spec))->subjects.count;
}

static uint32_t shown_texts(struct bench *b)
{
    const struct show_day_records_shown *shown;
    uint32_t readable = 0;

    as(b, LEAD, ROLE_SITE_MANAGER);
    purpose(b, "report");
    when(b, show_day_records(.date = TODAY));
    shown = shown_of(b, &show_day_records_shown_spec);
    assert_non_null(shown);
    for (uint32_t i = 0; i < shown->texts.count; i++)
        readable += shown->texts.at[i].text.len > 0 ? 1 : 0;
    return readable;
}

static void text__too_young_is_refused_and_due_after_five_years(void **state)            /* covers §8 */
{
    struct bench *b = *state;
    uint64_t record = a_note(b), another = a_note(b);

    at(b, 20320201, 600);                                     /* 1826 days after 1 February 2027 */
    assert_int_equal(due_now(b), 0);
    ask(b, kept_until(.subject = record));
    then_answer(b, kept_until_result(.kept = { .subject = record, .what = KEPT_DATA_RECORD, .since = TODAY, .due_on = { 20320202 } }));
    erase_with_both(b, record);
    then_refused_at(b, KEPT_LONGER, "subjects[0]");
    at(b, 20320202, 600);
    assert_int_equal(due_now(b), 2);
    assert_int_equal(shown_texts(b), 2);
    erase_with_both(b, record);
    then_result(b, erase_due_result(.erased = 1));
    assert_int_equal(due_now(b), 1);
    assert_int_equal(shown_texts(b), 1);                      /* the other one, as before */
    erase_with_both(b, record);
    then_refused_at(b, NOTHING_KEPT, "subjects[0]");
    erase_with_both(b, another);
    assert_int_equal(shown_texts(b), 0);
}

static void text__without_a_period_is_kept(void **state)
{
    static const struct reporting_config none = { .office_ja = { "狭山", 6 }, .office_en = { "Sayama", 6 }, .waiting_minutes = 15, .on_time_minutes = 10,
                                                  .waiting_longer_minutes = 30, .opens_minute = 540, .integrated_terminals = 3 };
    struct bench *b = bench_new(&reporting_service, &none);
    uint64_t record;

    (void)state;
    at(b, 20270201, 600);
    as(b, LEAD, ROLE_SITE_MANAGER);
    record = a_note(b);
    at(b, 20600201, 600);
    assert_int_equal(due_now(b), 0);
    erase_with_both(b, record);
    then_refused_at(b, KEPT_LONGER, "subjects[0]");
    bench_drop(&b);
}

static void rebuild__leaves_nothing_of_what_was_erased(void **state)
{
    struct bench *b = *state;
    uint64_t record = a_note(b);

    at(b, 20320202, 600);
    erase_with_both(b, record);
    bench_rebuild(b);
    assert_int_equal(shown_texts(b), 0);
    ask(b, kept_until(.subject = record));
    then_no_answer(b, NOTHING_KEPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text__too_young_is_refused_and_due_after_five_years, setup, reporting_teardown),
        cmocka_unit_test(text__without_a_period_is_kept),
        cmocka_unit_test_setup_teardown(rebuild__leaves_nothing_of_what_was_erased, setup, reporting_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
