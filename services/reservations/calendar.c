/* The calendar of §7. Everything is data: hours by weekday and by n-th weekday of a month,
 * national holidays from the Cabinet Office's list, the year-end closure, and single days
 * that are unlike their rule. A closed Saturday has no substitute unless an override makes one. */
#include "calendar.h"

#include "base/invariant.h"

#define LOOK_BACK_DAYS 60

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

static bool rule_applies(const struct opening_rule *rule, struct date date)
{
    return rule->weekday == (uint64_t)date_weekday(date) && (rule->nth == 0 || rule->nth == date_nth_of_month(date)) &&
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
    for (uint32_t i = 0; i < config->overrides.count; i++)
        if (config->overrides.at[i].date.v == date.v)
            return &config->overrides.at[i];
    return NULL;
}

struct opening opening_on(const struct reservations_config *config, struct date date)
{
    const struct day_override *override = override_of(config, date);
    const struct opening_rule *rule = rule_of(config, date);

    must(date_valid(date));
    if (override != NULL)
        return (struct opening){ .open = override->open, .opens_minute = (uint32_t)override->opens_minute,
                                 .closes_minute = (uint32_t)override->closes_minute, .staffed_desks = (uint32_t)override->staffed_desks };
    if (rule == NULL || (rule->closed_on_holidays && is_holiday(config, date)) || (rule->closed_at_year_end && is_year_end(config, date)))
        return (struct opening){ .open = false };
    return (struct opening){ .open = true, .opens_minute = (uint32_t)rule->opens_minute, .closes_minute = (uint32_t)rule->closes_minute,
                             .staffed_desks = (uint32_t)rule->staffed_desks };
}

struct date last_open_before(const struct reservations_config *config, struct date date)
{
    for (int32_t back = 1; back <= LOOK_BACK_DAYS; back++) {
        struct date day = date_add_days(date, -back);

        if (opening_on(config, day).open)
            return day;
    }
    return (struct date){ 0 };
}
