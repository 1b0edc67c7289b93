/* Reading days as lists and clerks write them. The text is first folded to a few ASCII signs
 * (full width to half width, an era to its letter, 年 and 月 to one sign each), then read by one small
 * grammar:  [era] number sign number sign number [日].  Guesses nothing: two-digit western
 * years, kanji numerals and texts with anything before or behind are no dates. */
#include "base/date.h"

#include <string.h>

#include "base/invariant.h"

struct era {
    char letter;
    uint32_t year_before;   /* year 1 of the era is this + 1 */
    uint32_t first, last;   /* yyyymmdd, both included; the days of 大正 and 昭和 overlap by one */
};

static const struct era eras[] = {
    { 'M', 1867, 18730101, 19120730 },   /* the western calendar began on the first of 明治6 */
    { 'T', 1911, 19120730, 19261225 },
    { 'S', 1925, 19261225, 19890107 },
    { 'H', 1988, 19890108, 20190430 },
    { 'R', 2018, 20190501, 99991231 },
};

#define FOLDED_MAX 16       /* 令和10年12月31日 is 10 signs */

static char fold_one(uint32_t point)
{
    switch (point) {
    case 0x5E74: return 'y';            /* 年 */
    case 0x6708: return 'm';            /* 月 */
    case 0x65E5: return 'd';            /* 日 */
    case 0x5143: return 'g';            /* 元, the first year of an era */
    default: break;
    }
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFEE0;
    if (point >= 'a' && point <= 'z')
        point -= 'a' - 'A';
    return (char)(point > ' ' && point < 0x7F ? point : 0);
}

/* 明治 and so on are two characters; returns the letter and moves past both, or 0. */
static char fold_era(struct text text, uint32_t *offset)
{
    static const struct { const char *name; char letter; } names[] = {
        { "明治", 'M' }, { "大正", 'T' }, { "昭和", 'S' }, { "平成", 'H' }, { "令和", 'R' },
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        uint32_t len = (uint32_t)strlen(names[i].name);
        if (text.len - *offset >= len && memcmp(text.at + *offset, names[i].name, len) == 0) {
            *offset += len;
            return names[i].letter;
        }
    }
    return 0;
}

/* False when the text is too long or holds a sign no date has. */
static bool fold(struct text text, char folded[FOLDED_MAX + 1])
{
    uint32_t offset = 0, len = 0;

    while (offset < text.len) {
        char sign = len == 0 ? fold_era(text, &offset) : 0;
        if (sign == 0) {
            uint32_t point = utf8_next(text, &offset);
            if (point == UINT32_MAX)
                return false;
            sign = fold_one(point);
        }
        if (sign == 0 || len == FOLDED_MAX)
            return false;
        folded[len++] = sign;
    }
    folded[len] = '\0';
    return true;
}

/* A number of one to `digits_max` digits; 0 when there is none, which no part of a date may be. */
static uint32_t number(const char **at, uint32_t digits_max, uint32_t *ret_digits)
{
    uint32_t v = 0, digits = 0;

    while (**at >= '0' && **at <= '9' && digits < digits_max) {
        v = v * 10 + (uint32_t)(*(*at)++ - '0');
        digits++;
    }
    *ret_digits = digits;
    return v;
}

/* 2027-2-1, 2027/2/1, 9.2.1 or 9y2m1d: one kind of sign all through. */
static bool signs_fit(char first, char second, const char *rest)
{
    if (first == 'y')
        return second == 'm' && rest[0] == 'd' && rest[1] == '\0';
    return (first == '-' || first == '/' || first == '.') && second == first && rest[0] == '\0';
}

static const struct era *era_of(char letter)
{
    for (size_t i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
        if (eras[i].letter == letter)
            return &eras[i];
    }
    return NULL;
}

bool date_parse(struct text text, struct date *ret, bool *ret_era_warning)
{
    char folded[FOLDED_MAX + 1];
    uint32_t year_digits = 0, month_digits, day_digits;

    must(ret != NULL && ret_era_warning != NULL);
    if (text.len == 0 || !fold(text, folded))
        return false;
    const char *at = folded;
    const struct era *era = era_of(*at);
    at += era != NULL;
    bool first_year = era != NULL && *at == 'g';
    at += first_year;
    uint32_t year = first_year ? 1 : number(&at, era != NULL ? 2 : 4, &year_digits);
    char first = *at != '\0' ? *at++ : '\0';
    uint32_t month = number(&at, 2, &month_digits);
    char second = *at != '\0' ? *at++ : '\0';
    uint32_t day = number(&at, 2, &day_digits);

    if (!signs_fit(first, second, at) || year == 0 || (era == NULL && year_digits != 4))
        return false;
    struct date d = date_make(year + (era != NULL ? era->year_before : 0), month, day);
    if (d.v == 0)
        return false;
    if (era != NULL && (d.v < era->first || d.v / 10000 > era->last / 10000))
        return false;
    *ret = d;
    *ret_era_warning = era != NULL && d.v > era->last;
    return true;
}
