/* What events mean for the rows. A place is taken exactly while a live hold or a booking has it,
 * and a notice number has at most one active booking. */
#include "apply.h"

static void change_load(struct txn *t, struct date date, const struct taking *taking, int by)
{
    uint8_t *load = load_of(view_of(t), date);
    bool changed = load_change(load, taking, by);

    invariant(t, changed);
    day_load_put(t, &(struct day_load){ .date = date, .cells = { load, LOAD_BYTES } });
}

void apply_place_held(struct txn *t, const struct place_held *ev)
{
    struct place_hold row = {
        .hold_id = ev->hold_id, .procedure = ev->procedure, .people = ev->people, .date = ev->date, .start_minute = ev->start_minute,
        .length_minutes = ev->length_minutes, .place = ev->place, .equipment = ev->equipment, .by_staff = ev->by_staff,
        .expires_at_us = ev->expires_at_us };
    struct taking taking;

    row.further_procedures.at = ev->further_procedures.at;
    row.further_procedures.count = ev->further_procedures.count;
    row.further_places.at = ev->further_places.at;
    row.further_places.count = ev->further_places.count;
    row.further_equipment.at = ev->further_equipment.at;
    row.further_equipment.count = ev->further_equipment.count;
    place_hold_put(t, &row);
    taking = hold_taking(&row);
    change_load(t, ev->date, &taking, 1);
    timer_set(t, TIMER_RESERVATIONS_HOLD_EXPIRY, ev->hold_id.v, ev->expires_at_us + 1);
}

void apply_hold_expired(struct txn *t, const struct hold_expired *ev)
{
    struct place_hold hold = place_hold_row(t, ev->hold_id);
    struct taking taking = hold_taking(&hold);

    invariant(t, !hold.expired);
    change_load(t, hold.date, &taking, -1);
    hold.expired = true;
    place_hold_put(t, &hold);
    timer_set(t, TIMER_RESERVATIONS_HOLD_EXPIRY, ev->hold_id.v, ev->forget_at_us);
    place_freed(t, hold.date);
}

void apply_hold_forgotten(struct txn *t, const struct hold_forgotten *ev)
{
    place_hold_remove(t, ev->hold_id);
    timer_clear(t, TIMER_RESERVATIONS_HOLD_EXPIRY, ev->hold_id.v);
}

static void claim_booked(struct txn *t, const struct reservation_booked *ev)
{
    struct claim claim = claim_row(t, ev->claim_tag);

    invariant(t, !is_set(claim.reservation_id) && same(claim.card_id, ev->card_id));
    claim.reservation_id = ev->reservation_id;
    claim_put(t, &claim);
}

/* Released bookings do not say how they were made; their hold does. */
static enum booking_way way_of_booking(const struct reservation_booked *ev, const struct place_hold *hold)
{
    if (ev->way != 0)
        return ev->way;
    return hold->by_staff ? BOOKING_WAY_STAFF : BOOKING_WAY_ONLINE;
}

static struct booking booking_row_of(const struct reservation_booked *ev, enum booking_way way)
{
    struct booking row = {
        .reservation_id = ev->reservation_id, .procedure = ev->procedure, .people = ev->people, .date = ev->date,
        .start_minute = ev->start_minute, .length_minutes = ev->length_minutes, .place = ev->place, .equipment = ev->equipment,
        .code_tag = ev->code_tag, .claim_tag = ev->claim_tag, .card_id = ev->card_id, .contact = ev->contact, .way = way };

    row.further_procedures.at = ev->further_procedures.at;
    row.further_procedures.count = ev->further_procedures.count;
    row.further_places.at = ev->further_places.at;
    row.further_places.count = ev->further_places.count;
    row.further_equipment.at = ev->further_equipment.at;
    row.further_equipment.count = ev->further_equipment.count;
    return row;
}

void apply_reservation_booked(struct txn *t, const struct reservation_booked *ev)
{
    struct place_hold hold = place_hold_row(t, ev->hold_id);
    struct booking row = booking_row_of(ev, way_of_booking(ev, &hold));
    struct taking taking = booking_taking(&row);

    invariant(t, hold.expired || hold.place == ev->place);
    if (hold.expired)
        change_load(t, ev->date, &taking, 1);
    place_hold_remove(t, ev->hold_id);
    timer_clear(t, TIMER_RESERVATIONS_HOLD_EXPIRY, ev->hold_id.v);
    booking_put(t, &row);
    booking_of_day_put(t, &(struct booking_of_day){ .date = ev->date, .start_minute = ev->start_minute, .reservation_id = ev->reservation_id });
    booking_by_code_put(t, &(struct booking_by_code){ .code_tag = ev->code_tag, .reservation_id = ev->reservation_id });
    if (ev->claim_tag.at != NULL)
        claim_booked(t, ev);
}

void apply_reservation_moved(struct txn *t, const struct reservation_moved *ev)
{
    struct booking booking = booking_row(t, ev->reservation_id);
    struct taking before = booking_taking(&booking), after;

    invariant(t, booking.end == 0 && booking.further_places.count == ev->further_places.count);
    change_load(t, booking.date, &before, -1);
    booking_of_day_remove(t, booking.date, booking.start_minute, booking.reservation_id);
    place_freed(t, booking.date);
    booking.date = ev->date;
    booking.start_minute = ev->start_minute;
    booking.length_minutes = ev->length_minutes;
    booking.place = ev->place;
    booking.way = ev->way;
    booking.further_places.at = ev->further_places.at;
    after = booking_taking(&booking);
    change_load(t, ev->date, &after, 1);
    booking_put(t, &booking);
    booking_of_day_put(t, &(struct booking_of_day){ .date = ev->date, .start_minute = ev->start_minute, .reservation_id = ev->reservation_id });
}

/* A booking that needs its card no longer lets others book the pick-up; one that needs one now has it. */
static void claim_changed(struct txn *t, const struct booking *before, const struct reservation_changed *ev)
{
    struct claim claim;

    if (same(before->card_id, ev->card_id))
        return;
    if (claim_of(view_of(t), before->card_id, &claim) && same(claim.reservation_id, before->reservation_id)) {
        claim.reservation_id = (struct reservation_id){ 0 };
        claim_settle(t, &claim);
    }
    if (ev->claim_tag.at != NULL) {
        claim = claim_row(t, ev->claim_tag);
        invariant(t, !is_set(claim.reservation_id));
        claim.reservation_id = ev->reservation_id;
        claim_put(t, &claim);
    }
}

static struct booking changed_row(const struct booking *before, const struct reservation_changed *ev)
{
    struct booking row = *before;

    row.procedure = ev->procedure;
    row.further_procedures.at = ev->further_procedures.at;
    row.further_procedures.count = ev->further_procedures.count;
    row.people = ev->people;
    row.date = ev->date;
    row.start_minute = ev->start_minute;
    row.length_minutes = ev->length_minutes;
    row.place = ev->place;
    row.further_places.at = ev->further_places.at;
    row.further_places.count = ev->further_places.count;
    row.equipment = ev->equipment;
    row.further_equipment.at = ev->further_equipment.at;
    row.further_equipment.count = ev->further_equipment.count;
    row.claim_tag = ev->claim_tag;
    row.card_id = ev->card_id;
    row.way = ev->way;
    return row;
}

void apply_reservation_changed(struct txn *t, const struct reservation_changed *ev)
{
    struct booking booking = booking_row(t, ev->reservation_id), row = changed_row(&booking, ev);
    struct taking before = booking_taking(&booking), after = booking_taking(&row);

    invariant(t, booking.end == 0 && booking.date.v == ev->from_date.v && booking.start_minute == ev->from_start_minute);
    change_load(t, booking.date, &before, -1);
    booking_of_day_remove(t, booking.date, booking.start_minute, booking.reservation_id);
    place_freed(t, booking.date);
    claim_changed(t, &booking, ev);
    change_load(t, ev->date, &after, 1);
    booking_put(t, &row);
    booking_of_day_put(t, &(struct booking_of_day){ .date = ev->date, .start_minute = ev->start_minute, .reservation_id = ev->reservation_id });
}

/* The booking is over: its code is no longer known and its card may be booked again. */
static void end_booking(struct txn *t, struct booking *booking, enum booking_end end)
{
    struct claim claim;

    booking->end = end;
    booking_put(t, booking);
    booking_by_code_remove(t, booking->code_tag);
    if (!claim_of(view_of(t), booking->card_id, &claim) || !same(claim.reservation_id, booking->reservation_id))
        return;
    claim.reservation_id = (struct reservation_id){ 0 };
    claim_settle(t, &claim);
}

void apply_reservation_cancelled(struct txn *t, const struct reservation_cancelled *ev)
{
    struct booking booking = booking_row(t, ev->reservation_id);
    struct taking taking = booking_taking(&booking);

    invariant(t, booking.end == 0);
    booking_of_day_remove(t, booking.date, booking.start_minute, booking.reservation_id);
    end_booking(t, &booking, BOOKING_END_CANCELLED);
    if (ev->free_at_us != 0) {
        timer_set(t, TIMER_RESERVATIONS_CANCELLED_PLACE, booking.reservation_id.v, ev->free_at_us);
        return;
    }
    change_load(t, booking.date, &taking, -1);
    place_freed(t, booking.date);
}

void apply_cancelled_place_freed(struct txn *t, const struct cancelled_place_freed *ev)
{
    struct booking booking = booking_row(t, ev->reservation_id);
    struct taking taking = booking_taking(&booking);

    invariant(t, booking.end == BOOKING_END_CANCELLED);
    timer_clear(t, TIMER_RESERVATIONS_CANCELLED_PLACE, booking.reservation_id.v);
    change_load(t, booking.date, &taking, -1);
    place_freed(t, booking.date);
}

void apply_attendance_noted(struct txn *t, const struct attendance_noted *ev)
{
    struct booking booking = booking_row(t, ev->reservation_id);

    invariant(t, booking.end == 0 || booking.end == BOOKING_END_MISSED);
    end_booking(t, &booking, ev->end);
}

void apply_reservations_day_part_closed(struct txn *t, const struct reservations_day_part_closed *ev)
{
    struct row_scan scan;
    struct waiting_of_day row;

    reservations_day_put(t, &(struct reservations_day){ .date = ev->date });
    for (;;) {                                       /* nobody waits for this day any more; at most WAITING_MAX did */
        scan = waiting_of_day_scan(view_of(t), 1, &(struct waiting_of_day){ .date = ev->date });
        if (!waiting_of_day_next(&scan, &row))
            break;
        waiting_ended(t, row.waiting_id);
    }
    timer_clear(t, TIMER_RESERVATIONS_WAITING_OFFER, ev->date.v);
}
