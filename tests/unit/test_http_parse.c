/* Targets, queries, cookies and header fields, byte by byte. */
#include "cmocka_all.h"
#include "base/text.h"
#include "http/parse.h"

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static void expect_fields(const char *raw, const char *path, const char *fields)
{
    struct target target;
    struct text_builder got = text_growing();

    assert_int_equal(target_parse(text_of(raw), &arena, &target), OK);
    assert_true(text_is(target.path, path));
    for (uint32_t i = 0; i < target.field_count; i++)
        text_add(&got, "[%.*s=%.*s]", (int)target.fields[i].name.len, target.fields[i].name.at, (int)target.fields[i].value.len, target.fields[i].value.at);
    assert_string_equal(got.at == NULL ? "" : got.at, fields);
    text_drop(&got);
}

static void target__is_decoded_into_path_and_fields(void **state)
{
    (void)state;
    expect_fields("/", "/", "");
    expect_fields("/?", "/", "");
    expect_fields("/api/queueing/desk?desk_id=3", "/api/queueing/desk", "[desk_id=3]");
    expect_fields("/a+b%2B", "/a+b+", "");                              /* a plus is a plus in a path */
    expect_fields("/?a=1&b=2&a=3", "/", "[a=1][b=2][a=3]");
    expect_fields("/?a+b=c+d%2Be", "/", "[a b=c d+e]");
    expect_fields("/?a", "/", "[a=]");
    expect_fields("/?a=b=c&&d=", "/", "[a=b=c][d=]");
    expect_fields("/?a=?&b=/", "/", "[a=?][b=/]");
    expect_fields("/?n=%e5%90%8D", "/", "[n=\xe5\x90\x8d]");
    expect_fields("/?a=%26%3d", "/", "[a=&=]");
    expect_fields("/?a=%0a%09", "/", "[a=\n\t]");                       /* who takes the field judges it */
    expect_fields("/..//%2e%2e/", "/..//../", "");
}

static void target__of_another_form_is_malformed(void **state)
{
    static const char *const raws[] = { "", "a", "?a=1", "*", "http://a/", "/ ", "/\t", "/a#b", "/%", "/%1", "/%g0", "/%0g", "/%00", "/%01", "/%7F", "/%c2%80", "/%FF", "/%C0%AF",
                                        "/%F4%90%80%80", "/\xc3\xa9", "/?a=%", "/?%=1", "/?a=%0", "/?a=%00", "/?a=%80", "/?=", "/?=x", "/?%00=1" };
    struct target target;
    (void)state;

    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
        if (target_parse(text_of(raws[i]), &arena, &target) != ERR_MALFORMED)
            fail_msg("\"%s\"", raws[i]);
    }
    assert_int_equal(target_parse((struct text){ "/a\0b", 4 }, &arena, &target), ERR_MALFORMED);
}

static void target__has_at_most_256_fields(void **state)
{
    struct text_builder raw = text_growing();
    struct target target;
    (void)state;

    text_add(&raw, "/?a");
    for (int i = 1; i < 256; i++)
        text_add(&raw, "&a");
    assert_int_equal(target_parse(text_of(raw.at), &arena, &target), OK);
    assert_int_equal(target.field_count, 256);
    text_add(&raw, "&");
    assert_int_equal(target_parse(text_of(raw.at), &arena, &target), ERR_LIMIT);
    text_drop(&raw);
}

static void expect_cookie(const char *header, const char *name, uint32_t count, const char *value)
{
    struct text got = { NULL, 0 };

    assert_int_equal(cookie_find(text_of(header), name, &got), count);
    assert_true(value == NULL ? got.at == NULL : text_is(got, value));
}

static void cookie__is_found_by_its_whole_name(void **state)
{
    (void)state;
    expect_cookie("a=1", "a", 1, "1");
    expect_cookie("a=1; b=2", "b", 1, "2");
    expect_cookie("a=1;b=2", "b", 1, "2");
    expect_cookie(" \ta=1 ;; b=\"2\"", "b", 1, "2");
    expect_cookie("a=1; a=2; a=3", "a", 3, "3");
    expect_cookie("aa=1; ab=2", "a", 0, NULL);
    expect_cookie("A=1", "a", 0, NULL);                                  /* names of cookies differ by case */
    expect_cookie("a", "a", 0, NULL);
    expect_cookie("a=", "a", 1, "");
    expect_cookie("a=b=c", "a", 1, "b=c");
    expect_cookie("a=\"", "a", 1, "\"");
    expect_cookie("a=\"x;b=1\"", "b", 1, "1\"");                         /* a quote holds nothing together */
    expect_cookie("", "a", 0, NULL);
    expect_cookie("=1; ;", "a", 0, NULL);
}

static void coding__is_taken_when_named_or_by_star_and_not_weighed_zero(void **state)
{
    (void)state;
    assert_true(coding_accepted(TEXT("gzip"), "gzip"));
    assert_true(coding_accepted(TEXT("gzip, deflate, br, zstd"), "gzip"));
    assert_true(coding_accepted(TEXT("br;q=1.0, GZIP ;q=0.5"), "gzip"));
    assert_true(coding_accepted(TEXT("gzip;q=0.001"), "gzip"));
    assert_true(coding_accepted(TEXT("*"), "gzip"));
    assert_true(coding_accepted(TEXT("*;q=0, gzip"), "gzip"));
    assert_false(coding_accepted(TEXT("gzip; q=0"), "gzip"));
    assert_false(coding_accepted(TEXT("gzip;q=0.000, *"), "gzip"));
    assert_false(coding_accepted(TEXT("*;q=0"), "gzip"));
    assert_false(coding_accepted(TEXT("identity"), "gzip"));
    assert_false(coding_accepted(TEXT("xgzip, gzipx"), "gzip"));
    assert_false(coding_accepted(TEXT(""), "gzip"));
}

static void header__is_a_token_and_a_line(void **state)
{
    (void)state;
    assert_true(header_name_fine(TEXT("Content-Length")));
    assert_false(header_name_fine(TEXT("")));
    assert_false(header_name_fine(TEXT("Content-Length ")));
    assert_false(header_name_fine(TEXT("a(b)")));
    assert_false(header_name_fine(TEXT("\xc3\xa9")));
    assert_true(header_value_fine(TEXT("a\tb \xc3\xa9")));
    assert_true(header_value_fine(TEXT("")));
    assert_false(header_value_fine(TEXT("a\r\nb")));
    assert_false(header_value_fine(TEXT("a\x1b")));
    assert_false(header_value_fine(TEXT("\x7f")));
    assert_false(header_value_fine(TEXT("\xff")));
    assert_true(header_name_is(TEXT("ORIGIN"), "Origin"));
    assert_false(header_name_is(TEXT("Origin2"), "Origin"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(target__is_decoded_into_path_and_fields), cmocka_unit_test(target__of_another_form_is_malformed),
        cmocka_unit_test(target__has_at_most_256_fields),          cmocka_unit_test(cookie__is_found_by_its_whole_name),
        cmocka_unit_test(coding__is_taken_when_named_or_by_star_and_not_weighed_zero), cmocka_unit_test(header__is_a_token_and_a_line),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
