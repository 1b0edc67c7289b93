/* The lines of the guests: tickets, bookings, procedures, and their breakdowns. */
#include "lines.h"

#include <inttypes.h>
#include <stddef.h>

static const struct count_def ticket_counts[] = {
    { offsetof(struct day_figures, tickets.taken), "taken", &tickets_unit, WORDS("受付", "Tickets"),
      WORDS("発行した整理券。家族は1件。重複発行と動作確認を除く", "tickets given out, without duplicates and tests; a family is one") },
    { offsetof(struct day_figures, tickets.people), "people", &people_unit, WORDS("来庁された方", "People"),
      WORDS("整理券の人数の合計", "people on these tickets") },
    { offsetof(struct day_figures, items), "items", &items_unit, WORDS("手続", "Items"),
      WORDS("行った手続の件数。1件の受付で複数のことがある", "procedures done; one guest may have several") },
    { offsetof(struct day_figures, tickets.booked), "booked", &tickets_unit, WORDS("　うち予約あり", "  of which booked"),
      WORDS("予約番号で受付した件数", "checked in with a booking code") },
    { offsetof(struct day_figures, tickets.walk_in), "walk_in", &tickets_unit, WORDS("　うち予約なし", "  of which walk-ins"),
      WORDS("予約番号によらず受付した件数", "came without a booking code") },
    { offsetof(struct day_figures, tickets.called), "called", &tickets_unit, WORDS("案内", "Called"),
      WORDS("呼び出した件数。途中退出と取消を除く", "called, without those left or cancelled") },
    { offsetof(struct day_figures, tickets.finished), "finished", &tickets_unit, WORDS("対応終了", "Served"),
      WORDS("結果を付けて終えた件数", "finished with an outcome") },
    { offsetof(struct day_figures, tickets.left), "left", &tickets_unit, WORDS("途中退出", "Left"), WORDS("対応の前に退出した件数", "left before being served") },
    { offsetof(struct day_figures, tickets.cancelled), "cancelled", &tickets_unit, WORDS("取消", "Cancelled"),
      WORDS("申し出により取り消した件数", "cancelled at the guest's wish") },
    { offsetof(struct day_figures, tickets.duplicates), "duplicates", &tickets_unit, WORDS("重複発行", "Duplicates"),
      WORDS("同じ方に重ねて発行した整理券。ほかの数値に含まない", "given out twice to the same guest; in no other figure") },
    { offsetof(struct day_figures, tickets.tests), "tests", &tickets_unit, WORDS("動作確認", "Tests"),
      WORDS("機器の確認に発行した整理券。ほかの数値に含まない", "given out to try a machine; in no other figure") },
    { offsetof(struct day_figures, tickets.moved), "moved", &tickets_unit, WORDS("後日対応", "Moved"),
      WORDS("了承を得て別の日に対応する件数", "to be served another day, by agreement") },
    { offsetof(struct day_figures, tickets.overtaken_max), "walk_in_overtaken_max", &times_unit, WORDS("先を譲った回数の最大", "Overtaken at most"),
      WORDS("予約の方が先に案内された回数の、1件あたりの最大", "how often booked guests went before the same walk-in") },
    { offsetof(struct day_figures, cases.passed), "passed", &tickets_unit, WORDS("お呼出し済み", "Passed"),
      WORDS("呼出しに応じられなかった件数", "came to none of the calls") },
    { offsetof(struct day_figures, cases.returned), "returned", &tickets_unit, WORDS("　うち戻られた方", "  of which came back"),
      WORDS("番号が過ぎた後に戻られた件数", "back after the number had passed") },
    { offsetof(struct day_figures, cases.transferred), "transferred", &tickets_unit, WORDS("区分の変更", "Transferred"),
      WORDS("途中で別の区分へ移られた件数", "went on in another line") },
    { offsetof(struct day_figures, later.agreed), "later_agreed", &tickets_unit, WORDS("後日の連絡", "Later contact"),
      WORDS("了承を得て、後日の連絡とした件数", "to be gone on with later, by agreement") },
    { offsetof(struct day_figures, later.finished), "later_finished", &tickets_unit, WORDS("後日終えた件", "Ended later"),
      WORDS("以前の日の受付で、この日に終えた件数", "of earlier days' tickets, ended on this day") },
    { offsetof(struct day_figures, later.items), "later_items", &items_unit, WORDS("　その手続", "  their items"),
      WORDS("上の手続の件数に含まない", "not among the items above") },
};

void ticket_lines(const struct day_figures *f, struct lines *lines)
{
    add_counts(lines, "tickets", ticket_counts, sizeof ticket_counts / sizeof ticket_counts[0], f);
    add_share(lines, "tickets", "abandoned", f->abandoned, W("途中退出率", "Left without service"),
              W("（途中退出＋取消）÷受付", "left or cancelled, of all tickets"));
}

static const struct count_def booking_counts[] = {
    { offsetof(struct day_figures, bookings.due), "due", &tickets_unit, WORDS("この日の予約", "Due"),
      WORDS("予約時刻の前に取り消されたものを除く", "without those cancelled before") },
    { offsetof(struct day_figures, bookings.attended), "attended", &tickets_unit, WORDS("来庁", "Attended"), WORDS("受付した予約", "checked in") },
    { offsetof(struct day_figures, bookings.late), "late", &tickets_unit, WORDS("　うち大きく遅れて来庁", "  of which very late"),
      WORDS("来庁なしとした後に受付した予約", "checked in after having been counted as not come") },
    { offsetof(struct day_figures, bookings.missed), "missed", &tickets_unit, WORDS("来庁なし", "Not come"),
      WORDS("取消も受付もなかった予約", "neither cancelled nor checked in") },
    { offsetof(struct day_figures, bookings.cancelled), "cancelled", &tickets_unit, WORDS("取消", "Cancelled"),
      WORDS("予約時刻の前に取り消された予約", "cancelled before the booked time") },
};

void booking_lines(const struct day_figures *f, struct lines *lines)
{
    struct report_line *line;
    const char *section = "bookings";

    add_counts(lines, section, booking_counts, sizeof booking_counts / sizeof booking_counts[0], f);
    add_share(lines, section, "not_come", f->not_come, W("来庁なし率", "Not come"), W("来庁なし÷この日の予約", "not come, of the bookings due"));
    if (f->filled.base > 0) {
        line = add_share(lines, section, "filled", f->filled, W("予約充足率", "Filled"),
                         W("市民が予約した分数÷市民に提供した分数", "minutes booked by citizens, of the minutes offered to them"));
        line->count_unit = minutes_unit;
    }
}

/* Cases with the items done in them. */
static void add_cases(struct lines *lines, const char *section, const char *key, uint64_t cases, uint64_t items, struct words label)
{
    struct report_line *line = add_line(lines, LINE_PAIR, section, key, label, W("終えた件数と、その中で行った手続の件数", "cases ended, and the items done in them"));

    line->count = cases;
    line->unit = W("件", "cases");
    line->second = items;
    line->second_key = "items";
    line->second_unit = W("手続", "items");
    line->second_note = W("その中で行った手続の件数", "items done in them");
}

void procedure_lines(const struct day_figures *f, struct lines *lines)
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

void case_lines(const struct day_figures *f, struct lines *lines)
{
    for (uint32_t i = 0; i < f->outcomes.count; i++) {
        enum service_outcome outcome = f->outcomes.at[i].outcome;
        const char *name = service_outcome_name(outcome);

        add_cases(lines, "outcomes", name, f->outcomes.at[i].cases, f->outcomes.at[i].items, W(service_outcome_ja(outcome), service_outcome_en(outcome)));
    }
    add_share(lines, "outcomes", "first_visit", f->first_visit, W("一次完了率", "Done at the first visit"),
              W("完了÷（結果の出た件数－取りやめ－後日継続）", "done, of all that ended for good without withdrawals"));
    for (uint32_t i = 0; i < f->receivers.count; i++) {
        enum receiver_class class = f->receivers.at[i].receiver_class;
        const char *name = receiver_class_name(class);

        add_cases(lines, "receivers", name, f->receivers.at[i].cases, f->receivers.at[i].items, W(receiver_class_ja(class), receiver_class_en(class)));
    }
    for (uint32_t i = 0; i < f->spoken.count; i++) {
        enum guest_language language = f->spoken.at[i].language;

        add_cases(lines, "languages", guest_language_name(language), f->spoken.at[i].cases, f->spoken.at[i].items,
                  W(guest_language_ja(language), guest_language_en(language)));
    }
}

/* Where guests took their tickets, and for what. */
void line_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;

    for (uint32_t i = 0; i < f->lines.count; i++) {
        const struct line_figures *line = &f->lines.at[i];

        add_guests(lines, "lines", text_format(arena, "line_%" PRIu64, line->line.line_id.v).at, line->tickets, line->people,
                   W(text_terminated(arena, line->line.name_ja), text_terminated(arena, line->line.name_en)),
                   W("受付のときの区分", "the line in which the ticket was taken"));
    }
    for (uint32_t i = 0; i < f->origins.count; i++) {
        enum ticket_origin origin = f->origins.at[i].origin;

        add_guests(lines, "lines", text_format(arena, "origin_%s", ticket_origin_name(origin)).at, f->origins.at[i].tickets, f->origins.at[i].people,
                   W(ticket_origin_ja(origin), ticket_origin_en(origin)), W("整理券の発券元", "where the ticket comes from"));
    }
}
