/* Emptying the tables before a rebuild: one transaction per table, so none grows with the store. Keeps
 * true: from the first of them until the rebuild is marked done, the store says that it needs one. */
#include "base/invariant.h"
#include "internal.h"

#define MAIN_TABLES_PER_TURN 32

/* One transaction around `work`. */
static enum err in_transaction(struct store *store, enum err (*work)(struct store *, MDB_txn *, uint32_t), uint32_t index)
{
    MDB_txn *mdb = NULL;

    TRY(fault_due(store->faults));
    TRY(env_begin_write(&store->env, &mdb));
    enum err err = fault_due(store->faults);
    if (err == OK)
        err = work(store, mdb, index);
    if (err == OK)
        err = fault_due(store->faults);
    if (err != OK) {
        mdb_txn_abort(mdb);
        return err;
    }
    return err_of(mdb_txn_commit(mdb));
}

static enum err begin_clearing(struct store *store, MDB_txn *mdb, uint32_t index)
{
    (void)index;
    return meta_before_clear(store, mdb);
}

static enum err empty_table(struct store *store, MDB_txn *mdb, uint32_t index)
{
    must(index < store->slot_count);
    must(store->slots[index].present);
    return err_of(mdb_drop(mdb, store->slots[index].dbi, 0));
}

static bool is_ours(const struct store *store, struct text name)
{
    for (uint32_t i = 0; i < store->slot_count; i++) {
        if (text_is(name, store->slots[i].table->name))
            return true;
    }
    return false;
}

/* Names of LMDB tables that an earlier layout left; at most MAIN_TABLES_PER_TURN, terminated. */
static enum err left_tables(const struct store *store, MDB_txn *mdb, char (*ret)[sizeof(TABLE_PREFIX) + TABLE_NAME_MAX],
                            uint32_t *ret_count)
{
    const size_t prefix = sizeof(TABLE_PREFIX) - 1;
    MDB_cursor *cursor = NULL;
    MDB_val key = { prefix, (void *)(uintptr_t)TABLE_PREFIX }, value;
    MDB_dbi names = 0;
    uint32_t count = 0;

    TRY(err_of(mdb_dbi_open(mdb, NULL, 0, &names)));
    TRY(err_of(mdb_cursor_open(mdb, names, &cursor)));
    int code = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
    while (code == MDB_SUCCESS && count < MAIN_TABLES_PER_TURN && key.mv_size > prefix
           && memcmp(key.mv_data, TABLE_PREFIX, prefix) == 0) {
        struct text name = { (const char *)key.mv_data + prefix, (uint32_t)(key.mv_size - prefix) };
        if (name.len <= TABLE_NAME_MAX && !is_ours(store, name)) {
            memcpy(ret[count], key.mv_data, key.mv_size);
            ret[count++][key.mv_size] = '\0';
        }
        code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    *ret_count = count;
    return code == MDB_NOTFOUND ? OK : err_of(code);
}

static enum err drop_left_tables(struct store *store, MDB_txn *mdb, uint32_t index)
{
    char names[MAIN_TABLES_PER_TURN][sizeof(TABLE_PREFIX) + TABLE_NAME_MAX];
    uint32_t count = 0;

    (void)index;
    TRY(left_tables(store, mdb, names, &count));
    for (uint32_t i = 0; i < count; i++) {
        MDB_dbi dbi = 0;
        TRY(err_of(mdb_dbi_open(mdb, names[i], 0, &dbi)));
        TRY(err_of(mdb_drop(mdb, dbi, 1)));
    }
    return OK;
}

static enum err end_clearing(struct store *store, MDB_txn *mdb, uint32_t index)
{
    (void)index;
    return meta_after_clear(store, mdb);
}

enum err store_clear_tables(struct store *store)
{
    must(store != NULL && !store->writing);
    must(!store->kept && !store->behind);
    must(!store->env.read_only);
    TRY(in_transaction(store, begin_clearing, 0));
    for (uint32_t i = 0; i < store->slot_count; i++)
        TRY(in_transaction(store, empty_table, i));
    TRY(in_transaction(store, drop_left_tables, 0));
    return in_transaction(store, end_clearing, 0);
}
