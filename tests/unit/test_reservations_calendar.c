/* The calendar of §7 against what the contract period really looks like: every open Saturday,
 * the closed ones, counts of weekdays by month, and the days at the edges. */
#include "cmocka_all.h"

#include "calendar.h"
#include "reservations_fixture.h"

static struct arena arena;
static const struct reservations_config *config;
static struct calendar calendar;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 16u << 20);
    config = osakasayama(&arena);
    calendar = (struct calendar){ .config = config };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static bool open_on(uint32_t yyyymmdd)
{
    return opening_on(&calendar, (struct date){ yyyymmdd }).open;
}

struct counts { uint32_t weekdays, saturdays, sundays, lost_to_holidays, lost_to_year_end; };

static struct counts count(uint32_t from, uint32_t until)
{
    struct counts n = { 0 };

    for (struct date d = { from }; d.v <= until; d = date_add_days(d, 1)) {
        enum weekday day = date_weekday(d);
        bool open = open_on(d.v);

        n.weekdays += open && day <= FRIDAY;
        n.saturdays += open && day == SATURDAY;
        n.sundays += open && day == SUNDAY;
        n.lost_to_holidays += day <= FRIDAY && is_holiday(config, d);
        n.lost_to_year_end += day <= FRIDAY && is_year_end(config, d) && !is_holiday(config, d);
    }
    return n;
}

static void calendar__has_the_open_days_of_each_fiscal_year(void **state)             /* covers §7 */
{
    static const struct { uint32_t from, until; struct counts n; } years[] = {
        { 20270201, 20270331, { 40, 4, 0, 3, 0 } },  { 20270401, 20280331, { 243, 23, 0, 15, 4 } },
        { 20280401, 20290331, { 242, 24, 0, 15, 3 } }, { 20290401, 20300131, { 206, 18, 0, 10, 3 } },
        { 20270201, 20300131, { 731, 69, 0, 43, 10 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        struct counts n = count(years[i].from, years[i].until);

        assert_int_equal(n.weekdays, years[i].n.weekdays);
        assert_int_equal(n.saturdays, years[i].n.saturdays);
        assert_int_equal(n.sundays, 0);
        assert_int_equal(n.lost_to_holidays, years[i].n.lost_to_holidays);
        assert_int_equal(n.lost_to_year_end, years[i].n.lost_to_year_end);
    }
}

static void calendar__has_the_weekdays_of_each_month(void **state)
{
    static const uint32_t weekdays[] = { 18, 22, 21, 18, 22, 21, 21, 20, 20, 20, 20, 19, 19, 22, 20, 20, 22, 20,
                                         22, 19, 21, 20, 20, 19, 18, 21, 20, 21, 21, 21, 23, 18, 22, 21, 20, 19 };
    struct date first = { 20270201 };

    (void)state;
    for (size_t i = 0; i < sizeof weekdays / sizeof weekdays[0]; i++) {
        struct date next = date_add_months(first, 1);

        assert_int_equal(count(first.v, date_add_days(next, -1).v).weekdays, weekdays[i]);
        first = next;
    }
}

static void calendar__opens_exactly_the_first_and_third_saturdays_of_the_contract(void **state)
{
    static const uint32_t saturdays[] = {
        20270206, 20270220, 20270306, 20270320, 20270403, 20270417, 20270501, 20270515, 20270605, 20270619, 20270703, 20270717, 20270807, 20270821,
        20270904, 20270918, 20271002, 20271016, 20271106, 20271120, 20271204, 20271218, 20280115, 20280205, 20280219, 20280304, 20280318, 20280401,
        20280415, 20280506, 20280520, 20280603, 20280617, 20280701, 20280715, 20280805, 20280819, 20280902, 20280916, 20281007, 20281021, 20281104,
        20281118, 20281202, 20281216, 20290106, 20290120, 20290203, 20290217, 20290303, 20290317, 20290407, 20290421, 20290519, 20290602, 20290616,
        20290707, 20290721, 20290804, 20290818, 20290901, 20290915, 20291006, 20291020, 20291117, 20291201, 20291215, 20300105, 20300119,
    };
    size_t next = 0;

    (void)state;
    for (struct date d = { 20270201 }; d.v <= 20300131; d = date_add_days(d, 1)) {
        struct opening opening = opening_on(&calendar, d);

        if (date_weekday(d) != SATURDAY || !opening.open)
            continue;
        assert_true(next < sizeof saturdays / sizeof saturdays[0]);
        assert_int_equal(d.v, saturdays[next++]);
        assert_int_equal(opening.opens_minute, 540);
        assert_int_equal(opening.closes_minute, 720);
    }
    assert_int_equal(next, sizeof saturdays / sizeof saturdays[0]);
}

static void calendar__closes_saturdays_on_holidays_and_at_year_end_without_substitute(void **state)
{
    static const uint32_t closed[] = { 20280101, 20290505, 20291103 };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_false(open_on(closed[i]));
        assert_false(open_on(date_add_days((struct date){ closed[i] }, 7).v));
    }
}

static void calendar__knows_the_edges(void **state)
{
    static const uint32_t closed[] = { 20270322, 20290212, 20290430, 20290924, 20271229, 20271231, 20280103, 20281229, 20290103, 20291231, 20300103, 20270207 };
    static const uint32_t open[] = { 20270320, 20280506, 20281104, 20290106, 20300105, 20271228, 20281228, 20291228, 20280104, 20290104, 20300104, 20270201 };

    (void)state;
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        assert_false(open_on(closed[i]));
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        assert_true(open_on(open[i]));
}

static void calendar__weekdays_are_open_from_nine_until_half_past_five(void **state)
{
    struct opening opening = opening_on(&calendar, (struct date){ 20270201 });

    (void)state;
    assert_int_equal(opening.opens_minute, 9 * 60);
    assert_int_equal(opening.closes_minute, 17 * 60 + 30);
}

static void last_open_before__passes_over_weekends_and_the_turn_of_the_year(void **state)
{
    (void)state;
    assert_int_equal(last_open_before(&calendar, (struct date){ 20270215 }).v, 20270212);   /* a Monday after a closed Saturday */
    assert_int_equal(last_open_before(&calendar, (struct date){ 20270222 }).v, 20270220);   /* after an open one */
    assert_int_equal(last_open_before(&calendar, (struct date){ 20280104 }).v, 20271228);
}

static void override__wins_over_rule_and_holiday(void **state)
{
    static const struct day_override days[] = {
        { .date = { 20270328 }, .open = true, .opens_minute = 540, .closes_minute = 720, .staffed_desks = 2 },
        { .date = { 20270329 }, .open = false },
        { .date = { 20270322 }, .open = true, .opens_minute = 600, .closes_minute = 660, .staffed_desks = 1 },
    };
    struct reservations_config changed = *config;

    (void)state;
    changed.overrides.at = days;
    changed.overrides.count = 3;
    assert_true(opening_on(&(struct calendar){ .config = &changed }, (struct date){ 20270328 }).open);
    assert_int_equal(opening_on(&(struct calendar){ .config = &changed }, (struct date){ 20270328 }).staffed_desks, 2);
    assert_false(opening_on(&(struct calendar){ .config = &changed }, (struct date){ 20270329 }).open);
    assert_int_equal(opening_on(&(struct calendar){ .config = &changed }, (struct date){ 20270322 }).opens_minute, 600);
}

static void rule__is_in_force_only_between_its_days(void **state)
{
    static const struct opening_rule rules[] = {
        { .weekday = 1, .opens_minute = 540, .closes_minute = 1050, .staffed_desks = 4, .until = { 20270331 } },
        { .weekday = 1, .opens_minute = 510, .closes_minute = 1020, .staffed_desks = 4, .from = { 20270401 } },
    };
    struct reservations_config changed = *config;

    (void)state;
    changed.hours.at = rules;
    changed.hours.count = 2;
    assert_int_equal(opening_on(&(struct calendar){ .config = &changed }, (struct date){ 20270329 }).opens_minute, 540);
    assert_int_equal(opening_on(&(struct calendar){ .config = &changed }, (struct date){ 20270405 }).opens_minute, 510);
    assert_false(opening_on(&(struct calendar){ .config = &changed }, (struct date){ 20270406 }).open);
}

static void rule__of_several_nth_weekdays(void **state)
{
    static const uint64_t second_and_fourth[] = { 2, 4 };
    static const struct opening_rule rules[] = { { .weekday = 3, .nths = { second_and_fourth, 2 }, .opens_minute = 540, .closes_minute = 720, .staffed_desks = 1 } };
    struct reservations_config changed = *config;
    struct calendar c = { .config = &changed };

    (void)state;
    changed.hours.at = rules;
    changed.hours.count = 1;
    assert_false(opening_on(&c, (struct date){ 20270303 }).open);
    assert_true(opening_on(&c, (struct date){ 20270310 }).open);
    assert_false(opening_on(&c, (struct date){ 20270317 }).open);
    assert_true(opening_on(&c, (struct date){ 20270324 }).open);
    assert_false(opening_on(&c, (struct date){ 20270331 }).open);      /* the fifth */
}

static void rule__of_every_second_week_counts_from_its_anchor_both_ways(void **state)
{
    static const struct opening_rule rules[] = { { .weekday = 7, .every_weeks = 2, .anchor = { 20270310 }, .opens_minute = 540, .closes_minute = 720, .staffed_desks = 1 } };
    struct reservations_config changed = *config;
    struct calendar c = { .config = &changed };

    (void)state;
    changed.hours.at = rules;
    changed.hours.count = 1;
    assert_true(opening_on(&c, (struct date){ 20270314 }).open);       /* the Sunday of the anchor's week */
    assert_false(opening_on(&c, (struct date){ 20270321 }).open);
    assert_true(opening_on(&c, (struct date){ 20270328 }).open);
    assert_false(opening_on(&c, (struct date){ 20270307 }).open);
    assert_true(opening_on(&c, (struct date){ 20270228 }).open);
    assert_true(opening_on(&c, (struct date){ 20280102 }).open);       /* 42 weeks later, over the turn of the year */
}

static void override__of_a_range_covers_its_days(void **state)
{
    static const struct day_override days[] = { { .date = { 20270812 }, .open = true, .opens_minute = 600, .closes_minute = 900, .staffed_desks = 1 },
                                                { .date = { 20270810 }, .until = { 20270813 }, .open = false } };
    struct reservations_config changed = *config;
    struct calendar c = { .config = &changed };

    (void)state;
    changed.overrides.at = days;
    changed.overrides.count = 2;
    assert_true(opening_on(&c, (struct date){ 20270809 }).open);
    assert_false(opening_on(&c, (struct date){ 20270810 }).open);
    assert_int_equal(opening_on(&c, (struct date){ 20270812 }).opens_minute, 600);   /* the line before it counts */
    assert_false(opening_on(&c, (struct date){ 20270813 }).open);
    assert_true(opening_on(&c, (struct date){ 20270816 }).open);
}

static void change__wins_over_everything(void **state)
{
    static const struct day_change changes[] = { { .date = { 20270212 }, .kind = DAY_CHANGE_KIND_CLOSE },
                                                 { .date = { 20270214 }, .kind = DAY_CHANGE_KIND_OPEN, .open = true, .opens_minute = 540, .closes_minute = 720, .staffed_desks = 2 } };
    struct calendar c = { .config = config, .changes = changes, .change_count = 2 };

    (void)state;
    assert_false(opening_on(&c, (struct date){ 20270212 }).open);
    assert_int_equal(opening_on(&c, (struct date){ 20270214 }).closes_minute, 720);
    assert_int_equal(last_open_before(&c, (struct date){ 20270215 }).v, 20270214);
    assert_int_equal(last_open_before(&c, (struct date){ 20270214 }).v, 20270210);   /* Thursday is a holiday */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar__has_the_open_days_of_each_fiscal_year),
        cmocka_unit_test(calendar__has_the_weekdays_of_each_month),
        cmocka_unit_test(calendar__opens_exactly_the_first_and_third_saturdays_of_the_contract),
        cmocka_unit_test(calendar__closes_saturdays_on_holidays_and_at_year_end_without_substitute),
        cmocka_unit_test(calendar__knows_the_edges),
        cmocka_unit_test(calendar__weekdays_are_open_from_nine_until_half_past_five),
        cmocka_unit_test(last_open_before__passes_over_weekends_and_the_turn_of_the_year),
        cmocka_unit_test(override__wins_over_rule_and_holiday),
        cmocka_unit_test(rule__is_in_force_only_between_its_days),
        cmocka_unit_test(rule__of_several_nth_weekdays),
        cmocka_unit_test(rule__of_every_second_week_counts_from_its_anchor_both_ways),
        cmocka_unit_test(override__of_a_range_covers_its_days),
        cmocka_unit_test(change__wins_over_everything),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
