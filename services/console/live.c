/* What moves in the office, told to pages: each service's log is followed once, and a page hears where it moved and by what kinds of
 * events, never what they say. Keeps true: nothing personal is pushed; what could not be followed is told as `reset`. */
#include <inttypes.h>

#include "base/invariant.h"
#include "client/follower.h"
#include "console.h"
#include "http/json_text.h"
#include "reply.h"
#include "shell/log.h"

#define BEAT_US UINT64_C(3000000)
#define STATUS_US UINT64_C(5000000)
#define UP_US UINT64_C(5000000)            /* heard of within: it is there */
#define LOOK_MS 500                        /* an unconnected link also wants a look now and then */
#define ITEMS_PER_TURN 256u
#define NAMES_MAX 16u                      /* kinds of events named for one entry */

struct source {
    struct client *client;                 /* asks where the log ends, to follow from there */
    uint64_t asked;                        /* its request under way; 0: none */
    uint64_t ask_at_us;                    /* when to ask how it is, monotonic */
    struct follower *follower;
    struct service_known known;
};

struct live {
    struct source sources[SERVICES];
    uint64_t opened_at_us;                 /* monotonic */
    uint64_t beat_at_us;
};

/* ---- Where to begin ---------------------------------------------------------------------------- */

static enum err open_one(struct console *c, uint32_t index, struct fault *fault)
{
    const struct endpoint_line *line = endpoint_of(&c->edge->book, service_names[index]);

    fault_set(fault, "%s: has no line for %s", key_path(&c->edge->at, "endpoints").at, service_names[index]);
    if (line == NULL)
        return ERR_CONFIG;
    fault_set(fault, "no socket for %s", service_names[index]);
    return client_open(&(struct client_options){ .link = { .service = line->service, .command_address = line->command_address, .server_key = line->key,
                                                           .key = &c->edge->key },
                                                 .instance = console_instance(c) }, &c->live->sources[index].client);
}

enum err live_open(struct console *c, struct fault *fault)
{
    c->live = calloc(1, sizeof *c->live);
    must(c->live != NULL);
    c->live->opened_at_us = (uint64_t)client_now_ms() * 1000;
    for (uint32_t i = 0; i < SERVICES; i++)
        TRY(open_one(c, i, fault));
    return OK;
}

void live_drop(struct live **live)
{
    for (uint32_t i = 0; *live != NULL && i < SERVICES; i++) {
        client_drop(&(*live)->sources[i].client);
        follower_drop(&(*live)->sources[i].follower);
    }
    free(*live);
    *live = NULL;
}

static void follow_from(struct console *c, uint32_t index, const struct service_status *status)
{
    const struct endpoint_line *line = endpoint_of(&c->edge->book, service_names[index]);

    if (follower_open(&(struct follower_options){ .link = { .service = line->service, .command_address = line->command_address,
                                                            .event_address = line->event_address, .server_key = line->key, .key = &c->edge->key },
                                                  .epoch = status->epoch, .sequence = status->published }, &c->live->sources[index].follower) != OK)
        log_event(LOG_ALARM, "a service cannot be followed", log_text(LOG_SOURCE, line->service));
}

static void keep(struct service_known *known, const struct service_status *status)
{
    *known = (struct service_known){ .there = true, .map_used_percent = status->map_used_percent, .parked = status->parked, .quarantined = status->quarantined,
                                     .audit_behind = status->audit_behind, .audit_lag_us = status->audit_lag_us, .looks_closed = status->looks_closed };
    snprintf(known->state, sizeof known->state, "%.*s", (int)status->state.len, status->state.at);
    snprintf(known->peers_alarm, sizeof known->peers_alarm, "%.*s", (int)status->peers_alarm.len, status->peers_alarm.at == NULL ? "" : status->peers_alarm.at);
}

/* Asks each service now and then how it is; one that is away is followed when it has answered. */
static void ask(struct console *c, uint32_t index, uint64_t mono_us)
{
    struct source *source = &c->live->sources[index];
    struct service_status status;
    struct answer answer;

    if (source->asked == 0 && mono_us >= source->ask_at_us && client_start_status(source->client, (int64_t)(mono_us / 1000), &source->asked) != OK)
        source->asked = 0;
    while (client_take(source->client, (int64_t)(mono_us / 1000), &answer)) {
        source->asked = 0;
        source->ask_at_us = mono_us + STATUS_US;
        source->known.there = false;
        if (!status_parse(&answer, &status))
            continue;
        keep(&source->known, &status);
        if (source->follower == NULL && status.epoch != 0)
            follow_from(c, index, &status);
    }
}

const struct service_known *live_known(const struct console *c, uint32_t index)
{
    return &c->live->sources[index].known;
}

/* ---- What moved -------------------------------------------------------------------------------- */

static bool is_named(const struct text *names, uint32_t count, struct text name)
{
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(names[i], name))
            return true;
    return false;
}

static void add_names(struct text_builder *to, const struct followed *item)
{
    struct reader events = followed_events(item);
    struct text names[NAMES_MAX], name;
    struct bytes body;
    uint32_t count = 0;

    text_add(to, ",\"events\":[");
    while (count < NAMES_MAX && followed_event_next(&events, &name, &body)) {
        if (is_named(names, count, name))
            continue;
        text_add(to, "%s", count > 0 ? "," : "");
        json_add_text(to, name);
        names[count++] = name;
    }
    text_add(to, "]");
}

static void tell(struct console *c, const char *event, struct text_builder *data, bool kept)
{
    struct text text = { data->at, (uint32_t)data->len };

    if (kept)
        (void)http_publish(c->server, event, text);
    else
        http_tell(c->server, event, text);
    text_drop(data);
}

/* Audit takes a leaf for every entry of all the others, of which pages have heard already. */
static bool is_echo(const struct followed *item)
{
    struct reader events = followed_events(item);
    struct bytes body;
    struct text name;

    while (followed_event_next(&events, &name, &body))
        if (!text_is(name, "leaf_taken"))
            return false;
    return true;
}

static void tell_moved(struct console *c, const struct followed *item)
{
    struct text_builder data;

    if (is_echo(item))
        return;
    data = text_growing();
    text_add(&data, "{");
    json_add_pair(&data, "source", item->at.source);
    text_add(&data, ",\"epoch\":%" PRIu32 ",\"sequence\":", item->at.epoch);
    json_add_id(&data, item->at.sequence);
    add_names(&data, item);
    text_add(&data, "}");
    tell(c, "moved", &data, true);
}

/* It lost what was followed: nobody can say what happened since. */
static void begin_again(struct console *c, uint32_t index)
{
    struct text_builder data = text_growing();

    log_event(LOG_WARN, "a service has lost entries that were followed; pages ask for everything", log_text(LOG_SOURCE, service_names[index]));
    follower_drop(&c->live->sources[index].follower);
    text_add(&data, "{}");
    tell(c, "reset", &data, true);
}

static void follow(struct console *c, uint32_t index, uint64_t mono_us)
{
    struct follower *follower = c->live->sources[index].follower;
    struct followed item;

    if (follower == NULL)
        return;
    for (uint32_t i = 0; i < ITEMS_PER_TURN && follower_take(follower, mono_us, &item); i++)
        tell_moved(c, &item);
    if (follower_machine(follower)->state == FOLLOW_STOPPED)
        begin_again(c, index);
}

/* ---- Beats ------------------------------------------------------------------------------------- */

/* A console that has just begun has had no time to hear of anybody: pages go on as before. */
bool live_is_up(const struct console *c, uint32_t index, uint64_t mono_us)
{
    const struct follower *follower = c->live->sources[index].follower;
    uint64_t heard_us = follower == NULL ? 0 : follower_machine(follower)->beat_at_us;

    if (heard_us < c->live->opened_at_us)
        heard_us = c->live->opened_at_us;
    return mono_us < heard_us + UP_US;
}

uint64_t live_now_us(const struct console *c)
{
    uint64_t heard_us = 0, now_us = console_wall_us(c);

    for (uint32_t i = 0; i < SERVICES; i++) {
        const struct follow *machine = c->live->sources[i].follower == NULL ? NULL : follower_machine(c->live->sources[i].follower);

        if (machine == NULL || machine->beat_at_us <= heard_us)
            continue;
        heard_us = machine->beat_at_us;
        now_us = machine->beat_clock_us;
    }
    return now_us;
}

static void beat(struct console *c, uint64_t mono_us)
{
    struct text_builder data;

    if (mono_us < c->live->beat_at_us + BEAT_US)
        return;
    c->live->beat_at_us = mono_us;
    data = text_growing();
    text_add(&data, "{\"now\":");
    json_add_moment(&data, live_now_us(c));
    text_add(&data, ",\"up\":{");
    for (uint32_t i = 0; i < SERVICES; i++)
        text_add(&data, "%s\"%s\":%s", i > 0 ? "," : "", service_names[i], live_is_up(c, i, mono_us) ? "true" : "false");
    text_add(&data, "}}");
    tell(c, "beat", &data, false);
}

/* ---- In the loop ------------------------------------------------------------------------------- */

void live_turn(struct console *c, uint64_t mono_us)
{
    for (uint32_t i = 0; i < SERVICES; i++) {
        ask(c, i, mono_us);
        follow(c, i, mono_us);
    }
    beat(c, mono_us);
}

uint32_t live_wait(const struct console *c, int64_t mono_ms, struct wire_wait *on, uint32_t room)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < SERVICES; i++) {
        const struct source *source = &c->live->sources[i];

        must(count + 5 <= room);
        if (source->follower != NULL)
            count += follower_wait(source->follower, on + count);
        if (source->asked != 0)
            count += client_wait(source->client, mono_ms, on + count);
    }
    return count;
}

int64_t live_due_ms(const struct console *c)
{
    int64_t due_ms = (int64_t)((c->live->beat_at_us + BEAT_US) / 1000);
    struct wire_wait on[3];

    for (uint32_t i = 0; i < SERVICES; i++) {
        const struct source *source = &c->live->sources[i];
        int64_t one_ms = source->asked != 0 ? client_due_ms(source->client) : (int64_t)(source->ask_at_us / 1000) + 1;

        due_ms = one_ms < due_ms ? one_ms : due_ms;
        if (source->follower == NULL)
            continue;
        /* While it is not connected, being connected is waited for. */
        one_ms = follower_wait(source->follower, on) == 3 || follower_due_us(source->follower) == UINT64_MAX ? client_now_ms() + LOOK_MS
                   : (int64_t)(follower_due_us(source->follower) / 1000) + 1;
        due_ms = one_ms < due_ms ? one_ms : due_ms;
    }
    return due_ms;
}

/* ---- GET /events ------------------------------------------------------------------------------- */

void live_path(struct console *c, struct http_request *request, struct visitor *visitor)
{
    struct text last = http_header(request, "Last-Event-ID");
    uint64_t after = 0;

    (void)c;
    if (!guard_method(request, HTTP_GET) || !guard_device(request, visitor))
        return;
    for (uint32_t i = 0; i < last.len && i < 19 && last.at[i] >= '0' && last.at[i] <= '9'; i++)
        after = after * 10 + (uint64_t)(last.at[i] - '0');
    (void)http_stream_begin(request, after);
}
