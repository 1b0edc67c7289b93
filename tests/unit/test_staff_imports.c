/* Files taken into registers: all rows at once or none, never twice, never over what others wrote meanwhile. */
#include "registers_fixture.h"

static const uint8_t sha_a[32] = { 1 }, sha_b[32] = { 2 };
#define FILE_A { sha_a, 32 }
#define FILE_B { sha_b, 32 }
#define ROW(...) { .values = VALUES(VALUE("count", "1")), .texts = TEXTS(WORDS("item", "電話機"), WORDS("name", "試験 二")), __VA_ARGS__ }
#define ROWS(...) { (const struct register_file_row[]){ __VA_ARGS__ }, sizeof((const struct register_file_row[]){ __VA_ARGS__ }) / sizeof(struct register_file_row) }

static int setup(void **state)
{
    *state = bench_new(&staff_service, &register_config);
    return 0;
}

static struct register_import_id begun(struct bench *b, struct bytes sha256, uint64_t rows)
{
    as(b, MANAGER, ROLE_SITE_MANAGER);
    when(b, begin_register_import(.register_code = TEXT("lent"), .file_sha256 = sha256, .row_count = rows));
    const struct begin_register_import_result *result = result_of(b, &begin_register_import_result_spec);
    assert_non_null(result);
    return result->import_id;
}

static uint32_t rows_seen(struct bench *b)
{
    ask(b, register_rows(.register_code = TEXT("lent")));
    return ((const struct register_rows_result *)answer_of(b, &register_rows_result_spec))->rows.count;
}

static void import__counts_at_once(void **state)                                        /* covers §13 */
{
    struct bench *b = *state;
    struct register_import_id import = begun(b, (struct bytes)FILE_A, 3);

    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 0), ROW(.from_on = { 20270101 }, .ended_on = { 20270131 }))));
    then_result(b, add_register_rows_result(.added = 2));
    assert_int_equal(rows_seen(b), 0);
    when(b, commit_register_import(.import_id = import));
    then_refused(b, ROW_COUNT_DIFFERS);
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 7))));
    when(b, commit_register_import(.import_id = import));
    then(b, register_import_ended(.import_id = import, .taken = true));
    ask(b, register_rows(.register_code = TEXT("lent")));
    const struct register_rows_result *rows = answer_of(b, &register_rows_result_spec);
    assert_int_equal(rows->rows.count, 3);
    assert_true(rows->rows.at[0].number == 1 && rows->rows.at[1].number == 2 && rows->rows.at[2].number == 7);
    assert_true(rows->rows.at[1].ended_on.v == 20270131 && rows->rows.at[0].from_on.v == 20270201 && rows->rows.at[0].imported);
}

static void import__takes_no_file_twice(void **state)
{
    struct bench *b = *state;
    struct register_import_id import = begun(b, (struct bytes)FILE_A, 1);

    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 0))));
    when(b, commit_register_import(.import_id = import));
    when(b, begin_register_import(.register_code = TEXT("lent"), .file_sha256 = FILE_A, .row_count = 1));
    then_refused(b, FILE_TAKEN_ALREADY);
    when(b, commit_register_import(.import_id = import));
    then_refused(b, NO_SUCH_IMPORT);
    when(b, abort_register_import(.import_id = import));
    then_refused(b, NO_SUCH_IMPORT);
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 0))));
    then_refused_at(b, NO_SUCH_IMPORT, "import_id");
}

static void import__that_is_given_up_leaves_nothing_and_may_come_again(void **state)
{
    struct bench *b = *state;
    struct register_import_id import = begun(b, (struct bytes)FILE_A, 1);

    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 3))));
    when(b, abort_register_import(.import_id = import));
    then(b, register_import_ended(.import_id = import));
    assert_int_equal(rows_seen(b), 0);
    import = begun(b, (struct bytes)FILE_A, 1);
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 3))));
    then_result(b, add_register_rows_result(.added = 1));
    when(b, commit_register_import(.import_id = import));
    assert_int_equal(rows_seen(b), 1);
}

static void import__left_unfinished_is_dropped_by_the_next(void **state)
{
    struct bench *b = *state;
    struct register_import_id first = begun(b, (struct bytes)FILE_A, 1), next;

    when(b, begin_register_import(.register_code = TEXT("lent"), .file_sha256 = FILE_B, .row_count = 1));
    next = ((const struct begin_register_import_result *)result_of(b, &begin_register_import_result_spec))->import_id;
    then(b, register_import_ended(.import_id = first), register_import_begun(.import_id = next, .register_code = TEXT("lent"), .row_count = 1, .by = { MANAGER }));
    when(b, add_register_rows(.import_id = first, .rows = ROWS(ROW(.number = 0))));
    then_refused(b, NO_SUCH_IMPORT);
}

static void import__changes_the_rows_that_differ(void **state)
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);
    struct register_import_id import = begun(b, (struct bytes)FILE_A, 1);

    when(b, add_register_rows(.import_id = import, .rows = ROWS({ .number = 1, .version = 1, .values = VALUES(VALUE("count", "3"), VALUE("condition", "good"), VALUE("phone", "072-366-0011")),
                                                                  .texts = TEXTS(WORDS("item", "統合端末"), WORDS("name", "試験 一")) })));
    then_result(b, add_register_rows_result(.unchanged = 1));
    then(b, register_rows_read(.import_id = import, .rows = 1, .last_number = 1));
    import = begun(b, (struct bytes)FILE_B, 1);
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 1, .version = 1, .ended_on = { 20270301 }))));
    then_result(b, add_register_rows_result(.changed = 1));
    ask(b, register_history(.row_id = row));
    assert_int_equal(((const struct register_history_result *)answer_of(b, &register_history_result_spec))->rows.count, 1);
    when(b, commit_register_import(.import_id = import));
    ask(b, register_history(.row_id = row));
    const struct register_history_result *history = answer_of(b, &register_history_result_spec);
    assert_true(history->rows.count == 2 && history->rows.at[1].act == REGISTER_ACT_ENDED && history->rows.at[1].ended_on.v == 20270301);
}

static void import__refuses_a_row_that_does_not_follow(void **state)
{
    struct bench *b = *state;
    struct register_row_id row = a_row(b);
    struct register_import_id import = begun(b, (struct bytes)FILE_A, 9);

    when(b, add_register_rows(.import_id = import));
    then_refused_at(b, ROWS_MISSING, "rows");
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 1, .version = 2))));
    then_refused_at(b, ROW_CHANGED, "rows[0]");
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 1, .version = 1, .from_on = { 20270131 }))));
    then_refused_at(b, ROW_BEFORE_LAST, "rows[0]");
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 2), ROW(.number = 3, .from_on = { 20270202 }, .ended_on = { 20270201 }))));
    then_refused_at(b, ROW_BEFORE_LAST, "rows[1]");
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 3), ROW(.number = 3))));
    then_refused_at(b, LINE_OUT_OF_ORDER, "rows[1].number");
    when(b, add_register_rows(.import_id = import, .rows = ROWS({ .texts = TEXTS(WORDS("item", "x")) })));
    then_refused_at(b, CELL_MISSING, "rows[0].count");
    when(b, add_register_rows(.import_id = import, .rows = ROWS({ .values = VALUES(VALUE("count", "x")) })));
    then_refused_at(b, CELL_WRONG, "rows[0].values[0].value");
    when(b, add_register_rows(.import_id = import, .rows = ROWS({ .values = VALUES(VALUE("colour", "x")) })));
    then_refused_at(b, NO_SUCH_COLUMN, "rows[0].values[0].column");
    when(b, add_register_rows(.import_id = import, .rows = ROWS({ .values = VALUES(VALUE("count", "1"), VALUE("count", "1")), .texts = TEXTS(WORDS("item", "x")) })));
    then_refused_at(b, COLUMN_TWICE, "rows[0].count");
    when(b, close_register_row(.row_id = row, .version = 1, .reason = TEXT("返却")));
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 1, .version = 2))));
    then_refused_at(b, ROW_ENDED, "rows[0]");
    as(b, 5, ROLE_OPERATOR);
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 0))));
    then_refused(b, REGISTER_NOT_YOURS);
    when(b, commit_register_import(.import_id = import));
    then_refused(b, REGISTER_NOT_YOURS);
    when(b, abort_register_import(.import_id = import));
    then_refused(b, REGISTER_NOT_YOURS);
    when(b, begin_register_import(.register_code = TEXT("lent"), .file_sha256 = FILE_B, .row_count = 1));
    then_refused(b, REGISTER_NOT_YOURS);
    when(b, begin_register_import(.register_code = TEXT("visitors"), .file_sha256 = FILE_B, .row_count = 1));
    then_refused(b, NO_SUCH_REGISTER);
}

static void import__does_not_go_over_what_others_wrote_meanwhile(void **state)
{
    struct bench *b = *state;
    struct register_import_id import = begun(b, (struct bytes)FILE_A, 1);

    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 0), ROW(.number = 0))));
    then_refused_at(b, TOO_MANY_ROWS, "rows");
    when(b, add_register_rows(.import_id = import, .rows = ROWS(ROW(.number = 0))));
    a_row(b);
    when(b, commit_register_import(.import_id = import));
    then_refused(b, REGISTER_CHANGED);
    assert_int_equal(rows_seen(b), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(import__counts_at_once), CASE(import__takes_no_file_twice), CASE(import__that_is_given_up_leaves_nothing_and_may_come_again),
        CASE(import__left_unfinished_is_dropped_by_the_next), CASE(import__changes_the_rows_that_differ), CASE(import__refuses_a_row_that_does_not_follow),
        CASE(import__does_not_go_over_what_others_wrote_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
