/* Reading the rows of reservations: loads, claims and codes. Keeps true that a pair of notice
 * number and birth date is only ever compared as a keyed hash. */
#include "state.h"

#include "base/invariant.h"
#include "trust/random.h"

/* Notices of so many months can be waiting at once; older ones have long been disposed of. */
#define GENERATIONS_MAX 64

bool is_staff(const struct context *ctx)
{
    return ctx->role == ROLE_OPERATOR || ctx->role == ROLE_SITE_MANAGER;
}

enum booking_way way_of(const struct context *ctx)
{
    return is_staff(ctx) ? BOOKING_WAY_STAFF : BOOKING_WAY_ONLINE;
}

bool part_closed(const struct view *v, struct date date)
{
    struct reservations_day day;

    return reservations_day_find(v, date, &day);
}

uint8_t *load_of(const struct view *v, struct date date)
{
    uint8_t *load = arena_take(view_arena(v), LOAD_BYTES);
    struct day_load row;

    if (day_load_find(v, date, &row) && row.cells.len == LOAD_BYTES)
        memcpy(load, row.cells.at, LOAD_BYTES);
    return load;
}

/* The first generation at or after `from` that has a claim; false when there is none. */
static bool generation_at(const struct view *v, uint16_t from, uint16_t *ret)
{
    uint8_t tag[CLAIM_TAG_LEN] = { 0 };
    struct row_scan scan;
    struct claim row;

    be16_put(tag, from);
    scan = claim_scan(v, 0, &(struct claim){ .claim_tag = { tag, CLAIM_TAG_LEN } });
    if (!claim_next(&scan, &row))
        return false;
    *ret = be16_get(row.claim_tag.at);
    return true;
}

/* Every generation is tried, also after a hit: the time tells nothing. */
bool claim_matching(const struct view *v, struct text notice_number, struct date birth_date, struct claim *ret)
{
    uint8_t key[32], tag[CLAIM_TAG_LEN];
    uint16_t generation = 0;
    struct claim row;
    bool found = false;

    if (notice_number.at == NULL || !date_valid(birth_date))
        return false;
    for (uint32_t tried = 0; tried < GENERATIONS_MAX && generation_at(v, generation, &generation); tried++) {
        claim_key(secret_of(v, "claim"), generation, key);
        claim_tag(key, generation, notice_number, birth_date, tag);
        if (claim_find(v, (struct bytes){ tag, CLAIM_TAG_LEN }, &row)) {
            *ret = row;
            found = true;
        }
        if (generation++ == UINT16_MAX)
            break;
    }
    secret_wipe(key, sizeof key);
    return found;
}

bool claim_of(const struct view *v, struct card_id card_id, struct claim *ret)
{
    struct claim_of_card row;

    return is_set(card_id) && claim_of_card_find(v, card_id, &row) && claim_find(v, row.claim_tag, ret);
}

const char *code_text(const struct view *v, uint64_t id)
{
    char *code = arena_take(view_arena(v), BOOKING_CODE_SIZE);

    booking_code(secret_of(v, "code"), id, code);
    return code;
}

/* Codes are 60 bits of a hash, so nearly always the first id. */
uint64_t id_with_free_code(const struct view *v, struct decision *out, struct bytes *ret_tag)
{
    uint8_t *tag = arena_take(decision_arena(out), BOOKING_TAG_LEN);
    struct booking_by_code booked;
    struct waiting_by_tag waiting;

    *ret_tag = (struct bytes){ tag, BOOKING_TAG_LEN };
    for (uint32_t tried = 0; tried < 16; tried++) {
        uint64_t id = next_id(out);

        booking_code_tag(secret_of(v, "code"), code_text(v, id), tag);
        if (!booking_by_code_find(v, *ret_tag, &booked) && !waiting_by_tag_find(v, *ret_tag, &waiting))
            return id;
    }
    must(false);                             /* sixteen codes in use by chance */
    return 0;
}

bool waiting_of_code(const struct view *v, struct text typed, struct waiting *ret)
{
    char code[BOOKING_CODE_SIZE];
    uint8_t tag[BOOKING_TAG_LEN];
    struct waiting_by_tag row;

    if (booking_code_parse(typed, code) != OK)
        return false;
    booking_code_tag(secret_of(v, "code"), code, tag);
    return waiting_by_tag_find(v, (struct bytes){ tag, BOOKING_TAG_LEN }, &row) && waiting_find(v, row.waiting_id, ret);
}

bool booking_of_code(const struct view *v, struct text typed, struct booking *ret)
{
    char code[BOOKING_CODE_SIZE];
    uint8_t tag[BOOKING_TAG_LEN];
    struct booking_by_code row;

    if (booking_code_parse(typed, code) != OK)
        return false;
    booking_code_tag(secret_of(v, "code"), code, tag);
    return booking_by_code_find(v, (struct bytes){ tag, BOOKING_TAG_LEN }, &row) && booking_find(v, row.reservation_id, ret);
}
