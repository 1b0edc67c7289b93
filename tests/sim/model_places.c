/* Places of the calendar, told by reservations' events: what is held and booked, added up anew for
 * every quarter hour each time something new takes a place. */
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

static uint32_t staffed(uint32_t date)
{
    for (uint32_t i = 0; i < office_reservations.hours.count; i++)
        if (office_reservations.hours.at[i].weekday == (uint64_t)date_weekday((struct date){ date }))
            return (uint32_t)office_reservations.hours.at[i].staffed_desks;
    return 0;
}

static const struct equipment_stock *stock_of(enum equipment equipment)
{
    for (uint32_t i = 0; i < office_reservations.equipment.count; i++)
        if (office_reservations.equipment.at[i].equipment == equipment)
            return &office_reservations.equipment.at[i];
    return NULL;
}

/* Everything taken in this quarter hour, and what citizens took of the equipment. */
static void check_quarter(struct model_places *p, const struct stated *said, const struct m_place *fresh, uint32_t minute)
{
    uint32_t desks[3] = { 0 }, equipment = 0;
    uint64_t by_citizens = 0;
    const struct equipment_stock *stock = stock_of(fresh->equipment);

    for (uint32_t i = 0; i < p->count; i++) {
        const struct m_place *other = &p->items[i];

        if (!covers(other, fresh->date, minute))
            continue;
        desks[other->place]++;
        if (stock != NULL && other->equipment == fresh->equipment) {
            equipment++;
            by_citizens += !other->by_staff;
        }
    }
    if (desks[DESK_PLACE_COUNTER] > office_reservations.counters || desks[DESK_PLACE_BOOTH] > office_reservations.booths ||
        desks[DESK_PLACE_COUNTER] + desks[DESK_PLACE_BOOTH] > staffed(fresh->date))
        law_broken(said->world, LAW_OVERBOOKING, "%u minute %u: %u counters and %u booths are taken", fresh->date, minute, desks[DESK_PLACE_COUNTER], desks[DESK_PLACE_BOOTH]);
    if (stock == NULL)
        return;
    if (equipment > stock->count || (!fresh->by_staff && by_citizens > stock->count - (stock->kept_for_walk_ins < stock->count ? stock->kept_for_walk_ins : stock->count - 1)))
        law_broken(said->world, LAW_OVERBOOKING, "%u minute %u: %u of %s are taken, %llu by citizens", fresh->date, minute, equipment,
                   equipment_name(fresh->equipment), (unsigned long long)by_citizens);
}

static void check_taken(struct model_places *p, const struct stated *said, const struct m_place *fresh)
{
    uint32_t opens = 0, closes = 0;

    for (uint32_t i = 0; i < office_reservations.hours.count; i++)
        if (office_reservations.hours.at[i].weekday == (uint64_t)date_weekday((struct date){ fresh->date })) {
            opens = (uint32_t)office_reservations.hours.at[i].opens_minute;
            closes = (uint32_t)office_reservations.hours.at[i].closes_minute;
        }
    if (closes == 0 || fresh->start < opens || fresh->start + fresh->length > closes)
        law_broken(said->world, LAW_OVERBOOKING, "a place on %u from minute %u lies outside opening hours", fresh->date, fresh->start);
    for (uint32_t minute = fresh->start; minute < fresh->start + fresh->length; minute += 15)
        check_quarter(p, said, fresh, minute);
}

static void place_taken(struct model_places *p, const struct stated *said)
{
    const struct place_held *ev = said->event;
    struct m_place *place = ONE_MORE(p->items, p->count, p->room);

    *place = (struct m_place){ .hold = ev->hold_id.v, .date = ev->date.v, .start = (uint32_t)ev->start_minute, .length = (uint32_t)ev->length_minutes,
                               .place = ev->place, .equipment = ev->equipment, .by_staff = ev->by_staff, .takes = true };
    check_taken(p, said, place);
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
    place->place = ev->place;
    if (!place->takes) {
        place->takes = true;
        check_taken(p, said, place);
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
    } else if (is == &reservation_cancelled_spec) {
        struct m_place *place = places_booking(p, ((const struct reservation_cancelled *)said->event)->reservation_id.v);

        if (place == NULL || place->ended)
            law_broken(said->world, LAW_VISIT, "a booking that had ended was cancelled");
        place->takes = false;
        place->ended = true;
    } else if (is == &attendance_noted_spec) {
        struct m_place *place = places_booking(p, ((const struct attendance_noted *)said->event)->reservation_id.v);

        if (place != NULL)
            place->ended = true;
    } else {
        claims_take(said);
    }
}
