/* Cells against the columns of their kind. Keeps true: what has a form of its own is kept in one form only (dates 2027-02-01,
 * numbers without leading zeros), so that equal rows are equal bytes; no number is long enough to be an individual number. */
#include "registers.h"

#include "codec/text_rules.h"

#define NUMBER_DIGITS_MAX 10u

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static uint32_t digits_in(struct text text)
{
    uint32_t digits = 0;

    for (uint32_t i = 0; i < text.len; i++)
        digits += is_digit(text.at[i]);
    return digits;
}

static bool date_fits(struct text text)
{
    char again[11];
    struct date date;
    bool converted;

    if (!date_parse(text, &date, &converted))
        return false;
    date_put(again, date);
    return text_is(text, again);
}

static bool month_fits(const struct view *v, struct text text)
{
    return date_fits(text_format(view_arena(v), "%.*s-01", (int)text.len, text.at));
}

static bool number_fits(struct text text)
{
    return digits_in(text) == text.len && text.len <= NUMBER_DIGITS_MAX && (text.len == 1 || text.at[0] != '0');
}

/* 072-366-0011, 0723660011: ten or eleven digits from a 0 on, hyphens between digits. */
static bool phone_fits(struct text text)
{
    uint32_t digits = digits_in(text);

    if ((digits != 10 && digits != 11) || text.at[0] != '0' || !is_digit(text.at[text.len - 1]))
        return false;
    for (uint32_t i = 1; i < text.len; i++)
        if (!is_digit(text.at[i]) && (text.at[i] != '-' || text.at[i - 1] == '-'))
            return false;
    return true;
}

static bool choice_fits(const struct register_column *column, struct text text)
{
    for (uint32_t i = 0; i < column->choices.count; i++)
        if (text_equal(column->choices.at[i].choice, text))
            return true;
    return false;
}

static bool value_fits(const struct view *v, const struct register_column *column, struct text value)
{
    struct account account;

    switch (column->kind) {
    case REGISTER_COLUMN_KIND_DATE: return date_fits(value);
    case REGISTER_COLUMN_KIND_MONTH: return month_fits(v, value);
    case REGISTER_COLUMN_KIND_NUMBER: return number_fits(value);
    case REGISTER_COLUMN_KIND_CHOICE: return choice_fits(column, value);
    case REGISTER_COLUMN_KIND_ACCOUNT: return account_named(v, value, &account);
    case REGISTER_COLUMN_KIND_PHONE: return phone_fits(value);
    case REGISTER_COLUMN_KIND_NAME:
    case REGISTER_COLUMN_KIND_LINE:
    case REGISTER_COLUMN_KIND_TEXT: break;
    }
    return false;
}

/* The guard has seen all texts of the message already, joined too. */
static bool text_fits(const struct register_column *column, struct text text)
{
    switch (column->kind) {
    case REGISTER_COLUMN_KIND_NAME: return text_rule_fault(TEXT_NAME, text) == NULL;
    case REGISTER_COLUMN_KIND_LINE: return text_rule_fault(TEXT_LINE, text) == NULL;
    case REGISTER_COLUMN_KIND_TEXT: return true;
    case REGISTER_COLUMN_KIND_DATE:
    case REGISTER_COLUMN_KIND_MONTH:
    case REGISTER_COLUMN_KIND_NUMBER:
    case REGISTER_COLUMN_KIND_CHOICE:
    case REGISTER_COLUMN_KIND_ACCOUNT:
    case REGISTER_COLUMN_KIND_PHONE: break;
    }
    return false;
}

static enum refusal each_fits(const struct view *v, const struct register_kind *kind, struct cells given, const char *prefix, const char **ret_field)
{
    for (uint32_t i = 0; i < given.value_count; i++) {
        const struct register_column *column = register_column_of(kind, given.values[i].column);

        *ret_field = text_format(view_arena(v), "%svalues[%u].%s", prefix, i, column == NULL ? "column" : "value").at;
        if (column == NULL || !value_fits(v, column, given.values[i].value))
            return column == NULL ? NO_SUCH_COLUMN : CELL_WRONG;
    }
    for (uint32_t i = 0; i < given.text_count; i++) {
        const struct register_column *column = register_column_of(kind, given.texts[i].column);

        *ret_field = text_format(view_arena(v), "%stexts[%u].%s", prefix, i, column == NULL ? "column" : "text").at;
        if (column == NULL || !text_fits(column, given.texts[i].text))
            return column == NULL ? NO_SUCH_COLUMN : CELL_WRONG;
    }
    return REFUSAL_NONE;
}

/* ---- In the order of the columns ---------------------------------------------------------- */

struct sorting {
    struct register_value values[REGISTER_CELLS_MAX];
    struct register_text texts[REGISTER_CELLS_MAX];
    uint32_t value_count, text_count;
};

/* How many cells are of the column; they are added to `to`. */
static uint32_t take_column(struct sorting *to, struct cells given, struct text column)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < given.value_count; i++)
        if (text_equal(given.values[i].column, column) && found++ == 0)
            to->values[to->value_count++] = given.values[i];
    for (uint32_t i = 0; i < given.text_count; i++)
        if (text_equal(given.texts[i].column, column) && found++ == 0)
            to->texts[to->text_count++] = given.texts[i];
    return found;
}

static struct cells sorted(const struct sorting *from)
{
    return (struct cells){ from->values, from->value_count, from->texts, from->text_count };
}

enum refusal cells_judge(const struct view *v, const struct register_kind *kind, struct cells given, const char *prefix, struct row_cells *ret, const char **ret_field)
{
    struct sorting *parts = arena_take(view_arena(v), 2 * sizeof *parts);
    enum refusal why = each_fits(v, kind, given, prefix, ret_field);

    if (why != REFUSAL_NONE)
        return why;
    for (uint32_t i = 0; i < kind->columns.count; i++) {
        const struct register_column *column = &kind->columns.at[i];
        uint32_t found = take_column(&parts[column->personal], given, column->column);

        *ret_field = text_format(view_arena(v), "%s%.*s", prefix, (int)column->column.len, column->column.at).at;
        if (found > 1)
            return COLUMN_TWICE;
        if (found == 0 && column->required)
            return CELL_MISSING;
    }
    *ret = (struct row_cells){ .open = sorted(&parts[false]), .private = sorted(&parts[true]) };
    return REFUSAL_NONE;
}

bool cells_equal(struct cells a, struct cells b)
{
    if (a.value_count != b.value_count || a.text_count != b.text_count)
        return false;
    for (uint32_t i = 0; i < a.value_count; i++)
        if (!text_equal(a.values[i].column, b.values[i].column) || !text_equal(a.values[i].value, b.values[i].value))
            return false;
    for (uint32_t i = 0; i < a.text_count; i++)
        if (!text_equal(a.texts[i].column, b.texts[i].column) || !text_equal(a.texts[i].text, b.texts[i].text))
            return false;
    return true;
}
