/* The verdict over what was taken in: roots, heads that others hold, the signed list of sources, what is missing. */
#include "check_inside.h"

#include "base/invariant.h"

static void note_expected(struct audit_check *check, enum audit_fault_kind kind, uint64_t index, uint64_t expected)
{
    audit_check_note(check, &(struct audit_fault){ .kind = kind, .index = index, .expected = expected });
}

static bool root_is(const struct audit_check *check, uint64_t size, const uint8_t root[32])
{
    uint8_t found[32];

    return !check_root_at(check, size, found) || memcmp(found, root, 32) == 0;       /* of leaves that are not here nothing is said */
}

static void judge_roots(struct audit_check *check, const struct audit_kept *served)
{
    if (check->signature_ok && !root_is(check, check->head.size, check->head.root))
        note_expected(check, AUDIT_FAULT_ROOT, 0, check->head.size);
    if (served != NULL && check->whole && served->size == check->count && !root_is(check, served->size, served->root))
        note_expected(check, AUDIT_FAULT_SERVED_ROOT, 0, served->size);
}

/* Against what was verified before, what a witness signed, what reports hold. */
static void judge_others(struct audit_check *check)
{
    if (!check->signature_ok)
        return;
    if (check->kept.size > check->head.size)
        note_expected(check, AUDIT_FAULT_SHRUNK, check->head.size, check->kept.size);
    else if (check->kept.size > 0 && !root_is(check, check->kept.size, check->kept.root))
        note_expected(check, AUDIT_FAULT_REWRITTEN, 0, check->kept.size);
    for (uint32_t i = 0; i < check->other_count; i++) {
        const struct other_head *other = &check->others[i];

        if (other->size > check->head.size || !root_is(check, other->size, other->root))
            note_expected(check, other->kind, other->index, other->size);
    }
}

/* ---- The signed list of sources ---- */

static void note_source(struct audit_check *check, enum audit_fault_kind kind, const char *name, uint64_t sequence, uint64_t expected)
{
    struct audit_fault fault = { .kind = kind, .sequence = sequence, .expected = expected };

    snprintf(fault.source, sizeof fault.source, "%s", name);
    audit_check_note(check, &fault);
}

static const struct checkpoint_source *listed(const struct audit_check *check, const char *name)
{
    for (uint32_t i = 0; i < check->head.source_count; i++)
        if (strcmp(check->head.sources[i].name, name) == 0)
            return &check->head.sources[i];
    return NULL;
}

static const struct audit_source *chained(const struct audit_check *check, const char *name)
{
    for (uint32_t i = 0; i < check->at_head_count; i++)
        if (strcmp(check->at_head[i].name, name) == 0)
            return &check->at_head[i];
    return NULL;
}

/* Every service of an office must be in the list, and whoever was in one that was verified before. */
static void judge_list(struct audit_check *check)
{
    static const char *const office[] = { "staff", "inventory", "reservations", "queueing", "reporting" };

    for (uint32_t i = 0; i < check->kept.source_count; i++)
        if (listed(check, check->kept.sources[i].name) == NULL)
            note_source(check, AUDIT_FAULT_SOURCE_GONE, check->kept.sources[i].name, 0, 0);
    for (size_t i = 0; i < sizeof office / sizeof *office && check->head.source_count > 0; i++)
        if (listed(check, office[i]) == NULL)
            note_source(check, AUDIT_FAULT_SOURCE_GONE, office[i], 0, 0);
}

static void judge_sources(struct audit_check *check)
{
    if (!check->signature_ok)
        return;
    judge_list(check);
    if (check->head.source_count == 0 || !check->head_reached)
        return;
    for (uint32_t i = 0; i < check->head.source_count; i++) {
        const struct checkpoint_source *source = &check->head.sources[i];
        const struct audit_source *chain = chained(check, source->name);

        if (chain == NULL ? source->sequence != 0 : chain->epoch != source->epoch || chain->sequence != source->sequence)
            note_source(check, AUDIT_FAULT_SOURCE_LIST, source->name, chain == NULL ? 0 : chain->sequence, source->sequence);
    }
    for (uint32_t i = 0; i < check->at_head_count; i++)
        if (listed(check, check->at_head[i].name) == NULL)
            note_source(check, AUDIT_FAULT_SOURCE_LIST, check->at_head[i].name, check->at_head[i].sequence, 0);
}

static void judge_extent(struct audit_check *check, const struct audit_kept *served, bool closed)
{
    uint64_t due = served != NULL && served->size > check->head.size ? served->size : check->head.size;

    if (check->count < due)
        note_expected(check, AUDIT_FAULT_CUT, check->count, due);
    else if (check->signature_ok && closed && check->count > check->head.size)
        note_expected(check, AUDIT_FAULT_UNSIGNED, check->head.size, check->count);
}

static void list_sources(const struct audit_check *check, struct audit_verdict *ret)
{
    ret->source_count = check->chains.count;
    for (uint32_t i = 0; i < check->chains.count; i++) {
        const struct chain *chain = &check->chains.at[i];

        memcpy(ret->sources[i].name, chain->name, sizeof chain->name);
        ret->sources[i].epoch = chain->epoch;
        ret->sources[i].sequence = chain->last;
        ret->sources[i].entries = chain->entries;
    }
}

void audit_check_end(struct audit_check *check, const struct audit_kept *served, bool closed, struct audit_verdict *ret)
{
    struct audit_verdict verdict = { .size = check->head.size, .signed_at_us = check->head.at_us, .seen = check->count, .head = check->head,
                                     .witnessed = check->witnessed, .witnessed_at_us = check->witnessed_at_us, .reports = check->reports };

    judge_roots(check, served);
    judge_others(check);
    judge_sources(check);
    judge_extent(check, served, closed);
    memcpy(verdict.root, check->head.root, 32);
    memcpy(verdict.witness, check->witness, sizeof verdict.witness);
    if (check->key_count > 0) {
        memcpy(verdict.key, check->keys[check->key_count - 1], 32);
        verdict.key_changes = check->key_count - 1;
    }
    verdict.signature_ok = check->signature_ok;
    verdict.root_ok = check->signature_ok && check->levels[0].count >= check->head.size && root_is(check, check->head.size, check->head.root);
    verdict.chains_ok = check->chains_ok;
    verdict.complete = check->absent.kind == AUDIT_FAULT_NONE && check->whole;
    verdict.fault = check->changed.kind != AUDIT_FAULT_NONE ? check->changed : check->absent;
    verdict.outcome = check->changed.kind != AUDIT_FAULT_NONE ? AUDIT_TAMPERED : verdict.complete ? AUDIT_VERIFIED : AUDIT_INCOMPLETE;
    must(verdict.outcome != AUDIT_VERIFIED || (verdict.root_ok && verdict.chains_ok && verdict.signature_ok));
    list_sources(check, &verdict);
    *ret = verdict;
}

struct audit_kept audit_kept_of(const struct audit_verdict *verdict)
{
    struct audit_kept kept = { .size = verdict->size, .has_key = true, .source_count = verdict->head.source_count };

    memcpy(kept.root, verdict->root, sizeof kept.root);
    memcpy(kept.key, verdict->key, sizeof kept.key);
    memcpy(kept.sources, verdict->head.sources, sizeof kept.sources);
    return kept;
}
