/* What is known before a list is: cards applied for here (domain 1.7, APPLIED), and a box that came without its list. */
#include "inventory_fixture.h"

#define ROW(n, l, ...) { .line = (l), .box = T("N-1"), .serial = (n), .application_kind = APPLICATION_KIND_FIRST, .holder = __VA_ARGS__ }

static const struct delivery_row two_rows[] = { ROW(1, 2, YUI), ROW(2, 3, HIROTO) };
static const struct delivery_row three_rows[] = { ROW(1, 2, YUI), ROW(2, 3, HIROTO), ROW(3, 4, RIN) };

static struct card_id yui_applied(struct bench *b)
{
    when(b, register_application(.application_id = T("32091070529643163452300"), .application_kind = APPLICATION_KIND_REISSUE,
                                 .channel = APPLICATION_CHANNEL_COUNTER, .applied_on = { TODAY }));
    assert_non_null(result_of(b, &register_application_result_spec));
    return ((const struct register_application_result *)result_of(b, &register_application_result_spec))->card_id;
}

static struct delivery_id list_begun(struct bench *b, const char *number, const uint8_t *hash, uint32_t rows, struct delivery_id received)
{
    when(b, begin_delivery(.delivery_number = text_of(number), .file_sha256 = HASH(hash), .row_count = rows, .received = received));
    assert_non_null(result_of(b, &begin_delivery_result_spec));
    return ((const struct begin_delivery_result *)result_of(b, &begin_delivery_result_spec))->delivery_id;
}

static uint32_t open_applications_now(struct bench *b)
{
    ask(b, open_applications());
    return ((const struct open_applications_result *)answer_of(b, &open_applications_result_spec))->applications.count;
}

/* ---- Applied for ------------------------------------------------------------------------------ */

static void application__goes_on_under_its_card_id_when_the_list_comes(void **state)      /* covers §5(1) */
{
    struct bench *b = *state;
    const struct card_history_result *history;
    struct card_id card = yui_applied(b);
    struct delivery_id list;

    then(b, card_applied(.card_id = card, .application_id = T("32091070529643163452300"), .channel = APPLICATION_CHANNEL_COUNTER, .applied_on = { TODAY }, .by = { 12 }));
    assert_int_equal(open_applications_now(b), 1);
    ask(b, card_history(.card_id = card));
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.count, 1);
    assert_int_equal(history->lines.at[0].status, CARD_STATE_APPLIED);
    ask(b, card_status(.card_id = card));
    then_no_answer(b, NO_SUCH_CARD);                   /* it is nowhere yet */
    when(b, hold_card(.card_id = card, .reason = HOLD_REASON_DIED));
    then_refused(b, NO_SUCH_CARD);
    bench_rebuild(b);
    list = list_begun(b, "R09-0001", file_hash, 2, (struct delivery_id){ 0 });
    when(b, add_delivery_rows(.delivery_id = list, .rows = { two_rows, 2 }));
    assert_int_equal(open_applications_now(b), 1);     /* rows not committed are not seen */
    when(b, commit_delivery(.delivery_id = list));
    assert_int_equal(open_applications_now(b), 0);
    purpose(b, "preset");
    when(b, find_card(.notice_number = T("DNX280268")));
    then_result(b, find_card_result(.card = { .card_id = card, .status = CARD_STATE_ARRIVED, .custody = CUSTODY_DELIVERY_BOX }));
    ask(b, card_history(.card_id = card));
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.count, 2);
    assert_int_equal(history->lines.at[0].what, CARD_STEP_APPLIED);
    assert_int_equal(history->lines.at[1].what, CARD_STEP_ARRIVED);
}

static void application__outlives_a_list_that_was_given_up(void **state)
{
    struct bench *b = *state;
    struct card_id card = yui_applied(b);
    struct delivery_id list = list_begun(b, "R09-0001", file_hash, 2, (struct delivery_id){ 0 });

    when(b, add_delivery_rows(.delivery_id = list, .rows = { two_rows, 2 }));
    when(b, abort_delivery(.delivery_id = list));
    assert_int_equal(open_applications_now(b), 1);
    list = list_begun(b, "R09-0001", file_hash, 2, (struct delivery_id){ 0 });
    when(b, add_delivery_rows(.delivery_id = list, .rows = { two_rows, 2 }));
    when(b, commit_delivery(.delivery_id = list));
    ask(b, card_status(.card_id = card));
    then_answer(b, card_status_result(.card = { .card_id = card, .status = CARD_STATE_ARRIVED }));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_box = 2));
}

/* The wrong number and reading of a list that was given up belong to nobody. */
static void application__is_not_found_by_what_a_list_said_that_was_given_up(void **state)
{
    struct bench *b = *state;
    struct delivery_row wrong = ROW(1, 2, YUI), right = ROW(1, 2, YUI), other = ROW(2, 3, HIROTO);
    struct card_id card = yui_applied(b);
    struct delivery_id list = list_begun(b, "R09-0001", file_hash, 2, (struct delivery_id){ 0 });

    wrong.holder.notice_number = other.holder.notice_number;
    wrong.holder.kana = other.holder.kana;
    wrong.holder.birth_date = other.holder.birth_date;
    when(b, add_delivery_rows(.delivery_id = list, .rows = { &wrong, 1 }));
    when(b, abort_delivery(.delivery_id = list));
    list = list_begun(b, "R09-0001", file_hash, 2, (struct delivery_id){ 0 });
    when(b, add_delivery_rows(.delivery_id = list, .rows = { &right, 1 }));
    when(b, add_delivery_rows(.delivery_id = list, .rows = { &other, 1 }));
    then_result(b, add_delivery_rows_result(.staged = 2));
    when(b, commit_delivery(.delivery_id = list));
    purpose(b, "preset");
    when(b, find_by_person(.kana = other.holder.kana, .birth_date = other.holder.birth_date));
    assert_int_equal(((const struct find_by_person_result *)result_of(b, &find_by_person_result_spec))->cards.count, 1);
    assert_int_not_equal(((const struct find_by_person_result *)result_of(b, &find_by_person_result_spec))->cards.at[0].card_id.v, card.v);
}

static void application__is_one_card_on_one_list(void **state)
{
    struct bench *b = *state;
    struct delivery_row twins[2] = { ROW(1, 2, YUI), ROW(2, 3, YUI) };
    struct card_id card = yui_applied(b);
    struct delivery_id list = list_begun(b, "R09-0001", file_hash, 2, (struct delivery_id){ 0 });
    const struct cards_of_delivery_result *cards;

    twins[1].holder.notice_number = (struct text)T("ABC000001");
    when(b, add_delivery_rows(.delivery_id = list, .rows = { twins, 2 }));
    when(b, commit_delivery(.delivery_id = list));
    ask(b, cards_of_delivery(.delivery_id = list));
    cards = answer_of(b, &cards_of_delivery_result_spec);
    assert_int_equal(cards->cards.at[0].card_id.v, card.v);
    assert_int_not_equal(cards->cards.at[1].card_id.v, card.v);
}

static void register_application__refused(void **state)
{
    struct bench *b = *state;

    yui_applied(b);
    when(b, register_application(.application_id = T("32091070529643163452300"), .application_kind = APPLICATION_KIND_FIRST,
                                 .channel = APPLICATION_CHANNEL_POST, .applied_on = { TODAY }));
    then_refused(b, APPLICATION_KNOWN);
    when(b, register_application(.application_id = T("59438197428867028562962"), .application_kind = APPLICATION_KIND_FIRST,
                                 .channel = APPLICATION_CHANNEL_POST, .applied_on = { 20270202 }));
    then_refused(b, DATE_IN_FUTURE);
}

/* ---- A box without a list ------------------------------------------------------------------------ */

static struct delivery_id box_of_two(struct bench *b)
{
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, receive_without_list(.box = T("N-1"), .counted = 2));
    then(b, box_received(.box = T("N-1"), .counted = 2, .received_on = { TODAY }, .by = { 12 }, .second = { 13 }));
    return ((const struct receive_without_list_result *)result_of(b, &receive_without_list_result_spec))->delivery_id;
}

static void receive_without_list__is_in_the_book_and_on_the_evenings_list(void **state)  /* covers §5(2) */
{
    struct bench *b = *state;
    struct delivery_id box = box_of_two(b);
    const struct custody_blockers_result *blockers;

    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_box = 2, .in_hand = 2));
    ask(b, deliveries());
    assert_int_equal(((const struct deliveries_result *)answer_of(b, &deliveries_result_spec))->deliveries.at[0].state, DELIVERY_STATE_RECEIVED);
    assert_int_equal(((const struct deliveries_result *)answer_of(b, &deliveries_result_spec))->deliveries.at[0].in_hand, 2);
    ask(b, custody_blockers());
    blockers = answer_of(b, &custody_blockers_result_spec);
    assert_int_equal(blockers->boxes.count, 1);
    assert_int_equal(blockers->boxes.at[0].inside, 2);
    when(b, close_box(.delivery_id = box, .box = T("N-1")));
    then_refused(b, BOX_NOT_EMPTY);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = box, .counted = 2));
    then_refused(b, NOT_ARRIVED);                      /* nothing to pair it with */
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0));
    then_result(b, count_vault_result(.unlisted = 2));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0, .in_box = 2));
    then_result(b, count_vault_result(.closed = true));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, receive_without_list(.box = T("N-2"), .counted = 1));
    then_refused(b, CUSTODY_CLOSED);
}

static void receive_without_list__its_list_takes_the_cards_over(void **state)
{
    struct bench *b = *state;
    struct delivery_id box = box_of_two(b), list;

    list = list_begun(b, "R09-0009", file_hash, 2, box);
    when(b, add_delivery_rows(.delivery_id = list, .rows = { two_rows, 2 }));
    when(b, commit_delivery(.delivery_id = list));
    then(b, delivery_arrived(.delivery_id = list, .card_count = 2, .received = box, .received_count = 2));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_box = 2, .in_hand = 2));     /* not counted twice */
    ask(b, deliveries());
    assert_int_equal(((const struct deliveries_result *)answer_of(b, &deliveries_result_spec))->deliveries.at[1].state, DELIVERY_STATE_LISTED);
    ask(b, custody_blockers());
    assert_int_equal(((const struct custody_blockers_result *)answer_of(b, &custody_blockers_result_spec))->boxes.count, 1);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = list, .counted = 2));
    then(b, delivery_inspected(.delivery_id = list, .counted = 2));
}

/* The list has three, the box had two: the third has to be looked for before two persons can say that all is there. */
static void receive_without_list__a_longer_list_shows_what_did_not_come(void **state)
{
    struct bench *b = *state;
    struct delivery_id list = list_begun(b, "R09-0009", file_hash, 3, box_of_two(b));

    when(b, add_delivery_rows(.delivery_id = list, .rows = { three_rows, 3 }));
    when(b, commit_delivery(.delivery_id = list));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 3, .in_box = 3));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = list, .counted = 2));
    then_refused(b, COUNT_DIFFERS);
}

static void begin_delivery__refused_for_a_box(void **state)
{
    struct bench *b = *state;
    struct delivery_id box = box_of_two(b), list;

    when(b, begin_delivery(.delivery_number = T("R09-0009"), .file_sha256 = HASH(file_hash), .row_count = 1, .received = box));
    then_refused(b, ROW_COUNT_DIFFERS);
    when(b, begin_delivery(.delivery_number = T("R09-0009"), .file_sha256 = HASH(file_hash), .row_count = 2, .received = { 999 }));
    then_refused(b, NOT_WAITING_FOR_LIST);
    when(b, begin_delivery(.delivery_number = T("R09-0009"), .file_sha256 = HASH(file_hash), .row_count = 2, .received = box, .kind = DELIVERY_KIND_OPENING));
    then_refused(b, NOT_WAITING_FOR_LIST);
    list = list_begun(b, "R09-0009", file_hash, 2, box);
    when(b, begin_delivery(.delivery_number = T("R09-0010"), .file_sha256 = HASH(other_hash), .row_count = 2, .received = box));
    then_refused(b, NOT_WAITING_FOR_LIST);             /* its list is being taken in */
    when(b, abort_delivery(.delivery_id = list));
    list = list_begun(b, "R09-0010", other_hash, 2, box);
    when(b, add_delivery_rows(.delivery_id = list, .rows = { two_rows, 2 }));
    when(b, commit_delivery(.delivery_id = list));
    then(b, delivery_arrived(.received = box, .received_count = 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(application__goes_on_under_its_card_id_when_the_list_comes),
        inventory_test(application__outlives_a_list_that_was_given_up),
        inventory_test(application__is_not_found_by_what_a_list_said_that_was_given_up),
        inventory_test(application__is_one_card_on_one_list),
        inventory_test(register_application__refused),
        inventory_test(receive_without_list__is_in_the_book_and_on_the_evenings_list),
        inventory_test(receive_without_list__its_list_takes_the_cards_over),
        inventory_test(receive_without_list__a_longer_list_shows_what_did_not_come),
        inventory_test(begin_delivery__refused_for_a_box),
    };

    return cmocka_run_group_tests_name("inventory ahead of lists", tests, NULL, NULL);
}
