/* The rows of those who wait, and whom a desk calls next. Keeps true: everybody in `waiting` stands in exactly one of
 * the two indexes, so that a call looks at one walk-in a line, however many wait. */
#include "state.h"

static bool is_plain_walk_in(const struct waiting *row)
{
    return (row->late || row->booked_us == 0) && row->priority_at_us == 0 && row->returned_at_us == 0 && row->passes == 0;
}

static void index_remove(struct txn *t, struct ticket_id ticket_id)
{
    struct waiting row;

    if (!waiting_find(view_of(t), ticket_id, &row))
        return;
    if (is_plain_walk_in(&row))
        walk_in_waiting_remove(t, row.line_id, row.arrived_at_us, ticket_id);
    else
        apart_waiting_remove(t, ticket_id);
}

void queue_put(struct txn *t, const struct waiting *row)
{
    index_remove(t, row->ticket_id);
    waiting_put(t, row);
    if (is_plain_walk_in(row))
        walk_in_waiting_put(t, &(struct walk_in_waiting){ .line_id = row->line_id, .arrived_at_us = row->arrived_at_us, .ticket_id = row->ticket_id });
    else
        apart_waiting_put(t, &(struct apart_waiting){ .ticket_id = row->ticket_id });
}

void queue_remove(struct txn *t, struct ticket_id ticket_id)
{
    index_remove(t, ticket_id);
    waiting_remove(t, ticket_id);
}

void queue_note_returned(struct txn *t)
{
    struct apart_waiting at = { 0 };
    struct waiting guest;

    for (;;) {                                       /* a scan ends where something is written, so it begins anew behind it */
        struct row_scan scan = apart_waiting_scan(view_of(t), 0, &at);
        bool found = false;

        while (!found && apart_waiting_next(&scan, &at))
            found = waiting_find(view_of(t), at.ticket_id, &guest) && guest.returned_at_us != 0 && !guest.other_called;
        if (!found)
            return;
        guest.other_called = true;
        waiting_put(t, &guest);                      /* it stays where it stands */
        at.ticket_id.v++;
    }
}

struct dispatch_guest dispatch_guest_of(const struct waiting *guest)
{
    return (struct dispatch_guest){
        .ticket_id = guest->ticket_id, .arrived_at_us = guest->arrived_at_us, .booked_us = guest->late ? 0 : guest->booked_us,
        .priority_at_us = guest->priority_at_us, .returned_at_us = guest->returned_at_us, .other_called = guest->other_called,
        .passes = guest->passes, .first_passed_us = guest->first_passed_us };
}

/* Joins the guests this desk can serve now. */
static void join(const struct view *v, struct ticket_id ticket_id, struct dispatch_guest *guests, uint32_t *count)
{
    struct waiting guest;

    if (waiting_find(v, ticket_id, &guest))
        guests[(*count)++] = dispatch_guest_of(&guest);
}

static bool served_now(const struct view *v, const struct queueing_config *config, const struct queue_desk *desk, bool terminal, struct line_id line_id)
{
    const struct queue_line *line = line_of(config, line_id);

    return line != NULL && desk_serves(v, desk, line_id) && (!line->needs_terminal || terminal);
}

bool next_guest(const struct view *v, const struct queueing_config *config, const struct queue_desk *desk, uint64_t now_us,
                struct dispatch *ret)
{
    uint64_t room = config->lines.count + row_count(v, &apart_waiting_table);
    struct dispatch_guest *guests = arena_take(view_arena(v), (size_t)(room + 1) * sizeof *guests);
    struct row_scan scan = apart_waiting_scan(v, 0, &(struct apart_waiting){ 0 });
    bool terminal = terminal_free_for(v, config, desk->desk_id, now_us);
    struct walk_in_waiting first;
    struct apart_waiting row;
    struct waiting guest;
    uint32_t count = 0;

    while (count < room && apart_waiting_next(&scan, &row))
        if (waiting_find(v, row.ticket_id, &guest) && served_now(v, config, desk, terminal, guest.line_id))
            join(v, row.ticket_id, guests, &count);
    for (uint32_t i = 0; i < config->lines.count && count < room; i++) {
        if (!served_now(v, config, desk, terminal, config->lines.at[i].line_id))
            continue;
        scan = walk_in_waiting_scan(v, 1, &(struct walk_in_waiting){ .line_id = config->lines.at[i].line_id });
        if (walk_in_waiting_next(&scan, &first))
            join(v, first.ticket_id, guests, &count);
    }
    return dispatch_next(guests, count, &(struct dispatch_limits){ config->passes_max, config->pass_minutes_max * US_PER_MINUTE },
                         now_us, ret);
}
