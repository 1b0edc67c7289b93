/* Decisions of the city that stand on paper: who may record them, what of the paper is refused, and that a login of the city
 * and a paper are never mixed up. */
#include "inventory_fixture.h"

#include "gen/engine_build.h"

static const struct card_id both[] = { { 101 }, { 102 } }, one[] = { { 101 } }, other[] = { { 102 } };
#define CARDS(list) { (list), sizeof(list) / sizeof *(list) }
#define PAPER(n) { .number = T("R09-7"), .date = { TODAY }, .post = T("市民窓口課長"), .count = (n) }

static void given_listed(struct bench *b)
{
    given_cards(b, 3);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    given(b, disposal_proposed(.card_id = { 101 }, .reason = DISPOSAL_REASON_MOVED_OUT, .date = { TODAY }),
          disposal_proposed(.card_id = { 102 }, .reason = DISPOSAL_REASON_DIED, .date = { TODAY }));
    as(b, 13, ROLE_SITE_MANAGER);
}

static void with(struct bench *b, uint64_t account, enum role role)
{
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, account, role);
}

static const struct paper_decisions_result *recorded(struct bench *b)
{
    as(b, 30, ROLE_CITY);
    ask(b, paper_decisions());
    return answer_of(b, &paper_decisions_result_spec);
}

/* ---- Told apart ---------------------------------------------------------------------------- */

static void paper__is_listed_with_both_persons_and_a_login_is_not(void **state)          /* covers §8 */
{
    struct bench *b = *state;

    given_listed(b);
    as(b, 30, ROLE_CITY);
    when(b, approve_disposal(.cards = CARDS(one), .approval_number = T("R09-6"), .approved_on = { TODAY }));
    then(b, disposal_approved(.card_id = { 101 }, .from_paper = false, .by = { 30 }));
    assert_int_equal(recorded(b)->decisions.count, 0);
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(other), .paper = PAPER(1)));
    then(b, engine_decided_on_paper(.command = T("approve_disposal"), .paper = PAPER(1), .by = { 13 }, .confirmed_by = { 12 }),
         disposal_approved(.card_id = { 102 }, .from_paper = true, .by = { 13 }));
    (void)recorded(b);
    then_answer(b, paper_decisions_result(.decisions = { (const struct paper_decision[]){
        { .command = T("approve_disposal"), .paper = PAPER(1), .by = { 13 }, .confirmed_by = { 12 }, .at_us = now(b) } }, 1 }));
    bench_rebuild(b);
    assert_int_equal(recorded(b)->decisions.count, 1);
}

static void paper__behind_what_the_site_manager_may_also_decide(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    given(b, card_held(.card_id = { 103 }, .reason = HOLD_REASON_CITY_ORDER, .at_us = now(b)));
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, withdraw_disposal(.card_id = { 102 }, .note = T("本人から連絡があった")));
    then(b, disposal_withdrawn(.card_id = { 102 }));
    with(b, 12, ROLE_OPERATOR);
    when(b, withdraw_disposal(.card_id = { 101 }, .note = T("市の決定"), .paper = PAPER(1)));
    then(b, engine_decided_on_paper(.command = T("withdraw_disposal")), disposal_withdrawn(.card_id = { 101 }));
    with(b, 12, ROLE_OPERATOR);
    when(b, release_card(.card_id = { 103 }, .note = T("市の決定"), .paper = { .number = T("R09-8"), .date = { TODAY }, .post = T("課長"), .count = 1 }));
    then(b, engine_decided_on_paper(.command = T("release_card")), card_released(.card_id = { 103 }));
}

static void paper__pages_go_on_after_the_last_number(void **state)
{
    struct bench *b = *state;
    char number[60][16];

    for (int i = 0; i < 60; i++) {
        snprintf(number[i], sizeof number[i], "R-%03d", i % 1000);
        given(b, engine_decided_on_paper(.command = T("release_card"), .paper = { .number = text_of(number[i]), .date = { TODAY }, .post = T("課長"), .count = 1 }));
    }
    assert_int_equal(recorded(b)->decisions.count, 50);
    assert_true(recorded(b)->more);
    ask(b, paper_decisions(.after = T("R-049")));
    const struct paper_decisions_result *rest = answer_of(b, &paper_decisions_result_spec);
    assert_int_equal(rest->decisions.count, 10);
    assert_true(text_is(rest->decisions.at[0].paper.number, "R-050"));
    assert_false(rest->more);
}

/* ---- Who may ------------------------------------------------------------------------------- */

static void city__or_its_paper_and_two_persons(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    when(b, approve_disposal(.cards = CARDS(one), .approval_number = T("R09-7"), .approved_on = { TODAY }));
    then_not_taken(b, PAPER_NEEDED);
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .approval_number = T("R09-7"), .approved_on = { TODAY }));
    then_not_taken(b, PAPER_NEEDED);
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    with(b, 13, ROLE_SITE_MANAGER);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then_not_taken(b, SAME_PERSON);
    with(b, 15, ROLE_AUDITOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then_not_taken(b, NOT_PERMITTED);
    as(b, 30, ROLE_CITY);                                     /* a login of the city needs no paper and records none */
    second(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then_not_taken(b, NOT_PERMITTED);
    as(b, 12, ROLE_OPERATOR);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, hold_card(.card_id = { 103 }, .reason = HOLD_REASON_CITY_ORDER, .paper = PAPER(1)));
    then_not_taken(b, NOT_PERMITTED);                         /* only the site manager records papers */
    assert_int_equal(recorded(b)->decisions.count, 0);
}

static struct bytes body_of(const struct approve_disposal *cmd)
{
    static uint8_t room[2048];
    struct writer w = writer_of(room, sizeof room);

    message_encode(&approve_disposal_spec, cmd, &w);
    return written(&w);
}

static struct request_id asked(struct bench *b, const struct approve_disposal *cmd)
{
    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(cmd)));
    return ((const struct request_confirmation_result *)result_of(b, &request_confirmation_result_spec))->request_id;
}

static void request_without_paper__is_the_citys_to_confirm(void **state)
{
    struct bench *b = *state;
    struct request_id id;

    given_listed(b);
    id = asked(b, &(struct approve_disposal){ .cards = CARDS(one), .approval_number = T("R09-7"), .approved_on = { TODAY } });
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then_refused(b, NOT_YOURS_TO_CONFIRM);
    as(b, 30, ROLE_CITY);
    when(b, confirm_request(.request_id = id));
    then(b, engine_request_confirmed(.confirmed_by = { 30 }), disposal_approved(.card_id = { 101 }, .from_paper = false));
}

static void request_with_paper__is_not_the_citys_to_make(void **state)
{
    struct bench *b = *state;
    const struct approve_disposal cmd = { .cards = CARDS(one), .paper = PAPER(1) };

    given_listed(b);
    as(b, 30, ROLE_CITY);
    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(&cmd)));
    then_refused(b, NOT_YOURS_TO_CONFIRM);
}

/* ---- What the paper must say ---------------------------------------------------------------- */

static void paper__needs_all_of_its_facts(void **state)
{
    static const struct paper_approval lacking[] = {
        { .date = { TODAY }, .post = T("課長"), .count = 1 }, { .number = T("R09-7"), .post = T("課長"), .count = 1 },
        { .number = T("R09-7"), .date = { TODAY }, .count = 1 }, { .number = T("R09-7"), .date = { TODAY }, .post = T("課長") },
    };
    struct bench *b = *state;

    given_listed(b);
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++) {
        with(b, 12, ROLE_OPERATOR);
        when(b, approve_disposal(.cards = CARDS(one), .paper = lacking[i]));
        then_not_taken(b, MALFORMED);
    }
}

static void paper__refused(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = { .number = T("R09-7"), .date = { 20270202 }, .post = T("課長"), .count = 1 }));
    then_refused_at(b, PAPER_IN_FUTURE, "paper.date");
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(both), .paper = PAPER(1)));
    then_refused_at(b, PAPER_COUNT_DIFFERS, "paper.count");
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(2)));
    then_refused_at(b, PAPER_COUNT_DIFFERS, "paper.count");
    with(b, 12, ROLE_OPERATOR);
    when(b, withdraw_disposal(.card_id = { 101 }, .note = T("取下げ"), .paper = PAPER(2)));
    then_refused_at(b, PAPER_COUNT_DIFFERS, "paper.count");   /* one card, one paper */
    assert_int_equal(recorded(b)->decisions.count, 0);
}

static void number__is_good_for_one_decision(void **state)
{
    struct bench *b = *state;
    struct request_id first, later;

    given_listed(b);
    first = asked(b, &(struct approve_disposal){ .cards = CARDS(one), .paper = PAPER(1) });
    later = asked(b, &(struct approve_disposal){ .cards = CARDS(other), .paper = PAPER(1) });
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = first));
    then(b, engine_decided_on_paper(), engine_request_confirmed(), disposal_approved(.card_id = { 101 }));
    when(b, confirm_request(.request_id = later));            /* it was asked for before the number was used */
    then_refused_at(b, PAPER_NUMBER_USED, "paper.number");
    with(b, 12, ROLE_OPERATOR);
    when(b, withdraw_approval(.card_id = { 101 }, .note = T("再調査"), .paper = PAPER(1)));
    then_refused_at(b, PAPER_NUMBER_USED, "paper.number");    /* another decision */
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then_refused_at(b, PAPER_NUMBER_USED, "paper.number");
}

static void refused_decision__leaves_the_number_free(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    given(b, disposal_withdrawn(.card_id = { 102 }, .note = T("本人から連絡があった")));
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(both), .paper = PAPER(2)));
    then_refused_at(b, WRONG_STATE, "cards[1]");
    with(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then(b, engine_decided_on_paper(), disposal_approved(.card_id = { 101 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(paper__is_listed_with_both_persons_and_a_login_is_not),
        inventory_test(paper__behind_what_the_site_manager_may_also_decide),
        inventory_test(paper__pages_go_on_after_the_last_number),
        inventory_test(city__or_its_paper_and_two_persons),
        inventory_test(request_without_paper__is_the_citys_to_confirm),
        inventory_test(request_with_paper__is_not_the_citys_to_make),
        inventory_test(paper__needs_all_of_its_facts),
        inventory_test(paper__refused),
        inventory_test(number__is_good_for_one_decision),
        inventory_test(refused_decision__leaves_the_number_free),
    };

    return cmocka_run_group_tests_name("decisions from paper", tests, NULL, NULL);
}
