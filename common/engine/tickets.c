/* Staff tickets: verified once, kept by hash, judged anew at each use. */
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

bool ticket_good(const struct view *v, const struct staff_ticket *ticket, const struct peer *peer, uint64_t now_us)
{
    struct revoked row;

    if (peer->role != ROLE_TERMINAL && peer->role != ROLE_SYSTEM)
        return false;
    if (now_us > ticket->expires_at_us || ticket->role < ROLE_OPERATOR || ticket->role > ROLE_AUDITOR)
        return false;
    if (memcmp(ticket->terminal, peer->key, 32) != 0)
        return false;
    return !revoked_find(v, ticket->account, &row) || ticket->revocation >= row.revocation;
}
