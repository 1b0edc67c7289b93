/* Cards that nobody can find, and cards at another office: always in the book, and their last place
 * and persons never forgotten. The losses other cities reported: test_loss_cases.c. */
#include "inventory_fixture.h"

#include "gen/engine_build.h"

#define CLAIM { (const uint8_t *)"123456789012345678", 18 }

/* Card 101 in the vault, its notice posted; the site manager acts. */
static void given_notified(struct bench *b)
{
    given_cards(b, 2);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, notice_posted(.card_id = { 101 }, .posted_on = { TODAY }, .deadline = { 20270502 }, .claim_tag = CLAIM));
    as(b, 13, ROLE_SITE_MANAGER);
}

static void status_is(struct bench *b, uint64_t card, enum card_state status, enum custody custody)
{
    ask(b, card_status(.card_id = { card }));
    then_answer(b, card_status_result(.card = { .card_id = { card }, .status = status, .custody = custody }));
}

/* ---- Missing, found, given up ------------------------------------------------------------------- */

static void mark_missing__keeps_where_it_was_and_frees_the_slot(void **state)     /* covers §11 */
{
    struct bench *b = *state;

    given_notified(b);
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-2027-03")));
    then(b, card_missing(.card_id = { 101 }, .incident_number = T("J-2027-03"), .place = CUSTODY_VAULT, .slot = T("A-01-001"), .by = { 13 }),
         claim_withdrawn(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_MISSING, CUSTODY_UNKNOWN);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 1, .missing = 1));
    given_in_vault(b, 102, TEXT("A-01-001"));
}

static void record_found__goes_on_from_where_it_was(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, card_missing(.card_id = { 101 }, .incident_number = T("J-2027-03"), .place = CUSTODY_VAULT, .slot = T("A-01-001")));
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_DELIVERY_BOX, .slot = T("B-01-001")));
    then(b, card_found(.card_id = { 101 }, .place = CUSTODY_DELIVERY_BOX, .slot = T("B-01-001")), claim_restored(.card_id = { 101 }, .claim_tag = CLAIM));
    status_is(b, 101, CARD_STATE_NOTIFIED, CUSTODY_VAULT);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 2, .missing = 1, .found = 1));
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-2027-04")));
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_BOOTH, .place_number = 2));
    status_is(b, 101, CARD_STATE_NOTIFIED, CUSTODY_WORK_TRAY);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.in_hand = 2, .missing = 2, .found = 2, .in_tray = 1));
}

static void mark_missing__at_the_counter_ends_the_visit(void **state)
{
    struct bench *b = *state;

    given_cards(b, 1);
    given_in_vault(b, 101, TEXT("A-01-001"));
    given(b, card_checked_out(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 2, .reservation_id = { 700 }));
    as(b, 13, ROLE_SITE_MANAGER);
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-2027-03")));
    then(b, card_missing(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 2));
    followed(b, guest_checked_in(.reservation_id = { 700 }, .ticket_id = { 900 }));
    then_nothing(b);
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 2));
    status_is(b, 101, CARD_STATE_PRESET, CUSTODY_WORK_TRAY);
}

static void mark_missing__of_a_stopped_card_keeps_the_stop(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, card_held(.card_id = { 101 }, .reason = HOLD_REASON_DIED, .at_us = now(b)));
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-2027-03")));
    ask(b, vault_book());
    assert_int_equal(((const struct vault_book_result *)answer_of(b, &vault_book_result_spec))->on_hold, 0);
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_WORK_TRAY));
    then(b, card_found(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_ON_HOLD, CUSTODY_WORK_TRAY);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.on_hold = 1));
}

static void write_off_card__stays_among_the_missing(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, card_missing(.card_id = { 101 }, .incident_number = T("J-2027-03"), .place = CUSTODY_VAULT));
    when(b, write_off_card(.card_id = { 101 }, .decision_number = T("R09-88"), .decided_on = { TODAY }));
    then_not_taken(b, PAPER_NEEDED);
    as(b, 30, ROLE_CITY);
    when(b, write_off_card(.card_id = { 101 }, .decision_number = T("R09-88"), .decided_on = { 20270202 }));
    then_refused(b, DATE_IN_FUTURE);
    when(b, write_off_card(.card_id = { 101 }));
    then_refused(b, APPROVAL_NOT_NAMED);
    when(b, write_off_card(.card_id = { 101 }, .decision_number = T("R09-88"), .decided_on = { TODAY }));
    then(b, card_written_off(.card_id = { 101 }, .decision_number = T("R09-88"), .by = { 30 }));
    status_is(b, 101, CARD_STATE_DISPOSED, CUSTODY_UNKNOWN);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.arrived = 2, .in_hand = 1, .missing = 1, .written_off = 1));
    assert_int_equal(((const struct vault_book_result *)answer_of(b, &vault_book_result_spec))->disposed, 0);
}

static void write_off_card__on_the_citys_paper(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, card_missing(.card_id = { 101 }, .incident_number = T("J-2027-03"), .place = CUSTODY_VAULT));
    second(b, 12, ROLE_OPERATOR);
    when(b, write_off_card(.card_id = { 101 }, .paper = { .number = T("R09-88"), .date = { TODAY }, .post = T("市民窓口課長"), .count = 1 }));
    then(b, engine_decided_on_paper(.command = T("write_off_card"), .by = { 13 }, .confirmed_by = { 12 }),
         card_written_off(.card_id = { 101 }, .decision_number = T("R09-88"), .decided_on = { TODAY }, .from_paper = true, .by = { 13 }));
}

static void losses__refused(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    when(b, mark_missing(.card_id = { 999 }, .incident_number = T("J-1")));
    then_refused(b, NO_SUCH_CARD);
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_VAULT));
    then_refused(b, WRONG_STATE);
    second(b, 12, ROLE_OPERATOR);
    when(b, write_off_card(.card_id = { 101 }, .paper = { .number = T("R09-88"), .date = { TODAY }, .post = T("市民窓口課長"), .count = 1 }));
    then_refused(b, WRONG_STATE);
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-1")));
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-2")));
    then_refused(b, WRONG_STATE);
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_COUNTER, .place_number = 9));
    then_refused(b, NO_SUCH_PLACE);
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_DESTROYED));
    then_refused(b, NO_SUCH_PLACE);
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("Z-01-001")));
    then_refused(b, NO_SUCH_SLOT);
    given_in_vault(b, 102, TEXT("A-01-002"));
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_VAULT, .slot = T("A-01-002")));
    then_refused(b, SLOT_TAKEN);
    as(b, 12, ROLE_OPERATOR);
    when(b, mark_missing(.card_id = { 102 }, .incident_number = T("J-2")));
    then_not_taken(b, NOT_PERMITTED);
}

/* ---- Another office ------------------------------------------------------------------------------ */

static void transfer_card__and_back_under_its_seal(void **state)                  /* covers §5(2) */
{
    struct bench *b = *state;

    given_notified(b);
    as(b, 12, ROLE_OPERATOR);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, transfer_card(.card_id = { 101 }, .office = T("NEWTOWN"), .seal_number = T("S-0417")));
    then(b, card_transferred(.card_id = { 101 }, .office = T("NEWTOWN"), .seal_number = T("S-0417"), .by = { 12 }, .second = { 13 }),
         claim_withdrawn(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_TRANSFERRED, CUSTODY_BRANCH);
    ask(b, vault_book());
    then_answer(b, vault_book_result(.in_hand = 1, .transferred = 1));
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, receive_card(.card_id = { 101 }, .seal_number = T("S-0418")));
    then_refused(b, SEAL_DIFFERS);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, receive_card(.card_id = { 101 }, .seal_number = T("S-0417")));
    then(b, card_received(.card_id = { 101 }, .second = { 13 }), claim_restored(.card_id = { 101 }, .claim_tag = CLAIM));
    status_is(b, 101, CARD_STATE_NOTIFIED, CUSTODY_WORK_TRAY);
    ask(b, vault_book());
    assert_int_equal(((const struct vault_book_result *)answer_of(b, &vault_book_result_spec))->transferred, 0);
}

static void transfer_card__lost_there_is_missing(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    given(b, card_transferred(.card_id = { 101 }, .office = T("NEWTOWN"), .seal_number = T("S-0417")));
    when(b, mark_missing(.card_id = { 101 }, .incident_number = T("J-1")));
    then(b, card_missing(.card_id = { 101 }, .place = CUSTODY_BRANCH));
    when(b, record_found(.card_id = { 101 }, .place = CUSTODY_BRANCH));
    then(b, card_found(.card_id = { 101 }), claim_restored(.card_id = { 101 }));
    status_is(b, 101, CARD_STATE_NOTIFIED, CUSTODY_WORK_TRAY);
}

static void transfer_card__refused(void **state)
{
    struct bench *b = *state;

    given_notified(b);
    as(b, 12, ROLE_OPERATOR);
    when(b, transfer_card(.card_id = { 101 }, .office = T("NEWTOWN"), .seal_number = T("S-0417")));
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 14, ROLE_OPERATOR);
    when(b, transfer_card(.card_id = { 101 }, .office = T("NEWTOWN"), .seal_number = T("S-0417")));
    then_not_taken(b, NOT_PERMITTED);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, transfer_card(.card_id = { 102 }, .office = T("NEWTOWN"), .seal_number = T("S-0417")));
    then_refused(b, WRONG_STATE);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, receive_card(.card_id = { 101 }, .seal_number = T("S-0417")));
    then_refused(b, WRONG_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inventory_test(mark_missing__keeps_where_it_was_and_frees_the_slot),
        inventory_test(record_found__goes_on_from_where_it_was),
        inventory_test(mark_missing__at_the_counter_ends_the_visit),
        inventory_test(mark_missing__of_a_stopped_card_keeps_the_stop),
        inventory_test(write_off_card__stays_among_the_missing),
        inventory_test(write_off_card__on_the_citys_paper),
        inventory_test(losses__refused),
        inventory_test(transfer_card__and_back_under_its_seal),
        inventory_test(transfer_card__lost_there_is_missing),
        inventory_test(transfer_card__refused),
    };

    return cmocka_run_group_tests_name("inventory losses and transfers", tests, NULL, NULL);
}
