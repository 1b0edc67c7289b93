/* What is kept of persons: the name of a member of staff and what a login is checked with, until some years after the last day;
 * the personal cells of a register's row and the reasons of its changes, for the years its kind says. The account itself, its
 * number and what it did stay: the log names accounts, never people. Source: domain notes 8, §13⑧. */
#include "registers.h"

static void kept_of_account(const struct view *v, const struct context *ctx, const struct account *row, struct kept *ret)
{
    const struct staff_config *config = ctx->config;

    *ret = (struct kept){ .subject = row->account_id.v };
    if (is_forgotten(v, &row->display_name))
        return;
    ret->what = KEPT_DATA_ACCOUNT;
    if (row->revoked && row->last_day.v != 0)
        ret->since = row->last_day;
    ret->due_on = kept_due_on(config->retention.at, config->retention.count, ret->what, ret->since, ctx->date);
}

/* ---- Registers ---------------------------------------------------------------------------- */

struct date fiscal_year_end(struct date day)
{
    uint32_t year = day.v / 10000, month = day.v / 100 % 100;

    return date_make(month <= 3 ? year : year + 1, 3, 31);
}

static bool is_readable(const struct view *v, const struct sealed *sealed)
{
    return sealed->subject != 0 && !is_forgotten(v, sealed);
}

/* Does any version hold something of persons that can still be read? */
static bool holds_something(const struct view *v, const struct register_row *row)
{
    struct row_scan scan = register_version_scan(v, 1, &(struct register_version){ .row_id = row->row_id });
    struct register_version version;

    while (register_version_next(&scan, &version))
        if (is_readable(v, &version.private) || is_readable(v, &version.reason))
            return true;
    return false;
}

/* The day the years count from. What only a dropped import wrote counts from the day it was written. */
static struct date since_of(const struct view *v, const struct staff_config *config, const struct register_kind *kind, const struct register_row *row)
{
    struct register_version now;

    if (!register_row_at(v, row, (struct date){ 0 }, &now))
        return register_version_find(v, row->row_id, row->versions, &now) ? tokyo_date(now.at_us) : (struct date){ 0 };
    switch (kind->keep_from) {
    case REGISTER_PERIOD_ROW_END: return now.ended_on;
    case REGISTER_PERIOD_CONTRACT_END:
        return fiscal_year_end(now.from_on.v > config->contract_ends_on.v ? now.from_on : config->contract_ends_on);
    }
    return (struct date){ 0 };
}

static void kept_of_row(const struct view *v, const struct context *ctx, const struct register_row *row, struct kept *ret)
{
    const struct staff_config *config = ctx->config;
    const struct register_kind *kind = register_kind_of(config, row->register_code);

    *ret = (struct kept){ .subject = row->row_id.v };
    if (!holds_something(v, row))
        return;
    ret->what = KEPT_DATA_REGISTER_ROW;
    if (kind == NULL)
        return;                            /* not configured any more: kept until somebody says for how long */
    ret->since = since_of(v, config, kind, row);
    if (ret->since.v != 0)
        ret->due_on = date_add_days(date_add_months(ret->since, 12 * (int32_t)kind->keep_years), 1);
}

static bool next(const struct view *v, const struct context *ctx, uint64_t from, struct kept *ret)
{
    struct row_scan accounts = account_scan(v, 0, &(struct account){ .account_id = { from } });
    struct row_scan rows = register_row_scan(v, 0, &(struct register_row){ .row_id = { from } });
    struct register_row row;
    struct account account;
    bool has_account = account_next(&accounts, &account), has_row = register_row_next(&rows, &row);

    if (has_account && (!has_row || account.account_id.v <= row.row_id.v))
        kept_of_account(v, ctx, &account, ret);
    else if (has_row)
        kept_of_row(v, ctx, &row, ret);
    return has_account || has_row;
}

static const struct kept_kind kinds[] = { { KEPT_DATA_ACCOUNT, 1826 } };

const struct retention staff_retention = { .kinds = kinds, .kind_count = sizeof kinds / sizeof *kinds, .next = next };
