/* The evening's count. The day's part of inventory is closed only when the number two persons
 * counted is the book's, what lies in boxes, in the tray and with the city is on their list, and
 * whatever lies at a counter, booth or terminal is explained; items do not stay there at all. */
#include "custody.h"
#include "items.h"

static uint64_t apart(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* Two persons counted the vault.                                         Clause: §5(5) */
void decide_count_vault(const struct view *v, const struct context *ctx, const struct count_vault *cmd, struct decision *out)
{
    struct stock stock = stock_now(v);
    struct item_ledger items = ledger_now(v);
    struct custody_day day = custody_day_of(v, ctx->date);
    uint64_t explained = custody_explained(v, ctx->date), unlisted = apart(cmd->in_box, stock.in_box) + apart(cmd->in_tray, stock.in_tray) +
                                                                      apart(cmd->at_city, stock.at_city) + apart(cmd->items, items.open);
    bool agrees = cmd->counted == stock.in_vault, closes = agrees && unlisted == 0 && explained == stock_taken_out(&stock) && items.out == 0 && day.closing;

    if (day.closed) {
        refuse(out, CUSTODY_CLOSED);
        return;
    }
    emit_vault_counted(out, &(struct vault_counted){
        .date = ctx->date, .counted = cmd->counted, .book = stock.in_vault, .in_box = stock.in_box, .in_tray = stock.in_tray,
        .taken_out = stock_taken_out(&stock), .in_hand = stock_in_hand(&stock), .opening = stock.opening, .arrived = stock.arrived,
        .found = stock.found, .issued = stock.issued, .disposed = stock.disposed, .mailed = stock.mailed, .transferred = stock.transferred,
        .missing = stock.missing, .on_hold = stock.on_hold, .at_city = stock.at_city, .round = day.counts + 1,
        .explained = explained, .unlisted = unlisted, .items_out = items.out, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
    if (closes)
        emit_inventory_day_part_closed(out, &(struct inventory_day_part_closed){ .date = ctx->date });
    result_count_vault(out, &(struct count_vault_result){ .book = stock.in_vault, .agrees = agrees, .closed = closes, .unlisted = unlisted,
                                                          .unexplained = stock_taken_out(&stock) - explained, .items_out = items.out });
}

/* Why a card stays out over night.                                       Clause: §5(5) */
void decide_explain_card(const struct view *v, const struct context *ctx, const struct explain_card *cmd, struct decision *out)
{
    struct card card;
    struct holder holder;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!card_here(v, cmd->card_id, &card))
        refuse(out, NO_SUCH_CARD);
    else if (!lies_out(card.custody))
        refuse(out, CARD_NOT_OUT);
    else if (!holder_of(v, &card, &holder))            /* the note is sealed under the holder's key */
        refuse(out, PERSON_FORGOTTEN);
    else
        emit_card_explained(out, &(struct card_explained_open){
            .card_id = cmd->card_id, .date = ctx->date, .place = card.custody, .place_number = card.place_number, .note = cmd->note,
            .at_us = ctx->now_us, .by = { ctx->actor } });
}
