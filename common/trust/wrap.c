/* Wrapping with the same AEAD as fields. What stands beside a wrapped key in the clear, its name and
 * epoch, is authenticated, so rows of the key store cannot be exchanged. */
#include "trust/wrap.h"

#include <sodium.h>

#include "base/invariant.h"

#define NONCE_LEN 24
#define NAME_MAX_LEN 256

_Static_assert(WRAPPED_LEN == NONCE_LEN + 32 + crypto_aead_xchacha20poly1305_ietf_ABYTES, "stored form");

/* epoch 4, name */
static size_t label_put(uint8_t *to, uint32_t epoch, struct text name)
{
    must(name.at != NULL && name.len > 0 && name.len <= NAME_MAX_LEN);
    be32_put(to, epoch);
    memcpy(to + 4, name.at, name.len);
    return 4 + (size_t)name.len;
}

void key_wrap(const uint8_t kek[32], uint32_t epoch, struct text name, const uint8_t nonce[24],
              const uint8_t key[32], uint8_t ret[WRAPPED_LEN])
{
    uint8_t label[4 + NAME_MAX_LEN];
    size_t label_len = label_put(label, epoch, name);

    must(kek != NULL && nonce != NULL && key != NULL);
    memcpy(ret, nonce, NONCE_LEN);
    must(crypto_aead_xchacha20poly1305_ietf_encrypt(ret + NONCE_LEN, NULL, key, 32, label, label_len, NULL, nonce,
                                                    kek) == 0);
}

enum err key_unwrap(const uint8_t kek[32], uint32_t epoch, struct text name, const uint8_t wrapped[WRAPPED_LEN],
                    uint8_t ret[32])
{
    uint8_t label[4 + NAME_MAX_LEN];
    size_t label_len = label_put(label, epoch, name);
    uint8_t key[32];

    must(kek != NULL && wrapped != NULL);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(key, NULL, NULL, wrapped + NONCE_LEN, WRAPPED_LEN - NONCE_LEN,
                                                   label, label_len, wrapped, kek) != 0)
        return ERR_CRYPTO;
    memcpy(ret, key, sizeof key);
    sodium_memzero(key, sizeof key);
    return OK;
}

uint8_t *secret_alloc(size_t len)
{
    uint8_t *at = sodium_malloc(len);

    if (at != NULL)
        memset(at, 0, len);
    return at;
}

void secret_free(uint8_t *at)
{
    sodium_free(at);
}
