/* The keys of a new installation and the two lists made of them, and the signature an older one lacks. Keeps true: no key is ever made
 * twice or overwritten; DIR/office comes last, so that what has it is complete; each peer may do what it is
 * for and no more. */
#include "office.h"

#include "base/invariant.h"
#include "base/text.h"
#include "office_devices.h"
#include "shell/service_keys.h"
#include "trust/checkpoint.h"
#include "trust/keyfile.h"
#include "trust/random.h"
#include "wire/peers.h"

#define LIST_BYTES_MAX 16384
#define NO_END ((struct date){ 0 })

/* What is no service. */
static const struct outsider { const char *name, *role, *rights; } outsiders[] = {
    { "console", "terminal", "command:*,follow:*" },
    { "kiosk", "kiosk", "command:queueing,command:reservations,follow:queueing" },
    { "bridge", "citizen", "command:queueing,command:reservations,follow:queueing" },
    { "tool", "system", "command:*,follow:*,control" },
    { "auditor", "system", "command:audit,follow:*" },
};
#define OUTSIDERS (sizeof outsiders / sizeof *outsiders)

const char *office_rights_of(const char *role)
{
    for (uint32_t i = 0; i < OUTSIDERS; i++)
        if (strcmp(outsiders[i].role, role) == 0 && strcmp(role, "system") != 0)
            return outsiders[i].rights;
    return NULL;
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

static void keep_service(char to[16], const char *name)
{
    must(strlen(name) < 16);
    memcpy(to, name, strlen(name) + 1);
}

static struct peer service_peer(const struct contract *c, const uint8_t key[32])
{
    struct peer peer = { .role = ROLE_SERVICE, .entries = c->takes_entries };

    memcpy(peer.key, key, 32);
    keep_service(peer.name, c->service);
    if (c->takes_entries)
        return peer;
    for (uint32_t i = 0; i < c->source_count; i++)
        keep_service(peer.follow_services[peer.follow_count++], c->sources[i]);
    return peer;
}

static enum err add_services(const struct installation *at, FILE *peers, struct text_builder *endpoints, struct fault *fault)
{
    struct path run = path_format("%s/run", at->dir);
    char commands[ADDRESS_SIZE], events[ADDRESS_SIZE], text[WIRE_KEY_TEXT_SIZE];
    uint8_t key[32];

    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        const char *name = office_service_name(i);

        TRY(pair_make(curve_key_path(at, name), key, fault));
        wire_key_put(key, text);
        struct peer peer = service_peer(office_services[i]->contract, key);
        peers_put_peer(peers, &peer, NO_END);
        fault_set(fault, "%s: too long for the address of a socket (at most %d bytes with the socket's name)", run.at, IPC_PATH_MAX);
        TRY(address_make(run.at, name, ADDRESS_COMMANDS, commands));
        TRY(address_make(run.at, name, ADDRESS_EVENTS, events));
        text_add(endpoints, "%s %s %s %s\n", name, commands, events, text);
    }
    return OK;
}

static enum err add_outsiders(const struct installation *at, FILE *peers, struct fault *fault)
{
    char text[WIRE_KEY_TEXT_SIZE];
    uint8_t key[32];

    for (uint32_t i = 0; i < OUTSIDERS; i++) {
        TRY(pair_make(curve_key_path(at, outsiders[i].name), key, fault));
        wire_key_put(key, text);
        fprintf(peers, "%s %s %s %s\n", text, outsiders[i].name, outsiders[i].role, outsiders[i].rights);
    }
    return OK;
}

/* The PCs of the console, each a terminal of its own. A configuration without a console has none. */
static enum err add_devices(const struct installation *at, const char *config, FILE *peers, struct fault *fault)
{
    struct console_config console;
    struct arena arena;
    uint8_t key[32];
    enum err err;

    arena_init(&arena, 1u << 20);
    err = office_devices(config, &arena, &console, fault);
    for (uint32_t i = 0; err == OK && i < console.devices.count; i++) {
        const char *name = text_terminated(&arena, console.devices.at[i].terminal);
        char text[WIRE_KEY_TEXT_SIZE];

        err = pair_make(curve_key_path(at, name), key, fault);
        wire_key_put(key, text);
        fprintf(peers, "%s %s terminal %s\n", text, name, DEVICE_RIGHTS);
    }
    arena_fini(&arena);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err write_list(const struct installation *at, const char *name, const char *text, struct fault *fault)
{
    struct path path = key_path(at, name);
    enum err err = file_put(path.at, text, 0600);

    fault_set(fault, "%s: %s", path.at, err_text(err));
    return err;
}

static enum err write_peers(const struct installation *at, FILE *lines, char *const *text, const struct signer *enrolment, struct fault *fault)
{
    must(fflush(lines) == 0);
    peers_put_signature(lines, enrolment, text_of(*text));
    must(fflush(lines) == 0);
    return write_list(at, "peers", *text, fault);
}

static enum err add_all(const struct installation *at, const char *config, FILE *peers, struct text_builder *endpoints, struct fault *fault)
{
    uint8_t key[32];

    TRY(public_half(key_path(at, "staff.ticket.key"), key, fault));
    peers_put_head(peers, 1, key);
    TRY(add_services(at, peers, endpoints, fault));
    TRY(add_outsiders(at, peers, fault));
    return add_devices(at, config, peers, fault);
}

static enum err write_lists(const struct installation *at, const char *config, const struct signer *enrolment, struct fault *fault)
{
    char lines[LIST_BYTES_MAX], line[VERIFIER_KEY_SIZE + 1];
    struct text_builder endpoints = text_within(lines, sizeof lines), verifier_line = text_within(line, sizeof line);
    char verifier[VERIFIER_KEY_SIZE], *text = NULL;
    size_t len = 0;
    uint8_t key[32];
    FILE *peers = open_memstream(&text, &len);
    enum err err;

    must(peers != NULL);
    err = add_all(at, config, peers, &endpoints, fault);
    if (err == OK)
        err = write_peers(at, peers, &text, enrolment, fault);
    must(fclose(peers) == 0);
    free(text);
    TRY(err);
    TRY(write_list(at, "endpoints", endpoints.at, fault));
    TRY(public_half(key_path(at, "audit.sign.key"), key, fault));
    verifier_key_put(path_format("madoguchi.%u/audit", (unsigned)at->site).at, key, verifier, VERIFIER_KEY_SIZE);
    text_add(&verifier_line, "%s\n", verifier);
    return write_list(at, "audit.vkey", verifier_line.at, fault);
}

/* ---- The key that signs the allow-list ----------------------------------------------------------- */

enum err office_enrolment_key(const char *path, struct signer *ret, struct fault *ret_fault)
{
    uint8_t seed[32];
    enum err err = keyfile_load(path, seed, sizeof seed);

    fault_set(ret_fault, "%s: %s", path, keyfile_why(path, sizeof seed));
    TRY(err);
    signer_init(ret, seed);
    secret_wipe(seed, sizeof seed);
    return OK;
}

static enum err make_enrolment_key(const struct installation *at, struct signer *ret, struct fault *fault)
{
    TRY(secret_make(key_path(at, ENROLMENT_KEY_FILE), fault));
    return office_enrolment_key(key_path(at, ENROLMENT_KEY_FILE).at, ret, fault);
}

/* The same lines in the form of now. */
static void put_again(FILE *to, const struct peers *peers)
{
    peers_put_head(to, 1, peers_ticket_key(peers));
    for (uint32_t i = 0; i < peers_count(peers); i++)
        peers_put_peer(to, peers_at(peers, i), NO_END);
}

static enum err sign_again(const struct installation *at, const struct signer *enrolment, struct fault *fault)
{
    AUTO(peers) struct peers *peers = NULL;
    struct wire_fault wire = { .text = "" };
    char *text = NULL;
    size_t len = 0;
    FILE *lines;
    enum err err = peers_load(key_path(at, "peers").at, &peers, &wire);

    fault_set(fault, "%s", wire.text);
    TRY(err);
    if (peers_version(peers) > 0)                    /* a call before this one came so far */
        return OK;
    lines = open_memstream(&text, &len);
    must(lines != NULL);
    put_again(lines, peers);
    err = write_peers(at, lines, &text, enrolment, fault);
    must(fclose(lines) == 0);
    free(text);
    return err;
}

enum err office_sign(struct installation *at, struct fault *ret_fault)
{
    struct signer enrolment;

    TRY(make_enrolment_key(at, &enrolment, ret_fault));
    enum err err = sign_again(at, &enrolment, ret_fault);
    if (err == OK)
        err = installation_add_enrolment(at, enrolment.public_key, ret_fault);
    signer_fini(&enrolment);
    return err;
}

/* ---- All of it --------------------------------------------------------------------------------- */

static enum err make_all(const struct installation *at, const char *config, bool production, struct fault *fault)
{
    struct installation made;
    struct signer enrolment;

    TRY(make_secrets(at, fault));
    TRY(make_enrolment_key(at, &enrolment, fault));
    enum err err = write_lists(at, config, &enrolment, fault);
    if (err == OK)
        err = installation_make(at->dir, at->keys, at->site, production, enrolment.public_key, &made, fault);
    signer_fini(&enrolment);
    return err;
}

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
    return make_all(&at, place->config, production, ret_fault);
}

enum err office_peer(const struct installation *at, const char *name, struct key_pair *ret, struct fault *ret_fault)
{
    struct path path = curve_key_path(at, name);
    enum err err = key_pair_load(path.at, ret);

    if (err != OK)
        fault_set(ret_fault, "%s: %s", path.at, keyfile_why(path.at, 32));
    return err;
}
