/* The connections of a server. Keeps true: a connection that is neither with its owner nor a stream can always be made to leave, so whoever only holds
 * connections open locks nobody out. Touches no socket. */
#include "http/connection.h"

#include "base/invariant.h"

#define ARENA_BYTES_MAX ((size_t)32 << 20)

struct connection *connection_open(struct connections *all, int fd, const char *address)
{
    struct connection *connection = calloc(1, sizeof *connection);

    must(connection != NULL);
    connection->fd = fd;
    snprintf(connection->address, sizeof connection->address, "%s", address);
    arena_init(&connection->arena, ARENA_BYTES_MAX);
    connection->next = all->first;
    if (all->first != NULL)
        all->first->previous = connection;
    all->first = connection;
    all->count++;
    return connection;
}

void connection_close(struct connections *all, struct connection **closing)
{
    struct connection *connection = *closing;

    if (connection == NULL)
        return;
    *(connection->previous == NULL ? &all->first : &connection->previous->next) = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    all->count--;
    request_end(&connection->request);
    listener_end(&connection->listener);
    arena_fini(&connection->arena);
    free(connection);
    *closing = NULL;
}

void connection_change(struct connections *all, struct connection *connection, enum connection_state state, int64_t allowed_ms)
{
    connection->state = state;
    connection->since = ++all->changes;
    connection->allowed_ms = allowed_ms;
    connection->due_ms = INT64_MAX;
}

void connections_clock(struct connections *all, int64_t mono_ms)
{
    for (struct connection *c = all->first; c != NULL; c = c->next) {
        if (c->allowed_ms != 0) {
            c->due_ms = mono_ms + c->allowed_ms;
            c->allowed_ms = 0;
        }
    }
}

struct connection *connections_overdue(const struct connections *all, int64_t mono_ms)
{
    for (struct connection *c = all->first; c != NULL; c = c->next) {
        if (c->due_ms <= mono_ms)
            return c;
    }
    return NULL;
}

int64_t connections_due_ms(const struct connections *all)
{
    int64_t due_ms = INT64_MAX;

    for (const struct connection *c = all->first; c != NULL; c = c->next)
        due_ms = c->due_ms < due_ms ? c->due_ms : due_ms;
    return due_ms;
}

uint32_t connections_at(const struct connections *all, enum connection_state state)
{
    uint32_t count = 0;

    for (const struct connection *c = all->first; c != NULL; c = c->next)
        count += c->state == state;
    return count;
}

uint32_t connections_of(const struct connections *all, const char *address)
{
    uint32_t count = 0;

    for (const struct connection *c = all->first; c != NULL; c = c->next)
        count += c->state != CONNECTION_CUT && (address == NULL || strcmp(c->address, address) == 0);
    return count;
}

static bool leaves_before(const struct connection *a, const struct connection *b)
{
    bool a_idle = a->state == CONNECTION_IDLE, b_idle = b->state == CONNECTION_IDLE;

    return a_idle != b_idle ? a_idle : a->since < b->since;
}

struct connection *connections_victim(const struct connections *all, const struct connection *newcomer, const char *address)
{
    struct connection *victim = NULL;

    for (struct connection *c = all->first; c != NULL; c = c->next) {
        if (c != newcomer && c->state <= CONNECTION_ANSWERING && (address == NULL || strcmp(c->address, address) == 0) && (victim == NULL || leaves_before(c, victim)))
            victim = c;
    }
    return victim;
}
