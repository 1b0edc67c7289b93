/* The reader of delivery lists against the sample lists, good and bad, and against lists made
 * here: every fault with its exact line and column. */
#include "cmocka_all.h"

#include "base/date.h"
#include "delivery.h"
#include "trust/hash.h"

#define SAMPLES "config/samples/deliveries/"
#define HEADING "納品番号,箱番号,連番,交付通知書番号,申請書ID,氏名,フリガナ,通称,生年月日,郵便番号,住所,方書,申請区分,申請日,有効期限,備考\r\n"
#define ROW_A "R09-0001,01-1,1,DNX-280268,32091070529643163452300,清水　結衣,シミズ ユイ,,平成元年6月27日,5890036,大阪狭山市山本東1,,再交付,2026-12-01,2036-06-27,\r\n"
#define ROW_B "R09-0001,01-1,2,VYR468528,59438197428867028562962,葛城　大翔,カツラギ ヒロト,,1963-03-30,589-0023,,,更新,,2036-03-30,電話連絡希望\r\n"

static void load(const char *name, struct delivery_list *ret)
{
    char path[128];

    snprintf(path, sizeof path, "%s%s", SAMPLES, name);
    assert_int_equal(delivery_list_load(path, ret), OK);
}

static void read_text(const char *text, struct delivery_list *ret)
{
    delivery_list_read((struct bytes){ (const uint8_t *)text, (uint32_t)strlen(text) }, ret);
}

static void assert_fault(const struct delivery_list *list, uint32_t index, const char *code, uint32_t line, uint32_t column, const char *name)
{
    assert_true(index < list->fault_count);
    assert_string_equal(list->faults[index].code, code);
    assert_int_equal(list->faults[index].line, line);
    assert_int_equal(list->faults[index].column, column);
    assert_string_equal(list->faults[index].column_name, name);
    assert_true(strlen(list->faults[index].ja) > 0 && strlen(list->faults[index].en) > 0);
}

/* The list has exactly this fault and no rows. */
static void assert_refused(const char *text, const char *code, uint32_t line, uint32_t column, const char *name)
{
    struct delivery_list list;

    read_text(text, &list);
    if (list.fault_count != 1)
        print_error("%u faults, the first is %s at %u:%u\n", list.fault_count, list.fault_count > 0 ? list.faults[0].code : "-",
                    list.fault_count > 0 ? list.faults[0].line : 0, list.fault_count > 0 ? list.faults[0].column : 0);
    assert_int_equal(list.fault_count, 1);
    assert_fault(&list, 0, code, line, column, name);
    assert_int_equal(list.row_count, 0);
    assert_null(list.rows);
    delivery_list_fini(&list);
}

/* ---- the samples ----------------------------------------------------------------------- */

static void sample__r09_0001_is_good(void **state)                                     /* covers §5(2) */
{
    struct delivery_list list;
    const struct delivery_row *row;

    (void)state;
    load("delivery-R09-0001.csv", &list);
    assert_int_equal(list.fault_count, 0);
    assert_int_equal(list.warning_count, 0);
    assert_int_equal(list.row_count, 159);
    assert_false(list.cp932);
    assert_true(text_is(list.delivery_number, "R09-0001"));
    row = &list.rows[0];
    assert_int_equal(row->line, 2);
    assert_int_equal(row->serial, 1);
    assert_true(text_is(row->box, "01-1"));
    assert_true(text_is(row->holder.name, "清水　結衣"));
    assert_true(text_is(row->holder.notice_number, "DNX280268"));
    assert_true(text_is(row->holder.application_id, "32091070529643163452300"));
    assert_int_equal(row->holder.birth_date.v, 19890627);
    assert_int_equal(row->holder.applied_on.v, 20261201);
    assert_int_equal(row->holder.expires_on.v, 20360627);
    assert_int_equal(row->application_kind, APPLICATION_KIND_REISSUE);
    assert_null(row->holder.alias.at);
    row = &list.rows[3];
    assert_true(text_is(row->holder.note, "次回 \n窓口で確認"));
    assert_int_equal(list.rows[4].line, 7);             /* the note above has a line of its own */
    delivery_list_fini(&list);
}

static void sample__r09_0002_keeps_hard_names_byte_by_byte(void **state)
{
    struct delivery_list list;
    bool long_name = false, alias = false;

    (void)state;
    load("delivery-R09-0002.csv", &list);
    assert_int_equal(list.fault_count, 0);
    assert_int_equal(list.row_count, 112);
    assert_true(text_is(list.rows[0].holder.name, "葛\U000E0100城　蓮"));
    for (uint32_t i = 0; i < list.row_count; i++) {
        long_name = long_name || text_is(list.rows[i].holder.name, "DA SILVA SANTOS MARIA APARECIDA DE OLIVEIRA FERREIRA");
        alias = alias || text_is(list.rows[i].holder.alias, "金山 民夫");
    }
    assert_true(long_name && alias);
    assert_true(text_is(list.rows[4].holder.address_detail, "狭山池前マンション\"椿\", 5F"));
    delivery_list_fini(&list);
}

static void sample__cp932_gives_the_same_texts_as_utf8(void **state)
{
    struct delivery_list cp932, utf8;
    uint32_t compared = 0;

    (void)state;
    load("delivery-R09-0002-cp932.csv", &cp932);
    load("delivery-R09-0002.csv", &utf8);
    assert_int_equal(cp932.fault_count, 0);
    assert_true(cp932.cp932);
    assert_true(cp932.row_count > 50);
    for (uint32_t i = 0; i < cp932.row_count; i++)
        for (uint32_t k = 0; k < utf8.row_count; k++)
            if (cp932.rows[i].serial == utf8.rows[k].serial) {
                assert_true(text_equal(cp932.rows[i].holder.name, utf8.rows[k].holder.name));
                assert_true(text_equal(cp932.rows[i].holder.address, utf8.rows[k].holder.address));
                assert_true(text_equal(cp932.rows[i].holder.note, utf8.rows[k].holder.note));
                compared++;
            }
    assert_int_equal(compared, cp932.row_count);
    delivery_list_fini(&cp932);
    delivery_list_fini(&utf8);
}

static void sample__damaged_by_a_spreadsheet(void **state)
{
    struct delivery_list list;

    (void)state;
    load("bad-spreadsheet-damaged.csv", &list);
    assert_int_equal(list.fault_count, 19);
    assert_fault(&list, 0, "spreadsheet_number", 2, 5, "申請書ID");
    assert_fault(&list, 1, "spreadsheet_number", 4, 5, "申請書ID");
    assert_int_equal(list.faults[18].record, 20);
    assert_int_equal(list.row_count, 0);
    delivery_list_fini(&list);
}

static void sample__duplicate_notice_number(void **state)
{
    struct delivery_list list;

    (void)state;
    load("bad-duplicate-notice-number.csv", &list);
    assert_int_equal(list.fault_count, 1);
    assert_fault(&list, 0, "duplicate_notice_number", 7, 4, "交付通知書番号");
    assert_int_equal(list.faults[0].record, 6);
    assert_non_null(strstr(list.faults[0].ja, "6 行目"));
    assert_non_null(strstr(list.faults[0].en, "line 6"));
    delivery_list_fini(&list);
}

static void sample__individual_number_in_a_note(void **state)
{
    struct delivery_list list;

    (void)state;
    load("bad-individual-number-in-note.csv", &list);
    assert_int_equal(list.fault_count, 1);
    assert_fault(&list, 0, "individual_number", 11, 16, "備考");
    assert_int_equal(list.faults[0].record, 8);
    delivery_list_fini(&list);
}

static void sample__impossible_era_date_beside_a_formula_like_name(void **state)
{
    struct delivery_list list;

    (void)state;
    load("bad-formula-and-date.csv", &list);
    assert_int_equal(list.fault_count, 1);
    assert_fault(&list, 0, "bad_date", 9, 9, "生年月日");
    assert_int_equal(list.warning_count, 1);
    assert_string_equal(list.warnings[0].code, "formula_like");
    assert_int_equal(list.warnings[0].line, 5);
    assert_int_equal(list.warnings[0].column, 6);
    delivery_list_fini(&list);
}

static void sample__bidi_control_in_a_name(void **state)
{
    struct delivery_list list;

    (void)state;
    load("bad-bidi-in-name.csv", &list);
    assert_int_equal(list.fault_count, 1);
    assert_fault(&list, 0, "bidi_control", 4, 6, "氏名");
    delivery_list_fini(&list);
}

static void sample__cut_short(void **state)
{
    struct delivery_list list;

    (void)state;
    load("bad-cut-short.csv", &list);
    assert_int_equal(list.fault_count, 1);
    assert_fault(&list, 0, "cut_short", 15, 16, "備考");
    delivery_list_fini(&list);
}

/* ---- the form -------------------------------------------------------------------------- */

static void list__without_quotes_or_mark_is_good(void **state)
{
    struct delivery_list list;
    uint8_t hash[32];
    const char *text = HEADING ROW_A ROW_B;

    (void)state;
    read_text(text, &list);
    assert_int_equal(list.fault_count, 0);
    assert_int_equal(list.row_count, 2);
    assert_true(text_is(list.rows[1].holder.postal_code, "589-0023"));
    assert_int_equal(list.rows[1].holder.applied_on.v, 0);
    sha256((struct bytes){ (const uint8_t *)text, (uint32_t)strlen(text) }, hash);
    assert_memory_equal(list.sha256, hash, 32);
    delivery_list_fini(&list);
}

static void list__with_line_feeds_alone_is_good(void **state)
{
    char text[2048];
    size_t len = 0;
    struct delivery_list list;

    (void)state;
    for (const char *c = HEADING ROW_A "\r\n" ROW_B; *c != '\0'; c++)
        if (*c != '\r')
            text[len++] = *c;
    text[len] = '\0';
    read_text(text, &list);
    assert_int_equal(list.fault_count, 0);
    assert_int_equal(list.rows[1].line, 4);             /* an empty line between */
    delivery_list_fini(&list);
}

static void list__finds_its_columns_by_name(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text("備考,箱番号,連番,交付通知書番号,申請書ID,氏名,フリガナ,通称,生年月日,郵便番号,住所,方書,申請区分,申請日,有効期限,納品番号\n"
              ",01-1,1,DNX-280268,32091070529643163452300,清水　結衣,シミズ ユイ,,平成元年6月27日,,,,再交付,,2036-06-27,R09-0001\n", &list);
    assert_int_equal(list.fault_count, 0);
    assert_true(text_is(list.delivery_number, "R09-0001"));
    delivery_list_fini(&list);
}

static void list__refused_without_heading_or_rows(void **state)
{
    (void)state;
    assert_refused("", "empty_file", 0, 0, "");
    assert_refused("\xEF\xBB\xBF", "empty_file", 0, 0, "");
    assert_refused("\r\n\r\n", "empty_file", 0, 0, "");
    assert_refused(HEADING, "no_rows", 0, 0, "");
}

static void list__refused_for_a_wrong_heading(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text("納品番号,箱番号,連番,交付通知書番号,申請書ID,氏名,フリガナ,通称,生年月日,郵便番号,住所,方書,申請区分,申請日,有効期限,氏名\r\n" ROW_A, &list);
    assert_int_equal(list.fault_count, 2);
    assert_fault(&list, 0, "column_missing", 1, 0, "備考");
    assert_fault(&list, 1, "column_twice", 1, 16, "氏名");
    delivery_list_fini(&list);
    read_text("納品番号,箱番号,連番,交付通知書番号,申請書ID,氏名,フリガナ,通称,生年月日,郵便番号,住所,方書,申請区分,申請日,有効期限,備考,性別\r\n" ROW_A, &list);
    assert_int_equal(list.fault_count, 1);
    assert_fault(&list, 0, "column_unknown", 1, 17, "");
    delivery_list_fini(&list);
}

static void list__refused_for_rows_with_too_few_or_too_many_cells(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text(HEADING "R09-0001,01-1,1\r\n" ROW_A "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\r\n", &list);
    assert_int_equal(list.fault_count, 2);
    assert_fault(&list, 0, "cell_missing", 2, 4, "交付通知書番号");
    assert_fault(&list, 1, "cell_surplus", 4, 17, "");
    delivery_list_fini(&list);
}

static void list__refused_at_a_stray_quote(void **state)
{
    (void)state;
    assert_refused(HEADING ROW_A "R09-0001,01\"1,2\r\n", "stray_quote", 3, 2, "");
    assert_refused(HEADING "\"R09\"x,01-1,2\r\n", "stray_quote", 2, 1, "");
}

static void list__refused_when_a_quote_stays_open(void **state)
{
    (void)state;
    assert_refused(HEADING ROW_A "R09-0001,\"01-1\r\n2,3\r\n", "quote_not_closed", 3, 2, "");
}

static void list__refused_when_cut_inside_a_row(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text(HEADING ROW_A "R09-0001,01-1,2", &list);
    assert_int_equal(list.fault_count, 2);
    assert_fault(&list, 0, "cut_short", 3, 3, "連番");
    assert_fault(&list, 1, "cell_missing", 3, 4, "交付通知書番号");
    delivery_list_fini(&list);
}

static void list__refused_for_bytes_of_no_encoding(void **state)
{
    (void)state;
    /* UTF-8 heading, a damaged cell below */
    assert_refused(HEADING "R09-0001,01-1,1,DNX-280268,32091070529643163452300,\xE6\xB8,シミズ ユイ,,平成元年6月27日,,,,再交付,,2036-06-27,\r\n",
                   "bad_encoding", 2, 6, "氏名");
}

/* ---- cells ----------------------------------------------------------------------------- */

#define WITH(number, box, serial, notice, id, name, kana, birth, postal, kind, expires, note) \
    HEADING ROW_A number "," box "," serial "," notice "," id "," name "," kana ",," birth "," postal ",,," kind ",," expires "," note "\r\n"
#define GOOD_ID "59438197428867028562962"

static void cells__are_refused_each_by_the_rule_of_its_column(void **state)
{
    (void)state;
    assert_refused(WITH("R09-0002", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "delivery_number_differs", 3, 1, "納品番号");
    assert_refused(WITH("", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "value_missing", 3, 1, "納品番号");
    assert_refused(WITH("R09-0001", "箱1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "bad_code", 3, 2, "箱番号");
    assert_refused(WITH("R09-0001", "01-1", "0", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "bad_number", 3, 3, "連番");
    assert_refused(WITH("R09-0001", "01-1", "200001", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "bad_number", 3, 3, "連番");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR-46852", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "bad_notice_number", 3, 4, "交付通知書番号");
    assert_refused(WITH("R09-0001", "01-1", "2", "1.2E-122", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "spreadsheet_number", 3, 4, "交付通知書番号");
    assert_refused(WITH("R09-0001", "01-1", "2", "DNX280268", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "duplicate_notice_number", 3, 4, "交付通知書番号");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", "5943819742886702856296", "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "bad_application_id", 3, 5, "申請書ID");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", "5.94382e+22", "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "spreadsheet_number", 3, 5, "申請書ID");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛\xE2\x80\x8B城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "zero_width", 3, 6, "氏名");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛\x01城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), "control_character", 3, 6, "氏名");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "", "1963-03-30", "", "更新", "2036-03-30", ""), "value_missing", 3, 7, "フリガナ");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "昭和65年1月1日", "", "更新", "2036-03-30", ""), "bad_date", 3, 9, "生年月日");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-02-29", "", "更新", "2036-03-30", ""), "bad_date", 3, 9, "生年月日");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "58900", "更新", "2036-03-30", ""), "bad_postal_code", 3, 10, "郵便番号");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "変更", "2036-03-30", ""), "unknown_kind", 3, 13, "申請区分");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "", ""), "value_missing", 3, 15, "有効期限");
    assert_refused(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", "1234-5678 9018"), "individual_number", 3, 16, "備考");
}

static void cells__tell_all_faults_of_a_list_in_the_order_of_the_file(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text(HEADING "R09-0001,01-1,x,DNX-280268,1,清水,シミズ,,昨日,,,,再交付,,2036-06-27,\r\n"
              "R09-0001,01-1,2,DNX-280268,59438197428867028562962,葛城,カツラギ,,1963-03-30,,,,更新,,2036-03-30,\r\n", &list);
    assert_int_equal(list.fault_count, 4);
    assert_fault(&list, 0, "bad_number", 2, 3, "連番");
    assert_fault(&list, 1, "bad_application_id", 2, 5, "申請書ID");
    assert_fault(&list, 2, "bad_date", 2, 9, "生年月日");
    assert_fault(&list, 3, "duplicate_notice_number", 3, 4, "交付通知書番号");
    delivery_list_fini(&list);
}

static void cells__are_checked_joined_for_an_individual_number(void **state)
{
    (void)state;
    assert_refused(HEADING "R09-0001,01-1,1,DNX-280268,32091070529643163452300,清水,シミズ,,平成元年6月27日,,大阪 123456,789018,再交付,,2036-06-27,\r\n",
                   "individual_number", 2, 12, "方書");
    assert_refused(HEADING "R09-0001,01-1,1,DNX-280268,32091070529643163452300,清水,シミズ,,平成元年6月27日,,,,再交付,,2036-06-27,123456\r\n"
                   "R09-0001,01-1,2,VYR468528,59438197428867028562962,葛城,カツラギ,,1963-03-30,,789018,,更新,,2036-03-30,\r\n",
                   "individual_number", 3, 11, "住所");
}

static void cells__of_formula_like_names_are_kept_with_a_warning(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text(WITH("R09-0001", "01-1", "2", "VYR468528", GOOD_ID, "＝葛城", "カツラギ", "平成31年5月2日", "", "更新", "2036-03-30", "-"), &list);
    assert_int_equal(list.fault_count, 0);
    assert_int_equal(list.warning_count, 3);
    assert_string_equal(list.warnings[0].code, "formula_like");
    assert_string_equal(list.warnings[1].code, "era_converted");
    assert_int_equal(list.rows[1].holder.birth_date.v, 20190502);
    assert_true(text_is(list.rows[1].holder.name, "＝葛城"));
    delivery_list_fini(&list);
}

static void list__counts_faults_beyond_those_it_keeps(void **state)
{
    static char text[256 * 1024];
    size_t len = (size_t)snprintf(text, sizeof text, "%s", HEADING);
    struct delivery_list list;

    (void)state;
    for (uint32_t i = 0; i < 1500; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "R09-0001\r\n");
    read_text(text, &list);
    assert_int_equal(list.fault_count, 1500);
    assert_int_equal(list.faults[SHEET_FAULTS_KEPT - 1].record, 1001);
    delivery_list_fini(&list);
}

static void fault_text__names_file_line_column_and_reason(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text(WITH("R09-0001", "01-1", "0", "VYR468528", GOOD_ID, "葛城", "カツラギ", "1963-03-30", "", "更新", "2036-03-30", ""), &list);
    assert_string_equal(sheet_fault_text(&list.arena, "list.csv", &list.faults[0], false), "list.csv:3:3: 連番: This must be a whole number from 1 to 200000.");
    assert_string_equal(sheet_fault_text(&list.arena, "list.csv", &list.faults[0], true), "list.csv:3:3: 連番: 1 から 200000 までの整数にしてください。");
    delivery_list_fini(&list);
}

static void load__tells_when_there_is_no_file(void **state)
{
    struct delivery_list list;

    (void)state;
    assert_int_equal(delivery_list_load(SAMPLES "no-such-list.csv", &list), ERR_NOT_FOUND);
    assert_int_equal(delivery_list_load(SAMPLES, &list), ERR_IO);
}

/* ---- the stock taken over ---------------------------------------------------------------- */

#define OPENING_HEADING "納品番号,箱番号,連番,交付通知書番号,申請書ID,氏名,フリガナ,通称,生年月日,郵便番号,住所,方書,申請区分,申請日,有効期限,備考,状態,発送日,受取期限\r\n"
#define OPENING_ROW(end) "STOCK-1,01-1,1,DNX-280268,32091070529643163452300,清水　結衣,シミズ ユイ,,平成元年6月27日,,,,再交付,,2036-06-27,," end "\r\n"

static void opening__has_status_posting_and_deadline(void **state)
{
    static const char text[] = OPENING_HEADING OPENING_ROW("通知済,令和8年12月1日,2027-03-01")
        "STOCK-1,01-1,2,VYR468528,59438197428867028562962,葛城　大翔,カツラギ ヒロト,,1963-03-30,,,,更新,,2036-03-30,,交付前設定済,,\r\n"
        "STOCK-1,01-1,3,3R4020075,52479512345678901234567,瀬戸　凜,セト リン,,2020-02-26,,,,新規,,2031-02-26,,再通知済,2026-08-01,\r\n";
    struct delivery_list list;

    (void)state;
    read_text(text, &list);
    assert_int_equal(list.fault_count, 0);
    assert_int_equal(list.kind, DELIVERY_KIND_OPENING);
    assert_int_equal(list.row_count, 3);
    assert_int_equal(list.rows[0].status, CARD_STATE_NOTIFIED);
    assert_int_equal(list.rows[0].posted_on.v, 20261201);
    assert_int_equal(list.rows[0].deadline.v, 20270301);
    assert_int_equal(list.rows[1].status, CARD_STATE_PRESET);
    assert_int_equal(list.rows[1].posted_on.v, 0);
    assert_int_equal(list.rows[2].status, CARD_STATE_REMINDED);
    assert_int_equal(list.rows[2].deadline.v, 0);
    delivery_list_fini(&list);
    read_text(HEADING ROW_A, &list);
    assert_int_equal(list.kind, DELIVERY_KIND_LIST);
    assert_int_equal(list.rows[0].status, 0);
    delivery_list_fini(&list);
}

static void opening__names_the_cell_that_cannot_be(void **state)
{
    (void)state;
    assert_refused(OPENING_HEADING OPENING_ROW("交付済,,"), "unknown_status", 2, 17, "状態");
    assert_refused(OPENING_HEADING OPENING_ROW(",,"), "value_missing", 2, 17, "状態");
    assert_refused(OPENING_HEADING OPENING_ROW("通知済,,"), "posting_missing", 2, 18, "発送日");
    assert_refused(OPENING_HEADING OPENING_ROW("交付前設定済,2026-12-01,"), "not_posted_yet", 2, 18, "発送日");
    assert_refused(OPENING_HEADING OPENING_ROW("交付前設定済,,2026-12-01"), "not_posted_yet", 2, 19, "受取期限");
    assert_refused(OPENING_HEADING OPENING_ROW("通知返戻,2026-12-01,2026-12-01"), "deadline_too_early", 2, 19, "受取期限");
    assert_refused(OPENING_HEADING OPENING_ROW("通知返戻,2026-02-30,"), "bad_date", 2, 18, "発送日");
    assert_refused(OPENING_HEADING "STOCK-1,01-1,1\r\n", "cell_missing", 2, 4, "交付通知書番号");
}

static void opening__needs_all_three_columns(void **state)
{
    struct delivery_list list;

    (void)state;
    read_text("納品番号,箱番号,連番,交付通知書番号,申請書ID,氏名,フリガナ,通称,生年月日,郵便番号,住所,方書,申請区分,申請日,有効期限,備考,状態\r\n", &list);
    assert_int_equal(list.fault_count, 2);
    assert_fault(&list, 0, "column_missing", 1, 0, list.faults[0].column_name);
    delivery_list_fini(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sample__r09_0001_is_good),
        cmocka_unit_test(sample__r09_0002_keeps_hard_names_byte_by_byte),
        cmocka_unit_test(sample__cp932_gives_the_same_texts_as_utf8),
        cmocka_unit_test(sample__damaged_by_a_spreadsheet),
        cmocka_unit_test(sample__duplicate_notice_number),
        cmocka_unit_test(sample__individual_number_in_a_note),
        cmocka_unit_test(sample__impossible_era_date_beside_a_formula_like_name),
        cmocka_unit_test(sample__bidi_control_in_a_name),
        cmocka_unit_test(sample__cut_short),
        cmocka_unit_test(list__without_quotes_or_mark_is_good),
        cmocka_unit_test(list__with_line_feeds_alone_is_good),
        cmocka_unit_test(list__finds_its_columns_by_name),
        cmocka_unit_test(list__refused_without_heading_or_rows),
        cmocka_unit_test(list__refused_for_a_wrong_heading),
        cmocka_unit_test(list__refused_for_rows_with_too_few_or_too_many_cells),
        cmocka_unit_test(list__refused_at_a_stray_quote),
        cmocka_unit_test(list__refused_when_a_quote_stays_open),
        cmocka_unit_test(list__refused_when_cut_inside_a_row),
        cmocka_unit_test(list__refused_for_bytes_of_no_encoding),
        cmocka_unit_test(cells__are_refused_each_by_the_rule_of_its_column),
        cmocka_unit_test(cells__tell_all_faults_of_a_list_in_the_order_of_the_file),
        cmocka_unit_test(cells__are_checked_joined_for_an_individual_number),
        cmocka_unit_test(cells__of_formula_like_names_are_kept_with_a_warning),
        cmocka_unit_test(list__counts_faults_beyond_those_it_keeps),
        cmocka_unit_test(opening__has_status_posting_and_deadline),
        cmocka_unit_test(opening__names_the_cell_that_cannot_be),
        cmocka_unit_test(opening__needs_all_three_columns),
        cmocka_unit_test(fault_text__names_file_line_column_and_reason),
        cmocka_unit_test(load__tells_when_there_is_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
