/* Transactions and views. Keeps true: a transaction with a latched fault never commits; an ended
 * one is really ended in LMDB, also when a fault was only made up; a view keeps its snapshot. An ended
 * view is kept for the next (with its reader slot and cursors), since answers come often.
 *
 * With a journal a step is durable there, and LMDB's transaction stays open for the next ones until the journal is full
 * or somebody asks for it (store_settle). Views between steps read through it. When it has to be taken
 * back, log and tables are `behind`: the engine folds the journal's entries again.
 *
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
    view->head_known = view->appended = view->dirty = false;
    view->turn++;
}

/* The next step in a transaction of LMDB that stayed open: its cursors and its head are still right. */
static void go_on(struct txn *t, struct arena *arena)
{
    must(t->view.mdb != NULL && t->view.fault == OK);
    t->view.arena = arena;
    t->view.appended = false;
    t->view.dirty = true;
}

enum err store_begin(struct store *store, struct arena *arena, struct txn **ret)
{
    MDB_txn *mdb = NULL;
    struct txn *t = store->txn;

    must(store != NULL && arena != NULL);
    must(!store->writing && !store->env.read_only);
    must(!store->kept || store->views_open == 0);      /* a view would see what is not committed */
    TRY(fault_due(store->faults));
    if (store->kept) {
        go_on(t, arena);
    } else {
        TRY(env_begin_write(&store->env, &mdb));
        view_start(&t->view, store, arena, mdb, true);
    }
    t->marks_rebuilt = t->wrote = t->whole = t->recovers = false;
    store->writing = true;
    *ret = t;
    return OK;
}

/* LMDB frees a write transaction's cursors with it. */
static void mdb_ended(struct store *store)
{
    memset(store->txn->view.cursors, 0, (store->slot_count + 1) * sizeof(struct cursor));
    store->txn->view.mdb = NULL;
    store->kept = false;
}

static void txn_ended(struct txn *txn)
{
    must(txn->view.store->writing);
    txn->view.store->writing = false;
}

/* Takes back what LMDB has not committed, steps that are in the journal among it. */
static void take_back(struct store *store)
{
    store->behind = store->behind || store->kept || store->txn->recovers;
    mdb_txn_abort(store->txn->view.mdb);
    mdb_ended(store);
    if (store->journals)
        journal_forget(store->journal);
}

/* LMDB's own commit: log and tables then hold everything, and the journal begins anew. */
static enum err commit_whole(struct store *store)
{
    uint8_t generation[GENERATION_LEN];
    MDB_txn *mdb = store->txn->view.mdb;
    enum err err = store->journals ? generation_renew(store, mdb, generation) : OK;

    if (err != OK) {
        take_back(store);
        return err;
    }
    store->behind = store->behind || store->kept;
    err = err_of(mdb_txn_commit(mdb));
    mdb_ended(store);
    if (store->journals)
        journal_forget(store->journal);
    if (err != OK)
        return err;
    store->behind = false;
    if (store->journals)
        journal_start(store->journal, generation);
    return OK;
}

/* One flush of the step's entries; LMDB's transaction goes on. */
static enum err commit_journal(struct store *store)
{
    TRY(journal_write(store->journal));
    store->kept = true;
    return OK;
}

static enum err commit_any(struct txn *t)
{
    struct store *store = t->view.store;

    if (store->journals && t->recovers && !t->whole) {
        store->kept = true;
        store->behind = false;
        return OK;
    }
    if (store->kept && !t->wrote)
        return OK;
    if (store->journals && t->view.appended && !t->whole && journal_has_room(store->journal))
        return commit_journal(store);
    return commit_whole(store);
}

enum err store_commit(struct txn **txn)
{
    must(txn != NULL && *txn != NULL);
    struct txn *t = *txn;
    struct store *store = t->view.store;
    enum err err = t->view.fault;

    *txn = NULL;
    must(!store->behind || t->recovers);
    if (err == OK)
        err = fault_due(store->faults);
    if (err == OK)
        err = commit_any(t);
    else
        take_back(store);
    txn_ended(t);
    if (err == OK && t->marks_rebuilt)
        store->needs_rebuild = false;
    return err;
}

void store_abort(struct txn **txn)
{
    must(txn != NULL && *txn != NULL);
    struct txn *t = *txn;
    if (!t->view.store->kept || t->wrote || t->view.fault != OK)      /* else it goes on as it was */
        take_back(t->view.store);
    txn_ended(t);
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

/* Reads what the kept transaction holds, through its cursors; nothing is written meanwhile. */
static enum err view_over(struct store *store, struct arena *arena, struct view **ret)
{
    const struct view *kept = &store->txn->view;
    struct view *view = calloc(1, sizeof(*view));

    must(!store->writing);
    if (view == NULL)
        return ERR_NO_MEMORY;
    view_start(view, store, arena, kept->mdb, false);
    view->turn = kept->turn;
    view->cursors = kept->cursors;
    view->head = kept->head;
    view->head_known = kept->head_known;
    view->over = true;
    store->views_open++;
    *ret = view;
    return OK;
}

enum err store_view(struct store *store, struct arena *arena, struct view **ret)
{
    struct view *view = NULL;

    must(store != NULL && arena != NULL);
    TRY(fault_due(store->faults));
    if (store->kept)
        return view_over(store, arena, ret);
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
    if (v->over) {
        free(v);
        return;
    }
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

enum err store_settle(struct store *store)
{
    must(store != NULL && !store->writing);
    if (!store->kept)
        return OK;
    must(store->views_open == 0);
    return commit_whole(store);
}

/* What fails here stands in the journal. */
void store_end(struct store *store)
{
    must(store->kept);
    if (store->faults != NULL && store->faults->crash)
        take_back(store);
    else
        (void)!commit_whole(store);
}

bool store_behind(const struct store *store)
{
    return store->behind;
}

enum err store_recover(struct txn *txn, bool whole)
{
    struct store *store = txn->view.store;
    uint8_t generation[GENERATION_LEN];
    bool found;

    must(store->behind && !txn->wrote && store->journal != NULL);
    txn->recovers = true;
    txn->whole = whole;
    TRY(generation_get(store, txn->view.mdb, generation, &found));
    if (!found)
        return ERR_CORRUPT;
    return journal_load(store->journal, generation, log_head(&txn->view));
}

bool store_recovered(const struct txn *txn, uint64_t number, struct bytes *ret)
{
    must(txn->recovers);
    return journal_entry(txn->view.store->journal, number, ret);
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
