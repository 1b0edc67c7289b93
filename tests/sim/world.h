/* The world of one seed: six nodes, a network, clients, models, laws, one clock. One process,
 * one thread; every choice comes from one seed. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "base/rng.h"
#include "clients.h"
#include "counts.h"
#include "laws.h"
#include "models.h"
#include "network.h"
#include "node.h"
#include "office.h"
#include "physical.h"
#include "plants.h"
#include "trace.h"

/* What a run tells its parent, in shared memory: it must survive the death of the child. */
struct report {
    uint64_t seed, trace;
    uint32_t turn;
    uint32_t seeds_played;
    bool failed;                 /* a seed could not be played to its end */
    bool playing;
    enum law broken;             /* LAW_NONE: none */
    struct counts counts;
};

#define WITNESS_NAME "witness.city.example/osakasayama"

struct world {
    uint64_t seed;
    uint32_t turn, turns;
    struct rng rng;              /* schedule, network and faults */
    uint64_t start_us, mono_us;  /* the clock is their sum */
    char dir[96];
    enum plant plant;
    uint32_t planted;            /* times the plant has acted */
    bool healing;                /* no faults, no new work */
    struct node nodes[SVC_COUNT];
    struct network network;
    struct clients clients;
    struct models models;
    struct physical physical;    /* the vault as it really is */
    struct trace trace;
    struct report *report;
    struct peer peers[PEER_COUNT];
    struct arena arena;          /* of one look by the laws */
    struct signer ticket_signer;
    struct signer witness;               /* of the city */
    uint8_t audit_key[32];
    struct shared_secret secrets[4];
    uint32_t closed_turns;       /* since the day was closed */
};

struct world *world_new(uint64_t seed, uint32_t turns, enum plant plant, const char *dir, struct report *report);
void world_drop(struct world **world);
/* Plays all turns, heals, drains and applies the laws of the end. Returns the trace. A broken law does not return. */
uint64_t world_play(struct world *world);

uint64_t world_now(const struct world *world);           /* the true time; nodes may be off */
void count(struct world *world, enum count what);
void count_more(struct world *world, enum count what, uint64_t by);
bool chance(struct world *world, uint32_t per_mille);
uint64_t below(struct world *world, uint64_t bound);

#endif
