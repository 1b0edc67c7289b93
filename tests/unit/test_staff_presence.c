/* Attendance and areas: every command, refusal and read. */
#include "staff_fixture.h"

#define LEAD 11
#define TODAY { 20270201 }
#define MINUTE US_PER_MINUTE
#define AT(minute) tokyo_us((struct date)TODAY, minute)

static const enum staff_role all[] = { STAFF_ROLE_OPERATOR, STAFF_ROLE_SITE_MANAGER };
static const struct area both[] = {
    { .area_id = { 1 }, .name_ja = { "窓口", 6 }, .name_en = { "Counter", 7 }, .roles = { all, 2 } },
    { .area_id = { 2 }, .name_ja = { "保管庫", 9 }, .name_en = { "Vault", 5 }, .roles = { all + 1, 1 } },
};
static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600, .areas = { both, 2 } };

static struct account_id hanako, lead;

/* 08:30; an operator and a site manager have accounts; another site manager acts. */
static int setup(void **state)
{
    struct bench *b = bench_new(&staff_service, &config);

    hanako = made(b, "hanako", STAFF_ROLE_OPERATOR);
    lead = made(b, "lead", STAFF_ROLE_SITE_MANAGER);
    as(b, LEAD, ROLE_SITE_MANAGER);
    *state = b;
    return 0;
}

static const struct attendance_line *line_of(struct bench *b, uint32_t date, uint32_t index)
{
    as(b, LEAD, ROLE_SITE_MANAGER);
    ask(b, attendance(.date = { date }));
    const struct attendance_result *all_lines = answer_of(b, &attendance_result_spec);

    assert_true(index < all_lines->people.count);
    return &all_lines->people.at[index];
}

/* ---- Attendance -------------------------------------------------------------------------- */

static void attendance__is_the_first_login_and_the_last_clock_out(void **state)          /* covers §9(4) */
{
    struct bench *b = *state;
    uint64_t came = now(b);

    log_in(b, "hanako", PASSWORD);
    then(b, logged_in(.account_id = hanako, .date = TODAY));
    at_us(b, came + 5 * MINUTE);
    log_in(b, "hanako", PASSWORD);
    assert_int_equal(line_of(b, 20270201, 0)->in_us, came);
    assert_int_equal(line_of(b, 20270201, 0)->out_us, 0);
    as(b, hanako.v, ROLE_OPERATOR);
    when(b, clock_out());
    then(b, clocked_out(.account_id = hanako, .at_us = now(b), .date = TODAY));
    assert_int_equal(line_of(b, 20270201, 0)->out_us, now(b));
    at_us(b, now(b) + MINUTE);
    log_in(b, "hanako", PASSWORD);
    assert_int_equal(line_of(b, 20270201, 0)->out_us, 0);     /* back again */
}

/* Who asks something with the operations program from home, or after going, has not come. */
static void attendance__takes_no_note_of_a_login_in_a_tool(void **state)                 /* covers §9(4) */
{
    struct bench *b = *state;
    uint64_t came = now(b);

    log_in_by_tool(b, "hanako", PASSWORD);
    then(b, logged_in(.account_id = hanako, .date = TODAY, .place = LOGIN_PLACE_TOOL));
    as(b, LEAD, ROLE_SITE_MANAGER);
    ask(b, attendance(.date = { 20270201 }));
    assert_int_equal(((const struct attendance_result *)answer_of(b, &attendance_result_spec))->people.count, 0);
    at_us(b, came + MINUTE);
    log_in(b, "hanako", PASSWORD);
    assert_int_equal(line_of(b, 20270201, 0)->in_us, came + MINUTE);
    as(b, hanako.v, ROLE_OPERATOR);
    when(b, clock_out());
    at_us(b, came + 5 * MINUTE);
    log_in_by_tool(b, "hanako", PASSWORD);
    assert_int_equal(line_of(b, 20270201, 0)->out_us, came + MINUTE);
}

static void clock_out__after_midnight_ends_the_day_before(void **state)
{
    struct bench *b = *state;

    at(b, 20270201, 23 * 60 + 55);
    log_in(b, "hanako", PASSWORD);
    at(b, 20270202, 3);
    as(b, hanako.v, ROLE_OPERATOR);
    when(b, clock_out());
    then(b, clocked_out(.account_id = hanako, .date = TODAY));
    assert_int_equal(line_of(b, 20270201, 0)->out_us, now(b));
}

static void correct_attendance__closes_a_forgotten_clock_out(void **state)               /* covers §9(4) */
{
    struct bench *b = *state;
    uint64_t came = now(b);

    log_in(b, "hanako", PASSWORD);
    at(b, 20270202, 9 * 60);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .in_us = came, .out_us = AT(17 * 60), .reason = TEXT("打刻忘れ")));
    then(b, attendance_corrected(.account_id = hanako, .date = TODAY, .in_us = came, .out_us = AT(17 * 60), .reason = TEXT("打刻忘れ"), .by = { LEAD }));
    const struct attendance_line *line = line_of(b, 20270201, 0);
    assert_int_equal(line->out_us, AT(17 * 60));
    assert_int_equal(line->corrected_by.v, LEAD);
    when(b, correct_attendance(.account_id = lead, .date = TODAY, .in_us = AT(540), .out_us = AT(600), .reason = TEXT("ログインなし")));
    then(b, attendance_corrected(.account_id = lead));
    when(b, correct_attendance(.account_id = lead, .date = TODAY, .reason = TEXT("人違い")));
    then(b, attendance_corrected(.account_id = lead, .date = TODAY));
    assert_int_equal(line_of(b, 20270201, 1)->in_us, 0);
}

static void correct_attendance__refuses_in_order(void **state)
{
    struct bench *b = *state;

    at(b, 20270202, 9 * 60);
    when(b, correct_attendance(.account_id = { 99 }, .date = TODAY, .out_us = AT(600), .reason = TEXT("誤り")));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .out_us = AT(600), .reason = TEXT("誤り")));
    then_refused(b, STAY_TIMES_WRONG);
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .in_us = AT(600), .out_us = AT(600), .reason = TEXT("誤り")));
    then_refused(b, STAY_TIMES_WRONG);
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .in_us = AT(0) - 1, .reason = TEXT("誤り")));
    then_refused(b, STAY_TIMES_WRONG);
    when(b, correct_attendance(.account_id = hanako, .date = { 20270202 }, .in_us = now(b) + 1, .reason = TEXT("誤り")));
    then_refused(b, IN_THE_FUTURE);
    when(b, correct_attendance(.account_id = hanako, .date = { 20270202 }, .in_us = now(b) - MINUTE, .reason = TEXT("ログインなし")));
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .in_us = AT(540), .reason = TEXT("誤り")));
    then_refused(b, STAY_OVERLAPS);
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .in_us = AT(540), .out_us = now(b), .reason = TEXT("誤り")));
    then_refused(b, STAY_OVERLAPS);
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .in_us = AT(540), .out_us = AT(1440 + 480), .reason = TEXT("徹夜")));
    then(b, attendance_corrected(.account_id = hanako));
    when(b, correct_attendance(.account_id = hanako, .date = { 20270202 }, .in_us = AT(1440 + 470), .reason = TEXT("誤り")));
    then_refused(b, STAY_OVERLAPS);
    as(b, hanako.v, ROLE_SITE_MANAGER);
    when(b, correct_attendance(.account_id = hanako, .date = TODAY, .in_us = AT(540), .reason = TEXT("誤り")));
    then_refused(b, NOT_FOR_ONESELF);
}

/* ---- Areas ------------------------------------------------------------------------------- */

static void enter_area__leaves_the_one_before(void **state)                              /* covers §8⑦ */
{
    struct bench *b = *state;
    uint64_t came = now(b);

    as(b, hanako.v, ROLE_OPERATOR);
    when(b, enter_area(.area_id = { 1 }));
    then(b, area_entered(.area_id = { 1 }, .account_id = hanako, .at_us = came, .permission = ENTRY_PERMISSION_BY_ROLE));
    when(b, enter_area(.area_id = { 1 }));
    then_refused(b, ALREADY_INSIDE);
    when(b, enter_area(.area_id = { 2 }, .permitted_by = lead));                /* the clock stands still: a moment later all the same */
    then(b, area_left(.area_id = { 1 }, .account_id = hanako, .at_us = came + 1),
         area_entered(.area_id = { 2 }, .account_id = hanako, .at_us = came + 1, .permission = ENTRY_PERMISSION_BY_PERSON, .permitted_by = lead));
    then_result(b, enter_area_result(.permission = ENTRY_PERMISSION_BY_PERSON));
    ask(b, areas());
    assert_int_equal(((const struct areas_result *)answer_of(b, &areas_result_spec))->areas.count, 2);
    ask(b, presence());
    const struct presence_result *inside = answer_of(b, &presence_result_spec);
    assert_int_equal(inside->inside.count, 1);
    assert_int_equal(inside->inside.at[0].area_id.v, 2);
    assert_true(text_is(inside->inside.at[0].name, "hanako"));
    at_us(b, came + MINUTE);
    when(b, leave_area());
    then(b, area_left(.area_id = { 2 }, .account_id = hanako, .at_us = came + MINUTE));
    when(b, leave_area());
    then_refused(b, NOT_INSIDE);
    ask(b, presence());
    assert_int_equal(((const struct presence_result *)answer_of(b, &presence_result_spec))->inside.count, 0);
}

static void enter_area__comes_back_at_once_as_a_stay_of_its_own(void **state)            /* covers §9(4) */
{
    struct bench *b = *state;
    uint64_t came = now(b);

    as(b, hanako.v, ROLE_OPERATOR);
    when(b, enter_area(.area_id = { 1 }));
    when(b, leave_area());
    then(b, area_left(.area_id = { 1 }, .account_id = hanako, .at_us = came + 1));
    when(b, enter_area(.area_id = { 1 }));                     /* the clock stands still, as within one step */
    then(b, area_entered(.area_id = { 1 }, .account_id = hanako, .at_us = came + 1, .permission = ENTRY_PERMISSION_BY_ROLE));
    when(b, leave_area());
    then(b, area_left(.area_id = { 1 }, .account_id = hanako, .at_us = came + 2));
}

static void enter_area__without_permission_is_recorded_as_such(void **state)             /* covers §8⑦ */
{
    struct bench *b = *state;

    when(b, enter_area(.area_id = { 2 }, .account_id = hanako));
    then(b, area_entered(.area_id = { 2 }, .account_id = hanako, .permission = ENTRY_PERMISSION_NONE));
    when(b, leave_area(.account_id = hanako));
    at_us(b, now(b) + MINUTE);
    when(b, enter_area(.area_id = { 2 }, .account_id = hanako, .permitted_by = hanako));
    then(b, area_entered(.account_id = hanako, .permission = ENTRY_PERMISSION_NONE, .permitted_by = hanako));
}

static void enter_area__of_a_visitor(void **state)
{
    struct bench *b = *state;
    struct visitor_id visitor;

    when(b, register_visitor(.kind = VISITOR_KIND_MAINTENANCE, .company = TEXT("試験設備"), .badge = TEXT("V-3")));
    then(b, visitor_registered(.kind = VISITOR_KIND_MAINTENANCE, .company = TEXT("試験設備"), .badge = TEXT("V-3")));
    visitor = ((const struct register_visitor_result *)result_of(b, &register_visitor_result_spec))->visitor_id;
    when(b, enter_area(.area_id = { 1 }, .visitor_id = visitor));
    then(b, area_entered(.visitor_id = visitor, .permission = ENTRY_PERMISSION_NONE));
    when(b, enter_area(.area_id = { 2 }, .visitor_id = visitor, .permitted_by = lead));
    then(b, area_left(.visitor_id = visitor), area_entered(.visitor_id = visitor, .permission = ENTRY_PERMISSION_BY_PERSON));
    ask(b, presence());
    const struct presence_result *inside = answer_of(b, &presence_result_spec);
    assert_int_equal(inside->inside.at[0].visitor_id.v, visitor.v);
    assert_int_equal(inside->inside.at[0].visitor_kind, VISITOR_KIND_MAINTENANCE);
    when(b, leave_area(.visitor_id = visitor));
    then(b, area_left(.area_id = { 2 }, .visitor_id = visitor));
}

static void enter_area__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, enter_area(.area_id = { 9 }, .account_id = hanako, .visitor_id = { 7 }));
    then_refused(b, NO_SUCH_AREA);
    when(b, enter_area(.area_id = { 1 }, .account_id = hanako, .visitor_id = { 7 }));
    then_refused(b, WHO_NOT_NAMED);
    when(b, enter_area(.area_id = { 1 }, .account_id = { 99 }));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, enter_area(.area_id = { 1 }, .visitor_id = { 99 }));
    then_refused(b, NO_SUCH_VISITOR);
    when(b, leave_area(.account_id = hanako, .visitor_id = { 7 }));
    then_refused(b, WHO_NOT_NAMED);
}

static void correct_stay__changes_adds_and_takes_out(void **state)                       /* covers §9(4) */
{
    struct bench *b = *state;
    uint64_t came = now(b);

    when(b, enter_area(.area_id = { 1 }, .account_id = hanako));
    at_us(b, came + 60 * MINUTE);
    when(b, correct_stay(.account_id = hanako, .recorded_in_us = came, .area_id = { 1 }, .in_us = came, .out_us = came + 30 * MINUTE, .reason = TEXT("退出の記録忘れ")));
    then(b, stay_corrected(.account_id = hanako, .recorded_in_us = came, .in_us = came, .out_us = came + 30 * MINUTE,
                           .permission = ENTRY_PERMISSION_BY_ROLE, .reason = TEXT("退出の記録忘れ"), .by = { LEAD }));
    when(b, leave_area(.account_id = hanako));
    then_refused(b, NOT_INSIDE);
    when(b, correct_stay(.account_id = hanako, .area_id = { 2 }, .in_us = came + 29 * MINUTE, .out_us = came + 40 * MINUTE, .reason = TEXT("記録忘れ")));
    then_refused(b, STAY_OVERLAPS);
    when(b, correct_stay(.account_id = hanako, .area_id = { 2 }, .in_us = came + 30 * MINUTE, .out_us = came + 40 * MINUTE, .permitted_by = lead, .reason = TEXT("記録忘れ")));
    then(b, stay_corrected(.account_id = hanako, .area_id = { 2 }, .permission = ENTRY_PERMISSION_BY_PERSON));
    when(b, correct_stay(.account_id = hanako, .area_id = { 1 }, .in_us = came + 20 * MINUTE, .reason = TEXT("記録忘れ")));
    then_refused(b, STAY_OVERLAPS);
    when(b, correct_stay(.account_id = hanako, .recorded_in_us = came + 30 * MINUTE, .area_id = { 2 }, .reason = TEXT("入っていない")));
    then(b, stay_corrected(.account_id = hanako, .recorded_in_us = came + 30 * MINUTE));
    when(b, correct_stay(.account_id = hanako, .area_id = { 1 }, .in_us = came + 50 * MINUTE, .reason = TEXT("記録忘れ")));
    then(b, stay_corrected(.account_id = hanako, .in_us = came + 50 * MINUTE));
    when(b, leave_area(.account_id = hanako));
    then(b, area_left(.area_id = { 1 }, .account_id = hanako));
}

static void correct_stay__refuses_in_order(void **state)
{
    struct bench *b = *state;
    uint64_t t = now(b);

    when(b, correct_stay(.area_id = { 9 }, .reason = TEXT("誤り")));
    then_refused(b, WHO_NOT_NAMED);
    when(b, correct_stay(.account_id = { 99 }, .area_id = { 9 }, .reason = TEXT("誤り")));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, correct_stay(.visitor_id = { 99 }, .area_id = { 9 }, .reason = TEXT("誤り")));
    then_refused(b, NO_SUCH_VISITOR);
    when(b, correct_stay(.account_id = hanako, .area_id = { 9 }, .reason = TEXT("誤り")));
    then_refused(b, NO_SUCH_STAY);
    when(b, correct_stay(.account_id = hanako, .recorded_in_us = 5, .area_id = { 9 }, .in_us = t, .reason = TEXT("誤り")));
    then_refused(b, NO_SUCH_STAY);
    when(b, correct_stay(.account_id = hanako, .area_id = { 9 }, .in_us = t, .out_us = t, .reason = TEXT("誤り")));
    then_refused(b, NO_SUCH_AREA);
    when(b, correct_stay(.account_id = hanako, .area_id = { 1 }, .in_us = t, .out_us = t, .reason = TEXT("誤り")));
    then_refused(b, STAY_TIMES_WRONG);
    when(b, correct_stay(.account_id = hanako, .area_id = { 1 }, .in_us = t, .out_us = t + 1, .reason = TEXT("誤り")));
    then_refused(b, IN_THE_FUTURE);
    as(b, hanako.v, ROLE_SITE_MANAGER);
    when(b, correct_stay(.account_id = hanako, .area_id = { 1 }, .in_us = t - 5, .reason = TEXT("誤り")));
    then_refused(b, NOT_FOR_ONESELF);
}

/* ---- Names ------------------------------------------------------------------------------- */

static void show_staff_names__is_a_look_with_a_purpose(void **state)                     /* covers §9(4) */
{
    struct bench *b = *state;

    when(b, show_staff_names());
    then_not_taken(b, PURPOSE_NEEDED);
    purpose(b, "inspection");
    when(b, show_staff_names());
    then_nothing(b);
    then_result(b, show_staff_names_result(.count = 2));
    const struct show_staff_names_shown *shown = shown_of(b, &show_staff_names_shown_spec);
    assert_int_equal(shown->names.count, 2);
    assert_int_equal(shown->names.at[0].account_id.v, hanako.v);
    assert_true(text_is(shown->names.at[0].display_name, "狭山 花子"));
}

static void config__two_areas_of_one_number_are_named(void **state)
{
    const struct area twice[] = { both[0], both[0] };
    const struct staff_config wrong = { .areas = { twice, 2 } };
    struct arena arena;

    (void)state;
    arena_init(&arena, 4096);
    assert_non_null(staff_service.config_check(&wrong, &arena));
    assert_null(staff_service.config_check(&config, &arena));
    arena_fini(&arena);
}

#define on_bench(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(attendance__is_the_first_login_and_the_last_clock_out),
        on_bench(attendance__takes_no_note_of_a_login_in_a_tool),
        on_bench(clock_out__after_midnight_ends_the_day_before),
        on_bench(correct_attendance__closes_a_forgotten_clock_out),
        on_bench(correct_attendance__refuses_in_order),
        on_bench(enter_area__leaves_the_one_before),
        on_bench(enter_area__comes_back_at_once_as_a_stay_of_its_own),
        on_bench(enter_area__without_permission_is_recorded_as_such),
        on_bench(enter_area__of_a_visitor),
        on_bench(enter_area__refuses_in_order),
        on_bench(correct_stay__changes_adds_and_takes_out),
        on_bench(correct_stay__refuses_in_order),
        on_bench(show_staff_names__is_a_look_with_a_purpose),
        cmocka_unit_test(config__two_areas_of_one_number_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
