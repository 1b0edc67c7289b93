/* What comes after the first notice: it comes back, goes out again once the city has checked the
 * address, or the holder is reminded. Nothing is posted for a card that is stopped or on the
 * disposal list: the table of transitions has no such step. */
#include "state.h"

static struct date deadline_after(struct date given, struct date from, uint64_t days)
{
    return given.v != 0 ? given : date_add_days(from, (int32_t)days);
}

/* The notice came back.                                                  Clause: §5(1)⑦ */
void decide_return_notice(const struct view *v, const struct context *ctx, const struct return_notice *cmd, struct decision *out)
{
    struct card card;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_RETURNED, out, &card))
        return;
    if (cmd->returned_on.v > ctx->date.v)
        refuse(out, DATE_IN_FUTURE);
    else if (cmd->returned_on.v < card.posted_on.v)
        refuse(out, DATE_BEFORE_POSTING);
    else
        emit_notice_returned(out, &(struct notice_returned){
            .card_id = cmd->card_id, .returned_on = cmd->returned_on, .reason = cmd->reason, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* Posted again, after the city has checked the address.                  Clause: §5(1)⑦ */
void decide_repost_notice(const struct view *v, const struct context *ctx, const struct repost_notice *cmd, struct decision *out)
{
    const struct inventory_config *config = ctx->config;
    struct date deadline = deadline_after(cmd->deadline, cmd->posted_on, config->notice_deadline_days);
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_REPOSTED, out, &card))
        return;
    if (cmd->posted_on.v > ctx->date.v) {
        refuse(out, POSTED_IN_FUTURE);
    } else if (cmd->posted_on.v < card.posted_on.v) {
        refuse(out, DATE_BEFORE_POSTING);
    } else if (deadline.v <= cmd->posted_on.v) {
        refuse(out, DEADLINE_TOO_EARLY);
    } else if (!holder_of(v, &card, &holder)) {
        refuse(out, PERSON_FORGOTTEN);
    } else {
        emit_notice_reposted(out, &(struct notice_reposted_open){
            .card_id = cmd->card_id, .posted_on = cmd->posted_on, .deadline = deadline, .checked_by = cmd->checked_by,
            .at_us = ctx->now_us, .by = { ctx->actor } });
        result_repost_notice(out, &(struct repost_notice_result){ .deadline = deadline });
    }
}

/* Reminded by post or by phone.                                          Clause: §5(1)⑦ */
void decide_remind(const struct view *v, const struct context *ctx, const struct remind *cmd, struct decision *out)
{
    const struct inventory_config *config = ctx->config;
    struct date deadline = deadline_after(cmd->deadline, cmd->reminded_on, config->reminder_deadline_days);
    struct card card;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_REMINDED, out, &card))
        return;
    if (cmd->reminded_on.v > ctx->date.v) {
        refuse(out, DATE_IN_FUTURE);
    } else if (cmd->reminded_on.v < card.posted_on.v || cmd->reminded_on.v < card.reminded_on.v) {
        refuse(out, DATE_BEFORE_POSTING);
    } else if (deadline.v <= cmd->reminded_on.v) {
        refuse(out, DEADLINE_TOO_EARLY);
    } else {
        emit_notice_reminded(out, &(struct notice_reminded){
            .card_id = cmd->card_id, .reminded_on = cmd->reminded_on, .deadline = deadline, .way = cmd->way,
            .at_us = ctx->now_us, .by = { ctx->actor } });
        result_remind(out, &(struct remind_result){ .deadline = deadline });
    }
}
