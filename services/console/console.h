/* Inside the console only: the process and what its parts share. */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include "client/client.h"
#include "console_config.h"
#include "device_files.h"
#include "http/server.h"
#include "sessions.h"
#include "shell/clock.h"
#include "shell/edge.h"

#define SERVICES 6u
#define NO_DEVICE DEVICES_MAX
#define ORIGINS_MAX 10u

extern const char *const service_names[SERVICES];
/* SERVICES: none of that name. */
uint32_t service_index(struct text name);

/* One enrolled PC. */
struct device {
    char terminal[TERMINAL_SIZE];
    const struct console_device *config;
    bool has_key;                    /* KEYDIR/TERMINAL.curve.key is there */
    struct key_pair key;
    struct client *clients[SERVICES];          /* opened when first used */
    bool has_cookie;
    uint8_t cookie_hash[32];
};

struct calls;
struct live;

struct console {
    struct edge *edge;
    const struct console_config *config;
    struct shell_clock clock;        /* the machine's */
    uint8_t key[32];                 /* of the hashes; derived from the console's own */
    struct http_server *server;
    struct text origins[ORIGINS_MAX];
    uint32_t origin_count;
    struct device devices[DEVICES_MAX];
    uint32_t device_count;
    uint64_t wrong_codes, wrong_codes_since_us;
    uint64_t last_instance;
    struct sessions *sessions;
    uint64_t swept_at_us;
    struct calls *calls;
    struct live *live;
};

/* A number larger than any before, for whoever begins to count commands. */
uint64_t console_instance(struct console *console);
uint64_t console_wall_us(const struct console *console);

/* ---- What came in, and from whom (guard.c) ---- */

struct visitor {
    uint32_t device;                 /* NO_DEVICE: no enrolled PC */
    struct text cookie;              /* of the session; absent: none */
    struct session *session;         /* NULL: nobody is logged in */
    char address[ADDRESS_TEXT_SIZE];
};

/* False: it was answered, because it came to a host that we are not, or with POST and without what that wants (token, origin, type). */
bool guard_let_in(struct console *console, struct http_request *request, struct visitor *ret);
/* Answers 405 unless the method is this one. */
bool guard_method(struct http_request *request, enum http_method method);
/* Answers 403 or 401 unless it is an enrolled PC; and somebody is logged in. */
bool guard_device(struct http_request *request, const struct visitor *visitor);
bool guard_person(struct http_request *request, const struct visitor *visitor);

/* ---- Devices (devices.c) ---- */

MUST_CHECK enum err devices_open(struct console *console, struct fault *fault);
void devices_drop(struct console *console);
/* Of a cookie; NO_DEVICE: of none. */
uint32_t device_of_cookie(const struct console *console, struct text cookie);
/* Of a one-time code, which is used up; its new cookie. NO_DEVICE: no such code waits. */
uint32_t device_enrol(struct console *console, struct text code, char ret_cookie[COOKIE_SIZE]);
/* The client of a device at a service; NULL: it cannot be made. */
struct client *device_client(struct console *console, uint32_t device, uint32_t service);

/* ---- What is asked of services (calls.c) ---- */

typedef void call_done(struct console *console, void *about, const struct answer *answer);

struct call_target {
    uint32_t device, service;
    call_done *done;
    void *about;                     /* of the request's arena, or freed after `done` when `owned` */
    bool owned;
};

void calls_open(struct calls **ret);
void calls_drop(struct calls **calls);
/* ERR_FULL: too many under way. ERR_LIMIT: longer than a service takes. ERR_IO: no socket. Then nothing will come, and `about` is the caller's. */
MUST_CHECK enum err call_command(struct console *console, const struct call_target *to, const struct command_call *call);
MUST_CHECK enum err call_query(struct console *console, const struct call_target *to, const struct query_call *call);
/* Takes the answers that came. */
void calls_turn(struct console *console, int64_t mono_ms);
uint32_t calls_wait(const struct console *console, int64_t mono_ms, struct wire_wait *on, uint32_t room);
int64_t calls_due_ms(const struct console *console);

/* ---- Paths ---- */

/* session_paths.c: /session and what is below it. */
void session_path(struct console *console, struct http_request *request, struct visitor *visitor);
/* A ticket is renewed when its person does something and half its time is over (session_renew.c). */
void session_acted(struct console *console, const struct visitor *visitor, struct person *person);
/* At once. `request` NULL: nobody waits for it. */
void session_renew(struct console *console, const struct visitor *visitor, struct person *person, struct http_request *request);
/* The session as the page sees it; answers the request (session_show.c). */
void session_show(struct console *console, struct http_request *request, struct text cookie, struct session *session, uint32_t device);

/* gateway.c: /api/SERVICE/NAME. */
void gateway_path(struct console *console, struct http_request *request, struct visitor *visitor);

/* ---- Live (live.c) ---- */

MUST_CHECK enum err live_open(struct console *console, struct fault *fault);
void live_drop(struct live **live);
void live_turn(struct console *console, uint64_t mono_us);
uint32_t live_wait(const struct console *console, int64_t mono_ms, struct wire_wait *on, uint32_t room);
int64_t live_due_ms(const struct console *console);
/* The office's clock as last heard; the machine's while nothing was. */
uint64_t live_now_us(const struct console *console);
/* Its heartbeat was heard within five seconds. */
bool live_is_up(const struct console *console, uint32_t service, uint64_t mono_us);
void live_path(struct console *console, struct http_request *request, struct visitor *visitor);

/* What a service last said of itself. */
struct service_known {
    bool there;                      /* it answered when it was asked last */
    char state[16], peers_alarm[32]; /* as status has them; "": nothing is wrong */
    uint64_t map_used_percent, parked, quarantined, audit_behind, audit_lag_us;
    bool looks_closed;
};
const struct service_known *live_known(const struct console *console, uint32_t service);

/* status.c: GET /status, for who looks after the office. */
void status_path(struct console *console, struct http_request *request, struct visitor *visitor);

/* ---- Pages (pages.c) ---- */

void pages_path(struct http_request *request);

#endif
