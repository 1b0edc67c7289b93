/* A card on its way: setting, slot, notice, out to the counter, issued or back. */
#include "inventory_fixture.h"

#include "engine/internal.h"
#include "trust/claim.h"

/* The holder of the n-th staged row is erased. Keys are given out in the order of the rows. */
static void lose_key(struct bench *b, uint64_t n)
{
    assert_int_equal(key_erase(bench_engine(b)->keys, n), OK);
}

/* ---- record_preset -------------------------------------------------------------------- */

static void record_preset__moves_the_card_to_the_work_tray(void **state)               /* covers §5(2) */
{
    struct bench *b = *state;

    given_cards(b, 2);
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 3, .expires_on = { 20360627 }));
    then(b, card_preset(.card_id = { 101 }, .terminal_number = 3));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_PRESET, .custody = CUSTODY_WORK_TRAY }));
    ask(b, deliveries());
    assert_int_equal(((const struct deliveries_result *)answer_of(b, &deliveries_result_spec))->deliveries.at[0].left_box, 1);
}

static void record_preset__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    when(b, record_preset(.card_id = { 101 }, .terminal_number = 1, .expires_on = { 20360627 }));
    then_refused(b, NO_SUCH_CARD);
}

static void record_preset__refused_before_the_inspection(void **state)
{
    struct bench *b = *state;

    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 1),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { staged_rows, 1 }),
          delivery_arrived(.delivery_id = { 50 }, .card_count = 1, .arrived_on = { TODAY }));
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 1, .expires_on = { 20360627 }));
    then_refused(b, WRONG_STATE);
}

static void record_preset__refused_for_a_terminal_that_is_not_there(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 4, .expires_on = { 20360627 }));
    then_refused(b, NO_SUCH_PLACE);
}

static void record_preset__refused_for_a_forgotten_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    lose_key(b, 1);
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 1, .expires_on = { 20360627 }));
    then_refused(b, PERSON_FORGOTTEN);
}

static void record_preset__refused_when_the_card_says_another_expiry(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 1, .expires_on = { 20360628 }));
    then_refused(b, EXPIRY_DIFFERS);
}

static void record_preset__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_custody_closed(b, 0, 1);
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 1, .expires_on = { 20360627 }));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- note_preset_failure -------------------------------------------------------------- */

static void note_preset_failure__leaves_the_card_as_it_is(void **state)               /* covers §5(2) */
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, note_preset_failure(.card_id = { 101 }, .terminal_number = 2, .reason = PRESET_FAILURE_CHIP_FAULT));
    then(b, card_preset_failed(.card_id = { 101 }, .terminal_number = 2, .reason = PRESET_FAILURE_CHIP_FAULT, .at_us = now(b)));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_INSPECTED, .custody = CUSTODY_DELIVERY_BOX }));
    ask(b, card_history(.card_id = { 101 }));
    const struct card_history_result *history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.at[history->lines.count - 1].what, CARD_STEP_PRESET_FAILED);
    assert_true(text_equal(history->lines.at[history->lines.count - 1].reference, TEXT("chip_fault")));
    when(b, note_preset_failure(.card_id = { 101 }, .terminal_number = 3, .reason = PRESET_FAILURE_LINE_FAULT));
    then(b, card_preset_failed(.card_id = { 101 }, .terminal_number = 3, .reason = PRESET_FAILURE_LINE_FAULT));
    when(b, record_preset(.card_id = { 101 }, .terminal_number = 3, .expires_on = { 20360627 }));
    then(b, card_preset(.card_id = { 101 }, .terminal_number = 3));
}

static void note_preset_failure__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    when(b, note_preset_failure(.card_id = { 101 }, .terminal_number = 1, .reason = PRESET_FAILURE_OTHER));
    then_refused(b, NO_SUCH_CARD);
}

static void note_preset_failure__refused_for_a_card_that_is_set_up(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given(b, card_preset(.card_id = { 101 }, .terminal_number = 1));
    when(b, note_preset_failure(.card_id = { 101 }, .terminal_number = 1, .reason = PRESET_FAILURE_OTHER));
    then_refused(b, WRONG_STATE);
}

static void note_preset_failure__refused_for_a_terminal_that_is_not_there(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, note_preset_failure(.card_id = { 101 }, .terminal_number = 4, .reason = PRESET_FAILURE_OTHER));
    then_refused(b, NO_SUCH_PLACE);
}

static void note_preset_failure__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_custody_closed(b, 0, 1);
    when(b, note_preset_failure(.card_id = { 101 }, .terminal_number = 1, .reason = PRESET_FAILURE_OTHER));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- store_card ----------------------------------------------------------------------- */

static void store_card__puts_a_card_into_a_free_slot(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given(b, card_preset(.card_id = { 101 }, .terminal_number = 1));
    when(b, store_card(.card_id = { 101 }, .slot = T("A-03-041")));
    then(b, card_stored(.card_id = { 101 }, .slot = T("A-03-041")));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_PRESET, .custody = CUSTODY_VAULT, .slot = T("A-03-041") }));
}

static void store_card__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    when(b, store_card(.card_id = { 101 }, .slot = T("A-03-041")));
    then_refused(b, NO_SUCH_CARD);
}

static void store_card__refused_from_the_box(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, store_card(.card_id = { 101 }, .slot = T("A-03-041")));
    then_refused(b, WRONG_STATE);
}

static void store_card__refused_for_slots_that_are_not_there(void **state)
{
    static const char *const slots[] = { "F-01-001", "A-21-001", "A-01-051", "A-00-001", "A-01-000", "A-1-0001", "a-01-001", "A-03-41", "A_03_041", "A-03-0411" };
    struct bench *b = *state;

    given_cards(b, 1);
    given(b, card_preset(.card_id = { 101 }, .terminal_number = 1));
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        when(b, store_card(.card_id = { 101 }, .slot = text_of(slots[i])));
        then_refused(b, NO_SUCH_SLOT);
    }
}

static void store_card__refused_for_a_slot_in_use(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 102, TEXT("A-03-041"));
    given(b, card_preset(.card_id = { 101 }, .terminal_number = 1));
    when(b, store_card(.card_id = { 101 }, .slot = T("A-03-041")));
    then_refused(b, SLOT_TAKEN);
}

static void store_card__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given(b, card_preset(.card_id = { 101 }, .terminal_number = 1));
    given_custody_closed(b, 0, 1);
    when(b, store_card(.card_id = { 101 }, .slot = T("A-03-041")));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- post_notice ---------------------------------------------------------------------- */

static void post_notice__states_the_claim_and_the_usual_deadline(void **state)
{
    struct bench *b = *state;
    uint8_t root[32], key[32], tag[CLAIM_TAG_LEN];
    uint16_t generation = claim_generation((struct date){ 20270131 });

    memset(root, 1, sizeof root);                        /* the bench's shared secret "claim" */
    claim_key(root, generation, key);
    claim_tag(key, generation, TEXT("DNX280268"), (struct date){ 19890627 }, tag);
    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, post_notice(.card_id = { 101 }, .posted_on = { 20270131 }));
    then(b, notice_posted(.card_id = { 101 }, .posted_on = { 20270131 }, .deadline = { 20270501 }, .claim_tag = { tag, CLAIM_TAG_LEN }));
    then_result(b, post_notice_result(.deadline = { 20270501 }));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_NOTIFIED, .custody = CUSTODY_VAULT, .deadline = { 20270501 } }));
}

static void post_notice__takes_the_deadline_printed_on_it(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { 20270430 }));
    then(b, notice_posted(.deadline = { 20270430 }));
}

static void post_notice__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }));
    then_refused(b, NO_SUCH_CARD);
}

static void post_notice__refused_the_second_time(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }));
    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }));
    then_refused(b, WRONG_STATE);
}

static void post_notice__refused_for_tomorrow(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, post_notice(.card_id = { 101 }, .posted_on = { 20270202 }));
    then_refused(b, POSTED_IN_FUTURE);
}

static void post_notice__refused_with_a_deadline_on_its_own_day(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { TODAY }));
    then_refused(b, DEADLINE_TOO_EARLY);
}

static void post_notice__refused_for_a_forgotten_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    lose_key(b, 1);
    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }));
    then_refused(b, PERSON_FORGOTTEN);
}

static void post_notice__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_custody_closed(b, 1, 1);
    when(b, post_notice(.card_id = { 101 }, .posted_on = { TODAY }));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- check_out_card ------------------------------------------------------------------- */

static void check_out_card__takes_a_card_to_a_booth(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_BOOTH, .place_number = 2, .reservation_id = { 900 }));
    then(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_BOOTH, .place_number = 2, .reservation_id = { 900 }));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_CHECKED_OUT, .custody = CUSTODY_BOOTH, .place_number = 2 }));
    given(b, card_preset(.card_id = { 102 }, .terminal_number = 1));
    when(b, store_card(.card_id = { 102 }, .slot = T("A-01-001")));      /* its slot is free */
    then(b, card_stored(.card_id = { 102 }));
}

static void check_out_card__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_BOOTH, .place_number = 2, .ticket_id = { 900 }));
    then_refused(b, NO_SUCH_CARD);
}

static void check_out_card__refused_when_the_card_is_not_in_the_vault(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_BOOTH, .place_number = 2, .ticket_id = { 900 }));
    then_refused(b, WRONG_STATE);
}

static void check_out_card__refused_for_places_that_are_not_there(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 3, .ticket_id = { 900 }));
    then_refused(b, NO_SUCH_PLACE);
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_CITY, .place_number = 1, .ticket_id = { 900 }));
    then_refused(b, NO_SUCH_PLACE);
}

static void check_out_card__refused_without_a_visit(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1));
    then_refused(b, VISIT_NOT_NAMED);
}

static void check_out_card__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given_custody_closed(b, 1, 1);
    when(b, check_out_card(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- check_in_card -------------------------------------------------------------------- */

static void check_in_card__brings_a_card_back_to_what_it_was(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    when(b, check_in_card(.card_id = { 101 }, .slot = T("B-01-002"), .reason = CHECK_IN_REASON_NO_SHOW));
    then(b, card_checked_in(.card_id = { 101 }, .slot = T("B-01-002"), .reason = CHECK_IN_REASON_NO_SHOW));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_PRESET, .custody = CUSTODY_VAULT, .slot = T("B-01-002") }));
}

static void check_in_card__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    when(b, check_in_card(.card_id = { 101 }, .slot = T("B-01-002"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, NO_SUCH_CARD);
}

static void check_in_card__refused_for_a_card_in_the_vault(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, check_in_card(.card_id = { 101 }, .slot = T("B-01-002"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, CARD_IN_OTHER_SLOT);
}

static void check_in_card__refused_for_a_slot_that_is_not_there(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    when(b, check_in_card(.card_id = { 101 }, .slot = T("Z-01-002"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, NO_SUCH_SLOT);
}

static void check_in_card__refused_for_a_slot_in_use(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_at_counter(b, 101, 900);
    given_in_vault(b, 102, TEXT("A-01-001"));
    when(b, check_in_card(.card_id = { 101 }, .slot = T("A-01-001"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, SLOT_TAKEN);
}

static void check_in_card__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_custody_closed(b, 0, 0);
    when(b, check_in_card(.card_id = { 101 }, .slot = T("A-01-001"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, CUSTODY_CLOSED);
}

/* ---- issue_card ----------------------------------------------------------------------- */

#define ISSUE(card, ticket, notice, tracking, who)                                                                        \
    issue_card(.card_id = { card }, .ticket_id = { ticket }, .receiver_class = who, .notice_number = T(notice), .tracking_number = T(tracking), \
               .pins = { .signature = true, .user = true, .resident_register = true, .card_face = true })
#define ISSUE_YUI ISSUE(101, 900, "DNX-280268", "R09-000101", RECEIVER_CLASS_HOLDER)

static void issue_card__to_its_holder_needs_one_person(void **state)                   /* covers §5(1) */
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_at_counter(b, 101, 900);
    when(b, ISSUE_YUI);
    then(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER,
                        .application_kind = APPLICATION_KIND_REISSUE, .pins = { .signature = true, .card_face = true }));
    ask(b, card_status(.card_id = { 101 }));
    then_answer(b, card_status_result(.card = { .status = CARD_STATE_ISSUED, .custody = CUSTODY_OUT }));
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .issued = 1, .in_hand = 1, .in_box = 1));
}

static void issue_card__names_the_second_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    second(b, 13, ROLE_CITY);
    when(b, ISSUE_YUI);
    then(b, card_issued(.card_id = { 101 }, .second = { 13 }));
}

static void issue_card__refused_for_an_unknown_card(void **state)
{
    struct bench *b = *state;

    when(b, ISSUE_YUI);
    then_refused(b, NO_SUCH_CARD);
}

static void issue_card__refused_from_the_vault(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    when(b, ISSUE_YUI);
    then_refused(b, WRONG_STATE);
}

static void issue_card__refused_the_second_time(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    when(b, ISSUE_YUI);
    when(b, ISSUE_YUI);
    then_refused(b, CARD_ALREADY_ISSUED);
}

static void issue_card__refused_for_a_forgotten_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    lose_key(b, 1);
    when(b, ISSUE_YUI);
    then_refused(b, PERSON_FORGOTTEN);
}

static void issue_card__refused_after_the_expiry_day(void **state)
{
    struct bench *b = *state;

    given_cards(b, 4);
    given_at_counter(b, 104, 900);                       /* expired yesterday */
    when(b, ISSUE(104, 900, "HZ3-266839", "R09-000104", RECEIVER_CLASS_HOLDER));
    then_refused(b, CARD_EXPIRED);
}

static void issue_card__fine_on_the_expiry_day(void **state)
{
    struct bench *b = *state;

    at(b, 20270131, 600);
    given_cards(b, 4);
    given_at_counter(b, 104, 900);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, ISSUE(104, 900, "HZ3-266839", "R09-000104", RECEIVER_CLASS_HOLDER));
    then(b, card_issued(.card_id = { 104 }));
}

static void issue_card__refused_for_each_scan_that_does_not_fit(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_at_counter(b, 101, 900);
    when(b, ISSUE(101, 900, "VYR-468528", "R09-000101", RECEIVER_CLASS_HOLDER));
    then_refused_at(b, SCAN_MISMATCH, "notice_number");
    when(b, ISSUE(101, 900, "DNX-280268", "R09-000102", RECEIVER_CLASS_HOLDER));
    then_refused_at(b, SCAN_MISMATCH, "tracking_number");
    when(b, ISSUE(101, 901, "DNX-280268", "R09-000101", RECEIVER_CLASS_HOLDER));
    then_refused_at(b, SCAN_MISMATCH, "ticket_id");
}

static void issue_card__scans_must_fit_with_two_persons_too(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_at_counter(b, 101, 900);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, ISSUE(101, 901, "DNX-280268", "R09-000101", RECEIVER_CLASS_HOLDER));
    then_refused(b, SCAN_MISMATCH);
}

static void issue_card__to_an_agent_needs_a_second_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_at_counter(b, 102, 900);
    when(b, ISSUE(102, 900, "VYR-468528", "R09-000102", RECEIVER_CLASS_VOLUNTARY_AGENT));
    then_refused(b, SECOND_LOOK_NEEDED);
    when(b, ISSUE(102, 900, "VYR-468528", "R09-000102", RECEIVER_CLASS_LEGAL_REPRESENTATIVE));
    then_refused(b, SECOND_LOOK_NEEDED);
    second(b, 13, ROLE_OPERATOR);
    when(b, ISSUE(102, 900, "VYR-468528", "R09-000102", RECEIVER_CLASS_VOLUNTARY_AGENT));
    then(b, card_issued(.card_id = { 102 }, .second = { 13 }));
}

static void issue_card__to_a_child_under_15_needs_a_second_person(void **state)
{
    struct bench *b = *state;

    given_cards(b, 3);
    given_at_counter(b, 103, 900);
    when(b, ISSUE(103, 900, "3R4-020075", "R09-000103", RECEIVER_CLASS_HOLDER));
    then_refused(b, SECOND_LOOK_NEEDED);
}

static void issue_card__on_the_15th_birthday_needs_one_person(void **state)
{
    static const struct staged_row row[] = { { .card_id = { 105 }, .line = 2, .box = T("1"), .serial = 1, .application_kind = APPLICATION_KIND_FIRST,
        .holder = { .name = T("東野　凜"), .kana = T("ヒガシノ リン"), .birth_date = { 20120201 }, .notice_number = T("AAA000001"),
                    .application_id = T("11111111111111111111111"), .expires_on = { 20310201 } } } };
    struct bench *b = *state;

    given(b, delivery_begun(.delivery_id = { 51 }, .delivery_number = T("R09-0002"), .file_sha256 = HASH(other_hash), .row_count = 1),
          delivery_rows_staged(.delivery_id = { 51 }, .rows = { row, 1 }),
          delivery_arrived(.delivery_id = { 51 }, .card_count = 1, .arrived_on = { TODAY }), delivery_inspected(.delivery_id = { 51 }, .counted = 1));
    given_at_counter(b, 105, 900);
    at(b, TODAY, 600);
    when(b, ISSUE(105, 900, "AAA000001", "R09-000105", RECEIVER_CLASS_HOLDER));
    then(b, card_issued(.card_id = { 105 }));
}

static void issue_card__needs_a_second_person_while_a_card_with_the_same_surname_waits(void **state)
{
    struct bench *b = *state;

    given_cards(b, 4);                                   /* シミズ and ｼﾐｽﾞ */
    given_at_counter(b, 101, 900);
    when(b, ISSUE_YUI);
    then_refused(b, SECOND_LOOK_NEEDED);
    second(b, 13, ROLE_OPERATOR);
    when(b, ISSUE_YUI);
    then(b, card_issued(.card_id = { 101 }));
}

static void issue_card__asks_nobody_when_the_other_one_is_issued_or_only_staged(void **state)
{
    static const struct staged_row other[] = { { .card_id = { 106 }, .line = 2, .box = T("1"), .serial = 1, .application_kind = APPLICATION_KIND_FIRST,
        .holder = { .name = T("清水　昭夫"), .kana = T("しみず アキオ"), .birth_date = { 19500201 }, .notice_number = T("AAA000002"),
                    .application_id = T("11111111111111111111112"), .expires_on = { 20360201 } } } };
    struct bench *b = *state;

    given_cards(b, 1);
    given(b, delivery_begun(.delivery_id = { 51 }, .delivery_number = T("R09-0002"), .file_sha256 = HASH(other_hash), .row_count = 1),
          delivery_rows_staged(.delivery_id = { 51 }, .rows = { other, 1 }));
    given_at_counter(b, 101, 900);
    when(b, ISSUE_YUI);
    then(b, card_issued(.card_id = { 101 }));
    given(b, delivery_arrived(.delivery_id = { 51 }, .card_count = 1, .arrived_on = { TODAY }), delivery_inspected(.delivery_id = { 51 }, .counted = 1));
    given_at_counter(b, 106, 901);
    when(b, ISSUE(106, 901, "AAA000002", "R09-000106", RECEIVER_CLASS_HOLDER));
    then(b, card_issued(.card_id = { 106 }));
}

static void issue_card__refused_once_custody_is_closed(void **state)
{
    struct bench *b = *state;

    given_custody_closed(b, 0, 0);
    when(b, ISSUE_YUI);
    then_refused(b, CUSTODY_CLOSED);
}

static void issue_card__forbidden_to_the_city_as_first_person(void **state)
{
    struct bench *b = *state;

    as(b, 14, ROLE_CITY);
    when(b, ISSUE_YUI);
    then_not_taken(b, NOT_PERMITTED);
}

/* ---- the guest arrives ---------------------------------------------------------------- */

static void guest_checked_in__names_the_ticket_of_a_card_taken_out_for_the_booking(void **state)
{
    struct bench *b = *state;

    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 800 }));
    followed(b, guest_checked_in(.reservation_id = { 800 }, .ticket_id = { 900 }, .date = { TODAY }, .at_us = now(b)));
    then(b, card_visitor_arrived(.card_id = { 101 }, .ticket_id = { 900 }));
    when(b, ISSUE(101, 901, "DNX-280268", "R09-000101", RECEIVER_CLASS_HOLDER));
    then_refused_at(b, SCAN_MISMATCH, "ticket_id");
    when(b, ISSUE_YUI);
    then(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }));
}

static void guest_checked_in__of_another_booking_is_nothing(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 800 }));
    followed(b, guest_checked_in(.reservation_id = { 801 }, .ticket_id = { 900 }, .date = { TODAY }, .at_us = now(b)));
    then_nothing(b);
}

static void guest_checked_in__twice_is_taken_once(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 800 }));
    followed(b, guest_checked_in(.reservation_id = { 800 }, .ticket_id = { 900 }, .date = { TODAY }, .at_us = now(b)));
    followed(b, guest_checked_in(.reservation_id = { 800 }, .ticket_id = { 900 }, .date = { TODAY }, .at_us = now(b)));
    then_nothing(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(record_preset__moves_the_card_to_the_work_tray),
        inventory_test(record_preset__refused_for_an_unknown_card),
        inventory_test(record_preset__refused_before_the_inspection),
        inventory_test(record_preset__refused_for_a_terminal_that_is_not_there),
        inventory_test(record_preset__refused_for_a_forgotten_person),
        inventory_test(record_preset__refused_when_the_card_says_another_expiry),
        inventory_test(record_preset__refused_once_custody_is_closed),
        inventory_test(note_preset_failure__leaves_the_card_as_it_is),
        inventory_test(note_preset_failure__refused_for_an_unknown_card),
        inventory_test(note_preset_failure__refused_for_a_card_that_is_set_up),
        inventory_test(note_preset_failure__refused_for_a_terminal_that_is_not_there),
        inventory_test(note_preset_failure__refused_once_custody_is_closed),
        inventory_test(store_card__puts_a_card_into_a_free_slot),
        inventory_test(store_card__refused_for_an_unknown_card),
        inventory_test(store_card__refused_from_the_box),
        inventory_test(store_card__refused_for_slots_that_are_not_there),
        inventory_test(store_card__refused_for_a_slot_in_use),
        inventory_test(store_card__refused_once_custody_is_closed),
        inventory_test(post_notice__states_the_claim_and_the_usual_deadline),
        inventory_test(post_notice__takes_the_deadline_printed_on_it),
        inventory_test(post_notice__refused_for_an_unknown_card),
        inventory_test(post_notice__refused_the_second_time),
        inventory_test(post_notice__refused_for_tomorrow),
        inventory_test(post_notice__refused_with_a_deadline_on_its_own_day),
        inventory_test(post_notice__refused_for_a_forgotten_person),
        inventory_test(post_notice__refused_once_custody_is_closed),
        inventory_test(check_out_card__takes_a_card_to_a_booth),
        inventory_test(check_out_card__refused_for_an_unknown_card),
        inventory_test(check_out_card__refused_when_the_card_is_not_in_the_vault),
        inventory_test(check_out_card__refused_for_places_that_are_not_there),
        inventory_test(check_out_card__refused_without_a_visit),
        inventory_test(check_out_card__refused_once_custody_is_closed),
        inventory_test(check_in_card__brings_a_card_back_to_what_it_was),
        inventory_test(check_in_card__refused_for_an_unknown_card),
        inventory_test(check_in_card__refused_for_a_card_in_the_vault),
        inventory_test(check_in_card__refused_for_a_slot_that_is_not_there),
        inventory_test(check_in_card__refused_for_a_slot_in_use),
        inventory_test(check_in_card__refused_once_custody_is_closed),
        inventory_test(issue_card__to_its_holder_needs_one_person),
        inventory_test(issue_card__names_the_second_person),
        inventory_test(issue_card__refused_for_an_unknown_card),
        inventory_test(issue_card__refused_from_the_vault),
        inventory_test(issue_card__refused_the_second_time),
        inventory_test(issue_card__refused_for_a_forgotten_person),
        inventory_test(issue_card__refused_after_the_expiry_day),
        inventory_test(issue_card__fine_on_the_expiry_day),
        inventory_test(issue_card__refused_for_each_scan_that_does_not_fit),
        inventory_test(issue_card__scans_must_fit_with_two_persons_too),
        inventory_test(issue_card__to_an_agent_needs_a_second_person),
        inventory_test(issue_card__to_a_child_under_15_needs_a_second_person),
        inventory_test(issue_card__on_the_15th_birthday_needs_one_person),
        inventory_test(issue_card__needs_a_second_person_while_a_card_with_the_same_surname_waits),
        inventory_test(issue_card__asks_nobody_when_the_other_one_is_issued_or_only_staged),
        inventory_test(issue_card__refused_once_custody_is_closed),
        inventory_test(issue_card__forbidden_to_the_city_as_first_person),
        inventory_test(guest_checked_in__names_the_ticket_of_a_card_taken_out_for_the_booking),
        inventory_test(guest_checked_in__of_another_booking_is_nothing),
        inventory_test(guest_checked_in__twice_is_taken_once),
    };

    return cmocka_run_group_tests_name("inventory cards", tests, NULL, NULL);
}
