/* Before the first day and, in a long play, between the days: people get their accounts, cards come (stock.c), and citizens book. Everything is a command to the service that owns the fact. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "play.h"

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
    r->manager = (struct person){ .name = "site-manager", .ja = "現地管理者", .en = "the site manager", .own.password = "rehearsal-site-manager" };
    r->city = (struct person){ .name = "city-1", .ja = "市職員", .en = "the city official", .own.password = "rehearsal-city-1" };
    snprintf(r->admin.own.password, sizeof r->admin.own.password, "%s", password);
    TRY(stage_account(s, &r->admin, &r->manager, STAFF_ROLE_SITE_MANAGER));
    TRY(stage_account(s, &r->admin, &r->city, STAFF_ROLE_CITY));
    for (uint32_t i = 0; i < OPERATORS; i++) {
        snprintf(r->names[i], sizeof r->names[i], "operator-%" PRIu32, i + 1);
        r->operators[i] = (struct person){ .name = r->names[i], .ja = "業務従事者", .en = "operator" };
        snprintf(r->operators[i].own.password, sizeof r->operators[i].own.password, "rehearsal-operator-%" PRIu32, i + 1);
        TRY(stage_account(s, &r->admin, &r->operators[i], STAFF_ROLE_OPERATOR));
    }
    return OK;
}

/* ---- Bookings ---- */

/* A card for each person of the group who gets one, any that waits. Cards that ran out in the meantime are nobody's. */
static void give_cards(struct rehearsal *r, const struct play_day *day, struct guest *g)
{
    uint32_t lie = r->card_count - r->first_card, from = (uint32_t)(g->luck % (lie > 0 ? lie : 1));

    for (uint32_t i = 0; i < lie && g->card_count < g->people; i++) {
        uint32_t at = r->first_card + (from + i) % lie;
        struct play_card *card = &r->cards[at];

        if (card->given || card->gone || card->never || card->expires_on.v <= day->date.v)
            continue;
        card->given = true;
        g->cards[g->card_count++] = at;
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

static void note_booking(struct guest *g, struct reservation_id reservation_id, struct text code)
{
    g->booked = true;
    g->reservation_id = reservation_id;
    snprintf(g->code, sizeof g->code, "%.*s", (int)code.len, code.at);
}

/* The code is read out. */
static enum err book_by_telephone(struct rehearsal *r, const struct play_day *day, struct guest *g)
{
    struct book_by_phone body = { .procedure = g->procedures[0], .people = g->people, .date = day->date, .start_minute = g->start_minute };
    const struct book_by_phone_result *booked;
    const struct book_by_phone_shown *shown;
    struct answer answer;

    if (g->card_count > 0) {
        body.notice_number = text_of(r->cards[g->cards[0]].notice_number);
        body.birth_date = r->cards[g->cards[0]].birth_date;
    }
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "reservations", "book_by_phone", &book_by_phone_spec, &body, &r->operators[2], NULL, NULL, anytime }, &answer));
    booked = stage_result(&r->stage, &answer, &book_by_phone_result_spec);
    shown = stage_shown(&r->stage, &answer, &book_by_phone_shown_spec);
    if (booked == NULL || shown == NULL)
        return ERR_MALFORMED;
    note_booking(g, booked->reservation_id, shown->code);
    return OK;
}

/* Holds and books as a citizen does, or over the telephone. Whoever finds no place comes without a booking. */
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
    if (g->phones)
        return book_by_telephone(r, day, g);
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
    note_booking(g, booked->reservation_id, shown->code);
    return OK;
}

static enum err bookings(struct rehearsal *r, uint32_t index)
{
    uint32_t booked = 0, phoned = 0;

    r->guests[index] = calloc(r->guest_count[index] + 1 + STRANGERS_MAX, sizeof *r->guests[index]);
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
        phoned += g->booked && g->phones ? 1 : 0;
        arena_reset(&r->stage.arena);
        if (i % 4 == 3)
            TRY(play_until(r, r->stage.now_us + US_PER_MINUTE));
    }
    play_say(r, "市民　%" PRIu32 " 組のうち %" PRIu32 " 組が予約（うち電話 %" PRIu32 "）", "Of %" PRIu32 " parties to come %" PRIu32 " have booked, %" PRIu32 " of them by telephone.",
             r->guest_count[index], booked, phoned);
    return OK;
}

enum err prelude(struct rehearsal *r)
{
    uint32_t first = r->days < AHEAD_DAYS ? r->days : AHEAD_DAYS;

    for (uint32_t i = 0; i < r->days; i++)
        r->guest_count[i] = visitors_of(&r->day[i], r->people);
    stage_heading(&r->stage, "準備", "Before the first day");
    TRY(people(r));
    TRY(opening_stock(r, stock_wanted(r->people)));
    arena_reset(&r->stage.arena);
    TRY(play_until(r, r->stage.now_us + 30 * US_PER_MINUTE));
    TRY(delivery(r));
    arena_reset(&r->stage.arena);
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
    while (r->first_card < r->card_count && r->cards[r->first_card].gone)
        r->first_card++;
}

static uint32_t promised_to_nobody(const struct rehearsal *r)
{
    uint32_t count = 0;

    for (uint32_t i = r->first_card; i < r->card_count; i++)
        count += !r->cards[i].given && !r->cards[i].gone && !r->cards[i].never ? 1 : 0;
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
    if (promised_to_nobody(r) < stock_wanted(r->people)) {
        TRY(play_until(r, tokyo_us(r->day[r->today].date, ARRIVAL_MINUTE)));
        TRY(delivery(r));
        arena_reset(&r->stage.arena);
    }
    return OK;
}
