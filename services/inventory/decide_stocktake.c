/* Stocktakes: begin, scan slot by slot, end by two persons, sign each difference. A scan never
 * changes where a card is by the book; what differs is put right by the commands for moves and losses. */
#include "stocktake.h"

static struct text slot_text(struct decision *out, char shelf, uint64_t box, uint64_t place)
{
    return text_format(decision_arena(out), "%c-%02u-%03u", shelf, (unsigned)box, (unsigned)place);
}

/* Begins to scan all slots, or a range.                                  Clause: §5(5) */
void decide_begin_stocktake(const struct view *v, const struct context *ctx, const struct begin_stocktake *cmd, struct decision *out)
{
    const struct inventory_config *config = ctx->config;
    struct text from = slot_text(out, 'A', 1, 1);
    struct text to = slot_text(out, (char)('A' + (int)config->shelves - 1), config->boxes_per_shelf, config->slots_per_box);
    struct stocktake latest;
    struct stocktake_id id;

    if (cmd->kind == STOCKTAKE_KIND_ROLLING) {
        from = cmd->from_slot;
        to = cmd->to_slot;
    }
    if (stocktake_latest(v, &latest) && latest.running) {
        refuse(out, STOCKTAKE_RUNNING);
    } else if (!slot_exists(config, from)) {
        refuse_at(out, NO_SUCH_SLOT, "from_slot");
    } else if (!slot_exists(config, to)) {
        refuse_at(out, NO_SUCH_SLOT, "to_slot");
    } else if (text_order(from, to) > 0) {
        refuse(out, SLOTS_REVERSED);
    } else {
        id = (struct stocktake_id){ next_id(out) };
        emit_stocktake_begun(out, &(struct stocktake_begun){
            .stocktake_id = id, .kind = cmd->kind, .from_slot = from, .to_slot = to, .at_us = ctx->now_us, .by = { ctx->actor } });
        result_begin_stocktake(out, &(struct begin_stocktake_result){ .stocktake_id = id });
    }
}

/* What one scan means beside the book. */
static void compare(const struct view *v, const struct scan_slot *cmd, struct scan_slot_result *ret, struct card_id *ret_seen)
{
    bool nothing = cmd->tracking_number.len == 0;
    struct slot_use use = { 0 };
    struct card card = { 0 };

    if (slot_use_find(v, cmd->slot, &use))
        ret->expected = use.card_id;
    if (nothing) {
        ret->outcome = is_set(ret->expected) ? SCAN_OUTCOME_NOT_SEEN : SCAN_OUTCOME_EMPTY_AGREES;
    } else if (!card_tracked(v, cmd->tracking_number, &card)) {
        ret->outcome = SCAN_OUTCOME_NOT_OURS;
    } else {
        *ret_seen = card.card_id;
        ret->should_be = card.slot;
        if (is_set(ret->expected) && same(ret->expected, card.card_id))
            ret->outcome = SCAN_OUTCOME_AGREES;
        else
            ret->outcome = card.custody == CUSTODY_VAULT ? SCAN_OUTCOME_OTHER_SLOT : SCAN_OUTCOME_NOT_EXPECTED;
    }
}

/* What lies in one slot.                                                 Clause: §5(5) */
void decide_scan_slot(const struct view *v, const struct context *ctx, const struct scan_slot *cmd, struct decision *out)
{
    struct scan_slot_result result = { 0 };
    struct card_id seen = { 0 };
    struct card_seen before;
    struct stocktake taking;

    if (!stocktake_find(v, cmd->stocktake_id, &taking)) {
        refuse(out, NO_SUCH_STOCKTAKE);
    } else if (!taking.running) {
        refuse(out, STOCKTAKE_ENDED);
    } else if (!slot_exists(ctx->config, cmd->slot)) {
        refuse(out, NO_SUCH_SLOT);
    } else if (!stocktake_covers(&taking, cmd->slot)) {
        refuse(out, SLOT_OUTSIDE_STOCKTAKE);
    } else {
        compare(v, cmd, &result, &seen);
        if (is_set(seen) && card_seen_find(v, cmd->stocktake_id, seen, &before) && !text_equal(before.slot, cmd->slot)) {
            refuse(out, CARD_SCANNED_TWICE);
            return;
        }
        emit_slot_scanned(out, &(struct slot_scanned){ .stocktake_id = cmd->stocktake_id, .slot = cmd->slot, .outcome = result.outcome,
                                                       .card_id = seen, .at_us = ctx->now_us, .by = { ctx->actor } });
        result_scan_slot(out, &result);
    }
}

/* Two persons end it: the differences stand.                             Clause: §5(5) */
void decide_end_stocktake(const struct view *v, const struct context *ctx, const struct end_stocktake *cmd, struct decision *out)
{
    struct stocktake taking;
    struct stocktake_sum sum;

    if (!stocktake_find(v, cmd->stocktake_id, &taking)) {
        refuse(out, NO_SUCH_STOCKTAKE);
    } else if (!taking.running) {
        refuse(out, STOCKTAKE_ENDED);
    } else {
        stocktake_add_up(v, &taking, &sum);
        if (sum.count > DIFFERENCES_MAX) {
            refuse(out, TOO_MANY_DIFFERENCES);
            return;
        }
        emit_stocktake_finished(out, &(struct stocktake_finished){
            .stocktake_id = cmd->stocktake_id, .expected = sum.expected, .seen = sum.seen,
            .differences = { .at = sum.at, .count = sum.count }, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
        result_end_stocktake(out, &(struct end_stocktake_result){ .expected = sum.expected, .seen = sum.seen, .differences = sum.count });
    }
}

/* What became of a difference.                                           Clause: §5(5) */
void decide_sign_difference(const struct view *v, const struct context *ctx, const struct sign_difference *cmd, struct decision *out)
{
    struct stocktake taking;
    struct difference row;

    if (!stocktake_find(v, cmd->stocktake_id, &taking))
        refuse(out, NO_SUCH_STOCKTAKE);
    else if (!difference_find(v, cmd->stocktake_id, cmd->number, &row))
        refuse(out, NO_SUCH_DIFFERENCE);
    else if (row.settled)
        refuse(out, DIFFERENCE_SIGNED_ALREADY);
    else
        emit_difference_signed(out, &(struct difference_signed_open){
            .stocktake_id = cmd->stocktake_id, .number = cmd->number, .note = cmd->note, .at_us = ctx->now_us, .by = { ctx->actor },
            .second = { ctx->second } });
}
