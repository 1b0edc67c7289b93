/* The fault sweep over a card's way: from the delivery list into the vault, to the counter, into its
 * holder's hand, and the count that closes the day; and over the other ends: lost and found, destroyed; the stock taken over,
 * a stocktake, what guests hand back, an issue that was none. The later ones are small: at most 300 storage calls each. */
#include "sweep.h"

#include "inventory_fixture.h"

#include "gen/engine_build.h"

#define ROW(n, l, ...) { .line = (l), .box = T("01-1"), .serial = (n), .application_kind = APPLICATION_KIND_FIRST, .holder = __VA_ARGS__ }

static const struct delivery_row rows[] = { ROW(1, 2, YUI), ROW(2, 3, HIROTO) };

static struct delivery_id take_in(struct bench *b)
{
    const struct begin_delivery_result *begun;
    struct delivery_id delivery;

    when(b, begin_delivery(.delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 2));
    begun = result_of(b, &begin_delivery_result_spec);
    assert_non_null(begun);
    delivery = begun->delivery_id;
    when(b, add_delivery_rows(.delivery_id = delivery, .rows = { rows, 2 }));
    when(b, commit_delivery(.delivery_id = delivery));
    then(b, delivery_arrived(.delivery_id = delivery, .card_count = 2));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = delivery, .counted = 2));
    then(b, delivery_inspected(.delivery_id = delivery, .counted = 2));
    return delivery;
}

/* The look is shown after the commit, and its repeat shows it again. */
static struct card_id find_yui(struct bench *b, char ret_tracking[32])
{
    const struct find_card_result *found;
    struct card_id card;

    purpose(b, "preset");
    when(b, find_card(.notice_number = T("DNX-280268")));
    when_repeated(b);
    found = result_of(b, &find_card_result_spec);
    assert_non_null(found);
    card = found->card.card_id;
    snprintf(ret_tracking, 32, "%.*s", (int)found->card.tracking_number.len, found->card.tracking_number.at);
    purpose(b, "preset");
    when(b, show_card(.card_id = card));
    then_shown(b, show_card_shown(.name = T("清水　結衣"), .birth_date = { 19890627 }));
    return card;
}

static void scenario(struct bench *b)
{
    struct delivery_id delivery;
    struct card_id card;
    char tracking[32];

    as(b, 12, ROLE_OPERATOR);
    delivery = take_in(b);
    card = find_yui(b, tracking);
    when(b, note_preset_failure(.card_id = card, .terminal_number = 2, .reason = PRESET_FAILURE_CHIP_FAULT));
    when(b, record_preset(.card_id = card, .terminal_number = 1, .expires_on = { 20360627 }));
    when(b, store_card(.card_id = card, .slot = T("A-01-001")));
    when(b, store_card(.card_id = card, .slot = T("A-01-001")));
    then_refused(b, WRONG_STATE);
    when(b, move_card(.card_id = card, .place = CUSTODY_VAULT, .slot = T("A-01-002")));
    when(b, post_notice(.card_id = card, .posted_on = { TODAY }));
    given(b, card_reserved(.reservation_id = { 701 }, .card_id = card, .date = { TODAY }, .start_minute = 600));
    ask(b, cards_of_visit(.reservation_id = { 701 }));
    assert_int_equal(((const struct cards_of_visit_result *)answer_of(b, &cards_of_visit_result_spec))->cards.count, 1);
    when(b, check_out_card(.card_id = card, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    when(b, issue_card(.card_id = card, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .notice_number = T("DNX-280268"),
                       .tracking_number = text_of(tracking), .pins = { .signature = true, .user = true, .resident_register = true, .card_face = true }));
    then(b, card_issued(.card_id = card));
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then(b, custody_closing_began(.date = { TODAY }));
    when(b, close_box(.delivery_id = delivery, .box = T("01-1")));
    then_refused(b, BOX_NOT_EMPTY);
    ask(b, custody_blockers());
    assert_int_equal(((const struct custody_blockers_result *)answer_of(b, &custody_blockers_result_spec))->boxes.count, 1);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0, .in_box = 1));
    then_result(b, count_vault_result(.agrees = true, .closed = true));
    ask(b, cards_of_delivery(.delivery_id = delivery));
    assert_int_equal(((const struct cards_of_delivery_result *)answer_of(b, &cards_of_delivery_result_spec))->cards.count, 2);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .issued = 1, .in_hand = 1, .closed = true));
}

static void sweep__a_cards_way_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, scenario, 1500);
}

/* ---- The other ends ------------------------------------------------------------------------- */

static void given_waiting(struct bench *b)
{
    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    given(b, notice_posted(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { 20270502 }, .claim_tag = { (const uint8_t *)"123456789012345678", 18 }));
}

static void losses(struct bench *b)
{
    given_waiting(b);
    as(b, 12, ROLE_OPERATOR);
    when(b, return_notice(.card_id = { 101 }, .returned_on = { TODAY }, .reason = RETURN_REASON_ABSENT));
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_OTHER, .note = T("電話あり")));
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-1")));
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_WORK_TRAY, .slot = T("B-01-001")));
    when(b, release_card(.card_id = { 101 }, .note = T("確認済み")));
    then(b, card_released(.card_id = { 101 }), claim_restored(.card_id = { 101 }));
    second(b, 14, ROLE_SITE_MANAGER);
    when(b, transfer_card(.card_id = { 101 }, .office = T("NEWTOWN"), .seal_number = T("S-1")));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 1, .transferred = 1, .missing = 1, .found = 1));
    ask(b, card_history(.card_id = { 101 }));
    assert_int_equal(((const struct card_history_result *)answer_of(b, &card_history_result_spec))->lines.count, 11);
}

static void disposal(struct bench *b)
{
    static const struct card_id cards[] = { { 101 } };

    given_waiting(b);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_DIED));
    second(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = { cards, 1 }, .paper = { .number = T("R09-7"), .date = { TODAY }, .post = T("市民窓口課長"), .count = 1 }));
    when(b, take_for_disposal(.cards = { cards, 1 }));
    second(b, 12, ROLE_OPERATOR);
    when(b, dispose_cards(.cards = { cards, 1 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then(b, card_disposed(.card_id = { 101 }));
    ask(b, disposal_list());
    assert_int_equal(((const struct disposal_list_result *)answer_of(b, &disposal_list_result_spec))->cards.count, 0);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 1, .disposed = 1));
}

static void reopening(struct bench *b)
{
    followed(b, day_opened(.date = { TODAY }, .at_us = now(b)));
    given(b, custody_closing_began(.date = { TODAY }), vault_counted(.date = { TODAY }), inventory_day_part_closed(.date = { TODAY }));
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 12, ROLE_OPERATOR);
    when(b, reopen_custody(.reason = T("遅れて来られた方")));
    then(b, custody_reopen_asked(.ask = 1));
    followed(b, part_taken_back(.date = { TODAY }, .part = DAY_PART_INVENTORY, .ask = 1));
    then(b, custody_reopened(.date = { TODAY }));
    second(b, 12, ROLE_OPERATOR);
    when(b, count_vault(.counted = 0));
    then_result(b, count_vault_result(.agrees = true, .closed = true));
}

static void sweep__opening_custody_again_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, reopening, 1500);
}

static void opening(struct bench *b)
{
    static const struct delivery_row row = { .line = 2, .box = T("KYU-1"), .serial = 1, .application_kind = APPLICATION_KIND_FIRST, .holder = YUI,
                                             .status = CARD_STATE_NOTIFIED, .posted_on = { 20270115 } };
    struct delivery_id list;

    as(b, 12, ROLE_OPERATOR);
    when(b, begin_delivery(.delivery_number = T("STOCK-1"), .file_sha256 = HASH(file_hash), .row_count = 1, .kind = DELIVERY_KIND_OPENING));
    list = ((const struct begin_delivery_result *)result_of(b, &begin_delivery_result_spec))->delivery_id;
    when(b, add_delivery_rows(.delivery_id = list, .rows = { &row, 1 }));
    when(b, commit_delivery(.delivery_id = list));
    then(b, opening_taken_over(.delivery_id = list, .card_count = 1));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.opening = 1, .in_tray = 1, .in_hand = 1));
}

static void stocktakes(struct bench *b)
{
    struct stocktake_id id;

    as(b, 13, ROLE_SITE_MANAGER);
    when(b, begin_stocktake(.kind = STOCKTAKE_KIND_ROLLING, .from_slot = T("A-01-001"), .to_slot = T("A-01-050")));
    id = ((const struct begin_stocktake_result *)result_of(b, &begin_stocktake_result_spec))->stocktake_id;
    when(b, scan_slot(.stocktake_id = id, .slot = T("A-01-001"), .tracking_number = T("R09-000999")));
    then_result(b, scan_slot_result(.outcome = SCAN_OUTCOME_NOT_OURS));
    second(b, 12, ROLE_OPERATOR);
    when(b, end_stocktake(.stocktake_id = id));
    then_result(b, end_stocktake_result(.differences = 1));
    second(b, 12, ROLE_OPERATOR);
    when(b, sign_difference(.stocktake_id = id, .number = 1, .note = T("他市のカード")));
    then(b, difference_signed(.stocktake_id = id, .number = 1));
}

static void things(struct bench *b)
{
    struct item_id item;

    as(b, 13, ROLE_SITE_MANAGER);
    when(b, collect_item(.kind = ITEM_KIND_OLD_CARD, .place = CUSTODY_COUNTER, .place_number = 1));
    item = ((const struct collect_item_result *)result_of(b, &collect_item_result_spec))->item_id;
    when(b, move_item(.item_id = item, .place = CUSTODY_WORK_TRAY));
    when(b, mark_item_missing(.item_id = item, .incident_number = T("J-1")));
    when(b, record_item_found(.item_id = item, .place = CUSTODY_VAULT));
    second(b, 12, ROLE_OPERATOR);
    when(b, destroy_items(.items = { &item, 1 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then(b, items_destroyed(.by = { 13 }, .second = { 12 }));
    ask(b, open_items());
    then_answer(b, open_items_result(.collected = 1, .found = 1, .missing = 1, .destroyed = 1));
}

static void corrected(struct bench *b)
{
    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, issue_card(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .notice_number = T("DNX280268"),
                       .tracking_number = T("R09-000101")));
    second(b, 30, ROLE_CITY);
    when(b, correct_issue(.card_id = { 101 }, .reason = ISSUE_MISTAKE_NOT_HANDED_OVER, .note = T("渡していない"), .approval_number = T("C-1"), .approved_on = { TODAY }));
    then(b, issue_corrected(.card_id = { 101 }, .for_date = { TODAY }));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 1, .in_hand = 1, .in_tray = 1));
}

static const struct kept_period at_once[] = { { .what = KEPT_DATA_ADDRESS, .days = 0 }, { .what = KEPT_DATA_NAME_AND_APPLICATION, .days = 0 },
                                              { .what = KEPT_DATA_PERSON, .days = 1 } };

/* A holder dies in two parts, is folded anew, and is found by nobody. */
static void erasure(struct bench *b)
{
    static const uint64_t subject[] = { 101 };

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    given(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST, .at_us = now(b)));
    at(b, 20270202, 600);
    as(b, 14, ROLE_SERVICE_MANAGER);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, erase_due(.subjects = { subject, 1 }));
    then(b, holder_reduced(.card_id = { 101 }, .erased = KEPT_DATA_NAME_AND_APPLICATION));
    at(b, 20270203, 600);
    as(b, 14, ROLE_SERVICE_MANAGER);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, erase_due(.subjects = { subject, 1 }));
    then(b, holder_erased(.card_id = { 101 }, .erased = KEPT_DATA_PERSON));
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "inspection");
    when(b, show_card(.card_id = { 101 }));
    then_refused(b, PERSON_FORGOTTEN);
}

static void sweep__an_erasure_survives_every_storage_fault(void **state)
{
    static struct inventory_config with_periods;

    (void)state;
    with_periods = config;
    with_periods.retention.at = at_once;
    with_periods.retention.count = sizeof at_once / sizeof *at_once;
    sweep(&inventory_service, &with_periods, erasure, 600);
}

static void sweep__opening_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, opening, 300);
}

static void sweep__stocktakes_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, stocktakes, 300);
}

static void sweep__items_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, things, 300);
}

static void sweep__a_corrected_issue_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, corrected, 300);
}

static void sweep__losses_and_transfers_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, losses, 1500);
}

static void sweep__disposal_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&inventory_service, &config, disposal, 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep__a_cards_way_survives_every_storage_fault),
        cmocka_unit_test(sweep__opening_custody_again_survives_every_storage_fault),
        cmocka_unit_test(sweep__losses_and_transfers_survive_every_storage_fault),
        cmocka_unit_test(sweep__disposal_survives_every_storage_fault),
        cmocka_unit_test(sweep__an_erasure_survives_every_storage_fault),
        cmocka_unit_test(sweep__opening_survives_every_storage_fault),
        cmocka_unit_test(sweep__stocktakes_survive_every_storage_fault),
        cmocka_unit_test(sweep__items_survive_every_storage_fault),
        cmocka_unit_test(sweep__a_corrected_issue_survives_every_storage_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
