/* Reading the tree. A stored node that is missing or does not match its leaf is damage on the
 * disk, never a refusal. */
#include "state.h"

#include <inttypes.h>

#include "base/invariant.h"

struct tree_head head_now(const struct view *v)
{
    struct tree_head head;

    if (!tree_head_find(v, THE_HEAD, &head))
        head = (struct tree_head){ .head_id = THE_HEAD };
    return head;
}

void tile_load(const struct view *v, uint64_t tile_level, uint64_t tile_index, struct tile_read *ret)
{
    struct row_scan scan;
    struct tile_edge node;
    struct tile full;

    *ret = (struct tile_read){ .tile_level = tile_level, .tile_index = tile_index };
    if (tile_find(v, tile_level, tile_index, &full) && full.hashes.len == sizeof ret->hashes) {
        memcpy(ret->hashes, full.hashes.at, sizeof ret->hashes);
        ret->count = TILE_WIDTH;
        return;
    }
    scan = tile_edge_scan(v, 1, &(struct tile_edge){ .tile_level = tile_level });
    while (ret->count < TILE_WIDTH && tile_edge_next(&scan, &node) && node.node_index == (tile_index << TILE_BITS) + ret->count && node.node_hash.len == SHA256_LEN)
        memcpy(ret->hashes[ret->count++], node.node_hash.at, SHA256_LEN);
}

void tile_fold(uint8_t (*hashes)[SHA256_LEN], uint32_t count, uint8_t ret[SHA256_LEN])
{
    must(count > 0 && count <= TILE_WIDTH && (count & (count - 1)) == 0);
    for (; count > 1; count /= 2)
        for (uint32_t i = 0; i < count / 2; i++)
            node_hash(hashes[2 * i], hashes[2 * i + 1], hashes[i]);
    memcpy(ret, hashes[0], SHA256_LEN);
}

static const struct tile_read *tile_of(struct node_source *source, uint32_t tile_level, uint64_t tile_index)
{
    struct tile_read **read = &source->read[tile_level];

    if (*read == NULL)
        *read = arena_take(view_arena(source->view), sizeof **read);
    else if ((*read)->tile_index == tile_index)
        return *read;
    tile_load(source->view, tile_level, tile_index, *read);
    return *read;
}

/* A node between two levels of tiles is made of the hashes below it in its tile. */
static bool node_get(void *self, uint32_t level, uint64_t index, uint8_t ret[SHA256_LEN])
{
    uint32_t above = level % TILE_BITS, count = 1u << above;
    uint64_t first = index << above;
    uint8_t hashes[TILE_WIDTH / 2][SHA256_LEN];
    const struct tile_read *tile;

    if (level / TILE_BITS >= TILE_LEVELS)
        return false;
    tile = tile_of(self, level / TILE_BITS, first >> TILE_BITS);
    if (first % TILE_WIDTH + count > tile->count)
        return false;
    memcpy(hashes, tile->hashes[first % TILE_WIDTH], count * SHA256_LEN);
    tile_fold(hashes, count, ret);
    return true;
}

struct merkle_nodes nodes_of(struct node_source *self)
{
    return (struct merkle_nodes){ .self = self, .get = node_get };
}

bool tree_leaf(struct node_source *source, uint64_t leaf_index, uint8_t ret[SHA256_LEN])
{
    return node_get(source, 0, leaf_index, ret);
}

void root_of(const struct view *v, uint64_t size, uint8_t ret[SHA256_LEN])
{
    struct node_source source = { .view = v };
    struct merkle_nodes nodes = nodes_of(&source);

    memset(ret, 0, SHA256_LEN);
    if (merkle_root(&nodes, size, ret) != OK)
        view_latch(v, ERR_CORRUPT);
}

struct bytes hash_bytes(const struct view *v, const uint8_t hash[SHA256_LEN])
{
    return bytes_copy(view_arena(v), (struct bytes){ hash, SHA256_LEN });
}

const char *origin_of(const struct view *v)
{
    return text_format(view_arena(v), "madoguchi.%u/audit", (unsigned)site_of(v)).at;
}

/* ---- Keys ---- */

uint64_t key_generation(const struct view *v)
{
    struct row_scan scan = key_change_scan(v, 0, &(struct key_change){ .generation = 0 });
    struct key_change row;
    uint64_t last = 0;

    while (key_change_next(&scan, &row))
        last = row.generation;
    return last;
}

void signer_of_generation(const struct view *v, uint64_t generation, struct signer *ret)
{
    char name[32] = "audit_sign";

    if (generation > 0)
        must(snprintf(name, sizeof name, "audit_sign.%" PRIu64, generation) < (int)sizeof name);
    signer_init(ret, secret_of(v, name));
}

void signer_of(const struct view *v, struct signer *ret)
{
    uint64_t generation = key_generation(v);
    struct key_change row;

    signer_of_generation(v, generation, ret);
    if (generation > 0 && (!key_change_find(v, generation, &row) || memcmp(row.public_key.at, ret->public_key, sizeof ret->public_key) != 0))
        view_latch(v, ERR_CORRUPT);
}

/* ---- What is signed ---- */

void checkpoint_of(const struct view *v, const struct context *ctx, uint64_t size, struct checkpoint *ret)
{
    *ret = (struct checkpoint){ .size = size, .at_us = ctx->now_us };
    root_of(v, size, ret->root);
    for (uint32_t i = 0; i < audit_contract.source_count && i < CHECKPOINT_SOURCES_MAX; i++) {
        struct checkpoint_source *to = &ret->sources[ret->source_count++];
        struct source_head row;

        *to = (struct checkpoint_source){ .epoch = 0 };
        must(strlen(audit_contract.sources[i]) < sizeof to->name);
        memcpy(to->name, audit_contract.sources[i], strlen(audit_contract.sources[i]));
        if (source_head_find(v, text_of(to->name), &row) && row.sequence > 0) {
            to->epoch = row.epoch;
            to->sequence = row.sequence;
        }
    }
}

bool leaves_intact(const struct view *v, const struct tree_head *head)
{
    struct node_source nodes = { .view = v };
    uint8_t hash[SHA256_LEN], stored[SHA256_LEN];
    struct leaf leaf;

    for (uint64_t i = head->signed_size; i < head->size; i++) {
        if (!leaf_find(v, i, &leaf) || !tree_leaf(&nodes, i, stored))
            return false;
        leaf_hash(leaf.entry, hash);
        if (memcmp(hash, stored, SHA256_LEN) != 0)
            return false;
    }
    return true;
}
