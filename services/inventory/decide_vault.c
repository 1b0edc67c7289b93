/* The evening's count. The day's part of inventory is closed only when the number two persons
 * counted is the book's and nothing lies at a counter, booth or terminal. */
#include "state.h"

/* Two persons counted the vault.                                         Clause: §5(5) */
void decide_count_vault(const struct view *v, const struct context *ctx, const struct count_vault *cmd, struct decision *out)
{
    struct stock stock = stock_now(v);
    struct custody_day day = { 0 };
    bool agrees = cmd->counted == stock.in_vault, closes;

    if (custody_closed(v, ctx->date)) {
        refuse(out, CUSTODY_CLOSED);
        return;
    }
    closes = agrees && stock_taken_out(&stock) == 0 && custody_day_find(v, ctx->date, &day) && day.closing;
    emit_vault_counted(out, &(struct vault_counted){
        .date = ctx->date, .counted = cmd->counted, .book = stock.in_vault, .in_box = stock.in_box, .in_tray = stock.in_tray,
        .taken_out = stock_taken_out(&stock), .in_hand = stock_in_hand(&stock), .opening = stock.opening, .arrived = stock.arrived,
        .found = stock.found, .issued = stock.issued, .disposed = stock.disposed, .mailed = stock.mailed, .transferred = stock.transferred,
        .missing = stock.missing, .on_hold = stock.on_hold, .at_city = stock.at_city });
    if (closes)
        emit_inventory_day_part_closed(out, &(struct inventory_day_part_closed){ .date = ctx->date });
    result_count_vault(out, &(struct count_vault_result){ .book = stock.in_vault, .agrees = agrees, .closed = closes });
}
