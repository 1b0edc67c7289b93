/* The start and the end of the services within this process. Keeps true: the directory is laid out and written as by
 * the services' own processes, which may go on with it afterwards; one office at a time uses it. */
#include "stage_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/clock.h"
#include "shell/yaml.h"
#include "trust/password.h"
#include "wire/wire.h"

#define JOURNAL_BYTES (UINT64_C(16) << 20)     /* as the processes have it */
#define ARENA_BYTES_MAX (64u * 1024u * 1024u)

static struct inside *own(struct stage_office *office)
{
    return (struct inside *)office;
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
    return key_store_open(&(struct key_store_options){ .dir = keys.at, .epoch_key = n->keys.epoch_key, .epoch = n->keys.epoch, .unflushed = true },
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
    static const struct stage_office_kind kind = { .connect = inside_connect, .set_clock = inside_set_clock, .settle = inside_settle, .close = close_all };
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
