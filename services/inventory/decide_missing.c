/* A card nobody can find: it is missing under an incident number, found again, or given up by the
 * city. Its last place and the persons who had it are in its history, which nothing removes. */
#include "state.h"

#include "approval.h"

/* Cannot be found.                                                       Clause: §11 */
void decide_mark_missing(const struct view *v, const struct context *ctx, const struct mark_missing *cmd, struct decision *out)
{
    struct card card;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_MISSING, out, &card))
        return;
    emit_card_missing(out, &(struct card_missing){
        .card_id = cmd->card_id, .incident_number = cmd->incident_number, .place = card.custody, .place_number = card.place_number,
        .slot = card.slot, .at_us = ctx->now_us, .by = { ctx->actor } });
    state_claim(v, &card, CARD_STEP_MISSING, out);
}

/* A place in which a card can turn up. */
static bool can_lie_in(const struct context *ctx, enum custody place, uint64_t number)
{
    if (lies_out(place))
        return place_exists(ctx->config, place, number);
    return number == 0 && place != CUSTODY_OUT && place != CUSTODY_DESTROYED && place != CUSTODY_UNKNOWN;
}

/* Found; it lies in a slot or in the work tray.                          Clause: §11 */
void decide_record_found(const struct view *v, const struct context *ctx, const struct record_found *cmd, struct decision *out)
{
    struct card card;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_FOUND, out, &card))
        return;
    if (!can_lie_in(ctx, cmd->place, cmd->place_number)) {
        refuse(out, NO_SUCH_PLACE);
    } else if (cmd->slot.len > 0 && !slot_exists(ctx->config, cmd->slot)) {
        refuse(out, NO_SUCH_SLOT);
    } else if (cmd->slot.len > 0 && slot_occupied(v, cmd->slot)) {
        refuse(out, SLOT_TAKEN);
    } else {
        emit_card_found(out, &(struct card_found){
            .card_id = cmd->card_id, .place = cmd->place, .place_number = cmd->place_number, .slot = cmd->slot,
            .at_us = ctx->now_us, .by = { ctx->actor } });
        state_claim(v, &card, CARD_STEP_FOUND, out);
    }
}

/* The city gives it up, by its own login or on its paper.                Clause: §11 */
void decide_write_off_card(const struct view *v, const struct context *ctx, const struct write_off_card *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;
    struct approval approval;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_WRITTEN_OFF, out, &card) ||
        !approval_named(ctx, cmd->decision_number, cmd->decided_on, out, &approval))
        return;
    if (cmd->approver.len > 0 && !holder_of(v, &card, &holder))
        refuse(out, PERSON_FORGOTTEN);
    else
        emit_card_written_off(out, &(struct card_written_off_open){
            .card_id = cmd->card_id, .decision_number = approval.number, .decided_on = approval.on, .from_paper = ctx->paper != NULL,
            .approver = cmd->approver, .at_us = ctx->now_us, .by = { ctx->actor } });
}
