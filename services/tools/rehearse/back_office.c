/* What is done in the back: reminders when they are due, disposal of cards nobody came for with the city's approval and by two
 * persons, and the old cards guests handed back. Which cards those are is the services' answer; the play only knows that they are there. */
#include <inttypes.h>

#include "play.h"

#define REMINDERS_A_DAY 30u
#define DISPOSALS_MAX 50u

static const struct position anytime;

/* ---- Reminders ---- */

/* A page may be empty although another follows. */
static enum err reminders(struct rehearsal *r, struct card_id *ret, uint32_t *ret_count)
{
    struct reminders_due ask = { 0 };
    const struct reminders_due_result *page;
    struct answer answer;

    *ret_count = 0;
    do {
        TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "reminders_due", &reminders_due_spec, &ask, &r->operators[0], NULL, NULL, anytime }, &answer));
        page = stage_result(&r->stage, &answer, &reminders_due_result_spec);
        if (page == NULL)
            return ERR_MALFORMED;
        for (uint32_t i = 0; i < page->cards.count && *ret_count < REMINDERS_A_DAY; i++)
            ret[(*ret_count)++] = page->cards.at[i].card.card_id;
        ask = (struct reminders_due){ .after_date = page->next_date, .after_card = page->next_card };
    } while (ask.after_date.v != 0 && *ret_count < REMINDERS_A_DAY);
    return OK;
}

enum err remind_due(struct rehearsal *r)
{
    struct card_id due[REMINDERS_A_DAY];
    uint32_t count;

    TRY(reminders(r, due, &count));
    for (uint32_t i = 0; i < count; i++) {
        const struct remind body = { .card_id = due[i], .reminded_on = r->day[r->today].date, .way = REMINDER_WAY_POST };

        TRY(play_do(r, "inventory", "remind", &remind_spec, &body, &r->operators[0]));
    }
    if (count > 0)
        play_say(r, "業務従事者　受取勧奨 %" PRIu32 " 件を作成し、市へ引渡し", "Operators make %" PRIu32 " reminders; they go to the city.", count);
    return OK;
}

/* ---- Disposal ---- */

static struct play_card *card_with(struct rehearsal *r, struct card_id card_id)
{
    for (uint32_t i = r->first_card; i < r->card_count; i++)
        if (same(r->cards[i].card_id, card_id))
            return &r->cards[i];
    return NULL;
}

/* Of the candidates those that nobody is about to fetch. */
static enum err candidates(struct rehearsal *r, struct card_id *ret, uint32_t *ret_count)
{
    struct disposal_candidates ask = { 0 };
    const struct disposal_candidates_result *page;
    struct answer answer;

    *ret_count = 0;
    do {
        TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "disposal_candidates", &disposal_candidates_spec, &ask, &r->manager, NULL, NULL, anytime }, &answer));
        page = stage_result(&r->stage, &answer, &disposal_candidates_result_spec);
        if (page == NULL)
            return ERR_MALFORMED;
        for (uint32_t i = 0; i < page->cards.count && *ret_count < DISPOSALS_MAX; i++) {
            const struct play_card *card = card_with(r, page->cards.at[i].card.card_id);

            if (card != NULL && !card->given && !card->out && !card->lost)
                ret[(*ret_count)++] = card->card_id;
        }
        ask = (struct disposal_candidates){ .after_date = page->next_date, .after_card = page->next_card };
    } while (ask.after_date.v != 0 && *ret_count < DISPOSALS_MAX);
    return OK;
}

static enum err propose(struct rehearsal *r, struct card_id card_id)
{
    const struct propose_disposal body = { .card_id = card_id, .reason = DISPOSAL_REASON_UNCLAIMED };

    TRY(play_do(r, "inventory", "propose_disposal", &propose_disposal_spec, &body, &r->manager));
    card_with(r, card_id)->never = true;
    return OK;
}

/* Proposed, approved by the city, taken out and destroyed by two persons on one day. */
enum err dispose_of_unclaimed(struct rehearsal *r)
{
    struct card_id cards[DISPOSALS_MAX];
    struct answer answer;
    uint32_t count;

    TRY(candidates(r, cards, &count));
    if (count == 0)
        return OK;
    for (uint32_t i = 0; i < count; i++)
        TRY(propose(r, cards[i]));
    const struct approve_disposal approve = { .cards = { cards, count }, .approved_on = r->day[r->today].date,
                                              .approval_number = text_format(&r->stage.arena, "H-%" PRIu32, r->day[r->today].date.v) };
    const struct take_for_disposal take = { .cards = { cards, count } };
    const struct dispose_cards dispose = { .cards = { cards, count }, .counted = count, .method = DISPOSAL_METHOD_SHREDDED };
    TRY(play_do(r, "inventory", "approve_disposal", &approve_disposal_spec, &approve, &r->city));
    TRY(play_do(r, "inventory", "take_for_disposal", &take_for_disposal_spec, &take, &r->operators[0]));
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "dispose_cards", &dispose_cards_spec, &dispose, &r->operators[0], &r->operators[1], NULL, anytime }, &answer));
    for (uint32_t i = 0; i < count; i++)
        card_with(r, cards[i])->gone = true;
    play_say(r, "業務従事者（二人）　市の承認により未受領のカード %" PRIu32 " 枚を細断", "With the city's approval two persons shred %" PRIu32 " cards nobody came for.", count);
    return OK;
}

/* ---- Old cards ---- */

/* For a new card that renews it the old one is handed back. */
enum err collect_old_card(struct rehearsal *r, const struct guest *g, uint32_t card, struct person *who)
{
    const struct collect_item body = { .kind = ITEM_KIND_OLD_CARD, .ticket_id = g->ticket_id };

    return r->cards[card].is_renewal ? play_do(r, "inventory", "collect_item", &collect_item_spec, &body, who) : OK;
}

/* Every evening, so that none waits for a round. */
enum err destroy_collected(struct rehearsal *r)
{
    static const struct open_items ask;
    const struct open_items_result *open;
    struct item_id items[100];
    struct answer answer;
    uint32_t count = 0;

    TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "open_items", &open_items_spec, &ask, &r->operators[0], NULL, NULL, anytime }, &answer));
    open = stage_result(&r->stage, &answer, &open_items_result_spec);
    if (open == NULL)
        return ERR_MALFORMED;
    while (count < open->items.count && count < sizeof items / sizeof *items) {
        items[count] = open->items.at[count].item_id;
        count++;
    }
    if (count == 0)
        return OK;
    const struct destroy_items body = { .items = { items, count }, .counted = count, .method = DISPOSAL_METHOD_SHREDDED };
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "destroy_items", &destroy_items_spec, &body, &r->operators[0], &r->operators[1], NULL, anytime }, &answer));
    play_say(r, "業務従事者（二人）　回収した旧カード %" PRIu32 " 枚を細断", "Two persons shred the %" PRIu32 " old cards that were handed back.", count);
    return OK;
}
