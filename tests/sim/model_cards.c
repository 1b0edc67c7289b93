/* The cards, told by inventory's events: each in one place, each slot with one, and none that
 * comes from nowhere or goes nowhere. */
#include "world.h"

struct m_card *cards_card(struct model_cards *c, uint64_t id)
{
    for (uint32_t i = 0; i < c->card_count; i++)
        if (c->cards[i].id == id)
            return &c->cards[i];
    return NULL;
}

struct m_delivery *cards_delivery(struct model_cards *c, uint64_t id)
{
    for (uint32_t i = 0; i < c->delivery_count; i++)
        if (c->deliveries[i].id == id)
            return &c->deliveries[i];
    return NULL;
}

bool card_visible(struct model_cards *c, const struct m_card *card)
{
    const struct m_delivery *d = cards_delivery(c, card->delivery);

    return d != NULL && (d->state == DELIVERY_STATE_ARRIVED || d->state == DELIVERY_STATE_INSPECTED);
}

_Noreturn static void misplaced(const struct stated *said, uint64_t card)
{
    law_broken(said->world, LAW_CARD, "%s of card %llu, which is not where that can happen", said->spec->name, (unsigned long long)card);
}

/* The card of an event, visible and in one of two places. */
static struct m_card *card_in(struct model_cards *c, const struct stated *said, uint64_t id, enum custody a, enum custody b)
{
    struct m_card *card = cards_card(c, id);

    if (card == NULL || !card_visible(c, card) || (card->custody != a && card->custody != b))
        misplaced(said, id);
    return card;
}

void cards_movement(struct model_cards *c, const struct stated *said, enum stock_movement what, uint64_t number)
{
    struct movement *move = ONE_MORE(c->moves, c->move_count, c->move_room);

    *move = (struct movement){ .sequence = said->entry->number, .epoch = said->entry->epoch, .what = what, .count = number };
}

void cards_into_slot(struct model_cards *c, const struct stated *said, struct m_card *card, struct text slot)
{
    for (uint32_t i = 0; i < c->card_count; i++)
        if (c->cards[i].custody == CUSTODY_VAULT && text_is(slot, c->cards[i].slot))
            law_broken(said->world, LAW_CARD, "slot %.*s gets card %llu and holds card %llu", (int)slot.len, slot.at, (unsigned long long)card->id,
                       (unsigned long long)c->cards[i].id);
    card->custody = CUSTODY_VAULT;
    snprintf(card->slot, sizeof card->slot, "%.*s", (int)slot.len, slot.at);
}

/* A row's card: a new one, or one applied for here that has not come, or whose list was given up. */
static struct m_card *fresh_card(struct model_cards *c, const struct stated *said, uint64_t id)
{
    struct m_card *card = cards_card(c, id);
    bool applied = false;

    if (card == NULL)
        return ONE_MORE(c->cards, c->card_count, c->card_room);
    for (uint32_t i = 0; i < c->applied_count; i++)
        applied = applied || c->applied[i] == id;
    if (!applied || cards_delivery(c, card->delivery)->state != DELIVERY_STATE_ABORTED)
        law_broken(said->world, LAW_CONSERVED, "card %llu comes twice", (unsigned long long)id);
    return card;
}

static void staged(struct model_cards *c, const struct stated *said)
{
    const struct delivery_rows_staged *ev = said->event;
    struct m_delivery *d = cards_delivery(c, ev->delivery_id.v);

    if (d == NULL || d->state != DELIVERY_STATE_STAGING || (d->staged += ev->rows.count) > d->rows)
        law_broken(said->world, LAW_CONSERVED, "delivery %llu takes more rows than it announced", (unsigned long long)ev->delivery_id.v);
    for (uint32_t i = 0; i < ev->rows.count; i++) {
        struct m_card *card = fresh_card(c, said, ev->rows.at[i].card_id.v);

        *card = (struct m_card){ .id = ev->rows.at[i].card_id.v, .delivery = d->id, .line = ev->rows.at[i].line, .serial = ev->rows.at[i].serial,
                                 .status = CARD_STATE_ARRIVED, .custody = CUSTODY_DELIVERY_BOX, .kind = ev->rows.at[i].application_kind };
        if (d->opening) {
            card->status = ev->rows.at[i].status;
            card->custody = CUSTODY_WORK_TRAY;
        }
    }
}

static void deliveries_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &delivery_begun_spec) {
        const struct delivery_begun *ev = said->event;
        struct m_delivery *d = ONE_MORE(c->deliveries, c->delivery_count, c->delivery_room);

        *d = (struct m_delivery){ .id = ev->delivery_id.v, .rows = ev->row_count, .state = DELIVERY_STATE_STAGING, .list = clients_list_of(ev->delivery_number),
                                   .opening = ev->kind == DELIVERY_KIND_OPENING, .received = ev->received.v };
        if (is_set(ev->received) && (cards_delivery(c, ev->received.v) == NULL || cards_delivery(c, ev->received.v)->state != DELIVERY_STATE_RECEIVED))
            law_broken(said->world, LAW_CONSERVED, "a list was begun for a box that does not wait for one");
    } else if (is == &delivery_rows_staged_spec) {
        staged(c, said);
    } else if (is == &delivery_arrived_spec) {
        const struct delivery_arrived *ev = said->event;
        struct m_delivery *d = cards_delivery(c, ev->delivery_id.v);

        if (d == NULL || d->state != DELIVERY_STATE_STAGING || ev->card_count != d->rows || d->staged != d->rows)
            law_broken(said->world, LAW_CONSERVED, "delivery %llu arrived with another number of cards", (unsigned long long)ev->delivery_id.v);
        d->state = DELIVERY_STATE_ARRIVED;
        d->in_box = d->rows;
        if (d->received != 0 && (ev->received.v != d->received || cards_delivery(c, d->received)->rows != ev->received_count))
            law_broken(said->world, LAW_CONSERVED, "delivery %llu forgets the box it came in", (unsigned long long)ev->delivery_id.v);
        if (d->received != 0)
            cards_delivery(c, d->received)->state = DELIVERY_STATE_LISTED;
        if (d->rows > ev->received_count)                /* a box of its own came before: the same delivery */
            cards_movement(c, said, d->received != 0 ? STOCK_MOVEMENT_ARRIVED_MORE : STOCK_MOVEMENT_ARRIVED, d->rows - ev->received_count);
    } else if (is == &box_received_spec) {
        const struct box_received *ev = said->event;
        struct m_delivery *d = ONE_MORE(c->deliveries, c->delivery_count, c->delivery_room);

        *d = (struct m_delivery){ .id = ev->delivery_id.v, .rows = ev->counted, .state = DELIVERY_STATE_RECEIVED };
        cards_movement(c, said, STOCK_MOVEMENT_ARRIVED, d->rows);
    } else if (is == &card_applied_spec) {
        uint64_t *id = ONE_MORE(c->applied, c->applied_count, c->applied_room);

        *id = ((const struct card_applied *)said->event)->card_id.v;
    } else if (is == &opening_taken_over_spec) {
        const struct opening_taken_over *ev = said->event;
        struct m_delivery *d = cards_delivery(c, ev->delivery_id.v);

        if (d == NULL || d->state != DELIVERY_STATE_STAGING || !d->opening || ev->card_count != d->rows || d->staged != d->rows)
            law_broken(said->world, LAW_CONSERVED, "opening stock %llu came with another number of cards", (unsigned long long)ev->delivery_id.v);
        d->state = DELIVERY_STATE_ARRIVED;
        cards_movement(c, said, STOCK_MOVEMENT_TAKEN_OVER, d->rows);
    } else if (is == &delivery_aborted_spec) {
        cards_delivery(c, ((const struct delivery_aborted *)said->event)->delivery_id.v)->state = DELIVERY_STATE_ABORTED;
    } else if (is == &delivery_inspected_spec) {
        const struct delivery_inspected *ev = said->event;

        cards_delivery(c, ev->delivery_id.v)->state = DELIVERY_STATE_INSPECTED;
        cards_movement(c, said, STOCK_MOVEMENT_INSPECTED, ev->counted);
    }
}

static bool idle(enum custody place)
{
    return place == CUSTODY_DELIVERY_BOX || place == CUSTODY_WORK_TRAY || place == CUSTODY_VAULT || place == CUSTODY_CITY;
}

static void prepared_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &card_preset_spec) {
        uint64_t id = ((const struct card_preset *)said->event)->card_id.v;
        struct m_card *card = cards_card(c, id);

        if (card == NULL || !card_visible(c, card) || !idle(card->custody) || card->status != CARD_STATE_ARRIVED)
            misplaced(said, id);
        cards_delivery(c, card->delivery)->in_box -= card->custody == CUSTODY_DELIVERY_BOX;
        card->status = CARD_STATE_PRESET;
        card->slot[0] = '\0';
        card->custody = CUSTODY_WORK_TRAY;
        cards_movement(c, said, STOCK_MOVEMENT_PRESET, 1);
        ONE_MORE(c->presets, c->preset_count, c->preset_room);
        c->presets[c->preset_count - 1] = (struct m_preset){ { .sequence = said->entry->number, .epoch = said->entry->epoch },
                                                             ((const struct card_preset *)said->event)->terminal_number, 0 };
    } else if (is == &card_preset_failed_spec) {
        const struct card_preset_failed *ev = said->event;
        const struct m_card *card = cards_card(c, ev->card_id.v);

        if (card == NULL || !card_visible(c, card) || !idle(card->custody) || card->status != CARD_STATE_ARRIVED)
            misplaced(said, ev->card_id.v);
        ONE_MORE(c->presets, c->preset_count, c->preset_room);
        c->presets[c->preset_count - 1] =
            (struct m_preset){ { .sequence = said->entry->number, .epoch = said->entry->epoch }, ev->terminal_number, ev->reason };
    } else if (is == &card_stored_spec) {
        const struct card_stored *ev = said->event;

        cards_into_slot(c, said, card_in(c, said, ev->card_id.v, CUSTODY_WORK_TRAY, CUSTODY_WORK_TRAY), ev->slot);
        cards_movement(c, said, STOCK_MOVEMENT_STORED, 1);
    } else if (is == &notice_posted_spec) {
        uint64_t id = ((const struct notice_posted *)said->event)->card_id.v;
        struct m_card *card = cards_card(c, id);

        if (card == NULL || !idle(card->custody) || card->status != CARD_STATE_PRESET)
            misplaced(said, id);
        card->status = CARD_STATE_NOTIFIED;
        card->posted = true;
        cards_movement(c, said, STOCK_MOVEMENT_POSTED, 1);
    }
}

static struct m_card *card_out(struct model_cards *c, const struct stated *said, uint64_t id)
{
    struct m_card *card = cards_card(c, id);

    if (card == NULL || (card->custody != CUSTODY_COUNTER && card->custody != CUSTODY_BOOTH && card->custody != CUSTODY_TERMINAL))
        misplaced(said, id);
    return card;
}

/* Neither stopped nor on the disposal list. */
static bool waits_for_its_holder(const struct m_card *card)
{
    return card->status == CARD_STATE_PRESET || card->status == CARD_STATE_NOTIFIED || card->status == CARD_STATE_RETURNED || card->status == CARD_STATE_REMINDED;
}

static void visits_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &card_checked_out_spec) {
        const struct card_checked_out *ev = said->event;
        struct m_card *card = card_in(c, said, ev->card_id.v, CUSTODY_VAULT, CUSTODY_VAULT);

        if (!waits_for_its_holder(card))
            misplaced(said, card->id);
        card->custody = ev->place;
        card->explained = 0;
        card->place_number = ev->place_number;
        card->slot[0] = '\0';
        card->reservation = ev->reservation_id.v;
        card->ticket = ev->ticket_id.v;
    } else if (is == &card_checked_in_spec) {
        const struct card_checked_in *ev = said->event;

        cards_into_slot(c, said, card_out(c, said, ev->card_id.v), ev->slot);
    } else if (is == &card_visitor_arrived_spec) {
        const struct card_visitor_arrived *ev = said->event;

        card_out(c, said, ev->card_id.v)->ticket = ev->ticket_id.v;
    } else if (is == &card_issued_spec) {
        struct m_card *card = card_out(c, said, ((const struct card_issued *)said->event)->card_id.v);

        if (!waits_for_its_holder(card))
            misplaced(said, card->id);
        card->waited_as = card->status;
        card->status = CARD_STATE_ISSUED;
        card->custody = CUSTODY_OUT;
        cards_movement(c, said, STOCK_MOVEMENT_ISSUED, 1);
    }
}

static void moves_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &card_moved_spec) {
        const struct card_moved *ev = said->event;
        struct m_card *card = cards_card(c, ev->card_id.v);

        if (card == NULL || !card_visible(c, card) || !idle(card->custody) || !idle(ev->place) || ev->place == CUSTODY_DELIVERY_BOX)
            misplaced(said, ev->card_id.v);
        cards_delivery(c, card->delivery)->in_box -= card->custody == CUSTODY_DELIVERY_BOX;
        card->slot[0] = '\0';
        card->custody = ev->place == CUSTODY_VAULT ? CUSTODY_WORK_TRAY : ev->place;
        if (ev->place == CUSTODY_VAULT)
            cards_into_slot(c, said, card, ev->slot);
    } else if (is == &card_explained_spec) {
        const struct card_explained *ev = said->event;

        card_out(c, said, ev->card_id.v)->explained = ev->date.v;
    } else if (is == &box_closed_spec) {
        const struct box_closed *ev = said->event;
        struct m_delivery *d = cards_delivery(c, ev->delivery_id.v);

        for (uint32_t i = 0; i < c->card_count; i++)
            if (d == NULL || d->box_closed || (c->cards[i].delivery == d->id && c->cards[i].custody == CUSTODY_DELIVERY_BOX))
                law_broken(said->world, LAW_CARD, "the box of delivery %llu is closed with a card in it, or twice", (unsigned long long)ev->delivery_id.v);
        d->box_closed = true;
    }
}

/* The vault's count against every card we know of (rules: cards). */
static void counted(struct model_cards *c, const struct stated *said)
{
    const struct vault_counted *ev = said->event;

    c->count_due = c->count_due && ev->counted != ev->book;
    uint64_t at[CUSTODY_UNKNOWN + 1] = { 0 }, arrived = 0, opening = 0, out, in_hand;

    for (uint32_t i = 0; i < c->delivery_count; i++)
        if (c->deliveries[i].state == DELIVERY_STATE_ARRIVED || c->deliveries[i].state == DELIVERY_STATE_INSPECTED)
            *(c->deliveries[i].opening ? &opening : &arrived) += c->deliveries[i].rows;
    for (uint32_t i = 0; i < c->delivery_count; i++)
        if (c->deliveries[i].state == DELIVERY_STATE_RECEIVED) {
            arrived += c->deliveries[i].rows;            /* without names, but in their box */
            at[CUSTODY_DELIVERY_BOX] += c->deliveries[i].rows;
        }
    for (uint32_t i = 0; i < c->card_count; i++)
        if (card_visible(c, &c->cards[i]))
            at[c->cards[i].custody]++;
    out = at[CUSTODY_COUNTER] + at[CUSTODY_BOOTH] + at[CUSTODY_TERMINAL];
    in_hand = at[CUSTODY_DELIVERY_BOX] + at[CUSTODY_WORK_TRAY] + at[CUSTODY_VAULT] + at[CUSTODY_CITY] + out;
    if (opening + arrived + c->found != at[CUSTODY_OUT] + in_hand + at[CUSTODY_DESTROYED] + at[CUSTODY_POST] + at[CUSTODY_BRANCH] + c->missing || ev->in_hand != in_hand ||
        ev->book != at[CUSTODY_VAULT] || ev->in_box != at[CUSTODY_DELIVERY_BOX] || ev->in_tray != at[CUSTODY_WORK_TRAY] ||
        ev->at_city != at[CUSTODY_CITY] || ev->taken_out != out || ev->opening != opening || ev->arrived != arrived || ev->found != c->found || ev->issued != at[CUSTODY_OUT] ||
        ev->disposed != at[CUSTODY_DESTROYED] || ev->mailed != at[CUSTODY_POST] || ev->transferred != at[CUSTODY_BRANCH] || ev->missing != c->missing)
        law_broken(said->world, LAW_CONSERVED, "the book has %llu in the vault and %llu in hand, the cards are %llu and %llu", (unsigned long long)ev->book,
                   (unsigned long long)ev->in_hand, (unsigned long long)at[CUSTODY_VAULT], (unsigned long long)in_hand);
}

static void part_closed(struct model_cards *c, const struct stated *said)
{
    const struct inventory_day_part_closed *ev = said->event;
    uint32_t out;

    (void)items_here(c, &out);
    if (out > 0)
        law_broken(said->world, LAW_CARD, "custody closed while %u items lay at a counter", out);
    for (uint32_t i = 0; i < c->card_count; i++)
        if (c->cards[i].explained != ev->date.v &&
            (c->cards[i].custody == CUSTODY_COUNTER || c->cards[i].custody == CUSTODY_BOOTH || c->cards[i].custody == CUSTODY_TERMINAL))
            law_broken(said->world, LAW_CARD, "custody closed while card %llu lay at a counter", (unsigned long long)c->cards[i].id);
    if (c->count_due)
        law_broken(said->world, LAW_CLOSE, "custody of %u was opened again and is closed without a new count", ev->date.v);
    c->closing = false;
    c->closed_date = ev->date.v;
}

/* Closed custody that is wanted open again; the day must be able to wait for it. */
static void reopening_take(struct model_cards *c, const struct stated *said)
{
    const struct model_queue *q = &said->world->models.queue;

    if (said->spec == &custody_reopen_asked_spec) {
        const struct custody_reopen_asked *ev = said->event;

        c->asks = c->asked_date == ev->date.v ? c->asks + 1 : 1;
        c->asked_date = ev->date.v;
        c->asked = true;
        if (c->closed_date != ev->date.v || ev->ask != c->asks || ev->by.v == ev->second.v)
            law_broken(said->world, LAW_CLOSE, "asking %llu to open custody of %u again", (unsigned long long)ev->ask, ev->date.v);
    } else if (said->spec == &custody_reopened_spec) {
        const struct custody_reopened *ev = said->event;

        if (!c->asked || c->closed_date != ev->date.v ||
            (said->world->models.counting && (q->date != ev->date.v || q->state != DAY_STATE_CLOSING || q->parts[DAY_PART_INVENTORY])))
            law_broken(said->world, LAW_CLOSE, "custody of %u is opened again, and the day does not wait for it", ev->date.v);
        c->asked = false;
        c->count_due = true;
        c->closed_date = 0;
        ONE_MORE(c->reopenings, c->reopening_count, c->reopening_room);
        c->reopenings[c->reopening_count - 1] = (struct movement){ .sequence = said->entry->number, .epoch = said->entry->epoch, .count = 1 };
        if (said->world->models.counting)
            count(said->world, COUNT_REOPENED);
    }
}

uint32_t items_here(const struct model_cards *c, uint32_t *ret_out)
{
    uint32_t here = 0;

    *ret_out = 0;
    for (uint32_t i = 0; i < c->item_count; i++) {
        enum custody place = c->items[i].place;

        here += place != CUSTODY_UNKNOWN;
        *ret_out += place == CUSTODY_COUNTER || place == CUSTODY_BOOTH || place == CUSTODY_TERMINAL;
    }
    return here;
}

/* The item, lying here or missing as the event needs it. */
static struct m_item *item_of(struct model_cards *c, const struct stated *said, uint64_t id, bool missing)
{
    for (uint32_t i = 0; i < c->item_count; i++)
        if (c->items[i].id == id && (c->items[i].place == CUSTODY_UNKNOWN) == missing)
            return &c->items[i];
    law_broken(said->world, LAW_CONSERVED, "%s of item %llu, which is not there", said->spec->name, (unsigned long long)id);
}

static void item_gone_from(struct model_cards *c, const struct stated *said, uint64_t id)
{
    *item_of(c, said, id, false) = c->items[c->item_count - 1];
    c->item_count--;
}

/* What was collected lies in one place or is missing until it is destroyed or handed over, once. */
static void items_take(struct model_cards *c, const struct stated *said)
{
    if (said->spec == &item_collected_spec) {
        const struct item_collected *ev = said->event;

        if (c->item_count == sizeof c->items / sizeof *c->items)
            law_broken(said->world, LAW_CONSERVED, "more items than the workload collects");
        c->items[c->item_count++] = (struct m_item){ ev->item_id.v, ev->place };
    } else if (said->spec == &item_moved_spec) {
        const struct item_moved *ev = said->event;

        item_of(c, said, ev->item_id.v, false)->place = ev->place;
    } else if (said->spec == &item_missing_spec) {
        const struct item_missing *ev = said->event;
        struct m_item *item = item_of(c, said, ev->item_id.v, false);

        if (item->place != ev->place)
            law_broken(said->world, LAW_FOUND, "item %llu is missing, and its last place is not told", (unsigned long long)item->id);
        item->place = CUSTODY_UNKNOWN;
    } else if (said->spec == &item_found_spec) {
        const struct item_found *ev = said->event;

        item_of(c, said, ev->item_id.v, true)->place = ev->place;
    } else if (said->spec == &items_destroyed_spec) {
        const struct items_destroyed *ev = said->event;

        for (uint32_t i = 0; i < ev->items.count; i++)
            item_gone_from(c, said, ev->items.at[i].v);
    } else if (said->spec == &number_notice_handed_over_spec) {
        item_gone_from(c, said, ((const struct number_notice_handed_over *)said->event)->item_id.v);
    }
}

/* A stocktake's word against the cards: what agrees lies there, what is not seen was to be there at its beginning. */
static void stocktakes_take(struct model_cards *c, const struct stated *said)
{
    if (said->spec == &stocktake_begun_spec) {
        if (c->stocktake != 0)
            law_broken(said->world, LAW_CARD, "a stocktake begins while %llu runs", (unsigned long long)c->stocktake);
        c->stocktake = ((const struct stocktake_begun *)said->event)->stocktake_id.v;
    } else if (said->spec == &slot_scanned_spec) {
        const struct slot_scanned *ev = said->event;
        struct m_card *card = is_set(ev->card_id) ? cards_card(c, ev->card_id.v) : NULL;
        bool there = card != NULL && card->custody == CUSTODY_VAULT && text_is(ev->slot, card->slot);

        if (there != (ev->outcome == SCAN_OUTCOME_AGREES) || ev->stocktake_id.v != c->stocktake)
            law_broken(said->world, LAW_CARD, "a scan of slot %.*s says %d", (int)ev->slot.len, ev->slot.at, (int)ev->outcome);
    } else if (said->spec == &stocktake_finished_spec) {
        const struct stocktake_finished *ev = said->event;

        for (uint32_t i = 0; i < ev->differences.count; i++) {
            struct m_card *card = is_set(ev->differences.at[i].card_id) ? cards_card(c, ev->differences.at[i].card_id.v) : NULL;

            if (ev->differences.at[i].outcome == SCAN_OUTCOME_NOT_SEEN &&
                (card == NULL || card->custody != CUSTODY_VAULT || !text_is(ev->differences.at[i].slot, card->slot)))
                law_broken(said->world, LAW_CARD, "a stocktake misses card %llu where it does not lie", (unsigned long long)ev->differences.at[i].card_id.v);
        }
        c->stocktake = 0;
        c->stocktake_before = ev->stocktake_id.v;
        c->differences = ev->differences.count;
    }
}

/* What moves no card, and stands in the report. */
static void marks_take(struct model_cards *c, const struct stated *said)
{
    static const struct {
        const struct record_spec *spec;
        enum stock_movement what;
    } marks[] = {
        { &notice_returned_spec, STOCK_MOVEMENT_RETURNED }, { &notice_reposted_spec, STOCK_MOVEMENT_REPOSTED },
        { &notice_reminded_spec, STOCK_MOVEMENT_REMINDED }, { &card_held_spec, STOCK_MOVEMENT_HELD },
        { &card_released_spec, STOCK_MOVEMENT_RELEASED }, { &card_explained_spec, STOCK_MOVEMENT_EXPLAINED },
    };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (said->spec == marks[i].spec)
            cards_movement(c, said, marks[i].what, 1);
}

void cards_take(struct model_cards *c, const struct stated *said)
{
    marks_take(c, said);
    deliveries_take(c, said);
    prepared_take(c, said);
    visits_take(c, said);
    moves_take(c, said);
    life_take(c, said);
    stocktakes_take(c, said);
    items_take(c, said);
    reopening_take(c, said);
    if (said->spec == &vault_counted_spec)
        counted(c, said);
    else if (said->spec == &custody_closing_began_spec)
        c->closing = true;
    else if (said->spec == &inventory_day_part_closed_spec)
        part_closed(c, said);
}
