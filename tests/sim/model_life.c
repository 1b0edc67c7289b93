/* What becomes of a card beyond its way to the counter: notices that come back, reminders, stops, the disposal list, losses,
 * other offices. A status that can be left again remembers the one before, as people do with a stack of slips.
 * That a card lies out for a visit is its place here, not a status. */
#include "world.h"

#define BIT(status) (1u << CARD_STATE_##status)
#define WAITING (BIT(PRESET) | BIT(NOTIFIED) | BIT(RETURNED) | BIT(REMINDED))
#define LISTED (BIT(DISPOSAL_CANDIDATE) | BIT(DISPOSAL_APPROVED))

_Noreturn static void not_allowed(const struct stated *said, uint64_t card)
{
    law_broken(said->world, LAW_CARD, "%s of card %llu, which the table of its life does not have", said->spec->name, (unsigned long long)card);
}

static struct m_card *in_status(struct model_cards *c, const struct stated *said, struct card_id id, uint32_t statuses)
{
    struct m_card *card = cards_card(c, id.v);

    if (card == NULL || !card_visible(c, card) || (statuses & 1u << card->status) == 0)
        not_allowed(said, id.v);
    return card;
}

static void enter(const struct stated *said, struct m_card *card, enum card_state status)
{
    if (card->depth == CARD_BEFORE_MAX)
        not_allowed(said, card->id);
    card->before[card->depth++] = card->status;
    card->status = status;
}

static void back(const struct stated *said, struct m_card *card)
{
    if (card->depth == 0)
        not_allowed(said, card->id);
    card->status = card->before[--card->depth];
}

static void put(struct model_cards *c, struct m_card *card, enum custody custody)
{
    cards_delivery(c, card->delivery)->in_box -= card->custody == CUSTODY_DELIVERY_BOX;
    card->custody = custody;
    card->slot[0] = '\0';
}

static bool notices_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &notice_returned_spec)
        in_status(c, said, ((const struct notice_returned *)said->event)->card_id, BIT(NOTIFIED) | BIT(REMINDED))->status = CARD_STATE_RETURNED;
    else if (is == &notice_reposted_spec)
        in_status(c, said, ((const struct notice_reposted *)said->event)->card_id, BIT(RETURNED))->status = CARD_STATE_NOTIFIED;
    else if (is == &notice_reminded_spec)
        in_status(c, said, ((const struct notice_reminded *)said->event)->card_id, BIT(NOTIFIED) | BIT(RETURNED) | BIT(REMINDED))->status = CARD_STATE_REMINDED;
    else
        return false;
    return true;
}

static bool holds_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &card_held_spec)
        enter(said, in_status(c, said, ((const struct card_held *)said->event)->card_id, BIT(ARRIVED) | WAITING | LISTED), CARD_STATE_ON_HOLD);
    else if (is == &card_released_spec)
        back(said, in_status(c, said, ((const struct card_released *)said->event)->card_id, BIT(ON_HOLD)));
    else
        return false;
    return true;
}

static bool disposal_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &disposal_proposed_spec) {
        enter(said, in_status(c, said, ((const struct disposal_proposed *)said->event)->card_id, BIT(ON_HOLD) | WAITING), CARD_STATE_DISPOSAL_CANDIDATE);
    } else if (is == &disposal_withdrawn_spec) {
        back(said, in_status(c, said, ((const struct disposal_withdrawn *)said->event)->card_id, BIT(DISPOSAL_CANDIDATE)));
    } else if (is == &disposal_approved_spec) {
        enter(said, in_status(c, said, ((const struct disposal_approved *)said->event)->card_id, BIT(DISPOSAL_CANDIDATE)), CARD_STATE_DISPOSAL_APPROVED);
    } else if (is == &approval_withdrawn_spec) {
        back(said, in_status(c, said, ((const struct approval_withdrawn *)said->event)->card_id, BIT(DISPOSAL_APPROVED)));
    } else if (is == &card_taken_for_disposal_spec) {
        const struct card_taken_for_disposal *ev = said->event;
        struct m_card *card = in_status(c, said, ev->card_id, BIT(DISPOSAL_APPROVED));

        put(c, card, CUSTODY_WORK_TRAY);
        card->taken_on = ev->date.v;
    } else if (is == &card_disposed_spec) {
        const struct card_disposed *ev = said->event;
        struct m_card *card = in_status(c, said, ev->card_id, BIT(DISPOSAL_APPROVED));

        if (card->custody != CUSTODY_WORK_TRAY || card->taken_on != ev->date.v || !is_set(ev->second) || same(ev->second, ev->by))
            not_allowed(said, card->id);
        put(c, card, CUSTODY_DESTROYED);
        cards_movement(c, said, STOCK_MOVEMENT_DISPOSED, 1);
        card->status = CARD_STATE_DISPOSED;
    } else {
        return false;
    }
    return true;
}

static void found(struct model_cards *c, const struct stated *said)
{
    const struct card_found *ev = said->event;
    struct m_card *card = in_status(c, said, ev->card_id, BIT(MISSING));

    back(said, card);
    if (card->status == CARD_STATE_TRANSFERRED)
        back(said, card);                                /* it is here, whatever its papers say */
    put(c, card, CUSTODY_WORK_TRAY);
    if (ev->slot.len > 0)
        cards_into_slot(c, said, card, ev->slot);
    c->found++;
    cards_movement(c, said, STOCK_MOVEMENT_FOUND, 1);
}

static bool losses_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &card_missing_spec) {
        const struct card_missing *ev = said->event;
        struct m_card *card = in_status(c, said, ev->card_id, BIT(ARRIVED) | WAITING | LISTED | BIT(ON_HOLD) | BIT(TRANSFERRED));

        if (ev->place != card->custody || !text_is(ev->slot, card->slot))
            law_broken(said->world, LAW_FOUND, "card %llu is missing, and its last place is not told", (unsigned long long)card->id);
        if (card->custody == CUSTODY_BRANCH)             /* there it was not in hand: it comes back into the book first */
            cards_movement(c, said, STOCK_MOVEMENT_RECEIVED, 1);
        cards_movement(c, said, STOCK_MOVEMENT_MISSING, 1);
        enter(said, card, CARD_STATE_MISSING);
        put(c, card, CUSTODY_UNKNOWN);
        c->missing++;
    } else if (is == &card_found_spec) {
        found(c, said);
    } else if (is == &card_written_off_spec) {
        in_status(c, said, ((const struct card_written_off *)said->event)->card_id, BIT(MISSING))->status = CARD_STATE_DISPOSED;
    } else {
        return false;
    }
    return true;
}

static void transfers_take(struct model_cards *c, const struct stated *said)
{
    const struct record_spec *is = said->spec;
    struct m_card *card;

    if (is == &card_transferred_spec) {
        card = in_status(c, said, ((const struct card_transferred *)said->event)->card_id, WAITING);
        enter(said, card, CARD_STATE_TRANSFERRED);
        put(c, card, CUSTODY_BRANCH);
        cards_movement(c, said, STOCK_MOVEMENT_TRANSFERRED, 1);
    } else if (is == &card_received_spec) {
        card = in_status(c, said, ((const struct card_received *)said->event)->card_id, BIT(TRANSFERRED));
        back(said, card);
        put(c, card, CUSTODY_WORK_TRAY);
        cards_movement(c, said, STOCK_MOVEMENT_RECEIVED, 1);
    }
}

/* Out by mail for good; or back from an issue that was none, as it was before. */
static bool endings_take(struct model_cards *c, const struct stated *said)
{
    struct m_card *card;

    if (said->spec == &card_mailed_spec) {
        const struct card_mailed *ev = said->event;

        card = in_status(c, said, ev->card_id, WAITING);
        if (card->custody == CUSTODY_COUNTER || card->custody == CUSTODY_BOOTH || card->custody == CUSTODY_TERMINAL || same(ev->second, ev->by))
            not_allowed(said, card->id);
        put(c, card, CUSTODY_POST);
        card->status = CARD_STATE_MAILED;
        cards_movement(c, said, STOCK_MOVEMENT_MAILED, 1);
    } else if (said->spec == &issue_corrected_spec) {
        const struct issue_corrected *ev = said->event;

        card = in_status(c, said, ev->card_id, BIT(ISSUED));
        if (same(ev->second, ev->by))
            not_allowed(said, card->id);
        card->status = card->waited_as;
        card->custody = CUSTODY_WORK_TRAY;
        card->reservation = card->ticket = 0;
        card->unclaimable = card->posted;                /* until the next event says so */
        cards_movement(c, said, STOCK_MOVEMENT_ISSUE_CORRECTED, 1);
    } else {
        return false;
    }
    return true;
}

bool card_obtainable(const struct m_card *card)
{
    return card->posted && (BIT(NOTIFIED) | BIT(RETURNED) | BIT(REMINDED)) >> card->status & 1u;
}

/* Each follows from what was just said of the card, and is said once. */
static void claims_take(struct model_cards *c, const struct stated *said)
{
    bool withdrawn = said->spec == &claim_withdrawn_spec;
    struct m_card *card;

    if (!withdrawn && said->spec != &claim_restored_spec)
        return;
    card = cards_card(c, withdrawn ? ((const struct claim_withdrawn *)said->event)->card_id.v : ((const struct claim_restored *)said->event)->card_id.v);
    if (card == NULL || !card->posted || card->unclaimable == withdrawn || card_obtainable(card) == withdrawn)
        law_broken(said->world, LAW_CARD, "%s says what does not follow from its card", said->spec->name);
    card->unclaimable = withdrawn;
}

void life_take(struct model_cards *c, const struct stated *said)
{
    claims_take(c, said);
    if (!notices_take(c, said) && !holds_take(c, said) && !disposal_take(c, said) && !losses_take(c, said) && !endings_take(c, said))
        transfers_take(c, said);
}
