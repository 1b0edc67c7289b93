/* Taking in a delivery list, and its inspection. */
#include "inventory_fixture.h"

#include "engine/internal.h"

#define ROW(n, l, ...) { .line = (l), .box = T("01-1"), .serial = (n), .application_kind = APPLICATION_KIND_FIRST, .holder = __VA_ARGS__ }

static const struct delivery_row two_rows[] = { ROW(1, 2, YUI), ROW(2, 4, HIROTO) };

static void given_staging(struct bench *b, uint64_t row_count)
{
    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = row_count));
}

/* ---- begin_delivery ------------------------------------------------------------------- */

static void begin_delivery__starts_a_list(void **state)                              /* covers §5(2) */
{
    struct bench *b = *state;

    when(b, begin_delivery(.delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 159));
    then(b, delivery_begun(.delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 159));
    assert_true(is_set(((const struct begin_delivery_result *)result_of(b, &begin_delivery_result_spec))->delivery_id));
}

static void begin_delivery__refused_for_the_same_number(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, begin_delivery(.delivery_number = T("R09-0001"), .file_sha256 = HASH(other_hash), .row_count = 1));
    then_refused(b, DELIVERY_ALREADY_HERE);
}

static void begin_delivery__refused_for_the_same_file(void **state)
{
    struct bench *b = *state;

    given_staging(b, 1);
    when(b, begin_delivery(.delivery_number = T("R09-0009"), .file_sha256 = HASH(file_hash), .row_count = 1));
    then_refused(b, DELIVERY_ALREADY_HERE);
}

static void begin_delivery__may_come_again_after_an_abort(void **state)
{
    struct bench *b = *state;

    given_staging(b, 1);
    given(b, delivery_aborted(.delivery_id = { 50 }));
    when(b, begin_delivery(.delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 1));
    then(b, delivery_begun(.row_count = 1));
}

static void begin_delivery__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_custody_closed(b, 0, 0);
    when(b, begin_delivery(.delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 1));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- add_delivery_rows ---------------------------------------------------------------- */

static void add_delivery_rows__stages_cards_with_sealed_holders(void **state)
{
    struct bench *b = *state;
    static const struct staged_row expected[] = {
        { .line = 2, .box = T("01-1"), .serial = 1, .application_kind = APPLICATION_KIND_FIRST, .holder = YUI },
        { .line = 4, .box = T("01-1"), .serial = 2, .application_kind = APPLICATION_KIND_FIRST, .holder = HIROTO },
    };

    given_staging(b, 2);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    then(b, delivery_rows_staged(.delivery_id = { 50 }, .rows = { expected, 2 }));
    then_result(b, add_delivery_rows_result(.staged = 2));
}

static void add_delivery_rows__leaves_nothing_of_a_person_in_clear(void **state)
{
    struct bench *b = *state;
    AUTO(view) struct view *v = NULL;
    struct arena arena;
    struct bytes entry;

    given_staging(b, 2);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    arena_init(&arena, 16u << 20);
    assert_int_equal(store_view(engine_store(bench_engine(b)), &arena, &v), OK);
    assert_true(log_read(v, log_head(v), &entry));
    assert_null(memmem(entry.at, entry.len, "清水", 6));
    assert_null(memmem(entry.at, entry.len, "シミズ", 9));
    assert_null(memmem(entry.at, entry.len, "DNX280268", 9));
    assert_null(memmem(entry.at, entry.len, "32091070529643163452300", 23));
    assert_null(memmem(entry.at, entry.len, "\xce\x01\x36\xad\xb3", 5));          /* 20360627 */
    store_view_end(&v);
    arena_fini(&arena);
}

static void add_delivery_rows__drops_addresses_when_they_are_switched_off(void **state)
{
    static struct inventory_config without;
    struct bench *b;
    AUTO(view) struct view *v = NULL;
    struct arena arena;
    struct entry entry;
    struct bytes bytes;
    struct delivery_rows_staged event;
    struct holder holder;

    (void)state;
    without = config;
    without.keep_address = false;
    b = bench_new(&inventory_service, &without);
    as(b, 12, ROLE_OPERATOR);
    given_staging(b, 2);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    arena_init(&arena, 16u << 20);
    assert_int_equal(store_view(engine_store(bench_engine(b)), &arena, &v), OK);
    assert_true(log_read(v, log_head(v), &bytes));
    assert_int_equal(entry_decode(bytes, &arena, &entry), OK);
    assert_int_equal(message_decode_own(&delivery_rows_staged_spec, entry.events[0].body, &arena, &event), OK);
    assert_true(open_record(v, &event.rows.at[0].holder, "holder", &holder_spec, &holder));
    assert_true(text_is(holder.kana, "シミズ ユイ"));
    assert_null(holder.address.at);
    store_view_end(&v);
    arena_fini(&arena);
    bench_drop(&b);
}

static void add_delivery_rows__refused_for_an_unknown_delivery(void **state)
{
    struct bench *b = *state;

    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    then_refused(b, NO_SUCH_DELIVERY);
}

static void add_delivery_rows__refused_after_the_commit(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    then_refused(b, DELIVERY_NOT_OPEN);
}

static void add_delivery_rows__refused_without_rows(void **state)
{
    struct bench *b = *state;

    given_staging(b, 2);
    when(b, add_delivery_rows(.delivery_id = { 50 }));
    then_refused(b, ROWS_MISSING);
}

static void add_delivery_rows__refused_beyond_the_announced_number(void **state)
{
    struct bench *b = *state;

    given_staging(b, 1);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    then_refused(b, TOO_MANY_ROWS);
}

static void add_delivery_rows__refused_at_the_line_that_goes_back(void **state)
{
    static const struct delivery_row backwards[] = { ROW(1, 4, YUI), ROW(2, 4, HIROTO) };
    struct bench *b = *state;

    given_staging(b, 2);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { backwards, 2 }));
    then_refused_at(b, LINE_OUT_OF_ORDER, "rows[1].line");
}

static void add_delivery_rows__refused_when_a_part_comes_twice(void **state)
{
    struct bench *b = *state;

    given_staging(b, 9);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    then_refused_at(b, LINE_OUT_OF_ORDER, "rows[0].line");
}

static void add_delivery_rows__refused_for_a_notice_number_twice_in_the_rows(void **state)
{
    static const struct delivery_row twice[] = { ROW(1, 2, YUI), ROW(2, 3, HIROTO), ROW(3, 4, YUI) };
    struct bench *b = *state;

    given_staging(b, 3);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { twice, 3 }));
    then_refused_at(b, DUPLICATE_NOTICE_NUMBER, "rows[2].holder.notice_number");
}

static void add_delivery_rows__refused_for_a_notice_number_of_another_card(void **state)
{
    static const struct delivery_row known[] = { ROW(1, 2, RIN), ROW(2, 3, YUI) };
    struct bench *b = *state;

    given_cards(b, 1);
    given(b, delivery_begun(.delivery_id = { 51 }, .delivery_number = T("R09-0002"), .file_sha256 = HASH(other_hash), .row_count = 2));
    when(b, add_delivery_rows(.delivery_id = { 51 }, .rows = { known, 2 }));
    then_refused_at(b, DUPLICATE_NOTICE_NUMBER, "rows[1].holder.notice_number");
}

static void add_delivery_rows__takes_a_notice_number_of_an_aborted_list(void **state)
{
    struct bench *b = *state;

    given_staging(b, 2);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    given(b, delivery_aborted(.delivery_id = { 50 }),
          delivery_begun(.delivery_id = { 51 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 2));
    when(b, add_delivery_rows(.delivery_id = { 51 }, .rows = { two_rows, 2 }));
    then(b, delivery_rows_staged(.delivery_id = { 51 }));
}

/* ---- commit_delivery, abort_delivery -------------------------------------------------- */

static void commit_delivery__makes_the_cards_arrive(void **state)
{
    struct bench *b = *state;

    given_staging(b, 2);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    ask(b, cards_of_delivery(.delivery_id = { 50 }));
    then_no_answer(b, NO_SUCH_DELIVERY);                 /* staged rows are invisible */
    when(b, commit_delivery(.delivery_id = { 50 }));
    then(b, delivery_arrived(.delivery_id = { 50 }, .card_count = 2, .arrived_on = { TODAY }));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 2, .in_box = 2));
}

static void commit_delivery__refused_for_an_unknown_delivery(void **state)
{
    struct bench *b = *state;

    when(b, commit_delivery(.delivery_id = { 50 }));
    then_refused(b, NO_SUCH_DELIVERY);
}

static void commit_delivery__refused_the_second_time(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, commit_delivery(.delivery_id = { 50 }));
    then_refused(b, DELIVERY_NOT_OPEN);
}

static void commit_delivery__refused_while_rows_are_missing(void **state)
{
    struct bench *b = *state;

    given_staging(b, 3);
    when(b, add_delivery_rows(.delivery_id = { 50 }, .rows = { two_rows, 2 }));
    when(b, commit_delivery(.delivery_id = { 50 }));
    then_refused(b, ROW_COUNT_DIFFERS);
}

static void commit_delivery__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_staging(b, 2);
    given_custody_closed(b, 0, 0);
    when(b, commit_delivery(.delivery_id = { 50 }));
    then_refused(b, CUSTODY_CLOSED);
}

static void abort_delivery__ends_a_staging(void **state)
{
    struct bench *b = *state;

    given_staging(b, 2);
    when(b, abort_delivery(.delivery_id = { 50 }));
    then(b, delivery_aborted(.delivery_id = { 50 }));
}

static void abort_delivery__refused_for_an_unknown_delivery(void **state)
{
    struct bench *b = *state;

    when(b, abort_delivery(.delivery_id = { 50 }));
    then_refused(b, NO_SUCH_DELIVERY);
}

static void abort_delivery__refused_after_the_commit(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, abort_delivery(.delivery_id = { 50 }));
    then_refused(b, DELIVERY_NOT_OPEN);
}

/* ---- inspect_delivery ----------------------------------------------------------------- */

static void given_arrived(struct bench *b)
{
    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 2),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { staged_rows, 2 }),
          delivery_arrived(.delivery_id = { 50 }, .card_count = 2, .arrived_on = { TODAY }));
}

static void inspect_delivery__by_two_persons_makes_its_cards_inspected(void **state)
{
    struct bench *b = *state;

    given_arrived(b);
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .card_id = { 101 }, .status = CARD_STATE_ARRIVED, .custody = CUSTODY_DELIVERY_BOX }));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 2));
    then(b, delivery_inspected(.delivery_id = { 50 }, .counted = 2));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_INSPECTED, .tracking_number = T("R09-000101") }));
}

static void inspect_delivery__not_taken_from_one_person(void **state)
{
    struct bench *b = *state;

    given_arrived(b);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 2));
    then_not_taken(b, SECOND_PERSON_NEEDED);
}

static void inspect_delivery__refused_for_an_unknown_delivery(void **state)
{
    struct bench *b = *state;

    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 2));
    then_refused(b, NO_SUCH_DELIVERY);
}

static void inspect_delivery__refused_before_the_commit(void **state)
{
    struct bench *b = *state;

    given_staging(b, 2);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 2));
    then_refused(b, NOT_ARRIVED);
}

static void inspect_delivery__refused_the_second_time(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 2));
    then_refused(b, ALREADY_INSPECTED);
}

static void inspect_delivery__refused_when_the_count_differs(void **state)
{
    struct bench *b = *state;

    given_arrived(b);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 3));
    then_refused(b, COUNT_DIFFERS);
}

static void inspect_delivery__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_arrived(b);
    given_custody_closed(b, 0, 2);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 2));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- questions ------------------------------------------------------------------------ */

static void deliveries__come_newest_first(void **state)
{
    struct bench *b = *state;
    const struct deliveries_result *answer;

    given_cards(b, 2);
    given(b, delivery_begun(.delivery_id = { 51 }, .delivery_number = T("R09-0002"), .file_sha256 = HASH(other_hash), .row_count = 7));
    ask(b, deliveries());
    answer = answer_of(b, &deliveries_result_spec);
    assert_int_equal(answer->deliveries.count, 2);
    assert_int_equal(answer->deliveries.at[0].delivery_id.v, 51);
    assert_int_equal(answer->deliveries.at[0].state, DELIVERY_STATE_STAGING);
    assert_int_equal(answer->deliveries.at[0].in_hand, 0);
    assert_int_equal(answer->deliveries.at[1].in_hand, 2);
    assert_false(answer->more);
    ask(b, deliveries(.before = { 51 }));
    answer = answer_of(b, &deliveries_result_spec);
    assert_int_equal(answer->deliveries.count, 1);
    assert_int_equal(answer->deliveries.at[0].delivery_id.v, 50);
}

static void cards_of_delivery__come_by_pages_in_the_order_of_the_list(void **state)
{
    struct bench *b = *state;
    const struct cards_of_delivery_result *answer;

    given_cards(b, 4);
    ask(b, cards_of_delivery(.delivery_id = { 50 }));
    answer = answer_of(b, &cards_of_delivery_result_spec);
    assert_int_equal(answer->cards.count, 4);
    assert_int_equal(answer->cards.at[3].card_id.v, 104);
    assert_int_equal(answer->next_after_line, 0);
    ask(b, cards_of_delivery(.delivery_id = { 50 }, .after_line = 3));
    answer = answer_of(b, &cards_of_delivery_result_spec);
    assert_int_equal(answer->cards.count, 2);
    assert_int_equal(answer->cards.at[0].card_id.v, 103);
}

static void card_status__unknown_for_a_card_that_is_only_staged(void **state)
{
    struct bench *b = *state;

    given_staging(b, 4);
    given(b, delivery_rows_staged(.delivery_id = { 50 }, .rows = { staged_rows, 2 }));
    ask(b, card_status(.card_id = { 101 }));
    then_no_answer(b, NO_SUCH_CARD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(begin_delivery__starts_a_list),
        inventory_test(begin_delivery__refused_for_the_same_number),
        inventory_test(begin_delivery__refused_for_the_same_file),
        inventory_test(begin_delivery__may_come_again_after_an_abort),
        inventory_test(begin_delivery__refused_once_custody_is_closed),
        inventory_test(add_delivery_rows__stages_cards_with_sealed_holders),
        inventory_test(add_delivery_rows__leaves_nothing_of_a_person_in_clear),
        cmocka_unit_test(add_delivery_rows__drops_addresses_when_they_are_switched_off),
        inventory_test(add_delivery_rows__refused_for_an_unknown_delivery),
        inventory_test(add_delivery_rows__refused_after_the_commit),
        inventory_test(add_delivery_rows__refused_without_rows),
        inventory_test(add_delivery_rows__refused_beyond_the_announced_number),
        inventory_test(add_delivery_rows__refused_at_the_line_that_goes_back),
        inventory_test(add_delivery_rows__refused_when_a_part_comes_twice),
        inventory_test(add_delivery_rows__refused_for_a_notice_number_twice_in_the_rows),
        inventory_test(add_delivery_rows__refused_for_a_notice_number_of_another_card),
        inventory_test(add_delivery_rows__takes_a_notice_number_of_an_aborted_list),
        inventory_test(commit_delivery__makes_the_cards_arrive),
        inventory_test(commit_delivery__refused_for_an_unknown_delivery),
        inventory_test(commit_delivery__refused_the_second_time),
        inventory_test(commit_delivery__refused_while_rows_are_missing),
        inventory_test(commit_delivery__refused_once_custody_is_closed),
        inventory_test(abort_delivery__ends_a_staging),
        inventory_test(abort_delivery__refused_for_an_unknown_delivery),
        inventory_test(abort_delivery__refused_after_the_commit),
        inventory_test(inspect_delivery__by_two_persons_makes_its_cards_inspected),
        inventory_test(inspect_delivery__not_taken_from_one_person),
        inventory_test(inspect_delivery__refused_for_an_unknown_delivery),
        inventory_test(inspect_delivery__refused_before_the_commit),
        inventory_test(inspect_delivery__refused_the_second_time),
        inventory_test(inspect_delivery__refused_when_the_count_differs),
        inventory_test(inspect_delivery__refused_once_custody_is_closed),
        inventory_test(deliveries__come_newest_first),
        inventory_test(cards_of_delivery__come_by_pages_in_the_order_of_the_list),
        inventory_test(card_status__unknown_for_a_card_that_is_only_staged),
    };

    return cmocka_run_group_tests_name("inventory deliveries", tests, NULL, NULL);
}
