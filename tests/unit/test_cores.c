/* All sealed cores in one program, as in the simulator: their short names do not clash, and the tables
 * that the generator made for the engine are whole and in the order the engine searches them in. */
#include <string.h>

#include "cmocka_all.h"
#include "engine/service.h"

extern const struct service audit_service, inventory_service, queueing_service, reporting_service, reservations_service, staff_service;

static const struct service *const services[] = { &audit_service,     &inventory_service,    &queueing_service,
                                                  &reporting_service, &reservations_service, &staff_service };
#define SERVICE_COUNT (sizeof(services) / sizeof(services[0]))

static void assert_before(const char *a, const char *b)
{
    if (strcmp(a, b) >= 0)
        fail_msg("%s stands before %s", a, b);
}

static void cores__live_in_one_program(void **state)
{
    (void)state;
    for (unsigned i = 0; i + 1 < SERVICE_COUNT; i++)
        assert_before(services[i]->contract->service, services[i + 1]->contract->service);
}

static void check_commands(const struct contract *c)
{
    for (uint32_t i = 0; i < c->command_count; i++) {
        const struct command_spec *command = &c->commands[i];
        if (i > 0)
            assert_before(c->commands[i - 1].name, command->name);
        assert_string_equal(command->name, command->body->name);
        assert_non_null(command->decide);
        assert_true(command->allow != 0);
        assert_true((command->shown == NULL) == (command->show == NULL));
        assert_true(!command->second.required || (command->second.allowed && command->second.roles != 0));
        assert_true(command->refusal_count == 0 || command->refusals[0] != REFUSAL_NONE);
    }
}

static void check_events(const struct contract *c)
{
    for (uint32_t i = 0; i < c->event_count; i++) {
        const struct event_spec *event = &c->events[i];
        if (i > 0)
            assert_before(c->events[i - 1].name, event->name);
        assert_string_equal(event->name, event->stored->name);
        assert_non_null(event->apply);
        assert_true(event->has_personal == (event->open != event->stored));
    }
}

static void check_rest(const struct contract *c)
{
    for (uint32_t i = 0; i < c->query_count; i++) {
        assert_non_null(c->queries[i].answer);
        assert_non_null(c->queries[i].result);
        if (i > 0)
            assert_before(c->queries[i - 1].name, c->queries[i].name);
    }
    for (uint32_t i = 1; i < c->follow_count; i++) {
        int order = strcmp(c->follows[i - 1].source, c->follows[i].source);
        assert_true(order < 0 || (order == 0 && strcmp(c->follows[i - 1].event, c->follows[i].event) < 0));
    }
    for (uint32_t i = 0; i < c->timer_count; i++)
        assert_non_null(c->timers[i].due);
    assert_true(c->takes_entries == (c->on_entry != NULL));
}

static void check_tables(const struct contract *c)
{
    assert_true(c->table_count > 0);
    assert_true(c->state_version > 0);
    for (uint32_t i = 0; i < c->table_count; i++) {
        const struct table *table = c->tables[i];
        assert_in_range(table->key_count, 1, table->row->field_count);
        for (uint32_t k = 0; k < table->key_count; k++)
            assert_true(table->key_fields[k] < table->row->field_count && !table->row->fields[table->key_fields[k]].optional);
        for (uint32_t k = 1; k < table->row->field_count; k++)
            assert_before(table->row->fields[k - 1].name, table->row->fields[k].name);
    }
}

static void contracts__are_whole_and_in_order(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SERVICE_COUNT; i++) {
        check_commands(services[i]->contract);
        check_events(services[i]->contract);
        check_rest(services[i]->contract);
        check_tables(services[i]->contract);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores__live_in_one_program),
        cmocka_unit_test(contracts__are_whole_and_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
