/* A new epoch of a key store: every key that is left is wrapped anew in a fresh file. Keeps true: at any moment the directory
 * holds a whole store under one epoch key, the old or the new; no page of the old file is in the new one. Whoever
 * destroys the old epoch key afterwards makes noise of every older copy. Source: security notes 6. */
#include "base/invariant.h"
#include "key_internal.h"
#include "swap.h"
#include "internal.h"
#include "trust/random.h"

#define KEYS_PER_COMMIT 8192u

/* One row of the old store in the new one's wrapping. */
static enum err rewrap(const struct key_store *from, struct key_store *to, const struct key_name *name, MDB_txn *txn, MDB_dbi table, MDB_val at,
                       MDB_val value)
{
    uint8_t key[KEY_LEN], row[KEY_ROW_LEN];
    MDB_val wrapped = { sizeof row, row };
    enum err err = key_row_open(from, name, (struct bytes){ value.mv_data, (uint32_t)value.mv_size }, key);

    if (err == OK) {
        key_row_wrap(to, name, key, row);
        err = err_of(mdb_put(txn, table, &at, &wrapped, MDB_APPEND));
    }
    secret_wipe(key, sizeof key);
    return err;
}

static enum err name_at(bool numbers, MDB_val at, struct key_name *ret)
{
    char text[SECRET_NAME_MAX + 1];

    if (numbers && at.mv_size == 8) {
        *ret = key_name_of_number(be64_get(at.mv_data));
        return OK;
    }
    if (numbers || at.mv_size == 0 || at.mv_size > SECRET_NAME_MAX)
        return ERR_CORRUPT;
    memcpy(text, at.mv_data, at.mv_size);
    text[at.mv_size] = '\0';
    *ret = key_name_of_secret(text);
    return OK;
}

/* Rows from `cursor` on, as many as one commit takes; *ret_more when there are others behind them. */
static enum err copy_some(const struct key_store *from, struct key_store *to, MDB_cursor *cursor, bool numbers, uint64_t *count, bool *ret_more)
{
    MDB_dbi table = numbers ? to->keys : to->secrets;
    MDB_val at, value;
    MDB_txn *txn = NULL;
    enum err err = OK;

    TRY(env_begin_write(&to->env, &txn));
    *ret_more = false;
    for (uint32_t i = 0; err == OK; i++) {
        struct key_name name;

        err = err_of(mdb_cursor_get(cursor, &at, &value, *count == 0 ? MDB_FIRST : MDB_NEXT));
        if (err != OK)
            break;
        err = name_at(numbers, at, &name);
        if (err == OK)
            err = rewrap(from, to, &name, txn, table, at, value);
        ++*count;
        if (i + 1 == KEYS_PER_COMMIT) {
            *ret_more = true;
            break;
        }
    }
    if (err != OK && err != ERR_NOT_FOUND) {
        mdb_txn_abort(txn);
        return err;
    }
    return err_of(mdb_txn_commit(txn));
}

static enum err copy_table(struct key_store *from, struct key_store *to, bool numbers, struct faults *faults, uint64_t *ret_count)
{
    MDB_cursor *cursor = NULL;
    uint64_t count = 0;
    bool more = true;
    enum err err;

    TRY(err_of(mdb_txn_renew(from->reading)));
    err = err_of(mdb_cursor_open(from->reading, numbers ? from->keys : from->secrets, &cursor));
    while (err == OK && more) {
        err = fault_due(faults);
        if (err == OK)
            err = copy_some(from, to, cursor, numbers, &count, &more);
    }
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    mdb_txn_reset(from->reading);
    *ret_count = count;
    return err;
}

static enum err copy_all(const struct key_store_options *old, const struct key_store_options *new_options, struct faults *faults, struct key_rotation *ret)
{
    AUTO(key_store) struct key_store *from = NULL;
    AUTO(key_store) struct key_store *to = NULL;

    TRY(key_store_open(old, &from));
    TRY(fault_due(faults));
    TRY(key_store_open(new_options, &to));
    TRY(copy_table(from, to, true, faults, &ret->keys));
    TRY(copy_table(from, to, false, faults, &ret->secrets));
    TRY(fault_due(faults));
    TRY(key_store_end_at(to, from->end));
    return err_of(mdb_env_sync(to->env.mdb, 1));
}

enum err key_store_rotate(const struct key_store_options *old, const uint8_t new_key[32], uint32_t new_epoch, struct faults *faults,
                          struct key_rotation *ret)
{
    struct key_store_options fresh = *old;
    struct key_rotation done = { 0 };
    char next[SWAP_PATH_MAX];

    must(new_key != NULL && new_epoch > old->epoch);
    TRY(swap_begin(old->dir, faults, next));
    fresh.dir = next;
    fresh.epoch_key = new_key;
    fresh.epoch = new_epoch;
    TRY(copy_all(old, &fresh, faults, &done));
    TRY(swap_in(old->dir, true, faults));
    *ret = done;
    return OK;
}

static enum err epoch_in(MDB_txn *txn, uint32_t *ret)
{
    MDB_val at = { sizeof META_CHECK - 1, (void *)(uintptr_t)META_CHECK }, value;
    MDB_dbi meta;

    TRY(err_of(mdb_dbi_open(txn, "meta", 0, &meta)));
    TRY(err_of(mdb_get(txn, meta, &at, &value)));
    if (value.mv_size != KEY_ROW_LEN)
        return ERR_CORRUPT;
    *ret = be32_get(value.mv_data);
    return OK;
}

enum err key_store_epoch(const char *dir, uint32_t *ret)
{
    struct env env;
    MDB_txn *txn = NULL;
    enum err err = env_open(&env, &(struct env_options){ .dir = dir, .map_bytes = KEY_MAP_BYTES, .tables_max = 4, .read_only = true });

    *ret = 0;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    err = env_begin_read(&env, &txn);
    if (err == OK)
        err = epoch_in(txn, ret);
    if (txn != NULL)
        mdb_txn_abort(txn);
    env_close(&env);
    return err == ERR_NOT_FOUND ? OK : err;             /* made, and nothing written yet */
}
