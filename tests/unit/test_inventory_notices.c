/* A card that waits: its notice comes back, goes out again, its holder is reminded; it is stopped and
 * let go on; what its history and the lists tell. */
#include "inventory_fixture.h"

#include "engine/internal.h"

#define TAG "123456789012345678"
#define CLAIM { (const uint8_t *)TAG, 18 }

/* Card 101 in slot A-01-001, its notice posted on 1 February with deadline 2 May 2027. */
static void given_notified(struct bench *b)
{
    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, notice_posted(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { 20270502 }, .claim_tag = CLAIM, .at_us = now(b), .by = { 12 }));
}

static void status_is(struct bench *b, uint64_t card, enum card_state status)
{
    ask(b, card_status(.card_id = { card }));
    then_answer(b, card_status_result(.card = { .card_id = { card }, .status = status }));
}

static void lose_key(struct bench *b, uint64_t n)
{
    assert_int_equal(key_erase(bench_engine(b)->keys, n), OK);
}

/* ---- return_notice -------------------------------------------------------------------------- */

static void return_notice__notes_what_the_post_says(void **state)                 /* covers §5(1) */
{
    struct bench *b = *state;

    given_notified(b);
    at(b, 20270210, 600);
    when(b, return_notice(.card_id = { 101 }, .returned_on = { 20270209 }, .reason = RETURN_REASON_ABSENT));
    then(b, notice_returned(.card_id = { 101 }, .returned_on = { 20270209 }, .reason = RETURN_REASON_ABSENT, .at_us = now(b), .by = { 12 }));
    status_is(b, 101, CARD_STATE_RETURNED);
}

static void return_notice__of_a_reminder_too(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, notice_reminded(.card_id = { 101 }, .reminded_on = { TODAY }, .deadline = { 20270502 }, .way = REMINDER_WAY_POST));
    when(b, return_notice(.card_id = { 101 }, .returned_on = { TODAY }, .reason = RETURN_REASON_MOVED_AWAY));
    status_is(b, 101, CARD_STATE_RETURNED);
}

static void return_notice__refused(void **state)
{
    struct bench *b = *state;

    when(b, return_notice(.card_id = { 101 }, .returned_on = { TODAY }, .reason = RETURN_REASON_ABSENT));
    then_refused(b, NO_SUCH_CARD);
    given_notified(b);
    when(b, return_notice(.card_id = { 102 }, .returned_on = { TODAY }, .reason = RETURN_REASON_ABSENT));
    then_refused(b, WRONG_STATE);
    when(b, return_notice(.card_id = { 101 }, .returned_on = { 20270202 }, .reason = RETURN_REASON_ABSENT));
    then_refused(b, DATE_IN_FUTURE);
    when(b, return_notice(.card_id = { 101 }, .returned_on = { 20270131 }, .reason = RETURN_REASON_ABSENT));
    then_refused(b, DATE_BEFORE_POSTING);
    given_custody_closed(b, 1, 2);
    when(b, return_notice(.card_id = { 101 }, .returned_on = { TODAY }, .reason = RETURN_REASON_ABSENT));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- repost_notice, remind ------------------------------------------------------------------- */

static void given_returned(struct bench *b)
{
    given_notified(b);
    given(b, notice_returned(.card_id = { 101 }, .returned_on = { TODAY }, .reason = RETURN_REASON_UNKNOWN_ADDRESS));
}

static void repost_notice__names_who_checked_the_address(void **state)            /* covers §5(1) */
{
    struct bench *b = *state;

    given_returned(b);
    at(b, 20270301, 600);
    when(b, repost_notice(.card_id = { 101 }, .posted_on = { 20270301 }, .checked_by = T("市　花子")));
    then(b, notice_reposted(.card_id = { 101 }, .posted_on = { 20270301 }, .deadline = { 20270530 }, .checked_by = T("市　花子")));
    then_result(b, repost_notice_result(.deadline = { 20270530 }));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_NOTIFIED, .posted_on = { 20270301 }, .first_posted_on = { TODAY } }));
}

static void repost_notice__refused(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    when(b, repost_notice(.card_id = { 101 }, .posted_on = { TODAY }, .checked_by = T("市　花子")));
    then_refused(b, WRONG_STATE);
    given(b, notice_returned(.card_id = { 101 }, .returned_on = { TODAY }, .reason = RETURN_REASON_REFUSED));
    when(b, repost_notice(.card_id = { 101 }, .posted_on = { 20270202 }, .checked_by = T("市　花子")));
    then_refused(b, POSTED_IN_FUTURE);
    when(b, repost_notice(.card_id = { 101 }, .posted_on = { 20270131 }, .checked_by = T("市　花子")));
    then_refused(b, DATE_BEFORE_POSTING);
    when(b, repost_notice(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { TODAY }, .checked_by = T("市　花子")));
    then_refused(b, DEADLINE_TOO_EARLY);
    lose_key(b, 1);
    when(b, repost_notice(.card_id = { 101 }, .posted_on = { TODAY }, .checked_by = T("市　花子")));
    then_refused(b, PERSON_FORGOTTEN);
}

static void remind__gives_a_new_deadline(void **state)                            /* covers §5(1) */
{
    struct bench *b = *state;

    given_notified(b);
    at(b, 20270503, 600);
    when(b, remind(.card_id = { 101 }, .reminded_on = { 20270503 }, .way = REMINDER_WAY_PHONE));
    then(b, notice_reminded(.card_id = { 101 }, .reminded_on = { 20270503 }, .deadline = { 20270801 }, .way = REMINDER_WAY_PHONE, .by = { 12 }));
    then_result(b, remind_result(.deadline = { 20270801 }));
    at(b, 20270601, 600);
    when(b, remind(.card_id = { 101 }, .reminded_on = { 20270601 }, .deadline = { 20270701 }, .way = REMINDER_WAY_POST));
    then(b, notice_reminded(.deadline = { 20270701 }));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_REMINDED, .reminded_on = { 20270601 }, .deadline = { 20270701 }, .posted_on = { TODAY } }));
}

static void remind__refused(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    when(b, remind(.card_id = { 102 }, .reminded_on = { TODAY }, .way = REMINDER_WAY_POST));
    then_refused(b, WRONG_STATE);
    when(b, remind(.card_id = { 101 }, .reminded_on = { 20270202 }, .way = REMINDER_WAY_POST));
    then_refused(b, DATE_IN_FUTURE);
    when(b, remind(.card_id = { 101 }, .reminded_on = { 20270131 }, .way = REMINDER_WAY_POST));
    then_refused(b, DATE_BEFORE_POSTING);
    when(b, remind(.card_id = { 101 }, .reminded_on = { TODAY }, .deadline = { TODAY }, .way = REMINDER_WAY_POST));
    then_refused(b, DEADLINE_TOO_EARLY);
}

/* ---- hold_card, release_card ------------------------------------------------------------------ */

static void hold_card__stops_the_card_and_its_claim(void **state)                 /* covers §5(2) */
{
    struct bench *b = *state;

    given_notified(b);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_MOVED_OUT));
    then(b, card_held(.card_id = { 101 }, .reason = HOLD_REASON_MOVED_OUT, .at_us = now(b), .by = { 12 }), claim_withdrawn(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_ON_HOLD);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.on_hold = 1, .in_hand = 2));
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, release_card(.card_id = { 101 }, .note = T("転出は取りやめ")));
    then(b, card_released(.card_id = { 101 }, .note = T("転出は取りやめ"), .by = { 13 }),
         claim_restored(.card_id = { 101 }, .claim_tag = CLAIM));
    status_is(b, 101, CARD_STATE_NOTIFIED);
    ask(b, vault_book());
    assert_int_equal(((const struct vault_book_result *)answer_of(b, &vault_book_result_spec))->on_hold, 0);
}

static void hold_card__nothing_is_posted_for_it(void **state)                     /* covers §5(1) */
{
    static const enum hold_reason reasons[] = { HOLD_REASON_DIED, HOLD_REASON_MOVED_OUT, HOLD_REASON_PROTECTED, HOLD_REASON_CITY_ORDER };
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    for (size_t i = 0; i < 4; i++) {
        as(b, 12, ROLE_OPERATOR);
        when(b, hold_card(.card_id = { 101 }, .reason = reasons[i]));
        then(b, card_held(.reason = reasons[i]));
        when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }));
        then_refused(b, WRONG_STATE);
        when(b, remind(.card_id = { 101 }, .reminded_on = { TODAY }, .way = REMINDER_WAY_POST));
        then_refused(b, WRONG_STATE);
        when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
        then_refused(b, WRONG_STATE);
        as(b, 13, ROLE_CITY);
        when(b, release_card(.card_id = { 101 }, .note = T("確認済み")));
        then(b, card_released(.card_id = { 101 }));
    }
}

static void hold_card__before_the_inspection_goes_on_after_it(void **state)
{
    struct bench *b = *state;

    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 2),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { staged_rows, 2 }),
          delivery_arrived(.delivery_id = { 50 }, .card_count = 2, .arrived_on = { TODAY }));
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_DAMAGED));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 50 }, .counted = 2));
    status_is(b, 101, CARD_STATE_ON_HOLD);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, release_card(.card_id = { 101 }, .note = T("傷なし")));
    status_is(b, 101, CARD_STATE_INSPECTED);
}

static void hold_card__at_the_counter_is_scanned_back(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_at_counter(b, 101, 900);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_PHOTO_UNFIT));
    when(b, issue_card(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .notice_number = T("DNX280268"),
                       .tracking_number = T("R09-000101")));
    then_refused(b, WRONG_STATE);
    when(b, check_in_card(.card_id = { 101 }, .slot = T("A-01-002"), .reason = CHECK_IN_REASON_CANCELLED));
    then(b, card_checked_in(.card_id = { 101 }, .slot = T("A-01-002")));
    status_is(b, 101, CARD_STATE_ON_HOLD);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, release_card(.card_id = { 101 }, .note = T("写真を確認")));
    status_is(b, 101, CARD_STATE_PRESET);
}

static void hold_card__laid_out_keeps_its_guest(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 700 }));
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_CITY_ORDER));
    followed(b, guest_checked_in(.reservation_id = { 700 }, .ticket_id = { 900 }));
    then(b, card_visitor_arrived(.card_id = { 101 }, .ticket_id = { 900 }));
}

static void hold_card__refused(void **state)
{
    struct bench *b = *state;

    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_DIED));
    then_refused(b, NO_SUCH_CARD);
    given_notified(b);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_OTHER));
    then_refused_at(b, NOTE_NEEDED, "note");
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_DIED));
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_EXPIRED));
    then_refused(b, WRONG_STATE);
    lose_key(b, 2);
    when(b, hold_card(.card_id = { 102 }, .reason = HOLD_REASON_OTHER, .note = T("箱が濡れている")));
    then_refused(b, PERSON_FORGOTTEN);
    when(b, hold_card(.card_id = { 102 }, .reason = HOLD_REASON_DAMAGED));
    then(b, card_held(.card_id = { 102 }));
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, release_card(.card_id = { 102 }, .note = T("乾いた")));
    then_refused(b, PERSON_FORGOTTEN);
}

static void explain_card__refused_for_a_forgotten_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    lose_key(b, 1);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, explain_card(.card_id = { 101 }, .note = T("市職員が確認中")));
    then_refused(b, PERSON_FORGOTTEN);
}

static void release_card__is_not_the_operators(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_DIED));
    when(b, release_card(.card_id = { 101 }, .note = T("確認済み")));
    then_not_taken(b, NOT_PERMITTED);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, release_card(.card_id = { 102 }, .note = T("確認済み")));
    then_refused(b, WRONG_STATE);
}

static void show_card__shows_why_a_card_is_stopped(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_OTHER, .note = T("親族から電話あり")));
    purpose(b, "inquiry");
    when(b, show_card(.card_id = { 101 }));
    then_shown(b, show_card_shown(.hold_note = T("親族から電話あり")));
}

static void held_cards__are_listed_longest_first(void **state)
{
    struct bench *b = *state;
    const struct held_cards_result *held;
    uint64_t first;

    given_notified(b);
    when(b, hold_card(.card_id = { 102 }, .reason = HOLD_REASON_CHIP_FAULT));
    first = now(b);
    pass(b, US_PER_HOUR);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_DIED));
    ask(b, held_cards());
    held = answer_of(b, &held_cards_result_spec);
    assert_int_equal(held->cards.count, 2);
    assert_int_equal(held->cards.at[0].card.card_id.v, 102);
    assert_int_equal(held->cards.at[0].reason, HOLD_REASON_CHIP_FAULT);
    assert_int_equal(held->cards.at[0].held_at_us, first);
    assert_int_equal(held->cards.at[1].card.card_id.v, 101);
    ask(b, held_cards(.after_us = first, .after_card = { 102 }));
    assert_int_equal(((const struct held_cards_result *)answer_of(b, &held_cards_result_spec))->cards.count, 1);
}

/* ---- What the days ask for, and the history ----------------------------------------------------- */

static uint32_t reminders(struct bench *b, uint32_t day)
{
    at(b, day, 600);
    ask(b, reminders_due());
    return ((const struct reminders_due_result *)answer_of(b, &reminders_due_result_spec))->cards.count;
}

static void reminders_due__from_the_day_after_90_days(void **state)               /* covers §5(1) */
{
    struct bench *b = *state;

    given_notified(b);
    assert_int_equal(reminders(b, 20270502), 0);
    assert_int_equal(reminders(b, 20270503), 1);
    assert_int_equal(((const struct reminders_due_result *)answer_of(b, &reminders_due_result_spec))->cards.at[0].due_on.v, 20270503);
    when(b, remind(.card_id = { 101 }, .reminded_on = { 20270503 }, .way = REMINDER_WAY_POST));
    assert_int_equal(reminders(b, 20270504), 0);
}

static void is_line(const struct card_history_line *line, enum card_step what, uint64_t by, uint64_t second_person, enum custody custody, const char *slot)
{
    assert_int_equal(line->what, what);
    assert_int_equal(line->by.v, by);
    assert_int_equal(line->second.v, second_person);
    assert_int_equal(line->custody, custody);
    assert_true(text_equal(line->slot, text_of(slot)));
}

/* The way of a card from its delivery to the counter and back, told with times and persons. */
static void card_history__tells_every_step_with_time_person_and_place(void **state)      /* covers §11 */
{
    struct bench *b = *state;
    const struct card_history_result *history;
    uint64_t inspected_at;

    when(b, begin_delivery(.delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 2));
    given(b, delivery_rows_staged(.delivery_id = { 1 | UINT64_C(1) << 48 }, .rows = { staged_rows, 2 }));
    when(b, commit_delivery(.delivery_id = { 1 | UINT64_C(1) << 48 }));
    pass(b, US_PER_HOUR);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = { 1 | UINT64_C(1) << 48 }, .counted = 2));
    inspected_at = now(b);
    pass(b, US_PER_HOUR);
    as(b, 14, ROLE_OPERATOR);
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 2, .expires_on = { 20360627 }));
    when(b, store_card(.card_id = { 101 }, .slot = T("A-01-001")));
    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }));
    as(b, 12, ROLE_OPERATOR);
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_BOOTH, .place_number = 2, .ticket_id = { 900 }));
    ask(b, card_history(.card_id = { 101 }));
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.count, 6);
    is_line(&history->lines.at[0], CARD_STEP_ARRIVED, 12, 0, CUSTODY_DELIVERY_BOX, "");
    is_line(&history->lines.at[1], CARD_STEP_INSPECTED, 12, 13, CUSTODY_DELIVERY_BOX, "");
    assert_int_equal(history->lines.at[1].at_us, inspected_at);
    assert_int_equal(history->lines.at[1].status, CARD_STATE_INSPECTED);
    is_line(&history->lines.at[2], CARD_STEP_PRESET, 14, 0, CUSTODY_WORK_TRAY, "");
    is_line(&history->lines.at[3], CARD_STEP_STORED, 14, 0, CUSTODY_VAULT, "A-01-001");
    is_line(&history->lines.at[4], CARD_STEP_POSTED, 14, 0, CUSTODY_VAULT, "A-01-001");
    is_line(&history->lines.at[5], CARD_STEP_CHECKED_OUT, 12, 0, CUSTODY_BOOTH, "");
    assert_int_equal(history->lines.at[5].place_number, 2);
    assert_int_equal(history->next_after_step, 0);
    ask(b, card_history(.card_id = { 101 }, .after_step = 2));
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.count, 2);
    assert_int_equal(history->lines.at[0].what, CARD_STEP_POSTED);
}

static void card_history__comes_in_pages_of_a_hundred(void **state)
{
    struct bench *b = *state;
    const struct card_history_result *history;

    given_notified(b);
    for (int i = 0; i < 60; i++) {
        given(b, card_held(.card_id = { 101 }, .reason = HOLD_REASON_CITY_ORDER, .at_us = now(b)));
        given(b, card_released(.card_id = { 101 }, .note = T("確認済み"), .at_us = now(b)));
    }
    ask(b, card_history(.card_id = { 101 }));
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.count, 102);                  /* with arrival and inspection */
    assert_int_equal(history->next_after_step, 100);
    ask(b, card_history(.card_id = { 101 }, .after_step = 100));
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.count, 23);                   /* 3 + 120 steps in all */
    assert_int_equal(history->lines.at[0].step, 101);
    ask(b, card_history(.card_id = { 103 }));
    then_no_answer(b, NO_SUCH_CARD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(return_notice__notes_what_the_post_says),
        inventory_test(return_notice__of_a_reminder_too),
        inventory_test(return_notice__refused),
        inventory_test(repost_notice__names_who_checked_the_address),
        inventory_test(repost_notice__refused),
        inventory_test(remind__gives_a_new_deadline),
        inventory_test(remind__refused),
        inventory_test(hold_card__stops_the_card_and_its_claim),
        inventory_test(hold_card__nothing_is_posted_for_it),
        inventory_test(hold_card__before_the_inspection_goes_on_after_it),
        inventory_test(hold_card__at_the_counter_is_scanned_back),
        inventory_test(hold_card__laid_out_keeps_its_guest),
        inventory_test(hold_card__refused),
        inventory_test(explain_card__refused_for_a_forgotten_person),
        inventory_test(release_card__is_not_the_operators),
        inventory_test(show_card__shows_why_a_card_is_stopped),
        inventory_test(held_cards__are_listed_longest_first),
        inventory_test(reminders_due__from_the_day_after_90_days),
        inventory_test(card_history__tells_every_step_with_time_person_and_place),
        inventory_test(card_history__comes_in_pages_of_a_hundred),
    };

    return cmocka_run_group_tests_name("inventory notices and holds", tests, NULL, NULL);
}
