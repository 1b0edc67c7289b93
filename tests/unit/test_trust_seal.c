/* Sealed fields and wrapped keys: they open where they belong, and nowhere else. */
#include "trust/seal.h"
#include "trust/wrap.h"
#include "trust_test.h"

#define BOX_MAX 256

static const uint8_t nonce[SEAL_NONCE_LEN] = { 9, 8, 7 };
static const struct seal_context home = { .site = 12, .service = "inventory", .subject = 77, .field = "holder_name" };
static const char name[] = "大阪 花子";
#define NAME_BYTES ((struct bytes){ (const uint8_t *)name, sizeof name - 1 })

static void seal__opens_to_what_was_sealed_at_every_length(void **state)
{
    uint8_t plain[100], box[BOX_MAX], opened[BOX_MAX];
    uint32_t len;

    (void)state;
    for (uint32_t i = 0; i < sizeof plain; i++)
        plain[i] = (uint8_t)(0x80 - i);               /* looks like padding, too */
    for (uint32_t n = 0; n <= sizeof plain; n++) {
        size_t box_len = seal_box_len(n);

        assert_int_equal((box_len - 16) % 32, 0);
        assert_true(box_len - 16 > n);
        seal_box(counting_key, &home, nonce, (struct bytes){ n == 0 ? NULL : plain, n }, box);
        assert_int_equal(seal_open(counting_key, &home, nonce, (struct bytes){ box, (uint32_t)box_len }, opened, &len), OK);
        assert_int_equal(len, n);
        assert_memory_equal(opened, plain, n);
    }
}

static void seal__hides_the_length_within_a_step(void **state)
{
    (void)state;
    assert_int_equal(seal_box_len(0), 48);
    assert_int_equal(seal_box_len(31), 48);
    assert_int_equal(seal_box_len(32), 80);
}

static void seal__does_not_open_in_another_place(void **state)
{
    const struct seal_context places[] = {
        { .site = 13, .service = "inventory", .subject = 77, .field = "holder_name" },
        { .site = 12, .service = "inventor", .subject = 77, .field = "holder_name" },
        { .site = 12, .service = "reservations", .subject = 77, .field = "holder_name" },
        { .site = 12, .service = "inventory", .subject = 78, .field = "holder_name" },
        { .site = 12, .service = "inventory", .subject = 77, .field = "holder_kana" },
        { .site = 12, .service = "inventory", .subject = 77, .field = "holder_name2" },
    };
    uint8_t box[BOX_MAX], opened[BOX_MAX];
    uint32_t box_len = (uint32_t)seal_box_len(NAME_BYTES.len), len = 99;

    (void)state;
    seal_box(counting_key, &home, nonce, NAME_BYTES, box);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        assert_int_equal(seal_open(counting_key, &places[i], nonce, (struct bytes){ box, box_len }, opened, &len),
                         ERR_CRYPTO);
    assert_int_equal(len, 99);
}

static void seal__does_not_open_with_any_bit_changed(void **state)
{
    uint8_t box[BOX_MAX], opened[BOX_MAX], key[32], other_nonce[SEAL_NONCE_LEN];
    uint32_t box_len = (uint32_t)seal_box_len(NAME_BYTES.len), len;

    (void)state;
    seal_box(counting_key, &home, nonce, NAME_BYTES, box);
    memcpy(key, counting_key, sizeof key);
    memcpy(other_nonce, nonce, sizeof other_nonce);
    for (uint32_t bit = 0; bit < box_len * 8; bit++) {
        box[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(seal_open(key, &home, nonce, (struct bytes){ box, box_len }, opened, &len), ERR_CRYPTO);
        box[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (uint32_t bit = 0; bit < sizeof key * 8; bit++) {
        key[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(seal_open(key, &home, nonce, (struct bytes){ box, box_len }, opened, &len), ERR_CRYPTO);
        key[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (uint32_t bit = 0; bit < sizeof nonce * 8; bit++) {
        other_nonce[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(seal_open(key, &home, other_nonce, (struct bytes){ box, box_len }, opened, &len), ERR_CRYPTO);
        other_nonce[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(seal_open(key, &home, other_nonce, (struct bytes){ box, box_len }, opened, &len), OK);
}

static void seal__does_not_open_at_any_other_length(void **state)
{
    uint8_t box[BOX_MAX] = {0}, opened[BOX_MAX];
    uint32_t box_len = (uint32_t)seal_box_len(NAME_BYTES.len), len;

    (void)state;
    seal_box(counting_key, &home, nonce, NAME_BYTES, box);
    for (uint32_t other = 0; other < sizeof box; other++) {
        if (other != box_len)
            assert_int_equal(seal_open(counting_key, &home, nonce, (struct bytes){ box, other }, opened, &len),
                             ERR_CRYPTO);
    }
    assert_int_equal(seal_open(counting_key, &home, nonce, (struct bytes){ NULL, 0 }, opened, &len), ERR_CRYPTO);
}

static void key_wrap__opens_under_its_name_and_epoch_alone(void **state)
{
    uint8_t key[32], wrapped[WRAPPED_LEN], opened[32] = {0}, zero[32] = {0};

    (void)state;
    memset(key, 0xA5, sizeof key);
    key_wrap(counting_key, 3, TEXT("subject.77"), nonce, key, wrapped);
    assert_memory_equal(wrapped, nonce, sizeof nonce);
    assert_int_equal(key_unwrap(counting_key, 4, TEXT("subject.77"), wrapped, opened), ERR_CRYPTO);
    assert_int_equal(key_unwrap(counting_key, 3, TEXT("subject.78"), wrapped, opened), ERR_CRYPTO);
    assert_int_equal(key_unwrap(key, 3, TEXT("subject.77"), wrapped, opened), ERR_CRYPTO);
    for (size_t bit = 0; bit < sizeof wrapped * 8; bit++) {
        wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(key_unwrap(counting_key, 3, TEXT("subject.77"), wrapped, opened), ERR_CRYPTO);
        wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_memory_equal(opened, zero, sizeof opened);
    assert_int_equal(key_unwrap(counting_key, 3, TEXT("subject.77"), wrapped, opened), OK);
    assert_memory_equal(opened, key, sizeof opened);
}

static void secret_alloc__gives_zeroed_memory(void **state)
{
    uint8_t *at = secret_alloc(40);
    uint8_t zero[40] = {0};

    (void)state;
    assert_non_null(at);
    assert_memory_equal(at, zero, sizeof zero);
    memset(at, 1, 40);
    secret_free(at);
    secret_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seal__opens_to_what_was_sealed_at_every_length),
        cmocka_unit_test(seal__hides_the_length_within_a_step),
        cmocka_unit_test(seal__does_not_open_in_another_place),
        cmocka_unit_test(seal__does_not_open_with_any_bit_changed),
        cmocka_unit_test(seal__does_not_open_at_any_other_length),
        cmocka_unit_test(key_wrap__opens_under_its_name_and_epoch_alone),
        cmocka_unit_test(secret_alloc__gives_zeroed_memory),
    };
    return cmocka_run_group_tests(tests, trust_ready, NULL);
}
