/* What a card's events mean for the rows. A card is in one place, an occupied slot holds one
 * card, and a card that is issued never changes again. */
#include "custody.h"
#include "life.h"
#include "opening.h"

void apply_card_preset(struct txn *t, const struct card_preset *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_PRESET);
    place_at(t, &card, CUSTODY_WORK_TRAY, 0);
    history_add(t, &card, CARD_STEP_PRESET, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_preset_failed(struct txn *t, const struct card_preset_failed *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_PRESET_FAILED);
    history_add(t, &card, CARD_STEP_PRESET_FAILED,
                (struct happened){ .at_us = ev->at_us, .by = ev->by, .reference = text_of(preset_failure_name(ev->reason)) });
    card_put(t, &card);
}

void apply_card_stored(struct txn *t, const struct card_stored *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, card.custody == CUSTODY_WORK_TRAY);
    if (opening_unclaimed(view_of(t), &card))
        card_noticed_put(t, &(struct card_noticed){ .first_posted_on = card.first_posted_on, .card_id = ev->card_id });
    place_in_slot(t, &card, ev->slot);
    history_add(t, &card, CARD_STEP_STORED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_notice_posted(struct txn *t, const struct notice_posted *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_POSTED);
    card.posted_on = card.first_posted_on = ev->posted_on;
    card.deadline = ev->deadline;
    card.claim_tag = ev->claim_tag;
    card_noticed_put(t, &(struct card_noticed){ .first_posted_on = ev->posted_on, .card_id = ev->card_id });
    history_add(t, &card, CARD_STEP_POSTED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_moved(struct txn *t, const struct card_moved *ev)
{
    struct card card = card_row(t, ev->card_id);

    if (ev->place == CUSTODY_VAULT)
        place_in_slot(t, &card, ev->slot);
    else
        place_at(t, &card, ev->place, 0);
    history_add(t, &card, CARD_STEP_MOVED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_checked_out(struct txn *t, const struct card_checked_out *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, card.custody == CUSTODY_VAULT);
    life_step(t, &card, CARD_STEP_CHECKED_OUT);
    place_at(t, &card, ev->place, ev->place_number);
    card.reservation_id = ev->reservation_id;
    card.ticket_id = ev->ticket_id;
    if (is_set(ev->reservation_id) && !is_set(ev->ticket_id))
        card_out_for_put(t, &(struct card_out_for){ .reservation_id = ev->reservation_id, .card_id = ev->card_id });
    history_add(t, &card, CARD_STEP_CHECKED_OUT, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_checked_in(struct txn *t, const struct card_checked_in *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, lies_out(card.custody));
    life_step(t, &card, CARD_STEP_CHECKED_IN);
    visit_end(t, &card);
    place_in_slot(t, &card, ev->slot);
    history_add(t, &card, CARD_STEP_CHECKED_IN, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_visitor_arrived(struct txn *t, const struct card_visitor_arrived *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, lies_out(card.custody) && is_set(card.reservation_id));      /* stopped meanwhile, perhaps */
    card_out_for_remove(t, card.reservation_id, card.card_id);
    card.ticket_id = ev->ticket_id;
    history_add(t, &card, CARD_STEP_VISITOR_ARRIVED, (struct happened){ .at_us = ev->at_us });
    card_put(t, &card);
}

void apply_card_issued(struct txn *t, const struct card_issued *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, lies_out(card.custody));
    life_step(t, &card, CARD_STEP_ISSUED);
    place_at(t, &card, CUSTODY_OUT, 0);
    life_end(t, &card, ev->at_us);
    history_add(t, &card, CARD_STEP_ISSUED, (struct happened){ .at_us = ev->at_us, .by = ev->by, .second = ev->second });
    card_put(t, &card);
}

void apply_card_mailed(struct txn *t, const struct card_mailed *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_MAILED);
    place_at(t, &card, CUSTODY_POST, 0);
    life_end(t, &card, ev->at_us);
    history_add(t, &card, CARD_STEP_MAILED, (struct happened){ .at_us = ev->at_us, .by = ev->by, .second = ev->second, .reference = ev->post_number });
    card_put(t, &card);
}

/* What life_end took off the lists goes back: a holder who can come for the card counts its days again. */
void apply_issue_corrected(struct txn *t, const struct issue_corrected *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_CORRECTED);
    card.ended_on = (struct date){ 0 };
    place_at(t, &card, CUSTODY_WORK_TRAY, 0);
    if (card.first_posted_on.v != 0)
        card_noticed_put(t, &(struct card_noticed){ .first_posted_on = card.first_posted_on, .card_id = ev->card_id });
    history_add(t, &card, CARD_STEP_CORRECTED,
                (struct happened){ .at_us = ev->at_us, .by = ev->by, .second = ev->second, .reference = ev->approval_number });
    card_put(t, &card);
}

void apply_vault_counted(struct txn *t, const struct vault_counted *ev)
{
    struct custody_day day = { .date = ev->date };
    bool agrees = ev->counted == ev->book && ev->taken_out == ev->explained && ev->unlisted == 0 && ev->items_out == 0;

    custody_day_find(view_of(t), ev->date, &day);
    day.counts++;
    day.agreed_at_moves = agrees ? stock_now(view_of(t)).moves + 1 : 0;
    custody_day_put(t, &day);
    vault_count_put(t, &(struct vault_count){ .date = ev->date, .round = day.counts, .counted = ev->counted, .book = ev->book,
                                              .taken_out = ev->taken_out, .explained = ev->explained, .unlisted = ev->unlisted,
                                              .at_us = ev->at_us, .by = ev->by, .second = ev->second });
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
    pull_day_over(t, ev->date);
}
