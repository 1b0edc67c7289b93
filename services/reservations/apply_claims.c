/* Who may book the pick-up of a card. A card has one claim; a booking made with it is the claim's until it ends. */
#include "apply.h"

/* A notice posted anew has another tag; the booking made with the one before goes on. */
static void claim_replaces(struct txn *t, struct bytes claim_tag, struct card_id card_id)
{
    struct claim fresh = { .claim_tag = claim_tag, .card_id = card_id }, old;

    if (claim_of(view_of(t), card_id, &old)) {
        fresh.reservation_id = old.reservation_id;
        claim_remove(t, old.claim_tag);
    }
    claim_put(t, &fresh);
    claim_of_card_put(t, &(struct claim_of_card){ .card_id = card_id, .claim_tag = claim_tag });
}

/* The booking of a card that was handed over stays known: should the issue have been a mistake, there must not be a second one. */
void claim_settle(struct txn *t, const struct claim *claim)
{
    if (claim->ended && !is_set(claim->reservation_id)) {
        claim_remove(t, claim->claim_tag);
        claim_of_card_remove(t, claim->card_id);
    } else {
        claim_put(t, claim);
    }
}

void apply_claim_noted(struct txn *t, const struct claim_noted *ev)
{
    claim_replaces(t, ev->claim_tag, ev->card_id);
}

void apply_claim_ended(struct txn *t, const struct claim_ended *ev)
{
    struct claim_of_card row = claim_of_card_row(t, ev->card_id);
    struct claim claim = claim_row(t, row.claim_tag);

    claim.barred = claim.ended = true;
    claim_settle(t, &claim);
}

void apply_claim_barred(struct txn *t, const struct claim_barred *ev)
{
    struct claim_of_card row = claim_of_card_row(t, ev->card_id);
    struct claim claim = claim_row(t, row.claim_tag);

    claim.barred = true;
    claim_put(t, &claim);
}

void apply_claim_allowed(struct txn *t, const struct claim_allowed *ev)
{
    claim_replaces(t, ev->claim_tag, ev->card_id);
}
