/* The fault sweep over a day's report: facts arrive, the day closes before one log is followed so far,
 * a timer makes the report, two persons close it. */
#include "sweep.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reporting_build.h"

extern const struct service reporting_service;

#define TODAY { 20270201 }

static const struct reporting_config config = {
    .office_ja = { "市民窓口", 12 }, .office_en = { "Citizens' counter", 17 }, .waiting_minutes = 15, .on_time_minutes = 10, .stock_at_start = 600 };
static const enum procedure issue[] = { PROCEDURE_ISSUE };
static const struct log_position vector[] = { { TEXT("inventory"), 1, 2 }, { TEXT("reservations"), 0, 0 }, { TEXT("staff"), 0, 0 } };

static void a_guest(struct bench *b)
{
    followed(b, day_opened(.date = TODAY, .at_us = now(b)));
    followed(b, ticket_taken(.ticket_id = { 7 }, .line_id = { 2 }, .number = 201, .date = TODAY, .at_us = now(b), .people = 1));
    followed(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN));
    followed(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    followed(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 },
                                 .outcome = SERVICE_OUTCOME_DONE, .receiver_class = RECEIVER_CLASS_HOLDER));
}

static struct bytes hash_of_report(struct bench *b)
{
    static uint8_t hash[32];
    const struct daily_report_result *report;

    ask(b, daily_report(.date = TODAY));
    report = answer_of(b, &daily_report_result_spec);
    assert_non_null(report);
    assert_int_equal(report->figures.tickets.finished, 1);
    assert_int_equal(report->figures.cards.issued, 1);
    memcpy(hash, report->report_sha256.at, sizeof hash);
    return (struct bytes){ hash, sizeof hash };
}

static void scenario(struct bench *b)
{
    struct bytes hash;

    a_guest(b);
    followed(b, delivery_arrived(.delivery_id = { 3 }, .card_count = 40, .arrived_on = TODAY));
    followed(b, day_closed(.date = TODAY, .at_us = now(b), .vector = { vector, 3 }));
    then(b, day_report_awaited(.date = TODAY, .attempt = 1));
    ask(b, daily_report(.date = TODAY));
    then_no_answer(b, REPORT_NOT_MADE);
    followed(b, card_issued(.card_id = { 4 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    pass(b, US_PER_SECOND);
    then(b, day_reported(.date = TODAY));
    hash = hash_of_report(b);
    as(b, 11, ROLE_SITE_MANAGER);
    second(b, 31, ROLE_SERVICE_MANAGER);
    when(b, close_report(.date = TODAY, .report_sha256 = hash, .checkpoint = TEXT("madoguchi.1/audit\n47\nq83vEg==\n")));
    then(b, report_closed(.date = TODAY, .account_id = { 11 }, .second_id = { 31 }));
    when_repeated(b);
    then_nothing(b);
    ask(b, daily_report(.date = TODAY));
    then_answer(b, daily_report_result(.closed = true, .report_sha256 = hash));
}

static void sweep__a_days_report_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&reporting_service, &config, scenario, 1500);
}

/* What people write down, a case with parts and pauses, and a correction. */
static void a_written_day(struct bench *b)
{
    a_guest(b);
    followed(b, ticket_taken(.ticket_id = { 8 }, .line_id = { 2 }, .number = 202, .date = TODAY, .at_us = now(b), .people = 1));
    followed(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
    followed(b, service_started(.ticket_id = { 8 }, .desk_id = { 1 }, .at_us = now(b)));
    followed(b, ticket_parked(.ticket_id = { 8 }, .desk_id = { 1 }, .at_us = now(b), .reason = PARK_REASON_FORM));
    followed(b, ticket_transferred(.ticket_id = { 8 }, .from_line = { 2 }, .line_id = { 3 }, .at_us = now(b), .procedures = { issue, 1 }));
    then(b, transfer_fact(.ticket_id = { 8 }));
    followed(b, ticket_dismissed(.ticket_id = { 8 }, .at_us = now(b), .outcome = DISMISSAL_LEFT));
    as(b, 11, ROLE_SITE_MANAGER);
    when(b, record_complaint(.at_us = now(b), .text = TEXT("お待たせした。")));
    then(b, complaint_recorded(.date = TODAY, .text = TEXT("お待たせした。")));
    when(b, record_inquiry(.tag = INQUIRY_TAG_FEE, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_JAPANESE));
    then(b, inquiry_recorded(.date = TODAY));
    when(b, record_phone_call(.subject = INQUIRY_TAG_PIN, .seconds = 60, .answered = true, .waited_known = true, .waited_seconds = 9, .after_seconds = 30));
    then(b, phone_call_recorded(.waited_known = true, .waited_seconds = 9, .after_seconds = 30));
}

static void written_scenario(struct bench *b)
{
    static const struct log_position at[] = { { TEXT("inventory"), 0, 0 } };
    const struct daily_report_result *report;

    a_written_day(b);
    followed(b, day_closed(.date = TODAY, .at_us = now(b), .vector = { at, 1 }));
    then(b, day_reported(.date = TODAY));
    second(b, 31, ROLE_SERVICE_MANAGER);
    when(b, correct_figure(.for_date = TODAY, .section = TEXT("tickets"), .figure = TEXT("left"), .was = 1, .is = 2, .reason = TEXT("一件の入力もれ")));
    then(b, figure_corrected(.date = { 20270202 }));
    ask(b, daily_report(.date = TODAY));
    report = answer_of(b, &daily_report_result_spec);
    assert_non_null(report);
    assert_int_equal(report->figures.records.complaints, 1);
    assert_int_equal(report->figures.cases.transferred, 1);
    assert_int_equal(report->corrections.count, 1);
}

static void sweep__records_and_corrections_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&reporting_service, &config, written_scenario, 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep__a_days_report_survives_every_storage_fault),
        cmocka_unit_test(sweep__records_and_corrections_survive_every_storage_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
