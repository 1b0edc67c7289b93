/* Which allow-list of peers a service goes by, on record: an entry each time another one comes into force, so that the audit log shows
 * since when a key could connect or no longer could. The list itself is the shell's. */
#include "engine/internal.h"

static void state_taken(struct decision *d, void *self)
{
    struct engine_peers_taken *taken = self;

    taken->at_us = d->ctx->now_us;
    emit_engine_peers_taken(d, taken);
}

/* It is the one on record. */
static enum err known(struct engine *e, const struct engine_peers_taken *taken, bool *ret)
{
    AUTO(view) struct view *v = NULL;
    struct peers_now row;

    arena_reset(&e->arena);
    TRY(store_view(e->store, &e->arena, &v));
    *ret = peers_now_find(v, ONE, &row) && row.version == taken->version && memcmp(row.sha256.at, taken->sha256.at, 32) == 0;
    return view_fault(v);
}

enum err engine_note_peers(struct engine *e, uint64_t version, const uint8_t sha256[32], uint64_t clock_us, struct outbox *out)
{
    struct engine_peers_taken taken = { .version = version, .sha256 = { sha256, 32 } };
    bool same;

    TRY(known(e, &taken, &same));
    if (!same && e->epoch == 0)
        TRY(engine_new_epoch(e, clock_us, out));
    return same ? OK : engine_act(e, "allow_list", state_taken, &taken, clock_us, out);
}

void apply_engine_peers_taken(struct txn *t, const struct engine_peers_taken *ev)
{
    peers_now_put(t, &(struct peers_now){ .one = ONE, .version = ev->version, .sha256 = ev->sha256 });
}
