/* queueing: the day, its desks, what may be read, and the configuration. */
#include "queueing_fixture.h"

/* ---- The day --------------------------------------------------------------------------------- */

/* The lines of the fixture by name: what the day opens with. */
static const struct line_name line_names[] = {
    { { 1 }, { "交付予約", 12 }, { "booked", 6 } }, { { 2 }, { "交付", 6 }, { "walk-in", 7 } }, { { 3 }, { "申請", 6 }, { "other", 5 } } };

static void open_day__opens_today(void **state)                                         /* covers §7 */
{
    struct bench *b = *state;

    when(b, open_day(.date = TODAY));
    then(b, day_opened(.date = TODAY, .at_us = now(b), .lines = { line_names, 3 }));
}

static void open_day__refuses_a_second_day(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    when(b, open_day(.date = TODAY));
    then_refused(b, DAY_ALREADY_OPEN);
}

static void open_day__refuses_another_date(void **state)
{
    struct bench *b = *state;

    when(b, open_day(.date = { 20270202 }));
    then_refused(b, DATE_NOT_TODAY);
}

static void open_day__refuses_a_day_that_was_closed(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), day_closed(.date = TODAY));
    when(b, open_day(.date = TODAY));
    then_refused(b, DAY_ALREADY_CLOSED);
}

static void begin_closing__stops_new_guests(void **state)                                /* covers §7 */
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    when(b, begin_closing());
    then(b, day_closing(.date = TODAY, .at_us = now(b)));
    when(b, take_ticket(.line_id = { 2 }));
    then_refused(b, DAY_IS_CLOSING);
    when(b, check_in(.code = code_of(40)));
    then_refused(b, DAY_IS_CLOSING);
}

static void begin_closing__refuses_without_an_open_day(void **state)
{
    struct bench *b = *state;

    when(b, begin_closing());
    then_refused(b, DAY_NOT_OPEN);
}

static void begin_closing__refuses_twice(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY));
    when(b, begin_closing());
    then_refused(b, DAY_IS_CLOSING);
}

static void close_day__names_how_far_the_other_logs_belong_to_it(void **state)           /* covers §7 */
{
    struct bench *b = *state;
    const struct log_position vector[] = { { TEXT("inventory"), 1, 1 }, { TEXT("reservations"), 1, 1 }, { TEXT("staff"), 1, 1 } };

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY));
    followed(b, inventory_day_part_closed(.date = TODAY));
    followed(b, reservations_day_part_closed(.date = TODAY));
    followed(b, staff_day_part_closed(.date = TODAY));
    when(b, close_day());
    then(b, day_closed(.date = TODAY, .at_us = now(b), .vector = { vector, 3 }));
    when(b, close_day());
    then_refused(b, DAY_NOT_OPEN);
}

static void close_day__refuses_without_an_open_day(void **state)
{
    struct bench *b = *state;

    when(b, close_day());
    then_refused(b, DAY_NOT_OPEN);
}

static void close_day__refuses_before_the_closing(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    when(b, close_day());
    then_refused(b, DAY_NOT_CLOSING);
}

static void close_day__refuses_while_a_ticket_is_open(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    give_ticket(b, 7, 2, 201);
    given(b, day_closing(.date = TODAY), part_noted(.date = TODAY, .part = DAY_PART_STAFF));
    when(b, close_day());
    then_refused(b, OPEN_CASES);
}

static void close_day__refuses_while_a_guest_is_expected(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    expect_visit(b, 40, 17 * 60);
    given(b, day_closing(.date = TODAY));
    when(b, close_day());
    then_refused(b, VISITS_EXPECTED);
}

static void close_day__refuses_until_every_part_is_closed(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), part_noted(.date = TODAY, .part = DAY_PART_RESERVATIONS),
          part_noted(.date = TODAY, .part = DAY_PART_STAFF));
    when(b, close_day());
    then_refused(b, PARTS_NOT_CLOSED);
}

static void custody_reopen_asked__keeps_the_day_open_until_custody_is_closed_anew(void **state)      /* covers §5(5) */
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), part_noted(.date = TODAY, .part = DAY_PART_RESERVATIONS),
          part_noted(.date = TODAY, .part = DAY_PART_STAFF), part_noted(.date = TODAY, .part = DAY_PART_INVENTORY));
    followed(b, custody_reopen_asked(.date = TODAY, .ask = 1, .reason = TEXT("遅れて来られた方"), .at_us = now(b), .by = { LEAD }, .second = { OPERATOR }));
    then(b, part_taken_back(.date = TODAY, .part = DAY_PART_INVENTORY, .ask = 1));
    when(b, close_day());
    then_refused(b, PARTS_NOT_CLOSED);
    followed(b, inventory_day_part_closed(.date = TODAY));
    then(b, part_noted(.date = TODAY, .part = DAY_PART_INVENTORY));
    when(b, close_day());
    then(b, day_closed(.date = TODAY));
}

/* Whoever closes the day first has closed it: the part stays as it is. */
static void custody_reopen_asked__of_a_closed_day_is_left_unanswered(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), part_noted(.date = TODAY, .part = DAY_PART_INVENTORY), day_closed(.date = TODAY));
    followed(b, custody_reopen_asked(.date = TODAY, .ask = 1, .reason = TEXT("遅れて来られた方"), .at_us = now(b), .by = { LEAD }, .second = { OPERATOR }));
    then_nothing(b);
}

/* An asking whose answer was lost to inventory is asked again, and answered again. */
static void custody_reopen_asked__is_answered_every_time(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY));
    followed(b, custody_reopen_asked(.date = TODAY, .ask = 2, .reason = TEXT("見つかったカード"), .at_us = now(b), .by = { LEAD }, .second = { OPERATOR }));
    then(b, part_taken_back(.part = DAY_PART_INVENTORY, .ask = 2));
}

static void part_closed__is_noted_once_and_only_while_closing(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    followed(b, staff_day_part_closed(.date = TODAY));
    then_nothing(b);
    given(b, day_closing(.date = TODAY));
    followed(b, staff_day_part_closed(.date = TODAY));
    then(b, part_noted(.date = TODAY, .part = DAY_PART_STAFF));
    followed(b, staff_day_part_closed(.date = TODAY));
    then_nothing(b);
    followed(b, inventory_day_part_closed(.date = { 20270131 }));
    then_nothing(b);
}

/* ---- Desks ----------------------------------------------------------------------------------- */

static void open_desk__opens_for_today(void **state)                                     /* covers §6 */
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY));
    as(b, OPERATOR, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 2 }));
    then(b, desk_opened(.desk_id = { 2 }, .date = TODAY, .account_id = { OPERATOR }));
}

static void open_desk__refuses_before_the_day(void **state)
{
    struct bench *b = *state;

    when(b, open_desk(.desk_id = { 2 }));
    then_refused(b, DAY_NOT_OPEN);
}

static void open_desk__refuses_an_unknown_desk(void **state)
{
    struct bench *b = *state;

    when(b, open_desk(.desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
}

static void open_desk__refuses_twice(void **state)
{
    struct bench *b = *state;

    when(b, open_desk(.desk_id = { 1 }));
    then_refused(b, DESK_ALREADY_OPEN);
}

static void open_desk__refuses_whoever_lacks_training_or_pledge(void **state)           /* covers §9(3) */
{
    struct bench *b = *state;

    as(b, 77, ROLE_OPERATOR);
    given(b, day_opened(.date = TODAY, .at_us = now(b)));
    when(b, open_desk(.desk_id = { 2 }));
    then_refused(b, TRAINING_MISSING);
    followed(b, desk_readiness_changed(.account_id = { 77 }, .trained_on = TODAY));
    then(b, readiness_noted(.account_id = { 77 }, .trained_on = TODAY));
    when(b, open_desk(.desk_id = { 2 }));
    then_refused(b, PRIVACY_TRAINING_MISSING);
    followed(b, desk_readiness_changed(.account_id = { 77 }, .trained_on = TODAY, .privacy_trained_on = TODAY));
    when(b, open_desk(.desk_id = { 2 }));
    then_refused(b, PLEDGE_MISSING);
    followed(b, desk_readiness_changed(.account_id = { 77 }, .trained_on = TODAY, .privacy_trained_on = TODAY, .pledged_on = { 20270202 }));
    when(b, open_desk(.desk_id = { 2 }));
    then_refused(b, PLEDGE_MISSING);                        /* that day has not come */
    followed(b, desk_readiness_changed(.account_id = { 77 }, .trained_on = TODAY, .privacy_trained_on = TODAY, .pledged_on = TODAY));
    when(b, open_desk(.desk_id = { 2 }));
    then(b, desk_opened(.desk_id = { 2 }, .account_id = { 77 }));
    followed(b, desk_readiness_changed(.account_id = { 77 }, .privacy_trained_on = TODAY, .pledged_on = TODAY));
    when(b, open_desk(.desk_id = { 3 }));
    then_refused(b, TRAINING_MISSING);                      /* corrected to none */
}

static void call_next__refuses_whoever_lacks_it_at_a_desk_of_another(void **state)      /* covers §9(3) */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    as(b, 77, ROLE_OPERATOR);
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, TRAINING_MISSING);
}

static void open_desk__opens_again_on_another_day(void **state)
{
    struct bench *b = *state;

    given(b, day_closing(.date = TODAY), day_closed(.date = TODAY), day_opened(.date = { 20270202 }));
    when(b, close_desk(.desk_id = { 1 }));
    then_refused(b, DESK_CLOSED);
    when(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }, .date = { 20270202 }));
}

static void close_desk__closes_a_free_desk(void **state)
{
    struct bench *b = *state;

    when(b, close_desk(.desk_id = { 1 }));
    then(b, desk_closed(.desk_id = { 1 }));
    when(b, close_desk(.desk_id = { 1 }));
    then_refused(b, DESK_CLOSED);
    when(b, close_desk(.desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
}

static void close_desk__refuses_with_a_guest(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
    when(b, close_desk(.desk_id = { 1 }));
    then_refused(b, DESK_BUSY);
}

/* ---- Permissions and reads ------------------------------------------------------------------- */

static void permission__citizens_take_no_tickets(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_CITIZEN);
    when(b, take_ticket(.line_id = { 2 }));
    then_not_taken(b, NOT_PERMITTED);
}

static void waiting_list__is_in_order_of_arrival(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    give_ticket(b, 8, 3, 601);
    ask(b, waiting_list());
    const struct waiting_list_result *all = answer_of(b, &waiting_list_result_spec);
    assert_int_equal(all->guests.count, 2);
    assert_int_equal(all->guests.at[0].ticket_id.v, 7);
    assert_int_equal(all->guests.at[1].number, 601);
    assert_false(all->more);
    ask(b, waiting_list(.after = { 7 }));
    const struct waiting_list_result *rest = answer_of(b, &waiting_list_result_spec);
    assert_int_equal(rest->guests.count, 1);
    assert_int_equal(rest->guests.at[0].ticket_id.v, 8);
}

static void day_status__tells_what_the_close_still_needs(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    expect_visit(b, 40, 10 * 60);
    ask(b, day_status());
    then_answer(b, day_status_result(.date = TODAY, .state = DAY_STATE_OPEN, .open_tickets = 1, .visits_expected = true));
}

static void day_status__of_a_closed_counter_has_no_date(void **state)
{
    struct bench *b = *state;

    given(b, day_opened(.date = TODAY), day_closing(.date = TODAY), day_closed(.date = TODAY));
    ask(b, day_status());
    const struct day_status_result *status = answer_of(b, &day_status_result_spec);
    assert_non_null(status);
    assert_int_equal(status->date.v, 0);
    assert_int_equal(status->state, 0);
}

static void desk_list__shows_who_is_where(void **state)
{
    struct bench *b = *state;

    called(b);
    given(b, desk_closed(.desk_id = { 3 }));
    ask(b, desk_list());
    const struct desk_list_result *list = answer_of(b, &desk_list_result_spec);
    assert_int_equal(list->desks.count, 3);
    assert_int_equal(list->desks.at[0].number, 201);
    assert_int_equal(list->desks.at[0].state, TICKET_STATE_CALLED);
    assert_true(list->desks.at[1].open);
    assert_int_equal(list->desks.at[1].ticket_id.v, 0);
    assert_false(list->desks.at[2].open);
}

static void board__shows_numbers_and_counts(void **state)
{
    struct bench *b = *state;

    called(b);
    give_ticket(b, 8, 3, 601);
    give_ticket(b, 9, 3, 602);
    as(b, 0, ROLE_CITIZEN);
    ask(b, board());
    const struct board_result *shown = answer_of(b, &board_result_spec);
    assert_int_equal(shown->calls.count, 1);
    assert_int_equal(shown->calls.at[0].number, 201);
    assert_int_equal(shown->lines.count, 3);
    assert_int_equal(shown->lines.at[1].waiting, 0);
    assert_int_equal(shown->lines.at[2].waiting, 2);
}

/* ---- Configuration --------------------------------------------------------------------------- */

static const char *fault_of(const struct queueing_config *tried)
{
    static struct arena arena;
    static char sentence[200];

    arena_init(&arena, 1u << 20);
    const char *fault = queueing_service.config_check(tried, &arena);
    snprintf(sentence, sizeof sentence, "%s", fault == NULL ? "" : fault);
    arena_fini(&arena);
    return sentence;
}

static void config__complaints_name_the_key(void **state)
{
    struct queue_line bad_lines[3] = { lines[0], lines[1], lines[2] };
    struct queue_desk bad_desks[2] = { desks[0], desks[1] };
    struct queueing_config tried = config;
    const struct line_id nowhere[] = { { 1 }, { 8 } };

    (void)state;
    assert_string_equal(fault_of(&config), "lines: none takes bookings of issue_agent");
    tried.lines.at = bad_lines;
    bad_lines[1].first_number = 150;
    assert_string_equal(fault_of(&tried), "lines[1]: its numbers overlap those of lines[0]");
    bad_lines[1].first_number = 300;
    assert_string_equal(fault_of(&tried), "lines[1].first_number is above last_number");
    bad_lines[1] = lines[1];
    bad_lines[2].line_id.v = 1;
    assert_string_equal(fault_of(&tried), "lines[2].line_id is that of lines[0]");
    tried = config;
    tried.desks.at = bad_desks;
    tried.desks.count = 2;
    bad_desks[1].lines.at = nowhere;
    bad_desks[1].lines.count = 2;
    assert_string_equal(fault_of(&tried), "desks[1].lines[1]: there is no line 8");
    bad_desks[1].desk_id.v = 1;
    assert_string_equal(fault_of(&tried), "desks[1].desk_id is that of desks[0]");
    tried.desks.count = 0;
    assert_string_equal(fault_of(&tried), "desks: at least one is needed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        closed(open_day__opens_today),
        closed(open_day__refuses_a_second_day),
        closed(open_day__refuses_another_date),
        closed(open_day__refuses_a_day_that_was_closed),
        closed(begin_closing__stops_new_guests),
        closed(begin_closing__refuses_without_an_open_day),
        closed(begin_closing__refuses_twice),
        closed(close_day__names_how_far_the_other_logs_belong_to_it),
        closed(close_day__refuses_without_an_open_day),
        closed(close_day__refuses_before_the_closing),
        closed(close_day__refuses_while_a_ticket_is_open),
        closed(close_day__refuses_while_a_guest_is_expected),
        closed(close_day__refuses_until_every_part_is_closed),
        closed(custody_reopen_asked__keeps_the_day_open_until_custody_is_closed_anew),
        closed(custody_reopen_asked__of_a_closed_day_is_left_unanswered),
        closed(custody_reopen_asked__is_answered_every_time),
        closed(part_closed__is_noted_once_and_only_while_closing),
        closed(open_desk__opens_for_today),
        closed(open_desk__refuses_before_the_day),
        opened(open_desk__refuses_an_unknown_desk),
        opened(open_desk__refuses_twice),
        closed(open_desk__refuses_whoever_lacks_training_or_pledge),
        opened(call_next__refuses_whoever_lacks_it_at_a_desk_of_another),
        opened(open_desk__opens_again_on_another_day),
        opened(close_desk__closes_a_free_desk),
        opened(close_desk__refuses_with_a_guest),
        opened(permission__citizens_take_no_tickets),
        opened(waiting_list__is_in_order_of_arrival),
        opened(day_status__tells_what_the_close_still_needs),
        closed(day_status__of_a_closed_counter_has_no_date),
        opened(desk_list__shows_who_is_where),
        opened(board__shows_numbers_and_counts),
        cmocka_unit_test(config__complaints_name_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
