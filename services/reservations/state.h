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
const char *reservations_config_check(const void *config, struct arena *arena);

/* May this asker use the walk-ins' reserve and book to the last minute? */
bool is_staff(const struct context *ctx);
/* Our part of the day is closed: nothing more is booked for it. */
bool part_closed(const struct view *v, struct date date);
/* LOAD_BYTES of counts; zeros for a day nobody has booked. Lives in the step's arena; the caller may change them. */
uint8_t *load_of(const struct view *v, struct date date);

/* The claim of notice number and birth date. Takes the same time whichever half is wrong. */
bool claim_matching(const struct view *v, struct text notice_number, struct date birth_date, struct claim *ret);
/* The booking behind a code as typed, if its guest is still expected. */
bool booking_of_code(const struct view *v, struct text code, struct booking *ret);
/* The code of a booking. */
void code_of(const struct view *v, struct reservation_id id, char ret[BOOKING_CODE_SIZE]);
void code_tag_of(const struct view *v, struct reservation_id id, uint8_t ret[BOOKING_TAG_LEN]);

#endif
