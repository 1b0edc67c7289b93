/* Before the first day and, in a long play, between the days: people get their accounts, delivery lists arrive and are prepared card by card,
 * and citizens book. Everything is a command to the service that owns the fact. */
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
#define ARRIVAL_MINUTE (7u * 60u)      /* of a list between the days */

static const struct position anytime;

/* ---- People ---- */

static enum err people(struct rehearsal *r)
{
    struct stage *s = &r->stage;
    char password[FIRST_PASSWORD_SIZE];
    bool made;

    TRY(office_first_account(s->clients[SPOT_TOOL][office_index("staff")], password, &made, &s->fault));
    r->admin = (struct person){ .name = FIRST_ACCOUNT, .ja = "業務責任者", .en = "service manager" };
    r->manager = (struct person){ .name = "site-manager", .ja = "現地管理者", .en = "the site manager", .password = "rehearsal-site-manager" };
    r->city = (struct person){ .name = "city-1", .ja = "市職員", .en = "the city official", .password = "rehearsal-city-1" };
    snprintf(r->admin.password, sizeof r->admin.password, "%s", password);
    TRY(stage_account(s, &r->admin, &r->manager, STAFF_ROLE_SITE_MANAGER));
    TRY(stage_account(s, &r->admin, &r->city, STAFF_ROLE_CITY));
    for (uint32_t i = 0; i < OPERATORS; i++) {
        snprintf(r->names[i], sizeof r->names[i], "operator-%" PRIu32, i + 1);
        r->operators[i] = (struct person){ .name = r->names[i], .ja = "業務従事者", .en = "operator" };
        snprintf(r->operators[i].password, sizeof r->operators[i].password, "rehearsal-operator-%" PRIu32, i + 1);
        TRY(stage_account(s, &r->admin, &r->operators[i], STAFF_ROLE_OPERATOR));
    }
    return OK;
}

/* ---- A delivery list ---- */

static struct delivery_row *draw_rows(struct rehearsal *r, uint32_t from, uint32_t count)
{
    struct delivery_row *rows = arena_take(&r->stage.arena, count * sizeof *rows);

    for (uint32_t i = 0; i < count; i++) {
        rows[i] = (struct delivery_row){ .line = i + 2, .box = text_format(&r->stage.arena, "%u", i / SLOTS_PER_BOX + 1), .serial = i + 1 };
        holder_draw(r->seed, from + i, tokyo_date(r->stage.now_us), &r->stage.arena, &rows[i].holder, &rows[i].application_kind);
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
static enum err begin(struct rehearsal *r, uint32_t number, const struct delivery_row *rows, uint32_t count, struct delivery_id *ret)
{
    uint8_t hash[SHA256_LEN];
    struct sha256_state state;
    const struct begin_delivery_result *result;
    struct answer answer;

    sha256_start(&state);
    for (uint32_t i = 0; i < count; i++)
        sha256_add(&state, (struct bytes){ (const uint8_t *)rows[i].holder.application_id.at, rows[i].holder.application_id.len });
    sha256_end(&state, hash);
    const struct begin_delivery body = { .delivery_number = text_format(&r->stage.arena, "R09-9%03u", number), .file_sha256 = { hash, sizeof hash }, .row_count = count };
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

            *card = (struct play_card){ .card_id = page->cards.at[i].card_id, .birth_date = rows[at].holder.birth_date, .expires_on = rows[at].holder.expires_on };
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
        if (!r->cards[i].issued && r->cards[i].slot_number == r->next_slot + 1) {
            r->next_slot = (r->next_slot + 1) % SLOTS;
            i = r->first_card;
        } else {
            i++;
        }
    }
    return r->next_slot;
}

/* Preset, into the vault, its notice to the city. */
static enum err prepare_card(struct rehearsal *r, uint32_t index)
{
    struct play_card *card = &r->cards[index];
    struct person *who = &r->operators[index % 2];
    struct answer answer;
    uint32_t slot;

    slot = free_slot(r);
    card->slot_number = slot + 1;
    snprintf(card->slot, sizeof card->slot, "%c-%02" PRIu32 "-%03" PRIu32, 'A' + (int)(slot / (SLOTS_PER_BOX * BOXES_PER_SHELF)),
             slot / SLOTS_PER_BOX % BOXES_PER_SHELF + 1, slot % SLOTS_PER_BOX + 1);
    const struct record_preset preset = { .card_id = card->card_id, .terminal_number = index % 3 + 1, .expires_on = card->expires_on };
    const struct store_card store = { .card_id = card->card_id, .slot = text_of(card->slot) };
    const struct post_notice post = { .card_id = card->card_id, .posted_on = tokyo_date(r->stage.now_us) };
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "record_preset", &record_preset_spec, &preset, who, NULL, NULL, anytime }, &answer));
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "store_card", &store_card_spec, &store, who, NULL, NULL, anytime }, &answer));
    return stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "post_notice", &post_notice_spec, &post, who, NULL, NULL, anytime }, &answer);
}

static void make_room(struct rehearsal *r, uint32_t more)
{
    if (r->card_count + more <= r->card_room)
        return;
    r->card_room = r->card_room * 2 + more;
    r->cards = realloc(r->cards, r->card_room * sizeof *r->cards);
    must(r->cards != NULL);
}

static enum err delivery(struct rehearsal *r, uint32_t count)
{
    uint32_t first = r->card_count, number = ++r->lists;
    struct delivery_row *rows = draw_rows(r, first, count);
    struct commit_delivery commit = { 0 };
    struct answer answer;

    make_room(r, count);
    TRY(begin(r, number, rows, count, &commit.delivery_id));
    TRY(send_rows(r, commit.delivery_id, rows, count));
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "commit_delivery", &commit_delivery_spec, &commit, &r->operators[0], NULL, NULL, anytime }, &answer));
    const struct inspect_delivery inspect = { .delivery_id = commit.delivery_id, .counted = count };
    TRY(play_until(r, r->stage.now_us + 20 * US_PER_MINUTE));
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "inspect_delivery", &inspect_delivery_spec, &inspect, &r->operators[0], &r->operators[1], NULL, anytime }, &answer));
    TRY(read_cards(r, commit.delivery_id, rows, count));
    for (uint32_t i = first; i < first + count; i++)
        TRY(prepare_card(r, i));
    play_say(r, "業務従事者　納品一覧 R09-9%03" PRIu32 "：%" PRIu32 " 枚を取込・検品・設定・保管、交付通知書を市へ引渡し",
             "Delivery list R09-9%03" PRIu32 ": %" PRIu32 " cards taken in, inspected, set up and stored; their notices go to the city.", number, count);
    return OK;
}

/* ---- Bookings ---- */

/* A card for each person of the group who gets one. Cards that ran out in the meantime are nobody's. */
static void give_cards(struct rehearsal *r, const struct play_day *day, struct guest *g)
{
    for (uint32_t i = r->first_card; i < r->card_count && g->card_count < g->people; i++) {
        struct play_card *card = &r->cards[i];

        if (card->given || card->issued || card->expires_on.v <= day->date.v)
            continue;
        card->given = true;
        g->cards[g->card_count++] = i;
    }
}

/* The free start nearest to the wish. */
static bool nearest_start(const struct free_places_result *free, uint32_t wish, uint32_t *ret)
{
    uint32_t best = UINT32_MAX;

    for (uint32_t i = 0; free->days.count == 1 && i < free->days.at[0].starts.count; i++) {
        uint32_t start = (uint32_t)free->days.at[0].starts.at[i], apart = start > wish ? start - wish : wish - start;

        if (apart < best) {
            best = apart;
            *ret = start;
        }
    }
    return best != UINT32_MAX;
}

/* Holds and books as a citizen does. Whoever finds no place comes without a booking. */
static enum err book_guest(struct rehearsal *r, const struct play_day *day, struct guest *g)
{
    struct stage *s = &r->stage;
    const struct free_places ask = { .procedure = g->procedures[0], .people = g->people, .from = day->date, .days = 1 };
    const struct free_places_result *free;
    const struct hold_place_result *held;
    const struct book_result *booked;
    const struct book_shown *shown;
    struct answer answer;

    TRY(stage_ask(s, &(struct act){ SPOT_BRIDGE, "reservations", "free_places", &free_places_spec, &ask, NULL, NULL, NULL, anytime }, &answer));
    free = answer.outcome == OUTCOME_DONE ? stage_result(s, &answer, &free_places_result_spec) : NULL;
    if (free == NULL || !nearest_start(free, g->wish_minute, &g->start_minute))
        return OK;
    const struct hold_place hold = { .procedure = g->procedures[0], .people = g->people, .date = day->date, .start_minute = g->start_minute };
    TRY(stage_do(s, &(struct act){ SPOT_BRIDGE, "reservations", "hold_place", &hold_place_spec, &hold, NULL, NULL, NULL, anytime }, &answer));
    held = stage_result(s, &answer, &hold_place_result_spec);
    if (held == NULL)
        return ERR_MALFORMED;
    struct book body = { .hold_id = held->hold_id };
    if (g->card_count > 0) {
        body.notice_number = text_of(r->cards[g->cards[0]].notice_number);
        body.birth_date = r->cards[g->cards[0]].birth_date;
    }
    TRY(stage_do(s, &(struct act){ SPOT_BRIDGE, "reservations", "book", &book_spec, &body, NULL, NULL, NULL, anytime }, &answer));
    booked = stage_result(s, &answer, &book_result_spec);
    shown = stage_shown(s, &answer, &book_shown_spec);
    if (booked == NULL || shown == NULL)
        return ERR_MALFORMED;
    g->booked = true;
    g->reservation_id = booked->reservation_id;
    snprintf(g->code, sizeof g->code, "%.*s", (int)shown->code.len, shown->code.at);
    return OK;
}

static enum err bookings(struct rehearsal *r, uint32_t index)
{
    uint32_t booked = 0;

    r->guests[index] = calloc(r->guest_count[index] + 1, sizeof *r->guests[index]);
    must(r->guests[index] != NULL);
    for (uint32_t i = 0; i < r->guest_count[index]; i++) {
        struct guest *g = &r->guests[index][i];

        guest_draw(r->seed, &r->day[index], i, g);
        if (g->procedures[0] == PROCEDURE_ISSUE)
            give_cards(r, &r->day[index], g);
        if (g->procedures[0] == PROCEDURE_ISSUE && g->card_count == 0)
            g->procedures[0] = PROCEDURE_INFORMATION;      /* whoever has no card waiting comes to ask */
        if (g->card_count > 0 && g->card_count < g->people)
            g->people = g->card_count;
        if (g->wants_booking && g->procedures[0] != PROCEDURE_INFORMATION)
            TRY(book_guest(r, &r->day[index], g));
        booked += g->booked ? 1 : 0;
        arena_reset(&r->stage.arena);
        if (i % 4 == 3)
            TRY(play_until(r, r->stage.now_us + US_PER_MINUTE));
    }
    play_say(r, "市民　%" PRIu32 " 人のうち %" PRIu32 " 人が予約", "Of %" PRIu32 " guests to come %" PRIu32 " have booked.", r->guest_count[index], booked);
    return OK;
}

enum err prelude(struct rehearsal *r)
{
    uint32_t cards = 0, first = r->days < AHEAD_DAYS ? r->days : AHEAD_DAYS;

    for (uint32_t i = 0; i < r->days; i++)
        r->guest_count[i] = visitors_of(&r->day[i], r->people);
    for (uint32_t i = 0; i < first; i++)
        cards += r->guest_count[i];
    cards += r->people * 3;                          /* long storers, who come another day or never */
    stage_heading(&r->stage, "準備", "Before the first day");
    TRY(people(r));
    while (r->card_count < cards) {
        TRY(delivery(r, cards - r->card_count < LIST_ROWS ? cards - r->card_count : LIST_ROWS));
        arena_reset(&r->stage.arena);
        TRY(play_until(r, r->stage.now_us + 30 * US_PER_MINUTE));
    }
    for (uint32_t i = 0; i < first; i++)
        TRY(bookings(r, i));
    return OK;
}

/* ---- Between the days ---- */

/* Whoever was to get a card and did not comes another day. */
static void forget_day(struct rehearsal *r, uint32_t index)
{
    for (uint32_t i = 0; i < r->guest_count[index]; i++)
        for (uint32_t k = 0; k < r->guests[index][i].card_count; k++)
            r->cards[r->guests[index][i].cards[k]].given = false;
    free(r->guests[index]);
    r->guests[index] = NULL;
    while (r->first_card < r->card_count && r->cards[r->first_card].issued)
        r->first_card++;
}

static uint32_t promised_to_nobody(const struct rehearsal *r)
{
    uint32_t count = 0;

    for (uint32_t i = r->first_card; i < r->card_count; i++)
        count += !r->cards[i].given && !r->cards[i].issued ? 1 : 0;
    return count;
}

enum err between_days(struct rehearsal *r)
{
    uint32_t next = r->today + AHEAD_DAYS - 1;

    if (r->today == 0 || r->days <= AHEAD_DAYS)
        return OK;
    forget_day(r, r->today - 1);
    if (next < r->days)
        TRY(bookings(r, next));
    if (promised_to_nobody(r) < r->people * 5) {
        TRY(play_until(r, tokyo_us(r->day[r->today].date, ARRIVAL_MINUTE)));
        TRY(delivery(r, LIST_ROWS));
        arena_reset(&r->stage.arena);
    }
    return OK;
}
