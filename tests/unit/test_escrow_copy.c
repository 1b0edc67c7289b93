/* A copy of the keys for a bad day: opened whole with the half that lies offline, and with no other; anything else in the file is refused. */
#include "cmocka_all.h"

#include <string.h>

#include "base/text.h"
#include "key/escrow_copy.h"
#include "trust/escrow.h"

static uint8_t public_key[32], secret_key[32];

static char *copy_of(const char *head, uint8_t first, uint32_t count)
{
    static char room[ESCROW_COPY_BYTES * 2];
    struct text_builder text = text_within(room, sizeof room);

    text_add(&text, "%s", head);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t key[32], sealed[ESCROW_LEN];
        char hex[2 * ESCROW_LEN + 1];

        memset(key, (int)(first + i), sizeof key);
        escrow_seal(public_key, key, sealed);
        hex_put(hex, sealed, sizeof sealed);
        text_add(&text, "key %s %u %s\n", i == 0 ? "inventory" : "staff", i + 1, hex);
    }
    return room;
}

#define HEAD "madoguchi-escrow 1\nsite 7\ndestroy-on 2034-03-31\n"

static int setup(void **state)
{
    (void)state;
    escrow_keys(public_key, secret_key);
    return 0;
}

static void copy__opens_with_its_offline_half(void **state)
{
    struct escrow_copy copy;

    (void)state;
    assert_int_equal(escrow_copy_open(text_of(copy_of(HEAD, 5, 2)), secret_key, &copy), OK);
    assert_int_equal(copy.site, 7);
    assert_string_equal(copy.destroy_on, "2034-03-31");
    assert_int_equal(copy.count, 2);
    assert_string_equal(copy.keys[0].service, "inventory");
    assert_int_equal(copy.keys[1].epoch, 2);
    assert_int_equal(copy.keys[1].key[31], 6);
}

static void copy__opens_with_no_other_and_not_when_changed(void **state)
{
    struct escrow_copy copy = { .count = 99 };
    uint8_t other_public[32], other_secret[32];
    char *text = copy_of(HEAD, 5, 2);

    (void)state;
    escrow_keys(other_public, other_secret);
    assert_int_equal(escrow_copy_open(text_of(text), other_secret, &copy), ERR_CRYPTO);
    text[strlen(text) - 2] = text[strlen(text) - 2] == '0' ? '1' : '0';
    assert_int_equal(escrow_copy_open(text_of(text), secret_key, &copy), ERR_CRYPTO);
    assert_int_equal(copy.count, 99);
}

static void copy__refuses_what_is_none(void **state)
{
    static const char *const heads[] = { "", "madoguchi-escrow 2\nsite 7\ndestroy-on 2034-03-31\n", "madoguchi-escrow 1\nsite x\ndestroy-on 2034-03-31\n",
                                         "madoguchi-escrow 1\nsite 70000\ndestroy-on 2034-03-31\n", "madoguchi-escrow 1\nsite 7\ndestroy-on tomorrow..\n",
                                         HEAD "key ../staff 1 00\n", HEAD "key staff 0 00\n", HEAD "key staff 1 zz\n" };
    struct escrow_copy copy;
    char *text;

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        assert_int_equal(escrow_copy_open(text_of(copy_of(heads[i], 5, 1)), secret_key, &copy), ERR_MALFORMED);
    assert_int_equal(escrow_copy_open(text_of(HEAD), secret_key, &copy), ERR_MALFORMED);                /* no key */
    assert_int_equal(escrow_copy_open(text_of(copy_of(HEAD, 0, 17)), secret_key, &copy), ERR_MALFORMED);
    text = copy_of(HEAD, 5, 2);
    for (size_t len = strlen(text) - 1; len > 0; len--)                                                   /* cut anywhere but behind a key */
        if (text[len - 1] != '\n' || len == strlen(HEAD))
            assert_int_equal(escrow_copy_open((struct text){ text, (uint32_t)len }, secret_key, &copy), ERR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(copy__opens_with_its_offline_half, setup),
        cmocka_unit_test_setup(copy__opens_with_no_other_and_not_when_changed, setup),
        cmocka_unit_test_setup(copy__refuses_what_is_none, setup),
    };

    return cmocka_run_group_tests_name("copies for a bad day", tests, NULL, NULL);
}
