/* A field's own subkey is made of the subject's key and the place, and the place is authenticated
 * beside the ciphertext: a box moved to another field, record, service or site does not open. */
#include "trust/seal.h"

#include <sodium.h>

#include "base/invariant.h"
#include "trust/hash.h"

#define PAD_STEP 32
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_LEN crypto_aead_xchacha20poly1305_ietf_KEYBYTES

_Static_assert(KEY_LEN == 32 && TAG_LEN == 16, "lengths that the stored form relies on");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == SEAL_NONCE_LEN, "nonce length");

/* site 2, service length 1 and text, subject 8, field length 1 and text */
struct place {
    uint8_t at[2 + 1 + SEAL_NAME_MAX + 8 + 1 + SEAL_NAME_MAX];
    uint32_t len;
};

static void place_add_name(struct place *place, const char *name)
{
    size_t len = strlen(name);

    must(len > 0 && len <= SEAL_NAME_MAX);
    place->at[place->len++] = (uint8_t)len;
    memcpy(place->at + place->len, name, len);
    place->len += (uint32_t)len;
}

static struct place place_of(const struct seal_context *context)
{
    struct place place = { .len = 0 };

    must(context->service != NULL && context->field != NULL);
    be16_put(place.at, context->site);
    place.len = 2;
    place_add_name(&place, context->service);
    be64_put(place.at + place.len, context->subject);
    place.len += 8;
    place_add_name(&place, context->field);
    return place;
}

static void field_key(const uint8_t key[32], const struct place *place, uint8_t ret[KEY_LEN])
{
    keyed_hash(key, "seal field", &(struct bytes){ place->at, place->len }, 1, ret, KEY_LEN);
}

static size_t padded_len(size_t plain_len)
{
    return (plain_len / PAD_STEP + 1) * PAD_STEP;     /* the padding has at least one byte */
}

size_t seal_box_len(size_t plain_len)
{
    return padded_len(plain_len) + TAG_LEN;
}

void seal_box(const uint8_t key[32], const struct seal_context *context, const uint8_t nonce[SEAL_NONCE_LEN],
              struct bytes plain, uint8_t *ret_box)
{
    struct place place = place_of(context);
    uint8_t subkey[KEY_LEN];
    size_t padded = 0;
    unsigned long long box_len = 0;

    must(plain.at != NULL || plain.len == 0);
    if (plain.len > 0)
        memcpy(ret_box, plain.at, plain.len);
    must(sodium_pad(&padded, ret_box, plain.len, PAD_STEP, padded_len(plain.len)) == 0);
    field_key(key, &place, subkey);
    must(crypto_aead_xchacha20poly1305_ietf_encrypt(ret_box, &box_len, ret_box, padded, place.at, place.len, NULL,
                                                    nonce, subkey) == 0);
    must(box_len == seal_box_len(plain.len));
    sodium_memzero(subkey, sizeof subkey);
}

enum err seal_open(const uint8_t key[32], const struct seal_context *context, const uint8_t nonce[SEAL_NONCE_LEN],
                   struct bytes box, uint8_t *ret_plain, uint32_t *ret_len)
{
    struct place place = place_of(context);
    uint8_t subkey[KEY_LEN];
    unsigned long long padded = 0;
    size_t plain_len = 0;

    if (box.at == NULL || box.len < PAD_STEP + TAG_LEN || (box.len - TAG_LEN) % PAD_STEP != 0)
        return ERR_CRYPTO;
    field_key(key, &place, subkey);
    int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(ret_plain, &padded, NULL, box.at, box.len, place.at,
                                                            place.len, nonce, subkey);
    sodium_memzero(subkey, sizeof subkey);
    if (opened != 0)
        return ERR_CRYPTO;
    must(padded == box.len - TAG_LEN);
    if (sodium_unpad(&plain_len, ret_plain, (size_t)padded, PAD_STEP) != 0) {
        sodium_memzero(ret_plain, (size_t)padded);
        return ERR_CRYPTO;
    }
    *ret_len = (uint32_t)plain_len;
    return OK;
}
