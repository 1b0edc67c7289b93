/* The counter, told by queueing's events: tickets, desks, visits, the day. Who had to be called says
 * model_dispatch.c. */
#include "model_dispatch.h"

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

static bool is_open(enum ticket_state state)
{
    return state != TICKET_STATE_FINISHED && state != TICKET_STATE_DISMISSED;
}

/* ---- Events ---------------------------------------------------------------------------- */

static void taken(struct model_queue *q, const struct stated *said)
{
    const struct ticket_taken *ev = said->event;
    enum ticket_origin origin = ev->origin != 0 ? ev->origin : TICKET_ORIGIN_OURS;
    struct m_ticket *t;

    if (origin == TICKET_ORIGIN_OURS && ev->at_us == said->entry->at_us && (q->stopped[STOP_KIND_EVACUATION] || (ev->reservation_id.v == 0 && q->line_stopped_on[ev->line_id.v % LINES_MAX] == ev->date.v)))
        law_broken(said->world, LAW_DESK, "ticket %llu was given out although the line or the hall is closed", (unsigned long long)ev->ticket_id.v);

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        t = &q->tickets[i];
        if (t->id == ev->ticket_id.v || (t->number == ev->number && t->origin == origin && is_open(t->state)))
            law_broken(said->world, LAW_DESK, "ticket %llu or its number %llu is given out already", (unsigned long long)ev->ticket_id.v, (unsigned long long)ev->number);
    }
    t = ONE_MORE(q->tickets, q->ticket_count, q->ticket_room);
    *t = (struct m_ticket){ .id = ev->ticket_id.v, .line = ev->line_id.v, .first_line = ev->line_id.v, .number = ev->number, .arrived_us = ev->at_us, .booked_us = ev->booked_us,
                            .reservation = ev->reservation_id.v, .late = ev->late, .people = ev->people, .origin = origin, .state = TICKET_STATE_WAITING, .date = ev->date.v };
}

static void called(struct model_queue *q, const struct stated *said)
{
    const struct ticket_called *ev = said->event;
    struct m_ticket *t = queue_ticket(q, ev->ticket_id.v);
    struct m_desk *d = &q->desks[ev->desk_id.v % DESKS_MAX];

    if (t == NULL || t->state != TICKET_STATE_WAITING || !d->open || d->serving != 0)
        law_broken(said->world, LAW_DESK, "ticket %llu called at desk %llu, which serves %llu", (unsigned long long)ev->ticket_id.v,
                   (unsigned long long)ev->desk_id.v, (unsigned long long)d->serving);
    if (ev->dispatch_case == DISPATCH_CASE_ON_PAPER) {            /* who was next was decided without the system */
        if (ev->passed_over.v != 0 || !dispatch_serves(ev->desk_id.v, t->line) || ev->at_us < t->arrived_us ||
            ev->at_us > said->entry->at_us)
            law_broken(said->world, LAW_NEXT_GUEST, "ticket %llu was called on paper before it came, or where nobody serves it", (unsigned long long)t->id);
    } else {
        if (q->stopped[STOP_KIND_EVACUATION])
            law_broken(said->world, LAW_NEXT_GUEST, "ticket %llu was called during an evacuation", (unsigned long long)t->id);
        dispatch_check(q, said, ev);
    }
    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (q->tickets[i].state == TICKET_STATE_WAITING && q->tickets[i].id != t->id && q->tickets[i].returned_us != 0)
            q->tickets[i].other_called = true;
    t->state = TICKET_STATE_CALLED;
    t->called = true;
    t->calls = 1;
    t->called_us = ev->at_us;
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

/* Every card handed over stands among what was done. */
static void check_cards_named(struct m_ticket *t, const struct stated *said, const enum procedure *done, uint32_t count)
{
    uint32_t named = 0;

    for (uint32_t i = 0; i < count; i++)
        named += done[i] == PROCEDURE_ISSUE || done[i] == PROCEDURE_ISSUE_AGENT;
    if (named < t->cards)
        law_broken(said->world, LAW_DESK, "ticket %llu: %u cards were handed over, %u stand among what was done", (unsigned long long)t->id, t->cards, named);
    t->cards = 0;
}

static void finished(struct model_queue *q, const struct stated *said)
{
    const struct service_finished *ev = said->event;
    struct m_ticket *t = at_its_desk(q, said, ev->ticket_id.v, ev->desk_id.v, TICKET_STATE_IN_SERVICE);

    if (ev->procedures.count == 0)
        law_broken(said->world, LAW_DESK, "ticket %llu ended without a procedure", (unsigned long long)t->id);
    check_cards_named(t, said, ev->procedures.at, ev->procedures.count);
    t->state = TICKET_STATE_FINISHED;
    t->outcome = ev->outcome;
    t->receiver = ev->receiver_class;
    t->language = ev->language != 0 ? ev->language : GUEST_LANGUAGE_JAPANESE;
    t->items += ev->procedures.count;
    leave_desk(q, t);
}

static void dismissed(struct model_queue *q, const struct stated *said)
{
    const struct ticket_dismissed *ev = said->event;
    struct m_ticket *t = queue_ticket(q, ev->ticket_id.v);

    if (t == NULL || !is_open(t->state) || t->state == TICKET_STATE_IN_SERVICE)
        law_broken(said->world, LAW_DESK, "ticket %llu dismissed though it was served or over", (unsigned long long)ev->ticket_id.v);
    t->state = TICKET_STATE_DISMISSED;
    t->dismissal = ev->outcome;
    leave_desk(q, t);
}

/* ---- Turns: recalls, passing, priority, parking, transfers, the city ----------------------- */

static struct m_ticket *in_state(struct model_queue *q, const struct stated *said, uint64_t ticket, enum ticket_state state)
{
    struct m_ticket *t = queue_ticket(q, ticket);

    if (t == NULL || t->state != state)
        law_broken(said->world, LAW_DESK, "%s of ticket %llu, which is in another state", said->spec->name, (unsigned long long)ticket);
    return t;
}

static void step_aside(struct model_queue *q, struct m_ticket *t, enum ticket_state state)
{
    leave_desk(q, t);
    t->state = state;
    t->desk = 0;
    t->city_wait = false;
}

static void recalled(struct model_queue *q, const struct stated *said)
{
    const struct ticket_recalled *ev = said->event;
    struct m_ticket *t = at_its_desk(q, said, ev->ticket_id.v, ev->desk_id.v, TICKET_STATE_CALLED);

    if (ev->call != t->calls + 1 || ev->call > office_queueing.recalls_max + 1 || ev->at_us < t->called_us + office_queueing.recall_seconds_min * US_PER_SECOND)
        law_broken(said->world, LAW_NEXT_GUEST, "call %llu of ticket %llu came too early or too often", (unsigned long long)ev->call, (unsigned long long)t->id);
    t->calls = ev->call;
    t->called_us = ev->at_us;
}

static void transferred(struct model_queue *q, const struct stated *said)
{
    const struct ticket_transferred *ev = said->event;
    struct m_ticket *t = queue_ticket(q, ev->ticket_id.v);

    if (t == NULL || !is_open(t->state) || t->line != ev->from_line.v || dispatch_line(ev->line_id.v) == NULL)
        law_broken(said->world, LAW_DESK, "ticket %llu moved from a line it was not in", (unsigned long long)ev->ticket_id.v);
    check_cards_named(t, said, ev->procedures.at, ev->procedures.count);
    if (t->state != TICKET_STATE_WAITING)
        t->returned_us = 0;
    step_aside(q, t, TICKET_STATE_WAITING);
    t->line = ev->line_id.v;
    t->items += ev->procedures.count;
}

static void resumed(struct model_queue *q, const struct stated *said)
{
    const struct ticket_resumed *ev = said->event;
    struct m_ticket *t = in_state(q, said, ev->ticket_id.v, TICKET_STATE_PARKED);
    struct m_desk *d = &q->desks[ev->desk_id.v % DESKS_MAX];

    if (!d->open || d->serving != 0 || ev->terminal_in_use != dispatch_line(t->line)->needs_terminal ||
        !dispatch_serves(ev->desk_id.v, t->line) || (ev->terminal_in_use && !dispatch_terminal_free(q, ev->desk_id.v, ev->at_us)))
        law_broken(said->world, LAW_DESK, "ticket %llu went on at a desk or with a terminal that was not free", (unsigned long long)t->id);
    t->state = TICKET_STATE_IN_SERVICE;
    t->desk = ev->desk_id.v;
    d->serving = t->id;
    d->terminal = ev->terminal_in_use;
}

static void city_wait(struct model_queue *q, const struct stated *said, uint64_t ticket, bool begins)
{
    struct m_ticket *t = in_state(q, said, ticket, TICKET_STATE_IN_SERVICE);

    if (t->city_wait == begins)
        law_broken(said->world, LAW_DESK, "ticket %llu: a wait for the city began or ended twice", (unsigned long long)ticket);
    t->city_wait = begins;
}

/* A case that goes on another day is over for this one. */
static void put_off(struct model_queue *q, const struct stated *said)
{
    const struct later_contact_agreed *ev = said->event;
    struct m_ticket *t = queue_ticket(q, ev->ticket_id.v);

    if (t == NULL || !is_open(t->state) || ev->due_on.v <= t->date)
        law_broken(said->world, LAW_DESK, "ticket %llu was put off though it is over, or to no later day", (unsigned long long)ev->ticket_id.v);
    step_aside(q, t, TICKET_STATE_DISMISSED);
    t->later_on = ev->due_on.v;
}

static void came_to_its_end(struct model_queue *q, const struct stated *said)
{
    const struct later_contact_finished *ev = said->event;
    struct m_ticket *t = in_state(q, said, ev->ticket_id.v, TICKET_STATE_DISMISSED);

    if (t->later_on == 0)
        law_broken(said->world, LAW_DESK, "ticket %llu ended later though nothing was agreed", (unsigned long long)t->id);
    check_cards_named(t, said, ev->procedures.at, ev->procedures.count);
    t->later_on = 0;
}

/* How many outages there can be at once is bounded by the workload's. */
static void outage(struct model_queue *q, uint64_t id, uint64_t count, uint64_t from_us)
{
    for (uint32_t i = 0; i < 32; i++)
        if (q->outages[i].id == (count > 0 ? 0 : id)) {
            q->outages[i].id = count > 0 ? id : 0;
            q->outages[i].count = count;
            q->outages[i].from_us = from_us;
            return;
        }
}

static bool switches_take(struct model_queue *q, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &counter_stopped_spec)
        q->stopped[((const struct counter_stopped *)said->event)->kind] = true;
    else if (is == &counter_resumed_spec)
        q->stopped[((const struct counter_resumed *)said->event)->kind] = false;
    else if (is == &line_stopped_spec)
        q->line_stopped_on[((const struct line_stopped *)said->event)->line_id.v % LINES_MAX] = ((const struct line_stopped *)said->event)->date.v;
    else if (is == &line_resumed_spec)
        q->line_stopped_on[((const struct line_resumed *)said->event)->line_id.v % LINES_MAX] = 0;
    else if (is == &later_contact_agreed_spec)
        put_off(q, said);
    else if (is == &later_contact_finished_spec)
        came_to_its_end(q, said);
    else if (is == &outage_noted_spec)
        outage(q, ((const struct outage_noted *)said->event)->outage_id.v, ((const struct outage_noted *)said->event)->count, ((const struct outage_noted *)said->event)->from_us);
    else if (is == &outage_over_spec)
        outage(q, ((const struct outage_over *)said->event)->outage_id.v, 0, 0);
    else
        return is == &last_ticket_set_spec;
    return true;
}

static bool turns_take(struct model_queue *q, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &ticket_recalled_spec) {
        recalled(q, said);
    } else if (is == &ticket_passed_spec) {
        const struct ticket_passed *ev = said->event;
        struct m_ticket *t = at_its_desk(q, said, ev->ticket_id.v, ev->desk_id.v, TICKET_STATE_CALLED);

        if (t->calls != office_queueing.recalls_max + 1 || ev->at_us < t->called_us + office_queueing.recall_seconds_min * US_PER_SECOND)
            law_broken(said->world, LAW_NEXT_GUEST, "ticket %llu passed before its last call", (unsigned long long)t->id);
        step_aside(q, t, TICKET_STATE_PASSED);
    } else if (is == &ticket_returned_spec) {
        const struct ticket_returned *ev = said->event;
        struct m_ticket *t = in_state(q, said, ev->ticket_id.v, TICKET_STATE_PASSED);

        t->state = TICKET_STATE_WAITING;
        t->returned_us = ev->at_us;
        t->other_called = false;
    } else if (is == &priority_given_spec) {
        const struct priority_given *ev = said->event;

        in_state(q, said, ev->ticket_id.v, TICKET_STATE_WAITING)->priority_us = ev->at_us;
    } else if (is == &priority_withdrawn_spec) {
        in_state(q, said, ((const struct priority_withdrawn *)said->event)->ticket_id.v, TICKET_STATE_WAITING)->priority_us = 0;
    } else if (is == &ticket_parked_spec) {
        const struct ticket_parked *ev = said->event;

        step_aside(q, at_its_desk(q, said, ev->ticket_id.v, ev->desk_id.v, TICKET_STATE_IN_SERVICE), TICKET_STATE_PARKED);
    } else if (is == &ticket_resumed_spec) {
        resumed(q, said);
    } else if (is == &ticket_transferred_spec) {
        transferred(q, said);
    } else if (is == &city_wait_begun_spec) {
        city_wait(q, said, ((const struct city_wait_begun *)said->event)->ticket_id.v, true);
    } else if (is == &city_wait_ended_spec) {
        city_wait(q, said, ((const struct city_wait_ended *)said->event)->ticket_id.v, false);
    } else if (is == &handed_over_to_city_spec) {
        in_state(q, said, ((const struct handed_over_to_city *)said->event)->ticket_id.v, TICKET_STATE_IN_SERVICE);
    } else if (is == &card_hand_over_noted_spec) {
        struct m_ticket *t = queue_ticket(q, ((const struct card_hand_over_noted *)said->event)->ticket_id.v);

        if (t == NULL || !is_open(t->state))
            law_broken(said->world, LAW_DESK, "a card was handed over in a case that is over");
        t->cards++;
    } else if (is == &card_hand_over_taken_back_spec) {
        struct m_ticket *t = queue_ticket(q, ((const struct card_hand_over_taken_back *)said->event)->ticket_id.v);

        if (t == NULL || t->cards == 0 || t->state == TICKET_STATE_FINISHED)
            law_broken(said->world, LAW_DESK, "a card was taken back in a case that has none");
        t->cards--;
    } else {
        return false;
    }
    return true;
}

static void checked_in(struct model_queue *q, const struct stated *said)
{
    const struct guest_checked_in *ev = said->event;
    struct m_visit *v = queue_visit(q, ev->reservation_id.v);

    if (v == NULL || v->dropped || ++v->tickets > 1)
        law_broken(said->world, LAW_VISIT, "booking %llu got a ticket it has not earned", (unsigned long long)ev->reservation_id.v);
    if (ev->late != (ev->at_us > v->booked_us + office_queueing.late_minutes_max * US_PER_MINUTE))
        law_broken(said->world, LAW_VISIT, "booking %llu: late or not was told wrong", (unsigned long long)ev->reservation_id.v);
    v->missed = v->missed && ev->at_us > v->booked_us + office_queueing.missed_minutes * US_PER_MINUTE;     /* else: there, and entered from paper */
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
    if (!q->parts[DAY_PART_RESERVATIONS] || !q->parts[DAY_PART_INVENTORY] || !q->parts[DAY_PART_STAFF] ||
        (said->world->models.counting && said->world->models.cards.closed_date != q->date))
        law_broken(said->world, LAW_CLOSE, "%u closed over a part that is open", q->date);
    memset(q->stopped, 0, sizeof q->stopped);
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
    } else if (is == &visit_moved_spec) {
        const struct visit_moved *ev = said->event;
        struct m_visit *v = queue_visit(q, ev->reservation_id.v);

        if (v == NULL || v->tickets > 0 || v->dropped || v->missed)
            law_broken(said->world, LAW_VISIT, "booking %llu moved after its guest came or was missed", (unsigned long long)ev->reservation_id.v);
        v->date = ev->date.v;
        v->booked_us = ev->booked_us;
        v->procedure = ev->procedure != 0 ? ev->procedure : v->procedure;
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
    } else if (is == &part_taken_back_spec) {
        if (q->state != DAY_STATE_CLOSING)
            law_broken(said->world, LAW_CLOSE, "a part was taken back of a day that is not closing");
        q->parts[((const struct part_taken_back *)said->event)->part] = false;
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
    } else if (!turns_take(q, said) && !switches_take(q, said)) {
        visits_take(q, said);
        day_take(q, said);
    }
}
