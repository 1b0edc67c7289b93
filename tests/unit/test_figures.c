/* Figures and the pages drawn from them: bounds, ties and rounding of every rule.   covers §5(5) */
#include "cmocka_all.h"

#include "../../services/reporting/figures.h"
#include "../../services/reporting/page.h"
#include "../../services/reporting/report_page.h"

#include "base/id.h"
#include "trust/hash.h"
#include "trust/random.h"

#define MINUTE US_PER_MINUTE
#define OPENED (UINT64_C(1000) * MINUTE)

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 8u << 20);
    return trust_init() == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static void nearest_rank__takes_the_ceiling_of_p_n(void **state)
{
    const uint64_t ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    const uint64_t eleven[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };

    (void)state;
    assert_int_equal(nearest_rank(ten, 1, 50), 1);
    assert_int_equal(nearest_rank(ten, 1, 90), 1);
    assert_int_equal(nearest_rank(ten, 2, 50), 1);
    assert_int_equal(nearest_rank(ten, 3, 50), 2);
    assert_int_equal(nearest_rank(ten, 10, 50), 5);
    assert_int_equal(nearest_rank(ten, 10, 90), 9);
    assert_int_equal(nearest_rank(eleven, 11, 90), 10);
    assert_int_equal(nearest_rank(ten, 10, 100), 10);
}

static void time_figures__of_nothing_are_zero(void **state)
{
    struct time_figures f = time_figures_of(NULL, 0);

    (void)state;
    assert_int_equal(f.n, 0);
    assert_int_equal(f.p50_us + f.p90_us + f.mean_us + f.max_us, 0);
}

static void time_figures__sort_and_divide_once_half_up(void **state)
{
    uint64_t values[] = { 7, 1, 2 };
    struct time_figures f = time_figures_of(values, 3);
    uint64_t half[] = { 1, 2 };

    (void)state;
    assert_int_equal(f.p50_us, 2);
    assert_int_equal(f.max_us, 7);
    assert_int_equal(f.mean_us, 3);                             /* 10 / 3 */
    assert_int_equal(time_figures_of(half, 2).mean_us, 2);      /* 1.5 */
}

static void waiting__runs_from_the_later_of_ticket_and_booked_time(void **state)
{
    struct reported_ticket ticket = { .taken_at_us = 100 * MINUTE };

    (void)state;
    assert_int_equal(waited_us(&ticket, 110 * MINUTE), 10 * MINUTE);
    ticket.booked_us = 105 * MINUTE;
    assert_int_equal(waited_us(&ticket, 110 * MINUTE), 5 * MINUTE);
    assert_int_equal(waited_us(&ticket, 103 * MINUTE), 0);      /* called before the booked time */
    ticket.late = true;
    assert_int_equal(waited_us(&ticket, 110 * MINUTE), 10 * MINUTE);
}

static void waiting_within__includes_the_bound_and_counts_who_left_after_it(void **state)
{
    const struct reported_ticket tickets[] = {
        { .taken_at_us = OPENED, .first_call_us = OPENED + 15 * MINUTE },
        { .taken_at_us = OPENED, .first_call_us = OPENED + 15 * MINUTE + 1 },
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_CANCELLED, .ended_at_us = OPENED + 15 * MINUTE },         /* not more than 15 */
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_CANCELLED, .ended_at_us = OPENED + 15 * MINUTE + 1 },
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_LEFT, .first_call_us = OPENED + 5 * MINUTE, .ended_at_us = OPENED + 60 * MINUTE },
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_LEFT, .ended_at_us = OPENED + 5 * MINUTE },               /* never called: the close */
        { .taken_at_us = OPENED, .dismissal = DISMISSAL_MOVED, .ended_at_us = OPENED + 60 * MINUTE },
    };
    struct share_figures share = waiting_within(tickets, 7, OPENED + 100 * MINUTE, 15 * MINUTE);

    (void)state;
    assert_int_equal(share.within, 1);
    assert_int_equal(share.base, 4);
}

static void on_time__counts_booked_guests_in_time_called_or_not(void **state)
{
    const struct reported_ticket tickets[] = {
        { .taken_at_us = OPENED, .booked_us = OPENED + 5 * MINUTE, .first_call_us = OPENED + 15 * MINUTE },
        { .taken_at_us = OPENED, .booked_us = OPENED + 5 * MINUTE, .first_call_us = OPENED + 15 * MINUTE + 1 },
        { .taken_at_us = OPENED, .booked_us = OPENED },                                                             /* never called */
        { .taken_at_us = OPENED, .booked_us = OPENED - 11 * MINUTE, .late = true, .first_call_us = OPENED },
        { .taken_at_us = OPENED, .first_call_us = OPENED },                                                         /* a walk-in */
    };
    struct share_figures share = on_time(tickets, 5, 10 * MINUTE);

    (void)state;
    assert_int_equal(share.within, 1);
    assert_int_equal(share.base, 3);
}

static void share__is_rounded_half_up(void **state)
{
    (void)state;
    assert_int_equal(share_permille(&(struct share_figures){ 1, 3 }), 333);
    assert_int_equal(share_permille(&(struct share_figures){ 2, 3 }), 667);
    assert_int_equal(share_permille(&(struct share_figures){ 1, 16 }), 63);      /* 6.25 % */
    assert_int_equal(share_permille(&(struct share_figures){ 3, 3 }), 1000);
    assert_string_equal(percent_text(&arena, &(struct share_figures){ 2, 3 }), "66.7");
    assert_string_equal(percent_text(&arena, &(struct share_figures){ 0, 0 }), "–");
}

static void minutes__are_rounded_half_up(void **state)
{
    (void)state;
    assert_string_equal(minutes_text(&arena, 59499999, 1), "0:59");
    assert_string_equal(minutes_text(&arena, 59500000, 1), "1:00");
    assert_string_equal(minutes_text(&arena, 65 * MINUTE + 5 * US_PER_SECOND, 1), "65:05");
    assert_string_equal(minutes_text(&arena, 0, 0), "–");
}

/* A day with one of everything. */
static const enum procedure issue[] = { PROCEDURE_ISSUE };
static const enum procedure two[] = { PROCEDURE_ISSUE, PROCEDURE_CERT_RENEW };
static const struct reported_ticket day_tickets[] = {
    { .ticket_id = { 1 }, .people = 1, .reservation_id = { 10 }, .booked_us = OPENED + 10 * MINUTE, .taken_at_us = OPENED,
      .first_call_us = OPENED + 14 * MINUTE, .last_call_us = OPENED + 14 * MINUTE, .started_at_us = OPENED + 15 * MINUTE,
      .ended_at_us = OPENED + 33 * MINUTE, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE, .receiver_class = RECEIVER_CLASS_HOLDER },
    { .ticket_id = { 2 }, .people = 3, .taken_at_us = OPENED + 1 * MINUTE, .first_call_us = OPENED + 20 * MINUTE,
      .last_call_us = OPENED + 22 * MINUTE, .started_at_us = OPENED + 23 * MINUTE, .ended_at_us = OPENED + 53 * MINUTE, .passes = 2,
      .procedures = { two, 2 }, .outcome = SERVICE_OUTCOME_DOCUMENTS_SHORT },
    { .ticket_id = { 3 }, .people = 1, .taken_at_us = OPENED + 2 * MINUTE, .dismissal = DISMISSAL_LEFT, .ended_at_us = OPENED + 40 * MINUTE },
    { .ticket_id = { 4 }, .people = 1, .taken_at_us = OPENED + 2 * MINUTE, .dismissal = DISMISSAL_MOVED, .ended_at_us = OPENED + 40 * MINUTE },
};
static const struct reported_booking day_bookings[] = {
    { .reservation_id = { 10 }, .end = BOOKING_END_ATTENDED },
    { .reservation_id = { 11 }, .end = BOOKING_END_ATTENDED, .was_missed = true },
    { .reservation_id = { 12 }, .end = BOOKING_END_MISSED, .was_missed = true },
    { .reservation_id = { 13 }, .end = BOOKING_END_CANCELLED },
    { .reservation_id = { 14 }, .end = BOOKING_END_LAPSED },
};
static const struct stock_entry day_stock[] = {
    { .epoch = 1, .sequence = 5, .movement = STOCK_MOVEMENT_ARRIVED, .count = 40 },
    { .epoch = 1, .sequence = 6, .movement = STOCK_MOVEMENT_INSPECTED, .count = 40 },
    { .epoch = 1, .sequence = 7, .movement = STOCK_MOVEMENT_PRESET, .count = 1 },
    { .epoch = 1, .sequence = 8, .movement = STOCK_MOVEMENT_STORED, .count = 1 },
    { .epoch = 1, .sequence = 9, .movement = STOCK_MOVEMENT_POSTED, .count = 1 },
    { .epoch = 1, .sequence = 10, .movement = STOCK_MOVEMENT_ISSUED, .count = 1 },
};

static struct day_report a_report(void)
{
    const struct day_facts facts = {
        .tickets = day_tickets, .ticket_count = 4, .bookings = day_bookings, .booking_count = 5, .stock = day_stock, .stock_count = 6,
        .opening = 600, .counted = true, .first_count = { .counted = 639, .book = 639 }, .closed_at_us = OPENED + 100 * MINUTE, .date = { 20270208 } };
    struct day_report report = { .date = { 20270208 }, .closed_at_us = tokyo_us((struct date){ 20270208 }, 17 * 60 + 45) };

    day_figures_of(&facts, &(struct figure_limits){ .waiting_minutes = 15, .on_time_minutes = 10, .waiting_longer_minutes = 30, .opens_minute = 540 },
                   &arena, &report.figures);
    return report;
}

static void day_figures__count_tickets_once(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.tickets.taken, 4);
    assert_int_equal(f.tickets.people, 6);
    assert_int_equal(f.tickets.booked, 1);
    assert_int_equal(f.tickets.walk_in, 3);
    assert_int_equal(f.tickets.called, 2);
    assert_int_equal(f.tickets.finished, 2);
    assert_int_equal(f.tickets.left, 1);
    assert_int_equal(f.tickets.moved, 1);
    assert_int_equal(f.tickets.cancelled, 0);
    assert_int_equal(f.tickets.overtaken_max, 2);
}

static void day_figures__measure_times_of_called_and_finished(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.waiting.n, 2);
    assert_int_equal(f.waiting.p50_us, 4 * MINUTE);
    assert_int_equal(f.waiting.max_us, 19 * MINUTE);
    assert_int_equal(f.way.p50_us, 1 * MINUTE);                  /* from the answered call, not the first */
    assert_int_equal(f.handling.mean_us, 24 * MINUTE);
    assert_int_equal(f.stay.max_us, 52 * MINUTE);
    assert_int_equal(f.waiting_within.within, 1);
    assert_int_equal(f.waiting_within.base, 3);
    assert_int_equal(f.on_time.within, 1);
    assert_int_equal(f.on_time.base, 1);
}

static void day_figures__measure_a_procedure_by_its_single_cases(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.procedures.count, 2);
    assert_int_equal(f.procedures.at[0].procedure, PROCEDURE_ISSUE);
    assert_int_equal(f.procedures.at[0].items, 2);
    assert_int_equal(f.procedures.at[0].handling.n, 1);
    assert_int_equal(f.procedures.at[0].handling.p50_us, 18 * MINUTE);
    assert_int_equal(f.procedures.at[1].items, 1);
    assert_int_equal(f.procedures.at[1].handling.n, 0);
}

static void day_figures__count_bookings_by_their_end(void **state)
{
    struct booking_figures f = a_report().figures.bookings;

    (void)state;
    assert_int_equal(f.due, 3);
    assert_int_equal(f.attended, 2);
    assert_int_equal(f.late, 1);
    assert_int_equal(f.missed, 1);
    assert_int_equal(f.cancelled, 1);
}

static void day_figures__conserve_cards(void **state)
{
    struct card_figures f = a_report().figures.cards;

    (void)state;
    assert_int_equal(f.opening + f.arrived, f.issued + f.in_hand);
    assert_int_equal(f.in_hand, 639);
    assert_int_equal(f.deliveries_arrived, 1);
    assert_int_equal(f.deliveries_inspected, 1);
    assert_int_equal(f.preset + f.stored + f.posted, 3);
}

/* ---- Half hours, terminals, days ----------------------------------------------------------- */

#define DAY { 20270201 }
static const struct date day = DAY;

static uint64_t at(uint32_t hour, uint32_t minute) { return tokyo_us(day, hour * 60 + minute); }

static void half_hours__are_half_open_from_opening(void **state)
{
    const struct reported_ticket tickets[] = {
        { .people = 1, .taken_at_us = at(8, 59) + 59999999 },        /* before opening */
        { .people = 1, .taken_at_us = at(9, 0) },
        { .people = 4, .taken_at_us = at(9, 29) + 59999999 },
        { .people = 1, .taken_at_us = at(9, 30) },
        { .people = 2, .taken_at_us = at(17, 29) },
        { .people = 1, .taken_at_us = at(17, 30) },                  /* from closing on */
        { .people = 1, .taken_at_us = at(25, 10) },                  /* after midnight: still this day */
    };
    const struct day_facts facts = { .date = DAY, .tickets = tickets, .ticket_count = 7, .opens_minute = 540, .closes_minute = 1050 };
    struct day_figures f = { 0 };

    (void)state;
    half_hours_of(&facts, 540, &arena, &f);
    assert_int_equal(f.half_hours.count, 1 + 17 + 1);
    assert_int_equal(f.half_hours.at[0].tickets, 1);
    assert_int_equal(f.half_hours.at[0].until_minute, 540);
    assert_int_equal(f.half_hours.at[1].tickets, 2);
    assert_int_equal(f.half_hours.at[1].people, 5);
    assert_int_equal(f.half_hours.at[2].tickets, 1);
    assert_int_equal(f.half_hours.at[3].tickets, 0);                 /* listed all the same */
    assert_int_equal(f.half_hours.at[17].from_minute, 1020);
    assert_int_equal(f.half_hours.at[17].people, 2);
    assert_int_equal(f.half_hours.at[18].from_minute, 1050);
    assert_int_equal(f.half_hours.at[18].until_minute, 1440);
    assert_int_equal(f.half_hours.at[18].tickets, 2);
}

static void half_hours__keep_the_grid_when_hours_do_not(void **state)
{
    const struct day_facts facts = { .date = DAY, .opens_minute = 555, .closes_minute = 620 };      /* 09:15 to 10:20 */
    const uint64_t bounds[][2] = { { 0, 555 }, { 555, 570 }, { 570, 600 }, { 600, 620 }, { 620, 1440 } };
    struct day_figures f = { 0 };

    (void)state;
    half_hours_of(&facts, 540, &arena, &f);
    assert_int_equal(f.half_hours.count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(f.half_hours.at[i].from_minute, bounds[i][0]);
        assert_int_equal(f.half_hours.at[i].until_minute, bounds[i][1]);
    }
}

static void half_hours__without_hours_end_with_the_last_guest(void **state)
{
    const struct reported_ticket tickets[] = { { .people = 1, .taken_at_us = at(10, 30) } };
    const struct day_facts facts = { .date = DAY, .tickets = tickets, .ticket_count = 1 };
    struct day_figures f = { 0 };

    (void)state;
    half_hours_of(&facts, 540, &arena, &f);
    assert_int_equal(f.half_hours.count, 1 + 4);
    assert_int_equal(f.half_hours.at[4].from_minute, 630);
    assert_int_equal(f.half_hours.at[4].tickets, 1);
}

static void terminal_use__is_clipped_to_opening_hours(void **state)
{
    const struct terminal_span spans[] = {
        { .from_us = at(8, 50), .until_us = at(9, 10) },             /* 10 minutes of it */
        { .from_us = at(12, 0), .until_us = at(12, 20) },
        { .from_us = at(17, 20), .until_us = at(17, 50) },           /* 10 minutes of it */
        { .from_us = at(17, 40), .until_us = at(18, 0) },            /* none */
    };
    const struct day_facts facts = { .date = DAY, .opens_minute = 540, .closes_minute = 1050, .spans = spans, .span_count = 4 };
    const struct day_facts unknown = { .date = DAY, .spans = spans, .span_count = 4 };
    struct terminal_figures use = terminal_use(&facts, 3);

    (void)state;
    assert_int_equal(use.busy_us, 40 * MINUTE);
    assert_int_equal(use.open_us, 3 * 510 * MINUTE);
    assert_int_equal(terminal_use(&unknown, 3).open_us, 0);
    assert_int_equal(terminal_use(&facts, 0).open_us, 0);
}

static void day_counts__are_nearest_rank_of_whole_days(void **state)
{
    const uint64_t days[] = { 9, 1, 3, 1 };
    struct day_count_figures f = day_counts_of(days, 4, &arena);

    (void)state;
    assert_int_equal(f.n, 4);
    assert_int_equal(f.p50_days, 1);
    assert_int_equal(f.p90_days, 9);
    assert_int_equal(f.max_days, 9);
    assert_int_equal(days[0], 9);
    assert_int_equal(day_counts_of(days, 0, &arena).n, 0);
}

static void day_figures__take_shares_of_their_own_counts(void **state)
{
    struct day_figures f = a_report().figures;

    (void)state;
    assert_int_equal(f.items, 3);
    assert_int_equal(f.abandoned.within, 1);
    assert_int_equal(f.abandoned.base, 4);
    assert_int_equal(f.not_come.within, 1);
    assert_int_equal(f.not_come.base, 3);
    assert_int_equal(f.first_visit.within, 1);                       /* done; the other lacked documents */
    assert_int_equal(f.first_visit.base, 2);
    assert_int_equal(f.waiting_longer.within, 2);                    /* 4 and 19 minutes */
    assert_int_equal(f.waiting_longer.base, 3);                      /* and who left after 98 */
}

static void first_visit__leaves_out_who_withdrew_or_comes_again(void **state)
{
    const struct reported_ticket tickets[] = {
        { .outcome = SERVICE_OUTCOME_DONE }, { .outcome = SERVICE_OUTCOME_WITHDRAWN }, { .outcome = SERVICE_OUTCOME_CONTINUES },
        { .outcome = SERVICE_OUTCOME_SYSTEM_FAILURE }, { .outcome = SERVICE_OUTCOME_CITY_TAKEOVER }, { .dismissal = DISMISSAL_LEFT },
    };
    const struct day_facts facts = { .date = DAY, .tickets = tickets, .ticket_count = 6, .closed_at_us = OPENED };
    struct day_figures f;

    (void)state;
    day_figures_of(&facts, &(struct figure_limits){ .waiting_minutes = 15, .opens_minute = 540 }, &arena, &f);
    assert_int_equal(f.first_visit.within, 1);
    assert_int_equal(f.first_visit.base, 3);
}

/* ---- What was written down ------------------------------------------------------------------ */

static const struct staff_presence day_staff[] = {
    { .role = STAFF_ROLE_OPERATOR }, { .role = STAFF_ROLE_SITE_MANAGER }, { .role = STAFF_ROLE_OPERATOR } };
static const struct inquiry_count day_inquiries[] = {
    { .tag = INQUIRY_TAG_PIN, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_JAPANESE, .count = 3 },
    { .tag = INQUIRY_TAG_PIN, .channel = CONTACT_CHANNEL_COUNTER, .language = GUEST_LANGUAGE_ENGLISH, .count = 1 },
    { .tag = INQUIRY_TAG_FEE, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_JAPANESE, .count = 2 } };
static const struct phone_call day_calls[] = {
    { .seconds = 90, .answered = true }, { .seconds = 0, .answered = false }, { .seconds = 31, .answered = true } };
static const struct day_record day_records[] = {
    { .kind = DAY_RECORD_KIND_COMPLAINT, .at_us = 1, .reported_at_us = 2 }, { .kind = DAY_RECORD_KIND_NOTE, .at_us = 3 },
    { .kind = DAY_RECORD_KIND_INCIDENT, .incident_kind = INCIDENT_KIND_CARD_LOSS, .at_us = 4 }, { .kind = DAY_RECORD_KIND_OPINION, .at_us = 5 } };
static const struct correction_figures day_corrections[] = {
    { .for_date = { 20270129 }, .section = TEXT("cards"), .figure = TEXT("issued"), .was = 12, .is = 13, .reason = TEXT("一枚の入力もれ") } };

static struct day_report a_written_report(void)
{
    const struct day_facts facts = {
        .date = { 20270208 }, .closed_at_us = OPENED, .opens_minute = 540, .closes_minute = 720, .weather = WEATHER_SNOW, .offered_minutes = 360,
        .booked_minutes = 120, .staff = day_staff, .staff_count = 3, .inquiries = day_inquiries, .inquiry_count = 3, .calls = day_calls,
        .call_count = 3, .records = day_records, .record_count = 4, .corrections = day_corrections, .correction_count = 1 };
    struct day_report report = { .date = { 20270208 }, .closed_at_us = tokyo_us((struct date){ 20270208 }, 12 * 60 + 15) };

    day_figures_of(&facts, &(struct figure_limits){ .waiting_minutes = 15, .on_time_minutes = 10, .waiting_longer_minutes = 30, .opens_minute = 540,
                                                    .terminals = 3 }, &arena, &report.figures);
    return report;
}

static void record_figures__count_by_kind(void **state)
{
    struct day_figures f = a_written_report().figures;

    (void)state;
    assert_int_equal(f.staff.count, 2);
    assert_int_equal(f.staff.at[0].role, STAFF_ROLE_OPERATOR);
    assert_int_equal(f.staff.at[0].people, 2);
    assert_int_equal(f.inquiries.count, 2);
    assert_int_equal(f.inquiries.at[0].tag, INQUIRY_TAG_PIN);
    assert_int_equal(f.inquiries.at[0].count, 4);
    assert_int_equal(f.channels.at[1].channel, CONTACT_CHANNEL_PHONE);
    assert_int_equal(f.channels.at[1].count, 5);
    assert_int_equal(f.languages.at[0].count, 5);
    assert_int_equal(f.phone.calls, 3);
    assert_int_equal(f.phone.answered, 2);
    assert_int_equal(f.phone.talk.mean_us, 60500000);
    assert_int_equal(f.records.complaints + f.records.notes + f.records.incidents + f.records.opinions, 4);
    assert_int_equal(f.complaints.at[0].reported_at_us, 2);
    assert_int_equal(f.incidents.at[0].kind, INCIDENT_KIND_CARD_LOSS);
}

static void display_width__counts_wide_characters_twice(void **state)
{
    (void)state;
    assert_int_equal(display_width("abc"), 3);
    assert_int_equal(display_width("待ち時間"), 8);
    assert_int_equal(display_width("90%値"), 5);
    assert_int_equal(display_width("ｶﾅ"), 2);
    assert_int_equal(display_width("（n）"), 5);
}

static const struct report_heading heading = { .office = { "大阪狭山市役所", "Osakasayama City Hall" } };

static const char *terminated(struct bytes bytes)
{
    return text_terminated(&arena, (struct text){ (const char *)bytes.at, bytes.len });
}

/* The line of a page that begins with these words, after the indent. */
static const char *line_with(const char *page, const char *words)
{
    const char *at = strstr(page, words);

    assert_non_null(at);
    return text_format(&arena, "%.*s", (int)strcspn(at, "\n"), at).at;
}

static void report_text__aligns_by_display_width(void **state)
{
    struct day_report report = a_report();
    const char *page = terminated(report_text(&report, &heading, JAPANESE, &arena));

    (void)state;
    assert_non_null(strstr(page, "令和9年2月8日"));
    assert_string_equal(line_with(page, "来庁された方"), "来庁された方                       6 人  整理券の人数の合計");
    assert_string_equal(line_with(page, "カード交付  "), "カード交付                             2    1  18:00  18:00  18:00  18:00 n<10");
    assert_non_null(strstr(page, "未確定"));
}

static void report_text__speaks_english(void **state)
{
    struct day_report report = a_report();
    const char *page = terminated(report_text(&report, &heading, ENGLISH, &arena));

    (void)state;
    assert_non_null(strstr(page, "Daily report    2027-02-08 (Mon)\n"));
    assert_string_equal(line_with(page, "Card issue"), "Card issue                             2    1  18:00  18:00  18:00  18:00 n<10");
    assert_string_equal(line_with(page, "In hand"), "In hand                          639  opening + arrived + found + back -");
    assert_int_equal(display_width(page), text_code_points(text_of(page)));      /* no Japanese */
}

static void report_text__names_who_confirmed_by_site_and_number(void **state)
{
    struct day_report report = a_report();
    struct report_seal seal = { .at_us = OPENED, .checkpoint = TEXT("madoguchi.1/audit\n47\n"), .account_id = { id_make(1, 2) }, .second_id = { id_make(1, 5) } };
    struct report_heading sealed = heading;
    const char *japanese, *english;

    (void)state;
    sealed.seal = &seal;
    japanese = terminated(report_text(&report, &sealed, JAPANESE, &arena));
    english = terminated(report_text(&report, &sealed, ENGLISH, &arena));
    assert_non_null(strstr(japanese, "    確定者 1-2    確認者 1-5\n"));
    assert_non_null(strstr(english, "    by account 1-2    with account 1-5\n"));
    assert_string_equal(strstr(english, "madoguchi.1"), "madoguchi.1/audit\n47\n");       /* no line follows */
}

/* A value without an English word would show its name on the wire. */
static void words__leave_a_blank_before_the_next_column(void **state)
{
    (void)state;
    for (int i = PROCEDURE_ISSUE; i <= PROCEDURE_INFORMATION; i++) {
        assert_true(display_width(procedure_en((enum procedure)i)) < 40 && display_width(procedure_ja((enum procedure)i)) < 40);
        assert_string_not_equal(procedure_en((enum procedure)i), procedure_name((enum procedure)i));
    }
    for (int i = SERVICE_OUTCOME_DONE; i <= SERVICE_OUTCOME_CONTINUES; i++) {
        assert_true(display_width(service_outcome_en((enum service_outcome)i)) < 28);
        assert_string_not_equal(service_outcome_en((enum service_outcome)i), service_outcome_name((enum service_outcome)i));
    }
    for (int i = RECEIVER_CLASS_HOLDER; i <= RECEIVER_CLASS_VOLUNTARY_AGENT; i++) {
        assert_true(display_width(receiver_class_en((enum receiver_class)i)) < 28);
        assert_string_not_equal(receiver_class_en((enum receiver_class)i), receiver_class_name((enum receiver_class)i));
    }
}

static void report_csv__has_five_cells_in_every_row(void **state)
{
    struct day_report report = a_report();
    const char *csv = terminated(report_csv(&report, NULL, &arena));
    uint32_t rows = 0;

    (void)state;
    assert_true(strncmp(csv, "section,key,value,unit,note\r\n", 29) == 0);
    for (const char *row = csv; *row != '\0'; rows++) {
        const char *end = strstr(row, "\r\n");
        uint32_t commas = 0;

        assert_non_null(end);
        for (const char *c = row; c < end; c++) {
            assert_true(*c != '"' && *c != '\n');
            commas += *c == ',' ? 1 : 0;
        }
        assert_int_equal(commas, 4);
        row = end + 2;
    }
    assert_true(rows > 60);
    assert_non_null(strstr(csv, "\r\ntimes,waiting_p90,1140,秒,"));
    assert_non_null(strstr(csv, "（n<10）\r\n"));
    assert_non_null(strstr(csv, "\r\ncards,in_hand,639,枚,"));
    assert_non_null(strstr(csv, "\r\nvault,agrees,yes,,"));
}

static void report_hash__leaves_out_the_checkpoint_line(void **state)
{
    struct day_report report = a_report();
    struct report_seal seal = { .at_us = OPENED, .checkpoint = TEXT("madoguchi.1/audit\n47\nAAAA=\n\n\xE2\x80\x94 madoguchi.1/audit BBBB, \"x\"\n"),
                                .account_id = { 3 }, .second_id = { 4 } };
    const char *csv = terminated(report_csv(&report, &seal, &arena));
    const char *line = strstr(csv, "\r\ncheckpoint,");
    uint8_t hash[SHA256_LEN];

    (void)state;
    assert_non_null(line);
    assert_string_equal(line, "\r\ncheckpoint,note,\"madoguchi.1/audit|47|AAAA=||\xE2\x80\x94 madoguchi.1/audit BBBB, \"\"x\"\"\",,監査ログの署名。改行は | で示す\r\n");
    sha256((struct bytes){ (const uint8_t *)csv, (uint32_t)(line + 2 - csv) }, hash);
    assert_memory_equal(hash, report_sha256(&report, &arena).at, SHA256_LEN);
}

static void lines_fit_80_columns(const char *page)
{
    for (const char *line = page; *line != '\0'; line++) {
        const char *end = strchr(line, '\n');
        char *one = strndup(line, (size_t)(end - line));
        uint32_t width = display_width(one);

        if (width > 80)
            print_error("%u columns: %s\n", width, one);
        free(one);
        assert_true(width <= 80);
        line = end;
    }
}

static void report_text__fits_80_columns(void **state)
{
    struct day_report report = a_report(), written = a_written_report();

    (void)state;
    for (enum language language = JAPANESE; language <= ENGLISH; language++) {
        lines_fit_80_columns(terminated(report_text(&report, &heading, language, &arena)));
        lines_fit_80_columns(terminated(report_text(&written, &heading, language, &arena)));
    }
}

static void report_text__says_what_was_written_down(void **state)
{
    struct day_report report = a_written_report();
    const char *page = terminated(report_text(&report, &heading, JAPANESE, &arena));
    const char *csv = terminated(report_csv(&report, NULL, &arena));

    (void)state;
    assert_non_null(strstr(page, "開庁時間 09:00–12:00    天候 雪\n"));
    assert_string_equal(line_with(page, "業務従事者"), "業務従事者                         2 人  この日にログインした人数");
    assert_string_equal(line_with(page, "予約充足率"), "予約充足率                      33.3 %  (120/360)");
    assert_non_null(strstr(page, "12→13 一枚の入力もれ"));
    assert_non_null(strstr(csv, "\r\nday,opens,09:00,,"));
    assert_non_null(strstr(csv, "\r\ntimes,waiting_longer,,%,"));
    assert_non_null(strstr(csv, "\r\nhalf_hours,0900,0,件,"));
    assert_non_null(strstr(csv, "\r\nequipment,terminal_use,0.0,%,"));
    assert_non_null(strstr(csv, "\r\nequipment,terminal_use_base,540,分,"));
    assert_non_null(strstr(csv, "\r\nphone,talk_mean,61,秒,"));
    assert_non_null(strstr(csv, "\r\nrecords,incident_card_loss_1,"));
    assert_non_null(strstr(csv, "\r\ncorrections,2027-01-29_cards_issued,13,,12→13 一枚の入力もれ\r\n"));
}

static void report_text__shows_corrections_made_since(void **state)
{
    struct day_report report = a_report();
    struct report_heading corrected = heading;
    const char *page;

    (void)state;
    corrected.corrections = day_corrections;
    corrected.correction_count = 1;
    page = terminated(report_text(&report, &corrected, JAPANESE, &arena));
    assert_non_null(strstr(page, "\n訂正（上の数値は作成時のまま）\n  cards.issued  12 → 13  一枚の入力もれ\n"));
    assert_null(strstr(terminated(report_text(&report, &heading, JAPANESE, &arena)), "訂正（"));
}

/* Everything that can be listed, listed in full, each as long as can be. */
static struct day_report the_fullest_report(void)
{
    static struct correction_figures corrections[25];
    static struct day_record records[60];
    static struct outage outages[25];
    static struct counter_stop stops[25];
    static struct reported_ticket tickets[22];
    static enum procedure all[22];
    static char reason[301];
    struct day_facts facts = { .date = { 20270208 }, .closed_at_us = tokyo_us((struct date){ 20270208 }, 1439), .opens_minute = 1, .closes_minute = 1439 };
    struct day_report report = { .date = { 20270208 }, .closed_at_us = facts.closed_at_us };

    for (uint32_t i = 0; i < 100; i++)
        memcpy(reason + 3 * i, "訂", 3);
    for (uint32_t i = 0; i < 25; i++) {
        corrections[i] = (struct correction_figures){ .for_date = { 20270201 }, .section = TEXT("procedures"), .figure = TEXT("cancel_application"), .was = 9999999,
                                                      .is = 10000000, .reason = { reason, 300 } };
        outages[i] = (struct outage){ .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 99, .cause = OUTAGE_CAUSE_NATIONAL_STOP, .from_us = facts.closed_at_us - i - 1 };
        stops[i] = (struct counter_stop){ .kind = STOP_KIND_NATIONAL_STOP, .from_us = facts.closed_at_us - i - 1 };
    }
    for (uint32_t i = 0; i < 60; i++)
        records[i] = (struct day_record){ .kind = i < 30 ? DAY_RECORD_KIND_COMPLAINT : DAY_RECORD_KIND_INCIDENT, .at_us = facts.closed_at_us,
                                          .reported_at_us = facts.closed_at_us, .incident_kind = INCIDENT_KIND_GUEST_TROUBLE };
    for (uint32_t i = 0; i < 22; i++) {
        all[i] = (enum procedure)(i + 1);
        tickets[i] = (struct reported_ticket){ .people = 10, .taken_at_us = tokyo_us(facts.date, 60 * (i + 1)), .procedures = { &all[i], 1 }, .outcome = SERVICE_OUTCOME_DONE };
        tickets[i].started_at_us = tickets[i].taken_at_us;
        tickets[i].ended_at_us = tickets[i].taken_at_us + 10 * US_PER_HOUR;
    }
    facts.corrections = corrections, facts.correction_count = 25;
    facts.records = records, facts.record_count = 60;
    facts.outages = outages, facts.outage_count = 25;
    facts.stops = stops, facts.stop_count = 25;
    facts.tickets = tickets, facts.ticket_count = 22;
    day_figures_of(&facts, &(struct figure_limits){ .waiting_minutes = 15, .on_time_minutes = 10, .waiting_longer_minutes = 30, .opens_minute = 555,
                                                    .terminals = 3 }, &arena, &report.figures);
    return report;
}

static void report__of_the_fullest_day_fits(void **state)
{
    struct day_report report = the_fullest_report();
    struct report_heading corrected = heading;

    (void)state;
    corrected.corrections = report.figures.corrections.at;
    corrected.correction_count = report.figures.corrections.count;
    assert_int_equal(report.figures.corrections.count, 20);
    assert_int_equal(report.figures.records.complaints, 30);
    assert_int_equal(report.figures.complaints.count, 20);
    assert_true(report_csv(&report, NULL, &arena).len < PAGE_BYTES_MAX / 2);
    for (enum language language = JAPANESE; language <= ENGLISH; language++) {
        const char *page = terminated(report_text(&report, &corrected, language, &arena));

        assert_true(strlen(page) < PAGE_BYTES_MAX / 2);
        lines_fit_80_columns(page);
    }
}

static void wrapped__breaks_japanese_anywhere_and_words_at_blanks(void **state)
{
    struct page page = page_new(&arena);

    (void)state;
    page_put_wrapped(&page, "ab cd efg", 2, 6);
    page_put(&page, "|");
    page_put_wrapped(&page, "あい、う", 0, 8);
    page.at[page.len] = '\0';
    assert_string_equal(page.at, "ab cd\n  efg|あ\nい、う");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_rank__takes_the_ceiling_of_p_n),
        cmocka_unit_test(time_figures__of_nothing_are_zero),
        cmocka_unit_test(time_figures__sort_and_divide_once_half_up),
        cmocka_unit_test(waiting__runs_from_the_later_of_ticket_and_booked_time),
        cmocka_unit_test(waiting_within__includes_the_bound_and_counts_who_left_after_it),
        cmocka_unit_test(on_time__counts_booked_guests_in_time_called_or_not),
        cmocka_unit_test(share__is_rounded_half_up),
        cmocka_unit_test(minutes__are_rounded_half_up),
        cmocka_unit_test(day_figures__count_tickets_once),
        cmocka_unit_test(day_figures__measure_times_of_called_and_finished),
        cmocka_unit_test(day_figures__measure_a_procedure_by_its_single_cases),
        cmocka_unit_test(day_figures__count_bookings_by_their_end),
        cmocka_unit_test(day_figures__conserve_cards),
        cmocka_unit_test(display_width__counts_wide_characters_twice),
        cmocka_unit_test(report_text__aligns_by_display_width),
        cmocka_unit_test(report_text__speaks_english),
        cmocka_unit_test(report_text__names_who_confirmed_by_site_and_number),
        cmocka_unit_test(words__leave_a_blank_before_the_next_column),
        cmocka_unit_test(report_csv__has_five_cells_in_every_row),
        cmocka_unit_test(report_hash__leaves_out_the_checkpoint_line),
        cmocka_unit_test(half_hours__are_half_open_from_opening),
        cmocka_unit_test(half_hours__keep_the_grid_when_hours_do_not),
        cmocka_unit_test(half_hours__without_hours_end_with_the_last_guest),
        cmocka_unit_test(terminal_use__is_clipped_to_opening_hours),
        cmocka_unit_test(day_counts__are_nearest_rank_of_whole_days),
        cmocka_unit_test(day_figures__take_shares_of_their_own_counts),
        cmocka_unit_test(first_visit__leaves_out_who_withdrew_or_comes_again),
        cmocka_unit_test(record_figures__count_by_kind),
        cmocka_unit_test(report_text__fits_80_columns),
        cmocka_unit_test(report_text__says_what_was_written_down),
        cmocka_unit_test(report_text__shows_corrections_made_since),
        cmocka_unit_test(report__of_the_fullest_day_fits),
        cmocka_unit_test(wrapped__breaks_japanese_anywhere_and_words_at_blanks),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
