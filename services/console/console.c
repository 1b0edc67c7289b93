/* The process: opens its parts, waits for whatever comes first, and sends requests their way. Decides nothing, owns no fact and keeps no
 * log; what it keeps can be lost at any time. Source: decision 0022. */
#include "console.h"

#include <unistd.h>

#include "base/invariant.h"
#include "reply.h"
#include "shell/log.h"
#include "trust/random.h"

#define LOOK_MS 500
#define SWEEP_US (15 * US_PER_MINUTE)

const char *const service_names[SERVICES] = { "staff", "inventory", "reservations", "queueing", "reporting", "audit" };

uint32_t service_index(struct text name)
{
    uint32_t index = 0;

    while (index < SERVICES && !text_is(name, service_names[index]))
        index++;
    return index;
}

uint64_t console_wall_us(const struct console *c)
{
    return clock_us(&c->clock);
}

uint64_t console_instance(struct console *c)
{
    uint64_t now_us = console_wall_us(c);

    c->last_instance = now_us > c->last_instance ? now_us : c->last_instance + 1;
    return c->last_instance;
}

/* ---- Requests ---------------------------------------------------------------------------------- */

static bool is_below(struct text path, const char *folder)
{
    size_t len = strlen(folder);

    return path.len >= len && memcmp(path.at, folder, len) == 0;
}

static void take(void *self, struct http_request *request)
{
    struct console *c = self;
    struct text path = http_path(request);
    struct visitor visitor;

    if (!guard_let_in(c, request, &visitor))
        return;
    if (text_is(path, "/session") || is_below(path, "/session/"))
        session_path(c, request, &visitor);
    else if (is_below(path, "/api/"))
        gateway_path(c, request, &visitor);
    else if (text_is(path, "/events"))
        live_path(c, request, &visitor);
    else if (text_is(path, "/status"))
        status_path(c, request, &visitor);
    else
        pages_path(request);
}

/* ---- Start and end ------------------------------------------------------------------------------ */

static void add_origin(struct console *c, struct text origin)
{
    must(c->origin_count < ORIGINS_MAX);
    c->origins[c->origin_count++] = origin;
}

/* What browsers may call us: the two names of this machine for itself, and what the configuration adds. */
static void find_origins(struct console *c)
{
    static const char *const own[] = { "127.0.0.1", "localhost" };
    unsigned port = http_port(c->server);

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        add_origin(c, text_format(&c->edge->arena, "http://%s:%u", own[i], port));
    for (uint32_t i = 0; i < c->config->origins.count; i++)
        add_origin(c, c->config->origins.at[i]);
}

static enum err listen_on(struct console *c, struct fault *fault)
{
    const struct edge *edge = c->edge;
    struct http_options options = { .address = text_terminated(&c->edge->arena, c->config->listen),
                                    .port = (uint16_t)(edge->options.port != PORT_CONFIGURED ? edge->options.port : c->config->port), .handler = take, .self = c };
    char words[HTTP_FAULT_SIZE] = "";
    enum err err = http_open(&options, &c->server, words);

    fault_set(fault, "%s", words);
    TRY(err);
    find_origins(c);
    return OK;
}

/* Whoever started us learns where we are: the file is there once somebody may come. */
static enum err tell_address(const struct console *c, struct fault *fault)
{
    struct path path = service_path(&c->edge->at, "console", "address");
    char line[128];

    snprintf(line, sizeof line, "http://%.*s:%u\n", (int)c->config->listen.len, c->config->listen.at, (unsigned)http_port(c->server));
    fault_set(fault, "%s: cannot be written", path.at);
    return file_put(path.at, line, 0600);
}

static enum err start(struct edge *edge, struct fault *fault)
{
    struct console *c = calloc(1, sizeof *c);

    must(c != NULL);
    edge->self = c;
    c->edge = edge;
    c->config = edge->config;
    TRY(clock_open(&c->clock, NULL));
    device_key(&edge->key, c->key);
    calls_open(&c->calls);
    TRY(devices_open(c, fault));
    TRY(sessions_open(&edge->at, c->key, console_wall_us(c), &c->sessions, fault));
    TRY(live_open(c, fault));
    TRY(listen_on(c, fault));
    return tell_address(c, fault);
}

static void end(struct edge *edge)
{
    struct console *c = edge->self;

    if (c == NULL)
        return;
    (void)unlink(service_path(&edge->at, "console", "address").at);
    calls_drop(&c->calls);
    http_drop(&c->server);
    live_drop(&c->live);
    devices_drop(c);
    sessions_drop(&c->sessions);
    secret_wipe(c, sizeof *c);
    free(c);
}

/* ---- The loop ----------------------------------------------------------------------------------- */

static int64_t patience_ms(const struct console *c, int64_t mono_ms)
{
    const int64_t due_ms[] = { mono_ms + LOOK_MS, http_due_ms(c->server, mono_ms), calls_due_ms(c), live_due_ms(c) };
    int64_t first_ms = due_ms[0];

    for (size_t i = 1; i < sizeof due_ms / sizeof *due_ms; i++)
        first_ms = due_ms[i] < first_ms ? due_ms[i] : first_ms;
    return first_ms > mono_ms ? first_ms - mono_ms : 0;
}

static void sweep(struct console *c)
{
    uint64_t now_us = console_wall_us(c);

    if (now_us < c->swept_at_us + SWEEP_US)
        return;
    c->swept_at_us = now_us;
    sessions_sweep(c->sessions, now_us);
}

static void turn(struct console *c)
{
    int64_t mono_ms = client_now_ms();

    edge_signalled(c->edge);
    http_turn(c->server, mono_ms);
    calls_turn(c, mono_ms);
    live_turn(c, (uint64_t)mono_ms * 1000);
    sweep(c);
}

static void serve(struct edge *edge)
{
    struct console *c = edge->self;

    while (!edge->stopping) {
        struct wire_wait on[WIRE_WAIT_MAX] = { { .fd = edge->signals }, { .fd = http_fd(c->server) } };
        uint32_t count = 2;
        int64_t mono_ms = client_now_ms();

        count += live_wait(c, mono_ms, on + count, WIRE_WAIT_MAX - count);
        count += calls_wait(c, mono_ms, on + count, WIRE_WAIT_MAX - count);
        if (wire_wait(on, count, patience_ms(c, mono_ms)) != OK) {
            log_event(LOG_ALARM, "waiting failed; leaving", log_text(LOG_ERROR, err_text(ERR_IO)));
            return;
        }
        turn(c);
    }
}

const struct edge_kind console_edge = {
    .name = "console", .config = &console_config_spec, .config_check = console_config_check, .start = start, .serve = serve, .end = end,
};
