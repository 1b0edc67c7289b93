/* How days are counted. Each function is one sentence of the rules; the lengths that a city
 * chooses come in as arguments, those of the law stand here. */
#include "periods.h"

#define MOVE_IN_DAYS 14
#define MOVE_OUT_DAYS 30
#define CONTINUED_USE_DAYS 90
#define ROLL_DAYS_MAX 366

static struct date later(struct date a, struct date b) { return a.v > b.v ? a : b; }
static struct date earlier(struct date a, struct date b) { return a.v == 0 || (b.v != 0 && b.v < a.v) ? b : a; }

static struct date day_after(struct date from, uint64_t days)
{
    return date_add_days(from, (int32_t)days + 1);
}

struct date reminder_due_on(struct date posted_on, uint64_t days)
{
    return day_after(posted_on, days);
}

struct date disposal_open_on(struct date first_posted_on, struct date reminded_on, bool came_back, uint64_t reminder_days, uint64_t notice_days)
{
    struct date none = { 0 };

    if (first_posted_on.v == 0)
        return none;
    if (reminded_on.v == 0)
        return came_back ? day_after(first_posted_on, notice_days) : none;
    return later(day_after(reminded_on, reminder_days), day_after(first_posted_on, notice_days));
}

struct date card_expires_on(struct date birth, struct date issued, struct date stay_ends)
{
    uint32_t of_age = issued.v < 20220401 ? 20 : 18;
    struct date expires;

    if (birth.v == 0 || issued.v < birth.v)
        return (struct date){ 0 };
    expires = birthday_after(birth, issued, age_on(birth, issued) < of_age ? 5 : 10);
    return earlier(expires, stay_ends);
}

struct date user_certificate_expires_on(struct date birth, struct date issued, struct date card_expires)
{
    return earlier(birthday_after(birth, issued, 5), card_expires);
}

struct date signature_certificate_expires_on(struct date birth, struct date issued, struct date card_expires, struct date user_expires)
{
    return earlier(user_certificate_expires_on(birth, issued, card_expires), user_expires);
}

struct date renewal_opens_on(struct date expires)
{
    return date_add_days(date_add_months(expires, -3), 1);
}

struct date insurance_use_ends_on(struct date certificate_expired)
{
    struct date first_of_month = { certificate_expired.v - certificate_expired.v % 100 + 1 };

    return certificate_expired.v == 0 ? certificate_expired : date_add_days(date_add_months(first_of_month, 4), -1);
}

struct date open_day_from(struct date day, const struct opening_calendar *days)
{
    for (uint32_t i = 0; i < ROLL_DAYS_MAX && day.v != 0; i++) {
        if (days->open(days->self, day))
            return day;
        day = date_add_days(day, 1);
    }
    return (struct date){ 0 };
}

struct date move_in_notice_until(struct date moved_on, struct date planned_move_out, const struct opening_calendar *days)
{
    struct date by_move = open_day_from(date_add_days(moved_on, MOVE_IN_DAYS), days);
    struct date by_plan = open_day_from(date_add_days(planned_move_out, MOVE_OUT_DAYS), days);

    return earlier(by_move, by_plan);
}

struct date continued_use_until(struct date move_in_noticed, const struct opening_calendar *days)
{
    return open_day_from(date_add_days(move_in_noticed, CONTINUED_USE_DAYS - 1), days);
}
