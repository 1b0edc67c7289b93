/* What clerks do about a card that is not where the book has it: they ask the service for its history, look for it, and
 * report it missing when it does not turn up. Where it was last and in whose hand must be what really happened. */
#include "world.h"

static void ask_where(struct world *w, struct actor *a, uint64_t card)
{
    a->card = card;
    ask(w, a, card_history(.card_id = { card }), &card_history_result_spec, (struct how){ .person = a->person });
}

/* Nobody has found it. */
static void report_missing(struct world *w, struct actor *a, uint64_t card)
{
    if (at_hand(w, a, MANAGER))
        say(w, a, mark_missing(.card_id = { card }, .incident_number = TEXT("I-1")), (struct how){ .person = MANAGER });
}

bool search_vault(struct world *w, struct actor *a)
{
    struct physical *p = &w->physical;

    for (uint32_t i = 0; p->differs && i < p->count; i++) {
        if (p->items[i].mishap != MISHAP_LOST || p->items[i].custody != CUSTODY_VAULT)
            continue;
        if (p->items[i].asked)
            report_missing(w, a, p->items[i].card);
        else
            ask_where(w, a, p->items[i].card);
        return true;
    }
    p->differs = false;
    return false;
}

void search_card(struct world *w, struct actor *a, const struct m_card *card)
{
    ask_where(w, a, card->id);
}

static bool puts_somewhere(enum card_step what)
{
    return what == CARD_STEP_STORED || what == CARD_STEP_CHECKED_IN || what == CARD_STEP_MOVED || what == CARD_STEP_FOUND;
}

/* The last line of the history that put it somewhere, against what really happened. */
static void must_know(struct world *w, const struct plastic *plastic, const struct card_history_result *result)
{
    uint32_t at = result->lines.count;

    while (at > 0 && !puts_somewhere(result->lines.at[at - 1].what))
        at--;
    if (result->next_after_step > 0)
        return;                                          /* the end is on another page */
    if (at == 0 || !text_is(result->lines.at[at - 1].slot, plastic->book_slot) || (plastic->by != 0 && result->lines.at[at - 1].by.v != plastic->by))
        law_broken(w, LAW_FOUND, "card %llu was last put into slot %s by account %llu, and its history does not say so", (unsigned long long)plastic->card,
                   plastic->book_slot, (unsigned long long)plastic->by);
}

/* It turns up nearby, or not at all. */
void hear_search(struct world *w, struct actor *a, const struct heard *heard)
{
    struct plastic *plastic;
    const struct card_history_result *result;

    if (a->card == 0 || heard->outcome != HEARD_DONE || strcmp(a->pending.name, "card_history") != 0)
        return;
    plastic = physical_of(w, a->card);
    a->card = 0;
    result = heard_part(w, &card_history_result_spec, heard->result);
    if (plastic == NULL || result == NULL || plastic->mishap == MISHAP_NONE || plastic->custody != CUSTODY_VAULT)
        return;
    must_know(w, plastic, result);
    count(w, plastic->mishap == MISHAP_LOST ? COUNT_LOST_FOUND : COUNT_MISPLACED_FOUND);
    if (plastic->mishap == MISHAP_LOST && chance(w, 500))
        plastic->asked = true;
    else
        physical_put_right(w, plastic);
}

void scan_what_lies(struct world *w, struct actor *a)
{
    struct physical *p = &w->physical;
    const struct plastic *plastic = NULL;
    struct text seen = { 0 };
    const char *slot;
    char sleeve[32];

    for (uint32_t i = 0; i < p->count; i++)
        if (p->items[i].custody == CUSTODY_VAULT && (plastic == NULL || p->items[i].mishap != MISHAP_NONE))
            plastic = &p->items[i];
    if (plastic == NULL)
        return;
    slot = plastic->slot[0] != '\0' && chance(w, 700) ? plastic->slot : plastic->book_slot;
    for (uint32_t i = 0; i < p->count; i++)
        if (strcmp(p->items[i].slot, slot) == 0) {
            snprintf(sleeve, sizeof sleeve, "R%02u-%06llu", today_now(w).v / 10000 - 2018, (unsigned long long)id_sequence(p->items[i].card));
            seen = text_of(sleeve);
        }
    say(w, a, scan_slot(.stocktake_id = { w->models.cards.stocktake }, .slot = text_of(slot), .tracking_number = seen), (struct how){ .person = a->person });
}
