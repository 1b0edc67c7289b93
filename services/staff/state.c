/* Small questions to the accounts, and the making of a ticket. The key that signs tickets never
 * leaves the service; what it signs stands in no log. */
#include "state.h"

#include "trust/sign.h"
#include "trust/ticket.h"

bool account_named(const struct view *v, struct text name, struct account *ret)
{
    struct account_by_name entry;

    return account_by_name_find(v, name, &entry) && account_find(v, entry.account_id, ret);
}

bool any_account(const struct view *v)
{
    struct row_scan scan = account_scan(v, 0, &(struct account){ 0 });
    struct account first;

    return account_next(&scan, &first);
}

uint64_t ticket_end(const struct context *ctx)
{
    const struct staff_config *config = ctx->config;

    must(config->ticket_minutes > 0);
    return ctx->now_us + config->ticket_minutes * US_PER_MINUTE;
}

struct bytes ticket_made(const struct view *v, const struct context *ctx, struct account_id account_id, uint64_t expires_at_us)
{
    struct account account;
    struct signer signer;
    uint8_t *made = arena_take(view_arena(v), TICKET_LEN);

    must(ctx->terminal_key != NULL);
    if (!account_find(v, account_id, &account))
        return (struct bytes){ made, TICKET_LEN };      /* only on a latched fault, when nothing is answered */

    struct staff_ticket ticket = {
        .account = account_id.v,
        .role = (uint32_t)account.role,                 /* members of staff_role and role have the same numbers */
        .revocation = (uint32_t)(account.revocation - (account.revoked ? 1 : 0)),
        .issued_at_us = ctx->now_us,
        .expires_at_us = expires_at_us,
        .site = ctx->site,
    };
    memcpy(ticket.terminal, ctx->terminal_key, sizeof ticket.terminal);
    signer_init(&signer, secret_of(v, "ticket"));
    ticket_issue(&signer, &ticket, made);
    signer_fini(&signer);
    return (struct bytes){ made, TICKET_LEN };
}

_Static_assert((int)STAFF_ROLE_OPERATOR == (int)ROLE_OPERATOR && (int)STAFF_ROLE_SITE_MANAGER == (int)ROLE_SITE_MANAGER &&
               (int)STAFF_ROLE_SERVICE_MANAGER == (int)ROLE_SERVICE_MANAGER && (int)STAFF_ROLE_CITY == (int)ROLE_CITY &&
               (int)STAFF_ROLE_AUDITOR == (int)ROLE_AUDITOR, "a ticket's role is read with the engine's numbers");
