/* Taking entries and signing heads. An entry becomes a leaf only when it is the one after the
 * last of its source and names that one's hash; otherwise an alarm is stated, once, and
 * nothing more is taken from that source. */
#include "state.h"

#include "base/date.h"

static bool source_find(const struct view *v, struct text source, struct source_head *ret)
{
    *ret = (struct source_head){ .source = source };
    return source_head_find(v, source, ret);
}

/* Hash of the entry before, as we hold it: zeros for the first of all. False when we never took it. A new
 * epoch may begin before the last entry we took; it then follows one we hold as a leaf. */
static bool hash_before(const struct view *v, const struct source_head *head, bool known, const struct position *at, uint8_t ret[SHA256_LEN])
{
    struct node_source nodes = { .view = v };
    struct leaf_by_source place;

    memset(ret, 0, SHA256_LEN);
    if (at->sequence == 1)
        return !known || at->epoch > head->epoch;
    if (!known)
        return false;
    if (at->sequence == head->sequence + 1) {
        memcpy(ret, head->last_hash.at, SHA256_LEN);
        return true;
    }
    if (at->epoch <= head->epoch || !leaf_by_source_find(v, head->epoch, at->sequence - 1, at->source, &place) ||
        !tree_leaf(&nodes, place.leaf_index, ret))
        return false;
    return true;
}

static bool continues(const struct view *v, const struct source_head *head, bool known, const struct followed_entry *entry, uint8_t ret_expected[SHA256_LEN])
{
    if (known && entry->at.epoch < head->epoch) {
        memcpy(ret_expected, head->last_hash.at, SHA256_LEN);
        return false;
    }
    return hash_before(v, head, known, &entry->at, ret_expected) && memcmp(entry->previous, ret_expected, SHA256_LEN) == 0;
}

/* When the checkpoint over this leaf is due; 0 when one that covers it is due already. */
static uint64_t sign_by(const struct context *ctx, const struct tree_head *head)
{
    const struct audit_config *config = ctx->config;
    uint64_t unsigned_leaves = head->size - head->signed_size + 1;

    if (unsigned_leaves == config->checkpoint_leaves)
        return ctx->now_us;
    return unsigned_leaves == 1 ? ctx->now_us + config->checkpoint_seconds * US_PER_SECOND : 0;
}

void on_entry(const struct view *v, const struct context *ctx, const struct followed_entry *entry, struct decision *out)
{
    struct tree_head head = head_now(v);
    struct source_head source;
    bool known = source_find(v, entry->at.source, &source);
    uint8_t expected[SHA256_LEN];

    if (source.diverged || (known && entry->at.epoch == source.epoch && entry->at.sequence <= source.sequence))
        return;
    if (continues(v, &source, known, entry, expected))
        emit_leaf_taken(out, &(struct leaf_taken){
            .leaf_index = head.size, .source = entry->at.source, .epoch = entry->at.epoch, .sequence = entry->at.sequence,
            .entry = entry->entry, .sign_by_us = sign_by(ctx, &head) });
    else
        emit_source_diverged(out, &(struct source_diverged){
            .source = entry->at.source, .epoch = entry->at.epoch, .sequence = entry->at.sequence,
            .expected_sequence = source.sequence + 1, .expected = { expected, SHA256_LEN }, .named = { entry->previous, SHA256_LEN } });
}

/* Signs the head as it is and states so. False when a stored leaf is damaged: then the fault is latched. */
static bool sign_head(const struct view *v, const struct context *ctx, const struct tree_head *head, struct decision *out,
                      struct checkpoint_signed *ret)
{
    char *note = arena_take(view_arena(v), NOTE_MAX);
    struct checkpoint checkpoint;
    struct signer signer;
    enum err err;

    if (!leaves_intact(v, head)) {
        view_latch(v, ERR_CORRUPT);
        return false;
    }
    checkpoint_of(v, ctx, head->size, &checkpoint);
    signer_of(v, &signer);
    err = checkpoint_put(&signer, NULL, origin_of(v), &checkpoint, note, NOTE_MAX);
    signer_fini(&signer);
    must(err == OK);
    *ret = (struct checkpoint_signed){ .size = head->size, .root = hash_bytes(v, checkpoint.root), .note = { (const uint8_t *)note, (uint32_t)strlen(note) } };
    emit_checkpoint_signed(out, ret);
    return true;
}

/* Signs the present head now.                                            Clause: §8 */
void decide_sign_checkpoint(const struct view *v, const struct context *ctx, const struct sign_checkpoint *cmd, struct decision *out)
{
    struct tree_head head = head_now(v);
    struct checkpoint_signed made = { .size = head.signed_size, .root = head.signed_root, .note = head.note };

    (void)cmd;
    if (head.size == 0)
        refuse(out, LOG_EMPTY);
    else if (head.size == head.signed_size || sign_head(v, ctx, &head, out, &made))
        result_sign_checkpoint(out, &(struct sign_checkpoint_result){ .size = made.size, .root = made.root, .note = made.note });
}

void due_checkpoint(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    struct tree_head head = head_now(v);
    struct checkpoint_signed made;

    if (view_fault(v) != OK)
        return;                                /* nothing is known of the head */
    must(key == THE_HEAD && head.size > head.signed_size);
    (void)sign_head(v, ctx, &head, out, &made);
}
