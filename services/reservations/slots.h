/* Which times can be booked: lengths, the booking window and what is free, as pure functions
 * over the calendar and a day's load. No rows, no clock of their own. */
#ifndef RESERVATIONS_SLOTS_H
#define RESERVATIONS_SLOTS_H

#include "calendar.h"
#include "gen/refusals.h"

/* A day's load is kept by quarters of an hour from midnight, six counts each. This is the storage's
 * grain and stays 15 whatever grid the configuration has. */
#define QUARTER_MINUTES 15u
#define QUARTERS 96u
enum load_kind { LOAD_COUNTERS, LOAD_BOOTHS, LOAD_TERMINALS, LOAD_MYNAPITS, LOAD_CAMERA_SETS, LOAD_CITIZENS };
#define LOAD_KINDS 6u                   /* LOAD_CITIZENS: desks taken by citizens themselves */
#define LOAD_BYTES (QUARTERS * LOAD_KINDS)
#define EQUIPMENT_MAX 3u                /* kinds */
#define PLACES_MAX 10u                  /* of a family side by side */
#define PROCEDURES_MAX 5u               /* of one visit */

/* What somebody wants to book, as far as the time of day does not matter. */
struct wish {
    uint32_t length_minutes;
    uint32_t place_count;                                 /* desks at one start; 1 unless a family sits side by side */
    enum desk_place allowed[2];  uint32_t allowed_count;  /* where all the procedures can be done, the preferred place first */
    enum equipment equipment[EQUIPMENT_MAX];  uint32_t equipment_count;      /* each desk holds one of each for the whole case */
    bool needs_notice;
};

/* What can be done on a day, quarter hour by quarter hour. */
struct day_plan {
    struct opening opening;
    bool closed[QUARTERS];                                /* outside opening hours, or a part that is closed */
    uint8_t staff[QUARTERS];                              /* desks with planned staff */
    uint8_t there[QUARTERS][LOAD_KINDS];                  /* desks and equipment that can be used; LOAD_CITIZENS: their public share */
};

/* What a visit takes, each quarter hour of it. */
struct taking {
    uint32_t start_minute, length_minutes;
    uint8_t of[LOAD_KINDS];
};

/* The procedure's rule if this asker may book it for so many people; NULL: not bookable. */
const struct bookable_procedure *bookable(const struct reservations_config *config, enum procedure procedure, uint64_t people, bool staff);
/* Lengths are added, further people once, and rounded up to the grid; `places` desks share the people evenly.
 * NOT_BOOKABLE, NOT_BOOKABLE_TOGETHER (no place where all of them can be done), else REFUSAL_NONE and *ret.  rules 2 */
enum refusal wish_of(const struct reservations_config *config, enum procedure procedure, const enum procedure *further, uint32_t further_count,
                     uint64_t people, uint64_t places, bool staff, struct wish *ret);

/* The moments between which citizens book this day, both included: from the opening minute of `date` on the day window_days before it
 * (open or not) until the cutoff, or closing if earlier, of the last open day before. Staff: until the visit begins.  rules 2 */
bool in_window(const struct calendar *calendar, struct date date, uint32_t start_minute, uint64_t now_us, bool staff);
/* The last moment of the citizens' window; 0 when there is none. */
uint64_t window_end_us(const struct calendar *calendar, struct date date);

/* On the grid, which starts at opening and not anew after a closed part, and over before closing. */
bool fits_day(const struct reservations_config *config, const struct opening *opening, uint32_t start_minute, uint32_t length_minutes);

/* Staff by shifts, desks and equipment of the day less closed parts and outages. */
void plan_day(const struct calendar *calendar, struct date date, struct day_plan *ret);
/* Desks for all of the wish at this start, or false: in every quarter hour desks of allowed places, staff and equipment are free.
 * Citizens leave what is kept for walk-ins; the citizens' share binds only them.  rules 2 */
bool choose_places(const struct reservations_config *config, const struct day_plan *plan, const uint8_t load[LOAD_BYTES], uint32_t start_minute,
                   const struct wish *wish, bool staff, enum desk_place ret[PLACES_MAX]);
/* Is more booked than can be served in a quarter hour of it, in what it takes itself? 0: no. */
enum hit_reason hit_by(const struct day_plan *plan, const uint8_t load[LOAD_BYTES], const struct taking *taking);

/* Minutes of desks that citizens could have booked: in each quarter hour the least of staff, desks, the citizens' share and, when all they
 * book holds equipment, that equipment less what is kept for walk-ins.  rules 7 "filled" */
uint64_t offered_minutes(const struct reservations_config *config, const struct day_plan *plan);
/* Minutes of desks that citizens have booked. */
uint64_t booked_minutes(const uint8_t load[LOAD_BYTES]);

/* Takes (by = 1) or gives back (by = -1). False, and nothing changed, when a count would leave its range. */
bool load_change(uint8_t load[LOAD_BYTES], const struct taking *taking, int by);
/* A visit at these desks with this equipment at each of them. */
struct taking taking_of(uint32_t start_minute, uint32_t length_minutes, const enum desk_place *places, uint32_t place_count,
                        const enum equipment *equipment, uint32_t equipment_count, bool staff);

#endif
