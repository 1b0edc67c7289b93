/* What the days came to: what the play saw itself, and what the services say. The two must agree;
 * tool_rehearse.c compares them. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/invariant.h"
#include "play.h"
#include "trust/hash.h"

#define QUARTERS 96u

static const struct position anytime;

void tally_wait(struct rehearsal *r, uint64_t waited_us)
{
    if (r->wait_count == r->wait_room) {
        r->wait_room = r->wait_room * 2 + 128;
        r->waits_us = realloc(r->waits_us, r->wait_room * sizeof *r->waits_us);
        must(r->waits_us != NULL);
    }
    r->waits_us[r->wait_count++] = waited_us;
}

static int by_length(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

uint64_t tally_wait_s(struct rehearsal *r, uint32_t percent)
{
    if (r->wait_count == 0)
        return 0;
    qsort(r->waits_us, r->wait_count, sizeof *r->waits_us, by_length);
    return (r->waits_us[((uint64_t)r->wait_count * percent + 99) / 100 - 1] + US_PER_SECOND / 2) / US_PER_SECOND;
}

/* ---- Bookings against capacity ---- */

struct quarter { uint32_t desks, places[3], terminals, mynapits, cameras; };

static const struct bookable_procedure *bookable(const struct rehearsal *r, enum procedure procedure)
{
    for (uint32_t i = 0; i < r->reservations->procedures.count; i++)
        if (r->reservations->procedures.at[i].procedure == procedure)
            return &r->reservations->procedures.at[i];
    return NULL;
}

static void add_booking(const struct rehearsal *r, struct quarter *quarters, const struct booking_line *booking)
{
    const struct bookable_procedure *kind = bookable(r, booking->procedure);

    for (uint64_t minute = booking->start_minute; minute < booking->start_minute + booking->length_minutes && minute / 15 < QUARTERS; minute += 15) {
        struct quarter *q = &quarters[minute / 15];

        q->desks++;
        q->places[booking->place]++;
        q->terminals += kind != NULL && kind->equipment == EQUIPMENT_INTEGRATED_TERMINAL;
        q->mynapits += kind != NULL && kind->equipment == EQUIPMENT_MYNAPIT;
        q->cameras += kind != NULL && kind->equipment == EQUIPMENT_CAMERA_SET;
    }
}

static uint64_t stock_of(const struct rehearsal *r, enum equipment equipment)
{
    for (uint32_t i = 0; i < r->reservations->equipment.count; i++)
        if (r->reservations->equipment.at[i].equipment == equipment)
            return r->reservations->equipment.at[i].count;
    return 0;
}

static bool too_much(const struct rehearsal *r, const struct quarter *q)
{
    return q->desks > r->reservations->counters + r->reservations->booths || q->places[DESK_PLACE_COUNTER] > r->reservations->counters ||
           q->places[DESK_PLACE_BOOTH] > r->reservations->booths || q->terminals > stock_of(r, EQUIPMENT_INTEGRATED_TERMINAL) ||
           q->mynapits > stock_of(r, EQUIPMENT_MYNAPIT) || q->cameras > stock_of(r, EQUIPMENT_CAMERA_SET);
}

enum err tally_bookings(struct rehearsal *r)
{
    struct quarter quarters[QUARTERS] = { 0 };
    struct day_bookings ask = { .date = r->day[r->today].date };
    const struct day_bookings_result *page;
    struct answer answer;

    do {
        TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "reservations", "day_bookings", &day_bookings_spec, &ask, &r->manager, NULL, NULL, anytime }, &answer));
        page = stage_result(&r->stage, &answer, &day_bookings_result_spec);
        if (page == NULL)
            return ERR_MALFORMED;
        for (uint32_t i = 0; i < page->bookings.count; i++) {
            if (page->bookings.at[i].end != BOOKING_END_CANCELLED)
                add_booking(r, quarters, &page->bookings.at[i]);
            ask.after = page->bookings.at[i].reservation_id;
        }
    } while (page->more);
    for (uint32_t i = 0; i < QUARTERS; i++)
        r->overbooked += too_much(r, &quarters[i]) ? 1 : 0;
    return OK;
}

/* ---- The report ---- */

/* The hash of one day is the report's own; of several days, that of their hashes in order. */
static void add_hash(struct rehearsal *r, struct bytes sha256_of_day)
{
    struct sha256_state state;

    must(sha256_of_day.len == sizeof r->report_sha256);
    if (r->days == 1) {
        memcpy(r->report_sha256, sha256_of_day.at, sizeof r->report_sha256);
        return;
    }
    sha256_start(&state);
    sha256_add(&state, (struct bytes){ r->report_sha256, sizeof r->report_sha256 });
    sha256_add(&state, sha256_of_day);
    sha256_end(&state, r->report_sha256);
}

enum err tally_report(struct rehearsal *r)
{
    const struct daily_report ask = { .date = r->day[r->today].date };
    const struct day_figures *figures;
    struct answer answer;

    TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "reporting", "daily_report", &daily_report_spec, &ask, &r->manager, NULL, NULL, anytime }, &answer));
    r->report = stage_result(&r->stage, &answer, &daily_report_result_spec);
    if (r->report == NULL)
        return ERR_MALFORMED;
    figures = &r->report->figures;
    if (r->today == 0)
        r->opening = figures->cards.opening;
    r->arrived += figures->cards.arrived;
    r->issued += figures->cards.issued;
    r->found += figures->cards.found;
    r->disposed += figures->cards.disposed;
    r->transferred += figures->cards.transferred;
    r->transferred -= figures->cards.received;
    r->reported_missing += figures->cards.missing;
    r->missed += figures->bookings.missed;
    r->cards_at_end = figures->cards;
    r->overtaken_max = figures->tickets.overtaken_max > r->overtaken_max ? figures->tickets.overtaken_max : r->overtaken_max;
    add_hash(r, r->report->report_sha256);
    return OK;
}
