/* Places of the calendar, told by reservations' events: what is held and booked, added up anew for
 * every quarter hour each time something new takes a place; and who waits for one. */
#include "world.h"

struct m_place *places_booking(struct model_places *p, uint64_t reservation)
{
    for (uint32_t i = p->count; i > 0; i--)
        if (p->items[i - 1].reservation == reservation)
            return &p->items[i - 1];
    return NULL;
}

static struct m_place *held(struct model_places *p, const struct stated *said, uint64_t hold)
{
    for (uint32_t i = p->count; i > 0; i--)
        if (p->items[i - 1].hold == hold)
            return &p->items[i - 1];
    law_broken(said->world, LAW_OVERBOOKING, "%s of hold %llu, which nobody took", said->spec->name, (unsigned long long)hold);
}

static bool covers(const struct m_place *p, uint32_t date, uint32_t minute)
{
    return p->takes && p->date == date && p->start <= minute && minute < p->start + p->length;
}

static uint32_t kept(enum equipment equipment, uint32_t there)
{
    for (uint32_t i = 0; i < office_reservations.equipment.count; i++)
        if (office_reservations.equipment.at[i].equipment == equipment && there > 0)
            return office_reservations.equipment.at[i].kept_for_walk_ins < there ? (uint32_t)office_reservations.equipment.at[i].kept_for_walk_ins : there - 1;
    return 0;
}

/* Everything taken in this quarter hour beside what can be used in it. */
static void check_quarter(struct model_places *p, const struct stated *said, const struct m_place *fresh, uint32_t minute, bool staff)
{
    uint32_t desks[3] = { 0 }, equipment[4] = { 0 };

    for (uint32_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < 4 && covers(&p->items[i], fresh->date, minute); k++) {
            desks[k % 3] += k < 3 ? p->items[i].desks[k] : 0;
            equipment[k] += p->items[i].equipment[k];
        }
    for (enum desk_place place = DESK_PLACE_COUNTER; place <= DESK_PLACE_BOOTH; place++)
        if (fresh->desks[place] > 0 && desks[place] > calendar_desks(p, fresh->date, minute, place))
            law_broken(said->world, LAW_OVERBOOKING, "%u minute %u: %u %ss are taken", fresh->date, minute, desks[place], desk_place_name(place));
    if (desks[DESK_PLACE_COUNTER] + desks[DESK_PLACE_BOOTH] > calendar_staff(p, fresh->date, minute))
        law_broken(said->world, LAW_OVERBOOKING, "%u minute %u: %u desks are taken, staff is planned for %u", fresh->date, minute,
                   desks[DESK_PLACE_COUNTER] + desks[DESK_PLACE_BOOTH], calendar_staff(p, fresh->date, minute));
    for (enum equipment e = EQUIPMENT_INTEGRATED_TERMINAL; e <= EQUIPMENT_CAMERA_SET; e++) {
        uint32_t there = calendar_equipment(p, fresh->date, minute, e);

        if (fresh->equipment[e] > 0 && equipment[e] > there - (staff ? 0 : kept(e, there)))
            law_broken(said->world, LAW_OVERBOOKING, "%u minute %u: %u of %s are taken", fresh->date, minute, equipment[e], equipment_name(e));
    }
}

static void check_taken(struct model_places *p, const struct stated *said, const struct m_place *fresh, bool staff)
{
    struct m_day day;

    if (!calendar_day(p, fresh->date, &day) || fresh->start < day.opens || fresh->start + fresh->length > day.closes)
        law_broken(said->world, LAW_OVERBOOKING, "a place on %u from minute %u lies outside opening hours", fresh->date, fresh->start);
    for (uint32_t minute = fresh->start; minute < fresh->start + fresh->length; minute += 15)
        check_quarter(p, said, fresh, minute, staff);
}

static void seat(struct m_place *place, enum desk_place first, const enum desk_place *further, uint32_t count)
{
    memset(place->desks, 0, sizeof place->desks);
    place->desks[first]++;
    for (uint32_t i = 0; i < count; i++)
        place->desks[further[i]]++;
}

/* Each of so many desks holds one of each. */
static void equip(struct m_place *place, enum equipment first, const enum equipment *further, uint32_t count, uint32_t desks)
{
    memset(place->equipment, 0, sizeof place->equipment);
    if (first != 0)
        place->equipment[first] = desks;
    for (uint32_t i = 0; i < count; i++)
        place->equipment[further[i]] = desks;
}

static void place_taken(struct model_places *p, const struct stated *said)
{
    const struct place_held *ev = said->event;
    struct m_place *place = ONE_MORE(p->items, p->count, p->room);

    *place = (struct m_place){ .hold = ev->hold_id.v, .date = ev->date.v, .start = (uint32_t)ev->start_minute, .length = (uint32_t)ev->length_minutes,
                               .by_staff = ev->by_staff, .takes = true };
    seat(place, ev->place, ev->further_places.at, ev->further_places.count);
    equip(place, ev->equipment, ev->further_equipment.at, ev->further_equipment.count, 1 + ev->further_places.count);
    check_taken(p, said, place, place->by_staff);
}

static void moved(struct model_places *p, const struct stated *said)
{
    const struct reservation_moved *ev = said->event;
    struct m_place *place = places_booking(p, ev->reservation_id.v);

    if (place == NULL || place->ended || place->date != ev->from_date.v || place->start != ev->from_start_minute || place->card != ev->card_id.v)
        law_broken(said->world, LAW_VISIT, "a booking was moved that was not there");
    place->date = ev->date.v;
    place->start = (uint32_t)ev->start_minute;
    place->length = (uint32_t)ev->length_minutes;
    seat(place, ev->place, ev->further_places.at, ev->further_places.count);
    check_taken(p, said, place, true);
}

/* Another visit: it takes what it takes instead, and a card has at most one booking. */
static void changed(struct model_places *p, const struct stated *said)
{
    const struct reservation_changed *ev = said->event;
    struct m_place *place = places_booking(p, ev->reservation_id.v);

    if (place == NULL || place->ended || place->date != ev->from_date.v || place->start != ev->from_start_minute)
        law_broken(said->world, LAW_VISIT, "a booking was changed that was not there");
    for (uint32_t i = 0; ev->card_id.v != 0 && i < p->count; i++)
        if (&p->items[i] != place && p->items[i].reservation != 0 && !p->items[i].ended && p->items[i].card == ev->card_id.v)
            law_broken(said->world, LAW_VISIT, "card %llu has two bookings after a change", (unsigned long long)ev->card_id.v);
    if (ev->card_id.v != 0 && place->card != 0 && place->card != ev->card_id.v)
        law_broken(said->world, LAW_VISIT, "a change made the booking of another card of it");
    place->card = ev->card_id.v;
    place->date = ev->date.v;
    place->start = (uint32_t)ev->start_minute;
    place->length = (uint32_t)ev->length_minutes;
    seat(place, ev->place, ev->further_places.at, ev->further_places.count);
    equip(place, ev->equipment, ev->further_equipment.at, ev->further_equipment.count, 1 + ev->further_places.count);
    check_taken(p, said, place, true);
}

/* ---- The waiting list ---------------------------------------------------------------------- */

static struct m_waiting *waits(struct model_places *p, const struct stated *said, uint64_t id)
{
    for (uint32_t i = 0; i < p->waiting_count; i++)
        if (p->waiting[i].id == id && !p->waiting[i].gone)
            return &p->waiting[i];
    law_broken(said->world, LAW_VISIT, "%s of %llu, who does not wait", said->spec->name, (unsigned long long)id);
}

/* False when the event is none of the list. */
/* What the next open day brings: its bookings that have not ended. */
static void check_next_day(const struct model_places *p, const struct stated *said, const struct reservations_day_part_closed *ev)
{
    uint64_t bookings = 0, cards = 0;

    for (uint32_t i = 0; i < p->count; i++)
        if (p->items[i].reservation != 0 && !p->items[i].ended && p->items[i].date == ev->next_date.v) {
            bookings++;
            cards += p->items[i].card != 0;
        }
    if (ev->next_date.v != 0 && (ev->next_date.v <= ev->date.v || ev->next_bookings != bookings || ev->next_cards != cards))
        law_broken(said->world, LAW_REPORT, "%u: %u brings %llu bookings and %llu cards, the book of the day had %llu and %llu", ev->date.v, ev->next_date.v,
                   (unsigned long long)bookings, (unsigned long long)cards, (unsigned long long)ev->next_bookings, (unsigned long long)ev->next_cards);
}

static bool waiting_take(struct model_places *p, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &waiting_joined_spec) {
        const struct waiting_joined *ev = said->event;
        struct m_waiting *fresh = ONE_MORE(p->waiting, p->waiting_count, p->waiting_room);

        *fresh = (struct m_waiting){ .id = ev->waiting_id.v, .date = ev->date.v };
    } else if (is == &place_offered_spec) {
        const struct place_offered *ev = said->event;
        struct m_waiting *who = waits(p, said, ev->waiting_id.v);
        struct m_place *place = held(p, said, ev->hold_id.v);

        if (who->hold != 0 || !place->takes || place->date != who->date || place->start != ev->start_minute)
            law_broken(said->world, LAW_VISIT, "an offer that is not held, or the second one");
        who->hold = ev->hold_id.v;
    } else if (is == &offer_lapsed_spec) {
        waits(p, said, ((const struct offer_lapsed *)said->event)->waiting_id.v)->gone = true;
    } else if (is == &waiting_left_spec) {
        waits(p, said, ((const struct waiting_left *)said->event)->waiting_id.v)->gone = true;
    } else if (is == &offer_accepted_spec) {
        const struct offer_accepted *ev = said->event;
        struct m_waiting *who = waits(p, said, ev->waiting_id.v);

        if (who->hold == 0 || places_booking(p, ev->reservation_id.v) != held(p, said, who->hold))
            law_broken(said->world, LAW_VISIT, "another place was booked than the one on offer");
        who->gone = true;
    } else if (is == &reservations_day_part_closed_spec) {
        check_next_day(p, said, said->event);
        for (uint32_t i = 0; i < p->waiting_count; i++)
            p->waiting[i].gone = p->waiting[i].gone || p->waiting[i].date == ((const struct reservations_day_part_closed *)said->event)->date.v;
    } else {
        return false;
    }
    return true;
}

static void booked(struct model_places *p, const struct stated *said)
{
    const struct reservation_booked *ev = said->event;
    struct m_place *place = held(p, said, ev->hold_id.v);

    if (place->reservation != 0)
        law_broken(said->world, LAW_OVERBOOKING, "hold %llu was booked twice", (unsigned long long)ev->hold_id.v);
    for (uint32_t i = 0; ev->card_id.v != 0 && i < p->count; i++)
        if (p->items[i].reservation != 0 && !p->items[i].ended && p->items[i].card == ev->card_id.v)
            law_broken(said->world, LAW_VISIT, "card %llu has two bookings", (unsigned long long)ev->card_id.v);
    place->reservation = ev->reservation_id.v;
    place->card = ev->card_id.v;
    seat(place, ev->place, ev->further_places.at, ev->further_places.count);
    if (!place->takes) {
        place->takes = true;
        check_taken(p, said, place, place->by_staff);
    }
    if (ev->booked_after_expiry && said->world->models.counting)
        count(said->world, COUNT_LATE_BOOKING);
}

static void claims_take(const struct stated *said)
{
    struct model_cards *cards = &said->world->models.cards;

    if (said->spec == &claim_noted_spec) {
        struct m_card *card = cards_card(cards, ((const struct claim_noted *)said->event)->card_id.v);

        if (card == NULL || !card->posted)
            law_broken(said->world, LAW_FOLLOWED, "a claim was noted for a card whose notice was not posted");
        card->claimed = true;
    }
}

void places_take(struct model_places *p, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &place_held_spec) {
        place_taken(p, said);
    } else if (is == &hold_expired_spec) {
        held(p, said, ((const struct hold_expired *)said->event)->hold_id.v)->takes = false;
    } else if (is == &reservation_booked_spec) {
        booked(p, said);
    } else if (is == &reservation_moved_spec) {
        moved(p, said);
    } else if (is == &reservation_changed_spec) {
        changed(p, said);
    } else if (is == &reservation_cancelled_spec) {
        struct m_place *place = places_booking(p, ((const struct reservation_cancelled *)said->event)->reservation_id.v);

        if (place == NULL || place->ended)
            law_broken(said->world, LAW_VISIT, "a booking that had ended was cancelled");
        place->takes = ((const struct reservation_cancelled *)said->event)->free_at_us != 0;
        place->ended = place->cancelled = true;
    } else if (is == &cancelled_place_freed_spec) {
        struct m_place *place = places_booking(p, ((const struct cancelled_place_freed *)said->event)->reservation_id.v);

        if (place == NULL || !place->cancelled || !place->takes)
            law_broken(said->world, LAW_VISIT, "a place was freed that no cancelled booking has");
        place->takes = false;
    } else if (is == &attendance_noted_spec) {
        struct m_place *place = places_booking(p, ((const struct attendance_noted *)said->event)->reservation_id.v);

        if (place != NULL)
            place->ended = true;
    } else if (!calendar_take(p, said) && !waiting_take(p, said)) {
        claims_take(said);
    }
}
