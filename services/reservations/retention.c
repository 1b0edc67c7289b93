/* What is kept of who booked: the contact, until some days after the visit. The rest of a booking tells nothing of a person
 * and stays for the figures. The contact of one who waits goes when the waiting ends, see forget() in the decisions.
 * Source: domain notes 8. */
#include "state.h"

static void kept_of_booking(const struct context *ctx, const struct view *v, const struct booking *row, struct kept *ret)
{
    const struct reservations_config *config = ctx->config;

    *ret = (struct kept){ .subject = row->reservation_id.v };
    if (row->contact.subject == 0 || is_forgotten(v, &row->contact))
        return;
    ret->what = KEPT_DATA_CONTACT;
    ret->since = row->date;
    ret->due_on = kept_due_on(config->retention.at, config->retention.count, ret->what, row->date, ctx->date);
}

static void kept_of_waiting(const struct view *v, const struct waiting *row, struct kept *ret)
{
    *ret = (struct kept){ .subject = row->waiting_id.v };
    if (row->contact.subject != 0 && !is_forgotten(v, &row->contact))
        ret->what = KEPT_DATA_CONTACT;
}

static bool next(const struct view *v, const struct context *ctx, uint64_t from, struct kept *ret)
{
    struct row_scan bookings = booking_scan(v, 0, &(struct booking){ .reservation_id = { from } });
    struct row_scan list = waiting_scan(v, 0, &(struct waiting){ .waiting_id = { from } });
    struct booking booking;
    struct waiting waiting;
    bool has_booking = booking_next(&bookings, &booking), waits = waiting_next(&list, &waiting);

    if (has_booking && (!waits || booking.reservation_id.v <= waiting.waiting_id.v))
        kept_of_booking(ctx, v, &booking, ret);
    else if (waits)
        kept_of_waiting(v, &waiting, ret);
    return has_booking || waits;
}

static const struct kept_kind kinds[] = { { KEPT_DATA_CONTACT, 30 } };

const struct retention reservations_retention = { .kinds = kinds, .kind_count = sizeof kinds / sizeof *kinds, .next = next };
