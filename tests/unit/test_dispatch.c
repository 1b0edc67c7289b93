/* Who is next: every case of the order, its ties and its bounds.              covers §5(1) */
#include "cmocka_all.h"

#include "../../services/queueing/dispatch.h"

#include "base/date.h"

#define MINUTE US_PER_MINUTE
#define NOW (UINT64_C(1000) * MINUTE)

static const struct dispatch_limits limits = { .passes_max = 3, .pass_us_max = 30 * MINUTE };

#define GUESTS(...) (const struct dispatch_guest[]){ __VA_ARGS__ }, \
                    (uint32_t)(sizeof((const struct dispatch_guest[]){ __VA_ARGS__ }) / sizeof(struct dispatch_guest))
#define WALK_IN(ticket, minute, ...) { .ticket_id = { ticket }, .arrived_at_us = (minute) * MINUTE, __VA_ARGS__ }
#define BOOKED(ticket, minute, booked, ...) \
    { .ticket_id = { ticket }, .arrived_at_us = (minute) * MINUTE, .booked_us = (booked) * MINUTE, __VA_ARGS__ }

static void expect_at(uint64_t now_us, const struct dispatch_guest *guests, uint32_t count, uint64_t ticket, enum dispatch_case which, uint64_t passed_over)
{
    struct dispatch next = { 0 };

    assert_true(dispatch_next(guests, count, &limits, now_us, &next));
    assert_int_equal(next.ticket_id.v, ticket);
    assert_int_equal(next.which, which);
    assert_int_equal(next.passed_over.v, passed_over);
}

#define expect(ticket, which, passed_over, ...) expect_at(NOW, GUESTS(__VA_ARGS__), ticket, which, passed_over)

static void dispatch__nobody_waits(void **state)
{
    struct dispatch next = { .ticket_id = { 77 } };

    (void)state;
    assert_false(dispatch_next(NULL, 0, &limits, NOW, &next));
    assert_int_equal(next.ticket_id.v, 77);
}

static void dispatch__walk_ins_go_by_arrival(void **state)
{
    (void)state;
    expect(8, DISPATCH_CASE_WALK_IN, 0, WALK_IN(7, 960), WALK_IN(8, 950), WALK_IN(9, 970));
}

static void dispatch__equal_arrival_goes_to_the_lower_ticket(void **state)
{
    (void)state;
    expect(7, DISPATCH_CASE_WALK_IN, 0, WALK_IN(9, 950), WALK_IN(7, 950), WALK_IN(8, 950));
}

static void dispatch__a_due_guest_goes_before_walk_ins_and_passes_the_oldest_over(void **state)
{
    (void)state;
    expect(9, DISPATCH_CASE_DUE, 8, WALK_IN(7, 960), WALK_IN(8, 950), BOOKED(9, 995, 990));
}

static void dispatch__a_guest_is_due_from_the_booked_minute_on(void **state)
{
    (void)state;
    expect(9, DISPATCH_CASE_DUE, 7, WALK_IN(7, 960), BOOKED(9, 990, 1000));
    expect_at(NOW - 1, GUESTS(WALK_IN(7, 960), BOOKED(9, 990, 1000)), 7, DISPATCH_CASE_WALK_IN, 0);
}

static void dispatch__due_guests_go_by_booked_time_then_check_in_then_ticket(void **state)
{
    (void)state;
    expect(8, DISPATCH_CASE_DUE, 0, BOOKED(7, 900, 995), BOOKED(8, 990, 985));
    expect(8, DISPATCH_CASE_DUE, 0, BOOKED(7, 980, 985), BOOKED(8, 970, 985));
    expect(7, DISPATCH_CASE_DUE, 0, BOOKED(8, 970, 985), BOOKED(7, 970, 985));
}

static void dispatch__an_early_guest_comes_last_by_booked_time(void **state)
{
    (void)state;
    expect(7, DISPATCH_CASE_WALK_IN, 0, WALK_IN(7, 999), BOOKED(8, 900, 1001));
    expect(8, DISPATCH_CASE_EARLY, 0, BOOKED(7, 900, 1030), BOOKED(8, 950, 1015));
}

static void dispatch__three_passes_make_a_walk_in_next(void **state)
{
    (void)state;
    expect(9, DISPATCH_CASE_DUE, 7, WALK_IN(7, 960, .passes = 2, .first_passed_us = 980 * MINUTE), BOOKED(9, 990, 990));
    expect(7, DISPATCH_CASE_PASSED_OVER, 0, WALK_IN(7, 960, .passes = 3, .first_passed_us = 980 * MINUTE), BOOKED(9, 990, 990));
}

static void dispatch__thirty_minutes_since_the_first_pass_make_a_walk_in_next(void **state)
{
    (void)state;
    expect(7, DISPATCH_CASE_PASSED_OVER, 0, WALK_IN(7, 960, .passes = 1, .first_passed_us = 970 * MINUTE), BOOKED(9, 990, 990));
    expect_at(NOW - 1, GUESTS(WALK_IN(7, 960, .passes = 1, .first_passed_us = 970 * MINUTE), BOOKED(9, 990, 990)), 9, DISPATCH_CASE_DUE, 7);
}

static void dispatch__passed_over_guests_go_oldest_first(void **state)
{
    (void)state;
    expect(8, DISPATCH_CASE_PASSED_OVER, 0, WALK_IN(7, 960, .passes = 3, .first_passed_us = 961 * MINUTE),
           WALK_IN(8, 955, .passes = 3, .first_passed_us = 990 * MINUTE));
}

static void dispatch__overload_lets_three_booked_guests_go_for_one_walk_in(void **state)
{
    struct dispatch_guest guests[6] = {
        WALK_IN(1, 900), WALK_IN(2, 901), BOOKED(3, 910, 910), BOOKED(4, 910, 911), BOOKED(5, 910, 912), BOOKED(6, 910, 913) };
    const uint64_t order[] = { 3, 4, 5, 1, 6, 2 };
    uint32_t count = 6;

    (void)state;
    for (uint32_t call = 0; call < 6; call++) {
        struct dispatch next = { 0 };
        uint32_t gone = 0;

        assert_true(dispatch_next(guests, count, &limits, NOW, &next));
        assert_int_equal(next.ticket_id.v, order[call]);
        for (uint32_t i = 0; i < count; i++) {
            guests[i].passes += guests[i].ticket_id.v == next.passed_over.v ? 1 : 0;
            gone = guests[i].ticket_id.v == next.ticket_id.v ? i : gone;
        }
        guests[gone] = guests[--count];
    }
}

static void dispatch__priority_goes_first_oldest_first_and_passes_nobody_over(void **state)
{
    (void)state;
    expect(6, DISPATCH_CASE_PRIORITY, 0, WALK_IN(4, 900, .passes = 3), WALK_IN(5, 990, .priority_at_us = 996 * MINUTE),
           BOOKED(6, 991, 1020, .priority_at_us = 995 * MINUTE), BOOKED(7, 990, 990));
}

static void dispatch__a_priority_guest_is_never_passed_over(void **state)
{
    struct dispatch next = { 0 };
    const struct dispatch_guest guests[] = { WALK_IN(5, 900, .returned_at_us = 990 * MINUTE), WALK_IN(6, 950), BOOKED(7, 990, 990) };

    (void)state;
    assert_true(dispatch_next(guests, 3, &limits, NOW, &next));
    assert_int_equal(next.ticket_id.v, 7);
    assert_int_equal(next.passed_over.v, 6);
}

static void dispatch__a_returned_guest_goes_after_one_other_call_oldest_return_first(void **state)
{
    (void)state;
    expect(6, DISPATCH_CASE_RETURNED, 0, WALK_IN(5, 900, .returned_at_us = 992 * MINUTE, .other_called = true),
           WALK_IN(6, 901, .returned_at_us = 991 * MINUTE, .other_called = true), WALK_IN(7, 800, .passes = 3), BOOKED(8, 990, 990));
}

static void dispatch__a_returned_guest_before_another_call_waits_for_everybody_but_the_early(void **state)
{
    (void)state;
    expect(7, DISPATCH_CASE_WALK_IN, 0, WALK_IN(5, 900, .returned_at_us = 992 * MINUTE), WALK_IN(7, 999));
    expect(5, DISPATCH_CASE_RETURNED, 0, WALK_IN(5, 900, .returned_at_us = 992 * MINUTE), BOOKED(8, 990, 1010));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dispatch__nobody_waits),
        cmocka_unit_test(dispatch__walk_ins_go_by_arrival),
        cmocka_unit_test(dispatch__equal_arrival_goes_to_the_lower_ticket),
        cmocka_unit_test(dispatch__a_due_guest_goes_before_walk_ins_and_passes_the_oldest_over),
        cmocka_unit_test(dispatch__a_guest_is_due_from_the_booked_minute_on),
        cmocka_unit_test(dispatch__due_guests_go_by_booked_time_then_check_in_then_ticket),
        cmocka_unit_test(dispatch__an_early_guest_comes_last_by_booked_time),
        cmocka_unit_test(dispatch__three_passes_make_a_walk_in_next),
        cmocka_unit_test(dispatch__thirty_minutes_since_the_first_pass_make_a_walk_in_next),
        cmocka_unit_test(dispatch__passed_over_guests_go_oldest_first),
        cmocka_unit_test(dispatch__overload_lets_three_booked_guests_go_for_one_walk_in),
        cmocka_unit_test(dispatch__priority_goes_first_oldest_first_and_passes_nobody_over),
        cmocka_unit_test(dispatch__a_priority_guest_is_never_passed_over),
        cmocka_unit_test(dispatch__a_returned_guest_goes_after_one_other_call_oldest_return_first),
        cmocka_unit_test(dispatch__a_returned_guest_before_another_call_waits_for_everybody_but_the_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
