/* Custody of a day, closed and wanted open again: a late guest, a card that was found. Keeps true: custody
 * opens only after queueing, which closes the day, has taken the part back; so no day closes over open
 * custody, whichever of the two comes first. Does not ask how often. */
#include "custody.h"

#include "gen/queueing.h"

/* Asks for it; custody stays closed until queueing answers.              Clause: §5(5) */
void decide_reopen_custody(const struct view *v, const struct context *ctx, const struct reopen_custody *cmd, struct decision *out)
{
    struct custody_day day = custody_day_of(v, ctx->date);

    if (!day.closed)
        refuse(out, CUSTODY_NOT_CLOSED);
    else if (open_day(v).v != ctx->date.v)
        refuse(out, DAY_ALREADY_CLOSED);
    else
        emit_custody_reopen_asked(out, &(struct custody_reopen_asked){
            .date = ctx->date, .ask = day.asks + 1, .reason = cmd->reason, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
}

/* Only the answer to the last asking opens custody: an older one may have been overtaken by another close. */
void on_part_taken_back(const struct view *v, const struct context *ctx, const struct part_taken_back *ev, struct decision *out)
{
    struct custody_day day = custody_day_of(v, ev->date);

    if (ev->part == DAY_PART_INVENTORY && day.closed && day.asked_at_us != 0 && ev->ask == day.asks)
        emit_custody_reopened(out, &(struct custody_reopened){
            .date = ev->date, .reason = day.asked_reason, .at_us = ctx->now_us, .by = day.asked_by, .second = day.asked_second });
}

void apply_custody_reopen_asked(struct txn *t, const struct custody_reopen_asked *ev)
{
    struct custody_day day = custody_day_row(t, ev->date);

    invariant(t, day.closed && ev->ask == day.asks + 1);
    day.asks = ev->ask;
    day.asked_reason = ev->reason;
    day.asked_at_us = ev->at_us;
    day.asked_by = ev->by;
    day.asked_second = ev->second;
    custody_day_put(t, &day);
}

/* The count that closed custody counts no more. */
void apply_custody_reopened(struct txn *t, const struct custody_reopened *ev)
{
    struct custody_day day = custody_day_row(t, ev->date);

    invariant(t, day.closed && day.asked_at_us != 0);
    custody_day_put(t, &(struct custody_day){ .date = ev->date, .closing = true, .counts = day.counts, .asks = day.asks });
}
