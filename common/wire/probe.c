/* The look from outside before a service opens: somebody with a fresh key knocks and must be sent
 * away. A door that lets him in, or gives no sign in time, stays unused. */
#include "wire/internal.h"

#include "base/invariant.h"

#define PROBE_MS 3000
#define EVENTS (ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)

/* What the library says about the connection, first that matters; 0: nothing in time. */
static uint16_t first_event(void *monitor)
{
    int64_t until_ms = zclock_mono() + PROBE_MS;
    zmq_pollitem_t item = { .socket = monitor, .events = ZMQ_POLLIN };
    struct {
        uint16_t event;
        uint8_t value[4];
    } said;

    for (;;) {
        int64_t left_ms = until_ms - zclock_mono();
        if (left_ms <= 0)
            return 0;
        if (zmq_poll(&item, 1, left_ms) <= 0)
            continue;
        int len = zmq_recv(monitor, &said, sizeof(said), 0);
        frames_skip(monitor);                       /* the address */
        if (len == 6 && (said.event & EVENTS) != 0)
            return said.event;
    }
}

static enum err knock(zsock_t *socket, const char *address)
{
    static uint32_t count;
    char name[64];
    uint16_t event = 0;
    void *handle = zsock_resolve(socket);

    snprintf(name, sizeof(name), "inproc://probe-%u", ++count);
    if (zmq_socket_monitor(handle, name, EVENTS) != 0)
        return ERR_IO;
    zsock_t *monitor = socket_new(ZMQ_PAIR, 100, -1, 0);
    if (monitor != NULL && zmq_connect(zsock_resolve(monitor), name) == 0 && zmq_connect(handle, address) == 0)
        event = first_event(zsock_resolve(monitor));
    must(zmq_socket_monitor(handle, NULL, 0) == 0);
    socket_drop(&monitor);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        return ERR_CONFIG;
    return event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH ? OK : ERR_TIMEOUT;
}

enum err probe_refuses_strangers(const char *address, int socket_type, const uint8_t server_key[32])
{
    struct key_pair stranger;
    zsock_t *socket = socket_new(socket_type, 1, -1, 0);

    if (socket == NULL)
        return ERR_IO;
    key_pair_make(&stranger);
    socket_use_curve(socket, &stranger, server_key);
    key_pair_fini(&stranger);
    enum err err = knock(socket, address);
    socket_drop(&socket);
    return err;
}
