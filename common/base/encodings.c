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

/* Values of digits from '0' to 'g'; -1: none. A table: which digit comes next cannot be guessed. */
static const int8_t hex_values[56] = {
     0,  1,  2,  3,  4,  5,  6,  7,  8,  9, -1, -1, -1, -1,
    -1, -1, -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, 10, 11, 12, 13, 14, 15, -1,
};

static int hex_digit(char c)
{
    uint8_t at = (uint8_t)((uint8_t)c - '0');

    return at < sizeof hex_values ? hex_values[at] : -1;
}

bool hex_get(uint8_t *to, size_t len, struct text from)
{
    if (from.len != 2 * len)
        return false;
    int bad = 0;

    for (uint32_t i = 0; i < from.len; i++)            /* all of it before the first byte is written */
        bad |= hex_digit(from.at[i]);
    if (bad < 0)
        return false;
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

/* Value of a digit from ' ' on; -1: none. */
static const int8_t base64_values[96] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, -1, -1, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1,
    -1,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, -1,
    -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
};

static int base64_digit(char c)
{
    uint8_t at = (uint8_t)((uint8_t)c - ' ');

    return at < sizeof base64_values ? base64_values[at] : -1;
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
    uint32_t i = 0;
    for (; i + 4 <= digits; i += 4) {                                /* whole groups at once */
        int a = base64_digit(from.at[i]), b = base64_digit(from.at[i + 1]), c = base64_digit(from.at[i + 2]), d = base64_digit(from.at[i + 3]);

        if ((a | b | c | d) < 0)
            return false;
        held = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | (uint32_t)d;
        to[out++] = (uint8_t)(held >> 16);
        to[out++] = (uint8_t)(held >> 8);
        to[out++] = (uint8_t)held;
    }
    for (; i < digits; i++) {
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
