/* Opening and closing a store. Keeps true: every table has its named LMDB table before the first
 * transaction; after a failed open nothing is left open. The tables themselves live in
 * rows.c, transactions in views.c. */
#include "store/store.h"

#include "base/invariant.h"
#include "internal.h"

#define TABLES_SPARE 8      /* handles for log, meta, and one of an earlier layout at a time */

static enum err table_open(MDB_txn *mdb, const char *name, bool read_only, MDB_dbi *ret, bool *ret_present)
{
    MDB_dbi dbi = 0;
    enum err err = err_of(mdb_dbi_open(mdb, name, read_only ? 0 : MDB_CREATE, &dbi));

    if (err == ERR_NOT_FOUND && read_only) {
        *ret_present = false;
        return OK;
    }
    TRY(err);
    *ret = dbi;
    *ret_present = true;
    return OK;
}

static enum err tables_open(struct store *store, MDB_txn *mdb)
{
    bool read_only = store->env.read_only;
    char name[sizeof(TABLE_PREFIX) + TABLE_NAME_MAX];

    TRY(table_open(mdb, "log", read_only, &store->log, &store->log_present));
    TRY(table_open(mdb, "meta", read_only, &store->meta, &store->meta_present));
    for (uint32_t i = 0; i < store->slot_count; i++) {
        struct table_slot *slot = &store->slots[i];
        int len = snprintf(name, sizeof(name), TABLE_PREFIX "%s", slot->table->name);
        must(len > 0 && (size_t)len < sizeof(name));
        TRY(table_open(mdb, name, read_only, &slot->dbi, &slot->present));
    }
    return meta_settle(store, mdb);
}

/* What the journal holds beyond the log; nothing: it begins anew, in this transaction. */
static enum err journal_settle(struct store *store, MDB_txn *mdb, uint8_t ret_generation[GENERATION_LEN])
{
    MDB_stat log;
    bool found;

    TRY(generation_get(store, mdb, ret_generation, &found));
    if (found) {
        TRY(err_of(mdb_stat(mdb, store->log, &log)));
        TRY(journal_load(store->journal, ret_generation, log.ms_entries));
        store->behind = journal_last(store->journal) > log.ms_entries;
    }
    return store->behind ? OK : generation_renew(store, mdb, ret_generation);
}

static enum err journal_of(struct store *store, const struct store_options *options)
{
    uint8_t generation[GENERATION_LEN];
    MDB_txn *mdb = NULL;

    if (options->read_only)
        return OK;
    TRY(journal_open(options->dir, options->journal_bytes, &store->journal));
    store->journals = options->journal_bytes > 0;
    if (store->journal == NULL)
        return OK;
    if (options->unflushed)
        journal_unflushed(store->journal);
    TRY(env_begin_write(&store->env, &mdb));
    enum err err = journal_settle(store, mdb, generation);
    if (err != OK || store->behind) {
        mdb_txn_abort(mdb);
        return err;
    }
    TRY(err_of(mdb_txn_commit(mdb)));
    journal_start(store->journal, generation);
    return OK;
}

static enum err state_open(struct store *store)
{
    MDB_txn *mdb = NULL;

    if (store->env.read_only)
        TRY(env_begin_read(&store->env, &mdb));
    else
        TRY(env_begin_write(&store->env, &mdb));
    enum err err = tables_open(store, mdb);
    if (err != OK) {
        mdb_txn_abort(mdb);
        return err;
    }
    return err_of(mdb_txn_commit(mdb));      /* a reader's commit keeps the table handles */
}

static enum err store_fill(struct store *store, const struct store_options *options)
{
    struct env_options env = { .dir = options->dir, .map_bytes = options->map_bytes, .room_bytes = ROOM_BYTES,
                               .tables_max = options->table_count + TABLES_SPARE,
                               .memory = options->memory, .unflushed = options->unflushed, .read_only = options->read_only };

    store->faults = options->faults;
    store->layout = options->layout;
    store->dir = strdup(options->dir);
    store->scratch = malloc(ROW_VALUE_MAX);
    store->txn = calloc(1, sizeof(*store->txn));
    if (store->dir == NULL || store->scratch == NULL || store->txn == NULL)
        return ERR_NO_MEMORY;
    TRY(slots_make(store, options->tables, options->table_count));
    store->txn->view.cursors = calloc(store->slot_count + 1, sizeof(struct cursor));
    if (store->txn->view.cursors == NULL)
        return ERR_NO_MEMORY;
    TRY(env_open(&store->env, &env));
    TRY(state_open(store));
    return journal_of(store, options);
}

enum err store_open(const struct store_options *options, struct store **ret)
{
    must(options != NULL && options->dir != NULL);
    must(options->layout >= 1);
    AUTO(store) struct store *store = calloc(1, sizeof(*store));
    if (store == NULL)
        return ERR_NO_MEMORY;
    TRY(store_fill(store, options));
    *ret = store;
    store = NULL;
    return OK;
}

void store_drop(struct store **store)
{
    must(store != NULL);
    struct store *s = *store;
    if (s == NULL)
        return;
    must(!s->writing && s->views_open == 0);
    if (s->kept)
        store_end(s);
    journal_drop(&s->journal);
    if (s->spare != NULL)
        view_free(s->spare);
    env_close(&s->env);
    slots_drop(s);
    if (s->txn != NULL)
        free(s->txn->view.cursors);
    free(s->txn);
    free(s->scratch);
    free(s->dir);
    free(s);
    *store = NULL;
}

void store_set_user(struct store *store, void *user)
{
    must(store != NULL);
    store->user = user;
}
