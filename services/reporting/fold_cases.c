/* Parts and pauses of the day's cases, hand-overs to the city, hours and outages, read from the tables. */
#include "state.h"

#include "figures.h"

static void read_parts(const struct view *v, struct day_facts *facts)
{
    uint32_t room = 0;

    for (uint32_t i = 0; i < facts->ticket_count; i++)
        room += (uint32_t)facts->tickets[i].parts;
    struct ticket_part *parts = arena_take(view_arena(v), (room + 1) * sizeof *parts);
    for (uint32_t i = 0; i < facts->ticket_count; i++) {
        struct row_scan scan = ticket_part_scan(v, 1, &(struct ticket_part){ .ticket_id = facts->tickets[i].ticket_id });

        while (facts->part_count < room && ticket_part_next(&scan, &parts[facts->part_count]))
            facts->part_count++;
    }
    facts->parts = parts;
}

static uint32_t pauses_of(const struct view *v, struct ticket_id ticket_id, struct pause_span *ret, uint32_t room)
{
    struct row_scan scan = pause_span_scan(v, 1, &(struct pause_span){ .ticket_id = ticket_id });
    struct pause_span span;
    uint32_t count = 0;

    while (pause_span_next(&scan, &span)) {
        if (count < room)
            ret[count] = span;
        count++;
    }
    return count;
}

static void read_pauses(const struct view *v, struct day_facts *facts)
{
    uint32_t room = 0;

    for (uint32_t i = 0; i < facts->ticket_count; i++)
        room += pauses_of(v, facts->tickets[i].ticket_id, NULL, 0);
    struct pause_span *pauses = arena_take(view_arena(v), (room + 1) * sizeof *pauses);
    for (uint32_t i = 0; i < facts->ticket_count; i++)
        facts->pause_count += pauses_of(v, facts->tickets[i].ticket_id, pauses + facts->pause_count, room - facts->pause_count);
    facts->pauses = pauses;
}

/* Stops that touch the day; what queueing said after its close is of the next day. */
static void read_stops(const struct view *v, struct day_facts *facts)
{
    uint64_t midnight_us = tokyo_us(facts->date, 0);
    struct row_scan counting = counter_stop_scan(v, 0, &(struct counter_stop){ 0 });
    struct row_scan scan = counting;
    struct counter_stop row;
    uint32_t room = 0;

    while (counter_stop_next(&counting, &row))
        room++;
    struct counter_stop *stops = arena_take(view_arena(v), (room + 1) * sizeof *stops);
    for (uint32_t i = 0; i < room && counter_stop_next(&scan, &row); i++) {
        if (row.from_us == 0 || row.from_us >= facts->closed_at_us || (row.until_us != 0 && row.until_us <= midnight_us))
            continue;
        if (row.until_us > facts->closed_at_us)
            row.until_us = 0;
        stops[facts->stop_count++] = row;
    }
    facts->stops = stops;
}

/* How long a case was handled on its own day. */
static uint64_t handled_then(const struct view *v, struct ticket_id ticket_id)
{
    struct day_facts then = { 0 };
    struct reported_ticket ticket;

    if (!reported_ticket_find(v, ticket_id, &ticket) || ticket.started_at_us == 0 || ticket.ended_at_us < ticket.started_at_us)
        return 0;
    then.tickets = &ticket;
    then.ticket_count = 1;
    then.date = ticket.date;
    then.closed_at_us = ticket.ended_at_us;
    read_pauses(v, &then);
    read_stops(v, &then);
    return handled_us(&then, ticket_id, (struct interval){ ticket.started_at_us, ticket.ended_at_us }, view_arena(v));
}

void read_later(const struct view *v, struct date first, struct date date, struct day_facts *facts)
{
    struct row_scan counting = later_end_scan(v, 0, &(struct later_end){ .date = first });
    struct row_scan scan = counting;
    struct later_end row;
    uint32_t room = 0;

    while (later_end_next(&counting, &row) && row.date.v <= date.v)
        room++;
    struct ended_later *later = arena_take(view_arena(v), (room + 1) * sizeof *later);
    while (facts->later_count < room && later_end_next(&scan, &row))
        later[facts->later_count++] = (struct ended_later){ row.items, handled_then(v, row.ticket_id) };
    facts->later = later;
}

#define MINUTES_MAX 100000u        /* of a share */

void read_cases(const struct view *v, struct day_facts *facts)
{
    read_parts(v, facts);
    read_pauses(v, facts);
    read_stops(v, facts);
}

static void read_hand_overs(const struct view *v, struct date date, struct day_facts *facts)
{
    struct row_scan scan = hand_over_count_scan(v, 1, &(struct hand_over_count){ .date = date });
    struct hand_over_figures *list = arena_take(view_arena(v), city_matter_values.count * sizeof *list);
    struct hand_over_count row;

    while (facts->hand_over_count < city_matter_values.count && hand_over_count_next(&scan, &row))
        list[facts->hand_over_count++] = (struct hand_over_figures){ row.matter, row.cases };
    facts->hand_overs = list;
}

/* As reservations' log has it up to the cut: what was stated later is not known yet. */
static void read_outages(const struct view *v, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan counting = outage_scan(v, 0, &(struct outage){ 0 });
    struct row_scan scan = counting;
    struct outage row;
    uint32_t room = 0;

    while (outage_next(&counting, &row))
        room++;
    struct outage *outages = arena_take(view_arena(v), (room + 1) * sizeof *outages);
    for (uint32_t i = 0; i < room && outage_next(&scan, &row); i++) {
        if (beyond_cut(row.epoch, row.sequence, to))
            continue;
        if (row.until_us != 0 && beyond_cut(row.end_epoch, row.end_sequence, to))
            row.until_us = 0;
        outages[facts->outage_count++] = row;
    }
    facts->outages = outages;
}

#define CALENDAR_MAX 10u

/* As reservations' log has it up to the cut; a part that opened again is no exception any more. */
static void read_calendar(const struct view *v, struct date date, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan scan = calendar_entry_scan(v, 1, &(struct calendar_entry){ .date = date });
    struct calendar_figures *list = arena_take(view_arena(v), CALENDAR_MAX * sizeof *list);
    struct calendar_entry row;

    while (facts->calendar_count < CALENDAR_MAX && calendar_entry_next(&scan, &row)) {
        bool ended = row.end_sequence != 0 && !beyond_cut(row.end_epoch, row.end_sequence, to);

        if (!ended && !beyond_cut(row.epoch, row.sequence, to))
            list[facts->calendar_count++] = row.calendar;
    }
    facts->calendar = list;
}

void read_day(const struct view *v, struct date date, const struct cut *cut, struct day_facts *facts)
{
    struct log_position reservations = cut_of(cut, "reservations");
    struct reported_day opened;
    struct day_hours hours;

    if (reported_day_find(v, date, &opened)) {
        facts->lines = opened.lines.at;
        facts->line_count = opened.lines.count;
    }
    if (day_hours_find(v, date, &hours)) {
        facts->opens_minute = hours.opens_minute;
        facts->closes_minute = hours.closes_minute;
        facts->next_day = hours.next_day;
        facts->offered_minutes = hours.offered_minutes < MINUTES_MAX ? hours.offered_minutes : MINUTES_MAX;
        facts->booked_minutes = hours.booked_minutes < facts->offered_minutes ? hours.booked_minutes : facts->offered_minutes;
    }
    read_hand_overs(v, date, facts);
    read_outages(v, &reservations, facts);
    read_calendar(v, date, &reservations, facts);
}
