/* Bytes into records of cells, through libcsv in strict mode. The library gives no places, so
 * the bytes are fed in runs that end at every sign with a meaning, and lines are counted here:
 * each cell knows the line of the file in which it begins. Spaces are kept. */
#include "sheet.h"

#include <csv.h>
#include <string.h>

#include "base/invariant.h"

struct walk {
    struct sheet *sheet;
    struct record record;
    bool (*take)(void *self, struct record *record);
    void *self;
    uint32_t line, cell_line;
    bool at_start;              /* the next byte begins a cell */
    bool stopped;
};

static int never_space(unsigned char c)
{
    (void)c;
    return 0;
}

static void on_cell(void *at, size_t len, void *self)
{
    struct walk *s = self;
    struct bytes raw = { at, (uint32_t)len };

    if (s->record.cell_count < CELLS_KEPT)
        s->record.cells[s->record.cell_count] = (struct cell){
            .raw = len > 0 ? bytes_copy(&s->sheet->scratch, raw) : (struct bytes){ NULL, 0 }, .line = s->cell_line };
    s->record.cell_count++;
    s->at_start = true;
}

static void on_record(int end, void *self)
{
    struct walk *s = self;

    s->record.number++;
    s->record.ended = end != -1;
    if (!s->stopped)
        s->stopped = !s->take(s->self, &s->record);
    s->record.cell_count = 0;
    arena_reset(&s->sheet->scratch);
}

static bool has_meaning(uint8_t c)
{
    return c == '"' || c == ',' || c == '\r' || c == '\n';
}

/* Length of the next piece to feed: one sign with a meaning, or a run without any. */
static size_t piece_len(struct bytes bytes, uint32_t from)
{
    uint32_t end = from + 1;

    while (!has_meaning(bytes.at[from]) && end < bytes.len && !has_meaning(bytes.at[end]))
        end++;
    return end - from;
}

static struct spot here(const struct walk *s)
{
    return (struct spot){ s->cell_line, s->record.number + 1, s->record.cell_count + 1, NULL };
}

static bool feed(struct walk *s, struct csv_parser *parser, struct bytes bytes)
{
    for (uint32_t at = 0; at < bytes.len && !s->stopped;) {
        size_t len = piece_len(bytes, at);
        uint8_t c = bytes.at[at];
        bool between = s->record.cell_count == 0 && (c == '\r' || c == '\n');     /* the second half of CRLF, or an empty line */

        if (s->at_start && !between) {
            s->cell_line = s->line;
            s->at_start = false;
        }
        if (csv_parse(parser, bytes.at + at, len, on_cell, on_record, s) != len) {
            fault_add(s->sheet, here(s), "stray_quote");
            return false;
        }
        if (c == '\n' || (c == '\r' && (at + 1 == bytes.len || bytes.at[at + 1] != '\n')))
            s->line++;
        at += (uint32_t)len;
    }
    return true;
}

void sheet_records(struct sheet *sheet, struct bytes bytes, bool (*take)(void *self, struct record *record), void *self)
{
    struct walk *s = arena_take(sheet->arena, sizeof *s);
    struct csv_parser parser;

    *s = (struct walk){ .sheet = sheet, .take = take, .self = self, .line = 1, .cell_line = 1, .at_start = true };
    must(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
    csv_set_space_func(&parser, never_space);
    if (feed(s, &parser, bytes) && !s->stopped && csv_fini(&parser, on_cell, on_record, s) != 0)
        fault_add(sheet, here(s), "quote_not_closed");
    sheet->last_line = s->line;
    csv_free(&parser);
}
