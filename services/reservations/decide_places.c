/* Holding a place, booking it, moving it, giving it back. The whole visit must fit before closing and be
 * free in every quarter hour of it; whoever books a pick-up must name notice and birth date. */
#include "places.h"

/* Keeps a place free while the form is filled in.                        Clause: §5(6) */
void decide_hold_place(const struct view *v, const struct context *ctx, const struct hold_place *cmd, struct decision *out)
{
    const struct reservations_config *config = ctx->config;
    struct found at = { .date = cmd->date, .start_minute = (uint32_t)cmd->start_minute };
    enum refusal why = find_wish(v, ctx, load_of(v, cmd->date), wish_of(config, cmd->procedure, cmd->further_procedures.at, cmd->further_procedures.count, cmd->people,
                                                 cmd->places, is_staff(ctx), &at.wish), &at);
    struct place_held ev;

    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    ev = held_of(ctx, (struct hold_id){ next_id(out) }, cmd->procedure, cmd->people, &at, decision_arena(out));
    ev.further_procedures.at = cmd->further_procedures.at;
    ev.further_procedures.count = cmd->further_procedures.count;
    ev.expires_at_us = ctx->now_us + config->hold_minutes * US_PER_MINUTE;
    emit_place_held(out, &ev);
    result_hold_place(out, &(struct hold_place_result){ .hold_id = ev.hold_id, .length_minutes = ev.length_minutes, .expires_at_us = ev.expires_at_us });
}

/* Turns a held place into a booking.                                     Clause: §5(6) */
void decide_book(const struct view *v, const struct context *ctx, const struct book *cmd, struct decision *out)
{
    struct place_hold hold;
    struct claim claim;
    struct reservation_booked_open ev;
    enum desk_place places[PLACES_MAX];
    enum refusal why;

    if (!place_hold_find(v, cmd->hold_id, &hold) || is_set(hold.waiting_id))      /* an offer is accepted with its code */
        why = NO_SUCH_HOLD;
    else if (part_closed(v, hold.date))
        why = CLOSED_DAY;
    else if ((why = find_claim(v, needs_notice(ctx->config, &hold), cmd->notice_number, cmd->birth_date, &claim)) == REFUSAL_NONE)
        why = hold_places(v, ctx, &hold, places);
    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    ev = booked_of(v, &hold, places, &claim, cmd->contact, out);
    ev.booked_after_expiry = ctx->now_us > hold.expires_at_us;
    emit_reservation_booked(out, &ev);
    result_book(out, &(struct book_result){ .reservation_id = ev.reservation_id, .booked_after_expiry = ev.booked_after_expiry });
}

void show_book(const struct view *v, const struct context *ctx, const struct book *cmd, const struct book_result *result, struct book_shown *ret)
{
    (void)ctx, (void)cmd;
    *ret = (struct book_shown){ .code = text_of(code_text(v, result->reservation_id.v)) };
}

/* Books on the telephone: the hold and its booking in one step.          Clause: §5(6) */
void decide_book_by_phone(const struct view *v, const struct context *ctx, const struct book_by_phone *cmd, struct decision *out)
{
    struct found at = { .date = cmd->date, .start_minute = (uint32_t)cmd->start_minute };
    struct claim claim;
    struct place_held held;
    struct reservation_booked_open ev;
    enum refusal wished = wish_of(ctx->config, cmd->procedure, cmd->further_procedures.at, cmd->further_procedures.count, cmd->people, cmd->places,
                                  true, &at.wish);
    enum refusal found = find_wish(v, ctx, load_of(v, cmd->date), wished, &at), claimed = find_claim(v, at.wish.needs_notice, cmd->notice_number, cmd->birth_date, &claim);
    enum refusal why = found == REFUSAL_NONE || (found == PLACE_TAKEN && claimed != REFUSAL_NONE) ? claimed : found;

    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    held = held_of(ctx, (struct hold_id){ next_id(out) }, cmd->procedure, cmd->people, &at, decision_arena(out));
    held.further_procedures.at = cmd->further_procedures.at;
    held.further_procedures.count = cmd->further_procedures.count;
    held.expires_at_us = ctx->now_us;
    emit_place_held(out, &held);
    ev = booked_of(v, &(struct place_hold){
        .hold_id = held.hold_id, .procedure = held.procedure, .people = held.people, .date = held.date, .start_minute = held.start_minute,
        .length_minutes = held.length_minutes, .equipment = held.equipment, .by_staff = true,
        .further_procedures = { held.further_procedures.at, held.further_procedures.count },
        .further_places = { held.further_places.at, held.further_places.count },
        .further_equipment = { held.further_equipment.at, held.further_equipment.count } }, at.places, &claim, cmd->contact, out);
    emit_reservation_booked(out, &ev);
    result_book_by_phone(out, &(struct book_by_phone_result){ .reservation_id = ev.reservation_id });
}

void show_book_by_phone(const struct view *v, const struct context *ctx, const struct book_by_phone *cmd, const struct book_by_phone_result *result,
                        struct book_by_phone_shown *ret)
{
    (void)ctx, (void)cmd;
    *ret = (struct book_by_phone_shown){ .code = text_of(code_text(v, result->reservation_id.v)) };
}

/* From the booked minute on it is a visit that was missed. Others have the place at once, or when the city's delay is over. */
static void cancel(const struct context *ctx, const struct booking *booking, struct decision *out)
{
    const struct reservations_config *config = ctx->config;
    uint64_t delay_us = config->cancelled_place_minutes * US_PER_MINUTE;

    if (ctx->now_us >= tokyo_us(booking->date, (uint32_t)booking->start_minute))
        refuse(out, TOO_LATE);
    else
        emit_reservation_cancelled(out, &(struct reservation_cancelled){
            .reservation_id = booking->reservation_id, .free_at_us = delay_us == 0 ? 0 : ctx->now_us + delay_us });
}

/* Gives a booked place back.                                             Clause: §5(6) */
void decide_cancel_reservation(const struct view *v, const struct context *ctx, const struct cancel_reservation *cmd, struct decision *out)
{
    struct booking booking;

    if (booking_of_code(v, cmd->code, &booking))
        cancel(ctx, &booking, out);
    else
        refuse(out, NO_SUCH_RESERVATION);
}

/* The same for a guest without the code at hand.                         Clause: §5(6) */
void decide_cancel_for_guest(const struct view *v, const struct context *ctx, const struct cancel_for_guest *cmd, struct decision *out)
{
    struct booking booking;

    if (booking_find(v, cmd->reservation_id, &booking) && booking.end == 0)
        cancel(ctx, &booking, out);
    else
        refuse(out, NO_SUCH_RESERVATION);
}

/* The delay of a cancelled place is over. */
void due_cancelled_place(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    (void)v, (void)ctx;
    emit_cancelled_place_freed(out, &(struct cancelled_place_freed){ .reservation_id = { key } });
}

/* A hold runs out twice: first its place is given back, later it is forgotten. An offer lapses with its hold. */
void due_hold_expiry(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    const struct reservations_config *config = ctx->config;
    struct hold_id id = { key };
    struct place_hold hold;
    struct waiting waiting;

    if (!place_hold_find(v, id, &hold) || hold.expired) {
        emit_hold_forgotten(out, &(struct hold_forgotten){ .hold_id = id });
        return;
    }
    emit_hold_expired(out, &(struct hold_expired){ .hold_id = id, .forget_at_us = ctx->now_us + config->late_completion_minutes * US_PER_MINUTE });
    if (!is_set(hold.waiting_id) || !waiting_find(v, hold.waiting_id, &waiting))
        return;
    forget(out, hold.waiting_id.v);
    emit_offer_lapsed(out, &(struct offer_lapsed){ .waiting_id = hold.waiting_id, .hold_id = id });
}
