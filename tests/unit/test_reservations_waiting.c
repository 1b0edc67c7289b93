/* The waiting list of a full day: who waits, who is offered what, and until when. The clock starts on Monday
 * 2027-02-01 at 8:30; the full thing is the one mynapit on Wednesday. */
#include "bench.h"

#include "gen/queueing_build.h"
#include "gen/reservations_build.h"
#include "reservations_fixture.h"
#include "trust/code.h"

extern const struct service reservations_service;

#define T(literal) { (literal), sizeof(literal) - 1 }
#define WEDNESDAY_3 20270203u
#define WHO .reason = T("点検"), .author = T("現地管理者"), .approval = T("市窓第40号")
#define JOIN join_waiting_list(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY_3 }, .contact = T("090-0000-0000"))

static struct arena arena;
static struct reservation_id first_booking;

/* Wednesday is open from 9:00 until 9:30 only, and both quarters are booked. */
static int setup(void **state)
{
    struct bench *b;

    arena_init(&arena, 16u << 20);
    b = bench_new(&reservations_service, osakasayama(&arena));
    as(b, 21, ROLE_SITE_MANAGER);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_HOURS, .closes_minute = 570, WHO));
    when(b, book_by_phone(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 540));
    first_booking = ((const struct book_by_phone_result *)result_of(b, &book_by_phone_result_spec))->reservation_id;
    when(b, book_by_phone(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 555));
    as(b, 0, ROLE_CITIZEN);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    arena_fini(&arena);
    return 0;
}

/* Joins; the code shown is in `ret`. */
static struct waiting_id joined(struct bench *b, char ret[BOOKING_CODE_SIZE])
{
    const struct join_waiting_list_result *result;
    struct waiting_id id;
    uint8_t key[32];

    when(b, JOIN);
    result = result_of(b, &join_waiting_list_result_spec);
    assert_non_null(result);
    id = result->waiting_id;
    memset(key, 2, sizeof key);                          /* the bench's shared secret "code" */
    booking_code(key, id.v, ret);
    then_shown(b, join_waiting_list_shown(.code = text_of(ret)));
    return id;
}

static void free_the_first(struct bench *b)
{
    as(b, 12, ROLE_OPERATOR);
    when(b, cancel_for_guest(.reservation_id = first_booking));
    as(b, 0, ROLE_CITIZEN);
}

static void join__waits_for_a_full_day(void **state)                                  /* covers §5(6) */
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct waiting_id id = joined(b, code);

    then(b, waiting_joined(.waiting_id = id, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY_3 }, .way = BOOKING_WAY_ONLINE,
                           .contact = T("090-0000-0000")));
    ask(b, waiting_by_code(.code = text_of(code)));
    then_answer(b, waiting_by_code_result(.date = { WEDNESDAY_3 }, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 1));
    when(b, accept_offer(.code = text_of(code)));
    then_refused(b, NOTHING_OFFERED);
}

static void place_freed__is_offered_to_the_first_who_accepts(void **state)
{
    struct bench *b = *state;
    char first[BOOKING_CODE_SIZE], second[BOOKING_CODE_SIZE];
    struct waiting_id id = joined(b, first);
    const struct waiting_for_day_result *waiting;

    joined(b, second);
    free_the_first(b);
    pass(b, 1);
    then(b, place_held(.procedure = PROCEDURE_APPLY_SUPPORT, .start_minute = 540, .expires_at_us = now(b) + 120 * US_PER_MINUTE),
         place_offered(.waiting_id = id, .start_minute = 540, .until_us = now(b) + 120 * US_PER_MINUTE), waiting_list_checked(.date = { WEDNESDAY_3 }));
    as(b, 12, ROLE_OPERATOR);
    ask(b, waiting_for_day(.date = { WEDNESDAY_3 }));
    waiting = answer_of(b, &waiting_for_day_result_spec);
    assert_int_equal(waiting->waiting.count, 2);
    assert_int_equal(waiting->waiting.at[0].offered_minute, 540);
    assert_int_equal(waiting->waiting.at[1].offered_minute, 0);
    as(b, 0, ROLE_CITIZEN);
    when(b, hold_place(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 540));
    then_refused(b, PLACE_TAKEN);                        /* it is kept */
    when(b, accept_offer(.code = text_of(second)));
    then_refused(b, NOTHING_OFFERED);
    when(b, accept_offer(.code = text_of(first)));
    then(b, reservation_booked(.start_minute = 540, .contact = T("090-0000-0000"), .way = BOOKING_WAY_ONLINE), offer_accepted(.waiting_id = id));
    when(b, accept_offer(.code = text_of(first)));
    then_refused(b, NOT_WAITING);
}

static void offer__of_another_is_not_booked_by_its_hold(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];

    given(b, place_held(.hold_id = { 900 }, .procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { 20270204 }, .start_minute = 600, .length_minutes = 15,
                        .place = DESK_PLACE_COUNTER, .expires_at_us = now(b) + US_PER_HOUR),
          waiting_joined(.waiting_id = { 901 }, .procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { 20270204 },
                         .code_tag = { (const uint8_t *)"0123456789abcdef", 16 }, .way = BOOKING_WAY_ONLINE),
          place_offered(.waiting_id = { 901 }, .hold_id = { 900 }, .start_minute = 600, .until_us = now(b) + US_PER_HOUR));
    (void)code;
    when(b, book(.hold_id = { 900 }));
    then_refused(b, NO_SUCH_HOLD);
}

static void offer__not_taken_in_time_goes_to_the_next(void **state)
{
    struct bench *b = *state;
    char first[BOOKING_CODE_SIZE], second[BOOKING_CODE_SIZE];
    struct waiting_id id = joined(b, first), next = joined(b, second);

    free_the_first(b);
    pass(b, 1);
    pass(b, 120 * US_PER_MINUTE);
    then_nothing(b);                                     /* exactly two hours: still on offer */
    pass(b, 1);
    pass(b, 1);
    when(b, accept_offer(.code = text_of(first)));
    then_refused(b, NOT_WAITING);
    ask(b, waiting_by_code(.code = text_of(second)));
    then_answer(b, waiting_by_code_result(.offered_minute = 540));
    when(b, accept_offer(.code = text_of(second)));
    then(b, reservation_booked(.start_minute = 540), offer_accepted(.waiting_id = next));
    (void)id;
}

static void offer__ends_with_the_booking_window(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    uint64_t cutoff_us = tokyo_us((struct date){ 20270202 }, 1020);

    joined(b, code);
    at(b, 20270202, 960);
    free_the_first(b);
    pass(b, 1);
    then(b, place_held(), place_offered(.until_us = cutoff_us), waiting_list_checked());
}

static void leave__gives_the_offer_to_the_next(void **state)
{
    struct bench *b = *state;
    char first[BOOKING_CODE_SIZE], second[BOOKING_CODE_SIZE];
    struct waiting_id id = joined(b, first), next = joined(b, second);

    free_the_first(b);
    pass(b, 1);
    when(b, leave_waiting_list(.code = text_of(first)));
    then(b, waiting_left(.waiting_id = id), hold_expired());
    pass(b, 1);
    ask(b, waiting_by_code(.code = text_of(second)));
    then_answer(b, waiting_by_code_result(.offered_minute = 540));
    when(b, leave_waiting_list(.code = text_of(first)));
    then_refused(b, NOT_WAITING);
    ask(b, waiting_by_code(.code = text_of(first)));
    then_no_answer(b, NOT_WAITING);
    (void)next;
}

static void accept__refused_when_the_day_was_closed_meanwhile(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];

    joined(b, code);
    free_the_first(b);
    pass(b, 1);
    as(b, 21, ROLE_SITE_MANAGER);
    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 540, .until_minute = 555, WHO));
    when(b, accept_offer(.code = text_of(code)));
    then_refused(b, PLACE_WITHDRAWN);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    when(b, accept_offer(.code = text_of(code)));
    then_refused(b, CLOSED_DAY);
}

static void day_closing__ends_the_list(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];

    joined(b, code);
    free_the_first(b);
    pass(b, 1);
    followed(b, day_closing(.date = { WEDNESDAY_3 }, .at_us = now(b)));
    when(b, accept_offer(.code = text_of(code)));
    then_refused(b, NOT_WAITING);
    pass(b, 3 * US_PER_HOUR);
    then(b, hold_expired());                             /* the offer's hold; nobody waits any more */
}

static void family__waits_for_places_side_by_side(void **state)
{
    static const enum desk_place further[] = { DESK_PLACE_COUNTER };
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id early;
    struct waiting_id id;
    uint8_t key[32];

    as(b, 12, ROLE_OPERATOR);
    when(b, book_by_phone(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 540));
    early = ((const struct book_by_phone_result *)result_of(b, &book_by_phone_result_spec))->reservation_id;
    when(b, book_by_phone(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 555));
    as(b, 0, ROLE_CITIZEN);                              /* of three terminals one is kept and one is booked */
    when(b, join_waiting_list(.procedure = PROCEDURE_CERT_NEW, .people = 2, .date = { WEDNESDAY_3 }));
    then_refused(b, PLACE_FREE);                         /* one after the other has room, side by side not */
    when(b, join_waiting_list(.procedure = PROCEDURE_CERT_NEW, .people = 2, .places = 2, .date = { WEDNESDAY_3 }));
    then(b, waiting_joined(.people = 2, .places = 2));
    id = ((const struct join_waiting_list_result *)result_of(b, &join_waiting_list_result_spec))->waiting_id;
    memset(key, 2, sizeof key);                          /* the bench's shared secret "code" */
    booking_code(key, id.v, code);
    as(b, 12, ROLE_OPERATOR);
    ask(b, waiting_for_day(.date = { WEDNESDAY_3 }));
    assert_int_equal(((const struct waiting_for_day_result *)answer_of(b, &waiting_for_day_result_spec))->waiting.at[0].places, 2);
    when(b, cancel_for_guest(.reservation_id = early));
    pass(b, 1);
    then(b, place_held(.people = 2, .start_minute = 540, .length_minutes = 15, .place = DESK_PLACE_COUNTER, .further_places = { further, 1 }),
         place_offered(.waiting_id = id, .start_minute = 540), waiting_list_checked());
    as(b, 0, ROLE_CITIZEN);
    when(b, accept_offer(.code = text_of(code)));
    then(b, reservation_booked(.people = 2, .further_places = { further, 1 }), offer_accepted(.waiting_id = id));
}

static void join__refused(void **state)
{
    struct bench *b = *state;

    when(b, join_waiting_list(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { 20270211 }));
    then_refused(b, CLOSED_DAY);
    when(b, join_waiting_list(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 1, .date = { 20270430 }));
    then_refused(b, OUTSIDE_WINDOW);
    when(b, join_waiting_list(.procedure = PROCEDURE_PIN_RESET, .people = 1, .date = { WEDNESDAY_3 }));
    then_refused(b, NOT_BOOKABLE);
    when(b, join_waiting_list(.procedure = PROCEDURE_CERT_RENEW, .further_procedures = { (const enum procedure[]){ PROCEDURE_APPLY_SUPPORT }, 1 },
                              .people = 1, .date = { WEDNESDAY_3 }));
    then_refused(b, NOT_BOOKABLE_TOGETHER);
    when(b, join_waiting_list(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY_3 }));
    then_refused(b, PLACE_FREE);
    when(b, join_waiting_list(.procedure = PROCEDURE_APPLY_SUPPORT, .further_procedures = { (const enum procedure[]){ PROCEDURE_ISSUE }, 1 },
                              .people = 1, .date = { WEDNESDAY_3 }));
    then_refused(b, CLAIM_UNKNOWN);
    for (uint32_t i = 0; i < 50; i++)
        when(b, JOIN);
    when(b, JOIN);
    then_refused(b, WAITING_LIST_FULL);
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(join__waits_for_a_full_day),
        test(place_freed__is_offered_to_the_first_who_accepts),
        test(offer__of_another_is_not_booked_by_its_hold),
        test(offer__not_taken_in_time_goes_to_the_next),
        test(offer__ends_with_the_booking_window),
        test(leave__gives_the_offer_to_the_next),
        test(accept__refused_when_the_day_was_closed_meanwhile),
        test(day_closing__ends_the_list),
        test(family__waits_for_places_side_by_side),
        test(join__refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
