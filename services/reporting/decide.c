/* The report is confirmed by two persons who have read it. */
#include "state.h"

#include "report_page.h"

/* Closes the day's report with the audit log's checkpoint.                  Clause: §5(5) */
void decide_close_report(const struct view *v, const struct context *ctx, const struct close_report *cmd, struct decision *out)
{
    struct day_report report;
    struct report_seal seal;
    struct bytes present = { 0 };

    if (!day_report_find(v, cmd->date, &report)) refuse(out, REPORT_NOT_MADE);
    else if (report_seal_find(v, cmd->date, &seal)) refuse(out, REPORT_ALREADY_CLOSED);
    else if (present = report_sha256(&report, decision_arena(out)), !bytes_equal(cmd->report_sha256, present)) refuse(out, REPORT_DIFFERS);
    else
        emit_report_closed(out, &(struct report_closed){
            .date = cmd->date, .at_us = ctx->now_us, .report_sha256 = cmd->report_sha256, .checkpoint = cmd->checkpoint,
            .account_id = { ctx->actor }, .second_id = { ctx->second } });
}
