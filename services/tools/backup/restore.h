/* Putting the two files of a backup back: into folders beside the final ones, which get their names when everything is known to be whole. */
#ifndef TOOLS_RESTORE_H
#define TOOLS_RESTORE_H

#include "backup.h"

struct restoration {
    struct place place;                      /* where it is to stand */
    struct path dir, keys;                   /* where it is put together: DIR.restoring, KEYDIR.restoring */
    uint64_t map_bytes;                      /* 0: the configuration has not come yet */
    struct log_stores logs;
    bool english;
    /* The part under way. */
    char name[PART_NAME_MAX + 1];
    FILE *file;                              /* NULL: it is a log */
    uint32_t index;                          /* of the service whose log it is */
};

/* Takers of the parts of a key file and of a log file. */
struct part_taker restore_key_parts(struct restoration *r);
struct part_taker restore_log_parts(struct restoration *r);
/* A file that an error left open. */
void restore_parts_fini(struct restoration *r);

#endif
