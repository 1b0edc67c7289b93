/* The stock taken over before day one, and what guests hand back. */
#include "gen/reservations_build.h"
#include "inventory_fixture.h"

#define ROW(n, l, ...) { .line = (l), .box = T("KYU-1"), .serial = (n), .application_kind = APPLICATION_KIND_FIRST, __VA_ARGS__ }

static struct delivery_id begun(struct bench *b, enum delivery_kind kind, uint64_t rows)
{
    when(b, begin_delivery(.delivery_number = T("HIKITSUGI-1"), .file_sha256 = HASH(file_hash), .row_count = rows, .kind = kind));
    then(b, delivery_begun(.kind = kind));
    return ((const struct begin_delivery_result *)result_of(b, &begin_delivery_result_spec))->delivery_id;
}

static void opening__its_cards_are_in_the_tray_and_scanned_into_the_vault(void **state)
{
    struct bench *b = *state;
    static const struct delivery_row rows[] = {
        ROW(1, 2, .holder = YUI, .status = CARD_STATE_NOTIFIED, .posted_on = { 20270115 }),
        ROW(2, 3, .holder = HIROTO),
    };
    struct delivery_id id = begun(b, DELIVERY_KIND_OPENING, 2);
    struct card_id yui;

    when(b, add_delivery_rows(.delivery_id = id, .rows = { rows, 2 }));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.date = { TODAY }));
    assert_int_equal(((const struct vault_book_result *)answer_of(b, &vault_book_result_spec))->in_hand, 0);
    when(b, commit_delivery(.delivery_id = id));
    then(b, opening_taken_over(.delivery_id = id, .card_count = 2, .taken_on = { TODAY }, .by = { 12 }));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.opening = 2, .in_tray = 2, .in_hand = 2));
    assert_int_equal(((const struct vault_book_result *)answer_of(b, &vault_book_result_spec))->arrived, 0);
    ask(b, custody_blockers());
    assert_int_equal(((const struct custody_blockers_result *)answer_of(b, &custody_blockers_result_spec))->cards.count, 2);
    purpose(b, "stocktake");
    when(b, find_card(.notice_number = T("DNX-280268")));
    then_result(b, find_card_result(.card = { .status = CARD_STATE_NOTIFIED, .posted_on = { 20270115 }, .deadline = { 20270415 }, .custody = CUSTODY_WORK_TRAY }));
    yui = ((const struct find_card_result *)result_of(b, &find_card_result_spec))->card.card_id;
    when(b, store_card(.card_id = yui, .slot = T("A-01-001")));
    then(b, card_stored(.card_id = yui), claim_restored(.card_id = yui));           /* its holder can book from now on */
    when(b, move_card(.card_id = yui, .place = CUSTODY_WORK_TRAY));
    when(b, store_card(.card_id = yui, .slot = T("A-01-002")));
    then(b, card_stored(.card_id = yui));                                           /* once */
    when(b, check_out_card(.card_id = yui, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    then(b, card_checked_out(.card_id = yui));
}

static void opening__rows_with_faults_name_row_and_field(void **state)
{
    struct bench *b = *state;
    static const struct delivery_row issued[] = { ROW(1, 2, .holder = YUI), ROW(2, 3, .holder = HIROTO, .status = CARD_STATE_ISSUED) };
    static const struct delivery_row unposted = ROW(1, 2, .holder = YUI, .status = CARD_STATE_NOTIFIED);
    static const struct delivery_row future = ROW(1, 2, .holder = YUI, .status = CARD_STATE_RETURNED, .posted_on = { 20270202 });
    static const struct delivery_row early = ROW(1, 2, .holder = YUI, .status = CARD_STATE_NOTIFIED, .posted_on = { 20270115 }, .deadline = { 20270115 });
    static const struct delivery_row preset = ROW(1, 2, .holder = YUI, .posted_on = { 20270115 });
    struct delivery_id id = begun(b, DELIVERY_KIND_OPENING, 2);

    when(b, add_delivery_rows(.delivery_id = id, .rows = { issued, 2 }));
    then_refused_at(b, STATUS_NOT_FOR_OPENING, "rows[1].status");
    when(b, add_delivery_rows(.delivery_id = id, .rows = { &unposted, 1 }));
    then_refused_at(b, POSTING_MISSING, "rows[0].posted_on");
    when(b, add_delivery_rows(.delivery_id = id, .rows = { &future, 1 }));
    then_refused_at(b, POSTED_IN_FUTURE, "rows[0].posted_on");
    when(b, add_delivery_rows(.delivery_id = id, .rows = { &early, 1 }));
    then_refused_at(b, DEADLINE_TOO_EARLY, "rows[0].deadline");
    when(b, add_delivery_rows(.delivery_id = id, .rows = { &preset, 1 }));
    then_refused_at(b, STATUS_NOT_FOR_OPENING, "rows[0].posted_on");
}

static void delivery__of_another_kind_takes_no_status(void **state)
{
    struct bench *b = *state;
    static const struct delivery_row row = ROW(1, 2, .holder = YUI, .status = CARD_STATE_NOTIFIED, .posted_on = { 20270115 });
    struct delivery_id id = begun(b, DELIVERY_KIND_WITHOUT_LIST, 1);

    when(b, add_delivery_rows(.delivery_id = id, .rows = { &row, 1 }));
    then_refused_at(b, OPENING_ONLY, "rows[0].status");
}

static void opening__given_up_leaves_nothing_in_the_tray(void **state)
{
    struct bench *b = *state;
    static const struct delivery_row row = ROW(1, 2, .holder = YUI);
    struct delivery_id id = begun(b, DELIVERY_KIND_OPENING, 1);

    when(b, add_delivery_rows(.delivery_id = id, .rows = { &row, 1 }));
    when(b, abort_delivery(.delivery_id = id));
    ask(b, custody_blockers());
    assert_int_equal(((const struct custody_blockers_result *)answer_of(b, &custody_blockers_result_spec))->cards.count, 0);
}

/* ---- pull list of a moved booking ------------------------------------------------------------- */

static void pull_list__follows_a_moved_booking(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_reserved(.reservation_id = { 701 }, .card_id = { 101 }, .date = { 20270202 }, .start_minute = 540));
    followed(b, reservation_moved(.reservation_id = { 701 }, .card_id = { 101 }, .from_date = { 20270202 }, .from_start_minute = 540, .date = { 20270203 },
                                  .start_minute = 600, .length_minutes = 30, .place = DESK_PLACE_COUNTER, .way = 1));
    then(b, card_reserved(.reservation_id = { 701 }, .date = { 20270203 }, .start_minute = 600));
    ask(b, pull_list(.date = { 20270202 }, .order = PULL_ORDER_TIME));
    assert_int_equal(((const struct pull_list_result *)answer_of(b, &pull_list_result_spec))->lines.count, 0);
    ask(b, pull_list(.date = { 20270203 }, .order = PULL_ORDER_TIME));
    assert_int_equal(((const struct pull_list_result *)answer_of(b, &pull_list_result_spec))->lines.count, 1);
}

static void cards_of_visit__are_the_booked_one_and_those_taken_out_for_it(void **state)      /* covers §5(1)③ */
{
    struct bench *b = *state;
    const struct cards_of_visit_result *visit;

    given_cards(b, 3);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    given_in_vault(b, 103, TEXT("A-01-003"));
    given(b, card_reserved(.reservation_id = { 701 }, .card_id = { 102 }, .date = { 20270203 }, .start_minute = 540),
          card_reserved(.reservation_id = { 702 }, .card_id = { 103 }, .date = { 20270203 }, .start_minute = 540));
    ask(b, cards_of_visit(.reservation_id = { 701 }));
    visit = answer_of(b, &cards_of_visit_result_spec);
    assert_int_equal(visit->cards.count, 1);
    assert_int_equal(visit->cards.at[0].card.card_id.v, 102);
    assert_true(text_is(visit->cards.at[0].card.slot, "A-01-002"));
    assert_false(visit->cards.at[0].pulled);

    given(b, card_checked_out(.card_id = { 102 }, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 701 }),
          card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 701 }));
    ask(b, cards_of_visit(.reservation_id = { 701 }));
    visit = answer_of(b, &cards_of_visit_result_spec);
    assert_int_equal(visit->cards.count, 2);
    assert_int_equal(visit->cards.at[0].card.card_id.v, 102);
    assert_int_equal(visit->cards.at[0].card.custody, CUSTODY_COUNTER);
    assert_true(visit->cards.at[0].pulled && visit->cards.at[1].pulled);
    assert_int_equal(visit->cards.at[1].card.card_id.v, 101);

    ask(b, cards_of_visit(.reservation_id = { 799 }));
    assert_int_equal(((const struct cards_of_visit_result *)answer_of(b, &cards_of_visit_result_spec))->cards.count, 0);
}

static void pull_list__follows_a_booking_that_needs_a_card_or_not(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
#define CHANGED(...) reservation_changed(.reservation_id = { 701 }, .people = 1, .from_date = { 20270203 }, .from_start_minute = 600, \
                                         .date = { 20270203 }, .start_minute = 600, .length_minutes = 30, .place = DESK_PLACE_COUNTER, .way = 1, __VA_ARGS__)
    followed(b, CHANGED(.procedure = PROCEDURE_ISSUE, .card_id = { 101 }));
    then(b, card_reserved(.reservation_id = { 701 }, .card_id = { 101 }, .date = { 20270203 }, .start_minute = 600));
    followed(b, CHANGED(.procedure = PROCEDURE_CERT_RENEW));
    then(b, card_unreserved(.reservation_id = { 701 }));
    followed(b, CHANGED(.procedure = PROCEDURE_CERT_NEW));
    then_nothing(b);
    ask(b, pull_list(.date = { 20270203 }, .order = PULL_ORDER_TIME));
    assert_int_equal(((const struct pull_list_result *)answer_of(b, &pull_list_result_spec))->lines.count, 0);
#undef CHANGED
}

/* ---- items -------------------------------------------------------------------------------------- */

static struct item_id collected(struct bench *b, enum item_kind kind)
{
    when(b, collect_item(.kind = kind, .ticket_id = { 900 }));
    then(b, item_collected(.kind = kind, .ticket_id = { 900 }, .date = { TODAY }, .by = { 12 }));
    return ((const struct collect_item_result *)result_of(b, &collect_item_result_spec))->item_id;
}

static void items__are_destroyed_by_two_persons_and_kept_in_the_ledger(void **state)
{
    struct bench *b = *state;
    struct item_id items[2];

    items[0] = collected(b, ITEM_KIND_OLD_CARD);
    items[1] = collected(b, ITEM_KIND_NOTIFICATION_CARD);
    ask(b, open_items());
    then_answer(b, open_items_result(.open = 2, .collected = 2));
    when(b, destroy_items(.items = { items, 2 }, .counted = 2, .method = DISPOSAL_METHOD_SHREDDED));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.items = { items, 2 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused(b, COUNT_DIFFERS);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.items = { items, 2 }, .counted = 2, .method = DISPOSAL_METHOD_SHREDDED));
    then(b, items_destroyed(.method = DISPOSAL_METHOD_SHREDDED, .date = { TODAY }, .by = { 12 }, .second = { 13 }));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.items = { items, 2 }, .counted = 2, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, ITEM_NOT_OPEN, "items[0]");
    ask(b, open_items());
    then_answer(b, open_items_result(.collected = 2, .destroyed = 2));
}

static void destroy_items__refused(void **state)
{
    struct bench *b = *state;
    struct item_id items[2], unknown = { 9 };

    items[0] = items[1] = collected(b, ITEM_KIND_OLD_CARD);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.counted = 0, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused(b, ITEMS_NOT_NAMED);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.items = { items, 2 }, .counted = 2, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, ITEM_NAMED_TWICE, "items[1]");
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.items = { &unknown, 1 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, NO_SUCH_ITEM, "items[0]");
    given_custody_closed(b, 0, 0);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.items = { items, 1 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused(b, CUSTODY_CLOSED);
    when(b, collect_item(.kind = ITEM_KIND_OLD_CARD));
    then_refused(b, CUSTODY_CLOSED);
    when(b, hand_over_notice(.item_id = items[0], .ticket_id = { 900 }));
    then_refused(b, CUSTODY_CLOSED);
}

static void hand_over_notice__only_a_number_notice_and_once(void **state)
{
    struct bench *b = *state;
    struct item_id notice = collected(b, ITEM_KIND_NUMBER_NOTICE), card = collected(b, ITEM_KIND_OLD_CARD);

    when(b, hand_over_notice(.item_id = card, .ticket_id = { 901 }));
    then_refused(b, NOT_A_NUMBER_NOTICE);
    when(b, hand_over_notice(.item_id = { 9 }, .ticket_id = { 901 }));
    then_refused(b, NO_SUCH_ITEM);
    when(b, hand_over_notice(.item_id = notice, .ticket_id = { 901 }));
    then(b, number_notice_handed_over(.item_id = notice, .ticket_id = { 901 }, .date = { TODAY }));
    when(b, hand_over_notice(.item_id = notice, .ticket_id = { 901 }));
    then_refused(b, ITEM_NOT_OPEN);
    ask(b, open_items());
    then_answer(b, open_items_result(.open = 1, .collected = 2, .handed_over = 1));
}

static void item__moves_and_every_place_stands_in_its_history(void **state)
{
    struct bench *b = *state;
    const struct item_history_result *history;
    struct item_id item;

    when(b, collect_item(.kind = ITEM_KIND_OLD_CARD, .place = CUSTODY_COUNTER, .place_number = 2));
    then(b, item_collected(.kind = ITEM_KIND_OLD_CARD, .place = CUSTODY_COUNTER, .place_number = 2));
    item = ((const struct collect_item_result *)result_of(b, &collect_item_result_spec))->item_id;
    as(b, 14, ROLE_OPERATOR);
    when(b, move_item(.item_id = item, .place = CUSTODY_VAULT));
    then(b, item_moved(.item_id = item, .place = CUSTODY_VAULT, .by = { 14 }));
    when(b, move_item(.item_id = item, .place = CUSTODY_VAULT));
    then_refused(b, ALREADY_THERE);
    when(b, move_item(.item_id = item, .place = CUSTODY_COUNTER, .place_number = 9));
    then_refused(b, NO_SUCH_PLACE);
    when(b, move_item(.item_id = item, .place = CUSTODY_OUT));
    then_refused(b, NO_SUCH_PLACE);
    when(b, move_item(.item_id = { 9 }, .place = CUSTODY_VAULT));
    then_refused(b, NO_SUCH_ITEM);
    when(b, collect_item(.kind = ITEM_KIND_OLD_CARD, .place = CUSTODY_DESTROYED));
    then_refused(b, NO_SUCH_PLACE);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, destroy_items(.items = { &item, 1 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    when(b, move_item(.item_id = item, .place = CUSTODY_WORK_TRAY));
    then_refused(b, ITEM_NOT_OPEN);
    bench_rebuild(b);
    ask(b, item_history(.item_id = item));
    history = answer_of(b, &item_history_result_spec);
    assert_int_equal(history->lines.count, 3);
    assert_int_equal(history->lines.at[0].place, CUSTODY_COUNTER);
    assert_int_equal(history->lines.at[0].place_number, 2);
    assert_int_equal(history->lines.at[0].by.v, 12);
    assert_int_equal(history->lines.at[1].what, ITEM_STEP_MOVED);
    assert_int_equal(history->lines.at[1].by.v, 14);
    assert_int_equal(history->lines.at[2].what, ITEM_STEP_DESTROYED);
    assert_int_equal(history->lines.at[2].second.v, 13);
    ask(b, item_history(.item_id = { 9 }));
    then_no_answer(b, NO_SUCH_ITEM);
}

static void item__missing_and_found_stay_in_the_ledger(void **state)                 /* covers §11 */
{
    struct bench *b = *state;
    const struct item_history_result *history;
    struct item_id item = collected(b, ITEM_KIND_OLD_CARD);

    when(b, mark_item_missing(.item_id = item, .incident_number = T("J-5")));
    then_not_taken(b, NOT_PERMITTED);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, record_item_found(.item_id = item, .place = CUSTODY_WORK_TRAY));
    then_refused(b, ITEM_NOT_MISSING);
    when(b, mark_item_missing(.item_id = item, .incident_number = T("J-5")));
    then(b, item_missing(.item_id = item, .incident_number = T("J-5"), .place = CUSTODY_WORK_TRAY, .by = { 13 }));
    when(b, mark_item_missing(.item_id = item, .incident_number = T("J-6")));
    then_refused(b, ITEM_NOT_OPEN);
    second(b, 12, ROLE_OPERATOR);
    when(b, destroy_items(.items = { &item, 1 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, ITEM_NOT_OPEN, "items[0]");
    ask(b, open_items());
    then_answer(b, open_items_result(.collected = 1, .missing = 1));
    assert_int_equal(((const struct open_items_result *)answer_of(b, &open_items_result_spec))->items.count, 0);
    ask(b, item_history(.item_id = item));
    history = answer_of(b, &item_history_result_spec);
    assert_int_equal(history->lines.at[0].place, CUSTODY_WORK_TRAY);
    assert_int_equal(history->lines.at[0].by.v, 12);
    assert_true(text_is(history->lines.at[1].reference, "J-5"));
    when(b, record_item_found(.item_id = item, .place = CUSTODY_UNKNOWN));
    then_refused(b, NO_SUCH_PLACE);
    when(b, record_item_found(.item_id = { 9 }, .place = CUSTODY_VAULT));
    then_refused(b, NO_SUCH_ITEM);
    when(b, record_item_found(.item_id = item, .place = CUSTODY_VAULT));
    then(b, item_found(.item_id = item, .place = CUSTODY_VAULT));
    ask(b, open_items());
    then_answer(b, open_items_result(.open = 1, .collected = 1, .missing = 1, .found = 1));
}

static void count_vault__does_not_close_with_an_item_at_a_counter(void **state)
{
    struct bench *b = *state;
    const struct custody_blockers_result *blockers;
    struct item_id item;

    when(b, collect_item(.kind = ITEM_KIND_NOTIFICATION_CARD, .place = CUSTODY_BOOTH, .place_number = 1));
    item = ((const struct collect_item_result *)result_of(b, &collect_item_result_spec))->item_id;
    given(b, custody_closing_began(.date = { TODAY }));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0, .items = 1));
    then(b, vault_counted(.items_out = 1));
    then_result(b, count_vault_result(.agrees = true, .items_out = 1));
    ask(b, custody_blockers());
    blockers = answer_of(b, &custody_blockers_result_spec);
    assert_int_equal(blockers->items.count, 1);
    assert_true(blockers->items.at[0].blocks);
    assert_int_equal(blockers->items.at[0].place, CUSTODY_BOOTH);
    assert_int_equal(blockers->items.at[0].brought_by.v, 12);
    assert_int_equal(blockers->items.at[0].since_us, now(b));
    when(b, move_item(.item_id = item, .place = CUSTODY_WORK_TRAY));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0, .items = 1));
    then_result(b, count_vault_result(.closed = true));
    when(b, move_item(.item_id = item, .place = CUSTODY_VAULT));
    then_refused(b, CUSTODY_CLOSED);
}

/* A count made before the last guest handed something back does not close the day by itself. */
static void count_vault__before_an_item_came_does_not_close_the_day(void **state)
{
    struct bench *b = *state;

    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0));
    collected(b, ITEM_KIND_OLD_CARD);
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then(b, custody_closing_began(.date = { TODAY }));
}

/* A card collected and not yet destroyed was lost at another office (domain 1.8): it stands on the evening's list. */
static void count_vault__does_not_close_while_items_are_not_listed(void **state)
{
    struct bench *b = *state;

    collected(b, ITEM_KIND_OLD_CARD);
    given(b, custody_closing_began(.date = { TODAY }));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0));
    then_result(b, count_vault_result(.unlisted = 1));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0, .items = 1));
    then(b, vault_counted(.counted = 0), inventory_day_part_closed(.date = { TODAY }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(opening__its_cards_are_in_the_tray_and_scanned_into_the_vault),
        inventory_test(opening__rows_with_faults_name_row_and_field),
        inventory_test(delivery__of_another_kind_takes_no_status),
        inventory_test(opening__given_up_leaves_nothing_in_the_tray),
        inventory_test(pull_list__follows_a_moved_booking),
        inventory_test(pull_list__follows_a_booking_that_needs_a_card_or_not),
        inventory_test(cards_of_visit__are_the_booked_one_and_those_taken_out_for_it),
        inventory_test(items__are_destroyed_by_two_persons_and_kept_in_the_ledger),
        inventory_test(destroy_items__refused),
        inventory_test(hand_over_notice__only_a_number_notice_and_once),
        inventory_test(item__moves_and_every_place_stands_in_its_history),
        inventory_test(item__missing_and_found_stay_in_the_ledger),
        inventory_test(count_vault__does_not_close_with_an_item_at_a_counter),
        inventory_test(count_vault__before_an_item_came_does_not_close_the_day),
        inventory_test(count_vault__does_not_close_while_items_are_not_listed),
    };

    return cmocka_run_group_tests_name("inventory opening", tests, NULL, NULL);
}
