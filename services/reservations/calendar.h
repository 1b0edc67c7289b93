/* When the counter is open: §7 of the contract as pure functions over the configuration.
 * No day is ever computed open or closed by a formula for holidays: they come from a list. */
#ifndef RESERVATIONS_CALENDAR_H
#define RESERVATIONS_CALENDAR_H

#include "base/date.h"
#include "gen/reservations.h"

struct opening {
    bool open;
    uint32_t opens_minute, closes_minute;    /* of the Tokyo day */
    uint32_t staffed_desks;
};

/* An override of the date wins; else the first rule for its weekday (and place in the month) in force.
 * Closed: no rule, or a holiday or year end on which the rule is closed. */
struct opening opening_on(const struct reservations_config *config, struct date date);
bool is_holiday(const struct reservations_config *config, struct date date);
bool is_year_end(const struct reservations_config *config, struct date date);
/* The last open day before `date`; {0} when there is none in the 60 days before. */
struct date last_open_before(const struct reservations_config *config, struct date date);

#endif
