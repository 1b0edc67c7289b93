/* One seed, from the first morning to the last look. Keeps true: time only moves here; nothing in a
 * world depends on anything but its seed, the number of turns and the plant. */
#include "world.h"

#include <sys/stat.h>

#include "trust/password.h"
#include "trust/random.h"

#define FIRST_DAY 20270201u        /* a Monday */
#define REST_TURNS 1700
#define DRAIN_TURNS_MAX 6000

uint64_t world_now(const struct world *w) { return w->start_us + w->mono_us; }
void count(struct world *w, enum count what) { w->report->counts.of[what]++; }
void count_more(struct world *w, enum count what, uint64_t by) { w->report->counts.of[what] += by; }
bool chance(struct world *w, uint32_t per_mille) { return rng_below(&w->rng, 1000) < per_mille; }
uint64_t below(struct world *w, uint64_t bound) { return rng_below(&w->rng, bound); }

static void keys_init(struct world *w)
{
    static const char *const names[] = { "claim", "code", "ticket", "audit_sign" };
    struct signer audit;

    for (uint32_t i = 0; i < 4; i++) {
        w->secrets[i].name = names[i];
        memset(w->secrets[i].key, 0x41 + (int)i, 32);
    }
    signer_init(&w->ticket_signer, w->secrets[2].key);
    signer_init(&audit, w->secrets[3].key);
    memcpy(w->audit_key, audit.public_key, 32);
    signer_fini(&audit);
    signer_init(&w->witness, (const uint8_t[32]){ 0x57 });
}

struct world *world_new(uint64_t seed, uint32_t turns, enum plant plant, const char *dir, struct report *report)
{
    struct world *w = calloc(1, sizeof *w);

    must(w != NULL);
    sodium_seeded(seed);
    must(trust_init() == OK);
    sodium_seeded(seed);                                 /* the library took some for itself, the first time */
    password_set_cost(1, 8192);
    w->seed = seed;
    w->turns = turns;
    w->plant = plant;
    w->report = report;
    rng_init(&w->rng, seed);
    w->start_us = tokyo_us((struct date){ FIRST_DAY }, 8 * 60 + 20);
    snprintf(w->dir, sizeof w->dir, "%s", dir);
    arena_init(&w->arena, 32u << 20);
    trace_init(&w->trace, seed);
    office_peers(w->peers);
    keys_init(w);
    w->models.counting = true;
    for (enum svc svc = 0; svc < SVC_COUNT; svc++)
        node_init(w, svc);
    clients_init(w);
    return w;
}

void world_drop(struct world **world)
{
    struct world *w = *world;

    for (enum svc svc = 0; svc < SVC_COUNT; svc++)
        node_fini(&w->nodes[svc]);
    network_fini(&w->network);
    clients_fini(&w->clients);
    models_fini(&w->models);
    physical_fini(&w->physical);
    arena_fini(&w->arena);
    signer_fini(&w->ticket_signer);
    signer_fini(&w->witness);
    free(w);
    *world = NULL;
}

/* ---- Time --------------------------------------------------------------------------------- */

/* The next morning or, after some days off, a later one, once the day is closed and its report had time to be read. */
static bool to_next_morning(struct world *w)
{
    struct date today = today_now(w);
    uint64_t morning;

    if (w->models.queue.state != DAY_STATE_CLOSED || w->models.queue.date != today.v) {
        w->closed_turns = 0;
        return false;
    }
    if (++w->closed_turns < 150 + w->turns / 50)
        return false;
    w->closed_turns = 0;
    if (chance(w, 300))
        today = date_add_days(today, 1 + (int32_t)below(w, 4));      /* some days off */
    do
        today = date_add_days(today, 1);
    while (date_weekday(today) >= SATURDAY);
    morning = tokyo_us(today, 8 * 60 + 20 + (uint32_t)below(w, 30));
    w->mono_us = morning - w->start_us;
    return true;
}

/* Mostly a moment; now and then nothing happens for some minutes. */
static void pass_time(struct world *w)
{
    if (w->healing) {
        w->mono_us += 40000;
        return;
    }
    w->mono_us += 2000 + below(w, 30000);
    if (to_next_morning(w))
        return;
    if (chance(w, 28) && minute_now(w) < 19 * 60)
        w->mono_us += US_PER_MINUTE + below(w, 14 * US_PER_MINUTE);
}

/* ---- Turns -------------------------------------------------------------------------------- */

static void turn(struct world *w)
{
    pass_time(w);
    network_weather(w);
    fate_draw(w);
    clients_hear(w);
    clients_act(w);
    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        node_turn(&w->nodes[svc]);
        if (node_up(&w->nodes[svc]))
            node_beat(&w->nodes[svc]);
    }
}

static void heal(struct world *w)
{
    uint32_t turns = 0;

    w->healing = true;
    memset(w->network.cut_until_us, 0, sizeof w->network.cut_until_us);
    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        w->nodes[svc].plan = PLAN_NONE;
        w->nodes[svc].down_until_us = 0;
    }
    do
        turn(w);
    while (++turns < DRAIN_TURNS_MAX && !(turns > 60 && clients_idle(w) && laws_all_caught_up(w)));
    laws_at_rest(w);
    if (!clients_idle(w))
        law_broken(w, LAW_CAUGHT_UP, "after healing a command is still unanswered");
    w->healing = false;
}

uint64_t world_play(struct world *w)
{
    for (w->turn = 1; w->turn <= w->turns; w->turn++) {
        w->report->turn = w->turn;
        turn(w);
        count(w, COUNT_TURNS);
        if (w->turn % REST_TURNS == 0)
            heal(w);
    }
    heal(w);
    w->healing = true;
    laws_at_end(w);
    return w->trace.a ^ w->trace.b;
}
