/* The columns of a register's file: its number and dates in front, the cells, and what an export adds for people. */
#include "register_file.h"

#include "base/invariant.h"

static void add(struct file_columns *to, enum file_part part, const struct register_column *column, const char *ja, const char *en)
{
    must(to->count < FILE_COLUMNS_MAX);
    to->at[to->count++] = (struct file_column){ part, column, ja, en };
}

void file_columns_of(const struct register_kind *kind, struct arena *arena, struct file_columns *ret)
{
    ret->count = 0;
    add(ret, FILE_NUMBER, NULL, "番号", "Row");
    add(ret, FILE_VERSION, NULL, "版", "Version");
    add(ret, FILE_FROM, NULL, "適用開始日", "In force from");
    add(ret, FILE_UNTIL, NULL, "終了日", "Last day");
    for (uint32_t i = 0; i < kind->columns.count; i++) {
        const struct register_column *column = &kind->columns.at[i];

        add(ret, FILE_CELL, column, text_terminated(arena, column->ja), text_terminated(arena, column->en));
        if (column->kind == REGISTER_COLUMN_KIND_ACCOUNT)
            add(ret, FILE_NAME_OF, column, text_format(arena, "%.*sの氏名", (int)column->ja.len, column->ja.at).at,
                text_format(arena, "Name of %.*s", (int)column->en.len, column->en.at).at);
    }
    add(ret, FILE_MARK, NULL, "出力記録", "Taken out");
}

const char *file_column_name(const struct file_column *column, bool english)
{
    return english ? column->en : column->ja;
}
