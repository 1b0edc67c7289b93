/* The lines of the cards: the ledger, and the count of the vault. */
#include "lines.h"

#include <inttypes.h>

#include "base/id.h"

/* Of the cards in hand, as the day's last count had them. */
static void place_lines(const struct card_figures *f, struct lines *lines)
{
    const char *section = "cards";
    struct words note = W("締めの在庫のうち。最後の確認の時点", "of those in hand, at the last count");

    add_count(lines, section, "on_hold", f->on_hold, cards_unit, W("　うち保留", "  of which on hold"), note);
    add_count(lines, section, "in_box", f->in_box, cards_unit, W("　うち納品箱", "  of which in boxes"), note);
    add_count(lines, section, "in_tray", f->in_tray, cards_unit, W("　うち作業トレー", "  of which in the tray"), note);
    add_count(lines, section, "checked_out", f->checked_out, cards_unit, W("　うち取出し中", "  of which taken out"), note);
    add_count(lines, section, "at_city", f->at_city, cards_unit, W("　うち市の預かり", "  of which with the city"), note);
}

static void ledger_lines(const struct card_figures *f, struct lines *lines)
{
    const char *section = "cards";

    add_count(lines, section, "opening", f->opening, cards_unit, W("前日からの在庫", "Opening stock"),
              W("前の開庁日の締めの在庫と、引き継いだ在庫", "in hand at the close before, and stock taken over"));
    add_count(lines, section, "arrived", f->arrived, cards_unit, W("到着", "Arrived"),
              W("取り込んだ納品のカード", "cards of the deliveries taken in"));
    add_count(lines, section, "found", f->found, cards_unit, W("発見", "Found"), W("所在不明から見つかったカード", "found again"));
    add_count(lines, section, "received", f->received, cards_unit, W("移管からの戻り", "Back"),
              W("移管先から戻ったカード（移管先での所在不明を含む）", "back from another office, or lost there"));
    add_count(lines, section, "issues_corrected", f->issues_corrected, cards_unit, W("交付の訂正", "Issues corrected"),
              W("誤って交付とした記録を、市の承認を得て訂正した枚数。交付した日の数値は変えない", "mistaken issues of this or an earlier day, approved by the city; the figure of their day stays"));
    add_count(lines, section, "issued", f->issued, cards_unit, W("交付", "Issued"), W("受取人に渡したカード", "handed over"));
    add_count(lines, section, "disposed", f->disposed, cards_unit, W("廃棄", "Disposed of"), W("市の承認を得て二人で廃棄", "by two persons, approved by the city"));
    add_count(lines, section, "mailed", f->mailed, cards_unit, W("郵送", "Mailed"), W("書留で送ったカード", "sent by registered mail"));
    add_count(lines, section, "transferred", f->transferred, cards_unit, W("移管", "Transferred"), W("ほかの窓口へ移したカード", "sent to another office"));
    add_count(lines, section, "missing", f->missing, cards_unit, W("所在不明", "Missing"),
              W("この日に所在不明とした枚数。発見しても減らない", "became missing on this day, found again or not"));
    add_count(lines, section, "in_hand", f->in_hand, cards_unit, W("締めの在庫", "In hand"),
              W("前日からの在庫＋到着＋発見＋戻り－交付＋交付の訂正－廃棄－郵送－移管－所在不明", "opening + arrived + found + back - issued + issues corrected - disposed - mailed - transferred - missing"));
    place_lines(f, lines);
    add_count(lines, section, "preset", f->preset, cards_unit, W("交付前設定", "Preset"),
              W("統合端末で設定したカード", "set up at an integrated terminal"));
    add_count(lines, section, "stored", f->stored, cards_unit, W("保管", "Stored"), W("保管庫に納めたカード", "put into the vault"));
    add_count(lines, section, "posted", f->posted, notices_unit, W("交付通知書の発送", "Notices posted"),
              W("発送のため市へ渡した交付通知書", "handed to the city for posting"));
    add_count(lines, section, "returned", f->returned, notices_unit, W("通知書の返戻", "Notices returned"), W("戻ってきた交付通知書", "came back by post"));
    add_count(lines, section, "reposted", f->reposted, notices_unit, W("再発送", "Notices posted again"), W("宛先を確かめて再び発送", "after the address was checked"));
    add_count(lines, section, "reminded", f->reminded, notices_unit, W("受取勧奨", "Reminders"), W("受取を促した通知", "reminders sent or called"));
    add_count(lines, section, "held", f->held, cards_unit, W("保留にした", "Put on hold"), no_unit);
    add_count(lines, section, "released", f->released, cards_unit, W("保留を解いた", "Released"), no_unit);
    add_count(lines, section, "explained", f->explained, cards_unit, W("持出しのまま締め", "Left out"),
              W("現地管理者が理由を記録した持出し", "out over night, explained by the site manager"));
    add_count(lines, section, "deliveries_arrived", f->deliveries_arrived, tickets_unit, W("納品の到着", "Deliveries"),
              W("取り込んだ納品", "taken in"));
    add_count(lines, section, "deliveries_inspected", f->deliveries_inspected, tickets_unit, W("納品の検品", "Deliveries inspected"),
              W("二人で検品した納品", "inspected by two persons"));
}

static const char *person(struct arena *arena, struct account_id account)
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
    ledger_lines(&f->cards, lines);
    if (f->notice_lead.n > 0) {
        struct report_line *line = add_line(lines, LINE_DAYS, "cards", "notice_lead", W("到着から発送まで", "Arrival to posting"),
                                            W("カードの到着から交付通知書の発送までの暦日", "calendar days from a card's arrival to the posting of its notice"));

        line->days = f->notice_lead;
    }
    count_lines(&f->count, lines);
    reopening_lines(f, lines);
}
