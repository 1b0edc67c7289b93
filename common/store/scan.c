/* Walks over rows in key order. Keeps true: each row that stays is met exactly once, whatever is put or
 * removed between two steps, because a step starts from the key reached, not from a place in a
 * page. When nothing moved, that key is still under the cursor and the step costs no search. */
#include "base/invariant.h"
#include "internal.h"

static void scan_begin(const struct view *view, const struct table *table, const void *from, uint32_t prefix, bool backward,
                       struct row_scan *ret)
{
    must(view != NULL && from != NULL);
    const struct table_slot *slot = slot_of(view->store, table);
    *ret = (struct row_scan){ .view = view, .table = table, .backward = backward };
    ret->prefix_len = key_prefix_len(slot, prefix);
    ret->last_len = key_write(slot, from, ret->last);
}

void row_scan_begin(const struct view *view, const struct table *table, const void *from, uint32_t prefix, struct row_scan *ret)
{
    scan_begin(view, table, from, prefix, false, ret);
}

void row_scan_begin_backward(const struct view *view, const struct table *table, const void *from, uint32_t prefix,
                             struct row_scan *ret)
{
    scan_begin(view, table, from, prefix, true, ret);
}

static bool is_last(const struct row_scan *scan, const MDB_val *key)
{
    return key->mv_size == scan->last_len && memcmp(key->mv_data, scan->last, scan->last_len) == 0;
}

static int seek_from(const struct row_scan *scan, MDB_cursor *at, MDB_val *key, MDB_val *value)
{
    if (scan->last_len == 0)      /* an empty text is before everything; LMDB takes no empty key */
        return mdb_cursor_get(at, key, value, scan->backward ? MDB_LAST : MDB_FIRST);
    *key = (MDB_val){ scan->last_len, (void *)(uintptr_t)scan->last };
    return mdb_cursor_get(at, key, value, MDB_SET_RANGE);
}

/* Forward from a key: the first row at it (only before the first step) or after it. */
static int seek_forward(const struct row_scan *scan, MDB_cursor *at, MDB_val *key, MDB_val *value)
{
    int code = seek_from(scan, at, key, value);

    if (code == MDB_SUCCESS && scan->started && is_last(scan, key))
        code = mdb_cursor_get(at, key, value, MDB_NEXT);
    return code;
}

static int seek_backward(const struct row_scan *scan, MDB_cursor *at, MDB_val *key, MDB_val *value)
{
    if (scan->last_len == 0)      /* nothing is at or before the empty text */
        return MDB_NOTFOUND;
    int code = seek_from(scan, at, key, value);
    if (code == MDB_NOTFOUND)
        return mdb_cursor_get(at, key, value, MDB_LAST);
    if (code == MDB_SUCCESS && (scan->started || !is_last(scan, key)))
        code = mdb_cursor_get(at, key, value, MDB_PREV);
    return code;
}

static bool still_there(const struct row_scan *scan, const struct cursor *cursor)
{
    MDB_val key, value;

    return scan->started && cursor->steady
        && mdb_cursor_get(cursor->at, &key, &value, MDB_GET_CURRENT) == MDB_SUCCESS && is_last(scan, &key);
}

static int step(const struct row_scan *scan, const struct cursor *cursor, MDB_val *key, MDB_val *value)
{
    if (still_there(scan, cursor))
        return mdb_cursor_get(cursor->at, key, value, scan->backward ? MDB_PREV : MDB_NEXT);
    return scan->backward ? seek_backward(scan, cursor->at, key, value) : seek_forward(scan, cursor->at, key, value);
}

bool row_scan_next(struct row_scan *scan, void *ret_row)
{
    MDB_val key, value;

    must(scan != NULL && scan->view != NULL);
    const struct view *view = scan->view;
    if (!view_call(view))
        return false;
    const struct table_slot *slot = slot_of(view->store, scan->table);
    struct cursor *cursor = slot->present ? view_cursor(view, slot->index, slot->dbi) : NULL;
    if (cursor == NULL)
        return false;
    cursor->steady = view_took(view, step(scan, cursor, &key, &value));
    if (!cursor->steady)
        return false;
    if (key.mv_size < scan->prefix_len || memcmp(key.mv_data, scan->last, scan->prefix_len) != 0)
        return false;
    if (key.mv_size > ROW_KEY_MAX) {
        view_latch(view, ERR_CORRUPT);
        return false;
    }
    memcpy(scan->last, key.mv_data, key.mv_size);
    scan->last_len = (uint32_t)key.mv_size;
    scan->started = true;
    return row_decode(view, slot, (struct bytes){ scan->last, scan->last_len }, &value, ret_row);
}
