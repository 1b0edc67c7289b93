/* The options every socket has: bounded messages and queues, short handshakes, heartbeats that find a
 * dead peer within seconds. The library's own defaults bound none of these. */
#include "wire/internal.h"

#include "base/invariant.h"
#include "trust/random.h"

#define ZAP_ENFORCE_DOMAIN 93         /* the library has it, its installed header does not name it: no handler, no entry */
#define HANDSHAKE_MS 3000
#define HEARTBEAT_MS 2000
#define HEARTBEAT_LOST_MS 6000
#define CONNECT_MS 3000               /* the system would wait longer and longer for a link that was gone */
#define RECONNECT_MS 50
#define RECONNECT_MAX_MS 1000

void socket_option(zsock_t *socket, int option, const void *value, size_t len)
{
    must(zmq_setsockopt(zsock_resolve(socket), option, value, len) == 0);
}

void socket_option_int(zsock_t *socket, int option, int value)
{
    socket_option(socket, option, &value, sizeof(value));
}

zsock_t *socket_new(int type, int hwm, int64_t message_bytes_max, int linger_ms)
{
    must(wire_started());
    zsock_t *socket = zsock_new(type);
    if (socket == NULL)
        return NULL;
    wire_socket_made();
    socket_option(socket, ZMQ_MAXMSGSIZE, &message_bytes_max, sizeof(message_bytes_max));
    socket_option_int(socket, ZMQ_SNDHWM, hwm);
    socket_option_int(socket, ZMQ_RCVHWM, hwm);
    socket_option_int(socket, ZMQ_LINGER, linger_ms);
    socket_option_int(socket, ZMQ_IPV6, 0);
    socket_option_int(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS);
    socket_option_int(socket, ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS);
    socket_option_int(socket, ZMQ_HEARTBEAT_TTL, HEARTBEAT_LOST_MS);
    socket_option_int(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_LOST_MS);
    socket_option_int(socket, ZMQ_CONNECT_TIMEOUT, CONNECT_MS);
    socket_option_int(socket, ZMQ_RECONNECT_IVL, RECONNECT_MS);
    socket_option_int(socket, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS);
    return socket;
}

void socket_drop(zsock_t **socket)
{
    if (*socket == NULL)
        return;
    zsock_destroy(socket);
    wire_socket_gone();
}

void socket_serve_curve(zsock_t *socket, const uint8_t secret_key[32], const char *zap_domain)
{
    socket_option_int(socket, ZMQ_CURVE_SERVER, 1);
    socket_option(socket, ZMQ_CURVE_SECRETKEY, secret_key, WIRE_KEY_LEN);
    socket_option(socket, ZMQ_ZAP_DOMAIN, zap_domain, strlen(zap_domain));
    socket_option_int(socket, ZAP_ENFORCE_DOMAIN, 1);
}

void socket_use_curve(zsock_t *socket, const struct key_pair *own, const uint8_t server_key[32])
{
    socket_option(socket, ZMQ_CURVE_PUBLICKEY, own->public_key, WIRE_KEY_LEN);
    socket_option(socket, ZMQ_CURVE_SECRETKEY, own->secret_key, WIRE_KEY_LEN);
    socket_option(socket, ZMQ_CURVE_SERVERKEY, server_key, WIRE_KEY_LEN);
}

bool frame_send(void *handle, const void *at, size_t len, int flags)
{
    int sent;

    do
        sent = zmq_send(handle, at, len, flags | ZMQ_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

void frames_skip(void *handle)
{
    zmq_msg_t frame;

    for (int more = 1; more != 0;) {
        zmq_msg_init(&frame);
        more = zmq_msg_recv(&frame, handle, 0) >= 0 ? zmq_msg_more(&frame) : errno == EINTR;
        zmq_msg_close(&frame);
    }
}
