/* rules 2 and the table of domain 2.1 where the other cases leave a sentence out: what each procedure holds, other
 * grids, the released day's own hours, quarter hours that are hit, the edges of the window. All numbers by hand.
 * The clock starts on Monday 2027-02-01 at 8:30. */
#include "bench.h"

#include "gen/reservations_build.h"
#include "reservations_fixture.h"
#include "slots.h"

extern const struct service reservations_service;

#define T(literal) { (literal), sizeof(literal) - 1 }
#define WEDNESDAY_3 20270203u
#define WHO .reason = T("点検"), .author = T("現地管理者"), .approval = T("市窓第40号")

static struct arena arena;
static const struct reservations_config *config;

static int setup(void **state)
{
    arena_init(&arena, 16u << 20);
    config = osakasayama(&arena);
    *state = bench_new(&reservations_service, config);
    as(*state, 0, ROLE_CITIZEN);
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    arena_fini(&arena);
    return 0;
}

#define HOLD(procedure_, people_, day, minute) hold_place(.procedure = procedure_, .people = people_, .date = { day }, .start_minute = minute)
#define PHONE(procedure_, people_, day, minute) book_by_phone(.procedure = procedure_, .people = people_, .date = { day }, .start_minute = minute)

static struct reservation_id phoned(struct bench *b, struct built command)
{
    const struct book_by_phone_result *result;

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, command);
    result = result_of(b, &book_by_phone_result_spec);
    assert_non_null(result);
    return result->reservation_id;
}

/* ---- What a visit takes ------------------------------------------------------------------ */

/* P50 for one person and what is held for the whole case. */
static void procedures__take_what_the_table_says(void **state)                        /* covers §5(6) */
{
    static const struct { enum procedure procedure; uint32_t minutes; enum equipment equipment; } table[] = {
        { PROCEDURE_ISSUE, 18, EQUIPMENT_INTEGRATED_TERMINAL }, { PROCEDURE_ISSUE_AGENT, 25, EQUIPMENT_INTEGRATED_TERMINAL },
        { PROCEDURE_CERT_RENEW, 12, EQUIPMENT_INTEGRATED_TERMINAL }, { PROCEDURE_CERT_NEW, 12, EQUIPMENT_INTEGRATED_TERMINAL },
        { PROCEDURE_CERT_REVOKE, 6, EQUIPMENT_INTEGRATED_TERMINAL }, { PROCEDURE_PIN_RESET, 8, EQUIPMENT_INTEGRATED_TERMINAL },
        { PROCEDURE_PIN_CHANGE, 6, EQUIPMENT_INTEGRATED_TERMINAL }, { PROCEDURE_FACE_AUTH, 12, EQUIPMENT_INTEGRATED_TERMINAL },
        { PROCEDURE_SUSPEND_RELEASE, 10, EQUIPMENT_INTEGRATED_TERMINAL }, { PROCEDURE_LOST, 12, EQUIPMENT_INTEGRATED_TERMINAL },
        { PROCEDURE_RETURN_CARD, 8, EQUIPMENT_INTEGRATED_TERMINAL }, { PROCEDURE_CONTINUE_USE, 10, EQUIPMENT_INTEGRATED_TERMINAL },
        { PROCEDURE_FACE_UPDATE, 10, EQUIPMENT_INTEGRATED_TERMINAL }, { PROCEDURE_STAY_EXTENSION, 12, EQUIPMENT_INTEGRATED_TERMINAL },
        { PROCEDURE_APPLY_SUPPORT, 15, EQUIPMENT_MYNAPIT }, { PROCEDURE_EXPRESS_APPLY, 20, EQUIPMENT_CAMERA_SET },
        { PROCEDURE_CANCEL_APPLICATION, 8, 0 }, { PROCEDURE_NOTICE_CARD, 6, 0 }, { PROCEDURE_INSURANCE_LINK, 10, 0 },
        { PROCEDURE_PAYMENT_ACCOUNT, 15, 0 }, { PROCEDURE_MYNAPORTAL, 15, 0 },
    };

    (void)state;
    assert_int_equal(config->procedures.count, 21);
    for (uint32_t i = 0; i < 21; i++) {
        const struct bookable_procedure *rule = bookable(config, table[i].procedure, 1, true);

        assert_non_null(rule);
        assert_int_equal(rule->minutes, table[i].minutes);
        assert_int_equal(rule->equipment, table[i].equipment);
    }
}

static void length__is_rounded_up_to_a_coarser_grid_too(void **state)
{
    struct reservations_config half = *config;
    struct opening later = { .open = true, .opens_minute = 555, .closes_minute = 1050, .staffed_desks = 4 };
    struct wish wish;

    (void)state;
    half.grid_minutes = 30;
    assert_int_equal(wish_of(&half, PROCEDURE_ISSUE, NULL, 0, 3, 1, true, &wish), REFUSAL_NONE);
    assert_int_equal(wish.length_minutes, 60);           /* 34 */
    assert_true(fits_day(&half, &later, 555, 60));       /* the grid starts at opening, here 9:15 */
    assert_true(fits_day(&half, &later, 585, 60));
    assert_false(fits_day(&half, &later, 600, 60));
    assert_true(fits_day(&half, &later, 975, 60));       /* 16:15 to 17:15 */
    assert_false(fits_day(&half, &later, 1005, 60));
}

static void family__one_after_the_other_fits_as_a_whole_or_not_at_all(void **state)
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_CERT_RENEW, 5, WEDNESDAY_3, 1005));          /* 12 + 32 = 44: 16:45 to 17:30 */
    then(b, place_held(.people = 5, .length_minutes = 45));
    when(b, HOLD(PROCEDURE_CERT_RENEW, 5, WEDNESDAY_3, 1020));
    then_refused(b, DOES_NOT_FIT);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, WEDNESDAY_3, 1020));
    then(b, place_held());                               /* two terminals for citizens: the second one in this quarter */
    when(b, HOLD(PROCEDURE_CERT_NEW, 3, WEDNESDAY_3, 990));             /* 28: 16:30 to 17:00 */
    then(b, place_held(.length_minutes = 30));
    when(b, HOLD(PROCEDURE_CERT_NEW, 3, WEDNESDAY_3, 1005));
    then_refused(b, PLACE_TAKEN);                        /* free until 17:00 only */
}

/* ---- The window --------------------------------------------------------------------------- */

static void window__includes_day_45_also_when_released_on_a_closed_day(void **state)
{
    struct bench *b = *state;
    uint64_t release = tokyo_us((struct date){ 20270214 }, 540);         /* a Sunday; 28 February + 31 = 31 March */

    at_us(b, release - 1);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, 20270331, 600));
    then_refused(b, OUTSIDE_WINDOW);
    at_us(b, release);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, 20270331, 600));
    then(b, place_held());
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, 20270401, 600));
    then_refused(b, OUTSIDE_WINDOW);
    ask(b, free_places(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .from = { 20270330 }, .days = 3));
    assert_int_equal(((const struct free_places_result *)answer_of(b, &free_places_result_spec))->days.count, 2);
}

static void window__opens_at_the_released_days_own_hour(void **state)
{
    struct bench *b = *state;

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, change_day(.date = { 20270318 }, .kind = DAY_CHANGE_KIND_HOURS, .opens_minute = 600, WHO));       /* 45 days after today */
    as(b, 0, ROLE_CITIZEN);
    at_us(b, tokyo_us((struct date){ 20270201 }, 600) - 1);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, 20270318, 615));
    then_refused(b, OUTSIDE_WINDOW);
    at(b, 20270201, 600);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, 20270318, 615));
    then(b, place_held());
}

static void window__at_its_last_moment_leaves_ten_minutes_to_complete(void **state)
{
    struct bench *b = *state;
    struct hold_id first, second;

    at(b, 20270202, 1020);                               /* 17:00 of the day before */
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, WEDNESDAY_3, 600));
    first = ((const struct hold_place_result *)result_of(b, &hold_place_result_spec))->hold_id;
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, WEDNESDAY_3, 600));
    second = ((const struct hold_place_result *)result_of(b, &hold_place_result_spec))->hold_id;
    at_us(b, now(b) + 1);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, WEDNESDAY_3, 660));
    then_refused(b, OUTSIDE_WINDOW);
    at(b, 20270202, 1030);
    when(b, book(.hold_id = first));
    then_result(b, book_result(.booked_after_expiry = false));
    pass(b, 1);
    then(b, hold_expired(.hold_id = second));
    when(b, book(.hold_id = second));
    then(b, reservation_booked(.hold_id = second, .booked_after_expiry = true));
}

/* ---- Closures and outages ------------------------------------------------------------------- */

static void part_closed__leaves_the_grid_and_the_places_around_it(void **state)
{
    struct bench *b = *state;

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 540, .until_minute = 585, WHO));
    as(b, 0, ROLE_CITIZEN);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 2, WEDNESDAY_3, 570));            /* 20: until 10:00, begins within the closure */
    then_refused(b, PLACE_TAKEN);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 2, WEDNESDAY_3, 585));
    then(b, place_held(.start_minute = 585, .length_minutes = 30));
    when(b, HOLD(PROCEDURE_CERT_RENEW, 2, WEDNESDAY_3, 590));
    then_refused(b, DOES_NOT_FIT);
    ask(b, free_places(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .from = { WEDNESDAY_3 }, .days = 1));
    assert_int_equal(((const struct free_places_result *)answer_of(b, &free_places_result_spec))->days.at[0].starts.at[0], 585);
    assert_int_equal(((const struct free_places_result *)answer_of(b, &free_places_result_spec))->days.at[0].starts.count, 31);      /* 34 less 3 */
}

static void outage__takes_the_quarter_hours_it_touches(void **state)
{
    struct outage outage[] = { { .equipment = EQUIPMENT_MYNAPIT, .count = 1 } };
    struct calendar calendar = { .config = config, .outages = outage, .outage_count = 1 };
    struct day_plan plan;
    struct date day = { WEDNESDAY_3 };

    (void)state;
    outage[0].from_us = tokyo_us(day, 607);
    outage[0].until_us = tokyo_us(day, 630);
    plan_day(&calendar, day, &plan);
    assert_int_equal(plan.there[585 / 15][LOAD_MYNAPITS], 1);
    assert_int_equal(plan.there[600 / 15][LOAD_MYNAPITS], 0);
    assert_int_equal(plan.there[615 / 15][LOAD_MYNAPITS], 0);
    assert_int_equal(plan.there[630 / 15][LOAD_MYNAPITS], 1);
    outage[0].until_us++;
    plan_day(&calendar, day, &plan);
    assert_int_equal(plan.there[630 / 15][LOAD_MYNAPITS], 0);
    outage[0].from_us = tokyo_us((struct date){ 20270202 }, 900);        /* over night, without an end */
    outage[0].until_us = 0;
    plan_day(&calendar, day, &plan);
    assert_int_equal(plan.there[540 / 15][LOAD_MYNAPITS], 0);
    assert_int_equal(plan.there[1035 / 15][LOAD_MYNAPITS], 0);
}

static void outage__lists_who_is_booked_in_a_quarter_hour_that_is_short(void **state)
{
    struct bench *b = *state;
    struct reservation_id first = phoned(b, PHONE(PROCEDURE_CERT_RENEW, 2, WEDNESDAY_3, 585)),           /* 9:45 to 10:15 */
                          second = phoned(b, PHONE(PROCEDURE_CERT_RENEW, 2, WEDNESDAY_3, 600));          /* 10:00 to 10:30 */
    const struct hit_bookings_result *hits;

    (void)phoned(b, PHONE(PROCEDURE_CERT_RENEW, 2, WEDNESDAY_3, 615));
    (void)phoned(b, PHONE(PROCEDURE_APPLY_SUPPORT, 1, WEDNESDAY_3, 600));
    when(b, begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 2, .cause = OUTAGE_CAUSE_MAINTENANCE, .from_us = tokyo_us((struct date){ WEDNESDAY_3 }, 600),
                         .until_us = tokyo_us((struct date){ WEDNESDAY_3 }, 615), .reason = T("点検"), .author = T("現地管理者")));
    ask(b, hit_bookings(.from = { WEDNESDAY_3 }, .days = 1));
    hits = answer_of(b, &hit_bookings_result_spec);
    assert_int_equal(hits->bookings.count, 2);           /* one terminal, two booked from 10:00 to 10:15; from 10:15 on all three are there */
    assert_int_equal(hits->bookings.at[0].reservation_id.v, first.v);
    assert_int_equal(hits->bookings.at[1].reservation_id.v, second.v);
    assert_int_equal(hits->bookings.at[1].why, HIT_REASON_EQUIPMENT);
    when(b, move_reservation(.reservation_id = first, .date = { WEDNESDAY_3 }, .start_minute = 660));
    ask(b, hit_bookings(.from = { WEDNESDAY_3 }, .days = 1));
    assert_int_equal(((const struct hit_bookings_result *)answer_of(b, &hit_bookings_result_spec))->bookings.count, 0);
}

static void outage__lists_nobody_for_a_place_that_is_only_held(void **state)
{
    struct bench *b = *state;

    (void)phoned(b, PHONE(PROCEDURE_CERT_RENEW, 1, WEDNESDAY_3, 600));
    as(b, 0, ROLE_CITIZEN);
    when(b, HOLD(PROCEDURE_CERT_RENEW, 1, WEDNESDAY_3, 600));
    as(b, 21, ROLE_SITE_MANAGER);
    when(b, begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 2, .cause = OUTAGE_CAUSE_FAILURE, .reason = T("故障"), .author = T("現地管理者")));
    ask(b, hit_bookings(.from = { WEDNESDAY_3 }, .days = 1));
    assert_int_equal(((const struct hit_bookings_result *)answer_of(b, &hit_bookings_result_spec))->bookings.count, 0);
    (void)phoned(b, PHONE(PROCEDURE_CERT_RENEW, 1, WEDNESDAY_3, 660));
    when(b, begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .reason = T("故障"), .author = T("現地管理者")));
    ask(b, hit_bookings(.from = { WEDNESDAY_3 }, .days = 1));
    assert_int_equal(((const struct hit_bookings_result *)answer_of(b, &hit_bookings_result_spec))->bookings.count, 2);
}

static void reserve__is_one_but_never_the_last(void **state)
{
    static const uint32_t broken[] = { 0, 1, 2, 3 }, citizens[] = { 2, 1, 1, 0 }, in_all[] = { 3, 2, 1, 0 };

    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        struct bench *b = bench_new(&reservations_service, config);
        uint32_t booked = 0;

        as(b, 21, ROLE_SITE_MANAGER);
        if (broken[i] > 0)
            when(b, begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = broken[i], .cause = OUTAGE_CAUSE_CITY_USE, .reason = T("市が使用"), .author = T("現地管理者")));
        as(b, 0, ROLE_CITIZEN);
        for (; booked < citizens[i]; booked++) {
            when(b, HOLD(PROCEDURE_ISSUE, 1, WEDNESDAY_3, 600));
            then(b, place_held());
        }
        when(b, HOLD(PROCEDURE_ISSUE, 1, WEDNESDAY_3, 600));
        then_refused(b, PLACE_TAKEN);
        as(b, 12, ROLE_OPERATOR);
        for (; booked < in_all[i]; booked++) {
            when(b, HOLD(PROCEDURE_ISSUE, 1, WEDNESDAY_3, 600));
            then(b, place_held(.by_staff = true));
        }
        when(b, HOLD(PROCEDURE_ISSUE, 1, WEDNESDAY_3, 600));
        then_refused(b, PLACE_TAKEN);
        bench_drop(&b);
    }
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(procedures__take_what_the_table_says),
        test(length__is_rounded_up_to_a_coarser_grid_too),
        test(family__one_after_the_other_fits_as_a_whole_or_not_at_all),
        test(window__includes_day_45_also_when_released_on_a_closed_day),
        test(window__opens_at_the_released_days_own_hour),
        test(window__at_its_last_moment_leaves_ten_minutes_to_complete),
        test(part_closed__leaves_the_grid_and_the_places_around_it),
        test(outage__takes_the_quarter_hours_it_touches),
        test(outage__lists_who_is_booked_in_a_quarter_hour_that_is_short),
        test(outage__lists_nobody_for_a_place_that_is_only_held),
        test(reserve__is_one_but_never_the_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
