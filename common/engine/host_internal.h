/* Shared by the files of the host. */
#ifndef ENGINE_HOST_INTERNAL_H
#define ENGINE_HOST_INTERNAL_H

#include "engine/audit_lag.h"
#include "engine/host.h"
#include "engine/internal.h"

/* One request on its way through the queues, with the memory it points into. */
struct waiting {
    struct request request;
    struct arena arena;
    uint8_t *payload;                 /* in the arena */
    uint64_t until_mono_us;           /* parked */
    const struct service *service;    /* slow check */
    void *prepared;
    uint8_t pepper[32];
    struct waiting *next;
};

struct queue { struct waiting *first, *last; uint32_t count; };

struct host {
    struct engine *engine;
    struct host_limits limits;
    const struct marker_page *careful;
    struct queue commands, reads, parked, slow, controls, statuses;
    struct queue spare;                         /* not waiting at all */
    struct waiting *control_now, *status_now;
    uint32_t slow_count;                        /* queued and running checks */
    const struct peer **slow_peers;             /* whose they are: slow_count of them */
    uint64_t now_us;                            /* the clock as it came with the last frame or turn */
    uint64_t first_mono_us;                     /* of the first turn; 0: none yet */
    struct request **batch;
    struct follow follow[SOURCES_MAX];
    struct followed *followed;  uint8_t **followed_bytes;  uint32_t followed_count;
    uint32_t followed_of[SOURCES_MAX];          /* waiting per source */
    uint64_t pull_request;
    bool clock_suspect, clock_driven;
    bool peers_taken;                           /* and not on record yet */
    uint64_t peers_version;
    uint8_t peers_sha256[32];
    uint64_t last_clock_us, last_mono_us;
    struct audit_lag lag;
    struct host_figures figures;
};

/* host_queue.c */
/* A spare one, with the memory it had, or a new one; the payload is copied. */
struct waiting *waiting_new(struct host *host, struct bytes payload);
void waiting_drop(struct waiting **waiting);
/* Answered: kept for the next ones, as far as they are not too many. */
void waiting_done(struct host *host, struct waiting *waiting);
void queue_push(struct queue *queue, struct waiting *waiting);
struct waiting *queue_pop(struct queue *queue);            /* NULL: empty */
void queue_clear(struct queue *queue);

/* host_admit.c */
/* Answers without a step; `fault` may be NULL. Ends the request. */
void turn_away(struct host *host, struct waiting *waiting, enum refusal why, const struct request_fault *fault, struct outbox *out);
/* Is everything named in `after` taken? False with *ret_known false when a source is not followed here. */
bool after_reached(struct host *host, const struct request *request, bool *ret_known);
/* To the queue it belongs in, or turned away when that is full. */
void enqueue(struct host *host, struct waiting *waiting, struct outbox *out);

const struct marker_page *engine_marker(const struct engine *engine);

/* host_follow.c */
/* Tells the engine when nothing is known of staff for too long: no heartbeat, or something missing. */
void watch_staff(struct host *host, uint64_t clock_us, uint64_t mono_us);
void followers_restart(struct host *host);                 /* from the engine's cursors */
bool source_reached(struct host *host, uint32_t source, const struct position *position);
void followed_pop(struct host *host, uint32_t count);      /* the oldest were stepped */
void ask_for_pages(struct host *host, uint64_t mono_us, struct outbox *out);
uint64_t followers_due_us(const struct host *host);
void follow_figures(const struct host *host, struct host_figures *ret);

#endif
