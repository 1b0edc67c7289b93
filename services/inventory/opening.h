/* The stock taken over from the city before day one: a list whose cards are here already. */
#ifndef INVENTORY_OPENING_H
#define INVENTORY_OPENING_H

#include "state.h"

/* Why a row cannot be taken, with the field of the row; REFUSAL_NONE when it can. */
enum refusal opening_refused(const struct context *ctx, const struct delivery *delivery, const struct delivery_row *row, const char **ret_field);
/* What a row of the opening stock adds to its card: status, posting, and the tag its holder can book with. */
void opening_fill(const struct view *v, const struct context *ctx, const struct delivery_row *row, struct staged_row *ret);
/* A card of the opening stock that reservations has not heard of yet: its first way into the vault says so. */
bool opening_unclaimed(const struct view *v, const struct card *card);

#endif
