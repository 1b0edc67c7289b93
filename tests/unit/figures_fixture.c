#include "figures_fixture.h"

#include "trust/random.h"

struct arena arena;

int figures_setup(void **state)
{
    (void)state;
    arena_init(&arena, 8u << 20);
    return trust_init() == OK ? 0 : -1;
}

int figures_teardown(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
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

struct day_report a_report(void)
{
    const struct day_facts facts = {
        .tickets = day_tickets, .ticket_count = 4, .bookings = day_bookings, .booking_count = 5, .stock = day_stock, .stock_count = 6,
        .opening = 600, .counted = true, .first_count = { .counted = 639, .book = 639 }, .closed_at_us = OPENED + 100 * MINUTE, .date = { 20270208 } };
    struct day_report report = { .date = { 20270208 }, .closed_at_us = tokyo_us((struct date){ 20270208 }, 17 * 60 + 45) };

    day_figures_of(&facts, &(struct figure_limits){ .waiting_minutes = 15, .on_time_minutes = 10, .waiting_longer_minutes = 30, .opens_minute = 540 },
                   &arena, &report.figures);
    return report;
}

static const struct staff_presence day_staff[] = {
    { .account_id = { 1 }, .role = STAFF_ROLE_OPERATOR, .in_us = OPENED }, { .account_id = { 2 }, .role = STAFF_ROLE_SITE_MANAGER, .in_us = OPENED },
    { .account_id = { 3 }, .role = STAFF_ROLE_OPERATOR, .in_us = OPENED } };
static const struct inquiry_count day_inquiries[] = {
    { .tag = INQUIRY_TAG_PIN, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_JAPANESE, .count = 3 },
    { .tag = INQUIRY_TAG_PIN, .channel = CONTACT_CHANNEL_COUNTER, .language = GUEST_LANGUAGE_ENGLISH, .count = 1 },
    { .tag = INQUIRY_TAG_FEE, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_JAPANESE, .count = 2 } };
static const struct phone_call day_calls[] = {
    { .seconds = 90, .answered = true }, { .seconds = 0, .answered = false }, { .seconds = 31, .answered = true } };
static const struct day_record day_records[] = {
    { .kind = DAY_RECORD_KIND_COMPLAINT, .at_us = 1, .reported_at_us = 2 }, { .kind = DAY_RECORD_KIND_NOTE, .at_us = 3 },
    { .kind = DAY_RECORD_KIND_INCIDENT, .incident_kind = INCIDENT_KIND_CARD_LOSS, .at_us = 4 }, { .kind = DAY_RECORD_KIND_OPINION, .at_us = 5 } };
const struct correction_figures day_corrections[1] = {
    { .for_date = { 20270129 }, .section = TEXT("cards"), .figure = TEXT("issued"), .was = 12, .is = 13, .reason = TEXT("一枚の入力もれ") } };

struct day_report a_written_report(void)
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
