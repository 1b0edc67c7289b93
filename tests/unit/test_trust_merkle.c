/* The tree against the reference vectors of RFC 6962, and against the RFC's recursive definitions
 * written out plainly here, for every size, leaf and pair of sizes up to 40. */
#include "trust/hash.h"
#include "trust/merkle.h"
#include "trust_test.h"

#define LEAVES 40
#define LEVELS 7

/* Node (level, index) as the code under test stored it. */
struct shelf {
    uint8_t node[LEVELS][LEAVES][32];
    bool filled[LEVELS][LEAVES];
    uint8_t leaf[LEAVES][32];
};

static bool shelf_get(void *self, uint32_t level, uint64_t index, uint8_t ret[32])
{
    struct shelf *shelf = self;

    if (level >= LEVELS || index >= LEAVES || !shelf->filled[level][index])
        return false;
    memcpy(ret, shelf->node[level][index], 32);
    return true;
}

static void shelf_append(struct shelf *shelf, uint64_t size)
{
    struct merkle_node made[64];
    uint32_t count = merkle_append(&(struct merkle_nodes){ shelf, shelf_get }, size, shelf->leaf[size], made);

    assert_int_not_equal(count, 0);
    for (uint32_t i = 0; i < count; i++) {
        assert_false(shelf->filled[made[i].level][made[i].index]);
        shelf->filled[made[i].level][made[i].index] = true;
        memcpy(shelf->node[made[i].level][made[i].index], made[i].hash, 32);
    }
}

static struct shelf shelf;
static const struct merkle_nodes nodes = { &shelf, shelf_get };

static int shelf_filled(void **state)
{
    if (trust_ready(state) != 0)
        return -1;
    for (uint64_t i = 0; i < LEAVES; i++) {
        uint8_t entry[8];

        be64_put(entry, i * 0x9E3779B97F4A7C15u);
        leaf_hash((struct bytes){ entry, sizeof entry }, shelf.leaf[i]);
        shelf_append(&shelf, i);
    }
    return 0;
}

/* ---- the RFC's words ---- */

static uint64_t below(uint64_t n)
{
    uint64_t k = 1;

    while (2 * k < n)
        k *= 2;
    return k;
}

static void mth(uint64_t start, uint64_t n, uint8_t ret[32])
{
    uint8_t left[32], right[32];

    if (n == 1) {
        memcpy(ret, shelf.leaf[start], 32);
        return;
    }
    mth(start, below(n), left);
    mth(start + below(n), n - below(n), right);
    node_hash(left, right, ret);
}

static uint32_t path_of(uint64_t m, uint64_t start, uint64_t n, uint8_t (*ret)[32])
{
    uint32_t len;

    if (n == 1)
        return 0;
    if (m < below(n)) {
        len = path_of(m, start, below(n), ret);
        mth(start + below(n), n - below(n), ret[len]);
    } else {
        len = path_of(m - below(n), start + below(n), n - below(n), ret);
        mth(start, below(n), ret[len]);
    }
    return len + 1;
}

static uint32_t subproof(uint64_t m, uint64_t start, uint64_t n, bool whole, uint8_t (*ret)[32])
{
    uint32_t len;

    if (m == n) {
        if (whole)
            return 0;
        mth(start, n, ret[0]);
        return 1;
    }
    if (m <= below(n)) {
        len = subproof(m, start, below(n), whole, ret);
        mth(start + below(n), n - below(n), ret[len]);
    } else {
        len = subproof(m - below(n), start + below(n), n - below(n), false, ret);
        mth(start, below(n), ret[len]);
    }
    return len + 1;
}

/* ---- tests ---- */

static void merkle__has_the_roots_of_the_reference_vectors(void **state)
{
    static const char *const entries[8] = { "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f" };
    static const char *const roots[9] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    static struct shelf known;
    const struct merkle_nodes known_nodes = { &known, shelf_get };
    uint8_t root[32], entry[16];

    (void)state;
    for (uint32_t i = 0; i < 8; i++) {
        uint32_t len = (uint32_t)strlen(entries[i]) / 2;

        assert_true(hex_get(entry, len, text_of(entries[i])));
        leaf_hash((struct bytes){ entry, len }, known.leaf[i]);
        shelf_append(&known, i);
    }
    for (uint32_t size = 0; size <= 8; size++) {
        assert_int_equal(merkle_root(&known_nodes, size, root), OK);
        assert_hex(root, 32, roots[size]);
    }
}

static void merkle_append__returns_every_complete_node_once(void **state)
{
    (void)state;
    for (uint32_t level = 0; level < LEVELS; level++) {
        for (uint64_t index = 0; index < LEAVES; index++) {
            bool complete = (index + 1) << level <= LEAVES;
            uint8_t expected[32];

            assert_int_equal(shelf.filled[level][index], complete);
            if (!complete)
                continue;
            mth(index << level, UINT64_C(1) << level, expected);
            assert_memory_equal(shelf.node[level][index], expected, 32);
        }
    }
}

static void merkle_root__is_that_of_the_definition(void **state)
{
    uint8_t root[32], expected[32];

    (void)state;
    for (uint64_t size = 1; size <= LEAVES; size++) {
        assert_int_equal(merkle_root(&nodes, size, root), OK);
        mth(0, size, expected);
        assert_memory_equal(root, expected, 32);
    }
}

static void merkle_inclusion__proves_every_leaf_of_every_size(void **state)
{
    uint8_t path[MERKLE_PATH_MAX][32], expected[MERKLE_PATH_MAX][32], root[32];
    uint32_t len;

    (void)state;
    for (uint64_t size = 1; size <= LEAVES; size++) {
        assert_int_equal(merkle_root(&nodes, size, root), OK);
        for (uint64_t index = 0; index < size; index++) {
            assert_int_equal(merkle_inclusion(&nodes, index, size, path, &len), OK);
            assert_int_equal(len, path_of(index, 0, size, expected));
            assert_memory_equal(path, expected, len * 32);
            assert_true(merkle_inclusion_verify(shelf.leaf[index], index, size, path, len, root));
            assert_false(merkle_inclusion_verify(shelf.leaf[index], index, size, path, len + 1, root));
            assert_false(len > 0 && merkle_inclusion_verify(shelf.leaf[index], index, size, path, len - 1, root));
            for (uint64_t other = 0; other < size + 2; other++) {
                if (other != index)
                    assert_false(merkle_inclusion_verify(shelf.leaf[index], other, size, path, len, root));
            }
        }
    }
}

static void merkle_inclusion__fails_on_any_flipped_bit(void **state)
{
    uint8_t path[MERKLE_PATH_MAX][32], root[32], leaf[32];
    uint32_t len;

    (void)state;
    for (uint64_t size = 1; size <= LEAVES; size += size < 9 ? 1 : 7) {
        assert_int_equal(merkle_root(&nodes, size, root), OK);
        for (uint64_t index = 0; index < size; index += size < 9 ? 1 : 5) {
            assert_int_equal(merkle_inclusion(&nodes, index, size, path, &len), OK);
            memcpy(leaf, shelf.leaf[index], sizeof leaf);
            for (uint32_t bit = 0; bit < 256; bit++) {
                uint8_t mask = (uint8_t)(1u << bit % 8);

                for (uint32_t step = 0; step < len; step++) {
                    path[step][bit / 8] ^= mask;
                    assert_false(merkle_inclusion_verify(leaf, index, size, path, len, root));
                    path[step][bit / 8] ^= mask;
                }
                leaf[bit / 8] ^= mask;
                assert_false(merkle_inclusion_verify(leaf, index, size, path, len, root));
                leaf[bit / 8] ^= mask;
                root[bit / 8] ^= mask;
                assert_false(merkle_inclusion_verify(leaf, index, size, path, len, root));
                root[bit / 8] ^= mask;
            }
        }
    }
}

static void merkle_consistency__proves_every_pair_of_sizes(void **state)
{
    uint8_t path[MERKLE_PATH_MAX][32], expected[MERKLE_PATH_MAX][32], old_root[32], new_root[32];
    uint32_t len;

    (void)state;
    for (uint64_t new_size = 1; new_size <= LEAVES; new_size++) {
        assert_int_equal(merkle_root(&nodes, new_size, new_root), OK);
        for (uint64_t old_size = 0; old_size <= new_size; old_size++) {
            assert_int_equal(merkle_root(&nodes, old_size, old_root), OK);
            assert_int_equal(merkle_consistency(&nodes, old_size, new_size, path, &len), OK);
            assert_int_equal(len, old_size == 0 ? 0 : subproof(old_size, 0, new_size, true, expected));
            assert_memory_equal(path, expected, len * 32);
            assert_true(merkle_consistency_verify(old_size, new_size, old_root, new_root, path, len));
            if (old_size == 0)
                continue;
            assert_false(merkle_consistency_verify(old_size, new_size, old_root, new_root, path, len + 1));
            if (len == 0)
                continue;
            assert_false(merkle_consistency_verify(old_size, new_size, old_root, new_root, path, len - 1));
            assert_false(merkle_consistency_verify(new_size, old_size, new_root, old_root, path, len));
            assert_false(merkle_consistency_verify(old_size, new_size, new_root, old_root, path, len));
        }
    }
}

static void merkle_consistency__fails_on_any_flipped_bit(void **state)
{
    uint8_t path[MERKLE_PATH_MAX][32], old_root[32], new_root[32];
    uint32_t len;

    (void)state;
    for (uint64_t new_size = 2; new_size <= LEAVES; new_size += new_size < 9 ? 1 : 6) {
        assert_int_equal(merkle_root(&nodes, new_size, new_root), OK);
        for (uint64_t old_size = 1; old_size < new_size; old_size += new_size < 9 ? 1 : 4) {
            assert_int_equal(merkle_root(&nodes, old_size, old_root), OK);
            assert_int_equal(merkle_consistency(&nodes, old_size, new_size, path, &len), OK);
            for (uint32_t bit = 0; bit < 256; bit++) {
                uint8_t mask = (uint8_t)(1u << bit % 8);

                for (uint32_t step = 0; step < len; step++) {
                    path[step][bit / 8] ^= mask;
                    assert_false(merkle_consistency_verify(old_size, new_size, old_root, new_root, path, len));
                    path[step][bit / 8] ^= mask;
                }
                old_root[bit / 8] ^= mask;
                assert_false(merkle_consistency_verify(old_size, new_size, old_root, new_root, path, len));
                old_root[bit / 8] ^= mask;
                new_root[bit / 8] ^= mask;
                assert_false(merkle_consistency_verify(old_size, new_size, old_root, new_root, path, len));
                new_root[bit / 8] ^= mask;
            }
        }
    }
}

static void merkle__says_what_is_missing_and_touches_nothing(void **state)
{
    static struct shelf bare;
    const struct merkle_nodes none = { &bare, shelf_get };
    uint8_t root[32] = { 7 }, path[MERKLE_PATH_MAX][32];
    uint32_t len = 99;
    struct merkle_node made[64];

    (void)state;
    assert_int_equal(merkle_root(&none, 3, root), ERR_NOT_FOUND);
    assert_int_equal(root[0], 7);
    assert_int_equal(merkle_inclusion(&none, 0, 3, path, &len), ERR_NOT_FOUND);
    assert_int_equal(merkle_consistency(&none, 1, 3, path, &len), ERR_NOT_FOUND);
    assert_int_equal(merkle_inclusion(&nodes, 3, 3, path, &len), ERR_LIMIT);
    assert_int_equal(merkle_consistency(&nodes, 4, 3, path, &len), ERR_LIMIT);
    assert_int_equal(len, 99);
    assert_int_equal(merkle_append(&none, 1, counting_key, made), 0);
}

static void merkle_verify__takes_absurd_sizes(void **state)
{
    uint8_t path[MERKLE_PATH_MAX][32] = {{0}};

    (void)state;
    assert_false(merkle_inclusion_verify(counting_key, UINT64_MAX - 1, UINT64_MAX, path, 64, counting_key));
    assert_false(merkle_inclusion_verify(counting_key, 0, 0, path, 0, counting_key));
    assert_false(merkle_consistency_verify(1, UINT64_MAX, counting_key, counting_key, path, 64));
    assert_false(merkle_consistency_verify(UINT64_MAX - 1, UINT64_MAX, counting_key, counting_key, path, 64));
    assert_false(merkle_consistency_verify(UINT64_C(1) << 63, UINT64_MAX, counting_key, counting_key, path, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merkle__has_the_roots_of_the_reference_vectors),
        cmocka_unit_test(merkle_append__returns_every_complete_node_once),
        cmocka_unit_test(merkle_root__is_that_of_the_definition),
        cmocka_unit_test(merkle_inclusion__proves_every_leaf_of_every_size),
        cmocka_unit_test(merkle_inclusion__fails_on_any_flipped_bit),
        cmocka_unit_test(merkle_consistency__proves_every_pair_of_sizes),
        cmocka_unit_test(merkle_consistency__fails_on_any_flipped_bit),
        cmocka_unit_test(merkle__says_what_is_missing_and_touches_nothing),
        cmocka_unit_test(merkle_verify__takes_absurd_sizes),
    };
    return cmocka_run_group_tests(tests, shelf_filled, NULL);
}
