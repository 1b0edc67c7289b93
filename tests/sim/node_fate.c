/* What befalls a node: crashes before and after the commit, storage faults, inputs that bring the
 * process down twice, upgrades, epochs, restores, wrong clocks. Keeps true: every bad end is one
 * the world can bring; a restore only takes back what no other service has seen. */
#include "engine/host_internal.h"
#include "world.h"

#include <sys/stat.h>
#include <unistd.h>

static bool has_work(const struct node *n)
{
    return node_ready(n) && (n->host->commands.count > 0 || n->host->followed_count > 0 || engine_timer_due(n->engine, node_clock(n)));
}

static bool commands_last(const struct node *n)
{
    return n->host->commands.count > 0 && !n->host->clock_suspect;
}

/* Setting an entry aside has to leave the other laws standing: audit's gaplessness and the close of a day hang on
 * what it follows, so there only commands and timers are poisoned. */
static bool poison_fits(const struct node *n)
{
    bool timer = engine_timer_due(n->engine, node_clock(n)), followed = n->host->followed_count > 0;
    bool timer_fits = n->svc != SVC_QUEUEING;            /* a parked no-show keeps its day open for good */

    if (n->plan == PLAN_POISON_COMMAND)
        return commands_last(n) && !followed && (!timer || timer_fits);
    if (n->host->commands.count > 0)
        return false;
    if (timer)
        return timer_fits && !followed;
    return followed && n->svc != SVC_AUDIT && n->world->models.queue.state != DAY_STATE_CLOSING;
}

static void fail_within(struct node *n, enum err with)
{
    n->faults.fail_at = n->faults.calls + 1 + below(n->world, n->calls_usual + 1);
    n->faults.with = with;
    n->faults.fired = false;
}

void fate_before_turn(struct node *n)
{
    struct world *w = n->world;

    memset(n->marker.in_hand, 0, sizeof n->marker.in_hand);
    if (w->healing || (n->plan == PLAN_NONE && node_ready(n)))
        return;
    if (!node_ready(n)) {
        if (!n->rebuild_hit && chance(w, 60))            /* a rebuild is cut short, once each */
            fail_within(n, ERR_IO);
        return;
    }
    if (!has_work(n))
        return;
    if (n->plan == PLAN_CRASH_BEFORE_COMMIT || n->plan == PLAN_IO)
        fail_within(n, ERR_IO);
    else if (n->plan == PLAN_FULL)
        fail_within(n, ERR_FULL);
    else if ((n->plan == PLAN_POISON_COMMAND || n->plan == PLAN_POISON_OTHER) && poison_fits(n))
        fail_within(n, ERR_IO);
}

static bool in_hand(const struct node *n)
{
    static const uint8_t none[MARKER_ID_LEN];

    return memcmp(n->marker.in_hand, none, MARKER_ID_LEN) != 0;
}

/* The process died of this input, came back, and died of it again. */
static void poison(struct node *n)
{
    uint8_t id[MARKER_ID_LEN];

    memcpy(id, n->marker.in_hand, MARKER_ID_LEN);
    for (uint32_t i = 0; i < MARKER_CRASHES_MAX; i++) {
        marker_hold(&n->marker, id);
        n->marker.crashed = 1;
        node_crash(n);
        node_open(n);
    }
    must(marker_condemns(&n->marker, id));
}

static void count_unacknowledged(struct node *n)
{
    for (uint32_t i = 0; i < outbox_count(n->out); i++) {
        const struct outgoing *item = outbox_at(n->out, i);
        struct bytes leaf;

        if (item->kind == OUT_ANSWER && map_get_bin(item->payload, "leaf", &leaf))
            count(n->world, COUNT_UNACKNOWLEDGED);
    }
}

static bool died_of_fault(struct node *n, uint64_t pool_before)
{
    struct world *w = n->world;
    enum plan plan = n->plan;

    if (key_pool_end(n->engine->keys) > pool_before)
        count(w, COUNT_POOL_INTERRUPTED);
    n->plan = PLAN_NONE;
    if (!node_ready(n)) {
        count(w, COUNT_CRASH_REBUILD);
        n->rebuild_hit = true;
    } else if (plan == PLAN_CRASH_BEFORE_COMMIT) {
        count(w, COUNT_CRASH_BEFORE_COMMIT);
    } else if ((plan == PLAN_POISON_COMMAND || plan == PLAN_POISON_OTHER) && in_hand(n)) {
        poison(n);
        return true;
    } else {
        count(w, COUNT_FAULT_IO);
    }
    if (in_hand(n) && chance(w, 400))                    /* the power went in the middle of the step */
        n->marker.held = 1;
    node_crash(n);
    return true;
}

bool fate_after_turn(struct node *n, enum err err, uint64_t head_before, uint64_t pool_before)
{
    struct world *w = n->world;
    struct engine_figures f;

    if (err != OK) {
        must(n->faults.fired);
        return died_of_fault(n, pool_before);
    }
    if (n->faults.fired && n->plan != PLAN_NONE) {       /* survived: "full", or a read that was answered busy */
        count(w, n->faults.with == ERR_FULL ? COUNT_FAULT_FULL : COUNT_FAULT_IO);
        n->faults.fired = false;
        n->plan = PLAN_NONE;
        return false;
    }
    engine_figures(n->engine, &f);
    if (!w->healing && key_pool_end(n->engine->keys) > pool_before && chance(w, 100)) {
        count(w, COUNT_POOL_INTERRUPTED);
        count_unacknowledged(n);
        node_crash(n);
        return true;
    }
    if (n->plan == PLAN_CRASH_AFTER_COMMIT && f.head > head_before) {
        count(w, COUNT_CRASH_AFTER_COMMIT);
        count_unacknowledged(n);
        n->plan = PLAN_NONE;
        node_crash(n);
        return true;
    }
    return false;
}

/* ---- Between turns ------------------------------------------------------------------- */

static void state_digest(struct node *n)
{
    AUTO(view) struct view *v = NULL;
    struct arena arena;

    arena_init(&arena, 16u << 20);
    must(store_view(engine_store(n->engine), &arena, &v) == OK && store_state_digest(v, n->digest) == OK);
    store_view_end(&v);
    arena_fini(&arena);
}

static void upgrade(struct node *n)
{
    state_digest(n);
    must(engine_settle(n->engine) == OK);      /* an empty log needs no rebuild */
    n->digest_due = true;
    n->rebuild_hit = false;
    n->layout_bump++;
    node_crash(n);
    node_open(n);
    must(!node_ready(n));
}

/* As an erasure asks for: the keys that are left are wrapped by a new epoch's, and no file holds what was deleted. */
static void renew(struct node *n)
{
    uint8_t before[32], old_key[32], new_key[32];
    struct key_store_options old;
    struct store_compaction compacted;
    struct key_rotation rotated;
    char keys[160], state[160], data[192];

    snprintf(keys, sizeof keys, "%s/keys", n->dir);
    snprintf(state, sizeof state, "%s/state", n->dir);
    snprintf(data, sizeof data, "%s/data.mdb", state);       /* in memory no room is kept at its end, which compacting asks for */
    node_epoch_key(n->key_epoch, old_key);
    node_epoch_key(n->key_epoch + 1, new_key);
    old = node_keys(n, keys, old_key);
    state_digest(n);
    memcpy(before, n->digest, sizeof before);
    must(engine_settle(n->engine) == OK);
    node_crash(n);
    must(key_store_rotate(&old, new_key, n->key_epoch + 1, NULL, &rotated) == OK);
    n->key_epoch++;
    must(truncate(data, NODE_MAP_BYTES) == 0 && store_compact(state, NODE_MAP_BYTES, NULL, &compacted) == OK);
    node_open(n);
    must(node_ready(n));
    state_digest(n);
    if (memcmp(before, n->digest, sizeof before) != 0)
        law_broken(n->world, LAW_REBUILT, "%s: the state is another one after its files were written anew", svc_name(n->svc));
    count(n->world, COUNT_KEYS_RENEWED);
}

static void new_epoch(struct node *n, enum count what)
{
    outbox_reset(n->out);
    must(engine_new_epoch(n->engine, node_clock(n), n->out) == OK);
    count(n->world, what);
    trace_add(&n->world->trace, 3, n->svc, (struct bytes){ NULL, 0 });
    models_look(n->world, n->svc);
    node_flush(n);
}

static void copy_taken(struct node *n)
{
    char dir[160];

    snprintf(dir, sizeof dir, "%s/copy", n->dir);
    must(mkdir(dir, 0700) == 0 && store_copy(engine_store(n->engine), dir) == OK);
    n->isolated_turns = 4 + (uint32_t)below(n->world, 30);
}

static void copy_back(struct node *n)
{
    char from[192], to[192];

    node_crash(n);
    network_forget_answers(n->world, n->svc);
    snprintf(to, sizeof to, "%s/state/lock.mdb", n->dir);
    unlink(to);
    snprintf(to, sizeof to, "%s/state/journal", n->dir);      /* lost with the disk: it would bring everything back */
    unlink(to);
    snprintf(from, sizeof from, "%s/copy/data.mdb", n->dir);
    snprintf(to, sizeof to, "%s/state/data.mdb", n->dir);
    must(rename(from, to) == 0);
    snprintf(from, sizeof from, "%s/copy", n->dir);
    must(rmdir(from) == 0);
    models_restored(n->world, n->svc);
    node_open(n);
    must(node_ready(n));
    new_epoch(n, COUNT_EPOCH_RESTORED);
}

static void clock_wrong(struct node *n)
{
    struct world *w = n->world;

    if (n->plan == PLAN_CLOCK_BACK) {
        n->skew_us -= (int64_t)(US_PER_SECOND * (1 + below(w, 200)));
        count(w, COUNT_CLOCK_BACK);
    } else {
        n->skew_us += (chance(w, 500) ? 1 : -1) * (int64_t)(US_PER_MINUTE * (11 + below(w, 20)));
        count(w, COUNT_CLOCK_JUMP);
    }
    n->clock_wrong_until_us = w->mono_us + 500000 + below(w, 3000000);
}

static void clock_right(struct node *n)
{
    n->skew_us = (int64_t)below(n->world, 400000) - 200000;
    n->clock_wrong_until_us = 0;
}

/* A log answers for its present epoch and the one before; who has slept through two asks a person. So the next one
 * begins when everybody has durably followed into this one. */
static bool epoch_may_end(const struct node *n)
{
    uint32_t epoch = n->engine->epoch;

    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        const struct node *follower = &n->world->nodes[svc];
        uint32_t source = source_index(follower->service->contract, text_of(svc_name(n->svc)));

        if (source != UINT32_MAX && (!node_ready(follower) || follower->isolated_turns > 0 || follower->engine->durable[source].epoch != epoch))
            return false;
    }
    return true;
}

void fate_between_turns(struct node *n)
{
    struct world *w = n->world;
    enum plan plan = n->plan;

    if (n->clock_wrong_until_us != 0 && (w->healing || w->mono_us > n->clock_wrong_until_us))
        clock_right(n);
    else if (n->clock_wrong_until_us == 0 && host_clock_suspect(n->host) && (w->healing || chance(w, 300)))
        host_clock_confirm(n->host);                     /* the manager looked */
    if (!node_ready(n))
        return;
    if (n->isolated_turns > 0 && (--n->isolated_turns == 0 || w->healing)) {
        n->isolated_turns = 0;
        copy_back(n);
        return;
    }
    if (n->isolated_turns > 0 || w->healing || ((plan == PLAN_EPOCH || plan == PLAN_RESTORE) && !epoch_may_end(n)))
        return;
    if (plan == PLAN_UPGRADE && w->models.logs[n->svc].count > 0)
        upgrade(n);
    else if (plan == PLAN_RENEW && w->models.logs[n->svc].count > 0)
        renew(n);
    else if (plan == PLAN_EPOCH)
        new_epoch(n, COUNT_EPOCH_MOVED);
    else if (plan == PLAN_RESTORE)
        copy_taken(n);
    else if ((plan == PLAN_CLOCK_BACK || plan == PLAN_CLOCK_JUMP) && n->clock_wrong_until_us == 0)
        clock_wrong(n);
    else
        return;
    n->plan = PLAN_NONE;
}

void fate_draw(struct world *w)
{
    static const struct { enum plan plan; uint32_t weight; } fates[] = {
        { PLAN_CRASH_BEFORE_COMMIT, 16 }, { PLAN_CRASH_AFTER_COMMIT, 22 }, { PLAN_CRASH_CATCH_UP, 12 }, { PLAN_IO, 8 }, { PLAN_FULL, 8 },
        { PLAN_POISON_COMMAND, 3 }, { PLAN_POISON_OTHER, 3 }, { PLAN_UPGRADE, 4 }, { PLAN_EPOCH, 4 }, { PLAN_RESTORE, 3 }, { PLAN_RENEW, 3 },
        { PLAN_CLOCK_BACK, 5 }, { PLAN_CLOCK_JUMP, 3 },
    };
    struct node *n = &w->nodes[below(w, SVC_COUNT)];
    uint32_t sum = 0, at;

    if (w->healing || w->plant == PLANT_CALM || !chance(w, 9) || n->plan != PLAN_NONE)
        return;
    for (uint32_t i = 0; i < sizeof fates / sizeof *fates; i++)
        sum += fates[i].weight;
    at = (uint32_t)below(w, sum);
    for (uint32_t i = 0; i < sizeof fates / sizeof *fates; i++) {
        if (at < fates[i].weight) {
            n->plan = fates[i].plan;
            return;
        }
        at -= fates[i].weight;
    }
}
