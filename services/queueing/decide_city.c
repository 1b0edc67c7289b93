/* What is the city's: a question in a case, asked by the site manager and answered by the city, and parts of a case that the
 * counter never does. Keeps true: the city decides, and orders nobody at a desk; the time it takes is not the counter's. */
#include "state.h"

/* The city has to decide; until the desk goes on the time is not the counter's.                             Clause: §5(4) */
void decide_begin_city_wait(const struct view *v, const struct context *ctx, const struct begin_city_wait *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state != TICKET_STATE_IN_SERVICE) refuse(out, TICKET_NOT_IN_SERVICE);
    else if (is_elsewhere(&ticket, cmd->desk_id)) refuse(out, TICKET_NOT_AT_DESK);
    else if (ticket.city_wait_since_us != 0) refuse(out, CITY_WAIT_ALREADY);
    else
        emit_city_wait_begun(out, &(struct city_wait_begun){ .ticket_id = cmd->ticket_id, .at_us = ctx->now_us, .matter = cmd->matter });
}

/* The site manager has asked.                                               Clause: §5(4), domain 2.3 */
void decide_forward_city_question(const struct view *v, const struct context *ctx, const struct forward_city_question *cmd, struct decision *out)
{
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.city_wait_since_us == 0) refuse(out, NO_CITY_WAIT);
    else if (ticket.city_question.answered_at_us != 0) refuse(out, CITY_ANSWERED_ALREADY);
    else if (ticket.city_question.forwarded_at_us != 0) refuse(out, CITY_ASKED_ALREADY);
    else
        emit_city_question_forwarded(out, &(struct city_question_forwarded){ .ticket_id = cmd->ticket_id, .at_us = ctx->now_us });
}

/* The city answers what it was asked; the site manager may have asked and heard in one telephone call.      Clause: §5(4), domain 2.3 */
void decide_answer_city_question(const struct view *v, const struct context *ctx, const struct answer_city_question *cmd, struct decision *out)
{
    bool told = ctx->role != ROLE_CITY;
    struct ticket ticket;

    if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.city_wait_since_us == 0) refuse(out, NO_CITY_WAIT);
    else if (ticket.city_question.answered_at_us != 0) refuse(out, CITY_ANSWERED_ALREADY);
    else if (!told && ticket.city_question.forwarded_at_us == 0) refuse(out, CITY_NOT_ASKED);
    else if (told && cmd->official.len == 0 && cmd->decision != CITY_DECISION_WITHDRAWN) refuse(out, OFFICIAL_NOT_NAMED);
    else
        emit_city_question_answered(out, &(struct city_question_answered){
            .ticket_id = cmd->ticket_id, .at_us = ctx->now_us, .decision = cmd->decision, .official = cmd->official, .told = told });
}

/* The desk goes on, answered or not.                                        Clause: §5(4) */
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
