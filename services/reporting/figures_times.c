/* How long the parts of cases took. Keeps true: what counts apart (parked, the city's decision, a marked
 * stop) is taken out of handling once, however it overlaps; a part after a transfer is never mixed with
 * first parts. Reads nothing but its arguments. */
#include "figures.h"

#include "base/id.h"

static int by_from(const void *a, const void *b)
{
    const struct interval *x = a, *y = b;

    return x->from_us < y->from_us ? -1 : x->from_us > y->from_us ? 1 : 0;
}

uint64_t uncovered_us(struct interval whole, struct interval *intervals, uint32_t count)
{
    uint64_t open_us = 0, at_us = whole.from_us;

    if (count > 0)
        qsort(intervals, count, sizeof *intervals, by_from);
    for (uint32_t i = 0; i < count && at_us < whole.until_us; i++) {
        uint64_t from_us = intervals[i].from_us < whole.until_us ? intervals[i].from_us : whole.until_us;

        open_us += from_us > at_us ? from_us - at_us : 0;
        at_us = intervals[i].until_us > at_us ? intervals[i].until_us : at_us;
    }
    return open_us + (at_us < whole.until_us ? whole.until_us - at_us : 0);
}

uint64_t handled_us(const struct day_facts *facts, struct ticket_id ticket_id, struct interval whole, struct arena *arena)
{
    struct interval *apart = arena_take(arena, (facts->pause_count + facts->stop_count + 1) * sizeof *apart);
    uint32_t count = 0;

    for (uint32_t i = 0; i < facts->pause_count; i++)
        if (facts->pauses[i].ticket_id.v == ticket_id.v)
            apart[count++] = (struct interval){ facts->pauses[i].from_us, facts->pauses[i].until_us };
    for (uint32_t i = 0; i < facts->stop_count; i++)
        apart[count++] = (struct interval){ facts->stops[i].from_us, facts->stops[i].until_us != 0 ? facts->stops[i].until_us : UINT64_MAX };
    return uncovered_us(whole, apart, count);
}

/* ---- First parts: of most cases the only one ---------------------------------------------- */

static const struct ticket_part *part_of(const struct day_facts *facts, const struct reported_ticket *ticket, uint64_t number)
{
    for (uint32_t i = 0; i < facts->part_count; i++)
        if (facts->parts[i].ticket_id.v == ticket->ticket_id.v && facts->parts[i].number == number)
            return &facts->parts[i];
    return NULL;
}

static bool is_finished(const struct reported_ticket *ticket) { return ticket->outcome != 0; }

struct gauge {
    const struct day_facts *facts;
    struct arena *arena;
    uint64_t *room;
};

/* One kind of time of a ticket. False when the ticket has none. */
typedef bool (time_of)(const struct gauge *g, const struct reported_ticket *ticket, uint64_t *ret_us);

static bool waiting(const struct gauge *g, const struct reported_ticket *ticket, uint64_t *ret_us)
{
    (void)g;
    if (!was_called(ticket))
        return false;
    *ret_us = waited_us(ticket, ticket->first_call_us);
    return true;
}

/* From the answered call to the start. */
static bool way(const struct gauge *g, const struct reported_ticket *ticket, uint64_t *ret_us)
{
    const struct ticket_part *first = ticket->parts > 0 ? part_of(g->facts, ticket, 1) : NULL;
    uint64_t call_us = first != NULL ? first->last_call_us : ticket->last_call_us;
    uint64_t start_us = first != NULL ? first->started_at_us : ticket->started_at_us;

    if (start_us == 0 || call_us == 0 || call_us > start_us)
        return false;
    *ret_us = start_us - call_us;
    return true;
}

static bool handling(const struct gauge *g, const struct reported_ticket *ticket, uint64_t *ret_us)
{
    const struct ticket_part *first = ticket->parts > 0 ? part_of(g->facts, ticket, 1) : NULL;
    struct interval whole = first != NULL ? (struct interval){ first->started_at_us, first->until_us }
                                          : (struct interval){ ticket->started_at_us, ticket->ended_at_us };

    if (first != NULL ? first->started_at_us == 0 : !is_finished(ticket))
        return false;
    *ret_us = handled_us(g->facts, ticket->ticket_id, whole, g->arena);
    return true;
}

static bool stay(const struct gauge *g, const struct reported_ticket *ticket, uint64_t *ret_us)
{
    (void)g;
    if (!is_finished(ticket))
        return false;
    *ret_us = ticket->ended_at_us - ticket->taken_at_us;
    return true;
}

static bool paused(const struct gauge *g, const struct reported_ticket *ticket, enum case_pause pause, uint64_t *ret_us)
{
    uint64_t sum_us = 0;
    bool any = false;

    for (uint32_t i = 0; i < g->facts->pause_count; i++) {
        const struct pause_span *span = &g->facts->pauses[i];

        if (span->ticket_id.v != ticket->ticket_id.v || span->pause != pause)
            continue;
        any = true;
        sum_us += span->until_us - span->from_us;
    }
    *ret_us = sum_us;
    return any;
}

static bool parked(const struct gauge *g, const struct reported_ticket *ticket, uint64_t *ret_us)
{
    return paused(g, ticket, CASE_PAUSE_PARKED, ret_us);
}

static bool city_decision(const struct gauge *g, const struct reported_ticket *ticket, uint64_t *ret_us)
{
    return paused(g, ticket, CASE_PAUSE_CITY_DECISION, ret_us);
}

static struct time_figures times(const struct gauge *g, time_of *time)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->facts->ticket_count; i++)
        count += time(g, &g->facts->tickets[i], &g->room[count]) ? 1 : 0;
    return time_figures_of(g->room, count);
}

/* ---- Parts after a transfer --------------------------------------------------------------- */

/* The part of this number as it ended, or as it is: the last one stands in the ticket itself. */
static struct ticket_part later_part(const struct gauge *g, const struct reported_ticket *ticket, uint64_t number)
{
    const struct ticket_part *ended = part_of(g->facts, ticket, number);

    if (ended != NULL)
        return *ended;
    return (struct ticket_part){
        .from_us = ticket->part_from_us, .first_call_us = ticket->part_call_us, .started_at_us = is_finished(ticket) ? ticket->started_at_us : 0,
        .until_us = ticket->ended_at_us };
}

static void second_parts(const struct gauge *g, bool handled, struct time_figures *ret)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->facts->ticket_count; i++) {
        const struct reported_ticket *ticket = &g->facts->tickets[i];

        for (uint64_t number = 2; number <= ticket->parts + 1; number++) {
            struct ticket_part part = later_part(g, ticket, number);

            if (handled && part.started_at_us != 0)
                g->room[count++] = handled_us(g->facts, ticket->ticket_id, (struct interval){ part.started_at_us, part.until_us }, g->arena);
            else if (!handled && part.first_call_us >= part.from_us && part.first_call_us != 0)
                g->room[count++] = part.first_call_us - part.from_us;
        }
    }
    *ret = time_figures_of(g->room, count);
}

/* ---- Cases of earlier days ------------------------------------------------------------------ */

static struct later_figures later_figures_of(const struct gauge *g)
{
    struct later_figures f = { .finished = g->facts->later_count };
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->facts->ticket_count; i++)
        f.agreed += g->facts->tickets[i].agreed_later ? 1 : 0;
    for (uint32_t i = 0; i < g->facts->later_count; i++) {
        f.items += g->facts->later[i].items;
        if (g->facts->later[i].handled_us > 0)
            g->room[count++] = g->facts->later[i].handled_us;
    }
    f.handling = time_figures_of(g->room, count);
    return f;
}

/* ---- By procedure ------------------------------------------------------------------------- */

static uint64_t items_of(const struct day_facts *facts, enum procedure procedure)
{
    uint64_t items = 0;

    for (uint32_t i = 0; i < facts->ticket_count; i++)
        for (uint32_t k = 0; k < facts->tickets[i].procedures.count; k++)
            items += facts->tickets[i].procedures.at[k] == procedure ? 1 : 0;
    return items;
}

/* Of cases with this procedure alone, at one desk. */
static struct time_figures procedure_times(const struct gauge *g, enum procedure only)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->facts->ticket_count; i++) {
        const struct reported_ticket *ticket = &g->facts->tickets[i];

        if (ticket->parts == 0 && ticket->procedures.count == 1 && ticket->procedures.at[0] == only)
            count += handling(g, ticket, &g->room[count]) ? 1 : 0;
    }
    return time_figures_of(g->room, count);
}

static void list_procedures(const struct gauge *g, struct day_figures *ret)
{
    struct procedure_figures *list = arena_take(g->arena, procedure_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= procedure_values.count; i++) {
        enum procedure procedure = (enum procedure)i;
        uint64_t items = items_of(g->facts, procedure);

        if (items > 0)
            list[count++] = (struct procedure_figures){ procedure, items, procedure_times(g, procedure) };
    }
    ret->procedures.at = list;
    ret->procedures.count = count;
}

void time_figures_of_day(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct gauge g = { facts, arena, arena_take(arena, (facts->ticket_count + facts->part_count + facts->later_count + 1) * sizeof *g.room) };

    ret->waiting = times(&g, waiting);
    ret->way = times(&g, way);
    ret->handling = times(&g, handling);
    ret->stay = times(&g, stay);
    ret->parked = times(&g, parked);
    ret->city_decision = times(&g, city_decision);
    second_parts(&g, false, &ret->second_waiting);
    second_parts(&g, true, &ret->second_handling);
    ret->later = later_figures_of(&g);
    list_procedures(&g, ret);
}
