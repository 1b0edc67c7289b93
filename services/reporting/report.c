/* When a day's report is made: once its own log and every log the day's vector names have been
 * followed up to there, and in the order of days, because a day opens with the cards of the day before. */
#include "state.h"

#define WAIT_SECONDS_MAX 60

struct log_position cut_of(const struct cut *cut, const char *source)
{
    for (uint32_t i = 0; i < cut->count; i++)
        if (text_is(cut->at[i].source, source))
            return cut->at[i];
    return (struct log_position){ 0 };
}

static bool followed_up_to(const struct view *v, const struct log_position *to)
{
    struct position cursor = cursor_of(v, text_terminated(view_arena(v), to->source));

    return cursor.epoch > to->epoch || (cursor.epoch == to->epoch && cursor.sequence >= to->sequence);
}

bool cut_reached(const struct view *v, const struct cut *cut)
{
    for (uint32_t i = 0; i < cut->count; i++)
        if (!text_is(cut->at[i].source, "queueing") && cut->at[i].sequence > 0 && !followed_up_to(v, &cut->at[i]))
            return false;
    return true;
}

/* Whether an earlier day still waits for its report. */
static bool earlier_awaited(const struct view *v, struct date date)
{
    struct row_scan scan = awaited_report_scan(v, 0, &(struct awaited_report){ 0 });
    struct awaited_report first;

    return awaited_report_next(&scan, &first) && first.date.v < date.v;
}

/* 1, 2, 4 … seconds, at most a minute. */
static uint64_t pause_us(uint64_t attempt)
{
    uint64_t seconds = attempt >= 7 ? WAIT_SECONDS_MAX : UINT64_C(1) << (attempt - 1);

    must(attempt >= 1);
    return (seconds > WAIT_SECONDS_MAX ? WAIT_SECONDS_MAX : seconds) * US_PER_SECOND;
}

void report_or_wait(const struct view *v, const struct context *ctx, struct date date, uint64_t closed_at_us, const struct cut *cut,
                    uint64_t attempt, struct decision *out)
{
    struct day_figures figures;

    if (earlier_awaited(v, date) || !cut_reached(v, cut)) {
        emit_day_report_awaited(out, &(struct day_report_awaited){
            .date = date, .closed_at_us = closed_at_us, .cut = { .at = cut->at, .count = cut->count },
            .attempt = attempt, .again_at_us = ctx->now_us + pause_us(attempt) });
        return;
    }
    fold_day(v, ctx->config, date, closed_at_us, cut, &figures);
    emit_day_reported(out, &(struct day_reported){
        .date = date, .closed_at_us = closed_at_us, .cut = { .at = cut->at, .count = cut->count }, .figures = figures });
}

void due_day_report(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    struct awaited_report awaited;

    if (awaited_report_find(v, (struct date){ (uint32_t)key }, &awaited))
        report_or_wait(v, ctx, awaited.date, awaited.closed_at_us, &(struct cut){ awaited.cut.at, awaited.cut.count },
                       awaited.attempt + 1, out);
}
