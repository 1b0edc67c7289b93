/* A day's counts, and its figures put together. Reads nothing but its arguments. */
#include "figures.h"

#include "base/date.h"
#include "base/id.h"
#include "base/invariant.h"

#define OUTAGES_MAX 20u

static bool is_finished(const struct reported_ticket *ticket) { return ticket->outcome != 0; }

static struct ticket_figures ticket_figures_of(const struct day_facts *facts)
{
    struct ticket_figures f = { .duplicates = facts->duplicates, .tests = facts->tests };

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

static void count_movement(const struct stock_entry *entry, struct card_figures *f)
{
    switch (entry->movement) {
    case STOCK_MOVEMENT_ARRIVED:
        f->arrived += entry->count;
        f->deliveries_arrived++;
        break;
    case STOCK_MOVEMENT_INSPECTED: f->deliveries_inspected++; break;
    case STOCK_MOVEMENT_PRESET: f->preset += entry->count; break;
    case STOCK_MOVEMENT_STORED: f->stored += entry->count; break;
    case STOCK_MOVEMENT_POSTED: f->posted += entry->count; break;
    case STOCK_MOVEMENT_ISSUED: f->issued += entry->count; break;
    case STOCK_MOVEMENT_FOUND: f->found += entry->count; break;
    case STOCK_MOVEMENT_DISPOSED: f->disposed += entry->count; break;
    case STOCK_MOVEMENT_TRANSFERRED: f->transferred += entry->count; break;
    case STOCK_MOVEMENT_RECEIVED: f->received += entry->count; break;
    case STOCK_MOVEMENT_MISSING: f->missing += entry->count; break;
    case STOCK_MOVEMENT_RETURNED: f->returned += entry->count; break;
    case STOCK_MOVEMENT_REPOSTED: f->reposted += entry->count; break;
    case STOCK_MOVEMENT_REMINDED: f->reminded += entry->count; break;
    case STOCK_MOVEMENT_HELD: f->held += entry->count; break;
    case STOCK_MOVEMENT_RELEASED: f->released += entry->count; break;
    case STOCK_MOVEMENT_EXPLAINED: f->explained += entry->count; break;
    case STOCK_MOVEMENT_TAKEN_OVER: f->opening += entry->count; break;
    case STOCK_MOVEMENT_MAILED: f->mailed += entry->count; break;
    case STOCK_MOVEMENT_ARRIVED_MORE: f->arrived += entry->count; break;
    case STOCK_MOVEMENT_ISSUE_CORRECTED: f->issues_corrected += entry->count; break;
    case STOCK_MOVEMENT_APPROVED_BY_LOGIN: f->approved_by_login += entry->count; break;
    case STOCK_MOVEMENT_APPROVED_ON_PAPER: f->approved_on_paper += entry->count; break;
    }
}

/* Conservation: opening + arrived + found + received + issues corrected = issued + disposed + mailed + transferred + missing + in hand. */
static struct card_figures card_figures_of(const struct day_facts *facts)
{
    struct card_figures f = {
        .opening = facts->opening, .on_hold = facts->last_count.on_hold, .in_box = facts->last_count.in_box, .in_tray = facts->last_count.in_tray,
        .checked_out = facts->last_count.checked_out, .at_city = facts->last_count.at_city };

    for (uint32_t i = 0; i < facts->stock_count; i++)
        count_movement(&facts->stock[i], &f);
    uint64_t had = f.opening + f.arrived + f.found + f.received + f.issues_corrected, gone = f.issued + f.disposed + f.mailed + f.transferred + f.missing;
    f.in_hand = had > gone ? had - gone : 0;              /* below 0 the count of the evening will tell */
    return f;
}

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

static struct count_figures count_figures_of(const struct day_facts *facts)
{
    const struct count_entry *first = &facts->first_count;

    if (!facts->counted)
        return (struct count_figures){ 0 };
    return (struct count_figures){
        .made = true, .counted = first->counted, .book = first->book, .agrees = first->counted == first->book, .by = first->by,
        .second = first->second };
}

static struct case_figures case_figures_of(const struct day_facts *facts)
{
    struct case_figures f = { 0 };

    for (uint32_t i = 0; i < facts->ticket_count; i++) {
        f.passed += facts->tickets[i].was_passed ? 1 : 0;
        f.returned += facts->tickets[i].has_returned ? 1 : 0;
        f.transferred += facts->tickets[i].parts > 0 ? 1 : 0;
    }
    return f;
}

/* What was out of use at some time of the day. */
static void list_outages(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    uint64_t midnight_us = tokyo_us(facts->date, 0);
    struct outage_figures *list = arena_take(arena, OUTAGES_MAX * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 0; i < facts->outage_count && count < OUTAGES_MAX; i++) {
        const struct outage *outage = &facts->outages[i];
        bool over = outage->until_us != 0 && (outage->until_us <= midnight_us || outage->until_us <= outage->from_us);

        if (!over && outage->from_us > 0 && outage->from_us < facts->closed_at_us)
            list[count++] = (struct outage_figures){ outage->equipment, outage->count, outage->cause, outage->from_us, outage->until_us };
    }
    ret->outages.at = list;
    ret->outages.count = count;
}

static void list_stops(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct stop_figures *list = arena_take(arena, OUTAGES_MAX * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 0; i < facts->stop_count && count < OUTAGES_MAX; i++)
        list[count++] = (struct stop_figures){ facts->stops[i].kind, facts->stops[i].from_us, facts->stops[i].until_us };
    ret->stops.at = list;
    ret->stops.count = count;
}

static void put_shares(const struct day_facts *facts, const struct figure_limits *limits, struct day_figures *ret)
{
    ret->waiting_minutes = limits->waiting_minutes;
    ret->waiting_within = waiting_within(facts->tickets, facts->ticket_count, facts->closed_at_us, limits->waiting_minutes * US_PER_MINUTE);
    ret->waiting_longer_minutes = limits->waiting_longer_minutes;
    ret->waiting_longer = waiting_within(facts->tickets, facts->ticket_count, facts->closed_at_us,
                                         limits->waiting_longer_minutes * US_PER_MINUTE);
    ret->on_time_minutes = limits->on_time_minutes;
    ret->on_time = on_time(facts->tickets, facts->ticket_count, limits->on_time_minutes * US_PER_MINUTE);
    ret->abandoned = (struct share_figures){ ret->tickets.left + ret->tickets.cancelled, ret->tickets.taken };
    ret->not_come = (struct share_figures){ ret->bookings.missed, ret->bookings.due };
    ret->filled = (struct share_figures){ facts->booked_minutes, facts->offered_minutes };
    ret->first_visit = first_visit(facts);
}

void day_figures_of(const struct day_facts *facts, const struct figure_limits *limits, struct arena *arena, struct day_figures *ret)
{
    *ret = (struct day_figures){
        .tickets = ticket_figures_of(facts), .bookings = booking_figures_of(facts), .cards = card_figures_of(facts), .count = count_figures_of(facts),
        .items = all_items(facts), .cases = case_figures_of(facts), .opens_minute = facts->opens_minute, .closes_minute = facts->closes_minute,
        .weather = facts->weather, .next_day = facts->next_day, .terminal = terminal_use(facts, limits->terminals),
        .notice_lead = day_counts_of(facts->lead_days, facts->lead_count, arena) };
    ret->calendar.at = facts->calendar;
    ret->calendar.count = facts->calendar_count;
    ret->reopenings.at = facts->reopenings;
    ret->reopenings.count = facts->reopening_count;
    ret->hand_overs.at = facts->hand_overs;
    ret->hand_overs.count = facts->hand_over_count;
    put_shares(facts, limits, ret);
    time_figures_of_day(facts, arena, ret);
    half_hours_of(facts, limits->opens_minute, arena, ret);
    record_figures_of(facts, arena, ret);
    breakdowns_of(facts, arena, ret);
    preset_figures_of(facts, arena, ret);
    list_outages(facts, arena, ret);
    list_stops(facts, arena, ret);
}
