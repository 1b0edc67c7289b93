/* The connecting side. Nothing is queued for a service that is not there: a request is repeated by
 * whoever made it, under the same id, so an old copy must not come out of a queue much later. */
#include "wire/internal.h"

#include "base/invariant.h"

#define LINK_HWM 1000
#define LINGER_MS 0

struct link {
    char service[16];
    zsock_t *commands, *events;
    zmq_msg_t answer, heard;
};

zsock_t *link_command_socket(const struct link *link)
{
    return link->commands;
}

zsock_t *link_event_socket(const struct link *link)
{
    must(link->events != NULL);
    return link->events;
}

static zsock_t *connect_to(int type, const struct link_options *options, const char *address)
{
    zsock_t *socket = socket_new(type, LINK_HWM, LINK_ANSWER_BYTES_MAX, LINGER_MS);

    if (socket == NULL)
        return NULL;
    socket_use_curve(socket, options->key, options->server_key);
    if (type == ZMQ_SUB)
        socket_option(socket, ZMQ_SUBSCRIBE, options->service, strlen(options->service));
    else
        socket_option_int(socket, ZMQ_IMMEDIATE, 1);
    if (zmq_connect(zsock_resolve(socket), address) != 0)
        socket_drop(&socket);
    return socket;
}

enum err link_open(const struct link_options *options, struct link **ret)
{
    must(wire_started() && strlen(options->service) < sizeof((*ret)->service));
    if (address_check(options->command_address) != OK)
        return ERR_CONFIG;
    if (options->event_address != NULL && address_check(options->event_address) != OK)
        return ERR_CONFIG;
    struct link *link = calloc(1, sizeof(*link));
    must(link != NULL);
    snprintf(link->service, sizeof(link->service), "%s", options->service);
    zmq_msg_init(&link->answer);
    zmq_msg_init(&link->heard);
    link->commands = connect_to(ZMQ_DEALER, options, options->command_address);
    if (options->event_address != NULL)
        link->events = connect_to(ZMQ_SUB, options, options->event_address);
    if (link->commands == NULL || (options->event_address != NULL && link->events == NULL)) {
        link_drop(&link);
        return ERR_IO;
    }
    *ret = link;
    return OK;
}

void link_drop(struct link **link)
{
    if (*link == NULL)
        return;
    zmq_msg_close(&(*link)->answer);
    zmq_msg_close(&(*link)->heard);
    socket_drop(&(*link)->commands);
    socket_drop(&(*link)->events);
    free(*link);
    *link = NULL;
}

bool link_send(struct link *link, struct bytes payload)
{
    must(payload.len > 0);
    return frame_send(zsock_resolve(link->commands), payload.at, payload.len, 0);
}

/* A frame that waits, into *msg. */
static bool next_frame(void *handle, zmq_msg_t *msg)
{
    zmq_msg_close(msg);
    zmq_msg_init(msg);
    return zmq_msg_recv(msg, handle, ZMQ_DONTWAIT) >= 0;
}

static struct bytes frame_bytes(zmq_msg_t *msg)
{
    return (struct bytes){ zmq_msg_data(msg), (uint32_t)zmq_msg_size(msg) };
}

bool link_receive(struct link *link, struct bytes *ret)
{
    void *handle = zsock_resolve(link->commands);

    while (next_frame(handle, &link->answer)) {
        if (zmq_msg_more(&link->answer)) {
            frames_skip(handle);
            continue;
        }
        *ret = frame_bytes(&link->answer);
        return true;
    }
    return false;
}

bool link_hear(struct link *link, struct bytes *ret)
{
    must(link->events != NULL);
    void *handle = zsock_resolve(link->events);

    while (next_frame(handle, &link->heard)) {
        struct bytes topic = frame_bytes(&link->heard);
        bool ours = text_is((struct text){ (const char *)topic.at, topic.len }, link->service);
        if (!zmq_msg_more(&link->heard) || !next_frame(handle, &link->heard))
            continue;
        if (zmq_msg_more(&link->heard)) {
            frames_skip(handle);
            continue;
        }
        if (!ours)
            continue;                 /* a longer name that begins like this one */
        *ret = frame_bytes(&link->heard);
        return true;
    }
    return false;
}
