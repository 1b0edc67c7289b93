/* A step of two persons who are not there at the same time: asked for, confirmed whole or in part, declined, lapsed; and
 * what neither of them can do. The step is the city's approval on paper, which the site manager copies. */
#include "inventory_fixture.h"

#include "gen/engine_build.h"

static const struct card_id both[] = { { 101 }, { 102 } }, one[] = { { 101 } };
#define CARDS(list) { (list), sizeof(list) / sizeof *(list) }
#define TIMERS_A_STEP 64u
#define POST T("市民窓口課長")
#define PAPER(n) { .number = T("R09-7"), .date = { TODAY }, .post = POST, .count = (n) }
#define APPROVAL(list) { .cards = CARDS(list), .paper = PAPER(sizeof(list) / sizeof *(list)) }

static const struct approve_disposal whole = APPROVAL(both), half = APPROVAL(one);

/* The body as a client sends it. */
static struct bytes body_of(const struct approve_disposal *cmd)
{
    static uint8_t room[2048];
    struct writer w = writer_of(room, sizeof room);

    message_encode(&approve_disposal_spec, cmd, &w);
    return written(&w);
}

static void given_listed(struct bench *b)
{
    given_cards(b, 3);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    given(b, disposal_proposed(.card_id = { 101 }, .reason = DISPOSAL_REASON_MOVED_OUT, .date = { TODAY }),
          disposal_proposed(.card_id = { 102 }, .reason = DISPOSAL_REASON_DIED, .date = { TODAY }));
    as(b, 13, ROLE_SITE_MANAGER);
}

static struct request_id asked(struct bench *b, const struct approve_disposal *cmd)
{
    const struct request_confirmation_result *result;

    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(cmd)));
    result = result_of(b, &request_confirmation_result_spec);
    assert_non_null(result);
    return result->request_id;
}

static uint32_t waiting(struct bench *b)
{
    ask(b, open_requests());
    return ((const struct open_requests_result *)answer_of(b, &open_requests_result_spec))->requests.count;
}

/* ---- The way it should go ----------------------------------------------------------------- */

static void request__waits_and_changes_nothing(void **state)                         /* covers §8 */
{
    struct bench *b = *state;
    uint64_t until;

    given_listed(b);
    until = now(b) + 2880 * US_PER_MINUTE;
    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(&whole)));
    then(b, engine_confirmation_requested(.command = T("approve_disposal"), .items = 2, .requested_by = { 13 }, .role = ROLE_SITE_MANAGER,
                                          .until_us = until));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .card_id = { 101 }, .status = CARD_STATE_DISPOSAL_CANDIDATE }));
    assert_int_equal(waiting(b), 1);
    as(b, 12, ROLE_OPERATOR);
    assert_int_equal(waiting(b), 1);
    as(b, 15, ROLE_AUDITOR);
    assert_int_equal(waiting(b), 0);                   /* neither asked nor may confirm */
}

static void confirm__carries_it_out_as_the_act_of_both(void **state)
{
    struct bench *b = *state;
    struct request_id id;

    given_listed(b);
    id = asked(b, &whole);
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then(b, engine_decided_on_paper(.command = T("approve_disposal"), .paper = PAPER(2), .by = { 13 }, .confirmed_by = { 12 }),
         engine_request_confirmed(.request_id = id, .requested_by = { 13 }, .confirmed_by = { 12 }),
         disposal_approved(.card_id = { 101 }, .approval_number = T("R09-7"), .approved_on = { TODAY }, .from_paper = true, .by = { 13 }),
         disposal_approved(.card_id = { 102 }, .from_paper = true, .by = { 13 }));
    assert_int_equal(waiting(b), 0);
    when(b, confirm_request(.request_id = id));
    then_refused(b, NO_SUCH_REQUEST);
}

static void confirm__a_repeat_has_no_second_effect(void **state)
{
    struct bench *b = *state;
    struct request_id id;
    uint64_t length;

    given_listed(b);
    id = asked(b, &whole);
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    length = log_length(b);
    when_repeated(b);
    assert_int_equal(log_length(b), length);
}

static void confirm__a_part_of_the_list(void **state)
{
    struct bench *b = *state;
    struct request_id id;
    static const uint64_t second_only[] = { 1 }, first[] = { 0 };

    given_listed(b);
    id = asked(b, &whole);
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id, .items = { second_only, 1 }));
    then(b, engine_decided_on_paper(.paper = PAPER(2)), engine_request_confirmed(.request_id = id, .left_out = { first, 1 }),
         disposal_approved(.card_id = { 102 }));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .card_id = { 101 }, .status = CARD_STATE_DISPOSAL_CANDIDATE }));
    assert_int_equal(waiting(b), 0);
}

static void both_present__needs_no_request(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    second(b, 12, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then(b, engine_decided_on_paper(.by = { 13 }, .confirmed_by = { 12 }), disposal_approved(.card_id = { 101 }, .by = { 13 }));
    when(b, approve_disposal(.cards = CARDS(one), .paper = PAPER(1)));
    then_not_taken(b, SECOND_PERSON_NEEDED);
}

static void decline__by_who_might_confirm_or_who_asked(void **state)
{
    struct bench *b = *state;
    struct request_id id;

    given_listed(b);
    id = asked(b, &whole);
    as(b, 15, ROLE_AUDITOR);
    when(b, decline_request(.request_id = id));
    then_refused(b, NOT_YOURS_TO_CONFIRM);
    as(b, 12, ROLE_OPERATOR);
    when(b, decline_request(.request_id = id, .reason = DECLINE_REASON_DIFFERS));
    then(b, engine_request_declined(.request_id = id, .withdrawn = false, .reason = DECLINE_REASON_DIFFERS));
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, decline_request(.request_id = id));
    then_refused(b, NO_SUCH_REQUEST);
    id = asked(b, &half);
    when(b, decline_request(.request_id = id));
    then(b, engine_request_declined(.request_id = id, .withdrawn = true));
}

static void request__lapses_after_its_time(void **state)
{
    struct bench *b = *state;
    struct request_id id;

    given_listed(b);
    id = asked(b, &whole);
    pass(b, 2880 * US_PER_MINUTE);
    assert_int_equal(waiting(b), 1);                   /* to the last microsecond */
    pass(b, 1);
    then(b, engine_request_lapsed(.request_id = id));
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then_refused(b, NO_SUCH_REQUEST);
}

/* A step takes so many timers at most: who confirms in the same step what has lapsed, and is not taken off the list yet, is told. */
static void confirm__of_what_has_lapsed_a_moment_ago(void **state)
{
    struct bench *b = *state;
    struct request_id id = { 0 };

    given_listed(b);
    for (uint32_t i = 0; i <= TIMERS_A_STEP; i++)
        id = asked(b, &half);
    at_us(b, now(b) + 2880 * US_PER_MINUTE + 1);
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then_refused(b, REQUEST_LAPSED);
}

static void request__stands_after_a_rebuild(void **state)
{
    struct bench *b = *state;
    struct request_id id;

    given_listed(b);
    id = asked(b, &whole);
    bench_rebuild(b);
    as(b, 12, ROLE_OPERATOR);
    assert_int_equal(waiting(b), 1);
    when(b, confirm_request(.request_id = id));
    then(b, engine_decided_on_paper(), engine_request_confirmed(.request_id = id), disposal_approved(.card_id = { 101 }), disposal_approved(.card_id = { 102 }));
}

/* ---- What is refused ----------------------------------------------------------------------- */

static void request__refused(void **state)
{
    struct bench *b = *state;
    static const uint8_t hostile[] = { 0xdd, 0x0f, 0xff, 0xff, 0xff };

    given_listed(b);
    when(b, request_confirmation(.command = T("store_card"), .body = body_of(&whole)));
    then_refused_at(b, NOT_CONFIRMABLE, "command");
    when(b, request_confirmation(.command = T("confirm_request"), .body = body_of(&whole)));
    then_refused_at(b, NOT_CONFIRMABLE, "command");    /* no request of a request */
    when(b, request_confirmation(.command = T("approve_disposal"), .body = { hostile, sizeof hostile }));
    then_refused_at(b, REQUEST_MALFORMED, "body");
    when(b, request_confirmation(.command = T("approve_disposal"),
                                 .body = body_of(&(struct approve_disposal){ .cards = CARDS(one), .paper = { .number = T("R 7"), .date = { TODAY }, .post = POST, .count = 1 } })));
    then_refused_at(b, REQUEST_MALFORMED, "body.paper.number");
    when(b, request_confirmation(.command = T("approve_disposal"),
                                 .body = body_of(&(struct approve_disposal){ .cards = CARDS(one), .paper = PAPER(1), .approver = T("試験 一") })));
    then_refused_at(b, REQUEST_MALFORMED, "body.approver");          /* a name would lie readable in the log */
    as(b, 12, ROLE_OPERATOR);
    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(&whole)));
    then_refused(b, NOT_YOURS_TO_CONFIRM);
    as(b, 0, ROLE_KIOSK);
    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(&whole)));
    then_not_taken(b, NOT_PERMITTED);
}

static void request__what_would_be_refused_now_is_refused_now(void **state)
{
    struct bench *b = *state;
    static const struct card_id not_listed[] = { { 101 }, { 103 } };
    const struct approve_disposal wrong = APPROVAL(not_listed);

    given_listed(b);
    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(&wrong)));
    then_refused_at(b, WRONG_STATE, "body.cards[1]");
    assert_int_equal(waiting(b), 0);
}

static void confirm__refused(void **state)
{
    struct bench *b = *state;
    struct request_id id;
    static const uint64_t beyond[] = { 2 }, twice[] = { 1, 1 };

    given_listed(b);
    id = asked(b, &whole);
    when(b, confirm_request(.request_id = id));
    then_refused(b, OWN_REQUEST);
    as(b, 15, ROLE_AUDITOR);
    when(b, confirm_request(.request_id = id));
    then_refused(b, NOT_YOURS_TO_CONFIRM);
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id, .items = { beyond, 1 }));
    then_refused_at(b, NOT_IN_LIST, "items[0]");
    when(b, confirm_request(.request_id = id, .items = { twice, 2 }));
    then_refused_at(b, NAMED_TWICE, "items[1]");
    assert_int_equal(waiting(b), 1);
}

static void confirm__what_has_changed_since_is_refused_and_waits_on(void **state)
{
    struct bench *b = *state;
    struct request_id id;
    static const uint64_t second_only[] = { 1 };

    given_listed(b);
    id = asked(b, &whole);
    when(b, withdraw_disposal(.card_id = { 101 }, .note = T("本人から連絡があった")));
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then_refused_at(b, WRONG_STATE, "cards[0]");
    when(b, confirm_request(.request_id = id, .items = { second_only, 1 }));
    then(b, engine_decided_on_paper(), engine_request_confirmed(.request_id = id), disposal_approved(.card_id = { 102 }));
}

static void confirm__of_who_has_left_since(void **state)
{
    struct bench *b = *state;
    struct request_id id;

    given_listed(b);
    id = asked(b, &whole);
    given(b, engine_revoked(.account_id = { 13 }, .revocation = 1));
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then_refused(b, REQUESTER_REVOKED);
}

static void request__only_so_many(void **state)
{
    struct bench *b = *state;

    given_listed(b);
    for (uint32_t i = 0; i < 1000; i++)
        (void)asked(b, &half);
    when(b, request_confirmation(.command = T("approve_disposal"), .body = body_of(&half)));
    then_refused(b, TOO_MANY_REQUESTS);
    ask(b, open_requests());
    assert_int_equal(((const struct open_requests_result *)answer_of(b, &open_requests_result_spec))->requests.count, 16);
    assert_true(((const struct open_requests_result *)answer_of(b, &open_requests_result_spec))->more);
}

/* Who has left is not known while staff is silent: asking may go on, confirming and looking wait.   architecture 5 */
static void confirm__waits_while_staff_is_silent(void **state)
{
    struct bench *b = *state;
    struct request_id id;

    given_listed(b);
    engine_staff_silent(bench_engine(b), now(b));
    id = asked(b, &whole);
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then_not_taken(b, STAFF_SILENT);
    as(b, 13, ROLE_SITE_MANAGER);
    purpose(b, "search");
    when(b, find_card(.notice_number = T("DNX280268")));
    then_not_taken(b, STAFF_SILENT);
    engine_staff_silent(bench_engine(b), 0);
    as(b, 12, ROLE_OPERATOR);
    when(b, confirm_request(.request_id = id));
    then(b, engine_decided_on_paper(), engine_request_confirmed(.request_id = id), disposal_approved(), disposal_approved());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(request__waits_and_changes_nothing),
        inventory_test(confirm__carries_it_out_as_the_act_of_both),
        inventory_test(confirm__a_repeat_has_no_second_effect),
        inventory_test(confirm__a_part_of_the_list),
        inventory_test(both_present__needs_no_request),
        inventory_test(decline__by_who_might_confirm_or_who_asked),
        inventory_test(request__lapses_after_its_time),
        inventory_test(confirm__of_what_has_lapsed_a_moment_ago),
        inventory_test(request__stands_after_a_rebuild),
        inventory_test(request__refused),
        inventory_test(request__what_would_be_refused_now_is_refused_now),
        inventory_test(confirm__refused),
        inventory_test(confirm__what_has_changed_since_is_refused_and_waits_on),
        inventory_test(confirm__of_who_has_left_since),
        inventory_test(request__only_so_many),
        inventory_test(confirm__waits_while_staff_is_silent),
    };

    return cmocka_run_group_tests_name("steps confirmed later", tests, NULL, NULL);
}
