/* The lines of what happened around the guests: staff, half hours, equipment, contacts, records,
 * corrections. */
#include "lines.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/invariant.h"

static void add_person(struct lines *lines, const char *key, enum staff_role role, struct account_id account, struct words value, struct words note)
{
    const char *number = person(lines->arena, account);
    struct words label = W(text_format(lines->arena, "　%s %s", staff_role_ja(role), number).at, text_format(lines->arena, "  %s %s", staff_role_en(role), number).at);

    add_line(lines, LINE_WORDS, "staff", key, label, note)->value = value;
}

static const char *day_of(struct arena *arena, struct date date)
{
    return text_format(arena, "%" PRIu32 "-%02" PRIu32 "-%02" PRIu32, date.v / 10000, date.v / 100 % 100, date.v % 100).at;
}

static const char *from_to(struct arena *arena, uint64_t in_us, uint64_t out_us)
{
    return text_format(arena, "%s–%s", clock_at(arena, in_us), out_us == 0 ? "" : clock_at(arena, out_us)).at;
}

/* Persons by the numbers of their accounts. */
static void attendance_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;

    for (uint32_t i = 0; i < f->attendance.count; i++) {
        const struct attendance_figures *who = &f->attendance.at[i];
        const char *times = from_to(arena, who->in_us, who->out_us);

        add_person(lines, text_format(arena, "attended_%" PRIu32, i + 1).at, who->role, who->account_id, W(times, times),
                   W("最初のログインから退勤の記録まで", "first login to going, known at the close"));
    }
    for (uint32_t i = 0; i < f->late_goings.count; i++) {
        const struct late_going_figures *who = &f->late_goings.at[i];
        const char *on = day_of(arena, who->date), *at = clock_at(arena, who->out_us);

        add_person(lines, text_format(arena, "went_after_close_%" PRIu32, i + 1).at, who->role, who->account_id, W(at, at),
                   W(text_format(arena, "%s の締めの後の退勤", on).at, text_format(arena, "going after the close of %s", on).at));
    }
    for (uint32_t i = 0; i < f->attendance_corrections.count; i++) {
        const struct attendance_correction_figures *who = &f->attendance_corrections.at[i];
        const char *on = day_of(arena, who->date), *times = who->in_us != 0 ? from_to(arena, who->in_us, who->out_us) : NULL;

        add_person(lines, text_format(arena, "corrected_after_close_%" PRIu32, i + 1).at, who->role, who->account_id,
                   times != NULL ? W(times, times) : W("勤務なし", "not there"),
                   W(text_format(arena, "%s の締めの後の訂正", on).at, text_format(arena, "correction after the close of %s", on).at));
    }
}

void staff_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->staff.count; i++) {
        enum staff_role role = f->staff.at[i].role;

        add_count(lines, "staff", staff_role_name(role), f->staff.at[i].people, people_unit, W(staff_role_ja(role), staff_role_en(role)),
                  W("この日に勤務した人数", "persons who were there on this day"));
    }
    attendance_lines(f, lines);
}

static const char *clock_of(struct arena *arena, uint64_t minute, const char *between)
{
    return text_format(arena, "%02" PRIu64 "%s%02" PRIu64, minute / 60, between, minute % 60).at;
}

const char *clock_at(struct arena *arena, uint64_t at_us)
{
    return clock_of(arena, tokyo_minute(at_us), ":");
}

static struct words part_words(struct arena *arena, const struct half_hour_figures *part)
{
    const char *from = clock_of(arena, part->from_minute, ":"), *until = clock_of(arena, part->until_minute, ":");
    const char *both = text_format(arena, "%s–%s", from, until).at;

    if (part->from_minute == 0)
        return W(text_format(arena, "%s より前", until).at, text_format(arena, "before %s", until).at);
    if (part->until_minute == 24 * 60)
        return W(text_format(arena, "%s から", from).at, text_format(arena, "from %s on", from).at);
    return W(both, both);
}

void calendar_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;

    for (uint32_t i = 0; i < f->calendar.count; i++) {
        const struct calendar_figures *c = &f->calendar.at[i];
        const char *reason = text_terminated(arena, c->reason);
        struct words label = c->change == 0 ? W("一部の時間の閉鎖", "Part of the day closed") : W(day_change_kind_ja(c->change), day_change_kind_en(c->change));
        const char *period = c->until_minute == 0 ? ""
                                                  : text_format(arena, "%s–%s", clock_of(arena, c->from_minute, ":"), clock_of(arena, c->until_minute, ":")).at;

        add_line(lines, LINE_WORDS, "calendar", text_format(arena, "exception_%" PRIu32, i + 1).at, label, W(reason, reason))->value = W(period, period);
    }
}

void half_hour_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->half_hours.count; i++) {
        const struct half_hour_figures *part = &f->half_hours.at[i];

        add_guests(lines, "half_hours", clock_of(lines->arena, part->from_minute, ""), part->tickets, part->people, part_words(lines->arena, part),
                   W("始めの時刻以後、終わりの時刻より前の受付", "tickets from the first time on, before the second"));
    }
}

static void stop_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;

    for (uint32_t i = 0; i < f->stops.count; i++) {
        const struct stop_figures *s = &f->stops.at[i];
        const char *until = s->until_us == 0 ? "" : clock_at(arena, s->until_us);
        const char *period = text_format(arena, "%s–%s", clock_at(arena, s->from_us), until).at;

        add_line(lines, LINE_WORDS, "equipment", text_format(arena, "stop_%" PRIu32, i + 1).at, W(stop_kind_ja(s->kind), stop_kind_en(s->kind)),
                 W("対応時間から除く", "not in the handling times"))->value = W(period, period);
    }
}

static void outage_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;

    for (uint32_t i = 0; i < f->outages.count; i++) {
        const struct outage_figures *o = &f->outages.at[i];
        const char *until = o->until_us == 0 ? "" : clock_at(arena, o->until_us);
        const char *period = text_format(arena, "%s–%s", clock_at(arena, o->from_us), until).at;
        struct words label = W(text_format(arena, "%s %" PRIu64 "台", equipment_ja(o->equipment), o->count).at,
                               text_format(arena, "%s (%" PRIu64 ")", equipment_en(o->equipment), o->count).at);

        add_line(lines, LINE_WORDS, "equipment", text_format(arena, "outage_%" PRIu32, i + 1).at, label,
                 W(outage_cause_ja(o->cause), outage_cause_en(o->cause)))->value = W(period, period);
    }
}

void hand_over_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->hand_overs.count; i++) {
        enum city_matter matter = f->hand_overs.at[i].matter;

        add_count(lines, "hand_over", city_matter_name(matter), f->hand_overs.at[i].cases, tickets_unit, W(city_matter_ja(matter), city_matter_en(matter)),
                  W("市の業務として引き継いだ件数", "the city's part of the case"));
    }
}

void terminal_lines(const struct day_figures *f, struct lines *lines)
{
    uint64_t busy = f->terminal.busy_us < f->terminal.open_us ? f->terminal.busy_us : f->terminal.open_us;
    struct report_line *line;

    stop_lines(f, lines);
    outage_lines(f, lines);
    if (f->terminal.open_us == 0)
        return;
    add_count(lines, "equipment", "terminals", f->terminal.terminals, no_unit, W("統合端末", "Integrated terminals"), no_unit);
    line = add_share(lines, "equipment", "terminal_use", (struct share_figures){ busy, f->terminal.open_us },
                     W("統合端末の稼働率", "Use of the terminals"),
                     W("開庁時間中に対応に使った分数÷開庁時間の分数（台数分、停止を除く）。交付前設定を含まない",
                       "minutes of cases within opening hours, of the opening hours of all terminals less outages; without setting up cards"));
    line->share_unit = US_PER_MINUTE;
    line->count_unit = minutes_unit;
}

static void inquiry_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->inquiries.count; i++) {
        enum inquiry_tag tag = f->inquiries.at[i].tag;

        add_count(lines, "inquiries", inquiry_tag_name(tag), f->inquiries.at[i].count, tickets_unit, W(inquiry_tag_ja(tag), inquiry_tag_en(tag)),
                  W("内容", "by subject"));
    }
    for (uint32_t i = 0; i < f->channels.count; i++) {
        enum contact_channel channel = f->channels.at[i].channel;
        const char *key = text_format(lines->arena, "channel_%s", contact_channel_name(channel)).at;

        add_count(lines, "inquiries", key, f->channels.at[i].count, tickets_unit, W(contact_channel_ja(channel), contact_channel_en(channel)),
                  W("方法", "by channel"));
    }
    for (uint32_t i = 0; i < f->languages.count; i++) {
        enum guest_language language = f->languages.at[i].language;
        const char *key = text_format(lines->arena, "language_%s", guest_language_name(language)).at;

        add_count(lines, "inquiries", key, f->languages.at[i].count, tickets_unit, W(guest_language_ja(language), guest_language_en(language)),
                  W("言語", "by language"));
    }
}

/* A plain line does not report the calls it turned away: then there is no rate. */
static void phone_lines(const struct phone_figures *f, struct lines *lines)
{
    const char *section = "phone";

    if (f->all_offered != 0) {
        add_count(lines, section, "calls", f->calls, calls_unit, W("着信", "Calls"), W("電話機が知らせた着信", "calls the telephone told of"));
        add_share(lines, section, "answered_share", (struct share_figures){ f->answered, f->calls }, W("応答率", "Answered"),
                  W("応答÷着信", "answered, of all calls"))->count_unit = calls_unit;
        add_share(lines, section, "abandoned_share", (struct share_figures){ f->calls - f->answered, f->calls }, W("放棄率", "Abandoned"),
                  W("応答のなかった着信÷着信", "not answered, of all calls"))->count_unit = calls_unit;
    }
    add_count(lines, section, "answered", f->answered, calls_unit, W("応答", "Answered"),
              f->all_offered != 0 ? W("応答した電話", "calls answered")
                                  : W("応答した電話。応答できなかった着信は電話機が知らせないため含まない", "calls answered; the line does not tell of others"));
    add_times(lines, section, "answer", f->answer, W("応答までの時間", "Time to answer"), W("呼出しから応答まで。記録のある電話", "how long it rang, where noted"));
    add_times(lines, section, "talk", f->talk, W("通話時間", "Talk"), W("応答した電話の通話時間", "talk of the calls answered"));
    add_times(lines, section, "handling", f->handling, W("処理時間", "Handling"), W("通話と、その後の処理", "talk and the work after it"));
    for (uint32_t i = 0; i < f->subjects.count; i++) {
        enum inquiry_tag tag = f->subjects.at[i].tag;

        add_count(lines, section, text_format(lines->arena, "subject_%s", inquiry_tag_name(tag)).at, f->subjects.at[i].count, calls_unit,
                  W(inquiry_tag_ja(tag), inquiry_tag_en(tag)), W("応答した電話の内容", "calls answered, by subject"));
    }
}

void contact_lines(const struct day_figures *f, struct lines *lines)
{
    if (f->phone.calls > 0)
        phone_lines(&f->phone, lines);
    inquiry_lines(f, lines);
}

void next_day_lines(const struct day_figures *f, struct lines *lines)
{
    const struct next_day_figures *next = &f->next_day;
    const char *section = "next_day";
    char date[11];

    if (next->date.v == 0)
        return;
    date_put(date, next->date);
    const char *day = text_format(lines->arena, "%s", date).at;
    add_line(lines, LINE_WORDS, section, "date", W("翌開庁日", "Next open day"), W("締めの時点の開庁日程による", "by the calendar at the close"))->value = W(day, day);
    add_count(lines, section, "bookings", next->bookings, tickets_unit, W("予約", "Bookings"), W("締めの時点の予約", "as booked at the close"));
    add_count(lines, section, "people", next->people, people_unit, W("予約の人数", "People booked"), W("その予約の人数の合計", "people of these bookings"));
    add_count(lines, section, "groups", next->groups, tickets_unit, W("大人数の予約", "Large groups"), W("4人以上の予約", "of four people or more"));
    add_count(lines, section, "cards", next->cards, cards_unit, W("取り出すカード", "Cards to take out"),
              W("その予約で受け取られるカード", "to be picked up with these bookings"));
}

/* When the city was told. */
static struct words reported_words(struct arena *arena, uint64_t reported_at_us)
{
    if (reported_at_us == 0)
        return W("市へ未報告", "not reported to the city yet");
    return W(text_format(arena, "市へ報告 %s", clock_at(arena, reported_at_us)).at,
             text_format(arena, "reported to the city at %s", clock_at(arena, reported_at_us)).at);
}

static void add_moment(struct lines *lines, const char *key, uint32_t index, uint64_t at_us, struct words label, struct words note)
{
    const char *clock = clock_at(lines->arena, at_us);

    add_line(lines, LINE_WORDS, "records", text_format(lines->arena, "%s_%" PRIu32, key, index + 1).at, label, note)->value = W(clock, clock);
}

/* Those whose aim is none, always; others when there were any. */
static void incident_count_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->incident_counts.count; i++) {
        enum incident_kind kind = f->incident_counts.at[i].kind;
        bool watched = kind == INCIDENT_KIND_MISISSUE || kind == INCIDENT_KIND_CARD_LOSS;

        if (watched || f->incident_counts.at[i].count > 0)
            add_count(lines, "records", text_format(lines->arena, "incidents_%s", incident_kind_name(kind)).at, f->incident_counts.at[i].count, tickets_unit,
                      W(text_format(lines->arena, "　うち%s", incident_kind_ja(kind)).at, text_format(lines->arena, "  %s", incident_kind_en(kind)).at),
                      watched ? W("目標は0件", "the aim is none") : W("記録した件数", "as recorded"));
    }
}

void record_lines(const struct day_figures *f, struct lines *lines)
{
    const struct record_figures *r = &f->records;

    add_count(lines, "records", "complaints", r->complaints, tickets_unit, W("苦情", "Complaints"), no_unit);
    for (uint32_t i = 0; i < f->complaints.count; i++)
        add_moment(lines, "complaint", i, f->complaints.at[i].at_us, W("　苦情", "  complaint"),
                   reported_words(lines->arena, f->complaints.at[i].reported_at_us));
    add_count(lines, "records", "incidents", r->incidents, tickets_unit, W("事故・トラブル", "Incidents"), no_unit);
    incident_count_lines(f, lines);
    for (uint32_t i = 0; i < f->incidents.count; i++) {
        const struct incident_figures *incident = &f->incidents.at[i];

        add_moment(lines, text_format(lines->arena, "incident_%s", incident_kind_name(incident->kind)).at, i, incident->detected_at_us,
                   W(text_format(lines->arena, "　%s", incident_kind_ja(incident->kind)).at,
                     text_format(lines->arena, "  %s", incident_kind_en(incident->kind)).at),
                   reported_words(lines->arena, incident->reported_at_us));
    }
    add_count(lines, "records", "opinions", r->opinions, tickets_unit, W("市民の声", "Opinions of citizens"), no_unit);
    add_count(lines, "records", "proposals", r->proposals, tickets_unit, W("改善の提案", "Proposals"), no_unit);
    add_count(lines, "records", "notes", r->notes, tickets_unit, W("明日への申し送り", "Notes for tomorrow"),
              W("内容は権限のある方が画面で読む", "who may read them finds the texts on the screen"));
}

void correction_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->corrections.count; i++) {
        const struct correction_figures *c = &f->corrections.at[i];
        char date[11];

        date_put(date, c->for_date);
        const char *name = text_format(lines->arena, "%s_%s_%s", date, text_terminated(lines->arena, c->section),
                                       text_terminated(lines->arena, c->figure)).at;
        const char *note = text_format(lines->arena, "%" PRIu64 "→%" PRIu64 " %s", c->was, c->is, text_terminated(lines->arena, c->reason)).at;

        add_count(lines, "corrections", name, c->is, no_unit, W(name, name), W(note, note));
    }
}
