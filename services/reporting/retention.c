/* What people wrote down about guests (complaints, incidents, notes, opinions) is kept for some years; the figures made of it
 * stay. Source: domain notes 8. */
#include "state.h"

static bool next(const struct view *v, const struct context *ctx, uint64_t from, struct kept *ret)
{
    const struct reporting_config *config = ctx->config;
    struct row_scan scan = day_record_scan(v, 0, &(struct day_record){ .record_id = { from } });
    struct day_record row;

    if (!day_record_next(&scan, &row))
        return false;
    *ret = (struct kept){ .subject = row.record_id.v };
    if (is_forgotten(v, &row.text))
        return true;
    ret->what = KEPT_DATA_RECORD;
    ret->since = row.date;
    ret->due_on = kept_due_on(config->retention.at, config->retention.count, ret->what, row.date, ctx->date);
    return true;
}

static const struct kept_kind kinds[] = { { KEPT_DATA_RECORD, 1826 } };

const struct retention reporting_retention = { .kinds = kinds, .kind_count = sizeof kinds / sizeof *kinds, .next = next };
