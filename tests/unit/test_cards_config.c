/* The configuration files of inventory, reservations and audit as they are delivered. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files__are_good, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
