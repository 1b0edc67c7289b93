/* CSV files in and out, for lists and registers: bytes into records of cells, each with its place; faults with a reason in both
 * languages; and the writer. Whose columns they are, the reader above knows. The only user of libcsv and iconv.
 *
 * In: UTF-8 (with or without a byte order mark) or CP932; comma, double quotes, CRLF or LF, line breaks inside quotes.
 * Nothing of a cell's content is repeated in a reason. */
#ifndef TOOLS_SHEET_H
#define TOOLS_SHEET_H

#include <iconv.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

#define SHEET_BYTES_MAX (64u * 1024u * 1024u)
#define SHEET_ROWS_MAX 200000u
#define SHEET_FAULTS_KEPT 1000u         /* further ones are only counted */
#define CELLS_KEPT 64u                  /* of a record; more are only counted */

/* Where and what. Also a warning has this form. */
struct sheet_fault {
    uint32_t line;               /* line of the file, from 1, in which the cell begins; 0: the whole file */
    uint32_t record;             /* as a spreadsheet counts rows: 1 is the heading; 0: the whole file */
    uint32_t column;             /* from 1; 0: the whole line */
    const char *column_name;     /* "" without a column */
    const char *code;            /* static, snake_case */
    const char *ja, *en;
};

struct cell {
    struct bytes raw;           /* in the scratch arena: dies with the record */
    struct text text;           /* UTF-8 once decoded; absent when it does not convert */
    uint32_t line;
};

struct record {
    uint32_t number;            /* 1 is the heading */
    struct cell cells[CELLS_KEPT];
    uint32_t cell_count;        /* may exceed CELLS_KEPT */
    bool ended;                 /* by a line break */
};

struct spot { uint32_t line, record, column; const char *name; };

struct sheet_reason { const char *code, *ja, *en; };

/* A file as it is being read. */
struct sheet {
    struct arena *arena;         /* what is kept; the owner's */
    struct arena scratch;        /* one record's */
    const struct sheet_reason *reasons;  size_t reason_count;      /* of the reader above, besides those of every file */
    bool (*is_heading)(struct text cell);                          /* could this be the first cell of a heading? NULL: not known, then what is no UTF-8 throughout is CP932 */
    bool encoding_known, cp932;
    iconv_t from_cp932;          /* (iconv_t)-1 until needed */
    uint8_t sha256[32];          /* of the file */
    uint32_t last_line;
    struct sheet_fault *faults, *warnings;
    uint32_t fault_count, warning_count;                           /* may exceed SHEET_FAULTS_KEPT */
};

/* ---- Reading (sheet.c, sheet_records.c) */
void sheet_init(struct sheet *sheet, struct arena *arena);
/* Calls `take` for each record in turn, its cells decoded, until it answers false or the bytes end. Faults of the form itself are
 * added here. */
void sheet_read(struct sheet *sheet, struct bytes file, bool (*take)(void *self, struct record *record), void *self);
/* The heading as the reader above took it. */
struct sheet_columns {
    bool good;
    uint32_t count;
    const char *(*name_at)(const void *self, uint32_t index);      /* NULL: no column is there */
    const void *self;
};
enum sheet_row { SHEET_ROW_GOOD, SHEET_ROW_SKIPPED /* the heading, or its faults are told */, SHEET_ROWS_ENDED /* nothing further can be read */ };
/* Is this record a row with a cell for each column? To be asked for the heading too, once it was taken. */
enum sheet_row sheet_row_judge(struct sheet *sheet, const struct record *record, const struct sheet_columns *columns);
/* Faults and warnings in the order of the file; what reading needed is given back. */
void sheet_fini(struct sheet *sheet);
/* A whole file of at most SHEET_BYTES_MAX + 1 bytes, to be freed. ERR_NOT_FOUND, ERR_DENIED, ERR_IO, ERR_NO_MEMORY. */
MUST_CHECK enum err sheet_load(const char *path, struct bytes *ret);
/* sheet_records.c: the records themselves; the encoding is known. */
void sheet_records(struct sheet *sheet, struct bytes bytes, bool (*take)(void *self, struct record *record), void *self);

/* ---- Faults (sheet_faults.c) */
void fault_add(struct sheet *sheet, struct spot spot, const char *code);
/* With sentences of its own, in the sheet's arena. */
void fault_add_as(struct sheet *sheet, struct spot spot, const char *code, const char *ja, const char *en);
void warning_add(struct sheet *sheet, struct spot spot, const char *code);
/* "file:line:column: name: sentence", terminated, in the arena. */
const char *sheet_fault_text(struct arena *arena, const char *file, const struct sheet_fault *fault, bool japanese);
/* All faults to stderr, warnings as notes. */
void sheet_tell(struct arena *arena, const char *file, const struct sheet_fault *faults, uint32_t fault_count, const struct sheet_fault *warnings, uint32_t warning_count,
                bool japanese);

/* ---- Cells (sheet_cells.c) */
/* = + - @, full-width ones too: a spreadsheet may take it for a formula. Source: rules 5. */
bool begins_like_a_formula(struct text text);
/* 4.61857E+22: what a spreadsheet leaves of a long number. */
bool spreadsheet_number(struct text text);

/* ---- Writing (sheet_write.c) */
struct sheet_writer {
    struct arena *arena;
    bool cp932, mark;            /* mark: a byte order mark in front (UTF-8 alone) */
    char *at;  uint32_t len, room;
    uint32_t line, column;       /* of the next cell, from 1 */
    iconv_t to_cp932;
    uint32_t lost_count;         /* characters CP932 does not have, written as 〓 */
    struct sheet_fault *lost;    /* where; at most SHEET_FAULTS_KEPT */
};
void sheet_writer_init(struct sheet_writer *w, struct arena *arena, bool cp932, bool mark);
/* The next cell, quoted when it must be (RFC 4180). One a spreadsheet would take for a formula gets an apostrophe in front
 * (security notes 8); so does one that begins with apostrophes and then so, so that it can be taken off again. */
void sheet_put(struct sheet_writer *w, struct text cell);
void sheet_end_row(struct sheet_writer *w);
struct bytes sheet_written(const struct sheet_writer *w);
void sheet_writer_fini(struct sheet_writer *w);
/* The cell as it was before sheet_put guarded it. */
struct text sheet_unguarded(struct text cell);

#endif
