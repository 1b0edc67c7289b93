/* Days and times of people: Asia/Tokyo, which has had one offset (+09:00, no summer
 * time) for every day this system can meet. UTC microseconds in records. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct arena;

/* A calendar day as yyyymmdd; v == 0 means "none". Functions that take a day want a valid one
 * (adding to none gives none); a result beyond the years below is "none". */
struct date {
    uint32_t v;
};

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

#define US_PER_SECOND UINT64_C(1000000)
#define US_PER_MINUTE (60 * US_PER_SECOND)
#define US_PER_HOUR (60 * US_PER_MINUTE)
#define US_PER_DAY (24 * US_PER_HOUR)

/* Years 1868..9999 and a day that exists. */
bool date_valid(struct date d);
struct date date_make(uint32_t year, uint32_t month, uint32_t day);  /* {0} when it does not exist */
int32_t date_to_days(struct date d);                                 /* since 1970-01-01 */
struct date date_from_days(int32_t days);
struct date date_add_days(struct date d, int32_t days);
/* Calendar months, clamped to the month's end (rules: days and ages). */
struct date date_add_months(struct date d, int32_t months);
int32_t date_days_between(struct date from, struct date to);
enum weekday date_weekday(struct date d);
/* 1 for the first such weekday of its month, 2 for the second, ... */
uint32_t date_nth_of_month(struct date d);
/* Completed years on `on`; a birthday on 29 February completes on 1 March in common years. */
uint32_t age_on(struct date birth, struct date on);
/* The n-th (1..) birthday after `from`; one on that day does not count. None beyond the years above. */
struct date birthday_after(struct date birth, struct date from, uint32_t n);
/* The 10th (under 18 at `issued`: 5th) birthday after `issued`; one on that day does not count.
 * None when issued before birth. */
struct date card_expiry(struct date birth, struct date issued);

/* The last microsecond of 9999-12-31 in Tokyo: no later time enters (message.h). */
#define TIME_US_MAX UINT64_C(253402268399999999)

struct date tokyo_date(uint64_t at_us);                      /* at_us here and below: at most TIME_US_MAX */
uint32_t tokyo_minute(uint64_t at_us);                       /* minute of the Tokyo day, 0..1439 */
uint64_t tokyo_us(struct date d, uint32_t minute_of_day);    /* minute may exceed 1440; 0 for days before 1970 */

/* "2027-02-01" into `to` (at least 11 bytes); "-" for none. */
void date_put(char *to, struct date d);
/* "2027-02-01 09:05" Tokyo into `to` (at least 17 bytes). */
void tokyo_put(char *to, uint64_t at_us);
/* "2027-02-01T00:05:00Z" into `to` (at least 21 bytes): whole seconds, UTC. */
void rfc3339_put(char *to, uint64_t at_us);
/* 令和9年2月1日 (月); "-" for none */
struct text date_wareki(struct arena *arena, struct date d);

/* Accepts 2027-02-01, 2027/2/1, 2027年2月1日, 令和9年2月1日, 昭和元年12月25日, R9.2.1 with half or
 * full width digits. False when the text is no date, the day does not exist, or the day lies
 * outside its era (昭和65年, 令和元年4月30日). A day after its era's end but still in the era's last
 * year (平成31年5月1日) is converted with *ret_era_warning set. The first days of 大正 and 昭和
 * belong to both eras. Days before 1873 in 明治 are refused: they are of the lunar calendar. */
bool date_parse(struct text text, struct date *ret, bool *ret_era_warning);

#endif
