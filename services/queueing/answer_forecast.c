/* What the forecast to closing is made of: who was accepted and is not done, who serves, and what cases take here. The forecast
 * itself is forecast.c. */
#include "forecast.h"
#include "state.h"

enum { OWN_CASES_MIN = 10, USUAL_MINUTES = 15, LONG_MINUTES = 30 };

/* What is gathered of the counter. */
struct gathered {
    const struct queueing_config *config;
    struct forecast_line *lines;
    struct forecast_desk *desks;
    struct forecast_guest *guests;           /* in the order in which desks take them */
    struct dispatch_guest *queue;            /* who waits or is expected; ticket i + 1 is found[i] */
    struct forecast_guest *found;
    uint32_t desk_count, guest_count, found_count;
    bool more;                               /* there are more than can be looked at */
};

static bool line_index(const struct queueing_config *config, struct line_id line_id, uint32_t *ret)
{
    for (uint32_t i = 0; i < config->lines.count; i++)
        if (same(config->lines.at[i].line_id, line_id)) {
            *ret = i;
            return true;
        }
    return false;
}

static uint64_t further_us(const struct queueing_config *config, uint64_t people)
{
    return people > 1 ? (people - 1) * config->further_person_minutes * US_PER_MINUTE : 0;
}

/* Of the line's own cases, or planned while they are few. */
static struct handling_basis basis_of(const struct view *v, const struct queue_line *line)
{
    struct handling_basis ret = {
        .line_id = line->line_id, .usual_us = (line->usual_minutes != 0 ? line->usual_minutes : USUAL_MINUTES) * US_PER_MINUTE,
        .long_us = (line->long_minutes != 0 ? line->long_minutes : LONG_MINUTES) * US_PER_MINUTE, .planned = true };
    struct line_history history;
    uint64_t *values;

    if (!line_history_find(v, line->line_id, &history))
        return ret;
    ret.own_cases = history.handled_us.count;
    if (ret.own_cases < OWN_CASES_MIN)
        return ret;
    values = arena_take(view_arena(v), history.handled_us.count * sizeof *values);
    memcpy(values, history.handled_us.at, history.handled_us.count * sizeof *values);
    ret.planned = false;
    ret.usual_us = forecast_percentile(values, history.handled_us.count, 50);
    ret.long_us = forecast_percentile(values, history.handled_us.count, 90);
    return ret;
}

static void gather_lines(const struct view *v, struct gathered *g, struct closing_forecast_result *ret)
{
    struct handling_basis *basis = arena_take(view_arena(v), g->config->lines.count * sizeof *basis);

    for (uint32_t i = 0; i < g->config->lines.count; i++) {
        basis[i] = basis_of(v, &g->config->lines.at[i]);
        g->lines[i] = (struct forecast_line){ .needs_terminal = g->config->lines.at[i].needs_terminal, .p50_us = basis[i].usual_us, .p90_us = basis[i].long_us };
    }
    ret->basis.at = basis;
    ret->basis.count = g->config->lines.count;
}

static void gather_desks(const struct view *v, struct gathered *g, struct closing_forecast_result *ret)
{
    for (uint32_t i = 0; i < g->config->desks.count; i++) {
        struct forecast_desk at = { 0 };
        struct ticket ticket;
        struct desk desk;

        if (!desk_open_today(v, g->config->desks.at[i].desk_id, &desk))
            continue;
        for (uint32_t k = 0; k < g->config->lines.count; k++)
            at.serves |= desk_serves(v, &g->config->desks.at[i], g->config->lines.at[k].line_id) ? 1u << k : 0;
        if (is_set(desk.serving) && ticket_find(v, desk.serving, &ticket) && line_index(g->config, ticket.line_id, &at.line)) {
            at.busy = true;
            at.since_us = ticket.state == TICKET_STATE_IN_SERVICE ? ticket.started_at_us : 0;
            at.more_us = further_us(g->config, ticket.people);
            ret->in_service++;
        }
        g->desks[g->desk_count++] = at;
    }
    ret->desks_open = g->desk_count;
}

static void join(struct gathered *g, struct line_id line_id, uint64_t people, uint64_t ready_us, struct dispatch_guest guest)
{
    struct forecast_guest found = { .ready_us = ready_us, .more_us = further_us(g->config, people) };

    if (g->found_count == FORECAST_GUESTS_MAX || !line_index(g->config, line_id, &found.line)) {
        g->more = true;
        return;
    }
    guest.ticket_id.v = g->found_count + 1;                    /* both tables are read in the order of their ids: ties fall as they will */
    g->queue[g->found_count] = guest;
    g->found[g->found_count++] = found;
}

static void gather_waiting(const struct view *v, struct gathered *g, struct closing_forecast_result *ret)
{
    struct row_scan scan = waiting_scan(v, 0, &(struct waiting){ 0 });
    struct waiting guest;

    for (; waiting_next(&scan, &guest); ret->waiting++)
        join(g, guest.line_id, guest.people, 0, dispatch_guest_of(&guest));
}

/* Booked for today and not here yet. */
static void gather_expected(const struct view *v, struct gathered *g, struct date date, struct closing_forecast_result *ret)
{
    struct row_scan scan = visit_due_scan(v, 1, &(struct visit_due){ .date = date });
    const struct queue_line *line;
    struct visit_due due;
    struct visit visit;

    for (; visit_due_next(&scan, &due); ret->expected++)
        if (visit_find(v, due.reservation_id, &visit) && (line = line_for_booking(g->config, visit.procedure)) != NULL)
            join(g, line->line_id, visit.people, visit.booked_us, (struct dispatch_guest){ .arrived_at_us = visit.booked_us, .booked_us = visit.booked_us });
}

/* As they would be called at closing, when whoever is booked is due. */
static void put_in_order(struct gathered *g, uint64_t closes_us)
{
    struct dispatch_limits limits = { g->config->passes_max, g->config->pass_minutes_max * US_PER_MINUTE };
    struct dispatch next;

    for (uint32_t left = g->found_count; dispatch_next(g->queue, left, &limits, closes_us, &next); left--) {
        uint32_t i = 0;

        while (!same(g->queue[i].ticket_id, next.ticket_id))
            i++;
        g->guests[g->guest_count++] = g->found[next.ticket_id.v - 1];
        g->queue[i] = g->queue[left - 1];
    }
}

/* Parked cases go on last; who has passed may come back or not, and is only counted. */
static void gather_resting(const struct view *v, struct gathered *g, struct closing_forecast_result *ret)
{
    struct row_scan scan = number_in_use_scan(v, 0, &(struct number_in_use){ 0 });
    struct number_in_use used;
    struct ticket ticket;

    while (number_in_use_next(&scan, &used)) {
        struct forecast_guest at = { 0 };

        if (!ticket_find(v, used.ticket_id, &ticket))
            continue;
        ret->passed += ticket.state == TICKET_STATE_PASSED;
        if (ticket.state != TICKET_STATE_PARKED)
            continue;
        ret->parked++;
        at.more_us = further_us(g->config, ticket.people);
        if (g->guest_count < FORECAST_GUESTS_MAX && line_index(g->config, ticket.line_id, &at.line))
            g->guests[g->guest_count++] = at;
        else
            g->more = true;
    }
}

static struct gathered gather(const struct view *v, const struct queueing_config *config)
{
    struct arena *arena = view_arena(v);

    return (struct gathered){
        .config = config, .lines = arena_take(arena, FORECAST_LINES_MAX * sizeof(struct forecast_line)),
        .desks = arena_take(arena, FORECAST_DESKS_MAX * sizeof(struct forecast_desk)),
        .guests = arena_take(arena, FORECAST_GUESTS_MAX * sizeof(struct forecast_guest)),
        .queue = arena_take(arena, FORECAST_GUESTS_MAX * sizeof(struct dispatch_guest)),
        .found = arena_take(arena, FORECAST_GUESTS_MAX * sizeof(struct forecast_guest)) };
}

static void judge(const struct view *v, const struct context *ctx, const struct gathered *g, uint64_t closes_us, struct closing_forecast_result *ret)
{
    uint64_t works = stop_is_on(v, STOP_KIND_NATIONAL_STOP) ? 0 : g->config->integrated_terminals - terminals_out(v, g->config, ctx->now_us);
    struct forecast_input in = {
        .now_us = ctx->now_us, .lines = g->lines, .line_count = g->config->lines.count, .desks = g->desks, .desk_count = g->desk_count,
        .guests = g->guests, .guest_count = g->guest_count, .terminals = (uint32_t)works };
    struct forecast_range range;

    ret->verdict = FORECAST_VERDICT_UNKNOWN;
    if (stop_is_on(v, STOP_KIND_EVACUATION) || !forecast_end(&in, &range))
        return;
    ret->verdict = forecast_judge(&range, closes_us);
    if (g->more && ret->verdict != FORECAST_VERDICT_TOO_LATE)
        ret->verdict = FORECAST_VERDICT_UNKNOWN;
    if (ret->verdict == FORECAST_VERDICT_UNKNOWN)
        return;
    ret->low_end_us = range.low_us;
    ret->high_end_us = range.high_us;
}

enum refusal answer_closing_forecast(const struct view *v, const struct context *ctx, const struct closing_forecast *query, struct closing_forecast_result *ret)
{
    struct gathered g = gather(v, ctx->config);
    struct business_day day;
    uint64_t closes_us;

    if (!today(v, &day))
        return DAY_NOT_OPEN;
    closes_us = tokyo_us(day.date, (uint32_t)query->closes_minute);
    ret->as_of_us = ctx->now_us;
    gather_lines(v, &g, ret);
    gather_desks(v, &g, ret);
    gather_waiting(v, &g, ret);
    gather_expected(v, &g, day.date, ret);
    put_in_order(&g, closes_us > ctx->now_us ? closes_us : ctx->now_us);
    gather_resting(v, &g, ret);
    judge(v, ctx, &g, closes_us, ret);
    return REFUSAL_NONE;
}
