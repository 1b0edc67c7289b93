/* queueing: guests arrive, with and without a booking. */
#include "queueing_fixture.h"

/* ---- Tickets --------------------------------------------------------------------------------- */

static void take_ticket__gives_the_next_number_of_the_line(void **state)                 /* covers §5(1) */
{
    struct bench *b = *state;

    as(b, 0, ROLE_KIOSK);
    when(b, take_ticket(.line_id = { 2 }));
    then(b, ticket_taken(.line_id = { 2 }, .number = 201, .date = TODAY, .at_us = now(b), .people = 1));
    then_result(b, take_ticket_result(.number = 201));
    when(b, take_ticket(.line_id = { 2 }, .people = 4));
    then(b, ticket_taken(.line_id = { 2 }, .number = 202, .people = 4));
    when(b, take_ticket(.line_id = { 3 }));
    then(b, ticket_taken(.line_id = { 3 }, .number = 601));
}

static void take_ticket__begins_the_block_anew_every_day(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 250);
    given(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT), day_closing(.date = TODAY), day_closed(.date = TODAY),
          day_opened(.date = { 20270202 }));
    when(b, take_ticket(.line_id = { 2 }));
    then(b, ticket_taken(.number = 201, .date = { 20270202 }));
}

static void take_ticket__wraps_around_past_numbers_in_use(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 3, 601);
    give_ticket(b, 8, 3, 602);
    when(b, take_ticket(.line_id = { 3 }));
    then_refused(b, NUMBERS_USED_UP);
    given(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    when(b, take_ticket(.line_id = { 3 }));
    then(b, ticket_taken(.number = 601));
}

static void take_ticket__refuses_before_the_day(void **state)
{
    struct bench *b = *state;

    when(b, take_ticket(.line_id = { 2 }));
    then_refused(b, DAY_NOT_OPEN);
}

static void take_ticket__refuses_an_unknown_line(void **state)
{
    struct bench *b = *state;

    when(b, take_ticket(.line_id = { 9 }));
    then_refused(b, NO_SUCH_LINE);
}

static void take_ticket__refuses_a_line_for_bookings(void **state)
{
    struct bench *b = *state;

    when(b, take_ticket(.line_id = { 1 }));
    then_refused(b, LINE_FOR_BOOKINGS);
}

/* ---- Bookings -------------------------------------------------------------------------------- */

static void reservation_booked__makes_a_visit_expected_once(void **state)
{
    struct bench *b = *state;
    uint64_t booked_us = tokyo_us((struct date){ 20270208 }, 9 * 60 + 30);
    struct built booked = reservation_booked(.reservation_id = { 40 }, .hold_id = { 39 }, .procedure = PROCEDURE_ISSUE, .people = 2,
                                             .date = { 20270208 }, .start_minute = 9 * 60 + 30, .length_minutes = 30,
                                             .place = DESK_PLACE_COUNTER, .code_tag = tag_of(40));

    followed(b, booked);
    then(b, visit_expected(.reservation_id = { 40 }, .procedure = PROCEDURE_ISSUE, .people = 2, .date = { 20270208 }, .code_tag = tag_of(40),
                           .booked_us = booked_us, .missed_at_us = booked_us + 15 * MINUTE));
    followed_again(b);
    then_nothing(b);
    followed(b, booked);
    then_nothing(b);
}

static void reservation_cancelled__drops_an_expected_visit(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 10 * 60);
    followed(b, reservation_cancelled(.reservation_id = { 40 }));
    then(b, visit_dropped(.reservation_id = { 40 }, .end = BOOKING_END_CANCELLED));
    when(b, check_in(.code = code_of(40)));
    then_refused(b, CODE_UNKNOWN);
    followed(b, reservation_cancelled(.reservation_id = { 41 }));
    then_nothing(b);
}

static void check_in__in_time_keeps_the_booked_place(void **state)                       /* covers §5(6) */
{
    struct bench *b = *state;

    expect_visit(b, 40, 10 * 60);
    at(b, 20270201, 10 * 60 + 10);
    as(b, 0, ROLE_KIOSK);
    when(b, check_in(.code = code_of(40)));
    then(b, ticket_taken(.line_id = { 1 }, .number = 101, .reservation_id = { 40 }, .people = 1, .at_us = now(b),
                         .booked_us = tokyo_us((struct date)TODAY, 10 * 60)),
         guest_checked_in(.reservation_id = { 40 }, .date = TODAY, .at_us = now(b)));
    assert_false(((const struct check_in_result *)result_of(b, &check_in_result_spec))->late);
    pass(b, 60 * MINUTE);
    then_nothing(b);
}

static void check_in__later_than_ten_minutes_is_late(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 10 * 60);
    at(b, 20270201, 10 * 60 + 10);
    at_us(b, now(b) + 1);
    when(b, check_in(.code = code_of(40)));
    then(b, ticket_taken(.reservation_id = { 40 }, .late = true), guest_checked_in(.late = true));
    then_result(b, check_in_result(.number = 101, .line_id = { 1 }, .late = true));
}

static void check_in__undoes_not_come_in_one_action(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 10 * 60);
    at(b, 20270201, 10 * 60);
    pass(b, 15 * MINUTE + 1);
    then(b, guest_missed(.reservation_id = { 40 }, .date = TODAY));
    when(b, check_in(.code = code_of(40)));
    then(b, ticket_taken(.reservation_id = { 40 }, .late = true), guest_checked_in(.reservation_id = { 40 }, .late = true));
}

static void check_in__understands_a_code_as_people_type_it(void **state)
{
    struct bench *b = *state;
    struct text code = code_of(40);
    char typed[2 * BOOKING_CODE_SIZE];

    snprintf(typed, sizeof typed, " %.4s-%.*s ", code.at, (int)code.len - 4, code.at + 4);
    expect_visit(b, 40, 10 * 60);
    when(b, check_in(.code = text_of(typed)));
    then(b, ticket_taken(.reservation_id = { 40 }), guest_checked_in());
}

static void check_in__refuses_before_the_day(void **state)
{
    struct bench *b = *state;

    when(b, check_in(.code = code_of(40)));
    then_refused(b, DAY_NOT_OPEN);
}

static void check_in__refuses_an_unknown_code(void **state)
{
    struct bench *b = *state;

    when(b, check_in(.code = code_of(40)));
    then_refused(b, CODE_UNKNOWN);
    when(b, check_in(.code = TEXT("ABC")));
    then_refused(b, CODE_UNKNOWN);
}

static void check_in__refuses_another_day(void **state)
{
    struct bench *b = *state;

    given(b, visit_expected(.reservation_id = { 40 }, .code_tag = tag_of(40), .procedure = PROCEDURE_ISSUE, .people = 1, .date = { 20270202 },
                            .booked_us = tokyo_us((struct date){ 20270202 }, 600), .missed_at_us = tokyo_us((struct date){ 20270202 }, 615)));
    when(b, check_in(.code = code_of(40)));
    then_refused(b, NOT_TODAY);
}

static void check_in__refuses_twice(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 10 * 60);
    when(b, check_in(.code = code_of(40)));
    when(b, check_in(.code = code_of(40)));
    then_refused(b, ALREADY_CHECKED_IN);
}

static void check_in__refuses_without_a_free_number(void **state)
{
    struct bench *b = *state;

    given(b, visit_expected(.reservation_id = { 40 }, .code_tag = tag_of(40), .procedure = PROCEDURE_INFORMATION, .people = 1, .date = TODAY,
                            .booked_us = now(b), .missed_at_us = now(b) + 15 * MINUTE));
    give_ticket(b, 7, 3, 601);
    give_ticket(b, 8, 3, 602);
    when(b, check_in(.code = code_of(40)));
    then_refused(b, NUMBERS_USED_UP);
}

static void no_show__waits_for_exactly_fifteen_minutes(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 10 * 60);
    at(b, 20270201, 10 * 60);
    pass(b, 15 * MINUTE);
    then_nothing(b);                                     /* a check-in stamped now is late, not missed */
    pass(b, 1);
    then(b, guest_missed(.reservation_id = { 40 }, .date = TODAY));
}

/* Also when both fall into one step: 10:15:00.000000 is late (rules 1). */
static void check_in__at_the_very_moment_is_late_and_not_missed(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 10 * 60);
    at(b, 20270201, 10 * 60 + 15);
    when(b, check_in(.code = code_of(40)));
    then(b, ticket_taken(.reservation_id = { 40 }, .late = true), guest_checked_in(.reservation_id = { 40 }, .late = true));
    pass(b, 1);
    then_nothing(b);
}

static void no_show__is_put_off_while_the_counter_is_closed(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 9 * 60);
    at(b, 20270201, 9 * 60);
    pass(b, 15 * MINUTE + 1);
    then(b, visit_put_off(.reservation_id = { 40 }, .missed_at_us = now(b) + 15 * MINUTE));
    given(b, day_opened(.date = TODAY));
    pass(b, 15 * MINUTE + 1);
    then(b, guest_missed(.reservation_id = { 40 }));
}

static void no_show__of_a_day_that_never_opened_is_none(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 9 * 60);
    at(b, 20270202, 0);
    pass(b, 0);
    then(b, visit_dropped(.reservation_id = { 40 }, .end = BOOKING_END_LAPSED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(take_ticket__gives_the_next_number_of_the_line),
        opened(take_ticket__begins_the_block_anew_every_day),
        opened(take_ticket__wraps_around_past_numbers_in_use),
        closed(take_ticket__refuses_before_the_day),
        opened(take_ticket__refuses_an_unknown_line),
        opened(take_ticket__refuses_a_line_for_bookings),
        closed(reservation_booked__makes_a_visit_expected_once),
        opened(reservation_cancelled__drops_an_expected_visit),
        opened(check_in__in_time_keeps_the_booked_place),
        opened(check_in__later_than_ten_minutes_is_late),
        opened(check_in__undoes_not_come_in_one_action),
        opened(check_in__understands_a_code_as_people_type_it),
        closed(check_in__refuses_before_the_day),
        opened(check_in__refuses_an_unknown_code),
        opened(check_in__refuses_another_day),
        opened(check_in__refuses_twice),
        opened(check_in__refuses_without_a_free_number),
        opened(no_show__waits_for_exactly_fifteen_minutes),
        opened(check_in__at_the_very_moment_is_late_and_not_missed),
        closed(no_show__is_put_off_while_the_counter_is_closed),
        closed(no_show__of_a_day_that_never_opened_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
