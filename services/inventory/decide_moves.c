/* Moves that are no visit: reshuffling the vault, to the tray, to the city's staff and back, and the
 * empty box. A card that is out for a guest comes back by its own command. */
#include "custody.h"

/* Where cards lie that nobody has before a guest. */
static bool lies_idle(enum custody place)
{
    return place == CUSTODY_VAULT || place == CUSTODY_WORK_TRAY || place == CUSTODY_CITY;
}

static enum refusal move_refused(const struct view *v, const struct context *ctx, const struct move_card *cmd, const struct card *card)
{
    bool boxed = card->custody == CUSTODY_DELIVERY_BOX && card_state_of(v, card) != CARD_STATE_ARRIVED;

    if (!lies_idle(card->custody) && !boxed)
        return WRONG_STATE;
    if (!lies_idle(cmd->place))
        return NO_SUCH_PLACE;
    if (cmd->place != CUSTODY_VAULT)
        return cmd->slot.len != 0 ? NO_SUCH_SLOT : cmd->place == card->custody ? ALREADY_THERE : REFUSAL_NONE;
    if (cmd->slot.len == 0 || !slot_exists(ctx->config, cmd->slot))
        return NO_SUCH_SLOT;
    if (card->custody == CUSTODY_VAULT && text_equal(card->slot, cmd->slot))
        return ALREADY_THERE;
    return slot_occupied(v, cmd->slot) ? SLOT_TAKEN : REFUSAL_NONE;
}

/* From one place to another.                                             Clause: §5(2)① */
void decide_move_card(const struct view *v, const struct context *ctx, const struct move_card *cmd, struct decision *out)
{
    struct card card;
    enum refusal why;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!card_here(v, cmd->card_id, &card))
        refuse(out, NO_SUCH_CARD);
    else if ((why = move_refused(v, ctx, cmd, &card)) != REFUSAL_NONE)
        refuse(out, why);
    else
        emit_card_moved(out, &(struct card_moved){
            .card_id = cmd->card_id, .place = cmd->place, .slot = cmd->slot, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* An empty box may be thrown away.                                       Clause: §5(2)① */
void decide_close_box(const struct view *v, const struct context *ctx, const struct close_box *cmd, struct decision *out)
{
    struct delivery delivery;
    struct box_gone gone;
    struct box box;

    if (!delivery_find(v, cmd->delivery_id, &delivery) ||
        (delivery.state != DELIVERY_STATE_ARRIVED && delivery.state != DELIVERY_STATE_INSPECTED && delivery.state != DELIVERY_STATE_RECEIVED))
        refuse(out, NO_SUCH_DELIVERY);
    else if (box_gone_find(v, cmd->delivery_id, cmd->box, &gone))
        refuse(out, BOX_ALREADY_CLOSED);
    else if (!box_find(v, cmd->delivery_id, cmd->box, &box))
        refuse(out, NO_SUCH_BOX);
    else if (box.inside > 0)
        refuse(out, BOX_NOT_EMPTY);
    else
        emit_box_closed(out, &(struct box_closed){
            .delivery_id = cmd->delivery_id, .box = cmd->box, .cards = box.cards, .at_us = ctx->now_us, .by = { ctx->actor } });
}
