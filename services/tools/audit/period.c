/* Days and moments on the command line. */
#include "period.h"

#include "base/date.h"

static bool digits(struct text *rest, uint32_t most, uint32_t *ret)
{
    uint32_t v = 0, count = 0;

    while (count < most && rest->len > 0 && rest->at[0] >= '0' && rest->at[0] <= '9') {
        v = v * 10 + (uint32_t)(rest->at[0] - '0');
        rest->at++;
        rest->len--;
        count++;
    }
    *ret = v;
    return count > 0;
}

static bool colon(struct text *rest)
{
    if (rest->len == 0 || rest->at[0] != ':')
        return false;
    rest->at++;
    rest->len--;
    return true;
}

/* "9:05" or "09:05:30" as microseconds of a day; *ret_step: of what was named. */
static bool clock_read(struct text text, uint64_t *ret_us, uint64_t *ret_step)
{
    uint32_t hour, minute, second = 0;

    *ret_step = US_PER_MINUTE;
    if (!digits(&text, 2, &hour) || !colon(&text) || !digits(&text, 2, &minute))
        return false;
    if (colon(&text)) {
        *ret_step = US_PER_SECOND;
        if (!digits(&text, 2, &second))
            return false;
    }
    *ret_us = hour * US_PER_HOUR + minute * US_PER_MINUTE + second * US_PER_SECOND;
    return text.len == 0 && hour < 24 && minute < 60 && second < 60;
}

/* Where the date ends: at a T or a space that digits follow. */
static uint32_t date_end(struct text text)
{
    for (uint32_t i = 1; i + 1 < text.len; i++)
        if ((text.at[i] == 'T' || text.at[i] == ' ') && text.at[i + 1] >= '0' && text.at[i + 1] <= '9' && memchr(text.at + i, ':', text.len - i) != NULL)
            return i;
    return text.len;
}

bool moment_read(struct text text, bool utc, bool end, uint64_t *ret_us)
{
    uint64_t of_day = 0, step = US_PER_DAY, at_us;
    struct date date;
    uint32_t cut;
    bool warning;

    if (text.len > 1 && text.at[text.len - 1] == 'Z') {
        utc = true;
        text.len--;
    }
    cut = date_end(text);
    if (!date_parse((struct text){ text.at, cut }, &date, &warning))
        return false;
    if (cut < text.len && !clock_read((struct text){ text.at + cut + 1, text.len - cut - 1 }, &of_day, &step))
        return false;
    at_us = tokyo_us(date, 0) + of_day + (utc ? 9 * US_PER_HOUR : 0) + (end ? step : 0);
    if (tokyo_us(date, 0) == 0 || at_us > TIME_US_MAX)
        return false;
    *ret_us = at_us;
    return true;
}
