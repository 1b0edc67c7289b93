/* One service as it runs: a directory in memory, an engine with its host or a dead process, the
 * crash marker's page, and what is going to happen to it. */
#ifndef SIM_NODE_H
#define SIM_NODE_H

#include "base/rng.h"
#include "engine/host.h"
#include "office.h"
#include "store/keys.h"

struct world;

#define NODE_MAP_BYTES (64u * 1024u * 1024u)

/* What befalls a node at its next turn that fits. */
enum plan {
    PLAN_NONE,
    PLAN_CRASH_BEFORE_COMMIT, PLAN_CRASH_AFTER_COMMIT, PLAN_CRASH_CATCH_UP,
    PLAN_IO, PLAN_FULL,
    PLAN_POISON_COMMAND, PLAN_POISON_OTHER,      /* an input that brings the process down twice */
    PLAN_UPGRADE,                                /* stops and starts with another layout: rebuilds */
    PLAN_EPOCH,                                  /* the log was moved: a new epoch, nothing lost */
    PLAN_RESTORE,                                /* an older copy comes back; no follower was beyond it */
    PLAN_RENEW,                                  /* a new epoch of its keys, all files written anew */
    PLAN_CLOCK_BACK, PLAN_CLOCK_JUMP
};

struct node {
    struct world *world;
    enum svc svc;
    const struct service *service;
    char dir[128];
    struct engine *engine;           /* NULL: down. Owned by the host */
    struct host *host;
    struct marker_page marker;       /* outlives crashes */
    struct faults faults;
    struct outbox *out;
    struct arena tables_arena;
    struct rng rng;                  /* entropy of inputs, key material */
    const struct table *const *tables;  uint32_t table_count;
    uint64_t layout_bump;
    uint32_t key_epoch;              /* of its key store, from 1 */
    uint32_t started;                /* how often; a new process has new connections */
    int64_t skew_us;                 /* its clock against the true one */
    uint64_t opened_us, down_until_us, heartbeat_us, clock_wrong_until_us;
    enum plan plan;
    uint32_t calls_usual;            /* storage calls of a working turn */
    uint32_t isolated_turns;         /* > 0: a copy was taken, nothing reaches followers until it is back */
    bool busy;
    bool digest_due;  uint8_t digest[32];        /* before the rebuild under way */
    bool rebuild_hit;                /* this rebuild was already cut short once */
};

void node_init(struct world *world, enum svc svc);
void node_fini(struct node *node);
/* Opens the store and everything on it again. */
void node_open(struct node *node);
/* The process ends without a word. */
void node_crash(struct node *node);
/* Feeds what is due, takes one turn, sends what leaves, and lets the laws look at new entries. */
void node_turn(struct node *node);
bool node_up(const struct node *node);
bool node_ready(const struct node *node);
uint64_t node_clock(const struct node *node);
uint64_t node_mono(const struct node *node);
/* Sends a heartbeat when it is time. */
void node_beat(struct node *node);
/* A scratch store with this node's tables, for folding its log anew. */
/* The key that wraps the keys of an epoch, and how its key store is opened; `dir` and `key` outlive the options. */
void node_epoch_key(uint32_t epoch, uint8_t ret[32]);
struct key_store_options node_keys(struct node *node, const char *dir, const uint8_t key[32]);
struct store *node_scratch(struct node *node, const char *name);
/* Sends what is in the outbox; false drops it all. */
void node_flush(struct node *node);

/* node_fate.c */
/* Sets the traps of the plan before the turn. */
void fate_before_turn(struct node *node);
/* Called with the turn's error; true when the node is gone now. */
bool fate_after_turn(struct node *node, enum err err, uint64_t head_before, uint64_t pool_before);
/* Plans that need no turn: clocks, epochs, copies. */
void fate_between_turns(struct node *node);
/* Chooses what happens to whom. */
void fate_draw(struct world *world);

#define TAG_FOLLOWER (UINT64_C(1) << 63)

#endif
