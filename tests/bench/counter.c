/* The office of bench_socket and bench_crowd. Keeps true: what was started is ended and its directory removed. */
#include "counter.h"

#include <stdio.h>

#include "codec/read.h"
#include "trust/random.h"
#include "wire/wire.h"

#define READY_MS 60000
#define NAME "clerk"
#define PASSWORD "a bench in the park"

enum err counter_set_clock(struct counter *c, uint64_t at_us)
{
    uint8_t room[64];
    struct writer w = writer_of(room, sizeof room);
    struct answer answer;

    write_map(&w, 1);
    write_key(&w, "at");
    write_u64(&w, at_us);
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        TRY(client_control(office_client(c->office, i), &(struct control_call){ .name = TEXT("clock_set"), .body = written(&w) }, &answer));
    return OK;
}

enum err counter_log_in(struct counter *c)
{
    struct client *staff = NULL;
    enum err err;

    TRY(office_connect(office_book(c->office), "staff", &c->console, 20000, &staff));
    err = client_enter(staff, NAME, &c->own, c->ticket);
    client_drop(&staff);
    return err;
}

static enum err say(struct counter *c, struct client *client, const char *name, struct bytes body, struct answer *ret)
{
    TRY(client_command(client, &(struct command_call){ .name = text_of(name), .body = body, .ticket = { c->ticket, TICKET_LEN } }, ret));
    if (ret->outcome == OUTCOME_DONE)
        return OK;
    snprintf(c->fault.text, sizeof c->fault.text, "%s was not done: %.*s", name, (int)ret->refusal.len, ret->refusal.at);
    return ERR_DENIED;
}

enum err counter_say(struct counter *c, struct client *client, const char *name, struct bytes body)
{
    struct answer answer;

    return say(c, client, name, body, &answer);
}

/* Both trainings and the pledge, without which nobody takes a desk. */
static enum err make_ready(struct counter *c, struct client *staff, struct account_id account_id)
{
    static const enum training_kind kinds[] = { TRAINING_KIND_WORK, TRAINING_KIND_PRIVACY };
    uint8_t room[128];
    struct writer w;

    for (uint32_t i = 0; i < 2; i++) {
        w = writer_of(room, sizeof room);
        encode_record_training(&(struct record_training){ .account_id = account_id, .kind = kinds[i], .held_on = { 20260401 } }, &w);
        TRY(counter_say(c, staff, "record_training", written(&w)));
    }
    w = writer_of(room, sizeof room);
    encode_record_pledge(&(struct record_pledge){ .account_id = account_id, .pledged_on = { 20260401 } }, &w);
    return counter_say(c, staff, "record_pledge", written(&w));
}

static enum err make_account(struct counter *c)
{
    uint8_t room[512];
    struct writer w = writer_of(room, sizeof room);
    struct credentials boss = { .secret_len = 0 };
    char password[FIRST_PASSWORD_SIZE];
    struct account_id account_id = { 0 };
    struct client *staff = NULL;
    struct answer answer;
    bool made;
    enum err err;

    TRY(office_first_account(office_client(c->office, office_index("staff")), password, &made, &c->fault));
    c->fault.text[0] = '\0';
    TRY(office_connect(office_book(c->office), "staff", &c->console, 20000, &staff));
    snprintf(boss.password, sizeof boss.password, "%s", password);
    snprintf(c->own.password, sizeof c->own.password, "%s", PASSWORD);
    err = client_enter(staff, FIRST_ACCOUNT, &boss, c->ticket);
    encode_create_account(&(struct create_account){ .name = TEXT(NAME), .display_name = TEXT("担当者"), .role = c->role, .password = TEXT(PASSWORD) }, &w);
    if (err == OK)
        err = say(c, staff, "create_account", written(&w), &answer);
    if (err == OK && !map_get_u64(answer.result, "account_id", &account_id.v))
        err = ERR_MALFORMED;
    if (err == OK)
        err = make_ready(c, staff, account_id);
    client_drop(&staff);
    return err;
}

enum err counter_open(struct counter *c, const char *config, enum staff_role role, uint64_t at_us)
{
    const char *base = getenv("MADOGUCHI_BENCH_DIR");
    char data[128], keys[128];

    c->role = role;
    snprintf(c->folder, sizeof c->folder, "%.60s/madoguchi-bench-XXXXXX", base != NULL ? base : "/var/tmp");
    if (mkdtemp(c->folder) == NULL)
        return ERR_IO;
    snprintf(data, sizeof data, "%s/office", c->folder);
    snprintf(keys, sizeof keys, "%s/keys", c->folder);
    TRY(place_find(data, keys, &c->place, &c->fault));
    snprintf(c->place.config, sizeof c->place.config, "%s", config);
    TRY(office_init(&c->place, 1, false, &c->fault));
    TRY(office_start(&c->place, &c->office, &c->fault));
    TRY(office_wait_ready(c->office, READY_MS, &c->fault));
    TRY(office_peer(office_installation(c->office), "console", &c->console, &c->fault));
    TRY(counter_set_clock(c, at_us));
    TRY(make_account(c));
    return counter_log_in(c);
}

void counter_close(struct counter *c)
{
    if (c->office != NULL)
        office_stop(&c->office);
    if (c->folder[0] != '\0')
        folder_remove(c->folder);
}
