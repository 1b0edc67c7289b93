#include "cmocka_all.h"

#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/id.h"

static int setup(void **state)
{
    static struct arena arena;

    arena_init(&arena, 1 << 16);
    *state = &arena;
    return 0;
}

static int teardown(void **state)
{
    arena_fini(*state);
    return 0;
}

static void text_of__keeps_absent_apart(void **state)
{
    (void)state;
    assert_null(text_of(NULL).at);
    assert_non_null(text_of("").at);
    assert_int_equal(text_of("窓口").len, 6);
    assert_true(text_is(TEXT("a"), "a"));
    assert_false(text_is(TEXT("a"), "ab"));
    assert_true(text_equal(text_of(NULL), TEXT("")));
}

static void copies__own_their_bytes(void **state)
{
    char original[] = "abc";
    struct text copy = text_copy(*state, text_of(original));
    const char *terminated = text_terminated(*state, (struct text){ original, 2 });

    original[0] = 'x';
    assert_true(text_is(copy, "abc"));
    assert_string_equal(terminated, "ab");
    assert_null(text_copy(*state, text_of(NULL)).at);
    assert_string_equal(text_terminated(*state, text_of(NULL)), "");
    assert_non_null(bytes_copy(*state, (struct bytes){ (const uint8_t *)"", 0 }).at);
}

static void text_format__measures_first(void **state)
{
    struct text text = text_format(*state, "%s-%03d", "窓", 7);

    assert_true(text_is(text, "窓-007"));
    assert_int_equal(text.at[text.len], '\0');
    assert_int_equal(text_format(*state, "%2000d", 1).len, 2000);
}

static void utf8_next__reads_each_length(void **state)
{
    struct text text = TEXT("aé窓𠮷");
    uint32_t offset = 0;

    (void)state;
    assert_int_equal(utf8_next(text, &offset), 'a');
    assert_int_equal(utf8_next(text, &offset), 0xE9);
    assert_int_equal(utf8_next(text, &offset), 0x7A93);
    assert_int_equal(utf8_next(text, &offset), 0x20BB7);
    assert_int_equal(offset, text.len);
    assert_int_equal(text_code_points(text), 4);
}

static void utf8__edges_of_the_code_space_are_fine(void **state)
{
    static const char *const good[] = {
        "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(utf8_valid(text_of(good[i])));
    assert_true(utf8_valid((struct text){ "\0", 1 }));
    assert_true(utf8_valid(text_of(NULL)));
}

static void utf8__malformed_is_found_where_it_is(void **state)
{
    static const char *const bad[] = {
        "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2" "A", "\xE0\x9F\xBF", "\xE3\x81", "\xE3\x81" "A", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF",
    };
    char long_text[64];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint32_t offset = 0;
        assert_false(utf8_valid(text_of(bad[i])));
        assert_int_equal(utf8_next(text_of(bad[i]), &offset), UINT32_MAX);
        assert_int_equal(offset, 0);
    }
    for (uint32_t at = 0; at < 40; at++) {              /* in and around the eight-byte strides */
        memset(long_text, 'a', sizeof(long_text));
        long_text[at] = (char)0xFF;
        assert_int_equal(utf8_bad_at((struct text){ long_text, 40 }), at);
    }
}

static void numbers__are_big_endian_and_come_back(void **state)
{
    uint8_t to[8];

    (void)state;
    be64_put(to, UINT64_C(0x0102030405060708));
    assert_memory_equal(to, "\1\2\3\4\5\6\7\10", 8);
    assert_true(be64_get(to) == UINT64_C(0x0102030405060708));
    be32_put(to, 0xA1B2C3D4);
    assert_memory_equal(to, "\xA1\xB2\xC3\xD4", 4);
    assert_int_equal(be32_get(to), 0xA1B2C3D4);
    be16_put(to, 0xFE01);
    assert_memory_equal(to, "\xFE\x01", 2);
    assert_int_equal(be16_get(to), 0xFE01);
}

static void hex__comes_back_and_refuses_the_rest(void **state)
{
    const uint8_t bytes[3] = { 0x00, 0xAB, 0xFF };
    uint8_t back[3] = { 9, 9, 9 };
    char hex[7];

    (void)state;
    hex_put(hex, bytes, 3);
    assert_string_equal(hex, "00abff");
    assert_false(hex_get(back, 3, TEXT("00abf")));
    assert_false(hex_get(back, 3, TEXT("00abfg")));
    assert_false(hex_get(back, 3, TEXT("00abff00")));
    assert_int_equal(back[0], 9);
    assert_true(hex_get(back, 3, TEXT("00aBFf")));
    assert_memory_equal(back, bytes, 3);
}

static void base64__pads(void **state)
{
    static const struct { const char *plain, *coded; } cases[] = {       /* RFC 4648, section 10 */
        { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
        { "\xFB\xFF\xBF", "+/+/" },
    };
    char to[16];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct text plain = text_of(cases[i].plain);
        base64_put(to, sizeof(to), (struct bytes){ (const uint8_t *)plain.at, plain.len });
        assert_string_equal(to, cases[i].coded);
    }
}

static void base64__comes_back_and_refuses_the_rest(void **state)
{
    static const char *const wrong[] = { "=", "Zg=", "Zg", "Z===", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v=", "Zm9v\n===", "Z=9v", "-_-_" };
    uint8_t back[8];
    char to[16];
    uint32_t len;

    (void)state;
    for (uint32_t n = 0; n <= 8; n++) {
        static const uint8_t bytes[8] = { 0xFF, 0, 0x3E, 0xBF, 7, 0x80, 0x0F, 0xFE };

        base64_put(to, sizeof(to), (struct bytes){ bytes, n });
        assert_true(base64_get(back, n, text_of(to), &len));
        assert_int_equal(len, n);
        assert_memory_equal(back, bytes, n);
        assert_false(n > 0 && base64_get(back, n - 1, text_of(to), &len));
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(base64_get(back, sizeof(back), text_of(wrong[i]), &len));
}

static void err_text__has_words_for_each(void **state)
{
    (void)state;
    assert_string_equal(err_text(OK), "fine");
    assert_string_equal(err_text(ERR_TIMEOUT), "no answer in time");
}

static void id__holds_site_and_sequence(void **state)
{
    struct thing_id { uint64_t v; } a = { id_make(27231, ID_SEQUENCE_MAX) }, b = { id_make(27231, 1) };

    (void)state;
    assert_int_equal(id_site(a.v), 27231);
    assert_true(id_sequence(a.v) == ID_SEQUENCE_MAX);
    assert_true(is_set(b) && !same(a, b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of__keeps_absent_apart),
        cmocka_unit_test(copies__own_their_bytes),
        cmocka_unit_test(text_format__measures_first),
        cmocka_unit_test(utf8_next__reads_each_length),
        cmocka_unit_test(utf8__edges_of_the_code_space_are_fine),
        cmocka_unit_test(utf8__malformed_is_found_where_it_is),
        cmocka_unit_test(numbers__are_big_endian_and_come_back),
        cmocka_unit_test(hex__comes_back_and_refuses_the_rest),
        cmocka_unit_test(base64__pads),
        cmocka_unit_test(base64__comes_back_and_refuses_the_rest),
        cmocka_unit_test(err_text__has_words_for_each),
        cmocka_unit_test(id__holds_site_and_sequence),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
