#include "cmocka_all.h"

#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "codec/check.h"
#include "codec/message.h"
#include "codec/read.h"
#include "covering.h"

#define MESSAGE_BYTES 8192

static struct bytes bytes_of(const char *at, size_t len)
{
    return (struct bytes){ (const uint8_t *)at, (uint32_t)len };
}

static enum err check(struct bytes in, struct check_fault *ret)
{
    return check_bytes(in, &check_limits_command, ret);
}

/* A reason of NULL: accepted. */
struct judged {
    const char *at;
    size_t len;
    const char *reason;
    uint32_t offset;
};

#define BYTES(literal) (literal), sizeof(literal) - 1

static const struct judged judged[] = {
    { BYTES("\x80"), NULL, 0 },
    { BYTES("\x81\xA1" "a\x01"), NULL, 0 },
    { BYTES("\x82\xA1" "a\xC2\xA2" "ab\xC3"), NULL, 0 },
    { BYTES("\x82\xA0\x90\xA1" "a\x80"), NULL, 0 },                               /* an empty key is a key */
    { BYTES("\x81\xA1" "a\xE0"), NULL, 0 },                                       /* -32 */
    { BYTES("\x81\xA1" "a\xD0\xDF"), NULL, 0 },                                   /* -33 */
    { BYTES("\x81\xA1" "a\xD1\xFF\x7F"), NULL, 0 },                               /* -129 */
    { BYTES("\x81\xA1" "a\xD2\xFF\xFF\x7F\xFF"), NULL, 0 },
    { BYTES("\x81\xA1" "a\xD3\xFF\xFF\xFF\xFF\x7F\xFF\xFF\xFF"), NULL, 0 },
    { BYTES("\x81\xA1" "a\xCC\x80"), NULL, 0 },
    { BYTES("\x81\xA1" "a\xCF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), NULL, 0 },
    { BYTES("\x81\xA1" "a\xC4\x00"), NULL, 0 },                                   /* bin 8 is the shortest bin */
    { BYTES("\x81\xA1" "a\xA3\xE7\xAA\x93"), NULL, 0 },

    { BYTES(""), "cut_short", 0 },
    { BYTES("\x81"), "cut_short", 0 },
    { BYTES("\x81\xA1" "a"), "cut_short", 3 },
    { BYTES("\x82\xA2" "ab\x01"), "cut_short", 5 },
    { BYTES("\x81\xA1" "a\xCD\x01"), "cut_short", 3 },
    { BYTES("\x81\xA1" "a\xA5" "abc"), "cut_short", 3 },
    { BYTES("\x81\xA1" "a\xC6\xFF\xFF\xFF\xFF"), "cut_short", 3 },
    { BYTES("\xDF\xFF\xFF\xFF\xFF"), "cut_short", 0 },                            /* a count larger than the message */
    { BYTES("\x81\xA1" "a\xDD\x0F\xFF\xFF\xFF"), "cut_short", 3 },
    { BYTES("\x81\xA1" "a\xDB\xFF\xFF\xFF\xFF"), "cut_short", 3 },
    { BYTES("\x80\x00"), "trailing_bytes", 1 },
    { BYTES("\x81\xA1" "a\x01\xC0"), "trailing_bytes", 4 },
    { BYTES("\x90"), "not_a_map", 0 },
    { BYTES("\x01"), "not_a_map", 0 },
    { BYTES("\xA1" "a"), "not_a_map", 0 },
    { BYTES("\x91\x80"), "not_a_map", 0 },
    { BYTES("\x81\x01\x01"), "key_not_text", 1 },
    { BYTES("\x81\xC4\x01" "a\x01"), "key_not_text", 1 },
    { BYTES("\x81\x80\x01"), "key_not_text", 1 },
    { BYTES("\x82\xA1" "b\x01\xA1" "a\x01"), "key_order", 4 },
    { BYTES("\x82\xA2" "ab\x01\xA1" "a\x01"), "key_order", 5 },
    { BYTES("\x82\xA1" "a\x01\xA1" "a\x01"), "duplicate_key", 4 },
    { BYTES("\x82\xA0\x01\xA0\x01"), "duplicate_key", 3 },
    { BYTES("\x81\xA1" "a\x82\xA1" "b\x01\xA1" "b\x01"), "duplicate_key", 7 },
    { BYTES("\x81\xA1" "a\xCC\x7F"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xCD\x00\xFF"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xCE\x00\x00\xFF\xFF"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xCF\x00\x00\x00\x00\xFF\xFF\xFF\xFF"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xD0\x01"), "not_shortest", 3 },                         /* positive in the signed family */
    { BYTES("\x81\xA1" "a\xD0\xE0"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xD1\xFF\x80"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xD1\x7F\xFF"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xD2\xFF\xFF\x80\x00"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xD3\xFF\xFF\xFF\xFF\x80\x00\x00\x00"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xD3\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "not_shortest", 3 },
    { BYTES("\x81\xD9\x01" "a\x01"), "not_shortest", 1 },
    { BYTES("\x81\xA1" "a\xDA\x00\x01" "x"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xDB\x00\x00\x00\x01" "x"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xC5\x00\x01" "x"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xC6\x00\x00\x00\x01" "x"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xDC\x00\x01\x01"), "not_shortest", 3 },
    { BYTES("\x81\xA1" "a\xDD\x00\x00\x00\x01\x01"), "not_shortest", 3 },
    { BYTES("\xDE\x00\x01\xA1" "a\x01"), "not_shortest", 0 },
    { BYTES("\xDF\x00\x00\x00\x00"), "not_shortest", 0 },
    { BYTES("\x81\xA1" "a\xA2\xC3\x28"), "bad_utf8", 4 },
    { BYTES("\x81\xA1" "a\xA3" "a\xC0\x80"), "bad_utf8", 5 },
    { BYTES("\x81\xA1" "a\xA3\xED\xA0\x80"), "bad_utf8", 4 },
    { BYTES("\x81\xA1\xFF\x01"), "bad_utf8", 2 },
    { BYTES("\x81\xA1" "a\xA1\xE3"), "bad_utf8", 4 },
    { BYTES("\x81\xA1" "a\xCA\x3F\x80\x00\x00"), "float", 3 },
    { BYTES("\x81\xA1" "a\xCB\x3F\xF0\x00\x00\x00\x00\x00\x00"), "float", 3 },
    { BYTES("\x81\xA1" "a\xC0"), "nil", 3 },
    { BYTES("\xC0"), "nil", 0 },
    { BYTES("\x81\xA1" "a\xC7\x01\x01\x01"), "extension", 3 },
    { BYTES("\x81\xA1" "a\xC8\x00\x01\x01\x01"), "extension", 3 },
    { BYTES("\x81\xA1" "a\xC9\x00\x00\x00\x01\x01\x01"), "extension", 3 },
    { BYTES("\x81\xA1" "a\xD4\x01\x01"), "extension", 3 },
    { BYTES("\x81\xA1" "a\xD6\xFF\x00\x00\x00\x00"), "extension", 3 },
    { BYTES("\x81\xA1" "a\xD8\x01"), "extension", 3 },
    { BYTES("\x81\xA1" "a\xC1"), "reserved_byte", 3 },
};

static void check__judges_each_case_of_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
        struct check_fault fault = { 0 };
        enum err err = check(bytes_of(judged[i].at, judged[i].len), &fault);

        if (judged[i].reason == NULL ? err != OK : err != ERR_MALFORMED)
            fail_msg("case %zu: %s", i, fault.reason != NULL ? fault.reason : "accepted");
        if (judged[i].reason != NULL && (strcmp(fault.reason, judged[i].reason) != 0 || fault.offset != judged[i].offset))
            fail_msg("case %zu: %s at %u", i, fault.reason, fault.offset);
    }
}

static void check__depth_ends_at_the_limit(void **state)
{
    char nested[64];
    struct check_fault fault;

    (void)state;
    for (size_t depth = 1; depth <= 12; depth++) {
        size_t len = 0;
        for (size_t i = 1; i < depth; i++) {            /* {"":{"":...{}}} */
            nested[len++] = (char)0x81;
            nested[len++] = (char)0xA0;
        }
        nested[len++] = (char)0x80;
        assert_int_equal(check(bytes_of(nested, len), &fault), depth <= 8 ? OK : ERR_MALFORMED);
        if (depth > 8) {
            assert_string_equal(fault.reason, "too_deep");
            assert_int_equal(fault.offset, 16);
        }
        assert_int_equal(check_bytes(bytes_of(nested, len), &check_limits_entry, &fault), OK);
    }
    memset(nested, 0x91, sizeof(nested));
    memcpy(nested, "\x81\xA0", 2);
    assert_int_equal(check_bytes(bytes_of(nested, sizeof(nested)), &check_limits_entry, &fault), ERR_MALFORMED);
    assert_string_equal(fault.reason, "too_deep");
}

/* {"a": [0, 0, ...]}: the map, the key and the array are three nodes. */
static struct bytes long_array(uint8_t *to, uint32_t items)
{
    memcpy(to, "\x81\xA1" "a\xDC", 4);
    be16_put(to + 4, (uint16_t)items);
    memset(to + 6, 0, items);
    return (struct bytes){ to, 6 + items };
}

static void check__nodes_end_at_the_limit(void **state)
{
    static uint8_t in[8192];
    struct check_fault fault;

    (void)state;
    assert_int_equal(check(long_array(in, 4093), &fault), OK);
    assert_int_equal(check(long_array(in, 4094), &fault), ERR_MALFORMED);
    assert_string_equal(fault.reason, "too_many_nodes");
    assert_int_equal(fault.offset, 3);
}

static void check__bytes_end_at_the_limit(void **state)
{
    static uint8_t in[65537 + 16];
    struct check_fault fault;
    uint32_t text_bytes = 65536 - 6;

    (void)state;
    memset(in, 'x', sizeof(in));
    memcpy(in, "\x81\xA1" "a\xDA", 4);
    be16_put(in + 4, (uint16_t)text_bytes);
    assert_int_equal(check((struct bytes){ in, 65536 }, &fault), OK);
    be16_put(in + 4, (uint16_t)(text_bytes + 1));
    assert_int_equal(check((struct bytes){ in, 65537 }, &fault), ERR_MALFORMED);
    assert_string_equal(fault.reason, "too_long");
    assert_int_equal(fault.offset, 65536);
}

static void check__leaves_the_fault_alone_when_fine(void **state)
{
    struct check_fault fault = { 77, "before" };

    (void)state;
    assert_int_equal(check(bytes_of("\x80", 1), &fault), OK);
    assert_int_equal(fault.offset, 77);
    assert_string_equal(fault.reason, "before");
}

/* An exact heap copy, so that the sanitizer sees a read past the end. */
static uint8_t *heap_copy(const uint8_t *from, uint32_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    memcpy(copy, from, len);
    return copy;
}

static struct bytes arbitrary_message(struct arena *arena, uint64_t seed)
{
    struct covering message;
    struct rng rng;
    struct writer w = writer_of(arena_take(arena, MESSAGE_BYTES), MESSAGE_BYTES);

    rng_init(&rng, seed);
    message_arbitrary(&covering_spec, rng_next_of, &rng, arena, &message);
    message_encode(&covering_spec, &message, &w);
    return written(&w);
}

static void check__every_truncation_is_cut_short(void **state)
{
    struct arena arena;
    struct check_fault fault;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct bytes whole = arbitrary_message(&arena, seed);
        assert_int_equal(check(whole, &fault), OK);
        for (uint32_t len = 0; len < whole.len; len++) {
            uint8_t *cut = heap_copy(whole.at, len);
            assert_int_equal(check((struct bytes){ cut, len }, &fault), ERR_MALFORMED);
            assert_true(strcmp(fault.reason, "cut_short") == 0);
            assert_true(fault.offset <= len);
            free(cut);
        }
    }
    arena_fini(&arena);
}

/* Whatever the checker accepts must be safe to decode; whatever is decoded must come back. */
static void check__every_one_byte_mutation_is_survived(void **state)
{
    struct arena arena, step;
    struct check_fault fault;
    struct field_fault field_fault;
    uint32_t accepted = 0, decoded = 0;

    (void)state;
    arena_init(&arena, 1 << 20);
    arena_init(&step, 1 << 20);
    uint64_t seed = 4;
    struct bytes whole = arbitrary_message(&arena, seed);
    while (whole.len > 500) {                           /* a small one: every mutation is decoded */
        arena_reset(&arena);
        whole = arbitrary_message(&arena, ++seed);
    }
    uint8_t *mutated = heap_copy(whole.at, whole.len);
    for (uint32_t i = 0; i < whole.len; i++) {
        for (uint32_t v = 0; v < 256; v++) {
            struct bytes in = { mutated, whole.len };
            struct covering message;
            mutated[i] = (uint8_t)v;
            if (check(in, &fault) != OK)
                continue;
            accepted++;
            if (message_decode(&covering_spec, in, UNKNOWN_REFUSED, &step, &message, &field_fault) == OK) {
                struct writer w = writer_of(arena_take(&step, MESSAGE_BYTES), MESSAGE_BYTES);
                message_encode(&covering_spec, &message, &w);
                assert_true(bytes_equal(written(&w), in));
                decoded++;
            }
            arena_reset(&step);
        }
        mutated[i] = whole.at[i];
    }
    assert_true(decoded > 1000 && accepted > decoded);
    free(mutated);
    arena_fini(&step);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__judges_each_case_of_the_table),
        cmocka_unit_test(check__depth_ends_at_the_limit),
        cmocka_unit_test(check__nodes_end_at_the_limit),
        cmocka_unit_test(check__bytes_end_at_the_limit),
        cmocka_unit_test(check__leaves_the_fault_alone_when_fine),
        cmocka_unit_test(check__every_truncation_is_cut_short),
        cmocka_unit_test(check__every_one_byte_mutation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
