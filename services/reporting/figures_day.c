/* A day's counts, and its figures put together. Reads nothing but its arguments. */
#include "figures.h"

#include "base/id.h"
#include "base/invariant.h"

static bool is_finished(const struct reported_ticket *ticket) { return ticket->outcome != 0; }

/* One kind of interval of a ticket. False when the ticket has none. */
typedef bool (interval_of)(const struct reported_ticket *ticket, uint64_t *ret_us);

static bool waiting(const struct reported_ticket *ticket, uint64_t *ret_us)
{
    if (!was_called(ticket))
        return false;
    *ret_us = waited_us(ticket, ticket->first_call_us);
    return true;
}

/* From the answered call to the start. */
static bool way(const struct reported_ticket *ticket, uint64_t *ret_us)
{
    if (ticket->started_at_us == 0)
        return false;
    *ret_us = ticket->started_at_us - ticket->last_call_us;
    return true;
}

static bool handling(const struct reported_ticket *ticket, uint64_t *ret_us)
{
    if (!is_finished(ticket))
        return false;
    *ret_us = ticket->ended_at_us - ticket->started_at_us;
    return true;
}

static bool stay(const struct reported_ticket *ticket, uint64_t *ret_us)
{
    if (!is_finished(ticket))
        return false;
    *ret_us = ticket->ended_at_us - ticket->taken_at_us;
    return true;
}

/* `only` != 0: cases of this procedure alone. */
static struct time_figures times(const struct day_facts *facts, interval_of *interval, enum procedure only, uint64_t *room)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < facts->ticket_count; i++) {
        const struct reported_ticket *ticket = &facts->tickets[i];

        if (only != 0 && (ticket->procedures.count != 1 || ticket->procedures.at[0] != only))
            continue;
        count += interval(ticket, &room[count]) ? 1 : 0;
    }
    return time_figures_of(room, count);
}

static struct ticket_figures ticket_figures_of(const struct day_facts *facts)
{
    struct ticket_figures f = { 0 };

    for (uint32_t i = 0; i < facts->ticket_count; i++) {
        const struct reported_ticket *ticket = &facts->tickets[i];

        f.taken++;
        f.people += ticket->people;
        f.booked += is_set(ticket->reservation_id) ? 1 : 0;
        f.walk_in += is_set(ticket->reservation_id) ? 0 : 1;
        f.called += was_called(ticket) ? 1 : 0;
        f.finished += is_finished(ticket) ? 1 : 0;
        f.left += ticket->dismissal == DISMISSAL_LEFT ? 1 : 0;
        f.moved += ticket->dismissal == DISMISSAL_MOVED ? 1 : 0;
        f.cancelled += ticket->dismissal == DISMISSAL_CANCELLED ? 1 : 0;
        if (ticket->passes > f.overtaken_max)
            f.overtaken_max = ticket->passes;
    }
    return f;
}

static struct booking_figures booking_figures_of(const struct day_facts *facts)
{
    struct booking_figures f = { 0 };

    for (uint32_t i = 0; i < facts->booking_count; i++) {
        const struct reported_booking *booking = &facts->bookings[i];

        f.due += booking->end != BOOKING_END_CANCELLED && booking->end != BOOKING_END_LAPSED ? 1 : 0;
        f.attended += booking->end == BOOKING_END_ATTENDED ? 1 : 0;
        f.late += booking->end == BOOKING_END_ATTENDED && booking->was_missed ? 1 : 0;
        f.missed += booking->end == BOOKING_END_MISSED ? 1 : 0;
        f.cancelled += booking->end == BOOKING_END_CANCELLED ? 1 : 0;
    }
    return f;
}

/* Conservation: opening + arrived = issued + in hand. */
static struct card_figures card_figures_of(const struct day_facts *facts)
{
    struct card_figures f = { .opening = facts->opening };

    for (uint32_t i = 0; i < facts->stock_count; i++) {
        const struct stock_entry *entry = &facts->stock[i];

        switch (entry->movement) {
        case STOCK_MOVEMENT_ARRIVED:
            f.arrived += entry->count;
            f.deliveries_arrived++;
            break;
        case STOCK_MOVEMENT_INSPECTED: f.deliveries_inspected++; break;
        case STOCK_MOVEMENT_PRESET: f.preset += entry->count; break;
        case STOCK_MOVEMENT_STORED: f.stored += entry->count; break;
        case STOCK_MOVEMENT_POSTED: f.posted += entry->count; break;
        case STOCK_MOVEMENT_ISSUED: f.issued += entry->count; break;
        }
    }
    uint64_t had = f.opening + f.arrived;
    f.in_hand = had > f.issued ? had - f.issued : 0;      /* below 0 the count of the evening will tell */
    return f;
}

/* Done, of all that ended for good; who withdrew is no case for this figure. */
static struct share_figures first_visit(const struct day_facts *facts)
{
    struct share_figures share = { 0 };

    for (uint32_t i = 0; i < facts->ticket_count; i++) {
        enum service_outcome outcome = facts->tickets[i].outcome;

        if (outcome == 0 || outcome == SERVICE_OUTCOME_CONTINUES || outcome == SERVICE_OUTCOME_WITHDRAWN)
            continue;
        share.base++;
        share.within += outcome == SERVICE_OUTCOME_DONE ? 1 : 0;
    }
    return share;
}

static uint64_t all_items(const struct day_facts *facts)
{
    uint64_t items = 0;

    for (uint32_t i = 0; i < facts->ticket_count; i++)
        items += facts->tickets[i].procedures.count;
    return items;
}

static uint64_t items_of(const struct day_facts *facts, enum procedure procedure)
{
    uint64_t items = 0;

    for (uint32_t i = 0; i < facts->ticket_count; i++)
        for (uint32_t k = 0; k < facts->tickets[i].procedures.count; k++)
            items += facts->tickets[i].procedures.at[k] == procedure ? 1 : 0;
    return items;
}

static void list_procedures(const struct day_facts *facts, uint64_t *room, struct arena *arena, struct day_figures *ret)
{
    struct procedure_figures *list = arena_take(arena, procedure_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= procedure_values.count; i++) {
        enum procedure procedure = (enum procedure)i;
        uint64_t items = items_of(facts, procedure);

        if (items > 0)
            list[count++] = (struct procedure_figures){ procedure, items, times(facts, handling, procedure, room) };
    }
    ret->procedures.at = list;
    ret->procedures.count = count;
}

static void list_outcomes(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct outcome_figures *list = arena_take(arena, service_outcome_values.count * sizeof *list);

    for (uint32_t i = 0; i < service_outcome_values.count; i++) {
        list[i].outcome = (enum service_outcome)(i + 1);
        for (uint32_t k = 0; k < facts->ticket_count; k++)
            list[i].cases += facts->tickets[k].outcome == list[i].outcome ? 1 : 0;
    }
    ret->outcomes.at = list;
    ret->outcomes.count = service_outcome_values.count;
}

static void list_receivers(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct receiver_figures *list = arena_take(arena, receiver_class_values.count * sizeof *list);

    for (uint32_t i = 0; i < receiver_class_values.count; i++) {
        list[i].receiver_class = (enum receiver_class)(i + 1);
        for (uint32_t k = 0; k < facts->ticket_count; k++)
            list[i].cases += facts->tickets[k].receiver_class == list[i].receiver_class ? 1 : 0;
    }
    ret->receivers.at = list;
    ret->receivers.count = receiver_class_values.count;
}

void day_figures_of(const struct day_facts *facts, const struct figure_limits *limits, struct arena *arena, struct day_figures *ret)
{
    uint64_t *room = arena_take(arena, (facts->ticket_count + 1) * sizeof *room);

    *ret = (struct day_figures){
        .tickets = ticket_figures_of(facts),
        .waiting = times(facts, waiting, 0, room),
        .waiting_within = waiting_within(facts->tickets, facts->ticket_count, facts->closed_at_us,
                                         limits->waiting_minutes * US_PER_MINUTE),
        .waiting_minutes = limits->waiting_minutes,
        .on_time = on_time(facts->tickets, facts->ticket_count, limits->on_time_minutes * US_PER_MINUTE),
        .on_time_minutes = limits->on_time_minutes,
        .way = times(facts, way, 0, room),
        .handling = times(facts, handling, 0, room),
        .stay = times(facts, stay, 0, room),
        .bookings = booking_figures_of(facts),
        .cards = card_figures_of(facts),
        .count = { .made = facts->counted, .counted = facts->count, .book = facts->book,
                   .agrees = facts->counted && facts->count == facts->book },
    };
    ret->waiting_longer = waiting_within(facts->tickets, facts->ticket_count, facts->closed_at_us,
                                         limits->waiting_longer_minutes * US_PER_MINUTE);
    ret->waiting_longer_minutes = limits->waiting_longer_minutes;
    ret->abandoned = (struct share_figures){ ret->tickets.left + ret->tickets.cancelled, ret->tickets.taken };
    ret->not_come = (struct share_figures){ ret->bookings.missed, ret->bookings.due };
    ret->filled = (struct share_figures){ facts->booked_minutes, facts->offered_minutes };
    ret->first_visit = first_visit(facts);
    ret->items = all_items(facts);
    ret->opens_minute = facts->opens_minute;
    ret->closes_minute = facts->closes_minute;
    ret->weather = facts->weather;
    ret->terminal = terminal_use(facts, limits->terminals);
    ret->notice_lead = day_counts_of(facts->lead_days, facts->lead_count, arena);
    half_hours_of(facts, limits->opens_minute, arena, ret);
    record_figures_of(facts, arena, ret);
    list_procedures(facts, room, arena, ret);
    list_outcomes(facts, arena, ret);
    list_receivers(facts, arena, ret);
}
