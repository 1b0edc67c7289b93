/* The ticket a member of staff carries after login: issued by the service `staff`, verified by every
 * service offline. Bearer and bound: worth nothing at another terminal. Source: architecture 5. */
#ifndef TRUST_TICKET_H
#define TRUST_TICKET_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "trust/sign.h"

/* Named apart from the paper tickets of the waiting line. */
struct staff_ticket {
    uint64_t account;
    uint32_t role;             /* a small number that only its users understand */
    uint32_t revocation;       /* the account's number at issue; a higher one in force ends the ticket */
    uint8_t terminal[32];      /* public key of the peer it is bound to */
    uint64_t issued_at_us, expires_at_us;
    uint16_t site;
};

/* version 1, site 2, account 8, role 4, revocation 4, terminal 32, issued 8, expires 8 (numbers
 * big-endian), signature 64 */
#define TICKET_LEN 131

void ticket_issue(const struct signer *signer, const struct staff_ticket *ticket, uint8_t ret[TICKET_LEN]);

/* ERR_MALFORMED: not of this length or version. ERR_CRYPTO: not signed by this key. Says nothing
 * about expiry, terminal, site and revocation: the caller compares them. */
MUST_CHECK enum err ticket_verify(const uint8_t public_key[32], struct bytes in, struct staff_ticket *ret);

#endif
