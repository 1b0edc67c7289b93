/* What is kept of a member of staff (name, what a login is checked with), until some years after the last day. The account itself, its
 * number and what it did stay: the log names accounts, never people. Source: domain notes 8. */
#include "state.h"

static bool next(const struct view *v, const struct context *ctx, uint64_t from, struct kept *ret)
{
    const struct staff_config *config = ctx->config;
    struct row_scan scan = account_scan(v, 0, &(struct account){ .account_id = { from } });
    struct account row;

    if (!account_next(&scan, &row))
        return false;
    *ret = (struct kept){ .subject = row.account_id.v };
    if (is_forgotten(v, &row.display_name))
        return true;
    ret->what = KEPT_DATA_ACCOUNT;
    if (row.revoked && row.last_day.v != 0)
        ret->since = row.last_day;
    ret->due_on = kept_due_on(config->retention.at, config->retention.count, ret->what, ret->since, ctx->date);
    return true;
}

static const struct kept_kind kinds[] = { { KEPT_DATA_ACCOUNT, 1826 } };

const struct retention staff_retention = { .kinds = kinds, .kind_count = sizeof kinds / sizeof *kinds, .next = next };
