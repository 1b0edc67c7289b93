/* The life of an edge, in order; its own work is the kind's. Keeps true: the library is stopped after every socket is gone, whatever
 * the start came to. */
#include "shell/edge.h"

#include <signal.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/complaints.h"
#include "shell/log.h"
#include "shell/notify.h"
#include "shell/process.h"
#include "shell/signals.h"
#include "shell/yaml.h"
#include "wire/wire.h"

#define ARENA_BYTES_MAX (16u << 20)

static bool configure(struct edge *edge, const char *path)
{
    const struct record_spec *spec = edge->kind->config;
    struct complaints complaints;
    const char *sentence;

    complaints_init(&complaints, &edge->arena);
    edge->config = arena_take(&edge->arena, spec->size);
    if (config_load(path, spec, &edge->arena, &complaints, edge->config) == OK) {
        sentence = edge->kind->config_check(edge->config, &edge->arena);
        if (sentence != NULL)
            complain(&complaints, (struct spot){ path, 0, 0, NULL }, "%1$s", "%1$s", sentence);
    }
    fputs(complaints_text(&complaints).at, stderr);
    return complaints.count == 0;
}

static int check_config(struct edge *edge)
{
    if (!configure(edge, edge->options.config))
        return EXIT_BAD_RESULT;
    printf("%s: 正しい設定です。 / the configuration is right.\n", edge->options.config);
    return EXIT_GOOD;
}

static enum err read_installation(struct edge *edge, struct fault *fault)
{
    struct path path;
    enum err err;

    TRY(installation_load(edge->options.dir, edge->options.keys, &edge->at, fault));
    TRY(process_check_mode(&edge->options, &edge->at, fault));
    TRY(process_make_folder(service_path(&edge->at, edge->kind->name, ""), fault));
    TRY(endpoint_book_load(&edge->at, &edge->book, fault));
    path = curve_key_path(&edge->at, edge->kind->name);
    err = key_pair_load(path.at, &edge->key);
    fault_set(fault, "%s: %s", path.at, err_text(err));
    return err;
}

static enum err start(struct edge *edge, bool *ret_wired, struct fault *fault)
{
    TRY(read_installation(edge, fault));
    fault_set(fault, "no descriptor for signals");
    TRY(signals_open(&edge->signals));
    fault_set(fault, "the messaging library does not start");
    TRY(wire_start());
    *ret_wired = true;
    return edge->kind->start(edge, fault);
}

static void serve(struct edge *edge)
{
    log_event(LOG_NOTE, "serving", log_number(LOG_PID, (uint64_t)getpid()), log_text(LOG_VERSION, MADOGUCHI_VERSION),
              log_text(LOG_MODE, installation_mode(&edge->at)), log_number(LOG_SITE, edge->at.site));
    notify_manager("READY=1");
    edge->kind->serve(edge);
    notify_manager("STOPPING=1");
}

static int run(struct edge *edge)
{
    struct path usual = path_format("%s/config/%s.yaml", edge->options.dir, edge->kind->name);
    const char *config = edge->options.config != NULL ? edge->options.config : usual.at;
    struct fault fault = { .text = "" };
    bool wired = false;
    enum err err;

    process_warn_of_swap();
    if (strlen(edge->options.dir) > DIRECTORY_BYTES_MAX || !configure(edge, config)) {
        log_event(LOG_ALARM, "not started: the configuration is wrong", log_text(LOG_FILE, config));
        return EXIT_NOT_RUN;
    }
    err = start(edge, &wired, &fault);
    if (err == OK)
        serve(edge);
    else
        log_event(LOG_ALARM, "not started", log_text(LOG_ERROR, err_text(err)), log_text(LOG_DETAIL, fault.text));
    if (wired) {
        edge->kind->end(edge);
        wire_stop();
    }
    if (edge->signals >= 0)
        close(edge->signals);
    key_pair_fini(&edge->key);
    if (err == OK)
        log_event(LOG_NOTE, "stopped", log_number(LOG_PID, (uint64_t)getpid()));
    return err == OK ? EXIT_GOOD : EXIT_NOT_RUN;
}

int edge_main(const struct edge_kind *kind, int argc, char **argv)
{
    struct edge edge = { .kind = kind, .signals = -1 };
    int code;

    if (!options_read(kind->name, true, argc, argv, &edge.options, &code))
        return code;
    arena_init(&edge.arena, ARENA_BYTES_MAX);
    code = !process_begin(kind->name) ? EXIT_NOT_RUN : edge.options.check_config ? check_config(&edge) : run(&edge);
    arena_fini(&edge.arena);
    return code;
}

void edge_signalled(struct edge *edge)
{
    for (uint32_t number; (number = signals_take(edge->signals)) != 0;)
        if (number != SIGHUP)
            edge->stopping = true;
}
