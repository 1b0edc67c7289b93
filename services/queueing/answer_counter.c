/* The whole counter as it is now, for who looks after it. Lists are bounded; nothing here names a guest. */
#include "state.h"

enum { AT_REST_MAX = 50 };

static struct resting_case resting_case_of(const struct ticket *ticket)
{
    return (struct resting_case){
        .ticket_id = ticket->ticket_id, .number = ticket->number, .origin = ticket->origin, .line_id = ticket->line_id, .people = ticket->people,
        .since_us = ticket->rests_since_us, .desk_id = ticket->rests_from,
        .reason = ticket->state == TICKET_STATE_PARKED ? ticket->park_reason : 0 };
}

/* By number: every ticket without an outcome has its number in use. */
static void list_at_rest(const struct view *v, struct counter_status_result *ret)
{
    struct resting_case *parked = arena_take(view_arena(v), AT_REST_MAX * sizeof *parked), *passed = arena_take(view_arena(v), AT_REST_MAX * sizeof *passed);
    struct row_scan scan = number_in_use_scan(v, 0, &(struct number_in_use){ 0 });
    struct number_in_use used;
    struct ticket ticket;
    uint32_t parked_count = 0, passed_count = 0;

    while (number_in_use_next(&scan, &used)) {
        if (!ticket_find(v, used.ticket_id, &ticket))
            continue;
        if (ticket.state == TICKET_STATE_PARKED && parked_count < AT_REST_MAX)
            parked[parked_count++] = resting_case_of(&ticket);
        else if (ticket.state == TICKET_STATE_PASSED && passed_count < AT_REST_MAX)
            passed[passed_count++] = resting_case_of(&ticket);
        else if (ticket.state == TICKET_STATE_PARKED || ticket.state == TICKET_STATE_PASSED)
            ret->more_at_rest = true;
    }
    ret->parked.at = parked;
    ret->parked.count = parked_count;
    ret->passed.at = passed;
    ret->passed.count = passed_count;
}

enum refusal answer_counter_status(const struct view *v, const struct context *ctx, const struct counter_status *query, struct counter_status_result *ret)
{
    const struct queueing_config *config = ctx->config;
    struct counter_desk *desks = arena_take(view_arena(v), config->desks.count * sizeof *desks);
    struct line_waiting *lines = arena_take(view_arena(v), config->lines.count * sizeof *lines);
    struct stop_in_force *stops = arena_take(view_arena(v), STOPS_ROOM * sizeof *stops);
    struct business_day day;

    (void)query;
    for (uint32_t i = 0; i < config->desks.count; i++)
        desks[i] = counter_desk_of(v, config, &config->desks.at[i]);
    (void)lines_waiting(v, config, lines);
    *ret = (struct counter_status_result){
        .as_of_us = ctx->now_us, .stops = { stops, stops_in_force(v, stops) }, .desks = { desks, config->desks.count }, .lines = { lines, config->lines.count },
        .terminals = config->integrated_terminals, .terminals_in_use = terminals_in_use(v, (struct desk_id){ 0 }),
        .terminals_out = terminals_out(v, config, ctx->now_us) };
    if (today(v, &day)) {
        ret->date = day.date;
        ret->state = day.state;
        ret->last_ticket_minute = day.last_ticket_minute;
    }
    list_at_rest(v, ret);
    return REFUSAL_NONE;
}
