/* The connections of a server: what each is at, until when, and who has to leave when room is short. Times are the caller's monotonic milliseconds. */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <netinet/in.h>

#include "http/events.h"
#include "http/request.h"

/* The first three give way when room is short, an idle one before the other two; the rest never does. */
enum connection_state {
    CONNECTION_IDLE,          /* between two requests */
    CONNECTION_READING,       /* from its beginning on, also when nothing was read yet */
    CONNECTION_ANSWERING,
    CONNECTION_UNDER_WAY,     /* with the owner */
    CONNECTION_STREAMING,
    CONNECTION_CUT,           /* shut down, not yet gone */
};

struct MHD_Connection;

struct connection {
    struct connection *next, *previous;
    struct http_server *server;
    struct MHD_Connection *mhd;
    bool suspended;                  /* suspending or resuming twice is undefined there */
    int fd;
    char address[INET6_ADDRSTRLEN];
    enum connection_state state;
    uint64_t since;                  /* counts changes of state over all connections: smaller is longer ago */
    int64_t due_ms;                  /* INT64_MAX: no bound, or not known yet */
    int64_t allowed_ms;              /* from the coming connections_clock() on; 0: known, or no bound */
    struct http_request request;
    struct arena arena;
    struct listener listener;
    uint64_t sent;                   /* bytes of a stream since it last had nothing to say */
};

struct connections { struct connection *first; uint32_t count; uint64_t changes; };

struct connection *connection_open(struct connections *all, int fd, const char *address);
void connection_close(struct connections *all, struct connection **connection);
/* From now on it is at `state` for at most `allowed_ms` (0: without a bound). */
void connection_change(struct connections *all, struct connection *connection, enum connection_state state, int64_t allowed_ms);

/* It is `mono_ms` now for all that changed since the last call: changes come between turns too, when nobody says the time. */
void connections_clock(struct connections *all, int64_t mono_ms);
struct connection *connections_overdue(const struct connections *all, int64_t mono_ms);      /* one whose time is over; NULL */
int64_t connections_due_ms(const struct connections *all);                                   /* INT64_MAX: none */
uint32_t connections_at(const struct connections *all, enum connection_state state);
uint32_t connections_of(const struct connections *all, const char *address);     /* without those that are cut; NULL: from anywhere */
/* Who leaves so that `newcomer` can stay, of that address (NULL: of any): the one that has been idle the longest, else the one that has been sending its
 * request or taking its answer the longest; NULL: nobody. */
struct connection *connections_victim(const struct connections *all, const struct connection *newcomer, const char *address);

#endif
