#include "cmocka_all.h"

#include "base/rng.h"

static void next__gives_the_published_sequence(void **state)
{
    /* xoshiro256** from the state 1, 2, 3, 4: vectors of the reference implementation. */
    static const uint64_t expected[] = {
        UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240), UINT64_C(1215971899390074240), UINT64_C(1216172134540287360),
        UINT64_C(607988272756665600), UINT64_C(16172922978634559625), UINT64_C(8476171486693032832),
    };
    struct rng rng = { { 1, 2, 3, 4 } };

    (void)state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        assert_true(rng_next(&rng) == expected[i]);
}

static void init__fills_the_state_by_splitmix64(void **state)
{
    static const uint64_t expected[4] = {
        UINT64_C(6457827717110365317), UINT64_C(3203168211198807973), UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
    };
    struct rng rng;

    (void)state;
    rng_init(&rng, 1234567);
    assert_memory_equal(rng.s, expected, sizeof(expected));
}

static void below__stays_below_and_reaches_all(void **state)
{
    struct rng rng;
    uint32_t seen[10] = { 0 };

    (void)state;
    rng_init(&rng, 1);
    for (int i = 0; i < 10000; i++)
        seen[rng_below(&rng, 10)]++;
    for (int i = 0; i < 10; i++)
        assert_in_range(seen[i], 850, 1150);
    assert_int_equal(rng_below(&rng, 1), 0);
}

static void chance__is_never_at_0_and_always_at_100(void **state)
{
    struct rng rng;
    int hits = 0;

    (void)state;
    rng_init(&rng, 2);
    for (int i = 0; i < 10000; i++) {
        assert_false(rng_chance(&rng, 0));
        assert_true(rng_chance(&rng, 100));
        hits += rng_chance(&rng, 25);
    }
    assert_in_range(hits, 2300, 2700);
}

static void same_seed__same_numbers(void **state)
{
    struct rng a, b, c;

    (void)state;
    rng_init(&a, 42);
    rng_init(&b, 42);
    rng_init(&c, 43);
    for (int i = 0; i < 100; i++) {
        uint64_t v = rng_next(&a);
        assert_true(v == rng_next_of(&b));
        assert_true(v != rng_next(&c));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__gives_the_published_sequence),
        cmocka_unit_test(init__fills_the_state_by_splitmix64),
        cmocka_unit_test(below__stays_below_and_reaches_all),
        cmocka_unit_test(chance__is_never_at_0_and_always_at_100),
        cmocka_unit_test(same_seed__same_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
