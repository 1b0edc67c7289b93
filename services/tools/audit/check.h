/* The check itself: leaves go in one after the other, a verdict comes out. No files, no sockets. Memory: 96
 * bytes a leaf, for the chains and the tree. */
#ifndef AUDIT_CHECK_H
#define AUDIT_CHECK_H

#include "recheck.h"

struct audit_check;

/* Never NULL. `kept` as of struct audit_reading. */
struct audit_check *audit_check_new(const struct audit_kept *kept);
void audit_check_drop(struct audit_check **check);

/* A change of the key, in order, before the head; the same origin and key as there. Those before the one that changes
 * this key are passed over. */
void audit_check_change(struct audit_check *check, struct text note, const char *origin, const uint8_t public_key[32]);
/* A head with the line of a witness, whose key is that; before the head or behind it. */
void audit_check_witnessed(struct audit_check *check, struct text note, const char *witness_key);
/* The signed head, before the first leaf; absent: there is none. */
void audit_check_head(struct audit_check *check, struct text note, const char *origin, const uint8_t public_key[32]);
/* The next leaf; the true hash of its bytes comes back. */
void audit_check_leaf(struct audit_check *check, const struct audit_line *line, uint8_t ret_hash[32]);
/* Something found elsewhere. */
void audit_check_note(struct audit_check *check, const struct audit_fault *fault);
/* Size of the signed head; 0 without a good signature. */
uint64_t audit_check_signed(const struct audit_check *check);

/* The verdict. `served` NULL, or the head that was said to cover all leaves; `closed`: no leaf may lie
 * beyond the signed head. */
void audit_check_end(struct audit_check *check, const struct audit_kept *served, bool closed, struct audit_verdict *ret);

#endif
