/* Lines of witnesses to the byte (made once by another implementation), sources and key changes in checkpoints, keys. */
#include "base/date.h"
#include "trust/checkpoint.h"
#include "trust_test.h"

#define ORIGIN "madoguchi.12/audit"
#define NAME "witness.example/w1"
#define NAME_KEY NAME "+e75f6532+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define BODY ORIGIN "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\ntime 2027-02-01T00:05:00Z\n"
#define SIGNED "\xE2\x80\x94 " ORIGIN \
    " Nho/QvBdleDuZbFy3PLHnM+O32LpvpxM1Z1EfxfiPfAot6sQ90cEKjLE+qog1xBx5BUH1p+H1rSFF6xQC/oGFCmv0wI=\n"
#define COSIGNED "\xE2\x80\x94 " NAME \
    " 519lMgAAAABrX8wtSHqDIzf8d6ktHFCgw5VsOONJrNHuNAPb3X8H8gkqe7fEivmlo272ZGIIewytMJrates+P0BOKY04B0glyUybDg==\n"
#define AT_US UINT64_C(1801440301000000)

static struct signer signer, other;

static int signers_ready(void **state)
{
    if (trust_ready(state) != 0)
        return -1;
    signer_init(&signer, counting_key);
    signer_init(&other, (const uint8_t[32]){ 9 });
    return 0;
}

static enum err check(const char *note)
{
    uint64_t at_us;

    return cosignature_check(text_of(note), NAME, signer.public_key, &at_us);
}

static void cosignature__has_the_standard_form(void **state)
{
    char line[COSIGNATURE_SIZE], key[VERIFIER_KEY_SIZE];
    uint64_t at_us;

    (void)state;
    assert_int_equal(cosignature_put(&signer, NAME, TEXT(BODY "\n" SIGNED), AT_US + 7, line), OK);
    assert_string_equal(line, COSIGNED);
    assert_int_equal(cosignature_check(TEXT(BODY "\n" SIGNED COSIGNED), NAME, signer.public_key, &at_us), OK);
    assert_true(at_us == AT_US);
    witness_key_put(NAME, signer.public_key, key, sizeof key);
    assert_string_equal(key, NAME_KEY);
}

static void cosignature__of_others_or_of_other_texts_does_not_count(void **state)
{
    char note[] = BODY "\n" SIGNED COSIGNED;
    char line[COSIGNATURE_SIZE], twice[2048];

    (void)state;
    assert_int_equal(check(BODY "\n" SIGNED), ERR_NOT_FOUND);
    assert_int_equal(check("no note"), ERR_MALFORMED);
    assert_int_equal(cosignature_put(&other, NAME, TEXT(BODY "\n" SIGNED), AT_US, line), OK);
    snprintf(twice, sizeof twice, BODY "\n" SIGNED "%s", line);
    assert_int_equal(check(twice), ERR_NOT_FOUND);
    snprintf(twice, sizeof twice, BODY "\n" SIGNED "%s" COSIGNED, line);
    assert_int_equal(check(twice), OK);                                  /* among others */
    for (size_t bit = 0; bit < (sizeof BODY - 1) * 8; bit++) {
        note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
        assert_int_not_equal(check(note), OK);
        note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
    }
    note[sizeof note - 8] = note[sizeof note - 8] == 'A' ? 'B' : 'A';
    assert_int_equal(check(note), ERR_CRYPTO);
}

static void keys__of_logs_and_witnesses_are_not_mixed_up(void **state)
{
    char name[CHECKPOINT_ORIGIN_MAX + 1], text[VERIFIER_KEY_SIZE];
    uint8_t key[32];

    (void)state;
    assert_true(witness_key_get(TEXT(NAME_KEY), name, key));
    assert_string_equal(name, NAME);
    assert_memory_equal(key, signer.public_key, 32);
    assert_false(verifier_key_get(TEXT(NAME_KEY), name, key));
    verifier_key_put(NAME, signer.public_key, text, sizeof text);
    assert_true(verifier_key_get(text_of(text), name, key));
    assert_false(witness_key_get(text_of(text), name, key));
    text[sizeof NAME] ^= 1;                                              /* its key id */
    assert_false(verifier_key_get(text_of(text), name, key));
    assert_false(verifier_key_get(TEXT(""), name, key));
    assert_false(verifier_key_get(TEXT("a+b"), name, key));
}

static struct checkpoint full(void)
{
    return (struct checkpoint){ .size = 8, .at_us = AT_US, .root = { 5 }, .source_count = 2,
                                .sources = { { "staff", 1, 5 }, { "inventory", 0, 0 } } };
}

static void checkpoint__names_its_sources(void **state)
{
    struct checkpoint written = full(), read;
    char note[CHECKPOINT_SIZE];

    (void)state;
    assert_int_equal(checkpoint_put(&signer, NULL, ORIGIN, &written, note, sizeof note), OK);
    assert_non_null(strstr(note, "\nsource staff 1 5\nsource inventory 0 0\n\n"));
    assert_int_equal(checkpoint_get(text_of(note), ORIGIN, signer.public_key, &read), OK);
    assert_int_equal(read.source_count, 2);
    assert_string_equal(read.sources[0].name, "staff");
    assert_int_equal(read.sources[0].sequence, 5);
    assert_int_equal(read.sources[1].epoch, 0);
    assert_false(read.changes_key);
}

static void checkpoint__changes_the_key_only_with_both_signatures(void **state)
{
    struct checkpoint written = full(), read;
    char note[CHECKPOINT_SIZE], cut[CHECKPOINT_SIZE];

    (void)state;
    assert_int_equal(checkpoint_put(&signer, &other, ORIGIN, &written, note, sizeof note), OK);
    assert_int_equal(checkpoint_get(text_of(note), ORIGIN, signer.public_key, &read), OK);
    assert_true(read.changes_key);
    assert_memory_equal(read.next_key, other.public_key, 32);
    assert_int_equal(checkpoint_get(text_of(note), ORIGIN, other.public_key, &read), OK);
    snprintf(cut, sizeof cut, "%s", note);
    *(strrchr(strstr(cut, "\n\n"), '\xE2')) = '\0';                      /* without the new key's line */
    assert_int_equal(checkpoint_get(text_of(cut), ORIGIN, signer.public_key, &read), ERR_CRYPTO);
    snprintf(cut, sizeof cut, "%.*s%s", (int)(strstr(note, "\n\n") + 2 - note), note, strrchr(note, '\xE2'));    /* without the old one's */
    assert_int_equal(checkpoint_get(text_of(cut), ORIGIN, signer.public_key, &read), ERR_CRYPTO);
}

/* Behind a good signature, too: what is not of the form says nothing. */
static void checkpoint__refuses_lists_of_another_form(void **state)
{
    static const char *const lines[] = { "source staff 1\n", "source staff 1 05\n", "source Staff 1 5\n", "source staff 0 5\n", "source staff 1 0\n",
                                         "source staff 4294967296 5\n", "source staff 1 5\nsource staff 1 6\n", "source averyverylongname 1 5\n",
                                         "next-key nothing\n", "next-key " NAME_KEY "\n" };
    struct checkpoint read;

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char note[2048], key[VERIFIER_KEY_SIZE], coded[93];
        uint8_t signature[68];
        int len = snprintf(note, sizeof note, "%s%s", BODY, lines[i]);

        verifier_key_put(ORIGIN, signer.public_key, key, sizeof key);
        assert_true(hex_get(signature, 4, (struct text){ key + sizeof ORIGIN, 8 }));
        sign(&signer, (struct bytes){ (const uint8_t *)note, (uint32_t)len }, signature + 4);
        base64_put(coded, sizeof coded, (struct bytes){ signature, sizeof signature });
        snprintf(note + len, sizeof note - (size_t)len, "\n\xE2\x80\x94 " ORIGIN " %s\n", coded);
        assert_int_equal(checkpoint_get(text_of(note), ORIGIN, signer.public_key, &read), ERR_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cosignature__has_the_standard_form),
        cmocka_unit_test(cosignature__of_others_or_of_other_texts_does_not_count),
        cmocka_unit_test(keys__of_logs_and_witnesses_are_not_mixed_up),
        cmocka_unit_test(checkpoint__names_its_sources),
        cmocka_unit_test(checkpoint__changes_the_key_only_with_both_signatures),
        cmocka_unit_test(checkpoint__refuses_lists_of_another_form),
    };

    return cmocka_run_group_tests(tests, signers_ready, NULL);
}
