/* What was called and served on paper while the services were away, entered afterwards. Keeps true: a case runs forward in
 * time, and its steps follow each other as if they had been made here. Whose turn it was is not judged; nothing is passed over,
 * but no desk has had two guests at once. */
#include "state.h"

/* The paper knows minutes, the events know more: within the minute of the step before, the step before counts. False when the paper
 * has no minute, one before that, or one in the future. */
static bool step_at(uint64_t minute, const struct business_day *day, uint64_t now_us, uint64_t *at_us)
{
    uint64_t paper_us = tokyo_us(day->date, (uint32_t)minute);

    if (minute == 0 || paper_us + US_PER_MINUTE <= *at_us || paper_us > now_us)
        return false;
    if (paper_us > *at_us)
        *at_us = paper_us;
    return true;
}

struct paper_times { uint64_t called_us, started_us, finished_us; };     /* 0: not on the paper */

/* The times of the steps that are missing, as far as the paper goes. NULL, or the minute at fault: left out though needed, before the
 * step that went before, or in the future. */
static const char *times_of(const struct record_paper_case *cmd, const struct business_day *day, const struct ticket *ticket, uint64_t now_us, struct paper_times *ret)
{
    bool waits = ticket->state == TICKET_STATE_WAITING, served = ticket->state == TICKET_STATE_IN_SERVICE;
    uint64_t at_us = waits ? ticket->arrived_at_us : served ? ticket->started_at_us : ticket->called_at_us;

    *ret = (struct paper_times){ 0 };
    if (waits) {
        if (!step_at(cmd->called_minute, day, now_us, &at_us))
            return "called_minute";
        ret->called_us = at_us;
    }
    if (!served && (!waits || cmd->started_minute != 0 || cmd->finished_minute != 0)) {
        if (!step_at(cmd->started_minute, day, now_us, &at_us))
            return "started_minute";
        ret->started_us = at_us;
    }
    if (served || cmd->finished_minute != 0) {
        if (!step_at(cmd->finished_minute, day, now_us, &at_us))
            return "finished_minute";
        ret->finished_us = at_us;
    }
    return NULL;
}

/* Whether a desk can have called this waiting ticket; REFUSAL_NONE: yes. */
static enum refusal desk_refusal(const struct view *v, const struct queueing_config *config, struct desk_id desk_id, struct line_id line_id)
{
    const struct queue_desk *known = desk_of(config, desk_id);
    struct desk desk;

    if (known == NULL)
        return NO_SUCH_DESK;
    if (!desk_open_today(v, desk_id, &desk))
        return DESK_CLOSED;
    if (is_set(desk.serving))
        return DESK_BUSY;
    return desk_serves(v, known, line_id) ? REFUSAL_NONE : LINE_NOT_OF_DESK;
}

static void state_steps(const struct record_paper_case *cmd, const struct queueing_config *config, const struct ticket *ticket,
                        const struct paper_times *at, const enum procedure *done, uint32_t count, struct decision *out)
{
    struct desk_id desk_id = ticket->state == TICKET_STATE_WAITING ? cmd->desk_id : ticket->desk_id;
    uint64_t since_us = ticket->booked_us != 0 && !ticket->late && ticket->booked_us > ticket->arrived_at_us ? ticket->booked_us : ticket->arrived_at_us;

    if (at->called_us != 0)
        emit_ticket_called(out, &(struct ticket_called){
            .ticket_id = ticket->ticket_id, .desk_id = desk_id, .at_us = at->called_us, .waited_us = at->called_us > since_us ? at->called_us - since_us : 0,
            .dispatch_case = DISPATCH_CASE_ON_PAPER, .terminal_in_use = line_of(config, ticket->line_id)->needs_terminal });
    if (at->started_us != 0)
        emit_service_started(out, &(struct service_started){ .ticket_id = ticket->ticket_id, .desk_id = desk_id, .at_us = at->started_us });
    if (at->finished_us != 0)
        emit_service_finished(out, &(struct service_finished){
            .ticket_id = ticket->ticket_id, .desk_id = desk_id, .at_us = at->finished_us, .procedures = { .at = done, .count = count },
            .outcome = cmd->outcome != 0 ? cmd->outcome : SERVICE_OUTCOME_DONE, .receiver_class = cmd->receiver_class != 0 ? cmd->receiver_class : ticket->card_received_by });
}

/* The steps of a case that are missing here, with the times of the paper.   Clause: §5(6) */
void decide_record_paper_case(const struct view *v, const struct context *ctx, const struct record_paper_case *cmd, struct decision *out)
{
    enum refusal desk = REFUSAL_NONE;
    enum procedure done[PROCEDURES_ROOM];
    const char *wrong = NULL;
    struct business_day day;
    struct ticket ticket;
    struct paper_times at;
    uint32_t count = 0;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (!ticket_find(v, cmd->ticket_id, &ticket)) refuse(out, NO_SUCH_TICKET);
    else if (ticket.state == TICKET_STATE_FINISHED || ticket.state == TICKET_STATE_DISMISSED) refuse(out, TICKET_ALREADY_CLOSED);
    else if (ticket.state == TICKET_STATE_PASSED) refuse(out, TICKET_PASSED_BY);
    else if (ticket.state == TICKET_STATE_PARKED) refuse(out, TICKET_NOT_IN_SERVICE);
    else if (ticket.state == TICKET_STATE_WAITING && (desk = desk_refusal(v, ctx->config, cmd->desk_id, ticket.line_id)) != REFUSAL_NONE) refuse(out, desk);
    else if ((count = procedures_done(cmd->procedures.at, cmd->procedures.count, &ticket, done)) == 0 && cmd->finished_minute != 0) refuse(out, NO_PROCEDURE_NAMED);
    else if ((wrong = times_of(cmd, &day, &ticket, ctx->now_us, &at)) != NULL) refuse_at(out, TIMES_OUT_OF_ORDER, wrong);
    else state_steps(cmd, ctx->config, &ticket, &at, done, count, out);
}
