/* Custody that was closed and is opened again before the day closes.   covers §5(5) */
#include "gen/staff_build.h"
#include "inventory_fixture.h"

#define LATE T("遅れて来られた方への交付")

/* The day is open, closing, and its custody closed with one card in the vault. */
static void given_closed(struct bench *b)
{
    followed(b, day_opened(.date = { TODAY }, .at_us = now(b)));
    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_custody_closed(b, 1, 1);
    as(b, 11, ROLE_SITE_MANAGER);
}

static void ask_reopening(struct bench *b)
{
    second(b, 12, ROLE_OPERATOR);
    when(b, reopen_custody(.reason = LATE));
}

static void count(struct bench *b, uint64_t counted)
{
    second(b, 12, ROLE_OPERATOR);
    when(b, count_vault(.counted = counted));
}

static void reopen_custody__asks_and_opens_nothing_yet(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    then(b, custody_reopen_asked(.date = { TODAY }, .ask = 1, .reason = LATE, .at_us = now(b), .by = { 11 }, .second = { 12 }));
    ask(b, custody_blockers());
    then_answer(b, custody_blockers_result(.closed = true, .reopening_asked_at_us = now(b)));
    count(b, 1);
    then_refused(b, CUSTODY_CLOSED);
}

static void reopen_custody__opens_with_queueings_word(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 1));
    then(b, custody_reopened(.date = { TODAY }, .reason = LATE, .by = { 11 }, .second = { 12 }));
    ask(b, vault_book());
    const struct vault_book_result *book = answer_of(b, &vault_book_result_spec);
    assert_true(book->closing);
    assert_false(book->closed);
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    then(b, card_checked_out(.card_id = { 101 }));
}

/* The count that agreed before counts no more, although nothing has moved since. */
static void reopen_custody__is_closed_by_a_new_count_only(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 1));
    ask(b, custody_blockers());
    const struct custody_blockers_result *open = answer_of(b, &custody_blockers_result_spec);
    assert_false(open->agreed);
    assert_int_equal(open->reopening_asked_at_us, 0);
    count(b, 0);
    then(b, vault_counted(.counted = 0, .book = 1, .round = 2));
    count(b, 1);
    then(b, vault_counted(.counted = 1, .book = 1, .round = 3), inventory_day_part_closed(.date = { TODAY }));
}

static void reopen_custody__again_after_the_second_close(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 1));
    count(b, 1);
    ask_reopening(b);
    then(b, custody_reopen_asked(.ask = 2));
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 2));
    then(b, custody_reopened(.date = { TODAY }));
}

/* The word for an older asking may have been overtaken by a close: queueing has noted that one. */
static void part_taken_back__for_an_older_asking_opens_nothing(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    ask_reopening(b);
    then(b, custody_reopen_asked(.ask = 2));
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 1));
    then_nothing(b);
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 2));
    then(b, custody_reopened(.date = { TODAY }));
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 2));
    then_nothing(b);
}

static void part_taken_back__of_another_part_opens_nothing(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_STAFF, .ask = 1));
    then_nothing(b);
}

static void reopen_custody__refused_while_custody_is_open(void **state)
{
    struct bench *b = *state;

    followed(b, day_opened(.date = { TODAY }, .at_us = now(b)));
    as(b, 11, ROLE_SITE_MANAGER);
    ask_reopening(b);
    then_refused(b, CUSTODY_NOT_CLOSED);
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    ask_reopening(b);
    then_refused(b, CUSTODY_NOT_CLOSED);
}

/* Closed first, closed for good; also an asking still under way lapses. */
static void reopen_custody__refused_once_the_day_is_closed(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    followed(b, day_closed(.date = { TODAY }, .at_us = now(b)));
    ask_reopening(b);
    then_refused(b, DAY_ALREADY_CLOSED);
    ask(b, custody_blockers());
    assert_int_equal(((const struct custody_blockers_result *)answer_of(b, &custody_blockers_result_spec))->reopening_asked_at_us, 0);
}

static void reopen_custody__needs_the_site_manager_and_a_second_person(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    when(b, reopen_custody(.reason = LATE));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 11, ROLE_SITE_MANAGER);
    when(b, reopen_custody(.reason = LATE));
    then_not_taken(b, SAME_PERSON);
    as(b, 12, ROLE_OPERATOR);
    second(b, 11, ROLE_SITE_MANAGER);
    when(b, reopen_custody(.reason = LATE));
    then_not_taken(b, NOT_PERMITTED);
}

static void reopen_custody__refuses_an_individual_number_as_reason(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    second(b, 12, ROLE_OPERATOR);
    when(b, reopen_custody(.reason = T("番号 123456789018 の方")));
    then_not_taken(b, MALFORMED);
}

static void reopen_custody__survives_a_rebuild(void **state)
{
    struct bench *b = *state;

    given_closed(b);
    ask_reopening(b);
    bench_rebuild(b);
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 1));
    then(b, custody_reopened(.date = { TODAY }, .reason = LATE, .by = { 11 }, .second = { 12 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(reopen_custody__asks_and_opens_nothing_yet),
        inventory_test(reopen_custody__opens_with_queueings_word),
        inventory_test(reopen_custody__is_closed_by_a_new_count_only),
        inventory_test(reopen_custody__again_after_the_second_close),
        inventory_test(part_taken_back__for_an_older_asking_opens_nothing),
        inventory_test(part_taken_back__of_another_part_opens_nothing),
        inventory_test(reopen_custody__refused_while_custody_is_open),
        inventory_test(reopen_custody__refused_once_the_day_is_closed),
        inventory_test(reopen_custody__needs_the_site_manager_and_a_second_person),
        inventory_test(reopen_custody__refuses_an_individual_number_as_reason),
        inventory_test(reopen_custody__survives_a_rebuild),
    };

    return cmocka_run_group_tests_name("inventory reopen", tests, NULL, NULL);
}
