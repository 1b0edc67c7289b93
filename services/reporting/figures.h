/* The figures of a day as pure functions over single values, never over other figures.
 * Source: rules 7; domain 4.5. */
#ifndef REPORTING_FIGURES_H
#define REPORTING_FIGURES_H

#include "base/arena.h"
#include "gen/reporting.h"
#include "gen/reporting_tables.h"

/* A case of an earlier day that ended on this one: its procedures, and how long it was handled on its own day (0: not at all). */
struct ended_later {
    uint64_t items, handled_us;
};

enum { REOPENINGS_MAX = 10 };          /* as many as the figures hold */

/* Everything one day's figures are made of. */
struct day_facts {
    const struct reported_ticket *tickets;      uint32_t ticket_count;    /* of guests only */
    uint64_t duplicates, tests;                 /* tickets that were no guest's */
    const struct line_name *lines;              uint32_t line_count;      /* as the day opened with */
    const struct reported_booking *bookings;    uint32_t booking_count;
    const struct stock_entry *stock;            uint32_t stock_count;    /* movements of the day */
    const struct preset_entry *presets;         uint32_t preset_count;   /* settings of the day, done and failed */
    uint64_t opening;                           /* cards in hand before the day */
    bool counted;                               /* whether the vault was counted; then: */
    struct count_entry first_count;             /* which stands in the report */
    struct count_entry last_count;              /* which says where the cards lay at the close */
    const struct reopening_figures *reopenings; uint32_t reopening_count;   /* at most REOPENINGS_MAX */
    const struct ticket_part *parts;            uint32_t part_count;        /* before transfers; of each ticket in order */
    const struct pause_span *pauses;            uint32_t pause_count;
    const struct counter_stop *stops;           uint32_t stop_count;        /* until_us 0 = not ended */
    const struct ended_later *later;             uint32_t later_count;       /* ended on this day */
    const struct calendar_figures *calendar;    uint32_t calendar_count;    /* at most as many as the figures hold */
    const struct outage *outages;               uint32_t outage_count;      /* as known at the close: until_us 0 = not ended */
    const struct hand_over_figures *hand_overs; uint32_t hand_over_count;
    uint64_t closed_at_us;
    struct date date;
    uint64_t opens_minute, closes_minute;       /* opening hours; 0: unknown */
    uint64_t offered_minutes, booked_minutes;   /* of places for citizens */
    struct next_day_figures next_day;           /* date 0: unknown */
    bool phone_tells_all;                       /* calls nobody answered are recorded too */
    enum weather weather;
    const struct terminal_span *spans;          uint32_t span_count;
    const uint64_t *lead_days;                  uint32_t lead_count;        /* one of each notice posted */
    const struct staff_presence *staff;         uint32_t staff_count;
    const struct staff_going *goings;           uint32_t going_count;       /* in the order of staff's log */
    const struct staff_correction *staff_corrections;  uint32_t staff_correction_count;   /* likewise */
    const struct inquiry_count *inquiries;      uint32_t inquiry_count;
    const struct phone_call *calls;             uint32_t call_count;
    const struct day_record *records;           uint32_t record_count;
    const struct correction_figures *corrections;    uint32_t correction_count;
};

struct figure_limits {
    uint64_t waiting_minutes;    /* a wait up to here, this included, is within */
    uint64_t on_time_minutes;
    uint64_t waiting_longer_minutes;
    uint64_t opens_minute;       /* of the Tokyo day: where the half hours begin */
    uint64_t terminals;          /* integrated terminals; 0: no figure of their use */
};

/* Nearest rank: x[ceil(percent * n / 100)] of ascending values, counted from 1. count and percent >= 1. */
uint64_t nearest_rank(const uint64_t *ascending, uint32_t count, uint32_t percent);
/* Sorts `values`. All 0 when there are none; the mean is one division, half up. */
struct time_figures time_figures_of(uint64_t *values, uint32_t count);

/* First call, and not left before it was answered. */
bool was_called(const struct reported_ticket *ticket);
/* Left without service: gave up, or cancelled. */
bool has_left(const struct reported_ticket *ticket);
/* From ticket or check-in, or from the booked time if that is later and was kept, to `until_us`; not below 0. */
uint64_t waited_us(const struct reported_ticket *ticket, uint64_t until_us);
/* When somebody who left is taken to have left: the first unanswered call, a cancellation's own time, else the close. */
uint64_t left_at_us(const struct reported_ticket *ticket, uint64_t closed_at_us);

struct share_figures waiting_within(const struct reported_ticket *tickets, uint32_t count, uint64_t closed_at_us, uint64_t limit_us);
struct share_figures on_time(const struct reported_ticket *tickets, uint32_t count, uint64_t limit_us);

struct interval {
    uint64_t from_us, until_us;
};

/* How much of `whole` no interval covers, however they overlap. Sorts `intervals`. */
uint64_t uncovered_us(struct interval whole, struct interval *intervals, uint32_t count);
/* Time of the case within `whole` that is handling: neither parked nor waiting for the city nor during a marked stop. */
uint64_t handled_us(const struct day_facts *facts, struct ticket_id ticket_id, struct interval whole, struct arena *arena);
/* Handling, waiting, way, stay, parked and waiting for the city, with the second parts of cases apart; also by procedure. */
void time_figures_of_day(const struct day_facts *facts, struct arena *arena, struct day_figures *ret);

/* Cases and items by outcome, receiver and language; guests by line and by where their tickets come from. */
void breakdowns_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret);

/* Guests by half hours, half-open, on the grid that begins at `grid_minute`, between opening and closing; what came before
 * opening and from closing on are parts of their own. Without known hours the grid begins the day and the last guest ends it. */
void half_hours_of(const struct day_facts *facts, uint64_t grid_minute, struct arena *arena, struct day_figures *ret);
/* Assigned time within opening hours / opening hours of all terminals less outages. 0 when either is unknown. */
struct terminal_figures terminal_use(const struct day_facts *facts, uint64_t terminals);
/* Whole days; sorts a copy in `arena`. */
struct day_count_figures day_counts_of(const uint64_t *days, uint32_t count, struct arena *arena);
/* Settings of cards: failures by reason, and all by terminal. */
void preset_figures_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret);
/* Staff, inquiries, calls, complaints, incidents, notes, corrections. */
/* Who was there, and what became known of earlier days (figures_attendance.c). */
void attendance_figures_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret);
void record_figures_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret);

/* Lists of the result live in `arena`. */
void day_figures_of(const struct day_facts *facts, const struct figure_limits *limits, struct arena *arena, struct day_figures *ret);

/* A share in tenths of a percent, half up; base >= 1. */
uint64_t share_permille(const struct share_figures *share);
/* Whole seconds, half up. */
uint64_t seconds_of(uint64_t us);

#endif
