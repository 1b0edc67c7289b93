/* Cases that go on another day by agreement: they end for today and stay open in a list of their own, so that
 * they neither keep the day from closing nor get lost. */
#include "state.h"

/* The guest agrees to a later contact.                                      Clause: §7 */
void decide_agree_later_contact(const struct view *v, const struct context *ctx, const struct agree_later_contact *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state == TICKET_STATE_FINISHED || ticket.state == TICKET_STATE_DISMISSED) refuse(out, TICKET_ALREADY_CLOSED);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else if (cmd->due_on.v <= tokyo_date(ctx->now_us).v) refuse(out, DUE_DAY_PAST);
    else
        emit_later_contact_agreed(out, &(struct later_contact_agreed){
            .ticket_id = cmd->ticket_id, .desk_id = ticket.desk_id, .at_us = ctx->now_us, .due_on = cmd->due_on });
}

/* The case has come to its end; the cards handed over before count with it.                                             Clause: §7 */
void decide_finish_later_contact(const struct view *v, const struct context *ctx, const struct finish_later_contact *cmd, struct decision *out)
{
    enum procedure done[PROCEDURES_ROOM];
    struct later_contact later;
    struct ticket ticket;
    uint32_t count = 0;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (!later_contact_find(v, cmd->ticket_id, &later)) refuse(out, NO_LATER_CONTACT);
    else if ((count = procedures_done(cmd->procedures.at, cmd->procedures.count, &ticket, done)) == 0) refuse(out, NO_PROCEDURE_NAMED);
    else
        emit_later_contact_finished(out, &(struct later_contact_finished){
            .ticket_id = cmd->ticket_id, .at_us = ctx->now_us, .procedures = { .at = done, .count = count },
            .outcome = cmd->outcome });
}
