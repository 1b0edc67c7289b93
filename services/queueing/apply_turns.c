/* What the events of recalls, passing, priority, parking and transfers do to the tables. The ticket keeps its
 * place in the queue (arrival, booking, passes) while its row of `waiting` is gone. */
#include "state.h"

void wait_again(struct txn *t, const struct ticket *ticket, uint64_t returned_at_us)
{
    queue_put(t, &(struct waiting){
        .ticket_id = ticket->ticket_id, .line_id = ticket->line_id, .number = ticket->number, .people = ticket->people,
        .arrived_at_us = ticket->arrived_at_us, .booked_us = ticket->booked_us, .late = ticket->late, .passes = ticket->passes,
        .first_passed_us = ticket->first_passed_us, .priority_at_us = ticket->priority_at_us, .returned_at_us = returned_at_us });
}

void apply_ticket_recalled(struct txn *t, const struct ticket_recalled *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.state == TICKET_STATE_CALLED && same(ticket.desk_id, ev->desk_id));
    ticket.calls = ev->call;
    ticket.called_at_us = ev->at_us;
    ticket_put(t, &ticket);
}

/* The ticket leaves its desk for another state. */
static void leave_for(struct txn *t, struct ticket *ticket, enum ticket_state state, uint64_t at_us)
{
    free_desk(t, ticket, at_us);
    ticket->state = state;
    ticket->rests_since_us = at_us;
    ticket->rests_from = ticket->desk_id;
    ticket->desk_id = (struct desk_id){ 0 };
    ticket->calls = 0;
    end_city_question(ticket);
    ticket_put(t, ticket);
}

void apply_ticket_passed(struct txn *t, const struct ticket_passed *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.state == TICKET_STATE_CALLED && same(ticket.desk_id, ev->desk_id));
    leave_for(t, &ticket, TICKET_STATE_PASSED, ev->at_us);
}

void apply_ticket_returned(struct txn *t, const struct ticket_returned *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.state == TICKET_STATE_PASSED);
    ticket.state = TICKET_STATE_WAITING;
    ticket_put(t, &ticket);
    wait_again(t, &ticket, ev->at_us);
}

static void set_priority(struct txn *t, struct ticket_id ticket_id, uint64_t at_us)
{
    struct ticket ticket = ticket_row(t, ticket_id);
    struct waiting guest = waiting_row(t, ticket_id);

    ticket.priority_at_us = guest.priority_at_us = at_us;
    ticket_put(t, &ticket);
    queue_put(t, &guest);
}

void apply_priority_given(struct txn *t, const struct priority_given *ev)
{
    set_priority(t, ev->ticket_id, ev->at_us);
}

void apply_priority_withdrawn(struct txn *t, const struct priority_withdrawn *ev)
{
    set_priority(t, ev->ticket_id, 0);
}

void apply_ticket_parked(struct txn *t, const struct ticket_parked *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.state == TICKET_STATE_IN_SERVICE && same(ticket.desk_id, ev->desk_id));
    ticket.park_reason = ev->reason;
    ticket.interrupted = true;
    leave_for(t, &ticket, TICKET_STATE_PARKED, ev->at_us);
}

void apply_ticket_resumed(struct txn *t, const struct ticket_resumed *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);
    struct desk desk = desk_row(t, ev->desk_id);

    invariant(t, ticket.state == TICKET_STATE_PARKED && !is_set(desk.serving));
    ticket.state = TICKET_STATE_IN_SERVICE;
    ticket.desk_id = ev->desk_id;
    ticket.started_at_us = ev->at_us;
    ticket_put(t, &ticket);
    desk.serving = ev->ticket_id;
    desk.terminal_in_use = ev->terminal_in_use;
    desk.free_since_us = 0;
    desk_put(t, &desk);
}

/* As much as a row holds: the oldest go. */
static void note_done(struct txn *t, struct ticket *ticket, const struct ticket_transferred *ev)
{
    enum procedure *done = arena_take(view_arena(view_of(t)), DONE_BEFORE_MAX * sizeof *done);
    uint32_t kept = ticket->done_before.count, room = DONE_BEFORE_MAX - ev->procedures.count;

    must(ev->procedures.count <= DONE_BEFORE_MAX);
    kept = kept < room ? kept : room;
    for (uint32_t i = 0; i < kept; i++)
        done[i] = ticket->done_before.at[ticket->done_before.count - kept + i];
    for (uint32_t i = 0; i < ev->procedures.count; i++)
        done[kept + i] = ev->procedures.at[i];
    ticket->done_before.at = done;
    ticket->done_before.count = kept + ev->procedures.count;
}

/* From wherever the guest is, into the queue of the other line. */
void apply_ticket_transferred(struct txn *t, const struct ticket_transferred *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);
    struct waiting guest;

    ticket.line_id = ev->line_id;
    ticket.interrupted = false;                     /* the next part is another line's */
    forget_cards(t, &ticket);                       /* stated with the first part */
    note_done(t, &ticket, ev);
    if (ticket.state == TICKET_STATE_CALLED || ticket.state == TICKET_STATE_IN_SERVICE)
        leave_for(t, &ticket, TICKET_STATE_WAITING, ev->at_us);
    ticket.state = TICKET_STATE_WAITING;
    ticket_put(t, &ticket);
    if (waiting_find(view_of(t), ev->ticket_id, &guest)) {
        guest.line_id = ev->line_id;
        queue_put(t, &guest);
    } else {
        wait_again(t, &ticket, 0);
    }
}

void apply_card_hand_over_noted(struct txn *t, const struct card_hand_over_noted *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    if (ticket.cards_handed++ == 0)
        ticket.card_received_by = ev->receiver_class;
    ticket.cards_to_agents += ev->receiver_class == RECEIVER_CLASS_VOLUNTARY_AGENT;
    ticket_put(t, &ticket);
    handed_card_put(t, &(struct handed_card){ .card_id = ev->card_id, .ticket_id = ev->ticket_id, .receiver_class = ev->receiver_class });
}

/* The next card of the ticket after this one; of all tickets there are a few. */
static bool next_handed(struct txn *t, struct ticket_id ticket_id, struct card_id after, struct handed_card *ret)
{
    struct row_scan scan = handed_card_scan(view_of(t), 0, &(struct handed_card){ .card_id = { after.v + 1 } });

    while (handed_card_next(&scan, ret))
        if (same(ret->ticket_id, ticket_id))
            return true;
    return false;
}

void forget_cards(struct txn *t, struct ticket *ticket)
{
    struct handed_card row = { 0 };

    while (next_handed(t, ticket->ticket_id, row.card_id, &row))
        handed_card_remove(t, row.card_id);
    ticket->card_received_by = 0;
    ticket->cards_handed = ticket->cards_to_agents = 0;
}

/* Who received what is left: as before, if such a card is left. */
void apply_card_hand_over_taken_back(struct txn *t, const struct card_hand_over_taken_back *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);
    struct handed_card handed, left = { 0 };
    enum receiver_class receiver = 0;

    invariant(t, handed_card_find(view_of(t), ev->card_id, &handed) && same(handed.ticket_id, ev->ticket_id) && ticket.cards_handed > 0);
    handed_card_remove(t, ev->card_id);
    ticket.cards_handed--;
    ticket.cards_to_agents -= handed.receiver_class == RECEIVER_CLASS_VOLUNTARY_AGENT;
    while (next_handed(t, ev->ticket_id, left.card_id, &left))
        if (receiver == 0 || left.receiver_class == ticket.card_received_by)
            receiver = left.receiver_class;
    ticket.card_received_by = receiver;
    ticket_put(t, &ticket);
}

void apply_outage_noted(struct txn *t, const struct outage_noted *ev)
{
    outage_put(t, &(struct outage){ .outage_id = ev->outage_id, .count = ev->count, .from_us = ev->from_us });
}

void apply_outage_over(struct txn *t, const struct outage_over *ev)
{
    outage_remove(t, ev->outage_id);
}
