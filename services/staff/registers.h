/* Registers (台帳): rows with history, of the kinds that the configuration describes. A kind is data, so nothing here knows
 * one register from another. A row is never overwritten: each writing is a version, and a version of an import counts once
 * the import is taken. What is personal is sealed under the row's id. Source: §5(6), §8⑥, §9(4), §10, §11(1)④, §13⑧. */
#ifndef STAFF_REGISTERS_H
#define STAFF_REGISTERS_H

#include "state.h"

#define REGISTER_CELLS_MAX 16u

/* Cells of a row as they are typed or kept; of a form of their own, and written by people. */
struct cells {
    const struct register_value *values;  uint32_t value_count;
    const struct register_text *texts;  uint32_t text_count;
};
/* Every message and row with cells calls them alike. */
#define CELLS_OF(of) ((struct cells){ (of)->values.at, (of)->values.count, (of)->texts.at, (of)->texts.count })

/* The same in the order of the kind's columns, parted by whether they are personal. */
struct row_cells {
    struct cells open, private;
};

/* ---- Kinds (register_kinds.c) */
enum register_right { REGISTER_SEE, REGISTER_CHANGE };
/* NULL when there is none. */
const struct register_kind *register_kind_of(const struct staff_config *config, struct text code);
/* The kind with this code, for who asks; else NO_SUCH_REGISTER or REGISTER_NOT_YOURS. */
enum refusal register_find(const struct context *ctx, struct text code, enum register_right right, const struct register_kind **ret);
/* May the role do that with the kind? */
bool register_allows(const struct register_kind *kind, enum role role, enum register_right right);
/* NULL when there is none. */
const struct register_column *register_column_of(const struct register_kind *kind, struct text column);
/* What ranges of single fields cannot say about kinds. NULL: fine. */
const char *register_config_fault(const void *config, struct arena *arena);

/* ---- Cells (register_cells.c) */
/* Do the cells fit the kind? Else a refusal with the field. In the step's arena; `prefix` comes before the field ("rows[3]." or ""). */
enum refusal cells_judge(const struct view *v, const struct register_kind *kind, struct cells given, const char *prefix, struct row_cells *ret, const char **ret_field);
bool cells_equal(struct cells a, struct cells b);

/* ---- Rows and versions (registers.c) */
/* The version of the row that counts on the day; day {0}: the latest. False: none, or it had ended before that day. */
bool register_row_at(const struct view *v, const struct register_row *row, struct date day, struct register_version *ret);
/* Does it count: of no import, or of one that was taken? */
bool register_version_counts(const struct view *v, const struct register_version *version);
/* The cells of a version. False: the personal ones are erased, and absent. */
bool register_version_cells(const struct view *v, const struct register_version *version, struct row_cells *ret);

/* The next version of the row with these cells, by who acts, now; act, dates, reason and import are the caller's. */
struct register_row_written_open register_writing(const struct context *ctx, const struct register_row *row, const struct row_cells *cells);

struct register_page {
    struct register_version_ref at[50];
    uint32_t count;
    bool more;
};
#define REGISTER_PAGE ((uint32_t)(sizeof((struct register_page *)0)->at / sizeof(struct register_version_ref)))
/* Rows after this number, in force on the day; {0}: all, as they are now. */
void register_page_of(const struct view *v, const struct register_kind *kind, struct date day, uint64_t after, struct register_page *ret);
/* Versions of a row after this one. */
void register_page_of_row(const struct view *v, const struct register_row *row, uint64_t after, struct register_page *ret);

/* ---- Kept and erased (retention.c) */
/* The last day of the fiscal year (April to March) the day lies in. */
struct date fiscal_year_end(struct date day);

#endif
