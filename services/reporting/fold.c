/* The facts of one day, read from the tables. Tickets and bookings belong to their business date;
 * movements of cards to the first day whose cut of inventory's log lies at or after them. So every
 * movement is counted in exactly one day, whenever it was stated. */
#include "state.h"

#include "figures.h"

bool beyond_cut(uint64_t epoch, uint64_t sequence, const struct log_position *at)
{
    return epoch > at->epoch || (epoch == at->epoch && sequence > at->sequence);
}

/* What was given out twice or to try a machine was no guest's. */
static void add_ticket(const struct reported_ticket *ticket, struct reported_ticket *tickets, struct day_facts *facts)
{
    if (ticket->dismissal == DISMISSAL_DUPLICATE)
        facts->duplicates++;
    else if (ticket->dismissal == DISMISSAL_TEST)
        facts->tests++;
    else
        tickets[facts->ticket_count++] = *ticket;
}

static void read_tickets(const struct view *v, struct date date, struct day_facts *facts)
{
    struct reported_ticket ticket;
    struct row_scan counting = ticket_of_day_scan(v, 1, &(struct ticket_of_day){ .date = date });
    struct row_scan scan = counting;
    struct ticket_of_day entry;
    uint32_t room = 0;

    while (ticket_of_day_next(&counting, &entry))
        room++;
    struct reported_ticket *tickets = arena_take(view_arena(v), (room + 1) * sizeof *tickets);
    for (uint32_t i = 0; i < room && ticket_of_day_next(&scan, &entry); i++)
        if (reported_ticket_find(v, entry.ticket_id, &ticket))
            add_ticket(&ticket, tickets, facts);
    facts->tickets = tickets;
}

static void read_bookings(const struct view *v, struct date date, struct day_facts *facts)
{
    struct row_scan counting = booking_of_day_scan(v, 1, &(struct booking_of_day){ .date = date });
    struct row_scan scan = counting;
    struct booking_of_day entry;
    uint32_t room = 0;

    while (booking_of_day_next(&counting, &entry))
        room++;
    struct reported_booking *bookings = arena_take(view_arena(v), (room + 1) * sizeof *bookings);
    for (uint32_t i = 0; i < room && booking_of_day_next(&scan, &entry); i++)
        facts->booking_count += reported_booking_find(v, entry.reservation_id, &bookings[facts->booking_count]) ? 1 : 0;
    facts->bookings = bookings;
}

static void read_stock(const struct view *v, const struct log_position *from, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan counting = stock_entry_scan(v, 0, &(struct stock_entry){ .epoch = from->epoch, .sequence = from->sequence + 1 });
    struct row_scan scan = counting;
    struct stock_entry entry;
    uint32_t room = 0;

    while (stock_entry_next(&counting, &entry) && !beyond_cut(entry.epoch, entry.sequence, to))
        room++;
    struct stock_entry *stock = arena_take(view_arena(v), (room + 1) * sizeof *stock);
    while (facts->stock_count < room && stock_entry_next(&scan, &stock[facts->stock_count]))
        facts->stock_count++;
    facts->stock = stock;
}

static void read_presets(const struct view *v, const struct log_position *from, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan counting = preset_entry_scan(v, 0, &(struct preset_entry){ .epoch = from->epoch, .sequence = from->sequence + 1 });
    struct row_scan scan = counting;
    struct preset_entry entry;
    uint32_t room = 0;

    while (preset_entry_next(&counting, &entry) && !beyond_cut(entry.epoch, entry.sequence, to))
        room++;
    struct preset_entry *presets = arena_take(view_arena(v), (room + 1) * sizeof *presets);
    while (facts->preset_count < room && preset_entry_next(&scan, &presets[facts->preset_count]))
        facts->preset_count++;
    facts->presets = presets;
}

/* Of several counts of a day the first one stands in the report; the last one says where the cards were at the close. */
static void read_counts(const struct view *v, const struct log_position *from, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan scan = count_entry_scan(v, 0, &(struct count_entry){ .epoch = from->epoch, .sequence = from->sequence + 1 });
    struct count_entry count;

    while (count_entry_next(&scan, &count) && !beyond_cut(count.epoch, count.sequence, to)) {
        if (!facts->counted)
            facts->first_count = count;
        facts->last_count = count;
        facts->counted = true;
    }
}

/* Custody that was opened again: a few times a day at most; who looks further finds the log. */
static void read_reopenings(const struct view *v, const struct log_position *from, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan scan = reopening_entry_scan(v, 0, &(struct reopening_entry){ .epoch = from->epoch, .sequence = from->sequence + 1 });
    struct reopening_figures *all = arena_take(view_arena(v), REOPENINGS_MAX * sizeof *all);
    struct reopening_entry entry;

    while (facts->reopening_count < REOPENINGS_MAX && reopening_entry_next(&scan, &entry) && !beyond_cut(entry.epoch, entry.sequence, to))
        all[facts->reopening_count++] = entry.reopening;
    facts->reopenings = all;
}

static void read_leads(const struct view *v, const struct log_position *from, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan counting = notice_lead_scan(v, 0, &(struct notice_lead){ .epoch = from->epoch, .sequence = from->sequence + 1 });
    struct row_scan scan = counting;
    struct notice_lead lead;
    uint32_t room = 0;

    while (notice_lead_next(&counting, &lead) && !beyond_cut(lead.epoch, lead.sequence, to))
        room++;
    uint64_t *days = arena_take(view_arena(v), (room + 1) * sizeof *days);
    while (facts->lead_count < room && notice_lead_next(&scan, &lead))
        days[facts->lead_count++] = lead.days;
    facts->lead_days = days;
}

static void read_spans(const struct view *v, struct date date, struct day_facts *facts)
{
    struct row_scan counting = terminal_span_scan(v, 1, &(struct terminal_span){ .date = date });
    struct row_scan scan = counting;
    struct terminal_span span;
    uint32_t room = 0;

    while (terminal_span_next(&counting, &span))
        room++;
    struct terminal_span *spans = arena_take(view_arena(v), (room + 1) * sizeof *spans);
    while (facts->span_count < room && terminal_span_next(&scan, &spans[facts->span_count]))
        facts->span_count++;
    facts->spans = spans;
}

#define WAITING_LONGER_MINUTES 30
#define OPENS_MINUTE (9 * 60)

/* What the configuration leaves out is as rules 7 has it. */
static struct figure_limits limits_of(const struct reporting_config *config)
{
    return (struct figure_limits){
        .waiting_minutes = config->waiting_minutes, .on_time_minutes = config->on_time_minutes,
        .waiting_longer_minutes = config->waiting_longer_minutes != 0 ? config->waiting_longer_minutes : WAITING_LONGER_MINUTES,
        .opens_minute = config->opens_minute != 0 ? config->opens_minute : OPENS_MINUTE, .terminals = config->integrated_terminals };
}

void fold_day(const struct view *v, const struct reporting_config *config, struct date date, uint64_t closed_at_us,
              const struct cut *cut, struct day_figures *ret)
{
    struct day_facts facts = { .opening = config->stock_at_start, .phone_tells_all = config->phone_tells_all != 0, .closed_at_us = closed_at_us, .date = date };
    struct figure_limits limits = limits_of(config);
    struct date first = { 0 };
    struct row_scan scan = day_report_scan_backward(v, 0, &(struct day_report){ .date = date_add_days(date, -1) });
    struct log_position from = { 0 }, to = cut_of(cut, "inventory");
    struct day_report before;
    struct cut last = { NULL, 0 };

    must(closed_at_us > 0);
    if (day_report_next(&scan, &before)) {
        facts.opening = before.figures.cards.in_hand;
        first = date_add_days(before.date, 1);
        last = (struct cut){ before.cut.at, before.cut.count };
        from = cut_of(&last, "inventory");
    }
    read_tickets(v, date, &facts);
    read_bookings(v, date, &facts);
    read_stock(v, &from, &to, &facts);
    read_presets(v, &from, &to, &facts);
    read_counts(v, &from, &to, &facts);
    read_reopenings(v, &from, &to, &facts);
    read_leads(v, &from, &to, &facts);
    read_spans(v, date, &facts);
    read_cases(v, &facts);
    read_later(v, first, date, &facts);
    read_day(v, date, cut, &facts);
    read_records(v, first, date, &last, cut, &facts);
    day_figures_of(&facts, &limits, view_arena(v), ret);
}
