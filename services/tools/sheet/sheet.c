/* A CSV file as a whole: how it is encoded, its records with their cells decoded, its faults in order. */
#include "sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/invariant.h"
#include "trust/hash.h"

#define SCRATCH_BYTES_MAX ((size_t)512 * 1024 * 1024)
#define LINES_MAX 1000000u

static const uint8_t byte_order_mark[3] = { 0xEF, 0xBB, 0xBF };

/* ---- Encoding ------------------------------------------------------------------------- */

/* Absent when the bytes are no CP932. */
static struct text from_cp932(struct sheet *s, struct bytes raw)
{
    size_t room = 4 * (size_t)raw.len + 8, left = raw.len, free_bytes = room;
    char *to = arena_take(&s->scratch, room), *out = to;
    char *in = (char *)(uintptr_t)raw.at;       /* iconv's prototype lacks a const */

    iconv(s->from_cp932, NULL, NULL, NULL, NULL);
    if (iconv(s->from_cp932, &in, &left, &out, &free_bytes) == (size_t)-1 || left != 0)
        return (struct text){ NULL, 0 };
    return (struct text){ to, (uint32_t)(room - free_bytes) };
}

static void decode_cells(struct sheet *s, struct record *record)
{
    for (uint32_t i = 0; i < record->cell_count && i < CELLS_KEPT; i++) {
        struct cell *cell = &record->cells[i];
        struct text plain = { (const char *)cell->raw.at, cell->raw.len };

        if (plain.len == 0)
            cell->text = TEXT("");
        else if (s->cp932)
            cell->text = from_cp932(s, cell->raw);
        else
            cell->text = utf8_valid(plain) ? plain : (struct text){ NULL, 0 };
    }
}

/* Bytes that are not UTF-8 throughout are CP932, unless the heading is UTF-8: then some cells are damaged. */
static void choose_encoding(struct sheet *s, struct record *heading)
{
    if (!s->encoding_known) {
        decode_cells(s, heading);
        s->cp932 = heading->cell_count == 0 || heading->cells[0].text.at == NULL || s->is_heading == NULL || !s->is_heading(heading->cells[0].text);
        s->encoding_known = true;
    }
    if (s->cp932) {
        s->from_cp932 = iconv_open("UTF-8", "CP932");
        must(s->from_cp932 != (iconv_t)-1);
    }
}

/* ---- The whole ------------------------------------------------------------------------ */

struct taking {
    struct sheet *sheet;
    bool (*take)(void *self, struct record *record);
    void *self;
};

static bool take_decoded(void *self, struct record *record)
{
    struct taking *t = self;

    must(record->cell_count > 0);
    if (record->number == 1)
        choose_encoding(t->sheet, record);
    decode_cells(t->sheet, record);
    return t->take(t->self, record);
}

void sheet_init(struct sheet *sheet, struct arena *arena)
{
    *sheet = (struct sheet){ .arena = arena, .from_cp932 = (iconv_t)-1 };
    arena_init(&sheet->scratch, SCRATCH_BYTES_MAX);
    sheet->faults = arena_take(arena, SHEET_FAULTS_KEPT * sizeof *sheet->faults);
    sheet->warnings = arena_take(arena, SHEET_FAULTS_KEPT * sizeof *sheet->warnings);
}

void sheet_read(struct sheet *sheet, struct bytes file, bool (*take)(void *self, struct record *record), void *self)
{
    bool marked = file.len >= 3 && memcmp(file.at, byte_order_mark, 3) == 0;
    struct bytes body = marked ? (struct bytes){ file.at + 3, file.len - 3 } : file;

    if (file.len > SHEET_BYTES_MAX) {
        fault_add(sheet, (struct spot){ 0 }, "file_too_large");
        return;
    }
    sha256(file, sheet->sha256);
    sheet->encoding_known = marked || utf8_valid((struct text){ (const char *)body.at, body.len });
    if (body.len > 0)
        sheet_records(sheet, body, take_decoded, &(struct taking){ sheet, take, self });
    if (sheet->last_line > LINES_MAX)
        fault_add(sheet, (struct spot){ 0 }, "too_many_lines");
}

enum sheet_row sheet_row_judge(struct sheet *sheet, const struct record *record, const struct sheet_columns *columns)
{
    uint32_t last = (record->cell_count <= CELLS_KEPT ? record->cell_count : CELLS_KEPT) - 1, line = record->cells[last].line;

    if (!record->ended)
        fault_add(sheet, (struct spot){ line, record->number, last + 1, columns->good ? columns->name_at(columns->self, last) : NULL }, "cut_short");
    if (record->number == 1 || !columns->good)
        return columns->good ? SHEET_ROW_SKIPPED : SHEET_ROWS_ENDED;
    if (record->number - 1 > SHEET_ROWS_MAX) {
        fault_add(sheet, (struct spot){ record->cells[0].line, record->number, 0, NULL }, "too_many_rows");
        return SHEET_ROWS_ENDED;
    }
    if (record->cell_count < columns->count)
        fault_add(sheet, (struct spot){ line, record->number, record->cell_count + 1, columns->name_at(columns->self, record->cell_count) }, "cell_missing");
    else if (record->cell_count > columns->count)
        fault_add(sheet, (struct spot){ record->cells[columns->count].line, record->number, columns->count + 1, NULL }, "cell_surplus");
    return record->cell_count == columns->count ? SHEET_ROW_GOOD : SHEET_ROW_SKIPPED;
}

static int by_place(const void *a, const void *b)
{
    const struct sheet_fault *x = a, *y = b;

    if (x->record != y->record)
        return x->record < y->record ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return strcmp(x->code, y->code);
}

static uint32_t kept_faults(uint32_t count)
{
    return count < SHEET_FAULTS_KEPT ? count : SHEET_FAULTS_KEPT;
}

void sheet_fini(struct sheet *sheet)
{
    qsort(sheet->faults, kept_faults(sheet->fault_count), sizeof *sheet->faults, by_place);
    qsort(sheet->warnings, kept_faults(sheet->warning_count), sizeof *sheet->warnings, by_place);
    if (sheet->from_cp932 != (iconv_t)-1)
        iconv_close(sheet->from_cp932);
    arena_fini(&sheet->scratch);
}

enum err sheet_load(const char *path, struct bytes *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);          /* a pipe in its place must not hold us up */
    uint8_t *bytes;
    size_t len = 0;
    struct stat about;
    enum err err;

    if (fd < 0)
        return file_err(errno);
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(fd);
        return ERR_IO;
    }
    bytes = malloc(SHEET_BYTES_MAX + 1);
    err = bytes != NULL ? file_read_up_to(fd, bytes, SHEET_BYTES_MAX + 1, &len) : ERR_NO_MEMORY;
    if (err == OK)
        *ret = (struct bytes){ bytes, (uint32_t)len };
    else
        free(bytes);
    close(fd);
    return err;
}
