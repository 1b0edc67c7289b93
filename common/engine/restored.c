/* The first step of a log that came from a backup, behind its new epoch. Keeps true: no key of the days that are lost seals anything again; who
 * was erased in those days is erased in this log too, since the keys that are gone say so. Cut short, it is all done once more. */
#include "engine/internal.h"

#define LOST_AT_ONCE ENTRY_SUBJECTS_MAX

struct lost_keys {
    uint64_t after;                            /* subjects up to this one were looked at */
    struct erased_key at[LOST_AT_ONCE];
    uint32_t count;
};

static enum err find_lost(struct engine *e, struct lost_keys *lost)
{
    AUTO(view) struct view *v = NULL;
    struct subject_key_row row;
    uint8_t key[32];
    enum err err;

    lost->count = 0;
    arena_reset(&e->rebuild_arena);
    TRY(store_view(e->store, &e->rebuild_arena, &v));
    struct row_scan scan = subject_key_row_scan(v, 0, &(struct subject_key_row){ .subject = lost->after + 1 });
    while (lost->count < LOST_AT_ONCE && subject_key_row_next(&scan, &row)) {
        err = key_get(e->keys, row.key_number, key);
        if (err == ERR_NOT_FOUND)
            lost->at[lost->count++] = (struct erased_key){ .subject = row.subject, .key = row.key_number };
        else
            TRY(err);
        lost->after = row.subject;
    }
    secret_wipe(key, sizeof key);
    return view_fault(v);
}

static void state_lost(struct decision *d, void *self)
{
    const struct lost_keys *lost = self;

    emit_engine_subjects_erased(d, &(struct engine_subjects_erased){ .keys = { .at = lost->at, .count = lost->count } });
}

static enum err state_all_lost(struct engine *e, uint64_t clock_us, struct outbox *out)
{
    struct lost_keys lost = { .after = 0 };

    for (;;) {
        TRY(find_lost(e, &lost));
        if (lost.count == 0)
            return OK;
        TRY(engine_act(e, "erased", state_lost, &lost, clock_us, out));
    }
}

static enum err forget_restored(struct engine *e)
{
    static const uint8_t no = 0;
    AUTO(txn) struct txn *t = NULL;

    arena_reset(&e->arena);
    TRY(store_begin(e->store, &e->arena, &t));
    meta_put(t, META_RESTORED, (struct bytes){ &no, 1 });
    return store_commit(&t);
}

enum err engine_begin_restored(struct engine *e, uint64_t clock_us, struct outbox *out)
{
    TRY(key_pool_cut(e->keys, e->fold.progress.next_key));
    TRY(engine_fill_pool(e));
    TRY(state_all_lost(e, clock_us, out));
    TRY(forget_restored(e));
    e->restored = false;
    return OK;
}
