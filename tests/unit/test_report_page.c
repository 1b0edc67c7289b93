/* The report as text and CSV: columns, both languages, the hash, the fullest day.   covers §5(5) */
#include "figures_fixture.h"

#include "base/id.h"
#include "trust/hash.h"

static void display_width__counts_wide_characters_twice(void **state)
{
    (void)state;
    assert_int_equal(display_width("abc"), 3);
    assert_int_equal(display_width("待ち時間"), 8);
    assert_int_equal(display_width("90%値"), 5);
    assert_int_equal(display_width("ｶﾅ"), 2);
    assert_int_equal(display_width("（n）"), 5);
}

static const struct report_heading heading = { .office = { "大阪狭山市役所", "Osakasayama City Hall" } };

static const char *terminated(struct bytes bytes)
{
    return text_terminated(&arena, (struct text){ (const char *)bytes.at, bytes.len });
}

/* The line of a page that begins with these words, after the indent. */
static const char *line_with(const char *page, const char *words)
{
    const char *at = strstr(page, words);

    assert_non_null(at);
    return text_format(&arena, "%.*s", (int)strcspn(at, "\n"), at).at;
}

static void report_text__aligns_by_display_width(void **state)
{
    struct day_report report = a_report();
    const char *page = terminated(report_text(&report, &heading, JAPANESE, &arena));

    (void)state;
    assert_non_null(strstr(page, "令和9年2月8日"));
    assert_string_equal(line_with(page, "来庁された方"), "来庁された方                       6 人  整理券の人数の合計");
    assert_string_equal(line_with(page, "カード交付  "), "カード交付                             2    1  18:00  18:00  18:00  18:00 n<10");
    assert_non_null(strstr(page, "未確定"));
}

static void report_text__speaks_english(void **state)
{
    struct day_report report = a_report();
    const char *page = terminated(report_text(&report, &heading, ENGLISH, &arena));

    (void)state;
    assert_non_null(strstr(page, "Daily report    2027-02-08 (Mon)\n"));
    assert_string_equal(line_with(page, "Card issue"), "Card issue                             2    1  18:00  18:00  18:00  18:00 n<10");
    assert_string_equal(line_with(page, "In hand"), "In hand                          639  opening + arrived + found + back -");
    assert_int_equal(display_width(page), text_code_points(text_of(page)));      /* no Japanese */
}

static void report_text__names_who_confirmed_by_site_and_number(void **state)
{
    struct day_report report = a_report();
    struct report_seal seal = { .at_us = OPENED, .checkpoint = TEXT("madoguchi.1/audit\n47\n"), .account_id = { id_make(1, 2) }, .second_id = { id_make(1, 5) } };
    struct report_heading sealed = heading;
    const char *japanese, *english;

    (void)state;
    sealed.seal = &seal;
    japanese = terminated(report_text(&report, &sealed, JAPANESE, &arena));
    english = terminated(report_text(&report, &sealed, ENGLISH, &arena));
    assert_non_null(strstr(japanese, "    確定者 1-2    確認者 1-5\n"));
    assert_non_null(strstr(english, "    by account 1-2    with account 1-5\n"));
    assert_string_equal(strstr(english, "madoguchi.1"), "madoguchi.1/audit\n47\n");       /* no line follows */
}

/* A value without an English word would show its name on the wire. */
static void words__leave_a_blank_before_the_next_column(void **state)
{
    (void)state;
    for (int i = PROCEDURE_ISSUE; i <= PROCEDURE_INFORMATION; i++) {
        assert_true(display_width(procedure_en((enum procedure)i)) < 40 && display_width(procedure_ja((enum procedure)i)) < 40);
        assert_string_not_equal(procedure_en((enum procedure)i), procedure_name((enum procedure)i));
    }
    for (int i = SERVICE_OUTCOME_DONE; i <= SERVICE_OUTCOME_CONTINUES; i++) {
        assert_true(display_width(service_outcome_en((enum service_outcome)i)) < 28);
        assert_string_not_equal(service_outcome_en((enum service_outcome)i), service_outcome_name((enum service_outcome)i));
    }
    for (int i = RECEIVER_CLASS_HOLDER; i <= RECEIVER_CLASS_VOLUNTARY_AGENT; i++) {
        assert_true(display_width(receiver_class_en((enum receiver_class)i)) < 28);
        assert_string_not_equal(receiver_class_en((enum receiver_class)i), receiver_class_name((enum receiver_class)i));
    }
}

static void report_csv__has_five_cells_in_every_row(void **state)
{
    struct day_report report = a_report();
    const char *csv = terminated(report_csv(&report, NULL, &arena));
    uint32_t rows = 0;

    (void)state;
    assert_true(strncmp(csv, "section,key,value,unit,note\r\n", 29) == 0);
    for (const char *row = csv; *row != '\0'; rows++) {
        const char *end = strstr(row, "\r\n");
        uint32_t commas = 0;

        assert_non_null(end);
        for (const char *c = row; c < end; c++) {
            assert_true(*c != '"' && *c != '\n');
            commas += *c == ',' ? 1 : 0;
        }
        assert_int_equal(commas, 4);
        row = end + 2;
    }
    assert_true(rows > 60);
    assert_non_null(strstr(csv, "\r\ntimes,waiting_p90,1140,秒,"));
    assert_non_null(strstr(csv, "（n<10）\r\n"));
    assert_non_null(strstr(csv, "\r\ncards,in_hand,639,枚,"));
    assert_non_null(strstr(csv, "\r\nvault,agrees,yes,,"));
}

static void report_hash__leaves_out_the_checkpoint_line(void **state)
{
    struct day_report report = a_report();
    struct report_seal seal = { .at_us = OPENED, .checkpoint = TEXT("madoguchi.1/audit\n47\nAAAA=\n\n\xE2\x80\x94 madoguchi.1/audit BBBB, \"x\"\n"),
                                .account_id = { 3 }, .second_id = { 4 } };
    const char *csv = terminated(report_csv(&report, &seal, &arena));
    const char *line = strstr(csv, "\r\ncheckpoint,");
    uint8_t hash[SHA256_LEN];

    (void)state;
    assert_non_null(line);
    assert_string_equal(line, "\r\ncheckpoint,note,\"madoguchi.1/audit|47|AAAA=||\xE2\x80\x94 madoguchi.1/audit BBBB, \"\"x\"\"\",,監査ログの署名。改行は | で示す\r\n");
    sha256((struct bytes){ (const uint8_t *)csv, (uint32_t)(line + 2 - csv) }, hash);
    assert_memory_equal(hash, report_sha256(&report, &arena).at, SHA256_LEN);
}

static void lines_fit_80_columns(const char *page)
{
    for (const char *line = page; *line != '\0'; line++) {
        const char *end = strchr(line, '\n');
        char *one = strndup(line, (size_t)(end - line));
        uint32_t width = display_width(one);

        if (width > 80)
            print_error("%u columns: %s\n", width, one);
        free(one);
        assert_true(width <= 80);
        line = end;
    }
}

static void report_text__fits_80_columns(void **state)
{
    struct day_report report = a_report(), written = a_written_report();

    (void)state;
    for (enum language language = JAPANESE; language <= ENGLISH; language++) {
        lines_fit_80_columns(terminated(report_text(&report, &heading, language, &arena)));
        lines_fit_80_columns(terminated(report_text(&written, &heading, language, &arena)));
    }
}

static void report_text__says_what_was_written_down(void **state)
{
    struct day_report report = a_written_report();
    const char *page = terminated(report_text(&report, &heading, JAPANESE, &arena));
    const char *csv = terminated(report_csv(&report, NULL, &arena));

    (void)state;
    assert_non_null(strstr(page, "開庁時間 09:00–12:00    天候 雪\n"));
    assert_string_equal(line_with(page, "業務従事者"), "業務従事者                         2 人  この日に勤務した人数");
    assert_string_equal(line_with(page, "予約充足率"), "予約充足率                      33.3 %  (120/360)");
    assert_non_null(strstr(page, "12→13 一枚の入力もれ"));
    assert_non_null(strstr(csv, "\r\nday,opens,09:00,,"));
    assert_non_null(strstr(csv, "\r\ntimes,waiting_longer,,%,"));
    assert_non_null(strstr(csv, "\r\nhalf_hours,0900,0,件,"));
    assert_non_null(strstr(csv, "\r\nequipment,terminal_use,0.0,%,"));
    assert_non_null(strstr(csv, "\r\nequipment,terminal_use_base,540,分,"));
    assert_non_null(strstr(csv, "\r\nphone,talk_mean,61,秒,"));
    assert_non_null(strstr(csv, "\r\nrecords,incident_card_loss_1,"));
    assert_non_null(strstr(csv, "\r\ncorrections,2027-01-29_cards_issued,13,,12→13 一枚の入力もれ\r\n"));
}

static void report_text__shows_corrections_made_since(void **state)
{
    struct day_report report = a_report();
    struct report_heading corrected = heading;
    const char *page;

    (void)state;
    corrected.corrections = day_corrections;
    corrected.correction_count = 1;
    page = terminated(report_text(&report, &corrected, JAPANESE, &arena));
    assert_non_null(strstr(page, "\n訂正（上の数値は作成時のまま）\n  cards.issued  12 → 13  一枚の入力もれ\n"));
    assert_null(strstr(terminated(report_text(&report, &heading, JAPANESE, &arena)), "訂正（"));
}

/* Everything that can be listed, listed in full, each as long as can be. */
static struct day_report the_fullest_report(void)
{
    static struct correction_figures corrections[25];
    static struct day_record records[60];
    static struct outage outages[25];
    static struct counter_stop stops[25];
    static struct reported_ticket tickets[22];
    static enum procedure all[22];
    static struct preset_entry presets[297];
    static uint64_t leads[300];
    static struct staff_presence staff[70];
    static struct staff_going goings[70];
    static char reason[301];
    struct day_facts facts = { .date = { 20270208 }, .closed_at_us = tokyo_us((struct date){ 20270208 }, 1439), .opens_minute = 1, .closes_minute = 1439 };
    struct day_report report = { .date = { 20270208 }, .closed_at_us = facts.closed_at_us };

    for (uint32_t i = 0; i < 100; i++)
        memcpy(reason + 3 * i, "訂", 3);
    for (uint32_t i = 0; i < 25; i++) {
        corrections[i] = (struct correction_figures){ .for_date = { 20270201 }, .section = TEXT("procedures"), .figure = TEXT("cancel_application"), .was = 9999999,
                                                      .is = 10000000, .reason = { reason, 300 } };
        outages[i] = (struct outage){ .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 99, .cause = OUTAGE_CAUSE_NATIONAL_STOP, .from_us = facts.closed_at_us - i - 1 };
        stops[i] = (struct counter_stop){ .kind = STOP_KIND_NATIONAL_STOP, .from_us = facts.closed_at_us - i - 1 };
    }
    for (uint32_t i = 0; i < 60; i++)
        records[i] = (struct day_record){ .kind = i < 30 ? DAY_RECORD_KIND_COMPLAINT : DAY_RECORD_KIND_INCIDENT, .at_us = facts.closed_at_us,
                                          .reported_at_us = facts.closed_at_us, .incident_kind = INCIDENT_KIND_GUEST_TROUBLE };
    for (uint32_t i = 0; i < 297; i++)
        presets[i] = (struct preset_entry){ .terminal_number = i % 99 + 1, .failure = (enum preset_failure)(i % (preset_failure_values.count + 1)) };
    for (uint32_t i = 0; i < 70; i++) {
        staff[i] = (struct staff_presence){ .account_id = { UINT64_MAX - i }, .role = STAFF_ROLE_SERVICE_MANAGER, .in_us = facts.closed_at_us - 1 };
        goings[i] = (struct staff_going){ .date = { 20270205 }, .account_id = staff[i].account_id, .role = staff[i].role, .out_us = facts.closed_at_us };
    }
    for (uint32_t i = 0; i < 300; i++)
        leads[i] = 100000;
    for (uint32_t i = 0; i < 22; i++) {
        all[i] = (enum procedure)(i + 1);
        tickets[i] = (struct reported_ticket){ .people = 10, .taken_at_us = tokyo_us(facts.date, 60 * (i + 1)), .procedures = { &all[i], 1 }, .outcome = SERVICE_OUTCOME_DONE };
        tickets[i].started_at_us = tickets[i].taken_at_us;
        tickets[i].ended_at_us = tickets[i].taken_at_us + 10 * US_PER_HOUR;
    }
    facts.corrections = corrections, facts.correction_count = 25;
    facts.records = records, facts.record_count = 60;
    facts.outages = outages, facts.outage_count = 25;
    facts.staff = staff, facts.staff_count = 70;
    facts.goings = goings, facts.going_count = 70;
    facts.presets = presets, facts.preset_count = 297;
    facts.lead_days = leads, facts.lead_count = 300;
    facts.stops = stops, facts.stop_count = 25;
    facts.tickets = tickets, facts.ticket_count = 22;
    day_figures_of(&facts, &(struct figure_limits){ .waiting_minutes = 15, .on_time_minutes = 10, .waiting_longer_minutes = 30, .opens_minute = 555,
                                                    .terminals = 3 }, &arena, &report.figures);
    return report;
}

static void report__of_the_fullest_day_fits(void **state)
{
    struct day_report report = the_fullest_report();
    struct report_heading corrected = heading;

    (void)state;
    corrected.corrections = report.figures.corrections.at;
    corrected.correction_count = report.figures.corrections.count;
    assert_int_equal(report.figures.corrections.count, 20);
    assert_int_equal(report.figures.records.complaints, 30);
    assert_int_equal(report.figures.complaints.count, 20);
    assert_true(report_csv(&report, NULL, &arena).len < PAGE_BYTES_MAX / 4 * 3);
    for (enum language language = JAPANESE; language <= ENGLISH; language++) {
        const char *page = terminated(report_text(&report, &corrected, language, &arena));

        assert_true(strlen(page) < PAGE_BYTES_MAX / 4 * 3);
        lines_fit_80_columns(page);
    }
}

static void wrapped__breaks_japanese_anywhere_and_words_at_blanks(void **state)
{
    struct page page = page_new(&arena);

    (void)state;
    page_put_wrapped(&page, "ab cd efg", 2, 6);
    page_put(&page, "|");
    page_put_wrapped(&page, "あい、う", 0, 8);
    page.at[page.len] = '\0';
    assert_string_equal(page.at, "ab cd\n  efg|あ\nい、う");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(display_width__counts_wide_characters_twice),
        cmocka_unit_test(report_text__aligns_by_display_width),
        cmocka_unit_test(report_text__speaks_english),
        cmocka_unit_test(report_text__names_who_confirmed_by_site_and_number),
        cmocka_unit_test(words__leave_a_blank_before_the_next_column),
        cmocka_unit_test(report_csv__has_five_cells_in_every_row),
        cmocka_unit_test(report_hash__leaves_out_the_checkpoint_line),
        cmocka_unit_test(report_text__fits_80_columns),
        cmocka_unit_test(report_text__says_what_was_written_down),
        cmocka_unit_test(report_text__shows_corrections_made_since),
        cmocka_unit_test(report__of_the_fullest_day_fits),
        cmocka_unit_test(wrapped__breaks_japanese_anywhere_and_words_at_blanks),
    };
    return cmocka_run_group_tests(tests, figures_setup, figures_teardown);
}
