/* The site manager changes the calendar: days, parts of days, equipment. Rarely, so that there is still something to book. */
#include "world.h"

static const struct text why = TEXT("made up"), whom = TEXT("manager"), number = TEXT("No. 1");

static void change(struct world *w, struct actor *a, struct date day)
{
    static const enum day_change_kind kinds[] = { DAY_CHANGE_KIND_AS_PLANNED, DAY_CHANGE_KIND_AS_PLANNED, DAY_CHANGE_KIND_CLOSE, DAY_CHANGE_KIND_OPEN,
                                                  DAY_CHANGE_KIND_OPEN, DAY_CHANGE_KIND_HOURS, DAY_CHANGE_KIND_STAFF };
    struct change_day cmd = { .date = chance(w, 900) ? day : date_add_days(day, -9), .kind = kinds[below(w, 7)], .reason = why, .author = whom, .approval = number };

    if (cmd.kind == DAY_CHANGE_KIND_OPEN)
        cmd.date = date_add_days(day, SATURDAY - (int32_t)date_weekday(day));
    if (cmd.kind == DAY_CHANGE_KIND_HOURS || (cmd.kind == DAY_CHANGE_KIND_OPEN && chance(w, 700))) {
        cmd.opens_minute = chance(w, 800) ? 555 : 557;
        cmd.closes_minute = chance(w, 400) ? 960 : 600;           /* short days are soon full, so people wait */
    }
    cmd.staffed_desks = cmd.kind == DAY_CHANGE_KIND_STAFF || (cmd.kind == DAY_CHANGE_KIND_OPEN && chance(w, 400)) ? 1 : 0;
    say(w, a, build_command("reservations", "change_day", &change_day_spec, &cmd), (struct how){ .person = MANAGER });
}

static void close_some(struct world *w, struct actor *a, struct date day)
{
    struct close_part cmd = { .date = day, .from_minute = 600, .until_minute = chance(w, 900) ? 630 : 590, .reason = why, .author = whom, .approval = number };

    cmd.place = chance(w, 500) ? DESK_PLACE_COUNTER : 0;
    cmd.desks = chance(w, 700) && cmd.place != 0 ? 1 : chance(w, 100) ? 9 : 0;
    say(w, a, build_command("reservations", "close_part", &close_part_spec, &cmd), (struct how){ .person = MANAGER });
}

static void begin(struct world *w, struct actor *a, struct date day)
{
    struct begin_outage cmd = { .equipment = chance(w, 800) ? EQUIPMENT_INTEGRATED_TERMINAL : EQUIPMENT_MYNAPIT, .count = chance(w, 900) ? 1 : 9,
                                .cause = chance(w, 500) ? OUTAGE_CAUSE_FAILURE : OUTAGE_CAUSE_CITY_USE, .reason = why, .author = whom };

    if (chance(w, 700)) {
        cmd.from_us = tokyo_us(day, 600);
        cmd.until_us = tokyo_us(day, chance(w, 900) ? 720 : 600);
    }
    say(w, a, build_command("reservations", "begin_outage", &begin_outage_spec, &cmd), (struct how){ .person = MANAGER });
}

/* Takes back what still stands; now and then something that never was. */
static void take_back(struct world *w, struct actor *a)
{
    const struct model_places *p = &w->models.places;
    uint64_t outage = 7, part = 7;

    for (uint32_t i = 0; i < p->outage_count; i++)
        outage = p->outages[i].gone ? outage : p->outages[i].id;
    for (uint32_t i = 0; i < p->part_count; i++)
        part = p->parts[i].gone ? part : p->parts[i].id;
    if (chance(w, 600))
        say(w, a, end_outage(.outage_id = { outage }), (struct how){ .person = MANAGER });
    else
        say(w, a, reopen_part(.closed_part_id = { part }), (struct how){ .person = MANAGER });
}

/* The very quarter hour somebody is about to book. */
bool close_under(struct world *w, struct actor *a)
{
    const struct model_places *p = &w->models.places;

    for (uint32_t i = p->count; i > 0; i--)
        if (p->items[i - 1].hold == a->hold && p->items[i - 1].takes && p->items[i - 1].reservation == 0) {
            say(w, a, close_part(.date = { p->items[i - 1].date }, .from_minute = p->items[i - 1].start, .until_minute = p->items[i - 1].start + 15,
                                 .reason = why, .author = whom, .approval = number), (struct how){ .person = MANAGER });
            return true;
        }
    return false;
}

void act_calendar(struct world *w, struct actor *a, struct date day)
{
    struct how how = { .person = MANAGER };

    switch (below(w, 8)) {
    case 0: change(w, a, day); break;
    case 1: close_some(w, a, day); break;
    case 2: begin(w, a, day); break;
    case 3: case 4: take_back(w, a); break;
    case 5: ask(w, a, hit_bookings(.from = day, .days = 5), &hit_bookings_result_spec, how); break;
    case 6: ask(w, a, calendar_changes(.from = day, .days = 10), &calendar_changes_result_spec, how); break;
    default: ask(w, a, waiting_for_day(.date = day), &waiting_for_day_result_spec, how); break;
    }
}
