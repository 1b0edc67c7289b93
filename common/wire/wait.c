/* Waiting on sockets and descriptors together. */
#include "wire/internal.h"

#include "base/invariant.h"

static zmq_pollitem_t item_of(const struct wire_wait *on)
{
    zmq_pollitem_t item = { .fd = on->fd, .events = ZMQ_POLLIN };

    must(on->endpoint == NULL || on->link == NULL);
    if (on->endpoint != NULL)
        item.socket = zsock_resolve(endpoint_command_socket(on->endpoint));
    else if (on->link != NULL)
        item.socket = zsock_resolve(on->events ? link_event_socket(on->link) : link_command_socket(on->link));
    else
        must(on->fd >= 0);
    if (on->to_send)
        item.events = ZMQ_POLLOUT;
    return item;
}

enum err wire_wait(struct wire_wait *on, uint32_t count, int64_t timeout_ms)
{
    zmq_pollitem_t items[WIRE_WAIT_MAX];

    must(count <= WIRE_WAIT_MAX);
    for (uint32_t i = 0; i < count; i++) {
        items[i] = item_of(&on[i]);
        on[i].ready = false;
    }
    int ready = zmq_poll(items, (int)count, timeout_ms);
    if (ready < 0)
        return errno == EINTR ? OK : ERR_IO;
    for (uint32_t i = 0; i < count; i++)
        on[i].ready = items[i].revents != 0;
    return OK;
}
