/* Queues, quotas, parking and the turn. Keeps true: every frame gets exactly one answer or
 * is a count; what waits is bounded everywhere; a step only sees requests that were checked.
 * Does not know sockets; time comes in as arguments. */
#include "engine/host_internal.h"

#include "trust/random.h"

#define READS_MAX 1024
#define READS_PER_TURN 64
#define SPARE_MAX 512
#define REQUEST_ARENA_MAX (4u * 1024u * 1024u)

const struct host_limits host_limits_default = {
    .queue_max = 2048, .followed_max = 4096, .parked_max = 256, .parked_client_max = 8, .park_us = 1000000,
    .slow_max = 8, .clock_jump_us = 10 * US_PER_MINUTE,
};

/* ---- A waiting request --------------------------------------------------------------- */

static struct waiting *queue_pop(struct queue *q);

/* A spare one, with the memory it had, or a new one. */
static struct waiting *waiting_new(struct host *h, struct bytes payload)
{
    struct waiting *w = queue_pop(&h->spare);

    if (w == NULL) {
        w = calloc(1, sizeof *w);
        must(w != NULL);
        arena_init(&w->arena, REQUEST_ARENA_MAX);
    }
    w->payload = arena_take(&w->arena, payload.len);
    if (payload.len > 0)
        memcpy(w->payload, payload.at, payload.len);
    return w;
}

void waiting_drop(struct waiting **waiting)
{
    struct waiting *w = *waiting;

    if (w == NULL)
        return;
    arena_fini(&w->arena);
    free(w);
    *waiting = NULL;
}

static void queue_push(struct queue *q, struct waiting *w)
{
    w->next = NULL;
    if (q->last == NULL)
        q->first = w;
    else
        q->last->next = w;
    q->last = w;
    q->count++;
}

/* Answered: kept for the next ones, as far as they are not too many. */
static void waiting_done(struct host *h, struct waiting *w)
{
    struct arena arena = w->arena;

    if (h->spare.count >= SPARE_MAX) {
        waiting_drop(&w);
        return;
    }
    arena_reset(&arena);
    *w = (struct waiting){ .arena = arena };
    queue_push(&h->spare, w);
}

static struct waiting *queue_pop(struct queue *q)
{
    struct waiting *w = q->first;

    if (w == NULL)
        return NULL;
    q->first = w->next;
    if (q->first == NULL)
        q->last = NULL;
    q->count--;
    w->next = NULL;
    return w;
}

static void queue_clear(struct queue *q)
{
    for (struct waiting *w = queue_pop(q); w != NULL; w = queue_pop(q))
        waiting_drop(&w);
}

/* ---- Coming in ------------------------------------------------------------------------ */

static void turn_away(struct host *h, struct waiting *w, enum refusal why, const struct request_fault *fault, struct outbox *out)
{
    if (why == BUSY)
        h->figures.busy++;
    if (why == NOT_YET)
        h->figures.not_yet++;
    answer_not_taken(&w->request, why, fault, out);
    waiting_drop(&w);
}

/* Is everything named in `after` taken? False with *ret_known false when a source is not followed here. */
static bool after_reached(struct host *h, const struct request *r, bool *ret_known)
{
    const struct contract *c = engine_service(h->engine)->contract;
    bool reached = true;

    *ret_known = true;
    for (uint32_t i = 0; i < r->after_count; i++) {
        uint32_t source = source_index(c, r->after[i].source);

        if (text_is(r->after[i].source, c->service))
            continue;                         /* our own log: always reached */
        if (source == UINT32_MAX)
            return *ret_known = false;
        reached = reached && source_reached(h, source, &r->after[i]);
    }
    return reached;
}

/* A client is a peer and its instance: one guest behind the citizens' edge does not take the places of all. */
static uint32_t parked_of(const struct host *h, const struct request *r)
{
    uint32_t count = 0;

    for (const struct waiting *w = h->parked.first; w != NULL; w = w->next)
        count += w->request.peer == r->peer && w->request.instance == r->instance;
    return count;
}

static void park(struct host *h, struct waiting *w, uint64_t mono_us, struct outbox *out)
{
    if (h->parked.count >= h->limits.parked_max || parked_of(h, &w->request) >= h->limits.parked_client_max) {
        turn_away(h, w, BUSY, NULL, out);
        return;
    }
    w->until_mono_us = mono_us + h->limits.park_us;
    h->figures.parked_ever++;
    queue_push(&h->parked, w);
}

/* What a slow check needs is read now; the check runs elsewhere. */
static void start_slow(struct host *h, struct waiting *w, struct outbox *out)
{
    const struct service *service = engine_service(h->engine);
    AUTO(view) struct view *v = NULL;
    bool faulted;

    must(service->slow_prepare != NULL && service->slow_run != NULL);
    if (h->slow_count >= h->limits.slow_max) {
        turn_away(h, w, BUSY, NULL, out);
        return;
    }
    faulted = store_view(engine_store(h->engine), &w->arena, &v) != OK;
    if (!faulted) {
        w->prepared = service->slow_prepare(v, w->request.command, w->request.message, &w->arena);
        faulted = view_fault(v) != OK;
    }
    if (faulted) {                            /* what was read says nothing about the password */
        h->figures.reads_failed++;
        turn_away(h, w, BUSY, NULL, out);
        return;
    }
    memcpy(w->pepper, secret_of(v, "pepper"), 32);
    w->service = service;
    h->slow_count++;
    queue_push(&h->slow, w);
}

/* Whoever may not give the command at all gets no slow check made: it is denied in the step. */
static bool may_try(const struct request *r)
{
    return r->ticket.at != NULL || (r->command->allow & ROLE_BIT(r->peer->role)) != 0;
}

static void enqueue(struct host *h, struct waiting *w, struct outbox *out)
{
    if (w->request.kind != REQUEST_COMMAND) {
        if (h->reads.count >= READS_MAX)
            turn_away(h, w, BUSY, NULL, out);
        else
            queue_push(&h->reads, w);
        return;
    }
    if (h->commands.count + h->slow_count >= h->limits.queue_max)
        turn_away(h, w, BUSY, NULL, out);
    else if (w->request.command->slow != SLOW_NONE && !w->request.checked && may_try(&w->request))
        start_slow(h, w, out);
    else
        queue_push(&h->commands, w);
}

static void take_request(struct host *h, struct waiting *w, uint64_t mono_us, struct outbox *out)
{
    bool known, reached;

    if (engine_state(h->engine) != ENGINE_READY) {
        turn_away(h, w, REBUILDING, NULL, out);
        return;
    }
    if (w->request.kind == REQUEST_COMMAND && h->clock_suspect) {
        turn_away(h, w, CLOCK_SUSPECT, NULL, out);
        return;
    }
    reached = after_reached(h, &w->request, &known);
    if (!known)
        turn_away(h, w, NOT_FOLLOWED, NULL, out);
    else if (!reached)
        park(h, w, mono_us, out);
    else
        enqueue(h, w, out);
}

static void take_aside(struct host *h, struct queue *q, struct waiting *w, struct outbox *out)
{
    if (q->count >= 64)
        turn_away(h, w, BUSY, NULL, out);
    else
        queue_push(q, w);
}

void host_frame(struct host *h, const struct peer *peer, uint64_t tag, struct bytes payload, uint64_t clock_us, uint64_t mono_us, struct outbox *out)
{
    struct waiting *w = waiting_new(h, payload);
    struct request_fault fault = { 0 };
    enum err err = engine_classify(h->engine, peer, tag, (struct bytes){ w->payload, payload.len }, &w->arena, &w->request, &fault);

    (void)clock_us;
    if (err != OK) {
        h->figures.malformed++;
        turn_away(h, w, err == ERR_NOT_FOUND ? UNKNOWN_MESSAGE : MALFORMED, &fault, out);
        return;
    }
    switch (w->request.kind) {
    case REQUEST_STATUS:
        take_aside(h, &h->statuses, w, out);
        break;
    case REQUEST_CONTROL:
        if (!peer_may(peer, PEER_CONTROL, ""))
            turn_away(h, w, NOT_PERMITTED, NULL, out);
        else
            take_aside(h, &h->controls, w, out);
        break;
    case REQUEST_COMMAND:
    case REQUEST_QUERY:
    case REQUEST_PULL:
        take_request(h, w, mono_us, out);
        break;
    }
}

static bool take_out(struct queue *q, struct waiting **current, struct request *ret)
{
    waiting_drop(current);
    *current = queue_pop(q);
    if (*current == NULL)
        return false;
    *ret = (*current)->request;
    return true;
}

bool host_control_take(struct host *h, struct request *ret)
{
    return take_out(&h->controls, &h->control_now, ret);
}

bool host_status_take(struct host *h, struct request *ret)
{
    return take_out(&h->statuses, &h->status_now, ret);
}

/* ---- Slow checks ---------------------------------------------------------------------- */

struct slow_job *host_slow_take(struct host *h)
{
    return (struct slow_job *)queue_pop(&h->slow);
}

void slow_job_run(struct slow_job *job)
{
    struct waiting *w = (struct waiting *)job;

    w->request.check_passed = w->service->slow_run(w->request.command->slow, w->prepared, w->request.message, w->pepper,
                                                   &w->arena, &w->request.check_output);
    w->request.checked = true;
    secret_wipe(w->pepper, sizeof w->pepper);
}

void host_slow_done(struct host *h, struct slow_job *job)
{
    struct waiting *w = (struct waiting *)job;

    must(w->request.checked && h->slow_count > 0);
    h->slow_count--;
    queue_push(&h->commands, w);
}

/* ---- The turn ------------------------------------------------------------------------- */

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

static void serve_reads(struct host *h, uint64_t clock_us, struct outbox *out)
{
    for (uint32_t i = 0; i < READS_PER_TURN; i++) {
        struct waiting *w = queue_pop(&h->reads);

        if (w == NULL)
            return;
        if (engine_answer(h->engine, &w->request, clock_us, out) != OK)
            h->figures.reads_failed++;
        waiting_drop(&w);
    }
}

enum err host_turn(struct host *h, uint64_t clock_us, uint64_t mono_us, struct outbox *out, bool *ret_busy)
{
    if (engine_state(h->engine) == ENGINE_REBUILDING) {
        TRY(engine_rebuild_some(h->engine, &h->figures.rebuild_done, &h->figures.rebuild_total));
        followers_restart(h);
        *ret_busy = true;
        return OK;
    }
    watch_clock(h, clock_us, mono_us);
    TRY(engine_fill_pool(h->engine));
    unpark(h, mono_us, out);
    /* A wrong time must not be written down: nothing is stepped until it is confirmed, and nobody is kept waiting. */
    if (h->clock_suspect)
        turn_all_away(h, out);
    else
        TRY(step(h, clock_us, out));
    serve_reads(h, clock_us, out);
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
    must(h->batch != NULL && h->followed != NULL && h->followed_bytes != NULL);
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
