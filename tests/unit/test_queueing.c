/* queueing: every command, refusal, followed event and timer, on the real engine. */
#include "bench.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reservations_build.h"
#include "gen/staff_build.h"
#include "trust/code.h"

extern const struct service queueing_service;

#define TODAY { 20270201 }
#define OPENING (9 * 60)
#define MINUTE US_PER_MINUTE
#define OPERATOR 12
#define LEAD 11

/* Line 1 takes booked guests, 2 walk-ins with a terminal, 3 everybody without one; its block has two numbers. */
static const enum procedure issue[] = { PROCEDURE_ISSUE };
static const enum procedure others[] = { PROCEDURE_APPLY_SUPPORT, PROCEDURE_INFORMATION };
static const struct queue_line lines[] = {
    { .line_id = { 1 }, .name_ja = { "交付予約", 12 }, .name_en = { "booked", 6 }, .guests = LINE_GUESTS_BOOKED, .first_number = 101,
      .last_number = 199, .needs_terminal = true, .procedures = { issue, 1 } },
    { .line_id = { 2 }, .name_ja = { "交付", 6 }, .name_en = { "walk-in", 7 }, .guests = LINE_GUESTS_WALK_IN, .first_number = 201,
      .last_number = 299, .needs_terminal = true, .procedures = { issue, 1 } },
    { .line_id = { 3 }, .name_ja = { "申請", 6 }, .name_en = { "other", 5 }, .guests = LINE_GUESTS_ALL, .first_number = 601,
      .last_number = 602, .procedures = { others, 2 } },
};
static const struct line_id all_lines[] = { { 1 }, { 2 }, { 3 } };
static const struct queue_desk desks[] = {
    { .desk_id = { 1 }, .name_ja = { "1番窓口", 10 }, .name_en = { "Counter 1", 9 }, .place = DESK_PLACE_COUNTER, .lines = { all_lines, 2 } },
    { .desk_id = { 2 }, .name_ja = { "2番窓口", 10 }, .name_en = { "Counter 2", 9 }, .place = DESK_PLACE_COUNTER, .lines = { all_lines, 3 } },
    { .desk_id = { 3 }, .name_ja = { "ブース", 9 }, .name_en = { "Booth", 5 }, .place = DESK_PLACE_BOOTH, .lines = { all_lines + 2, 1 } },
};
static const struct queueing_config config = {
    .lines = { lines, 3 }, .desks = { desks, 3 }, .integrated_terminals = 1, .late_minutes_max = 10, .missed_minutes = 15, .passes_max = 3,
    .pass_minutes_max = 30,
};

/* 08:30, no day open; the site manager acts. */
static int closed_counter(void **state)
{
    *state = bench_new(&queueing_service, &config);
    as(*state, LEAD, ROLE_SITE_MANAGER);
    return 0;
}

/* 09:00, the day open and all desks; an operator acts. */
static int open_counter(void **state)
{
    struct bench *b = bench_new(&queueing_service, &config);

    at(b, 20270201, OPENING);
    given(b, day_opened(.date = TODAY, .at_us = now(b)), desk_opened(.desk_id = { 1 }, .date = TODAY, .account_id = { OPERATOR }),
          desk_opened(.desk_id = { 2 }, .date = TODAY, .account_id = { OPERATOR }),
          desk_opened(.desk_id = { 3 }, .date = TODAY, .account_id = { OPERATOR }));
    as(b, OPERATOR, ROLE_OPERATOR);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

/* ---- Bookings and their codes ------------------------------------------------------------ */

static const uint8_t code_key[32] = { 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 };

static struct text code_of(uint64_t reservation)
{
    static char code[BOOKING_CODE_SIZE];

    booking_code(code_key, reservation, code);
    return text_of(code);
}

static struct bytes tag_of(uint64_t reservation)
{
    static uint8_t tags[8][BOOKING_TAG_LEN];
    static uint32_t next;
    char code[BOOKING_CODE_SIZE];
    uint8_t *tag = tags[next++ % 8];

    booking_code(code_key, reservation, code);
    booking_code_tag(code_key, code, tag);
    return (struct bytes){ tag, BOOKING_TAG_LEN };
}

/* Expected today at this minute of the day, for the issue of a card. */
static void expect_visit(struct bench *b, uint64_t reservation, uint32_t minute)
{
    uint64_t booked_us = tokyo_us((struct date)TODAY, minute);

    given(b, visit_expected(.reservation_id = { reservation }, .code_tag = tag_of(reservation), .procedure = PROCEDURE_ISSUE, .people = 1,
                            .date = TODAY, .booked_us = booked_us, .missed_at_us = booked_us + 15 * MINUTE));
}

static void give_ticket(struct bench *b, uint64_t ticket, uint64_t line, uint64_t number)
{
    given(b, ticket_taken(.ticket_id = { ticket }, .line_id = { line }, .number = number, .date = TODAY, .at_us = now(b), .people = 1));
}

/* ---- The day --------------------------------------------------------------------------- */

static void open_day__opens_today(void **state)                                         /* covers §7 */
{
    struct bench *b = *state;

    when(b, open_day(.date = TODAY));
    then(b, day_opened(.date = TODAY, .at_us = now(b)));
}

static void open_day__refuses_a_second_day(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    when(b, open_day(.date = TODAY));
    then_refused(b, DAY_ALREADY_OPEN);
}

static void open_day__refuses_another_date(void **state)
{
    struct bench *b = *state;

    when(b, open_day(.date = { 20270202 }));
    then_refused(b, DATE_NOT_TODAY);
}

static void open_day__refuses_a_day_that_was_closed(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), day_closed(.date = TODAY));
    when(b, open_day(.date = TODAY));
    then_refused(b, DAY_ALREADY_CLOSED);
}

static void begin_closing__stops_new_guests(void **state)                                /* covers §7 */
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    when(b, begin_closing());
    then(b, day_closing(.date = TODAY, .at_us = now(b)));
    when(b, take_ticket(.line_id = { 2 }));
    then_refused(b, DAY_IS_CLOSING);
    when(b, check_in(.code = code_of(40)));
    then_refused(b, DAY_IS_CLOSING);
}

static void begin_closing__refuses_without_an_open_day(void **state)
{
    struct bench *b = *state;

    when(b, begin_closing());
    then_refused(b, DAY_NOT_OPEN);
}

static void begin_closing__refuses_twice(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY));
    when(b, begin_closing());
    then_refused(b, DAY_IS_CLOSING);
}

static void close_day__names_how_far_the_other_logs_belong_to_it(void **state)           /* covers §7 */
{
    struct bench *b = *state;
    const struct log_position vector[] = { { TEXT("inventory"), 1, 1 }, { TEXT("reservations"), 1, 1 }, { TEXT("staff"), 1, 1 } };

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY));
    followed(b, inventory_day_part_closed(.date = TODAY));
    followed(b, reservations_day_part_closed(.date = TODAY));
    followed(b, staff_day_part_closed(.date = TODAY));
    when(b, close_day());
    then(b, day_closed(.date = TODAY, .at_us = now(b), .vector = { vector, 3 }));
    when(b, close_day());
    then_refused(b, DAY_NOT_OPEN);
}

static void close_day__refuses_without_an_open_day(void **state)
{
    struct bench *b = *state;

    when(b, close_day());
    then_refused(b, DAY_NOT_OPEN);
}

static void close_day__refuses_before_the_closing(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    when(b, close_day());
    then_refused(b, DAY_NOT_CLOSING);
}

static void close_day__refuses_while_a_ticket_is_open(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    give_ticket(b, 7, 2, 201);
    given(b, day_closing(.date = TODAY), part_noted(.date = TODAY, .part = DAY_PART_STAFF));
    when(b, close_day());
    then_refused(b, OPEN_CASES);
}

static void close_day__refuses_while_a_guest_is_expected(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    expect_visit(b, 40, 17 * 60);
    given(b, day_closing(.date = TODAY));
    when(b, close_day());
    then_refused(b, VISITS_EXPECTED);
}

static void close_day__refuses_until_every_part_is_closed(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), part_noted(.date = TODAY, .part = DAY_PART_RESERVATIONS),
          part_noted(.date = TODAY, .part = DAY_PART_STAFF));
    when(b, close_day());
    then_refused(b, PARTS_NOT_CLOSED);
}

static void part_closed__is_noted_once_and_only_while_closing(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    followed(b, staff_day_part_closed(.date = TODAY));
    then_nothing(b);
    given(b, day_closing(.date = TODAY));
    followed(b, staff_day_part_closed(.date = TODAY));
    then(b, part_noted(.date = TODAY, .part = DAY_PART_STAFF));
    followed(b, staff_day_part_closed(.date = TODAY));
    then_nothing(b);
    followed(b, inventory_day_part_closed(.date = { 20270131 }));
    then_nothing(b);
}

/* ---- Desks ------------------------------------------------------------------------------ */

static void open_desk__opens_for_today(void **state)                                     /* covers §6 */
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    as(b, OPERATOR, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 2 }));
    then(b, desk_opened(.desk_id = { 2 }, .date = TODAY, .account_id = { OPERATOR }));
}

static void open_desk__refuses_before_the_day(void **state)
{
    struct bench *b = *state;

    when(b, open_desk(.desk_id = { 2 }));
    then_refused(b, DAY_NOT_OPEN);
}

static void open_desk__refuses_an_unknown_desk(void **state)
{
    struct bench *b = *state;

    when(b, open_desk(.desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
}

static void open_desk__refuses_twice(void **state)
{
    struct bench *b = *state;

    when(b, open_desk(.desk_id = { 1 }));
    then_refused(b, DESK_ALREADY_OPEN);
}

static void open_desk__opens_again_on_another_day(void **state)
{
    struct bench *b = *state;

    given(b, day_closing(.date = TODAY), day_closed(.date = TODAY), day_opened(.date = { 20270202 }));
    when(b, close_desk(.desk_id = { 1 }));
    then_refused(b, DESK_CLOSED);
    when(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }, .date = { 20270202 }));
}

static void close_desk__closes_a_free_desk(void **state)
{
    struct bench *b = *state;

    when(b, close_desk(.desk_id = { 1 }));
    then(b, desk_closed(.desk_id = { 1 }));
    when(b, close_desk(.desk_id = { 1 }));
    then_refused(b, DESK_CLOSED);
    when(b, close_desk(.desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
}

static void close_desk__refuses_with_a_guest(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
    when(b, close_desk(.desk_id = { 1 }));
    then_refused(b, DESK_BUSY);
}

/* ---- Tickets ---------------------------------------------------------------------------- */

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

/* ---- Bookings --------------------------------------------------------------------------- */

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
    pass(b, 15 * MINUTE);
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
    pass(b, 15 * MINUTE - 1);
    then_nothing(b);
    pass(b, 1);
    then(b, guest_missed(.reservation_id = { 40 }, .date = TODAY));
}

static void no_show__is_put_off_while_the_counter_is_closed(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, 9 * 60);
    at(b, 20270201, 9 * 60);
    pass(b, 15 * MINUTE);
    then(b, visit_put_off(.reservation_id = { 40 }, .missed_at_us = now(b) + 15 * MINUTE));
    given(b, day_opened(.date = TODAY));
    pass(b, 15 * MINUTE);
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

/* ---- Calls ------------------------------------------------------------------------------ */

static void call_next__calls_the_oldest_walk_in(void **state)                            /* covers §5(1) */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    at_us(b, now(b) + 4 * MINUTE);
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .waited_us = 4 * MINUTE,
                          .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
    then_result(b, call_next_result(.ticket_id = { 7 }, .number = 201, .line_id = { 2 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
}

static void call_next__skips_a_ticket_that_left(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 2, 202);
    given(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 1 }));
}

static void call_next__passes_the_oldest_walk_in_over_three_times_at_most(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    for (uint64_t i = 0; i < 4; i++) {
        expect_visit(b, 40 + i, OPENING);
        when(b, check_in(.code = code_of(40 + i)));
    }
    for (uint64_t i = 0; i < 3; i++) {
        when(b, call_next(.desk_id = { 1 }));
        then(b, ticket_called(.desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_DUE, .passed_over = { 7 }));
        struct ticket_id called = ((const struct call_next_result *)result_of(b, &call_next_result_spec))->ticket_id;
        when(b, dismiss_ticket(.ticket_id = called, .outcome = DISMISSAL_CANCELLED));
    }
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .dispatch_case = DISPATCH_CASE_PASSED_OVER));
}

static void call_next__treats_a_late_guest_like_a_walk_in(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, OPENING);
    at(b, 20270201, OPENING + 11);
    give_ticket(b, 7, 2, 201);
    when(b, check_in(.code = code_of(40)));
    at(b, 20270201, OPENING + 12);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
}

static void call_next__counts_the_wait_of_an_early_guest_from_the_booked_time(void **state)
{
    struct bench *b = *state;

    expect_visit(b, 40, OPENING + 30);
    when(b, check_in(.code = code_of(40)));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.dispatch_case = DISPATCH_CASE_EARLY));
    assert_non_null(result_of(b, &call_next_result_spec));
    then_result(b, call_next_result(.reservation_id = { 40 }));
}

static void call_next__serves_only_the_lines_of_the_desk(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, call_next(.desk_id = { 3 }));
    then_refused(b, NOBODY_WAITING);
    give_ticket(b, 8, 3, 601);
    when(b, call_next(.desk_id = { 3 }));
    then(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 3 }));
}

static void call_next__waits_for_a_free_terminal(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .terminal_in_use = true));
    when(b, call_next(.desk_id = { 2 }));
    then_refused(b, NOBODY_WAITING);
    give_ticket(b, 9, 3, 601);
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 9 }, .desk_id = { 2 }));
    given(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT), ticket_dismissed(.ticket_id = { 9 }, .outcome = DISMISSAL_LEFT));
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 2 }));
}

static void call_next__refuses_an_unknown_desk(void **state)
{
    struct bench *b = *state;

    when(b, call_next(.desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
}

static void call_next__refuses_a_closed_desk(void **state)
{
    struct bench *b = *state;

    given(b, desk_closed(.desk_id = { 1 }));
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, DESK_CLOSED);
}

static void call_next__refuses_a_busy_desk(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, DESK_BUSY);
}

static void call_next__refuses_with_nobody_waiting(void **state)
{
    struct bench *b = *state;

    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, NOBODY_WAITING);
}

/* ---- Service ---------------------------------------------------------------------------- */

static void called(struct bench *b)
{
    give_ticket(b, 7, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
}

static void start_service__begins_at_the_desk_that_called(void **state)                  /* covers §5(1) */
{
    struct bench *b = *state;

    called(b);
    when(b, start_service(.ticket_id = { 7 }));
    then(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    when(b, start_service(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_CALLED);
}

static void start_service__refuses_what_was_not_called(void **state)
{
    struct bench *b = *state;

    when(b, start_service(.ticket_id = { 7 }));
    then_refused(b, NO_SUCH_TICKET);
    give_ticket(b, 7, 2, 201);
    when(b, start_service(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_CALLED);
}

static void finish_service__says_what_was_done_and_frees_the_desk(void **state)          /* covers §5(5) */
{
    struct bench *b = *state;

    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE, .receiver_class = RECEIVER_CLASS_HOLDER));
    then(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .procedures = { issue, 1 },
                             .outcome = SERVICE_OUTCOME_DONE, .receiver_class = RECEIVER_CLASS_HOLDER));
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 8 }));
}

static void finish_service__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, TICKET_NOT_IN_SERVICE);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, finish_service(.ticket_id = { 7 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, NO_PROCEDURE_NAMED);
}

static void dismiss_ticket__ends_a_waiting_ticket(void **state)                          /* covers §7 */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_MOVED));
    then(b, ticket_dismissed(.ticket_id = { 7 }, .at_us = now(b), .outcome = DISMISSAL_MOVED));
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, NOBODY_WAITING);
}

static void dismiss_ticket__frees_the_desk_of_a_called_one(void **state)
{
    struct bench *b = *state;

    called(b);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    when(b, close_desk(.desk_id = { 1 }));
    then(b, desk_closed(.desk_id = { 1 }));
}

static void dismiss_ticket__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, TICKET_IN_SERVICE);
    given(b, service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, TICKET_ALREADY_CLOSED);
}

/* ---- Permissions and reads -------------------------------------------------------------- */

static void permission__citizens_take_no_tickets(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_CITIZEN);
    when(b, take_ticket(.line_id = { 2 }));
    then_not_taken(b, NOT_PERMITTED);
}

static void waiting_list__is_in_order_of_arrival(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 3, 601);
    ask(b, waiting_list());
    const struct waiting_list_result *all = answer_of(b, &waiting_list_result_spec);
    assert_int_equal(all->guests.count, 2);
    assert_int_equal(all->guests.at[0].ticket_id.v, 7);
    assert_int_equal(all->guests.at[1].number, 601);
    assert_false(all->more);
    ask(b, waiting_list(.after = { 7 }));
    const struct waiting_list_result *rest = answer_of(b, &waiting_list_result_spec);
    assert_int_equal(rest->guests.count, 1);
    assert_int_equal(rest->guests.at[0].ticket_id.v, 8);
}

static void day_status__tells_what_the_close_still_needs(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    expect_visit(b, 40, 10 * 60);
    ask(b, day_status());
    then_answer(b, day_status_result(.date = TODAY, .state = DAY_STATE_OPEN, .open_tickets = 1, .visits_expected = true));
}

static void day_status__of_a_closed_counter_has_no_date(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), day_closed(.date = TODAY));
    ask(b, day_status());
    const struct day_status_result *status = answer_of(b, &day_status_result_spec);
    assert_non_null(status);
    assert_int_equal(status->date.v, 0);
    assert_int_equal(status->state, 0);
}

static void desk_list__shows_who_is_where(void **state)
{
    struct bench *b = *state;

    called(b);
    given(b, desk_closed(.desk_id = { 3 }));
    ask(b, desk_list());
    const struct desk_list_result *list = answer_of(b, &desk_list_result_spec);
    assert_int_equal(list->desks.count, 3);
    assert_int_equal(list->desks.at[0].number, 201);
    assert_int_equal(list->desks.at[0].state, TICKET_STATE_CALLED);
    assert_true(list->desks.at[1].open);
    assert_int_equal(list->desks.at[1].ticket_id.v, 0);
    assert_false(list->desks.at[2].open);
}

static void board__shows_numbers_and_counts(void **state)
{
    struct bench *b = *state;

    called(b);
    give_ticket(b, 8, 3, 601);
    give_ticket(b, 9, 3, 602);
    as(b, 0, ROLE_CITIZEN);
    ask(b, board());
    const struct board_result *shown = answer_of(b, &board_result_spec);
    assert_int_equal(shown->calls.count, 1);
    assert_int_equal(shown->calls.at[0].number, 201);
    assert_int_equal(shown->lines.count, 3);
    assert_int_equal(shown->lines.at[1].waiting, 0);
    assert_int_equal(shown->lines.at[2].waiting, 2);
}

/* ---- Configuration ---------------------------------------------------------------------- */

static const char *fault_of(const struct queueing_config *tried)
{
    static struct arena arena;
    static char sentence[200];

    arena_init(&arena, 1u << 20);
    const char *fault = queueing_service.config_check(tried, &arena);
    snprintf(sentence, sizeof sentence, "%s", fault == NULL ? "" : fault);
    arena_fini(&arena);
    return sentence;
}

static void config__complaints_name_the_key(void **state)
{
    struct queue_line bad_lines[3] = { lines[0], lines[1], lines[2] };
    struct queue_desk bad_desks[2] = { desks[0], desks[1] };
    struct queueing_config tried = config;
    const struct line_id nowhere[] = { { 1 }, { 8 } };

    (void)state;
    assert_string_equal(fault_of(&config), "lines: none takes bookings of issue_agent");
    tried.lines.at = bad_lines;
    bad_lines[1].first_number = 150;
    assert_string_equal(fault_of(&tried), "lines[1]: its numbers overlap those of lines[0]");
    bad_lines[1].first_number = 300;
    assert_string_equal(fault_of(&tried), "lines[1].first_number is above last_number");
    bad_lines[1] = lines[1];
    bad_lines[2].line_id.v = 1;
    assert_string_equal(fault_of(&tried), "lines[2].line_id is that of lines[0]");
    tried = config;
    tried.desks.at = bad_desks;
    tried.desks.count = 2;
    bad_desks[1].lines.at = nowhere;
    bad_desks[1].lines.count = 2;
    assert_string_equal(fault_of(&tried), "desks[1].lines[1]: there is no line 8");
    bad_desks[1].desk_id.v = 1;
    assert_string_equal(fault_of(&tried), "desks[1].desk_id is that of desks[0]");
    tried.desks.count = 0;
    assert_string_equal(fault_of(&tried), "desks: at least one is needed");
}

#define closed(name) cmocka_unit_test_setup_teardown(name, closed_counter, teardown)
#define opened(name) cmocka_unit_test_setup_teardown(name, open_counter, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        closed(open_day__opens_today),
        closed(open_day__refuses_a_second_day),
        closed(open_day__refuses_another_date),
        closed(open_day__refuses_a_day_that_was_closed),
        closed(begin_closing__stops_new_guests),
        closed(begin_closing__refuses_without_an_open_day),
        closed(begin_closing__refuses_twice),
        closed(close_day__names_how_far_the_other_logs_belong_to_it),
        closed(close_day__refuses_without_an_open_day),
        closed(close_day__refuses_before_the_closing),
        closed(close_day__refuses_while_a_ticket_is_open),
        closed(close_day__refuses_while_a_guest_is_expected),
        closed(close_day__refuses_until_every_part_is_closed),
        closed(part_closed__is_noted_once_and_only_while_closing),
        closed(open_desk__opens_for_today),
        closed(open_desk__refuses_before_the_day),
        opened(open_desk__refuses_an_unknown_desk),
        opened(open_desk__refuses_twice),
        opened(open_desk__opens_again_on_another_day),
        opened(close_desk__closes_a_free_desk),
        opened(close_desk__refuses_with_a_guest),
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
        closed(no_show__is_put_off_while_the_counter_is_closed),
        closed(no_show__of_a_day_that_never_opened_is_none),
        opened(call_next__calls_the_oldest_walk_in),
        opened(call_next__skips_a_ticket_that_left),
        opened(call_next__passes_the_oldest_walk_in_over_three_times_at_most),
        opened(call_next__treats_a_late_guest_like_a_walk_in),
        opened(call_next__counts_the_wait_of_an_early_guest_from_the_booked_time),
        opened(call_next__serves_only_the_lines_of_the_desk),
        opened(call_next__waits_for_a_free_terminal),
        opened(call_next__refuses_an_unknown_desk),
        opened(call_next__refuses_a_closed_desk),
        opened(call_next__refuses_a_busy_desk),
        opened(call_next__refuses_with_nobody_waiting),
        opened(start_service__begins_at_the_desk_that_called),
        opened(start_service__refuses_what_was_not_called),
        opened(finish_service__says_what_was_done_and_frees_the_desk),
        opened(finish_service__refuses_in_order),
        opened(dismiss_ticket__ends_a_waiting_ticket),
        opened(dismiss_ticket__frees_the_desk_of_a_called_one),
        opened(dismiss_ticket__refuses_in_order),
        opened(permission__citizens_take_no_tickets),
        opened(waiting_list__is_in_order_of_arrival),
        opened(day_status__tells_what_the_close_still_needs),
        closed(day_status__of_a_closed_counter_has_no_date),
        opened(desk_list__shows_who_is_where),
        opened(board__shows_numbers_and_counts),
        cmocka_unit_test(config__complaints_name_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
