/* One tag per pair and generation: the notice number enters without its hyphen, so the form in which
 * it was typed does not matter. */
#include "trust/claim.h"

#include "base/invariant.h"
#include "trust/hash.h"

#define GENERATION_LEN 2

uint16_t claim_generation(struct date day)
{
    must(date_valid(day));
    uint32_t year = day.v / 10000;
    uint32_t month = day.v / 100 % 100;
    uint32_t generation = year * 12 + month - 1;

    must(generation <= UINT16_MAX);         /* until the year 5461 */
    return (uint16_t)generation;
}

void claim_key(const uint8_t root[32], uint16_t generation, uint8_t ret[32])
{
    uint8_t number[GENERATION_LEN];

    be16_put(number, generation);
    keyed_hash(root, "claim generation", &(struct bytes){ number, sizeof number }, 1, ret, 32);
}

void claim_tag(const uint8_t key[32], uint16_t generation, struct text notice_number, struct date birth,
               uint8_t ret[CLAIM_TAG_LEN])
{
    uint8_t notice[CLAIM_NOTICE_MAX];
    uint8_t day[4];
    uint32_t len = 0;

    must(notice_number.at != NULL && notice_number.len <= CLAIM_NOTICE_MAX);
    for (uint32_t i = 0; i < notice_number.len; i++) {
        if (notice_number.at[i] != '-')
            notice[len++] = (uint8_t)notice_number.at[i];
    }
    be32_put(day, birth.v);
    be16_put(ret, generation);

    struct bytes parts[] = { { ret, GENERATION_LEN }, { notice, len }, { day, sizeof day } };
    keyed_hash(key, "claim tag", parts, 3, ret + GENERATION_LEN, CLAIM_TAG_LEN - GENERATION_LEN);
}
