/* From the disposal list to the shredder. Keeps true: a card is on the list because somebody put it
 * there, never by a timer; only the city approves, by its own login or on its paper; two persons destroy what was approved, on the day it was taken out. Lists are all or none. */
#include "state.h"

#include "approval.h"
#include "periods.h"

/* The periods of the rules have passed for this card. */
static bool open_for_disposal(const struct view *v, const struct context *ctx, const struct card *card)
{
    const struct inventory_config *config = ctx->config;
    bool came_back = card_state_of(v, card) == CARD_STATE_RETURNED || stands_before(card->before, CARD_STATE_RETURNED);
    struct date from = disposal_open_on(card->first_posted_on, card->reminded_on, came_back, config->disposal_after_reminder_days,
                                        config->disposal_after_notice_days);

    return from.v != 0 && from.v <= ctx->date.v;
}

/* What a proposal lacks; REFUSAL_NONE when nothing. */
static enum refusal proposal_lacks(const struct view *v, const struct context *ctx, const struct card *card, const struct propose_disposal *cmd,
                                   bool by_rule)
{
    struct card other;
    struct holder holder;

    if (!by_rule && (cmd->reason == DISPOSAL_REASON_UNCLAIMED || ctx->role == ROLE_SYSTEM))
        return NOT_DUE_YET;
    if (cmd->reason == DISPOSAL_REASON_DEFECT_REMAKE && !is_set(cmd->replaced_by))
        return REPLACEMENT_NOT_NAMED;
    if (is_set(cmd->replaced_by) && (same(cmd->replaced_by, cmd->card_id) || !card_here(v, cmd->replaced_by, &other)))
        return NO_SUCH_CARD;
    if (cmd->reason == DISPOSAL_REASON_OTHER && cmd->note.len == 0)
        return NOTE_NEEDED;
    return cmd->note.len > 0 && !holder_of(v, card, &holder) ? PERSON_FORGOTTEN : REFUSAL_NONE;
}

/* Onto the list.                                                         Clause: §5(1)⑥ */
void decide_propose_disposal(const struct view *v, const struct context *ctx, const struct propose_disposal *cmd, struct decision *out)
{
    struct card card;
    enum refusal why;
    bool by_rule;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_DISPOSAL_PROPOSED, out, &card))
        return;
    by_rule = open_for_disposal(v, ctx, &card);
    why = proposal_lacks(v, ctx, &card, cmd, by_rule);
    if (why != REFUSAL_NONE) {
        refuse_at(out, why, why == NO_SUCH_CARD ? "replaced_by" : NULL);
        return;
    }
    emit_disposal_proposed(out, &(struct disposal_proposed_open){
        .card_id = cmd->card_id, .reason = cmd->reason, .date = ctx->date, .by_rule = by_rule, .replaced_by = cmd->replaced_by, .note = cmd->note,
        .at_us = ctx->now_us, .by = { ctx->actor } });
    state_claim(v, &card, CARD_STEP_DISPOSAL_PROPOSED, out);
}

/* Off the list.                                                          Clause: §5(1)⑥ */
void decide_withdraw_disposal(const struct view *v, const struct context *ctx, const struct withdraw_disposal *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_DISPOSAL_WITHDRAWN, out, &card))
        return;
    if (!holder_of(v, &card, &holder)) {
        refuse(out, PERSON_FORGOTTEN);
        return;
    }
    emit_disposal_withdrawn(out, &(struct disposal_withdrawn_open){
        .card_id = cmd->card_id, .note = cmd->note, .at_us = ctx->now_us, .by = { ctx->actor } });
    state_claim(v, &card, CARD_STEP_DISPOSAL_WITHDRAWN, out);
}

/* ---- Lists of cards: all or none -------------------------------------------------------- */

static bool named_before(const struct card_id *cards, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (same(cards[i], cards[index]))
            return true;
    return false;
}

/* Every card may take the step. False after it has refused, with the place. */
static bool cards_for_step(const struct view *v, const struct context *ctx, const struct card_id *cards, uint32_t count, enum card_step step,
                           struct decision *out)
{
    struct card card;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (count == 0)
        refuse(out, CARDS_NOT_NAMED);
    for (uint32_t i = 0; i < count && !is_refused(out); i++) {
        const char *path = text_format(decision_arena(out), "cards[%u]", i).at;

        if (named_before(cards, i))
            refuse_at(out, CARD_NAMED_TWICE, path);
        else if (!card_here(v, cards[i], &card))
            refuse_at(out, NO_SUCH_CARD, path);
        else if (!life_allows(life_of(v, &card), step))
            refuse_at(out, WRONG_STATE, path);
    }
    return !is_refused(out);
}

/* The first of the cards whose holder is forgotten; count when none is. */
static uint32_t forgotten(const struct view *v, const struct card_id *cards, uint32_t count)
{
    struct card card;
    struct holder holder;
    uint32_t i;

    for (i = 0; i < count && card_find(v, cards[i], &card) && holder_of(v, &card, &holder); i++)
        ;
    return i;
}

/* The city agrees: by its own login or on its paper.                     Clause: §5(1)⑥ */
void decide_approve_disposal(const struct view *v, const struct context *ctx, const struct approve_disposal *cmd, struct decision *out)
{
    struct approval approval;
    uint32_t i;

    if (!cards_for_step(v, ctx, cmd->cards.at, cmd->cards.count, CARD_STEP_DISPOSAL_APPROVED, out) ||
        !approval_named(ctx, cmd->approval_number, cmd->approved_on, out, &approval))
        return;
    if (cmd->approver.len > 0 && (i = forgotten(v, cmd->cards.at, cmd->cards.count)) < cmd->cards.count)
        refuse_at(out, PERSON_FORGOTTEN, text_format(decision_arena(out), "cards[%u]", i).at);
    for (i = 0; i < cmd->cards.count && !is_refused(out); i++)
        emit_disposal_approved(out, &(struct disposal_approved_open){
            .card_id = cmd->cards.at[i], .approval_number = approval.number, .approved_on = approval.on, .from_paper = ctx->paper != NULL,
            .approver = cmd->approver, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* The city takes its approval back.                                      Clause: §5(1)⑥ */
void decide_withdraw_approval(const struct view *v, const struct context *ctx, const struct withdraw_approval *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;

    if (!card_for_step(v, ctx, cmd->card_id, CARD_STEP_APPROVAL_WITHDRAWN, out, &card))
        return;
    if (!holder_of(v, &card, &holder))
        refuse(out, PERSON_FORGOTTEN);
    else
        emit_approval_withdrawn(out, &(struct approval_withdrawn_open){
            .card_id = cmd->card_id, .approval_number = ctx->paper != NULL ? ctx->paper->number : (struct text){ NULL, 0 }, .note = cmd->note,
            .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* Out of the vault, to be disposed of today.                             Clause: §5(1)⑥ */
void decide_take_for_disposal(const struct view *v, const struct context *ctx, const struct take_for_disposal *cmd, struct decision *out)
{
    struct card card;

    if (!cards_for_step(v, ctx, cmd->cards.at, cmd->cards.count, CARD_STEP_TAKEN_FOR_DISPOSAL, out))
        return;
    for (uint32_t i = 0; i < cmd->cards.count && card_find(v, cmd->cards.at[i], &card); i++) {
        if (lies_out(card.custody))                    /* to be scanned back first */
            refuse_at(out, WRONG_STATE, text_format(decision_arena(out), "cards[%u]", i).at);
        emit_card_taken_for_disposal(out, &(struct card_taken_for_disposal){
            .card_id = cmd->cards.at[i], .date = ctx->date, .at_us = ctx->now_us, .by = { ctx->actor } });
    }
}

static bool taken_today(const struct view *v, const struct context *ctx, struct card_id id, struct disposal_case *ret)
{
    struct card card;

    return card_find(v, id, &card) && card.custody == CUSTODY_WORK_TRAY && disposal_case_find(v, id, ret) && ret->taken_on.v == ctx->date.v;
}

/* Two persons destroy what was approved and taken out today.             Clause: §5(1)⑥ */
void decide_dispose_cards(const struct view *v, const struct context *ctx, const struct dispose_cards *cmd, struct decision *out)
{
    struct disposal_case disposal;

    if (!cards_for_step(v, ctx, cmd->cards.at, cmd->cards.count, CARD_STEP_DISPOSED, out))
        return;
    if (cmd->counted != cmd->cards.count)
        refuse(out, COUNT_DIFFERS);
    for (uint32_t i = 0; i < cmd->cards.count && !is_refused(out); i++) {
        if (!taken_today(v, ctx, cmd->cards.at[i], &disposal))
            refuse_at(out, NOT_TAKEN_OUT_TODAY, text_format(decision_arena(out), "cards[%u]", i).at);
        else
            emit_card_disposed(out, &(struct card_disposed){
                .card_id = cmd->cards.at[i], .reason = disposal.reason, .approval_number = disposal.approval_number, .method = cmd->method,
                .date = ctx->date, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
    }
}
