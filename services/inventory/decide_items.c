/* Items: collected from guests or come from the city, destroyed by two persons, or handed over. They are
 * to be destroyed on the day they come in: what still lies here must be on the list at the close, and nothing of it at a counter. */
#include "items.h"

/* A place in which an item can lie. */
static bool can_lie(const struct context *ctx, enum custody place, uint64_t number)
{
    if (lies_out(place))
        return place_exists(ctx->config, place, number);
    return number == 0 && (place == CUSTODY_VAULT || place == CUSTODY_WORK_TRAY || place == CUSTODY_CITY);
}

/* An item has come in.                                                   Clause: §5(1)⑥ */
void decide_collect_item(const struct view *v, const struct context *ctx, const struct collect_item *cmd, struct decision *out)
{
    enum custody place = cmd->place != 0 ? cmd->place : CUSTODY_WORK_TRAY;
    struct item_id id;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!can_lie(ctx, place, cmd->place_number))
        refuse(out, NO_SUCH_PLACE);
    if (is_refused(out))
        return;
    id = (struct item_id){ next_id(out) };
    emit_item_collected(out, &(struct item_collected){ .item_id = id, .kind = cmd->kind, .ticket_id = cmd->ticket_id, .place = place,
                                                       .place_number = cmd->place_number, .date = ctx->date,
                                                       .at_us = ctx->now_us, .by = { ctx->actor } });
    result_collect_item(out, &(struct collect_item_result){ .item_id = id });
}

static enum refusal item_refused(const struct view *v, struct item_id id, struct item *ret)
{
    struct item_gone gone;

    if (item_find(v, id, ret))
        return ret->place == CUSTODY_UNKNOWN ? ITEM_NOT_OPEN : REFUSAL_NONE;
    return item_gone_find(v, id, &gone) ? ITEM_NOT_OPEN : NO_SUCH_ITEM;
}

/* The item that is to be handed over, moved or missed. False when it refused. */
static bool item_for_step(const struct view *v, const struct context *ctx, struct item_id id, struct decision *out, struct item *ret)
{
    enum refusal why = custody_closed(v, ctx->date) ? CUSTODY_CLOSED : item_refused(v, id, ret);

    if (why != REFUSAL_NONE)
        refuse(out, why);
    return why == REFUSAL_NONE;
}

/* The first item that cannot be destroyed, or is named twice; the count when all can. */
static uint32_t first_refused(const struct view *v, const struct destroy_items *cmd, enum refusal *ret_why)
{
    struct item item;
    uint32_t i;

    for (i = 0; i < cmd->items.count; i++) {
        *ret_why = item_refused(v, cmd->items.at[i], &item);
        for (uint32_t before = 0; before < i; before++)
            if (same(cmd->items.at[before], cmd->items.at[i]))
                *ret_why = ITEM_NAMED_TWICE;
        if (*ret_why != REFUSAL_NONE)
            break;
    }
    return i;
}

/* Two persons have destroyed them.                                       Clause: §5(1)⑥ */
void decide_destroy_items(const struct view *v, const struct context *ctx, const struct destroy_items *cmd, struct decision *out)
{
    enum refusal why = REFUSAL_NONE;
    uint32_t at;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (cmd->items.count == 0)
        refuse(out, ITEMS_NOT_NAMED);
    else if ((at = first_refused(v, cmd, &why)) < cmd->items.count)
        refuse_at(out, why, text_format(decision_arena(out), "items[%u]", at).at);
    else if (cmd->counted != cmd->items.count)
        refuse(out, COUNT_DIFFERS);
    else
        emit_items_destroyed(out, &(struct items_destroyed){
            .items = { .at = cmd->items.at, .count = cmd->items.count }, .method = cmd->method, .date = ctx->date, .at_us = ctx->now_us,
            .by = { ctx->actor }, .second = { ctx->second } });
}

/* A number notice reaches whom it belongs to.                            Clause: §5(1)⑥ */
void decide_hand_over_notice(const struct view *v, const struct context *ctx, const struct hand_over_notice *cmd, struct decision *out)
{
    struct item item;

    if (!item_for_step(v, ctx, cmd->item_id, out, &item))
        return;
    if (item.kind != ITEM_KIND_NUMBER_NOTICE)
        refuse(out, NOT_A_NUMBER_NOTICE);
    else
        emit_number_notice_handed_over(out, &(struct number_notice_handed_over){
            .item_id = cmd->item_id, .ticket_id = cmd->ticket_id, .date = ctx->date, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* Somewhere else.                                                        Clause: §5(1)⑥ */
void decide_move_item(const struct view *v, const struct context *ctx, const struct move_item *cmd, struct decision *out)
{
    struct item item;

    if (!item_for_step(v, ctx, cmd->item_id, out, &item))
        return;
    if (!can_lie(ctx, cmd->place, cmd->place_number))
        refuse(out, NO_SUCH_PLACE);
    else if (item.place == cmd->place && item.place_number == cmd->place_number)
        refuse(out, ALREADY_THERE);
    else
        emit_item_moved(out, &(struct item_moved){
            .item_id = cmd->item_id, .place = cmd->place, .place_number = cmd->place_number, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* Cannot be found.                                                       Clause: §11 */
void decide_mark_item_missing(const struct view *v, const struct context *ctx, const struct mark_item_missing *cmd, struct decision *out)
{
    struct item item;

    if (item_for_step(v, ctx, cmd->item_id, out, &item))
        emit_item_missing(out, &(struct item_missing){
            .item_id = cmd->item_id, .incident_number = cmd->incident_number, .place = item.place, .place_number = item.place_number,
            .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* Found.                                                                 Clause: §11 */
void decide_record_item_found(const struct view *v, const struct context *ctx, const struct record_item_found *cmd, struct decision *out)
{
    struct item_gone gone;
    struct item item;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!item_find(v, cmd->item_id, &item))
        refuse(out, item_gone_find(v, cmd->item_id, &gone) ? ITEM_NOT_MISSING : NO_SUCH_ITEM);
    else if (item.place != CUSTODY_UNKNOWN)
        refuse(out, ITEM_NOT_MISSING);
    else if (!can_lie(ctx, cmd->place, cmd->place_number))
        refuse(out, NO_SUCH_PLACE);
    else
        emit_item_found(out, &(struct item_found){
            .item_id = cmd->item_id, .place = cmd->place, .place_number = cmd->place_number, .at_us = ctx->now_us, .by = { ctx->actor } });
}
