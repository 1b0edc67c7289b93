/* The counter: the site manager runs the day, operators serve at their desks. What to do next is
 * read off the models, so two people often reach for the same thing, and one is refused. */
#include "world.h"

#define CLOSING_MINUTE 1020
#define OPENING_MINUTE 525

/* ---- A desk ----------------------------------------------------------------------------------- */

static struct m_card *card_for(struct world *w, struct actor *a, const struct m_ticket *t)
{
    struct model_cards *c = &w->models.cards;
    const struct m_place *booking = t->reservation != 0 ? places_booking(&w->models.places, t->reservation) : NULL;
    uint32_t from;

    if (booking != NULL && booking->card != 0)
        return cards_card(c, booking->card);
    if (t->line != 2 || c->card_count == 0)
        return NULL;
    if (a->ticket == t->id && a->card != 0)
        return cards_card(c, a->card);
    from = (uint32_t)below(w, c->card_count);
    for (uint32_t i = 0; i < c->card_count; i++) {
        struct m_card *card = &c->cards[(from + i) % c->card_count];

        if (card->status == CARD_STATE_NOTIFIED && card->custody == CUSTODY_VAULT && card_visible(c, card)) {
            a->ticket = t->id;
            a->card = card->id;
            return card;
        }
    }
    return NULL;
}

static void take_out(struct world *w, struct actor *a, const struct m_ticket *t, const struct m_card *card)
{
    bool booth = a->desk == 3;

    say(w, a, check_out_card(.card_id = { card->id }, .place = booth ? CUSTODY_BOOTH : CUSTODY_COUNTER,
                             .place_number = chance(w, 40) ? 9 : booth ? 1 : a->desk, .ticket_id = { t->id }), (struct how){ .person = a->person });
}

static void issue(struct world *w, struct actor *a, const struct m_ticket *t, const struct m_card *card)
{
    struct facts f = { 0 };
    char tracking[24];
    enum person second = chance(w, 500) ? MANAGER : CITY_CLERK;
    struct how how = { .person = a->person };

    (void)facts_of_card(w, card, &f);
    snprintf(tracking, sizeof tracking, "R%02u-%06llu", today_now(w).v / 10000 - 2018, (unsigned long long)id_sequence(card->id));
    if (chance(w, 60))
        tracking[4] = 'X';
    if (a->second_needed || chance(w, 200)) {
        if (!at_hand(w, a, second))
            return;
        how.second = second;
    }
    say(w, a, issue_card(.card_id = { card->id }, .ticket_id = { chance(w, 950) ? t->id : t->id + 1 },
                         .receiver_class = (enum receiver_class)(chance(w, 800) ? 1 : 2 + below(w, 2)), .notice_number = text_of(f.notice),
                         .tracking_number = text_of(tracking), .pins = { .signature = true, .user = true }), how);
}

static void put_back(struct world *w, struct actor *a, const struct m_card *card)
{
    char slot[16];

    snprintf(slot, sizeof slot, "A-%02u-%03u", 1 + (uint32_t)below(w, 2), 1 + (uint32_t)below(w, 30));
    say(w, a, check_in_card(.card_id = { card->id }, .slot = text_of(slot), .reason = (enum check_in_reason)(1 + below(w, 4))), (struct how){ .person = a->person });
}

static void finish(struct world *w, struct actor *a, const struct m_ticket *t)
{
    static const enum procedure cards[] = { PROCEDURE_ISSUE }, others[] = { PROCEDURE_CERT_RENEW, PROCEDURE_PIN_RESET };
    bool issued = t->line <= 2;

    say(w, a, finish_service(.ticket_id = { t->id },
                             .procedures = { .at = issued ? cards : others, .count = chance(w, 50) ? 0 : issued ? 1 : 1 + (uint32_t)below(w, 2) },
                             .outcome = (enum service_outcome)(chance(w, 700) ? 1 : 1 + below(w, 6)), .receiver_class = issued ? RECEIVER_CLASS_HOLDER : 0),
        (struct how){ .person = a->person });
}

static bool lies_out(const struct m_card *card)
{
    return card->custody == CUSTODY_COUNTER || card->custody == CUSTODY_BOOTH || card->custody == CUSTODY_TERMINAL;
}

static void serve(struct world *w, struct actor *a, const struct m_ticket *t)
{
    struct m_card *card = card_for(w, a, t);

    if (card != NULL && card->custody == CUSTODY_VAULT && card->status == CARD_STATE_NOTIFIED && chance(w, 900))
        take_out(w, a, t, card);
    else if (card != NULL && lies_out(card) && card->status != CARD_STATE_ISSUED && chance(w, 850))
        issue(w, a, t, card);
    else if (card != NULL && lies_out(card))
        put_back(w, a, card);
    else
        finish(w, a, t);
}

static bool anybody_waits(const struct model_queue *q)
{
    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (q->tickets[i].state == TICKET_STATE_WAITING)
            return true;
    return false;
}

static void at_free_desk(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;
    struct how how = { .person = a->person };
    struct m_desk *desk = &q->desks[a->desk];

    if (!desk->open && (q->state == DAY_STATE_OPEN || chance(w, 20)))
        say(w, a, open_desk(.desk_id = { a->desk }), how);
    else if (!desk->open)
        a->free_at_us += 400000;
    else if (q->state == DAY_STATE_CLOSING && !anybody_waits(q))
        say(w, a, close_desk(.desk_id = { a->desk }), how);
    else if (anybody_waits(q) || chance(w, 80))
        say(w, a, call_next(.desk_id = { a->desk }), how);
}

static void desk_slip(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;
    struct how how = { .person = a->person };
    struct ticket_id ticket = { q->ticket_count > 0 && chance(w, 850) ? q->tickets[below(w, q->ticket_count)].id : 97 };
    struct desk_id desk = { 1 + below(w, 4) };

    switch (below(w, 7)) {
    case 0: say(w, a, start_service(.ticket_id = ticket), how); break;
    case 1: say(w, a, finish_service(.ticket_id = ticket, .outcome = SERVICE_OUTCOME_DONE), how); break;
    case 2: say(w, a, dismiss_ticket(.ticket_id = ticket, .outcome = (enum dismissal)(1 + below(w, 3))), how); break;
    case 3: say(w, a, open_desk(.desk_id = desk), how); break;
    case 4: say(w, a, close_desk(.desk_id = desk), how); break;
    case 5: say(w, a, call_next(.desk_id = desk), how); break;
    default:
        if (chance(w, 500))
            ask(w, a, waiting_list(0), &waiting_list_result_spec, how);
        else
            ask(w, a, desk_list(0), &desk_list_result_spec, how);
    }
}

void act_desk(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;
    struct m_ticket *t = q->desks[a->desk].serving != 0 ? queue_ticket(q, q->desks[a->desk].serving) : NULL;

    if (!at_hand(w, a, a->person))
        return;
    if (chance(w, 60))
        desk_slip(w, a);
    else if (t == NULL)
        at_free_desk(w, a);
    else if (t->state == TICKET_STATE_CALLED && chance(w, 60))
        say(w, a, dismiss_ticket(.ticket_id = { t->id }, .outcome = DISMISSAL_LEFT), (struct how){ .person = a->person });
    else if (t->state == TICKET_STATE_CALLED)
        say(w, a, start_service(.ticket_id = { t->id }), (struct how){ .person = a->person });
    else
        serve(w, a, t);
}

void hear_desk(struct world *w, struct actor *a, const struct heard *heard)
{
    (void)w;
    if (strcmp(a->pending.name, "issue_card") == 0)
        a->second_needed = heard->outcome == HEARD_REFUSED && heard->refusal == SECOND_LOOK_NEEDED;
}

/* ---- The manager ------------------------------------------------------------------------------- */

static uint64_t cards_in_vault(struct world *w)
{
    struct model_cards *c = &w->models.cards;
    uint64_t in_vault = 0;

    for (uint32_t i = 0; i < c->card_count; i++)
        in_vault += c->cards[i].custody == CUSTODY_VAULT;
    return in_vault;
}

static void count_cards(struct world *w, struct actor *a)
{
    enum person second = chance(w, 500) ? BOSS : CITY_CLERK;

    if (second == BOSS && !chance(w, 100))
        second = OPERATOR_C;
    if (at_hand(w, a, second))
        say(w, a, count_vault(.counted = cards_in_vault(w) + (chance(w, 120) ? 1 : 0)), (struct how){ .person = MANAGER, .second = second });
}

static bool give_outcomes(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;

    for (uint32_t i = 0; i < q->ticket_count; i++)
        if (q->tickets[i].state == TICKET_STATE_WAITING && !q->desks[1].open && !q->desks[2].open && !q->desks[3].open) {
            say(w, a, dismiss_ticket(.ticket_id = { q->tickets[i].id }, .outcome = DISMISSAL_MOVED), (struct how){ .person = MANAGER });
            return true;
        }
    return false;
}

static bool scan_back(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;

    for (uint32_t i = 0; i < c->card_count; i++)
        if (lies_out(&c->cards[i]) && (w->models.queue.desks[1].serving | w->models.queue.desks[2].serving | w->models.queue.desks[3].serving) == 0) {
            put_back(w, a, &c->cards[i]);
            return true;
        }
    return false;
}

static void close_the_day(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;

    if (chance(w, 60))
        say(w, a, close_day(0), (struct how){ .person = MANAGER });
    else if (chance(w, 30))
        say(w, a, begin_closing(0), (struct how){ .person = MANAGER });
    else if (give_outcomes(w, a) || scan_back(w, a))
        return;
    else if (!q->parts[DAY_PART_INVENTORY] && w->models.cards.closed_date != q->date)
        count_cards(w, a);
    else
        say(w, a, close_day(0), (struct how){ .person = MANAGER });
}

/* The report is read, then closed by two persons with the log's checkpoint. */
static bool close_the_report(struct world *w, struct actor *a)
{
    struct model_reports *r = &w->models.reports;

    for (uint32_t i = 0; i < r->count; i++) {
        if (r->items[i].closed && !chance(w, 20))
            continue;
        if (a->sha_date != r->items[i].date) {
            a->date = r->items[i].date;
            ask(w, a, daily_report(.date = { a->date }), &daily_report_result_spec, (struct how){ .person = MANAGER });
            return true;
        }
        if (!at_hand(w, a, CITY_CLERK))
            return true;
        if (chance(w, 60))
            a->sha[3] ^= 1;
        say(w, a, close_report(.date = { a->sha_date }, .report_sha256 = { a->sha, 32 },
                               .checkpoint = text_of(w->models.audit.note[0] != '\0' ? w->models.audit.note : "none")),
            (struct how){ .person = MANAGER, .second = CITY_CLERK });
        a->sha_date = 0;
        return true;
    }
    return false;
}

static void manager_slip(struct world *w, struct actor *a)
{
    struct how how = { .person = MANAGER };

    switch (below(w, 6)) {
    case 0: say(w, a, open_day(.date = date_add_days(today_now(w), (int32_t)below(w, 3) - 1)), how); break;
    case 1: say(w, a, close_day(0), how); break;
    case 2: ask(w, a, daily_report(.date = today_now(w)), &daily_report_result_spec, how); break;
    case 3: ask(w, a, day_status(0), &day_status_result_spec, how); break;
    case 4: ask(w, a, day_bookings(.date = today_now(w)), &day_bookings_result_spec, how); break;
    default: count_cards(w, a); break;
    }
}

void act_manager(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;
    uint32_t minute = minute_now(w), today = today_now(w).v;

    if (!at_hand(w, a, MANAGER))
        return;
    if (chance(w, 80))
        manager_slip(w, a);
    else if (q->state == DAY_STATE_CLOSING)
        close_the_day(w, a);
    else if (q->state == DAY_STATE_OPEN && (minute >= CLOSING_MINUTE || q->date != today))
        say(w, a, begin_closing(0), (struct how){ .person = MANAGER });
    else if (q->state == DAY_STATE_OPEN)
        a->free_at_us += 600000;
    else if (close_the_report(w, a))
        return;
    else if (q->date != today && minute >= OPENING_MINUTE)
        say(w, a, open_day(.date = { today }), (struct how){ .person = MANAGER });
}

void hear_manager(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct daily_report_result *report;

    if (strcmp(a->pending.name, "daily_report") != 0 || heard->outcome != HEARD_DONE)
        return;
    report = heard_part(w, &daily_report_result_spec, heard->result);
    memcpy(a->sha, report->report_sha256.at, 32);
    a->sha_date = a->date;
}
