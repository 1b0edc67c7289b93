/* What the files of the clients share. */
#ifndef SIM_CLIENTS_INTERNAL_H
#define SIM_CLIENTS_INTERNAL_H

#include "clients.h"

#define PATIENCE 40

/* Whether tickets of persons are needed here. */
bool at_terminal(const struct actor *actor);
/* Keeps the ticket a login or a renewal has shown; nothing when there is none. */
void take_ticket_of(struct world *world, struct actor *actor, enum person person, const struct heard *heard);
/* How long until this actor does something again. */
uint64_t pause_us(struct world *world, const struct actor *actor);
/* The message under way has its end. */
void settle(struct world *world, struct actor *actor);

#endif
