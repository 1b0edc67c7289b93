/* Booking codes and claim tags; expected values from another implementation. */
#include "base/id.h"
#include "trust/claim.h"
#include "trust/code.h"
#include "trust_test.h"

static void assert_parsed(const char *typed, const char *code)
{
    char parsed[BOOKING_CODE_SIZE];

    assert_int_equal(booking_code_parse(text_of(typed), parsed), OK);
    assert_string_equal(parsed, code);
}

static void booking_code__is_a_function_of_key_and_booking(void **state)
{
    char code[BOOKING_CODE_SIZE];
    uint8_t other_key[32] = {0};

    (void)state;
    booking_code(counting_key, id_make(12, 1), code);
    assert_string_equal(code, "3KR0RZZGFVMYN");
    booking_code(counting_key, id_make(12, 2), code);
    assert_string_equal(code, "8Q3YE60N5MD1F");
    booking_code(other_key, id_make(12, 2), code);
    assert_string_not_equal(code, "8Q3YE60N5MD1F");
    assert_parsed(code, code);
}

static void booking_code_parse__understands_people(void **state)
{
    (void)state;
    assert_parsed("3KR0RZZGFVMYN", "3KR0RZZGFVMYN");
    assert_parsed("3kr0-rzzg-fvmyn", "3KR0RZZGFVMYN");
    assert_parsed(" 3KR0 RZZG\tFVMYN ", "3KR0RZZGFVMYN");
    assert_parsed("3KRoRZZGFVMYN", "3KR0RZZGFVMYN");
    assert_parsed("8Q3YE6ON5MDiF", "8Q3YE60N5MD1F");
    assert_parsed("8Q3YE60N5MDlF", "8Q3YE60N5MD1F");
    assert_parsed("３ｋｒ０ーＲＺＺＧ　ＦＶＭＹＮ", "3KR0RZZGFVMYN");
    assert_parsed("3KR0−RZZG–FVMYN", "3KR0RZZGFVMYN");
}

static void booking_code_parse__refuses_other_text(void **state)
{
    static const char *const others[] = { "", "3KR0RZZGFVMY", "3KR0RZZGFVMYN0", "3KR0RZZGFVMYU", "3KR0RZZGFVMY*",
                                          "3KR0RZZGFVMYNあ", "3KR0/RZZG/FVMYN", "3KR0RZZGFVMYN\n" };
    char code[BOOKING_CODE_SIZE] = "untouched";

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(booking_code_parse(text_of(others[i]), code), ERR_MALFORMED);
    assert_int_equal(booking_code_parse((struct text){ NULL, 0 }, code), ERR_MALFORMED);
    assert_int_equal(booking_code_parse((struct text){ "3KR0\xFFRZZGFVMYN", 14 }, code), ERR_MALFORMED);
    assert_int_equal(booking_code_parse((struct text){ "3KR0RZZGFVMY\0", 13 }, code), ERR_MALFORMED);
    assert_string_equal(code, "untouched");
}

static void booking_code_parse__catches_every_wrong_character(void **state)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char code[BOOKING_CODE_SIZE] = "3KR0RZZGFVMYN", parsed[BOOKING_CODE_SIZE];

    (void)state;
    for (size_t place = 0; place < 13; place++) {
        char right = code[place];

        for (size_t i = 0; i < 32; i++) {
            code[place] = alphabet[i];
            assert_int_equal(booking_code_parse(text_of(code), parsed), alphabet[i] == right ? OK : ERR_MALFORMED);
        }
        code[place] = right;
    }
}

static void booking_code_parse__catches_exchanged_characters(void **state)
{
    char code[BOOKING_CODE_SIZE] = "3KR0RZZGFVMYN", parsed[BOOKING_CODE_SIZE];

    (void)state;
    for (size_t a = 0; a < 13; a++) {
        for (size_t b = a + 1; b < 13; b++) {
            char first = code[a], second = code[b];

            code[a] = second;
            code[b] = first;
            assert_int_equal(booking_code_parse(text_of(code), parsed), first == second ? OK : ERR_MALFORMED);
            code[a] = first;
            code[b] = second;
        }
    }
}

static void booking_code_tag__differs_by_key_and_code(void **state)
{
    uint8_t first[BOOKING_TAG_LEN], other[BOOKING_TAG_LEN], other_key[32] = {0};

    (void)state;
    booking_code_tag(counting_key, "3KR0RZZGFVMYN", first);
    booking_code_tag(counting_key, "3KR0RZZGFVMYN", other);
    assert_memory_equal(first, other, sizeof first);
    booking_code_tag(counting_key, "8Q3YE60N5MD1F", other);
    assert_memory_not_equal(first, other, sizeof first);
    booking_code_tag(other_key, "3KR0RZZGFVMYN", other);
    assert_memory_not_equal(first, other, sizeof first);
}

static void claim_generation__counts_months(void **state)
{
    (void)state;
    assert_int_equal(claim_generation((struct date){ 20270201 }), 2027 * 12 + 1);
    assert_int_equal(claim_generation((struct date){ 20270228 }), 2027 * 12 + 1);
    assert_int_equal(claim_generation((struct date){ 20270301 }), 2027 * 12 + 2);
    assert_int_equal(claim_generation((struct date){ 20261231 }) + 1, claim_generation((struct date){ 20270101 }));
}

static void claim_tag__names_its_generation_and_hides_the_pair(void **state)
{
    const struct date birth = { 19800229 };
    uint8_t key[32], tag[CLAIM_TAG_LEN], other[CLAIM_TAG_LEN];

    (void)state;
    claim_key(counting_key, 24325, key);
    claim_tag(key, 24325, TEXT("12A345678"), birth, tag);
    assert_hex(tag, sizeof tag, "5f05c8773f5c0dcd9f9e93c773caa1406bb1");
    claim_tag(key, 24325, TEXT("12A-345678"), birth, other);
    assert_memory_equal(tag, other, sizeof tag);
    claim_tag(key, 24325, TEXT("12A345679"), birth, other);
    assert_memory_not_equal(tag, other, sizeof tag);
    claim_tag(key, 24325, TEXT("12A345678"), (struct date){ 19800301 }, other);
    assert_memory_not_equal(tag, other, sizeof tag);
    claim_key(counting_key, 24326, key);
    claim_tag(key, 24325, TEXT("12A345678"), birth, other);
    assert_memory_not_equal(tag, other, sizeof tag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(booking_code__is_a_function_of_key_and_booking),
        cmocka_unit_test(booking_code_parse__understands_people),
        cmocka_unit_test(booking_code_parse__refuses_other_text),
        cmocka_unit_test(booking_code_parse__catches_every_wrong_character),
        cmocka_unit_test(booking_code_parse__catches_exchanged_characters),
        cmocka_unit_test(booking_code_tag__differs_by_key_and_code),
        cmocka_unit_test(claim_generation__counts_months),
        cmocka_unit_test(claim_tag__names_its_generation_and_hides_the_pair),
    };
    return cmocka_run_group_tests(tests, trust_ready, NULL);
}
