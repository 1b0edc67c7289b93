/* One LMDB environment per service: the log of entries, the tables folded from it, and
 * typed access by the generator's descriptions. The only file that needs to know LMDB
 * beside keys.h. No DUPSORT, no nested transactions, no WRITEMAP, no NOSYNC (the simulator's
 * memory store and a rehearsal's excepted).
 *
 * Faults latch: the first failing storage call of a transaction is kept in the view, every
 * later call on it is a no-op ("not found"), and store_commit reports it once. So
 * domain functions return void, and invariant() is quiet on a latched view. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/invariant.h"
#include "codec/message.h"

struct store;

/* Read access inside a transaction. A view cannot write. */
struct view;
/* A write transaction; its view sees its own writes. */
struct txn;

/* Counts storage calls and makes the chosen one fail; for the fault sweep and the simulator.
 * NULL in production. */
struct faults {
    uint64_t calls;          /* made so far */
    uint64_t fail_at;        /* 1-based call that fails; 0 = never */
    enum err with;           /* ERR_IO or ERR_FULL */
    bool fired;
    bool crash;              /* store_drop leaves everything as a killed process would */
};

#define ROW_KEY_MAX 96
#define ROW_VALUE_MAX (256 * 1024)      /* encoded; a larger row or entry breaks an invariant */

/* A table of rows. Key fields come first in key order; rows are kept in ascending byte order of
 * the big-endian key. Key kinds: id, u64, time (8 bytes), date (4), enum (1), bool (1), bytes of fixed length
 * (min == max, at most 32), text (at most 40 bytes by its rule and maximum, only as the last key field). The value is the canonical
 * encoding of the other fields. At most 12 key fields and ROW_KEY_MAX bytes of key. An absent bytes field in a key counts as zeros. */
struct table {
    const char *name;
    const struct record_spec *row;      /* fields sorted by name, as always */
    uint32_t key_count;
    const uint8_t *key_fields;          /* indexes into row->fields, in key order */
    bool derived;                       /* outside log, digest and comparison */
};

struct store_options {
    const char *dir;                    /* exists */
    uint64_t map_bytes;                 /* fixed, sparse */
    bool unflushed;                     /* a rehearsal's: nothing is flushed; whole after a kill, not after a power cut */
    bool memory;                        /* the simulator's: no flushes on tmpfs (elsewhere they stay), nothing reserved */
    bool read_only;
    const struct table *const *tables;
    uint32_t table_count;
    uint64_t layout;                    /* state version, at least 1; see store_needs_rebuild */
    uint64_t journal_bytes;             /* of the journal in front of LMDB; 0: none is made, each commit is LMDB's. See store_behind */
    struct faults *faults;              /* may be NULL */
};

/* ERR_IO, ERR_CORRUPT (not ours, or shorter than it says), ERR_EXISTS (already open in this process), ERR_NOT_FOUND
 * (no such directory; read_only: no data in it), ERR_DENIED, ERR_FULL, ERR_NO_MEMORY. On OK the caller owns *ret;
 * tables and faults need to live as long as it. Not usable after fork. */
MUST_CHECK enum err store_open(const struct store_options *options, struct store **ret);
void store_drop(struct store **store);   /* after its transactions and views */

/* One write transaction at a time; any number of views beside it. */
MUST_CHECK enum err store_begin(struct store *store, struct arena *arena, struct txn **ret);
/* Ends *txn always. Any error but ERR_FULL means the outcome is unknown: no reply, exit. ERR_FULL: nothing was written. */
MUST_CHECK enum err store_commit(struct txn **txn);
void store_abort(struct txn **txn);
void txn_drop(struct txn **txn);                                     /* for AUTO: abort unless NULL */
MUST_CHECK enum err store_view(struct store *store, struct arena *arena, struct view **ret);   /* read snapshot; keep <= 100 ms */
void store_view_end(struct view **view);
void view_drop(struct view **view);                                  /* for AUTO */

const struct view *view_of(const struct txn *txn);
enum err view_fault(const struct view *view);                        /* the latched fault, OK if none */
void view_latch(const struct view *view, enum err err);
struct arena *view_arena(const struct view *view);                   /* the step's arena */
void *view_user(const struct view *view);                            /* the engine's pointer */
void store_set_user(struct store *store, void *user);

/* Inside a transaction: broken unless a storage fault is latched. */
#define invariant(t, condition) \
    ((condition) || view_fault(view_of(t)) != OK ? (void)0 : invariant_broken(__FILE__, __LINE__, #condition))

/* Rows. `key` and `row` are the table's row struct; for lookups only the key fields are read.
 * *ret_row's texts, bytes and lists live in the step's arena. */
bool row_find(const struct view *view, const struct table *table, const void *key, void *ret_row);
void row_get(const struct txn *txn, const struct table *table, const void *key, void *ret_row);  /* a missing row breaks an invariant; ret_row zeroed on a latched fault */
void row_put(struct txn *txn, const struct table *table, const void *row);                      /* insert or replace */
void row_remove(struct txn *txn, const struct table *table, const void *key);                   /* absent is fine */

/* A walk in key order over the rows whose first `prefix` key fields equal those of `from`, beginning
 * at the first row >= the whole key in `from` (for backward: the last row <= it; unset key fields of a backward
 * scan must be filled with their largest value by the caller). The table may be written between two steps.
 * A closing text field cannot be part of the prefix. */
struct row_scan {
    const struct view *view;
    const struct table *table;
    uint8_t last[ROW_KEY_MAX];   /* key reached; next step goes strictly past it */
    uint32_t last_len, prefix_len;
    bool started, backward;
};
void row_scan_begin(const struct view *view, const struct table *table, const void *from, uint32_t prefix, struct row_scan *ret);
void row_scan_begin_backward(const struct view *view, const struct table *table, const void *from, uint32_t prefix, struct row_scan *ret);
bool row_scan_next(struct row_scan *scan, void *ret_row);
uint64_t row_count(const struct view *view, const struct table *table);

/* The narrow log. Entry numbers start at 1 and have no gaps. Bytes of log_read live until the view ends, and no longer
 * than the arena does in a transaction that has appended. */
void log_append(struct txn *txn, uint64_t number, struct bytes entry);   /* number == head + 1 */
bool log_read(const struct view *view, uint64_t number, struct bytes *ret);
uint64_t log_head(const struct view *view);                              /* 0 when empty */

/* ---- The journal ----
 * With one, a commit that appended entries is durable by a single flush; LMDB's own commit comes when the journal is full, when
 * a transaction wrote more than entries and what they mean for the tables, or on store_settle. Views see
 * everything at once; none may be open at store_begin. Other processes see what LMDB committed.
 *
 * Log and tables can lack entries that the journal holds: after a crash, and after a transaction that was taken back. Then
 * nothing can be committed until whoever knows what entries mean has folded them again:
 *     begin; store_recover; while store_recovered(head + 1): log_append and fold; commit */
bool store_behind(const struct store *store);
/* `whole`: the entries are appended without their fold, since the tables are to be rebuilt. ERR_CORRUPT, ERR_IO, ERR_NO_MEMORY. */
MUST_CHECK enum err store_recover(struct txn *txn, bool whole);
/* In memory until the transaction ends. */
bool store_recovered(const struct txn *txn, uint64_t number, struct bytes *ret);
/* Brings log and tables up to date on the disk. On ERR_FULL the store is behind. As store_commit otherwise. */
MUST_CHECK enum err store_settle(struct store *store);

/* Small named values beside the tables (state version, epoch marker, resume row). Not folded, not compared. */
bool meta_get(const struct view *view, const char *name, struct bytes *ret);
void meta_put(struct txn *txn, const char *name, struct bytes value);

/* The tables are a fold of the log by one state version, options.layout. When it changed, or a rebuild was cut short,
 * store_needs_rebuild says so at open, and the engine folds anew:
 *     no meta row "rebuild"?  store_clear_tables, which leaves META_REBUILD at entry 1
 *     until the head:         begin, apply some entries, meta_put "rebuild" (8 bytes, be64: the next entry), commit
 *     at the head:            begin, store_mark_rebuilt, commit
 * A "rebuild" row of another layout is gone when store_open returns. */
#define META_REBUILD "rebuild"
/* One byte, 1 while the log was restored from a backup and no epoch was begun behind it. */
#define META_RESTORED "restored"
bool store_needs_rebuild(const struct store *store);
void store_mark_rebuilt(struct txn *txn);
/* The layout the tables have now; 0 while they are being rebuilt. */
MUST_CHECK enum err store_state_version(struct store *store, uint64_t *ret);
/* Removes all rows of all tables (log and meta stay), in bounded transactions; tables of an earlier layout too. */
MUST_CHECK enum err store_clear_tables(struct store *store);
/* SHA-256 over names, keys and values of every table that is not derived, in a fixed order. */
MUST_CHECK enum err store_state_digest(const struct view *view, uint8_t ret[32]);
/* First table and key (hex) in which two stores differ, or false. For verify. A fault latches its view: look there, too. */
bool store_first_difference(const struct view *a, const struct view *b, struct arena *arena, struct text *ret);

struct store_usage { uint64_t map_bytes, used_bytes, free_disk_bytes; };      /* used: without the pages free for reuse */
MUST_CHECK enum err store_usage(struct store *store, struct store_usage *ret);
/* A compacted copy into an existing empty directory, durable when it returns. Reads for as long as it takes.
 * ERR_EXISTS: data is there already. ERR_NOT_FOUND: no such directory. ERR_FULL, ERR_IO, ERR_CORRUPT. */
MUST_CHECK enum err store_copy(struct store *store, const char *to_dir);
/* Writes the file of a store that nobody has open anew, without the free pages that still hold what rows once held. Interrupted
 * anywhere, the store is as it was or compacted. Settle it before. faults: may be NULL. */
struct store_compaction { uint64_t before_bytes, after_bytes; };
MUST_CHECK enum err store_compact(const char *dir, uint64_t map_bytes, struct faults *faults, struct store_compaction *ret);
/* Frees what readers that died held; their number. At open, on ERR_FULL and every 10 s. */
uint32_t store_reader_check(struct store *store);

/* "ext4", or a static word for what LMDB must not live on (tmpfs, overlay, nfs, fuse): *ret_suitable false. */
const char *store_file_system(const char *dir, bool *ret_suitable);

#endif
