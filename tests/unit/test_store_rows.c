#include "store_fixture.h"

#include "base/rng.h"

static void row_find__gives_back_every_field(void **state)
{
    struct scratch *s = *state;
    const uint64_t numbers[] = { 3, 1, 2 };
    struct thing put = THING(.number = 5, .list = { numbers, 3 }, .open = true, .count = UINT64_MAX), got;
    struct txn *t = begin(s);

    row_put(t, &things_table, &put);
    assert_true(row_find(view_of(t), &things_table, &(struct thing){ .number = 5 }, &got));
    assert_true(message_equal(things_table.row, &put, &got));
    assert_true(got.name.at != put.name.at);
    commit(t);
    AUTO(view) struct view *v = look(s);
    assert_true(row_find(v, &things_table, &(struct thing){ .number = 5 }, &got));
    assert_true(message_equal(things_table.row, &put, &got));
    assert_false(row_find(v, &things_table, &(struct thing){ .number = 6 }, &got));
    assert_int_equal(got.number, 5);
}

static void row_find__key_and_result_may_be_one(void **state)
{
    struct scratch *s = *state;
    struct coded row = { .code = TEXT("A-1"), .count = 4 };
    struct txn *t = begin(s);

    row_put(t, &coded_table, &row);
    struct coded both = { .code = TEXT("A-1") };
    assert_true(row_find(view_of(t), &coded_table, &both, &both));
    assert_int_equal(both.count, 4);
    assert_true(text_is(both.code, "A-1"));
    commit(t);
}

static void row_put__replaces_and_remove_takes_away(void **state)
{
    struct scratch *s = *state;
    struct place got;
    struct txn *t = begin(s);

    row_put(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 1, .count = 1 });
    row_put(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 1, .count = 2 });
    assert_int_equal(row_count(view_of(t), &places_table), 1);
    row_get(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 1 }, &got);
    assert_int_equal(got.count, 2);
    row_remove(t, &places_table, &got);
    row_remove(t, &places_table, &got);
    assert_false(row_find(view_of(t), &places_table, &got, &got));
    assert_int_equal(row_count(view_of(t), &places_table), 0);
    commit(t);
}

static void row_find__result_outlives_later_writes(void **state)
{
    struct scratch *s = *state;
    struct thing first = THING(.number = 1), got;
    struct txn *t = begin(s);

    first.name = TEXT("stays");
    row_put(t, &things_table, &first);
    assert_true(row_find(view_of(t), &things_table, &first, &got));
    for (uint64_t i = 1; i < 2000; i++)
        row_put(t, &things_table, &THING(.number = i, .count = i));
    assert_true(text_is(got.name, "stays"));
    commit(t);
}

static void row_put__takes_values_of_many_pages(void **state)
{
    struct scratch *s = *state;
    uint8_t *big = arena_take(&s->arena, 192 * 1024);
    struct thing put = THING(.number = 1), got;

    memset(big, 'x', 192 * 1024);
    put.blob = (struct bytes){ big, 192 * 1024 };
    struct txn *t = begin(s);
    row_put(t, &things_table, &put);
    commit(t);
    scratch_reopen(s, false);
    AUTO(view) struct view *v = look(s);
    assert_true(row_find(v, &things_table, &(struct thing){ .number = 1 }, &got));
    assert_true(bytes_equal(got.blob, (struct bytes){ big, 192 * 1024 }));
}

static void view__keeps_its_snapshot(void **state)
{
    struct scratch *s = *state;
    struct place got;
    AUTO(view) struct view *before = look(s);
    struct txn *t = begin(s);

    row_put(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 1 });
    commit(t);
    assert_false(row_find(before, &places_table, &(struct place){ .day = { 20270201 }, .number = 1 }, &got));
    AUTO(view) struct view *after = look(s);
    assert_true(row_find(after, &places_table, &(struct place){ .day = { 20270201 }, .number = 1 }, &got));
    store_view_end(&before);
    before = look(s);
    assert_true(row_find(before, &places_table, &(struct place){ .day = { 20270201 }, .number = 1 }, &got));
}

static void abort__leaves_nothing(void **state)
{
    struct scratch *s = *state;
    struct txn *t = begin(s);

    row_put(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 1 });
    store_abort(&t);
    AUTO(txn) struct txn *again = begin(s);
    assert_int_equal(row_count(view_of(again), &places_table), 0);
}

static struct kinds arbitrary_kinds(struct rng *rng, struct arena *arena)
{
    char *code = arena_take(arena, 4);
    uint8_t *tag = arena_take(arena, 4);
    uint32_t code_len = (uint32_t)rng_below(rng, 4);

    for (uint32_t i = 0; i < code_len; i++)
        code[i] = (char)('a' + (char)rng_below(rng, 3));
    be32_put(tag, (uint32_t)rng_below(rng, 3) << 24 | (uint32_t)rng_below(rng, 2));
    return (struct kinds){ .flag = rng_chance(rng, 50),
                           .day = date_add_days((struct date){ 20270101 }, (int32_t)rng_below(rng, 400)),
                           .colour = (int)rng_below(rng, 3) + 1,
                           .id = { rng_next(rng) >> rng_below(rng, 64) },
                           .at_us = rng_next(rng) >> rng_below(rng, 64),
                           .number = rng_below(rng, 3),
                           .tag = { tag, 4 },
                           .code = { code, code_len } };
}

/* Order of the fields of the key by their values, apart from how a key is made. */
static int kinds_order(const struct kinds *a, const struct kinds *b)
{
    if (a->flag != b->flag) return a->flag ? 1 : -1;
    if (a->day.v != b->day.v) return a->day.v < b->day.v ? -1 : 1;
    if (a->colour != b->colour) return a->colour < b->colour ? -1 : 1;
    if (a->id.v != b->id.v) return a->id.v < b->id.v ? -1 : 1;
    if (a->at_us != b->at_us) return a->at_us < b->at_us ? -1 : 1;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    int tags = memcmp(a->tag.at, b->tag.at, 4);
    if (tags != 0) return tags;
    uint32_t common = a->code.len < b->code.len ? a->code.len : b->code.len;
    int codes = common == 0 ? 0 : memcmp(a->code.at, b->code.at, common);
    return codes != 0 ? codes : (int)a->code.len - (int)b->code.len;
}

static void rows__keys_of_every_kind_keep_order(void **state)
{
    struct scratch *s = *state;
    struct rng rng;
    struct row_scan scan;
    struct kinds row, last = { .flag = false };
    uint64_t met = 0;

    rng_init(&rng, 1);
    struct txn *t = begin(s);
    for (uint64_t i = 0; i < 3000; i++) {
        struct kinds put = arbitrary_kinds(&rng, &s->arena);
        put.value = i;
        row_put(t, &kinds_table, &put);
        assert_true(row_find(view_of(t), &kinds_table, &put, &row));
        assert_true(message_equal(kinds_table.row, &put, &row));
    }
    commit(t);
    AUTO(view) struct view *v = look(s);
    for (row_scan_begin(v, &kinds_table, &(struct kinds){ .flag = false }, 0, &scan); row_scan_next(&scan, &row); met++) {
        assert_true(met == 0 || kinds_order(&last, &row) < 0);
        last = row;
    }
    assert_int_equal(met, row_count(v, &kinds_table));
}

static void rows__full_map_is_told_and_harmless(void **state)
{
    struct scratch *s = *state;
    struct store_options options = scratch_options(s, false);
    struct txn *t = NULL;
    uint64_t number = 0;

    options.map_bytes = 1 << 20;
    store_drop(&s->store);
    assert_int_equal(store_open(&options, &s->store), OK);
    t = begin(s);
    row_put(t, &things_table, &THING(.number = 0));
    commit(t);
    t = begin(s);
    while (view_fault(view_of(t)) == OK && number < 100000)
        row_put(t, &things_table, &THING(.number = ++number));
    assert_int_equal(view_fault(view_of(t)), ERR_FULL);
    assert_int_equal(store_commit(&t), ERR_FULL);
    t = begin(s);
    assert_int_equal(row_count(view_of(t), &things_table), 1);
    row_remove(t, &things_table, &(struct thing){ .number = 0 });
    commit(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(row_find__gives_back_every_field, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(row_find__key_and_result_may_be_one, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(row_put__replaces_and_remove_takes_away, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(row_find__result_outlives_later_writes, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(row_put__takes_values_of_many_pages, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(view__keeps_its_snapshot, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(abort__leaves_nothing, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(rows__keys_of_every_kind_keep_order, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(rows__full_map_is_told_and_harmless, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
