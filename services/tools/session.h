/* One person at the operations program: connected to every service, logged in at this terminal, asking and acting under that
 * login. Whoever uses it has read the words of the command line; what goes wrong is said in the language chosen. */
#ifndef TOOLS_SESSION_H
#define TOOLS_SESSION_H

#include "office.h"
#include "gen/staff.h"
#include "trust/ticket.h"

struct session {
    bool english, wired;                   /* wired: the messaging library was started */
    bool mute;                             /* a service gave no answer: nothing more is said to any */
    struct installation at;
    struct endpoint_book book;
    struct key_pair key;                   /* of the peer `tool` */
    struct client *clients[OFFICE_SERVICES];
    struct arena arena;                    /* answers; until the end */
    uint64_t now_us;                       /* as the office has it */
    uint8_t ticket[TICKET_LEN];  bool logged_in;
    uint64_t account;
    enum staff_role role;
    struct text purpose;                   /* of the next commands, which are looks; absent: none */
    int upkeep;  bool holds;               /* descriptor of DIR/upkeep, while it is held */
};

/* Starts wire and asks every service for its state. `dir`, `keys`: as place_find has them. Whatever it returns, session_close() ends it. */
MUST_CHECK enum err session_open(const char *dir, const char *keys, bool english, struct session *ret, struct fault *fault);
/* Logs out, when somebody is logged in. */
void session_close(struct session *session);

/* Until the session's end nobody else renews keys or copies them. ERR_EXISTS: somebody does now. */
MUST_CHECK enum err session_hold(struct session *session, struct fault *fault);

/* Reads password (and code, when there is a second line) from the terminal or from stdin. ERR_DENIED: refused, or the person has
 * first steps to take at a console. */
MUST_CHECK enum err session_log_in(struct session *session, const char *name, struct fault *fault);
/* A line of words, not shown on a terminal when `secret`. False: there is none. */
#define SESSION_WORD_BYTES 200u
bool session_read_word(const char *prompt, bool secret, char ret[SESSION_WORD_BYTES]);

/* One query, decoded by `spec`; before the login it is the tool's own. ERR_DENIED: refused; the fault holds the service's sentence. */
MUST_CHECK enum err session_ask(struct session *session, uint32_t index, const char *name, const struct record_spec *body_spec, const void *body,
                                const struct record_spec *spec, void *ret, struct fault *fault);
/* One command. Its answer lives until the next one of that service. */
MUST_CHECK enum err session_say(struct session *session, uint32_t index, const char *name, const struct record_spec *body_spec, const void *body,
                                struct answer *ret, struct fault *fault);

#endif
