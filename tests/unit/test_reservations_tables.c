/* reservations: whole slot tables, written on paper from lengths, desks, terminals and reserve (rules 2, domain 2.1), and then
 * asked of the counter. Saturday 2027-02-06 is open from 9 to 12; the clock starts on Monday the 1st at 8:30. */
#include "bench.h"

#include "gen/reservations_build.h"
#include "reservations_fixture.h"

extern const struct service reservations_service;

#define T(literal) { (literal), sizeof(literal) - 1 }
#define SATURDAY { 20270206 }
#define HM(hour, minute) ((hour) * 60 + (minute))
#define WHO .reason = T("停電"), .author = T("現地管理者"), .approval = T("市窓第3号")
#define CITIZENS 0
#define STAFF 12

static struct arena arena;
static const enum procedure certificate[] = { PROCEDURE_CERT_RENEW };

static int setup(void **state)
{
    arena_init(&arena, 16u << 20);
    *state = bench_new(&reservations_service, osakasayama(&arena));
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    arena_fini(&arena);
    return 0;
}

static void act_as(struct bench *b, uint64_t who)
{
    as(b, who, who == CITIZENS ? ROLE_CITIZEN : ROLE_OPERATOR);
}

/* "09:00-10:15 11:30": every quarter hour from the one to the other, and one more. */
static uint32_t starts_of(const char *table, uint64_t ret[96])
{
    uint32_t count = 0, from_hour, from_minute, hour, minute;
    int len;

    for (; sscanf(table, " %2u:%2u%n", &from_hour, &from_minute, &len) == 2; table += len) {
        uint32_t at = HM(from_hour, from_minute), last = at;
        int more;

        if (sscanf(table + len, "-%2u:%2u%n", &hour, &minute, &more) == 2) {
            last = HM(hour, minute);
            len += more;
        }
        for (; at <= last; at += 15)
            ret[count++] = at;
    }
    return count;
}

static void table_at(struct bench *b, int line, uint64_t who, struct date date, struct built query, const char *table)
{
    const struct free_places_result *answer;
    uint64_t expected[96];
    uint32_t count = starts_of(table, expected);

    act_as(b, who);
    ask(b, query);
    answer = answer_of(b, &free_places_result_spec);
    assert_non_null(answer);
    if (answer->days.count != (count > 0 ? 1 : 0))
        fail_msg("line %d: %u days", line, answer->days.count);
    if (count == 0)
        return;
    assert_int_equal(answer->days.at[0].date.v, date.v);
    for (uint32_t i = 0; i < count && i < answer->days.at[0].starts.count; i++)
        if (answer->days.at[0].starts.at[i] != expected[i])
            fail_msg("line %d: %u where %u is expected", line, (unsigned)answer->days.at[0].starts.at[i], (unsigned)expected[i]);
    if (answer->days.at[0].starts.count != count)
        fail_msg("line %d: %u starts where %u are expected", line, answer->days.at[0].starts.count, count);
}
#define table(b, who, day, starts, ...) \
    table_at(b, __LINE__, who, (struct date){ day }, free_places(.from = { day }, .days = 1, __VA_ARGS__), starts)
#define saturday(b, who, starts, ...) table(b, who, 20270206, starts, __VA_ARGS__)
#define ONE(which) .procedure = PROCEDURE_##which, .people = 1

/* A whole length must be over by noon. 18 → 30, 34 → 45, 50 → 60, 12 → 15, 23 → 30, 18 + 12 → 30, 18 + 12 + 8 → 45. */
static void empty_morning__only_lengths_and_equipment_count(void **state)             /* covers §5(6) */
{
    struct bench *b = *state;

    saturday(b, CITIZENS, "09:00-11:30", ONE(ISSUE));
    saturday(b, CITIZENS, "09:00-11:30", .procedure = PROCEDURE_ISSUE, .people = 2);
    saturday(b, CITIZENS, "09:00-11:15", .procedure = PROCEDURE_ISSUE, .people = 3);
    saturday(b, CITIZENS, "09:00-11:15", .procedure = PROCEDURE_ISSUE, .people = 4);
    saturday(b, CITIZENS, "09:00-11:00", .procedure = PROCEDURE_ISSUE, .people = 5);
    saturday(b, CITIZENS, "09:00-11:30", ONE(ISSUE_AGENT));
    saturday(b, CITIZENS, "09:00-11:45", ONE(CERT_RENEW));
    saturday(b, CITIZENS, "09:00-11:45", ONE(APPLY_SUPPORT));
    saturday(b, CITIZENS, "09:00-11:30", .procedure = PROCEDURE_APPLY_SUPPORT, .people = 2);
    saturday(b, CITIZENS, "09:00-11:30", ONE(ISSUE), .further_procedures = { certificate, 1 });
    saturday(b, CITIZENS, "09:00-11:15", .procedure = PROCEDURE_ISSUE, .people = 2, .further_procedures = { certificate, 1 });
    saturday(b, CITIZENS, "09:00-11:30", .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2);
    saturday(b, CITIZENS, "", .procedure = PROCEDURE_ISSUE, .people = 3, .places = 3);      /* the third terminal is the walk-ins' */
    saturday(b, STAFF, "09:00-11:30", .procedure = PROCEDURE_ISSUE, .people = 3, .places = 3);
    saturday(b, STAFF, "", .procedure = PROCEDURE_ISSUE, .people = 4, .places = 4);         /* three terminals in all */
    saturday(b, STAFF, "09:00-11:30", ONE(EXPRESS_APPLY));
    saturday(b, STAFF, "09:00-11:45", ONE(CANCEL_APPLICATION));
}

static void takes(struct bench *b, uint64_t who, enum procedure procedure, uint32_t minute, enum desk_place place)
{
    act_as(b, who);
    when(b, hold_place(.procedure = procedure, .people = 1, .date = SATURDAY, .start_minute = minute));
    then(b, place_held(.start_minute = minute, .place = place));
}

/* Taken:        09:00  09:15  09:30  10:00  11:00
 *   terminals     1      2      1      2
 *   booths        1      2      1             1
 *   counters                           2
 *   mynapit                                   1     (10:00: one by a citizen, one by staff) */
static void half_full_morning__each_quarter_hour_is_looked_at(void **state)
{
    struct bench *b = *state;

    takes(b, CITIZENS, PROCEDURE_ISSUE, HM(9, 0), DESK_PLACE_BOOTH);
    takes(b, CITIZENS, PROCEDURE_ISSUE, HM(9, 15), DESK_PLACE_BOOTH);
    takes(b, CITIZENS, PROCEDURE_CERT_RENEW, HM(10, 0), DESK_PLACE_COUNTER);
    takes(b, STAFF, PROCEDURE_CERT_NEW, HM(10, 0), DESK_PLACE_COUNTER);
    takes(b, CITIZENS, PROCEDURE_APPLY_SUPPORT, HM(11, 0), DESK_PLACE_BOOTH);
    saturday(b, CITIZENS, "09:30 10:15-11:30", ONE(ISSUE));
    saturday(b, CITIZENS, "10:15-11:15", .procedure = PROCEDURE_ISSUE, .people = 3);
    saturday(b, CITIZENS, "09:00 09:30-09:45 10:15-11:45", ONE(CERT_RENEW));
    saturday(b, CITIZENS, "09:00 09:30-10:45 11:15-11:45", ONE(APPLY_SUPPORT));
    saturday(b, CITIZENS, "10:15-11:30", .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2);
    saturday(b, STAFF, "09:00-11:30", ONE(ISSUE));
    saturday(b, STAFF, "09:30-11:30", ONE(ISSUE_AGENT));                                    /* a booth only */
    saturday(b, STAFF, "09:00-09:45 10:15-11:45", ONE(LOST));
    saturday(b, STAFF, "09:00-09:45 10:15-11:45", ONE(CANCEL_APPLICATION));
    saturday(b, STAFF, "10:15-11:30", .procedure = PROCEDURE_ISSUE, .people = 3, .places = 3);
    saturday(b, STAFF, "09:00 09:30-11:45", ONE(INSURANCE_LINK));
}

/* Staff take from the citizens' two terminals before they touch the walk-ins' one. */
static void reserve__is_touched_by_staff_last(void **state)
{
    struct bench *b = *state;

    takes(b, STAFF, PROCEDURE_CERT_RENEW, HM(9, 0), DESK_PLACE_COUNTER);
    takes(b, STAFF, PROCEDURE_CERT_RENEW, HM(9, 0), DESK_PLACE_COUNTER);
    saturday(b, CITIZENS, "09:15-11:30", ONE(ISSUE));
    saturday(b, STAFF, "09:00-11:30", ONE(ISSUE));
    takes(b, STAFF, PROCEDURE_ISSUE, HM(9, 0), DESK_PLACE_BOOTH);
    saturday(b, STAFF, "09:15-11:30", ONE(ISSUE_AGENT));                                    /* 9:00: no terminal left; 9:15: two */
}

/* One terminal away from 10:30 to 11:07: the quarters 10:30, 10:45 and 11:00 have two, citizens one of them. With two away one is
 * left, and that one is not kept back. */
static void outage__shrinks_the_quarters_it_touches(void **state)
{
    struct bench *b = *state;
    uint64_t from = tokyo_us((struct date)SATURDAY, HM(10, 30)), until = tokyo_us((struct date)SATURDAY, HM(11, 7));

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_CITY_USE, .from_us = from, .until_us = until, WHO));
    then(b, outage_begun(.count = 1));
    saturday(b, CITIZENS, "09:00-11:45", ONE(CERT_RENEW));
    saturday(b, CITIZENS, "09:00-10:00 11:15-11:30", .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2);
    saturday(b, STAFF, "09:00-11:30", .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2);
    saturday(b, STAFF, "09:00-10:00 11:15-11:30", .procedure = PROCEDURE_ISSUE, .people = 3, .places = 3);
    as(b, 21, ROLE_SITE_MANAGER);
    when(b, begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_CITY_USE, .from_us = from, .until_us = until, WHO));
    then(b, outage_begun(.count = 1));
    saturday(b, CITIZENS, "09:00-11:30", ONE(ISSUE));
    takes(b, CITIZENS, PROCEDURE_ISSUE, HM(10, 45), DESK_PLACE_BOOTH);
    saturday(b, CITIZENS, "09:00-10:15 11:15-11:30", ONE(ISSUE));
    saturday(b, STAFF, "09:00-10:15 11:15-11:30", ONE(ISSUE));
}

/* The counters close from 10:15 to 10:45, then everything until 09:15, with visits of half an hour on the old grid. */
static void closed_parts__take_their_quarters_and_leave_the_grid(void **state)
{
    struct bench *b = *state;

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, close_part(.date = SATURDAY, .from_minute = HM(10, 15), .until_minute = HM(10, 45), .place = DESK_PLACE_COUNTER, WHO));
    when(b, close_part(.date = SATURDAY, .from_minute = HM(9, 0), .until_minute = HM(9, 15), WHO));
    then(b, part_of_day_closed(.from_minute = HM(9, 0)));
    saturday(b, CITIZENS, "09:15-10:00 10:45-11:45", ONE(CERT_RENEW));
    saturday(b, CITIZENS, "09:15-11:30", ONE(ISSUE));
}

/* Staff for one desk from 10:00 to 11:00: one visit at a time then, whatever is free. */
static void shifts__bound_what_can_be_served(void **state)
{
    static const struct staff_shift shifts[] = { { HM(9, 0), HM(10, 0), 4 }, { HM(10, 0), HM(11, 0), 1 }, { HM(11, 0), HM(12, 0), 2 } };
    struct bench *b = *state;

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, change_day(.date = SATURDAY, .kind = DAY_CHANGE_KIND_STAFF, .shifts = { shifts, 3 }, WHO));
    then(b, day_changed(.date = SATURDAY));
    saturday(b, CITIZENS, "09:00-09:30 11:00-11:30", .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2);
    takes(b, CITIZENS, PROCEDURE_APPLY_SUPPORT, HM(10, 30), DESK_PLACE_BOOTH);
    saturday(b, CITIZENS, "09:00-10:15 10:45-11:45", ONE(CERT_RENEW));
    saturday(b, STAFF, "09:00-09:30 11:00-11:30", .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2);
    saturday(b, STAFF, "09:00-09:30 11:00-11:30", .procedure = PROCEDURE_CERT_RENEW, .people = 5, .places = 2);     /* 3 at one desk: 28 → 30 */
}

/* ---- The window -------------------------------------------------------------------------------- */

static void at_moment(struct bench *b, uint32_t day, uint32_t minute, uint64_t after_us)
{
    at_us(b, tokyo_us((struct date){ day }, minute) + after_us);
}

static void window_ends_at(struct bench *b, uint32_t visit, uint32_t last_day, uint32_t last_minute, const char *starts)
{
    at_moment(b, last_day, last_minute, 0);
    table(b, CITIZENS, visit, starts, ONE(CERT_RENEW));
    at_moment(b, last_day, last_minute, 1);
    table(b, CITIZENS, visit, "", ONE(CERT_RENEW));
    table(b, STAFF, visit, starts, ONE(CERT_RENEW));
}

static void window__ends_on_the_last_open_day_before(void **state)
{
    struct bench *b = *state;

    window_ends_at(b, 20270205, 20270204, HM(17, 0), "09:00-17:15");
    window_ends_at(b, 20270206, 20270205, HM(17, 0), "09:00-11:45");
    window_ends_at(b, 20270208, 20270206, HM(12, 0), "09:00-17:15");     /* Monday: the Saturday closed at noon */
    window_ends_at(b, 20270212, 20270210, HM(17, 0), "09:00-17:15");     /* over 建国記念の日 */
    window_ends_at(b, 20270215, 20270212, HM(17, 0), "09:00-17:15");     /* the second Saturday is closed */
    window_ends_at(b, 20270323, 20270320, HM(12, 0), "09:00-17:15");     /* Saturday open, 21 the equinox, 22 its substitute */
    window_ends_at(b, 20270430, 20270428, HM(17, 0), "09:00-17:15");
    window_ends_at(b, 20270501, 20270430, HM(17, 0), "09:00-11:45");
    window_ends_at(b, 20270506, 20270501, HM(12, 0), "09:00-17:15");     /* Golden Week */
    window_ends_at(b, 20280104, 20271228, HM(17, 0), "09:00-17:15");     /* the turn of the year */
}

static void window__is_released_45_days_before_at_the_days_own_opening(void **state)
{
    struct bench *b = *state;

    at_moment(b, 20270201, HM(9, 0) - 1, 59999999);
    table(b, CITIZENS, 20270318, "", ONE(CERT_RENEW));
    at_moment(b, 20270201, HM(9, 0), 0);
    table(b, CITIZENS, 20270318, "09:00-17:15", ONE(CERT_RENEW));
    at_moment(b, 20270322, HM(9, 0), 0);                                 /* a holiday: 6 May is released all the same */
    table(b, CITIZENS, 20270506, "09:00-17:15", ONE(CERT_RENEW));
    as(b, 21, ROLE_SITE_MANAGER);
    when(b, change_day(.date = { 20270509 }, .kind = DAY_CHANGE_KIND_OPEN, .opens_minute = HM(13, 0), .closes_minute = HM(15, 0), .staffed_desks = 2, WHO));
    at_moment(b, 20270325, HM(13, 0) - 1, 59999999);
    table(b, CITIZENS, 20270509, "", ONE(CERT_RENEW));
    at_moment(b, 20270325, HM(13, 0), 0);
    table(b, CITIZENS, 20270509, "13:00-14:45", ONE(CERT_RENEW));
    at_moment(b, 20280115, HM(9, 0), 0);                                 /* 45 days before 29 February 2028 */
    table(b, CITIZENS, 20280229, "09:00-17:15", ONE(CERT_RENEW));
    table(b, CITIZENS, 20280301, "", ONE(CERT_RENEW));
}

/* A storm closes Friday: for Saturday the window ends on Thursday. */
static void window__follows_a_day_that_was_closed_at_run_time(void **state)
{
    struct bench *b = *state;

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, change_day(.date = { 20270205 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    window_ends_at(b, 20270206, 20270204, HM(17, 0), "09:00-11:45");
    act_as(b, CITIZENS);
    when(b, hold_place(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = SATURDAY, .start_minute = HM(9, 0)));
    then_refused(b, OUTSIDE_WINDOW);
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(empty_morning__only_lengths_and_equipment_count),
        test(half_full_morning__each_quarter_hour_is_looked_at),
        test(reserve__is_touched_by_staff_last),
        test(outage__shrinks_the_quarters_it_touches),
        test(closed_parts__take_their_quarters_and_leave_the_grid),
        test(shifts__bound_what_can_be_served),
        test(window__ends_on_the_last_open_day_before),
        test(window__is_released_45_days_before_at_the_days_own_opening),
        test(window__follows_a_day_that_was_closed_at_run_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
