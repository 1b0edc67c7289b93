/* Transactions and views. Keeps true: a transaction with a latched fault never commits; an ended
 * one is really ended in LMDB, also when a fault was only made up; a view keeps its snapshot. An ended
 * view is kept for the next (with its reader slot and cursors), since answers come often.
 * Does not retry and does not judge: what a failed commit means is said in store.h. */
#include "base/invariant.h"
#include "internal.h"

static void view_start(struct view *view, struct store *store, struct arena *arena, MDB_txn *mdb, bool writes)
{
    view->self = view;
    view->store = store;
    view->arena = arena;
    view->mdb = mdb;
    view->fault = OK;
    view->writes = writes;
    view->head_known = view->appended = false;
    view->turn++;
}

enum err store_begin(struct store *store, struct arena *arena, struct txn **ret)
{
    MDB_txn *mdb = NULL;

    must(store != NULL && arena != NULL);
    must(!store->writing && !store->env.read_only);
    TRY(fault_due(store->faults));
    TRY(env_begin_write(&store->env, &mdb));
    view_start(&store->txn->view, store, arena, mdb, true);
    store->txn->marks_rebuilt = false;
    store->writing = true;
    *ret = store->txn;
    return OK;
}

/* LMDB frees a write transaction's cursors with it. */
static void txn_ended(struct txn *txn)
{
    struct store *store = txn->view.store;

    must(store->writing);
    memset(txn->view.cursors, 0, (store->slot_count + 1) * sizeof(struct cursor));
    txn->view.mdb = NULL;
    store->writing = false;
}

enum err store_commit(struct txn **txn)
{
    must(txn != NULL && *txn != NULL);
    struct txn *t = *txn;
    struct store *store = t->view.store;
    enum err err = t->view.fault;

    *txn = NULL;
    if (err == OK)
        err = fault_due(store->faults);
    if (err != OK)
        mdb_txn_abort(t->view.mdb);
    else
        err = err_of(mdb_txn_commit(t->view.mdb));
    txn_ended(t);
    if (err == OK && t->marks_rebuilt)
        store->needs_rebuild = false;
    return err;
}

void store_abort(struct txn **txn)
{
    must(txn != NULL && *txn != NULL);
    mdb_txn_abort((*txn)->view.mdb);
    txn_ended(*txn);
    *txn = NULL;
}

void txn_drop(struct txn **txn)
{
    must(txn != NULL);
    if (*txn != NULL)
        store_abort(txn);
}

static enum err view_make(struct store *store, struct view **ret)
{
    struct view *view = calloc(1, sizeof(*view));
    struct cursor *cursors = calloc(store->slot_count + 1, sizeof(*cursors));
    enum err err = view == NULL || cursors == NULL ? ERR_NO_MEMORY : OK;

    if (err == OK)
        err = env_begin_read(&store->env, &view->mdb);
    if (err != OK) {
        free(view);
        free(cursors);
        return err;
    }
    view->cursors = cursors;
    *ret = view;
    return OK;
}

void view_free(struct view *view)
{
    must(view != NULL && view->mdb != NULL);
    for (uint32_t i = 0; i <= view->store->slot_count; i++)
        mdb_cursor_close(view->cursors[i].at);      /* takes NULL */
    mdb_txn_abort(view->mdb);
    free(view->cursors);
    free(view);
}

enum err store_view(struct store *store, struct arena *arena, struct view **ret)
{
    struct view *view = NULL;

    must(store != NULL && arena != NULL);
    TRY(fault_due(store->faults));
    if (store->spare != NULL) {
        TRY(err_of(mdb_txn_renew(store->spare->mdb)));
        view = store->spare;
        store->spare = NULL;
    } else {
        TRY(view_make(store, &view));
    }
    view_start(view, store, arena, view->mdb, false);
    store->views_open++;
    *ret = view;
    return OK;
}

void store_view_end(struct view **view)
{
    must(view != NULL && *view != NULL);
    struct view *v = *view;
    struct store *store = v->store;

    must(!v->writes && store->views_open > 0);
    *view = NULL;
    store->views_open--;
    if (store->spare == NULL) {
        mdb_txn_reset(v->mdb);
        store->spare = v;
        return;
    }
    view_free(v);
}

void view_drop(struct view **view)
{
    must(view != NULL);
    if (*view != NULL)
        store_view_end(view);
}

const struct view *view_of(const struct txn *txn)
{
    must(txn != NULL);
    return &txn->view;
}

enum err view_fault(const struct view *view)
{
    must(view != NULL);
    return view->fault;
}

void view_latch(const struct view *view, enum err err)
{
    must(view != NULL);
    must(err != OK);
    if (view->fault != OK)
        return;
    view->self->fault = err;
    if (err == ERR_FULL)
        env_reader_check(&view->store->env);      /* a dead reader may be what holds the pages */
}

struct arena *view_arena(const struct view *view)
{
    must(view != NULL);
    return view->arena;
}

void *view_user(const struct view *view)
{
    must(view != NULL);
    return view->store->user;
}

struct cursor *view_cursor(const struct view *view, uint32_t index, MDB_dbi dbi)
{
    struct cursor *cursor = &view->cursors[index];
    int code = MDB_SUCCESS;

    must(index <= view->store->slot_count);
    must(view->mdb != NULL);
    if (cursor->at != NULL && cursor->turn == view->turn)
        return cursor;
    if (cursor->at == NULL)
        code = mdb_cursor_open(view->mdb, dbi, &cursor->at);
    else
        code = mdb_cursor_renew(view->mdb, cursor->at);
    if (!view_took(view, code))
        return NULL;
    cursor->turn = view->turn;
    cursor->steady = false;
    return cursor;
}
