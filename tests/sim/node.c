/* Keeps true: what a node sent left after its commit; a dead node takes nothing with it but its
 * directory and the marker's page. Faults are laid by node_fate.c; here is the plain life. */
#include "node.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/host_internal.h"
#include "world.h"

#define JOURNAL_BYTES (256u * 1024u)
#define HEARTBEAT_US 1000000u

static const struct engine_limits limits = {
    .commands_per_step = 512, .followed_per_step = 256, .timers_per_step = 64, .window_service = 1024, .window_edge = 16,
    .windows_max = 100000, .pool_low = 8, .pool_high = 24, .rebuild_commit = 150,
};
static const struct host_limits host_limits = {
    .queue_max = 6, .followed_max = 48, .parked_max = 3, .parked_client_max = 2, .park_us = 1000000, .slow_max = 2, .slow_peer_max = 2,
    .clock_jump_us = 10 * US_PER_MINUTE, .staff_silent_us = 5 * US_PER_SECOND, .audit_lag_us = US_PER_HOUR,
};

uint64_t node_clock(const struct node *n)
{
    return (uint64_t)((int64_t)world_now(n->world) + n->skew_us);
}

uint64_t node_mono(const struct node *n)
{
    return n->world->mono_us - n->opened_us + 1;
}

bool node_up(const struct node *n)
{
    return n->host != NULL;
}

bool node_ready(const struct node *n)
{
    return n->host != NULL && engine_state(n->engine) == ENGINE_READY;
}

static void seed_of(void *self, uint8_t ret[32])
{
    struct node *n = self;

    for (uint32_t i = 0; i < 32; i += 8)
        be64_put(ret + i, rng_next(&n->rng));
}

static void key_bytes(void *self, uint8_t *to, size_t len)
{
    struct node *n = self;

    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)rng_next(&n->rng);
}

static void make_dir(char *to, size_t size, const char *dir, const char *name)
{
    snprintf(to, size, "%s/%s", dir, name);
    must(mkdir(to, 0700) == 0 || errno == EEXIST);
}

static struct store *store_at(struct node *n, const char *name, struct faults *faults)
{
    char dir[160];
    struct store *store = NULL;

    make_dir(dir, sizeof dir, n->dir, name);
    must(store_open(&(struct store_options){ .dir = dir, .map_bytes = NODE_MAP_BYTES, .memory = true, .tables = n->tables, .table_count = n->table_count,
                                             .journal_bytes = strcmp(name, "state") == 0 ? JOURNAL_BYTES : 0,
                                             .layout = engine_layout(n->service) + (n->layout_bump << 48), .faults = faults }, &store) == OK);
    return store;
}

struct store *node_scratch(struct node *n, const char *name)
{
    return store_at(n, name, NULL);
}

void node_epoch_key(uint32_t epoch, uint8_t ret[32])
{
    memset(ret, 8 + (int)epoch, 32);
}

struct key_store_options node_keys(struct node *n, const char *dir, const uint8_t key[32])
{
    return (struct key_store_options){ .dir = dir, .epoch_key = key, .epoch = n->key_epoch, .memory = true, .random = key_bytes, .random_self = n };
}

static enum err engine_at(struct node *n)
{
    struct engine_options o = { .service = n->service, .marker = &n->marker, .site = SITE, .config = plant_config(n->world, n->svc),
                                .secrets = n->world->secrets, .secret_count = 4, .ticket_key = n->world->ticket_signer.public_key,
                                .limits = &limits, .seed = seed_of, .seed_self = n };
    struct key_store_options keys;
    uint8_t epoch_key[32];
    char dir[160];
    enum err err;

    make_dir(dir, sizeof dir, n->dir, "keys");
    node_epoch_key(n->key_epoch, epoch_key);
    keys = node_keys(n, dir, epoch_key);
    must(key_store_open(&keys, &o.keys) == OK);
    o.store = store_at(n, "state", &n->faults);
    err = engine_open(&o, &n->engine);
    if (err != OK) {
        store_drop(&o.store);
        key_store_drop(&o.keys);
    }
    return err;
}

void node_open(struct node *n)
{
    struct world *w = n->world;

    must(n->host == NULL);
    if (n->marker.held)
        count(w, COUNT_CAREFUL);
    n->faults.fail_at = chance(w, 50) && !w->healing ? n->faults.calls + 1 + below(w, 4) : 0;
    n->faults.with = ERR_IO;
    n->faults.fired = false;
    while (engine_at(n) != OK) {
        must(n->faults.fired);               /* only a fault of ours keeps a node from opening */
        count(w, COUNT_FAULT_IO);
        n->faults.fail_at = 0;
    }
    n->faults.fail_at = 0;
    must(host_new(n->engine, &host_limits, &n->host) == OK);
    n->opened_us = w->mono_us;
    n->started++;
    n->heartbeat_us = w->mono_us;
    n->busy = true;
    plant_opened(w, n);
    trace_add(&w->trace, 1, n->svc, (struct bytes){ NULL, 0 });
    if (node_ready(n))
        models_look(w, n->svc);
}

void node_crash(struct node *n)
{
    struct world *w = n->world;
    struct host_figures f;

    must(n->host != NULL);
    host_figures(n->host, &f);
    count_more(w, COUNT_GAP, f.gaps);
    count_more(w, COUNT_PULL, f.pulls);
    count_more(w, COUNT_REPEAT, f.repeats);
    count_more(w, COUNT_PARKED, f.parked_ever);
    count_more(w, COUNT_NOT_YET, f.not_yet);
    count_more(w, COUNT_UNPARKED, f.parked_ever - f.parked_now - f.not_yet);
    n->faults.crash = true;
    host_drop(&n->host);
    n->faults.crash = false;
    n->engine = NULL;
    n->faults.fail_at = 0;
    outbox_reset(n->out);
    network_forget(w, n->svc);
    trace_add(&w->trace, 2, n->svc, (struct bytes){ NULL, 0 });
    n->down_until_us = w->healing || chance(w, 400) ? w->mono_us : w->mono_us + below(w, 2500000);
}

/* ---- Sending ------------------------------------------------------------------------- */

static void send_to_followers(struct node *n, struct bytes payload)
{
    struct world *w = n->world;

    if (n->isolated_turns > 0)
        return;
    for (enum svc to = 0; to < SVC_COUNT; to++) {
        uint32_t source = source_index(office_services[to]->contract, text_of(svc_name(n->svc)));

        if (source != UINT32_MAX)
            network_send(w, (struct message){ .kind = MESSAGE_PUBLISHED, .from = n->svc, .to = to, .source = source }, payload);
    }
}

/* Where a page goes: to this start of this service; what a dead one asked for reaches nobody. */
static uint64_t tag_of(const struct node *n, uint32_t source)
{
    return TAG_FOLLOWER | (uint64_t)n->started << 16 | (uint64_t)n->svc << 8 | source;
}

static void send_answer(struct node *n, const struct outgoing *item)
{
    struct world *w = n->world;

    if ((item->tag & TAG_FOLLOWER) == 0) {
        laws_answer(w, n, item->payload);
        network_send(w, (struct message){ .kind = MESSAGE_ANSWER, .from = n->svc, .to = END_CLIENTS, .tag = item->tag }, item->payload);
    } else if (n->isolated_turns == 0) {
        network_send(w, (struct message){ .kind = MESSAGE_PULLED, .from = n->svc, .to = (uint32_t)(item->tag >> 8 & 0xff),
                                          .source = (uint32_t)(item->tag & 0xff), .tag = item->tag }, item->payload);
    }
}

void node_flush(struct node *n)
{
    struct world *w = n->world;

    for (uint32_t i = 0; i < outbox_count(n->out); i++) {
        const struct outgoing *item = outbox_at(n->out, i);

        trace_add(&w->trace, 10 + (uint32_t)item->kind, n->svc, item->payload);
        switch (item->kind) {
        case OUT_ANSWER:
            send_answer(n, item);
            break;
        case OUT_PUBLICATION:
            laws_publication(w, n->svc, item->payload);
            send_to_followers(n, item->payload);
            break;
        case OUT_PULL:
            network_send(w, (struct message){ .kind = MESSAGE_FRAME, .from = n->svc, .peer = PEER_SVC + n->svc,
                                              .to = svc_of(text_of(n->service->contract->sources[item->source])),
                                              .tag = tag_of(n, item->source) }, item->payload);
            break;
        }
    }
    outbox_reset(n->out);
}

void node_beat(struct node *n)
{
    uint8_t room[256];
    struct writer writer = writer_of(room, sizeof room);
    struct engine_figures f;

    if (!node_ready(n) || n->world->mono_us < n->heartbeat_us)
        return;
    engine_figures(n->engine, &f);
    n->heartbeat_us = n->world->mono_us + HEARTBEAT_US;
    if (f.head == 0)
        return;
    heartbeat_encode(n->engine, node_clock(n), &writer);
    trace_add(&n->world->trace, 20, n->svc, written(&writer));
    send_to_followers(n, written(&writer));
}

/* ---- The turn ------------------------------------------------------------------------ */

/* False when the node died over a page. */
static bool feed(struct node *n, const struct message *m)
{
    struct bytes bytes = { m->bytes, m->len };
    struct world *w = n->world;

    trace_add(&w->trace, 30 + (uint32_t)m->kind, n->svc, bytes);
    switch (m->kind) {
    case MESSAGE_FRAME:
        host_frame(n->host, &w->peers[m->peer], m->tag, bytes, node_clock(n), node_mono(n), n->out);
        break;
    case MESSAGE_PUBLISHED:
        host_published(n->host, m->source, bytes, node_mono(n), n->out);
        break;
    case MESSAGE_PULLED:
        if (m->tag != tag_of(n, m->source))
            break;
        host_pulled(n->host, m->source, bytes, node_mono(n), n->out);
        if (n->plan == PLAN_CRASH_CATCH_UP && n->host->followed_count >= 2) {
            count(w, COUNT_CRASH_CATCH_UP);
            n->plan = PLAN_NONE;
            node_crash(n);
            return false;
        }
        break;
    case MESSAGE_ANSWER:
        must(!"an answer for a node");
    }
    return true;
}

static void feed_all(struct node *n)
{
    struct message m;
    bool alive = true;

    while (alive && network_take(n->world, n->svc, &m)) {
        alive = feed(n, &m);
        free(m.bytes);
    }
}

static void run_slow_jobs(struct node *n)
{
    struct slow_job *job;

    while ((job = host_slow_take(n->host)) != NULL) {
        slow_job_run(job);
        host_slow_done(n->host, job);
    }
}

static void rebuilt(struct node *n)
{
    AUTO(view) struct view *v = NULL;
    struct arena arena;
    uint8_t digest[32];

    arena_init(&arena, 16u << 20);
    must(store_view(engine_store(n->engine), &arena, &v) == OK && store_state_digest(v, digest) == OK);
    if (memcmp(digest, n->digest, 32) != 0)
        law_broken(n->world, LAW_REBUILT, "%s: the state rebuilt under another layout is not the one before", svc_name(n->svc));
    store_view_end(&v);
    arena_fini(&arena);
    n->digest_due = false;
    count(n->world, COUNT_REBUILD);
    models_look(n->world, n->svc);
}

static void take_turn(struct node *n)
{
    struct engine_figures before, after;
    uint64_t pool = key_pool_end(n->engine->keys), calls = n->faults.calls;
    enum err err;

    engine_figures(n->engine, &before);
    fate_before_turn(n);
    err = host_turn(n->host, node_clock(n), node_mono(n), n->out, &n->busy);
    n->faults.fail_at = 0;
    if (fate_after_turn(n, err, before.head, pool))
        return;
    must(err == OK);                                     /* without a fault of ours a turn succeeds */
    engine_figures(n->engine, &after);
    if (after.head > before.head)
        n->calls_usual = (uint32_t)(n->faults.calls - calls);
    if (n->digest_due && node_ready(n))
        rebuilt(n);
    if (node_ready(n))
        models_look(n->world, n->svc);
    node_flush(n);
}

void node_turn(struct node *n)
{
    struct world *w = n->world;

    if (n->host == NULL) {
        network_forget(w, n->svc);
        if (w->mono_us < n->down_until_us)
            return;
        node_open(n);
    }
    fate_between_turns(n);
    feed_all(n);
    if (n->host == NULL)
        return;
    if (n->digest_due && node_ready(n))
        rebuilt(n);                                      /* it died when the rebuild was just done */
    run_slow_jobs(n);
    plant_before_turn(w, n);
    take_turn(n);
}

/* ---- Life ---------------------------------------------------------------------------- */

void node_init(struct world *w, enum svc svc)
{
    struct node *n = &w->nodes[svc];

    *n = (struct node){ .world = w, .svc = svc, .service = plant_service(w, svc), .calls_usual = 40, .key_epoch = 1, .out = outbox_new() };
    make_dir(n->dir, sizeof n->dir, w->dir, svc_name(svc));
    arena_init(&n->tables_arena, 1u << 20);
    n->tables = engine_tables(n->service, &n->tables_arena, &n->table_count);
    rng_init(&n->rng, w->seed * 31 + svc);
    n->skew_us = (int64_t)below(w, 400000) - 200000;
    node_open(n);
}

void node_fini(struct node *n)
{
    if (n->host != NULL)
        host_drop(&n->host);
    n->engine = NULL;
    outbox_drop(&n->out);
    arena_fini(&n->tables_arena);
}
