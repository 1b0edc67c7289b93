/* Requests in, answers and events out. Who sent a request is read from its payload frame: this
 * version of the library loses the property on the first frame after a wait. */
#include "wire/internal.h"

#include "base/invariant.h"

#define PASSED_OVER_MAX 64            /* bad messages in one call: a flood must not hold the loop */
#define ROUTE_LEN 5                   /* what the library makes: a zero byte and four of a number */

zsock_t *endpoint_command_socket(const struct endpoint *endpoint)
{
    return endpoint->commands;
}

/* Both frames into *ret_route and endpoint->payload. False when it has another form. */
static bool frames(struct endpoint *e, void *handle, zmq_msg_t *route, uint64_t *ret_route)
{
    zmq_msg_close(&e->payload);
    zmq_msg_init(&e->payload);
    if (!zmq_msg_more(route))
        return false;
    if (zmq_msg_recv(&e->payload, handle, 0) < 0)
        return false;
    if (zmq_msg_more(&e->payload)) {
        frames_skip(handle);
        return false;
    }
    const uint8_t *id = zmq_msg_data(route);
    if (zmq_msg_size(route) != ROUTE_LEN || id[0] != 0 || zmq_msg_size(&e->payload) == 0)
        return false;                 /* an id of the client's own choice could collide with another's */
    *ret_route = UINT64_C(1) << 32 | be32_get(id + 1);
    return true;
}

static const struct peer *sender(struct endpoint *e)
{
    const char *user = zmq_msg_gets(&e->payload, "User-Id");
    uint8_t key[WIRE_KEY_LEN];

    if (user == NULL || !wire_key_get(text_of(user), key))
        return NULL;
    return peers_find(zap_peers(e->zap), key);
}

bool endpoint_receive(struct endpoint *endpoint, struct received *ret)
{
    void *handle = zsock_resolve(endpoint->commands);
    zmq_msg_t route;
    uint64_t number = 0;

    for (int passed = 0; passed < PASSED_OVER_MAX; passed++) {
        zmq_msg_init(&route);
        bool got = zmq_msg_recv(&route, handle, ZMQ_DONTWAIT) >= 0;
        bool whole = got && frames(endpoint, handle, &route, &number);
        zmq_msg_close(&route);
        if (!got)
            return false;
        endpoint->figures.received++;
        const struct peer *peer = whole ? sender(endpoint) : NULL;
        if (peer != NULL) {
            *ret = (struct received){ .peer = peer, .route = number,
                                      .payload = { zmq_msg_data(&endpoint->payload), (uint32_t)zmq_msg_size(&endpoint->payload) } };
            return true;
        }
        if (whole)
            endpoint->figures.unknown++;
        else
            endpoint->figures.malformed++;
    }
    return false;
}

/* A queue that looks full may have been emptied since: the library learns so only when it looks at its own messages,
 * which a burst of sends puts off. Asking for its state makes it look. */
static void look_again(void *handle)
{
    int events = 0;
    size_t size = sizeof(events);

    must(zmq_getsockopt(handle, ZMQ_EVENTS, &events, &size) == 0);
}

static bool route_send(void *handle, const uint8_t id[ROUTE_LEN])
{
    if (frame_send(handle, id, ROUTE_LEN, ZMQ_SNDMORE))
        return true;
    if (errno != EAGAIN)
        return false;
    look_again(handle);
    return frame_send(handle, id, ROUTE_LEN, ZMQ_SNDMORE);
}

bool endpoint_reply(struct endpoint *endpoint, uint64_t route, struct bytes payload)
{
    void *handle = zsock_resolve(endpoint->commands);
    uint8_t id[ROUTE_LEN] = { 0 };

    must(route >> 32 == 1 && payload.len > 0);
    be32_put(id + 1, (uint32_t)route);
    if (route_send(handle, id)) {
        must(frame_send(handle, payload.at, payload.len, 0));
        endpoint->figures.replied++;
        return true;
    }
    if (errno == EHOSTUNREACH)
        endpoint->figures.unreachable++;
    else
        endpoint->figures.full++;
    return false;
}

void endpoint_publish(struct endpoint *endpoint, struct bytes payload)
{
    void *handle = zsock_resolve(endpoint->events);

    must(payload.len > 0);
    if (frame_send(handle, endpoint->service, strlen(endpoint->service), ZMQ_SNDMORE) &&
        frame_send(handle, payload.at, payload.len, 0))
        endpoint->figures.published++;
}

struct endpoint_figures endpoint_figures(const struct endpoint *endpoint)
{
    return endpoint->figures;
}
