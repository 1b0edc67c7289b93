/* Above and below the figures. */
#include "report_frame.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/id.h"

static const char *minute_text(struct arena *arena, uint64_t minute)
{
    return text_format(arena, "%02" PRIu64 ":%02" PRIu64, minute / 60, minute % 60).at;
}

static const char *clock_text(struct arena *arena, uint64_t at_us)
{
    return at_us == 0 ? "–" : minute_text(arena, tokyo_minute(at_us));
}

/* Opening hours and weather, as far as known. */
static void put_day(struct page *page, const struct day_figures *f, enum language language, struct arena *arena)
{
    const char *between = "";

    if (f->closes_minute != 0) {
        page_put(page, text_format(arena, language == JAPANESE ? "開庁時間 %s–%s" : "Opening hours %s–%s", minute_text(arena, f->opens_minute),
                                   minute_text(arena, f->closes_minute)).at);
        between = "    ";
    }
    if (f->weather != 0) {
        page_put(page, between);
        page_put(page, text_format(arena, language == JAPANESE ? "天候 %s" : "Weather %s",
                                   language == JAPANESE ? weather_ja(f->weather) : weather_en(f->weather)).at);
    }
    if (f->closes_minute != 0 || f->weather != 0)
        page_put(page, "\n");
}

void put_heading(struct page *page, const struct day_report *report, const struct report_heading *heading, enum language language,
                 struct arena *arena)
{
    static const char *const days[] = { "", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    const char *opened = clock_text(arena, heading->opened_at_us), *closed = clock_text(arena, report->closed_at_us);
    char date[11];

    if (language == JAPANESE) {
        page_put(page, text_format(arena, "日次報告書    %s\n%s\n", text_terminated(arena, date_wareki(arena, report->date)),
                                   heading->office[JAPANESE]).at);
        page_put(page, text_format(arena, "開庁 %s    締め %s\n", opened, closed).at);
    } else {
        date_put(date, report->date);
        page_put(page, text_format(arena, "Daily report    %s (%s)\n%s\n", date, days[date_weekday(report->date)], heading->office[ENGLISH]).at);
        page_put(page, text_format(arena, "Opened %s    Closed %s    (Tokyo time)\n", opened, closed).at);
    }
    put_day(page, &report->figures, language, arena);
}

void put_corrections(struct page *page, const struct report_heading *heading, enum language language, struct arena *arena)
{
    if (heading->correction_count == 0)
        return;
    page_put(page, language == JAPANESE ? "\n訂正（上の数値は作成時のまま）\n" : "\nCorrections (the figures above stay as they were made)\n");
    for (uint32_t i = 0; i < heading->correction_count; i++) {
        const struct correction_figures *c = &heading->corrections[i];

        page_put(page, text_format(arena, "  %s.%s  %" PRIu64 " → %" PRIu64 "  ", text_terminated(arena, c->section),
                                   text_terminated(arena, c->figure), c->was, c->is).at);
        page_put_wrapped(page, text_terminated(arena, c->reason), 4, 80);
        page_put(page, "\n");
    }
}

/* Site and number, as people name an account. */
static const char *account_text(struct arena *arena, struct account_id account)
{
    return text_format(arena, "%" PRIu16 "-%" PRIu64, id_site(account.v), id_sequence(account.v)).at;
}

void put_seal(struct page *page, const struct report_seal *seal, enum language language, struct arena *arena)
{
    char at[17];

    if (seal == NULL) {
        page_put(page, language == JAPANESE ? "\n未確定\n" : "\nNot confirmed yet\n");
        return;
    }
    tokyo_put(at, seal->at_us);
    page_put(page, text_format(arena, language == JAPANESE ? "\n確定 %s    確定者 %s    確認者 %s\n監査ログの署名\n"
                                                            : "\nConfirmed %s    by account %s    with account %s\nCheckpoint of the audit log\n",
                               at, account_text(arena, seal->account_id), account_text(arena, seal->second_id)).at);
    page_put(page, text_terminated(arena, seal->checkpoint));
    if (seal->checkpoint.len == 0 || seal->checkpoint.at[seal->checkpoint.len - 1] != '\n')
        page_put(page, "\n");
}
