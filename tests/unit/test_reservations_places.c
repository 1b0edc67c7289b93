/* Several procedures and several people in one booking, bookings by telephone, and another time instead of the
 * booked one. The clock starts on Monday 2027-02-01 at 8:30. */
#include "reservations_bench.h"

#include "gen/queueing_build.h"

static const enum procedure renew[] = { PROCEDURE_CERT_RENEW }, support[] = { PROCEDURE_APPLY_SUPPORT };

#define PHONE(procedure_, day, minute, ...) \
    book_by_phone(.procedure = procedure_, .people = 1, .date = { day }, .start_minute = minute, __VA_ARGS__)
#define YUI .notice_number = T("DNX-280268"), .birth_date = { 19890627 }

static struct reservation_id phoned(struct bench *b)
{
    const struct book_by_phone_result *result = result_of(b, &book_by_phone_result_spec);

    assert_non_null(result);
    return result->reservation_id;
}

static struct text code_of_booking(struct reservation_id id, char ret[BOOKING_CODE_SIZE])
{
    uint8_t key[32];

    memset(key, 2, sizeof key);                          /* the bench's shared secret "code" */
    booking_code(key, id.v, ret);
    return text_of(ret);
}

/* ---- Several of them ------------------------------------------------------------------- */

static void hold_place__of_two_procedures_adds_them_at_a_common_place(void **state)   /* covers §5(6) */
{
    struct bench *b = *state;

    as(b, 0, ROLE_CITIZEN);
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .further_procedures = { renew, 1 }, .people = 2, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then(b, place_held(.procedure = PROCEDURE_ISSUE, .further_procedures = { renew, 1 }, .people = 2, .length_minutes = 45, .place = DESK_PLACE_COUNTER,
                       .equipment = EQUIPMENT_INTEGRATED_TERMINAL));
    when(b, hold_place(.procedure = PROCEDURE_CERT_RENEW, .further_procedures = { support, 1 }, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then_refused(b, NOT_BOOKABLE_TOGETHER);
    ask(b, free_places(.procedure = PROCEDURE_CERT_RENEW, .further_procedures = { support, 1 }, .people = 1, .from = { WEDNESDAY_3 }, .days = 1));
    then_no_answer(b, NOT_BOOKABLE_TOGETHER);
}

static void hold_place__side_by_side_is_all_or_nothing(void **state)
{
    static const enum desk_place further[] = { DESK_PLACE_BOOTH };
    struct bench *b = *state;
    const struct free_places_result *answer;
    struct hold_id held;

    as(b, 0, ROLE_CITIZEN);
    when(b, hold_place(.procedure = PROCEDURE_CERT_NEW, .people = 3, .places = 3, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then_refused(b, PLACE_TAKEN);                        /* three terminals, one is kept */
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 2, .places = 2, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then(b, place_held(.people = 2, .length_minutes = 30, .place = DESK_PLACE_BOOTH, .further_places = { further, 1 }));
    held = ((const struct hold_place_result *)result_of(b, &hold_place_result_spec))->hold_id;
    ask(b, free_places(.procedure = PROCEDURE_ISSUE, .people = 1, .from = { WEDNESDAY_3 }, .days = 1));
    answer = answer_of(b, &free_places_result_spec);
    assert_int_equal(answer->days.at[0].starts.count, 30);             /* 33 less 9:45, 10:00, 10:15 */
    when(b, book(.hold_id = held, YUI));
    then(b, reservation_booked(.further_places = { further, 1 }, .way = BOOKING_WAY_ONLINE, .card_id = { 101 }));
    pass(b, 2 * US_PER_HOUR);
    ask(b, free_places(.procedure = PROCEDURE_ISSUE, .people = 2, .places = 2, .from = { WEDNESDAY_3 }, .days = 1));
    answer = answer_of(b, &free_places_result_spec);
    assert_int_equal(answer->days.at[0].starts.count, 30);             /* both places stay taken */
}

/* ---- book_by_phone --------------------------------------------------------------------- */

static void book_by_phone__holds_and_books_in_one_step(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];

    at(b, WEDNESDAY_3, 600);
    when(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600, YUI, .contact = T("090-0000-0000")));   /* until the visit begins */
    then(b, place_held(.by_staff = true, .start_minute = 600, .length_minutes = 30),
         reservation_booked(.procedure = PROCEDURE_ISSUE, .card_id = { 101 }, .way = BOOKING_WAY_STAFF, .contact = T("090-0000-0000")));
    then_shown(b, book_by_phone_shown(.code = code_of_booking(phoned(b), code)));
    pass(b, 2 * US_PER_HOUR);
    then_nothing(b);
}

static void book_by_phone__takes_the_reserve_only_after_the_citizens_part(void **state)
{
    struct bench *b = *state;

    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    as(b, 0, ROLE_CITIZEN);
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then(b, place_held());
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then_refused(b, PLACE_TAKEN);
    as(b, 12, ROLE_OPERATOR);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    then(b, place_held(), reservation_booked());
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    then_refused(b, PLACE_TAKEN);
}

static void book_by_phone__refused(void **state)
{
    struct bench *b = *state;

    when(b, PHONE(PROCEDURE_ISSUE, 20270211, 600, YUI));
    then_refused(b, CLOSED_DAY);
    when(b, PHONE(PROCEDURE_ISSUE, 20270430, 600, YUI));
    then_refused(b, OUTSIDE_WINDOW);
    when(b, PHONE(PROCEDURE_INFORMATION, WEDNESDAY_3, 600));
    then_refused(b, NOT_BOOKABLE);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600, .further_procedures = { support, 1 }));
    then_refused(b, NOT_BOOKABLE_TOGETHER);
    when(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 605, YUI));
    then_refused(b, DOES_NOT_FIT);
    when(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then_refused(b, CLAIM_UNKNOWN);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600, .further_procedures = { (const enum procedure[]){ PROCEDURE_ISSUE }, 1 }));
    then_refused(b, CLAIM_UNKNOWN);                      /* one of them is the pick-up of a card */
    when(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600, YUI));
    when(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 660, YUI));
    then_refused(b, ALREADY_BOOKED);
    as(b, 0, ROLE_CITIZEN);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    then_not_taken(b, NOT_PERMITTED);
}

/* ---- move_reservation ------------------------------------------------------------------ */

static void move_reservation__takes_the_new_place_and_gives_the_old_one_back(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id;
    struct text typed;

    when(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600, YUI));
    id = phoned(b);
    typed = code_of_booking(id, code);
    as(b, 0, ROLE_CITIZEN);
    when(b, move_reservation(.code = typed, .date = { THURSDAY_4 }, .start_minute = 660));
    then(b, reservation_moved(.reservation_id = id, .card_id = { 101 }, .from_date = { WEDNESDAY_3 }, .from_start_minute = 600, .date = { THURSDAY_4 },
                              .start_minute = 660, .length_minutes = 30, .place = DESK_PLACE_BOOTH));
    then_result(b, move_reservation_result(.place = DESK_PLACE_BOOTH));
    ask(b, reservation_by_code(.code = typed));
    then_answer(b, reservation_by_code_result(.reservation_id = id, .date = { THURSDAY_4 }, .start_minute = 660));
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 2, .places = 2, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then(b, place_held());
    followed(b, guest_missed(.reservation_id = id, .date = { WEDNESDAY_3 }));
    then_nothing(b);                                     /* of the day it was moved from */
}

static void move_reservation__may_overlap_its_own_place(void **state)
{
    struct bench *b = *state;
    struct reservation_id id;

    when(b, book_by_phone(.procedure = PROCEDURE_APPLY_SUPPORT, .people = 2, .date = { WEDNESDAY_3 }, .start_minute = 600));      /* 23 minutes with the one mynapit */
    id = phoned(b);
    when(b, move_reservation(.reservation_id = id, .date = { WEDNESDAY_3 }, .start_minute = 615));
    then(b, reservation_moved(.reservation_id = id, .start_minute = 615));
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));
    then(b, place_held(), reservation_booked());
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 630));
    then_refused(b, PLACE_TAKEN);
}

static void move_reservation__without_a_free_place_changes_nothing(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id;

    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, THURSDAY_4, 600));
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));
    id = phoned(b);
    when(b, move_reservation(.reservation_id = id, .date = { THURSDAY_4 }, .start_minute = 600));
    then_refused(b, PLACE_TAKEN);
    ask(b, reservation_by_code(.code = code_of_booking(id, code)));
    then_answer(b, reservation_by_code_result(.date = { WEDNESDAY_3 }, .start_minute = 600));
}

static void move_reservation__refused(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id;

    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    id = phoned(b);
    when(b, move_reservation(.reservation_id = { 4711 }, .date = { WEDNESDAY_3 }, .start_minute = 660));
    then_refused(b, NO_SUCH_RESERVATION);
    when(b, move_reservation(.reservation_id = id, .date = { 20270211 }, .start_minute = 660));
    then_refused(b, CLOSED_DAY);
    when(b, move_reservation(.reservation_id = id, .date = { 20270430 }, .start_minute = 660));
    then_refused(b, OUTSIDE_WINDOW);
    when(b, move_reservation(.reservation_id = id, .date = { WEDNESDAY_3 }, .start_minute = 1050));
    then_refused(b, DOES_NOT_FIT);
    as(b, 0, ROLE_CITIZEN);
    when(b, move_reservation(.reservation_id = id, .date = { WEDNESDAY_3 }, .start_minute = 660));
    then_refused(b, NO_SUCH_RESERVATION);                /* citizens need the code */
    at(b, WEDNESDAY_3, 600);
    when(b, move_reservation(.code = code_of_booking(id, code), .date = { THURSDAY_4 }, .start_minute = 660));
    then_refused(b, TOO_LATE);
}

static void cancel_for_guest__gives_the_place_back(void **state)
{
    struct bench *b = *state;
    struct reservation_id id;

    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    id = phoned(b);
    when(b, cancel_for_guest(.reservation_id = id));
    then(b, reservation_cancelled(.reservation_id = id));
    when(b, cancel_for_guest(.reservation_id = id));
    then_refused(b, NO_SUCH_RESERVATION);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    id = phoned(b);
    at(b, WEDNESDAY_3, 600);
    when(b, cancel_for_guest(.reservation_id = id));
    then_refused(b, TOO_LATE);
}

/* A city whose cancelled places are free after 30 minutes. */
static int setup_delayed(void **state)
{
    struct reservations_config *config;

    arena_init(&arena, 16u << 20);
    config = arena_take(&arena, sizeof *config);
    *config = *osakasayama(&arena);
    config->cancelled_place_minutes = 30;
    *state = bench_new(&reservations_service, config);
    as(*state, 12, ROLE_OPERATOR);
    return 0;
}

static void cancelled_place__is_free_when_its_delay_is_over(void **state)             /* covers §5(6) */
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id;
    uint64_t cancelled_us = now(b);

    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));
    id = phoned(b);
    when(b, cancel_for_guest(.reservation_id = id));
    then(b, reservation_cancelled(.reservation_id = id, .free_at_us = cancelled_us + 30 * US_PER_MINUTE));
    ask(b, reservation_by_code(.code = code_of_booking(id, code)));
    then_no_answer(b, NO_SUCH_RESERVATION);              /* the booking itself is over at once */
    pass(b, 30 * US_PER_MINUTE - 1);
    then_nothing(b);
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));
    then_refused(b, PLACE_TAKEN);
    pass(b, 1);
    then(b, cancelled_place_freed(.reservation_id = id));
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));
    then(b, place_held(), reservation_booked());
}

static void cancelled_place__not_free_yet_neither_hits_nor_fills(void **state)
{
    struct bench *b = *state;
    const struct hit_bookings_result *hits;

    as(b, 0, ROLE_CITIZEN);
    for (uint64_t minute = 600; minute <= 660; minute += 60) {
        when(b, hold_place(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = minute));
        when(b, book(.hold_id = ((const struct hold_place_result *)result_of(b, &hold_place_result_spec))->hold_id));
    }
    as(b, 21, ROLE_SITE_MANAGER);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    when(b, cancel_for_guest(.reservation_id = phoned(b)));
    when(b, begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 2, .cause = OUTAGE_CAUSE_FAILURE, .reason = T("故障"), .author = T("現地管理者")));
    ask(b, hit_bookings(.from = { WEDNESDAY_3 }, .days = 1));
    hits = answer_of(b, &hit_bookings_result_spec);
    assert_int_equal(hits->bookings.count, 0);           /* one terminal is left, and one guest will come */
    ask(b, day_bookings(.date = { WEDNESDAY_3 }));
    when(b, cancel_for_guest(.reservation_id = ((const struct day_bookings_result *)answer_of(b, &day_bookings_result_spec))->bookings.at[0].reservation_id));
    followed(b, day_closing(.date = { WEDNESDAY_3 }, .at_us = now(b)));
    then(b, reservations_day_part_closed(.date = { WEDNESDAY_3 }, .booked_minutes = 15));      /* that of 11:00 */
    pass(b, 30 * US_PER_MINUTE);
}

static void day_closing__says_what_was_offered_and_booked(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_CITIZEN);
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 2, .places = 2, .date = { WEDNESDAY_3 }, .start_minute = 600));
    when(b, book(.hold_id = ((const struct hold_place_result *)result_of(b, &hold_place_result_spec))->hold_id, YUI));
    as(b, 12, ROLE_OPERATOR);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 660));
    followed(b, day_closing(.date = { WEDNESDAY_3 }, .at_us = now(b)));
    then(b, reservations_day_part_closed(.date = { WEDNESDAY_3 }, .opens_minute = 540, .closes_minute = 1050,
                                         .offered_minutes = 1530,      /* 510 minutes, two terminals and the mynapit */
                                         .booked_minutes = 60));       /* two places of 30; the telephone's does not count */
}

/* On Tuesday the book has two bookings for Wednesday: four people with YUI's card, and one for the telephone. */
static void day_closing__says_what_the_next_open_day_brings(void **state)               /* covers §5(5) */
{
    struct bench *b = *state;

    as(b, 0, ROLE_CITIZEN);
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 4, .date = { WEDNESDAY_3 }, .start_minute = 600));
    when(b, book(.hold_id = ((const struct hold_place_result *)result_of(b, &hold_place_result_spec))->hold_id, YUI));
    as(b, 12, ROLE_OPERATOR);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 720));
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 780));
    when(b, cancel_for_guest(.reservation_id = phoned(b)));
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3 + 1, 600));          /* the day after */
    followed(b, day_closing(.date = { WEDNESDAY_3 - 1 }, .at_us = now(b)));
    then(b, reservations_day_part_closed(.date = { WEDNESDAY_3 - 1 }, .next_date = { WEDNESDAY_3 }, .next_bookings = 2, .next_people = 5,
                                         .next_groups = 1, .next_cards = 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reservations_test(hold_place__of_two_procedures_adds_them_at_a_common_place),
        reservations_test(hold_place__side_by_side_is_all_or_nothing),
        reservations_test(book_by_phone__holds_and_books_in_one_step),
        reservations_test(book_by_phone__takes_the_reserve_only_after_the_citizens_part),
        reservations_test(book_by_phone__refused),
        reservations_test(move_reservation__takes_the_new_place_and_gives_the_old_one_back),
        reservations_test(move_reservation__may_overlap_its_own_place),
        reservations_test(move_reservation__without_a_free_place_changes_nothing),
        reservations_test(move_reservation__refused),
        reservations_test(cancel_for_guest__gives_the_place_back),
        cmocka_unit_test_setup_teardown(cancelled_place__is_free_when_its_delay_is_over, setup_delayed, reservations_teardown),
        cmocka_unit_test_setup_teardown(cancelled_place__not_free_yet_neither_hits_nor_fills, setup_delayed, reservations_teardown),
        reservations_test(day_closing__says_what_the_next_open_day_brings),
        reservations_test(day_closing__says_what_was_offered_and_booked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
