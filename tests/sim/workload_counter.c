/* Desks and kiosks: guests come, are called, served, and sent home. */
#include "model_dispatch.h"

static bool waits_for(const struct model_queue *q)
{
    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (q->tickets[i].state == TICKET_STATE_WAITING)
            return true;
    return false;
}

static const struct m_ticket *first_in(const struct model_queue *q, enum ticket_state state)
{
    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (q->tickets[i].state == state)
            return &q->tickets[i];
    return NULL;
}

static struct m_card *card_of(struct world *w, const struct m_ticket *t)
{
    struct model_cards *c = &w->models.cards;

    for (uint32_t i = 0; i < c->card_count; i++) {
        struct m_card *card = &c->cards[i];

        if ((card->custody == CUSTODY_COUNTER || card->custody == CUSTODY_BOOTH || card->custody == CUSTODY_TERMINAL) &&
            (card->ticket == t->id || (t->reservation != 0 && card->reservation == t->reservation)))
            return card;
    }
    return NULL;
}

static enum person other_than(enum person person)
{
    return person == OPERATOR_B ? OPERATOR_C : OPERATOR_B;
}

static void hand_over(struct world *w, struct actor *a, const struct m_ticket *t, const struct m_card *card)
{
    struct facts facts;
    char tracking[40];
    struct how how = { .person = a->person };
    bool wrong = chance(w, 60);

    if (!facts_of_card(w, card, &facts))
        return;
    if (a->second_needed) {
        how.second = other_than(a->person);
        if (!at_hand(w, a, how.second))
            return;
    }
    snprintf(tracking, sizeof tracking, "R%02u-%06llu", 9u, (unsigned long long)(wrong ? 999999 : id_sequence(card->id)));
    say(w, a, issue_card(.card_id = { card->id }, .ticket_id = { t->id }, .receiver_class = chance(w, 200) ? RECEIVER_CLASS_VOLUNTARY_AGENT : RECEIVER_CLASS_HOLDER,
                         .notice_number = text_of(facts.notice), .tracking_number = text_of(tracking),
                         .pins = { .signature = true, .user = true, .resident_register = true, .card_face = true }), how);
}

/* Called in vain: again, and passed after the last time; now and then too early. */
static void call_again(struct world *w, struct actor *a, const struct m_ticket *t)
{
    struct how how = { .person = a->person };

    if (t->calls > office_queueing.recalls_max ? chance(w, 900) : chance(w, 60))
        say(w, a, pass_ticket(.ticket_id = { t->id }, .desk_id = { a->desk }), how);
    else
        say(w, a, recall_ticket(.ticket_id = { t->id }, .desk_id = { a->desk }), how);
}

/* A case that does not end at this desk, or not yet. */
static void turn(struct world *w, struct actor *a, const struct m_ticket *t)
{
    static const enum procedure done[] = { PROCEDURE_INSURANCE_LINK };
    struct how how = { .person = a->person };

    switch (below(w, 5)) {
    case 0: say(w, a, park_ticket(.ticket_id = { t->id }, .reason = PARK_REASON_CITY_DESK), how); break;
    case 1: say(w, a, transfer_ticket(.ticket_id = { t->id }, .line_id = { 2 + below(w, 4) }, .procedures = { done, (uint32_t)below(w, 2) }), how); break;
    case 2: say(w, a, begin_city_wait(.ticket_id = { t->id }, .matter = (enum question_matter)below(w, 3)), how); break;
    case 3: say(w, a, end_city_wait(.ticket_id = { t->id }), how); break;
    case 4: say(w, a, hand_over_to_city(.ticket_id = { t->id }, .matter = CITY_MATTER_FEE), how); break;
    }
}

/* A case from the paper: of whoever waits, is called or served; times now and then out of order. */
static void from_paper(struct world *w, struct actor *a, uint64_t id)
{
    static const enum procedure done[] = { PROCEDURE_INSURANCE_LINK };
    const struct m_ticket *waits = first_in(&w->models.queue, chance(w, 500) ? TICKET_STATE_WAITING : TICKET_STATE_IN_SERVICE);
    uint64_t minute = tokyo_minute(world_now(w));
    struct how how = { .person = a->person };

    minute = minute == 0 ? 1 : minute;
    say(w, a, record_paper_case(.ticket_id = { waits != NULL && chance(w, 800) ? waits->id : id }, .desk_id = { chance(w, 50) ? 6 : a->desk },
                                .called_minute = chance(w, 200) ? minute % 1439 + 1 : minute, .started_minute = minute, .finished_minute = chance(w, 700) ? minute : 0,
                                .procedures = { done, chance(w, 900) ? 1 : 0 }, .outcome = SERVICE_OUTCOME_DONE), how);
}

/* Seldom: switches, numbers from elsewhere, cases put off. Stops do not last. */
static bool switches(struct world *w, struct actor *a)
{
    static const enum procedure done[] = { PROCEDURE_INSURANCE_LINK };
    static const struct line_id foreign[] = { { 99 } };
    const struct model_queue *q = &w->models.queue;
    struct how how = { .person = a->person };
    uint64_t put_off = 0, in_use = 0, line = 2 + below(w, 8), id = q->ticket_count > 0 ? q->tickets[below(w, q->ticket_count)].id : 77;
    enum stop_kind kind = chance(w, 500) ? STOP_KIND_NATIONAL_STOP : STOP_KIND_EVACUATION;

    if ((q->stopped[STOP_KIND_NATIONAL_STOP] || q->stopped[STOP_KIND_EVACUATION]) && chance(w, 300)) {
        how.person = MANAGER;
        if (at_hand(w, a, MANAGER) && chance(w, 150))
            say(w, a, begin_stop(.kind = q->stopped[STOP_KIND_EVACUATION] ? STOP_KIND_EVACUATION : STOP_KIND_NATIONAL_STOP), how);
        else if (at_hand(w, a, MANAGER))
            say(w, a, end_stop(.kind = q->stopped[STOP_KIND_EVACUATION] ? STOP_KIND_EVACUATION : STOP_KIND_NATIONAL_STOP), how);
        return true;
    }
    if (!chance(w, 60))
        return false;
    for (uint32_t i = 0; i < q->ticket_count; i++) {
        if (q->tickets[i].later_on != 0)
            put_off = q->tickets[i].id;
        if (q->tickets[i].origin == TICKET_ORIGIN_BY_HAND && q->tickets[i].state == TICKET_STATE_WAITING)
            in_use = q->tickets[i].number;
    }
    switch (below(w, 10)) {
    case 9: from_paper(w, a, id); return true;
    case 8: say(w, a, open_desk(.desk_id = { a->desk }, .lines = { foreign, 1 }), how); return true;
    case 0: say(w, a, register_ticket(.origin = TICKET_ORIGIN_CITY_MACHINE, .number = 1 + below(w, 400), .line_id = { line }), how); return true;
    case 1: say(w, a, register_ticket(.origin = TICKET_ORIGIN_BY_HAND, .number = in_use != 0 && chance(w, 500) ? in_use : 1 + below(w, 400), .line_id = { 1 + below(w, 3) }, .arrived_minute = 1 + below(w, 1439)), how); return true;
    case 2: say(w, a, agree_later_contact(.ticket_id = { id }, .due_on = date_add_days(today_now(w), (int32_t)below(w, 4))), how); return true;
    case 3: say(w, a, finish_later_contact(.ticket_id = { put_off != 0 && chance(w, 800) ? put_off : id }, .procedures = { done, (uint32_t)below(w, 2) }, .outcome = SERVICE_OUTCOME_DONE), how); return true;
    default: break;
    }
    if (!at_hand(w, a, MANAGER))
        return true;
    how.person = MANAGER;
    switch (below(w, 5)) {
    case 0: say(w, a, stop_line(.line_id = { line }), how); break;
    case 1: say(w, a, resume_line(.line_id = { line }), how); break;
    case 2: say(w, a, set_last_ticket(.minute = chance(w, 700) ? 0 : 600 + below(w, 400)), how); break;
    case 3: say(w, a, begin_stop(.kind = kind), how); break;
    case 4: say(w, a, end_stop(.kind = kind), how); break;
    }
    return true;
}

/* Who rests or has passed is looked after; in the evening nobody is left without an outcome. */
static bool look_after(struct world *w, struct actor *a)
{
    const struct model_queue *q = &w->models.queue;
    const struct m_ticket *parked = first_in(q, TICKET_STATE_PARKED), *passed = first_in(q, TICKET_STATE_PASSED), *waits = first_in(q, TICKET_STATE_WAITING);
    struct how how = { .person = a->person };
    bool evening = q->state == DAY_STATE_CLOSING;

    if (parked != NULL && q->desks[a->desk].serving == 0 && chance(w, evening ? 500 : 150))
        say(w, a, resume_ticket(.ticket_id = { parked->id }, .desk_id = { chance(w, 40) ? 6 : a->desk }), how);
    else if (passed != NULL && chance(w, evening ? 500 : 80))
        passed->id % 2 == 0 && !evening ? say(w, a, return_ticket(.ticket_id = { passed->id }), how)
                                        : say(w, a, dismiss_ticket(.ticket_id = { passed->id }, .outcome = DISMISSAL_LEFT), how);
    else if (waits != NULL && chance(w, 30))
        chance(w, 600) ? say(w, a, give_priority(.ticket_id = { waits->id }), how) : say(w, a, withdraw_priority(.ticket_id = { waits->id }), how);
    else
        return false;
    return true;
}

/* The city is asked, answers, and the desk goes on; now and then out of this order. */
static bool city_decides(struct world *w, struct actor *a, const struct m_ticket *t)
{
    enum person person = chance(w, 500) ? CITY_CLERK : MANAGER;
    struct how how = { .person = a->person };

    if (!t->city_wait || !chance(w, 500))
        return false;
    if (chance(w, t->city_answered ? 700 : 50)) {
        say(w, a, end_city_wait(.ticket_id = { t->id }), how);
        return true;
    }
    if (!at_hand(w, a, person))
        return true;
    how.person = person;
    if (person == MANAGER && chance(w, 500))
        say(w, a, forward_city_question(.ticket_id = { t->id }), how);
    else
        say(w, a, answer_city_question(.ticket_id = { t->id }, .decision = (enum city_decision)(1 + below(w, 4)),
                                       .official = chance(w, 600) ? text_of("1024") : (struct text){ 0 }), how);
    return true;
}

/* Somebody is needed at this desk, or comes. */
static void call_somebody(struct world *w, struct actor *a)
{
    const struct m_desk *d = &w->models.queue.desks[a->desk];
    struct how how = { .person = a->person };
    uint64_t desk = chance(w, 50) ? 6 : a->desk;

    if (chance(w, d->help ? 100 : 900))
        say(w, a, call_help(.desk_id = { desk }), how);
    else
        say(w, a, end_help(.desk_id = { desk }), how);
}

static void serve(struct world *w, struct actor *a, const struct m_ticket *t)
{
    static const enum procedure done[] = { PROCEDURE_ISSUE, PROCEDURE_INSURANCE_LINK };
    struct how how = { .person = a->person };
    struct m_card *card;

    if (t->state == TICKET_STATE_CALLED) {
        if (chance(w, t->calls > 1 ? 800 : 150))
            call_again(w, a, t);
        else if (chance(w, 100))
            say(w, a, dismiss_ticket(.ticket_id = { t->id }, .outcome = chance(w, 500) ? DISMISSAL_LEFT : DISMISSAL_MOVED), how);
        else if (chance(w, 60))
            say(w, a, finish_service(.ticket_id = { t->id }, .procedures = { done, 1 }, .outcome = SERVICE_OUTCOME_DONE), how);
        else
            say(w, a, start_service(.ticket_id = { t->id }), how);
        return;
    }
    if (city_decides(w, a, t))
        return;
    card = card_of(w, t);
    if (card != NULL && chance(w, 850)) {
        hand_over(w, a, t, card);
        return;
    }
    a->second_needed = false;
    if (chance(w, 120)) {
        turn(w, a, t);
        return;
    }
    if (chance(w, 40))
        say(w, a, dismiss_ticket(.ticket_id = { t->id }, .outcome = DISMISSAL_CANCELLED), how);
    else if (chance(w, 40))
        say(w, a, start_service(.ticket_id = { t->id }), how);
    else if (chance(w, 40))
        say(w, a, close_desk(.desk_id = { a->desk }), how);
    else if (chance(w, 40))
        say(w, a, call_next(.desk_id = { a->desk }), how);
    else
        say(w, a, finish_service(.ticket_id = { t->id }, .procedures = { done, (uint32_t)below(w, 3) }, .outcome = chance(w, 900) ? SERVICE_OUTCOME_DONE : SERVICE_OUTCOME_WITHDRAWN,
                               .language = (enum guest_language)below(w, 4)), how);
}

/* About a case that waits for nobody, mostly. */
static void ask_city(struct world *w, struct actor *a, uint64_t id)
{
    struct how how = { .person = MANAGER };

    if (!at_hand(w, a, MANAGER))
        return;
    if (chance(w, 500))
        say(w, a, forward_city_question(.ticket_id = { id }), how);
    else
        say(w, a, answer_city_question(.ticket_id = { id }, .decision = CITY_DECISION_AGREED, .official = text_of("1024")), how);
}

/* A ticket that nobody will serve, or that is none. */
static void odd_ticket(struct world *w, struct actor *a)
{
    const struct model_queue *q = &w->models.queue;
    struct how how = { .person = a->person };
    uint64_t id = q->ticket_count > 0 && chance(w, 700) ? q->tickets[below(w, q->ticket_count)].id : 77;

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        const struct m_ticket *t = &q->tickets[i];

        if (t->state == TICKET_STATE_PASSED && chance(w, 300))
            say(w, a, transfer_ticket(.ticket_id = { t->id }, .line_id = { 3 }), how);
        else if ((t->state == TICKET_STATE_CALLED || t->state == TICKET_STATE_WAITING) && t->desk != a->desk && chance(w, 50))
            say(w, a, dismiss_ticket(.ticket_id = { t->id }, .desk_id = { a->desk }, .outcome = DISMISSAL_LEFT), how);      /* an old screen */
        else
            continue;
        return;
    }
    switch (below(w, 15)) {
    case 0: say(w, a, start_service(.ticket_id = { id }, .desk_id = { a->desk }), how); return;
    case 1: say(w, a, finish_service(.ticket_id = { id }, .outcome = SERVICE_OUTCOME_DONE), how); return;
    case 2: say(w, a, recall_ticket(.ticket_id = { id }), how); return;
    case 3: say(w, a, pass_ticket(.ticket_id = { id }), how); return;
    case 4: say(w, a, return_ticket(.ticket_id = { id }), how); return;
    case 5: say(w, a, give_priority(.ticket_id = { id }), how); return;
    case 6: say(w, a, withdraw_priority(.ticket_id = { id }), how); return;
    case 7: say(w, a, park_ticket(.ticket_id = { id }, .desk_id = { a->desk }, .reason = PARK_REASON_FORM), how); return;
    case 8: say(w, a, resume_ticket(.ticket_id = { id }, .desk_id = { a->desk }), how); return;
    case 9: say(w, a, transfer_ticket(.ticket_id = { id }, .line_id = { 2 + below(w, 8) }), how); return;
    case 10: say(w, a, begin_city_wait(.ticket_id = { id }), how); return;
    case 11: say(w, a, end_city_wait(.ticket_id = { id }), how); return;
    case 12: say(w, a, hand_over_to_city(.ticket_id = { id }, .matter = CITY_MATTER_EXPRESS), how); return;
    case 13: ask_city(w, a, id); return;
    default: break;
    }
    say(w, a, dismiss_ticket(.ticket_id = { id }, .desk_id = { chance(w, 200) ? a->desk : 0 }, .outcome = (enum dismissal)(1 + below(w, 5))), how);
}

void act_desk(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;
    const struct m_desk *d = &q->desks[a->desk];
    struct how how = { .person = a->person };
    bool day = q->date != 0 && q->state != DAY_STATE_CLOSED;

    if (!at_hand(w, a, a->person) || read_manuals(w, a) || walk_about(w, a, a->person))
        return;
    if (chance(w, 15))
        say(w, a, open_desk(.desk_id = { chance(w, 300) ? 6 : a->desk }), how);
    else if (chance(w, 10))
        say(w, a, call_next(.desk_id = { chance(w, 500) ? 6 : a->desk }), how);
    else if (chance(w, 10))
        say(w, a, close_desk(.desk_id = { chance(w, 500) ? 6 : a->desk }), how);
    else if (chance(w, 15))
        odd_ticket(w, a);
    else if (!day)
        return;
    else if (look_after(w, a) || switches(w, a))
        return;
    else if (!d->open && (q->state == DAY_STATE_OPEN || waits_for(q) || first_in(q, TICKET_STATE_PARKED) != NULL))
        say(w, a, open_desk(.desk_id = { a->desk }), how);
    else if (!d->open)
        return;
    else if (chance(w, d->help ? 100 : 20))
        call_somebody(w, a);
    else if (chance(w, 60))
        ask(w, a, desk_status(.desk_id = { a->desk }), &desk_status_result_spec, how);
    else if (chance(w, 20))
        ask(w, a, counter_status(0), &counter_status_result_spec, how);
    else if (chance(w, 20))
        ask(w, a, closing_forecast(.closes_minute = 1020), &closing_forecast_result_spec, how);
    else if (d->serving != 0)
        serve(w, a, queue_ticket(q, d->serving));
    else if (q->state == DAY_STATE_CLOSING && !waits_for(q) && first_in(q, TICKET_STATE_PARKED) == NULL)
        say(w, a, close_desk(.desk_id = { a->desk }), how);
    else if (waits_for(q) || chance(w, 60))
        say(w, a, call_next(.desk_id = { a->desk }), how);
}

/* Nothing has happened since this was told. */
static bool is_still_so(const struct world *w, const struct heard *heard)
{
    const struct model_log *log = &w->models.logs[SVC_QUEUEING];

    return heard->outcome == HEARD_DONE && heard->position.epoch == log->epoch && heard->position.sequence == log->count;
}

void hear_desk(struct world *w, struct actor *a, const struct heard *heard)
{
    if (strcmp(a->pending.name, "issue_card") == 0)
        a->second_needed = heard->outcome == HEARD_REFUSED && heard->refusal == SECOND_LOOK_NEEDED;
    else if (strcmp(a->pending.name, "desk_status") == 0 && is_still_so(w, heard))
        dispatch_check_preview(w, a->desk, heard_part(w, &desk_status_result_spec, heard->result));
    else if (strcmp(a->pending.name, "closing_forecast") == 0 && is_still_so(w, heard))
        dispatch_check_forecast(w, heard_part(w, &closing_forecast_result_spec, heard->result));
}

/* ---- Kiosks ------------------------------------------------------------------------------- */

/* Somebody with a booking; the kiosk says where the counter can read of it. */
static void come_in(struct world *w, struct actor *a)
{
    struct clients *c = &w->clients;
    const struct code_known *known = NULL;
    uint32_t begin, limit = c->code_count < CODES ? c->code_count : CODES;
    struct how how = { 0 };

    if (limit == 0)
        return;
    begin = (uint32_t)below(w, limit);
    for (uint32_t i = 0; i < limit && known == NULL; i++) {
        const struct code_known *k = &c->codes[(begin + i) % limit];

        if (k->date == today_now(w).v && (k->booked_us < world_now(w) + 20 * US_PER_MINUTE || chance(w, 60)))
            known = k;
    }
    if (known == NULL || chance(w, 30))
        known = &c->codes[begin];
    if (chance(w, 700))
        how.after = (struct position){ text_of("reservations"), known->epoch, known->sequence };
    if (chance(w, 40))
        say(w, a, cancel_reservation(.code = text_of(known->code)), (struct how){ 0 });
    else
        say(w, a, check_in(.code = chance(w, 30) ? text_of("0000-0000-0000-0") : text_of(known->code),
                           .arrived_minute = chance(w, 20) ? 1 + below(w, 1439) : 0), how);
}

void act_kiosk(struct world *w, struct actor *a)
{
    const struct model_queue *q = &w->models.queue;
    bool open = q->date != 0 && q->state == DAY_STATE_OPEN;

    if (!open && !chance(w, 60))
        return;
    if (chance(w, 400))
        come_in(w, a);
    else if (chance(w, 100))
        ask(w, a, board(0), &board_result_spec, (struct how){ 0 });
    else if (chance(w, 350))
        say(w, a, take_ticket(.line_id = { chance(w, 50) ? 1 + below(w, 6) : 2 + below(w, 3) }, .people = below(w, 4)), (struct how){ 0 });
}
