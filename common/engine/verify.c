/* Is the state what the log says? Folds a copy of the log into an empty store and compares.
 * Needs no keys: derived tables stand outside. */
#include "engine/internal.h"

#include "trust/hash.h"

#define ENTRIES_PER_COMMIT 4096

struct verification {
    struct fold fold;
    struct store *copy, *scratch;
    uint16_t site;
    struct arena arena;
    uint64_t next, head;
    struct verify_report report;
};

/* The chain as it is written: number, site, and the hash of the entry before. */
static bool chained(const struct verification *job, const struct entry *entry)
{
    return entry->number == job->next && entry->site == job->site && memcmp(entry->previous, job->fold.progress.last_leaf.at, 32) == 0;
}

static enum err fold_some(struct verification *job)
{
    AUTO(view) struct view *v = NULL;
    AUTO(txn) struct txn *t = NULL;
    struct bytes bytes;
    struct entry entry;
    uint8_t leaf[32];
    uint64_t end = job->next + ENTRIES_PER_COMMIT;

    arena_reset(&job->arena);
    TRY(store_view(job->copy, &job->arena, &v));
    TRY(store_begin(job->scratch, &job->arena, &t));
    job->head = log_head(v);
    TRY(view_fault(v));
    fold_load(&job->fold, view_of(t));
    for (; job->next <= job->head && job->next < end; job->next++) {
        if (!log_read(v, job->next, &bytes) || entry_decode(bytes, &job->arena, &entry) != OK || !chained(job, &entry)) {
            TRY(view_fault(v));
            job->report.chain_ok = false;
            job->report.broken_at = job->next;
            return OK;
        }
        leaf_hash(bytes, leaf);
        fold_entry(&job->fold, t, &entry, leaf);
        job->report.entries++;
        job->report.events += entry.event_count;
    }
    if (job->report.entries > 0)
        fold_save(&job->fold, t);
    return store_commit(&t);
}

static enum err compare(struct verification *job, struct arena *arena)
{
    AUTO(view) struct view *a = NULL;
    AUTO(view) struct view *b = NULL;
    uint8_t copied[32];
    struct text difference;

    arena_reset(&job->arena);
    TRY(store_view(job->copy, &job->arena, &a));
    TRY(store_view(job->scratch, &job->arena, &b));
    TRY(store_state_digest(a, copied));
    TRY(store_state_digest(b, job->report.state_digest));
    job->report.state_ok = memcmp(copied, job->report.state_digest, 32) == 0;
    if (!job->report.state_ok && store_first_difference(a, b, arena, &difference))
        job->report.difference = text_terminated(arena, difference);
    return OK;
}

enum err engine_verify(const struct service *service, struct store *copy, struct store *scratch, uint16_t site,
                       struct arena *arena, struct verify_report *ret)
{
    struct verification job = { .copy = copy, .scratch = scratch, .site = site, .next = 1, .head = UINT64_MAX };
    enum err err = OK;

    job.report.chain_ok = true;
    job.fold = (struct fold){ .contract = service->contract, .derive = false, .window_service = engine_limits_default.window_service,
                              .window_edge = engine_limits_default.window_edge };
    arena_init(&job.arena, SIZE_MAX / 2);
    while (err == OK && job.report.chain_ok && job.next <= job.head)
        err = fold_some(&job);
    if (err == OK && job.report.chain_ok)
        err = compare(&job, arena);
    arena_fini(&job.arena);
    if (err == OK)
        *ret = job.report;
    return err;
}
