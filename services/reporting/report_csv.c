/* The day's figures for spreadsheets and for an outsider's recount: RFC 4180, UTF-8, CRLF. Times in
 * whole seconds, half up. The hash that people confirm covers everything but the checkpoint's line. */
#include "report_page.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/invariant.h"
#include "figures.h"
#include "page.h"
#include "trust/hash.h"

static void put_cell(struct page *page, const char *cell, const char *end)
{
    bool quoted = strpbrk(cell, ",\"\r\n") != NULL;

    page_put(page, quoted ? "\"" : "");
    for (const char *c = cell; *c != '\0'; c++) {
        const char one[2] = { *c, '\0' };

        page_put(page, *c == '"' ? "\"\"" : one);
    }
    page_put(page, quoted ? "\"" : "");
    page_put(page, end);
}

static void put_row(struct page *page, const char *section, const char *key, const char *value, const char *unit, const char *note)
{
    put_cell(page, section, ",");
    put_cell(page, key, ",");
    put_cell(page, value, ",");
    put_cell(page, unit, ",");
    put_cell(page, note, "\r\n");
}

static const char *number(struct arena *arena, uint64_t value) { return text_format(arena, "%" PRIu64, value).at; }

static const char *seconds(struct arena *arena, uint64_t us, uint64_t n) { return n == 0 ? "" : number(arena, seconds_of(us)); }

static const char *joined(struct arena *arena, const char *key, const char *part) { return text_format(arena, "%s_%s", key, part).at; }

static void put_times(struct page *page, const struct report_line *line, struct arena *arena)
{
    const struct time_figures *t = &line->times;
    const char *note = line->note.in[JAPANESE];
    const char *p90_note = t->n > 0 && t->n < 10 ? text_format(arena, "%s（n<10）", note).at : note;

    put_row(page, line->section, joined(arena, line->key, "n"), number(arena, t->n), "件", note);
    put_row(page, line->section, joined(arena, line->key, "p50"), seconds(arena, t->p50_us, t->n), "秒", note);
    put_row(page, line->section, joined(arena, line->key, "p90"), seconds(arena, t->p90_us, t->n), "秒", p90_note);
    put_row(page, line->section, joined(arena, line->key, "mean"), seconds(arena, t->mean_us, t->n), "秒", note);
    put_row(page, line->section, joined(arena, line->key, "max"), seconds(arena, t->max_us, t->n), "秒", note);
}

static void put_share(struct page *page, const struct report_line *line, struct arena *arena)
{
    const char *note = line->note.in[JAPANESE];

    put_row(page, line->section, line->key, line->share.base == 0 ? "" : percent_text(arena, &line->share), "%", note);
    put_row(page, line->section, joined(arena, line->key, "part"), number(arena, share_count(line, line->share.within)),
            line->count_unit.in[JAPANESE], "÷の前の数");
    put_row(page, line->section, joined(arena, line->key, "base"), number(arena, share_count(line, line->share.base)),
            line->count_unit.in[JAPANESE], "÷の後の数");
}

static void put_days(struct page *page, const struct report_line *line, struct arena *arena)
{
    const struct day_count_figures *d = &line->days;
    const char *note = line->note.in[JAPANESE];
    const char *p90_note = d->n < 10 ? text_format(arena, "%s（n<10）", note).at : note;

    put_row(page, line->section, joined(arena, line->key, "n"), number(arena, d->n), "件", note);
    put_row(page, line->section, joined(arena, line->key, "p50"), number(arena, d->p50_days), "日", note);
    put_row(page, line->section, joined(arena, line->key, "p90"), number(arena, d->p90_days), "日", p90_note);
    put_row(page, line->section, joined(arena, line->key, "max"), number(arena, d->max_days), "日", note);
}

static void put_line(struct page *page, const struct report_line *line, struct arena *arena)
{
    static const char *const answers[] = { "", "no", "yes" };

    switch (line->kind) {
    case LINE_COUNT:
        put_row(page, line->section, line->key, number(arena, line->count), line->unit.in[JAPANESE], line->note.in[JAPANESE]);
        break;
    case LINE_PAIR:
        put_row(page, line->section, line->key, number(arena, line->count), line->unit.in[JAPANESE], line->note.in[JAPANESE]);
        put_row(page, line->section, joined(arena, line->key, line->second_key), number(arena, line->second), line->second_unit.in[JAPANESE],
                line->second_note.in[JAPANESE]);
        break;
    case LINE_SHARE: put_share(page, line, arena); break;
    case LINE_DAYS: put_days(page, line, arena); break;
    case LINE_WORDS: put_row(page, line->section, line->key, line->value.in[JAPANESE], "", line->note.in[JAPANESE]); break;
    case LINE_TIMES:
        if (strcmp(line->section, "procedures") == 0)
            put_row(page, line->section, line->key, number(arena, line->count), "件", "行った手続の件数");
        put_times(page, line, arena);
        break;
    case LINE_ANSWER:
        must(line->count < 3);
        put_row(page, line->section, line->key, answers[line->count], "", line->note.in[JAPANESE]);
        break;
    }
}

/* The note of several lines as one cell of one line, so that leaving out the line leaves it out whole. */
static void put_checkpoint(struct page *page, const struct report_seal *seal, struct arena *arena)
{
    const char *note = text_terminated(arena, seal->checkpoint);
    char *line = arena_take(arena, strlen(note) + 1);
    size_t len = strlen(note);

    while (len > 0 && note[len - 1] == '\n')
        len--;
    for (size_t i = 0; i < len; i++)
        line[i] = note[i] == '\n' || note[i] == '\r' ? '|' : note[i];
    put_row(page, "checkpoint", "note", line, "", "監査ログの署名。改行は | で示す");
}

static const char *clock_text(struct arena *arena, uint64_t minute)
{
    return text_format(arena, "%02" PRIu64 ":%02" PRIu64, minute / 60, minute % 60).at;
}

static void put_hours(struct page *page, const struct day_figures *f, struct arena *arena)
{
    if (f->closes_minute != 0) {
        put_row(page, "day", "opens", clock_text(arena, f->opens_minute), "", "開庁時間の始め");
        put_row(page, "day", "closes", clock_text(arena, f->closes_minute), "", "開庁時間の終わり");
    }
    if (f->weather != 0)
        put_row(page, "day", "weather", weather_name(f->weather), "", weather_ja(f->weather));
}

static void put_figures(struct page *page, const struct day_report *report, struct arena *arena)
{
    uint32_t count;
    const struct report_line *lines = report_lines(&report->figures, arena, &count);
    char date[11], at[21];

    date_put(date, report->date);
    rfc3339_put(at, report->closed_at_us);
    put_row(page, "section", "key", "value", "unit", "note");
    put_row(page, "day", "date", date, "", "業務日");
    put_row(page, "day", "closed_at", at, "", "締めの時刻（協定世界時）");
    put_hours(page, &report->figures, arena);
    for (uint32_t i = 0; i < count; i++)
        put_line(page, &lines[i], arena);
}

struct bytes report_csv(const struct day_report *report, const struct report_seal *seal, struct arena *arena)
{
    struct page page = page_new(arena);

    put_figures(&page, report, arena);
    if (seal != NULL)
        put_checkpoint(&page, seal, arena);
    return (struct bytes){ (const uint8_t *)page.at, page.len };
}

struct bytes report_sha256(const struct day_report *report, struct arena *arena)
{
    uint8_t *hash = arena_take(arena, SHA256_LEN);

    sha256(report_csv(report, NULL, arena), hash);
    return (struct bytes){ hash, SHA256_LEN };
}
