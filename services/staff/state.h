/* What the files of staff share. */
#ifndef STAFF_STATE_H
#define STAFF_STATE_H

#include "engine/service.h"
#include "gen/staff.h"
#include "gen/staff_tables.h"

extern const struct service staff_service;

/* The account of this login name. False when there is none. */
bool account_named(const struct view *v, struct text name, struct account *ret);
/* Whether any account has been made. */
bool any_account(const struct view *v);
/* When a ticket made now ends. */
uint64_t ticket_end(const struct context *ctx);
/* A ticket for this account at the terminal of `ctx`, in the step's arena. That of a revoked account
 * carries a number that is void everywhere. */
struct bytes ticket_made(const struct view *v, const struct context *ctx, struct account_id account_id, uint64_t expires_at_us);

#endif
