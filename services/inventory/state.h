/* What decisions and answers of inventory ask of the rows. Nothing here writes. */
#ifndef INVENTORY_STATE_H
#define INVENTORY_STATE_H

#include "engine/service.h"
#include "gen/inventory.h"
#include "gen/inventory_tables.h"
#include "transitions.h"

extern const struct service inventory_service;
extern const struct retention inventory_retention;         /* retention.c */

#define THE_STOCK UINT64_C(1)          /* key of the one row of the book */

/* A card whose delivery is taken in whole; one that is only staged does not exist yet. */
bool card_here(const struct view *v, struct card_id id, struct card *ret);
/* A card's status with what its delivery adds: `arrived` becomes `inspected` with the delivery. */
enum card_state card_state_of(const struct view *v, const struct card *card);
/* Its status so, and what it may go back to. */
struct card_life life_of(const struct view *v, const struct card *card);
/* 整理番号 as printed on the sleeve: era year of arrival and number; terminated. In the step's arena. */
struct text tracking_number(const struct view *v, const struct card *card);
/* The card of a scanned sleeve. False for a number that no card here has. */
bool card_tracked(const struct view *v, struct text number, struct card *ret);
void card_line_of(const struct view *v, const struct card *card, struct card_line *ret);
/* False when the person is forgotten. Parts may be erased already: the address, then name and application id are empty. */
bool holder_of(const struct view *v, const struct card *card, struct holder *ret);

/* The book; all zero before the first card. */
struct stock stock_now(const struct view *v);
uint64_t stock_in_hand(const struct stock *stock);
uint64_t stock_taken_out(const struct stock *stock);
/* Cards of a delivery that are here: nothing for one not taken in. */
uint64_t delivery_in_hand(const struct delivery *delivery);

/* Custody of `date` has been closed: no card moves on this date any more. */
bool custody_closed(const struct view *v, struct date date);

/* What every decision about one card's status asks first. False after it has refused: custody is closed, there is no such card,
 * or its status does not allow the step. */
bool card_for_step(const struct view *v, const struct context *ctx, struct card_id id, enum card_step step, struct decision *out, struct card *ret);
/* States that the card can no longer be obtained, or can again, when its status after `step` changes that. Call it last. */
void state_claim(const struct view *v, const struct card *card, enum card_step step, struct decision *out);
/* At a counter, a booth or an integrated terminal. */
bool lies_out(enum custody custody);

/* Negative, 0, positive as strcmp: the order of bytes, which is that of the slots. */
int text_order(struct text a, struct text b);
bool slot_exists(const struct inventory_config *config, struct text slot);
bool slot_occupied(const struct view *v, struct text slot);
/* A counter, booth or integrated terminal of this office. */
bool place_exists(const struct inventory_config *config, enum custody place, uint64_t number);

/* Is a look that was asked for inside an open case? (struct service) */
bool look_in_case(const struct view *v, const struct command_spec *spec, const void *command);

#endif
