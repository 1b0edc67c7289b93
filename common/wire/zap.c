/* The ZAP handler: a small thread with one REP socket and a command pipe. It shares nothing with
 * the main thread but lists that never change and two counters. */
#include "wire/internal.h"

#include <stdatomic.h>

#include "base/invariant.h"

#define FRAMES 7
#define RETIRED_MAX 64
#define COMMAND_END "$TERM"           /* what czmq sends an actor at its end */

struct zap {
    zactor_t *actor;
    struct peers *peers;              /* main thread's copy of the pointer in force */
    struct {
        struct peers *peers;
        int64_t until_ms;
    } retired[RETIRED_MAX];
    uint32_t retired_count;
    atomic_uint_fast64_t admitted, refused;
};

static bool zap_runs;

/* What the thread gets. */
struct door {
    zsock_t *socket;                  /* bound; the thread's from here on */
    const struct peers *peers;
    struct zap *zap;
};

struct zap_request {
    zmq_msg_t frame[FRAMES];          /* version, request id, domain, address, routing id, mechanism, credentials */
    uint32_t count;                   /* all that came */
};

static bool receive(void *handle, struct zap_request *ret)
{
    zmq_msg_t rest;

    ret->count = 0;
    for (int more = 1; more != 0; ret->count++) {
        zmq_msg_t *frame = ret->count < FRAMES ? &ret->frame[ret->count] : &rest;
        zmq_msg_init(frame);
        if (zmq_msg_recv(frame, handle, 0) < 0) {
            zmq_msg_close(frame);
            return false;
        }
        more = zmq_msg_more(frame);
        if (frame == &rest)
            zmq_msg_close(frame);
    }
    return true;
}

static struct text frame_text(struct zap_request *request, uint32_t i)
{
    return (struct text){ zmq_msg_data(&request->frame[i]), (uint32_t)zmq_msg_size(&request->frame[i]) };
}

/* The door's name says which service's, and whether for requests or for events. */
static bool may_enter(const struct peer *peer, struct text domain)
{
    char service[16];
    const size_t commands = strlen(ZAP_DOMAIN_COMMANDS), events = strlen(ZAP_DOMAIN_EVENTS);

    if (domain.len > commands && memcmp(domain.at, ZAP_DOMAIN_COMMANDS, commands) == 0)
        return true;
    if (domain.len <= events || memcmp(domain.at, ZAP_DOMAIN_EVENTS, events) != 0 || domain.len - events >= sizeof(service))
        return false;
    memcpy(service, domain.at + events, domain.len - events);
    service[domain.len - events] = '\0';
    return peer_may(peer, PEER_FOLLOW, service);
}

static const struct peer *judge(const struct peers *peers, struct zap_request *request)
{
    if (request->count != FRAMES || !text_is(frame_text(request, 0), "1.0") || !text_is(frame_text(request, 5), "CURVE"))
        return NULL;
    struct text key = frame_text(request, 6);
    if (key.len != WIRE_KEY_LEN)
        return NULL;
    const struct peer *peer = peers_find(peers, (const uint8_t *)key.at);
    return peer != NULL && may_enter(peer, frame_text(request, 2)) ? peer : NULL;
}

static void answer(struct door *door)
{
    void *handle = zsock_resolve(door->socket);
    struct zap_request request;
    char user[WIRE_KEY_TEXT_SIZE] = "";

    bool whole = receive(handle, &request);
    const struct peer *peer = whole ? judge(door->peers, &request) : NULL;
    if (peer != NULL)
        wire_key_put(peer->key, user);
    struct text id = whole && request.count > 1 ? frame_text(&request, 1) : TEXT("");
    const char *status = peer != NULL ? "200" : "400", *reason = peer != NULL ? "OK" : "unknown key";
    if (whole && zmq_send(handle, "1.0", 3, ZMQ_SNDMORE) >= 0 && zmq_send(handle, id.at, id.len, ZMQ_SNDMORE) >= 0 &&
        zmq_send(handle, status, 3, ZMQ_SNDMORE) >= 0 && zmq_send(handle, reason, strlen(reason), ZMQ_SNDMORE) >= 0 &&
        zmq_send(handle, user, strlen(user), ZMQ_SNDMORE) >= 0)
        zmq_send(handle, "", 0, 0);
    atomic_fetch_add(peer != NULL ? &door->zap->admitted : &door->zap->refused, 1);
    for (uint32_t i = 0; i < request.count && i < FRAMES; i++)
        zmq_msg_close(&request.frame[i]);
}

/* A word of the main thread: another list, or the end. False at the end. */
static bool obey(struct door *door, void *pipe)
{
    uint8_t word[16];
    int len = zmq_recv(pipe, word, sizeof(word), 0);

    if (len == (int)sizeof(door->peers)) {
        memcpy(&door->peers, word, sizeof(door->peers));
        zmq_send(pipe, "", 0, 0);
        return true;
    }
    return len != (int)strlen(COMMAND_END) && (len >= 0 || errno == EINTR);
}

static void zap_thread(zsock_t *pipe, void *of)
{
    struct door door = *(struct door *)of;
    zmq_pollitem_t items[2] = { { .socket = zsock_resolve(pipe), .events = ZMQ_POLLIN },
                                { .socket = zsock_resolve(door.socket), .events = ZMQ_POLLIN } };

    zsock_signal(pipe, 0);
    for (bool goes_on = true; goes_on;) {
        if (zmq_poll(items, 2, -1) < 0) {
            goes_on = errno == EINTR;
            continue;
        }
        if (items[0].revents != 0)
            goes_on = obey(&door, items[0].socket);
        else if (items[1].revents != 0)
            answer(&door);
    }
    zsock_destroy(&door.socket);
}

enum err zap_start(struct peers **peers, struct zap **ret)
{
    must(!zap_runs && *peers != NULL);
    struct zap *zap = calloc(1, sizeof(*zap));
    struct door door = { .peers = *peers, .zap = zap };

    must(zap != NULL);
    door.socket = socket_new(ZMQ_REP, 1000, -1, 0);
    if (door.socket == NULL || zsock_bind(door.socket, ZAP_ADDRESS) < 0) {
        socket_drop(&door.socket);
        free(zap);
        return ERR_IO;
    }
    zap->actor = zactor_new(zap_thread, &door);      /* returns when the thread has its copy */
    must(zap->actor != NULL);
    zap->peers = *peers;
    *peers = NULL;
    zap_runs = true;
    *ret = zap;
    return OK;
}

void zap_drop(struct zap **zap)
{
    if (*zap == NULL)
        return;
    zactor_destroy(&(*zap)->actor);                  /* waits for the thread, which drops its socket */
    wire_socket_gone();
    for (uint32_t i = 0; i < (*zap)->retired_count; i++)
        peers_drop(&(*zap)->retired[i].peers);
    peers_drop(&(*zap)->peers);
    free(*zap);
    *zap = NULL;
    zap_runs = false;
}

const struct peers *zap_peers(const struct zap *zap)
{
    return zap->peers;
}

static void drop_retired(struct zap *zap, int64_t now_ms)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < zap->retired_count; i++) {
        if (zap->retired[i].until_ms <= now_ms)
            peers_drop(&zap->retired[i].peers);
        else
            zap->retired[kept++] = zap->retired[i];
    }
    zap->retired_count = kept;
}

enum err zap_replace(struct zap *zap, struct peers **peers)
{
    void *pipe = zsock_resolve(zap->actor);
    uint8_t done;
    int got;

    must(*peers != NULL);
    drop_retired(zap, zclock_mono());
    if (zap->retired_count == RETIRED_MAX)
        return ERR_LIMIT;
    must(zmq_send(pipe, peers, sizeof(*peers), 0) == (int)sizeof(*peers));
    do
        got = zmq_recv(pipe, &done, sizeof(done), 0);
    while (got < 0 && errno == EINTR);
    must(got == 0);
    zap->retired[zap->retired_count].peers = zap->peers;
    zap->retired[zap->retired_count++].until_ms = zclock_mono() + ZAP_KEEP_MS;
    zap->peers = *peers;
    *peers = NULL;
    return OK;
}

struct zap_figures zap_figures(const struct zap *zap)
{
    return (struct zap_figures){ atomic_load(&zap->admitted), atomic_load(&zap->refused) };
}
