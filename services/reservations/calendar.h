/* When the counter is open: §7 of the contract as pure functions over the configuration and the
 * changes made since. No day is ever computed open or closed by a formula for holidays: they come from a list. */
#ifndef RESERVATIONS_CALENDAR_H
#define RESERVATIONS_CALENDAR_H

#include "base/date.h"
#include "gen/reservations.h"
#include "gen/reservations_tables.h"

/* What the calendar is made of: the city's configuration, and what was changed at run time for the days in question. */
struct calendar {
    const struct reservations_config *config;
    const struct day_change *changes;    uint32_t change_count;      /* by date, one a date */
    const struct closed_part *parts;     uint32_t part_count;
    const struct outage *outages;        uint32_t outage_count;
};

struct opening {
    bool open;
    uint32_t opens_minute, closes_minute;                 /* of the Tokyo day */
    uint32_t staffed_desks;                               /* all day, unless there are shifts */
    const struct staff_shift *shifts;  uint32_t shift_count;
};

/* A change made at run time wins; then the configuration's first special day that names the date; else the first
 * rule in force for the date. Closed: no rule, or a holiday or year end on which the rule is closed. */
struct opening opening_on(const struct calendar *calendar, struct date date);
bool is_holiday(const struct reservations_config *config, struct date date);
bool is_year_end(const struct reservations_config *config, struct date date);

/* How far before a date last_open_before looks; a calendar needs the changes of so many days before the first date asked about. */
#define LOOK_BACK_DAYS 60
/* The last open day before `date`; {0} when there is none in the 60 days before. */
struct date last_open_before(const struct calendar *calendar, struct date date);

#endif
