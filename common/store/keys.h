/* The key store: subject keys and the service's named secrets, wrapped by the epoch key, in
 * an LMDB environment of their own outside the log. Keys are made durable ahead of use, off
 * the step; the log only ever names key numbers. Erasing a person deletes a row here. */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "base/bytes.h"
#include "base/err.h"

struct key_store;

/* One thread at a time. Not usable after fork. */
struct key_store_options {
    const char *dir;                  /* exists */
    const uint8_t *epoch_key;         /* 32 bytes, from a file outside the data directory; copied into guarded memory */
    uint32_t epoch;                   /* stands beside each wrapped key */
    bool memory, unflushed;           /* as in store_options */
    /* Source of new keys. NULL: the system's. The simulator gives a seeded one. */
    void (*random)(void *self, uint8_t *to, size_t len);
    void *random_self;
};

/* ERR_CRYPTO: not the epoch key or epoch it was made with. ERR_EXISTS: open in this process already. ERR_NOT_FOUND: no such
 * directory. ERR_CORRUPT, ERR_IO, ERR_DENIED, ERR_FULL, ERR_NO_MEMORY. After an error of a call that writes (ERR_FULL
 * excepted) its outcome is unknown, as with store_commit. */
MUST_CHECK enum err key_store_open(const struct key_store_options *options, struct key_store **ret);
void key_store_drop(struct key_store **keys);

/* Makes keys [first, first + count) durable; existing ones stay, erased ones stay erased. One commit. Numbers start at 1;
 * those that a jump of `first` passes over are never made. */
MUST_CHECK enum err key_pool_fill(struct key_store *keys, uint64_t first, uint32_t count);
/* Keys from `from` on are as if never made: after a restore, when the log will give their numbers out once more. */
MUST_CHECK enum err key_pool_cut(struct key_store *keys, uint64_t from);
uint64_t key_pool_end(const struct key_store *keys);           /* first number not yet made */
/* Copies the 32-byte key; ERR_NOT_FOUND when never made or erased. Cached. */
MUST_CHECK enum err key_get(struct key_store *keys, uint64_t number, uint8_t ret[32]);
/* Erased already is fine; ERR_NOT_FOUND when never made. Older copies of the file still hold it, wrapped: see key rotation. */
MUST_CHECK enum err key_erase(struct key_store *keys, uint64_t number);
/* Many, in one commit; those never made are passed over. */
MUST_CHECK enum err key_erase_all(struct key_store *keys, const uint64_t *numbers, uint32_t count);

struct faults;
/* Moves a store that nobody has open to a new epoch (higher than old->epoch): every key left is wrapped under new_key in a fresh
 * file that takes the place of the old one, whose bytes are overwritten. Interrupted anywhere, the store is whole under one
 * of the two epochs; key_store_epoch tells which. Errors as of key_store_open. faults: may be NULL. */
struct key_rotation { uint64_t keys, secrets; };
MUST_CHECK enum err key_store_rotate(const struct key_store_options *old, const uint8_t new_key[32], uint32_t new_epoch, struct faults *faults,
                                     struct key_rotation *ret);
/* The epoch of the store in `dir`, which nobody has open in this process; 0: there is none yet. */
MUST_CHECK enum err key_store_epoch(const char *dir, uint32_t *ret);

/* A compacted copy into an existing empty directory, durable when it returns; also of one that another process has open. Its keys stay
 * wrapped. ERR_NOT_FOUND: no store there. ERR_EXISTS: data is there already. ERR_FULL, ERR_IO, ERR_CORRUPT. */
MUST_CHECK enum err key_store_copy(const char *dir, const char *to_dir);

#define SECRET_NAME_MAX 64
/* A named 32-byte secret, made on first use ("digest.20270201", "index.notice", "sign"). One commit when made. */
MUST_CHECK enum err key_secret(struct key_store *keys, const char *name, uint8_t ret[32]);
MUST_CHECK enum err key_secret_find(struct key_store *keys, const char *name, uint8_t ret[32]);   /* ERR_NOT_FOUND */
MUST_CHECK enum err key_secret_put(struct key_store *keys, const char *name, const uint8_t secret[32]);
MUST_CHECK enum err key_secret_erase(struct key_store *keys, const char *name);   /* absent is fine */

#endif
