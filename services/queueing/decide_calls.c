/* A desk and its guest: called, served, done with. */
#include "state.h"

/* A desk calls the next guest of the lines it serves; also at a desk that somebody else opened. Clause: §5(1), §9(3) */
void decide_call_next(const struct view *v, const struct context *ctx, const struct call_next *cmd, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    const struct queue_desk *known = desk_of(config, cmd->desk_id);
    enum refusal unready = desk_refusal_of(v, (struct account_id){ ctx->actor }, ctx->date);
    struct desk desk;
    struct dispatch next;
    struct waiting guest;
    struct ticket ticket;

    if (stop_is_on(v, STOP_KIND_EVACUATION)) refuse(out, EVACUATED);
    else if (known == NULL) refuse(out, NO_SUCH_DESK);
    else if (!desk_open_today(v, cmd->desk_id, &desk)) refuse(out, DESK_CLOSED);
    else if (unready != REFUSAL_NONE) refuse(out, unready);
    else if (is_set(desk.serving)) refuse(out, DESK_BUSY);
    else if (!next_guest(v, config, known, ctx->now_us, &next)) refuse(out, NOBODY_WAITING);
    else if (waiting_find(v, next.ticket_id, &guest) && ticket_find(v, next.ticket_id, &ticket)) {
        const struct queue_line *line = line_of(config, guest.line_id);
        uint64_t since_us = waiting_since(&guest);

        emit_ticket_called(out, &(struct ticket_called){
            .ticket_id = next.ticket_id, .desk_id = cmd->desk_id, .at_us = ctx->now_us,
            .waited_us = ctx->now_us > since_us ? ctx->now_us - since_us : 0,
            .dispatch_case = next.which, .passed_over = next.passed_over, .terminal_in_use = line->needs_terminal });
        result_call_next(out, &(struct call_next_result){
            .ticket_id = next.ticket_id, .number = guest.number, .line_id = guest.line_id,
            .reservation_id = ticket.reservation_id, .dispatch_case = next.which });
    }
}

/* The called guest is at the desk.                                          Clause: §5(1) */
void decide_start_service(const struct view *v, const struct context *ctx, const struct start_service *cmd, struct decision *out)
{
    struct ticket ticket;

    if (stop_is_on(v, STOP_KIND_EVACUATION)) refuse(out, EVACUATED);
    else if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_CALLED) refuse(out, TICKET_NOT_CALLED);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else
        emit_service_started(out, &(struct service_started){
            .ticket_id = ticket.ticket_id, .desk_id = ticket.desk_id, .at_us = ctx->now_us });
}

/* One card of those told of is the one named: of its kind, or else of the other, as clerks do not always tell them apart. */
static void name_card(bool to_agent, uint64_t *to_agents, uint64_t *to_others)
{
    uint64_t *kind = (to_agent && *to_agents > 0) || *to_others == 0 ? to_agents : to_others;

    *kind -= *kind > 0;
}

uint32_t procedures_done(const enum procedure *named, uint32_t count, const struct ticket *ticket, enum procedure *ret)
{
    uint64_t to_agents = ticket->cards_to_agents, to_others = ticket->cards_handed - to_agents;

    for (uint32_t i = 0; i < count; i++) {
        ret[i] = named[i];
        if (ret[i] == PROCEDURE_ISSUE || ret[i] == PROCEDURE_ISSUE_AGENT)
            name_card(ret[i] == PROCEDURE_ISSUE_AGENT, &to_agents, &to_others);
    }
    while (to_others-- > 0)
        ret[count++] = PROCEDURE_ISSUE;
    while (to_agents-- > 0)
        ret[count++] = PROCEDURE_ISSUE_AGENT;
    return count;
}

/* The case is done with.                                                    Clause: §5(5) */
void decide_finish_service(const struct view *v, const struct context *ctx, const struct finish_service *cmd, struct decision *out)
{
    enum procedure done[PROCEDURES_ROOM];
    struct ticket ticket;
    uint32_t count = 0;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_IN_SERVICE) refuse(out, TICKET_NOT_IN_SERVICE);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else if ((count = procedures_done(cmd->procedures.at, cmd->procedures.count, &ticket, done)) == 0) refuse(out, NO_PROCEDURE_NAMED);
    else
        emit_service_finished(out, &(struct service_finished){
            .ticket_id = ticket.ticket_id, .desk_id = ticket.desk_id, .at_us = ctx->now_us,
            .procedures = { .at = done, .count = count },
            .outcome = cmd->outcome, .receiver_class = cmd->receiver_class != 0 ? cmd->receiver_class : ticket.card_received_by,
            .language = cmd->language });
}

/* A ticket ends without service, with the reason.                           Clause: §7 */
void decide_dismiss_ticket(const struct view *v, const struct context *ctx, const struct dismiss_ticket *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state == TICKET_STATE_IN_SERVICE) refuse(out, TICKET_IN_SERVICE);
    else if (ticket.state == TICKET_STATE_FINISHED || ticket.state == TICKET_STATE_DISMISSED) refuse(out, TICKET_ALREADY_CLOSED);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else
        emit_ticket_dismissed(out, &(struct ticket_dismissed){
            .ticket_id = ticket.ticket_id, .at_us = ctx->now_us, .outcome = cmd->outcome });
}
