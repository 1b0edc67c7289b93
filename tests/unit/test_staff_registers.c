/* Registers: rows with history, what their cells may hold, who sees what, and how long it is kept. */
#include "registers_fixture.h"

static int setup(void **state)
{
    *state = bench_new(&staff_service, &register_config);
    return 0;
}

/* ---- Rows ----------------------------------------------------------------------------------- */

static void add_to_register__enters_a_row_and_seals_what_is_personal(void **state)      /* covers §5(6) */
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);

    then_result(b, add_to_register_result(.row_id = row, .number = 1));
    then(b, register_row_written(.row_id = row, .register_code = TEXT("lent"), .number = 1, .version = 1, .act = REGISTER_ACT_ADDED, .from_on = { 20270201 },
                                 .by = { MANAGER }, .values = VALUES(VALUE("count", "3"), VALUE("condition", "good")), .texts = TEXTS(WORDS("item", "統合端末")),
                                 .private = { .values = VALUES(VALUE("phone", "072-366-0011")), .texts = TEXTS(WORDS("name", "試験 一")) }));
    ask(b, register_rows(.register_code = TEXT("lent")));
    const struct register_rows_result *rows = answer_of(b, &register_rows_result_spec);
    assert_int_equal(rows->rows.count, 1);
    assert_int_equal(rows->rows.at[0].masked.count, 2);
    assert_true(text_is(rows->rows.at[0].masked.at[0], "phone") && text_is(rows->rows.at[0].masked.at[1], "name"));
    assert_int_equal(rows->rows.at[0].values.count, 2);
    assert_int_equal(rows->rows.at[0].by.v, MANAGER);
}

static void add_to_register__knows_its_registers_and_who_may(void **state)
{
    struct bench *b = *state;

    as(b, MANAGER, ROLE_SITE_MANAGER);
    when(b, add_to_register(.register_code = TEXT("visitors"), .texts = TEXTS(WORDS("item", "x"))));
    then_refused_at(b, NO_SUCH_REGISTER, "register_code");
    as(b, 5, ROLE_OPERATOR);
    when(b, add_to_register(.register_code = TEXT("lent"), .texts = TEXTS(WORDS("item", "x"))));
    then_refused_at(b, REGISTER_NOT_YOURS, "register_code");
    ask(b, register_rows(.register_code = TEXT("books")));
    then_no_answer(b, REGISTER_NOT_YOURS);
    ask(b, register_rows(.register_code = TEXT("visitors")));
    then_no_answer(b, NO_SUCH_REGISTER);
}

static void wrong(struct bench *b, struct register_value value, enum refusal why)
{
    as(b, MANAGER, ROLE_SITE_MANAGER);
    when(b, add_to_register(.register_code = TEXT("lent"), .values = { &value, 1 }, .texts = TEXTS(WORDS("item", "x"))));
    then_refused(b, why);
}

static void add_to_register__takes_each_kind_in_its_one_form(void **state)
{
    struct bench *b = *state;

    wrong(b, (struct register_value)VALUE("count", "03"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("count", "-3"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("count", "12345678901"), CELL_WRONG);            /* 11 digits */
    wrong(b, (struct register_value)VALUE("received_on", "2027-2-1"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("received_on", "2027-02-29"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("month", "2027-13"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("month", "2027-02-01"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("condition", "perfect"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("holder", "nobody"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("phone", "72-366-0011"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("phone", "072-366--0011"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("phone", "072-366-001"), CELL_WRONG);
    wrong(b, (struct register_value)VALUE("item", "words"), CELL_WRONG);                   /* written by people */
    wrong(b, (struct register_value)VALUE("password", "x"), NO_SUCH_COLUMN);
    wrong(b, (struct register_value)VALUE("month", "2027-02"), CELL_MISSING);              /* of the count */
}

static void add_to_register__names_the_cell(void **state)
{
    struct bench *b = *state;

    as(b, MANAGER, ROLE_SITE_MANAGER);
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "1"), VALUE("count", "2")), .texts = TEXTS(WORDS("item", "x"))));
    then_refused_at(b, COLUMN_TWICE, "count");
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "1"))));
    then_refused_at(b, CELL_MISSING, "item");
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "1")), .texts = TEXTS(WORDS("item", "a\nb"))));
    then_refused_at(b, CELL_WRONG, "texts[0].text");
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "1")), .texts = TEXTS(WORDS("item", "x"), WORDS("count", "1"))));
    then_refused_at(b, CELL_WRONG, "texts[1].text");
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "1")), .texts = TEXTS(WORDS("item", "x"), WORDS("pin", "1"))));
    then_refused_at(b, NO_SUCH_COLUMN, "texts[1].column");
}

/* 123456789018 has a right check digit; over two texts, and beside cells with a form of their own. */
static void add_to_register__meets_the_guard_in_what_people_write_alone(void **state)    /* covers §8 */
{
    struct bench *b = *state;

    as(b, MANAGER, ROLE_SITE_MANAGER);
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "1")), .texts = TEXTS(WORDS("item", "番号 1234-5678-9018"))));
    then_not_taken_at(b, MALFORMED, "texts[0].text");
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "1")), .texts = TEXTS(WORDS("item", "A 123456"), WORDS("note", "789018"))));
    then_not_taken(b, MALFORMED);
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "123456789"), VALUE("phone", "0120-95-0178")), .texts = TEXTS(WORDS("item", "018"))));
    assert_non_null(result_of(b, &add_to_register_result_spec));
}

static void change_register_row__adds_a_version_and_keeps_the_one_before(void **state)   /* covers §13 */
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);

    at(b, 20270401, 600);
    when(b, change_register_row(.row_id = row, .version = 1, .values = VALUES(VALUE("count", "3"), VALUE("condition", "fault")), .texts = TEXTS(WORDS("item", "統合端末")),
                                .reason = TEXT("画面がつかない")));
    then(b, register_row_written(.row_id = row, .number = 1, .version = 2, .act = REGISTER_ACT_CHANGED, .from_on = { 20270401 },
                                 .values = VALUES(VALUE("count", "3"), VALUE("condition", "fault")), .reason = TEXT("画面がつかない")));
    ask(b, register_history(.row_id = row));
    const struct register_history_result *history = answer_of(b, &register_history_result_spec);
    assert_int_equal(history->rows.count, 2);
    assert_true(text_is(history->rows.at[0].values.at[1].value, "good") && text_is(history->rows.at[1].values.at[1].value, "fault"));
    ask(b, register_rows(.register_code = TEXT("lent"), .as_of = { 20270331 }));
    assert_int_equal(((const struct register_rows_result *)answer_of(b, &register_rows_result_spec))->rows.at[0].version, 1);
    ask(b, register_rows(.register_code = TEXT("lent"), .as_of = { 20270401 }));
    assert_int_equal(((const struct register_rows_result *)answer_of(b, &register_rows_result_spec))->rows.at[0].version, 2);
    ask(b, register_rows(.register_code = TEXT("lent"), .as_of = { 20270131 }));
    assert_int_equal(((const struct register_rows_result *)answer_of(b, &register_rows_result_spec))->rows.count, 0);
}

#define THREE_FINE .values = VALUES(VALUE("count", "3"), VALUE("condition", "good"), VALUE("phone", "072-366-0011")), .texts = TEXTS(WORDS("item", "統合端末"), WORDS("name", "試験 一"))
#define FOUR_FINE .values = VALUES(VALUE("count", "4")), .texts = TEXTS(WORDS("item", "統合端末"))

static void change_register_row__refuses_what_does_not_follow(void **state)
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);

    when(b, change_register_row(.row_id = { 999 }, .version = 1, FOUR_FINE, .reason = TEXT("r")));
    then_refused(b, NO_SUCH_REGISTER_ROW);
    when(b, change_register_row(.row_id = row, .version = 2, FOUR_FINE, .reason = TEXT("r")));
    then_refused(b, ROW_CHANGED);
    when(b, change_register_row(.row_id = row, .version = 1, .from_on = { 20270131 }, FOUR_FINE, .reason = TEXT("r")));
    then_refused(b, ROW_BEFORE_LAST);
    when(b, change_register_row(.row_id = row, .version = 1, THREE_FINE, .reason = TEXT("r")));
    then_refused(b, NOTHING_CHANGED);
    when(b, change_register_row(.row_id = row, .version = 1, .texts = TEXTS(WORDS("item", "統合端末")), .reason = TEXT("r")));
    then_refused_at(b, CELL_MISSING, "count");
    as(b, 5, ROLE_OPERATOR);
    when(b, change_register_row(.row_id = row, .version = 1, FOUR_FINE, .reason = TEXT("r")));
    then_refused(b, REGISTER_NOT_YOURS);
    ask(b, register_history(.row_id = { 999 }));
    then_no_answer(b, NO_SUCH_REGISTER_ROW);
}

static void close_register_row__ends_it_for_good(void **state)                          /* covers §5(6) */
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);

    when(b, close_register_row(.row_id = { 999 }, .version = 1, .reason = TEXT("r")));
    then_refused(b, NO_SUCH_REGISTER_ROW);
    when(b, close_register_row(.row_id = row, .version = 3, .reason = TEXT("r")));
    then_refused(b, ROW_CHANGED);
    when(b, close_register_row(.row_id = row, .version = 1, .ended_on = { 20270131 }, .reason = TEXT("r")));
    then_refused(b, ROW_BEFORE_LAST);
    when(b, close_register_row(.row_id = row, .version = 1, .ended_on = { 20270228 }, .reason = TEXT("市へ返却")));
    then(b, register_row_written(.row_id = row, .version = 2, .act = REGISTER_ACT_ENDED, .from_on = { 20270201 }, .ended_on = { 20270228 }, .reason = TEXT("市へ返却"),
                                 .values = VALUES(VALUE("count", "3"), VALUE("condition", "good")),
                                 .private = { .values = VALUES(VALUE("phone", "072-366-0011")), .texts = TEXTS(WORDS("name", "試験 一")) }));
    when(b, close_register_row(.row_id = row, .version = 2, .reason = TEXT("r")));
    then_refused(b, ROW_ENDED);
    when(b, change_register_row(.row_id = row, .version = 2, FOUR_FINE, .reason = TEXT("r")));
    then_refused(b, ROW_ENDED);
    ask(b, register_rows(.register_code = TEXT("lent"), .as_of = { 20270228 }));
    assert_int_equal(((const struct register_rows_result *)answer_of(b, &register_rows_result_spec))->rows.count, 1);
    ask(b, register_rows(.register_code = TEXT("lent"), .as_of = { 20270301 }));
    assert_int_equal(((const struct register_rows_result *)answer_of(b, &register_rows_result_spec))->rows.count, 0);
    ask(b, register_rows(.register_code = TEXT("lent")));
    assert_int_equal(((const struct register_rows_result *)answer_of(b, &register_rows_result_spec))->rows.count, 1);
    as(b, 5, ROLE_OPERATOR);
    when(b, close_register_row(.row_id = row, .version = 2, .reason = TEXT("r")));
    then_refused(b, REGISTER_NOT_YOURS);
}

/* ---- Looks ------------------------------------------------------------------------------------ */

static void show_register__shows_in_clear_and_says_so_in_the_log(void **state)           /* covers §8 */
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);
    struct account_id hanako = made(b, "hanako", STAFF_ROLE_OPERATOR);

    (void)hanako;
    as(b, MANAGER, ROLE_SITE_MANAGER);
    when(b, change_register_row(.row_id = row, .version = 1, .values = VALUES(VALUE("count", "3"), VALUE("holder", "hanako"), VALUE("phone", "0723660011")),
                                .texts = TEXTS(WORDS("item", "統合端末")), .reason = TEXT("使用者の変更")));
    as(b, 5, ROLE_OPERATOR);
    when(b, show_register(.register_code = TEXT("lent"), .is_export = true));
    then_not_taken(b, PURPOSE_NEEDED);
    purpose(b, "emergency");
    when(b, show_register(.register_code = TEXT("lent"), .is_export = true));
    then(b, register_shown(.register_code = TEXT("lent"), .rows = 1, .is_export = true));
    const struct show_register_shown *shown = shown_of(b, &show_register_shown_spec);
    assert_int_equal(shown->rows.count, 1);
    assert_true(text_is(shown->rows.at[0].values.at[0].value, "0723660011"));
    assert_true(text_is(shown->rows.at[0].names.at[0].column, "holder") && text_is(shown->rows.at[0].names.at[0].text, "狭山 花子"));
    assert_int_equal(shown->rows.at[0].line.version, 2);
    purpose(b, "report");
    when(b, show_register(.register_code = TEXT("books")));
    then_refused(b, REGISTER_NOT_YOURS);
    purpose(b, "report");
    when(b, show_register(.register_code = TEXT("visitors")));
    then_refused(b, NO_SUCH_REGISTER);
}

static void show_register_row__shows_every_version_with_its_reason(void **state)
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);

    when(b, change_register_row(.row_id = row, .version = 1, FOUR_FINE, .reason = TEXT("一台増えた")));
    purpose(b, "inspection");
    when(b, show_register_row(.row_id = row));
    then(b, register_shown(.register_code = TEXT("lent"), .row_id = row, .rows = 2));
    const struct show_register_row_shown *shown = shown_of(b, &show_register_row_shown_spec);
    assert_int_equal(shown->rows.count, 2);
    assert_true(text_is(shown->rows.at[0].texts.at[0].text, "試験 一") && shown->rows.at[0].reason.at == NULL);
    assert_true(shown->rows.at[1].texts.count == 0 && text_is(shown->rows.at[1].reason, "一台増えた"));
    purpose(b, "inspection");
    when(b, show_register_row(.row_id = { 999 }));
    then_refused(b, NO_SUCH_REGISTER_ROW);
    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, add_to_register(.register_code = TEXT("books"), .values = VALUES(VALUE("month", "2027-02")), .texts = TEXTS(WORDS("voucher", "証-1"))));
    struct register_row_id book = ((const struct add_to_register_result *)result_of(b, &add_to_register_result_spec))->row_id;
    as(b, 5, ROLE_OPERATOR);
    purpose(b, "inspection");
    when(b, show_register_row(.row_id = book));
    then_refused(b, REGISTER_NOT_YOURS);
    ask(b, register_history(.row_id = book));
    then_no_answer(b, REGISTER_NOT_YOURS);
}

static void registers__tells_each_role_what_it_may_see(void **state)
{
    struct bench *b = *state;

    a_row(b);
    ask(b, registers());
    const struct registers_result *seen = answer_of(b, &registers_result_spec);
    assert_int_equal(seen->registers.count, 2);
    assert_true(seen->registers.at[0].changes && seen->registers.at[0].rows == 1 && !seen->registers.at[1].changes);
    as(b, 5, ROLE_OPERATOR);
    ask(b, registers());
    seen = answer_of(b, &registers_result_spec);
    assert_int_equal(seen->registers.count, 1);
    assert_false(seen->registers.at[0].changes);
    assert_int_equal(seen->registers.at[0].kind.columns.count, 9);
}

static void register_rows__come_by_pages_of_one_register(void **state)
{
    struct bench *b = *state;

    as(b, 31, ROLE_SERVICE_MANAGER);
    for (int i = 0; i < 51; i++) {
        when(b, add_to_register(.register_code = TEXT("books"), .values = VALUES(VALUE("month", "2027-02")), .texts = TEXTS(WORDS("voucher", "証-1"))));
        when(b, add_to_register(.register_code = TEXT("lent"), FOUR_FINE));
    }
    ask(b, register_rows(.register_code = TEXT("lent")));
    const struct register_rows_result *page = answer_of(b, &register_rows_result_spec);
    assert_true(page->rows.count == 50 && page->more && page->rows.at[49].number == 50);
    ask(b, register_rows(.register_code = TEXT("lent"), .after = 50));
    page = answer_of(b, &register_rows_result_spec);
    assert_true(page->rows.count == 1 && !page->more && page->rows.at[0].number == 51);
}

/* ---- How long ------------------------------------------------------------------------------------ */

static void retention__counts_from_the_rows_end(void **state)
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);

    as(b, 14, ROLE_SERVICE_MANAGER);
    ask(b, kept_until(.subject = row.v));
    then_answer(b, kept_until_result(.kept = { .subject = row.v, .what = KEPT_DATA_REGISTER_ROW }));
    when(b, close_register_row(.row_id = row, .version = 1, .ended_on = { 20270228 }, .reason = TEXT("返却")));
    ask(b, kept_until(.subject = row.v));
    then_answer(b, kept_until_result(.kept = { .what = KEPT_DATA_REGISTER_ROW, .since = { 20270228 }, .due_on = { 20280229 } }));
    at(b, 20280228, 600);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, erase_due(.subjects = { &row.v, 1 }));
    then_refused_at(b, KEPT_LONGER, "subjects[0]");
    at(b, 20280229, 600);
    second(b, 13, ROLE_SITE_MANAGER);
    when(b, erase_due(.subjects = { &row.v, 1 }));
    then_result(b, erase_due_result(.erased = 1));
    purpose(b, "inspection");
    when(b, show_register_row(.row_id = row));
    const struct show_register_row_shown *shown = shown_of(b, &show_register_row_shown_spec);
    assert_true(shown->rows.count == 2 && shown->rows.at[0].texts.count == 0 && shown->rows.at[1].reason.at == NULL);
    assert_true(text_is(shown->rows.at[1].line.texts.at[0].text, "統合端末"));        /* the row itself stays */
}

static void retention__keeps_the_books_from_the_contracts_fiscal_year_on(void **state)   /* covers §13 */
{
    struct bench *b = *state;

    as(b, 31, ROLE_SERVICE_MANAGER);
    when(b, add_to_register(.register_code = TEXT("books"), .values = VALUES(VALUE("month", "2027-02")), .texts = TEXTS(WORDS("voucher", "証-1"), WORDS("note", "消耗品"))));
    uint64_t row = ((const struct add_to_register_result *)result_of(b, &add_to_register_result_spec))->row_id.v;
    ask(b, kept_until(.subject = row));
    then_answer(b, kept_until_result(.kept = { .what = KEPT_DATA_REGISTER_ROW, .since = { 20300331 }, .due_on = { 20350401 } }));
    when(b, add_to_register(.register_code = TEXT("books"), .from_on = { 20300401 }, .values = VALUES(VALUE("month", "2030-04")), .texts = TEXTS(WORDS("voucher", "証-2"), WORDS("note", "精算"))));
    row = ((const struct add_to_register_result *)result_of(b, &add_to_register_result_spec))->row_id.v;
    ask(b, kept_until(.subject = row));
    then_answer(b, kept_until_result(.kept = { .since = { 20310331 }, .due_on = { 20360401 } }));
}

/* ---- Kinds ------------------------------------------------------------------------------------------ */

static void fault_of(struct register_kind kind, const char *expected)
{
    struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600, .registers = { &kind, 1 } };
    struct arena arena;

    arena_init(&arena, 1 << 16);
    const char *fault = staff_service.config_check(&config, &arena);
    if (expected == NULL)
        assert_null(fault);
    else
        assert_string_equal(fault, expected);
    arena_fini(&arena);
}

static void kinds__must_make_sense(void **state)
{
    struct register_column pin[] = { COLUMN("pin_code", LINE, "番号", .required = true) };
    struct register_column secret[] = { COLUMN("word", LINE, "パスワード", .required = true) };
    struct register_column name[] = { COLUMN("name", NAME, "氏名", .required = true) };
    struct register_column choice[] = { COLUMN("state", CHOICE, "状態", .required = true) };
    struct register_column twice[] = { COLUMN("a", LINE, "甲", .required = true), COLUMN("a", LINE, "乙", .required = true) };
    struct register_kind kind = register_kinds[0];

    (void)state;
    fault_of(kind, NULL);
    kind.columns.count = 1;
    kind.columns.at = pin;
    fault_of(kind, "registers[0].columns[0]: a register keeps no passwords and no PINs");
    kind.columns.at = secret;
    fault_of(kind, "registers[0].columns[0]: a register keeps no passwords and no PINs");
    kind.columns.at = name;
    fault_of(kind, "registers[0].columns[0]: a name and a telephone number are personal");
    kind.columns.at = choice;
    fault_of(kind, "registers[0].columns[0]: a choice needs choices");
    kind.columns.at = twice;
    kind.columns.count = 2;
    fault_of(kind, "registers[0].columns[1]: has the code or a name of an earlier column");
    kind.columns.count = 0;
    fault_of(kind, "registers[0]: somebody must see it, and it must have a column");
    fault_of(register_kinds[1], "registers[0].keep_from: contract_ends_on is not said");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(add_to_register__enters_a_row_and_seals_what_is_personal),
        CASE(add_to_register__knows_its_registers_and_who_may),
        CASE(add_to_register__takes_each_kind_in_its_one_form),
        CASE(add_to_register__names_the_cell),
        CASE(add_to_register__meets_the_guard_in_what_people_write_alone),
        CASE(change_register_row__adds_a_version_and_keeps_the_one_before),
        CASE(change_register_row__refuses_what_does_not_follow),
        CASE(close_register_row__ends_it_for_good),
        CASE(show_register__shows_in_clear_and_says_so_in_the_log),
        CASE(show_register_row__shows_every_version_with_its_reason),
        CASE(registers__tells_each_role_what_it_may_see),
        CASE(register_rows__come_by_pages_of_one_register),
        CASE(retention__counts_from_the_rows_end),
        CASE(retention__keeps_the_books_from_the_contracts_fiscal_year_on),
        cmocka_unit_test(kinds__must_make_sense),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
