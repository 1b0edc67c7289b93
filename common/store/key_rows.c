/* Wrapped keys as rows. Keeps true: a key leaves this file wrapped or into its caller's memory, never
 * plain into LMDB; a row opens only under the epoch key, the epoch and the name it was made for. */
#include "base/invariant.h"
#include "key_internal.h"
#include "trust/random.h"

#define NONCE_LEN 24

struct key_name key_name_of_number(uint64_t number)
{
    struct key_name name;
    int len = snprintf(name.at, sizeof(name.at), "key.%016llx", (unsigned long long)number);

    must(len > 0 && (size_t)len < sizeof(name.at));
    name.len = (uint32_t)len;
    return name;
}

struct key_name key_name_of_secret(const char *secret)
{
    struct key_name name;

    must(secret != NULL && secret[0] != '\0' && strlen(secret) <= SECRET_NAME_MAX);
    int len = snprintf(name.at, sizeof(name.at), "secret.%s", secret);
    must(len > 0 && (size_t)len < sizeof(name.at));
    name.len = (uint32_t)len;
    return name;
}

/* The system is asked for much at once: a pool of keys takes thousands of portions. */
static void random_of(struct key_store *keys, uint8_t *to, size_t len)
{
    if (keys->random != NULL) {
        keys->random(keys->random_self, to, len);
        return;
    }
    must(len <= AHEAD_LEN);
    if (keys->ahead_left < len) {
        random_bytes(keys->ahead, AHEAD_LEN);
        keys->ahead_left = AHEAD_LEN;
    }
    memcpy(to, keys->ahead + AHEAD_LEN - keys->ahead_left, len);
    secret_wipe(keys->ahead + AHEAD_LEN - keys->ahead_left, len);
    keys->ahead_left -= (uint32_t)len;
}

void key_row_wrap(struct key_store *keys, const struct key_name *name, const uint8_t key[KEY_LEN], uint8_t ret_row[KEY_ROW_LEN])
{
    uint8_t nonce[NONCE_LEN];

    must(keys != NULL && key != NULL);
    random_of(keys, nonce, sizeof(nonce));
    be32_put(ret_row, keys->epoch);
    key_wrap(keys->guarded, keys->epoch, (struct text){ name->at, name->len }, nonce, key, ret_row + 4);
}

void key_row_make(struct key_store *keys, const struct key_name *name, uint8_t ret_row[KEY_ROW_LEN], uint8_t *ret_key)
{
    uint8_t key[KEY_LEN];

    must(keys != NULL && name->len > 0);
    random_of(keys, key, sizeof(key));
    key_row_wrap(keys, name, key, ret_row);
    if (ret_key != NULL)
        memcpy(ret_key, key, sizeof(key));
    secret_wipe(key, sizeof(key));
}

enum err key_row_open(const struct key_store *keys, const struct key_name *name, struct bytes row, uint8_t ret[KEY_LEN])
{
    must(keys != NULL && ret != NULL);
    if (row.len != KEY_ROW_LEN)
        return ERR_CORRUPT;
    if (be32_get(row.at) != keys->epoch)
        return ERR_CRYPTO;
    return key_unwrap(keys->guarded, keys->epoch, (struct text){ name->at, name->len }, row.at + 4, ret);
}

enum err key_row_read(struct key_store *keys, MDB_dbi table, MDB_val at, const struct key_name *name, uint8_t ret[KEY_LEN])
{
    MDB_val value;

    must(keys->reading != NULL);
    TRY(err_of(mdb_txn_renew(keys->reading)));
    enum err err = err_of(mdb_get(keys->reading, table, &at, &value));
    if (err == OK)
        err = key_row_open(keys, name, (struct bytes){ value.mv_data, (uint32_t)value.mv_size }, ret);
    mdb_txn_reset(keys->reading);
    return err;
}
