/* Rules 1 in the model's own words: who had to be called, by which case, over whom. */
#include "model_dispatch.h"

const struct queue_line *dispatch_line(uint64_t id)
{
    for (uint32_t i = 0; i < office_queueing.lines.count; i++)
        if (office_queueing.lines.at[i].line_id.v == id)
            return &office_queueing.lines.at[i];
    return NULL;
}

bool dispatch_serves(uint64_t desk, uint64_t line)
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
    return (t->booked_us == 0 || t->late) && t->priority_us == 0 && t->returned_us == 0;
}

/* The cases of the rule, in the order in which they are tried; a returned guest stands at 2 or between 5 and 6. */
enum { FIRST_PRIORITY = 10, FIRST_RETURNED = 20, FIRST_PASSED_OVER = 30, FIRST_DUE = 40, FIRST_WALK_IN = 50, FIRST_RETURNED_AT_ONCE = 55, FIRST_EARLY = 60 };

static uint32_t case_of(const struct m_ticket *t, uint64_t now_us)
{
    if (t->priority_us != 0)
        return FIRST_PRIORITY;
    if (t->returned_us != 0)
        return t->other_called ? FIRST_RETURNED : FIRST_RETURNED_AT_ONCE;
    if (!walk_in(t))
        return t->booked_us <= now_us ? FIRST_DUE : FIRST_EARLY;
    if (t->passes >= office_queueing.passes_max ||
        (t->first_passed_us != 0 && now_us - t->first_passed_us >= office_queueing.pass_minutes_max * US_PER_MINUTE))
        return FIRST_PASSED_OVER;
    return FIRST_WALK_IN;
}

static uint64_t order_of(const struct m_ticket *t)
{
    return t->priority_us != 0 ? t->priority_us : t->returned_us != 0 ? t->returned_us : walk_in(t) ? t->arrived_us : t->booked_us;
}

static bool goes_first(const struct m_ticket *a, const struct m_ticket *b, uint64_t now_us)
{
    uint32_t ca = case_of(a, now_us), cb = case_of(b, now_us);

    if (ca != cb)
        return ca < cb;
    if (order_of(a) != order_of(b))
        return order_of(a) < order_of(b);
    if (!walk_in(a) && a->arrived_us != b->arrived_us)
        return a->arrived_us < b->arrived_us;
    return a->id < b->id;
}

/* By others than this desk. */
static uint64_t terminals_in_use(const struct model_queue *q, uint64_t desk)
{
    uint64_t in_use = 0;

    for (uint32_t i = 0; i < DESKS_MAX; i++)
        in_use += q->desks[i].terminal && i != desk;
    return in_use;
}

bool dispatch_terminal_free(const struct model_queue *q, uint64_t desk, uint64_t now_us)
{
    uint64_t gone = terminals_in_use(q, desk);

    for (uint32_t i = 0; i < 32; i++)
        gone += q->outages[i].id != 0 && q->outages[i].from_us <= now_us ? q->outages[i].count : 0;
    return gone < office_queueing.integrated_terminals && !q->stopped[STOP_KIND_NATIONAL_STOP];
}

static bool servable(const struct model_queue *q, uint64_t desk, const struct m_ticket *t, uint64_t now_us)
{
    if (t->state != TICKET_STATE_WAITING || !dispatch_serves(desk, t->line))
        return false;
    return !dispatch_line(t->line)->needs_terminal || dispatch_terminal_free(q, desk, now_us);
}

static struct m_ticket *first_of(struct model_queue *q, uint64_t desk, uint64_t now_us)
{
    struct m_ticket *first = NULL;

    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (servable(q, desk, &q->tickets[i], now_us) && (first == NULL || goes_first(&q->tickets[i], first, now_us)))
            first = &q->tickets[i];
    return first;
}

void dispatch_check_preview(struct world *w, uint64_t desk, const struct desk_status_result *told)
{
    struct model_queue *q = &w->models.queue;
    bool nobody = q->date == 0 || q->state == DAY_STATE_CLOSED || !q->desks[desk % DESKS_MAX].open || q->stopped[STOP_KIND_EVACUATION];
    const struct m_ticket *first = nobody ? NULL : first_of(q, desk, told->as_of_us);

    if (told->next.ticket_id.v != (first != NULL ? first->id : 0) || (told->nobody_because != 0) != (first == NULL))
        law_broken(w, LAW_NEXT_GUEST, "desk %llu is told that ticket %llu comes next, but %llu would be called", (unsigned long long)desk,
                   (unsigned long long)told->next.ticket_id.v, (unsigned long long)(first != NULL ? first->id : 0));
    count(w, COUNT_PREVIEWED);
}

void dispatch_check_forecast(struct world *w, const struct closing_forecast_result *told)
{
    const struct model_queue *q = &w->models.queue;
    uint64_t of[TICKET_STATE_PARKED + 1] = { 0 };
    bool unknown = told->verdict == FORECAST_VERDICT_UNKNOWN;

    for (uint32_t i = 0; i < q->ticket_count; i++)
        of[q->tickets[i].state]++;
    if (told->waiting != of[TICKET_STATE_WAITING] || told->in_service != of[TICKET_STATE_CALLED] + of[TICKET_STATE_IN_SERVICE] ||
        told->parked != of[TICKET_STATE_PARKED] || told->passed != of[TICKET_STATE_PASSED])
        law_broken(w, LAW_DESK, "a forecast leaves out somebody who was accepted, or has one too many");
    if (unknown != (told->low_end_us == 0) || unknown != (told->high_end_us == 0) || told->low_end_us > told->high_end_us ||
        (!unknown && told->low_end_us < told->as_of_us))
        law_broken(w, LAW_DESK, "a forecast is no range of the time to come");
    count(w, COUNT_FORESEEN);
}

/* Checks who was called, and why; marks the walk-in passed over. */
void dispatch_check(struct model_queue *q, const struct stated *said, const struct ticket_called *ev)
{
    static const uint32_t tens[] = { [DISPATCH_CASE_PRIORITY] = 1, [DISPATCH_CASE_RETURNED] = 2, [DISPATCH_CASE_PASSED_OVER] = 3, [DISPATCH_CASE_DUE] = 4,
                                     [DISPATCH_CASE_WALK_IN] = 5, [DISPATCH_CASE_EARLY] = 6, [DISPATCH_CASE_ON_PAPER] = 0 };
    struct m_ticket *first = first_of(q, ev->desk_id.v, ev->at_us), *oldest = NULL;

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        struct m_ticket *t = &q->tickets[i];

        if (!servable(q, ev->desk_id.v, t, ev->at_us))
            continue;
        if (walk_in(t) && (oldest == NULL || t->arrived_us < oldest->arrived_us || (t->arrived_us == oldest->arrived_us && t->id < oldest->id)))
            oldest = t;
    }
    if (first == NULL || first->id != ev->ticket_id.v ||
        (case_of(first, ev->at_us) == FIRST_RETURNED_AT_ONCE ? 2 : case_of(first, ev->at_us) / 10) != tens[ev->dispatch_case])
        law_broken(said->world, LAW_NEXT_GUEST, "desk %llu called ticket %llu, but %llu was next", (unsigned long long)ev->desk_id.v,
                   (unsigned long long)ev->ticket_id.v, (unsigned long long)(first != NULL ? first->id : 0));
    if (case_of(first, ev->at_us) != FIRST_DUE)
        oldest = NULL;
    if (ev->passed_over.v != (oldest != NULL ? oldest->id : 0))
        law_broken(said->world, LAW_NEXT_GUEST, "ticket %llu was called over the wrong walk-in", (unsigned long long)ev->ticket_id.v);
    if (oldest != NULL && ++oldest->passes == 1)
        oldest->first_passed_us = ev->at_us;
}
