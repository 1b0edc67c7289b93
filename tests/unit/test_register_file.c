/* A register's file: read whole or not at all, every fault with its place; written so that it reads back, no cell a formula. */
#include "cmocka_all.h"
#include "register_kinds.h"
#include "register/register_file.h"

static struct register_file file_of(const char *text)
{
    struct register_file file;

    register_file_read(&register_kinds[0], false, (struct bytes){ (const uint8_t *)text, (uint32_t)strlen(text) }, &file);
    return file;
}

#define HEADING "番号,版,品名,数量,受領日,年月,状態,使用者,氏名,電話番号,状況\r\n"

static void one_fault(const char *text, const char *code, uint32_t line, uint32_t column)
{
    struct register_file file = file_of(text);

    if (file.fault_count != 1 || strcmp(file.faults[0].code, code) != 0)
        print_error("%u faults, first %s at %u:%u\n", file.fault_count, file.fault_count > 0 ? file.faults[0].code : "-", file.fault_count > 0 ? file.faults[0].line : 0,
                    file.fault_count > 0 ? file.faults[0].column : 0);
    assert_int_equal(file.fault_count, 1);
    assert_string_equal(file.faults[0].code, code);
    assert_int_equal(file.faults[0].line, line);
    assert_int_equal(file.faults[0].column, column);
    assert_int_equal(file.row_count, 0);
    register_file_fini(&file);
}

static void read__takes_a_row_in_every_form(void **state)
{
    struct register_file file = file_of(HEADING "7,2,統合端末,03,令和9年2月1日,2027年2月,故障,hanako,試験 一,072-366-0011,\"一行目\n二行目\"\r\n,,電話機,1,,,Good,,,,\r\n");

    (void)state;
    assert_int_equal(file.fault_count, 0);
    assert_int_equal(file.row_count, 2);
    assert_true(file.rows[0].number == 7 && file.rows[0].version == 2 && file.rows[0].values.count == 6 && file.rows[0].texts.count == 3);
    assert_true(text_is(file.rows[0].values.at[0].value, "3") && text_is(file.rows[0].values.at[1].value, "2027-02-01"));
    assert_true(text_is(file.rows[0].values.at[2].value, "2027-02") && text_is(file.rows[0].values.at[3].value, "fault"));
    assert_true(text_is(file.rows[1].values.at[1].value, "good") && file.rows[1].number == 0);
    assert_int_equal(file.lines[1], 4);                /* a line break lies within the row before */
    register_file_fini(&file);
}

static void read__names_what_is_wrong_with_a_cell(void **state)
{
    (void)state;
    one_fault(HEADING "0,,x,1,,,,,,,\r\n", "bad_row_number", 2, 1);
    one_fault(HEADING ",,,1,,,,,,,\r\n", "value_missing", 2, 3);
    one_fault(HEADING ",,x,1.5,,,,,,,\r\n", "bad_count", 2, 4);
    one_fault(HEADING ",,x,12345678901,,,,,,,\r\n", "bad_count", 2, 4);
    one_fault(HEADING ",,x,1.2E+10,,,,,,,\r\n", "spreadsheet_number", 2, 4);
    one_fault(HEADING ",,x,1,2027-02-29,,,,,,\r\n", "bad_date", 2, 5);
    one_fault(HEADING ",,x,1,,2027-13,,,,,\r\n", "bad_month", 2, 6);
    one_fault(HEADING ",,x,1,,,perfect,,,,\r\n", "unknown_choice", 2, 7);
    one_fault(HEADING ",,x,1,,,,花子,,,\r\n", "bad_code", 2, 8);
    one_fault(HEADING ",,x,1,,,,,,723660011,\r\n", "bad_phone", 2, 10);
    one_fault(HEADING ",,x,1,,,,,,,1234-5678-9018\r\n", "individual_number", 2, 11);
    one_fault(HEADING ",,A 123456,1,,,,,,,789018\r\n", "individual_number", 2, 0);
    one_fault(HEADING ",,x,1,,,,,\"a\nb\",,\r\n", "control_character", 2, 9);
}

static void read__refuses_a_broken_file(void **state)
{
    (void)state;
    one_fault("", "empty_file", 0, 0);
    one_fault(HEADING, "no_rows", 0, 0);
    one_fault(HEADING ",,x,1,,,,,,,", "cut_short", 2, 11);
    one_fault(HEADING ",,x,1,,,,,,,,\r\n", "cell_surplus", 2, 12);
    one_fault(HEADING ",,x,\"1,,,,,,,\r\n", "quote_not_closed", 2, 4);
    one_fault("品名,数量,受領日,年月,状態,使用者,氏名,電話番号\r\nx,1,,,,,,\r\n", "column_missing", 1, 0);
    one_fault("色," HEADING ",,,x,1,,,,,,,\r\n", "column_unknown", 1, 1);
    one_fault("品名," HEADING "x,,,x,1,,,,,,,\r\n", "column_twice", 1, 4);
}

static void write__reads_back_and_is_no_formula(void **state)
{
    static const char line[] = "4,1,2027-02-01,,'=1+2,3,,,故障,,,\"'''-試験 \"\"一\"\"\",,\"甲,乙\n丙\",2027-02-01 10:00 admin 1行\r\n";
    const struct register_text texts[] = { WORDS("item", "=1+2"), };
    const struct register_text private[] = { WORDS("name", "''-試験 \"一\""), WORDS("note", "甲,乙\n丙") };
    const struct register_value values[] = { VALUE("count", "3"), VALUE("condition", "fault") };
    struct register_row_shown row = { .line = { .number = 4, .version = 1, .from_on = { 20270201 }, .values = { values, 2 }, .texts = { texts, 1 } }, .texts = { private, 2 } };
    const struct register_row_shown *rows[] = { &row };
    struct register_file back;
    struct sheet_writer w;
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 24);
    sheet_writer_init(&w, &arena, false, true);
    register_file_write(&register_kinds[0], false, rows, 1, TEXT("2027-02-01 10:00 admin 1行"), &w);
    assert_non_null(memmem(w.at, w.len, line, sizeof line - 1));
    register_file_read(&register_kinds[0], false, sheet_written(&w), &back);
    assert_int_equal(back.fault_count, 0);
    assert_true(text_is(back.rows[0].texts.at[0].text, "=1+2") && text_is(back.rows[0].texts.at[1].text, "''-試験 \"一\"") && text_is(back.rows[0].texts.at[2].text, "甲,乙\n丙"));
    assert_true(back.rows[0].number == 4 && back.rows[0].from_on.v == 20270201 && text_is(back.rows[0].values.at[1].value, "fault"));
    register_file_fini(&back);
    sheet_writer_fini(&w);
    arena_fini(&arena);
}

static void write__tells_what_cp932_does_not_have(void **state)
{
    const struct register_text texts[] = { WORDS("item", "髙﨑 𠮷") };
    struct register_row_shown row = { .line = { .number = 1, .version = 1, .texts = { texts, 1 } } };
    const struct register_row_shown *rows[] = { &row };
    struct sheet_writer w;
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 24);
    sheet_writer_init(&w, &arena, true, false);
    register_file_write(&register_kinds[0], false, rows, 1, TEXT(""), &w);
    assert_int_equal(w.lost_count, 1);
    assert_true(w.lost[0].line == 2 && w.lost[0].column == 5);
    assert_non_null(memmem(w.at, w.len, "\xFB\xFC\xFA\xB1 \x81\xAC", 7));        /* 髙﨑 and 〓 */
    sheet_writer_fini(&w);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__takes_a_row_in_every_form), cmocka_unit_test(read__names_what_is_wrong_with_a_cell), cmocka_unit_test(read__refuses_a_broken_file),
        cmocka_unit_test(write__reads_back_and_is_no_formula), cmocka_unit_test(write__tells_what_cp932_does_not_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
