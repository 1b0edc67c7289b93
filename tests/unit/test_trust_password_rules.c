/* Which passwords and PINs are taken. */
#include "trust/password_rules.h"
#include "trust/password.h"
#include "trust_test.h"

static enum password_fault judged(const char *password)
{
    const struct text own[] = { TEXT("hanako.s"), TEXT("狭山") };

    return password_judge(text_of(password), PASSWORD_POINTS_ALONE, own, 2);
}

static void password__length_counts_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(judged("velvet umbrell"), PASSWORD_SHORT);
    assert_int_equal(judged("velvet umbrella"), PASSWORD_FINE);
    assert_int_equal(judged("correcthorsebatterystaple"), PASSWORD_FINE);
    assert_int_equal(judged("夏の夜に蛍を追いかけた川べりの道"), PASSWORD_FINE);
    assert_int_equal(judged("839204718365920"), PASSWORD_FINE);                  /* digits alone are no fault */
    assert_int_equal(judged("ｖｅｌｖｅｔ　ｕｍｂｒｅｌｌａ"), PASSWORD_FINE);
    assert_int_equal(password_judge(TEXT("umbrella"), PASSWORD_POINTS_SECOND, NULL, 0), PASSWORD_FINE);
}

static void password__is_not_made_of_what_is_guessed_first(void **state)
{
    static const char *const easy[] = {
        "passwordpassword", "Password12345678", "P@ssw0rdP@ssw0rd", "madoguchi20270201", "osakasayama-shi1", "qwertyuiopasdfgh", "1qaz2wsx3edc4rfv",
        "aaaaaaaaaaaaaaaa", "abcdefghijklmnop", "987654321987654321", "sakurasakura2027", "hanako.shanako.s", "xkxkxkxkxkxkxkxk", "マイナンバーカード2027年度",
        "狭山狭山狭山狭山狭山狭山狭山狭山", "letmein-letmein-1", "ＰＡＳＳＷＯＲＤＰＡＳＳＷＯＲＤ", "welcome to madoguchi",
    };

    (void)state;
    for (size_t i = 0; i < sizeof easy / sizeof *easy; i++)
        if (judged(easy[i]) != PASSWORD_EASY)
            fail_msg("%s: %d", easy[i], (int)judged(easy[i]));
}

static void password__too_long_by_what_normalising_makes_of_it(void **state)
{
    char many[129 * 3 + 1] = "";

    (void)state;
    for (int i = 0; i < 128; i++)
        memcpy(many + i * 3, "\xef\xb7\xba", 4);          /* U+FDFA: 18 letters each */
    assert_int_equal(judged(many), PASSWORD_LONG);
}

static void pin__digits_that_are_no_pattern(void **state)
{
    (void)state;
    assert_true(pin_fine(TEXT("48206173")));
    assert_true(pin_fine(TEXT("４８２０６１７３")));
    assert_false(pin_fine(TEXT("4820617")));
    assert_false(pin_fine(TEXT("4820617a")));
    assert_false(pin_fine(TEXT("11111111")));
    assert_false(pin_fine(TEXT("12345678")));
    assert_false(pin_fine(TEXT("12341234")));
    assert_false(pin_fine(TEXT("19840523")));
    assert_false(pin_fine(TEXT("87654321")));
}

/* The same word typed with other keys is the same password. */
static void password__is_compared_in_normal_form(void **state)
{
    char hash[PASSWORD_HASH_LEN];

    (void)state;
    password_set_cost(1, 8192);
    assert_int_equal(password_hash(TEXT("ｶﾞｰﾃﾞﾝ umbrella"), counting_key, hash), OK);
    assert_true(password_check(TEXT("ガーデン umbrella"), counting_key, hash));
    assert_false(password_check(TEXT("カーテン umbrella"), counting_key, hash));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(password__length_counts_and_nothing_else),
        cmocka_unit_test(password__is_not_made_of_what_is_guessed_first),
        cmocka_unit_test(password__too_long_by_what_normalising_makes_of_it),
        cmocka_unit_test(pin__digits_that_are_no_pattern),
        cmocka_unit_test(password__is_compared_in_normal_form),
    };
    return cmocka_run_group_tests(tests, trust_ready, NULL);
}
