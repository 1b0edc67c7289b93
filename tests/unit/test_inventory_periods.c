/* Day-count rules (domain 1.3, 1.4; rules 3), every expected day counted by hand. */
#include "cmocka_all.h"

#include "periods.h"

#define DAY(v) ((struct date){ v })
#define NONE ((struct date){ 0 })

static void reminder__is_due_the_day_after_its_90_days(void **state)
{
    (void)state;
    assert_int_equal(reminder_due_on(DAY(20270201), 90).v, 20270503);      /* 2 May is the 90th day */
    assert_int_equal(reminder_due_on(DAY(20271201), 90).v, 20280301);      /* over 29 February 2028: the 90th day */
    assert_int_equal(reminder_due_on(NONE, 90).v, 0);
}

static void disposal__opens_after_the_later_of_both_periods(void **state)
{
    (void)state;
    /* first notice 1 February 2027, 365 days end on 1 February 2028 */
    assert_int_equal(disposal_open_on(DAY(20270201), DAY(20270503), false, 90, 365).v, 20280202);
    /* reminder 1 December 2027: 90 days end on 29 February 2028, which is later */
    assert_int_equal(disposal_open_on(DAY(20270201), DAY(20271201), false, 90, 365).v, 20280301);
    /* both on the same day: 3 November 2027 + 90 = 1 February 2028 */
    assert_int_equal(disposal_open_on(DAY(20270201), DAY(20271103), false, 90, 365).v, 20280202);
}

static void disposal__of_a_notice_that_came_back_counts_from_the_first_notice(void **state)
{
    (void)state;
    assert_int_equal(disposal_open_on(DAY(20270201), NONE, true, 90, 365).v, 20280202);
    assert_int_equal(disposal_open_on(DAY(20280201), NONE, true, 90, 365).v, 20290201);      /* over 29 February 2028 */
}

static void disposal__is_not_in_sight_without_reminder_or_notice(void **state)
{
    (void)state;
    assert_int_equal(disposal_open_on(DAY(20270201), NONE, false, 90, 365).v, 0);
    assert_int_equal(disposal_open_on(NONE, NONE, true, 90, 365).v, 0);
}

static void card__expires_on_the_10th_or_5th_birthday(void **state)
{
    (void)state;
    assert_int_equal(card_expires_on(DAY(19800410), DAY(20270201), NONE).v, 20360410);
    assert_int_equal(card_expires_on(DAY(20090202), DAY(20270201), NONE).v, 20310202);       /* 17 */
    assert_int_equal(card_expires_on(DAY(20090201), DAY(20270201), NONE).v, 20370201);       /* 18 on the day, which does not count */
    assert_int_equal(card_expires_on(DAY(19800229), DAY(20270301), NONE).v, 20370301);       /* 29 February: 1 March in common years */
    assert_int_equal(card_expires_on(DAY(19800229), DAY(20270201), NONE).v, 20360229);
    assert_int_equal(card_expires_on(DAY(20280101), DAY(20270201), NONE).v, 0);
}

static void card__of_19_year_olds_before_april_2022_keeps_five_years(void **state)
{
    (void)state;
    assert_int_equal(card_expires_on(DAY(20030115), DAY(20220331), NONE).v, 20270115);
    assert_int_equal(card_expires_on(DAY(20030115), DAY(20220401), NONE).v, 20320115);
}

static void card__ends_with_the_stay_if_that_is_earlier(void **state)
{
    (void)state;
    assert_int_equal(card_expires_on(DAY(19800410), DAY(20270201), DAY(20290630)).v, 20290630);
    assert_int_equal(card_expires_on(DAY(19800410), DAY(20270201), DAY(20400101)).v, 20360410);
}

static void certificates__end_with_the_5th_birthday_the_card_or_each_other(void **state)
{
    (void)state;
    assert_int_equal(user_certificate_expires_on(DAY(19800410), DAY(20270201), DAY(20360410)).v, 20310410);
    assert_int_equal(user_certificate_expires_on(DAY(19800201), DAY(20270201), DAY(20370201)).v, 20320201);      /* that day's birthday does not count */
    assert_int_equal(user_certificate_expires_on(DAY(19800410), DAY(20330501), DAY(20360410)).v, 20360410);
    assert_int_equal(signature_certificate_expires_on(DAY(19800410), DAY(20270201), DAY(20360410), DAY(20310410)).v, 20310410);
    assert_int_equal(signature_certificate_expires_on(DAY(19800410), DAY(20290701), DAY(20360410), DAY(20310410)).v, 20310410);
    assert_int_equal(signature_certificate_expires_on(DAY(19800410), DAY(20340701), DAY(20360410), DAY(20390410)).v, 20360410);
}

static void renewal__opens_the_day_after_three_months_before(void **state)
{
    (void)state;
    assert_int_equal(renewal_opens_on(DAY(20360410)).v, 20360111);
    assert_int_equal(renewal_opens_on(DAY(20270531)).v, 20270301);         /* 28 February, and a day */
    assert_int_equal(renewal_opens_on(DAY(20280531)).v, 20280301);         /* 29 February, and a day */
    assert_int_equal(renewal_opens_on(NONE).v, 0);
}

static void insurance__is_usable_to_the_end_of_the_third_month(void **state)
{
    (void)state;
    assert_int_equal(insurance_use_ends_on(DAY(20270115)).v, 20270430);
    assert_int_equal(insurance_use_ends_on(DAY(20271130)).v, 20280229);
    assert_int_equal(insurance_use_ends_on(NONE).v, 0);
}

/* ---- Limits that roll ------------------------------------------------------------------------ */

/* Mondays to Fridays, and Saturday 20 February 2027. */
static bool weekdays(const void *self, struct date day)
{
    enum weekday w = date_weekday(day);

    (void)self;
    return w <= FRIDAY || day.v == 20270220;
}

static bool never(const void *self, struct date day)
{
    (void)self, (void)day;
    return false;
}

static const struct opening_calendar calendar = { .open = weekdays };

static void open_day__is_the_same_or_the_next(void **state)
{
    (void)state;
    assert_int_equal(open_day_from(DAY(20270201), &calendar).v, 20270201);       /* a Monday */
    assert_int_equal(open_day_from(DAY(20270206), &calendar).v, 20270208);       /* a Saturday */
    assert_int_equal(open_day_from(DAY(20270220), &calendar).v, 20270220);       /* an open Saturday is one */
    assert_int_equal(open_day_from(DAY(20270201), &(struct opening_calendar){ .open = never }).v, 0);
    assert_int_equal(open_day_from(NONE, &calendar).v, 0);
}

static void move_in__is_noticed_within_14_days_of_moving(void **state)
{
    (void)state;
    /* moved on Monday 1 February: the 14th day is Monday the 15th */
    assert_int_equal(move_in_notice_until(DAY(20270201), DAY(20270201), &calendar).v, 20270215);
    /* moved on Saturday 6 February: the 14th day is the open Saturday the 20th; on the 7th: Sunday the 21st rolls to Monday */
    assert_int_equal(move_in_notice_until(DAY(20270206), DAY(20270206), &calendar).v, 20270220);
    assert_int_equal(move_in_notice_until(DAY(20270207), DAY(20270207), &calendar).v, 20270222);
    /* planned for 5 January, moved 1 February: the 30th day after the plan, Thursday 4 February, comes first */
    assert_int_equal(move_in_notice_until(DAY(20270201), DAY(20270105), &calendar).v, 20270204);
}

static void continued_use__counts_the_day_of_the_notice_itself(void **state)
{
    (void)state;
    assert_int_equal(continued_use_until(DAY(20270201), &calendar).v, 20270503);  /* 90th day: Saturday 1 May, so Monday (this calendar knows no holidays) */
    assert_int_equal(continued_use_until(DAY(20270203), &calendar).v, 20270503);  /* 3 May is the 90th */
    assert_int_equal(continued_use_until(DAY(20270204), &calendar).v, 20270504);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reminder__is_due_the_day_after_its_90_days),
        cmocka_unit_test(disposal__opens_after_the_later_of_both_periods),
        cmocka_unit_test(disposal__of_a_notice_that_came_back_counts_from_the_first_notice),
        cmocka_unit_test(disposal__is_not_in_sight_without_reminder_or_notice),
        cmocka_unit_test(card__expires_on_the_10th_or_5th_birthday),
        cmocka_unit_test(card__of_19_year_olds_before_april_2022_keeps_five_years),
        cmocka_unit_test(card__ends_with_the_stay_if_that_is_earlier),
        cmocka_unit_test(certificates__end_with_the_5th_birthday_the_card_or_each_other),
        cmocka_unit_test(renewal__opens_the_day_after_three_months_before),
        cmocka_unit_test(insurance__is_usable_to_the_end_of_the_third_month),
        cmocka_unit_test(open_day__is_the_same_or_the_next),
        cmocka_unit_test(move_in__is_noticed_within_14_days_of_moving),
        cmocka_unit_test(continued_use__counts_the_day_of_the_notice_itself),
    };

    return cmocka_run_group_tests_name("periods of cards", tests, NULL, NULL);
}
