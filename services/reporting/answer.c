/* Reads of reporting: a report is drawn anew from its figures each time. */
#include "state.h"

#include "report_page.h"

#define CORRECTIONS_MAX 20u

static void read_corrections_for(const struct view *v, struct date date, struct report_heading *heading)
{
    struct correction_figures *all = arena_take(view_arena(v), CORRECTIONS_MAX * sizeof *all);
    struct row_scan scan = correction_for_scan(v, 1, &(struct correction_for){ .for_date = date });
    struct correction_for row;

    while (heading->correction_count < CORRECTIONS_MAX && correction_for_next(&scan, &row))
        all[heading->correction_count++] = row.correction;
    heading->corrections = all;
}

enum refusal answer_daily_report(const struct view *v, const struct context *ctx, const struct daily_report *query,
                                 struct daily_report_result *ret)
{
    const struct reporting_config *config = ctx->config;
    struct arena *arena = view_arena(v);
    struct report_heading heading = { .office = { text_terminated(arena, config->office_ja), text_terminated(arena, config->office_en) } };
    struct report_seal seal;
    struct reported_day day;
    struct day_report report;

    if (!day_report_find(v, query->date, &report))
        return REPORT_NOT_MADE;
    if (reported_day_find(v, query->date, &day))
        heading.opened_at_us = day.opened_at_us;
    if (report_seal_find(v, query->date, &seal))
        heading.seal = &seal;
    read_corrections_for(v, query->date, &heading);
    ret->corrections.at = heading.corrections;
    ret->corrections.count = heading.correction_count;
    ret->figures = report.figures;
    ret->text_ja = report_text(&report, &heading, JAPANESE, arena);
    ret->text_en = report_text(&report, &heading, ENGLISH, arena);
    ret->csv = report_csv(&report, heading.seal, arena);
    ret->report_sha256 = report_sha256(&report, arena);
    ret->closed = heading.seal != NULL;
    return REFUSAL_NONE;
}
