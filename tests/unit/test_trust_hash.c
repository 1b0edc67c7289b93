/* Hashes, randomness and seeded streams; expected values from other implementations. */
#include "trust/hash.h"
#include "trust_test.h"

static void sha256__of_known_texts(void **state)
{
    uint8_t hash[32];

    (void)state;
    sha256((struct bytes){ NULL, 0 }, hash);
    assert_hex(hash, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sha256((struct bytes){ (const uint8_t *)"abc", 3 }, hash);
    assert_hex(hash, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void sha256__in_pieces_is_the_same(void **state)
{
    uint8_t data[200], whole[32], pieces[32];
    struct sha256_state hashing;

    (void)state;
    memset(data, 0x5A, sizeof data);
    sha256((struct bytes){ data, sizeof data }, whole);
    for (uint32_t cut = 0; cut <= sizeof data; cut++) {
        sha256_start(&hashing);
        sha256_add(&hashing, (struct bytes){ data, cut });
        sha256_add(&hashing, (struct bytes){ NULL, 0 });
        sha256_add(&hashing, (struct bytes){ data + cut, (uint32_t)sizeof data - cut });
        sha256_end(&hashing, pieces);
        assert_memory_equal(whole, pieces, 32);
    }
}

static void leaf_and_node_hash__have_their_prefixes(void **state)
{
    uint8_t empty_leaf[32], zero_leaf[32], node[32];

    (void)state;
    leaf_hash((struct bytes){ NULL, 0 }, empty_leaf);
    assert_hex(empty_leaf, 32, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    leaf_hash((struct bytes){ (const uint8_t *)"", 1 }, zero_leaf);
    node_hash(empty_leaf, zero_leaf, node);
    assert_hex(node, 32, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    node_hash(empty_leaf, zero_leaf, empty_leaf);            /* in place */
    assert_memory_equal(empty_leaf, node, 32);
}

static void keyed_hash__frames_its_parts(void **state)
{
    const struct bytes ab_c[] = { { (const uint8_t *)"ab", 2 }, { (const uint8_t *)"c", 1 } };
    const struct bytes a_bc[] = { { (const uint8_t *)"a", 1 }, { (const uint8_t *)"bc", 2 } };
    uint8_t first[32], other[32], key[32];

    (void)state;
    keyed_hash(counting_key, "test", ab_c, 2, first, sizeof first);
    assert_hex(first, 32, "855c760c3b915ffddd987e30e333aa585e058a04b58fdf5e349d35b20525008e");
    keyed_hash(counting_key, "test", a_bc, 2, other, sizeof other);
    assert_memory_not_equal(first, other, 32);
    keyed_hash(counting_key, "tes", ab_c, 2, other, sizeof other);
    assert_memory_not_equal(first, other, 32);
    keyed_hash(counting_key, "test", ab_c, 1, other, sizeof other);
    assert_memory_not_equal(first, other, 32);
    memcpy(key, counting_key, sizeof key);
    key[31] ^= 1;
    keyed_hash(key, "test", ab_c, 2, other, sizeof other);
    assert_memory_not_equal(first, other, 32);
}

static void entropy__is_the_same_in_any_portions(void **state)
{
    struct entropy stream;
    uint8_t whole[300], portions[300];

    (void)state;
    entropy_init(&stream, counting_key);
    entropy_take(&stream, whole, sizeof whole);
    assert_hex(whole, 16, "39fd2b7dd9c5196a8dbd0377b8dc4a49");
    assert_hex(whole + 64, 16, "18b84231ade6a6d113615c61af434e27");
    for (size_t step = 1; step < 130; step += 7) {
        entropy_init(&stream, counting_key);
        for (size_t at = 0; at < sizeof portions; at += step)
            entropy_take(&stream, portions + at, at + step > sizeof portions ? sizeof portions - at : step);
        assert_memory_equal(whole, portions, sizeof whole);
    }
}

static void entropy__differs_by_seed(void **state)
{
    struct entropy stream;
    uint8_t seed[32], a[64], b[64];

    (void)state;
    memcpy(seed, counting_key, sizeof seed);
    entropy_init(&stream, seed);
    entropy_take(&stream, a, sizeof a);
    seed[0] ^= 1;
    entropy_init(&stream, seed);
    entropy_take(&stream, b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void random_bytes__are_not_the_same_twice(void **state)
{
    uint8_t a[32] = {0}, b[32] = {0};

    (void)state;
    assert_int_equal(trust_init(), OK);              /* once more is fine */
    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    random_bytes(NULL, 0);
}

static void secret__is_compared_and_wiped(void **state)
{
    uint8_t a[32], b[32], zero[32] = {0};

    (void)state;
    memcpy(a, counting_key, sizeof a);
    memcpy(b, counting_key, sizeof b);
    assert_true(secret_equal(a, b, sizeof a));
    b[31] ^= 0x80;
    assert_false(secret_equal(a, b, sizeof a));
    assert_true(secret_equal(a, b, 31));
    assert_true(secret_equal(NULL, NULL, 0));
    secret_wipe(a, sizeof a);
    assert_memory_equal(a, zero, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256__of_known_texts),
        cmocka_unit_test(sha256__in_pieces_is_the_same),
        cmocka_unit_test(leaf_and_node_hash__have_their_prefixes),
        cmocka_unit_test(keyed_hash__frames_its_parts),
        cmocka_unit_test(entropy__is_the_same_in_any_portions),
        cmocka_unit_test(entropy__differs_by_seed),
        cmocka_unit_test(random_bytes__are_not_the_same_twice),
        cmocka_unit_test(secret__is_compared_and_wiped),
    };
    return cmocka_run_group_tests(tests, trust_ready, NULL);
}
