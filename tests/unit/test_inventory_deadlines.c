/* Deadlines against Osakasayama's own calendar: every day counted on paper (rules 3, domain 1.3, 1.4, 3). */
#include "cmocka_all.h"

#include "calendar.h"
#include "periods.h"
#include "reservations_fixture.h"

#define DAY(v) ((struct date){ v })
#define NONE ((struct date){ 0 })
#define is(expected, found) assert_int_equal((found).v, expected)

static struct arena arena;
static struct calendar city;

static bool open_on(const void *self, struct date day)
{
    return opening_on(self, day).open;
}
static struct opening_calendar days = { .open = open_on };

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 16u << 20);
    city = (struct calendar){ .config = osakasayama(&arena) };
    days.self = &city;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

/* Fourteen days from the day after moving. The planned day is the same: its thirty days end later. */
static void move_in__rolls_over_holidays_and_the_turn_of_the_year(void **state)         /* covers §5(1) */
{
    (void)state;
    is(20270430, move_in_notice_until(DAY(20270415), DAY(20270415), &days));     /* 29 April 昭和の日; Friday the 30th is open */
    is(20270501, move_in_notice_until(DAY(20270417), DAY(20270417), &days));     /* the first Saturday of May is open */
    is(20270506, move_in_notice_until(DAY(20270418), DAY(20270418), &days));     /* Sunday, then three holidays */
    is(20271228, move_in_notice_until(DAY(20271214), DAY(20271214), &days));     /* the last day of the year */
    is(20280104, move_in_notice_until(DAY(20271215), DAY(20271215), &days));     /* 29 December to 3 January are closed */
    is(20280229, move_in_notice_until(DAY(20280215), DAY(20280215), &days));
    is(20280228, move_in_notice_until(DAY(20280213), DAY(20280213), &days));     /* Sunday the 27th */
}

/* Thirty days from the day after the planned move-out: the earlier of both counts. */
static void move_in__within_thirty_days_of_the_planned_move_out(void **state)
{
    (void)state;
    is(20270323, move_in_notice_until(DAY(20270310), DAY(20270220), &days));     /* 22 March 振替休日; by the move: 24 March */
    is(20270318, move_in_notice_until(DAY(20270310), DAY(20270216), &days));     /* 18 March, before 24 March */
    is(20270324, move_in_notice_until(DAY(20270310), DAY(20270302), &days));     /* 1 April comes later */
}

/* Ninety days with the day of the notice itself. */
static void continued_use__counts_its_first_day_and_rolls(void **state)
{
    (void)state;
    is(20270501, continued_use_until(DAY(20270201), &days));                     /* an open Saturday */
    is(20270506, continued_use_until(DAY(20270202), &days));                     /* 2 May is a Sunday in Golden Week */
    is(20271228, continued_use_until(DAY(20270930), &days));
    is(20280104, continued_use_until(DAY(20271001), &days));                     /* 29 December */
    is(20280229, continued_use_until(DAY(20271202), &days));
    is(20280301, continued_use_until(DAY(20271203), &days));
}

/* Own periods do not roll: Sundays stand. */
static void own_periods__do_not_roll(void **state)
{
    (void)state;
    is(20270502, reminder_due_on(DAY(20270131), 90));                            /* a Sunday */
    is(20271230, reminder_due_on(DAY(20270930), 90));
    is(20280229, reminder_due_on(DAY(20271130), 90));                            /* 28 February is the 90th day */
}

static void disposal__is_the_day_after_the_later_of_two(void **state)
{
    (void)state;
    is(20280229, disposal_open_on(DAY(20270228), DAY(20271130), false, 90, 365));     /* both end on 28 February 2028 */
    is(20280301, disposal_open_on(DAY(20270228), DAY(20271201), false, 90, 365));     /* the reminder a day later */
    is(20280301, disposal_open_on(DAY(20270301), DAY(20271130), false, 90, 365));     /* the notice a day later */
    is(20290301, disposal_open_on(DAY(20280229), DAY(20280601), false, 90, 365));
    is(20290302, disposal_open_on(DAY(20280229), DAY(20281201), false, 90, 365));     /* 1 March 2029 is the 90th day */
    is(20290301, disposal_open_on(DAY(20280229), NONE, true, 90, 365));               /* came back, never reminded */
    is(0, disposal_open_on(DAY(20280229), NONE, false, 90, 365));
}

static void card__expires_on_a_birthday_after_the_issue(void **state)
{
    (void)state;
    is(20370228, card_expires_on(DAY(20090228), DAY(20270228), NONE));           /* 18 today: ten, and today does not count */
    is(20310301, card_expires_on(DAY(20090301), DAY(20270228), NONE));           /* 18 tomorrow: five, tomorrow is the first */
    is(20360229, card_expires_on(DAY(20080229), DAY(20260301), NONE));           /* born on 29 February: 18 on 1 March 2026 */
    is(20300301, card_expires_on(DAY(20080229), DAY(20260228), NONE));           /* and not the day before */
    is(20320120, card_expires_on(DAY(20270120), DAY(20270215), NONE));           /* a newborn child */
    is(20270630, card_expires_on(DAY(19900410), DAY(20270201), DAY(20270630)));  /* the stay ends earlier */
    is(20370201, card_expires_on(DAY(19900201), DAY(20270201), DAY(20370202)));
}

static void certificates__count_birthdays_likewise(void **state)
{
    (void)state;
    is(20320410, user_certificate_expires_on(DAY(19900410), DAY(20270410), DAY(20370410)));
    is(20310410, user_certificate_expires_on(DAY(19900410), DAY(20270409), DAY(20360410)));
    is(20310301, user_certificate_expires_on(DAY(20080229), DAY(20260301), DAY(20360229)));
    is(20280105, signature_certificate_expires_on(DAY(19900410), DAY(20270201), DAY(20360410), DAY(20280105)));
}

static void renewal__opens_after_three_clamped_months(void **state)
{
    (void)state;
    is(20280111, renewal_opens_on(DAY(20280410)));
    is(20280301, renewal_opens_on(DAY(20280529)));                               /* 29 February, and a day */
    is(20280301, renewal_opens_on(DAY(20280530)));
    is(20280301, renewal_opens_on(DAY(20280531)));
    is(20270301, renewal_opens_on(DAY(20270528)));
    is(20271130, renewal_opens_on(DAY(20280229)));
    is(20270501, renewal_opens_on(DAY(20270731)));                               /* 30 April, and a day */
    is(20261101, renewal_opens_on(DAY(20270131)));
    is(20280229, insurance_use_ends_on(DAY(20271101)));
    is(20280430, insurance_use_ends_on(DAY(20280131)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(move_in__rolls_over_holidays_and_the_turn_of_the_year),
        cmocka_unit_test(move_in__within_thirty_days_of_the_planned_move_out),
        cmocka_unit_test(continued_use__counts_its_first_day_and_rolls),
        cmocka_unit_test(own_periods__do_not_roll),
        cmocka_unit_test(disposal__is_the_day_after_the_later_of_two),
        cmocka_unit_test(card__expires_on_a_birthday_after_the_issue),
        cmocka_unit_test(certificates__count_birthdays_likewise),
        cmocka_unit_test(renewal__opens_after_three_clamped_months),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
