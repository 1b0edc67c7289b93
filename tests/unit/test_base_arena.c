#include "cmocka_all.h"

#include "base/arena.h"

static void take__is_zeroed_and_aligned(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t size = 0; size < 200; size += 7) {
        uint8_t *at = arena_take(&arena, size);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(at[i], 0);
            at[i] = 0xFF;
        }
    }
    arena_fini(&arena);
}

static void take__stays_put_while_blocks_are_added(void **state)
{
    struct arena arena;
    uint32_t *taken[300];

    (void)state;
    arena_init(&arena, 1 << 20);
    for (uint32_t i = 0; i < 300; i++) {
        taken[i] = arena_take(&arena, 1000);
        *taken[i] = i;
    }
    for (uint32_t i = 0; i < 300; i++)
        assert_int_equal(*taken[i], i);
    assert_int_equal(arena.used_bytes, 300 * 1000);
    arena_fini(&arena);
}

static void take__may_use_all_that_is_allowed(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 100000);
    arena_take(&arena, 40000);
    arena_take(&arena, 60000);
    assert_int_equal(arena.used_bytes, 100000);
    arena_fini(&arena);
}

static void reset__zeroes_again_and_starts_over(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (int round = 0; round < 5; round++) {
        uint8_t *small = arena_take(&arena, 64), *large = arena_take(&arena, 100000);
        assert_int_equal(small[63], 0);
        assert_int_equal(large[99999], 0);
        small[63] = large[99999] = 1;
        arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
    arena_fini(&arena);
}

static void fini__is_fine_on_a_fresh_arena(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1);
    arena_reset(&arena);
    arena_fini(&arena);
    assert_null(arena.blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(take__is_zeroed_and_aligned),
        cmocka_unit_test(take__stays_put_while_blocks_are_added),
        cmocka_unit_test(take__may_use_all_that_is_allowed),
        cmocka_unit_test(reset__zeroes_again_and_starts_over),
        cmocka_unit_test(fini__is_fine_on_a_fresh_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
