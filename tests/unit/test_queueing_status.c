/* queueing: what a desk and the whole counter show. Who would be called is whom a call calls. */
#include "queueing_fixture.h"

static const struct desk_status_result *desk_now(struct bench *b, uint64_t desk)
{
    const struct desk_status_result *result;

    ask(b, desk_status(.desk_id = { desk }));
    result = answer_of(b, &desk_status_result_spec);
    assert_non_null(result);
    return result;
}

static const struct counter_status_result *counter_now(struct bench *b)
{
    const struct counter_status_result *result;

    ask(b, counter_status(0));
    result = answer_of(b, &counter_status_result_spec);
    assert_non_null(result);
    return result;
}

/* ---- Who would be called ------------------------------------------------------------------------- */

static void desk_status__names_whom_a_call_calls(void **state)                           /* covers §5(1) */
{
    struct bench *b = *state;
    struct ticket_id booked, next;
    const struct desk_status_result *desk;

    give_ticket(b, 7, 2, 201);
    expect_visit(b, 40, OPENING);
    when(b, check_in(.code = code_of(40)));
    booked = ((const struct check_in_result *)result_of(b, &check_in_result_spec))->ticket_id;
    desk = desk_now(b, 1);
    assert_int_equal(desk->as_of_us, now(b));
    assert_int_equal(desk->next.ticket_id.v, booked.v);
    assert_int_equal(desk->next.number, 101);
    assert_int_equal(desk->next.line_id.v, 1);
    assert_int_equal(desk->next.dispatch_case, DISPATCH_CASE_DUE);
    assert_int_equal(desk->next.reservation_id.v, 40);
    assert_int_equal(desk->next.booked_us, tokyo_us((struct date)TODAY, OPENING));
    assert_int_equal(desk->nobody_because, 0);
    next = desk->next.ticket_id;
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = next));
}

static void desk_status__says_why_nobody_can_be_called(void **state)
{
    struct bench *b = *state;

    assert_int_equal(desk_now(b, 1)->nobody_because, NOBODY_REASON_NOBODY_WAITING);
    give_ticket(b, 8, 3, 601);                                           /* a line of desks 2 and 3 */
    assert_int_equal(desk_now(b, 1)->nobody_because, NOBODY_REASON_NOBODY_WAITING);
    assert_int_equal(desk_now(b, 3)->next.ticket_id.v, 8);
    called(b);                                                           /* desk 1 takes the only terminal */
    give_ticket(b, 9, 2, 202);
    assert_int_equal(desk_now(b, 2)->next.ticket_id.v, 8);
    when(b, call_next(.desk_id = { 3 }));
    assert_int_equal(desk_now(b, 2)->nobody_because, NOBODY_REASON_EQUIPMENT_BUSY);
    assert_int_equal(desk_now(b, 2)->next.ticket_id.v, 0);
    given(b, counter_stopped(.kind = STOP_KIND_NATIONAL_STOP, .date = TODAY, .at_us = now(b)));
    assert_int_equal(desk_now(b, 2)->nobody_because, NOBODY_REASON_NATIONAL_STOP);
    given(b, counter_stopped(.kind = STOP_KIND_EVACUATION, .date = TODAY, .at_us = now(b)));
    assert_int_equal(desk_now(b, 2)->nobody_because, NOBODY_REASON_EVACUATION);
    assert_int_equal(desk_now(b, 2)->stops.count, 2);
    given(b, desk_closed(.desk_id = { 2 }));
    assert_int_equal(desk_now(b, 2)->nobody_because, NOBODY_REASON_DESK_CLOSED);
    assert_false(desk_now(b, 2)->desk.open);
    ask(b, desk_status(.desk_id = { 9 }));
    then_no_answer(b, NO_SUCH_DESK);
}

/* Its own terminal will be free with it. */
static void desk_status__asks_a_busy_desk_as_if_it_were_free(void **state)
{
    struct bench *b = *state;

    called(b);
    give_ticket(b, 9, 2, 202);
    assert_int_equal(desk_now(b, 1)->next.ticket_id.v, 9);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)),
          service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 9 }));
}

/* ---- The case in hand ------------------------------------------------------------------------------ */

static void desk_status__tells_the_case_in_hand(void **state)
{
    struct bench *b = *state;
    uint64_t arrived_us = now(b);
    const struct desk_case *at;

    expect_visit(b, 40, OPENING + 5);
    when(b, check_in(.code = code_of(40)));
    at_us(b, now(b) + 5 * MINUTE);
    when(b, call_next(.desk_id = { 1 }));
    at = &desk_now(b, 1)->desk.serving;
    assert_int_equal(at->number, 101);
    assert_int_equal(at->origin, TICKET_ORIGIN_OURS);
    assert_int_equal(at->state, TICKET_STATE_CALLED);
    assert_int_equal(at->arrived_at_us, arrived_us);
    assert_int_equal(at->booked_us, arrived_us + 5 * MINUTE);
    assert_int_equal(at->reservation_id.v, 40);
    assert_int_equal(at->procedure, PROCEDURE_ISSUE);
    assert_int_equal(at->called_at_us, now(b));
    assert_int_equal(at->call, 1);
    assert_int_equal(at->call_again_from_us, now(b) + MINUTE);
    assert_int_equal(at->started_at_us, 0);
    assert_int_equal(desk_now(b, 1)->recalls_max, 2);
    assert_int_equal(desk_now(b, 1)->desk.free_since_us, 0);
}

static void desk_status__tells_what_happened_in_the_case(void **state)
{
    struct bench *b = *state;
    static const enum procedure before[] = { PROCEDURE_INFORMATION };
    const struct desk_case *at;

    given(b, ticket_taken(.ticket_id = { 7 }, .line_id = { 3 }, .number = 601, .date = TODAY, .at_us = now(b), .people = 2),
          ticket_called(.ticket_id = { 7 }, .desk_id = { 2 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN),
          service_started(.ticket_id = { 7 }, .desk_id = { 2 }, .at_us = now(b)));
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 2 }, .procedures = { before, 1 }));
    when(b, give_priority(.ticket_id = { 7 }));
    when(b, call_next(.desk_id = { 2 }));
    when(b, start_service(.ticket_id = { 7 }));
    at_us(b, now(b) + MINUTE);
    when(b, begin_city_wait(.ticket_id = { 7 }));
    followed(b, card_issued(.card_id = { 70 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    at = &desk_now(b, 2)->desk.serving;
    assert_int_equal(at->state, TICKET_STATE_IN_SERVICE);
    assert_int_equal(at->people, 2);
    assert_int_equal(at->dispatch_case, DISPATCH_CASE_PRIORITY);
    assert_true(at->priority);
    assert_int_equal(at->call_again_from_us, 0);
    assert_int_equal(at->started_at_us, now(b) - MINUTE);
    assert_int_equal(at->city_wait_since_us, now(b));
    assert_int_equal(at->cards_handed, 1);
    assert_int_equal(at->done_before.count, 1);
    assert_int_equal(at->done_before.at[0], PROCEDURE_INFORMATION);
}

static void desk_status__counts_who_waits_in_its_lines(void **state)
{
    struct bench *b = *state;
    uint64_t first_us = now(b);
    const struct desk_status_result *desk;

    give_ticket(b, 7, 2, 201);
    at_us(b, now(b) + MINUTE);
    give_ticket(b, 8, 2, 202);
    give_ticket(b, 9, 3, 601);
    given(b, line_stopped(.line_id = { 2 }, .date = TODAY));
    desk = desk_now(b, 1);
    assert_int_equal(desk->waiting, 3);
    assert_int_equal(desk->lines.count, 2);
    assert_int_equal(desk->lines.at[0].waiting, 0);
    assert_int_equal(desk->lines.at[0].oldest_arrival_us, 0);
    assert_int_equal(desk->lines.at[1].line_id.v, 2);
    assert_int_equal(desk->lines.at[1].waiting, 2);
    assert_int_equal(desk->lines.at[1].oldest_arrival_us, first_us);
    assert_true(desk->lines.at[1].stopped);
}

/* ---- The whole counter ------------------------------------------------------------------------------ */

static void counter_status__shows_desks_lines_and_terminals(void **state)                /* covers §5(1) */
{
    struct bench *b = *state;
    const struct counter_status_result *all;

    called(b);
    give_ticket(b, 8, 3, 601);
    given(b, desk_closed(.desk_id = { 3 }), outage_noted(.outage_id = { 1 }, .count = 5, .from_us = now(b)), last_ticket_set(.date = TODAY, .minute = 990));
    when(b, open_desk(.desk_id = { 3 }));
    all = counter_now(b);
    assert_int_equal(all->date.v, 20270201);
    assert_int_equal(all->state, DAY_STATE_OPEN);
    assert_int_equal(all->last_ticket_minute, 990);
    assert_int_equal(all->desks.count, 3);
    assert_int_equal(all->desks.at[0].serving.number, 201);
    assert_int_equal(all->desks.at[0].account_id.v, OPERATOR);
    assert_int_equal(all->desks.at[2].serving.number, 0);
    assert_int_equal(all->desks.at[2].free_since_us, now(b));
    assert_int_equal(all->desks.at[2].lines.count, 1);
    assert_int_equal(all->lines.count, 3);
    assert_int_equal(all->lines.at[2].waiting, 1);
    assert_int_equal(all->terminals, 1);
    assert_int_equal(all->terminals_in_use, 1);
    assert_int_equal(all->terminals_out, 1);
}

static void counter_status__lists_who_rests(void **state)
{
    struct bench *b = *state;
    const struct counter_status_result *all;

    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    when(b, park_ticket(.ticket_id = { 7 }, .reason = PARK_REASON_FORM));
    give_ticket(b, 8, 3, 601);
    given(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 3 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN),
          ticket_passed(.ticket_id = { 8 }, .desk_id = { 3 }, .at_us = now(b)));
    at_us(b, now(b) + MINUTE);
    all = counter_now(b);
    assert_int_equal(all->parked.count, 1);
    assert_int_equal(all->parked.at[0].number, 201);
    assert_int_equal(all->parked.at[0].reason, PARK_REASON_FORM);
    assert_int_equal(all->parked.at[0].since_us, now(b) - MINUTE);
    assert_int_equal(all->parked.at[0].desk_id.v, 1);
    assert_int_equal(all->passed.count, 1);
    assert_int_equal(all->passed.at[0].number, 601);
    assert_int_equal(all->passed.at[0].desk_id.v, 3);
    assert_false(all->more_at_rest);
    assert_int_equal(all->desks.at[0].free_since_us, now(b) - MINUTE);
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 2 }));
    when(b, return_ticket(.ticket_id = { 8 }));
    all = counter_now(b);
    assert_int_equal(all->parked.count + all->passed.count, 0);
    assert_int_equal(all->desks.at[1].serving.call, 0);
}

static void counter_status__without_a_day_shows_closed_desks(void **state)
{
    struct bench *b = *state;
    const struct counter_status_result *all = counter_now(b);

    assert_int_equal(all->date.v, 0);
    assert_int_equal(all->state, 0);
    assert_false(all->desks.at[0].open);
    assert_int_equal(desk_now(b, 1)->nobody_because, NOBODY_REASON_DESK_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(desk_status__names_whom_a_call_calls),
        opened(desk_status__says_why_nobody_can_be_called),
        opened(desk_status__asks_a_busy_desk_as_if_it_were_free),
        opened(desk_status__tells_the_case_in_hand),
        opened(desk_status__tells_what_happened_in_the_case),
        opened(desk_status__counts_who_waits_in_its_lines),
        opened(counter_status__shows_desks_lines_and_terminals),
        opened(counter_status__lists_who_rests),
        closed(counter_status__without_a_day_shows_closed_desks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
