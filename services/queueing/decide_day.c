/* The business day: opened → closing → closed. Nothing accepted is dropped: a day closes only when
 * every ticket has an outcome and every booking is accounted for. */
#include "state.h"

/* Who reads the day later need not know the configuration. */
static struct line_name *names_of(const struct queueing_config *config, struct decision *out)
{
    struct line_name *names = arena_take(decision_arena(out), (config->lines.count + 1) * sizeof *names);

    for (uint32_t i = 0; i < config->lines.count; i++)
        names[i] = (struct line_name){ config->lines.at[i].line_id, config->lines.at[i].name_ja, config->lines.at[i].name_en };
    return names;
}

/* The counter opens for today.                                              Clause: §7 */
void decide_open_day(const struct view *v, const struct context *ctx, const struct open_day *cmd, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    struct business_day known;

    if (open_day(v).v != 0) refuse(out, DAY_ALREADY_OPEN);
    else if (cmd->date.v != tokyo_date(ctx->now_us).v) refuse(out, DATE_NOT_TODAY);
    else if (business_day_find(v, cmd->date, &known)) refuse(out, DAY_ALREADY_CLOSED);
    else
        emit_day_opened(out, &(struct day_opened){
            .date = cmd->date, .at_us = ctx->now_us, .lines = { names_of(config, out), config->lines.count } });
}

/* Nothing new is accepted; who waits is still served.                       Clause: §7 */
void decide_begin_closing(const struct view *v, const struct context *ctx, const struct begin_closing *cmd, struct decision *out)
{
    struct business_day day;

    (void)cmd;
    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (day.state != DAY_STATE_OPEN) refuse(out, DAY_IS_CLOSING);
    else
        emit_day_closing(out, &(struct day_closing){ .date = day.date, .at_us = ctx->now_us });
}

static struct log_position reached(const struct view *v, const char *source)
{
    struct position cursor = cursor_of(v, source);

    return (struct log_position){ .source = text_of(source), .epoch = cursor.epoch, .sequence = cursor.sequence };
}

/* The day's books are closed.                                               Clause: §7 */
void decide_close_day(const struct view *v, const struct context *ctx, const struct close_day *cmd, struct decision *out)
{
    struct business_day day;

    (void)cmd;
    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (day.state != DAY_STATE_CLOSING) refuse(out, DAY_NOT_CLOSING);
    else if (row_count(v, &number_in_use_table) > 0) refuse(out, OPEN_CASES);
    else if (visits_outstanding(v, day.date)) refuse(out, VISITS_EXPECTED);
    else if (!day.reservations_closed || !day.inventory_closed || !day.staff_closed) refuse(out, PARTS_NOT_CLOSED);
    else {
        struct log_position *vector = arena_take(decision_arena(out), 3 * sizeof *vector);

        vector[0] = reached(v, "inventory");
        vector[1] = reached(v, "reservations");
        vector[2] = reached(v, "staff");
        emit_day_closed(out, &(struct day_closed){
            .date = day.date, .at_us = ctx->now_us, .vector = { .at = vector, .count = 3 } });
    }
}
