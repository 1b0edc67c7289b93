/* The digest of a state: over the tables in order of their names, each as name, rows, count; every part
 * opened by its length, so that two states have one digest only when they are equal byte for byte. */
#include "base/invariant.h"
#include "trust/hash.h"
#include "walk.h"

bool walk_next(struct walk *walk, struct bytes *ret_key, struct bytes *ret_value)
{
    MDB_val key, value;

    must(walk != NULL);
    if (walk->slot == NULL || !walk->slot->present || !view_call(walk->view))
        return false;
    struct cursor *cursor = view_cursor(walk->view, walk->slot->index, walk->slot->dbi);
    if (cursor == NULL)
        return false;
    int code = mdb_cursor_get(cursor->at, &key, &value, walk->started ? MDB_NEXT : MDB_FIRST);
    cursor->steady = false;
    walk->started = true;
    if (!view_took(walk->view, code))
        return false;
    must(key.mv_size <= UINT32_MAX && value.mv_size <= UINT32_MAX);
    *ret_key = (struct bytes){ key.mv_data, (uint32_t)key.mv_size };
    *ret_value = (struct bytes){ value.mv_data, (uint32_t)value.mv_size };
    return true;
}

static void add_framed(struct sha256_state *state, struct bytes part)
{
    uint8_t len[4];

    be32_put(len, part.len);
    sha256_add(state, (struct bytes){ len, sizeof(len) });
    if (part.len > 0)
        sha256_add(state, part);
}

static void add_table(struct sha256_state *state, const struct view *view, const struct table_slot *slot)
{
    struct walk walk = { .view = view, .slot = slot };
    struct bytes key, value;
    uint64_t count = 0;
    uint8_t end[12] = { 0 };      /* length 0, as no key has, then the count */

    add_framed(state, (struct bytes){ (const uint8_t *)slot->table->name, (uint32_t)strlen(slot->table->name) });
    while (walk_next(&walk, &key, &value)) {
        add_framed(state, key);
        add_framed(state, value);
        count++;
    }
    be64_put(end + 4, count);
    sha256_add(state, (struct bytes){ end, sizeof(end) });
}

enum err store_state_digest(const struct view *view, uint8_t ret[32])
{
    struct sha256_state state;
    uint8_t digest[SHA256_LEN];

    must(view != NULL && ret != NULL);
    sha256_start(&state);
    for (uint32_t i = 0; i < view->store->slot_count; i++) {
        if (!view->store->slots[i].table->derived)
            add_table(&state, view, &view->store->slots[i]);
    }
    sha256_end(&state, digest);
    TRY(view->fault);
    memcpy(ret, digest, sizeof(digest));
    return OK;
}
