/* Day-count rules of domain 1.3, 1.4 and rules 3, one function each. Pure: no calendar of its own;
 * who needs "the next open day" says what is open. Days are counted from the day after the event
 * unless a function says otherwise. None ({0}) in gives none out. */
#ifndef INVENTORY_PERIODS_H
#define INVENTORY_PERIODS_H

#include "base/date.h"

/* Is the counter open on this day? */
struct opening_calendar {
    bool (*open)(const void *self, struct date day);
    const void *self;
};

/* The day after the days of a notice have passed (own period: does not roll). */
struct date reminder_due_on(struct date posted_on, uint64_t days);
/* From which day a card may be proposed as unclaimed: the day after the later of `reminder_days` since the last reminder and
 * `notice_days` since the first notice; never reminded: only when the notice came back, by the notice alone. None: not yet in sight. */
struct date disposal_open_on(struct date first_posted_on, struct date reminded_on, bool came_back, uint64_t reminder_days, uint64_t notice_days);

/* The card's own expiry: 10th birthday after issue, 5th when under age (20 before 2022-04-01, 18 since), the end of stay if earlier
 * (none: no such limit). */
struct date card_expires_on(struct date birth, struct date issued, struct date stay_ends);
/* User certificate: 5th birthday after its issue, never beyond the card. */
struct date user_certificate_expires_on(struct date birth, struct date issued, struct date card_expires);
/* Signature certificate: likewise, and never beyond the user certificate. */
struct date signature_certificate_expires_on(struct date birth, struct date issued, struct date card_expires, struct date user_expires);
/* First day on which card or certificate can be renewed: the day after the date three months before expiry. */
struct date renewal_opens_on(struct date expires);
/* Last day of use as insurance card after the certificate has expired: the end of the third month after its month. */
struct date insurance_use_ends_on(struct date certificate_expired);

/* The same day, or the next open one (at most a year ahead; none beyond). */
struct date open_day_from(struct date day, const struct opening_calendar *days);
/* Continued use: the move-in notice within 14 days of moving and within 30 days of the planned move-out date; the earlier of
 * both, each rolled to an open day. */
struct date move_in_notice_until(struct date moved_on, struct date planned_move_out, const struct opening_calendar *days);
/* Continued use: the card's own step within 90 days of the move-in notice, that day counted; rolled to an open day. */
struct date continued_use_until(struct date move_in_noticed, const struct opening_calendar *days);

#endif
