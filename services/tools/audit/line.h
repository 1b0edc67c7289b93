/* One line of entries.jsonl. */
#ifndef AUDIT_LINE_H
#define AUDIT_LINE_H

#include "engine/entry.h"
#include "recheck.h"

/* Room for any line there can be, terminated. */
#define AUDIT_LINE_SIZE (ENTRY_BYTES_MAX / 3u * 4u + 512u)

/* Where the parts of a line are kept. */
struct audit_line_room {
    uint8_t hash[32];
    uint8_t entry[ENTRY_BYTES_MAX];
};

/* Reads a line without its line feed: one flat object of exactly index, source, epoch, sequence, hash and entry, in
 * any order. Points into `text` and `room`. */
bool audit_line_read(struct text text, struct audit_line_room *room, struct audit_line *ret);
/* Writes it, terminated and with a line feed; the hash must be there. `size` at least AUDIT_LINE_SIZE. */
void audit_line_put(const struct audit_line *line, char *to, size_t size);

#endif
