/* reporting: what it takes of a case between the first call and the end, and how cases are broken down.   covers §5(5) */
#include "reporting_fixture.h"

static const enum procedure pin[] = { PROCEDURE_PIN_RESET };
static const enum procedure issue[] = { PROCEDURE_ISSUE };

static void serving(struct bench *b, uint64_t ticket)
{
    guest_takes(b, ticket);
    guest_is_called(b, ticket, true);
    guest_is_served(b, ticket);
}

static void recalled__guest_is_measured_from_the_answered_call(void **state)
{
    struct bench *b = *state;

    guest_takes(b, 7);
    pass(b, 4 * MINUTE);
    guest_is_called(b, 7, false);
    pass(b, 2 * MINUTE);
    followed(b, ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .call = 2));
    then(b, recall_fact(.ticket_id = { 7 }, .at_us = now(b)));
    pass(b, MINUTE);
    guest_is_served(b, 7);
    guest_is_done(b, 7);
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.waiting.p50_us, 4 * MINUTE);         /* to the first call */
    assert_int_equal(f.way.p50_us, MINUTE);                 /* from the last one */
}

/* Three people, one ticket, three cards handed over in 24 minutes: one case, three items, none of a single procedure. */
static void family__is_one_ticket_with_an_item_for_each_card(void **state)              /* rules 7 */
{
    static const enum procedure three[] = { PROCEDURE_ISSUE, PROCEDURE_ISSUE, PROCEDURE_ISSUE };
    struct bench *b = *state;

    followed(b, ticket_taken(.ticket_id = { 7 }, .line_id = { 2 }, .number = 207, .date = TODAY, .at_us = now(b), .people = 3));
    guest_is_called(b, 7, true);
    guest_is_served(b, 7);
    pass(b, 24 * MINUTE);
    followed(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { three, 3 }, .outcome = SERVICE_OUTCOME_DONE,
                                 .receiver_class = RECEIVER_CLASS_HOLDER));
    then(b, finish_fact(.ticket_id = { 7 }, .procedures = { three, 3 }));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.tickets.taken, 1);
    assert_int_equal(f.tickets.finished, 1);
    assert_int_equal(f.tickets.people, 3);
    assert_int_equal(f.items, 3);
    assert_int_equal(f.procedures.at[0].procedure, PROCEDURE_ISSUE);
    assert_int_equal(f.procedures.at[0].items, 3);
    assert_int_equal(f.procedures.at[0].handling.n, 0);
    assert_int_equal(f.handling.n, 1);
}

static void passed__guest_who_returns_keeps_the_first_call(void **state)
{
    struct bench *b = *state;

    guest_takes(b, 7);
    pass(b, 5 * MINUTE);
    guest_is_called(b, 7, false);
    pass(b, 3 * MINUTE);
    followed(b, ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    then(b, pass_fact(.ticket_id = { 7 }, .at_us = now(b)));
    followed(b, ticket_returned(.ticket_id = { 7 }, .at_us = now(b)));
    then(b, return_fact(.ticket_id = { 7 }, .at_us = now(b)));
    pass(b, 10 * MINUTE);
    guest_is_called(b, 7, false);
    guest_is_served(b, 7);
    pass(b, 12 * MINUTE);
    guest_is_done(b, 7);
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.cases.passed, 1);
    assert_int_equal(f.cases.returned, 1);
    assert_int_equal(f.waiting.p50_us, 5 * MINUTE);
    assert_int_equal(f.stay.p50_us, 30 * MINUTE);           /* later calls count here */
    assert_int_equal(f.handling.p50_us, 12 * MINUTE);
}

static void passed__guest_who_leaves_left_at_the_first_call(void **state)
{
    struct bench *b = *state;

    guest_takes(b, 7);
    pass(b, 20 * MINUTE);
    guest_is_called(b, 7, false);
    pass(b, 3 * MINUTE);
    followed(b, ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    followed(b, ticket_dismissed(.ticket_id = { 7 }, .at_us = now(b), .outcome = DISMISSAL_LEFT));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.waiting.n, 0);
    assert_int_equal(f.waiting_within.within, 0);
    assert_int_equal(f.waiting_within.base, 1);             /* 20 minutes are more than 15 */
    assert_int_equal(f.waiting_longer.base, 0);             /* and not more than 30 */
    assert_int_equal(f.abandoned.within, 1);
}

static void handling__leaves_out_what_counts_apart(void **state)
{
    struct bench *b = *state;

    serving(b, 7);                                          /* 09:00 */
    pass(b, 5 * MINUTE);
    followed(b, city_wait_begun(.ticket_id = { 7 }, .at_us = now(b)));
    then(b, pause_fact(.ticket_id = { 7 }, .pause = CASE_PAUSE_CITY_DECISION, .at_us = now(b)));
    pass(b, 4 * MINUTE);                                    /* 09:09 */
    followed(b, counter_stopped(.kind = STOP_KIND_NATIONAL_STOP, .date = TODAY, .at_us = now(b)));
    then(b, stop_fact(.kind = STOP_KIND_NATIONAL_STOP, .at_us = now(b)));
    pass(b, MINUTE);                                        /* 09:10: both at once for a minute */
    followed(b, city_wait_ended(.ticket_id = { 7 }, .at_us = now(b)));
    then(b, pause_end_fact(.ticket_id = { 7 }, .pause = CASE_PAUSE_CITY_DECISION, .at_us = now(b)));
    pass(b, 2 * MINUTE);
    followed(b, counter_resumed(.kind = STOP_KIND_NATIONAL_STOP, .at_us = now(b)));
    then(b, stop_end_fact(.kind = STOP_KIND_NATIONAL_STOP, .at_us = now(b)));
    followed(b, ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .reason = PARK_REASON_FORM));
    then(b, pause_fact(.ticket_id = { 7 }, .pause = CASE_PAUSE_PARKED));
    pass(b, 20 * MINUTE);                                   /* 09:32 */
    followed(b, ticket_resumed(.ticket_id = { 7 }, .desk_id = { 2 }, .at_us = now(b), .terminal_in_use = true));
    then(b, pause_end_fact(.ticket_id = { 7 }, .pause = CASE_PAUSE_PARKED, .terminals = 1));
    pass(b, 8 * MINUTE);
    guest_is_done(b, 7);                                         /* 09:40 */
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.handling.p50_us, (5 + 8) * MINUTE);
    assert_int_equal(f.parked.p50_us, 20 * MINUTE);
    assert_int_equal(f.city_decision.p50_us, 5 * MINUTE);
    assert_int_equal(f.stay.p50_us, 40 * MINUTE);
    assert_int_equal(f.stops.count, 1);
    assert_int_equal(f.stops.at[0].until_us - f.stops.at[0].from_us, 3 * MINUTE);
}

static void transferred__case_has_a_second_line(void **state)
{
    struct bench *b = *state;

    serving(b, 7);
    pass(b, 6 * MINUTE);
    followed(b, ticket_transferred(.ticket_id = { 7 }, .from_line = { 2 }, .line_id = { 3 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { pin, 1 }));
    then(b, transfer_fact(.ticket_id = { 7 }, .at_us = now(b), .procedures = { pin, 1 }));
    pass(b, 9 * MINUTE);
    guest_is_called(b, 7, false);
    pass(b, MINUTE);
    guest_is_served(b, 7);
    pass(b, 14 * MINUTE);
    guest_is_done(b, 7);
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.cases.transferred, 1);
    assert_int_equal(f.waiting.n, 1);
    assert_int_equal(f.waiting.p50_us, 0);
    assert_int_equal(f.handling.n, 1);
    assert_int_equal(f.handling.p50_us, 6 * MINUTE);
    assert_int_equal(f.second_waiting.p50_us, 9 * MINUTE);
    assert_int_equal(f.second_handling.p50_us, 14 * MINUTE);
    assert_int_equal(f.stay.p50_us, 30 * MINUTE);
    assert_int_equal(f.items, 2);                           /* of both parts */
    assert_int_equal(f.procedures.at[0].handling.n, 0);     /* no case of one procedure alone */
}

static void later_contact__ends_the_ticket_and_counts_on_the_day_of_its_end(void **state)
{
    struct bench *b = *state;

    serving(b, 7);
    pass(b, 11 * MINUTE);
    followed(b, later_contact_agreed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .due_on = { 20270205 }));
    then(b, later_fact(.ticket_id = { 7 }, .at_us = now(b)));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.later.agreed, 1);
    assert_int_equal(f.handling.n, 0);
    assert_int_equal(f.abandoned.within, 0);
    at(b, 20270202, 10 * 60);
    followed(b, later_contact_finished(.ticket_id = { 7 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, later_finish_fact(.ticket_id = { 7 }, .date = TOMORROW, .at_us = now(b)));
    f = figures_at_close(b, (struct date)TOMORROW, (struct parts_of_day){ 0 });
    assert_int_equal(f.later.finished, 1);
    assert_int_equal(f.later.items, 1);
    assert_int_equal(f.later.handling.p50_us, 11 * MINUTE);
    assert_int_equal(f.items, 0);
    assert_int_equal(f.tickets.taken, 0);
}

static void hand_over__counts_by_matter(void **state)
{
    struct bench *b = *state;

    serving(b, 7);
    followed(b, handed_over_to_city(.ticket_id = { 7 }, .at_us = now(b), .matter = CITY_MATTER_FEE));
    then(b, hand_over_fact(.date = TODAY, .matter = CITY_MATTER_FEE));
    followed(b, handed_over_to_city(.ticket_id = { 7 }, .at_us = now(b), .matter = CITY_MATTER_EXPRESS));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.hand_overs.count, 2);
    assert_int_equal(f.hand_overs.at[0].matter, CITY_MATTER_FEE);
    assert_int_equal(f.hand_overs.at[0].cases, 1);
}

static void cases__of_unknown_or_ended_tickets_are_passed_over(void **state)
{
    struct bench *b = *state;

    for (int round = 0; round < 2; round++) {
        followed(b, ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .call = 2));
        followed(b, ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
        followed(b, ticket_returned(.ticket_id = { 7 }, .at_us = now(b)));
        followed(b, ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .reason = PARK_REASON_FORM));
        followed(b, ticket_resumed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
        followed(b, ticket_transferred(.ticket_id = { 7 }, .from_line = { 2 }, .line_id = { 3 }, .at_us = now(b)));
        followed(b, handed_over_to_city(.ticket_id = { 7 }, .at_us = now(b), .matter = CITY_MATTER_FEE));
        followed(b, later_contact_agreed(.ticket_id = { 7 }, .at_us = now(b), .due_on = { 20270205 }));
        followed(b, later_contact_finished(.ticket_id = { 7 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
        followed(b, counter_resumed(.kind = STOP_KIND_EVACUATION, .at_us = now(b)));
        then_nothing(b);
        if (round == 0) {
            serving(b, 7);
            guest_is_done(b, 7);
        }
    }
}

/* ---- Breakdowns ----------------------------------------------------------------------------- */

static const struct line_name day_lines[] = { { { 2 }, TEXT("交付（予約なし）"), TEXT("Issue") }, { { 5 }, TEXT("申請"), TEXT("Application") } };

/* Ticket 7: our own, line 2, two items in Vietnamese; 8: of the city's machine, a family of three in line 5, documents short, a pin reset before a
 * transfer into line 2; 9: by hand, gone. */
static void guests__are_broken_down_by_line_origin_outcome_and_language(void **state)
{
    static const enum procedure both[] = { PROCEDURE_ISSUE, PROCEDURE_CERT_NEW };
    struct bench *b = *state;

    followed(b, day_opened(.date = TODAY, .at_us = now(b), .lines = { day_lines, 2 }));
    then(b, day_fact(.date = TODAY, .lines = { day_lines, 2 }));
    serving(b, 7);
    followed(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { both, 2 }, .outcome = SERVICE_OUTCOME_DONE,
                                 .receiver_class = RECEIVER_CLASS_HOLDER, .language = GUEST_LANGUAGE_VIETNAMESE));
    then(b, finish_fact(.ticket_id = { 7 }, .language = GUEST_LANGUAGE_VIETNAMESE));
    followed(b, ticket_taken(.ticket_id = { 8 }, .line_id = { 5 }, .number = 31, .date = TODAY, .at_us = now(b), .people = 3, .origin = TICKET_ORIGIN_CITY_MACHINE));
    then(b, ticket_fact(.ticket_id = { 8 }, .line_id = { 5 }, .origin = TICKET_ORIGIN_CITY_MACHINE));
    guest_is_called(b, 8, false);
    guest_is_served(b, 8);
    followed(b, ticket_transferred(.ticket_id = { 8 }, .from_line = { 5 }, .line_id = { 2 }, .at_us = now(b), .procedures = { pin, 1 }));
    guest_is_called(b, 8, false);
    guest_is_served(b, 8);
    followed(b, service_finished(.ticket_id = { 8 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DOCUMENTS_SHORT));
    followed(b, ticket_taken(.ticket_id = { 9 }, .line_id = { 5 }, .number = 2, .date = TODAY, .at_us = now(b), .people = 1, .origin = TICKET_ORIGIN_BY_HAND));
    followed(b, ticket_dismissed(.ticket_id = { 9 }, .at_us = now(b), .outcome = DISMISSAL_LEFT));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.lines.count, 2);
    assert_true(text_is(f.lines.at[0].line.name_ja, "交付（予約なし）"));
    assert_int_equal(f.lines.at[0].tickets, 1);
    assert_int_equal(f.lines.at[1].tickets, 2);                      /* where the ticket was taken */
    assert_int_equal(f.lines.at[1].people, 4);
    assert_int_equal(f.origins.at[TICKET_ORIGIN_OURS - 1].tickets, 1);
    assert_int_equal(f.origins.at[TICKET_ORIGIN_CITY_MACHINE - 1].people, 3);
    assert_int_equal(f.origins.at[TICKET_ORIGIN_BY_HAND - 1].tickets, 1);
    assert_int_equal(f.outcomes.at[SERVICE_OUTCOME_DONE - 1].items, 2);
    assert_int_equal(f.outcomes.at[SERVICE_OUTCOME_DOCUMENTS_SHORT - 1].cases, 1);
    assert_int_equal(f.outcomes.at[SERVICE_OUTCOME_DOCUMENTS_SHORT - 1].items, 2);
    assert_int_equal(f.receivers.at[RECEIVER_CLASS_HOLDER - 1].items, 2);
    assert_int_equal(f.spoken.count, 2);
    assert_int_equal(f.spoken.at[0].language, GUEST_LANGUAGE_JAPANESE);
    assert_int_equal(f.spoken.at[0].items, 2);
    assert_int_equal(f.spoken.at[1].language, GUEST_LANGUAGE_VIETNAMESE);
    assert_int_equal(f.spoken.at[1].cases, 1);
}

/* Given out twice at 09:00, tried at 09:00; one guest leaves. Neither of the first two is a guest. */
static void duplicates_and_tests__are_in_no_other_figure(void **state)
{
    static const enum dismissal how[] = { DISMISSAL_DUPLICATE, DISMISSAL_TEST, DISMISSAL_CANCELLED };
    struct bench *b = *state;

    for (uint64_t i = 0; i < 3; i++) {
        guest_takes(b, 7 + i);
        guest_is_called(b, 7 + i, false);
        pass(b, 40 * MINUTE);
        followed(b, ticket_dismissed(.ticket_id = { 7 + i }, .at_us = now(b), .outcome = how[i]));
        then(b, dismissal_fact(.ticket_id = { 7 + i }, .outcome = how[i]));
    }
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.tickets.duplicates, 1);
    assert_int_equal(f.tickets.tests, 1);
    assert_int_equal(f.tickets.taken, 1);
    assert_int_equal(f.tickets.people, 1);
    assert_int_equal(f.tickets.called, 0);
    assert_int_equal(f.abandoned.within, 1);
    assert_int_equal(f.abandoned.base, 1);
    assert_int_equal(f.waiting_within.base, 1);                      /* cancelled after 40 minutes */
    assert_int_equal(f.waiting.n, 0);
}

/* A case done on paper and entered afterwards: queueing states call, start and end in one entry. Taken at 09:00, called at 09:10,
 * started at 09:12, ended at 09:30. */
static void paper_case__of_one_entry_is_counted_whole(void **state)
{
    static const enum procedure renew[] = { PROCEDURE_CERT_RENEW };
    struct bench *b = *state;

    guest_takes(b, 7);
    const uint64_t taken_us = now(b);
    const struct built paper[] = {
        ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = taken_us + 10 * MINUTE, .dispatch_case = DISPATCH_CASE_ON_PAPER),
        service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = taken_us + 12 * MINUTE),
        service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = taken_us + 30 * MINUTE, .procedures = { renew, 1 }, .outcome = SERVICE_OUTCOME_DONE) };

    pass(b, 60 * MINUTE);
    followed_together(b, paper, 3);
    then(b, call_fact(.ticket_id = { 7 }, .at_us = taken_us + 10 * MINUTE), start_fact(.ticket_id = { 7 }, .at_us = taken_us + 12 * MINUTE),
         finish_fact(.ticket_id = { 7 }, .at_us = taken_us + 30 * MINUTE, .procedures = { renew, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(f.tickets.called, 1);
    assert_int_equal(f.tickets.finished, 1);
    assert_int_equal(f.waiting.p50_us, 10 * MINUTE);
    assert_int_equal(f.way.p50_us, 2 * MINUTE);
    assert_int_equal(f.handling.p50_us, 18 * MINUTE);
    assert_int_equal(f.stay.p50_us, 30 * MINUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(paper_case__of_one_entry_is_counted_whole),
        on_bench(recalled__guest_is_measured_from_the_answered_call),
        on_bench(family__is_one_ticket_with_an_item_for_each_card),
        on_bench(passed__guest_who_returns_keeps_the_first_call),
        on_bench(passed__guest_who_leaves_left_at_the_first_call),
        on_bench(handling__leaves_out_what_counts_apart),
        on_bench(transferred__case_has_a_second_line),
        on_bench(later_contact__ends_the_ticket_and_counts_on_the_day_of_its_end),
        on_bench(hand_over__counts_by_matter),
        on_bench(cases__of_unknown_or_ended_tickets_are_passed_over),
        on_bench(guests__are_broken_down_by_line_origin_outcome_and_language),
        on_bench(duplicates_and_tests__are_in_no_other_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
