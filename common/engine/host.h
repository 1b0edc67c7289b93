/* Everything of a running service but its sockets and its clock: bounded queues and quotas,
 * commands parked for `after`, the followers of its sources, and the turn that feeds the
 * engine. The shell drives it with real frames, the simulator with made-up ones. */
#ifndef ENGINE_HOST_H
#define ENGINE_HOST_H

#include "engine/engine.h"
#include "engine/follow.h"

struct host;

struct host_limits {
    uint32_t queue_max;               /* commands waiting */
    uint32_t followed_max;            /* publications waiting */
    uint32_t parked_max, parked_client_max;
    uint64_t park_us;                 /* monotonic */
    uint32_t slow_max, slow_peer_max;  /* checks waiting or running; of one peer: who guesses at one terminal keeps nobody from another */
    uint64_t clock_jump_us;           /* wall against monotonic */
    uint64_t staff_silent_us;         /* monotonic; without a word of staff for longer, looks and steps of two persons wait */
    uint64_t audit_lag_us;            /* monotonic; when audit is behind for longer, looks outside an open case are closed */
};
extern const struct host_limits host_limits_default;   /* 2048 · 4096 · 256, 8 · 1 s · 64, 4 · 10 min · 5 s · 60 min */

MUST_CHECK enum err host_new(struct engine *engine, const struct host_limits *limits, struct host **ret);
void host_drop(struct host **host);

/* A frame from a peer. Copies what it keeps. Immediate answers go to `out`. */
void host_frame(struct host *host, const struct peer *peer, uint64_t tag, struct bytes payload, uint64_t clock_us, uint64_t mono_us, struct outbox *out);
/* A frame from the event socket of source `source` (index into contract->sources): publication or heartbeat. */
void host_published(struct host *host, uint32_t source, struct bytes payload, uint64_t mono_us, struct outbox *out);
/* An answer from the command socket of that source: a page, or a refusal to give one. */
void host_pulled(struct host *host, uint32_t source, struct bytes payload, uint64_t mono_us, struct outbox *out);
/* One turn: unpark, pick a batch, step, pull again what got lost. *ret_busy: more waits, turn again at once. */
MUST_CHECK enum err host_turn(struct host *host, uint64_t clock_us, uint64_t mono_us, struct outbox *out, bool *ret_busy);

/* Monotonic time at which a turn is wanted though nothing came in: a page asked for in vain, a parked command's end.
 * UINT64_MAX: none. Timers apart (engine_next_timer_us). */
uint64_t host_due_us(const struct host *host);

/* Slow checks: the shell's worker (or the simulator) takes a job, runs it anywhere, gives it back. */
struct slow_job;
struct slow_job *host_slow_take(struct host *host);                        /* NULL: none */
void slow_job_run(struct slow_job *job);                                   /* touches neither host nor engine: any thread */
void host_slow_done(struct host *host, struct slow_job *job);              /* queues its command */

/* A jump of the wall clock was seen: nothing is admitted until confirmed. */
bool host_clock_suspect(const struct host *host);
void host_clock_confirm(struct host *host);
/* In a trial the clock may be driven: jumps are expected. */
void host_clock_driven(struct host *host, bool driven);

/* Another allow-list is in force: the next turn puts it on record. */
void host_peers_taken(struct host *host, uint64_t version, const uint8_t sha256[32]);

struct host_figures {
    uint64_t busy, malformed, unknown_peer, parked_now, parked_ever, not_yet, gaps, pulls, queued_now, repeats, refused, denied, quarantined, stopped_followers;
    uint64_t audit_behind, audit_lag_us;       /* entries audit has not said it has, and for how long at least one of them waits */
    bool looks_closed;
    uint64_t reads_failed;                     /* by the store, and answered `busy` */
    uint64_t rebuild_done, rebuild_total;      /* entries; of the rebuild at this start */
};
void host_figures(const struct host *host, struct host_figures *ret);
/* Answers a status request; extra facts the shell knows. */
struct host_status {
    const char *mode, *version;
    uint64_t now_us;
    uint32_t map_used_percent;
    uint64_t peers_version;                    /* of the allow-list in force */
    const char *peers_alarm;                   /* why a newer one is not; NULL: nothing is wrong */
};
void host_answer_status(struct host *host, const struct request *request, const struct host_status *status, struct outbox *out);
/* Answers a control request that was carried out. */
void host_answer_control(const struct request *request, struct outbox *out);
/* Control requests are handed to the shell: returns false when none is waiting. Texts live until the next call. */
bool host_control_take(struct host *host, struct request *ret);
bool host_status_take(struct host *host, struct request *ret);

struct engine *host_engine(struct host *host);

#endif
