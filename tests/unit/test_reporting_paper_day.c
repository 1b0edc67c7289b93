/* reporting: a small day with every outcome, its figures worked out on paper from rules 7 and then looked for in the CSV.
 * Fourteen tickets, six bookings, a national stop from 10:30 to 10:40, one terminal out of use from 15:00 to 16:00. */
#include "bench.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reporting_build.h"
#include "gen/reservations_build.h"

extern const struct service reporting_service;

#define TODAY { 20270201 }
#define AT(hour, minute, second) (tokyo_us((struct date)TODAY, (hour) * 60 + (minute)) + (second) * US_PER_SECOND)
#define HM(hour, minute) AT(hour, minute, 0)
#define DONE(...) (const enum procedure[]){ __VA_ARGS__ }, sizeof((const enum procedure[]){ __VA_ARGS__ }) / sizeof(enum procedure)

static const struct reporting_config config = {
    .office_ja = { "市民窓口", 12 }, .office_en = { "Citizens' counter", 17 }, .waiting_minutes = 15, .waiting_longer_minutes = 30,
    .on_time_minutes = 10, .stock_at_start = 600, .integrated_terminals = 3 };

static void takes(struct bench *b, uint64_t ticket, uint64_t at, uint64_t people)
{
    followed(b, ticket_taken(.ticket_id = { ticket }, .line_id = { 2 }, .number = 200 + ticket, .date = TODAY, .at_us = at, .people = people));
}

static void books(struct bench *b, uint64_t reservation, uint64_t booked)
{
    static const uint8_t tag[16] = { 1 };

    followed(b, visit_expected(.reservation_id = { reservation }, .code_tag = { tag, 16 }, .procedure = PROCEDURE_ISSUE, .people = 1, .date = TODAY,
                               .booked_us = booked, .missed_at_us = booked + 15 * US_PER_MINUTE));
}

static void checks_in(struct bench *b, uint64_t reservation, uint64_t ticket, uint64_t booked, uint64_t at, bool late)
{
    followed(b, ticket_taken(.ticket_id = { ticket }, .line_id = { 1 }, .number = 100 + ticket, .date = TODAY, .at_us = at, .people = 1,
                             .reservation_id = { reservation }, .booked_us = booked, .late = late));
    followed(b, guest_checked_in(.reservation_id = { reservation }, .ticket_id = { ticket }, .date = TODAY, .at_us = at, .late = late));
}

static void is_called(struct bench *b, uint64_t ticket, uint64_t at, bool terminal)
{
    followed(b, ticket_called(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = at, .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = terminal));
}

static void starts(struct bench *b, uint64_t ticket, uint64_t at)
{
    followed(b, service_started(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = at));
}

static void finishes(struct bench *b, uint64_t ticket, uint64_t at, enum service_outcome outcome, enum receiver_class receiver,
                     const enum procedure *done, uint32_t count)
{
    followed(b, service_finished(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = at, .procedures = { done, count }, .outcome = outcome,
                                 .receiver_class = receiver));
}

static void walk_ins(struct bench *b)
{
    takes(b, 1, HM(8, 55), 2);                                   /* waits 5:00, way 0:30, handling 18:00, stay 23:30 */
    is_called(b, 1, HM(9, 0), true);
    starts(b, 1, AT(9, 0, 30));
    finishes(b, 1, AT(9, 18, 30), SERVICE_OUTCOME_DONE, RECEIVER_CLASS_HOLDER, DONE(PROCEDURE_ISSUE));
    takes(b, 2, HM(9, 0), 1);                                    /* waits exactly 15:00; 1:00; 24:00 less 10:00 of the city; 40:00 */
    is_called(b, 2, HM(9, 15), true);
    starts(b, 2, HM(9, 16));
    followed(b, city_wait_begun(.ticket_id = { 2 }, .at_us = HM(9, 20)));
    followed(b, city_wait_ended(.ticket_id = { 2 }, .at_us = HM(9, 30)));
    finishes(b, 2, HM(9, 40), SERVICE_OUTCOME_DONE, 0, DONE(PROCEDURE_CERT_RENEW));
    takes(b, 3, HM(9, 30) - 1, 1);                               /* waits a microsecond more than 15:00; 0:00; 15:00; 30:00 */
    is_called(b, 3, HM(9, 45), false);
    starts(b, 3, HM(9, 45));
    finishes(b, 3, HM(10, 0), SERVICE_OUTCOME_DOCUMENTS_SHORT, 0, DONE(PROCEDURE_PIN_RESET, PROCEDURE_CERT_RENEW));
}

static void booked_guests(struct bench *b)
{
    books(b, 40, HM(10, 0));                                     /* waits 6:00 from the booked time; 1:00; 3:00 + 10:00 to the stop; 42:00 */
    checks_in(b, 40, 4, HM(10, 0), HM(9, 50), false);
    is_called(b, 4, HM(10, 6), true);
    starts(b, 4, HM(10, 7));
    followed(b, ticket_parked(.ticket_id = { 4 }, .desk_id = { 1 }, .at_us = HM(10, 10), .reason = PARK_REASON_FORM));
    followed(b, ticket_resumed(.ticket_id = { 4 }, .desk_id = { 1 }, .at_us = HM(10, 20), .terminal_in_use = true));
    finishes(b, 4, HM(10, 32), SERVICE_OUTCOME_DONE, RECEIVER_CLASS_LEGAL_REPRESENTATIVE, DONE(PROCEDURE_ISSUE));
    books(b, 41, HM(10, 0));                                     /* in at 10:00 late and called after 10:00: on time; 1:00; 30:00 less the stop; 41:00 */
    checks_in(b, 41, 5, HM(10, 0), HM(10, 10), false);
    is_called(b, 5, HM(10, 20), true);
    starts(b, 5, HM(10, 21));
    finishes(b, 5, HM(10, 51), SERVICE_OUTCOME_DONE, RECEIVER_CLASS_VOLUNTARY_AGENT, DONE(PROCEDURE_ISSUE_AGENT));
    books(b, 42, HM(10, 0));                                     /* late: waits 18:00 from the check-in; 1:00; 10:40 to 10:45; 33:00 */
    checks_in(b, 42, 6, HM(10, 0), HM(10, 12), true);
    is_called(b, 6, HM(10, 30), false);
    starts(b, 6, HM(10, 31));
    finishes(b, 6, HM(10, 45), SERVICE_OUTCOME_WITHDRAWN, 0, DONE(PROCEDURE_CANCEL_APPLICATION));
    books(b, 43, HM(11, 0));                                     /* came after having been missed: waits 5:00; 0:00; 10:00; 15:00 */
    followed(b, guest_missed(.reservation_id = { 43 }, .date = TODAY));
    checks_in(b, 43, 7, HM(11, 0), HM(11, 20), true);
    is_called(b, 7, HM(11, 25), false);
    starts(b, 7, HM(11, 25));
    followed(b, handed_over_to_city(.ticket_id = { 7 }, .at_us = HM(11, 30), .matter = CITY_MATTER_FEE));
    finishes(b, 7, HM(11, 35), SERVICE_OUTCOME_CITY_TAKEOVER, 0, DONE(PROCEDURE_FACE_AUTH));
    books(b, 44, HM(12, 0));                                     /* never came */
    followed(b, guest_missed(.reservation_id = { 44 }, .date = TODAY));
    books(b, 45, HM(12, 0));                                     /* cancelled in time: not due */
    followed(b, visit_dropped(.reservation_id = { 45 }, .end = BOOKING_END_CANCELLED));
}

static void others(struct bench *b)
{
    takes(b, 8, HM(11, 0), 1);                                   /* left at the first call, after 20:00 */
    is_called(b, 8, HM(11, 20), false);
    followed(b, ticket_recalled(.ticket_id = { 8 }, .desk_id = { 1 }, .at_us = HM(11, 21), .call = 2));
    followed(b, ticket_recalled(.ticket_id = { 8 }, .desk_id = { 1 }, .at_us = HM(11, 22), .call = 3));
    followed(b, ticket_passed(.ticket_id = { 8 }, .desk_id = { 1 }, .at_us = HM(11, 23)));
    followed(b, ticket_dismissed(.ticket_id = { 8 }, .at_us = HM(17, 31), .outcome = DISMISSAL_LEFT));
    takes(b, 9, HM(11, 30), 1);                                  /* cancelled after 10:00 */
    followed(b, ticket_dismissed(.ticket_id = { 9 }, .at_us = HM(11, 40), .outcome = DISMISSAL_CANCELLED));
    takes(b, 10, HM(11, 30), 3);                                 /* waits 1:00; 1:00; first part 8:00, second 10:00 and 8:00; 30:00 */
    is_called(b, 10, HM(11, 31), false);
    starts(b, 10, HM(11, 32));
    followed(b, ticket_transferred(.ticket_id = { 10 }, .from_line = { 2 }, .line_id = { 3 }, .desk_id = { 1 }, .at_us = HM(11, 40),
                                   .procedures = { DONE(PROCEDURE_INFORMATION) }));
    is_called(b, 10, HM(11, 50), false);
    starts(b, 10, HM(11, 52));
    finishes(b, 10, HM(12, 0), SERVICE_OUTCOME_SYSTEM_FAILURE, 0, DONE(PROCEDURE_PIN_CHANGE));
    takes(b, 11, HM(16, 55), 1);                                 /* never called, there at the close: 36:00 */
    followed(b, ticket_dismissed(.ticket_id = { 11 }, .at_us = HM(17, 31), .outcome = DISMISSAL_LEFT));
    takes(b, 12, HM(14, 0), 1);                                  /* comes again, by agreement */
    followed(b, ticket_dismissed(.ticket_id = { 12 }, .at_us = HM(14, 5), .outcome = DISMISSAL_MOVED));
    takes(b, 13, HM(13, 0), 1);                                  /* waits 4:00 to the first call; way 1:00 from the answered one; 10:00; 23:00 */
    is_called(b, 13, HM(13, 4), false);
    followed(b, ticket_passed(.ticket_id = { 13 }, .desk_id = { 1 }, .at_us = HM(13, 6)));
    followed(b, ticket_returned(.ticket_id = { 13 }, .at_us = HM(13, 10)));
    is_called(b, 13, HM(13, 12), false);
    starts(b, 13, HM(13, 13));
    finishes(b, 13, HM(13, 23), SERVICE_OUTCOME_DONE, RECEIVER_CLASS_HOLDER, DONE(PROCEDURE_ISSUE));
    takes(b, 14, HM(13, 30), 1);                                 /* waits 0:30; 0:30; 10:00; 11:00 */
    is_called(b, 14, AT(13, 30, 30), false);
    starts(b, 14, HM(13, 31));
    finishes(b, 14, HM(13, 41), SERVICE_OUTCOME_CONTINUES, 0, DONE(PROCEDURE_LOST));
}

/* 90.5 minutes of terminals: 9:00–9:18:30, 9:15–9:40, 10:06–10:10 and 10:20–10:32, 10:20–10:51; open 3 × 510 less 60 and, for the
 * stop, 3 × 10. */
static struct bytes csv_of_the_day(struct bench *b)
{
    const struct log_position vector[] = { { TEXT("inventory"), 1, 9 }, { TEXT("reservations"), 1, 3 } };

    followed(b, counter_stopped(.kind = STOP_KIND_NATIONAL_STOP, .date = TODAY, .at_us = HM(10, 30)));
    followed(b, counter_resumed(.kind = STOP_KIND_NATIONAL_STOP, .at_us = HM(10, 40)));
    walk_ins(b);
    booked_guests(b);
    others(b);
    followed(b, outage_begun(.outage_id = { 5 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .from_us = HM(15, 0),
                             .reason = TEXT("起動しない"), .author = TEXT("現地管理者")));
    followed(b, outage_ended(.outage_id = { 5 }, .at_us = HM(16, 0)));
    followed(b, reservations_day_part_closed(.date = TODAY, .opens_minute = 540, .closes_minute = 1050, .offered_minutes = 600, .booked_minutes = 90));
    followed(b, delivery_arrived(.delivery_id = { 3 }, .card_count = 40, .arrived_on = TODAY));
    for (uint64_t card = 1; card <= 4; card++)
        followed(b, card_issued(.card_id = { card }, .ticket_id = { 1 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    followed(b, card_disposed(.card_id = { 5 }, .reason = DISPOSAL_REASON_MOVED_OUT, .approval_number = TEXT("1"), .method = DISPOSAL_METHOD_SHREDDED, .date = TODAY));
    followed(b, vault_counted(.date = TODAY, .counted = 634, .book = 635));
    followed(b, vault_counted(.date = TODAY, .counted = 635, .book = 635));
    followed(b, inventory_day_part_closed(.date = TODAY));
    at_us(b, HM(17, 31));
    followed(b, day_closed(.date = TODAY, .at_us = HM(17, 31), .vector = { vector, 2 }));
    ask(b, daily_report(.date = TODAY));
    const struct daily_report_result *report = answer_of(b, &daily_report_result_spec);

    assert_non_null(report);
    return report->csv;
}

/* Section, key and value, as a row begins. */
static const char *const on_paper[] = {
    "tickets,taken,14", "tickets,people,17", "tickets,items,12", "tickets,booked,4", "tickets,walk_in,10", "tickets,called,10",
    "tickets,finished,10", "tickets,left,2", "tickets,cancelled,1", "tickets,moved,1", "tickets,walk_in_overtaken_max,0", "tickets,passed,2",
    "tickets,returned,1", "tickets,transferred,1", "tickets,abandoned,21.4", "tickets,abandoned_part,3", "tickets,abandoned_base,14",
    "bookings,due,5", "bookings,attended,4", "bookings,late,1", "bookings,missed,1", "bookings,cancelled,1", "bookings,not_come,20.0",
    "bookings,filled,15.0", "bookings,filled_part,90", "bookings,filled_base,600",
    "outcomes,done,5", "outcomes,documents_short,1", "outcomes,system_failure,1", "outcomes,city_takeover,1", "outcomes,withdrawn,1",
    "outcomes,continues,1", "outcomes,first_visit,62.5", "outcomes,first_visit_part,5", "outcomes,first_visit_base,8",
    "receivers,holder,2", "receivers,legal_representative,1", "receivers,voluntary_agent,1",
    /* 0:30 1:00 4:00 5:00 5:00 6:00 10:00 15:00 15:00.000001 18:00 */
    "times,waiting_n,10", "times,waiting_p50,300", "times,waiting_p90,900", "times,waiting_mean,477", "times,waiting_max,1080",
    "times,waiting_within,66.7", "times,waiting_within_part,8", "times,waiting_within_base,12",
    "times,waiting_longer,90.9", "times,waiting_longer_part,10", "times,waiting_longer_base,11",
    "times,on_time,100.0", "times,on_time_part,2", "times,on_time_base,2",
    "times,way_n,10", "times,way_p50,60", "times,way_p90,60", "times,way_mean,42", "times,way_max,60",
    /* 5:00 8:00 10:00 10:00 10:00 13:00 14:00 15:00 18:00 20:00 */
    "times,handling_n,10", "times,handling_p50,600", "times,handling_p90,1080", "times,handling_mean,738", "times,handling_max,1200",
    /* 11:00 15:00 23:00 23:30 30:00 30:00.000001 33:00 40:00 41:00 42:00 */
    "times,stay_n,10", "times,stay_p50,1800", "times,stay_p90,2460", "times,stay_mean,1731", "times,stay_max,2520",
    "times,parked_n,1", "times,parked_p50,600", "times,city_decision_n,1", "times,city_decision_p50,600", "times,second_waiting_n,1",
    "times,second_waiting_p50,600", "times,second_handling_n,1", "times,second_handling_p50,480",
    "half_hours,0000,1", "half_hours,0900,2", "half_hours,0930,1", "half_hours,1000,2", "half_hours,1030,0", "half_hours,1100,2",
    "half_hours,1130,2", "half_hours,1200,0", "half_hours,1300,1", "half_hours,1330,1", "half_hours,1400,1", "half_hours,1630,1", "half_hours,1730,0",
    "equipment,terminal_use,6.3", "equipment,terminal_use_part,91", "equipment,terminal_use_base,1440",
    "hand_over,fee,1",
    "cards,opening,600", "cards,arrived,40", "cards,issued,4", "cards,disposed,1", "cards,in_hand,635", "vault,counted,634", "vault,agrees,no",
};

static int setup(void **state)
{
    *state = bench_new(&reporting_service, &config);
    at(*state, 20270201, 9 * 60);
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

static void paper_day__has_the_figures_worked_out_by_hand(void **state)                  /* covers §5(5) */
{
    struct bytes csv = csv_of_the_day(*state);
    char row[128];
    int wrong = 0;

    for (size_t i = 0; i < sizeof on_paper / sizeof *on_paper; i++) {
        int len = snprintf(row, sizeof row, "\r\n%s,", on_paper[i]);

        if (memmem(csv.at, csv.len, row, (size_t)len) == NULL) {
            print_error("not in the report: %s\n", on_paper[i]);
            wrong++;
        }
    }
    if (wrong > 0)
        fail_msg("%d figures differ", wrong);
}

/* Missed at 12:15, then entered from paper: who came until 12:15:00 was there, a microsecond later was late. */
static void late__is_who_came_after_a_quarter_of_an_hour_not_who_was_entered_after(void **state)
{
    struct bench *b = *state;

    for (uint64_t i = 0; i < 4; i++) {
        static const uint64_t after_us[] = { 0, 12 * US_PER_MINUTE, 15 * US_PER_MINUTE, 15 * US_PER_MINUTE + 1 };

        books(b, 50 + i, HM(12, 0));
        followed(b, guest_missed(.reservation_id = { 50 + i }, .date = TODAY));
        checks_in(b, 50 + i, 20 + i, HM(12, 0), HM(12, 0) + after_us[i], after_us[i] > 10 * US_PER_MINUTE);
    }
    followed(b, day_closed(.date = TODAY, .at_us = HM(17, 31)));
    ask(b, daily_report(.date = TODAY));
    const struct daily_report_result *report = answer_of(b, &daily_report_result_spec);

    assert_non_null(report);
    assert_int_equal(report->figures.bookings.attended, 4);
    assert_int_equal(report->figures.bookings.missed, 0);
    assert_int_equal(report->figures.bookings.late, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(late__is_who_came_after_a_quarter_of_an_hour_not_who_was_entered_after, setup, teardown),
        cmocka_unit_test_setup_teardown(paper_day__has_the_figures_worked_out_by_hand, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
