/* Keeps true: plastic follows the book in every event, whatever its name, so that new commands need nothing here; only a
 * careless hand makes the two differ, and only in the vault. */
#include "physical.h"

#include "world.h"

#define CARELESS_PER_MILLE 80

void physical_fini(struct physical *p)
{
    free(p->items);
}

struct plastic *physical_of(struct world *w, uint64_t card)
{
    for (uint32_t i = 0; i < w->physical.count; i++)
        if (w->physical.items[i].card == card)
            return &w->physical.items[i];
    return NULL;
}

static struct plastic *lying_in(struct physical *p, const char *slot)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (strcmp(p->items[i].slot, slot) == 0)
            return &p->items[i];
    return NULL;
}

void physical_put_right(struct world *w, struct plastic *plastic)
{
    struct plastic *other;

    w->physical.disturbed = true;                        /* a count under way may have been made before */
    if (plastic->mishap == MISHAP_SWAPPED && (other = lying_in(&w->physical, plastic->book_slot)) != NULL && other != plastic) {
        snprintf(other->slot, sizeof other->slot, "%s", other->book_slot);
        other->mishap = MISHAP_NONE;
    }
    snprintf(plastic->slot, sizeof plastic->slot, "%s", plastic->book_slot);
    plastic->mishap = MISHAP_NONE;
    plastic->asked = false;
}

/* ---- Careless hands -------------------------------------------------------------------------- */

static bool slot_free(const struct physical *p, const char *slot)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (strcmp(p->items[i].slot, slot) == 0 || strcmp(p->items[i].book_slot, slot) == 0)
            return false;
    return true;
}

static struct plastic *neighbour(struct physical *p, const struct plastic *plastic)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (&p->items[i] != plastic && p->items[i].custody == CUSTODY_VAULT && p->items[i].mishap == MISHAP_NONE && p->items[i].slot[0] != '\0')
            return &p->items[i];
    return NULL;
}

static void mishandle(struct world *w, struct plastic *plastic)
{
    struct plastic *other = neighbour(&w->physical, plastic);
    char slot[16];

    snprintf(slot, sizeof slot, "A-%02u-%03u", 1 + (uint32_t)below(w, 2), 1 + (uint32_t)below(w, 30));
    switch ((enum mishap)(1 + below(w, 3))) {
    case MISHAP_LOST:
        plastic->mishap = MISHAP_LOST;
        plastic->slot[0] = '\0';
        count(w, COUNT_CARD_LOST);
        break;
    case MISHAP_MISPLACED:
        if (!slot_free(&w->physical, slot))
            return;
        plastic->mishap = MISHAP_MISPLACED;
        snprintf(plastic->slot, sizeof plastic->slot, "%s", slot);
        count(w, COUNT_CARD_MISPLACED);
        break;
    case MISHAP_SWAPPED:
        if (other == NULL)
            return;
        plastic->mishap = other->mishap = MISHAP_SWAPPED;
        snprintf(plastic->slot, sizeof plastic->slot, "%s", other->book_slot);
        snprintf(other->slot, sizeof other->slot, "%s", plastic->book_slot);
        count(w, COUNT_CARD_SWAPPED);
        break;
    case MISHAP_NONE:
        break;
    }
}

/* ---- Following the book ---------------------------------------------------------------------- */

/* The book has this card somewhere else now. */
static void follow(struct world *w, struct plastic *plastic, const struct m_card *card, uint64_t by, bool careless)
{
    struct plastic *there;

    if (plastic->mishap != MISHAP_NONE && plastic->custody == CUSTODY_VAULT && plastic->mishap != MISHAP_LOST)
        physical_put_right(w, plastic);                  /* whoever moves it has it in hand */
    plastic->custody = card->custody;
    snprintf(plastic->book_slot, sizeof plastic->book_slot, "%s", card->custody == CUSTODY_VAULT ? card->slot : "");
    if (plastic->mishap == MISHAP_LOST && card->custody == CUSTODY_UNKNOWN)
        return;                                          /* the book knows by now */
    there = plastic->book_slot[0] != '\0' ? lying_in(&w->physical, plastic->book_slot) : NULL;
    if (there != NULL && there != plastic)
        physical_put_right(w, there);                    /* something else lies in the slot: seen at once */
    plastic->mishap = MISHAP_NONE;
    plastic->asked = false;
    plastic->by = by;
    snprintf(plastic->slot, sizeof plastic->slot, "%s", plastic->book_slot);
    if (careless && card->custody == CUSTODY_VAULT && chance(w, CARELESS_PER_MILLE))
        mishandle(w, plastic);
}

static void match(struct world *w, uint64_t by, bool careless)
{
    struct model_cards *c = &w->models.cards;
    struct physical *p = &w->physical;

    for (uint32_t i = 0; i < c->card_count; i++) {
        const struct m_card *card = &c->cards[i];
        struct plastic *plastic = i < p->count ? &p->items[i] : ONE_MORE(p->items, p->count, p->room);

        if (plastic->card != card->id)
            *plastic = (struct plastic){ .card = card->id, .by = by };
        if (plastic->custody != card->custody || (card->custody == CUSTODY_VAULT && strcmp(plastic->book_slot, card->slot) != 0)) {
            p->disturbed = true;
            follow(w, plastic, card, by, careless);
        }
    }
    p->count = c->card_count < p->count ? c->card_count : p->count;
}

void physical_again(struct world *w)
{
    match(w, 0, false);
}

/* ---- The law ----------------------------------------------------------------------------------- */

static void counted(struct world *w, const struct vault_counted *ev)
{
    struct physical *p = &w->physical;

    p->differs = ev->counted < ev->book;
    if (!p->disturbed && p->differs && ev->book - ev->counted != physical_lost(w))
        law_broken(w, LAW_FOUND, "the count finds %llu of %llu cards, %u are lost", (unsigned long long)ev->counted, (unsigned long long)ev->book, physical_lost(w));
}

static void closed(struct world *w)
{
    for (uint32_t i = 0; i < w->physical.count; i++) {
        const struct plastic *plastic = &w->physical.items[i];

        if (plastic->mishap == MISHAP_LOST && plastic->custody == CUSTODY_VAULT && !w->physical.disturbed)
            law_broken(w, LAW_FOUND, "custody closed, and card %llu, last seen in %s, is lost", (unsigned long long)plastic->card, plastic->book_slot);
    }
}

/* A scan of what really lies in a slot that is wrong must say so. */
static void scanned(struct world *w, const struct slot_scanned *ev)
{
    struct plastic *seen = is_set(ev->card_id) ? physical_of(w, ev->card_id.v) : NULL;

    if (seen != NULL && seen->custody == CUSTODY_VAULT && text_is(ev->slot, seen->slot) && seen->mishap != MISHAP_NONE) {
        if (ev->outcome != SCAN_OUTCOME_OTHER_SLOT)
            law_broken(w, LAW_FOUND, "card %llu was scanned in slot %s and belongs into %s: %d", (unsigned long long)seen->card, seen->slot, seen->book_slot, (int)ev->outcome);
        count(w, COUNT_STOCKTAKE_OTHER_SLOT);
        physical_put_right(w, seen);
    }
    for (uint32_t i = 0; i < w->physical.count; i++) {
        const struct plastic *lost = &w->physical.items[i];

        if (is_set(ev->card_id) || lost->mishap != MISHAP_LOST || lost->custody != CUSTODY_VAULT || !text_is(ev->slot, lost->book_slot))
            continue;
        if (ev->outcome == SCAN_OUTCOME_EMPTY_AGREES)
            law_broken(w, LAW_FOUND, "card %llu is not in slot %s, and the stocktake is content", (unsigned long long)lost->card, lost->book_slot);
        count(w, COUNT_STOCKTAKE_NOT_SEEN);
    }
}

void physical_take(struct world *w, const struct stated *said)
{
    if (!w->models.counting)
        return;                                          /* it has happened already */
    match(w, said->entry->actor, !w->healing);
    if (said->spec == &vault_counted_spec)
        counted(w, said->event);
    else if (said->spec == &slot_scanned_spec)
        scanned(w, said->event);
    else if (said->spec == &inventory_day_part_closed_spec)
        closed(w);
}

/* ---- For the clerks ------------------------------------------------------------------------------ */

bool physical_at_hand(const struct world *w, const struct m_card *card)
{
    for (uint32_t i = 0; i < w->physical.count; i++)
        if (w->physical.items[i].card == card->id)
            return strcmp(w->physical.items[i].slot, card->slot) == 0;
    return true;
}

uint64_t physical_count(const struct world *w)
{
    uint64_t in_vault = 0;

    for (uint32_t i = 0; i < w->physical.count; i++)
        in_vault += w->physical.items[i].slot[0] != '\0';
    return in_vault;
}

uint32_t physical_lost(const struct world *w)
{
    uint32_t lost = 0;

    for (uint32_t i = 0; i < w->physical.count; i++)
        lost += w->physical.items[i].mishap == MISHAP_LOST && w->physical.items[i].custody == CUSTODY_VAULT;
    return lost;
}
