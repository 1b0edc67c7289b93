/* Logging in: what was typed goes to staff in the device's name, and the ticket that comes back stays here. Keeps true: each login makes
 * a new session id; somebody who comes in ends nobody else's login. */
#include "base/invariant.h"
#include "gateway.h"
#include "reply.h"
#include "session_paths.h"

#define BODY_BYTES 1024

static const struct field_spec login_fields[] = {
    { .name = "beside", .kind = FIELD_BOOL }, { .name = "code", .kind = FIELD_TEXT }, { .name = "name", .kind = FIELD_TEXT }, { .name = "password", .kind = FIELD_TEXT },
};
static const struct record_spec login_body = { .name = "login", .file = "services/console/session_login.c", .field_count = 4, .fields = login_fields };
static const struct field_spec badge_fields[] = {
    { .name = "badge", .kind = FIELD_TEXT }, { .name = "beside", .kind = FIELD_BOOL }, { .name = "pin", .kind = FIELD_TEXT },
};
static const struct record_spec badge_body = { .name = "badge", .file = "services/console/session_login.c", .field_count = 3, .fields = badge_fields };

/* Lives in the request's arena. */
struct entering {
    struct http_request *request;
    bool by_badge, beside, had_session;
    uint8_t hash[32];                /* of the session there was */
    char address[ADDRESS_TEXT_SIZE];
    uint32_t device;
    struct text name;
};

/* What staff said about who it is; both commands answer alike. */
static bool read_result(struct entering *e, const struct answer *answer, struct login_badge_result *ret)
{
    struct arena *arena = http_arena(e->request);
    struct login_result by_name;

    if (e->by_badge)
        return message_decode_own(&login_badge_result_spec, answer->result, arena, ret) == OK && ret->name.len > 0;
    if (message_decode_own(&login_result_spec, answer->result, arena, &by_name) != OK)
        return false;
    *ret = (struct login_badge_result){ .account_id = by_name.account_id, .role = by_name.role, .expires_at_us = by_name.expires_at_us,
                                        .next_step = by_name.next_step, .name = e->name };
    return true;
}

static struct person *seat(struct console *c, struct entering *e, struct session *session, const struct login_badge_result *who)
{
    struct person *person = session_place(session, who->account_id.v);

    if (person == NULL)
        return NULL;
    person->role = who->role;
    person->next_step = who->next_step;
    snprintf(person->name, sizeof person->name, "%.*s", (int)who->name.len, who->name.at);
    if (!e->beside || session->person_count == 1)
        session->active = (uint32_t)(person - session->persons);
    snprintf(session->terminal, sizeof session->terminal, "%s", c->devices[e->device].terminal);
    memcpy(session->address, e->address, sizeof session->address);
    return person;
}

static void entered(struct console *c, void *about, const struct answer *answer)
{
    struct entering *e = about;
    struct session *session = e->had_session ? sessions_by_hash(c->sessions, e->hash) : NULL;
    struct login_badge_result who;
    char cookie[COOKIE_SIZE];
    struct person *person;
    struct bytes ticket;

    if (answer->outcome != OUTCOME_DONE || answer->shown.at == NULL || !map_get_bin(answer->shown, "ticket", &ticket) || ticket.len != TICKET_LEN ||
        !read_result(e, answer, &who)) {
        gateway_answer_failure(e->request, answer);
        return;
    }
    session = sessions_begin(c->sessions, session, console_wall_us(c), cookie);
    person = seat(c, e, session, &who);
    cookie_set(e->request, "__Host-session", cookie, 0);
    if (person != NULL)
        person_take_ticket(person, ticket, who.expires_at_us, live_now_us(c));
    session_keep(c, session);
    if (person != NULL)
        session_show(c, e->request, text_of(cookie), session, e->device);
    else
        reply_refusal(e->request, CONSOLE_PERSONS_FULL);
    secret_wipe(cookie, sizeof cookie);
}

/* Full, and nobody of that name is here who would only come back. */
static bool has_no_place(const struct visitor *visitor, struct text name)
{
    if (visitor->session == NULL || visitor->session->person_count < PERSONS_MAX)
        return false;
    for (uint32_t i = 0; i < PERSONS_MAX; i++)
        if (text_is(name, visitor->session->persons[i].name))
            return false;
    return true;
}

static void ask(struct console *c, struct entering *e, const struct visitor *visitor, const char *command, struct writer *w, uint8_t *room, size_t size)
{
    static const struct text none;
    enum err err = w->full ? ERR_LIMIT : OK;

    e->device = visitor->device;
    memcpy(e->address, visitor->address, sizeof e->address);
    e->had_session = visitor->session != NULL;
    if (e->had_session)
        memcpy(e->hash, visitor->session->hash, sizeof e->hash);
    if (err == OK)
        err = call_command(c, &(struct call_target){ e->device, service_index(TEXT("staff")), entered, e, false },
                           &(struct command_call){ .name = text_of(command), .body = written(w) });
    secret_wipe(room, size);
    if (err == ERR_LIMIT)
        reply_refusal_at(e->request, CONSOLE_MALFORMED, none, TEXT("too_long"));
    else if (err != OK)
        reply_refusal(e->request, CONSOLE_BUSY);
}

static struct entering *entering(struct http_request *request, struct bytes body, bool by_badge)
{
    struct entering *e = arena_take(http_arena(request), sizeof *e);
    struct bytes beside = map_get(body, "beside");
    struct reader r = reader_of(beside);

    *e = (struct entering){ .request = request, .by_badge = by_badge };
    if (beside.at != NULL)
        must(read_bool(&r, &e->beside));
    return e;
}

void session_login(struct console *c, struct http_request *request, const struct visitor *visitor)
{
    struct login said = { .name = { NULL, 0 } };
    uint8_t room[BODY_BYTES];
    struct writer w = writer_of(room, sizeof room);
    struct entering *e;
    struct bytes body;

    if (!guard_device(request, visitor) || !body_read(request, &login_body, &body))
        return;
    if (!map_get_text(body, "name", &said.name) || !map_get_text(body, "password", &said.password)) {
        reply_refusal_at(request, CONSOLE_MALFORMED, said.name.at == NULL ? TEXT("name") : TEXT("password"), TEXT("missing"));
        return;
    }
    (void)map_get_text(body, "code", &said.code);
    if (said.code.len == 0)
        said.code.at = NULL;
    if (has_no_place(visitor, said.name)) {
        reply_refusal(request, CONSOLE_PERSONS_FULL);
        return;
    }
    e = entering(request, body, false);
    e->name = said.name;
    encode_login(&said, &w);
    ask(c, e, visitor, "login", &w, room, sizeof room);
}

void session_badge(struct console *c, struct http_request *request, const struct visitor *visitor)
{
    static const struct text unknown = { "", 0 };
    struct login_badge said = { .badge = { NULL, 0 } };
    uint8_t room[BODY_BYTES];
    struct writer w = writer_of(room, sizeof room);
    struct bytes body;

    if (!guard_device(request, visitor) || !body_read(request, &badge_body, &body))
        return;
    if (!map_get_text(body, "badge", &said.badge) || !map_get_text(body, "pin", &said.pin)) {
        reply_refusal_at(request, CONSOLE_MALFORMED, said.badge.at == NULL ? TEXT("badge") : TEXT("pin"), TEXT("missing"));
        return;
    }
    if (has_no_place(visitor, unknown)) {
        reply_refusal(request, CONSOLE_PERSONS_FULL);
        return;
    }
    encode_login_badge(&said, &w);
    ask(c, entering(request, body, true), visitor, "login_badge", &w, room, sizeof room);
}
