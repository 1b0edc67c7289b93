/* The lines of the cards: the ledger, and the count of the vault. */
#include "lines.h"

static void ledger_lines(const struct card_figures *f, struct lines *lines)
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
    add_line(lines, LINE_ANSWER, "vault", "agrees", W("一致", "Agrees"), W("数えた枚数と帳簿の枚数が同じか", "whether count and book are equal"))->count
        = !f->made ? 0 : f->agrees ? 2 : 1;
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
}
