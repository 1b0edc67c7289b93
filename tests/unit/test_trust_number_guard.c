/* The individual-number guard against every shape in the rules on text, and 500 numbers made and
 * disguised by construction. All numbers are invented. */
#include <stdio.h>

#include "base/rng.h"
#include "trust/number_guard.h"
#include "trust_test.h"

#define HITS(literal) assert_true(number_guard_hit(TEXT(literal)))
#define PASSES(literal) assert_false(number_guard_hit(TEXT(literal)))

static void number_guard__knows_the_check_digit(void **state)
{
    (void)state;
    HITS("123456789018");
    HITS("314159265352");
    HITS("271828182840");            /* remainder 1 */
    HITS("908172635441");
    HITS("111111111118");
    PASSES("123456789012");
    PASSES("000000000000");          /* noise, though its check digit is right */
}

static void number_guard__passes_numbers_with_one_digit_changed(void **state)
{
    static const char *const numbers[] = { "123456789018", "314159265352", "908172635441", "111111111118" };

    (void)state;
    for (size_t n = 0; n < 4; n++) {
        for (size_t place = 0; place < 12; place++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                char changed[13];

                memcpy(changed, numbers[n], sizeof changed);
                changed[place] = digit;
                assert_int_equal(number_guard_hit(text_of(changed)), digit == numbers[n][place]);
            }
        }
    }
}

static void number_guard__sees_numbers_inside_text(void **state)
{
    (void)state;
    HITS("番号は123456789018です");
    HITS("A123456789018B");
    HITS("tel:(123456789018)");
    HITS("個人番号\n123456789018\n以上");
    PASSES("番号は123456、789018です");
    PASSES("123456/789018");
    PASSES("123456,789018");
    PASSES("123456_789018");
}

static void number_guard__sees_other_digits(void **state)
{
    (void)state;
    HITS("１２３４５６７８９０１８");
    HITS("12３4５６78９０18");
    HITS("١٢٣٤٥٦٧٨٩٠١٨");                      /* Arabic-Indic */
    HITS("१२३४५६७८९०१८");                      /* Devanagari */
    HITS("𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎𝟏𝟖");                      /* mathematical */
    PASSES("一二三四五六七八九〇一八");         /* no decimal digits */
}

static void number_guard__sees_through_separators(void **state)
{
    (void)state;
    HITS("1234 5678 9018");
    HITS("1234  5678   9018");
    HITS("1234\t5678\t9018");
    HITS("1234\u3000" "5678\u3000" "9018");          /* ideographic space */
    HITS("1234\u00A0" "5678\u2009" "9018");          /* no-break, thin */
    HITS("1234-5678-9018");
    HITS("1234‐5678–9018");                        /* U+2010, U+2013 */
    HITS("1234―5678−9018");                        /* U+2015, U+2212 */
    HITS("1234ー5678ｰ9018");                       /* long vowel mark, both widths */
    HITS("1234－5678－9018");
    HITS("1234.5678．9018");
    HITS("1234・5678·9018");
    HITS("1234･5678 - 9018");
    HITS("1234\u00AD" "5678\u200B" "9018");          /* soft hyphen, zero width space */
    HITS("1234\u200D" "5678\uFEFF" "9018");
    HITS("1 2 3 4 5 6 7 8 9 0 1 8");
    HITS("1-2-3-4-5-6-7-8-9-0-1-8");
    HITS("12\u00AD" "3456789018");
}

static void number_guard__takes_one_line_break_and_not_two(void **state)
{
    (void)state;
    HITS("123456\n789018");
    HITS("123456\r\n789018");
    HITS("123456 -\n  789018");
    HITS("123456\u2028" "789018");
    PASSES("123456\n\n789018");
    PASSES("123456\r\n\r\n789018");
    PASSES("123456\n \n789018");
    PASSES("1234\n5678\n9018");
    HITS("1\n\n123456\n789018");                   /* breaks before the number do not count */
    HITS("5\n123456789018\n5");
}

static void number_guard__tries_both_readings_of_circled_digits(void **state)
{
    (void)state;
    HITS("①②③④⑤⑥⑦⑧⑨⓪①⑧");
    HITS("①23456789018");                          /* part of the number */
    HITS("①123456789018");                         /* a list mark before it */
    HITS("① 123456789018");
    HITS("123456789018①");                         /* a list mark behind it */
    HITS("1234⑤6789018");
    HITS("⑫3456789018");                           /* two digits in one character */
    HITS("¹²³⁴⁵⁶⁷⁸⁹⁰¹⁸");
    PASSES("①23456789019");
    PASSES("⑴23456789018");                        /* its brackets part it */
    PASSES("１123456789018");                      /* full width is no list mark: 13 digits */
}

static void number_guard__passes_other_lengths(void **state)
{
    (void)state;
    PASSES("");
    PASSES("12345678901");
    PASSES("8700110005901");                       /* company number, 13 digits */
    PASSES("1234567890181");
    PASSES("0123456789018");
    PASSES("12345678901812345678901");             /* application id, 23 digits */
    PASSES("123456789018123456789018");
    assert_false(number_guard_hit((struct text){ NULL, 0 }));
}

static void number_guard__tries_every_window_of_whole_groups(void **state)
{
    (void)state;
    HITS("99 123456789018");
    HITS("123456789018 99");
    HITS("2027 1234 5678 9018 31");
    HITS("5 1 2345 678 9018 7");
    HITS("8 7001 1234 5678 9018");
    HITS("1234 123456789018 5678");
    PASSES("91234 5678 9018");                     /* would need half of a group */
    PASSES("1234 5678 90189");
    PASSES("1234 5678 x 9018");
    HITS("000000000000 123456789018");
}

static void number_guard__looks_at_the_texts_of_a_form_joined(void **state)
{
    const struct text split[] = { TEXT("名前 1234"), TEXT("5678 9018") };
    const struct text apart[] = { TEXT("1234 5678"), TEXT("なし"), TEXT("9018") };
    const struct text absent[] = { TEXT("123456"), { NULL, 0 }, TEXT("789018") };
    const struct text single[] = { TEXT("1"), TEXT("123456789018"), TEXT("8") };
    const struct text halves[] = { TEXT("12345678901"), TEXT("9") };

    (void)state;
    assert_true(number_guard_hit_joined(split, 2));
    assert_false(number_guard_hit(split[0]));
    assert_false(number_guard_hit_joined(apart, 3));
    assert_true(number_guard_hit_joined(absent, 3));
    assert_true(number_guard_hit_joined(single, 3));
    assert_false(number_guard_hit_joined(halves, 2));
    assert_false(number_guard_hit_joined(NULL, 0));
}

static void number_guard__takes_malformed_bytes_for_ordinary_characters(void **state)
{
    (void)state;
    HITS("\xFF" "123456789018\xC3");
    HITS("\xE3\x80" "123456789018");
    PASSES("123456\xFF" "789018");
    PASSES("123456\xE3\x80" "789018");
}

static void fill(char *to, size_t size, const char *with)
{
    size_t len = strlen(with);

    for (size_t i = 0; i < size; i++)
        to[i] = with[i % len];
}

static void number_guard__gets_through_long_hostile_text(void **state)
{
    static const char *const patterns[] = {
        "1 ", "1", "1\n", "0", "\xE2\x91\xA0", "\xE2\x91\xA0 ", "\xC2\xAD", "1\xC2\xAD", "\xEF\xB7\xBA", "\xF0\x9D\x9F\x8F", "\xFF"
    };
    static char big[64 * 1024];

    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        fill(big, sizeof big, patterns[i]);
        assert_false(number_guard_hit((struct text){ big, sizeof big }));
        memcpy(big + sizeof big - 14, "x 123456789018", 14);
        assert_true(number_guard_hit((struct text){ big, sizeof big }));
    }
}

/* ---- 500 by construction ---- */

struct built {
    char at[512];
    uint32_t len;
};

static void built_add(struct built *built, const char *part)
{
    size_t len = strlen(part);

    assert_in_range(built->len + len, 0, sizeof built->at);
    memcpy(built->at + built->len, part, len);
    built->len += (uint32_t)len;
}

static void number_make(struct rng *rng, uint8_t digits[12])
{
    static const uint32_t weights[11] = { 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
    uint32_t sum = 0;

    for (size_t i = 0; i < 11; i++) {
        digits[i] = (uint8_t)rng_below(rng, 10);
        sum += digits[i] * weights[i];
    }
    digits[0] = digits[0] == 0 ? 1 : digits[0];      /* never all zeros */
    sum = 0;
    for (size_t i = 0; i < 11; i++)
        sum += digits[i] * weights[i];
    digits[11] = (uint8_t)(sum % 11 <= 1 ? 0 : 11 - sum % 11);
}

static void built_add_digit(struct built *built, struct rng *rng, uint8_t digit)
{
    static const char *const circled[] = { "⓪", "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨" };
    static const char *const full[] = { "０", "１", "２", "３", "４", "５", "６", "７", "８", "９" };
    static const char *const thai[] = { "๐", "๑", "๒", "๓", "๔", "๕", "๖", "๗", "๘", "๙" };
    static const char *const plain[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
    static const char *const *const sets[] = { plain, plain, plain, full, full, thai, circled };

    built_add(built, sets[rng_below(rng, 7)][digit]);
}

static void built_add_separator(struct built *built, struct rng *rng, bool *broken)
{
    static const char *const separators[] = { " ", "　", "-", "－", "‐", "ー", "ｰ", "−", "・", ".", "\u00AD", "\u2009",
                                              "\t", "\u200B", "·", "\uFEFF" };

    for (uint64_t n = rng_below(rng, 3) + 1; n > 0; n--)
        built_add(built, separators[rng_below(rng, 16)]);
    if (!*broken && rng_chance(rng, 20)) {
        built_add(built, rng_chance(rng, 50) ? "\r\n" : "\n");
        *broken = true;
    }
}

static void disguise(struct built *built, struct rng *rng, const uint8_t digits[12])
{
    static const char *const around[] = { "", "番号は", "x", "（控え）", "No.", "です\n" };
    bool broken = false;

    built->len = 0;
    built_add(built, around[rng_below(rng, 6)]);
    for (size_t i = 0; i < 12; i++) {
        if (i > 0 && rng_chance(rng, 30))
            built_add_separator(built, rng, &broken);
        built_add_digit(built, rng, digits[i]);
    }
    built_add(built, around[rng_below(rng, 6)]);
}

static void number_guard__finds_500_disguised_numbers_and_no_near_miss(void **state)
{
    struct rng rng;
    struct built built;
    uint8_t digits[12];

    (void)state;
    rng_init(&rng, 20270201);
    for (int round = 0; round < 500; round++) {
        number_make(&rng, digits);
        disguise(&built, &rng, digits);
        assert_true(number_guard_hit((struct text){ built.at, built.len }));
        digits[11] = (uint8_t)((digits[11] + 1 + rng_below(&rng, 9)) % 10);
        disguise(&built, &rng, digits);
        assert_false(number_guard_hit((struct text){ built.at, built.len }));
    }
}

/* ---- The table that an implementation of its own made: tests/unit/vectors/make_number_guard.py ---- */

#define TABLE "tests/unit/vectors/number_guard.txt"
#define FORM_TEXTS_MAX 4

/* Takes what stands before the next tab or the end; NULL after the last. */
static char *next_part(char **rest)
{
    char *part = *rest;
    char *tab = part == NULL ? NULL : strchr(part, '\t');

    if (tab != NULL)
        *tab = '\0';
    *rest = tab == NULL ? NULL : tab + 1;
    return part;
}

/* Hex to text, in place: the text is never longer. */
static struct text text_of_hex(char *hex)
{
    uint32_t len = (uint32_t)strlen(hex) / 2;
    uint8_t bytes[512];

    assert_in_range(len, 0, sizeof bytes);
    assert_true(hex_get(bytes, len, text_of(hex)));
    memcpy(hex, bytes, len);
    return (struct text){ hex, len };
}

static void check_table_line(char *line, uint32_t nth)
{
    struct text texts[FORM_TEXTS_MAX];
    uint32_t count = 0;
    char *rest = line, *expected = next_part(&rest), *name = next_part(&rest), *part;
    bool hit;

    assert_non_null(name);
    while ((part = next_part(&rest)) != NULL) {
        assert_in_range(count, 0, FORM_TEXTS_MAX - 1);
        texts[count++] = text_of_hex(part);
    }
    assert_true(count > 0);
    hit = number_guard_hit_joined(texts, count);
    if (hit != (strcmp(expected, "hit") == 0))
        fail_msg("%s line %u (%s): expected %s", TABLE, nth, name, expected);
    if (count == 1 && number_guard_hit(texts[0]) != hit)
        fail_msg("%s line %u (%s): alone it is judged otherwise", TABLE, nth, name);
}

static void number_guard__agrees_with_the_independent_table(void **state)
{
    FILE *file = fopen(TABLE, "re");
    char line[2048];
    uint32_t lines = 0;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        size_t len = strlen(line);

        assert_true(len > 0 && line[len - 1] == '\n');
        line[len - 1] = '\0';
        check_table_line(line, ++lines);
    }
    assert_int_equal(fclose(file), 0);
    assert_in_range(lines, 1000, 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number_guard__knows_the_check_digit),
        cmocka_unit_test(number_guard__passes_numbers_with_one_digit_changed),
        cmocka_unit_test(number_guard__sees_numbers_inside_text),
        cmocka_unit_test(number_guard__sees_other_digits),
        cmocka_unit_test(number_guard__sees_through_separators),
        cmocka_unit_test(number_guard__takes_one_line_break_and_not_two),
        cmocka_unit_test(number_guard__tries_both_readings_of_circled_digits),
        cmocka_unit_test(number_guard__passes_other_lengths),
        cmocka_unit_test(number_guard__tries_every_window_of_whole_groups),
        cmocka_unit_test(number_guard__looks_at_the_texts_of_a_form_joined),
        cmocka_unit_test(number_guard__takes_malformed_bytes_for_ordinary_characters),
        cmocka_unit_test(number_guard__gets_through_long_hostile_text),
        cmocka_unit_test(number_guard__finds_500_disguised_numbers_and_no_near_miss),
        cmocka_unit_test(number_guard__agrees_with_the_independent_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
