/* The stage's services within this process, for speed: each service's real host on its real directory, what they
 * say to each other handed over directly. Keeps true: a command goes through the same door as from outside (allow-list,
 * tickets, limits); what is handed over was committed before. Does not serve sockets; slow checks are made at once. */
#include "stage_inside.h"

#include "base/invariant.h"
#include "shell/clock.h"

#define GIVE_UP_US (20 * US_PER_SECOND)
#define TAG_FOLLOWER (UINT64_C(1) << 32)       /* pages; else a door's index */
#define BEAT_BYTES 256
#define BEAT_EVERY_US UINT64_C(1000000)

static struct inside *own(struct stage_office *office)
{
    return (struct inside *)office;
}

/* ---- Handing over ---------------------------------------------------------------------- */

static uint32_t source_of(const struct node *n, const char *service)
{
    uint32_t i = 0;

    while (i < n->service->contract->source_count && strcmp(n->service->contract->sources[i], service) != 0)
        i++;
    return i;
}

static void publish(struct inside *in, const struct node *from, struct bytes payload)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct node *n = &in->nodes[i];
        uint32_t source = source_of(n, from->service->contract->service);

        if (source == n->service->contract->source_count)
            continue;
        host_published(n->host, source, payload, mono_us(), n->out);
        n->woken = true;
    }
}

static void hand_to_client(struct door *door, struct bytes payload)
{
    uint8_t *copy = malloc(payload.len + 1);

    must(copy != NULL && door->answer_count < ANSWERS_MAX);
    memcpy(copy, payload.at, payload.len);
    door->answers[door->answer_count++] = (struct bytes){ copy, payload.len };
}

static void hand_answer(struct inside *in, const struct outgoing *item)
{
    struct node *follower = &in->nodes[item->tag >> 8 & 0xff];

    if ((item->tag & TAG_FOLLOWER) == 0) {
        hand_to_client(&in->doors[item->tag], item->payload);
        return;
    }
    host_pulled(follower->host, (uint32_t)(item->tag & 0xff), item->payload, mono_us(), follower->out);
    follower->woken = true;
}

static void ask_page(struct inside *in, const struct node *n, const struct outgoing *item)
{
    struct node *source = &in->nodes[office_index(n->service->contract->sources[item->source])];
    uint64_t tag = TAG_FOLLOWER | (uint64_t)(n - in->nodes) << 8 | item->source;

    host_frame(source->host, n->as_follower, tag, item->payload, in->now_us, mono_us(), source->out);
    source->woken = true;
}

/* What is handed over may make the receiver answer at once into its own outbox, never into this one: nobody follows themselves. */
static void flush(struct inside *in, struct node *n)
{
    for (uint32_t i = 0; i < outbox_count(n->out); i++) {
        const struct outgoing *item = outbox_at(n->out, i);

        switch (item->kind) {
        case OUT_ANSWER: hand_answer(in, item); break;
        case OUT_PUBLICATION: publish(in, n, item->payload); break;
        case OUT_PULL: ask_page(in, n, item); break;
        }
    }
    outbox_reset(n->out);
}

/* ---- Turns ----------------------------------------------------------------------------- */

static void run_checks(struct node *n)
{
    struct slow_job *job;

    while ((job = host_slow_take(n->host)) != NULL) {
        slow_job_run(job);
        host_slow_done(n->host, job);
    }
}

static void answer_statuses(struct inside *in, struct node *n)
{
    const struct host_status status = { .mode = installation_mode(&in->at), .version = MADOGUCHI_VERSION, .now_us = in->now_us };
    struct request request;

    while (host_status_take(n->host, &request))
        host_answer_status(n->host, &request, &status, n->out);
}

static enum err turn(struct inside *in, struct node *n)
{
    bool busy = true;

    n->woken = false;
    while (busy) {
        run_checks(n);
        TRY(host_turn(n->host, in->now_us, mono_us(), n->out, &busy));
        answer_statuses(in, n);
        flush(in, n);
    }
    return OK;
}

/* Until nobody has anything to do. */
static enum err turn_all(struct inside *in)
{
    bool again = true;

    TRY(in->err);
    while (again) {
        again = false;
        for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
            if (!in->nodes[i].woken)
                continue;
            in->err = turn(in, &in->nodes[i]);
            TRY(in->err);
            again = true;
        }
    }
    return OK;
}

static void wake_all(struct inside *in)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        in->nodes[i].woken = true;
}

/* Tells a new head: it wakes who takes whole entries. And now and then that it lives: who is silent is not trusted on. */
static void beat(struct inside *in, struct node *n)
{
    struct engine_figures figures;
    uint8_t bytes[BEAT_BYTES];
    struct writer w = writer_of(bytes, sizeof bytes);

    engine_figures(host_engine(n->host), &figures);
    if (figures.head == n->beat_head && mono_us() < n->beat_mono_us + BEAT_EVERY_US)
        return;
    n->beat_head = figures.head;
    n->beat_mono_us = mono_us();
    heartbeat_encode(host_engine(n->host), in->now_us, &w);
    must(!w.full);
    publish(in, n, written(&w));
}

/* NULL: it has followed all. */
static const char *behind_on(const struct inside *in, const struct node *n)
{
    for (uint32_t i = 0; i < n->service->contract->source_count; i++) {
        const struct node *source = &in->nodes[office_index(n->service->contract->sources[i])];
        struct engine_figures figures;

        engine_figures(host_engine(source->host), &figures);
        if (engine_cursor(host_engine(n->host), i).sequence < (n->service->contract->takes_entries ? figures.head : figures.last_published))
            return source->service->contract->service;
    }
    return NULL;
}

static bool all_quiet(const struct inside *in, struct fault *fault)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        const char *source = behind_on(in, &in->nodes[i]);
        struct host_figures figures;

        host_figures(in->nodes[i].host, &figures);
        fault_set(fault, source == NULL ? "%s is busy" : "%s has not followed %s", office_service_name(i), source);
        if (source != NULL || figures.queued_now + figures.parked_now > 0)
            return false;
    }
    return true;
}

enum err inside_settle(struct stage_office *office, struct fault *fault)
{
    struct inside *in = own(office);
    uint64_t ends_us = mono_us() + GIVE_UP_US;

    for (;;) {
        TRY(turn_all(in));
        for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
            beat(in, &in->nodes[i]);
        TRY(turn_all(in));
        if (all_quiet(in, fault))
            return OK;
        if (mono_us() > ends_us)
            return ERR_TIMEOUT;
        wake_all(in);                          /* a page asked for in vain is asked for again */
    }
}

enum err inside_set_clock(struct stage_office *office, uint64_t at_us, struct fault *fault)
{
    struct inside *in = own(office);

    must(at_us >= in->now_us);
    in->now_us = at_us;
    wake_all(in);
    if (turn_all(in) != OK)
        fault_set(fault, "a step failed: %s", err_text(in->err));
    return in->err;
}

/* ---- Doors ----------------------------------------------------------------------------- */

static bool send(void *self, struct bytes payload)
{
    struct door *door = self;
    struct inside *in = door->inside;
    struct node *n = &in->nodes[door->service];

    if (in->err != OK)
        return false;
    host_frame(n->host, door->peer, door->index, payload, in->now_us, mono_us(), n->out);
    n->woken = true;
    return turn_all(in) == OK;
}

static bool receive(void *self, struct bytes *ret)
{
    struct door *door = self;

    free(door->last);
    door->last = NULL;
    if (door->answer_count == 0)
        return false;
    *ret = door->answers[0];
    door->last = (uint8_t *)(uintptr_t)ret->at;
    memmove(door->answers, door->answers + 1, --door->answer_count * sizeof door->answers[0]);
    return true;
}

enum err inside_connect(struct stage_office *office, enum peer_spot spot, uint32_t service, struct client **ret, struct fault *fault)
{
    struct inside *in = own(office);
    uint32_t index = (uint32_t)spot * OFFICE_SERVICES + service;
    struct door *door = &in->doors[index];

    *door = (struct door){ .inside = in, .peer = peers_named(in->peers, spot_names[spot]), .service = service, .index = index,
                           .open = { .self = door, .send = send, .receive = receive } };
    if (door->peer == NULL) {
        fault_set(fault, "the allow-list does not name %s", spot_names[spot]);
        return ERR_CONFIG;
    }
    return client_open(&(struct client_options){ .door = &door->open }, ret);
}
