/* The life of a card as one table: which step leads from which status to which, and who may
 * take it. Pure: no rows, no clock. Source: domain 1.7, rules 4.
 *
 * A status a card goes back to is remembered in `before`, a stack packed into one number, five
 * bits a status, the latest lowest; 0 is empty. A status that stands in the stack is not entered
 * a second time (a proposal is decided before the next), so seven statuses are the most it holds. */
#ifndef INVENTORY_TRANSITIONS_H
#define INVENTORY_TRANSITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "gen/types.h"

struct card_life {
    enum card_state status;        /* 0: no card yet */
    uint64_t before;
};

/* May this happen to a card in this life? Steps that only move the plastic (stored, moved) or only
 * note something (visitor_arrived) are no matter of status: always false here. */
bool life_allows(struct card_life life, enum card_step step);
/* The life after it; `life_allows` must hold. */
struct card_life life_after(struct card_life life, enum card_step step);
/* Who may take it: bits of ROLE_BIT (engine/service.h). 0 for what nobody takes by a command. */
uint32_t step_roles(enum card_step step);

/* Nothing happens to a card any more. */
bool life_ended(enum card_state status);
/* The holder can come for a card in this status, once its notice was posted. */
bool obtainable(enum card_state status);
/* Is `status` remembered? */
bool stands_before(uint64_t before, enum card_state status);

#endif
