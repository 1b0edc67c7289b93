/* Asking the audit service. What it answers is read as anything from outside; what it claims is for the check. */
#include "fetch.h"

#include "base/invariant.h"
#include "check.h"
#include "trust/merkle.h"

#define BODY_BYTES_MAX 512u
#define PAGE_LEAVES 256u

#define QUESTION(query) const struct audit_question audit_ask_##query = { "audit_" #query, &audit_##query##_spec, &audit_##query##_result_spec }
QUESTION(head);
QUESTION(sources);
QUESTION(leaf);
QUESTION(leaves);
QUESTION(inclusion);
QUESTION(consistency);
QUESTION(lookup);
QUESTION(keys);
QUESTION(tile);

enum err audit_ask(struct client *audit, const struct audit_question *what, const void *body, struct arena *arena, void *ret)
{
    uint8_t room[BODY_BYTES_MAX];
    struct writer w = writer_of(room, sizeof room);
    struct field_fault fault;
    struct answer answer;

    message_encode(what->body, body, &w);
    must(!w.full);
    TRY(client_query(audit, &(struct query_call){ .name = text_of(what->name), .body = written(&w) }, &answer));
    if (answer.kind != ANSWER_ANSWER)
        return ERR_MALFORMED;
    if (answer.outcome != OUTCOME_DONE)
        return text_is(answer.refusal, "no_such_leaf") ? ERR_NOT_FOUND : ERR_DENIED;
    if (answer.result.at == NULL || message_decode(what->result, answer.result, UNKNOWN_KEPT, arena, ret, &fault) != OK)
        return ERR_MALFORMED;
    return OK;
}

/* ---- Proofs ---- */

static bool path_copy(const struct bytes *list, uint32_t count, uint8_t ret[MERKLE_PATH_MAX][32])
{
    for (uint32_t i = 0; i < count && i < MERKLE_PATH_MAX; i++) {
        must(list[i].len == 32);
        memcpy(ret[i], list[i].at, 32);
    }
    return count <= MERKLE_PATH_MAX;
}

enum err audit_consistent(struct client *audit, const struct audit_kept *before, const struct audit_kept *now, struct arena *arena, bool *ret)
{
    const struct audit_consistency body = { .old_size = before->size, .new_size = now->size };
    struct audit_consistency_result result;
    uint8_t path[MERKLE_PATH_MAX][32];

    if (before->size == 0 || before->size >= now->size) {
        *ret = before->size == 0 || (before->size == now->size && memcmp(before->root, now->root, 32) == 0);
        return OK;
    }
    TRY(audit_ask(audit, &audit_ask_consistency, &body, arena, &result));
    *ret = path_copy(result.path.at, result.path.count, path) &&
           merkle_consistency_verify(before->size, now->size, before->root, now->root, path, result.path.count);
    return OK;
}

enum err audit_included(struct client *audit, uint64_t index, const uint8_t leaf[32], const struct audit_kept *tree, struct arena *arena, bool *ret)
{
    const struct audit_inclusion body = { .leaf_index = index, .size = tree->size };
    struct audit_inclusion_result result;
    uint8_t path[MERKLE_PATH_MAX][32];

    must(index < tree->size);
    TRY(audit_ask(audit, &audit_ask_inclusion, &body, arena, &result));
    *ret = path_copy(result.path.at, result.path.count, path) && merkle_inclusion_verify(leaf, index, tree->size, path, result.path.count, tree->root);
    return OK;
}

/* ---- The signed head ---- */

static struct text note_copy(struct arena *arena, struct bytes note)
{
    return text_copy(arena, (struct text){ (const char *)note.at, note.len });
}

/* The key after the change that `note` is, from `key`. */
static bool follow_change(struct text note, const char *origin, uint8_t key[32])
{
    struct checkpoint change;

    if (checkpoint_get(note, origin, key, &change) != OK || !change.changes_key)
        return false;
    memcpy(key, change.next_key, 32);
    return true;
}

/* A service of an older version knows no changes; then the signature decides. */
static enum err ask_changes(struct client *audit, const char *origin, struct arena *arena, struct audit_signed *to)
{
    struct audit_keys_result keys;
    enum err err = audit_ask(audit, &audit_ask_keys, &(struct audit_keys){ 0 }, arena, &keys);

    if (err != OK)
        return err == ERR_TIMEOUT ? err : OK;
    for (uint32_t i = 0; i < keys.notes.count && to->change_count < sizeof to->changes / sizeof *to->changes; i++) {
        struct text note = note_copy(arena, keys.notes.at[i].note);

        (void)follow_change(note, origin, to->key);
        to->changes[to->change_count++] = note;
    }
    return OK;
}

enum err audit_ask_signed(struct client *audit, const char *origin, const uint8_t public_key[32], struct arena *arena, struct audit_signed *ret)
{
    struct audit_head_result head;
    struct audit_signed found = { .noted = false };

    TRY(audit_ask(audit, &audit_ask_head, &(struct audit_head){ 0 }, arena, &head));
    memcpy(found.key, public_key, 32);
    found.all.size = head.size;
    memcpy(found.all.root, head.root.at, 32);
    found.note = note_copy(arena, head.note);
    found.noted = found.note.len > 0;
    if (head.cosigned_note.len > 0)
        found.cosigned = note_copy(arena, head.cosigned_note);
    if (head.generation > 0 || (found.noted && checkpoint_get(found.note, origin, found.key, &found.head) != OK))
        TRY(ask_changes(audit, origin, arena, &found));
    found.ok = found.noted && checkpoint_get(found.note, origin, found.key, &found.head) == OK;
    if (found.ok) {
        found.tree = (struct audit_kept){ .size = found.head.size, .has_key = true, .source_count = found.head.source_count };
        memcpy(found.tree.root, found.head.root, 32);
        memcpy(found.tree.key, found.key, 32);
        memcpy(found.tree.sources, found.head.sources, sizeof found.tree.sources);
    }
    *ret = found;
    return OK;
}

/* ---- The whole log ---- */

struct recheck {
    struct client *audit;
    const struct audit_reading *how;
    struct audit_check *check;
    struct arena arena;
    uint64_t end;                      /* leaves to read */
    struct audit_kept served;
};

static enum err read_head(struct recheck *r, const uint8_t public_key[32], const char *origin)
{
    struct audit_signed now;
    uint64_t signed_size;

    TRY(audit_ask_signed(r->audit, origin, public_key, &r->arena, &now));
    r->served = now.all;
    for (uint32_t i = 0; i < now.change_count; i++)
        audit_check_change(r->check, now.changes[i], origin, public_key);
    audit_check_head(r->check, now.note, origin, public_key);
    if (r->how->witness != NULL && now.cosigned.len > 0)
        audit_check_witnessed(r->check, now.cosigned, r->how->witness);
    signed_size = audit_check_signed(r->check);
    r->end = r->how->signed_only && signed_size > 0 && signed_size < now.all.size ? signed_size : now.all.size;
    return r->how->at_head == NULL ? OK : r->how->at_head(r->how->self, &now);
}

/* Checks the leaves of one page; *at moves behind them. */
static enum err read_page(struct recheck *r, uint64_t *at)
{
    const struct audit_leaves body = { .from = *at, .max = PAGE_LEAVES };
    struct audit_leaves_result page;

    arena_reset(&r->arena);
    TRY(audit_ask(r->audit, &audit_ask_leaves, &body, &r->arena, &page));
    for (uint32_t i = 0; i < page.leaves.count && *at < r->end; i++) {
        const struct leaf_line *leaf = &page.leaves.at[i];
        uint8_t hash[32];
        struct audit_line line = { .index = leaf->leaf_index, .epoch = leaf->epoch, .sequence = leaf->sequence, .source = leaf->source, .entry = leaf->entry };

        audit_check_leaf(r->check, &line, hash);
        line.hash = hash;
        if (r->how->each != NULL)
            TRY(r->how->each(r->how->self, &line));
        if (line.index < *at || line.index >= r->end)
            return ERR_MALFORMED;              /* would never come to an end */
        *at = line.index + 1;
    }
    if (page.leaves.count == 0)
        *at = r->end;                          /* the rest is not there: the check will say so */
    return OK;
}

static enum err read_leaves(struct recheck *r)
{
    for (uint64_t at = 0; at < r->end;) {
        TRY(read_page(r, &at));
        if (r->how->progress != NULL)
            r->how->progress(r->how->self, at, r->end);
    }
    return OK;
}

static enum err read_sources(struct recheck *r)
{
    struct audit_sources_result sources;

    arena_reset(&r->arena);
    TRY(audit_ask(r->audit, &audit_ask_sources, &(struct audit_sources){ 0 }, &r->arena, &sources));
    for (uint32_t i = 0; i < sources.sources.count; i++) {
        const struct source_state *source = &sources.sources.at[i];
        struct audit_fault fault = { .kind = AUDIT_FAULT_DIVERGED, .epoch = source->epoch, .sequence = source->sequence };

        if (!source->diverged)
            continue;
        memcpy(fault.source, source->source.at, source->source.len < AUDIT_SOURCE_SIZE ? source->source.len : AUDIT_SOURCE_SIZE - 1);
        audit_check_note(r->check, &fault);
    }
    return OK;
}

static enum err recheck(struct recheck *r, const uint8_t public_key[32], const char *origin)
{
    TRY(read_head(r, public_key, origin));
    TRY(read_leaves(r));
    return read_sources(r);
}

enum err audit_recheck_as(struct client *audit, const uint8_t public_key[32], const char *origin, const struct audit_reading *how,
                          struct audit_verdict *ret)
{
    struct recheck r = { .audit = audit, .how = how, .check = audit_check_new(how->kept) };
    enum err err;

    arena_init(&r.arena, AUDIT_ARENA_BYTES);
    err = recheck(&r, public_key, origin);
    if (err == OK)
        audit_check_end(r.check, how->signed_only ? NULL : &r.served, how->signed_only, ret);
    arena_fini(&r.arena);
    audit_check_drop(&r.check);
    return err;
}

enum err audit_recheck(struct client *audit, const uint8_t public_key[32], const char *origin, struct audit_verdict *ret)
{
    return audit_recheck_as(audit, public_key, origin, &(struct audit_reading){ 0 }, ret);
}

/* ---- Single acts ---- */

enum err audit_index_of(struct client *audit, const char *source, uint64_t epoch, uint64_t sequence, uint64_t *ret)
{
    const struct audit_lookup body = { .source = text_of(source), .epoch = epoch, .sequence = sequence };
    struct audit_lookup_result result;
    struct arena arena;
    enum err err;

    arena_init(&arena, AUDIT_ARENA_BYTES);
    err = audit_ask(audit, &audit_ask_lookup, &body, &arena, &result);
    arena_fini(&arena);
    TRY(err);
    *ret = result.leaf_index;
    return OK;
}

enum err audit_sign_now(struct client *audit)
{
    struct answer answer;

    TRY(client_command(audit, &(struct command_call){ .name = TEXT("sign_checkpoint") }, &answer));
    if (answer.kind != ANSWER_ANSWER)
        return ERR_MALFORMED;
    if (answer.outcome == OUTCOME_DONE)
        return OK;
    return text_is(answer.refusal, "log_empty") ? ERR_NOT_FOUND : ERR_DENIED;
}
