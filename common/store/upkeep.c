/* What keeps a store going beside its transactions: how full it is, a copy of it, dead readers. */
#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/invariant.h"
#include "internal.h"
#include "key_internal.h"

enum err store_usage(struct store *store, struct store_usage *ret)
{
    struct store_usage usage = { .map_bytes = store->env.map_bytes };
    struct statvfs fs;

    must(ret != NULL);
    TRY(fault_due(store->faults));
    TRY(env_used_bytes(&store->env, &usage.used_bytes));
    if (statvfs(store->dir, &fs) != 0)
        return ERR_IO;
    usage.free_disk_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
    *ret = usage;
    return OK;
}

enum err env_copy(struct env *env, const char *to_dir)
{
    char file[4096];
    int len = snprintf(file, sizeof(file), "%s/data.mdb", to_dir);

    if (len < 0 || (size_t)len >= sizeof(file))
        return ERR_LIMIT;
    int code = mdb_env_copy2(env->mdb, to_dir, MDB_CP_COMPACT);
    if (code == EEXIST)
        return ERR_EXISTS;
    if (code != MDB_SUCCESS)
        (void)unlink(file);      /* a part of a copy is worse than none */
    if (code == ENOSPC || code == EDQUOT)
        return ERR_FULL;
    TRY(err_of(code));
    TRY(path_flush(file));
    return path_flush(to_dir);
}

enum err store_copy(struct store *store, const char *to_dir)
{
    must(store != NULL && to_dir != NULL);
    TRY(fault_due(store->faults));
    TRY(store_settle(store));      /* LMDB copies what it committed */
    return env_copy(&store->env, to_dir);
}

enum err key_store_copy(const char *dir, const char *to_dir)
{
    struct env env;
    enum err err;

    TRY(env_open(&env, &(struct env_options){ .dir = dir, .map_bytes = KEY_MAP_BYTES, .tables_max = 4, .read_only = true }));
    err = env_copy(&env, to_dir);
    env_close(&env);
    return err;
}

uint32_t store_reader_check(struct store *store)
{
    must(store != NULL);
    return env_reader_check(&store->env);
}
