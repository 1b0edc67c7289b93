/* What one desk shows. Keeps true: who would be called next is found by the function that a call uses. Nothing here
 * names a person. */
#include "state.h"

static struct desk_case desk_case_of(const struct view *v, const struct queueing_config *config, const struct ticket *ticket)
{
    bool called = ticket->state == TICKET_STATE_CALLED;
    struct desk_case ret = {
        .ticket_id = ticket->ticket_id, .number = ticket->number, .origin = ticket->origin, .line_id = ticket->line_id, .people = ticket->people,
        .state = ticket->state, .dispatch_case = ticket->call_case, .priority = ticket->priority_at_us != 0, .arrived_at_us = ticket->arrived_at_us,
        .booked_us = ticket->booked_us, .late = ticket->late, .reservation_id = ticket->reservation_id, .called_at_us = ticket->called_at_us,
        .call = ticket->calls, .call_again_from_us = called ? ticket->called_at_us + config->recall_seconds_min * US_PER_SECOND : 0,
        .started_at_us = called ? 0 : ticket->started_at_us, .city_wait_since_us = ticket->city_wait_since_us,
        .city_question = ticket->city_question, .cards_handed = ticket->cards_handed,
        .done_before = { ticket->done_before.at, ticket->done_before.count } };
    struct visit visit;

    if (is_set(ticket->reservation_id) && visit_find(v, ticket->reservation_id, &visit))
        ret.procedure = visit.procedure;
    return ret;
}

struct counter_desk counter_desk_of(const struct view *v, const struct queueing_config *config, const struct queue_desk *known)
{
    struct counter_desk ret = { .desk_id = known->desk_id, .name_ja = known->name_ja, .name_en = known->name_en, .place = known->place,
                                .lines = { known->lines.at, known->lines.count } };
    struct ticket ticket;
    struct desk desk;

    if (!desk_open_today(v, known->desk_id, &desk))
        return ret;
    ret.open = true;
    ret.account_id = desk.account_id;
    ret.free_since_us = desk.free_since_us;
    ret.help_since_us = desk.help_since_us;
    ret.help_called_by = desk.help_called_by;
    if (desk.lines.count > 0) {
        ret.lines.at = desk.lines.at;
        ret.lines.count = desk.lines.count;
    }
    if (is_set(desk.serving) && ticket_find(v, desk.serving, &ticket))
        ret.serving = desk_case_of(v, config, &ticket);
    return ret;
}

uint64_t lines_waiting(const struct view *v, const struct queueing_config *config, struct line_waiting *ret)
{
    struct row_scan scan = waiting_scan(v, 0, &(struct waiting){ 0 });
    struct waiting guest;
    uint64_t count = 0;

    for (uint32_t i = 0; i < config->lines.count; i++) {
        const struct queue_line *line = &config->lines.at[i];

        ret[i] = (struct line_waiting){ .line_id = line->line_id, .name_ja = line->name_ja, .name_en = line->name_en, .guests = line->guests,
                                        .procedures = { line->procedures.at, line->procedures.count }, .stopped = line_stopped_today(v, line->line_id) };
    }
    for (; waiting_next(&scan, &guest); count++)
        for (uint32_t i = 0; i < config->lines.count; i++)
            if (same(ret[i].line_id, guest.line_id)) {
                ret[i].waiting++;
                if (ret[i].oldest_arrival_us == 0 || guest.arrived_at_us < ret[i].oldest_arrival_us)
                    ret[i].oldest_arrival_us = guest.arrived_at_us;
            }
    return count;
}

uint32_t stops_in_force(const struct view *v, struct stop_in_force *ret)
{
    struct row_scan scan = counter_stop_scan(v, 0, &(struct counter_stop){ 0 });
    struct counter_stop stop;
    uint32_t count = 0;

    while (count < STOPS_ROOM && counter_stop_next(&scan, &stop))
        ret[count++] = (struct stop_in_force){ .kind = stop.kind, .since_us = stop.since_us };
    return count;
}

static struct guest_to_call guest_to_call_of(const struct view *v, const struct dispatch *next)
{
    struct ticket ticket;

    if (!ticket_find(v, next->ticket_id, &ticket))
        return (struct guest_to_call){ 0 };                /* a latched fault */
    return (struct guest_to_call){
        .ticket_id = ticket.ticket_id, .number = ticket.number, .line_id = ticket.line_id, .people = ticket.people, .dispatch_case = next->which,
        .arrived_at_us = ticket.arrived_at_us, .booked_us = ticket.booked_us, .late = ticket.late, .reservation_id = ticket.reservation_id };
}

/* Who would be called, or why nobody. `ret->lines` are those of the desk. */
static void say_next(const struct view *v, const struct context *ctx, const struct queue_desk *known, struct desk_status_result *ret)
{
    struct dispatch next;
    uint64_t waiting = 0;

    for (uint32_t i = 0; i < ret->lines.count; i++)
        waiting += ret->lines.at[i].waiting;
    if (!ret->desk.open)
        ret->nobody_because = NOBODY_REASON_DESK_CLOSED;
    else if (stop_is_on(v, STOP_KIND_EVACUATION))
        ret->nobody_because = NOBODY_REASON_EVACUATION;
    else if (next_guest(v, ctx->config, known, ctx->now_us, &next))
        ret->next = guest_to_call_of(v, &next);
    else if (waiting == 0)
        ret->nobody_because = NOBODY_REASON_NOBODY_WAITING;
    else
        ret->nobody_because = stop_is_on(v, STOP_KIND_NATIONAL_STOP) ? NOBODY_REASON_NATIONAL_STOP : NOBODY_REASON_EQUIPMENT_BUSY;
}

enum refusal answer_desk_status(const struct view *v, const struct context *ctx, const struct desk_status *query, struct desk_status_result *ret)
{
    const struct queueing_config *config = ctx->config;
    const struct queue_desk *known = desk_of(config, query->desk_id);
    struct line_waiting *lines = arena_take(view_arena(v), config->lines.count * sizeof *lines);
    struct stop_in_force *stops = arena_take(view_arena(v), STOPS_ROOM * sizeof *stops);
    struct business_day day;
    uint32_t count = 0;

    if (known == NULL)
        return NO_SUCH_DESK;
    ret->as_of_us = ctx->now_us;
    ret->state = today(v, &day) ? day.state : 0;
    ret->stops.at = stops;
    ret->stops.count = stops_in_force(v, stops);
    ret->desk = counter_desk_of(v, config, known);
    ret->waiting = lines_waiting(v, config, lines);
    for (uint32_t i = 0; i < config->lines.count; i++)
        if (desk_serves(v, known, lines[i].line_id))
            lines[count++] = lines[i];
    ret->lines.at = lines;
    ret->lines.count = count;
    ret->recalls_max = config->recalls_max;
    say_next(v, ctx, known, ret);
    return REFUSAL_NONE;
}
