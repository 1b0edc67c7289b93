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

#define THE_HEAD UINT64_C(1)           /* key of the one row of the tree's head */

/* Size of the tree and how far it is signed; zeros before the first leaf. */
struct tree_head head_now(const struct view *v);

/* The stored nodes as trust/merkle.h wants them. `self` must outlive the use. */
struct node_source { const struct view *view; };
struct merkle_nodes nodes_of(struct node_source *self);
/* Root of the first `size` leaves. A node that is missing latches ERR_CORRUPT, and the root is zeros. */
void root_of(const struct view *v, uint64_t size, uint8_t ret[SHA256_LEN]);
/* 32 bytes in the step's arena. */
struct bytes hash_bytes(const struct view *v, const uint8_t hash[SHA256_LEN]);

/* "madoguchi.<site>/audit", terminated, in the step's arena. */
const char *origin_of(const struct view *v);
/* Ends with signer_fini. */
void signer_of(const struct view *v, struct signer *ret);

#endif
