/* Holding a place, booking it, giving it back. The whole visit must fit before closing and be
 * free in every quarter hour of it; whoever books a pick-up must name notice and birth date. */
#include "state.h"

static void emit_hold(const struct context *ctx, const struct hold_place *cmd, const struct bookable_procedure *rule, uint32_t length,
                      enum desk_place place, struct decision *out)
{
    const struct reservations_config *config = ctx->config;
    struct hold_id id = { next_id(out) };
    uint64_t expires_at_us = ctx->now_us + config->hold_minutes * US_PER_MINUTE;

    emit_place_held(out, &(struct place_held){
        .hold_id = id, .procedure = cmd->procedure, .people = cmd->people, .date = cmd->date, .start_minute = cmd->start_minute,
        .length_minutes = length, .place = place, .equipment = rule->equipment, .by_staff = is_staff(ctx), .expires_at_us = expires_at_us });
    result_hold_place(out, &(struct hold_place_result){ .hold_id = id, .length_minutes = length, .expires_at_us = expires_at_us });
}

/* Keeps a place free while the form is filled in.                        Clause: §5(6) */
void decide_hold_place(const struct view *v, const struct context *ctx, const struct hold_place *cmd, struct decision *out)
{
    const struct reservations_config *config = ctx->config;
    const struct bookable_procedure *rule = bookable(config, cmd->procedure, cmd->people, is_staff(ctx));
    struct opening opening = opening_on(config, cmd->date);
    uint32_t start = (uint32_t)cmd->start_minute, length = rule != NULL ? visit_length(config, rule, cmd->people) : 0;
    enum desk_place place;

    if (!opening.open || part_closed(v, cmd->date))
        refuse(out, CLOSED_DAY);
    else if (!in_window(config, cmd->date, start, ctx->now_us, is_staff(ctx)))
        refuse(out, OUTSIDE_WINDOW);
    else if (rule == NULL)
        refuse(out, NOT_BOOKABLE);
    else if (!fits_day(config, &opening, start, length))
        refuse(out, DOES_NOT_FIT);
    else if (!place_choose(config, &opening, load_of(v, cmd->date), start, length, rule, is_staff(ctx), &place))
        refuse(out, PLACE_TAKEN);
    else
        emit_hold(ctx, cmd, rule, length, place, out);
}

static bool needs_notice(const struct reservations_config *config, enum procedure procedure)
{
    const struct bookable_procedure *rule = bookable(config, procedure, 1, true);

    return rule == NULL || rule->needs_notice;
}

/* The place of a hold: still its own, or, once it was given back, whatever of its kind is still free. */
static bool place_of(const struct view *v, const struct context *ctx, const struct place_hold *hold, enum desk_place *ret)
{
    const struct reservations_config *config = ctx->config;
    const struct bookable_procedure *rule = bookable(config, hold->procedure, hold->people, hold->by_staff);
    struct opening opening = opening_on(config, hold->date);
    uint32_t start = (uint32_t)hold->start_minute, length = (uint32_t)hold->length_minutes;

    *ret = hold->place;
    if (!hold->expired)
        return true;
    return rule != NULL && opening.open && ctx->now_us <= tokyo_us(hold->date, start) &&
           place_choose(config, &opening, load_of(v, hold->date), start, length, rule, hold->by_staff, ret);
}

/* An id whose code nobody has: codes are 60 bits of a hash, so the first one nearly always. */
static struct reservation_id id_with_free_code(const struct view *v, struct decision *out, uint8_t ret_tag[BOOKING_TAG_LEN])
{
    struct reservation_id id;
    struct booking_by_code other;

    for (uint32_t tried = 0; tried < 16; tried++) {
        id = (struct reservation_id){ next_id(out) };
        code_tag_of(v, id, ret_tag);
        if (!booking_by_code_find(v, (struct bytes){ ret_tag, BOOKING_TAG_LEN }, &other))
            return id;
    }
    must(!"sixteen booking codes in use by chance");
    return id;
}

static void emit_booking(const struct view *v, const struct context *ctx, const struct book *cmd, const struct place_hold *hold,
                         enum desk_place place, const struct claim *claim, struct decision *out)
{
    uint8_t *tag = arena_take(decision_arena(out), BOOKING_TAG_LEN);
    struct reservation_id id = id_with_free_code(v, out, tag);
    bool late = ctx->now_us > hold->expires_at_us;

    emit_reservation_booked(out, &(struct reservation_booked_open){
        .reservation_id = id, .hold_id = hold->hold_id, .procedure = hold->procedure, .people = hold->people, .date = hold->date,
        .start_minute = hold->start_minute, .length_minutes = hold->length_minutes, .place = place, .equipment = hold->equipment,
        .code_tag = { tag, BOOKING_TAG_LEN }, .claim_tag = claim->claim_tag, .card_id = claim->card_id, .booked_after_expiry = late,
        .contact = cmd->contact });
    result_book(out, &(struct book_result){ .reservation_id = id, .booked_after_expiry = late });
}

/* Turns a held place into a booking.                                     Clause: §5(6) */
void decide_book(const struct view *v, const struct context *ctx, const struct book *cmd, struct decision *out)
{
    struct place_hold hold;
    struct claim claim = { 0 };
    enum desk_place place;

    if (!place_hold_find(v, cmd->hold_id, &hold))
        refuse(out, NO_SUCH_HOLD);
    else if (part_closed(v, hold.date))
        refuse(out, CLOSED_DAY);
    else if (needs_notice(ctx->config, hold.procedure) && !claim_matching(v, cmd->notice_number, cmd->birth_date, &claim))
        refuse(out, CLAIM_UNKNOWN);
    else if (is_set(claim.reservation_id))
        refuse(out, ALREADY_BOOKED);
    else if (!place_of(v, ctx, &hold, &place))
        refuse(out, HOLD_EXPIRED);
    else
        emit_booking(v, ctx, cmd, &hold, place, &claim, out);
}

void show_book(const struct view *v, const struct context *ctx, const struct book *cmd, const struct book_result *result, struct book_shown *ret)
{
    char *code = arena_take(view_arena(v), BOOKING_CODE_SIZE);

    (void)ctx, (void)cmd;
    code_of(v, result->reservation_id, code);
    *ret = (struct book_shown){ .code = text_of(code) };
}

/* Gives a booked place back.                                             Clause: §5(6) */
void decide_cancel_reservation(const struct view *v, const struct context *ctx, const struct cancel_reservation *cmd, struct decision *out)
{
    struct booking booking;

    if (!booking_of_code(v, cmd->code, &booking))
        refuse(out, NO_SUCH_RESERVATION);
    else if (ctx->now_us >= tokyo_us(booking.date, (uint32_t)booking.start_minute))
        refuse(out, TOO_LATE);
    else
        emit_reservation_cancelled(out, &(struct reservation_cancelled){ .reservation_id = booking.reservation_id });
}

/* A hold runs out twice: first its place is given back, later it is forgotten. */
void due_hold_expiry(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    const struct reservations_config *config = ctx->config;
    struct hold_id id = { key };
    struct place_hold hold;

    if (place_hold_find(v, id, &hold) && !hold.expired)
        emit_hold_expired(out, &(struct hold_expired){
            .hold_id = id, .forget_at_us = ctx->now_us + config->late_completion_minutes * US_PER_MINUTE });
    else
        emit_hold_forgotten(out, &(struct hold_forgotten){ .hold_id = id });
}
