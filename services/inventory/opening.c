/* Rules of the opening stock. Its cards lie in the work tray once the list is taken in, and two persons scan
 * each into the vault: what the list has and nobody finds stays in the tray by the book, and on every evening's list. */
#include "opening.h"

#include "trust/claim.h"

static bool was_posted(enum card_state status)
{
    return status == CARD_STATE_NOTIFIED || status == CARD_STATE_RETURNED || status == CARD_STATE_REMINDED;
}

static struct date deadline_of(const struct context *ctx, const struct delivery_row *row)
{
    const struct inventory_config *config = ctx->config;

    return row->deadline.v != 0 ? row->deadline : date_add_days(row->posted_on, (int32_t)config->notice_deadline_days);
}

enum refusal opening_refused(const struct context *ctx, const struct delivery *delivery, const struct delivery_row *row, const char **ret_field)
{
    *ret_field = row->status != 0 ? "status" : row->posted_on.v != 0 ? "posted_on" : "deadline";
    if (delivery->kind != DELIVERY_KIND_OPENING)
        return row->status != 0 || row->posted_on.v != 0 || row->deadline.v != 0 ? OPENING_ONLY : REFUSAL_NONE;
    if (row->status != 0 && row->status != CARD_STATE_PRESET && !was_posted(row->status))
        return STATUS_NOT_FOR_OPENING;
    *ret_field = "posted_on";
    if (!was_posted(row->status))
        return row->posted_on.v != 0 || row->deadline.v != 0 ? STATUS_NOT_FOR_OPENING : REFUSAL_NONE;
    if (row->posted_on.v == 0)
        return POSTING_MISSING;
    if (row->posted_on.v > ctx->date.v)
        return POSTED_IN_FUTURE;
    *ret_field = "deadline";
    return deadline_of(ctx, row).v <= row->posted_on.v ? DEADLINE_TOO_EARLY : REFUSAL_NONE;
}

void opening_fill(const struct view *v, const struct context *ctx, const struct delivery_row *row, struct staged_row *ret)
{
    uint8_t key[32], *tag;
    uint16_t generation;

    ret->status = row->status != 0 ? row->status : CARD_STATE_PRESET;
    if (!was_posted(ret->status))
        return;
    ret->posted_on = row->posted_on;
    ret->deadline = deadline_of(ctx, row);
    generation = claim_generation(row->posted_on);
    tag = arena_take(view_arena(v), CLAIM_TAG_LEN);
    claim_key(secret_of(v, "claim"), generation, key);
    claim_tag(key, generation, row->holder.notice_number, row->holder.birth_date, tag);
    secret_wipe(key, sizeof key);
    ret->claim_tag = (struct bytes){ tag, CLAIM_TAG_LEN };
}

bool opening_unclaimed(const struct view *v, const struct card *card)
{
    struct card_noticed noticed;

    return card->claim_tag.len > 0 && obtainable(card->own_status) && !card_noticed_find(v, card->first_posted_on, card->card_id, &noticed);
}
