/* One step: a batch of inputs, one commit, then what leaves. Keeps true: nothing is told to anybody
 * before the commit; a step that did not happen leaves no trace in memory. */
#include "engine/step_internal.h"

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
        step_admit_followed(s, &followed[i]);
    while (timers++ < s->e->limits.timers_per_step && step_timer_first(s->v, &row) && row.due_us <= s->now_us)
        step_admit_timer(s, &row);
    for (uint32_t i = 0; i < command_count; i++)
        step_admit_command(s, commands[i]);
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

/* Before anybody hears of an erasure its keys are gone; after a crash in between, the next start destroys them. As in
 * release, an error here is never "full". */
static enum err erase_keys(struct engine *e)
{
    if (!e->erases || engine_erase_keys(e) == OK)
        return OK;
    return ERR_IO;
}

/* Everything up to the commit. */
static enum err take_step(struct engine *e, struct request *const *commands, uint32_t command_count,
                          const struct followed *followed, uint32_t followed_count, uint64_t clock_us, struct outbox *out, struct step **ret)
{
    struct step *s;

    if (e->head == 0 || e->restored)
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
    TRY(erase_keys(e));
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

    if (e->restored)
        return 0;
    arena_reset(&e->rebuild_arena);
    if (store_view(e->store, &e->rebuild_arena, &v) != OK)
        return 0;
    any = step_timer_first(v, &row);
    if (view_fault(v) != OK)
        return 0;                              /* the step finds out */
    return any ? row.due_us : UINT64_MAX;
}

/* An entry of the engine's own: what it states, or a read it did not take. */
struct own_act {
    struct text name;
    void (*state)(struct decision *d, void *self);         /* NULL: nothing */
    void *self;
    const struct peer *denied;                              /* NULL: nobody */
    enum ticket_fault fault;
};

static void denied_of(struct step *s, const struct own_act *act, struct context *ctx, struct entry *entry)
{
    ctx->role = act->denied->role;
    ctx->terminal = text_of(act->denied->name);
    step_entry_init(s, ctx, entry);
    entry->refusal = text_of(refusal_name(BAD_TICKET));
    entry->refused_at = text_format(s->arena, "ticket.%s", ticket_fault_name(act->fault));
}

/* One entry, one commit. ERR_FULL: nothing happened. */
static enum err act_alone(struct engine *e, const struct own_act *act, uint64_t clock_us, struct outbox *out)
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
    step_context_init(s, &ctx);
    ctx.cause = CAUSE_ENGINE;
    decision_init(&s->decision, e, s->v, &ctx);
    if (act->state != NULL)
        act->state(&s->decision, act->self);
    decision_close(&s->decision);
    must(!is_refused(&s->decision) && !s->decision.exhausted && !s->decision.too_large);
    if (act->denied != NULL)
        denied_of(s, act, &ctx, &entry);
    else
        step_entry_init(s, &ctx, &entry);
    entry.cause = (struct cause){ .kind = CAUSE_ENGINE, .name = act->name };
    step_entry_take(s, &s->decision, &entry);
    must(step_append(s, &entry, leaf));
    fold_save(&e->fold, t);
    err = store_commit(&t);
    if (err == ERR_FULL)
        TRY(undo(e, cursors));
    TRY(err);
    TRY(erase_keys(e));
    return release(s, out);
}

enum err engine_act(struct engine *e, const char *name, void (*state)(struct decision *, void *), void *self, uint64_t clock_us, struct outbox *out)
{
    return act_alone(e, &(struct own_act){ .name = text_of(name), .state = state, .self = self }, clock_us, out);
}

enum err engine_note_denied(struct engine *e, const struct request *r, uint64_t clock_us, struct outbox *out)
{
    const struct own_act act = { .name = r->name, .denied = r->peer, .fault = e->denied_read };
    uint64_t now_us = clock_us > e->fold.progress.last_at_us ? clock_us : e->fold.progress.last_at_us;

    if (r->kind != REQUEST_QUERY || e->denied_read == TICKET_GOOD)
        return OK;
    e->denied_read = TICKET_GOOD;
    if (!step_denial_logged(e, r->peer, BAD_TICKET, now_us)) {
        e->denied_uncounted++;
        return OK;
    }
    if (e->epoch == 0)                         /* nothing was ever written here */
        TRY(engine_new_epoch(e, clock_us, out));
    return act_alone(e, &act, clock_us, out);
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
    TRY(engine_act(e, "epoch", state_epoch, e, clock_us, out));
    return e->restored ? engine_begin_restored(e, clock_us, out) : OK;
}
