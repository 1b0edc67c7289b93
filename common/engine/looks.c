/* Looks at personal data. Keeps true: a purpose is one of our words, and inside an open case nobody is asked for it; each look counts
 * for its person and day; who passes the quota is told of, once a day, and not blocked. Lists show nothing of persons: only
 * a look does. Source: security notes 1 and 4. */
#include "engine/internal.h"

#define ALERTS_PER_PAGE 100u
#define TALLIES_LOOKED_AT 4000u

bool any_look(const struct contract *c)
{
    for (uint32_t i = 0; i < c->command_count; i++)
        if (c->commands[i].purpose_required)
            return true;
    return false;
}

bool purpose_known(struct text word)
{
    for (uint32_t i = 0; i < look_purpose_values.count; i++)
        if (text_is(word, look_purpose_values.names[i]))
            return true;
    return false;
}

struct text purpose_of_look(const struct engine *e, const struct view *v, const struct request *r)
{
    const struct service *service = e->service;

    if (!r->command->purpose_required || r->purpose.len > 0 || service->in_case == NULL || !service->in_case(v, r->command, r->message))
        return r->purpose;
    return TEXT("open_case");
}

static struct look_tally tally_of(const struct view *v, struct date date, uint64_t account)
{
    struct look_tally row;

    return look_tally_find(v, date, account, &row) ? row : (struct look_tally){ .date = date, .account = account };
}

void look_decided(struct decision *d, const struct context *ctx, const struct command_spec *spec)
{
    uint32_t quota = d->engine->limits.looks_per_day;

    if (!spec->purpose_required || is_refused(d) || ctx->actor == 0 || quota == 0)
        return;
    if (tally_of(d->view, ctx->date, ctx->actor).looks == quota)
        emit_engine_looks_exceeded(d, &(struct engine_looks_exceeded){ .account_id = { ctx->actor }, .date = ctx->date, .quota = quota, .at_us = ctx->now_us });
}

void fold_look(struct txn *t, const struct entry *entry)
{
    struct look_tally row;

    if (entry->cause.kind != CAUSE_COMMAND || entry->purpose.len == 0 || entry->refusal.at != NULL || entry->actor == 0)
        return;
    row = tally_of(view_of(t), entry->date, entry->actor);
    row.looks++;
    look_tally_put(t, &row);
}

/* Folded after the look itself was counted. */
void apply_engine_looks_exceeded(struct txn *t, const struct engine_looks_exceeded *ev)
{
    struct look_tally row = tally_of(view_of(t), ev->date, ev->account_id.v);

    row.exceeded_at_us = ev->at_us;
    look_tally_put(t, &row);
}

enum refusal answer_look_alerts(const struct view *v, const struct context *ctx, const struct look_alerts *q, struct look_alerts_result *ret)
{
    struct look_alert *list = arena_take(view_arena(v), ALERTS_PER_PAGE * sizeof *list);
    struct row_scan scan = look_tally_scan_backward(v, 0, &(struct look_tally){ .date = { q->until.v != 0 ? q->until.v : UINT32_MAX }, .account = UINT64_MAX });
    struct look_tally row;

    (void)ctx;
    *ret = (struct look_alerts_result){ .alerts = { .at = list } };
    for (uint32_t looked = 0; looked < TALLIES_LOOKED_AT && ret->alerts.count < ALERTS_PER_PAGE && look_tally_next(&scan, &row); looked++)
        if (row.exceeded_at_us != 0)
            list[ret->alerts.count++] = (struct look_alert){ .date = row.date, .account_id = { row.account }, .looks = row.looks, .at_us = row.exceeded_at_us };
    return REFUSAL_NONE;
}
