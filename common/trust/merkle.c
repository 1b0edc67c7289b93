/* The tree's shape is arithmetic on sizes: a range of leaves that begins at a multiple of its largest
 * power of two is a row of complete subtrees, largest first, one per bit of its length. Every hash
 * that is needed is a stored node or a fold of such a row; nothing is ever recomputed from leaves. */
#include "trust/merkle.h"

#include <string.h>

#include "base/bytes.h"
#include "base/invariant.h"
#include "trust/hash.h"

static uint32_t level_of(uint64_t power)
{
    must(power != 0);
    return (uint32_t)__builtin_ctzll(power);
}

/* The largest power of two below n; n >= 2. */
static uint64_t split_of(uint64_t n)
{
    must(n >= 2);
    return UINT64_C(1) << (63 - (uint32_t)__builtin_clzll(n - 1));
}

static enum err node_get(const struct merkle_nodes *nodes, uint32_t level, uint64_t index, uint8_t ret[32])
{
    must(level < 64);
    return nodes->get(nodes->self, level, index, ret) ? OK : ERR_NOT_FOUND;
}

/* Root of the leaves [start, start + count), which lie as one subtree of the recursion does: start
 * is a multiple of the largest power of two in count. From the right, smallest subtree first. */
static enum err range_root(const struct merkle_nodes *nodes, uint64_t start, uint64_t count, uint8_t ret[32])
{
    uint8_t root[32];
    uint8_t left[32];
    uint64_t low = count & (~count + 1);

    must(count > 0);
    TRY(node_get(nodes, level_of(low), (start + count - low) >> level_of(low), root));
    for (uint64_t rest = count - low; rest != 0; rest &= rest - 1) {
        low = rest & (~rest + 1);
        TRY(node_get(nodes, level_of(low), (start + rest - low) >> level_of(low), left));
        node_hash(left, root, root);
    }
    memcpy(ret, root, sizeof root);
    return OK;
}

uint32_t merkle_append(const struct merkle_nodes *nodes, uint64_t size, const uint8_t leaf[32],
                       struct merkle_node ret_new[64])
{
    uint32_t level = 0;

    must(size < UINT64_C(1) << 63);
    ret_new[0] = (struct merkle_node){ .level = 0, .index = size };
    memcpy(ret_new[0].hash, leaf, 32);
    while (size >> level & 1) {
        const struct merkle_node *right = &ret_new[level];
        struct merkle_node *parent = &ret_new[level + 1];
        uint8_t left[32];

        if (node_get(nodes, level, right->index - 1, left) != OK)
            return 0;
        *parent = (struct merkle_node){ .level = level + 1, .index = right->index >> 1 };
        node_hash(left, right->hash, parent->hash);
        level++;
    }
    must(level < 64);
    return level + 1;
}

enum err merkle_root(const struct merkle_nodes *nodes, uint64_t size, uint8_t ret[32])
{
    if (size == 0) {
        sha256((struct bytes){ NULL, 0 }, ret);
        return OK;
    }
    return range_root(nodes, 0, size, ret);
}

/* A path as it is found, from the top down; given out from the bottom up. */
struct descent {
    uint8_t hash[MERKLE_PATH_MAX][32];
    uint32_t len;
};

static enum err descent_add(struct descent *descent, const struct merkle_nodes *nodes, uint64_t start,
                            uint64_t count)
{
    must(descent->len < MERKLE_PATH_MAX);
    TRY(range_root(nodes, start, count, descent->hash[descent->len]));
    descent->len++;
    return OK;
}

static void descent_put(const struct descent *descent, uint8_t ret_path[MERKLE_PATH_MAX][32], uint32_t *ret_len)
{
    for (uint32_t i = 0; i < descent->len; i++)
        memcpy(ret_path[i], descent->hash[descent->len - 1 - i], 32);
    *ret_len = descent->len;
}

enum err merkle_inclusion(const struct merkle_nodes *nodes, uint64_t index, uint64_t size,
                          uint8_t ret_path[MERKLE_PATH_MAX][32], uint32_t *ret_len)
{
    struct descent descent = { .len = 0 };
    uint64_t start = 0;

    if (index >= size)
        return ERR_LIMIT;
    for (uint64_t count = size; count > 1;) {
        uint64_t split = split_of(count);

        if (index - start < split) {
            TRY(descent_add(&descent, nodes, start + split, count - split));
            count = split;
        } else {
            TRY(descent_add(&descent, nodes, start, split));
            start += split;
            count -= split;
        }
    }
    must(start == index);
    descent_put(&descent, ret_path, ret_len);
    return OK;
}

/* RFC 6962 2.1.2: SUBPROOF(old, range, whole). `whole` ends where the old tree is no longer a
 * prefix that the verifier has the root of. */
enum err merkle_consistency(const struct merkle_nodes *nodes, uint64_t old_size, uint64_t new_size,
                            uint8_t ret_path[MERKLE_PATH_MAX][32], uint32_t *ret_len)
{
    struct descent descent = { .len = 0 };
    uint64_t start = 0;
    uint64_t count = new_size;
    uint64_t old = old_size;

    if (old_size > new_size)
        return ERR_LIMIT;
    if (old_size == 0)
        count = 0;
    while (old != count && count > 1) {
        uint64_t split = split_of(count);

        if (old <= split) {
            TRY(descent_add(&descent, nodes, start + split, count - split));
            count = split;
        } else {
            TRY(descent_add(&descent, nodes, start, split));
            start += split;
            count -= split;
            old -= split;
        }
    }
    if (start != 0)
        TRY(descent_add(&descent, nodes, start, count));
    descent_put(&descent, ret_path, ret_len);
    return OK;
}

bool merkle_inclusion_verify(const uint8_t leaf[32], uint64_t index, uint64_t size, const uint8_t (*path)[32],
                             uint32_t path_len, const uint8_t root[32])
{
    uint8_t hash[32];
    uint64_t at = index;
    uint64_t last = size - 1;

    if (index >= size)
        return false;
    memcpy(hash, leaf, sizeof hash);
    for (uint32_t i = 0; i < path_len; i++) {
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            node_hash(path[i], hash, hash);
            while (!(at & 1) && at != 0) {         /* levels where this node has no sibling */
                at >>= 1;
                last >>= 1;
            }
        } else {
            node_hash(hash, path[i], hash);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && memcmp(hash, root, sizeof hash) == 0;
}

/* Both roots are folded from the same path; the old one takes the left siblings alone. */
static bool consistency_fold(uint64_t old_size, uint64_t new_size, const uint8_t old_root[32],
                             const uint8_t new_root[32], const uint8_t (*path)[32], uint32_t path_len)
{
    uint8_t old_hash[32];
    uint8_t new_hash[32];
    uint64_t at = old_size - 1;
    uint64_t last = new_size - 1;
    uint32_t used = 0;

    while (at & 1) {
        at >>= 1;
        last >>= 1;
    }
    /* An old tree that is one complete subtree is its own beginning of the fold. */
    const uint8_t *first = at == 0 ? old_root : path[used++];
    memcpy(old_hash, first, sizeof old_hash);
    memcpy(new_hash, first, sizeof new_hash);
    for (; used < path_len; used++) {
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            node_hash(path[used], old_hash, old_hash);
            node_hash(path[used], new_hash, new_hash);
            while (!(at & 1) && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node_hash(new_hash, path[used], new_hash);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && memcmp(old_hash, old_root, 32) == 0 && memcmp(new_hash, new_root, 32) == 0;
}

bool merkle_consistency_verify(uint64_t old_size, uint64_t new_size, const uint8_t old_root[32],
                               const uint8_t new_root[32], const uint8_t (*path)[32], uint32_t path_len)
{
    uint8_t empty[32];

    if (old_size > new_size)
        return false;
    if (old_size == new_size)
        return path_len == 0 && memcmp(old_root, new_root, 32) == 0;
    if (old_size == 0) {
        sha256((struct bytes){ NULL, 0 }, empty);
        return path_len == 0 && memcmp(old_root, empty, 32) == 0;
    }
    return path_len > 0 && consistency_fold(old_size, new_size, old_root, new_root, path, path_len);
}
