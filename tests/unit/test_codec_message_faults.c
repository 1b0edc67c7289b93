/* Values that are wrong: each gets its reason, the path of its field and its offset. */
#include "cmocka_all.h"

#include <string.h>

#include "base/arena.h"
#include "codec/check.h"
#include "codec/message.h"
#include "codec/read.h"
#include "covering.h"

#define MESSAGE_BYTES 16384

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 24);
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

/* A valid message with one thing changed is encoded, so that only the wrong value is wrong. */
static struct covering valid(void)
{
    static const struct row rows[2] = {
        { .card_id = { 1 }, .holder = { .birth = { 19800410 }, .name = TEXT("山田") } }, { .card_id = { 2 }, .holder = { .birth = { 19800410 }, .name = TEXT("𠮷田") } },
    };
    return (struct covering){
        .at_us = 1, .card_id = { 5 }, .colour = COLOUR_RED, .token = TEXT("t"), .note = TEXT("窓口"), .rows = { rows, 2 },
    };
}

static void expect(struct bytes in, const char *path, const char *reason)
{
    struct check_fault check_fault;
    struct field_fault fault = { 0 };
    struct covering ret, before;

    memset(&ret, 0x5A, sizeof(ret));
    memcpy(&before, &ret, sizeof(ret));
    assert_int_equal(check_bytes(in, &check_limits_command, &check_fault), OK);
    enum err err = message_decode(&covering_spec, in, UNKNOWN_REFUSED, &arena, &ret, &fault);
    if (reason == NULL) {
        if (err != OK)
            fail_msg("%s %s", fault.path, fault.reason);
        return;
    }
    assert_int_equal(err, ERR_MALFORMED);
    assert_string_equal(fault.reason, reason);
    assert_string_equal(fault.path, path);
    assert_true(fault.offset < in.len);
    assert_memory_equal(&ret, &before, sizeof(ret));     /* untouched */
}

static void expect_of(const struct covering *message, const char *path, const char *reason)
{
    struct writer w = fresh();

    message_encode(&covering_spec, message, &w);
    expect(written(&w), path, reason);
}

#define EXPECT(change, path, reason)        \
    do {                                    \
        struct covering m = valid();        \
        change;                             \
        expect_of(&m, path, reason);        \
    } while (0)

static void decode__numbers_outside_their_range(void **state)
{
    (void)state;
    EXPECT((void)m, "", NULL);
    EXPECT(m.count = 1000, "", NULL);
    EXPECT(m.count = 1001, "count", "out_of_range");
    EXPECT(m.delta = -100, "", NULL);
    EXPECT(m.delta = -101, "delta", "out_of_range");
    EXPECT(m.delta = 101, "delta", "out_of_range");
    EXPECT(m.wide = UINT64_MAX, "", NULL);
    EXPECT(m.card_id.v = 0, "card_id", "out_of_range");
    EXPECT(m.at_us = TIME_US_MAX, "", NULL);
    EXPECT(m.at_us = TIME_US_MAX + 1, "at_us", "out_of_range");
    EXPECT(m.since_us = TIME_US_MAX + 1, "since_us", "out_of_range");
    EXPECT(m.birth.v = 18991231, "birth", "out_of_range");
    EXPECT(m.birth.v = 21000101, "birth", "out_of_range");
    EXPECT(m.birth.v = 20270229, "birth", "not_a_date");
    EXPECT(m.birth.v = 1, "birth", "not_a_date");
}

static void decode__runs_outside_their_length(void **state)
{
    static char long_text[401];

    (void)state;
    memset(long_text, 'x', sizeof(long_text));
    EXPECT(m.token = TEXT(""), "token", "too_short");
    EXPECT((m.token = (struct text){ long_text, 32 }), "", NULL);
    EXPECT((m.token = (struct text){ long_text, 33 }), "token", "too_long");
    EXPECT((m.note = (struct text){ long_text, 301 }), "note", "too_long");
    EXPECT((m.blob = (struct bytes){ (uint8_t *)long_text, 400 }), "", NULL);
    EXPECT((m.blob = (struct bytes){ (uint8_t *)long_text, 401 }), "blob", "too_long");
    EXPECT((m.name = TEXT("")), "name", "too_short");
    EXPECT((m.line = TEXT("")), "", NULL);               /* optional and empty, not absent */
    EXPECT((m.line = TEXT("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十")), "", NULL);      /* 40 code points */
}

static void decode__texts_against_their_rule(void **state)
{
    (void)state;
    EXPECT(m.note = TEXT("a\tb"), "note", "control_character");
    EXPECT(m.line = TEXT("a\nb"), "line", "control_character");
    EXPECT(m.name = TEXT("山\u202E田"), "name", "bidi_control");
    EXPECT(m.name = TEXT("山\u200B田"), "name", "zero_width");
    EXPECT(m.name = TEXT("\uE000"), "name", "private_use");
    EXPECT(m.notice = TEXT("A1Z-01234x"), "notice", "bad_form");
    EXPECT(m.notice = TEXT("A1Z-012345"), "", NULL);
    EXPECT(m.application = TEXT("1234567890123456789012x"), "application", "bad_form");
    EXPECT(m.phone = TEXT("072-3x6"), "phone", "bad_form");
    EXPECT(m.code = TEXT("UUUUUUUUUUUU"), "code", "bad_form");
    EXPECT(m.password = TEXT("a\nb"), "password", "control_character");
    EXPECT(m.password = TEXT("123456789018"), "", NULL);
}

static void decode__the_individual_number_alone_and_joined(void **state)        /* rules.md 5 */
{
    (void)state;
    EXPECT(m.note = TEXT("1234-5678-9018"), "note", "individual_number");
    EXPECT(m.line = TEXT("314159265352"), "line", "individual_number");
    EXPECT(m.name = TEXT("山田 271828182840"), "name", "individual_number");
    EXPECT(m.phone = TEXT("123456789018"), "", NULL);    /* a form of its own */
    EXPECT((m.line = TEXT("12345"), m.note = TEXT("6789018")), "", "individual_number");
    EXPECT((m.line = TEXT("12345"), m.note = TEXT("x6789018")), "", NULL);
    EXPECT((m.line = TEXT("12345"), m.name = TEXT("6789018")), "", NULL);       /* names are checked alone */
}

static void decode__paths_name_list_indexes(void **state)
{
    struct row rows[4] = { 0 };
    const struct text notes[] = { TEXT("a"), TEXT("b\x01") };
    const struct card_id ids[] = { { 1 }, { 2 }, { 0 } };

    (void)state;
    for (uint32_t i = 0; i < 4; i++)
        rows[i] = (struct row){ .card_id = { i + 1 }, .holder = { .birth = { 19800410 }, .name = TEXT("山田") } };
    rows[3].holder.name = TEXT("\u2066");
    EXPECT((m.rows.at = rows, m.rows.count = 4), "rows[3].holder.name", "bidi_control");
    rows[1].notes.at = notes;
    rows[1].notes.count = 2;
    EXPECT((m.rows.at = rows, m.rows.count = 4), "rows[1].notes[1]", "control_character");
    rows[0].weight = 70001;
    EXPECT((m.rows.at = rows, m.rows.count = 4), "rows[0].weight", "out_of_range");
    EXPECT((m.ids.at = ids, m.ids.count = 3), "ids[2]", "out_of_range");
    EXPECT((m.holder = (struct holder){ .name = TEXT("山") }), "holder.birth", "not_a_date");
}

static void decode__too_many_items(void **state)
{
    const struct card_id ids[] = { { 1 }, { 1 }, { 1 }, { 1 }, { 1 }, { 1 } };

    (void)state;
    EXPECT((m.ids.at = ids, m.ids.count = 5), "", NULL);
    EXPECT((m.ids.at = ids, m.ids.count = 6), "ids", "too_many");
}

static void decode__sealed_of_another_form(void **state)
{
    static const uint8_t run[81];
    struct sealed good = { .subject = 1, .key = 1, .nonce = { run, 24 }, .box = { run, 80 } }, bad = good;

    (void)state;
    EXPECT(m.sealed = good, "", NULL);
    bad.box.len = 81;
    EXPECT(m.sealed = bad, "sealed", "bad_form");
    bad.box.len = 16;
    EXPECT(m.sealed = bad, "sealed.box", "too_short");
    bad = good;
    bad.nonce.len = 12;
    EXPECT(m.sealed = bad, "sealed.nonce", "too_short");
    EXPECT((m.sealeds.at = &bad, m.sealeds.count = 1), "sealeds[0].nonce", "too_short");
}

/* The valid message as a map whose value under `key` is replaced, dropped or added. */
static struct bytes with_raw(const char *key, const char *value, uint32_t len)
{
    struct covering message = valid();
    struct writer plain = fresh(), w = fresh();
    struct reader r;
    uint32_t pairs;
    struct text name;
    struct bytes raw;
    bool put = len == 0;

    message_encode(&covering_spec, &message, &plain);
    r = reader_of(written(&plain));
    assert_true(read_map(&r, &pairs));
    bool known = map_get(written(&plain), key).at != NULL;
    write_map(&w, pairs - (known && len == 0) + (!known && len > 0));
    while (read_text(&r, &name) && read_raw(&r, &raw)) {
        const char *at = text_terminated(&arena, name);
        if (!put && strcmp(at, key) >= 0) {
            write_key(&w, key);
            write_raw(&w, (struct bytes){ (const uint8_t *)value, len });
            put = true;
        }
        if (strcmp(at, key) != 0) {
            write_text(&w, name);
            write_raw(&w, raw);
        }
    }
    if (!put) {
        write_key(&w, key);
        write_raw(&w, (struct bytes){ (const uint8_t *)value, len });
    }
    return written(&w);
}

#define WITH(key, literal) with_raw(key, literal, sizeof(literal) - 1)
#define WITHOUT(key) with_raw(key, NULL, 0)

static void decode__a_value_of_another_type(void **state)
{
    static const char *const keys[] = { "at_us", "card_id", "colour", "count", "delta", "flag", "ids", "note", "rows", "token", "wide" };

    (void)state;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        expect(WITH(keys[i], "\xC4\x00"), keys[i], "wrong_type");
        expect(WITHOUT(keys[i]), keys[i], "missing");
    }
    expect(WITH("blob", "\xA1x"), "blob", "wrong_type");
    expect(WITH("birth", "\xAA" "2027-02-01"), "birth", "wrong_type");
    expect(WITH("birth", "\xCF\x00\x00\x00\x01\x01\x34\xFE\x09"), "birth", "not_a_date");   /* beyond 32 bits */
    expect(WITH("count", "\xFF"), "count", "wrong_type");
    expect(WITH("delta", "\xCF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "delta", "wrong_type");
    expect(WITH("colour", "\x01"), "colour", "wrong_type");
    expect(WITH("colour", "\xA4" "pink"), "colour", "not_a_member");
    expect(WITH("colour", "\xA4" "dark"), "colour", "not_a_member");
    expect(WITH("colours", "\x91\xA0"), "colours[0]", "not_a_member");
    expect(WITH("holder", "\x90"), "holder", "wrong_type");
    expect(WITH("rows", "\x91\x01"), "rows[0]", "wrong_type");
    expect(WITH("rows", "\x91\x80"), "rows[0].card_id", "missing");
    expect(WITH("sealed", "\x80"), "sealed.box", "missing");
}

static void decode__optional_values_have_one_form(void **state)
{
    (void)state;
    expect(WITH("since_us", "\x00"), "since_us", "out_of_range");
    expect(WITH("birth", "\x00"), "birth", "not_a_date");
    expect(WITH("flags", "\x90"), "flags", "empty");
    expect(WITH("steps", "\x91\x00"), "", NULL);
    expect(WITH("ids", "\x90"), "", NULL);
    expect(WITH("holder", "\x80"), "holder.birth", "missing");
}

static void decode__unknown_keys_are_refused_or_kept(void **state)
{
    struct field_fault fault;
    struct covering ret;

    (void)state;
    expect(WITH("zebra", "\x01"), "zebra", "unknown_field");
    expect(WITH("aaa", "\x81\xA0\x90"), "aaa", "unknown_field");
    expect(WITH("counter", "\x01"), "counter", "unknown_field");
    expect(WITH("", "\x01"), "?", "unknown_field");
    expect(WITH("窓", "\x01"), "?", "unknown_field");
    expect(WITH("a\x1B[0m", "\x01"), "?", "unknown_field");
    expect(WITH("n_123456789018", "\x01"), "?", "unknown_field");          /* not repeated in a log either */
    expect(WITH("rows", "\x91\x81\xA1z\x01"), "rows[0].card_id", "missing");
    assert_int_equal(message_decode(&covering_spec, WITH("aaa", "\x81\xA0\x92\x01\xA1x"), UNKNOWN_KEPT, &arena, &ret, &fault), OK);
    assert_int_equal(message_decode(&covering_spec, WITH("zebra", "\x81\xA0\x92\x01\xA1x"), UNKNOWN_KEPT, &arena, &ret, &fault), OK);
    assert_int_equal(message_decode_own(&covering_spec, WITH("counter", "\x80"), &arena, &ret), OK);
    assert_int_equal(ret.card_id.v, 5);
}

static void decode_own__trusts_values_but_not_types(void **state)
{
    struct covering message = valid(), ret;
    struct writer w = fresh();

    (void)state;
    message.count = 5000;
    message.note = TEXT("123456789018");
    message.card_id.v = 0;
    message_encode(&covering_spec, &message, &w);
    assert_int_equal(message_decode_own(&covering_spec, written(&w), &arena, &ret), OK);
    assert_int_equal(ret.count, 5000);
    assert_int_equal(message_decode_own(&covering_spec, WITH("count", "\xA0"), &arena, &ret), ERR_MALFORMED);
    assert_int_equal(message_decode_own(&covering_spec, WITHOUT("count"), &arena, &ret), ERR_MALFORMED);
    assert_int_equal(message_decode_own(&covering_spec, (struct bytes){ NULL, 0 }, &arena, &ret), ERR_MALFORMED);
    assert_int_equal(message_decode_own(&covering_spec, (struct bytes){ (const uint8_t *)"\xDF\xFF\xFF\xFF\xFF", 5 }, &arena, &ret), ERR_MALFORMED);
    assert_int_equal(ret.count, 5000);                   /* untouched */
}

static void decode__offset_is_that_of_the_value(void **state)
{
    struct field_fault fault;
    struct covering ret;
    struct bytes in = WITH("count", "\xCD\x10\x00");
    const uint8_t *key = memmem(in.at, in.len, "count", 5);

    (void)state;
    assert_non_null(key);
    assert_int_equal(message_decode(&covering_spec, in, UNKNOWN_REFUSED, &arena, &ret, &fault), ERR_MALFORMED);
    assert_int_equal(fault.offset, key + 5 - in.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decode__numbers_outside_their_range),
        cmocka_unit_test(decode__runs_outside_their_length),
        cmocka_unit_test(decode__texts_against_their_rule),
        cmocka_unit_test(decode__the_individual_number_alone_and_joined),
        cmocka_unit_test(decode__paths_name_list_indexes),
        cmocka_unit_test(decode__too_many_items),
        cmocka_unit_test(decode__sealed_of_another_form),
        cmocka_unit_test(decode__a_value_of_another_type),
        cmocka_unit_test(decode__optional_values_have_one_form),
        cmocka_unit_test(decode__unknown_keys_are_refused_or_kept),
        cmocka_unit_test(decode_own__trusts_values_but_not_types),
        cmocka_unit_test(decode__offset_is_that_of_the_value),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
