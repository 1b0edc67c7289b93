/* Finding desks for a wish, and the events of a hold and a booking: what several commands have in common. */
#include "places.h"

/* Refusals in the order of the clause; a wish without a length is not looked for. */
static enum refusal find_places(const struct view *v, const struct context *ctx, const uint8_t *load, struct found *at)
{
    const struct reservations_config *config = ctx->config;
    struct calendar calendar = calendar_of(v, config, at->date, at->date);
    struct day_plan *plan = arena_take(view_arena(v), sizeof *plan);

    plan_day(&calendar, at->date, plan);
    if (!plan->opening.open || part_closed(v, at->date))
        return CLOSED_DAY;
    if (!in_window(&calendar, at->date, at->start_minute, ctx->now_us, is_staff(ctx)))
        return OUTSIDE_WINDOW;
    if (at->wish.length_minutes == 0)
        return REFUSAL_NONE;
    if (!fits_day(config, &plan->opening, at->start_minute, at->wish.length_minutes))
        return DOES_NOT_FIT;
    return choose_places(config, plan, load, at->start_minute, &at->wish, is_staff(ctx), at->places) ? REFUSAL_NONE : PLACE_TAKEN;
}

/* A closed day and the window come before what is not bookable, as for a citizen who chooses the day first. */
enum refusal find_wish(const struct view *v, const struct context *ctx, const uint8_t *load, enum refusal wished, struct found *at)
{
    enum refusal why = find_places(v, ctx, load, at);

    return why == CLOSED_DAY || why == OUTSIDE_WINDOW || wished == REFUSAL_NONE ? why : wished;
}

/* What one books or holds; the same fields of three commands. */
struct place_held held_of(const struct context *ctx, struct hold_id id, enum procedure procedure, uint64_t people, const struct found *at,
                                 struct arena *arena)
{
    struct place_held ev = { .hold_id = id, .procedure = procedure, .people = people, .date = at->date, .start_minute = at->start_minute,
                             .length_minutes = at->wish.length_minutes, .place = at->places[0], .by_staff = is_staff(ctx) };
    struct wish *kept = arena_take(arena, sizeof *kept);
    enum desk_place *places = arena_take(arena, sizeof at->places);

    *kept = at->wish;
    memcpy(places, at->places, sizeof at->places);
    ev.further_places.at = places + 1;
    ev.further_places.count = at->wish.place_count - 1;
    if (at->wish.equipment_count == 0)
        return ev;
    ev.equipment = kept->equipment[0];
    ev.further_equipment.at = kept->equipment + 1;
    ev.further_equipment.count = kept->equipment_count - 1;
    return ev;
}

/* Who may book the pick-up: REFUSAL_NONE with the claim, or without one where none is needed. */
enum refusal find_claim(const struct view *v, bool needed, struct text notice_number, struct date birth_date, struct claim *ret)
{
    *ret = (struct claim){ 0 };
    if (!needed)
        return REFUSAL_NONE;
    if (!claim_matching(v, notice_number, birth_date, ret) || ret->barred)
        return CLAIM_UNKNOWN;
    return is_set(ret->reservation_id) ? ALREADY_BOOKED : REFUSAL_NONE;
}

bool needs_notice(const struct reservations_config *config, const struct place_hold *hold)
{
    const struct bookable_procedure *rule = bookable(config, hold->procedure, 1, true);
    bool needed = rule == NULL || rule->needs_notice;

    for (uint32_t i = 0; i < hold->further_procedures.count && !needed; i++) {
        rule = bookable(config, hold->further_procedures.at[i], 1, true);
        needed = rule == NULL || rule->needs_notice;
    }
    return needed;
}

/* A hold as a wish with the length it was promised; its places are chosen anew only when it had expired. */
static struct wish hold_wish(const struct reservations_config *config, const struct place_hold *hold)
{
    struct wish wish = { 0 };

    if (wish_of(config, hold->procedure, hold->further_procedures.at, hold->further_procedures.count, hold->people,
                1 + hold->further_places.count, true, &wish) != REFUSAL_NONE)
        return (struct wish){ 0 };
    wish.length_minutes = (uint32_t)hold->length_minutes;
    return wish;
}

/* The places of a hold: still its own if a closure has not withdrawn them, or, once given back, whatever of their kind is still free. */
enum refusal hold_places(const struct view *v, const struct context *ctx, const struct place_hold *hold, enum desk_place ret[PLACES_MAX])
{
    const struct reservations_config *config = ctx->config;
    struct calendar calendar = calendar_of(v, config, hold->date, hold->date);
    struct day_plan *plan = arena_take(view_arena(v), sizeof *plan);
    struct wish wish = hold_wish(config, hold);
    struct taking taking = hold_taking(hold);

    plan_day(&calendar, hold->date, plan);
    if (!plan->opening.open)
        return CLOSED_DAY;
    ret[0] = hold->place;
    for (uint32_t i = 0; i < hold->further_places.count; i++)
        ret[1 + i] = hold->further_places.at[i];
    if (!hold->expired)
        return hit_by(plan, load_of(v, hold->date), &taking) == 0 ? REFUSAL_NONE : PLACE_WITHDRAWN;
    if (wish.length_minutes == 0 || ctx->now_us > tokyo_us(hold->date, (uint32_t)hold->start_minute) ||
        !choose_places(config, plan, load_of(v, hold->date), (uint32_t)hold->start_minute, &wish, hold->by_staff, ret))
        return HOLD_EXPIRED;
    return REFUSAL_NONE;
}

/* The booking of a hold, at these desks. */
struct reservation_booked_open booked_of(const struct view *v, const struct place_hold *hold, const enum desk_place *places,
                                                const struct claim *claim, struct text contact, struct decision *out)
{
    struct reservation_booked_open ev = {
        .hold_id = hold->hold_id, .procedure = hold->procedure, .people = hold->people, .date = hold->date, .start_minute = hold->start_minute,
        .length_minutes = hold->length_minutes, .place = places[0], .equipment = hold->equipment, .claim_tag = claim->claim_tag,
        .card_id = claim->card_id, .contact = contact, .way = hold->by_staff ? BOOKING_WAY_STAFF : BOOKING_WAY_ONLINE };
    enum desk_place *further = arena_take(decision_arena(out), PLACES_MAX * sizeof *further);

    memcpy(further, places, PLACES_MAX * sizeof *further);
    ev.reservation_id.v = id_with_free_code(v, out, &ev.code_tag);
    ev.further_places.at = further + 1;
    ev.further_places.count = hold->further_places.count;
    ev.further_procedures.at = hold->further_procedures.at;
    ev.further_procedures.count = hold->further_procedures.count;
    ev.further_equipment.at = hold->further_equipment.at;
    ev.further_equipment.count = hold->further_equipment.count;
    return ev;
}
