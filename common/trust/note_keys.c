/* Names and keys of signed notes: origin+<key id, 8 hex digits>+<base64 of the algorithm's byte and the key>. */
#include "trust/note.h"

#include "base/invariant.h"
#include "trust/hash.h"

static bool name_fits(const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (name[i] <= ' ' || name[i] >= 0x7F || name[i] == '+')
            return false;
    return len > 0 && len <= CHECKPOINT_ORIGIN_MAX;
}

uint32_t note_name_len(const char *name)
{
    size_t len = strlen(name);

    must(name_fits(name, len));
    return (uint32_t)len;
}

void note_key_id(const char *name, uint8_t algorithm, const uint8_t public_key[32], uint8_t ret[KEY_ID_LEN])
{
    const uint8_t between[] = { '\n', algorithm };
    struct sha256_state state;
    uint8_t hash[SHA256_LEN];

    sha256_start(&state);
    sha256_add(&state, (struct bytes){ (const uint8_t *)name, note_name_len(name) });
    sha256_add(&state, (struct bytes){ between, sizeof between });
    sha256_add(&state, (struct bytes){ public_key, 32 });
    sha256_end(&state, hash);
    memcpy(ret, hash, KEY_ID_LEN);
}

static void key_put(const char *name, uint8_t algorithm, const uint8_t public_key[32], char *ret, size_t size)
{
    uint8_t id[KEY_ID_LEN], typed_key[33] = { algorithm };
    char id_hex[2 * KEY_ID_LEN + 1], coded[45];

    must(size >= VERIFIER_KEY_SIZE);
    note_key_id(name, algorithm, public_key, id);
    hex_put(id_hex, id, sizeof id);
    memcpy(typed_key + 1, public_key, 32);
    base64_put(coded, sizeof coded, (struct bytes){ typed_key, sizeof typed_key });
    must(snprintf(ret, size, "%s+%s+%s", name, id_hex, coded) < (int)size);
}

static bool key_get(struct text text, uint8_t algorithm, char ret_name[CHECKPOINT_ORIGIN_MAX + 1], uint8_t ret_key[32])
{
    const char *plus = text.len == 0 ? NULL : memchr(text.at, '+', text.len);
    char name[CHECKPOINT_ORIGIN_MAX + 1], again[VERIFIER_KEY_SIZE];
    uint8_t key[33];
    uint32_t len, behind;

    if (plus == NULL || !name_fits(text.at, (size_t)(plus - text.at)))
        return false;
    behind = (uint32_t)(plus - text.at) + 1;
    if (text.len < behind + 9 || text.at[behind + 8] != '+')
        return false;
    memcpy(name, text.at, behind - 1);
    name[behind - 1] = '\0';
    if (!base64_get(key, sizeof key, (struct text){ text.at + behind + 9, text.len - behind - 9 }, &len) || len != sizeof key)
        return false;
    key_put(name, algorithm, key + 1, again, sizeof again);
    if (!text_is(text, again))                 /* the key id and the algorithm's byte, too */
        return false;
    memcpy(ret_name, name, behind);
    memcpy(ret_key, key + 1, 32);
    return true;
}

void verifier_key_put(const char *origin, const uint8_t public_key[32], char *ret, size_t size)
{
    key_put(origin, ALGORITHM_ED25519, public_key, ret, size);
}

bool verifier_key_get(struct text text, char ret_origin[CHECKPOINT_ORIGIN_MAX + 1], uint8_t ret_key[32])
{
    return key_get(text, ALGORITHM_ED25519, ret_origin, ret_key);
}

void witness_key_put(const char *name, const uint8_t public_key[32], char *ret, size_t size)
{
    key_put(name, ALGORITHM_COSIGNATURE, public_key, ret, size);
}

bool witness_key_get(struct text text, char ret_name[CHECKPOINT_ORIGIN_MAX + 1], uint8_t ret_key[32])
{
    return key_get(text, ALGORITHM_COSIGNATURE, ret_name, ret_key);
}
