/* The lines of the cards: the ledger, and the count of the vault. */
#include "lines.h"

#include <inttypes.h>
#include <stddef.h>

#include "base/id.h"

static const struct count_def card_counts[] = {
    { offsetof(struct day_figures, cards.opening), "opening", &cards_unit, WORDS("前日からの在庫", "Opening stock"),
      WORDS("前の開庁日の締めの在庫と、引き継いだ在庫", "in hand at the close before, and stock taken over") },
    { offsetof(struct day_figures, cards.arrived), "arrived", &cards_unit, WORDS("到着", "Arrived"),
      WORDS("取り込んだ納品のカード", "cards of the deliveries taken in") },
    { offsetof(struct day_figures, cards.found), "found", &cards_unit, WORDS("発見", "Found"), WORDS("所在不明から見つかったカード", "found again") },
    { offsetof(struct day_figures, cards.received), "received", &cards_unit, WORDS("移管からの戻り", "Back"),
      WORDS("移管先から戻ったカード（移管先での所在不明を含む）", "back from another office, or lost there") },
    { offsetof(struct day_figures, cards.issues_corrected), "issues_corrected", &cards_unit, WORDS("交付の訂正", "Issues corrected"),
      WORDS("誤って交付とした記録を、市の承認を得て訂正した枚数。交付した日の数値は変えない",
            "mistaken issues of this or an earlier day, approved by the city; the figure of their day stays") },
    { offsetof(struct day_figures, cards.issued), "issued", &cards_unit, WORDS("交付", "Issued"), WORDS("受取人に渡したカード", "handed over") },
    { offsetof(struct day_figures, cards.disposed), "disposed", &cards_unit, WORDS("廃棄", "Disposed of"),
      WORDS("市の承認を得て二人で廃棄", "by two persons, approved by the city") },
    { offsetof(struct day_figures, cards.approved_by_login), "approved_by_login", &cards_unit, WORDS("市職員のログインによる承認", "Approved by a login of the city"),
      WORDS("廃棄・所在不明の打切り・交付の訂正を市職員が承認したカード", "disposal, giving up or correction, decided by the city's own login") },
    { offsetof(struct day_figures, cards.approved_on_paper), "approved_on_paper", &cards_unit, WORDS("紙による承認", "Approved on paper"),
      WORDS("同じく、市の承認書を二人で確かめて記録したカード", "the same from the city's paper, recorded by two persons") },
    { offsetof(struct day_figures, cards.mailed), "mailed", &cards_unit, WORDS("郵送", "Mailed"), WORDS("書留で送ったカード", "sent by registered mail") },
    { offsetof(struct day_figures, cards.transferred), "transferred", &cards_unit, WORDS("移管", "Transferred"),
      WORDS("ほかの窓口へ移したカード", "sent to another office") },
    { offsetof(struct day_figures, cards.missing), "missing", &cards_unit, WORDS("所在不明", "Missing"),
      WORDS("この日に所在不明とした枚数。発見しても減らない", "became missing on this day, found again or not") },
    { offsetof(struct day_figures, cards.in_hand), "in_hand", &cards_unit, WORDS("締めの在庫", "In hand"),
      WORDS("前日からの在庫＋到着＋発見＋戻り－交付＋交付の訂正－廃棄－郵送－移管－所在不明",
            "opening + arrived + found + back - issued + issues corrected - disposed - mailed - transferred - missing") },
    { offsetof(struct day_figures, cards.on_hold), "on_hold", &cards_unit, WORDS("　うち保留", "  of which on hold"),
      WORDS("締めの在庫のうち。最後の確認の時点", "of those in hand, at the last count") },
    { offsetof(struct day_figures, cards.in_box), "in_box", &cards_unit, WORDS("　うち納品箱", "  of which in boxes"),
      WORDS("締めの在庫のうち。最後の確認の時点", "of those in hand, at the last count") },
    { offsetof(struct day_figures, cards.in_tray), "in_tray", &cards_unit, WORDS("　うち作業トレー", "  of which in the tray"),
      WORDS("締めの在庫のうち。最後の確認の時点", "of those in hand, at the last count") },
    { offsetof(struct day_figures, cards.checked_out), "checked_out", &cards_unit, WORDS("　うち取出し中", "  of which taken out"),
      WORDS("締めの在庫のうち。最後の確認の時点", "of those in hand, at the last count") },
    { offsetof(struct day_figures, cards.at_city), "at_city", &cards_unit, WORDS("　うち市の預かり", "  of which with the city"),
      WORDS("締めの在庫のうち。最後の確認の時点", "of those in hand, at the last count") },
    { offsetof(struct day_figures, cards.preset), "preset", &cards_unit, WORDS("交付前設定", "Preset"),
      WORDS("統合端末で設定したカード", "set up at an integrated terminal") },
    { offsetof(struct day_figures, cards.stored), "stored", &cards_unit, WORDS("保管", "Stored"), WORDS("保管庫に納めたカード", "put into the vault") },
    { offsetof(struct day_figures, cards.posted), "posted", &notices_unit, WORDS("交付通知書の発送", "Notices posted"),
      WORDS("発送のため市へ渡した交付通知書", "handed to the city for posting") },
    { offsetof(struct day_figures, cards.returned), "returned", &notices_unit, WORDS("通知書の返戻", "Notices returned"),
      WORDS("戻ってきた交付通知書", "came back by post") },
    { offsetof(struct day_figures, cards.reposted), "reposted", &notices_unit, WORDS("再発送", "Notices posted again"),
      WORDS("宛先を確かめて再び発送", "after the address was checked") },
    { offsetof(struct day_figures, cards.reminded), "reminded", &notices_unit, WORDS("受取勧奨", "Reminders"),
      WORDS("受取を促した通知", "reminders sent or called") },
    { offsetof(struct day_figures, cards.held), "held", &cards_unit, WORDS("保留にした", "Put on hold"), WORDS("", "") },
    { offsetof(struct day_figures, cards.released), "released", &cards_unit, WORDS("保留を解いた", "Released"), WORDS("", "") },
    { offsetof(struct day_figures, cards.explained), "explained", &cards_unit, WORDS("持出しのまま締め", "Left out"),
      WORDS("現地管理者が理由を記録した持出し", "out over night, explained by the site manager") },
    { offsetof(struct day_figures, cards.deliveries_arrived), "deliveries_arrived", &tickets_unit, WORDS("納品の到着", "Deliveries"),
      WORDS("取り込んだ納品", "taken in") },
    { offsetof(struct day_figures, cards.deliveries_inspected), "deliveries_inspected", &tickets_unit, WORDS("納品の検品", "Deliveries inspected"),
      WORDS("二人で検品した納品", "inspected by two persons") },
};

/* Every trial of a setting: a card that failed twice and then went well counts twice among the failures. */
static void preset_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;
    uint64_t failed = 0;

    for (uint32_t i = 0; i < f->preset_failures.count; i++)
        failed += f->preset_failures.at[i].count;
    add_count(lines, "presets", "failed", failed, times_unit, W("交付前設定の不成立", "Settings failed"),
              W("統合端末で設定できなかった回数。やり直しも1回とする", "trials at an integrated terminal that failed, each counted"));
    for (uint32_t i = 0; i < f->preset_failures.count; i++) {
        enum preset_failure reason = f->preset_failures.at[i].reason;

        add_count(lines, "presets", text_format(arena, "failed_%s", preset_failure_name(reason)).at, f->preset_failures.at[i].count, times_unit,
                  W(text_format(arena, "　%s", preset_failure_ja(reason)).at, text_format(arena, "  %s", preset_failure_en(reason)).at),
                  W("不成立の理由", "by reason"));
    }
    for (uint32_t i = 0; i < f->preset_terminals.count; i++) {
        const struct preset_terminal_figures *t = &f->preset_terminals.at[i];
        struct report_line *line = add_line(lines, LINE_PAIR, "presets", text_format(arena, "terminal_%" PRIu64, t->terminal_number).at,
                                            W(text_format(arena, "統合端末%" PRIu64, t->terminal_number).at, text_format(arena, "Terminal %" PRIu64, t->terminal_number).at),
                                            W("設定した枚数と、不成立の回数", "cards set up, and trials that failed"));

        line->count = t->preset;
        line->unit = W("枚", "cards");
        line->second = t->failed;
        line->second_key = "failed";
        line->second_unit = W("回の不成立", "failed");
        line->second_note = W("この端末での不成立", "failed at this terminal");
    }
}

const char *person(struct arena *arena, struct account_id account)
{
    return text_format(arena, "%" PRIu16 "-%" PRIu64, id_site(account.v), id_sequence(account.v)).at;
}

static void add_person(struct lines *lines, const char *key, struct account_id account, struct words label)
{
    const char *number = person(lines->arena, account);

    if (is_set(account))
        add_line(lines, LINE_WORDS, "vault", key, label, W("アカウントの番号", "number of the account"))->value = W(number, number);
}

static void count_lines(const struct count_figures *f, struct lines *lines)
{
    const struct words note = W("二人で行ったこの日最初の確認", "the first count of the day by two persons");

    if (f->made) {
        add_count(lines, "vault", "counted", f->counted, cards_unit, W("数えた枚数", "Counted"), note);
        add_count(lines, "vault", "book", f->book, cards_unit, W("帳簿の枚数", "Book"), W("帳簿で保管庫にある枚数", "cards the book has in the vault"));
    }
    add_line(lines, LINE_ANSWER, "vault", "agrees", W("一致", "Agrees"), W("数えた枚数と帳簿の枚数が同じか", "whether count and book are equal"))->count
        = !f->made ? 0 : f->agrees ? 2 : 1;
    add_person(lines, "counted_by", f->by, W("確認した者", "Counted by"));
    add_person(lines, "counted_with", f->second, W("立ち会った者", "Counted with"));
}

static void reopening_lines(const struct day_figures *f, struct lines *lines)
{
    struct arena *arena = lines->arena;

    for (uint32_t i = 0; i < f->reopenings.count; i++) {
        const struct reopening_figures *r = &f->reopenings.at[i];
        const char *reason = text_terminated(arena, r->reason), *by = person(arena, r->by), *second = person(arena, r->second);
        const char *at = clock_at(arena, r->at_us);

        add_line(lines, LINE_WORDS, "vault", text_format(arena, "reopened_%" PRIu32, i + 1).at, W("締めた後の再開", "Reopened after the close"),
                 W(text_format(arena, "%s（%s、立会い %s）", reason, by, second).at, text_format(arena, "%s (%s, with %s)", reason, by, second).at))
            ->value = W(at, at);
    }
}

void card_lines(const struct day_figures *f, struct lines *lines)
{
    add_counts(lines, "cards", card_counts, sizeof card_counts / sizeof card_counts[0], f);
    if (f->notice_lead.n > 0) {
        struct report_line *line = add_line(lines, LINE_DAYS, "cards", "notice_lead", W("到着から発送まで", "Arrival to posting"),
                                            W("カードの到着から交付通知書の発送までの暦日", "calendar days from a card's arrival to the posting of its notice"));

        line->days = f->notice_lead;
    }
    preset_lines(f, lines);
    count_lines(&f->count, lines);
    reopening_lines(f, lines);
}
