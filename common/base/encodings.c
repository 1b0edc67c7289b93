/* Hex and base64, for people and for files; what is written is terminated. */
#include "base/bytes.h"

#include "base/invariant.h"

void hex_put(char *to, const uint8_t *from, size_t len)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        to[2 * i] = digits[from[i] >> 4];
        to[2 * i + 1] = digits[from[i] & 15];
    }
    to[2 * len] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hex_get(uint8_t *to, size_t len, struct text from)
{
    if (from.len != 2 * len)
        return false;
    for (uint32_t i = 0; i < from.len; i++) {          /* all of it before the first byte is written */
        if (hex_digit(from.at[i]) < 0)
            return false;
    }
    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)(hex_digit(from.at[2 * i]) << 4 | hex_digit(from.at[2 * i + 1]));
    return true;
}

void base64_put(char *to, size_t to_size, struct bytes from)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t out = 0;

    must(to_size > 4 * (((size_t)from.len + 2) / 3));
    for (uint32_t i = 0; i < from.len; i += 3) {
        uint32_t left = from.len - i;
        uint32_t three = (uint32_t)from.at[i] << 16 | (left > 1 ? (uint32_t)from.at[i + 1] << 8 : 0) |
                         (left > 2 ? (uint32_t)from.at[i + 2] : 0);
        to[out++] = digits[three >> 18];
        to[out++] = digits[three >> 12 & 63];
        to[out++] = left > 1 ? digits[three >> 6 & 63] : '=';
        to[out++] = left > 2 ? digits[three & 63] : '=';
    }
    to[out] = '\0';
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_get(uint8_t *to, size_t to_size, struct text from, uint32_t *ret_len)
{
    uint32_t padding, digits, held = 0, out = 0;

    if (from.len % 4 != 0)
        return false;
    padding = from.len == 0 || from.at[from.len - 1] != '=' ? 0 : from.at[from.len - 2] != '=' ? 1 : 2;
    digits = from.len - padding;
    if (from.len / 4 * 3 - padding > to_size)
        return false;
    for (uint32_t i = 0; i < digits; i++) {
        int digit = base64_digit(from.at[i]);

        if (digit < 0)
            return false;
        held = held << 6 | (uint32_t)digit;
        if (i % 4 != 0)
            to[out++] = (uint8_t)(held >> (6 - 2 * (i % 4)));
    }
    if (padding > 0 && (held & (padding == 1 ? 3u : 15u)) != 0)      /* one text for each run of bytes */
        return false;
    *ret_len = out;
    return true;
}
