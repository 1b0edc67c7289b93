/* The pages' words against their uses: each complaint, and the tables that come out. */
#include "schemac_fixture.h"

#include <string.h>

#define WORDS FIXTURE_ARGUMENTS " --words words.yaml --words-out gen page.js page.html"

static struct outcome outcome;

static const struct change english = { "types", "booth: \"ブース\" }\n", "booth: \"ブース\" }\n    en: { front: \"Counter\", booth: \"Booth\" }\n" };

static void run(const char *words, const char *script, const char *html)
{
    fixture_make(&english, 1);
    fixture_fill("words.yaml", words, 1);
    fixture_fill("page.js", script, 1);
    fixture_fill("page.html", html, 1);
    fixture_run(WORDS, &outcome);
}

static void assert_complains(const char *words, const char *script, const char *html, const char *line)
{
    run(words, script, html);
    if (outcome.code != 1 || !has_line(outcome.errors, line))
        fail_msg("status %d\nexpected: %s\ngot: %s", outcome.code, line, outcome.errors);
    assert_null(fixture_read("gen/words.ja.json"));
    fixture_remove();
}

static void words__come_out_as_a_table_for_each_language(void **state)
{
    (void)state;
    run("a.one: { ja: \"一\\\"つ\", en: \"One\" }\na.two: { ja: \"{n}個\", en: \"{n} pieces\" }\n",
        "import { t } from \"./words.js\";\nexport function t(key) {\n  return t('a.two', { n });\n}\nlet x = [t.enum(\"place\", y)];\n", "<p data-t=\"a.one\"></p>\n");
    assert_string_equal(outcome.errors, "");
    assert_int_equal(outcome.code, 0);
    assert_string_equal(fixture_read("gen/words.ja.json"),
                        "{\"words\":{\"a.one\":\"一\\\"つ\",\"a.two\":\"{n}個\"},\"enums\":{\"place\":{\"front\":\"窓口\",\"booth\":\"ブース\"}},\"personal\":[\"counter/call_guest\",\"counter/log_in\"]}\n");
    assert_string_equal(fixture_read("gen/words.en.json"),
                        "{\"words\":{\"a.one\":\"One\",\"a.two\":\"{n} pieces\"},\"enums\":{\"place\":{\"front\":\"Counter\",\"booth\":\"Booth\"}},\"personal\":[\"counter/call_guest\",\"counter/log_in\"]}\n");
    fixture_remove();
}

static void words__of_one_folder_stand_in_a_table_of_its_own(void **state)
{
    (void)state;
    fixture_make(&english, 1);
    fixture_fill("words.yaml", "a.one: { ja: \"一\", en: \"One\" }\na.two: { ja: \"二\", en: \"Two\" }\na.three: { ja: \"三\", en: \"Three\" }\n", 1);
    fixture_fill("web/lib/part.js", "t(\"a.one\");\n", 1);
    fixture_fill("web/desk/page.js", "t(\"a.one\"); t(\"a.two\"); t(\"a.three\"); t.enum(\"place\", x);\n", 1);
    fixture_fill("web/card/page.js", "t(\"a.three\");\n", 1);
    fixture_run(FIXTURE_ARGUMENTS " --words words.yaml --words-out gen web/lib/part.js web/desk/page.js web/card/page.js", &outcome);
    assert_string_equal(outcome.errors, "");
    assert_string_equal(fixture_read("gen/words.en.json"), "{\"words\":{\"a.one\":\"One\",\"a.three\":\"Three\"},\"enums\":{},\"personal\":[\"counter/call_guest\",\"counter/log_in\"]}\n");
    assert_string_equal(fixture_read("gen/words.desk.en.json"), "{\"words\":{\"a.two\":\"Two\"},\"enums\":{\"place\":{\"front\":\"Counter\",\"booth\":\"Booth\"}},\"personal\":[]}\n");
    assert_string_equal(fixture_read("gen/words.card.en.json"), "{\"words\":{},\"enums\":{},\"personal\":[]}\n");
    fixture_remove();
}

static void words__a_key_without_a_line(void **state)
{
    (void)state;
    assert_complains("a.one: { ja: \"一\", en: \"One\" }\n", "\nt(\"a.one\"); t(\"a.two\");\n", "", "page.js:2: a.two: there is no such line in words.yaml.");
    assert_complains("a.one: { ja: \"一\", en: \"One\" }\n", "t(\"a.one\");\n", "\n<p data-t=\"a.two\">\n", "page.html:2: a.two: there is no such line in words.yaml.");
}

static void words__a_line_without_a_use(void **state)
{
    (void)state;
    assert_complains("a.one: { ja: \"一\", en: \"One\" }\na.two: { ja: \"二\", en: \"Two\" }\n", "t(\"a.one\");\n// t(\"a.two\")\n", "", "words.yaml:2: a.two: no page uses it.");
}

static void words__a_language_that_is_missing(void **state)
{
    (void)state;
    assert_complains("a.one: { ja: \"一\" }\n", "t(\"a.one\");\n", "", "words.yaml:1: a.one: has no sentence in \"en\".");
    assert_complains("a.one: { ja: \"一\", en: }\n", "t(\"a.one\");\n", "", "words.yaml:1: a.one.en: must have a value.");
}

static void words__placeholders_that_differ(void **state)
{
    (void)state;
    assert_complains("a.one: { ja: \"{n}個\", en: \"{m} pieces\" }\n", "t(\"a.one\", { n });\n", "", "words.yaml:1: a.one: the placeholders in braces are not the same in both languages.");
    assert_complains("a.one: { ja: \"{n}個\", en: \"Pieces\" }\n", "t(\"a.one\", { n });\n", "", "words.yaml:1: a.one: the placeholders in braces are not the same in both languages.");
}

static void words__values_that_are_not_given(void **state)
{
    (void)state;
    assert_complains("a.one: { ja: \"{n}個\", en: \"{n} pieces\" }\n", "t(\"a.one\");\n", "", "page.js:1: a.one: its sentence has placeholders, and no values are given.");
}

static void words__a_name_made_at_run_time(void **state)
{
    (void)state;
    assert_complains("a.one: { ja: \"一\", en: \"One\" }\n", "t(\"a.one\"); t(key);\n", "", "page.js:1: t(: the name must be a literal, so that it can be checked.");
    assert_complains("a.one: { ja: \"一\", en: \"One\" }\n", "t(\"a.one\"); t(\"a.\" + key);\n", "", "page.js:1: t(: the name must be a literal, so that it can be checked.");
}

static void words__an_enumeration_that_cannot_be_shown(void **state)
{
    (void)state;
    assert_complains("a.one: { ja: \"一\", en: \"One\" }\n", "t(\"a.one\"); t.enum(\"places\", x);\n", "", "page.js:1: places: there is no such enumeration.");
    fixture_make(NULL, 0);
    fixture_fill("words.yaml", "a.one: { ja: \"一\", en: \"One\" }\n", 1);
    fixture_fill("page.js", "t(\"a.one\"); t.enum(\"place\", x);\n", 1);
    fixture_fill("page.html", "", 1);
    fixture_run(WORDS, &outcome);
    assert_true(has_line(outcome.errors, "schemas/types.yaml:11: place: a page shows it, and \"front\" has no label in both languages."));
    fixture_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words__come_out_as_a_table_for_each_language),
        cmocka_unit_test(words__of_one_folder_stand_in_a_table_of_its_own),
        cmocka_unit_test(words__a_key_without_a_line),
        cmocka_unit_test(words__a_line_without_a_use),
        cmocka_unit_test(words__a_language_that_is_missing),
        cmocka_unit_test(words__placeholders_that_differ),
        cmocka_unit_test(words__values_that_are_not_given),
        cmocka_unit_test(words__a_name_made_at_run_time),
        cmocka_unit_test(words__an_enumeration_that_cannot_be_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
