/* The figures of a day as lines with labels, units and definitions in both languages. Text and CSV
 * are drawn from these lines, so they cannot say different things. */
#include "report_page.h"

#include <inttypes.h>

#include "base/invariant.h"

#define WORDS(ja, en) { { ja, en } }

const struct report_section report_sections[SECTION_COUNT] = {
    { "tickets", WORDS("来庁者", "Guests") },
    { "times", WORDS("時間（分:秒）", "Times (min:s)") },
    { "bookings", WORDS("予約", "Bookings") },
    { "procedures", WORDS("手続ごとの件数と対応時間（分:秒）", "Items and handling by procedure (min:s)") },
    { "outcomes", WORDS("対応の結果", "Outcomes") },
    { "receivers", WORDS("カードを受け取った方", "Who received cards") },
    { "cards", WORDS("カード", "Cards") },
    { "vault", WORDS("保管庫の確認", "Count of the vault") },
};

static const struct words tickets_unit = WORDS("件", ""), people_unit = WORDS("人", ""), cards_unit = WORDS("枚", ""),
                          notices_unit = WORDS("通", ""), times_unit = WORDS("回", ""), percent_unit = WORDS("%", "%"),
                          no_unit = WORDS("", "");

struct lines {
    struct report_line *at;
    uint32_t count;
};

static struct report_line *add(struct lines *lines, enum line_kind kind, const char *section, const char *key, struct words label,
                               struct words note)
{
    struct report_line *line = &lines->at[lines->count++];

    must(lines->count <= REPORT_LINES_MAX);
    *line = (struct report_line){ .kind = kind, .section = section, .key = key, .label = label, .unit = no_unit, .note = note };
    return line;
}

static void add_count(struct lines *lines, const char *section, const char *key, uint64_t count, struct words unit, struct words label,
                      struct words note)
{
    struct report_line *line = add(lines, LINE_COUNT, section, key, label, note);

    line->count = count;
    line->unit = unit;
}

static void add_times(struct lines *lines, const char *section, const char *key, struct time_figures times, struct words label,
                      struct words note)
{
    add(lines, LINE_TIMES, section, key, label, note)->times = times;
}

static void add_share(struct lines *lines, const char *key, struct share_figures share, struct words label, struct words note)
{
    struct report_line *line = add(lines, LINE_SHARE, "times", key, label, note);

    line->share = share;
    line->unit = percent_unit;
}

#define W(ja, en) ((struct words)WORDS(ja, en))

static void ticket_lines(const struct ticket_figures *f, struct lines *lines)
{
    const char *section = "tickets";

    add_count(lines, section, "taken", f->taken, tickets_unit, W("受付", "Tickets"),
              W("発行した整理券。家族は1件", "tickets given out; a family is one"));
    add_count(lines, section, "people", f->people, people_unit, W("来庁された方", "People"), W("整理券の人数の合計", "people on these tickets"));
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
}

static void time_lines(const struct day_figures *f, struct lines *lines)
{
    const char *section = "times";

    add_times(lines, section, "waiting", f->waiting, W("待ち時間", "Waiting"),
              W("受付（予約は予約時刻と受付の遅い方、遅刻は受付）から最初の呼出しまで",
                "from ticket (booked: the later of booked time and check-in; late: check-in) to the first call"));
    add_times(lines, section, "way", f->way, W("呼出しから開始まで", "Call to start"),
              W("応じた呼出しから対応の開始まで", "from the answered call to the start of service"));
    add_times(lines, section, "handling", f->handling, W("対応時間", "Handling"), W("対応の開始から終了まで", "from start to end of service"));
    add_times(lines, section, "stay", f->stay, W("滞在時間", "Stay"), W("受付から対応の終了まで", "from ticket to end of service"));
}

static void share_lines(const struct day_figures *f, struct arena *arena, struct lines *lines)
{
    uint64_t wait = f->waiting_minutes, early = f->on_time_minutes;

    add_share(lines, "waiting_within", f->waiting_within,
              W(text_format(arena, "%" PRIu64 "分以内の案内", wait).at, text_format(arena, "Called within %" PRIu64 " min", wait).at),
              W(text_format(arena, "%" PRIu64 "分以内の案内÷（案内＋%" PRIu64 "分を超えて待った途中退出・取消）", wait, wait).at,
                text_format(arena, "called within %" PRIu64 ":00, of those called or left after more than that", wait).at));
    add_share(lines, "on_time", f->on_time, W("予約時刻どおりの案内", "Booked, called on time"),
              W(text_format(arena, "予約時刻と受付の遅い方から%" PRIu64 "分以内の呼出し÷遅れずに受付した予約", early).at,
                text_format(arena, "called within %" PRIu64 ":00 of the later of booked time and check-in, of booked guests in time", early).at));
}

static void booking_lines(const struct booking_figures *f, struct lines *lines)
{
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
}

static void procedure_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->procedures.count; i++) {
        const struct procedure_figures *p = &f->procedures.at[i];
        const char *name = procedure_name(p->procedure);
        struct report_line *line = add(lines, LINE_TIMES, "procedures", name, W(procedure_ja(p->procedure), procedure_en(p->procedure)),
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
    for (uint32_t i = 0; i < f->receivers.count; i++) {
        enum receiver_class class = f->receivers.at[i].receiver_class;
        const char *name = receiver_class_name(class);

        add_count(lines, "receivers", name, f->receivers.at[i].cases, tickets_unit, W(receiver_class_ja(class), receiver_class_en(class)), no_unit);
    }
}

static void card_lines(const struct card_figures *f, struct lines *lines)
{
    const char *section = "cards";

    add_count(lines, section, "opening", f->opening, cards_unit, W("前日からの在庫", "Opening stock"),
              W("前の開庁日の締めの在庫", "in hand at the close before"));
    add_count(lines, section, "arrived", f->arrived, cards_unit, W("到着", "Arrived"),
              W("取り込んだ納品のカード", "cards of the deliveries taken in"));
    add_count(lines, section, "issued", f->issued, cards_unit, W("交付", "Issued"), W("受取人に渡したカード", "handed over"));
    add_count(lines, section, "in_hand", f->in_hand, cards_unit, W("締めの在庫", "In hand"),
              W("前日からの在庫＋到着－交付", "opening + arrived - issued"));
    add_count(lines, section, "preset", f->preset, cards_unit, W("交付前設定", "Preset"),
              W("統合端末で設定したカード", "set up at an integrated terminal"));
    add_count(lines, section, "stored", f->stored, cards_unit, W("保管", "Stored"), W("保管庫に納めたカード", "put into the vault"));
    add_count(lines, section, "posted", f->posted, notices_unit, W("交付通知書の発送", "Notices posted"),
              W("発送のため市へ渡した交付通知書", "handed to the city for posting"));
    add_count(lines, section, "deliveries_arrived", f->deliveries_arrived, tickets_unit, W("納品の到着", "Deliveries"),
              W("取り込んだ納品", "taken in"));
    add_count(lines, section, "deliveries_inspected", f->deliveries_inspected, tickets_unit, W("納品の検品", "Deliveries inspected"),
              W("二人で検品した納品", "inspected by two persons"));
}

static void count_lines(const struct count_figures *f, struct lines *lines)
{
    const struct words note = W("二人で行ったこの日最初の確認", "the first count of the day by two persons");

    if (f->made) {
        add_count(lines, "vault", "counted", f->counted, cards_unit, W("数えた枚数", "Counted"), note);
        add_count(lines, "vault", "book", f->book, cards_unit, W("帳簿の枚数", "Book"), W("帳簿で保管庫にある枚数", "cards the book has in the vault"));
    }
    add(lines, LINE_ANSWER, "vault", "agrees", W("一致", "Agrees"), W("数えた枚数と帳簿の枚数が同じか", "whether count and book are equal"))->count
        = !f->made ? 0 : f->agrees ? 2 : 1;
}

const struct report_line *report_lines(const struct day_figures *figures, struct arena *arena, uint32_t *ret_count)
{
    struct lines lines = { .at = arena_take(arena, REPORT_LINES_MAX * sizeof *lines.at) };

    ticket_lines(&figures->tickets, &lines);
    time_lines(figures, &lines);
    share_lines(figures, arena, &lines);
    booking_lines(&figures->bookings, &lines);
    procedure_lines(figures, &lines);
    case_lines(figures, &lines);
    card_lines(&figures->cards, &lines);
    count_lines(&figures->count, &lines);
    *ret_count = lines.count;
    return lines.at;
}
