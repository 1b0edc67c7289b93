/* The seven losses of cards that other cities reported (domain 1.8), each played again here: what happened there, and the point
 * at which this office notices. In each the plastic goes without a command; what tells is a refusal, the evening's count, or a stocktake. */
#include <stdio.h>

#include "gen/reservations_build.h"
#include "inventory_fixture.h"

#define CLERK 21u                          /* who had the card last */
#define OTHER_CLERK 22u

struct loss {
    struct bench *b;
    struct delivery_id delivery;
    struct card_id card[3];
    char sleeve[3][32];
};

/* Cards of a delivery in the order of its list, at most a page. */
static void cards_of(struct bench *b, struct delivery_id delivery, uint64_t after_line, struct card_id *ret, uint32_t count)
{
    const struct cards_of_delivery_result *page;

    ask(b, cards_of_delivery(.delivery_id = delivery, .after_line = after_line));
    page = answer_of(b, &cards_of_delivery_result_spec);
    assert_non_null(page);
    assert_true(page->cards.count >= count);
    for (uint32_t i = 0; i < count; i++)
        ret[i] = page->cards.at[i].card_id;
}

static struct delivery_id list_begun(struct bench *b, uint32_t rows)
{
    when(b, begin_delivery(.delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = rows));
    assert_non_null(result_of(b, &begin_delivery_result_spec));
    return ((const struct begin_delivery_result *)result_of(b, &begin_delivery_result_spec))->delivery_id;
}

static void list_ended(struct bench *b, struct delivery_id delivery, uint64_t cards)
{
    when(b, commit_delivery(.delivery_id = delivery));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, inspect_delivery(.delivery_id = delivery, .counted = cards));
    then(b, delivery_inspected(.delivery_id = delivery, .counted = cards));
}

static void sleeve_of(struct bench *b, struct card_id card, char ret[32])
{
    const struct card_status_result *status;

    ask(b, card_status(.card_id = card));
    status = answer_of(b, &card_status_result_spec);
    assert_non_null(status);
    snprintf(ret, 32, "%.*s", (int)status->card.tracking_number.len, status->card.tracking_number.at);
}

/* Three cards, counted and paired by two persons on that morning. */
static struct loss three_arrived(void **state, uint32_t day)
{
    static const struct holder people[] = { YUI, HIROTO, RIN };
    struct loss loss = { .b = *state };
    struct delivery_row rows[3];

    for (uint32_t i = 0; i < 3; i++)
        rows[i] = (struct delivery_row){ .line = 2 + i, .box = T("01-1"), .serial = 1 + i, .application_kind = APPLICATION_KIND_FIRST, .holder = people[i] };
    at(loss.b, day, 9 * 60 + 30);
    as(loss.b, CLERK, ROLE_OPERATOR);
    loss.delivery = list_begun(loss.b, 3);
    when(loss.b, add_delivery_rows(.delivery_id = loss.delivery, .rows = { rows, 3 }));
    list_ended(loss.b, loss.delivery, 3);
    cards_of(loss.b, loss.delivery, 0, loss.card, 3);
    for (uint32_t i = 0; i < 3; i++)
        sleeve_of(loss.b, loss.card[i], loss.sleeve[i]);
    return loss;
}

static void preset(struct loss *loss, uint32_t which)
{
    static const struct date expires_on[] = { { 20360627 }, { 20360330 }, { 20310226 } };

    when(loss->b, record_preset(.card_id = loss->card[which], .terminal_number = 1, .expires_on = expires_on[which]));
    then(loss->b, card_preset(.card_id = loss->card[which]));
}

static void stored(struct loss *loss, uint32_t which, const char *slot)
{
    preset(loss, which);
    when(loss->b, store_card(.card_id = loss->card[which], .slot = text_of(slot)));
    then(loss->b, card_stored(.card_id = loss->card[which]));
}

/* The evening of a day: two persons type what they counted. Did custody close? */
static bool evening(struct bench *b, uint32_t day, struct count_vault counted)
{
    at(b, day, 17 * 60 + 15);
    as(b, CLERK, ROLE_OPERATOR);
    followed(b, day_closing(.date = { day }, .at_us = now(b)));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, build_command("inventory", "count_vault", &count_vault_spec, &counted));
    assert_non_null(result_of(b, &count_vault_result_spec));
    return ((const struct count_vault_result *)result_of(b, &count_vault_result_spec))->closed;
}

static uint64_t unlisted(struct bench *b)
{
    return ((const struct count_vault_result *)result_of(b, &count_vault_result_spec))->unlisted;
}

static const struct card_outside *outside(struct bench *b, struct card_id card)
{
    const struct custody_blockers_result *blockers;

    ask(b, custody_blockers());
    blockers = answer_of(b, &custody_blockers_result_spec);
    assert_non_null(blockers);
    for (uint32_t i = 0; i < blockers->cards.count; i++)
        if (blockers->cards.at[i].card.card_id.v == card.v)
            return &blockers->cards.at[i];
    return NULL;
}

/* The last line of a card's timeline with this step. */
static struct card_history_line last_line(struct bench *b, struct card_id card, enum card_step step)
{
    const struct card_history_result *history;

    ask(b, card_history(.card_id = card));
    history = answer_of(b, &card_history_result_spec);
    assert_non_null(history);
    for (uint32_t i = history->lines.count; i > 0; i--)
        if (history->lines.at[i - 1].what == step)
            return history->lines.at[i - 1];
    fail_msg("no such step in the history");
    return (struct card_history_line){ 0 };
}

static void brought_by(const struct card_history_line *line, uint32_t person, uint32_t day, uint32_t minute)
{
    assert_int_equal(line->by.v, person);
    assert_int_equal(line->at_us, tokyo_us((struct date){ day }, minute));
}

static struct stocktake_id stocktake_begun_over(struct bench *b, const char *from, const char *to)
{
    if (from == NULL)
        when(b, begin_stocktake(.kind = STOCKTAKE_KIND_FULL));
    else
        when(b, begin_stocktake(.kind = STOCKTAKE_KIND_ROLLING, .from_slot = text_of(from), .to_slot = text_of(to)));
    assert_non_null(result_of(b, &begin_stocktake_result_spec));
    return ((const struct begin_stocktake_result *)result_of(b, &begin_stocktake_result_spec))->stocktake_id;
}

static void scanned(struct bench *b, struct stocktake_id id, const char *slot, const char *sleeve, enum scan_outcome outcome)
{
    when(b, scan_slot(.stocktake_id = id, .slot = text_of(slot), .tracking_number = sleeve != NULL ? text_of(sleeve) : (struct text){ NULL, 0 }));
    then_result(b, scan_slot_result(.outcome = outcome));
}

/* Ends it with one difference, of this kind and this card. */
static void one_difference(struct bench *b, struct stocktake_id id, enum scan_outcome outcome, struct card_id card)
{
    const struct stocktake_result_result *result;

    second(b, 13, ROLE_SITE_MANAGER);
    when(b, end_stocktake(.stocktake_id = id));
    ask(b, stocktake_result(.stocktake_id = id));
    result = answer_of(b, &stocktake_result_result_spec);
    assert_non_null(result);
    assert_int_equal(result->differences.count, 1);
    assert_int_equal(result->differences.at[0].difference.outcome, outcome);
    assert_int_equal(result->differences.at[0].difference.card_id.v, card.v);
}

static void reported_missing(struct bench *b, struct card_id card)
{
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, mark_missing(.card_id = card, .incident_number = T("J-2027-11")));
    as(b, CLERK, ROLE_OPERATOR);
}

/* ---- 高松: a card was missing when its notice was to be posted; it had probably gone into the rubbish with papers of the table. -- */

static void takamatsu__the_tray_does_not_add_up_the_same_evening(void **state)
{
    struct loss loss = three_arrived(state, 20270301);
    struct bench *b = loss.b;
    const struct card_outside *lies;

    at(b, 20270301, 600);
    preset(&loss, 0);
    preset(&loss, 1);
    preset(&loss, 2);                                  /* and now Yui's card goes with the papers */
    assert_false(evening(b, 20270301, (struct count_vault){ .counted = 0, .in_tray = 2 }));
    assert_int_equal(unlisted(b), 1);
    lies = outside(b, loss.card[0]);                   /* the list that is held beside what lies there */
    assert_non_null(lies);
    assert_int_equal(lies->card.custody, CUSTODY_WORK_TRAY);
    assert_int_equal(lies->by.v, CLERK);
    assert_int_equal(lies->since_us, tokyo_us((struct date){ 20270301 }, 600));
    reported_missing(b, loss.card[0]);
    assert_true(evening(b, 20270301, (struct count_vault){ .counted = 0, .in_tray = 2 }));
    at(b, 20270302, 600);
    when(b, post_notice(.card_id = loss.card[0], .posted_on = { 20270302 }));
    then_refused(b, WRONG_STATE);                      /* nobody is invited to come for it */
}

/* ---- 木津川: found missing the day before the visit; who had counted what, and when, was not clear. -------------------- */

static void kizugawa__every_count_stands_with_its_names_and_the_first_wrong_one_is_seen(void **state)
{
    static const uint8_t tag[16] = { 7 };
    struct loss loss = three_arrived(state, 20270301);
    struct bench *b = loss.b;
    const struct vault_counts_result *counts;
    struct card_history_line line;

    stored(&loss, 0, "A-01-001");
    stored(&loss, 1, "A-01-002");
    stored(&loss, 2, "A-01-003");
    followed(b, reservation_booked(.reservation_id = { 701 }, .hold_id = { 701 }, .procedure = PROCEDURE_ISSUE, .people = 1, .date = { 20270304 },
                                   .start_minute = 600, .length_minutes = 30, .place = DESK_PLACE_COUNTER, .code_tag = { tag, 16 }, .card_id = loss.card[0]));
    assert_true(evening(b, 20270301, (struct count_vault){ .counted = 3 }));
    assert_true(evening(b, 20270302, (struct count_vault){ .counted = 3 }));
    assert_false(evening(b, 20270303, (struct count_vault){ .counted = 2 }));      /* the evening before the visit */
    ask(b, vault_counts());
    counts = answer_of(b, &vault_counts_result_spec);
    assert_non_null(counts);
    assert_int_equal(counts->counts.count, 3);
    assert_int_equal(counts->counts.at[0].date.v, 20270303);
    assert_int_equal(counts->counts.at[0].counted, 2);
    assert_int_equal(counts->counts.at[0].book, 3);
    assert_int_equal(counts->counts.at[1].date.v, 20270302);                        /* it agreed until then, and these two say so */
    assert_int_equal(counts->counts.at[1].counted, 3);
    assert_int_equal(counts->counts.at[1].by.v, CLERK);
    assert_int_equal(counts->counts.at[1].second.v, 13);
    assert_int_equal(counts->counts.at[1].at_us, tokyo_us((struct date){ 20270302 }, 17 * 60 + 15));
    ask(b, pull_list(.date = { 20270304 }, .order = PULL_ORDER_SLOT));              /* the slot to look into */
    assert_true(text_is(((const struct pull_list_result *)answer_of(b, &pull_list_result_spec))->lines.at[0].card.slot, "A-01-001"));
    line = last_line(b, loss.card[0], CARD_STEP_STORED);
    brought_by(&line, CLERK, 20270301, 9 * 60 + 30);
    reported_missing(b, loss.card[0]);
    when(b, check_out_card(.card_id = loss.card[0], .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = { 701 }));
    then_refused(b, WRONG_STATE);
}

/* ---- 木更津: cards were moved from the delivery box into the cabinet; the box was thrown away with one card in it. ------- */

static void kisarazu__a_box_with_a_card_is_not_closed_and_the_evening_names_it(void **state)
{
    struct loss loss = three_arrived(state, 20270301);
    struct bench *b = loss.b;
    const struct custody_blockers_result *blockers;

    stored(&loss, 0, "A-01-001");
    stored(&loss, 1, "A-01-002");
    when(b, close_box(.delivery_id = loss.delivery, .box = T("01-1")));
    then_refused(b, BOX_NOT_EMPTY);
    ask(b, cards_of_delivery(.delivery_id = loss.delivery));                        /* which of them is still inside */
    assert_int_equal(((const struct cards_of_delivery_result *)answer_of(b, &cards_of_delivery_result_spec))->cards.at[2].custody, CUSTODY_DELIVERY_BOX);
    assert_false(evening(b, 20270301, (struct count_vault){ .counted = 2 }));      /* thrown away all the same */
    assert_int_equal(unlisted(b), 1);
    ask(b, custody_blockers());
    blockers = answer_of(b, &custody_blockers_result_spec);
    assert_int_equal(blockers->boxes.count, 1);
    assert_true(text_is(blockers->boxes.at[0].box, "01-1"));
    assert_int_equal(blockers->boxes.at[0].inside, 1);
    at(b, 20270301, 17 * 60 + 40);                                                  /* fetched back from the bin */
    when(b, move_card(.card_id = loss.card[2], .place = CUSTODY_WORK_TRAY));
    when(b, close_box(.delivery_id = loss.delivery, .box = T("01-1")));
    then(b, box_closed(.delivery_id = loss.delivery, .box = T("01-1"), .cards = 3, .by = { CLERK }));
}

/* ---- 神戸垂水: a collected card that waited for the month's destruction was missing at its end. ---------------------------- */

static void kobe_tarumi__what_waits_for_destruction_is_counted_every_evening(void **state)
{
    struct bench *b = *state;
    const struct open_items_result *open;
    struct item_id lost;

    at(b, 20270301, 660);
    as(b, CLERK, ROLE_OPERATOR);
    when(b, collect_item(.kind = ITEM_KIND_OLD_CARD, .ticket_id = { 900 }));
    when(b, collect_item(.kind = ITEM_KIND_OLD_CARD, .ticket_id = { 901 }));
    assert_false(evening(b, 20270301, (struct count_vault){ .counted = 0, .items = 1 }));
    assert_int_equal(unlisted(b), 1);
    ask(b, open_items());
    open = answer_of(b, &open_items_result_spec);
    assert_int_equal(open->items.count, 2);
    assert_int_equal(open->items.at[0].by.v, CLERK);
    assert_int_equal(open->items.at[0].at_us, tokyo_us((struct date){ 20270301 }, 660));
    assert_int_equal(open->items.at[0].ticket_id.v, 900);
    assert_int_equal(open->items.at[0].place, CUSTODY_WORK_TRAY);
    lost = open->items.at[0].item_id;
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, mark_item_missing(.item_id = lost, .incident_number = T("J-2027-11")));
    then(b, item_missing(.item_id = lost, .incident_number = T("J-2027-11"), .place = CUSTODY_WORK_TRAY));
    assert_true(evening(b, 20270301, (struct count_vault){ .counted = 0, .items = 1 }));
    ask(b, item_history(.item_id = lost));
    assert_int_equal(((const struct item_history_result *)answer_of(b, &item_history_result_spec))->lines.at[0].by.v, CLERK);
}

static void kobe_tarumi__an_approved_card_is_destroyed_on_the_day_it_is_taken_out(void **state)
{
    struct loss loss = three_arrived(state, 20270301);
    struct bench *b = loss.b;

    stored(&loss, 0, "A-01-001");
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, propose_disposal(.card_id = loss.card[0], .reason = DISPOSAL_REASON_DIED));
    second(b, CLERK, ROLE_OPERATOR);
    when(b, approve_disposal(.cards = { loss.card, 1 }, .paper = { .number = T("R09-7"), .date = { 20270301 }, .post = T("市民窓口課長"), .count = 1 }));
    as(b, OTHER_CLERK, ROLE_OPERATOR);
    when(b, take_for_disposal(.cards = { loss.card, 1 }));
    second(b, CLERK, ROLE_OPERATOR);
    when(b, dispose_cards(.cards = { loss.card, 1 }, .counted = 0, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused(b, COUNT_DIFFERS);                    /* the list beside the object */
    assert_false(evening(b, 20270301, (struct count_vault){ .counted = 0, .in_box = 2 }));
    assert_int_equal(outside(b, loss.card[0])->by.v, OTHER_CLERK);
    assert_true(evening(b, 20270301, (struct count_vault){ .counted = 0, .in_box = 2, .in_tray = 1 }));
    at(b, 20270331, 600);
    second(b, OTHER_CLERK, ROLE_OPERATOR);
    when(b, dispose_cards(.cards = { loss.card, 1 }, .counted = 1, .method = DISPOSAL_METHOD_SHREDDED));
    then_refused_at(b, NOT_TAKEN_OUT_TODAY, "cards[0]");
}

/* ---- 横浜鶴見: everything was checked against a paper list; two months later, after files had been rearranged, one was gone. -- */

static void yokohama_tsurumi__a_rearranged_vault_is_compared_slot_by_slot(void **state)
{
    struct loss loss = three_arrived(state, 20270301);
    struct bench *b = loss.b;
    struct card_history_line line;
    struct stocktake_id id;

    stored(&loss, 0, "A-01-001");
    stored(&loss, 1, "A-01-002");
    stored(&loss, 2, "A-01-003");
    id = stocktake_begun_over(b, NULL, NULL);
    scanned(b, id, "A-01-001", loss.sleeve[0], SCAN_OUTCOME_AGREES);
    scanned(b, id, "A-01-002", loss.sleeve[1], SCAN_OUTCOME_AGREES);
    scanned(b, id, "A-01-003", loss.sleeve[2], SCAN_OUTCOME_AGREES);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, end_stocktake(.stocktake_id = id));
    at(b, 20270402, 900);
    as(b, OTHER_CLERK, ROLE_OPERATOR);
    when(b, move_card(.card_id = loss.card[0], .place = CUSTODY_VAULT, .slot = T("B-01-001")));
    when(b, move_card(.card_id = loss.card[1], .place = CUSTODY_VAULT, .slot = T("B-01-001")));
    then_refused(b, SLOT_TAKEN);                       /* one slot, one card */
    assert_false(evening(b, 20270402, (struct count_vault){ .counted = 2 }));      /* the first card fell behind a shelf */
    id = stocktake_begun_over(b, "A-01-001", "B-01-050");
    scanned(b, id, "A-01-002", loss.sleeve[1], SCAN_OUTCOME_AGREES);
    scanned(b, id, "A-01-003", loss.sleeve[2], SCAN_OUTCOME_AGREES);
    scanned(b, id, "B-01-001", NULL, SCAN_OUTCOME_NOT_SEEN);
    one_difference(b, id, SCAN_OUTCOME_NOT_SEEN, loss.card[0]);
    line = last_line(b, loss.card[0], CARD_STEP_MOVED);
    assert_true(text_is(line.slot, "B-01-001"));
    brought_by(&line, OTHER_CLERK, 20270402, 900);
}

static void yokohama_tsurumi__a_move_that_nobody_recorded_shows_as_another_slot(void **state)
{
    struct loss loss = three_arrived(state, 20270301);
    struct bench *b = loss.b;
    struct stocktake_id id;

    stored(&loss, 0, "A-01-001");
    id = stocktake_begun_over(b, NULL, NULL);
    when(b, scan_slot(.stocktake_id = id, .slot = T("C-01-001"), .tracking_number = text_of(loss.sleeve[0])));
    then_result(b, scan_slot_result(.outcome = SCAN_OUTCOME_OTHER_SLOT, .should_be = T("A-01-001")));
    one_difference(b, id, SCAN_OUTCOME_OTHER_SLOT, loss.card[0]);
}

/* ---- 東京北区: arrived 27 February, set 6 March, ready 19 March, missed only on 31 October. ------------------------------- */

static void tokyo_kita__a_card_stored_for_months_is_missed_the_day_it_goes(void **state)   /* covers §11 */
{
    struct loss loss = three_arrived(state, 20270227);
    struct bench *b = loss.b;
    const struct card_history_result *history;
    struct card_history_line line;
    struct stocktake_id id;

    at(b, 20270306, 600);
    preset(&loss, 0);
    at(b, 20270319, 600);
    when(b, store_card(.card_id = loss.card[0], .slot = T("C-02-017")));
    assert_true(evening(b, 20270319, (struct count_vault){ .counted = 1, .in_box = 2 }));
    assert_true(evening(b, 20270709, (struct count_vault){ .counted = 1, .in_box = 2 }));
    assert_false(evening(b, 20270712, (struct count_vault){ .counted = 0, .in_box = 2 }));      /* not in October */
    id = stocktake_begun_over(b, "C-02-001", "C-02-050");                                       /* the round of that box */
    scanned(b, id, "C-02-017", NULL, SCAN_OUTCOME_NOT_SEEN);
    one_difference(b, id, SCAN_OUTCOME_NOT_SEEN, loss.card[0]);
    reported_missing(b, loss.card[0]);
    at(b, 20271031, 600);
    bench_rebuild(b);
    line = last_line(b, loss.card[0], CARD_STEP_STORED);
    assert_true(text_is(line.slot, "C-02-017"));
    brought_by(&line, CLERK, 20270319, 600);
    line = last_line(b, loss.card[0], CARD_STEP_MISSING);
    assert_true(text_is(line.reference, "J-2027-11"));
    ask(b, card_history(.card_id = loss.card[0]));     /* the whole timeline, down to the date of each step */
    history = answer_of(b, &card_history_result_spec);
    assert_int_equal(history->lines.count, 5);
    assert_int_equal(history->lines.at[0].what, CARD_STEP_ARRIVED);
    assert_int_equal(history->lines.at[1].what, CARD_STEP_INSPECTED);
    assert_int_equal(history->lines.at[2].at_us, tokyo_us((struct date){ 20270306 }, 600));
    assert_int_equal(history->lines.at[3].at_us, tokyo_us((struct date){ 20270319 }, 600));
}

/* ---- 宇治: 159 cards arrived and were set on 1 December, their notices went out on the 2nd, one was missed on 9 January. ---- */

#define UJI 159u

struct uji { struct bench *b; struct card_id card[UJI]; char slot[UJI][9]; };

static void uji_list(struct uji *u)
{
    static char numbers[UJI][10];
    struct delivery_row rows[100];
    struct delivery_id delivery = list_begun(u->b, UJI);

    for (uint32_t i = 0; i < UJI; i += 100) {
        uint32_t n = UJI - i < 100 ? UJI - i : 100;

        for (uint32_t k = 0; k < n; k++) {
            rows[k] = (struct delivery_row){ .line = i + k + 2, .box = T("01-1"), .serial = i + k + 1, .application_kind = APPLICATION_KIND_FIRST, .holder = YUI };
            snprintf(numbers[i + k], sizeof numbers[i + k], "UJI%06u", i + k + 1);
            rows[k].holder.notice_number = text_of(numbers[i + k]);
        }
        when(u->b, add_delivery_rows(.delivery_id = delivery, .rows = { rows, n }));
        assert_non_null(result_of(u->b, &add_delivery_rows_result_spec));
    }
    list_ended(u->b, delivery, UJI);
    cards_of(u->b, delivery, 0, u->card, 100);
    cards_of(u->b, delivery, 101, u->card + 100, UJI - 100);
}

static void uji_ready(struct uji *u)
{
    at(u->b, 20271201, 540);
    as(u->b, CLERK, ROLE_OPERATOR);
    uji_list(u);
    for (uint32_t i = 0; i < UJI; i++) {
        snprintf(u->slot[i], sizeof u->slot[i], "A-%02u-%03u", 1 + i / 50, 1 + i % 50);
        when(u->b, record_preset(.card_id = u->card[i], .terminal_number = 1 + i % 3, .expires_on = { 20360627 }));
        when(u->b, store_card(.card_id = u->card[i], .slot = text_of(u->slot[i])));
    }
    assert_true(evening(u->b, 20271201, (struct count_vault){ .counted = UJI }));
    at(u->b, 20271202, 600);
    for (uint32_t i = 0; i < UJI; i++)
        when(u->b, post_notice(.card_id = u->card[i], .posted_on = { 20271202 }));
    assert_true(evening(u->b, 20271202, (struct count_vault){ .counted = UJI }));
}

static void uji__one_of_159_is_missed_the_evening_it_goes_and_the_scan_says_which(void **state)
{
    static struct uji u;
    struct card_history_line line;
    struct stocktake_id id;
    char sleeve[32];

    u.b = *state;
    uji_ready(&u);
    assert_false(evening(u.b, 20271220, (struct count_vault){ .counted = UJI - 1 }));          /* three weeks before it was noticed there */
    id = stocktake_begun_over(u.b, NULL, NULL);
    for (uint32_t i = 0; i < UJI; i++) {
        sleeve_of(u.b, u.card[i], sleeve);
        scanned(u.b, id, u.slot[i], i == 122 ? NULL : sleeve, i == 122 ? SCAN_OUTCOME_NOT_SEEN : SCAN_OUTCOME_AGREES);
    }
    one_difference(u.b, id, SCAN_OUTCOME_NOT_SEEN, u.card[122]);
    line = last_line(u.b, u.card[122], CARD_STEP_STORED);
    assert_true(text_is(line.slot, "A-03-023"));
    brought_by(&line, CLERK, 20271201, 540);
    reported_missing(u.b, u.card[122]);
    assert_true(evening(u.b, 20271220, (struct count_vault){ .counted = UJI - 1 }));           /* with its incident number the day can end */
    ask(u.b, vault_book());
    then_answer(u.b, vault_book_result(.arrived = UJI, .in_hand = UJI - 1, .missing = 1, .in_vault = UJI - 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(takamatsu__the_tray_does_not_add_up_the_same_evening),
        inventory_test(kizugawa__every_count_stands_with_its_names_and_the_first_wrong_one_is_seen),
        inventory_test(kisarazu__a_box_with_a_card_is_not_closed_and_the_evening_names_it),
        inventory_test(kobe_tarumi__what_waits_for_destruction_is_counted_every_evening),
        inventory_test(kobe_tarumi__an_approved_card_is_destroyed_on_the_day_it_is_taken_out),
        inventory_test(yokohama_tsurumi__a_rearranged_vault_is_compared_slot_by_slot),
        inventory_test(yokohama_tsurumi__a_move_that_nobody_recorded_shows_as_another_slot),
        inventory_test(tokyo_kita__a_card_stored_for_months_is_missed_the_day_it_goes),
        inventory_test(uji__one_of_159_is_missed_the_evening_it_goes_and_the_scan_says_which),
    };

    return cmocka_run_group_tests_name("losses other cities reported", tests, NULL, NULL);
}
