/* A ticket's bytes are fixed in place and length, so that there is one form per ticket and none to
 * parse. The signature covers a fixed prefix too: what is signed here is no checkpoint and no ticket
 * of another version. */
#include "trust/ticket.h"

#include <string.h>

#include "base/invariant.h"

#define VERSION 1
#define BODY_LEN (TICKET_LEN - SIGNATURE_LEN)

static const char prefix[] = "madoguchi staff ticket v1\n";
#define PREFIX_LEN (sizeof prefix - 1)

enum { AT_VERSION = 0, AT_SITE = 1, AT_ACCOUNT = 3, AT_ROLE = 11, AT_REVOCATION = 15, AT_TERMINAL = 19,
       AT_ISSUED = 51, AT_EXPIRES = 59, AT_END = 67 };
_Static_assert(AT_END == BODY_LEN, "the fields fill the body");

struct signed_part {
    uint8_t at[PREFIX_LEN + BODY_LEN];
};

static struct signed_part signed_part_of(const uint8_t body[BODY_LEN])
{
    struct signed_part part;

    memcpy(part.at, prefix, PREFIX_LEN);
    memcpy(part.at + PREFIX_LEN, body, BODY_LEN);
    return part;
}

void ticket_issue(const struct signer *signer, const struct staff_ticket *ticket, uint8_t ret[TICKET_LEN])
{
    must(signer != NULL && ticket != NULL);
    must(ticket->issued_at_us <= ticket->expires_at_us);
    ret[AT_VERSION] = VERSION;
    be16_put(ret + AT_SITE, ticket->site);
    be64_put(ret + AT_ACCOUNT, ticket->account);
    be32_put(ret + AT_ROLE, ticket->role);
    be32_put(ret + AT_REVOCATION, ticket->revocation);
    memcpy(ret + AT_TERMINAL, ticket->terminal, sizeof ticket->terminal);
    be64_put(ret + AT_ISSUED, ticket->issued_at_us);
    be64_put(ret + AT_EXPIRES, ticket->expires_at_us);

    struct signed_part part = signed_part_of(ret);
    sign(signer, (struct bytes){ part.at, sizeof part.at }, ret + BODY_LEN);
}

enum err ticket_verify(const uint8_t public_key[32], struct bytes in, struct staff_ticket *ret)
{
    must(public_key != NULL && ret != NULL);
    if (in.at == NULL || in.len != TICKET_LEN || in.at[AT_VERSION] != VERSION)
        return ERR_MALFORMED;

    struct signed_part part = signed_part_of(in.at);
    if (!signature_ok(public_key, (struct bytes){ part.at, sizeof part.at }, in.at + BODY_LEN))
        return ERR_CRYPTO;
    *ret = (struct staff_ticket){
        .site = be16_get(in.at + AT_SITE),
        .account = be64_get(in.at + AT_ACCOUNT),
        .role = be32_get(in.at + AT_ROLE),
        .revocation = be32_get(in.at + AT_REVOCATION),
        .issued_at_us = be64_get(in.at + AT_ISSUED),
        .expires_at_us = be64_get(in.at + AT_EXPIRES),
    };
    memcpy(ret->terminal, in.at + AT_TERMINAL, sizeof ret->terminal);
    return OK;
}
