/* Questions to the log: its head, its leaves and the proofs about them. A proof is made of
 * stored nodes alone and says nothing the asker cannot check. */
#include "state.h"

#define LEAVES_BYTES_MAX (256u * 1024u)
#define KEY_CHANGES_MAX 64u

enum refusal answer_audit_head(const struct view *v, const struct context *ctx, const struct audit_head *q, struct audit_head_result *ret)
{
    struct tree_head head = head_now(v);
    uint8_t root[SHA256_LEN];
    char *key = arena_take(view_arena(v), VERIFIER_KEY_SIZE);
    struct signer signer;

    (void)ctx, (void)q;
    root_of(v, head.size, root);
    signer_of(v, &signer);
    verifier_key_put(origin_of(v), signer.public_key, key, VERIFIER_KEY_SIZE);
    *ret = (struct audit_head_result){
        .size = head.size, .root = hash_bytes(v, root), .signed_size = head.signed_size, .note = head.note,
        .generation = key_generation(v), .cosigned_size = head.cosigned_size, .cosigned_note = head.cosigned_note,
        .origin = text_of(origin_of(v)), .verifier_key = text_of(key), .public_key = hash_bytes(v, signer.public_key) };
    signer_fini(&signer);
    return REFUSAL_NONE;
}

static struct leaf_line line_of(const struct leaf *leaf)
{
    return (struct leaf_line){ .leaf_index = leaf->leaf_index, .source = leaf->source, .epoch = leaf->epoch, .sequence = leaf->sequence, .entry = leaf->entry };
}

enum refusal answer_audit_leaf(const struct view *v, const struct context *ctx, const struct audit_leaf *q, struct audit_leaf_result *ret)
{
    struct leaf leaf;
    uint8_t hash[SHA256_LEN];

    (void)ctx;
    if (!leaf_find(v, q->leaf_index, &leaf))
        return NO_SUCH_LEAF;
    leaf_hash(leaf.entry, hash);
    *ret = (struct audit_leaf_result){ .leaf = line_of(&leaf), .leaf_hash = hash_bytes(v, hash) };
    return REFUSAL_NONE;
}

enum refusal answer_audit_leaves(const struct view *v, const struct context *ctx, const struct audit_leaves *q, struct audit_leaves_result *ret)
{
    struct row_scan scan = leaf_scan(v, 0, &(struct leaf){ .leaf_index = q->from });
    struct leaf_line *lines = arena_take(view_arena(v), q->max * sizeof *lines);
    struct leaf leaf;
    uint32_t count = 0, bytes = 0;

    (void)ctx;
    *ret = (struct audit_leaves_result){ .next = q->from };
    while (count < q->max && leaf_next(&scan, &leaf)) {
        if (count > 0 && bytes + leaf.entry.len > LEAVES_BYTES_MAX)
            break;
        bytes += leaf.entry.len;
        lines[count++] = line_of(&leaf);
        ret->next = leaf.leaf_index + 1;
    }
    ret->leaves.at = lines;
    ret->leaves.count = count;
    return REFUSAL_NONE;
}

/* The path as a list of hashes in the step's arena. */
static const struct bytes *path_of(const struct view *v, uint8_t path[MERKLE_PATH_MAX][SHA256_LEN], uint32_t len)
{
    struct bytes *list = arena_take(view_arena(v), (len + 1) * sizeof *list);

    for (uint32_t i = 0; i < len; i++)
        list[i] = hash_bytes(v, path[i]);
    return list;
}

enum refusal answer_audit_inclusion(const struct view *v, const struct context *ctx, const struct audit_inclusion *q, struct audit_inclusion_result *ret)
{
    struct node_source source = { .view = v };
    struct merkle_nodes nodes = nodes_of(&source);
    uint8_t path[MERKLE_PATH_MAX][SHA256_LEN], root[SHA256_LEN];
    uint8_t leaf[SHA256_LEN];
    uint32_t len;

    (void)ctx;
    if (q->size > head_now(v).size || q->leaf_index >= q->size || !tree_leaf(&source, q->leaf_index, leaf))
        return NO_SUCH_LEAF;
    if (merkle_inclusion(&nodes, q->leaf_index, q->size, path, &len) != OK) {
        view_latch(v, ERR_CORRUPT);
        return NO_SUCH_LEAF;
    }
    root_of(v, q->size, root);
    *ret = (struct audit_inclusion_result){ .leaf_hash = hash_bytes(v, leaf), .root = hash_bytes(v, root) };
    ret->path.at = path_of(v, path, len);
    ret->path.count = len;
    return REFUSAL_NONE;
}

enum refusal answer_audit_consistency(const struct view *v, const struct context *ctx, const struct audit_consistency *q,
                                      struct audit_consistency_result *ret)
{
    struct node_source source = { .view = v };
    struct merkle_nodes nodes = nodes_of(&source);
    uint8_t path[MERKLE_PATH_MAX][SHA256_LEN];
    uint32_t len;

    (void)ctx;
    if (q->new_size > head_now(v).size || q->old_size > q->new_size)
        return NO_SUCH_LEAF;
    if (merkle_consistency(&nodes, q->old_size, q->new_size, path, &len) != OK) {
        view_latch(v, ERR_CORRUPT);
        return NO_SUCH_LEAF;
    }
    *ret = (struct audit_consistency_result){ 0 };
    ret->path.at = path_of(v, path, len);
    ret->path.count = len;
    return REFUSAL_NONE;
}

/* As much of the tile as there is. Of a tree of a smaller size it is a beginning of it. */
enum refusal answer_audit_tile(const struct view *v, const struct context *ctx, const struct audit_tile *q, struct audit_tile_result *ret)
{
    struct tile_read *tile = arena_take(view_arena(v), sizeof *tile);

    (void)ctx;
    tile_load(v, q->tile_level, q->tile_index, tile);
    if (tile->count == 0)
        return NO_SUCH_LEAF;
    ret->hashes = (struct bytes){ tile->hashes[0], tile->count * SHA256_LEN };
    return REFUSAL_NONE;
}

enum refusal answer_audit_keys(const struct view *v, const struct context *ctx, const struct audit_keys *q, struct audit_keys_result *ret)
{
    struct row_scan scan = key_change_scan(v, 0, &(struct key_change){ .generation = 0 });
    struct key_change_note *list = arena_take(view_arena(v), KEY_CHANGES_MAX * sizeof *list);
    struct key_change row;
    uint32_t count = 0;

    (void)ctx, (void)q;
    while (count < KEY_CHANGES_MAX && key_change_next(&scan, &row))
        list[count++] = (struct key_change_note){ .note = row.note };
    *ret = (struct audit_keys_result){ 0 };
    ret->notes.at = list;
    ret->notes.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_audit_lookup(const struct view *v, const struct context *ctx, const struct audit_lookup *q, struct audit_lookup_result *ret)
{
    struct leaf_by_source place;

    (void)ctx;
    if (!leaf_by_source_find(v, q->epoch, q->sequence, q->source, &place))
        return NO_SUCH_LEAF;
    ret->leaf_index = place.leaf_index;
    return REFUSAL_NONE;
}

enum refusal answer_audit_sources(const struct view *v, const struct context *ctx, const struct audit_sources *q, struct audit_sources_result *ret)
{
    struct row_scan scan = source_head_scan(v, 0, &(struct source_head){ .source = TEXT("") });
    struct source_state *list = arena_take(view_arena(v), 8 * sizeof *list);
    struct source_head row;
    uint32_t count = 0;

    (void)ctx, (void)q;
    while (count < 8 && source_head_next(&scan, &row))
        list[count++] = (struct source_state){ .source = row.source, .epoch = row.epoch, .sequence = row.sequence, .diverged = row.diverged };
    *ret = (struct audit_sources_result){ 0 };
    ret->sources.at = list;
    ret->sources.count = count;
    return REFUSAL_NONE;
}
