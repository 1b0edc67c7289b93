/* The page a clerk reads and the city signs. */
#include "report_page.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/invariant.h"
#include "figures.h"
#include "page.h"

enum { LABEL_COLUMNS = 28, VALUE_COLUMNS = 8, TIME_COLUMNS = 8, NAME_COLUMNS = 40 };

static const struct words dash = { { "–", "–" } };

const char *minutes_text(struct arena *arena, uint64_t us, uint64_t n)
{
    uint64_t seconds = seconds_of(us);

    if (n == 0)
        return dash.in[JAPANESE];
    return text_format(arena, "%" PRIu64 ":%02" PRIu64, seconds / 60, seconds % 60).at;
}

const char *percent_text(struct arena *arena, const struct share_figures *share)
{
    uint64_t permille;

    if (share->base == 0)
        return dash.in[JAPANESE];
    permille = share_permille(share);
    return text_format(arena, "%" PRIu64 ".%" PRIu64, permille / 10, permille % 10).at;
}

static const char *pick(const struct words *words, enum language language) { return words->in[language]; }

static bool is_procedure(const struct report_line *line) { return strcmp(line->section, "procedures") == 0; }

static const char *number_text(struct arena *arena, uint64_t number) { return text_format(arena, "%" PRIu64, number).at; }

/* An empty page cell of the note keeps no trailing blanks. */
static void put_note(struct page *page, const char *note)
{
    if (*note != '\0') {
        page_put(page, "  ");
        page_put(page, note);
    }
    page_put(page, "\n");
}

static void put_count(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    const char *unit = pick(&line->unit, language);

    page_put(page, "  ");
    page_put_left(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, number_text(arena, line->count), VALUE_COLUMNS);
    page_put(page, *unit == '\0' ? "" : " ");
    page_put(page, unit);
    put_note(page, pick(&line->note, language));
}

static void put_share(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    page_put(page, "  ");
    page_put_left(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, percent_text(arena, &line->share), VALUE_COLUMNS);
    if (line->share.base > 0)
        page_put(page, text_format(arena, " %%  (%" PRIu64 "/%" PRIu64 ")", line->share.within, line->share.base).at);
    page_put(page, "\n");
}

static void put_answer(struct page *page, const struct report_line *line, enum language language)
{
    static const struct words answers[] = { { { "未確認", "not counted" } }, { { "不一致", "NO" } }, { { "一致", "yes" } } };

    must(line->count < 3);
    page_put(page, "  ");
    page_put_left(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, pick(&answers[line->count], language), VALUE_COLUMNS);
    put_note(page, pick(&line->note, language));
}

static void put_times_head(struct page *page, enum language language, bool with_items)
{
    static const struct words heads[] = { { { "件数", "items" } }, { { "計測", "n" } }, { { "中央値", "median" } }, { { "90%値", "90%" } },
                                          { { "平均", "mean" } }, { { "最長", "max" } } };

    page_put(page, "  ");
    page_put_left(page, "", with_items ? NAME_COLUMNS : LABEL_COLUMNS);
    for (size_t i = with_items ? 0 : 1; i < sizeof heads / sizeof heads[0]; i++)
        page_put_right(page, pick(&heads[i], language), TIME_COLUMNS);
    page_put(page, "\n");
}

static void put_times(struct page *page, const struct report_line *line, enum language language, struct arena *arena, bool with_items)
{
    const struct time_figures *t = &line->times;

    page_put(page, "  ");
    page_put_left(page, pick(&line->label, language), with_items ? NAME_COLUMNS : LABEL_COLUMNS);
    if (with_items)
        page_put_right(page, number_text(arena, line->count), TIME_COLUMNS);
    page_put_right(page, number_text(arena, t->n), TIME_COLUMNS);
    page_put_right(page, minutes_text(arena, t->p50_us, t->n), TIME_COLUMNS);
    page_put_right(page, minutes_text(arena, t->p90_us, t->n), TIME_COLUMNS);
    page_put_right(page, minutes_text(arena, t->mean_us, t->n), TIME_COLUMNS);
    page_put_right(page, minutes_text(arena, t->max_us, t->n), TIME_COLUMNS);
    page_put(page, t->n > 0 && t->n < 10 ? "  n<10\n" : "\n");
}

static void put_line(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    switch (line->kind) {
    case LINE_COUNT: put_count(page, line, language, arena); break;
    case LINE_SHARE: put_share(page, line, language, arena); break;
    case LINE_TIMES: put_times(page, line, language, arena, is_procedure(line)); break;
    case LINE_ANSWER: put_answer(page, line, language); break;
    }
}

/* What the times and shares of a section mean, below them; the procedures share one sentence. */
static void put_definitions(struct page *page, const char *section, const struct report_line *lines, uint32_t count, enum language language)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(lines[i].section, section) != 0 || (lines[i].kind != LINE_TIMES && lines[i].kind != LINE_SHARE))
            continue;
        bool shared = is_procedure(&lines[i]);

        page_put(page, language == JAPANESE ? "  ※" : "  * ");
        page_put(page, shared ? "" : pick(&lines[i].label, language));
        page_put(page, shared ? "" : language == JAPANESE ? "：" : ": ");
        page_put(page, pick(&lines[i].note, language));
        page_put(page, "\n");
        if (shared)
            return;
    }
}

static void put_section(struct page *page, uint32_t index, const struct report_line *lines, uint32_t count, enum language language,
                        struct arena *arena)
{
    const struct report_section *section = &report_sections[index];
    bool any = false;

    page_put(page, text_format(arena, "\n%" PRIu32 ". %s\n", index + 1, pick(&section->title, language)).at);
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(lines[i].section, section->key) != 0)
            continue;
        if (!any && lines[i].kind == LINE_TIMES)
            put_times_head(page, language, is_procedure(&lines[i]));
        put_line(page, &lines[i], language, arena);
        any = true;
    }
    if (!any)
        page_put(page, language == JAPANESE ? "  なし\n" : "  none\n");
    put_definitions(page, section->key, lines, count, language);
}

static const char *clock_text(struct arena *arena, uint64_t at_us)
{
    uint32_t minute = tokyo_minute(at_us);

    return text_format(arena, "%02" PRIu32 ":%02" PRIu32, minute / 60, minute % 60).at;
}

static void put_heading(struct page *page, const struct day_report *report, const struct report_heading *heading, enum language language,
                        struct arena *arena)
{
    static const char *const days[] = { "", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    const char *opened = heading->opened_at_us == 0 ? dash.in[language] : clock_text(arena, heading->opened_at_us);
    const char *closed = clock_text(arena, report->closed_at_us);
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
}

/* Site and number, as people name an account. */
static const char *account_text(struct arena *arena, struct account_id account)
{
    return text_format(arena, "%" PRIu16 "-%" PRIu64, id_site(account.v), id_sequence(account.v)).at;
}

static void put_seal(struct page *page, const struct report_seal *seal, enum language language, struct arena *arena)
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

struct bytes report_text(const struct day_report *report, const struct report_heading *heading, enum language language, struct arena *arena)
{
    struct page page = page_new(arena);
    uint32_t count;
    const struct report_line *lines = report_lines(&report->figures, arena, &count);

    put_heading(&page, report, heading, language, arena);
    for (uint32_t i = 0; i < SECTION_COUNT; i++)
        put_section(&page, i, lines, count, language, arena);
    put_seal(&page, heading->seal, language, arena);
    return (struct bytes){ (const uint8_t *)page.at, page.len };
}
