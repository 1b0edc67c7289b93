/* Values that are right: bytes known in advance, and round trips over drawn messages. */
#include "cmocka_all.h"

#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "codec/check.h"
#include "codec/message.h"
#include "covering.h"

#define MESSAGE_BYTES 16384
#define ROUND_TRIPS 3000

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static struct writer fresh(void)
{
    return writer_of(arena_take(&arena, MESSAGE_BYTES), MESSAGE_BYTES);
}

/* Required fields only, all as small as they may be. */
static struct covering small(void)
{
    return (struct covering){ .card_id = { 5 }, .colour = COLOUR_DARK_BLUE, .token = TEXT("t"), .delta = -1, .wide = 300 };
}

static void encode__gives_the_golden_bytes(void **state)
{
    static const char golden[] =
        "\x8B" "\xA5" "at_us" "\x00" "\xA7" "card_id" "\x05" "\xA6" "colour" "\xA9" "dark_blue" "\xA5" "count" "\x00" "\xA5" "delta" "\xFF"
        "\xA4" "flag" "\xC2" "\xA3" "ids" "\x90" "\xA4" "note" "\xA0" "\xA4" "rows" "\x90" "\xA5" "token" "\xA1" "t" "\xA4" "wide" "\xCD\x01\x2C";
    struct covering message = small(), back;
    struct field_fault fault;
    struct writer w = fresh();

    (void)state;
    message_encode(&covering_spec, &message, &w);
    assert_int_equal(w.len, sizeof(golden) - 1);
    assert_memory_equal(w.at, golden, sizeof(golden) - 1);
    assert_int_equal(message_decode(&covering_spec, written(&w), UNKNOWN_REFUSED, &arena, &back, &fault), OK);
    assert_true(message_equal(&covering_spec, &message, &back));
    assert_null(back.application.at);
    assert_non_null(back.note.at);
}

static void encode__nested_golden_bytes(void **state)
{
    static const char golden[] =
        "\x83" "\xA7" "card_id" "\x01"
        "\xA6" "holder" "\x83" "\xA5" "birth" "\xCE\x01\x2E\x32\x95" "\xA4" "kana" "\xA3" "\xE3\x82\xA2" "\xA4" "name" "\xA4" "\xF0\xA0\xAE\xB7"
        "\xA5" "notes" "\x92\xA1" "x" "\xA0";
    const struct text notes[] = { TEXT("x"), TEXT("") };
    const struct row row = {
        .card_id = { 1 }, .holder = { .birth = { 19804821 }, .kana = TEXT("ア"), .name = TEXT("𠮷") }, .notes = { notes, 2 },
    };
    struct writer w = fresh();

    (void)state;
    message_encode(record_field(&covering_spec, "rows")->record, &row, &w);
    assert_int_equal(w.len, sizeof(golden) - 1);
    assert_memory_equal(w.at, golden, sizeof(golden) - 1);
}

static void round_trip__over_drawn_messages(void **state)
{
    struct rng rng;
    struct check_fault check_fault;
    struct field_fault fault;

    (void)state;
    rng_init(&rng, 20270201);
    for (int i = 0; i < ROUND_TRIPS; i++) {
        struct covering message, back, own;
        struct writer w = fresh(), again = fresh();

        message_arbitrary(&covering_spec, rng_next_of, &rng, &arena, &message);
        message_encode(&covering_spec, &message, &w);
        if (check_bytes(written(&w), &check_limits_command, &check_fault) != OK)
            fail_msg("round %d: %s at %u", i, check_fault.reason, check_fault.offset);
        if (message_decode(&covering_spec, written(&w), UNKNOWN_REFUSED, &arena, &back, &fault) != OK)
            fail_msg("round %d: %s %s", i, fault.path, fault.reason);
        assert_true(message_equal(&covering_spec, &message, &back));
        message_encode(&covering_spec, &back, &again);
        assert_true(bytes_equal(written(&w), written(&again)));
        assert_int_equal(message_decode_own(&covering_spec, written(&w), &arena, &own), OK);
        assert_true(message_equal(&covering_spec, &back, &own));
        arena_reset(&arena);
    }
}

static void arbitrary__uses_every_field_and_its_absence(void **state)
{
    struct rng rng;
    uint32_t there[64] = { 0 };

    (void)state;
    rng_init(&rng, 3);
    for (int i = 0; i < 200; i++) {
        struct covering message;
        struct writer w = fresh();
        message_arbitrary(&covering_spec, rng_next_of, &rng, &arena, &message);
        message_encode(&covering_spec, &message, &w);
        for (uint32_t f = 0; f < covering_spec.field_count; f++)
            there[f] += memmem(w.at, w.len, covering_spec.fields[f].name, strlen(covering_spec.fields[f].name)) != NULL;
        arena_reset(&arena);
    }
    for (uint32_t f = 0; f < covering_spec.field_count; f++)
        assert_true(there[f] > 50);
}

static void equal__sees_each_difference(void **state)
{
    struct rng rng;
    uint32_t seen = 0;

    (void)state;
    rng_init(&rng, 4);
    for (int i = 0; i < 300; i++) {
        struct covering a, b;
        struct writer first = fresh(), second = fresh();
        message_arbitrary(&covering_spec, rng_next_of, &rng, &arena, &a);
        b = a;
        const struct field_spec *field = &covering_spec.fields[rng_below(&rng, covering_spec.field_count)];
        struct covering other;
        message_arbitrary(&covering_spec, rng_next_of, &rng, &arena, &other);
        size_t next = sizeof(struct covering);
        for (uint32_t f = 0; f < covering_spec.field_count; f++) {
            uint32_t offset = covering_spec.fields[f].offset;
            next = offset > field->offset && offset < next ? offset : next;
        }
        memcpy((char *)&b + field->offset, (char *)&other + field->offset, next - field->offset);
        message_encode(&covering_spec, &a, &first);
        message_encode(&covering_spec, &b, &second);
        bool same_bytes = bytes_equal(written(&first), written(&second));
        assert_int_equal(message_equal(&covering_spec, &a, &b), same_bytes);
        seen += !same_bytes;
        arena_reset(&arena);
    }
    assert_true(seen > 100);
}

static void encode_public__leaves_secrets_out(void **state)
{
    struct covering message = small(), bare = small();
    struct writer public = fresh(), plain = fresh(), whole = fresh();

    (void)state;
    message.password = TEXT("correct horse");
    message_encode_public(&covering_spec, &message, &public);
    message_encode(&covering_spec, &bare, &plain);
    message_encode(&covering_spec, &message, &whole);
    assert_true(bytes_equal(written(&public), written(&plain)));
    assert_non_null(memmem(whole.at, whole.len, "correct horse", 13));
}

static void encode__latches_full_on_every_size(void **state)
{
    struct rng rng;
    struct covering message;
    struct writer whole = fresh();

    (void)state;
    rng_init(&rng, 5);
    message_arbitrary(&covering_spec, rng_next_of, &rng, &arena, &message);
    message_encode(&covering_spec, &message, &whole);
    for (uint32_t cap = 0; cap < whole.len; cap++) {
        struct writer w = writer_of(malloc(cap > 0 ? cap : 1), cap);
        message_encode(&covering_spec, &message, &w);
        assert_true(w.full && w.len <= cap);
        assert_memory_equal(w.at, whole.at, w.len);
        free(w.at);
    }
}

static void record_field__finds_by_name(void **state)
{
    (void)state;
    assert_int_equal(record_field(&covering_spec, "wide")->kind, FIELD_U64);
    assert_null(record_field(&covering_spec, "wid"));
    assert_null(record_field(&covering_spec, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encode__gives_the_golden_bytes),
        cmocka_unit_test(encode__nested_golden_bytes),
        cmocka_unit_test(round_trip__over_drawn_messages),
        cmocka_unit_test(arbitrary__uses_every_field_and_its_absence),
        cmocka_unit_test(equal__sees_each_difference),
        cmocka_unit_test(encode_public__leaves_secrets_out),
        cmocka_unit_test(encode__latches_full_on_every_size),
        cmocka_unit_test(record_field__finds_by_name),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
