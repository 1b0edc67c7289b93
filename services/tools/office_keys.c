/* The keys of a new installation and the two lists made of them. Keeps true: no key is ever made
 * twice or overwritten; DIR/office comes last, so that what has it is complete; each peer may do what it is
 * for and no more. */
#include "office.h"

#include <stdarg.h>

#include "base/invariant.h"
#include "shell/service_keys.h"
#include "trust/checkpoint.h"
#include "trust/keyfile.h"
#include "trust/random.h"

#define LIST_BYTES_MAX 16384

/* What is no service. */
static const struct outsider { const char *name, *role, *rights; } outsiders[] = {
    { "console", "terminal", "command:*,follow:*" },
    { "kiosk", "kiosk", "command:queueing,command:reservations,follow:queueing" },
    { "bridge", "citizen", "command:queueing,command:reservations,follow:queueing" },
    { "tool", "system", "command:*,follow:*,control" },
    { "auditor", "system", "command:audit,follow:*" },
};
#define OUTSIDERS (sizeof outsiders / sizeof *outsiders)

struct list_text {
    char at[LIST_BYTES_MAX];
    size_t len;
};

static void __attribute__((format(printf, 2, 3))) add(struct list_text *list, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(list->at + list->len, sizeof list->at - list->len, format, args);
    va_end(args);
    must(len >= 0 && (size_t)len < sizeof list->at - list->len);
    list->len += (size_t)len;
}

/* ---- Keys -------------------------------------------------------------------------------------- */

/* A key that is there already is used. */
static enum err secret_make(struct path path, struct fault *fault)
{
    uint8_t key[32];
    enum err err;

    random_bytes(key, sizeof key);
    err = keyfile_create(path.at, key, sizeof key);
    secret_wipe(key, sizeof key);
    if (err == ERR_EXISTS)
        return OK;
    fault_set(fault, "%s: %s", path.at, err_text(err));
    return err;
}

static enum err pair_make(struct path path, uint8_t ret_public[32], struct fault *fault)
{
    struct key_pair pair;
    enum err err = key_pair_create(path.at, &pair);

    if (err == ERR_EXISTS)
        err = key_pair_load(path.at, &pair);
    fault_set(fault, "%s: %s", path.at, err_text(err));
    TRY(err);
    memcpy(ret_public, pair.public_key, 32);
    key_pair_fini(&pair);
    return OK;
}

static enum err public_half(struct path path, uint8_t ret[32], struct fault *fault)
{
    uint8_t seed[32];
    struct signer signer;
    enum err err = keyfile_load(path.at, seed, sizeof seed);

    fault_set(fault, "%s: %s", path.at, err_text(err));
    TRY(err);
    signer_init(&signer, seed);
    memcpy(ret, signer.public_key, 32);
    signer_fini(&signer);
    secret_wipe(seed, sizeof seed);
    return OK;
}

static enum err make_secrets(const struct installation *at, struct fault *fault)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (epoch_key_newest(at, office_service_name(i)) == 0)
            TRY(secret_make(epoch_key_path(at, office_service_name(i), 1), fault));
    for (uint32_t i = 0; i < shared_key_count; i++)
        TRY(secret_make(key_path(at, shared_keys[i].file), fault));
    return OK;
}

/* ---- Lists ------------------------------------------------------------------------------------- */

static void add_service_rights(struct list_text *list, const struct contract *c)
{
    if (c->takes_entries) {
        add(list, "entries");
        return;
    }
    for (uint32_t i = 0; i < c->source_count; i++)
        add(list, "%sfollow:%s", i == 0 ? "" : ",", c->sources[i]);
    if (c->source_count == 0)
        add(list, "-");
}

static enum err add_services(const struct installation *at, struct list_text *peers, struct list_text *endpoints, struct fault *fault)
{
    struct path run = path_format("%s/run", at->dir);
    char commands[ADDRESS_SIZE], events[ADDRESS_SIZE], text[WIRE_KEY_TEXT_SIZE];
    uint8_t key[32];

    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        const char *name = office_service_name(i);

        TRY(pair_make(curve_key_path(at, name), key, fault));
        wire_key_put(key, text);
        add(peers, "%s %s service ", text, name);
        add_service_rights(peers, office_services[i]->contract);
        add(peers, "\n");
        fault_set(fault, "%s: too long for the address of a socket (at most %d bytes with the socket's name)", run.at, IPC_PATH_MAX);
        TRY(address_make(run.at, name, ADDRESS_COMMANDS, commands));
        TRY(address_make(run.at, name, ADDRESS_EVENTS, events));
        add(endpoints, "%s %s %s %s\n", name, commands, events, text);
    }
    return OK;
}

static enum err add_outsiders(const struct installation *at, struct list_text *peers, struct fault *fault)
{
    char text[WIRE_KEY_TEXT_SIZE];
    uint8_t key[32];

    for (uint32_t i = 0; i < OUTSIDERS; i++) {
        TRY(pair_make(curve_key_path(at, outsiders[i].name), key, fault));
        wire_key_put(key, text);
        add(peers, "%s %s %s %s\n", text, outsiders[i].name, outsiders[i].role, outsiders[i].rights);
    }
    return OK;
}

static enum err write_list(const struct installation *at, const char *name, const char *text, struct fault *fault)
{
    struct path path = key_path(at, name);
    enum err err = file_put(path.at, text, 0600);

    fault_set(fault, "%s: %s", path.at, err_text(err));
    return err;
}

static enum err write_lists(const struct installation *at, struct fault *fault)
{
    struct list_text peers = { .len = 0 }, endpoints = { .len = 0 };
    struct list_text verifier_line = { .len = 0 };
    char hex[65], verifier[VERIFIER_KEY_SIZE];
    uint8_t key[32];

    TRY(public_half(key_path(at, "staff.ticket.key"), key, fault));
    hex_put(hex, key, sizeof key);
    add(&peers, "madoguchi-peers 1\nticket-key %s\n", hex);
    TRY(add_services(at, &peers, &endpoints, fault));
    TRY(add_outsiders(at, &peers, fault));
    TRY(write_list(at, "peers", peers.at, fault));
    TRY(write_list(at, "endpoints", endpoints.at, fault));
    TRY(public_half(key_path(at, "audit.sign.key"), key, fault));
    verifier_key_put(path_format("madoguchi.%u/audit", (unsigned)at->site).at, key, verifier, VERIFIER_KEY_SIZE);
    add(&verifier_line, "%s\n", verifier);
    return write_list(at, "audit.vkey", verifier_line.at, fault);
}

/* ---- All of it --------------------------------------------------------------------------------- */

enum err office_init(const struct place *place, uint16_t site, bool production, struct fault *ret_fault)
{
    struct installation at = { .site = site };
    struct installation made;
    enum err err;

    TRY(folder_make(place->dir, ret_fault));
    TRY(folder_make(place->keys, ret_fault));
    err = installation_load(place->dir, place->keys, &made, ret_fault);
    if (err == OK) {
        fault_set(ret_fault, "%s is an installation already", place->dir);
        return ERR_EXISTS;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    memcpy(at.dir, place->dir, sizeof at.dir);
    memcpy(at.keys, place->keys, sizeof at.keys);
    TRY(make_secrets(&at, ret_fault));
    TRY(write_lists(&at, ret_fault));
    return installation_make(place->dir, place->keys, site, production, &made, ret_fault);
}

enum err office_peer(const struct installation *at, const char *name, struct key_pair *ret, struct fault *ret_fault)
{
    struct path path = curve_key_path(at, name);
    enum err err = key_pair_load(path.at, ret);

    if (err != OK)
        fault_set(ret_fault, "%s: %s", path.at, err_text(err));
    return err;
}
