/* The day's report against the day: counted again from the models of the counter and the cards. */
#include "world.h"

#include <stddef.h>

#define REOPENINGS_LISTED 10u

static struct ticket_figures count_tickets(struct model_queue *q, uint32_t date)
{
    struct ticket_figures f = { 0 };

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        const struct m_ticket *t = &q->tickets[i];

        if (t->date != date)
            continue;
        f.duplicates += t->dismissal == DISMISSAL_DUPLICATE;
        f.tests += t->dismissal == DISMISSAL_TEST;
        if (t->dismissal == DISMISSAL_DUPLICATE || t->dismissal == DISMISSAL_TEST)
            continue;
        f.taken++;
        f.people += t->people;
        f.booked += t->reservation != 0;
        f.walk_in += t->reservation == 0;
        f.called += t->called && t->dismissal != DISMISSAL_LEFT && t->dismissal != DISMISSAL_CANCELLED;
        f.finished += t->state == TICKET_STATE_FINISHED;
        f.left += t->dismissal == DISMISSAL_LEFT;
        f.moved += t->dismissal == DISMISSAL_MOVED;
        f.cancelled += t->dismissal == DISMISSAL_CANCELLED;
        if (t->passes > f.overtaken_max)
            f.overtaken_max = t->passes;
    }
    return f;
}

static bool same_tickets(const struct ticket_figures *a, const struct ticket_figures *b)
{
    return a->taken == b->taken && a->booked == b->booked && a->walk_in == b->walk_in && a->people == b->people && a->called == b->called &&
           a->finished == b->finished && a->left == b->left && a->moved == b->moved && a->cancelled == b->cancelled && a->overtaken_max == b->overtaken_max &&
           a->duplicates == b->duplicates && a->tests == b->tests;
}

static struct booking_figures count_bookings(struct model_queue *q, uint32_t date)
{
    struct booking_figures f = { 0 };

    for (uint32_t i = 0; i < q->visit_count; i++) {
        const struct m_visit *v = &q->visits[i];

        if (v->date != date)
            continue;
        f.due += v->end != BOOKING_END_CANCELLED && v->end != BOOKING_END_LAPSED;
        f.attended += v->end == BOOKING_END_ATTENDED;
        f.late += v->end == BOOKING_END_ATTENDED && v->missed;
        f.missed += v->end == BOOKING_END_MISSED;
        f.cancelled += v->end == BOOKING_END_CANCELLED;
    }
    return f;
}

/* ---- Cards ------------------------------------------------------------------------------- */

/* Where each movement stands in the report. */
static const struct {
    enum stock_movement what;
    size_t at;
} card_lines[] = {
    { STOCK_MOVEMENT_PRESET, offsetof(struct card_figures, preset) },
    { STOCK_MOVEMENT_STORED, offsetof(struct card_figures, stored) },
    { STOCK_MOVEMENT_POSTED, offsetof(struct card_figures, posted) },
    { STOCK_MOVEMENT_ISSUED, offsetof(struct card_figures, issued) },
    { STOCK_MOVEMENT_FOUND, offsetof(struct card_figures, found) },
    { STOCK_MOVEMENT_DISPOSED, offsetof(struct card_figures, disposed) },
    { STOCK_MOVEMENT_TRANSFERRED, offsetof(struct card_figures, transferred) },
    { STOCK_MOVEMENT_RECEIVED, offsetof(struct card_figures, received) },
    { STOCK_MOVEMENT_MISSING, offsetof(struct card_figures, missing) },
    { STOCK_MOVEMENT_RETURNED, offsetof(struct card_figures, returned) },
    { STOCK_MOVEMENT_REPOSTED, offsetof(struct card_figures, reposted) },
    { STOCK_MOVEMENT_REMINDED, offsetof(struct card_figures, reminded) },
    { STOCK_MOVEMENT_HELD, offsetof(struct card_figures, held) },
    { STOCK_MOVEMENT_RELEASED, offsetof(struct card_figures, released) },
    { STOCK_MOVEMENT_EXPLAINED, offsetof(struct card_figures, explained) },
    { STOCK_MOVEMENT_MAILED, offsetof(struct card_figures, mailed) },
    { STOCK_MOVEMENT_ISSUE_CORRECTED, offsetof(struct card_figures, issues_corrected) },
};

static bool beyond(const struct movement *move, const struct log_position *cut)
{
    return move->epoch > cut->epoch || (move->epoch == cut->epoch && move->sequence > cut->sequence);
}

/* Of one kind, after one cut and up to another: how many cards, in how many movements. */
static uint64_t moved(const struct model_cards *c, enum stock_movement what, const struct log_position *after, const struct log_position *until,
                      uint64_t *ret_times)
{
    uint64_t cards = 0;

    *ret_times = 0;
    for (uint32_t i = 0; i < c->move_count; i++)
        if (c->moves[i].what == what && beyond(&c->moves[i], after) && !beyond(&c->moves[i], until)) {
            cards += c->moves[i].count;
            ++*ret_times;
        }
    return cards;
}

/* How often custody was opened again after one cut and up to another, as far as the report lists that. */
static uint32_t reopened(const struct model_cards *c, const struct log_position *after, const struct log_position *until)
{
    uint32_t times = 0;

    for (uint32_t i = 0; i < c->reopening_count; i++)
        times += c->reopenings[i].sequence > after->sequence && c->reopenings[i].sequence <= until->sequence;
    return times < REOPENINGS_LISTED ? times : REOPENINGS_LISTED;
}

/* Trials of settings after one cut and up to another: of one terminal, for one reason (0: done); 0 terminal: of all. */
static uint64_t tried(const struct model_cards *c, const struct log_position *after, const struct log_position *until, uint64_t terminal,
                      enum preset_failure failure)
{
    uint64_t times = 0;

    for (uint32_t i = 0; i < c->preset_count; i++)
        times += beyond(&c->presets[i].at, after) && !beyond(&c->presets[i].at, until) && (terminal == 0 || c->presets[i].terminal == terminal) &&
                 c->presets[i].failure == failure;
    return times;
}

/* Every reason the report names has its trials, and together they are all; terminals alike. */
static void check_presets(const struct model_reports *r, const struct stated *said, const struct day_reported *ev, const struct log_position *cut)
{
    const struct model_cards *c = &said->world->models.cards;
    const struct day_figures *f = &ev->figures;
    uint64_t listed = 0, done = 0, failed = 0, all = 0;

    for (uint32_t i = 1; i <= preset_failure_values.count; i++)
        all += tried(c, &r->cut, cut, 0, (enum preset_failure)i);
    for (uint32_t i = 0; i < f->preset_failures.count; i++) {
        listed += f->preset_failures.at[i].count;
        if (f->preset_failures.at[i].count != tried(c, &r->cut, cut, 0, f->preset_failures.at[i].reason))
            law_broken(said->world, LAW_REPORT, "%u: settings failed for %s not so often", ev->date.v, preset_failure_name(f->preset_failures.at[i].reason));
    }
    for (uint32_t i = 0; i < f->preset_terminals.count; i++) {
        const struct preset_terminal_figures *t = &f->preset_terminals.at[i];

        done += t->preset;
        failed += t->failed;
        if (t->preset != tried(c, &r->cut, cut, t->terminal_number, 0))
            law_broken(said->world, LAW_REPORT, "%u: terminal %llu has not set up so many cards", ev->date.v, (unsigned long long)t->terminal_number);
    }
    if (listed != all || failed != all || done != tried(c, &r->cut, cut, 0, 0))
        law_broken(said->world, LAW_REPORT, "%u: of the settings of cards some are not in the report, or more", ev->date.v);
}

static void check_cards(const struct model_reports *r, const struct stated *said, const struct day_reported *ev, const struct log_position *cut)
{
    const struct model_cards *model = &said->world->models.cards;
    const struct card_figures *cards = &ev->figures.cards;
    uint64_t times, said_to_be, counted;

    for (size_t i = 0; i < sizeof card_lines / sizeof card_lines[0]; i++) {
        memcpy(&said_to_be, (const uint8_t *)cards + card_lines[i].at, sizeof said_to_be);
        counted = moved(model, card_lines[i].what, &r->cut, cut, &times);
        if (said_to_be != counted)
            law_broken(said->world, LAW_REPORT, "%u: %s: the report has %llu cards, there were %llu", ev->date.v, stock_movement_name(card_lines[i].what),
                       (unsigned long long)said_to_be, (unsigned long long)counted);
    }
    check_presets(r, said, ev, cut);
    if (ev->figures.reopenings.count != reopened(model, &r->cut, cut))
        law_broken(said->world, LAW_REPORT, "%u: custody was opened again %u times, the report has %u", ev->date.v, reopened(model, &r->cut, cut),
                   ev->figures.reopenings.count);
    counted = moved(model, STOCK_MOVEMENT_ARRIVED_MORE, &r->cut, cut, &times);
    counted += moved(model, STOCK_MOVEMENT_ARRIVED, &r->cut, cut, &times);
    if (cards->arrived != counted)
        law_broken(said->world, LAW_REPORT, "%u: the report has %llu cards arrived, there were %llu", ev->date.v, (unsigned long long)cards->arrived, (unsigned long long)counted);
    if (cards->deliveries_arrived != times)
        law_broken(said->world, LAW_REPORT, "%u: the report has %llu deliveries", ev->date.v, (unsigned long long)cards->deliveries_arrived);
    (void)moved(model, STOCK_MOVEMENT_INSPECTED, &r->cut, cut, &times);
    if (cards->deliveries_inspected != times)
        law_broken(said->world, LAW_REPORT, "%u: the report has %llu deliveries inspected", ev->date.v, (unsigned long long)cards->deliveries_inspected);
    if (cards->opening != r->in_hand + moved(model, STOCK_MOVEMENT_TAKEN_OVER, &r->cut, cut, &times) ||
        cards->opening + cards->arrived + cards->found + cards->received + cards->issues_corrected !=
            cards->issued + cards->disposed + cards->mailed + cards->transferred + cards->missing + cards->in_hand)
        law_broken(said->world, LAW_REPORT, "%u: the cards of the report do not add up", ev->date.v);
}

/* ---- Guests broken down ------------------------------------------------------------------- */

static bool is_guest_of(const struct m_ticket *t, uint32_t date)
{
    return t->date == date && t->dismissal != DISMISSAL_DUPLICATE && t->dismissal != DISMISSAL_TEST;
}

_Noreturn static void rows_differ(const struct stated *said, struct date date, const char *what)
{
    law_broken(said->world, LAW_REPORT, "%u: the guests by %s are not those of the day", date.v, what);
}

static void check_taken(const struct stated *said, const struct day_reported *ev)
{
    const struct model_queue *q = &said->world->models.queue;
    const struct day_figures *f = &ev->figures;
    uint64_t of_origin[4] = { 0 }, of_line[LINES_MAX] = { 0 };

    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (is_guest_of(&q->tickets[i], ev->date.v)) {
            of_origin[q->tickets[i].origin]++;
            of_line[q->tickets[i].first_line % LINES_MAX]++;
        }
    for (uint32_t i = 0; i < f->origins.count; i++)
        if (f->origins.at[i].tickets != of_origin[f->origins.at[i].origin])
            rows_differ(said, ev->date, "origin");
    for (uint32_t i = 0; i < f->lines.count; i++)
        if (f->lines.at[i].tickets != of_line[f->lines.at[i].line.line_id.v % LINES_MAX])
            rows_differ(said, ev->date, "line");
}

static void check_ended(const struct stated *said, const struct day_reported *ev)
{
    const struct model_queue *q = &said->world->models.queue;
    const struct day_figures *f = &ev->figures;
    uint64_t cases[8] = { 0 }, items[8] = { 0 }, received[4] = { 0 }, spoken[16] = { 0 }, all = 0;

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        const struct m_ticket *t = &q->tickets[i];

        if (!is_guest_of(t, ev->date.v))
            continue;
        all += t->items;
        if (t->state != TICKET_STATE_FINISHED)
            continue;
        cases[t->outcome]++;
        items[t->outcome] += t->items;
        received[t->receiver]++;
        spoken[t->language]++;
    }
    if (f->items != all)
        rows_differ(said, ev->date, "item");
    for (uint32_t i = 0; i < f->outcomes.count; i++)
        if (f->outcomes.at[i].cases != cases[f->outcomes.at[i].outcome] || f->outcomes.at[i].items != items[f->outcomes.at[i].outcome])
            rows_differ(said, ev->date, "outcome");
    for (uint32_t i = 0; i < f->receivers.count; i++)
        if (f->receivers.at[i].cases != received[f->receivers.at[i].receiver_class])
            rows_differ(said, ev->date, "receiver");
    for (uint32_t i = 0; i < f->spoken.count; i++)
        if (f->spoken.at[i].cases != spoken[f->spoken.at[i].language])
            rows_differ(said, ev->date, "language");
}

static void put_tickets(char *to, size_t size, const struct ticket_figures *f)
{
    snprintf(to, size, "taken %llu booked %llu walk-in %llu people %llu called %llu finished %llu left %llu moved %llu cancelled %llu overtaken %llu",
             (unsigned long long)f->taken, (unsigned long long)f->booked, (unsigned long long)f->walk_in, (unsigned long long)f->people,
             (unsigned long long)f->called, (unsigned long long)f->finished, (unsigned long long)f->left, (unsigned long long)f->moved,
             (unsigned long long)f->cancelled, (unsigned long long)f->overtaken_max);
}

_Noreturn static void tickets_differ(const struct stated *said, struct date date, const struct ticket_figures *reported, const struct ticket_figures *counted)
{
    char a[400], b[400];

    put_tickets(a, sizeof a, reported);
    put_tickets(b, sizeof b, counted);
    law_broken(said->world, LAW_REPORT, "%u: the report has %s; the day had %s", date.v, a, b);
}

static bool stated(const struct m_going *times, uint32_t count, struct account_id account, uint64_t at_us)
{
    for (uint32_t i = 0; i < count; i++)
        if (times[i].account == account.v && times[i].at_us == at_us)
            return true;
    return false;
}

static bool came(const struct model_staff *staff, struct account_id account, uint64_t at_us)
{
    return stated(staff->comings, staff->coming_count, account, at_us);
}

static bool went(const struct model_staff *staff, struct account_id account, uint64_t at_us)
{
    return stated(staff->goings, staff->going_count, account, at_us);
}

/* Nobody comes or goes in the report who did not; all who are counted are listed. */
static void check_attendance(const struct stated *said, const struct day_reported *ev)
{
    const struct model_staff *staff = &said->world->models.staff;
    const struct day_figures *f = &ev->figures;
    uint64_t people = 0;

    for (uint32_t i = 0; i < f->staff.count; i++)
        people += f->staff.at[i].people;
    if (people != f->attendance.count)
        law_broken(said->world, LAW_REPORT, "%u: %llu persons were there, %u are listed", ev->date.v, (unsigned long long)people, f->attendance.count);
    for (uint32_t i = 0; i < f->attendance.count; i++) {
        const struct attendance_figures *who = &f->attendance.at[i];

        if (!came(staff, who->account_id, who->in_us) || (who->out_us != 0 && !went(staff, who->account_id, who->out_us)))
            law_broken(said->world, LAW_REPORT, "%u: account %llu comes or goes, and did not", ev->date.v, (unsigned long long)who->account_id.v);
    }
    for (uint32_t i = 0; i < f->late_goings.count; i++)
        if (!went(staff, f->late_goings.at[i].account_id, f->late_goings.at[i].out_us))
            law_broken(said->world, LAW_REPORT, "%u: account %llu goes late, and did not", ev->date.v, (unsigned long long)f->late_goings.at[i].account_id.v);
    for (uint32_t i = 0; i < f->attendance_corrections.count; i++) {
        const struct attendance_correction_figures *who = &f->attendance_corrections.at[i];

        if (who->date.v >= ev->date.v || !came(staff, who->account_id, who->in_us) || !went(staff, who->account_id, who->out_us))
            law_broken(said->world, LAW_REPORT, "%u: account %llu is corrected late, and was not", ev->date.v, (unsigned long long)who->account_id.v);
    }
}

static void check(const struct model_reports *r, const struct stated *said, const struct day_reported *ev)
{
    struct models *m = &said->world->models;
    struct ticket_figures tickets = count_tickets(&m->queue, ev->date.v);
    struct booking_figures bookings = count_bookings(&m->queue, ev->date.v);

    if (was_set_aside(m, SVC_REPORTING, SVC_QUEUEING) || was_set_aside(m, SVC_REPORTING, SVC_INVENTORY))
        return;
    if (!same_tickets(&tickets, &ev->figures.tickets))
        tickets_differ(said, ev->date, &ev->figures.tickets, &tickets);
    if (memcmp(&bookings, &ev->figures.bookings, sizeof bookings) != 0)
        law_broken(said->world, LAW_REPORT, "%u: the report has %llu bookings due and %llu attended; the day had %llu and %llu", ev->date.v,
                   (unsigned long long)ev->figures.bookings.due, (unsigned long long)ev->figures.bookings.attended, (unsigned long long)bookings.due,
                   (unsigned long long)bookings.attended);
    for (uint32_t i = 0; i < ev->cut.count; i++)
        if (text_is(ev->cut.at[i].source, "inventory"))
            check_cards(r, said, ev, &ev->cut.at[i]);
    check_taken(said, ev);
    check_ended(said, ev);
    check_attendance(said, ev);
}

/* Every guest came in exactly one part of the day, and left or not once. */
static void check_parts(const struct stated *said, const struct day_reported *ev)
{
    const struct day_figures *f = &ev->figures;
    uint64_t tickets = 0, people = 0;

    for (uint32_t i = 0; i < f->half_hours.count; i++) {
        tickets += f->half_hours.at[i].tickets;
        people += f->half_hours.at[i].people;
    }
    if (tickets != f->tickets.taken || people != f->tickets.people)
        law_broken(said->world, LAW_REPORT, "%u: %llu guests came by half hours, %llu in all", ev->date.v, (unsigned long long)tickets,
                   (unsigned long long)f->tickets.taken);
    if (f->abandoned.within != f->tickets.left + f->tickets.cancelled || f->abandoned.base != f->tickets.taken)
        law_broken(said->world, LAW_REPORT, "%u: the share of who left does not follow from the counts", ev->date.v);
    if (f->waiting_longer.within < f->waiting_within.within || f->waiting.n > f->tickets.taken || f->terminal.busy_us > f->tickets.taken * US_PER_DAY)
        law_broken(said->world, LAW_REPORT, "%u: the times of the report cannot be", ev->date.v);
}

void reports_take(struct model_reports *r, const struct stated *said)
{
    bool fresh = said->world->models.counting;

    if (said->spec == &day_reported_spec) {
        const struct day_reported *ev = said->event;
        struct m_report *report;

        for (uint32_t i = 0; i < r->count; i++)
            if (r->items[i].date == ev->date.v)
                law_broken(said->world, LAW_REPORT, "%u is reported twice", ev->date.v);
        if (fresh) {
            check(r, said, ev);
            check_parts(said, ev);
            count(said->world, COUNT_DAY_REPORTED);
        }
        r->in_hand = ev->figures.cards.in_hand;
        for (uint32_t i = 0; i < ev->cut.count; i++)
            if (text_is(ev->cut.at[i].source, "inventory"))
                r->cut = (struct log_position){ .epoch = ev->cut.at[i].epoch, .sequence = ev->cut.at[i].sequence };
        report = ONE_MORE(r->items, r->count, r->room);
        report->date = ev->date.v;
    } else if (said->spec == &report_closed_spec) {
        for (uint32_t i = 0; i < r->count; i++)
            if (r->items[i].date == ((const struct report_closed *)said->event)->date.v)
                r->items[i].closed = true;
        if (fresh)
            count(said->world, COUNT_REPORT_CLOSED);
    }
}
