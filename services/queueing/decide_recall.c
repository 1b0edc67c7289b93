/* A called guest who does not come: called again, passed, and back the same day. A desk never waits for
 * somebody who has left, and nobody who comes back starts again at the end. */
#include "state.h"

/* One call and so many recalls, some time apart.                            Clause: §5(1) */
void decide_recall_ticket(const struct view *v, const struct context *ctx, const struct recall_ticket *cmd, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    struct ticket ticket;

    if (stop_is_on(v, STOP_KIND_EVACUATION)) refuse(out, EVACUATED);
    else if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_CALLED) refuse(out, TICKET_NOT_CALLED);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else if (ticket.calls > config->recalls_max) refuse(out, RECALLS_USED_UP);
    else if (ctx->now_us < ticket.called_at_us + config->recall_seconds_min * US_PER_SECOND) refuse(out, RECALL_TOO_SOON);
    else {
        emit_ticket_recalled(out, &(struct ticket_recalled){
            .ticket_id = ticket.ticket_id, .desk_id = ticket.desk_id, .at_us = ctx->now_us, .call = ticket.calls + 1 });
        result_recall_ticket(out, &(struct recall_ticket_result){ .call = ticket.calls + 1 });
    }
}

/* None of the calls was answered, the last one had its time too.                                           Clause: §5(1) */
void decide_pass_ticket(const struct view *v, const struct context *ctx, const struct pass_ticket *cmd, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_CALLED) refuse(out, TICKET_NOT_CALLED);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else if (ticket.calls <= config->recalls_max) refuse(out, RECALLS_LEFT);
    else if (ctx->now_us < ticket.called_at_us + config->recall_seconds_min * US_PER_SECOND) refuse(out, PASS_TOO_SOON);
    else
        emit_ticket_passed(out, &(struct ticket_passed){ .ticket_id = ticket.ticket_id, .desk_id = ticket.desk_id, .at_us = ctx->now_us });
}

/* Back with the old ticket, also while the day is closing: it was accepted.  Clause: §5(1) */
void decide_return_ticket(const struct view *v, const struct context *ctx, const struct return_ticket *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_PASSED) refuse(out, TICKET_NOT_PASSED);
    else
        emit_ticket_returned(out, &(struct ticket_returned){ .ticket_id = ticket.ticket_id, .at_us = ctx->now_us });
}

/* By what staff see, never by proof.                                        Clause: §5(1) */
void decide_give_priority(const struct view *v, const struct context *ctx, const struct give_priority *cmd, struct decision *out)
{
    struct waiting guest;
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (!waiting_find(v, cmd->ticket_id, &guest)) refuse(out, TICKET_NOT_WAITING);
    else if (guest.priority_at_us != 0) refuse(out, PRIORITY_GIVEN_ALREADY);
    else
        emit_priority_given(out, &(struct priority_given){ .ticket_id = cmd->ticket_id, .at_us = ctx->now_us });
}

void decide_withdraw_priority(const struct view *v, const struct context *ctx, const struct withdraw_priority *cmd, struct decision *out)
{
    struct waiting guest;
    struct ticket ticket;

    (void)ctx;
    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (!waiting_find(v, cmd->ticket_id, &guest)) refuse(out, TICKET_NOT_WAITING);
    else if (guest.priority_at_us == 0) refuse(out, NO_PRIORITY);
    else
        emit_priority_withdrawn(out, &(struct priority_withdrawn){ .ticket_id = cmd->ticket_id });
}
