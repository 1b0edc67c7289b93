/* The events of an edge as bytes of text/event-stream: the last EVENTS_KEPT with their numbers, the latest beat, and listeners that each stand somewhere
 * among them. Pure memory: knows neither sockets nor time. */
#ifndef HTTP_EVENTS_H
#define HTTP_EVENTS_H

#include <stdbool.h>

#include "base/bytes.h"

#define EVENTS_KEPT 1024u

struct piece;

struct events {
    uint64_t first, next;                  /* numbers: of the very first event, of the coming one */
    struct piece *kept[EVENTS_KEPT];       /* by number modulo EVENTS_KEPT */
    struct piece *told;                    /* the latest beat */
    uint64_t told_count;
};

struct listener {
    uint64_t next;                         /* the number it wants */
    uint64_t told_seen;
    struct piece *now;                     /* what it is in the middle of */
    uint32_t offset;
};

/* `first`: of the first event, at least 2 (0 is no number to come back with). Other for each life of a process, so that numbers of an earlier one are not taken for ours. */
void events_init(struct events *events, uint64_t first);
void events_fini(struct events *events);
/* `event` is a word and `data` one line (both the caller's, else a broken invariant). */
uint64_t events_publish(struct events *events, const char *event, struct text data);
void events_tell(struct events *events, const char *event, struct text data);

/* Stands behind the event `after` when all that came since is kept; else behind the last, with a `reset` before everything else unless `after` is 0. */
void listener_begin(struct listener *listener, const struct events *events, uint64_t after);
void listener_end(struct listener *listener);
/* What it wants is no longer kept. */
bool listener_lost(const struct listener *listener, const struct events *events);
/* The next bytes, at most `room`; 0 when there are none now. Not for a lost one. */
uint32_t listener_take(struct listener *listener, const struct events *events, char *to, uint32_t room);

#endif
