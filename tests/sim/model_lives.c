/* The lives of cards beside their way to the counter: stopped, listed for disposal, approved, missing,
 * at another office. Told by the events alone; what stops a card lies over its status like a heap of
 * slips, and only the slip on top can be taken off. */
#include "world.h"

_Noreturn static void impossible(const struct stated *said, uint64_t card)
{
    law_broken(said->world, LAW_CARD, "%s of card %llu, which its life does not allow", said->spec->name, (unsigned long long)card);
}

static struct m_card *card_of(struct model_cards *c, const struct stated *said, uint64_t id)
{
    struct m_card *card = cards_card(c, id);

    if (card == NULL || !card_visible(c, card) || card->status == CARD_STATE_ISSUED || card->status == CARD_STATE_DISPOSED)
        impossible(said, id);
    return card;
}

enum card_state card_top(const struct m_card *card)
{
    return card->slips > 0 ? card->slip[card->slips - 1] : 0;
}

static void put_slip(const struct stated *said, struct m_card *card, enum card_state slip)
{
    for (uint32_t i = 0; i < card->slips; i++)
        if (card->slip[i] == slip)
            impossible(said, card->id);
    must(card->slips < sizeof card->slip / sizeof *card->slip);
    card->slip[card->slips++] = slip;
}

static void take_slip(const struct stated *said, struct m_card *card, enum card_state slip)
{
    if (card_top(card) != slip)
        impossible(said, card->id);
    card->slips--;
}

static bool lies_out(const struct m_card *card)
{
    return card->custody == CUSTODY_COUNTER || card->custody == CUSTODY_BOOTH || card->custody == CUSTODY_TERMINAL;
}

/* Preset at least and waiting, nothing stopping it, not out for a visit. */
static bool waits_freely(const struct m_card *card)
{
    return card->slips == 0 && card->status != CARD_STATE_ARRIVED && !lies_out(card);
}

static void leave(struct model_cards *c, struct m_card *card, enum custody to)
{
    cards_delivery(c, card->delivery)->in_box -= card->custody == CUSTODY_DELIVERY_BOX;
    card->slot[0] = '\0';
    card->explained = 0;
    card->custody = to;
}

/* ---- Notices and holds -------------------------------------------------------------------------- */

static void notice(struct model_cards *c, const struct stated *said, uint64_t id, enum card_state from_a, enum card_state from_b, enum card_state from_c,
                   enum card_state to)
{
    struct m_card *card = card_of(c, said, id);

    if (!waits_freely(card) || (card->status != from_a && card->status != from_b && card->status != from_c))
        impossible(said, id);
    card->status = to;
}

static void notices_take(struct model_cards *c, const struct stated *said)
{
    if (said->spec == &notice_returned_spec)
        notice(c, said, ((const struct notice_returned *)said->event)->card_id.v, CARD_STATE_NOTIFIED, CARD_STATE_REMINDED, 0, CARD_STATE_RETURNED);
    else if (said->spec == &notice_reposted_spec)
        notice(c, said, ((const struct notice_reposted *)said->event)->card_id.v, CARD_STATE_RETURNED, 0, 0, CARD_STATE_NOTIFIED);
    else if (said->spec == &notice_reminded_spec)
        notice(c, said, ((const struct notice_reminded *)said->event)->card_id.v, CARD_STATE_NOTIFIED, CARD_STATE_RETURNED, CARD_STATE_REMINDED,
               CARD_STATE_REMINDED);
}

static void holds_take(struct model_cards *c, const struct stated *said)
{
    if (said->spec == &card_held_spec) {
        struct m_card *card = card_of(c, said, ((const struct card_held *)said->event)->card_id.v);

        if (card_top(card) == CARD_STATE_MISSING || card_top(card) == CARD_STATE_TRANSFERRED)
            impossible(said, card->id);
        put_slip(said, card, CARD_STATE_ON_HOLD);
    } else if (said->spec == &card_released_spec) {
        take_slip(said, card_of(c, said, ((const struct card_released *)said->event)->card_id.v), CARD_STATE_ON_HOLD);
    }
}

/* ---- Disposal ------------------------------------------------------------------------------------ */

static void destroyed(struct model_cards *c, const struct stated *said)
{
    const struct card_disposed *ev = said->event;
    struct m_card *card = card_of(c, said, ev->card_id.v);

    if (card_top(card) != CARD_STATE_DISPOSAL_APPROVED || card->custody != CUSTODY_WORK_TRAY || card->taken_on != ev->date.v)
        law_broken(said->world, LAW_CARD, "card %llu is disposed of unapproved, or not on the day it was taken out", (unsigned long long)card->id);
    if (!is_set(ev->second) || same(ev->second, ev->by))
        law_broken(said->world, LAW_CARD, "card %llu is disposed of by one person", (unsigned long long)card->id);
    leave(c, card, CUSTODY_DESTROYED);
    card->status = CARD_STATE_DISPOSED;
    card->slips = 0;
}

static void disposal_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;
    struct m_card *card;

    if (is == &disposal_proposed_spec) {
        card = card_of(c, said, ((const struct disposal_proposed *)said->event)->card_id.v);
        if (card_top(card) != CARD_STATE_ON_HOLD && !waits_freely(card))
            impossible(said, card->id);
        put_slip(said, card, CARD_STATE_DISPOSAL_CANDIDATE);
    } else if (is == &disposal_withdrawn_spec) {
        take_slip(said, card_of(c, said, ((const struct disposal_withdrawn *)said->event)->card_id.v), CARD_STATE_DISPOSAL_CANDIDATE);
    } else if (is == &disposal_approved_spec) {
        card = card_of(c, said, ((const struct disposal_approved *)said->event)->card_id.v);
        if (card_top(card) != CARD_STATE_DISPOSAL_CANDIDATE)
            impossible(said, card->id);
        put_slip(said, card, CARD_STATE_DISPOSAL_APPROVED);
    } else if (is == &approval_withdrawn_spec) {
        take_slip(said, card_of(c, said, ((const struct approval_withdrawn *)said->event)->card_id.v), CARD_STATE_DISPOSAL_APPROVED);
    } else if (is == &card_taken_for_disposal_spec) {
        const struct card_taken_for_disposal *ev = said->event;

        card = card_of(c, said, ev->card_id.v);
        if (card_top(card) != CARD_STATE_DISPOSAL_APPROVED || lies_out(card))
            impossible(said, card->id);
        leave(c, card, CUSTODY_WORK_TRAY);
        card->taken_on = ev->date.v;
    } else if (is == &card_disposed_spec) {
        destroyed(c, said);
    }
}

/* ---- Losses and transfers ------------------------------------------------------------------------- */

static void lost(struct model_cards *c, const struct stated *said)
{
    const struct card_missing *ev = said->event;
    struct m_card *card = card_of(c, said, ev->card_id.v);

    if (card->custody != ev->place || !text_is(ev->slot, card->slot))
        law_broken(said->world, LAW_CARD, "card %llu is missing from another place than where it was last", (unsigned long long)card->id);
    put_slip(said, card, CARD_STATE_MISSING);
    leave(c, card, CUSTODY_UNKNOWN);
    card->reservation = card->ticket = 0;
    c->missing++;
}

static void found(struct model_cards *c, const struct stated *said)
{
    const struct card_found *ev = said->event;
    struct m_card *card = card_of(c, said, ev->card_id.v);

    take_slip(said, card, CARD_STATE_MISSING);
    card->slips -= card_top(card) == CARD_STATE_TRANSFERRED;
    if (ev->slot.len > 0)
        cards_into_slot(c, said, card, ev->slot);
    else
        card->custody = CUSTODY_WORK_TRAY;
    c->found++;
}

static void losses_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &card_missing_spec) {
        lost(c, said);
    } else if (is == &card_found_spec) {
        found(c, said);
    } else if (is == &card_written_off_spec) {
        struct m_card *card = card_of(c, said, ((const struct card_written_off *)said->event)->card_id.v);

        take_slip(said, card, CARD_STATE_MISSING);
        card->status = CARD_STATE_DISPOSED;
        card->slips = 0;
    } else if (is == &card_transferred_spec) {
        struct m_card *card = card_of(c, said, ((const struct card_transferred *)said->event)->card_id.v);

        if (!waits_freely(card))
            impossible(said, card->id);
        put_slip(said, card, CARD_STATE_TRANSFERRED);
        leave(c, card, CUSTODY_BRANCH);
    } else if (is == &card_received_spec) {
        struct m_card *card = card_of(c, said, ((const struct card_received *)said->event)->card_id.v);

        take_slip(said, card, CARD_STATE_TRANSFERRED);
        card->custody = CUSTODY_WORK_TRAY;
    }
}

/* ---- Claims ---------------------------------------------------------------------------------------- */

bool card_obtainable(const struct m_card *card)
{
    return card->posted && card->slips == 0 && card->status != CARD_STATE_ISSUED && card->status != CARD_STATE_DISPOSED;
}

static void claims_take(struct model_cards *c, const struct stated *said)
{
    bool withdrawn = said->spec == &claim_withdrawn_spec;
    struct m_card *card;

    if (!withdrawn && said->spec != &claim_restored_spec)
        return;
    card = cards_card(c, withdrawn ? ((const struct claim_withdrawn *)said->event)->card_id.v : ((const struct claim_restored *)said->event)->card_id.v);
    if (card == NULL || !card->posted || card->unclaimable == withdrawn || card_obtainable(card) == withdrawn)
        law_broken(said->world, LAW_CARD, "%s says something that does not follow from its card", said->spec->name);
    card->unclaimable = withdrawn;
}

void lives_take(struct model_cards *c, const struct stated *said)
{
    notices_take(c, said);
    holds_take(c, said);
    disposal_take(c, said);
    losses_take(c, said);
    claims_take(c, said);
}
