/* Another time for a booking, or another visit of it: other people, other procedures. Whole or refused, its own
 * place counted out; the code stays. */
#include "places.h"

/* By code, or by id for staff who speak with the guest. */
static bool booking_named(const struct view *v, const struct context *ctx, struct text code, struct reservation_id id, struct booking *ret)
{
    if (code.at != NULL)
        return booking_of_code(v, code, ret);
    return is_staff(ctx) && is_set(id) && booking_find(v, id, ret) && ret->end == 0;
}

static bool begun(const struct view *v, const struct context *ctx, const struct booking *booking)
{
    return ctx->now_us >= tokyo_us(booking->date, (uint32_t)booking->start_minute) || part_closed(v, booking->date);
}

/* The day's load as if the booking were not there. */
static uint8_t *load_without(const struct view *v, const struct booking *booking, struct date date)
{
    uint8_t *load = load_of(v, date);
    struct taking own = booking_taking(booking);

    if (booking->date.v == date.v)
        (void)load_change(load, &own, -1);               /* only a failed read can refuse it, and then the step comes to nothing */
    return load;
}

/* Another time for the same visit. Its own place counts as free; the length is what the visit needs today. */
static enum refusal move_to(const struct view *v, const struct context *ctx, const struct booking *booking, struct found *at)
{
    enum refusal wished = wish_of(ctx->config, booking->procedure, booking->further_procedures.at, booking->further_procedures.count, booking->people,
                                  1 + booking->further_places.count, true, &at->wish);

    at->wish.length_minutes = wished == REFUSAL_NONE ? (uint32_t)booking->length_minutes : 0;
    return find_wish(v, ctx, load_without(v, booking, at->date), wished, at);
}

/* Another time instead of the booked one.                                Clause: §5(6) */
void decide_move_reservation(const struct view *v, const struct context *ctx, const struct move_reservation *cmd, struct decision *out)
{
    struct found *at = arena_take(decision_arena(out), sizeof *at);
    struct booking booking;
    struct reservation_moved ev;
    enum refusal why;

    *at = (struct found){ .date = cmd->date, .start_minute = (uint32_t)cmd->start_minute };
    if (!booking_named(v, ctx, cmd->code, cmd->reservation_id, &booking))
        why = NO_SUCH_RESERVATION;
    else if (begun(v, ctx, &booking))
        why = TOO_LATE;
    else
        why = move_to(v, ctx, &booking, at);
    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    ev = (struct reservation_moved){
        .reservation_id = booking.reservation_id, .card_id = booking.card_id, .from_date = booking.date, .from_start_minute = booking.start_minute,
        .date = cmd->date, .start_minute = cmd->start_minute, .length_minutes = booking.length_minutes, .place = at->places[0],
        .way = booking.way == 0 ? BOOKING_WAY_ONLINE : booking.way };
    ev.further_places.at = at->places + 1;
    ev.further_places.count = booking.further_places.count;
    emit_reservation_moved(out, &ev);
    result_move_reservation(out, &(struct move_reservation_result){ .place = at->places[0] });
}

/* The card of the visit as it shall be: the booking's own, or that of the notice named now; none when none is needed any more. */
static enum refusal claim_for_change(const struct view *v, const struct change_reservation *cmd, const struct booking *booking, bool needed, struct claim *ret)
{
    if (needed && is_set(booking->card_id)) {
        *ret = (struct claim){ .claim_tag = booking->claim_tag, .card_id = booking->card_id };
        return REFUSAL_NONE;
    }
    return find_claim(v, needed, cmd->notice_number, cmd->birth_date, ret);
}

/* In the order of the clause: a place that is taken comes last. */
static enum refusal change_to(const struct view *v, const struct context *ctx, const struct change_reservation *cmd, const struct booking *booking,
                              struct found *at, struct claim *claim)
{
    enum refusal wished = wish_of(ctx->config, cmd->procedure, cmd->further_procedures.at, cmd->further_procedures.count, cmd->people, cmd->places,
                                  is_staff(ctx), &at->wish);
    enum refusal found = find_wish(v, ctx, load_without(v, booking, at->date), wished, at), claimed;

    if (found != REFUSAL_NONE && found != PLACE_TAKEN)
        return found;
    claimed = claim_for_change(v, cmd, booking, at->wish.needs_notice, claim);
    return claimed != REFUSAL_NONE ? claimed : found;
}

static struct reservation_changed changed_of(const struct change_reservation *cmd, const struct booking *booking, const struct found *at,
                                             const struct claim *claim)
{
    struct reservation_changed ev = {
        .reservation_id = booking->reservation_id, .procedure = cmd->procedure, .people = cmd->people, .from_date = booking->date,
        .from_start_minute = booking->start_minute, .date = at->date, .start_minute = at->start_minute, .length_minutes = at->wish.length_minutes,
        .place = at->places[0], .claim_tag = claim->claim_tag, .card_id = claim->card_id,
        .way = booking->way == 0 ? BOOKING_WAY_ONLINE : booking->way };

    ev.further_procedures.at = cmd->further_procedures.at;
    ev.further_procedures.count = cmd->further_procedures.count;
    ev.further_places.at = at->places + 1;
    ev.further_places.count = at->wish.place_count - 1;
    if (at->wish.equipment_count == 0)
        return ev;
    ev.equipment = at->wish.equipment[0];
    ev.further_equipment.at = at->wish.equipment + 1;
    ev.further_equipment.count = at->wish.equipment_count - 1;
    return ev;
}

/* Another visit instead of the booked one.                               Clause: §5(6) */
void decide_change_reservation(const struct view *v, const struct context *ctx, const struct change_reservation *cmd, struct decision *out)
{
    struct found *at = arena_take(decision_arena(out), sizeof *at);
    struct claim claim = { 0 };
    struct booking booking;
    struct reservation_changed ev;
    enum refusal why = booking_named(v, ctx, cmd->code, cmd->reservation_id, &booking) ? REFUSAL_NONE : NO_SUCH_RESERVATION;

    if (why == REFUSAL_NONE && begun(v, ctx, &booking))
        why = TOO_LATE;
    if (why == REFUSAL_NONE) {
        *at = (struct found){ .date = cmd->date.v != 0 ? cmd->date : booking.date,
                              .start_minute = (uint32_t)(cmd->start_minute != 0 ? cmd->start_minute : booking.start_minute) };
        why = change_to(v, ctx, cmd, &booking, at, &claim);
    }
    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    ev = changed_of(cmd, &booking, at, &claim);
    emit_reservation_changed(out, &ev);
    result_change_reservation(out, &(struct change_reservation_result){
        .start_minute = ev.start_minute, .length_minutes = ev.length_minutes, .place = ev.place });
}
