/* Argon2id over BLAKE2b keyed with the pepper. The cost is the one mutable setting of the process in
 * this layer; tests lower it before anything runs. */
#include "trust/password.h"

#include <sodium.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/invariant.h"
#include "trust/hash.h"

#define PRE_HASH_LEN 64
#define UNITS_MAX 1024         /* 128 code points, each up to a few when decomposed */
#define UTF8_MAX (UNITS_MAX * 3)

_Static_assert(crypto_pwhash_argon2id_STRBYTES == PASSWORD_HASH_LEN, "room for the text form");

static struct {
    unsigned long long passes;
    size_t mem_bytes;
} cost = { 3, (size_t)64 << 20 };

void password_set_cost(uint64_t passes, size_t mem_bytes)
{
    must(passes >= crypto_pwhash_argon2id_OPSLIMIT_MIN && passes <= 100);
    must(mem_bytes >= crypto_pwhash_argon2id_MEMLIMIT_MIN && mem_bytes <= (size_t)4 << 30);
    cost.passes = passes;
    cost.mem_bytes = mem_bytes;
}

/* NFKC, so that the same password typed on another keyboard is the same. What cannot be normalised stays as it is. */
static struct bytes normal_form(struct text password, char room[UTF8_MAX])
{
    struct bytes as_it_is = { (const uint8_t *)password.at, password.len };
    UErrorCode err = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&err);
    UChar typed[UNITS_MAX], normal[UNITS_MAX];
    int32_t len = 0;

    u_strFromUTF8(typed, UNITS_MAX, &len, password.at, (int32_t)password.len, &err);
    len = unorm2_normalize(nfkc, typed, len, normal, UNITS_MAX, &err);
    u_strToUTF8(room, UTF8_MAX, &len, normal, len, &err);
    sodium_memzero(typed, sizeof typed);
    sodium_memzero(normal, sizeof normal);
    return U_SUCCESS(err) && len > 0 ? (struct bytes){ (const uint8_t *)room, (uint32_t)len } : as_it_is;
}

static void pre_hash(struct text password, const uint8_t pepper[32], uint8_t ret[PRE_HASH_LEN])
{
    char room[UTF8_MAX];
    struct bytes part = normal_form(password, room);

    keyed_hash(pepper, "password", &part, 1, ret, PRE_HASH_LEN);
    sodium_memzero(room, sizeof room);
}

enum err password_hash(struct text password, const uint8_t pepper[32], char ret[PASSWORD_HASH_LEN])
{
    uint8_t pre[PRE_HASH_LEN];
    char hash[PASSWORD_HASH_LEN];

    pre_hash(password, pepper, pre);
    int made = crypto_pwhash_argon2id_str(hash, (const char *)pre, sizeof pre, cost.passes, cost.mem_bytes);
    sodium_memzero(pre, sizeof pre);
    if (made != 0)
        return ERR_NO_MEMORY;
    memcpy(ret, hash, sizeof hash);
    return OK;
}

bool password_check(struct text password, const uint8_t pepper[32], const char *hash)
{
    uint8_t pre[PRE_HASH_LEN];

    must(hash != NULL);
    if (strlen(hash) >= PASSWORD_HASH_LEN)
        return false;
    pre_hash(password, pepper, pre);
    int same_password = crypto_pwhash_argon2id_str_verify(hash, (const char *)pre, sizeof pre);
    sodium_memzero(pre, sizeof pre);
    return same_password == 0;
}

void password_check_nobody(struct text password)
{
    static const uint8_t pepper[32];
    static const uint8_t salt[crypto_pwhash_argon2id_SALTBYTES];
    uint8_t pre[PRE_HASH_LEN];
    uint8_t out[32];

    pre_hash(password, pepper, pre);
    /* Without memory a real check would fail as fast as this one: nothing to report. */
    if (crypto_pwhash_argon2id(out, sizeof out, (const char *)pre, sizeof pre, salt, cost.passes, cost.mem_bytes,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0)
        sodium_memzero(out, sizeof out);
    sodium_memzero(pre, sizeof pre);
}
