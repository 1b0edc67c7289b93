/* A delivery list as a whole: how it is encoded, its heading, its rows, numbers that stand
 * twice; faults in the order of the file. Refuses the whole list for one fault. */
#include "delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "delivery_reading.h"
#include "trust/hash.h"

#define ARENA_BYTES_MAX ((size_t)2048 * 1024 * 1024)
#define SCRATCH_BYTES_MAX ((size_t)512 * 1024 * 1024)
#define LINES_MAX 1000000u

static const uint8_t byte_order_mark[3] = { 0xEF, 0xBB, 0xBF };

/* ---- Encoding ------------------------------------------------------------------------- */

/* Absent when the bytes are no CP932. */
static struct text from_cp932(struct reading *r, struct bytes raw)
{
    size_t room = 4 * (size_t)raw.len + 8, left = raw.len, free_bytes = room;
    char *to = arena_take(&r->scratch, room), *out = to;
    char *in = (char *)(uintptr_t)raw.at;       /* iconv's prototype lacks a const */

    iconv(r->from_cp932, NULL, NULL, NULL, NULL);
    if (iconv(r->from_cp932, &in, &left, &out, &free_bytes) == (size_t)-1 || left != 0)
        return (struct text){ NULL, 0 };
    return (struct text){ to, (uint32_t)(room - free_bytes) };
}

static void decode_cells(struct reading *r, struct record *record)
{
    for (uint32_t i = 0; i < record->cell_count && i < CELLS_KEPT; i++) {
        struct cell *cell = &record->cells[i];
        struct text plain = { (const char *)cell->raw.at, cell->raw.len };

        if (plain.len == 0)
            cell->text = TEXT("");
        else if (r->list->cp932)
            cell->text = from_cp932(r, cell->raw);
        else
            cell->text = utf8_valid(plain) ? plain : (struct text){ NULL, 0 };
    }
}

static enum column column_named(struct text name)
{
    uint32_t i = 0;

    while (i < COLUMN_COUNT && !text_is(name, column_names[i]))
        i++;
    return (enum column)i;
}

/* Bytes that are not UTF-8 throughout are CP932, unless the heading is UTF-8: then some cells are damaged. */
static void choose_encoding(struct reading *r, struct record *heading)
{
    if (!r->encoding_known) {
        decode_cells(r, heading);
        r->list->cp932 = heading->cell_count == 0 || heading->cells[0].text.at == NULL || column_named(heading->cells[0].text) == COLUMN_COUNT;
        r->encoding_known = true;
    }
    if (r->list->cp932) {
        r->from_cp932 = iconv_open("UTF-8", "CP932");
        must(r->from_cp932 != (iconv_t)-1);
    }
}

/* ---- Records -------------------------------------------------------------------------- */

static void take_heading(struct reading *r, struct record *record)
{
    uint32_t before = r->list->fault_count;
    bool seen[COLUMN_COUNT] = { false };

    choose_encoding(r, record);
    decode_cells(r, record);
    for (uint32_t i = 0; i < record->cell_count && i < CELLS_KEPT; i++) {
        struct spot spot = { record->cells[i].line, record->number, i + 1, NULL };
        enum column column = record->cells[i].text.at != NULL ? column_named(record->cells[i].text) : COLUMN_COUNT;

        if (column == COLUMN_COUNT) {
            fault_add(r, spot, record->cells[i].text.at != NULL ? "column_unknown" : "bad_encoding");
            continue;
        }
        spot.name = column_names[column];
        if (seen[column])
            fault_add(r, spot, "column_twice");
        seen[column] = true;
        r->place[column] = i;
    }
    r->list->kind = seen[COLUMN_STATUS] || seen[COLUMN_POSTED] || seen[COLUMN_DEADLINE] ? DELIVERY_KIND_OPENING : DELIVERY_KIND_LIST;
    r->column_count = r->list->kind == DELIVERY_KIND_OPENING ? COLUMN_COUNT : COLUMNS_OF_A_LIST;
    for (uint32_t i = 0; i < r->column_count; i++)
        if (!seen[i])
            fault_add(r, (struct spot){ record->cells[0].line, record->number, 0, column_names[i] }, "column_missing");
    r->heading_good = r->list->fault_count == before && record->cell_count == r->column_count;
}

/* The column whose place in the heading is `index`. */
static const char *name_at(const struct reading *r, uint32_t index)
{
    for (uint32_t i = 0; i < r->column_count; i++)
        if (r->place[i] == index)
            return column_names[i];
    return NULL;
}

static bool record_take(struct reading *r, struct record *record)
{
    uint32_t last = (record->cell_count <= CELLS_KEPT ? record->cell_count : CELLS_KEPT) - 1;

    must(record->cell_count > 0);
    if (record->number == 1)
        take_heading(r, record);
    if (!record->ended)
        fault_add(r, (struct spot){ record->cells[last].line, record->number, last + 1, r->heading_good ? name_at(r, last) : NULL }, "cut_short");
    if (record->number == 1 || !r->heading_good)
        return r->heading_good;
    if (record->number - 1 > DELIVERY_ROWS_MAX) {
        fault_add(r, (struct spot){ record->cells[0].line, record->number, 0, NULL }, "too_many_rows");
        return false;
    }
    if (record->cell_count < r->column_count)
        fault_add(r, (struct spot){ record->cells[last].line, record->number, record->cell_count + 1, name_at(r, record->cell_count) }, "cell_missing");
    else if (record->cell_count > r->column_count)
        fault_add(r, (struct spot){ record->cells[r->column_count].line, record->number, r->column_count + 1, NULL }, "cell_surplus");
    else {
        decode_cells(r, record);
        row_take(r, record);
    }
    return true;
}

/* ---- The whole ------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    int order;

    must(x->number.len == y->number.len);      /* canonical: 9 signs */
    order = memcmp(x->number.at, y->number.at, x->number.len);
    return order != 0 ? order : (x->record > y->record) - (x->record < y->record);
}

static void find_twins(struct reading *r)
{
    if (r->number_count < 2)
        return;
    qsort(r->numbers, r->number_count, sizeof *r->numbers, by_number);
    for (uint32_t i = 1, first = 0; i < r->number_count; i++) {
        const struct numbered *n = &r->numbers[i];

        if (!text_equal(n->number, r->numbers[first].number))
            first = i;
        else
            fault_add_twin(r, (struct spot){ n->line, n->record, n->column, column_names[COLUMN_NOTICE] }, "duplicate_notice_number", r->numbers[first].line);
    }
}

static int by_place(const void *a, const void *b)
{
    const struct delivery_fault *x = a, *y = b;

    if (x->record != y->record)
        return x->record < y->record ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return strcmp(x->code, y->code);
}

static uint32_t kept_faults(uint32_t count)
{
    return count < DELIVERY_FAULTS_KEPT ? count : DELIVERY_FAULTS_KEPT;
}

static void read_records(struct reading *r, struct bytes file)
{
    bool marked = file.len >= 3 && memcmp(file.at, byte_order_mark, 3) == 0;
    struct bytes body = marked ? (struct bytes){ file.at + 3, file.len - 3 } : file;

    r->encoding_known = marked || utf8_valid((struct text){ (const char *)body.at, body.len });
    if (body.len > 0)
        sheet_read(r, body, record_take);
    if (r->list->fault_count == 0 && !r->heading_good)
        fault_add(r, (struct spot){ 0 }, "empty_file");
    else if (r->list->fault_count == 0 && r->list->row_count == 0)
        fault_add(r, (struct spot){ 0 }, "no_rows");
    if (r->last_line > LINES_MAX)
        fault_add(r, (struct spot){ 0 }, "too_many_lines");
    find_twins(r);
}

void delivery_list_read(struct bytes file, struct delivery_list *ret)
{
    struct reading r = { .list = ret, .from_cp932 = (iconv_t)-1 };

    *ret = (struct delivery_list){ .rows = NULL };
    arena_init(&ret->arena, ARENA_BYTES_MAX);
    arena_init(&r.scratch, SCRATCH_BYTES_MAX);
    ret->faults = arena_take(&ret->arena, DELIVERY_FAULTS_KEPT * sizeof *ret->faults);
    ret->warnings = arena_take(&ret->arena, DELIVERY_FAULTS_KEPT * sizeof *ret->warnings);
    if (file.len > DELIVERY_BYTES_MAX) {
        fault_add(&r, (struct spot){ 0 }, "file_too_large");
    } else {
        sha256(file, ret->sha256);
        read_records(&r, file);
    }
    qsort(ret->faults, kept_faults(ret->fault_count), sizeof *ret->faults, by_place);
    qsort(ret->warnings, kept_faults(ret->warning_count), sizeof *ret->warnings, by_place);
    if (ret->fault_count > 0) {
        ret->rows = NULL;
        ret->row_count = 0;
    }
    if (r.from_cp932 != (iconv_t)-1)
        iconv_close(r.from_cp932);
    arena_fini(&r.scratch);
}

/* At most one byte more than a list may have. */
static enum err read_file(int fd, uint8_t *to, uint32_t *ret_len)
{
    uint32_t len = 0;

    while (len <= DELIVERY_BYTES_MAX) {
        ssize_t got = read(fd, to + len, DELIVERY_BYTES_MAX + 1 - len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ERR_IO;
        if (got == 0)
            break;
        len += (uint32_t)got;
    }
    *ret_len = len;
    return OK;
}

enum err delivery_list_load(const char *path, struct delivery_list *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    uint8_t *bytes;
    uint32_t len = 0;
    struct stat about;
    enum err err;

    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : errno == EACCES ? ERR_DENIED : ERR_IO;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(fd);
        return ERR_IO;
    }
    bytes = malloc(DELIVERY_BYTES_MAX + 1);
    err = bytes != NULL ? read_file(fd, bytes, &len) : ERR_NO_MEMORY;
    if (err == OK)
        delivery_list_read((struct bytes){ bytes, len }, ret);
    free(bytes);
    close(fd);
    return err;
}

void delivery_list_fini(struct delivery_list *list)
{
    arena_fini(&list->arena);
    *list = (struct delivery_list){ .rows = NULL };
}

const char *delivery_fault_text(struct delivery_list *list, const char *file, const struct delivery_fault *fault, bool japanese)
{
    const char *name = fault->column_name, *sentence = japanese ? fault->ja : fault->en;

    if (fault->line == 0)
        return text_format(&list->arena, "%s: %s", file, sentence).at;
    return text_format(&list->arena, "%s:%u:%u: %s%s%s", file, fault->line, fault->column, name, name[0] != '\0' ? ": " : "", sentence).at;
}
