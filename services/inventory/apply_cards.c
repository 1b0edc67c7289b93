/* What a card's events mean for the rows. A card is in one place, an occupied slot holds one
 * card, and a card that is issued never changes again. */
#include "stock.h"

static void fill_slot(struct txn *t, struct card *card, struct text slot)
{
    invariant(t, !slot_occupied(view_of(t), slot));
    card->slot = slot;
    slot_use_put(t, &(struct slot_use){ .slot = slot, .card_id = card->card_id });
}

void apply_card_preset(struct txn *t, const struct card_preset *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, card.own_status == CARD_STATE_ARRIVED && card.custody == CUSTODY_DELIVERY_BOX);
    card.own_status = CARD_STATE_PRESET;
    stock_move(t, &card, CUSTODY_WORK_TRAY);
    card_put(t, &card);
}

void apply_card_stored(struct txn *t, const struct card_stored *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, card.custody == CUSTODY_WORK_TRAY);
    stock_move(t, &card, CUSTODY_VAULT);
    fill_slot(t, &card, ev->slot);
    card_put(t, &card);
}

void apply_notice_posted(struct txn *t, const struct notice_posted *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, card.own_status == CARD_STATE_PRESET);
    card.own_status = CARD_STATE_NOTIFIED;
    card.posted_on = ev->posted_on;
    card.deadline = ev->deadline;
    card_put(t, &card);
}

void apply_card_moved(struct txn *t, const struct card_moved *ev)
{
    struct card card = card_row(t, ev->card_id);

    if (card.custody == CUSTODY_VAULT)
        slot_use_remove(t, card.slot);
    card.slot = (struct text){ NULL, 0 };
    stock_move(t, &card, ev->place);
    if (ev->place == CUSTODY_VAULT)
        fill_slot(t, &card, ev->slot);
    card_put(t, &card);
}

void apply_card_checked_out(struct txn *t, const struct card_checked_out *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, card.custody == CUSTODY_VAULT && card.own_status != CARD_STATE_CHECKED_OUT);
    slot_use_remove(t, card.slot);
    card.slot = (struct text){ NULL, 0 };
    card.status_before = card.own_status;
    card.own_status = CARD_STATE_CHECKED_OUT;
    card.place_number = ev->place_number;
    card.reservation_id = ev->reservation_id;
    card.ticket_id = ev->ticket_id;
    if (is_set(ev->reservation_id) && !is_set(ev->ticket_id))
        card_out_for_put(t, &(struct card_out_for){ .reservation_id = ev->reservation_id, .card_id = ev->card_id });
    stock_move(t, &card, ev->place);
    card_put(t, &card);
}

/* The visit is over, with or without the card. */
static void end_visit(struct txn *t, struct card *card)
{
    invariant(t, card->own_status == CARD_STATE_CHECKED_OUT);
    if (is_set(card->reservation_id))
        card_out_for_remove(t, card->reservation_id, card->card_id);
    card->reservation_id = (struct reservation_id){ 0 };
    card->ticket_id = (struct ticket_id){ 0 };
    card->place_number = 0;
}

void apply_card_checked_in(struct txn *t, const struct card_checked_in *ev)
{
    struct card card = card_row(t, ev->card_id);

    end_visit(t, &card);
    card.own_status = card.status_before;
    card.status_before = 0;
    stock_move(t, &card, CUSTODY_VAULT);
    fill_slot(t, &card, ev->slot);
    card_put(t, &card);
}

void apply_card_visitor_arrived(struct txn *t, const struct card_visitor_arrived *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, card.own_status == CARD_STATE_CHECKED_OUT && is_set(card.reservation_id));
    card_out_for_remove(t, card.reservation_id, card.card_id);
    card.ticket_id = ev->ticket_id;
    card_put(t, &card);
}

void apply_card_issued(struct txn *t, const struct card_issued *ev)
{
    struct card card = card_row(t, ev->card_id);

    end_visit(t, &card);
    card.own_status = CARD_STATE_ISSUED;
    card.status_before = 0;
    stock_move(t, &card, CUSTODY_OUT);
    card_put(t, &card);
}

void apply_vault_counted(struct txn *t, const struct vault_counted *ev)
{
    struct custody_day day = { .date = ev->date };
    bool agrees = ev->counted == ev->book && ev->taken_out == ev->explained && ev->unlisted == 0;

    custody_day_find(view_of(t), ev->date, &day);
    day.counts++;
    day.agreed_at_moves = agrees ? stock_now(view_of(t)).moves + 1 : 0;
    custody_day_put(t, &day);
}

void apply_custody_closing_began(struct txn *t, const struct custody_closing_began *ev)
{
    struct custody_day day = { .date = ev->date };

    custody_day_find(view_of(t), ev->date, &day);
    invariant(t, !day.closing && !day.closed);
    day.closing = true;
    custody_day_put(t, &day);
}

void apply_inventory_day_part_closed(struct txn *t, const struct inventory_day_part_closed *ev)
{
    struct custody_day day = { .date = ev->date };
    struct stock stock = stock_now(view_of(t));

    custody_day_find(view_of(t), ev->date, &day);
    invariant(t, day.closing && !day.closed && day.agreed_at_moves == stock.moves + 1);
    day.closed = true;
    custody_day_put(t, &day);
}
