/* A delivery list as a whole: its heading, its rows, numbers that stand twice. Refuses the whole list for one fault. */
#include "delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/invariant.h"
#include "delivery_reading.h"

#define ARENA_BYTES_MAX ((size_t)2048 * 1024 * 1024)

static enum column column_named(struct text name)
{
    uint32_t i = 0;

    while (i < COLUMN_COUNT && !text_is(name, column_names[i]))
        i++;
    return (enum column)i;
}

/* ---- Records -------------------------------------------------------------------------- */

static void take_heading(struct reading *r, struct record *record)
{
    uint32_t before = r->sheet.fault_count;
    bool seen[COLUMN_COUNT] = { false };

    for (uint32_t i = 0; i < record->cell_count && i < CELLS_KEPT; i++) {
        struct spot spot = { record->cells[i].line, record->number, i + 1, NULL };
        enum column column = record->cells[i].text.at != NULL ? column_named(record->cells[i].text) : COLUMN_COUNT;

        if (column == COLUMN_COUNT) {
            fault_add(&r->sheet, spot, record->cells[i].text.at != NULL ? "column_unknown" : "bad_encoding");
            continue;
        }
        spot.name = column_names[column];
        if (seen[column])
            fault_add(&r->sheet, spot, "column_twice");
        seen[column] = true;
        r->place[column] = i;
    }
    r->list->kind = seen[COLUMN_STATUS] || seen[COLUMN_POSTED] || seen[COLUMN_DEADLINE] ? DELIVERY_KIND_OPENING : DELIVERY_KIND_LIST;
    r->column_count = r->list->kind == DELIVERY_KIND_OPENING ? COLUMN_COUNT : COLUMNS_OF_A_LIST;
    for (uint32_t i = 0; i < r->column_count; i++)
        if (!seen[i])
            fault_add(&r->sheet, (struct spot){ record->cells[0].line, record->number, 0, column_names[i] }, "column_missing");
    r->heading_good = r->sheet.fault_count == before && record->cell_count == r->column_count;
}

static bool is_heading(struct text cell) { return column_named(cell) != COLUMN_COUNT; }

/* The column whose place in the heading is `index`. */
static const char *name_at(const void *self, uint32_t index)
{
    const struct reading *r = self;

    for (uint32_t i = 0; i < r->column_count; i++)
        if (r->place[i] == index)
            return column_names[i];
    return NULL;
}

static bool record_take(void *self, struct record *record)
{
    struct reading *r = self;
    enum sheet_row row;

    if (record->number == 1)
        take_heading(r, record);
    row = sheet_row_judge(&r->sheet, record, &(struct sheet_columns){ r->heading_good, r->column_count, name_at, r });
    if (row == SHEET_ROW_GOOD)
        row_take(r, record);
    return row != SHEET_ROWS_ENDED;
}

/* ---- The whole ------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    int order;

    must(x->number.len == y->number.len);      /* canonical: 9 signs */
    order = memcmp(x->number.at, y->number.at, x->number.len);
    return order != 0 ? order : (x->record > y->record) - (x->record < y->record);
}

static void find_twins(struct reading *r)
{
    if (r->number_count < 2)
        return;
    qsort(r->numbers, r->number_count, sizeof *r->numbers, by_number);
    for (uint32_t i = 1, first = 0; i < r->number_count; i++) {
        const struct numbered *n = &r->numbers[i];

        if (!text_equal(n->number, r->numbers[first].number))
            first = i;
        else
            fault_add_twin(r, (struct spot){ n->line, n->record, n->column, column_names[COLUMN_NOTICE] }, r->numbers[first].line);
    }
}

static void read_records(struct reading *r, struct bytes file)
{
    sheet_read(&r->sheet, file, record_take, r);
    if (r->sheet.fault_count == 0 && !r->heading_good)
        fault_add(&r->sheet, (struct spot){ 0 }, "empty_file");
    else if (r->sheet.fault_count == 0 && r->list->row_count == 0)
        fault_add(&r->sheet, (struct spot){ 0 }, "no_rows");
    find_twins(r);
}

void delivery_list_read(struct bytes file, struct delivery_list *ret)
{
    struct reading r = { .list = ret };

    *ret = (struct delivery_list){ .rows = NULL };
    arena_init(&ret->arena, ARENA_BYTES_MAX);
    sheet_init(&r.sheet, &ret->arena);
    r.sheet.reasons = delivery_reasons;
    r.sheet.reason_count = delivery_reason_count;
    r.sheet.is_heading = is_heading;
    read_records(&r, file);
    sheet_fini(&r.sheet);
    ret->cp932 = r.sheet.cp932;
    memcpy(ret->sha256, r.sheet.sha256, sizeof ret->sha256);
    ret->faults = r.sheet.faults;
    ret->fault_count = r.sheet.fault_count;
    ret->warnings = r.sheet.warnings;
    ret->warning_count = r.sheet.warning_count;
    if (ret->fault_count > 0) {
        ret->rows = NULL;
        ret->row_count = 0;
    }
}

enum err delivery_list_load(const char *path, struct delivery_list *ret)
{
    struct bytes file;
    enum err err = sheet_load(path, &file);

    if (err != OK)
        return err;
    delivery_list_read(file, ret);
    free((void *)(uintptr_t)file.at);
    return OK;
}

void delivery_list_fini(struct delivery_list *list)
{
    arena_fini(&list->arena);
    *list = (struct delivery_list){ .rows = NULL };
}
