/* A card goes under seal to another office and comes back. Both ways two persons, one of them
 * the site manager; the card comes back under the seal it left with. */
#include "state.h"

/* To another office.                                                     Clause: §5(2)① */
void decide_transfer_card(const struct view *v, const struct context *ctx, const struct transfer_card *cmd, struct decision *out)
{
    struct card card;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_TRANSFERRED, out, &card))
        return;
    emit_card_transferred(out, &(struct card_transferred){
        .card_id = cmd->card_id, .office = cmd->office, .seal_number = cmd->seal_number,
        .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
    state_claim(v, &card, CARD_STEP_TRANSFERRED, out);
}

/* Back from there.                                                       Clause: §5(2)① */
void decide_receive_card(const struct view *v, const struct context *ctx, const struct receive_card *cmd, struct decision *out)
{
    struct card card;
    struct transfer_case sent;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_RECEIVED, out, &card))
        return;
    if (!transfer_case_find(v, cmd->card_id, &sent) || !text_equal(cmd->seal_number, sent.seal_number)) {
        refuse(out, SEAL_DIFFERS);
    } else {
        emit_card_received(out, &(struct card_received){
            .card_id = cmd->card_id, .seal_number = cmd->seal_number, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
        state_claim(v, &card, CARD_STEP_RECEIVED, out);
    }
}
