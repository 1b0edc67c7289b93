/* Percentiles, waiting, shares and rounding: bounds and ties of every rule.   covers §5(5) */
#include "figures_fixture.h"

static void nearest_rank__takes_the_ceiling_of_p_n(void **state)
{
    const uint64_t ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    const uint64_t eleven[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };

    (void)state;
    assert_int_equal(nearest_rank(ten, 1, 50), 1);
    assert_int_equal(nearest_rank(ten, 1, 90), 1);
    assert_int_equal(nearest_rank(ten, 2, 50), 1);
    assert_int_equal(nearest_rank(ten, 3, 50), 2);
    assert_int_equal(nearest_rank(ten, 10, 50), 5);
    assert_int_equal(nearest_rank(ten, 10, 90), 9);
    assert_int_equal(nearest_rank(eleven, 11, 90), 10);
    assert_int_equal(nearest_rank(ten, 10, 100), 10);
}

static void time_figures__of_nothing_are_zero(void **state)
{
    struct time_figures f = time_figures_of(NULL, 0);

    (void)state;
    assert_int_equal(f.n, 0);
    assert_int_equal(f.p50_us + f.p90_us + f.mean_us + f.max_us, 0);
}

static void time_figures__sort_and_divide_once_half_up(void **state)
{
    uint64_t values[] = { 7, 1, 2 };
    struct time_figures f = time_figures_of(values, 3);
    uint64_t half[] = { 1, 2 };

    (void)state;
    assert_int_equal(f.p50_us, 2);
    assert_int_equal(f.max_us, 7);
    assert_int_equal(f.mean_us, 3);                             /* 10 / 3 */
    assert_int_equal(time_figures_of(half, 2).mean_us, 2);      /* 1.5 */
}

static void waiting__runs_from_the_later_of_ticket_and_booked_time(void **state)
{
    struct reported_ticket ticket = { .taken_at_us = 100 * MINUTE };

    (void)state;
    assert_int_equal(waited_us(&ticket, 110 * MINUTE), 10 * MINUTE);
    ticket.booked_us = 105 * MINUTE;
    assert_int_equal(waited_us(&ticket, 110 * MINUTE), 5 * MINUTE);
    assert_int_equal(waited_us(&ticket, 103 * MINUTE), 0);      /* called before the booked time */
    ticket.late = true;
    assert_int_equal(waited_us(&ticket, 110 * MINUTE), 10 * MINUTE);
}

static void waiting_within__includes_the_bound_and_counts_who_left_after_it(void **state)
{
    const struct reported_ticket tickets[] = {
        { .taken_at_us = OPENED, .first_call_us = OPENED + 15 * MINUTE },
        { .taken_at_us = OPENED, .first_call_us = OPENED + 15 * MINUTE + 1 },
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_CANCELLED, .ended_at_us = OPENED + 15 * MINUTE },         /* not more than 15 */
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_CANCELLED, .ended_at_us = OPENED + 15 * MINUTE + 1 },
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_LEFT, .first_call_us = OPENED + 5 * MINUTE, .ended_at_us = OPENED + 60 * MINUTE },
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_LEFT, .ended_at_us = OPENED + 5 * MINUTE },               /* never called: the close */
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_MOVED, .ended_at_us = OPENED + 60 * MINUTE },
    };
    struct share_figures share = waiting_within(tickets, 7, OPENED + 100 * MINUTE, 15 * MINUTE);

    (void)state;
    assert_int_equal(share.within, 1);
    assert_int_equal(share.base, 4);
}

static void on_time__counts_booked_guests_in_time_called_or_not(void **state)
{
    const struct reported_ticket tickets[] = {
        { .taken_at_us = OPENED, .booked_us = OPENED + 5 * MINUTE, .first_call_us = OPENED + 15 * MINUTE },
        { .taken_at_us = OPENED, .booked_us = OPENED + 5 * MINUTE, .first_call_us = OPENED + 15 * MINUTE + 1 },
        { .taken_at_us = OPENED, .booked_us = OPENED },                                                             /* never called */
        { .taken_at_us = OPENED, .booked_us = OPENED - 11 * MINUTE, .late = true, .first_call_us = OPENED },
        { .taken_at_us = OPENED, .first_call_us = OPENED },                                                         /* a walk-in */
    };
    struct share_figures share = on_time(tickets, 5, 10 * MINUTE);

    (void)state;
    assert_int_equal(share.within, 1);
    assert_int_equal(share.base, 3);
}

static void share__is_rounded_half_up(void **state)
{
    (void)state;
    assert_int_equal(share_permille(&(struct share_figures){ 1, 3 }), 333);
    assert_int_equal(share_permille(&(struct share_figures){ 2, 3 }), 667);
    assert_int_equal(share_permille(&(struct share_figures){ 1, 16 }), 63);      /* 6.25 % */
    assert_int_equal(share_permille(&(struct share_figures){ 3, 3 }), 1000);
    assert_string_equal(percent_text(&arena, &(struct share_figures){ 2, 3 }), "66.7");
    assert_string_equal(percent_text(&arena, &(struct share_figures){ 0, 0 }), "–");
}

static void minutes__are_rounded_half_up(void **state)
{
    (void)state;
    assert_string_equal(minutes_text(&arena, 59499999, 1), "0:59");
    assert_string_equal(minutes_text(&arena, 59500000, 1), "1:00");
    assert_string_equal(minutes_text(&arena, 65 * MINUTE + 5 * US_PER_SECOND, 1), "65:05");
    assert_string_equal(minutes_text(&arena, 0, 0), "–");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_rank__takes_the_ceiling_of_p_n),
        cmocka_unit_test(time_figures__of_nothing_are_zero),
        cmocka_unit_test(time_figures__sort_and_divide_once_half_up),
        cmocka_unit_test(waiting__runs_from_the_later_of_ticket_and_booked_time),
        cmocka_unit_test(waiting_within__includes_the_bound_and_counts_who_left_after_it),
        cmocka_unit_test(on_time__counts_booked_guests_in_time_called_or_not),
        cmocka_unit_test(share__is_rounded_half_up),
        cmocka_unit_test(minutes__are_rounded_half_up),
    };
    return cmocka_run_group_tests(tests, figures_setup, figures_teardown);
}
