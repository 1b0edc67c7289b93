/* Checkpoints: the text to the byte (made once by another implementation), and what is refused. */
#include "trust/checkpoint.h"
#include "trust_test.h"

#define ORIGIN "madoguchi.12/audit"
#define BODY ORIGIN "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\ntime 2027-02-01T00:05:00Z\n"
#define SIGNED "\xE2\x80\x94 " ORIGIN \
    " Nho/QvBdleDuZbFy3PLHnM+O32LpvpxM1Z1EfxfiPfAot6sQ90cEKjLE+qog1xBx5BUH1p+H1rSFF6xQC/oGFCmv0wI=\n"
#define WITNESS "\xE2\x80\x94 witness.example AAAAAAAAAAAAAAAA\n"
#define AT_US UINT64_C(1801440300000000)

static struct signer signer;
static uint8_t root[32];

static int signer_ready(void **state)
{
    if (trust_ready(state) != 0)
        return -1;
    signer_init(&signer, counting_key);
    return hex_get(root, 32, TEXT("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")) ? 0 : -1;
}

static enum err verify(struct text note)
{
    uint64_t size, at_us;
    uint8_t found[32];

    return checkpoint_verify(note, ORIGIN, signer.public_key, &size, found, &at_us);
}

/* Signs any body the way checkpoint_sign does, to see what is made of it behind a good signature. */
static enum err verify_signed(const char *body)
{
    char note[2048], key[VERIFIER_KEY_SIZE], base64[93];
    uint8_t signature[68];
    size_t len = strlen(body);

    verifier_key_put(ORIGIN, signer.public_key, key, sizeof key);
    assert_true(hex_get(signature, 4, (struct text){ key + sizeof ORIGIN, 8 }));
    sign(&signer, (struct bytes){ (const uint8_t *)body, (uint32_t)len }, signature + 4);
    base64_put(base64, sizeof base64, (struct bytes){ signature, sizeof signature });
    int total = snprintf(note, sizeof note, "%s\n\xE2\x80\x94 " ORIGIN " %s\n", body, base64);
    assert_in_range(total, 1, sizeof note - 1);
    return verify((struct text){ note, (uint32_t)total });
}

static void checkpoint__has_the_standard_form(void **state)
{
    char note[CHECKPOINT_SIZE], key[VERIFIER_KEY_SIZE];

    (void)state;
    assert_int_equal(checkpoint_sign(&signer, ORIGIN, 8, root, AT_US, note, sizeof note), OK);
    assert_string_equal(note, BODY "\n" SIGNED);
    verifier_key_put(ORIGIN, signer.public_key, key, sizeof key);
    assert_string_equal(key, ORIGIN "+361a3f42+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
}

static void checkpoint__comes_back_as_it_was_signed(void **state)
{
    static const uint64_t sizes[] = { 0, 1, 9, 10, 4711, UINT64_MAX };
    char note[CHECKPOINT_SIZE];
    uint64_t size, at_us;
    uint8_t found[32];

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(checkpoint_sign(&signer, ORIGIN, sizes[i], root, AT_US + 999999, note, sizeof note), OK);
        assert_int_equal(checkpoint_verify(text_of(note), ORIGIN, signer.public_key, &size, found, &at_us), OK);
        assert_true(size == sizes[i] && at_us == AT_US);           /* whole seconds */
        assert_memory_equal(found, root, sizeof root);
    }
}

static void checkpoint_sign__says_when_there_is_no_room(void **state)
{
    char note[CHECKPOINT_SIZE] = "as before";
    size_t needed = sizeof BODY "\n" SIGNED;

    (void)state;
    assert_int_equal(checkpoint_sign(&signer, ORIGIN, 8, root, AT_US, note, needed - 1), ERR_FULL);
    assert_string_equal(note, "as before");
    assert_int_equal(checkpoint_sign(&signer, ORIGIN, 8, root, AT_US, note, needed), OK);
}

static void checkpoint_verify__refuses_any_flipped_bit(void **state)
{
    char note[] = BODY "\n" SIGNED;

    (void)state;
    for (size_t bit = 0; bit < (sizeof note - 1) * 8; bit++) {
        note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
        assert_int_not_equal(verify((struct text){ note, sizeof note - 1 }), OK);
        note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
    }
    assert_int_equal(verify((struct text){ note, sizeof note - 1 }), OK);
}

static void checkpoint_verify__refuses_every_cut(void **state)
{
    static const char note[] = BODY "\n" SIGNED;

    (void)state;
    for (uint32_t len = 0; len < sizeof note - 1; len++)
        assert_int_not_equal(verify((struct text){ note, len }), OK);
    assert_int_equal(verify((struct text){ NULL, 0 }), ERR_MALFORMED);
    assert_int_equal(verify(TEXT("\n" BODY "\n" SIGNED)), ERR_CRYPTO);
    assert_int_equal(verify(TEXT(BODY "\n" SIGNED "\n")), ERR_CRYPTO);
    assert_int_equal(verify(TEXT(BODY "\n" SIGNED "more")), ERR_MALFORMED);
}

static void checkpoint_verify__passes_over_other_signers(void **state)
{
    (void)state;
    assert_int_equal(verify(TEXT(BODY "\n" SIGNED WITNESS)), OK);
    assert_int_equal(verify(TEXT(BODY "\n" WITNESS SIGNED)), OK);
    assert_int_equal(verify(TEXT(BODY "\n" WITNESS)), ERR_CRYPTO);
    assert_int_equal(verify(TEXT(BODY "\n" SIGNED "- witness.example AAAA\n")), ERR_MALFORMED);
    assert_int_equal(verify(TEXT(BODY "\n" "- witness.example AAAA\n" SIGNED)), ERR_MALFORMED);
    assert_int_equal(verify(TEXT(BODY "\n" "\xE2\x80\x94 witness.example\n" SIGNED)), ERR_MALFORMED);
}

static void checkpoint_verify__refuses_another_key_or_origin(void **state)
{
    static const uint8_t seed[32] = {1};
    struct signer other;
    uint64_t size = 5, at_us = 6;
    uint8_t found[32] = {7};

    (void)state;
    signer_init(&other, seed);
    assert_int_equal(checkpoint_verify(TEXT(BODY "\n" SIGNED), ORIGIN, other.public_key, &size, found, &at_us),
                     ERR_CRYPTO);
    assert_int_equal(checkpoint_verify(TEXT(BODY "\n" SIGNED), "madoguchi.13/audit", signer.public_key, &size, found,
                                       &at_us), ERR_CRYPTO);
    assert_true(size == 5 && at_us == 6 && found[0] == 7);
    assert_int_equal(verify_signed("madoguchi.13/audit\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
                                   "time 2027-02-01T00:05:00Z\n"), ERR_MALFORMED);
}

#define ROOT_LINE "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define TIME_LINE "time 2027-02-01T00:05:00Z\n"

static void checkpoint_verify__reads_strictly_behind_a_good_signature(void **state)
{
    static const char *const refused[] = {
        ORIGIN "\n08\n" ROOT_LINE TIME_LINE,
        ORIGIN "\n+8\n" ROOT_LINE TIME_LINE,
        ORIGIN "\n\n" ROOT_LINE TIME_LINE,
        ORIGIN "\n18446744073709551616\n" ROOT_LINE TIME_LINE,
        ORIGIN "\n8\n" TIME_LINE,
        ORIGIN "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n" TIME_LINE,      /* stray bits at the end */
        ORIGIN "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n" TIME_LINE,
        ORIGIN "\n8\n" ROOT_LINE,
        ORIGIN "\n8\n" ROOT_LINE TIME_LINE TIME_LINE,
        ORIGIN "\n8\n" ROOT_LINE "\n" TIME_LINE,
        ORIGIN "\n8\n" ROOT_LINE "time 2027-02-30T00:05:00Z\n",
        ORIGIN "\n8\n" ROOT_LINE "time 2027-02-01T24:05:00Z\n",
        ORIGIN "\n8\n" ROOT_LINE "time 2027-02-01T00:05:60Z\n",
        ORIGIN "\n8\n" ROOT_LINE "time 2027-02-01 00:05:00Z\n",
        ORIGIN "\n8\n" ROOT_LINE "time 2027-02-01T00:05:00+09:00\n",
        ORIGIN "\n8\n" ROOT_LINE "time 1969-12-31T23:59:59Z\n",
        ORIGIN "\n8\n",
        ORIGIN "\n",
        "\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(verify_signed(refused[i]), ERR_MALFORMED);
    assert_int_equal(verify_signed(ORIGIN "\n8\n" ROOT_LINE TIME_LINE), OK);
    assert_int_equal(verify_signed(ORIGIN "\n8\n" ROOT_LINE "other thing\n" TIME_LINE), OK);
    assert_int_equal(verify_signed(ORIGIN "\n8\n" ROOT_LINE TIME_LINE "other thing\n"), OK);
}

static void checkpoint_verify__takes_text_alone(void **state)
{
    (void)state;
    assert_int_equal(verify_signed(ORIGIN "\n8\n" ROOT_LINE TIME_LINE "a\tb\n"), ERR_MALFORMED);
    assert_int_equal(verify_signed(ORIGIN "\n8\n" ROOT_LINE TIME_LINE "\xFF\n"), ERR_MALFORMED);
    assert_int_equal(verify_signed(ORIGIN "\r\n8\n" ROOT_LINE TIME_LINE), ERR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checkpoint__has_the_standard_form),
        cmocka_unit_test(checkpoint__comes_back_as_it_was_signed),
        cmocka_unit_test(checkpoint_sign__says_when_there_is_no_room),
        cmocka_unit_test(checkpoint_verify__refuses_any_flipped_bit),
        cmocka_unit_test(checkpoint_verify__refuses_every_cut),
        cmocka_unit_test(checkpoint_verify__passes_over_other_signers),
        cmocka_unit_test(checkpoint_verify__refuses_another_key_or_origin),
        cmocka_unit_test(checkpoint_verify__reads_strictly_behind_a_good_signature),
        cmocka_unit_test(checkpoint_verify__takes_text_alone),
    };
    return cmocka_run_group_tests(tests, signer_ready, NULL);
}
