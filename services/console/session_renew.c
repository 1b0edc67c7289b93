/* Tickets of somebody who works are renewed before they end; who does nothing is not, and so is logged out by it. A ticket that staff
 * takes back takes its person out of the session. */
#include "base/invariant.h"
#include "console.h"
#include "gateway.h"
#include "reply.h"
#include "session_paths.h"

struct renewal {
    struct http_request *request;    /* who waits for it; NULL: nobody */
    uint8_t hash[32];                /* of the session's cookie */
    uint64_t account;
    struct text cookie;
    uint32_t device;
};

/* True: the person has a fresh ticket. */
static bool take_ticket(const struct console *c, const struct answer *answer, struct person *person)
{
    struct bytes ticket;
    uint64_t expires_at_us;

    if (answer->outcome != OUTCOME_DONE || answer->result.at == NULL || answer->shown.at == NULL ||
        !map_get_u64(answer->result, "expires_at_us", &expires_at_us) || !map_get_bin(answer->shown, "ticket", &ticket) || ticket.len != TICKET_LEN)
        return false;
    person_take_ticket(person, ticket, expires_at_us, live_now_us(c));
    return true;
}

static void renewed(struct console *c, void *about, const struct answer *answer)
{
    struct renewal *r = about;
    struct session *session = sessions_by_hash(c->sessions, r->hash);
    struct person *person = session == NULL ? NULL : session_person(session, r->account);
    bool fresh = false;

    if (person != NULL) {
        person->renewing = false;
        fresh = take_ticket(c, answer, person);
        if (!fresh && text_is(answer->refusal, "bad_ticket"))
            session_remove(session, r->account);
        session_keep(c, session);
    }
    if (r->request == NULL)
        return;
    if (fresh)
        session_show(c, r->request, r->cookie, session, r->device);
    else if (person == NULL)
        reply_refusal(r->request, CONSOLE_LOGGED_OUT);
    else
        gateway_answer_failure(r->request, answer);
}

void session_renew(struct console *c, const struct visitor *visitor, struct person *person, struct http_request *request)
{
    static const uint8_t empty_map[] = { 0x80 };
    struct renewal *r = request != NULL ? arena_take(http_arena(request), sizeof *r) : calloc(1, sizeof *r);
    enum err err;

    must(r != NULL && visitor->session != NULL);
    *r = (struct renewal){ .request = request, .account = person->account, .device = visitor->device };
    memcpy(r->hash, visitor->session->hash, sizeof r->hash);
    if (request != NULL)
        r->cookie = text_copy(http_arena(request), visitor->cookie);
    err = call_command(c, &(struct call_target){ visitor->device, service_index(TEXT("staff")), renewed, r, request == NULL },
                       &(struct command_call){ .name = TEXT("renew_ticket"), .body = { empty_map, 1 }, .ticket = { person->ticket, TICKET_LEN } });
    person->renewing = err == OK;
    if (err != OK && request == NULL)
        free(r);
    else if (err != OK)
        reply_refusal(request, CONSOLE_BUSY);
}

void session_acted(struct console *c, const struct visitor *visitor, struct person *person)
{
    if (!person->renewing && live_now_us(c) >= person->renew_at_us)
        session_renew(c, visitor, person, NULL);
}
