/* One step: a batch of inputs, one commit, then what leaves. Keeps true: a command id has
 * one effect; the entry is built first and the state is folded from the entry's own content;
 * nothing is told to anybody before the commit. */
#include "engine/internal.h"

#include "codec/read.h"
#include "engine/follow.h"
#include "trust/hash.h"

#define SHOW_AGAIN_US (60 * US_PER_SECOND)

/* What a command's answer needs once the commit is done. */
struct staged {
    const struct request *request;
    enum answer_outcome outcome;
    enum refusal why;
    struct text refusal_text, refused_at;
    uint64_t number;                 /* its entry; 0 = none */
    uint8_t leaf[32];
    bool repeated;
    struct bytes result;
    bool show;
    struct context ctx;
};

struct step {
    struct engine *e;
    struct txn *t;
    const struct view *v;
    struct arena *arena;
    uint64_t now_us;
    struct staged *staged;  uint32_t staged_count;
    struct bytes *published;  uint32_t published_count, published_room;
    struct step_counts counts;
    uint8_t set_aside[MARKER_SUSPECTS][MARKER_ID_LEN];   /* condemned inputs whose quarantine this step makes durable */
    struct entropy seeds, entropy;   /* the step's own, from the system; the input's, seeded from it */
    bool seeded;
    struct decision decision;
};

static void input_id(const char *kind, struct bytes a, uint64_t b, uint64_t c, uint8_t ret[MARKER_ID_LEN])
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
static bool take_in_hand(struct step *s, const uint8_t id[MARKER_ID_LEN])
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

static void context_init(struct step *s, struct context *ctx)
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

static void entry_init(struct step *s, const struct context *ctx, struct entry *ret)
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

static void entry_take_decision(struct step *s, const struct decision *d, struct entry *entry)
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
static bool append(struct step *s, const struct entry *entry, uint8_t ret_leaf[32])
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

/* ---- Commands ---------------------------------------------------------------------- */

static struct staged *stage(struct step *s, const struct request *r, enum answer_outcome outcome, enum refusal why)
{
    struct staged *staged = &s->staged[s->staged_count++];

    *staged = (struct staged){ .request = r, .outcome = outcome, .why = why };
    return staged;
}

/* Denials of citizens and kiosks beyond a number a minute are counted, not logged. */
static bool denial_logged(struct step *s, const struct peer *peer)
{
    struct denied_peer *slot = &s->e->denied[peer->key[0] % DENIED_PEERS];
    uint64_t minute = s->now_us / US_PER_MINUTE;

    if (peer->role != ROLE_CITIZEN && peer->role != ROLE_KIOSK)
        return true;
    if (memcmp(slot->key, peer->key, 8) != 0 || slot->minute != minute) {
        memcpy(slot->key, peer->key, 8);
        slot->minute = minute;
        slot->count = 0;
    }
    return ++slot->count <= DENIED_PER_MINUTE;
}

static void cause_of(const struct request *r, const uint8_t client[CLIENT_LEN], struct cause *ret)
{
    *ret = (struct cause){ .kind = CAUSE_COMMAND, .sequence = r->sequence, .name = r->name,
                           .edge = r->peer->role == ROLE_CITIZEN || r->peer->role == ROLE_KIOSK };
    memcpy(ret->client, client, CLIENT_LEN);
}

/* A permission refusal of a known peer is an entry, but does not occupy the id. */
static void deny(struct step *s, const struct request *r, const struct context *ctx, const uint8_t client[CLIENT_LEN], enum refusal why)
{
    struct entry entry;
    struct staged *staged = stage(s, r, ANSWER_NOT_TAKEN, why);

    s->counts.denied++;
    if (!denial_logged(s, r->peer)) {
        s->e->denied_uncounted++;
        return;
    }
    entry_init(s, ctx, &entry);
    cause_of(r, client, &entry.cause);
    entry.refusal = text_of(refusal_name(why));
    if (append(s, &entry, staged->leaf))
        staged->number = entry.number;
}

static enum refusal permitted(const struct request *r, const struct context *ctx)
{
    const struct command_spec *c = r->command;

    if ((c->allow & ROLE_BIT(ctx->role)) == 0)
        return NOT_PERMITTED;
    if (r->second.at != NULL && !c->second.allowed)
        return SECOND_PERSON_NOT_TAKEN;
    if (r->second.at == NULL && c->second.required)
        return SECOND_PERSON_NEEDED;
    if (r->second.at != NULL && ctx->second == ctx->actor)
        return SAME_PERSON;
    if (r->second.at != NULL && (c->second.roles & ROLE_BIT(ctx->second_role)) == 0)
        return NOT_PERMITTED;
    return c->purpose_required && r->purpose.len == 0 ? PURPOSE_NEEDED : REFUSAL_NONE;
}

/* The answer that stands in the log already. */
static void repeat(struct step *s, const struct request *r, const struct context *ctx, uint64_t number, bool may_still)
{
    struct staged *staged;
    struct entry entry;
    struct bytes bytes;

    if (!log_read(s->v, number, &bytes) || entry_decode(bytes, s->arena, &entry) != OK) {
        view_latch(s->v, ERR_CORRUPT);
        return;
    }
    s->counts.repeats++;
    staged = stage(s, r, entry.refusal.at != NULL ? ANSWER_REFUSED : ANSWER_DONE, REFUSAL_NONE);
    staged->number = number;
    staged->repeated = true;
    leaf_hash(bytes, staged->leaf);
    staged->refusal_text = text_copy(s->arena, entry.refusal);
    staged->refused_at = text_copy(s->arena, entry.refused_at);
    staged->result = bytes_copy(s->arena, entry.result);
    staged->ctx = *ctx;
    staged->ctx.now_us = entry.at_us;
    staged->ctx.date = entry.date;
    if (entry.refusal.at != NULL || r->command->shown == NULL)
        return;
    /* What is shown goes only to who may still see it; a look and a login besides only for a minute. */
    staged->show = may_still;
    if (r->command->purpose_required || r->command->slow != SLOW_NONE)
        if (s->now_us > entry.at_us + SHOW_AGAIN_US || !may_still || (r->command->slow == SLOW_PASSWORD_CHECK && !ctx->check_passed))
            *staged = (struct staged){ .request = r, .outcome = ANSWER_NOT_TAKEN, .why = TOO_OLD };
}

static bool refusal_listed(const struct command_spec *c, enum refusal why)
{
    for (uint32_t i = 0; i < c->refusal_count; i++)
        if (c->refusals[i] == why)
            return true;
    return false;
}

/* Decides, writes the entry, folds it. */
static void execute(struct step *s, const struct request *r, const struct context *ctx, const uint8_t client[CLIENT_LEN], bool condemned)
{
    struct decision *d = &s->decision;
    struct staged *staged = stage(s, r, ANSWER_DONE, REFUSAL_NONE);
    struct entry entry;

    /* Without the hash there is nothing to decide: the worker had no memory for it. */
    if (r->command->slow == SLOW_PASSWORD_HASH && !ctx->check_passed) {
        staged->outcome = ANSWER_NOT_TAKEN;
        staged->why = BUSY;
        return;
    }
    decision_init(d, s->e, s->v, ctx);
    if (condemned)
        emit_engine_quarantined(d, &(struct engine_quarantined){ .input_kind = 1 });
    else
        r->command->decide(s->v, ctx, r->message, d);
    if (d->exhausted || d->too_large) {
        staged->outcome = ANSWER_NOT_TAKEN;
        staged->why = d->exhausted ? BUSY : TOO_LARGE;
        return;
    }
    must(d->why == REFUSAL_NONE || refusal_listed(r->command, d->why));
    entry_init(s, ctx, &entry);
    cause_of(r, client, &entry.cause);
    entry.cause.digest_day = tokyo_date(s->now_us);
    if (!digest_of(s->e, r, ctx->actor, ctx->second, entry.cause.digest_day, true, s->arena, entry.cause.digest)) {
        view_latch(s->v, ERR_IO);
        return;
    }
    if (d->why != REFUSAL_NONE) {
        s->counts.refused++;
        entry.refusal = text_of(refusal_name(d->why));
        entry.refused_at = text_of(d->refused_at);
    } else {
        entry_take_decision(s, d, &entry);
    }
    if (condemned)
        entry.refusal = text_of(refusal_name(QUARANTINED));
    if (!append(s, &entry, staged->leaf)) {
        staged->outcome = ANSWER_NOT_TAKEN;
        staged->why = TOO_LARGE;
        return;
    }
    staged->outcome = entry.refusal.at != NULL ? ANSWER_REFUSED : ANSWER_DONE;
    staged->refusal_text = entry.refusal;
    staged->refused_at = entry.refused_at;
    staged->number = entry.number;
    staged->result = entry.result;
    staged->show = entry.refusal.at == NULL && r->command->shown != NULL;
    staged->ctx = *ctx;
}

/* The person behind a ticket: known to us by signature; whether it is good now is asked later. */
static bool take_person(struct step *s, struct bytes ticket, uint64_t *ret_account, enum role *ret_role, struct staff_ticket *ret)
{
    if (!ticket_known(s->e, ticket, ret))
        return false;
    *ret_account = ret->account;
    *ret_role = (enum role)ret->role;
    return true;
}

static bool tickets_good(const struct step *s, const struct request *r, const struct staff_ticket *first, const struct staff_ticket *second)
{
    return (r->ticket.at == NULL || ticket_good(s->v, first, r->peer, s->now_us)) &&
           (r->second.at == NULL || ticket_good(s->v, second, r->peer, s->now_us));
}

static void admit_command(struct step *s, const struct request *r)
{
    struct context ctx;
    struct staff_ticket first = { 0 }, second = { 0 };
    uint8_t client[CLIENT_LEN], id[MARKER_ID_LEN];
    uint64_t number = 0;
    enum repeat repeated;
    enum refusal why;

    context_init(s, &ctx);
    ctx.cause = CAUSE_COMMAND;
    ctx.role = r->peer->role;
    ctx.terminal = text_of(r->peer->name);
    ctx.terminal_key = r->peer->key;
    ctx.purpose = r->purpose;
    ctx.checked = r->checked;
    ctx.check_passed = r->check_passed;
    ctx.check_output = r->check_output;
    client_of(r->peer, r->instance, client);
    if ((r->ticket.at != NULL && !take_person(s, r->ticket, &ctx.actor, &ctx.role, &first)) ||
        (r->second.at != NULL && !take_person(s, r->second, &ctx.second, &ctx.second_role, &second))) {
        stage(s, r, ANSWER_NOT_TAKEN, BAD_TICKET);
        return;
    }
    repeated = repeat_look(s->e, s->v, r, client, ctx.actor, ctx.second, s->now_us, &number);
    switch (repeated) {
    case REPEAT_SAME:
        repeat(s, r, &ctx, number, tickets_good(s, r, &first, &second) && peer_may(r->peer, PEER_COMMAND, s->e->contract->service) &&
                                       permitted(r, &ctx) == REFUSAL_NONE);
        return;
    case REPEAT_CONFLICT:
        stage(s, r, ANSWER_NOT_TAKEN, CONFLICT);
        return;
    case REPEAT_TOO_OLD:
        stage(s, r, ANSWER_NOT_TAKEN, TOO_OLD);
        return;
    case REPEAT_NO_ROOM:
        stage(s, r, ANSWER_NOT_TAKEN, BUSY);
        return;
    case REPEAT_NEW:
        break;
    }
    if (r->until_us != 0 && s->now_us > r->until_us) {
        stage(s, r, ANSWER_NOT_TAKEN, EXPIRED_COMMAND);
        return;
    }
    if (!tickets_good(s, r, &first, &second)) {
        stage(s, r, ANSWER_NOT_TAKEN, BAD_TICKET);
        return;
    }
    why = peer_may(r->peer, PEER_COMMAND, s->e->contract->service) ? permitted(r, &ctx) : NOT_PERMITTED;
    if (why != REFUSAL_NONE) {
        deny(s, r, &ctx, client, why);
        return;
    }
    input_id("command", (struct bytes){ client, CLIENT_LEN }, r->sequence, 0, id);
    execute(s, r, &ctx, client, take_in_hand(s, id));
    marker_release(s->e->marker);
}

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

static void admit_followed(struct step *s, const struct followed *f)
{
    uint32_t source = source_index(s->e->contract, f->at.source);
    struct decision *d = &s->decision;
    struct context ctx;
    struct entry entry;
    uint8_t id[MARKER_ID_LEN], leaf[32];
    bool condemned;

    must(source != UINT32_MAX);
    context_init(s, &ctx);
    ctx.cause = CAUSE_FOLLOWED;
    ctx.role = ROLE_SERVICE;
    ctx.followed = f->at;
    ctx.followed_at_us = f->at_us;
    ctx.followed_date = f->date;
    decision_init(d, s->e, s->v, &ctx);
    s->e->cursors[source] = (struct position){ s->e->cursors[source].source, f->at.epoch, f->covered };
    input_id("followed", (struct bytes){ (const uint8_t *)f->at.source.at, f->at.source.len }, f->at.epoch, f->at.sequence, id);
    condemned = take_in_hand(s, id);
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
    must(d->why == REFUSAL_NONE && !d->too_large);
    if (d->exhausted)
        view_latch(s->v, ERR_FULL);
    if (d->event_count > 0) {
        entry_init(s, &ctx, &entry);
        entry.cause = (struct cause){ .kind = CAUSE_FOLLOWED, .followed = f->at };
        /* Setting an input aside is no reaction to it: else the one that went too deep could never be. */
        entry.depth = condemned ? 0 : f->depth + 1;
        must((uint64_t)f->depth + 1 <= DEPTH_MAX || condemned || f->entry.at != NULL);
        entry_take_decision(s, d, &entry);
        must(append(s, &entry, leaf));
    }
    marker_release(s->e->marker);
}

/* ---- Timers ------------------------------------------------------------------------ */

static bool timer_first(const struct view *v, struct timer_row *ret)
{
    struct timer_row from = { 0 };
    struct row_scan scan = timer_row_scan(v, 0, &from);

    return timer_row_next(&scan, ret);
}

static void admit_timer(struct step *s, const struct timer_row *row)
{
    const struct timer_spec *spec = &s->e->contract->timers[row->timer - 1];
    struct decision *d = &s->decision;
    struct timer_due due;
    struct context ctx;
    struct entry entry;
    uint8_t id[MARKER_ID_LEN], leaf[32];

    must(row->timer >= 1 && row->timer <= s->e->contract->timer_count);
    context_init(s, &ctx);
    ctx.cause = CAUSE_TIMER;
    ctx.role = ROLE_SYSTEM;
    decision_init(d, s->e, s->v, &ctx);
    input_id("timer", (struct bytes){ (const uint8_t *)spec->name, (uint32_t)strlen(spec->name) }, row->timer_key, row->due_us, id);
    if (take_in_hand(s, id)) {
        emit_engine_quarantined(d, &(struct engine_quarantined){ .input_kind = 3, .timer = row->timer, .timer_key = row->timer_key });
    } else {
        spec->due(s->v, &ctx, row->timer_key, d);
    }
    if (d->exhausted)
        view_latch(s->v, ERR_FULL);
    invariant(s->t, d->why == REFUSAL_NONE && (d->event_count > 0 || d->exhausted));
    entry_init(s, &ctx, &entry);
    entry.role = ROLE_NONE;
    entry.cause = (struct cause){ .kind = CAUSE_TIMER, .name = text_of(spec->name), .timer_key = row->timer_key, .due_us = row->due_us };
    entry_take_decision(s, d, &entry);
    must(append(s, &entry, leaf));
    invariant(s->t, !timer_due_find(s->v, row->timer, row->timer_key, &due) || due.due_us > s->now_us);
    marker_release(s->e->marker);
    s->counts.timers++;
}

/* ---- After the commit -------------------------------------------------------------- */

static struct bytes show(struct engine *e, const struct view *v, const struct staged *staged)
{
    const struct command_spec *c = staged->request->command;
    void *result = NULL, *shown = arena_take(view_arena(v), c->shown->size);
    struct writer w;

    if (c->result != NULL) {
        result = arena_take(view_arena(v), c->result->size);
        if (staged->result.at == NULL || message_decode_own(c->result, staged->result, view_arena(v), result) != OK)
            return (struct bytes){ NULL, 0 };
    }
    c->show(v, &staged->ctx, staged->request->message, result, shown);
    w = writer_of(e->scratch, ENTRY_ROOM);
    message_encode(c->shown, shown, &w);
    return bytes_copy(view_arena(v), written(&w));
}

static void answer_staged(struct engine *e, const struct view *v, const struct staged *staged, struct outbox *out)
{
    struct answer a = { .request = staged->request, .outcome = staged->outcome, .why = staged->why, .refusal_text = staged->refusal_text,
                        .refused_at = staged->refused_at, .repeated = staged->repeated, .result = staged->result };

    if (staged->number != 0) {
        a.position = (struct position){ text_of(e->contract->service), e->epoch, staged->number };
        a.leaf = staged->leaf;
    }
    if (staged->show)
        a.shown = show(e, v, staged);
    outbox_answer(out, &a);
}

static bool any_shown(const struct step *s)
{
    for (uint32_t i = 0; i < s->staged_count; i++)
        if (s->staged[i].show)
            return true;
    return false;
}

/* The step is durable already: whatever fails here is not "full", which would say that nothing happened. */
static enum err release(struct step *s, struct outbox *out)
{
    AUTO(view) struct view *v = NULL;

    if (any_shown(s) && store_view(s->e->store, s->arena, &v) != OK)
        return ERR_IO;
    for (uint32_t i = 0; i < s->staged_count; i++)
        answer_staged(s->e, v, &s->staged[i], out);
    for (uint32_t i = 0; i < s->published_count; i++) {
        struct writer w = outbox_begin(out, s->published[i].len);

        write_raw(&w, s->published[i]);
        outbox_end(out, &w, (struct outgoing){ .kind = OUT_PUBLICATION });
    }
    return v == NULL || view_fault(v) == OK ? OK : ERR_IO;
}

/* ---- The step ---------------------------------------------------------------------- */

static void admit_all(struct step *s, struct request *const *commands, uint32_t command_count, const struct followed *followed, uint32_t followed_count)
{
    struct timer_row row;
    uint32_t timers = 0;

    for (uint32_t i = 0; i < followed_count; i++)
        admit_followed(s, &followed[i]);
    while (timers++ < s->e->limits.timers_per_step && timer_first(s->v, &row) && row.due_us <= s->now_us)
        admit_timer(s, &row);
    for (uint32_t i = 0; i < command_count; i++)
        admit_command(s, commands[i]);
}

static enum err finish(struct step *s)
{
    uint64_t careful = s->e->marker->careful;

    if (s->counts.entries == 0) {
        enum err fault = view_fault(s->v);

        store_abort(&s->t);
        return fault;
    }
    fold_save(&s->e->fold, s->t);
    TRY(store_commit(&s->t));
    for (uint32_t i = 0; i < s->counts.quarantined && i < MARKER_SUSPECTS; i++)
        marker_clear(s->e->marker, s->set_aside[i]);
    s->e->marker->careful = careful > s->counts.entries ? (uint32_t)careful - s->counts.entries : 0;
    return OK;
}

/* A step that did not happen: caches go back to what the store says. */
static enum err undo(struct engine *e, const struct position *cursors)
{
    AUTO(view) struct view *v = NULL;

    if (store_behind(e->store))
        TRY(engine_recover(e, false));
    TRY(store_view(e->store, &e->arena, &v));
    engine_load(e, v);
    memcpy(e->cursors, cursors, sizeof e->cursors);
    return view_fault(v);
}

static enum err full(struct engine *e, const struct position *cursors, struct request *const *commands, uint32_t command_count, struct outbox *out)
{
    TRY(undo(e, cursors));
    for (uint32_t i = 0; i < command_count; i++)
        answer_not_taken(commands[i], BUSY, NULL, out);
    return ERR_FULL;
}

/* Everything up to the commit. */
static enum err take_step(struct engine *e, struct request *const *commands, uint32_t command_count,
                          const struct followed *followed, uint32_t followed_count, uint64_t clock_us, struct outbox *out, struct step **ret)
{
    struct step *s;

    if (e->head == 0)
        TRY(engine_new_epoch(e, clock_us, out));
    arena_reset(&e->arena);
    s = arena_take(&e->arena, sizeof *s);
    s->e = e;
    s->arena = &e->arena;
    s->staged = arena_take(&e->arena, (command_count + 1) * sizeof *s->staged);
    TRY(store_begin(e->store, &e->arena, &s->t));
    s->v = view_of(s->t);
    /* The cached hash of the last leaf lives in the step's arena: take it anew. */
    fold_load(&e->fold, s->v);
    s->now_us = clock_us > e->fold.progress.last_at_us ? clock_us : e->fold.progress.last_at_us;
    e->open_day = open_day(s->v);
    admit_all(s, commands, command_count, followed, followed_count);
    TRY(finish(s));
    *ret = s;
    return OK;
}

enum err engine_step(struct engine *e, struct request *const *commands, uint32_t command_count,
                     const struct followed *followed, uint32_t followed_count,
                     uint64_t clock_us, struct outbox *out, struct step_counts *ret_counts)
{
    struct step *s = NULL;
    struct position cursors[SOURCES_MAX];
    enum err err;

    must(e->state == ENGINE_READY);
    memcpy(cursors, e->cursors, sizeof cursors);
    err = take_step(e, commands, command_count, followed, followed_count, clock_us, out, &s);
    if (err == ERR_FULL)
        return full(e, cursors, commands, command_count, out);
    TRY(err);
    TRY(release(s, out));
    *ret_counts = s->counts;
    return OK;
}

bool engine_timer_due(struct engine *e, uint64_t clock_us)
{
    return engine_next_timer_us(e) <= clock_us;
}

uint64_t engine_next_timer_us(struct engine *e)
{
    AUTO(view) struct view *v = NULL;
    struct timer_row row;
    bool any;

    arena_reset(&e->rebuild_arena);
    if (store_view(e->store, &e->rebuild_arena, &v) != OK)
        return 0;
    any = timer_first(v, &row);
    if (view_fault(v) != OK)
        return 0;                              /* the step finds out */
    return any ? row.due_us : UINT64_MAX;
}

/* What the engine states of its own accord: one entry of its own, one commit. ERR_FULL: nothing happened. */
enum err engine_act(struct engine *e, const char *name, void (*state)(struct decision *, void *), void *self, uint64_t clock_us, struct outbox *out)
{
    AUTO(txn) struct txn *t = NULL;
    struct step *s;
    struct context ctx;
    struct entry entry;
    uint8_t leaf[32];
    struct position cursors[SOURCES_MAX];
    enum err err;

    arena_reset(&e->arena);
    memcpy(cursors, e->cursors, sizeof cursors);
    s = arena_take(&e->arena, sizeof *s);
    s->e = e;
    s->arena = &e->arena;
    TRY(store_begin(e->store, &e->arena, &t));
    s->t = t;
    s->v = view_of(t);
    fold_load(&e->fold, s->v);
    s->now_us = clock_us > e->fold.progress.last_at_us ? clock_us : e->fold.progress.last_at_us;
    context_init(s, &ctx);
    ctx.cause = CAUSE_ENGINE;
    decision_init(&s->decision, e, s->v, &ctx);
    state(&s->decision, self);
    must(!is_refused(&s->decision) && !s->decision.exhausted && !s->decision.too_large);
    entry_init(s, &ctx, &entry);
    entry.cause = (struct cause){ .kind = CAUSE_ENGINE, .name = text_of(name) };
    entry_take_decision(s, &s->decision, &entry);
    must(append(s, &entry, leaf));
    fold_save(&e->fold, t);
    err = store_commit(&t);
    if (err == ERR_FULL)
        TRY(undo(e, cursors));
    TRY(err);
    return release(s, out);
}

static void state_epoch(struct decision *d, void *self)
{
    struct engine *e = self;

    emit_engine_epoch_started(d, &(struct engine_epoch_started){ .epoch = e->epoch + 1, .start = e->head + 1,
                                                                 .previous_epoch = e->epoch, .last_kept = e->head });
    e->epoch++;
}

enum err engine_new_epoch(struct engine *e, uint64_t clock_us, struct outbox *out)
{
    return engine_act(e, "epoch", state_epoch, e, clock_us, out);
}
