/* queueing: whole mornings through real commands. The order of every morning was worked out on paper from the six cases
 * before the counter was asked; guests are named by the numbers on their slips. */
#include "queueing_fixture.h"

#define AT(hour, minute, second) (tokyo_us((struct date)TODAY, (hour) * 60 + (minute)) + (second) * US_PER_SECOND)
#define NUMBERS 1000

/* 1 booked guests, 2 walk-ins, 3 certificates of both: with a terminal. 6 applications: without. */
static const enum procedure certificates[] = { PROCEDURE_CERT_RENEW };
static const struct queue_line hall_lines[] = {
    { .line_id = { 1 }, .name_ja = { "交付予約", 12 }, .name_en = { "booked", 6 }, .guests = LINE_GUESTS_BOOKED, .first_number = 101,
      .last_number = 199, .needs_terminal = true, .procedures = { issue, 1 } },
    { .line_id = { 2 }, .name_ja = { "交付", 6 }, .name_en = { "walk-in", 7 }, .guests = LINE_GUESTS_WALK_IN, .first_number = 201,
      .last_number = 299, .needs_terminal = true, .procedures = { issue, 1 } },
    { .line_id = { 3 }, .name_ja = { "証明書", 9 }, .name_en = { "certificates", 12 }, .guests = LINE_GUESTS_ALL, .first_number = 301,
      .last_number = 399, .needs_terminal = true, .procedures = { certificates, 1 } },
    { .line_id = { 6 }, .name_ja = { "申請", 6 }, .name_en = { "other", 5 }, .guests = LINE_GUESTS_ALL, .first_number = 601,
      .last_number = 699, .procedures = { others, 2 } },
};
static const struct line_id at_counters[] = { { 1 }, { 2 }, { 3 } }, at_booths[] = { { 1 }, { 2 }, { 6 } };
static const struct queue_desk hall_desks[] = {
    { .desk_id = { 1 }, .name_ja = { "1番窓口", 10 }, .name_en = { "Counter 1", 9 }, .place = DESK_PLACE_COUNTER, .lines = { at_counters, 3 } },
    { .desk_id = { 2 }, .name_ja = { "2番窓口", 10 }, .name_en = { "Counter 2", 9 }, .place = DESK_PLACE_COUNTER, .lines = { at_counters, 3 } },
    { .desk_id = { 3 }, .name_ja = { "ブース", 9 }, .name_en = { "Booth", 5 }, .place = DESK_PLACE_BOOTH, .lines = { at_booths, 3 } },
};
static const struct queueing_config hall = {
    .lines = { hall_lines, 4 }, .desks = { hall_desks, 3 }, .integrated_terminals = 2, .late_minutes_max = 10, .missed_minutes = 15,
    .passes_max = 3, .pass_minutes_max = 30, .recalls_max = 2, .recall_seconds_min = 60,
};
static struct ticket_id ticket_of[NUMBERS];          /* of this morning, by number */

/* 08:45, everything open. */
static int open_hall(void **state)
{
    struct bench *b = bench_new(&queueing_service, &hall);

    at_us(b, AT(8, 45, 0));
    given(b, ready(OPERATOR), day_opened(.date = TODAY, .at_us = now(b)));
    for (uint64_t desk = 1; desk <= 3; desk++)
        given(b, desk_opened(.desk_id = { desk }, .date = TODAY, .account_id = { OPERATOR }));
    as(b, OPERATOR, ROLE_OPERATOR);
    *state = b;
    return 0;
}

static void walk_in(struct bench *b, uint64_t line, uint64_t at_moment, uint64_t number)
{
    at_us(b, at_moment);
    when(b, take_ticket(.line_id = { line }));
    then_result(b, take_ticket_result(.number = number));
    ticket_of[number] = ((const struct take_ticket_result *)result_of(b, &take_ticket_result_spec))->ticket_id;
}

static void booked(struct bench *b, uint64_t reservation, uint32_t hour, uint32_t minute)
{
    expect_visit(b, reservation, hour * 60 + minute);
}

static void arrive(struct bench *b, uint64_t reservation, uint64_t at_moment, uint64_t number, bool late)
{
    at_us(b, at_moment);
    when(b, check_in(.code = code_of(reservation)));
    then_result(b, check_in_result(.number = number));
    const struct check_in_result *result = result_of(b, &check_in_result_spec);

    assert_int_equal(result->late, late);
    ticket_of[number] = result->ticket_id;
}

/* The desk calls: this number, by this case, over this walk-in (0: over nobody). */
static void calls_at(struct bench *b, int line, uint64_t desk, uint64_t at_moment, uint64_t number, enum dispatch_case which, uint64_t passed_over)
{
    const struct call_next_result *result;

    at_us(b, at_moment);
    when(b, call_next(.desk_id = { desk }));
    result = result_of(b, &call_next_result_spec);
    if (result == NULL || result->number != number || result->dispatch_case != which)
        fail_msg("line %d: %u called by case %u", line, result == NULL ? 0 : (unsigned)result->number, result == NULL ? 0 : (unsigned)result->dispatch_case);
    bench_then(b, __FILE__, line, BUILT_LIST(ticket_called(.ticket_id = ticket_of[number], .desk_id = { desk }, .passed_over = ticket_of[passed_over])));
}
#define calls(b, desk, at_moment, number, which, passed_over) \
    calls_at(b, __LINE__, desk, at_moment, number, DISPATCH_CASE_##which, passed_over)

static void done(struct bench *b, uint64_t number, const enum procedure *procedure)
{
    when(b, start_service(.ticket_id = ticket_of[number]));
    when(b, finish_service(.ticket_id = ticket_of[number], .procedures = { procedure, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = ticket_of[number]));
}

/* Three calls a minute apart in vain, and the last one's minute: passed three minutes after the first. */
static void passes(struct bench *b, uint64_t number)
{
    for (uint32_t i = 0; i < 2; i++) {
        at_us(b, now(b) + MINUTE);
        when(b, recall_ticket(.ticket_id = ticket_of[number]));
    }
    at_us(b, now(b) + MINUTE);
    when(b, pass_ticket(.ticket_id = ticket_of[number]));
    then(b, ticket_passed(.ticket_id = ticket_of[number]));
}

static void comes_back(struct bench *b, uint64_t number, uint64_t at_moment)
{
    at_us(b, at_moment);
    when(b, return_ticket(.ticket_id = ticket_of[number]));
    then(b, ticket_returned(.ticket_id = ticket_of[number]));
}

/* ---- The mornings ----------------------------------------------------------------------------- */

/* Six booked and three walk-ins at one desk. Checked in in another order than booked. */
static void overload__three_booked_guests_go_for_one_walk_in(void **state)               /* covers §5(1) */
{
    struct bench *b = *state;

    booked(b, 41, 9, 15); booked(b, 42, 9, 0); booked(b, 43, 9, 0); booked(b, 44, 9, 15); booked(b, 45, 9, 0); booked(b, 46, 9, 15);
    arrive(b, 41, AT(8, 50, 0), 101, false);
    arrive(b, 42, AT(8, 52, 0), 102, false);
    arrive(b, 43, AT(8, 53, 0), 103, false);
    arrive(b, 44, AT(8, 54, 0), 104, false);
    arrive(b, 45, AT(8, 55, 0), 105, false);
    arrive(b, 46, AT(8, 56, 0), 106, false);
    walk_in(b, 2, AT(8, 57, 0), 201);
    walk_in(b, 2, AT(8, 58, 0), 202);
    walk_in(b, 2, AT(8, 59, 0), 203);
    calls(b, 1, AT(9, 0, 0), 102, DUE, 201);           done(b, 102, issue);
    calls(b, 1, AT(9, 5, 0), 103, DUE, 201);           done(b, 103, issue);
    calls(b, 1, AT(9, 10, 0), 105, DUE, 201);          done(b, 105, issue);
    calls(b, 1, AT(9, 15, 0), 201, PASSED_OVER, 0);    done(b, 201, issue);
    calls(b, 1, AT(9, 20, 0), 101, DUE, 202);          done(b, 101, issue);
    calls(b, 1, AT(9, 25, 0), 104, DUE, 202);          done(b, 104, issue);
    calls(b, 1, AT(9, 30, 0), 106, DUE, 202);          done(b, 106, issue);
    calls(b, 1, AT(9, 35, 0), 202, PASSED_OVER, 0);    done(b, 202, issue);
    calls(b, 1, AT(9, 40, 0), 203, WALK_IN, 0);
}

/* Two desks count the passes of one walk-in together; three is the end of it wherever the fourth call comes from. */
static void overload__two_desks_pass_one_walk_in_over_three_times_together(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 9, 0); booked(b, 42, 9, 0); booked(b, 43, 9, 0); booked(b, 44, 9, 0);
    for (uint32_t i = 0; i < 4; i++)
        arrive(b, 41 + i, AT(8, 50 + i, 0), 101 + i, false);
    walk_in(b, 2, AT(8, 58, 0), 201);
    calls(b, 1, AT(9, 0, 0), 101, DUE, 201);
    calls(b, 2, AT(9, 0, 1), 102, DUE, 201);           done(b, 102, issue);
    calls(b, 2, AT(9, 12, 0), 103, DUE, 201);          done(b, 101, issue);
    calls(b, 1, AT(9, 13, 0), 201, PASSED_OVER, 0);    done(b, 103, issue);
    calls(b, 2, AT(9, 14, 0), 104, DUE, 0);
}

/* Passed over once at 09:00:00: next from 09:30:00 on, not a second before. */
static void passed_over__thirty_minutes_after_the_first_time(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 9, 0); booked(b, 42, 9, 15); booked(b, 43, 9, 15);
    arrive(b, 41, AT(8, 50, 0), 101, false);
    arrive(b, 42, AT(8, 51, 0), 102, false);
    arrive(b, 43, AT(8, 52, 0), 103, false);
    walk_in(b, 2, AT(8, 55, 0), 201);
    calls(b, 1, AT(9, 0, 0), 101, DUE, 201);           done(b, 101, issue);
    calls(b, 1, AT(9, 29, 59), 102, DUE, 201);
    calls(b, 2, AT(9, 30, 0), 201, PASSED_OVER, 0);    done(b, 102, issue);
    calls(b, 1, AT(9, 30, 1), 103, DUE, 0);
}

/* A guest back at 09:05 lets exactly one other go first, at whichever desk; then goes before booked and passed-over guests. */
static void returned__goes_after_one_other_call(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 9, 0);
    walk_in(b, 2, AT(8, 50, 0), 201);
    walk_in(b, 2, AT(8, 51, 0), 202);
    walk_in(b, 2, AT(8, 52, 0), 203);
    calls(b, 1, AT(8, 58, 0), 201, WALK_IN, 0);
    passes(b, 201);                                                     /* 09:01 */
    arrive(b, 41, AT(9, 1, 0), 101, false);
    comes_back(b, 201, AT(9, 5, 0));
    calls(b, 2, AT(9, 6, 0), 101, DUE, 202);
    calls(b, 1, AT(9, 7, 0), 201, RETURNED, 0);        done(b, 101, issue);
    calls(b, 2, AT(9, 8, 0), 202, WALK_IN, 0);
}

/* Two that came back go in the order of their return; a call before the return does not count. */
static void returned__oldest_return_first(void **state)
{
    struct bench *b = *state;

    walk_in(b, 2, AT(8, 50, 0), 201);
    walk_in(b, 2, AT(8, 51, 0), 202);
    walk_in(b, 2, AT(8, 52, 0), 203);
    walk_in(b, 2, AT(8, 53, 0), 204);
    calls(b, 1, AT(9, 0, 0), 201, WALK_IN, 0);
    passes(b, 201);                                                     /* 09:03 */
    calls(b, 1, AT(9, 3, 0), 202, WALK_IN, 0);
    passes(b, 202);                                                     /* 09:06 */
    comes_back(b, 202, AT(9, 6, 30));
    comes_back(b, 201, AT(9, 7, 0));
    calls(b, 1, AT(9, 8, 0), 203, WALK_IN, 0);         done(b, 203, issue);
    calls(b, 1, AT(9, 9, 0), 202, RETURNED, 0);        done(b, 202, issue);
    calls(b, 1, AT(9, 10, 0), 201, RETURNED, 0);       done(b, 201, issue);
    calls(b, 1, AT(9, 11, 0), 204, WALK_IN, 0);
}

/* Nobody else waits but somebody early: the returned guest goes at once. Being called at another desk for a guest this desk
 * could not have served is another guest too. */
static void returned__goes_at_once_before_the_early(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 10, 0);
    walk_in(b, 2, AT(9, 0, 0), 201);
    walk_in(b, 2, AT(9, 0, 1), 202);
    calls(b, 1, AT(9, 1, 0), 201, WALK_IN, 0);
    passes(b, 201);                                                     /* 09:04 */
    calls(b, 1, AT(9, 4, 0), 202, WALK_IN, 0);
    passes(b, 202);                                                     /* 09:07 */
    arrive(b, 41, AT(9, 10, 0), 101, false);
    comes_back(b, 201, AT(9, 11, 0));
    calls(b, 1, AT(9, 11, 0), 201, RETURNED, 0);       done(b, 201, issue);
    comes_back(b, 202, AT(9, 12, 0));
    walk_in(b, 6, AT(9, 12, 30), 601);
    walk_in(b, 2, AT(9, 12, 40), 203);
    calls(b, 3, AT(9, 13, 0), 601, WALK_IN, 0);
    calls(b, 1, AT(9, 13, 1), 202, RETURNED, 0);       done(b, 202, issue);
    calls(b, 1, AT(9, 14, 0), 203, WALK_IN, 0);        done(b, 203, issue);
    calls(b, 1, AT(9, 15, 0), 101, EARLY, 0);
}

/* Booked for 10:00. 10:10:00 keeps the place, a microsecond more does not; 10:15:00 is late and not "not come". */
static void late__the_three_limits(void **state)
{
    struct bench *b = *state;

    for (uint64_t i = 41; i <= 45; i++)
        booked(b, i, 10, 0);
    walk_in(b, 2, AT(10, 9, 30), 201);
    arrive(b, 41, AT(10, 10, 0), 101, false);
    arrive(b, 42, AT(10, 10, 0) + 1, 102, true);
    arrive(b, 43, AT(10, 10, 1), 103, true);
    walk_in(b, 2, AT(10, 12, 0), 202);
    arrive(b, 44, AT(10, 15, 0), 104, true);
    walk_in(b, 2, AT(10, 16, 0), 203);
    arrive(b, 45, AT(10, 20, 0), 105, true);
    walk_in(b, 2, AT(10, 21, 0), 204);
    calls(b, 1, AT(10, 22, 0), 101, DUE, 201);         done(b, 101, issue);
    calls(b, 1, AT(10, 23, 0), 201, WALK_IN, 0);       done(b, 201, issue);
    calls(b, 1, AT(10, 24, 0), 102, WALK_IN, 0);       done(b, 102, issue);
    calls(b, 1, AT(10, 25, 0), 103, WALK_IN, 0);       done(b, 103, issue);
    calls(b, 1, AT(10, 26, 0), 202, WALK_IN, 0);       done(b, 202, issue);
    calls(b, 1, AT(10, 27, 0), 104, WALK_IN, 0);       done(b, 104, issue);
    calls(b, 1, AT(10, 28, 0), 203, WALK_IN, 0);       done(b, 203, issue);
    calls(b, 1, AT(10, 29, 0), 105, WALK_IN, 0);       done(b, 105, issue);
    calls(b, 1, AT(10, 30, 0), 204, WALK_IN, 0);
}

/* At 10:15:00 the clock and the guest come together: the guest is there. */
static void late__is_not_missed_at_exactly_fifteen_minutes(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 10, 0);
    at_us(b, AT(10, 14, 59));
    pass(b, US_PER_SECOND);
    when(b, check_in(.code = code_of(41)));
    then(b, ticket_taken(.late = true), guest_checked_in(.late = true));
}

/* Early guests wait behind walk-ins until their minute; then they go before them. */
static void early__comes_last_until_the_booked_minute(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 9, 30); booked(b, 42, 9, 15); booked(b, 43, 9, 30);
    arrive(b, 41, AT(9, 0, 0), 101, false);
    arrive(b, 42, AT(9, 1, 0), 102, false);
    arrive(b, 43, AT(8, 59, 0) + 3 * MINUTE, 103, false);
    calls(b, 1, AT(9, 10, 0), 102, EARLY, 0);          done(b, 102, issue);
    walk_in(b, 2, AT(9, 12, 0), 201);
    walk_in(b, 2, AT(9, 13, 0), 202);
    calls(b, 1, AT(9, 29, 59), 201, WALK_IN, 0);       done(b, 201, issue);
    calls(b, 1, AT(9, 30, 0), 101, DUE, 202);          done(b, 101, issue);
    calls(b, 1, AT(9, 31, 0), 103, DUE, 202);          done(b, 103, issue);
    calls(b, 1, AT(9, 32, 0), 202, WALK_IN, 0);
}

/* In the new line the number, the arrival, the booked time and the passes are the old ones. */
static void transfer__keeps_the_place(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 9, 0); booked(b, 42, 9, 0); booked(b, 43, 9, 0); booked(b, 44, 9, 0);
    for (uint32_t i = 0; i < 4; i++)
        arrive(b, 41 + i, AT(8, 50 + i, 0), 101 + i, false);
    walk_in(b, 2, AT(8, 55, 0), 201);
    walk_in(b, 3, AT(8, 56, 0), 301);
    walk_in(b, 2, AT(8, 57, 0), 202);
    calls(b, 1, AT(9, 0, 0), 101, DUE, 201);
    when(b, start_service(.ticket_id = ticket_of[101]));
    when(b, transfer_ticket(.ticket_id = ticket_of[101], .line_id = { 3 }, .procedures = { issue, 1 }));
    calls(b, 1, AT(9, 1, 0), 101, DUE, 201);                            /* still 09:00, checked in first */
    done(b, 101, certificates);
    calls(b, 1, AT(9, 5, 0), 102, DUE, 201);           done(b, 102, issue);
    calls(b, 1, AT(9, 6, 0), 201, PASSED_OVER, 0);
    when(b, start_service(.ticket_id = ticket_of[201]));
    when(b, transfer_ticket(.ticket_id = ticket_of[201], .line_id = { 3 }, .procedures = { issue, 1 }));
    calls(b, 2, AT(9, 7, 0), 201, PASSED_OVER, 0);                      /* three passes came along */
    calls(b, 1, AT(9, 8, 0), 103, DUE, 301);
    when(b, transfer_ticket(.ticket_id = ticket_of[202], .line_id = { 3 }));
    done(b, 201, certificates);
    calls(b, 2, AT(9, 9, 0), 104, DUE, 301);           done(b, 104, issue);
    calls(b, 2, AT(9, 10, 0), 301, WALK_IN, 0);        done(b, 301, certificates);
    calls(b, 2, AT(9, 11, 0), 202, WALK_IN, 0);
}

/* Four people with one slip are one call; the next one is for the next slip. */
static void family__is_one_ticket_and_one_call(void **state)
{
    struct bench *b = *state;

    at_us(b, AT(9, 0, 0));
    when(b, take_ticket(.line_id = { 2 }, .people = 4));
    ticket_of[201] = ((const struct take_ticket_result *)result_of(b, &take_ticket_result_spec))->ticket_id;
    walk_in(b, 2, AT(9, 1, 0), 202);
    calls(b, 1, AT(9, 2, 0), 201, WALK_IN, 0);
    calls(b, 2, AT(9, 2, 0), 202, WALK_IN, 0);
    when(b, call_next(.desk_id = { 3 }));
    then_refused(b, NOBODY_WAITING);
}

/* Priority goes before everything, in its own order, and nobody is counted as passed over by it; withdrawn, the old place is back. */
static void priority__goes_first_and_passes_nobody_over(void **state)
{
    struct bench *b = *state;

    booked(b, 41, 9, 0); booked(b, 42, 9, 0);
    walk_in(b, 2, AT(8, 50, 0), 201);
    arrive(b, 41, AT(8, 51, 0), 101, false);
    arrive(b, 42, AT(8, 52, 0), 102, false);
    walk_in(b, 2, AT(8, 53, 0), 202);
    walk_in(b, 2, AT(8, 54, 0), 203);
    when(b, give_priority(.ticket_id = ticket_of[202]));
    at_us(b, AT(8, 55, 0));
    when(b, give_priority(.ticket_id = ticket_of[102]));
    at_us(b, AT(8, 56, 0));
    when(b, give_priority(.ticket_id = ticket_of[203]));
    when(b, withdraw_priority(.ticket_id = ticket_of[203]));
    calls(b, 1, AT(9, 0, 0), 202, PRIORITY, 0);        done(b, 202, issue);
    calls(b, 1, AT(9, 1, 0), 102, PRIORITY, 0);        done(b, 102, issue);
    calls(b, 1, AT(9, 2, 0), 101, DUE, 201);           done(b, 101, issue);
    calls(b, 1, AT(9, 3, 0), 201, WALK_IN, 0);         done(b, 201, issue);
    calls(b, 1, AT(9, 4, 0), 203, WALK_IN, 0);
}

/* Two terminals, three desks. Who cannot be served now is neither called nor counted as passed over. */
static void equipment__busy_terminals_leave_guests_waiting_uncounted(void **state)
{
    struct bench *b = *state;

    for (uint64_t i = 201; i <= 203; i++)
        walk_in(b, 2, AT(8, 50, 0) + (i - 201) * MINUTE, i);
    given(b, visit_expected(.reservation_id = { 41 }, .code_tag = tag_of(41), .procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = TODAY,
                            .booked_us = AT(9, 0, 0), .missed_at_us = AT(9, 15, 0)));
    calls(b, 1, AT(8, 58, 0), 201, WALK_IN, 0);
    calls(b, 2, AT(8, 58, 0), 202, WALK_IN, 0);
    when(b, call_next(.desk_id = { 3 }));
    then_refused(b, NOBODY_WAITING);                                    /* 203 needs a terminal */
    walk_in(b, 6, AT(8, 59, 0), 601);
    arrive(b, 41, AT(8, 59, 30), 602, false);
    calls(b, 3, AT(9, 0, 0), 602, DUE, 601);                            /* 601, not the older 203 */
    done(b, 602, others);
    calls(b, 3, AT(9, 1, 0), 601, WALK_IN, 0);         done(b, 601, others);
    when(b, start_service(.ticket_id = ticket_of[201]));
    when(b, park_ticket(.ticket_id = ticket_of[201], .reason = PARK_REASON_CITY_DESK));
    calls(b, 3, AT(9, 2, 0), 203, WALK_IN, 0);                          /* the parked case gave its terminal up */
    when(b, resume_ticket(.ticket_id = ticket_of[201], .desk_id = { 1 }));
    then_refused(b, EQUIPMENT_BUSY);
    done(b, 202, issue);
    when(b, resume_ticket(.ticket_id = ticket_of[201], .desk_id = { 1 }));
    then(b, ticket_resumed(.ticket_id = ticket_of[201], .terminal_in_use = true));
}

/* One terminal is down from 09:00: one desk with a terminal at a time, until it is mended. */
static void equipment__an_outage_takes_its_terminal(void **state)
{
    struct bench *b = *state;

    walk_in(b, 2, AT(8, 50, 0), 201);
    walk_in(b, 2, AT(8, 51, 0), 202);
    at_us(b, AT(9, 0, 0));
    followed(b, outage_begun(.outage_id = { 5 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .from_us = AT(9, 0, 0),
                             .cause = OUTAGE_CAUSE_FAILURE));
    calls(b, 1, AT(9, 0, 0), 201, WALK_IN, 0);
    when(b, call_next(.desk_id = { 2 }));
    then_refused(b, NOBODY_WAITING);
    followed(b, outage_ended(.outage_id = { 5 }, .at_us = AT(9, 1, 0)));
    calls(b, 2, AT(9, 1, 0), 202, WALK_IN, 0);
}

/* A desk whose clerk does only some lines calls only those, and counts passes only of whom it could have served. */
static void skills__a_clerk_calls_the_lines_of_the_skill(void **state)
{
    static const struct line_id only_cards[] = { { 1 }, { 2 } };
    struct bench *b = *state;

    given(b, desk_closed(.desk_id = { 1 }),
          desk_opened(.desk_id = { 1 }, .date = TODAY, .account_id = { OPERATOR }, .lines = { only_cards, 2 }));
    booked(b, 41, 9, 0);
    walk_in(b, 3, AT(8, 50, 0), 301);
    walk_in(b, 2, AT(8, 51, 0), 201);
    arrive(b, 41, AT(8, 52, 0), 101, false);
    calls(b, 1, AT(9, 0, 0), 101, DUE, 201);           done(b, 101, issue);
    calls(b, 1, AT(9, 1, 0), 201, WALK_IN, 0);         done(b, 201, issue);
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, NOBODY_WAITING);
    calls(b, 2, AT(9, 2, 0), 301, WALK_IN, 0);
}

/* Numbers of the city's machine wait from the arrival that was typed in; equal arrivals go by the lower ticket. */
static void city_machine__its_numbers_wait_from_their_arrival(void **state)
{
    struct bench *b = *state;

    walk_in(b, 2, AT(9, 0, 0), 201);
    walk_in(b, 2, AT(9, 5, 0), 202);
    at_us(b, AT(9, 10, 0));
    when(b, register_ticket(.line_id = { 2 }, .number = 57, .origin = TICKET_ORIGIN_CITY_MACHINE, .arrived_minute = 9 * 60 + 3));
    ticket_of[57] = ((const struct register_ticket_result *)result_of(b, &register_ticket_result_spec))->ticket_id;
    when(b, register_ticket(.line_id = { 2 }, .number = 201, .origin = TICKET_ORIGIN_CITY_MACHINE, .arrived_minute = 9 * 60));
    ticket_of[901] = ((const struct register_ticket_result *)result_of(b, &register_ticket_result_spec))->ticket_id;
    calls(b, 1, AT(9, 11, 0), 201, WALK_IN, 0);        done(b, 201, issue);
    at_us(b, AT(9, 12, 0));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = ticket_of[901], .dispatch_case = DISPATCH_CASE_WALK_IN));
    done(b, 901, issue);
    calls(b, 1, AT(9, 13, 0), 57, WALK_IN, 0);         done(b, 57, issue);
    calls(b, 1, AT(9, 14, 0), 202, WALK_IN, 0);
}

#define morning(name) cmocka_unit_test_setup_teardown(name, open_hall, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        morning(overload__three_booked_guests_go_for_one_walk_in),
        morning(overload__two_desks_pass_one_walk_in_over_three_times_together),
        morning(passed_over__thirty_minutes_after_the_first_time),
        morning(returned__goes_after_one_other_call),
        morning(returned__oldest_return_first),
        morning(returned__goes_at_once_before_the_early),
        morning(late__the_three_limits),
        morning(late__is_not_missed_at_exactly_fifteen_minutes),
        morning(early__comes_last_until_the_booked_minute),
        morning(transfer__keeps_the_place),
        morning(family__is_one_ticket_and_one_call),
        morning(priority__goes_first_and_passes_nobody_over),
        morning(equipment__busy_terminals_leave_guests_waiting_uncounted),
        morning(equipment__an_outage_takes_its_terminal),
        morning(skills__a_clerk_calls_the_lines_of_the_skill),
        morning(city_machine__its_numbers_wait_from_their_arrival),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
