/* Codes for people. The check character makes the code a word of a Reed-Solomon code over the field
 * of 32 elements (x^5 + x^2 + 1): the 13 positions have 13 different weights, so one changed character
 * or two exchanged ones always show. */
#include "trust/code.h"

#include <string.h>

#include "base/invariant.h"
#include "trust/hash.h"

#define CODE_LEN 13
#define HASHED_LEN 12

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Multiplication by x. */
static uint32_t times_x(uint32_t v)
{
    must(v < 32);
    return (v << 1 & 31) ^ (v & 16 ? 5 : 0);
}

/* Value of the word as a polynomial at x; 0 for a right code of 13. */
static uint32_t word_value(const uint8_t *values, uint32_t count)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < count; i++)
        sum = times_x(sum) ^ values[i];
    return sum;
}

static void letters_put(char *to, const uint8_t values[CODE_LEN])
{
    for (uint32_t i = 0; i < CODE_LEN; i++) {
        must(values[i] < 32);
        to[i] = alphabet[values[i]];
    }
    to[CODE_LEN] = '\0';
}

void booking_code(const uint8_t key[32], uint64_t reservation, char ret[BOOKING_CODE_SIZE])
{
    uint8_t number[8];
    uint8_t hash[KEYED_HASH_MIN];
    uint8_t values[CODE_LEN];

    be64_put(number, reservation);
    keyed_hash(key, "booking code", &(struct bytes){ number, sizeof number }, 1, hash, sizeof hash);
    uint64_t bits = be64_get(hash);
    for (uint32_t i = 0; i < HASHED_LEN; i++)
        values[i] = (uint8_t)(bits >> (59 - 5 * i) & 31);
    values[HASHED_LEN] = (uint8_t)times_x(word_value(values, HASHED_LEN));
    must(word_value(values, CODE_LEN) == 0);
    letters_put(ret, values);
}

/* Full-width characters as input methods give them, folded to ASCII; dashes and spaces to one each. */
static uint32_t folded(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'a' && c <= 'z')
        c -= 'a' - 'A';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC)
        return '-';
    if (c == 0x3000 || c == 0xA0 || c == '\t')
        return ' ';
    if (c == 'O')
        return '0';
    if (c == 'I' || c == 'L')
        return '1';
    return c;
}

enum err booking_code_parse(struct text typed, char ret[BOOKING_CODE_SIZE])
{
    uint8_t values[CODE_LEN];
    uint32_t count = 0;

    if (typed.at == NULL)
        return ERR_MALFORMED;
    for (uint32_t offset = 0; offset < typed.len;) {
        uint32_t c = folded(utf8_next(typed, &offset));

        if (c == ' ' || c == '-')
            continue;
        const char *found = c > 0 && c < 0x80 ? strchr(alphabet, (int)c) : NULL;
        if (found == NULL || count == CODE_LEN)
            return ERR_MALFORMED;
        values[count++] = (uint8_t)(found - alphabet);
    }
    if (count != CODE_LEN || word_value(values, CODE_LEN) != 0)
        return ERR_MALFORMED;
    letters_put(ret, values);
    return OK;
}

void booking_code_tag(const uint8_t key[32], const char code[BOOKING_CODE_SIZE], uint8_t ret[BOOKING_TAG_LEN])
{
    must(strlen(code) == CODE_LEN);
    keyed_hash(key, "booking code tag", &(struct bytes){ (const uint8_t *)code, CODE_LEN }, 1, ret, BOOKING_TAG_LEN);
}
