/* Log lines: their form, escapes, limits, and what is withheld. */
#include "cmocka_all.h"

#include <string.h>

#include "shell/log.h"

#define AT UINT64_C(1801440300123456)      /* 2027-02-01T00:05:00.123456Z */
#define HEAD_OF_LINE "{\"at\":\"2027-02-01T00:05:00.123456Z\",\"level\":\"warn\",\"service\":\"queueing\",\"what\":\"odd\""

static char line[LOG_LINE_MAX + 1];

static const char *made(const struct log_field *fields, uint32_t count)
{
    uint32_t len = log_format(line, AT, "queueing", LOG_WARN, "odd", fields, count);

    assert_true(len <= LOG_LINE_MAX);
    line[len] = '\0';
    return line;
}

static void log__fields_in_their_order(void **state)
{
    const struct log_field fields[] = { log_text(LOG_FILE, "state/data.mdb"), log_number(LOG_COUNT, UINT64_MAX) };

    (void)state;
    assert_string_equal(made(fields, 2), HEAD_OF_LINE ",\"file\":\"state/data.mdb\",\"count\":18446744073709551615}\n");
    assert_string_equal(made(NULL, 0), HEAD_OF_LINE "}\n");
}

static void log__controls_quotes_and_bad_utf8_are_escaped(void **state)
{
    const struct log_field fields[] = { log_text(LOG_DETAIL, "a\nb\"c\\d\x1b[2J\x7f\xff\xe2\x80\xae窓口") };

    (void)state;
    assert_string_equal(made(fields, 1), HEAD_OF_LINE ",\"detail\":\"a\\u000ab\\\"c\\\\d\\u001b[2J\\u007f\\ufffd\\u202e窓口\"}\n");
}

static void log__individual_number_is_withheld(void **state)
{
    const struct log_field fields[] = { log_text(LOG_DETAIL, "see 1234 5678 9018") };

    (void)state;
    assert_string_equal(made(fields, 1), HEAD_OF_LINE ",\"detail\":\"(withheld)\"}\n");
}

static void log__other_fields_stay_when_one_is_withheld(void **state)
{
    const struct log_field fields[] = { log_text(LOG_FILE, "config/１２３４ー５６７８ー９０１８.yaml"), log_text(LOG_DETAIL, "8700110005901"), log_number(LOG_COUNT, 3) };

    (void)state;
    assert_string_equal(made(fields, 3), HEAD_OF_LINE ",\"file\":\"(withheld)\",\"detail\":\"8700110005901\",\"count\":3}\n");
}

static void log__long_text_is_cut_and_the_line_ends(void **state)
{
    char text[5000];

    (void)state;
    for (uint32_t start = 0; start < 7; start++) {
        memset(text, 'x', sizeof text - 1);
        for (size_t i = start; i + 1 < sizeof text; i += 7)
            text[i] = '\n';
        text[sizeof text - 1] = '\0';
        const struct log_field fields[] = { log_text(LOG_DETAIL, text), log_number(LOG_COUNT, 1), log_text(LOG_FILE, "f") };

        made(fields, 3);
        assert_true(strlen(line) > LOG_LINE_MAX - 12);
        assert_string_equal(line + strlen(line) - 3, "\"}\n");
        assert_null(strstr(line, "\"count\""));
    }
}

static void log__level_names(void **state)
{
    enum log_level level = LOG_NOTE;

    (void)state;
    assert_true(log_level_of(TEXT("alarm"), &level));
    assert_int_equal(level, LOG_ALARM);
    assert_false(log_level_of(TEXT("loud"), &level));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log__fields_in_their_order),
        cmocka_unit_test(log__controls_quotes_and_bad_utf8_are_escaped),
        cmocka_unit_test(log__individual_number_is_withheld),
        cmocka_unit_test(log__other_fields_stay_when_one_is_withheld),
        cmocka_unit_test(log__long_text_is_cut_and_the_line_ends),
        cmocka_unit_test(log__level_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
