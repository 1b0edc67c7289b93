/* Private to this layer: what store, views, rows and log share. */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <lmdb.h>

#include "store/env.h"
#include "store/journal.h"
#include "store/store.h"

#define KEY_PARTS_MAX 12
#define KEY_TEXT_MAX 40
#define KEY_BYTES_MAX 32
#define TABLE_NAME_MAX 64
#define TABLE_PREFIX "row."      /* of LMDB's name; keeps tables apart from log and meta */
#define ROOM_BYTES (UINT64_C(8) * 1024 * 1024)

/* One key field: where it lies in the row struct, and its bytes in the key. */
struct key_part {
    enum field_kind kind;
    uint32_t offset;
    uint32_t width;              /* text: the most it can have */
};

/* A table as this store has it, worked out once at open. */
struct table_slot {
    const struct table *table;
    MDB_dbi dbi;
    bool present;                /* false: read_only, and never made */
    bool borrows;                /* values hold texts or bytes, which a decoder leaves where they are */
    uint32_t index;
    uint32_t part_count;
    struct key_part parts[KEY_PARTS_MAX];
    struct record_spec value;    /* the row without its key fields */
    struct field_spec *value_fields;
};

struct store {
    struct env env;
    char *dir;
    struct faults *faults;
    void *user;
    struct table_slot *slots;    /* by name */
    uint32_t slot_count;
    struct table_slot **by_table;/* open addressing over the address of the table */
    uint32_t by_table_mask;
    MDB_dbi log, meta;
    bool log_present, meta_present;
    uint64_t layout;
    bool needs_rebuild;
    uint8_t *scratch;            /* ROW_VALUE_MAX: the value being encoded */
    struct txn *txn;             /* one object, reused */
    bool writing;
    struct view *spare;          /* an ended view kept with its reader slot */
    uint32_t views_open;
    struct journal *journal;     /* NULL: each commit is LMDB's */
    bool journals;               /* steps go there first */
    bool kept;                   /* LMDB's transaction stays open between steps: what it holds is in the journal */
    bool behind;                 /* log and tables lack what the journal holds */
};

struct cursor {
    MDB_cursor *at;
    uint64_t turn;               /* of the view when it was bound */
    bool steady;                 /* stands on a row, and nothing was written since */
};

struct view {
    struct view *self;           /* reading moves cursors and latches faults, in a view that is const to the domain */
    struct store *store;
    struct arena *arena;
    MDB_txn *mdb;
    enum err fault;
    bool writes;
    uint64_t turn;               /* numbers the lives of a reused view */
    uint64_t head;               /* of the log, when head_known */
    bool head_known, appended;
    bool dirty;                  /* pages of the log may be ones that the next append moves */
    bool over;                   /* reads through the kept transaction and its cursors */
    struct cursor *cursors;      /* one per slot, the last for the log */
};

struct txn {
    struct view view;
    bool marks_rebuilt;
    bool wrote;                  /* anything */
    bool whole;                  /* more than entries and their fold: LMDB commits */
    bool recovers;               /* what it appends came from the journal */
};

/* Counts a call; the error when it is the one chosen to fail. */
static inline enum err fault_due(struct faults *faults)
{
    if (faults == NULL)
        return OK;
    faults->calls++;
    if (faults->calls != faults->fail_at)
        return OK;
    faults->fired = true;
    return faults->with;
}

/* Opens each storage call of a view: false when it must not be made. */
static inline bool view_call(const struct view *view)
{
    if (view->fault != OK)
        return false;
    enum err due = fault_due(view->store->faults);
    if (due == OK)
        return true;
    view_latch(view, due);
    return false;
}

/* True when `code` is success; otherwise latches, but for "not found". */
static inline bool view_took(const struct view *view, int code)
{
    if (code == MDB_SUCCESS)
        return true;
    if (code != MDB_NOTFOUND)
        view_latch(view, err_of(code));
    return false;
}

/* The view's cursor for slot `index` (slot_count: the log), opened at its first use. NULL: latched. */
struct cursor *view_cursor(const struct view *view, uint32_t index, MDB_dbi dbi);
void view_free(struct view *view);      /* an ended read view, for good */
void store_end(struct store *store);    /* the kept transaction, when the store is dropped */

/* row_keys.c */
MUST_CHECK enum err slots_make(struct store *store, const struct table *const *tables, uint32_t count);
void slots_drop(struct store *store);
struct table_slot *slot_of(const struct store *store, const struct table *table);
uint32_t key_write(const struct table_slot *slot, const void *row, uint8_t to[ROW_KEY_MAX]);
uint32_t key_prefix_len(const struct table_slot *slot, uint32_t fields);
/* Sets the key fields of `row`; texts and bytes go to the arena. False when the key does not fit the table. */
MUST_CHECK bool key_read(const struct table_slot *slot, struct bytes key, struct arena *arena, void *row);

/* meta.c: the generation of the journal; false in *ret_found when there is none yet. */
MUST_CHECK enum err generation_get(const struct store *store, MDB_txn *mdb, uint8_t ret[GENERATION_LEN], bool *ret_found);
MUST_CHECK enum err generation_renew(const struct store *store, MDB_txn *mdb, uint8_t ret[GENERATION_LEN]);

/* rows.c: a row from its stored halves; false latches ERR_CORRUPT. */
bool row_decode(const struct view *view, const struct table_slot *slot, struct bytes key, const MDB_val *value, void *ret_row);

/* meta.c: called once by store_open, inside its transaction. */
MUST_CHECK enum err meta_settle(struct store *store, MDB_txn *mdb);
MUST_CHECK enum err meta_before_clear(struct store *store, MDB_txn *mdb);
MUST_CHECK enum err meta_after_clear(struct store *store, MDB_txn *mdb);

#endif
