/* /session and what is below it: a PC becomes a device, persons come, change places and go. */
#include "session_paths.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/invariant.h"
#include "http/json.h"
#include "reply.h"
#include "shell/log.h"
#include "trust/random.h"

#define WRONG_CODES_MAX 20u           /* a minute, of all browsers together */
#define YEAR_SECONDS (366u * 24u * 3600u)

void person_take_ticket(struct person *person, struct bytes ticket, uint64_t expires_at_us, uint64_t now_us)
{
    must(ticket.len == TICKET_LEN);
    memcpy(person->ticket, ticket.at, TICKET_LEN);
    person->expires_at_us = expires_at_us;
    person->renew_at_us = expires_at_us > now_us ? now_us + (expires_at_us - now_us) / 2 : now_us;
}

void session_keep(struct console *c, struct session *session)
{
    enum err err = sessions_keep(c->sessions, session);

    if (err != OK)
        log_event(LOG_WARN, "a session could not be kept; a restart ends it", log_text(LOG_ERROR, err_text(err)));
}

void cookie_set(struct http_request *request, const char *name, const char *value, uint32_t seconds)
{
    struct text age = seconds == 0 ? TEXT("") : text_format(http_arena(request), "; Max-Age=%" PRIu32, seconds);

    http_add_header(request, "Set-Cookie", text_format(http_arena(request), "%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s", name, value, age.at));
}

bool body_read(struct http_request *request, const struct record_spec *spec, struct bytes *ret)
{
    struct bytes body = http_body(request);
    struct field_fault fault;

    if (message_of_json(spec, (struct text){ (const char *)body.at, body.len }, http_arena(request), ret, &fault) == OK)
        return true;
    reply_refusal_at(request, CONSOLE_MALFORMED, text_of(fault.path), text_of(fault.reason));
    return false;
}

/* ---- GET /session ------------------------------------------------------------------------------- */

/* Who comes for the first time gets an id too, so that there is a token for the login. */
static void show(struct console *c, struct http_request *request, const struct visitor *visitor)
{
    char fresh[COOKIE_SIZE];
    struct text cookie = visitor->cookie;

    if (!cookie_is(cookie)) {
        cookie_make(fresh);
        cookie_set(request, "__Host-session", fresh, 0);
        cookie = text_of(fresh);
    }
    session_show(c, request, cookie, visitor->session, visitor->device);
}

/* ---- POST /session/device ------------------------------------------------------------------------ */

static bool too_many_codes(struct console *c)
{
    uint64_t now_us = console_wall_us(c);

    if (now_us >= c->wrong_codes_since_us + US_PER_MINUTE) {
        c->wrong_codes_since_us = now_us;
        c->wrong_codes = 0;
    }
    return c->wrong_codes >= WRONG_CODES_MAX;
}

static void enrol(struct console *c, struct http_request *request, const struct visitor *visitor)
{
    static const struct field_spec fields[] = { { .name = "code", .kind = FIELD_TEXT } };
    static const struct record_spec spec = { .name = "device", .file = "services/console/session_paths.c", .field_count = 1, .fields = fields };
    struct text code = { NULL, 0 };
    char cookie[COOKIE_SIZE];
    struct bytes body;
    uint32_t device;

    if (!body_read(request, &spec, &body))
        return;
    if (too_many_codes(c)) {
        reply_refusal(request, CONSOLE_BUSY);
        return;
    }
    (void)map_get_text(body, "code", &code);
    device = device_enrol(c, code, cookie);
    if (device == NO_DEVICE) {
        c->wrong_codes++;
        reply_refusal_at(request, CONSOLE_CODE_WRONG, TEXT("code"), (struct text){ NULL, 0 });
        return;
    }
    cookie_set(request, "__Host-device", cookie, YEAR_SECONDS);
    secret_wipe(cookie, sizeof cookie);
    session_show(c, request, visitor->cookie, NULL, device);
}

/* ---- POST /session/switch, logout, renew ----------------------------------------------------------- */

static const struct field_spec account_fields[] = { { .name = "account_id", .kind = FIELD_ID } };
static const struct record_spec account_body = { .name = "account", .file = "services/console/session_paths.c", .field_count = 1, .fields = account_fields };

static void take_keyboard(struct console *c, struct http_request *request, const struct visitor *visitor)
{
    char cookie[COOKIE_SIZE];
    struct session *session;
    struct person *person;
    uint64_t account = 0;
    struct bytes body;

    if (!guard_person(request, visitor) || !body_read(request, &account_body, &body))
        return;
    if (!map_get_u64(body, "account_id", &account) || session_person(visitor->session, account) == NULL) {
        reply_refusal_at(request, CONSOLE_NO_PERSON, TEXT("account_id"), (struct text){ NULL, 0 });
        return;
    }
    session = sessions_begin(c->sessions, visitor->session, console_wall_us(c), cookie);
    person = session_person(session, account);
    session->active = (uint32_t)(person - session->persons);
    session_keep(c, session);
    cookie_set(request, "__Host-session", cookie, 0);
    session_show(c, request, text_of(cookie), session, visitor->device);
    secret_wipe(cookie, sizeof cookie);
}

/* Staff hears of it when it can; the ticket is gone from here at once. */
static void said_goodbye(struct console *c, void *about, const struct answer *answer)
{
    (void)c;
    (void)about;
    (void)answer;
}

static void say_goodbye(struct console *c, uint32_t device, const struct person *person)
{
    static const uint8_t empty_map[] = { 0x80 };

    if (call_command(c, &(struct call_target){ device, service_index(TEXT("staff")), said_goodbye, NULL, false },
                     &(struct command_call){ .name = TEXT("log_out"), .body = { empty_map, 1 }, .ticket = { person->ticket, TICKET_LEN } }) != OK)
        log_event(LOG_WARN, "staff was not told of a logout; the ticket ends by itself", log_text(LOG_PEER, c->devices[device].terminal));
}

static void log_out(struct console *c, struct http_request *request, const struct visitor *visitor)
{
    struct session *session = visitor->session;
    uint64_t account = 0;
    struct bytes body;

    if (!guard_person(request, visitor) || !body_read(request, &account_body, &body))
        return;
    (void)map_get_u64(body, "account_id", &account);
    for (uint32_t i = session->person_count; i-- > 0;)
        if (account == 0 || session->persons[i].account == account) {
            say_goodbye(c, visitor->device, &session->persons[i]);
            session_remove(session, session->persons[i].account);
        }
    bool empty = session->person_count == 0;
    session_keep(c, session);
    if (empty)
        http_add_header(request, "Clear-Site-Data", TEXT("\"cache\", \"storage\""));
    session_show(c, request, visitor->cookie, empty ? NULL : session, visitor->device);
}

static void renew(struct console *c, struct http_request *request, const struct visitor *visitor)
{
    struct person *person;
    uint64_t account = 0;
    struct bytes body;

    if (!guard_person(request, visitor) || !body_read(request, &account_body, &body))
        return;
    person = map_get_u64(body, "account_id", &account) ? session_person(visitor->session, account) : session_active(visitor->session);
    if (person == NULL)
        reply_refusal(request, account != 0 ? CONSOLE_NO_PERSON : CONSOLE_LOGGED_OUT);
    else
        session_renew(c, visitor, person, request);
}

static const struct { const char *path; void (*take)(struct console *, struct http_request *, const struct visitor *); } posts[] = {
    { "/session/badge", session_badge }, { "/session/device", enrol }, { "/session/login", session_login },
    { "/session/logout", log_out }, { "/session/renew", renew }, { "/session/switch", take_keyboard },
};

void session_path(struct console *c, struct http_request *request, struct visitor *visitor)
{
    struct text path = http_path(request);

    if (text_is(path, "/session")) {
        if (guard_method(request, HTTP_GET))
            show(c, request, visitor);
        return;
    }
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++)
        if (text_is(path, posts[i].path)) {
            if (guard_method(request, HTTP_POST))
                posts[i].take(c, request, visitor);
            return;
        }
    reply_refusal(request, CONSOLE_NO_PATH);
}
