/* A card is lost: the count differs, a full stocktake of the vault says which card it is, the card is marked
 * missing under its incident, and its history says where it was last and with whom. */
#include <inttypes.h>
#include <stdio.h>

#include "play.h"

static const struct position anytime;

/* Each slot that was ever used, with what really lies in it. */
static enum err scan_all(struct rehearsal *r, struct stocktake_id id)
{
    struct answer answer;

    for (uint32_t i = 0; i < r->card_count; i++) {
        const struct play_card *card = &r->cards[i];
        bool lies_there = !card->gone && !card->out && !card->lost;
        const struct scan_slot body = { .stocktake_id = id, .slot = text_of(card->slot), .tracking_number = text_of(lies_there ? card->tracking_number : NULL) };

        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "scan_slot", &scan_slot_spec, &body, &r->operators[0], NULL, NULL, anytime }, &answer));
        if (i % 64 == 63)
            TRY(play_until(r, r->stage.now_us + US_PER_MINUTE));
    }
    return OK;
}

static enum err take_stock(struct rehearsal *r)
{
    static const struct begin_stocktake begin = { .kind = STOCKTAKE_KIND_FULL };
    const struct begin_stocktake_result *begun;
    struct answer answer;

    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "begin_stocktake", &begin_stocktake_spec, &begin, &r->operators[0], NULL, NULL, anytime }, &answer));
    begun = stage_result(&r->stage, &answer, &begin_stocktake_result_spec);
    if (begun == NULL)
        return ERR_MALFORMED;
    const struct end_stocktake end = { .stocktake_id = begun->stocktake_id };
    TRY(scan_all(r, end.stocktake_id));
    return stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "end_stocktake", &end_stocktake_spec, &end, &r->operators[0], &r->operators[1], NULL, anytime }, &answer);
}

/* Where the card was last, and who had it there. */
static enum err last_seen(struct rehearsal *r, struct card_id card_id)
{
    struct card_history ask = { .card_id = card_id };
    const struct card_history_result *page;
    struct answer answer;

    do {
        TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "card_history", &card_history_spec, &ask, &r->manager, NULL, NULL, anytime }, &answer));
        page = stage_result(&r->stage, &answer, &card_history_result_spec);
        if (page == NULL)
            return ERR_MALFORMED;
        for (uint32_t i = 0; i < page->lines.count; i++)
            if (page->lines.at[i].custody == CUSTODY_VAULT) {
                char at[20] = "";

                tokyo_put(at, page->lines.at[i].at_us);
                snprintf(r->last_seen, sizeof r->last_seen, r->stage.english ? "%.*s, %s, account %" PRIu64 : "%.*s、%s、アカウント %" PRIu64, (int)page->lines.at[i].slot.len, page->lines.at[i].slot.at, at,
                         page->lines.at[i].by.v & UINT64_C(0xffffffffffff));
            }
        ask.after_step = page->next_after_step;
    } while (page->next_after_step != 0);
    return OK;
}

/* Two persons state what became of each difference; a card nobody finds is missing from now on. */
enum err look_for_lost(struct rehearsal *r)
{
    const struct stocktake_result which = { 0 };
    const struct stocktake_result_result *found;
    struct answer answer;

    TRY(take_stock(r));
    TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "stocktake_result", &stocktake_result_spec, &which, &r->manager, NULL, NULL, anytime }, &answer));
    found = stage_result(&r->stage, &answer, &stocktake_result_result_spec);
    if (found == NULL)
        return ERR_MALFORMED;
    for (uint32_t i = 0; i < found->differences.count; i++) {
        const struct difference_line *line = &found->differences.at[i];
        const struct sign_difference sign = { .stocktake_id = found->stocktake_id, .number = line->number, .note = TEXT("所在を確認できないため、事故として報告") };
        const struct mark_missing missing = { .card_id = line->difference.card_id, .incident_number = TEXT("J-0001") };

        TRY(last_seen(r, missing.card_id));
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "mark_missing", &mark_missing_spec, &missing, &r->manager, NULL, NULL, anytime }, &answer));
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "sign_difference", &sign_difference_spec, &sign, &r->manager, &r->operators[0], NULL, anytime }, &answer));
        r->missing++;
        play_say(r, "現地管理者　棚卸で所在不明のカードを確認、最後の所在：\n         %s", "The stocktake names the card that is missing; last seen:\n         %s.", r->last_seen);
    }
    return OK;
}

/* A card that nobody will ask for today disappears from its slot. */
void lose_a_card(struct rehearsal *r)
{
    for (uint32_t i = r->card_count; i > 0; i--) {
        struct play_card *card = &r->cards[i - 1];

        if (card->given || card->gone || card->out || card->lost)
            continue;
        card->lost = card->given = true;
        return;
    }
}
