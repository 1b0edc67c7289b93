/* The start of a service, step by step, and its end in the opposite order. Keeps true: the lock is
 * held before the store is touched; the door is known to be shut to strangers before anything is served;
 * a production directory is never opened on a file system that loses data. */
#include "shell/process.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/log.h"
#include "shell/notify.h"
#include "shell/signals.h"
#include "shell/yaml.h"
#include "trust/password.h"

#define LOOKS_PER_DAY 60u
#define JOURNAL_BYTES (UINT64_C(16) << 20)

/* ---- Configuration ---------------------------------------------------------------------------- */

static struct path office_config_path(const char *config_path)
{
    const char *slash = strrchr(config_path, '/');

    return path_format("%.*soffice.yaml", slash == NULL ? 0 : (int)(slash - config_path) + 1, config_path);
}

static void check_beyond_ranges(struct process *p, const char *config_path, struct complaints *complaints)
{
    const char *sentence = p->service->config_check == NULL ? NULL : p->service->config_check(p->config, &p->arena);

    if (sentence != NULL)
        complain(complaints, (struct spot){ config_path, 0, 0, NULL }, "%1$s", "%1$s", sentence);
}

/* What is kept of persons and has no period is never erased: told with the line to add, and no reason not to serve. */
static void check_periods(const struct process *p, const char *config_path, struct complaints *notes)
{
    const struct retention *retention = p->service->retention;
    const struct field_spec *field = retention == NULL ? NULL : record_field(p->service->contract->config, "retention");
    const struct list *periods = field == NULL ? NULL : (const struct list *)(const void *)((const uint8_t *)p->config + field->offset);

    for (uint32_t i = 0; periods != NULL && i < retention->kind_count; i++) {
        const struct kept_kind *kind = &retention->kinds[i];

        if (!kept_period_set(periods->at, periods->count, kind->what))
            complain(notes, (struct spot){ config_path, 0, 0, "retention" }, "%1$sの保存期間がないため、消去されません。次の行を足してください: - { what: %3$s, days: %4$s }",
                     "%2$s: there is no period, so it is never erased. Add the line: - { what: %3$s, days: %4$s }", kept_data_ja(kind->what), kept_data_en(kind->what),
                     kept_data_name(kind->what), text_format(notes->arena, "%" PRIu32, kind->usual_days).at);
    }
}

bool process_configure(struct process *p, const char *config_path)
{
    const struct record_spec *spec = p->service->contract->config;
    struct path office = office_config_path(config_path);
    struct complaints complaints;
    bool fine;

    complaints_init(&complaints, &p->arena);
    fine = config_load(office.at, &office_config_spec, &p->arena, &complaints, &p->office) == OK;
    if (spec != NULL) {
        p->config = arena_take(&p->arena, spec->size + 1);
        if (config_load(config_path, spec, &p->arena, &complaints, p->config) == OK)
            check_beyond_ranges(p, config_path, &complaints);
    }
    fine = fine && complaints.count == 0;
    if (!fine) {
        fputs(complaints_text(&complaints).at, stderr);
        return false;
    }
    complaints_init(&p->notes, &p->arena);
    if (spec != NULL)
        check_periods(p, config_path, &p->notes);
    return true;
}

/* ---- Pieces ----------------------------------------------------------------------------------- */

enum err process_make_folder(struct path path, struct fault *fault)
{
    if (mkdir(path.at, 0700) == 0 || errno == EEXIST)
        return OK;
    fault_set(fault, "%s: %s", path.at, strerror(errno));
    return ERR_IO;
}

static enum err make_folders(const struct process *p, struct fault *fault)
{
    const char *service = p->service->contract->service;

    TRY(process_make_folder(path_format("%s/run", p->at.dir), fault));
    TRY(process_make_folder(service_path(&p->at, service, ""), fault));
    TRY(process_make_folder(service_path(&p->at, service, "state"), fault));
    return process_make_folder(service_path(&p->at, service, "keys"), fault);
}

enum err process_check_mode(const struct options *options, const struct installation *at, struct fault *fault)
{
    if (!options->production || at->production)
        return OK;
    fault_set(fault, "%s was made as a trial; --production needs one made for production", at->dir);
    return ERR_CONFIG;
}

static enum err check_place(const struct process *p, struct fault *fault)
{
    bool suitable;
    const char *file_system = store_file_system(p->at.dir, &suitable);

    TRY(process_check_mode(&p->options, &p->at, fault));
    if (p->at.production && p->office.trial_fast_passwords) {
        fault_set(fault, "office.yaml: trial_fast_passwords is for trials only");
        return ERR_CONFIG;
    }
    if (!suitable && p->at.production) {
        fault_set(fault, "%s lies on %s, which may lose what was written; production needs a local disk (ext4, xfs)", p->at.dir, file_system);
        return ERR_CONFIG;
    }
    if (!suitable)
        log_event(LOG_WARN, "unsuitable file system; fine for a trial only", log_text(LOG_FILE, p->at.dir), log_text(LOG_FILE_SYSTEM, file_system));
    return OK;
}

static enum err open_clock(struct process *p, struct fault *fault)
{
    struct path path = service_path(&p->at, p->service->contract->service, "clock");
    const char *kept = p->at.production ? NULL : text_terminated(&p->arena, text_of(path.at));
    enum err err = clock_open(&p->clock, kept);

    if (err != OK)
        fault_set(fault, "%s: %s", path.at, err_text(err));
    else if (p->clock.driven)
        log_event(LOG_NOTE, "the clock is driven", log_number(LOG_NOW, p->clock.at_us));
    return err;
}

/* Where it is, what it may hold, whom it may talk to: all files of the installation. */
static enum err read_installation(struct process *p, struct fault *fault)
{
    TRY(installation_load(p->options.dir, p->options.keys, &p->at, fault));
    TRY(check_place(p, fault));
    TRY(make_folders(p, fault));
    TRY(open_clock(p, fault));
    TRY(service_keys_load(&p->at, p->service->contract->service, &p->keys, fault));
    return endpoint_book_load(&p->at, &p->book, fault);
}

static enum err open_zap(struct process *p, struct fault *fault)
{
    struct peers *peers = NULL;

    fault_set(fault, "the messaging library does not start");
    TRY(wire_start());
    TRY(allow_list_open(&p->allow_list, &p->at, p->service->contract->service, tokyo_date(clock_us(&p->clock)), &peers, fault));
    return zap_start(&peers, &p->zap);
}

static enum err open_endpoint(struct process *p, struct fault *fault, int *ret_exit)
{
    const char *service = p->service->contract->service;
    const struct endpoint_line *own = endpoint_of(&p->book, service);
    struct path lock = service_path(&p->at, service, "lock");
    struct wire_fault wire = { .text = "" };
    enum err err;

    if (own == NULL) {
        fault_set(fault, "%s: has no line for %s", key_path(&p->at, "endpoints").at, service);
        return ERR_CONFIG;
    }
    err = endpoint_open(&(struct endpoint_options){ .service = service, .command_address = own->command_address, .event_address = own->event_address,
                                                    .lock_path = lock.at, .key = &p->keys.pair, .zap = p->zap }, &p->endpoint, &wire);
    if (err != OK)
        fault_set(fault, "%s", wire.text);
    if (err == ERR_CONFIG || err == ERR_TIMEOUT)         /* addresses were checked with the book: the probe failed */
        *ret_exit = EXIT_DOOR_OPEN;
    return err;
}

enum err process_open_link(struct process *p, uint32_t index, struct fault *fault)
{
    const char *source = p->service->contract->sources[index];
    const struct endpoint_line *line = endpoint_of(&p->book, source);

    if (line == NULL) {
        fault_set(fault, "%s: has no line for %s", key_path(&p->at, "endpoints").at, source);
        return ERR_CONFIG;
    }
    if (peers_find(zap_peers(p->zap), line->key) == NULL) {
        log_event(LOG_ALARM, "the key of a source is not in the allow-list; it is not followed", log_text(LOG_SOURCE, source));
        return OK;
    }
    fault_set(fault, "no socket for %s", source);
    return link_open(&(struct link_options){ .service = source, .command_address = line->command_address, .event_address = line->event_address,
                                             .server_key = line->key, .key = &p->keys.pair }, &p->links[index]);
}

enum err process_open_stores(struct process *p, struct fault *fault)
{
    const char *service = p->service->contract->service;
    struct path state = service_path(&p->at, service, "state"), keys = service_path(&p->at, service, "keys");
    struct path marker = service_path(&p->at, service, "marker");
    struct store_options options = { .dir = state.at, .map_bytes = p->office.map_mib << 20, .layout = engine_layout(p->service),
                                     .journal_bytes = JOURNAL_BYTES };
    bool watched = p->marker != NULL;      /* when the files were written anew */
    enum err err = watched ? OK : marker_map(marker.at, &p->marker);

    fault_set(fault, "%s: %s", marker.at, err_text(err));
    TRY(err);
    if (!watched)
        marker_watch(p->marker);
    options.tables = engine_tables(p->service, &p->arena, &options.table_count);
    err = store_open(&options, &p->store);
    fault_set(fault, "%s: %s", state.at, err_text(err));
    TRY(err);
    err = key_store_open(&(struct key_store_options){ .dir = keys.at, .epoch_key = p->keys.epoch_key, .epoch = p->keys.epoch }, &p->key_store);
    fault_set(fault, "%s: %s", keys.at, err_text(err));
    return err;
}

enum err process_open_engine(struct process *p, struct fault *fault)
{
    struct path dir = service_path(&p->at, p->service->contract->service, "");
    struct engine *engine = NULL;
    struct host_limits limits;
    struct engine_limits engine_limits = engine_limits_default;

    engine_limits.looks_per_day = p->office.looks_per_day != 0 ? (uint32_t)p->office.looks_per_day : LOOKS_PER_DAY;
    enum err err = engine_open(&(struct engine_options){ .service = p->service, .dir = dir.at, .store = p->store, .keys = p->key_store,
                                                         .marker = p->marker, .site = p->at.site, .config = p->config,
                                                         .secrets = p->keys.shared, .secret_count = p->keys.shared_count, .limits = &engine_limits,
                                                         .ticket_key = peers_ticket_key(zap_peers(p->zap)) }, &engine);

    fault_set(fault, "%s: %s", dir.at, err_text(err));
    TRY(err);
    p->store = NULL;
    p->key_store = NULL;
    limits = host_limits_default;
    if (p->office.audit_lag_minutes != 0)
        limits.audit_lag_us = p->office.audit_lag_minutes * US_PER_MINUTE;
    TRY(host_new(engine, &limits, &p->host));
    host_clock_driven(p->host, p->clock.driven);
    if (p->out == NULL)
        p->out = outbox_new();
    p->was_rebuilding = engine_state(engine) == ENGINE_REBUILDING;
    return OK;
}

/* ---- In order ---------------------------------------------------------------------------------- */

static enum err start_all(struct process *p, struct fault *fault, int *ret_exit)
{
    TRY(read_installation(p, fault));
    if (p->office.trial_fast_passwords)
        password_set_cost(1, 8192);
    fault_set(fault, "no descriptor for signals");
    TRY(signals_open(&p->signals));
    TRY(open_zap(p, fault));
    TRY(open_endpoint(p, fault, ret_exit));
    TRY(process_open_stores(p, fault));
    TRY(process_open_engine(p, fault));
    fault_set(fault, "no thread for slow checks");
    TRY(worker_start(&p->worker));
    must(p->service->contract->source_count <= PROCESS_SOURCES_MAX);
    for (uint32_t i = 0; i < p->service->contract->source_count; i++)
        TRY(process_open_link(p, i, fault));
    return OK;
}

int process_start(struct process *p)
{
    const char *config = p->options.config;
    struct path usual = path_format("%s/config/%s.yaml", p->options.dir, p->service->contract->service);
    struct fault fault = { .text = "" };
    int exit_code = EXIT_NOT_RUN;
    enum err err;

    if (strlen(p->options.dir) > DIRECTORY_BYTES_MAX || !process_configure(p, config != NULL ? config : usual.at)) {
        log_event(LOG_ALARM, "not started: the configuration is wrong", log_text(LOG_FILE, config != NULL ? config : usual.at));
        return EXIT_NOT_RUN;
    }
    err = start_all(p, &fault, &exit_code);
    if (err == OK) {
        note_peers(p);
        return EXIT_GOOD;
    }
    log_event(LOG_ALARM, "not started", log_text(LOG_ERROR, err_text(err)), log_text(LOG_DETAIL, fault.text));
    return exit_code;
}

void process_end(struct process *p)
{
    worker_drop(&p->worker, p->host);
    host_drop(&p->host);
    store_drop(&p->store);
    key_store_drop(&p->key_store);
    outbox_drop(&p->out);
    for (uint32_t i = 0; i < PROCESS_SOURCES_MAX; i++)
        link_drop(&p->links[i]);
    endpoint_drop(&p->endpoint);
    if (p->zap != NULL) {
        zap_drop(&p->zap);
        wire_stop();
    }
    if (p->signals >= 0)
        close(p->signals);
    service_keys_fini(&p->keys);
}
