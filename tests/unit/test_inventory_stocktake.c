/* Stocktakes, tomorrow's pull list, and what a wrong scan is told. The losses are those of domain 1.8. */
#include "gen/reservations_build.h"
#include "inventory_fixture.h"

#define OURS(n) { id_make(1, n) }

/* Three cards as this office numbers them, in A-01-001 to A-01-003. */
static void given_three_in_vault(struct bench *b)
{
    struct staged_row rows[3];
    static const char *const slots[] = { "A-01-001", "A-01-002", "A-01-003" };

    for (uint32_t i = 0; i < 3; i++) {
        rows[i] = staged_rows[i];
        rows[i].card_id.v = id_make(1, 101 + i);
    }
    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = 3),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { rows, 3 }), delivery_arrived(.delivery_id = { 50 }, .card_count = 3, .arrived_on = { TODAY }),
          delivery_inspected(.delivery_id = { 50 }, .counted = 3));
    for (uint32_t i = 0; i < 3; i++)
        given_in_vault(b, id_make(1, 101 + i), text_of(slots[i]));
}

static struct stocktake_id begun(struct bench *b)
{
    when(b, begin_stocktake(.kind = STOCKTAKE_KIND_FULL));
    assert_non_null(result_of(b, &begin_stocktake_result_spec));
    return ((const struct begin_stocktake_result *)result_of(b, &begin_stocktake_result_spec))->stocktake_id;
}

static void scanned(struct bench *b, struct stocktake_id id, const char *slot, const char *sleeve, enum scan_outcome outcome)
{
    when(b, scan_slot(.stocktake_id = id, .slot = text_of(slot), .tracking_number = sleeve != NULL ? text_of(sleeve) : (struct text){ NULL, 0 }));
    then_result(b, scan_slot_result(.outcome = outcome));
}

static void ended(struct bench *b, struct stocktake_id id)
{
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, end_stocktake(.stocktake_id = id));
}

static void stocktake__all_as_the_book_says(void **state)
{
    struct bench *b = *state;
    struct stocktake_id id;

    given_three_in_vault(b);
    id = begun(b);
    then(b, stocktake_begun(.kind = STOCKTAKE_KIND_FULL, .from_slot = T("A-01-001"), .to_slot = T("E-20-050"), .by = { 12 }));
    scanned(b, id, "A-01-001", "R09-000101", SCAN_OUTCOME_AGREES);
    then(b, slot_scanned(.slot = T("A-01-001"), .outcome = SCAN_OUTCOME_AGREES, .card_id = OURS(101)));
    scanned(b, id, "A-01-002", "R09-000102", SCAN_OUTCOME_AGREES);
    scanned(b, id, "A-01-003", "R09-000103", SCAN_OUTCOME_AGREES);
    scanned(b, id, "A-01-004", NULL, SCAN_OUTCOME_EMPTY_AGREES);
    ended(b, id);
    then(b, stocktake_finished(.expected = 3, .seen = 3, .by = { 12 }, .second = { 13 }));
    then_result(b, end_stocktake_result(.expected = 3, .seen = 3));
    ask(b, stocktake_result());
    then_answer(b, stocktake_result_result(.stocktake_id = id, .scanned = 4, .expected = 3, .seen = 3));
    assert_int_equal(((const struct stocktake_result_result *)answer_of(b, &stocktake_result_result_spec))->differences.count, 0);
}

/* One card gone, two swapped, one that should be at the counter, one of another office: each is listed. */
static void stocktake__lists_every_difference_and_each_is_signed_once(void **state)
{
    struct bench *b = *state;
    const struct stocktake_result_result *answer;
    struct stocktake_id id;

    given_three_in_vault(b);
    given(b, card_checked_out(.card_id = OURS(103), .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    id = begun(b);
    scanned(b, id, "A-01-001", NULL, SCAN_OUTCOME_NOT_SEEN);
    scanned(b, id, "A-01-002", "R09-999999", SCAN_OUTCOME_NOT_OURS);
    scanned(b, id, "A-01-003", "R09-000103", SCAN_OUTCOME_NOT_EXPECTED);
    scanned(b, id, "B-01-001", "R09-000102", SCAN_OUTCOME_OTHER_SLOT);
    then_result(b, scan_slot_result(.should_be = T("A-01-002")));
    ended(b, id);
    then(b, stocktake_finished(.expected = 2, .seen = 2));
    ask(b, stocktake_result(.stocktake_id = id));
    answer = answer_of(b, &stocktake_result_result_spec);
    assert_int_equal(answer->differences.count, 4);
    assert_int_equal(answer->differences.at[0].difference.outcome, SCAN_OUTCOME_NOT_OURS);
    assert_int_equal(answer->differences.at[1].difference.outcome, SCAN_OUTCOME_NOT_EXPECTED);
    assert_int_equal(answer->differences.at[1].difference.card_id.v, id_make(1, 103));
    assert_int_equal(answer->differences.at[2].difference.outcome, SCAN_OUTCOME_OTHER_SLOT);
    assert_int_equal(answer->differences.at[2].difference.card_id.v, id_make(1, 102));
    assert_int_equal(answer->differences.at[3].difference.outcome, SCAN_OUTCOME_NOT_SEEN);
    assert_int_equal(answer->differences.at[3].difference.card_id.v, id_make(1, 101));
    as(b, 13, ROLE_SITE_MANAGER);
    second(b, 12, ROLE_OPERATOR);
    when(b, sign_difference(.stocktake_id = id, .number = 4, .note = T("所在不明として届け出た")));
    then(b, difference_signed(.stocktake_id = id, .number = 4, .note = T("所在不明として届け出た"), .by = { 13 }, .second = { 12 }));
    second(b, 12, ROLE_OPERATOR);
    when(b, sign_difference(.stocktake_id = id, .number = 4, .note = T("再度")));
    then_refused(b, DIFFERENCE_SIGNED_ALREADY);
    second(b, 12, ROLE_OPERATOR);
    when(b, sign_difference(.stocktake_id = id, .number = 5, .note = T("再度")));
    then_refused(b, NO_SUCH_DIFFERENCE);
    second(b, 12, ROLE_OPERATOR);
    when(b, sign_difference(.stocktake_id = { 9 }, .number = 1, .note = T("再度")));
    then_refused(b, NO_SUCH_STOCKTAKE);
    ask(b, stocktake_result());
    assert_true(((const struct stocktake_result_result *)answer_of(b, &stocktake_result_result_spec))->differences.at[3].settled);
}

static void stocktake__the_counter_works_on_meanwhile(void **state)
{
    struct bench *b = *state;
    struct stocktake_id id;

    given_three_in_vault(b);
    id = begun(b);
    scanned(b, id, "A-01-001", "R09-000101", SCAN_OUTCOME_AGREES);
    given(b, card_checked_out(.card_id = OURS(101), .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }),      /* seen, then out */
          card_checked_out(.card_id = OURS(102), .place = CUSTODY_COUNTER, .place_number = 2, .ticket_id = { 901 }),         /* out, then back */
          card_checked_in(.card_id = OURS(102), .slot = T("A-01-009"), .reason = CHECK_IN_REASON_NO_SHOW));
    scanned(b, id, "A-01-003", "R09-000103", SCAN_OUTCOME_AGREES);
    ended(b, id);
    then(b, stocktake_finished(.expected = 1, .seen = 2));
    then_result(b, end_stocktake_result(.expected = 1));
    assert_int_equal(((const struct end_stocktake_result *)result_of(b, &end_stocktake_result_spec))->differences, 0);
}

static void stocktake__of_a_range_expects_only_its_slots(void **state)
{
    struct bench *b = *state;
    struct stocktake_id id;

    given_three_in_vault(b);
    when(b, begin_stocktake(.kind = STOCKTAKE_KIND_ROLLING, .from_slot = T("A-01-003"), .to_slot = T("A-01-001")));
    then_refused(b, SLOTS_REVERSED);
    when(b, begin_stocktake(.kind = STOCKTAKE_KIND_ROLLING, .to_slot = T("A-01-001")));
    then_refused_at(b, NO_SUCH_SLOT, "from_slot");
    when(b, begin_stocktake(.kind = STOCKTAKE_KIND_ROLLING, .from_slot = T("A-01-002"), .to_slot = T("Z-01-001")));
    then_refused_at(b, NO_SUCH_SLOT, "to_slot");
    when(b, begin_stocktake(.kind = STOCKTAKE_KIND_ROLLING, .from_slot = T("A-01-002"), .to_slot = T("A-01-003")));
    id = ((const struct begin_stocktake_result *)result_of(b, &begin_stocktake_result_spec))->stocktake_id;
    when(b, scan_slot(.stocktake_id = id, .slot = T("A-01-001")));
    then_refused(b, SLOT_OUTSIDE_STOCKTAKE);
    ended(b, id);
    then_result(b, end_stocktake_result(.expected = 2, .differences = 2));
}

static void scan_slot__refused(void **state)
{
    struct bench *b = *state;
    struct stocktake_id id;

    given_three_in_vault(b);
    when(b, scan_slot(.stocktake_id = { 9 }, .slot = T("A-01-001")));
    then_refused(b, NO_SUCH_STOCKTAKE);
    id = begun(b);
    when(b, begin_stocktake(.kind = STOCKTAKE_KIND_FULL));
    then_refused(b, STOCKTAKE_RUNNING);
    when(b, scan_slot(.stocktake_id = id, .slot = T("A-99-001")));
    then_refused(b, NO_SUCH_SLOT);
    scanned(b, id, "A-01-001", "R09-000101", SCAN_OUTCOME_AGREES);
    when(b, scan_slot(.stocktake_id = id, .slot = T("A-01-002"), .tracking_number = T("R09-000101")));
    then_refused(b, CARD_SCANNED_TWICE);
    scanned(b, id, "A-01-001", NULL, SCAN_OUTCOME_NOT_SEEN);                       /* the last scan counts */
    scanned(b, id, "A-01-002", "R09-000101", SCAN_OUTCOME_OTHER_SLOT);
    when(b, end_stocktake(.stocktake_id = id));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    ended(b, id);
    when(b, scan_slot(.stocktake_id = id, .slot = T("A-01-001")));
    then_refused(b, STOCKTAKE_ENDED);
    ended(b, id);
    then_refused(b, STOCKTAKE_ENDED);
    ended(b, (struct stocktake_id){ 9 });
    then_refused(b, NO_SUCH_STOCKTAKE);
    ask(b, stocktake_result(.stocktake_id = { 9 }));
    then_no_answer(b, NO_SUCH_STOCKTAKE);
}

/* ---- scans at the counter ------------------------------------------------------------------ */

static void scan__each_wrong_card_is_told_apart(void **state)
{
    struct bench *b = *state;

    given_three_in_vault(b);
    when(b, check_in_card(.card_id = OURS(101), .slot = T("A-01-001"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, ALREADY_THERE);
    when(b, check_in_card(.card_id = OURS(101), .slot = T("A-01-009"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, CARD_IN_OTHER_SLOT);
    when(b, check_out_card(.card_id = OURS(101), .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    when(b, check_out_card(.card_id = OURS(101), .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    then_refused(b, CARD_ALREADY_OUT);
    given(b, card_issued(.card_id = OURS(101), .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    when(b, check_out_card(.card_id = OURS(101), .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }));
    then_refused(b, CARD_ALREADY_ISSUED);
    when(b, check_in_card(.card_id = OURS(101), .slot = T("A-01-001"), .reason = CHECK_IN_REASON_NO_SHOW));
    then_refused(b, CARD_ALREADY_ISSUED);
    when(b, issue_card(.card_id = OURS(101), .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .notice_number = T("DNX280268"), .tracking_number = T("R09-000101")));
    then_refused(b, CARD_ALREADY_ISSUED);
}

/* ---- pull list ------------------------------------------------------------------------------ */

static void booked(struct bench *b, uint64_t reservation, uint64_t card, uint64_t minute)
{
    static const uint8_t tag[16] = { 7 };

    followed(b, reservation_booked(.reservation_id = { reservation }, .hold_id = { reservation }, .procedure = PROCEDURE_ISSUE, .people = 1,
                                   .date = { 20270202 }, .start_minute = minute, .length_minutes = 30, .place = DESK_PLACE_COUNTER,
                                   .code_tag = { tag, 16 }, .card_id = { card }));
}

static const struct pull_list_result *pull_answer(struct bench *b, enum pull_order order, uint64_t skip)
{
    ask(b, pull_list(.date = { 20270202 }, .order = order, .skip = skip));
    assert_non_null(answer_of(b, &pull_list_result_spec));
    return answer_of(b, &pull_list_result_spec);
}

static void pull_list__by_slot_and_by_time_with_the_unpulled_marked(void **state)
{
    struct bench *b = *state;
    const struct pull_list_result *answer;

    given_three_in_vault(b);
    booked(b, 701, id_make(1, 103), 540);
    then(b, card_reserved(.reservation_id = { 701 }, .card_id = OURS(103), .date = { 20270202 }, .start_minute = 540));
    booked(b, 702, id_make(1, 101), 600);
    booked(b, 703, id_make(1, 102), 570);
    booked(b, 704, 0, 630);                                                         /* not about a card */
    then_nothing(b);
    answer = pull_answer(b, PULL_ORDER_TIME, 0);
    assert_int_equal(answer->lines.count, 3);
    assert_int_equal(answer->lines.at[0].card.card_id.v, id_make(1, 103));
    assert_int_equal(answer->lines.at[1].start_minute, 570);
    answer = pull_answer(b, PULL_ORDER_SLOT, 0);
    assert_int_equal(answer->lines.at[0].card.card_id.v, id_make(1, 101));
    assert_int_equal(answer->lines.at[2].card.card_id.v, id_make(1, 103));
    assert_false(answer->lines.at[0].pulled);
    when(b, check_out_card(.card_id = OURS(103), .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 701 }));
    answer = pull_answer(b, PULL_ORDER_TIME, 0);
    assert_true(answer->lines.at[0].pulled);
    assert_false(answer->lines.at[1].pulled);
    answer = pull_answer(b, PULL_ORDER_TIME, 2);
    assert_int_equal(answer->lines.count, 1);
    assert_int_equal(answer->lines.at[0].reservation_id.v, 702);
}

static void pull_list__forgets_what_is_cancelled(void **state)
{
    struct bench *b = *state;

    given_three_in_vault(b);
    booked(b, 701, id_make(1, 103), 540);
    followed(b, reservation_cancelled(.reservation_id = { 701 }));
    then(b, card_unreserved(.reservation_id = { 701 }));
    followed(b, reservation_cancelled(.reservation_id = { 709 }));
    then_nothing(b);
    assert_int_equal(pull_answer(b, PULL_ORDER_TIME, 0)->lines.count, 0);
}

static void pull_list__is_empty_once_custody_of_its_day_is_closed(void **state)
{
    struct bench *b = *state;

    given_three_in_vault(b);
    booked(b, 701, id_make(1, 103), 540);
    at(b, 20270202, 1050);
    given(b, custody_closing_began(.date = { 20270202 }), vault_counted(.date = { 20270202 }, .counted = 3, .book = 3, .in_hand = 3),
          inventory_day_part_closed(.date = { 20270202 }));
    assert_int_equal(pull_answer(b, PULL_ORDER_TIME, 0)->lines.count, 0);
}

/* ---- by person -------------------------------------------------------------------------------- */

static void find_by_person__by_reading_in_any_writing_and_birth_date(void **state)
{
    struct bench *b = *state;
    static const char *const readings[] = { "シミズ ユイ", "ｼﾐｽﾞ ﾕｲ", "しみず　ゆい", "シミズユイ" };

    given_three_in_vault(b);
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        purpose(b, "issue");
        when(b, find_by_person(.kana = text_of(readings[i]), .birth_date = { 19890627 }));
        assert_int_equal(((const struct find_by_person_result *)result_of(b, &find_by_person_result_spec))->cards.at[0].card_id.v, id_make(1, 101));
    }
    purpose(b, "issue");
    when(b, find_by_person(.kana = T("シミズ ユイ"), .birth_date = { 19890628 }));
    then_refused(b, NO_SUCH_CARD);
    when(b, find_by_person(.kana = T("シミズ ユイ"), .birth_date = { 19890627 }));
    then_not_taken(b, PURPOSE_NEEDED);
    bench_rebuild(b);
    purpose(b, "issue");
    when(b, find_by_person(.kana = T("カツラギ ヒロト"), .birth_date = { 19630330 }));
    assert_int_equal(((const struct find_by_person_result *)result_of(b, &find_by_person_result_spec))->cards.count, 1);
}

static void find_by_person__not_for_an_issued_card(void **state)
{
    struct bench *b = *state;

    given_three_in_vault(b);
    given(b, card_checked_out(.card_id = OURS(101), .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { 900 }),
          card_issued(.card_id = OURS(101), .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    purpose(b, "issue");
    when(b, find_by_person(.kana = T("シミズ ユイ"), .birth_date = { 19890627 }));
    then_refused(b, NO_SUCH_CARD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(stocktake__all_as_the_book_says),
        inventory_test(stocktake__lists_every_difference_and_each_is_signed_once),
        inventory_test(stocktake__the_counter_works_on_meanwhile),
        inventory_test(stocktake__of_a_range_expects_only_its_slots),
        inventory_test(scan_slot__refused),
        inventory_test(scan__each_wrong_card_is_told_apart),
        inventory_test(pull_list__by_slot_and_by_time_with_the_unpulled_marked),
        inventory_test(pull_list__forgets_what_is_cancelled),
        inventory_test(pull_list__is_empty_once_custody_of_its_day_is_closed),
        inventory_test(find_by_person__by_reading_in_any_writing_and_birth_date),
        inventory_test(find_by_person__not_for_an_issued_card),
    };

    return cmocka_run_group_tests_name("inventory stocktake", tests, NULL, NULL);
}
