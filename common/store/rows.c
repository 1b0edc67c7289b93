/* Typed rows. Keeps true: a row read equals the row put, field by field, and owns nothing of
 * LMDB's pages (they move with the next write); a view never writes; a call after a latched fault does
 * nothing. One cursor per table and transaction, so that neighbouring rows are found without a
 * descent from the root. */
#include "base/invariant.h"
#include "internal.h"

bool row_decode(const struct view *view, const struct table_slot *slot, struct bytes key, const MDB_val *value, void *ret_row)
{
    struct bytes in = { value->mv_data, (uint32_t)value->mv_size };

    must(value->mv_size <= UINT32_MAX);
    if (slot->borrows)
        in = bytes_copy(view->arena, in);
    if (message_decode_own(&slot->value, in, view->arena, ret_row) == OK && key_read(slot, key, view->arena, ret_row))
        return true;
    view_latch(view, ERR_CORRUPT);
    return false;
}

bool row_find(const struct view *view, const struct table *table, const void *key, void *ret_row)
{
    uint8_t bytes[ROW_KEY_MAX];

    must(view != NULL && ret_row != NULL);
    if (!view_call(view))
        return false;
    const struct table_slot *slot = slot_of(view->store, table);
    uint32_t len = key_write(slot, key, bytes);
    if (!slot->present || len == 0)
        return false;
    struct cursor *cursor = view_cursor(view, slot->index, slot->dbi);
    if (cursor == NULL)
        return false;
    MDB_val at = { len, bytes }, value;
    cursor->steady = view_took(view, mdb_cursor_get(cursor->at, &at, &value, MDB_SET));
    return cursor->steady && row_decode(view, slot, (struct bytes){ bytes, len }, &value, ret_row);
}

void row_get(const struct txn *txn, const struct table *table, const void *key, void *ret_row)
{
    must(txn != NULL);
    if (row_find(&txn->view, table, key, ret_row))
        return;
    must(txn->view.fault != OK);
    memset(ret_row, 0, table->row->size);
}

void row_put(struct txn *txn, const struct table *table, const void *row)
{
    uint8_t bytes[ROW_KEY_MAX];

    must(txn != NULL && row != NULL);
    const struct view *view = &txn->view;
    if (!view_call(view))
        return;
    struct table_slot *slot = slot_of(view->store, table);
    uint32_t len = key_write(slot, row, bytes);
    struct writer w = writer_of(view->store->scratch, ROW_VALUE_MAX);
    message_encode(&slot->value, row, &w);
    must(len > 0 && !w.full);
    struct cursor *cursor = view_cursor(view, slot->index, slot->dbi);
    if (cursor == NULL)
        return;
    MDB_val at = { len, bytes }, value = { w.len, w.at };
    cursor->steady = false;
    txn->wrote = true;
    (void)view_took(view, mdb_cursor_put(cursor->at, &at, &value, 0));
}

void row_remove(struct txn *txn, const struct table *table, const void *key)
{
    uint8_t bytes[ROW_KEY_MAX];

    must(txn != NULL && key != NULL);
    const struct view *view = &txn->view;
    if (!view_call(view))
        return;
    struct table_slot *slot = slot_of(view->store, table);
    uint32_t len = key_write(slot, key, bytes);
    struct cursor *cursor = view_cursor(view, slot->index, slot->dbi);
    if (cursor == NULL || len == 0)
        return;
    MDB_val at = { len, bytes }, value;
    cursor->steady = false;
    txn->wrote = true;
    if (view_took(view, mdb_cursor_get(cursor->at, &at, &value, MDB_SET)))
        (void)view_took(view, mdb_cursor_del(cursor->at, 0));
}

uint64_t row_count(const struct view *view, const struct table *table)
{
    MDB_stat stat;

    must(view != NULL);
    if (!view_call(view))
        return 0;
    const struct table_slot *slot = slot_of(view->store, table);
    if (!slot->present || !view_took(view, mdb_stat(view->mdb, slot->dbi, &stat)))
        return 0;
    return stat.ms_entries;
}
