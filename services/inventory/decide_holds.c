/* Stopping a card until somebody decides, and letting it go on. The note is sealed under the
 * holder's key; where the holder is forgotten there is nothing to seal it under. */
#include "state.h"

/* Stopped, with a reason.                                                Clause: §5(2)③ */
void decide_hold_card(const struct view *v, const struct context *ctx, const struct hold_card *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_HELD, out, &card))
        return;
    if (cmd->reason == HOLD_REASON_OTHER && cmd->note.len == 0) {
        refuse_at(out, NOTE_NEEDED, "note");
    } else if (cmd->note.len > 0 && !holder_of(v, &card, &holder)) {
        refuse(out, PERSON_FORGOTTEN);
    } else {
        emit_card_held(out, &(struct card_held_open){
            .card_id = cmd->card_id, .reason = cmd->reason, .note = cmd->note, .at_us = ctx->now_us, .by = { ctx->actor } });
        state_claim(v, &card, CARD_STEP_HELD, out);
    }
}

/* On from where it was stopped.                                          Clause: §5(2)③ */
void decide_release_card(const struct view *v, const struct context *ctx, const struct release_card *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_RELEASED, out, &card))
        return;
    if (!holder_of(v, &card, &holder)) {
        refuse(out, PERSON_FORGOTTEN);
    } else {
        emit_card_released(out, &(struct card_released_open){
            .card_id = cmd->card_id, .note = cmd->note, .at_us = ctx->now_us, .by = { ctx->actor } });
        state_claim(v, &card, CARD_STEP_RELEASED, out);
    }
}
