/* queueing: an hour on paper, entered afterwards. Times of the paper are whole minutes. */
#include "queueing_fixture.h"

static const enum procedure reset[] = { PROCEDURE_PIN_RESET };

static uint64_t day_us(uint32_t minute)
{
    return tokyo_us((struct date)TODAY, minute);
}

/* 11:00; a paper ticket that came at 10:05 waits in line 2. */
static void on_paper(struct bench *b)
{
    given(b, ticket_taken(.ticket_id = { 7 }, .line_id = { 2 }, .number = 5, .date = TODAY, .at_us = day_us(605), .people = 1, .origin = TICKET_ORIGIN_BY_HAND));
    at(b, 20270201, 660);
}

static void record_paper_case__states_every_step_with_the_paper_s_times(void **state)    /* covers §5(6) */
{
    struct bench *b = *state;

    on_paper(b);
    when(b, record_paper_case(.ticket_id = { 7 }, .desk_id = { 1 }, .called_minute = 610, .started_minute = 611, .finished_minute = 625,
                              .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = day_us(610), .waited_us = 5 * MINUTE, .dispatch_case = DISPATCH_CASE_ON_PAPER, .terminal_in_use = true),
         service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = day_us(611)),
         service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = day_us(625), .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    when(b, record_paper_case(.ticket_id = { 7 }, .desk_id = { 1 }, .called_minute = 610, .started_minute = 611, .finished_minute = 625, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, TICKET_ALREADY_CLOSED);
    when(b, call_next(.desk_id = { 1 }));                          /* the desk is free again */
    then_refused(b, NOBODY_WAITING);
}

static void record_paper_case__only_states_what_is_missing(void **state)
{
    struct bench *b = *state;

    called(b);                                                     /* at 09:00, desk 1 */
    at(b, 20270201, 660);
    when(b, record_paper_case(.ticket_id = { 7 }, .desk_id = { 2 }, .called_minute = 600, .started_minute = 541, .finished_minute = 560, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = day_us(541)),
         service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = day_us(560), .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
}

/* The guest of the paper sits at the desk when the services are back: the case goes on here. */
static void record_paper_case__hands_a_running_case_to_the_desk(void **state)
{
    struct bench *b = *state;

    on_paper(b);
    when(b, record_paper_case(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_refused(b, TIMES_OUT_OF_ORDER);
    when(b, record_paper_case(.ticket_id = { 7 }, .desk_id = { 1 }, .called_minute = 655));
    then(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = day_us(655), .waited_us = 50 * MINUTE, .dispatch_case = DISPATCH_CASE_ON_PAPER, .terminal_in_use = true));
    when(b, record_paper_case(.ticket_id = { 7 }, .started_minute = 656));
    then(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = day_us(656)));
    when(b, record_paper_case(.ticket_id = { 7 }));
    then_refused(b, TIMES_OUT_OF_ORDER);
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
}

/* Begun at 10:59:40; the paper says the case ended at 10:59. */
static void record_paper_case__ends_a_case_within_the_minute_of_its_start(void **state)
{
    struct bench *b = *state;
    uint64_t begun_us = day_us(659) + 40 * US_PER_SECOND;

    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = begun_us));
    at(b, 20270201, 660);
    when(b, record_paper_case(.ticket_id = { 7 }, .finished_minute = 658, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, TIMES_OUT_OF_ORDER);
    when(b, record_paper_case(.ticket_id = { 7 }, .finished_minute = 659, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = begun_us, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
}

static void record_paper_case__refuses_times_that_run_backwards_or_lie_ahead(void **state)
{
    static const char *const at[] = { "called_minute", "started_minute", "finished_minute", "finished_minute", "called_minute", "started_minute" };
    static const uint64_t wrong[][3] = { { 604, 611, 625 }, { 610, 609, 625 }, { 610, 611, 610 }, { 610, 611, 661 }, { 0, 611, 625 }, { 610, 0, 625 } };
    struct bench *b = *state;

    on_paper(b);
    for (uint32_t i = 0; i < 6; i++) {
        when(b, record_paper_case(.ticket_id = { 7 }, .desk_id = { 1 }, .called_minute = wrong[i][0], .started_minute = wrong[i][1], .finished_minute = wrong[i][2],
                                  .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
        then_refused_at(b, TIMES_OUT_OF_ORDER, at[i]);
    }
}

static void record_paper_case__refuses_a_desk_that_cannot_have_served(void **state)
{
    struct bench *b = *state;

#define CASE_AT(desk) record_paper_case(.ticket_id = { 7 }, .desk_id = { desk }, .called_minute = 610, .started_minute = 611, .finished_minute = 625, \
                                        .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE)
    when(b, CASE_AT(1));
    then_refused(b, NO_SUCH_TICKET);
    on_paper(b);
    when(b, CASE_AT(0));
    then_refused(b, NO_SUCH_DESK);
    when(b, CASE_AT(3));
    then_refused(b, LINE_NOT_OF_DESK);
    give_ticket(b, 8, 2, 201);
    given(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true), desk_closed(.desk_id = { 2 }));
    when(b, CASE_AT(1));
    then_refused(b, DESK_BUSY);
    when(b, CASE_AT(2));
    then_refused(b, DESK_CLOSED);
#undef CASE_AT
}

static void record_paper_case__refuses_a_case_without_procedures_or_at_rest(void **state)
{
    struct bench *b = *state;

    on_paper(b);
    when(b, record_paper_case(.ticket_id = { 7 }, .desk_id = { 1 }, .called_minute = 610, .started_minute = 611, .finished_minute = 625, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_PROCEDURE_NAMED);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN), service_started(.ticket_id = { 7 }, .desk_id = { 1 }),
          ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .reason = PARK_REASON_FORM));
    when(b, record_paper_case(.ticket_id = { 7 }, .finished_minute = 625, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, TICKET_NOT_IN_SERVICE);
    give_ticket(b, 8, 2, 201);
    given(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN), ticket_passed(.ticket_id = { 8 }, .desk_id = { 1 }));
    when(b, record_paper_case(.ticket_id = { 8 }, .finished_minute = 625, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, TICKET_PASSED_BY);
}

static void record_paper_case__refuses_without_a_day(void **state)
{
    struct bench *b = *state;

    when(b, record_paper_case(.ticket_id = { 7 }, .finished_minute = 500, .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, DAY_NOT_OPEN);
}

/* Booked for 10:00, there at 09:55 by the paper, entered at 11:00 when already counted as not come. */
static void check_in__keeps_the_place_of_who_came_on_paper(void **state)                 /* rules 1 */
{
    struct bench *b = *state;

    expect_visit(b, 5, 600);
    given(b, guest_missed(.reservation_id = { 5 }, .date = TODAY));
    at(b, 20270201, 660);
    when(b, check_in(.code = code_of(5), .arrived_minute = 661));
    then_refused(b, ARRIVAL_NOT_TODAY);
    as(b, 0, ROLE_KIOSK);
    when(b, check_in(.code = code_of(5), .arrived_minute = 595));  /* a kiosk has no paper */
    then_refused(b, ARRIVAL_NOT_TODAY);
    as(b, OPERATOR, ROLE_OPERATOR);
    when(b, check_in(.code = code_of(5), .arrived_minute = 595));
    then(b, ticket_taken(.line_id = { 1 }, .number = 101, .at_us = day_us(595), .booked_us = day_us(600), .late = false),
         guest_checked_in(.reservation_id = { 5 }, .at_us = day_us(595), .late = false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(record_paper_case__states_every_step_with_the_paper_s_times),
        opened(record_paper_case__only_states_what_is_missing),
        opened(record_paper_case__hands_a_running_case_to_the_desk),
        opened(record_paper_case__ends_a_case_within_the_minute_of_its_start),
        opened(record_paper_case__refuses_times_that_run_backwards_or_lie_ahead),
        opened(record_paper_case__refuses_a_desk_that_cannot_have_served),
        opened(record_paper_case__refuses_a_case_without_procedures_or_at_rest),
        closed(record_paper_case__refuses_without_a_day),
        opened(check_in__keeps_the_place_of_who_came_on_paper),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
