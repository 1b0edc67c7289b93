/* What the files of queueing share: lines and desks of the configuration, and small questions to the
 * tables. */
#ifndef QUEUEING_STATE_H
#define QUEUEING_STATE_H

#include "dispatch.h"
#include "engine/service.h"
#include "gen/queueing.h"
#include "gen/queueing_tables.h"

extern const struct service queueing_service;

enum { CARDS_NOTED_MAX = 16, PROCEDURES_ROOM = 8 + CARDS_NOTED_MAX, DONE_BEFORE_MAX = 24, STOPS_ROOM = 8, LINE_HISTORY_MAX = 50 };      /* of one case: what is named, as the schema has it, and each card */

/* NULL when the configuration has none of this id. */
const struct queue_line *line_of(const struct queueing_config *config, struct line_id line_id);
const struct queue_desk *desk_of(const struct queueing_config *config, struct desk_id desk_id);
/* The line that booked guests of this procedure join; config_check makes sure that there is one. */
const struct queue_line *line_for_booking(const struct queueing_config *config, enum procedure procedure);

/* The open day's row. False when no day is open. */
bool today(const struct view *v, struct business_day *ret);
/* Whether the desk is open today; its row when it is. */
bool desk_open_today(const struct view *v, struct desk_id desk_id, struct desk *ret);
/* Why this person may not work at a desk on this day (training, pledge), else REFUSAL_NONE. Source: §9(3), domain 8. */
enum refusal desk_refusal_of(const struct view *v, struct account_id account_id, struct date date);
/* The number the next ticket of the line gets: after the last one of this day, around the block, past
 * numbers in use. False when all are. */
bool next_number(const struct view *v, const struct queue_line *line, struct date date, uint64_t *ret);
/* Whether a booking of this day is still expected. */
bool visits_outstanding(const struct view *v, struct date date);
/* The guest `desk` should call now, or would if it were free (rules 1). False when it can serve nobody. */
bool next_guest(const struct view *v, const struct queueing_config *config, const struct queue_desk *desk, uint64_t now_us,
                struct dispatch *ret);
/* What places somebody who waits. */
struct dispatch_guest dispatch_guest_of(const struct waiting *guest);
/* Whether the line takes nobody more today; whether a switch is on. */
bool line_stopped_today(const struct view *v, struct line_id line_id);
bool stop_is_on(const struct view *v, enum stop_kind kind);
/* Whether the desk, with the person there now, serves the line. */
bool desk_serves(const struct view *v, const struct queue_desk *desk, struct line_id line_id);
/* Integrated terminals that desks use, this one aside (0: none aside), and those out of use now, at most all. */
uint64_t terminals_in_use(const struct view *v, struct desk_id aside);
uint64_t terminals_out(const struct view *v, const struct queueing_config *config, uint64_t now_us);
/* Whether an integrated terminal works and no other desk uses it (an outage may lie ahead, a national stop be on). */
bool terminal_free_for(const struct view *v, const struct queueing_config *config, struct desk_id desk_id, uint64_t now_us);
/* What was done in a case: the procedures named, and the issue of every card that inventory told of and nobody named. `ret` has
 * PROCEDURES_ROOM. Returns how many. */
uint32_t procedures_done(const enum procedure *named, uint32_t count, const struct ticket *ticket, enum procedure *ret);
/* A desk that acts on an old view names itself: the ticket is not there (any more). Nothing named: not asked. */
bool is_elsewhere(const struct ticket *ticket, struct desk_id believed);
/* Has no outcome yet. */
bool ticket_is_open(const struct ticket *ticket);
/* A desk as it is now, with the case in hand. */
struct counter_desk counter_desk_of(const struct view *v, const struct queueing_config *config, const struct queue_desk *known);
/* Who waits in each line of the configuration, in its order; `ret` has room for all. Returns how many wait in all. */
uint64_t lines_waiting(const struct view *v, const struct queueing_config *config, struct line_waiting *ret);
/* The switches that are on; `ret` has room for STOPS_ROOM. Returns how many. */
uint32_t stops_in_force(const struct view *v, struct stop_in_force *ret);
/* From when on a guest waits: arrival, or the booked time if that is later and was kept. */
uint64_t waiting_since(const struct waiting *guest);

/* For applies: the ticket's desk is free for the next guest (apply_tickets.c); the ticket waits with its old place,
 * returned_at_us 0 unless its number had passed (apply_turns.c). */
void free_desk(struct txn *t, const struct ticket *ticket, uint64_t at_us);
/* What the ticket's cards stood for is stated now (apply_turns.c); changes the ticket, does not put it. */
void forget_cards(struct txn *t, struct ticket *ticket);
void end_ticket(struct txn *t, struct ticket *ticket, enum ticket_state state);
/* Waits for the city no more, and keeps nothing of the question (apply_city.c); changes the ticket, does not put it. */
void end_city_question(struct ticket *ticket);
/* A row of `waiting` with its place in the indexes; nobody else writes `waiting`. Removing who does not wait is nothing. */
void queue_put(struct txn *t, const struct waiting *row);
void queue_remove(struct txn *t, struct ticket_id ticket_id);
/* Whoever came back after their number had passed has now let somebody else go first. */
void queue_note_returned(struct txn *t);
void wait_again(struct txn *t, const struct ticket *ticket, uint64_t returned_at_us);

/* NULL when lines and desks fit together, else a sentence. */
const char *queueing_config_fault(const void *config, struct arena *arena);

#endif
