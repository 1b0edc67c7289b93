#include "store_fixture.h"

#include "base/rng.h"

#define DAY_ONE ((struct date){ 20270201 })
#define DAY_TWO ((struct date){ 20270202 })

static void put_places(struct txn *t, struct date day, uint64_t first, uint64_t last)
{
    for (uint64_t i = first; i <= last; i++)
        row_put(t, &places_table, &(struct place){ .day = day, .number = i, .count = 10 * i });
}

/* The numbers met, as 1,2,3 */
static struct text met(struct row_scan scan, struct arena *arena)
{
    struct place row;
    struct text all = TEXT("");

    while (row_scan_next(&scan, &row))
        all = text_format(arena, "%.*s%s%u", (int)all.len, all.at, all.len > 0 ? "," : "", (unsigned)row.number);
    return all;
}

static void scan__walks_a_prefix_both_ways(void **state)
{
    struct scratch *s = *state;
    struct txn *t = begin(s);
    struct row_scan scan;

    put_places(t, DAY_ONE, 1, 4);
    put_places(t, DAY_TWO, 3, 6);
    commit(t);
    AUTO(view) struct view *v = look(s);
    row_scan_begin(v, &places_table, &(struct place){ .day = DAY_ONE }, 1, &scan);
    assert_true(text_is(met(scan, &s->arena), "1,2,3,4"));
    row_scan_begin(v, &places_table, &(struct place){ .day = DAY_ONE, .number = 3 }, 1, &scan);
    assert_true(text_is(met(scan, &s->arena), "3,4"));
    row_scan_begin(v, &places_table, &(struct place){ .day = DAY_ONE, .number = 3 }, 0, &scan);
    assert_true(text_is(met(scan, &s->arena), "3,4,3,4,5,6"));
    row_scan_begin(v, &places_table, &(struct place){ .day = DAY_ONE, .number = 5 }, 1, &scan);
    assert_true(text_is(met(scan, &s->arena), ""));
    row_scan_begin(v, &places_table, &(struct place){ .day = DAY_TWO, .number = 4 }, 2, &scan);
    assert_true(text_is(met(scan, &s->arena), "4"));
    row_scan_begin_backward(v, &places_table, &(struct place){ .day = DAY_TWO, .number = UINT64_MAX }, 1, &scan);
    assert_true(text_is(met(scan, &s->arena), "6,5,4,3"));
    row_scan_begin_backward(v, &places_table, &(struct place){ .day = DAY_TWO, .number = 4 }, 0, &scan);
    assert_true(text_is(met(scan, &s->arena), "4,3,4,3,2,1"));
    row_scan_begin_backward(v, &places_table, &(struct place){ .day = DAY_TWO, .number = 2 }, 1, &scan);
    assert_true(text_is(met(scan, &s->arena), ""));
}

static void scan__of_an_empty_table_ends(void **state)
{
    struct scratch *s = *state;
    AUTO(view) struct view *v = look(s);
    struct row_scan scan;
    struct coded row;

    row_scan_begin(v, &coded_table, &(struct coded){ .count = 0 }, 0, &scan);
    assert_false(row_scan_next(&scan, &row));
    row_scan_begin_backward(v, &coded_table, &(struct coded){ .count = 0 }, 0, &scan);
    assert_false(row_scan_next(&scan, &row));
    assert_false(row_scan_next(&scan, &row));
}

static void scan__of_texts_from_the_first(void **state)
{
    struct scratch *s = *state;
    struct row_scan scan;
    struct coded row;
    struct txn *t = begin(s);

    row_put(t, &coded_table, &(struct coded){ .code = TEXT("ab") });
    row_put(t, &coded_table, &(struct coded){ .code = TEXT("a") });
    row_scan_begin(view_of(t), &coded_table, &(struct coded){ .count = 0 }, 0, &scan);
    assert_true(row_scan_next(&scan, &row) && text_is(row.code, "a"));
    assert_true(row_scan_next(&scan, &row) && text_is(row.code, "ab"));
    assert_false(row_scan_next(&scan, &row));
    commit(t);
}

static void scan__may_remove_what_it_meets(void **state)
{
    struct scratch *s = *state;
    struct row_scan scan;
    struct place row;
    uint64_t expected = 1;
    struct txn *t = begin(s);

    put_places(t, DAY_ONE, 1, 500);
    row_scan_begin(view_of(t), &places_table, &(struct place){ .day = DAY_ONE }, 1, &scan);
    while (row_scan_next(&scan, &row)) {
        assert_int_equal(row.number, expected++);
        row_remove(t, &places_table, &row);
    }
    assert_int_equal(expected, 501);
    assert_int_equal(row_count(view_of(t), &places_table), 0);
    commit(t);
}

static void scan__removal_beside_the_cursor_does_not_repeat_a_row(void **state)
{
    struct scratch *s = *state;
    struct row_scan scan;
    struct place row;
    struct txn *t = begin(s);

    put_places(t, DAY_ONE, 5, 7);
    row_scan_begin(view_of(t), &places_table, &(struct place){ .day = DAY_ONE }, 1, &scan);
    assert_true(row_scan_next(&scan, &row) && row_scan_next(&scan, &row));
    assert_int_equal(row.number, 6);
    row_remove(t, &places_table, &(struct place){ .day = DAY_ONE, .number = 5 });      /* leaves the cursor on 6 */
    assert_true(row_scan_next(&scan, &row));
    assert_int_equal(row.number, 7);
    commit(t);
}

#define MODEL_SIZE 200

/* The next number the model holds from `from` in the scan's direction; false at the end. */
static bool model_next(const bool *model, bool backward, int64_t from, uint64_t *ret)
{
    for (int64_t i = from; i >= 0 && i < MODEL_SIZE; i += backward ? -1 : 1) {
        if (model[i]) {
            *ret = (uint64_t)i;
            return true;
        }
    }
    return false;
}

static void write_at_random(struct rng *rng, struct txn *t, bool *model)
{
    for (uint64_t n = rng_below(rng, 6); n > 0; n--) {
        uint64_t number = rng_below(rng, MODEL_SIZE);
        model[number] = rng_chance(rng, 50);
        struct place row = { .day = DAY_ONE, .number = number };
        if (model[number])
            row_put(t, &places_table, &row);
        else
            row_remove(t, &places_table, &row);
    }
}

static void scans__two_of_them_while_writing_agree_with_a_model(void **state)
{
    struct scratch *s = *state;
    struct rng rng;
    bool model[MODEL_SIZE] = { false };

    rng_init(&rng, 3);
    for (int round = 0; round < 60; round++) {
        struct txn *t = begin(s);
        struct row_scan scan[2];
        int64_t reached[2] = { 0, MODEL_SIZE - 1 };
        write_at_random(&rng, t, model);
        row_scan_begin(view_of(t), &places_table, &(struct place){ .day = DAY_ONE }, 1, &scan[0]);
        row_scan_begin_backward(view_of(t), &places_table, &(struct place){ .day = DAY_ONE, .number = MODEL_SIZE - 1 }, 1, &scan[1]);
        for (int turn = 0; turn < 100; turn++) {
            int which = (int)rng_below(&rng, 2);
            struct place row;
            uint64_t expected = 0;
            bool more = model_next(model, which == 1, reached[which], &expected);
            assert_int_equal(row_scan_next(&scan[which], &row), more);
            if (more) {
                assert_int_equal(row.number, expected);
                reached[which] = (int64_t)expected + (which == 1 ? -1 : 1);
            }
            if (rng_chance(&rng, 40))
                write_at_random(&rng, t, model);
        }
        commit(t);
        arena_reset(&s->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scan__walks_a_prefix_both_ways, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(scan__of_an_empty_table_ends, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(scan__of_texts_from_the_first, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(scan__may_remove_what_it_meets, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(scan__removal_beside_the_cursor_does_not_repeat_a_row, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(scans__two_of_them_while_writing_agree_with_a_model, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
