/* What the tests of people share: accounts, terminals, and the ticket that was shown last. */
#ifndef TESTS_UNIT_STAFF_FIXTURE_H
#define TESTS_UNIT_STAFF_FIXTURE_H

#include "bench.h"

#include "gen/queueing_build.h"
#include "gen/engine_build.h"
#include "gen/staff_build.h"
#include "trust/sign.h"
#include "trust/ticket.h"
#include "trust/totp.h"

extern const struct service staff_service;

#define PASSWORD "correct horse battery"
#define OTHER_PASSWORD "velvet umbrella north"
#define CHIEF 31

static inline int teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

/* Makes an account as the service manager does; its id. */
static inline struct account_id made(struct bench *b, const char *name, enum staff_role role)
{
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = text_of(name), .display_name = TEXT("狭山 花子"), .role = role, .password = TEXT(PASSWORD)));
    const struct create_account_result *result = result_of(b, &create_account_result_spec);
    assert_non_null(result);
    return result->account_id;
}

/* The next commands come from terminal `n`: its own key and name. After as(). */
static inline void at_terminal(struct bench *b, unsigned n)
{
    struct peer *peer = (struct peer *)bench_peer(b);

    memset(peer->key, 0x60 + (int)n, sizeof peer->key);
    snprintf(peer->name, sizeof peer->name, "desk-%u", n);
}

static inline void log_in_at(struct bench *b, unsigned terminal, const char *name, const char *password)
{
    as(b, 0, ROLE_TERMINAL);
    if (terminal > 0)
        at_terminal(b, terminal);
    when(b, login(.name = text_of(name), .password = text_of(password)));
}

static inline void log_in(struct bench *b, const char *name, const char *password)
{
    log_in_at(b, 0, name, password);
}

static inline void log_in_by_tool(struct bench *b, const char *name, const char *password)
{
    as(b, 0, ROLE_SYSTEM);
    when(b, login(.name = text_of(name), .password = text_of(password)));
}

static inline void log_in_with_code(struct bench *b, const char *name, const char *password, const char *code)
{
    as(b, 0, ROLE_TERMINAL);
    when(b, login(.name = text_of(name), .password = text_of(password), .code = text_of(code)));
}

static inline struct staff_ticket ticket_in(struct bytes shown)
{
    const uint8_t seed[32] = { 3 };                    /* the bench's key of tickets */
    struct staff_ticket ticket = { 0 };
    struct signer signer;

    signer_init(&signer, seed);
    assert_int_equal(ticket_verify(signer.public_key, shown, &ticket), OK);
    signer_fini(&signer);
    return ticket;
}

static inline struct staff_ticket shown_ticket(struct bench *b)
{
    const struct login_shown *shown = shown_of(b, &login_shown_spec);

    assert_non_null(shown);
    return ticket_in(shown->ticket);
}

#endif
