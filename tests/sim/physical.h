/* The vault as it really is, beside the book: where the plastic of each card lies. Clerks mostly do what they say; now and
 * then a card slips into a waste bin, into the next slot, or changes places with another. The book learns of it by nobody's command. */
#ifndef SIM_PHYSICAL_H
#define SIM_PHYSICAL_H

#include "models.h"

struct actor;
struct heard;

enum mishap { MISHAP_NONE, MISHAP_LOST, MISHAP_MISPLACED, MISHAP_SWAPPED };

struct plastic {
    uint64_t card;
    enum custody custody;                /* by the book, as it was last followed */
    char book_slot[16];
    char slot[16];                       /* where it really lies; empty: not in the vault */
    enum mishap mishap;
    uint64_t by;                         /* the account whose hand it was last in */
    bool asked;                          /* the office is looking for it */
};

struct physical {
    struct plastic *items;  uint32_t count, room;
    bool differs;                        /* the last count did not agree */
    bool disturbed;                      /* something moved between a count and its entry */
};

void physical_fini(struct physical *physical);

/* Follows the book after an event of inventory; checks the law `found`. */
void physical_take(struct world *world, const struct stated *said);
/* After logs were read again: everything lies where the book now says, unless nothing changed. */
void physical_again(struct world *world);

/* For the clerks. */
bool physical_at_hand(const struct world *world, const struct m_card *card);     /* it lies in the slot the book names */
uint64_t physical_count(const struct world *world);                             /* cards in the vault, counted by hand */
uint32_t physical_lost(const struct world *world);
struct plastic *physical_of(struct world *world, uint64_t card);
/* Somebody has noticed: it lies where the book says again. */
void physical_put_right(struct world *world, struct plastic *plastic);

/* workload_careless.c: what clerks do when the count does not agree. True while they search. */
bool search_vault(struct world *world, struct actor *actor);
/* A clerk did not find a card where it belongs. */
void search_card(struct world *world, struct actor *actor, const struct m_card *card);
/* A slot of the running stocktake, and what really lies in it; rather one in which something is wrong. */
void scan_what_lies(struct world *world, struct actor *actor);
void hear_search(struct world *world, struct actor *actor, const struct heard *heard);

#endif
