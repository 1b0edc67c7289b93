/* Requests under way. Each keeps its bytes from the first send to the end, so a repeat cannot differ; a
 * late answer of an ended request is counted and dropped. What was not sent for want of a connection is
 * sent as soon as there is one. */
#include "client/client.h"

#include "base/invariant.h"

#define TRY_MS 2000
#define TRY_MS_MAX 8000
#define GIVE_UP_MS 20000
#define AGAIN_MS 100                  /* after busy and the like; doubles */
#define AGAIN_MS_MAX 1600

enum under_way_state { FREE, UNSENT, SENT, LATER /* not taken, to be sent again */ };

struct under_way {
    enum under_way_state state;
    bool was_sent;
    uint64_t number;
    uint8_t *bytes;
    uint32_t len;
    int64_t due_ms, end_ms;
    uint32_t wait_ms, again_ms;
};

struct client {
    struct link *link;                /* NULL: by the door */
    const struct client_door *door;
    uint64_t instance, last_sequence, last_number;
    uint32_t try_ms, give_up_ms, count, reach;       /* reach: slots ever used */
    struct under_way slots[CLIENT_UNDER_WAY_MAX];
    struct client_figures figures;
    uint8_t scratch[CALL_BYTES_MAX];
};

int64_t client_now_ms(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t wall_us(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (uint64_t)now.tv_sec * US_PER_SECOND + (uint64_t)now.tv_nsec / 1000;
}

enum err client_open(const struct client_options *options, struct client **ret)
{
    struct link *link = NULL;

    if (options->door == NULL)
        TRY(link_open(&options->link, &link));
    struct client *client = calloc(1, sizeof(*client));
    must(client != NULL);
    client->link = link;
    client->door = options->door;
    client->instance = options->instance != 0 ? options->instance : wall_us();
    client->try_ms = options->try_ms != 0 ? options->try_ms : TRY_MS;
    client->give_up_ms = options->give_up_ms != 0 ? options->give_up_ms : GIVE_UP_MS;
    *ret = client;
    return OK;
}

static void end(struct client *client, struct under_way *at)
{
    must(at->state != FREE && client->count > 0);
    free(at->bytes);
    *at = (struct under_way){ .state = FREE };
    client->count--;
}

void client_drop(struct client **client)
{
    struct client *c = *client;

    if (c == NULL)
        return;
    for (uint32_t i = 0; i < c->reach; i++)
        if (c->slots[i].state != FREE)
            end(c, &c->slots[i]);
    link_drop(&c->link);
    free(c);
    *client = NULL;
}

struct command_id client_next_id(struct client *client)
{
    return (struct command_id){ client->instance, ++client->last_sequence };
}

static enum err keep(struct client *client, const struct writer *w, int64_t mono_ms, uint64_t *ret_number)
{
    uint32_t i = 0;

    if (w->full)
        return ERR_LIMIT;
    while (client->slots[i].state != FREE)           /* one is, see has_room */
        i++;
    struct under_way *at = &client->slots[i];
    *at = (struct under_way){ .state = UNSENT, .number = client->last_number, .len = w->len, .bytes = malloc(w->len), .due_ms = mono_ms,
                              .end_ms = mono_ms + client->give_up_ms, .wait_ms = client->try_ms, .again_ms = AGAIN_MS };
    must(at->bytes != NULL);
    memcpy(at->bytes, client->scratch, w->len);
    if (i >= client->reach)
        client->reach = i + 1;
    client->count++;
    *ret_number = at->number;
    return OK;
}

static bool has_room(const struct client *client)
{
    return client->count < CLIENT_UNDER_WAY_MAX;
}

static struct writer scratch_writer(struct client *client)
{
    return writer_of(client->scratch, sizeof(client->scratch));
}

enum err client_start_command(struct client *client, const struct command_call *call, int64_t mono_ms, uint64_t *ret_number)
{
    struct command_call with_id = *call;
    struct writer w = scratch_writer(client);

    if (!has_room(client))
        return ERR_FULL;
    if (with_id.id.sequence == 0)
        with_id.id = client_next_id(client);
    command_call_encode(&with_id, ++client->last_number, &w);
    return keep(client, &w, mono_ms, ret_number);
}

enum err client_start_query(struct client *client, const struct query_call *call, int64_t mono_ms, uint64_t *ret_number)
{
    struct writer w = scratch_writer(client);

    if (!has_room(client))
        return ERR_FULL;
    query_call_encode(call, ++client->last_number, &w);
    return keep(client, &w, mono_ms, ret_number);
}

enum err client_start_pull(struct client *client, const struct pull_call *call, int64_t mono_ms, uint64_t *ret_number)
{
    struct writer w = scratch_writer(client);

    if (!has_room(client))
        return ERR_FULL;
    pull_call_encode(call, ++client->last_number, &w);
    return keep(client, &w, mono_ms, ret_number);
}

enum err client_start_status(struct client *client, int64_t mono_ms, uint64_t *ret_number)
{
    struct writer w = scratch_writer(client);

    if (!has_room(client))
        return ERR_FULL;
    status_call_encode(++client->last_number, &w);
    return keep(client, &w, mono_ms, ret_number);
}

enum err client_start_control(struct client *client, const struct control_call *call, int64_t mono_ms, uint64_t *ret_number)
{
    struct writer w = scratch_writer(client);

    if (!has_room(client))
        return ERR_FULL;
    control_call_encode(call, ++client->last_number, &w);
    return keep(client, &w, mono_ms, ret_number);
}

/* A free slot of that number's request is NULL: it ended before. */
static struct under_way *find(struct client *client, uint64_t number)
{
    for (uint32_t i = 0; i < client->reach; i++)
        if (client->slots[i].state != FREE && client->slots[i].number == number)
            return &client->slots[i];
    return NULL;
}

static bool worth_again(const struct answer *answer)
{
    static const char *const passing[] = { "busy", "not_yet", "rebuilding" };

    if (answer->kind != ANSWER_ANSWER || answer->outcome != OUTCOME_NOT_TAKEN)
        return false;
    for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++)
        if (text_is(answer->refusal, passing[i]))
            return true;
    return false;
}

/* An answer to one under way: true when it ends it. */
static bool settle(struct client *client, struct under_way *at, const struct answer *answer, int64_t mono_ms)
{
    client->figures.answers++;
    if (worth_again(answer) && mono_ms + at->again_ms < at->end_ms) {
        at->state = LATER;
        at->due_ms = mono_ms + at->again_ms;
        at->again_ms = at->again_ms * 2 < AGAIN_MS_MAX ? at->again_ms * 2 : AGAIN_MS_MAX;
        return false;
    }
    end(client, at);
    return true;
}

static bool receive(struct client *client, struct bytes *ret)
{
    return client->door != NULL ? client->door->receive(client->door->self, ret) : link_receive(client->link, ret);
}

static bool transmit(struct client *client, struct bytes payload)
{
    return client->door != NULL ? client->door->send(client->door->self, payload) : link_send(client->link, payload);
}

static bool take_answer(struct client *client, int64_t mono_ms, struct answer *ret)
{
    struct bytes payload;
    struct answer answer;

    while (receive(client, &payload)) {
        if (!answer_parse(payload, &answer)) {
            client->figures.malformed++;
            continue;
        }
        struct under_way *at = find(client, answer.request);
        if (at == NULL) {
            client->figures.late++;
        } else if (settle(client, at, &answer, mono_ms)) {
            *ret = answer;
            return true;
        }
    }
    return false;
}

/* False: no connection or no room; it is due still. */
static bool send_one(struct client *client, struct under_way *at, int64_t mono_ms)
{
    if (!transmit(client, (struct bytes){ at->bytes, at->len }))
        return false;
    client->figures.sent++;
    client->figures.repeats += at->was_sent;
    at->was_sent = true;
    at->state = SENT;
    at->due_ms = mono_ms + at->wait_ms;
    at->wait_ms = at->wait_ms * 2 < TRY_MS_MAX ? at->wait_ms * 2 : TRY_MS_MAX;
    return true;
}

/* Sends and repeats what is due. True when one of them is out of time. */
static bool send_due(struct client *client, int64_t mono_ms, struct answer *ret)
{
    bool can_send = true;

    for (uint32_t i = 0; i < client->reach; i++) {
        struct under_way *at = &client->slots[i];
        if (at->state == FREE)
            continue;
        if (mono_ms >= at->end_ms) {
            *ret = (struct answer){ .kind = ANSWER_ANSWER, .request = at->number, .outcome = OUTCOME_UNKNOWN };
            client->figures.given_up++;
            end(client, at);
            return true;
        }
        if (mono_ms >= at->due_ms && can_send)
            can_send = send_one(client, at, mono_ms);
    }
    return false;
}

bool client_take(struct client *client, int64_t mono_ms, struct answer *ret)
{
    if (take_answer(client, mono_ms, ret) || send_due(client, mono_ms, ret))
        return true;
    return client->door != NULL && take_answer(client, mono_ms, ret);      /* there the answer is back already */
}

int64_t client_due_ms(const struct client *client)
{
    int64_t due_ms = INT64_MAX;

    for (uint32_t i = 0; i < client->reach; i++) {
        const struct under_way *at = &client->slots[i];
        if (at->state == FREE)
            continue;
        int64_t next_ms = at->due_ms < at->end_ms ? at->due_ms : at->end_ms;
        if (next_ms < due_ms)
            due_ms = next_ms;
    }
    return due_ms;
}

uint32_t client_wait(const struct client *client, int64_t mono_ms, struct wire_wait on[2])
{
    bool unsent = false;

    if (client->door != NULL)
        return 0;
    for (uint32_t i = 0; i < client->reach; i++)
        unsent = unsent || (client->slots[i].state != FREE && client->slots[i].due_ms <= mono_ms);
    on[0] = (struct wire_wait){ .link = client->link };
    on[1] = (struct wire_wait){ .link = client->link, .to_send = true };
    return unsent ? 2 : 1;
}

uint32_t client_under_way(const struct client *client)
{
    return client->count;
}

struct client_figures client_figures(const struct client *client)
{
    return client->figures;
}
