/* The loop: wait, take what came, one turn of the host, send what leaves. The batch of a turn is
 * whatever waited while the last one was flushed; nothing waits for company. Keeps true: nothing is sent
 * of a turn that failed; each socket gives a bounded number of frames to a turn. */
#include "shell/process.h"

#include <signal.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/log.h"
#include "shell/signals.h"

#define FRAMES_PER_TURN 1024u
#define BEAT_US UINT64_C(1000000)
#define SETTLE_US (30 * US_PER_SECOND)
#define BEAT_EARLY_US UINT64_C(50000)    /* a new head is told so soon: it wakes who takes whole entries */
#define BEAT_BYTES 256
#define LISTEN_US UINT64_C(100000)
#define FIXED_WAITS 3u

struct waits {
    struct wire_wait on[FIXED_WAITS + 2 * PROCESS_SOURCES_MAX];
    uint32_t count;
};

static struct waits all_waits(const struct process *p)
{
    struct waits w = { .on = { { .endpoint = p->endpoint }, { .fd = p->signals }, { .fd = worker_fd(p->worker) } }, .count = FIXED_WAITS };

    for (uint32_t i = 0; i < p->service->contract->source_count; i++) {
        bool linked = p->links[i] != NULL;      /* its place is taken by what is waited for anyway */
        w.on[w.count++] = linked ? (struct wire_wait){ .link = p->links[i] } : (struct wire_wait){ .fd = p->signals };
        w.on[w.count++] = linked ? (struct wire_wait){ .link = p->links[i], .events = true } : (struct wire_wait){ .fd = p->signals };
    }
    return w;
}

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How long nothing needs to be done unless something comes. */
static int64_t patience_ms(struct process *p)
{
    uint64_t mono = mono_us(), clock = clock_us(&p->clock), timer = engine_next_timer_us(host_engine(p->host));
    struct engine_figures figures;
    uint64_t until;

    engine_figures(host_engine(p->host), &figures);
    until = lesser(host_due_us(p->host), p->beat_at_us + (figures.head != p->beat_head ? BEAT_EARLY_US : BEAT_US));
    until = lesser(until, p->allow_list.looked_at_us + ALLOW_LIST_LOOK_US);
    if (until <= mono || timer <= clock)
        return 0;
    until -= mono;
    if (!p->clock.driven)
        until = lesser(until, timer - clock);
    return (int64_t)(until / 1000) + 1;
}

/* ---- Coming in -------------------------------------------------------------------------------- */

static void take_requests(struct process *p)
{
    struct received got;

    for (uint32_t i = 0; i < FRAMES_PER_TURN && endpoint_receive(p->endpoint, &got); i++)
        host_frame(p->host, got.peer, got.route, got.payload, clock_us(&p->clock), mono_us(), p->out);
}

/* Sockets that the wait called quiet are only looked at now and then: a link also connects again by being listened to. */
static void take_events(struct process *p, const struct waits *waits)
{
    const struct wire_wait *on = waits->on + FIXED_WAITS;
    bool all = mono_us() >= p->listened_at_us + LISTEN_US;
    struct bytes got;

    if (all)
        p->listened_at_us = mono_us();
    for (uint32_t source = 0; source < p->service->contract->source_count; source++, on += 2) {
        if (p->links[source] == NULL)
            continue;
        for (uint32_t i = 0; i < FRAMES_PER_TURN && (all || on[1].ready) && link_hear(p->links[source], &got); i++)
            host_published(p->host, source, got, mono_us(), p->out);
        for (uint32_t i = 0; i < FRAMES_PER_TURN && (all || on[0].ready) && link_receive(p->links[source], &got); i++)
            host_pulled(p->host, source, got, mono_us(), p->out);
    }
}

static void take_checks(struct process *p)
{
    struct slow_job *job;

    while ((job = worker_fetch(p->worker)) != NULL)
        host_slow_done(p->host, job);
    while (worker_free(p->worker) && (job = host_slow_take(p->host)) != NULL)
        worker_give(p->worker, job);
}

static void take_signals(struct process *p)
{
    for (uint32_t number; (number = signals_take(p->signals)) != 0;) {
        if (number == SIGHUP)
            look_at_peers(p, true);
        else
            p->stopping = true;
    }
}

/* ---- Going out -------------------------------------------------------------------------------- */

static void send_all(struct process *p)
{
    for (uint32_t i = 0; i < outbox_count(p->out); i++) {
        const struct outgoing *item = outbox_at(p->out, i);

        switch (item->kind) {
        case OUT_ANSWER:
            (void)endpoint_reply(p->endpoint, item->tag, item->payload);      /* counted there; the client repeats */
            break;
        case OUT_PUBLICATION:
            endpoint_publish(p->endpoint, item->payload);
            break;
        case OUT_PULL:
            if (p->links[item->source] != NULL)
                (void)link_send(p->links[item->source], item->payload);       /* asked again when nothing comes */
            break;
        }
    }
    outbox_reset(p->out);
}

static void beat(struct process *p)
{
    uint64_t mono = mono_us();
    struct engine_figures figures;
    uint8_t bytes[BEAT_BYTES];
    struct writer w = writer_of(bytes, sizeof bytes);

    engine_figures(host_engine(p->host), &figures);
    if (mono < p->beat_at_us + (figures.head != p->beat_head ? BEAT_EARLY_US : BEAT_US))
        return;
    p->idle = figures.head == p->beat_head;
    p->beat_at_us = mono;
    p->beat_head = figures.head;
    if (engine_state(host_engine(p->host)) != ENGINE_READY)
        return;
    heartbeat_encode(host_engine(p->host), clock_us(&p->clock), &w);
    must(!w.full);
    endpoint_publish(p->endpoint, (struct bytes){ bytes, w.len });
}

/* ---- The turn --------------------------------------------------------------------------------- */

/* The outcome of the step is unknown: whoever waits repeats, the next start finds out. */
static _Noreturn void leave(enum err err)
{
    log_event(LOG_ALARM, "a step failed; leaving without answers", log_text(LOG_ERROR, err_text(err)));
    _exit(EXIT_NOT_RUN);
}

/* After a quiet second, and now and then under load: whoever reads the file from outside finds all of it. */
static void settle(struct process *p)
{
    uint64_t mono = mono_us();
    enum err err;

    if (!p->idle && mono < p->settled_at_us + SETTLE_US)
        return;
    err = engine_settle(host_engine(p->host));
    if (err != OK)
        leave(err);
    p->idle = false;
    p->settled_at_us = mono;
}

static bool turn(struct process *p, const struct waits *waits)
{
    bool busy = false;
    enum err err;

    look_at_peers(p, false);             /* before what has come since: no message of a key that is out */
    take_requests(p);
    take_events(p, waits);
    take_checks(p);
    err = host_turn(p->host, clock_us(&p->clock), mono_us(), p->out, &busy);
    if (err != OK)
        leave(err);
    take_checks(p);                      /* what this turn brought up starts at once */
    answer_statuses(p);
    obey_controls(p);
    send_all(p);
    beat(p);
    settle(p);
    upkeep(p, mono_us());
    report_alarms(p);
    return busy;
}

void process_serve(struct process *p)
{
    bool busy = true;

    while (!p->stopping) {
        struct waits waits = all_waits(p);       /* links come and go with the allow-list */

        if (wire_wait(waits.on, waits.count, busy ? 0 : patience_ms(p)) != OK)
            leave(ERR_IO);
        take_signals(p);
        busy = turn(p, &waits);
    }
}
