#include "cmocka_all.h"

#include <string.h>

#include "codec/read.h"
#include "codec/write.h"

static uint8_t room[1024];

/* {"a": -5, "b": ["x", true, <2 bytes>], "c": {"d": 70000}, "e": "窓口"} */
static struct bytes sample(void)
{
    struct writer w = writer_of(room, sizeof(room));

    write_map(&w, 4);
    write_key(&w, "a");
    write_i64(&w, -5);
    write_key(&w, "b");
    write_array(&w, 3);
    write_text(&w, TEXT("x"));
    write_bool(&w, true);
    write_bin(&w, (struct bytes){ (const uint8_t *)"\x00\x01", 2 });
    write_key(&w, "c");
    write_map(&w, 1);
    write_key(&w, "d");
    write_u64(&w, 70000);
    write_key(&w, "e");
    write_text(&w, TEXT("窓口"));
    return written(&w);
}

static void reader__walks_a_message(void **state)
{
    struct reader r = reader_of(sample());
    struct text text;
    struct bytes bin;
    uint32_t count;
    int64_t number;
    uint64_t wide;
    bool flag;

    (void)state;
    assert_true(read_map(&r, &count) && count == 4);
    assert_true(read_text(&r, &text) && text_is(text, "a"));
    assert_int_equal(read_type(&r), VALUE_I64);
    assert_true(read_i64(&r, &number) && number == -5);
    assert_true(read_text(&r, &text) && read_array(&r, &count) && count == 3);
    assert_true(read_text(&r, &text) && text_is(text, "x"));
    assert_true(read_bool(&r, &flag) && flag);
    assert_true(read_bin(&r, &bin) && bin.len == 2 && bin.at[1] == 1);
    assert_true(read_text(&r, &text) && read_map(&r, &count) && count == 1);
    assert_true(read_text(&r, &text) && text_is(text, "d"));
    assert_int_equal(read_type(&r), VALUE_U64);
    assert_true(read_u64(&r, &wide) && wide == 70000);
    assert_true(read_skip(&r));
    assert_true(read_text(&r, &text) && text_is(text, "窓口"));
    assert_int_equal(read_type(&r), VALUE_END);
    assert_int_equal(read_offset(&r), sample().len);
    assert_false(read_skip(&r));
}

static void reader__does_not_move_on_another_type(void **state)
{
    struct reader r = reader_of(sample());
    struct text text;
    struct bytes bin = { room, 99 };
    uint32_t count;
    uint64_t wide;
    int64_t number;
    bool flag;

    (void)state;
    assert_false(read_array(&r, &count));
    assert_false(read_text(&r, &text));
    assert_false(read_bin(&r, &bin));
    assert_false(read_u64(&r, &wide));
    assert_false(read_i64(&r, &number));
    assert_false(read_bool(&r, &flag));
    assert_int_equal(read_offset(&r), 0);
    assert_int_equal(bin.len, 99);
}

static void read_i64__takes_both_families_within_its_range(void **state)
{
    static const struct { const char *at; uint32_t len; bool fits; int64_t v; } cases[] = {
        { "\x05", 1, true, 5 }, { "\xFB", 1, true, -5 }, { "\xD3\x80\0\0\0\0\0\0\0", 9, true, INT64_MIN },
        { "\xCF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9, true, INT64_MAX }, { "\xCF\x80\0\0\0\0\0\0\0", 9, false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct reader r = reader_of((struct bytes){ (const uint8_t *)cases[i].at, cases[i].len });
        int64_t v = 0;
        assert_int_equal(read_i64(&r, &v), cases[i].fits);
        assert_true(v == cases[i].v);
    }
}

static void read_raw__gives_whole_values(void **state)
{
    struct reader r = reader_of(sample());
    struct bytes raw;

    (void)state;
    assert_true(read_raw(&r, &raw));
    assert_true(bytes_equal(raw, sample()));
    assert_false(read_raw(&r, &raw));
}

static void map_get__finds_by_key(void **state)
{
    struct bytes map = sample(), bin;
    struct text text;
    uint64_t wide = 1;

    (void)state;
    assert_true(map_get_text(map, "e", &text) && text_is(text, "窓口"));
    assert_true(map_get_u64(map_get(map, "c"), "d", &wide) && wide == 70000);
    assert_false(map_get_u64(map, "d", &wide));
    assert_false(map_get_u64(map, "a", &wide));          /* negative */
    assert_false(map_get_bin(map, "e", &bin));
    assert_int_equal(wide, 70000);
    assert_null(map_get(map, "").at);
    assert_null(map_get(map_get(map, "b"), "x").at);
    assert_null(map_get((struct bytes){ NULL, 0 }, "x").at);
}

/* Not promised to callers, but cheap to keep: bytes nobody checked do not lead past the end. */
static void reader__stays_inside_unchecked_bytes(void **state)
{
    struct bytes whole = sample();

    (void)state;
    for (uint32_t len = 0; len < whole.len; len++) {
        uint8_t *cut = malloc(len > 0 ? len : 1);
        assert_non_null(cut);
        memcpy(cut, whole.at, len);
        struct reader r = reader_of((struct bytes){ cut, len });
        assert_false(read_skip(&r));
        assert_int_equal(read_offset(&r), 0);
        map_get((struct bytes){ cut, len }, "zz");
        free(cut);
    }
    struct reader huge = reader_of((struct bytes){ (const uint8_t *)"\xDD\xFF\xFF\xFF\xFF", 5 });
    assert_false(read_skip(&huge));
    struct reader nil = reader_of((struct bytes){ (const uint8_t *)"\xC0", 1 });
    assert_int_equal(read_type(&nil), VALUE_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reader__walks_a_message),
        cmocka_unit_test(reader__does_not_move_on_another_type),
        cmocka_unit_test(read_i64__takes_both_families_within_its_range),
        cmocka_unit_test(read_raw__gives_whole_values),
        cmocka_unit_test(map_get__finds_by_key),
        cmocka_unit_test(reader__stays_inside_unchecked_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
