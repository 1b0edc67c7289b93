/* What is there and what is taken, by quarters of an hour. Counting per quarter is enough: visits that
 * never exceed a number of desks can always be given to that many desks. */
#include "slots.h"

#include "base/invariant.h"

static enum load_kind kind_of_place(enum desk_place place)
{
    return place == DESK_PLACE_COUNTER ? LOAD_COUNTERS : LOAD_BOOTHS;
}

static enum load_kind kind_of_equipment(enum equipment equipment)
{
    switch (equipment) {
    case EQUIPMENT_INTEGRATED_TERMINAL: return LOAD_TERMINALS;
    case EQUIPMENT_MYNAPIT: return LOAD_MYNAPITS;
    case EQUIPMENT_CAMERA_SET: return LOAD_CAMERA_SETS;
    }
    must(false);                             /* there is no other kind */
}

static uint8_t less(uint8_t there, uint64_t by)
{
    return there > by ? (uint8_t)(there - by) : 0;
}

static uint32_t last_quarter(uint32_t end_minute)
{
    uint32_t end = (end_minute + QUARTER_MINUTES - 1) / QUARTER_MINUTES;

    return end < QUARTERS ? end : QUARTERS;
}

/* A shift counts in a quarter hour it covers as far as the counter is open in it. */
static uint8_t staff_in(const struct opening *opening, uint32_t from, uint32_t until)
{
    uint64_t staff = 0;

    if (opening->shift_count == 0)
        return (uint8_t)opening->staffed_desks;
    if (until > opening->closes_minute)
        until = opening->closes_minute;
    for (uint32_t i = 0; i < opening->shift_count; i++)
        if (opening->shifts[i].from_minute <= from && opening->shifts[i].until_minute >= until)
            staff += opening->shifts[i].staffed_desks;
    return (uint8_t)(staff < UINT8_MAX ? staff : UINT8_MAX);
}

static void plan_opening(const struct reservations_config *config, struct day_plan *plan)
{
    const struct opening *opening = &plan->opening;

    for (uint32_t q = 0; q < QUARTERS; q++) {
        plan->closed[q] = !opening->open || (q + 1) * QUARTER_MINUTES <= opening->opens_minute || q * QUARTER_MINUTES >= opening->closes_minute;
        plan->staff[q] = plan->closed[q] ? 0 : staff_in(opening, q * QUARTER_MINUTES, (q + 1) * QUARTER_MINUTES);
        plan->there[q][LOAD_COUNTERS] = (uint8_t)config->counters;
        plan->there[q][LOAD_BOOTHS] = (uint8_t)config->booths;
        plan->there[q][LOAD_CITIZENS] = config->public_places_max == 0 ? UINT8_MAX : (uint8_t)config->public_places_max;
        for (uint32_t i = 0; i < config->equipment.count; i++)
            plan->there[q][kind_of_equipment(config->equipment.at[i].equipment)] = (uint8_t)config->equipment.at[i].count;
    }
}

static void plan_part(struct day_plan *plan, const struct closed_part *part)
{
    for (uint32_t q = (uint32_t)part->from_minute / QUARTER_MINUTES; q < last_quarter((uint32_t)part->until_minute); q++) {
        if (part->place == 0) {
            plan->closed[q] = true;
            plan->staff[q] = 0;
            continue;
        }
        uint8_t *desks = &plan->there[q][kind_of_place(part->place)];

        *desks = part->desks == 0 ? 0 : less(*desks, part->desks);
    }
}

static void plan_outage(struct day_plan *plan, struct date date, const struct outage *outage)
{
    if (outage->equipment == 0)
        return;                                     /* a row that could not be read; the step fails anyhow */
    for (uint32_t q = 0; q < QUARTERS; q++) {
        uint8_t *there = &plan->there[q][kind_of_equipment(outage->equipment)];
        uint64_t from_us = tokyo_us(date, q * QUARTER_MINUTES);

        if (outage->from_us < from_us + QUARTER_MINUTES * US_PER_MINUTE && (outage->until_us == 0 || outage->until_us > from_us))
            *there = less(*there, outage->count);
    }
}

void plan_day(const struct calendar *calendar, struct date date, struct day_plan *ret)
{
    *ret = (struct day_plan){ .opening = opening_on(calendar, date) };
    plan_opening(calendar->config, ret);
    for (uint32_t i = 0; i < calendar->part_count; i++)
        if (calendar->parts[i].date.v == date.v)
            plan_part(ret, &calendar->parts[i]);
    for (uint32_t i = 0; i < calendar->outage_count; i++)
        plan_outage(ret, date, &calendar->outages[i]);
}

/* One is kept for walk-ins, but never the last one there is. */
static uint64_t kept_of(const struct reservations_config *config, enum equipment equipment, uint64_t there)
{
    for (uint32_t i = 0; i < config->equipment.count; i++)
        if (config->equipment.at[i].equipment == equipment && there > 0)
            return config->equipment.at[i].kept_for_walk_ins < there ? config->equipment.at[i].kept_for_walk_ins : there - 1;
    return 0;
}

static uint32_t smaller(uint32_t a, uint64_t there, uint64_t taken)
{
    uint64_t left = there > taken ? there - taken : 0;

    return left < a ? (uint32_t)left : a;
}

/* How many desks of a kind are free all the time. */
static uint32_t room(const struct day_plan *plan, const uint8_t load[LOAD_BYTES], uint32_t from, uint32_t end, enum load_kind kind)
{
    uint32_t least = UINT8_MAX;

    for (uint32_t q = from; q < end; q++)
        least = smaller(least, plan->there[q][kind], load[q * LOAD_KINDS + kind]);
    return least;
}

/* How many more desks staff and equipment allow, wherever they are. */
static uint32_t room_besides(const struct reservations_config *config, const struct day_plan *plan, const uint8_t load[LOAD_BYTES],
                             uint32_t from, uint32_t end, const struct wish *wish, bool staff)
{
    uint32_t least = staff ? UINT8_MAX : room(plan, load, from, end, LOAD_CITIZENS);

    for (uint32_t q = from; q < end; q++) {
        const uint8_t *taken = load + q * LOAD_KINDS;

        least = smaller(least, plan->closed[q] ? 0 : plan->staff[q], (uint64_t)taken[LOAD_COUNTERS] + taken[LOAD_BOOTHS]);
        for (uint32_t i = 0; i < wish->equipment_count; i++) {
            enum load_kind kind = kind_of_equipment(wish->equipment[i]);
            uint64_t there = plan->there[q][kind];

            least = smaller(least, staff ? there : there - kept_of(config, wish->equipment[i], there), taken[kind]);
        }
    }
    return least;
}

bool choose_places(const struct reservations_config *config, const struct day_plan *plan, const uint8_t load[LOAD_BYTES], uint32_t start_minute,
                   const struct wish *wish, bool staff, enum desk_place ret[PLACES_MAX])
{
    uint32_t from = start_minute / QUARTER_MINUTES, end = last_quarter(start_minute + wish->length_minutes), chosen = 0;

    must(wish->length_minutes > 0 && wish->place_count <= PLACES_MAX);
    if (start_minute + wish->length_minutes > QUARTERS * QUARTER_MINUTES ||
        room_besides(config, plan, load, from, end, wish, staff) < wish->place_count)
        return false;
    for (uint32_t i = 0; i < wish->allowed_count; i++) {
        uint32_t free_desks = room(plan, load, from, end, kind_of_place(wish->allowed[i]));

        while (chosen < wish->place_count && free_desks-- > 0)
            ret[chosen++] = wish->allowed[i];
    }
    return chosen == wish->place_count;
}

/* How many desks at a time the equipment of what citizens book allows. */
static uint64_t equipment_for_citizens(const struct reservations_config *config, const uint8_t *there)
{
    bool held[LOAD_KINDS] = { false };
    uint64_t sum = 0;

    for (uint32_t i = 0; i < config->procedures.count; i++) {
        const struct bookable_procedure *rule = &config->procedures.at[i];

        if (rule->online && rule->equipment == 0)
            return UINT8_MAX;
        if (rule->online && !held[kind_of_equipment(rule->equipment)]) {
            uint64_t count = there[kind_of_equipment(rule->equipment)];

            held[kind_of_equipment(rule->equipment)] = true;
            sum += count - kept_of(config, rule->equipment, count);
        }
    }
    return sum;
}

uint64_t offered_minutes(const struct reservations_config *config, const struct day_plan *plan)
{
    uint64_t minutes = 0;

    for (uint32_t q = 0; q < QUARTERS; q++) {
        const uint8_t *there = plan->there[q];
        uint32_t desks = smaller(plan->closed[q] ? 0 : plan->staff[q], (uint64_t)there[LOAD_COUNTERS] + there[LOAD_BOOTHS], 0);

        desks = smaller(desks, there[LOAD_CITIZENS], 0);
        minutes += QUARTER_MINUTES * (uint64_t)smaller(desks, equipment_for_citizens(config, there), 0);
    }
    return minutes;
}

uint64_t booked_minutes(const uint8_t load[LOAD_BYTES])
{
    uint64_t minutes = 0;

    for (uint32_t q = 0; q < QUARTERS; q++)
        minutes += QUARTER_MINUTES * (uint64_t)load[q * LOAD_KINDS + LOAD_CITIZENS];
    return minutes;
}

static enum hit_reason hit_in(const struct day_plan *plan, const uint8_t *taken, uint32_t q, const struct taking *taking)
{
    if (plan->closed[q])
        return HIT_REASON_CLOSED;
    if (taken[LOAD_COUNTERS] + taken[LOAD_BOOTHS] > plan->staff[q])
        return HIT_REASON_STAFF;
    for (enum load_kind kind = LOAD_COUNTERS; kind <= LOAD_CAMERA_SETS; kind++)
        if (taking->of[kind] > 0 && taken[kind] > plan->there[q][kind])
            return kind <= LOAD_BOOTHS ? HIT_REASON_DESKS : HIT_REASON_EQUIPMENT;
    return 0;
}

enum hit_reason hit_by(const struct day_plan *plan, const uint8_t load[LOAD_BYTES], const struct taking *taking)
{
    enum hit_reason hit = 0;

    for (uint32_t q = taking->start_minute / QUARTER_MINUTES; q < last_quarter(taking->start_minute + taking->length_minutes) && hit == 0; q++)
        hit = hit_in(plan, load + q * LOAD_KINDS, q, taking);
    return hit;
}

bool load_change(uint8_t load[LOAD_BYTES], const struct taking *taking, int by)
{
    uint32_t from = taking->start_minute / QUARTER_MINUTES, end = last_quarter(taking->start_minute + taking->length_minutes);

    must(by == 1 || by == -1);
    if (taking->start_minute + taking->length_minutes > QUARTERS * QUARTER_MINUTES)
        return false;
    for (uint32_t at = from * LOAD_KINDS; at < end * LOAD_KINDS; at++) {
        int after = load[at] + by * taking->of[at % LOAD_KINDS];

        if (after < 0 || after > UINT8_MAX)
            return false;
    }
    for (uint32_t at = from * LOAD_KINDS; at < end * LOAD_KINDS; at++)
        load[at] = (uint8_t)(load[at] + by * taking->of[at % LOAD_KINDS]);
    return true;
}

struct taking taking_of(uint32_t start_minute, uint32_t length_minutes, const enum desk_place *places, uint32_t place_count,
                        const enum equipment *equipment, uint32_t equipment_count, bool staff)
{
    struct taking taking = { .start_minute = start_minute, .length_minutes = length_minutes };

    for (uint32_t i = 0; i < place_count; i++)
        taking.of[kind_of_place(places[i])]++;
    for (uint32_t i = 0; i < equipment_count; i++)
        if (equipment[i] != 0)                      /* 0: a row that could not be read; the step fails anyhow */
            taking.of[kind_of_equipment(equipment[i])] = (uint8_t)place_count;
    taking.of[LOAD_CITIZENS] = staff ? 0 : (uint8_t)place_count;
    return taking;
}
