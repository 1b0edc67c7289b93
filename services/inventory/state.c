/* Reading the rows of inventory. Keeps one answer for "does this card exist" and "what is its
 * status", so that no decision sees a card before its delivery is taken in whole. */
#include "state.h"

bool card_here(const struct view *v, struct card_id id, struct card *ret)
{
    struct delivery delivery;

    if (!card_find(v, id, ret) || !delivery_find(v, ret->delivery_id, &delivery))
        return false;
    return delivery.state == DELIVERY_STATE_ARRIVED || delivery.state == DELIVERY_STATE_INSPECTED;
}

enum card_state card_state_of(const struct view *v, const struct card *card)
{
    struct delivery delivery;

    if (card->own_status != CARD_STATE_ARRIVED || !delivery_find(v, card->delivery_id, &delivery))
        return card->own_status;
    return delivery.state == DELIVERY_STATE_INSPECTED ? CARD_STATE_INSPECTED : CARD_STATE_ARRIVED;
}

struct card_life life_of(const struct view *v, const struct card *card)
{
    return (struct card_life){ card_state_of(v, card), card->before };
}

bool card_for_step(const struct view *v, const struct context *ctx, struct card_id id, enum card_step step, struct decision *out, struct card *ret)
{
    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!card_here(v, id, ret))
        refuse(out, NO_SUCH_CARD);
    else if (!life_allows(life_of(v, ret), step))
        refuse(out, WRONG_STATE);
    return !is_refused(out);
}

void state_claim(const struct view *v, const struct card *card, enum card_step step, struct decision *out)
{
    struct card_life now = life_of(v, card), then;

    if (card->claim_tag.len == 0 || !life_allows(now, step))
        return;
    then = life_after(now, step);
    if (obtainable(now.status) == obtainable(then.status))
        return;
    if (obtainable(then.status))
        emit_claim_restored(out, &(struct claim_restored){ .card_id = card->card_id, .claim_tag = card->claim_tag });
    else
        emit_claim_withdrawn(out, &(struct claim_withdrawn){ .card_id = card->card_id });
}

bool lies_out(enum custody custody)
{
    return custody == CUSTODY_COUNTER || custody == CUSTODY_BOOTH || custody == CUSTODY_TERMINAL;
}

struct text tracking_number(const struct view *v, const struct card *card)
{
    struct delivery delivery = { 0 };
    uint32_t reiwa = 0;

    if (delivery_find(v, card->delivery_id, &delivery) && delivery.arrived_on.v / 10000 > 2018)
        reiwa = delivery.arrived_on.v / 10000 - 2018;
    return text_format(view_arena(v), "R%02u-%06llu", reiwa, (unsigned long long)id_sequence(card->card_id.v));
}

bool card_tracked(const struct view *v, struct text number, struct card *ret)
{
    uint64_t sequence = 0;
    uint32_t at = 4;

    if (number.len < 5 || number.len > 19)
        return false;
    for (; at < number.len && number.at[at] >= '0' && number.at[at] <= '9'; at++)
        sequence = sequence * 10 + (uint64_t)(number.at[at] - '0');
    return at == number.len && card_here(v, (struct card_id){ id_make(site_of(v), sequence) }, ret) && text_equal(tracking_number(v, ret), number);
}

void card_line_of(const struct view *v, const struct card *card, struct card_line *ret)
{
    *ret = (struct card_line){
        .card_id = card->card_id, .delivery_id = card->delivery_id, .box = card->box, .serial = card->serial,
        .tracking_number = tracking_number(v, card), .application_kind = card->application_kind,
        .status = card_state_of(v, card), .custody = card->custody, .slot = card->slot,
        .place_number = card->place_number, .posted_on = card->posted_on, .deadline = card->deadline,
        .reminded_on = card->reminded_on, .first_posted_on = card->first_posted_on };
}

bool holder_of(const struct view *v, const struct card *card, struct holder *ret)
{
    struct holder_rest rest;

    if (card->erased == 0 || card->erased == KEPT_DATA_UNUSED_LIST)
        return open_record(v, &card->holder, "holder", &holder_spec, ret);
    if (!open_record(v, &card->holder, "rest", &holder_rest_spec, &rest))
        return false;
    *ret = (struct holder){ .name = rest.name, .kana = rest.kana, .alias = rest.alias, .birth_date = rest.birth_date, .note = rest.note,
                            .notice_number = rest.notice_number, .application_id = rest.application_id, .applied_on = rest.applied_on,
                            .expires_on = rest.expires_on };
    return true;
}

struct stock stock_now(const struct view *v)
{
    struct stock stock = { .stock_id = THE_STOCK };

    if (!stock_find(v, THE_STOCK, &stock))
        stock = (struct stock){ .stock_id = THE_STOCK };
    return stock;
}

uint64_t stock_taken_out(const struct stock *stock)
{
    return stock->at_counter + stock->at_booth + stock->at_terminal;
}

uint64_t stock_in_hand(const struct stock *stock)
{
    return stock->in_box + stock->in_tray + stock->in_vault + stock_taken_out(stock) + stock->at_city;
}

uint64_t delivery_in_hand(const struct delivery *delivery)
{
    if (delivery->state == DELIVERY_STATE_RECEIVED)
        return delivery->row_count;
    if (delivery->state != DELIVERY_STATE_ARRIVED && delivery->state != DELIVERY_STATE_INSPECTED)
        return 0;                                      /* a box whose list was taken in counts there */
    return delivery->row_count + delivery->found - delivery->issued - delivery->disposed - delivery->mailed - delivery->transferred - delivery->missing;
}

bool custody_closed(const struct view *v, struct date date)
{
    struct custody_day day;

    return custody_day_find(v, date, &day) && day.closed;
}

/* `count` digits at `from`, as a number. */
static bool digits(struct text text, uint32_t from, uint32_t count, uint64_t *ret)
{
    uint64_t n = 0;

    if (text.len < from + count)
        return false;
    for (uint32_t i = from; i < from + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        n = n * 10 + (uint64_t)(text.at[i] - '0');
    }
    *ret = n;
    return true;
}

int text_order(struct text a, struct text b)
{
    uint32_t both = a.len < b.len ? a.len : b.len;
    int order = both > 0 ? memcmp(a.at, b.at, both) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* One way to write each slot (A-03-041), so that "occupied" is one row. */
bool slot_exists(const struct inventory_config *config, struct text slot)
{
    uint64_t box, place;

    if (slot.len != 8 || slot.at[0] < 'A' || slot.at[1] != '-' || slot.at[4] != '-')
        return false;
    if (!digits(slot, 2, 2, &box) || !digits(slot, 5, 3, &place))
        return false;
    return (uint64_t)(slot.at[0] - 'A') < config->shelves && box >= 1 && box <= config->boxes_per_shelf &&
           place >= 1 && place <= config->slots_per_box;
}

bool slot_occupied(const struct view *v, struct text slot)
{
    struct slot_use use;

    return slot_use_find(v, slot, &use);
}

bool place_exists(const struct inventory_config *config, enum custody place, uint64_t number)
{
    uint64_t highest = 0;

    if (place == CUSTODY_COUNTER)
        highest = config->counters;
    else if (place == CUSTODY_BOOTH)
        highest = config->booths;
    else if (place == CUSTODY_TERMINAL)
        highest = config->integrated_terminals;
    return number >= 1 && number <= highest;
}
