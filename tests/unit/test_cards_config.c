/* The configuration files of inventory, reservations and audit as they are delivered, and what a
 * configuration of reservations must not be. */
#include "cmocka_all.h"

#include "engine/service.h"
#include "gen/audit.h"
#include "gen/inventory.h"
#include "reservations_fixture.h"
#include "shell/yaml.h"

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

static void assert_good(const char *path, const struct record_spec *spec, void *config)
{
    struct complaints *complaints = arena_take(&arena, sizeof *complaints);

    complaints_init(complaints, &arena);
    if (config_load(path, spec, &arena, complaints, config) != OK)
        fail_msg("%s", text_terminated(&arena, complaints_text(complaints)));
}

/* The complaint begins with this key. */
static void assert_complaint(const char *key)
{
    const char *complaint = reservations_service.config_check(&changed, &arena);

    assert_non_null(complaint);
    assert_memory_equal(complaint, key, strlen(key));
}

static void files__are_good(void **state)
{
    struct inventory_config inventory;
    struct audit_config audit;

    (void)state;
    assert_good("config/inventory.yaml", &inventory_config_spec, &inventory);
    assert_good("config/audit.yaml", &audit_config_spec, &audit);
    assert_int_equal(inventory.second_look_age, 15);
    assert_int_equal(inventory.notice_deadline_days, 90);
    assert_int_equal(audit.checkpoint_seconds, 10);
    assert_int_equal(audit.checkpoint_leaves, 1000);
    assert_int_equal(changed.holidays.count, 89);
    assert_int_equal(changed.window_days, 45);
    assert_null(reservations_service.config_check(&changed, &arena));
}

static void hours__must_end_after_they_begin_and_begin_on_a_quarter(void **state)
{
    static const struct opening_rule backwards[] = { { .weekday = 1, .opens_minute = 600, .closes_minute = 600, .staffed_desks = 1 } };
    static const struct opening_rule off_grid[] = { { .weekday = 1, .opens_minute = 605, .closes_minute = 660, .staffed_desks = 1 } };

    (void)state;
    changed.hours.at = backwards;
    changed.hours.count = 1;
    assert_complaint("hours[0]: closes_minute");
    changed.hours.at = off_grid;
    assert_complaint("hours[0]: opens_minute");
}

static void overrides__must_say_the_hours_of_an_open_day(void **state)
{
    static const struct day_override no_staff[] = { { .date = { 20270328 }, .open = true, .opens_minute = 540, .closes_minute = 720 } };
    static const struct day_override no_hours[] = { { .date = { 20270328 }, .open = true, .staffed_desks = 2 } };

    (void)state;
    changed.overrides.at = no_staff;
    changed.overrides.count = 1;
    assert_complaint("overrides[0]: an open day needs staffed_desks");
    changed.overrides.at = no_hours;
    assert_complaint("overrides[0]: closes_minute");
}

static void procedures__must_have_a_place_and_equipment_that_is_there_and_stand_once(void **state)
{
    static const enum desk_place counter[] = { DESK_PLACE_COUNTER };
    static const struct bookable_procedure nowhere[] = { { .procedure = PROCEDURE_ISSUE, .minutes = 18 } };
    static const struct bookable_procedure unequipped[] = { { .procedure = PROCEDURE_ISSUE, .minutes = 18, .places = { counter, 1 }, .equipment = EQUIPMENT_MYNAPIT } };
    static const struct bookable_procedure twice[] = { { .procedure = PROCEDURE_ISSUE, .minutes = 18, .places = { counter, 1 } },
                                                       { .procedure = PROCEDURE_ISSUE, .minutes = 20, .places = { counter, 1 } } };

    (void)state;
    changed.procedures.at = nowhere;
    changed.procedures.count = 1;
    assert_complaint("procedures[0].places");
    changed.procedures.at = unequipped;
    changed.equipment.count = 0;
    assert_complaint("procedures[0].equipment");
    changed.procedures.at = twice;
    changed.procedures.count = 2;
    assert_complaint("procedures[1].procedure");
}

static void grid_and_year_end__must_be_possible(void **state)
{
    (void)state;
    changed.grid_minutes = 45;
    assert_complaint("grid_minutes");
    changed.grid_minutes = 20;
    assert_complaint("grid_minutes");
    changed.grid_minutes = 30;
    assert_null(reservations_service.config_check(&changed, &arena));
    changed.year_end_from = 1131;
    assert_complaint("year_end_from");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files__are_good, setup, teardown),
        cmocka_unit_test_setup_teardown(hours__must_end_after_they_begin_and_begin_on_a_quarter, setup, teardown),
        cmocka_unit_test_setup_teardown(overrides__must_say_the_hours_of_an_open_day, setup, teardown),
        cmocka_unit_test_setup_teardown(procedures__must_have_a_place_and_equipment_that_is_there_and_stand_once, setup, teardown),
        cmocka_unit_test_setup_teardown(grid_and_year_end__must_be_possible, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
