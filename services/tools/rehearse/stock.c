/* Cards come: the stock the city hands over before the first day, and delivery lists, prepared card by card. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "play.h"
#include "trust/hash.h"

#define LIST_ROWS 100u
#define CHUNK_ROWS 50u
#define SLOTS_PER_BOX 50u
#define BOXES_PER_SHELF 20u
#define SLOTS (SLOTS_PER_BOX * BOXES_PER_SHELF * 5u)
#define NEVER_PERCENT 3u
#define YEAR_DAYS 365u                 /* whose notice lies back longer could not be reached */

static const struct position anytime;

/* Days since the notice of a card that was here before us: most are picked up within weeks, a few never (domain 5.1). */
static uint32_t waits_days(uint64_t seed, uint32_t index)
{
    static const uint32_t shares[] = { 700, 190, 85, 25 }, from[] = { 1, 45, 90, 366 }, until[] = { 45, 90, 366, 420 };
    struct rng rng;
    uint32_t which;

    rng_init(&rng, draw_of(seed, UINT64_C(0x6f70656e), index));
    which = weighted(&rng, shares, 4);
    return from[which] + (uint32_t)rng_below(&rng, until[which] - from[which]);
}

/* Persons `from` on; those of the opening stock with the state in which the city hands them over. */
static struct delivery_row *draw_rows(struct rehearsal *r, uint32_t from, uint32_t count, bool opening)
{
    struct delivery_row *rows = arena_take(&r->stage.arena, count * sizeof *rows);

    for (uint32_t i = 0; i < count; i++) {
        struct date arrived = tokyo_date(r->stage.now_us);

        rows[i] = (struct delivery_row){ .line = i + 2, .box = text_format(&r->stage.arena, "%u", i / SLOTS_PER_BOX + 1), .serial = i + 1 };
        if (opening) {
            uint32_t days = waits_days(r->seed, from + i);

            arrived = rows[i].posted_on = date_add_days(arrived, -(int32_t)days);
            rows[i].status = days > YEAR_DAYS ? CARD_STATE_RETURNED : CARD_STATE_NOTIFIED;
        }
        holder_draw(r->seed, from + i, arrived, &r->stage.arena, &rows[i].holder, &rows[i].application_kind);
    }
    return rows;
}

static enum err send_rows(struct rehearsal *r, struct delivery_id id, const struct delivery_row *rows, uint32_t count)
{
    struct answer answer;

    for (uint32_t at = 0; at < count; at += CHUNK_ROWS) {
        const struct add_delivery_rows body = { .delivery_id = id, .rows = { rows + at, count - at < CHUNK_ROWS ? count - at : CHUNK_ROWS } };

        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "add_delivery_rows", &add_delivery_rows_spec, &body, &r->operators[0], NULL, NULL, anytime }, &answer));
    }
    return OK;
}

/* The list as a file has a hash of its own; nobody made a file here, so that of its rows stands for it. */
static enum err begin(struct rehearsal *r, uint32_t number, const struct delivery_row *rows, uint32_t count, enum delivery_kind kind, struct delivery_id *ret)
{
    uint8_t hash[SHA256_LEN];
    struct sha256_state state;
    const struct begin_delivery_result *result;
    struct answer answer;

    sha256_start(&state);
    for (uint32_t i = 0; i < count; i++)
        sha256_add(&state, (struct bytes){ (const uint8_t *)rows[i].holder.application_id.at, rows[i].holder.application_id.len });
    sha256_end(&state, hash);
    const struct begin_delivery body = { .delivery_number = text_format(&r->stage.arena, "R09-9%03u", number), .file_sha256 = { hash, sizeof hash }, .row_count = count, .kind = kind };
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "begin_delivery", &begin_delivery_spec, &body, &r->operators[0], NULL, NULL, anytime }, &answer));
    result = stage_result(&r->stage, &answer, &begin_delivery_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    *ret = result->delivery_id;
    return OK;
}

/* The cards of the list with what is printed on their sleeves. */
static enum err read_cards(struct rehearsal *r, struct delivery_id id, const struct delivery_row *rows, uint32_t count)
{
    struct cards_of_delivery ask = { .delivery_id = id };
    const struct cards_of_delivery_result *page;
    struct answer answer;
    uint32_t at = 0;

    do {
        TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "cards_of_delivery", &cards_of_delivery_spec, &ask, &r->operators[0], NULL, NULL, anytime }, &answer));
        page = stage_result(&r->stage, &answer, &cards_of_delivery_result_spec);
        if (page == NULL)
            return ERR_MALFORMED;
        for (uint32_t i = 0; i < page->cards.count && at < count; i++, at++) {
            struct play_card *card = &r->cards[r->card_count++];

            *card = (struct play_card){ .card_id = page->cards.at[i].card_id, .birth_date = rows[at].holder.birth_date, .expires_on = rows[at].holder.expires_on,
                                         .is_renewal = rows[at].application_kind == APPLICATION_KIND_RENEWAL };
            card->never = draw_of(r->seed, UINT64_C(0x6e65766572), r->card_count) % 100 < NEVER_PERCENT ||
                          (rows[at].posted_on.v != 0 && date_add_days(rows[at].posted_on, YEAR_DAYS).v < tokyo_date(r->stage.now_us).v);
            snprintf(card->tracking_number, sizeof card->tracking_number, "%.*s", (int)page->cards.at[i].tracking_number.len, page->cards.at[i].tracking_number.at);
            snprintf(card->notice_number, sizeof card->notice_number, "%.*s", (int)rows[at].holder.notice_number.len, rows[at].holder.notice_number.at);
        }
        ask.after_line = page->next_after_line;
    } while (page->next_after_line != 0);
    return at == count ? OK : ERR_MALFORMED;
}

/* Slots are filled through the vault and, when it was filled once, again where a card was issued. */
static uint32_t free_slot(struct rehearsal *r)
{
    uint32_t i = r->first_card;

    while (i < r->card_count) {
        if (!r->cards[i].gone && r->cards[i].slot_number == r->next_slot + 1) {
            r->next_slot = (r->next_slot + 1) % SLOTS;
            i = r->first_card;
        } else {
            i++;
        }
    }
    return r->next_slot;
}

static enum err store(struct rehearsal *r, uint32_t index, struct person *who)
{
    struct play_card *card = &r->cards[index];
    uint32_t slot = free_slot(r);

    card->slot_number = slot + 1;
    snprintf(card->slot, sizeof card->slot, "%c-%02" PRIu32 "-%03" PRIu32, 'A' + (int)(slot / (SLOTS_PER_BOX * BOXES_PER_SHELF)),
             slot / SLOTS_PER_BOX % BOXES_PER_SHELF + 1, slot % SLOTS_PER_BOX + 1);
    const struct store_card body = { .card_id = card->card_id, .slot = text_of(card->slot) };
    return play_do(r, "inventory", "store_card", &store_card_spec, &body, who);
}

/* Preset, into the vault, its notice to the city. */
static enum err prepare_card(struct rehearsal *r, uint32_t index)
{
    const struct play_card *card = &r->cards[index];
    const struct record_preset preset = { .card_id = card->card_id, .terminal_number = index % 3 + 1, .expires_on = card->expires_on };
    const struct post_notice post = { .card_id = card->card_id, .posted_on = tokyo_date(r->stage.now_us) };
    struct person *who = &r->operators[index % 2];

    TRY(play_do(r, "inventory", "record_preset", &record_preset_spec, &preset, who));
    TRY(store(r, index, who));
    return play_do(r, "inventory", "post_notice", &post_notice_spec, &post, who);
}

static void make_room(struct rehearsal *r, uint32_t more)
{
    if (r->card_count + more <= r->card_room)
        return;
    r->card_room = r->card_room * 2 + more;
    r->cards = realloc(r->cards, r->card_room * sizeof *r->cards);
    must(r->cards != NULL);
}

/* The list is taken in, whatever its kind. */
static enum err take_in(struct rehearsal *r, uint32_t count, bool opening, struct delivery_row **ret_rows, struct delivery_id *ret)
{
    struct commit_delivery commit = { 0 };

    *ret_rows = draw_rows(r, r->card_count, count, opening);
    make_room(r, count);
    TRY(begin(r, ++r->lists, *ret_rows, count, opening ? DELIVERY_KIND_OPENING : (enum delivery_kind)0, &commit.delivery_id));
    TRY(send_rows(r, commit.delivery_id, *ret_rows, count));
    *ret = commit.delivery_id;
    return play_do(r, "inventory", "commit_delivery", &commit_delivery_spec, &commit, &r->operators[0]);
}

enum err delivery(struct rehearsal *r)
{
    uint32_t first = r->card_count;
    struct delivery_row *rows;
    struct delivery_id id;
    struct answer answer;

    TRY(take_in(r, LIST_ROWS, false, &rows, &id));
    const struct inspect_delivery inspect = { .delivery_id = id, .counted = LIST_ROWS };
    TRY(play_until(r, r->stage.now_us + 20 * US_PER_MINUTE));
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "inspect_delivery", &inspect_delivery_spec, &inspect, &r->operators[0], &r->operators[1], NULL, anytime }, &answer));
    TRY(read_cards(r, id, rows, LIST_ROWS));
    for (uint32_t i = first; i < first + LIST_ROWS; i++)
        TRY(prepare_card(r, i));
    play_say(r, "業務従事者　納品一覧 R09-9%03" PRIu32 "：%u 枚を取込・検品・設定・保管、\n         交付通知書を市へ引渡し",
             "Delivery list R09-9%03" PRIu32 ": %u cards taken in, inspected,\n         set up and stored; their notices go to the city.", r->lists, LIST_ROWS);
    return OK;
}

/* What the city had before day one: taken over from its list, each card scanned into the vault. */
enum err opening_stock(struct rehearsal *r, uint32_t count)
{
    uint32_t first = r->card_count;
    struct delivery_row *rows;
    struct delivery_id id;

    TRY(take_in(r, count, true, &rows, &id));
    TRY(read_cards(r, id, rows, count));
    for (uint32_t i = first; i < first + count; i++)
        TRY(store(r, i, &r->operators[i % 2]));
    play_say(r, "業務従事者　市の一覧から引き継いだカード %" PRIu32 " 枚を読み取り、保管庫へ", "Operators scan the %" PRIu32 " cards taken over from the city into the vault.", count);
    return OK;
}
