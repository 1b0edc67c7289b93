/* What events mean for the rows. A place is taken exactly while a live hold or a booking has it,
 * and a notice number has at most one active booking. */
#include "state.h"

static void change_load(struct txn *t, struct date date, uint64_t start, uint64_t length, enum desk_place place, enum equipment equipment, int by)
{
    uint8_t *load = load_of(view_of(t), date);
    bool changed = load_change(load, (uint32_t)start, (uint32_t)length, place, equipment, by);

    invariant(t, changed);
    day_load_put(t, &(struct day_load){ .date = date, .cells = { load, LOAD_BYTES } });
}

void apply_place_held(struct txn *t, const struct place_held *ev)
{
    place_hold_put(t, &(struct place_hold){
        .hold_id = ev->hold_id, .procedure = ev->procedure, .people = ev->people, .date = ev->date, .start_minute = ev->start_minute,
        .length_minutes = ev->length_minutes, .place = ev->place, .equipment = ev->equipment, .by_staff = ev->by_staff,
        .expires_at_us = ev->expires_at_us });
    change_load(t, ev->date, ev->start_minute, ev->length_minutes, ev->place, ev->equipment, 1);
    timer_set(t, TIMER_RESERVATIONS_HOLD_EXPIRY, ev->hold_id.v, ev->expires_at_us + 1);
}

void apply_hold_expired(struct txn *t, const struct hold_expired *ev)
{
    struct place_hold hold = place_hold_row(t, ev->hold_id);

    invariant(t, !hold.expired);
    change_load(t, hold.date, hold.start_minute, hold.length_minutes, hold.place, hold.equipment, -1);
    hold.expired = true;
    place_hold_put(t, &hold);
    timer_set(t, TIMER_RESERVATIONS_HOLD_EXPIRY, ev->hold_id.v, ev->forget_at_us);
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

void apply_reservation_booked(struct txn *t, const struct reservation_booked *ev)
{
    struct place_hold hold = place_hold_row(t, ev->hold_id);

    invariant(t, hold.expired || hold.place == ev->place);
    if (hold.expired)
        change_load(t, ev->date, ev->start_minute, ev->length_minutes, ev->place, ev->equipment, 1);
    place_hold_remove(t, ev->hold_id);
    timer_clear(t, TIMER_RESERVATIONS_HOLD_EXPIRY, ev->hold_id.v);
    booking_put(t, &(struct booking){
        .reservation_id = ev->reservation_id, .procedure = ev->procedure, .people = ev->people, .date = ev->date,
        .start_minute = ev->start_minute, .length_minutes = ev->length_minutes, .place = ev->place, .equipment = ev->equipment,
        .code_tag = ev->code_tag, .claim_tag = ev->claim_tag, .card_id = ev->card_id, .contact = ev->contact });
    booking_of_day_put(t, &(struct booking_of_day){ .date = ev->date, .start_minute = ev->start_minute, .reservation_id = ev->reservation_id });
    booking_by_code_put(t, &(struct booking_by_code){ .code_tag = ev->code_tag, .reservation_id = ev->reservation_id });
    if (ev->claim_tag.at != NULL)
        claim_booked(t, ev);
}

/* The booking is over: its code is no longer known and its notice number may book again. */
static void end_booking(struct txn *t, struct booking *booking, enum booking_end end)
{
    struct claim claim;

    booking->end = end;
    booking_put(t, booking);
    booking_by_code_remove(t, booking->code_tag);
    if (booking->claim_tag.at == NULL || !claim_find(view_of(t), booking->claim_tag, &claim) ||
        !same(claim.reservation_id, booking->reservation_id))
        return;
    claim.reservation_id = (struct reservation_id){ 0 };
    claim_put(t, &claim);
}

void apply_reservation_cancelled(struct txn *t, const struct reservation_cancelled *ev)
{
    struct booking booking = booking_row(t, ev->reservation_id);

    invariant(t, booking.end == 0);
    change_load(t, booking.date, booking.start_minute, booking.length_minutes, booking.place, booking.equipment, -1);
    booking_of_day_remove(t, booking.date, booking.start_minute, booking.reservation_id);
    end_booking(t, &booking, BOOKING_END_CANCELLED);
}

void apply_attendance_noted(struct txn *t, const struct attendance_noted *ev)
{
    struct booking booking = booking_row(t, ev->reservation_id);

    invariant(t, booking.end == 0 || booking.end == BOOKING_END_MISSED);
    end_booking(t, &booking, ev->end);
}

void apply_claim_noted(struct txn *t, const struct claim_noted *ev)
{
    claim_put(t, &(struct claim){ .claim_tag = ev->claim_tag, .card_id = ev->card_id });
    claim_of_card_put(t, &(struct claim_of_card){ .card_id = ev->card_id, .claim_tag = ev->claim_tag });
}

void apply_claim_ended(struct txn *t, const struct claim_ended *ev)
{
    struct claim_of_card row = claim_of_card_row(t, ev->card_id);

    claim_remove(t, row.claim_tag);
    claim_of_card_remove(t, ev->card_id);
}

void apply_reservations_day_part_closed(struct txn *t, const struct reservations_day_part_closed *ev)
{
    reservations_day_put(t, &(struct reservations_day){ .date = ev->date });
}
