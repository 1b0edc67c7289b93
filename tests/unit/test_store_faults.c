#include "store_fixture.h"

#define COMMITS 3

/* One transaction that uses everything, told apart by its turn. */
static enum err one_turn(struct scratch *s, uint64_t turn)
{
    AUTO(txn) struct txn *t = NULL;
    struct thing thing;
    struct place place;
    struct bytes got;
    struct row_scan scan;

    TRY(store_begin(s->store, &s->arena, &t));
    log_append(t, turn, (struct bytes){ (const uint8_t *)"entry", 5 });
    row_put(t, &things_table, &THING(.number = turn, .count = turn));
    row_get(t, &things_table, &(struct thing){ .number = turn }, &thing);
    invariant(t, thing.count == turn);
    for (uint64_t i = 0; i < 3; i++)
        row_put(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 10 * turn + i });
    row_scan_begin(view_of(t), &places_table, &(struct place){ .day = { 20270201 } }, 1, &scan);
    while (row_scan_next(&scan, &place)) {
        place.count++;
        row_put(t, &places_table, &place);
    }
    row_remove(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 10 * turn + 1 });
    meta_put(t, "turn", (struct bytes){ (const uint8_t *)"123456789", (uint32_t)turn });
    invariant(t, meta_get(view_of(t), "turn", &got) && got.len == turn);
    invariant(t, row_count(view_of(t), &things_table) == turn);
    invariant(t, log_head(view_of(t)) == turn);
    return store_commit(&t);
}

static enum err all_turns(struct scratch *s, uint32_t *ret_done)
{
    for (*ret_done = 0; *ret_done < COMMITS; (*ret_done)++)
        TRY(one_turn(s, *ret_done + 1));
    return OK;
}

static void state_of(struct scratch *s, uint8_t ret[32], uint64_t *ret_head)
{
    AUTO(view) struct view *v = look(s);

    assert_int_equal(store_state_digest(v, ret), OK);
    *ret_head = log_head(v);
}

static void sweep(enum err with)
{
    uint8_t expected[COMMITS + 1][32], got[32];
    uint64_t head = 0, fail_at = 0;
    uint32_t done = 0;
    struct scratch s;

    scratch_open(&s, false);
    for (uint64_t turn = 0; turn <= COMMITS; turn++) {
        if (turn > 0)
            assert_int_equal(one_turn(&s, turn), OK);
        state_of(&s, expected[turn], &head);
    }
    scratch_close(&s);
    do {
        scratch_open(&s, false);
        s.faults = (struct faults){ .fail_at = ++fail_at, .with = with };
        enum err err = all_turns(&s, &done);
        assert_int_equal(err, s.faults.fired ? with : OK);
        assert_true(!s.faults.fired || s.faults.calls == fail_at);
        bool fired = s.faults.fired;
        s.faults = (struct faults){ .fail_at = 0 };
        scratch_reopen(&s, false);
        state_of(&s, got, &head);
        assert_int_equal(head, done);
        assert_memory_equal(got, expected[done], 32);
        assert_int_equal(one_turn(&s, done + 1), OK);      /* and goes on working */
        scratch_close(&s);
        if (!fired)
            break;
    } while (fail_at < 1000);
    assert_in_range(fail_at, 50, 200);
    assert_int_equal(done, COMMITS);
}

static void faults__any_failing_call_leaves_no_part_of_a_transaction(void **state)
{
    (void)state;
    sweep(ERR_IO);
    sweep(ERR_FULL);
}

static void faults__latch_makes_later_calls_nothing(void **state)
{
    struct scratch *s = *state;
    struct thing thing = THING(.number = 3);
    struct bytes got;
    struct txn *t = begin(s);

    row_put(t, &things_table, &thing);
    view_latch(view_of(t), ERR_CORRUPT);
    view_latch(view_of(t), ERR_IO);
    uint64_t calls = s->faults.calls;
    assert_false(row_find(view_of(t), &things_table, &thing, &thing));
    row_get(t, &things_table, &(struct thing){ .number = 3 }, &thing);
    assert_true(thing.number == 0 && thing.name.at == NULL);
    log_append(t, 17, (struct bytes){ (const uint8_t *)"entry", 5 });
    assert_false(log_read(view_of(t), 1, &got));
    assert_false(meta_get(view_of(t), "layout", &got));
    row_remove(t, &things_table, &thing);
    invariant(t, false);
    assert_int_equal(s->faults.calls, calls);
    assert_int_equal(view_fault(view_of(t)), ERR_CORRUPT);
    assert_int_equal(store_commit(&t), ERR_CORRUPT);
    t = begin(s);
    assert_int_equal(row_count(view_of(t), &things_table), 0);
    assert_int_equal(view_fault(view_of(t)), OK);
    commit(t);
}

static void faults__a_view_can_fail_too(void **state)
{
    struct scratch *s = *state;
    struct view *v = NULL;
    uint8_t digest[32];

    s->faults = (struct faults){ .fail_at = 1, .with = ERR_IO };
    assert_int_equal(store_view(s->store, &s->arena, &v), ERR_IO);
    assert_null(v);
    s->faults = (struct faults){ .fail_at = 3, .with = ERR_IO };
    v = look(s);
    assert_int_equal(store_state_digest(v, digest), ERR_IO);
    assert_int_equal(view_fault(v), ERR_IO);
    store_view_end(&v);
    v = look(s);
    assert_int_equal(store_state_digest(v, digest), OK);
    store_view_end(&v);
}

static void faults__clearing_cut_short_is_not_taken_for_done(void **state)
{
    uint64_t fail_at = 0;
    bool fired = true;

    (void)state;
    for (fail_at = 1; fired && fail_at < 100; fail_at++) {
        struct scratch s;
        uint32_t done = 0;
        struct bytes got;
        scratch_open(&s, false);
        assert_int_equal(all_turns(&s, &done), OK);
        s.faults = (struct faults){ .fail_at = fail_at, .with = ERR_IO };
        enum err err = store_clear_tables(s.store);
        fired = s.faults.fired;
        assert_int_equal(err, fired ? ERR_IO : OK);
        s.faults = (struct faults){ .fail_at = 0 };
        scratch_reopen(&s, false);
        struct view *v = look(&s);
        bool resumable = meta_get(v, META_REBUILD, &got);
        assert_int_equal(resumable, !fired);      /* otherwise the engine clears again */
        if (row_count(v, &things_table) != COMMITS || row_count(v, &places_table) == 0)
            assert_true(store_needs_rebuild(s.store));
        store_view_end(&v);
        scratch_close(&s);
    }
    assert_in_range(fail_at, 10, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults__any_failing_call_leaves_no_part_of_a_transaction),
        cmocka_unit_test_setup_teardown(faults__latch_makes_later_calls_nothing, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(faults__a_view_can_fail_too, scratch_setup, scratch_teardown),
        cmocka_unit_test(faults__clearing_cut_short_is_not_taken_for_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
