/* The figures of a day: what is counted, where, and once.   covers §5(5) */
#include "figures_fixture.h"

static void day_figures__count_tickets_once(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.tickets.taken, 4);
    assert_int_equal(f.tickets.people, 6);
    assert_int_equal(f.tickets.booked, 1);
    assert_int_equal(f.tickets.walk_in, 3);
    assert_int_equal(f.tickets.called, 2);
    assert_int_equal(f.tickets.finished, 2);
    assert_int_equal(f.tickets.left, 1);
    assert_int_equal(f.tickets.moved, 1);
    assert_int_equal(f.tickets.cancelled, 0);
    assert_int_equal(f.tickets.overtaken_max, 2);
}

static void day_figures__measure_times_of_called_and_finished(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.waiting.n, 2);
    assert_int_equal(f.waiting.p50_us, 4 * MINUTE);
    assert_int_equal(f.waiting.max_us, 19 * MINUTE);
    assert_int_equal(f.way.p50_us, 1 * MINUTE);                  /* from the answered call, not the first */
    assert_int_equal(f.handling.mean_us, 24 * MINUTE);
    assert_int_equal(f.stay.max_us, 52 * MINUTE);
    assert_int_equal(f.waiting_within.within, 1);
    assert_int_equal(f.waiting_within.base, 3);
    assert_int_equal(f.on_time.within, 1);
    assert_int_equal(f.on_time.base, 1);
}

static void day_figures__measure_a_procedure_by_its_single_cases(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.procedures.count, 2);
    assert_int_equal(f.procedures.at[0].procedure, PROCEDURE_ISSUE);
    assert_int_equal(f.procedures.at[0].items, 2);
    assert_int_equal(f.procedures.at[0].handling.n, 1);
    assert_int_equal(f.procedures.at[0].handling.p50_us, 18 * MINUTE);
    assert_int_equal(f.procedures.at[1].items, 1);
    assert_int_equal(f.procedures.at[1].handling.n, 0);
}

static void day_figures__count_bookings_by_their_end(void **state)
{
    struct booking_figures f = a_report().figures.bookings;

    (void)state;
    assert_int_equal(f.due, 3);
    assert_int_equal(f.attended, 2);
    assert_int_equal(f.late, 1);
    assert_int_equal(f.missed, 1);
    assert_int_equal(f.cancelled, 1);
}

static void day_figures__conserve_cards(void **state)
{
    struct card_figures f = a_report().figures.cards;

    (void)state;
    assert_int_equal(f.opening + f.arrived, f.issued + f.in_hand);
    assert_int_equal(f.in_hand, 639);
    assert_int_equal(f.deliveries_arrived, 1);
    assert_int_equal(f.deliveries_inspected, 1);
    assert_int_equal(f.preset + f.stored + f.posted, 3);
}

/* ---- Half hours, terminals, days ----------------------------------------------------------- */

#define DAY { 20270201 }
static const struct date day = DAY;

static uint64_t at(uint32_t hour, uint32_t minute) { return tokyo_us(day, hour * 60 + minute); }

static void half_hours__are_half_open_from_opening(void **state)
{
    const struct reported_ticket tickets[] = {
        { .people = 1, .taken_at_us = at(8, 59) + 59999999 },        /* before opening */
        { .people = 1, .taken_at_us = at(9, 0) },
        { .people = 4, .taken_at_us = at(9, 29) + 59999999 },
        { .people = 1, .taken_at_us = at(9, 30) },
        { .people = 2, .taken_at_us = at(17, 29) },
        { .people = 1, .taken_at_us = at(17, 30) },                  /* from closing on */
        { .people = 1, .taken_at_us = at(25, 10) },                  /* after midnight: still this day */
    };
    const struct day_facts facts = { .date = DAY, .tickets = tickets, .ticket_count = 7, .opens_minute = 540, .closes_minute = 1050 };
    struct day_figures f = { 0 };

    (void)state;
    half_hours_of(&facts, 540, &arena, &f);
    assert_int_equal(f.half_hours.count, 1 + 17 + 1);
    assert_int_equal(f.half_hours.at[0].tickets, 1);
    assert_int_equal(f.half_hours.at[0].until_minute, 540);
    assert_int_equal(f.half_hours.at[1].tickets, 2);
    assert_int_equal(f.half_hours.at[1].people, 5);
    assert_int_equal(f.half_hours.at[2].tickets, 1);
    assert_int_equal(f.half_hours.at[3].tickets, 0);                 /* listed all the same */
    assert_int_equal(f.half_hours.at[17].from_minute, 1020);
    assert_int_equal(f.half_hours.at[17].people, 2);
    assert_int_equal(f.half_hours.at[18].from_minute, 1050);
    assert_int_equal(f.half_hours.at[18].until_minute, 1440);
    assert_int_equal(f.half_hours.at[18].tickets, 2);
}

static void half_hours__keep_the_grid_when_hours_do_not(void **state)
{
    const struct day_facts facts = { .date = DAY, .opens_minute = 555, .closes_minute = 620 };      /* 09:15 to 10:20 */
    const uint64_t bounds[][2] = { { 0, 555 }, { 555, 570 }, { 570, 600 }, { 600, 620 }, { 620, 1440 } };
    struct day_figures f = { 0 };

    (void)state;
    half_hours_of(&facts, 540, &arena, &f);
    assert_int_equal(f.half_hours.count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(f.half_hours.at[i].from_minute, bounds[i][0]);
        assert_int_equal(f.half_hours.at[i].until_minute, bounds[i][1]);
    }
}

static void half_hours__without_hours_end_with_the_last_guest(void **state)
{
    const struct reported_ticket tickets[] = { { .people = 1, .taken_at_us = at(10, 30) } };
    const struct day_facts facts = { .date = DAY, .tickets = tickets, .ticket_count = 1 };
    struct day_figures f = { 0 };

    (void)state;
    half_hours_of(&facts, 540, &arena, &f);
    assert_int_equal(f.half_hours.count, 1 + 4);
    assert_int_equal(f.half_hours.at[4].from_minute, 630);
    assert_int_equal(f.half_hours.at[4].tickets, 1);
}

static void terminal_use__is_clipped_to_opening_hours(void **state)
{
    const struct terminal_span spans[] = {
        { .from_us = at(8, 50), .until_us = at(9, 10) },             /* 10 minutes of it */
        { .from_us = at(12, 0), .until_us = at(12, 20) },
        { .from_us = at(17, 20), .until_us = at(17, 50) },           /* 10 minutes of it */
        { .from_us = at(17, 40), .until_us = at(18, 0) },            /* none */
    };
    const struct day_facts facts = { .date = DAY, .opens_minute = 540, .closes_minute = 1050, .spans = spans, .span_count = 4 };
    const struct day_facts unknown = { .date = DAY, .spans = spans, .span_count = 4 };
    struct terminal_figures use = terminal_use(&facts, 3);

    (void)state;
    assert_int_equal(use.busy_us, 40 * MINUTE);
    assert_int_equal(use.open_us, 3 * 510 * MINUTE);
    assert_int_equal(terminal_use(&unknown, 3).open_us, 0);
    assert_int_equal(terminal_use(&facts, 0).open_us, 0);
}

static void day_counts__are_nearest_rank_of_whole_days(void **state)
{
    const uint64_t days[] = { 9, 1, 3, 1 };
    struct day_count_figures f = day_counts_of(days, 4, &arena);

    (void)state;
    assert_int_equal(f.n, 4);
    assert_int_equal(f.p50_days, 1);
    assert_int_equal(f.p90_days, 9);
    assert_int_equal(f.max_days, 9);
    assert_int_equal(days[0], 9);
    assert_int_equal(day_counts_of(days, 0, &arena).n, 0);
}

static void day_figures__take_shares_of_their_own_counts(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.items, 3);
    assert_int_equal(f.abandoned.within, 1);
    assert_int_equal(f.abandoned.base, 4);
    assert_int_equal(f.not_come.within, 1);
    assert_int_equal(f.not_come.base, 3);
    assert_int_equal(f.first_visit.within, 1);                       /* done; the other lacked documents */
    assert_int_equal(f.first_visit.base, 2);
    assert_int_equal(f.waiting_longer.within, 2);                    /* 4 and 19 minutes */
    assert_int_equal(f.waiting_longer.base, 3);                      /* and who left after 98 */
}

static void first_visit__leaves_out_who_withdrew_or_comes_again(void **state)
{
    const struct reported_ticket tickets[] = {
        { .outcome = SERVICE_OUTCOME_DONE }, { .outcome = SERVICE_OUTCOME_WITHDRAWN }, { .outcome = SERVICE_OUTCOME_CONTINUES },
        { .outcome = SERVICE_OUTCOME_SYSTEM_FAILURE }, { .outcome = SERVICE_OUTCOME_CITY_TAKEOVER }, { .dismissal = DISMISSAL_LEFT },
    };
    const struct day_facts facts = { .date = DAY, .tickets = tickets, .ticket_count = 6, .closed_at_us = OPENED };
    struct day_figures f;

    (void)state;
    day_figures_of(&facts, &(struct figure_limits){ .waiting_minutes = 15, .opens_minute = 540 }, &arena, &f);
    assert_int_equal(f.first_visit.within, 1);
    assert_int_equal(f.first_visit.base, 3);
}

/* ---- What was written down ------------------------------------------------------------------ */

static void record_figures__count_by_kind(void **state)
{
    struct day_figures f = a_written_report().figures;

    (void)state;
    assert_int_equal(f.staff.count, 2);
    assert_int_equal(f.staff.at[0].role, STAFF_ROLE_OPERATOR);
    assert_int_equal(f.staff.at[0].people, 2);
    assert_int_equal(f.inquiries.count, 2);
    assert_int_equal(f.inquiries.at[0].tag, INQUIRY_TAG_PIN);
    assert_int_equal(f.inquiries.at[0].count, 4);
    assert_int_equal(f.channels.at[1].channel, CONTACT_CHANNEL_PHONE);
    assert_int_equal(f.channels.at[1].count, 5);
    assert_int_equal(f.languages.at[0].count, 5);
    assert_int_equal(f.phone.calls, 3);
    assert_int_equal(f.phone.answered, 2);
    assert_int_equal(f.phone.talk.mean_us, 60500000);
    assert_int_equal(f.records.complaints + f.records.notes + f.records.incidents + f.records.opinions, 4);
    assert_int_equal(f.complaints.at[0].reported_at_us, 2);
    assert_int_equal(f.incidents.at[0].kind, INCIDENT_KIND_CARD_LOSS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(day_figures__count_tickets_once),
        cmocka_unit_test(day_figures__measure_times_of_called_and_finished),
        cmocka_unit_test(day_figures__measure_a_procedure_by_its_single_cases),
        cmocka_unit_test(day_figures__count_bookings_by_their_end),
        cmocka_unit_test(day_figures__conserve_cards),
        cmocka_unit_test(half_hours__are_half_open_from_opening),
        cmocka_unit_test(half_hours__keep_the_grid_when_hours_do_not),
        cmocka_unit_test(half_hours__without_hours_end_with_the_last_guest),
        cmocka_unit_test(terminal_use__is_clipped_to_opening_hours),
        cmocka_unit_test(day_counts__are_nearest_rank_of_whole_days),
        cmocka_unit_test(day_figures__take_shares_of_their_own_counts),
        cmocka_unit_test(first_visit__leaves_out_who_withdrew_or_comes_again),
        cmocka_unit_test(record_figures__count_by_kind),
    };
    return cmocka_run_group_tests(tests, figures_setup, figures_teardown);
}
