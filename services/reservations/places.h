/* What holding, booking, moving and offering have in common: desks found for a wish at a time, and
 * the events made of them. Nothing here writes. */
#ifndef RESERVATIONS_PLACES_H
#define RESERVATIONS_PLACES_H

#include "state.h"

/* A wish for a certain time, and the desks found for it. */
struct found {
    struct date date;
    uint32_t start_minute;
    struct wish wish;
    enum desk_place places[PLACES_MAX];
};

/* Fills at->places; `load` is the day's without the asker's own place, `wished` what wish_of said. Refusals: CLOSED_DAY, OUTSIDE_WINDOW,
 * those of wish_of, DOES_NOT_FIT, PLACE_TAKEN, in this order; REFUSAL_NONE when there is room. */
enum refusal find_wish(const struct view *v, const struct context *ctx, const uint8_t *load, enum refusal wished, struct found *at);
/* A hold at the places found, without its further procedures and its end. */
struct place_held held_of(const struct context *ctx, struct hold_id id, enum procedure procedure, uint64_t people, const struct found *at,
                          struct arena *arena);

/* Who may book the pick-up: CLAIM_UNKNOWN, ALREADY_BOOKED, or REFUSAL_NONE with the claim ({0} where none is needed). */
enum refusal find_claim(const struct view *v, bool needed, struct text notice_number, struct date birth_date, struct claim *ret);
bool needs_notice(const struct reservations_config *config, const struct place_hold *hold);

/* The desks of a hold: its own if no closure has withdrawn them, or, once given back, whatever of their kind is still free.
 * CLOSED_DAY, PLACE_WITHDRAWN, HOLD_EXPIRED or REFUSAL_NONE. */
enum refusal hold_places(const struct view *v, const struct context *ctx, const struct place_hold *hold, enum desk_place ret[PLACES_MAX]);
/* The booking of a hold at these desks, with a new code. */
struct reservation_booked_open booked_of(const struct view *v, const struct place_hold *hold, const enum desk_place *places,
                                         const struct claim *claim, struct text contact, struct decision *out);

#endif
