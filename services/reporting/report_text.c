/* The page a clerk reads and the city signs. */
#include "report_page.h"

#include <inttypes.h>

#include "base/invariant.h"
#include "figures.h"
#include "report_frame.h"

/* Everything fits 80 columns: longer labels and notes go on in lines of their own. */
enum { PAGE_COLUMNS = 80, LABEL_COLUMNS = 28, VALUE_COLUMNS = 8, NOTE_COLUMN = 43, TIME_COLUMNS = 8,
       NAME_COLUMNS = 34, ITEM_COLUMNS = 6, N_COLUMNS = 5, SHORT_TIME_COLUMNS = 7 };

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

/* A note keeps no trailing blanks. */
static void put_note(struct page *page, const char *note)
{
    if (*note != '\0') {
        page_put(page, "  ");
        page_put_wrapped(page, note, NOTE_COLUMN, PAGE_COLUMNS);
    }
    page_put(page, "\n");
}

/* A label that is too long for its column has a line of its own. */
static void put_label(struct page *page, const char *label, uint32_t columns)
{
    page_put(page, "  ");
    if (display_width(label) >= columns) {
        page_put(page, label);
        page_put(page, "\n  ");
        label = "";
    }
    page_put_left(page, label, columns);
}

static void put_count(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    const char *unit = pick(&line->unit, language);

    put_label(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, number_text(arena, line->count), VALUE_COLUMNS);
    page_put(page, *unit == '\0' ? "" : " ");
    page_put(page, unit);
    put_note(page, pick(&line->note, language));
}

/* Two counts of the same; what they mean stands below the section. */
static void put_pair(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    put_label(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, number_text(arena, line->count), VALUE_COLUMNS);
    page_put(page, " ");
    page_put(page, pick(&line->unit, language));
    page_put_right(page, number_text(arena, line->second), VALUE_COLUMNS);
    page_put(page, " ");
    page_put(page, pick(&line->second_unit, language));
    page_put(page, "\n");
}

static void put_share(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    put_label(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, percent_text(arena, &line->share), VALUE_COLUMNS);
    if (line->share.base > 0)
        page_put(page, text_format(arena, " %%  (%" PRIu64 "/%" PRIu64 ")", share_count(line, line->share.within),
                                   share_count(line, line->share.base)).at);
    page_put(page, "\n");
}

static void put_answer(struct page *page, const struct report_line *line, enum language language)
{
    static const struct words answers[] = { { { "未確認", "not counted" } }, { { "不一致", "NO" } }, { { "一致", "yes" } } };

    must(line->count < 3);
    put_label(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, pick(&answers[line->count], language), VALUE_COLUMNS);
    put_note(page, pick(&line->note, language));
}

static void put_words(struct page *page, const struct report_line *line, enum language language)
{
    put_label(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, pick(&line->value, language), VALUE_COLUMNS);
    put_note(page, pick(&line->note, language));
}

static void put_days(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    const struct day_count_figures *d = &line->days;

    put_label(page, pick(&line->label, language), LABEL_COLUMNS);
    page_put_right(page, number_text(arena, d->p50_days), VALUE_COLUMNS);
    page_put(page, text_format(arena, language == JAPANESE ? " 日（中央値）  90%%値 %" PRIu64 " 日\n" : " days (median)  90%% %" PRIu64 "\n", d->p90_days).at);
    put_label(page, "", LABEL_COLUMNS);
    page_put_right(page, "", VALUE_COLUMNS);
    page_put(page, text_format(arena, language == JAPANESE ? " 最長 %" PRIu64 " 日（%" PRIu64 "通）" : " max %" PRIu64 " (n %" PRIu64 ")", d->max_days, d->n).at);
    page_put(page, d->n < 10 ? " n<10\n" : "\n");
}

/* The columns of a table of times; procedures have a narrower one, with their items. */
struct time_columns {
    uint32_t name, items, n, time;
};

static struct time_columns columns_of(bool with_items)
{
    return with_items ? (struct time_columns){ NAME_COLUMNS, ITEM_COLUMNS, N_COLUMNS, SHORT_TIME_COLUMNS }
                      : (struct time_columns){ LABEL_COLUMNS, 0, TIME_COLUMNS, TIME_COLUMNS };
}

static void put_times_head(struct page *page, enum language language, bool with_items)
{
    static const struct words heads[] = { { { "中央値", "median" } }, { { "90%値", "90%" } }, { { "平均", "mean" } }, { { "最長", "max" } } };
    struct time_columns columns = columns_of(with_items);

    page_put(page, "  ");
    page_put_left(page, "", columns.name);
    if (with_items)
        page_put_right(page, language == JAPANESE ? "件数" : "items", columns.items);
    page_put_right(page, language == JAPANESE ? "計測" : "n", columns.n);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        page_put_right(page, pick(&heads[i], language), columns.time);
    page_put(page, "\n");
}

static void put_times(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    const struct time_figures *t = &line->times;
    struct time_columns columns = columns_of(is_procedure(line));

    put_label(page, pick(&line->label, language), columns.name);
    if (is_procedure(line))
        page_put_right(page, number_text(arena, line->count), columns.items);
    page_put_right(page, number_text(arena, t->n), columns.n);
    page_put_right(page, minutes_text(arena, t->p50_us, t->n), columns.time);
    page_put_right(page, minutes_text(arena, t->p90_us, t->n), columns.time);
    page_put_right(page, minutes_text(arena, t->mean_us, t->n), columns.time);
    page_put_right(page, minutes_text(arena, t->max_us, t->n), columns.time);
    page_put(page, t->n > 0 && t->n < 10 ? " n<10\n" : "\n");
}

static void put_line(struct page *page, const struct report_line *line, enum language language, struct arena *arena)
{
    switch (line->kind) {
    case LINE_COUNT: put_count(page, line, language, arena); break;
    case LINE_PAIR: put_pair(page, line, language, arena); break;
    case LINE_SHARE: put_share(page, line, language, arena); break;
    case LINE_TIMES: put_times(page, line, language, arena); break;
    case LINE_DAYS: put_days(page, line, language, arena); break;
    case LINE_ANSWER: put_answer(page, line, language); break;
    case LINE_WORDS: put_words(page, line, language); break;
    }
}

static bool is_defined_below(const struct report_line *line)
{
    return line->kind == LINE_TIMES || line->kind == LINE_SHARE || line->kind == LINE_PAIR || line->kind == LINE_DAYS;
}

/* Lines of these kinds are alike in their section: one sentence is enough. */
static bool is_shared(const struct report_line *line)
{
    return is_procedure(line) || line->kind == LINE_PAIR;
}

static bool said_above(const struct report_line *lines, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (is_shared(&lines[i]) && lines[i].section == lines[index].section && strcmp(lines[i].note.in[JAPANESE], lines[index].note.in[JAPANESE]) == 0)
            return true;
    return false;
}

/* What the times and shares of a section mean, below them. */
static void put_definitions(struct page *page, const char *section, const struct report_line *lines, uint32_t count, enum language language)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(lines[i].section, section) != 0 || !is_defined_below(&lines[i]))
            continue;
        bool shared = is_shared(&lines[i]);

        if (shared && said_above(lines, i))
            continue;
        page_put(page, language == JAPANESE ? "  ※" : "  * ");
        page_put(page, shared ? "" : pick(&lines[i].label, language));
        page_put(page, shared ? "" : language == JAPANESE ? "：" : ": ");
        page_put_wrapped(page, pick(&lines[i].note, language), 4, PAGE_COLUMNS);
        page_put(page, "\n");
    }
}

static void put_section(struct page *page, uint32_t index, const struct report_line *lines, uint32_t count, enum language language,
                        struct arena *arena)
{
    const struct report_section *section = &report_sections[index];
    bool any = false, head = false;

    page_put(page, text_format(arena, "\n%" PRIu32 ". %s\n", index + 1, pick(&section->title, language)).at);
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(lines[i].section, section->key) != 0)
            continue;
        if (!head && lines[i].kind == LINE_TIMES)
            put_times_head(page, language, is_procedure(&lines[i]));
        head = head || lines[i].kind == LINE_TIMES;
        put_line(page, &lines[i], language, arena);
        any = true;
    }
    if (!any)
        page_put(page, language == JAPANESE ? "  なし\n" : "  none\n");
    put_definitions(page, section->key, lines, count, language);
}

struct bytes report_text(const struct day_report *report, const struct report_heading *heading, enum language language, struct arena *arena)
{
    struct page page = page_new(arena);
    uint32_t count;
    const struct report_line *lines = report_lines(&report->figures, arena, &count);

    put_heading(&page, report, heading, language, arena);
    for (uint32_t i = 0; i < SECTION_COUNT; i++)
        put_section(&page, i, lines, count, language, arena);
    put_corrections(&page, heading, language, arena);
    put_seal(&page, heading->seal, language, arena);
    return (struct bytes){ (const uint8_t *)page.at, page.len };
}
