/* Days and times as people and files write them. */
#include <string.h>

#include "base/date.h"

#include "base/arena.h"
#include "base/invariant.h"

#define DATE_BYTES 11       /* "2027-02-01" and its end */

static void two_digits(char *to, uint32_t v)
{
    must(v < 100);
    to[0] = (char)('0' + v / 10);
    to[1] = (char)('0' + v % 10);
}

void date_put(char *to, struct date d)
{
    if (!date_valid(d)) {
        memcpy(to, "-", 2);
        return;
    }
    two_digits(to, d.v / 1000000);
    two_digits(to + 2, d.v / 10000 % 100);
    to[4] = '-';
    two_digits(to + 5, d.v / 100 % 100);
    to[7] = '-';
    two_digits(to + 8, d.v % 100);
    to[DATE_BYTES - 1] = '\0';
}

void tokyo_put(char *to, uint64_t at_us)
{
    uint32_t minute = tokyo_minute(at_us);

    date_put(to, tokyo_date(at_us));
    to[10] = ' ';
    two_digits(to + 11, minute / 60);
    to[13] = ':';
    two_digits(to + 14, minute % 60);
    to[16] = '\0';
}

void rfc3339_put(char *to, uint64_t at_us)
{
    must(at_us <= TIME_US_MAX);
    uint32_t second = (uint32_t)(at_us % US_PER_DAY / US_PER_SECOND);

    date_put(to, date_from_days((int32_t)(at_us / US_PER_DAY)));
    to[10] = 'T';
    two_digits(to + 11, second / 3600);
    to[13] = ':';
    two_digits(to + 14, second / 60 % 60);
    to[16] = ':';
    two_digits(to + 17, second % 60);
    to[19] = 'Z';
    to[20] = '\0';
}

/* Newest first; a day belongs to the first era that began on it or before. */
static const struct {
    uint32_t from;          /* yyyymmdd */
    uint32_t year_before;   /* year 1 of the era is this + 1 */
    const char *name;
} eras[] = {
    { 20190501, 2018, "令和" }, { 19890108, 1988, "平成" }, { 19261225, 1925, "昭和" },
    { 19120730, 1911, "大正" }, { 18680101, 1867, "明治" },
};

struct text date_wareki(struct arena *arena, struct date d)
{
    static const char *const weekdays[] = { "月", "火", "水", "木", "金", "土", "日" };
    uint32_t i = 0;

    if (!date_valid(d))
        return TEXT("-");
    while (d.v < eras[i].from)
        i++;
    must(i < sizeof(eras) / sizeof(eras[0]));
    uint32_t year = d.v / 10000 - eras[i].year_before, month = d.v / 100 % 100, day = d.v % 100;
    const char *weekday = weekdays[date_weekday(d) - MONDAY];
    if (year == 1)
        return text_format(arena, "%s元年%u月%u日 (%s)", eras[i].name, month, day, weekday);
    return text_format(arena, "%s%u年%u月%u日 (%s)", eras[i].name, year, month, day, weekday);
}
