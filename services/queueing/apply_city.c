/* What the events about the city do to the tables. Keeps true: a ticket has a question only while it waits for the city. */
#include "state.h"

void end_city_question(struct ticket *ticket)
{
    ticket->city_wait_since_us = 0;
    ticket->city_question = (struct city_question){ 0 };
}

void apply_city_wait_begun(struct txn *t, const struct city_wait_begun *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    ticket.city_wait_since_us = ev->at_us;
    ticket.interrupted = true;
    ticket.city_question = (struct city_question){ .matter = ev->matter };
    ticket_put(t, &ticket);
}

void apply_city_question_forwarded(struct txn *t, const struct city_question_forwarded *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.city_wait_since_us != 0);
    ticket.city_question.forwarded_at_us = ev->at_us;
    ticket_put(t, &ticket);
}

void apply_city_question_answered(struct txn *t, const struct city_question_answered *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.city_wait_since_us != 0 && ticket.city_question.answered_at_us == 0);
    ticket.city_question.answered_at_us = ev->at_us;
    ticket.city_question.decision = ev->decision;
    ticket.city_question.official = ev->official;
    ticket.city_question.told = ev->told;
    ticket_put(t, &ticket);
}

void apply_city_wait_ended(struct txn *t, const struct city_wait_ended *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    end_city_question(&ticket);
    ticket_put(t, &ticket);
}

void apply_handed_over_to_city(struct txn *t, const struct handed_over_to_city *ev)
{
    invariant(t, ticket_row(t, ev->ticket_id).state == TICKET_STATE_IN_SERVICE);
}
