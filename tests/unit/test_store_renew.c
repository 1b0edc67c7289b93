/* Files written anew: a new epoch of the keys, a store without its free pages; whole at whatever moment they are interrupted. */
#include "store_fixture.h"

#include "base/invariant.h"
#include "base/rng.h"
#include "store/keys.h"
#include "trust/random.h"

#define KEYS 300u

static const uint8_t first_epoch[32] = "the key of the first epoch.....", second_epoch[32] = "the key of the second epoch....";
static const uint8_t sign[32] = "a secret that came from outside";
static struct rng rng;

static void seeded(void *self, uint8_t *to, size_t len)
{
    (void)self;
    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)rng_next(&rng);
}

static struct key_store_options options_of(const char *dir, uint32_t epoch)
{
    return (struct key_store_options){ .dir = dir, .epoch_key = epoch == 1 ? first_epoch : second_epoch, .epoch = epoch, .memory = true, .random = seeded };
}

/* Keys 1 to KEYS, of which every tenth is erased, and a secret. */
static void fill(const char *dir, uint8_t ret[KEYS + 1][32])
{
    struct key_store_options options = options_of(dir, 1);
    struct key_store *keys = NULL;

    rng_init(&rng, 11);
    assert_int_equal(key_store_open(&options, &keys), OK);
    assert_int_equal(key_pool_fill(keys, 1, KEYS), OK);
    for (uint64_t n = 1; n <= KEYS; n++)
        assert_int_equal(key_get(keys, n, ret[n]), OK);
    for (uint64_t n = 10; n <= KEYS; n += 10)
        assert_int_equal(key_erase(keys, n), OK);
    assert_int_equal(key_secret_put(keys, "sign", sign), OK);
    key_store_drop(&keys);
}

static void assert_whole(const char *dir, uint32_t epoch, uint8_t expected[KEYS + 1][32])
{
    struct key_store_options options = options_of(dir, epoch);
    struct key_store *keys = NULL;
    uint8_t got[32];

    assert_int_equal(key_store_open(&options, &keys), OK);
    assert_int_equal(key_pool_end(keys), KEYS + 1);
    for (uint64_t n = 1; n <= KEYS; n++) {
        assert_int_equal(key_get(keys, n, got), n % 10 == 0 ? ERR_NOT_FOUND : OK);
        if (n % 10 != 0)
            assert_memory_equal(got, expected[n], 32);
    }
    assert_int_equal(key_secret_find(keys, "sign", got), OK);
    assert_memory_equal(got, sign, 32);
    key_store_drop(&keys);
}

static void rotate__takes_what_is_left_and_nothing_else(void **state)
{
    static uint8_t expected[KEYS + 1][32];
    struct key_store_options old, new_options;
    struct key_store *keys = NULL;
    struct key_rotation done;
    uint32_t epoch = 9;
    char dir[256];

    (void)state;
    fresh_dir(dir, sizeof dir, false);
    assert_int_equal(key_store_epoch(dir, &epoch), OK);
    assert_int_equal(epoch, 0);
    fill(dir, expected);
    old = options_of(dir, 1);
    assert_int_equal(key_store_rotate(&old, second_epoch, 2, NULL, &done), OK);
    assert_int_equal(done.keys, KEYS - KEYS / 10);
    assert_int_equal(done.secrets, 1);
    assert_int_equal(key_store_epoch(dir, &epoch), OK);
    assert_int_equal(epoch, 2);
    assert_whole(dir, 2, expected);
    assert_int_equal(key_store_open(&old, &keys), ERR_CRYPTO);
    new_options = options_of(dir, 2);
    assert_int_equal(key_store_open(&new_options, &keys), OK);
    assert_int_equal(key_pool_fill(keys, 1, KEYS + 5), OK);       /* goes on where it was, never anew */
    assert_int_equal(key_get(keys, 10, (uint8_t[32]){ 0 }), ERR_NOT_FOUND);
    key_store_drop(&keys);
    remove_dir(dir);
}

static void rotate__interrupted_anywhere_leaves_one_whole_store(void **state)
{
    static uint8_t expected[KEYS + 1][32];
    uint64_t fail_at = 0, of_old = 0, of_new = 0;
    struct key_rotation done;
    struct faults faults;
    uint32_t epoch = 0;
    char dir[256];

    (void)state;
    do {
        struct key_store_options old;
        enum err err;

        fresh_dir(dir, sizeof dir, false);
        fill(dir, expected);
        old = options_of(dir, 1);
        faults = (struct faults){ .fail_at = ++fail_at, .with = ERR_IO };
        err = key_store_rotate(&old, second_epoch, 2, &faults, &done);
        assert_int_equal(err, faults.fired ? ERR_IO : OK);
        assert_int_equal(key_store_epoch(dir, &epoch), OK);
        assert_true(epoch == 1 || epoch == 2);
        assert_whole(dir, epoch, expected);
        of_old += epoch == 1;
        of_new += epoch == 2;
        if (epoch == 1)                                           /* and again */
            assert_int_equal(key_store_rotate(&old, second_epoch, 2, NULL, &done), OK);
        assert_whole(dir, 2, expected);
        remove_dir(dir);
    } while (faults.fired);
    assert_in_range(fail_at, 9, 40);
    assert_true(of_old >= 6 && of_new >= 3);
}

static const struct thing *named(uint64_t number, const char *name)
{
    static struct thing thing;

    thing = THING(.number = number);
    thing.name = text_of(name);
    return &thing;
}

static void compact__leaves_nothing_of_removed_rows(void **state)
{
    static const char text[] = "a name that must go away";
    uint8_t before[32], after[32];
    struct store_compaction done;
    struct scratch s;
    struct txn *t;
    struct view *v;

    (void)state;
    scratch_open(&s, false);
    t = begin(&s);
    for (uint64_t n = 1; n <= 500; n++)
        row_put(t, &things_table, named(n, "a name that must go away"));
    commit(t);
    t = begin(&s);
    for (uint64_t n = 1; n <= 490; n++)
        row_remove(t, &things_table, &(struct thing){ .number = n });
    for (uint64_t n = 491; n <= 500; n++)
        row_put(t, &things_table, named(n, "another"));
    commit(t);
    v = look(&s);
    assert_int_equal(store_state_digest(v, before), OK);
    store_view_end(&v);
    store_drop(&s.store);
    assert_true(file_holds(s.dir, "data.mdb", (struct bytes){ (const uint8_t *)text, sizeof text - 1 }));
    assert_int_equal(store_compact(s.dir, UINT64_C(64) << 20, NULL, &done), OK);
    assert_false(file_holds(s.dir, "data.mdb", (struct bytes){ (const uint8_t *)text, sizeof text - 1 }));
    assert_true(done.after_bytes < done.before_bytes);
    scratch_reopen(&s, false);
    v = look(&s);
    assert_int_equal(store_state_digest(v, after), OK);
    store_view_end(&v);
    assert_memory_equal(before, after, 32);
    scratch_close(&s);
}

static void compact__interrupted_anywhere_leaves_the_store(void **state)
{
    struct store_compaction done;
    struct faults faults;
    uint64_t fail_at = 0;
    struct thing thing;
    struct scratch s;
    struct view *v;
    struct txn *t;

    (void)state;
    scratch_open(&s, false);
    t = begin(&s);
    row_put(t, &things_table, &THING(.number = 7, .count = 3));
    commit(t);
    do {
        store_drop(&s.store);
        faults = (struct faults){ .fail_at = ++fail_at, .with = ERR_IO };
        enum err err = store_compact(s.dir, UINT64_C(64) << 20, &faults, &done);
        assert_int_equal(err, faults.fired ? ERR_IO : OK);
        scratch_reopen(&s, false);
        v = look(&s);
        assert_true(row_find(v, &things_table, &(struct thing){ .number = 7 }, &thing));
        assert_int_equal(thing.count, 3);
        store_view_end(&v);
    } while (faults.fired);
    assert_in_range(fail_at, 6, 20);
    scratch_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rotate__takes_what_is_left_and_nothing_else),
        cmocka_unit_test(rotate__interrupted_anywhere_leaves_one_whole_store),
        cmocka_unit_test(compact__leaves_nothing_of_removed_rows),
        cmocka_unit_test(compact__interrupted_anywhere_leaves_the_store),
    };

    must(trust_init() == OK);
    return cmocka_run_group_tests_name("files written anew", tests, NULL, NULL);
}
