/* Small named values, and what they say about the tables: by which state version they were folded, and
 * how far a rebuild has come. Keeps true: half-built tables are never taken for whole
 * ones, whatever was cut short and whichever version starts next.
 *
 *     layout            version the tables are whole in; absent while they are not
 *     rebuild           next entry of a rebuild under way
 *     rebuild.layout    version of that rebuild
 *     restored          1: the log came from a backup, and its next entry begins an epoch
 *     journal           generation of the journal's entries that follow on the log */
#include "base/invariant.h"
#include "internal.h"
#include "trust/random.h"

#define LAYOUT "layout"
#define REBUILD_LAYOUT "rebuild.layout"
#define JOURNAL_GENERATION "journal"
#define META_NAME_MAX 64

static MDB_val key_of(const char *name)
{
    size_t len = strlen(name);

    must(len >= 1 && len <= META_NAME_MAX);
    return (MDB_val){ len, (void *)(uintptr_t)name };
}

bool meta_get(const struct view *view, const char *name, struct bytes *ret)
{
    MDB_val key = key_of(name), value;

    must(view != NULL && ret != NULL);
    if (!view_call(view) || !view->store->meta_present)
        return false;
    if (!view_took(view, mdb_get(view->mdb, view->store->meta, &key, &value)))
        return false;
    *ret = bytes_copy(view->arena, (struct bytes){ value.mv_data, (uint32_t)value.mv_size });
    return true;
}

void meta_put(struct txn *txn, const char *name, struct bytes value)
{
    MDB_val key = key_of(name), data = { value.len, (void *)(uintptr_t)value.at };

    must(txn != NULL);
    must(value.at != NULL && value.len >= 1 && value.len <= ROW_VALUE_MAX);
    txn->wrote = txn->whole = true;
    if (view_call(&txn->view))
        (void)view_took(&txn->view, mdb_put(txn->view.mdb, txn->view.store->meta, &key, &data, 0));
}

/* *ret 0 when there is none. */
static enum err number_get(const struct store *store, MDB_txn *mdb, const char *name, uint64_t *ret)
{
    MDB_val key = key_of(name), value;

    *ret = 0;
    if (!store->meta_present)
        return OK;
    enum err err = err_of(mdb_get(mdb, store->meta, &key, &value));
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (value.mv_size != 8)
        return ERR_CORRUPT;
    *ret = be64_get(value.mv_data);
    return OK;
}

static enum err number_put(const struct store *store, MDB_txn *mdb, const char *name, uint64_t number)
{
    uint8_t bytes[8];
    MDB_val key = key_of(name), value = { sizeof(bytes), bytes };

    be64_put(bytes, number);
    return err_of(mdb_put(mdb, store->meta, &key, &value, 0));
}

static enum err number_remove(const struct store *store, MDB_txn *mdb, const char *name)
{
    MDB_val key = key_of(name);
    int code = mdb_del(mdb, store->meta, &key, NULL);

    return code == MDB_NOTFOUND ? OK : err_of(code);
}

enum err generation_get(const struct store *store, MDB_txn *mdb, uint8_t ret[GENERATION_LEN], bool *ret_found)
{
    MDB_val key = key_of(JOURNAL_GENERATION), value;
    enum err err = store->meta_present ? err_of(mdb_get(mdb, store->meta, &key, &value)) : ERR_NOT_FOUND;

    *ret_found = err == OK;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (value.mv_size != GENERATION_LEN)
        return ERR_CORRUPT;
    memcpy(ret, value.mv_data, GENERATION_LEN);
    return OK;
}

enum err generation_renew(const struct store *store, MDB_txn *mdb, uint8_t ret[GENERATION_LEN])
{
    MDB_val key = key_of(JOURNAL_GENERATION), value = { GENERATION_LEN, ret };

    random_bytes(ret, GENERATION_LEN);
    return err_of(mdb_put(mdb, store->meta, &key, &value, 0));
}

enum err meta_settle(struct store *store, MDB_txn *mdb)
{
    uint64_t layout = 0, rebuild = 0, rebuild_layout = 0;
    MDB_stat log = { 0 };

    TRY(number_get(store, mdb, LAYOUT, &layout));
    TRY(number_get(store, mdb, META_REBUILD, &rebuild));
    TRY(number_get(store, mdb, REBUILD_LAYOUT, &rebuild_layout));
    if (store->log_present)
        TRY(err_of(mdb_stat(mdb, store->log, &log)));
    store->needs_rebuild = rebuild != 0 || (log.ms_entries != 0 && layout != store->layout);
    if (store->env.read_only)
        return OK;
    if (rebuild != 0 && rebuild_layout != store->layout)
        TRY(number_remove(store, mdb, META_REBUILD));
    if (!store->needs_rebuild && layout != store->layout)
        TRY(number_put(store, mdb, LAYOUT, store->layout));
    return OK;
}

enum err meta_before_clear(struct store *store, MDB_txn *mdb)
{
    store->needs_rebuild = true;
    TRY(number_remove(store, mdb, LAYOUT));
    return number_remove(store, mdb, META_REBUILD);
}

enum err meta_after_clear(struct store *store, MDB_txn *mdb)
{
    TRY(number_put(store, mdb, META_REBUILD, 1));
    return number_put(store, mdb, REBUILD_LAYOUT, store->layout);
}

bool store_needs_rebuild(const struct store *store)
{
    must(store != NULL);
    return store->needs_rebuild;
}

void store_mark_rebuilt(struct txn *txn)
{
    must(txn != NULL);
    if (!view_call(&txn->view))
        return;
    const struct store *store = txn->view.store;
    enum err err = number_put(store, txn->view.mdb, LAYOUT, store->layout);
    if (err == OK)
        err = number_remove(store, txn->view.mdb, META_REBUILD);
    if (err == OK)
        err = number_remove(store, txn->view.mdb, REBUILD_LAYOUT);
    if (err != OK)
        view_latch(&txn->view, err);
    txn->marks_rebuilt = txn->wrote = txn->whole = true;
}

enum err store_state_version(struct store *store, uint64_t *ret)
{
    MDB_txn *mdb = NULL;
    uint64_t layout = 0;

    must(store != NULL && ret != NULL);
    TRY(fault_due(store->faults));
    TRY(env_begin_read(&store->env, &mdb));
    enum err err = number_get(store, mdb, LAYOUT, &layout);
    mdb_txn_abort(mdb);
    TRY(err);
    *ret = layout;
    return OK;
}
