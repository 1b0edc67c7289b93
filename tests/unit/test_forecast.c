/* The forecast to closing. Times by hand: with p50 = p90 nothing is left to chance. */
#include "cmocka_all.h"

#include "base/date.h"
#include "../../services/queueing/forecast.h"

#define NOW (14ull * 60 * US_PER_MINUTE)
#define MIN(n) ((uint64_t)(n) * US_PER_MINUTE)

/* Line 0 takes a terminal for ten minutes, line 1 takes five minutes without one. */
static const struct forecast_line fixed[] = { { true, MIN(10), MIN(10) }, { false, MIN(5), MIN(5) } };
static const struct forecast_desk two_desks[] = { { .serves = 3 }, { .serves = 3 } };

static struct forecast_input input(const struct forecast_desk *desks, uint32_t desk_count, const struct forecast_guest *guests, uint32_t guest_count)
{
    return (struct forecast_input){ .now_us = NOW, .lines = fixed, .line_count = 2, .desks = desks, .desk_count = desk_count, .guests = guests,
                                    .guest_count = guest_count, .terminals = 2 };
}

static void assert_end(const struct forecast_input *in, uint64_t minutes)
{
    struct forecast_range range;

    assert_true(forecast_end(in, &range));
    assert_int_equal(range.low_us, NOW + MIN(minutes));
    assert_int_equal(range.high_us, NOW + MIN(minutes));
}

static void forecast__nobody_left_is_now(void **state)
{
    struct forecast_input in = input(two_desks, 2, NULL, 0);

    (void)state;
    assert_end(&in, 0);
    in.desk_count = 0;
    assert_end(&in, 0);
}

static void forecast__desks_share_who_waits(void **state)
{
    static const struct forecast_guest three[] = { { .line = 0 }, { .line = 0 }, { .line = 0 } };
    struct forecast_input in = input(two_desks, 2, three, 3);

    (void)state;
    assert_end(&in, 20);
    in.desk_count = 1;
    assert_end(&in, 30);
}

static void forecast__a_terminal_is_waited_for(void **state)
{
    static const struct forecast_guest three[] = { { .line = 0 }, { .line = 0 }, { .line = 0 } };
    static const struct forecast_guest mixed[] = { { .line = 0 }, { .line = 0 }, { .line = 1 } };
    struct forecast_input in = input(two_desks, 2, three, 3);

    (void)state;
    in.terminals = 1;
    assert_end(&in, 30);
    in = input(two_desks, 2, mixed, 3);        /* the second desk takes the short case meanwhile */
    in.terminals = 1;
    assert_end(&in, 20);
}

static void forecast__the_case_in_hand_goes_on(void **state)
{
    static const struct forecast_guest one[] = { { .line = 0 } };
    static const struct forecast_desk busy[] = { { .serves = 3, .busy = true, .line = 0, .since_us = NOW - MIN(4) } };
    static const struct forecast_desk called[] = { { .serves = 3, .busy = true, .line = 0 } };
    static const struct forecast_desk longer[] = { { .serves = 3, .busy = true, .line = 1, .since_us = NOW - MIN(60) } };
    static const struct forecast_desk family[] = { { .serves = 3, .busy = true, .line = 1, .more_us = MIN(8) } };
    struct forecast_input in = input(busy, 1, one, 1);

    (void)state;
    assert_end(&in, 16);
    in = input(called, 1, one, 1);
    assert_end(&in, 20);
    in = input(family, 1, one, 1);
    assert_end(&in, 23);
    in = input(longer, 1, NULL, 0);
    in.lines = (const struct forecast_line[]){ fixed[0], { false, MIN(8), MIN(8) } };
    assert_end(&in, 2);
}

/* Its terminal is in use until the case ends. */
static void forecast__the_case_in_hand_holds_its_terminal(void **state)
{
    static const struct forecast_guest one[] = { { .line = 0 } };
    static const struct forecast_desk desks[] = { { .serves = 3, .busy = true, .line = 0 }, { .serves = 3 } };
    struct forecast_input in = input(desks, 2, one, 1);

    (void)state;
    assert_end(&in, 10);
    in.terminals = 1;
    assert_end(&in, 20);
}

static void forecast__who_is_expected_is_not_served_before(void **state)
{
    static const struct forecast_guest booked[] = { { .line = 0, .ready_us = NOW + MIN(40) }, { .line = 0, .more_us = MIN(8) } };
    struct forecast_input in = input(two_desks, 1, booked, 2);

    (void)state;
    assert_end(&in, 50);
    in.guest_count = 1;
    assert_end(&in, 50);
}

static void forecast__is_unknown_when_somebody_cannot_be_served(void **state)
{
    static const struct forecast_guest one[] = { { .line = 0 } };
    static const struct forecast_desk other[] = { { .serves = 2 } };
    struct forecast_input in = input(other, 1, one, 1);
    struct forecast_range range;

    (void)state;
    assert_false(forecast_end(&in, &range));
    in = input(two_desks, 0, one, 1);
    assert_false(forecast_end(&in, &range));
    in = input(two_desks, 2, one, 1);
    in.terminals = 0;
    assert_false(forecast_end(&in, &range));
}

/* 40 cases of 18 minutes (nine of ten at most 30) over three terminals: 240 minutes if each took the usual time. */
static void forecast__is_a_range_around_the_usual_times(void **state)
{
    static const struct forecast_line issue[] = { { true, MIN(18), MIN(30) } };
    static const struct forecast_desk four[] = { { .serves = 1 }, { .serves = 1 }, { .serves = 1 }, { .serves = 1 } };
    static struct forecast_guest forty[40];
    struct forecast_input in = { .now_us = NOW, .lines = issue, .line_count = 1, .desks = four, .desk_count = 4, .guests = forty, .guest_count = 40, .terminals = 3 };
    struct forecast_range range, again;

    (void)state;
    assert_true(forecast_end(&in, &range));
    assert_true(range.low_us > NOW + MIN(220) && range.low_us < NOW + MIN(270));
    assert_true(range.high_us > range.low_us + MIN(10) && range.high_us < NOW + MIN(300));
    assert_true(forecast_end(&in, &again));
    assert_int_equal(again.low_us, range.low_us);
    assert_int_equal(again.high_us, range.high_us);
}

static void forecast_judge__by_both_ends(void **state)
{
    const struct forecast_range range = { MIN(100), MIN(120) };

    (void)state;
    assert_int_equal(forecast_judge(&range, MIN(120)), FORECAST_VERDICT_IN_TIME);
    assert_int_equal(forecast_judge(&range, MIN(120) - 1), FORECAST_VERDICT_TIGHT);
    assert_int_equal(forecast_judge(&range, MIN(100)), FORECAST_VERDICT_TIGHT);
    assert_int_equal(forecast_judge(&range, MIN(100) - 1), FORECAST_VERDICT_TOO_LATE);
}

static void forecast_percentile__is_the_nearest_rank(void **state)                       /* rules 7 */
{
    uint64_t values[] = { 50, 10, 40, 20, 30, 60, 70, 80, 90, 100 };
    uint64_t one[] = { 7 };

    (void)state;
    assert_int_equal(forecast_percentile(values, 10, 50), 50);
    assert_int_equal(forecast_percentile(values, 10, 90), 90);
    assert_int_equal(forecast_percentile(values, 9, 90), 90);
    assert_int_equal(forecast_percentile(one, 1, 50), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forecast__nobody_left_is_now),
        cmocka_unit_test(forecast__desks_share_who_waits),
        cmocka_unit_test(forecast__a_terminal_is_waited_for),
        cmocka_unit_test(forecast__the_case_in_hand_goes_on),
        cmocka_unit_test(forecast__the_case_in_hand_holds_its_terminal),
        cmocka_unit_test(forecast__who_is_expected_is_not_served_before),
        cmocka_unit_test(forecast__is_unknown_when_somebody_cannot_be_served),
        cmocka_unit_test(forecast__is_a_range_around_the_usual_times),
        cmocka_unit_test(forecast_judge__by_both_ends),
        cmocka_unit_test(forecast_percentile__is_the_nearest_rank),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
