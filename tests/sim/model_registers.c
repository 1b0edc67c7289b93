/* Registers by their events alone: versions of a row follow each other, a number is one row's, an ended row stays ended, and
 * an import counts only when all its rows were read. */
#include "world.h"

static struct m_register_row *row_of(struct model_registers *m, uint64_t id)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (m->rows[i].id == id)
            return &m->rows[i];
    return NULL;
}

static void take_number(struct model_registers *m, const struct stated *said, uint64_t number)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (m->rows[i].number == number)
            law_broken(said->world, LAW_REGISTER, "two rows have the number %llu", (unsigned long long)number);
}

static void row_written(struct model_registers *m, const struct stated *said)
{
    const struct register_row_written *ev = said->event;
    struct m_register_row *row = row_of(m, ev->row_id.v);

    if (row == NULL) {
        take_number(m, said, ev->number);
        row = ONE_MORE(m->rows, m->count, m->room);
        *row = (struct m_register_row){ .id = ev->row_id.v, .number = ev->number };
    }
    if (ev->version != row->versions + 1)
        law_broken(said->world, LAW_REGISTER, "version %llu of row %llu after %llu", (unsigned long long)ev->version, (unsigned long long)row->number, (unsigned long long)row->versions);
    if (row->ended)
        law_broken(said->world, LAW_REGISTER, "row %llu goes on after its end", (unsigned long long)row->number);
    row->versions = ev->version;
    row->import = ev->import_id.v;
    row->ends = ev->ended_on.v != 0;
    if (row->import == 0) {
        row->seen = ev->version;
        row->ended = row->ends;
    }
}

static void import_ended(struct model_registers *m, const struct stated *said)
{
    const struct register_import_ended *ev = said->event;

    if (ev->import_id.v != m->import || (ev->taken && m->rows_read != m->rows_expected))
        law_broken(said->world, LAW_REGISTER, "an import ends with %llu of %llu rows", (unsigned long long)m->rows_read, (unsigned long long)m->rows_expected);
    for (uint32_t i = 0; ev->taken && i < m->count; i++)
        if (m->rows[i].import == m->import) {
            m->rows[i].seen = m->rows[i].versions;
            m->rows[i].ended = m->rows[i].ends;
        }
    m->import = 0;
}

void registers_take(struct model_registers *m, const struct stated *said)
{
    if (said->spec == &register_row_written_spec) {
        row_written(m, said);
    } else if (said->spec == &register_import_begun_spec) {
        const struct register_import_begun *ev = said->event;

        m->import = ev->import_id.v;
        m->rows_expected = ev->row_count;
        m->rows_read = 0;
    } else if (said->spec == &register_rows_read_spec) {
        m->rows_read += ((const struct register_rows_read *)said->event)->rows;
    } else if (said->spec == &register_import_ended_spec) {
        import_ended(m, said);
    }
}
