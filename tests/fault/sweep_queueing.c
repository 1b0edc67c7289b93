/* The fault sweep over a small day at the counter. */
#include "sweep.h"

#include "gen/inventory_build.h"
#include "gen/staff_build.h"
#include "one_desk.h"

static void scenario(struct bench *b)
{
    static const enum procedure reset[] = { PROCEDURE_PIN_RESET };
    const struct take_ticket_result *taken;
    struct ticket_id ticket;

    followed(b, desk_readiness_changed(.account_id = { 5 }, .trained_on = { 20260401 }, .privacy_trained_on = { 20260401 }, .pledged_on = { 20260401 }));
    as(b, 5, ROLE_SITE_MANAGER);
    when(b, open_day(.date = { 20270201 }));
    when(b, open_desk(.desk_id = { 1 }));
    as(b, 0, ROLE_KIOSK);
    when(b, take_ticket(.line_id = { 1 }));
    taken = result_of(b, &take_ticket_result_spec);
    assert_non_null(taken);
    ticket = taken->ticket_id;
    as(b, 5, ROLE_OPERATOR);
    when(b, call_next(.desk_id = { 1 }));
    when(b, start_service(.ticket_id = ticket));
    when_repeated(b);
    when(b, start_service(.ticket_id = ticket));
    when(b, record_paper_case(.ticket_id = ticket, .finished_minute = tokyo_minute(now(b)), .procedures = { reset, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    ask(b, closing_forecast(.closes_minute = 1050));
    then_answer(b, closing_forecast_result(.verdict = FORECAST_VERDICT_IN_TIME, .desks_open = 1));
}

static void sweep__a_small_day_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&queueing_service, &config, scenario, 400);
}

/* ---- Cases that do not end where they began ------------------------------------------------------ */

#define TODAY { 20270201 }

static const struct queue_line two_lines[] = {
    { .line_id = { 1 }, .name_ja = { "交付", 6 }, .name_en = { "issue", 5 }, .guests = LINE_GUESTS_ALL, .first_number = 101, .last_number = 199, .needs_terminal = true },
    { .line_id = { 2 }, .name_ja = { "申請", 6 }, .name_en = { "other", 5 }, .guests = LINE_GUESTS_ALL, .first_number = 601, .last_number = 699 },
};
static const struct queueing_config two_lines_config = {
    .lines = { two_lines, 2 }, .desks = { desks, 1 }, .integrated_terminals = 1, .late_minutes_max = 10, .missed_minutes = 15, .passes_max = 3,
    .pass_minutes_max = 30, .recalls_max = 2, .recall_seconds_min = 60,
};

/* Ticket 7 is called to desk 1, the only one open. */
static void given_called(struct bench *b)
{
    given(b, ready(5), day_opened(.date = TODAY, .at_us = now(b)), desk_opened(.desk_id = { 1 }, .date = TODAY, .account_id = { 5 }),
          ticket_taken(.ticket_id = { 7 }, .line_id = { 1 }, .number = 101, .date = TODAY, .at_us = now(b), .people = 3),
          ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
    as(b, 5, ROLE_OPERATOR);
}

static void called_in_vain(struct bench *b)
{
    given_called(b);
    for (uint32_t i = 0; i < 2; i++) {
        at_us(b, now(b) + US_PER_MINUTE);
        when(b, recall_ticket(.ticket_id = { 7 }));
    }
    at_us(b, now(b) + US_PER_MINUTE);
    when(b, pass_ticket(.ticket_id = { 7 }));
    then(b, ticket_passed(.ticket_id = { 7 }));
    when(b, return_ticket(.ticket_id = { 7 }));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .dispatch_case = DISPATCH_CASE_RETURNED));
}

static void at_rest_and_on(struct bench *b)
{
    given_called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    when(b, park_ticket(.ticket_id = { 7 }, .reason = PARK_REASON_CITY_DESK));
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 1 }));
    then(b, ticket_resumed(.ticket_id = { 7 }));
    ask(b, desk_status(.desk_id = { 1 }));
    ask(b, counter_status(0));
    when(b, hand_over_to_city(.ticket_id = { 7 }, .matter = CITY_MATTER_FEE));
    followed(b, card_issued(.card_id = { 70 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    followed(b, card_issued(.card_id = { 71 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_LEGAL_REPRESENTATIVE, .application_kind = APPLICATION_KIND_FIRST));
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 2 }));
    then(b, ticket_transferred(.ticket_id = { 7 }, .line_id = { 2 }, .procedures = { (const enum procedure[]){ PROCEDURE_ISSUE, PROCEDURE_ISSUE }, 2 }));
}

/* The evening: custody's part is noted, taken back and noted again before the day closes. */
static void closing(struct bench *b)
{
    given(b, day_opened(.date = TODAY, .at_us = now(b)), day_closing(.date = TODAY, .at_us = now(b)),
          part_noted(.date = TODAY, .part = DAY_PART_RESERVATIONS), part_noted(.date = TODAY, .part = DAY_PART_STAFF));
    as(b, 5, ROLE_SITE_MANAGER);
    followed(b, inventory_day_part_closed(.date = TODAY));
    followed(b, custody_reopen_asked(.date = TODAY, .ask = 1, .reason = TEXT("遅れて来られた方"), .at_us = now(b), .by = { 5 }, .second = { 6 }));
    when(b, close_day());
    then_refused(b, PARTS_NOT_CLOSED);
    followed(b, inventory_day_part_closed(.date = TODAY));
    when(b, close_day());
    then(b, day_closed(.date = TODAY));
}

/* The city is asked and answers, a colleague is called and comes. */
static void asking(struct bench *b)
{
    given_called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    when(b, begin_city_wait(.ticket_id = { 7 }, .matter = QUESTION_MATTER_FACE));
    when(b, call_help(.desk_id = { 1 }));
    as(b, 6, ROLE_SITE_MANAGER);
    when(b, end_help(.desk_id = { 1 }));
    when(b, forward_city_question(.ticket_id = { 7 }));
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_COME_AGAIN, .official = TEXT("1024")));
    then(b, city_question_answered(.ticket_id = { 7 }, .told = true));
    when(b, end_city_wait(.ticket_id = { 7 }));
    then(b, city_wait_ended(.ticket_id = { 7 }));
}

static void sweep__calls_in_vain_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&queueing_service, &two_lines_config, called_in_vain, 300);
}

static void sweep__a_parked_and_moved_case_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&queueing_service, &two_lines_config, at_rest_and_on, 300);
}

static void sweep__questions_and_help_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&queueing_service, &two_lines_config, asking, 300);
}

static void sweep__the_close_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&queueing_service, &two_lines_config, closing, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep__a_small_day_survives_every_storage_fault),
        cmocka_unit_test(sweep__calls_in_vain_survive_every_storage_fault),
        cmocka_unit_test(sweep__a_parked_and_moved_case_survives_every_storage_fault),
        cmocka_unit_test(sweep__questions_and_help_survive_every_storage_fault),
        cmocka_unit_test(sweep__the_close_survives_every_storage_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
