/* The delivery lists of the simulated office: everything about a card follows from the number of
 * its list and its line. Persons are made up; their words are marked, so that they are found in clear. */
#include "world.h"

void facts_of(uint32_t list, uint64_t line, struct facts *ret)
{
    uint32_t number = (list * 20 + (uint32_t)line) % 1000;

    *ret = (struct facts){ .kind = number % 7 == 0 ? APPLICATION_KIND_REISSUE : number % 3 == 0 ? APPLICATION_KIND_RENEWAL : APPLICATION_KIND_FIRST };
    snprintf(ret->notice, sizeof ret->notice, PLANTED_NOTICE "%03u", number);
    snprintf(ret->application, sizeof ret->application, "2027" PLANTED_APPLICATION "%012u", number);
    snprintf(ret->name, sizeof ret->name, PLANTED_NAME " %c%u", 'A' + (char)(number % 11), number);
    snprintf(ret->kana, sizeof ret->kana, "KANA%u X%u", number % 11, number);
    snprintf(ret->address, sizeof ret->address, "1-%u-%u", number % 9 + 1, number % 17 + 1);
    ret->birth = date_make(number % 5 == 0 ? 2016 + number % 4 : 1950 + number % 50, number % 12 + 1, number % 28 + 1);
    ret->expires = date_make(2034 + number % 3, ret->birth.v / 100 % 100, ret->birth.v % 100);
}

uint32_t clients_list_of(struct text delivery_number)
{
    uint32_t list = 0;

    for (uint32_t i = 4; i < delivery_number.len; i++)
        list = list * 10 + (uint32_t)(delivery_number.at[i] - '0');
    return list;
}

bool facts_of_card(struct world *w, const struct m_card *card, struct facts *ret)
{
    const struct m_delivery *d = cards_delivery(&w->models.cards, card->delivery);

    if (d == NULL)
        return false;
    facts_of(d->list, card->line, ret);
    return true;
}
