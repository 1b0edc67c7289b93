/* The connecting side. The library connects again by itself when a connection breaks, but never after the
 * other side has refused our key; so a side that has been silent for long is made anew, and who is enrolled
 * later gets in without a restart. Nothing is queued for a service that is not there: a request is repeated by
 * whoever made it, under the same id, so an old copy must not come out of a queue much later. */
#include "wire/internal.h"

#include "base/invariant.h"
#include "trust/random.h"

#define LINK_HWM 1000
#define LINGER_MS 0
#define SILENT_MS 5000

struct side {
    char address[ADDRESS_SIZE];       /* empty: not used */
    int type;
    zsock_t *socket;
    zmq_msg_t msg;                    /* handed out last */
    int64_t alive_ms;                 /* made, or last time it did something */
};

struct link {
    char service[16];
    uint8_t server_key[WIRE_KEY_LEN];
    struct key_pair key;
    struct side commands, events;
};

zsock_t *link_command_socket(const struct link *link)
{
    return link->commands.socket;
}

zsock_t *link_event_socket(const struct link *link)
{
    must(link->events.socket != NULL);
    return link->events.socket;
}

static enum err connect_side(const struct link *link, struct side *side)
{
    side->socket = socket_new(side->type, LINK_HWM, LINK_ANSWER_BYTES_MAX, LINGER_MS);
    side->alive_ms = zclock_mono();
    if (side->socket == NULL)
        return ERR_IO;
    socket_use_curve(side->socket, &link->key, link->server_key);
    if (side->type == ZMQ_SUB)
        socket_option(side->socket, ZMQ_SUBSCRIBE, link->service, strlen(link->service));
    else
        socket_option_int(side->socket, ZMQ_IMMEDIATE, 1);
    return zmq_connect(zsock_resolve(side->socket), side->address) == 0 ? OK : ERR_IO;
}

/* Nothing to be had from this side: is it time for a new connection? */
static void idle(const struct link *link, struct side *side)
{
    if (zclock_mono() - side->alive_ms < SILENT_MS)
        return;
    socket_drop(&side->socket);
    must(connect_side(link, side) == OK);            /* did so before with the same values */
}

static enum err open_side(const struct link *link, struct side *side, int type, const char *address)
{
    zmq_msg_init(&side->msg);
    if (address == NULL)
        return OK;
    TRY(address_check(address) == OK ? OK : ERR_CONFIG);
    snprintf(side->address, sizeof(side->address), "%s", address);
    side->type = type;
    return connect_side(link, side);
}

enum err link_open(const struct link_options *options, struct link **ret)
{
    must(wire_started() && strlen(options->service) < sizeof((*ret)->service));
    struct link *link = calloc(1, sizeof(*link));
    must(link != NULL);
    snprintf(link->service, sizeof(link->service), "%s", options->service);
    memcpy(link->server_key, options->server_key, sizeof(link->server_key));
    link->key = *options->key;
    enum err commands = open_side(link, &link->commands, ZMQ_DEALER, options->command_address);
    enum err events = open_side(link, &link->events, ZMQ_SUB, options->event_address);
    if (commands != OK || events != OK) {
        link_drop(&link);
        return commands != OK ? commands : events;
    }
    *ret = link;
    return OK;
}

void link_drop(struct link **link)
{
    if (*link == NULL)
        return;
    zmq_msg_close(&(*link)->commands.msg);
    zmq_msg_close(&(*link)->events.msg);
    socket_drop(&(*link)->commands.socket);
    socket_drop(&(*link)->events.socket);
    secret_wipe(*link, sizeof(**link));
    free(*link);
    *link = NULL;
}

bool link_connected(struct link *link)
{
    int events = 0;
    size_t size = sizeof(events);

    must(zmq_getsockopt(zsock_resolve(link->commands.socket), ZMQ_EVENTS, &events, &size) == 0);
    if ((events & ZMQ_POLLOUT) != 0)
        return true;
    idle(link, &link->commands);
    return false;
}

bool link_send(struct link *link, struct bytes payload)
{
    must(payload.len > 0);
    bool sent = frame_send(zsock_resolve(link->commands.socket), payload.at, payload.len, 0);
    if (sent)
        link->commands.alive_ms = zclock_mono();
    else
        idle(link, &link->commands);
    return sent;
}

/* A frame that waits, into side->msg. */
static bool next_frame(struct side *side, struct bytes *ret)
{
    zmq_msg_close(&side->msg);
    zmq_msg_init(&side->msg);
    if (zmq_msg_recv(&side->msg, zsock_resolve(side->socket), ZMQ_DONTWAIT) < 0)
        return false;
    *ret = (struct bytes){ zmq_msg_data(&side->msg), (uint32_t)zmq_msg_size(&side->msg) };
    return true;
}

/* The last frame of a message, or all the rest read away. */
static bool ends(struct side *side)
{
    if (!zmq_msg_more(&side->msg))
        return true;
    frames_skip(zsock_resolve(side->socket));
    return false;
}

bool link_receive(struct link *link, struct bytes *ret)
{
    struct bytes got;

    while (next_frame(&link->commands, &got)) {
        link->commands.alive_ms = zclock_mono();
        if (!ends(&link->commands))
            continue;
        *ret = got;
        return true;
    }
    return false;
}

bool link_hear(struct link *link, struct bytes *ret)
{
    struct side *side = &link->events;
    struct bytes got;

    must(side->socket != NULL);
    while (next_frame(side, &got)) {
        bool ours = text_is((struct text){ (const char *)got.at, got.len }, link->service);
        side->alive_ms = zclock_mono();
        if (!zmq_msg_more(&side->msg) || !next_frame(side, &got) || !ends(side) || !ours)
            continue;                 /* another form, or a longer name that begins like this one */
        *ret = got;
        return true;
    }
    idle(link, side);
    return false;
}
