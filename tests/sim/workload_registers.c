/* The people at the counter keep the one register of the simulated office: rows, imports, looks, and what goes wrong at each. */
#include "world.h"

#define CELLS(array) { (array), sizeof(array) / sizeof *(array) }
#define REGISTER TEXT("lent")

static const struct register_text words[] = { { TEXT("item"), TEXT("Terminal") }, { TEXT("note"), TEXT(PLANTED_NAME " says so") } };
static const struct register_value one[] = { { TEXT("count"), TEXT("1") } }, two[] = { { TEXT("count"), TEXT("2") } }, no_number[] = { { TEXT("count"), TEXT("x") } },
                                   no_column[] = { { TEXT("colour"), TEXT("red") } }, twice[] = { { TEXT("count"), TEXT("1") }, { TEXT("count"), TEXT("2") } };

static const struct m_register_row *some_row(struct world *w)
{
    static const struct m_register_row nobody = { .id = 999, .seen = 1 };
    const struct model_registers *m = &w->models.registers;

    return m->count == 0 || chance(w, 60) ? &nobody : &m->rows[below(w, m->count)];
}

static uint64_t version_of(struct world *w, const struct m_register_row *row)
{
    return (row->seen > 0 ? row->seen : 1) + (chance(w, 100) ? 1 : 0);
}

/* Now and then the site manager tries, who may only look here. */
static struct how who(struct world *w, struct actor *a)
{
    return (struct how){ .person = chance(w, 60) && at_hand(w, a, MANAGER) ? MANAGER : a->person };
}

static void add(struct world *w, struct actor *a, struct how how)
{
    switch (below(w, 8)) {
    case 0: say(w, a, add_to_register(.register_code = TEXT("visitors"), .texts = CELLS(words)), how); break;
    case 1: say(w, a, add_to_register(.register_code = REGISTER, .texts = CELLS(words)), how); break;
    case 2: say(w, a, add_to_register(.register_code = REGISTER, .values = CELLS(no_number), .texts = CELLS(words)), how); break;
    case 3: say(w, a, add_to_register(.register_code = REGISTER, .values = CELLS(no_column), .texts = CELLS(words)), how); break;
    case 4: say(w, a, add_to_register(.register_code = REGISTER, .values = CELLS(twice), .texts = CELLS(words)), how); break;
    default: say(w, a, add_to_register(.register_code = REGISTER, .values = CELLS(one), .texts = CELLS(words)), how); break;
    }
}

static void change(struct world *w, struct actor *a, struct how how)
{
    const struct m_register_row *row = some_row(w);
    struct date from_on = chance(w, 150) ? date_add_days(today_now(w), -400) : today_now(w);

    if (chance(w, 500))
        say(w, a, change_register_row(.row_id = { row->id }, .version = version_of(w, row), .from_on = from_on, .values = CELLS(one), .texts = CELLS(words), .reason = TEXT(PLANTED_NAME)), how);
    else
        say(w, a, change_register_row(.row_id = { row->id }, .version = version_of(w, row), .from_on = from_on, .values = CELLS(two), .texts = CELLS(words), .reason = TEXT(PLANTED_NAME)), how);
}

static void end(struct world *w, struct actor *a, struct how how)
{
    const struct m_register_row *row = some_row(w);

    say(w, a, close_register_row(.row_id = { row->id }, .version = version_of(w, row), .reason = TEXT(PLANTED_NAME)), how);
}

static void begin_import(struct world *w, struct actor *a, struct how how)
{
    uint8_t sha256[32] = { 7, (uint8_t)below(w, 6) };

    say(w, a, begin_register_import(.register_code = REGISTER, .file_sha256 = { sha256, 32 }, .row_count = 1 + below(w, 3)), how);
}

static void import_rows(struct world *w, struct actor *a, struct how how)
{
    const struct m_register_row *row = some_row(w);
    struct register_file_row rows[] = { { .values = CELLS(one), .texts = CELLS(words) }, { .values = CELLS(two), .texts = CELLS(words) } };
    struct register_import_id import = { chance(w, 50) ? 999 : w->models.registers.import };
    uint32_t count = chance(w, 80) ? 0 : chance(w, 300) ? 2 : 1;

    if (row->number != 0 && chance(w, 400)) {
        rows[0].number = row->number;
        rows[0].version = version_of(w, row);
    }
    if (chance(w, 80))
        rows[0].ended_on = date_add_days(today_now(w), -1000);
    say(w, a, add_register_rows(.import_id = import, .rows = { rows, count }), how);
}

static void import(struct world *w, struct actor *a, struct how how)
{
    struct register_import_id import = { w->models.registers.import };

    if (import.v == 0 || chance(w, 80))
        begin_import(w, a, how);
    else if (w->models.registers.rows_read < w->models.registers.rows_expected && chance(w, 800))
        import_rows(w, a, how);
    else if (chance(w, 800))
        say(w, a, commit_register_import(.import_id = import), how);
    else
        say(w, a, abort_register_import(.import_id = import), how);
}

static void look(struct world *w, struct actor *a, struct how how)
{
    uint64_t which = below(w, 5);

    how.purpose = which == 1 || which == 2 ? NULL : "inspection";
    switch (which) {
    case 0: say(w, a, show_register_row(.row_id = { some_row(w)->id }), how); break;
    case 1: ask(w, a, register_rows(.register_code = REGISTER), &register_rows_result_spec, how); break;
    case 2: ask(w, a, registers(0), &registers_result_spec, how); break;
    default: say(w, a, show_register(.register_code = REGISTER, .is_export = chance(w, 500)), how); break;
    }
}

void keep_registers(struct world *w, struct actor *a)
{
    struct how how = who(w, a);

    if (a->pending.active)
        return;
    switch (below(w, 6)) {
    case 0: add(w, a, how); break;
    case 1: change(w, a, how); break;
    case 2: end(w, a, how); break;
    case 3: look(w, a, how); break;
    default: import(w, a, how); break;
    }
}
