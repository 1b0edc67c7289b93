/* From a frame to its queue: taken apart, turned away, parked for `after`, checked slowly elsewhere, or in line for the
 * step. Keeps true: every frame gets exactly one answer or is a count; what waits is bounded everywhere. */
#include "engine/host_internal.h"

#include "trust/random.h"

#define READS_MAX 1024

void turn_away(struct host *h, struct waiting *w, enum refusal why, const struct request_fault *fault, struct outbox *out)
{
    if (why == BUSY)
        h->figures.busy++;
    if (why == NOT_YET)
        h->figures.not_yet++;
    answer_not_taken(&w->request, why, fault, out);
    waiting_drop(&w);
}

bool after_reached(struct host *h, const struct request *r, bool *ret_known)
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

static uint32_t slow_of(const struct host *h, const struct peer *peer)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < h->slow_count; i++)
        count += h->slow_peers[i] == peer;
    return count;
}

static void slow_ended(struct host *h, const struct peer *peer)
{
    uint32_t at = 0;

    while (at < h->slow_count && h->slow_peers[at] != peer)
        at++;
    must(at < h->slow_count);
    h->slow_peers[at] = h->slow_peers[--h->slow_count];
}

/* The service looks at what the check needs. False: it could not be read. */
static bool prepare_slow(struct host *h, struct waiting *w)
{
    const struct service *service = engine_service(h->engine);
    AUTO(view) struct view *v = NULL;
    struct context ctx;

    if (store_view(engine_store(h->engine), &w->arena, &v) != OK)
        return false;
    engine_slow_context(h->engine, v, &w->request, h->now_us, &ctx);
    w->prepared = service->slow_prepare(v, &ctx, w->request.command, w->request.message, &w->arena);
    memcpy(w->pepper, secret_of(v, "pepper"), 32);
    w->service = service;
    return view_fault(v) == OK;
}

/* What a slow check needs is read now; the check runs elsewhere. */
static void start_slow(struct host *h, struct waiting *w, struct outbox *out)
{
    must(engine_service(h->engine)->slow_prepare != NULL && engine_service(h->engine)->slow_run != NULL);
    if (h->slow_count >= h->limits.slow_max || slow_of(h, w->request.peer) >= h->limits.slow_peer_max) {
        turn_away(h, w, BUSY, NULL, out);
        return;
    }
    if (!prepare_slow(h, w)) {                /* what was read says nothing about the password */
        h->figures.reads_failed++;
        turn_away(h, w, BUSY, NULL, out);
        return;
    }
    if (w->prepared == NULL) {
        w->request.checked = w->request.check_skipped = true;
        queue_push(&h->commands, w);
        return;
    }
    h->slow_peers[h->slow_count++] = w->request.peer;
    queue_push(&h->slow, w);
}

/* Whoever may not give the command at all gets no slow check made: it is denied in the step. */
static bool may_try(const struct request *r)
{
    return r->ticket.at != NULL || (r->command->allow & ROLE_BIT(r->peer->role)) != 0;
}

void enqueue(struct host *h, struct waiting *w, struct outbox *out)
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

    h->now_us = clock_us;
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

    must(w->request.checked);
    slow_ended(h, w->request.peer);
    queue_push(&h->commands, w);
}
