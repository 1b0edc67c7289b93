/* Reads a delivery list (CSV) into the rows that inventory takes in: whole or not at all, with
 * every fault at once, each with its place and a reason in both languages. Nothing of a cell's
 * content is repeated in a reason. Pure: bytes in, rows or faults out.
 *
 * Form: UTF-8 (with or without a byte order mark) or CP932; comma, double quotes, CRLF or LF, line
 * breaks inside quotes; the 16 columns of the list by their names, in any order, and no other. A list that also has
 * 状態, 発送日 and 受取期限 is the stock taken over before day one. */
#ifndef TOOLS_DELIVERY_H
#define TOOLS_DELIVERY_H

#include "gen/inventory.h"
#include "sheet/sheet.h"

struct delivery_list {
    struct arena arena;          /* everything below lives in it */
    enum delivery_kind kind;     /* list or opening, by its heading */
    bool cp932;                  /* how the file was encoded */
    uint8_t sha256[32];          /* of the file */
    struct text delivery_number;
    const struct delivery_row *rows;
    uint32_t row_count;          /* 0 when there are faults */
    struct sheet_fault *faults, *warnings;
    uint32_t fault_count, warning_count;     /* may exceed SHEET_FAULTS_KEPT */
};

/* Always fills *ret, which ends with delivery_list_fini. The list is good when fault_count is 0. */
void delivery_list_read(struct bytes file, struct delivery_list *ret);
/* The same from a file. ERR_NOT_FOUND, ERR_DENIED, ERR_IO: nothing was filled. A file beyond SHEET_BYTES_MAX is a fault. */
MUST_CHECK enum err delivery_list_load(const char *path, struct delivery_list *ret);
void delivery_list_fini(struct delivery_list *list);

#endif
