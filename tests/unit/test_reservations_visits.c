/* Another visit instead of the booked one: other people, other procedures, if need be another time. Lengths are
 * P50 plus 8 minutes a further person, up to the next quarter hour. The clock starts on Monday 2027-02-01 at 8:30. */
#include "reservations_bench.h"

static const enum procedure renew[] = { PROCEDURE_CERT_RENEW }, support[] = { PROCEDURE_APPLY_SUPPORT }, issue[] = { PROCEDURE_ISSUE };

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

static struct reservation_id booked(struct bench *b, struct built command)
{
    when(b, command);
    return phoned(b);
}

static void change_reservation__with_more_people_is_longer(void **state)             /* covers §5(6) */
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = booked(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600, YUI));

    as(b, 0, ROLE_CITIZEN);
    when(b, change_reservation(.code = code_of_booking(id, code), .procedure = PROCEDURE_ISSUE, .people = 3));
    then(b, reservation_changed(.reservation_id = id, .procedure = PROCEDURE_ISSUE, .people = 3, .from_date = { WEDNESDAY_3 }, .from_start_minute = 600,
                                .date = { WEDNESDAY_3 }, .start_minute = 600, .length_minutes = 45,          /* 18 + 16 = 34 */
                                .place = DESK_PLACE_BOOTH, .card_id = { 101 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .way = BOOKING_WAY_STAFF));
    then_result(b, change_reservation_result(.start_minute = 600, .length_minutes = 45, .place = DESK_PLACE_BOOTH));
    ask(b, reservation_by_code(.code = text_of(code)));
    then_answer(b, reservation_by_code_result(.reservation_id = id, .people = 3, .start_minute = 600, .length_minutes = 45));
}

static void change_reservation__to_two_procedures_goes_to_their_common_place(void **state)
{
    struct bench *b = *state;
    struct reservation_id id = booked(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600, YUI));

    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_ISSUE, .further_procedures = { renew, 1 }, .people = 2));
    then(b, reservation_changed(.further_procedures = { renew, 1 }, .people = 2, .length_minutes = 45, .place = DESK_PLACE_COUNTER));      /* 18 + 12 + 8 = 38 */
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .further_procedures = { support, 1 }, .people = 1));
    then_refused(b, NOT_BOOKABLE_TOGETHER);
}

static void change_reservation__counts_its_own_place_out_and_gives_it_back(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = booked(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));          /* the one mynapit, 15 minutes */

    (void)booked(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 630));
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 2));
    then(b, reservation_changed(.people = 2, .length_minutes = 30));                                 /* 15 + 8 = 23 */
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 3));
    then_refused(b, PLACE_TAKEN);                                                                    /* 15 + 16 = 31: until 10:45 */
    ask(b, reservation_by_code(.code = code_of_booking(id, code)));
    then_answer(b, reservation_by_code_result(.people = 2, .length_minutes = 30));
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 615));
    then_refused(b, PLACE_TAKEN);
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 1));
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 615));
    then(b, place_held(), reservation_booked());
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .people = 1));
    then(b, reservation_changed(.place = DESK_PLACE_COUNTER, .equipment = EQUIPMENT_INTEGRATED_TERMINAL));
    when(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));
    then(b, place_held(), reservation_booked());
}

static void change_reservation__sits_a_family_side_by_side(void **state)
{
    static const enum desk_place further[] = { DESK_PLACE_BOOTH };
    struct bench *b = *state;
    struct reservation_id id = booked(b, book_by_phone(.procedure = PROCEDURE_ISSUE, .people = 3, .date = { WEDNESDAY_3 }, .start_minute = 600, YUI));

    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2));
    then(b, reservation_changed(.people = 2, .length_minutes = 30, .place = DESK_PLACE_BOOTH, .further_places = { further, 1 }));
    (void)booked(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));                                  /* the third terminal */
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 615));
    then(b, place_held(), reservation_booked());
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 615));
    then_refused(b, PLACE_TAKEN);
    when(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 630));
    then(b, place_held(), reservation_booked());
}

static void change_reservation__lets_a_card_go_that_is_not_needed(void **state)
{
    struct bench *b = *state;
    struct reservation_id id = booked(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600, YUI)), other;

    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .people = 1));
    then(b, reservation_changed(.procedure = PROCEDURE_CERT_RENEW, .place = DESK_PLACE_COUNTER));
    ask(b, day_bookings(.date = { WEDNESDAY_3 }));
    assert_int_equal(((const struct day_bookings_result *)answer_of(b, &day_bookings_result_spec))->bookings.at[0].card_id.v, 0);
    other = booked(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 660, YUI));
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .further_procedures = { issue, 1 }, .people = 1, YUI));
    then_refused(b, ALREADY_BOOKED);
    when(b, cancel_for_guest(.reservation_id = other));
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .further_procedures = { issue, 1 }, .people = 1));
    then_refused(b, CLAIM_UNKNOWN);
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .further_procedures = { issue, 1 }, .people = 1, YUI));
    then(b, reservation_changed(.card_id = { 101 }, .length_minutes = 30));                          /* 12 + 18 */
    when(b, PHONE(PROCEDURE_ISSUE, THURSDAY_4, 660, YUI));
    then_refused(b, ALREADY_BOOKED);
    when(b, cancel_for_guest(.reservation_id = id));
    when(b, PHONE(PROCEDURE_ISSUE, THURSDAY_4, 660, YUI));
    then(b, place_held(), reservation_booked(.card_id = { 101 }));
}

static void change_reservation__may_take_another_time_in_the_same_step(void **state)
{
    struct bench *b = *state;
    struct reservation_id id = booked(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 600));

    (void)booked(b, PHONE(PROCEDURE_APPLY_SUPPORT, WEDNESDAY_3, 615));
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 2, .start_minute = 660));
    then(b, reservation_changed(.date = { WEDNESDAY_3 }, .from_start_minute = 600, .start_minute = 660, .length_minutes = 30));
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_APPLY_SUPPORT, .people = 2, .date = { THURSDAY_4 }));
    then(b, reservation_changed(.from_date = { WEDNESDAY_3 }, .date = { THURSDAY_4 }, .from_start_minute = 660, .start_minute = 660));
    ask(b, day_bookings(.date = { WEDNESDAY_3 }));
    assert_int_equal(((const struct day_bookings_result *)answer_of(b, &day_bookings_result_spec))->bookings.count, 1);
}

static void change_reservation__leaves_citizens_the_reserve(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = booked(b, PHONE(PROCEDURE_ISSUE, WEDNESDAY_3, 600, YUI));

    (void)booked(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 600));
    as(b, 0, ROLE_CITIZEN);
    when(b, change_reservation(.code = code_of_booking(id, code), .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2));
    then_refused(b, PLACE_TAKEN);                        /* three terminals, one taken, one kept for walk-ins */
    as(b, 12, ROLE_OPERATOR);
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_ISSUE, .people = 2, .places = 2));
    then(b, reservation_changed(.people = 2));
}

static void change_reservation__refused(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = booked(b, PHONE(PROCEDURE_CERT_RENEW, WEDNESDAY_3, 1035));

#define CHANGE(...) change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .people = 1, __VA_ARGS__)
    when(b, change_reservation(.reservation_id = { 4711 }, .procedure = PROCEDURE_CERT_RENEW, .people = 1));
    then_refused(b, NO_SUCH_RESERVATION);
    when(b, CHANGE(.date = { 20270211 }));
    then_refused(b, CLOSED_DAY);
    when(b, CHANGE(.date = { 20270430 }));
    then_refused(b, OUTSIDE_WINDOW);
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .people = 6));
    then_refused(b, NOT_BOOKABLE);
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_INFORMATION, .people = 1));
    then_refused(b, NOT_BOOKABLE);
    when(b, change_reservation(.reservation_id = id, .procedure = PROCEDURE_CERT_RENEW, .people = 2));
    then_refused(b, DOES_NOT_FIT);                       /* 30 minutes from 17:15 */
    as(b, 0, ROLE_CITIZEN);
    when(b, CHANGE(.start_minute = 600));
    then_refused(b, NO_SUCH_RESERVATION);                /* citizens need the code */
    when(b, change_reservation(.code = code_of_booking(id, code), .procedure = PROCEDURE_PIN_RESET, .people = 1));
    then_refused(b, NOT_BOOKABLE);                       /* not by themselves */
    at(b, 20270202, 1021);
    when(b, change_reservation(.code = text_of(code), .procedure = PROCEDURE_CERT_NEW, .people = 1));
    then_refused(b, OUTSIDE_WINDOW);
    as(b, 12, ROLE_OPERATOR);
    when(b, change_reservation(.code = text_of(code), .procedure = PROCEDURE_CERT_NEW, .people = 1));
    then(b, reservation_changed(.procedure = PROCEDURE_CERT_NEW, .start_minute = 1035));
    at(b, WEDNESDAY_3, 1035);
    when(b, CHANGE(.date = { THURSDAY_4 }));
    then_refused(b, TOO_LATE);
#undef CHANGE
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reservations_test(change_reservation__with_more_people_is_longer),
        reservations_test(change_reservation__to_two_procedures_goes_to_their_common_place),
        reservations_test(change_reservation__counts_its_own_place_out_and_gives_it_back),
        reservations_test(change_reservation__sits_a_family_side_by_side),
        reservations_test(change_reservation__lets_a_card_go_that_is_not_needed),
        reservations_test(change_reservation__may_take_another_time_in_the_same_step),
        reservations_test(change_reservation__leaves_citizens_the_reserve),
        reservations_test(change_reservation__refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
