/* Inside the shell only: everything a running service's process holds. */
#ifndef SHELL_PROCESS_H
#define SHELL_PROCESS_H

#include "engine/host.h"
#include "shell/allow_list.h"
#include "shell/clock.h"
#include "shell/complaints.h"
#include "shell/installation.h"
#include "shell/office_config.h"
#include "shell/options.h"
#include "shell/service_keys.h"
#include "shell/worker.h"
#include "wire/endpoint.h"
#include "wire/link.h"
#include "wire/zap.h"

#define PROCESS_SOURCES_MAX 8u

struct process {
    const struct service *service;
    struct options options;
    struct installation at;
    struct office_config office;
    void *config;                        /* struct <service>_config, in `arena` */
    struct arena arena;                  /* lives as long as the process */
    struct complaints notes;             /* about a configuration that is taken all the same */
    struct service_keys keys;
    struct endpoint_book book;
    struct shell_clock clock;

    struct allow_list allow_list;
    struct zap *zap;
    struct endpoint *endpoint;
    struct link *links[PROCESS_SOURCES_MAX];       /* by index into contract->sources; NULL: its key is not enrolled */
    struct marker_page *marker;
    struct store *store;                 /* NULL once the engine owns it */
    struct key_store *key_store;         /* likewise */
    struct host *host;
    struct outbox *out;
    struct worker *worker;
    int signals;                         /* descriptor; -1: none */

    uint64_t beat_at_us, beat_head;      /* last heartbeat, monotonic, and the head it named */
    uint64_t listened_at_us;             /* all links, monotonic */
    uint64_t settled_at_us;              /* the store's file was up to date, monotonic */
    bool idle;                           /* nothing came since the beat before */
    uint64_t looked_at_us;               /* last upkeep, monotonic */
    uint32_t map_used_percent;
    bool map_alarmed, clock_alarmed, was_rebuilding;
    uint64_t quarantined, stopped, reads_failed;      /* as last reported */
    bool stopping;
};

/* main.c: what comes first in every process of ours, services and edges: rights of files, room for connections, secrets kept in,
 * signals blocked, the log, randomness. False: there is none, which is logged. */
bool process_begin(const char *name);
/* Says so when keys may reach swap. */
void process_warn_of_swap(void);
/* start.c: a folder of ours (mode 0700), there now or before. ERR_IO. */
MUST_CHECK enum err process_make_folder(struct path path, struct fault *fault);
/* ERR_CONFIG: --production, in a directory made for trials. */
MUST_CHECK enum err process_check_mode(const struct options *options, const struct installation *at, struct fault *fault);

/* start.c: everything from the options to a host that can be turned. The exit code when it cannot run,
 * said and logged; EXIT_GOOD otherwise. */
int process_start(struct process *p);
/* The connection to a source whose key the allow-list has; else none, which is logged. */
MUST_CHECK enum err process_open_link(struct process *p, uint32_t index, struct fault *fault);
/* In the order that the layers need; takes a process that stopped anywhere in its start. */
void process_end(struct process *p);
/* Configuration files into `p`; false with every complaint on stderr. */
bool process_configure(struct process *p, const char *config_path);

/* Stores, then the engine over them and its host; `start` and renew.c. */
MUST_CHECK enum err process_open_stores(struct process *p, struct fault *fault);
MUST_CHECK enum err process_open_engine(struct process *p, struct fault *fault);

/* renew.c: between two turns the engine is closed, the keys are moved to `epoch` (0 or the one they are of: they stay), both files are
 * written anew, and all is opened again. ERR_NOT_FOUND and others of keyfile_load, ERR_LIMIT (not the next epoch): nothing
 * happened. Any other: leave; the next start finds whole files. */
MUST_CHECK enum err process_renew(struct process *p, uint32_t epoch, struct fault *fault, bool *ret_leave);

/* loop.c: serves until told to stop. */
void process_serve(struct process *p);

/* control.c */
void answer_statuses(struct process *p);
void obey_controls(struct process *p);
/* Every ten seconds: readers that died, room in the map. */
void upkeep(struct process *p, uint64_t mono);
void report_alarms(struct process *p);
/* A look at the allow-list when a second has passed, or now; puts another one in force, also for connections that stand. */
void look_at_peers(struct process *p, bool at_once);
/* Which list is in force goes on record at the next turn. */
void note_peers(struct process *p);

#endif
