/* Which times can be booked: lengths, the booking window and what is free, as pure functions
 * over the configuration and a day's load. No rows, no clock of their own. */
#ifndef RESERVATIONS_SLOTS_H
#define RESERVATIONS_SLOTS_H

#include "calendar.h"

/* A day's load is kept by quarters of an hour from midnight, five counts each. This is the storage's
 * grain and stays 15 whatever grid the configuration has. */
#define QUARTER_MINUTES 15u
#define QUARTERS 96u
#define LOAD_KINDS 5u                   /* counter, booth, integrated terminal, mynapit, camera set */
#define LOAD_BYTES (QUARTERS * LOAD_KINDS)

/* The procedure's rule if this asker may book it for so many people; NULL: not bookable. */
const struct bookable_procedure *bookable(const struct reservations_config *config, enum procedure procedure, uint64_t people, bool staff);
/* P50 of the procedure, more for each further person, rounded up to the grid. */
uint32_t visit_length(const struct reservations_config *config, const struct bookable_procedure *rule, uint64_t people);

/* Citizens: from the opening minute of `date` on the day window_days before it (open or not) until the cutoff, or
 * closing if earlier, of the last open day before; both moments included. Staff: until the visit begins. */
bool in_window(const struct reservations_config *config, struct date date, uint32_t start_minute, uint64_t now_us, bool staff);

/* On the grid, which starts at opening, and over before closing. */
bool fits_day(const struct reservations_config *config, const struct opening *opening, uint32_t start_minute, uint32_t length_minutes);

/* Is a desk of `place`, planned staff and the equipment free in every quarter hour of the visit? */
bool place_free(const struct reservations_config *config, const struct opening *opening, const uint8_t load[LOAD_BYTES],
                uint32_t start_minute, uint32_t length_minutes, enum desk_place place, enum equipment equipment, bool staff);
/* The first of the rule's places that is free; false when none is. */
bool place_choose(const struct reservations_config *config, const struct opening *opening, const uint8_t load[LOAD_BYTES],
                  uint32_t start_minute, uint32_t length_minutes, const struct bookable_procedure *rule, bool staff, enum desk_place *ret);

/* Takes (by = 1) or gives back (by = -1) a visit's place and equipment. False, and nothing changed, when a count
 * would leave its range. */
bool load_change(uint8_t load[LOAD_BYTES], uint32_t start_minute, uint32_t length_minutes, enum desk_place place, enum equipment equipment, int by);

#endif
