/* A figure that was wrong. Keeps true: a report once made never changes; a correction names what the
 * report, or the last correction, says and what is right, and stands in the next report. */
#include "state.h"

#include "report_page.h"

/* What the report says. False when it has no such count. */
static bool figure_of(const struct day_report *report, const struct correct_figure *cmd, struct arena *arena, uint64_t *ret)
{
    uint32_t count;
    const struct report_line *lines = report_lines(&report->figures, arena, &count);

    for (uint32_t i = 0; i < count; i++)
        if (line_is_count(&lines[i]) && text_is(cmd->section, lines[i].section) && text_is(cmd->figure, lines[i].key)) {
            *ret = lines[i].count;
            return true;
        }
    return false;
}

/* What stands after the corrections so far. */
static uint64_t corrected(const struct view *v, const struct correct_figure *cmd, uint64_t figure)
{
    struct row_scan scan = correction_for_scan(v, 1, &(struct correction_for){ .for_date = cmd->for_date });
    struct correction_for row;

    while (correction_for_next(&scan, &row))
        if (text_equal(row.correction.section, cmd->section) && text_equal(row.correction.figure, cmd->figure))
            figure = row.correction.is;
    return figure;
}

/* Two persons say what is right.                                         Clause: §5(5) */
void decide_correct_figure(const struct view *v, const struct context *ctx, const struct correct_figure *cmd, struct decision *out)
{
    struct day_report report;
    uint64_t figure = 0;

    if (!day_report_find(v, cmd->for_date, &report)) refuse(out, REPORT_NOT_MADE);
    else if (!figure_of(&report, cmd, decision_arena(out), &figure)) refuse(out, NO_SUCH_FIGURE);
    else if (corrected(v, cmd, figure) != cmd->was) refuse(out, FIGURE_DIFFERS);
    else if (cmd->is == cmd->was) refuse(out, FIGURE_UNCHANGED);
    else
        emit_figure_corrected(out, &(struct figure_corrected){
            .record_id = { next_id(out) }, .date = record_date(v, ctx), .at_us = ctx->now_us, .account_id = { ctx->actor },
            .second_id = { ctx->second },
            .correction = { .for_date = cmd->for_date, .section = cmd->section, .figure = cmd->figure, .was = cmd->was, .is = cmd->is,
                            .reason = cmd->reason } });
}
