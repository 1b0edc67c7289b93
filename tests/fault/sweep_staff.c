/* The fault sweep over a colleague's first and last day: made, logged in, renewed, revoked. */
#include "sweep.h"

#include "../unit/registers_fixture.h"

static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600 };

static void scenario(struct bench *b)
{
    const struct create_account_result *made;
    struct account_id account;

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT("correct horse battery")));
    when_repeated(b);
    made = result_of(b, &create_account_result_spec);
    assert_non_null(made);
    account = made->account_id;
    as(b, 0, ROLE_TERMINAL);
    when(b, login(.name = TEXT("hanako"), .password = TEXT("wrong horse")));
    then_refused(b, BAD_CREDENTIALS);
    when(b, login(.name = TEXT("hanako"), .password = TEXT("correct horse battery")));
    when_repeated(b);
    then_result(b, login_result(.account_id = account, .role = STAFF_ROLE_OPERATOR));
    assert_non_null(shown_of(b, &login_shown_spec));
    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then(b, session_renewed(.account_id = account));
    when(b, clock_out());
    then(b, clocked_out(.account_id = account));
    as(b, 11, ROLE_SITE_MANAGER);
    when(b, revoke_account(.account_id = account));
    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then_not_taken(b, BAD_TICKET);
    followed(b, day_closing(.date = { 20270201 }));
    then(b, staff_day_part_closed(.date = { 20270201 }));
    as(b, 11, ROLE_SITE_MANAGER);
    ask(b, colleagues());
    assert_int_equal(((const struct colleagues_result *)answer_of(b, &colleagues_result_spec))->colleagues.count, 1);
    ask(b, accounts());
    assert_int_equal(((const struct accounts_result *)answer_of(b, &accounts_result_spec))->accounts.count, 1);
}

static const enum staff_role with_code[] = { STAFF_ROLE_CITY };
static const struct staff_config strict = { .ticket_minutes = 10, .session_minutes = 600, .second_factor_roles = { with_code, 1 },
                                            .first_password = FIRST_PASSWORD_CHANGED };

/* An official's first steps: an own password, a generator; then a wrong code, a right one, the end of the session. */
static void first_steps(struct bench *b)
{
    uint8_t secret[TOTP_SECRET_MAX];
    char code[TOTP_CODE_SIZE];
    struct account_id account;
    uint32_t len = 0;

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("official"), .display_name = TEXT("狭山 市子"), .role = STAFF_ROLE_CITY, .password = TEXT("umbrella")));
    account = ((const struct create_account_result *)result_of(b, &create_account_result_spec))->account_id;
    as(b, account.v, ROLE_NEWCOMER);
    when(b, change_password(.password = TEXT("umbrella"), .new_password = TEXT("velvet umbrella")));
    then(b, password_set(.account_id = account));
    when(b, begin_second_factor());
    assert_int_equal(base32_parse(((const struct begin_second_factor_shown *)shown_of(b, &begin_second_factor_shown_spec))->secret, secret, &len), OK);
    totp_code((struct bytes){ secret, len }, now(b) / TOTP_STEP_US, code);
    when(b, confirm_second_factor(.code = text_of(code)));
    then(b, second_factor_enrolled(.account_id = account, .round = 1));
    as(b, 0, ROLE_TERMINAL);
    when(b, login(.name = TEXT("official"), .password = TEXT("velvet umbrella"), .code = text_of(code)));
    then_refused(b, BAD_CREDENTIALS);                  /* used already */
    totp_code((struct bytes){ secret, len }, now(b) / TOTP_STEP_US + 1, code);
    when(b, login(.name = TEXT("official"), .password = TEXT("velvet umbrella"), .code = text_of(code)));
    then_result(b, login_result(.account_id = account, .role = STAFF_ROLE_CITY));
    as(b, account.v, ROLE_CITY);
    when(b, log_out());
    then(b, session_ended(.account_id = account, .reason = SESSION_END_LOGGED_OUT));
}

/* A badge, a wrong PIN, and the last day. */
static void badge_and_leave(struct bench *b)
{
    struct account_id account;

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT("correct horse battery")));
    account = ((const struct create_account_result *)result_of(b, &create_account_result_spec))->account_id;
    as(b, account.v, ROLE_OPERATOR);
    when(b, register_badge(.badge = TEXT("04A2B3C4"), .pin = TEXT("48206173")));
    then(b, badge_registered(.account_id = account));
    as(b, 0, ROLE_TERMINAL);
    when(b, login_badge(.badge = TEXT("04A2B3C4"), .pin = TEXT("48206174")));
    then_refused(b, BAD_CREDENTIALS);
    when(b, login_badge(.badge = TEXT("04A2B3C4"), .pin = TEXT("48206173")));
    then_result(b, login_badge_result(.account_id = account));
    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, release_login(.account_id = account));
    when(b, withdraw_badge(.account_id = account));
    when(b, reset_password(.account_id = account, .password = TEXT("velvet umbrella")));
    when(b, set_last_day(.account_id = account, .last_day = { 20270201 }));
    pass(b, tokyo_us((struct date){ 20270202 }, 0) - now(b));
    then(b, account_revoked(.account_id = account, .revocation = 1));
}

/* A register: a row entered, changed, shown, an import of two rows, one of them a change. */
static void registers_kept(struct bench *b)
{
    static const uint8_t sha256[32] = { 1 };
    struct register_row_id row = a_row(b);
    const struct begin_register_import_result *begun;
    struct register_import_id import;

    when(b, change_register_row(.row_id = row, .version = 1, .values = VALUES(VALUE("count", "2")), .texts = TEXTS(WORDS("item", "統合端末"), WORDS("name", "試験 一")), .reason = TEXT("返却")));
    when_repeated(b);
    when(b, begin_register_import(.register_code = TEXT("lent"), .file_sha256 = { sha256, 32 }, .row_count = 2));
    begun = result_of(b, &begin_register_import_result_spec);
    assert_non_null(begun);
    import = begun->import_id;
    const struct register_file_row rows[] = { { .number = 1, .version = 2, .values = VALUES(VALUE("count", "1")), .texts = TEXTS(WORDS("item", "統合端末")) },
                                              { .values = VALUES(VALUE("count", "4")), .texts = TEXTS(WORDS("item", "電話機"), WORDS("note", "試験")) } };
    when(b, add_register_rows(.import_id = import, .rows = { rows, 2 }));
    when_repeated(b);
    then_result(b, add_register_rows_result(.added = 1, .changed = 1));
    when(b, commit_register_import(.import_id = import));
    purpose(b, "report");
    when(b, show_register(.register_code = TEXT("lent"), .is_export = true));
    then(b, register_shown(.register_code = TEXT("lent"), .rows = 2, .is_export = true));
    when(b, close_register_row(.row_id = row, .version = 3, .reason = TEXT("返却")));
    then(b, register_row_written(.row_id = row, .version = 4, .act = REGISTER_ACT_ENDED, .reason = TEXT("返却")));
}

static void sweep__registers_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &register_config, registers_kept, 300);
}

/* Trained, corrected, pledged; has read the manual. */
static void becomes_ready(struct bench *b)
{
    struct account_id account;
    struct record_id record;

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT("correct horse battery")));
    account = ((const struct create_account_result *)result_of(b, &create_account_result_spec))->account_id;
    when(b, publish_manual(.manual_version = TEXT("1.0"), .title = TEXT("業務手順書"), .issued_on = { 20270101 }));
    when(b, record_training(.account_id = account, .kind = TRAINING_KIND_WORK, .held_on = { 20270120 }, .manual_version = TEXT("1.0")));
    record = ((const struct record_training_result *)result_of(b, &record_training_result_spec))->record_id;
    when(b, correct_training(.account_id = account, .record_id = record, .held_on = { 20270121 }, .reason = TEXT("誤り")));
    then(b, training_corrected(.record_id = record), desk_readiness_changed(.trained_on = { 20270121 }));
    when(b, record_pledge(.account_id = account, .pledged_on = { 20270120 }));
    when(b, correct_pledge(.account_id = account, .pledged_on = { 20270121 }, .reason = TEXT("誤り")));
    as(b, account.v, ROLE_OPERATOR);
    when(b, confirm_manual_read(.manual_version = TEXT("1.0")));
    then(b, manual_read(.account_id = account, .manual_version = TEXT("1.0")));
    ask(b, readiness());
    assert_int_equal(((const struct readiness_result *)answer_of(b, &readiness_result_spec))->people.at[0].pledged_on.v, 20270121);
    ask(b, trainings(.account_id = account));
    ask(b, manuals(.account_id = account));
}

static void sweep__first_steps_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &strict, first_steps, 1500);
}

static const enum staff_role managers[] = { STAFF_ROLE_SITE_MANAGER };
static const struct area two_areas[] = {
    { .area_id = { 1 }, .name_ja = { "窓口", 6 }, .name_en = { "Counter", 7 }, .roles = { managers, 1 } },
    { .area_id = { 2 }, .name_ja = { "保管庫", 9 }, .name_en = { "Vault", 5 }, .roles = { managers, 1 } },
};
static const struct staff_config with_areas = { .ticket_minutes = 10, .session_minutes = 600, .areas = { two_areas, 2 } };

/* In, over, out, corrected; a visitor; a look at the names. */
static void in_and_out(struct bench *b)
{
    struct visitor_id visitor;
    uint64_t came = now(b);

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, register_visitor(.kind = VISITOR_KIND_DELIVERY, .company = TEXT("試験運送")));
    visitor = ((const struct register_visitor_result *)result_of(b, &register_visitor_result_spec))->visitor_id;
    when(b, enter_area(.area_id = { 1 }, .visitor_id = visitor));
    when(b, enter_area(.area_id = { 2 }, .visitor_id = visitor));
    when_repeated(b);
    at_us(b, came + US_PER_MINUTE);
    when(b, leave_area(.visitor_id = visitor));
    then(b, area_left(.area_id = { 2 }, .visitor_id = visitor));
    when(b, correct_stay(.visitor_id = visitor, .recorded_in_us = came + 1, .area_id = { 2 }, .in_us = came + 2, .reason = TEXT("誤り")));
    then(b, stay_corrected(.visitor_id = visitor, .in_us = came + 2));
    ask(b, presence());
    assert_int_equal(((const struct presence_result *)answer_of(b, &presence_result_spec))->inside.at[0].entered_at_us, came + 2);
    purpose(b, "inspection");
    when(b, show_staff_names());
    ask(b, areas());
}

static void forgotten(struct bench *b)
{
    struct account_id account;

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT("correct horse battery")));
    account = ((const struct create_account_result *)result_of(b, &create_account_result_spec))->account_id;
    when(b, correct_attendance(.account_id = account, .date = { 20270201 }, .in_us = now(b) - US_PER_MINUTE, .reason = TEXT("ログインなし")));
    then(b, attendance_corrected(.account_id = account));
    as(b, account.v, ROLE_OPERATOR);
    when(b, clock_out());
    ask(b, attendance(.date = { 20270201 }));
    assert_int_equal(((const struct attendance_result *)answer_of(b, &attendance_result_spec))->people.at[0].out_us, now(b));
}

static void sweep__in_and_out_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &with_areas, in_and_out, 300);
}

static void sweep__a_forgotten_day_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &with_areas, forgotten, 300);
}

static void sweep__becoming_ready_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &config, becomes_ready, 300);
}

static void sweep__badges_and_last_days_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &config, badge_and_leave, 1500);
}

static void sweep__a_colleagues_days_survive_every_storage_fault(void **state)
{
    (void)state;
    sweep(&staff_service, &config, scenario, 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep__a_colleagues_days_survive_every_storage_fault),
        cmocka_unit_test(sweep__first_steps_survive_every_storage_fault),
        cmocka_unit_test(sweep__registers_survive_every_storage_fault),
        cmocka_unit_test(sweep__becoming_ready_survives_every_storage_fault),
        cmocka_unit_test(sweep__in_and_out_survives_every_storage_fault),
        cmocka_unit_test(sweep__a_forgotten_day_survives_every_storage_fault),
        cmocka_unit_test(sweep__badges_and_last_days_survive_every_storage_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
