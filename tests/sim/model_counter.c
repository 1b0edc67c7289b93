/* The counter, told by queueing's events: tickets, desks, visits, the day. Knows rules.md 1 in its
 * own words, to say who had to be called. */
#include "world.h"

struct m_ticket *queue_ticket(struct model_queue *q, uint64_t id)
{
    for (uint32_t i = q->ticket_count; i > 0; i--)
        if (q->tickets[i - 1].id == id)
            return &q->tickets[i - 1];
    return NULL;
}

struct m_visit *queue_visit(struct model_queue *q, uint64_t reservation)
{
    for (uint32_t i = q->visit_count; i > 0; i--)
        if (q->visits[i - 1].reservation == reservation)
            return &q->visits[i - 1];
    return NULL;
}

static const struct queue_line *line_at(uint64_t id)
{
    for (uint32_t i = 0; i < office_queueing.lines.count; i++)
        if (office_queueing.lines.at[i].line_id.v == id)
            return &office_queueing.lines.at[i];
    return NULL;
}

static bool serves(uint64_t desk, uint64_t line)
{
    for (uint32_t i = 0; i < office_queueing.desks.count; i++)
        for (uint32_t k = 0; office_queueing.desks.at[i].desk_id.v == desk && k < office_queueing.desks.at[i].lines.count; k++)
            if (office_queueing.desks.at[i].lines.at[k].v == line)
                return true;
    return false;
}

/* ---- Who had to be called ---------------------------------------------------------------- */

static bool walk_in(const struct m_ticket *t)
{
    return t->booked_us == 0 || t->late;
}

/* 3 passed over, 4 due, 5 walk-in, 6 early: the cases of the rule that occur here. */
static uint32_t case_of(const struct m_ticket *t, uint64_t now_us)
{
    if (!walk_in(t))
        return t->booked_us <= now_us ? 4 : 6;
    if (t->passes >= office_queueing.passes_max ||
        (t->first_passed_us != 0 && now_us - t->first_passed_us >= office_queueing.pass_minutes_max * US_PER_MINUTE))
        return 3;
    return 5;
}

static bool goes_first(const struct m_ticket *a, const struct m_ticket *b, uint64_t now_us)
{
    uint32_t ca = case_of(a, now_us), cb = case_of(b, now_us);

    if (ca != cb)
        return ca < cb;
    if (!walk_in(a) && a->booked_us != b->booked_us)
        return a->booked_us < b->booked_us;
    if (a->arrived_us != b->arrived_us)
        return a->arrived_us < b->arrived_us;
    return a->id < b->id;
}

static uint64_t terminals_in_use(const struct model_queue *q)
{
    uint64_t in_use = 0;

    for (uint32_t i = 0; i < DESKS_MAX; i++)
        in_use += q->desks[i].terminal;
    return in_use;
}

static bool servable(const struct model_queue *q, uint64_t desk, const struct m_ticket *t)
{
    if (t->state != TICKET_STATE_WAITING || !serves(desk, t->line))
        return false;
    return !line_at(t->line)->needs_terminal || terminals_in_use(q) < office_queueing.integrated_terminals;
}

/* Checks who was called, and why; marks the walk-in passed over. */
static void check_call(struct model_queue *q, const struct stated *said, const struct ticket_called *ev)
{
    static const uint32_t numbers[] = { [DISPATCH_CASE_PASSED_OVER] = 3, [DISPATCH_CASE_DUE] = 4, [DISPATCH_CASE_WALK_IN] = 5, [DISPATCH_CASE_EARLY] = 6 };
    struct m_ticket *first = NULL, *oldest = NULL;

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        struct m_ticket *t = &q->tickets[i];

        if (!servable(q, ev->desk_id.v, t))
            continue;
        if (first == NULL || goes_first(t, first, ev->at_us))
            first = t;
        if (walk_in(t) && (oldest == NULL || t->arrived_us < oldest->arrived_us || (t->arrived_us == oldest->arrived_us && t->id < oldest->id)))
            oldest = t;
    }
    if (first == NULL || first->id != ev->ticket_id.v || case_of(first, ev->at_us) != numbers[ev->dispatch_case])
        law_broken(said->world, LAW_NEXT_GUEST, "desk %llu called ticket %llu, but %llu was next", (unsigned long long)ev->desk_id.v,
                   (unsigned long long)ev->ticket_id.v, (unsigned long long)(first != NULL ? first->id : 0));
    if (case_of(first, ev->at_us) != 4)
        oldest = NULL;
    if (ev->passed_over.v != (oldest != NULL ? oldest->id : 0))
        law_broken(said->world, LAW_NEXT_GUEST, "ticket %llu was called over the wrong walk-in", (unsigned long long)ev->ticket_id.v);
    if (oldest != NULL && ++oldest->passes == 1)
        oldest->first_passed_us = ev->at_us;
}

/* ---- Events ---------------------------------------------------------------------------- */

static void taken(struct model_queue *q, const struct stated *said)
{
    const struct ticket_taken *ev = said->event;
    struct m_ticket *t;

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        t = &q->tickets[i];
        if (t->id == ev->ticket_id.v || (t->number == ev->number && (t->state == TICKET_STATE_WAITING || t->state == TICKET_STATE_CALLED || t->state == TICKET_STATE_IN_SERVICE)))
            law_broken(said->world, LAW_DESK, "ticket %llu or its number %llu is given out already", (unsigned long long)ev->ticket_id.v, (unsigned long long)ev->number);
    }
    t = ONE_MORE(q->tickets, q->ticket_count, q->ticket_room);
    *t = (struct m_ticket){ .id = ev->ticket_id.v, .line = ev->line_id.v, .number = ev->number, .arrived_us = ev->at_us, .booked_us = ev->booked_us,
                            .reservation = ev->reservation_id.v, .late = ev->late, .people = ev->people, .state = TICKET_STATE_WAITING, .date = ev->date.v };
}

static void called(struct model_queue *q, const struct stated *said)
{
    const struct ticket_called *ev = said->event;
    struct m_ticket *t = queue_ticket(q, ev->ticket_id.v);
    struct m_desk *d = &q->desks[ev->desk_id.v % DESKS_MAX];

    if (t == NULL || t->state != TICKET_STATE_WAITING || !d->open || d->serving != 0)
        law_broken(said->world, LAW_DESK, "ticket %llu called at desk %llu, which serves %llu", (unsigned long long)ev->ticket_id.v,
                   (unsigned long long)ev->desk_id.v, (unsigned long long)d->serving);
    check_call(q, said, ev);
    t->state = TICKET_STATE_CALLED;
    t->called = true;
    t->desk = ev->desk_id.v;
    d->serving = t->id;
    d->terminal = ev->terminal_in_use;
}

static struct m_ticket *at_its_desk(struct model_queue *q, const struct stated *said, uint64_t ticket, uint64_t desk, enum ticket_state state)
{
    struct m_ticket *t = queue_ticket(q, ticket);

    if (t == NULL || t->state != state || t->desk != desk || q->desks[desk % DESKS_MAX].serving != ticket)
        law_broken(said->world, LAW_DESK, "%s of ticket %llu, which is not at desk %llu", said->spec->name, (unsigned long long)ticket, (unsigned long long)desk);
    return t;
}

static void leave_desk(struct model_queue *q, struct m_ticket *t)
{
    struct m_desk *d = &q->desks[t->desk % DESKS_MAX];

    if (t->desk != 0 && d->serving == t->id) {
        d->serving = 0;
        d->terminal = false;
    }
}

static void finished(struct model_queue *q, const struct stated *said)
{
    const struct service_finished *ev = said->event;
    struct m_ticket *t = at_its_desk(q, said, ev->ticket_id.v, ev->desk_id.v, TICKET_STATE_IN_SERVICE);

    t->state = TICKET_STATE_FINISHED;
    t->outcome = ev->outcome;
    leave_desk(q, t);
}

static void dismissed(struct model_queue *q, const struct stated *said)
{
    const struct ticket_dismissed *ev = said->event;
    struct m_ticket *t = queue_ticket(q, ev->ticket_id.v);

    if (t == NULL || (t->state != TICKET_STATE_WAITING && t->state != TICKET_STATE_CALLED))
        law_broken(said->world, LAW_DESK, "ticket %llu dismissed though it was not waiting", (unsigned long long)ev->ticket_id.v);
    t->state = TICKET_STATE_DISMISSED;
    t->dismissal = ev->outcome;
    leave_desk(q, t);
}

static void checked_in(struct model_queue *q, const struct stated *said)
{
    const struct guest_checked_in *ev = said->event;
    struct m_visit *v = queue_visit(q, ev->reservation_id.v);

    if (v == NULL || v->dropped || ++v->tickets > 1)
        law_broken(said->world, LAW_VISIT, "booking %llu got a ticket it has not earned", (unsigned long long)ev->reservation_id.v);
    if (ev->late != (ev->at_us > v->booked_us + office_queueing.late_minutes_max * US_PER_MINUTE))
        law_broken(said->world, LAW_VISIT, "booking %llu: late or not was told wrong", (unsigned long long)ev->reservation_id.v);
    v->end = BOOKING_END_ATTENDED;
}

static void missed(struct model_queue *q, const struct stated *said)
{
    const struct guest_missed *ev = said->event;
    struct m_visit *v = queue_visit(q, ev->reservation_id.v);

    if (v == NULL || v->tickets > 0 || v->dropped || said->entry->at_us < v->booked_us + office_queueing.missed_minutes * US_PER_MINUTE)
        law_broken(said->world, LAW_VISIT, "booking %llu counted as not come", (unsigned long long)ev->reservation_id.v);
    v->missed = true;
    v->end = BOOKING_END_MISSED;
}

static void day_over(struct model_queue *q, const struct stated *said)
{
    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (q->tickets[i].state != TICKET_STATE_FINISHED && q->tickets[i].state != TICKET_STATE_DISMISSED)
            law_broken(said->world, LAW_DESK, "the day closed over ticket %llu, which has no outcome", (unsigned long long)q->tickets[i].id);
    q->state = DAY_STATE_CLOSED;
    q->days_closed++;
    if (said->world->models.counting)
        count(said->world, COUNT_DAY_CLOSED);
}

static void visits_take(struct model_queue *q, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &visit_expected_spec) {
        const struct visit_expected *ev = said->event;
        struct m_visit *v = ONE_MORE(q->visits, q->visit_count, q->visit_room);

        *v = (struct m_visit){ .reservation = ev->reservation_id.v, .booked_us = ev->booked_us, .date = ev->date.v, .procedure = ev->procedure };
    } else if (is == &visit_dropped_spec) {
        const struct visit_dropped *ev = said->event;
        struct m_visit *v = queue_visit(q, ev->reservation_id.v);

        if (v == NULL || v->tickets > 0)
            law_broken(said->world, LAW_VISIT, "booking %llu dropped after its guest came", (unsigned long long)ev->reservation_id.v);
        v->dropped = true;
        v->end = ev->end;
    } else if (is == &guest_checked_in_spec) {
        checked_in(q, said);
    } else if (is == &guest_missed_spec) {
        missed(q, said);
    }
}

static void day_take(struct model_queue *q, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &day_opened_spec) {
        q->date = ((const struct day_opened *)said->event)->date.v;
        q->state = DAY_STATE_OPEN;
        memset(q->parts, 0, sizeof q->parts);
        memset(q->desks, 0, sizeof q->desks);
    } else if (is == &day_closing_spec) {
        q->state = DAY_STATE_CLOSING;
    } else if (is == &part_noted_spec) {
        q->parts[((const struct part_noted *)said->event)->part] = true;
    } else if (is == &day_closed_spec) {
        day_over(q, said);
    } else if (is == &desk_opened_spec) {
        q->desks[((const struct desk_opened *)said->event)->desk_id.v % DESKS_MAX].open = true;
    } else if (is == &desk_closed_spec) {
        q->desks[((const struct desk_closed *)said->event)->desk_id.v % DESKS_MAX].open = false;
    }
}

void queue_take(struct model_queue *q, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &ticket_taken_spec) {
        taken(q, said);
    } else if (is == &ticket_called_spec) {
        called(q, said);
    } else if (is == &service_started_spec) {
        const struct service_started *ev = said->event;

        at_its_desk(q, said, ev->ticket_id.v, ev->desk_id.v, TICKET_STATE_CALLED)->state = TICKET_STATE_IN_SERVICE;
    } else if (is == &service_finished_spec) {
        finished(q, said);
    } else if (is == &ticket_dismissed_spec) {
        dismissed(q, said);
    } else {
        visits_take(q, said);
        day_take(q, said);
    }
}
