/* queueing: numbers from elsewhere, lines and days that take nobody more, stops, later contacts, and why. */
#include "queueing_fixture.h"

/* ---- Numbers from elsewhere ------------------------------------------------------------------ */

static void register_ticket__keeps_number_and_origin(void **state)                       /* covers §5(6) */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, register_ticket(.origin = TICKET_ORIGIN_CITY_MACHINE, .number = 201, .line_id = { 2 }, .people = 2));
    then(b, ticket_taken(.line_id = { 2 }, .number = 201, .at_us = now(b), .people = 2, .origin = TICKET_ORIGIN_CITY_MACHINE));
    when(b, register_ticket(.origin = TICKET_ORIGIN_CITY_MACHINE, .number = 201, .line_id = { 2 }));
    then_refused(b, NUMBER_TAKEN);
    when(b, register_ticket(.origin = TICKET_ORIGIN_BY_HAND, .number = 201, .line_id = { 2 }));
    then(b, ticket_taken(.number = 201, .origin = TICKET_ORIGIN_BY_HAND));
    when(b, take_ticket(.line_id = { 2 }));
    then(b, ticket_taken(.number = 202));
}

static void register_ticket__takes_the_time_on_the_paper(void **state)
{
    struct bench *b = *state;

    at(b, 20270201, OPENING + 50);
    give_ticket(b, 7, 2, 201);
    at(b, 20270201, OPENING + 60);
    when(b, register_ticket(.origin = TICKET_ORIGIN_BY_HAND, .number = 5, .line_id = { 2 }, .arrived_minute = OPENING + 40));
    then(b, ticket_taken(.number = 5, .at_us = tokyo_us((struct date)TODAY, OPENING + 40)));
    when(b, call_next(.desk_id = { 1 }));
    then_result(b, call_next_result(.number = 5));
    when(b, register_ticket(.origin = TICKET_ORIGIN_BY_HAND, .number = 6, .line_id = { 2 }, .arrived_minute = OPENING + 61));
    then_refused(b, ARRIVAL_NOT_TODAY);
}

static void register_ticket__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, register_ticket(.origin = TICKET_ORIGIN_BY_HAND, .number = 5, .line_id = { 9 }));
    then_refused(b, NO_SUCH_LINE);
    when(b, register_ticket(.origin = TICKET_ORIGIN_BY_HAND, .number = 5, .line_id = { 1 }));
    then_refused(b, LINE_FOR_BOOKINGS);
    when(b, register_ticket(.origin = TICKET_ORIGIN_OURS, .number = 5, .line_id = { 2 }));
    then_refused(b, NUMBER_TAKEN);
}

static void register_ticket__refuses_without_a_day(void **state)
{
    struct bench *b = *state;

    when(b, register_ticket(.origin = TICKET_ORIGIN_BY_HAND, .number = 5, .line_id = { 2 }));
    then_refused(b, DAY_NOT_OPEN);
    when(b, stop_line(.line_id = { 2 }));
    then_refused(b, DAY_NOT_OPEN);
    when(b, resume_line(.line_id = { 2 }));
    then_refused(b, DAY_NOT_OPEN);
    when(b, set_last_ticket(.minute = 990));
    then_refused(b, DAY_NOT_OPEN);
    when(b, begin_stop(.kind = STOP_KIND_EVACUATION));
    then_refused(b, DAY_NOT_OPEN);
}

/* ---- Lines and the last ticket ------------------------------------------------------------------ */

static void stop_line__takes_nobody_more_and_serves_who_waits(void **state)              /* covers §7 */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, stop_line(.line_id = { 2 }));
    then(b, line_stopped(.line_id = { 2 }, .date = TODAY));
    when(b, stop_line(.line_id = { 2 }));
    then_refused(b, LINE_IS_STOPPED);
    when(b, take_ticket(.line_id = { 2 }));
    then_refused(b, LINE_IS_STOPPED);
    when(b, take_ticket(.line_id = { 3 }));
    then(b, ticket_taken(.line_id = { 3 }));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }));
    when(b, resume_line(.line_id = { 2 }));
    then(b, line_resumed(.line_id = { 2 }));
    when(b, resume_line(.line_id = { 2 }));
    then_refused(b, LINE_NOT_STOPPED);
    when(b, take_ticket(.line_id = { 2 }));
    then(b, ticket_taken(.line_id = { 2 }));
    when(b, stop_line(.line_id = { 9 }));
    then_refused(b, NO_SUCH_LINE);
    when(b, resume_line(.line_id = { 9 }));
    then_refused(b, NO_SUCH_LINE);
}

static void set_last_ticket__ends_tickets_at_the_minute(void **state)
{
    struct bench *b = *state;

    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, set_last_ticket(.minute = OPENING + 30));
    then(b, last_ticket_set(.date = TODAY, .minute = OPENING + 30));
    at_us(b, tokyo_us((struct date)TODAY, OPENING + 30) - 1);
    when(b, take_ticket(.line_id = { 2 }));
    then(b, ticket_taken(.line_id = { 2 }));
    at(b, 20270201, OPENING + 30);
    when(b, take_ticket(.line_id = { 2 }));
    then_refused(b, NO_MORE_TICKETS);
    expect_visit(b, 40, OPENING + 45);
    when(b, check_in(.code = code_of(40)));
    then(b, ticket_taken(.line_id = { 1 }), guest_checked_in(.reservation_id = { 40 }));
}

/* ---- Stops ----------------------------------------------------------------------------------- */

static void national_stop__calls_nobody_who_needs_a_terminal(void **state)               /* covers §11 */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 3, 601);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, begin_stop(.kind = STOP_KIND_NATIONAL_STOP));
    then(b, counter_stopped(.kind = STOP_KIND_NATIONAL_STOP, .date = TODAY, .at_us = now(b)));
    when(b, begin_stop(.kind = STOP_KIND_NATIONAL_STOP));
    then_refused(b, ALREADY_STOPPED);
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 8 }));
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, NOBODY_WAITING);
    when(b, end_stop(.kind = STOP_KIND_NATIONAL_STOP));
    then(b, counter_resumed(.kind = STOP_KIND_NATIONAL_STOP, .at_us = now(b)));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }));
    when(b, end_stop(.kind = STOP_KIND_NATIONAL_STOP));
    then_refused(b, NOT_STOPPED);
}

static void evacuation__begins_nothing_and_forgets_nothing(void **state)
{
    struct bench *b = *state;

    called(b);
    give_ticket(b, 8, 2, 202);
    expect_visit(b, 40, OPENING);
    given(b, counter_stopped(.kind = STOP_KIND_EVACUATION, .date = TODAY, .at_us = now(b)));
    when(b, take_ticket(.line_id = { 2 }));
    then_refused(b, EVACUATED);
    when(b, check_in(.code = code_of(40)));
    then_refused(b, EVACUATED);
    when(b, call_next(.desk_id = { 2 }));
    then_refused(b, EVACUATED);
    when(b, start_service(.ticket_id = { 7 }));
    then_refused(b, EVACUATED);
    when(b, recall_ticket(.ticket_id = { 7 }));
    then_refused(b, EVACUATED);
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 2 }));
    then_refused(b, EVACUATED);
    given(b, counter_resumed(.kind = STOP_KIND_EVACUATION, .at_us = now(b)));
    when(b, start_service(.ticket_id = { 7 }));
    then(b, service_started(.ticket_id = { 7 }));
}

/* ---- Skills ---------------------------------------------------------------------------------- */

static void open_desk__serves_what_the_person_can_do(void **state)                       /* covers §6 */
{
    struct bench *b = *state;

    given(b, desk_closed(.desk_id = { 2 }));
    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 3, 601);
    when(b, open_desk(.desk_id = { 2 }, .lines = { all_lines + 2, 1 }));
    then(b, desk_opened(.desk_id = { 2 }, .lines = { all_lines + 2, 1 }));
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 8 }));
    given(b, desk_closed(.desk_id = { 1 }));
    when(b, open_desk(.desk_id = { 1 }, .lines = { all_lines + 2, 1 }));
    then_refused(b, LINE_NOT_OF_DESK);
}

/* ---- Later contacts --------------------------------------------------------------------------- */

static void agree_later_contact__ends_today_and_stays_open(void **state)                 /* covers §7 */
{
    struct bench *b = *state;

    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, agree_later_contact(.ticket_id = { 7 }, .due_on = TODAY));
    then_refused(b, DUE_DAY_PAST);
    when(b, agree_later_contact(.ticket_id = { 7 }, .due_on = { 20270205 }));
    then(b, later_contact_agreed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .due_on = { 20270205 }));
    when(b, agree_later_contact(.ticket_id = { 7 }, .due_on = { 20270205 }));
    then_refused(b, TICKET_ALREADY_CLOSED);
    ask(b, open_cases(0));
    assert_int_equal(((const struct open_cases_result *)answer_of(b, &open_cases_result_spec))->cases.count, 0);
    ask(b, later_cases(0));
    assert_int_equal(((const struct later_cases_result *)answer_of(b, &later_cases_result_spec))->cases.at[0].due_on.v, 20270205);
    when(b, finish_later_contact(.ticket_id = { 7 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_PROCEDURE_NAMED);
    when(b, finish_later_contact(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, later_contact_finished(.ticket_id = { 7 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    when(b, finish_later_contact(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_LATER_CONTACT);
}

/* Two cards were handed over before the case was put off; at its end the clerk names the rest. */
static void finish_later_contact__counts_the_cards_handed_over_before(void **state)      /* covers §5(5) */
{
    static const enum procedure named[] = { PROCEDURE_INFORMATION };
    static const enum procedure done[] = { PROCEDURE_INFORMATION, PROCEDURE_ISSUE, PROCEDURE_ISSUE_AGENT };
    struct bench *b = *state;

    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    given(b, card_hand_over_noted(.ticket_id = { 7 }, .card_id = { 70 }, .receiver_class = RECEIVER_CLASS_HOLDER));
    given(b, card_hand_over_noted(.ticket_id = { 7 }, .card_id = { 71 }, .receiver_class = RECEIVER_CLASS_VOLUNTARY_AGENT));
    given(b, later_contact_agreed(.ticket_id = { 7 }, .desk_id = { 1 }, .due_on = { 20270205 }));
    when(b, finish_later_contact(.ticket_id = { 7 }, .procedures = { named, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, later_contact_finished(.ticket_id = { 7 }, .procedures = { done, 3 }));
}

static void later_contact__refuses_an_unknown_ticket(void **state)
{
    struct bench *b = *state;

    when(b, agree_later_contact(.ticket_id = { 7 }, .due_on = { 20270205 }));
    then_refused(b, NO_SUCH_TICKET);
    when(b, finish_later_contact(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_SUCH_TICKET);
}

/* ---- What is open, and why ---------------------------------------------------------------------- */

static void open_cases__names_every_ticket_without_an_outcome(void **state)
{
    struct bench *b = *state;
    const struct open_cases_result *open;

    called(b);
    give_ticket(b, 8, 3, 601);
    ask(b, open_cases(0));
    open = answer_of(b, &open_cases_result_spec);
    assert_int_equal(open->cases.count, 2);
    assert_int_equal(open->cases.at[0].number, 201);
    assert_int_equal(open->cases.at[0].state, TICKET_STATE_CALLED);
    assert_int_equal(open->cases.at[1].state, TICKET_STATE_WAITING);
}

static enum call_reason why(struct bench *b, uint64_t first, uint64_t other)
{
    const struct explain_call_result *result;

    ask(b, explain_call(.ticket_id = { first }, .before = { other }));
    result = answer_of(b, &explain_call_result_spec);
    assert_non_null(result);
    return result->why;
}

static void explain_call__says_why_101_before_305(void **state)                          /* rules 1 */
{
    struct bench *b = *state;
    struct ticket_id booked;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 6, 3, 601);
    expect_visit(b, 40, OPENING);
    when(b, check_in(.code = code_of(40)));
    when(b, call_next(.desk_id = { 1 }));
    booked = ((const struct call_next_result *)result_of(b, &call_next_result_spec))->ticket_id;
    assert_int_equal(why(b, booked.v, 7), CALL_REASON_DUE);
    assert_true(((const struct explain_call_result *)answer_of(b, &explain_call_result_spec))->passed_over);
    assert_int_equal(((const struct explain_call_result *)answer_of(b, &explain_call_result_spec))->passes, 1);
    assert_int_equal(why(b, booked.v, 6), CALL_REASON_OTHER_DESK);
    at_us(b, now(b) + MINUTE);
    give_ticket(b, 9, 2, 202);
    assert_int_equal(why(b, booked.v, 9), CALL_REASON_CAME_LATER);
    ask(b, explain_call(.ticket_id = { 7 }, .before = { booked.v }));
    then_no_answer(b, TICKET_NOT_CALLED);
    ask(b, explain_call(.ticket_id = { 70 }, .before = { 7 }));
    then_no_answer(b, NO_SUCH_TICKET);
}

/* What counts is when 201 was called first; that it was called again later changes no order. */
static void explain_call__goes_by_the_first_call(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN));
    at_us(b, now(b) + MINUTE);
    give_ticket(b, 8, 2, 202);
    give_ticket(b, 9, 3, 601);
    given(b, ticket_called(.ticket_id = { 9 }, .desk_id = { 3 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN));
    at_us(b, now(b) + MINUTE);
    when(b, recall_ticket(.ticket_id = { 7 }));
    assert_int_equal(why(b, 7, 8), CALL_REASON_CAME_LATER);
    ask(b, explain_call(.ticket_id = { 7 }, .before = { 8 }));
    then_answer(b, explain_call_result(.called_at_us = now(b) - 2 * MINUTE));
    assert_int_equal(why(b, 7, 9), CALL_REASON_CAME_LATER);
    assert_int_equal(why(b, 9, 7), CALL_REASON_CALLED_EARLIER);
}

static void reservation_moved__is_expected_at_the_new_time(void **state)                 /* covers §5(6) */
{
    struct bench *b = *state;

    expect_visit(b, 40, OPENING);
    followed(b, reservation_moved(.reservation_id = { 40 }, .date = TODAY, .start_minute = OPENING + 60, .length_minutes = 30, .from_date = TODAY, .place = DESK_PLACE_COUNTER, .way = BOOKING_WAY_ONLINE));
    then(b, visit_moved(.reservation_id = { 40 }, .date = TODAY, .booked_us = tokyo_us((struct date)TODAY, OPENING + 60),
                        .missed_at_us = tokyo_us((struct date)TODAY, OPENING + 75)));
    at(b, 20270201, OPENING + 65);
    when(b, check_in(.code = code_of(40)));
    then(b, ticket_taken(.booked_us = tokyo_us((struct date)TODAY, OPENING + 60), .late = false), guest_checked_in(.late = false));
    followed(b, reservation_moved(.reservation_id = { 40 }, .date = TODAY, .start_minute = OPENING + 90, .length_minutes = 30, .from_date = TODAY, .place = DESK_PLACE_COUNTER, .way = BOOKING_WAY_ONLINE));
    then_nothing(b);
}

static void reservation_changed__is_expected_as_another_visit(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, OPENING);
    followed(b, reservation_changed(.reservation_id = { 40 }, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 3, .date = TODAY, .start_minute = OPENING + 60, .length_minutes = 30,
                                    .from_date = TODAY, .from_start_minute = OPENING, .place = DESK_PLACE_COUNTER, .way = BOOKING_WAY_ONLINE));
    then(b, visit_moved(.reservation_id = { 40 }, .date = TODAY, .booked_us = tokyo_us((struct date)TODAY, OPENING + 60),
                        .missed_at_us = tokyo_us((struct date)TODAY, OPENING + 75), .procedure = PROCEDURE_APPLY_SUPPORT, .people = 3));
    at(b, 20270201, OPENING + 65);
    when(b, check_in(.code = code_of(40)));
    then(b, ticket_taken(.line_id = { 3 }, .people = 3), guest_checked_in(.late = false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(register_ticket__keeps_number_and_origin),
        opened(register_ticket__takes_the_time_on_the_paper),
        opened(register_ticket__refuses_in_order),
        closed(register_ticket__refuses_without_a_day),
        opened(stop_line__takes_nobody_more_and_serves_who_waits),
        opened(set_last_ticket__ends_tickets_at_the_minute),
        opened(national_stop__calls_nobody_who_needs_a_terminal),
        opened(evacuation__begins_nothing_and_forgets_nothing),
        opened(open_desk__serves_what_the_person_can_do),
        opened(agree_later_contact__ends_today_and_stays_open),
        opened(finish_later_contact__counts_the_cards_handed_over_before),
        opened(later_contact__refuses_an_unknown_ticket),
        opened(reservation_moved__is_expected_at_the_new_time),
        opened(reservation_changed__is_expected_as_another_visit),
        opened(open_cases__names_every_ticket_without_an_outcome),
        opened(explain_call__says_why_101_before_305),
        opened(explain_call__goes_by_the_first_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
