/* Key pairs by way of the messaging library, so that both agree on the derivation. Wipes what it
 * copies; what the library itself keeps is beyond reach. */
#include "wire/internal.h"

#include "base/invariant.h"
#include "trust/hash.h"
#include "trust/keyfile.h"
#include "trust/random.h"

static const char z85_characters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

void wire_key_put(const uint8_t key[WIRE_KEY_LEN], char ret[WIRE_KEY_TEXT_SIZE])
{
    must(zmq_z85_encode(ret, key, WIRE_KEY_LEN) != NULL);
}

bool wire_key_get(struct text text, uint8_t ret[WIRE_KEY_LEN])
{
    char shown[WIRE_KEY_TEXT_SIZE], again[WIRE_KEY_TEXT_SIZE];
    uint8_t key[WIRE_KEY_LEN];

    if (text.len != WIRE_KEY_TEXT_SIZE - 1)
        return false;
    memcpy(shown, text.at, text.len);
    shown[text.len] = '\0';
    if (strspn(shown, z85_characters) != text.len || zmq_z85_decode(key, shown) == NULL)
        return false;
    wire_key_put(key, again);
    if (strcmp(shown, again) != 0)      /* five characters can say more than four bytes hold */
        return false;
    memcpy(ret, key, sizeof(key));
    return true;
}

static void derive(const uint8_t secret_key[WIRE_KEY_LEN], struct key_pair *ret)
{
    char public_text[WIRE_KEY_TEXT_SIZE], secret_text[WIRE_KEY_TEXT_SIZE];

    wire_key_put(secret_key, secret_text);
    must(zmq_curve_public(public_text, secret_text) == 0);
    secret_wipe(secret_text, sizeof(secret_text));
    must(wire_key_get(text_of(public_text), ret->public_key));
    memmove(ret->secret_key, secret_key, WIRE_KEY_LEN);
}

void key_pair_make(struct key_pair *ret)
{
    uint8_t secret_key[WIRE_KEY_LEN];

    random_bytes(secret_key, sizeof(secret_key));
    derive(secret_key, ret);
    secret_wipe(secret_key, sizeof(secret_key));
}

enum err key_pair_load(const char *path, struct key_pair *ret)
{
    uint8_t secret_key[WIRE_KEY_LEN];

    TRY(keyfile_load(path, secret_key, sizeof(secret_key)));
    derive(secret_key, ret);
    secret_wipe(secret_key, sizeof(secret_key));
    return OK;
}

enum err key_pair_create(const char *path, struct key_pair *ret)
{
    struct key_pair made;

    key_pair_make(&made);
    enum err err = keyfile_create(path, made.secret_key, sizeof(made.secret_key));
    if (err == OK)
        *ret = made;
    key_pair_fini(&made);
    return err;
}

void key_pair_fini(struct key_pair *pair)
{
    secret_wipe(pair, sizeof(*pair));
}

#define FINGERPRINT_PREFIX "madoguchi CURVE key\n"
#define FINGERPRINT_DIGITS 32

static void fingerprint_digits(const uint8_t key[WIRE_KEY_LEN], char ret[FINGERPRINT_DIGITS + 1])
{
    uint8_t message[sizeof(FINGERPRINT_PREFIX) - 1 + WIRE_KEY_LEN], digest[SHA256_LEN];

    memcpy(message, FINGERPRINT_PREFIX, sizeof(FINGERPRINT_PREFIX) - 1);
    memcpy(message + sizeof(FINGERPRINT_PREFIX) - 1, key, WIRE_KEY_LEN);
    sha256((struct bytes){ message, sizeof(message) }, digest);
    hex_put(ret, digest, FINGERPRINT_DIGITS / 2);
}

void wire_fingerprint_put(const uint8_t key[WIRE_KEY_LEN], char ret[WIRE_FINGERPRINT_SIZE])
{
    char digits[FINGERPRINT_DIGITS + 1], *to = ret;

    fingerprint_digits(key, digits);
    for (int i = 0; i < FINGERPRINT_DIGITS; i++) {
        if (i > 0 && i % 4 == 0)
            *to++ = ' ';
        *to++ = digits[i];
    }
    *to = '\0';
}

bool wire_fingerprint_is(const uint8_t key[WIRE_KEY_LEN], struct text typed)
{
    char digits[FINGERPRINT_DIGITS + 1];
    uint32_t right = 0;

    fingerprint_digits(key, digits);
    for (uint32_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        if (right == FINGERPRINT_DIGITS || c != digits[right])
            return false;
        right++;
    }
    return right == FINGERPRINT_DIGITS;
}
