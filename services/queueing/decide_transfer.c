/* A case that does not end where it began: it rests, goes on at another desk, moves to another line, or
 * waits for the city. The place in the queue is never lost on the way. */
#include "state.h"

/* The case rests; desk and terminal are free.                               Clause: §5(1) */
void decide_park_ticket(const struct view *v, const struct context *ctx, const struct park_ticket *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_IN_SERVICE) refuse(out, TICKET_NOT_IN_SERVICE);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else
        emit_ticket_parked(out, &(struct ticket_parked){
            .ticket_id = ticket.ticket_id, .desk_id = ticket.desk_id, .at_us = ctx->now_us, .reason = cmd->reason });
}

/* A parked case goes on.                                                    Clause: §5(1) */
void decide_resume_ticket(const struct view *v, const struct context *ctx, const struct resume_ticket *cmd, struct decision *out)
{
    const struct queue_line *line;
    struct ticket ticket;
    struct desk desk;

    if (stop_is_on(v, STOP_KIND_EVACUATION)) refuse(out, EVACUATED);
    else if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_PARKED) refuse(out, TICKET_NOT_PARKED);
    else if (desk_of(ctx->config, cmd->desk_id) == NULL) refuse(out, NO_SUCH_DESK);
    else if (!desk_open_today(v, cmd->desk_id, &desk)) refuse(out, DESK_CLOSED);
    else if (is_set(desk.serving)) refuse(out, DESK_BUSY);
    else if (!desk_serves(v, desk_of(ctx->config, cmd->desk_id), ticket.line_id)) refuse(out, LINE_NOT_OF_DESK);
    else if ((line = line_of(ctx->config, ticket.line_id)) != NULL && line->needs_terminal && !terminal_free_for(v, ctx->config, cmd->desk_id, ctx->now_us)) refuse(out, EQUIPMENT_BUSY);
    else
        emit_ticket_resumed(out, &(struct ticket_resumed){
            .ticket_id = ticket.ticket_id, .desk_id = cmd->desk_id, .at_us = ctx->now_us, .terminal_in_use = line != NULL && line->needs_terminal });
}

/* To another line with the place kept.                                      Clause: §5(1) */
void decide_transfer_ticket(const struct view *v, const struct context *ctx, const struct transfer_ticket *cmd, struct decision *out)
{
    enum procedure done[PROCEDURES_ROOM];
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (!ticket_is_open(&ticket)) refuse(out, TICKET_ALREADY_CLOSED);
    else if (ticket.state == TICKET_STATE_PASSED) refuse(out, TICKET_PASSED_BY);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else if (line_of(ctx->config, cmd->line_id) == NULL) refuse(out, NO_SUCH_LINE);
    else if (same(ticket.line_id, cmd->line_id)) refuse(out, SAME_LINE);
    else
        emit_ticket_transferred(out, &(struct ticket_transferred){
            .ticket_id = ticket.ticket_id, .from_line = ticket.line_id, .line_id = cmd->line_id, .desk_id = ticket.desk_id, .at_us = ctx->now_us,
            .procedures = { .at = done, .count = procedures_done(cmd->procedures.at, cmd->procedures.count, &ticket, done) } });
}

/* The city decides; until then the time is not the counter's.               Clause: §5(4) */
void decide_begin_city_wait(const struct view *v, const struct context *ctx, const struct begin_city_wait *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_IN_SERVICE) refuse(out, TICKET_NOT_IN_SERVICE);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else if (ticket.city_wait_since_us != 0) refuse(out, CITY_WAIT_ALREADY);
    else
        emit_city_wait_begun(out, &(struct city_wait_begun){ .ticket_id = cmd->ticket_id, .at_us = ctx->now_us });
}

void decide_end_city_wait(const struct view *v, const struct context *ctx, const struct end_city_wait *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.city_wait_since_us == 0) refuse(out, NO_CITY_WAIT);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else
        emit_city_wait_ended(out, &(struct city_wait_ended){ .ticket_id = cmd->ticket_id, .at_us = ctx->now_us });
}

/* Marks the point; the city does the rest.                                  Clause: §5(4) */
void decide_hand_over_to_city(const struct view *v, const struct context *ctx, const struct hand_over_to_city *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_IN_SERVICE) refuse(out, TICKET_NOT_IN_SERVICE);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else
        emit_handed_over_to_city(out, &(struct handed_over_to_city){ .ticket_id = cmd->ticket_id, .at_us = ctx->now_us, .matter = cmd->matter });
}
