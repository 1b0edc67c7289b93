/* kill -9 of random services under load. Real processes, real sockets; at least 64 commands are in
 * flight at every kill. Afterwards: nothing acknowledged is lost, nothing was done twice, every
 * follower has caught up, and the state is the fold of the log. Prints how many commands were
 * committed but not acknowledged and how many were repeated; a run without either proves nothing and is red.
 *
 * kill_test [--kills N] [--seed N]; MADOGUCHI_LONG=1: 500 kills. MADOGUCHI_BUDGET_S: fewer kills when time runs out, and says so. */
#include <inttypes.h>
#include <signal.h>

#include "base/rng.h"
#include "codec/read.h"
#include "engine/entry.h"
#include "gen/inventory.h"
#include "gen/queueing.h"
#include "gen/reservations.h"
#include "gen/staff.h"
#include "enter.h"
#include "office.h"
#include "trust/hash.h"
#include "trust/random.h"
#include "trust/ticket.h"
#include "wire/wire.h"

#define IN_FLIGHT 96u
#define IN_FLIGHT_AT_KILL 64u
#define ANSWERS_PER_KILL 120u
#define COMMANDS_MAX 200000u
#define READY_MS 60000
#define CATCH_UP_MS 60000
#define ROOM 1024

enum target { TARGET_INVENTORY, TARGET_QUEUEING, TARGET_RESERVATIONS, TARGETS };
static const char *const target_names[TARGETS] = { "inventory", "queueing", "reservations" };

/* What was asked and what became of it. */
struct asked {
    enum target target;
    struct command_id id;
    uint64_t number;                 /* the client's, while under way */
    bool answered, done;
    struct position position;
    uint8_t leaf[32];
};

struct run {
    struct place place;
    char folder[64];
    struct office *office;
    struct client *clients[TARGETS];
    struct key_pair keys[TARGETS], auditor;
    uint8_t ticket[TICKET_LEN];
    struct rng rng;
    struct asked *asked;  uint32_t asked_count;
    uint64_t answers, done, refused, not_taken, unknown, repeated, since_kill;
    uint32_t kills, wanted_kills;
    int64_t ends_ms;                 /* budget; INT64_MAX: none */
    struct fault fault;
};

static int give_up(const struct run *r, const char *what)
{
    printf("FAILED: %s%s%s\n", what, r->fault.text[0] != '\0' ? " " : "", r->fault.text);
    return 1;
}

/* ---- Opening ---------------------------------------------------------------------------- */

static enum err drive_clocks(struct run *r)
{
    uint8_t room[64];
    struct writer w = writer_of(room, sizeof room);
    struct answer answer;

    write_map(&w, 1);
    write_key(&w, "at");
    write_u64(&w, tokyo_us((struct date){ 20270201 }, 10 * 60));
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        TRY(client_control(office_client(r->office, i), &(struct control_call){ .name = TEXT("clock_set"), .body = written(&w) }, &answer));
    return OK;
}

static enum err command(struct client *client, const char *name, const struct record_spec *spec, const void *body, struct bytes ticket, struct answer *ret)
{
    uint8_t room[ROOM];
    struct writer w = writer_of(room, sizeof room);

    message_encode(spec, body, &w);
    TRY(client_command(client, &(struct command_call){ .name = text_of(name), .body = written(&w), .ticket = ticket }, ret));
    return ret->outcome == OUTCOME_DONE ? OK : ERR_DENIED;
}

/* A site manager, who may everything this load does, and an open day. */
static enum err prepare(struct run *r)
{
    const struct create_account account = { .name = TEXT("manager"), .display_name = TEXT("管理者"), .role = STAFF_ROLE_SITE_MANAGER, .password = TEXT("a kill of nine lives") };
    const struct open_day day = { .date = { 20270201 } };
    struct credentials boss = { .secret_len = 0 }, manager = { .password = "a kill of nine lives" };
    char password[FIRST_PASSWORD_SIZE];
    struct client *staff = NULL, *queueing = NULL;
    struct answer answer;
    bool made;
    enum err err;

    TRY(office_first_account(office_client(r->office, office_index("staff")), password, &made, &r->fault));
    r->fault.text[0] = '\0';
    TRY(office_connect(office_book(r->office), "staff", &r->keys[TARGET_INVENTORY], 20000, &staff));
    TRY(office_connect(office_book(r->office), "queueing", &r->keys[TARGET_INVENTORY], 20000, &queueing));
    snprintf(boss.password, sizeof boss.password, "%s", password);
    err = client_enter(staff, FIRST_ACCOUNT, &boss, r->ticket);
    if (err == OK)
        err = command(staff, "create_account", &create_account_spec, &account, (struct bytes){ r->ticket, TICKET_LEN }, &answer);
    if (err == OK)
        err = client_enter(staff, "manager", &manager, r->ticket);
    if (err == OK)
        err = command(queueing, "open_day", &open_day_spec, &day, (struct bytes){ r->ticket, TICKET_LEN }, &answer);
    client_drop(&staff);
    client_drop(&queueing);
    return err;
}

static enum err open_run(struct run *r)
{
    char data[96], keys[96];

    snprintf(r->folder, sizeof r->folder, "/tmp/madoguchi-kill-XXXXXX");
    if (mkdtemp(r->folder) == NULL)
        return ERR_IO;
    snprintf(data, sizeof data, "%s/office", r->folder);
    snprintf(keys, sizeof keys, "%s/keys", r->folder);
    TRY(place_find(data, keys, &r->place, &r->fault));
    TRY(office_init(&r->place, 1, false, &r->fault));
    TRY(office_start(&r->place, &r->office, &r->fault));
    TRY(office_wait_ready(r->office, READY_MS, &r->fault));
    for (uint32_t i = 0; i < TARGETS; i++) {
        TRY(office_peer(office_installation(r->office), "console", &r->keys[i], &r->fault));
        TRY(office_connect(office_book(r->office), target_names[i], &r->keys[i], 60000, &r->clients[i]));
    }
    TRY(office_peer(office_installation(r->office), "audit", &r->auditor, &r->fault));
    TRY(drive_clocks(r));
    return prepare(r);
}

/* ---- Load ------------------------------------------------------------------------------- */

static struct bytes begin_body(struct run *r, uint8_t room[ROOM])
{
    struct writer w = writer_of(room, ROOM);
    char number[32];
    uint8_t sha[32];

    snprintf(number, sizeof number, "K-%u", r->asked_count);
    for (uint32_t i = 0; i < 32; i += 8)
        be64_put(sha + i, rng_next(&r->rng));
    message_encode(&begin_delivery_spec, &(struct begin_delivery){ .delivery_number = text_of(number), .file_sha256 = { sha, 32 }, .row_count = 10 }, &w);
    return written(&w);
}

static struct bytes ticket_body(struct run *r, uint8_t room[ROOM])
{
    struct writer w = writer_of(room, ROOM);

    message_encode(&take_ticket_spec, &(struct take_ticket){ .line_id = { 2 + rng_below(&r->rng, 7) } }, &w);
    return written(&w);
}

static struct bytes hold_body(struct run *r, uint8_t room[ROOM])
{
    struct writer w = writer_of(room, ROOM);

    message_encode(&hold_place_spec, &(struct hold_place){ .procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = date_add_days((struct date){ 20270202 }, (int32_t)rng_below(&r->rng, 40)),
                                                           .start_minute = 540 + 15 * rng_below(&r->rng, 30) }, &w);
    return written(&w);
}

static enum err ask_one(struct run *r)
{
    static const char *const names[TARGETS] = { "begin_delivery", "take_ticket", "hold_place" };
    uint8_t room[ROOM];
    struct asked *a = &r->asked[r->asked_count];
    struct command_call call;

    must(r->asked_count < COMMANDS_MAX);
    a->target = (enum target)rng_below(&r->rng, TARGETS);
    a->id = client_next_id(r->clients[a->target]);
    /* By staff at a terminal: an edge's window of 16 would not hold so many at once. */
    call = (struct command_call){ .name = text_of(names[a->target]), .id = a->id, .ticket = { r->ticket, TICKET_LEN } };
    switch (a->target) {
    case TARGET_INVENTORY:
        call.body = begin_body(r, room);
        break;
    case TARGET_QUEUEING:
        call.body = ticket_body(r, room);
        break;
    case TARGET_RESERVATIONS:
        call.body = hold_body(r, room);
        break;
    case TARGETS:
        break;
    }
    TRY(client_start_command(r->clients[a->target], &call, client_now_ms(), &a->number));
    r->asked_count++;
    return OK;
}

static struct asked *asked_of(struct run *r, enum target target, struct command_id id)
{
    for (uint32_t i = r->asked_count; i-- > 0;)
        if (r->asked[i].target == target && r->asked[i].id.sequence == id.sequence && r->asked[i].id.instance == id.instance)
            return &r->asked[i];
    return NULL;
}

static void take_answer(struct run *r, enum target target, const struct answer *answer)
{
    struct asked *a = asked_of(r, target, answer->id);

    r->answers++;
    r->since_kill++;
    r->repeated += answer->repeated;
    if (answer->outcome == OUTCOME_UNKNOWN)
        r->unknown++;
    if (answer->outcome == OUTCOME_NOT_TAKEN && r->not_taken++ < 5)
        printf("  not taken     %s: %.*s\n", target_names[target], (int)answer->refusal.len, answer->refusal.at);
    if (a == NULL || (answer->outcome != OUTCOME_DONE && answer->outcome != OUTCOME_REFUSED))
        return;
    must(!a->answered && answer->leaf.len == 32);
    a->answered = true;
    a->done = answer->outcome == OUTCOME_DONE;
    a->position = answer->position;
    memcpy(a->leaf, answer->leaf.at, 32);
    r->done += a->done;
    r->refused += !a->done;
}

static uint32_t under_way(const struct run *r)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < TARGETS; i++)
        count += client_under_way(r->clients[i]);
    return count;
}

/* Waits until something comes or is due; takes what came. */
static enum err turn(struct run *r)
{
    struct wire_wait on[2 * TARGETS];
    uint32_t count = 0, ended;
    int64_t now, due = office_tend(r->office, &ended);

    for (uint32_t i = 0; i < TARGETS; i++) {
        struct answer answer;

        while (client_take(r->clients[i], client_now_ms(), &answer))
            take_answer(r, (enum target)i, &answer);
        count += client_wait(r->clients[i], client_now_ms(), on + count);
        due = client_due_ms(r->clients[i]) < due ? client_due_ms(r->clients[i]) : due;
    }
    now = client_now_ms();
    due = due > now + 50 ? now + 50 : due;             /* a child may end at any time */
    return wire_wait(on, count, due > now ? due - now : 0);
}

static enum err kill_under_load(struct run *r)
{
    while (r->kills < r->wanted_kills && client_now_ms() < r->ends_ms) {
        while (under_way(r) < IN_FLIGHT)
            TRY(ask_one(r));
        if (r->since_kill >= ANSWERS_PER_KILL && under_way(r) >= IN_FLIGHT_AT_KILL) {
            /* Mostly the services under load; every one gets its turn. */
            uint32_t victim = rng_chance(&r->rng, 75) ? office_index(target_names[rng_below(&r->rng, TARGETS)]) : (uint32_t)rng_below(&r->rng, OFFICE_SERVICES);

            if (office_pid(r->office, victim) != 0) {
                office_signal(r->office, victim, SIGKILL);
                r->kills++;
                r->since_kill = 0;
            }
        }
        TRY(turn(r));
    }
    while (under_way(r) > 0)
        TRY(turn(r));
    return OK;
}

/* ---- What must hold --------------------------------------------------------------------- */

/* One service's whole log, as audit would pull it: every command id at most once, every acknowledged one at its place. */
struct audit_of_log {
    struct run *r;
    enum target target;
    struct asked *expected;
    uint64_t next;
    uint64_t occupied;               /* entries that occupy an id of ours */
    uint64_t wrong;
};

static void check_entry(struct audit_of_log *a, const struct entry *entry, struct bytes bytes)
{
    uint8_t client[8], leaf[32], hash[32];

    sha256((struct bytes){ a->r->keys[a->target].public_key, 32 }, hash);
    memcpy(client, hash, 8);
    a->wrong += entry->number != a->next;
    a->next++;
    if (entry->cause.kind != CAUSE_COMMAND || entry->cause.digest_day.v == 0 || memcmp(entry->cause.client, client, 8) != 0)
        return;
    for (uint32_t i = 0; i < a->r->asked_count; i++) {
        struct asked *asked = &a->r->asked[i];

        if (asked->target != a->target || asked->id.sequence != entry->cause.sequence || asked->id.instance != be64_get(entry->cause.client + 8))
            continue;
        a->occupied++;
        leaf_hash(bytes, leaf);
        /* `number` is free once answered: here it counts the entries of this id. */
        if (!asked->answered || asked->position.sequence != entry->number || memcmp(leaf, asked->leaf, 32) != 0 || asked->number == UINT64_MAX)
            a->wrong++;
        asked->number = UINT64_MAX;
        return;
    }
}

static enum err read_log(struct audit_of_log *a)
{
    struct client *client = NULL;
    struct arena arena;
    struct answer answer;
    struct page page;
    struct bytes item;
    struct entry entry;
    enum err err = office_connect(office_book(a->r->office), target_names[a->target], &a->r->auditor, 20000, &client);

    arena_init(&arena, (size_t)1 << 30);
    a->next = 1;
    while (err == OK) {
        err = client_pull(client, &(struct pull_call){ .epoch = 0, .from = a->next, .max = 512, .whole = true }, &answer, &page);
        if (err != OK || page.left == 0)
            break;
        while (err == OK && page_item_next(&page, &item)) {
            err = entry_decode(item, &arena, &entry);
            if (err == OK)
                check_entry(a, &entry, item);
            arena_reset(&arena);
        }
    }
    arena_fini(&arena);
    client_drop(&client);
    return err;
}

static int check_logs(struct run *r)
{
    for (uint32_t i = 0; i < TARGETS; i++) {
        struct audit_of_log a = { .r = r, .target = (enum target)i };
        uint64_t acknowledged = 0;
        enum err err = read_log(&a);

        for (uint32_t k = 0; k < r->asked_count; k++)
            acknowledged += r->asked[k].target == a.target && r->asked[k].answered;
        printf("  %-13s %" PRIu64 " entries, %" PRIu64 " acknowledged, %" PRIu64 " of them in the log once\n", target_names[i], a.next - 1, acknowledged, a.occupied - a.wrong);
        if (err != OK)
            printf("  the log could not be read: %s\n", err_text(err));
        if (err != OK || a.wrong > 0 || a.occupied != acknowledged)
            return give_up(r, "a log does not hold what was acknowledged, once each:");
    }
    return 0;
}

/* Every service has followed every other to its end. */
static bool caught_up(struct run *r)
{
    uint64_t heads[OFFICE_SERVICES];
    struct service_status status;
    struct answer answer;
    struct position at;

    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        if (client_status(office_client(r->office, i), &answer, &status) != OK)
            return false;
        heads[i] = status.head;
    }
    if (client_status(office_client(r->office, office_index("audit")), &answer, &status) != OK)
        return false;
    while (status_cursor_next(&status, &at)) {
        char name[17];

        snprintf(name, sizeof name, "%.*s", (int)at.source.len, at.source.at);
        if (office_index(name) == OFFICE_SERVICES || at.sequence < heads[office_index(name)])
            return false;
    }
    return true;
}

static int check_caught_up(struct run *r)
{
    int64_t ends = client_now_ms() + CATCH_UP_MS;
    uint32_t ended;

    while (client_now_ms() < ends) {
        office_tend(r->office, &ended);
        if (caught_up(r)) {
            printf("  followers     caught up\n");
            return 0;
        }
        if (wire_wait(NULL, 0, 20) != OK)
            break;
    }
    return give_up(r, "the audit log did not catch up");
}

static int check(struct run *r)
{
    uint64_t resent = 0;

    for (uint32_t i = 0; i < TARGETS; i++)
        resent += client_figures(r->clients[i]).repeats;
    printf("  commands      %u asked, %" PRIu64 " done, %" PRIu64 " refused, %" PRIu64 " not taken, %" PRIu64 " unknown\n", r->asked_count, r->done, r->refused, r->not_taken, r->unknown);
    printf("  kills         %u, committed but unacknowledged %" PRIu64 ", repeated commands %" PRIu64 "\n", r->kills, r->repeated, resent);
    if (r->kills < r->wanted_kills)
        printf("fewer cases: %u of %u kills in the time given\n", r->kills, r->wanted_kills);
    if (r->unknown > 0)
        return give_up(r, "commands stayed without an answer");
    if (r->kills == 0 || r->repeated == 0 || resent == 0)
        return give_up(r, "no kill hit a command between commit and answer: the run proves nothing");
    if (check_caught_up(r) != 0)
        return 1;
    return check_logs(r);
}

static void close_run(struct run *r)
{
    for (uint32_t i = 0; i < TARGETS; i++)
        client_drop(&r->clients[i]);
    if (r->office != NULL)
        office_stop(&r->office);
    folder_remove(r->folder);
    free(r->asked);
}

int main(int argc, char **argv)
{
    static struct run r;
    const char *budget = getenv("MADOGUCHI_BUDGET_S"), *all = getenv("MADOGUCHI_LONG");
    uint64_t seed = 1;
    int status;
    enum err err;

    r.wanted_kills = all != NULL && strcmp(all, "1") == 0 ? 500 : 20;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--kills") == 0)
            r.wanted_kills = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else
            return 2;
    }
    if (trust_init() != OK || wire_start() != OK)
        return 3;
    rng_init(&r.rng, seed);
    r.asked = calloc(COMMANDS_MAX, sizeof *r.asked);
    r.ends_ms = budget != NULL && strtol(budget, NULL, 10) > 0 ? client_now_ms() + strtol(budget, NULL, 10) * 600 : INT64_MAX;
    err = open_run(&r);
    if (err == OK)
        err = kill_under_load(&r);
    if (err != OK) {
        snprintf(r.fault.text + strlen(r.fault.text), 64, " (%s)", err_text(err));
        status = give_up(&r, "the run could not be made:");
    } else {
        status = check(&r);
    }
    close_run(&r);
    wire_stop();
    if (status == 0)
        puts("nothing acknowledged was lost, nothing was done twice");
    return status;
}
