/* The times of a ticket. What does not follow from what is known is passed over. Keeps true: a transfer closes a part of the case and begins the next; whatever
 * is held or rests ends with the part. */
#include "state.h"

void apply_ticket_fact(struct txn *t, const struct ticket_fact *ev)
{
    reported_ticket_put(t, &(struct reported_ticket){
        .ticket_id = ev->ticket_id, .date = ev->date, .taken_at_us = ev->taken_at_us, .people = ev->people,
        .reservation_id = ev->reservation_id, .booked_us = ev->booked_us, .late = ev->late, .line_id = ev->line_id,
        .origin = ev->origin });
    ticket_of_day_put(t, &(struct ticket_of_day){ .date = ev->date, .ticket_id = ev->ticket_id });
}

/* The case gives its terminal back. */
static void give_back(struct txn *t, struct reported_ticket *ticket, uint64_t at_us)
{
    if (ticket->held_from_us != 0 && ticket->held_from_us <= at_us)
        terminal_span_put(t, &(struct terminal_span){
            .date = ticket->date, .ticket_id = ticket->ticket_id, .from_us = ticket->held_from_us, .until_us = at_us });
    ticket->held_from_us = 0;
}

static uint64_t *pause_of(struct reported_ticket *ticket, enum case_pause pause)
{
    switch (pause) {
    case CASE_PAUSE_PARKED: return &ticket->parked_from_us;
    case CASE_PAUSE_CITY_DECISION: return &ticket->city_from_us;
    }
    return NULL;
}

static void end_pause(struct txn *t, struct reported_ticket *ticket, enum case_pause pause, uint64_t at_us)
{
    uint64_t *from_us = pause_of(ticket, pause);

    invariant(t, from_us != NULL);
    if (from_us == NULL)
        return;
    if (*from_us != 0 && *from_us <= at_us)
        pause_span_put(t, &(struct pause_span){ .ticket_id = ticket->ticket_id, .pause = pause, .from_us = *from_us, .until_us = at_us });
    *from_us = 0;
}

static void end_all(struct txn *t, struct reported_ticket *ticket, uint64_t at_us)
{
    give_back(t, ticket, at_us);
    end_pause(t, ticket, CASE_PAUSE_PARKED, at_us);
    end_pause(t, ticket, CASE_PAUSE_CITY_DECISION, at_us);
}

/* Those of this part after those of the parts before. */
static void put_procedures(struct txn *t, struct reported_ticket *ticket, const enum procedure *at, uint32_t count)
{
    uint32_t had = ticket->earlier.count, all = had + count;
    enum procedure *list = arena_take(view_arena(view_of(t)), (all + 1) * sizeof *list);

    invariant(t, all <= PROCEDURES_MAX);
    for (uint32_t i = 0; i < had; i++)
        list[i] = ticket->earlier.at[i];
    for (uint32_t i = 0; i < count; i++)
        list[had + i] = at[i];
    ticket->procedures.at = list;
    ticket->procedures.count = all;
}

/* Whatever was known of a service before (of a log since restored) ends with a new call. */
void apply_call_fact(struct txn *t, const struct call_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    end_all(t, &ticket, ev->at_us);
    ticket.last_call_us = ev->at_us;
    ticket.first_call_us = ticket.first_call_us != 0 ? ticket.first_call_us : ev->at_us;
    ticket.part_call_us = ticket.part_call_us != 0 ? ticket.part_call_us : ev->at_us;
    ticket.held_from_us = ev->terminals != 0 ? ev->at_us : 0;
    ticket.started_at_us = ticket.ended_at_us = 0;
    ticket.outcome = 0;
    ticket.dismissal = 0;
    ticket.receiver_class = 0;
    ticket.language = 0;
    put_procedures(t, &ticket, NULL, 0);
    reported_ticket_put(t, &ticket);
    if (is_set(ev->passed_over)) {
        struct reported_ticket passed = reported_ticket_row(t, ev->passed_over);

        passed.passes++;
        reported_ticket_put(t, &passed);
    }
}

void apply_recall_fact(struct txn *t, const struct recall_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    ticket.last_call_us = ev->at_us;
    reported_ticket_put(t, &ticket);
}

void apply_pass_fact(struct txn *t, const struct pass_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    end_all(t, &ticket, ev->at_us);
    ticket.was_passed = true;
    reported_ticket_put(t, &ticket);
}

void apply_return_fact(struct txn *t, const struct return_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    ticket.has_returned = true;
    reported_ticket_put(t, &ticket);
}

void apply_start_fact(struct txn *t, const struct start_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    if (ticket.last_call_us == 0 || ev->at_us < ticket.last_call_us)
        return;
    ticket.started_at_us = ev->at_us;
    reported_ticket_put(t, &ticket);
}

/* A parked case holds no terminal. */
void apply_pause_fact(struct txn *t, const struct pause_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);
    uint64_t *from_us = pause_of(&ticket, ev->pause);

    invariant(t, from_us != NULL);
    if (from_us == NULL)
        return;
    if (ev->pause == CASE_PAUSE_PARKED)
        give_back(t, &ticket, ev->at_us);
    if (*from_us == 0)
        *from_us = ev->at_us;
    reported_ticket_put(t, &ticket);
}

void apply_pause_end_fact(struct txn *t, const struct pause_end_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    end_pause(t, &ticket, ev->pause, ev->at_us);
    if (ev->terminals != 0)
        ticket.held_from_us = ev->at_us;
    reported_ticket_put(t, &ticket);
}

void apply_transfer_fact(struct txn *t, const struct transfer_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    end_all(t, &ticket, ev->at_us);
    put_procedures(t, &ticket, ev->procedures.at, ev->procedures.count);
    ticket.earlier.at = ticket.procedures.at;
    ticket.earlier.count = ticket.procedures.count;
    ticket.parts++;
    ticket_part_put(t, &(struct ticket_part){
        .ticket_id = ticket.ticket_id, .number = ticket.parts, .until_us = ev->at_us, .first_call_us = ticket.part_call_us,
        .last_call_us = ticket.last_call_us, .started_at_us = ticket.started_at_us,
        .from_us = ticket.part_from_us != 0 ? ticket.part_from_us : ticket.taken_at_us });
    ticket.part_from_us = ev->at_us;
    ticket.part_call_us = ticket.last_call_us = ticket.started_at_us = 0;
    reported_ticket_put(t, &ticket);
}

void apply_finish_fact(struct txn *t, const struct finish_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    if (ticket.started_at_us == 0 || ev->at_us < ticket.started_at_us)
        return;
    end_all(t, &ticket, ev->at_us);
    ticket.ended_at_us = ev->at_us;
    put_procedures(t, &ticket, ev->procedures.at, ev->procedures.count);
    ticket.outcome = ev->outcome;
    ticket.receiver_class = ev->receiver_class;
    ticket.language = ev->language;
    reported_ticket_put(t, &ticket);
}

void apply_dismissal_fact(struct txn *t, const struct dismissal_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    invariant(t, ticket.ended_at_us == 0);
    end_all(t, &ticket, ev->at_us);
    ticket.ended_at_us = ev->at_us;
    ticket.dismissal = ev->outcome;
    reported_ticket_put(t, &ticket);
}

void apply_later_fact(struct txn *t, const struct later_fact *ev)
{
    struct reported_ticket ticket = reported_ticket_row(t, ev->ticket_id);

    invariant(t, ticket.ended_at_us == 0);
    end_all(t, &ticket, ev->at_us);
    ticket.ended_at_us = ev->at_us;
    ticket.agreed_later = true;
    reported_ticket_put(t, &ticket);
}

void apply_later_finish_fact(struct txn *t, const struct later_finish_fact *ev)
{
    later_end_put(t, &(struct later_end){
        .date = ev->date, .ticket_id = ev->ticket_id, .items = ev->procedures.count, .outcome = ev->outcome });
}
