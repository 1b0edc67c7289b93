/* UTF-8 by the table of well-formed sequences: no overlong forms, no surrogates, nothing
 * beyond U+10FFFF. The second byte alone decides all of these; later ones only continue. */
#include <string.h>

#include "base/bytes.h"

#include "base/invariant.h"

/* Bytes of the sequence that `lead` opens, 0 when it opens none, with the range of its second byte. */
static uint32_t sequence_len(uint8_t lead, uint8_t *ret_second_min, uint8_t *ret_second_max)
{
    *ret_second_min = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *ret_second_max = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

uint32_t utf8_next(struct text text, uint32_t *offset)
{
    must(*offset < text.len);
    const uint8_t *at = (const uint8_t *)text.at + *offset;
    uint8_t second_min, second_max;
    uint32_t len = sequence_len(at[0], &second_min, &second_max);

    if (len == 0 || len > text.len - *offset)
        return UINT32_MAX;
    if (len == 1) {
        *offset += 1;
        return at[0];
    }
    if (at[1] < second_min || at[1] > second_max)
        return UINT32_MAX;
    uint32_t point = at[0] & (0x7Fu >> len);
    for (uint32_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return UINT32_MAX;
        point = point << 6 | (at[i] & 0x3Fu);
    }
    *offset += len;
    return point;
}

/* Four to seven bytes, by two looks that overlap. */
static bool few_ascii(const char *at, uint32_t len)
{
    uint32_t first, last;

    memcpy(&first, at, sizeof(first));
    memcpy(&last, at + len - sizeof(last), sizeof(last));
    return ((first | last) & UINT32_C(0x80808080)) == 0;
}

uint32_t utf8_bad_at(struct text text)
{
    uint32_t offset = 0;

    while (offset < text.len) {
        uint64_t eight;
        if (text.len - offset >= 4 && text.len - offset < sizeof(eight) && few_ascii(text.at + offset, text.len - offset))
            return text.len;
        if (text.len - offset >= sizeof(eight)) {       /* most texts are mostly ASCII */
            memcpy(&eight, text.at + offset, sizeof(eight));
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                offset += (uint32_t)sizeof(eight);
                continue;
            }
        }
        if ((uint8_t)text.at[offset] < 0x80)
            offset++;
        else if (utf8_next(text, &offset) == UINT32_MAX)
            return offset;
    }
    return text.len;
}

bool utf8_valid(struct text text)
{
    return utf8_bad_at(text) == text.len;
}

uint32_t text_code_points(struct text text)
{
    uint32_t points = 0;

    for (uint32_t i = 0; i < text.len; i++)
        points += ((uint8_t)text.at[i] & 0xC0) != 0x80;
    return points;
}
