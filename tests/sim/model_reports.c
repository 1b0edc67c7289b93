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

/* The report begins with the stock its configuration names, and follows no opening stock that is taken over later. */
static bool took_over(const struct model_cards *c)
{
    for (uint32_t i = 0; i < c->delivery_count; i++)
        if (c->deliveries[i].opening && c->deliveries[i].state != DELIVERY_STATE_STAGING && c->deliveries[i].state != DELIVERY_STATE_ABORTED)
            return true;
    return false;
}

/* Everything up to the cut: what arrived and was not issued is in hand. */
static uint64_t in_hand_at(const struct model_cards *c, const struct log_position *cut)
{
    uint64_t arrived = 0, issued = 0;

    for (uint32_t i = 0; i < c->move_count; i++) {
        if (c->moves[i].sequence > cut->sequence)
            continue;
        arrived += c->moves[i].what == STOCK_MOVEMENT_ARRIVED ? c->moves[i].count : 0;
        issued += c->moves[i].what == STOCK_MOVEMENT_ISSUED ? c->moves[i].count : 0;
    }
    return arrived - issued;
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

static void check(struct model_reports *r, const struct stated *said, const struct day_reported *ev)
{
    struct models *m = &said->world->models;
    struct ticket_figures tickets = count_tickets(&m->queue, ev->date.v);
    struct booking_figures bookings = count_bookings(&m->queue, ev->date.v);
    const struct card_figures *cards = &ev->figures.cards;

    if (was_set_aside(m, SVC_REPORTING, SVC_QUEUEING) || was_set_aside(m, SVC_REPORTING, SVC_INVENTORY))
        return;
    if (!same_tickets(&tickets, &ev->figures.tickets))
        tickets_differ(said, ev->date, &ev->figures.tickets, &tickets);
    if (memcmp(&bookings, &ev->figures.bookings, sizeof bookings) != 0)
        law_broken(said->world, LAW_REPORT, "%u: the report has %llu bookings due and %llu attended; the day had %llu and %llu", ev->date.v,
                   (unsigned long long)ev->figures.bookings.due, (unsigned long long)ev->figures.bookings.attended, (unsigned long long)bookings.due,
                   (unsigned long long)bookings.attended);
    for (uint32_t i = 0; i < ev->cut.count && !took_over(&m->cards); i++)
        if (text_is(ev->cut.at[i].source, "inventory") && in_hand_at(&m->cards, &ev->cut.at[i]) != cards->in_hand)
            law_broken(said->world, LAW_REPORT, "%u: the report has %llu cards in hand, there were %llu", ev->date.v, (unsigned long long)cards->in_hand,
                       (unsigned long long)in_hand_at(&m->cards, &ev->cut.at[i]));
    if (took_over(&m->cards))
        return;
    if (cards->opening != r->in_hand || cards->opening + cards->arrived != cards->issued + cards->in_hand)
        law_broken(said->world, LAW_REPORT, "%u: the cards of the report do not add up", ev->date.v);
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
            count(said->world, COUNT_DAY_REPORTED);
        }
        r->in_hand = ev->figures.cards.in_hand;
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
