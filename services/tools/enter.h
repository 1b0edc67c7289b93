/* Logging in as people must: a password that somebody else has chosen is changed, a second factor enrolled and its code given.
 * For what plays an office; a person does the same at the console. */
#ifndef TOOLS_ENTER_H
#define TOOLS_ENTER_H

#include "client/client.h"
#include "gen/staff.h"
#include "trust/ticket.h"
#include "trust/totp.h"

#define OWN_PASSWORD_SIZE 40

/* What one person knows and has. Zero but for the password at first. */
struct credentials {
    char password[OWN_PASSWORD_SIZE];
    uint8_t secret[TOTP_SECRET_MAX];  uint32_t secret_len;
    uint64_t used_step;
};

/* How one speaks to staff: done, or an error. The answer lives until the next command. */
struct speaker {
    void *self;
    enum err (*say)(void *self, const char *name, const struct record_spec *spec, const void *body, struct bytes ticket, struct answer *ret);
};

/* `now_us` is staff's own time. ERR_MALFORMED: an answer lacks something. */
MUST_CHECK enum err person_enter(const struct speaker *speaker, const char *name, struct credentials *own, uint64_t now_us,
                          uint8_t ret_ticket[TICKET_LEN], struct login_result *ret);
/* The same over a client of staff; its time is asked for. ERR_DENIED: refused. */
MUST_CHECK enum err client_enter(struct client *staff, const char *name, struct credentials *own, uint8_t ret_ticket[TICKET_LEN]);

#endif
