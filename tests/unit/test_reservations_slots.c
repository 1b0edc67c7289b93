/* Lengths, the booking window to the microsecond, what is free, and the walk-ins' reserve. */
#include "cmocka_all.h"

#include "reservations_fixture.h"
#include "slots.h"

static struct arena arena;
static const struct reservations_config *config;
static uint8_t load[LOAD_BYTES];

static const struct date monday = { 20270308 };
static const struct opening whole_day = { .open = true, .opens_minute = 540, .closes_minute = 1050, .staffed_desks = 4 };

static int setup_group(void **state)
{
    (void)state;
    arena_init(&arena, 16u << 20);
    config = osakasayama(&arena);
    return 0;
}

static int teardown_group(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static int setup(void **state)
{
    (void)state;
    memset(load, 0, sizeof load);
    return 0;
}

static uint32_t length_of(enum procedure procedure, uint64_t people)
{
    const struct bookable_procedure *rule = bookable(config, procedure, people, true);

    assert_non_null(rule);
    return visit_length(config, rule, people);
}

static bool terminal_free(uint32_t start, bool staff)
{
    return place_free(config, &whole_day, load, start, 30, DESK_PLACE_COUNTER, EQUIPMENT_INTEGRATED_TERMINAL, staff);
}

static void take(uint32_t start, uint32_t length, enum desk_place place, enum equipment equipment)
{
    assert_true(load_change(load, start, length, place, equipment, 1));
}

static void visit_length__is_rounded_up_to_quarter_hours(void **state)                /* covers §5(6) */
{
    (void)state;
    assert_int_equal(length_of(PROCEDURE_CERT_RENEW, 1), 15);      /* 12 */
    assert_int_equal(length_of(PROCEDURE_ISSUE, 1), 30);           /* 18 */
    assert_int_equal(length_of(PROCEDURE_ISSUE, 2), 30);           /* 26 */
    assert_int_equal(length_of(PROCEDURE_ISSUE, 3), 45);           /* 34 */
    assert_int_equal(length_of(PROCEDURE_APPLY_SUPPORT, 1), 15);   /* exactly a quarter */
    assert_int_equal(length_of(PROCEDURE_ISSUE_AGENT, 1), 30);     /* 25 */
}

static void bookable__is_for_citizens_what_is_online_and_for_staff_the_rest_too(void **state)
{
    (void)state;
    assert_non_null(bookable(config, PROCEDURE_ISSUE, 5, false));
    assert_null(bookable(config, PROCEDURE_ISSUE, 6, false));
    assert_null(bookable(config, PROCEDURE_PIN_RESET, 1, false));
    assert_non_null(bookable(config, PROCEDURE_PIN_RESET, 1, true));
    assert_null(bookable(config, PROCEDURE_INFORMATION, 1, true));
}

static void window__opens_45_days_before_at_the_opening_hour(void **state)
{
    uint64_t release = tokyo_us((struct date){ 20270122 }, 540);   /* a Friday 45 days before */

    (void)state;
    assert_false(in_window(config, monday, 540, release - 1, false));
    assert_true(in_window(config, monday, 540, release, false));
    assert_false(in_window(config, monday, 540, release - 1, true));
    assert_true(in_window(config, monday, 540, release, true));
}

static void window__is_released_on_a_closed_day_too(void **state)
{
    struct date friday = { 20270312 };                              /* 45 days after Tuesday 26 January */
    struct date saturday = { 20270320 };                            /* 45 days after Wednesday 3 February */
    struct date after_sunday = { 20270331 };                        /* 45 days after Sunday 14 February */

    (void)state;
    assert_true(in_window(config, friday, 540, tokyo_us((struct date){ 20270126 }, 540), false));
    assert_true(in_window(config, saturday, 540, tokyo_us((struct date){ 20270203 }, 540), false));
    assert_false(opening_on(config, (struct date){ 20270214 }).open);
    assert_true(in_window(config, after_sunday, 540, tokyo_us((struct date){ 20270214 }, 540), false));
}

static void window__ends_at_exactly_17_00_of_the_last_open_day_before(void **state)
{
    uint64_t last = tokyo_us((struct date){ 20270312 }, 17 * 60);   /* Friday; the Saturday between is closed */
    struct date next_monday = { 20270315 };

    (void)state;
    assert_true(in_window(config, next_monday, 540, last, false));
    assert_false(in_window(config, next_monday, 540, last + 1, false));
    assert_true(in_window(config, next_monday, 540, last + 1, true));
}

static void window__ends_at_closing_when_that_is_earlier(void **state)
{
    uint64_t saturday_noon = tokyo_us((struct date){ 20270306 }, 12 * 60);

    (void)state;
    assert_true(in_window(config, monday, 540, saturday_noon, false));
    assert_false(in_window(config, monday, 540, saturday_noon + 1, false));
}

static void window__lets_staff_book_until_the_visit_begins(void **state)
{
    uint64_t start = tokyo_us(monday, 600);

    (void)state;
    assert_true(in_window(config, monday, 600, start, true));
    assert_false(in_window(config, monday, 600, start + 1, true));
}

static void fits_day__wants_the_grid_and_the_whole_length_before_closing(void **state)
{
    (void)state;
    assert_true(fits_day(config, &whole_day, 540, 30));
    assert_false(fits_day(config, &whole_day, 525, 30));
    assert_false(fits_day(config, &whole_day, 541, 30));
    assert_true(fits_day(config, &whole_day, 1020, 30));
    assert_false(fits_day(config, &whole_day, 1035, 30));
    assert_true(fits_day(config, &whole_day, 1035, 15));
}

static void place_free__keeps_one_terminal_for_walk_ins(void **state)
{
    (void)state;
    take(600, 30, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_true(terminal_free(600, false));
    take(600, 30, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_false(terminal_free(600, false));
    assert_true(terminal_free(600, true));                          /* staff may take the reserve */
    take(600, 30, DESK_PLACE_COUNTER, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_false(terminal_free(600, true));
}

static void place_free__never_keeps_the_last_terminal_back(void **state)
{
    static const struct equipment_stock one[] = { { .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .kept_for_walk_ins = 1 } };
    struct reservations_config changed = *config;

    (void)state;
    changed.equipment.at = one;
    changed.equipment.count = 1;
    assert_true(place_free(&changed, &whole_day, load, 600, 15, DESK_PLACE_COUNTER, EQUIPMENT_INTEGRATED_TERMINAL, false));
}

static void place_free__looks_at_every_quarter_hour_of_the_visit(void **state)
{
    (void)state;
    take(615, 15, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    take(615, 15, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_false(terminal_free(600, false));
    assert_false(terminal_free(615, false));
    assert_true(terminal_free(585, false));
    assert_true(terminal_free(630, false));
}

static void place_free__counts_desks_of_the_place_and_planned_staff(void **state)
{
    struct opening few = whole_day;

    (void)state;
    few.staffed_desks = 3;
    take(600, 15, DESK_PLACE_COUNTER, 0);
    take(600, 15, DESK_PLACE_COUNTER, 0);
    assert_false(place_free(config, &whole_day, load, 600, 15, DESK_PLACE_COUNTER, 0, true));
    assert_true(place_free(config, &whole_day, load, 600, 15, DESK_PLACE_BOOTH, 0, true));
    take(600, 15, DESK_PLACE_BOOTH, 0);
    assert_true(place_free(config, &whole_day, load, 600, 15, DESK_PLACE_BOOTH, 0, true));
    assert_false(place_free(config, &few, load, 600, 15, DESK_PLACE_BOOTH, 0, true));
}

static void place_free__counts_the_one_mynapit(void **state)
{
    (void)state;
    take(600, 15, DESK_PLACE_BOOTH, EQUIPMENT_MYNAPIT);
    assert_false(place_free(config, &whole_day, load, 600, 15, DESK_PLACE_BOOTH, EQUIPMENT_MYNAPIT, true));
    assert_true(place_free(config, &whole_day, load, 615, 15, DESK_PLACE_BOOTH, EQUIPMENT_MYNAPIT, false));
}

static void place_choose__takes_the_preferred_place_while_it_is_free(void **state)
{
    const struct bookable_procedure *rule = bookable(config, PROCEDURE_ISSUE, 1, true);
    enum desk_place place = 0;

    (void)state;
    assert_true(place_choose(config, &whole_day, load, 600, 30, rule, true, &place));
    assert_int_equal(place, DESK_PLACE_BOOTH);
    take(600, 30, DESK_PLACE_BOOTH, 0);
    take(615, 30, DESK_PLACE_BOOTH, 0);
    assert_true(place_choose(config, &whole_day, load, 600, 30, rule, true, &place));
    assert_int_equal(place, DESK_PLACE_COUNTER);
}

static void load_change__gives_back_exactly_what_was_taken(void **state)
{
    static const uint8_t zeros[LOAD_BYTES];

    (void)state;
    take(600, 45, DESK_PLACE_COUNTER, EQUIPMENT_CAMERA_SET);
    assert_int_equal(load[40 * LOAD_KINDS], 1);
    assert_int_equal(load[42 * LOAD_KINDS + 4], 1);
    assert_int_equal(load[43 * LOAD_KINDS], 0);
    assert_true(load_change(load, 600, 45, DESK_PLACE_COUNTER, EQUIPMENT_CAMERA_SET, -1));
    assert_memory_equal(load, zeros, LOAD_BYTES);
}

static void load_change__leaves_its_range_never(void **state)
{
    (void)state;
    assert_false(load_change(load, 600, 15, DESK_PLACE_COUNTER, 0, -1));
    assert_false(load_change(load, 1425, 30, DESK_PLACE_COUNTER, 0, 1));
    load[40 * LOAD_KINDS] = 255;
    assert_false(load_change(load, 585, 30, DESK_PLACE_COUNTER, 0, 1));
    assert_int_equal(load[39 * LOAD_KINDS], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(visit_length__is_rounded_up_to_quarter_hours, setup),
        cmocka_unit_test_setup(bookable__is_for_citizens_what_is_online_and_for_staff_the_rest_too, setup),
        cmocka_unit_test_setup(window__opens_45_days_before_at_the_opening_hour, setup),
        cmocka_unit_test_setup(window__is_released_on_a_closed_day_too, setup),
        cmocka_unit_test_setup(window__ends_at_exactly_17_00_of_the_last_open_day_before, setup),
        cmocka_unit_test_setup(window__ends_at_closing_when_that_is_earlier, setup),
        cmocka_unit_test_setup(window__lets_staff_book_until_the_visit_begins, setup),
        cmocka_unit_test_setup(fits_day__wants_the_grid_and_the_whole_length_before_closing, setup),
        cmocka_unit_test_setup(place_free__keeps_one_terminal_for_walk_ins, setup),
        cmocka_unit_test_setup(place_free__never_keeps_the_last_terminal_back, setup),
        cmocka_unit_test_setup(place_free__looks_at_every_quarter_hour_of_the_visit, setup),
        cmocka_unit_test_setup(place_free__counts_desks_of_the_place_and_planned_staff, setup),
        cmocka_unit_test_setup(place_free__counts_the_one_mynapit, setup),
        cmocka_unit_test_setup(place_choose__takes_the_preferred_place_while_it_is_free, setup),
        cmocka_unit_test_setup(load_change__gives_back_exactly_what_was_taken, setup),
        cmocka_unit_test_setup(load_change__leaves_its_range_never, setup),
    };

    return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
