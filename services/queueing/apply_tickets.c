/* What the events of tickets and calls do to the tables. A ticket is at one place: waiting, or at
 * one desk, or done with. */
#include "state.h"

void apply_ticket_taken(struct txn *t, const struct ticket_taken *ev)
{
    enum ticket_origin origin = ev->origin != 0 ? ev->origin : TICKET_ORIGIN_OURS;
    struct number_in_use used;

    invariant(t, !number_in_use_find(view_of(t), origin, ev->number, &used));
    if (origin == TICKET_ORIGIN_OURS)
        line_number_put(t, &(struct line_number){ .line_id = ev->line_id, .date = ev->date, .last_number = ev->number });
    number_in_use_put(t, &(struct number_in_use){ .origin = origin, .number = ev->number, .ticket_id = ev->ticket_id });
    ticket_put(t, &(struct ticket){
        .ticket_id = ev->ticket_id, .origin = origin, .state = TICKET_STATE_WAITING, .line_id = ev->line_id, .number = ev->number, .date = ev->date,
        .people = ev->people, .reservation_id = ev->reservation_id, .arrived_at_us = ev->at_us, .booked_us = ev->booked_us, .late = ev->late });
    queue_put(t, &(struct waiting){
        .ticket_id = ev->ticket_id, .line_id = ev->line_id, .number = ev->number, .people = ev->people, .arrived_at_us = ev->at_us,
        .booked_us = ev->booked_us, .late = ev->late });
}

/* The oldest walk-in was not called although it could have been: it remembers. */
static void count_pass(struct txn *t, struct ticket_id passed_over, uint64_t at_us)
{
    struct waiting guest = waiting_row(t, passed_over);

    guest.passes++;
    if (guest.first_passed_us == 0)
        guest.first_passed_us = at_us;
    queue_put(t, &guest);
}

void apply_ticket_called(struct txn *t, const struct ticket_called *ev)
{
    struct desk desk = desk_row(t, ev->desk_id);
    struct ticket ticket = ticket_row(t, ev->ticket_id);
    struct waiting guest = waiting_row(t, ev->ticket_id);

    invariant(t, !is_set(desk.serving) && ticket.state == TICKET_STATE_WAITING);
    desk.serving = ev->ticket_id;
    desk.terminal_in_use = ev->terminal_in_use;
    desk.free_since_us = 0;
    desk_put(t, &desk);
    ticket.state = TICKET_STATE_CALLED;
    ticket.desk_id = ev->desk_id;
    ticket.called_at_us = ticket.first_called_at_us = ev->at_us;
    ticket.called_from = ev->desk_id;
    ticket.call_case = ev->dispatch_case;
    ticket.passed_over = ev->passed_over;
    ticket.calls = 1;
    ticket.passes = guest.passes;
    ticket.first_passed_us = guest.first_passed_us;
    ticket_put(t, &ticket);
    queue_remove(t, ev->ticket_id);
    queue_note_returned(t);
    if (is_set(ev->passed_over))
        count_pass(t, ev->passed_over, ev->at_us);
}

void apply_service_started(struct txn *t, const struct service_started *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.state == TICKET_STATE_CALLED && same(ticket.desk_id, ev->desk_id));
    ticket.state = TICKET_STATE_IN_SERVICE;
    ticket.started_at_us = ev->at_us;
    ticket_put(t, &ticket);
}

/* The desk is free for the next guest. */
void free_desk(struct txn *t, const struct ticket *ticket, uint64_t at_us)
{
    struct desk desk = desk_row(t, ticket->desk_id);

    invariant(t, same(desk.serving, ticket->ticket_id));
    desk.serving = (struct ticket_id){ 0 };
    desk.terminal_in_use = false;
    desk.free_since_us = at_us;
    desk_put(t, &desk);
}

void end_ticket(struct txn *t, struct ticket *ticket, enum ticket_state state)
{
    ticket->state = state;
    end_city_question(ticket);
    ticket_put(t, ticket);
    number_in_use_remove(t, ticket->origin, ticket->number);
}

/* What a case of this line took, beside the last ones. */
static void note_handling(struct txn *t, const struct ticket *ticket, uint64_t end_us)
{
    uint64_t *handled_us = arena_take(view_arena(view_of(t)), LINE_HISTORY_MAX * sizeof *handled_us);
    struct line_history history = { 0 };
    uint32_t kept, gone = 0;

    if (ticket->interrupted || ticket->people > 1 || end_us < ticket->started_at_us)
        return;
    (void)!line_history_find(view_of(t), ticket->line_id, &history);
    kept = history.handled_us.count;
    if (kept == LINE_HISTORY_MAX) {
        kept--;
        gone = 1;
    }
    for (uint32_t i = 0; i < kept; i++)
        handled_us[i] = history.handled_us.at[gone + i];
    handled_us[kept] = end_us - ticket->started_at_us;
    line_history_put(t, &(struct line_history){ .line_id = ticket->line_id, .handled_us = { handled_us, kept + 1 } });
}

void apply_service_finished(struct txn *t, const struct service_finished *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.state == TICKET_STATE_IN_SERVICE && same(ticket.desk_id, ev->desk_id));
    note_handling(t, &ticket, ev->at_us);
    free_desk(t, &ticket, ev->at_us);
    forget_cards(t, &ticket);
    end_ticket(t, &ticket, TICKET_STATE_FINISHED);
}

void apply_ticket_dismissed(struct txn *t, const struct ticket_dismissed *ev)
{
    struct ticket ticket = ticket_row(t, ev->ticket_id);

    invariant(t, ticket.state != TICKET_STATE_IN_SERVICE && ticket.state != TICKET_STATE_FINISHED && ticket.state != TICKET_STATE_DISMISSED);
    if (ticket.state == TICKET_STATE_CALLED)
        free_desk(t, &ticket, ev->at_us);
    queue_remove(t, ev->ticket_id);
    forget_cards(t, &ticket);
    end_ticket(t, &ticket, TICKET_STATE_DISMISSED);
}
