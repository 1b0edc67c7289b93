/* What clerks do about a card that is not where the book has it: they ask the service where it was last and by whom, and
 * look for it. The answer must be what really happened. */
#include "world.h"

/* The account that last put the card somewhere, and where, by the answer of the service. */
static void must_know(struct world *w, const struct plastic *plastic, const struct card_status_result *result)
{
    const struct card_line *line = &result->card;

    if (line->custody != CUSTODY_VAULT || !text_is(line->slot, plastic->book_slot))
        law_broken(w, LAW_FOUND, "card %llu was last in slot %s, the service says %.*s", (unsigned long long)plastic->card, plastic->book_slot,
                   (int)line->slot.len, line->slot.at);
}

static void ask_where(struct world *w, struct actor *a, uint64_t card)
{
    a->card = card;
    ask(w, a, card_status(.card_id = { card }), &card_status_result_spec, (struct how){ .person = a->person });
}

bool search_vault(struct world *w, struct actor *a)
{
    struct physical *p = &w->physical;

    for (uint32_t i = 0; p->differs && i < p->count; i++)
        if (p->items[i].mishap == MISHAP_LOST && p->items[i].custody == CUSTODY_VAULT) {
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

/* Where it was, and when it was put there, is known; it turns up there or nearby. */
void hear_search(struct world *w, struct actor *a, const struct heard *heard)
{
    struct plastic *plastic;
    const struct card_status_result *result;

    if (a->card == 0 || heard->outcome != HEARD_DONE || strcmp(a->pending.name, "card_status") != 0)
        return;
    plastic = physical_of(w, a->card);
    a->card = 0;
    result = heard_part(w, &card_status_result_spec, heard->result);
    if (plastic == NULL || result == NULL || result->card.card_id.v != plastic->card || plastic->mishap == MISHAP_NONE)
        return;
    must_know(w, plastic, result);
    count(w, plastic->mishap == MISHAP_LOST ? COUNT_LOST_FOUND : COUNT_MISPLACED_FOUND);
    physical_put_right(w, plastic);
}
