/* Calendar arithmetic on yyyymmdd and the fixed +09:00 of Tokyo. Knows no holidays and no
 * eras; asks libc nothing, so that no time zone file or environment can change a result. */
#include "base/date.h"

#include "base/invariant.h"

#define YEAR_MIN 1868u
#define YEAR_MAX 9999u
#define TOKYO_AHEAD_US (9 * US_PER_HOUR)
#define DAYS_TO_1970 719162       /* from 0001-01-01 to 1970-01-01 */

static uint32_t year_of(struct date d) { return d.v / 10000; }
static uint32_t month_of(struct date d) { return d.v / 100 % 100; }
static uint32_t day_of(struct date d) { return d.v % 100; }

static bool is_leap(uint32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint32_t days_in_month(uint32_t year, uint32_t month)
{
    static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    must(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

/* Days from 0001-01-01 to 1 January of `year`. */
static int32_t days_before_year(uint32_t year)
{
    uint32_t past = year - 1;
    return (int32_t)(past * 365 + past / 4 - past / 100 + past / 400);
}

bool date_valid(struct date d)
{
    uint32_t year = year_of(d), month = month_of(d), day = day_of(d);

    return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

struct date date_make(uint32_t year, uint32_t month, uint32_t day)
{
    if (year > YEAR_MAX || month > 12 || day > 31)
        return (struct date){ 0 };
    struct date d = { year * 10000 + month * 100 + day };
    return date_valid(d) ? d : (struct date){ 0 };
}

int32_t date_to_days(struct date d)
{
    must(date_valid(d));
    int32_t days = days_before_year(year_of(d)) - DAYS_TO_1970;

    for (uint32_t month = 1; month < month_of(d); month++)
        days += (int32_t)days_in_month(year_of(d), month);
    return days + (int32_t)day_of(d) - 1;
}

struct date date_from_days(int32_t days)
{
    if (days < -37255 || days > 2932896)               /* 1868-01-01 and 9999-12-31 */
        return (struct date){ 0 };
    int32_t since_first = days + DAYS_TO_1970;
    uint32_t year = (uint32_t)((int64_t)since_first * 400 / 146097) + 1;   /* at most one year off */

    if (days_before_year(year) > since_first)
        year--;
    else if (days_before_year(year + 1) <= since_first)
        year++;
    uint32_t rest = (uint32_t)(since_first - days_before_year(year)), month = 1;
    while (rest >= days_in_month(year, month))
        rest -= days_in_month(year, month++);
    return date_make(year, month, rest + 1);
}

struct date date_add_days(struct date d, int32_t days)
{
    if (d.v == 0)
        return d;
    int64_t sum = (int64_t)date_to_days(d) + days;
    return sum < INT32_MIN || sum > INT32_MAX ? (struct date){ 0 } : date_from_days((int32_t)sum);
}

struct date date_add_months(struct date d, int32_t months)
{
    if (d.v == 0)
        return d;
    must(date_valid(d));
    int64_t month_index = (int64_t)year_of(d) * 12 + month_of(d) - 1 + months;

    if (month_index < (int64_t)YEAR_MIN * 12 || month_index >= ((int64_t)YEAR_MAX + 1) * 12)
        return (struct date){ 0 };
    uint32_t year = (uint32_t)(month_index / 12), month = (uint32_t)(month_index % 12) + 1;
    uint32_t last = days_in_month(year, month);
    return date_make(year, month, day_of(d) < last ? day_of(d) : last);
}

int32_t date_days_between(struct date from, struct date to)
{
    return date_to_days(to) - date_to_days(from);
}

enum weekday date_weekday(struct date d)
{
    int32_t since_monday = (date_to_days(d) + DAYS_TO_1970) % 7;      /* 0001-01-01 was a Monday */

    must(since_monday >= 0);
    return (enum weekday)(MONDAY + since_monday);
}

uint32_t date_nth_of_month(struct date d)
{
    must(date_valid(d));
    return (day_of(d) - 1) / 7 + 1;
}

/* The day on which a person born on `birth` completes a year in `year`. */
static struct date birthday_in(struct date birth, uint32_t year)
{
    struct date d = date_make(year, month_of(birth), day_of(birth));
    return d.v != 0 ? d : date_make(year, 3, 1);       /* only 29 February is missing in some years */
}

uint32_t age_on(struct date birth, struct date on)
{
    must(date_valid(birth) && date_valid(on));
    if (on.v <= birth.v)
        return 0;
    uint32_t years = year_of(on) - year_of(birth);
    return on.v < birthday_in(birth, year_of(on)).v ? years - 1 : years;
}

struct date birthday_after(struct date birth, struct date from, uint32_t n)
{
    must(date_valid(birth) && date_valid(from) && n > 0);
    uint32_t first_year = year_of(from) > year_of(birth) ? year_of(from) : year_of(birth) + 1;

    if (birthday_in(birth, first_year).v <= from.v)    /* one on the day itself does not count */
        first_year++;
    uint32_t year = first_year + n - 1;
    return year > YEAR_MAX ? (struct date){ 0 } : birthday_in(birth, year);
}

struct date card_expiry(struct date birth, struct date issued)
{
    must(date_valid(birth) && date_valid(issued));
    if (birth.v > issued.v)
        return (struct date){ 0 };
    return birthday_after(birth, issued, age_on(birth, issued) < 18 ? 5 : 10);
}

struct date tokyo_date(uint64_t at_us)
{
    must(at_us <= TIME_US_MAX);
    return date_from_days((int32_t)((at_us + TOKYO_AHEAD_US) / US_PER_DAY));
}

uint32_t tokyo_minute(uint64_t at_us)
{
    must(at_us <= TIME_US_MAX);
    return (uint32_t)((at_us + TOKYO_AHEAD_US) % US_PER_DAY / US_PER_MINUTE);
}

uint64_t tokyo_us(struct date d, uint32_t minute_of_day)
{
    int64_t since_1970 = date_to_days(d) * (int64_t)US_PER_DAY + minute_of_day * (int64_t)US_PER_MINUTE;
    int64_t at = since_1970 - (int64_t)TOKYO_AHEAD_US;

    return at < 0 ? 0 : (uint64_t)at;                  /* the clock of records starts in 1970 */
}
