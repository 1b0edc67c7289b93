#include "reporting_fixture.h"

extern const struct service reporting_service;

static const struct reporting_config config = {
    .office_ja = { "市民窓口", 12 }, .office_en = { "Citizens' counter", 17 }, .waiting_minutes = 15, .on_time_minutes = 10, .stock_at_start = 600,
    .integrated_terminals = 3 };

int reporting_setup(void **state)
{
    *state = bench_new(&reporting_service, &config);
    at(*state, 20270201, 9 * 60);
    as(*state, LEAD, ROLE_SITE_MANAGER);
    return 0;
}

int reporting_teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

void close_with(struct bench *b, struct date date, struct parts_of_day parts)
{
    const struct log_position vector[] = { { TEXT("inventory"), parts.inventory > 0, parts.inventory },
                                           { TEXT("reservations"), parts.reservations > 0, parts.reservations },
                                           { TEXT("staff"), parts.staff > 0, parts.staff } };

    followed(b, day_closed(.date = date, .at_us = now(b), .vector = { vector, 3 }));
}

const struct daily_report_result *report_of(struct bench *b, struct date date)
{
    ask(b, daily_report(.date = date));
    const struct daily_report_result *report = answer_of(b, &daily_report_result_spec);
    assert_non_null(report);
    return report;
}

struct day_figures figures_of(struct bench *b, struct date date)
{
    return report_of(b, date)->figures;
}

struct day_figures figures_at_close(struct bench *b, struct date date, struct parts_of_day parts)
{
    close_with(b, date, parts);
    then(b, day_reported(.date = date));
    return figures_of(b, date);
}

void guest_takes(struct bench *b, uint64_t ticket)
{
    followed(b, ticket_taken(.ticket_id = { ticket }, .line_id = { 2 }, .number = 200 + ticket, .date = TODAY, .at_us = now(b), .people = 1));
    then(b, ticket_fact(.ticket_id = { ticket }, .line_id = { 2 }));
}

void guest_is_called(struct bench *b, uint64_t ticket, bool terminal)
{
    followed(b, ticket_called(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = terminal));
    then(b, call_fact(.ticket_id = { ticket }));
}

void guest_is_served(struct bench *b, uint64_t ticket)
{
    followed(b, service_started(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = now(b)));
    then(b, start_fact(.ticket_id = { ticket }));
}

void guest_is_done(struct bench *b, uint64_t ticket)
{
    static const enum procedure issue[] = { PROCEDURE_ISSUE };

    followed(b, service_finished(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, finish_fact(.ticket_id = { ticket }));
}
