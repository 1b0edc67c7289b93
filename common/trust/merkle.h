/* The Merkle tree of RFC 6962 2.1 over leaf hashes, apart from its storage. Only complete subtrees
 * are ever stored: node (level, index) covers the leaves [index << level, (index + 1) << level),
 * level 0 being the leaf hashes. Stored nodes never change. */
#ifndef TRUST_MERKLE_H
#define TRUST_MERKLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define MERKLE_PATH_MAX 64

/* The caller's storage. `get` copies a complete node; false when it cannot. */
struct merkle_nodes {
    void *self;
    bool (*get)(void *self, uint32_t level, uint64_t index, uint8_t ret[32]);
};

struct merkle_node {
    uint32_t level;
    uint64_t index;
    uint8_t hash[32];
};

/* The complete nodes that leaf number `size` (the count of leaves before it) finishes, lowest
 * first, the leaf itself among them: the caller stores them all, then the size is size + 1.
 * Returns their count, 1..64; 0 when a stored node could not be got. */
uint32_t merkle_append(const struct merkle_nodes *nodes, uint64_t size, const uint8_t leaf[32],
                       struct merkle_node ret_new[64]);

/* Root of the first `size` leaves; of none: SHA-256 of nothing. Any size up to the stored one
 * may be asked. ERR_NOT_FOUND when a node could not be got. */
MUST_CHECK enum err merkle_root(const struct merkle_nodes *nodes, uint64_t size, uint8_t ret[32]);

/* Audit path of leaf `index` in the tree of `size` leaves, from the leaf's sibling upwards.
 * ERR_LIMIT unless index < size; ERR_NOT_FOUND when a node could not be got. */
MUST_CHECK enum err merkle_inclusion(const struct merkle_nodes *nodes, uint64_t index, uint64_t size,
                                     uint8_t ret_path[MERKLE_PATH_MAX][32], uint32_t *ret_len);

/* Proof that the tree of `new_size` leaves begins with that of `old_size`. Empty for equal sizes
 * and for old_size 0. ERR_LIMIT unless old_size <= new_size; ERR_NOT_FOUND as above. */
MUST_CHECK enum err merkle_consistency(const struct merkle_nodes *nodes, uint64_t old_size, uint64_t new_size,
                                       uint8_t ret_path[MERKLE_PATH_MAX][32], uint32_t *ret_len);

/* Pure checks (RFC 9162 2.1.3.2 and 2.1.4.2): need no storage and take any input. */
bool merkle_inclusion_verify(const uint8_t leaf[32], uint64_t index, uint64_t size, const uint8_t (*path)[32],
                             uint32_t path_len, const uint8_t root[32]);
bool merkle_consistency_verify(uint64_t old_size, uint64_t new_size, const uint8_t old_root[32],
                               const uint8_t new_root[32], const uint8_t (*path)[32], uint32_t path_len);

#endif
