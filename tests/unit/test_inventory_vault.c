/* The count, the close of the day, and looks at a card's person. */
#include "gen/staff_build.h"
#include "inventory_fixture.h"

#include "engine/internal.h"

static void count_vault__tells_whether_count_and_book_agree(void **state)              /* covers §5(5) */
{
    struct bench *b = *state;

    given_cards(b, 3);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_preset(.card_id = { 102 }, .terminal_number = 1));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 1));
    then(b, vault_counted(.date = { TODAY }, .counted = 1, .book = 1, .in_box = 1, .in_tray = 1, .in_hand = 3));
    then_result(b, count_vault_result(.book = 1, .agrees = true));
    assert_false(((const struct count_vault_result *)result_of(b, &count_vault_result_spec))->closed);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 2));
    then(b, vault_counted(.counted = 2, .book = 1));
    assert_false(((const struct count_vault_result *)result_of(b, &count_vault_result_spec))->agrees);
}

static void count_vault__not_taken_from_one_person(void **state)
{
    struct bench *b = *state;

    when(b, count_vault(.counted = 0));
    then_not_taken(b, SECOND_PERSON_NEEDED);
}

static void count_vault__closes_the_day_when_it_is_closing(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then(b, custody_closing_began(.date = { TODAY }));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 1, .in_box = 1));
    then(b, vault_counted(.counted = 1, .round = 1, .by = { 12 }, .second = { 13 }), inventory_day_part_closed(.date = { TODAY }));
    then_result(b, count_vault_result(.book = 1, .agrees = true, .closed = true));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.closing = true, .closed = true));
}

static void count_vault__does_not_close_with_another_number(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, custody_closing_began(.date = { TODAY }));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 2));
    then(b, vault_counted(.counted = 2, .book = 1));
}

static void count_vault__does_not_close_while_a_card_is_at_the_counter(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_at_counter(b, 101, 900);
    given(b, custody_closing_began(.date = { TODAY }));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0));
    then(b, vault_counted(.taken_out = 1));
}

static void count_vault__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_custody_closed(b, 0, 0);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0));
    then_refused(b, CUSTODY_CLOSED);
}

static void custody__is_open_again_on_the_next_day(void **state)
{
    struct bench *b = *state;

    given_custody_closed(b, 0, 0);
    at(b, 20270202, 540);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0));
    then(b, vault_counted(.date = { 20270202 }));
}

static void day_closing__after_an_agreeing_count_closes_at_once(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 1));
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then(b, custody_closing_began(.date = { TODAY }), inventory_day_part_closed(.date = { TODAY }));
}

static void day_closing__waits_for_a_new_count_when_cards_moved_since(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 1));
    given_in_vault(b, 102, TEXT("A-01-002"));
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then(b, custody_closing_began(.date = { TODAY }));
}

static void day_closing__twice_is_taken_once(void **state)
{
    struct bench *b = *state;

    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then(b, custody_closing_began(.date = { TODAY }));
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then_nothing(b);
}

/* ---- looks ---------------------------------------------------------------------------- */

static void find_card__shows_the_person_and_where_the_card_is(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 102, TEXT("C-01-001"));
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("VYR-468528")));
    then_nothing(b);
    then_result(b, find_card_result(.card = { .card_id = { 102 }, .status = CARD_STATE_PRESET, .slot = T("C-01-001"), .serial = 2 }));
    then_shown(b, find_card_shown(.name = T("葛󠄀城　大翔"), .kana = T("カツラギ ヒロト"), .birth_date = { 19630330 }));
}

static void find_card__shown_again_only_for_a_minute(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("VYR-468528")));
    at_us(b, now(b) + 60 * US_PER_SECOND);
    when_repeated(b);
    then_shown(b, find_card_shown(.birth_date = { 19630330 }));
    at_us(b, now(b) + 1);
    when_repeated(b);
    then_not_taken(b, TOO_OLD);
}

static void find_card__not_shown_again_to_a_revoked_account(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("VYR-468528")));
    followed(b, account_revoked(.account_id = { 12 }, .revocation = 1));
    when_repeated(b);
    then_not_taken(b, TOO_OLD);
}

static void find_card__not_taken_without_a_purpose(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    when(b, find_card(.notice_number = T("VYR-468528")));
    then_not_taken(b, PURPOSE_NEEDED);
}

static void find_card__refused_for_an_unknown_number(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("VYR-468528")));
    then_refused(b, NO_SUCH_CARD);
}

static void find_card__refused_for_an_issued_card(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    given(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("DNX280268")));
    then_refused(b, NO_SUCH_CARD);
}

static void find_card__works_after_a_rebuild(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    bench_rebuild(b);
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("VYR468528")));
    then_shown(b, find_card_shown(.birth_date = { 19630330 }));
}

static void show_card__shows_the_person_of_an_issued_card_too(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    given(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    purpose(b, "inquiry");
    when(b, show_card(.card_id = { 101 }));
    then_result(b, show_card_result(.card = { .card_id = { 101 }, .status = CARD_STATE_ISSUED }));
    then_shown(b, show_card_shown(.kana = T("シミズ ユイ")));
}

static void find_card_and_show_card__refused_for_a_forgotten_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    assert_int_equal(key_erase(bench_engine(b)->keys, 1), OK);
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("DNX280268")));
    then_refused(b, PERSON_FORGOTTEN);
    purpose(b, "issue");
    when(b, show_card(.card_id = { 101 }));
    then_refused(b, PERSON_FORGOTTEN);
}

static void show_card__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    purpose(b, "inquiry");
    when(b, show_card(.card_id = { 101 }));
    then_refused(b, NO_SUCH_CARD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(count_vault__tells_whether_count_and_book_agree),
        inventory_test(count_vault__not_taken_from_one_person),
        inventory_test(count_vault__closes_the_day_when_it_is_closing),
        inventory_test(count_vault__does_not_close_with_another_number),
        inventory_test(count_vault__does_not_close_while_a_card_is_at_the_counter),
        inventory_test(count_vault__refused_once_custody_is_closed),
        inventory_test(custody__is_open_again_on_the_next_day),
        inventory_test(day_closing__after_an_agreeing_count_closes_at_once),
        inventory_test(day_closing__waits_for_a_new_count_when_cards_moved_since),
        inventory_test(day_closing__twice_is_taken_once),
        inventory_test(find_card__shows_the_person_and_where_the_card_is),
        inventory_test(find_card__shown_again_only_for_a_minute),
        inventory_test(find_card__not_shown_again_to_a_revoked_account),
        inventory_test(find_card__not_taken_without_a_purpose),
        inventory_test(find_card__refused_for_an_unknown_number),
        inventory_test(find_card__refused_for_an_issued_card),
        inventory_test(find_card__works_after_a_rebuild),
        inventory_test(show_card__shows_the_person_of_an_issued_card_too),
        inventory_test(find_card_and_show_card__refused_for_a_forgotten_person),
        inventory_test(show_card__refused_for_an_unknown_card),
    };

    return cmocka_run_group_tests_name("inventory vault", tests, NULL, NULL);
}
