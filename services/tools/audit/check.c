/* The check over leaves as they come. Keeps true: what was changed outweighs what is not there, and of each the
 * first one found is told; a root is only compared when every leaf under it was there. Reads no files. */
#include "check.h"

#include "base/invariant.h"
#include "chain.h"
#include "codec/check.h"
#include "engine/entry.h"
#include "trust/hash.h"
#include "trust/merkle.h"

#define ARENA_BYTES_MAX (16u * 1024u * 1024u)

/* A root wanted on the way. */
struct watch {
    uint64_t size;
    bool reached;
    uint8_t root[32];
};

struct audit_check {
    uint64_t count;                        /* leaves taken; the next index while none is missing */
    bool whole;                            /* none was missing so far */
    struct merkle_node edge[64];           /* last complete node of each level: all that appending needs */
    struct chains chains;
    bool chains_ok, signature_ok;
    struct audit_kept head;                /* as signed */
    uint64_t signed_at_us;
    struct audit_kept kept;
    struct watch signed_watch, kept_watch;
    struct audit_fault changed, absent;    /* the first of each */
    struct arena arena;
};

struct audit_check *audit_check_new(const struct audit_kept *kept)
{
    struct audit_check *check = calloc(1, sizeof *check);

    must(check != NULL);
    check->whole = check->chains_ok = true;
    if (kept != NULL)
        check->kept = *kept;
    check->kept_watch.size = check->kept.size;
    for (uint32_t i = 0; i < 64; i++)
        check->edge[i].index = UINT64_MAX;
    arena_init(&check->arena, ARENA_BYTES_MAX);
    return check;
}

void audit_check_drop(struct audit_check **check)
{
    if (*check == NULL)
        return;
    chains_fini(&(*check)->chains);
    arena_fini(&(*check)->arena);
    free(*check);
    *check = NULL;
}

void audit_check_note(struct audit_check *check, const struct audit_fault *fault)
{
    struct audit_fault *to = fault->kind <= AUDIT_FAULT_DIVERGED ? &check->changed : &check->absent;

    must(fault->kind != AUDIT_FAULT_NONE);
    check->chains_ok = check->chains_ok && fault->kind != AUDIT_FAULT_DIVERGED;
    if (to->kind == AUDIT_FAULT_NONE)
        *to = *fault;
}

/* ---- The tree ---- */

static bool edge_get(void *self, uint32_t level, uint64_t index, uint8_t ret[32])
{
    const struct audit_check *check = self;

    if (level >= 64 || check->edge[level].index != index)
        return false;
    memcpy(ret, check->edge[level].hash, 32);
    return true;
}

static void reach(struct audit_check *check, struct watch *watch)
{
    const struct merkle_nodes nodes = { check, edge_get };

    if (watch->reached || watch->size != check->count || !check->whole)
        return;
    must(merkle_root(&nodes, check->count, watch->root) == OK);
    watch->reached = true;
}

static void grow(struct audit_check *check, const uint8_t hash[32])
{
    const struct merkle_nodes nodes = { check, edge_get };
    struct merkle_node made[64];
    uint32_t count = merkle_append(&nodes, check->count, hash, made);

    must(count > 0);
    for (uint32_t i = 0; i < count; i++)
        check->edge[made[i].level] = made[i];
    check->count++;
    reach(check, &check->signed_watch);
    reach(check, &check->kept_watch);
}

/* ---- One leaf ---- */

static void note_at(struct audit_check *check, enum audit_fault_kind kind, const struct audit_line *line, uint64_t expected)
{
    struct audit_fault fault = { .kind = kind, .index = line->index, .epoch = line->epoch, .sequence = line->sequence, .expected = expected };
    uint32_t len = line->source.len < AUDIT_SOURCE_SIZE ? line->source.len : AUDIT_SOURCE_SIZE - 1;

    if (len > 0)
        memcpy(fault.source, line->source.at, len);
    audit_check_note(check, &fault);
}

/* Its place in the tree. False when it belongs nowhere. */
static bool take_place(struct audit_check *check, const struct audit_line *line)
{
    if (line->index == check->count)
        return true;
    if (line->index < check->count) {
        note_at(check, AUDIT_FAULT_ORDER, line, check->count);
        check->whole = false;
        return false;
    }
    audit_check_note(check, &(struct audit_fault){ .kind = AUDIT_FAULT_LEAF_MISSING, .index = check->count, .expected = line->index });
    check->whole = false;
    check->chains.missing = true;
    check->count = line->index;
    return true;
}

/* The hash it names as the one before; NULL when its bytes are no entry or not the one it is said to be. */
static const uint8_t *read_entry(struct audit_check *check, const struct audit_line *line)
{
    struct check_fault fault;
    struct entry *entry;

    arena_reset(&check->arena);
    entry = arena_take(&check->arena, sizeof *entry);
    if (check_bytes(line->entry, &check_limits_entry, &fault) != OK || entry_decode(line->entry, &check->arena, entry) != OK) {
        note_at(check, AUDIT_FAULT_UNREADABLE, line, 0);
        return NULL;
    }
    if (!text_equal(entry->service, line->source) || entry->epoch != line->epoch || entry->number != line->sequence) {
        note_at(check, AUDIT_FAULT_LABEL, line, 0);
        return NULL;
    }
    return entry->previous;
}

void audit_check_leaf(struct audit_check *check, const struct audit_line *line, uint8_t ret_hash[32])
{
    enum audit_fault_kind kind;
    const uint8_t *previous;
    uint64_t expected = 0;

    leaf_hash(line->entry, ret_hash);
    if (!take_place(check, line))
        return;
    if (line->hash != NULL && memcmp(line->hash, ret_hash, 32) != 0)
        note_at(check, AUDIT_FAULT_HASH, line, 0);
    previous = read_entry(check, line);
    kind = chains_take(&check->chains, line->source, line->epoch, line->sequence, ret_hash, previous, &expected);
    if (kind != AUDIT_FAULT_NONE) {
        check->chains_ok = false;
        note_at(check, kind, line, expected);
    }
    if (check->whole)
        grow(check, ret_hash);
    else
        check->count++;
}

/* ---- The head and the end ---- */

static bool origin_fits(const char *origin)
{
    size_t len = strlen(origin);

    for (size_t i = 0; i < len; i++)
        if (origin[i] <= ' ' || origin[i] >= 0x7F || origin[i] == '+')
            return false;
    return len > 0 && len <= CHECKPOINT_ORIGIN_MAX;
}

void audit_check_head(struct audit_check *check, struct text note, const char *origin, const uint8_t public_key[32])
{
    enum err err;

    must(check->count == 0 && check->whole);
    if (note.len == 0) {
        audit_check_note(check, &(struct audit_fault){ .kind = AUDIT_FAULT_UNSIGNED });
        return;
    }
    err = origin_fits(origin) ? checkpoint_verify(note, origin, public_key, &check->head.size, check->head.root, &check->signed_at_us)
                              : ERR_MALFORMED;
    check->signature_ok = err == OK;
    if (err != OK)
        audit_check_note(check, &(struct audit_fault){ .kind = err == ERR_CRYPTO ? AUDIT_FAULT_SIGNATURE : AUDIT_FAULT_CHECKPOINT });
    check->signed_watch.size = check->head.size;
    reach(check, &check->signed_watch);
    reach(check, &check->kept_watch);
}

uint64_t audit_check_signed(const struct audit_check *check)
{
    return check->head.size;
}

static void note_expected(struct audit_check *check, enum audit_fault_kind kind, uint64_t index, uint64_t expected)
{
    audit_check_note(check, &(struct audit_fault){ .kind = kind, .index = index, .expected = expected });
}

static void judge_roots(struct audit_check *check, const struct audit_kept *served)
{
    const struct merkle_nodes nodes = { check, edge_get };
    uint8_t root[32];

    if (check->signature_ok && check->signed_watch.reached && memcmp(check->signed_watch.root, check->head.root, 32) != 0)
        note_expected(check, AUDIT_FAULT_ROOT, 0, check->head.size);
    if (served == NULL || !check->whole || served->size != check->count)
        return;
    must(merkle_root(&nodes, check->count, root) == OK);
    if (memcmp(root, served->root, 32) != 0)
        note_expected(check, AUDIT_FAULT_SERVED_ROOT, 0, served->size);
}

/* Against what was verified before. Leaves that are not here cannot be compared. */
static void judge_kept(struct audit_check *check)
{
    if (check->kept.size == 0 || !check->signature_ok)
        return;
    if (check->head.size < check->kept.size)
        note_expected(check, AUDIT_FAULT_SHRUNK, check->head.size, check->kept.size);
    else if (check->kept_watch.reached && memcmp(check->kept_watch.root, check->kept.root, 32) != 0)
        note_expected(check, AUDIT_FAULT_REWRITTEN, 0, check->kept.size);
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
    struct audit_verdict verdict = { .size = check->head.size, .signed_at_us = check->signed_at_us, .seen = check->count };

    judge_roots(check, served);
    judge_kept(check);
    judge_extent(check, served, closed);
    memcpy(verdict.root, check->head.root, 32);
    verdict.signature_ok = check->signature_ok;
    verdict.root_ok = check->signature_ok && check->signed_watch.reached && memcmp(check->signed_watch.root, check->head.root, 32) == 0;
    verdict.chains_ok = check->chains_ok;
    verdict.complete = check->absent.kind == AUDIT_FAULT_NONE && check->whole;
    verdict.fault = check->changed.kind != AUDIT_FAULT_NONE ? check->changed : check->absent;
    verdict.outcome = check->changed.kind != AUDIT_FAULT_NONE ? AUDIT_TAMPERED : verdict.complete ? AUDIT_VERIFIED : AUDIT_INCOMPLETE;
    must(verdict.outcome != AUDIT_VERIFIED || (verdict.root_ok && verdict.chains_ok && verdict.signature_ok));
    list_sources(check, &verdict);
    *ret = verdict;
}
