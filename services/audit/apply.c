/* What events mean for the tree. The hash of a leaf is made of the entry itself, here and in
 * every rebuild; nodes once stored never change. */
#include "state.h"

#include "base/invariant.h"

/* A tile that has just become full is stored as one row, and its root is a node of the level above. */
static void close_tile(struct txn *t, uint64_t tile_level, uint64_t tile_index, uint8_t ret_root[SHA256_LEN])
{
    struct tile_read *tile = arena_take(view_arena(view_of(t)), sizeof *tile);
    struct bytes hashes;

    tile_load(view_of(t), tile_level, tile_index, tile);
    invariant(t, tile->count == TILE_WIDTH);
    hashes = bytes_copy(view_arena(view_of(t)), (struct bytes){ tile->hashes[0], sizeof tile->hashes });
    tile_put(t, &(struct tile){ .tile_level = tile_level, .tile_index = tile_index, .hashes = hashes });
    for (uint32_t i = 0; i < TILE_WIDTH; i++)
        tile_edge_remove(t, tile_level, (tile_index << TILE_BITS) + i);
    tile_fold(tile->hashes, TILE_WIDTH, ret_root);
}

static void store_node(struct txn *t, uint64_t node_index, const uint8_t leaf[SHA256_LEN])
{
    uint8_t hash[SHA256_LEN];

    memcpy(hash, leaf, SHA256_LEN);
    for (uint64_t level = 0;; level++) {
        tile_edge_put(t, &(struct tile_edge){ .tile_level = level, .node_index = node_index, .node_hash = { hash, SHA256_LEN } });
        if ((node_index + 1) % TILE_WIDTH != 0)
            return;
        node_index >>= TILE_BITS;
        close_tile(t, level, node_index, hash);
        invariant(t, level + 1 < TILE_LEVELS);
    }
}

void apply_leaf_taken(struct txn *t, const struct leaf_taken *ev)
{
    struct tree_head head = head_now(view_of(t));
    uint8_t hash[SHA256_LEN];

    invariant(t, ev->leaf_index == head.size);
    leaf_hash(ev->entry, hash);
    store_node(t, head.size, hash);
    leaf_put(t, &(struct leaf){ .leaf_index = ev->leaf_index, .source = ev->source, .epoch = ev->epoch, .sequence = ev->sequence, .entry = ev->entry });
    leaf_by_source_put(t, &(struct leaf_by_source){ .epoch = ev->epoch, .sequence = ev->sequence, .source = ev->source, .leaf_index = ev->leaf_index });
    source_head_put(t, &(struct source_head){ .source = ev->source, .epoch = ev->epoch, .sequence = ev->sequence, .last_hash = { hash, SHA256_LEN } });
    head.size++;
    tree_head_put(t, &head);
    if (ev->sign_by_us != 0)
        timer_set(t, TIMER_AUDIT_CHECKPOINT, THE_HEAD, ev->sign_by_us);
}

void apply_source_diverged(struct txn *t, const struct source_diverged *ev)
{
    static const uint8_t zeros[SHA256_LEN];
    struct source_head source;

    if (!source_head_find(view_of(t), ev->source, &source))
        source = (struct source_head){ .source = ev->source, .epoch = ev->epoch, .last_hash = { zeros, SHA256_LEN } };
    invariant(t, !source.diverged);
    source.diverged = true;
    source_head_put(t, &source);
}

void apply_checkpoint_signed(struct txn *t, const struct checkpoint_signed *ev)
{
    struct tree_head head = head_now(view_of(t));

    invariant(t, ev->size == head.size && ev->size > head.signed_size);
    head.signed_size = ev->size;
    head.signed_root = ev->root;
    head.note = ev->note;
    tree_head_put(t, &head);
    timer_clear(t, TIMER_AUDIT_CHECKPOINT, THE_HEAD);
}

/* The head that both keys signed is the last signed one until the next. */
void apply_audit_key_changed(struct txn *t, const struct audit_key_changed *ev)
{
    struct tree_head head = head_now(view_of(t));

    invariant(t, ev->generation == key_generation(view_of(t)) + 1 && ev->size == head.size);
    head.signed_size = ev->size;
    head.signed_root = ev->root;
    head.note = ev->note;
    tree_head_put(t, &head);
    timer_clear(t, TIMER_AUDIT_CHECKPOINT, THE_HEAD);
    key_change_put(t, &(struct key_change){ .generation = ev->generation, .public_key = ev->new_key, .size = ev->size, .note = ev->note });
}

void apply_checkpoint_cosigned(struct txn *t, const struct checkpoint_cosigned *ev)
{
    struct tree_head head = head_now(view_of(t));

    invariant(t, ev->size >= head.cosigned_size && ev->size <= head.size);
    head.cosigned_size = ev->size;
    head.cosigned_note = ev->note;
    tree_head_put(t, &head);
}
