/* JSON both ways: what goes out comes in again, and wrong input is named. */
#include "cmocka_all.h"

#include "codec/check.h"
#include "base/rng.h"
#include "covering.h"
#include "http/json.h"
#include "http/json_text.h"

static struct arena arena;
#define row_spec (*record_field(&covering_spec, "rows")->record)

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64u << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static void json__a_row_goes_out_and_comes_in_the_same(void **state)
{
    struct rng rng;

    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct row row = { 0 }, back = { 0 };
        struct bytes bytes;
        struct field_fault fault = { 0 };
        struct text json;
        struct check_fault check;

        rng_init(&rng, seed);
        message_arbitrary(&row_spec, rng_next_of, &rng, &arena, &row);
        json = json_of_message(&row_spec, &row, &arena);
        if (message_of_json(&row_spec, json, &arena, &bytes, &fault) != OK)
            fail_msg("%.*s: %s %s", (int)json.len, json.at, fault.path, fault.reason);
        assert_int_equal(check_bytes(bytes, &check_limits_command, &check), OK);
        assert_int_equal(message_decode(&row_spec, bytes, UNKNOWN_REFUSED, &arena, &back, &fault), OK);
        assert_true(message_equal(&row_spec, &row, &back));
        arena_reset(&arena);
    }
}

static void json__wrong_input_is_named(void **state)
{
    static const struct { const char *json, *path, *reason; } cases[] = {
        { "{", "", "bad_json" },
        { "{\"a\":1,\"a\":2}", "", "bad_json" },
        { "[]", "", "wrong_type" },
        { "{\"1234 5678 9018\":1}", "?", "unknown_field" },
        { "{\"nobody\":1}", "nobody", "unknown_field" },
        { "{\"holder\":{\"birth\":\"2027-02-30\"}}", "holder.birth", "not_a_date" },
        { "{\"holder\":{\"x\":1}}", "holder.x", "unknown_field" },
        { "{\"card_id\":1.5}", "card_id", "wrong_type" },
        { "{\"card_id\":\"12x\"}", "card_id", "wrong_type" },
        { "{\"notes\":[1]}", "notes[0]", "wrong_type" },
        { "{\"notes\":\"x\"}", "notes", "wrong_type" },
        { "[[[[[[[[[[1]]]]]]]]]]", "", "too_deep" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes bytes;
        struct field_fault fault = { 0 };

        assert_int_equal(message_of_json(&row_spec, text_of(cases[i].json), &arena, &bytes, &fault), ERR_MALFORMED);
        assert_string_equal(fault.path, cases[i].path);
        assert_string_equal(fault.reason, cases[i].reason);
    }
}

/* What JSON lets through, the same decoding judges that judges commands; JSON's own escapes hide nothing. */
static void json__individual_number_is_refused_however_it_is_written(void **state)
{
    static const struct { const char *json, *path; } cases[] = {
        { "{\"card_id\":\"1\",\"holder\":{\"birth\":\"1990-01-02\",\"name\":\"123456789018\"},\"notes\":[]}", "holder.name" },
        { "{\"card_id\":\"1\",\"holder\":{\"birth\":\"1990-01-02\",\"name\":\"山田\"},\"notes\":[\"a\",\"１２３４-５６７８ 9018\"]}", "notes[1]" },
        { "{\"card_id\":\"1\",\"holder\":{\"birth\":\"1990-01-02\",\"name\":\"山田\"},\"notes\":[\"\\u0031\\u00ad23456\\u3000789018\"]}", "notes[0]" },
        { "{\"card_id\":\"1\",\"holder\":{\"birth\":\"1990-01-02\",\"name\":\"山田\"},\"notes\":[\"1234\",\"5678\",\"9018\"]}", "" },
    };
    const char *fine = "{\"card_id\":\"123456789018\",\"holder\":{\"birth\":\"1990-01-02\",\"name\":\"山田\"},\"notes\":[\"8700110005901\"],\"weight\":5}";
    struct row row;
    struct bytes bytes;
    struct field_fault fault = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(message_of_json(&row_spec, text_of(cases[i].json), &arena, &bytes, &fault), OK);
        assert_int_equal(message_decode(&row_spec, bytes, UNKNOWN_REFUSED, &arena, &row, &fault), ERR_MALFORMED);
        assert_string_equal(fault.reason, "individual_number");
        assert_string_equal(fault.path, cases[i].path);
    }
    assert_int_equal(message_of_json(&row_spec, text_of(fine), &arena, &bytes, &fault), OK);
    assert_int_equal(message_decode(&row_spec, bytes, UNKNOWN_REFUSED, &arena, &row, &fault), OK);
}

static void json__any_value_large_numbers_are_strings(void **state)
{
    uint8_t room[128];
    struct writer w = writer_of(room, sizeof room);
    struct text json;

    (void)state;
    write_map(&w, 3);
    write_key(&w, "big");
    write_u64(&w, UINT64_MAX);
    write_key(&w, "list");
    write_array(&w, 2);
    write_i64(&w, -5);
    write_bool(&w, true);
    write_key(&w, "raw");
    write_bin(&w, (struct bytes){ (const uint8_t *)"\x01\xff", 2 });
    json = json_of_value(written(&w), 0, &arena);
    assert_string_equal(text_terminated(&arena, json), "{\"big\":\"18446744073709551615\",\"list\":[-5,true],\"raw\":\"01ff\"}");
}

static void json__an_optional_record_that_is_absent_is_left_out(void **state)
{
    struct covering none = { .card_id = { 7 } }, some = none;
    const char *json;

    (void)state;
    json = text_terminated(&arena, json_of_message(&covering_spec, &none, &arena));
    assert_null(strstr(json, "\"holder\""));
    assert_non_null(strstr(json, "\"colours\":[]"));          /* a list without items is one */
    some.holder.birth = date_make(1990, 4, 1);
    json = text_terminated(&arena, json_of_message(&covering_spec, &some, &arena));
    assert_non_null(strstr(json, "\"holder\":{\"birth\":\"1990-04-01\""));
}

static void json__texts_are_quoted_so_that_they_cannot_leave_their_quotes(void **state)
{
    struct text_builder built = text_growing();

    (void)state;
    json_add_pair(&built, "a", TEXT("\"\\\n\x7f</script>窓"));
    text_add(&built, ",");
    json_add_text(&built, (struct text){ NULL, 0 });
    text_add(&built, ",");
    json_add_id(&built, UINT64_MAX);
    text_add(&built, ",");
    json_add_moment(&built, 1801440300000001);
    assert_string_equal(built.at, "\"a\":\"\\\"\\\\\\u000a\\u007f\\u003c/script>窓\",null,\"18446744073709551615\",\"2027-02-01T00:05:00.000001Z\"");
    text_drop(&built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(json__a_row_goes_out_and_comes_in_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(json__wrong_input_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(json__individual_number_is_refused_however_it_is_written, setup, teardown),
        cmocka_unit_test_setup_teardown(json__any_value_large_numbers_are_strings, setup, teardown),
        cmocka_unit_test_setup_teardown(json__an_optional_record_that_is_absent_is_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(json__texts_are_quoted_so_that_they_cannot_leave_their_quotes, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
