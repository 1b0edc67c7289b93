/* The Cabinet Office's list: the form as published, and what is wrong with a damaged one. */
#include "cmocka_all.h"

#include "base/date.h"
#include "shell/holidays.h"

/* Heading and names in CP932, as in the published file; the second byte of 日's neighbours may look like ASCII. */
#define HEADING "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x8c\x8e\x93\xfa,\x96\xbc\x8f\xcc\r\n"
#define NEW_YEAR "2027/1/1,\x8c\xb3\x93\xfa\r\n"
#define ADULTS "2027/1/11,\x90\xac\x90\x6c\x82\xcc\x93\xfa\r\n"

static struct arena arena;
static struct complaints complaints;

static bool parse(const char *in, struct list *ret)
{
    complaints_init(&complaints, &arena);
    return holidays_parse("holidays.csv", text_of(in), &arena, &complaints, ret);
}

static void refused(const char *in, const char *line)
{
    struct list days = { NULL, 9 };

    assert_false(parse(in, &days));
    assert_int_equal(days.count, 9);
    assert_string_equal(complaints_text(&complaints).at, line);
}

static void holidays__published_form(void **state)
{
    struct list days;

    (void)state;
    assert_true(parse(HEADING NEW_YEAR ADULTS, &days));
    assert_int_equal(days.count, 2);
    assert_int_equal(((const struct date *)days.at)[0].v, 20270101);
    assert_int_equal(((const struct date *)days.at)[1].v, 20270111);
}

static void holidays__damaged_lines(void **state)
{
    (void)state;
    refused(HEADING "2027-01-01,x\r\n", "holidays.csv:2:1: 「2027/1/1,名称」の形の行ではありません。 / not a line like 2027/1/1,name with a day that exists.\n");
    refused(HEADING NEW_YEAR "2027/2/30,x\r\n", "holidays.csv:3:1: 「2027/1/1,名称」の形の行ではありません。 / not a line like 2027/1/1,name with a day that exists.\n");
    refused(HEADING ADULTS NEW_YEAR, "holidays.csv:3:1: 日付が前の行より後になっていません。 / the day does not come after the one in the line before.\n");
    refused(HEADING, "holidays.csv:1:1: 祝日が1件もありません。 / there is no holiday in it.\n");
    refused("", "holidays.csv:1:1: 祝日が1件もありません。 / there is no holiday in it.\n");
}

static void holidays__last_line_without_feed(void **state)
{
    struct list days;

    (void)state;
    assert_true(parse(HEADING "2027/1/1,x", &days));
    assert_int_equal(days.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holidays__published_form),
        cmocka_unit_test(holidays__damaged_lines),
        cmocka_unit_test(holidays__last_line_without_feed),
    };
    int failed;

    arena_init(&arena, 16u << 20);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_fini(&arena);
    return failed;
}
