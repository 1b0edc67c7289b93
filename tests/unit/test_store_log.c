#include "store_fixture.h"

static struct bytes entry_of(struct arena *arena, uint64_t number, uint32_t len)
{
    uint8_t *at = arena_take(arena, len);

    memset(at, (int)('a' + number % 26), len);
    be64_put(at, number);
    return (struct bytes){ at, len };
}

static void log__gives_entries_by_number_after_a_restart(void **state)
{
    struct scratch *s = *state;
    struct bytes got = { NULL, 0 };
    struct txn *t = begin(s);

    assert_int_equal(log_head(view_of(t)), 0);
    for (uint64_t i = 1; i <= 300; i++)
        log_append(t, i, entry_of(&s->arena, i, 200));
    assert_int_equal(log_head(view_of(t)), 300);
    commit(t);
    scratch_reopen(s, false);
    t = begin(s);
    assert_int_equal(log_head(view_of(t)), 300);
    log_append(t, 301, entry_of(&s->arena, 301, 200));
    commit(t);
    AUTO(view) struct view *v = look(s);
    assert_int_equal(log_head(v), 301);
    for (uint64_t i = 1; i <= 301; i++) {
        assert_true(log_read(v, i, &got));
        assert_true(bytes_equal(got, entry_of(&s->arena, i, 200)));
    }
    assert_false(log_read(v, 0, &got));
    assert_false(log_read(v, 302, &got));
}

static void log_read__own_entries_stay_put(void **state)
{
    struct scratch *s = *state;
    struct bytes first = { NULL, 0 }, large = { NULL, 0 };
    struct txn *t = begin(s);

    log_append(t, 1, entry_of(&s->arena, 1, 100));
    log_append(t, 2, entry_of(&s->arena, 2, 192 * 1024));
    assert_true(log_read(view_of(t), 1, &first) && log_read(view_of(t), 2, &large));
    for (uint64_t i = 3; i <= 2000; i++)
        log_append(t, i, entry_of(&s->arena, i, 500));
    assert_true(bytes_equal(first, entry_of(&s->arena, 1, 100)));
    assert_true(bytes_equal(large, entry_of(&s->arena, 2, 192 * 1024)));
    commit(t);
}

static void log__forgets_what_was_aborted(void **state)
{
    struct scratch *s = *state;
    struct txn *t = begin(s);

    log_append(t, 1, entry_of(&s->arena, 1, 100));
    commit(t);
    t = begin(s);
    log_append(t, 2, entry_of(&s->arena, 2, 100));
    store_abort(&t);
    t = begin(s);
    assert_int_equal(log_head(view_of(t)), 1);
    log_append(t, 2, entry_of(&s->arena, 9, 100));
    commit(t);
}

static void meta__keeps_small_values(void **state)
{
    struct scratch *s = *state;
    struct bytes got = { NULL, 0 };
    struct txn *t = begin(s);

    assert_false(meta_get(view_of(t), "epoch", &got));
    meta_put(t, "epoch", (struct bytes){ (const uint8_t *)"one", 3 });
    meta_put(t, "epoch", (struct bytes){ (const uint8_t *)"three", 5 });
    assert_true(meta_get(view_of(t), "epoch", &got));
    commit(t);
    scratch_reopen(s, false);
    AUTO(view) struct view *v = look(s);
    assert_true(meta_get(v, "epoch", &got));
    assert_true(bytes_equal(got, (struct bytes){ (const uint8_t *)"three", 5 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(log__gives_entries_by_number_after_a_restart, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(log_read__own_entries_stay_put, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(log__forgets_what_was_aborted, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(meta__keeps_small_values, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
