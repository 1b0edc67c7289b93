/* Movements of cards, with their place in inventory's log. */
#include "state.h"

static void note_stock(const struct context *ctx, enum stock_movement movement, uint64_t count, struct decision *out)
{
    must(ctx->followed.sequence > 0);
    emit_stock_fact(out, &(struct stock_fact){
        .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .movement = movement, .count = count });
}

void on_delivery_arrived(const struct view *v, const struct context *ctx, const struct delivery_arrived *ev, struct decision *out)
{
    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_ARRIVED, ev->card_count, out);
}

void on_delivery_inspected(const struct view *v, const struct context *ctx, const struct delivery_inspected *ev, struct decision *out)
{
    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_INSPECTED, ev->counted, out);
}

void on_card_preset(const struct view *v, const struct context *ctx, const struct card_preset *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_PRESET, 1, out);
}

void on_card_stored(const struct view *v, const struct context *ctx, const struct card_stored *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_STORED, 1, out);
}

void on_notice_posted(const struct view *v, const struct context *ctx, const struct notice_posted *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_POSTED, 1, out);
}

void on_card_issued(const struct view *v, const struct context *ctx, const struct card_issued *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_ISSUED, 1, out);
}

void on_vault_counted(const struct view *v, const struct context *ctx, const struct vault_counted *ev, struct decision *out)
{
    (void)v;
    must(ctx->followed.sequence > 0);
    emit_count_fact(out, &(struct count_fact){
        .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .counted = ev->counted, .book = ev->book });
}
