/* The waiting list of a full day: the first entry a free place fits gets it offered for a while, as a hold of
 * its own. An offer that is not taken goes to the next; nobody is offered twice. */
#include "places.h"

/* The first start of the day at which the wish has room; false when there is none. */
static bool first_free(const struct context *ctx, const struct day_plan *plan, const uint8_t *load, bool staff, struct found *at)
{
    const struct reservations_config *config = ctx->config;

    for (uint32_t start = plan->opening.opens_minute; start + at->wish.length_minutes <= plan->opening.closes_minute; start += (uint32_t)config->grid_minutes) {
        at->start_minute = start;
        if (ctx->now_us <= tokyo_us(at->date, start) && choose_places(config, plan, load, start, &at->wish, staff, at->places))
            return true;
    }
    return false;
}

static uint32_t waiting_count(const struct view *v, struct date date)
{
    struct row_scan scan = waiting_of_day_scan(v, 1, &(struct waiting_of_day){ .date = date });
    struct waiting_of_day row;
    uint32_t count = 0;

    while (waiting_of_day_next(&scan, &row))
        count++;
    return count;
}

static enum refusal join_refused(const struct view *v, const struct context *ctx, const struct join_waiting_list *cmd, struct claim *ret_claim)
{
    struct calendar calendar = calendar_of(v, ctx->config, cmd->date, cmd->date);
    struct found at = { .date = cmd->date };
    struct day_plan *plan = arena_take(view_arena(v), sizeof *plan);
    enum refusal why;

    plan_day(&calendar, cmd->date, plan);
    if (!plan->opening.open || part_closed(v, cmd->date))
        return CLOSED_DAY;
    if (!in_window(&calendar, cmd->date, 0, ctx->now_us, false))
        return OUTSIDE_WINDOW;
    why = wish_of(ctx->config, cmd->procedure, cmd->further_procedures.at, cmd->further_procedures.count, cmd->people, cmd->places, is_staff(ctx), &at.wish);
    if (why != REFUSAL_NONE)
        return why;
    if (first_free(ctx, plan, load_of(v, cmd->date), is_staff(ctx), &at))
        return PLACE_FREE;
    why = find_claim(v, at.wish.needs_notice, cmd->notice_number, cmd->birth_date, ret_claim);
    if (why != REFUSAL_NONE)
        return why;
    return waiting_count(v, cmd->date) >= WAITING_MAX ? WAITING_LIST_FULL : REFUSAL_NONE;
}

/* Waits for a place on a full day.                                       Clause: §5(6) */
void decide_join_waiting_list(const struct view *v, const struct context *ctx, const struct join_waiting_list *cmd, struct decision *out)
{
    struct waiting_joined_open ev = { .procedure = cmd->procedure, .people = cmd->people, .places = cmd->places, .date = cmd->date, .way = way_of(ctx), .contact = cmd->contact };
    struct claim claim = { 0 };
    enum refusal why = join_refused(v, ctx, cmd, &claim);

    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    ev.waiting_id.v = id_with_free_code(v, out, &ev.code_tag);
    ev.card_id = claim.card_id;
    ev.further_procedures.at = cmd->further_procedures.at;
    ev.further_procedures.count = cmd->further_procedures.count;
    emit_waiting_joined(out, &ev);
    result_join_waiting_list(out, &(struct join_waiting_list_result){ .waiting_id = ev.waiting_id });
}

void show_join_waiting_list(const struct view *v, const struct context *ctx, const struct join_waiting_list *cmd,
                            const struct join_waiting_list_result *result, struct join_waiting_list_shown *ret)
{
    (void)ctx, (void)cmd;
    *ret = (struct join_waiting_list_shown){ .code = text_of(code_text(v, result->waiting_id.v)) };
}

/* Off the list; what was on offer is free at once.                       Clause: §5(6) */
void decide_leave_waiting_list(const struct view *v, const struct context *ctx, const struct leave_waiting_list *cmd, struct decision *out)
{
    struct waiting row;

    if (!waiting_of_code(v, cmd->code, &row)) {
        refuse(out, NOT_WAITING);
        return;
    }
    forget(out, row.waiting_id.v);
    emit_waiting_left(out, &(struct waiting_left){ .waiting_id = row.waiting_id });
    if (is_set(row.hold_id))
        emit_hold_expired(out, &(struct hold_expired){ .hold_id = row.hold_id, .forget_at_us = ctx->now_us });
}

static enum refusal claim_to_accept(const struct view *v, const struct waiting *row, struct claim *ret)
{
    *ret = (struct claim){ 0 };
    if (!is_set(row->card_id))
        return REFUSAL_NONE;
    if (!claim_of(v, row->card_id, ret) || ret->barred)
        return CLAIM_UNKNOWN;
    return is_set(ret->reservation_id) ? ALREADY_BOOKED : REFUSAL_NONE;
}

static enum refusal accept_refused(const struct view *v, const struct context *ctx, const struct accept_offer *cmd, struct waiting *row,
                                   struct place_hold *hold, struct claim *claim, enum desk_place *places)
{
    enum refusal why;

    if (!waiting_of_code(v, cmd->code, row))
        return NOT_WAITING;
    if (!is_set(row->hold_id) || !place_hold_find(v, row->hold_id, hold) || ctx->now_us > hold->expires_at_us)
        return NOTHING_OFFERED;
    if (part_closed(v, hold->date))
        return CLOSED_DAY;
    why = claim_to_accept(v, row, claim);
    return why != REFUSAL_NONE ? why : hold_places(v, ctx, hold, places);
}

/* Books what is on offer.                                                Clause: §5(6) */
void decide_accept_offer(const struct view *v, const struct context *ctx, const struct accept_offer *cmd, struct decision *out)
{
    struct waiting row;
    struct place_hold hold;
    struct claim claim;
    struct reservation_booked_open ev;
    struct text contact = { NULL, 0 };
    enum desk_place places[PLACES_MAX];
    enum refusal why = accept_refused(v, ctx, cmd, &row, &hold, &claim, places);

    if (why != REFUSAL_NONE) {
        refuse(out, why);
        return;
    }
    if (row.contact.box.at != NULL && !open_text(v, &row.contact, "contact", &contact))
        contact = (struct text){ NULL, 0 };                  /* forgotten meanwhile: the booking stands without */
    ev = booked_of(v, &hold, places, &claim, contact, out);
    emit_reservation_booked(out, &ev);
    forget(out, row.waiting_id.v);                           /* the contact goes on with the booking */
    emit_offer_accepted(out, &(struct offer_accepted){ .waiting_id = row.waiting_id, .reservation_id = ev.reservation_id });
    result_accept_offer(out, &(struct accept_offer_result){ .reservation_id = ev.reservation_id });
}

void show_accept_offer(const struct view *v, const struct context *ctx, const struct accept_offer *cmd, const struct accept_offer_result *result,
                       struct accept_offer_shown *ret)
{
    (void)ctx, (void)cmd;
    *ret = (struct accept_offer_shown){ .code = text_of(code_text(v, result->reservation_id.v)) };
}

static void offer(const struct context *ctx, const struct waiting *row, const struct found *at, uint64_t until_us, struct decision *out)
{
    struct place_held ev = held_of(ctx, (struct hold_id){ next_id(out) }, row->procedure, row->people, at, decision_arena(out));

    ev.by_staff = row->way == BOOKING_WAY_STAFF;
    ev.further_procedures.at = row->further_procedures.at;
    ev.further_procedures.count = row->further_procedures.count;
    ev.expires_at_us = until_us;
    emit_place_held(out, &ev);
    emit_place_offered(out, &(struct place_offered){ .waiting_id = row->waiting_id, .hold_id = ev.hold_id, .start_minute = ev.start_minute, .until_us = until_us });
}

/* Offers the entry a place if one fits it, and counts it as taken in `load`. */
static void offer_if_free(const struct view *v, const struct context *ctx, const struct day_plan *plan, uint8_t *load, struct waiting_id id,
                          uint64_t until_us, struct decision *out)
{
    struct found *at = arena_take(decision_arena(out), sizeof *at);
    struct taking taking;
    struct waiting row;

    if (!waiting_find(v, id, &row) || is_set(row.hold_id))
        return;
    *at = (struct found){ .date = row.date };
    if (wish_of(ctx->config, row.procedure, row.further_procedures.at, row.further_procedures.count, row.people, row.places, true, &at->wish) != REFUSAL_NONE ||
        !first_free(ctx, plan, load, row.way == BOOKING_WAY_STAFF, at))
        return;
    taking = taking_of(at->start_minute, at->wish.length_minutes, at->places, at->wish.place_count, at->wish.equipment, at->wish.equipment_count, row.way == BOOKING_WAY_STAFF);
    must(load_change(load, &taking, 1));
    offer(ctx, &row, at, until_us, out);
}

/* Something got free on the day `key`: whoever it fits gets it, the first first. */
void due_waiting_offer(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    const struct reservations_config *config = ctx->config;
    struct date date = { (uint32_t)key };
    struct calendar calendar = calendar_of(v, config, date, date);
    struct row_scan scan = waiting_of_day_scan(v, 1, &(struct waiting_of_day){ .date = date });
    uint64_t until_us = ctx->now_us + config->offer_minutes * US_PER_MINUTE, end_us = window_end_us(&calendar, date);
    struct day_plan *plan = arena_take(view_arena(v), sizeof *plan);
    uint8_t *load = load_of(v, date);
    struct waiting_of_day row;

    plan_day(&calendar, date, plan);
    while (plan->opening.open && !part_closed(v, date) && ctx->now_us <= end_us && waiting_of_day_next(&scan, &row))
        offer_if_free(v, ctx, plan, load, row.waiting_id, until_us < end_us ? until_us : end_us, out);
    emit_waiting_list_checked(out, &(struct waiting_list_checked){ .date = date });
}
