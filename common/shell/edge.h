/* The whole process of an edge (what is no service: it owns no facts and keeps no log): its main.c is one call. What is the same
 * for all edges is here: options, configuration, keys, signals, log, the service manager. Options and exit codes: options.h.
 *
 * Signals: SIGTERM and SIGINT end it in order. */
#ifndef SHELL_EDGE_H
#define SHELL_EDGE_H

#include "codec/message.h"
#include "shell/installation.h"
#include "shell/options.h"
#include "wire/keys.h"

struct edge {
    const struct edge_kind *kind;
    struct options options;
    struct installation at;
    struct endpoint_book book;
    struct key_pair key;             /* KEYDIR/NAME.curve.key: the edge's own */
    struct arena arena;              /* lives as long as the process */
    void *config;                    /* as the kind's table describes it, in `arena` */
    int signals;                     /* to wait on; edge_signalled() empties it */
    bool stopping;
    void *self;                      /* the kind's own */
};

struct edge_kind {
    const char *name;                          /* "console": data folder, key, configuration, lines of the log */
    const struct record_spec *config;
    /* Checks beyond ranges. NULL when fine, else a sentence with the key. */
    const char *(*config_check)(const void *config, struct arena *arena);
    /* The messaging library has been started. On failure `end` is called all the same. */
    enum err (*start)(struct edge *edge, struct fault *ret_fault);
    void (*serve)(struct edge *edge);          /* until `stopping` */
    void (*end)(struct edge *edge);            /* also after a start that failed anywhere */
};

int edge_main(const struct edge_kind *kind, int argc, char **argv);
/* Takes the signals that wait. */
void edge_signalled(struct edge *edge);

#endif
