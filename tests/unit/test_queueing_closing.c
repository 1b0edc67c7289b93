/* queueing: can everybody who was accepted be finished by closing? What the forecast is made of; its own arithmetic: test_forecast.c. */
#include "queueing_fixture.h"

#define CLOSING (OPENING + 510)

static const struct closing_forecast_result *forecast(struct bench *b, uint32_t closes_minute)
{
    const struct closing_forecast_result *result;

    ask(b, closing_forecast(.closes_minute = closes_minute));
    result = answer_of(b, &closing_forecast_result_spec);
    assert_non_null(result);
    return result;
}

/* A case of line 3 at desk 3 that took so many minutes. */
static void took(struct bench *b, uint64_t ticket, uint64_t minutes)
{
    uint64_t from_us = now(b) - minutes * MINUTE;

    given(b, ticket_taken(.ticket_id = { ticket }, .line_id = { 3 }, .number = 602, .date = TODAY, .at_us = from_us, .people = 1),
          ticket_called(.ticket_id = { ticket }, .desk_id = { 3 }, .at_us = from_us, .dispatch_case = DISPATCH_CASE_WALK_IN),
          service_started(.ticket_id = { ticket }, .desk_id = { 3 }, .at_us = from_us),
          service_finished(.ticket_id = { ticket }, .desk_id = { 3 }, .at_us = now(b), .procedures = { others, 1 }, .outcome = SERVICE_OUTCOME_DONE));
}

static void closing_forecast__with_nobody_left_is_now(void **state)              /* covers §7 */
{
    struct bench *b = *state;
    const struct closing_forecast_result *end = forecast(b, CLOSING);

    assert_int_equal(end->verdict, FORECAST_VERDICT_IN_TIME);
    assert_int_equal(end->low_end_us, now(b));
    assert_int_equal(end->high_end_us, now(b));
    assert_int_equal(end->desks_open, 3);
    assert_int_equal(end->basis.count, 3);
    assert_true(end->basis.at[0].planned);
    assert_int_equal(end->basis.at[0].usual_us, 15 * MINUTE);
    assert_int_equal(end->basis.at[0].long_us, 30 * MINUTE);
}

static void closing_forecast__counts_who_was_accepted(void **state)
{
    struct bench *b = *state;
    const struct closing_forecast_result *end;

    called(b);
    give_ticket(b, 8, 2, 202);
    give_ticket(b, 9, 3, 601);
    expect_visit(b, 40, OPENING + 240);
    given(b, ticket_called(.ticket_id = { 9 }, .desk_id = { 2 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN),
          service_started(.ticket_id = { 9 }, .desk_id = { 2 }, .at_us = now(b)), ticket_parked(.ticket_id = { 9 }, .desk_id = { 2 }, .at_us = now(b), .reason = PARK_REASON_FORM));
    end = forecast(b, CLOSING);
    assert_int_equal(end->waiting, 1);
    assert_int_equal(end->in_service, 1);
    assert_int_equal(end->parked, 1);
    assert_int_equal(end->passed, 0);
    assert_int_equal(end->expected, 1);
    assert_int_equal(end->verdict, FORECAST_VERDICT_IN_TIME);
    assert_true(end->low_end_us > now(b) + 240 * MINUTE);                 /* the booked guest is not served before */
    assert_int_equal(forecast(b, OPENING + 240)->verdict, FORECAST_VERDICT_TOO_LATE);
    given(b, guest_missed(.reservation_id = { 40 }, .date = TODAY), ticket_called(.ticket_id = { 8 }, .desk_id = { 2 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN),
          ticket_passed(.ticket_id = { 8 }, .desk_id = { 2 }, .at_us = now(b)));
    end = forecast(b, CLOSING);
    assert_int_equal(end->waiting + end->expected, 0);
    assert_int_equal(end->passed, 1);
    assert_true(end->high_end_us < now(b) + 60 * MINUTE);
}

static void closing_forecast__is_unknown_without_a_desk_for_somebody(void **state)
{
    struct bench *b = *state;
    const struct closing_forecast_result *end;

    give_ticket(b, 8, 2, 201);                                            /* of desks 1 and 2 */
    given(b, desk_closed(.desk_id = { 1 }), desk_closed(.desk_id = { 2 }));
    end = forecast(b, CLOSING);
    assert_int_equal(end->verdict, FORECAST_VERDICT_UNKNOWN);
    assert_int_equal(end->low_end_us + end->high_end_us, 0);
    when(b, open_desk(.desk_id = { 1 }));
    assert_int_equal(forecast(b, CLOSING)->verdict, FORECAST_VERDICT_IN_TIME);
    given(b, counter_stopped(.kind = STOP_KIND_NATIONAL_STOP, .date = TODAY, .at_us = now(b)));
    assert_int_equal(forecast(b, CLOSING)->verdict, FORECAST_VERDICT_UNKNOWN);
    given(b, counter_resumed(.kind = STOP_KIND_NATIONAL_STOP, .at_us = now(b)), counter_stopped(.kind = STOP_KIND_EVACUATION, .date = TODAY, .at_us = now(b)));
    assert_int_equal(forecast(b, CLOSING)->verdict, FORECAST_VERDICT_UNKNOWN);
}

static void closing_forecast__learns_from_ten_own_cases(void **state)
{
    struct bench *b = *state;
    const struct handling_basis *basis;

    at(b, 20270201, OPENING + 180);
    for (uint64_t i = 1; i <= 9; i++)
        took(b, 100 + i, i);
    basis = &forecast(b, CLOSING)->basis.at[2];
    assert_int_equal(basis->own_cases, 9);
    assert_true(basis->planned);
    took(b, 110, 10);
    basis = &forecast(b, CLOSING)->basis.at[2];
    assert_int_equal(basis->own_cases, 10);
    assert_false(basis->planned);
    assert_int_equal(basis->usual_us, 5 * MINUTE);
    assert_int_equal(basis->long_us, 9 * MINUTE);
    assert_true(forecast(b, CLOSING)->basis.at[1].planned);
    for (uint64_t i = 1; i <= 50; i++)                                    /* older ones go */
        took(b, 200 + i, 20);
    basis = &forecast(b, CLOSING)->basis.at[2];
    assert_int_equal(basis->own_cases, 50);
    assert_int_equal(basis->usual_us, 20 * MINUTE);
}

/* A family, a parked case and one that waited for the city say nothing of what a case takes. */
static void closing_forecast__learns_from_plain_cases_only(void **state)
{
    struct bench *b = *state;

    called(b);
    when(b, start_service(.ticket_id = { 7 }));
    when(b, begin_city_wait(.ticket_id = { 7 }));
    when(b, end_city_wait(.ticket_id = { 7 }));
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    given(b, ticket_taken(.ticket_id = { 8 }, .line_id = { 2 }, .number = 202, .date = TODAY, .at_us = now(b), .people = 2));
    when(b, call_next(.desk_id = { 1 }));
    when(b, start_service(.ticket_id = { 8 }));
    when(b, finish_service(.ticket_id = { 8 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    give_ticket(b, 9, 2, 203);
    when(b, call_next(.desk_id = { 1 }));
    when(b, start_service(.ticket_id = { 9 }));
    when(b, park_ticket(.ticket_id = { 9 }, .reason = PARK_REASON_FORM));
    when(b, resume_ticket(.ticket_id = { 9 }, .desk_id = { 1 }));
    when(b, finish_service(.ticket_id = { 9 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    assert_int_equal(forecast(b, CLOSING)->basis.at[1].own_cases, 0);
}

static void closing_forecast__refuses_without_a_day(void **state)
{
    struct bench *b = *state;

    ask(b, closing_forecast(.closes_minute = CLOSING));
    then_no_answer(b, DAY_NOT_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(closing_forecast__with_nobody_left_is_now),
        opened(closing_forecast__counts_who_was_accepted),
        opened(closing_forecast__is_unknown_without_a_desk_for_somebody),
        opened(closing_forecast__learns_from_ten_own_cases),
        opened(closing_forecast__learns_from_plain_cases_only),
        closed(closing_forecast__refuses_without_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
