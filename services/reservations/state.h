/* What decisions and answers of reservations ask of the rows. Nothing here writes. */
#ifndef RESERVATIONS_STATE_H
#define RESERVATIONS_STATE_H

#include "engine/service.h"
#include "gen/reservations.h"
#include "gen/reservations_tables.h"
#include "slots.h"
#include "trust/claim.h"
#include "trust/code.h"

extern const struct service reservations_service;
extern const struct retention reservations_retention;      /* retention.c */
const char *reservations_config_check(const void *config, struct arena *arena);

#define WAITING_MAX 50u                  /* on the list of one day */

/* May this asker use the walk-ins' reserve and book to the last minute? */
bool is_staff(const struct context *ctx);
enum booking_way way_of(const struct context *ctx);
/* The calendar of the days from .. until with all that was changed at run time. Lives in the step's arena. */
struct calendar calendar_of(const struct view *v, const struct reservations_config *config, struct date from, struct date until);
/* Our part of the day is closed: nothing more is booked for it. */
bool part_closed(const struct view *v, struct date date);
/* LOAD_BYTES of counts; zeros for a day nobody has booked. Lives in the step's arena; the caller may change them. */
uint8_t *load_of(const struct view *v, struct date date);
/* What bookings alone take: no holds, no offers, no places that were cancelled and are not free yet. */
uint8_t *booked_load_of(const struct view *v, struct date date);

/* The claim of notice number and birth date. Takes the same time whichever half is wrong. */
bool claim_matching(const struct view *v, struct text notice_number, struct date birth_date, struct claim *ret);
/* The booking behind a code as typed, if its guest is still expected. */
bool booking_of_code(const struct view *v, struct text code, struct booking *ret);
/* The claim of a card, whoever waits for it; false when it has none. */
bool claim_of(const struct view *v, struct card_id card_id, struct claim *ret);
/* The entry of the waiting list behind a code as typed. */
bool waiting_of_code(const struct view *v, struct text code, struct waiting *ret);
/* The code of a booking or of an entry of the waiting list: ids are one running sequence for both. */
const char *code_text(const struct view *v, uint64_t id);
/* An id whose code nobody has, and the code's tag. */
uint64_t id_with_free_code(const struct view *v, struct decision *out, struct bytes *ret_tag);
/* All desks and all equipment of a hold or a booking as what it takes of a day. */
struct taking hold_taking(const struct place_hold *hold);
struct taking booking_taking(const struct booking *booking);

#endif
