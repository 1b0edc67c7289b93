/* One input's circumstances, and the entry made of its decision. Keeps true: the entry is built
 * first, and the state is folded from the entry's own content. */
#include "engine/step_internal.h"

#include "trust/hash.h"

void step_input_id(const char *kind, struct bytes a, uint64_t b, uint64_t c, uint8_t ret[MARKER_ID_LEN])
{
    uint8_t bytes[64] = { 0 }, hash[32];
    uint32_t len = a.len < 40 ? a.len : 40;

    bytes[0] = (uint8_t)kind[0];
    memcpy(bytes + 1, a.at, len);
    be64_put(bytes + 44, b);
    be64_put(bytes + 52, c);
    sha256((struct bytes){ bytes, sizeof bytes }, hash);
    memcpy(ret, hash, MARKER_ID_LEN);
}

/* Asks the marker about the input in hand; a condemned one is counted and forgotten after the commit. */
bool step_take_in_hand(struct step *s, const uint8_t id[MARKER_ID_LEN])
{
    marker_hold(s->e->marker, id);
    if (!marker_condemns(s->e->marker, id))
        return false;
    if (s->counts.quarantined < MARKER_SUSPECTS)
        memcpy(s->set_aside[s->counts.quarantined], id, MARKER_ID_LEN);
    s->counts.quarantined++;
    s->e->quarantined++;
    return true;
}

/* The system is asked once a step, not once an input. */
static void seed_next(struct step *s, uint8_t ret[32])
{
    uint8_t seed[32];

    if (!s->seeded) {
        random_bytes(seed, sizeof seed);
        entropy_init(&s->seeds, seed);
        secret_wipe(seed, sizeof seed);
        s->seeded = true;
    }
    entropy_take(&s->seeds, ret, 32);
}

void step_context_init(struct step *s, struct context *ctx)
{
    uint8_t seed[32];

    *ctx = (struct context){ .now_us = s->now_us, .site = s->e->site, .config = s->e->config, .entropy = &s->entropy };
    ctx->date = s->e->open_day.v != 0 ? s->e->open_day : tokyo_date(s->now_us);
    if (s->e->seed != NULL)
        s->e->seed(s->e->seed_self, seed);
    else
        seed_next(s, seed);
    entropy_init(&s->entropy, seed);
    secret_wipe(seed, sizeof seed);
}

/* ---- From a decision to an entry --------------------------------------------------- */

void step_entry_init(struct step *s, const struct context *ctx, struct entry *ret)
{
    struct engine *e = s->e;

    *ret = (struct entry){ .number = e->head + 1, .epoch = e->epoch, .site = e->site, .service = text_of(e->contract->service),
                           .at_us = s->now_us, .date = ctx->date, .actor = ctx->actor, .second = ctx->second,
                           .role = ctx->role == ROLE_SERVICE ? ROLE_NONE : ctx->role, .second_role = ctx->second_role,
                           .terminal = ctx->terminal, .purpose = ctx->purpose, .published = e->fold.progress.last_published };
    memcpy(ret->previous, e->fold.progress.last_leaf.at, 32);
    for (uint32_t i = 0; i < e->contract->source_count; i++)
        if (e->cursors[i].epoch != e->durable[i].epoch || e->cursors[i].sequence != e->durable[i].sequence)
            ret->cursors[ret->cursor_count++] = e->cursors[i];
}

void step_entry_take(struct step *s, const struct decision *d, struct entry *entry)
{
    entry->ids = d->ids;
    entry->subject_count = d->subject_count;
    memcpy(entry->subjects, d->subjects, d->subject_count * sizeof *d->subjects);
    entry->result = d->result;
    entry->events = arena_take(s->arena, (d->event_count + 1) * sizeof *entry->events);
    entry->event_count = d->event_count;
    for (uint32_t i = 0; i < d->event_count; i++)
        entry->events[i] = (struct stated_event){ text_of(d->events[i].event->name), d->events[i].body };
}

/* Encoded now, while the entry's parts are at hand; it leaves after the commit. */
static void remember_published(struct step *s, const struct entry *entry)
{
    struct writer w = writer_of(s->e->scratch, ENTRY_ROOM);

    if (entry->event_count == 0)
        return;
    if (s->published_count == s->published_room) {
        struct bytes *more = arena_take(s->arena, (s->published_room * 2 + 64) * sizeof *more);

        if (s->published_count > 0)
            memcpy(more, s->published, s->published_count * sizeof *more);
        s->published = more;
        s->published_room = s->published_room * 2 + 64;
    }
    publication_encode(entry, &w);
    s->published[s->published_count++] = bytes_copy(s->arena, written(&w));
}

/* Appends the entry and folds it. False when it does not fit into one entry: then nothing happened. */
bool step_append(struct step *s, const struct entry *entry, uint8_t ret_leaf[32])
{
    struct engine *e = s->e;
    struct writer w = writer_of(e->scratch, e->contract->takes_entries ? ENTRY_ROOM : ENTRY_BYTES_MAX);
    struct bytes bytes;

    entry_encode(entry, &w);
    if (w.full)
        return false;
    bytes = written(&w);
    leaf_hash(bytes, ret_leaf);
    log_append(s->t, entry->number, bytes);
    fold_entry(&e->fold, s->t, entry, ret_leaf);
    e->head = entry->number;
    for (uint32_t i = 0; i < e->contract->source_count; i++)
        e->durable[i] = e->cursors[i];
    e->open_day = open_day(s->v);
    remember_published(s, entry);
    s->counts.entries++;
    return true;
}
