/* What a configuration of reservations must not be: each complaint with its place and its words. */
#include "cmocka_all.h"

#include "engine/service.h"
#include "reservations_fixture.h"

extern const struct service reservations_service;

static struct arena arena;
static struct reservations_config changed;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 16u << 20);
    changed = *osakasayama(&arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static void assert_complaint(const char *words)
{
    const char *complaint = reservations_service.config_check(&changed, &arena);

    assert_non_null(complaint);
    assert_string_equal(complaint, words);
}

static void assert_good(void)
{
    assert_null(reservations_service.config_check(&changed, &arena));
}

/* The second rule is this one; the first is good. */
static void second_rule(struct opening_rule rule, const char *words)
{
    struct opening_rule rules[] = { { .weekday = 1, .opens_minute = 540, .closes_minute = 1050, .staffed_desks = 4 }, rule };

    changed.hours.at = rules;
    changed.hours.count = 2;
    assert_complaint(words);
    changed.hours.count = 1;
    assert_good();
}

#define RULE(...) (struct opening_rule){ .weekday = 2, .opens_minute = 540, .closes_minute = 1050, .staffed_desks = 4, __VA_ARGS__ }

static void hours__end_after_they_begin_on_a_quarter(void **state)
{
    (void)state;
    second_rule((struct opening_rule){ .weekday = 2, .opens_minute = 600, .closes_minute = 600 }, "hours[1]: closes_minute must be later than opens_minute.");
    second_rule((struct opening_rule){ .weekday = 2, .opens_minute = 600, .closes_minute = 540 }, "hours[1]: closes_minute must be later than opens_minute.");
    second_rule((struct opening_rule){ .weekday = 2, .opens_minute = 605, .closes_minute = 660 }, "hours[1]: opens_minute must be on a quarter of an hour.");
}

static void hours__say_their_weeks_once_and_completely(void **state)
{
    static const uint64_t first_and_third[] = { 1, 3 };

    (void)state;
    second_rule(RULE(.nth = 1, .nths = { first_and_third, 2 }), "hours[1]: nth and nths say the same; keep one.");
    second_rule(RULE(.every_weeks = 2), "hours[1]: every_weeks needs anchor, a day of a week in which it applies.");
}

static void shifts__follow_each_other_on_quarters(void **state)
{
    static const struct staff_shift empty[] = { { 540, 540, 1 } }, early[] = { { 541, 600, 1 } }, late[] = { { 540, 601, 1 } },
                                    overlapping[] = { { 540, 720, 1 }, { 705, 1050, 1 } }, good[] = { { 540, 720, 1 }, { 720, 1050, 1 } };
    static const char at_0[] = "hours[1].shifts[0]: must follow the one before, on quarters of an hour.";

    (void)state;
    second_rule(RULE(.shifts = { empty, 1 }), at_0);
    second_rule(RULE(.shifts = { early, 1 }), at_0);
    second_rule(RULE(.shifts = { late, 1 }), at_0);
    second_rule(RULE(.shifts = { overlapping, 2 }), "hours[1].shifts[1]: must follow the one before, on quarters of an hour.");
    changed.hours.at = &RULE(.shifts = { good, 2 });
    changed.hours.count = 1;
    assert_good();
}

/* The second override is this one; the first is a closed day. */
static void second_override(struct day_override day, const char *words)
{
    struct day_override days[] = { { .date = { 20270910 } }, day };

    changed.overrides.at = days;
    changed.overrides.count = 2;
    assert_complaint(words);
    changed.overrides.count = 1;
    assert_good();
}

#define OPEN(...) (struct day_override){ .date = { 20270328 }, .open = true, __VA_ARGS__ }

static void overrides__say_the_hours_and_the_staff_of_an_open_day(void **state)
{
    static const struct staff_shift overlapping[] = { { 540, 720, 1 }, { 705, 1050, 1 } };

    (void)state;
    second_override(OPEN(.opens_minute = 540, .closes_minute = 720), "overrides[1]: an open day needs staffed_desks or shifts.");
    second_override(OPEN(.staffed_desks = 2), "overrides[1]: closes_minute must be later than opens_minute.");
    second_override(OPEN(.staffed_desks = 2, .opens_minute = 550, .closes_minute = 720), "overrides[1]: opens_minute must be on a quarter of an hour.");
    second_override(OPEN(.opens_minute = 540, .closes_minute = 720, .shifts = { overlapping, 2 }),
                    "overrides[1].shifts[1]: must follow the one before, on quarters of an hour.");
}

static const enum desk_place counter[] = { DESK_PLACE_COUNTER };

/* The second procedure is this one. */
static void second_procedure(struct bookable_procedure rule, const char *words)
{
    struct bookable_procedure rules[] = { { .procedure = PROCEDURE_ISSUE, .minutes = 18, .places = { counter, 1 } }, rule };

    changed.procedures.at = rules;
    changed.procedures.count = 2;
    assert_complaint(words);
    changed.procedures.count = 1;
    assert_good();
}

static void procedures__have_a_place_and_equipment_that_is_there_and_stand_once(void **state)
{
    (void)state;
    changed.equipment.count = 1;                         /* integrated terminals only */
    second_procedure((struct bookable_procedure){ .procedure = PROCEDURE_LOST, .minutes = 12 }, "procedures[1].places: name at least one place.");
    second_procedure((struct bookable_procedure){ .procedure = PROCEDURE_LOST, .minutes = 12, .places = { counter, 1 }, .equipment = EQUIPMENT_MYNAPIT },
                     "procedures[1].equipment: there is no mynapit in equipment.");
    second_procedure((struct bookable_procedure){ .procedure = PROCEDURE_ISSUE, .minutes = 20, .places = { counter, 1 } }, "procedures[1].procedure: issue stands there twice.");
}

static void grid__is_a_quarter_a_half_or_an_hour(void **state)
{
    static const uint64_t good[] = { 15, 30, 60 }, bad[] = { 20, 45, 50 };

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        changed.grid_minutes = bad[i];
        assert_complaint("grid_minutes: must be 15, 30 or 60.");
        changed.grid_minutes = good[i];
        assert_good();
    }
}

static void year_end__is_between_days_that_exist(void **state)
{
    static const char words[] = "year_end_from, year_end_until: must be days, as month * 100 + day.";

    (void)state;
    changed.year_end_from = 1131;
    assert_complaint(words);
    changed.year_end_from = 1300;
    assert_complaint(words);
    changed.year_end_from = 1231;
    changed.year_end_until = 100;
    assert_complaint(words);
    changed.year_end_until = 229;                        /* in leap years */
    assert_good();
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(hours__end_after_they_begin_on_a_quarter),
        test(hours__say_their_weeks_once_and_completely),
        test(shifts__follow_each_other_on_quarters),
        test(overrides__say_the_hours_and_the_staff_of_an_open_day),
        test(procedures__have_a_place_and_equipment_that_is_there_and_stand_once),
        test(grid__is_a_quarter_a_half_or_an_hour),
        test(year_end__is_between_days_that_exist),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
