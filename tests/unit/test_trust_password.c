/* Passwords, at the lowest cost the library allows. */
#include "trust/password.h"
#include "trust_test.h"

#include <time.h>

static int cheap(void **state)
{
    if (trust_ready(state) != 0)
        return -1;
    password_set_cost(1, 8192);
    return 0;
}

static void password__is_recognised(void **state)
{
    char hash[PASSWORD_HASH_LEN];

    (void)state;
    assert_int_equal(password_hash(TEXT("ひみつ の言葉"), counting_key, hash), OK);
    assert_true(strncmp(hash, "$argon2id$v=19$m=8,t=1,p=1$", 27) == 0);
    assert_true(password_check(TEXT("ひみつ の言葉"), counting_key, hash));
    assert_false(password_check(TEXT("ひみつ の言葉 "), counting_key, hash));
    assert_false(password_check(TEXT(""), counting_key, hash));
    assert_false(password_check((struct text){ NULL, 0 }, counting_key, hash));
}

static void password__needs_its_pepper(void **state)
{
    char hash[PASSWORD_HASH_LEN];
    uint8_t other[32] = {0};

    (void)state;
    assert_int_equal(password_hash(TEXT("secret"), counting_key, hash), OK);
    assert_false(password_check(TEXT("secret"), other, hash));
}

static void password__is_salted(void **state)
{
    char first[PASSWORD_HASH_LEN], second[PASSWORD_HASH_LEN];

    (void)state;
    assert_int_equal(password_hash(TEXT("secret"), counting_key, first), OK);
    assert_int_equal(password_hash(TEXT("secret"), counting_key, second), OK);
    assert_string_not_equal(first, second);
}

static void password_check__refuses_what_is_no_hash(void **state)
{
    char hash[PASSWORD_HASH_LEN], endless[300];

    (void)state;
    assert_int_equal(password_hash(TEXT("secret"), counting_key, hash), OK);
    hash[strlen(hash) - 1] ^= 1;
    assert_false(password_check(TEXT("secret"), counting_key, hash));
    assert_false(password_check(TEXT("secret"), counting_key, ""));
    assert_false(password_check(TEXT("secret"), counting_key, "secret"));
    memset(endless, '$', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_false(password_check(TEXT("secret"), counting_key, endless));
}

static void password__keeps_the_cost_it_was_made_with(void **state)
{
    char hash[PASSWORD_HASH_LEN];

    (void)state;
    assert_int_equal(password_hash(TEXT("secret"), counting_key, hash), OK);
    password_set_cost(2, 16384);
    assert_true(password_check(TEXT("secret"), counting_key, hash));
    password_check_nobody(TEXT("secret"));
    password_set_cost(1, 8192);
}

static uint64_t cpu_us(void)
{
    struct timespec t;

    assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t), 0);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

#define ROUNDS 9

/* The least of some rounds each, taken in turns: what else runs on the machine only adds to it. */
static bool cost_alike(const char *hash)
{
    uint64_t somebody = UINT64_MAX, nobody = UINT64_MAX, apart;

    for (int i = 0; i < ROUNDS; i++) {
        uint64_t began = cpu_us(), between, ended;

        assert_false(password_check(TEXT("velvet umbrell!"), counting_key, hash));
        between = cpu_us();
        password_check_nobody(TEXT("velvet umbrell!"));
        ended = cpu_us();
        somebody = between - began < somebody ? between - began : somebody;
        nobody = ended - between < nobody ? ended - between : nobody;
    }
    apart = somebody > nobody ? somebody - nobody : nobody - somebody;
    print_message("somebody %llu us, nobody %llu us\n", (unsigned long long)somebody, (unsigned long long)nobody);
    return apart * 20 < somebody;
}

/* At the cost of production, in processor time, within a twentieth. A true difference would show in every series. */
static void password__unknown_name_costs_what_a_wrong_password_does(void **state)      /* security notes 4 */
{
    char hash[PASSWORD_HASH_LEN];

    (void)state;
    password_set_cost(3, (size_t)64 << 20);
    assert_int_equal(password_hash(TEXT("velvet umbrella"), counting_key, hash), OK);
    assert_true(cost_alike(hash) || cost_alike(hash) || cost_alike(hash) || cost_alike(hash));
    password_set_cost(1, 8192);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(password__unknown_name_costs_what_a_wrong_password_does),
        cmocka_unit_test(password__is_recognised),
        cmocka_unit_test(password__needs_its_pepper),
        cmocka_unit_test(password__is_salted),
        cmocka_unit_test(password_check__refuses_what_is_no_hash),
        cmocka_unit_test(password__keeps_the_cost_it_was_made_with),
    };
    return cmocka_run_group_tests(tests, cheap, NULL);
}
