/* Staff tickets: verified once, kept by hash, judged anew at each use. Keeps true: a ticket is worth nothing at another
 * terminal, after its end, after its session's end, or once its account's number has moved on. What is wrong is named. */
#include "engine/internal.h"
#include "trust/hash.h"

bool ticket_known(struct engine *e, struct bytes bytes, struct staff_ticket *ret)
{
    struct cached_ticket *slot;
    uint8_t hash[32];

    if (!e->has_ticket_key)
        return false;
    sha256(bytes, hash);
    slot = &e->tickets[hash[0] % TICKET_CACHE];
    if (!slot->set || memcmp(slot->hash, hash, 32) != 0) {
        struct staff_ticket ticket;

        if (ticket_verify(e->ticket_key, bytes, &ticket) != OK || ticket.site != e->site)
            return false;
        slot->set = true;
        memcpy(slot->hash, hash, 32);
        slot->ticket = ticket;
    }
    *ret = slot->ticket;
    return true;
}

const char *ticket_fault_name(enum ticket_fault fault)
{
    switch (fault) {
    case TICKET_GOOD: return "good";
    case TICKET_FORGED: return "forged";
    case TICKET_EXPIRED: return "expired";
    case TICKET_OTHER_TERMINAL: return "other_terminal";
    case TICKET_REVOKED: return "revoked";
    case TICKET_SESSION_ENDED: return "session_ended";
    case TICKET_NOT_OURS: return "no_terminal";
    }
    return "";
}

/* While staff is silent nobody can get a new ticket: what was good when the silence began serves the counter on. */
static bool in_time(const struct engine *e, const struct staff_ticket *ticket, uint64_t now_us, bool look)
{
    if (now_us <= ticket->expires_at_us)
        return true;
    return !look && e->staff_silent_us != 0 && ticket->expires_at_us >= e->staff_silent_us && now_us <= e->staff_silent_us + GRACE_US;
}

enum ticket_fault ticket_judge(const struct engine *e, const struct view *v, const struct staff_ticket *ticket, const struct peer *peer, uint64_t now_us, bool look)
{
    struct revoked row;
    struct ended_session ended;
    bool person = (ticket->role >= ROLE_OPERATOR && ticket->role <= ROLE_AUDITOR) || ticket->role == ROLE_NEWCOMER;

    if (!person || (peer->role != ROLE_TERMINAL && peer->role != ROLE_SYSTEM))
        return TICKET_NOT_OURS;
    if (memcmp(ticket->terminal, peer->key, 32) != 0)
        return TICKET_OTHER_TERMINAL;
    if (!in_time(e, ticket, now_us, look))
        return TICKET_EXPIRED;
    if (revoked_find(v, ticket->account, &row) && ticket->revocation < row.revocation)
        return TICKET_REVOKED;
    if (ended_session_find(v, ticket->account, (struct bytes){ ticket->terminal, 32 }, &ended) && ticket->issued_at_us < ended.at_us)
        return TICKET_SESSION_ENDED;
    return TICKET_GOOD;
}

void engine_staff_silent(struct engine *e, uint64_t since_us)
{
    e->staff_silent_us = since_us;
}

void engine_slow_context(struct engine *e, const struct view *v, const struct request *r, uint64_t clock_us, struct context *ret)
{
    struct staff_ticket ticket;

    *ret = (struct context){ .now_us = clock_us > e->fold.progress.last_at_us ? clock_us : e->fold.progress.last_at_us, .site = e->site,
                             .config = e->config, .cause = CAUSE_COMMAND, .role = r->peer->role, .terminal = text_of(r->peer->name), .terminal_key = r->peer->key };
    if (r->ticket.at == NULL || !ticket_known(e, r->ticket, &ticket) || ticket_judge(e, v, &ticket, r->peer, ret->now_us, false) != TICKET_GOOD)
        return;
    ret->actor = ticket.account;
    ret->role = (enum role)ticket.role;
}
