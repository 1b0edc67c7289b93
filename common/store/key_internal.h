/* Private to this layer: the parts of the key store. */
#ifndef STORE_KEY_INTERNAL_H
#define STORE_KEY_INTERNAL_H

#include <lmdb.h>

#include "base/bytes.h"
#include "store/env.h"
#include "store/keys.h"
#include "trust/wrap.h"

#define KEY_LEN 32
#define KEY_MAP_BYTES (UINT64_C(1) << 30)  /* some six million keys */
#define META_CHECK "check"                 /* a wrapped key that tells whether the epoch key fits */
#define KEY_ROW_LEN (4 + WRAPPED_LEN)      /* epoch, big-endian, then the wrapped key */
#define CACHE_SLOTS 4096u                  /* a power of two */
#define CACHE_WINDOW 8u
#define AHEAD_LEN 2048u

/* Keys in use, in guarded memory; numbers beside them are no secret. */
struct key_cache {
    uint64_t numbers[CACHE_SLOTS];         /* 0: empty */
    uint8_t *keys;                         /* CACHE_SLOTS * KEY_LEN */
    uint32_t hand;
};

/* NULL when not there; valid until the next put. */
const uint8_t *cache_find(const struct key_cache *cache, uint64_t number);
void cache_put(struct key_cache *cache, uint64_t number, const uint8_t key[KEY_LEN]);
void cache_remove(struct key_cache *cache, uint64_t number);

struct key_store {
    struct env env;
    MDB_dbi keys, secrets, meta;
    MDB_txn *reading;                      /* reset between uses */
    uint8_t *guarded;                      /* the epoch key, the cache's keys, then `ahead` */
    uint8_t *ahead;  uint32_t ahead_left;  /* random bytes not yet used are the last ones */
    uint32_t epoch;
    uint64_t end;
    void (*random)(void *self, uint8_t *to, size_t len);
    void *random_self;
    struct key_cache cache;
};

/* Numbers below `end` were made, here or in the store this one is made of. */
MUST_CHECK enum err key_store_end_at(struct key_store *keys, uint64_t end);

/* What a key is called where it is wrapped: a row moved to another name does not open. */
struct key_name {
    char at[SECRET_NAME_MAX + 16];
    uint32_t len;
};
struct key_name key_name_of_number(uint64_t number);
struct key_name key_name_of_secret(const char *name);

/* A new wrapped row; the plain key, too, when ret_key is not NULL. */
void key_row_make(struct key_store *keys, const struct key_name *name, uint8_t ret_row[KEY_ROW_LEN], uint8_t *ret_key);
void key_row_wrap(struct key_store *keys, const struct key_name *name, const uint8_t key[KEY_LEN], uint8_t ret_row[KEY_ROW_LEN]);
MUST_CHECK enum err key_row_open(const struct key_store *keys, const struct key_name *name, struct bytes row, uint8_t ret[KEY_LEN]);
/* Reads and opens one row, in a transaction of its own. ERR_NOT_FOUND. */
MUST_CHECK enum err key_row_read(struct key_store *keys, MDB_dbi table, MDB_val at, const struct key_name *name, uint8_t ret[KEY_LEN]);

#endif
