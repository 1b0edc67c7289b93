/* Where two states part, in words: for a person who looks into a failed verification. */
#include "base/invariant.h"
#include "walk.h"

static const struct table_slot *slot_named(const struct store *store, const char *name)
{
    for (uint32_t i = 0; i < store->slot_count; i++) {
        if (strcmp(store->slots[i].table->name, name) == 0)
            return &store->slots[i];
    }
    return NULL;
}

static struct text describe(struct arena *arena, const char *table, struct bytes key, const char *how)
{
    char hex[2 * ROW_KEY_MAX + 1];

    hex_put(hex, key.at, key.len < ROW_KEY_MAX ? key.len : ROW_KEY_MAX);
    return text_format(arena, "%s %s: %s", table, hex, how);
}

static int compare(struct bytes a, struct bytes b)
{
    uint32_t common = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.at, b.at, common);

    if (order != 0 || a.len == b.len)
        return order;
    return a.len < b.len ? -1 : 1;
}

/* Both walks are in key order, so the first two rows that do not match tell. */
static bool table_differs(struct walk a, struct walk b, const char *name, struct arena *arena, struct text *ret)
{
    struct bytes a_key, b_key, a_value, b_value;

    for (;;) {
        bool a_more = walk_next(&a, &a_key, &a_value), b_more = walk_next(&b, &b_key, &b_value);
        if (a.view->fault != OK || b.view->fault != OK || (!a_more && !b_more))
            return false;
        int order = !a_more ? 1 : !b_more ? -1 : compare(a_key, b_key);
        if (order < 0)
            *ret = describe(arena, name, a_key, "only in the first");
        else if (order > 0)
            *ret = describe(arena, name, b_key, "only in the second");
        else if (!bytes_equal(a_value, b_value))
            *ret = describe(arena, name, a_key, "another value");
        else
            continue;
        return true;
    }
}

/* Tables of `a`; when swapped (`a` is the second store) only those the other does not know. */
static bool tables_differ(const struct view *a, const struct view *b, bool swapped, struct arena *arena, struct text *ret)
{
    for (uint32_t i = 0; i < a->store->slot_count; i++) {
        const struct table_slot *mine = &a->store->slots[i];
        const struct table_slot *theirs = slot_named(b->store, mine->table->name);
        struct walk first = { .view = a, .slot = mine }, second = { .view = b, .slot = theirs };
        if (mine->table->derived || (swapped && theirs != NULL))
            continue;
        if (swapped ? table_differs(second, first, mine->table->name, arena, ret)
                    : table_differs(first, second, mine->table->name, arena, ret))
            return true;
    }
    return false;
}

bool store_first_difference(const struct view *a, const struct view *b, struct arena *arena, struct text *ret)
{
    must(a != NULL && b != NULL && a != b);
    must(arena != NULL && ret != NULL);
    return tables_differ(a, b, false, arena, ret) || tables_differ(b, a, true, arena, ret);
}
