/* Registers and their rows on a terminal. What is personal stays masked here: it leaves by an export alone, which says why. */
#include "register.h"

#include <stdio.h>

static const char *word(const struct register_tool *tool, const char *ja, const char *en) { return tool->args.english ? en : ja; }

enum err register_list(struct register_tool *tool)
{
    for (uint32_t i = 0; i < tool->registers->registers.count; i++) {
        const struct register_size *size = &tool->registers->registers.at[i];
        struct text name = tool->args.english ? size->kind.en : size->kind.ja;

        printf("%-14.*s %-9.*s %5llu %s%s  %.*s\n", (int)size->kind.register_code.len, size->kind.register_code.at, (int)size->kind.clause.len, size->kind.clause.at,
               (unsigned long long)size->rows, word(tool, "件", "rows"), size->changes ? word(tool, "（変更可）", " (may change)") : "", (int)name.len, name.at);
    }
    return OK;
}

static const struct register_column *column_of(const struct register_kind *kind, struct text code)
{
    for (uint32_t i = 0; i < kind->columns.count; i++)
        if (text_equal(kind->columns.at[i].column, code))
            return &kind->columns.at[i];
    return NULL;
}

/* "品名 統合端末"; a line break within shows as a space. */
static void print_cell(const struct register_tool *tool, struct text code, struct text value)
{
    const struct register_column *column = column_of(tool->kind, code);
    struct text name = column == NULL ? code : tool->args.english ? column->en : column->ja;

    for (uint32_t i = 0; column != NULL && i < column->choices.count; i++)
        if (text_equal(column->choices.at[i].choice, value))
            value = tool->args.english ? column->choices.at[i].en : column->choices.at[i].ja;
    printf("    %.*s: ", (int)name.len, name.at);
    for (uint32_t i = 0; i < value.len; i++)
        putchar(value.at[i] == '\n' ? ' ' : value.at[i]);
    putchar('\n');
}

static void print_line(const struct register_tool *tool, const struct register_row_line *line)
{
    char from[11], until[11], when[17];

    date_put(from, line->from_on);
    date_put(until, line->ended_on);
    tokyo_put(when, line->at_us);
    printf(tool->args.english ? "row %llu version %llu  %s  %s to %s  %s account %llu%s\n" : "番号 %llu 版 %llu　%s　%s 〜 %s　%s アカウント %llu%s\n", (unsigned long long)line->number,
           (unsigned long long)line->version, tool->args.english ? register_act_en(line->act) : register_act_ja(line->act), from, until, when,
           (unsigned long long)line->by.v, line->imported ? word(tool, "（取込み）", " (import)") : "");
    for (uint32_t i = 0; i < line->values.count; i++)
        print_cell(tool, line->values.at[i].column, line->values.at[i].value);
    for (uint32_t i = 0; i < line->texts.count; i++)
        print_cell(tool, line->texts.at[i].column, line->texts.at[i].text);
    for (uint32_t i = 0; i < line->masked.count; i++)
        print_cell(tool, line->masked.at[i], text_of(word(tool, "（非表示）", "(masked)")));
}

static enum err show_history(struct register_tool *tool, struct register_row_id row, struct fault *fault)
{
    struct register_history ask = { .row_id = row };
    struct register_history_result page = { .more = true };

    while (page.more) {
        TRY(session_ask(&tool->session, register_service(), "register_history", &register_history_spec, &ask, &register_history_result_spec, &page, fault));
        for (uint32_t i = 0; i < page.rows.count; i++) {
            print_line(tool, &page.rows.at[i]);
            ask.after = page.rows.at[i].version;
        }
        page.more = page.more && page.rows.count > 0;
    }
    return OK;
}

enum err register_show(struct register_tool *tool, struct fault *fault)
{
    struct register_rows ask = { .register_code = tool->kind->register_code, .as_of = tool->args.as_of, .after = tool->args.row > 1 ? tool->args.row - 1 : 0 };
    struct register_rows_result page = { .more = true };

    while (page.more) {
        TRY(session_ask(&tool->session, register_service(), "register_rows", &register_rows_spec, &ask, &register_rows_result_spec, &page, fault));
        if (tool->args.row != 0 && page.rows.count > 0 && page.rows.at[0].number == tool->args.row)
            return show_history(tool, page.rows.at[0].row_id, fault);
        fault_set(fault, "%s", word(tool, "その番号の記載はありません", "there is no row of that number"));
        if (tool->args.row != 0)
            return ERR_DENIED;
        for (uint32_t i = 0; i < page.rows.count; i++) {
            print_line(tool, &page.rows.at[i]);
            ask.after = page.rows.at[i].number;
        }
        page.more = page.more && page.rows.count > 0;
    }
    return OK;
}
