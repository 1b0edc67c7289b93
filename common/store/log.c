/* The narrow log: entries by number. Keeps true: numbers start at 1 and have no gaps; an entry is
 * never changed or removed. What an entry says is not known here. */
#include "base/invariant.h"
#include "internal.h"

static struct cursor *log_cursor(const struct view *view)
{
    return view->store->log_present ? view_cursor(view, view->store->slot_count, view->store->log) : NULL;
}

uint64_t log_head(const struct view *view)
{
    MDB_val key, value;

    must(view != NULL);
    if (!view_call(view))
        return 0;
    if (view->head_known)
        return view->head;
    struct cursor *cursor = log_cursor(view);
    if (cursor == NULL)
        return 0;
    uint64_t head = 0;
    if (view_took(view, mdb_cursor_get(cursor->at, &key, &value, MDB_LAST))) {
        if (key.mv_size == 8)
            head = be64_get(key.mv_data);
        else
            view_latch(view, ERR_CORRUPT);
    }
    if (view->fault != OK)
        return 0;
    view->self->head = head;
    view->self->head_known = true;
    return head;
}

void log_append(struct txn *txn, uint64_t number, struct bytes entry)
{
    uint8_t bytes[8];

    must(txn != NULL);
    must(entry.at != NULL && entry.len > 0 && entry.len <= ROW_VALUE_MAX);
    uint64_t head = log_head(&txn->view);
    if (!view_call(&txn->view))
        return;
    must(number == head + 1);
    struct cursor *cursor = log_cursor(&txn->view);
    if (cursor == NULL)
        return;
    be64_put(bytes, number);
    MDB_val key = { sizeof(bytes), bytes }, value = { entry.len, (void *)(uintptr_t)entry.at };
    if (!view_took(&txn->view, mdb_cursor_put(cursor->at, &key, &value, MDB_APPEND)))
        return;
    txn->view.head = number;
    txn->view.appended = txn->wrote = true;
    if (txn->view.store->journals && !txn->recovers)
        journal_add(txn->view.store->journal, number, entry);
}

bool log_read(const struct view *view, uint64_t number, struct bytes *ret)
{
    uint8_t bytes[8];
    MDB_val value;

    must(view != NULL && ret != NULL);
    if (!view_call(view))
        return false;
    struct cursor *cursor = log_cursor(view);
    if (cursor == NULL)
        return false;
    be64_put(bytes, number);
    MDB_val key = { sizeof(bytes), bytes };
    if (!view_took(view, mdb_cursor_get(cursor->at, &key, &value, MDB_SET)))
        return false;
    struct bytes entry = { value.mv_data, (uint32_t)value.mv_size };
    must(value.mv_size <= UINT32_MAX);
    *ret = view->dirty || view->appended ? bytes_copy(view->arena, entry) : entry;      /* a dirty page may move */
    return true;
}
