/* What notices, holds, disposal, losses and transfers mean for a card's row. */
#include "life.h"

/* ---- Notices ------------------------------------------------------------------------------ */

void apply_notice_returned(struct txn *t, const struct notice_returned *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_RETURNED);
    history_add(t, &card, CARD_STEP_RETURNED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_notice_reposted(struct txn *t, const struct notice_reposted *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_REPOSTED);
    card.posted_on = ev->posted_on;
    card.deadline = ev->deadline;
    history_add(t, &card, CARD_STEP_REPOSTED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_notice_reminded(struct txn *t, const struct notice_reminded *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_REMINDED);
    card.reminded_on = ev->reminded_on;
    card.deadline = ev->deadline;
    history_add(t, &card, CARD_STEP_REMINDED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

/* ---- Holds -------------------------------------------------------------------------------- */

void apply_card_held(struct txn *t, const struct card_held *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_HELD);
    hold_case_put(t, &(struct hold_case){ .card_id = ev->card_id, .reason = ev->reason, .held_at_us = ev->at_us, .note = ev->note });
    held_card_put(t, &(struct held_card){ .held_at_us = ev->at_us, .card_id = ev->card_id });
    history_add(t, &card, CARD_STEP_HELD, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_released(struct txn *t, const struct card_released *ev)
{
    struct card card = card_row(t, ev->card_id);
    struct hold_case hold = hold_case_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_RELEASED);
    held_card_remove(t, hold.held_at_us, ev->card_id);
    hold_case_remove(t, ev->card_id);
    history_add(t, &card, CARD_STEP_RELEASED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

/* ---- Disposal ----------------------------------------------------------------------------- */

void apply_disposal_proposed(struct txn *t, const struct disposal_proposed *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_DISPOSAL_PROPOSED);
    disposal_case_put(t, &(struct disposal_case){ .card_id = ev->card_id, .reason = ev->reason, .proposed_on = ev->date });
    history_add(t, &card, CARD_STEP_DISPOSAL_PROPOSED, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_disposal_withdrawn(struct txn *t, const struct disposal_withdrawn *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_DISPOSAL_WITHDRAWN);
    disposal_case_remove(t, ev->card_id);
    history_add(t, &card, CARD_STEP_DISPOSAL_WITHDRAWN, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_disposal_approved(struct txn *t, const struct disposal_approved *ev)
{
    struct card card = card_row(t, ev->card_id);
    struct disposal_case disposal = disposal_case_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_DISPOSAL_APPROVED);
    disposal.approval_number = ev->approval_number;
    disposal.approved_on = ev->approved_on;
    disposal_case_put(t, &disposal);
    history_add(t, &card, CARD_STEP_DISPOSAL_APPROVED, (struct happened){ .at_us = ev->at_us, .by = ev->by, .reference = ev->approval_number });
    card_put(t, &card);
}

void apply_approval_withdrawn(struct txn *t, const struct approval_withdrawn *ev)
{
    struct card card = card_row(t, ev->card_id);
    struct disposal_case disposal = disposal_case_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_APPROVAL_WITHDRAWN);
    disposal_case_put(t, &(struct disposal_case){ .card_id = ev->card_id, .reason = disposal.reason, .proposed_on = disposal.proposed_on });
    history_add(t, &card, CARD_STEP_APPROVAL_WITHDRAWN, (struct happened){ .at_us = ev->at_us, .by = ev->by, .reference = ev->approval_number });
    card_put(t, &card);
}

void apply_card_taken_for_disposal(struct txn *t, const struct card_taken_for_disposal *ev)
{
    struct card card = card_row(t, ev->card_id);
    struct disposal_case disposal = disposal_case_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_TAKEN_FOR_DISPOSAL);
    disposal.taken_on = ev->date;
    disposal_case_put(t, &disposal);
    place_at(t, &card, CUSTODY_WORK_TRAY, 0);
    history_add(t, &card, CARD_STEP_TAKEN_FOR_DISPOSAL, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_disposed(struct txn *t, const struct card_disposed *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_DISPOSED);
    place_at(t, &card, CUSTODY_DESTROYED, 0);
    life_end(t, &card, ev->at_us);
    history_add(t, &card, CARD_STEP_DISPOSED,
                (struct happened){ .at_us = ev->at_us, .by = ev->by, .second = ev->second, .reference = ev->approval_number });
    card_put(t, &card);
}

/* ---- Losses ------------------------------------------------------------------------------- */

void apply_card_missing(struct txn *t, const struct card_missing *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_MISSING);
    visit_end(t, &card);
    place_at(t, &card, CUSTODY_UNKNOWN, 0);
    transfer_case_remove(t, ev->card_id);
    history_add(t, &card, CARD_STEP_MISSING, (struct happened){ .at_us = ev->at_us, .by = ev->by, .reference = ev->incident_number });
    card_put(t, &card);
}

void apply_card_found(struct txn *t, const struct card_found *ev)
{
    struct card card = card_row(t, ev->card_id);

    if (ev->slot.len > 0)
        place_in_slot(t, &card, ev->slot);
    else
        place_at(t, &card, CUSTODY_WORK_TRAY, 0);
    life_step(t, &card, CARD_STEP_FOUND);              /* in hand first: it may be on hold again */
    history_add(t, &card, CARD_STEP_FOUND, (struct happened){ .at_us = ev->at_us, .by = ev->by });
    card_put(t, &card);
}

void apply_card_written_off(struct txn *t, const struct card_written_off *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_WRITTEN_OFF);
    stock_write_off(t);
    life_end(t, &card, ev->at_us);
    history_add(t, &card, CARD_STEP_WRITTEN_OFF, (struct happened){ .at_us = ev->at_us, .by = ev->by, .reference = ev->decision_number });
    card_put(t, &card);
}

/* ---- Transfers ---------------------------------------------------------------------------- */

void apply_card_transferred(struct txn *t, const struct card_transferred *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_TRANSFERRED);
    place_at(t, &card, CUSTODY_BRANCH, 0);
    transfer_case_put(t, &(struct transfer_case){ .card_id = ev->card_id, .office = ev->office, .seal_number = ev->seal_number });
    history_add(t, &card, CARD_STEP_TRANSFERRED,
                (struct happened){ .at_us = ev->at_us, .by = ev->by, .second = ev->second, .reference = ev->seal_number });
    card_put(t, &card);
}

void apply_card_received(struct txn *t, const struct card_received *ev)
{
    struct card card = card_row(t, ev->card_id);

    life_step(t, &card, CARD_STEP_RECEIVED);
    place_at(t, &card, CUSTODY_WORK_TRAY, 0);
    transfer_case_remove(t, ev->card_id);
    history_add(t, &card, CARD_STEP_RECEIVED,
                (struct happened){ .at_us = ev->at_us, .by = ev->by, .second = ev->second, .reference = ev->seal_number });
    card_put(t, &card);
}

/* ---- What reservations follow -------------------------------------------------------------- */

/* Follows from the status, which the event beside it has changed: no row of ours. */
void apply_claim_withdrawn(struct txn *t, const struct claim_withdrawn *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, !obtainable(card.own_status));
}

void apply_claim_restored(struct txn *t, const struct claim_restored *ev)
{
    struct card card = card_row(t, ev->card_id);

    invariant(t, obtainable(card.own_status));
}
