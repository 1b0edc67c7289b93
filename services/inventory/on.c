/* What inventory takes from queueing: that the day closes, and whose guest has come; and from
 * reservations: which card is wanted when. Everything
 * taken is stated as an event of its own; what is known already states nothing. */
#include "state.h"

#include "gen/queueing.h"
#include "gen/reservations.h"

void on_day_closing(const struct view *v, const struct context *ctx, const struct day_closing *ev, struct decision *out)
{
    struct stock stock = stock_now(v);
    struct custody_day day = { 0 };

    (void)ctx;
    if (custody_day_find(v, ev->date, &day) && (day.closing || day.closed))
        return;
    emit_custody_closing_began(out, &(struct custody_closing_began){ .date = ev->date });
    if (day.agreed_at_moves == stock.moves + 1)        /* counted already, and nothing has moved since */
        emit_inventory_day_part_closed(out, &(struct inventory_day_part_closed){ .date = ev->date });
}

void on_guest_checked_in(const struct view *v, const struct context *ctx, const struct guest_checked_in *ev, struct decision *out)
{
    struct row_scan scan = card_out_for_scan(v, 1, &(struct card_out_for){ .reservation_id = ev->reservation_id });
    struct card_out_for row;

    while (card_out_for_next(&scan, &row))             /* a family's cards: at most ten people a booking */
        emit_card_visitor_arrived(out, &(struct card_visitor_arrived){ .card_id = row.card_id, .ticket_id = ev->ticket_id, .at_us = ctx->now_us });
}

void on_reservation_booked(const struct view *v, const struct context *ctx, const struct reservation_booked *ev, struct decision *out)
{
    struct card card;

    (void)ctx;
    if (is_set(ev->card_id) && card_here(v, ev->card_id, &card))
        emit_card_reserved(out, &(struct card_reserved){
            .reservation_id = ev->reservation_id, .card_id = ev->card_id, .date = ev->date, .start_minute = ev->start_minute });
}

void on_reservation_cancelled(const struct view *v, const struct context *ctx, const struct reservation_cancelled *ev, struct decision *out)
{
    struct pull_of row;

    (void)ctx;
    if (pull_of_find(v, ev->reservation_id, &row))
        emit_card_unreserved(out, &(struct card_unreserved){ .reservation_id = ev->reservation_id });
}

/* Another visit may be for a card now, for none any more, or for the same at another time. */
void on_reservation_changed(const struct view *v, const struct context *ctx, const struct reservation_changed *ev, struct decision *out)
{
    struct pull_of row;
    struct card card;

    (void)ctx;
    if (is_set(ev->card_id) && card_here(v, ev->card_id, &card))
        emit_card_reserved(out, &(struct card_reserved){
            .reservation_id = ev->reservation_id, .card_id = ev->card_id, .date = ev->date, .start_minute = ev->start_minute });
    else if (!is_set(ev->card_id) && pull_of_find(v, ev->reservation_id, &row))
        emit_card_unreserved(out, &(struct card_unreserved){ .reservation_id = ev->reservation_id });
}

/* The booking's card stays; it is wanted at another time. */
void on_reservation_moved(const struct view *v, const struct context *ctx, const struct reservation_moved *ev, struct decision *out)
{
    struct card card;

    (void)ctx;
    if (is_set(ev->card_id) && card_here(v, ev->card_id, &card))
        emit_card_reserved(out, &(struct card_reserved){
            .reservation_id = ev->reservation_id, .card_id = ev->card_id, .date = ev->date, .start_minute = ev->start_minute });
}
