/* Preparing a card: pre-issue setting, its slot in the vault, and the posting of its notice. */
#include "opening.h"

#include "trust/claim.h"

/* The setting was done at an integrated terminal.                        Clause: §5(2)② */
void decide_record_preset(const struct view *v, const struct context *ctx, const struct record_preset *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_PRESET, out, &card))
        return;
    if (!place_exists(ctx->config, CUSTODY_TERMINAL, cmd->terminal_number))
        refuse(out, NO_SUCH_PLACE);
    else if (!holder_of(v, &card, &holder))
        refuse(out, PERSON_FORGOTTEN);
    else if (holder.expires_on.v != cmd->expires_on.v)
        refuse(out, EXPIRY_DIFFERS);
    else
        emit_card_preset(out, &(struct card_preset){
            .card_id = cmd->card_id, .terminal_number = cmd->terminal_number, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* The setting was tried and failed; the card can be tried again.         Clause: §5(2)② */
void decide_note_preset_failure(const struct view *v, const struct context *ctx, const struct note_preset_failure *cmd, struct decision *out)
{
    struct card card;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_PRESET_FAILED, out, &card))
        return;
    if (!place_exists(ctx->config, CUSTODY_TERMINAL, cmd->terminal_number))
        refuse(out, NO_SUCH_PLACE);
    else
        emit_card_preset_failed(out, &(struct card_preset_failed){
            .card_id = cmd->card_id, .terminal_number = cmd->terminal_number, .reason = cmd->reason, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* From the work tray into a free slot.                                   Clause: §5(2)① */
void decide_store_card(const struct view *v, const struct context *ctx, const struct store_card *cmd, struct decision *out)
{
    struct card card;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!card_here(v, cmd->card_id, &card))
        refuse(out, NO_SUCH_CARD);
    else if (card.custody != CUSTODY_WORK_TRAY)
        refuse(out, WRONG_STATE);
    else if (!slot_exists(ctx->config, cmd->slot))
        refuse(out, NO_SUCH_SLOT);
    else if (slot_occupied(v, cmd->slot))
        refuse(out, SLOT_TAKEN);
    else {
        emit_card_stored(out, &(struct card_stored){
            .card_id = cmd->card_id, .slot = cmd->slot, .at_us = ctx->now_us, .by = { ctx->actor } });
        if (opening_unclaimed(v, &card))
            emit_claim_restored(out, &(struct claim_restored){ .card_id = card.card_id, .claim_tag = card.claim_tag });
    }
}

static struct date deadline_of(const struct context *ctx, const struct post_notice *cmd)
{
    const struct inventory_config *config = ctx->config;

    return cmd->deadline.v != 0 ? cmd->deadline : date_add_days(cmd->posted_on, (int32_t)config->notice_deadline_days);
}

/* The day its delivery came; none for stock that was here before. */
static struct date arrival_of(const struct view *v, const struct card *card)
{
    struct delivery delivery;

    return delivery_find(v, card->delivery_id, &delivery) && delivery.kind != DELIVERY_KIND_OPENING ? delivery.arrived_on : (struct date){ 0 };
}

static void emit_posting(const struct view *v, const struct context *ctx, const struct post_notice *cmd, const struct card *card,
                         const struct holder *holder, struct date deadline, struct decision *out)
{
    uint16_t generation = claim_generation(cmd->posted_on);
    uint8_t key[32], tag[CLAIM_TAG_LEN];

    claim_key(secret_of(v, "claim"), generation, key);
    claim_tag(key, generation, holder->notice_number, holder->birth_date, tag);
    secret_wipe(key, sizeof key);
    emit_notice_posted(out, &(struct notice_posted){
        .card_id = cmd->card_id, .posted_on = cmd->posted_on, .deadline = deadline, .claim_tag = { tag, CLAIM_TAG_LEN },
        .at_us = ctx->now_us, .by = { ctx->actor }, .arrived_on = arrival_of(v, card) });
    result_post_notice(out, &(struct post_notice_result){ .deadline = deadline });
}

/* The notice went to the city for posting.                               Clause: §5(1)⑦ */
void decide_post_notice(const struct view *v, const struct context *ctx, const struct post_notice *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_POSTED, out, &card))
        return;
    if (cmd->posted_on.v > ctx->date.v)
        refuse(out, POSTED_IN_FUTURE);
    else if (deadline_of(ctx, cmd).v <= cmd->posted_on.v)
        refuse(out, DEADLINE_TOO_EARLY);
    else if (!holder_of(v, &card, &holder))
        refuse(out, PERSON_FORGOTTEN);
    else
        emit_posting(v, ctx, cmd, &card, &holder, deadline_of(ctx, cmd), out);
}
