/* A file taken into a register: begin, rows in parts, commit or abort. What is staged counts for nothing until one event takes
 * all of it. Keeps true: a row is only changed from the version its file was written from, and a register that was written to
 * meanwhile is not taken over. */
#include "registers.h"

/* An import that goes on, for who may change its register. */
static enum refusal import_open(const struct view *v, const struct context *ctx, struct register_import_id id, struct register_import *ret,
                                const struct register_kind **ret_kind)
{
    if (!register_import_find(v, id, ret) || ret->is_over)
        return NO_SUCH_IMPORT;
    return register_find(ctx, ret->register_code, REGISTER_CHANGE, ret_kind);
}

/* Starts taking in a file.                                                  Clause: §13 */
void decide_begin_register_import(const struct view *v, const struct context *ctx, const struct begin_register_import *cmd, struct decision *out)
{
    struct register_head head = { .last_number = 0 };
    const struct register_kind *kind;
    struct register_file file;
    enum refusal why = register_find(ctx, cmd->register_code, REGISTER_CHANGE, &kind);

    if (why == REFUSAL_NONE && register_file_find(v, cmd->file_sha256, cmd->register_code, &file))
        why = FILE_TAKEN_ALREADY;
    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    if (register_head_find(v, cmd->register_code, &head) && is_set(head.import_id))
        emit_register_import_ended(out, &(struct register_import_ended){ .import_id = head.import_id });
    struct register_import_id id = { next_id(out) };

    emit_register_import_begun(out, &(struct register_import_begun){
        .import_id = id, .register_code = cmd->register_code, .file_sha256 = cmd->file_sha256, .row_count = cmd->row_count, .by = { ctx->actor } });
    result_begin_register_import(out, &(struct begin_register_import_result){ .import_id = id });
}

/* ---- Rows --------------------------------------------------------------------------------- */

struct staging {
    const struct view *v;
    const struct context *ctx;
    struct decision *out;
    const struct register_kind *kind;
    struct register_import import;
    uint64_t last_number;              /* of the rows of the file so far */
    uint64_t highest;                  /* number ever given in the register, these rows included */
    struct add_register_rows_result result;
    const char *field;                 /* of a refusal */
};

static void stage(struct staging *s, const struct register_row *row, const struct row_cells *cells, enum register_act act, struct date from_on, struct date ended_on)
{
    struct register_row_written_open event = register_writing(s->ctx, row, cells);

    event.act = act;
    event.from_on = from_on;
    event.ended_on = ended_on;
    event.import_id = s->import.import_id;
    emit_register_row_written(s->out, &event);
}

/* A row nobody sees yet. One that only a dropped import wrote is begun again. */
static enum refusal stage_new(struct staging *s, const struct register_file_row *from, const struct row_cells *cells, struct register_row row)
{
    struct date from_on = from->from_on.v != 0 ? from->from_on : s->ctx->date;

    if (from->ended_on.v != 0 && from->ended_on.v < from_on.v)
        return ROW_BEFORE_LAST;
    if (!is_set(row.row_id))
        row.row_id = (struct register_row_id){ next_id(s->out) };
    stage(s, &row, cells, from->ended_on.v != 0 ? REGISTER_ACT_ENDED : REGISTER_ACT_ADDED, from_on, from->ended_on);
    s->result.added++;
    return REFUSAL_NONE;
}

static bool row_differs(const struct staging *s, const struct register_version *now, const struct row_cells *cells, struct date from_on, struct date ended_on)
{
    struct row_cells before;

    return !register_version_cells(s->v, now, &before) || !cells_equal(before.open, cells->open) || !cells_equal(before.private, cells->private) ||
           now->from_on.v != from_on.v || now->ended_on.v != ended_on.v;
}

static enum refusal stage_known(struct staging *s, const struct register_file_row *from, const struct row_cells *cells, const struct register_row *row,
                                const struct register_version *now)
{
    struct date from_on = from->from_on.v != 0 ? from->from_on : now->from_on;

    if (from->version != now->version)
        return ROW_CHANGED;
    if (!row_differs(s, now, cells, from_on, from->ended_on)) {
        s->result.unchanged++;
        return REFUSAL_NONE;
    }
    if (now->ended_on.v != 0)
        return ROW_ENDED;
    if (from_on.v < now->from_on.v || (from->ended_on.v != 0 && from->ended_on.v < from_on.v))
        return ROW_BEFORE_LAST;
    stage(s, row, cells, from->ended_on.v != 0 ? REGISTER_ACT_ENDED : REGISTER_ACT_CHANGED, from_on, from->ended_on);
    s->result.changed++;
    return REFUSAL_NONE;
}

static enum refusal stage_row(struct staging *s, const struct register_file_row *from, uint32_t index)
{
    const char *prefix = text_format(view_arena(s->v), "rows[%u].", index).at;
    struct register_row row = { .register_code = s->kind->register_code, .number = from->number != 0 ? from->number : s->highest + 1 };
    struct register_row_number entry;
    struct register_version now;
    struct row_cells cells;
    enum refusal why;

    s->field = text_format(view_arena(s->v), "rows[%u].number", index).at;
    if (row.number <= s->last_number)
        return LINE_OUT_OF_ORDER;
    why = cells_judge(s->v, s->kind, CELLS_OF(from), prefix, &cells, &s->field);
    if (why != REFUSAL_NONE)
        return why;
    s->field = text_format(view_arena(s->v), "rows[%u]", index).at;
    s->last_number = row.number;
    if (row.number > s->highest)
        s->highest = row.number;
    if (register_row_number_find(s->v, row.number, row.register_code, &entry))
        row = (struct register_row){ .row_id = entry.row_id, .register_code = row.register_code, .number = row.number };
    if (is_set(row.row_id) && register_row_find(s->v, row.row_id, &row) && register_row_at(s->v, &row, (struct date){ 0 }, &now))
        return stage_known(s, from, &cells, &row, &now);
    return stage_new(s, from, &cells, row);
}

static enum refusal rows_refused(const struct register_import *import, const struct add_register_rows *cmd)
{
    if (cmd->rows.count == 0)
        return ROWS_MISSING;
    return import->rows_read + cmd->rows.count > import->row_count ? TOO_MANY_ROWS : REFUSAL_NONE;
}

/* The next rows of a file.                                                  Clause: §13 */
void decide_add_register_rows(const struct view *v, const struct context *ctx, const struct add_register_rows *cmd, struct decision *out)
{
    struct staging s = { .v = v, .ctx = ctx, .out = out, .field = "import_id" };
    struct register_head head = { .last_number = 0 };
    enum refusal why = import_open(v, ctx, cmd->import_id, &s.import, &s.kind);

    if (why == REFUSAL_NONE && (why = rows_refused(&s.import, cmd)) != REFUSAL_NONE)
        s.field = "rows";
    if (why == REFUSAL_NONE) {
        (void)register_head_find(v, s.import.register_code, &head);
        s.highest = head.last_number;
        s.last_number = s.import.last_number;
    }
    for (uint32_t i = 0; why == REFUSAL_NONE && i < cmd->rows.count; i++)
        why = stage_row(&s, &cmd->rows.at[i], i);
    if (why != REFUSAL_NONE) {
        refuse_at(out, why, s.field);
        return;
    }
    emit_register_rows_read(out, &(struct register_rows_read){ .import_id = cmd->import_id, .rows = cmd->rows.count, .last_number = s.last_number });
    result_add_register_rows(out, &s.result);
}

/* ---- The end -------------------------------------------------------------------------------- */

/* All rows of the file are here and nobody wrote to the register meanwhile.   Clause: §13 */
void decide_commit_register_import(const struct view *v, const struct context *ctx, const struct commit_register_import *cmd, struct decision *out)
{
    const struct register_kind *kind;
    struct register_import import;
    struct register_head head = { .last_number = 0 };
    enum refusal why = import_open(v, ctx, cmd->import_id, &import, &kind);

    if (why == REFUSAL_NONE)
        (void)register_head_find(v, import.register_code, &head);
    if (why == REFUSAL_NONE && import.rows_read != import.row_count)
        why = ROW_COUNT_DIFFERS;
    else if (why == REFUSAL_NONE && head.writings != import.writings)
        why = REGISTER_CHANGED;
    if (why != REFUSAL_NONE)
        refuse(out, why);
    else
        emit_register_import_ended(out, &(struct register_import_ended){ .import_id = cmd->import_id, .taken = true });
}

/* Gives up.                                                                 Clause: §13 */
void decide_abort_register_import(const struct view *v, const struct context *ctx, const struct abort_register_import *cmd, struct decision *out)
{
    const struct register_kind *kind;
    struct register_import import;
    enum refusal why = import_open(v, ctx, cmd->import_id, &import, &kind);

    if (why != REFUSAL_NONE)
        refuse(out, why);
    else
        emit_register_import_ended(out, &(struct register_import_ended){ .import_id = cmd->import_id });
}
