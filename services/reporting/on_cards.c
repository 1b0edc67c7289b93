/* Movements of cards, with their place in inventory's log. */
#include "state.h"

#define LEAD_DAYS_MAX 100000

static void note_stock(const struct context *ctx, enum stock_movement movement, uint64_t count, struct decision *out)
{
    must(ctx->followed.sequence > 0);
    emit_stock_fact(out, &(struct stock_fact){
        .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .movement = movement, .count = count });
}

/* Of each card, how the city agreed: by its own login or on its paper. */
static void note_approval(const struct context *ctx, bool from_paper, struct decision *out)
{
    note_stock(ctx, from_paper ? STOCK_MOVEMENT_APPROVED_ON_PAPER : STOCK_MOVEMENT_APPROVED_BY_LOGIN, 1, out);
}

/* failure 0: done. */
static void note_setting(const struct context *ctx, uint64_t terminal_number, enum preset_failure failure, struct decision *out)
{
    must(ctx->followed.sequence > 0);
    emit_preset_fact(out, &(struct preset_fact){
        .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .terminal_number = terminal_number, .failure = failure });
}

void on_delivery_arrived(const struct view *v, const struct context *ctx, const struct delivery_arrived *ev, struct decision *out)
{
    (void)v;
    if (!is_set(ev->received))
        note_stock(ctx, STOCK_MOVEMENT_ARRIVED, ev->card_count, out);
    else if (ev->card_count > ev->received_count)      /* the delivery came with its box, and so did these */
        note_stock(ctx, STOCK_MOVEMENT_ARRIVED_MORE, ev->card_count - ev->received_count, out);
}

void on_box_received(const struct view *v, const struct context *ctx, const struct box_received *ev, struct decision *out)
{
    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_ARRIVED, ev->counted, out);
}

void on_delivery_inspected(const struct view *v, const struct context *ctx, const struct delivery_inspected *ev, struct decision *out)
{
    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_INSPECTED, ev->counted, out);
}

void on_card_preset(const struct view *v, const struct context *ctx, const struct card_preset *ev, struct decision *out)
{
    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_PRESET, 1, out);
    note_setting(ctx, ev->terminal_number, 0, out);
}

void on_card_preset_failed(const struct view *v, const struct context *ctx, const struct card_preset_failed *ev, struct decision *out)
{
    (void)v;
    note_setting(ctx, ev->terminal_number, ev->reason, out);
}

void on_card_stored(const struct view *v, const struct context *ctx, const struct card_stored *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_STORED, 1, out);
}

/* A posting entered for a day before the arrival counts as none. */
void on_notice_posted(const struct view *v, const struct context *ctx, const struct notice_posted *ev, struct decision *out)
{
    int32_t days = ev->arrived_on.v != 0 ? date_days_between(ev->arrived_on, ev->posted_on) : 0;

    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_POSTED, 1, out);
    if (ev->arrived_on.v != 0 && days <= LEAD_DAYS_MAX)
        emit_notice_fact(out, &(struct notice_fact){
            .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .card_id = ev->card_id, .days = days > 0 ? (uint64_t)days : 0 });
}

void on_card_issued(const struct view *v, const struct context *ctx, const struct card_issued *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_ISSUED, 1, out);
}

void on_card_disposed(const struct view *v, const struct context *ctx, const struct card_disposed *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_DISPOSED, 1, out);
}

void on_card_mailed(const struct view *v, const struct context *ctx, const struct card_mailed *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_MAILED, 1, out);
}

/* The day of the issue keeps its figure; this day shows what was put right. */
void on_issue_corrected(const struct view *v, const struct context *ctx, const struct issue_corrected *ev, struct decision *out)
{
    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_ISSUE_CORRECTED, 1, out);
    note_approval(ctx, ev->from_paper, out);
}

void on_disposal_approved(const struct view *v, const struct context *ctx, const struct disposal_approved *ev, struct decision *out)
{
    (void)v;
    note_approval(ctx, ev->from_paper, out);
}

void on_card_written_off(const struct view *v, const struct context *ctx, const struct card_written_off *ev, struct decision *out)
{
    (void)v;
    note_approval(ctx, ev->from_paper, out);
}

void on_card_found(const struct view *v, const struct context *ctx, const struct card_found *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_FOUND, 1, out);
}

void on_card_transferred(const struct view *v, const struct context *ctx, const struct card_transferred *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_TRANSFERRED, 1, out);
}

void on_card_received(const struct view *v, const struct context *ctx, const struct card_received *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_RECEIVED, 1, out);
}

void on_notice_returned(const struct view *v, const struct context *ctx, const struct notice_returned *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_RETURNED, 1, out);
}

void on_notice_reposted(const struct view *v, const struct context *ctx, const struct notice_reposted *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_REPOSTED, 1, out);
}

void on_notice_reminded(const struct view *v, const struct context *ctx, const struct notice_reminded *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_REMINDED, 1, out);
}

void on_card_held(const struct view *v, const struct context *ctx, const struct card_held *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_HELD, 1, out);
}

void on_card_released(const struct view *v, const struct context *ctx, const struct card_released *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_RELEASED, 1, out);
}

void on_card_explained(const struct view *v, const struct context *ctx, const struct card_explained *ev, struct decision *out)
{
    (void)v;
    (void)ev;
    note_stock(ctx, STOCK_MOVEMENT_EXPLAINED, 1, out);
}

void on_opening_taken_over(const struct view *v, const struct context *ctx, const struct opening_taken_over *ev, struct decision *out)
{
    (void)v;
    note_stock(ctx, STOCK_MOVEMENT_TAKEN_OVER, ev->card_count, out);
}

/* What is lost at another office comes back into the book and is missing from there. */
void on_card_missing(const struct view *v, const struct context *ctx, const struct card_missing *ev, struct decision *out)
{
    (void)v;
    if (ev->place == CUSTODY_BRANCH)
        note_stock(ctx, STOCK_MOVEMENT_RECEIVED, 1, out);
    note_stock(ctx, STOCK_MOVEMENT_MISSING, 1, out);
}

void on_vault_counted(const struct view *v, const struct context *ctx, const struct vault_counted *ev, struct decision *out)
{
    (void)v;
    must(ctx->followed.sequence > 0);
    emit_count_fact(out, &(struct count_fact){
        .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .counted = ev->counted, .book = ev->book, .on_hold = ev->on_hold,
        .in_box = ev->in_box, .in_tray = ev->in_tray, .checked_out = ev->taken_out, .at_city = ev->at_city, .by = ev->by, .second = ev->second });
}

void on_custody_reopened(const struct view *v, const struct context *ctx, const struct custody_reopened *ev, struct decision *out)
{
    (void)v;
    must(ctx->followed.sequence > 0);
    emit_reopening_fact(out, &(struct reopening_fact){
        .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence,
        .reopening = { .at_us = ev->at_us, .reason = ev->reason, .by = ev->by, .second = ev->second } });
}
