/* queueing: calls, service, and tickets that end without. */
#include "queueing_fixture.h"

/* ---- Calls ----------------------------------------------------------------------------------- */

static void call_next__calls_the_oldest_walk_in(void **state)                            /* covers §5(1) */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    at_us(b, now(b) + 4 * MINUTE);
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .waited_us = 4 * MINUTE,
                          .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
    then_result(b, call_next_result(.ticket_id = { 7 }, .number = 201, .line_id = { 2 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
}

static void call_next__skips_a_ticket_that_left(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 2, 202);
    given(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 1 }));
}

static void call_next__passes_the_oldest_walk_in_over_three_times_at_most(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    for (uint64_t i = 0; i < 4; i++) {
        expect_visit(b, 40 + i, OPENING);
        when(b, check_in(.code = code_of(40 + i)));
    }
    for (uint64_t i = 0; i < 3; i++) {
        when(b, call_next(.desk_id = { 1 }));
        then(b, ticket_called(.desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_DUE, .passed_over = { 7 }));
        struct ticket_id called = ((const struct call_next_result *)result_of(b, &call_next_result_spec))->ticket_id;
        when(b, dismiss_ticket(.ticket_id = called, .outcome = DISMISSAL_CANCELLED));
    }
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .dispatch_case = DISPATCH_CASE_PASSED_OVER));
}

static void call_next__treats_a_late_guest_like_a_walk_in(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, OPENING);
    at(b, 20270201, OPENING + 11);
    give_ticket(b, 7, 2, 201);
    when(b, check_in(.code = code_of(40)));
    at(b, 20270201, OPENING + 12);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
}

static void call_next__counts_the_wait_of_an_early_guest_from_the_booked_time(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, OPENING + 30);
    when(b, check_in(.code = code_of(40)));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.dispatch_case = DISPATCH_CASE_EARLY));
    assert_non_null(result_of(b, &call_next_result_spec));
    then_result(b, call_next_result(.reservation_id = { 40 }));
}

static void call_next__serves_only_the_lines_of_the_desk(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, call_next(.desk_id = { 3 }));
    then_refused(b, NOBODY_WAITING);
    give_ticket(b, 8, 3, 601);
    when(b, call_next(.desk_id = { 3 }));
    then(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 3 }));
}

static void call_next__waits_for_a_free_terminal(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .terminal_in_use = true));
    when(b, call_next(.desk_id = { 2 }));
    then_refused(b, NOBODY_WAITING);
    give_ticket(b, 9, 3, 601);
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 9 }, .desk_id = { 2 }));
    given(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT), ticket_dismissed(.ticket_id = { 9 }, .outcome = DISMISSAL_LEFT));
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 2 }));
}

static void call_next__refuses_an_unknown_desk(void **state)
{
    struct bench *b = *state;

    when(b, call_next(.desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
}

static void call_next__refuses_a_closed_desk(void **state)
{
    struct bench *b = *state;

    given(b, desk_closed(.desk_id = { 1 }));
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, DESK_CLOSED);
}

static void call_next__refuses_a_busy_desk(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, DESK_BUSY);
}

static void call_next__refuses_with_nobody_waiting(void **state)
{
    struct bench *b = *state;

    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, NOBODY_WAITING);
}

/* ---- Service --------------------------------------------------------------------------------- */

static void start_service__begins_at_the_desk_that_called(void **state)                  /* covers §5(1) */
{
    struct bench *b = *state;

    called(b);
    when(b, start_service(.ticket_id = { 7 }));
    then(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    when(b, start_service(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_CALLED);
}

static void start_service__refuses_what_was_not_called(void **state)
{
    struct bench *b = *state;

    when(b, start_service(.ticket_id = { 7 }));
    then_refused(b, NO_SUCH_TICKET);
    give_ticket(b, 7, 2, 201);
    when(b, start_service(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_CALLED);
}

static void finish_service__says_what_was_done_and_frees_the_desk(void **state)          /* covers §5(5) */
{
    struct bench *b = *state;

    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE, .receiver_class = RECEIVER_CLASS_HOLDER,
                           .language = GUEST_LANGUAGE_ENGLISH));
    then(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 },
                             .outcome = SERVICE_OUTCOME_DONE, .receiver_class = RECEIVER_CLASS_HOLDER, .language = GUEST_LANGUAGE_ENGLISH));
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 8 }));
}

static void finish_service__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, TICKET_NOT_IN_SERVICE);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, finish_service(.ticket_id = { 7 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_PROCEDURE_NAMED);
}

static void dismiss_ticket__ends_a_waiting_ticket(void **state)                          /* covers §7 */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_MOVED));
    then(b, ticket_dismissed(.ticket_id = { 7 }, .at_us = now(b), .outcome = DISMISSAL_MOVED));
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, NOBODY_WAITING);
}

static void dismiss_ticket__frees_the_desk_of_a_called_one(void **state)
{
    struct bench *b = *state;

    called(b);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    when(b, close_desk(.desk_id = { 1 }));
    then(b, desk_closed(.desk_id = { 1 }));
}

static void dismiss_ticket__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, TICKET_IN_SERVICE);
    given(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, TICKET_ALREADY_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(call_next__calls_the_oldest_walk_in),
        opened(call_next__skips_a_ticket_that_left),
        opened(call_next__passes_the_oldest_walk_in_over_three_times_at_most),
        opened(call_next__treats_a_late_guest_like_a_walk_in),
        opened(call_next__counts_the_wait_of_an_early_guest_from_the_booked_time),
        opened(call_next__serves_only_the_lines_of_the_desk),
        opened(call_next__waits_for_a_free_terminal),
        opened(call_next__refuses_an_unknown_desk),
        opened(call_next__refuses_a_closed_desk),
        opened(call_next__refuses_a_busy_desk),
        opened(call_next__refuses_with_nobody_waiting),
        opened(start_service__begins_at_the_desk_that_called),
        opened(start_service__refuses_what_was_not_called),
        opened(finish_service__says_what_was_done_and_frees_the_desk),
        opened(finish_service__refuses_in_order),
        opened(dismiss_ticket__ends_a_waiting_ticket),
        opened(dismiss_ticket__frees_the_desk_of_a_called_one),
        opened(dismiss_ticket__refuses_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
