/* reporting: what it takes of a case between the first call and the end, of the hours and the equipment, and of the
 * whole ledger of cards.   covers §5(5) */
#include "bench.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reporting_build.h"
#include "gen/reservations_build.h"

extern const struct service reporting_service;

#define TODAY { 20270201 }
#define TOMORROW { 20270202 }
#define MINUTE US_PER_MINUTE

static const struct reporting_config config = {
    .office_ja = { "市民窓口", 12 }, .office_en = { "Citizens' counter", 17 }, .waiting_minutes = 15, .on_time_minutes = 10, .stock_at_start = 600,
    .integrated_terminals = 3 };
static const enum procedure issue[] = { PROCEDURE_ISSUE };
static const enum procedure pin[] = { PROCEDURE_PIN_RESET };

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

/* ---- A guest ------------------------------------------------------------------------------ */

static void taken(struct bench *b, uint64_t ticket)
{
    followed(b, ticket_taken(.ticket_id = { ticket }, .line_id = { 2 }, .number = 200 + ticket, .date = TODAY, .at_us = now(b), .people = 1));
    then(b, ticket_fact(.ticket_id = { ticket }));
}

static void called(struct bench *b, uint64_t ticket, bool terminal)
{
    followed(b, ticket_called(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = terminal));
    then(b, call_fact(.ticket_id = { ticket }));
}

static void started(struct bench *b, uint64_t ticket)
{
    followed(b, service_started(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = now(b)));
    then(b, start_fact(.ticket_id = { ticket }));
}

static void finished(struct bench *b, uint64_t ticket)
{
    followed(b, service_finished(.ticket_id = { ticket }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, finish_fact(.ticket_id = { ticket }));
}

static void serving(struct bench *b, uint64_t ticket)
{
    taken(b, ticket);
    called(b, ticket, true);
    started(b, ticket);
}

/* `inventory` and `reservations`: how much of their logs belongs to the day. */
static struct day_figures figures_at_close(struct bench *b, uint32_t date, uint64_t inventory, uint64_t reservations)
{
    const struct log_position vector[] = { { TEXT("inventory"), inventory > 0, inventory }, { TEXT("reservations"), reservations > 0, reservations } };

    followed(b, day_closed(.date = { date }, .at_us = now(b), .vector = { vector, 2 }));
    then(b, day_reported(.date = { date }));
    ask(b, daily_report(.date = { date }));
    return ((const struct daily_report_result *)answer_of(b, &daily_report_result_spec))->figures;
}

static void recalled__guest_is_measured_from_the_answered_call(void **state)
{
    struct bench *b = *state;

    taken(b, 7);
    pass(b, 4 * MINUTE);
    called(b, 7, false);
    pass(b, 2 * MINUTE);
    followed(b, ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .call = 2));
    then(b, recall_fact(.ticket_id = { 7 }, .at_us = now(b)));
    pass(b, MINUTE);
    started(b, 7);
    finished(b, 7);
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
    assert_int_equal(f.waiting.p50_us, 4 * MINUTE);         /* to the first call */
    assert_int_equal(f.way.p50_us, MINUTE);                 /* from the last one */
}

/* Three people, one ticket, three cards handed over in 24 minutes: one case, three items, none of a single procedure. */
static void family__is_one_ticket_with_an_item_for_each_card(void **state)              /* rules 7 */
{
    static const enum procedure three[] = { PROCEDURE_ISSUE, PROCEDURE_ISSUE, PROCEDURE_ISSUE };
    struct bench *b = *state;

    followed(b, ticket_taken(.ticket_id = { 7 }, .line_id = { 2 }, .number = 207, .date = TODAY, .at_us = now(b), .people = 3));
    called(b, 7, true);
    started(b, 7);
    pass(b, 24 * MINUTE);
    followed(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { three, 3 }, .outcome = SERVICE_OUTCOME_DONE,
                                 .receiver_class = RECEIVER_CLASS_HOLDER));
    then(b, finish_fact(.ticket_id = { 7 }, .procedures = { three, 3 }));
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
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

    taken(b, 7);
    pass(b, 5 * MINUTE);
    called(b, 7, false);
    pass(b, 3 * MINUTE);
    followed(b, ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    then(b, pass_fact(.ticket_id = { 7 }, .at_us = now(b)));
    followed(b, ticket_returned(.ticket_id = { 7 }, .at_us = now(b)));
    then(b, return_fact(.ticket_id = { 7 }, .at_us = now(b)));
    pass(b, 10 * MINUTE);
    called(b, 7, false);
    started(b, 7);
    pass(b, 12 * MINUTE);
    finished(b, 7);
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
    assert_int_equal(f.cases.passed, 1);
    assert_int_equal(f.cases.returned, 1);
    assert_int_equal(f.waiting.p50_us, 5 * MINUTE);
    assert_int_equal(f.stay.p50_us, 30 * MINUTE);           /* later calls count here */
    assert_int_equal(f.handling.p50_us, 12 * MINUTE);
}

static void passed__guest_who_leaves_left_at_the_first_call(void **state)
{
    struct bench *b = *state;

    taken(b, 7);
    pass(b, 20 * MINUTE);
    called(b, 7, false);
    pass(b, 3 * MINUTE);
    followed(b, ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    followed(b, ticket_dismissed(.ticket_id = { 7 }, .at_us = now(b), .outcome = DISMISSAL_LEFT));
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
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
    finished(b, 7);                                         /* 09:40 */
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
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
    called(b, 7, false);
    pass(b, MINUTE);
    started(b, 7);
    pass(b, 14 * MINUTE);
    finished(b, 7);
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
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
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
    assert_int_equal(f.later.agreed, 1);
    assert_int_equal(f.handling.n, 0);
    assert_int_equal(f.abandoned.within, 0);
    at(b, 20270202, 10 * 60);
    followed(b, later_contact_finished(.ticket_id = { 7 }, .at_us = now(b), .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, later_finish_fact(.ticket_id = { 7 }, .date = TOMORROW, .at_us = now(b)));
    f = figures_at_close(b, 20270202, 0, 0);
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
    struct day_figures f = figures_at_close(b, 20270201, 0, 0);
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
            finished(b, 7);
        }
    }
}

/* ---- Hours and equipment ------------------------------------------------------------------- */

static void hours__bound_half_hours_terminals_and_places(void **state)
{
    struct bench *b = *state;

    serving(b, 7);                                          /* 09:00 */
    pass(b, 30 * MINUTE);
    finished(b, 7);
    followed(b, reservations_day_part_closed(.date = TODAY, .opens_minute = 540, .closes_minute = 720, .offered_minutes = 400, .booked_minutes = 100));
    then(b, hours_fact(.date = TODAY, .opens_minute = 540, .closes_minute = 720, .offered_minutes = 400, .booked_minutes = 100));
    struct day_figures f = figures_at_close(b, 20270201, 0, 1);
    assert_int_equal(f.half_hours.count, 1 + 6 + 1);
    assert_int_equal(f.half_hours.at[1].tickets, 1);
    assert_int_equal(f.terminal.open_us, 3 * 180 * MINUTE);
    assert_int_equal(f.terminal.busy_us, 30 * MINUTE);
    assert_int_equal(f.filled.within, 100);
    assert_int_equal(f.filled.base, 400);
}

static void outages__up_to_the_cut_take_terminals_away(void **state)
{
    struct bench *b = *state;

    followed(b, outage_begun(.outage_id = { 5 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .from_us = now(b),
                             .reason = TEXT("起動しない"), .author = TEXT("現地管理者")));
    then(b, outage_fact(.outage_id = { 5 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .from_us = now(b), .epoch = 1, .sequence = 1));
    pass(b, 60 * MINUTE);
    followed(b, outage_ended(.outage_id = { 5 }, .at_us = now(b)));
    then(b, outage_end_fact(.outage_id = { 5 }, .at_us = now(b), .sequence = 2));
    followed(b, outage_ended(.outage_id = { 6 }, .at_us = now(b)));
    then_nothing(b);
    followed(b, reservations_day_part_closed(.date = TODAY, .opens_minute = 540, .closes_minute = 720));
    followed(b, outage_begun(.outage_id = { 7 }, .equipment = EQUIPMENT_MYNAPIT, .count = 1, .cause = OUTAGE_CAUSE_CITY_USE, .from_us = now(b),
                             .reason = TEXT("市の使用"), .author = TEXT("市職員")));
    struct day_figures f = figures_at_close(b, 20270201, 0, 4);     /* the last one is of tomorrow */
    assert_int_equal(f.outages.count, 1);
    assert_int_equal(f.outages.at[0].until_us - f.outages.at[0].from_us, 60 * MINUTE);
    assert_int_equal(f.terminal.open_us, (3 * 180 - 60) * MINUTE);
}

static void calendar__says_how_the_day_was_unlike_its_rule(void **state)
{
    struct bench *b = *state;

    followed(b, day_changed(.date = TODAY, .kind = DAY_CHANGE_KIND_HOURS, .open = true, .opens_minute = 600, .closes_minute = 720, .reason = TEXT("大雪"),
                            .author = TEXT("市民窓口"), .approval = TEXT("1")));
    then(b, calendar_fact(.date = TODAY, .sequence = 1, .calendar = { .change = DAY_CHANGE_KIND_HOURS, .from_minute = 600, .until_minute = 720, .reason = TEXT("大雪") }));
    for (uint64_t part = 5; part < 7; part++)
        followed(b, part_of_day_closed(.closed_part_id = { part }, .date = TODAY, .from_minute = 660, .until_minute = 690, .reason = TEXT("訓練"),
                                       .author = TEXT("市民窓口"), .approval = TEXT("2")));
    then(b, calendar_fact(.closed_part_id = { 6 }, .sequence = 3));
    followed(b, part_of_day_reopened(.closed_part_id = { 5 }));
    then(b, calendar_end_fact(.date = TODAY, .closed_part_id = { 5 }, .sequence = 4));
    followed(b, part_of_day_reopened(.closed_part_id = { 5 }));
    then_nothing(b);
    struct day_figures f = figures_at_close(b, 20270201, 0, 5);
    assert_int_equal(f.calendar.count, 2);
    assert_int_equal(f.calendar.at[0].change, DAY_CHANGE_KIND_HOURS);
    assert_int_equal(f.calendar.at[1].change, 0);
    assert_int_equal(f.calendar.at[1].from_minute, 660);
}

/* ---- Cards --------------------------------------------------------------------------------- */

static void ledger__of_a_day_adds_up(void **state)
{
    static const uint8_t tag[18] = { 1 };
    struct bench *b = *state;

    followed(b, opening_taken_over(.delivery_id = { 2 }, .card_count = 50, .taken_on = TODAY, .at_us = now(b), .by = { 11 }));
    then(b, stock_fact(.sequence = 1, .movement = STOCK_MOVEMENT_TAKEN_OVER, .count = 50));
    followed(b, delivery_arrived(.delivery_id = { 3 }, .card_count = 40, .arrived_on = TODAY));
    followed(b, card_missing(.card_id = { 4 }, .incident_number = TEXT("1"), .place = CUSTODY_VAULT, .at_us = now(b)));
    then(b, stock_fact(.sequence = 3, .movement = STOCK_MOVEMENT_MISSING, .count = 1));
    followed(b, card_found(.card_id = { 4 }, .place = CUSTODY_WORK_TRAY, .at_us = now(b)));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_FOUND, .count = 1));
    followed(b, card_transferred(.card_id = { 5 }, .office = TEXT("newtown"), .seal_number = TEXT("S1"), .at_us = now(b)));
    followed(b, card_transferred(.card_id = { 6 }, .office = TEXT("newtown"), .seal_number = TEXT("S1"), .at_us = now(b)));
    followed(b, card_received(.card_id = { 5 }, .seal_number = TEXT("S1"), .at_us = now(b)));
    followed(b, card_missing(.card_id = { 6 }, .incident_number = TEXT("2"), .place = CUSTODY_BRANCH, .at_us = now(b)));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_RECEIVED, .count = 1), stock_fact(.movement = STOCK_MOVEMENT_MISSING, .count = 1));
    followed(b, card_disposed(.card_id = { 8 }, .reason = DISPOSAL_REASON_UNCLAIMED, .approval_number = TEXT("A1"), .method = DISPOSAL_METHOD_SHREDDED,
                              .date = TODAY, .at_us = now(b)));
    followed(b, notice_returned(.card_id = { 9 }, .returned_on = TODAY, .reason = RETURN_REASON_ABSENT, .at_us = now(b)));
    followed(b, notice_reminded(.card_id = { 9 }, .reminded_on = TODAY, .deadline = { 20270501 }, .way = REMINDER_WAY_POST, .at_us = now(b)));
    followed(b, notice_posted(.card_id = { 10 }, .posted_on = { 20270208 }, .deadline = { 20270501 }, .claim_tag = { tag, 18 }, .arrived_on = { 20270201 }));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_POSTED, .count = 1), notice_fact(.sequence = 12, .card_id = { 10 }, .days = 7));
    followed(b, vault_counted(.date = TODAY, .counted = 600, .book = 601));
    followed(b, vault_counted(.date = TODAY, .counted = 601, .book = 601, .in_tray = 86, .taken_out = 1, .on_hold = 4, .at_city = 2, .by = { 11 }, .second = { 12 }));
    struct day_figures f = figures_at_close(b, 20270201, 14, 0);
    const struct card_figures *c = &f.cards;
    assert_int_equal(c->opening, 650);
    assert_int_equal(c->arrived + c->found + c->received, 40 + 1 + 2);
    assert_int_equal(c->disposed + c->transferred + c->missing, 1 + 2 + 2);
    assert_int_equal(c->in_hand, 650 + 43 - 5);
    assert_int_equal(c->returned + c->reminded, 2);
    assert_int_equal(f.notice_lead.p50_days, 7);
    assert_int_equal(f.count.counted, 600);                 /* the first count stands */
    assert_false(f.count.agrees);
    assert_int_equal(c->in_tray, 86);                       /* the last one says where the cards are */
    assert_int_equal(c->on_hold, 4);
    assert_int_equal(c->checked_out, 1);
}

#define on_bench(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(recalled__guest_is_measured_from_the_answered_call),
        on_bench(family__is_one_ticket_with_an_item_for_each_card),
        on_bench(passed__guest_who_returns_keeps_the_first_call),
        on_bench(passed__guest_who_leaves_left_at_the_first_call),
        on_bench(handling__leaves_out_what_counts_apart),
        on_bench(transferred__case_has_a_second_line),
        on_bench(later_contact__ends_the_ticket_and_counts_on_the_day_of_its_end),
        on_bench(hand_over__counts_by_matter),
        on_bench(cases__of_unknown_or_ended_tickets_are_passed_over),
        on_bench(hours__bound_half_hours_terminals_and_places),
        on_bench(outages__up_to_the_cut_take_terminals_away),
        on_bench(calendar__says_how_the_day_was_unlike_its_rule),
        on_bench(ledger__of_a_day_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
