/* Writing a CSV file: RFC 4180, in UTF-8 or CP932. Keeps true: no cell is a formula to a spreadsheet, and what CP932 cannot hold
 * is told with its place, never dropped without a word. */
#include "sheet.h"

#include <string.h>

#include "base/invariant.h"

#define FIRST_BYTES 65536u

static void append(struct sheet_writer *w, const char *from, uint32_t len)
{
    if (len == 0)
        return;
    if (w->len + len > w->room) {
        uint32_t room = 2 * (w->room + len);
        char *grown = arena_take(w->arena, room);

        memcpy(grown, w->at, w->len);
        w->at = grown;
        w->room = room;
    }
    memcpy(w->at + w->len, from, len);
    w->len += len;
}

void sheet_writer_init(struct sheet_writer *w, struct arena *arena, bool cp932, bool mark)
{
    *w = (struct sheet_writer){ .arena = arena, .cp932 = cp932, .mark = mark, .at = arena_take(arena, FIRST_BYTES), .room = FIRST_BYTES, .line = 1, .column = 1,
                                .to_cp932 = (iconv_t)-1, .lost = arena_take(arena, SHEET_FAULTS_KEPT * sizeof *w->lost) };
    must(!(cp932 && mark));
    if (cp932) {
        w->to_cp932 = iconv_open("CP932", "UTF-8");
        must(w->to_cp932 != (iconv_t)-1);
    } else if (mark) {
        append(w, "\xEF\xBB\xBF", 3);
    }
}

void sheet_writer_fini(struct sheet_writer *w)
{
    if (w->to_cp932 != (iconv_t)-1)
        iconv_close(w->to_cp932);
}

/* ---- Cells ------------------------------------------------------------------------------------ */

/* Without the apostrophes in front. */
static struct text bare(struct text cell)
{
    while (cell.len > 0 && cell.at[0] == '\'')
        cell = (struct text){ cell.at + 1, cell.len - 1 };
    return cell;
}

static bool needs_guard(struct text cell)
{
    struct text rest = bare(cell);

    return rest.len > 0 && (begins_like_a_formula(rest) || rest.at[0] == '\t' || rest.at[0] == '\r');
}

struct text sheet_unguarded(struct text cell)
{
    return cell.len > 1 && cell.at[0] == '\'' && needs_guard(cell) ? (struct text){ cell.at + 1, cell.len - 1 } : cell;
}

static void note_lost(struct sheet_writer *w)
{
    if (w->lost_count < SHEET_FAULTS_KEPT)
        w->lost[w->lost_count] = (struct sheet_fault){
            .line = w->line, .record = w->line, .column = w->column, .column_name = "", .code = "not_in_cp932",
            .ja = "CP932 にない文字を「〓」に置き換えました。", .en = "A character that CP932 does not have was written as 〓." };
    w->lost_count++;
}

/* One character at a time, so that each that is lost has its place. */
static void append_text(struct sheet_writer *w, struct text text)
{
    uint32_t offset = 0;

    if (!w->cp932) {
        append(w, text.at, text.len);
        return;
    }
    while (offset < text.len) {
        uint32_t from = offset;
        char *in = (char *)(uintptr_t)text.at + from, made[8], *out = made;
        size_t left, room = sizeof made;

        if (utf8_next(text, &offset) == UINT32_MAX)
            return;
        left = offset - from;
        if (iconv(w->to_cp932, &in, &left, &out, &room) == (size_t)-1 || left != 0) {
            iconv(w->to_cp932, NULL, NULL, NULL, NULL);
            note_lost(w);
            append(w, "\x81\xAC", 2);
        } else {
            append(w, made, (uint32_t)(sizeof made - room));
        }
    }
}

static bool needs_quotes(struct text cell)
{
    for (uint32_t i = 0; i < cell.len; i++)
        if (cell.at[i] == '"' || cell.at[i] == ',' || cell.at[i] == '\r' || cell.at[i] == '\n')
            return true;
    return cell.len > 0 && (cell.at[0] == ' ' || cell.at[cell.len - 1] == ' ');
}

void sheet_put(struct sheet_writer *w, struct text cell)
{
    bool quoted = needs_quotes(cell);
    uint32_t from = 0;

    if (w->column > 1)
        append(w, ",", 1);
    if (quoted)
        append(w, "\"", 1);
    if (needs_guard(cell))
        append(w, "'", 1);
    for (uint32_t i = 0; i < cell.len; i++)
        if (cell.at[i] == '"') {
            append_text(w, (struct text){ cell.at + from, i + 1 - from });
            append(w, "\"", 1);
            from = i + 1;
        }
    append_text(w, (struct text){ cell.at + from, cell.len - from });
    if (quoted)
        append(w, "\"", 1);
    w->column++;
}

void sheet_end_row(struct sheet_writer *w)
{
    append(w, "\r\n", 2);
    w->line++;
    w->column = 1;
}

struct bytes sheet_written(const struct sheet_writer *w)
{
    return (struct bytes){ (const uint8_t *)w->at, w->len };
}
