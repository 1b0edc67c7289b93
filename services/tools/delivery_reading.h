/* Shared by the files of the delivery reader; nobody else includes this.
 *   delivery.c        the whole: heading, rows, twins
 *   delivery_row.c    cells into one row of a list
 *   delivery_why.c    the reasons of its own in both languages */
#ifndef TOOLS_DELIVERY_READING_H
#define TOOLS_DELIVERY_READING_H

#include "delivery.h"

enum column {
    COLUMN_DELIVERY, COLUMN_BOX, COLUMN_SERIAL, COLUMN_NOTICE, COLUMN_APPLICATION, COLUMN_NAME, COLUMN_KANA, COLUMN_ALIAS, COLUMN_BIRTH,
    COLUMN_POSTAL, COLUMN_ADDRESS, COLUMN_DETAIL, COLUMN_KIND, COLUMN_APPLIED, COLUMN_EXPIRES, COLUMN_NOTE,
    COLUMN_STATUS, COLUMN_POSTED, COLUMN_DEADLINE,          /* of the stock taken over before day one: all three or none */
    COLUMN_COUNT
};
#define COLUMNS_OF_A_LIST ((uint32_t)COLUMN_STATUS)
extern const char *const column_names[COLUMN_COUNT];

/* A notice number and where it stands, to find those that stand twice. */
struct numbered { struct text number; uint32_t line, record, column; };

struct reading {
    struct delivery_list *list;
    struct sheet sheet;
    bool heading_good;
    uint32_t column_count;              /* of this list; known with its heading */
    uint32_t place[COLUMN_COUNT];       /* index of each column's cell */
    struct delivery_row *rows;  uint32_t row_room;
    struct numbered *numbers;  uint32_t number_count, number_room;
    struct text last_free;      /* last free text of the row before */
};

/* delivery_why.c */
extern const struct sheet_reason delivery_reasons[];
extern const size_t delivery_reason_count;
/* The same notice number stands in another line, too. */
void fault_add_twin(struct reading *r, struct spot spot, uint32_t other_line);
struct spot spot_of(const struct reading *r, const struct record *record, enum column column);

/* delivery_row.c: checks the cells; the row is added when all are good. */
void row_take(struct reading *r, const struct record *record);

#endif
