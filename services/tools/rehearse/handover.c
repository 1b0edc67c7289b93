/* What a case comes to: its cards are taken out, handed over or put back, and the case ends. */
#include <inttypes.h>

#include "play.h"

static const struct position anytime;

enum err check_out(struct rehearsal *r, uint32_t card, const struct play_desk *desk, struct reservation_id reservation_id, struct ticket_id ticket_id)
{
    const struct check_out_card body = { .card_id = r->cards[card].card_id, .place = desk->place == DESK_PLACE_BOOTH ? CUSTODY_BOOTH : CUSTODY_COUNTER,
                                         .place_number = desk->place_number, .reservation_id = reservation_id, .ticket_id = ticket_id };

    TRY(play_do(r, "inventory", "check_out_card", &check_out_card_spec, &body, desk->person));
    r->cards[card].out = true;
    return OK;
}

/* Alone first; where the rules ask for a second look, the next colleague comes over. */
static enum err hand_over(struct rehearsal *r, const struct play_desk *desk, const struct guest *g, uint32_t card, enum receiver_class receiver)
{
    const struct issue_card body = { .card_id = r->cards[card].card_id, .ticket_id = g->ticket_id, .receiver_class = receiver,
                                     .notice_number = text_of(r->cards[card].notice_number), .tracking_number = text_of(r->cards[card].tracking_number),
                                     .pins = { .signature = receiver == RECEIVER_CLASS_HOLDER, .user = true, .resident_register = true, .card_face = true } };
    struct act act = { SPOT_CONSOLE, "inventory", "issue_card", &issue_card_spec, &body, desk->person, NULL, NULL, anytime };
    struct answer answer;

    TRY(stage_try(&r->stage, &act, &answer));
    if (answer.outcome == OUTCOME_REFUSED && text_is(answer.refusal, "second_look_needed")) {
        act.second = desk->person == &r->operators[0] ? &r->operators[1] : &r->operators[0];
        TRY(stage_do(&r->stage, &act, &answer));
        play_say(r, "業務従事者　番号札 %" PRIu64 " 番のカードを二人で照合", "Two persons match the card of number %" PRIu64 ".", g->number);
    } else if (answer.outcome != OUTCOME_DONE) {
        TRY(stage_do(&r->stage, &act, &answer));
    }
    r->cards[card].gone = true;
    r->cards[card].out = false;
    return collect_old_card(r, g, card, desk->person);
}

static enum err back_to_vault(struct rehearsal *r, struct person *who, uint32_t card, enum check_in_reason reason)
{
    const struct check_in_card body = { .card_id = r->cards[card].card_id, .slot = text_of(r->cards[card].slot), .reason = reason };

    TRY(play_do(r, "inventory", "check_in_card", &check_in_card_spec, &body, who));
    r->cards[card].out = false;
    return OK;
}

static enum receiver_class receiver_of(const struct rehearsal *r, uint32_t card)
{
    return age_on(r->cards[card].birth_date, r->day[r->today].date) < 15 ? RECEIVER_CLASS_LEGAL_REPRESENTATIVE : RECEIVER_CLASS_HOLDER;
}

enum err fetch_cards(struct rehearsal *r, const struct guest *g, const struct play_desk *desk)
{
    for (uint32_t i = 0; i < g->card_count; i++)
        if (!r->cards[g->cards[i]].out)
            TRY(check_out(r, g->cards[i], desk, (struct reservation_id){ 0 }, g->ticket_id));
    return OK;
}

enum err settle_cards(struct rehearsal *r, const struct guest *g, const struct play_desk *desk)
{
    for (uint32_t i = 0; i < g->card_count; i++)
        if (g->documents_short)
            TRY(back_to_vault(r, desk->person, g->cards[i], CHECK_IN_REASON_DOCUMENTS_SHORT));
        else
            TRY(hand_over(r, desk, g, g->cards[i], receiver_of(r, g->cards[i])));
    return g->card_count > 0 ? stage_settle(&r->stage) : OK;     /* queueing notes each hand-over in the case before it ends */
}

enum receiver_class receives(const struct rehearsal *r, const struct guest *g)
{
    return g->card_count > 0 && !g->documents_short ? receiver_of(r, g->cards[0]) : (enum receiver_class)0;
}

enum err done(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    struct guest *g = guest_of(r, desk->guest);
    const struct finish_service body = { .ticket_id = g->ticket_id, .procedures = { g->procedures, g->procedure_count }, .receiver_class = receives(r, g),
                                         .outcome = g->documents_short ? SERVICE_OUTCOME_DOCUMENTS_SHORT : SERVICE_OUTCOME_DONE };

    TRY(settle_cards(r, g, desk));
    TRY(play_do(r, "queueing", "finish_service", &finish_service_spec, &body, desk->person));
    play_say(r, "%s　番号札 %" PRIu64 " 番の手続：%s", "%s ends the case of number %" PRIu64 ": %s.",
             r->stage.english ? desk->en : desk->ja, g->number, r->stage.english ? service_outcome_en(body.outcome) : service_outcome_ja(body.outcome));
    TRY(record_talk(r, g, desk->person));
    leave_desk(r, at);
    return OK;
}
