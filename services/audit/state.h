/* What decisions and answers of audit ask of the rows. Nothing here writes. */
#ifndef AUDIT_STATE_H
#define AUDIT_STATE_H

#include "engine/service.h"
#include "gen/audit.h"
#include "gen/audit_tables.h"
#include "trust/checkpoint.h"
#include "trust/hash.h"
#include "trust/merkle.h"

extern const struct service audit_service;

#define TILE_WIDTH 256u
#define TILE_BITS 8u
#define TILE_LEVELS 8u
#define NOTE_MAX 1024u                 /* room for a checkpoint of one signature, as the event has it */
#define THE_HEAD UINT64_C(1)           /* key of the one row of the tree's head */

/* Size of the tree and how far it is signed; zeros before the first leaf. */
struct tree_head head_now(const struct view *v);

/* A tile as it was read: its complete nodes from the left. */
struct tile_read {
    uint64_t tile_level, tile_index;
    uint32_t count;                    /* 0..TILE_WIDTH */
    uint8_t hashes[TILE_WIDTH][SHA256_LEN];
};
void tile_load(const struct view *v, uint64_t tile_level, uint64_t tile_index, struct tile_read *ret);
/* Root of `count` hashes, a power of two; they are overwritten. */
void tile_fold(uint8_t (*hashes)[SHA256_LEN], uint32_t count, uint8_t ret[SHA256_LEN]);

/* The stored nodes as trust/merkle.h wants them: a proof reads each tile once, one or two a level. Must outlive the use. */
struct node_source {
    const struct view *view;
    struct tile_read *read[TILE_LEVELS];
};
struct merkle_nodes nodes_of(struct node_source *self);
/* Hash of a leaf as the tree has it. False when it is not there. */
bool tree_leaf(struct node_source *source, uint64_t leaf_index, uint8_t ret[SHA256_LEN]);
/* Root of the first `size` leaves. A node that is missing latches ERR_CORRUPT, and the root is zeros. */
void root_of(const struct view *v, uint64_t size, uint8_t ret[SHA256_LEN]);
/* 32 bytes in the step's arena. */
struct bytes hash_bytes(const struct view *v, const uint8_t hash[SHA256_LEN]);

/* "madoguchi.<site>/audit", terminated, in the step's arena. */
const char *origin_of(const struct view *v);
/* Changes of the signing key so far. */
uint64_t key_generation(const struct view *v);
/* The key of a generation, 0 the installation's; the one after the present is made now. Ends with signer_fini. */
void signer_of_generation(const struct view *v, uint64_t generation, struct signer *ret);
/* The one that signs now. When its secret is not the one whose public half was stated: ERR_CORRUPT is latched. */
void signer_of(const struct view *v, struct signer *ret);
/* Every leaf that is about to be signed is read back and hashed again: what is signed is what is stored. */
bool leaves_intact(const struct view *v, const struct tree_head *head);
/* Size, root, time and every source with its last entry taken, to be signed. */
void checkpoint_of(const struct view *v, const struct context *ctx, uint64_t size, struct checkpoint *ret);

#endif
