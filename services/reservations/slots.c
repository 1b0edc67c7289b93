/* The arithmetic of bookings: what a visit needs and when it may be booked. A visit is at its desks
 * for its whole length. What is free is capacity.c. */
#include "slots.h"

#include "base/invariant.h"

const struct bookable_procedure *bookable(const struct reservations_config *config, enum procedure procedure, uint64_t people, bool staff)
{
    if (people == 0 || people > config->people_max)
        return NULL;
    for (uint32_t i = 0; i < config->procedures.count; i++)
        if (config->procedures.at[i].procedure == procedure)
            return staff || config->procedures.at[i].online ? &config->procedures.at[i] : NULL;
    return NULL;
}

static bool has_place(const struct bookable_procedure *rule, enum desk_place place)
{
    for (uint32_t i = 0; i < rule->places.count; i++)
        if (rule->places.at[i] == place)
            return true;
    return false;
}

static void wish_equipment(struct wish *wish, enum equipment equipment)
{
    for (uint32_t i = 0; i < wish->equipment_count; i++)
        if (wish->equipment[i] == equipment)
            return;
    if (equipment != 0) {
        must(wish->equipment_count < EQUIPMENT_MAX);
        wish->equipment[wish->equipment_count++] = equipment;
    }
}

/* Keeps of the allowed places those of this procedure too. */
static void wish_narrow(struct wish *wish, const struct bookable_procedure *rule)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < wish->allowed_count; i++)
        if (has_place(rule, wish->allowed[i]))
            wish->allowed[kept++] = wish->allowed[i];
    wish->allowed_count = kept;
    wish->needs_notice = wish->needs_notice || rule->needs_notice;
    wish_equipment(wish, rule->equipment);
}

static uint32_t length_of(const struct reservations_config *config, uint64_t minutes, uint64_t people, uint64_t places)
{
    uint64_t at_one_desk = (people + places - 1) / places, grid = config->grid_minutes;

    must(people >= 1 && grid >= QUARTER_MINUTES);
    minutes += (at_one_desk - 1) * config->minutes_per_further_person;
    return (uint32_t)((minutes + grid - 1) / grid * grid);
}

enum refusal wish_of(const struct reservations_config *config, enum procedure procedure, const enum procedure *further, uint32_t further_count,
                     uint64_t people, uint64_t places, bool staff, struct wish *ret)
{
    const struct bookable_procedure *rule = bookable(config, procedure, people, staff);
    struct wish wish = { .place_count = (uint32_t)(places == 0 ? 1 : places) };
    uint64_t minutes;

    if (rule == NULL || wish.place_count > people || wish.place_count > PLACES_MAX || further_count >= PROCEDURES_MAX)
        return NOT_BOOKABLE;
    for (uint32_t i = 0; i < rule->places.count && i < 2; i++)
        wish.allowed[wish.allowed_count++] = rule->places.at[i];
    minutes = rule->minutes;
    wish_narrow(&wish, rule);
    for (uint32_t i = 0; i < further_count; i++) {
        rule = bookable(config, further[i], people, staff);
        if (rule == NULL)
            return NOT_BOOKABLE;
        minutes += rule->minutes;
        wish_narrow(&wish, rule);
    }
    if (wish.allowed_count == 0)
        return NOT_BOOKABLE_TOGETHER;
    wish.length_minutes = length_of(config, minutes, people, wish.place_count);
    *ret = wish;
    return REFUSAL_NONE;
}

static uint64_t release_us(const struct calendar *calendar, struct date date)
{
    struct opening opening = opening_on(calendar, date);

    return tokyo_us(date_add_days(date, -(int32_t)calendar->config->window_days), opening.opens_minute);
}

uint64_t window_end_us(const struct calendar *calendar, struct date date)
{
    struct date last = last_open_before(calendar, date);
    uint32_t until;

    if (last.v == 0)
        return 0;
    until = opening_on(calendar, last).closes_minute;
    if (calendar->config->cutoff_minute < until)
        until = (uint32_t)calendar->config->cutoff_minute;
    return tokyo_us(last, until);
}

bool in_window(const struct calendar *calendar, struct date date, uint32_t start_minute, uint64_t now_us, bool staff)
{
    if (now_us < release_us(calendar, date))
        return false;
    return now_us <= (staff ? tokyo_us(date, start_minute) : window_end_us(calendar, date));
}

bool fits_day(const struct reservations_config *config, const struct opening *opening, uint32_t start_minute, uint32_t length_minutes)
{
    return start_minute >= opening->opens_minute && (start_minute - opening->opens_minute) % config->grid_minutes == 0 &&
           start_minute + length_minutes <= opening->closes_minute;
}
