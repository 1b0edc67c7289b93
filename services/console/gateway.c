/* /api: every command and query of the contracts, for whoever is logged in; the services decide who may. Keeps true: a ticket never
 * comes from a browser nor reaches one; a command goes out under the id the page gave it, so a repeat has one effect. */
#include "gateway.h"

#include "base/invariant.h"
#include "gen/contracts.h"
#include "http/json.h"
#include "reply.h"
#include "session_paths.h"

#define POSITION_FIELDS 3u
#define LATER_BODY_BYTES (CALL_BYTES_MAX / 2)

/* ---- Paths ------------------------------------------------------------------------------------- */

/* Cuts the piece before the next '/' off. */
static struct text piece(struct text *rest)
{
    uint32_t len = 0;
    struct text first;

    while (len < rest->len && rest->at[len] != '/')
        len++;
    first = (struct text){ rest->at, len };
    len += len < rest->len;
    *rest = (struct text){ rest->at + len, rest->len - len };
    return first;
}

/* Of the service, or of the engine in every service. */
static const struct contract_message *find(const char *service, const char *kind, struct text name)
{
    for (uint32_t i = 0; i < contract_message_count; i++) {
        const struct contract_message *m = &contract_messages[i];

        if (text_is(name, m->name) && strcmp(m->kind, kind) == 0 && (strcmp(m->service, service) == 0 || strcmp(m->service, "engine") == 0))
            return m;
    }
    return NULL;
}

static bool shows_ticket(const struct record_spec *shown)
{
    const struct field_spec *field = shown == NULL ? NULL : record_field(shown, "ticket");

    return field != NULL && field->kind == FIELD_BYTES;
}

static bool take_later(struct gate *gate, struct text rest)
{
    gate->later = text_is(rest, "later");
    if (rest.len > 0 && (!gate->later || gate->is_query))
        return false;
    if (gate->later) {
        gate->result = contract_message_spec("result", "request_confirmation");
        gate->shown = NULL;
    }
    return true;
}

bool gate_find(struct text path, struct gate *ret)
{
    struct text rest = { path.at + 5, path.len - 5 }, service = piece(&rest), name = piece(&rest);
    struct gate gate = { .service = service_index(service) };
    const struct contract_message *message;

    if (gate.service == SERVICES)
        return false;
    message = find(service_names[gate.service], "command", name);
    if (message == NULL) {
        message = find(service_names[gate.service], "query", name);
        gate.is_query = true;
    }
    if (message == NULL)
        return false;
    gate.name = message->name;
    gate.body = message->spec;
    gate.result = contract_message_spec(gate.is_query ? "answer" : "result", gate.name);
    gate.shown = gate.is_query ? NULL : contract_message_spec("shown", gate.name);
    if (shows_ticket(gate.shown) || !take_later(&gate, rest))
        return false;
    *ret = gate;
    return true;
}

/* ---- What a page asked for --------------------------------------------------------------------- */

/* In the request's arena until it is answered. */
struct asked {
    struct http_request *request;
    struct gate gate;
    uint8_t hash[32];                /* of the session */
    uint64_t actor, second;          /* accounts */
    uint32_t device;
};

/* A ticket that a service does not take back any more is of no use to its person. */
static void note_ticket(struct console *c, const struct asked *asked, const struct answer *answer)
{
    struct session *session = sessions_by_hash(c->sessions, asked->hash);
    bool of_second = answer->field.len >= 7 && memcmp(answer->field.at, "second.", 7) == 0;

    if (session == NULL || !text_is(answer->refusal, "bad_ticket"))
        return;
    session_remove(session, of_second ? asked->second : asked->actor);
    session_keep(c, session);
}

/* Who has confirmed a code generator may work: with the next ticket, which is fetched at once. */
static void note_first_steps(struct console *c, const struct asked *asked, const struct answer *answer)
{
    struct session *session = sessions_by_hash(c->sessions, asked->hash);
    struct person *person = session == NULL ? NULL : session_person(session, asked->actor);

    if (person == NULL || person->next_step == 0 || answer->outcome != OUTCOME_DONE || strcmp(asked->gate.name, "confirm_second_factor") != 0)
        return;
    person->next_step = 0;
    session_renew(c, &(struct visitor){ .device = asked->device, .session = session }, person, NULL);
}

static void answered(struct console *c, void *about, const struct answer *answer)
{
    struct asked asked = *(const struct asked *)about;

    gateway_answer(asked.request, &asked.gate, answer);      /* `about` is gone with it */
    note_ticket(c, &asked, answer);
    note_first_steps(c, &asked, answer);
}

static void could_not(struct http_request *request, enum err err)
{
    reply_refusal(request, err == ERR_LIMIT ? CONSOLE_TOO_LARGE : CONSOLE_BUSY);
}

static struct call_target target(struct asked *asked)
{
    return (struct call_target){ asked->device, asked->gate.service, answered, asked, false };
}

/* ---- GET --------------------------------------------------------------------------------------- */

static bool part_at(const void *request, uint32_t index, struct text *ret_name, struct text *ret_value)
{
    return http_query_at(request, index, ret_name, ret_value);
}

static void ask(struct console *c, struct asked *asked, const struct person *person)
{
    const struct gate_parts parts = { asked->request, part_at };
    static const struct text none;
    struct call_target to = target(asked);
    struct field_fault fault;
    struct bytes body;
    enum err err;

    if (gate_query_body(&parts, asked->gate.body, http_arena(asked->request), &body, &fault) != OK) {
        reply_refusal_at(asked->request, CONSOLE_MALFORMED, fault.path != NULL ? text_of(fault.path) : none, text_of(fault.reason));
        return;
    }
    err = call_query(c, &to, &(struct query_call){ .name = text_of(asked->gate.name), .body = body, .ticket = { person->ticket, TICKET_LEN } });
    if (err != OK)
        could_not(asked->request, err);
}

/* ---- POST -------------------------------------------------------------------------------------- */

static const struct field_spec id_fields[] = { { .name = "instance", .kind = FIELD_U64 }, { .name = "sequence", .kind = FIELD_U64 } };
static const struct record_spec id_spec = { .name = "id", .file = "services/console/gateway.c", .field_count = 2, .fields = id_fields };
static const struct field_spec position_fields[] = {
    { .name = "epoch", .kind = FIELD_U64 }, { .name = "sequence", .kind = FIELD_U64 }, { .name = "source", .kind = FIELD_TEXT },
};
static const struct record_spec position_spec = { .name = "position", .file = "services/console/gateway.c", .field_count = POSITION_FIELDS, .fields = position_fields };

/* What stands around a command's body; the body is by the contract. */
static enum err read_envelope(struct http_request *request, const struct record_spec *body, struct bytes *ret, struct field_fault *fault)
{
    const struct field_spec fields[] = {
        { .name = "after", .kind = FIELD_RECORD, .record = &position_spec, .list = true, .list_max = CALL_AFTER_MAX },
        { .name = "as", .kind = FIELD_ID },
        { .name = "body", .kind = FIELD_RECORD, .record = body },
        { .name = "id", .kind = FIELD_RECORD, .record = &id_spec },
        { .name = "purpose", .kind = FIELD_TEXT },
        { .name = "second", .kind = FIELD_ID },
    };
    const struct record_spec spec = { .name = "envelope", .file = "services/console/gateway.c", .field_count = 6, .fields = fields };
    struct bytes json = http_body(request);

    return message_of_json(&spec, (struct text){ (const char *)json.at, json.len }, http_arena(request), ret, fault);
}

static bool missing(struct http_request *request, struct text field)
{
    reply_refusal_at(request, CONSOLE_MALFORMED, field, TEXT("missing"));
    return false;
}

static bool take_id(struct http_request *request, struct bytes envelope, struct command_id *ret)
{
    struct bytes id = map_get(envelope, "id");

    if (id.at == NULL || !map_get_u64(id, "instance", &ret->instance) || ret->instance == 0)
        return missing(request, TEXT("id.instance"));
    return (map_get_u64(id, "sequence", &ret->sequence) && ret->sequence > 0) || missing(request, TEXT("id.sequence"));
}

static bool take_after(struct http_request *request, struct bytes envelope, struct command_call *call)
{
    struct position *after = arena_take(http_arena(request), CALL_AFTER_MAX * sizeof *after);
    struct bytes list = map_get(envelope, "after"), one;
    struct reader r = reader_of(list);
    uint64_t epoch;

    call->after = after;
    if (list.at == NULL)
        return true;
    must(read_array(&r, &call->after_count) && call->after_count <= CALL_AFTER_MAX);
    for (uint32_t i = 0; i < call->after_count; i++) {
        must(read_raw(&r, &one));
        if (!map_get_text(one, "source", &after[i].source) || !map_get_u64(one, "epoch", &epoch) || epoch > UINT32_MAX ||
            !map_get_u64(one, "sequence", &after[i].sequence))
            return missing(request, TEXT("after"));
        after[i].epoch = (uint32_t)epoch;
    }
    return true;
}

/* The named person's ticket; the active one's when nobody is named. */
static bool take_person(struct http_request *request, struct session *session, struct bytes envelope, const char *key, struct person **ret)
{
    uint64_t account;

    if (!map_get_u64(envelope, key, &account))
        return true;
    *ret = session_person(session, account);
    if (*ret != NULL)
        return true;
    reply_refusal_at(request, CONSOLE_NO_PERSON, text_of(key), (struct text){ NULL, 0 });
    return false;
}

/* The command as it will be carried out stands in the request for it. */
static bool wrap_later(struct asked *asked, struct command_call *call)
{
    uint8_t *room = arena_take(http_arena(asked->request), LATER_BODY_BYTES);
    struct writer w = writer_of(room, LATER_BODY_BYTES);

    write_map(&w, 2);
    write_key(&w, "body");
    write_bin(&w, call->body);
    write_key(&w, "command");
    write_text(&w, call->name);
    if (w.full) {
        reply_refusal(asked->request, CONSOLE_TOO_LARGE);
        return false;
    }
    call->name = TEXT("request_confirmation");
    call->body = written(&w);
    return true;
}

static void say(struct console *c, struct asked *asked, struct session *session, struct person *active)
{
    struct command_call call = { .name = text_of(asked->gate.name) };
    struct call_target to = target(asked);
    struct person *actor = active, *second = NULL;
    struct field_fault fault;
    struct bytes envelope;
    enum err err;

    if (read_envelope(asked->request, asked->gate.body, &envelope, &fault) != OK) {
        reply_refusal_at(asked->request, CONSOLE_MALFORMED, text_of(fault.path), text_of(fault.reason));
        return;
    }
    call.body = map_get(envelope, "body");
    (void)map_get_text(envelope, "purpose", &call.purpose);
    if (!take_id(asked->request, envelope, &call.id) || !take_after(asked->request, envelope, &call) ||
        !take_person(asked->request, session, envelope, "as", &actor) || !take_person(asked->request, session, envelope, "second", &second) ||
        (asked->gate.later && !wrap_later(asked, &call)))
        return;
    asked->actor = actor->account;
    call.ticket = (struct bytes){ actor->ticket, TICKET_LEN };
    if (second != NULL) {
        asked->second = second->account;
        call.second = (struct bytes){ second->ticket, TICKET_LEN };
    }
    err = call_command(c, &to, &call);
    if (err != OK)
        could_not(asked->request, err);
}

void gateway_path(struct console *c, struct http_request *request, struct visitor *visitor)
{
    struct asked *asked = arena_take(http_arena(request), sizeof *asked);
    struct person *person;

    asked->request = request;
    if (!gate_find(http_path(request), &asked->gate)) {
        reply_refusal(request, CONSOLE_NO_PATH);
        return;
    }
    if (!guard_method(request, asked->gate.is_query ? HTTP_GET : HTTP_POST) || !guard_person(request, visitor))
        return;
    person = session_active(visitor->session);
    if (person == NULL) {
        reply_refusal(request, CONSOLE_LOGGED_OUT);
        return;
    }
    asked->device = visitor->device;
    asked->actor = person->account;
    memcpy(asked->hash, visitor->session->hash, sizeof asked->hash);
    if (text_is(http_header(request, "X-Act"), "1"))
        session_acted(c, visitor, person);
    if (asked->gate.is_query)
        ask(c, asked, person);
    else
        say(c, asked, visitor->session, person);
}
