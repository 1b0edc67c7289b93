/* What every apply about one card does with its row: the status by the table, its place, and a line in
 * its history. The caller puts the row afterwards. */
#ifndef INVENTORY_LIFE_H
#define INVENTORY_LIFE_H

#include "stock.h"

/* Circumstances of a step, from its event. */
struct happened {
    uint64_t at_us;                /* 0: the event's release did not note it */
    struct account_id by, second;
    struct text reference;         /* number of an incident, approval, decision or seal; may be absent */
};

/* The status after the step, as the table of transitions has it. */
void life_step(struct txn *t, struct card *card, enum card_step step);
/* The line of history for what the row now says. */
void history_add(struct txn *t, struct card *card, enum card_step step, struct happened how);

/* Into a free slot of the vault. */
void place_in_slot(struct txn *t, struct card *card, struct text slot);
/* To any other place; its slot becomes free. To where it is already: nothing. */
void place_at(struct txn *t, struct card *card, enum custody place, uint64_t number);
/* The visit it was taken out for is over. */
void visit_end(struct txn *t, struct card *card);
/* Nothing happens to the card any more: it leaves every list, and the periods of what is kept of its holder begin. at_us 0: not known. */
void life_end(struct txn *t, struct card *card, uint64_t at_us);

#endif
