/* A register's file: its columns (register_columns.c), read (register_read.c) and written (register_write.c). Pure: bytes in, rows or
 * faults out, and back. What kinds of registers there are, whoever calls it was told by the service. */
#ifndef TOOLS_REGISTER_FILE_H
#define TOOLS_REGISTER_FILE_H

#include "gen/staff.h"
#include "sheet/sheet.h"

/* ---- Columns of a file (register_columns.c) */
enum file_part { FILE_NUMBER, FILE_VERSION, FILE_FROM, FILE_UNTIL, FILE_CELL,
                 FILE_NAME_OF /* the person of an account's cell: not read in */, FILE_MARK /* who took it out, when: not read in */ };
struct file_column {
    enum file_part part;
    const struct register_column *column;      /* FILE_CELL, FILE_NAME_OF */
    const char *ja, *en;
};
#define FILE_COLUMNS_MAX 40u
struct file_columns {
    struct file_column at[FILE_COLUMNS_MAX];
    uint32_t count;
};
/* In the order an export writes them. Names live in the arena. */
void file_columns_of(const struct register_kind *kind, struct arena *arena, struct file_columns *ret);
const char *file_column_name(const struct file_column *column, bool english);

/* ---- Reading (register_read.c) */
struct register_file {
    struct arena arena;                        /* everything below lives in it */
    bool cp932;
    uint8_t sha256[32];
    const struct register_file_row *rows;
    const uint32_t *lines;                     /* of the file, in which each row begins */
    uint32_t row_count;                        /* 0 when there are faults */
    const struct sheet_fault *faults, *warnings;
    uint32_t fault_count, warning_count;
};
/* Always fills *ret, which ends with register_file_fini. The columns of the kind by either name or code, in any order; those an
 * export adds may be there. Pure. */
void register_file_read(const struct register_kind *kind, bool english, struct bytes file, struct register_file *ret);
void register_file_fini(struct register_file *file);

/* ---- Writing (register_write.c) */
/* The file: a heading, a row each, `mark` in the last column of each. */
void register_file_write(const struct register_kind *kind, bool english, const struct register_row_shown *const *rows, uint32_t count, struct text mark, struct sheet_writer *w);

#endif
