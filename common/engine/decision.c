/* What a domain function fills, and the opening of sealed values. Keeps true: personal
 * values leave a decision only sealed under their subject's key; a new subject gets the
 * next key of the pool, and both are written down in the entry. */
#include "engine/internal.h"
#include "trust/seal.h"
#include "trust/wrap.h"

/* How much one event may weigh; the entry's own limit is checked when it is built. */
#define EVENT_BYTES_MAX ENTRY_ROOM

void decision_init(struct decision *d, struct engine *e, const struct view *v, const struct context *ctx)
{
    d->engine = e;
    d->view = v;
    d->ctx = ctx;
    d->arena = view_arena(v);
    d->why = REFUSAL_NONE;
    d->refused_at = NULL;
    d->carried = NULL;
    d->exhausted = d->too_large = d->states = false;
    d->ids = 0;
    d->subject_count = d->event_count = d->forgotten_count = 0;
    d->result = (struct bytes){ NULL, 0 };
}

void refuse_at(struct decision *out, enum refusal why, const char *path)
{
    must(why != REFUSAL_NONE);
    if (out->why != REFUSAL_NONE)
        return;
    out->why = why;
    out->refused_at = path;
    out->event_count = 0;
}

void refuse(struct decision *out, enum refusal why)
{
    refuse_at(out, why, NULL);
}

void refuse_stating(struct decision *out, enum refusal why)
{
    bool first = out->why == REFUSAL_NONE;

    refuse(out, why);
    out->states = out->states || first;
}

bool is_refused(const struct decision *out)
{
    return out->why != REFUSAL_NONE;
}

uint64_t next_id(struct decision *out)
{
    uint64_t sequence = out->engine->fold.progress.next_id + out->ids++;

    must(sequence > 0 && sequence <= ID_SEQUENCE_MAX);
    return id_make(out->engine->site, sequence);
}

struct arena *decision_arena(struct decision *out)
{
    return out->arena;
}

bool is_forgetting(const struct decision *out, uint64_t subject)
{
    for (uint32_t i = 0; i < out->forgotten_count; i++)
        if (out->forgotten[i] == subject)
            return true;
    return false;
}

void forget(struct decision *out, uint64_t subject)
{
    must(subject != 0);
    if (is_forgetting(out, subject))
        return;
    if (out->forgotten_count == ENTRY_SUBJECTS_MAX)
        out->too_large = true;
    else
        out->forgotten[out->forgotten_count++] = subject;
}

void decision_close(struct decision *d)
{
    struct erased_key *keys = arena_take(d->arena, (d->forgotten_count + 1) * sizeof *keys);
    struct engine_subjects_erased ev = { .keys = { .at = keys } };
    struct subject_key_row row;

    for (uint32_t i = 0; i < d->forgotten_count; i++)
        if (subject_key_row_find(d->view, d->forgotten[i], &row))
            keys[ev.keys.count++] = (struct erased_key){ .subject = row.subject, .key = row.key_number };
    if (ev.keys.count == 0)
        return;
    emit_engine_subjects_erased(d, &ev);
    d->engine->erases = true;
}

/* The key number of `subject`: known, given out in this decision, or the pool's next. 0 when the pool is dry. */
static uint64_t key_of(struct decision *d, uint64_t subject)
{
    struct subject_key_row row;
    uint64_t number;

    if (!is_forgetting(d, subject) && subject_key_row_find(d->view, subject, &row))
        return row.key_number;
    for (uint32_t i = 0; i < d->subject_count; i++)
        if (d->subjects[i].subject == subject)
            return d->subjects[i].key;
    number = d->engine->fold.progress.next_key + d->subject_count;
    if (d->subject_count == ENTRY_SUBJECTS_MAX) {
        d->too_large = true;
        return 0;
    }
    if (number >= key_pool_end(d->engine->keys)) {
        d->exhausted = true;
        return 0;
    }
    d->subjects[d->subject_count++] = (struct subject_key){ subject, number };
    return number;
}

static enum err seal_value(void *self, uint64_t subject, const char *field, struct bytes plain, struct arena *arena, struct sealed *ret)
{
    struct decision *d = self;
    struct seal_context context = { .site = d->engine->site, .service = d->engine->contract->service, .subject = subject, .field = field };
    uint64_t number = key_of(d, subject);
    size_t box_len = seal_box_len(plain.len);
    uint8_t key[32], *nonce, *box;

    must(subject != 0);
    if (number == 0)
        return ERR_LIMIT;
    TRY(key_get(d->engine->keys, number, key));
    nonce = arena_take(arena, 24);
    box = arena_take(arena, box_len);
    entropy_take(d->ctx->entropy, nonce, 24);
    seal_box(key, &context, nonce, plain, box);
    secret_wipe(key, sizeof key);
    *ret = (struct sealed){ .subject = subject, .key = number, .nonce = { nonce, 24 }, .box = { box, (uint32_t)box_len } };
    return OK;
}

void decision_emit(struct decision *out, const struct event_spec *event, const void *open)
{
    struct sealer sealer = { .self = out, .seal = seal_value };
    struct writer w;
    enum err err = OK;

    if ((out->why != REFUSAL_NONE && !out->states) || out->exhausted || out->too_large)
        return;
    if (out->event_count == DECISION_EVENTS_MAX) {
        out->too_large = true;
        return;
    }
    w = writer_of(out->engine->scratch, EVENT_BYTES_MAX);
    if (event->has_personal)
        err = message_seal(event->open, open, &sealer, out->arena, &w);
    else
        message_encode(event->stored, open, &w);
    if (w.full)
        out->too_large = true;
    else if (err == OK)
        out->events[out->event_count++] = (struct emitted){ event, bytes_copy(out->arena, written(&w)) };
    else if (!out->exhausted && !out->too_large)
        view_latch(out->view, err);
}

void decision_result(struct decision *out, const struct record_spec *spec, const void *result)
{
    struct writer w = writer_of(out->engine->scratch, EVENT_BYTES_MAX);

    message_encode(spec, result, &w);
    if (w.full)
        out->too_large = true;
    else
        out->result = bytes_copy(out->arena, written(&w));
}

bool is_forgotten(const struct view *v, const struct sealed *sealed)
{
    struct erased_key_mark row;

    return erased_key_mark_find(v, sealed->key, &row);
}

/* Plain bytes of a sealed value; false when its person is forgotten or the bytes do not open. */
static bool open_plain(const struct view *v, const struct sealed *sealed, const char *field, struct bytes *ret)
{
    struct engine *e = view_user(v);
    struct seal_context context = { .site = e->site, .service = e->contract->service, .subject = sealed->subject, .field = field };
    uint8_t key[32], *plain;
    uint32_t len;
    enum err err;

    if (sealed->box.at == NULL || sealed->nonce.len != 24 || is_forgotten(v, sealed) || key_get(e->keys, sealed->key, key) != OK)
        return false;
    plain = arena_take(view_arena(v), sealed->box.len);
    err = seal_open(key, &context, sealed->nonce.at, sealed->box, plain, &len);
    secret_wipe(key, sizeof key);
    *ret = (struct bytes){ plain, len };
    return err == OK;
}

static bool open_value(const struct view *v, const struct sealed *sealed, const struct field_spec *field, void *ret)
{
    struct bytes plain;

    return open_plain(v, sealed, field->name, &plain) && personal_decode(field, plain, view_arena(v), ret) == OK;
}

bool open_text(const struct view *v, const struct sealed *sealed, const char *field, struct text *ret)
{
    const struct field_spec spec = { .name = field, .kind = FIELD_TEXT, .max = UINT32_MAX, .text_rule = TEXT_SECRET };

    return open_value(v, sealed, &spec, ret);
}

bool open_date(const struct view *v, const struct sealed *sealed, const char *field, struct date *ret)
{
    const struct field_spec spec = { .name = field, .kind = FIELD_DATE, .max = 99991231 };

    return open_value(v, sealed, &spec, ret);
}

bool open_record(const struct view *v, const struct sealed *sealed, const char *field, const struct record_spec *record, void *ret)
{
    const struct field_spec spec = { .name = field, .kind = FIELD_RECORD, .record = record };

    return open_value(v, sealed, &spec, ret);
}

const uint8_t *secret_of(const struct view *v, const char *name)
{
    struct engine *e = view_user(v);
    uint8_t *key;
    uint32_t i;

    for (i = 0; i < e->secret_count; i++)
        if (strcmp(e->secrets[i].name, name) == 0)
            return e->secrets[i].key;
    for (i = 0; i < SECRETS_CACHED && e->secret_cache[i].key != NULL; i++)
        if (strcmp(e->secret_cache[i].name, name) == 0)
            return e->secret_cache[i].key;
    must(i < SECRETS_CACHED && strlen(name) < sizeof e->secret_cache[i].name);
    key = secret_alloc(32);
    if (key_secret(e->keys, name, key) != OK) {
        /* Nothing made with this all-zero key leaves: the latch undoes the step, and it is not kept. */
        view_latch(v, ERR_IO);
        memset(key, 0, 32);
        secret_free(e->no_secret);
        return e->no_secret = key;
    }
    memcpy(e->secret_cache[i].name, name, strlen(name) + 1);
    return e->secret_cache[i].key = key;
}

uint16_t site_of(const struct view *v)
{
    const struct engine *e = view_user(v);

    return e->site;
}

struct position cursor_of(const struct view *v, const char *source)
{
    const struct engine *e = view_user(v);
    uint32_t index = source_index(e->contract, text_of(source));

    must(index != UINT32_MAX);
    return e->cursors[index];
}

struct date open_day(const struct view *v)
{
    struct day_now row;

    return day_now_find(v, ONE, &row) ? row.date : (struct date){ 0 };
}
