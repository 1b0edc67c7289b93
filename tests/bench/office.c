/* The measured office. Keys and seeds are fixed and public: nothing here guards anything. The stores are
 * the real ones, with every flush. */
#include "office.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/id.h"
#include "base/invariant.h"
#include "codec/read.h"

#define MAP_BYTES (UINT64_C(8) << 30)

/* ---- Configuration ------------------------------------------------------------------ */

#define DAY(n) { .weekday = n, .opens_minute = 0, .closes_minute = SLOTS_A_DAY * 15, .staffed_desks = PLACES_A_SLOT }

const struct reservations_config *office_config(void)
{
    static const struct opening_rule hours[] = { DAY(1), DAY(2), DAY(3), DAY(4), DAY(5), DAY(6), DAY(7) };
    static const enum desk_place places[] = { DESK_PLACE_COUNTER };
    static const struct bookable_procedure procedures[] = {
        { .procedure = PROCEDURE_CERT_RENEW, .minutes = 15, .places = { places, 1 }, .online = true } };
    static const struct reservations_config config = {
        .hours = { hours, 7 }, .year_end_from = 1229, .year_end_until = 103, .counters = PLACES_A_SLOT, .booths = PLACES_A_SLOT,
        .procedures = { procedures, 1 }, .people_max = 1, .grid_minutes = 15, .window_days = 400, .cutoff_minute = 1020,
        .hold_minutes = 10, .late_completion_minutes = 1440, .offer_minutes = 120 };

    return &config;
}

/* ---- Frames ------------------------------------------------------------------------- */

void clerk_init(struct clerk *clerk, const uint8_t terminal_key[32], const struct signer *signer, uint64_t now_us)
{
    struct staff_ticket ticket = { .account = id_make(OFFICE_SITE, 1), .role = ROLE_OPERATOR, .issued_at_us = now_us,
                                   .expires_at_us = now_us + 10 * US_PER_MINUTE, .site = OFFICE_SITE };

    memcpy(ticket.terminal, terminal_key, 32);
    ticket_issue(signer, &ticket, clerk->ticket);
    memcpy(clerk->peer.key, terminal_key, 32);
    memcpy(clerk->peer.name, "bench-terminal", sizeof "bench-terminal");
    clerk->peer.role = ROLE_TERMINAL;
    clerk->peer.command_all = true;
    if (clerk->instance == 0)
        clerk->instance = 1;
}

static void write_command(struct clerk *clerk, const char *name, const struct record_spec *spec, const void *body, struct writer *w)
{
    write_map(w, 7);
    write_key(w, "body");
    message_encode(spec, body, w);
    write_key(w, "instance");
    write_u64(w, clerk->instance);
    write_key(w, "kind");
    write_key(w, "command");
    write_key(w, "name");
    write_key(w, name);
    write_key(w, "request");
    write_u64(w, ++clerk->request);
    write_key(w, "sequence");
    write_u64(w, ++clerk->sequence);
    write_key(w, "ticket");
    write_bin(w, (struct bytes){ clerk->ticket, TICKET_LEN });
    must(!w->full);
}

/* Beyond those of the spread ones. */
static uint64_t slot_of_hold(const struct holds *holds, uint64_t index)
{
    if (index < holds->spread)
        return index * 389 % SPREAD_SLOTS;
    return SPREAD_SLOTS + (index - holds->spread) / PLACES_A_SLOT;
}

void frame_hold(struct clerk *clerk, const struct holds *holds, uint64_t index, uint64_t now_us, struct writer *w)
{
    uint64_t slot = slot_of_hold(holds, index);
    struct hold_place body = { .procedure = PROCEDURE_CERT_RENEW, .people = 1,
                               .date = date_add_days(tokyo_date(now_us), 2 + (int32_t)(slot / SLOTS_A_DAY)),
                               .start_minute = slot % SLOTS_A_DAY * 15 };

    must(holds->spread <= SPREAD_SLOTS * PLACES_A_SLOT && index < holds->spread + holds->hot);
    write_command(clerk, "hold_place", &hold_place_spec, &body, w);
}

/* The holds were the first things to get an id. */
void frame_book(struct clerk *clerk, uint64_t index, struct writer *w)
{
    struct book body = { .hold_id = { id_make(OFFICE_SITE, index + 1) }, .contact = TEXT("Test Name, test@example.org") };

    write_command(clerk, "book", &book_spec, &body, w);
}

bool answer_done(struct bytes answer)
{
    struct text outcome;

    return map_get_text(answer, "outcome", &outcome) && text_is(outcome, "done");
}

/* ---- An engine ---------------------------------------------------------------------- */

static const char *sub_dir(const char *dir, const char *name, char ret[256])
{
    int len = snprintf(ret, 256, "%s/%s", dir, name);

    must(len > 0 && len < 256);
    (void)mkdir(ret, 0700);
    return ret;
}

static struct store *open_store(const char *dir, const struct service *service, uint64_t layout_bump)
{
    static struct arena arena;       /* the list of tables lives as long as the process */
    char path[256];
    struct store_options options = { .dir = sub_dir(dir, "state", path), .map_bytes = MAP_BYTES,
                                     .layout = engine_layout(service) + layout_bump, .journal_bytes = UINT64_C(16) << 20 };
    struct store *store = NULL;

    if (arena.max_bytes == 0)
        arena_init(&arena, 1u << 20);
    options.tables = engine_tables(service, &arena, &options.table_count);
    must(store_open(&options, &store) == OK);
    return store;
}

static struct key_store *open_keys(const char *dir)
{
    static const uint8_t epoch_key[32] = { 7 };
    char path[256];
    struct key_store *keys = NULL;

    must(key_store_open(&(struct key_store_options){ .dir = sub_dir(dir, "keys", path), .epoch_key = epoch_key, .epoch = 1 }, &keys) == OK);
    return keys;
}

void office_open(const char *dir, const struct service *service, const void *config, uint64_t layout_bump, struct office *ret)
{
    static const struct shared_secret secrets[] = { { "claim", { 1 } }, { "code", { 2 } } };
    static const uint8_t ticket_seed[32] = { 3 };

    *ret = (struct office){ .out = outbox_new() };
    signer_init(&ret->signer, ticket_seed);
    must(engine_open(&(struct engine_options){ .service = service, .dir = dir, .store = open_store(dir, service, layout_bump),
                                               .keys = open_keys(dir), .marker = &ret->marker, .site = OFFICE_SITE, .config = config,
                                               .secrets = secrets, .secret_count = 2, .ticket_key = ret->signer.public_key }, &ret->engine) == OK);
    must(host_new(ret->engine, NULL, &ret->host) == OK);
    host_clock_driven(ret->host, true);
}

void office_drop(struct office *office)
{
    host_drop(&office->host);
    outbox_drop(&office->out);
    signer_fini(&office->signer);
}

static void must_be_done(struct bytes answer)
{
    struct text why = { 0 };

    if (answer_done(answer))
        return;
    (void)map_get_text(answer, "refusal", &why);
    (void)fprintf(stderr, "bench: a command was not done: %.*s\n", (int)why.len, why.at == NULL ? "" : why.at);
    exit(3);
}

uint32_t office_turn(struct office *office, uint64_t at_us)
{
    uint32_t answers = 0;
    bool busy;

    must(host_turn(office->host, at_us, now_ns() / 1000, office->out, &busy) == OK);
    for (uint32_t i = 0; i < outbox_count(office->out); i++) {
        const struct outgoing *item = outbox_at(office->out, i);

        if (item->kind != OUT_ANSWER)
            continue;
        must_be_done(item->payload);
        answers++;
    }
    outbox_reset(office->out);
    return answers;
}
