/* Lengths, the booking window to the microsecond, what is free, and the walk-ins' reserve. */
#include "cmocka_all.h"

#include "reservations_fixture.h"
#include "slots.h"

static struct arena arena;
static const struct reservations_config *config;
static struct calendar calendar;
static uint8_t load[LOAD_BYTES];

static const struct date monday = { 20270308 };
static struct day_plan plan;
static const struct opening whole_day = { .open = true, .opens_minute = 540, .closes_minute = 1050, .staffed_desks = 4 };

static int setup_group(void **state)
{
    (void)state;
    arena_init(&arena, 16u << 20);
    config = osakasayama(&arena);
    calendar = (struct calendar){ .config = config };
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
    plan_day(&calendar, monday, &plan);
    return 0;
}

static struct wish wish(enum procedure procedure, const enum procedure *further, uint32_t further_count, uint64_t people, uint64_t places)
{
    struct wish ret;

    assert_int_equal(wish_of(config, procedure, further, further_count, people, places, true, &ret), REFUSAL_NONE);
    return ret;
}

static uint32_t length_of(enum procedure procedure, uint64_t people)
{
    return wish(procedure, NULL, 0, people, 1).length_minutes;
}

/* A wish for one kind of desk and no matter which procedure. */
static bool free_at(uint32_t start, uint32_t length, enum desk_place place, enum equipment equipment, bool staff)
{
    struct wish one = { .length_minutes = length, .place_count = 1, .allowed = { place }, .allowed_count = 1, .equipment = { equipment },
                        .equipment_count = equipment == 0 ? 0 : 1 };
    enum desk_place places[PLACES_MAX];

    return choose_places(config, &plan, load, start, &one, staff, places);
}

static bool terminal_free(uint32_t start, bool staff)
{
    return free_at(start, 30, DESK_PLACE_COUNTER, EQUIPMENT_INTEGRATED_TERMINAL, staff);
}

static void take_as(uint32_t start, uint32_t length, enum desk_place place, enum equipment equipment, bool staff)
{
    struct taking taking = taking_of(start, length, &place, 1, &equipment, equipment == 0 ? 0 : 1, staff);

    assert_true(load_change(load, &taking, 1));
}

static void take(uint32_t start, uint32_t length, enum desk_place place, enum equipment equipment)
{
    take_as(start, length, place, equipment, false);
}

/* The plan of Monday with this configuration, which outlives it. */
static void plan_with(const struct reservations_config *changed, const struct calendar *more)
{
    struct calendar all = *more;

    all.config = changed;
    plan_day(&all, monday, &plan);
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
    assert_false(in_window(&calendar, monday, 540, release - 1, false));
    assert_true(in_window(&calendar, monday, 540, release, false));
    assert_false(in_window(&calendar, monday, 540, release - 1, true));
    assert_true(in_window(&calendar, monday, 540, release, true));
}

static void window__is_released_on_a_closed_day_too(void **state)
{
    struct date friday = { 20270312 };                              /* 45 days after Tuesday 26 January */
    struct date saturday = { 20270320 };                            /* 45 days after Wednesday 3 February */
    struct date after_sunday = { 20270331 };                        /* 45 days after Sunday 14 February */

    (void)state;
    assert_true(in_window(&calendar, friday, 540, tokyo_us((struct date){ 20270126 }, 540), false));
    assert_true(in_window(&calendar, saturday, 540, tokyo_us((struct date){ 20270203 }, 540), false));
    assert_false(opening_on(&calendar, (struct date){ 20270214 }).open);
    assert_true(in_window(&calendar, after_sunday, 540, tokyo_us((struct date){ 20270214 }, 540), false));
}

static void window__ends_at_exactly_17_00_of_the_last_open_day_before(void **state)
{
    uint64_t last = tokyo_us((struct date){ 20270312 }, 17 * 60);   /* Friday; the Saturday between is closed */
    struct date next_monday = { 20270315 };

    (void)state;
    assert_true(in_window(&calendar, next_monday, 540, last, false));
    assert_false(in_window(&calendar, next_monday, 540, last + 1, false));
    assert_true(in_window(&calendar, next_monday, 540, last + 1, true));
}

static void window__ends_at_closing_when_that_is_earlier(void **state)
{
    uint64_t saturday_noon = tokyo_us((struct date){ 20270306 }, 12 * 60);

    (void)state;
    assert_true(in_window(&calendar, monday, 540, saturday_noon, false));
    assert_false(in_window(&calendar, monday, 540, saturday_noon + 1, false));
}

static void window__lets_staff_book_until_the_visit_begins(void **state)
{
    uint64_t start = tokyo_us(monday, 600);

    (void)state;
    assert_true(in_window(&calendar, monday, 600, start, true));
    assert_false(in_window(&calendar, monday, 600, start + 1, true));
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
    plan_with(&changed, &calendar);
    assert_true(free_at(600, 15, DESK_PLACE_COUNTER, EQUIPMENT_INTEGRATED_TERMINAL, false));
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
    (void)state;
    take(600, 15, DESK_PLACE_COUNTER, 0);
    take(600, 15, DESK_PLACE_COUNTER, 0);
    assert_false(free_at(600, 15, DESK_PLACE_COUNTER, 0, true));
    assert_true(free_at(600, 15, DESK_PLACE_BOOTH, 0, true));
    take(600, 15, DESK_PLACE_BOOTH, 0);
    assert_true(free_at(600, 15, DESK_PLACE_BOOTH, 0, true));
    plan.staff[40] = 3;
    assert_false(free_at(600, 15, DESK_PLACE_BOOTH, 0, true));
}

static void place_free__counts_the_one_mynapit(void **state)
{
    (void)state;
    take(600, 15, DESK_PLACE_BOOTH, EQUIPMENT_MYNAPIT);
    assert_false(free_at(600, 15, DESK_PLACE_BOOTH, EQUIPMENT_MYNAPIT, true));
    assert_true(free_at(615, 15, DESK_PLACE_BOOTH, EQUIPMENT_MYNAPIT, false));
}

static void reserve__staff_take_from_the_citizens_part_first(void **state)
{
    (void)state;
    take_as(600, 30, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL, true);
    assert_true(terminal_free(600, false));                         /* three terminals: one of staff, one kept, one left */
    take(600, 30, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_false(terminal_free(600, false));
    assert_true(terminal_free(600, true));
}

static void public_share__binds_citizens_and_is_not_used_up_by_staff(void **state)
{
    struct reservations_config changed = *config;

    (void)state;
    changed.public_places_max = 1;
    plan_with(&changed, &calendar);
    take_as(600, 15, DESK_PLACE_COUNTER, 0, true);
    assert_true(free_at(600, 15, DESK_PLACE_COUNTER, 0, false));
    take(600, 15, DESK_PLACE_COUNTER, 0);
    assert_false(free_at(600, 15, DESK_PLACE_BOOTH, 0, false));
    assert_true(free_at(600, 15, DESK_PLACE_BOOTH, 0, true));
}

static void choose_places__takes_the_preferred_place_while_it_is_free(void **state)
{
    struct wish issue = wish(PROCEDURE_ISSUE, NULL, 0, 1, 1);
    enum desk_place places[PLACES_MAX] = { 0 };

    (void)state;
    assert_true(choose_places(config, &plan, load, 600, &issue, true, places));
    assert_int_equal(places[0], DESK_PLACE_BOOTH);
    take(600, 30, DESK_PLACE_BOOTH, 0);
    take(615, 30, DESK_PLACE_BOOTH, 0);
    assert_true(choose_places(config, &plan, load, 600, &issue, true, places));
    assert_int_equal(places[0], DESK_PLACE_COUNTER);
}

static void wish__adds_procedures_and_counts_people_once(void **state)                /* covers §5(6) */
{
    static const enum procedure renew[] = { PROCEDURE_CERT_RENEW }, two[] = { PROCEDURE_CERT_RENEW, PROCEDURE_PIN_CHANGE };
    struct wish both = wish(PROCEDURE_ISSUE, renew, 1, 1, 1);

    (void)state;
    assert_int_equal(both.length_minutes, 30);                      /* 18 + 12 */
    assert_int_equal(both.allowed_count, 1);
    assert_int_equal(both.allowed[0], DESK_PLACE_COUNTER);          /* the certificate is not renewed in a booth */
    assert_int_equal(both.equipment_count, 1);
    assert_true(both.needs_notice);
    assert_int_equal(wish(PROCEDURE_ISSUE, renew, 1, 2, 1).length_minutes, 45);      /* 30 + 8, not 30 + 16 */
    assert_int_equal(wish(PROCEDURE_ISSUE, two, 2, 1, 1).length_minutes, 45);        /* 36 */
}

static void wish__without_a_common_place_is_not_bookable_together(void **state)
{
    static const enum procedure support[] = { PROCEDURE_APPLY_SUPPORT };
    struct wish ret;

    (void)state;
    assert_int_equal(wish_of(config, PROCEDURE_CERT_RENEW, support, 1, 1, 1, false, &ret), NOT_BOOKABLE_TOGETHER);
    assert_int_equal(wish_of(config, PROCEDURE_ISSUE, support, 1, 1, 1, false, &ret), REFUSAL_NONE);
    assert_int_equal(ret.allowed[0], DESK_PLACE_BOOTH);
    assert_int_equal(ret.equipment_count, 2);                       /* terminal and mynapit, both for the whole case */
    assert_int_equal(wish_of(config, PROCEDURE_ISSUE, (const enum procedure[]){ PROCEDURE_PIN_RESET }, 1, 1, 1, false, &ret), NOT_BOOKABLE);
}

static void family__side_by_side_has_all_its_places_or_none(void **state)
{
    struct wish three = wish(PROCEDURE_ISSUE, NULL, 0, 3, 3);
    enum desk_place places[PLACES_MAX];
    struct wish ret;

    (void)state;
    assert_int_equal(three.length_minutes, 30);                     /* each 18: nobody waits for the others */
    assert_false(choose_places(config, &plan, load, 600, &three, false, places));    /* one terminal is kept */
    assert_true(choose_places(config, &plan, load, 600, &three, true, places));
    assert_int_equal(places[0], DESK_PLACE_BOOTH);
    assert_int_equal(places[1], DESK_PLACE_BOOTH);
    assert_int_equal(places[2], DESK_PLACE_COUNTER);
    assert_int_equal(wish(PROCEDURE_ISSUE, NULL, 0, 4, 2).length_minutes, 30);       /* two at each desk: 26 */
    assert_int_equal(wish_of(config, PROCEDURE_ISSUE, NULL, 0, 2, 3, true, &ret), NOT_BOOKABLE);
    take(615, 15, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_false(choose_places(config, &plan, load, 600, &three, true, places));
}

static void shifts__are_the_planned_staff_of_their_hours(void **state)
{
    static const struct staff_shift shifts[] = { { 540, 720, 3 }, { 720, 780, 1 }, { 780, 1050, 2 } };
    static const struct day_change day[] = { { .date = { 20270308 }, .kind = DAY_CHANGE_KIND_STAFF, .open = true, .opens_minute = 540,
                                               .closes_minute = 1050, .staffed_desks = 4, .shifts = { shifts, 3 } } };

    (void)state;
    plan_with(config, &(struct calendar){ .changes = day, .change_count = 1 });
    assert_int_equal(plan.staff[540 / 15], 3);
    assert_int_equal(plan.staff[705 / 15], 3);
    assert_int_equal(plan.staff[720 / 15], 1);
    assert_int_equal(plan.staff[780 / 15], 2);
    assert_int_equal(plan.staff[1035 / 15], 2);
    assert_int_equal(plan.staff[1050 / 15], 0);
    take(720, 15, DESK_PLACE_COUNTER, 0);
    assert_false(free_at(705, 30, DESK_PLACE_COUNTER, 0, true));
    assert_true(free_at(705, 15, DESK_PLACE_COUNTER, 0, true));
}

static void closed_part__takes_the_hours_and_leaves_the_grid(void **state)
{
    static const struct closed_part part[] = { { .date = { 20270308 }, .from_minute = 540, .until_minute = 610 } };

    (void)state;
    plan_with(config, &(struct calendar){ .parts = part, .part_count = 1 });
    assert_false(free_at(540, 15, DESK_PLACE_COUNTER, 0, true));
    assert_false(free_at(600, 15, DESK_PLACE_COUNTER, 0, true));    /* closed until 10:10, so the quarter is lost */
    assert_true(free_at(615, 15, DESK_PLACE_COUNTER, 0, true));
    assert_true(fits_day(config, &plan.opening, 615, 15));          /* the grid still begins at nine */
    assert_false(fits_day(config, &plan.opening, 610, 15));
}

static void closed_part__of_desks_leaves_the_others(void **state)
{
    static const struct closed_part part[] = { { .date = { 20270308 }, .from_minute = 600, .until_minute = 660, .place = DESK_PLACE_COUNTER, .desks = 1 } };

    (void)state;
    plan_with(config, &(struct calendar){ .parts = part, .part_count = 1 });
    take(600, 15, DESK_PLACE_COUNTER, 0);
    assert_false(free_at(600, 15, DESK_PLACE_COUNTER, 0, true));
    assert_true(free_at(600, 15, DESK_PLACE_BOOTH, 0, true));
    assert_true(free_at(660, 15, DESK_PLACE_COUNTER, 0, true));
}

static void outage__takes_equipment_and_the_reserve_follows_what_is_left(void **state)
{
    struct outage outage[] = { { .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .from_us = tokyo_us(monday, 600), .until_us = tokyo_us(monday, 660) } };

    (void)state;
    plan_with(config, &(struct calendar){ .outages = outage, .outage_count = 1 });
    assert_true(terminal_free(600, false));                         /* two left, one kept */
    take(600, 60, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_false(terminal_free(600, false));
    assert_true(terminal_free(600, true));
    assert_true(terminal_free(660, false));
    outage[0].count = 2;
    plan_with(config, &(struct calendar){ .outages = outage, .outage_count = 1 });
    memset(load, 0, sizeof load);
    assert_true(terminal_free(600, false));                         /* the last one is not kept */
    outage[0].until_us = 0;
    outage[0].count = 3;
    plan_with(config, &(struct calendar){ .outages = outage, .outage_count = 1 });
    assert_false(terminal_free(1020, true));                        /* without an end */
    assert_true(terminal_free(570, true));
}

static void hit__is_what_takes_of_the_thing_that_is_short(void **state)
{
    struct outage outage[] = { { .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 2, .from_us = tokyo_us(monday, 600), .until_us = tokyo_us(monday, 615) } };
    static const struct closed_part part[] = { { .date = { 20270308 }, .from_minute = 900, .until_minute = 960 } };
    static const enum desk_place booth = DESK_PLACE_BOOTH;
    static const enum equipment terminal = EQUIPMENT_INTEGRATED_TERMINAL;
    struct taking early = taking_of(585, 30, &booth, 1, &terminal, 1, false), without = taking_of(600, 15, &booth, 1, NULL, 0, false),
                  later = taking_of(615, 30, &booth, 1, &terminal, 1, false), afternoon = taking_of(885, 30, &booth, 1, &terminal, 1, false);

    (void)state;
    take(585, 30, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    take(600, 30, DESK_PLACE_BOOTH, EQUIPMENT_INTEGRATED_TERMINAL);
    assert_int_equal(hit_by(&plan, load, &early), 0);
    plan_with(config, &(struct calendar){ .outages = outage, .outage_count = 1, .parts = part, .part_count = 1 });
    assert_int_equal(hit_by(&plan, load, &early), HIT_REASON_EQUIPMENT);
    assert_int_equal(hit_by(&plan, load, &without), 0);
    assert_int_equal(hit_by(&plan, load, &later), 0);
    assert_int_equal(hit_by(&plan, load, &afternoon), HIT_REASON_CLOSED);
    plan.staff[40] = 1;
    assert_int_equal(hit_by(&plan, load, &without), HIT_REASON_STAFF);
}

static void load_change__gives_back_exactly_what_was_taken(void **state)
{
    static const uint8_t zeros[LOAD_BYTES];
    static const enum desk_place counter = DESK_PLACE_COUNTER;
    static const enum equipment camera = EQUIPMENT_CAMERA_SET;
    struct taking taking = taking_of(600, 45, &counter, 1, &camera, 1, false);

    (void)state;
    assert_true(load_change(load, &taking, 1));
    assert_int_equal(load[40 * LOAD_KINDS], 1);
    assert_int_equal(load[42 * LOAD_KINDS + LOAD_CAMERA_SETS], 1);
    assert_int_equal(load[42 * LOAD_KINDS + LOAD_CITIZENS], 1);
    assert_int_equal(load[43 * LOAD_KINDS], 0);
    assert_true(load_change(load, &taking, -1));
    assert_memory_equal(load, zeros, LOAD_BYTES);
}

static void load_change__leaves_its_range_never(void **state)
{
    static const enum desk_place counter = DESK_PLACE_COUNTER;
    struct taking noon = taking_of(585, 30, &counter, 1, NULL, 0, true), night = taking_of(1425, 30, &counter, 1, NULL, 0, true);

    (void)state;
    assert_false(load_change(load, &noon, -1));
    assert_false(load_change(load, &night, 1));
    load[40 * LOAD_KINDS] = 255;
    assert_false(load_change(load, &noon, 1));
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
        cmocka_unit_test_setup(reserve__staff_take_from_the_citizens_part_first, setup),
        cmocka_unit_test_setup(public_share__binds_citizens_and_is_not_used_up_by_staff, setup),
        cmocka_unit_test_setup(choose_places__takes_the_preferred_place_while_it_is_free, setup),
        cmocka_unit_test_setup(wish__adds_procedures_and_counts_people_once, setup),
        cmocka_unit_test_setup(wish__without_a_common_place_is_not_bookable_together, setup),
        cmocka_unit_test_setup(family__side_by_side_has_all_its_places_or_none, setup),
        cmocka_unit_test_setup(shifts__are_the_planned_staff_of_their_hours, setup),
        cmocka_unit_test_setup(closed_part__takes_the_hours_and_leaves_the_grid, setup),
        cmocka_unit_test_setup(closed_part__of_desks_leaves_the_others, setup),
        cmocka_unit_test_setup(outage__takes_equipment_and_the_reserve_follows_what_is_left, setup),
        cmocka_unit_test_setup(hit__is_what_takes_of_the_thing_that_is_short, setup),
        cmocka_unit_test_setup(load_change__gives_back_exactly_what_was_taken, setup),
        cmocka_unit_test_setup(load_change__leaves_its_range_never, setup),
    };

    return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
