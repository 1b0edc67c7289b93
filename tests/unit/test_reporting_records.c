/* reporting: what people write down during a day, who was there, corrections.   covers §5(5) */
#include "reporting_fixture.h"

/* ---- Counts ------------------------------------------------------------------------------- */

static void record_inquiry__counts_by_subject_channel_and_language(void **state)
{
    struct bench *b = *state;

    as(b, CLERK, ROLE_OPERATOR);
    for (int i = 0; i < 2; i++) {
        when(b, record_inquiry(.tag = INQUIRY_TAG_PIN, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_NEPALI));
        then(b, inquiry_recorded(.date = TODAY, .tag = INQUIRY_TAG_PIN, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_NEPALI));
    }
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    struct day_figures f = figures_of(b, (struct date)TODAY);
    assert_int_equal(f.inquiries.count, 1);
    assert_int_equal(f.inquiries.at[0].count, 2);
    assert_int_equal(f.languages.at[0].language, GUEST_LANGUAGE_NEPALI);
}

static void record_phone_call__measures_the_answered_ones(void **state)
{
    struct bench *b = *state;

    when(b, record_phone_call(.subject = INQUIRY_TAG_BOOKING, .seconds = 75, .answered = true));
    then(b, phone_call_recorded(.date = TODAY, .subject = INQUIRY_TAG_BOOKING, .seconds = 75, .answered = true));
    when(b, record_phone_call(.subject = INQUIRY_TAG_OTHER, .answered = false));
    then(b, phone_call_recorded(.subject = INQUIRY_TAG_OTHER));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    struct day_figures f = figures_of(b, (struct date)TODAY);
    assert_int_equal(f.phone.calls, 2);
    assert_int_equal(f.phone.talk.n, 1);
    assert_int_equal(f.phone.talk.max_us, 75 * US_PER_SECOND);
}

/* Calls of 75 s talk after 8 s of ringing and with 45 s of work afterwards, of 30 s talk answered at once, of 45 s of which nobody knows
 * how long it rang, and one that nobody answered. */
static void record_phone_call__tells_answer_talk_and_handling(void **state)
{
    struct bench *b = *state;

    when(b, record_phone_call(.subject = INQUIRY_TAG_BOOKING, .seconds = 75, .answered = true, .waited_known = true, .waited_seconds = 8, .after_seconds = 45));
    then(b, phone_call_recorded(.seconds = 75, .answered = true, .waited_known = true, .waited_seconds = 8, .after_seconds = 45));
    when(b, record_phone_call(.subject = INQUIRY_TAG_BOOKING, .seconds = 30, .answered = true, .waited_known = true));
    then(b, phone_call_recorded(.seconds = 30, .answered = true, .waited_known = true, .waited_seconds = 0));
    when(b, record_phone_call(.subject = INQUIRY_TAG_BOOKING, .seconds = 45, .answered = true, .waited_seconds = 5));
    then(b, phone_call_recorded(.seconds = 45, .answered = true, .waited_known = false, .waited_seconds = 0));
    when(b, record_phone_call(.subject = INQUIRY_TAG_FEE, .answered = false));
    then(b, phone_call_recorded(.subject = INQUIRY_TAG_FEE));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    const struct daily_report_result *report = report_of(b, (struct date)TODAY);
    const struct phone_figures *f = &report->figures.phone;
    assert_int_equal(f->answer.n, 2);
    assert_int_equal(f->answer.p50_us, 0);
    assert_int_equal(f->answer.mean_us, 4 * US_PER_SECOND);           /* (0 + 8) / 2 */
    assert_int_equal(f->answer.max_us, 8 * US_PER_SECOND);
    assert_int_equal(f->handling.max_us, (75 + 45) * US_PER_SECOND);
    assert_int_equal(f->handling.mean_us, 65 * US_PER_SECOND);        /* (120 + 30 + 45) / 3 */
    assert_int_equal(f->subjects.count, 1);
    assert_int_equal(f->subjects.at[0].count, 3);
    assert_non_null(memmem(report->csv.at, report->csv.len, "\r\nphone,answered,3,", strlen("\r\nphone,answered,3,")));
    assert_null(memmem(report->csv.at, report->csv.len, "answered_share", 14));          /* the line does not tell of all calls */
}

static void incidents__that_must_not_be_are_counted_as_none(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    const struct daily_report_result *report = report_of(b, (struct date)TODAY);
    assert_non_null(memmem(report->csv.at, report->csv.len, "\r\nrecords,incidents_misissue,0,", strlen("\r\nrecords,incidents_misissue,0,")));
    assert_non_null(memmem(report->csv.at, report->csv.len, "\r\nrecords,incidents_card_loss,0,", strlen("\r\nrecords,incidents_card_loss,0,")));
}

static void note_weather__stands_in_the_report(void **state)
{
    struct bench *b = *state;

    when(b, note_weather(.weather = WEATHER_RAIN));
    then(b, weather_noted(.date = TODAY, .weather = WEATHER_RAIN));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(figures_of(b, (struct date)TODAY).weather, WEATHER_RAIN);
}

static void record__after_the_report_stands_in_the_next_one(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    when(b, record_inquiry(.tag = INQUIRY_TAG_FEE, .channel = CONTACT_CHANNEL_MAIL, .language = GUEST_LANGUAGE_JAPANESE));
    then(b, inquiry_recorded(.date = TOMORROW));
    close_with(b, (struct date){ 20270204 }, (struct parts_of_day){ 0 });           /* 2 February was no business day after all */
    assert_int_equal(figures_of(b, (struct date)TODAY).inquiries.count, 0);
    assert_int_equal(figures_of(b, (struct date){ 20270204 }).inquiries.count, 1);
}

/* ---- Complaints and incidents -------------------------------------------------------------- */

static void record_complaint__keeps_the_text_sealed(void **state)
{
    struct bench *b = *state;

    when(b, record_complaint(.at_us = now(b) - 10 * MINUTE, .text = TEXT("お待たせした時間が長かった。"), .action = TEXT("お詫びした。"),
                             .reported_at_us = now(b)));
    then(b, complaint_recorded(.date = TODAY, .at_us = now(b) - 10 * MINUTE, .text = TEXT("お待たせした時間が長かった。"),
                               .action = TEXT("お詫びした。"), .reported_at_us = now(b)));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    struct day_figures f = figures_of(b, (struct date)TODAY);
    assert_int_equal(f.records.complaints, 1);
    assert_int_equal(f.complaints.at[0].reported_at_us, now(b));
    assert_null(memmem(answer_bytes(b).at, answer_bytes(b).len, "お待たせした", strlen("お待たせした")));
}

static void record_complaint__refuses_times_that_cannot_be(void **state)
{
    struct bench *b = *state;

    when(b, record_complaint(.at_us = now(b) + 1, .text = TEXT("あ")));
    then_refused(b, IN_THE_FUTURE);
    when(b, record_complaint(.at_us = now(b), .text = TEXT("あ"), .reported_at_us = now(b) + 1));
    then_refused(b, IN_THE_FUTURE);
    when(b, record_complaint(.at_us = now(b), .text = TEXT("あ"), .reported_at_us = now(b) - 1));
    then_refused(b, REPORTED_TOO_EARLY);
}

static void record_incident__carries_its_times(void **state)
{
    struct bench *b = *state;

    when(b, record_incident(.kind = INCIDENT_KIND_CARD_LOSS, .detected_at_us = now(b) - MINUTE, .text = TEXT("夕方の点検で一枚足りない。")));
    then(b, incident_recorded(.date = TODAY, .kind = INCIDENT_KIND_CARD_LOSS, .detected_at_us = now(b) - MINUTE,
                              .text = TEXT("夕方の点検で一枚足りない。")));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    struct day_figures f = figures_of(b, (struct date)TODAY);
    assert_int_equal(f.incidents.at[0].kind, INCIDENT_KIND_CARD_LOSS);
    assert_int_equal(f.incidents.at[0].reported_at_us, 0);
}

static void record_incident__refuses_times_that_cannot_be(void **state)
{
    struct bench *b = *state;

    when(b, record_incident(.kind = INCIDENT_KIND_LEAK, .detected_at_us = now(b) + 1, .text = TEXT("あ")));
    then_refused(b, IN_THE_FUTURE);
    when(b, record_incident(.kind = INCIDENT_KIND_LEAK, .detected_at_us = now(b), .reported_at_us = now(b) - 1, .text = TEXT("あ")));
    then_refused(b, REPORTED_TOO_EARLY);
}

static struct record_id an_incident(struct bench *b)
{
    when(b, record_incident(.kind = INCIDENT_KIND_MISISSUE, .detected_at_us = now(b), .text = TEXT("別の方に渡しかけた。")));
    const struct record_incident_result *result = result_of(b, &record_incident_result_spec);
    assert_non_null(result);
    then(b, incident_recorded(.kind = INCIDENT_KIND_MISISSUE));
    return result->record_id;
}

static void follow_up_record__adds_action_and_the_report_to_the_city(void **state)
{
    struct bench *b = *state;
    struct record_id id = an_incident(b);

    pass(b, 5 * MINUTE);
    when(b, follow_up_record(.record_id = id, .action = TEXT("手順を確かめた。"), .reported_at_us = now(b)));
    then(b, record_followed_up(.record_id = id, .action = TEXT("手順を確かめた。"), .reported_at_us = now(b)));
    when(b, follow_up_record(.record_id = id, .action = TEXT("全員に周知した。")));
    then(b, record_followed_up(.record_id = id, .action = TEXT("全員に周知した。")));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(figures_of(b, (struct date)TODAY).incidents.at[0].reported_at_us, now(b));
}

static void follow_up_record__refuses_what_it_cannot_follow(void **state)
{
    struct bench *b = *state;
    struct record_id id = an_incident(b), note;

    when(b, follow_up_record(.record_id = { 99 }, .action = TEXT("あ")));
    then_refused(b, NO_SUCH_RECORD);
    when(b, follow_up_record(.record_id = id));
    then_refused(b, NOTHING_TO_ADD);
    when(b, follow_up_record(.record_id = id, .reported_at_us = now(b) - 1));
    then_refused(b, REPORTED_TOO_EARLY);
    when(b, follow_up_record(.record_id = id, .reported_at_us = now(b) + 1));
    then_refused(b, IN_THE_FUTURE);
    when(b, add_note(.text = TEXT("明日は団体の予約がある。")));
    note = ((const struct add_note_result *)result_of(b, &add_note_result_spec))->record_id;
    then(b, note_added(.date = TODAY, .text = TEXT("明日は団体の予約がある。")));
    when(b, follow_up_record(.record_id = note, .action = TEXT("あ")));
    then_refused(b, NO_SUCH_RECORD);
}

/* ---- Voices and looks ---------------------------------------------------------------------- */

static void record_voice__is_an_opinion_or_a_proposal(void **state)
{
    struct bench *b = *state;

    when(b, record_voice(.kind = VOICE_KIND_OPINION, .text = TEXT("予約が取りやすくなった。")));
    then(b, voice_recorded(.date = TODAY, .kind = VOICE_KIND_OPINION, .text = TEXT("予約が取りやすくなった。")));
    when(b, record_voice(.kind = VOICE_KIND_PROPOSAL, .text = TEXT("案内板を一枚増やす。")));
    then(b, voice_recorded(.kind = VOICE_KIND_PROPOSAL));
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    assert_int_equal(figures_of(b, (struct date)TODAY).records.opinions, 1);
    assert_int_equal(figures_of(b, (struct date)TODAY).records.proposals, 1);
}

static const struct show_day_records_shown *look(struct bench *b, uint64_t after)
{
    purpose(b, "report");
    when(b, show_day_records(.date = TODAY, .after = { after }));
    const struct show_day_records_shown *shown = shown_of(b, &show_day_records_shown_spec);
    assert_non_null(shown);
    return shown;
}

static void show_day_records__shows_the_texts_by_pages(void **state)
{
    struct bench *b = *state;
    const struct show_day_records_shown *shown;
    uint64_t last;

    (void)an_incident(b);
    for (int i = 0; i < 10; i++)
        when(b, add_note(.text = TEXT("鍵を返す。")));
    shown = look(b, 0);
    assert_int_equal(shown->texts.count, 10);
    assert_int_equal(shown->texts.at[0].kind, DAY_RECORD_KIND_INCIDENT);
    assert_true(text_is(shown->texts.at[0].text, "別の方に渡しかけた。"));
    assert_int_equal(shown->texts.at[0].action.len, 0);
    last = shown->texts.at[9].record_id.v;
    shown = look(b, last);
    assert_int_equal(shown->texts.count, 1);
    assert_true(text_is(shown->texts.at[0].text, "鍵を返す。"));
}

static void show_day_records__needs_a_purpose(void **state)
{
    struct bench *b = *state;

    when(b, show_day_records(.date = TODAY));
    then_not_taken(b, PURPOSE_NEEDED);
}

/* ---- Staff --------------------------------------------------------------------------------- */

static void an_account(struct bench *b, uint64_t account, enum staff_role role)
{
    followed(b, account_created(.account_id = { account }, .name = TEXT("staff"), .display_name = TEXT("従事 者"), .role = role,
                                .password_hash = TEXT("x")));
    then(b, staff_member_fact(.account_id = { account }, .role = role));
}

static void arrive(struct bench *b, uint64_t account)
{
    followed(b, logged_in(.account_id = { account }, .terminal = TEXT("desk-1"), .at_us = now(b), .expires_at_us = now(b) + 10 * MINUTE));
}

static void staff__counts_each_person_once_up_to_the_cut(void **state)
{
    struct bench *b = *state;

    an_account(b, 12, STAFF_ROLE_OPERATOR);
    an_account(b, 13, STAFF_ROLE_OPERATOR);
    an_account(b, 11, STAFF_ROLE_SITE_MANAGER);
    arrive(b, 12);
    then(b, presence_fact(.date = TODAY, .account_id = { 12 }, .epoch = 1, .sequence = 4));
    arrive(b, 12);
    then_nothing(b);
    arrive(b, 11);
    then(b, presence_fact(.account_id = { 11 }, .sequence = 6));
    arrive(b, 99);                                            /* an account this log does not know */
    then_nothing(b);
    followed(b, logged_in(.account_id = { 11 }, .terminal = TEXT("tool"), .at_us = now(b), .expires_at_us = now(b) + 10 * MINUTE, .place = LOGIN_PLACE_TOOL));
    then_nothing(b);
    arrive(b, 13);
    close_with(b, (struct date)TODAY, (struct parts_of_day){ .staff = 7 });                  /* the last login lies beyond */
    struct day_figures f = figures_of(b, (struct date)TODAY);
    assert_int_equal(f.staff.count, 2);
    assert_int_equal(f.staff.at[0].role, STAFF_ROLE_OPERATOR);
    assert_int_equal(f.staff.at[0].people, 1);
    assert_int_equal(f.staff.at[1].people, 1);
}

static void leave(struct bench *b, uint64_t account, uint64_t us)
{
    followed(b, clocked_out(.account_id = { account }, .at_us = us));
}

/* 12 goes for lunch at 12:00 and home at 17:05; 11 stays until after the close, which the next report tells. */
static void staff__come_and_go(void **state)                                              /* covers §5(5) */
{
    struct bench *b = *state;
    const uint64_t noon_us = tokyo_us((struct date)TODAY, 12 * 60), five_us = tokyo_us((struct date)TODAY, 17 * 60 + 5), six_us = tokyo_us((struct date)TODAY, 18 * 60);

    an_account(b, 12, STAFF_ROLE_OPERATOR);
    an_account(b, 11, STAFF_ROLE_SITE_MANAGER);
    uint64_t came_us = now(b);
    arrive(b, 12);
    then(b, presence_fact(.date = TODAY, .account_id = { 12 }, .in_us = came_us));
    arrive(b, 11);
    leave(b, 12, noon_us);
    then(b, going_fact(.epoch = 1, .sequence = 5, .date = TODAY, .account_id = { 12 }, .out_us = noon_us));
    leave(b, 12, five_us);
    leave(b, 99, five_us);                                    /* not there on this day */
    then_nothing(b);
    leave(b, 11, six_us);
    close_with(b, (struct date)TODAY, (struct parts_of_day){ .staff = 7 });
    struct day_figures f = figures_of(b, (struct date)TODAY);
    assert_int_equal(f.attendance.count, 2);
    assert_int_equal(f.attendance.at[0].account_id.v, 11);
    assert_int_equal(f.attendance.at[0].out_us, 0);
    assert_int_equal(f.attendance.at[1].in_us, came_us);
    assert_int_equal(f.attendance.at[1].out_us, five_us);
    assert_int_equal(f.late_goings.count, 0);
    close_with(b, (struct date)TOMORROW, (struct parts_of_day){ .staff = 8 });
    f = figures_of(b, (struct date)TOMORROW);
    assert_int_equal(f.attendance.count, 0);
    assert_int_equal(f.late_goings.count, 1);
    assert_int_equal(f.late_goings.at[0].date.v, 20270201);
    assert_int_equal(f.late_goings.at[0].role, STAFF_ROLE_SITE_MANAGER);
    assert_int_equal(f.late_goings.at[0].out_us, six_us);
}

static void correct_day(struct bench *b, uint64_t account, struct date date, uint64_t in_us, uint64_t out_us)
{
    followed(b, attendance_corrected(.account_id = { account }, .date = date, .in_us = in_us, .out_us = out_us, .reason = TEXT("打刻忘れ"), .by = { 11 }));
}

static void is_line(const struct attendance_figures *line, uint64_t account, uint64_t in_us, uint64_t out_us)
{
    assert_int_equal(line->account_id.v, account);
    assert_int_equal(line->in_us, in_us);
    assert_int_equal(line->out_us, out_us);
}

/* 12 forgot to go, 13 logged in for nothing, 10 never logged in and was there, 14 was corrected in the morning and came and went after it. */
static void staff__are_listed_as_corrected(void **state)                                   /* covers §9(4) */
{
    struct bench *b = *state;
    const struct date today = TODAY;
    const uint64_t nine_us = tokyo_us(today, 9 * 60), noon_us = tokyo_us(today, 12 * 60), five_us = tokyo_us(today, 17 * 60);

    for (uint64_t account = 10; account <= 14; account++)
        an_account(b, account, account == 11 ? STAFF_ROLE_SITE_MANAGER : STAFF_ROLE_OPERATOR);
    correct_day(b, 14, today, 0, 0);
    then(b, attendance_correction_fact(.epoch = 1, .sequence = 6, .date = TODAY, .account_id = { 14 }));
    uint64_t came_us = now(b);
    arrive(b, 14);
    arrive(b, 12);
    arrive(b, 13);
    correct_day(b, 12, today, nine_us, five_us);
    then(b, attendance_correction_fact(.sequence = 10, .date = TODAY, .account_id = { 12 }, .in_us = nine_us, .out_us = five_us));
    correct_day(b, 13, today, 0, 0);
    correct_day(b, 10, today, nine_us, 0);
    leave(b, 14, noon_us);
    correct_day(b, 99, today, nine_us, five_us);              /* an account this log does not know */
    then_nothing(b);
    correct_day(b, 10, today, nine_us, noon_us);              /* behind the cut */
    close_with(b, today, (struct parts_of_day){ .staff = 14 });
    struct day_figures f = figures_of(b, today);
    assert_int_equal(f.attendance.count, 3);
    is_line(&f.attendance.at[0], 10, nine_us, 0);
    is_line(&f.attendance.at[1], 12, nine_us, five_us);
    is_line(&f.attendance.at[2], 14, came_us, noon_us);
    assert_int_equal(f.staff.count, 1);
    assert_int_equal(f.staff.at[0].people, 3);
    assert_int_equal(f.attendance_corrections.count, 0);
    close_with(b, (struct date)TOMORROW, (struct parts_of_day){ .staff = 15 });
    f = figures_of(b, (struct date)TOMORROW);
    assert_int_equal(f.attendance.count, 0);
    assert_int_equal(f.attendance_corrections.count, 1);
    assert_int_equal(f.attendance_corrections.at[0].date.v, 20270201);
    assert_int_equal(f.attendance_corrections.at[0].account_id.v, 10);
    assert_int_equal(f.attendance_corrections.at[0].out_us, noon_us);
}

/* ---- Terminals ----------------------------------------------------------------------------- */

static void call_fact__says_that_a_terminal_is_held(void **state)
{
    struct bench *b = *state;

    followed(b, ticket_taken(.ticket_id = { 7 }, .line_id = { 2 }, .number = 201, .date = TODAY, .at_us = now(b), .people = 1));
    followed(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
    then(b, call_fact(.ticket_id = { 7 }, .terminals = 1));
}

/* ---- Corrections --------------------------------------------------------------------------- */

static struct built correction(uint64_t was, uint64_t is)
{
    static struct correct_figure correct;

    correct = (struct correct_figure){ .for_date = TODAY, .section = TEXT("cards"), .figure = TEXT("issued"), .was = was, .is = is,
                                       .reason = TEXT("一枚の入力もれ") };
    return build_command("reporting", "correct_figure", &correct_figure_spec, &correct);
}

static void correct(struct bench *b, uint64_t was, uint64_t is)
{
    second(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, correction(was, is));
}

static void correct_figure__shows_below_its_report_and_in_the_next(void **state)
{
    struct bench *b = *state;
    const struct daily_report_result *report;
    uint8_t before[32];

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    ask(b, daily_report(.date = TODAY));
    memcpy(before, ((const struct daily_report_result *)answer_of(b, &daily_report_result_spec))->report_sha256.at, 32);
    correct(b, 0, 1);
    then(b, figure_corrected(.date = TOMORROW, .at_us = now(b), .account_id = { LEAD }, .second_id = { CHIEF },
                             .correction = { .for_date = TODAY, .section = TEXT("cards"), .figure = TEXT("issued"), .is = 1,
                                             .reason = TEXT("一枚の入力もれ") }));
    ask(b, daily_report(.date = TODAY));
    report = answer_of(b, &daily_report_result_spec);
    assert_memory_equal(report->report_sha256.at, before, 32);             /* what was delivered stays */
    assert_int_equal(report->figures.cards.issued, 0);
    assert_int_equal(report->corrections.count, 1);
    assert_int_equal(report->corrections.at[0].is, 1);
    assert_non_null(memmem(report->text_ja.at, report->text_ja.len, "cards.issued  0 → 1", strlen("cards.issued  0 → 1")));
    correct(b, 1, 2);                                                      /* the last correction counts */
    then(b, figure_corrected(.date = TOMORROW));
    close_with(b, (struct date)TOMORROW, (struct parts_of_day){ 0 });
    struct day_figures f = figures_of(b, (struct date)TOMORROW);
    assert_int_equal(f.corrections.count, 2);
    assert_int_equal(f.corrections.at[1].was, 1);
}

static void correct_figure__refuses_what_the_report_does_not_say(void **state)
{
    struct bench *b = *state;

    correct(b, 0, 1);
    then_refused(b, REPORT_NOT_MADE);
    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    correct(b, 5, 6);
    then_refused(b, FIGURE_DIFFERS);
    correct(b, 0, 0);
    then_refused(b, FIGURE_UNCHANGED);
    second(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, correct_figure(.for_date = TODAY, .section = TEXT("cards"), .figure = TEXT("stolen"), .was = 0, .is = 1, .reason = TEXT("あ")));
    then_refused(b, NO_SUCH_FIGURE);
    second(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, correct_figure(.for_date = TODAY, .section = TEXT("times"), .figure = TEXT("waiting"), .was = 0, .is = 1, .reason = TEXT("あ")));
    then_refused(b, NO_SUCH_FIGURE);                                        /* times are not typed in */
}

static void correct_figure__needs_a_second_person(void **state)
{
    struct bench *b = *state;

    close_with(b, (struct date)TODAY, (struct parts_of_day){ 0 });
    when(b, correction(0, 1));
    then_not_taken(b, SECOND_PERSON_NEEDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(record_inquiry__counts_by_subject_channel_and_language),
        on_bench(record_phone_call__measures_the_answered_ones),
        on_bench(record_phone_call__tells_answer_talk_and_handling),
        on_bench(incidents__that_must_not_be_are_counted_as_none),
        on_bench(note_weather__stands_in_the_report),
        on_bench(record__after_the_report_stands_in_the_next_one),
        on_bench(record_complaint__keeps_the_text_sealed),
        on_bench(record_complaint__refuses_times_that_cannot_be),
        on_bench(record_incident__carries_its_times),
        on_bench(record_incident__refuses_times_that_cannot_be),
        on_bench(follow_up_record__adds_action_and_the_report_to_the_city),
        on_bench(follow_up_record__refuses_what_it_cannot_follow),
        on_bench(record_voice__is_an_opinion_or_a_proposal),
        on_bench(show_day_records__shows_the_texts_by_pages),
        on_bench(show_day_records__needs_a_purpose),
        on_bench(staff__counts_each_person_once_up_to_the_cut),
        on_bench(staff__come_and_go),
        on_bench(staff__are_listed_as_corrected),
        on_bench(call_fact__says_that_a_terminal_is_held),
        on_bench(correct_figure__shows_below_its_report_and_in_the_next),
        on_bench(correct_figure__refuses_what_the_report_does_not_say),
        on_bench(correct_figure__needs_a_second_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
