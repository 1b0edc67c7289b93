/* Rows of registers, their versions, and what writings and imports do to them. */
#include "registers.h"

bool register_version_counts(const struct view *v, const struct register_version *version)
{
    struct register_import import;

    return !is_set(version->import_id) || (register_import_find(v, version->import_id, &import) && import.is_taken);
}

bool register_row_at(const struct view *v, const struct register_row *row, struct date day, struct register_version *ret)
{
    for (uint64_t n = row->versions; n > 0; n--)
        if (register_version_find(v, row->row_id, n, ret) && register_version_counts(v, ret) && (day.v == 0 || ret->from_on.v <= day.v))
            return day.v == 0 || ret->ended_on.v == 0 || day.v <= ret->ended_on.v;
    return false;
}

bool register_version_cells(const struct view *v, const struct register_version *version, struct row_cells *ret)
{
    struct register_private private = { 0 };
    bool readable = version->private.subject == 0 || open_record(v, &version->private, "private", &register_private_spec, &private);

    *ret = (struct row_cells){ .open = CELLS_OF(version) };
    if (readable)
        ret->private = CELLS_OF(&private);
    return readable;
}

struct register_row_written_open register_writing(const struct context *ctx, const struct register_row *row, const struct row_cells *cells)
{
    return (struct register_row_written_open){
        .row_id = row->row_id, .register_code = row->register_code, .number = row->number, .version = row->versions + 1, .at_us = ctx->now_us, .by = { ctx->actor },
        .values = { cells->open.values, cells->open.value_count }, .texts = { cells->open.texts, cells->open.text_count },
        .private = { .values = { cells->private.values, cells->private.value_count }, .texts = { cells->private.texts, cells->private.text_count } } };
}

/* ---- Pages -------------------------------------------------------------------------------- */

static void page_add(struct register_page *page, const struct register_version *version)
{
    if (page->count == REGISTER_PAGE)
        page->more = true;
    else
        page->at[page->count++] = (struct register_version_ref){ version->row_id, version->version };
}

void register_page_of(const struct view *v, const struct register_kind *kind, struct date day, uint64_t after, struct register_page *ret)
{
    struct row_scan scan = register_row_number_scan(v, 0, &(struct register_row_number){ .number = after + 1 });
    struct register_row_number entry;
    struct register_version version;
    struct register_head head;
    struct register_row row;

    *ret = (struct register_page){ .count = 0 };
    if (!register_head_find(v, kind->register_code, &head))
        return;
    while (!ret->more && register_row_number_next(&scan, &entry) && entry.number <= head.last_number)
        if (text_equal(entry.register_code, kind->register_code) && register_row_find(v, entry.row_id, &row) && register_row_at(v, &row, day, &version))
            page_add(ret, &version);
}

void register_page_of_row(const struct view *v, const struct register_row *row, uint64_t after, struct register_page *ret)
{
    struct row_scan scan = register_version_scan(v, 1, &(struct register_version){ .row_id = row->row_id, .version = after + 1 });
    struct register_version version;

    *ret = (struct register_page){ .count = 0 };
    while (!ret->more && register_version_next(&scan, &version))
        if (register_version_counts(v, &version))
            page_add(ret, &version);
}

/* ---- What events do ------------------------------------------------------------------------ */

static struct register_head head_of(struct txn *t, struct text code)
{
    struct register_head head = { .register_code = code };

    (void)register_head_find(view_of(t), code, &head);
    return head;
}

void apply_register_row_written(struct txn *t, const struct register_row_written *ev)
{
    struct register_head head = head_of(t, ev->register_code);
    struct register_row row = { .row_id = ev->row_id, .register_code = ev->register_code, .number = ev->number };

    invariant(t, !register_row_find(view_of(t), ev->row_id, &row) ? ev->version == 1 : ev->version == row.versions + 1);
    row.versions = ev->version;
    register_row_put(t, &row);
    register_row_number_put(t, &(struct register_row_number){ .number = ev->number, .register_code = ev->register_code, .row_id = ev->row_id });
    register_version_put(t, &(struct register_version){
        .row_id = ev->row_id, .version = ev->version, .act = ev->act, .from_on = ev->from_on, .ended_on = ev->ended_on, .at_us = ev->at_us, .by = ev->by,
        .import_id = ev->import_id, .values = { ev->values.at, ev->values.count }, .texts = { ev->texts.at, ev->texts.count },
        .private = ev->private, .reason = ev->reason });
    if (ev->number > head.last_number)
        head.last_number = ev->number;
    head.writings += !is_set(ev->import_id);
    register_head_put(t, &head);
}

void apply_register_import_begun(struct txn *t, const struct register_import_begun *ev)
{
    struct register_head head = head_of(t, ev->register_code);

    invariant(t, !is_set(head.import_id));
    register_import_put(t, &(struct register_import){
        .import_id = ev->import_id, .register_code = ev->register_code, .file_sha256 = ev->file_sha256, .row_count = ev->row_count, .writings = head.writings });
    head.import_id = ev->import_id;
    register_head_put(t, &head);
}

void apply_register_rows_read(struct txn *t, const struct register_rows_read *ev)
{
    struct register_import import = register_import_row(t, ev->import_id);

    import.rows_read += ev->rows;
    import.last_number = ev->last_number;
    register_import_put(t, &import);
}

void apply_register_import_ended(struct txn *t, const struct register_import_ended *ev)
{
    struct register_import import = register_import_row(t, ev->import_id);
    struct register_head head = head_of(t, import.register_code);

    invariant(t, !import.is_over && same(head.import_id, ev->import_id));
    import.is_over = true;
    import.is_taken = ev->taken;
    register_import_put(t, &import);
    head.import_id = (struct register_import_id){ 0 };
    head.writings += ev->taken;
    register_head_put(t, &head);
    if (ev->taken)
        register_file_put(t, &(struct register_file){ .file_sha256 = import.file_sha256, .register_code = import.register_code, .import_id = ev->import_id });
}

/* For the audit log alone: nothing here depends on who has looked. */
void apply_register_shown(struct txn *t, const struct register_shown *ev)
{
    (void)t;
    (void)ev;
}
