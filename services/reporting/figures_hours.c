/* Guests by half hours, the use of the terminals, and whole days. Reads nothing but its arguments. */
#include "figures.h"

#include "base/invariant.h"

#define HALF_HOUR 30u
#define DAY_END 1440u
#define PARTS_MAX 52u

/* Minutes since the day began; work after midnight belongs to the day. */
static uint64_t minute_of(const struct day_facts *facts, uint64_t at_us)
{
    uint64_t midnight_us = tokyo_us(facts->date, 0);

    return at_us > midnight_us ? (at_us - midnight_us) / US_PER_MINUTE : 0;
}

struct parts {
    struct half_hour_figures *at;
    uint32_t count;
};

static void add_part(struct parts *parts, uint64_t from, uint64_t until)
{
    must(parts->count < PARTS_MAX && from < until);
    parts->at[parts->count++] = (struct half_hour_figures){ .from_minute = from, .until_minute = until };
}

/* The next boundary of the grid after `minute`. */
static uint64_t next_boundary(uint64_t minute, uint64_t grid_minute)
{
    return minute + HALF_HOUR - (minute + DAY_END - grid_minute % HALF_HOUR) % HALF_HOUR;
}

static uint64_t last_arrival(const struct day_facts *facts)
{
    uint64_t last = 0;

    for (uint32_t i = 0; i < facts->ticket_count; i++) {
        uint64_t minute = minute_of(facts, facts->tickets[i].taken_at_us);

        last = minute > last ? minute : last;
    }
    return last < DAY_END ? last : DAY_END - 1;
}

void half_hours_of(const struct day_facts *facts, uint64_t grid_minute, struct arena *arena, struct day_figures *ret)
{
    struct parts parts = { .at = arena_take(arena, PARTS_MAX * sizeof *parts.at) };
    uint64_t opens = facts->opens_minute != 0 ? facts->opens_minute : grid_minute;
    uint64_t closes = facts->closes_minute != 0 ? facts->closes_minute : last_arrival(facts) + 1;

    must(opens > 0 && opens < DAY_END);
    add_part(&parts, 0, opens);
    for (uint64_t from = opens, until; from < closes; from = until) {
        until = next_boundary(from, grid_minute);
        until = facts->closes_minute != 0 && until > closes ? closes : until > DAY_END ? DAY_END : until;
        add_part(&parts, from, until);
    }
    if (facts->closes_minute != 0 && closes < DAY_END)
        add_part(&parts, closes, DAY_END);
    for (uint32_t i = 0; i < facts->ticket_count; i++) {
        uint64_t minute = minute_of(facts, facts->tickets[i].taken_at_us);
        uint32_t k = 0;

        while (k + 1 < parts.count && minute >= parts.at[k].until_minute)
            k++;
        parts.at[k].tickets++;
        parts.at[k].people += facts->tickets[i].people;
    }
    ret->half_hours.at = parts.at;
    ret->half_hours.count = parts.count;
}

/* How much of an interval lies between two times. */
static uint64_t clipped_us(uint64_t from_us, uint64_t until_us, uint64_t low_us, uint64_t high_us)
{
    uint64_t from = from_us > low_us ? from_us : low_us, until = until_us < high_us ? until_us : high_us;

    return until > from ? until - from : 0;
}

/* How many terminals could not be used at a time: all of them during a stop. */
static uint64_t out_at(const struct day_facts *facts, uint64_t terminals, uint64_t at_us)
{
    uint64_t out = 0;

    for (uint32_t i = 0; i < facts->stop_count; i++)
        if (facts->stops[i].from_us <= at_us && (facts->stops[i].until_us == 0 || facts->stops[i].until_us > at_us))
            return terminals;
    for (uint32_t i = 0; i < facts->outage_count; i++) {
        const struct outage *outage = &facts->outages[i];

        if (outage->equipment == EQUIPMENT_INTEGRATED_TERMINAL && outage->from_us <= at_us && (outage->until_us == 0 || outage->until_us > at_us))
            out += outage->count;
    }
    return out < terminals ? out : terminals;
}

static uint64_t sooner(uint64_t change_us, uint64_t after_us, uint64_t best_us)
{
    return change_us > after_us && change_us < best_us ? change_us : best_us;
}

/* The next time after `at_us` at which an outage or a stop begins or ends; `end_us` at the latest. */
static uint64_t next_change(const struct day_facts *facts, uint64_t at_us, uint64_t end_us)
{
    uint64_t next = end_us;

    for (uint32_t i = 0; i < facts->outage_count; i++)
        next = sooner(facts->outages[i].from_us, at_us, sooner(facts->outages[i].until_us, at_us, next));
    for (uint32_t i = 0; i < facts->stop_count; i++)
        next = sooner(facts->stops[i].from_us, at_us, sooner(facts->stops[i].until_us, at_us, next));
    return next;
}

/* Time of all terminals together that outages and stops took, however they overlap. */
static uint64_t out_of_use_us(const struct day_facts *facts, uint64_t terminals, uint64_t opens_us, uint64_t closes_us)
{
    uint64_t out_us = 0, next_us;

    for (uint64_t at_us = opens_us; at_us < closes_us; at_us = next_us) {
        next_us = next_change(facts, at_us, closes_us);
        out_us += out_at(facts, terminals, at_us) * (next_us - at_us);
    }
    return out_us;
}

struct terminal_figures terminal_use(const struct day_facts *facts, uint64_t terminals)
{
    struct terminal_figures use = { .terminals = terminals };
    uint64_t opens_us = tokyo_us(facts->date, (uint32_t)facts->opens_minute), closes_us = tokyo_us(facts->date, (uint32_t)facts->closes_minute);

    if (terminals == 0 || facts->closes_minute <= facts->opens_minute)
        return (struct terminal_figures){ 0 };
    use.open_us = terminals * (closes_us - opens_us) - out_of_use_us(facts, terminals, opens_us, closes_us);
    for (uint32_t i = 0; i < facts->span_count; i++)
        use.busy_us += clipped_us(facts->spans[i].from_us, facts->spans[i].until_us, opens_us, closes_us);
    return use;
}

static int ascending(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y ? 1 : 0;
}

struct day_count_figures day_counts_of(const uint64_t *days, uint32_t count, struct arena *arena)
{
    uint64_t *sorted = arena_take(arena, (count + 1) * sizeof *sorted);

    if (count == 0)
        return (struct day_count_figures){ 0 };
    memcpy(sorted, days, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    return (struct day_count_figures){
        .n = count, .p50_days = nearest_rank(sorted, count, 50), .p90_days = nearest_rank(sorted, count, 90), .max_days = sorted[count - 1] };
}
