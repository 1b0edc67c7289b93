#include "cmocka_all.h"

#include "base/arena.h"
#include "base/date.h"

struct reading {
    const char *text;
    uint32_t v;             /* 0: no date */
    bool warned;
};

static void read_all(const struct reading *readings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct date d = { 7 };
        bool warned = true;
        bool read = date_parse(text_of(readings[i].text), &d, &warned);

        if (read != (readings[i].v != 0))
            fail_msg("%s: read %d", readings[i].text, read);
        if (!read) {
            assert_int_equal(d.v, 7);                   /* untouched */
            assert_true(warned);
        } else if (d.v != readings[i].v || warned != readings[i].warned) {
            fail_msg("%s: %u, warned %d", readings[i].text, d.v, warned);
        }
    }
}

#define READ_ALL(readings) read_all(readings, sizeof(readings) / sizeof((readings)[0]))

static void parse__takes_the_usual_forms(void **state)
{
    static const struct reading readings[] = {
        { "2027-02-01", 20270201, false }, { "2027/2/1", 20270201, false }, { "2027/02/01", 20270201, false },
        { "２０２７／２／１", 20270201, false }, { "2027年2月1日", 20270201, false }, { "令和9年2月1日", 20270201, false },
        { "令和９年２月１日", 20270201, false }, { "R9.2.1", 20270201, false }, { "Ｒ９．２．１", 20270201, false }, { "r9.2.1", 20270201, false },
        { "R09.02.01", 20270201, false }, { "令和9.2.1", 20270201, false }, { "昭和元年12月25日", 19261225, false }, { "S1.12.25", 19261225, false },
        { "H元.1.8", 19890108, false }, { "平成30年4月1日", 20180401, false }, { "S55.4.10", 19800410, false }, { "T15.12.24", 19261224, false },
        { "M45.7.29", 19120729, false }, { "明治6年1月1日", 18730101, false }, { "2028-02-29", 20280229, false },
    };

    (void)state;
    READ_ALL(readings);
}

static void parse__eras_end_where_they_end(void **state)                       /* domain 7.3 */
{
    static const struct reading readings[] = {
        { "明治45年7月30日", 19120730, false }, { "大正元年7月30日", 19120730, false },       /* both eras */
        { "大正15年12月25日", 19261225, false }, { "昭和元年12月25日", 19261225, false },
        { "昭和64年1月7日", 19890107, false }, { "平成元年1月8日", 19890108, false },
        { "平成31年4月30日", 20190430, false }, { "令和元年5月1日", 20190501, false },
        { "平成31年5月1日", 20190501, true }, { "平成31年12月31日", 20191231, true },        /* converted, with a warning */
        { "昭和64年1月8日", 19890108, true }, { "大正15年12月26日", 19261226, true }, { "明治45年7月31日", 19120731, true },
        { "昭和65年1月1日", 0, false }, { "平成32年1月1日", 0, false }, { "明治46年1月1日", 0, false }, { "大正16年1月1日", 0, false },
        { "令和元年4月30日", 0, false }, { "平成元年1月7日", 0, false }, { "昭和元年12月24日", 0, false }, { "大正元年7月29日", 0, false },
        { "明治5年12月2日", 0, false }, { "明治元年1月25日", 0, false },                     /* lunar calendar */
    };

    (void)state;
    READ_ALL(readings);
}

static void parse__refuses_everything_else(void **state)
{
    static const struct reading readings[] = {
        { "", 0, false }, { "不詳", 0, false }, { "2027", 0, false }, { "2027-02", 0, false }, { "平成31年5月", 0, false }, { "27-02-01", 0, false },
        { "2027-02-29", 0, false }, { "2027-13-01", 0, false }, { "2027-00-10", 0, false }, { "2027-02-00", 0, false }, { "2027-2/1", 0, false },
        { "2027-02-01 ", 0, false }, { " 2027-02-01", 0, false }, { "2027-02-01T00:00", 0, false }, { "20270201", 0, false }, { "2027--2-1", 0, false },
        { "2027年2月1", 0, false }, { "2027年2-1日", 0, false }, { "2027月2年1日", 0, false }, { "R9.2.1日", 0, false }, { "X9.2.1", 0, false },
        { "R0.2.1", 0, false }, { "R9.2", 0, false }, { "RR9.2.1", 0, false }, { "平成元元年1月1日", 0, false }, { "平成1元年1月1日", 0, false },
        { "平成9年元月1日", 0, false }, { "元年1月1日", 0, false }, { "令和", 0, false }, { "2027-001-01", 0, false }, { "02027-01-01", 0, false },
        { "令和9年2月1日令和9年2月1日", 0, false }, { "\xFF", 0, false }, { "2027-02-0\xE3\x81", 0, false }, { "1867-12-31", 0, false }, { "-1-1-1", 0, false },
        { "9y2m1d", 0, false }, { "2027y2m1d", 0, false }, { "R9y2m1d", 0, false }, { "Rg.2.1", 0, false },
    };

    (void)state;
    READ_ALL(readings);
    assert_false(date_parse(text_of(NULL), &(struct date){ 0 }, &(bool){ false }));
}

static void put__writes_iso(void **state)
{
    char to[21];

    (void)state;
    date_put(to, (struct date){ 20270201 });
    assert_string_equal(to, "2027-02-01");
    date_put(to, (struct date){ 0 });
    assert_string_equal(to, "-");
    tokyo_put(to, UINT64_C(1801440300000000));
    assert_string_equal(to, "2027-02-01 09:05");
    rfc3339_put(to, UINT64_C(1801440300999999));
    assert_string_equal(to, "2027-02-01T00:05:00Z");
    rfc3339_put(to, TIME_US_MAX);
    assert_string_equal(to, "9999-12-31T14:59:59Z");
}

static void wareki__names_era_and_weekday(void **state)
{
    static const struct { uint32_t v; const char *text; } cases[] = {
        { 20270201, "令和9年2月1日 (月)" }, { 20190501, "令和元年5月1日 (水)" }, { 20190430, "平成31年4月30日 (火)" }, { 19890108, "平成元年1月8日 (日)" },
        { 19890107, "昭和64年1月7日 (土)" }, { 19261225, "昭和元年12月25日 (土)" }, { 19120730, "大正元年7月30日 (火)" }, { 19120729, "明治45年7月29日 (月)" },
        { 18730101, "明治6年1月1日 (水)" }, { 0, "-" },
    };
    struct arena arena;

    (void)state;
    arena_init(&arena, 4096);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(text_terminated(&arena, date_wareki(&arena, (struct date){ cases[i].v })), cases[i].text);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__takes_the_usual_forms),
        cmocka_unit_test(parse__eras_end_where_they_end),
        cmocka_unit_test(parse__refuses_everything_else),
        cmocka_unit_test(put__writes_iso),
        cmocka_unit_test(wareki__names_era_and_weekday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
