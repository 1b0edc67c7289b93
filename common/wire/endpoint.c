/* Opening and closing a service's doors. Keeps true: whoever binds or removes socket files holds the
 * lock, because the library takes a running instance's files over without a word. It leaves files behind
 * when it closes. */
#include "wire/internal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "trust/random.h"

#define COMMANDS_HWM 256              /* each connection, each way; answers may be pages */
#define EVENTS_HWM 1000
#define SUBSCRIPTION_BYTES_MAX 1024
#define LINGER_MS 1000                /* answers of the last step still leave */
#define SOCKET_UMASK 0117             /* owner and group connect */
#define BIND_MS 2000                  /* a port closed just now is free within this */
#define IPC "ipc://"

static enum err lock(const struct endpoint_options *options, int *ret_fd, struct wire_fault *fault)
{
    char pid[24];
    int fd = open(options->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);

    if (fd < 0) {
        wire_fault_set(fault, "%s: %s", options->lock_path, strerror(errno));
        return ERR_IO;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t len = errno == EWOULDBLOCK ? pread(fd, pid, sizeof(pid) - 1, 0) : -1;
        pid[len > 0 ? len : 0] = '\0';
        pid[strspn(pid, "0123456789")] = '\0';
        wire_fault_set(fault, "%s is running already (process %s holds %s)", options->service, *pid != '\0' ? pid : "?", options->lock_path);
        close(fd);
        return len >= 0 ? ERR_EXISTS : ERR_IO;
    }
    int len = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)len, 0) != len) {
        wire_fault_set(fault, "%s: %s", options->lock_path, strerror(errno));
        close(fd);
        return ERR_IO;
    }
    *ret_fd = fd;
    return OK;
}

static void remove_file(const char *address)
{
    if (strncmp(address, IPC, strlen(IPC)) == 0)
        (void)unlink(address + strlen(IPC));
}

static enum err bind_to(zsock_t *socket, const char *address, bool *ret_bound, struct wire_fault *fault)
{
    int64_t until_ms = zclock_mono() + BIND_MS;
    mode_t before = umask(SOCKET_UMASK);
    int bound;

    while ((bound = zmq_bind(zsock_resolve(socket), address)) != 0 && errno == EADDRINUSE && zclock_mono() < until_ms)
        zclock_sleep(1);
    umask(before);
    *ret_bound = bound == 0;
    if (bound == 0)
        return OK;
    wire_fault_set(fault, "%s: %s", address, zmq_strerror(errno));
    return ERR_IO;
}

static enum err probe(zsock_t *socket, int stranger_type, const struct endpoint *e, struct wire_fault *fault)
{
    char address[ADDRESS_SIZE];
    size_t size = sizeof(address);

    must(zmq_getsockopt(zsock_resolve(socket), ZMQ_LAST_ENDPOINT, address, &size) == 0);
    enum err err = probe_refuses_strangers(address, stranger_type, e->key.public_key);
    if (err == ERR_CONFIG)
        wire_fault_set(fault, "%s: a connection with an unknown key was let in; not serving", address);
    else if (err != OK)
        wire_fault_set(fault, "%s: a connection with an unknown key was not refused in time; not serving", address);
    return err;
}

static enum err open_events(struct endpoint *e, struct wire_fault *fault)
{
    char domain[64];

    snprintf(domain, sizeof(domain), ZAP_DOMAIN_EVENTS "%s", e->service);
    e->events = socket_new(ZMQ_PUB, EVENTS_HWM, SUBSCRIPTION_BYTES_MAX, LINGER_MS);
    if (e->events == NULL)
        return ERR_IO;
    socket_serve_curve(e->events, e->key.secret_key, domain);
    TRY(bind_to(e->events, e->event_address, &e->events_bound, fault));
    return probe(e->events, ZMQ_SUB, e, fault);
}

static enum err open_commands(struct endpoint *e, struct wire_fault *fault)
{
    char domain[64];

    snprintf(domain, sizeof(domain), ZAP_DOMAIN_COMMANDS "%s", e->service);
    e->commands = socket_new(ZMQ_ROUTER, COMMANDS_HWM, ENDPOINT_REQUEST_BYTES_MAX, LINGER_MS);
    if (e->commands == NULL)
        return ERR_IO;
    socket_option_int(e->commands, ZMQ_ROUTER_MANDATORY, 1);
    socket_serve_curve(e->commands, e->key.secret_key, domain);
    TRY(bind_to(e->commands, e->command_address, &e->commands_bound, fault));
    return probe(e->commands, ZMQ_DEALER, e, fault);
}

static enum err check_options(const struct endpoint_options *options, struct wire_fault *fault)
{
    const char *addresses[2] = { options->command_address, options->event_address };

    for (int i = 0; i < 2; i++) {
        enum err err = address_check(addresses[i]);
        if (err == OK)
            continue;
        wire_fault_set(fault, "%s: %s", addresses[i], err == ERR_LIMIT ? "too long for a socket's address" :
                       "not an address (ipc:///absolute/path or tcp://host:port)");
        return ERR_CONFIG;
    }
    return OK;
}

enum err endpoint_open(const struct endpoint_options *options, struct endpoint **ret, struct wire_fault *ret_fault)
{
    must(wire_started() && options->zap != NULL);
    must(strlen(options->service) < sizeof((*ret)->service));
    wire_fault_set(ret_fault, "no socket");
    TRY(check_options(options, ret_fault));
    struct endpoint *e = calloc(1, sizeof(*e));
    must(e != NULL);
    snprintf(e->service, sizeof(e->service), "%s", options->service);
    snprintf(e->command_address, sizeof(e->command_address), "%s", options->command_address);
    snprintf(e->event_address, sizeof(e->event_address), "%s", options->event_address);
    e->lock_fd = -1;
    e->zap = options->zap;
    e->key = *options->key;
    zmq_msg_init(&e->payload);
    enum err err = lock(options, &e->lock_fd, ret_fault);
    if (err == OK)
        err = open_commands(e, ret_fault);
    if (err == OK)
        err = open_events(e, ret_fault);
    if (err != OK) {
        endpoint_drop(&e);
        return err;
    }
    *ret = e;
    return OK;
}

void endpoint_drop(struct endpoint **endpoint)
{
    struct endpoint *e = *endpoint;

    if (e == NULL)
        return;
    zmq_msg_close(&e->payload);
    socket_drop(&e->commands);
    socket_drop(&e->events);
    if (e->commands_bound)
        remove_file(e->command_address);
    if (e->events_bound)
        remove_file(e->event_address);
    if (e->lock_fd >= 0)
        close(e->lock_fd);
    secret_wipe(&e->key, sizeof(e->key));
    free(e);
    *endpoint = NULL;
}

enum err endpoint_peers_changed(struct endpoint *endpoint)
{
    struct wire_fault fault;

    socket_option_int(endpoint->events, ZMQ_LINGER, 0);        /* what still waits for a follower that is out must not reach it */
    socket_drop(&endpoint->events);
    return open_events(endpoint, &fault);
}
