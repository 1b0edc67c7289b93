/* The office that is measured: reservations with room for many bookings, prepared on a disk. The
 * booking that is timed is `book` on a hold that ran out: one command that counts the slot, takes its place, writes
 * the booking and states the event, as the booking of the peers does. A live hold was counted before, by hold_place. */
#ifndef BENCH_OFFICE_H
#define BENCH_OFFICE_H

#include "engine/host.h"
#include "gen/reservations.h"
#include "percentile.h"
#include "trust/ticket.h"

#define OFFICE_SITE 1
#define PLACES_A_SLOT 99u           /* the most that a slot can have (schemas/reservations.yaml) */
#define SLOTS_A_DAY 95u
#define SPREAD_SLOTS 1000u          /* as many as the peers have */
#define FRAME_BYTES_MAX 1024u

extern const struct service reservations_service;
extern const struct service queueing_service;

const struct reservations_config *office_config(void);

/* Who books: one terminal, an operator's ticket. Its key is told by whoever sits behind it. */
struct clerk {
    struct peer peer;
    uint8_t ticket[TICKET_LEN];
    uint64_t instance, sequence, request;
};
void clerk_init(struct clerk *clerk, const uint8_t terminal_key[32], const struct signer *signer, uint64_t now_us);

/* Holds are numbered from 0 in the order of their making, which is the order they are booked in. The first `spread`
 * go over the slots in turn; the others fill one slot, then the next. */
struct holds { uint64_t spread, hot; };
void frame_hold(struct clerk *clerk, const struct holds *holds, uint64_t index, uint64_t now_us, struct writer *w);
void frame_book(struct clerk *clerk, uint64_t index, struct writer *w);
bool answer_done(struct bytes answer);

/* An engine of `service` in DIR/state and DIR/keys, and its host. */
struct office {
    struct signer signer;
    struct marker_page marker;
    struct host *host;
    struct engine *engine;          /* the host's */
    struct outbox *out;
};
/* layout_bump: another state version than the one it was written with, so the start folds anew. */
void office_open(const char *dir, const struct service *service, const void *config, uint64_t layout_bump, struct office *ret);
void office_drop(struct office *office);
/* One turn; every answer must say done. Returns the answers. */
uint32_t office_turn(struct office *office, uint64_t at_us);

#endif
