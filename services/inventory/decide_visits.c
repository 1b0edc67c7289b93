/* A card and its visitor: out of the vault, into the hands of its holder, or back. The issue
 * asks for a second person wherever a mix-up is likely; the scans must fit in every case. */
#include "search.h"

/* What a scan that cannot be taken is told: the card is issued, or it lies somewhere already. False when nothing of this. */
static bool refuse_scan(const struct view *v, const struct context *ctx, struct card_id id, struct text slot, struct decision *out)
{
    struct card card;

    if (custody_closed(v, ctx->date) || !card_here(v, id, &card))
        return false;
    if (card.own_status == CARD_STATE_ISSUED)
        refuse(out, CARD_ALREADY_ISSUED);
    else if (slot.len > 0 && card.custody == CUSTODY_VAULT)
        refuse(out, text_equal(slot, card.slot) ? ALREADY_THERE : CARD_IN_OTHER_SLOT);
    return is_refused(out);
}

/* Out of the vault for a visit.                                          Clause: §5(1)③ */
void decide_check_out_card(const struct view *v, const struct context *ctx, const struct check_out_card *cmd, struct decision *out)
{
    struct card card;

    if (refuse_scan(v, ctx, cmd->card_id, (struct text){ NULL, 0 }, out))
        return;
    if (card_here(v, cmd->card_id, &card) && card.own_status == CARD_STATE_CHECKED_OUT && !custody_closed(v, ctx->date))
        refuse(out, CARD_ALREADY_OUT);
    else if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_CHECKED_OUT, out, &card))
        return;
    else if (card.custody != CUSTODY_VAULT)
        refuse(out, WRONG_STATE);
    else if (!place_exists(ctx->config, cmd->place, cmd->place_number))
        refuse(out, NO_SUCH_PLACE);
    else if (!is_set(cmd->reservation_id) && !is_set(cmd->ticket_id))
        refuse(out, VISIT_NOT_NAMED);
    else
        emit_card_checked_out(out, &(struct card_checked_out){
            .card_id = cmd->card_id, .place = cmd->place, .place_number = cmd->place_number,
            .reservation_id = cmd->reservation_id, .ticket_id = cmd->ticket_id, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* Back into the vault without having been issued.                        Clause: §5(1)③ */
void decide_check_in_card(const struct view *v, const struct context *ctx, const struct check_in_card *cmd, struct decision *out)
{
    struct card card;

    if (refuse_scan(v, ctx, cmd->card_id, cmd->slot, out))
        return;
    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_CHECKED_IN, out, &card))
        return;
    if (!slot_exists(ctx->config, cmd->slot))
        refuse(out, NO_SUCH_SLOT);
    else if (slot_occupied(v, cmd->slot))
        refuse(out, SLOT_TAKEN);
    else
        emit_card_checked_in(out, &(struct card_checked_in){ .card_id = cmd->card_id, .slot = cmd->slot, .reason = cmd->reason,
                                                             .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* The first scan that does not belong to this card; NULL when all do. The ticket is known once the
 * card was taken out for it, or its booking's guest has checked in. */
static const char *scan_that_differs(const struct view *v, const struct card *card, const struct holder *holder, const struct issue_card *cmd)
{
    if (!notice_numbers_same(cmd->notice_number, holder->notice_number))
        return "notice_number";
    if (!text_equal(cmd->tracking_number, tracking_number(v, card)))
        return "tracking_number";
    return is_set(card->ticket_id) && !same(card->ticket_id, cmd->ticket_id) ? "ticket_id" : NULL;
}

static bool second_look_needed(const struct view *v, const struct context *ctx, const struct holder *holder, const struct issue_card *cmd)
{
    const struct inventory_config *config = ctx->config;

    return cmd->receiver_class != RECEIVER_CLASS_HOLDER || age_on(holder->birth_date, ctx->date) < config->second_look_age ||
           surname_shared(v, cmd->card_id, holder->kana);
}

/* Into the hands of its holder or who stands for them.                   Clause: §5(1)③ */
void decide_issue_card(const struct view *v, const struct context *ctx, const struct issue_card *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;
    const char *differs;

    if (refuse_scan(v, ctx, cmd->card_id, (struct text){ NULL, 0 }, out))
        return;
    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_ISSUED, out, &card))
        return;
    if (!holder_of(v, &card, &holder))
        refuse(out, PERSON_FORGOTTEN);
    else if (holder.expires_on.v < ctx->date.v)
        refuse(out, CARD_EXPIRED);
    else if ((differs = scan_that_differs(v, &card, &holder, cmd)) != NULL)
        refuse_at(out, SCAN_MISMATCH, differs);
    else if (ctx->second == 0 && second_look_needed(v, ctx, &holder, cmd))
        refuse(out, SECOND_LOOK_NEEDED);
    else
        emit_card_issued(out, &(struct card_issued){
            .card_id = cmd->card_id, .ticket_id = cmd->ticket_id, .receiver_class = cmd->receiver_class,
            .application_kind = card.application_kind, .pins = cmd->pins, .second = { ctx->second }, .id_class_a = cmd->id_class_a,
            .id_class_b = cmd->id_class_b, .face_check = cmd->face_check,
            .at_us = ctx->now_us, .by = { ctx->actor } });
}
