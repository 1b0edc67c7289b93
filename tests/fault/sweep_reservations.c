/* The fault sweep over two bookings: one from the notice to the visit, one hold that runs out and a
 * cancellation; then the state is folded anew. */
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

static void scenario(struct bench *b)
{
    char code[BOOKING_CODE_SIZE], other[BOOKING_CODE_SIZE];
    struct reservation_id visit;

    as(b, 0, ROLE_CITIZEN);
    followed(b, notice_posted(.card_id = { 101 }, .posted_on = { 20270115 }, .deadline = { 20270415 }, .claim_tag = { tag, 18 }));
    ask(b, free_places(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .from = { WEDNESDAY }, .days = 1));
    assert_int_equal(((const struct free_places_result *)answer_of(b, &free_places_result_spec))->days.count, 1);
    visit = book_twice(b, hold(b, 600), code);
    (void)hold(b, 660);
    pass(b, 10 * US_PER_MINUTE + 1);
    then(b, hold_expired());
    ask(b, reservation_by_code(.code = text_of(code)));
    then_answer(b, reservation_by_code_result(.reservation_id = visit, .date = { WEDNESDAY }, .start_minute = 600));
    (void)book_twice(b, hold(b, 720), other);
    when(b, cancel_reservation(.code = text_of(other)));
    then(b, reservation_cancelled());
    when(b, cancel_reservation(.code = text_of(other)));
    then_refused(b, NO_SUCH_RESERVATION);
    followed(b, guest_checked_in(.reservation_id = visit, .ticket_id = { 900 }, .date = { WEDNESDAY }, .at_us = now(b)));
    then(b, attendance_noted(.reservation_id = visit, .end = BOOKING_END_ATTENDED));
    bench_rebuild(b);
    ask(b, reservation_by_code(.code = text_of(other)));
    then_no_answer(b, NO_SUCH_RESERVATION);
}

static void sweep__bookings_survive_every_storage_fault(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 16u << 20);
    sweep(&reservations_service, osakasayama(&arena), scenario, 1500);
    arena_fini(&arena);
}

#define WHO .reason = T("点検"), .author = T("現地管理者"), .approval = T("市窓第40号")

/* A short day that is full, one who waits, a place that gets free, is offered and taken; a move and an outage. */
static void changing_scenario(struct bench *b)
{
    const struct book_by_phone_result *booked;
    const struct join_waiting_list_result *joined;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id;
    struct outage_id outage;
    uint8_t key[32];

    as(b, 21, ROLE_SITE_MANAGER);
    when(b, change_day(.date = { WEDNESDAY }, .kind = DAY_CHANGE_KIND_HOURS, .closes_minute = 555, WHO));
    then(b, day_changed(.closes_minute = 555));
    when(b, book_by_phone(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY }, .start_minute = 540));
    booked = result_of(b, &book_by_phone_result_spec);
    assert_non_null(booked);
    id = booked->reservation_id;
    when(b, join_waiting_list(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY }, .contact = T("090-0000-0000")));
    joined = result_of(b, &join_waiting_list_result_spec);
    assert_non_null(joined);
    memset(key, 2, sizeof key);              /* the bench's shared secret "code" */
    booking_code(key, joined->waiting_id.v, code);
    when(b, move_reservation(.reservation_id = id, .date = { WEDNESDAY + 1 }, .start_minute = 600));
    then(b, reservation_moved(.reservation_id = id));
    pass(b, 1);
    when(b, accept_offer(.code = text_of(code)));
    then(b, reservation_booked(.start_minute = 540), offer_accepted());
    when(b, begin_outage(.equipment = EQUIPMENT_MYNAPIT, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .reason = T("故障"), .author = T("現地管理者")));
    outage = ((const struct begin_outage_result *)result_of(b, &begin_outage_result_spec))->outage_id;
    ask(b, hit_bookings(.from = { WEDNESDAY }, .days = 2));
    assert_int_equal(((const struct hit_bookings_result *)answer_of(b, &hit_bookings_result_spec))->bookings.count, 2);
    when(b, end_outage(.outage_id = outage));
    then(b, outage_ended(.outage_id = outage));
}

static void sweep__changes_and_offers_survive_every_storage_fault(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 16u << 20);
    sweep(&reservations_service, osakasayama(&arena), changing_scenario, 2500);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sweep__bookings_survive_every_storage_fault),
                                        cmocka_unit_test(sweep__changes_and_offers_survive_every_storage_fault) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
