#include "store_fixture.h"

static void put_numbers(struct scratch *s, bool downwards, bool twice)
{
    for (uint64_t i = 0; i < 400; i++) {
        uint64_t number = downwards ? 399 - i : i;
        struct txn *t = begin(s);
        if (twice)
            row_put(t, &things_table, &THING(.number = number, .count = 77));
        row_put(t, &things_table, &THING(.number = number, .count = number));
        row_put(t, &coded_table, &(struct coded){ .code = text_format(&s->arena, "c%u", (unsigned)(number * 7 % 400)) });
        commit(t);
    }
}

static void digest_of(struct scratch *s, uint8_t ret[32])
{
    AUTO(view) struct view *v = look(s);

    assert_int_equal(store_state_digest(v, ret), OK);
}

static void digest__depends_on_rows_alone(void **state)
{
    struct scratch *a = *state, b;
    uint8_t first[32], second[32];
    struct text where;

    scratch_open(&b, false);
    put_numbers(a, false, true);
    put_numbers(&b, true, false);
    struct txn *t = begin(&b);
    row_put(t, &derived_table, &(struct place){ .number = 1 });
    log_append(t, 1, (struct bytes){ (const uint8_t *)"entry", 5 });
    meta_put(t, "else", (struct bytes){ (const uint8_t *)"x", 1 });
    commit(t);
    digest_of(a, first);
    digest_of(&b, second);
    assert_memory_equal(first, second, 32);
    struct view *left = look(a), *right = look(&b);
    assert_false(store_first_difference(left, right, &a->arena, &where));
    store_view_end(&left);
    store_view_end(&right);
    scratch_close(&b);
}

static struct text difference(struct scratch *a, struct scratch *b)
{
    AUTO(view) struct view *left = look(a), *right = look(b);
    struct text where = { NULL, 0 };

    assert_true(store_first_difference(left, right, &a->arena, &where));
    store_view_end(&right);
    return where;
}

static void first_difference__names_table_and_key(void **state)
{
    struct scratch *a = *state, b;
    uint8_t first[32], second[32];

    scratch_open(&b, false);
    put_numbers(a, false, false);
    put_numbers(&b, false, false);
    struct txn *t = begin(&b);
    row_put(t, &things_table, &THING(.number = 258, .count = 1));
    commit(t);
    digest_of(a, first);
    digest_of(&b, second);
    assert_memory_not_equal(first, second, 32);
    assert_true(text_is(difference(a, &b), "things 0000000000000102: another value"));
    t = begin(&b);
    row_remove(t, &things_table, &(struct thing){ .number = 255 });
    commit(t);
    assert_true(text_is(difference(a, &b), "things 00000000000000ff: only in the first"));
    t = begin(&b);
    row_put(t, &coded_table, &(struct coded){ .code = TEXT("a") });
    commit(t);
    assert_true(text_is(difference(a, &b), "coded 61: only in the second"));
    scratch_close(&b);
}

static enum err reopen_with(struct scratch *s, uint64_t layout, uint32_t table_count, bool read_only)
{
    struct store_options options = scratch_options(s, false);

    options.layout = layout;
    options.table_count = table_count;
    options.read_only = read_only;
    store_drop(&s->store);
    return store_open(&options, &s->store);
}

static void rebuild__is_asked_for_until_it_is_done(void **state)
{
    struct scratch *s = *state;
    struct bytes got;
    uint64_t version = 0;

    assert_false(store_needs_rebuild(s->store));
    assert_int_equal(reopen_with(s, 2, 5, false), OK);      /* an empty log: nothing to fold */
    assert_false(store_needs_rebuild(s->store));
    struct txn *t = begin(s);
    log_append(t, 1, (struct bytes){ (const uint8_t *)"entry", 5 });
    row_put(t, &coded_table, &(struct coded){ .code = TEXT("a") });
    commit(t);
    assert_int_equal(reopen_with(s, 2, 5, false), OK);
    assert_false(store_needs_rebuild(s->store));
    assert_int_equal(reopen_with(s, 3, 5, false), OK);
    assert_true(store_needs_rebuild(s->store));
    assert_int_equal(store_state_version(s->store, &version), OK);
    assert_int_equal(version, 2);
    assert_int_equal(store_clear_tables(s->store), OK);
    assert_int_equal(reopen_with(s, 3, 5, false), OK);      /* as after a crash */
    assert_true(store_needs_rebuild(s->store));
    t = begin(s);
    assert_true(meta_get(view_of(t), META_REBUILD, &got));
    assert_int_equal(be64_get(got.at), 1);
    assert_int_equal(row_count(view_of(t), &coded_table), 0);
    assert_int_equal(log_head(view_of(t)), 1);
    store_mark_rebuilt(t);
    assert_true(store_needs_rebuild(s->store));
    commit(t);
    assert_false(store_needs_rebuild(s->store));
    assert_int_equal(reopen_with(s, 3, 5, false), OK);
    assert_false(store_needs_rebuild(s->store));
    assert_int_equal(store_state_version(s->store, &version), OK);
    assert_int_equal(version, 3);
}

static void rebuild__of_another_layout_is_not_resumed(void **state)
{
    struct scratch *s = *state;
    struct bytes got;
    struct txn *t = begin(s);

    log_append(t, 1, (struct bytes){ (const uint8_t *)"entry", 5 });
    commit(t);
    assert_int_equal(reopen_with(s, 2, 5, false), OK);
    assert_int_equal(store_clear_tables(s->store), OK);
    assert_int_equal(reopen_with(s, 1, 5, false), OK);      /* back to the older program */
    assert_true(store_needs_rebuild(s->store));
    t = begin(s);
    assert_false(meta_get(view_of(t), META_REBUILD, &got));
    store_abort(&t);
    assert_int_equal(reopen_with(s, 1, 5, false), OK);
    assert_true(store_needs_rebuild(s->store));
}

static void clear__empties_also_tables_of_an_earlier_layout(void **state)
{
    struct scratch *s = *state;

    put_numbers(s, false, false);
    struct txn *t = begin(s);
    row_put(t, &derived_table, &(struct place){ .number = 1 });
    commit(t);
    assert_int_equal(reopen_with(s, 2, 1, false), OK);      /* only things are left */
    assert_int_equal(store_clear_tables(s->store), OK);
    assert_int_equal(store_clear_tables(s->store), OK);
    assert_int_equal(reopen_with(s, 1, 5, false), OK);
    AUTO(view) struct view *v = look(s);
    assert_int_equal(row_count(v, &things_table) + row_count(v, &coded_table) + row_count(v, &derived_table), 0);
}

static void read_only__sees_tables_that_were_never_made_as_empty(void **state)
{
    struct scratch *s = *state;
    struct row_scan scan;
    struct thing thing;
    struct coded coded;
    uint8_t digest[32];

    store_drop(&s->store);
    remove_dir(s->dir);
    fresh_dir(s->dir, sizeof(s->dir), false);
    assert_int_equal(reopen_with(s, 1, 1, true), ERR_NOT_FOUND);
    assert_int_equal(reopen_with(s, 1, 1, false), OK);
    struct txn *t = begin(s);
    row_put(t, &things_table, &THING(.number = 1));
    commit(t);
    assert_int_equal(reopen_with(s, 1, 5, true), OK);
    AUTO(view) struct view *v = look(s);
    assert_true(row_find(v, &things_table, &(struct thing){ .number = 1 }, &thing));
    assert_false(row_find(v, &coded_table, &(struct coded){ .code = TEXT("a") }, &coded));
    row_scan_begin(v, &coded_table, &(struct coded){ .code = TEXT("a") }, 0, &scan);
    assert_false(row_scan_next(&scan, &coded));
    assert_int_equal(row_count(v, &coded_table), 0);
    assert_int_equal(store_state_digest(v, digest), OK);
}

static void copy__is_whole_and_smaller(void **state)
{
    struct scratch *s = *state, copy;
    struct store_usage before, after;
    uint8_t first[32], second[32];

    put_numbers(s, false, true);
    struct txn *t = begin(s);
    for (uint64_t i = 0; i < 300; i++)
        row_remove(t, &things_table, &(struct thing){ .number = i });
    commit(t);
    scratch_open(&copy, false);
    assert_int_equal(store_copy(s->store, copy.dir), ERR_EXISTS);
    store_drop(&copy.store);
    remove_dir(copy.dir);
    assert_int_equal(store_copy(s->store, copy.dir), ERR_NOT_FOUND);
    fresh_dir(copy.dir, sizeof(copy.dir), false);
    assert_int_equal(store_copy(s->store, copy.dir), OK);
    scratch_reopen(&copy, true);      /* with the check of its length */
    digest_of(s, first);
    digest_of(&copy, second);
    assert_memory_equal(first, second, 32);
    assert_int_equal(store_usage(s->store, &before), OK);
    assert_int_equal(store_usage(copy.store, &after), OK);
    assert_int_equal(before.map_bytes, 64 << 20);
    assert_true(after.used_bytes > 0 && after.used_bytes <= before.used_bytes);
    assert_true(before.free_disk_bytes > 0);
    scratch_close(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(digest__depends_on_rows_alone, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(first_difference__names_table_and_key, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(rebuild__is_asked_for_until_it_is_done, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(rebuild__of_another_layout_is_not_resumed, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(clear__empties_also_tables_of_an_earlier_layout, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(read_only__sees_tables_that_were_never_made_as_empty, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(copy__is_whole_and_smaller, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
