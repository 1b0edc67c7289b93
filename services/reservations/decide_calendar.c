/* Changes of the calendar at run time: days, parts of days, equipment. Each names its reason, who decided it
 * and the city's approval. No change touches a booking; what it hits is asked with hit_bookings. */
#include "state.h"

static bool is_quarter(uint64_t minute)
{
    return minute % QUARTER_MINUTES == 0;
}

/* In order, not overlapping, on quarters of an hour. */
static bool shifts_in_order(const struct staff_shift *shifts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!is_quarter(shifts[i].from_minute) || !is_quarter(shifts[i].until_minute) || shifts[i].from_minute >= shifts[i].until_minute ||
            (i > 0 && shifts[i].from_minute < shifts[i - 1].until_minute))
            return false;
    return true;
}

/* The number of the city's approval: of its paper when the change stands on one. False with the refusal stated. */
static bool approval_named(const struct context *ctx, struct text given, struct decision *out, struct text *ret)
{
    *ret = ctx->paper != NULL ? ctx->paper->number : given;
    if (ctx->paper != NULL && given.len > 0)
        refuse(out, APPROVAL_NAMED_TWICE);
    else if (ret->len == 0)
        refuse(out, APPROVAL_NOT_NAMED);
    return !is_refused(out);
}

/* The day as it will be: what the command leaves out stays as it was. */
static struct day_changed changed_of(const struct change_day *cmd, struct text approval, const struct opening *before)
{
    struct day_changed ev = { .date = cmd->date, .kind = cmd->kind, .open = cmd->kind != DAY_CHANGE_KIND_CLOSE, .reason = cmd->reason,
                              .author = cmd->author, .approval = approval };

    if (!ev.open || cmd->kind == DAY_CHANGE_KIND_AS_PLANNED)
        return ev;
    ev.opens_minute = cmd->opens_minute != 0 ? cmd->opens_minute : before->opens_minute;
    ev.closes_minute = cmd->closes_minute != 0 ? cmd->closes_minute : before->closes_minute;
    ev.staffed_desks = cmd->staffed_desks != 0 ? cmd->staffed_desks : before->staffed_desks;
    ev.shifts.at = cmd->shifts.at;
    ev.shifts.count = cmd->shifts.count;
    if (cmd->staffed_desks == 0 && cmd->shifts.count == 0) {
        ev.shifts.at = before->shifts;
        ev.shifts.count = before->shift_count;
    }
    return ev;
}

static enum refusal day_wrong(const struct change_day *cmd, const struct opening *before, const struct day_changed *ev)
{
    switch (cmd->kind) {
    case DAY_CHANGE_KIND_CLOSE:
        return before->open ? REFUSAL_NONE : CLOSED_DAY;
    case DAY_CHANGE_KIND_AS_PLANNED:
        return REFUSAL_NONE;
    case DAY_CHANGE_KIND_HOURS:
    case DAY_CHANGE_KIND_STAFF:
        if (!before->open)
            return CLOSED_DAY;
        break;
    case DAY_CHANGE_KIND_OPEN:
        break;
    }
    if (ev->opens_minute == 0 || ev->opens_minute >= ev->closes_minute || !is_quarter(ev->opens_minute) || !is_quarter(ev->closes_minute))
        return HOURS_WRONG;
    if ((ev->staffed_desks == 0 && ev->shifts.count == 0) || !shifts_in_order(ev->shifts.at, ev->shifts.count))
        return STAFF_NOT_PLANNED;
    return REFUSAL_NONE;
}

/* One day unlike its rule.                                               Clause: §7 */
void decide_change_day(const struct view *v, const struct context *ctx, const struct change_day *cmd, struct decision *out)
{
    struct calendar calendar = calendar_of(v, ctx->config, cmd->date, cmd->date);
    struct opening before = opening_on(&calendar, cmd->date);
    struct text approval;
    struct day_changed ev;
    enum refusal why;

    if (!approval_named(ctx, cmd->approval, out, &approval))
        return;
    ev = changed_of(cmd, approval, &before);
    why = cmd->date.v < tokyo_date(ctx->now_us).v || part_closed(v, cmd->date) ? DAY_PAST : day_wrong(cmd, &before, &ev);

    if (why != REFUSAL_NONE)
        refuse(out, why);
    else
        emit_day_changed(out, &ev);
}

static uint64_t desks_of(const struct reservations_config *config, enum desk_place place)
{
    return place == DESK_PLACE_COUNTER ? config->counters : config->booths;
}

/* A part of a day, of everything or of some desks.                       Clause: §7 */
void decide_close_part(const struct view *v, const struct context *ctx, const struct close_part *cmd, struct decision *out)
{
    struct calendar calendar = calendar_of(v, ctx->config, cmd->date, cmd->date);
    struct opening opening = opening_on(&calendar, cmd->date);
    struct closed_part_id id;
    struct text approval;

    if (!approval_named(ctx, cmd->approval, out, &approval)) {
        return;
    } else if (cmd->date.v < tokyo_date(ctx->now_us).v || part_closed(v, cmd->date)) {
        refuse(out, DAY_PAST);
    } else if (!opening.open) {
        refuse(out, CLOSED_DAY);
    } else if (cmd->from_minute >= cmd->until_minute || !is_quarter(cmd->from_minute) || !is_quarter(cmd->until_minute)) {
        refuse(out, HOURS_WRONG);
    } else if (cmd->desks != 0 && (cmd->place == 0 || cmd->desks > desks_of(ctx->config, cmd->place))) {
        refuse(out, NOT_SO_MANY);
    } else {
        id = (struct closed_part_id){ next_id(out) };
        emit_part_of_day_closed(out, &(struct part_of_day_closed){
            .closed_part_id = id, .date = cmd->date, .from_minute = cmd->from_minute, .until_minute = cmd->until_minute, .place = cmd->place,
            .desks = cmd->desks, .reason = cmd->reason, .author = cmd->author, .approval = approval });
        result_close_part(out, &(struct close_part_result){ .closed_part_id = id });
    }
}

/* Takes it back.                                                         Clause: §7 */
void decide_reopen_part(const struct view *v, const struct context *ctx, const struct reopen_part *cmd, struct decision *out)
{
    struct closed_part_by_id row;

    (void)ctx;
    if (!closed_part_by_id_find(v, cmd->closed_part_id, &row))
        refuse(out, NO_SUCH_CLOSURE);
    else
        emit_part_of_day_reopened(out, &(struct part_of_day_reopened){ .closed_part_id = cmd->closed_part_id });
}

static uint64_t stock_of(const struct reservations_config *config, enum equipment equipment)
{
    for (uint32_t i = 0; i < config->equipment.count; i++)
        if (config->equipment.at[i].equipment == equipment)
            return config->equipment.at[i].count;
    return 0;
}

/* Equipment that cannot be used.                                         Clause: §5(6) */
void decide_begin_outage(const struct view *v, const struct context *ctx, const struct begin_outage *cmd, struct decision *out)
{
    uint64_t from_us = cmd->from_us != 0 ? cmd->from_us : ctx->now_us;
    struct outage_id id;

    (void)v;
    if (cmd->count > stock_of(ctx->config, cmd->equipment)) {
        refuse(out, NOT_SO_MANY);
    } else if (cmd->until_us != 0 && (cmd->until_us <= from_us || cmd->until_us <= ctx->now_us)) {
        refuse(out, OUTAGE_PERIOD_WRONG);
    } else {
        id = (struct outage_id){ next_id(out) };
        emit_outage_begun(out, &(struct outage_begun){
            .outage_id = id, .equipment = cmd->equipment, .count = cmd->count, .cause = cmd->cause, .from_us = from_us, .until_us = cmd->until_us,
            .reason = cmd->reason, .author = cmd->author, .approval = cmd->approval });
        result_begin_outage(out, &(struct begin_outage_result){ .outage_id = id });
    }
}

/* It can be used again.                                                  Clause: §5(6) */
void decide_end_outage(const struct view *v, const struct context *ctx, const struct end_outage *cmd, struct decision *out)
{
    struct outage outage;

    if (!outage_find(v, cmd->outage_id, &outage))
        refuse(out, NO_SUCH_OUTAGE);
    else
        emit_outage_ended(out, &(struct outage_ended){ .outage_id = cmd->outage_id, .at_us = ctx->now_us });
}

/* The planned end. */
void due_outage_end(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    (void)v;
    emit_outage_ended(out, &(struct outage_ended){ .outage_id = { key }, .at_us = ctx->now_us });
}
