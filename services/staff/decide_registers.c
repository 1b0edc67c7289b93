/* A row of a register is entered, changed, ended: by one person, at once. Each is a version more; none is ever overwritten. */
#include "registers.h"

static struct date day_or_today(const struct context *ctx, struct date day)
{
    return day.v != 0 ? day : ctx->date;
}

static uint64_t next_number(const struct view *v, struct text code)
{
    struct register_head head = { .last_number = 0 };

    (void)register_head_find(v, code, &head);
    return head.last_number + 1;
}

/* A new row.                                                                Clause: §13 */
void decide_add_to_register(const struct view *v, const struct context *ctx, const struct add_to_register *cmd, struct decision *out)
{
    const struct register_kind *kind;
    const char *field = "register_code";
    struct row_cells cells;
    enum refusal why = register_find(ctx, cmd->register_code, REGISTER_CHANGE, &kind);

    if (why == REFUSAL_NONE)
        why = cells_judge(v, kind, CELLS_OF(cmd), "", &cells, &field);
    if (why != REFUSAL_NONE) {
        refuse_at(out, why, field);
        return;
    }
    struct register_row row = { .row_id = { next_id(out) }, .register_code = kind->register_code, .number = next_number(v, kind->register_code) };
    struct register_row_written_open event = register_writing(ctx, &row, &cells);

    event.act = REGISTER_ACT_ADDED;
    event.from_on = day_or_today(ctx, cmd->from_on);
    emit_register_row_written(out, &event);
    result_add_to_register(out, &(struct add_to_register_result){ .row_id = row.row_id, .number = row.number });
}

/* The row as the person saw it, when the person may change it from that day on and it has not ended. */
static enum refusal row_to_change(const struct view *v, const struct context *ctx, struct register_row_id id, uint64_t seen, struct date day,
                                  struct register_row *ret_row, struct register_version *ret_now, const struct register_kind **ret_kind)
{
    enum refusal why;

    if (!register_row_find(v, id, ret_row) || !register_row_at(v, ret_row, (struct date){ 0 }, ret_now))
        return NO_SUCH_REGISTER_ROW;
    why = register_find(ctx, ret_row->register_code, REGISTER_CHANGE, ret_kind);
    if (why != REFUSAL_NONE)
        return why;
    if (ret_now->version != seen)
        return ROW_CHANGED;
    if (ret_now->ended_on.v != 0)
        return ROW_ENDED;
    return day.v < ret_now->from_on.v ? ROW_BEFORE_LAST : REFUSAL_NONE;
}

static bool nothing_new(const struct view *v, const struct register_version *now, const struct row_cells *cells, struct date from_on)
{
    struct row_cells before;

    return register_version_cells(v, now, &before) && now->from_on.v == from_on.v && cells_equal(before.open, cells->open) && cells_equal(before.private, cells->private);
}

/* Another version of a row.                                                 Clause: §13 */
void decide_change_register_row(const struct view *v, const struct context *ctx, const struct change_register_row *cmd, struct decision *out)
{
    struct date from_on = day_or_today(ctx, cmd->from_on);
    const struct register_kind *kind;
    const char *field = NULL;
    struct register_version now;
    struct register_row row;
    struct row_cells cells;
    enum refusal why = row_to_change(v, ctx, cmd->row_id, cmd->version, from_on, &row, &now, &kind);

    if (why == REFUSAL_NONE)
        why = cells_judge(v, kind, CELLS_OF(cmd), "", &cells, &field);
    if (why != REFUSAL_NONE) {
        refuse_at(out, why, field);
    } else if (nothing_new(v, &now, &cells, from_on)) {
        refuse(out, NOTHING_CHANGED);
    } else {
        struct register_row_written_open event = register_writing(ctx, &row, &cells);

        event.act = REGISTER_ACT_CHANGED;
        event.from_on = from_on;
        event.reason = cmd->reason;
        emit_register_row_written(out, &event);
    }
}

/* Given back, withdrawn, replaced.                                          Clause: §13 */
void decide_close_register_row(const struct view *v, const struct context *ctx, const struct close_register_row *cmd, struct decision *out)
{
    struct date ended_on = day_or_today(ctx, cmd->ended_on);
    const struct register_kind *kind;
    struct register_version now;
    struct register_row row;
    struct row_cells cells;
    enum refusal why = row_to_change(v, ctx, cmd->row_id, cmd->version, ended_on, &row, &now, &kind);

    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    (void)register_version_cells(v, &now, &cells);              /* what is erased stays so */
    struct register_row_written_open event = register_writing(ctx, &row, &cells);

    event.act = REGISTER_ACT_ENDED;
    event.from_on = now.from_on;
    event.ended_on = ended_on;
    event.reason = cmd->reason;
    emit_register_row_written(out, &event);
}
