/* Bringing the copy up to date. Keeps true: nothing becomes part of the copy but leaves whose hashes, put behind those
 * that were there, make the signed root; a leaf that does not follow in its source's chain is told, not kept. */
#include "copy_inside.h"

#include "base/invariant.h"
#include "codec/check.h"
#include "trust/hash.h"

#define PAGE_LEAVES 256u

struct syncing {
    struct audit_copy *copy;
    struct client *audit;
    const struct audit_reading *how;
    struct audit_synced *found;
    struct arena page, entry;
    bool epoch_back;                   /* a chain begins anew before what is remembered of it */
};

static void tell(struct syncing *s, enum audit_outcome outcome, const struct audit_fault *fault)
{
    if (s->found->outcome != AUDIT_VERIFIED)
        return;
    s->found->outcome = outcome;
    s->found->fault = *fault;
}

static void tell_line(struct syncing *s, enum audit_fault_kind kind, const struct audit_line *line, uint64_t expected)
{
    struct audit_fault fault = { .kind = kind, .index = line->index, .epoch = line->epoch, .sequence = line->sequence, .expected = expected };

    snprintf(fault.source, sizeof fault.source, "%.*s", (int)line->source.len, line->source.at);
    tell(s, kind <= AUDIT_FAULT_DIVERGED ? AUDIT_TAMPERED : AUDIT_INCOMPLETE, &fault);
}

/* The hash the entry names as the one before; NULL with the fault told. */
static const uint8_t *previous_of(struct syncing *s, const struct audit_line *line)
{
    struct check_fault fault;
    struct entry *entry;

    arena_reset(&s->entry);
    entry = arena_take(&s->entry, sizeof *entry);
    if (check_bytes(line->entry, &check_limits_entry, &fault) != OK || entry_decode(line->entry, &s->entry, entry) != OK) {
        tell_line(s, AUDIT_FAULT_UNREADABLE, line, 0);
        return NULL;
    }
    if (!text_equal(entry->service, line->source) || entry->epoch != line->epoch || entry->number != line->sequence) {
        tell_line(s, AUDIT_FAULT_LABEL, line, 0);
        return NULL;
    }
    return entry->previous;
}

static uint64_t epoch_known(const struct audit_copy *copy, struct text source)
{
    for (uint32_t i = 0; i < copy->chains.count; i++)
        if (text_is(source, copy->chains.at[i].name))
            return copy->chains.at[i].epoch;
    return 0;
}

static enum err take(struct syncing *s, const struct leaf_line *from)
{
    struct audit_copy *copy = s->copy;
    struct audit_line line = { .index = from->leaf_index, .epoch = from->epoch, .sequence = from->sequence, .source = from->source, .entry = from->entry };
    const uint8_t *previous = previous_of(s, &line);
    uint64_t before = epoch_known(copy, line.source), expected = 0;
    enum audit_fault_kind kind;
    uint8_t hash[32];

    if (previous == NULL)
        return OK;
    leaf_hash(line.entry, hash);
    kind = chains_take(&copy->chains, line.source, line.epoch, line.sequence, hash, previous, &expected);
    s->epoch_back = s->epoch_back || (kind == AUDIT_FAULT_GAP && before != 0 && line.epoch > before);
    if (kind != AUDIT_FAULT_NONE)
        tell_line(s, kind, &line, expected);
    if (line.index != copy->count) {
        tell_line(s, AUDIT_FAULT_ORDER, &line, copy->count);
        return OK;
    }
    copy_grow(copy, copy->count, hash);
    return audit_copy_add(copy, &line);
}

static enum err fetch(struct syncing *s)
{
    uint64_t end = s->found->now.tree.size;

    while (s->copy->count < end && s->found->outcome == AUDIT_VERIFIED) {
        const struct audit_leaves body = { .from = s->copy->count, .max = PAGE_LEAVES };
        struct audit_leaves_result page;

        arena_reset(&s->page);
        TRY(audit_ask(s->audit, &audit_ask_leaves, &body, &s->page, &page));
        if (page.leaves.count == 0)
            tell(s, AUDIT_INCOMPLETE, &(struct audit_fault){ .kind = AUDIT_FAULT_CUT, .index = s->copy->count, .expected = end });
        for (uint32_t i = 0; i < page.leaves.count && s->copy->count < end && s->found->outcome == AUDIT_VERIFIED; i++)
            TRY(take(s, &page.leaves.at[i]));
        if (s->how->progress != NULL)
            s->how->progress(s->how->self, s->copy->count, end);
    }
    return OK;
}

/* What was verified before must be a beginning of what is signed now. */
static enum err judge_before(struct syncing *s, const struct audit_kept *before)
{
    const struct audit_kept *now = &s->found->now.tree;
    bool continues = true;

    if (before->size > now->size) {
        tell(s, AUDIT_TAMPERED, &(struct audit_fault){ .kind = AUDIT_FAULT_SHRUNK, .index = now->size, .expected = before->size });
        return OK;
    }
    TRY(audit_consistent(s->audit, before, now, &s->page, &continues));
    if (!continues)
        tell(s, AUDIT_TAMPERED, &(struct audit_fault){ .kind = AUDIT_FAULT_REWRITTEN, .expected = before->size });
    return OK;
}

static void judge_root(struct syncing *s)
{
    const struct audit_kept *now = &s->found->now.tree;
    uint8_t root[32];

    if (!copy_root(s->copy, now->size, root) || memcmp(root, now->root, 32) != 0)
        tell(s, AUDIT_TAMPERED, &(struct audit_fault){ .kind = AUDIT_FAULT_ROOT, .expected = now->size });
}

static enum err judge_head(struct syncing *s)
{
    if (!s->found->now.noted)
        tell(s, AUDIT_INCOMPLETE, &(struct audit_fault){ .kind = AUDIT_FAULT_UNSIGNED });
    else if (!s->found->now.ok)
        tell(s, AUDIT_TAMPERED, &(struct audit_fault){ .kind = AUDIT_FAULT_SIGNATURE });
    if (s->found->outcome != AUDIT_VERIFIED)
        return OK;
    TRY(judge_before(s, audit_copy_head(s->copy)));
    return s->how->kept == NULL || s->found->outcome != AUDIT_VERIFIED ? OK : judge_before(s, s->how->kept);
}

static enum err sync_from_here(struct syncing *s)
{
    uint64_t had = s->copy->count;

    TRY(fetch(s));
    if (s->found->outcome == AUDIT_VERIFIED)
        judge_root(s);
    s->found->fetched = s->copy->count - had;
    return s->found->outcome == AUDIT_VERIFIED ? audit_copy_keep(s->copy, &s->found->now.tree) : OK;
}

static enum err sync_all(struct syncing *s)
{
    struct audit_signed now;

    TRY(judge_head(s));
    if (s->found->outcome != AUDIT_VERIFIED || s->copy->count == s->found->now.tree.size)
        return OK;
    TRY(sync_from_here(s));
    if (!s->epoch_back)
        return OK;
    now = s->found->now;               /* a restored source: its chain goes back before what is remembered. All again. */
    *s->found = (struct audit_synced){ .now = now };
    TRY(copy_begin_anew(s->copy));
    return sync_from_here(s);
}

enum err audit_copy_sync(struct audit_copy *copy, struct client *audit, const uint8_t public_key[32], const struct audit_reading *how,
                         struct arena *arena, struct audit_synced *ret)
{
    struct audit_synced found = { .outcome = AUDIT_VERIFIED };
    struct syncing s = { .copy = copy, .audit = audit, .how = how, .found = &found };
    enum err err;

    arena_init(&s.page, AUDIT_ARENA_BYTES);
    arena_init(&s.entry, AUDIT_ARENA_BYTES);
    err = audit_ask_signed(audit, copy->origin, public_key, arena, &found.now);
    if (err == OK)
        err = sync_all(&s);
    if (err == OK)
        *ret = found;
    arena_fini(&s.page);
    arena_fini(&s.entry);
    return err;
}
