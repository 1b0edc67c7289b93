/* What the waiting list means for the rows. An offer is a hold that names who it is for. */
#include "apply.h"

/* A due time in the past: the very next step looks. */
void place_freed(struct txn *t, struct date date)
{
    struct row_scan scan = waiting_of_day_scan(view_of(t), 1, &(struct waiting_of_day){ .date = date });
    struct waiting_of_day row;

    if (waiting_of_day_next(&scan, &row))
        timer_set(t, TIMER_RESERVATIONS_WAITING_OFFER, date.v, 1);
}

void waiting_ended(struct txn *t, struct waiting_id id)
{
    struct waiting row = waiting_row(t, id);

    waiting_of_day_remove(t, row.date, id);
    waiting_by_tag_remove(t, row.code_tag);
    waiting_remove(t, id);
}

void apply_waiting_joined(struct txn *t, const struct waiting_joined *ev)
{
    struct waiting row = { .waiting_id = ev->waiting_id, .procedure = ev->procedure, .people = ev->people, .places = ev->places, .date = ev->date, .code_tag = ev->code_tag,
                           .card_id = ev->card_id, .way = ev->way, .contact = ev->contact };

    row.further_procedures.at = ev->further_procedures.at;
    row.further_procedures.count = ev->further_procedures.count;
    waiting_put(t, &row);
    waiting_of_day_put(t, &(struct waiting_of_day){ .date = ev->date, .waiting_id = ev->waiting_id });
    waiting_by_tag_put(t, &(struct waiting_by_tag){ .code_tag = ev->code_tag, .waiting_id = ev->waiting_id });
}

/* What was on offer is given back by the hold_expired beside it. */
void apply_waiting_left(struct txn *t, const struct waiting_left *ev)
{
    waiting_ended(t, ev->waiting_id);
}

void apply_place_offered(struct txn *t, const struct place_offered *ev)
{
    struct place_hold hold = place_hold_row(t, ev->hold_id);
    struct waiting row = waiting_row(t, ev->waiting_id);

    invariant(t, !is_set(row.hold_id) && !is_set(hold.waiting_id));
    hold.waiting_id = ev->waiting_id;
    place_hold_put(t, &hold);
    row.hold_id = ev->hold_id;
    waiting_put(t, &row);
}

void apply_offer_lapsed(struct txn *t, const struct offer_lapsed *ev)
{
    waiting_ended(t, ev->waiting_id);
}

void apply_offer_accepted(struct txn *t, const struct offer_accepted *ev)
{
    waiting_ended(t, ev->waiting_id);
}

void apply_waiting_list_checked(struct txn *t, const struct waiting_list_checked *ev)
{
    timer_clear(t, TIMER_RESERVATIONS_WAITING_OFFER, ev->date.v);
}
