/* The other ways out, and the way back. A card goes by mail only where the city has chosen that; a mistaken issue is corrected by
 * the site manager with a second person and the city's approval, and only for a card that is in hand again. */
#include "search.h"

#include "approval.h"

#define CORRECTION_DAYS 30u            /* without one of the configuration */

/* Out by registered mail.                                                Clause: §5(1)③ */
void decide_mail_card(const struct view *v, const struct context *ctx, const struct mail_card *cmd, struct decision *out)
{
    const struct inventory_config *config = ctx->config;
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_MAILED, out, &card))
        return;
    if (!config->mailing) {
        refuse(out, MAILING_OFF);
    } else if (!holder_of(v, &card, &holder)) {
        refuse(out, PERSON_FORGOTTEN);
    } else if (holder.expires_on.v < ctx->date.v) {
        refuse(out, CARD_EXPIRED);
    } else {
        emit_card_mailed(out, &(struct card_mailed){
            .card_id = cmd->card_id, .post_number = cmd->post_number, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
        state_claim(v, &card, CARD_STEP_MAILED, out);
    }
}

/* The day of the issue: the last line of an issued card's history. None when its release did not note it. */
static struct date issued_on(const struct view *v, const struct card *card)
{
    struct card_past line;

    if (!card_past_find(v, card->card_id, card->steps, &line) || line.what != CARD_STEP_ISSUED || line.at_us == 0)
        return (struct date){ 0 };
    return tokyo_date(line.at_us);
}

static enum refusal correction_refused(const struct view *v, const struct context *ctx, struct date approved_on, const struct card *card, struct date issued)
{
    const struct inventory_config *config = ctx->config;
    uint64_t days = config->issue_correction_days != 0 ? config->issue_correction_days : CORRECTION_DAYS;
    struct holder holder;
    struct card other;

    if (issued.v == 0 || date_add_days(issued, (int32_t)days).v < ctx->date.v)
        return CORRECTION_TOO_LATE;
    if (approved_on.v < issued.v)
        return DATE_BEFORE_ISSUE;
    if (!holder_of(v, card, &holder))
        return PERSON_FORGOTTEN;
    return card_of_notice(v, holder.notice_number, true, &other) ? DUPLICATE_NOTICE_NUMBER : REFUSAL_NONE;
}

/* A mistaken issue: the card is here again.                              Clause: §5(1)③ */
void decide_correct_issue(const struct view *v, const struct context *ctx, const struct correct_issue *cmd, struct decision *out)
{
    struct approval approval;
    struct card card;
    struct date issued;
    enum refusal why;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_CORRECTED, out, &card) ||
        !approval_named(ctx, cmd->approval_number, cmd->approved_on, out, &approval))
        return;
    issued = issued_on(v, &card);
    why = correction_refused(v, ctx, approval.on, &card, issued);
    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    emit_issue_corrected(out, &(struct issue_corrected_open){
        .card_id = cmd->card_id, .for_date = issued, .reason = cmd->reason, .note = cmd->note, .approval_number = approval.number,
        .approved_on = approval.on, .from_paper = ctx->paper != NULL, .approver = cmd->approver, .at_us = ctx->now_us,
        .by = { ctx->actor }, .second = { ctx->second } });
    state_claim(v, &card, CARD_STEP_CORRECTED, out);
}
