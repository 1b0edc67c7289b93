/* The stage's services within this process, for speed: each service's real host on its real directory, what they
 * say to each other handed over directly. Keeps true: the directory is laid out and written as by the services' own
 * processes; a command goes through the same door (allow-list, tickets, limits); what is handed over was committed
 * before. Does not serve sockets; slow checks are made at once. */
#include "stage_office.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "engine/host.h"
#include "shell/clock.h"
#include "shell/office_config.h"
#include "shell/service_keys.h"
#include "shell/yaml.h"
#include "trust/password.h"
#include "wire/peers.h"
#include "wire/wire.h"

#define JOURNAL_BYTES (UINT64_C(16) << 20)     /* as the processes have it */
#define EPOCH_OF_KEYS 1u
#define GIVE_UP_US (20 * US_PER_SECOND)
#define TAG_FOLLOWER (UINT64_C(1) << 32)       /* pages; else a door's index */
#define BEAT_BYTES 256
#define ARENA_BYTES_MAX (64u * 1024u * 1024u)
#define ANSWERS_MAX 64u

struct node {
    const struct service *service;
    const struct peer *as_follower;            /* what it is to the others */
    struct service_keys keys;
    struct marker_page *marker;
    struct store *store;                       /* NULL once the engine owns it */
    struct key_store *key_store;               /* likewise */
    struct host *host;
    struct outbox *out;
    uint64_t beat_head;                        /* the head its followers were told */
    bool woken;
};

/* One peer's way to one service, with the answers that wait for it. */
struct door {
    struct inside *inside;
    const struct peer *peer;
    uint32_t service, index;
    struct client_door open;
    struct bytes answers[ANSWERS_MAX];  uint32_t answer_count;
    uint8_t *last;                             /* handed out; lives until the next */
};

struct inside {
    struct stage_office office;
    struct place place;
    struct installation at;
    struct office_config config;
    struct arena arena;                        /* lives as long as the office */
    struct peers *peers;
    struct node nodes[OFFICE_SERVICES];
    struct door doors[SPOT_COUNT * OFFICE_SERVICES];
    uint64_t now_us;
    int lock_fd;
    enum err err;                              /* of a step: nothing goes on after it */
};

static struct inside *own(struct stage_office *office)
{
    return (struct inside *)office;
}

/* ---- Handing over ---------------------------------------------------------------------- */

static uint32_t source_of(const struct node *n, const char *service)
{
    uint32_t i = 0;

    while (i < n->service->contract->source_count && strcmp(n->service->contract->sources[i], service) != 0)
        i++;
    return i;
}

static void publish(struct inside *in, const struct node *from, struct bytes payload)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct node *n = &in->nodes[i];
        uint32_t source = source_of(n, from->service->contract->service);

        if (source == n->service->contract->source_count)
            continue;
        host_published(n->host, source, payload, mono_us(), n->out);
        n->woken = true;
    }
}

static void hand_to_client(struct door *door, struct bytes payload)
{
    uint8_t *copy = malloc(payload.len + 1);

    must(copy != NULL && door->answer_count < ANSWERS_MAX);
    memcpy(copy, payload.at, payload.len);
    door->answers[door->answer_count++] = (struct bytes){ copy, payload.len };
}

static void hand_answer(struct inside *in, const struct outgoing *item)
{
    struct node *follower = &in->nodes[item->tag >> 8 & 0xff];

    if ((item->tag & TAG_FOLLOWER) == 0) {
        hand_to_client(&in->doors[item->tag], item->payload);
        return;
    }
    host_pulled(follower->host, (uint32_t)(item->tag & 0xff), item->payload, mono_us(), follower->out);
    follower->woken = true;
}

static void ask_page(struct inside *in, const struct node *n, const struct outgoing *item)
{
    struct node *source = &in->nodes[office_index(n->service->contract->sources[item->source])];
    uint64_t tag = TAG_FOLLOWER | (uint64_t)(n - in->nodes) << 8 | item->source;

    host_frame(source->host, n->as_follower, tag, item->payload, in->now_us, mono_us(), source->out);
    source->woken = true;
}

/* What is handed over may make the receiver answer at once into its own outbox, never into this one: nobody follows themselves. */
static void flush(struct inside *in, struct node *n)
{
    for (uint32_t i = 0; i < outbox_count(n->out); i++) {
        const struct outgoing *item = outbox_at(n->out, i);

        switch (item->kind) {
        case OUT_ANSWER: hand_answer(in, item); break;
        case OUT_PUBLICATION: publish(in, n, item->payload); break;
        case OUT_PULL: ask_page(in, n, item); break;
        }
    }
    outbox_reset(n->out);
}

/* ---- Turns ----------------------------------------------------------------------------- */

static void run_checks(struct node *n)
{
    struct slow_job *job;

    while ((job = host_slow_take(n->host)) != NULL) {
        slow_job_run(job);
        host_slow_done(n->host, job);
    }
}

static void answer_statuses(struct inside *in, struct node *n)
{
    const struct host_status status = { .mode = installation_mode(&in->at), .version = MADOGUCHI_VERSION, .now_us = in->now_us };
    struct request request;

    while (host_status_take(n->host, &request))
        host_answer_status(n->host, &request, &status, n->out);
}

static enum err turn(struct inside *in, struct node *n)
{
    bool busy = true;

    n->woken = false;
    while (busy) {
        run_checks(n);
        TRY(host_turn(n->host, in->now_us, mono_us(), n->out, &busy));
        answer_statuses(in, n);
        flush(in, n);
    }
    return OK;
}

/* Until nobody has anything to do. */
static enum err turn_all(struct inside *in)
{
    bool again = true;

    TRY(in->err);
    while (again) {
        again = false;
        for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
            if (!in->nodes[i].woken)
                continue;
            in->err = turn(in, &in->nodes[i]);
            TRY(in->err);
            again = true;
        }
    }
    return OK;
}

static void wake_all(struct inside *in)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        in->nodes[i].woken = true;
}

/* Tells a new head: it wakes who takes whole entries. */
static void beat(struct inside *in, struct node *n)
{
    struct engine_figures figures;
    uint8_t bytes[BEAT_BYTES];
    struct writer w = writer_of(bytes, sizeof bytes);

    engine_figures(host_engine(n->host), &figures);
    if (figures.head == n->beat_head)
        return;
    n->beat_head = figures.head;
    heartbeat_encode(host_engine(n->host), in->now_us, &w);
    must(!w.full);
    publish(in, n, written(&w));
}

/* NULL: it has followed all. */
static const char *behind_on(const struct inside *in, const struct node *n)
{
    for (uint32_t i = 0; i < n->service->contract->source_count; i++) {
        const struct node *source = &in->nodes[office_index(n->service->contract->sources[i])];
        struct engine_figures figures;

        engine_figures(host_engine(source->host), &figures);
        if (engine_cursor(host_engine(n->host), i).sequence < (n->service->contract->takes_entries ? figures.head : figures.last_published))
            return source->service->contract->service;
    }
    return NULL;
}

static bool all_quiet(const struct inside *in, struct fault *fault)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        const char *source = behind_on(in, &in->nodes[i]);
        struct host_figures figures;

        host_figures(in->nodes[i].host, &figures);
        fault_set(fault, source == NULL ? "%s is busy" : "%s has not followed %s", office_service_name(i), source);
        if (source != NULL || figures.queued_now + figures.parked_now > 0)
            return false;
    }
    return true;
}

static enum err settle(struct stage_office *office, struct fault *fault)
{
    struct inside *in = own(office);
    uint64_t ends_us = mono_us() + GIVE_UP_US;

    for (;;) {
        TRY(turn_all(in));
        for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
            beat(in, &in->nodes[i]);
        TRY(turn_all(in));
        if (all_quiet(in, fault))
            return OK;
        if (mono_us() > ends_us)
            return ERR_TIMEOUT;
        wake_all(in);                          /* a page asked for in vain is asked for again */
    }
}

static enum err set_clock(struct stage_office *office, uint64_t at_us, struct fault *fault)
{
    struct inside *in = own(office);

    must(at_us >= in->now_us);
    in->now_us = at_us;
    wake_all(in);
    if (turn_all(in) != OK)
        fault_set(fault, "a step failed: %s", err_text(in->err));
    return in->err;
}

/* ---- Doors ----------------------------------------------------------------------------- */

static bool send(void *self, struct bytes payload)
{
    struct door *door = self;
    struct inside *in = door->inside;
    struct node *n = &in->nodes[door->service];

    if (in->err != OK)
        return false;
    host_frame(n->host, door->peer, door->index, payload, in->now_us, mono_us(), n->out);
    n->woken = true;
    return turn_all(in) == OK;
}

static bool receive(void *self, struct bytes *ret)
{
    struct door *door = self;

    free(door->last);
    door->last = NULL;
    if (door->answer_count == 0)
        return false;
    *ret = door->answers[0];
    door->last = (uint8_t *)(uintptr_t)ret->at;
    memmove(door->answers, door->answers + 1, --door->answer_count * sizeof door->answers[0]);
    return true;
}

static enum err connect_to(struct stage_office *office, enum peer_spot spot, uint32_t service, struct client **ret, struct fault *fault)
{
    struct inside *in = own(office);
    uint32_t index = (uint32_t)spot * OFFICE_SERVICES + service;
    struct door *door = &in->doors[index];

    *door = (struct door){ .inside = in, .peer = peers_named(in->peers, spot_names[spot]), .service = service, .index = index,
                           .open = { .self = door, .send = send, .receive = receive } };
    if (door->peer == NULL) {
        fault_set(fault, "the allow-list does not name %s", spot_names[spot]);
        return ERR_CONFIG;
    }
    return client_open(&(struct client_options){ .door = &door->open }, ret);
}

/* ---- Opening --------------------------------------------------------------------------- */

static enum err read_config(struct inside *in, const char *name, const struct record_spec *spec, void *ret, struct fault *fault)
{
    struct path path = path_format("%s/%s.yaml", in->place.config, name);
    struct complaints complaints;
    enum err err;

    complaints_init(&complaints, &in->arena);
    err = config_load(path.at, spec, &in->arena, &complaints, ret);
    if (err != OK)
        fault_set(fault, "%s", complaints_text(&complaints).at);
    return err;
}

static enum err read_service_config(struct inside *in, struct node *n, const void **ret, struct fault *fault)
{
    const struct record_spec *spec = n->service->contract->config;
    const char *sentence;
    void *config;

    if (spec == NULL)
        return OK;
    config = arena_take(&in->arena, spec->size + 1);
    TRY(read_config(in, n->service->contract->service, spec, config, fault));
    sentence = n->service->config_check == NULL ? NULL : n->service->config_check(config, &in->arena);
    if (sentence != NULL) {
        fault_set(fault, "%s.yaml: %s", n->service->contract->service, sentence);
        return ERR_CONFIG;
    }
    *ret = config;
    return OK;
}

static enum err open_stores(struct inside *in, struct node *n, struct fault *fault)
{
    const char *service = n->service->contract->service;
    struct path state = service_path(&in->at, service, "state"), keys = service_path(&in->at, service, "keys"), marker = service_path(&in->at, service, "marker");
    struct store_options options = { .dir = state.at, .map_bytes = in->config.map_mib << 20, .layout = engine_layout(n->service),
                                     .journal_bytes = JOURNAL_BYTES, .unflushed = true };

    TRY(folder_make(state.at, fault));
    TRY(folder_make(keys.at, fault));
    fault_set(fault, "%s: cannot be opened", service_path(&in->at, service, "").at);
    TRY(marker_map(marker.at, &n->marker));
    options.tables = engine_tables(n->service, &in->arena, &options.table_count);
    TRY(store_open(&options, &n->store));
    return key_store_open(&(struct key_store_options){ .dir = keys.at, .epoch_key = n->keys.epoch_key, .epoch = EPOCH_OF_KEYS, .unflushed = true },
                          &n->key_store);
}

static enum err open_node(struct inside *in, uint32_t index, struct fault *fault)
{
    struct node *n = &in->nodes[index];
    struct path dir = service_path(&in->at, office_service_name(index), "");
    struct engine_options options = { .dir = text_terminated(&in->arena, text_of(dir.at)), .site = in->at.site, .ticket_key = peers_ticket_key(in->peers) };
    struct engine *engine;

    *n = (struct node){ .service = office_services[index], .as_follower = peers_named(in->peers, office_service_name(index)), .woken = true };
    must(n->as_follower != NULL);
    TRY(service_keys_load(&in->at, office_service_name(index), &n->keys, fault));
    TRY(read_service_config(in, n, &options.config, fault));
    TRY(open_stores(in, n, fault));
    options.service = n->service;
    options.store = n->store;
    options.keys = n->key_store;
    options.marker = n->marker;
    options.secrets = n->keys.shared;
    options.secret_count = n->keys.shared_count;
    fault_set(fault, "%s: cannot be opened", dir.at);
    TRY(engine_open(&options, &engine));
    n->store = NULL;
    n->key_store = NULL;
    n->out = outbox_new();
    TRY(host_new(engine, NULL, &n->host));
    host_clock_driven(n->host, true);
    return OK;
}

static enum err lock(struct inside *in, struct fault *fault)
{
    struct path path = path_format("%s/lock", in->at.dir);

    in->lock_fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (in->lock_fd >= 0 && flock(in->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return OK;
    fault_set(fault, "%s: %s", path.at, strerror(errno));
    return ERR_IO;
}

static enum err open_all(struct inside *in, struct fault *fault)
{
    struct wire_fault wire = { .text = "" };
    struct path peers;

    TRY(installation_load(in->place.dir, in->place.keys, &in->at, fault));
    must(!in->at.production);
    TRY(lock(in, fault));
    TRY(read_config(in, "office", &office_config_spec, &in->config, fault));
    peers = key_path(&in->at, "peers");
    if (peers_load(peers.at, &in->peers, &wire) != OK || peers_ticket_key(in->peers) == NULL) {
        fault_set(fault, "%s: %s", peers.at, wire.text);
        return ERR_CONFIG;
    }
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        TRY(open_node(in, i, fault));
    return OK;
}

/* ---- Closing --------------------------------------------------------------------------- */

/* Whoever starts services on the directory later finds the time as it was left. */
static void leave_clock(const struct inside *in, const struct node *n)
{
    struct path path = service_path(&in->at, n->service->contract->service, "clock");
    struct shell_clock clock;

    if (in->now_us > 0 && clock_open(&clock, path.at) == OK)
        (void)!clock_drive(&clock, in->now_us);
}

static void close_node(struct inside *in, struct node *n)
{
    if (n->host != NULL) {
        (void)!engine_settle(host_engine(n->host));     /* the journal holds it all the same */
        leave_clock(in, n);
    }
    host_drop(&n->host);
    store_drop(&n->store);
    key_store_drop(&n->key_store);
    outbox_drop(&n->out);
    service_keys_fini(&n->keys);
}

static void close_all(struct stage_office *office)
{
    struct inside *in = own(office);

    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        close_node(in, &in->nodes[i]);
    for (uint32_t i = 0; i < SPOT_COUNT * OFFICE_SERVICES; i++) {
        for (uint32_t k = 0; k < in->doors[i].answer_count; k++)
            free((void *)(uintptr_t)in->doors[i].answers[k].at);
        free(in->doors[i].last);
    }
    peers_drop(&in->peers);
    if (in->lock_fd >= 0)
        close(in->lock_fd);
    arena_fini(&in->arena);
    free(in);
}

enum err stage_inside_open(const struct place *place, struct stage_office **ret, struct fault *ret_fault)
{
    static const struct stage_office_kind kind = { .connect = connect_to, .set_clock = set_clock, .settle = settle, .close = close_all };
    struct inside *in = calloc(1, sizeof *in);
    enum err err;

    must(in != NULL);
    in->office.kind = &kind;
    in->place = *place;
    in->lock_fd = -1;
    arena_init(&in->arena, ARENA_BYTES_MAX);
    password_set_cost(1, 8192);
    err = open_all(in, ret_fault);
    if (err != OK) {
        close_all(&in->office);
        return err;
    }
    *ret = &in->office;
    return OK;
}
