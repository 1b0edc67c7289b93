/* One card's row through its steps. Keeps true: a card is in one place, an occupied slot holds one
 * card, the number of cards on hold is the book's, and every step is in the history once. */
#include "life.h"

#include "stocktake.h"

void life_step(struct txn *t, struct card *card, enum card_step step)
{
    struct card_life now = life_of(view_of(t), card), then;

    invariant(t, life_allows(now, step));
    if (!life_allows(now, step))                       /* a storage fault is latched, nothing read was whole */
        return;
    then = life_after(now, step);
    if ((now.status == CARD_STATE_ON_HOLD) != (then.status == CARD_STATE_ON_HOLD))
        stock_hold(t, then.status == CARD_STATE_ON_HOLD);
    card->own_status = then.status;
    card->before = then.before;
}

void history_add(struct txn *t, struct card *card, enum card_step step, struct happened how)
{
    card->steps++;
    card_past_put(t, &(struct card_past){
        .card_id = card->card_id, .step = card->steps, .what = step, .at_us = how.at_us, .by = how.by, .second = how.second,
        .status = card_state_of(view_of(t), card), .custody = card->custody, .slot = card->slot, .place_number = card->place_number,
        .reference = how.reference });
}

static void leave_place(struct txn *t, struct card *card)
{
    if (card->slot.len > 0)
        slot_use_remove(t, card->slot);
    card->slot = (struct text){ NULL, 0 };
    card->place_number = 0;
}

void place_in_slot(struct txn *t, struct card *card, struct text slot)
{
    struct stocktake latest = { 0 };

    stocktake_latest(view_of(t), &latest);
    invariant(t, !slot_occupied(view_of(t), slot));
    leave_place(t, card);
    if (card->custody != CUSTODY_VAULT)
        stock_move(t, card, CUSTODY_VAULT);
    card->slot = slot;
    slot_use_put(t, &(struct slot_use){ .slot = slot, .card_id = card->card_id, .filled_during = latest.stocktake_id.v });
}

void place_at(struct txn *t, struct card *card, enum custody place, uint64_t number)
{
    leave_place(t, card);
    if (card->custody != place)
        stock_move(t, card, place);
    card->place_number = number;
}

void visit_end(struct txn *t, struct card *card)
{
    if (is_set(card->reservation_id))
        card_out_for_remove(t, card->reservation_id, card->card_id);
    card->reservation_id = (struct reservation_id){ 0 };
    card->ticket_id = (struct ticket_id){ 0 };
}

void life_end(struct txn *t, struct card *card, uint64_t at_us)
{
    struct hold_case hold;

    if (at_us != 0)                                    /* events of the first release do not say */
        card->ended_on = tokyo_date(at_us);
    visit_end(t, card);
    if (card->first_posted_on.v != 0)
        card_noticed_remove(t, card->first_posted_on, card->card_id);
    if (hold_case_find(view_of(t), card->card_id, &hold)) {
        held_card_remove(t, hold.held_at_us, card->card_id);
        hold_case_remove(t, card->card_id);
    }
    disposal_case_remove(t, card->card_id);
    transfer_case_remove(t, card->card_id);
}
