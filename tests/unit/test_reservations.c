/* Holding, booking, cancelling, and what reservations takes from its neighbours. The clock starts
 * on Monday 2027-02-01 at 8:30; the visits are on Wednesday the 3rd. */
#include "bench.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reservations_build.h"
#include "reservations_fixture.h"
#include "trust/claim.h"
#include "trust/code.h"

extern const struct service reservations_service;

#define T(literal) { (literal), sizeof(literal) - 1 }
#define WEDNESDAY_3 20270203u

static struct arena arena;
static uint8_t claim_of_yui[CLAIM_TAG_LEN], claim_of_hiroto[CLAIM_TAG_LEN];
#define YUI_TAG { claim_of_yui, CLAIM_TAG_LEN }
#define HIROTO_TAG { claim_of_hiroto, CLAIM_TAG_LEN }

/* The tag as inventory makes it; the bench's shared secret "claim" is 32 bytes of 1. */
static void tag_of(uint32_t posted, const char *notice, uint32_t birth, uint8_t ret[CLAIM_TAG_LEN])
{
    uint16_t generation = claim_generation((struct date){ posted });
    uint8_t root[32], key[32];

    memset(root, 1, sizeof root);
    claim_key(root, generation, key);
    claim_tag(key, generation, text_of(notice), (struct date){ birth }, ret);
}

static int setup(void **state)
{
    struct bench *b;

    arena_init(&arena, 16u << 20);
    b = bench_new(&reservations_service, osakasayama(&arena));
    tag_of(20270115, "DNX280268", 19890627, claim_of_yui);
    tag_of(20261201, "VYR468528", 19630330, claim_of_hiroto);
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

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* ---- hold_place ----------------------------------------------------------------------- */

#define HOLD(procedure_, day, minute) hold_place(.procedure = procedure_, .people = 1, .date = { day }, .start_minute = minute)

static void hold_place__keeps_a_place_for_ten_minutes(void **state)                    /* covers §5(6) */
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then(b, place_held(.procedure = PROCEDURE_ISSUE, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 600, .length_minutes = 30,
                       .place = DESK_PLACE_BOOTH, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .expires_at_us = now(b) + 10 * US_PER_MINUTE));
    then_result(b, hold_place_result(.length_minutes = 30, .expires_at_us = now(b) + 10 * US_PER_MINUTE));
}

static void hold_place__of_a_family_is_one_longer_place(void **state)
{
    struct bench *b = *state;

    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 3, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then(b, place_held(.people = 3, .length_minutes = 45));
}

static void hold_place__refused_on_a_closed_day(void **state)
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_ISSUE, 20270211, 600));       /* a holiday */
    then_refused(b, CLOSED_DAY);
    when(b, HOLD(PROCEDURE_ISSUE, 20270213, 600));       /* the second Saturday */
    then_refused(b, CLOSED_DAY);
}

static void hold_place__refused_once_the_days_part_is_closed(void **state)
{
    struct bench *b = *state;

    given(b, reservations_day_part_closed(.date = { 20270201 }));
    as(b, 12, ROLE_OPERATOR);
    when(b, HOLD(PROCEDURE_ISSUE, 20270201, 600));
    then_refused(b, CLOSED_DAY);
}

static void hold_place__refused_before_and_after_the_window(void **state)
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_ISSUE, 20270318, 600));       /* 45 days ahead, released at 9:00 */
    then_refused(b, OUTSIDE_WINDOW);
    at(b, 20270201, 540);
    when(b, HOLD(PROCEDURE_ISSUE, 20270318, 600));
    then(b, place_held(.date = { 20270318 }));
    at(b, 20270202, 1020);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));    /* exactly 17:00 of the day before */
    then(b, hold_expired(), place_held(.date = { WEDNESDAY_3 }));
    at_us(b, tokyo_us((struct date){ 20270202 }, 1020) + 1);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then_refused(b, OUTSIDE_WINDOW);
}

static void hold_place__by_staff_until_the_visit_begins(void **state)
{
    struct bench *b = *state;

    as(b, 12, ROLE_OPERATOR);
    at(b, WEDNESDAY_3, 600);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then(b, place_held(.by_staff = true));
    at_us(b, tokyo_us((struct date){ WEDNESDAY_3 }, 600) + 1);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then_refused(b, OUTSIDE_WINDOW);
}

static void hold_place__refused_for_what_citizens_do_not_book(void **state)
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_PIN_RESET, WEDNESDAY_3, 600));
    then_refused(b, NOT_BOOKABLE);
    when(b, hold_place(.procedure = PROCEDURE_ISSUE, .people = 6, .date = { WEDNESDAY_3 }, .start_minute = 600));
    then_refused(b, NOT_BOOKABLE);
    as(b, 12, ROLE_OPERATOR);
    when(b, HOLD(PROCEDURE_PIN_RESET, WEDNESDAY_3, 600));
    then(b, place_held(.procedure = PROCEDURE_PIN_RESET, .place = DESK_PLACE_COUNTER));
}

static void hold_place__refused_off_the_grid_and_when_it_would_end_after_closing(void **state)
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 605));
    then_refused(b, DOES_NOT_FIT);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 1035));
    then_refused(b, DOES_NOT_FIT);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 525));
    then_refused(b, DOES_NOT_FIT);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 1020));
    then(b, place_held(.start_minute = 1020));
}

static void hold_place__leaves_a_terminal_to_walk_ins_but_not_to_staff(void **state)
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then(b, place_held(.place = DESK_PLACE_BOOTH));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 615));
    then_refused(b, PLACE_TAKEN);
    as(b, 12, ROLE_OPERATOR);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 615));
    then(b, place_held(.place = DESK_PLACE_COUNTER));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 615));
    then_refused(b, PLACE_TAKEN);
}

/* ---- book ----------------------------------------------------------------------------- */

#define GIVEN_HOLD(id, minute)                                                                                                            \
    place_held(.hold_id = { id }, .procedure = PROCEDURE_ISSUE, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = minute, .length_minutes = 30, \
               .place = DESK_PLACE_BOOTH, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .expires_at_us = tokyo_us((struct date){ 20270201 }, 520))
#define GIVEN_CLAIM claim_noted(.claim_tag = YUI_TAG, .card_id = { 101 }), claim_noted(.claim_tag = HIROTO_TAG, .card_id = { 102 })
#define BOOK_YUI(hold) book(.hold_id = { hold }, .notice_number = T("DNX-280268"), .birth_date = { 19890627 }, .contact = T("090-0000-0000"))

static void book__turns_a_hold_into_a_booking_and_shows_its_code(void **state)
{
    struct bench *b = *state;
    const struct book_result *result;
    char code[BOOKING_CODE_SIZE];
    uint8_t key[32], tag[BOOKING_TAG_LEN];

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    when(b, BOOK_YUI(7));
    result = result_of(b, &book_result_spec);
    memset(key, 2, sizeof key);                          /* the bench's shared secret "code" */
    booking_code(key, result->reservation_id.v, code);
    booking_code_tag(key, code, tag);
    then(b, reservation_booked(.reservation_id = result->reservation_id, .hold_id = { 7 }, .procedure = PROCEDURE_ISSUE, .date = { WEDNESDAY_3 },
                               .start_minute = 600, .length_minutes = 30, .place = DESK_PLACE_BOOTH, .code_tag = { tag, BOOKING_TAG_LEN },
                               .claim_tag = YUI_TAG, .card_id = { 101 }, .contact = T("090-0000-0000")));
    assert_false(result->booked_after_expiry);
    then_shown(b, book_shown(.code = { code, BOOKING_CODE_SIZE - 1 }));
    when_repeated(b);
    then_shown(b, book_shown(.code = { code, BOOKING_CODE_SIZE - 1 }));
}

static void book__of_a_certificate_needs_no_notice(void **state)
{
    struct bench *b = *state;

    given(b, place_held(.hold_id = { 7 }, .procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 600,
                        .length_minutes = 15, .place = DESK_PLACE_COUNTER, .equipment = EQUIPMENT_INTEGRATED_TERMINAL,
                        .expires_at_us = now(b) + 10 * US_PER_MINUTE));
    when(b, book(.hold_id = { 7 }));
    then(b, reservation_booked(.procedure = PROCEDURE_CERT_RENEW));
}

static void book__refused_without_a_hold(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM);
    when(b, BOOK_YUI(7));
    then_refused(b, NO_SUCH_HOLD);
}

static void book__refused_once_the_days_part_is_closed(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600), reservations_day_part_closed(.date = { WEDNESDAY_3 }));
    when(b, BOOK_YUI(7));
    then_refused(b, CLOSED_DAY);
}

static void book__refused_alike_for_either_half_wrong_or_missing(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    when(b, book(.hold_id = { 7 }, .notice_number = T("DNX-280269"), .birth_date = { 19890627 }));
    then_refused(b, CLAIM_UNKNOWN);
    when(b, book(.hold_id = { 7 }, .notice_number = T("DNX-280268"), .birth_date = { 19890628 }));
    then_refused(b, CLAIM_UNKNOWN);
    when(b, book(.hold_id = { 7 }, .notice_number = T("DNX-280268"), .birth_date = { 19630330 }));
    then_refused(b, CLAIM_UNKNOWN);
    when(b, book(.hold_id = { 7 }, .birth_date = { 19890627 }));
    then_refused(b, CLAIM_UNKNOWN);
    when(b, book(.hold_id = { 7 }, .notice_number = T("DNX-280268")));
    then_refused(b, CLAIM_UNKNOWN);
}

static void book__finds_claims_of_every_month(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    when(b, book(.hold_id = { 7 }, .notice_number = T("VYR468528"), .birth_date = { 19630330 }));
    then(b, reservation_booked(.card_id = { 102 }));
}

static void book__refused_while_the_notice_number_has_a_booking(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600), GIVEN_HOLD(8, 660));
    when(b, BOOK_YUI(7));
    when(b, BOOK_YUI(8));
    then_refused(b, ALREADY_BOOKED);
}

static void book__in_time_at_exactly_ten_minutes(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    at(b, 20270201, 520);
    when(b, BOOK_YUI(7));
    then(b, reservation_booked(.hold_id = { 7 }));
    assert_false(((const struct book_result *)result_of(b, &book_result_spec))->booked_after_expiry);
}

static void book__after_the_expiry_takes_the_place_when_it_is_still_free(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    pass(b, 10 * US_PER_MINUTE + 1);
    then(b, hold_expired(.hold_id = { 7 }));
    when(b, BOOK_YUI(7));
    then(b, reservation_booked(.hold_id = { 7 }, .booked_after_expiry = true));
    then_result(b, book_result(.booked_after_expiry = true));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then_refused(b, PLACE_TAKEN);                        /* it counts again */
}

static void book__refused_after_the_expiry_when_the_place_is_gone(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    pass(b, 10 * US_PER_MINUTE + 1);
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then(b, place_held(.start_minute = 600));
    when(b, BOOK_YUI(7));
    then_refused(b, HOLD_EXPIRED);
}

static void hold_expiry__gives_the_place_back_and_later_forgets_the_hold(void **state)
{
    struct bench *b = *state;

    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    pass(b, 10 * US_PER_MINUTE);
    then_nothing(b);                                     /* exactly ten minutes: still held */
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then_refused(b, PLACE_TAKEN);
    pass(b, 1);
    then(b, hold_expired(), hold_expired());
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then(b, place_held(.start_minute = 600));
    pass(b, 60 * US_PER_MINUTE);
    then(b, hold_expired(), hold_forgotten(), hold_forgotten());
}

static void hold_expiry__leaves_a_booked_hold_alone(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    when(b, BOOK_YUI(7));
    pass(b, 2 * US_PER_HOUR);
    then_nothing(b);
}

/* ---- cancel_reservation ---------------------------------------------------------------- */

/* Books for 101 on Wednesday at 10:00; the code is in `ret`. */
static struct reservation_id given_booking(struct bench *b, char ret[BOOKING_CODE_SIZE])
{
    const struct book_result *result;
    struct reservation_id id;
    uint8_t key[32];

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    when(b, BOOK_YUI(7));
    result = result_of(b, &book_result_spec);
    assert_non_null(result);
    id = result->reservation_id;
    memset(key, 2, sizeof key);
    booking_code(key, id.v, ret);
    return id;
}

static void cancel_reservation__gives_place_and_notice_number_free(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    when(b, cancel_reservation(.code = text_of(code)));
    then(b, reservation_cancelled(.reservation_id = id));
    given(b, GIVEN_HOLD(8, 600), GIVEN_HOLD(9, 600));
    when(b, BOOK_YUI(8));
    then(b, reservation_booked(.hold_id = { 8 }));
    ask(b, reservation_by_code(.code = text_of(code)));
    then_no_answer(b, NO_SUCH_RESERVATION);
}

static void cancel_reservation__understands_a_code_as_typed(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE], typed[32];
    struct reservation_id id = given_booking(b, code);

    snprintf(typed, sizeof typed, "%.4s %.4s-%.5s", code, code + 4, code + 8);
    for (char *c = typed; *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    when(b, cancel_reservation(.code = text_of(typed)));
    then(b, reservation_cancelled(.reservation_id = id));
}

static void cancel_reservation__refused_for_a_code_nobody_has(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    uint8_t key[32] = { 9 };

    given_booking(b, code);
    booking_code(key, 4711, code);
    when(b, cancel_reservation(.code = text_of(code)));
    then_refused(b, NO_SUCH_RESERVATION);
    when(b, cancel_reservation(.code = T("no code")));
    then_refused(b, NO_SUCH_RESERVATION);
}

static void cancel_reservation__refused_the_second_time(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];

    given_booking(b, code);
    when(b, cancel_reservation(.code = text_of(code)));
    when(b, cancel_reservation(.code = text_of(code)));
    then_refused(b, NO_SUCH_RESERVATION);
}

static void cancel_reservation__refused_from_the_booked_minute_on(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];

    given_booking(b, code);
    at(b, WEDNESDAY_3, 600);
    when(b, cancel_reservation(.code = text_of(code)));
    then_refused(b, TOO_LATE);
}

static void cancel_reservation__fine_a_moment_before(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];

    given_booking(b, code);
    at_us(b, tokyo_us((struct date){ WEDNESDAY_3 }, 600) - 1);
    when(b, cancel_reservation(.code = text_of(code)));
    then(b, reservation_cancelled());
}

/* ---- followed -------------------------------------------------------------------------- */

static void notice_posted__lets_its_holder_book(void **state)
{
    struct bench *b = *state;

    followed(b, notice_posted(.card_id = { 101 }, .posted_on = { 20270115 }, .deadline = { 20270415 }, .claim_tag = YUI_TAG));
    then(b, claim_noted(.claim_tag = YUI_TAG, .card_id = { 101 }));
    given(b, GIVEN_HOLD(7, 600));
    when(b, BOOK_YUI(7));
    then(b, reservation_booked(.card_id = { 101 }));
}

static void notice_posted__twice_is_taken_once(void **state)
{
    struct bench *b = *state;

    followed(b, notice_posted(.card_id = { 101 }, .posted_on = { 20270115 }, .deadline = { 20270415 }, .claim_tag = YUI_TAG));
    followed(b, notice_posted(.card_id = { 101 }, .posted_on = { 20270115 }, .deadline = { 20270415 }, .claim_tag = YUI_TAG));
    then_nothing(b);
}

static void card_issued__ends_the_claim(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 600));
    followed(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    then(b, claim_ended(.card_id = { 101 }));
    when(b, BOOK_YUI(7));
    then_refused(b, CLAIM_UNKNOWN);
    followed(b, card_issued(.card_id = { 103 }, .ticket_id = { 901 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    then_nothing(b);
}

/* A booking that still stood at the issue is known when the issue turns out to be a mistake. */
static void claim_restored__after_an_issue_leaves_its_booking_the_only_one(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    followed(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    then(b, claim_ended(.card_id = { 101 }));
    followed(b, claim_restored(.card_id = { 101 }, .claim_tag = YUI_TAG));
    then(b, claim_allowed(.card_id = { 101 }));
    given(b, GIVEN_HOLD(7, 600));
    when(b, BOOK_YUI(7));
    then_refused(b, ALREADY_BOOKED);
    followed(b, guest_checked_in(.reservation_id = id, .ticket_id = { 900 }, .date = { WEDNESDAY_3 }, .at_us = now(b)));
    when(b, BOOK_YUI(7));
    then(b, reservation_booked(.card_id = { 101 }));
}

static void card_issued__forgets_the_claim_with_its_last_booking(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    followed(b, card_issued(.card_id = { 101 }, .ticket_id = { 900 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    followed(b, guest_checked_in(.reservation_id = id, .ticket_id = { 900 }, .date = { WEDNESDAY_3 }, .at_us = now(b)));
    given(b, GIVEN_HOLD(7, 600));
    when(b, BOOK_YUI(7));
    then_refused(b, CLAIM_UNKNOWN);
}

static void guest_checked_in__ends_the_booking_as_attended(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    followed(b, guest_checked_in(.reservation_id = id, .ticket_id = { 900 }, .date = { WEDNESDAY_3 }, .at_us = now(b)));
    then(b, attendance_noted(.reservation_id = id, .end = BOOKING_END_ATTENDED));
    followed(b, guest_checked_in(.reservation_id = id, .ticket_id = { 900 }, .date = { WEDNESDAY_3 }, .at_us = now(b)));
    then_nothing(b);
    given(b, GIVEN_HOLD(8, 660));
    when(b, BOOK_YUI(8));
    then(b, reservation_booked(.hold_id = { 8 }));
}

static void guest_missed__ends_it_as_missed_until_the_guest_comes_after_all(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    followed(b, guest_missed(.reservation_id = id, .date = { WEDNESDAY_3 }));
    then(b, attendance_noted(.reservation_id = id, .end = BOOKING_END_MISSED));
    followed(b, guest_missed(.reservation_id = id, .date = { WEDNESDAY_3 }));
    then_nothing(b);
    followed(b, guest_checked_in(.reservation_id = id, .ticket_id = { 900 }, .date = { WEDNESDAY_3 }, .at_us = now(b), .late = true));
    then(b, attendance_noted(.reservation_id = id, .end = BOOKING_END_ATTENDED));
}

static void guest_missed__does_not_offer_the_place_again(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    given(b, GIVEN_HOLD(8, 600));
    followed(b, guest_missed(.reservation_id = id, .date = { WEDNESDAY_3 }));
    when(b, HOLD(PROCEDURE_ISSUE, WEDNESDAY_3, 600));
    then_refused(b, PLACE_TAKEN);
}

static void visit_dropped__ends_a_booking_of_a_day_that_did_not_open(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    followed(b, visit_dropped(.reservation_id = id, .end = BOOKING_END_LAPSED));
    then(b, attendance_noted(.reservation_id = id, .end = BOOKING_END_LAPSED));
}

static void visit_dropped__of_our_own_cancellation_is_nothing(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    when(b, cancel_reservation(.code = text_of(code)));
    followed(b, visit_dropped(.reservation_id = id, .end = BOOKING_END_CANCELLED));
    then_nothing(b);
}

static void day_closing__closes_our_part_once(void **state)
{
    struct bench *b = *state;

    followed(b, day_closing(.date = { 20270201 }, .at_us = now(b)));
    then(b, reservations_day_part_closed(.date = { 20270201 }));
    followed(b, day_closing(.date = { 20270201 }, .at_us = now(b)));
    then_nothing(b);
}

/* ---- questions ------------------------------------------------------------------------- */

static void free_places__lists_the_days_a_citizen_can_book(void **state)
{
    struct bench *b = *state;
    const struct free_places_result *answer;

    given(b, GIVEN_CLAIM);
    ask(b, free_places(.procedure = PROCEDURE_ISSUE, .people = 1, .from = { 20270201 }, .days = 7));
    answer = answer_of(b, &free_places_result_spec);
    assert_int_equal(answer->days.count, 5);                            /* not today; the Saturday, not the Sunday */
    assert_int_equal(answer->days.at[0].date.v, 20270202);
    assert_int_equal(answer->days.at[0].starts.count, 33);              /* 9:00 .. 17:00 */
    assert_int_equal(answer->days.at[0].starts.at[32], 1020);
    assert_int_equal(answer->days.at[4].date.v, 20270206);
    assert_int_equal(answer->days.at[4].starts.count, 11);              /* 9:00 .. 11:30 */
}

static void free_places__leave_out_what_is_taken(void **state)
{
    struct bench *b = *state;
    const struct free_places_result *answer;

    given(b, GIVEN_HOLD(7, 600), GIVEN_HOLD(8, 600));
    ask(b, free_places(.procedure = PROCEDURE_ISSUE, .people = 1, .from = { WEDNESDAY_3 }, .days = 1));
    answer = answer_of(b, &free_places_result_spec);
    assert_int_equal(answer->days.at[0].starts.count, 30);              /* not 9:45, 10:00, 10:15 */
    assert_int_equal(answer->days.at[0].starts.at[2], 570);
    assert_int_equal(answer->days.at[0].starts.at[3], 630);
    as(b, 12, ROLE_OPERATOR);
    ask(b, free_places(.procedure = PROCEDURE_ISSUE, .people = 1, .from = { WEDNESDAY_3 }, .days = 1));
    assert_int_equal(((const struct free_places_result *)answer_of(b, &free_places_result_spec))->days.at[0].starts.count, 33);
}

static void free_places__for_staff_begin_now(void **state)
{
    struct bench *b = *state;
    const struct free_places_result *answer;

    given(b, GIVEN_CLAIM);
    as(b, 12, ROLE_OPERATOR);
    at(b, 20270201, 601);
    ask(b, free_places(.procedure = PROCEDURE_ISSUE, .people = 1, .from = { 20270201 }, .days = 1));
    answer = answer_of(b, &free_places_result_spec);
    assert_int_equal(answer->days.at[0].starts.at[0], 615);
}

static void free_places__refused_for_what_is_not_bookable(void **state)
{
    struct bench *b = *state;

    given(b, GIVEN_CLAIM);
    ask(b, free_places(.procedure = PROCEDURE_PIN_RESET, .people = 1, .from = { 20270201 }, .days = 7));
    then_no_answer(b, NOT_BOOKABLE);
}

static void open_days__have_their_hours(void **state)
{
    struct bench *b = *state;
    const struct open_days_result *answer;

    given(b, GIVEN_CLAIM);
    ask(b, open_days(.from = { 20270206 }, .days = 8));
    answer = answer_of(b, &open_days_result_spec);
    assert_int_equal(answer->days.count, 5);                            /* Saturday, Mon .. Wed, Fri: Thursday is a holiday */
    assert_int_equal(answer->days.at[0].closes_minute, 720);
    assert_int_equal(answer->days.at[4].date.v, 20270212);
    assert_int_equal(answer->days.at[4].closes_minute, 1050);
}

static void reservation_by_code__tells_the_time_booked(void **state)
{
    struct bench *b = *state;
    char code[BOOKING_CODE_SIZE];
    struct reservation_id id = given_booking(b, code);

    ask(b, reservation_by_code(.code = text_of(code)));
    then_answer(b, reservation_by_code_result(.reservation_id = id, .date = { WEDNESDAY_3 }, .start_minute = 600, .length_minutes = 30));
    ask(b, reservation_by_code(.code = T("0000000000000")));
    then_no_answer(b, NO_SUCH_RESERVATION);
}

static void day_bookings__come_by_time_and_by_pages(void **state)
{
    struct bench *b = *state;
    const struct day_bookings_result *answer;
    struct reservation_id first;

    given(b, GIVEN_CLAIM, GIVEN_HOLD(7, 660), GIVEN_HOLD(8, 600));
    when(b, BOOK_YUI(7));
    when(b, book(.hold_id = { 8 }, .notice_number = T("VYR468528"), .birth_date = { 19630330 }));
    as(b, 12, ROLE_OPERATOR);
    ask(b, day_bookings(.date = { WEDNESDAY_3 }));
    answer = answer_of(b, &day_bookings_result_spec);
    assert_int_equal(answer->bookings.count, 2);
    assert_int_equal(answer->bookings.at[0].start_minute, 600);
    assert_int_equal(answer->bookings.at[0].card_id.v, 102);
    first = answer->bookings.at[0].reservation_id;
    ask(b, day_bookings(.date = { WEDNESDAY_3 }, .after = first));
    answer = answer_of(b, &day_bookings_result_spec);
    assert_int_equal(answer->bookings.count, 1);
    assert_int_equal(answer->bookings.at[0].start_minute, 660);
    assert_false(answer->more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(hold_place__keeps_a_place_for_ten_minutes),
        test(hold_place__of_a_family_is_one_longer_place),
        test(hold_place__refused_on_a_closed_day),
        test(hold_place__refused_once_the_days_part_is_closed),
        test(hold_place__refused_before_and_after_the_window),
        test(hold_place__by_staff_until_the_visit_begins),
        test(hold_place__refused_for_what_citizens_do_not_book),
        test(hold_place__refused_off_the_grid_and_when_it_would_end_after_closing),
        test(hold_place__leaves_a_terminal_to_walk_ins_but_not_to_staff),
        test(book__turns_a_hold_into_a_booking_and_shows_its_code),
        test(book__of_a_certificate_needs_no_notice),
        test(book__refused_without_a_hold),
        test(book__refused_once_the_days_part_is_closed),
        test(book__refused_alike_for_either_half_wrong_or_missing),
        test(book__finds_claims_of_every_month),
        test(book__refused_while_the_notice_number_has_a_booking),
        test(book__in_time_at_exactly_ten_minutes),
        test(book__after_the_expiry_takes_the_place_when_it_is_still_free),
        test(book__refused_after_the_expiry_when_the_place_is_gone),
        test(hold_expiry__gives_the_place_back_and_later_forgets_the_hold),
        test(hold_expiry__leaves_a_booked_hold_alone),
        test(cancel_reservation__gives_place_and_notice_number_free),
        test(cancel_reservation__understands_a_code_as_typed),
        test(cancel_reservation__refused_for_a_code_nobody_has),
        test(cancel_reservation__refused_the_second_time),
        test(cancel_reservation__refused_from_the_booked_minute_on),
        test(cancel_reservation__fine_a_moment_before),
        test(notice_posted__lets_its_holder_book),
        test(notice_posted__twice_is_taken_once),
        test(card_issued__ends_the_claim),
        test(claim_restored__after_an_issue_leaves_its_booking_the_only_one),
        test(card_issued__forgets_the_claim_with_its_last_booking),
        test(guest_checked_in__ends_the_booking_as_attended),
        test(guest_missed__ends_it_as_missed_until_the_guest_comes_after_all),
        test(guest_missed__does_not_offer_the_place_again),
        test(visit_dropped__ends_a_booking_of_a_day_that_did_not_open),
        test(visit_dropped__of_our_own_cancellation_is_nothing),
        test(day_closing__closes_our_part_once),
        test(free_places__lists_the_days_a_citizen_can_book),
        test(free_places__leave_out_what_is_taken),
        test(free_places__for_staff_begin_now),
        test(free_places__refused_for_what_is_not_bookable),
        test(open_days__have_their_hours),
        test(reservation_by_code__tells_the_time_booked),
        test(day_bookings__come_by_time_and_by_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
