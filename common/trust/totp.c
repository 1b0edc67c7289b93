/* Codes of a second factor. Keeps true: a typed code is compared whole, in time that depends on its length alone. */
#include "trust/totp.h"

#include <nettle/hmac.h>
#include <stdio.h>

#include "base/invariant.h"
#include "trust/hash.h"
#include "trust/random.h"

#define DIGITS 6u

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char crockford[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* RFC 4226 5.3: four bytes at a place that the last nibble names. */
void totp_code(struct bytes secret, uint64_t step, char ret[TOTP_CODE_SIZE])
{
    struct hmac_sha1_ctx hmac;
    uint8_t counter[8], mac[SHA1_DIGEST_SIZE];
    uint32_t number;

    must(secret.at != NULL && secret.len > 0);
    be64_put(counter, step);
    hmac_sha1_set_key(&hmac, secret.len, secret.at);
    hmac_sha1_update(&hmac, sizeof counter, counter);
    hmac_sha1_digest(&hmac, sizeof mac, mac);
    number = (be32_get(mac + (mac[sizeof mac - 1] & 15)) & 0x7fffffff) % 1000000;
    snprintf(ret, TOTP_CODE_SIZE, "%06u", number);
    secret_wipe(&hmac, sizeof hmac);
}

uint64_t totp_step_of(struct bytes secret, struct text typed, uint64_t now_us, uint64_t used_step)
{
    uint64_t now = now_us / TOTP_STEP_US, found = 0;
    char code[TOTP_CODE_SIZE];

    if (typed.len != DIGITS)
        return 0;
    for (uint64_t step = now > 1 ? now - 1 : 1; step <= now + 1; step++) {
        totp_code(secret, step, code);
        if (secret_equal((const uint8_t *)code, (const uint8_t *)typed.at, DIGITS) && step > used_step && found == 0)
            found = step;
    }
    secret_wipe(code, sizeof code);
    return found;
}

void base32_put(struct bytes in, char *ret)
{
    uint32_t bits = 0, count = 0;

    for (uint32_t i = 0; i < in.len; i++) {
        bits = (bits << 8 | in.at[i]) & 0xffff;
        for (count += 8; count >= 5; count -= 5)
            *ret++ = base32[bits >> (count - 5) & 31];
    }
    if (count > 0)
        *ret++ = base32[bits << (5 - count) & 31];
    *ret = '\0';
}

enum err base32_parse(struct text typed, uint8_t ret[TOTP_SECRET_MAX], uint32_t *ret_len)
{
    uint8_t bytes[TOTP_SECRET_MAX];
    uint32_t bits = 0, count = 0, len = 0;

    for (uint32_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        const char *at;

        if (c == ' ' || c == '-' || c == '=')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        at = c == '\0' ? NULL : strchr(base32, c);
        if (at == NULL)
            return ERR_MALFORMED;
        bits = (bits << 5 | (uint32_t)(at - base32)) & 0xffff;
        count += 5;
        if (count < 8)
            continue;
        if (len == TOTP_SECRET_MAX)
            return ERR_MALFORMED;
        count -= 8;
        bytes[len++] = (uint8_t)(bits >> count);
    }
    if (len < 10)
        return ERR_MALFORMED;
    memcpy(ret, bytes, len);
    *ret_len = len;
    secret_wipe(bytes, sizeof bytes);
    return OK;
}

/* ---- Recovery codes -------------------------------------------------------------------- */

void recovery_code(const uint8_t key[32], uint64_t account, uint64_t round, uint32_t index, char ret[RECOVERY_CODE_SIZE])
{
    uint8_t which[20], hash[KEYED_HASH_MIN];
    uint64_t bits;

    must(index < RECOVERY_CODES);
    be64_put(which, account);
    be64_put(which + 8, round);
    be32_put(which + 16, index);
    keyed_hash(key, "recovery code", &(struct bytes){ which, sizeof which }, 1, hash, sizeof hash);
    bits = be64_get(hash);
    for (uint32_t i = 0; i < RECOVERY_CODE_SIZE - 1; i++) {
        if (i == 5) {
            ret[i] = '-';
            continue;
        }
        ret[i] = crockford[bits & 31];
        bits >>= 5;
    }
    ret[RECOVERY_CODE_SIZE - 1] = '\0';
    secret_wipe(hash, sizeof hash);
}

/* What was typed as it is printed. False: too long or too short. */
static bool typed_form(struct text typed, char ret[RECOVERY_CODE_SIZE])
{
    uint32_t len = 0;

    for (uint32_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];

        if (c == '-' || c == ' ')
            continue;
        if (len == 5)
            ret[len++] = '-';
        if (len == RECOVERY_CODE_SIZE - 1)
            return false;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        ret[len++] = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
    }
    ret[len] = '\0';
    return len == RECOVERY_CODE_SIZE - 1;
}

uint32_t recovery_code_find(const uint8_t key[32], uint64_t account, uint64_t round, struct text typed)
{
    char form[RECOVERY_CODE_SIZE], code[RECOVERY_CODE_SIZE];
    uint32_t found = 0;

    if (!typed_form(typed, form))
        return 0;
    for (uint32_t i = 0; i < RECOVERY_CODES; i++) {
        recovery_code(key, account, round, i, code);
        if (secret_equal((const uint8_t *)code, (const uint8_t *)form, sizeof code))
            found = i + 1;
    }
    secret_wipe(code, sizeof code);
    return found;
}
