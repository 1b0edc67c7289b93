/* Verifier keys in the form of C2SP: origin+<key id, 8 hex digits>+<base64 of 0x01 and the key>. */
#include "recheck.h"

#include "base/invariant.h"

static bool origin_fits(struct text origin)
{
    for (uint32_t i = 0; i < origin.len; i++)
        if (origin.at[i] <= ' ' || origin.at[i] >= 0x7F)
            return false;
    return origin.len > 0 && origin.len <= CHECKPOINT_ORIGIN_MAX;
}

bool verifier_key_get(struct text text, char ret_origin[CHECKPOINT_ORIGIN_MAX + 1], uint8_t ret_key[32])
{
    const char *plus = text.len == 0 ? NULL : memchr(text.at, '+', text.len);
    char origin[CHECKPOINT_ORIGIN_MAX + 1], again[VERIFIER_KEY_SIZE];
    uint8_t key[33];
    uint32_t len;

    if (plus == NULL || !origin_fits((struct text){ text.at, (uint32_t)(plus - text.at) }))
        return false;
    uint32_t behind = (uint32_t)(plus - text.at) + 1;
    if (text.len < behind + 9 || text.at[behind + 8] != '+')
        return false;
    memcpy(origin, text.at, behind - 1);
    origin[behind - 1] = '\0';
    if (!base64_get(key, sizeof key, (struct text){ text.at + behind + 9, text.len - behind - 9 }, &len) || len != sizeof key)
        return false;
    verifier_key_put(origin, key + 1, again, sizeof again);
    if (!text_is(text, again))
        return false;
    memcpy(ret_origin, origin, behind);
    memcpy(ret_key, key + 1, 32);
    return true;
}
