/* The data file against its pages. Keeps true: before a write transaction works, the file is longer
 * than the pages in use by a margin, written with zeros, so that commits neither grow it nor fail for
 * want of disk soon; and a file shorter than its pages is refused at open instead of killing the
 * process later by SIGBUS. The margin is what makes the second check exact: LMDB may leave
 * the last pages of a commit unwritten when they were freed within it. */
#include "env.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"

#define FREE_TABLE 0      /* LMDB's own list of free pages */

static uint64_t paged_bytes(const struct env *env)
{
    MDB_envinfo info;

    must(mdb_env_info(env->mdb, &info) == MDB_SUCCESS);
    return ((uint64_t)info.me_last_pgno + 1) * env->page_bytes;
}

static bool look_at_length(struct env *env)
{
    struct stat file;
    int fd = -1;

    if (mdb_env_get_fd(env->mdb, &fd) != MDB_SUCCESS || fstat(fd, &file) != 0 || file.st_size < 0)
        return false;
    env->file_bytes = (uint64_t)file.st_size;
    return true;
}

enum err env_check_length(struct env *env)
{
    must(env->page_bytes > 0);
    uint64_t paged = paged_bytes(env);      /* first: another process may be growing both */
    if (!look_at_length(env))
        return ERR_IO;
    return env->file_bytes < paged ? ERR_CORRUPT : OK;
}

/* Only beyond the end of the file, and only by whom holds the write lock: no page is ever hit. */
static void append_zeros(struct env *env, uint64_t until)
{
    static const uint8_t zeros[256 * 1024];
    int fd = -1;

    if (mdb_env_get_fd(env->mdb, &fd) != MDB_SUCCESS)
        return;
    while (env->file_bytes < until) {
        uint64_t len = until - env->file_bytes;
        if (len > sizeof(zeros))
            len = sizeof(zeros);
        ssize_t done = pwrite(fd, zeros, len, (off_t)env->file_bytes);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return;
        env->file_bytes += (uint64_t)done;
    }
}

void env_keep_room(struct env *env)
{
    if (env->room_bytes == 0)
        return;
    uint64_t paged = paged_bytes(env);
    if (env->file_bytes >= paged + env->room_bytes / 4 || env->file_bytes >= env->map_bytes)
        return;
    if (!look_at_length(env))      /* a large transaction may have grown it itself */
        return;
    uint64_t until = (paged > env->file_bytes ? paged : env->file_bytes) + env->room_bytes;
    append_zeros(env, until < env->map_bytes ? until : env->map_bytes);
}

static enum err free_pages(MDB_txn *txn, uint64_t *ret)
{
    MDB_cursor *cursor = NULL;
    MDB_val key, value;
    uint64_t pages = 0;

    TRY(err_of(mdb_cursor_open(txn, FREE_TABLE, &cursor)));
    int code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    while (code == MDB_SUCCESS) {
        size_t count = 0;
        if (value.mv_size >= sizeof(count))
            memcpy(&count, value.mv_data, sizeof(count));      /* each value opens with its count */
        pages += count;
        code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    if (code != MDB_NOTFOUND)
        return err_of(code);
    *ret = pages;
    return OK;
}

enum err env_used_bytes(struct env *env, uint64_t *ret)
{
    MDB_txn *txn = NULL;
    uint64_t free_count = 0;

    must(env->page_bytes > 0);
    TRY(env_begin_read(env, &txn));
    uint64_t paged = paged_bytes(env);
    enum err err = free_pages(txn, &free_count);
    mdb_txn_abort(txn);
    TRY(err);
    uint64_t free_bytes = free_count * env->page_bytes;
    *ret = free_bytes < paged ? paged - free_bytes : 0;
    return OK;
}
