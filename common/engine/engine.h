/* The one piece of control flow all services share: inputs in, one step, one commit, then
 * replies and publications out. No sockets, no clock, no threads.
 *
 * What it keeps true: an acknowledged command is on disk; a command id has one effect;
 * time never runs backwards in the log; state is a fold of entries and nothing else; what
 * leaves has been committed before. See docs/architecture.md. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/entry.h"
#include "engine/marker.h"
#include "engine/peer.h"
#include "store/keys.h"
#include "trust/sign.h"

struct engine;

struct shared_secret { const char *name; uint8_t key[32]; };

struct engine_limits {
    uint32_t commands_per_step, followed_per_step, timers_per_step;
    uint32_t window_service, window_edge;        /* remembered commands a client */
    uint32_t windows_max;
    uint32_t pool_low, pool_high;                /* subject keys made ahead */
    uint32_t rebuild_commit;                     /* entries per commit while rebuilding */
    uint32_t looks_per_day;                      /* of one person at personal data; beyond it an alert is stated. 0: none */
};
extern const struct engine_limits engine_limits_default;   /* 512 256 64 · 1024 16 · 100000 · 1024 8192 · 4096 */

struct engine_options {
    const struct service *service;
    const char *dir;                      /* holds state/ and, elsewhere, keys; made when absent */
    struct store *store;                  /* owned by the engine from here on */
    struct key_store *keys;               /* owned by the engine from here on */
    struct marker_page *marker;           /* not owned */
    uint16_t site;
    const void *config;                   /* struct <service>_config, outlives the engine */
    const struct shared_secret *secrets;  uint32_t secret_count;    /* outlive the engine */
    const uint8_t *ticket_key;            /* 32 bytes, staff's public key; NULL on staff itself is an error too */
    const struct engine_limits *limits;   /* NULL: default */
    /* Entropy seed of each input. NULL: the system's. */
    void (*seed)(void *self, uint8_t ret[32]);
    void *seed_self;
};

MUST_CHECK enum err engine_open(const struct engine_options *options, struct engine **ret);
void engine_drop(struct engine **engine);

enum engine_state { ENGINE_READY, ENGINE_REBUILDING };
enum engine_state engine_state(const struct engine *engine);
/* One bounded commit of the rebuild; *ret_done in entries. Call until engine_state is READY. */
MUST_CHECK enum err engine_rebuild_some(struct engine *engine, uint64_t *ret_done, uint64_t *ret_total);
/* Looks at personal data outside an open case are refused (audit_behind) from here on, or again allowed. */
void engine_close_looks(struct engine *engine, bool closed);
/* Off the step: makes subject keys ahead of use when the pool is low. */
MUST_CHECK enum err engine_fill_pool(struct engine *engine);

/* Brings the store's file up to date with its journal, for whoever reads it from outside; now and then, and when idle. Any
 * error: exit, as of a step. */
MUST_CHECK enum err engine_settle(struct engine *engine);

/* ---- Inputs ---------------------------------------------------------------------- */

enum request_kind { REQUEST_COMMAND, REQUEST_QUERY, REQUEST_PULL, REQUEST_STATUS, REQUEST_CONTROL };

/* A request from a peer, parsed and checked as far as that needs no state. Points into `payload`. */
struct request {
    enum request_kind kind;
    const struct peer *peer;
    uint64_t tag;                          /* the caller's: where the answer goes */
    uint64_t request;
    uint64_t instance, sequence;
    struct text name, purpose;
    struct bytes body;                     /* encoded map */
    struct bytes ticket, second;           /* absent when not given */
    uint64_t until_us;
    struct position after[4];  uint32_t after_count;
    /* pull */
    uint32_t epoch;  uint64_t from;  uint32_t max;  bool whole;
    /* resolved */
    const struct command_spec *command;
    const struct query_spec *query;
    const void *message;                   /* decoded body, in the request's arena */
    /* slow check, filled by the shell's worker before the step */
    bool checked, check_passed, check_skipped;
    struct bytes check_output;
};

/* Where a request went wrong: for the answer's `detail`. */
struct request_fault { uint32_t offset; const char *field, *reason; };

/* Checks and parses bytes from a peer. OK; or ERR_MALFORMED / ERR_NOT_FOUND (unknown message) with *ret_fault, and in
 * ret as much of request, instance and sequence as could be read. `ret` and its message live in `arena`, texts in `payload`. */
MUST_CHECK enum err engine_classify(const struct engine *engine, const struct peer *peer, uint64_t tag, struct bytes payload,
                                    struct arena *arena, struct request *ret, struct request_fault *ret_fault);

/* What is followed: a publication's or page item's content. */
struct followed {
    struct position at;
    uint64_t at_us;
    struct date date;
    uint32_t depth;
    struct bytes events;                   /* encoded array of {body, name}; absent for whole entries */
    struct bytes entry;                    /* whole entries */
    uint64_t covered;                      /* cursor after taking it: at.sequence, or further when a page skipped empty entries */
};

/* ---- The step -------------------------------------------------------------------- */

struct outgoing {
    enum outgoing_kind { OUT_ANSWER, OUT_PUBLICATION, OUT_PULL } kind;
    uint64_t tag;                          /* answer: the request's */
    uint32_t source;                       /* pull: index into contract->sources */
    struct bytes payload;
};

/* Bytes leaving; filled by a step, valid until its next reset. */
struct outbox;
struct outbox *outbox_new(void);
void outbox_drop(struct outbox **outbox);
void outbox_reset(struct outbox *outbox);
uint32_t outbox_count(const struct outbox *outbox);
const struct outgoing *outbox_at(const struct outbox *outbox, uint32_t index);

struct step_counts { uint32_t entries, repeats, refused, denied, quarantined, timers; };

/* Takes the inputs in order (commands and followed events interleaved as given by the two arrays: followed first),
 * then due timers up to the limit; one commit. On OK, answers and publications are in `out`. ERR_FULL: nothing happened, every
 * command in it is answered `busy`. Any other error: outcome unknown; discard everything and exit. */
MUST_CHECK enum err engine_step(struct engine *engine, struct request *const *commands, uint32_t command_count,
                                const struct followed *followed, uint32_t followed_count,
                                uint64_t clock_us, struct outbox *out, struct step_counts *ret_counts);
/* True when a timer is due at clock_us. */
bool engine_timer_due(struct engine *engine, uint64_t clock_us);
uint64_t engine_next_timer_us(struct engine *engine);      /* UINT64_MAX when none; 0 (due) when it cannot be read */

/* Serves queries and pulls, between steps, into `out`. An error of the store: answered `busy`, nothing else changed. */
MUST_CHECK enum err engine_answer(struct engine *engine, const struct request *request, uint64_t clock_us, struct outbox *out);
/* After an answer: a query whose ticket was no good becomes an entry, by the rule of commands (of one key the first so many a minute, the
 * rest counted). One commit, when there is one. Errors as for a step; the answer stands either way. */
MUST_CHECK enum err engine_note_denied(struct engine *engine, const struct request *request, uint64_t clock_us, struct outbox *out);
/* The allow-list this service goes by: an entry when it is another one than is on record. Between steps. Errors as for a step. */
MUST_CHECK enum err engine_note_peers(struct engine *engine, uint64_t version, const uint8_t sha256[32], uint64_t clock_us, struct outbox *out);
/* The circumstances of a slow check, before the step: what struct service says of slow_prepare. */
void engine_slow_context(struct engine *engine, const struct view *v, const struct request *request, uint64_t clock_us, struct context *ret);
/* Nothing was heard of staff's log for a while, or something of it is missing: who has left meanwhile is not known. While it is so,
 * looks and steps of two persons wait; a ticket that was good at `since_us` serves other acts on, for at most GRACE_US. 0: heard again. */
#define GRACE_US (4 * UINT64_C(3600000000))
void engine_staff_silent(struct engine *engine, uint64_t since_us);
/* Answers without touching state: busy, malformed, not_yet, ... */
void answer_not_taken(const struct request *request, enum refusal why, const struct request_fault *fault, struct outbox *out);

/* Starts a new epoch: the log was restored, its last entry is what is kept. A log with the meta row META_RESTORED gets one with its
 * first step. */
MUST_CHECK enum err engine_new_epoch(struct engine *engine, uint64_t clock_us, struct outbox *out);

/* ---- Looking in ------------------------------------------------------------------ */

struct engine_figures {
    uint32_t epoch;  uint64_t head, last_published, last_at_us, quarantined;
    struct date open_day;
    uint64_t malformed, denied_uncounted;
};
void engine_figures(const struct engine *engine, struct engine_figures *ret);
/* The cursor in memory (may be ahead of the durable one). */
struct position engine_cursor(const struct engine *engine, uint32_t source);
/* Has this engine followed `source` at least to `position`? ERR_NOT_FOUND: source is not followed. */
MUST_CHECK enum err engine_has_followed(const struct engine *engine, const struct position *position, bool *ret);
const struct service *engine_service(const struct engine *engine);
struct store *engine_store(struct engine *engine);
void heartbeat_encode(const struct engine *engine, uint64_t at_us, struct writer *w);

/* ---- Verify ---------------------------------------------------------------------- */

struct verify_report {
    uint64_t entries, events;
    bool chain_ok, state_ok;
    uint64_t broken_at;                    /* entry number, 0 = none */
    const char *difference;                /* "table key" in arena, NULL = none */
    uint8_t state_digest[32];
};
/* Folds the log of `copy` into the empty store `scratch` and compares. */
MUST_CHECK enum err engine_verify(const struct service *service, struct store *copy, struct store *scratch, uint16_t site,
                                  struct arena *arena, struct verify_report *ret);
/* All tables of a service: the engine's and its own, for store_options. In arena. */
const struct table *const *engine_tables(const struct service *service, struct arena *arena, uint32_t *ret_count);
uint64_t engine_layout(const struct service *service);     /* for store_options.layout */

#endif
