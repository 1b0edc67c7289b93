/* Sealing by table, with a sealer that only turns bits over: which fields go through it, for which
 * subject, and that what it was given opens to the same value. */
#include "cmocka_all.h"

#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "codec/check.h"
#include "codec/message.h"
#include "covering.h"

#define MESSAGE_BYTES 8192

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

struct turning {
    uint64_t subject;                  /* last seen */
    char fields[64];                   /* names in order, each with a blank behind it */
    uint32_t calls, fail_at;           /* 0: never */
};

/* Box: length, plain bytes with all bits turned, zeroes up to the padding, 16 bytes of tag. */
static enum err turn(void *self, uint64_t subject, const char *field, struct bytes plain, struct arena *at, struct sealed *ret)
{
    struct turning *t = self;
    uint32_t padded = (plain.len + 2 + 31) / 32 * 32;
    uint8_t *box = arena_take(at, padded + 16);

    if (++t->calls == t->fail_at)
        return ERR_CRYPTO;
    t->subject = subject;
    size_t used = strlen(t->fields);
    snprintf(t->fields + used, sizeof(t->fields) - used, "%s ", field);
    be16_put(box, (uint16_t)plain.len);
    for (uint32_t i = 0; i < plain.len; i++)
        box[2 + i] = (uint8_t)~plain.at[i];
    *ret = (struct sealed){ .subject = subject, .key = 9, .nonce = { arena_take(at, 24), 24 }, .box = { box, padded + 16 } };
    return OK;
}

static struct bytes opened(const struct sealed *sealed)
{
    uint16_t len = be16_get(sealed->box.at);
    uint8_t *plain = arena_take(&arena, len);

    for (uint32_t i = 0; i < len; i++)
        plain[i] = (uint8_t)~sealed->box.at[2 + i];
    return (struct bytes){ plain, len };
}

static const struct text phones[] = { TEXT("072-366-0011"), TEXT("110") };

static struct card_noted noted(void)
{
    return (struct card_noted){
        .card_id = { 77 }, .times = 2, .holder = { .birth = { 19800410 }, .name = TEXT("𠮷田") }, .note = TEXT("秘密の一言"), .phones = { phones, 2 },
    };
}

static void seal__stores_no_personal_value_in_clear(void **state)
{
    struct card_noted event = noted();
    struct card_noted_sealed stored;
    struct turning turning = { 0 };
    struct sealer sealer = { .self = &turning, .seal = turn };
    struct check_fault check_fault;
    struct field_fault fault;
    struct writer w = fresh();

    (void)state;
    assert_int_equal(message_seal(&card_noted_open, &event, &sealer, &arena, &w), OK);
    assert_string_equal(turning.fields, "holder note phones ");
    assert_true(turning.subject == 77);
    assert_null(memmem(w.at, w.len, "𠮷田", 7));
    assert_null(memmem(w.at, w.len, "秘密", 6));
    assert_int_equal(check_bytes(written(&w), &check_limits_command, &check_fault), OK);
    assert_int_equal(message_decode(&card_noted_stored, written(&w), UNKNOWN_REFUSED, &arena, &stored, &fault), OK);
    assert_true(stored.card_id.v == 77 && stored.times == 2 && stored.note.key == 9);

    struct holder holder;
    struct text note;
    struct list list;
    assert_int_equal(personal_decode(record_field(&card_noted_open, "holder"), opened(&stored.holder), &arena, &holder), OK);
    assert_true(text_is(holder.name, "𠮷田") && holder.birth.v == 19800410 && holder.kana.at == NULL);
    assert_int_equal(personal_decode(record_field(&card_noted_open, "note"), opened(&stored.note), &arena, &note), OK);
    assert_true(text_is(note, "秘密の一言"));
    assert_int_equal(personal_decode(record_field(&card_noted_open, "phones"), opened(&stored.phones), &arena, &list), OK);
    assert_int_equal(list.count, 2);
    assert_true(text_is(((const struct text *)list.at)[1], "110"));
}

static void seal__leaves_absent_fields_out(void **state)
{
    struct card_noted event = noted();
    struct turning turning = { 0 };
    struct sealer sealer = { .self = &turning, .seal = turn };
    struct card_noted_sealed stored;
    struct writer w = fresh();

    (void)state;
    event.note = (struct text){ NULL, 0 };
    event.phones.count = 0;
    assert_int_equal(message_seal(&card_noted_open, &event, &sealer, &arena, &w), OK);
    assert_string_equal(turning.fields, "holder ");
    assert_int_equal(message_decode_own(&card_noted_stored, written(&w), &arena, &stored), OK);
    assert_null(stored.note.box.at);
}

static void seal__gives_the_error_of_each_failing_call(void **state)
{
    struct card_noted event = noted();

    (void)state;
    for (uint32_t n = 1; n <= 4; n++) {
        struct turning turning = { .fail_at = n };
        struct sealer sealer = { .self = &turning, .seal = turn };
        struct writer w = fresh();
        assert_int_equal(message_seal(&card_noted_open, &event, &sealer, &arena, &w), n <= 3 ? ERR_CRYPTO : OK);
        assert_int_equal(turning.calls, n <= 3 ? n : 3);
    }
}

static void seal__of_a_long_value(void **state)
{
    static char long_note[3000];
    struct card_noted event = noted();
    struct turning turning = { 0 };
    struct sealer sealer = { .self = &turning, .seal = turn };
    struct card_noted_sealed stored;
    struct text note;
    struct writer w = fresh();

    (void)state;
    memset(long_note, 'x', sizeof(long_note));
    event.note = (struct text){ long_note, sizeof(long_note) };
    assert_int_equal(message_seal(&card_noted_open, &event, &sealer, &arena, &w), OK);
    assert_int_equal(message_decode_own(&card_noted_stored, written(&w), &arena, &stored), OK);
    assert_int_equal(personal_decode(record_field(&card_noted_open, "note"), opened(&stored.note), &arena, &note), OK);
    assert_int_equal(note.len, sizeof(long_note));
}

static void personal__golden_bytes_and_damage(void **state)
{
    const struct field_spec *field = record_field(&card_noted_open, "note");
    struct text note = TEXT("ab"), back = TEXT("before");
    struct writer w = fresh();

    (void)state;
    personal_encode(field, &note, &w);
    assert_int_equal(w.len, 6);
    assert_memory_equal(w.at, "\x81\xA1v\xA2" "ab", 6);
    for (uint32_t len = 0; len < w.len; len++)
        assert_int_equal(personal_decode(field, (struct bytes){ w.at, len }, &arena, &back), ERR_MALFORMED);
    assert_true(text_is(back, "before"));                /* untouched */
    assert_int_equal(personal_decode(field, (struct bytes){ (const uint8_t *)"\x81\xA1v\x01", 4 }, &arena, &back), ERR_MALFORMED);
}

static void seal__round_trip_over_drawn_events(void **state)
{
    struct rng rng;

    (void)state;
    rng_init(&rng, 6);
    for (int i = 0; i < 300; i++) {
        struct card_noted event, back = { 0 };
        struct card_noted_sealed stored;
        struct turning turning = { 0 };
        struct sealer sealer = { .self = &turning, .seal = turn };
        struct writer w = fresh();

        message_arbitrary(&card_noted_open, rng_next_of, &rng, &arena, &event);
        assert_int_equal(message_seal(&card_noted_open, &event, &sealer, &arena, &w), OK);
        assert_int_equal(message_decode_own(&card_noted_stored, written(&w), &arena, &stored), OK);
        back.card_id = stored.card_id;
        back.times = stored.times;
        assert_int_equal(personal_decode(record_field(&card_noted_open, "holder"), opened(&stored.holder), &arena, &back.holder), OK);
        if (stored.note.box.at != NULL)
            assert_int_equal(personal_decode(record_field(&card_noted_open, "note"), opened(&stored.note), &arena, &back.note), OK);
        if (stored.phones.box.at != NULL)
            assert_int_equal(personal_decode(record_field(&card_noted_open, "phones"), opened(&stored.phones), &arena, &back.phones), OK);
        assert_true(message_equal(&card_noted_open, &event, &back));
        arena_reset(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seal__stores_no_personal_value_in_clear),
        cmocka_unit_test(seal__leaves_absent_fields_out),
        cmocka_unit_test(seal__gives_the_error_of_each_failing_call),
        cmocka_unit_test(seal__of_a_long_value),
        cmocka_unit_test(personal__golden_bytes_and_damage),
        cmocka_unit_test(seal__round_trip_over_drawn_events),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
