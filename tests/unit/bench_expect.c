/* What came of it: the events that stand in the log, refusals, results and answers, compared with what a test expects. */
#include "bench_internal.h"

#include "codec/read.h"
#include "trust/hash.h"

/* The bench's own reading: under the sweep it neither counts nor fails. */
struct look {
    struct faults kept;
    struct arena arena;
    struct view *view;
};

static const struct view *look(struct bench *b, struct look *ret)
{
    *ret = (struct look){ .kept = b->faults };
    b->faults = (struct faults){ 0 };
    arena_init(&ret->arena, 64u << 20);
    assert_int_equal(store_view(engine_store(b->engine), &ret->arena, &ret->view), OK);
    return ret->view;
}

static void look_away(struct bench *b, struct look *look)
{
    store_view_end(&look->view);
    arena_fini(&look->arena);
    b->faults = look->kept;
}

void log_story(struct bench *b, uint8_t ret[32])
{
    struct look looking;
    const struct view *v = look(b, &looking);
    struct sha256_state state;
    struct bytes bytes;
    struct entry entry;

    sha256_start(&state);
    for (uint64_t n = 1; n <= log_head(v); n++) {
        assert_true(log_read(v, n, &bytes));
        assert_int_equal(entry_decode(bytes, &looking.arena, &entry), OK);
        sha256_add(&state, (struct bytes){ (const uint8_t *)entry.cause.name.at, entry.cause.name.len });
        sha256_add(&state, (struct bytes){ (const uint8_t *)entry.refusal.at, entry.refusal.len });
        for (uint32_t i = 0; i < entry.event_count; i++)
            sha256_add(&state, (struct bytes){ (const uint8_t *)entry.events[i].name.at, entry.events[i].name.len });
        sha256_add(&state, entry.result);
    }
    sha256_end(&state, ret);
    look_away(b, &looking);
}

struct bytes log_entry(struct bench *b, uint64_t number, struct arena *arena)
{
    struct look looking;
    const struct view *v = look(b, &looking);
    struct bytes bytes;

    assert_true(log_read(v, number, &bytes));
    bytes = bytes_copy(arena, bytes);
    look_away(b, &looking);
    return bytes;
}

/* ---- Expectations ----------------------------------------------------------------------- */

static size_t item_size(const struct field_spec *f)
{
    switch (f->kind) {
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_ID:
    case FIELD_TIME:
        return 8;
    case FIELD_DATE:
        return sizeof(struct date);
    case FIELD_ENUM:
        return sizeof(int);
    case FIELD_TEXT:
    case FIELD_BYTES:
        return sizeof(struct text);
    case FIELD_RECORD:
        return f->record->size;
    case FIELD_SEALED:
        return sizeof(struct sealed);
    }
    return 0;
}

static bool is_zero(const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] != 0)
            return false;
    return true;
}

static bool record_matches(struct bench *b, const struct view *v, const struct record_spec *spec, const uint8_t *expected, struct bytes actual);

/* What a sealed map holds, as the plain value's bytes. */
static struct bytes opened(struct bench *b, const struct view *v, const struct field_spec *f, struct bytes sealed_map)
{
    struct sealed sealed = { 0 };
    void *value = arena_take(&b->arena, item_size(f));
    uint8_t *room = arena_take(&b->arena, 128 * 1024);
    struct writer w = writer_of(room, 128 * 1024);
    bool ok = map_get_bin(sealed_map, "box", &sealed.box) && map_get_bin(sealed_map, "nonce", &sealed.nonce) &&
              map_get_u64(sealed_map, "key", &sealed.key) && map_get_u64(sealed_map, "subject", &sealed.subject);

    if (ok && f->kind == FIELD_RECORD)
        ok = open_record(v, &sealed, f->name, f->record, value);
    else if (ok && f->kind == FIELD_DATE)
        ok = open_date(v, &sealed, f->name, value);
    else if (ok)
        ok = open_text(v, &sealed, f->name, value);
    if (!ok)
        return (struct bytes){ NULL, 0 };
    personal_encode(f, value, &w);
    return map_get(written(&w), "v");
}

static bool item_matches(struct bench *b, const struct view *v, const struct field_spec *f, const uint8_t *expected, struct bytes actual)
{
    uint8_t *room;
    struct writer w;
    struct field_spec single = *f;

    if (f->personal && actual.at != NULL && f->subject != NULL)
        actual = opened(b, v, f, actual);
    if (actual.at == NULL)
        return false;
    if (f->kind == FIELD_RECORD)
        return record_matches(b, v, f->record, expected, actual);
    single.list = false;
    room = arena_take(&b->arena, 128 * 1024);
    w = writer_of(room, 128 * 1024);
    personal_encode(&single, expected, &w);
    return bytes_equal(map_get(written(&w), "v"), actual);
}

static bool list_matches(struct bench *b, const struct view *v, const struct field_spec *f, const struct list *expected, struct bytes actual)
{
    struct reader r = reader_of(actual);
    struct bytes item;
    uint32_t count;

    if (actual.at == NULL || !read_array(&r, &count) || count != expected->count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_raw(&r, &item) || !item_matches(b, v, f, (const uint8_t *)expected->at + (size_t)i * f->list_stride, item))
            return false;
    return true;
}

/* Every field that is not zero in `expected` is the same in `actual`. */
static bool record_matches(struct bench *b, const struct view *v, const struct record_spec *spec, const uint8_t *expected, struct bytes actual)
{
    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *f = &spec->fields[i];
        const uint8_t *value = expected + f->offset;
        struct bytes raw = map_get(actual, f->name);

        if (is_zero(value, f->list ? sizeof(struct list) : item_size(f)))
            continue;
        if (f->list ? !list_matches(b, v, f, (const struct list *)(const void *)value, raw) : !item_matches(b, v, f, value, raw)) {
            print_error("  field %s differs\n", f->name);
            return false;
        }
    }
    return true;
}

static bool begins(struct text name, const char *with)
{
    return name.len >= strlen(with) && memcmp(name.at, with, strlen(with)) == 0;
}

/* What the engine takes note of by itself is no outcome of an input. */
static bool is_note(struct text name)
{
    return begins(name, "engine_") && !begins(name, "engine_request") && !begins(name, "engine_confirmation") &&
           !begins(name, "engine_decided") && !begins(name, "engine_subject_") && !begins(name, "engine_keeping");
}

/* Domain events of the entries after the mark, in order. */
static uint32_t last_events(struct bench *b, const struct view *v, struct stated_event *ret, uint32_t max)
{
    uint32_t count = 0;
    struct bytes bytes;
    struct entry entry;

    for (uint64_t n = b->mark + 1; n <= log_head(v); n++) {
        assert_true(log_read(v, n, &bytes));
        assert_int_equal(entry_decode(bytes, view_arena(v), &entry), OK);
        for (uint32_t i = 0; i < entry.event_count; i++)
            if (!is_note(entry.events[i].name)) {
                assert_true(count < max);
                ret[count++] = entry.events[i];
            }
    }
    return count;
}

static void print_answer(struct bench *b)
{
    struct text outcome, refusal = TEXT("-"), field = TEXT("-"), reason = TEXT("-");
    struct bytes detail = map_get(b->answer, "detail");

    if (b->answer.at == NULL || !map_get_text(b->answer, "outcome", &outcome))
        return;
    map_get_text(b->answer, "refusal", &refusal);
    if (detail.at != NULL) {
        map_get_text(detail, "field", &field);
        map_get_text(detail, "reason", &reason);
    }
    print_error("  the answer was %.*s %.*s (field %.*s, %.*s)\n", (int)outcome.len, outcome.at, (int)refusal.len, refusal.at,
                (int)field.len, field.at, (int)reason.len, reason.at);
}

void bench_then(struct bench *b, const char *file, int line, const struct built *events, size_t count)
{
    struct look looking;
    const struct view *v = look(b, &looking);
    struct stated_event actual[256];
    uint32_t actual_count;
    bool ok;

    actual_count = last_events(b, v, actual, 256);
    ok = actual_count == count;
    for (uint32_t i = 0; ok && i < count; i++) {
        ok = text_is(actual[i].name, events[i].name);
        if (ok && !record_matches(b, v, events[i].spec, events[i].value, actual[i].body))
            ok = false;
        if (!ok)
            print_error("  event %u: expected %s, stated %.*s\n", i + 1, events[i].name, (int)actual[i].name.len, actual[i].name.at);
    }
    if (!ok) {
        for (uint32_t i = 0; i < actual_count; i++)
            print_error("  stated: %.*s\n", (int)actual[i].name.len, actual[i].name.at);
        print_answer(b);
    }
    look_away(b, &looking);
    if (!ok)
        fail_msg("%s:%d: expected %zu events, found %u as printed above", file, line, count, actual_count);
}

static void expect_outcome(struct bench *b, const char *file, int line, const char *outcome, enum refusal why)
{
    struct text actual = { 0 }, refusal = { 0 };

    if (b->answer.at == NULL || !map_get_text(b->answer, "outcome", &actual))
        fail_msg("%s:%d: there was no answer", file, line);
    map_get_text(b->answer, "refusal", &refusal);
    if (!text_is(actual, outcome) || (why != REFUSAL_NONE && !text_is(refusal, refusal_name(why)))) {
        print_answer(b);
        fail_msg("%s:%d: expected %s %s", file, line, outcome, why != REFUSAL_NONE ? refusal_name(why) : "");
    }
}

static void expect_place(struct bench *b, const char *file, int line, const char *path)
{
    struct text field = { 0 };
    struct bytes detail = map_get(b->answer, "detail");

    if (path == NULL)
        return;
    if (detail.at == NULL || !map_get_text(detail, "field", &field) || !text_is(field, path))
        fail_msg("%s:%d: refused at %.*s, expected %s", file, line, (int)field.len, field.at == NULL ? "" : field.at, path);
}

void bench_then_refused(struct bench *b, const char *file, int line, enum refusal why, const char *path)
{
    expect_outcome(b, file, line, "refused", why);
    expect_place(b, file, line, path);
}

bool bench_refused_with(struct bench *b, enum refusal why)
{
    struct text outcome, refusal;

    return map_get_text(b->answer, "outcome", &outcome) && text_is(outcome, "refused") && map_get_text(b->answer, "refusal", &refusal) &&
           text_is(refusal, refusal_name(why));
}

void bench_then_not_taken(struct bench *b, const char *file, int line, enum refusal why, const char *path)
{
    expect_outcome(b, file, line, "not_taken", why);
    expect_place(b, file, line, path);
}

static void expect_part(struct bench *b, const char *file, int line, const char *part, struct built expected)
{
    struct bytes actual;
    struct look looking;
    const struct view *v;
    bool ok;

    expect_outcome(b, file, line, "done", REFUSAL_NONE);
    actual = map_get(b->answer, part);
    v = look(b, &looking);
    ok = actual.at != NULL && record_matches(b, v, expected.spec, expected.value, actual);
    look_away(b, &looking);
    if (!ok)
        fail_msg("%s:%d: the %s differs", file, line, part);
}

void bench_then_result(struct bench *b, const char *file, int line, struct built expected)
{
    expect_part(b, file, line, "result", expected);
}

void bench_then_shown(struct bench *b, const char *file, int line, struct built expected)
{
    expect_part(b, file, line, "shown", expected);
}

void bench_then_answer(struct bench *b, const char *file, int line, struct built expected)
{
    expect_part(b, file, line, "result", expected);
}

void bench_then_no_answer(struct bench *b, const char *file, int line, enum refusal why)
{
    struct text refusal = { 0 };

    if (b->answer.at == NULL || !map_get_text(b->answer, "refusal", &refusal) || !text_is(refusal, refusal_name(why))) {
        print_answer(b);
        fail_msg("%s:%d: expected the refusal %s", file, line, refusal_name(why));
    }
}

static const void *part_of(struct bench *b, const char *part, const struct record_spec *spec)
{
    struct bytes raw = map_get(b->answer, part);
    void *value;

    if (b->answer.at == NULL || raw.at == NULL)
        return NULL;
    value = arena_take(&b->answer_arena, spec->size);
    assert_int_equal(message_decode_own(spec, raw, &b->answer_arena, value), OK);
    return value;
}

const void *result_of(struct bench *b, const struct record_spec *spec)
{
    return part_of(b, "result", spec);
}

const void *shown_of(struct bench *b, const struct record_spec *spec)
{
    return part_of(b, "shown", spec);
}

const void *answer_of(struct bench *b, const struct record_spec *spec)
{
    return part_of(b, "result", spec);
}
