/* Reads of registers. Lists say which personal cells are filled; what is in them, and why a row was changed, a look alone shows,
 * whose entry says who looked and why. */
#include "registers.h"

enum refusal answer_registers(const struct view *v, const struct context *ctx, const struct registers *query, struct registers_result *ret)
{
    const struct staff_config *config = ctx->config;
    struct register_size *sizes = arena_take(view_arena(v), (config->registers.count + 1) * sizeof *sizes);

    (void)query;
    *ret = (struct registers_result){ .registers = { .at = sizes } };
    for (uint32_t i = 0; i < config->registers.count; i++) {
        const struct register_kind *kind = &config->registers.at[i];
        struct register_head head = { .last_number = 0 };

        if (!register_allows(kind, ctx->role, REGISTER_SEE))
            continue;
        (void)register_head_find(v, kind->register_code, &head);
        sizes[ret->registers.count++] = (struct register_size){ .kind = *kind, .rows = head.last_number, .changes = register_allows(kind, ctx->role, REGISTER_CHANGE) };
    }
    return REFUSAL_NONE;
}

/* ---- Lines ------------------------------------------------------------------------------------ */

static void mask(const struct view *v, const struct cells *private, struct register_row_line *line)
{
    struct text *masked = arena_take(view_arena(v), (REGISTER_CELLS_MAX + 1) * sizeof *masked);

    line->masked.at = masked;
    for (uint32_t i = 0; i < private->value_count; i++)
        masked[line->masked.count++] = private->values[i].column;
    for (uint32_t i = 0; i < private->text_count; i++)
        masked[line->masked.count++] = private->texts[i].column;
}

/* False: the storage has failed; nothing is filled. */
static bool line_of(const struct view *v, struct register_version_ref ref, struct register_version *version, struct row_cells *cells, struct register_row_line *ret)
{
    struct register_row row;

    if (!register_row_find(v, ref.row_id, &row) || !register_version_find(v, ref.row_id, ref.version, version))
        return false;
    (void)register_version_cells(v, version, cells);
    *ret = (struct register_row_line){
        .row_id = row.row_id, .number = row.number, .version = version->version, .act = version->act, .from_on = version->from_on, .ended_on = version->ended_on,
        .at_us = version->at_us, .by = version->by, .imported = is_set(version->import_id),
        .values = { version->values.at, version->values.count }, .texts = { version->texts.at, version->texts.count } };
    mask(v, &cells->private, ret);
    return true;
}

static uint32_t lines_of(const struct view *v, const struct register_page *page, const struct register_row_line **ret)
{
    struct register_row_line *lines = arena_take(view_arena(v), (page->count + 1) * sizeof *lines);
    struct register_version version;
    struct row_cells cells;

    *ret = lines;
    for (uint32_t i = 0; i < page->count; i++)
        if (!line_of(v, page->at[i], &version, &cells, &lines[i]))
            return 0;
    return page->count;
}

enum refusal answer_register_rows(const struct view *v, const struct context *ctx, const struct register_rows *query, struct register_rows_result *ret)
{
    const struct register_kind *kind;
    struct register_page page;
    enum refusal why = register_find(ctx, query->register_code, REGISTER_SEE, &kind);

    if (why != REFUSAL_NONE)
        return why;
    register_page_of(v, kind, query->as_of, query->after, &page);
    ret->rows.count = lines_of(v, &page, &ret->rows.at);
    ret->more = page.more;
    return REFUSAL_NONE;
}

static enum refusal row_to_see(const struct view *v, const struct context *ctx, struct register_row_id id, struct register_row *ret_row, const struct register_kind **ret_kind)
{
    struct register_version now;

    if (!register_row_find(v, id, ret_row) || !register_row_at(v, ret_row, (struct date){ 0 }, &now))
        return NO_SUCH_REGISTER_ROW;
    return register_find(ctx, ret_row->register_code, REGISTER_SEE, ret_kind);
}

enum refusal answer_register_history(const struct view *v, const struct context *ctx, const struct register_history *query, struct register_history_result *ret)
{
    const struct register_kind *kind;
    struct register_page page;
    struct register_row row;
    enum refusal why = row_to_see(v, ctx, query->row_id, &row, &kind);

    if (why != REFUSAL_NONE)
        return why;
    register_page_of_row(v, &row, query->after, &page);
    ret->rows.count = lines_of(v, &page, &ret->rows.at);
    ret->more = page.more;
    return REFUSAL_NONE;
}

/* ---- Looks -------------------------------------------------------------------------------------- */

static const struct register_version_ref *refs_of(const struct view *v, const struct register_page *page)
{
    struct register_version_ref *refs = arena_take(view_arena(v), (page->count + 1) * sizeof *refs);

    memcpy(refs, page->at, page->count * sizeof *refs);
    return refs;
}

/* The personal cells of a register, and its export.                          Clause: §8 */
void decide_show_register(const struct view *v, const struct context *ctx, const struct show_register *cmd, struct decision *out)
{
    const struct register_kind *kind;
    struct register_page page;
    enum refusal why = register_find(ctx, cmd->register_code, REGISTER_SEE, &kind);

    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    register_page_of(v, kind, cmd->as_of, cmd->after, &page);
    emit_register_shown(out, &(struct register_shown){ .register_code = kind->register_code, .rows = page.count, .is_export = cmd->is_export });
    result_show_register(out, &(struct show_register_result){ .versions = { refs_of(v, &page), page.count }, .more = page.more });
}

/* All versions of a row, with the reasons.                                   Clause: §8 */
void decide_show_register_row(const struct view *v, const struct context *ctx, const struct show_register_row *cmd, struct decision *out)
{
    const struct register_kind *kind;
    struct register_page page;
    struct register_row row;
    enum refusal why = row_to_see(v, ctx, cmd->row_id, &row, &kind);

    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    register_page_of_row(v, &row, cmd->after, &page);
    emit_register_shown(out, &(struct register_shown){ .register_code = kind->register_code, .row_id = row.row_id, .rows = page.count });
    result_show_register_row(out, &(struct show_register_row_result){ .versions = { refs_of(v, &page), page.count }, .more = page.more });
}

/* The names of the persons whose accounts stand in the cells: whoever may see the row in clear may know who is meant. */
static void add_names(const struct view *v, const struct register_kind *kind, const struct cells *cells, struct register_text *names, uint32_t *count)
{
    for (uint32_t i = 0; i < cells->value_count; i++) {
        const struct register_column *column = register_column_of(kind, cells->values[i].column);
        struct account account;
        struct text name;

        if (column != NULL && column->kind == REGISTER_COLUMN_KIND_ACCOUNT && account_named(v, cells->values[i].value, &account) &&
            open_text(v, &account.display_name, "display_name", &name))
            names[(*count)++] = (struct register_text){ .column = column->column, .text = name };
    }
}

static bool show_version(const struct view *v, const struct register_kind *kind, struct register_version_ref ref, struct register_row_shown *ret)
{
    struct register_text *names = arena_take(view_arena(v), 2 * REGISTER_CELLS_MAX * sizeof *names);
    struct register_version version;
    struct row_cells cells;

    *ret = (struct register_row_shown){ .names = { .at = names } };
    if (!line_of(v, ref, &version, &cells, &ret->line))
        return false;
    ret->values.at = cells.private.values;
    ret->values.count = cells.private.value_count;
    ret->texts.at = cells.private.texts;
    ret->texts.count = cells.private.text_count;
    add_names(v, kind, &cells.open, names, &ret->names.count);
    add_names(v, kind, &cells.private, names, &ret->names.count);
    if (version.reason.subject != 0 && !open_text(v, &version.reason, "reason", &ret->reason))
        ret->reason = (struct text){ NULL, 0 };
    return true;
}

/* Nobody is shown anything of a register that was taken out of the configuration since. */
static uint32_t show_all(const struct view *v, const struct context *ctx, struct text code, const struct register_version_ref *refs, uint32_t count,
                         const struct register_row_shown **ret)
{
    struct register_row_shown *rows = arena_take(view_arena(v), (count + 1) * sizeof *rows);
    const struct register_kind *kind;

    *ret = rows;
    if (register_find(ctx, code, REGISTER_SEE, &kind) != REFUSAL_NONE)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        if (!show_version(v, kind, refs[i], &rows[i]))
            return 0;
    return count;
}

void show_show_register(const struct view *v, const struct context *ctx, const struct show_register *cmd, const struct show_register_result *result,
                        struct show_register_shown *ret)
{
    ret->rows.count = show_all(v, ctx, cmd->register_code, result->versions.at, result->versions.count, &ret->rows.at);
}

void show_show_register_row(const struct view *v, const struct context *ctx, const struct show_register_row *cmd, const struct show_register_row_result *result,
                            struct show_register_row_shown *ret)
{
    struct register_row row;

    if (register_row_find(v, cmd->row_id, &row))
        ret->rows.count = show_all(v, ctx, row.register_code, result->versions.at, result->versions.count, &ret->rows.at);
}
