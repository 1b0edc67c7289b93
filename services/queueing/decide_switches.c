/* Switches of the day: a line that takes nobody more, the last ticket, a stop of the national systems, an evacuation.
 * Whoever was accepted before is still served; nothing here ends a ticket. */
#include "state.h"

/* No more tickets for this line today.                                      Clause: §7 */
void decide_stop_line(const struct view *v, const struct context *ctx, const struct stop_line *cmd, struct decision *out)
{
    struct business_day day;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (line_of(ctx->config, cmd->line_id) == NULL) refuse(out, NO_SUCH_LINE);
    else if (line_stopped_today(v, cmd->line_id)) refuse(out, LINE_IS_STOPPED);
    else
        emit_line_stopped(out, &(struct line_stopped){ .line_id = cmd->line_id, .date = day.date });
}

void decide_resume_line(const struct view *v, const struct context *ctx, const struct resume_line *cmd, struct decision *out)
{
    struct business_day day;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (line_of(ctx->config, cmd->line_id) == NULL) refuse(out, NO_SUCH_LINE);
    else if (!line_stopped_today(v, cmd->line_id)) refuse(out, LINE_NOT_STOPPED);
    else
        emit_line_resumed(out, &(struct line_resumed){ .line_id = cmd->line_id });
}

/* From this minute on no tickets are given out today.                       Clause: §7 */
void decide_set_last_ticket(const struct view *v, const struct context *ctx, const struct set_last_ticket *cmd, struct decision *out)
{
    struct business_day day;

    (void)ctx;
    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else
        emit_last_ticket_set(out, &(struct last_ticket_set){ .date = day.date, .minute = cmd->minute });
}

/* One switch each.                                                          Clause: §11 */
void decide_begin_stop(const struct view *v, const struct context *ctx, const struct begin_stop *cmd, struct decision *out)
{
    struct business_day day;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (stop_is_on(v, cmd->kind)) refuse(out, ALREADY_STOPPED);
    else
        emit_counter_stopped(out, &(struct counter_stopped){ .kind = cmd->kind, .date = day.date, .at_us = ctx->now_us });
}

void decide_end_stop(const struct view *v, const struct context *ctx, const struct end_stop *cmd, struct decision *out)
{
    if (!stop_is_on(v, cmd->kind)) refuse(out, NOT_STOPPED);
    else
        emit_counter_resumed(out, &(struct counter_resumed){ .kind = cmd->kind, .at_us = ctx->now_us });
}
