/* The arithmetic of bookings. A visit is at one desk of one kind for its whole length, so
 * counting per quarter hour is enough: intervals that never exceed a number of desks can
 * always be given to that many desks. */
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

uint32_t visit_length(const struct reservations_config *config, const struct bookable_procedure *rule, uint64_t people)
{
    uint64_t minutes = rule->minutes + (people - 1) * config->minutes_per_further_person;
    uint64_t grid = config->grid_minutes;

    must(people >= 1 && grid >= QUARTER_MINUTES);
    return (uint32_t)((minutes + grid - 1) / grid * grid);
}

static uint64_t release_us(const struct reservations_config *config, struct date date)
{
    struct opening opening = opening_on(config, date);

    return tokyo_us(date_add_days(date, -(int32_t)config->window_days), opening.opens_minute);
}

bool in_window(const struct reservations_config *config, struct date date, uint32_t start_minute, uint64_t now_us, bool staff)
{
    struct date last = last_open_before(config, date);
    uint32_t until;

    if (now_us < release_us(config, date))
        return false;
    if (staff)
        return now_us <= tokyo_us(date, start_minute);
    if (last.v == 0)
        return false;
    until = opening_on(config, last).closes_minute;
    if (config->cutoff_minute < until)
        until = (uint32_t)config->cutoff_minute;
    return now_us <= tokyo_us(last, until);
}

bool fits_day(const struct reservations_config *config, const struct opening *opening, uint32_t start_minute, uint32_t length_minutes)
{
    return start_minute >= opening->opens_minute && (start_minute - opening->opens_minute) % config->grid_minutes == 0 &&
           start_minute + length_minutes <= opening->closes_minute;
}

static uint32_t kind_of_place(enum desk_place place)
{
    return place == DESK_PLACE_COUNTER ? 0 : 1;
}

/* LOAD_KINDS when the visit holds no equipment. */
static uint32_t kind_of_equipment(enum equipment equipment)
{
    return equipment == 0 ? LOAD_KINDS : (uint32_t)equipment - EQUIPMENT_INTEGRATED_TERMINAL + 2;
}

/* How many of an equipment this asker may take in all. One is kept for walk-ins, but never the last one. */
static uint64_t equipment_limit(const struct reservations_config *config, enum equipment equipment, bool staff)
{
    for (uint32_t i = 0; i < config->equipment.count; i++) {
        const struct equipment_stock *stock = &config->equipment.at[i];
        uint64_t kept = stock->kept_for_walk_ins < stock->count ? stock->kept_for_walk_ins : stock->count - 1;

        if (stock->equipment == equipment)
            return staff ? stock->count : stock->count - kept;
    }
    return 0;
}

bool place_free(const struct reservations_config *config, const struct opening *opening, const uint8_t load[LOAD_BYTES],
                uint32_t start_minute, uint32_t length_minutes, enum desk_place place, enum equipment equipment, bool staff)
{
    uint32_t end = (start_minute + length_minutes + QUARTER_MINUTES - 1) / QUARTER_MINUTES, held = kind_of_equipment(equipment);
    uint64_t desks = place == DESK_PLACE_COUNTER ? config->counters : config->booths;
    uint64_t held_max = held < LOAD_KINDS ? equipment_limit(config, equipment, staff) : 0;

    must(length_minutes > 0);
    if (end > QUARTERS)
        return false;
    for (uint32_t q = start_minute / QUARTER_MINUTES; q < end; q++) {
        const uint8_t *taken = load + q * LOAD_KINDS;

        if (taken[kind_of_place(place)] >= desks || (uint32_t)taken[0] + taken[1] >= opening->staffed_desks)
            return false;
        if (held < LOAD_KINDS && taken[held] >= held_max)
            return false;
    }
    return true;
}

bool place_choose(const struct reservations_config *config, const struct opening *opening, const uint8_t load[LOAD_BYTES],
                  uint32_t start_minute, uint32_t length_minutes, const struct bookable_procedure *rule, bool staff, enum desk_place *ret)
{
    for (uint32_t i = 0; i < rule->places.count; i++)
        if (place_free(config, opening, load, start_minute, length_minutes, rule->places.at[i], rule->equipment, staff)) {
            *ret = rule->places.at[i];
            return true;
        }
    return false;
}

static bool cell_fits(const uint8_t *cell, int by)
{
    return by > 0 ? *cell < UINT8_MAX : *cell > 0;
}

bool load_change(uint8_t load[LOAD_BYTES], uint32_t start_minute, uint32_t length_minutes, enum desk_place place, enum equipment equipment, int by)
{
    uint32_t end = (start_minute + length_minutes + QUARTER_MINUTES - 1) / QUARTER_MINUTES;
    uint32_t desk = kind_of_place(place), held = kind_of_equipment(equipment);

    must(by == 1 || by == -1);
    if (end > QUARTERS)
        return false;
    for (uint32_t q = start_minute / QUARTER_MINUTES; q < end; q++)
        if (!cell_fits(&load[q * LOAD_KINDS + desk], by) || (held < LOAD_KINDS && !cell_fits(&load[q * LOAD_KINDS + held], by)))
            return false;
    for (uint32_t q = start_minute / QUARTER_MINUTES; q < end; q++) {
        load[q * LOAD_KINDS + desk] = (uint8_t)(load[q * LOAD_KINDS + desk] + by);
        if (held < LOAD_KINDS)
            load[q * LOAD_KINDS + held] = (uint8_t)(load[q * LOAD_KINDS + held] + by);
    }
    return true;
}
