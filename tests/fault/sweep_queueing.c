/* The fault sweep over a small day at the counter. */
#include "sweep.h"

#include "one_desk.h"

static void scenario(struct bench *b)
{
    static const enum procedure reset[] = { PROCEDURE_PIN_RESET };
    const struct take_ticket_result *taken;
    struct ticket_id ticket;

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
}

static void sweep__a_small_day_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&queueing_service, &config, scenario, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sweep__a_small_day_survives_every_storage_fault) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
