/* Opening LMDB safely. Keeps true: a directory is open at most once in a process (LMDB itself does
 * not say, and a second open breaks the locks of the first); freed memory never reaches the file
 * (no NOMEMINIT); a flush is left out only for the simulator's memory store on tmpfs and where it is asked for; dead
 * readers are cleared at open. Does not retry: a failed disk is its caller's matter. */
#include "env.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "base/invariant.h"

/* The open environments of this process. */
static struct env *open_envs;
static pthread_mutex_t open_envs_lock = PTHREAD_MUTEX_INITIALIZER;

enum err err_of(int code)
{
    switch (code) {
    case MDB_SUCCESS: return OK;
    case MDB_NOTFOUND: case ENOENT: return ERR_NOT_FOUND;
    case MDB_MAP_FULL: case MDB_TXN_FULL: return ERR_FULL;
    case ENOMEM: return ERR_NO_MEMORY;
    case EACCES: case EPERM: case EROFS: return ERR_DENIED;
    case MDB_CORRUPTED: case MDB_PAGE_NOTFOUND: case MDB_INVALID: case MDB_VERSION_MISMATCH:
    case MDB_INCOMPATIBLE: case MDB_KEYEXIST: case MDB_BAD_VALSIZE: return ERR_CORRUPT;
    default: return ERR_IO;      /* the disk full among them: at a commit its outcome is unknown */
    }
}

static enum err list_enter(struct env *env)
{
    enum err err = OK;

    must(pthread_mutex_lock(&open_envs_lock) == 0);
    for (const struct env *other = open_envs; other != NULL; other = other->next) {
        if (other->device == env->device && other->inode == env->inode)
            err = ERR_EXISTS;
    }
    if (err == OK) {
        env->next = open_envs;
        open_envs = env;
    }
    must(pthread_mutex_unlock(&open_envs_lock) == 0);
    return err;
}

static void list_leave(struct env *env)
{
    must(pthread_mutex_lock(&open_envs_lock) == 0);
    struct env **at = &open_envs;
    while (*at != NULL && *at != env)
        at = &(*at)->next;
    must(*at == env);
    *at = env->next;
    must(pthread_mutex_unlock(&open_envs_lock) == 0);
}

static bool on_tmpfs(const char *dir)
{
    struct statfs fs;

    return statfs(dir, &fs) == 0 && (uint64_t)fs.f_type == TMPFS_MAGIC;
}

/* Reading ahead helps while the data fits into memory and harms beyond. */
static bool larger_than_memory(const char *dir)
{
    char path[4096];
    struct stat data;
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    int len = snprintf(path, sizeof(path), "%s/data.mdb", dir);

    if (len < 0 || (size_t)len >= sizeof(path) || pages <= 0 || page_bytes <= 0 || stat(path, &data) != 0)
        return false;
    return data.st_size / page_bytes > pages / 2;
}

static unsigned int flags_of(const struct env_options *options)
{
    unsigned int flags = MDB_NOTLS;      /* views belong to their owner, not to a thread */

    if (options->read_only)
        flags |= MDB_RDONLY;
    if (options->unflushed || (options->memory && on_tmpfs(options->dir)))
        flags |= MDB_NOSYNC;
    if (larger_than_memory(options->dir))
        flags |= MDB_NORDAHEAD;
    return flags;
}

static enum err open_mdb(struct env *env, const struct env_options *options)
{
    long page_bytes = sysconf(_SC_PAGESIZE);
    MDB_stat stat;

    must(page_bytes > 0);
    env->map_bytes = options->map_bytes / (uint64_t)page_bytes * (uint64_t)page_bytes;
    TRY(err_of(mdb_env_create(&env->mdb)));
    TRY(err_of(mdb_env_set_mapsize(env->mdb, env->map_bytes)));
    TRY(err_of(mdb_env_set_maxdbs(env->mdb, options->tables_max)));
    TRY(err_of(mdb_env_open(env->mdb, options->dir, flags_of(options), 0600)));
    TRY(err_of(mdb_env_stat(env->mdb, &stat)));
    env->page_bytes = stat.ms_psize;
    env_reader_check(env);
    return options->memory ? OK : env_check_length(env);
}

enum err env_open(struct env *env, const struct env_options *options)
{
    struct stat dir;

    must(env != NULL);
    must(options->map_bytes >= 64 * 1024);
    *env = (struct env){ .read_only = options->read_only };
    if (!options->memory && !options->read_only)
        env->room_bytes = options->room_bytes;
    if (stat(options->dir, &dir) != 0)
        return err_of(errno);
    if (!S_ISDIR(dir.st_mode))
        return ERR_NOT_FOUND;
    env->device = dir.st_dev;
    env->inode = dir.st_ino;
    TRY(list_enter(env));
    enum err err = open_mdb(env, options);
    if (err != OK) {
        mdb_env_close(env->mdb);
        env->mdb = NULL;
        list_leave(env);
    }
    return err;
}

void env_close(struct env *env)
{
    must(env != NULL);
    if (env->mdb == NULL)
        return;
    mdb_env_close(env->mdb);
    env->mdb = NULL;
    list_leave(env);
}

enum err env_begin_write(struct env *env, MDB_txn **ret)
{
    MDB_txn *txn = NULL;

    must(env->mdb != NULL);
    must(!env->read_only);
    TRY(err_of(mdb_txn_begin(env->mdb, NULL, 0, &txn)));
    env_keep_room(env);
    *ret = txn;
    return OK;
}

enum err env_begin_read(struct env *env, MDB_txn **ret)
{
    MDB_txn *txn = NULL;

    must(env->mdb != NULL);
    int code = mdb_txn_begin(env->mdb, NULL, MDB_RDONLY, &txn);
    if (code == MDB_READERS_FULL && env_reader_check(env) > 0)
        code = mdb_txn_begin(env->mdb, NULL, MDB_RDONLY, &txn);
    TRY(err_of(code));
    *ret = txn;
    return OK;
}

uint32_t env_reader_check(struct env *env)
{
    int dead = 0;

    must(env->mdb != NULL);
    if (mdb_reader_check(env->mdb, &dead) != MDB_SUCCESS || dead < 0)
        return 0;
    return (uint32_t)dead;
}
