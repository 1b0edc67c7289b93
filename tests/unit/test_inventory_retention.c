/* What of a card's holder dies when, who may erase it, and that nothing opens it afterwards, whatever is folded anew. */
#include "inventory_fixture.h"

#include "engine/internal.h"
#include "gen/engine_build.h"

static const struct kept_period periods[] = {
    { .what = KEPT_DATA_ADDRESS, .days = 60 }, { .what = KEPT_DATA_NAME_AND_APPLICATION, .days = 90 },
    { .what = KEPT_DATA_PERSON, .days = 365 }, { .what = KEPT_DATA_PERSON, .days = 180, .from = { 20280301 } },
};

static const uint64_t yui[] = { 101 }, nobody[] = { 999 }, yui_twice[] = { 101, 101 }, both[] = { 101, 102 };
#define LIST(array) { (array), sizeof(array) / sizeof *(array) }

static int setup(void **state)
{
    static struct inventory_config with_periods;
    struct bench *b;

    with_periods = config;
    with_periods.retention.at = periods;
    with_periods.retention.count = sizeof periods / sizeof *periods;
    b = bench_new(&inventory_service, &with_periods);
    *state = b;
    return 0;
}

/* Yui's notice was posted on 1 February 2027. */
static void given_posted(struct bench *b)
{
    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_in_vault(b, 102, TEXT("A-01-002"));
    given(b, notice_posted(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { 20270502 }));
}

static void given_issued(struct bench *b)
{
    given_posted(b);
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 7 }),
          card_issued(.card_id = { 101 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_REISSUE, .at_us = now(b)));
}

static void erase_with_both(struct bench *b, const uint64_t *subjects, uint32_t count)
{
    as(b, 14, ROLE_SERVICE_MANAGER);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, erase_due(.subjects = { subjects, count }));
}

static uint32_t due_now(struct bench *b)
{
    as(b, 14, ROLE_SERVICE_MANAGER);
    ask(b, erasure_due());
    return ((const struct erasure_due_result *)answer_of(b, &erasure_due_result_spec))->subjects.count;
}


/* ---- Days ----------------------------------------------------------------------------------- */

static void address__may_be_erased_from_the_61st_day(void **state)                       /* covers §8 */
{
    struct bench *b = *state;

    given_posted(b);
    at(b, 20270402, 600);                                     /* 60 days after 1 February */
    assert_int_equal(due_now(b), 0);
    ask(b, kept_until(.subject = 101));
    then_answer(b, kept_until_result(.kept = { .subject = 101, .what = KEPT_DATA_ADDRESS, .since = { TODAY }, .due_on = { 20270403 } }));
    erase_with_both(b, yui, 1);
    then_refused_at(b, KEPT_LONGER, "subjects[0]");
    at(b, 20270403, 600);
    assert_int_equal(due_now(b), 1);
    erase_with_both(b, yui, 1);
    then(b, holder_reduced(.card_id = { 101 }, .erased = KEPT_DATA_ADDRESS, .rest = { .name = T("清水　結衣"), .kana = T("シミズ ユイ"), .birth_date = { 19890627 },
                           .notice_number = T("DNX280268"), .application_id = T("32091070529643163452300"), .expires_on = { 20360627 } }));
    assert_int_equal(due_now(b), 0);
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "issue");
    when(b, find_card(.notice_number = T("DNX280268")));      /* the card waits on and is found */
    then_shown(b, find_card_shown(.name = T("清水　結衣"), .kana = T("シミズ ユイ")));
}

static void rest__dies_part_by_part_after_the_issue(void **state)
{
    struct bench *b = *state;

    given_issued(b);
    at(b, 20270403, 600);
    erase_with_both(b, yui, 1);
    ask(b, kept_until(.subject = 101));
    then_answer(b, kept_until_result(.kept = { .what = KEPT_DATA_NAME_AND_APPLICATION, .since = { TODAY }, .due_on = { 20270503 } }));
    at(b, 20270503, 600);
    erase_with_both(b, yui, 1);
    then(b, holder_reduced(.card_id = { 101 }, .erased = KEPT_DATA_NAME_AND_APPLICATION, .rest = { .kana = T("シミズ ユイ"), .birth_date = { 19890627 } }));
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "inspection");
    when(b, show_card(.card_id = { 101 }));
    assert_int_equal(((const struct show_card_shown *)shown_of(b, &show_card_shown_spec))->name.len, 0);
    at(b, 20280202, 600);                                     /* 365 days after the issue, and one */
    erase_with_both(b, yui, 1);
    then(b, holder_erased(.card_id = { 101 }, .erased = KEPT_DATA_PERSON));
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "inspection");
    when(b, show_card(.card_id = { 101 }));
    then_refused(b, PERSON_FORGOTTEN);
    ask(b, card_status(.card_id = { 101 }));                  /* serial and custody stay */
    then_answer(b, card_status_result(.card = { .card_id = { 101 }, .status = CARD_STATE_ISSUED, .serial = 1 }));
    as(b, 14, ROLE_SERVICE_MANAGER);
    ask(b, kept_until(.subject = 101));
    then_no_answer(b, NOTHING_KEPT);
}

static void several_parts_due__go_at_once(void **state)
{
    struct bench *b = *state;

    given_issued(b);
    at(b, 20280202, 600);
    erase_with_both(b, yui, 1);
    then(b, holder_erased(.card_id = { 101 }, .erased = KEPT_DATA_PERSON));
}

static void period__the_last_in_force_counts(void **state)
{
    const uint32_t count = sizeof periods / sizeof *periods;
    struct date since = { TODAY };

    (void)state;
    assert_int_equal(kept_due_on(periods, count, KEPT_DATA_PERSON, since, (struct date){ 20280229 }).v, 20280202);
    assert_int_equal(kept_due_on(periods, count, KEPT_DATA_PERSON, since, (struct date){ 20280301 }).v, 20270801);
    assert_int_equal(kept_due_on(periods, count, KEPT_DATA_CONTACT, since, (struct date){ 20280301 }).v, 0);
    assert_int_equal(kept_due_on(periods, count, KEPT_DATA_PERSON, (struct date){ 0 }, (struct date){ 20280301 }).v, 0);
    assert_int_equal(kept_due_on(periods, 0, KEPT_DATA_PERSON, since, (struct date){ 20280301 }).v, 0);
}

static void list_given_up__dies_at_once_and_frees_its_numbers(void **state)
{
    struct bench *b = *state;

    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 2),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { staged_rows, 2 }), delivery_aborted(.delivery_id = { 50 }));
    assert_int_equal(due_now(b), 2);
    erase_with_both(b, both, 2);
    then(b, holder_erased(.card_id = { 101 }, .erased = KEPT_DATA_UNUSED_LIST), holder_erased(.card_id = { 102 }));
    assert_int_equal(due_now(b), 0);
}

static void application__is_forgotten_with_its_number(void **state)
{
    struct bench *b = *state;
    uint64_t card[1];

    as(b, 12, ROLE_OPERATOR);
    when(b, register_application(.application_id = T("32091070529643163452300"), .application_kind = APPLICATION_KIND_FIRST,
                                 .channel = APPLICATION_CHANNEL_COUNTER, .applied_on = { TODAY }));
    card[0] = ((const struct register_application_result *)result_of(b, &register_application_result_spec))->card_id.v;
    at(b, 20280201, 600);
    assert_int_equal(due_now(b), 0);
    at(b, 20280202, 600);
    assert_int_equal(due_now(b), 1);
    erase_with_both(b, card, 1);
    then(b, holder_erased(.card_id = { card[0] }, .erased = KEPT_DATA_NAME_AND_APPLICATION));
    assert_int_equal(due_now(b), 0);
    as(b, 12, ROLE_OPERATOR);
    when(b, register_application(.application_id = T("32091070529643163452300"), .application_kind = APPLICATION_KIND_FIRST,
                                 .channel = APPLICATION_CHANNEL_COUNTER, .applied_on = { TODAY }));
    assert_non_null(result_of(b, &register_application_result_spec));
}

/* ---- Who and when not ------------------------------------------------------------------------ */

static void erase__needs_two_and_whole_good_lists(void **state)
{
    struct bench *b = *state;

    given_posted(b);
    at(b, 20270403, 600);
    as(b, 14, ROLE_SERVICE_MANAGER);
    when(b, erase_due(.subjects = LIST(yui)));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 14, ROLE_SERVICE_MANAGER);
    when(b, erase_due(.subjects = LIST(yui)));
    then_not_taken(b, NOT_PERMITTED);
    erase_with_both(b, nobody, 1);
    then_refused_at(b, NOTHING_KEPT, "subjects[0]");
    erase_with_both(b, yui_twice, 2);
    then_refused_at(b, NAMED_TWICE, "subjects[1]");
    erase_with_both(b, both, 2);                              /* the second one's notice was never posted */
    then_refused_at(b, KEPT_LONGER, "subjects[1]");
    assert_int_equal(due_now(b), 1);
}

static void erase__is_asked_for_by_one_and_confirmed_by_another(void **state)
{
    static uint8_t room[64];
    struct writer w = writer_of(room, sizeof room);
    struct bench *b = *state;
    struct request_id id;

    given_posted(b);
    at(b, 20270403, 600);
    message_encode(&erase_due_spec, &(struct erase_due){ .subjects = LIST(yui) }, &w);
    as(b, 14, ROLE_SERVICE_MANAGER);
    when(b, request_confirmation(.command = T("erase_due"), .body = written(&w)));
    id = ((const struct request_confirmation_result *)result_of(b, &request_confirmation_result_spec))->request_id;
    when(b, confirm_request(.request_id = id));
    then_refused(b, OWN_REQUEST);
    as(b, 15, ROLE_CITY);
    when(b, confirm_request(.request_id = id));
    then(b, engine_request_confirmed(.request_id = id, .requested_by = { 14 }, .confirmed_by = { 15 }),
         holder_reduced(.card_id = { 101 }));
}

static void legal_reason__bars_until_two_have_lifted_it(void **state)
{
    struct bench *b = *state;

    given_posted(b);
    at(b, 20270403, 600);
    as(b, 15, ROLE_CITY);
    when(b, keep_subject(.subject = 999, .reference = T("R09-55")));
    then_refused(b, NOTHING_KEPT);
    when(b, keep_subject(.subject = 101, .reference = T("R09-55")));
    then(b, engine_subject_kept(.subject = 101, .reference = T("R09-55"), .by = { 15 }));
    when(b, keep_subject(.subject = 101, .reference = T("R09-56")));
    then_refused(b, ERASURE_HELD);
    erase_with_both(b, yui, 1);
    then_refused_at(b, ERASURE_HELD, "subjects[0]");
    as(b, 14, ROLE_SERVICE_MANAGER);
    ask(b, erasure_due());
    assert_true(((const struct erasure_due_result *)answer_of(b, &erasure_due_result_spec))->subjects.at[0].held);
    second(b, 15, ROLE_CITY);
    when(b, lift_keeping(.subject = 102, .reference = T("R09-57")));
    then_refused(b, NOT_HELD);
    second(b, 15, ROLE_CITY);
    when(b, lift_keeping(.subject = 101, .reference = T("R09-57")));
    then(b, engine_keeping_lifted(.subject = 101, .by = { 14 }, .second = { 15 }));
    erase_with_both(b, yui, 1);
    then(b, holder_reduced(.card_id = { 101 }));
}

/* ---- The keys ---------------------------------------------------------------------------------- */

static bool key_is_there(struct bench *b, uint64_t number)
{
    uint8_t key[32];

    return key_get(bench_engine(b)->keys, number, key) == OK;
}

static uint64_t erased_keys(struct bench *b)
{
    as(b, 14, ROLE_SERVICE_MANAGER);
    ask(b, erasures());
    return ((const struct erasures_result *)answer_of(b, &erasures_result_spec))->count;
}

static void key__is_gone_when_the_answer_leaves(void **state)
{
    struct bench *b = *state;

    given_issued(b);
    assert_true(key_is_there(b, 1));                          /* Yui's is the first of the pool */
    at(b, 20280202, 600);
    erase_with_both(b, yui, 1);
    assert_false(key_is_there(b, 1));
    assert_true(key_is_there(b, 2));
    assert_int_equal(erased_keys(b), 1);
}

static void key__what_stays_of_a_person_has_another(void **state)
{
    struct bench *b = *state;

    given_posted(b);
    at(b, 20270403, 600);
    erase_with_both(b, yui, 1);
    assert_false(key_is_there(b, 1));
    assert_true(key_is_there(b, 3));
    as(b, 12, ROLE_OPERATOR);
    when(b, hold_card(.card_id = { 101 }, .reason = HOLD_REASON_OTHER, .note = T("親族から電話あり")));
    then(b, card_held(.card_id = { 101 }, .note = T("親族から電話あり")));
}

static void killed_between_commit_and_keys__the_next_start_destroys_them(void **state)
{
    static const struct erased_key key[] = { { .subject = 101, .key = 1 } };
    struct bench *b = *state;

    given_posted(b);
    given(b, engine_subjects_erased(.keys = { key, 1 }));     /* in the log; the key store was not told */
    assert_true(key_is_there(b, 1));
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "inspection");
    when(b, show_card(.card_id = { 101 }));
    then_refused(b, PERSON_FORGOTTEN);                        /* opening already says so */
    bench_reopen(b);
    assert_false(key_is_there(b, 1));
    bench_reopen(b);
    assert_int_equal(erased_keys(b), 1);
}

static void rebuild__finds_nobody_who_was_erased(void **state)
{
    struct bench *b = *state;

    given_issued(b);
    at(b, 20280202, 600);
    erase_with_both(b, yui, 1);
    bench_rebuild(b);
    assert_int_equal(erased_keys(b), 1);
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "inspection");
    when(b, find_card(.notice_number = T("DNX280268")));
    then_refused(b, NO_SUCH_CARD);
    purpose(b, "inspection");
    when(b, find_card(.notice_number = T("VYR468528")));      /* the other one is found as before */
    assert_non_null(result_of(b, &find_card_result_spec));
}

static void hold_note__is_sealed_anew_with_the_rest(void **state)
{
    struct bench *b = *state;

    given_posted(b);
    given(b, card_held(.card_id = { 101 }, .reason = HOLD_REASON_OTHER, .note = T("親族から電話あり"), .at_us = now(b)));
    at(b, 20270403, 600);
    erase_with_both(b, yui, 1);
    then(b, holder_reduced(.card_id = { 101 }, .note = T("親族から電話あり")));
    as(b, 12, ROLE_OPERATOR);
    purpose(b, "inspection");
    when(b, show_card(.card_id = { 101 }));
    then_shown(b, show_card_shown(.hold_note = T("親族から電話あり")));
}

/* ---- Looks ------------------------------------------------------------------------------------- */

static uint32_t alerts_now(struct bench *b)
{
    as(b, 13, ROLE_SITE_MANAGER);
    ask(b, look_alerts());
    return ((const struct look_alerts_result *)answer_of(b, &look_alerts_result_spec))->alerts.count;
}

static void look(struct bench *b, const char *why)
{
    as(b, 12, ROLE_OPERATOR);
    if (why != NULL)
        purpose(b, why);
    when(b, show_card(.card_id = { 101 }));
}

static void look__passing_the_quota_is_told_once_and_not_blocked(void **state)
{
    struct bench *b = *state;

    given_posted(b);
    for (uint32_t i = 0; i < 3; i++)
        look(b, "inquiry");
    assert_int_equal(alerts_now(b), 0);
    look(b, "inquiry");                                       /* the bench's quota is three */
    assert_non_null(result_of(b, &show_card_result_spec));
    look(b, "inquiry");
    as(b, 13, ROLE_SITE_MANAGER);
    ask(b, look_alerts());
    then_answer(b, look_alerts_result());
    assert_int_equal(alerts_now(b), 1);
    assert_int_equal(((const struct look_alerts_result *)answer_of(b, &look_alerts_result_spec))->alerts.at[0].looks, 5);
    assert_int_equal(((const struct look_alerts_result *)answer_of(b, &look_alerts_result_spec))->alerts.at[0].account_id.v, 12);
    at(b, 20270202, 600);                                     /* another day begins anew */
    look(b, "inquiry");
    assert_int_equal(alerts_now(b), 1);
}

static void look__inside_an_open_case_nobody_is_asked_why(void **state)
{
    struct bench *b = *state;

    given_posted(b);
    look(b, NULL);
    then_not_taken(b, PURPOSE_NEEDED);
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 7 }));
    look(b, NULL);
    then_shown(b, show_card_shown(.name = T("清水　結衣")));
}

static void look__a_purpose_is_one_of_our_words(void **state)
{
    struct bench *b = *state;

    given_posted(b);
    look(b, "because");
    then_not_taken(b, MALFORMED);
    look(b, "complaint");
    assert_non_null(result_of(b, &show_card_result_spec));
}

#define retention_test(function) cmocka_unit_test_setup_teardown(function, setup, inventory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        retention_test(address__may_be_erased_from_the_61st_day),
        retention_test(rest__dies_part_by_part_after_the_issue),
        retention_test(several_parts_due__go_at_once),
        retention_test(period__the_last_in_force_counts),
        retention_test(list_given_up__dies_at_once_and_frees_its_numbers),
        retention_test(application__is_forgotten_with_its_number),
        retention_test(erase__needs_two_and_whole_good_lists),
        retention_test(erase__is_asked_for_by_one_and_confirmed_by_another),
        retention_test(legal_reason__bars_until_two_have_lifted_it),
        retention_test(key__is_gone_when_the_answer_leaves),
        retention_test(key__what_stays_of_a_person_has_another),
        retention_test(killed_between_commit_and_keys__the_next_start_destroys_them),
        retention_test(rebuild__finds_nobody_who_was_erased),
        retention_test(hold_note__is_sealed_anew_with_the_rest),
        retention_test(look__passing_the_quota_is_told_once_and_not_blocked),
        retention_test(look__inside_an_open_case_nobody_is_asked_why),
        retention_test(look__a_purpose_is_one_of_our_words),
    };

    return cmocka_run_group_tests_name("retention and erasure", tests, NULL, NULL);
}
