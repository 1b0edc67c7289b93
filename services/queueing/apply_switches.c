/* What the events of the switches and of later contacts do to the tables. */
#include "state.h"

void apply_line_stopped(struct txn *t, const struct line_stopped *ev)
{
    stopped_line_put(t, &(struct stopped_line){ .line_id = ev->line_id, .date = ev->date });
}

void apply_line_resumed(struct txn *t, const struct line_resumed *ev)
{
    stopped_line_remove(t, ev->line_id);
}

void apply_last_ticket_set(struct txn *t, const struct last_ticket_set *ev)
{
    struct business_day day = business_day_row(t, ev->date);

    day.last_ticket_minute = ev->minute;
    business_day_put(t, &day);
}

void apply_counter_stopped(struct txn *t, const struct counter_stopped *ev)
{
    counter_stop_put(t, &(struct counter_stop){ .kind = ev->kind, .since_us = ev->at_us });
}

void apply_counter_resumed(struct txn *t, const struct counter_resumed *ev)
{
    counter_stop_remove(t, ev->kind);
}

void apply_later_contact_agreed(struct txn *t, const struct later_contact_agreed *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    if (ticket.state == TICKET_STATE_CALLED || ticket.state == TICKET_STATE_IN_SERVICE)
        free_desk(t, &ticket, ev->at_us);
    queue_remove(t, ev->ticket_id);
    ticket.later_on = ev->due_on;
    later_contact_put(t, &(struct later_contact){ .ticket_id = ev->ticket_id, .date = ticket.date, .number = ticket.number, .due_on = ev->due_on });
    end_ticket(t, &ticket, TICKET_STATE_DISMISSED);
}

void apply_later_contact_finished(struct txn *t, const struct later_contact_finished *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    ticket.later_on = (struct date){ 0 };
    ticket.state = TICKET_STATE_FINISHED;
    forget_cards(t, &ticket);
    ticket_put(t, &ticket);
    later_contact_remove(t, ev->ticket_id);
}
