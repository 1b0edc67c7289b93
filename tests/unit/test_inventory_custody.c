/* Where cards lie: what blocks the close, explanations, moves within the vault, boxes, sleeves. */
#include "inventory_fixture.h"

static void counted_by_two(struct bench *b, uint64_t counted, uint64_t in_box, uint64_t in_tray)
{
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = counted, .in_box = in_box, .in_tray = in_tray));
}

static void explained_by_manager(struct bench *b, uint64_t card)
{
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, explain_card(.card_id = { card }, .note = T("市職員が本人確認を続けているため")));
    as(b, 12, ROLE_OPERATOR);
}

static void count_vault__does_not_close_while_boxes_are_not_listed(void **state)     /* rules 4 */
{
    struct bench *b = *state;

    given_cards(b, 4);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_preset(.card_id = { 102 }, .terminal_number = 1), custody_closing_began(.date = { TODAY }));
    counted_by_two(b, 1, 0, 0);
    then(b, vault_counted(.counted = 1, .book = 1, .unlisted = 3, .round = 1));
    then_result(b, count_vault_result(.agrees = true, .unlisted = 3));
    counted_by_two(b, 1, 3, 0);
    then(b, vault_counted(.unlisted = 2, .round = 2));
    counted_by_two(b, 1, 2, 1);
    then(b, vault_counted(.round = 3), inventory_day_part_closed(.date = { TODAY }));
}

static void count_vault__records_a_difference_and_takes_a_recount(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, custody_closing_began(.date = { TODAY }));
    counted_by_two(b, 2, 0, 0);
    then(b, vault_counted(.counted = 2, .book = 1, .round = 1, .by = { 12 }, .second = { 13 }));
    assert_false(((const struct count_vault_result *)result_of(b, &count_vault_result_spec))->agrees);
    ask(b, custody_blockers());
    then_answer(b, custody_blockers_result(.counts = 1, .closing = true));
    counted_by_two(b, 1, 0, 0);
    then(b, vault_counted(.counted = 1, .round = 2), inventory_day_part_closed(.date = { TODAY }));
}

static void explain_card__lets_the_day_close_with_the_card_out(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    given(b, custody_closing_began(.date = { TODAY }));
    counted_by_two(b, 0, 0, 0);
    then(b, vault_counted(.taken_out = 1));
    then_result(b, count_vault_result(.unexplained = 1));
    explained_by_manager(b, 101);
    then(b, card_explained(.card_id = { 101 }, .date = { TODAY }, .place = CUSTODY_COUNTER, .place_number = 1,
                           .note = T("市職員が本人確認を続けているため"), .by = { 13 }));
    counted_by_two(b, 0, 0, 0);
    then(b, vault_counted(.taken_out = 1, .explained = 1), inventory_day_part_closed(.date = { TODAY }));
}

static void explain_card__holds_for_its_day_only(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    explained_by_manager(b, 101);
    at(b, 20270202, 540);
    given(b, custody_closing_began(.date = { 20270202 }));
    counted_by_two(b, 0, 0, 0);
    then(b, vault_counted(.date = { 20270202 }, .taken_out = 1));
    then_result(b, count_vault_result(.unexplained = 1));
}

static void explain_card__ends_when_the_card_moves(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    explained_by_manager(b, 101);
    given(b, card_checked_in(.card_id = { 101 }, .slot = T("A-01-001"), .reason = CHECK_IN_REASON_NO_SHOW),
          card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 901 }));
    counted_by_two(b, 0, 0, 0);
    then_result(b, count_vault_result(.unexplained = 1));
}

static void explain_card__refused(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, explain_card(.card_id = { 101 }, .note = T("確認中")));
    then_not_taken(b, NOT_PERMITTED);
    explained_by_manager(b, 999);
    then_refused(b, NO_SUCH_CARD);
    explained_by_manager(b, 101);
    then_refused(b, CARD_NOT_OUT);
    given_custody_closed(b, 0, 1);
    explained_by_manager(b, 101);
    then_refused(b, CUSTODY_CLOSED);
}

static void custody_blockers__names_every_card_and_box(void **state)
{
    struct bench *b = *state;
    const struct custody_blockers_result *answer;

    uint64_t taken_at_us;

    given_cards(b, 4);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    given(b, card_preset(.card_id = { 103 }, .terminal_number = 1));
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 700 }));
    taken_at_us = now(b);
    at_us(b, now(b) + US_PER_MINUTE);
    followed(b, guest_checked_in(.reservation_id = { 700 }, .ticket_id = { 900 }, .date = { TODAY }, .at_us = now(b)));
    ask(b, custody_blockers());
    then_answer(b, custody_blockers_result(.date = { TODAY }));
    answer = answer_of(b, &custody_blockers_result_spec);
    assert_int_equal(answer->cards.count, 2);
    assert_int_equal(answer->cards.at[0].card.card_id.v, 103);             /* work tray */
    assert_false(answer->cards.at[0].blocks);
    assert_int_equal(answer->cards.at[1].card.card_id.v, 101);
    assert_int_equal(answer->cards.at[1].card.custody, CUSTODY_COUNTER);
    assert_int_equal(answer->cards.at[1].card.place_number, 1);
    assert_true(answer->cards.at[1].blocks);
    assert_int_equal(answer->cards.at[1].by.v, 12);
    assert_true(answer->cards.at[1].since_us == taken_at_us);
    assert_int_equal(answer->boxes.count, 1);
    assert_int_equal(answer->boxes.at[0].inside, 1);
    explained_by_manager(b, 101);
    ask(b, custody_blockers());
    answer = answer_of(b, &custody_blockers_result_spec);
    assert_true(answer->cards.at[1].explained);
    assert_false(answer->cards.at[1].blocks);
}

/* ---- moves ---------------------------------------------------------------------------- */

static void move_card__within_the_vault_and_to_the_tray_and_back(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("B-02-010")));
    then(b, card_moved(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("B-02-010"), .by = { 12 }));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .slot = T("B-02-010"), .custody = CUSTODY_VAULT, .status = CARD_STATE_PRESET }));
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_WORK_TRAY));
    then(b, card_moved(.place = CUSTODY_WORK_TRAY));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.in_tray = 1, .in_hand = 1));
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("A-01-001")));     /* free again */
    then(b, card_moved(.slot = T("A-01-001")));
}

static void move_card__out_of_its_box_once_inspected_and_to_the_city(void **state)
{
    struct bench *b = *state;

    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 1),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { staged_rows, 1 }),
          delivery_arrived(.delivery_id = { 50 }, .card_count = 1, .arrived_on = { TODAY }));
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_WORK_TRAY));
    then_refused(b, WRONG_STATE);
    given(b, delivery_inspected(.delivery_id = { 50 }, .counted = 1));
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_CITY));
    then(b, card_moved(.place = CUSTODY_CITY));
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_CITY));
    then_refused(b, ALREADY_THERE);
    given(b, custody_closing_began(.date = { TODAY }));
    counted_by_two(b, 0, 0, 0);
    then_result(b, count_vault_result(.unlisted = 1));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0, .at_city = 1));
    then(b, vault_counted(.at_city = 1), inventory_day_part_closed(.date = { TODAY }));
}

static void move_card__refused(void **state)
{
    struct bench *b = *state;

    given_cards(b, 3);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    when(b, move_card(.card_id = { 999 }, .place = CUSTODY_WORK_TRAY));
    then_refused(b, NO_SUCH_CARD);
    given(b, card_checked_out(.card_id = { 102 }, .place = CUSTODY_BOOTH, .place_number = 1, .ticket_id = { 900 }));
    when(b, move_card(.card_id = { 102 }, .place = CUSTODY_WORK_TRAY));                         /* before a guest */
    then_refused(b, WRONG_STATE);
    given(b, card_checked_in(.card_id = { 102 }, .slot = T("A-01-002"), .reason = CHECK_IN_REASON_NO_SHOW));
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_COUNTER));
    then_refused(b, NO_SUCH_PLACE);
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_VAULT));
    then_refused(b, NO_SUCH_SLOT);
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("Z-01-001")));
    then_refused(b, NO_SUCH_SLOT);
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("A-01-001")));
    then_refused(b, ALREADY_THERE);
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("A-01-002")));
    then_refused(b, SLOT_TAKEN);
    given_custody_closed(b, 2, 3);
    when(b, move_card(.card_id = { 101 }, .place = CUSTODY_WORK_TRAY));
    then_refused(b, CUSTODY_CLOSED);
}

/* A city threw an empty-looking box away with a card in it (domain 1.8). */
static void close_box__only_when_every_card_has_left_it(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, close_box(.delivery_id = { 50 }, .box = T("01-1")));
    then_refused(b, BOX_NOT_EMPTY);
    given_in_vault(b, 102, TEXT("A-01-002"));
    when(b, close_box(.delivery_id = { 50 }, .box = T("01-1")));
    then(b, box_closed(.delivery_id = { 50 }, .box = T("01-1"), .cards = 2, .by = { 12 }));
    when(b, close_box(.delivery_id = { 50 }, .box = T("01-1")));
    then_refused(b, BOX_ALREADY_CLOSED);
    when(b, close_box(.delivery_id = { 50 }, .box = T("01-2")));
    then_refused(b, NO_SUCH_BOX);
    when(b, close_box(.delivery_id = { 51 }, .box = T("01-1")));
    then_refused(b, NO_SUCH_DELIVERY);
}

static void card_by_tracking__finds_the_card_of_a_sleeve_and_no_other(void **state)
{
    struct bench *b = *state;
    static const char *const not_ours[] = { "R09-000102", "R08-000101", "R09-101", "R09-0000101", "X", "R09-", "R09-00010A", "R09-99999999999999" };

    struct staged_row row = staged_rows[0];

    row.card_id.v = id_make(1, 101);                   /* as this office makes them */
    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 1),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { &row, 1 }));
    ask(b, card_by_tracking(.tracking_number = T("R09-000101")));
    then_no_answer(b, CARD_NOT_OURS);                  /* only staged */
    given(b, delivery_arrived(.delivery_id = { 50 }, .card_count = 1, .arrived_on = { TODAY }));
    ask(b, card_by_tracking(.tracking_number = T("R09-000101")));
    then_answer(b, card_by_tracking_result(.card = { .card_id = { id_make(1, 101) }, .serial = 1 }));
    for (size_t i = 0; i < sizeof not_ours / sizeof *not_ours; i++) {
        ask(b, card_by_tracking(.tracking_number = text_of(not_ours[i])));
        then_no_answer(b, CARD_NOT_OURS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(count_vault__does_not_close_while_boxes_are_not_listed),
        inventory_test(count_vault__records_a_difference_and_takes_a_recount),
        inventory_test(explain_card__lets_the_day_close_with_the_card_out),
        inventory_test(explain_card__holds_for_its_day_only),
        inventory_test(explain_card__ends_when_the_card_moves),
        inventory_test(explain_card__refused),
        inventory_test(custody_blockers__names_every_card_and_box),
        inventory_test(move_card__within_the_vault_and_to_the_tray_and_back),
        inventory_test(move_card__out_of_its_box_once_inspected_and_to_the_city),
        inventory_test(move_card__refused),
        inventory_test(close_box__only_when_every_card_has_left_it),
        inventory_test(card_by_tracking__finds_the_card_of_a_sleeve_and_no_other),
    };

    return cmocka_run_group_tests_name("inventory custody", tests, NULL, NULL);
}
