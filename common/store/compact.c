/* A store's file written anew without its free pages, which still hold what rows once held. Nobody has it open. */
#include "base/invariant.h"
#include "internal.h"
#include "swap.h"

static enum err copy_without_free_pages(const char *dir, uint64_t map_bytes, const char *next, struct store_compaction *ret)
{
    struct env env;
    enum err err = env_open(&env, &(struct env_options){ .dir = dir, .map_bytes = map_bytes, .tables_max = 1 });
    MDB_envinfo info;

    TRY(err);
    must(mdb_env_info(env.mdb, &info) == MDB_SUCCESS);
    ret->before_bytes = ((uint64_t)info.me_last_pgno + 1) * env.page_bytes;
    err = env_used_bytes(&env, &ret->after_bytes);
    if (err == OK)
        err = err_of(mdb_env_copy2(env.mdb, next, MDB_CP_COMPACT));
    env_close(&env);
    return err;
}

enum err store_compact(const char *dir, uint64_t map_bytes, struct faults *faults, struct store_compaction *ret)
{
    struct store_compaction done;
    char next[SWAP_PATH_MAX];

    must(dir != NULL && ret != NULL);
    TRY(swap_begin(dir, faults, next));
    TRY(fault_due(faults));
    TRY(copy_without_free_pages(dir, map_bytes, next, &done));
    TRY(swap_in(dir, true, faults));
    *ret = done;
    return OK;
}
