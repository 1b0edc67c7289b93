#include "cmocka_all.h"

#include "base/date.h"

static struct date day(uint32_t v)
{
    assert_true(date_valid((struct date){ v }));
    return (struct date){ v };
}

static void valid__only_days_that_exist(void **state)
{
    static const uint32_t bad[] = { 0, 1, 20270229, 20270431, 20271301, 20270100, 20270132, 20270001, 18671231, 100000101, 21000229, UINT32_MAX };
    static const uint32_t good[] = { 18680101, 19000228, 20000229, 20280229, 20271231, 99991231 };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(date_valid((struct date){ bad[i] }));
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(date_valid((struct date){ good[i] }));
    assert_int_equal(date_make(2027, 2, 1).v, 20270201);
    assert_int_equal(date_make(2027, 2, 29).v, 0);
    assert_int_equal(date_make(UINT32_MAX, UINT32_MAX, UINT32_MAX).v, 0);
}

static void days__come_back_for_every_day(void **state)
{
    int32_t first = date_to_days(day(18680101)), last = date_to_days(day(99991231));
    struct date d = day(18680101);

    (void)state;
    assert_int_equal(date_to_days(day(19700101)), 0);
    assert_int_equal(date_to_days(day(20270201)), 20850);
    for (int32_t days = first; days <= last; days++) {
        struct date again = date_from_days(days);
        if (again.v < d.v || date_to_days(again) != days)
            fail_msg("day %d gives %u", days, again.v);
        d = again;
    }
    assert_int_equal(d.v, 99991231);
    assert_int_equal(date_from_days(first - 1).v, 0);
    assert_int_equal(date_from_days(last + 1).v, 0);
    assert_int_equal(date_from_days(INT32_MIN).v, 0);
}

static void add_days__crosses_months_and_leap_days(void **state)
{
    (void)state;
    assert_int_equal(date_add_days(day(20280228), 1).v, 20280229);
    assert_int_equal(date_add_days(day(20270228), 1).v, 20270301);
    assert_int_equal(date_add_days(day(20270101), -1).v, 20261231);
    assert_int_equal(date_add_days(day(20270201), 90).v, 20270502);
    assert_int_equal(date_add_days(day(99991231), 1).v, 0);
    assert_int_equal(date_add_days(day(20270201), INT32_MAX).v, 0);
    assert_int_equal(date_add_days((struct date){ 0 }, 5).v, 0);
    assert_int_equal(date_days_between(day(20270201), day(20280201)), 365);
    assert_int_equal(date_days_between(day(20270201), day(20270131)), -1);
}

static void add_months__clamps_to_the_months_end(void **state)                 /* rules.md 3, domain 1.4 */
{
    (void)state;
    assert_int_equal(date_add_months(day(20270531), -3).v, 20270228);
    assert_int_equal(date_add_months(day(20280531), -3).v, 20280229);
    assert_int_equal(date_add_months(day(20270131), 1).v, 20270228);
    assert_int_equal(date_add_months(day(20280229), 12).v, 20290228);
    assert_int_equal(date_add_months(day(20270815), 5).v, 20280115);
    assert_int_equal(date_add_months(day(20270115), -1).v, 20261215);
    assert_int_equal(date_add_months(day(99991201), 1).v, 0);
    assert_int_equal(date_add_months(day(18680131), -1).v, 0);
    /* Renewal opens 3 months before expiry, on the following day: 10 April gives 11 January. */
    assert_int_equal(date_add_days(date_add_months(day(20270410), -3), 1).v, 20270111);
}

static void weekday__of_known_days(void **state)
{
    (void)state;
    assert_int_equal(date_weekday(day(19700101)), THURSDAY);
    assert_int_equal(date_weekday(day(20270201)), MONDAY);
    assert_int_equal(date_weekday(day(20300131)), THURSDAY);
    assert_int_equal(date_weekday(day(20280229)), TUESDAY);
    assert_int_equal(date_weekday(day(19000101)), MONDAY);
}

static void nth_of_month__counts_by_sevens(void **state)
{
    (void)state;
    assert_int_equal(date_nth_of_month(day(20270201)), 1);
    assert_int_equal(date_nth_of_month(day(20270207)), 1);
    assert_int_equal(date_nth_of_month(day(20270208)), 2);
    assert_int_equal(date_nth_of_month(day(20270213)), 2);      /* the second Saturday */
    assert_int_equal(date_nth_of_month(day(20270227)), 4);
    assert_int_equal(date_nth_of_month(day(20270531)), 5);
}

static void age__is_completed_on_the_calendar_birthday(void **state)           /* rules.md 3 */
{
    (void)state;
    assert_int_equal(age_on(day(20120410), day(20270409)), 14);
    assert_int_equal(age_on(day(20120410), day(20270410)), 15);
    assert_int_equal(age_on(day(20120410), day(20271231)), 15);
    assert_int_equal(age_on(day(20270410), day(20270410)), 0);
    assert_int_equal(age_on(day(20270410), day(20270101)), 0);
}

static void age__of_29_february_completes_on_1_march_in_common_years(void **state)
{
    (void)state;
    assert_int_equal(age_on(day(20120229), day(20270228)), 14);
    assert_int_equal(age_on(day(20120229), day(20270301)), 15);
    assert_int_equal(age_on(day(20120229), day(20280228)), 15);
    assert_int_equal(age_on(day(20120229), day(20280229)), 16);
}

static void card_expiry__is_the_10th_birthday_or_the_5th_under_18(void **state)
{
    (void)state;
    assert_int_equal(card_expiry(day(19800410), day(20270201)).v, 20360410);   /* birthday still to come: 2027 is the 1st */
    assert_int_equal(card_expiry(day(19800110), day(20270201)).v, 20370110);
    assert_int_equal(card_expiry(day(20150410), day(20270201)).v, 20310410);
    assert_int_equal(card_expiry(day(20090202), day(20270201)).v, 20310202);   /* 17 on the day of issue */
    assert_int_equal(card_expiry(day(20090131), day(20270201)).v, 20370131);   /* 18 */
}

static void card_expiry__a_birthday_on_the_day_of_issue_does_not_count(void **state)
{
    (void)state;
    assert_int_equal(card_expiry(day(19800201), day(20270201)).v, 20370201);
    assert_int_equal(card_expiry(day(20150201), day(20270201)).v, 20320201);
    assert_int_equal(card_expiry(day(20090201), day(20270201)).v, 20370201);   /* 18 that very day: ten */
    assert_int_equal(card_expiry(day(20270201), day(20270201)).v, 20320201);
    assert_int_equal(card_expiry(day(20270202), day(20270201)).v, 0);
}

static void card_expiry__of_leap_birthdays(void **state)
{
    (void)state;
    assert_int_equal(card_expiry(day(19800229), day(20270201)).v, 20360229);   /* 2036 is a leap year */
    assert_int_equal(card_expiry(day(19800229), day(20270301)).v, 20370301);   /* 1 March counts as the birthday of 2027 */
    assert_int_equal(card_expiry(day(19800229), day(20270228)).v, 20360229);
    assert_int_equal(card_expiry(day(20120229), day(20270201)).v, 20310301);
    assert_int_equal(card_expiry(day(19800229), day(99980101)).v, 0);
}

static void tokyo__is_nine_hours_ahead(void **state)
{
    const uint64_t midnight_us = UINT64_C(1801407600000000);     /* 2027-02-01T00:00 in Tokyo */

    (void)state;
    assert_int_equal(tokyo_date(midnight_us).v, 20270201);
    assert_int_equal(tokyo_minute(midnight_us), 0);
    assert_int_equal(tokyo_date(midnight_us - 1).v, 20270131);
    assert_int_equal(tokyo_minute(midnight_us - 1), 1439);
    assert_int_equal(tokyo_minute(midnight_us + 9 * US_PER_HOUR + 59999999), 540);
    assert_true(tokyo_us(day(20270201), 0) == midnight_us);
    assert_true(tokyo_us(day(20270131), 1440) == midnight_us);
    assert_true(tokyo_us(day(20270201), 1500) == midnight_us + 25 * US_PER_HOUR);
}

static void tokyo__holds_at_both_ends_of_time(void **state)
{
    (void)state;
    assert_int_equal(tokyo_date(0).v, 19700101);
    assert_int_equal(tokyo_minute(0), 540);
    assert_true(tokyo_us(day(19700101), 540) == 0);
    assert_true(tokyo_us(day(19000101), 0) == 0);
    assert_int_equal(tokyo_date(TIME_US_MAX).v, 99991231);
    assert_int_equal(tokyo_minute(TIME_US_MAX), 1439);
    assert_true(tokyo_us(day(99991231), 1440) == TIME_US_MAX + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid__only_days_that_exist),
        cmocka_unit_test(days__come_back_for_every_day),
        cmocka_unit_test(add_days__crosses_months_and_leap_days),
        cmocka_unit_test(add_months__clamps_to_the_months_end),
        cmocka_unit_test(weekday__of_known_days),
        cmocka_unit_test(nth_of_month__counts_by_sevens),
        cmocka_unit_test(age__is_completed_on_the_calendar_birthday),
        cmocka_unit_test(age__of_29_february_completes_on_1_march_in_common_years),
        cmocka_unit_test(card_expiry__is_the_10th_birthday_or_the_5th_under_18),
        cmocka_unit_test(card_expiry__a_birthday_on_the_day_of_issue_does_not_count),
        cmocka_unit_test(card_expiry__of_leap_birthdays),
        cmocka_unit_test(tokyo__is_nine_hours_ahead),
        cmocka_unit_test(tokyo__holds_at_both_ends_of_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
