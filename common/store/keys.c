/* The key store: pool of subject keys and named secrets, in an environment of their own.
 * Keeps true: a number once made is never made again, erased or not; what key_get gives is
 * durable; plain keys are in guarded memory or in the caller's. A new epoch: key_rotate.c. */
#include "store/keys.h"

#include "base/invariant.h"
#include "key_internal.h"
#include "trust/random.h"

#define ROOM_BYTES (UINT64_C(1) << 20)
#define FILL_MAX 65536u

#define META_END "end"                       /* be64: first number not yet made */

static MDB_val name_val(const char *name)
{
    return (MDB_val){ strlen(name), (void *)(uintptr_t)name };
}

static enum err end_read(struct key_store *keys, MDB_txn *txn)
{
    MDB_val at = name_val(META_END), value;
    enum err err = err_of(mdb_get(txn, keys->meta, &at, &value));

    keys->end = 1;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (value.mv_size != 8)
        return ERR_CORRUPT;
    keys->end = be64_get(value.mv_data);
    return keys->end >= 1 ? OK : ERR_CORRUPT;
}

static enum err end_write(struct key_store *keys, MDB_txn *txn, uint64_t end)
{
    uint8_t bytes[8];
    MDB_val at = name_val(META_END), value = { sizeof(bytes), bytes };

    be64_put(bytes, end);
    return err_of(mdb_put(txn, keys->meta, &at, &value, 0));
}

/* Opens the check row, or makes it in a store that is empty. */
static enum err check_epoch(struct key_store *keys, MDB_txn *txn)
{
    uint8_t key[KEY_LEN], row[KEY_ROW_LEN];
    struct key_name name = key_name_of_secret(META_CHECK);
    MDB_val at = name_val(META_CHECK), value;
    enum err err = err_of(mdb_get(txn, keys->meta, &at, &value));

    if (err == OK) {
        err = key_row_open(keys, &name, (struct bytes){ value.mv_data, (uint32_t)value.mv_size }, key);
    } else if (err == ERR_NOT_FOUND && keys->end == 1) {
        key_row_make(keys, &name, row, NULL);
        value = (MDB_val){ sizeof(row), row };
        err = err_of(mdb_put(txn, keys->meta, &at, &value, 0));
    } else if (err == ERR_NOT_FOUND) {
        err = ERR_CORRUPT;
    }
    secret_wipe(key, sizeof(key));
    return err;
}

static enum err tables_open(struct key_store *keys, MDB_txn *txn)
{
    TRY(err_of(mdb_dbi_open(txn, "key", MDB_CREATE, &keys->keys)));
    TRY(err_of(mdb_dbi_open(txn, "secret", MDB_CREATE, &keys->secrets)));
    TRY(err_of(mdb_dbi_open(txn, "meta", MDB_CREATE, &keys->meta)));
    TRY(end_read(keys, txn));
    return check_epoch(keys, txn);
}

/* Ends `txn` by what came before. */
static enum err finish(MDB_txn *txn, enum err err)
{
    if (err != OK) {
        mdb_txn_abort(txn);
        return err;
    }
    return err_of(mdb_txn_commit(txn));
}

enum err key_store_end_at(struct key_store *keys, uint64_t end)
{
    MDB_txn *txn = NULL;

    must(keys != NULL && end >= keys->end);
    TRY(env_begin_write(&keys->env, &txn));
    TRY(finish(txn, end_write(keys, txn, end)));
    keys->end = end;
    return OK;
}

static enum err key_store_fill(struct key_store *keys, const struct key_store_options *options)
{
    struct env_options env = { .dir = options->dir, .map_bytes = KEY_MAP_BYTES, .room_bytes = ROOM_BYTES, .tables_max = 4,
                               .memory = options->memory, .unflushed = options->unflushed };
    MDB_txn *txn = NULL;

    keys->guarded = secret_alloc(KEY_LEN + (size_t)CACHE_SLOTS * KEY_LEN + AHEAD_LEN);
    if (keys->guarded == NULL)
        return ERR_NO_MEMORY;
    memcpy(keys->guarded, options->epoch_key, KEY_LEN);
    keys->cache.keys = keys->guarded + KEY_LEN;
    keys->ahead = keys->cache.keys + (size_t)CACHE_SLOTS * KEY_LEN;
    keys->epoch = options->epoch;
    keys->random = options->random;
    keys->random_self = options->random_self;
    TRY(env_open(&keys->env, &env));
    TRY(env_begin_write(&keys->env, &txn));
    TRY(finish(txn, tables_open(keys, txn)));
    TRY(env_begin_read(&keys->env, &keys->reading));
    mdb_txn_reset(keys->reading);
    return OK;
}

enum err key_store_open(const struct key_store_options *options, struct key_store **ret)
{
    must(options != NULL && options->dir != NULL);
    must(options->epoch_key != NULL && ret != NULL);
    AUTO(key_store) struct key_store *keys = calloc(1, sizeof(*keys));
    if (keys == NULL)
        return ERR_NO_MEMORY;
    TRY(key_store_fill(keys, options));
    *ret = keys;
    keys = NULL;
    return OK;
}

void key_store_drop(struct key_store **keys)
{
    must(keys != NULL);
    if (*keys == NULL)
        return;
    mdb_txn_abort((*keys)->reading);      /* takes NULL */
    env_close(&(*keys)->env);
    secret_free((*keys)->guarded);
    free(*keys);
    *keys = NULL;
}

/* A key just made is likely used soon, so its plain half is kept; key_get gives none before `end` moved past it. */
static enum err keys_write(struct key_store *keys, MDB_txn *txn, uint64_t from, uint64_t end)
{
    uint8_t number_bytes[8], row[KEY_ROW_LEN], key[KEY_LEN];

    for (uint64_t number = from; number < end; number++) {
        struct key_name name = key_name_of_number(number);
        MDB_val at = { sizeof(number_bytes), number_bytes }, value = { sizeof(row), row };
        key_row_make(keys, &name, row, key);
        cache_put(&keys->cache, number, key);
        secret_wipe(key, sizeof(key));
        be64_put(number_bytes, number);
        TRY(err_of(mdb_put(txn, keys->keys, &at, &value, MDB_APPEND)));
    }
    return end_write(keys, txn, end);
}

enum err key_pool_fill(struct key_store *keys, uint64_t first, uint32_t count)
{
    MDB_txn *txn = NULL;

    must(keys != NULL && first >= 1);
    must(count <= FILL_MAX && first <= UINT64_MAX - count);
    uint64_t end = first + count, from = first > keys->end ? first : keys->end;
    if (end <= from)
        return OK;
    TRY(env_begin_write(&keys->env, &txn));
    enum err err = finish(txn, keys_write(keys, txn, from, end));
    if (err == OK) {
        keys->end = end;
        return OK;
    }
    for (uint64_t number = from; number < end; number++)
        cache_remove(&keys->cache, number);
    return err;
}

static enum err rows_cut(struct key_store *keys, MDB_txn *txn, uint64_t from)
{
    uint8_t bytes[8];
    MDB_val at = { sizeof(bytes), bytes };

    for (uint64_t number = from; number < keys->end; number++) {
        be64_put(bytes, number);
        enum err err = err_of(mdb_del(txn, keys->keys, &at, NULL));
        if (err != ERR_NOT_FOUND)
            TRY(err);
        cache_remove(&keys->cache, number);
    }
    return end_write(keys, txn, from);
}

enum err key_pool_cut(struct key_store *keys, uint64_t from)
{
    MDB_txn *txn = NULL;

    must(keys != NULL && from >= 1);
    if (from >= keys->end)
        return OK;
    TRY(env_begin_write(&keys->env, &txn));
    TRY(finish(txn, rows_cut(keys, txn, from)));
    keys->end = from;
    return OK;
}

uint64_t key_pool_end(const struct key_store *keys)
{
    must(keys != NULL);
    return keys->end;
}

enum err key_get(struct key_store *keys, uint64_t number, uint8_t ret[32])
{
    uint8_t number_bytes[8], key[KEY_LEN];

    must(keys != NULL && ret != NULL);
    if (number == 0 || number >= keys->end)
        return ERR_NOT_FOUND;
    const uint8_t *cached = cache_find(&keys->cache, number);
    if (cached != NULL) {
        memcpy(ret, cached, KEY_LEN);
        return OK;
    }
    struct key_name name = key_name_of_number(number);
    be64_put(number_bytes, number);
    TRY(key_row_read(keys, keys->keys, (MDB_val){ sizeof(number_bytes), number_bytes }, &name, key));
    cache_put(&keys->cache, number, key);
    memcpy(ret, key, KEY_LEN);
    secret_wipe(key, sizeof(key));
    return OK;
}

static enum err row_delete(struct key_store *keys, MDB_dbi table, MDB_val at)
{
    MDB_txn *txn = NULL;

    TRY(env_begin_write(&keys->env, &txn));
    enum err err = err_of(mdb_del(txn, table, &at, NULL));
    if (err == ERR_NOT_FOUND) {
        mdb_txn_abort(txn);
        return OK;
    }
    return finish(txn, err);
}

enum err key_erase(struct key_store *keys, uint64_t number)
{
    uint8_t number_bytes[8];

    must(keys != NULL);
    if (number == 0 || number >= keys->end)
        return ERR_NOT_FOUND;
    cache_remove(&keys->cache, number);
    be64_put(number_bytes, number);
    return row_delete(keys, keys->keys, (MDB_val){ sizeof(number_bytes), number_bytes });
}

static enum err any_present(struct key_store *keys, const uint64_t *numbers, uint32_t count, bool *ret)
{
    uint8_t bytes[8];
    MDB_val at = { sizeof(bytes), bytes }, value;
    enum err err = OK;

    *ret = false;
    TRY(err_of(mdb_txn_renew(keys->reading)));
    for (uint32_t i = 0; i < count && err == OK && !*ret; i++) {
        be64_put(bytes, numbers[i]);
        err = err_of(mdb_get(keys->reading, keys->keys, &at, &value));
        *ret = err == OK;
        if (err == ERR_NOT_FOUND)
            err = OK;
    }
    mdb_txn_reset(keys->reading);
    return err;
}

static enum err rows_delete(struct key_store *keys, MDB_txn *txn, const uint64_t *numbers, uint32_t count)
{
    uint8_t bytes[8];
    MDB_val at = { sizeof(bytes), bytes };

    for (uint32_t i = 0; i < count; i++) {
        be64_put(bytes, numbers[i]);
        enum err err = err_of(mdb_del(txn, keys->keys, &at, NULL));
        if (err != ERR_NOT_FOUND)
            TRY(err);
    }
    return OK;
}

enum err key_erase_all(struct key_store *keys, const uint64_t *numbers, uint32_t count)
{
    MDB_txn *txn = NULL;
    bool present;

    must(keys != NULL && (numbers != NULL || count == 0));
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] != 0)
            cache_remove(&keys->cache, numbers[i]);
    TRY(any_present(keys, numbers, count, &present));
    if (!present)
        return OK;
    TRY(env_begin_write(&keys->env, &txn));
    return finish(txn, rows_delete(keys, txn, numbers, count));
}

enum err key_secret_find(struct key_store *keys, const char *name, uint8_t ret[32])
{
    struct key_name full = key_name_of_secret(name);

    must(keys != NULL && ret != NULL);
    return key_row_read(keys, keys->secrets, name_val(name), &full, ret);
}

static enum err secret_write(struct key_store *keys, const char *name, const uint8_t row[KEY_ROW_LEN])
{
    MDB_txn *txn = NULL;
    MDB_val at = name_val(name), value = { KEY_ROW_LEN, (void *)(uintptr_t)row };

    TRY(env_begin_write(&keys->env, &txn));
    return finish(txn, err_of(mdb_put(txn, keys->secrets, &at, &value, 0)));
}

enum err key_secret(struct key_store *keys, const char *name, uint8_t ret[32])
{
    uint8_t row[KEY_ROW_LEN], key[KEY_LEN];
    struct key_name full = key_name_of_secret(name);
    enum err err = key_secret_find(keys, name, ret);

    if (err != ERR_NOT_FOUND)
        return err;
    key_row_make(keys, &full, row, key);
    err = secret_write(keys, name, row);
    if (err == OK)
        memcpy(ret, key, sizeof(key));
    secret_wipe(key, sizeof(key));
    return err;
}

enum err key_secret_put(struct key_store *keys, const char *name, const uint8_t secret[32])
{
    uint8_t row[KEY_ROW_LEN];
    struct key_name full = key_name_of_secret(name);

    must(keys != NULL && secret != NULL);
    key_row_wrap(keys, &full, secret, row);
    return secret_write(keys, name, row);
}

enum err key_secret_erase(struct key_store *keys, const char *name)
{
    must(keys != NULL);
    must(name != NULL && strlen(name) >= 1 && strlen(name) <= SECRET_NAME_MAX);
    return row_delete(keys, keys->secrets, name_val(name));
}
