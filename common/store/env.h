/* Private to this layer: an LMDB environment opened with the precautions that store and key
 * store share. One per directory and process; one writing process; usable only in the process
 * that opened it (not after fork). */
#ifndef STORE_ENV_H
#define STORE_ENV_H

#include <lmdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct env_options {
    const char *dir;
    uint64_t map_bytes;
    uint64_t room_bytes;     /* the file is kept ahead of its use in steps of this; 0 with memory or read_only */
    uint32_t tables_max;
    bool memory, unflushed, read_only;
};

struct env {
    MDB_env *mdb;
    struct env *next;        /* in the list of open ones */
    dev_t device;
    ino_t inode;
    uint64_t map_bytes, room_bytes;
    uint64_t file_bytes;     /* length of the data file when last looked at */
    uint32_t page_bytes;
    bool read_only;
};

/* ERR_NOT_FOUND: no such directory (read_only: no data in it). ERR_EXISTS: open in this process already.
 * ERR_CORRUPT: no data file of ours, or shorter than it says. ERR_IO, ERR_DENIED, ERR_NO_MEMORY. */
MUST_CHECK enum err env_open(struct env *env, const struct env_options *options);
void env_close(struct env *env);       /* of one that never opened: nothing */

MUST_CHECK enum err env_begin_write(struct env *env, MDB_txn **ret);
MUST_CHECK enum err env_begin_read(struct env *env, MDB_txn **ret);
/* Gives the slots of dead readers back; their number. */
uint32_t env_reader_check(struct env *env);

/* Inside a write transaction: keeps the file ahead of the pages in use. As far as the disk allows. */
void env_keep_room(struct env *env);
/* ERR_CORRUPT when the file is shorter than the pages it says to have. */
MUST_CHECK enum err env_check_length(struct env *env);
/* Pages in use and free among the first `last + 1` of the file. */
MUST_CHECK enum err env_used_bytes(struct env *env, uint64_t *ret);

/* A compacted copy into an existing empty directory, durable when it returns. ERR_EXISTS, ERR_FULL, ERR_IO, ERR_LIMIT (path). */
MUST_CHECK enum err env_copy(struct env *env, const char *to_dir);

/* LMDB's and the system's codes. MDB_NOTFOUND gives ERR_NOT_FOUND. */
enum err err_of(int code);

#endif
