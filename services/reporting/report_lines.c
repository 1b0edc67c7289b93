/* The figures of a day as lines with labels, units and definitions in both languages. Text and CSV
 * are drawn from these lines, so they cannot say different things. */
#include "report_page.h"

#include <inttypes.h>

#include "base/invariant.h"
#include "lines.h"

/* In the order in which such reports are read: people, guests, cards, times, contacts, records. */
const struct report_section report_sections[SECTION_COUNT] = {
    { "calendar", WORDS("開庁の例外", "Exceptions of the day") },
    { "staff", WORDS("従事者", "Staff") },
    { "tickets", WORDS("来庁者", "Guests") },
    { "lines", WORDS("区分・発券元ごとの来庁", "Guests by line and by ticket") },
    { "bookings", WORDS("予約", "Bookings") },
    { "procedures", WORDS("手続ごとの件数と対応時間（分:秒）", "Items and handling by procedure (min:s)") },
    { "outcomes", WORDS("対応の結果", "Outcomes") },
    { "receivers", WORDS("カードを受け取った方", "Who received cards") },
    { "languages", WORDS("対応した言語", "Languages of cases") },
    { "cards", WORDS("カード", "Cards") },
    { "presets", WORDS("交付前設定", "Settings of cards") },
    { "vault", WORDS("保管庫の確認", "Count of the vault") },
    { "times", WORDS("時間（分:秒）", "Times (min:s)") },
    { "half_hours", WORDS("30分ごとの来庁", "Arrivals by half hours") },
    { "equipment", WORDS("機器", "Equipment") },
    { "phone", WORDS("電話（分:秒）", "Telephone (min:s)") },
    { "inquiries", WORDS("問合せ", "Inquiries") },
    { "records", WORDS("苦情・事故・申し送り", "Complaints, incidents, notes") },
    { "next_day", WORDS("翌開庁日の予定", "The next open day") },
    { "hand_over", WORDS("市への引継ぎ", "Handed over to the city") },
    { "corrections", WORDS("以前の報告書の訂正", "Corrections of earlier reports") },
};

const struct words tickets_unit = WORDS("件", ""), people_unit = WORDS("人", ""), cards_unit = WORDS("枚", ""), notices_unit = WORDS("通", ""),
                   times_unit = WORDS("回", ""), items_unit = WORDS("件", ""), calls_unit = WORDS("本", ""), minutes_unit = WORDS("分", ""), no_unit = WORDS("", "");

static const struct words percent_unit = WORDS("%", "%");

bool line_is_count(const struct report_line *line)
{
    return line->kind == LINE_COUNT || line->kind == LINE_PAIR || (line->kind == LINE_TIMES && strcmp(line->section, "procedures") == 0);
}

struct report_line *add_line(struct lines *lines, enum line_kind kind, const char *section, const char *key, struct words label,
                             struct words note)
{
    must(lines->count < REPORT_LINES_MAX);
    struct report_line *line = &lines->at[lines->count++];

    *line = (struct report_line){ .kind = kind, .section = section, .key = key, .label = label, .unit = no_unit, .note = note };
    return line;
}

struct report_line *add_count(struct lines *lines, const char *section, const char *key, uint64_t count, struct words unit, struct words label,
                              struct words note)
{
    struct report_line *line = add_line(lines, LINE_COUNT, section, key, label, note);

    line->count = count;
    line->unit = unit;
    return line;
}

struct report_line *add_guests(struct lines *lines, const char *section, const char *key, uint64_t tickets, uint64_t people, struct words label,
                               struct words note)
{
    struct report_line *line = add_line(lines, LINE_PAIR, section, key, label, note);

    line->count = tickets;
    line->unit = W("件", "tickets");
    line->second = people;
    line->second_key = "people";
    line->second_unit = W("人", "people");
    line->second_note = W("その整理券の人数", "people on these tickets");
    return line;
}

void add_counts(struct lines *lines, const char *section, const struct count_def *defs, size_t count, const struct day_figures *f)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value;

        memcpy(&value, (const uint8_t *)f + defs[i].at, sizeof value);
        add_count(lines, section, defs[i].key, value, *defs[i].unit, defs[i].label, defs[i].note);
    }
}

void add_times(struct lines *lines, const char *section, const char *key, struct time_figures times, struct words label, struct words note)
{
    add_line(lines, LINE_TIMES, section, key, label, note)->times = times;
}

uint64_t share_count(const struct report_line *line, uint64_t count)
{
    return (count + line->share_unit / 2) / line->share_unit;
}

struct report_line *add_share(struct lines *lines, const char *section, const char *key, struct share_figures share, struct words label, struct words note)
{
    struct report_line *line = add_line(lines, LINE_SHARE, section, key, label, note);

    line->share = share;
    line->share_unit = 1;
    line->unit = percent_unit;
    line->count_unit = tickets_unit;
    return line;
}

static void time_lines(const struct day_figures *f, struct lines *lines)
{
    const char *section = "times";

    add_times(lines, section, "waiting", f->waiting, W("待ち時間", "Waiting"),
              W("受付（予約は予約時刻と受付の遅い方、遅刻は受付）から最初の呼出しまで",
                "from ticket (booked: the later of booked time and check-in; late: check-in) to the first call"));
    add_times(lines, section, "way", f->way, W("呼出しから開始まで", "Call to start"),
              W("応じた呼出しから対応の開始まで", "from the answered call to the start of service"));
    add_times(lines, section, "handling", f->handling, W("対応時間", "Handling"), W("対応の開始から終了（区分の変更があれば変更）まで。保留、市の判断待ち、全国システムの停止を除く",
                "from start to end of service (or to a transfer), without parked time, decisions of the city and national stops"));
    add_times(lines, section, "stay", f->stay, W("滞在時間", "Stay"), W("受付から対応の終了まで", "from ticket to end of service"));
    if (f->parked.n > 0)
        add_times(lines, section, "parked", f->parked, W("保留", "Parked"), W("保留した件の保留時間の合計", "of cases that rested, all of it"));
    if (f->city_decision.n > 0)
        add_times(lines, section, "city_decision", f->city_decision, W("市の判断待ち", "Decision of the city"),
                  W("市の判断を待った件の待った時間の合計", "of cases that waited for the city, all of it"));
    if (f->later.handling.n > 0)
        add_times(lines, section, "later_handling", f->later.handling, W("後日終えた件の対応時間", "Handling, ended later"),
                  W("了承を得て後日に続け、この日に終えた件の、受付の日の対応時間", "of cases agreed to go on later that ended on this day, as handled on their own day"));
    if (f->second_waiting.n > 0)
        add_times(lines, section, "second_waiting", f->second_waiting, W("変更後の待ち時間", "Waiting after a transfer"),
                  W("区分の変更から次の呼出しまで", "from a transfer to the next call"));
    if (f->second_handling.n > 0)
        add_times(lines, section, "second_handling", f->second_handling, W("変更後の対応時間", "Handling after a transfer"),
                  W("区分の変更後の対応の開始から終了まで", "from start to end after a transfer, as handling"));
}

static void waiting_share(uint64_t minutes, struct share_figures share, const char *key, struct lines *lines)
{
    struct arena *arena = lines->arena;

    add_share(lines, "times", key, share,
              W(text_format(arena, "%" PRIu64 "分以内の案内", minutes).at, text_format(arena, "Called within %" PRIu64 " min", minutes).at),
              W(text_format(arena, "%" PRIu64 "分以内の案内÷（案内＋%" PRIu64 "分を超えて待った途中退出・取消）", minutes, minutes).at,
                text_format(arena, "called within %" PRIu64 ":00, of those called or left after more than that", minutes).at));
}

static void share_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;
    uint64_t early = f->on_time_minutes;

    waiting_share(f->waiting_minutes, f->waiting_within, "waiting_within", lines);
    if (f->waiting_longer_minutes != 0)
        waiting_share(f->waiting_longer_minutes, f->waiting_longer, "waiting_longer", lines);
    add_share(lines, "times", "on_time", f->on_time, W("予約時刻どおりの案内", "Booked, called on time"),
              W(text_format(arena, "予約時刻と受付の遅い方から%" PRIu64 "分以内の呼出し÷遅れずに受付した予約", early).at,
                text_format(arena, "called within %" PRIu64 ":00 of the later of booked time and check-in, of booked guests in time", early).at));
}

const struct report_line *report_lines(const struct day_figures *figures, struct arena *arena, uint32_t *ret_count)
{
    struct lines lines = { .at = arena_take(arena, REPORT_LINES_MAX * sizeof *lines.at), .arena = arena };

    calendar_lines(figures, &lines);
    staff_lines(figures, &lines);
    ticket_lines(figures, &lines);
    line_lines(figures, &lines);
    booking_lines(figures, &lines);
    procedure_lines(figures, &lines);
    case_lines(figures, &lines);
    card_lines(figures, &lines);
    time_lines(figures, &lines);
    share_lines(figures, &lines);
    half_hour_lines(figures, &lines);
    terminal_lines(figures, &lines);
    contact_lines(figures, &lines);
    record_lines(figures, &lines);
    next_day_lines(figures, &lines);
    hand_over_lines(figures, &lines);
    correction_lines(figures, &lines);
    *ret_count = lines.count;
    return lines.at;
}
