/* From the disposal list to the shredder: who may do what, the city's approval by login and from
 * paper, two persons, the same day, all or none. */
#include "inventory_fixture.h"

#include "gen/engine_build.h"

static const struct card_id one[] = { { 101 } }, both[] = { { 101 }, { 102 } }, twice[] = { { 101 }, { 101 } }, with_unknown[] = { { 101 }, { 999 } };
#define CARDS(list) { (list), sizeof(list) / sizeof *(list) }
#define CLAIM { (const uint8_t *)"123456789012345678", 18 }

/* Cards 101 and 102 in the vault, their notices posted on 1 February 2027. */
static void given_waiting(struct bench *b)
{
    given_cards(b, 3);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    given(b, notice_posted(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { 20270502 }, .claim_tag = CLAIM),
          notice_posted(.card_id = { 102 }, .posted_on = { TODAY }, .deadline = { 20270502 }, .claim_tag = CLAIM));
    as(b, 13, ROLE_SITE_MANAGER);
}

static void given_listed(struct bench *b)
{
    given_waiting(b);
    given(b, disposal_proposed(.card_id = { 101 }, .reason = DISPOSAL_REASON_MOVED_OUT, .date = { TODAY }),
          disposal_proposed(.card_id = { 102 }, .reason = DISPOSAL_REASON_DIED, .date = { TODAY }));
}

static void given_approved(struct bench *b)
{
    given_listed(b);
    given(b, disposal_approved(.card_id = { 101 }, .approval_number = T("R09-7"), .approved_on = { TODAY }),
          disposal_approved(.card_id = { 102 }, .approval_number = T("R09-7"), .approved_on = { TODAY }));
    as(b, 12, ROLE_OPERATOR);
}

static void status_is(struct bench *b, uint64_t card, enum card_state status)
{
    ask(b, card_status(.card_id = { card }));
    then_answer(b, card_status_result(.card = { .card_id = { card }, .status = status }));
}

static uint32_t candidates(struct bench *b, uint32_t day)
{
    at(b, day, 600);
    ask(b, disposal_candidates());
    return ((const struct disposal_candidates_result *)answer_of(b, &disposal_candidates_result_spec))->cards.count;
}

/* ---- The list ------------------------------------------------------------------------------- */

static void candidates__by_the_days_and_never_by_themselves(void **state)         /* covers §5(1) */
{
    struct bench *b = *state;

    given_waiting(b);
    given(b, notice_reminded(.card_id = { 101 }, .reminded_on = { 20271201 }, .deadline = { 20280229 }, .way = REMINDER_WAY_POST),
          notice_returned(.card_id = { 102 }, .returned_on = { 20270210 }, .reason = RETURN_REASON_UNKNOWN_ADDRESS));
    assert_int_equal(candidates(b, 20280201), 0);
    assert_int_equal(candidates(b, 20280202), 1);      /* 102: 365 days after its notice */
    assert_int_equal(candidates(b, 20280229), 1);
    assert_int_equal(candidates(b, 20280301), 2);      /* 101: 90 days after its reminder */
    pass(b, 30 * US_PER_DAY);
    status_is(b, 101, CARD_STATE_REMINDED);
    status_is(b, 102, CARD_STATE_RETURNED);
}

static void propose_disposal__as_unclaimed_only_when_the_days_have_passed(void **state)
{
    struct bench *b = *state;

    given_waiting(b);
    given(b, notice_reminded(.card_id = { 101 }, .reminded_on = { 20271201 }, .deadline = { 20280229 }, .way = REMINDER_WAY_POST));
    at(b, 20280229, 600);
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_UNCLAIMED));
    then_refused(b, NOT_DUE_YET);
    at(b, 20280301, 600);
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_UNCLAIMED));
    then(b, disposal_proposed(.card_id = { 101 }, .reason = DISPOSAL_REASON_UNCLAIMED, .date = { 20280301 }, .by_rule = true, .by = { 13 }),
         claim_withdrawn(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_DISPOSAL_CANDIDATE);
    assert_int_equal(candidates(b, 20280302), 0);
}

static void propose_disposal__with_a_reason_of_the_site_manager(void **state)
{
    struct bench *b = *state;

    given_waiting(b);
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_DEFECT_REMAKE, .replaced_by = { 103 }));
    then(b, disposal_proposed(.reason = DISPOSAL_REASON_DEFECT_REMAKE, .replaced_by = { 103 }), claim_withdrawn(.card_id = { 101 }));
    when(b, propose_disposal(.card_id = { 102 }, .reason = DISPOSAL_REASON_OTHER, .note = T("市の指示書のとおり")));
    then(b, disposal_proposed(.card_id = { 102 }, .note = T("市の指示書のとおり")), claim_withdrawn(.card_id = { 102 }));
}

static void propose_disposal__refused(void **state)
{
    struct bench *b = *state;

    given_waiting(b);
    when(b, propose_disposal(.card_id = { 999 }, .reason = DISPOSAL_REASON_DIED));
    then_refused(b, NO_SUCH_CARD);
    when(b, propose_disposal(.card_id = { 103 }, .reason = DISPOSAL_REASON_DIED));
    then_refused(b, WRONG_STATE);                      /* only inspected */
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_DEFECT_REMAKE));
    then_refused(b, REPLACEMENT_NOT_NAMED);
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_DEFECT_REMAKE, .replaced_by = { 101 }));
    then_refused_at(b, NO_SUCH_CARD, "replaced_by");
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_OTHER));
    then_refused(b, NOTE_NEEDED);
    as(b, 0, ROLE_SYSTEM);
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_MOVED_OUT));
    then_refused(b, NOT_DUE_YET);                      /* a program proposes by the rule only */
    as(b, 12, ROLE_OPERATOR);
    when(b, propose_disposal(.card_id = { 101 }, .reason = DISPOSAL_REASON_DIED));
    then_not_taken(b, NOT_PERMITTED);
}

static void withdraw_disposal__when_the_holder_has_come_forward(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    when(b, withdraw_disposal(.card_id = { 101 }, .note = T("本人から連絡")));
    then(b, disposal_withdrawn(.card_id = { 101 }, .note = T("本人から連絡")), claim_restored(.card_id = { 101 }, .claim_tag = CLAIM));
    status_is(b, 101, CARD_STATE_NOTIFIED);
    when(b, withdraw_disposal(.card_id = { 101 }, .note = T("本人から連絡")));
    then_refused(b, WRONG_STATE);
}

/* ---- The city's approval ---------------------------------------------------------------------- */

static void approve_disposal__by_the_citys_login(void **state)                    /* covers §5(1) */
{
    struct bench *b = *state;

    given_listed(b);
    as(b, 30, ROLE_CITY);
    when(b, approve_disposal(.cards = CARDS(both), .approval_number = T("R09-7"), .approved_on = { TODAY }));
    then(b, disposal_approved(.card_id = { 101 }, .approval_number = T("R09-7"), .by = { 30 }), disposal_approved(.card_id = { 102 }));
    status_is(b, 102, CARD_STATE_DISPOSAL_APPROVED);
}

static void approve_disposal__from_the_citys_paper(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    second(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = { .number = T("R09-7"), .date = { 20270130 }, .post = T("市民窓口課長"), .count = 1 }));
    then(b, engine_decided_on_paper(.command = T("approve_disposal"),
                                    .paper = { .number = T("R09-7"), .date = { 20270130 }, .post = T("市民窓口課長"), .count = 1 }, .by = { 13 }, .confirmed_by = { 12 }),
         disposal_approved(.card_id = { 101 }, .approval_number = T("R09-7"), .approved_on = { 20270130 }, .from_paper = true, .by = { 13 }));
    ask(b, disposal_list());
    then_answer(b, disposal_list_result(.cards = { (const struct disposal_line[]){
        { .card = { .card_id = { 101 } }, .reason = DISPOSAL_REASON_MOVED_OUT, .proposed_on = { TODAY }, .approval_number = T("R09-7"),
          .approved_on = { 20270130 } },
        { .card = { .card_id = { 102 } }, .reason = DISPOSAL_REASON_DIED, .proposed_on = { TODAY } } }, 2 }));
}

static void approve_disposal__by_the_citys_login_beside_the_site_managers(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    second(b, 30, ROLE_CITY);
    when(b, approve_disposal(.cards = CARDS(one), .approval_number = T("R09-7"), .approved_on = { TODAY }));
    then(b, disposal_approved(.card_id = { 101 }, .from_paper = false, .by = { 13 }));
}

static void approve_disposal__all_or_none(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    given(b, disposal_withdrawn(.card_id = { 102 }, .note = T("本人から連絡")));
    as(b, 30, ROLE_CITY);
    when(b, approve_disposal(.cards = CARDS(both), .approval_number = T("R09-7"), .approved_on = { TODAY }));
    then_refused_at(b, WRONG_STATE, "cards[1]");
    status_is(b, 101, CARD_STATE_DISPOSAL_CANDIDATE);
    when(b, approve_disposal(.cards = CARDS(twice), .approval_number = T("R09-7"), .approved_on = { TODAY }));
    then_refused_at(b, CARD_NAMED_TWICE, "cards[1]");
    when(b, approve_disposal(.cards = CARDS(with_unknown), .approval_number = T("R09-7"), .approved_on = { TODAY }));
    then_refused_at(b, NO_SUCH_CARD, "cards[1]");
    when(b, approve_disposal(.approval_number = T("R09-7"), .approved_on = { TODAY }));
    then_refused(b, CARDS_NOT_NAMED);
    when(b, approve_disposal(.cards = CARDS(one), .approval_number = T("R09-7"), .approved_on = { 20270202 }));
    then_refused(b, DATE_IN_FUTURE);
    when(b, approve_disposal(.cards = CARDS(one), .approval_number = T("R09-7")));
    then_refused(b, APPROVAL_NOT_NAMED);
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .approval_number = T("R09-7"), .paper = { .number = T("R09-7"), .date = { TODAY }, .post = T("課長"), .count = 1 }));
    then_refused(b, APPROVAL_NAMED_TWICE);
}

static void withdraw_approval__is_the_citys_alone(void **state)
{
    struct bench *b = *state;

    given_approved(b);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, withdraw_approval(.card_id = { 101 }, .note = T("再調査")));
    then_not_taken(b, PAPER_NEEDED);
    as(b, 30, ROLE_CITY);
    when(b, withdraw_approval(.card_id = { 101 }, .note = T("再調査")));
    then(b, approval_withdrawn(.card_id = { 101 }, .note = T("再調査")));
    status_is(b, 101, CARD_STATE_DISPOSAL_CANDIDATE);
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 12, ROLE_OPERATOR);
    when(b, withdraw_approval(.card_id = { 102 }, .note = T("再調査"), .paper = { .number = T("R09-9"), .date = { TODAY }, .post = T("課長"), .count = 1 }));
    then(b, engine_decided_on_paper(.command = T("withdraw_approval")), approval_withdrawn(.card_id = { 102 }, .approval_number = T("R09-9")));
    ask(b, card_history(.card_id = { 102 }));
    const struct card_history_result *history = answer_of(b, &card_history_result_spec);
    assert_true(text_is(history->lines.at[history->lines.count - 1].reference, "R09-9"));
}

/* ---- Destroying --------------------------------------------------------------------------------- */

static void dispose_cards__by_two_persons_on_the_day_of_taking_out(void **state)  /* covers §5(1) */
{
    struct bench *b = *state;

    given_approved(b);
    when(b, take_for_disposal(.cards = CARDS(both)));
    then(b, card_taken_for_disposal(.card_id = { 101 }, .date = { TODAY }), card_taken_for_disposal(.card_id = { 102 }));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.in_tray = 2, .in_hand = 3));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, dispose_cards(.cards = CARDS(both), .counted = 2, .method = DISPOSAL_METHOD_SHREDDED));
    then(b, card_disposed(.card_id = { 101 }, .reason = DISPOSAL_REASON_MOVED_OUT, .approval_number = T("R09-7"), .method = DISPOSAL_METHOD_SHREDDED,
                          .date = { TODAY }, .by = { 12 }, .second = { 13 }),
         card_disposed(.card_id = { 102 }, .reason = DISPOSAL_REASON_DIED));
    status_is(b, 101, CARD_STATE_DISPOSED);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 3, .in_hand = 1, .disposed = 2));
    ask(b, deliveries());
    assert_int_equal(((const struct deliveries_result *)answer_of(b, &deliveries_result_spec))->deliveries.at[0].disposed, 2);
    purpose(b, "search");
    when(b, find_card(.notice_number = T("DNX280268")));
    then_refused(b, NO_SUCH_CARD);
}

static void dispose_cards__not_a_day_later(void **state)
{
    struct bench *b = *state;

    given_approved(b);
    when(b, take_for_disposal(.cards = CARDS(one)));
    at(b, 20270202, 600);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, dispose_cards(.cards = CARDS(one), .counted = 1, .method = DISPOSAL_METHOD_CHIP_CUT));
    then_refused_at(b, NOT_TAKEN_OUT_TODAY, "cards[0]");
    when(b, take_for_disposal(.cards = CARDS(one)));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, dispose_cards(.cards = CARDS(one), .counted = 1, .method = DISPOSAL_METHOD_CHIP_CUT));
    then(b, card_disposed(.card_id = { 101 }, .date = { 20270202 }));
}

static void dispose_cards__refused(void **state)
{
    struct bench *b = *state;

    given_approved(b);
    when(b, dispose_cards(.cards = CARDS(one), .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 12, ROLE_OPERATOR);
    when(b, dispose_cards(.cards = CARDS(one), .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_not_taken(b, SAME_PERSON);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, dispose_cards(.cards = CARDS(one), .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, NOT_TAKEN_OUT_TODAY, "cards[0]");                   /* still in the vault */
    when(b, take_for_disposal(.cards = CARDS(both)));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, dispose_cards(.cards = CARDS(both), .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused(b, COUNT_DIFFERS);
    when(b, hold_card(.card_id = { 102 }, .reason = HOLD_REASON_CITY_ORDER));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, dispose_cards(.cards = CARDS(both), .counted = 2, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, WRONG_STATE, "cards[1]");
    when(b, store_card(.card_id = { 101 }, .slot = T("A-01-009")));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, dispose_cards(.cards = CARDS(one), .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, NOT_TAKEN_OUT_TODAY, "cards[0]");                   /* put back */
}

static void take_for_disposal__refused(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    when(b, take_for_disposal(.cards = CARDS(one)));
    then_refused_at(b, WRONG_STATE, "cards[0]");
    when(b, take_for_disposal());
    then_refused(b, CARDS_NOT_NAMED);
    given_custody_closed(b, 2, 3);
    when(b, take_for_disposal(.cards = CARDS(one)));
    then_refused(b, CUSTODY_CLOSED);
}

static void take_for_disposal__not_from_the_counter(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    given(b, card_held(.card_id = { 101 }, .reason = HOLD_REASON_DIED, .at_us = now(b)),
          disposal_proposed(.card_id = { 101 }, .reason = DISPOSAL_REASON_DIED, .date = { TODAY }),
          disposal_approved(.card_id = { 101 }, .approval_number = T("R09-7"), .approved_on = { TODAY }));
    when(b, take_for_disposal(.cards = CARDS(one)));
    then_refused_at(b, WRONG_STATE, "cards[0]");
    when(b, check_in_card(.card_id = { 101 }, .slot = T("A-01-001"), .reason = CHECK_IN_REASON_CANCELLED));
    when(b, take_for_disposal(.cards = CARDS(one)));
    then(b, card_taken_for_disposal(.card_id = { 101 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(candidates__by_the_days_and_never_by_themselves),
        inventory_test(propose_disposal__as_unclaimed_only_when_the_days_have_passed),
        inventory_test(propose_disposal__with_a_reason_of_the_site_manager),
        inventory_test(propose_disposal__refused),
        inventory_test(withdraw_disposal__when_the_holder_has_come_forward),
        inventory_test(approve_disposal__by_the_citys_login),
        inventory_test(approve_disposal__from_the_citys_paper),
        inventory_test(approve_disposal__by_the_citys_login_beside_the_site_managers),
        inventory_test(approve_disposal__all_or_none),
        inventory_test(withdraw_approval__is_the_citys_alone),
        inventory_test(dispose_cards__by_two_persons_on_the_day_of_taking_out),
        inventory_test(dispose_cards__not_a_day_later),
        inventory_test(dispose_cards__refused),
        inventory_test(take_for_disposal__refused),
        inventory_test(take_for_disposal__not_from_the_counter),
    };

    return cmocka_run_group_tests_name("inventory disposal", tests, NULL, NULL);
}
