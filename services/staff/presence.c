/* Who is in which area. Keeps true: nobody is in two areas at once, now or by what is recorded of the past. An entry without
 * permission is recorded as one: what happened is never refused because it should not have. */
#include "state.h"

enum { PAGE = 100 };

/* ---- Areas ----------------------------------------------------------------------------- */

static const struct area *area_of(const struct staff_config *config, struct area_id area_id)
{
    for (uint32_t i = 0; i < config->areas.count; i++)
        if (same(config->areas.at[i].area_id, area_id))
            return &config->areas.at[i];
    return NULL;
}

const char *staff_config_fault(const void *config, struct arena *arena)
{
    const struct staff_config *own = config;

    for (uint32_t i = 0; i < own->areas.count; i++)
        if (area_of(own, own->areas.at[i].area_id) != &own->areas.at[i])
            return text_format(arena, "areas[%u]: two areas have the number %llu", i, (unsigned long long)own->areas.at[i].area_id.v).at;
    return NULL;
}

static bool may_enter(const struct view *v, const struct area *area, struct account_id account_id)
{
    struct account account;

    if (!account_find(v, account_id, &account))
        return false;
    for (uint32_t i = 0; i < area->roles.count; i++)
        if (area->roles.at[i] == account.role)
            return true;
    return false;
}

/* ---- Whoever it is about --------------------------------------------------------------- */

struct somebody {
    uint64_t who;
    struct account_id account_id;
    struct visitor_id visitor_id;
};

/* One of the two is named, and there. */
static enum refusal find_somebody(const struct view *v, struct account_id account_id, struct visitor_id visitor_id, struct somebody *ret)
{
    struct account account;
    struct visitor visitor;

    *ret = (struct somebody){ .who = account_id.v + visitor_id.v, .account_id = account_id, .visitor_id = visitor_id };
    if (is_set(account_id) == is_set(visitor_id))
        return WHO_NOT_NAMED;
    if (is_set(account_id))
        return account_find(v, account_id, &account) ? REFUSAL_NONE : NO_SUCH_ACCOUNT;
    return visitor_find(v, visitor_id, &visitor) ? REFUSAL_NONE : NO_SUCH_VISITOR;
}

static struct account_id oneself_unless(const struct context *ctx, struct account_id account_id, struct visitor_id visitor_id)
{
    return is_set(account_id) || is_set(visitor_id) ? account_id : (struct account_id){ ctx->actor };
}

static enum entry_permission permission_of(const struct view *v, const struct area *area, const struct somebody *one, struct account_id permitted_by)
{
    if (is_set(one->account_id) && may_enter(v, area, one->account_id))
        return ENTRY_PERMISSION_BY_ROLE;
    return is_set(permitted_by) && permitted_by.v != one->who && may_enter(v, area, permitted_by) ? ENTRY_PERMISSION_BY_PERSON : ENTRY_PERMISSION_NONE;
}

/* Somebody from outside.                                                    Clause: §8⑦ */
void decide_register_visitor(const struct view *v, const struct context *ctx, const struct register_visitor *cmd, struct decision *out)
{
    struct visitor_id visitor_id = { next_id(out) };

    (void)v;
    (void)ctx;
    emit_visitor_registered(out, &(struct visitor_registered){ .visitor_id = visitor_id, .kind = cmd->kind, .company = cmd->company, .badge = cmd->badge });
    result_register_visitor(out, &(struct register_visitor_result){ .visitor_id = visitor_id });
}

/* ---- In and out ------------------------------------------------------------------------ */

/* The stay that goes on. */
static bool stay_open(const struct view *v, uint64_t who, struct stay *ret)
{
    struct inside inside;

    return inside_find(v, who, &inside) && stay_find(v, who, inside.in_us, ret);
}

/* A stay ends after it began, even while a driven clock stands still. */
static uint64_t end_of(const struct context *ctx, const struct stay *stay)
{
    return ctx->now_us > stay->in_us ? ctx->now_us : stay->in_us + 1;
}

/* ... and the next one begins no earlier: two stays that began in one moment would be one row. */
static uint64_t begin_of(const struct view *v, const struct context *ctx, uint64_t who)
{
    struct row_scan scan = stay_scan_backward(v, 1, &(struct stay){ .who = who, .in_us = UINT64_MAX });
    struct stay last;

    return stay_next(&scan, &last) && last.out_us > ctx->now_us ? last.out_us : ctx->now_us;
}

/* Into an area, out of the one before.                                      Clause: §8⑦ */
void decide_enter_area(const struct view *v, const struct context *ctx, const struct enter_area *cmd, struct decision *out)
{
    const struct area *area = area_of(ctx->config, cmd->area_id);
    struct somebody one;
    enum refusal why = find_somebody(v, oneself_unless(ctx, cmd->account_id, cmd->visitor_id), cmd->visitor_id, &one);
    struct stay before;
    bool was_inside = stay_open(v, one.who, &before);
    uint64_t at_us = was_inside ? end_of(ctx, &before) : begin_of(v, ctx, one.who);

    if (area == NULL) refuse(out, NO_SUCH_AREA);
    else if (why != REFUSAL_NONE) refuse(out, why);
    else if (was_inside && same(before.area_id, cmd->area_id)) refuse(out, ALREADY_INSIDE);
    else {
        enum entry_permission permission = permission_of(v, area, &one, cmd->permitted_by);

        if (was_inside)
            emit_area_left(out, &(struct area_left){ .area_id = before.area_id, .account_id = one.account_id, .visitor_id = one.visitor_id, .at_us = at_us });
        emit_area_entered(out, &(struct area_entered){
            .area_id = cmd->area_id, .account_id = one.account_id, .visitor_id = one.visitor_id, .at_us = at_us, .permission = permission,
            .permitted_by = cmd->permitted_by });
        result_enter_area(out, &(struct enter_area_result){ .permission = permission });
    }
}

/* Out.                                                                      Clause: §8⑦ */
void decide_leave_area(const struct view *v, const struct context *ctx, const struct leave_area *cmd, struct decision *out)
{
    struct account_id account_id = oneself_unless(ctx, cmd->account_id, cmd->visitor_id);
    struct stay stay;

    if (is_set(account_id) == is_set(cmd->visitor_id)) refuse(out, WHO_NOT_NAMED);
    else if (!stay_open(v, account_id.v + cmd->visitor_id.v, &stay)) refuse(out, NOT_INSIDE);
    else
        emit_area_left(out, &(struct area_left){
            .area_id = stay.area_id, .account_id = account_id, .visitor_id = cmd->visitor_id, .at_us = end_of(ctx, &stay) });
}

/* ---- Corrections ----------------------------------------------------------------------- */

/* The neighbours in time of what is to stand, but for the stay it stands for. */
static bool overlaps(const struct view *v, uint64_t who, const struct correct_stay *cmd)
{
    struct row_scan later = stay_scan(v, 1, &(struct stay){ .who = who, .in_us = cmd->in_us });
    struct row_scan earlier = stay_scan_backward(v, 1, &(struct stay){ .who = who, .in_us = cmd->in_us });
    struct stay row;
    bool found;

    while ((found = stay_next(&later, &row)) && row.in_us == cmd->recorded_in_us)
        ;
    if (found && (cmd->out_us == 0 || row.in_us < cmd->out_us))
        return true;
    while ((found = stay_next(&earlier, &row)) && row.in_us == cmd->recorded_in_us)
        ;
    return found && (row.out_us == 0 || row.out_us > cmd->in_us);
}

/* What is wrong with the stay as it is to stand; REFUSAL_NONE: nothing. */
static enum refusal stay_refusal(const struct view *v, const struct context *ctx, uint64_t who, const struct correct_stay *cmd)
{
    struct stay recorded;

    if (cmd->recorded_in_us == 0 ? cmd->in_us == 0 : !stay_find(v, who, cmd->recorded_in_us, &recorded))
        return NO_SUCH_STAY;
    if (area_of(ctx->config, cmd->area_id) == NULL)
        return NO_SUCH_AREA;
    if (cmd->out_us != 0 && (cmd->in_us == 0 || cmd->out_us <= cmd->in_us))
        return STAY_TIMES_WRONG;
    if (cmd->in_us > ctx->now_us || cmd->out_us > ctx->now_us)
        return IN_THE_FUTURE;
    return cmd->in_us != 0 && overlaps(v, who, cmd) ? STAY_OVERLAPS : REFUSAL_NONE;
}

/* A stay as it really was.                                                  Clause: §9(4) */
void decide_correct_stay(const struct view *v, const struct context *ctx, const struct correct_stay *cmd, struct decision *out)
{
    struct somebody one;
    enum refusal why = find_somebody(v, cmd->account_id, cmd->visitor_id, &one);

    if (why == REFUSAL_NONE && one.who == ctx->actor)
        why = NOT_FOR_ONESELF;
    if (why == REFUSAL_NONE)
        why = stay_refusal(v, ctx, one.who, cmd);
    if (why != REFUSAL_NONE) refuse(out, why);
    else
        emit_stay_corrected(out, &(struct stay_corrected){
            .account_id = cmd->account_id, .visitor_id = cmd->visitor_id, .recorded_in_us = cmd->recorded_in_us, .area_id = cmd->area_id,
            .in_us = cmd->in_us, .out_us = cmd->out_us, .permission = permission_of(v, area_of(ctx->config, cmd->area_id), &one, cmd->permitted_by),
            .permitted_by = cmd->permitted_by, .reason = cmd->reason, .by = { ctx->actor } });
}

/* ---- Rows ------------------------------------------------------------------------------ */

void apply_visitor_registered(struct txn *t, const struct visitor_registered *ev)
{
    visitor_put(t, &(struct visitor){ .visitor_id = ev->visitor_id, .kind = ev->kind, .company = ev->company });
}

void apply_area_entered(struct txn *t, const struct area_entered *ev)
{
    uint64_t who = ev->account_id.v + ev->visitor_id.v;
    struct inside inside;

    invariant(t, !inside_find(view_of(t), who, &inside));
    stay_put(t, &(struct stay){ .who = who, .in_us = ev->at_us, .area_id = ev->area_id, .is_visitor = is_set(ev->visitor_id), .permission = ev->permission });
    inside_put(t, &(struct inside){ .who = who, .in_us = ev->at_us });
}

void apply_area_left(struct txn *t, const struct area_left *ev)
{
    uint64_t who = ev->account_id.v + ev->visitor_id.v;
    struct inside inside = inside_row(t, who);
    struct stay stay = stay_row(t, who, inside.in_us);

    stay.out_us = ev->at_us;
    stay_put(t, &stay);
    inside_remove(t, who);
}

void apply_stay_corrected(struct txn *t, const struct stay_corrected *ev)
{
    uint64_t who = ev->account_id.v + ev->visitor_id.v;
    struct inside inside;

    if (ev->recorded_in_us != 0)
        stay_remove(t, who, ev->recorded_in_us);
    if (inside_find(view_of(t), who, &inside) && inside.in_us == ev->recorded_in_us)
        inside_remove(t, who);
    if (ev->in_us == 0)
        return;
    stay_put(t, &(struct stay){
        .who = who, .in_us = ev->in_us, .out_us = ev->out_us, .area_id = ev->area_id, .is_visitor = is_set(ev->visitor_id), .permission = ev->permission });
    if (ev->out_us == 0)
        inside_put(t, &(struct inside){ .who = who, .in_us = ev->in_us });
}

/* ---- Reads ----------------------------------------------------------------------------- */

static struct inside_line line_of(const struct view *v, const struct stay *stay)
{
    struct inside_line ret = { .area_id = stay->area_id, .entered_at_us = stay->in_us, .permission = stay->permission };
    struct account account;
    struct visitor visitor;

    if (stay->is_visitor && visitor_find(v, (struct visitor_id){ stay->who }, &visitor)) {
        ret.visitor_id = visitor.visitor_id;
        ret.visitor_kind = visitor.kind;
        ret.company = visitor.company;
    } else if (account_find(v, (struct account_id){ stay->who }, &account)) {
        ret.account_id = account.account_id;
        ret.name = account.name;
    }
    return ret;
}

enum refusal answer_areas(const struct view *v, const struct context *ctx, const struct areas *query, struct areas_result *ret)
{
    const struct staff_config *config = ctx->config;

    (void)v;
    (void)query;
    ret->areas.at = config->areas.at;
    ret->areas.count = config->areas.count;
    return REFUSAL_NONE;
}

enum refusal answer_presence(const struct view *v, const struct context *ctx, const struct presence *query, struct presence_result *ret)
{
    struct inside_line *page = arena_take(view_arena(v), PAGE * sizeof *page);
    struct row_scan scan = inside_scan(v, 0, &(struct inside){ .who = query->after + 1 });
    struct inside row;
    struct stay stay;
    uint32_t count = 0;

    (void)ctx;
    ret->more = false;
    while (!ret->more && inside_next(&scan, &row)) {
        if (count == PAGE)
            ret->more = true;
        else if (stay_find(v, row.who, row.in_us, &stay))
            page[count++] = line_of(v, &stay);
    }
    ret->inside.at = page;
    ret->inside.count = count;
    return REFUSAL_NONE;
}
