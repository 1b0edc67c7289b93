/* Many citizens want few places at the same moment: a real madoguchi-reservationsd over its socket, the citizens behind the
 * bridge's key, each with an instance of their own. A citizen tries one start of the day after the other, beginning
 * where they like; whoever gets a place held books it. Everybody must end with a booking or, having asked for every start, with `place_taken`
 * for each. Then the log is read, and the bookings in it are counted.
 *
 * Usage: bench_crowd CONFIG_DIR CITIZENS STARTS PLACES_A_START IN_FLIGHT
 * Prints one JSON object. Exit: 0 everything as it must be, 1 not so, 3 could not run. */
#include <inttypes.h>
#include <stdio.h>

#include "codec/read.h"
#include "counter.h"
#include "engine/entry.h"
#include "gen/reservations.h"
#include "percentile.h"
#include "trust/random.h"
#include "wire/wire.h"

#define TODAY 20270201u
#define WANTED_DAY 20270202u
#define FIRST_START 540u
#define GRID 15u
#define STARTS_MAX 32u
#define CITIZENS_MAX 100000u

struct citizen { uint32_t tried; uint64_t hold; bool booked; };

struct crowd {
    struct counter counter;
    struct client *client;               /* the bridge's */
    uint64_t first_instance;
    struct citizen *citizens;  uint32_t count, next;
    uint32_t starts, places, in_flight;
    uint32_t *whose;                     /* the citizen of each request, in the order of sending */
    uint64_t first_request, sent, answered;
    uint32_t refused, wrong;
    char first_wrong[96];
};

static uint64_t start_of(const struct crowd *c, uint32_t citizen)
{
    return FIRST_START + (citizen + c->citizens[citizen].tried) % c->starts * GRID;
}

/* ---- Asking ------------------------------------------------------------------------------- */

static enum err ask(struct crowd *c, uint32_t who)
{
    const struct citizen *citizen = &c->citizens[who];
    bool held = citizen->hold != 0;
    uint8_t room[512];
    struct writer w = writer_of(room, sizeof room);
    uint64_t number;

    if (held)
        encode_book(&(struct book){ .hold_id = { citizen->hold }, .contact = TEXT("Test Name, test@example.org") }, &w);
    else
        encode_hold_place(&(struct hold_place){ .procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WANTED_DAY }, .start_minute = start_of(c, who) }, &w);
    TRY(client_start_command(c->client, &(struct command_call){ .name = held ? TEXT("book") : TEXT("hold_place"), .body = written(&w),
                                                                .id = { c->first_instance + who, citizen->tried + 1u + held } }, client_now_ms(), &number));
    if (c->sent == 0)
        c->first_request = number;
    must(number == c->first_request + c->sent);
    c->whose[c->sent++] = who;
    return OK;
}

static void went_wrong(struct crowd *c, const struct answer *answer)
{
    if (c->wrong++ == 0)
        snprintf(c->first_wrong, sizeof c->first_wrong, "outcome %d %.*s", answer->outcome, (int)answer->refusal.len, answer->refusal.at);
}

/* What a citizen makes of an answer. True: they ask on. */
static bool hear(struct crowd *c, uint32_t who, const struct answer *answer)
{
    struct citizen *citizen = &c->citizens[who];

    if (answer->outcome == OUTCOME_DONE && citizen->hold != 0) {
        citizen->booked = true;
        return false;
    }
    if (answer->outcome == OUTCOME_DONE && map_get_u64(answer->result, "hold_id", &citizen->hold))
        return true;
    if (answer->outcome != OUTCOME_REFUSED || citizen->hold != 0 || !text_is(answer->refusal, "place_taken")) {
        went_wrong(c, answer);
        return false;
    }
    if (++citizen->tried < c->starts)
        return true;
    c->refused++;
    return false;
}

static enum err play(struct crowd *c)
{
    struct answer answer;
    struct wire_wait on[2];

    while (c->answered < c->sent || c->next < c->count) {
        while (c->next < c->count && c->sent - c->answered < c->in_flight)
            TRY(ask(c, c->next++));
        while (client_take(c->client, client_now_ms(), &answer)) {
            uint32_t who = c->whose[answer.request - c->first_request];

            c->answered++;
            if (hear(c, who, &answer))
                TRY(ask(c, who));
        }
        if (c->answered < c->sent)
            TRY(wire_wait(on, client_wait(c->client, client_now_ms(), on), 1000));
    }
    return OK;
}

/* ---- What the log says --------------------------------------------------------------------- */

struct recount { uint64_t next, booked, by_start[STARTS_MAX], elsewhere; };

static void recount_entry(struct recount *r, const struct entry *entry)
{
    for (uint32_t i = 0; i < entry->event_count; i++) {
        uint64_t date, start;

        if (!text_is(entry->events[i].name, "reservation_booked"))
            continue;
        r->booked++;
        if (map_get_u64(entry->events[i].body, "date", &date) && map_get_u64(entry->events[i].body, "start_minute", &start) && date == WANTED_DAY &&
            start >= FIRST_START && start < FIRST_START + STARTS_MAX * GRID && start % GRID == 0)
            r->by_start[(start - FIRST_START) / GRID]++;
        else
            r->elsewhere++;
    }
    r->next = entry->number + 1;
}

static enum err recount_pages(struct client *client, struct arena *arena, struct recount *r)
{
    for (;;) {
        struct answer answer;
        struct page page;
        struct bytes item;
        struct entry entry;

        TRY(client_pull(client, &(struct pull_call){ .epoch = 0, .from = r->next, .max = 512, .whole = true }, &answer, &page));
        if (page.left == 0)
            return OK;
        while (page_item_next(&page, &item)) {
            TRY(entry_decode(item, arena, &entry));
            recount_entry(r, &entry);
        }
        arena_reset(arena);
    }
}

static enum err recount(struct crowd *c, struct recount *ret)
{
    struct client *client = NULL;
    struct key_pair auditor;
    struct arena arena;
    enum err err;

    *ret = (struct recount){ .next = 1 };
    TRY(office_peer(office_installation(c->counter.office), "audit", &auditor, &c->counter.fault));
    TRY(office_connect(office_book(c->counter.office), "reservations", &auditor, 20000, &client));
    arena_init(&arena, (size_t)64 << 20);
    err = recount_pages(client, &arena, ret);
    arena_fini(&arena);
    client_drop(&client);
    return err;
}

/* ---- The whole ------------------------------------------------------------------------------ */

static int judge(const struct crowd *c, const struct recount *r, double seconds)
{
    uint64_t overbooked = r->elsewhere, told = 0, wanted = (uint64_t)c->starts * c->places;

    for (uint32_t i = 0; i < STARTS_MAX; i++)
        overbooked += r->by_start[i] > c->places ? r->by_start[i] - c->places : 0;
    for (uint32_t i = 0; i < c->count; i++)
        told += c->citizens[i].booked;
    printf("{\"citizens\": %u, \"places\": %" PRIu64 ", \"booked\": %" PRIu64 ", \"told_booked\": %" PRIu64 ", \"told_taken\": %u, \"wrong\": %u, \"overbooked\": %" PRIu64
           ", \"commands\": %" PRIu64 ", \"seconds\": %.2f, \"commands_per_s\": %.0f}\n",
           c->count, wanted, r->booked, told, c->refused, c->wrong, overbooked, c->answered, seconds, (double)c->answered / seconds);
    if (c->wrong > 0)
        fprintf(stderr, "bench_crowd: an answer that nobody should get: %s\n", c->first_wrong);
    wanted = wanted < c->count ? wanted : c->count;
    return r->booked == wanted && told == wanted && told + c->refused == c->count && overbooked == 0 && c->wrong == 0 ? 0 : 1;
}

static enum err meet(struct crowd *c, const char *config, struct recount *ret, double *ret_seconds)
{
    uint64_t now_us = tokyo_us((struct date){ TODAY }, 9 * 60), began;
    struct key_pair bridge;

    TRY(counter_open(&c->counter, config, STAFF_ROLE_OPERATOR, now_us));
    TRY(office_peer(office_installation(c->counter.office), "bridge", &bridge, &c->counter.fault));
    TRY(office_connect(office_book(c->counter.office), "reservations", &bridge, 60000, &c->client));
    c->first_instance = now_us;
    began = now_ns();
    TRY(play(c));
    *ret_seconds = (double)(now_ns() - began) / 1e9;
    return recount(c, ret);
}

static uint32_t argument(const char *text, uint32_t max)
{
    unsigned long value = strtoul(text, NULL, 10);

    return value >= 1 && value <= max ? (uint32_t)value : 0;
}

int main(int argc, char **argv)
{
    static struct crowd c;
    struct recount r;
    double seconds = 0;
    int status = 3;
    enum err err;

    if (argc == 6) {
        c.count = argument(argv[2], CITIZENS_MAX);
        c.starts = argument(argv[3], STARTS_MAX);
        c.places = argument(argv[4], 1000);
        c.in_flight = argument(argv[5], CLIENT_UNDER_WAY_MAX);
    }
    if (c.count == 0 || c.starts == 0 || c.places == 0 || c.in_flight == 0) {
        fprintf(stderr, "bench_crowd CONFIG_DIR CITIZENS STARTS PLACES_A_START IN_FLIGHT\n");
        return 2;
    }
    if (trust_init() != OK || wire_start() != OK)
        return 3;
    c.citizens = calloc(c.count, sizeof *c.citizens);
    c.whose = calloc((size_t)c.count * (c.starts + 1), sizeof *c.whose);
    must(c.citizens != NULL && c.whose != NULL);
    err = meet(&c, argv[1], &r, &seconds);
    if (err == OK)
        status = judge(&c, &r, seconds);
    else
        fprintf(stderr, "bench_crowd: %s %s\n", err_text(err), c.counter.fault.text);
    client_drop(&c.client);
    counter_close(&c.counter);
    free(c.citizens);
    free(c.whose);
    wire_stop();
    return status;
}
