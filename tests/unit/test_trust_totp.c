/* Codes of the second factor: the vectors of RFC 6238 (appendix B, SHA-1; its eight digits end in these six). */
#include "trust/totp.h"
#include "trust_test.h"

static const struct bytes rfc_secret = { (const uint8_t *)"12345678901234567890", 20 };

static void totp__vectors_of_the_rfc(void **state)
{
    static const struct { uint64_t seconds; const char *code; } vectors[] = {
        { 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" }, { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
    };
    char code[TOTP_CODE_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        totp_code(rfc_secret, vectors[i].seconds / 30, code);
        assert_string_equal(code, vectors[i].code);
        assert_int_equal(totp_step_of(rfc_secret, text_of(code), vectors[i].seconds * 1000000, 0), vectors[i].seconds / 30);
    }
}

static void totp__takes_the_neighbouring_steps_and_none_twice(void **state)
{
    uint64_t step = 37037037, now_us = step * TOTP_STEP_US + 29999999;
    char code[TOTP_CODE_SIZE];

    (void)state;
    for (uint64_t s = step - 2; s <= step + 2; s++) {
        totp_code(rfc_secret, s, code);
        assert_int_equal(totp_step_of(rfc_secret, text_of(code), now_us, 0), s >= step - 1 && s <= step + 1 ? s : 0);
        assert_int_equal(totp_step_of(rfc_secret, text_of(code), now_us, step), s == step + 1 ? s : 0);
    }
    assert_int_equal(totp_step_of(rfc_secret, TEXT("28708"), now_us, 0), 0);
    assert_int_equal(totp_step_of(rfc_secret, TEXT("2870822"), now_us, 0), 0);
}

static void base32__as_tokens_print_it(void **state)
{
    uint8_t bytes[TOTP_SECRET_MAX];
    uint32_t len;
    char text[64];

    (void)state;
    base32_put(rfc_secret, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_int_equal(base32_parse(TEXT("gezd-gnbv gy3tqojqgezdgnbvgy3tqojq===="), bytes, &len), OK);
    assert_int_equal(len, 20);
    assert_memory_equal(bytes, rfc_secret.at, 20);
    assert_int_equal(base32_parse(TEXT("GEZDGNBVGY3TQOJ0"), bytes, &len), ERR_MALFORMED);    /* no 0 */
    assert_int_equal(base32_parse(TEXT("GEZDGNBVGY3TQOJ"), bytes, &len), ERR_MALFORMED);     /* 9 bytes */
    assert_int_equal(base32_parse(TEXT("ひみつ"), bytes, &len), ERR_MALFORMED);
    for (unsigned i = 0; i < sizeof text - 1; i++)
        text[i] = 'A';
    assert_int_equal(base32_parse((struct text){ "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 113 }, bytes, &len),
                     ERR_MALFORMED);                      /* longer than any */
}

static void recovery__ten_codes_found_as_people_type_them(void **state)
{
    char code[RECOVERY_CODE_SIZE], typed[RECOVERY_CODE_SIZE];

    (void)state;
    for (uint32_t i = 0; i < RECOVERY_CODES; i++) {
        recovery_code(counting_key, 7, 1, i, code);
        assert_int_equal(strlen(code), 11);
        assert_int_equal(recovery_code_find(counting_key, 7, 1, text_of(code)), i + 1);
        memcpy(typed, code, 5);
        for (unsigned k = 0; k < 5; k++)
            typed[k] = (char)(typed[k] >= 'a' ? typed[k] - 32 : typed[k]);
        memcpy(typed + 5, code + 6, 6);
        assert_int_equal(recovery_code_find(counting_key, 7, 1, text_of(typed)), i + 1);
        assert_int_equal(recovery_code_find(counting_key, 8, 1, text_of(code)), 0);
        assert_int_equal(recovery_code_find(counting_key, 7, 2, text_of(code)), 0);
    }
    assert_int_equal(recovery_code_find(counting_key, 7, 1, TEXT("")), 0);
    assert_int_equal(recovery_code_find(counting_key, 7, 1, TEXT("0123456789012345")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totp__vectors_of_the_rfc),
        cmocka_unit_test(totp__takes_the_neighbouring_steps_and_none_twice),
        cmocka_unit_test(base32__as_tokens_print_it),
        cmocka_unit_test(recovery__ten_codes_found_as_people_type_them),
    };
    return cmocka_run_group_tests(tests, trust_ready, NULL);
}
