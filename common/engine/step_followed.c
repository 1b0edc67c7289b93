/* Followed events and due timers: inputs nobody answers. Keeps true: a followed event without effect
 * makes no entry; a due timer's row is gone or moved after its entry. */
#include "engine/step_internal.h"

#include "codec/read.h"
#include "engine/follow.h"
#include "trust/hash.h"

/* ---- Followed events --------------------------------------------------------------- */

static const struct follow_spec *follow_find(const struct contract *c, struct text source, struct text event)
{
    for (uint32_t i = 0; i < c->follow_count; i++)
        if (text_is(source, c->follows[i].source) && text_is(event, c->follows[i].event))
            return &c->follows[i];
    return NULL;
}

static void read_note(const struct record_spec *spec, const void *event, const char *name, void *to, size_t len)
{
    const struct field_spec *field = record_field(spec, name);

    must(field != NULL);
    memcpy(to, (const uint8_t *)event + field->offset, len);
}

static void note_followed(struct decision *d, const struct follow_spec *f, const void *event)
{
    struct engine_day_opened opened;
    struct engine_day_closed closed;
    struct engine_revoked revoked;
    struct engine_session_ended ended;

    switch (f->notes) {
    case NOTE_NONE:
        break;
    case NOTE_DAY_OPENED:
        read_note(f->stored, event, "date", &opened.date, sizeof opened.date);
        emit_engine_day_opened(d, &opened);
        break;
    case NOTE_DAY_CLOSED:
        read_note(f->stored, event, "date", &closed.date, sizeof closed.date);
        emit_engine_day_closed(d, &closed);
        break;
    case NOTE_REVOCATION:
        read_note(f->stored, event, "account_id", &revoked.account_id, sizeof revoked.account_id);
        read_note(f->stored, event, "revocation", &revoked.revocation, sizeof revoked.revocation);
        emit_engine_revoked(d, &revoked);
        break;
    case NOTE_SESSION_END:
        read_note(f->stored, event, "account_id", &ended.account_id, sizeof ended.account_id);
        read_note(f->stored, event, "terminal_key", &ended.terminal_key, sizeof ended.terminal_key);
        read_note(f->stored, event, "at_us", &ended.at_us, sizeof ended.at_us);
        emit_engine_session_ended(d, &ended);
        break;
    }
}

static void decide_followed_event(struct step *s, const struct context *ctx, struct text name, struct bytes body, struct decision *d)
{
    const struct follow_spec *f;
    void *message;

    f = follow_find(s->e->contract, ctx->followed.source, name);
    if (f == NULL)
        return;
    message = arena_take(s->arena, f->stored->size);
    /* An event we know by name but cannot read must not pass unseen: it is set aside, and the alarm stands. */
    if (message_decode_own(f->stored, body, s->arena, message) != OK) {
        emit_engine_quarantined(d, &(struct engine_quarantined){ .input_kind = 2 });
        s->e->quarantined++;
        return;
    }
    note_followed(d, f, message);
    if (f->on != NULL)
        f->on(s->v, ctx, message, d);
}

static void decide_whole(struct step *s, const struct context *ctx, const struct followed *f, struct decision *d)
{
    struct followed_entry whole = { .at = f->at, .entry = f->entry };
    struct bytes previous;

    leaf_hash(f->entry, whole.leaf);
    if (map_get_bin(f->entry, "previous", &previous) && previous.len == 32)
        memcpy(whole.previous, previous.at, 32);
    s->e->contract->on_entry(s->v, ctx, &whole, d);
}

void step_admit_followed(struct step *s, const struct followed *f)
{
    uint32_t source = source_index(s->e->contract, f->at.source);
    struct decision *d = &s->decision;
    struct context ctx;
    struct entry entry;
    uint8_t id[MARKER_ID_LEN], leaf[32];
    bool condemned;

    must(source != UINT32_MAX);
    step_context_init(s, &ctx);
    ctx.cause = CAUSE_FOLLOWED;
    ctx.role = ROLE_SERVICE;
    ctx.followed = f->at;
    ctx.followed_at_us = f->at_us;
    ctx.followed_date = f->date;
    decision_init(d, s->e, s->v, &ctx);
    s->e->cursors[source] = (struct position){ s->e->cursors[source].source, f->at.epoch, f->covered };
    step_input_id("followed", (struct bytes){ (const uint8_t *)f->at.source.at, f->at.source.len }, f->at.epoch, f->at.sequence, id);
    condemned = step_take_in_hand(s, id);
    if (condemned) {
        emit_engine_quarantined(d, &(struct engine_quarantined){ .input_kind = 2 });
    } else if (f->entry.at != NULL) {
        decide_whole(s, &ctx, f, d);
    } else {
        struct reader r = followed_events(f);
        struct text name;
        struct bytes body;

        while (followed_event_next(&r, &name, &body))
            decide_followed_event(s, &ctx, name, body, d);
    }
    decision_close(d);
    must(d->why == REFUSAL_NONE && !d->too_large);
    if (d->exhausted)
        view_latch(s->v, ERR_FULL);
    if (d->event_count > 0) {
        step_entry_init(s, &ctx, &entry);
        entry.cause = (struct cause){ .kind = CAUSE_FOLLOWED, .followed = f->at };
        /* Setting an input aside is no reaction to it: else the one that went too deep could never be. */
        entry.depth = condemned ? 0 : f->depth + 1;
        must((uint64_t)f->depth + 1 <= DEPTH_MAX || condemned || f->entry.at != NULL);
        step_entry_take(s, d, &entry);
        must(step_append(s, &entry, leaf));
    }
    marker_release(s->e->marker);
}

/* ---- Timers ------------------------------------------------------------------------ */

bool step_timer_first(const struct view *v, struct timer_row *ret)
{
    struct timer_row from = { 0 };
    struct row_scan scan = timer_row_scan(v, 0, &from);

    return timer_row_next(&scan, ret);
}

static const struct timer_spec *timer_named(const struct engine *e, uint64_t timer)
{
    const struct contract *c = timer > ENGINE_TIMERS ? &engine_contract : e->contract;

    if (timer > ENGINE_TIMERS)
        timer -= ENGINE_TIMERS;
    must(timer >= 1 && timer <= c->timer_count);
    return &c->timers[timer - 1];
}

void step_admit_timer(struct step *s, const struct timer_row *row)
{
    const struct timer_spec *spec = timer_named(s->e, row->timer);
    struct decision *d = &s->decision;
    struct timer_due due;
    struct context ctx;
    struct entry entry;
    uint8_t id[MARKER_ID_LEN], leaf[32];

    step_context_init(s, &ctx);
    ctx.cause = CAUSE_TIMER;
    ctx.role = ROLE_SYSTEM;
    decision_init(d, s->e, s->v, &ctx);
    step_input_id("timer", (struct bytes){ (const uint8_t *)spec->name, (uint32_t)strlen(spec->name) }, row->timer_key, row->due_us, id);
    if (step_take_in_hand(s, id)) {
        emit_engine_quarantined(d, &(struct engine_quarantined){ .input_kind = 3, .timer = row->timer, .timer_key = row->timer_key });
    } else {
        spec->due(s->v, &ctx, row->timer_key, d);
    }
    decision_close(d);
    if (d->exhausted)
        view_latch(s->v, ERR_FULL);
    invariant(s->t, d->why == REFUSAL_NONE && (d->event_count > 0 || d->exhausted));
    step_entry_init(s, &ctx, &entry);
    entry.role = ROLE_NONE;
    entry.cause = (struct cause){ .kind = CAUSE_TIMER, .name = text_of(spec->name), .timer_key = row->timer_key, .due_us = row->due_us };
    step_entry_take(s, d, &entry);
    must(step_append(s, &entry, leaf));
    invariant(s->t, !timer_due_find(s->v, row->timer, row->timer_key, &due) || due.due_us > s->now_us);
    marker_release(s->e->marker);
    s->counts.timers++;
}
