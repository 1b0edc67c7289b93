/* Who came and went on a day: by the first login, the last clock-out, and corrections. Keeps true: one line a person and day, and no
 * two lines of a person overlap by their recorded times. Whether somebody was needed is not judged here. */
#include "state.h"

enum { PAGE = 100, DAY_MINUTES = 1440, NIGHT_MINUTES = 720 };

/* ---- Coming and going ------------------------------------------------------------------ */

void attendance_came(struct txn *t, struct account_id account_id, struct date date, uint64_t at_us)
{
    struct attendance_of_day row;

    if (!attendance_of_day_find(view_of(t), date, account_id, &row))
        row = (struct attendance_of_day){ .date = date, .account_id = account_id };
    if (row.in_us == 0)
        row.in_us = at_us;
    row.out_us = 0;                                    /* whoever comes back goes again */
    attendance_of_day_put(t, &row);
}

/* The day that a going ends: today's, or the one before when the night was worked through. */
static struct date day_of_going(const struct view *v, const struct context *ctx, struct account_id own)
{
    struct date before = date_add_days(ctx->date, -1);
    struct attendance_of_day row;

    if (attendance_of_day_find(v, ctx->date, own, &row) || !attendance_of_day_find(v, before, own, &row))
        return ctx->date;
    return row.in_us != 0 && row.out_us == 0 ? before : ctx->date;
}

/* Goes for the day.                                                         Clause: §5(5) */
void decide_clock_out(const struct view *v, const struct context *ctx, const struct clock_out *cmd, struct decision *out)
{
    const struct account_id own = { ctx->actor };
    struct account account;

    (void)cmd;
    if (!account_find(v, own, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else emit_clocked_out(out, &(struct clocked_out){ .account_id = own, .at_us = ctx->now_us, .date = day_of_going(v, ctx, own) });
}

void apply_clocked_out(struct txn *t, const struct clocked_out *ev)
{
    struct attendance_of_day row;

    if (!attendance_of_day_find(view_of(t), ev->date.v != 0 ? ev->date : tokyo_date(ev->at_us), ev->account_id, &row) || row.in_us == 0)
        return;
    row.out_us = ev->at_us;
    attendance_of_day_put(t, &row);
}

/* ---- Corrections ----------------------------------------------------------------------- */

/* Came on that day or in the night after it, and went later. */
static bool times_fit(const struct correct_attendance *cmd)
{
    if (cmd->in_us == 0)
        return cmd->out_us == 0;
    return cmd->in_us >= tokyo_us(cmd->date, 0) && cmd->in_us < tokyo_us(date_add_days(cmd->date, 1), NIGHT_MINUTES) &&
           (cmd->out_us == 0 || (cmd->out_us > cmd->in_us && cmd->out_us - cmd->in_us <= DAY_MINUTES * US_PER_MINUTE));
}

/* With the lines of the days around it. */
static bool overlaps(const struct view *v, const struct correct_attendance *cmd)
{
    struct attendance_of_day row;

    if (cmd->in_us == 0)
        return false;
    if (attendance_of_day_find(v, date_add_days(cmd->date, -1), cmd->account_id, &row) && row.in_us != 0 && cmd->in_us < row.out_us)
        return true;
    return attendance_of_day_find(v, date_add_days(cmd->date, 1), cmd->account_id, &row) && row.in_us != 0 &&
           (cmd->out_us == 0 || cmd->out_us > row.in_us);
}

/* When somebody really came and went.                                       Clause: §9(4) */
void decide_correct_attendance(const struct view *v, const struct context *ctx, const struct correct_attendance *cmd, struct decision *out)
{
    struct account account;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (cmd->account_id.v == ctx->actor) refuse(out, NOT_FOR_ONESELF);
    else if (!times_fit(cmd)) refuse(out, STAY_TIMES_WRONG);
    else if (cmd->in_us > ctx->now_us || cmd->out_us > ctx->now_us || cmd->date.v > ctx->date.v) refuse(out, IN_THE_FUTURE);
    else if (overlaps(v, cmd)) refuse(out, STAY_OVERLAPS);
    else
        emit_attendance_corrected(out, &(struct attendance_corrected){
            .account_id = cmd->account_id, .date = cmd->date, .in_us = cmd->in_us, .out_us = cmd->out_us, .reason = cmd->reason, .by = { ctx->actor } });
}

void apply_attendance_corrected(struct txn *t, const struct attendance_corrected *ev)
{
    attendance_of_day_put(t, &(struct attendance_of_day){
        .date = ev->date, .account_id = ev->account_id, .in_us = ev->in_us, .out_us = ev->out_us, .corrected_by = ev->by, .reason = ev->reason });
}

/* ---- Reads ----------------------------------------------------------------------------- */

enum refusal answer_attendance(const struct view *v, const struct context *ctx, const struct attendance *query, struct attendance_result *ret)
{
    struct attendance_line *page = arena_take(view_arena(v), PAGE * sizeof *page);
    struct row_scan scan = attendance_of_day_scan(v, 1, &(struct attendance_of_day){ .date = query->date, .account_id = { query->after.v + 1 } });
    struct attendance_of_day row;
    struct account account;
    uint32_t count = 0;

    (void)ctx;
    ret->more = false;
    while (!ret->more && attendance_of_day_next(&scan, &row)) {
        if (count == PAGE)
            ret->more = true;
        else if (account_find(v, row.account_id, &account))
            page[count++] = (struct attendance_line){
                .account_id = row.account_id, .name = account.name, .in_us = row.in_us, .out_us = row.out_us,
                .corrected_by = row.corrected_by, .reason = row.reason };
    }
    ret->people.at = page;
    ret->people.count = count;
    return REFUSAL_NONE;
}
