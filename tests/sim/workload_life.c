/* What happens to cards besides being picked up: notices come back, holders are reminded, cards are stopped, listed,
 * destroyed, sent to another office. With the mistakes people make about dates, lists and who may say what. */
#include "world.h"

#define BIT(status) (1u << CARD_STATE_##status)
#define WAITING (BIT(PRESET) | BIT(NOTIFIED) | BIT(RETURNED) | BIT(REMINDED))
#define ANY UINT32_MAX

/* A card in one of these statuses, now and then one in any. NULL: none. */
static struct m_card *pick(struct world *w, uint32_t statuses)
{
    struct model_cards *c = &w->models.cards;
    uint32_t from = c->card_count > 0 ? (uint32_t)below(w, c->card_count) : 0;

    if (chance(w, 60))
        statuses = ANY;
    for (uint32_t i = 0; i < c->card_count; i++) {
        struct m_card *card = &c->cards[(from + i) % c->card_count];

        if (card_visible(c, card) && (statuses & 1u << card->status) != 0)
            return card;
    }
    return NULL;
}

/* Today, or a day that cannot be. */
static struct date some_day(struct world *w)
{
    uint64_t wrong = below(w, 10);

    return wrong == 0 ? date_add_days(today_now(w), 2) : wrong == 1 ? date_add_days(today_now(w), -90) : today_now(w);
}

/* The city's paper; now and then it is of tomorrow, names too many, or was used before. */
struct paper_approval some_paper(struct world *w, char number[16])
{
    snprintf(number, 16, "C-%u", (unsigned)below(w, 60));
    return (struct paper_approval){ .number = text_of(number), .date = some_day(w), .post = TEXT("director"), .count = chance(w, 900) ? 1 : 2 };
}

/* The city says so itself, or the site manager may have to record its paper. */
static bool by_city(struct world *w, struct actor *a, struct how *ret)
{
    *ret = (struct how){ .person = chance(w, 500) ? CITY_CLERK : MANAGER };
    return at_hand(w, a, ret->person);
}

/* ---- Notices ----------------------------------------------------------------------------------- */

static void notices(struct world *w, struct actor *a)
{
    uint64_t which = below(w, 3);
    struct m_card *card = pick(w, which == 0 ? BIT(NOTIFIED) | BIT(REMINDED) : which == 1 ? BIT(RETURNED) : BIT(NOTIFIED) | BIT(RETURNED) | BIT(REMINDED));
    struct how how = { .person = a->person };

    if (card == NULL)
        return;
    if (which == 0)
        say(w, a, return_notice(.card_id = { card->id }, .returned_on = some_day(w), .reason = (enum return_reason)(1 + below(w, 4))), how);
    else if (which == 1)
        say(w, a, repost_notice(.card_id = { card->id }, .posted_on = some_day(w), .checked_by = TEXT(PLANTED_NAME " City")), how);
    else
        say(w, a, remind(.card_id = { card->id }, .reminded_on = some_day(w), .way = chance(w, 500) ? REMINDER_WAY_POST : REMINDER_WAY_PHONE), how);
}

/* ---- Stops --------------------------------------------------------------------------------------- */

static void stops(struct world *w, struct actor *a)
{
    struct m_card *held = pick(w, BIT(ON_HOLD)), *card;
    struct how how;

    if (held != NULL && !chance(w, 200)) {
        if (by_city(w, a, &how))
            say(w, a, release_card(.card_id = { held->id }, .note = TEXT(PLANTED_NAME " is here again")), how);
        return;
    }
    card = pick(w, WAITING | BIT(ARRIVED));
    if (card == NULL)
        return;
    if (chance(w, 300))
        say(w, a, hold_card(.card_id = { card->id }, .reason = HOLD_REASON_OTHER, .note = chance(w, 500) ? TEXT(PLANTED_NAME " has called") : (struct text){ 0 }),
            (struct how){ .person = a->person });
    else
        say(w, a, hold_card(.card_id = { card->id }, .reason = HOLD_REASON_MOVED_OUT), (struct how){ .person = a->person });
}

/* ---- Disposal -------------------------------------------------------------------------------------- */

void propose(struct world *w, struct actor *a)
{
    static const enum disposal_reason reasons[] = { DISPOSAL_REASON_WITHDRAWN, DISPOSAL_REASON_MOVED_OUT, DISPOSAL_REASON_UNCLAIMED, DISPOSAL_REASON_DEFECT_REMAKE,
                                                    DISPOSAL_REASON_OTHER };
    struct m_card *card = pick(w, BIT(ON_HOLD) | WAITING);

    if (card != NULL && at_hand(w, a, MANAGER))
        say(w, a, propose_disposal(.card_id = { card->id }, .reason = reasons[below(w, 5)]), (struct how){ .person = MANAGER });
}

static void approve(struct world *w, struct actor *a, const struct m_card *card)
{
    struct card_id cards[2] = { { card->id }, { card->id } };
    uint64_t wrong = below(w, 12);
    uint32_t count = wrong < 2 ? 0 : wrong < 4 ? 2 : 1;
    char number[16];
    struct how how;

    if (chance(w, 400) && at_hand(w, a, MANAGER) && at_hand(w, a, OPERATOR_A))
        say(w, a, approve_disposal(.cards = { cards, count }, .approval_number = chance(w, 250) ? TEXT("C-12") : (struct text){ 0 }, .paper = some_paper(w, number)),
            (struct how){ .person = MANAGER, .second = OPERATOR_A });
    else if (by_city(w, a, &how))
        say(w, a, approve_disposal(.cards = { cards, count }, .approval_number = chance(w, 800) ? TEXT("C-12") : (struct text){ 0 }, .approved_on = some_day(w),
                                   .approver = chance(w, 600) ? TEXT(PLANTED_NAME " City") : (struct text){ 0 }), how);
}

static void destroy(struct world *w, struct actor *a, const struct m_card *card)
{
    struct card_id id = { card->id };
    struct how how = { .person = a->person };

    if (card->custody != CUSTODY_WORK_TRAY && !chance(w, 300)) {
        say(w, a, take_for_disposal(.cards = { &id, 1 }), how);
        return;
    }
    how.second = chance(w, 500) ? MANAGER : CITY_CLERK;
    if (at_hand(w, a, how.second))
        say(w, a, dispose_cards(.cards = { &id, 1 }, .counted = chance(w, 100) ? 2 : 1, .method = DISPOSAL_METHOD_SHREDDED), how);
}

static void disposal(struct world *w, struct actor *a)
{
    struct m_card *approved = pick(w, BIT(DISPOSAL_APPROVED)), *listed = pick(w, BIT(DISPOSAL_CANDIDATE));

    if (approved != NULL && chance(w, 250)) {
        if (at_hand(w, a, CITY_CLERK))
            say(w, a, withdraw_approval(.card_id = { approved->id }, .note = TEXT("once more")), (struct how){ .person = CITY_CLERK });
    } else if (approved != NULL && chance(w, 700)) {
        destroy(w, a, approved);
    } else if (listed != NULL && chance(w, 300)) {
        if (at_hand(w, a, MANAGER))
            say(w, a, withdraw_disposal(.card_id = { listed->id }, .note = TEXT(PLANTED_NAME " has come")), (struct how){ .person = MANAGER });
    } else if (listed != NULL) {
        approve(w, a, listed);
    } else {
        propose(w, a);
    }
}

/* ---- Losses, other offices ---------------------------------------------------------------------------- */

static void missing(struct world *w, struct actor *a)
{
    struct m_card *card = pick(w, BIT(MISSING));
    struct how how;
    char slot[16];

    if (card == NULL || !by_city(w, a, &how))
        return;
    if (chance(w, 500))
        say(w, a, write_off_card(.card_id = { card->id }, .decision_number = TEXT("C-99"), .decided_on = some_day(w),
                                 .approver = chance(w, 600) ? TEXT(PLANTED_NAME " City") : (struct text){ 0 }), how);
    else if (chance(w, 500))
        say(w, a, record_found(.card_id = { card->id }, .place = chance(w, 60) ? CUSTODY_OUT : CUSTODY_WORK_TRAY), how);
    else
        say(w, a, record_found(.card_id = { card->id }, .place = CUSTODY_VAULT, .slot = text_of(some_slot(w, slot))), how);
}

static void other_offices(struct world *w, struct actor *a)
{
    struct m_card *away = pick(w, BIT(TRANSFERRED)), *card = pick(w, WAITING);
    struct how how = { .person = a->person, .second = MANAGER };
    char seal[24];

    if ((away == NULL && card == NULL) || !at_hand(w, a, MANAGER))
        return;
    snprintf(seal, sizeof seal, "S-%llu", (unsigned long long)id_sequence((away != NULL ? away : card)->id));
    if (away != NULL)
        say(w, a, receive_card(.card_id = { away->id }, .seal_number = chance(w, 150) ? TEXT("S-0") : text_of(seal)), how);
    else
        say(w, a, transfer_card(.card_id = { card->id }, .office = TEXT("branch"), .seal_number = text_of(seal)), how);
}

/* Out by mail; or an issue that was none is put right. */
static void endings(struct world *w, struct actor *a)
{
    struct m_card *issued = pick(w, BIT(ISSUED)), *card = pick(w, WAITING);
    enum person second = chance(w, 500) ? CITY_CLERK : OPERATOR_A;
    struct how how = { .person = MANAGER, .second = second };

    if (chance(w, 300) && card != NULL && at_hand(w, a, MANAGER) && at_hand(w, a, a->person)) {
        say(w, a, mail_card(.card_id = { card->id }, .post_number = TEXT("123-45-67890-1")), (struct how){ .person = a->person, .second = MANAGER });
    } else if (issued != NULL && at_hand(w, a, MANAGER) && at_hand(w, a, second)) {
        say(w, a, correct_issue(.card_id = { issued->id }, .reason = ISSUE_MISTAKE_WRONG_CARD, .note = TEXT(PLANTED_NAME " was not here"),
                                .approval_number = TEXT("C-7"), .approved_on = some_day(w),
                                .approver = chance(w, 600) ? TEXT(PLANTED_NAME " City") : (struct text){ 0 }), how);
    }
}

/* The lists that ask for a decision. */
static void lists(struct world *w, struct actor *a)
{
    struct how how = { .person = a->person };

    switch (below(w, 6)) {
    case 4: ask(w, a, open_applications(0), &open_applications_result_spec, how); break;
    case 5: ask(w, a, vault_counts(0), &vault_counts_result_spec, how); break;
    case 0: ask(w, a, held_cards(0), &held_cards_result_spec, how); break;
    case 1: ask(w, a, reminders_due(0), &reminders_due_result_spec, how); break;
    case 2: ask(w, a, disposal_candidates(0), &disposal_candidates_result_spec, how); break;
    default: ask(w, a, disposal_list(0), &disposal_list_result_spec, how); break;
    }
}

bool live(struct world *w, struct actor *a)
{
    switch (below(w, 7)) {
    case 6: endings(w, a); break;
    case 5: lists(w, a); break;
    case 0: notices(w, a); break;
    case 1: stops(w, a); break;
    case 2: disposal(w, a); break;
    case 3: missing(w, a); break;
    default: other_offices(w, a); break;
    }
    return a->pending.active;
}
