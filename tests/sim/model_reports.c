/* The day's report against the day: counted again from the models of the counter and the cards. */
#include "world.h"

static struct ticket_figures count_tickets(struct model_queue *q, uint32_t date)
{
    struct ticket_figures f = { 0 };

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        const struct m_ticket *t = &q->tickets[i];

        if (t->date != date)
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
           a->finished == b->finished && a->left == b->left && a->moved == b->moved && a->cancelled == b->cancelled && a->overtaken_max == b->overtaken_max;
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

/* What a movement does to the cards in hand. */
static int64_t in_hand_by(const struct movement *move)
{
    switch (move->what) {
    case STOCK_MOVEMENT_ARRIVED:
    case STOCK_MOVEMENT_FOUND:
    case STOCK_MOVEMENT_RECEIVED:
    case STOCK_MOVEMENT_TAKEN_OVER:
    case STOCK_MOVEMENT_ISSUE_CORRECTED:
        return (int64_t)move->count;
    case STOCK_MOVEMENT_ISSUED:
    case STOCK_MOVEMENT_DISPOSED:
    case STOCK_MOVEMENT_TRANSFERRED:
    case STOCK_MOVEMENT_MISSING:
    case STOCK_MOVEMENT_MAILED:
        return -(int64_t)move->count;
    case STOCK_MOVEMENT_INSPECTED:
    case STOCK_MOVEMENT_PRESET:
    case STOCK_MOVEMENT_STORED:
    case STOCK_MOVEMENT_POSTED:
    case STOCK_MOVEMENT_RETURNED:
    case STOCK_MOVEMENT_REPOSTED:
    case STOCK_MOVEMENT_REMINDED:
    case STOCK_MOVEMENT_HELD:
    case STOCK_MOVEMENT_RELEASED:
    case STOCK_MOVEMENT_EXPLAINED:
        return 0;
    }
    return 0;
}

/* Everything up to the cut. */
static uint64_t in_hand_at(const struct model_cards *c, const struct log_position *cut)
{
    int64_t in_hand = 0;

    for (uint32_t i = 0; i < c->move_count; i++)
        in_hand += c->moves[i].sequence <= cut->sequence ? in_hand_by(&c->moves[i]) : 0;
    return (uint64_t)in_hand;
}

/* Opening stock that was taken over up to the cut. */
static uint64_t taken_over_at(const struct model_cards *c, const struct log_position *cut)
{
    uint64_t taken_over = 0;

    for (uint32_t i = 0; i < c->move_count; i++)
        if (c->moves[i].what == STOCK_MOVEMENT_TAKEN_OVER && c->moves[i].sequence <= cut->sequence)
            taken_over += c->moves[i].count;
    return taken_over;
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

/* Custody was opened again so often up to the cut; the report lists those since the cut before. */
static uint32_t reopened_at(const struct model_cards *c, const struct log_position *cut)
{
    uint32_t reopened = 0;

    for (uint32_t i = 0; i < c->reopening_count; i++)
        reopened += c->reopenings[i].sequence <= cut->sequence;
    return reopened;
}

static void check_cards(struct model_reports *r, const struct stated *said, const struct day_reported *ev, const struct log_position *cut)
{
    const struct model_cards *model = &said->world->models.cards;
    const struct card_figures *cards = &ev->figures.cards;

    if (in_hand_at(model, cut) != cards->in_hand)
        law_broken(said->world, LAW_REPORT, "%u: the report has %llu cards in hand, there were %llu", ev->date.v, (unsigned long long)cards->in_hand,
                   (unsigned long long)in_hand_at(model, cut));
    if (ev->figures.reopenings.count != (reopened_at(model, cut) - r->reopened < 10 ? reopened_at(model, cut) - r->reopened : 10))
        law_broken(said->world, LAW_REPORT, "%u: custody was opened again %u times, the report has %u", ev->date.v, reopened_at(model, cut) - r->reopened,
                   ev->figures.reopenings.count);
    if (cards->opening - r->in_hand != taken_over_at(model, cut) - r->taken_over ||
        cards->opening + cards->arrived + cards->found + cards->received + cards->issues_corrected !=
            cards->issued + cards->disposed + cards->mailed + cards->transferred + cards->missing + cards->in_hand)
        law_broken(said->world, LAW_REPORT, "%u: the cards of the report do not add up", ev->date.v);
}

static void check(struct model_reports *r, const struct stated *said, const struct day_reported *ev)
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
            if (text_is(ev->cut.at[i].source, "inventory")) {
                r->taken_over = taken_over_at(&said->world->models.cards, &ev->cut.at[i]);
                r->reopened = reopened_at(&said->world->models.cards, &ev->cut.at[i]);
            }
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
