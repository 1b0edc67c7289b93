/* A small office for the tests of queueing: three lines, three desks, one terminal, and the codes of its bookings. */
#ifndef TESTS_UNIT_QUEUEING_FIXTURE_H
#define TESTS_UNIT_QUEUEING_FIXTURE_H

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
    .pass_minutes_max = 30, .recalls_max = 2, .recall_seconds_min = 60,
};

/* Who may work at a desk since a while ago. */
#define ready(account) readiness_noted(.account_id = { account }, .trained_on = { 20260401 }, .privacy_trained_on = { 20260401 }, .pledged_on = { 20260401 })

/* 08:30, no day open; the site manager acts. */
static inline int closed_counter(void **state)
{
    struct bench *b = bench_new(&queueing_service, &config);

    given(b, ready(LEAD), ready(OPERATOR));
    as(b, LEAD, ROLE_SITE_MANAGER);
    *state = b;
    return 0;
}

/* 09:00, the day open and all desks; an operator acts. */
static inline int open_counter(void **state)
{
    struct bench *b = bench_new(&queueing_service, &config);

    at(b, 20270201, OPENING);
    given(b, ready(LEAD), ready(OPERATOR), day_opened(.date = TODAY, .at_us = now(b)), desk_opened(.desk_id = { 1 }, .date = TODAY, .account_id = { OPERATOR }),
          desk_opened(.desk_id = { 2 }, .date = TODAY, .account_id = { OPERATOR }),
          desk_opened(.desk_id = { 3 }, .date = TODAY, .account_id = { OPERATOR }));
    as(b, OPERATOR, ROLE_OPERATOR);
    *state = b;
    return 0;
}

static inline int teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

static const uint8_t code_key[32] = { 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 };

static inline struct text code_of(uint64_t reservation)
{
    static char code[BOOKING_CODE_SIZE];

    booking_code(code_key, reservation, code);
    return text_of(code);
}

static inline struct bytes tag_of(uint64_t reservation)
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
static inline void expect_visit(struct bench *b, uint64_t reservation, uint32_t minute)
{
    uint64_t booked_us = tokyo_us((struct date)TODAY, minute);

    given(b, visit_expected(.reservation_id = { reservation }, .code_tag = tag_of(reservation), .procedure = PROCEDURE_ISSUE, .people = 1,
                            .date = TODAY, .booked_us = booked_us, .missed_at_us = booked_us + 15 * MINUTE));
}

static inline void give_ticket(struct bench *b, uint64_t ticket, uint64_t line, uint64_t number)
{
    given(b, ticket_taken(.ticket_id = { ticket }, .line_id = { line }, .number = number, .date = TODAY, .at_us = now(b), .people = 1));
}

/* The guest of ticket 7 is called to desk 1, which takes the terminal. */
static inline void called(struct bench *b)
{
    give_ticket(b, 7, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
}

#define closed(name) cmocka_unit_test_setup_teardown(name, closed_counter, teardown)
#define opened(name) cmocka_unit_test_setup_teardown(name, open_counter, teardown)

#endif
