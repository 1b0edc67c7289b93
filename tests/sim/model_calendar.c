/* The calendar by reservations' events: days unlike their rule, closed parts, outages; and what is left
 * of staff, desks and equipment in a quarter hour. */
#include "world.h"

static const struct opening_rule *rule_of(uint32_t date)
{
    for (uint32_t i = 0; i < office_reservations.hours.count; i++)
        if (office_reservations.hours.at[i].weekday == (uint64_t)date_weekday((struct date){ date }))
            return &office_reservations.hours.at[i];
    return NULL;
}

bool calendar_day(const struct model_places *p, uint32_t date, struct m_day *ret)
{
    const struct opening_rule *rule = rule_of(date);

    *ret = (struct m_day){ .date = date, .open = rule != NULL };
    if (rule != NULL) {
        ret->opens = (uint32_t)rule->opens_minute;
        ret->closes = (uint32_t)rule->closes_minute;
        ret->staff = (uint32_t)rule->staffed_desks;
    }
    for (uint32_t i = 0; i < p->day_count; i++)
        if (p->days[i].date == date)
            *ret = p->days[i];
    return ret->open;
}

static bool in_part(const struct m_part *part, uint32_t date, uint32_t minute)
{
    return !part->gone && part->date == date && part->from < minute + 15 && part->until > minute;
}

uint32_t calendar_staff(const struct model_places *p, uint32_t date, uint32_t minute)
{
    struct m_day day;

    if (!calendar_day(p, date, &day) || minute < day.opens || minute >= day.closes)
        return 0;
    for (uint32_t i = 0; i < p->part_count; i++)
        if (in_part(&p->parts[i], date, minute) && p->parts[i].place == 0)
            return 0;
    return day.staff;
}

uint32_t calendar_desks(const struct model_places *p, uint32_t date, uint32_t minute, enum desk_place place)
{
    uint32_t desks = (uint32_t)(place == DESK_PLACE_COUNTER ? office_reservations.counters : office_reservations.booths), gone = 0;

    for (uint32_t i = 0; i < p->part_count; i++)
        if (in_part(&p->parts[i], date, minute) && p->parts[i].place == place)
            gone += p->parts[i].desks == 0 ? desks : p->parts[i].desks;
    return gone < desks ? desks - gone : 0;
}

uint32_t calendar_equipment(const struct model_places *p, uint32_t date, uint32_t minute, enum equipment equipment)
{
    uint64_t from_us = tokyo_us((struct date){ date }, minute);
    uint32_t there = 0, gone = 0;

    for (uint32_t i = 0; i < office_reservations.equipment.count; i++)
        if (office_reservations.equipment.at[i].equipment == equipment)
            there = (uint32_t)office_reservations.equipment.at[i].count;
    for (uint32_t i = 0; i < p->outage_count; i++) {
        const struct m_outage *o = &p->outages[i];

        if (!o->gone && o->equipment == equipment && o->from_us < from_us + 15 * US_PER_MINUTE && (o->until_us == 0 || o->until_us > from_us))
            gone += o->count;
    }
    return gone < there ? there - gone : 0;
}

static void day_taken(struct model_places *p, const struct day_changed *ev)
{
    uint32_t i = 0;

    while (i < p->day_count && p->days[i].date != ev->date.v)
        i++;
    if (ev->kind == DAY_CHANGE_KIND_AS_PLANNED) {
        if (i < p->day_count)
            p->days[i] = p->days[--p->day_count];
        return;
    }
    if (i == p->day_count)
        (void)ONE_MORE(p->days, p->day_count, p->day_room);
    p->days[i] = (struct m_day){ .date = ev->date.v, .opens = (uint32_t)ev->opens_minute, .closes = (uint32_t)ev->closes_minute,
                                 .staff = (uint32_t)ev->staffed_desks, .open = ev->open };
}

static void outage_ended_taken(struct model_places *p, const struct stated *said)
{
    uint64_t id = ((const struct outage_ended *)said->event)->outage_id.v;

    for (uint32_t i = 0; i < p->outage_count; i++)
        if (p->outages[i].id == id && !p->outages[i].gone) {
            p->outages[i].gone = true;
            return;
        }
    law_broken(said->world, LAW_OVERBOOKING, "outage %llu ended, which nobody began", (unsigned long long)id);
}

static void part_reopened_taken(struct model_places *p, const struct stated *said)
{
    uint64_t id = ((const struct part_of_day_reopened *)said->event)->closed_part_id.v;

    for (uint32_t i = 0; i < p->part_count; i++)
        if (p->parts[i].id == id && !p->parts[i].gone) {
            p->parts[i].gone = true;
            return;
        }
    law_broken(said->world, LAW_OVERBOOKING, "closure %llu was taken back, which nobody made", (unsigned long long)id);
}

bool calendar_take(struct model_places *p, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &day_changed_spec) {
        day_taken(p, said->event);
    } else if (is == &part_of_day_closed_spec) {
        const struct part_of_day_closed *ev = said->event;
        struct m_part *part = ONE_MORE(p->parts, p->part_count, p->part_room);

        *part = (struct m_part){ .id = ev->closed_part_id.v, .date = ev->date.v, .from = (uint32_t)ev->from_minute, .until = (uint32_t)ev->until_minute,
                                 .place = ev->place, .desks = (uint32_t)ev->desks };
    } else if (is == &part_of_day_reopened_spec) {
        part_reopened_taken(p, said);
    } else if (is == &outage_begun_spec) {
        const struct outage_begun *ev = said->event;
        struct m_outage *outage = ONE_MORE(p->outages, p->outage_count, p->outage_room);

        *outage = (struct m_outage){ .id = ev->outage_id.v, .equipment = ev->equipment, .count = (uint32_t)ev->count, .from_us = ev->from_us,
                                     .until_us = ev->until_us };
    } else if (is == &outage_ended_spec) {
        outage_ended_taken(p, said);
    } else {
        return false;
    }
    return true;
}
