#include "store_fixture.h"

#include "base/invariant.h"
#include "base/rng.h"
#include "store/keys.h"
#include "trust/random.h"

struct chain {
    char dir[256];
    struct rng rng;
    struct key_store *keys;
};

static const uint8_t epoch_key[32] = "the key of the first epoch.....", other_key[32] = "the key of another epoch.......";

static void seeded(void *self, uint8_t *to, size_t len)
{
    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)rng_next(self);
}

static enum err reopen(struct chain *c, const uint8_t *key, uint32_t epoch)
{
    struct key_store_options options = { .dir = c->dir, .epoch_key = key, .epoch = epoch, .memory = true, .random = seeded,
                                         .random_self = &c->rng };

    key_store_drop(&c->keys);
    return key_store_open(&options, &c->keys);
}

static int chain_setup(void **state)
{
    struct chain *c = calloc(1, sizeof(*c));

    must(c != NULL && trust_init() == OK);
    fresh_dir(c->dir, sizeof(c->dir), false);
    rng_init(&c->rng, 5);
    assert_int_equal(reopen(c, epoch_key, 1), OK);
    *state = c;
    return 0;
}

static int chain_teardown(void **state)
{
    struct chain *c = *state;

    key_store_drop(&c->keys);
    remove_dir(c->dir);
    free(c);
    return 0;
}

static void pool__gives_the_same_keys_after_a_restart(void **state)
{
    struct chain *c = *state;
    uint8_t before[3][32], after[32];

    assert_int_equal(key_pool_end(c->keys), 1);
    assert_int_equal(key_pool_fill(c->keys, 1, 100), OK);
    assert_int_equal(key_pool_end(c->keys), 101);
    for (uint64_t i = 0; i < 3; i++)
        assert_int_equal(key_get(c->keys, 1 + 40 * i, before[i]), OK);
    assert_memory_not_equal(before[0], before[1], 32);
    assert_int_equal(key_pool_fill(c->keys, 50, 100), OK);      /* the first 51 of them stay */
    assert_int_equal(reopen(c, epoch_key, 1), OK);
    assert_int_equal(key_pool_end(c->keys), 150);
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(key_get(c->keys, 1 + 40 * i, after), OK);
        assert_memory_equal(before[i], after, 32);
    }
    assert_int_equal(key_get(c->keys, 149, after), OK);
    assert_int_equal(key_get(c->keys, 150, after), ERR_NOT_FOUND);
    assert_int_equal(key_get(c->keys, 0, after), ERR_NOT_FOUND);
}

static void pool__cut_is_as_if_never_made(void **state)
{
    struct chain *c = *state;
    uint8_t before[2][32], after[32];

    assert_int_equal(key_pool_fill(c->keys, 1, 20), OK);
    assert_int_equal(key_get(c->keys, 9, before[0]), OK);
    assert_int_equal(key_get(c->keys, 10, before[1]), OK);
    assert_int_equal(key_erase(c->keys, 12), OK);
    assert_int_equal(key_pool_cut(c->keys, 30), OK);            /* nothing is there */
    assert_int_equal(key_pool_cut(c->keys, 10), OK);
    assert_int_equal(key_pool_end(c->keys), 10);
    assert_int_equal(key_get(c->keys, 10, after), ERR_NOT_FOUND);
    assert_int_equal(reopen(c, epoch_key, 1), OK);
    assert_int_equal(key_pool_end(c->keys), 10);
    assert_int_equal(key_pool_fill(c->keys, 10, 5), OK);
    assert_int_equal(key_get(c->keys, 9, after), OK);
    assert_memory_equal(before[0], after, 32);
    assert_int_equal(key_get(c->keys, 10, after), OK);
    assert_memory_not_equal(before[1], after, 32);
    assert_int_equal(key_get(c->keys, 12, after), OK);          /* a number that was erased once is a fresh key's now */
}

static void erase__is_for_good(void **state)
{
    struct chain *c = *state;
    uint8_t key[32], kept[32];

    assert_int_equal(key_pool_fill(c->keys, 1, 10), OK);
    assert_int_equal(key_get(c->keys, 10, key), OK);
    assert_int_equal(key_get(c->keys, 9, kept), OK);
    assert_int_equal(key_erase(c->keys, 10), OK);
    assert_int_equal(key_erase(c->keys, 10), OK);
    assert_int_equal(key_erase(c->keys, 11), ERR_NOT_FOUND);
    assert_int_equal(key_get(c->keys, 10, key), ERR_NOT_FOUND);
    assert_int_equal(reopen(c, epoch_key, 1), OK);
    assert_int_equal(key_pool_fill(c->keys, 1, 12), OK);
    assert_int_equal(key_pool_end(c->keys), 13);
    assert_int_equal(key_get(c->keys, 10, key), ERR_NOT_FOUND);
    assert_int_equal(key_get(c->keys, 9, key), OK);
    assert_memory_equal(key, kept, 32);
    assert_int_equal(key_get(c->keys, 11, key), OK);
}

static void open__with_a_wrong_epoch_key_is_refused(void **state)
{
    struct chain *c = *state;
    uint8_t key[32];

    assert_int_equal(key_pool_fill(c->keys, 1, 5), OK);
    assert_int_equal(reopen(c, other_key, 1), ERR_CRYPTO);
    assert_int_equal(reopen(c, epoch_key, 2), ERR_CRYPTO);
    assert_null(c->keys);
    assert_int_equal(reopen(c, epoch_key, 1), OK);
    assert_int_equal(key_get(c->keys, 5, key), OK);
}

static void open__twice_is_refused(void **state)
{
    struct chain *c = *state;
    struct key_store_options options = { .dir = c->dir, .epoch_key = epoch_key, .epoch = 1, .memory = true };
    struct key_store *second = NULL;

    assert_int_equal(key_store_open(&options, &second), ERR_EXISTS);
    assert_null(second);
}

static void secret__is_made_once_and_kept(void **state)
{
    struct chain *c = *state;
    uint8_t first[32], again[32];
    const uint8_t given[32] = "a secret that came from outside";

    assert_int_equal(key_secret_find(c->keys, "index.notice", again), ERR_NOT_FOUND);
    assert_int_equal(key_secret(c->keys, "index.notice", first), OK);
    assert_int_equal(key_secret_put(c->keys, "sign", given), OK);
    assert_int_equal(reopen(c, epoch_key, 1), OK);
    assert_int_equal(key_secret(c->keys, "index.notice", again), OK);
    assert_memory_equal(first, again, 32);
    assert_int_equal(key_secret_find(c->keys, "sign", again), OK);
    assert_memory_equal(again, given, 32);
    assert_int_equal(key_secret_erase(c->keys, "sign"), OK);
    assert_int_equal(key_secret_erase(c->keys, "sign"), OK);
    assert_int_equal(key_secret_find(c->keys, "sign", again), ERR_NOT_FOUND);
}

static void keys__are_never_plain_in_the_file(void **state)
{
    struct chain *c = *state;
    uint8_t key[32];
    const uint8_t given[32] = "a secret that came from outside";

    assert_int_equal(key_pool_fill(c->keys, 1, 200), OK);
    assert_int_equal(key_secret_put(c->keys, "sign", given), OK);
    assert_true(file_holds(c->dir, "data.mdb", (struct bytes){ (const uint8_t *)"sign", 4 }));
    assert_false(file_holds(c->dir, "data.mdb", (struct bytes){ given, 16 }));
    assert_false(file_holds(c->dir, "data.mdb", (struct bytes){ epoch_key, 16 }));
    for (uint64_t i = 1; i <= 200; i += 20) {
        assert_int_equal(key_get(c->keys, i, key), OK);
        assert_false(file_holds(c->dir, "data.mdb", (struct bytes){ key, 16 }));
    }
}

static void cache__gives_the_right_key_when_many_meet(void **state)
{
    struct chain *c = *state;
    const uint64_t apart = 4096, count = 20;      /* more in one place than it has slots */
    uint8_t first[20][32], key[32];

    for (uint64_t i = 0; i < count; i++) {
        assert_int_equal(key_pool_fill(c->keys, 1 + apart * i, 3), OK);
        assert_int_equal(key_get(c->keys, 1 + apart * i, first[i]), OK);
    }
    assert_int_equal(key_erase(c->keys, 1 + apart * 19), OK);
    for (int round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < count - 1; i++) {
            assert_int_equal(key_get(c->keys, 1 + apart * i, key), OK);
            assert_memory_equal(first[i], key, 32);
        }
    }
    assert_int_equal(key_get(c->keys, 1 + apart * 19, key), ERR_NOT_FOUND);
    assert_int_equal(key_get(c->keys, 100, key), ERR_NOT_FOUND);      /* passed over */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pool__gives_the_same_keys_after_a_restart, chain_setup, chain_teardown),
        cmocka_unit_test_setup_teardown(pool__cut_is_as_if_never_made, chain_setup, chain_teardown),
        cmocka_unit_test_setup_teardown(erase__is_for_good, chain_setup, chain_teardown),
        cmocka_unit_test_setup_teardown(open__with_a_wrong_epoch_key_is_refused, chain_setup, chain_teardown),
        cmocka_unit_test_setup_teardown(open__twice_is_refused, chain_setup, chain_teardown),
        cmocka_unit_test_setup_teardown(secret__is_made_once_and_kept, chain_setup, chain_teardown),
        cmocka_unit_test_setup_teardown(keys__are_never_plain_in_the_file, chain_setup, chain_teardown),
        cmocka_unit_test_setup_teardown(cache__gives_the_right_key_when_many_meet, chain_setup, chain_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
