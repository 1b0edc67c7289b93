#include "cmocka_all.h"

#include <string.h>

#include "codec/write.h"

#define ROOM 70000

static uint8_t room[ROOM];

static void assert_written(const struct writer *w, const char *expected, size_t len)
{
    struct bytes out = written(w);

    assert_int_equal(out.len, len);
    assert_memory_equal(out.at, expected, len);
}

#define ASSERT_WRITTEN(w, literal) assert_written(w, literal, sizeof(literal) - 1)

static struct writer fresh(void)
{
    return writer_of(room, ROOM);
}

static void write_u64__takes_the_shortest_form(void **state)
{
    static const struct { uint64_t v; const char *bytes; size_t len; } golden[] = {
        { 0, "\x00", 1 }, { 127, "\x7F", 1 }, { 128, "\xCC\x80", 2 }, { 255, "\xCC\xFF", 2 }, { 256, "\xCD\x01\x00", 3 }, { 65535, "\xCD\xFF\xFF", 3 },
        { 65536, "\xCE\x00\x01\x00\x00", 5 }, { UINT32_MAX, "\xCE\xFF\xFF\xFF\xFF", 5 }, { UINT64_C(1) << 32, "\xCF\0\0\0\1\0\0\0\0", 9 },
        { UINT64_MAX, "\xCF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
        struct writer w = fresh();
        write_u64(&w, golden[i].v);
        assert_written(&w, golden[i].bytes, golden[i].len);
    }
}

static void write_i64__is_unsigned_unless_negative(void **state)
{
    static const struct { int64_t v; const char *bytes; size_t len; } golden[] = {
        { 0, "\x00", 1 }, { 127, "\x7F", 1 }, { 128, "\xCC\x80", 2 }, { 32768, "\xCD\x80\x00", 3 }, { INT64_C(1) << 31, "\xCE\x80\0\0\0", 5 },
        { INT64_MAX, "\xCF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9 }, { -1, "\xFF", 1 }, { -32, "\xE0", 1 }, { -33, "\xD0\xDF", 2 },
        { -128, "\xD0\x80", 2 }, { -129, "\xD1\xFF\x7F", 3 }, { -32768, "\xD1\x80\x00", 3 }, { -32769, "\xD2\xFF\xFF\x7F\xFF", 5 },
        { INT32_MIN, "\xD2\x80\0\0\0", 5 }, { INT64_C(-2147483649), "\xD3\xFF\xFF\xFF\xFF\x7F\xFF\xFF\xFF", 9 }, { INT64_MIN, "\xD3\x80\0\0\0\0\0\0\0", 9 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
        struct writer w = fresh();
        write_i64(&w, golden[i].v);
        assert_written(&w, golden[i].bytes, golden[i].len);
    }
}

static void heads__take_the_shortest_form(void **state)
{
    struct writer w = fresh();

    (void)state;
    write_map(&w, 15);
    write_map(&w, 16);
    write_map(&w, 65536);
    write_array(&w, 15);
    write_array(&w, 16);
    write_array(&w, 65536);
    write_bool(&w, true);
    write_bool(&w, false);
    ASSERT_WRITTEN(&w, "\x8F\xDE\x00\x10\xDF\x00\x01\x00\x00\x9F\xDC\x00\x10\xDD\x00\x01\x00\x00\xC3\xC2");
}

static void runs__take_the_shortest_form(void **state)
{
    static char long_text[65536];
    static const struct { uint32_t len; const char *text_head, *bin_head; size_t text_head_len, bin_head_len; } golden[] = {
        { 0, "\xA0", "\xC4\x00", 1, 2 }, { 31, "\xBF", "\xC4\x1F", 1, 2 }, { 32, "\xD9\x20", "\xC4\x20", 2, 2 }, { 255, "\xD9\xFF", "\xC4\xFF", 2, 2 },
        { 256, "\xDA\x01\x00", "\xC5\x01\x00", 3, 3 }, { 65535, "\xDA\xFF\xFF", "\xC5\xFF\xFF", 3, 3 }, { 65536, "\xDB\0\1\0\0", "\xC6\0\1\0\0", 5, 5 },
    };

    (void)state;
    memset(long_text, 'x', sizeof(long_text));
    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
        struct writer w = fresh();
        write_text(&w, (struct text){ long_text, golden[i].len });
        assert_int_equal(w.len, golden[i].text_head_len + golden[i].len);
        assert_memory_equal(room, golden[i].text_head, golden[i].text_head_len);
        w = fresh();
        write_bin(&w, (struct bytes){ (const uint8_t *)long_text, golden[i].len });
        assert_int_equal(w.len, golden[i].bin_head_len + golden[i].len);
        assert_memory_equal(room, golden[i].bin_head, golden[i].bin_head_len);
    }
    struct writer w = fresh();
    write_text(&w, text_of(NULL));
    write_key(&w, "窓");
    write_raw(&w, (struct bytes){ (const uint8_t *)"\x92\x01\x02", 3 });
    ASSERT_WRITTEN(&w, "\xA0\xA3\xE7\xAA\x93\x92\x01\x02");
}

static void full__latches_and_keeps_what_fitted(void **state)
{
    struct writer w = writer_of(room, 6);

    (void)state;
    write_u64(&w, 1);
    write_text(&w, TEXT("abc"));
    assert_false(w.full);
    write_text(&w, TEXT("abc"));                         /* its head would fit */
    assert_true(w.full);
    assert_int_equal(w.len, 5);
    write_u64(&w, 1);                                    /* would fit, but comes too late */
    write_raw(&w, (struct bytes){ (const uint8_t *)"\x01", 1 });
    assert_int_equal(w.len, 5);
    struct writer none = writer_of(NULL, 0);
    write_map(&none, 0);
    assert_true(none.full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_u64__takes_the_shortest_form),
        cmocka_unit_test(write_i64__is_unsigned_unless_negative),
        cmocka_unit_test(heads__take_the_shortest_form),
        cmocka_unit_test(runs__take_the_shortest_form),
        cmocka_unit_test(full__latches_and_keeps_what_fitted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
