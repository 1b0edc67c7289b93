/* Ways out and the one way back: a card goes by mail where the city has chosen that, and an issue that was a mistake is
 * corrected, with a second person and the city's approval (domain 1.7; rules 4). What was seen at the issue stands in its event. */
#include "inventory_fixture.h"

#include "gen/engine_build.h"

#define CLAIM { (const uint8_t *)"123456789012345678", 18 }

static void status_is(struct bench *b, uint64_t card, enum card_state status, enum custody custody)
{
    ask(b, card_status(.card_id = { card }));
    then_answer(b, card_status_result(.card = { .card_id = { card }, .status = status, .custody = custody }));
}

/* Card 101 in the vault, its notice posted. */
static void given_notified(struct bench *b)
{
    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, notice_posted(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { 20270502 }, .claim_tag = CLAIM));
}

/* ---- Mailing -------------------------------------------------------------------------------- */

static void mail_card__off_unless_the_configuration_says_so(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, mail_card(.card_id = { 101 }, .post_number = T("123-45-67890-1")));
    then_refused(b, MAILING_OFF);
}

static struct bench *mailing_bench(void)
{
    static struct inventory_config with;
    struct bench *b;

    with = config;
    with.mailing = true;
    b = bench_new(&inventory_service, &with);
    as(b, 12, ROLE_OPERATOR);
    return b;
}

static void mail_card__is_gone_for_good_and_in_the_book(void **state)
{
    struct bench *b = mailing_bench();

    (void)state;
    given_notified(b);
    when(b, mail_card(.card_id = { 101 }, .post_number = T("123-45-67890-1")));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, mail_card(.card_id = { 102 }, .post_number = T("123-45-67890-1")));
    then_refused(b, WRONG_STATE);                      /* only inspected */
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, mail_card(.card_id = { 101 }, .post_number = T("123-45-67890-1")));
    then(b, card_mailed(.card_id = { 101 }, .post_number = T("123-45-67890-1"), .by = { 12 }, .second = { 13 }), claim_withdrawn(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_MAILED, CUSTODY_POST);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 1, .mailed = 1));
    ask(b, deliveries());
    assert_int_equal(((const struct deliveries_result *)answer_of(b, &deliveries_result_spec))->deliveries.at[0].in_hand, 1);
    assert_int_equal(((const struct deliveries_result *)answer_of(b, &deliveries_result_spec))->deliveries.at[0].mailed, 1);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_DIED));
    then_refused(b, WRONG_STATE);                      /* a terminal status */
    bench_drop(&b);
}

static void mail_card__not_one_that_lies_out_or_has_expired(void **state)
{
    struct bench *b = mailing_bench();

    (void)state;
    given_cards(b, 4);
    given_at_counter(b, 101, 900);
    given_in_vault(b, 104, TEXT("A-01-004"));          /* its expiry is 31 January */
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, mail_card(.card_id = { 101 }, .post_number = T("1")));
    then_refused(b, WRONG_STATE);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, mail_card(.card_id = { 104 }, .post_number = T("1")));
    then_refused(b, CARD_EXPIRED);
    bench_drop(&b);
}

/* ---- A mistaken issue ----------------------------------------------------------------------- */

static void given_issued(struct bench *b)
{
    given_notified(b);
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }),
          card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_REISSUE,
                      .at_us = tokyo_us((struct date){ TODAY }, 600), .by = { 12 }));
}

/* With the city's paper of that day, else as its login says. */
static struct built correction(uint32_t approved_on, bool on_paper)
{
    static struct correct_issue body;

    body = (struct correct_issue){ .card_id = { 101 }, .reason = ISSUE_MISTAKE_WRONG_CARD, .note = T("同姓の方のカードを記録した") };
    if (on_paper) {
        body.paper = (struct paper_approval){ .number = T("R09-C-3"), .date = { approved_on }, .post = T("市民窓口課長"), .count = 1 };
    } else {
        body.approval_number = (struct text)T("R09-C-3");
        body.approved_on = (struct date){ approved_on };
    }
    return build_command("inventory", "correct_issue", &correct_issue_spec, &body);
}

static void correct_issue__brings_the_card_back_and_the_book_stays_whole(void **state)
{
    struct bench *b = *state;
    const struct card_history_result *history;

    given_issued(b);
    at(b, 20270203, 600);
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 30, ROLE_CITY);
    when(b, correction(20270203, false));
    then(b, issue_corrected(.card_id = { 101 }, .for_date = { TODAY }, .reason = ISSUE_MISTAKE_WRONG_CARD, .note = T("同姓の方のカードを記録した"),
                            .approval_number = T("R09-C-3"), .approved_on = { 20270203 }, .by = { 13 }, .second = { 30 }),
         claim_restored(.card_id = { 101 }, .claim_tag = CLAIM));
    status_is(b, 101, CARD_STATE_NOTIFIED, CUSTODY_WORK_TRAY);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 2, .in_tray = 1));
    assert_int_equal(((const struct vault_book_result *)answer_of(b, &vault_book_result_spec))->issued, 0);
    ask(b, card_history(.card_id = { 101 }));
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.at[history->lines.count - 2].what, CARD_STEP_ISSUED);          /* it stays */
    assert_int_equal(history->lines.at[history->lines.count - 1].what, CARD_STEP_CORRECTED);
    assert_true(text_is(history->lines.at[history->lines.count - 1].reference, "R09-C-3"));
    bench_rebuild(b);
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("DNX280268")));           /* it is searched for again */
    assert_non_null(result_of(b, &find_card_result_spec));
    when(b, store_card(.card_id = { 101 }, .slot = T("A-01-001")));
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 901 }));
    then(b, card_checked_out(.card_id = { 101 }));
}

static void correct_issue__keeps_the_days_of_a_reminded_card(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, notice_reminded(.card_id = { 101 }, .reminded_on = { TODAY }, .deadline = { 20270502 }, .way = REMINDER_WAY_POST, .at_us = now(b)),
          card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    when(b, issue_card(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .notice_number = T("DNX280268"),
                       .tracking_number = T("R09-000101")));
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 12, ROLE_OPERATOR);
    when(b, correction(TODAY, true));
    then(b, engine_decided_on_paper(.command = T("correct_issue")), issue_corrected(.card_id = { 101 }, .approval_number = T("R09-C-3"), .from_paper = true),
         claim_restored(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_REMINDED, CUSTODY_WORK_TRAY);
    at(b, 20280202, 600);
    ask(b, disposal_candidates());                     /* 365 days after the first notice, on the day after */
    assert_int_equal(((const struct disposal_candidates_result *)answer_of(b, &disposal_candidates_result_spec))->cards.count, 1);
}

static void correct_issue__after_a_closed_count_asks_for_another(void **state)
{
    struct bench *b = *state;

    given_issued(b);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, count_vault(.counted = 0, .in_box = 1));
    then_result(b, count_vault_result(.agrees = true));
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 30, ROLE_CITY);
    when(b, correction(TODAY, false));
    followed(b, day_closing(.date = { TODAY }, .at_us = now(b)));
    then(b, custody_closing_began(.date = { TODAY }));
    second(b, 12, ROLE_OPERATOR);
    when(b, count_vault(.counted = 0, .in_box = 1));
    then_result(b, count_vault_result(.agrees = true, .unlisted = 1));
    second(b, 12, ROLE_OPERATOR);
    when(b, count_vault(.counted = 0, .in_box = 1, .in_tray = 1));
    then_result(b, count_vault_result(.closed = true));
}

static void correct_issue__refused(void **state)
{
    struct bench *b = *state;

    given_issued(b);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, correction(TODAY, true));
    then_not_taken(b, NOT_PERMITTED);                  /* an operator */
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, correction(TODAY, true));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 12, ROLE_OPERATOR);
    when(b, correction(TODAY, false));
    then_not_taken(b, PAPER_NEEDED);
    second(b, 12, ROLE_OPERATOR);
    when(b, correction(20270202, true));
    then_refused_at(b, PAPER_IN_FUTURE, "paper.date");
    second(b, 30, ROLE_CITY);
    when(b, correction(20270202, false));
    then_refused(b, DATE_IN_FUTURE);
    second(b, 12, ROLE_OPERATOR);
    when(b, correction(20270131, true));
    then_refused(b, DATE_BEFORE_ISSUE);
    second(b, 30, ROLE_CITY);
    when(b, correct_issue(.card_id = { 102 }, .reason = ISSUE_MISTAKE_OTHER, .note = T("誤り"), .approval_number = T("1"), .approved_on = { TODAY }));
    then_refused(b, WRONG_STATE);
    second(b, 30, ROLE_CITY);
    when(b, correct_issue(.card_id = { 999 }, .reason = ISSUE_MISTAKE_OTHER, .note = T("誤り"), .approval_number = T("1"), .approved_on = { TODAY }));
    then_refused(b, NO_SUCH_CARD);
    at(b, 20270304, 600);                              /* 31 days after the issue; 30 are allowed */
    second(b, 12, ROLE_OPERATOR);
    when(b, correction(TODAY, true));
    then_refused(b, CORRECTION_TOO_LATE);
    at(b, 20270303, 600);
}

static void correct_issue__is_possible_up_to_its_last_day(void **state)
{
    struct bench *b = *state;

    given_issued(b);
    at(b, 20270303, 1000);
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 12, ROLE_OPERATOR);
    when(b, correction(TODAY, true));
    then(b, engine_decided_on_paper(), issue_corrected(.card_id = { 101 }, .for_date = { TODAY }), claim_restored(.card_id = { 101 }));
}

/* ---- What was seen at an issue -------------------------------------------------------------- */

static void issue_card__notes_how_many_documents_were_seen_and_who_compared_the_face(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    when(b, issue_card(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .notice_number = T("DNX280268"),
                       .tracking_number = T("R09-000101"), .id_class_b = 2, .face_check = FACE_CHECK_DECIDED_BY_CITY));
    then(b, card_issued(.card_id = { 101 }, .id_class_b = 2, .face_check = FACE_CHECK_DECIDED_BY_CITY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(mail_card__off_unless_the_configuration_says_so),
        cmocka_unit_test(mail_card__is_gone_for_good_and_in_the_book),
        cmocka_unit_test(mail_card__not_one_that_lies_out_or_has_expired),
        inventory_test(correct_issue__brings_the_card_back_and_the_book_stays_whole),
        inventory_test(correct_issue__keeps_the_days_of_a_reminded_card),
        inventory_test(correct_issue__after_a_closed_count_asks_for_another),
        inventory_test(correct_issue__refused),
        inventory_test(correct_issue__is_possible_up_to_its_last_day),
        inventory_test(issue_card__notes_how_many_documents_were_seen_and_who_compared_the_face),
    };

    return cmocka_run_group_tests_name("inventory endings", tests, NULL, NULL);
}
