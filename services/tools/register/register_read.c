/* A register's file into rows as the service takes them: whole or not at all, with every fault at once, each with its place. Keeps
 * true: what is taken here is in the one form the service wants, and a cell an export guarded reads as it was. */
#include "register_file.h"

#include <string.h>

#include "base/invariant.h"
#include "codec/text_rules.h"
#include "trust/number_guard.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)
#define TEXT_POINTS_MAX 300u
#define VALUE_BYTES_MAX 40u

static const struct sheet_reason reasons[] = {
    { "bad_row_number", "番号と版は 1 から 1000000 までの整数にしてください（新しい記載は空欄）。", "A row number and a version are whole numbers from 1 (empty for a new row)." },
    { "bad_count", "数字だけ、10桁までにしてください。", "Only digits, at most ten." },
    { "bad_phone", "電話番号は 0 から始まる10桁または11桁の数字です（ハイフンは可）。", "A telephone number has ten or eleven digits and begins with 0; hyphens may stand between them." },
    { "bad_month", "年月として読めません（2027-02 の形）。", "This is no month (as 2027-02)." },
    { "unknown_choice", "選べる値ではありません。", "This is none of the choices." },
};

struct reading {
    struct register_file *file;
    struct sheet sheet;
    const struct register_kind *kind;
    struct file_columns columns;
    bool english, heading_good;
    uint32_t place[FILE_COLUMNS_MAX];          /* index of each column's cell; UINT32_MAX: not in the file */
    uint32_t heading_count;                    /* cells of the heading */
    struct register_file_row *rows;  uint32_t *lines;  uint32_t room;
};

static bool column_is(const struct file_column *column, struct text name)
{
    return text_is(name, column->ja) || text_is(name, column->en) || (column->part == FILE_CELL && text_equal(name, column->column->column));
}

static uint32_t column_named(const struct reading *r, struct text name)
{
    uint32_t i = 0;

    while (i < r->columns.count && !column_is(&r->columns.at[i], name))
        i++;
    return i;
}

static const char *name_at(const void *self, uint32_t index)
{
    const struct reading *r = self;

    for (uint32_t i = 0; i < r->columns.count; i++)
        if (r->place[i] == index)
            return file_column_name(&r->columns.at[i], r->english);
    return NULL;
}

/* ---- The heading ---------------------------------------------------------------------------- */

static void take_heading(struct reading *r, const struct record *record)
{
    uint32_t before = r->sheet.fault_count;

    memset(r->place, 0xFF, sizeof r->place);
    for (uint32_t i = 0; i < record->cell_count && i < CELLS_KEPT; i++) {
        struct spot spot = { record->cells[i].line, record->number, i + 1, NULL };
        uint32_t column = record->cells[i].text.at != NULL ? column_named(r, record->cells[i].text) : r->columns.count;

        if (column == r->columns.count) {
            fault_add(&r->sheet, spot, record->cells[i].text.at != NULL ? "column_unknown" : "bad_encoding");
            continue;
        }
        spot.name = file_column_name(&r->columns.at[column], r->english);
        if (r->place[column] != UINT32_MAX)
            fault_add(&r->sheet, spot, "column_twice");
        r->place[column] = i;
    }
    for (uint32_t i = 0; i < r->columns.count; i++)
        if (r->columns.at[i].part == FILE_CELL && r->place[i] == UINT32_MAX)
            fault_add(&r->sheet, (struct spot){ record->cells[0].line, record->number, 0, file_column_name(&r->columns.at[i], r->english) }, "column_missing");
    r->heading_count = record->cell_count;
    r->heading_good = r->sheet.fault_count == before;
}

/* ---- Cells ------------------------------------------------------------------------------------ */

struct row_reading {
    struct reading *r;
    const struct record *record;
    struct spot spot;                          /* of the cell in hand */
    struct register_file_row row;
    struct register_value values[16];
    struct register_text texts[16];
    bool good;
};

static void wrong(struct row_reading *row, const char *code)
{
    row->good = false;
    fault_add(&row->r->sheet, row->spot, code);
}

static void read_date(struct row_reading *row, struct text text, struct date *ret)
{
    bool converted = false;

    if (!date_parse(text, ret, &converted))
        wrong(row, spreadsheet_number(text) ? "spreadsheet_number" : "bad_date");
    else if (converted)
        warning_add(&row->r->sheet, row->spot, "era_converted");
}

static void read_number(struct row_reading *row, struct text text, uint64_t *ret)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < text.len && n <= 1000000; i++)
        n = text.at[i] >= '0' && text.at[i] <= '9' ? n * 10 + (uint64_t)(text.at[i] - '0') : 1000001;
    if (n == 0 || n > 1000000)
        wrong(row, "bad_row_number");
    *ret = n;
}

static void put_value(struct row_reading *row, const struct register_column *column, struct text value)
{
    row->values[row->row.values.count++] = (struct register_value){ column->column, text_copy(&row->r->file->arena, value) };
}

static void read_day(struct row_reading *row, const struct register_column *column, struct text text)
{
    struct date day = { 0 };
    char again[11];

    read_date(row, text, &day);
    date_put(again, day);
    put_value(row, column, text_of(again));
}

/* 2027-02, 2027/2, 2027年2月, 令和9年2月: a day of it is a date. */
static void read_month(struct row_reading *row, const struct register_column *column, struct text text)
{
    static const char *const endings[] = { "-1", "/1", "1日", ".1" };
    struct date day;
    char again[11];
    bool converted;

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (date_parse(text_format(&row->r->sheet.scratch, "%.*s%s", (int)text.len, text.at, endings[i]), &day, &converted)) {
            date_put(again, day);
            put_value(row, column, (struct text){ again, 7 });
            return;
        }
    wrong(row, "bad_month");
}

static bool all_digits(struct text text)
{
    for (uint32_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return true;
}

static void read_count(struct row_reading *row, const struct register_column *column, struct text text)
{
    while (text.len > 1 && text.at[0] == '0')
        text = (struct text){ text.at + 1, text.len - 1 };
    if (!all_digits(text) || text.len > 10)
        wrong(row, spreadsheet_number(text) ? "spreadsheet_number" : "bad_count");
    else
        put_value(row, column, text);
}

static void read_phone(struct row_reading *row, const struct register_column *column, struct text text)
{
    uint32_t digits = 0;
    bool fits = text.at[0] == '0' && text.at[text.len - 1] != '-';

    for (uint32_t i = 0; i < text.len; i++) {
        bool is_digit = text.at[i] >= '0' && text.at[i] <= '9';

        digits += is_digit;
        fits = fits && (is_digit || (text.at[i] == '-' && i > 0 && text.at[i - 1] != '-'));
    }
    if (!fits || (digits != 10 && digits != 11))
        wrong(row, spreadsheet_number(text) ? "spreadsheet_number" : "bad_phone");
    else
        put_value(row, column, text);
}

static void read_choice(struct row_reading *row, const struct register_column *column, struct text text)
{
    for (uint32_t i = 0; i < column->choices.count; i++) {
        const struct register_choice *choice = &column->choices.at[i];

        if (text_equal(text, choice->choice) || text_equal(text, choice->ja) || text_equal(text, choice->en)) {
            put_value(row, column, choice->choice);
            return;
        }
    }
    wrong(row, "unknown_choice");
}

static void read_account(struct row_reading *row, const struct register_column *column, struct text text)
{
    if (text_rule_fault(TEXT_TOKEN, text) != NULL || text.len > VALUE_BYTES_MAX)
        wrong(row, "bad_code");
    else
        put_value(row, column, text);
}

static void read_words(struct row_reading *row, const struct register_column *column, enum text_rule rule, struct text text)
{
    const char *fault = text_rule_fault(rule, text);

    if (text_code_points(text) > TEXT_POINTS_MAX)
        fault = "too_long";
    if (fault != NULL) {
        wrong(row, fault);
        return;
    }
    if (begins_like_a_formula(text))
        warning_add(&row->r->sheet, row->spot, "formula_like");
    row->texts[row->row.texts.count++] = (struct register_text){ column->column, text_copy(&row->r->file->arena, text) };
}

static void read_cell(struct row_reading *row, const struct register_column *column, struct text text)
{
    switch (column->kind) {
    case REGISTER_COLUMN_KIND_DATE: read_day(row, column, text); return;
    case REGISTER_COLUMN_KIND_MONTH: read_month(row, column, text); return;
    case REGISTER_COLUMN_KIND_NUMBER: read_count(row, column, text); return;
    case REGISTER_COLUMN_KIND_CHOICE: read_choice(row, column, text); return;
    case REGISTER_COLUMN_KIND_ACCOUNT: read_account(row, column, text); return;
    case REGISTER_COLUMN_KIND_PHONE: read_phone(row, column, text); return;
    case REGISTER_COLUMN_KIND_NAME: read_words(row, column, TEXT_NAME, text); return;
    case REGISTER_COLUMN_KIND_LINE: read_words(row, column, TEXT_LINE, text); return;
    case REGISTER_COLUMN_KIND_TEXT: read_words(row, column, TEXT_FREE, text); return;
    }
}

static void read_part(struct row_reading *row, const struct file_column *column, struct text text)
{
    switch (column->part) {
    case FILE_NUMBER: read_number(row, text, &row->row.number); return;
    case FILE_VERSION: read_number(row, text, &row->row.version); return;
    case FILE_FROM: read_date(row, text, &row->row.from_on); return;
    case FILE_UNTIL: read_date(row, text, &row->row.ended_on); return;
    case FILE_CELL: read_cell(row, column->column, text); return;
    case FILE_NAME_OF:
    case FILE_MARK: return;
    }
}

/* ---- Rows --------------------------------------------------------------------------------------- */

/* Written over neighbouring cells that people write, an individual number is one all the same. */
static void check_joined(struct row_reading *row)
{
    struct text texts[16];

    for (uint32_t i = 0; i < row->row.texts.count; i++)
        texts[i] = row->texts[i].text;
    if (row->good && row->row.texts.count > 1 && number_guard_hit_joined(texts, row->row.texts.count)) {
        row->spot = (struct spot){ row->record->cells[0].line, row->record->number, 0, NULL };
        wrong(row, "individual_number");
    }
}

static void keep_row(struct row_reading *row)
{
    struct reading *r = row->r;
    struct arena *arena = &r->file->arena;
    uint32_t count = r->file->row_count;

    if (count == r->room) {
        uint32_t room = count == 0 ? 128 : 2 * count;
        struct register_file_row *rows = arena_take(arena, room * sizeof *rows);
        uint32_t *lines = arena_take(arena, room * sizeof *lines);

        if (count > 0) {
            memcpy(rows, r->rows, count * sizeof *rows);
            memcpy(lines, r->lines, count * sizeof *lines);
        }
        r->rows = rows;
        r->lines = lines;
        r->room = room;
    }
    row->row.values.at = memcpy(arena_take(arena, sizeof row->values), row->values, sizeof row->values);
    row->row.texts.at = memcpy(arena_take(arena, sizeof row->texts), row->texts, sizeof row->texts);
    r->rows[count] = row->row;
    r->lines[count] = row->record->cells[0].line;
    r->file->row_count++;
}

static void row_take(struct reading *r, const struct record *record)
{
    struct row_reading row = { .r = r, .record = record, .good = true };

    for (uint32_t i = 0; i < r->columns.count; i++) {
        const struct file_column *column = &r->columns.at[i];
        const struct cell *cell = r->place[i] != UINT32_MAX ? &record->cells[r->place[i]] : NULL;

        if (cell == NULL)
            continue;
        row.spot = (struct spot){ cell->line, record->number, r->place[i] + 1, file_column_name(column, r->english) };
        if (cell->text.at == NULL)
            wrong(&row, "bad_encoding");
        else if (cell->text.len > 0)
            read_part(&row, column, sheet_unguarded(cell->text));
        else if (column->part == FILE_CELL && column->column->required)
            wrong(&row, "value_missing");
    }
    check_joined(&row);
    if (row.good)
        keep_row(&row);
}

static bool record_take(void *self, struct record *record)
{
    struct reading *r = self;
    enum sheet_row row;

    if (record->number == 1)
        take_heading(r, record);
    row = sheet_row_judge(&r->sheet, record, &(struct sheet_columns){ r->heading_good, r->heading_count, name_at, r });
    if (row == SHEET_ROW_GOOD)
        row_take(r, record);
    return row != SHEET_ROWS_ENDED;
}

void register_file_read(const struct register_kind *kind, bool english, struct bytes file, struct register_file *ret)
{
    struct reading r = { .file = ret, .kind = kind, .english = english };

    *ret = (struct register_file){ .rows = NULL };
    arena_init(&ret->arena, ARENA_BYTES_MAX);
    file_columns_of(kind, &ret->arena, &r.columns);
    sheet_init(&r.sheet, &ret->arena);
    r.sheet.reasons = reasons;
    r.sheet.reason_count = sizeof reasons / sizeof *reasons;
    sheet_read(&r.sheet, file, record_take, &r);
    if (r.sheet.fault_count == 0 && ret->row_count == 0)
        fault_add(&r.sheet, (struct spot){ 0 }, r.heading_good ? "no_rows" : "empty_file");
    sheet_fini(&r.sheet);
    ret->cp932 = r.sheet.cp932;
    memcpy(ret->sha256, r.sheet.sha256, sizeof ret->sha256);
    ret->faults = r.sheet.faults;
    ret->fault_count = r.sheet.fault_count;
    ret->warnings = r.sheet.warnings;
    ret->warning_count = r.sheet.warning_count;
    ret->rows = r.rows;
    ret->lines = r.lines;
    if (ret->fault_count > 0)
        ret->row_count = 0;
}

void register_file_fini(struct register_file *file)
{
    arena_fini(&file->arena);
    *file = (struct register_file){ .rows = NULL };
}
