/* The fault sweeps of reservations: a booking until its visit, what runs out or is given back, offers of the waiting list,
 * changes of the calendar, and bookings that become another visit. */
#include "sweep.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reservations_build.h"
#include "reservations_fixture.h"
#include "trust/code.h"

extern const struct service reservations_service;

#define T(literal) { (literal), sizeof(literal) - 1 }
#define WEDNESDAY 20270203u

static const uint8_t tag[18] = { 1 };        /* of no month: a booking of another kind needs none */

static struct hold_id hold(struct bench *b, uint64_t minute)
{
    const struct hold_place_result *held;

    when(b, hold_place(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY }, .start_minute = minute));
    held = result_of(b, &hold_place_result_spec);
    assert_non_null(held);
    return held->hold_id;
}

static struct reservation_id book_twice(struct bench *b, struct hold_id held, char code[BOOKING_CODE_SIZE])
{
    const struct book_result *booked;
    struct reservation_id id;
    uint8_t key[32];

    when(b, book(.hold_id = held, .contact = T("090-0000-0000")));
    when_repeated(b);
    booked = result_of(b, &book_result_spec);
    assert_non_null(booked);
    id = booked->reservation_id;
    memset(key, 2, sizeof key);              /* the bench's shared secret "code" */
    booking_code(key, id.v, code);
    then_shown(b, book_shown(.code = { code, BOOKING_CODE_SIZE - 1 }));
    return id;
}

/* From the notice to the visit; then everything is folded anew. */
static void scenario(struct bench *b)
{
    char code[BOOKING_CODE_SIZE];
    struct reservation_id visit;

    as(b, 0, ROLE_CITIZEN);
    followed(b, notice_posted(.card_id = { 101 }, .posted_on = { 20270115 }, .deadline = { 20270415 }, .claim_tag = { tag, 18 }));
    visit = book_twice(b, hold(b, 600), code);
    followed(b, guest_checked_in(.reservation_id = visit, .ticket_id = { 900 }, .date = { WEDNESDAY }, .at_us = now(b)));
    then(b, attendance_noted(.reservation_id = visit, .end = BOOKING_END_ATTENDED));
    bench_rebuild(b);
    ask(b, reservation_by_code(.code = text_of(code)));
    then_no_answer(b, NO_SUCH_RESERVATION);
}

/* A hold that runs out, a booking that is asked for and given back. */
static void given_back_scenario(struct bench *b)
{
    char code[BOOKING_CODE_SIZE];
    struct reservation_id visit;

    as(b, 0, ROLE_CITIZEN);
    ask(b, free_places(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .from = { WEDNESDAY }, .days = 1));
    assert_int_equal(((const struct free_places_result *)answer_of(b, &free_places_result_spec))->days.count, 1);
    (void)hold(b, 660);
    pass(b, 10 * US_PER_MINUTE + 1);
    then(b, hold_expired());
    visit = book_twice(b, hold(b, 720), code);
    ask(b, reservation_by_code(.code = text_of(code)));
    then_answer(b, reservation_by_code_result(.reservation_id = visit, .date = { WEDNESDAY }, .start_minute = 720));
    when(b, cancel_reservation(.code = text_of(code)));
    then(b, reservation_cancelled());
    when(b, cancel_reservation(.code = text_of(code)));
    then_refused(b, NO_SUCH_RESERVATION);
}

#define WHO .reason = T("点検"), .author = T("現地管理者"), .approval = T("市窓第40号")

static void code_of(uint64_t id, char ret[BOOKING_CODE_SIZE])
{
    uint8_t key[32];

    memset(key, 2, sizeof key);              /* the bench's shared secret "code" */
    booking_code(key, id, ret);
}

static struct reservation_id phoned(struct bench *b, struct built command)
{
    const struct book_by_phone_result *booked;

    when(b, command);
    booked = result_of(b, &book_by_phone_result_spec);
    assert_non_null(booked);
    return booked->reservation_id;
}

#define SUPPORT(minute) book_by_phone(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY }, .start_minute = minute)

/* A short day that is full, one who waits, a place that gets free by a move, is offered and taken. */
static void waiting_scenario(struct bench *b)
{
    const struct join_waiting_list_result *joined;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id;

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, change_day(.date = { WEDNESDAY }, .kind = DAY_CHANGE_KIND_HOURS, .closes_minute = 555, WHO));
    id = phoned(b, SUPPORT(540));
    when(b, join_waiting_list(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY }, .contact = T("090-0000-0000")));
    joined = result_of(b, &join_waiting_list_result_spec);
    assert_non_null(joined);
    code_of(joined->waiting_id.v, code);
    when(b, move_reservation(.reservation_id = id, .date = { WEDNESDAY + 1 }, .start_minute = 600));
    then(b, reservation_moved(.reservation_id = id));
    pass(b, 1);
    when(b, accept_offer(.code = text_of(code)));
    then(b, reservation_booked(.start_minute = 540), offer_accepted());
}

/* Hours, a part of a day and an outage, with what they hit. */
static void calendar_scenario(struct bench *b)
{
    struct closed_part_id part;
    struct outage_id outage;

    as(b, 21, ROLE_SITE_MANAGER);
    (void)phoned(b, SUPPORT(540));
    when(b, change_day(.date = { WEDNESDAY }, .kind = DAY_CHANGE_KIND_HOURS, .closes_minute = 600, WHO));
    then(b, day_changed(.closes_minute = 600));
    when(b, close_part(.date = { WEDNESDAY }, .from_minute = 540, .until_minute = 555, WHO));
    part = ((const struct close_part_result *)result_of(b, &close_part_result_spec))->closed_part_id;
    when(b, begin_outage(.equipment = EQUIPMENT_MYNAPIT, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .until_us = now(b) + US_PER_HOUR, .reason = T("故障"), .author = T("現地管理者")));
    outage = ((const struct begin_outage_result *)result_of(b, &begin_outage_result_spec))->outage_id;
    ask(b, hit_bookings(.from = { WEDNESDAY }, .days = 2));
    assert_int_equal(((const struct hit_bookings_result *)answer_of(b, &hit_bookings_result_spec))->bookings.count, 1);
    when(b, reopen_part(.closed_part_id = part));
    then(b, part_of_day_reopened(.closed_part_id = part));
    pass(b, US_PER_HOUR);
    then(b, outage_ended(.outage_id = outage));
    when(b, change_day(.date = { WEDNESDAY }, .kind = DAY_CHANGE_KIND_AS_PLANNED, WHO));
    ask(b, hit_bookings(.from = { WEDNESDAY }, .days = 2));
    assert_int_equal(((const struct hit_bookings_result *)answer_of(b, &hit_bookings_result_spec))->bookings.count, 0);
}

/* A booking becomes another visit and is cancelled; its place is free after the city's delay. */
static void visit_scenario(struct bench *b)
{
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id;

    as(b, 21, ROLE_SITE_MANAGER);
    id = phoned(b, SUPPORT(540));
    code_of(id.v, code);
    when(b, change_reservation(.code = text_of(code), .procedure = PROCEDURE_APPLY_SUPPORT, .people = 3));
    then(b, reservation_changed(.people = 3, .length_minutes = 45));
    when(b, SUPPORT(570));
    then_refused(b, PLACE_TAKEN);
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .people = 2, .places = 2, .start_minute = 600));
    then(b, reservation_changed(.start_minute = 600, .length_minutes = 15));
    (void)phoned(b, SUPPORT(570));
    when(b, cancel_reservation(.code = text_of(code)));
    pass(b, 30 * US_PER_MINUTE);
    then(b, cancelled_place_freed(.reservation_id = id));
    ask(b, reservation_by_code(.code = text_of(code)));
    then_no_answer(b, NO_SUCH_RESERVATION);
}

static void swept(void (*played)(struct bench *), uint64_t cancelled_place_minutes)
{
    struct reservations_config config;
    struct arena arena;

    arena_init(&arena, 16u << 20);
    config = *osakasayama(&arena);
    config.cancelled_place_minutes = cancelled_place_minutes;
    sweep(&reservations_service, &config, played, 340);
    arena_fini(&arena);
}

static void sweep__bookings_survive_every_storage_fault(void **state)
{
    (void)state;
    swept(scenario, 0);
}

static void sweep__what_is_given_back_survives_every_storage_fault(void **state)
{
    (void)state;
    swept(given_back_scenario, 0);
}

static void sweep__offers_survive_every_storage_fault(void **state)
{
    (void)state;
    swept(waiting_scenario, 0);
}

static void sweep__changes_of_the_calendar_survive_every_storage_fault(void **state)
{
    (void)state;
    swept(calendar_scenario, 0);
}

static void sweep__changed_visits_survive_every_storage_fault(void **state)
{
    (void)state;
    swept(visit_scenario, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sweep__bookings_survive_every_storage_fault),
                                        cmocka_unit_test(sweep__what_is_given_back_survives_every_storage_fault),
                                        cmocka_unit_test(sweep__offers_survive_every_storage_fault),
                                        cmocka_unit_test(sweep__changes_of_the_calendar_survive_every_storage_fault),
                                        cmocka_unit_test(sweep__changed_visits_survive_every_storage_fault) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
