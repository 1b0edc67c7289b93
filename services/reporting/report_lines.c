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
    { "bookings", WORDS("予約", "Bookings") },
    { "procedures", WORDS("手続ごとの件数と対応時間（分:秒）", "Items and handling by procedure (min:s)") },
    { "outcomes", WORDS("対応の結果", "Outcomes") },
    { "receivers", WORDS("カードを受け取った方", "Who received cards") },
    { "cards", WORDS("カード", "Cards") },
    { "vault", WORDS("保管庫の確認", "Count of the vault") },
    { "times", WORDS("時間（分:秒）", "Times (min:s)") },
    { "half_hours", WORDS("30分ごとの来庁", "Arrivals by half hours") },
    { "equipment", WORDS("機器", "Equipment") },
    { "phone", WORDS("電話（分:秒）", "Telephone (min:s)") },
    { "inquiries", WORDS("問合せ", "Inquiries") },
    { "records", WORDS("苦情・事故・申し送り", "Complaints, incidents, notes") },
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

static void ticket_lines(const struct day_figures *figures, struct lines *lines)
{
    const struct ticket_figures *f = &figures->tickets;
    const char *section = "tickets";

    add_count(lines, section, "taken", f->taken, tickets_unit, W("受付", "Tickets"),
              W("発行した整理券。家族は1件", "tickets given out; a family is one"));
    add_count(lines, section, "people", f->people, people_unit, W("来庁された方", "People"), W("整理券の人数の合計", "people on these tickets"));
    add_count(lines, section, "items", figures->items, items_unit, W("手続", "Items"),
              W("行った手続の件数。1件の受付で複数のことがある", "procedures done; one guest may have several"));
    add_count(lines, section, "booked", f->booked, tickets_unit, W("　うち予約あり", "  of which booked"),
              W("予約番号で受付した件数", "checked in with a booking code"));
    add_count(lines, section, "walk_in", f->walk_in, tickets_unit, W("　うち予約なし", "  of which walk-ins"),
              W("予約番号によらず受付した件数", "came without a booking code"));
    add_count(lines, section, "called", f->called, tickets_unit, W("案内", "Called"),
              W("呼び出した件数。途中退出と取消を除く", "called, without those left or cancelled"));
    add_count(lines, section, "finished", f->finished, tickets_unit, W("対応終了", "Served"),
              W("結果を付けて終えた件数", "finished with an outcome"));
    add_count(lines, section, "left", f->left, tickets_unit, W("途中退出", "Left"), W("対応の前に退出した件数", "left before being served"));
    add_count(lines, section, "cancelled", f->cancelled, tickets_unit, W("取消", "Cancelled"),
              W("申し出により取り消した件数", "cancelled at the guest's wish"));
    add_count(lines, section, "moved", f->moved, tickets_unit, W("後日対応", "Moved"),
              W("了承を得て別の日に対応する件数", "to be served another day, by agreement"));
    add_count(lines, section, "walk_in_overtaken_max", f->overtaken_max, times_unit, W("先を譲った回数の最大", "Overtaken at most"),
              W("予約の方が先に案内された回数の、1件あたりの最大", "how often booked guests went before the same walk-in"));
    add_count(lines, section, "passed", figures->cases.passed, tickets_unit, W("お呼出し済み", "Passed"),
              W("呼出しに応じられなかった件数", "came to none of the calls"));
    add_count(lines, section, "returned", figures->cases.returned, tickets_unit, W("　うち戻られた方", "  of which came back"),
              W("番号が過ぎた後に戻られた件数", "back after the number had passed"));
    add_count(lines, section, "transferred", figures->cases.transferred, tickets_unit, W("区分の変更", "Transferred"),
              W("途中で別の区分へ移られた件数", "went on in another line"));
    add_count(lines, section, "later_agreed", figures->later.agreed, tickets_unit, W("後日の連絡", "Later contact"),
              W("了承を得て、後日の連絡とした件数", "to be gone on with later, by agreement"));
    add_count(lines, section, "later_finished", figures->later.finished, tickets_unit, W("後日終えた件", "Ended later"),
              W("以前の日の受付で、この日に終えた件数", "of earlier days' tickets, ended on this day"));
    add_count(lines, section, "later_items", figures->later.items, items_unit, W("　その手続", "  their items"),
              W("上の手続の件数に含まない", "not among the items above"));
    add_share(lines, section, "abandoned", figures->abandoned, W("途中退出率", "Left without service"),
              W("（途中退出＋取消）÷受付", "left or cancelled, of all tickets"));
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

static void booking_lines(const struct day_figures *figures, struct lines *lines)
{
    const struct booking_figures *f = &figures->bookings;
    struct report_line *line;
    const char *section = "bookings";

    add_count(lines, section, "due", f->due, tickets_unit, W("この日の予約", "Due"),
              W("予約時刻の前に取り消されたものを除く", "without those cancelled before"));
    add_count(lines, section, "attended", f->attended, tickets_unit, W("来庁", "Attended"), W("受付した予約", "checked in"));
    add_count(lines, section, "late", f->late, tickets_unit, W("　うち大きく遅れて来庁", "  of which very late"),
              W("来庁なしとした後に受付した予約", "checked in after having been counted as not come"));
    add_count(lines, section, "missed", f->missed, tickets_unit, W("来庁なし", "Not come"),
              W("取消も受付もなかった予約", "neither cancelled nor checked in"));
    add_count(lines, section, "cancelled", f->cancelled, tickets_unit, W("取消", "Cancelled"),
              W("予約時刻の前に取り消された予約", "cancelled before the booked time"));
    add_share(lines, section, "not_come", figures->not_come, W("来庁なし率", "Not come"), W("来庁なし÷この日の予約", "not come, of the bookings due"));
    if (figures->filled.base > 0) {
        line = add_share(lines, section, "filled", figures->filled, W("予約充足率", "Filled"),
                         W("市民が予約した分数÷市民に提供した分数", "minutes booked by citizens, of the minutes offered to them"));
        line->count_unit = minutes_unit;
    }
}

static void procedure_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->procedures.count; i++) {
        const struct procedure_figures *p = &f->procedures.at[i];
        const char *name = procedure_name(p->procedure);
        struct report_line *line = add_line(lines, LINE_TIMES, "procedures", name, W(procedure_ja(p->procedure), procedure_en(p->procedure)),
                                       W("その手続だけを行った件の対応時間", "handling of cases with this procedure alone"));

        line->times = p->handling;
        line->count = p->items;
    }
}

static void case_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->outcomes.count; i++) {
        enum service_outcome outcome = f->outcomes.at[i].outcome;
        const char *name = service_outcome_name(outcome);

        add_count(lines, "outcomes", name, f->outcomes.at[i].cases, tickets_unit, W(service_outcome_ja(outcome), service_outcome_en(outcome)), no_unit);
    }
    add_share(lines, "outcomes", "first_visit", f->first_visit, W("一次完了率", "Done at the first visit"),
              W("完了÷（結果の出た件数－取りやめ－後日継続）", "done, of all that ended for good without withdrawals"));
    for (uint32_t i = 0; i < f->receivers.count; i++) {
        enum receiver_class class = f->receivers.at[i].receiver_class;
        const char *name = receiver_class_name(class);

        add_count(lines, "receivers", name, f->receivers.at[i].cases, tickets_unit, W(receiver_class_ja(class), receiver_class_en(class)), no_unit);
    }
}

const struct report_line *report_lines(const struct day_figures *figures, struct arena *arena, uint32_t *ret_count)
{
    struct lines lines = { .at = arena_take(arena, REPORT_LINES_MAX * sizeof *lines.at), .arena = arena };

    calendar_lines(figures, &lines);
    staff_lines(figures, &lines);
    ticket_lines(figures, &lines);
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
    hand_over_lines(figures, &lines);
    correction_lines(figures, &lines);
    *ret_count = lines.count;
    return lines.at;
}
