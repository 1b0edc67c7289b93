/* The back office: delivery lists are taken in and inspected, cards prepared, stored, their notices
 * posted; cards go out for guests and back in the evening, the vault is counted. Now and then wrongly, as people do. */
#include "world.h"

#define CARDS_WANTED 12

/* ---- Taking in ------------------------------------------------------------------------------ */

static void row_of(const struct facts *f, uint64_t line, struct delivery_row *ret)
{
    *ret = (struct delivery_row){ .line = line, .box = TEXT("B1"), .serial = line, .application_kind = f->kind,
                                  .holder = { .name = text_of(f->name), .kana = text_of(f->kana), .birth_date = f->birth, .address = text_of(f->address),
                                              .notice_number = text_of(f->notice), .application_id = text_of(f->application), .expires_on = f->expires } };
}

/* A box without a list; or a card of a list to come was applied for here. */
static void ahead_of_lists(struct world *w, struct actor *a)
{
    struct facts f;

    if (chance(w, 500) && at_hand(w, a, MANAGER)) {
        say(w, a, receive_without_list(.box = TEXT("N1"), .counted = 1 + below(w, 3)), (struct how){ .person = a->person, .second = MANAGER });
    } else {
        /* of the list to come or the last one; or the same once more, which is known */
        if (w->clients.applied_list == 0 || chance(w, 700)) {
            w->clients.applied_list = w->clients.lists + (chance(w, 800) ? 1 : 0);
            w->clients.applied_line = 1 + below(w, 3);
        }
        facts_of(w->clients.applied_list, w->clients.applied_line, &f);
        say(w, a, register_application(.application_id = text_of(f.application), .application_kind = f.kind, .channel = APPLICATION_CHANNEL_COUNTER,
                                       .applied_on = chance(w, 900) ? today_now(w) : date_add_days(today_now(w), 2)), (struct how){ .person = a->person });
    }
}

/* The box that waits for a list; now and then one that does not. */
static const struct m_delivery *box_waiting(struct world *w)
{
    struct model_cards *c = &w->models.cards;

    for (uint32_t i = 0; i < c->delivery_count; i++)
        if (c->deliveries[i].state == DELIVERY_STATE_RECEIVED || chance(w, 5))
            return &c->deliveries[i];
    return NULL;
}

static void begin(struct world *w, struct actor *a)
{
    const struct m_delivery *box = box_waiting(w);
    static const uint8_t salt[24] = { 0 };
    uint32_t list = chance(w, 150) && w->clients.lists > 0 ? w->clients.lists : ++w->clients.lists;
    uint8_t sha[32];
    char number[24];

    snprintf(number, sizeof number, "SIM-%u", list);
    memcpy(sha, salt, 24);
    be64_put(sha + 24, list);
    say(w, a, begin_delivery(.delivery_number = text_of(number), .file_sha256 = { sha, 32 }, .row_count = box != NULL ? box->rows + below(w, 3) : 2 + below(w, 6),
                          .received = { box != NULL ? box->id : 0 }, .kind = chance(w, 150) ? DELIVERY_KIND_OPENING : 0), (struct how){ .person = a->person });
}

/* 0 right; else what is wrong with the rows. */
static void add_rows(struct world *w, struct actor *a, const struct m_delivery *d)
{
    struct delivery_row rows[8];
    struct facts facts[8];
    uint32_t wrong = chance(w, 250) ? 1 + (uint32_t)below(w, 6) : 0, rows_left = (uint32_t)(d->rows - d->staged);
    uint32_t rows_now = 1 + (uint32_t)below(w, rows_left < 4 ? rows_left : 4);

    if (wrong == 1)
        rows_now = rows_left + 1 < 8 ? rows_left + 1 : 8;               /* more than announced */
    for (uint32_t i = 0; i < rows_now; i++) {
        uint64_t line = d->staged + i + 1;

        facts_of(d->list, line, &facts[i]);
        row_of(&facts[i], wrong == 2 ? 1 : line, &rows[i]);             /* out of order */
        if (wrong == 3 && d->staged > 0)
            facts_of(d->list, 1, &facts[i]);                            /* a notice number that is here already */
    }
    if (wrong == 5)
        rows[0].status = CARD_STATE_NOTIFIED;                           /* of the opening stock only, and with a day of posting */
    if (wrong == 6)
        rows[0].status = CARD_STATE_ISSUED;
    say(w, a, add_delivery_rows(.delivery_id = { d->id }, .rows = { .at = rows, .count = wrong == 4 ? 0 : rows_now }), (struct how){ .person = a->person });
}

static void inspect(struct world *w, struct actor *a, const struct m_delivery *d)
{
    enum person second = chance(w, 500) ? MANAGER : CITY_CLERK;

    if (at_hand(w, a, second))
        say(w, a, inspect_delivery(.delivery_id = { d->id }, .counted = d->rows + (chance(w, 150) ? 1 : 0)), (struct how){ .person = a->person, .second = second });
}

static bool work_on_delivery(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;

    for (uint32_t i = 0; i < c->delivery_count; i++) {
        const struct m_delivery *d = &c->deliveries[i];

        if (d->state == DELIVERY_STATE_ARRIVED) {
            inspect(w, a, d);
            return true;
        }
        if (d->state != DELIVERY_STATE_STAGING)
            continue;
        if (chance(w, 30))
            say(w, a, abort_delivery(.delivery_id = { d->id }), (struct how){ .person = a->person });
        else if (d->staged == d->rows || chance(w, 40))
            say(w, a, commit_delivery(.delivery_id = { d->id }), (struct how){ .person = a->person });
        else
            add_rows(w, a, d);
        return true;
    }
    return false;
}

/* ---- Preparing ------------------------------------------------------------------------------- */

const char *some_slot(struct world *w, char ret[16])
{
    snprintf(ret, 16, "A-%02u-%03u", 1 + (uint32_t)below(w, 2), 1 + (uint32_t)below(w, 30));
    return ret;
}

static struct m_card *card_like(struct world *w, enum card_state status, enum custody custody)
{
    struct model_cards *c = &w->models.cards;
    uint32_t from = c->card_count > 0 ? (uint32_t)below(w, c->card_count) : 0;

    for (uint32_t i = 0; i < c->card_count; i++) {
        struct m_card *card = &c->cards[(from + i) % c->card_count];
        const struct m_delivery *d = cards_delivery(c, card->delivery);

        if (card->status == status && (custody == 0 || card->custody == custody) && d != NULL && d->state == DELIVERY_STATE_INSPECTED)
            return card;
    }
    return NULL;
}

static void preset(struct world *w, struct actor *a, const struct m_card *card)
{
    struct facts f = { 0 };
    bool wrong = chance(w, 100);

    if (chance(w, 60)) {
        say(w, a, note_preset_failure(.card_id = { card->id }, .terminal_number = chance(w, 50) ? 9 : 1 + below(w, 2),
                                      .reason = (enum preset_failure)(1 + below(w, preset_failure_values.count))), (struct how){ .person = a->person });
        return;
    }
    (void)facts_of_card(w, card, &f);
    say(w, a, record_preset(.card_id = { card->id }, .terminal_number = wrong && chance(w, 500) ? 9 : 1 + below(w, 2),
                            .expires_on = wrong ? (struct date){ 20300101 } : f.expires), (struct how){ .person = a->person });
}

static void store(struct world *w, struct actor *a, const struct m_card *card)
{
    char slot[16];

    say(w, a, store_card(.card_id = { card->id }, .slot = text_of(chance(w, 60) ? "Q-09-999" : some_slot(w, slot))), (struct how){ .person = a->person });
}

static void post(struct world *w, struct actor *a, const struct m_card *card)
{
    struct date today = today_now(w), deadline = { 0 };
    uint64_t wrong = below(w, 12);

    if (wrong == 0)
        today = date_add_days(today, 2);
    if (wrong == 1)
        deadline = date_add_days(today, -1);
    say(w, a, post_notice(.card_id = { card->id }, .posted_on = today, .deadline = deadline), (struct how){ .person = a->person });
}

/* ---- Out for a guest, back in the evening ------------------------------------------------------ */

static bool lies_out(const struct m_card *card)
{
    return card->custody == CUSTODY_COUNTER || card->custody == CUSTODY_BOOTH || card->custody == CUSTODY_TERMINAL;
}

/* A card for a guest who is being served and has none before them yet. */
static bool fetch(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;
    struct m_card *card;

    for (uint32_t i = 0; i < q->ticket_count; i++) {
        const struct m_ticket *t = &q->tickets[i];
        const struct m_place *booking = t->reservation != 0 ? places_booking(&w->models.places, t->reservation) : NULL;

        if (t->state != TICKET_STATE_IN_SERVICE || t->line > 2)
            continue;
        card = booking != NULL && booking->card != 0 ? cards_card(&w->models.cards, booking->card) : card_like(w, CARD_STATE_NOTIFIED, CUSTODY_VAULT);
        if (card == NULL || card->custody != CUSTODY_VAULT || chance(w, 300))
            continue;
        if (!physical_at_hand(w, card)) {
            search_card(w, a, card);
            return true;
        }
        say(w, a, check_out_card(.card_id = { card->id }, .place = t->desk == 3 ? CUSTODY_BOOTH : CUSTODY_COUNTER,
                                 .place_number = chance(w, 40) ? 9 : t->desk == 3 ? 1 : t->desk, .ticket_id = { t->id }), (struct how){ .person = a->person });
        return true;
    }
    return false;
}

static bool scan_back(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    char slot[16];

    for (uint32_t i = 0; i < c->card_count; i++)
        if (lies_out(&c->cards[i])) {
            say(w, a, check_in_card(.card_id = { c->cards[i].id }, .slot = text_of(some_slot(w, slot)), .reason = (enum check_in_reason)(1 + below(w, 4))),
                (struct how){ .person = a->person });
            return true;
        }
    return false;
}

/* Somebody else's count, made before, may still be on its way. */
static bool count_under_way(const struct world *w)
{
    for (uint32_t i = 0; i < w->clients.actor_count; i++) {
        const struct pending *p = &w->clients.actors[i].pending;

        if (p->active && strcmp(p->name, "count_vault") == 0)
            return true;
    }
    return false;
}

static void count_cards(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    uint64_t at[CUSTODY_UNKNOWN + 1] = { 0 };
    bool wrong = physical_lost(w) == 0 && chance(w, 150);
    uint32_t items_out, items = items_here(c, &items_out);

    for (uint32_t i = 0; i < c->card_count; i++)
        at[c->cards[i].custody] += card_visible(c, &c->cards[i]);
    for (uint32_t i = 0; i < c->delivery_count; i++)
        at[CUSTODY_DELIVERY_BOX] += c->deliveries[i].state == DELIVERY_STATE_RECEIVED ? c->deliveries[i].rows : 0;
    if (!at_hand(w, a, MANAGER))
        return;
    if (!count_under_way(w))
        w->physical.disturbed = false;
    say(w, a, count_vault(.counted = physical_count(w) + wrong, .in_box = chance(w, 100) ? 0 : at[CUSTODY_DELIVERY_BOX],
                          .in_tray = at[CUSTODY_WORK_TRAY], .at_city = at[CUSTODY_CITY], .items = items), (struct how){ .person = a->person, .second = MANAGER });
}

/* A card that stays out over night, with the site manager's word for it. */
static bool explain(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;

    for (uint32_t i = 0; i < c->card_count; i++)
        if (lies_out(&c->cards[i]) && c->cards[i].explained != w->models.queue.date && at_hand(w, a, MANAGER)) {
            say(w, a, explain_card(.card_id = { c->cards[i].id }, .note = TEXT("市職員が確認中")), (struct how){ .person = MANAGER });
            return true;
        }
    return false;
}

static bool all_explained(struct world *w)
{
    struct model_cards *c = &w->models.cards;

    for (uint32_t i = 0; i < c->card_count; i++)
        if (lies_out(&c->cards[i]) && c->cards[i].explained != w->models.queue.date)
            return false;
    return true;
}

/* A late guest after custody was closed. */
static bool reopen(struct world *w, struct actor *a)
{
    if (!at_hand(w, a, MANAGER))
        return false;
    say(w, a, reopen_custody(.reason = TEXT("遅れて来られた方への交付")), (struct how){ .person = MANAGER, .second = a->person });
    return true;
}

static bool clear_items(struct world *w, struct actor *a);

/* True while there is something to do for the close of the day. */
static bool close_custody(struct world *w, struct actor *a)
{
    struct model_queue *q = &w->models.queue;
    bool served = q->desks[1].serving == 0 && q->desks[2].serving == 0 && q->desks[3].serving == 0;

    if (q->state != DAY_STATE_CLOSING || q->date == 0 || !served)
        return false;
    if (w->models.cards.closed_date == q->date)
        return chance(w, 300) && reopen(w, a);
    if (search_vault(w, a) || clear_items(w, a))
        return true;
    if (all_explained(w) || !(chance(w, 250) ? explain(w, a) : scan_back(w, a)))
        count_cards(w, a);
    return true;
}

static bool waits_here(const struct m_card *card)
{
    return card->status != CARD_STATE_ISSUED && card->status != CARD_STATE_DISPOSED && card->status != CARD_STATE_MISSING && card->status != CARD_STATE_ON_HOLD;
}

static uint32_t cards_waiting(struct world *w)
{
    uint32_t waiting = 0;

    for (uint32_t i = 0; i < w->models.cards.card_count; i++)
        waiting += card_visible(&w->models.cards, &w->models.cards.cards[i]) && waits_here(&w->models.cards.cards[i]);
    return waiting;
}

/* Taken out of the vault before the guest is here: for a booking of today. */
static bool lay_out(struct world *w, struct actor *a)
{
    struct model_places *p = &w->models.places;

    for (uint32_t i = 0; i < p->count; i++) {
        struct m_card *card = p->items[i].card != 0 ? cards_card(&w->models.cards, p->items[i].card) : NULL;

        if (card == NULL || p->items[i].ended || p->items[i].date != today_now(w).v || card->custody != CUSTODY_VAULT || !physical_at_hand(w, card))
            continue;
        say(w, a, check_out_card(.card_id = { card->id }, .place = CUSTODY_COUNTER, .place_number = 1 + below(w, 2),
                                 .reservation_id = { p->items[i].reservation }), (struct how){ .person = a->person });
        return true;
    }
    return false;
}

/* ---- Looking, and slips ---------------------------------------------------------------------- */

static void look(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    struct how how = { .person = a->person, .purpose = chance(w, 150) ? NULL : "handover" };
    struct facts f;
    uint64_t id = c->card_count > 0 ? c->cards[below(w, c->card_count)].id : 77;

    if (chance(w, 500))
        facts_of(1 + (uint32_t)below(w, w->clients.lists + 1), 1 + below(w, 6), &f);
    else
        facts_of(1, 1, &f);
    switch (below(w, 13)) {
    case 11: ask(w, a, open_items(0), &open_items_result_spec, how); break;
    case 12: ask(w, a, item_history(.item_id = { c->item_count > 0 ? c->items[0].id : 66 }), &item_history_result_spec, how); break;
    case 8: say(w, a, find_by_person(.kana = text_of(f.kana), .birth_date = f.birth), how); break;
    case 9: ask(w, a, pull_list(.date = today_now(w), .order = PULL_ORDER_SLOT), &pull_list_result_spec, how); break;
    case 10: ask(w, a, stocktake_result(0), &stocktake_result_result_spec, how); break;
    case 6: ask(w, a, custody_blockers(0), &custody_blockers_result_spec, how); break;
    case 7: ask(w, a, card_by_tracking(.tracking_number = TEXT("R09-000001")), &card_by_tracking_result_spec, how); break;
    case 0: say(w, a, find_card(.notice_number = text_of(f.notice)), how); break;
    case 1: say(w, a, show_card(.card_id = { id }), how); break;
    case 2: ask(w, a, card_status(.card_id = { chance(w, 200) ? 77 : id }), &card_status_result_spec, how); break;
    case 3: ask(w, a, cards_of_delivery(.delivery_id = { c->delivery_count > 0 && chance(w, 800) ? c->deliveries[0].id : 77 }), &cards_of_delivery_result_spec, how); break;
    case 4: ask(w, a, deliveries(0), &deliveries_result_spec, how); break;
    default: ask(w, a, vault_book(0), &vault_book_result_spec, how); break;
    }
}

/* Commands about any card or delivery, whatever its state. */
static void slip(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    struct how how = { .person = a->person };
    struct card_id card = { c->card_count > 0 && chance(w, 850) ? c->cards[below(w, c->card_count)].id : 99 };
    struct delivery_id delivery = { c->delivery_count > 0 && chance(w, 800) ? c->deliveries[below(w, c->delivery_count)].id : 98 };
    char slot[16];

    switch (below(w, 15)) {
    case 14: say(w, a, note_preset_failure(.card_id = card, .terminal_number = 1, .reason = PRESET_FAILURE_LINE_FAULT), how); break;
    case 13: (void)reopen(w, a); break;
    case 8: count_cards(w, a); break;
    case 10: say(w, a, move_card(.card_id = card, .place = chance(w, 300) ? CUSTODY_CITY : (enum custody)(CUSTODY_WORK_TRAY + (int)below(w, 3)),
                                 .slot = chance(w, 700) ? text_of(some_slot(w, slot)) : (struct text){ NULL, 0 }), how); break;
    case 11: say(w, a, close_box(.delivery_id = delivery, .box = chance(w, 900) ? TEXT("B1") : TEXT("B9")), how); break;
    case 12: say(w, a, explain_card(.card_id = card, .note = TEXT("確認中")), (struct how){ .person = MANAGER }); break;
    case 0: say(w, a, record_preset(.card_id = card, .terminal_number = 1, .expires_on = { 20360415 }), how); break;
    case 1: say(w, a, store_card(.card_id = card, .slot = text_of(some_slot(w, slot))), how); break;
    case 2: say(w, a, post_notice(.card_id = card, .posted_on = today_now(w)), how); break;
    case 3: say(w, a, check_out_card(.card_id = card, .place = chance(w, 300) ? CUSTODY_CITY : CUSTODY_BOOTH, .place_number = 1), how); break;
    case 4: say(w, a, check_in_card(.card_id = card, .slot = text_of(chance(w, 300) ? "A-03-001" : some_slot(w, slot)), .reason = CHECK_IN_REASON_CANCELLED), how); break;
    case 5: say(w, a, commit_delivery(.delivery_id = delivery), how); break;
    case 6: say(w, a, abort_delivery(.delivery_id = delivery), how); break;
    case 7: say(w, a, add_delivery_rows(.delivery_id = delivery), how); break;
    default:
        if (at_hand(w, a, MANAGER))
            say(w, a, inspect_delivery(.delivery_id = delivery, .counted = 3), (struct how){ .person = a->person, .second = MANAGER });
    }
}

/* Reshuffling; and the box of a delivery whose cards have all gone into the vault. */
static bool tidy(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    struct m_card *card = card_like(w, CARD_STATE_NOTIFIED, CUSTODY_VAULT);
    char slot[16];

    for (uint32_t i = 0; i < c->delivery_count; i++)
        if (c->deliveries[i].state == DELIVERY_STATE_INSPECTED && !c->deliveries[i].box_closed && c->deliveries[i].in_box == 0) {
            say(w, a, close_box(.delivery_id = { c->deliveries[i].id }, .box = TEXT("B1")), (struct how){ .person = a->person });
            return true;
        }
    if (card == NULL)
        return false;
    say(w, a, move_card(.card_id = { card->id }, .place = CUSTODY_VAULT, .slot = text_of(some_slot(w, slot))), (struct how){ .person = a->person });
    return true;
}

static enum custody some_place(struct world *w)
{
    static const enum custody places[] = { CUSTODY_WORK_TRAY, CUSTODY_VAULT, CUSTODY_COUNTER, CUSTODY_BOOTH, CUSTODY_CITY, CUSTODY_OUT };

    return places[below(w, chance(w, 100) ? 6 : 5)];
}

static uint64_t number_of(enum custody place)
{
    return place == CUSTODY_COUNTER || place == CUSTODY_BOOTH ? 1 : 0;
}

/* An item is brought somewhere else, cannot be found, or turns up. */
static void carry(struct world *w, struct actor *a, const struct m_item *item)
{
    enum custody place = some_place(w);
    bool missing = item->place == CUSTODY_UNKNOWN;

    if (missing != chance(w, 100) && at_hand(w, a, MANAGER))
        say(w, a, record_item_found(.item_id = { item->id }, .place = place, .place_number = number_of(place)), (struct how){ .person = MANAGER });
    else if (chance(w, 400) && at_hand(w, a, MANAGER))
        say(w, a, mark_item_missing(.item_id = { item->id }, .incident_number = TEXT("J-7")), (struct how){ .person = MANAGER });
    else
        say(w, a, move_item(.item_id = { item->id }, .place = place, .place_number = number_of(place)), (struct how){ .person = a->person });
}

/* What guests hand back, and what becomes of it. */
static bool collect(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    const struct m_item *some = c->item_count > 0 ? &c->items[below(w, c->item_count)] : NULL;
    struct item_id items[16] = { { some != NULL && chance(w, 850) ? some->id : 66 }, { 66 } };
    enum custody place = chance(w, 500) ? 0 : some_place(w);

    for (uint32_t i = 0; i < c->item_count; i++)
        if (c->items[i].place == CUSTODY_UNKNOWN && chance(w, 500)) {
            carry(w, a, &c->items[i]);
            return true;
        }
    if (chance(w, 300))
        items[1] = items[0];
    if (c->item_count < 8 && chance(w, 400))
        say(w, a, collect_item(.kind = (enum item_kind)(1 + (int)below(w, 3)), .place = place, .place_number = number_of(place)), (struct how){ .person = a->person });
    else if (some != NULL && chance(w, 300))
        carry(w, a, some);
    else if (chance(w, 300))
        say(w, a, hand_over_notice(.item_id = items[0], .ticket_id = { 1 }), (struct how){ .person = a->person });
    else if (at_hand(w, a, MANAGER))
        say(w, a, destroy_items(.items = { items, chance(w, 200) ? 2 : chance(w, 100) ? 0 : 1 }, .counted = chance(w, 100) ? 3 : 1, .method = DISPOSAL_METHOD_SHREDDED),
            (struct how){ .person = a->person, .second = MANAGER });
    return true;
}

/* What lies at a counter at the end of the day goes into the tray. */
static bool clear_items(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;

    for (uint32_t i = 0; i < c->item_count; i++)
        if (number_of(c->items[i].place) != 0) {
            say(w, a, move_item(.item_id = { c->items[i].id }, .place = CUSTODY_WORK_TRAY), (struct how){ .person = a->person });
            return true;
        }
    return false;
}

/* The vault scanned against the book; a card now and then overlooked. */
static bool take_stock(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    struct how how = { .person = a->person };
    struct m_card *card = card_like(w, CARD_STATE_NOTIFIED, CUSTODY_VAULT);
    char slot[16], sleeve[32];

    if (c->stocktake == 0) {
        say(w, a, begin_stocktake(.kind = chance(w, 600) ? STOCKTAKE_KIND_FULL : STOCKTAKE_KIND_ROLLING, .from_slot = chance(w, 200) ? TEXT("A-02-001") : TEXT("A-01-001"), .to_slot = TEXT("A-01-030")), how);
    } else if (chance(w, 150) && at_hand(w, a, MANAGER)) {
        how.second = MANAGER;
        say(w, a, end_stocktake(.stocktake_id = { chance(w, 150) && c->stocktake_before != 0 ? c->stocktake_before : c->stocktake }), how);
    } else if (c->differences > 0 && chance(w, 300) && at_hand(w, a, MANAGER)) {
        say(w, a, sign_difference(.stocktake_id = { c->stocktake_before }, .number = chance(w, 100) ? 400 : 1 + below(w, c->differences), .note = TEXT("再確認した")),
            (struct how){ .person = MANAGER, .second = a->person });
    } else if (chance(w, 600)) {
        scan_what_lies(w, a);
    } else if (card == NULL || chance(w, 200)) {
        say(w, a, scan_slot(.stocktake_id = { c->stocktake }, .slot = text_of(some_slot(w, slot))), how);
    } else {
        snprintf(sleeve, sizeof sleeve, "R%02u-%06llu", today_now(w).v / 10000 - 2018, (unsigned long long)id_sequence(card->id) + (chance(w, 100) ? 7000 : 0));
        say(w, a, scan_slot(.stocktake_id = { c->stocktake }, .slot = text_of(chance(w, 100) ? some_slot(w, slot) : card->slot), .tracking_number = text_of(sleeve)), how);
    }
    return true;
}

void act_back(struct world *w, struct actor *a)
{
    struct m_card *card;

    if (!at_hand(w, a, a->person))
        return;
    if (chance(w, 120))
        slip(w, a);
    else if (chance(w, 120))
        look(w, a);
    else if (chance(w, 90) && second_persons(w, a))
        return;
    else if ((chance(w, 40) && tidy(w, a)) || (chance(w, 60) && take_stock(w, a)) || (chance(w, 40) && collect(w, a)))
        return;
    else if ((chance(w, 60) && keep_records(w, a)) || (chance(w, 200) && live(w, a)))
        return;
    else if (close_custody(w, a) || fetch(w, a) || work_on_delivery(w, a))
        return;
    else if ((card = card_like(w, CARD_STATE_ARRIVED, CUSTODY_DELIVERY_BOX)) != NULL && chance(w, 600))
        preset(w, a, card);
    else if ((card = card_like(w, CARD_STATE_PRESET, CUSTODY_WORK_TRAY)) != NULL || (card = card_like(w, CARD_STATE_NOTIFIED, CUSTODY_WORK_TRAY)) != NULL)
        store(w, a, card);
    else if ((card = card_like(w, CARD_STATE_PRESET, 0)) != NULL)
        post(w, a, card);
    else if (cards_waiting(w) < CARDS_WANTED && chance(w, 200))
        ahead_of_lists(w, a);
    else if (cards_waiting(w) < CARDS_WANTED)
        begin(w, a);
    else if (!chance(w, 300) || !lay_out(w, a))
        a->free_at_us += 500000;
}
