/* The calendar of §7. Everything is data: hours by weekday, by sets of n-th weekdays of a month and
 * by every n-th week, national holidays from the Cabinet Office's list, the year-end closure, special
 * days and ranges, and what was changed at run time. A closed Saturday has no substitute unless one is made. */
#include "calendar.h"

#include "base/invariant.h"

bool is_holiday(const struct reservations_config *config, struct date date)
{
    for (uint32_t i = 0; i < config->holidays.count; i++)
        if (config->holidays.at[i].v == date.v)
            return true;
    return false;
}

/* The closure may run over the turn of the year: from 1229 until 103. */
bool is_year_end(const struct reservations_config *config, struct date date)
{
    uint64_t day = date.v % 10000;

    if (config->year_end_from <= config->year_end_until)
        return day >= config->year_end_from && day <= config->year_end_until;
    return day >= config->year_end_from || day <= config->year_end_until;
}

static bool nth_applies(const struct opening_rule *rule, struct date date)
{
    uint32_t nth = date_nth_of_month(date);

    if (rule->nth == 0 && rule->nths.count == 0)
        return true;
    for (uint32_t i = 0; i < rule->nths.count; i++)
        if (rule->nths.at[i] == nth)
            return true;
    return rule->nth == nth;
}

/* Weeks begin on Monday, so every day of the anchor's week counts alike. */
static bool week_applies(const struct opening_rule *rule, struct date date)
{
    int32_t anchor, week;

    if (rule->every_weeks == 0)
        return true;
    anchor = date_to_days(rule->anchor) - (int32_t)date_weekday(rule->anchor);
    week = date_to_days(date) - (int32_t)date_weekday(date);
    return (week - anchor) / 7 % (int32_t)rule->every_weeks == 0;
}

static bool rule_applies(const struct opening_rule *rule, struct date date)
{
    return rule->weekday == (uint64_t)date_weekday(date) && nth_applies(rule, date) && week_applies(rule, date) &&
           (rule->from.v == 0 || date.v >= rule->from.v) && (rule->until.v == 0 || date.v <= rule->until.v);
}

static const struct opening_rule *rule_of(const struct reservations_config *config, struct date date)
{
    for (uint32_t i = 0; i < config->hours.count; i++)
        if (rule_applies(&config->hours.at[i], date))
            return &config->hours.at[i];
    return NULL;
}

static const struct day_override *override_of(const struct reservations_config *config, struct date date)
{
    for (uint32_t i = 0; i < config->overrides.count; i++) {
        const struct day_override *day = &config->overrides.at[i];

        if (day->date.v == date.v || (day->until.v != 0 && day->date.v < date.v && date.v <= day->until.v))
            return day;
    }
    return NULL;
}

static const struct day_change *change_of(const struct calendar *calendar, struct date date)
{
    for (uint32_t i = 0; i < calendar->change_count; i++)
        if (calendar->changes[i].date.v == date.v)
            return &calendar->changes[i];
    return NULL;
}

struct opening opening_on(const struct calendar *calendar, struct date date)
{
    const struct day_change *change = change_of(calendar, date);
    const struct day_override *override = override_of(calendar->config, date);
    const struct opening_rule *rule = rule_of(calendar->config, date);

    must(date_valid(date));
    if (change != NULL)
        return (struct opening){ .open = change->open, .opens_minute = (uint32_t)change->opens_minute, .closes_minute = (uint32_t)change->closes_minute,
                                 .staffed_desks = (uint32_t)change->staffed_desks, .shifts = change->shifts.at, .shift_count = change->shifts.count };
    if (override != NULL)
        return (struct opening){ .open = override->open, .opens_minute = (uint32_t)override->opens_minute,
                                 .closes_minute = (uint32_t)override->closes_minute, .staffed_desks = (uint32_t)override->staffed_desks,
                                 .shifts = override->shifts.at, .shift_count = override->shifts.count };
    if (rule == NULL || (rule->closed_on_holidays && is_holiday(calendar->config, date)) || (rule->closed_at_year_end && is_year_end(calendar->config, date)))
        return (struct opening){ .open = false };
    return (struct opening){ .open = true, .opens_minute = (uint32_t)rule->opens_minute, .closes_minute = (uint32_t)rule->closes_minute,
                             .staffed_desks = (uint32_t)rule->staffed_desks, .shifts = rule->shifts.at, .shift_count = rule->shifts.count };
}

struct date last_open_before(const struct calendar *calendar, struct date date)
{
    for (int32_t back = 1; back <= LOOK_BACK_DAYS; back++) {
        struct date day = date_add_days(date, -back);

        if (opening_on(calendar, day).open)
            return day;
    }
    return (struct date){ 0 };
}
