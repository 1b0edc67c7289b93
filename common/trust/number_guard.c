/* One pass over the text with the last 12 digits in a ring. Every character becomes a few "looks"
 * (digit, separator, line break, anything else); whenever a group may end, the ring is one window
 * and is judged. Constant memory, at most 12 multiplications a digit. ICU is asked only about
 * characters beyond ASCII; if its tables cannot be had the process stops rather than let a
 * number through.
 *
 * NFKC is taken character by character: composition can neither make nor consume a digit or a
 * separator, so the full compatibility decomposition shows the same ones. */
#include "trust/number_guard.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/invariant.h"

#define NUMBER_DIGITS 12
/* The longest decomposition of one character is 18 units (U+FDFA). */
#define DECOMPOSITION_MAX 32
/* More digits than any single character decomposes to (U+2152 gives three). */
#define DIGITS_A_CHARACTER 4

enum look { LOOK_DIGIT, LOOK_SEPARATOR, LOOK_LINE_BREAK, LOOK_OTHER };

struct seen {
    enum look look;
    uint8_t digit;
};

struct kept_digit {
    uint8_t value;
    bool may_start;        /* a group may start here */
    uint32_t line;         /* line breaks before it in this chain */
};

/* A chain is a run of groups with nothing but separators between them. */
struct chain {
    struct kept_digit ring[NUMBER_DIGITS];
    uint32_t digits;       /* in this chain */
    uint32_t line;
    bool in_group;         /* the last look was a digit */
    bool detachable;       /* ... one that may stand apart */
    bool after_cr;
    bool hit;
};

static const struct kept_digit *ring_digit(const struct chain *chain, uint32_t nth)
{
    must(chain->digits >= NUMBER_DIGITS);
    must(nth < NUMBER_DIGITS);
    return &chain->ring[(chain->digits + nth) % NUMBER_DIGITS];
}

/* Check digit of the individual number: domain reference 1.6. */
static bool window_is_number(const struct chain *chain)
{
    static const uint8_t weights[NUMBER_DIGITS - 1] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    uint32_t sum = 0;
    uint32_t any = 0;

    for (uint32_t i = 0; i < NUMBER_DIGITS - 1; i++) {
        uint32_t value = ring_digit(chain, i)->value;

        sum += value * weights[i];
        any |= value;
    }
    uint32_t rest = sum % 11;
    uint32_t check = rest <= 1 ? 0 : 11 - rest;

    return any != 0 && check == ring_digit(chain, NUMBER_DIGITS - 1)->value;
}

/* A group may end after the last digit: judges the window that ends here. */
static void chain_judge(struct chain *chain)
{
    if (chain->digits < NUMBER_DIGITS)
        return;
    const struct kept_digit *first = ring_digit(chain, 0);
    const struct kept_digit *last = ring_digit(chain, NUMBER_DIGITS - 1);

    must(last->line >= first->line);
    if (first->may_start && last->line - first->line <= 1 && window_is_number(chain))
        chain->hit = true;
}

static void chain_add_digit(struct chain *chain, uint8_t value, bool detachable)
{
    bool apart = !chain->in_group || chain->detachable || detachable;

    must(value <= 9);
    if (chain->in_group && apart)
        chain_judge(chain);
    chain->ring[chain->digits % NUMBER_DIGITS] = (struct kept_digit){
        .value = value, .may_start = apart, .line = chain->line };
    chain->digits++;
    chain->in_group = true;
    chain->detachable = detachable;
}

/* `detachable` is about digits: made by NFKC of something else than a full-width digit. */
static void chain_add(struct chain *chain, struct seen seen, bool detachable)
{
    if (seen.look == LOOK_DIGIT) {
        chain_add_digit(chain, seen.digit, detachable);
        return;
    }
    if (chain->in_group)
        chain_judge(chain);
    chain->in_group = false;
    switch (seen.look) {
    case LOOK_LINE_BREAK:
        chain->line++;
        break;
    case LOOK_OTHER:
        chain->digits = 0;
        chain->line = 0;
        break;
    case LOOK_DIGIT:
    case LOOK_SEPARATOR:
        break;
    }
}

static struct seen look_at_ascii(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (struct seen){ LOOK_DIGIT, (uint8_t)(c - '0') };
    if (c == ' ' || c == '\t' || c == '-' || c == '.')
        return (struct seen){ LOOK_SEPARATOR, 0 };
    if (c >= '\n' && c <= '\r')
        return (struct seen){ LOOK_LINE_BREAK, 0 };
    return (struct seen){ LOOK_OTHER, 0 };
}

static bool is_named_separator(uint32_t c)
{
    switch (c) {
    case 0x2212:    /* minus */
    case 0x30FC:    /* the long vowel mark, typed for a dash */
    case 0x00B7:    /* middle dots: Latin, katakana, bullets, hyphenation point, operators */
    case 0x30FB:
    case 0x2022:
    case 0x2027:
    case 0x2219:
    case 0x22C5:
    case 0x2E31:
        return true;
    default:
        return false;
    }
}

/* A character as it is after decomposition. */
static struct seen look_at(uint32_t c)
{
    if (c < 0x80)
        return look_at_ascii(c);
    if (c == 0x85 || c == 0x2028 || c == 0x2029)
        return (struct seen){ LOOK_LINE_BREAK, 0 };

    int32_t digit = u_charDigitValue((UChar32)c);
    if (digit >= 0)
        return (struct seen){ LOOK_DIGIT, (uint8_t)digit };
    int8_t category = u_charType((UChar32)c);
    if (category == U_SPACE_SEPARATOR || category == U_DASH_PUNCTUATION || category == U_FORMAT_CHAR
        || is_named_separator(c))
        return (struct seen){ LOOK_SEPARATOR, 0 };
    return (struct seen){ LOOK_OTHER, 0 };
}

/* Most of a Japanese text, of which nothing decomposes into a digit or a separator. */
static bool is_plain_letter(uint32_t c)
{
    return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) || (c >= 0x4E00 && c <= 0x9FFF);
}

static const UNormalizer2 *nfkc(void)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *instance = unorm2_getNFKCInstance(&status);

    must(U_SUCCESS(status) && instance != NULL);
    return instance;
}

/* Units that the first character of well-formed UTF-16 takes. */
static int32_t utf16_next(const UChar *units, int32_t count, uint32_t *ret)
{
    must(count > 0);
    if (count > 1 && U16_IS_LEAD(units[0])) {
        *ret = (uint32_t)U16_GET_SUPPLEMENTARY(units[0], units[1]);
        return 2;
    }
    *ret = units[0];
    return 1;
}

static void chain_add_decomposed(struct chain *chain, uint32_t c)
{
    UChar units[DECOMPOSITION_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = unorm2_getDecomposition(nfkc(), (UChar32)c, units, DECOMPOSITION_MAX, &status);

    if (count < 0) {                       /* stays as it is */
        chain_add(chain, look_at(c), false);
        return;
    }
    must(U_SUCCESS(status) && count <= DECOMPOSITION_MAX);
    bool full_width = c >= 0xFF10 && c <= 0xFF19;
    for (int32_t i = 0; i < count;) {
        uint32_t part = 0;

        i += utf16_next(units + i, count - i, &part);
        chain_add(chain, look_at(part), !full_width);
    }
}

static void chain_add_character(struct chain *chain, uint32_t c)
{
    bool second_of_crlf = chain->after_cr && c == '\n';

    chain->after_cr = c == '\r';
    if (second_of_crlf)
        return;
    if (c < 0x80)
        chain_add(chain, look_at_ascii(c), false);
    else if (c == UINT32_MAX || is_plain_letter(c))
        chain_add(chain, (struct seen){ LOOK_OTHER, 0 }, false);
    else
        chain_add_decomposed(chain, c);
}

static void chain_add_text(struct chain *chain, struct text text)
{
    for (uint32_t offset = 0; offset < text.len && !chain->hit;) {
        uint32_t before = offset;
        uint32_t c = utf8_next(text, &offset);

        if (c == UINT32_MAX)
            offset = before + 1;
        chain_add_character(chain, c);
    }
}

/* The end of a text ends its last group. */
static bool chain_end(struct chain *chain)
{
    if (chain->in_group)
        chain_judge(chain);
    chain->in_group = false;
    return chain->hit;
}

/* No fewer digits than the text can hold in any reading, and cheap: most texts end here. */
static uint64_t digits_at_most(struct text text)
{
    uint64_t digits = 0;

    for (uint32_t i = 0; i < text.len; i++) {
        uint8_t byte = (uint8_t)text.at[i];

        if (byte >= 0xC0)
            digits += DIGITS_A_CHARACTER;
        else if (byte >= '0' && byte <= '9')
            digits++;
    }
    return digits;
}

bool number_guard_hit(struct text text)
{
    return number_guard_hit_joined(&text, 1);
}

bool number_guard_hit_joined(const struct text *texts, uint32_t count)
{
    struct chain chain = {0};
    uint64_t digits = 0;

    must(texts != NULL || count == 0);
    for (uint32_t i = 0; i < count; i++)
        digits += texts[i].at == NULL ? 0 : digits_at_most(texts[i]);
    if (digits < NUMBER_DIGITS)
        return false;
    for (uint32_t i = 0; i < count && !chain.hit; i++) {
        if (texts[i].at == NULL)
            continue;
        chain_add_text(&chain, texts[i]);
        chain_add_character(&chain, ' ');
    }
    return chain_end(&chain);
}
