/* reporting: what it takes from the others, when a day's report is made, and how it is closed. */
#include "reporting_fixture.h"

/* ---- Facts ------------------------------------------------------------------------------ */

static void take(struct bench *b, uint64_t ticket, uint64_t reservation)
{
    followed(b, ticket_taken(.ticket_id = { ticket }, .line_id = { 2 }, .number = 201, .date = TODAY, .at_us = now(b), .people = 2,
                             .reservation_id = { reservation }, .booked_us = reservation == 0 ? 0 : now(b)));
}

static void facts__of_a_ticket_carry_its_times(void **state)
{
    static const enum procedure issue[] = { PROCEDURE_ISSUE };
    struct bench *b = *state;

    followed(b, day_opened(.date = TODAY, .at_us = now(b)));
    then(b, day_fact(.date = TODAY, .opened_at_us = now(b)));
    take(b, 7, 40);
    then(b, ticket_fact(.ticket_id = { 7 }, .date = TODAY, .taken_at_us = now(b), .people = 2, .reservation_id = { 40 }, .booked_us = now(b)));
    take(b, 8, 0);
    followed(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_DUE, .passed_over = { 8 }));
    then(b, call_fact(.ticket_id = { 7 }, .at_us = now(b), .passed_over = { 8 }));
    followed(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    then(b, start_fact(.ticket_id = { 7 }, .at_us = now(b)));
    followed(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE,
                                 .receiver_class = RECEIVER_CLASS_HOLDER));
    then(b, finish_fact(.ticket_id = { 7 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE,
                        .receiver_class = RECEIVER_CLASS_HOLDER));
    followed(b, ticket_dismissed(.ticket_id = { 8 }, .at_us = now(b), .outcome = DISMISSAL_LEFT));
    then(b, dismissal_fact(.ticket_id = { 8 }, .at_us = now(b), .outcome = DISMISSAL_LEFT));
}

static void facts__that_do_not_follow_are_passed_over(void **state)
{
    static const enum procedure issue[] = { PROCEDURE_ISSUE };
    struct bench *b = *state;

    take(b, 7, 0);
    followed(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    followed(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    followed(b, ticket_dismissed(.ticket_id = { 7 }, .at_us = now(b), .outcome = DISMISSAL_LEFT));
    followed(b, ticket_dismissed(.ticket_id = { 7 }, .at_us = now(b), .outcome = DISMISSAL_MOVED));
    then_nothing(b);
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.tickets.finished, 0);                 /* never called, so never served */
    assert_int_equal(f.tickets.left, 1);
    assert_int_equal(f.items, 0);
}

static void facts__of_an_unknown_ticket_are_passed_over(void **state)
{
    static const enum procedure issue[] = { PROCEDURE_ISSUE };
    struct bench *b = *state;

    followed(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_DUE));
    then_nothing(b);
    followed(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_nothing(b);
    followed(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_nothing(b);
    followed(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then_nothing(b);
    followed(b, guest_missed(.reservation_id = { 40 }, .date = TODAY));
    then_nothing(b);
}

static void expected(struct bench *b, uint64_t reservation)
{
    static const uint8_t tag[16] = { 1 };

    followed(b, visit_expected(.reservation_id = { reservation }, .code_tag = { tag, 16 }, .procedure = PROCEDURE_ISSUE, .people = 1, .date = TODAY,
                               .booked_us = now(b), .missed_at_us = now(b)));
    then(b, booking_fact(.reservation_id = { reservation }, .date = TODAY));
}

static void facts__of_a_booking_end_with_what_became_of_it(void **state)
{
    struct bench *b = *state;

    expected(b, 40);
    followed(b, guest_missed(.reservation_id = { 40 }, .date = TODAY));
    then(b, booking_end_fact(.reservation_id = { 40 }, .end = BOOKING_END_MISSED));
    followed(b, guest_checked_in(.reservation_id = { 40 }, .ticket_id = { 7 }, .date = TODAY));
    then(b, booking_end_fact(.reservation_id = { 40 }, .end = BOOKING_END_ATTENDED));
    expected(b, 41);
    followed(b, visit_dropped(.reservation_id = { 41 }, .end = BOOKING_END_CANCELLED));
    then(b, booking_end_fact(.reservation_id = { 41 }, .end = BOOKING_END_CANCELLED));
}

static struct built an_issue(uint64_t card)
{
    static struct card_issued issued;

    issued = (struct card_issued){ .card_id = { card }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_HOLDER,
                                   .application_kind = APPLICATION_KIND_FIRST };
    return build_event("inventory", "card_issued", &card_issued_spec, &issued);
}

static void facts__of_cards_carry_their_place_in_the_log(void **state)
{
    static const uint8_t tag[18] = { 1 };
    struct bench *b = *state;

    followed(b, delivery_arrived(.delivery_id = { 3 }, .card_count = 40, .arrived_on = TODAY));
    then(b, stock_fact(.epoch = 1, .sequence = 1, .movement = STOCK_MOVEMENT_ARRIVED, .count = 40));
    followed(b, delivery_inspected(.delivery_id = { 3 }, .counted = 40));
    then(b, stock_fact(.sequence = 2, .movement = STOCK_MOVEMENT_INSPECTED, .count = 40));
    followed(b, card_preset(.card_id = { 4 }, .terminal_number = 1));
    then(b, stock_fact(.sequence = 3, .movement = STOCK_MOVEMENT_PRESET, .count = 1), preset_fact(.epoch = 1, .sequence = 3, .terminal_number = 1));
    followed(b, card_stored(.card_id = { 4 }, .slot = TEXT("A-03-041")));
    then(b, stock_fact(.sequence = 4, .movement = STOCK_MOVEMENT_STORED, .count = 1));
    followed(b, notice_posted(.card_id = { 4 }, .posted_on = TODAY, .deadline = { 20270501 }, .claim_tag = { tag, 18 }));
    then(b, stock_fact(.sequence = 5, .movement = STOCK_MOVEMENT_POSTED, .count = 1));
    followed(b, an_issue(4));
    then(b, stock_fact(.sequence = 6, .movement = STOCK_MOVEMENT_ISSUED, .count = 1));
    followed(b, vault_counted(.date = TODAY, .counted = 38, .book = 39));
    then(b, count_fact(.epoch = 1, .sequence = 7, .counted = 38, .book = 39));
}

/* ---- The report ------------------------------------------------------------------------- */

static void day_closed__is_reported_when_every_log_is_followed_so_far(void **state)      /* covers §5(5) */
{
    struct bench *b = *state;
    const struct log_position cut[] = { { TEXT("inventory"), 1, 3 }, { TEXT("reservations"), 0, 0 }, { TEXT("staff"), 0, 0 }, { TEXT("queueing"), 1, 2 } };

    take(b, 7, 0);
    followed(b, delivery_arrived(.delivery_id = { 3 }, .card_count = 40, .arrived_on = TODAY));
    followed(b, an_issue(4));
    followed(b, vault_counted(.date = TODAY, .counted = 39, .book = 39));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 3 });
    then(b, day_reported(.date = TODAY, .closed_at_us = now(b), .cut = { cut, 4 }));
    struct day_figures f = report_of(b, (struct date)TODAY)->figures;
    assert_int_equal(f.tickets.taken, 1);
    assert_int_equal(f.cards.opening, 600);
    assert_int_equal(f.cards.arrived, 40);
    assert_int_equal(f.cards.issued, 1);
    assert_int_equal(f.cards.in_hand, 639);
    assert_true(f.count.made && f.count.agrees);
}

static void day_closed__waits_for_a_log_that_is_behind(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 2 });
    then(b, day_report_awaited(.date = TODAY, .attempt = 1, .again_at_us = now(b) + US_PER_SECOND));
    followed(b, an_issue(4));
    pass(b, US_PER_SECOND);
    then(b, day_report_awaited(.date = TODAY, .attempt = 2, .again_at_us = now(b) + 2 * US_PER_SECOND));
    followed(b, an_issue(5));
    pass(b, 2 * US_PER_SECOND);
    then(b, day_reported(.date = TODAY));
    assert_int_equal(report_of(b, (struct date)TODAY)->figures.cards.issued, 2);
    pass(b, 60 * US_PER_SECOND);
    then_nothing(b);
}

static void day_closed__again_leaves_the_report_as_it_was(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    then_nothing(b);
}

static void day_closed__keeps_the_order_of_days(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ .staff = 1 });
    then(b, day_report_awaited(.date = TODAY));
    close_with(b, (struct date)TOMORROW, (struct parts_of_day){ 0 });
    then(b, day_report_awaited(.date = TOMORROW));
    followed(b, staff_day_part_closed(.date = TODAY));
    pass(b, US_PER_SECOND);
    then(b, day_reported(.date = TODAY), day_reported(.date = TOMORROW));
}

static void day_closed__waits_at_most_a_minute_between_tries(void **state)
{
    struct bench *b = *state;
    const uint64_t pauses[] = { 1, 2, 4, 8, 16, 32, 60, 60 };

    close_with(b, (struct date)TODAY, (struct parts_of_day){ .staff = 1 });
    for (uint64_t i = 0; i + 1 < sizeof pauses / sizeof pauses[0]; i++) {
        pass(b, pauses[i] * US_PER_SECOND);
        then(b, day_report_awaited(.attempt = i + 2, .again_at_us = now(b) + pauses[i + 1] * US_PER_SECOND));
    }
}

static void movement__after_the_cut_belongs_to_the_next_day(void **state)
{
    struct bench *b = *state;

    followed(b, delivery_arrived(.delivery_id = { 3 }, .card_count = 40, .arrived_on = TODAY));
    followed(b, vault_counted(.date = TODAY, .counted = 40, .book = 40));
    followed(b, delivery_arrived(.delivery_id = { 4 }, .card_count = 5, .arrived_on = TODAY));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 2 });
    assert_int_equal(report_of(b, (struct date)TODAY)->figures.cards.in_hand, 640);
    followed(b, vault_counted(.date = TOMORROW, .counted = 40, .book = 45));
    followed(b, vault_counted(.date = TOMORROW, .counted = 45, .book = 45));
    close_with(b, (struct date)TOMORROW, (struct parts_of_day){ .inventory = 5 });
    struct day_figures f = report_of(b, (struct date)TOMORROW)->figures;
    assert_int_equal(f.cards.opening, 640);
    assert_int_equal(f.cards.arrived, 5);
    assert_int_equal(f.cards.in_hand, 645);
    assert_int_equal(f.count.counted, 40);               /* the first count stands */
    assert_false(f.count.agrees);
}

/* Terminal 1: two cards set up, one trial failed; terminal 3: only failures. What comes after the cut is the next day's. */
static void presets__stand_by_reason_and_by_terminal(void **state)                        /* covers §5(5) */
{
    struct bench *b = *state;

    followed(b, card_preset(.card_id = { 4 }, .terminal_number = 1));
    followed(b, card_preset_failed(.card_id = { 5 }, .terminal_number = 3, .reason = PRESET_FAILURE_CHIP_FAULT, .at_us = now(b), .by = { 11 }));
    then(b, preset_fact(.epoch = 1, .sequence = 2, .terminal_number = 3, .failure = PRESET_FAILURE_CHIP_FAULT));
    followed(b, card_preset_failed(.card_id = { 5 }, .terminal_number = 1, .reason = PRESET_FAILURE_LINE_FAULT, .at_us = now(b), .by = { 11 }));
    followed(b, card_preset_failed(.card_id = { 5 }, .terminal_number = 3, .reason = PRESET_FAILURE_CHIP_FAULT, .at_us = now(b), .by = { 11 }));
    followed(b, card_preset(.card_id = { 5 }, .terminal_number = 1));
    followed(b, card_preset(.card_id = { 6 }, .terminal_number = 2));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 5 });
    const struct daily_report_result *report = report_of(b, (struct date)TODAY);
    assert_int_equal(report->figures.cards.preset, 2);
    assert_int_equal(report->figures.preset_failures.count, 2);
    assert_int_equal(report->figures.preset_terminals.count, 2);
    static const char *const lines[] = { "\r\npresets,failed,3,回,", "\r\npresets,failed_chip_fault,2,回,", "\r\npresets,failed_line_fault,1,回,",
                                         "\r\npresets,terminal_1,2,枚,", "\r\npresets,terminal_1_failed,1,", "\r\npresets,terminal_3,0,",
                                         "\r\npresets,terminal_3_failed,2," };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_non_null(memmem(report->csv.at, report->csv.len, lines[i], strlen(lines[i])));
    close_with(b, (struct date)TOMORROW, (struct parts_of_day){ .inventory = 6 });
    assert_int_equal(report_of(b, (struct date)TOMORROW)->figures.preset_failures.count, 0);
    assert_int_equal(report_of(b, (struct date)TOMORROW)->figures.preset_terminals.count, 1);
}

/* Of the day whose cut of inventory's log lies at or after it, as every count and movement. */
static void custody_reopened__stands_in_the_report_with_who_and_why(void **state)      /* covers §5(5) */
{
    struct bench *b = *state;
    uint64_t at_us = tokyo_us((struct date)TODAY, 17 * 60 + 42);

    followed(b, vault_counted(.date = TODAY, .counted = 40, .book = 40));
    followed(b, custody_reopened(.date = TODAY, .reason = TEXT("遅れて来られた方への交付"), .at_us = at_us, .by = { 11 }, .second = { 12 }));
    then(b, reopening_fact(.epoch = 1, .sequence = 2, .reopening = { .at_us = at_us, .reason = TEXT("遅れて来られた方への交付"), .by = { 11 }, .second = { 12 } }));
    followed(b, vault_counted(.date = TODAY, .counted = 39, .book = 39));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 3 });
    const struct daily_report_result *report = report_of(b, (struct date)TODAY);
    assert_int_equal(report->figures.reopenings.count, 1);
    assert_int_equal(report->figures.reopenings.at[0].by.v, 11);
    const char *line = "\r\nvault,reopened_1,17:42,,遅れて来られた方への交付（0-11、立会い 0-12）\r\n";
    assert_non_null(memmem(report->csv.at, report->csv.len, line, strlen(line)));
    close_with(b, (struct date)TOMORROW, (struct parts_of_day){ .inventory = 3 });
    assert_int_equal(report_of(b, (struct date)TOMORROW)->figures.reopenings.count, 0);
}

static void daily_report__of_a_day_without_one_is_refused(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 1 });                /* still awaited */
    ask(b, daily_report(.date = TODAY));
    then_no_answer(b, REPORT_NOT_MADE);
}

static void daily_report__says_the_same_in_three_forms(void **state)
{
    struct bench *b = *state;

    followed(b, day_opened(.date = TODAY, .at_us = now(b)));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    const struct daily_report_result *report = report_of(b, (struct date)TODAY);
    assert_true(report->text_ja.len > 1000 && report->text_en.len > 1000 && report->csv.len > 1000);
    assert_non_null(memmem(report->text_ja.at, report->text_ja.len, "開庁 09:00", strlen("開庁 09:00")));
    assert_non_null(memmem(report->csv.at, report->csv.len, "cards,in_hand,600,", 18));
    assert_false(report->closed);
}

/* ---- Closing ---------------------------------------------------------------------------- */

static struct bytes hash_of(struct bench *b)
{
    static uint8_t hash[32];

    memcpy(hash, report_of(b, (struct date)TODAY)->report_sha256.at, sizeof hash);
    return (struct bytes){ hash, sizeof hash };
}

#define CHECKPOINT TEXT("madoguchi.1/audit\n47\nq83vEg==\ntime 2027-02-01T08:45:00Z\n\n\xE2\x80\x94 madoguchi.1/audit q83vEg==\n")

static void close_report__by_two_persons_who_have_read_it(void **state)                  /* covers §5(5) */
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    struct bytes hash = hash_of(b);
    second(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, close_report(.date = TODAY, .report_sha256 = hash, .checkpoint = CHECKPOINT));
    then(b, report_closed(.date = TODAY, .at_us = now(b), .report_sha256 = hash, .checkpoint = CHECKPOINT, .account_id = { LEAD },
                          .second_id = { CHIEF }));
    const struct daily_report_result *report = report_of(b, (struct date)TODAY);
    assert_true(report->closed);
    assert_true(bytes_equal(report->report_sha256, hash));
    assert_non_null(memmem(report->csv.at, report->csv.len, "\r\ncheckpoint,note,madoguchi.1/audit|47|", 39));
    second(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, close_report(.date = TODAY, .report_sha256 = hash, .checkpoint = CHECKPOINT));
    then_refused(b, REPORT_ALREADY_CLOSED);
}

static void close_report__refuses_a_day_without_a_report(void **state)
{
    static const uint8_t other[32] = { 1 };
    struct bench *b = *state;

    second(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, close_report(.date = TODAY, .report_sha256 = { other, 32 }, .checkpoint = CHECKPOINT));
    then_refused(b, REPORT_NOT_MADE);
}

static void close_report__refuses_another_report(void **state)
{
    static const uint8_t other[32] = { 1 };
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    second(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, close_report(.date = TODAY, .report_sha256 = { other, 32 }, .checkpoint = CHECKPOINT));
    then_refused(b, REPORT_DIFFERS);
}

static void close_report__needs_a_second_person(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    when(b, close_report(.date = TODAY, .report_sha256 = hash_of(b), .checkpoint = CHECKPOINT));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, LEAD, ROLE_SERVICE_MANAGER);
    when(b, close_report(.date = TODAY, .report_sha256 = hash_of(b), .checkpoint = CHECKPOINT));
    then_not_taken(b, SAME_PERSON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(facts__of_a_ticket_carry_its_times),
        on_bench(facts__that_do_not_follow_are_passed_over),
        on_bench(facts__of_an_unknown_ticket_are_passed_over),
        on_bench(facts__of_a_booking_end_with_what_became_of_it),
        on_bench(facts__of_cards_carry_their_place_in_the_log),
        on_bench(day_closed__is_reported_when_every_log_is_followed_so_far),
        on_bench(day_closed__waits_for_a_log_that_is_behind),
        on_bench(day_closed__again_leaves_the_report_as_it_was),
        on_bench(day_closed__keeps_the_order_of_days),
        on_bench(day_closed__waits_at_most_a_minute_between_tries),
        on_bench(movement__after_the_cut_belongs_to_the_next_day),
        on_bench(presets__stand_by_reason_and_by_terminal),
        on_bench(custody_reopened__stands_in_the_report_with_who_and_why),
        on_bench(daily_report__of_a_day_without_one_is_refused),
        on_bench(daily_report__says_the_same_in_three_forms),
        on_bench(close_report__by_two_persons_who_have_read_it),
        on_bench(close_report__refuses_a_day_without_a_report),
        on_bench(close_report__refuses_another_report),
        on_bench(close_report__needs_a_second_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
