#include "cmocka_all.h"

#include <string.h>

#include "codec/text_rules.h"

struct judged {
    const char *text;
    const char *reason;     /* NULL: kept */
};

static void judge_all(enum text_rule rule, const struct judged *judged, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *reason = text_rule_fault(rule, text_of(judged[i].text));
        bool same_reason = reason == NULL || judged[i].reason == NULL ? reason == judged[i].reason : strcmp(reason, judged[i].reason) == 0;
        if (!same_reason)
            fail_msg("rule %d, case %zu (%s): %s", (int)rule, i, judged[i].text, reason != NULL ? reason : "kept");
    }
}

#define JUDGE_ALL(rule, judged) judge_all(rule, judged, sizeof(judged) / sizeof((judged)[0]))

static void name__keeps_what_registers_hold(void **state)                      /* domain 7.1 */
{
    static const struct judged judged[] = {
        { "髙﨑　德", NULL }, { "𠮷田 太郎", NULL }, { "葛\U000E0100城", NULL }, { "辻\uFE00", NULL }, { "槗ゔ〜～", NULL }, { "NGUYEN VAN A", NULL }, { "O'Brien-Müller", NULL },
        { "ｶﾞﾘ", NULL }, { "=山田", NULL }, { "", NULL }, { "福", NULL }, { "𠮷\U000E0101", NULL }, { "〇\U000E0100", NULL },
    };

    (void)state;
    JUDGE_ALL(TEXT_NAME, judged);
}

static void name__refuses_what_rules_5_lists(void **state)
{
    static const struct judged judged[] = {
        { "山\n田", "control_character" }, { "山\t田", "control_character" }, { "山\x7F", "control_character" }, { "山\xC2\x85", "control_character" }, { "山\u2028田", "line_separator" }, { "山\u2029", "line_separator" },
        { "\u061C山", "bidi_control" }, { "\u200E山", "bidi_control" }, { "山\u200F", "bidi_control" }, { "\u202A", "bidi_control" },
        { "山\u202E", "bidi_control" }, { "\u2066", "bidi_control" }, { "\u2069", "bidi_control" },
        { "山\u200B田", "zero_width" }, { "\u200C", "zero_width" }, { "\u200D", "zero_width" }, { "\uFEFF山", "zero_width" },
        { "山\uFFFD", "replacement_character" }, { "\uFDD0", "noncharacter" }, { "\uFDEF", "noncharacter" }, { "\uFFFE", "noncharacter" },
        { "\uFFFF", "noncharacter" }, { "\U0001FFFE", "noncharacter" }, { "\U0010FFFF", "noncharacter" },
        { "\uE000", "private_use" }, { "外\uF8FF", "private_use" }, { "\U000F0000", "private_use" }, { "\U00100000", "private_use" },
        { "\U000E0100", "stray_variation_selector" }, { "a\U000E0100", "stray_variation_selector" }, { "か\uFE00", "stray_variation_selector" },
        { "葛\U000E0100\U000E0101", "stray_variation_selector" }, { "\u180B", "stray_variation_selector" }, { "山 \uFE0F", "stray_variation_selector" },
        { "山\xFF", "bad_utf8" }, { "山田 1234 5678 9018", "individual_number" },
    };

    (void)state;
    JUDGE_ALL(TEXT_NAME, judged);
}

static void free_and_line__differ_in_line_breaks(void **state)
{
    static const struct judged free_text[] = {
        { "一行目\r\n二行目\n", NULL }, { "a\tb", "control_character" }, { "a\x1B[0m", "control_character" }, { "", NULL },
        { "番号 123456789018 です", "individual_number" }, { "１２３４−５６７８\n９０１８", "individual_number" }, { "123456789012", NULL }, { "\xC0\x80", "bad_utf8" },
    };
    static const struct judged line[] = {
        { "一行", NULL }, { "a\nb", "control_character" }, { "a\rb", "control_character" }, { "a\u2028b", "line_separator" }, { "a\xC2\x80", "control_character" },
        { "314159265352", "individual_number" },
    };

    (void)state;
    JUDGE_ALL(TEXT_FREE, free_text);
    JUDGE_ALL(TEXT_LINE, line);
}

static void forms__are_checked_by_themselves(void **state)
{
    static const struct judged notice[] = {
        { "A1Z-012345", NULL }, { "A1Z012345", NULL }, { "123-456789", NULL }, { "a1Z-012345", "bad_form" }, { "A1Z--12345", "bad_form" }, { "A1Z0123456", "bad_form" },
        { "A1Z-01234", "bad_form" }, { "A1-0123456", "bad_form" }, { "A1Z-0１2345", "bad_form" }, { "", "bad_form" }, { "A1Z-01234A", "bad_form" }, { "-1Z-012345", "bad_form" },
    };
    static const struct judged application[] = {
        { "12345678901812345678901", NULL }, { "1234567890123456789012", "bad_form" }, { "123456789012345678901234", "bad_form" }, { "1234567890123456789012a", "bad_form" },
        { "1.23457E+22", "bad_form" }, { "", "bad_form" },
    };
    static const struct judged token[] = {
        { "R09-000123", NULL }, { "a.b_c-D9", NULL }, { "123456789018", NULL }, { "", "bad_form" }, { "a b", "bad_form" }, { "窓", "bad_form" }, { "a\n", "bad_form" },
    };
    static const struct judged phone[] = {
        { "072-366-0011", NULL }, { "+81 (72) 366 0011", NULL }, { "", "bad_form" }, { "０７２", "bad_form" }, { "072x", "bad_form" },
    };
    static const struct judged code[] = {
        { "7ZQK-3M9X-0ABC", NULL }, { "7zqk 3m9x 0abc", NULL }, { "oil0", NULL }, { "7U", "bad_form" }, { "u", "bad_form" }, { "*", "bad_form" }, { "", "bad_form" },
    };
    static const struct judged secret[] = {
        { "pass word 123456789018 𠮷", NULL }, { "a\nb", "control_character" }, { "\xFF", "bad_utf8" },
    };

    (void)state;
    JUDGE_ALL(TEXT_NOTICE_NUMBER, notice);
    JUDGE_ALL(TEXT_APPLICATION_ID, application);
    JUDGE_ALL(TEXT_TOKEN, token);
    JUDGE_ALL(TEXT_PHONE, phone);
    JUDGE_ALL(TEXT_CODE, code);
    JUDGE_ALL(TEXT_SECRET, secret);
}

static void forms__do_not_end_at_a_zero_byte(void **state)
{
    (void)state;
    assert_non_null(text_rule_fault(TEXT_PHONE, (struct text){ "0\0007", 3 }));
    assert_non_null(text_rule_fault(TEXT_TOKEN, (struct text){ "a\0b", 3 }));
    assert_non_null(text_rule_fault(TEXT_LINE, (struct text){ "a\0b", 3 }));
}

static void notice_number__canonical_has_no_hyphen(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1024);
    assert_true(text_is(notice_number_canonical(&arena, TEXT("A1Z-012345")), "A1Z012345"));
    assert_true(text_is(notice_number_canonical(&arena, TEXT("A1Z012345")), "A1Z012345"));
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name__keeps_what_registers_hold),
        cmocka_unit_test(name__refuses_what_rules_5_lists),
        cmocka_unit_test(free_and_line__differ_in_line_breaks),
        cmocka_unit_test(forms__are_checked_by_themselves),
        cmocka_unit_test(forms__do_not_end_at_a_zero_byte),
        cmocka_unit_test(notice_number__canonical_has_no_hyphen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
