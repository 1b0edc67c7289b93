/* Shared by the files of the delivery reader; nobody else includes this.
 *   delivery.c        the whole: encoding, heading, faults in order
 *   delivery_sheet.c  bytes into records of cells, each with the line it begins in
 *   delivery_row.c    cells into one row of a list
 *   delivery_why.c    the reasons in both languages */
#ifndef TOOLS_DELIVERY_READING_H
#define TOOLS_DELIVERY_READING_H

#include <iconv.h>

#include "delivery.h"

enum column {
    COLUMN_DELIVERY, COLUMN_BOX, COLUMN_SERIAL, COLUMN_NOTICE, COLUMN_APPLICATION, COLUMN_NAME, COLUMN_KANA, COLUMN_ALIAS, COLUMN_BIRTH,
    COLUMN_POSTAL, COLUMN_ADDRESS, COLUMN_DETAIL, COLUMN_KIND, COLUMN_APPLIED, COLUMN_EXPIRES, COLUMN_NOTE,
    COLUMN_STATUS, COLUMN_POSTED, COLUMN_DEADLINE,          /* of the stock taken over before day one: all three or none */
    COLUMN_COUNT
};
#define COLUMNS_OF_A_LIST ((uint32_t)COLUMN_STATUS)
extern const char *const column_names[COLUMN_COUNT];

#define CELLS_KEPT 64u          /* of a record; more are only counted */

struct cell {
    struct bytes raw;           /* in the scratch arena: dies with the record */
    struct text text;           /* UTF-8 once the encoding is known; absent when it does not convert */
    uint32_t line;
};

struct record {
    uint32_t number;            /* 1 is the heading */
    struct cell cells[CELLS_KEPT];
    uint32_t cell_count;        /* may exceed CELLS_KEPT */
    bool ended;                 /* by a line break */
};

/* A notice number and where it stands, to find those that stand twice. */
struct numbered { struct text number; uint32_t line, record, column; };

struct reading {
    struct delivery_list *list;
    struct arena scratch;       /* one record's */
    bool encoding_known, heading_good;
    iconv_t from_cp932;         /* (iconv_t)-1 until needed */
    uint32_t column_count;              /* of this list; known with its heading */
    uint32_t place[COLUMN_COUNT];       /* index of each column's cell */
    struct delivery_row *rows;  uint32_t row_room;
    struct numbered *numbers;  uint32_t number_count, number_room;
    struct text last_free;      /* last free text of the row before */
    uint32_t last_line;
};

struct spot { uint32_t line, record, column; const char *name; };

/* delivery_why.c */
void fault_add(struct reading *r, struct spot spot, const char *code);
/* With the line of another row in the reason. */
void fault_add_twin(struct reading *r, struct spot spot, const char *code, uint32_t other_line);
void warning_add(struct reading *r, struct spot spot, const char *code);
struct spot spot_of(const struct reading *r, const struct record *record, enum column column);

/* delivery_sheet.c: calls `take` for each record in turn until it answers false or the bytes end. Faults of the form
 * itself are added here. */
void sheet_read(struct reading *r, struct bytes bytes, bool (*take)(struct reading *, struct record *));

/* delivery_row.c: checks the cells; the row is added when all are good. */
void row_take(struct reading *r, const struct record *record);

#endif
