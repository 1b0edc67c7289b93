/* What becomes of cards that are not simply handed over: notices come back, cards are stopped, put on
 * the disposal list, destroyed, lost, found, lent to another office. Now and then by the wrong person. */
#include "world.h"

/* The site manager, or the city, at this terminal; else the actor's own person, who may not. */
static bool as_person(struct world *w, struct actor *a, enum person person, struct how *ret)
{
    if (chance(w, 60))
        person = a->person;
    *ret = (struct how){ .person = person };
    return at_hand(w, a, person);
}

static bool with_second(struct world *w, struct actor *a, enum person second, struct how *ret)
{
    *ret = (struct how){ .person = a->person, .second = second };
    return at_hand(w, a, second);
}


/* What is on top of the card asks for a decision. */
static void decide_on(struct world *w, struct actor *a, const struct m_card *card)
{
    struct card_id id[1] = { { card->id } };
    struct date today = today_now(w);
    struct how how;

    switch ((uint32_t)card_top(card)) {
    case CARD_STATE_ON_HOLD:
        if (!as_person(w, a, chance(w, 500) ? MANAGER : CITY_CLERK, &how))
            return;
        if (chance(w, 500) || how.person != MANAGER)
            say(w, a, release_card(.card_id = id[0], .note = TEXT("確認済み")), how);
        else
            say(w, a, propose_disposal(.card_id = id[0], .reason = DISPOSAL_REASON_MOVED_OUT), how);
        break;
    case CARD_STATE_DISPOSAL_CANDIDATE:
        if (chance(w, 200)) {
            if (as_person(w, a, MANAGER, &how))
                say(w, a, withdraw_disposal(.card_id = id[0], .note = TEXT("本人から連絡")), how);
        } else if (as_person(w, a, chance(w, 500) ? MANAGER : CITY_CLERK, &how)) {
            say(w, a, approve_disposal(.cards = { id, 1 }, .approval_number = TEXT("R09-7"), .approved_on = today,
                                       .approver = how.person == CITY_CLERK || chance(w, 300) ? TEXT("") : TEXT("市民課長")), how);
        }
        break;
    case CARD_STATE_DISPOSAL_APPROVED:
        if (chance(w, 250)) {
            if (as_person(w, a, CITY_CLERK, &how))
                say(w, a, withdraw_approval(.card_id = id[0], .note = TEXT("再調査")), how);
        } else if (card->taken_on != today.v || card->custody != CUSTODY_WORK_TRAY) {
            say(w, a, take_for_disposal(.cards = { id, 1 }), (struct how){ .person = a->person });
        } else if (with_second(w, a, MANAGER, &how)) {
            say(w, a, dispose_cards(.cards = { id, 1 }, .counted = chance(w, 100) ? 2 : 1, .method = DISPOSAL_METHOD_SHREDDED), how);
        }
        break;
    case CARD_STATE_MISSING:
        if (!as_person(w, a, MANAGER, &how))
            return;
        if (chance(w, 150))
            say(w, a, write_off_card(.card_id = id[0], .decision_number = TEXT("R09-88"), .decided_on = today, .approver = TEXT("市民課長")), how);
        else
            say(w, a, record_found(.card_id = id[0], .place = chance(w, 100) ? CUSTODY_DESTROYED : CUSTODY_DELIVERY_BOX,
                                   .slot = chance(w, 300) ? TEXT("A-02-030") : TEXT("")), how);
        break;
    case CARD_STATE_TRANSFERRED:
        if (with_second(w, a, MANAGER, &how))
            say(w, a, receive_card(.card_id = id[0], .seal_number = chance(w, 100) ? TEXT("S-2") : TEXT("S-1")), how);
        break;
    }
}

/* What nobody should send. */
static void slip_up(struct world *w, struct actor *a, const struct m_card *card)
{
    struct card_id id = { card->id }, twice[2] = { id, id };
    struct how how = { .person = a->person };

    switch (card_top(card) == CARD_STATE_DISPOSAL_APPROVED ? 2 + 3 * below(w, 2) : below(w, 6)) {
    case 0: say(w, a, take_for_disposal(.cards = { &id, 1 }), how); break;
    case 1: say(w, a, take_for_disposal(0), how); break;
    case 2:
        if (card_top(card) == CARD_STATE_DISPOSAL_APPROVED && with_second(w, a, MANAGER, &how))
            say(w, a, dispose_cards(.cards = { &id, 1 }, .counted = 1, .method = DISPOSAL_METHOD_CHIP_CUT), how);
        break;
    case 3:
        if (as_person(w, a, MANAGER, &how))
            say(w, a, propose_disposal(.card_id = id, .reason = chance(w, 500) ? DISPOSAL_REASON_DEFECT_REMAKE : DISPOSAL_REASON_OTHER), how);
        break;
    case 4: say(w, a, return_notice(.card_id = id, .returned_on = date_add_days(today_now(w), chance(w, 500) ? 1 : -400), .reason = RETURN_REASON_OTHER), how); break;
    default:
        if (card_top(card) == CARD_STATE_DISPOSAL_APPROVED)
            say(w, a, take_for_disposal(.cards = { twice, 2 }), how);
    }
}

/* Something happens to a card that nothing stops, or is tried where it cannot. */
static void happen_to(struct world *w, struct actor *a, const struct m_card *card)
{
    struct card_id id = { card->id };
    struct date today = today_now(w);
    struct how how = { .person = a->person };

    switch (below(w, 12)) {
    case 0: say(w, a, return_notice(.card_id = id, .returned_on = chance(w, 100) ? date_add_days(today, 1) : today, .reason = RETURN_REASON_ABSENT), how); break;
    case 1:
        say(w, a, repost_notice(.card_id = id, .posted_on = today, .checked_by = TEXT("市職員")), how);
        break;
    case 2: case 3: say(w, a, remind(.card_id = id, .reminded_on = today, .way = chance(w, 500) ? REMINDER_WAY_POST : REMINDER_WAY_PHONE), how); break;
    case 4: case 5: case 6:
        say(w, a, hold_card(.card_id = id, .reason = chance(w, 100) ? HOLD_REASON_OTHER : HOLD_REASON_PROTECTED,
                            .note = chance(w, 400) ? TEXT("電話あり") : TEXT("")), how);
        break;
    case 7:
        if (as_person(w, a, MANAGER, &how))
            say(w, a, propose_disposal(.card_id = id, .reason = chance(w, 300) ? DISPOSAL_REASON_UNCLAIMED : DISPOSAL_REASON_DIED), how);
        break;
    case 8:
        if (as_person(w, a, MANAGER, &how))
            say(w, a, mark_missing(.card_id = id, .incident_number = TEXT("J-1")), how);
        break;
    case 9: case 10:
        if (with_second(w, a, MANAGER, &how))
            say(w, a, transfer_card(.card_id = id, .office = TEXT("NEWTOWN"), .seal_number = TEXT("S-1")), how);
        break;
    default:
        slip_up(w, a, card);
    }
}

static void look_at_lives(struct world *w, struct actor *a, uint64_t card)
{
    struct how how = { .person = a->person };

    switch (below(w, 5)) {
    case 0: ask(w, a, card_history(.card_id = { card }), &card_history_result_spec, how); break;
    case 1: ask(w, a, held_cards(0), &held_cards_result_spec, how); break;
    case 2: ask(w, a, reminders_due(0), &reminders_due_result_spec, how); break;
    case 3: ask(w, a, disposal_candidates(0), &disposal_candidates_result_spec, how); break;
    default: ask(w, a, disposal_list(0), &disposal_list_result_spec, how); break;
    }
}

bool act_lives(struct world *w, struct actor *a)
{
    struct model_cards *c = &w->models.cards;
    uint32_t from = c->card_count > 0 ? (uint32_t)below(w, c->card_count) : 0;

    if (c->card_count == 0)
        return false;
    for (uint32_t i = 0; i < c->card_count; i++)
        if (c->cards[i].status == CARD_STATE_RETURNED && c->cards[i].slips == 0 && c->cards[i].custody == CUSTODY_VAULT && chance(w, 300)) {
            say(w, a, repost_notice(.card_id = { c->cards[i].id }, .posted_on = today_now(w), .checked_by = TEXT("市職員")), (struct how){ .person = a->person });
            return true;
        }
    if (chance(w, 150)) {
        look_at_lives(w, a, c->cards[from].id);
        return true;
    }
    for (uint32_t i = 0; i < c->card_count && chance(w, 900); i++)
        if (c->cards[(from + i) % c->card_count].slips > 0) {
            decide_on(w, a, &c->cards[(from + i) % c->card_count]);
            return true;
        }
    if (c->cards[from].slips > 0)
        slip_up(w, a, &c->cards[from]);
    else
        happen_to(w, a, &c->cards[from]);
    return true;
}
