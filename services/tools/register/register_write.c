/* A register as a file: what register_read.c reads back into the same rows. */
#include "register_file.h"

static struct text value_in(const struct register_value *values, uint32_t count, struct text column)
{
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(values[i].column, column))
            return values[i].value;
    return (struct text){ NULL, 0 };
}

static struct text text_in(const struct register_text *texts, uint32_t count, struct text column)
{
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(texts[i].column, column))
            return texts[i].text;
    return (struct text){ NULL, 0 };
}

static struct text choice_named(const struct register_column *column, struct text value, bool english)
{
    for (uint32_t i = 0; i < column->choices.count; i++)
        if (text_equal(column->choices.at[i].choice, value))
            return english ? column->choices.at[i].en : column->choices.at[i].ja;
    return value;
}

static struct text cell_of(const struct register_row_shown *row, const struct register_column *column, bool english)
{
    const struct text code = column->column;
    struct text found[] = {
        value_in(row->line.values.at, row->line.values.count, code), value_in(row->values.at, row->values.count, code),
        text_in(row->line.texts.at, row->line.texts.count, code), text_in(row->texts.at, row->texts.count, code),
    };

    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        if (found[i].at != NULL)
            return column->kind == REGISTER_COLUMN_KIND_CHOICE ? choice_named(column, found[i], english) : found[i];
    return (struct text){ NULL, 0 };
}

static struct text day_text(struct arena *arena, struct date day)
{
    char *text = arena_take(arena, 11);

    if (day.v == 0)
        return (struct text){ NULL, 0 };
    date_put(text, day);
    return text_of(text);
}

static struct text part_of(struct arena *arena, const struct register_row_shown *row, const struct file_column *column, struct text mark, bool english)
{
    switch (column->part) {
    case FILE_NUMBER: return text_format(arena, "%llu", (unsigned long long)row->line.number);
    case FILE_VERSION: return text_format(arena, "%llu", (unsigned long long)row->line.version);
    case FILE_FROM: return day_text(arena, row->line.from_on);
    case FILE_UNTIL: return day_text(arena, row->line.ended_on);
    case FILE_CELL: return cell_of(row, column->column, english);
    case FILE_NAME_OF: return text_in(row->names.at, row->names.count, column->column->column);
    case FILE_MARK: return mark;
    }
    return mark;
}

void register_file_write(const struct register_kind *kind, bool english, const struct register_row_shown *const *rows, uint32_t count, struct text mark, struct sheet_writer *w)
{
    struct file_columns columns;

    file_columns_of(kind, w->arena, &columns);
    for (uint32_t i = 0; i < columns.count; i++)
        sheet_put(w, text_of(file_column_name(&columns.at[i], english)));
    sheet_end_row(w);
    for (uint32_t k = 0; k < count; k++) {
        for (uint32_t i = 0; i < columns.count; i++)
            sheet_put(w, part_of(w->arena, rows[k], &columns.at[i], mark, english));
        sheet_end_row(w);
    }
}
