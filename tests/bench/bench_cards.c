/* Inventory at a size no counter reaches: delivery lists of 100,000 cards taken in, and searches among all of them while some
 * thousand lie in the vault. The engine and the real core on the disk, in one process, without sockets: what is timed goes
 * from the bytes of a command to the bytes of its answer, flush included.
 *
 * Usage: bench_cards DIR CARDS VAULT SEARCHES
 * Prints one JSON object: `import_s` is the slowest list of at most 100,000 rows, from its begin to its commit. Every search must find its card.
 *
 * All cards but those of the vault stay in their boxes, so that every one of them is in every index. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/invariant.h"
#include "base/rng.h"
#include "client/answer.h"
#include "gen/inventory.h"
#include "office.h"
#include "trust/random.h"

#define ROWS_A_LIST 100000u
#define ROWS_A_PART 100u
#define BATCH 8u
#define FRAME_BYTES (60u * 1024u)
#define SLOTS_A_BOX 999u
#define BOXES_A_SHELF 99u

extern const struct service inventory_service;

/* The slowest list, then by what was searched. */
enum search { BY_NOTICE, BY_CARD, BY_PERSON, BY_SLEEVE, SEARCHES };
static const char *const search_names[SEARCHES] = { "find_card", "show_card", "find_by_person", "card_by_tracking" };

struct cards {
    struct office office;
    struct clerk clerk;
    uint8_t second[TICKET_LEN];
    struct rng rng;
    uint64_t now_us, count, vault;
    uint64_t *ids;                      /* card ids in the order of the lists */
    double import_s, imported_s;
    uint64_t *took_ns[SEARCHES];
    uint32_t searches;
};

static uint8_t frames[BATCH][FRAME_BYTES];

static const struct inventory_config *config(void)
{
    static const struct inventory_config one = { .notice_deadline_days = 90, .keep_address = true, .second_look_age = 15, .shelves = 26,
                                                 .boxes_per_shelf = BOXES_A_SHELF, .slots_per_box = SLOTS_A_BOX, .counters = 2, .booths = 2, .integrated_terminals = 3 };

    return &one;
}

/* ---- Saying ------------------------------------------------------------------------------- */

static void frame(struct cards *c, uint32_t at, const char *name, const struct record_spec *spec, const void *body, const char *purpose, bool two)
{
    static uint8_t room[FRAME_BYTES];
    struct writer w = writer_of(room, sizeof room), out = writer_of(frames[at], FRAME_BYTES);
    struct command_call call = { .name = text_of(name), .ticket = { c->clerk.ticket, TICKET_LEN }, .id = { c->clerk.instance, ++c->clerk.sequence } };

    message_encode(spec, body, &w);
    must(!w.full);
    call.body = written(&w);
    if (purpose != NULL)
        call.purpose = text_of(purpose);
    if (two)
        call.second = (struct bytes){ c->second, TICKET_LEN };
    command_call_encode(&call, ++c->clerk.request, &out);
    must(!out.full);
    host_frame(c->office.host, &c->clerk.peer, 1, written(&out), c->now_us, now_ns() / 1000, c->office.out);
}

/* Carries out what waits. The last answer lives until the next call. */
static void turn(struct cards *c, uint32_t wanted, struct answer *ret)
{
    uint32_t answers = 0;
    bool busy;

    outbox_reset(c->office.out);
    while (answers < wanted) {
        must(host_turn(c->office.host, c->now_us, now_ns() / 1000, c->office.out, &busy) == OK);
        answers = 0;
        for (uint32_t i = 0; i < outbox_count(c->office.out); i++) {
            if (outbox_at(c->office.out, i)->kind != OUT_ANSWER)
                continue;
            must(answer_parse(outbox_at(c->office.out, i)->payload, ret));
            if (ret->outcome != OUTCOME_DONE) {
                fprintf(stderr, "bench_cards: a command was not done: %.*s %.*s\n", (int)ret->refusal.len, ret->refusal.at, (int)ret->field.len, ret->field.at);
                exit(3);
            }
            answers++;
        }
    }
}

#define SAY(c, kind, ret, ...) \
    do { \
        frame(c, 0, #kind, &kind##_spec, &(struct kind){ __VA_ARGS__ }, NULL, false); \
        turn(c, 1, ret); \
    } while (0)

/* Made-up people; everything follows from the number of the card. */
struct person { char name[32], kana[32], notice[16], application[32], address[96]; };

static struct date birth_of(uint64_t n) { return date_add_days((struct date){ 19400101 }, (int32_t)(n * 7919 % 25000)); }
static struct date expiry_of(uint64_t n) { struct date birth = birth_of(n); uint32_t day = birth.v % 10000; return (struct date){ 20360000 + (day == 229 ? 228 : day) }; }

static void put_kanji(char *to, uint32_t code)
{
    to[0] = (char)(0xE0 | (code >> 12));
    to[1] = (char)(0x80 | ((code >> 6) & 0x3F));
    to[2] = (char)(0x80 | (code & 0x3F));
}

static void person_of(uint64_t n, struct person *ret)
{
    char kanji[4][4] = { { 0 } }, kana[4][4] = { { 0 } };

    for (uint32_t i = 0; i < 4; i++) {
        put_kanji(kanji[i], 0x5C71 + (uint32_t)(n * 31 >> (3 * i)) % 64 + 16 * i);
        put_kanji(kana[i], 0x30AB + (uint32_t)(n * 17 >> (3 * i)) % 24);
    }
    snprintf(ret->name, sizeof ret->name, "%s%s　%s%s", kanji[0], kanji[1], kanji[2], kanji[3]);
    snprintf(ret->kana, sizeof ret->kana, "%s%s　%s%s", kana[0], kana[1], kana[2], kana[3]);
    snprintf(ret->notice, sizeof ret->notice, "B%c%c%06u", (char)('A' + n / 26000000 % 26), (char)('A' + n / 1000000 % 26), (uint32_t)(n % 1000000));
    snprintf(ret->application, sizeof ret->application, "9%022" PRIu64, n);
    snprintf(ret->address, sizeof ret->address, "大阪府大阪狭山市狭山一丁目%u番地", (uint32_t)(n % 2384 + 1));
}

/* ---- Taking in ------------------------------------------------------------------------------ */

static void frame_part(struct cards *c, uint32_t at, struct delivery_id delivery, uint64_t first, uint64_t line, uint32_t rows_now)
{
    static struct person people[ROWS_A_PART];
    static struct delivery_row rows[ROWS_A_PART];

    for (uint32_t i = 0; i < rows_now; i++) {
        uint64_t n = first + i;
        struct person *p = &people[i];

        person_of(n, p);
        rows[i] = (struct delivery_row){ .line = line + i + 1, .box = TEXT("01-1"), .serial = line + i + 1, .application_kind = APPLICATION_KIND_FIRST,
                                         .holder = { .name = text_of(p->name), .kana = text_of(p->kana), .birth_date = birth_of(n), .address = text_of(p->address),
                                                     .notice_number = text_of(p->notice), .application_id = text_of(p->application), .expires_on = expiry_of(n) } };
    }
    frame(c, at, "add_delivery_rows", &add_delivery_rows_spec, &(struct add_delivery_rows){ .delivery_id = delivery, .rows = { rows, rows_now } }, NULL, false);
}

/* One list; several parts are on their way at a time, as from a tool that does not wait for each answer. */
static struct delivery_id take_in(struct cards *c, uint64_t first, uint64_t rows)
{
    uint8_t sha[32] = { 0 };
    char number[24];
    struct delivery_id delivery;
    struct answer answer;
    uint64_t began = now_ns();
    double seconds;

    snprintf(number, sizeof number, "B-%" PRIu64, first);
    memcpy(sha, &first, sizeof first);
    SAY(c, begin_delivery, &answer, .delivery_number = text_of(number), .file_sha256 = { sha, 32 }, .row_count = rows);
    must(map_get_u64(answer.result, "delivery_id", &delivery.v));
    for (uint64_t line = 0; line < rows;) {
        uint32_t parts = 0;

        for (; parts < BATCH && line < rows; parts++) {
            uint32_t rows_now = (uint32_t)(rows - line < ROWS_A_PART ? rows - line : ROWS_A_PART);

            frame_part(c, parts, delivery, first + line, line, rows_now);
            line += rows_now;
        }
        turn(c, parts, &answer);
        c->now_us += 1000;
    }
    SAY(c, commit_delivery, &answer, .delivery_id = delivery);
    seconds = (double)(now_ns() - began) / 1e9;
    c->imported_s += seconds;
    c->import_s = seconds > c->import_s ? seconds : c->import_s;
    return delivery;
}

/* A delivery's id is given before those of its cards, which follow in the order of its list. */
static struct delivery_id take_in_all(struct cards *c)
{
    struct delivery_id first = { 0 }, delivery;

    for (uint64_t done = 0; done < c->count;) {
        uint64_t rows = c->count - done < ROWS_A_LIST ? c->count - done : ROWS_A_LIST;

        delivery = take_in(c, done, rows);
        for (uint64_t i = 0; i < rows; i++)
            c->ids[done + i] = delivery.v + 1 + i;
        if (done == 0)
            first = delivery;
        done += rows;
        fprintf(stderr, "  %" PRIu64 " cards taken in, %.1f s\n", done, c->imported_s);
    }
    return first;
}

static void fill_vault(struct cards *c, struct delivery_id first)
{
    uint64_t rows = c->count < ROWS_A_LIST ? c->count : ROWS_A_LIST;
    struct answer answer;

    frame(c, 0, "inspect_delivery", &inspect_delivery_spec, &(struct inspect_delivery){ .delivery_id = first, .counted = rows }, NULL, true);
    turn(c, 1, &answer);
    for (uint64_t n = 0; n < c->vault; n++) {
        char slot[16];

        snprintf(slot, sizeof slot, "A-%02u-%03u", (uint32_t)(n / SLOTS_A_BOX % BOXES_A_SHELF) + 1, (uint32_t)(n % SLOTS_A_BOX) + 1);
        frame(c, 0, "record_preset", &record_preset_spec, &(struct record_preset){ .card_id = { c->ids[n] }, .terminal_number = 1, .expires_on = expiry_of(n) }, NULL, false);
        frame(c, 1, "store_card", &store_card_spec, &(struct store_card){ .card_id = { c->ids[n] }, .slot = text_of(slot) }, NULL, false);
        turn(c, 2, &answer);
    }
}

/* ---- Searching ----------------------------------------------------------------------------- */

static void sleeve_of(struct cards *c, uint64_t n, char ret[32])
{
    struct answer answer;
    struct text number;

    frame(c, 0, "show_card", &show_card_spec, &(struct show_card){ .card_id = { c->ids[n] } }, "handover", false);
    turn(c, 1, &answer);
    must(map_get_text(map_get(answer.result, "card"), "tracking_number", &number) && number.len < 32);
    memcpy(ret, number.at, number.len);
    ret[number.len] = '\0';
}

static void ask_sleeve(struct cards *c, const char *number)
{
    static uint8_t room[256];
    struct writer w = writer_of(room, sizeof room), out = writer_of(frames[0], FRAME_BYTES);
    struct query_call call = { .name = TEXT("card_by_tracking"), .ticket = { c->clerk.ticket, TICKET_LEN } };

    message_encode(&card_by_tracking_spec, &(struct card_by_tracking){ .tracking_number = text_of(number) }, &w);
    call.body = written(&w);
    query_call_encode(&call, ++c->clerk.request, &out);
    must(!w.full && !out.full);
    host_frame(c->office.host, &c->clerk.peer, 1, written(&out), c->now_us, now_ns() / 1000, c->office.out);
}

/* Two people may share reading and birth date; then both are found. */
static bool found(const struct answer *answer, enum search kind, uint64_t wanted)
{
    struct find_by_person_result people;
    struct arena arena;
    uint64_t id = 0;
    bool among = false;

    if (kind != BY_PERSON)
        return map_get_u64(map_get(answer->result, "card"), "card_id", &id) && id == wanted;
    arena_init(&arena, 1u << 20);
    must(message_decode_own(&find_by_person_result_spec, answer->result, &arena, &people) == OK);
    for (uint32_t i = 0; i < people.cards.count; i++)
        among = among || people.cards.at[i].card_id.v == wanted;
    arena_fini(&arena);
    return among;
}

/* Half of them among the cards of the vault. */
static void search_one(struct cards *c, enum search kind, uint32_t at)
{
    uint64_t n = rng_below(&c->rng, at % 2 == 0 ? c->vault : c->count), began;
    char sleeve[32] = "";
    struct person person;
    struct answer answer;

    person_of(n, &person);
    if (kind == BY_SLEEVE)
        sleeve_of(c, n, sleeve);
    began = now_ns();
    switch (kind) {
    case BY_NOTICE:
        frame(c, 0, "find_card", &find_card_spec, &(struct find_card){ .notice_number = text_of(person.notice) }, "handover", false);
        break;
    case BY_CARD:
        frame(c, 0, "show_card", &show_card_spec, &(struct show_card){ .card_id = { c->ids[n] } }, "handover", false);
        break;
    case BY_PERSON:
        frame(c, 0, "find_by_person", &find_by_person_spec, &(struct find_by_person){ .kana = text_of(person.kana), .birth_date = birth_of(n) }, "handover", false);
        break;
    case BY_SLEEVE:
        ask_sleeve(c, sleeve);
        break;
    case SEARCHES:
        break;
    }
    turn(c, 1, &answer);
    c->took_ns[kind][at] = now_ns() - began;
    must(found(&answer, kind, c->ids[n]));
}

static void search_all(struct cards *c)
{
    for (uint32_t kind = 0; kind < SEARCHES; kind++) {
        c->took_ns[kind] = calloc(c->searches, sizeof *c->took_ns[kind]);
        must(c->took_ns[kind] != NULL);
        for (uint32_t i = 0; i < c->searches; i++) {
            search_one(c, (enum search)kind, i);
            c->now_us += 1000;
        }
    }
}

static void print(struct cards *c)
{
    printf("{\"cards\": %" PRIu64 ", \"vault\": %" PRIu64 ", \"import_s\": %.2f, \"rows_per_s\": %.0f", c->count, c->vault, c->import_s, (double)c->count / c->imported_s);
    for (uint32_t kind = 0; kind < SEARCHES; kind++)
        printf(", \"%s_p50_ms\": %.3f, \"%s_max_ms\": %.3f", search_names[kind], percentile_us(c->took_ns[kind], c->searches, 50) / 1000,
               search_names[kind], percentile_us(c->took_ns[kind], c->searches, 100) / 1000);
    printf("}\n");
}

/* ---- The whole ------------------------------------------------------------------------------ */

static void people_come(struct cards *c)
{
    static const uint8_t terminal_key[32] = { 11 };
    struct staff_ticket second = { .account = id_make(OFFICE_SITE, 2), .role = ROLE_SITE_MANAGER, .site = OFFICE_SITE, .issued_at_us = c->now_us,
                                   .expires_at_us = c->now_us + 10 * US_PER_MINUTE };

    clerk_init(&c->clerk, terminal_key, &c->office.signer, c->now_us);
    memcpy(second.terminal, terminal_key, 32);
    ticket_issue(&c->office.signer, &second, c->second);
}

int main(int argc, char **argv)
{
    static struct cards c;

    if (argc == 5) {
        c.count = strtoull(argv[2], NULL, 10);
        c.vault = strtoull(argv[3], NULL, 10);
        c.searches = (uint32_t)strtoul(argv[4], NULL, 10);
    }
    if (argc != 5 || c.vault == 0 || c.count < c.vault || c.vault > ROWS_A_LIST || c.vault > SLOTS_A_BOX * BOXES_A_SHELF || c.count > 5000000 || c.searches == 0) {
        fprintf(stderr, "bench_cards DIR CARDS VAULT SEARCHES\n");
        return 2;
    }
    if (trust_init() != OK)
        return 3;
    c.ids = calloc(c.count, sizeof *c.ids);
    must(c.ids != NULL);
    rng_init(&c.rng, 1);
    c.now_us = clock_us();
    office_open(argv[1], &inventory_service, config(), 0, &c.office);
    people_come(&c);
    fill_vault(&c, take_in_all(&c));
    search_all(&c);
    print(&c);
    office_drop(&c.office);
    free(c.ids);
    for (uint32_t kind = 0; kind < SEARCHES; kind++)
        free(c.took_ns[kind]);
    return 0;
}
