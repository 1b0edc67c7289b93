/* What the applies of reservations share. */
#ifndef RESERVATIONS_APPLY_H
#define RESERVATIONS_APPLY_H

#include "engine/service.h"
#include "state.h"

/* Something may have got free on this day: if anybody waits for it, the list is looked through at once. */
void place_freed(struct txn *t, struct date date);
/* Writes a claim, or forgets it when its card is handed over and no booking of it is left. */
void claim_settle(struct txn *t, const struct claim *claim);
/* The entry is off the list. */
void waiting_ended(struct txn *t, struct waiting_id id);

#endif
