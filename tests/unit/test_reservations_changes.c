/* The calendar changed at run time: days, parts of days, equipment; and the bookings that hits. The clock
 * starts on Monday 2027-02-01 at 8:30. */
#include "bench.h"

#include "gen/engine_build.h"
#include "gen/inventory_build.h"
#include "gen/reservations_build.h"
#include "reservations_fixture.h"

extern const struct service reservations_service;

#define T(literal) { (literal), sizeof(literal) - 1 }
#define WEDNESDAY_3 20270203u
#define WHO .reason = T("台風"), .author = T("現地管理者"), .approval = T("市窓第31号")

static struct arena arena;

static int setup(void **state)
{
    struct bench *b;

    arena_init(&arena, 16u << 20);
    b = bench_new(&reservations_service, osakasayama(&arena));
    as(b, 21, ROLE_SITE_MANAGER);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    arena_fini(&arena);
    return 0;
}

#define RENEW(minute) book_by_phone(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = minute)

static struct reservation_id booked(struct bench *b, uint64_t minute)
{
    const struct book_by_phone_result *result;

    when(b, RENEW(minute));
    result = result_of(b, &book_by_phone_result_spec);
    assert_non_null(result);
    return result->reservation_id;
}

static const struct hit_bookings_result *hits(struct bench *b)
{
    ask(b, hit_bookings(.from = { 20270201 }, .days = 10));
    return answer_of(b, &hit_bookings_result_spec);
}

/* ---- change_day ------------------------------------------------------------------------ */

static void change_day__closes_a_day_and_lists_what_was_booked(void **state)          /* covers §7 */
{
    struct bench *b = *state;
    struct reservation_id id = booked(b, 600);
    const struct hit_bookings_result *hit;

    assert_int_equal(hits(b)->bookings.count, 0);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    then(b, day_changed(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, .reason = T("台風"), .approval = T("市窓第31号")));
    hit = hits(b);
    assert_int_equal(hit->bookings.count, 1);
    assert_int_equal(hit->bookings.at[0].reservation_id.v, id.v);
    assert_int_equal(hit->bookings.at[0].why, HIT_REASON_CLOSED);
    when(b, RENEW(660));
    then_refused(b, CLOSED_DAY);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    then_refused(b, CLOSED_DAY);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_AS_PLANNED, WHO));
    then(b, day_changed(.kind = DAY_CHANGE_KIND_AS_PLANNED));
    assert_int_equal(hits(b)->bookings.count, 0);
    when(b, RENEW(660));
    then(b, place_held(), reservation_booked());
}

static void change_day__opens_a_sunday(void **state)
{
    struct bench *b = *state;

    when(b, change_day(.date = { 20270207 }, .kind = DAY_CHANGE_KIND_OPEN, .opens_minute = 540, .closes_minute = 720, .staffed_desks = 2, WHO));
    then(b, day_changed(.date = { 20270207 }, .open = true, .opens_minute = 540, .closes_minute = 720, .staffed_desks = 2));
    ask(b, open_days(.from = { 20270207 }, .days = 1));
    assert_int_equal(((const struct open_days_result *)answer_of(b, &open_days_result_spec))->days.count, 1);
    when(b, book_by_phone(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { 20270207 }, .start_minute = 705));
    then(b, place_held(.date = { 20270207 }), reservation_booked());
}

static void change_day__other_hours_begin_the_grid_anew(void **state)
{
    struct bench *b = *state;

    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_HOURS, .opens_minute = 600, WHO));
    then(b, day_changed(.open = true, .opens_minute = 600, .closes_minute = 1050, .staffed_desks = 4));
    when(b, RENEW(585));
    then_refused(b, DOES_NOT_FIT);
    when(b, RENEW(600));
    then(b, place_held(.start_minute = 600), reservation_booked());
}

static void change_day__fewer_staff_hit_what_exceeds_them(void **state)
{
    static const struct staff_shift shifts[] = { { 540, 600, 4 }, { 600, 660, 1 }, { 660, 1050, 4 } };
    struct bench *b = *state;
    const struct hit_bookings_result *hit;

    booked(b, 600);
    booked(b, 600);
    booked(b, 660);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_STAFF, .shifts = { shifts, 3 }, WHO));
    then(b, day_changed(.open = true, .opens_minute = 540, .closes_minute = 1050));
    hit = hits(b);
    assert_int_equal(hit->bookings.count, 2);                 /* two where one can be served: both are listed */
    assert_int_equal(hit->bookings.at[0].why, HIT_REASON_STAFF);
    assert_int_equal(hit->bookings.at[1].start_minute, 600);
}

static void change_day__refused_for_days_past_and_wrong_times(void **state)
{
    static const struct staff_shift wrong[] = { { 600, 660, 1 }, { 645, 700, 1 } };
    struct bench *b = *state;

    when(b, change_day(.date = { 20270131 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    then_refused(b, DAY_PAST);
    when(b, change_day(.date = { 20270207 }, .kind = DAY_CHANGE_KIND_HOURS, .opens_minute = 600, WHO));
    then_refused(b, CLOSED_DAY);
    when(b, change_day(.date = { 20270207 }, .kind = DAY_CHANGE_KIND_OPEN, WHO));
    then_refused(b, HOURS_WRONG);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_HOURS, .opens_minute = 605, WHO));
    then_refused(b, HOURS_WRONG);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_HOURS, .opens_minute = 1050, WHO));
    then_refused(b, HOURS_WRONG);
    when(b, change_day(.date = { 20270207 }, .kind = DAY_CHANGE_KIND_OPEN, .opens_minute = 540, .closes_minute = 720, WHO));
    then_refused(b, STAFF_NOT_PLANNED);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_STAFF, .shifts = { wrong, 2 }, WHO));
    then_refused(b, STAFF_NOT_PLANNED);
    as(b, 12, ROLE_OPERATOR);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    then_not_taken(b, NOT_PERMITTED);
}

/* ---- close_part ------------------------------------------------------------------------ */

static void close_part__takes_the_hours_and_gives_them_back(void **state)
{
    struct bench *b = *state;
    struct closed_part_id part;

    booked(b, 600);
    booked(b, 630);
    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 540, .until_minute = 615, WHO));
    part = ((const struct close_part_result *)result_of(b, &close_part_result_spec))->closed_part_id;
    then(b, part_of_day_closed(.closed_part_id = part, .from_minute = 540, .until_minute = 615));
    assert_int_equal(hits(b)->bookings.count, 1);
    when(b, RENEW(585));
    then_refused(b, PLACE_TAKEN);
    when(b, RENEW(615));                                      /* on the grid of nine o'clock */
    then(b, place_held(.start_minute = 615), reservation_booked());
    when(b, reopen_part(.closed_part_id = part));
    then(b, part_of_day_reopened(.closed_part_id = part));
    assert_int_equal(hits(b)->bookings.count, 0);
    when(b, reopen_part(.closed_part_id = part));
    then_refused(b, NO_SUCH_CLOSURE);
}

static void close_part__of_one_counter_for_the_city(void **state)
{
    struct bench *b = *state;

    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 600, .until_minute = 660, .place = DESK_PLACE_COUNTER, .desks = 1, WHO));
    booked(b, 600);
    when(b, RENEW(600));
    then_refused(b, PLACE_TAKEN);
    when(b, RENEW(660));
    then(b, place_held(), reservation_booked());
}

static void close_part__refused(void **state)
{
    struct bench *b = *state;

    when(b, close_part(.date = { 20270131 }, .from_minute = 540, .until_minute = 615, WHO));
    then_refused(b, DAY_PAST);
    when(b, close_part(.date = { 20270207 }, .from_minute = 540, .until_minute = 615, WHO));
    then_refused(b, CLOSED_DAY);
    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 615, .until_minute = 615, WHO));
    then_refused(b, HOURS_WRONG);
    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 550, .until_minute = 615, WHO));
    then_refused(b, HOURS_WRONG);
    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 540, .until_minute = 615, .place = DESK_PLACE_BOOTH, .desks = 3, WHO));
    then_refused(b, NOT_SO_MANY);
}

/* ---- outages --------------------------------------------------------------------------- */

#define OUTAGE(number, ...) begin_outage(.equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = number, .cause = OUTAGE_CAUSE_CITY_USE, .reason = T("市の使用"), .author = T("市民窓口グループ"), __VA_ARGS__)

static struct outage_id begun(struct bench *b)
{
    const struct begin_outage_result *result = result_of(b, &begin_outage_result_spec);

    assert_non_null(result);
    return result->outage_id;
}

static void outage__planned_takes_terminals_between_its_times_and_ends_by_itself(void **state)
{
    struct bench *b = *state;
    uint64_t from_us = tokyo_us((struct date){ WEDNESDAY_3 }, 600), until_us = tokyo_us((struct date){ WEDNESDAY_3 }, 660);
    struct outage_id id;

    booked(b, 600);
    booked(b, 600);
    when(b, OUTAGE(2, .from_us = from_us, .until_us = until_us));
    id = begun(b);
    then(b, outage_begun(.outage_id = id, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 2, .cause = OUTAGE_CAUSE_CITY_USE, .from_us = from_us,
                         .until_us = until_us, .reason = T("市の使用")));
    assert_int_equal(hits(b)->bookings.count, 2);
    assert_int_equal(hits(b)->bookings.at[0].why, HIT_REASON_EQUIPMENT);
    when(b, RENEW(645));
    then(b, place_held(), reservation_booked());              /* one is left, and staff may take it */
    when(b, RENEW(645));
    then_refused(b, PLACE_TAKEN);
    when(b, RENEW(660));
    then(b, place_held(), reservation_booked());
    pass(b, until_us - now(b));
    then(b, outage_ended(.outage_id = id, .at_us = until_us));
    when(b, end_outage(.outage_id = id));
    then_refused(b, NO_SUCH_OUTAGE);
}

static void outage__from_now_without_an_end_is_ended_by_hand(void **state)
{
    struct bench *b = *state;
    struct outage_id id;

    when(b, OUTAGE(3));
    id = begun(b);
    then(b, outage_begun(.count = 3, .from_us = now(b)));
    when(b, RENEW(645));
    then_refused(b, PLACE_TAKEN);
    when(b, end_outage(.outage_id = id));
    then(b, outage_ended(.outage_id = id, .at_us = now(b)));
    when(b, RENEW(645));
    then(b, place_held(), reservation_booked());
}

static void outage__refused(void **state)
{
    struct bench *b = *state;
    uint64_t ten = tokyo_us((struct date){ WEDNESDAY_3 }, 600);

    when(b, OUTAGE(4, .from_us = ten));
    then_refused(b, NOT_SO_MANY);
    when(b, OUTAGE(1, .from_us = ten, .until_us = ten));
    then_refused(b, OUTAGE_PERIOD_WRONG);
    when(b, OUTAGE(1, .from_us = now(b) - 2, .until_us = now(b)));
    then_refused(b, OUTAGE_PERIOD_WRONG);
    when(b, end_outage(.outage_id = { 7 }));
    then_refused(b, NO_SUCH_OUTAGE);
}

/* ---- holds and cards ------------------------------------------------------------------- */

static void book__refused_when_a_closure_has_withdrawn_the_place(void **state)
{
    struct bench *b = *state;
    struct hold_id held;

    when(b, hold_place(.procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 600));
    held = ((const struct hold_place_result *)result_of(b, &hold_place_result_spec))->hold_id;
    when(b, close_part(.date = { WEDNESDAY_3 }, .from_minute = 600, .until_minute = 630, WHO));
    when(b, book(.hold_id = held));
    then_refused(b, PLACE_WITHDRAWN);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    when(b, book(.hold_id = held));
    then_refused(b, CLOSED_DAY);
}

static uint8_t tag_bytes[18] = { 0, 1, 9 }, other_bytes[18] = { 0, 2, 9 };
#define TAG { tag_bytes, 18 }
#define OTHER { other_bytes, 18 }

static void claim__withdrawn_lists_the_booking_and_restored_lets_it_be(void **state)
{
    struct bench *b = *state;

    given(b, claim_noted(.claim_tag = TAG, .card_id = { 101 }),
          place_held(.hold_id = { 7 }, .procedure = PROCEDURE_ISSUE, .people = 1, .date = { WEDNESDAY_3 }, .start_minute = 600, .length_minutes = 30,
                     .place = DESK_PLACE_BOOTH, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .expires_at_us = now(b) + 1),
          reservation_booked(.reservation_id = { 8 }, .hold_id = { 7 }, .procedure = PROCEDURE_ISSUE, .people = 1, .date = { WEDNESDAY_3 },
                             .start_minute = 600, .length_minutes = 30, .place = DESK_PLACE_BOOTH, .equipment = EQUIPMENT_INTEGRATED_TERMINAL,
                             .code_tag = { other_bytes, 16 }, .claim_tag = TAG, .card_id = { 101 }));
    followed(b, claim_withdrawn(.card_id = { 101 }));
    then(b, claim_barred(.card_id = { 101 }));
    followed(b, claim_withdrawn(.card_id = { 101 }));
    then_nothing(b);
    assert_int_equal(hits(b)->bookings.count, 1);
    assert_int_equal(hits(b)->bookings.at[0].why, HIT_REASON_CARD);
    followed(b, claim_restored(.card_id = { 101 }, .claim_tag = OTHER));
    then(b, claim_allowed(.card_id = { 101 }, .claim_tag = OTHER));
    followed(b, claim_restored(.card_id = { 101 }, .claim_tag = OTHER));
    then_nothing(b);
    assert_int_equal(hits(b)->bookings.count, 0);
    when(b, cancel_for_guest(.reservation_id = { 8 }));       /* the claim of another tag lets it go too */
    then(b, reservation_cancelled());
    followed(b, claim_withdrawn(.card_id = { 999 }));
    then_nothing(b);
}

static void calendar_changes__name_reason_author_and_approval(void **state)
{
    struct bench *b = *state;
    const struct calendar_changes_result *answer;

    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, WHO));
    when(b, close_part(.date = { 20270204 }, .from_minute = 600, .until_minute = 660, WHO));
    when(b, OUTAGE(1, .from_us = tokyo_us((struct date){ 20270205 }, 600)));
    ask(b, calendar_changes(.from = { 20270201 }, .days = 5));
    answer = answer_of(b, &calendar_changes_result_spec);
    assert_int_equal(answer->days.count, 1);
    assert_true(text_is(answer->days.at[0].author, "現地管理者"));
    assert_int_equal(answer->parts.count, 1);
    assert_true(text_is(answer->parts.at[0].approval, "市窓第31号"));
    assert_int_equal(answer->outages.count, 1);
    ask(b, calendar_changes(.from = { 20270205 }, .days = 5));
    answer = answer_of(b, &calendar_changes_result_spec);
    assert_int_equal(answer->days.count + answer->parts.count, 0);
}

/* The city decides about its hours, on paper or by a number the site manager was told. */
static void calendar_changes__on_the_citys_paper(void **state)                           /* covers §8 */
{
    struct bench *b = *state;
    const struct paper_approval paper = { .number = T("R09-40"), .date = { 20270201 }, .post = T("市民窓口課長"), .count = 1 };

    as(b, 13, ROLE_SITE_MANAGER);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, .reason = T("台風"), .author = T("市"), .paper = paper));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 12, ROLE_OPERATOR);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, .reason = T("台風"), .author = T("市"), .approval = T("R09-40"), .paper = paper));
    then_refused(b, APPROVAL_NAMED_TWICE);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, .reason = T("台風"), .author = T("市")));
    then_refused(b, APPROVAL_NOT_NAMED);
    second(b, 12, ROLE_OPERATOR);
    when(b, change_day(.date = { WEDNESDAY_3 }, .kind = DAY_CHANGE_KIND_CLOSE, .reason = T("台風"), .author = T("市"), .paper = paper));
    then(b, engine_decided_on_paper(.command = T("change_day"), .paper = { .number = T("R09-40"), .count = 1 }, .by = { 13 }, .confirmed_by = { 12 }),
         day_changed(.date = { WEDNESDAY_3 }, .approval = T("R09-40")));
    second(b, 12, ROLE_OPERATOR);
    when(b, close_part(.date = { 20270204 }, .from_minute = 600, .until_minute = 660, .reason = T("点検"), .author = T("市"), .paper = paper));
    then_refused_at(b, PAPER_NUMBER_USED, "paper.number");
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(change_day__closes_a_day_and_lists_what_was_booked),
        test(change_day__opens_a_sunday),
        test(change_day__other_hours_begin_the_grid_anew),
        test(change_day__fewer_staff_hit_what_exceeds_them),
        test(change_day__refused_for_days_past_and_wrong_times),
        test(close_part__takes_the_hours_and_gives_them_back),
        test(close_part__of_one_counter_for_the_city),
        test(close_part__refused),
        test(outage__planned_takes_terminals_between_its_times_and_ends_by_itself),
        test(outage__from_now_without_an_end_is_ended_by_hand),
        test(outage__refused),
        test(book__refused_when_a_closure_has_withdrawn_the_place),
        test(claim__withdrawn_lists_the_booking_and_restored_lets_it_be),
        test(calendar_changes__name_reason_author_and_approval),
        test(calendar_changes__on_the_citys_paper),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
