/* The turn and the life of a host. Keeps true: a step only sees requests that were checked; nothing is
 * stepped while the clock is suspect. Does not know sockets; time comes in as arguments. */
#include "engine/host_internal.h"

#define READS_PER_TURN 64

const struct host_limits host_limits_default = {
    .queue_max = 2048, .followed_max = 4096, .parked_max = 256, .parked_client_max = 8, .park_us = 1000000,
    .slow_max = 64, .slow_peer_max = 4, .clock_jump_us = 10 * US_PER_MINUTE, .staff_silent_us = 5 * US_PER_SECOND, .audit_lag_us = US_PER_HOUR,
};

static void unpark(struct host *h, uint64_t mono_us, struct outbox *out)
{
    struct queue still = { 0 };
    bool known;

    for (struct waiting *w = queue_pop(&h->parked); w != NULL; w = queue_pop(&h->parked)) {
        if (after_reached(h, &w->request, &known))
            enqueue(h, w, out);
        else if (mono_us >= w->until_mono_us)
            turn_away(h, w, NOT_YET, NULL, out);
        else
            queue_push(&still, w);
    }
    h->parked = still;
}

static bool behind_the_log(const struct host *h, uint64_t clock_us)
{
    struct engine_figures figures;

    engine_figures(h->engine, &figures);
    return clock_us + h->limits.clock_jump_us < figures.last_at_us;
}

/* The wall clock against the monotonic one; in a trial the clock is driven and jumps are meant. */
static void watch_clock(struct host *h, uint64_t clock_us, uint64_t mono_us)
{
    uint64_t expected = h->last_clock_us + (mono_us - h->last_mono_us);
    uint64_t jump = clock_us > expected ? clock_us - expected : expected - clock_us;

    if (h->last_clock_us != 0 && !h->clock_driven && jump > h->limits.clock_jump_us)
        h->clock_suspect = true;
    /* At the start there is nothing to compare with but the log, which cannot lie in the future. */
    if (h->last_clock_us == 0 && !h->clock_driven && behind_the_log(h, clock_us))
        h->clock_suspect = true;
    h->last_clock_us = clock_us;
    h->last_mono_us = mono_us;
}

static uint32_t batch_commands(struct host *h, uint32_t max)
{
    uint32_t count = 0;

    for (struct waiting *w = h->commands.first; w != NULL && count < max; w = w->next)
        h->batch[count++] = &w->request;
    return count;
}

static void drop_batch(struct host *h, uint32_t count)
{
    while (count-- > 0) {
        waiting_done(h, queue_pop(&h->commands));
    }
}

static void count_step(struct host *h, const struct step_counts *counts)
{
    h->figures.repeats += counts->repeats;
    h->figures.refused += counts->refused;
    h->figures.denied += counts->denied;
    h->figures.quarantined += counts->quarantined;
}

static enum err step(struct host *h, uint64_t clock_us, struct outbox *out)
{
    bool careful = h->careful->careful > 0;
    uint32_t command_count = batch_commands(h, careful ? 1 : engine_limits_default.commands_per_step);
    uint32_t followed_count = h->followed_count < engine_limits_default.followed_per_step ? h->followed_count : engine_limits_default.followed_per_step;
    struct step_counts counts = { 0 };
    enum err err;

    if (careful && followed_count > 0) {
        followed_count = 1;
        command_count = 0;
    }
    if (command_count == 0 && followed_count == 0 && !engine_timer_due(h->engine, clock_us))
        return OK;
    err = engine_step(h->engine, h->batch, command_count, h->followed, followed_count, clock_us, out, &counts);
    if (err != OK && err != ERR_FULL)
        return err;
    drop_batch(h, command_count);
    if (err == OK)
        followed_pop(h, followed_count);
    count_step(h, &counts);
    return OK;
}

static void turn_all_away(struct host *h, struct outbox *out)
{
    for (struct waiting *w = queue_pop(&h->commands); w != NULL; w = queue_pop(&h->commands))
        turn_away(h, w, CLOCK_SUSPECT, NULL, out);
}

/* What audit asks for says what it has. */
static void hear_audit(struct host *h, const struct request *r, uint64_t mono_us)
{
    struct engine_figures e;

    if (r->kind != REQUEST_PULL || !r->whole || !peer_may(r->peer, PEER_ENTRIES, engine_service(h->engine)->contract->service))
        return;
    engine_figures(h->engine, &e);
    if (r->epoch == e.epoch && r->from > 0 && r->from <= e.head + 1)
        audit_lag_taken(&h->lag, r->from - 1, e.head, mono_us);
}

/* Looks are closed while audit is behind for too long. What audit itself has nobody takes. */
static void watch_audit(struct host *h, uint64_t mono_us)
{
    struct engine_figures e;
    bool closed;

    if (engine_service(h->engine)->contract->takes_entries || h->limits.audit_lag_us == 0)
        return;
    engine_figures(h->engine, &e);
    audit_lag_see(&h->lag, e.head, mono_us);
    closed = audit_lag_us(&h->lag, mono_us) > h->limits.audit_lag_us;
    h->figures.audit_behind = e.head > h->lag.taken ? e.head - h->lag.taken : 0;
    h->figures.audit_lag_us = audit_lag_us(&h->lag, mono_us);
    h->figures.looks_closed = closed;
    engine_close_looks(h->engine, closed);
}

void host_peers_taken(struct host *h, uint64_t version, const uint8_t sha256[32])
{
    h->peers_taken = true;
    h->peers_version = version;
    memcpy(h->peers_sha256, sha256, sizeof h->peers_sha256);
}

/* Tried again at the next turn while the store is full. */
static enum err note_peers(struct host *h, uint64_t clock_us, struct outbox *out)
{
    enum err err;

    if (!h->peers_taken)
        return OK;
    err = engine_note_peers(h->engine, h->peers_version, h->peers_sha256, clock_us, out);
    h->peers_taken = err == ERR_FULL;
    return err == ERR_FULL ? OK : err;
}

/* A full store keeps a bad ticket from being noted, and nobody else. */
static enum err note_denied(struct host *h, const struct request *r, uint64_t clock_us, struct outbox *out)
{
    enum err err = h->clock_suspect ? OK : engine_note_denied(h->engine, r, clock_us, out);

    return err == ERR_FULL ? OK : err;
}

static enum err serve_reads(struct host *h, uint64_t clock_us, uint64_t mono_us, struct outbox *out)
{
    struct waiting *w;

    for (uint32_t i = 0; i < READS_PER_TURN && (w = queue_pop(&h->reads)) != NULL; i++) {
        enum err err;

        hear_audit(h, &w->request, mono_us);
        if (engine_answer(h->engine, &w->request, clock_us, out) != OK)
            h->figures.reads_failed++;
        err = note_denied(h, &w->request, clock_us, out);
        waiting_drop(&w);
        TRY(err);
    }
    return OK;
}

enum err host_turn(struct host *h, uint64_t clock_us, uint64_t mono_us, struct outbox *out, bool *ret_busy)
{
    if (engine_state(h->engine) == ENGINE_REBUILDING) {
        TRY(engine_rebuild_some(h->engine, &h->figures.rebuild_done, &h->figures.rebuild_total));
        followers_restart(h);
        *ret_busy = true;
        return OK;
    }
    h->now_us = clock_us;
    watch_clock(h, clock_us, mono_us);
    watch_staff(h, clock_us, mono_us);
    watch_audit(h, mono_us);
    TRY(engine_fill_pool(h->engine));
    unpark(h, mono_us, out);
    /* A wrong time must not be written down: nothing is stepped until it is confirmed, and nobody is kept waiting. */
    if (h->clock_suspect)
        turn_all_away(h, out);
    else
        TRY(step(h, clock_us, out));
    if (!h->clock_suspect)
        TRY(note_peers(h, clock_us, out));
    TRY(serve_reads(h, clock_us, mono_us, out));
    ask_for_pages(h, mono_us, out);
    *ret_busy = h->reads.count > 0;
    if (!h->clock_suspect)
        *ret_busy = *ret_busy || h->commands.count > 0 || h->followed_count > 0 || engine_timer_due(h->engine, clock_us);
    return OK;
}

uint64_t host_due_us(const struct host *h)
{
    uint64_t due_us = followers_due_us(h);

    for (const struct waiting *w = h->parked.first; w != NULL; w = w->next)
        if (w->until_mono_us < due_us)
            due_us = w->until_mono_us;
    return due_us;
}

/* ---- Life ----------------------------------------------------------------------------- */

enum err host_new(struct engine *engine, const struct host_limits *limits, struct host **ret)
{
    struct host *h = calloc(1, sizeof *h);

    must(h != NULL);
    h->engine = engine;
    h->limits = limits != NULL ? *limits : host_limits_default;
    h->careful = engine_marker(engine);
    h->batch = calloc(engine_limits_default.commands_per_step, sizeof *h->batch);
    h->followed = calloc(h->limits.followed_max, sizeof *h->followed);
    h->followed_bytes = calloc(h->limits.followed_max, sizeof *h->followed_bytes);
    h->slow_peers = calloc(h->limits.slow_max + 1, sizeof *h->slow_peers);
    must(h->batch != NULL && h->followed != NULL && h->followed_bytes != NULL && h->slow_peers != NULL);
    followers_restart(h);
    *ret = h;
    return OK;
}

void host_drop(struct host **host)
{
    struct host *h = *host;

    if (h == NULL)
        return;
    queue_clear(&h->commands);
    queue_clear(&h->reads);
    queue_clear(&h->parked);
    queue_clear(&h->slow);
    queue_clear(&h->controls);
    queue_clear(&h->statuses);
    queue_clear(&h->spare);
    waiting_drop(&h->control_now);
    waiting_drop(&h->status_now);
    followed_pop(h, h->followed_count);
    engine_drop(&h->engine);
    free(h->batch);
    free(h->followed);
    free(h->followed_bytes);
    free(h->slow_peers);
    free(h);
    *host = NULL;
}

bool host_clock_suspect(const struct host *h)
{
    return h->clock_suspect;
}

void host_clock_confirm(struct host *h)
{
    h->clock_suspect = false;
}

void host_clock_driven(struct host *h, bool driven)
{
    h->clock_driven = driven;
}

void host_figures(const struct host *h, struct host_figures *ret)
{
    *ret = h->figures;
    ret->parked_now = h->parked.count;
    ret->queued_now = h->commands.count + h->slow_count;
    follow_figures(h, ret);
}

struct engine *host_engine(struct host *h)
{
    return h->engine;
}
