/* reporting: what it takes of the hours, the equipment and the whole ledger of cards.   covers §5(5) */
#include "reporting_fixture.h"

static void serving(struct bench *b, uint64_t ticket)
{
    guest_takes(b, ticket);
    guest_is_called(b, ticket, true);
    guest_is_served(b, ticket);
}

/* ---- Hours and equipment ------------------------------------------------------------------- */

static void hours__bound_half_hours_terminals_and_places(void **state)
{
    struct bench *b = *state;

    serving(b, 7);                                          /* 09:00 */
    pass(b, 30 * MINUTE);
    guest_is_done(b, 7);
    followed(b, reservations_day_part_closed(.date = TODAY, .opens_minute = 540, .closes_minute = 720, .offered_minutes = 400, .booked_minutes = 100));
    then(b, hours_fact(.date = TODAY, .opens_minute = 540, .closes_minute = 720, .offered_minutes = 400, .booked_minutes = 100));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ .reservations = 1 });
    assert_int_equal(f.half_hours.count, 1 + 6 + 1);
    assert_int_equal(f.half_hours.at[1].tickets, 1);
    assert_int_equal(f.terminal.open_us, 3 * 180 * MINUTE);
    assert_int_equal(f.terminal.busy_us, 30 * MINUTE);
    assert_int_equal(f.filled.within, 100);
    assert_int_equal(f.filled.base, 400);
}

static void next_day__is_told_as_the_book_had_it(void **state)
{
    struct bench *b = *state;

    followed(b, reservations_day_part_closed(.date = TODAY, .opens_minute = 540, .closes_minute = 720, .next_date = TOMORROW, .next_bookings = 14, .next_people = 31,
                                             .next_groups = 2, .next_cards = 9));
    then(b, hours_fact(.date = TODAY, .next_day = { .date = TOMORROW, .bookings = 14, .people = 31, .groups = 2, .cards = 9 }));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ .reservations = 1 });
    assert_int_equal(f.next_day.date.v, 20270202);
    assert_int_equal(f.next_day.bookings, 14);
    assert_int_equal(f.next_day.people, 31);
    assert_int_equal(f.next_day.groups, 2);
    assert_int_equal(f.next_day.cards, 9);
    const struct daily_report_result *report = report_of(b, (struct date)TODAY);
    assert_non_null(memmem(report->csv.at, report->csv.len, "\r\nnext_day,bookings,14,", strlen("\r\nnext_day,bookings,14,")));
}

static void outages__up_to_the_cut_take_terminals_away(void **state)
{
    struct bench *b = *state;

    followed(b, outage_begun(.outage_id = { 5 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .from_us = now(b),
                             .reason = TEXT("起動しない"), .author = TEXT("現地管理者")));
    then(b, outage_fact(.outage_id = { 5 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .from_us = now(b), .epoch = 1, .sequence = 1));
    pass(b, 60 * MINUTE);
    followed(b, outage_ended(.outage_id = { 5 }, .at_us = now(b)));
    then(b, outage_end_fact(.outage_id = { 5 }, .at_us = now(b), .sequence = 2));
    followed(b, outage_ended(.outage_id = { 6 }, .at_us = now(b)));
    then_nothing(b);
    followed(b, reservations_day_part_closed(.date = TODAY, .opens_minute = 540, .closes_minute = 720));
    followed(b, outage_begun(.outage_id = { 7 }, .equipment = EQUIPMENT_MYNAPIT, .count = 1, .cause = OUTAGE_CAUSE_CITY_USE, .from_us = now(b),
                             .reason = TEXT("市の使用"), .author = TEXT("市職員")));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ .reservations = 4 });     /* the last one is of tomorrow */
    assert_int_equal(f.outages.count, 1);
    assert_int_equal(f.outages.at[0].until_us - f.outages.at[0].from_us, 60 * MINUTE);
    assert_int_equal(f.terminal.open_us, (3 * 180 - 60) * MINUTE);
}

static void calendar__says_how_the_day_was_unlike_its_rule(void **state)
{
    struct bench *b = *state;

    followed(b, day_changed(.date = TODAY, .kind = DAY_CHANGE_KIND_HOURS, .open = true, .opens_minute = 600, .closes_minute = 720, .reason = TEXT("大雪"),
                            .author = TEXT("市民窓口"), .approval = TEXT("1")));
    then(b, calendar_fact(.date = TODAY, .sequence = 1, .calendar = { .change = DAY_CHANGE_KIND_HOURS, .from_minute = 600, .until_minute = 720, .reason = TEXT("大雪") }));
    for (uint64_t part = 5; part < 7; part++)
        followed(b, part_of_day_closed(.closed_part_id = { part }, .date = TODAY, .from_minute = 660, .until_minute = 690, .reason = TEXT("訓練"),
                                       .author = TEXT("市民窓口"), .approval = TEXT("2")));
    then(b, calendar_fact(.closed_part_id = { 6 }, .sequence = 3));
    followed(b, part_of_day_reopened(.closed_part_id = { 5 }));
    then(b, calendar_end_fact(.date = TODAY, .closed_part_id = { 5 }, .sequence = 4));
    followed(b, part_of_day_reopened(.closed_part_id = { 5 }));
    then_nothing(b);
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ .reservations = 5 });
    assert_int_equal(f.calendar.count, 2);
    assert_int_equal(f.calendar.at[0].change, DAY_CHANGE_KIND_HOURS);
    assert_int_equal(f.calendar.at[1].change, 0);
    assert_int_equal(f.calendar.at[1].from_minute, 660);
}

/* ---- Cards --------------------------------------------------------------------------------- */

static void ledger__of_a_day_adds_up(void **state)
{
    static const uint8_t tag[18] = { 1 };
    struct bench *b = *state;

    followed(b, opening_taken_over(.delivery_id = { 2 }, .card_count = 50, .taken_on = TODAY, .at_us = now(b), .by = { 11 }));
    then(b, stock_fact(.sequence = 1, .movement = STOCK_MOVEMENT_TAKEN_OVER, .count = 50));
    followed(b, delivery_arrived(.delivery_id = { 3 }, .card_count = 40, .arrived_on = TODAY));
    followed(b, card_missing(.card_id = { 4 }, .incident_number = TEXT("1"), .place = CUSTODY_VAULT, .at_us = now(b)));
    then(b, stock_fact(.sequence = 3, .movement = STOCK_MOVEMENT_MISSING, .count = 1));
    followed(b, card_found(.card_id = { 4 }, .place = CUSTODY_WORK_TRAY, .at_us = now(b)));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_FOUND, .count = 1));
    followed(b, card_transferred(.card_id = { 5 }, .office = TEXT("newtown"), .seal_number = TEXT("S1"), .at_us = now(b)));
    followed(b, card_transferred(.card_id = { 6 }, .office = TEXT("newtown"), .seal_number = TEXT("S1"), .at_us = now(b)));
    followed(b, card_received(.card_id = { 5 }, .seal_number = TEXT("S1"), .at_us = now(b)));
    followed(b, card_missing(.card_id = { 6 }, .incident_number = TEXT("2"), .place = CUSTODY_BRANCH, .at_us = now(b)));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_RECEIVED, .count = 1), stock_fact(.movement = STOCK_MOVEMENT_MISSING, .count = 1));
    followed(b, card_disposed(.card_id = { 8 }, .reason = DISPOSAL_REASON_UNCLAIMED, .approval_number = TEXT("A1"), .method = DISPOSAL_METHOD_SHREDDED,
                              .date = TODAY, .at_us = now(b)));
    followed(b, notice_returned(.card_id = { 9 }, .returned_on = TODAY, .reason = RETURN_REASON_ABSENT, .at_us = now(b)));
    followed(b, notice_reminded(.card_id = { 9 }, .reminded_on = TODAY, .deadline = { 20270501 }, .way = REMINDER_WAY_POST, .at_us = now(b)));
    followed(b, notice_posted(.card_id = { 10 }, .posted_on = { 20270208 }, .deadline = { 20270501 }, .claim_tag = { tag, 18 }, .arrived_on = { 20270201 }));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_POSTED, .count = 1), notice_fact(.sequence = 12, .card_id = { 10 }, .days = 7));
    followed(b, vault_counted(.date = TODAY, .counted = 600, .book = 601));
    followed(b, vault_counted(.date = TODAY, .counted = 601, .book = 601, .in_tray = 86, .taken_out = 1, .on_hold = 4, .at_city = 2, .by = { 11 }, .second = { 12 }));
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 14 });
    const struct card_figures *c = &f.cards;
    assert_int_equal(c->opening, 650);
    assert_int_equal(c->arrived + c->found + c->received, 40 + 1 + 2);
    assert_int_equal(c->disposed + c->transferred + c->missing, 1 + 2 + 2);
    assert_int_equal(c->in_hand, 650 + 43 - 5);
    assert_int_equal(c->returned + c->reminded, 2);
    assert_int_equal(f.notice_lead.p50_days, 7);
    assert_int_equal(f.count.counted, 600);                 /* the first count stands */
    assert_false(f.count.agrees);
    assert_int_equal(c->in_tray, 86);                       /* the last one says where the cards are */
    assert_int_equal(c->on_hold, 4);
    assert_int_equal(c->checked_out, 1);
}

/* A box of 12 without a list, later its list of 15; another of 20, later its list of just these: two deliveries, three cards more. */
static void deliveries__of_a_box_without_a_list_are_counted_once(void **state)           /* covers §5(2) */
{
    struct bench *b = *state;

    followed(b, box_received(.delivery_id = { 3 }, .delivery_number = TEXT("NOLIST-3"), .box = TEXT("1"), .counted = 12, .received_on = TODAY));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_ARRIVED, .count = 12));
    followed(b, delivery_arrived(.delivery_id = { 4 }, .card_count = 15, .arrived_on = TODAY, .received = { 3 }, .received_count = 12));
    then(b, stock_fact(.movement = STOCK_MOVEMENT_ARRIVED_MORE, .count = 3));
    followed(b, box_received(.delivery_id = { 5 }, .delivery_number = TEXT("NOLIST-5"), .box = TEXT("2"), .counted = 20, .received_on = TODAY));
    followed(b, delivery_arrived(.delivery_id = { 6 }, .card_count = 20, .arrived_on = TODAY, .received = { 5 }, .received_count = 20));
    then_nothing(b);
    struct day_figures f = figures_at_close(b, (struct date)TODAY, (struct parts_of_day){ .inventory = 4 });
    assert_int_equal(f.cards.deliveries_arrived, 2);
    assert_int_equal(f.cards.arrived, 35);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(hours__bound_half_hours_terminals_and_places),
        on_bench(next_day__is_told_as_the_book_had_it),
        on_bench(outages__up_to_the_cut_take_terminals_away),
        on_bench(calendar__says_how_the_day_was_unlike_its_rule),
        on_bench(ledger__of_a_day_adds_up),
        on_bench(deliveries__of_a_box_without_a_list_are_counted_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
