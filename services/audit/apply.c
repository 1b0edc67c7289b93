/* What events mean for the tree. The hash of a leaf is made of the entry itself, here and in
 * every rebuild; nodes once stored never change. */
#include "state.h"

static void store_nodes(struct txn *t, uint64_t size, const uint8_t leaf[SHA256_LEN])
{
    struct node_source source = { view_of(t) };
    struct merkle_nodes nodes = nodes_of(&source);
    struct merkle_node made[64];
    uint32_t count = merkle_append(&nodes, size, leaf, made);

    invariant(t, count > 0);
    for (uint32_t i = 0; i < count; i++)
        tree_node_put(t, &(struct tree_node){ .level = made[i].level, .node_index = made[i].index, .node_hash = { made[i].hash, SHA256_LEN } });
}

void apply_leaf_taken(struct txn *t, const struct leaf_taken *ev)
{
    struct tree_head head = head_now(view_of(t));
    uint8_t hash[SHA256_LEN];

    invariant(t, ev->leaf_index == head.size);
    leaf_hash(ev->entry, hash);
    store_nodes(t, head.size, hash);
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
